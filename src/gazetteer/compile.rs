//! Compiles source records into the flat form that [`layer`] opens. The same records give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::layer::{self, Layer};
use super::{Gender, NameSort, RecordId};
use crate::annotation::ActorKind;
use crate::document::Span;
use crate::lexicon::{TableError, Vocabulary, fold};
use crate::text::token::{Shape, TokenRules, tokenize};

/// A record as its table gives it; what is empty is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRecord {
    /// "united-kingdom"
    pub id: String,
    /// "United Kingdom"
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// All names it is found by, its own included.
    pub names: Vec<SourceName>,
    /// Wikidata item.
    pub wikidata: String,
    /// Id of its state.
    pub state: String,
    /// "police"
    pub sector: String,
    /// Of persons.
    pub gender: Gender,
    /// Of persons.
    pub offices: Vec<SourceOffice>,
    /// The user's codes.
    pub codes: Vec<SourceCode>,
    /// File it stands in.
    pub file: Arc<str>,
    /// Line it begins in, counted from 1.
    pub line: usize,
}

/// A name as written in its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceName {
    /// "Al-Qaeda"
    pub form: String,
    /// In which way it means its record.
    pub sort: NameSort,
    /// Which capitals the text must have.
    pub capitals: Capitals,
}

/// Which capitals a name must have in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capitals {
    /// Those of its written form; acronyms of up to five letters must be all capitals.
    AsWritten,
    /// One at least, anywhere: the source writes all names in capitals, so that they tell nothing.
    Any,
}

/// An office as written in its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceOffice {
    /// "prime minister"
    pub role: String,
    /// Id of the record it is an office of.
    pub of: String,
    /// First year.
    pub from: Option<i16>,
    /// Last year.
    pub to: Option<i16>,
}

/// A code as written in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceCode {
    /// "USAGOV"
    pub code: String,
    /// First day, as the number YYYYMMDD.
    pub from: Option<i32>,
    /// Last day.
    pub to: Option<i32>,
}

impl SourceRecord {
    /// An error that points at it.
    pub fn error(&self, what: impl Into<String>) -> TableError {
        TableError { file: self.file.to_string(), line: self.line, what: what.into() }
    }
}

/// States whose people write the family name first.
const FAMILY_NAME_FIRST: &[&str] =
    &["china", "north-korea", "south-korea", "vietnam", "taiwan", "hong-kong", "cambodia"];

/// How a name is found.
pub(super) struct Key {
    /// Its folded tokens joined by one space, without hyphens.
    pub(super) key: String,
    capitals: u16,
    upper: u16,
    pub(super) n_words: usize,
}

/// How a name is found; `None` when it has no word.
pub(super) fn key(rules: &TokenRules, name: &str) -> Option<Key> {
    let mut tokens = Vec::new();
    tokenize(rules, &Vocabulary::default(), name, Span::new(0, name.len()), &mut tokens);
    let mut key = Key { key: String::with_capacity(name.len()), capitals: 0, upper: 0, n_words: 0 };
    for token in &tokens {
        let form = token.span.of(name);
        if form == "-" {
            continue;
        }
        let bit = layer::word_bit(key.n_words);
        key.capitals |= if token.shape.is_capital() { bit } else { 0 };
        // "US" must not match "us", nor "IS" the verb in a headline.
        let acronym = token.shape == Shape::Upper && token.span.len() <= 5;
        key.upper |= if acronym { bit } else { 0 };
        if key.n_words > 0 {
            key.key.push(' ');
        }
        key.key.push_str(&fold(form));
        key.n_words += 1;
    }
    (key.n_words > 0).then_some(key)
}

/// Compiles records. With a layer below, ids of states and offices may be of its records, whose numbers then come
/// first.
///
/// # Errors
/// When an id stands twice, a reference goes nowhere, a name has no word, or a text is longer than 65,535 bytes.
pub fn compile(rules: &TokenRules, records: &[SourceRecord], below: Option<&Layer>) -> Result<Vec<u8>, TableError> {
    let mut ids = FxHashMap::default();
    for (number, record) in (0u32..).zip(records) {
        if number >= 1 << layer::RECORD_BITS {
            return Err(record.error(format!("more than {} records", 1 << layer::RECORD_BITS)));
        }
        if let Some(first) = ids.insert(record.id.as_str(), number) {
            let SourceRecord { file, line, .. } = &records[first as usize];
            return Err(record.error(format!("the id {:?} stands twice, first in {file}:{line}", record.id)));
        }
    }
    let mut compiler = Compiler { records, ids, below, strings: Strings::default(), out: Rows::default() };
    for record in records {
        compiler.row(record)?;
    }
    let names = compiler.names(rules)?;
    let families = compiler.families();
    let mut by_id: Vec<u32> = (0..records.len() as u32).collect();
    by_id.sort_by_key(|&n| &records[n as usize].id);
    let Rows { rows, offices, codes } = compiler.out;
    let (postings, names_map, words, first_words) = names_sections(&names);
    let (family_postings, families_map) = family_sections(&families);
    let ids = by_id.iter().flat_map(|n| n.to_le_bytes()).collect();
    let strings = compiler.strings.bytes;
    let sections =
        [rows, offices, codes, ids, postings, family_postings, first_words, strings, names_map, words, families_map];
    file(&sections, records.first())
}

/// Header and sections.
fn file(sections: &[Vec<u8>; layer::SECTIONS], first: Option<&SourceRecord>) -> Result<Vec<u8>, TableError> {
    let mut checked = Vec::with_capacity(sections.iter().map(Vec::len).sum::<usize>() + layer::HEADER);
    for section in sections {
        let length = u32::try_from(section.len());
        let too_long = |_| TableError {
            file: first.map_or_else(String::new, |r| r.file.to_string()),
            line: first.map_or(0, |r| r.line),
            what: "the names are more than four gigabytes".to_owned(),
        };
        checked.extend(length.map_err(too_long)?.to_le_bytes());
    }
    sections.iter().for_each(|section| checked.extend(section));
    let mut out = layer::MAGIC.to_vec();
    out.extend(layer::VERSION.to_le_bytes());
    out.extend(crc32fast::hash(&checked).to_le_bytes());
    out.extend(checked);
    Ok(out)
}

#[derive(Default)]
struct Rows {
    rows: Vec<u8>,
    offices: Vec<u8>,
    codes: Vec<u8>,
}

/// A pool of strings, each kept once.
#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    known: FxHashMap<String, u32>,
}

impl Strings {
    /// Where a string stands, as rows keep it; `None` when it is too long.
    fn add(&mut self, text: &str) -> Option<[u8; 6]> {
        let length = u16::try_from(text.len()).ok()?;
        let at = match self.known.get(text) {
            Some(&at) => at,
            None => {
                let at = u32::try_from(self.bytes.len()).ok()?;
                self.bytes.extend(text.as_bytes());
                self.known.insert(text.to_owned(), at);
                at
            }
        };
        let mut reference = [0; 6];
        reference[..4].copy_from_slice(&at.to_le_bytes());
        reference[4..].copy_from_slice(&length.to_le_bytes());
        Some(reference)
    }
}

struct Compiler<'a> {
    records: &'a [SourceRecord],
    ids: FxHashMap<&'a str, u32>,
    below: Option<&'a Layer>,
    strings: Strings,
    out: Rows,
}

/// What names mean, in the order of the records.
type Names = BTreeMap<String, Vec<[u8; layer::POSTING]>>;

impl Compiler<'_> {
    fn row(&mut self, record: &SourceRecord) -> Result<(), TableError> {
        let too_long = || record.error("a text is longer than 65535 bytes");
        let mut row = Vec::with_capacity(layer::RECORD);
        for text in [&record.id, &record.name, &record.wikidata, &record.sector] {
            row.extend(self.strings.add(text).ok_or_else(too_long)?);
        }
        row.extend(self.number(record, &record.state)?.to_le_bytes());
        row.extend(((self.out.offices.len() / layer::OFFICE) as u32).to_le_bytes());
        row.extend(((self.out.codes.len() / layer::CODE) as u32).to_le_bytes());
        let count = |n: usize| u16::try_from(n).map_err(|_| record.error("more than 65535 offices or codes"));
        row.extend(count(record.offices.len())?.to_le_bytes());
        row.extend(count(record.codes.len())?.to_le_bytes());
        let kind = ActorKind::ALL.iter().position(|&k| k == record.kind).unwrap_or_default();
        row.push(kind as u8);
        row.push(match record.gender {
            Gender::Unknown => 0,
            Gender::Male => 1,
            Gender::Female => 2,
        });
        row.resize(layer::RECORD, 0);
        self.out.rows.extend(row);
        for office in &record.offices {
            self.out.offices.extend(self.strings.add(&office.role).ok_or_else(too_long)?);
            self.out.offices.extend(self.number(record, &office.of)?.to_le_bytes());
            for year in [office.from, office.to] {
                self.out.offices.extend(year.unwrap_or(layer::NO_YEAR).to_le_bytes());
            }
        }
        for code in &record.codes {
            self.out.codes.extend(self.strings.add(&code.code).ok_or_else(too_long)?);
            for day in [code.from, code.to] {
                self.out.codes.extend(day.unwrap_or(0).to_le_bytes());
            }
        }
        Ok(())
    }

    /// The number of the record that another refers to.
    fn number(&self, record: &SourceRecord, id: &str) -> Result<u32, TableError> {
        if id.is_empty() {
            return Ok(layer::NONE);
        }
        if let Some(known) = self.below.and_then(|below| below.by_id(id)) {
            return Ok(known.0);
        }
        let own = self.ids.get(id).map(|own| own + self.below.map_or(0, Layer::n_records));
        own.ok_or_else(|| record.error(format!("refers to {id:?}, which is no record")))
    }

    fn names(&self, rules: &TokenRules) -> Result<Names, TableError> {
        let mut names = Names::new();
        for (number, record) in (0u32..).zip(self.records) {
            for name in &record.names {
                let no_word = || record.error(format!("the name {:?} has no word", name.form));
                let key = key(rules, &name.form).ok_or_else(no_word)?;
                let sort = match name.sort {
                    NameSort::Name => 0,
                    NameSort::Adjective => 1,
                    NameSort::Demonym => 2,
                    NameSort::Capital => 3,
                    NameSort::Seat => 4,
                };
                let mut head = number | sort << layer::RECORD_BITS;
                let (mut capitals, mut upper) = (key.capitals, key.upper);
                if name.capitals == Capitals::Any {
                    head |= layer::ANY_CAPITAL;
                    // The first word of a name of one word must have it; so most tokens need not be looked at.
                    (capitals, upper) = (u16::from(key.n_words == 1), 0);
                }
                let mut row = [0; layer::POSTING];
                row[..4].copy_from_slice(&head.to_le_bytes());
                row[4..6].copy_from_slice(&capitals.to_le_bytes());
                row[6..].copy_from_slice(&upper.to_le_bytes());
                let rows = names.entry(key.key).or_default();
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
        }
        Ok(names)
    }

    /// Persons by the folded form of their family name, which for some states' people comes first.
    fn families(&self) -> BTreeMap<String, Vec<u32>> {
        let mut families: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        // Of whom only the government is known, and no office, is too little known to be meant by a family name.
        let known = |r: &SourceRecord| r.offices.is_empty() || r.offices.iter().any(|o| !o.role.is_empty());
        let is_person = |r: &SourceRecord| r.kind == ActorKind::Person && known(r);
        for (number, record) in (0u32..).zip(self.records).filter(|(_, r)| is_person(r)) {
            let first = record
                .offices
                .iter()
                .map(|o| &o.of)
                .chain([&record.state])
                .any(|of| !of.is_empty() && FAMILY_NAME_FIRST.contains(&self.state_of(of).as_str()));
            let mut parts = record.name.split(' ');
            let family = if first { parts.next() } else { parts.next_back() };
            families.entry(fold(family.unwrap_or_default()).into_owned()).or_default().push(number);
        }
        families
    }

    /// The id of the state that a record belongs to; its own where it belongs to none.
    fn state_of(&self, id: &str) -> String {
        let own = self.ids.get(id).map(|&n| self.records[n as usize].state.as_str()).filter(|s| !s.is_empty());
        let below = || {
            let below = self.below?;
            let RecordId(state) = below.record(below.by_id(id)?.0).state?;
            Some(below.record(state).id)
        };
        own.or_else(below).unwrap_or(id).to_owned()
    }
}

/// Postings, the automaton of names, that of words, and the bits of first words.
fn names_sections(names: &Names) -> (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>) {
    let mut postings = Vec::new();
    let mut words = BTreeSet::new();
    let mut firsts: BTreeMap<&str, bool> = BTreeMap::new();
    let map = automaton(names.iter().map(|(key, rows)| {
        words.extend(key.split(' '));
        let first = key.split(' ').next().unwrap_or_default();
        let small = rows.iter().any(|row| row[4] & 1 == 0);
        *firsts.entry(first).or_default() |= small;
        let at = (postings.len() / layer::POSTING) as u64;
        for (i, row) in rows.iter().enumerate() {
            let mut row = *row;
            row[3] |= if i + 1 < rows.len() { (layer::MORE >> 24) as u8 } else { 0 };
            postings.extend(row);
        }
        (key.as_bytes(), at)
    }));
    let words = automaton(words.into_iter().map(|w| (w.as_bytes(), 0)));
    (postings, map, words, first_words(&firsts))
}

fn family_sections(families: &BTreeMap<String, Vec<u32>>) -> (Vec<u8>, Vec<u8>) {
    let mut postings: Vec<u8> = Vec::new();
    let map = automaton(families.iter().map(|(name, persons)| {
        let at = (postings.len() / 4) as u64;
        for (i, person) in persons.iter().enumerate() {
            let more = if i + 1 < persons.len() { layer::MORE } else { 0 };
            postings.extend((person | more).to_le_bytes());
        }
        (name.as_bytes(), at)
    }));
    (postings, map)
}

/// An automaton from sorted keys to numbers.
fn automaton<'k>(entries: impl Iterator<Item = (&'k [u8], u64)>) -> Vec<u8> {
    let mut builder = fst::MapBuilder::memory();
    for (key, value) in entries {
        builder.insert(key, value).expect("the keys are sorted, and memory can be written");
    }
    builder.into_inner().expect("memory can be written")
}

/// Bits of the hashes of first words, about one in sixteen set; after them those of words that may be in small letters.
fn first_words(firsts: &BTreeMap<&str, bool>) -> Vec<u8> {
    let half = (firsts.len() * 2).next_power_of_two().max(8);
    let mut bits = vec![0u8; 2 * half];
    for (word, &small) in firsts {
        let place = layer::hash(word.as_bytes()) as usize & (half * 8 - 1);
        bits[place / 8] |= 1 << (place % 8);
        bits[half + place / 8] |= u8::from(small) << (place % 8);
    }
    bits
}
