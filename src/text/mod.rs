//! Text: paragraphs, tokens and sentences with their spans.
//!
//! Enters: a document's text and the stretches marked as boilerplate. Leaves: [`Text`], in which every token belongs to
//! one sentence and every sentence to one paragraph; boilerplate has none of them.

pub mod boilerplate;
pub mod paragraph;
pub mod quote;
pub mod sentence;
pub mod token;

use std::ops::Range;

use crate::document::Span;
use crate::lexicon::{TableError, Vocabulary};
use sentence::SentenceRules;
use token::{Token, TokenRules};

/// What this stage must know of words.
#[derive(Debug)]
pub struct TextRules {
    tokens: TokenRules,
    sentences: SentenceRules,
}

impl TextRules {
    /// Reads the tables of this stage; their forms become known.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load(vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        Ok(Self { tokens: TokenRules::load()?, sentences: SentenceRules::load(vocabulary)? })
    }

    /// How text is cut into tokens; phrases of word lists are cut the same way.
    pub fn tokens(&self) -> &TokenRules {
        &self.tokens
    }
}

/// Sentences and tokens of one text.
#[derive(Debug, Default)]
pub struct Text {
    /// All tokens, in order.
    pub tokens: Vec<Token>,
    /// All sentences, in order; each covers at least one token, together they cover all.
    pub sentences: Vec<Sentence>,
}

/// A run of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From its first token to its last.
    pub span: Span,
    /// Its tokens, as a range into [`Text::tokens`].
    pub tokens: Range<usize>,
    /// Number of its paragraph, counted from 0 over the whole text, boilerplate included.
    pub paragraph: usize,
}

/// Splits a text, leaving out the spans to skip (sorted, without overlaps).
///
/// Linear in the length of the text.
pub fn analyze(rules: &TextRules, vocabulary: &Vocabulary, text: &str, skip: &[Span]) -> Text {
    let mut out = Text::default();
    out.tokens.reserve(text.len() / 5);
    for (number, paragraph) in paragraph::split(text).into_iter().enumerate() {
        let after = skip.partition_point(|s| s.end <= paragraph.start);
        if skip.get(after).is_some_and(|s| s.overlaps(paragraph)) {
            continue;
        }
        let first = out.tokens.len();
        token::tokenize(&rules.tokens, vocabulary, text, paragraph, &mut out.tokens);
        let dateline = sentence::dateline(text, &out.tokens[first..]);
        let rest = sentence::split(&rules.sentences, text, &out.tokens[first + dateline..]);
        let heading = (dateline > 0).then_some(0..dateline);
        for range in heading.into_iter().chain(rest.into_iter().map(|r| r.start + dateline..r.end + dateline)) {
            let tokens = first + range.start..first + range.end;
            let span = out.tokens[tokens.start].span.cover(out.tokens[tokens.end - 1].span);
            out.sentences.push(Sentence { span, tokens, paragraph: number });
        }
    }
    out
}
