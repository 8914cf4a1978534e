//! What can go wrong between bytes and a [`Document`](super::Document).
//!
//! Every message begins with the place, `path:line:column` as far as it applies, counted from 1. An error concerns one
//! document only: the next one is read all the same.

use std::io;
use std::path::{Path, PathBuf};

/// Why one document could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A file or folder that is missing or cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A document with nothing but white space.
    #[error("{}: no text", Place(path, *line))]
    Empty {
        /// The file.
        path: PathBuf,
        /// Line of the document in JSON lines, from 1.
        line: Option<u64>,
    },
    /// A file that is no text: a picture, an archive, a PDF.
    #[error("{}: binary data, expected text", path.display())]
    Binary {
        /// The file.
        path: PathBuf,
    },
    /// A document longer than [`ReadOptions::max_bytes`](super::read::ReadOptions::max_bytes).
    #[error("{}: longer than the limit of {limit} bytes", Place(path, *line))]
    TooLong {
        /// The file.
        path: PathBuf,
        /// Line of the document in JSON lines, from 1.
        line: Option<u64>,
        /// The limit in bytes.
        limit: usize,
    },
    /// A line that is not JSON.
    #[error("{}:{line}:{column}: invalid JSON: {message}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: u64,
        /// In code points, from 1.
        column: u64,
        /// What the parser found and expected.
        message: String,
    },
    /// A line that is JSON, but no document.
    #[error("{}:{line}: {problem}", path.display())]
    JsonShape {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: u64,
        /// What is wrong with it.
        problem: ShapeProblem,
    },
    /// A page without any readable text.
    #[error("{}: no article text in this page", path.display())]
    NoArticle {
        /// The file.
        path: PathBuf,
    },
}

/// How a JSON value fails to be a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeProblem {
    /// A string, number, list or literal.
    #[error("expected an object with a \"text\", found {found}")]
    NotAnObject {
        /// What it is: "a string".
        found: &'static str,
    },
    /// An object without a text.
    #[error("expected an object with a \"text\", found none")]
    NoText,
    /// What `claimgraph extract` writes; its text lies one level deeper.
    #[error("expected a document, found an annotated document as `extract` writes it")]
    Annotated,
    /// A field of another type than it must have.
    #[error("expected \"{field}\" to be a string, found {found}")]
    WrongType {
        /// The field.
        field: &'static str,
        /// What it is: "a list".
        found: &'static str,
    },
    /// One JSON value over several lines; nothing after this line is read.
    #[error("expected one object a line, found a value that goes on over several lines")]
    Multiline,
}

impl ReadError {
    /// The file or folder that the error is about; `stdin` for standard input.
    pub fn path(&self) -> &Path {
        match self {
            Self::Io { path, .. }
            | Self::Empty { path, .. }
            | Self::Binary { path }
            | Self::TooLong { path, .. }
            | Self::Json { path, .. }
            | Self::JsonShape { path, .. }
            | Self::NoArticle { path } => path,
        }
    }

    /// The line that the error is about, from 1; `None` when it concerns a whole file.
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::Empty { line, .. } | Self::TooLong { line, .. } => *line,
            Self::Json { line, .. } | Self::JsonShape { line, .. } => Some(*line),
            Self::Io { .. } | Self::Binary { .. } | Self::NoArticle { .. } => None,
        }
    }
}

/// A label that names no encoding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{label:?} is no known encoding; expected a label such as utf-8, windows-1252 or utf-16le")]
pub struct UnknownEncoding {
    /// What was found.
    pub label: String,
}

/// Prints `path` or `path:line`.
struct Place<'a>(&'a Path, Option<u64>);

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.display())?;
        self.1.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}
