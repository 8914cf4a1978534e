//! What depends on each word of a sentence.
//!
//! Enters: a [`Tree`]. Leaves: for every word its dependents in order, how far the words under it reach, and an order in
//! which heads come before their dependents. Built once a sentence in linear time. A wrong tree is no error: words that
//! no root reaches have dependents, but reach only as far as themselves and are not in the order.

use std::ops::Range;

use super::tree::{Relation, Tree};

/// Dependents of every word of one sentence, in compressed rows.
///
/// Words count from 0 at the start of the sentence, as in the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependents {
    /// For every word where its row begins; one more entry closes the last row.
    rows: Vec<u32>,
    /// All rows, each ascending.
    words: Vec<u32>,
    /// For every word the first and the last word at or under it.
    reaches: Vec<(u32, u32)>,
    /// All words that a root reaches, heads before dependents.
    order: Vec<u32>,
}

impl Dependents {
    /// Reads a tree.
    ///
    /// Linear in the number of words.
    pub fn of(tree: &Tree) -> Self {
        let size = tree.len();
        let mut found = Self {
            rows: vec![0; size + 1],
            words: vec![0; size],
            reaches: (0..size as u32).map(|w| (w, w)).collect(),
            order: Vec::with_capacity(size),
        };
        let head = |word: usize| tree.head(word).filter(|&h| h < size);
        for word in 0..size {
            if let Some(head) = head(word) {
                found.rows[head + 1] += 1;
            }
        }
        for word in 0..size {
            found.rows[word + 1] += found.rows[word];
        }
        let mut next: Vec<u32> = found.rows[..size].to_vec();
        for word in 0..size {
            match head(word) {
                Some(head) => {
                    found.words[next[head] as usize] = word as u32;
                    next[head] += 1;
                }
                None => found.order.push(word as u32),
            }
        }
        let mut at = 0;
        while at < found.order.len() {
            let word = found.order[at] as usize;
            found.order.extend_from_slice(&found.words[found.rows[word] as usize..found.rows[word + 1] as usize]);
            at += 1;
        }
        for &word in found.order.iter().rev() {
            let (first, last) = found.reaches[word as usize];
            if let Some(head) = head(word as usize) {
                let over = &mut found.reaches[head];
                *over = (over.0.min(first), over.1.max(last));
            }
        }
        found
    }

    /// The words whose head is `word`, ascending.
    pub fn of_word(&self, word: usize) -> impl DoubleEndedIterator<Item = usize> + Clone + use<'_> {
        let row = match self.rows.get(word..word + 2) {
            Some(row) => &self.words[row[0] as usize..row[1] as usize],
            None => &[],
        };
        row.iter().map(|&w| w as usize)
    }

    /// The dependents of `word` with this relation, ascending.
    pub fn with<'a>(
        &'a self,
        tree: &'a Tree,
        word: usize,
        relation: Relation,
    ) -> impl DoubleEndedIterator<Item = usize> + Clone + use<'a> {
        self.of_word(word).filter(move |&w| tree.relations[w] == relation)
    }

    /// The first dependent of `word` with this relation.
    pub fn first(&self, tree: &Tree, word: usize, relation: Relation) -> Option<usize> {
        self.with(tree, word, relation).next()
    }

    /// From the first word at or under `word` to the last. Where arcs cross, words of others are in between.
    ///
    /// # Panics
    /// When the sentence has no such word.
    pub fn reach(&self, word: usize) -> Range<usize> {
        let (first, last) = self.reaches[word];
        first as usize..last as usize + 1
    }

    /// All words, heads before their dependents.
    pub fn order(&self) -> impl Iterator<Item = usize> + '_ {
        self.order.iter().map(|&w| w as usize)
    }
}

/// A word and the heads above it, from below, at most `limit` of them.
pub fn path(tree: &Tree, word: usize, limit: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(Some(word), move |&w| tree.head(w)).take(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(heads: &[u32]) -> Tree {
        Tree { heads: heads.to_vec(), relations: vec![Relation::Dep; heads.len()] }
    }

    #[test]
    fn dependents_come_in_order_and_reaches_hold_them() {
        let tree = tree(&[1, 1, 5, 2, 5, 1]);
        let dependents = Dependents::of(&tree);
        assert_eq!(dependents.of_word(1).collect::<Vec<_>>(), [0, 5]);
        assert_eq!(dependents.of_word(5).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(dependents.reach(5), 2..6);
        assert_eq!(dependents.reach(1), 0..6);
        assert_eq!(dependents.reach(3), 3..4);
        assert_eq!(dependents.order().collect::<Vec<_>>(), [1, 0, 5, 2, 4, 3]);
        assert_eq!(path(&tree, 3, 9).collect::<Vec<_>>(), [3, 2, 5, 1]);
    }

    #[test]
    fn a_wrong_tree_is_no_error() {
        let circle = tree(&[1, 0, 9]);
        let dependents = Dependents::of(&circle);
        assert_eq!(dependents.of_word(0).collect::<Vec<_>>(), [1]);
        assert_eq!(dependents.reach(0), 0..1);
        assert_eq!(dependents.of_word(7).count(), 0);
        assert_eq!(path(&circle, 0, 3).count(), 3);
        assert_eq!(Dependents::of(&Tree::default()).order().count(), 0);
    }
}
