//! A compiled gazetteer, used where its bytes lie.
//!
//! The file is little-endian: eight bytes of magic, version, CRC-32 of all that follows, the lengths of the eleven
//! sections, then the sections one after the other:
//!
//! | section | holds |
//! | --- | --- |
//! | records | rows of [`RECORD`] bytes, in the order of the tables |
//! | offices, codes | rows of [`OFFICE`] and [`CODE`] bytes; a record's stand together |
//! | ids | the records' positions, sorted by id |
//! | postings | rows of [`POSTING`] bytes: what a name means; those of one name stand together, the last is marked |
//! | family postings | the same with positions of persons only, four bytes each |
//! | first words | bit sets over hashes of the first words of all names, and of those in small letters |
//! | strings | UTF-8; rows point into it |
//! | names, words, families | automata (crate `fst`): names, their words, family names, to postings |
//!
//! A name is a key as its folded tokens joined by one space, without hyphens.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use fst::raw::{Fst, Output};

use super::{Code, Gender, Name, NameSort, Office, Record, RecordId};
use crate::annotation::ActorKind;
use crate::lexicon::fold;
use crate::text::token::{Shape, Token};

/// First bytes of a compiled gazetteer.
pub(super) const MAGIC: &[u8; 8] = b"claimgaz";
/// The version of the form that this program writes and reads.
pub(super) const VERSION: u32 = 1;
/// Where the checked part begins.
pub(super) const CHECKED: usize = 16;
/// Number of sections.
pub(super) const SECTIONS: usize = 11;
/// Where the first section begins.
pub(super) const HEADER: usize = CHECKED + 4 * SECTIONS;
/// Bytes of a record's row.
pub const RECORD: usize = 44;
/// Bytes of an office's row.
pub const OFFICE: usize = 14;
/// Bytes of a code's row.
pub const CODE: usize = 14;
/// Bytes of a posting's row.
pub const POSTING: usize = 8;
/// Stands for no record.
pub(super) const NONE: u32 = u32::MAX;
/// Stands for no year.
pub(super) const NO_YEAR: i16 = i16::MIN;
/// Bits of a posting that are the record's.
pub(super) const RECORD_BITS: u32 = 27;
/// Bit of a posting that has a meaning of the same name after it.
pub(super) const MORE: u32 = 1 << 31;
/// Bit of a posting whose name needs any capital in the text, wherever it stands.
pub(super) const ANY_CAPITAL: u32 = 1 << 30;

/// Why bytes are no gazetteer that this program can use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayerError {
    /// They begin with something else.
    #[error("no compiled gazetteer: the first bytes are not {:?}", String::from_utf8_lossy(MAGIC))]
    Magic,
    /// They are of another version.
    #[error("compiled gazetteer of version {found}, this program reads version {VERSION}: compile the tables again")]
    Version {
        /// The version found.
        found: u32,
    },
    /// The checksum or a length is wrong.
    #[error("the compiled gazetteer is damaged ({what}): compile the tables again")]
    Damaged {
        /// What does not hold.
        what: &'static str,
    },
}

/// Bytes that are the program's own, or shared.
#[derive(Clone, Debug)]
pub enum Bytes {
    /// Part of the program.
    Static(&'static [u8]),
    /// A range of bytes in memory.
    Shared(Arc<[u8]>, Range<usize>),
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        let range = 0..bytes.len();
        Bytes::Shared(bytes.into(), range)
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Bytes::Static(bytes) => bytes,
            Bytes::Shared(bytes, range) => &bytes[range.clone()],
        }
    }
}

impl Bytes {
    /// A part of them; `None` when it does not lie inside.
    fn part(&self, part: Range<usize>) -> Option<Bytes> {
        match self {
            Bytes::Static(bytes) => bytes.get(part).map(Bytes::Static),
            Bytes::Shared(bytes, range) => {
                self.as_ref().get(part.clone())?;
                Some(Bytes::Shared(Arc::clone(bytes), range.start + part.start..range.start + part.end))
            }
        }
    }
}

/// A section of text, known to be UTF-8.
enum Text {
    Static(&'static str),
    Own(Box<str>),
}

impl Text {
    /// `None` when the bytes are not UTF-8.
    fn of(bytes: &Bytes) -> Option<Self> {
        match bytes {
            Bytes::Static(bytes) => std::str::from_utf8(bytes).ok().map(Self::Static),
            Bytes::Shared(..) => std::str::from_utf8(bytes.as_ref()).ok().map(|text| Self::Own(text.into())),
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Static(text) => text,
            Self::Own(text) => text,
        }
    }
}

/// Where a record's offices and codes stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordRow {
    offices: (u32, u16),
    codes: (u32, u16),
}

/// One opened file.
pub struct Layer {
    records: Bytes,
    offices: Bytes,
    codes: Bytes,
    ids: Bytes,
    postings: Bytes,
    family_postings: Bytes,
    first_words: Bytes,
    strings: Text,
    names: Fst<Bytes>,
    words: Fst<Bytes>,
    families: Fst<Bytes>,
}

impl std::fmt::Debug for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Layer").field("records", &self.n_records()).field("names", &self.n_names()).finish()
    }
}

/// The longest name found at some token.
#[derive(Debug)]
pub(super) struct Found<'l> {
    /// One past its last token.
    pub(super) end: usize,
    layer: &'l Layer,
    first: u64,
    writing: Writing,
}

impl<'l> Found<'l> {
    /// Its meanings that are written as in the text; records are positions in the layer.
    pub(super) fn names(&self) -> impl Iterator<Item = Name> + use<'l> {
        let writing = self.writing;
        self.layer.meanings(self.first).filter(move |p| p.fits(writing)).map(|p| p.name())
    }
}

/// The word that a name is looked for from, folded once for all layers.
pub(super) struct FirstWord<'b> {
    word: Cow<'b, [u8]>,
    hash: u64,
    /// A number counts as a capital.
    capital: bool,
}

impl<'b> FirstWord<'b> {
    /// `None` for a hyphen, with which no name begins.
    pub(super) fn new(text: &'b str, token: &Token, buffer: &'b mut [u8; BUFFER]) -> Option<Self> {
        let word = folded(token.span.of(text), buffer);
        let capital = token.shape.is_capital() || token.shape == Shape::Number;
        (*word != *b"-").then(|| Self { hash: hash(&word), word, capital })
    }
}

/// How the words of a stretch of text are written, as bit sets over the words of a name.
#[derive(Clone, Copy, Debug, Default)]
struct Writing {
    /// Words without a capital.
    small: u16,
    /// Words that are not all capitals.
    not_upper: u16,
    any_capital: bool,
}

/// The bit of a word; those far back share one.
pub(super) fn word_bit(index: usize) -> u16 {
    1 << index.min(15)
}

/// What a name means, as stored.
#[derive(Clone, Copy, Debug)]
struct Posting {
    head: u32,
    capitals: u16,
    upper: u16,
}

impl Posting {
    fn fits(self, writing: Writing) -> bool {
        self.capitals & writing.small == 0
            && self.upper & writing.not_upper == 0
            && (self.head & ANY_CAPITAL == 0 || writing.any_capital)
    }

    fn name(self) -> Name {
        let sort = match self.head >> RECORD_BITS & 7 {
            0 => NameSort::Name,
            1 => NameSort::Adjective,
            2 => NameSort::Demonym,
            3 => NameSort::Capital,
            _ => NameSort::Seat,
        };
        Name { record: RecordId(self.head & ((1 << RECORD_BITS) - 1)), sort }
    }
}

impl Layer {
    /// Opens a compiled gazetteer. Only the checksum reads all of it; nothing is copied.
    ///
    /// # Errors
    /// When the bytes are no such file, one of another version, or damaged.
    pub fn open(bytes: Bytes) -> Result<Self, LayerError> {
        let damaged = |what| LayerError::Damaged { what };
        let all = bytes.as_ref();
        if !all.starts_with(MAGIC) {
            return Err(LayerError::Magic);
        }
        let number = |at: usize| all.get(at..at + 4).map(|b| u32_at(b, 0)).ok_or_else(|| damaged("it ends too early"));
        let found = number(8)?;
        if found != VERSION {
            return Err(LayerError::Version { found });
        }
        let sum = number(12)?;
        // The automata trust their bytes, so nothing is looked at before this.
        if crc32fast::hash(&all[CHECKED..]) != sum {
            return Err(damaged("the checksum does not fit"));
        }
        let mut at = HEADER;
        let mut sections = Vec::with_capacity(SECTIONS);
        for section in 0..SECTIONS {
            let length = number(CHECKED + 4 * section)? as usize;
            sections.push(bytes.part(at..at.saturating_add(length)).ok_or_else(|| damaged("it ends too early"))?);
            at += length;
        }
        if at != all.len() {
            return Err(damaged("it goes on after its end"));
        }
        let mut sections = sections.into_iter();
        let mut next = || sections.next().ok_or_else(|| damaged("a section is missing"));
        let rows = |section: Bytes, size: usize| match section.as_ref().len() % size {
            0 => Ok(section),
            _ => Err(damaged("a row is cut off")),
        };
        let automaton = |section: Bytes| Fst::new(section).map_err(|_| damaged("an automaton cannot be read"));
        let layer = Self {
            records: rows(next()?, RECORD)?,
            offices: rows(next()?, OFFICE)?,
            codes: rows(next()?, CODE)?,
            ids: rows(next()?, 4)?,
            postings: rows(next()?, POSTING)?,
            family_postings: rows(next()?, 4)?,
            first_words: next()?,
            strings: Text::of(&next()?).ok_or_else(|| damaged("its strings are not UTF-8"))?,
            names: automaton(next()?)?,
            words: automaton(next()?)?,
            families: automaton(next()?)?,
        };
        if !layer.first_words.as_ref().len().is_power_of_two() || layer.first_words.as_ref().len() < 2 {
            return Err(damaged("the first words are no power of two"));
        }
        Ok(layer)
    }

    /// Number of records.
    pub fn n_records(&self) -> u32 {
        (self.records.as_ref().len() / RECORD) as u32
    }

    /// Number of names, each counted once whatever it means.
    pub fn n_names(&self) -> usize {
        self.names.len()
    }

    /// The record at a position.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn record(&self, position: u32) -> Record<'_> {
        let row = &self.records.as_ref()[position as usize * RECORD..][..RECORD];
        let wikidata = self.string(&row[12..18]);
        let state = u32_at(row, 24);
        Record {
            id: self.string(&row[0..6]),
            name: self.string(&row[6..12]),
            kind: ActorKind::ALL.get(usize::from(row[40])).copied().unwrap_or(ActorKind::Other),
            wikidata: Some(wikidata).filter(|w| !w.is_empty()),
            state: (state != NONE).then_some(RecordId(state)),
            sector: self.string(&row[18..24]),
            gender: match row[41] {
                1 => Gender::Male,
                2 => Gender::Female,
                _ => Gender::Unknown,
            },
            layer: self,
            row: record_row(row),
        }
    }

    /// The offices of the record at a position, without the record.
    ///
    /// # Panics
    /// When there are not so many records.
    pub(super) fn offices_at(&self, position: u32) -> impl Iterator<Item = Office<'_>> + use<'_> {
        self.offices(record_row(&self.records.as_ref()[position as usize * RECORD..][..RECORD]))
    }

    pub(super) fn offices(&self, row: RecordRow) -> impl Iterator<Item = Office<'_>> + use<'_> {
        let (first, count) = row.offices;
        rows(self.offices.as_ref(), OFFICE, first, count).map(|row| {
            let of = u32_at(row, 6);
            let year = |at| Some(u16_at(row, at) as i16).filter(|&y| y != NO_YEAR);
            let of = (of != NONE).then_some(RecordId(of));
            Office { role: self.string(&row[..6]), of, from: year(10), to: year(12) }
        })
    }

    pub(super) fn codes(&self, row: RecordRow) -> impl Iterator<Item = Code<'_>> + use<'_> {
        let (first, count) = row.codes;
        rows(self.codes.as_ref(), CODE, first, count).map(|row| {
            let day = |at| Some(u32_at(row, at) as i32).filter(|&d| d != 0);
            Code { code: self.string(&row[..6]), from: day(6), to: day(10) }
        })
    }

    /// The position of the record with this id.
    pub fn by_id(&self, id: &str) -> Option<RecordId> {
        let ids = self.ids.as_ref();
        let id_at = |position: u32| self.string(&self.records.as_ref()[position as usize * RECORD..][..6]);
        let (mut low, mut high) = (0, ids.len() / 4);
        while low < high {
            let middle = low.midpoint(high);
            let position = u32_at(ids, 4 * middle);
            match id_at(position).cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(RecordId(position)),
            }
        }
        None
    }

    /// The longest name that begins at a token, ends at the last token or before, and is written as in the text.
    pub(super) fn longest(
        &self,
        text: &str,
        tokens: &[Token],
        from: usize,
        first: &FirstWord<'_>,
    ) -> Option<Found<'_>> {
        if !self.may_begin(first) {
            return None;
        }
        let mut buffer = [0; BUFFER];
        let mut walk = Walk { fst: &self.names, node: self.names.root(), output: Output::zero() };
        if !walk.step(&first.word) {
            return None;
        }
        let mut writing = Writing::default();
        let mut best = None;
        let mut n_words = 0;
        for (at, token) in tokens.iter().enumerate().skip(from) {
            if at > from {
                let word = folded(token.span.of(text), &mut buffer);
                if *word == *b"-" {
                    continue;
                }
                if !walk.step(b" ") || !walk.step(&word) {
                    break;
                }
            }
            let bit = word_bit(n_words);
            let capital = token.shape.is_capital();
            writing.any_capital |= capital;
            writing.small |= if capital || token.shape == Shape::Number { 0 } else { bit };
            writing.not_upper |= if matches!(token.shape, Shape::Upper | Shape::Number) { 0 } else { bit };
            n_words += 1;
            if let Some(first) = walk.value()
                && self.meanings(first).any(|p| p.fits(writing))
            {
                best = Some(Found { end: at + 1, layer: self, first, writing });
            }
        }
        best
    }

    /// What a name means, whatever its capitals; records are positions in the layer.
    pub(super) fn exact(&self, key: &str) -> impl Iterator<Item = Name> + use<'_> {
        let first = self.names.get(key).map(Output::value);
        first.into_iter().flat_map(|first| self.meanings(first)).map(Posting::name)
    }

    fn meanings(&self, first: u64) -> impl Iterator<Item = Posting> + use<'_> {
        let rows = self.postings.as_ref().get(first as usize * POSTING..).unwrap_or_default().chunks_exact(POSTING);
        let mut more = true;
        rows.map_while(move |row| {
            let head = u32_at(row, 0);
            let go_on = std::mem::replace(&mut more, head & MORE != 0);
            go_on.then(|| Posting { head, capitals: u16_at(row, 4), upper: u16_at(row, 6) })
        })
    }

    /// Whether a word stands in any name.
    pub fn has_word(&self, form: &str) -> bool {
        let mut buffer = [0; BUFFER];
        self.words.contains_key(folded(form, &mut buffer))
    }

    /// Whether any person has this family name, folded or not.
    pub fn is_family(&self, name: &str) -> bool {
        self.families.contains_key(folded(name, &mut [0; BUFFER]))
    }

    /// Persons whose family name this is, as positions in the layer.
    pub fn family(&self, name: &str) -> Vec<RecordId> {
        let mut buffer = [0; BUFFER];
        let Some(first) = self.families.get(folded(name, &mut buffer)) else { return Vec::new() };
        let rows = self.family_postings.as_ref().get(first.value() as usize * 4..).unwrap_or_default();
        let mut persons = Vec::new();
        for row in rows.chunks_exact(4).map(|row| u32_at(row, 0)) {
            persons.push(RecordId(row & !MORE));
            if row & MORE == 0 {
                break;
            }
        }
        persons
    }

    /// Whether a name may begin with this word: most tokens end their search here.
    fn may_begin(&self, first: &FirstWord<'_>) -> bool {
        let bits = self.first_words.as_ref();
        let half = bits.len() / 2;
        let place = first.hash as usize & (half * 8 - 1);
        let any = bits[place / 8] >> (place % 8) & 1 != 0;
        any && (first.capital || bits[half + place / 8] >> (place % 8) & 1 != 0)
    }

    fn string(&self, reference: &[u8]) -> &str {
        let (at, length) = (u32_at(reference, 0) as usize, usize::from(u16_at(reference, 4)));
        self.strings.as_str().get(at..at + length).unwrap_or_default()
    }
}

/// A way through an automaton.
struct Walk<'f> {
    fst: &'f Fst<Bytes>,
    node: fst::raw::Node<'f>,
    output: Output,
}

impl Walk<'_> {
    /// Goes on over some bytes; false where nothing goes on so.
    fn step(&mut self, bytes: &[u8]) -> bool {
        for &byte in bytes {
            let Some(way) = self.node.find_input(byte) else { return false };
            let way = self.node.transition(way);
            self.output = self.output.cat(way.out);
            self.node = self.fst.node(way.addr);
        }
        true
    }

    /// The value of the key walked over, if it is one.
    fn value(&self) -> Option<u64> {
        self.node.is_final().then(|| self.output.cat(self.node.final_output()).value())
    }
}

/// Hash of a folded word, the same on every machine (FNV-1a).
pub(super) fn hash(word: &[u8]) -> u64 {
    let hash = word.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    hash ^ hash >> 32
}

/// Longest ASCII word that is folded without allocating.
pub(super) const BUFFER: usize = 32;

/// As [`fold`], in bytes.
fn folded<'b>(form: &'b str, buffer: &'b mut [u8; BUFFER]) -> Cow<'b, [u8]> {
    let bytes = form.as_bytes();
    if bytes.len() <= BUFFER && bytes.is_ascii() {
        let target = &mut buffer[..bytes.len()];
        target.copy_from_slice(bytes);
        target.make_ascii_lowercase();
        return Cow::Borrowed(target);
    }
    match fold(form) {
        Cow::Borrowed(form) => Cow::Borrowed(form.as_bytes()),
        Cow::Owned(form) => Cow::Owned(form.into_bytes()),
    }
}

fn record_row(row: &[u8]) -> RecordRow {
    RecordRow { offices: (u32_at(row, 28), u16_at(row, 36)), codes: (u32_at(row, 32), u16_at(row, 38)) }
}

fn rows(bytes: &[u8], size: usize, first: u32, count: u16) -> impl Iterator<Item = &[u8]> {
    let from = first as usize * size;
    bytes.get(from..from + usize::from(count) * size).unwrap_or_default().chunks_exact(size)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}
