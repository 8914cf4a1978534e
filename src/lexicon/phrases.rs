//! Finds phrases of known words by token, the longest first.
//!
//! A trie over word numbers, walked from each token: matching by token loses no name to its neighbours, as character
//! automata with word borders do, and is faster. Hyphens are looked through, so that "Al-Qaeda" and "al Qaeda" are one.

use rustc_hash::FxHashMap;

use super::{Vocabulary, WordId};
use crate::document::Span;
use crate::text::token::{Token, TokenRules, tokenize};

/// A set of phrases, each with one or more values.
#[derive(Debug)]
pub struct Phrases<T> {
    edges: FxHashMap<(u32, WordId), u32>,
    values: Vec<Vec<T>>,
    /// Whether a word begins a phrase; most tokens end their search here.
    begins: Vec<bool>,
    hyphen: WordId,
}

/// A phrase found in a text.
#[derive(Debug, Clone, Copy)]
pub struct Found<'p, T> {
    /// One past its last token.
    pub end: usize,
    /// What is known under it; never empty.
    pub values: &'p [T],
}

impl<T> Phrases<T> {
    /// A set without phrases.
    pub fn new(vocabulary: &mut Vocabulary) -> Self {
        Self { edges: FxHashMap::default(), values: vec![Vec::new()], begins: Vec::new(), hyphen: vocabulary.add("-") }
    }

    /// Adds a phrase; its words become known. Returns what is known under it, the new value included.
    pub fn add(&mut self, rules: &TokenRules, vocabulary: &mut Vocabulary, phrase: &str, value: T) -> &[T] {
        let mut tokens = Vec::new();
        tokenize(rules, vocabulary, phrase, Span::new(0, phrase.len()), &mut tokens);
        let mut node = 0;
        let mut first = true;
        for token in tokens {
            let word = vocabulary.add(token.span.of(phrase));
            if word == self.hyphen {
                continue;
            }
            if first {
                self.begins.resize(self.begins.len().max(word.index() + 1), false);
                self.begins[word.index()] = true;
                first = false;
            }
            let next = self.values.len() as u32;
            node = *self.edges.entry((node, word)).or_insert(next);
            if node == next {
                self.values.push(Vec::new());
            }
        }
        let values = &mut self.values[node as usize];
        if node != 0 {
            values.push(value);
        }
        values
    }

    /// The longest phrase that begins with the token at `from` and ends before `end`.
    pub fn longest(&self, tokens: &[Token], from: usize, end: usize) -> Option<Found<'_, T>> {
        let mut best = None;
        self.walk(tokens, from, end, |end, values| best = Some(Found { end, values }));
        best
    }

    /// The longest phrase that begins with the token at `from`, ends before `end` and has a value that fits its tokens.
    pub fn longest_fitting(
        &self,
        tokens: &[Token],
        from: usize,
        end: usize,
        fits: impl Fn(&T, &[Token]) -> bool,
    ) -> Option<Found<'_, T>> {
        let mut best = None;
        self.walk(tokens, from, end, |end, values| {
            if values.iter().any(|value| fits(value, &tokens[from..end])) {
                best = Some(Found { end, values });
            }
        });
        best
    }

    fn walk<'p>(&'p self, tokens: &[Token], from: usize, end: usize, mut found: impl FnMut(usize, &'p [T])) {
        let first = tokens[from].word;
        if !self.begins.get(first.index()).copied().unwrap_or(false) {
            return;
        }
        let mut node = 0;
        for (at, token) in tokens[..end].iter().enumerate().skip(from) {
            if token.word == self.hyphen && at > from {
                continue;
            }
            match self.edges.get(&(node, token.word)) {
                Some(&next) => node = next,
                None => return,
            }
            let values = &self.values[node as usize];
            if !values.is_empty() {
                found(at + 1, values);
            }
        }
    }
}
