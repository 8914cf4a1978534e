//! The words by which boilerplate is known, from `data/lexicon/boilerplate.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Longest first word of a phrase, in bytes.
const LONGEST_WORD: usize = 24;

/// What a phrase is evidence of; `data/lexicon/README.md` explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Address,
    Agency,
    Commerce,
    Contribution,
    Deictic,
    Erratum,
    Finite,
    Imperative,
    Media,
    Note,
    OpenerByline,
    OpenerCredit,
    OpenerNotice,
    OpenerRelated,
    Report,
    Rights,
    Role,
    Social,
    Time,
    WholeByline,
    WholeCredit,
    WholeNotice,
    WholePrompt,
    WholeRelated,
}

impl Class {
    /// Names as the file has them, in the order of the members.
    const NAMES: [(&'static str, Class); 24] = [
        ("address", Self::Address),
        ("agency", Self::Agency),
        ("commerce", Self::Commerce),
        ("contribution", Self::Contribution),
        ("deictic", Self::Deictic),
        ("erratum", Self::Erratum),
        ("finite", Self::Finite),
        ("imperative", Self::Imperative),
        ("media", Self::Media),
        ("note", Self::Note),
        ("opener-byline", Self::OpenerByline),
        ("opener-credit", Self::OpenerCredit),
        ("opener-notice", Self::OpenerNotice),
        ("opener-related", Self::OpenerRelated),
        ("report", Self::Report),
        ("rights", Self::Rights),
        ("role", Self::Role),
        ("social", Self::Social),
        ("time", Self::Time),
        ("whole-byline", Self::WholeByline),
        ("whole-credit", Self::WholeCredit),
        ("whole-notice", Self::WholeNotice),
        ("whole-prompt", Self::WholePrompt),
        ("whole-related", Self::WholeRelated),
    ];

    /// Number of classes.
    pub(super) const COUNT: usize = Self::NAMES.len();

    fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, class)| *class)
    }
}

/// One line of the file, without its first word.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) rest: Vec<&'static str>,
    pub(super) class: Class,
    pub(super) weight: u32,
}

/// Bits of [`Table::filter`].
const FILTER_BITS: usize = 1 << 16;

/// Five bits of each ASCII letter or digit, without its case; 0 for all other bytes.
const LETTERS: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = byte as u32 & 0x1F;
        }
        byte += 1;
    }
    table
};

/// Phrases by their first word.
#[derive(Debug)]
struct Table {
    entries: FxHashMap<&'static [u8], Vec<Entry>>,
    /// Bits for the first three letters and the last one of each word: nearly all other words are refused without a look-up.
    filter: Box<[u64; FILTER_BITS / 64]>,
}

impl Table {
    fn new() -> Self {
        Self { entries: FxHashMap::default(), filter: Box::new([0; FILTER_BITS / 64]) }
    }

    /// The bit of a word, the same whatever the case of its letters and the form of its apostrophe.
    #[inline(always)]
    fn bit(word: &[u8]) -> usize {
        let letter = |at: usize| word.get(at).map_or(0, |b| LETTERS[usize::from(*b)]);
        let letters = letter(0) << 15 | letter(1) << 10 | letter(2) << 5 | letter(word.len().wrapping_sub(1));
        // Fibonacci hashing: the upper bits of the product mix all letters.
        (letters.wrapping_mul(0x9E37_79B9) >> (32 - FILTER_BITS.ilog2())) as usize
    }

    #[inline(always)]
    fn has(&self, bit: usize) -> bool {
        self.filter[bit / 64] >> (bit % 64) & 1 == 1
    }

    fn insert(&mut self, first: &'static [u8], entry: Entry) {
        let bit = Self::bit(first);
        self.filter[bit / 64] |= 1 << (bit % 64);
        self.entries.entry(first).or_default().push(entry);
    }

    fn get(&self, word: &[u8]) -> &[Entry] {
        let mut key = [0; LONGEST_WORD];
        let Some(length) = normalize(word, &mut key) else { return &[] };
        self.entries.get(&key[..length]).map_or(&[], Vec::as_slice)
    }
}

/// The phrases of the file.
#[derive(Debug)]
pub(super) struct Lexicon {
    telling: Table,
    /// Those of the classes time and finite, most of which are the commonest words.
    common: Table,
}

impl Lexicon {
    /// The built-in one.
    pub(super) fn get() -> &'static Self {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
            Lexicon::parse(include_str!("../../../data/lexicon/boilerplate.tsv"))
                .expect("a test reads the built-in file")
        });
        &LEXICON
    }

    /// Reads the file's format; an error names the line, from 1.
    fn parse(text: &'static str) -> Result<Self, String> {
        let mut lexicon = Self { telling: Table::new(), common: Table::new() };
        let mut lines = text.lines();
        if lines.next() != Some("phrase\tclass\tweight") {
            return Err("1: expected the header phrase, class, weight".to_owned());
        }
        let mut before = ("", "");
        for (line, number) in lines.zip(2..) {
            let fields: Vec<&'static str> = line.split('\t').collect();
            let [phrase, class, weight] = fields[..] else { return Err(format!("{number}: expected three columns")) };
            if before >= (phrase, class) {
                return Err(format!("{number}: {phrase:?} is out of order or there twice"));
            }
            before = (phrase, class);
            let class = Class::from_name(class).ok_or_else(|| format!("{number}: unknown class {class:?}"))?;
            let weight = weight.parse().map_err(|_| format!("{number}: {weight:?} is no weight"))?;
            lexicon.insert(phrase, class, weight).ok_or_else(|| format!("{number}: {phrase:?} cannot be matched"))?;
        }
        Ok(lexicon)
    }

    fn insert(&mut self, phrase: &'static str, class: Class, weight: u32) -> Option<()> {
        let mut words = phrase.split(' ');
        let first = words.next()?.as_bytes();
        let matchable = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'\'';
        if first.is_empty() || first.len() > LONGEST_WORD || !first.iter().all(matchable) {
            return None;
        }
        let table = if matches!(class, Class::Time | Class::Finite) { &mut self.common } else { &mut self.telling };
        table.insert(first, Entry { rest: words.collect(), class, weight });
        Some(())
    }

    /// Whether phrases may begin with a word: rarely so, and never wrongly denied. `common` as in
    /// [`common_starting_with`](Self::common_starting_with).
    #[inline(always)]
    pub(super) fn may_start(&self, word: &[u8], common: bool) -> bool {
        let bit = Table::bit(word);
        self.telling.has(bit) || (common && self.common.has(bit))
    }

    /// The phrases that begin with a word, given in any case, but for those of the next function.
    pub(super) fn starting_with(&self, word: &[u8]) -> &[Entry] {
        self.telling.get(word)
    }

    /// The phrases of the classes time and finite that begin with a word.
    pub(super) fn common_starting_with(&self, word: &[u8]) -> &[Entry] {
        self.common.get(word)
    }
}

/// Lower case with a plain apostrophe; `None` when it does not fit.
fn normalize(word: &[u8], key: &mut [u8; LONGEST_WORD]) -> Option<usize> {
    let mut length = 0;
    let mut bytes = word.iter();
    while let Some(&byte) = bytes.next() {
        let mut byte = byte.to_ascii_lowercase();
        if byte == 0xE2 {
            // Of the marks in this block only apostrophes are inside words.
            byte = b'\'';
            bytes.nth(1);
        }
        *key.get_mut(length)? = byte;
        length += 1;
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_file_is_read() {
        assert!(!Lexicon::get().starting_with(b"Newsletter").is_empty());
        assert!(!Lexicon::get().starting_with("you’ve".as_bytes()).is_empty());
        assert!(Lexicon::get().starting_with(b"minister").is_empty());
    }

    #[test]
    fn wrong_lines_are_named() {
        let error = |text| Lexicon::parse(text).unwrap_err();
        assert_eq!(error("x"), "1: expected the header phrase, class, weight");
        assert_eq!(error("phrase\tclass\tweight\na\tb"), "2: expected three columns");
        assert_eq!(error("phrase\tclass\tweight\na\tverb\t1"), "2: unknown class \"verb\"");
        assert_eq!(error("phrase\tclass\tweight\na\ttime\tx"), "2: \"x\" is no weight");
        let twice = "phrase\tclass\tweight\na\ttime\t1\na\ttime\t1";
        assert_eq!(error(twice), "3: \"a\" is out of order or there twice");
        assert_eq!(error("phrase\tclass\tweight\nA\ttime\t1"), "2: \"A\" cannot be matched");
    }
}
