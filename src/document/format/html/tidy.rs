//! Rewrites any page as a small, balanced, shallow one, so that the tree builder is never given the hard cases.
//!
//! The builder in html5ever is quadratic in nesting depth (servo/html5ever#788: 4,000 nested `div` take seconds) and in
//! unclosed formatting elements, which it reopens in every paragraph. Counting tags to divert such pages is easily
//! fooled; writing the page anew cannot be. What comes out has every element closed, none deeper than [`MAX_DEPTH`],
//! no scripts or drawings, and only the attributes by which dom_smoothie tells an article from its surroundings.
//! Deeper elements lose their tags and keep their text.

use std::borrow::Cow;
use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::tags::{Tag, Token, Tokens, attribute, attributes, decode_entities, is_opaque};

/// Deepest element written. Pages by hand and from editors stay below 60; browsers stop at 512.
pub(super) const MAX_DEPTH: usize = 200;

/// Elements without contents. Those not listed in [`KEPT_VOID`] are dropped.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Counted by dom_smoothie, or part of the text.
const KEPT_VOID: &[&str] = &["br", "hr", "img", "input"];
/// The skeleton is written by us; the others are old spellings of a `span`.
const DROPPED: &[&str] =
    &["html", "head", "body", "font", "nobr", "big", "tt", "blink", "center", "marquee", "frameset"];
/// Written without attributes: the builder reopens equal ones at most three times.
const FORMATTING: &[&str] = &["b", "code", "em", "i", "s", "small", "strike", "strong", "u"];
/// Start tags that end an open paragraph.
const ENDS_PARAGRAPH: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dd",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];
/// Elements that an end tag or an implied end inside them does not reach out of.
const SCOPES: &[&str] = &["table", "td", "th", "caption"];
/// Attributes that dom_smoothie looks at.
const KEPT_ATTRIBUTES: &[&str] =
    &["aria-hidden", "aria-modal", "class", "hidden", "href", "id", "itemprop", "itemtype", "rel", "role", "style"];

/// The rewritten page.
pub(super) fn tidy(html: &str, title: &str) -> String {
    let mut page = Page { out: String::with_capacity(html.len() / 2), ..Page::default() };
    page.out.push_str("<!DOCTYPE html><html><head><title>");
    push_text(&mut page.out, title, false);
    page.out.push_str("</title></head><body>");
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => {
                let preformatted = page.is_open("pre");
                push_text(&mut page.out, text, preformatted);
            }
            Token::Open(tag) => page.open(tag),
            Token::Close(name) => page.close(&name),
            Token::Opaque(..) => {}
        }
    }
    page.pop_to(0);
    page.out.push_str("</body></html>");
    page.out
}

#[derive(Default)]
struct Page<'h> {
    out: String,
    /// Names of the elements that are open in `out`.
    open: Vec<Cow<'h, str>>,
    /// How often each of them is open; without it every tag would search all open elements.
    counts: FxHashMap<Cow<'h, str>, usize>,
    /// Elements open below [`MAX_DEPTH`], whose tags were not written.
    too_deep: usize,
}

impl<'h> Page<'h> {
    fn open(&mut self, tag: Tag<'h>) {
        let name = tag.name.as_ref();
        if VOID.contains(&name) {
            if KEPT_VOID.contains(&name) {
                self.end_paragraph(name);
                let _ = write!(self.out, "<{name}>");
            }
            return;
        }
        // An opaque element comes here only when it is never closed.
        if DROPPED.contains(&name) || is_opaque(name) || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return;
        }
        self.end_implied(name);
        if self.open.len() >= MAX_DEPTH {
            self.too_deep += 1;
            return;
        }
        self.write_start(&tag);
        self.push(tag.name);
    }

    fn push(&mut self, name: Cow<'h, str>) {
        *self.counts.entry(name.clone()).or_default() += 1;
        self.open.push(name);
    }

    fn is_open(&self, name: &str) -> bool {
        self.counts.get(name).is_some_and(|&count| count > 0)
    }

    fn write_start(&mut self, tag: &Tag) {
        let _ = write!(self.out, "<{}", tag.name);
        if !FORMATTING.contains(&tag.name.as_ref()) {
            for (name, value) in attributes(tag.attributes) {
                if KEPT_ATTRIBUTES.iter().any(|kept| kept.eq_ignore_ascii_case(name)) {
                    let _ = write!(self.out, " {}=\"", name.to_ascii_lowercase());
                    push_text(&mut self.out, &decode_entities(value).replace('"', "'"), false);
                    self.out.push('"');
                }
            }
        }
        self.out.push('>');
    }

    /// Ends the elements whose end tags may be left out before `name`.
    fn end_implied(&mut self, name: &str) {
        self.end_paragraph(name);
        match name {
            "a" => self.close("a"),
            "li" => self.end_nearest(&["li"], &["ul", "ol", "menu"]),
            "dd" | "dt" => self.end_nearest(&["dd", "dt"], &["dl"]),
            "td" | "th" => self.end_nearest(&["td", "th"], &["tr", "table"]),
            "tr" => self.end_nearest(&["tr"], &["table"]),
            "thead" | "tbody" | "tfoot" => self.end_nearest(&["thead", "tbody", "tfoot"], &["table"]),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.open.last().is_some_and(|top| is_heading(top)) => {
                self.pop_to(self.open.len() - 1);
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self, name: &str) {
        if ENDS_PARAGRAPH.contains(&name) {
            self.end_nearest(&["p"], SCOPES);
        }
    }

    /// Ends the nearest open element of `names` unless one of `barriers` is nearer.
    fn end_nearest(&mut self, names: &[&str], barriers: &[&str]) {
        if !names.iter().any(|name| self.is_open(name)) {
            return;
        }
        for at in (0..self.open.len()).rev() {
            let name = self.open[at].as_ref();
            if names.contains(&name) {
                self.too_deep = 0;
                return self.pop_to(at);
            }
            if barriers.contains(&name) {
                return;
            }
        }
    }

    fn close(&mut self, name: &str) {
        if VOID.contains(&name) || DROPPED.contains(&name) || is_opaque(name) {
            return;
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if !self.is_open(name) {
            return;
        }
        let part_of_table = SCOPES.contains(&name) || matches!(name, "tr" | "thead" | "tbody" | "tfoot");
        for at in (0..self.open.len()).rev() {
            let open = self.open[at].as_ref();
            if open == name {
                return if name == "a" { self.close_link(at) } else { self.pop_to(at) };
            }
            if SCOPES.contains(&open) && !part_of_table {
                return;
            }
            // `<b><div></b>`: bold may go on, the structure must not change.
            if name != "a" && !ends_blocks(name) && ends_blocks(open) {
                return;
            }
        }
    }

    /// Ends a link even inside blocks that began after it, or all that follows would count as link text.
    fn close_link(&mut self, at: usize) {
        let inner: Vec<_> = self.open[at + 1..].iter().filter(|name| ends_blocks(name)).cloned().collect();
        self.pop_to(at);
        for name in inner {
            let _ = write!(self.out, "<{name}>");
            self.push(name);
        }
    }

    fn pop_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            if let Some(name) = self.open.pop() {
                let _ = write!(self.out, "</{name}>");
                if let Some(count) = self.counts.get_mut(&name) {
                    *count -= 1;
                }
            }
        }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether the element is a block, whose end tag also ends what is open inside.
fn ends_blocks(name: &str) -> bool {
    ENDS_PARAGRAPH.contains(&name) || SCOPES.contains(&name) || matches!(name, "tr" | "thead" | "tbody" | "tfoot")
}

/// Stand-ins for `&`, `<` and the line breaks of preformatted text; [`restore`] turns them back.
///
/// The builder appends each character reference and each line break to its text node by itself, copying the node: 300 kB
/// of ampersands take 14 seconds. These noncharacters are reserved for use inside a program and mean nothing in a page.
const STAND_INS: [(char, char); 3] = [('&', '\u{FDD0}'), ('<', '\u{FDD1}'), ('\n', '\u{FDD2}')];

/// The character that a stand-in stands for; any other one as it is.
pub(super) fn restore(c: char) -> char {
    STAND_INS.iter().find(|(_, stand_in)| *stand_in == c).map_or(c, |(original, _)| *original)
}

/// Text with its entities decoded and nothing left that the builder would have to interpret.
fn push_text(out: &mut String, text: &str, preformatted: bool) {
    for c in decode_entities(text).chars() {
        match c {
            '\n' | '\r' if !preformatted => out.push(' '),
            '\0' | '\r' | '\u{FDD0}'..='\u{FDEF}' => {}
            _ => out.push(STAND_INS.iter().find(|(original, _)| *original == c).map_or(c, |(_, stand_in)| *stand_in)),
        }
    }
}

/// Whether the page asks not to show an element.
pub(super) fn is_hidden(tag: &Tag) -> bool {
    let style = attribute(tag.attributes, "style").unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    attribute(tag.attributes, "hidden").is_some()
        || attribute(tag.attributes, "aria-hidden") == Some("true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(body(&tidy(html, "")), expected);
    }

    fn body(page: &str) -> &str {
        page.strip_prefix("<!DOCTYPE html><html><head><title></title></head><body>")
            .and_then(|rest| rest.strip_suffix("</body></html>"))
            .unwrap()
    }

    #[test]
    fn unclosed_elements_are_closed() {
        check("<div><p>one<p>two<ul><li>a<li>b</ul>", "<div><p>one</p><p>two</p><ul><li>a</li><li>b</li></ul></div>");
        check(
            "<table><tr><td>1<td>2<tr><td>3</table>",
            "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
        );
    }

    #[test]
    fn crossed_elements_are_nested() {
        check("<b>1<i>2</b>3</i>", "<b>1<i>2</i></b>3");
        check("<a href=x><div>1</a>2</div>3", "<a href=\"x\"><div>1</div></a><div>2</div>3");
        check("<div><span></div></span>x", "<div><span></span></div>x");
    }

    #[test]
    fn stray_end_tags_are_dropped() {
        check("</div>x</p></table>", "x");
        check("<table><tr><td></div>x</td></tr></table>", "<table><tr><td>x</td></tr></table>");
    }

    #[test]
    fn only_telling_attributes_stay() {
        check(r#"<div onclick="x()" CLASS='a "b"' data-x=1>y</div>"#, "<div class=\"a 'b'\">y</div>");
        check("<b class=x>y</b>", "<b>y</b>");
    }

    #[test]
    fn scripts_and_skeleton_go() {
        check("<html><head><title>t</title></head><body><script>a<b</script>x", "x");
    }

    #[test]
    fn deep_elements_keep_their_text() {
        let html = format!("{}x{}y", "<div>".repeat(5000), "</div>".repeat(5000));
        let page = tidy(&html, "");
        assert_eq!(page.matches("<div>").count(), MAX_DEPTH);
        assert!(body(&page).ends_with("</div>y"));
    }

    proptest! {
        #[test]
        fn any_page_comes_out_balanced(html in "(<(/)?(p|b|a|div|td|table|li|svg|x)( a='>?)?(/)?>|[ -~]|é){0,60}") {
            let page = tidy(&html, "t");
            let mut open = Vec::new();
            for token in Tokens::new(&page) {
                match token {
                    Token::Open(tag) if !VOID.contains(&tag.name.as_ref()) => open.push(tag.name),
                    Token::Close(name) => prop_assert_eq!(open.pop(), Some(name)),
                    _ => {}
                }
            }
            prop_assert!(open.is_empty());
        }
    }
}
