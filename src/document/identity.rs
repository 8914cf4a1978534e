//! One id for one document of a run, told by the document alone.
//!
//! A file's id is its stem; a file deeper below a folder that was named has its path below that folder, without extension
//! (`2022/11/talks`), so a corpus may be split over runs, or grow, and every document keeps its id. Only what collides
//! inside one run, the same id with other text, is told apart, by content: the first keeps the id, any other one gets `~`
//! and eight digits of its text's digest, which [`Document::given_id`] takes off again. The same id with the same text is
//! the same document and keeps its id.
//!
//! Memory: two numbers of 64 bits for each document, nothing of its text.

use std::collections::hash_map::Entry;
use std::hash::{BuildHasher as _, RandomState};

use rustc_hash::FxHashMap;

use super::{COLLISION_MARK, Document, MARK_DIGITS};

/// The ids that the run has seen so far.
#[derive(Debug, Default)]
pub(super) struct Identities {
    /// Keyed hashes: names come from outside.
    hasher: RandomState,
    /// Hash of an id, and the hash of the first text that came with it.
    seen: FxHashMap<u64, u64>,
}

impl Identities {
    /// Makes the id of a document its own.
    pub(super) fn settle(&mut self, doc: &mut Document) {
        let text = self.hasher.hash_one(&doc.text);
        match self.seen.entry(self.hasher.hash_one(&doc.id)) {
            Entry::Vacant(entry) => {
                entry.insert(text);
            }
            Entry::Occupied(entry) if *entry.get() == text => {}
            Entry::Occupied(_) => {
                let digest = doc.digest();
                doc.id.push(COLLISION_MARK);
                doc.id.push_str(&digest[..MARK_DIGITS]);
            }
        }
    }
}
