//! The tree of one sentence in tokens of the document, as later stages ask for it.

use std::ops::Range;

use super::dependents::Dependents;
use super::tree::{Relation, Tree};

/// A tree with its dependents; all numbers are tokens of the document, and must lie in the sentence.
#[derive(Clone, Copy, Debug)]
pub struct Parse<'a> {
    tree: &'a Tree,
    dependents: &'a Dependents,
    start: usize,
}

impl<'a> Parse<'a> {
    /// The tree of a sentence that begins with token `start`.
    pub fn new(tree: &'a Tree, dependents: &'a Dependents, start: usize) -> Self {
        Self { tree, dependents, start }
    }

    /// The token of a word that counts from the start of the sentence.
    pub fn token(&self, word: usize) -> usize {
        self.start + word
    }

    /// What the token is to its head.
    pub fn relation(&self, token: usize) -> Relation {
        self.tree.relations[token - self.start]
    }

    /// Its head, unless it is the root.
    pub fn head(&self, token: usize) -> Option<usize> {
        self.tree.head(token - self.start).map(|w| w + self.start)
    }

    /// Its dependents, ascending.
    pub fn children(&self, token: usize) -> impl DoubleEndedIterator<Item = usize> + Clone + use<'a> {
        let start = self.start;
        self.dependents.of_word(token - start).map(move |w| w + start)
    }

    /// Its first dependent with this relation.
    pub fn child(&self, token: usize, relation: Relation) -> Option<usize> {
        self.children(token).find(|&c| self.relation(c) == relation)
    }

    /// From the first token at or under it to the last.
    pub fn reach(&self, token: usize) -> Range<usize> {
        let reach = self.dependents.reach(token - self.start);
        reach.start + self.start..reach.end + self.start
    }
}
