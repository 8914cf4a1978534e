//! Syntax: what part each word plays in its sentence.
//!
//! Enters: tokens in sentences. Leaves: [`Syntax`]: a tag for every token, and for every sentence its chunks and the
//! clauses they form. Trees will come in place of chunks; later stages read clauses and need not know how they are
//! found.

pub mod chunk;
pub mod clause;
pub mod conllu;
pub mod morphology;
pub mod parser;
pub mod model;
pub mod network;
pub mod tag;
pub mod tagger;
pub mod tree;
pub mod words;

use crate::lexicon::{TableError, Vocabulary};
use crate::text::Text;
use crate::text::quote::Quotations;
use chunk::Chunk;
use clause::Clause;
use tag::Tag;
use tagger::{Scratch, Tagger};
use words::FunctionWords;

/// What this stage must know of words.
#[derive(Debug)]
pub struct SyntaxRules {
    tagger: Tagger,
    /// Numbers of function words.
    pub words: FunctionWords,
}

impl SyntaxRules {
    /// Reads the tagger's model; its forms become known.
    ///
    /// # Errors
    /// When the model is malformed.
    pub fn load(vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        Ok(Self { tagger: Tagger::load(vocabulary)?, words: FunctionWords::load(vocabulary) })
    }

    /// For every word that the tagger knows whether more than this share of its uses is no name; other words are
    /// missing at the end.
    pub fn common_words(&self, share: f64) -> Vec<bool> {
        self.tagger.common_words(share)
    }
}

/// Tags, chunks and clauses of one text.
#[derive(Debug, Default)]
pub struct Syntax {
    /// One tag for every token.
    pub tags: Vec<Tag>,
    /// For every sentence its chunks and clauses.
    pub sentences: Vec<SentenceSyntax>,
}

/// Chunks and clauses of one sentence.
#[derive(Debug, Default)]
pub struct SentenceSyntax {
    /// In order; they cover every token once.
    pub chunks: Vec<Chunk>,
    /// One for every verb group, in order.
    pub clauses: Vec<Clause>,
}

/// Analyses a text.
///
/// Linear in the number of tokens.
pub fn analyze(rules: &SyntaxRules, source: &str, text: &Text, quotations: &Quotations) -> Syntax {
    let mut scratch = Scratch::default();
    let mut syntax = Syntax::default();
    syntax.tags.reserve(text.tokens.len());
    for sentence in &text.sentences {
        let (tokens, marks) = (&text.tokens[sentence.tokens.clone()], &quotations.marks[sentence.tokens.clone()]);
        rules.tagger.tag(source, tokens, marks, &mut scratch, &mut syntax.tags);
        let chunks = chunk::chunk(&rules.words, &text.tokens, &syntax.tags, sentence.tokens.clone());
        let clauses = clause::clauses(&rules.words, &text.tokens, &syntax.tags, &chunks);
        syntax.sentences.push(SentenceSyntax { chunks, clauses });
    }
    syntax
}
