//! Text that each kind of file can hold.
//!
//! Text out of news may have any character in it. What a format cannot hold becomes U+FFFD, visibly, or a space where it
//! only parted words; nothing is dropped.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

/// Whether XML 1.0 may hold a character, in whatever form (production `Char`).
pub(in crate::export) fn fits_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The text on one line: line breaks, tabs and separators become spaces, other control characters U+FFFD. For files that
/// programs read line by line, whatever their quotation marks say.
pub(in crate::export) fn one_line(text: &str) -> Cow<'_, str> {
    let parts = |c: char| matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    if !text.chars().any(|c| parts(c) || c.is_control()) {
        return Cow::Borrowed(text);
    }
    let kept = |c| match c {
        c if parts(c) => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    Cow::Owned(text.replace("\r\n", " ").chars().map(kept).collect())
}

/// A cell for people who open the file in a spreadsheet: on one line, and with an apostrophe before what the spreadsheet
/// would take for a formula.
///
/// A headline that begins with `=` could otherwise fetch a page or start a program on the reader's machine.
pub(in crate::export) fn cell(text: &str) -> Cow<'_, str> {
    let line = one_line(text);
    if line.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{line}"))
    } else {
        line
    }
}

/// An id without what `fits` refuses: such characters become U+FFFD, and a digest keeps the id apart from others.
pub(in crate::export) fn id(id: &str, fits: impl Fn(char) -> bool) -> Cow<'_, str> {
    if id.chars().all(&fits) {
        return Cow::Borrowed(id);
    }
    let kept: String = id.chars().map(|c| if fits(c) { c } else { char::REPLACEMENT_CHARACTER }).collect();
    let digest = Sha256::digest(id.as_bytes());
    Cow::Owned(format!("{kept}~{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_parts_lines_becomes_a_space() {
        assert_eq!(one_line("a\r\nb\tc\u{2028}d\u{85}e\u{0}"), "a b c d e\u{fffd}");
        assert!(matches!(one_line("plain words"), Cow::Borrowed(_)));
    }

    #[test]
    fn formulas_are_text() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell(" @sum"), "' @sum");
        assert_eq!(cell("\t-1"), "' -1");
        assert_eq!(cell("≥400 (-1)"), "≥400 (-1)");
    }

    #[test]
    fn ids_that_differ_stay_apart() {
        let [a, b] = [id("document:\u{1}", fits_xml), id("document:\u{2}", fits_xml)];
        assert_ne!(a, b);
        assert!(a.starts_with("document:\u{fffd}~"), "{a}");
        assert_eq!(id("document:ü 1", fits_xml), "document:ü 1");
    }

    proptest! {
        #[test]
        fn a_line_is_one(text in "\\PC{0,20}[\\s\\x00-\\x1f\\u0085\\u2028]{0,5}\\PC{0,20}") {
            let line = one_line(&text);
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert_eq!(line.lines().count(), usize::from(!line.is_empty()));
        }
    }
}
