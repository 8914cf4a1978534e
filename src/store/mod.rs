//! The store: annotated documents in one SQLite file, to which documents are added and from which they are taken.
//!
//! What enters: [`Prepared`] documents. What leaves: a [`Shelf`](crate::graph::Shelf) that graphs are made of, documents
//! that are [listed](Store::documents), and [hits](Store::search) of a search. Any SQLite program reads the file; its
//! tables are in `docs/store.md`.
//!
//! - A graph is made of the annotations alone, which are kept as `extract` writes them; the other tables are made of them
//!   for queries. So the graph of a store is that of its documents, in whatever order they came.
//! - A document is known by all that it is, text and metadata ([`key`]): the same one twice is one document.
//! - All that is changed is changed in transactions: whenever the process ends, a document is there whole or not at all.
//!
//! ```
//! use claimgraph::annotation::Annotation;
//! use claimgraph::document::Document;
//! use claimgraph::store::{Analysis, Prepared, Store};
//!
//! let folder = tempfile::tempdir()?;
//! let mut store = Store::create(&folder.path().join("news.db"))?;
//! let annotation = Annotation { document: Document::new("a", "Iran threatened."), ..Annotation::default() };
//! store.add(&[Prepared::new(annotation)?], &Analysis::default(), false)?;
//! assert_eq!(store.counts()?.documents, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod error;
mod open;
mod read;
mod rows;
mod search;
mod shelf;
#[cfg(test)]
mod tests;
mod write;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::document::{Document, short_hash};

pub use check::Problem;
pub use error::StoreError;
pub use read::{Counts, DocumentFilter, Found, StoredDocument};
pub use search::{Hit, HitDetail, HitKind, Query, Words};
pub use shelf::StoreShelf;
pub use write::{Added, Prepared};

/// A store that is open.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    connection: Connection,
}

impl Store {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn error(&self, error: rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, error)
    }
}

/// What a document is known by in a store: the first 16 hexadecimal digits of a hash over its id as it was
/// [given](Document::given_id), its metadata and its text.
///
/// It must never change between versions, or stores would take what they hold for new.
pub fn key(document: &Document) -> String {
    let date = document.date.map(|date| date.to_string());
    let fields = [&document.title, &date, &document.url, &document.publisher, &document.author];
    // An empty title is another than none.
    let fields = fields.map(|field| field.as_ref().map_or(String::new(), |value| format!("={value}")));
    let [title, date, url, publisher, author] = &fields;
    short_hash(&[document.given_id(), title, date, url, publisher, author, &document.text])
}

/// With what a document was annotated; all `None` where that is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// Version of this program.
    pub program: Option<String>,
    /// The model: `accurate`, `fast`, or the digest of a file.
    pub model: Option<String>,
    /// Digest of the user's gazetteers, if there were any.
    pub gazetteer: Option<String>,
    /// Digest of the user's ontologies, if there were any.
    pub ontology: Option<String>,
    /// Log-odds by which an antecedent had to be likelier than none.
    pub link_threshold: Option<f64>,
}
