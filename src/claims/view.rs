//! One sentence as the rules of this stage look at it: its chunks and clauses with short questions about them.

use std::ops::Range;

use crate::lexicon::WordId;
use crate::pipeline::Reading;
use crate::syntax::chunk::{Chunk, ChunkKind};
use crate::syntax::clause::Clause;
use crate::syntax::parse::Parse;
use crate::syntax::tag::Tag;
use crate::syntax::words::FunctionWords;
use crate::text::Sentence;
use crate::text::quote::{Mark, Quotation};

use super::ClaimRules;

/// Sentences of one speaker in a paragraph.
const MOST_SENTENCES: usize = 40;
/// Words of a noun phrase that are looked at on the way to its topmost.
const MOST_INSIDE: usize = 8;

/// Chunks and clauses of one sentence.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) rules: &'a ClaimRules,
    pub(super) words: &'a FunctionWords,
    pub(super) reading: Reading<'a>,
    /// Number of the sentence.
    pub(super) sentence: usize,
    pub(super) chunks: &'a [Chunk],
    pub(super) clauses: &'a [Clause],
    pub(super) parse: Parse<'a>,
}

impl<'a> View<'a> {
    pub(super) fn new(
        rules: &'a ClaimRules,
        words: &'a FunctionWords,
        reading: Reading<'a>,
        sentence: usize,
    ) -> View<'a> {
        let syntax = &reading.syntax.sentences[sentence];
        let parse = syntax.parse(reading.text.sentences[sentence].tokens.start);
        View { rules, words, reading, sentence, chunks: &syntax.chunks, clauses: &syntax.clauses, parse }
    }

    /// Tokens of the sentence.
    pub(super) fn tokens(&self) -> Range<usize> {
        self.reading.text.sentences[self.sentence].tokens.clone()
    }

    /// Whether the sentence is the first of its paragraph.
    pub(super) fn opens_paragraph(&self) -> bool {
        let sentences = &self.reading.text.sentences;
        self.sentence == 0 || sentences[self.sentence - 1].paragraph != sentences[self.sentence].paragraph
    }

    /// The token after the last of the sentence's paragraph, but for very long ones.
    pub(super) fn paragraph_end(&self) -> usize {
        let sentences = &self.reading.text.sentences;
        let same = |s: &&Sentence| s.paragraph == sentences[self.sentence].paragraph;
        let last = sentences[self.sentence..].iter().take(MOST_SENTENCES).take_while(same).last();
        last.map_or(self.tokens().end, |s| s.tokens.end)
    }

    pub(super) fn kind(&self, chunk: usize) -> Option<ChunkKind> {
        self.chunks.get(chunk).map(|c| c.kind)
    }

    pub(super) fn is(&self, chunk: usize, kind: ChunkKind) -> bool {
        self.kind(chunk) == Some(kind)
    }

    /// The word of a chunk's head.
    pub(super) fn word(&self, chunk: usize) -> WordId {
        self.chunks.get(chunk).map_or(WordId::UNKNOWN, |c| self.reading.text.tokens[c.head].word)
    }

    /// The tag of a chunk's head.
    pub(super) fn tag(&self, chunk: usize) -> Option<Tag> {
        self.chunks.get(chunk).map(|c| self.reading.syntax.tags[c.head])
    }

    pub(super) fn first(&self, chunk: usize) -> usize {
        self.chunks[chunk].tokens.start
    }

    pub(super) fn end(&self, chunk: usize) -> usize {
        self.chunks[chunk].tokens.end
    }

    /// The chunk that holds a token of this sentence.
    pub(super) fn chunk_of(&self, token: usize) -> usize {
        self.chunks.partition_point(|c| c.tokens.end <= token).min(self.chunks.len().saturating_sub(1))
    }

    /// The token of a noun phrase on which its others depend.
    pub(super) fn top(&self, chunk: usize) -> Option<usize> {
        let chunk = self.chunks.get(chunk).filter(|c| c.kind == ChunkKind::Noun)?;
        let above = |&t: &usize| self.parse.head(t).filter(|h| chunk.tokens.contains(h));
        std::iter::successors(Some(chunk.head), above).take(MOST_INSIDE).last()
    }

    /// Whether the chunk is a mark that opens a quotation.
    pub(super) fn opens_quote(&self, chunk: usize) -> bool {
        self.chunks.get(chunk).is_some_and(|c| self.reading.quotations.marks[c.tokens.start] == Mark::Open)
    }

    /// Whether the chunk is a mark that closes a quotation.
    pub(super) fn closes_quote(&self, chunk: usize) -> bool {
        self.chunks.get(chunk).is_some_and(|c| self.reading.quotations.marks[c.tokens.start] == Mark::Close)
    }

    /// The outermost quotation around a token.
    pub(super) fn quotation(&self, token: usize) -> Option<&'a Quotation> {
        self.reading.quotations.around(token)
    }

    /// Whether the chunk is a colon.
    pub(super) fn is_colon(&self, chunk: usize) -> bool {
        self.is(chunk, ChunkKind::Break) && self.reading.form(self.chunks[chunk].head) == ":"
    }

    /// Whether the chunk is a dash; a hyphen only with space before it, not in "the secretary-general".
    pub(super) fn is_dash(&self, chunk: usize) -> bool {
        let Some(chunk) = self.chunks.get(chunk).filter(|c| c.kind == ChunkKind::Break) else { return false };
        match self.reading.form(chunk.head) {
            "—" | "–" | "--" | "―" => true,
            "-" => self.reading.text.tokens[chunk.head].space_before,
            _ => false,
        }
    }

    pub(super) fn is_finite(&self, chunk: usize) -> bool {
        let Some(chunk) = self.chunks.get(chunk) else { return false };
        let tags = &self.reading.syntax.tags;
        chunk.kind == ChunkKind::Verb
            && !chunk.verb.infinitive
            && chunk
                .tokens
                .clone()
                .find(|&t| tags[t].is_verb() || tags[t] == Tag::Md)
                .is_some_and(|t| tags[t].is_finite())
    }

    /// Whether a clause's own subject begins with this chunk: "the plan" in "said the plan had failed".
    pub(super) fn opens_clause(&self, chunk: usize) -> bool {
        let first = self.clauses.partition_point(|c| c.verb <= chunk);
        self.clauses[first..].iter().take(4).any(|c| {
            c.own_subject && self.is_finite(c.verb) && c.subject.as_ref().is_some_and(|s| *s.chunks.start() == chunk)
        })
    }

    /// "Tuesday", "last week", "this month": a noun phrase that tells when.
    pub(super) fn is_time(&self, chunk: usize) -> bool {
        self.is(chunk, ChunkKind::Noun) && self.rules.times.contains(&self.word(chunk))
    }

    /// The last chunk of the noun phrase that begins at `chunk`, with "of" phrases and coordinated nouns.
    pub(super) fn phrase_end(&self, chunk: usize) -> usize {
        let mut last = chunk;
        for _ in 0..8 {
            let of = self.is(last + 1, ChunkKind::Preposition) && self.word(last + 1) == self.words.of;
            let joined = of || self.is(last + 1, ChunkKind::Conjunction);
            if !joined || !self.is(last + 2, ChunkKind::Noun) || (!of && self.opens_clause(last + 2)) {
                break;
            }
            last += 2;
        }
        last
    }

    /// Steps from `chunk` to the left over adverbs.
    pub(super) fn before_adverbs(&self, mut chunk: usize) -> Option<usize> {
        loop {
            chunk = chunk.checked_sub(1)?;
            if !self.is(chunk, ChunkKind::Adverb) {
                return Some(chunk);
            }
        }
    }

    /// The tokens without commas, stops and closing words at their edges; empty when nothing else is there.
    pub(super) fn trim(&self, mut tokens: Range<usize>) -> Range<usize> {
        let loose = |t: usize| {
            matches!(self.reading.syntax.tags[t], Tag::Comma | Tag::Stop | Tag::Colon | Tag::Hyph | Tag::Nfp)
                && self.reading.quotations.marks[t] == Mark::None
        };
        while tokens.start < tokens.end && loose(tokens.start) {
            tokens.start += 1;
        }
        while tokens.start < tokens.end && loose(tokens.end - 1) {
            tokens.end -= 1;
        }
        tokens
    }
}
