//! A linear tokenizer of HTML: text, tags, and the contents of elements that hold no article text.
//!
//! It follows the tokenization stage of the HTML standard closely enough for broken news pages: quoted attribute values
//! may hold `>`, a `<` before anything but a letter is text, comments end where browsers end them. It never fails and
//! reads each byte a bounded number of times, so it is what stands between hostile pages and the tree builder.

use std::borrow::Cow;

/// A piece of a page, in source order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::document) enum Token<'h> {
    /// Text with its entities still encoded.
    Text(&'h str),
    /// `<p class="lead">`.
    Open(Tag<'h>),
    /// `</p>`; the name in lower case.
    Close(Cow<'h, str>),
    /// An element of [`OPAQUE`] with all that it holds.
    Opaque(Tag<'h>, &'h str),
}

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::document) struct Tag<'h> {
    /// In lower case.
    pub(in crate::document) name: Cow<'h, str>,
    /// All between the name and the closing bracket; read it with [`attributes`].
    pub(in crate::document) attributes: &'h str,
}

/// Elements whose contents are no running text: scripts, drawings, players and form controls.
const OPAQUE: &[&str] = &[
    "script", "style", "title", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "audio", "video",
    "select", "button", "textarea", "datalist", "noembed", "noframes", "xmp", "map",
];

/// Iterates over the tokens of a page.
#[derive(Clone, Debug)]
pub(in crate::document) struct Tokens<'h> {
    html: &'h str,
    at: usize,
    /// Opaque elements known to have no end tag in the rest of the page; without it, many unclosed ones are quadratic.
    never_closed: Vec<&'static str>,
}

impl<'h> Tokens<'h> {
    pub(in crate::document) fn new(html: &'h str) -> Self {
        Self { html, at: 0, never_closed: Vec::new() }
    }

    fn bytes(&self) -> &'h [u8] {
        self.html.as_bytes()
    }

    /// Text up to the next bracket that begins markup.
    fn text(&mut self) -> Token<'h> {
        let start = self.at;
        let mut from = start + usize::from(self.bytes()[start] == b'<');
        self.at = loop {
            match memchr::memchr(b'<', &self.bytes()[from..]) {
                None => break self.html.len(),
                Some(n) if begins_markup(&self.bytes()[from + n..]) => break from + n,
                Some(n) => from += n + 1,
            }
        };
        Token::Text(&self.html[start..self.at])
    }

    /// Steps over a comment, doctype or processing instruction.
    fn skip_declaration(&mut self) {
        let rest = &self.bytes()[self.at..];
        let end = if rest.starts_with(b"<!-->") {
            Some(5)
        } else if rest.starts_with(b"<!--->") {
            Some(6)
        } else if rest.starts_with(b"<!--") {
            memchr::memmem::find(&rest[4..], b"-->").map(|n| 4 + n + 3)
        } else {
            memchr::memchr(b'>', rest).map(|n| n + 1)
        };
        self.at += end.unwrap_or(rest.len());
    }

    fn close(&mut self) -> Token<'h> {
        let (name, after) = self.name(self.at + 2);
        self.at = memchr::memchr(b'>', &self.bytes()[after..]).map_or(self.html.len(), |n| after + n + 1);
        Token::Close(name)
    }

    /// A start tag; `None` when the page ends inside it.
    fn open(&mut self) -> Option<Token<'h>> {
        let (name, after) = self.name(self.at + 1);
        let Some(length) = tag_end(&self.bytes()[after..]) else {
            self.at = self.html.len();
            return None;
        };
        self.at = after + length + 1;
        let tag = Tag { name, attributes: &self.html[after..after + length] };
        let Some(opaque) = OPAQUE.iter().find(|&&o| o == tag.name) else { return Some(Token::Open(tag)) };
        Some(self.opaque(opaque, tag))
    }

    /// The contents up to the end tag. Without one, a script swallows the rest and anything else is a common element.
    fn opaque(&mut self, name: &'static str, tag: Tag<'h>) -> Token<'h> {
        let self_closed = tag.attributes.ends_with('/') && matches!(name, "svg" | "math");
        if self_closed {
            return Token::Opaque(tag, "");
        }
        let end = if self.never_closed.contains(&name) { None } else { find_close(self.html, self.at, name) };
        if let Some(end) = end {
            let inside = &self.html[self.at..end];
            self.at = memchr::memchr(b'>', &self.bytes()[end..]).map_or(self.html.len(), |n| end + n + 1);
            return Token::Opaque(tag, inside);
        }
        self.never_closed.push(name);
        if matches!(name, "script" | "style") {
            self.at = self.html.len();
            return Token::Opaque(tag, "");
        }
        Token::Open(tag)
    }

    /// The name that begins at `start`, and the offset after it.
    fn name(&self, start: usize) -> (Cow<'h, str>, usize) {
        let rest = &self.bytes()[start..];
        let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'<');
        let end = start + rest.iter().position(is_end).unwrap_or(rest.len());
        let name = &self.html[start..end];
        let upper = name.bytes().any(|b| b.is_ascii_uppercase());
        (if upper { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) }, end)
    }
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        while self.at < self.html.len() {
            let rest = &self.bytes()[self.at..];
            if !begins_markup(rest) {
                return Some(self.text());
            }
            match rest[1] {
                b'/' if rest.get(2).is_some_and(u8::is_ascii_alphabetic) => return Some(self.close()),
                b'!' | b'?' | b'/' => self.skip_declaration(),
                _ => return self.open(),
            }
        }
        None
    }
}

fn begins_markup(rest: &[u8]) -> bool {
    rest[0] == b'<' && rest.get(1).is_some_and(|&b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
}

/// Offset of the bracket that ends a start tag; brackets in quoted values do not.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'>' => return Some(at),
            quote @ (b'"' | b'\'') if follows_equals(&bytes[..at]) => {
                at += memchr::memchr(quote, &bytes[at + 1..])? + 2;
            }
            _ => at += 1,
        }
    }
    None
}

/// A quote opens a value only behind `=`; elsewhere it is a typing error that must not swallow the page.
fn follows_equals(before: &[u8]) -> bool {
    let white = before.iter().rev().take(8).take_while(|b| b.is_ascii_whitespace()).count();
    before[..before.len() - white].last() == Some(&b'=')
}

/// Offset of `</name`, in any case, at or after `from`.
fn find_close(html: &str, from: usize, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    memchr::memmem::find_iter(&bytes[from..], b"</").map(|n| from + n).find(|&at| {
        let after = &bytes[at + 2..];
        after.len() >= name.len()
            && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            && after.get(name.len()).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
    })
}

/// The attributes of a start tag as written, entities still encoded; an attribute without a value has an empty one.
pub(in crate::document) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        // A leading `=` belongs to the name, as in the standard; so each step takes at least one character.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/'));
        let (name, after) = rest.split_at(end.map_or(rest.len(), |n| n + first));
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            return Some((name, ""));
        };
        let (value, after) = split_value(value.trim_start());
        rest = after;
        Some((name, value))
    })
}

fn split_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()))
}

/// The value of one attribute, by its lower-case name.
pub(in crate::document) fn attribute<'h>(text: &'h str, name: &str) -> Option<&'h str> {
    attributes(text).find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Whether an element's contents are no running text.
pub(super) fn is_opaque(name: &str) -> bool {
    OPAQUE.contains(&name)
}

/// Longest entity in bytes, `&CounterClockwiseContourIntegral;`.
const LONGEST_ENTITY: usize = 33;

/// Text with its entities decoded. Numbers 128 to 159 mean windows-1252, as in browsers.
pub(in crate::document) fn decode_entities(text: &str) -> Cow<'_, str> {
    let Some(mut next) = memchr::memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    // One entity at a time: html_escape alone is quadratic in ampersands without a semicolon.
    loop {
        let window = &text.as_bytes()[next..text.len().min(next + LONGEST_ENTITY)];
        let end = memchr::memchr(b';', window).map_or(next + 1, |n| next + n + 1);
        out.push_str(&text[at..next]);
        out.extend(html_escape::decode_html_entities(&text[next..end]).chars().map(from_windows_1252));
        at = end;
        match memchr::memchr(b'&', &text.as_bytes()[at..]) {
            Some(n) => next = at + n,
            None => break,
        }
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

fn is_c1(c: char) -> bool {
    ('\u{80}'..='\u{9F}').contains(&c)
}

fn from_windows_1252(c: char) -> char {
    if !is_c1(c) {
        return c;
    }
    let decoded = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[c as u8]).0.chars().next();
    decoded.unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prints tokens as `text`, `+name`, `-name`, `#name{contents}`.
    #[track_caller]
    fn check(html: &str, expected: &str) {
        let print = |token| match token {
            Token::Text(text) => text.to_owned(),
            Token::Open(tag) => format!("+{}", tag.name),
            Token::Close(name) => format!("-{name}"),
            Token::Opaque(tag, inside) => format!("#{}{{{inside}}}", tag.name),
        };
        assert_eq!(Tokens::new(html).map(print).collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn text_and_tags() {
        check("<P>one<br/>two</P >", "+p one +br two -p");
        check("a < b and c <3", "a < b and c <3");
        check("<", "<");
    }

    #[test]
    fn quoted_values_may_hold_brackets() {
        check(r#"<a title="x > y">z</a>"#, "+a z -a");
        check(r#"<a title = 'x > y'>z"#, "+a z");
        check(r#"<p it's>z"#, "+p z");
    }

    #[test]
    fn comments_end_where_browsers_end_them() {
        check("a<!-- <p> -->b<!-->c<!doctype html>d<?php x ?>e</>f", "a b c d e f");
        check("a<!-- never closed", "a");
    }

    #[test]
    fn scripts_are_opaque() {
        check("<script>if (a</b/) '<p>'</SCRIPT >x", "#script{if (a</b/) '<p>'} x");
        check("<script>never closed <p>", "#script{}");
        check("<svg/><svg><path/></svg>x", "#svg{} #svg{<path/>} x");
        check("<button>unclosed<p>x", "+button unclosed +p x");
    }

    #[test]
    fn a_page_cut_inside_a_tag_ends_there() {
        check("<p>x</p><a href=\"htt", "+p x -p");
        check("<p>x</p", "+p x -p");
    }

    #[test]
    fn attributes_in_all_spellings() {
        let found: Vec<_> = attributes(r#" a=1 B = "2 3" c='4' d e=/5/ / ="#).collect();
        assert_eq!(found, [("a", "1"), ("B", "2 3"), ("c", "4"), ("d", ""), ("e", "/5/"), ("=", "")]);
        assert_eq!(attribute(r#" A="x""#, "a"), Some("x"));
    }

    #[test]
    fn entities_are_decoded() {
        assert_eq!(decode_entities("Q&amp;A &#8220;no&#x201D; &eacute;"), "Q&A “no” é");
        assert_eq!(decode_entities("it&#146;s"), "it’s");
        assert_eq!(decode_entities("R&D & more; &&lt;&nosuch;"), "R&D & more; &<&nosuch;");
    }
}
