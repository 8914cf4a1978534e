//! Time expressions and their values: "last week", "16 November", "since January", "in the past 12 months".
//!
//! Enters: the tokens of a sentence and the document's date. Leaves: expressions in order, with ISO 8601 / TIMEX3
//! values (Pustejovsky et al., TimeML 1.2.1): "2022-09", "2022-W45", "P12M", "PRESENT_REF". Method: a small grammar over
//! word classes read from `time_words.tsv`. News looks back, so a bare month or weekday is the last one before the date of
//! the document, or the next one where the sentence says "will". Where a value needs a date that is not known it is
//! `None`. The words of an expression leave out "in", "on" and "during", which add nothing, and keep "since", "until",
//! "before", "after", "by" and "for", which change what the value means.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::annotation::Time;
use crate::lexicon::{Table, TableError, Vocabulary, WordId};
use crate::pipeline::Reading;
use crate::syntax::tag::Tag;
use crate::text::token::Shape;

use super::quantity::NumberRules;
use super::words::WordMap;

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// What a word has to do with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TimeWord {
    /// "Monday": 1
    Weekday(i8),
    /// "January": 1
    Month(i8),
    Unit(Unit),
    /// "summer": "SU"
    Season(&'static str),
    /// "morning": "MO"
    PartOfDay(&'static str),
    /// "yesterday": -1
    Day(i32),
    /// "now": "PRESENT_REF"
    Reference(&'static str),
    /// "last": -1
    Shift(i32),
    /// "past" in "the past year"
    Past,
    /// "ago", "earlier"
    Ago,
    /// "third"
    Ordinal(i32),
    /// "early", "late"
    PartOf,
    /// "several", "many"
    Vague,
    /// "since", "until": kept in the expression
    Kept,
    /// "for", "over" before a length of time
    During,
    /// "in", "on"
    Preposition,
}

/// What this file must know of words.
#[derive(Debug)]
pub(super) struct TimeRules {
    words: WordMap<TimeWord>,
    the: WordId,
    a: WordId,
    an: WordId,
    of: WordId,
    will: [WordId; 3],
}

/// A time expression in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TimeExpression {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Where its preposition begins, if it has one; else its first token.
    pub(super) from: usize,
    /// TIMEX3 value.
    pub(super) value: Option<String>,
}

impl TimeExpression {
    /// As the annotation holds it.
    pub(super) fn to_time(&self, reading: Reading<'_>) -> Time {
        Time { span: reading.span(self.tokens.clone()), value: self.value.clone() }
    }
}

impl TimeRules {
    /// Reads `time_words.tsv`.
    pub(super) fn load(vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        let table = Table::parse(
            "data/lexicon/time_words.tsv",
            include_str!("../../data/lexicon/time_words.tsv"),
            &["form", "kind", "value"],
        )?;
        let mut words = WordMap::default();
        for row in table.rows() {
            let value = row.cell(2);
            let word = match row.cell(1) {
                "weekday" => TimeWord::Weekday(row.parse(2)?),
                "month" => TimeWord::Month(row.parse(2)?),
                "unit" => TimeWord::Unit(unit(value).ok_or_else(|| row.error(format!("unknown unit {value:?}")))?),
                "season" => TimeWord::Season(value),
                "part" => TimeWord::PartOfDay(value),
                "day" => TimeWord::Day(row.parse(2)?),
                "now" => TimeWord::Reference(value),
                "shift" => TimeWord::Shift(row.parse(2)?),
                "span" => TimeWord::Past,
                "ago" => TimeWord::Ago,
                "ordinal" => TimeWord::Ordinal(row.parse(2)?),
                "part_of" => TimeWord::PartOf,
                "vague" => TimeWord::Vague,
                "keep" => TimeWord::Kept,
                "duration" => TimeWord::During,
                "preposition" => TimeWord::Preposition,
                other => return Err(row.error(format!("unknown kind {other:?}"))),
            };
            words.insert(vocabulary.add(row.cell(0)), word);
        }
        Ok(Self {
            words,
            the: vocabulary.add("the"),
            a: vocabulary.add("a"),
            an: vocabulary.add("an"),
            of: vocabulary.add("of"),
            will: ["will", "'ll", "shall"].map(|w| vocabulary.add(w)),
        })
    }
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        "fortnight" => Unit::Fortnight,
        "weekend" => Unit::Weekend,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => return None,
    })
}

/// Time expressions among the tokens of a sentence, in order, without overlaps.
pub(super) fn find(
    rules: &TimeRules,
    numbers: &NumberRules,
    reading: Reading<'_>,
    sentence: Range<usize>,
) -> Vec<TimeExpression> {
    let mut found: Vec<TimeExpression> = Vec::new();
    let mut reader = Reader { rules, numbers, reading, end: sentence.end, future: false };
    let mut at = sentence.start;
    while at < sentence.end {
        reader.future |= rules.will.contains(&reader.word(at));
        let Some((start, end, value)) = reader.expression(at) else {
            at += 1;
            continue;
        };
        let (from, start) = reader.with_preposition(sentence.start, start, &value);
        found.push(TimeExpression { tokens: start..end, from, value: value.text });
        at = end;
    }
    found
}

/// What an expression means.
#[derive(Debug, Default)]
struct Value {
    text: Option<String>,
    /// A length of time rather than a point in it.
    is_duration: bool,
}

impl Value {
    fn point(text: impl Into<Option<String>>) -> Self {
        Self { text: text.into(), is_duration: false }
    }

    fn duration(text: String) -> Self {
        Self { text: Some(text), is_duration: true }
    }
}

struct Reader<'a> {
    rules: &'a TimeRules,
    numbers: &'a NumberRules,
    reading: Reading<'a>,
    end: usize,
    /// Whether "will" came before.
    future: bool,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> WordId {
        if at < self.end { self.reading.text.tokens[at].word } else { WordId::UNKNOWN }
    }

    fn time(&self, at: usize) -> Option<TimeWord> {
        if at >= self.end {
            return None;
        }
        let word = self.rules.words.get(self.word(at))?;
        // "may" and "march" are months where they are written as names.
        let ambiguous = matches!(word, TimeWord::Month(_) | TimeWord::Weekday(_));
        if ambiguous && !self.is_name(at) { None } else { Some(word) }
    }

    fn is_name(&self, at: usize) -> bool {
        let token = &self.reading.text.tokens[at];
        let tag = self.reading.syntax.tags[at];
        // In a text all in small letters the tag decides; "may" and "march" then are none.
        (token.shape.is_capital() && !matches!(tag, Tag::Md | Tag::Vb | Tag::Vbp | Tag::Vbd))
            || matches!(tag, Tag::Nnp | Tag::Nnps)
    }

    fn anchor(&self) -> Option<Date> {
        self.reading.document.date
    }

    fn year(&self, at: usize) -> Option<i16> {
        let token = self.reading.text.tokens.get(at).filter(|_| at < self.end)?;
        if token.shape != Shape::Number || token.span.len() != 4 {
            return None;
        }
        self.reading.form(at).parse().ok().filter(|y| (1500..2200).contains(y))
    }

    /// A day of the month: "16", "16th".
    fn day(&self, at: usize) -> Option<i8> {
        if at >= self.end {
            return None;
        }
        let form = self.reading.form(at);
        let digits = form.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let ordinal = matches!(&form[digits.len()..], "" | "st" | "nd" | "rd" | "th");
        digits.parse().ok().filter(|d| ordinal && digits.len() <= 2 && (1..=31).contains(d))
    }

    fn count(&self, at: usize) -> Option<i32> {
        if at >= self.end {
            return None;
        }
        let word = self.word(at);
        if word == self.rules.a || word == self.rules.an {
            return Some(1);
        }
        let value = self.numbers.small(self.reading, at)?;
        (value.fract() == 0.0 && (0.0..10_000.0).contains(&value)).then_some(value as i32)
    }

    /// Reads an expression that begins at `at`: first token, end, value.
    fn expression(&self, at: usize) -> Option<(usize, usize, Value)> {
        match self.time(at) {
            Some(TimeWord::Weekday(day)) => Some(self.weekday(at, day, 0, at)),
            Some(TimeWord::Month(month)) => self.month(at, month, None, at),
            Some(TimeWord::Day(days)) => {
                let end = at + 1 + usize::from(matches!(self.time(at + 1), Some(TimeWord::PartOfDay(_))));
                Some((at, end, Value::point(self.anchor().and_then(|d| d.checked_add(days.days()).ok()).map(iso_day))))
            }
            Some(TimeWord::Reference(name)) => Some((at, at + 1, Value::point(name.to_owned()))),
            Some(TimeWord::Shift(by)) => self.shifted(at, by),
            Some(TimeWord::Past) => self.length_of_past(at),
            Some(TimeWord::Season(name)) => self.season(at, name),
            Some(TimeWord::PartOf) => self.part_of(at),
            Some(TimeWord::Ordinal(number)) => self.quarter(at, number),
            Some(TimeWord::Vague) => self.vague_length(at),
            Some(TimeWord::Unit(unit)) => self.bare_units(at, unit),
            _ => self.number_first(at),
        }
    }

    /// "Monday", "Monday morning", "Monday, 14 November", "last Monday".
    fn weekday(&self, first: usize, day: i8, shift: i32, at: usize) -> (usize, usize, Value) {
        let mut end = at + 1;
        if matches!(self.time(end), Some(TimeWord::PartOfDay(_))) {
            end += 1;
        }
        let comma = usize::from(self.reading.syntax.tags.get(end) == Some(&Tag::Comma));
        let date = match (self.time(end + comma), self.day(end + comma)) {
            (Some(TimeWord::Month(month)), _) if self.day(end + comma + 1).is_some() => {
                self.month(end + comma, month, None, end + comma)
            }
            (_, Some(_)) => self.number_first(end + comma).filter(|(_, e, v)| e - end > comma + 1 && !v.is_duration),
            _ => None,
        };
        if let Some((_, end, value)) = date {
            return (first, end, value);
        }
        let value = self.anchor().and_then(|anchor| self.nearest_weekday(anchor, day, shift));
        (first, end, Value::point(value.map(iso_day)))
    }

    fn nearest_weekday(&self, anchor: Date, day: i8, shift: i32) -> Option<Date> {
        let weekday = Weekday::from_monday_one_offset(day).ok()?;
        let forward = shift > 0 || shift == 0 && self.future;
        if anchor.weekday() == weekday && shift == 0 {
            return Some(anchor);
        }
        anchor.nth_weekday(if forward { 1 } else { -1 }, weekday).ok()
    }

    /// "September", "September 2022", "November 16, 2022", "September this year", "last September"; `day` came before.
    fn month(&self, first: usize, month: i8, day: Option<i8>, at: usize) -> Option<(usize, usize, Value)> {
        let mut end = at + 1;
        let mut day = day;
        if day.is_none() && self.year(end).is_none() && self.day(end).is_some() {
            // "May 20 people": a number before a plural noun is no day.
            let counted = self.reading.syntax.tags.get(end + 1).is_some_and(|&t| t == Tag::Nns) && end + 1 < self.end;
            if !counted {
                day = self.day(end);
                end += 1;
            }
        }
        let comma = usize::from(end < self.end && self.reading.syntax.tags[end] == Tag::Comma && day.is_some());
        let of = usize::from(self.word(end) == self.rules.of);
        let mut year = None;
        if let Some(stated) = self.year(end + comma + of) {
            year = Some(stated);
            end += comma + of + 1;
        } else if let (Some(TimeWord::Shift(by)), Some(TimeWord::Unit(Unit::Year))) =
            (self.time(end + of), self.time(end + of + 1))
        {
            year = self.anchor().map(|a| a.year() + by as i16);
            end += of + 2;
        } else if let Some(anchor) = self.anchor() {
            year = Some(self.nearest_year(anchor, month, day));
        }
        let value = year.map(|year| match day {
            Some(day) => format!("{year:04}-{month:02}-{day:02}"),
            None => format!("{year:04}-{month:02}"),
        });
        Some((first, end, Value::point(value)))
    }

    /// The year of the last such month up to the date, or of the next one.
    fn nearest_year(&self, anchor: Date, month: i8, day: Option<i8>) -> i16 {
        let (then, now) = ((month, day.unwrap_or(0)), (anchor.month(), day.map_or(0, |_| anchor.day())));
        match (self.future, then.cmp(&now)) {
            (false, std::cmp::Ordering::Greater) => anchor.year() - 1,
            (true, std::cmp::Ordering::Less) => anchor.year() + 1,
            _ => anchor.year(),
        }
    }

    /// "last week", "this year", "next Monday", "last 12 months", "this summer", "last September".
    fn shifted(&self, at: usize, by: i32) -> Option<(usize, usize, Value)> {
        let next = at + 1;
        match self.time(next) {
            Some(TimeWord::Unit(unit)) => {
                let end = next + 1;
                // "last year's", "the week before last" keep their value.
                Some((at, end, Value::point(self.anchor().and_then(|a| unit_value(a, unit, by)))))
            }
            Some(TimeWord::Weekday(day)) => Some(self.weekday(at, day, by.signum(), next)),
            Some(TimeWord::Month(month)) => {
                let (_, end, value) = self.month(at, month, None, next)?;
                let value = match (by, self.anchor()) {
                    (0, Some(anchor)) => Some(format!("{:04}-{month:02}", anchor.year())),
                    _ => value.text,
                };
                Some((at, end, Value::point(value)))
            }
            Some(TimeWord::Season(name)) => {
                let value = self.anchor().map(|a| format!("{:04}-{name}", i32::from(a.year()) + by));
                Some((at, next + 1, Value::point(value)))
            }
            Some(TimeWord::PartOfDay(part)) => {
                let day = self.anchor().and_then(|a| a.checked_add(by.min(0).days()).ok());
                Some((at, next + 1, Value::point(day.map(|d| format!("{}T{part}", iso_day(d))))))
            }
            _ if by != 0 => self.length(at, next),
            _ => None,
        }
    }

    /// "past year", "past 12 months", "past few weeks".
    fn length_of_past(&self, at: usize) -> Option<(usize, usize, Value)> {
        if let Some(TimeWord::Unit(unit)) = self.time(at + 1) {
            return Some((at, at + 2, Value::duration(duration(unit, Some(1)))));
        }
        self.length(at, at + 1)
    }

    /// A count and a unit from `at`: "12 months", "few weeks", "two decades".
    fn length(&self, first: usize, at: usize) -> Option<(usize, usize, Value)> {
        let count = self.count(at);
        if count.is_none() && self.time(at) != Some(TimeWord::Vague) {
            return None;
        }
        let hyphen = usize::from(at + 1 < self.end && self.reading.syntax.tags[at + 1] == Tag::Hyph);
        match self.time(at + 1 + hyphen)? {
            TimeWord::Unit(unit) if hyphen == 0 => Some((first, at + 2, Value::duration(duration(unit, count)))),
            _ => None,
        }
    }

    /// "summer of 2014", "summer 2014"; a bare season only after "in the" or the like.
    fn season(&self, at: usize, name: &str) -> Option<(usize, usize, Value)> {
        let of = usize::from(self.word(at + 1) == self.rules.of);
        let year = self.year(at + 1 + of)?;
        Some((at, at + 2 + of, Value::point(format!("{year:04}-{name}"))))
    }

    /// "early 2022", "late September", "late last year".
    fn part_of(&self, at: usize) -> Option<(usize, usize, Value)> {
        let hyphen = usize::from(at + 1 < self.end && self.reading.syntax.tags[at + 1] == Tag::Hyph);
        let next = at + 1 + hyphen;
        if let Some(year) = self.year(next) {
            return Some((at, next + 1, Value::point(format!("{year:04}"))));
        }
        match self.time(next)? {
            TimeWord::Month(month) => self.month(at, month, None, next),
            TimeWord::Shift(by) => self.shifted(next, by).map(|(_, end, value)| (at, end, value)),
            TimeWord::Weekday(day) => Some(self.weekday(at, day, 0, next)),
            _ => None,
        }
    }

    /// "third quarter", "third quarter of 2022".
    fn quarter(&self, at: usize, number: i32) -> Option<(usize, usize, Value)> {
        if self.time(at + 1) != Some(TimeWord::Unit(Unit::Quarter)) {
            return None;
        }
        let of = usize::from(self.word(at + 2) == self.rules.of);
        let (year, end) = match self.year(at + 2 + of) {
            Some(year) => (Some(year), at + 3 + of),
            None => (self.anchor().map(|a| a.year()), at + 2),
        };
        Some((at, end, Value::point(year.map(|y| format!("{y:04}-Q{number}")))))
    }

    /// "several months ago", "several months".
    fn vague_length(&self, at: usize) -> Option<(usize, usize, Value)> {
        let Some(TimeWord::Unit(unit)) = self.time(at + 1) else { return None };
        if self.time(at + 2) == Some(TimeWord::Ago) {
            return Some((at, at + 3, Value::point("PAST_REF".to_owned())));
        }
        Some((at, at + 2, Value::duration(duration(unit, None))))
    }

    /// "years" after "for": a length without a number. Elsewhere it is a plain noun.
    fn bare_units(&self, at: usize, unit: Unit) -> Option<(usize, usize, Value)> {
        let plural = self.reading.syntax.tags[at] == Tag::Nns;
        let after_for =
            at > 0 && matches!(self.rules.words.get(self.reading.text.tokens[at - 1].word), Some(TimeWord::During));
        (plural && after_for).then(|| (at, at + 1, Value::duration(duration(unit, None))))
    }

    /// "16 November 2022", "2018", "1990s", "three years ago", "for two weeks".
    fn number_first(&self, at: usize) -> Option<(usize, usize, Value)> {
        let token = &self.reading.text.tokens[at];
        let article = [self.rules.a, self.rules.an].contains(&token.word);
        let number = token.shape == Shape::Number || self.numbers.word(token.word).is_some();
        let counts_unit = article && matches!(self.time(at + 1), Some(TimeWord::Unit(_)));
        if !(number || counts_unit) {
            return None;
        }
        if let Some(day) = self.day(at) {
            let of = usize::from(self.word(at + 1) == self.rules.of);
            if let Some(TimeWord::Month(month)) = self.time(at + 1 + of) {
                return self.month(at, month, Some(day), at + 1 + of);
            }
        }
        if let Some((_, end, value)) = self.length(at, at) {
            let Some(TimeWord::Unit(unit)) = self.time(end - 1) else { return None };
            if self.time(end) == Some(TimeWord::Ago) {
                let back = self.count(at).unwrap_or(1);
                return Some((at, end + 1, Value::point(self.anchor().and_then(|a| unit_value(a, unit, -back)))));
            }
            return self.is_length_of_time(at).then_some((at, end, value));
        }
        if let Some(year) = self.year(at) {
            return self.is_year(at).then(|| (at, at + 1, Value::point(format!("{year:04}"))));
        }
        let form = self.reading.form(at);
        let decade = form.strip_suffix('s').filter(|d| d.len() == 4 && d.ends_with('0'));
        let digits = decade.filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        Some((at, at + 1, Value::point(digits[..3].to_owned())))
    }

    /// Whether a count and a unit stand for a time: "for two weeks", "over 12 months", but not "two years in prison".
    fn is_length_of_time(&self, at: usize) -> bool {
        let mut left = at;
        for _ in 0..2 {
            let Some(before) = left.checked_sub(1) else { return false };
            match self.rules.words.get(self.reading.text.tokens[before].word) {
                Some(TimeWord::During | TimeWord::Past) => return true,
                Some(TimeWord::Shift(by)) if by != 0 => return true,
                Some(TimeWord::Preposition) => {
                    return self.reading.form(before).eq_ignore_ascii_case("in")
                        || self.reading.form(before).eq_ignore_ascii_case("within");
                }
                _ => left = before,
            }
        }
        false
    }

    /// Whether four digits are a year: after a preposition or month, in brackets, or before a noun after "the".
    fn is_year(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let tag = self.reading.syntax.tags[before];
        let next_is_noun = self.reading.syntax.tags.get(at + 1).is_some_and(|t| t.is_noun());
        match self.rules.words.get(self.reading.text.tokens[before].word) {
            Some(TimeWord::Preposition | TimeWord::Kept | TimeWord::PartOf) => !next_is_noun || tag == Tag::In,
            Some(TimeWord::During) => true,
            _ => tag == Tag::OpenBracket || next_is_noun && matches!(tag, Tag::Dt | Tag::Pos | Tag::PrpS),
        }
    }

    /// Where the words of an expression begin with its preposition, and where without one that is not kept.
    fn with_preposition(&self, sentence: usize, start: usize, value: &Value) -> (usize, usize) {
        let word = |at: usize| self.rules.words.get(self.reading.text.tokens[at].word);
        let mut left = start;
        if left > sentence && self.word(left - 1) == self.rules.the {
            left -= 1;
        }
        if left == sentence {
            return (start, start);
        }
        match word(left - 1) {
            Some(TimeWord::Kept) => (left - 1, left - 1),
            Some(TimeWord::During) if value.is_duration && left == start => (left - 1, left - 1),
            Some(TimeWord::Preposition | TimeWord::During) => (left - 1, start),
            _ => (left, start),
        }
    }
}

fn iso_day(date: Date) -> String {
    date.to_string()
}

/// The unit that lies `by` units from the date: "last week" is -1.
fn unit_value(anchor: Date, unit: Unit, by: i32) -> Option<String> {
    let by_years = |years: i32| i32::from(anchor.year()).checked_add(years);
    match unit {
        Unit::Minute | Unit::Hour | Unit::Day => {
            anchor.checked_add(if unit == Unit::Day { by } else { 0 }.days()).ok().map(iso_day)
        }
        Unit::Week | Unit::Weekend | Unit::Fortnight => {
            let weeks = if unit == Unit::Fortnight { by * 2 } else { by };
            let week = anchor.checked_add(weeks.weeks()).ok()?.iso_week_date();
            let end = if unit == Unit::Weekend { "-WE" } else { "" };
            Some(format!("{:04}-W{:02}{end}", week.year(), week.week()))
        }
        Unit::Month => {
            let day = anchor.checked_add(by.months()).ok()?;
            Some(format!("{:04}-{:02}", day.year(), day.month()))
        }
        Unit::Quarter => {
            let day = anchor.checked_add((by * 3).months()).ok()?;
            Some(format!("{:04}-Q{}", day.year(), (day.month() - 1) / 3 + 1))
        }
        Unit::Year => by_years(by).map(|y| format!("{y:04}")),
        Unit::Decade => by_years(by * 10).map(|y| format!("{:03}", y / 10)),
        Unit::Century => by_years(by * 100).map(|y| format!("{:02}", y / 100)),
    }
}

/// A length of time as TIMEX3 writes it: "P12M", "PT2H", "PXY" for "years".
fn duration(unit: Unit, count: Option<i32>) -> String {
    let (prefix, letter, factor) = match unit {
        Unit::Minute => ("PT", "M", 1),
        Unit::Hour => ("PT", "H", 1),
        Unit::Day => ("P", "D", 1),
        Unit::Week => ("P", "W", 1),
        Unit::Fortnight => ("P", "W", 2),
        Unit::Weekend => ("P", "WE", 1),
        Unit::Month => ("P", "M", 1),
        Unit::Quarter => ("P", "Q", 1),
        Unit::Year => ("P", "Y", 1),
        Unit::Decade => ("P", "DE", 1),
        Unit::Century => ("P", "CE", 1),
    };
    count.map_or_else(|| format!("{prefix}X{letter}"), |n| format!("{prefix}{}{letter}", n * factor))
}
