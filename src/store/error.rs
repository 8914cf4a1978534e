//! What can go wrong with a store: each message names the file and says what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing of that name.
    #[error("{0}: there is no store; `claimgraph add {0} INPUT…` makes one", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A folder of that name.
    #[error("{}: a folder, and a store is one file", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// A file of another kind.
    #[error("{}: no store, not even a SQLite file; the store is named first, then what is to be added", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// A SQLite file of another program.
    #[error("{}: a SQLite file of another program (application id {found:#010x}); nothing in it was changed", path.display())]
    OtherProgram {
        /// The file.
        path: PathBuf,
        /// The application id in its head.
        found: i32,
    },
    /// A store of a later version of this program.
    #[error(
        "{}: a store of version {found}, made by a newer claimgraph; this one knows versions up to {known}, so use the \
         newer one",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The last version that this program knows.
        known: u32,
    },
    /// The file or its folder may not be written.
    #[error(
        "{}: the store may be read but not changed; it and its folder must be writable, so give yourself the right to \
         write or work on a copy",
        path.display()
    )]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Another process writes and did not end in time.
    #[error(
        "{}: another process is changing the store; try again when it has ended, or wait longer with --wait SECONDS",
        path.display()
    )]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// No room on the disk.
    #[error(
        "{}: the disk is full; every document committed before is safe, and the same command goes on when there is room",
        path.display()
    )]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The bytes in the file are not what was written.
    #[error(
        "{0}: the store is damaged ({message}); keep a copy, then `claimgraph list {0} --format annotated | claimgraph \
         add NEW.db --annotated -` saves every document that can be read",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        message: String,
    },
    /// The annotation of one document cannot be read.
    #[error("{}: document {id:?} cannot be read: {message}", path.display())]
    Document {
        /// The store.
        path: PathBuf,
        /// Id of the document, or its number where not even that can be read.
        id: String,
        /// Why.
        message: String,
    },
    /// A search in FTS5's syntax with a mistake.
    #[error(
        "{words:?} is no full-text query of FTS5: {message}; without --fts words are looked for as they stand, and \
         https://sqlite.org/fts5.html#full_text_query_syntax tells the syntax"
    )]
    Query {
        /// The query.
        words: String,
        /// What SQLite says.
        message: String,
    },
    /// The file cannot be opened, read or written.
    #[error("{}: {message}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system or SQLite says.
        message: String,
    },
}

impl StoreError {
    /// Sorts what SQLite says by what a user can do.
    pub(super) fn of(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let message = error.to_string();
        let Some(code) = error.sqlite_error_code() else {
            // A value of another type than the schema has.
            return Self::Damaged { path, message };
        };
        match code {
            ErrorCode::NotADatabase => Self::NotADatabase { path },
            ErrorCode::DatabaseCorrupt => Self::Damaged { path, message },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Locked { path },
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly { path },
            ErrorCode::DiskFull => Self::Full { path },
            ErrorCode::CannotOpen => Self::Io {
                path,
                message: "cannot be opened; is there such a folder, and may you write in it?".to_owned(),
            },
            _ => Self::Io { path, message },
        }
    }
}
