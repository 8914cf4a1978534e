//! What single words have to do with time: the tables `time_words.tsv`, `time_phrases.tsv`, `named_days.tsv` and
//! `time_ahead.tsv`, and the numbers of `numbers.tsv`.

use rustc_hash::FxHashSet;

use crate::annotation::TimeModifier;
use crate::lexicon::{Inflections, Row, Table, TableError, Vocabulary, WordId, WordMap};

use super::calendar::Unit;
use super::meaning::Part;

/// What a word has to do with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeWord {
    /// "Monday": 1
    Weekday(i8),
    /// "Mondays": 1
    Weekdays(i8),
    /// "January": 1
    Month(i8),
    Unit(Unit),
    /// "weeklong"
    Long(Unit),
    /// "summer": "SU"
    Season(&'static str),
    /// "morning": "MO"
    PartOfDay(&'static str),
    /// "overnight"
    Overnight,
    /// "noon": 12
    Clock(i8),
    /// "a.m.": 0, "p.m.": 12
    Meridiem(i8),
    /// "GMT": whether it is Greenwich time
    Zone(bool),
    /// "yesterday": -1
    Day(i32),
    /// "tonight"
    Tonight,
    /// "now": "PRESENT_REF"
    Reference(&'static str),
    /// "last": -1
    Shift(i32),
    /// "following": 1
    Near(i32),
    /// "past" in "the past year"
    Past,
    /// "recent"
    Recent,
    /// "ago"
    Ago,
    /// "later" 1, "earlier" -1
    Turn(i32),
    /// "third"
    Ordinal(i8),
    /// "early"
    PartOf(Part),
    /// "beginning", before "of"
    Edge(Part),
    Half,
    /// "several", "many"
    Vague,
    /// "every"
    Every,
    /// "weekly"
    Set(Unit),
    /// "once", "twice"
    Often,
    /// "since", "until": kept in the expression
    Kept(TimeModifier),
    /// "for", "over" before a length of time
    During,
    /// "in", "on"
    Preposition,
}

/// A phrase that names a day of every year, or of one.
#[derive(Debug)]
pub(super) struct NamedDay {
    pub(super) words: Box<[WordId]>,
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
    /// Words of which one must stand after it, or after one word more: "Sept. 11 terrorist attacks"; none if it needs none.
    pub(super) nouns: Box<[WordId]>,
}

/// What a phrase around a time word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PhraseUse {
    /// "more than" before a length of time.
    Limit(TimeModifier),
    /// "Black" before "Friday": the day is a name.
    NameBefore,
    /// "prayers" after "Friday": a custom, not a day.
    CustomAfter,
}

/// What this stage must know of words.
#[derive(Debug)]
pub struct TimeRules {
    words: WordMap<TimeWord>,
    numbers: WordMap<f64>,
    /// First word of each is looked up by hand; longest first.
    pub(super) phrases: Vec<(Box<[WordId]>, PhraseUse)>,
    pub(super) days: Vec<NamedDay>,
    /// Verbs, adjectives and nouns that point ahead: "scheduled for Friday".
    pub(super) ahead: FxHashSet<WordId>,
    pub(super) the: WordId,
    pub(super) a: WordId,
    pub(super) an: WordId,
    pub(super) of: WordId,
    pub(super) and: WordId,
    pub(super) at: WordId,
    pub(super) as_: WordId,
    pub(super) in_: WordId,
    pub(super) on: WordId,
    pub(super) to: WordId,
    pub(super) from: WordId,
    pub(super) between: WordId,
    pub(super) come: WordId,
    pub(super) before: WordId,
    pub(super) after: WordId,
    pub(super) until: WordId,
    pub(super) till: WordId,
    pub(super) through: WordId,
    pub(super) within: WordId,
    pub(super) now: WordId,
    pub(super) that: WordId,
    pub(super) half: WordId,
    pub(super) old: WordId,
    pub(super) age: WordId,
    pub(super) long: WordId,
    pub(super) times: WordId,
    pub(super) hours: WordId,
    pub(super) last: WordId,
    pub(super) one: WordId,
    pub(super) per: WordId,
    /// Months and weekdays that are names of persons, or common words, too.
    pub(super) ambiguous: FxHashSet<WordId>,
    pub(super) future: FxHashSet<WordId>,
    pub(super) have: FxHashSet<WordId>,
    pub(super) was: FxHashSet<WordId>,
}

/// Reads a table that ships with the program.
macro_rules! table {
    ($name:literal, $columns:expr) => {
        Table::parse(concat!("data/lexicon/", $name), include_str!(concat!("../../data/lexicon/", $name)), $columns)
    };
}

impl TimeRules {
    /// Reads the tables; their words become known.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let mut words = WordMap::default();
        for row in table!("time_words.tsv", &["form", "kind", "value"])?.rows() {
            words.insert(vocabulary.add(row.cell(0)), time_word(&row)?);
        }
        let mut numbers = WordMap::default();
        for row in table!("numbers.tsv", &["form", "kind", "value"])?.rows() {
            if matches!(row.cell(1), "unit" | "ten") {
                numbers.insert(vocabulary.add(row.cell(0)), row.parse(2)?);
            }
        }
        let mut phrases = Vec::new();
        for row in table!("time_phrases.tsv", &["words", "kind", "value"])?.rows() {
            let used = match row.cell(1) {
                "limit" => PhraseUse::Limit(row.parse(2)?),
                "name" => PhraseUse::NameBefore,
                "custom" => PhraseUse::CustomAfter,
                other => return Err(row.error(format!("unknown kind {other:?}"))),
            };
            phrases.push((sequence(vocabulary, row.cell(0)), used));
        }
        phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        let mut days = Vec::new();
        for row in table!("named_days.tsv", &["words", "year", "month", "day", "nouns"])?.rows() {
            let year = row.optional(1).map(|_| row.parse(1)).transpose()?;
            let words = sequence(vocabulary, row.cell(0));
            let nouns = row.list(4).map(|w| vocabulary.add(w)).collect();
            days.push(NamedDay { words, year, month: row.parse(2)?, day: row.parse(3)?, nouns });
        }
        days.sort_by_key(|d| std::cmp::Reverse(d.words.len()));
        let mut ahead = FxHashSet::default();
        for row in table!("time_ahead.tsv", &["lemma", "class"])?.rows() {
            let forms = match row.cell(1) {
                "verb" => inflections.verb(row.cell(0)),
                "noun" => inflections.noun(row.cell(0)),
                "other" => vec![row.cell(0).to_owned()],
                other => return Err(row.error(format!("unknown class {other:?}"))),
            };
            ahead.extend(forms.iter().map(|f| vocabulary.add(f)));
        }
        let mut set = |words: &[&str]| words.iter().map(|w| vocabulary.add(w)).collect::<FxHashSet<WordId>>();
        let ambiguous = set(&["may", "march", "mar", "april", "june", "august", "jan", "sun", "sat", "dec"]);
        let future =
            set(&["will", "'ll", "’ll", "shall", "wo", "would", "may", "might", "could", "should", "must", "can"]);
        let have = set(&["have", "has", "had", "having", "'ve", "’ve"]);
        let was = set(&["was", "were", "been", "did"]);
        let mut add = |w: &str| vocabulary.add(w);
        Ok(Self {
            words,
            numbers,
            phrases,
            days,
            ahead,
            the: add("the"),
            a: add("a"),
            an: add("an"),
            of: add("of"),
            and: add("and"),
            at: add("at"),
            as_: add("as"),
            in_: add("in"),
            on: add("on"),
            to: add("to"),
            from: add("from"),
            between: add("between"),
            come: add("come"),
            before: add("before"),
            after: add("after"),
            until: add("until"),
            till: add("till"),
            through: add("through"),
            within: add("within"),
            now: add("now"),
            that: add("that"),
            half: add("half"),
            old: add("old"),
            age: add("age"),
            long: add("long"),
            times: add("times"),
            hours: add("hours"),
            last: add("last"),
            one: add("one"),
            per: add("per"),
            ambiguous,
            future,
            have,
            was,
        })
    }

    pub(super) fn word(&self, word: WordId) -> Option<TimeWord> {
        self.words.get(word)
    }

    /// The value of "seven", "twenty".
    pub(super) fn number(&self, word: WordId) -> Option<f64> {
        self.numbers.get(word)
    }
}

fn sequence(vocabulary: &mut Vocabulary, words: &str) -> Box<[WordId]> {
    words.split(' ').map(|w| vocabulary.add(w)).collect()
}

fn time_word(row: &Row<'_, 'static>) -> Result<TimeWord, TableError> {
    let value = row.cell(2);
    let unit = || Unit::named(value).ok_or_else(|| row.error(format!("unknown unit {value:?}")));
    let part = || {
        Ok(match value {
            "start" => Part::Start,
            "mid" => Part::Mid,
            "end" => Part::End,
            _ => return Err(row.error(format!("unknown part {value:?}"))),
        })
    };
    Ok(match row.cell(1) {
        "weekday" => TimeWord::Weekday(row.parse(2)?),
        "weekdays" => TimeWord::Weekdays(row.parse(2)?),
        "month" => TimeWord::Month(row.parse(2)?),
        "unit" => TimeWord::Unit(unit()?),
        "long" => TimeWord::Long(unit()?),
        "set" => TimeWord::Set(unit()?),
        "season" => TimeWord::Season(value),
        "part" => TimeWord::PartOfDay(value),
        "overnight" => TimeWord::Overnight,
        "clock" => TimeWord::Clock(row.parse(2)?),
        "meridiem" => TimeWord::Meridiem(row.parse(2)?),
        "zone" => TimeWord::Zone(value == "utc"),
        "day" => TimeWord::Day(row.parse(2)?),
        "tonight" => TimeWord::Tonight,
        "now" => TimeWord::Reference(value),
        "shift" => TimeWord::Shift(row.parse(2)?),
        "near" => TimeWord::Near(row.parse(2)?),
        "span" => TimeWord::Past,
        "recent" => TimeWord::Recent,
        "ago" => TimeWord::Ago,
        "turn" => TimeWord::Turn(row.parse(2)?),
        "ordinal" => TimeWord::Ordinal(row.parse(2)?),
        "part_of" => TimeWord::PartOf(part()?),
        "edge" => TimeWord::Edge(part()?),
        "half" => TimeWord::Half,
        "vague" => TimeWord::Vague,
        "every" => TimeWord::Every,
        "often" => TimeWord::Often,
        "keep" => TimeWord::Kept(row.parse(2)?),
        "duration" => TimeWord::During,
        "preposition" => TimeWord::Preposition,
        other => return Err(row.error(format!("unknown kind {other:?}"))),
    })
}
