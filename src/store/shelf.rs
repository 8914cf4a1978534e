//! The documents of a store as a shelf that graphs are made of.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension as _};

use super::{Store, StoreError};
use crate::annotation::{Annotation, wire};
use crate::graph::Shelf;

/// Longest line that is unpacked: a damaged or hostile store must not fill the memory.
const MAX_LINE: u64 = 1 << 30;

/// Some documents of a store as they were when it was opened: what others write meanwhile is not seen.
///
/// One thread at a time reads; what costs, unpacking and parsing, they do side by side.
#[derive(Debug)]
pub struct StoreShelf {
    path: PathBuf,
    connection: Mutex<Connection>,
    documents: Vec<i64>,
    /// Why documents could not be read, by their place on the shelf.
    failed: Mutex<BTreeMap<usize, StoreError>>,
}

impl Store {
    /// Opens the shelf of all documents, or of the current versions only.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn into_shelf(self, current_only: bool) -> Result<StoreShelf, StoreError> {
        let sql = if current_only {
            "SELECT document FROM versions WHERE is_current ORDER BY document"
        } else {
            "SELECT document FROM documents ORDER BY document"
        };
        let documents = || {
            // Ends with the connection; until then the same is read at all times.
            self.connection.execute_batch("BEGIN")?;
            self.connection.prepare(sql)?.query_map((), |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()
        };
        let documents = documents().map_err(|e| self.error(e))?;
        Ok(StoreShelf { path: self.path, connection: Mutex::new(self.connection), documents, failed: Mutex::default() })
    }

    /// The annotation of a document, by its number.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn annotation(&self, document: i64) -> Result<Annotation, StoreError> {
        let line = self.line(document)?;
        wire::from_line(&line).map_err(|error| unreadable(&self.path, document, &error))
    }

    /// The line that `extract` would write of a document, by its number.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn line(&self, document: i64) -> Result<String, StoreError> {
        unpack(packed(&self.connection, &self.path, document)?, &self.path, document)
    }
}

fn unreadable(path: &Path, document: i64, why: &dyn std::fmt::Display) -> StoreError {
    StoreError::Document { path: path.to_owned(), id: document.to_string(), message: why.to_string() }
}

fn packed(connection: &Connection, path: &Path, document: i64) -> Result<Vec<u8>, StoreError> {
    let found = connection
        .prepare_cached("SELECT line FROM annotations WHERE document = ?")
        .and_then(|mut statement| statement.query_row([document], |row| row.get(0)).optional());
    match found {
        Ok(Some(line)) => Ok(line),
        Ok(None) => Err(unreadable(path, document, &"it has no annotation")),
        Err(error) => Err(StoreError::of(path, error)),
    }
}

fn unpack(packed: Vec<u8>, path: &Path, document: i64) -> Result<String, StoreError> {
    let fail = |error: std::io::Error| unreadable(path, document, &error);
    let mut line = String::new();
    zstd::Decoder::with_buffer(packed.as_slice())
        .map_err(fail)?
        .take(MAX_LINE)
        .read_to_string(&mut line)
        .map_err(fail)?;
    Ok(line)
}

impl StoreShelf {
    /// What could not be read so far, in the order of the documents; once told, it is forgotten.
    pub fn take_failed(&self) -> Vec<StoreError> {
        let failed = std::mem::take(&mut *self.failed.lock().unwrap_or_else(PoisonError::into_inner));
        failed.into_values().collect()
    }

    fn read(&self, document: i64) -> Result<Annotation, StoreError> {
        let packed = {
            let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
            packed(&connection, &self.path, document)?
        };
        let line = unpack(packed, &self.path, document)?;
        wire::from_line(&line).map_err(|error| unreadable(&self.path, document, &error))
    }
}

impl Shelf for StoreShelf {
    fn n_documents(&self) -> usize {
        self.documents.len()
    }

    fn get(&self, number: usize) -> Option<Arc<Annotation>> {
        match self.read(self.documents[number]) {
            Ok(annotation) => Some(Arc::new(annotation)),
            Err(error) => {
                self.failed.lock().unwrap_or_else(PoisonError::into_inner).insert(number, error);
                None
            }
        }
    }
}
