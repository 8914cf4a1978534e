//! Known actors and places: the facts of `data/gazetteer`.
//!
//! Each record has an id that never changes, a kind and the names it goes by. A name is of a certain sort: a state is
//! called by its own names, its adjective, its people's name, its capital and the seat of its government, and only the
//! first means the state wherever it stands.

use rustc_hash::FxHashMap;

use crate::annotation::ActorKind;
use crate::lexicon::{Phrases, Row, Table, TableError, Vocabulary, WordId, fold};
use crate::text::token::{Shape, Token, TokenRules, tokenize};

/// Index of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

impl RecordId {
    /// The position in the list of records.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One known actor or place.
#[derive(Debug, Clone)]
pub struct Record {
    /// "united-kingdom"
    pub id: Box<str>,
    /// "United Kingdom"
    pub name: Box<str>,
    /// What it is.
    pub kind: ActorKind,
    /// Wikidata item, where known.
    pub wikidata: Option<Box<str>>,
    /// The state it belongs to, or the state that a capital or seat stands for.
    pub state: Option<RecordId>,
    /// "intelligence", "police", "party"; empty where it has none.
    pub sector: Box<str>,
    /// Of persons: male, female, unknown.
    pub gender: Gender,
    /// Of persons: what they were, where and when.
    pub offices: Vec<Office>,
}

/// An office that a person held.
#[derive(Debug, Clone)]
pub struct Office {
    /// "prime minister"
    pub role: Box<str>,
    /// Where.
    pub of: Option<RecordId>,
    /// First year.
    pub from: Option<i16>,
    /// Last year; `None` if not over, or not known.
    pub to: Option<i16>,
}

/// Grammatical gender of a person, as far as names and titles tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Gender {
    /// Not told.
    #[default]
    Unknown,
    /// "he"
    Male,
    /// "she"
    Female,
}

impl Gender {
    /// Reads `m` and `f`; all else is unknown.
    pub fn read(cell: &str) -> Self {
        match cell {
            "m" => Gender::Male,
            "f" => Gender::Female,
            _ => Gender::Unknown,
        }
    }

    /// Whether both could be the same person's.
    pub fn agrees(self, other: Gender) -> bool {
        self == Gender::Unknown || other == Gender::Unknown || self == other
    }
}

/// In which way a name means its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameSort {
    /// "Iran"
    Name,
    /// "Iranian", of a state
    Adjective,
    /// "Iranians", the people of a state
    Demonym,
    /// "Tehran", a city that may stand for the state
    Capital,
    /// "the Kremlin", a seat that may stand for the state
    Seat,
}

/// One name of one record.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// What it means.
    pub record: RecordId,
    /// In which way.
    pub sort: NameSort,
    /// Tokens that must be written with a capital, as a bit set over the phrase without hyphens.
    capitals: u32,
    /// Tokens that must be all capitals: acronyms.
    upper: u32,
}

/// All records, found by name.
#[derive(Debug)]
pub struct Gazetteer {
    records: Vec<Record>,
    names: Phrases<Name>,
    /// Persons by the folded form of their family name.
    families: FxHashMap<WordId, Vec<RecordId>>,
    ids: FxHashMap<Box<str>, RecordId>,
}

macro_rules! file {
    ($name:literal) => {
        (concat!("data/gazetteer/", $name), include_str!(concat!("../../data/gazetteer/", $name)))
    };
}

/// States whose people write the family name first.
const FAMILY_NAME_FIRST: &[&str] =
    &["china", "north-korea", "south-korea", "vietnam", "taiwan", "hong-kong", "cambodia"];

impl Gazetteer {
    /// Reads the gazetteer that ships with the program; its words become known.
    ///
    /// # Errors
    /// When a table is malformed or refers to an unknown record.
    pub fn load(rules: &TokenRules, vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        let names = Phrases::new(vocabulary);
        let mut loader = Loader {
            rules,
            vocabulary,
            gazetteer: Self { records: Vec::new(), names, families: FxHashMap::default(), ids: FxHashMap::default() },
        };
        loader.states()?;
        loader.organizations()?;
        loader.groups()?;
        loader.places()?;
        loader.people()?;
        loader.family_names();
        Ok(loader.gazetteer)
    }

    /// The record with this number.
    pub fn record(&self, id: RecordId) -> &Record {
        &self.records[id.index()]
    }

    /// The record with this id.
    pub fn by_id(&self, id: &str) -> Option<RecordId> {
        self.ids.get(id).copied()
    }

    /// The longest known name that begins at `from`, with those of its meanings that its capitals allow.
    pub fn find(&self, tokens: &[Token], from: usize, end: usize) -> Option<(usize, Vec<Name>)> {
        let found = self.names.longest_fitting(tokens, from, end, Name::fits)?;
        let fitting = found.values.iter().filter(|name| name.fits(&tokens[from..found.end]));
        Some((found.end, fitting.copied().collect()))
    }

    /// Persons whose family name this is.
    pub fn family(&self, name: WordId) -> &[RecordId] {
        self.families.get(&name).map_or(&[], Vec::as_slice)
    }
}

impl Name {
    /// Whether the tokens are capitalised as the name is.
    fn fits(&self, tokens: &[Token]) -> bool {
        let words = tokens.iter().filter(|t| t.shape.is_word() || t.span.len() > 1 || t.shape == Shape::Symbol);
        words.enumerate().all(|(i, token)| {
            let bit = 1u32 << i.min(31);
            let capital = self.capitals & bit == 0 || token.shape.is_capital() || token.shape == Shape::Number;
            let upper = self.upper & bit == 0 || matches!(token.shape, Shape::Upper | Shape::Number);
            capital && upper
        })
    }
}

struct Loader<'a> {
    rules: &'a TokenRules,
    vocabulary: &'a mut Vocabulary,
    gazetteer: Gazetteer,
}

impl Loader<'_> {
    fn add_record(&mut self, row: &Row<'_, '_>, id: &str, name: &str, kind: ActorKind) -> Result<RecordId, TableError> {
        let number = RecordId(self.gazetteer.records.len() as u32);
        if self.gazetteer.ids.insert(id.into(), number).is_some() {
            return Err(row.error(format!("the id {id:?} stands twice")));
        }
        self.gazetteer.records.push(Record {
            id: id.into(),
            name: name.into(),
            kind,
            wikidata: None,
            state: None,
            sector: "".into(),
            gender: Gender::Unknown,
            offices: Vec::new(),
        });
        Ok(number)
    }

    fn name(&mut self, record: RecordId, sort: NameSort, name: &str) {
        let mut tokens = Vec::new();
        tokenize(self.rules, self.vocabulary, name, crate::document::Span::new(0, name.len()), &mut tokens);
        let (mut capitals, mut upper) = (0, 0);
        for (i, token) in tokens.iter().filter(|t| t.shape.is_word() || t.span.len() > 1).enumerate() {
            let bit = 1u32 << i.min(31);
            capitals |= if token.shape.is_capital() { bit } else { 0 };
            // "US" must not match "us", nor "IS" the verb in a headline.
            let acronym = token.shape == Shape::Upper && token.span.len() <= 5;
            upper |= if acronym { bit } else { 0 };
        }
        let value = Name { record, sort, capitals, upper };
        self.gazetteer.names.add(self.rules, self.vocabulary, name, value);
    }

    fn state_of(&self, row: &Row<'_, '_>, column: usize) -> Result<Option<RecordId>, TableError> {
        let Some(id) = row.optional(column) else { return Ok(None) };
        let known = self.gazetteer.by_id(id);
        known.map(Some).ok_or_else(|| row.error(format!("refers to {id:?}, which is no record before it")))
    }

    fn states(&mut self) -> Result<(), TableError> {
        let (file, text) = file!("states.tsv");
        let columns = ["id", "name", "aliases", "adjectives", "demonyms", "capital", "seats", "wikidata"];
        for row in Table::parse(file, text, &columns)?.rows() {
            let state = self.add_record(&row, row.cell(0), row.cell(1), ActorKind::State)?;
            self.gazetteer.records[state.index()].wikidata = row.optional(7).map(Into::into);
            self.name(state, NameSort::Name, row.cell(1));
            let sorts = [(2, NameSort::Name), (3, NameSort::Adjective), (4, NameSort::Demonym)];
            for (column, sort) in sorts {
                row.list(column).for_each(|name| self.name(state, sort, name));
            }
            for (column, sort) in [(5, NameSort::Capital), (6, NameSort::Seat)] {
                self.seat(&row, column, state, sort)?;
            }
        }
        Ok(())
    }

    /// A capital or seat is a place of its own, which may stand for the state.
    fn seat(&mut self, row: &Row<'_, '_>, column: usize, state: RecordId, sort: NameSort) -> Result<(), TableError> {
        let Some(first) = row.list(column).next() else { return Ok(()) };
        if first == row.cell(1) {
            // "Singapore", "Monaco": the city is the state.
            return Ok(());
        }
        let id = format!("{}-{}", row.cell(0), slug(first));
        let place = self.add_record(row, &id, first, ActorKind::Place)?;
        self.gazetteer.records[place.index()].state = Some(state);
        row.list(column).for_each(|name| self.name(place, sort, name));
        Ok(())
    }

    fn organizations(&mut self) -> Result<(), TableError> {
        let (file, text) = file!("organizations.tsv");
        for row in Table::parse(file, text, &["id", "name", "kind", "aliases", "state", "sector", "wikidata"])?.rows() {
            let record = self.add_record(&row, row.cell(0), row.cell(1), row.parse(2)?)?;
            let state = self.state_of(&row, 4)?;
            let target = &mut self.gazetteer.records[record.index()];
            (target.state, target.sector) = (state, row.cell(5).into());
            target.wikidata = row.optional(6).map(Into::into);
            self.name(record, NameSort::Name, row.cell(1));
            row.list(3).for_each(|name| self.name(record, NameSort::Name, name));
        }
        Ok(())
    }

    fn groups(&mut self) -> Result<(), TableError> {
        let (file, text) = file!("groups.tsv");
        for row in Table::parse(file, text, &["id", "name", "kind", "aliases", "sector", "wikidata"])?.rows() {
            let record = self.add_record(&row, row.cell(0), row.cell(1), row.parse(2)?)?;
            let target = &mut self.gazetteer.records[record.index()];
            (target.sector, target.wikidata) = (row.cell(4).into(), row.optional(5).map(Into::into));
            self.name(record, NameSort::Name, row.cell(1));
            row.list(3).for_each(|name| self.name(record, NameSort::Name, name));
        }
        Ok(())
    }

    fn places(&mut self) -> Result<(), TableError> {
        let (file, text) = file!("places.tsv");
        for row in Table::parse(file, text, &["id", "name", "aliases", "state", "wikidata"])?.rows() {
            let record = self.add_record(&row, row.cell(0), row.cell(1), ActorKind::Place)?;
            let state = self.state_of(&row, 3)?;
            let target = &mut self.gazetteer.records[record.index()];
            (target.state, target.wikidata) = (state, row.optional(4).map(Into::into));
            self.name(record, NameSort::Name, row.cell(1));
            row.list(2).for_each(|name| self.name(record, NameSort::Name, name));
        }
        Ok(())
    }

    fn people(&mut self) -> Result<(), TableError> {
        let (file, text) = file!("people.tsv");
        let columns = ["id", "name", "aliases", "gender", "role", "of", "from", "to", "wikidata"];
        for row in Table::parse(file, text, &columns)?.rows() {
            let record = match self.gazetteer.by_id(row.cell(0)) {
                Some(known) => known,
                None => self.person(&row)?,
            };
            let year = |column| row.optional(column).map(|_| row.parse::<i16>(column)).transpose();
            if let Some(role) = row.optional(4) {
                let office = Office { role: role.into(), of: self.state_of(&row, 5)?, from: year(6)?, to: year(7)? };
                self.gazetteer.records[record.index()].offices.push(office);
            }
        }
        Ok(())
    }

    /// Notes every person under the family name, which for some states' people comes first.
    fn family_names(&mut self) {
        let is_first = |gazetteer: &Gazetteer, state: RecordId| {
            let record = gazetteer.record(state);
            let state = record.state.map_or(record, |s| gazetteer.record(s));
            FAMILY_NAME_FIRST.contains(&state.id.as_ref())
        };
        for number in 0..self.gazetteer.records.len() {
            let record = &self.gazetteer.records[number];
            if record.kind != ActorKind::Person {
                continue;
            }
            let first = record.offices.iter().filter_map(|o| o.of).any(|of| is_first(&self.gazetteer, of));
            let mut parts = record.name.split(' ');
            let family = if first { parts.next() } else { parts.next_back() };
            let word = self.vocabulary.add(family.unwrap_or_default());
            self.gazetteer.families.entry(word).or_default().push(RecordId(number as u32));
        }
    }

    fn person(&mut self, row: &Row<'_, '_>) -> Result<RecordId, TableError> {
        let record = self.add_record(row, row.cell(0), row.cell(1), ActorKind::Person)?;
        let target = &mut self.gazetteer.records[record.index()];
        (target.gender, target.wikidata) = (Gender::read(row.cell(3)), row.optional(8).map(Into::into));
        self.name(record, NameSort::Name, row.cell(1));
        row.list(2).for_each(|name| self.name(record, NameSort::Name, name));
        Ok(record)
    }
}

/// A name in small letters with hyphens for all that is no letter or digit.
pub fn slug(name: &str) -> String {
    let folded = fold(name);
    let parts = folded.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let rules = TokenRules::load().unwrap();
        let mut vocabulary = Vocabulary::default();
        let gazetteer = Gazetteer::load(&rules, &mut vocabulary).unwrap();
        let mut tokens = Vec::new();
        tokenize(&rules, &vocabulary, text, Span::new(0, text.len()), &mut tokens);
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if let Some((end, names)) = gazetteer.find(&tokens, at, tokens.len()) {
                let span = tokens[at].span.cover(tokens[end - 1].span);
                found.push((span.of(text), gazetteer.record(names[0].record).id.as_ref()));
                at = end;
            } else {
                at += 1;
            }
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn spellings_meet_in_one_record() {
        check(
            "Al-Qaeda, al Qaeda and al-Qaida",
            &[("Al-Qaeda", "al-qaeda"), ("al Qaeda", "al-qaeda"), ("al-Qaida", "al-qaeda")],
        );
    }

    #[test]
    fn acronyms_need_their_capitals() {
        check("The US told us who WHO is.", &[("US", "united-states"), ("WHO", "world-health-organization")]);
    }

    #[test]
    fn the_longest_name_wins() {
        check(
            "the Islamic State group in South Korea",
            &[("Islamic State group", "islamic-state"), ("South Korea", "south-korea")],
        );
    }
}
