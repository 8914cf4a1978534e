//! From markup to paragraphs: white space collapsed, blocks apart, rows and list items on lines of their own.
//!
//! Works on tokens, so it is linear and needs no tree. It reads both what dom_smoothie leaves of a page and, where that
//! finds no article, the tidied page itself.

use super::tags::{Tag, Token, Tokens, decode_entities};
use super::tidy::{is_hidden, restore};

/// How much of a page counts as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All, apart from captions: the page is an article already.
    Article,
    /// Paragraphs, headings and quotations outside of navigation.
    Paragraphs,
    /// All outside of navigation.
    Page,
}

/// What stands around articles, and captions, which describe a picture that the graph cannot show.
const ASIDE: &[&str] = &["nav", "aside", "footer", "form", "menu", "dialog", "figcaption", "search"];
const CAPTION: &[&str] = &["figcaption"];
const PARAGRAPHS: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"];

/// The text of balanced markup, paragraphs separated by a blank line.
pub(super) fn text_of(html: &str, extent: Extent) -> String {
    let mut builder = Builder::default();
    let mut walk = Walk { extent, depth: 0, skipped_from: None, paragraph_from: None };
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => {
                if walk.is_inside() {
                    builder.push(&decode_entities(text));
                }
            }
            Token::Open(tag) => {
                builder.open(&tag.name);
                walk.open(&tag);
            }
            Token::Close(name) => {
                builder.close(&name);
                walk.close();
            }
            Token::Opaque(..) => {}
        }
    }
    builder.text
}

/// Which part of the page we are in.
struct Walk {
    extent: Extent,
    depth: usize,
    /// Depth of the outermost element that is left out.
    skipped_from: Option<usize>,
    /// Depth of the outermost paragraph.
    paragraph_from: Option<usize>,
}

impl Walk {
    fn is_inside(&self) -> bool {
        self.skipped_from.is_none() && (self.extent != Extent::Paragraphs || self.paragraph_from.is_some())
    }

    fn open(&mut self, tag: &Tag) {
        let name = tag.name.as_ref();
        if is_void(name) {
            return;
        }
        self.depth += 1;
        let left_out = if self.extent == Extent::Article { CAPTION } else { ASIDE };
        if self.skipped_from.is_none() && (left_out.contains(&name) || is_hidden(tag)) {
            self.skipped_from = Some(self.depth);
        }
        if self.paragraph_from.is_none() && PARAGRAPHS.contains(&name) {
            self.paragraph_from = Some(self.depth);
        }
    }

    fn close(&mut self) {
        for from in [&mut self.skipped_from, &mut self.paragraph_from] {
            if *from == Some(self.depth) {
                *from = None;
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }
}

fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "input" | "wbr" | "source" | "col" | "link" | "meta" | "embed")
}

/// What separates the next word from the last; the strongest one wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    #[default]
    None,
    Space,
    Cell,
    Line,
    Paragraph,
}

impl Break {
    fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Space => " ",
            Self::Cell => "\t",
            Self::Line => "\n",
            Self::Paragraph => "\n\n",
        }
    }
}

#[derive(Default)]
struct Builder {
    text: String,
    pending: Break,
    /// Two line breaks in a row, as old pages separate paragraphs.
    line_breaks: u8,
    lists: usize,
    preformatted: usize,
}

impl Builder {
    fn push(&mut self, text: &str) {
        for c in text.chars().map(restore) {
            if c == '\n' && self.preformatted > 0 {
                self.want(Break::Line);
            } else if c.is_whitespace() {
                self.want(Break::Space);
            } else if !is_invisible(c) {
                if !self.text.is_empty() {
                    self.text.push_str(self.pending.as_str());
                }
                self.pending = Break::None;
                self.line_breaks = 0;
                self.text.push(c);
            }
        }
    }

    fn want(&mut self, wanted: Break) {
        self.pending = self.pending.max(wanted);
    }

    fn open(&mut self, name: &str) {
        match name {
            "br" => self.line_break(),
            "q" => self.push("“"),
            "ul" | "ol" | "menu" | "dl" => {
                self.want(self.block());
                self.lists += 1;
            }
            "pre" => {
                self.want(Break::Paragraph);
                self.preformatted += 1;
            }
            _ => self.want(self.break_around(name)),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            // The mark belongs to the word before it, not to the white space between.
            "q" => {
                let pending = std::mem::take(&mut self.pending);
                self.push("”");
                self.want(pending);
            }
            "ul" | "ol" | "menu" | "dl" => {
                self.lists = self.lists.saturating_sub(1);
                self.want(self.block());
            }
            "pre" => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.want(Break::Paragraph);
            }
            _ => self.want(self.break_around(name)),
        }
    }

    fn line_break(&mut self) {
        self.line_breaks = self.line_breaks.saturating_add(1);
        self.want(if self.line_breaks > 1 { Break::Paragraph } else { Break::Line });
    }

    /// Blocks in a list item stay on lines of one list.
    fn block(&self) -> Break {
        if self.lists > 0 { Break::Line } else { Break::Paragraph }
    }

    fn break_around(&self, name: &str) -> Break {
        match name {
            "td" | "th" => Break::Cell,
            "li" | "tr" | "dd" | "dt" | "option" => Break::Line,
            "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "details" | "dialog" | "div"
            | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
            | "header" | "hgroup" | "hr" | "legend" | "main" | "nav" | "p" | "section" | "summary" | "table" => {
                self.block()
            }
            _ => Break::None,
        }
    }
}

/// Soft hyphens, zero-width characters and controls, which split words for a program but not for a reader.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(text_of(html, Extent::Article), expected);
    }

    #[test]
    fn paragraphs_are_separated_by_a_blank_line() {
        check("<div><h2>Head</h2>\n <p>One\n  <b>two</b>.</p><p>Three</p></div>", "Head\n\nOne two.\n\nThree");
        check("<p>a<span>b</span>c</p>", "abc");
    }

    #[test]
    fn line_breaks() {
        check("<p>one<br>two<br> <br>three</p>", "one\ntwo\n\nthree");
    }

    #[test]
    fn list_items_are_lines() {
        check("<p>x</p><ul><li>one</li><li><p>two</p><ul><li>three</li></ul></li></ul>y", "x\n\none\ntwo\nthree\n\ny");
    }

    #[test]
    fn tables_go_row_by_row() {
        check("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a\tb\n1\t2");
    }

    #[test]
    fn entities_and_invisible_characters() {
        check("<p>&ldquo;Mo&shy;scow&rdquo;&nbsp;&amp; Kyiv</p>", "“Moscow” & Kyiv");
    }

    #[test]
    fn quotations_in_markup_get_their_marks() {
        check("<p>He said <q>no </q>.</p>", "He said “no” .");
    }

    #[test]
    fn captions_and_hidden_elements_are_left_out() {
        check("<p>a</p><figure><img><figcaption>The minister</figcaption></figure><p hidden>h</p><p>b</p>", "a\n\nb");
        check("<p>a</p><div style='DISPLAY : none'>h</div><p>b</p>", "a\n\nb");
    }

    #[test]
    fn navigation_is_no_text_of_a_page() {
        let html = "<nav><p>Home</p></nav><div>Loose</div><p>News</p>";
        assert_eq!(text_of(html, Extent::Page), "Loose\n\nNews");
        assert_eq!(text_of(html, Extent::Paragraphs), "News");
    }
}
