//! Known actors and places: the facts of `data/gazetteer`, and those that users bring.
//!
//! Each record has an id that never changes, a kind and the names it goes by. A name is of a certain sort: a state is
//! called by its own names, its adjective, its people's name, its capital and the seat of its government, and only the
//! first means the state wherever it stands.
//!
//! The tables are compiled ([`compile`]) into one flat file that is used where it lies ([`layer`]): an automaton from
//! names to records, rows of one size, and a pool of strings. So a start costs the same for a hundred names and for a
//! hundred thousand. Names are matched by token and on the folded forms of the text itself, whatever words the rest of
//! the program knows; hyphens are looked through. What users bring ([`user`]) is compiled in memory into a second layer
//! and comes before the first.

pub mod compile;
pub mod layer;
pub mod petrarch;
pub mod table;
#[cfg(test)]
mod tests;
pub mod user;
#[cfg(test)]
mod user_tests;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::annotation::ActorKind;
use crate::lexicon::{TableError, fold};
use crate::text::token::{Token, TokenRules};
use compile::SourceRecord;
use layer::{BUFFER, Bytes, FirstWord, Layer, LayerError, RecordRow};

/// Index of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

impl RecordId {
    /// The position in the list of records.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One known actor or place, as a cheap view.
#[derive(Debug, Clone, Copy)]
pub struct Record<'g> {
    /// "united-kingdom"
    pub id: &'g str,
    /// "United Kingdom"
    pub name: &'g str,
    /// What it is.
    pub kind: ActorKind,
    /// Wikidata item, where known.
    pub wikidata: Option<&'g str>,
    /// The state it belongs to, or the state that a capital or seat stands for.
    pub state: Option<RecordId>,
    /// "intelligence", "police", "party"; empty where it has none.
    pub sector: &'g str,
    /// Of persons: male, female, unknown.
    pub gender: Gender,
    layer: &'g Layer,
    row: RecordRow,
}

/// An office that a person held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Office<'g> {
    /// "prime minister"
    pub role: &'g str,
    /// Where.
    pub of: Option<RecordId>,
    /// First year.
    pub from: Option<i16>,
    /// Last year; `None` if not over, or not known.
    pub to: Option<i16>,
}

/// A code of the user's, for a time or for all times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code<'g> {
    /// "USAGOV"
    pub code: &'g str,
    /// First day, as the number YYYYMMDD; `None` where it has always held.
    pub from: Option<i32>,
    /// Last day.
    pub to: Option<i32>,
}

impl Office<'_> {
    /// Whether it was held in a year; one of which nobody knows since when was not.
    pub fn held_in(&self, year: i16) -> bool {
        self.from.is_some_and(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }
}

impl<'g> Record<'g> {
    /// The offices it held, in the order of the table.
    pub fn offices(&self) -> impl Iterator<Item = Office<'g>> + use<'g> {
        self.layer.offices(self.row)
    }

    /// All codes that users gave it, in the order of their files.
    pub fn codes(&self) -> impl Iterator<Item = Code<'g>> + use<'g> {
        self.layer.codes(self.row)
    }

    /// The code that holds on a day: the first whose time includes it, else the first that has no time. Without a day
    /// the only code it ever had, `None` if there are several: what it was then is not known.
    pub fn code(&self, day: Option<Date>) -> Option<&'g str> {
        let Some(day) = day else {
            let first = self.codes().next()?.code;
            return self.codes().all(|c| c.code == first).then_some(first);
        };
        let day = i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day());
        let is_dated = |c: &Code<'_>| c.from.is_some() || c.to.is_some();
        let holds = |c: &Code<'_>| c.from.is_none_or(|f| f <= day) && c.to.is_none_or(|t| day <= t);
        let dated = self.codes().find(|c| is_dated(c) && holds(c));
        dated.or_else(|| self.codes().find(|c| !is_dated(c))).map(|c| c.code)
    }
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// What it means.
    pub record: RecordId,
    /// In which way.
    pub sort: NameSort,
}

/// All records, found by name.
#[derive(Debug)]
pub struct Gazetteer {
    built_in: Layer,
    added: Option<Added>,
}

/// What users bring, on top of the built-in records.
#[derive(Debug)]
struct Added {
    layer: Layer,
    /// For every record of the layer the number it goes by: its own, or that of the built-in record it replaces.
    numbers: Vec<RecordId>,
    /// Built-in records that are replaced, with the position in the layer of what replaces them.
    replaced: FxHashMap<RecordId, u32>,
}

/// The compiled tables.
static COMPILED: &[u8] = include_bytes!("../../data/gazetteer/gazetteer.bin");

impl Gazetteer {
    /// Opens the gazetteer that ships with the program; nothing is copied.
    ///
    /// # Errors
    /// When the compiled file is damaged, or of another version.
    pub fn load() -> Result<Self, LayerError> {
        Ok(Self { built_in: Layer::open(Bytes::Static(COMPILED))?, added: None })
    }

    /// Puts records of users on top of the built-in ones; see [`user`] for what they replace.
    ///
    /// # Errors
    /// When one refers to a record that there is not, or stands twice; the error names file and line.
    pub fn add(&mut self, rules: &TokenRules, records: &[SourceRecord]) -> Result<(), TableError> {
        if records.is_empty() {
            return Ok(());
        }
        let base = self.built_in.n_records();
        let bytes = compile::compile(rules, records, Some(&self.built_in))?;
        let layer = Layer::open(Bytes::from(bytes)).expect("a layer just compiled can be opened");
        let mut added = Added { layer, numbers: Vec::with_capacity(records.len()), replaced: FxHashMap::default() };
        for (place, record) in (0u32..).zip(records) {
            let known = self.built_in.by_id(&record.id);
            if let Some(known) = known {
                added.replaced.insert(known, place);
            }
            added.numbers.push(known.unwrap_or(RecordId(base + place)));
        }
        self.added = Some(added);
        Ok(())
    }

    /// The record with this number.
    ///
    /// # Panics
    /// When the number is not of this gazetteer.
    pub fn record(&self, id: RecordId) -> Record<'_> {
        let (layer, position) = self.place(id);
        layer.record(position)
    }

    /// The layer of a record, and its position there.
    fn place(&self, id: RecordId) -> (&Layer, u32) {
        let base = self.built_in.n_records();
        match &self.added {
            Some(added) if id.0 >= base => (&added.layer, id.0 - base),
            Some(Added { layer, replaced, .. }) if replaced.contains_key(&id) => (layer, replaced[&id]),
            _ => (&self.built_in, id.0),
        }
    }

    /// The record with this id.
    pub fn by_id(&self, id: &str) -> Option<RecordId> {
        let added = self.added.as_ref().and_then(|a| Some(a.numbers[a.layer.by_id(id)?.index()]));
        added.or_else(|| self.built_in.by_id(id))
    }

    /// Number of records, replaced ones counted once.
    pub fn n_records(&self) -> usize {
        let added = self.added.as_ref().map_or(0, |a| a.numbers.len() - a.replaced.len());
        self.built_in.n_records() as usize + added
    }

    /// The longest known name that begins at token `from` of `text` and ends before token `end`, with those of its
    /// meanings that its capitals allow, one at least. Gives one past its last token. Of names of the same length, a
    /// user's alone counts.
    pub fn find(&self, text: &str, tokens: &[Token], from: usize, end: usize) -> Option<(usize, Vec<Name>)> {
        let tokens = &tokens[..end];
        let mut buffer = [0; BUFFER];
        let first = FirstWord::new(text, tokens.get(from)?, &mut buffer)?;
        let built_in = self.built_in.longest(text, tokens, from, &first);
        let Some(added) = &self.added else { return built_in.map(|f| (f.end, f.names().collect())) };
        let own = added.layer.longest(text, tokens, from, &first);
        match (own, built_in) {
            (Some(own), built_in) if built_in.as_ref().is_none_or(|b| b.end <= own.end) => {
                let name = |name: Name| Name { record: added.numbers[name.record.index()], ..name };
                Some((own.end, own.names().map(name).collect()))
            }
            (_, built_in) => built_in.map(|f| (f.end, f.names().collect())),
        }
    }

    /// Every office of every person, with the person.
    pub fn offices(&self) -> impl Iterator<Item = (RecordId, Office<'_>)> {
        let added = self.added.as_ref().map_or(&[][..], |a| &a.numbers);
        let built_in = (0..self.built_in.n_records()).map(RecordId);
        let ids = built_in.chain(added.iter().copied().filter(|id| id.0 >= self.built_in.n_records()));
        ids.flat_map(|id| {
            let (layer, position) = self.place(id);
            layer.offices_at(position).map(move |office| (id, office))
        })
    }

    /// The one record that a name, its folded words joined by blanks, is a name of, whatever its capitals.
    pub fn exact(&self, name: &str) -> Option<RecordId> {
        let added = self.added.as_ref();
        let own = added
            .into_iter()
            .flat_map(|a| a.layer.exact(name).map(|n| Name { record: a.numbers[n.record.index()], ..n }));
        only(own.chain(self.built_in.exact(name)).filter(|n| n.sort == NameSort::Name).map(|n| n.record))
    }

    /// Whether a word, folded or not, stands in any name.
    pub fn has_word(&self, form: &str) -> bool {
        self.built_in.has_word(form) || self.added.as_ref().is_some_and(|a| a.layer.has_word(form))
    }

    /// Whether any person has this family name, folded or not.
    pub fn is_family(&self, name: &str) -> bool {
        self.built_in.is_family(name) || self.added.as_ref().is_some_and(|a| a.layer.is_family(name))
    }

    /// Persons whose family name this is, folded or not.
    pub fn family(&self, name: &str) -> Vec<RecordId> {
        let mut persons = self.built_in.family(name);
        if let Some(added) = &self.added {
            persons.extend(added.layer.family(name).iter().map(|id| added.numbers[id.index()]));
            persons.sort();
            persons.dedup();
        }
        persons
    }
}

/// The record that all of a list are; `None` when it is empty or holds different ones.
pub(crate) fn only(mut records: impl Iterator<Item = RecordId>) -> Option<RecordId> {
    let first = records.next()?;
    records.all(|other| other == first).then_some(first)
}

/// A name in small letters with hyphens for all that is no letter or digit.
pub fn slug(name: &str) -> String {
    let folded = fold(name);
    let parts = folded.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty());
    parts.collect::<Vec<_>>().join("-")
}
