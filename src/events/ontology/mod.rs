//! The kinds of event: types with modes, codes and contexts, with their quad classes and scores.
//!
//! The program's are PLOVER's types and CAMEO's codes, read from `data/ontology`, whose README names the sources. A user
//! may add to them or replace them ([`UserOntology`]). Types are names ([`EventType`]); codes are text, as leading zeros
//! count. Which words trigger an event is not said here, but in the trigger tables.

mod petrarch;
mod user;
#[cfg(test)]
mod user_tests;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::annotation::{Coding, EventType, QuadClass};
use crate::lexicon::{Row, Table, TableError};

pub use petrarch::{Reason, Unused};
pub(crate) use user::files_of;
pub use user::{Form, OntologyFile, UserError, UserOntology};
pub(super) use user::{Sort, UserRow};

/// What is known of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeRecord {
    /// The type.
    pub kind: EventType,
    /// Its quad class.
    pub quad_class: QuadClass,
    /// PLOVER's own scale, from -10 (conflict) to 10 (cooperation); `None` where a user gives none.
    pub score: Option<f64>,
    /// One sentence for readers.
    pub description: String,
}

/// What is known of a mode of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct ModeRecord {
    /// The type.
    pub kind: EventType,
    /// Name of the mode, known by it among the modes of its type.
    pub name: String,
    /// Its value on the scale of the types; `None` where it has that of its type.
    pub score: Option<f64>,
    /// Base forms of triggers and instruments that tell it, whatever the code.
    pub words: Vec<String>,
    /// One sentence for readers.
    pub description: String,
}

/// What is known of a context.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextRecord {
    /// Its name.
    pub name: String,
    /// Base forms of words that tell it.
    pub words: Vec<String>,
    /// One sentence for readers.
    pub description: String,
}

/// What is known of a code.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeRecord {
    /// CAMEO: two to four digits.
    pub code: String,
    /// What the code means, short.
    pub label: String,
    /// Goldstein value from -10 to 10; `None` for the few codes without one.
    pub goldstein: Option<f64>,
    /// Quad class of the code's root; `None` where a user gives none.
    pub quad_class: Option<QuadClass>,
    /// Type of an event with this code; `None` for statements, which are claims.
    pub kind: Option<EventType>,
    /// The mode that the code tells.
    pub mode: Option<String>,
    /// The contexts that the code tells, sorted.
    pub contexts: Vec<String>,
}

/// All kinds of event.
#[derive(Debug)]
pub struct Ontology {
    /// In the order of the types.
    types: Vec<TypeRecord>,
    /// By type, then name.
    modes: Vec<ModeRecord>,
    /// By name.
    contexts: Vec<ContextRecord>,
    /// By code.
    codes: Vec<CodeRecord>,
    place_of_code: FxHashMap<String, usize>,
}

/// The tables that ship with the program, read at first use.
static SHIPPED: LazyLock<Ontology> = LazyLock::new(|| {
    Ontology::load(&UserOntology::default()).expect("a test reads the tables that ship with the program")
});

macro_rules! file {
    ($name:literal) => {
        (concat!("data/ontology/", $name), include_str!(concat!("../../../data/ontology/", $name)))
    };
}

impl Ontology {
    /// The tables that ship with the program, read once.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads the tables that ship with the program, and adds what a user brings: a user's type, mode, context or code
    /// takes the place of the program's of the same name.
    ///
    /// # Errors
    /// When a table is malformed, names a type, mode or context that there is not, or says something twice; when one of
    /// PLOVER's types has no row.
    pub fn load(user: &UserOntology) -> Result<Self, TableError> {
        let mut ontology = Self {
            types: Vec::new(),
            modes: Vec::new(),
            contexts: Vec::new(),
            codes: Vec::new(),
            place_of_code: FxHashMap::default(),
        };
        let shipped = [
            (Sort::Types, file!("plover.tsv")),
            (Sort::Modes, file!("modes.tsv")),
            (Sort::Contexts, file!("contexts.tsv")),
            (Sort::Codes, file!("cameo.tsv")),
        ];
        for (sort, (file, text)) in shipped {
            let mut first: FxHashMap<String, Option<String>> = FxHashMap::default();
            for row in Table::parse(file, text, &sort.shipped_columns())?.rows() {
                ontology.read(sort, row, None, &mut first)?;
            }
            if sort == Sort::Types {
                ontology.check_plover(file)?;
            }
            for row in user.rows(sort) {
                let place = format!("{}:{}", row.file, row.line);
                row.with(|row| ontology.read(sort, row, Some(place), &mut first))?;
            }
            ontology.sort();
        }
        Ok(ontology)
    }

    fn check_plover(&self, file: &str) -> Result<(), TableError> {
        match EventType::PLOVER.iter().find(|&&kind| self.types.iter().all(|t| t.kind != kind)) {
            Some(kind) => Err(TableError { file: file.to_owned(), line: 1, what: format!("no row for {kind}") }),
            None => Ok(()),
        }
    }

    /// Reads a row of one of the four tables; `place` tells where a user's row stands. `first` holds the place of each
    /// key, to refuse it a second time: only a user's row may take the place of a shipped one.
    fn read(
        &mut self,
        sort: Sort,
        row: Row<'_, '_>,
        place: Option<String>,
        first: &mut FxHashMap<String, Option<String>>,
    ) -> Result<(), TableError> {
        let key = match sort {
            Sort::Modes => format!("{} {}", row.cell(0), row.cell(1)),
            _ => row.cell(0).to_owned(),
        };
        let is_user = place.is_some();
        match first.insert(key.clone(), place) {
            Some(Some(earlier)) => return Err(row.error(format!("{key:?} stands twice, first in {earlier}"))),
            Some(None) if !is_user => return Err(row.error(format!("{key:?} stands twice"))),
            _ => {}
        }
        match sort {
            Sort::Types => {
                let record = TypeRecord {
                    kind: cell(row, sort, 0)?,
                    quad_class: cell(row, sort, 1)?,
                    score: scale(row, sort, 2)?,
                    description: row.cell(3).to_owned(),
                };
                put(&mut self.types, record, |r| r.kind);
            }
            Sort::Modes => {
                let record = ModeRecord {
                    kind: self.known_type(row, 0)?,
                    name: label(row, sort, 1)?,
                    score: scale(row, sort, 2)?,
                    words: words(row, 3),
                    description: row.cell(4).to_owned(),
                };
                put(&mut self.modes, record, |r| (r.kind, r.name.clone()));
            }
            Sort::Contexts => {
                let record = ContextRecord {
                    name: label(row, sort, 0)?,
                    words: words(row, 1),
                    description: row.cell(2).to_owned(),
                };
                put(&mut self.contexts, record, |r| r.name.clone());
            }
            _ => {
                let record = self.code(row)?;
                match self.place_of_code.get(&record.code) {
                    Some(&place) => self.codes[place] = record,
                    None => {
                        self.place_of_code.insert(record.code.clone(), self.codes.len());
                        self.codes.push(record);
                    }
                }
            }
        }
        Ok(())
    }

    fn code(&self, row: Row<'_, '_>) -> Result<CodeRecord, TableError> {
        let sort = Sort::Codes;
        let code = row.cell(0);
        if code.is_empty() || code.len() > 12 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(row.error(format!("code: {code:?} is no code; expected up to twelve letters and digits")));
        }
        let kind = row.optional(4).map(|_| self.known_type(row, 4)).transpose()?;
        let mode = row.optional(5).map(str::to_owned);
        if let Some(mode) = &mode {
            let known = |kind| self.mode(kind, mode).is_some();
            if !kind.is_some_and(known) {
                let kind = kind.map_or_else(|| "an empty type".to_owned(), |k| k.to_string());
                return Err(row.error(format!("mode: {mode:?} is no mode of {kind}")));
            }
        }
        let mut contexts: Vec<String> = row.list(6).map(str::to_owned).collect();
        contexts.sort();
        contexts.dedup();
        if let Some(unknown) = contexts.iter().find(|c| self.context(c).is_none()) {
            return Err(row.error(format!("contexts: {unknown:?} is no context")));
        }
        Ok(CodeRecord {
            code: code.to_owned(),
            label: row.cell(1).to_owned(),
            goldstein: scale(row, sort, 2)?,
            quad_class: row.optional(3).map(|_| cell(row, sort, 3)).transpose()?,
            kind,
            mode,
            contexts,
        })
    }

    /// The type that a cell names.
    ///
    /// # Errors
    /// When it names none of this ontology.
    pub(super) fn known_type(&self, row: Row<'_, '_>, column: usize) -> Result<EventType, TableError> {
        let name = row.cell(column);
        let kind = name.parse().ok().filter(|&kind| self.types.iter().any(|t| t.kind == kind));
        let unknown = || {
            let known: Vec<&str> = self.types.iter().map(|t| t.kind.as_str()).collect();
            row.error(format!("type: {name:?} is no type; known are {}", known.join(", ")))
        };
        kind.ok_or_else(unknown)
    }

    fn sort(&mut self) {
        self.types.sort_by_key(|t| t.kind);
        self.modes.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        self.contexts.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// All types, PLOVER's first, then by name.
    pub fn types(&self) -> &[TypeRecord] {
        &self.types
    }

    /// All modes, by type and name.
    pub fn modes(&self) -> &[ModeRecord] {
        &self.modes
    }

    /// All contexts, by name.
    pub fn contexts(&self) -> &[ContextRecord] {
        &self.contexts
    }

    /// All codes: CAMEO's, then users', in the order of their tables.
    pub fn codes(&self) -> &[CodeRecord] {
        &self.codes
    }

    /// The record of a type; `None` for one of another ontology.
    pub fn of_type(&self, kind: EventType) -> Option<&TypeRecord> {
        let place = self.types.binary_search_by_key(&kind, |t| t.kind).ok()?;
        Some(&self.types[place])
    }

    /// The record of a code; `None` when there is no such code.
    pub fn of_code(&self, code: &str) -> Option<&CodeRecord> {
        self.place_of_code.get(code).map(|&place| &self.codes[place])
    }

    fn mode(&self, kind: EventType, name: &str) -> Option<&ModeRecord> {
        let place = self.modes.binary_search_by(|m| (m.kind, m.name.as_str()).cmp(&(kind, name))).ok()?;
        Some(&self.modes[place])
    }

    fn context(&self, name: &str) -> Option<&ContextRecord> {
        let place = self.contexts.binary_search_by(|c| c.name.as_str().cmp(name)).ok()?;
        Some(&self.contexts[place])
    }

    /// What an event is by its type and code alone; `None` for a type of another ontology.
    pub fn coding(&self, kind: EventType, code: &str) -> Option<Coding> {
        let record = self.of_type(kind)?;
        let code = self.of_code(code);
        // A code that belongs to another type, as where a threat is to attack, tells nothing of the mode.
        let own = code.filter(|c| c.kind == Some(kind));
        let mut coding = Coding {
            quad_class: record.quad_class,
            score: record.score,
            goldstein: code.and_then(|c| c.goldstein),
            mode: None,
            contexts: own.map_or_else(Vec::new, |c| c.contexts.clone()),
        };
        if let Some(mode) = own.and_then(|c| c.mode.as_deref()).and_then(|m| self.mode(kind, m)) {
            set_mode(&mut coding, mode);
        }
        Some(coding)
    }
}

/// Gives an event a mode, and with it the mode's score where it has one.
pub(super) fn set_mode(coding: &mut Coding, mode: &ModeRecord) {
    coding.mode = Some(mode.name.clone());
    coding.score = mode.score.or(coding.score);
}

/// Puts a record into the place of one with the same key, or at the end.
fn put<T, K: PartialEq>(records: &mut Vec<T>, record: T, key: impl Fn(&T) -> K) {
    match records.iter().position(|r| key(r) == key(&record)) {
        Some(place) => records[place] = record,
        None => records.push(record),
    }
}

/// A cell as a member of a set, with the column in the error.
fn cell<T>(row: Row<'_, '_>, sort: Sort, column: usize) -> Result<T, TableError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    row.cell(column).parse().map_err(|e| row.error(format!("{}: {e}", sort.columns()[column])))
}

/// A number from -10 to 10, or nothing.
fn scale(row: Row<'_, '_>, sort: Sort, column: usize) -> Result<Option<f64>, TableError> {
    let Some(text) = row.optional(column) else { return Ok(None) };
    let number = text.parse().ok().filter(|n| (-10.0..=10.0).contains(n));
    let error = || row.error(format!("{}: {text:?} is no number from -10 to 10", sort.columns()[column]));
    number.map(Some).ok_or_else(error)
}

/// The name of a mode or context.
fn label(row: Row<'_, '_>, sort: Sort, column: usize) -> Result<String, TableError> {
    let text = row.cell(column);
    let is_label = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() <= 30
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    let column = sort.columns()[column];
    let error = || {
        let expected = "expected up to 30 small letters, digits, _ and -, a letter first";
        row.error(format!("{column}: {text:?} cannot name one; {expected}"))
    };
    is_label.then(|| text.to_owned()).ok_or_else(error)
}

fn words(row: Row<'_, '_>, column: usize) -> Vec<String> {
    row.list(column).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_to_types_and_scores() {
        let ontology = Ontology::shipped();
        let expel = ontology.of_code("174").unwrap();
        assert_eq!(expel.kind, Some(EventType::Coerce));
        assert_eq!(expel.quad_class, Some(QuadClass::MaterialConflict));
        assert_eq!(ontology.of_code("010").unwrap().kind, None);
        assert!(ontology.of_code("999").is_none());
        assert_eq!(ontology.of_type(EventType::Assault).unwrap().score, Some(-9.0));
    }

    #[test]
    fn codes_tell_modes_and_contexts() {
        let coding = Ontology::shipped().coding(EventType::Coerce, "1723").unwrap();
        assert_eq!((coding.mode.as_deref(), coding.score), (Some("curfew"), Some(-6.5)));
        assert_eq!((coding.contexts, coding.goldstein), (vec!["pro_autocracy".to_owned()], Some(-5.0)));
        // The mode of another type's code is not taken over.
        let coding = Ontology::shipped().coding(EventType::Threaten, "1723").unwrap();
        assert_eq!((coding.mode, coding.score), (None, Some(-3.5)));
    }
}
