//! Documents: one text with its metadata, and the readers that make them.
//!
//! What enters: bytes of a file, a folder or standard input. What leaves: [`Document`]s, or an error that names file
//! and line. A document's text is never edited after it is read, so every offset stays true.

mod span;

pub mod date;
mod encoding;
mod error;
mod format;
mod identity;
mod opening;
pub mod read;
mod unpack;
mod walk;

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

pub use encoding::TextEncoding;
pub use error::{PdfProblem, ReadError, ShapeProblem, UnknownEncoding};
pub use format::table::{ColumnName, Field, UnknownColumn};
pub use format::{InputFormat, pdf};
pub use read::{Documents, Input, ReadOptions};
pub use span::{Offsets, Span, TextPosition};
pub use unpack::Consumed;

/// Stands between an id and the digits that tell its text from another one of a run with the same id.
pub(crate) const COLLISION_MARK: char = '~';
/// How many digits of the digest.
pub(crate) const MARK_DIGITS: usize = 8;

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

    /// The id that the input gave: [`Document::id`] without the mark that tells it from another text with the same id in
    /// the same run, `~` and the first eight digits of its own digest. So it does not depend on what else was read.
    ///
    /// Linear in the text for an id that looks so marked, else free.
    pub fn given_id(&self) -> &str {
        let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        let marked = self.id.rsplit_once(COLLISION_MARK);
        let marked =
            marked.filter(|(id, mark)| !id.is_empty() && mark.len() == MARK_DIGITS && mark.chars().all(is_digit));
        match marked {
            Some((id, mark)) if self.digest().starts_with(mark) => id,
            _ => &self.id,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_digest_is_a_mark() {
        let given = |id: &str| Document::new(id, "Talks resumed.").given_id().to_owned();
        let mark = &Document::new("", "Talks resumed.").digest()[..8];
        assert_eq!(given(&format!("a~b~{mark}")), "a~b");
        assert_eq!(given(&format!("~{mark}")), format!("~{mark}"));
        assert_eq!(given("a~01234567"), "a~01234567");
        assert_eq!(given(&format!("a~{}", mark.to_uppercase())), format!("a~{}", mark.to_uppercase()));
        assert_eq!(given("a"), "a");
    }
}
