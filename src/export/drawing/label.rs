//! Words as pictures show them: short lines of what can be drawn.

use crate::graph::label::cut;

/// Characters a line of a label has at most.
pub(crate) const LINE_LENGTH: usize = 34;

/// Characters a label has at most.
pub(crate) const LABEL_LENGTH: usize = 90;

/// Characters a tooltip has at most.
const TOOLTIP_LENGTH: usize = 1000;

/// The lines of a label: each line of thought without what cannot be drawn, cut and wrapped.
pub(crate) fn lines(label: &[String]) -> Vec<String> {
    label.iter().flat_map(|line| wrap(&cut(&printable(line), LABEL_LENGTH), LINE_LENGTH)).collect()
}

/// A tooltip, in lines twice as long as those of a label; `None` for nothing but white space.
pub(crate) fn tooltip(text: &str) -> Option<String> {
    let text = printable(text);
    if text.trim().is_empty() {
        return None;
    }
    let lines: Vec<String> = text.lines().flat_map(|line| wrap(line, 2 * LINE_LENGTH)).collect();
    let whole = lines.join("\n");
    Some(match whole.char_indices().nth(TOOLTIP_LENGTH) {
        Some((limit, _)) => format!("{}…", &whole[..limit]),
        None => whole,
    })
}

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

/// Lines of at most `width` characters, broken between words where that is possible.
///
/// The last line is not left with one short word: lines of a label are made about equally long.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
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
    fn check_printable(text: &str, expected: &str) {
        assert_eq!(printable(text), expected);
    }

    #[test]
    fn what_cannot_be_drawn_is_taken_out() {
        check_printable("a\u{0}b\u{1b}", "a\u{fffd}b\u{fffd}");
        check_printable("in\u{202e}vert\u{2066}ed", "inverted");
        check_printable("tab\tbed", "tab bed");
    }

    #[test]
    fn lines_are_about_equally_long() {
        let lines = wrap("Iran projects threat to the kingdom directly through services", 34);
        assert_eq!(lines, ["Iran projects threat to the", "kingdom directly through services"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_long(text in "\\PC{0,200}", width in 5usize..40) {
            prop_assert!(wrap(&text, width).iter().all(|line| line.chars().count() <= width));
        }
    }
}
