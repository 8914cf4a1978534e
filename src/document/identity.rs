//! One id for one document of a run, whatever order the inputs come in.
//!
//! A file's id is its stem. Where two files of a run share a stem, both are named by their path instead (`2022/a.txt`,
//! or `a.txt` beside `a.html`), which does not depend on which comes first. What still collides, such as two lines of
//! JSON with one id and different texts, is told apart by content: the first keeps the id, any other one gets `~` and
//! eight digits of its text's digest. The same id with the same text is the same document and keeps its id.
//!
//! Memory: two numbers of 64 bits for each document and each file, nothing of their texts.

use std::collections::hash_map::Entry;
use std::hash::{BuildHasher as _, RandomState};

use rustc_hash::FxHashMap;

use super::walk::{Source, SourceFile, Walk};
use super::{Document, InputFormat};

/// What the run has seen so far.
#[derive(Debug, Default)]
pub(super) struct Identities {
    /// Keyed hashes: names come from outside.
    hasher: RandomState,
    /// Hash of a stem, with the hash of the one path that has it; `None` when several have.
    stems: FxHashMap<u64, Option<u64>>,
    /// Hash of an id, and the hash of the first text that came with it.
    seen: FxHashMap<u64, u64>,
}

impl Identities {
    /// Looks once at all file names of the run.
    pub(super) fn survey(walk: Walk) -> Self {
        let mut identities = Self::default();
        for source in walk {
            if let Ok(Source::File(file)) = source
                && file.format != Some(InputFormat::JsonLines)
            {
                let stem = identities.hasher.hash_one(file.stem());
                // A file that is named twice, itself and by its folder, is no other file.
                let path = std::path::absolute(&file.path).unwrap_or(file.path);
                let path = Some(identities.hasher.hash_one(path));
                let known = identities.stems.entry(stem).or_insert(path);
                *known = known.filter(|known| Some(*known) == path);
            }
        }
        identities
    }

    /// The id of a file that is one document.
    pub(super) fn of_file(&self, file: &SourceFile) -> String {
        let stem = file.stem();
        let shared = self.stems.get(&self.hasher.hash_one(&stem)).is_some_and(Option::is_none);
        if shared { file.name.clone() } else { stem }
    }

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
                doc.id.push('~');
                doc.id.push_str(&digest[..8]);
            }
        }
    }
}
