//! The grammar of time expressions over the tokens of a sentence.
//!
//! Enters: tokens with tags, and what single words have to do with time. Leaves: for a token the longest expression that begins
//! there, as a [`Meaning`]. A recursive descent over at most a few tokens each; what is ambiguous out of its context ("May",
//! "2018", "second", "last") is told by what stands right beside it. `units.rs` reads lengths of time and offsets, `dates.rs` all
//! that names a date.

use std::cell::Cell;

use jiff::civil::Date;

use crate::annotation::ActorKind;
use crate::lexicon::WordId;
use crate::pipeline::Reading;
use crate::syntax::parse::Parse;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use crate::text::token::Shape;

use super::calendar::{Clock, Hours, Stretch};
use super::meaning::{Meaning, Which, Yearly};
use super::words::{PhraseUse, TimeRules, TimeWord};

/// An expression: its first token, the one after its last, and its meaning.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) meaning: Meaning,
}

impl Found {
    pub(super) fn new(start: usize, end: usize, meaning: Meaning) -> Self {
        Self { start, end, meaning }
    }
}

/// One sentence as the grammar looks at it.
pub(super) struct Grammar<'a> {
    pub(super) rules: &'a TimeRules,
    pub(super) reading: Reading<'a>,
    pub(super) parse: Parse<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many expressions within expressions are being read.
    pub(super) depth: Cell<usize>,
}

/// Expressions within expressions that are read: "late on the day after Christmas" has three.
const DEPTH: usize = 5;

impl Grammar<'_> {
    pub(super) fn word(&self, at: usize) -> WordId {
        if (self.start..self.end).contains(&at) { self.reading.text.tokens[at].word } else { WordId::UNKNOWN }
    }

    /// The word before a token.
    pub(super) fn left(&self, at: usize) -> WordId {
        at.checked_sub(1).map_or(WordId::UNKNOWN, |l| self.word(l))
    }

    pub(super) fn form(&self, at: usize) -> &str {
        if (self.start..self.end).contains(&at) { self.reading.form(at) } else { "" }
    }

    pub(super) fn tag(&self, at: usize) -> Option<Tag> {
        (self.start..self.end).contains(&at).then(|| self.reading.syntax.tags[at])
    }

    pub(super) fn is(&self, at: usize, word: WordId) -> bool {
        self.word(at) == word && word.is_known()
    }

    /// One past a token if it is this word, else the token.
    pub(super) fn past(&self, at: usize, word: WordId) -> usize {
        at + usize::from(self.is(at, word))
    }

    pub(super) fn past_comma(&self, at: usize) -> usize {
        at + usize::from(self.tag(at) == Some(Tag::Comma))
    }

    /// One past a hyphen that is written on to what stands before it.
    pub(super) fn past_hyphen(&self, at: usize) -> usize {
        at + usize::from(self.is_dash(at) && !self.reading.text.tokens[at].space_before)
    }

    pub(super) fn is_dash(&self, at: usize) -> bool {
        matches!(self.form(at), "-" | "–" | "—" | "‑")
    }

    pub(super) fn article(&self, at: usize) -> bool {
        self.is(at, self.rules.a) || self.is(at, self.rules.an)
    }

    /// What a token has to do with time, where its writing and its neighbours allow that.
    pub(super) fn class(&self, at: usize) -> Option<TimeWord> {
        let word = self.rules.word(self.word(at))?;
        let tag = self.tag(at)?;
        let fits = match word {
            TimeWord::Weekday(_) => self.is_name(at) && !self.is_named_weekday(at) && !self.is_in_name(at),
            TimeWord::Month(_) => {
                self.is_name(at) && !self.is_in_name(at) && !self.is_person(at) && !self.is_loose_short_form(at)
            }
            TimeWord::Weekdays(_) => self.is_name(at) && !self.is_in_name(at),
            // "the talks last", but "the coming weeks", "the following day"
            TimeWord::Shift(_) | TimeWord::Past => (!tag.is_verb() || tag == Tag::Vbg) && !self.is_in_name(at),
            TimeWord::Season(_) => tag.is_noun() && !self.is_in_name(at),
            TimeWord::Unit(_) | TimeWord::Half => !tag.is_verb(),
            TimeWord::Set(_) => matches!(tag, Tag::Jj | Tag::Rb) && !self.is_capital(at),
            // "USA Today"
            TimeWord::Day(_) | TimeWord::Reference(_) => !self.is_in_name(at) && !self.ends_name(at),
            _ => true,
        };
        fits.then_some(word)
    }

    fn is_capital(&self, at: usize) -> bool {
        at > self.start && self.reading.text.tokens[at].shape.is_capital()
    }

    /// "May" and "March" are months where they are written as names.
    fn is_name(&self, at: usize) -> bool {
        let tag = self.reading.syntax.tags[at];
        // In a text all in small letters the tag decides; "may" and "march" then are none.
        let small = !self.rules.ambiguous.contains(&self.word(at));
        (self.reading.text.tokens[at].shape.is_capital() && !matches!(tag, Tag::Vb | Tag::Vbp | Tag::Vbd | Tag::Md))
            || small && matches!(tag, Tag::Nnp | Tag::Nnps)
    }

    /// Whether it belongs to a longer name: "the Sunday Times", "Black September".
    fn is_in_name(&self, at: usize) -> bool {
        let names = &self.reading.syntax.names;
        let Some(name) = names[at] else { return false };
        let goes_on = |t: usize| t < self.end && names[t].is_some_and(|n| !n.begins);
        let long = !name.begins || goes_on(at + 1);
        let dated = self.day(at + 1).is_some() || at > self.start && self.day(at - 1).is_some();
        let telling = matches!(name.kind, ActorKind::Person | ActorKind::Organization | ActorKind::Group);
        telling && !dated && (long || name.kind == ActorKind::Person)
    }

    /// "Mar-a-Lago": "Mar" and its like are months only beside a number.
    fn is_loose_short_form(&self, at: usize) -> bool {
        let form = self.form(at);
        let short = form.len() == 3 && !form.eq_ignore_ascii_case("may");
        let number = |t: usize| self.form(t).bytes().any(|b| b.is_ascii_digit());
        short && !number(at + 1) && !(at > self.start && number(at - 1))
    }

    /// "Theresa May", "June Doe", "May told reporters": the month's name is a person's.
    fn is_person(&self, at: usize) -> bool {
        let rules = self.rules;
        if !rules.ambiguous.contains(&self.word(at))
            || self.day(at + 1).is_some()
            || self.day(at.wrapping_sub(1)).is_some()
        {
            return false;
        }
        let governed = at > self.start && self.tag(at - 1) == Some(Tag::In);
        let before = at > self.start
            && self.reading.text.tokens[at - 1].shape.is_capital()
            && rules.word(self.word(at - 1)).is_none()
            && matches!(self.tag(at - 1), Some(Tag::Nnp | Tag::Nnps | Tag::Prp | Tag::Nn | Tag::Uh | Tag::Fw));
        let after = at + 1 < self.end
            && self.reading.text.tokens[at + 1].shape == Shape::Capital
            && matches!(self.tag(at + 1), Some(Tag::Nnp | Tag::Nnps))
            && rules.word(self.word(at + 1)).is_none();
        let acts = matches!(self.parse.relation(at), Relation::Nsubj | Relation::NsubjPass | Relation::Aux)
            && self.parse.head(at).is_some_and(|h| self.parse.child(h, Relation::Cop).is_none());
        before || !governed && (after || acts)
    }

    /// "Black Friday", "Friday prayers": no day that something happened on.
    fn is_named_weekday(&self, at: usize) -> bool {
        self.rules.phrases.iter().any(|(words, used)| match used {
            PhraseUse::NameBefore => at > self.start && self.word(at - 1) == words[0] && self.is_capital_word(at - 1),
            PhraseUse::CustomAfter => self.word(at + 1) == words[0],
            PhraseUse::Limit(_) => false,
        })
    }

    fn is_capital_word(&self, at: usize) -> bool {
        self.reading.text.tokens[at].shape.is_capital()
    }

    /// Whether it is written as the end of a name within a sentence.
    fn ends_name(&self, at: usize) -> bool {
        self.is_capital(at) && self.is_capital_word(at - 1) && matches!(self.tag(at - 1), Some(Tag::Nnp | Tag::Nnps))
    }

    /// The year that four digits stand for, if they are one.
    pub(super) fn year_digits(&self, at: usize) -> Option<i16> {
        let form = self.form(at);
        let digits = form.len() == 4 && form.bytes().all(|b| b.is_ascii_digit());
        form.parse().ok().filter(|y| digits && (1000..2200).contains(y))
    }

    /// A day of the month: "16", "16th".
    pub(super) fn day(&self, at: usize) -> Option<i8> {
        let form = self.form(at);
        let digits = form.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let ordinal = matches!(&form[digits.len()..], "" | "st" | "nd" | "rd" | "th");
        digits.parse().ok().filter(|d| ordinal && digits.len() <= 2 && (1..=31).contains(d))
    }

    /// "seven", "25", "twenty-five", "1.5": value and end.
    pub(super) fn number(&self, at: usize) -> Option<(f64, usize)> {
        let token = self.reading.text.tokens.get(at).filter(|_| (self.start..self.end).contains(&at))?;
        if token.shape == Shape::Number {
            let form = self.form(at);
            let plain = form.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
            let value: f64 = form.replace(',', "").parse().ok()?;
            return (plain && value < 10_000.0).then_some((value, at + 1));
        }
        let value = self.rules.number(token.word)?;
        let next = self.past_hyphen(at + 1);
        match self.rules.number(self.word(next)).filter(|&v| (20.0..100.0).contains(&value) && (1.0..10.0).contains(&v))
        {
            Some(unit) if next > at + 1 => Some((value + unit, next + 1)),
            _ => Some((value, at + 1)),
        }
    }

    /// The longest expression that begins with the token.
    pub(super) fn expression(&self, at: usize) -> Option<Found> {
        let first = self.days_of_one_month(at).or_else(|| self.single(at))?;
        let whole = self.range(&first).unwrap_or(first);
        Some(self.limited(whole))
    }

    /// A point or a length of time, with a time of day where there is one.
    pub(super) fn single(&self, at: usize) -> Option<Found> {
        let found = self.core(at)?;
        if found.meaning.is_day() {
            return Some(self.with_hours(found));
        }
        if let Meaning::Hours(hours, None) = found.meaning {
            return Some(self.with_day(found, hours));
        }
        Some(found)
    }

    /// What begins with the token, without a time of day after a day or a day after a time of day.
    pub(super) fn core(&self, at: usize) -> Option<Found> {
        if !(self.start..self.end).contains(&at) || self.depth.get() >= DEPTH {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let found = self.begins(at);
        self.depth.set(self.depth.get() - 1);
        found
    }

    fn begins(&self, at: usize) -> Option<Found> {
        if let Some(found) = self.named_day(at) {
            return Some(found);
        }
        let one = |meaning| Some(Found::new(at, at + 1, meaning));
        match self.class(at) {
            Some(TimeWord::Weekday(day)) => Some(self.weekday(at, at, day, Which::Nearest)),
            Some(TimeWord::Weekdays(day)) => one(Meaning::Set(format!("XXXX-WXX-{day}"), None)),
            Some(TimeWord::Month(month)) => self.month(at, at, month, Which::Nearest),
            Some(TimeWord::Unit(unit)) => self.bare_unit(at, unit),
            Some(TimeWord::Long(unit)) => {
                let count = (!self.form(at).to_lowercase().contains("slong")).then_some(1.0);
                one(Meaning::Length { count, unit, place: super::meaning::Place::Anywhere })
            }
            Some(TimeWord::Season(name)) => self.season(at, at, name, Which::Nearest),
            Some(TimeWord::PartOfDay(part)) => self.part_of_day(at, part),
            Some(TimeWord::Overnight) => one(Meaning::Overnight),
            Some(TimeWord::Clock(hour)) => {
                one(Meaning::Hours(Hours::Clock(Clock { hour, minute: Some(0), utc: false }), None))
            }
            Some(TimeWord::Day(days)) => one(Meaning::Day(days)),
            Some(TimeWord::Tonight) => one(Meaning::Hours(Hours::Part("NI"), Some(Box::new(Meaning::Day(0))))),
            // "as soon as", "shortly after"
            Some(TimeWord::Reference(name)) if !self.opens_clause(at + 1) => one(Meaning::Reference(name)),
            Some(TimeWord::Reference(_)) => None,
            Some(TimeWord::Shift(by)) => self.shifted(at, by),
            Some(TimeWord::Near(by)) => self.near(at, by),
            Some(TimeWord::Past) => self.past_length(at),
            Some(TimeWord::Recent) => self.recent(at),
            Some(TimeWord::Turn(by)) => self.turn(at, by),
            Some(TimeWord::Ordinal(number)) => self.ordinal(at, number),
            Some(TimeWord::PartOf(part)) => self.part_of(at, part),
            Some(TimeWord::Edge(part)) => self.edge(at, part),
            Some(TimeWord::Vague | TimeWord::Half) => self.length(at, at),
            Some(TimeWord::Every) => self.every(at),
            Some(TimeWord::Set(unit)) => one(Meaning::Set(unit.duration(Some(1.0)), Some(unit))),
            Some(TimeWord::Often) => self.often(at, at + 1),
            _ if self.is(at, self.rules.that) => self.that(at),
            _ => self.number_first(at),
        }
    }

    fn opens_clause(&self, at: usize) -> bool {
        let word = self.word(at);
        [self.rules.as_, self.rules.after, self.rules.before].contains(&word)
    }

    /// "3 March", "2022-11-16", "2018", "1990s", "3:30 pm", "three years ago", "a week ago".
    fn number_first(&self, at: usize) -> Option<Found> {
        let shape = self.reading.text.tokens[at].shape;
        let form = self.form(at);
        let written = form.bytes().any(|b| b.is_ascii_digit());
        if !(written || self.article(at) || self.rules.number(self.word(at)).is_some() || shape == Shape::Mixed) {
            return self.prefixed(at);
        }
        self.dated_by_number(at)
            .or_else(|| self.clock(at).map(|(hours, end)| Found::new(at, end, Meaning::Hours(hours, None))))
            .or_else(|| self.length(at, at))
            .or_else(|| {
                self.number(at).filter(|&(_, e)| self.is(e, self.rules.times)).and_then(|(_, e)| self.often(at, e + 1))
            })
            .or_else(|| self.year(at))
            .or_else(|| self.prefixed(at))
    }

    /// "3:30 pm", "3 p.m.", "2100 GMT", "15:30".
    fn clock(&self, at: usize) -> Option<(Hours, usize)> {
        let form = self.form(at);
        let (hour, minute) = match form.split_once([':', '.']) {
            Some((h, m)) if m.len() == 2 => (h.parse::<i8>().ok()?, Some(m.parse::<i8>().ok()?)),
            Some(_) => return None,
            None if form.len() == 4 => (form.get(..2)?.parse().ok()?, Some(form.get(2..)?.parse().ok()?)),
            None => (form.parse().ok()?, None),
        };
        let mut end = at + 1;
        let mut hour = hour;
        let mut told = form.contains(':');
        if let Some(TimeWord::Meridiem(add)) = self.rules.word(self.word(end)) {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + add;
            end += 1;
            told = true;
        }
        let mut utc = false;
        if let Some(TimeWord::Zone(greenwich)) = self.rules.word(self.word(end)) {
            utc = greenwich;
            end += 1;
            told |= minute.is_some();
        }
        let valid = (0..24).contains(&hour) && minute.is_none_or(|m| (0..60).contains(&m));
        (told && valid).then_some((Hours::Clock(Clock { hour, minute, utc }), end))
    }

    /// "Monday night", "yesterday morning", "Monday at 3 pm".
    fn with_hours(&self, day: Found) -> Found {
        let end = day.end;
        let hours = match self.class(end) {
            Some(TimeWord::PartOfDay(part)) => Some((Hours::Part(part), end + 1)),
            Some(TimeWord::Overnight) => Some((Hours::Part("NI"), end + 1)),
            _ => {
                let from = self.past(self.past_comma(end), self.rules.at);
                let noon = || match self.class(from) {
                    Some(TimeWord::Clock(hour)) => {
                        Some((Hours::Clock(Clock { hour, minute: Some(0), utc: false }), from + 1))
                    }
                    _ => None,
                };
                (from > end).then(|| self.clock(from).or_else(noon)).flatten()
            }
        };
        match hours {
            Some((hours, end)) => Found::new(day.start, end, Meaning::Hours(hours, Some(Box::new(day.meaning)))),
            None => day,
        }
    }

    /// "3 pm on Monday", "the night of 3 March", "noon Friday".
    fn with_day(&self, time: Found, hours: Hours) -> Found {
        let at = self.past_comma(time.end);
        let at = if self.is(at, self.rules.on) || self.is(at, self.rules.of) { at + 1 } else { time.end };
        let at = self.past(at, self.rules.the);
        let day = self.days_of_one_month(at).or_else(|| self.core(at)).and_then(|d| {
            let whole = self.range(&d).unwrap_or(d);
            let first = match &whole.meaning {
                Meaning::Range(first, _) if first.is_day() => (**first).clone(),
                other => other.clone(),
            };
            first.is_day().then_some((first, whole.end))
        });
        match day {
            Some((day, end)) => Found::new(time.start, end, Meaning::Hours(hours, Some(Box::new(day)))),
            None => time,
        }
    }

    /// "from Monday to Friday", "between 2014 and 2016", "2014-16", "May to July".
    fn range(&self, first: &Found) -> Option<Found> {
        let rules = self.rules;
        let opener = match self.left(first.start) {
            w if w == rules.the => first.start.checked_sub(2).map_or(WordId::UNKNOWN, |l| self.word(l)),
            w => w,
        };
        let sep = first.end;
        let word = self.word(sep);
        let dash = self.is_dash(sep);
        let to = [rules.to, rules.through, rules.until, rules.till].contains(&word);
        let open = opener == rules.between && word == rules.and || opener == rules.from && (to || dash);
        if !(open || dash || word == rules.to || word == rules.through) {
            return None;
        }
        let next = self.past(sep + 1, rules.the);
        let short = || {
            let Meaning::Fixed(Stretch::Year(year)) = first.meaning else { return None };
            let last: i16 = self.form(next).parse().ok().filter(|_| self.form(next).len() == 2 && dash)?;
            (last > year % 100)
                .then(|| Found::new(next, next + 1, Meaning::Fixed(Stretch::Year(year - year % 100 + last))))
        };
        let bare = || {
            let year = self.year_digits(next).filter(|_| matches!(first.meaning, Meaning::Fixed(Stretch::Year(_))))?;
            Some(Found::new(next, next + 1, Meaning::Fixed(Stretch::Year(year))))
        };
        let second = short().or_else(bare).or_else(|| self.single(next))?;
        let alike = std::mem::discriminant(&first.meaning) == std::mem::discriminant(&second.meaning);
        let point = |m: &Meaning| !m.is_length() && !matches!(m, Meaning::Set(..));
        if !point(&first.meaning) || !point(&second.meaning) || !(alike || open) {
            return None;
        }
        let from = with_year_of(&first.meaning, &second.meaning);
        Some(Found::new(first.start, second.end, Meaning::Range(Box::new(from), Box::new(second.meaning))))
    }

    /// "more than two years", "around 2014": the words before belong to the expression.
    fn limited(&self, found: Found) -> Found {
        let limit = self.rules.phrases.iter().find_map(|(words, used)| {
            let PhraseUse::Limit(limit) = used else { return None };
            let first = found.start.checked_sub(words.len()).filter(|&f| f >= self.start)?;
            (0..words.len()).all(|i| self.word(first + i) == words[i]).then_some((first, *limit))
        });
        let Some((start, limit)) = limit else { return found };
        let length = found.meaning.is_length();
        let offset = matches!(found.meaning, Meaning::Offset { count: Some(_), .. });
        let approx = limit == crate::annotation::TimeModifier::Approx;
        // "over 2014" is no year, "over two years" may be "during" as well as "more than".
        if !(length
            || offset
            || approx && matches!(found.meaning, Meaning::Fixed(_) | Meaning::Hours(..) | Meaning::Yearly(..)))
        {
            return found;
        }
        if length && matches!(self.class(start), Some(TimeWord::During)) {
            return found;
        }
        Found::new(start, found.end, Meaning::Limited(limit, Box::new(found.meaning)))
    }
}

/// What names a point of every year, in a year.
pub(super) fn in_year(yearly: Yearly, year: i16) -> Option<Stretch> {
    Some(match yearly {
        Yearly::Day { month, day } => Stretch::Day(Date::new(year, month, day).ok()?),
        Yearly::Month(month) => Stretch::Month(year, month),
        Yearly::Season(name) => Stretch::Season(year, name),
        Yearly::Quarter(number) => Stretch::Quarter(year, number),
        Yearly::Half(number) => Stretch::Half(year, number),
    })
}

/// "from March to May 2022": the year of the second is that of the first.
fn with_year_of(first: &Meaning, second: &Meaning) -> Meaning {
    let (year, month) = match second {
        Meaning::Fixed(Stretch::Month(year, month)) => (*year, *month),
        Meaning::Fixed(Stretch::Day(day)) => (day.year(), day.month()),
        _ => return first.clone(),
    };
    let Meaning::Yearly(yearly, _) = first else { return first.clone() };
    let from = match yearly {
        Yearly::Day { month, .. } | Yearly::Month(month) => *month,
        _ => 0,
    };
    let year = if from > month { year - 1 } else { year };
    in_year(*yearly, year).map_or_else(|| first.clone(), Meaning::Fixed)
}
