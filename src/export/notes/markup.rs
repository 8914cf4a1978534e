//! Any text as Markdown that shows it as it is, and as a string of YAML.

use std::fmt::Write as _;

use crate::export::dot::printable;
use crate::graph::label::cut;

/// Characters of a heading.
const HEADING_LENGTH: usize = 200;

/// A text on one line that no reader of Markdown takes for markup, HTML, a link or a tag.
pub(super) fn escape(text: &str) -> String {
    let line = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut escaped = String::with_capacity(line.len());
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (i, c) in line.char_indices() {
        let rest = &line[i + c.len_utf8()..];
        let is_markup = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '^' | '$' | '=' | '%' | '&' | '@' => {
                true
            }
            // What programs make a link of by themselves: "https://", "www.".
            ':' => rest.starts_with("//"),
            '/' => line[..i].ends_with('/'),
            '.' => i == digits || line[..i].to_lowercase().ends_with("www"),
            // What begins an item of a list, at the beginning of a line only.
            '-' | '+' => i == 0,
            ')' => i == digits && digits > 0,
            '!' => rest.starts_with('['),
            _ => false,
        };
        if is_markup {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The same for a heading, which is not too long.
pub(super) fn heading(text: &str) -> String {
    escape(&cut(text, HEADING_LENGTH))
}

/// A double-quoted string of YAML 1.2: whatever is not printed in plain sight is escaped.
///
/// A value that begins with two brackets would be a link for Obsidian, so a space comes between any two.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut last = None;
    for c in text.chars() {
        if c == '[' && last == Some('[') {
            quoted.push(' ');
        }
        last = Some(c);
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if is_hidden(c) => {
                let code = c as u32;
                let _ = if code > 0xffff { write!(quoted, "\\U{code:08X}") } else { write!(quoted, "\\u{code:04X}") };
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Controls, marks that turn the direction of text, line separators and non-characters.
fn is_hidden(c: char) -> bool {
    let code = c as u32;
    c.is_control()
        || matches!(code, 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x2069 | 0xfeff | 0xfdd0..=0xfdef)
        || code & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(escape(text), expected);
    }

    #[test]
    fn markup_is_shown_as_it_is() {
        check("Iran, the UK", "Iran, the UK");
        check("[[Iran]] *not* <b>", "\\[\\[Iran\\]\\] \\*not\\* \\<b\\>");
        check("1. first", "1\\. first");
        check("- item\n# heading", "\\- item \\# heading");
        check("see www.example.org or https://x.example", "see www\\.example.org or https\\:/\\/x.example");
        check("a@b.example & &amp;", "a\\@b.example \\& \\&amp;");
        check("3.5 per cent", "3\\.5 per cent");
    }

    #[test]
    fn strings_of_yaml_hide_nothing() {
        assert_eq!(quoted("say \"no\"\\"), "\"say \\\"no\\\"\\\\\"");
        assert_eq!(quoted("[[Iran]]"), "\"[ [Iran]]\"");
        assert_eq!(quoted("a\u{202e}b\u{1}c\u{1ffff}"), "\"a\\u202Eb\\u0001c\\U0001FFFF\"");
    }
}
