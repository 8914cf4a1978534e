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
        /// Line of the document in JSON lines and tables, number of the record in WARC, of the entry in a feed, from 1.
        line: Option<u64>,
    },
    /// A file that is no text: a picture, a program.
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
        /// Line of the document in JSON lines and tables, number of the record in WARC, of the entry in a feed, from 1.
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
    /// A file that is not what its name or its first bytes say.
    #[error("{}: cannot be read as {format}: {message}", Place(path, *line))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Line, record or entry, from 1; `None` when the whole file is meant.
        line: Option<u64>,
        /// What it should be: "ZIP".
        format: &'static str,
        /// What is wrong.
        message: String,
    },
    /// A table none of whose columns is called as texts are.
    #[error("{}: no column of texts among {found}; name it with --column text=NAME", path.display())]
    NoTextColumn {
        /// The file.
        path: PathBuf,
        /// The names of its columns.
        found: String,
    },
    /// A file that is packed in too many others.
    #[error("{}: an archive in too many archives", path.display())]
    TooDeep {
        /// The file.
        path: PathBuf,
    },
    /// A PDF file whose text could not be had.
    #[error("{}: {problem}", path.display())]
    Pdf {
        /// The file.
        path: PathBuf,
        /// Why not.
        problem: PdfProblem,
    },
    /// A page without any readable text.
    #[error("{}: no article text in this page", Place(path, *line))]
    NoArticle {
        /// The file.
        path: PathBuf,
        /// Number of the record in WARC, from 1.
        line: Option<u64>,
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

/// Why a PDF file gives no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfProblem {
    /// This build has no reader of PDF, or the caller named no program that has.
    #[error("PDF is not read by this build; turn it into text first, for instance with pdftotext")]
    NotSupported,
    /// The file is damaged, encrypted, or of a kind that the reader does not know.
    #[error("cannot be read as PDF: {0}")]
    Damaged(String),
    /// Nothing in it is text: pages that were scanned are pictures.
    #[error("no text in this PDF; if it was scanned, run a text recognition first")]
    NoText,
    /// It took too long.
    #[error("given up after {0} seconds of reading this PDF")]
    Time(u64),
    /// It took too much memory.
    #[error("given up since reading this PDF takes more than {0} MiB of memory")]
    Memory(u64),
}

impl ReadError {
    /// The file or folder that the error is about; `stdin` for standard input.
    pub fn path(&self) -> &Path {
        match self {
            Self::Io { path, .. }
            | Self::Empty { path, .. }
            | Self::Binary { path }
            | Self::TooLong { path, .. }
            | Self::Damaged { path, .. }
            | Self::NoTextColumn { path, .. }
            | Self::TooDeep { path }
            | Self::Pdf { path, .. }
            | Self::Json { path, .. }
            | Self::JsonShape { path, .. }
            | Self::NoArticle { path, .. } => path,
        }
    }

    /// The line that the error is about, from 1; `None` when it concerns a whole file.
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::Empty { line, .. }
            | Self::TooLong { line, .. }
            | Self::Damaged { line, .. }
            | Self::NoArticle { line, .. } => *line,
            Self::Json { line, .. } | Self::JsonShape { line, .. } => Some(*line),
            Self::Io { .. }
            | Self::Binary { .. }
            | Self::NoTextColumn { .. }
            | Self::TooDeep { .. }
            | Self::Pdf { .. } => None,
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
