//! Any text as a DOT string that Graphviz shows as it is.
//!
//! Two things are apart: [`printable`] takes out what no picture can show, [`escape`] loses nothing. Graphviz reads a
//! quoted string twice: the lexer knows `\"` and `\\`, and labels know `\n`, `\N`, `\G`, `\l` and the like, and besides
//! HTML entities such as `&amp;`.

use super::{LABEL_LENGTH, LINE_LENGTH};
use crate::graph::label::cut;

/// The text without what cannot be drawn: control characters and non-characters become U+FFFD, tabs and separators become
/// spaces, and the controls that turn the direction of text, with which a name can rewrite the label around it, go.
/// Line feeds stay.
pub fn printable(text: &str) -> String {
    let kept = |c: char| match c {
        '\n' => Some('\n'),
        '\t' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
        '\u{fdd0}'..='\u{fdef}' => Some(char::REPLACEMENT_CHARACTER),
        c if c.is_control() || (c as u32 & 0xfffe) == 0xfffe => Some(char::REPLACEMENT_CHARACTER),
        c => Some(c),
    };
    text.chars().filter_map(kept).collect()
}

/// The inside of a quoted DOT string that Graphviz shows as this text.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '&' => escaped.push_str("&amp;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A label of several lines, each cut, wrapped and escaped.
pub(super) fn label(lines: &[String]) -> String {
    escape(&label_text(lines))
}

/// A label of several lines, each cut and wrapped.
pub(in crate::export) fn label_text(lines: &[String]) -> String {
    let wrapped = lines.iter().flat_map(|line| wrap(&cut(&printable(line), LABEL_LENGTH), LINE_LENGTH));
    let isolated: Vec<String> = wrapped.map(isolate).collect();
    isolated.join("\n")
}

/// A line with right-to-left letters is set apart, so that it does not reorder what stands beside it.
fn isolate(line: String) -> String {
    let is_rtl = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    if line.chars().any(is_rtl) { format!("\u{2068}{line}\u{2069}") } else { line }
}

/// Lines of at most `width` characters, broken between words where that is possible.
///
/// The last line is not left with one short word: lines of a label are made about equally long.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let length = text.chars().count();
    if length <= width {
        return vec![text.to_owned()];
    }
    // The narrowest width that needs no more lines than the given one does.
    let n_lines = fill(text, width).len();
    let narrow = (length.div_ceil(n_lines)..width).find(|&narrower| fill(text, narrower).len() == n_lines);
    fill(text, narrow.unwrap_or(width))
}

fn fill(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace().flat_map(|word| pieces(word, width)) {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > width {
            lines.push(std::mem::take(&mut line));
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += word_length;
    }
    lines.push(line);
    lines
}

/// A word in pieces of at most `width` characters: addresses and scripts without spaces have to break somewhere.
fn pieces(word: &str, width: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while let Some((limit, _)) = rest.char_indices().nth(width.max(1)) {
        let (piece, after) = rest.split_at(limit);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check_escape(text: &str, expected: &str) {
        assert_eq!(escape(&printable(text)), expected);
    }

    #[test]
    fn what_graphviz_would_replace_is_escaped() {
        check_escape("say \"no\"", "say \\\"no\\\"");
        check_escape("\\N \\G \\l", "\\\\N \\\\G \\\\l");
        check_escape("&amp; <b>", "&amp;amp; <b>");
        check_escape("ends in \\", "ends in \\\\");
    }

    #[test]
    fn what_cannot_be_drawn_is_taken_out() {
        check_escape("a\u{0}b\u{1b}", "a\u{fffd}b\u{fffd}");
        check_escape("in\u{202e}vert\u{2066}ed", "inverted");
        check_escape("tab\tbed", "tab bed");
    }

    #[test]
    fn lines_are_about_equally_long() {
        let lines = wrap("Iran projects threat to the kingdom directly through services", 34);
        assert_eq!(lines, ["Iran projects threat to the", "kingdom directly through services"]);
    }

    #[test]
    fn right_to_left_lines_are_set_apart() {
        assert_eq!(label(&["إيران".to_owned()]), "\u{2068}إيران\u{2069}");
    }

    proptest! {
        #[test]
        fn no_line_is_too_long(text in "\\PC{0,200}", width in 5usize..40) {
            prop_assert!(wrap(&text, width).iter().all(|line| line.chars().count() <= width));
        }
    }
}
