//! Syntax: what part each word plays in its sentence.
//!
//! Enters: tokens in sentences. Leaves: [`Syntax`]: a tag for every token, and for every sentence its chunks and the
//! clauses they form, from a tree where there is one.

pub mod chunk;
pub mod clause;
pub mod dependents;
pub mod parse;
mod positional;
mod settle;
pub mod tag;
pub mod tagger;
pub mod tree;

pub mod words;

use std::ops::Range;

use crate::lexicon::{TableError, Vocabulary};
use crate::text::Text;
use crate::text::quote::Quotations;
use crate::text::token::Token;
use chunk::Chunk;
use clause::{Clause, Sentence};
use dependents::Dependents;
use parse::Parse;
use tag::Tag;
use tagger::{Scratch, Tagger};
use tree::Tree;
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
    /// At most one for every verb group, in order.
    pub clauses: Vec<Clause>,
    /// The tree that the clauses were read from, and its dependents, where there is one.
    pub tree: Option<(Tree, Dependents)>,
}

impl SentenceSyntax {
    /// The tree in tokens of the document, of which `start` is the first of the sentence.
    pub fn parse(&self, start: usize) -> Option<Parse<'_>> {
        self.tree.as_ref().map(|(tree, dependents)| Parse::new(tree, dependents, start))
    }
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
        let found = sentence_syntax(&rules.words, &text.tokens, &syntax.tags, sentence.tokens.clone(), None);
        syntax.sentences.push(found);
    }
    syntax
}

/// Chunks and clauses of the tokens in `range`, read from a tree if there is one for all of them.
fn sentence_syntax(
    words: &FunctionWords,
    tokens: &[Token],
    tags: &[Tag],
    range: Range<usize>,
    tree: Option<Tree>,
) -> SentenceSyntax {
    let mut chunks = chunk::chunk(words, tokens, tags, range.clone());
    let Some(tree) = tree.filter(|t| t.len() == range.len() && t.is_well_formed()) else {
        let clauses = positional::clauses(words, tokens, tags, &chunks);
        return SentenceSyntax { chunks, clauses, tree: None };
    };
    let dependents = Dependents::of(&tree);
    let sentence = Sentence { words, tokens, tags, start: range.start, tree: &tree, dependents: &dependents };
    settle::settle(sentence, &mut chunks);
    let clauses = clause::clauses(sentence, &chunks);
    SentenceSyntax { chunks, clauses, tree: Some((tree, dependents)) }
}
