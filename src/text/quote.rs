//! Finds quotations: which marks open, which close, and which belong together.
//!
//! Enters: a text's tokens and sentences. Leaves: [`Quotation`]s in order. Every style of mark is known: “double”,
//! "straight", ‘single’, 'straight single', ``TeX'' and «guillemets». News breaks the pairs in two ways, and both are
//! kept: a quotation of several paragraphs opens each of them and closes only the last, and a closing mark may simply
//! be missing. A quotation never runs over the end of its paragraph; what follows says whether the next continues it.

use crate::document::Span;

use super::Text;
use super::token::{Shape, Token};

/// A stretch in quotation marks within one paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// First and last token, the marks included.
    pub tokens: std::ops::Range<usize>,
    /// Paragraph it stands in.
    pub paragraph: usize,
    /// Whether a closing mark was found; if not, it runs to the end of its paragraph.
    pub closed: bool,
    /// Whether the paragraph's first token opens it.
    pub opens_paragraph: bool,
    /// Whether it is inside another quotation.
    pub nested: bool,
    /// Number of words in it.
    pub n_words: usize,
}

impl Quotation {
    /// The tokens between the marks.
    pub fn inner(&self) -> std::ops::Range<usize> {
        let end = if self.closed { self.tokens.end - 1 } else { self.tokens.end };
        self.tokens.start + 1..end.max(self.tokens.start + 1)
    }

    /// From mark to mark.
    pub fn span(&self, tokens: &[Token]) -> Span {
        tokens[self.tokens.start].span.cover(tokens[self.tokens.end - 1].span)
    }
}

/// What a mark does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Opens a quotation.
    Open,
    /// Closes one.
    Close,
    /// An apostrophe, an inch, a stray mark.
    None,
}

/// Quotations of a text and the role of each mark.
#[derive(Debug, Default)]
pub struct Quotations {
    /// In order of their opening marks; nested ones follow the one they are in.
    pub list: Vec<Quotation>,
    /// One entry a token.
    pub marks: Vec<Mark>,
}

impl Quotations {
    /// The outermost quotation that a token is in, marks included.
    pub fn around(&self, token: usize) -> Option<&Quotation> {
        let after = self.list.partition_point(|q| q.tokens.start <= token);
        self.list[..after].iter().rev().take(8).filter(|q| q.tokens.contains(&token)).find(|q| !q.nested)
    }
}

/// Pairs of marks: which form may close which.
fn closes(open: &str, close: &str) -> bool {
    matches!(
        (open, close),
        ("“", "”" | "\"" | "''")
            | ("\"", "\"" | "”")
            | ("‘", "’" | "'")
            | ("'", "'" | "’")
            | ("``", "''" | "\"")
            | ("«", "»")
            | ("„", "“" | "”")
            | ("''", "''")
            | ("’’" | "‘‘", "’’" | "''")
            | ("‹", "›")
            | ("`", "'")
    )
}

fn may_open(form: &str) -> bool {
    matches!(form, "“" | "\"" | "‘" | "'" | "``" | "«" | "„" | "''" | "‘‘" | "‹" | "`" | "’’")
}

fn is_single(form: &str) -> bool {
    matches!(form, "‘" | "'" | "’" | "`" | "‹" | "›")
}

/// Finds the quotations of a text. Linear in the number of tokens.
pub fn find(source: &str, text: &Text) -> Quotations {
    let mut found = Quotations { list: Vec::new(), marks: vec![Mark::None; text.tokens.len()] };
    let mut first = 0;
    while first < text.sentences.len() {
        let paragraph = text.sentences[first].paragraph;
        let mut last = first;
        while text.sentences.get(last + 1).is_some_and(|s| s.paragraph == paragraph) {
            last += 1;
        }
        let range = text.sentences[first].tokens.start..text.sentences[last].tokens.end;
        paragraph_quotations(source, &text.tokens, range, paragraph, &mut found);
        first = last + 1;
    }
    found
}

struct Open<'s> {
    form: &'s str,
    /// Index in the list, where a placeholder waits.
    at: usize,
}

fn paragraph_quotations(
    source: &str,
    tokens: &[Token],
    range: std::ops::Range<usize>,
    paragraph: usize,
    found: &mut Quotations,
) {
    let mut stack: Vec<Open> = Vec::new();
    for i in range.clone() {
        let form = tokens[i].span.of(source);
        if form.len() > 3 || !(may_open(form) || matches!(form, "”" | "’" | "»" | "›")) {
            continue;
        }
        let space_after = tokens.get(i + 1).is_none_or(|t| t.space_before) || i + 1 == range.end;
        let closing = stack.iter().rposition(|o| closes(o.form, form));
        let can_open = may_open(form)
            && !space_after
            && (tokens[i].space_before || i == range.start || after_opening(source, tokens, i));
        // A plural possessive, "the officials' visas", is no closing mark while a later one can be.
        let possessive = is_single(form) && space_after && is_possessive(source, tokens, i, &range);
        match closing {
            Some(depth) if !(possessive || can_open && tokens[i].space_before) => {
                for open in stack.drain(depth..).rev() {
                    let quotation = &mut found.list[open.at];
                    quotation.closed = closes(open.form, form);
                    quotation.tokens.end = if quotation.closed { i + 1 } else { i };
                }
                found.marks[i] = Mark::Close;
            }
            _ if can_open && stack.len() < 4 => {
                found.marks[i] = Mark::Open;
                stack.push(Open { form, at: found.list.len() });
                found.list.push(Quotation {
                    tokens: i..range.end,
                    paragraph,
                    closed: false,
                    opens_paragraph: i == range.start,
                    nested: stack.len() > 1,
                    n_words: 0,
                });
            }
            _ => {}
        }
    }
    // “It fell,£ he said: a stray sign closes what nothing else does.
    for open in &stack {
        if is_single(open.form) {
            continue;
        }
        let quotation = &mut found.list[open.at];
        let inside = quotation.tokens.start + 2..range.end;
        if let Some(stray) = inside.clone().find(|&i| is_stray(source, tokens, i, range.end)) {
            quotation.tokens.end = stray + 1;
            quotation.closed = true;
            found.marks[stray] = Mark::Close;
        }
    }
    // A single mark that never closes is an apostrophe: ’tis, 'em.
    for open in stack {
        if is_single(open.form) && !found.list[open.at].opens_paragraph {
            found.marks[found.list[open.at].tokens.start] = Mark::None;
            found.list[open.at].n_words = usize::MAX;
        }
    }
    let first_here = found.list.partition_point(|q| q.tokens.start < range.start);
    let mut kept = first_here;
    for i in first_here..found.list.len() {
        if found.list[i].n_words != usize::MAX {
            let n_words = tokens[found.list[i].inner()].iter().filter(|t| t.shape.is_word()).count();
            found.list[i].n_words = n_words;
            found.list.swap(kept, i);
            kept += 1;
        }
    }
    found.list.truncate(kept);
}

/// Whether a sign stands where a closing mark would, and means nothing there: "winter,£ he said", but not "£ 5".
fn is_stray(source: &str, tokens: &[Token], at: usize, end: usize) -> bool {
    let sign = matches!(
        tokens[at].span.of(source),
        "£" | "€"
            | "$"
            | "¥"
            | "¢"
            | "″"
            | "ˮ"
            | "¨"
            | "´"
            | "`"
            | "^"
            | "~"
            | "|"
            | "¬"
            | "¦"
            | "§"
            | "¶"
            | "\u{fffd}"
    );
    let free = at + 1 == end || tokens[at + 1].space_before || !tokens[at + 1].shape.is_word();
    let before = tokens[at - 1];
    let ends = before.shape.is_word() && before.shape != Shape::Number
        || matches!(before.span.of(source), "," | "." | "!" | "?" | "…");
    sign && free && ends && !tokens[at].space_before
}

/// Whether the mark follows an opening bracket, dash or mark without white space: ("Yes").
fn after_opening(source: &str, tokens: &[Token], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|b| {
        matches!(tokens[b].span.of(source), "(" | "[" | "“" | "‘" | "\"" | "—" | "–" | "--" | ":" | "/" | "-")
    })
}

/// Whether a single closing mark after an s is a possessive: a noun follows it and another mark can still close.
fn is_possessive(source: &str, tokens: &[Token], at: usize, range: &std::ops::Range<usize>) -> bool {
    let Some(before) = at.checked_sub(1).filter(|&b| b >= range.start) else { return false };
    let ends_in_s = tokens[before].span.of(source).ends_with('s') && !tokens[at].space_before;
    let followed = tokens.get(at + 1).filter(|_| at + 1 < range.end).is_some_and(|t| t.shape.is_word());
    ends_in_s
        && followed
        && (at + 1..range.end.min(at + 200))
            .any(|i| matches!(tokens[i].span.of(source), "’" | "'") && tokens.get(i + 1).is_none_or(|t| t.space_before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Vocabulary;
    use crate::text::{TextRules, analyze};

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let mut vocabulary = Vocabulary::default();
        let rules = TextRules::load(&mut vocabulary).unwrap();
        let text = analyze(&rules, &vocabulary, source, &[]);
        let found = find(source, &text);
        let spans: Vec<&str> = found.list.iter().map(|q| q.span(&text.tokens).of(source)).collect();
        assert_eq!(spans, expected);
    }

    #[test]
    fn every_style_of_mark_is_known() {
        check("“Go,” he said. \"Go,\" she said. ‘Go,’ they said.", &["“Go,”", "\"Go,\"", "‘Go,’"]);
        check("He called it «absurd».", &["«absurd»"]);
    }

    #[test]
    fn apostrophes_in_single_quotes_do_not_close_them() {
        check(
            "‘It’s the farmers’ land, and they won’t sell,’ he said.",
            &["‘It’s the farmers’ land, and they won’t sell,’"],
        );
        check("The farmers’ land wasn’t sold.", &[]);
        check("Give ’em time.", &[]);
    }

    #[test]
    fn a_stray_sign_closes_what_nothing_else_does() {
        check("“It will not hold,£ he said. They left.", &["“It will not hold,£"]);
        check("They warned of “a new risk€. The council met.", &["“a new risk€"]);
        check("“It cost £5 and 5 £ more,” he said.", &["“It cost £5 and 5 £ more,”"]);
    }

    #[test]
    fn quotations_nest() {
        check("“He said ‘go’ and left,” she said.", &["“He said ‘go’ and left,”", "‘go’"]);
    }

    #[test]
    fn a_quotation_without_a_closing_mark_ends_with_its_paragraph() {
        check("He said: “It fell.\n\n“It broke.”", &["“It fell.", "“It broke.”"]);
    }
}
