//! Dictionaries of PETRARCH, TABARI and their kin: actors and agents.
//!
//! The format is described in PETRARCH's documentation ("PETRARCH Software Manual", Open Event Data Alliance). A text
//! after `#` or `;`, and between `<!--` and `-->`, is a comment.
//!
//! - Actors: a phrase, whose words are joined by `_`; then lines `+SYNONYM`, then codes in brackets, which may also
//!   follow the phrase. A code holds for all times, or between two days (`[USAGOV 890120-930120]`), from one
//!   (`[USAGOV >010120]`) or until one (`[USAGOV <010120]`). A day is YYMMDD or YYYYMMDD; of two digits of a year,
//!   those above 30 are of the last century. A phrase with `_` at its end has no plural. Phrases that follow each other
//!   without a code between them are names of the same actor. `[---]` is no code.
//! - Agents: a noun and a code with `~` on the side where a country's code goes, `SOLDIER [~MIL]`. `{SOLDIERY}` gives a
//!   plural, `{}` says that there is none; `!PERSON! = MAN, MEN` names a set that stands for each of its members.
//!
//! The names are all capitals. They are matched without regard to capitals, but a word at least must have one; a name
//! of one word that is mostly no name (as the model counts) or is one of the program's nouns is left out.

mod actors;
mod agents;

pub(super) use actors::Joiner;
pub use agents::{Agent, AgentNoun};

use rustc_hash::{FxHashMap, FxHashSet};

use super::compile::SourceCode;
use crate::lexicon::{Inflections, Table, TableError, fold};

/// What stands in dictionaries, as far as it was understood.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    pub(super) entries: Vec<Entry>,
    pub(super) agents: Vec<Agent>,
}

/// One actor.
#[derive(Debug)]
pub(super) struct Entry {
    /// As written, but for blanks in place of `_`; the first is the phrase, the others its synonyms.
    pub(super) names: Vec<Spelling>,
    pub(super) codes: Vec<SourceCode>,
    pub(super) file: std::sync::Arc<str>,
    /// Line of the phrase, from 1.
    pub(super) line: usize,
}

/// A name in a dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spelling {
    /// "KOFI ANNAN"
    pub(super) form: String,
    /// Without `_` at its end.
    pub(super) has_plural: bool,
}

/// Whether a line looks like one of a dictionary: a synonym, or a code in brackets.
pub(super) fn is_dictionary_line(line: &str) -> bool {
    let line = line.trim();
    let code = line.split_once('[').map(|(_, rest)| rest.trim_start());
    line.starts_with('+')
        || code.is_some_and(|c| {
            let c = c.trim_start_matches('~').as_bytes();
            c.len() >= 3 && (c[..3].iter().all(u8::is_ascii_uppercase) || c.starts_with(b"---"))
        })
}

impl Dictionary {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.agents.is_empty()
    }

    /// Reads a dictionary; lines that cannot be understood become warnings.
    pub(super) fn read(&mut self, file: &str, text: &str, warnings: &mut Vec<TableError>) {
        let mut reader = Reader {
            file: std::sync::Arc::from(file),
            line: 0,
            sets: FxHashMap::default(),
            entry: None,
            closed: false,
            out: self,
            warnings,
        };
        let mut in_comment = false;
        for (number, line) in text.lines().enumerate() {
            reader.line = number + 1;
            let line = without_comment(line, &mut in_comment);
            let line = line.trim();
            if !line.is_empty() {
                reader.line(line);
            }
        }
        reader.close();
    }
}

/// A line without its comments; one between `<!--` and `-->` may go on over lines.
fn without_comment(line: &str, in_comment: &mut bool) -> String {
    let mut out = String::new();
    let mut rest = line;
    loop {
        if *in_comment {
            let Some(end) = rest.find("-->") else { return out };
            *in_comment = false;
            rest = &rest[end + 3..];
        }
        let plain = rest.find(['#', ';']).unwrap_or(rest.len());
        match rest.find("<!--").filter(|&at| at < plain) {
            Some(at) => {
                out.push_str(&rest[..at]);
                *in_comment = true;
                rest = &rest[at + 4..];
            }
            None => {
                out.push_str(&rest[..plain]);
                return out;
            }
        }
    }
}

struct Reader<'a> {
    file: std::sync::Arc<str>,
    line: usize,
    sets: FxHashMap<String, Vec<String>>,
    /// The actor that lines with `+` and with codes belong to.
    entry: Option<Entry>,
    /// After a code or a mistake: the next phrase is another actor.
    closed: bool,
    out: &'a mut Dictionary,
    warnings: &'a mut Vec<TableError>,
}

impl Reader<'_> {
    fn warn(&mut self, line: usize, what: impl Into<String>) {
        self.warnings.push(TableError { file: self.file.to_string(), line, what: what.into() });
    }

    fn line(&mut self, line: &str) {
        if let Some((name, members)) = line.split_once('=').filter(|_| line.starts_with('!')) {
            let members = members.split(',').map(spaced).filter(|m| !m.is_empty()).collect();
            self.sets.insert(name.trim().to_owned(), members);
            return;
        }
        let (phrase, codes) = line.split_at(line.find('[').unwrap_or(line.len()));
        if codes.contains('~') {
            self.close();
            return self.agent(phrase, codes);
        }
        if phrase.contains(['[', ']', '{', '}', '<', '>', '=']) || phrase.trim().is_empty() && codes.is_empty() {
            self.closed = true;
            return self.warn(self.line, format!("{:?} is no phrase", phrase.trim()));
        }
        let phrase = phrase.trim();
        match phrase.strip_prefix('+') {
            Some(synonyms) => self.names(synonyms),
            None if phrase.is_empty() => {}
            None => {
                if self.closed || self.entry.is_none() {
                    self.close();
                    let (file, line) = (std::sync::Arc::clone(&self.file), self.line);
                    self.entry = Some(Entry { names: Vec::new(), codes: Vec::new(), file, line });
                }
                self.names(phrase);
            }
        }
        self.codes(codes);
    }

    /// Names of the actor at hand; several are parted by `+`.
    fn names(&mut self, names: &str) {
        for name in names.split('+') {
            let form = spaced(name);
            if !form.contains(|c: char| c.is_alphanumeric()) {
                self.warn(self.line, format!("the name {name:?} has no letter and no digit"));
                continue;
            }
            let has_plural = !name.trim_end().ends_with('_');
            match &mut self.entry {
                Some(entry) => entry.names.push(Spelling { form, has_plural }),
                None => return self.warn(self.line, "a synonym without a phrase before it"),
            }
        }
    }

    /// Codes of the actor at hand: `[USAGOV 930120-010120] [USAELI]`.
    fn codes(&mut self, mut text: &str) {
        while let Some(rest) = text.trim_start().strip_prefix('[') {
            self.closed = true;
            let Some((code, after)) = rest.split_once(']') else {
                return self.warn(self.line, "the bracket of a code is not closed");
            };
            text = after;
            if self.entry.is_none() {
                return self.warn(self.line, "a code without a phrase before it");
            }
            match read_code(code) {
                Ok(None) => {}
                Ok(Some(code)) => self.entry.iter_mut().for_each(|e| e.codes.push(code.clone())),
                Err(what) => self.warn(self.line, what),
            }
        }
        if !text.trim().is_empty() {
            self.warn(self.line, format!("{:?} stands after the code and is not read", text.trim()));
        }
    }

    /// Ends the actor at hand.
    fn close(&mut self) {
        self.closed = false;
        let Some(entry) = self.entry.take() else { return };
        if entry.names.is_empty() {
            return;
        }
        if entry.codes.is_empty() {
            return self.warn(entry.line, format!("{:?} has no code", entry.names[0].form));
        }
        self.out.entries.push(entry);
    }
}

/// A phrase with blanks in place of `_`, without blanks at its ends.
fn spaced(phrase: &str) -> String {
    phrase.split(|c: char| c == '_' || c.is_whitespace()).filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The inside of a bracket; nothing for `---`.
fn read_code(text: &str) -> Result<Option<SourceCode>, String> {
    let text = text.trim();
    let end = text.find(|c: char| c.is_whitespace() || c == '<' || c == '>').unwrap_or(text.len());
    let (code, time) = (&text[..end], text[end..].trim());
    if code == "---" {
        return Ok(None);
    }
    let is_code = code.len() >= 3
        && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && code.bytes().take(3).all(|b| b.is_ascii_uppercase());
    if !is_code {
        return Err(format!("{code:?} is no code; expected three capitals or more"));
    }
    let (from, to) = match (time.strip_prefix('>'), time.strip_prefix('<')) {
        (Some(from), _) => (Some(read_day(from)?), None),
        (_, Some(to)) => (None, Some(read_day(to)?)),
        _ if time.is_empty() => (None, None),
        _ => match time.split_once('-') {
            Some((from, to)) => (Some(read_day(from)?), Some(read_day(to)?)),
            None => return Err(format!("{time:?} is no time; expected FROM-TO, >FROM or <TO")),
        },
    };
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(format!("the time {time:?} ends before it begins"));
    }
    Ok(Some(SourceCode { code: code.to_owned(), from, to }))
}

/// A day as the number YYYYMMDD.
fn read_day(text: &str) -> Result<i32, String> {
    let error = || format!("{:?} is no day; expected YYMMDD or YYYYMMDD", text.trim());
    let digits = text.trim();
    if !digits.bytes().all(|b| b.is_ascii_digit()) || digits.is_empty() {
        return Err(error());
    }
    let number: i32 = digits.parse().map_err(|_| error())?;
    let day = match digits.len() {
        6 if number / 10_000 > 30 => 19_000_000 + number,
        6 => 20_000_000 + number,
        8 => number,
        _ => return Err(error()),
    };
    let (month, of_month) = (day / 100 % 100, day % 100);
    if (1..=12).contains(&month) && (1..=31).contains(&of_month) { Ok(day) } else { Err(error()) }
}

/// What is known of words, to tell persons from bodies.
#[derive(Debug)]
pub(super) struct Lexicon {
    inflections: Inflections,
    /// Folded given names.
    given: FxHashSet<String>,
    /// Last words of titles: "president".
    titles: FxHashSet<String>,
    /// Last words of nouns for bodies, singular and plural: "ministry".
    bodies: FxHashSet<String>,
    /// Last words of nouns for persons, singular and plural: "soldiers".
    persons: FxHashSet<String>,
    /// What roles in codes tell: who bears them, and the sector.
    roles: FxHashMap<&'static str, (Bearer, &'static str)>,
    /// Ids of states by ISO 3166-1 alpha-3.
    states: FxHashMap<&'static str, &'static str>,
}

/// Who bears a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bearer {
    Person,
    Body,
    Group,
    Place,
    /// A person or a body, as the name tells.
    Either,
}

impl std::str::FromStr for Bearer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "person" => Bearer::Person,
            "body" => Bearer::Body,
            "group" => Bearer::Group,
            "place" => Bearer::Place,
            "either" => Bearer::Either,
            _ => return Err(format!("{text:?} is no bearer; known are person, body, group, place, either")),
        })
    }
}

macro_rules! file {
    ($name:literal) => {
        (concat!("data/", $name), include_str!(concat!("../../data/", $name)))
    };
}

impl Lexicon {
    /// Reads the tables.
    pub(super) fn load() -> Result<Self, TableError> {
        let mut lexicon = Self {
            inflections: Inflections::load()?,
            given: FxHashSet::default(),
            titles: FxHashSet::default(),
            bodies: FxHashSet::default(),
            persons: FxHashSet::default(),
            roles: FxHashMap::default(),
            states: FxHashMap::default(),
        };
        let last = |form: &str| fold(form.rsplit([' ', '-']).next().unwrap_or_default()).into_owned();
        let (file, text) = file!("lexicon/given_names.tsv");
        lexicon.given.extend(Table::parse(file, text, &["name"])?.rows().map(|r| fold(r.cell(0)).into_owned()));
        let (file, text) = file!("lexicon/titles.tsv");
        lexicon.titles.extend(Table::parse(file, text, &["form"])?.rows().map(|r| last(r.cell(0))));
        let (file, text) = file!("lexicon/institutions.tsv");
        for row in Table::parse(file, text, &["singular", "plural"])?.rows() {
            lexicon.bodies.extend([last(row.cell(0)), last(row.cell(1))]);
        }
        let (file, text) = file!("lexicon/collectives.tsv");
        for row in Table::parse(file, text, &["singular", "plural", "kind"])?.rows() {
            let set = if row.cell(2) == "organization" { &mut lexicon.bodies } else { &mut lexicon.persons };
            set.extend([last(row.cell(0)), last(row.cell(1))]);
        }
        let (file, text) = file!("lexicon/roles.tsv");
        for row in Table::parse(file, text, &["singular", "plural"])?.rows() {
            lexicon.persons.extend([last(row.cell(0)), last(row.cell(1))]);
        }
        lexicon.bodies.remove("");
        lexicon.persons.remove("");
        let (file, text) = file!("ontology/actor_codes.tsv");
        for row in Table::parse(file, text, &["code", "bearer", "sector"])?.rows() {
            lexicon.roles.insert(row.cell(0), (row.parse(1)?, row.cell(2)));
        }
        let (file, text) = file!("gazetteer/states.tsv");
        let table = Table::parse(file, text, &["id", "iso3"])?;
        lexicon.states.extend(table.rows().map(|r| (r.cell(1), r.cell(0))).filter(|(code, _)| !code.is_empty()));
        Ok(lexicon)
    }

    /// The roles in a code, in order: "AFGGOVMIL" has GOV and MIL.
    fn roles<'c>(&self, code: &'c str) -> impl Iterator<Item = (Bearer, &'static str)> + use<'_, 'c> {
        triples(code).filter_map(|t| self.roles.get(t).copied())
    }

    /// The state that a code begins with.
    fn state(&self, code: &str) -> Option<&'static str> {
        triples(code).next().and_then(|t| self.states.get(t)).copied()
    }

    /// The sector of a code's first role that has one.
    fn sector(&self, code: &str) -> &'static str {
        self.roles(code).map(|(_, sector)| sector).find(|s| !s.is_empty()).unwrap_or_default()
    }
}

/// A code cut into runs of three characters; a rest is left out.
fn triples(code: &str) -> impl Iterator<Item = &str> {
    (0..code.len() / 3).filter_map(move |i| code.get(3 * i..3 * i + 3))
}
