//! Speed of matching: looking for a name at every token of the sample articles repeated, one thread.
//!
//! `cargo bench --bench gazetteer`. With `CLAIMGRAPH_BENCH=documents.jsonl` the documents of that file are used
//! instead, with `CLAIMGRAPH_GAZETTEER=file` the user's gazetteer is loaded on top.

use std::sync::LazyLock;

use claimgraph::document::read::open;
use claimgraph::document::{Input, ReadOptions, Span};
use claimgraph::gazetteer::Gazetteer;
use claimgraph::gazetteer::user::UserGazetteer;
use claimgraph::lexicon::Vocabulary;
use claimgraph::text::token::{Token, TokenRules, tokenize};
use divan::Bencher;
use divan::counter::BytesCount;

static RULES: LazyLock<TokenRules> = LazyLock::new(|| TokenRules::load().expect("shipped data load"));

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut gazetteer = Gazetteer::load().expect("shipped data load");
    if let Some(file) = std::env::var_os("CLAIMGRAPH_GAZETTEER") {
        let user = UserGazetteer::read(&[file.into()]).expect("the user's gazetteer can be read");
        let joined = user.join(&RULES, &gazetteer, &|_| false).expect("the user's records fit");
        gazetteer.add(&RULES, &joined.records).expect("the user's records fit");
    }
    gazetteer
});

/// Texts with their tokens: the sample articles ten times, or the documents of a file.
static TEXTS: LazyLock<Vec<(String, Vec<Token>)>> = LazyLock::new(|| {
    let file = std::env::var("CLAIMGRAPH_BENCH");
    let (path, times) = file.as_deref().map_or(("data/articles", 10), |path| (path, 1));
    let read = || open([Input::from(path)], ReadOptions::default()).filter_map(Result::ok);
    let tokens = |text: String| {
        let mut tokens = Vec::new();
        tokenize(&RULES, &Vocabulary::default(), &text, Span::new(0, text.len()), &mut tokens);
        (text, tokens)
    };
    (0..times).flat_map(|_| read()).map(|d| tokens(d.text)).collect()
});

fn main() {
    divan::main();
}

#[divan::bench]
fn load() -> Gazetteer {
    Gazetteer::load().expect("shipped data load")
}

#[divan::bench]
fn find_at_every_token(bencher: Bencher<'_, '_>) {
    let n_bytes = BytesCount::new(TEXTS.iter().map(|(text, _)| text.len()).sum::<usize>());
    bencher.counter(n_bytes).bench(|| {
        let find = |(text, tokens): &(String, Vec<Token>)| {
            (0..tokens.len()).filter(|&at| GAZETTEER.find(text, tokens, at, tokens.len()).is_some()).count()
        };
        TEXTS.iter().map(find).sum::<usize>()
    });
}
