//! The kinds of event: PLOVER's types and CAMEO's codes, with their quad classes and scores.
//!
//! Read from `data/ontology`, whose README names the sources. Types are closed ([`EventType`]); codes are text, as
//! leading zeros count.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::annotation::EventType;
use crate::closed_set::closed_set;
use crate::lexicon::{Table, TableError};

closed_set!(
    /// Words or deeds, friendly or hostile.
    QuadClass {
        /// Agreeing, meeting, praising.
        VerbalCooperation = "verbal cooperation",
        /// Helping, working together, yielding.
        MaterialCooperation = "material cooperation",
        /// Asking, accusing, rejecting, threatening.
        VerbalConflict = "verbal conflict",
        /// Protesting, punishing, arming, arresting, attacking.
        MaterialConflict = "material conflict",
    }
);

/// What is known of a PLOVER type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypeRecord {
    /// The type.
    pub kind: EventType,
    /// Its quad class.
    pub quad_class: QuadClass,
    /// PLOVER's own scale, from -10 (conflict) to 10 (cooperation).
    pub score: f64,
    /// One sentence for readers.
    pub description: &'static str,
}

/// What is known of a CAMEO code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CodeRecord {
    /// Two to four digits.
    pub code: &'static str,
    /// What the code means, short.
    pub label: &'static str,
    /// Goldstein value from -10 to 10; `None` for the few codes without one.
    pub goldstein: Option<f64>,
    /// Quad class of the code's root.
    pub quad_class: QuadClass,
    /// PLOVER type of an event with this code; `None` for statements, which are claims.
    pub kind: Option<EventType>,
}

/// Both tables.
#[derive(Debug)]
pub struct Ontology {
    types: Vec<TypeRecord>,
    codes: FxHashMap<&'static str, CodeRecord>,
}

impl QuadClass {
    /// Whether it is one of the two kinds of conflict.
    pub fn is_conflict(self) -> bool {
        matches!(self, Self::VerbalConflict | Self::MaterialConflict)
    }
}

/// The tables that ship with the program, read at first use.
static SHIPPED: LazyLock<Ontology> =
    LazyLock::new(|| Ontology::embedded().expect("a test reads the tables that ship with the program"));

impl Ontology {
    /// The tables that ship with the program, read once.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads the tables that ship with the program.
    ///
    /// # Errors
    /// When a table is malformed, a type has no row, or a code has two.
    pub fn embedded() -> Result<Self, TableError> {
        let types = Table::parse(
            "data/ontology/plover.tsv",
            include_str!("../../data/ontology/plover.tsv"),
            &["type", "quad_class", "score", "description"],
        )?;
        let mut records = Vec::new();
        for row in types.rows() {
            records.push(TypeRecord {
                kind: row.parse(0)?,
                quad_class: row.parse(1)?,
                score: row.parse(2)?,
                description: row.cell(3),
            });
        }
        records.sort_by_key(|r| r.kind);
        let complete = records.iter().map(|r| r.kind).eq(EventType::ALL.iter().copied());
        if !complete {
            let what = "one row for every type was expected".to_owned();
            return Err(TableError { file: "data/ontology/plover.tsv".to_owned(), line: 1, what });
        }
        Ok(Self { types: records, codes: Self::read_codes()? })
    }

    fn read_codes() -> Result<FxHashMap<&'static str, CodeRecord>, TableError> {
        let table = Table::parse(
            "data/ontology/cameo.tsv",
            include_str!("../../data/ontology/cameo.tsv"),
            &["code", "label", "goldstein", "quad_class", "plover"],
        )?;
        let mut codes = FxHashMap::default();
        for row in table.rows() {
            let record = CodeRecord {
                code: row.cell(0),
                label: row.cell(1),
                goldstein: row.optional(2).map(|_| row.parse(2)).transpose()?,
                quad_class: row.parse(3)?,
                kind: row.optional(4).map(|_| row.parse(4)).transpose()?,
            };
            if codes.insert(record.code, record).is_some() {
                return Err(row.error(format!("code {:?} stands twice", record.code)));
            }
        }
        Ok(codes)
    }

    /// The record of a type.
    pub fn of_type(&self, kind: EventType) -> &TypeRecord {
        &self.types[kind as usize]
    }

    /// The record of a code; `None` when CAMEO has no such code.
    pub fn of_code(&self, code: &str) -> Option<&CodeRecord> {
        self.codes.get(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_to_types_and_scores() {
        let ontology = Ontology::embedded().unwrap();
        let expel = ontology.of_code("174").unwrap();
        assert_eq!(expel.kind, Some(EventType::Coerce));
        assert_eq!(expel.quad_class, QuadClass::MaterialConflict);
        assert_eq!(ontology.of_code("010").unwrap().kind, None);
        assert!(ontology.of_code("999").is_none());
        assert_eq!(ontology.of_type(EventType::Assault).score, -9.0);
    }
}
