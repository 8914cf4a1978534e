//! Any text as a DOT string that Graphviz shows as it is.
//!
//! Two things are apart: [`printable`](super::printable) takes out what no picture can show, [`escape`] loses nothing.
//! Graphviz reads a quoted string twice: the lexer knows `\"` and `\\`, and labels know `\n`, `\N`, `\G`, `\l` and the
//! like, and besides HTML entities such as `&amp;`.

use crate::export::drawing::label::lines;

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
pub(super) fn label(label: &[String]) -> String {
    let isolated: Vec<String> = lines(label).into_iter().map(isolate).collect();
    escape(&isolated.join("\n"))
}

/// A line with right-to-left letters is set apart, so that it does not reorder what stands beside it.
fn isolate(line: String) -> String {
    let is_rtl = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    if line.chars().any(is_rtl) { format!("\u{2068}{line}\u{2069}") } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::dot::printable;

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
    fn right_to_left_lines_are_set_apart() {
        assert_eq!(label(&["إيران".to_owned()]), "\u{2068}إيران\u{2069}");
    }
}
