//! Where annotated documents lie while a graph is made of them.
//!
//! A graph is made in two passes over its documents, first who is who, then what each one says, so they need not be held in
//! memory: whatever can give each of them when asked is a [`Shelf`].

use std::sync::{Arc, Mutex, PoisonError};

use crate::annotation::Annotation;

/// Annotated documents, by number.
pub trait Shelf: Sync {
    /// How many there are.
    fn n_documents(&self) -> usize;

    /// One of them; `None` for one that cannot be read, which is then left out. Asked from several threads, in any order
    /// and more than once.
    fn get(&self, number: usize) -> Option<Arc<Annotation>>;

    /// One that will not be asked for again.
    fn take(&self, number: usize) -> Option<Arc<Annotation>> {
        self.get(number)
    }
}

/// Documents in memory; each goes when it is taken.
pub(super) struct InMemory(Vec<Mutex<Option<Arc<Annotation>>>>);

impl InMemory {
    pub(super) fn new(documents: impl Iterator<Item = Annotation>) -> Self {
        Self(documents.map(|document| Mutex::new(Some(Arc::new(document)))).collect())
    }
}

impl Shelf for InMemory {
    fn n_documents(&self) -> usize {
        self.0.len()
    }

    fn get(&self, number: usize) -> Option<Arc<Annotation>> {
        self.0[number].lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn take(&self, number: usize) -> Option<Arc<Annotation>> {
        self.0[number].lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
