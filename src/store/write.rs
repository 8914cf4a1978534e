//! Adding documents and taking them away.

use std::cell::RefCell;
use std::io;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use zstd::bulk::Compressor;

use super::rows::{Rows, day};
use super::{Analysis, Store, StoreError, key};
use crate::annotation::{Annotation, wire};

/// Level of compression: of the annotations of news 6 saves an eighth against 3, and 9 another twentieth in half as much
/// time again.
const LEVEL: i32 = 6;

/// Compresses with what the thread has used before: to make the tables anew costs as much as a short article.
fn compress(line: &[u8]) -> io::Result<Vec<u8>> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    }
    COMPRESSOR.with_borrow_mut(|compressor| match compressor {
        Some(compressor) => compressor.compress(line),
        None => compressor.insert(Compressor::new(LEVEL)?).compress(line),
    })
}

/// A document as it goes into a store: what is costly is done, on any thread.
#[derive(Debug)]
pub struct Prepared {
    key: String,
    annotation: Annotation,
    line: Vec<u8>,
}

impl Prepared {
    /// Writes and compresses an annotation.
    ///
    /// # Errors
    /// Only when serde_json or zstd fail, which they do not for annotations.
    pub fn new(annotation: Annotation) -> io::Result<Self> {
        let line = wire::to_line(&annotation)?;
        Ok(Self { key: key(&annotation.document), line: compress(line.as_bytes())?, annotation })
    }

    /// What the store knows it by; see [`key`].
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Length of its text in bytes.
    pub fn n_bytes(&self) -> usize {
        self.annotation.document.text.len()
    }

    /// Id of the document, as it was given.
    pub fn id(&self) -> &str {
        self.annotation.document.given_id()
    }
}

/// What became of a document that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New,
    /// It was there, and its annotation is now another.
    Again,
    /// It was there and stays as it was.
    Known,
}

impl Store {
    /// Adds documents, all or none; returns what became of each. What is there already stays as it is, unless it is to be
    /// annotated `again` and was annotated with something else.
    ///
    /// # Errors
    /// When the store cannot be written; nothing of these documents is in it then.
    pub fn add(&mut self, documents: &[Prepared], analysis: &Analysis, again: bool) -> Result<Vec<Added>, StoreError> {
        self.change(|transaction| {
            let analysis = analysis_number(transaction, analysis)?;
            // To the second: what a reader asks is which day or which run.
            let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default().to_string();
            documents.iter().map(|document| add(transaction, document, analysis, &now, again)).collect()
        })
    }

    /// Takes documents away, by their numbers, all or none; numbers without a document are passed over.
    ///
    /// # Errors
    /// When the store cannot be written; all of them are in it still.
    pub fn remove(&mut self, documents: &[i64]) -> Result<(), StoreError> {
        self.change(|transaction| {
            // What they said is overwritten, not only forgotten.
            transaction.pragma_update(None, "secure_delete", true)?;
            let mut remove = transaction.prepare_cached("DELETE FROM documents WHERE document = ?")?;
            documents.iter().try_for_each(|document| remove.execute([document]).map(drop))
        })
    }

    /// Gives the room of documents that were taken away back to the disk, and wipes their words out of the index.
    ///
    /// Writes the whole file anew, and needs as much room again while it does.
    ///
    /// # Errors
    /// When the store cannot be written; it is as before then.
    pub fn compact(&mut self) -> Result<(), StoreError> {
        self.connection
            .execute_batch(
                "INSERT INTO sentences_fts (sentences_fts) VALUES ('optimize'); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);",
            )
            .map_err(|e| self.error(e))
    }

    fn change<R>(&mut self, change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<R>) -> Result<R, StoreError> {
        let changed =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
                let changed = change(&transaction)?;
                transaction.commit()?;
                Ok(changed)
            });
        changed.map_err(|e| self.error(e))
    }
}

/// The number of an analysis; of a new one if there was none like it.
fn analysis_number(connection: &Connection, analysis: &Analysis) -> rusqlite::Result<i64> {
    let Analysis { program, model, gazetteer, ontology, link_threshold } = analysis;
    let values = params![program, model, gazetteer, ontology, link_threshold];
    let known = connection
        .prepare_cached(
            "SELECT analysis FROM analyses WHERE program IS ? AND model IS ? AND gazetteer IS ? AND ontology IS ? AND \
             link_threshold IS ?",
        )?
        .query_row(values, |row| row.get(0))
        .optional()?;
    match known {
        Some(number) => Ok(number),
        None => connection
            .prepare_cached(
                "INSERT INTO analyses (program, model, gazetteer, ontology, link_threshold) VALUES (?, ?, ?, ?, ?)",
            )?
            .insert(values),
    }
}

fn add(connection: &Connection, new: &Prepared, analysis: i64, now: &str, again: bool) -> rusqlite::Result<Added> {
    let known: Option<(i64, i64)> = connection
        .prepare_cached("SELECT document, analysis FROM documents WHERE key = ?")?
        .query_row([&new.key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let is_same = |of: i64| of == analysis;
    let (number, added) = match known {
        Some((_, of)) if !again || is_same(of) => return Ok(Added::Known),
        Some((number, _)) => {
            connection.prepare_cached("DELETE FROM documents WHERE document = ?")?.execute([number])?;
            (Some(number), Added::Again)
        }
        None => (None, Added::New),
    };
    let annotation = &new.annotation;
    let document = &annotation.document;
    let n_characters = document.text.chars().count() as i64;
    let number = connection
        .prepare_cached(
            "INSERT INTO documents (document, key, id, title, date, url, publisher, author, digest, n_characters, analysis, added) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .insert(params![
            number,
            new.key,
            document.given_id(),
            document.title,
            day(document.date),
            document.url,
            document.publisher,
            document.author,
            document.digest(),
            n_characters,
            analysis,
            now,
        ])?;
    connection
        .prepare_cached("INSERT INTO annotations (document, line) VALUES (?, ?)")?
        .execute(params![number, new.line])?;
    let last: Option<i64> =
        connection.prepare_cached("SELECT max(sentence) FROM sentences")?.query_row((), |row| row.get(0))?;
    Rows::new(connection, number, last.map_or(1, |last| last + 1), annotation).insert()?;
    Ok(added)
}
