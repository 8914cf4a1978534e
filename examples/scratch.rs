#![allow(missing_docs, clippy::print_stdout)]
use claimgraph::{document::Span, lexicon::Vocabulary, syntax::*, text::*};
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let src = std::fs::read_to_string(path).unwrap();
    let mut v = Vocabulary::default();
    let t0 = std::time::Instant::now();
    let tr = TextRules::load(&mut v).unwrap();
    let sr = SyntaxRules::load(&mut v).unwrap();
    eprintln!("load {:?}", t0.elapsed());
    let t0 = std::time::Instant::now();
    let text = claimgraph::text::analyze(&tr, &v, &src, &[]);
    let t1 = t0.elapsed();
    let q = claimgraph::text::quote::find(&src, &text);
    let syn = claimgraph::syntax::analyze(&sr, &src, &text, &q);
    eprintln!("text {t1:?} syntax {:?} tokens {}", t0.elapsed() - t1, text.tokens.len());
    if std::env::args().nth(2).is_some() {
        return;
    }
    for (s, y) in text.sentences.iter().zip(&syn.sentences) {
        let form = |r: std::ops::Range<usize>| {
            text.tokens[r.start].span.cover(text.tokens[r.end - 1].span).of(&src).replace('\n', " ")
        };
        for c in &y.chunks {
            print!(
                "[{:?} {}] ",
                c.kind,
                c.tokens
                    .clone()
                    .map(|t| format!("{}/{}", text.tokens[t].span.of(&src), syn.tags[t].as_str()))
                    .collect::<Vec<_>>()
                    .join(" ")
            );
        }
        println!();
        let nom = |n: &Option<clause::Nominal>| {
            n.as_ref()
                .map(|n| form(y.chunks[*n.chunks.start()].tokens.start..y.chunks[*n.chunks.end()].tokens.end))
                .unwrap_or_default()
        };
        for c in &y.clauses {
            println!(
                "    {:?} S<{}> V<{}>{} O<{}> I<{}> {:?} sub {:?} parent {:?}",
                c.kind,
                nom(&c.subject),
                form(y.chunks[c.verb].tokens.clone()),
                if y.chunks[c.verb].verb.passive { " PASS" } else { "" },
                nom(&c.object),
                nom(&c.indirect),
                c.obliques
                    .iter()
                    .map(|o| format!("{} {}", v.form(o.preposition), nom(&Some(o.object.clone()))))
                    .collect::<Vec<_>>(),
                c.subordinator.map(|s| v.form(s)),
                c.parent
            );
        }
        let _ = (s, Span::new(0, 0));
    }
}
