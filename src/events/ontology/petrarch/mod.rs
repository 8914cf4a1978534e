//! Verb dictionaries of PETRARCH and PETRARCH2, read as triggers.
//!
//! The format is described in PETRARCH's documentation ("PETRARCH Dictionary Formats", Open Event Data Alliance). A text
//! after `#` or `;`, and between `<!--` and `-->`, is a comment.
//!
//! - Sets of words: `&NAME`, then lines `+WORD`, until a blank line.
//! - Blocks: `--- NAME [CODE] ---`, then verbs, one a line, then patterns. A verb has a code of its own or the block's;
//!   `[---]` is no event. Forms that no rule makes stand in braces: `GIVE {GAVE GIVEN} [070]`. Of several words joined by
//!   `_` the one with `+`, or else the first, is the verb: `+CALL_OFF`.
//! - Patterns of a block: `- * AID (TO &MILITARY) [072]`, for all its verbs; see `pattern` for what can be used.
//!
//! A code leads to a type by the ontology's table of codes; a code that has none there (CAMEO's statements) and `[---]`
//! on a pattern say that these words tell no event. Of two codes (`[042:043]`) the second, the event seen from the other
//! side, is left out.

mod pattern;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Ontology, UserRow};
use crate::closed_set::closed_set;
pub(super) use pattern::Words;
use pattern::{Cells, Grammar};

closed_set!(
    /// Why a line of a dictionary cannot be used.
    Reason {
        /// "- POLICE * CROWD": only what follows a verb can be asked for.
        WordsBefore = "words before the verb",
        /// "- * NOT JOIN", "- * WILL ATTEND".
        Auxiliary = "a negation or an auxiliary after the verb",
        /// "- * TO SEND TROOPS TO +": a clause with an object of its own.
        Clause = "a clause after the verb",
        /// "- * (ON ALERT) (ALONG BORDER)".
        TwoPrepositions = "more than one prepositional phrase that is asked for",
        /// "- * &UNKNOWN".
        UnknownSet = "a set that is not defined",
        /// `- * AID [07X]`.
        UnknownCode = "a code that the ontology does not have",
        /// "- * AID".
        NoCode = "no code",
        /// A pattern without `*`, a bracket that is not closed.
        Malformed = "not understood",
        /// A pattern before any verb.
        NoVerb = "a pattern without a verb above it",
        /// More words than a pattern may stand for.
        TooLarge = "too many combinations of words",
    }
);

/// A line of a dictionary that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// From 1.
    pub line: usize,
    /// Why.
    pub reason: Reason,
    /// What stands there, without comment.
    pub text: String,
}

/// A dictionary as it is written.
#[derive(Debug)]
pub(in crate::events) struct Dictionary {
    file: Arc<str>,
    /// Words of each set, in small letters.
    sets: FxHashMap<String, Vec<String>>,
    blocks: Vec<Block>,
    /// Lines that are none of the format.
    malformed: Vec<Unused>,
}

#[derive(Debug, Default)]
struct Block {
    code: Option<String>,
    verbs: Vec<Verb>,
    patterns: Vec<PatternLine>,
}

#[derive(Debug)]
struct Verb {
    line: usize,
    /// Base form, in small letters.
    lemma: String,
    /// What must come with it: "off" of "call off".
    rest: Vec<String>,
    forms: Vec<String>,
    code: Option<String>,
}

#[derive(Debug)]
struct PatternLine {
    line: usize,
    text: String,
    code: Option<String>,
}

/// What a dictionary comes to.
#[derive(Debug, Default)]
pub(in crate::events) struct Triggers {
    /// Rows of verbs; more than one verb of a row are joined by `|`.
    pub(in crate::events) rows: Vec<UserRow>,
    /// Verbs with forms that no rule makes.
    pub(in crate::events) forms: Vec<(String, String)>,
    /// In the order of lines.
    pub(in crate::events) unused: Vec<Unused>,
}

/// Whether a text looks like a dictionary of verbs: it has a block, or a pattern with a code.
pub(in crate::events) fn is_dictionary(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        let is_block = line.starts_with("---") && line.len() > 3 && line.ends_with("---") && line.contains('[');
        let is_pattern = line.starts_with("- ") && line.contains('*') && line.contains('[');
        is_block || is_pattern
    })
}

/// What the line at hand belongs to.
#[derive(PartialEq)]
enum Inside {
    Nothing,
    Set(String),
    Block,
}

impl Dictionary {
    /// Reads a dictionary. Never fails: lines that are none of the format are kept as such.
    pub(in crate::events) fn read(file: &str, text: &str) -> Self {
        let mut dictionary =
            Self { file: Arc::from(file), sets: FxHashMap::default(), blocks: Vec::new(), malformed: Vec::new() };
        let mut inside = Inside::Nothing;
        let mut in_comment = false;
        for (number, line) in text.lines().enumerate() {
            let bare = uncommented(line, &mut in_comment);
            let bare = bare.trim();
            if bare.is_empty() {
                // A comment alone ends nothing.
                if line.trim().is_empty() && matches!(inside, Inside::Set(_)) {
                    inside = Inside::Nothing;
                }
                continue;
            }
            if !dictionary.line(number + 1, bare, &mut inside) {
                let text = bare.to_owned();
                dictionary.malformed.push(Unused { line: number + 1, reason: Reason::Malformed, text });
            }
        }
        dictionary
    }

    /// Reads a line without its comment; false where it is none of the format.
    fn line(&mut self, line: usize, text: &str, inside: &mut Inside) -> bool {
        if let Some(name) = text.strip_prefix('&') {
            let name = set_name(name);
            self.sets.entry(name.clone()).or_default();
            *inside = Inside::Set(name);
            return true;
        }
        if let (Inside::Set(name), Some(word)) = (&*inside, text.strip_prefix('+')) {
            let word = spaced(word);
            if let Some(words) = self.sets.get_mut(name).filter(|_| !word.is_empty()) {
                words.push(word);
            }
            return true;
        }
        if text.starts_with("---") {
            *inside = Inside::Block;
            let Ok((_, code)) = code_of(text.trim_matches(['-', ' ', '\t'])) else { return false };
            self.blocks.push(Block { code, ..Block::default() });
            return true;
        }
        if let Some(pattern) = text.strip_prefix('-') {
            let Ok((pattern, code)) = code_of(pattern) else { return false };
            let pattern = PatternLine { line, text: pattern.trim().to_owned(), code };
            *inside = Inside::Block;
            if self.blocks.is_empty() {
                self.blocks.push(Block::default());
            }
            self.blocks.last_mut().expect("one was just made").patterns.push(pattern);
            return true;
        }
        let Some(verb) = read_verb(line, text) else { return false };
        // In older files nothing but a comment stands between two blocks.
        if *inside != Inside::Block || self.blocks.last().is_none_or(|b| !b.patterns.is_empty()) {
            self.blocks.push(Block { code: verb.code.clone(), ..Block::default() });
        }
        *inside = Inside::Block;
        self.blocks.last_mut().expect("one was just made").verbs.push(verb);
        true
    }

    /// Number of lines with a verb or a pattern.
    pub(in crate::events) fn n_lines(&self) -> usize {
        self.blocks.iter().map(|b| b.verbs.len() + b.patterns.len()).sum()
    }

    /// Number of patterns.
    pub(in crate::events) fn n_patterns(&self) -> usize {
        self.blocks.iter().map(|b| b.patterns.len()).sum()
    }

    /// Turns the dictionary into rows of triggers: the patterns of a block first, then its verbs alone.
    pub(in crate::events) fn triggers(&self, ontology: &Ontology, words: &Words) -> Triggers {
        let verbs = self.blocks.iter().flat_map(|b| &b.verbs).map(|v| v.lemma.as_str());
        let verbs: FxHashSet<&str> = verbs.collect();
        let grammar = Grammar { words, sets: &self.sets, verbs: &verbs };
        let mut out = Triggers { unused: self.malformed.clone(), ..Triggers::default() };
        for block in &self.blocks {
            for pattern in &block.patterns {
                if let Err(reason) = self.pattern(block, pattern, &grammar, ontology, &mut out) {
                    out.unused.push(Unused { line: pattern.line, reason, text: pattern.text.clone() });
                }
            }
            for verb in &block.verbs {
                out.forms.extend(verb.forms.iter().map(|f| (verb.lemma.clone(), f.clone())));
                let Some(code) = verb.code.as_ref().or(block.code.as_ref()).filter(|c| *c != NO_EVENT) else {
                    continue;
                };
                let Ok(coded) = coded(code, ontology) else {
                    let text = verb.lemma.clone();
                    out.unused.push(Unused { line: verb.line, reason: Reason::UnknownCode, text });
                    continue;
                };
                if let Some(cells) = Cells::bare().with_rest(&verb.rest, words) {
                    out.rows.push(self.row(verb.line, verb.lemma.clone(), &cells, coded));
                }
            }
        }
        out.unused.sort_by_key(|u| u.line);
        out
    }

    fn pattern(
        &self,
        block: &Block,
        pattern: &PatternLine,
        grammar: &Grammar<'_>,
        ontology: &Ontology,
        out: &mut Triggers,
    ) -> Result<(), Reason> {
        let code = pattern.code.as_ref().ok_or(Reason::NoCode)?;
        let coded = coded(code, ontology)?;
        if block.verbs.is_empty() {
            return Err(Reason::NoVerb);
        }
        let plain: Vec<&str> = block.verbs.iter().filter(|v| v.rest.is_empty()).map(|v| v.lemma.as_str()).collect();
        for cells in grammar.read(&pattern.text)? {
            if !plain.is_empty() {
                out.rows.push(self.row(pattern.line, plain.join("|"), &cells, coded));
            }
            for verb in block.verbs.iter().filter(|v| !v.rest.is_empty()) {
                if let Some(cells) = cells.with_rest(&verb.rest, grammar.words) {
                    out.rows.push(self.row(pattern.line, verb.lemma.clone(), &cells, coded));
                }
            }
        }
        Ok(())
    }

    fn row(&self, line: usize, lemmas: String, cells: &Cells, (kind, code): (&str, &str)) -> UserRow {
        let joined = |list: &[String]| list.join("|");
        let cells = vec![
            lemmas,
            cells.particles.join(" "),
            joined(&cells.objects),
            joined(&cells.prepositions),
            kind.to_owned(),
            code.to_owned(),
            joined(&cells.agent),
            joined(&cells.patient),
            String::new(),
            String::new(),
        ];
        UserRow { file: Arc::clone(&self.file), line, cells }
    }
}

/// The code of what is no event.
const NO_EVENT: &str = "---";

/// The cells of type and code that a code means.
fn coded<'c>(code: &'c str, ontology: &'c Ontology) -> Result<(&'c str, &'c str), Reason> {
    if code == NO_EVENT {
        return Ok(("-", ""));
    }
    let record = ontology.of_code(code).ok_or(Reason::UnknownCode)?;
    Ok(record.kind.as_ref().map_or(("-", ""), |kind| (kind.as_str(), code)))
}

/// A line without comments; `in_comment` tells whether it begins within one of several lines.
fn uncommented(mut line: &str, in_comment: &mut bool) -> String {
    let mut kept = String::new();
    loop {
        if *in_comment {
            let Some(end) = line.find("-->") else { return kept };
            line = &line[end + 3..];
            *in_comment = false;
        }
        let Some(start) = line.find("<!--") else { break };
        kept.push_str(&line[..start]);
        line = &line[start + 4..];
        *in_comment = true;
    }
    kept.push_str(line);
    kept.truncate(kept.find(['#', ';']).unwrap_or(kept.len()));
    kept
}

/// Splits the code in brackets off; an error where the bracket is not closed.
fn code_of(text: &str) -> Result<(&str, Option<String>), ()> {
    let Some(open) = text.find('[') else { return Ok((text, None)) };
    let inside = &text[open + 1..];
    let close = inside.find(']').ok_or(())?;
    let code = inside[..close].split(':').next().unwrap_or_default().trim();
    Ok((&text[..open], Some(code).filter(|c| !c.is_empty()).map(str::to_owned)))
}

/// `GIVE {GAVE GIVEN} [070]`, `+CALL_OFF {+CALLS_OFF}`.
fn read_verb(line: usize, text: &str) -> Option<Verb> {
    let (text, code) = code_of(text).ok()?;
    let (name, forms) = text.split_once('{').unwrap_or((text, ""));
    let mut parts: Vec<&str> = name.split(['_', ' ', '\t']).filter(|p| !p.is_empty()).collect();
    let head = parts.iter().position(|p| p.starts_with('+')).unwrap_or(0);
    let is_word =
        |p: &str| p.starts_with(|c: char| c.is_alphabetic()) && !p.contains(['}', '(', ')', '*', '$', '%', '^']);
    if parts.is_empty() || !parts.iter().all(|p| is_word(p.trim_start_matches('+'))) {
        return None;
    }
    let lemma = parts.remove(head).trim_start_matches('+').to_lowercase();
    let first = |form: &str| {
        let parts = || form.split('_').filter(|p| !p.is_empty());
        let marked = parts().find(|p| p.starts_with('+')).or_else(|| parts().next());
        marked.map(|p| p.trim_start_matches('+').to_lowercase())
    };
    let forms = forms.split(['}', ' ', '\t', ',']).filter_map(first).filter(|f| *f != lemma).collect();
    Some(Verb { line, lemma, rest: parts.into_iter().map(str::to_lowercase).collect(), forms, code })
}

/// The name of a set, without the mark that its words have no plural.
fn set_name(name: &str) -> String {
    name.trim().trim_end_matches('_').to_ascii_uppercase()
}

/// Small letters, with blanks in place of `_`.
fn spaced(phrase: &str) -> String {
    let parts = phrase.split(|c: char| c == '_' || c.is_whitespace()).filter(|p| !p.is_empty());
    parts.collect::<Vec<_>>().join(" ").to_lowercase()
}
