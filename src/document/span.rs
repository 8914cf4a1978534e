//! Where something stands in a document's text, in the two units the program uses.
//!
//! Inside the program a [`Span`] counts bytes, because bytes slice Rust strings. Every file the program writes counts
//! Unicode code points, as the W3C Web Annotation `TextPositionSelector` and Python's `str` do; [`TextPosition`] is
//! that unit, and [`Offsets`] is the one place where the two meet.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open range of bytes `[start, end)` into one document's text, on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets.
    ///
    /// # Panics
    /// When an offset does not fit into 32 bits; readers refuse longer documents.
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |n: usize| u32::try_from(n).expect("documents are shorter than 4 GiB");
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start: narrow(start), end: narrow(end) }
    }

    /// The range, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The covered text.
    ///
    /// # Panics
    /// When the span does not belong to this text.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span without white space at its edges; empty at `start` when there is nothing else.
    pub fn trim(self, text: &str) -> Span {
        let covered = self.of(text);
        let left = covered.len() - covered.trim_start().len();
        let kept = covered.trim().len();
        let start = self.start as usize + if kept == 0 { 0 } else { left };
        Span::new(start, start + kept)
    }
}

/// A half-open range `[start, end)` in Unicode code points of one document's text: the unit of every output file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextPosition {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// Bytes per checkpoint of [`Offsets`]; a conversion reads at most this many bytes.
const BLOCK: usize = 256;

/// Converts between bytes and code points of one text.
///
/// Made once a document in linear time; a conversion to code points reads at most 256 bytes, one to bytes also
/// searches the checkpoints. For text that is all ASCII both are free.
#[derive(Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    /// Code points before byte `i * BLOCK`; empty for ASCII text.
    checkpoints: Vec<u32>,
}

impl<'t> Offsets<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let mut checkpoints = Vec::new();
        if !text.is_ascii() {
            let mut seen = 0u32;
            for block in text.as_bytes().chunks(BLOCK) {
                checkpoints.push(seen);
                seen += count_starts(block);
            }
            checkpoints.push(seen);
        }
        Self { text, checkpoints }
    }

    /// The code points of a span.
    pub fn to_position(&self, span: Span) -> TextPosition {
        TextPosition { start: self.code_point(span.start as usize), end: self.code_point(span.end as usize) }
    }

    /// The bytes of a position; `None` when it reaches past the text or runs backwards.
    pub fn to_span(&self, position: TextPosition) -> Option<Span> {
        let start = self.byte(position.start as usize)?;
        let end = self.byte(position.end as usize)?;
        (start <= end).then(|| Span::new(start, end))
    }

    fn code_point(&self, byte: usize) -> u32 {
        if self.checkpoints.is_empty() {
            return byte as u32;
        }
        let block = byte / BLOCK;
        self.checkpoints[block] + count_starts(&self.text.as_bytes()[block * BLOCK..byte])
    }

    fn byte(&self, code_point: usize) -> Option<usize> {
        if self.checkpoints.is_empty() {
            return (code_point <= self.text.len()).then_some(code_point);
        }
        let block = self.checkpoints.partition_point(|&c| c as usize <= code_point) - 1;
        let mut left = code_point - self.checkpoints[block] as usize;
        let bytes = self.text.as_bytes();
        let mut at = (block * BLOCK).min(bytes.len());
        // A block may begin inside a character that the block before has counted.
        while at < bytes.len() && !self.text.is_char_boundary(at) {
            at += 1;
        }
        while left > 0 {
            if at >= bytes.len() {
                return None;
            }
            at += 1;
            while at < bytes.len() && !self.text.is_char_boundary(at) {
                at += 1;
            }
            left -= 1;
        }
        Some(at)
    }
}

/// Bytes that begin a UTF-8 character.
fn count_starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| (b as i8) >= -0x40).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn positions_count_code_points() {
        let text = "“Iran” said";
        let start = text.find("Iran").unwrap();
        let position = Offsets::new(text).to_position(Span::new(start, start + 4));
        assert_eq!(position, TextPosition { start: 1, end: 5 });
    }

    #[test]
    fn a_position_past_the_end_is_none() {
        let offsets = Offsets::new("é");
        assert_eq!(offsets.to_span(TextPosition { start: 0, end: 2 }), None);
        assert_eq!(offsets.to_span(TextPosition { start: 0, end: 1 }), Some(Span::new(0, 2)));
    }

    proptest! {
        #[test]
        fn there_and_back(text in "\\PC{0,900}") {
            let offsets = Offsets::new(&text);
            let ends: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            for (n, &byte) in ends.iter().enumerate() {
                let span = Span::new(0, byte);
                let position = offsets.to_position(span);
                prop_assert_eq!(position.end as usize, n);
                prop_assert_eq!(offsets.to_span(position), Some(span));
            }
        }
    }
}
