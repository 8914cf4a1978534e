//! Documents: one text with its metadata, and the readers that make them.
//!
//! What enters: bytes of a file, a folder or standard input. What leaves: [`Document`]s, or an error that names file
//! and line. A document's text is never edited after it is read, so every offset stays true.

mod span;

pub mod date;
mod encoding;
mod error;
mod html;
mod identity;
mod json_lines;
pub mod read;
mod walk;

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

pub use encoding::TextEncoding;
pub use error::{ReadError, ShapeProblem, UnknownEncoding};
pub use read::{Documents, Input, InputFormat, ReadOptions};
pub use span::{Offsets, Span, TextPosition};

/// One text with what is known about it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Document {
    /// Names the document in every output: given by the input, else the file's stem.
    pub id: String,
    /// Headline, where the input has one apart from the text.
    pub title: Option<String>,
    /// Day of publication, from metadata, a flag or the text's dateline.
    pub date: Option<Date>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The text that all spans of its annotation point into.
    pub text: String,
}

impl Document {
    /// A document with only an id and a text.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), ..Self::default() }
    }

    /// The first 16 hexadecimal digits of the SHA-256 of the text: the same text, the same digest.
    pub fn digest(&self) -> String {
        short_hash(&[&self.text])
    }
}

/// The first 16 hexadecimal digits of the SHA-256 of some strings, each preceded by its length in bytes.
///
/// Ids of graph nodes are made of it, so it must never change between versions without saying so.
pub fn short_hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize();
    digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
