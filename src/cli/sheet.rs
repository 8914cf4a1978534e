//! Lines for a terminal: what happened, the sentence that says so with its words in brackets, and where it stands.

use std::fmt::Write as _;
use std::io::IsTerminal as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::export::dot::printable;
use crate::graph::Node;
use crate::graph::dossier::Evidence;

/// Columns of a line where standard output is no terminal.
const WIDTH: usize = 100;
/// Fewest columns that a sentence gets, however narrow the terminal.
const NARROWEST: usize = 20;

/// How lines are laid out.
pub(super) struct Sheet {
    width: usize,
}

impl Sheet {
    /// Sentences of at most so many columns, 0 for whole ones; the terminal's if not given.
    pub(super) fn new(width: Option<usize>) -> Self {
        Self { width: no_limit(width.unwrap_or_else(terminal_width)).max(NARROWEST) }
    }

    /// Columns that a sentence has.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// One line of an entry: never cut, since what follows "per" must not be lost.
    pub(super) fn line(&self, text: &mut String, when: &str, words: &str) -> std::fmt::Result {
        let gap = if when.is_empty() { "" } else { "  " };
        writeln!(text, "  {}{gap}{}", plain(when), plain(words))
    }

    /// The first sentence with its document, and how many places more there are.
    pub(super) fn evidence(&self, text: &mut String, evidence: &[Evidence<'_>]) -> std::fmt::Result {
        let Some(first) = evidence.first() else { return Ok(()) };
        writeln!(text, "      {}", self.sentence(first))?;
        let more = evidence.len() - 1;
        let more = if more > 0 { format!(" and {}", counted(more, "more place")) } else { String::new() };
        writeln!(text, "      {}{more}", plain(&first.reference()))
    }

    fn sentence(&self, evidence: &Evidence<'_>) -> String {
        let [before, words, after] = evidence.in_context();
        self.bracketed([&before, &words, &after])
    }

    /// A sentence on one line with its words in brackets, cut on both sides so that the words are seen.
    pub(super) fn bracketed(&self, parts: [&str; 3]) -> String {
        let [before, words, after] = parts.map(plain);
        let room = self.width.saturating_sub(8);
        let words = self.cut(&words, room);
        let rest = room.saturating_sub(words.width());
        let (n_before, n_after) = (before.width(), after.width());
        // What one side does not need, the other may have.
        let left = n_before.min((rest / 2).max(rest.saturating_sub(n_after)));
        let after = self.cut(&after, rest - left);
        let before = if n_before <= left { before } else { cut_front(&before, left) };
        format!("{before}[{words}]{after}")
    }

    /// A line of at most `room` columns, its end cut off.
    pub(super) fn cut(&self, line: &str, room: usize) -> String {
        let line = plain(line);
        if line.width() <= room {
            return line;
        }
        let mut kept = take_columns(line.chars(), room.saturating_sub(1));
        kept.push('…');
        kept
    }
}

fn terminal_width() -> usize {
    let terminal = std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    terminal.map_or(WIDTH, |(width, _)| width.0.into())
}

/// The last columns of a line.
fn cut_front(line: &str, room: usize) -> String {
    let kept = take_columns(line.chars().rev(), room.saturating_sub(1));
    std::iter::once('…').chain(kept.chars().rev()).collect()
}

fn take_columns(letters: impl Iterator<Item = char>, room: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= room
    };
    letters.take_while(fits).collect()
}

/// " (5 documents, 3 independent)"; nothing for one document.
pub(super) fn support_words(node: &Node) -> String {
    node.support.in_words().map(|words| format!(" ({words})")).unwrap_or_default()
}

/// A limit as arguments give it: 0 is none.
pub(super) fn no_limit(n: usize) -> usize {
    if n == 0 { usize::MAX } else { n }
}

pub(super) fn counted(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}

/// One line without control characters, so that a name in a graph cannot steer the terminal.
pub(super) fn plain(words: &str) -> String {
    printable(words).replace('\n', " ")
}
