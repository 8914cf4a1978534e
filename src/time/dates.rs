//! The part of the grammar that reads names of dates: days, months, seasons, quarters, years, decades, and parts of them.

use jiff::civil::Date;

use crate::lexicon::WordId;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use crate::text::token::Shape;

use super::calendar::{Hours, Stretch, Unit};
use super::grammar::{Found, Grammar, in_year};
use super::meaning::{Meaning, Part, Which, Yearly};
use super::words::{NamedDay, TimeWord};

/// What a table writes of "last", "this" and "next".
pub(super) fn which(by: i32) -> Which {
    match by {
        ..0 => Which::Last,
        0 => Which::This,
        _ => Which::Next,
    }
}

impl Grammar<'_> {
    /// "Christmas Eve", "9/11".
    pub(super) fn named_day(&self, at: usize) -> Option<Found> {
        let fits = |words: &[WordId]| (0..words.len()).all(|i| self.word(at + i) == words[i]);
        let token = self.reading.text.tokens.get(at).filter(|_| at < self.end)?;
        if !(token.shape.is_capital() || token.shape == Shape::Number) {
            return None;
        }
        let end = |d: &NamedDay| at + d.words.len();
        let of_noun = |d: &NamedDay| d.nouns.is_empty() || (0..2).any(|i| d.nouns.contains(&self.word(end(d) + i)));
        let named = self.rules.days.iter().find(|d| fits(&d.words) && of_noun(d))?;
        let end = end(named);
        // "Christmas trees" are no day.
        if named.words.len() == 1 && named.year.is_none() && matches!(self.tag(end), Some(Tag::Nn | Tag::Nns)) {
            return None;
        }
        let (month, day) = (named.month, named.day);
        if let Some(year) = named.year {
            return Some(Found::new(at, end, Meaning::Fixed(Stretch::Day(Date::new(year, month, day).ok()?))));
        }
        Some(self.with_year(at, end, Yearly::Day { month, day }, Which::Nearest))
    }

    /// What comes every year with the year after it, if there is one: "2014", "of last year", ", 2014".
    fn with_year(&self, start: usize, end: usize, yearly: Yearly, which: Which) -> Found {
        let day = matches!(yearly, Yearly::Day { .. });
        let comma = if day { self.past_comma(end) } else { end };
        let of = self.past(end, self.rules.of);
        for at in [comma, of] {
            let fixed = self.year_digits(at).and_then(|y| in_year(yearly, y));
            if let Some(fixed) = fixed {
                return Found::new(start, at + 1, Meaning::Fixed(fixed));
            }
        }
        let of = self.past(of, self.rules.the);
        if let Some(year) = self.unit_of_reference(of, Unit::Year) {
            return Found::new(start, year.end, Meaning::OfYear(yearly, Box::new(year.meaning)));
        }
        Found::new(start, end, Meaning::Yearly(yearly, which))
    }

    /// "last year", "this year", "that year", "the following year" as far as it is this unit.
    fn unit_of_reference(&self, at: usize, unit: Unit) -> Option<Found> {
        if self.class(at + 1) != Some(TimeWord::Unit(unit)) {
            return None;
        }
        let meaning = match self.class(at) {
            Some(TimeWord::Shift(by)) => Meaning::Shifted(unit, by),
            Some(TimeWord::Near(by)) => Meaning::Near(unit, by),
            _ if self.is(at, self.rules.that) => Meaning::Near(unit, 0),
            _ => return None,
        };
        Some(Found::new(at, at + 2, meaning))
    }

    /// "Monday", "Monday, 14 November", "Monday last week"; `start` is the first token, with "last".
    pub(super) fn weekday(&self, start: usize, at: usize, day: i8, which: Which) -> Found {
        let end = at + 1;
        let next = self.past(self.past_comma(end), self.rules.the);
        let date = match self.class(next) {
            Some(TimeWord::Month(month)) if self.day(next + 1).is_some() => {
                self.month(next, next, month, Which::Nearest)
            }
            _ => self.day(next).and_then(|_| self.day_and_month(next)),
        };
        if let Some(date) = date {
            return Found::new(start, date.end, date.meaning);
        }
        let of = self.past(end, self.rules.of);
        // "video on Monday of last week's shooting" has two times.
        let week = self.unit_of_reference(self.past(of, self.rules.the), Unit::Week);
        if let Some(week) = week.filter(|w| !self.modifies(w.end)) {
            return Found::new(start, week.end, Meaning::OfWeek(day, Box::new(week.meaning)));
        }
        Found::new(start, end, Meaning::Weekday(day, which))
    }

    /// "September", "September 2022", "November 16, 2022", "March 3-5".
    pub(super) fn month(&self, start: usize, at: usize, month: i8, which: Which) -> Option<Found> {
        let next = at + 1;
        if self.year_digits(next).is_some() {
            return Some(self.with_year(start, next, Yearly::Month(month), which));
        }
        // "In May 20 people": a number before a plural noun is no day, but "the May 20 attacks", "Feb. 1 elections".
        let named = start > self.start && matches!(self.tag(start - 1), Some(Tag::Dt | Tag::Pos | Tag::PrpS));
        let plain = !self.form(next).ends_with(char::is_alphabetic) && !self.form(at).ends_with('.');
        let counted = self.tag(next + 1) == Some(Tag::Nns) && plain && !named;
        let Some(day) = self.day(next).filter(|_| !counted) else {
            return Some(self.with_year(start, next, Yearly::Month(month), which));
        };
        let end = next + 1;
        if (self.is_dash(end) || self.is(end, self.rules.to))
            && let Some(last) = self.day(end + 1).filter(|&l| l > day && self.rules.word(self.word(end + 2)).is_none())
        {
            let whole = self.with_year(start, end + 2, Yearly::Day { month, day: last }, which);
            return Some(Found::new(start, whole.end, days_until(day, whole.meaning)?));
        }
        Some(self.with_year(start, end, Yearly::Day { month, day }, which))
    }

    /// "16 November", "16th of November 2022".
    fn day_and_month(&self, at: usize) -> Option<Found> {
        let day = self.day(at)?;
        let next = self.past(at + 1, self.rules.of);
        let Some(TimeWord::Month(month)) = self.class(next) else { return None };
        Some(self.with_year(at, next + 1, Yearly::Day { month, day }, Which::Nearest))
    }

    /// "3–4 March", "between 3 and 5 March".
    pub(super) fn days_of_one_month(&self, at: usize) -> Option<Found> {
        let day = self.day(at)?;
        let rules = self.rules;
        let opener = self.left(at);
        let next = self.word(at + 1);
        let joined = self.is_dash(at + 1)
            || next == rules.and && opener == rules.between
            || next == rules.to && opener == rules.from;
        self.day(at + 2).filter(|&last| joined && last > day)?;
        let whole = self.day_and_month(at + 2)?;
        Some(Found::new(at, whole.end, days_until(day, whole.meaning)?))
    }

    /// "2022-11-16", "11/16/2022", "16 November", "the 16th".
    pub(super) fn dated_by_number(&self, at: usize) -> Option<Found> {
        if let Some(date) = written_date(self.form(at)) {
            return Some(Found::new(at, at + 1, Meaning::Fixed(Stretch::Day(date))));
        }
        if let Some(found) = self.day_and_month(at) {
            return Some(found);
        }
        let form = self.form(at);
        // "the 16th", as a date alone: "on the 16th".
        let alone = form.ends_with(char::is_alphabetic)
            && self.left(at) == self.rules.the
            && at
                .checked_sub(2)
                .is_some_and(|l| [self.rules.on, self.rules.until, self.rules.from].contains(&self.word(l)))
            && !self.tag(at + 1).is_some_and(|t| t.is_noun() || t == Tag::Jj || t == Tag::Hyph);
        if alone {
            return self.day(at).map(|day| Found::new(at, at + 1, Meaning::DayOfMonth(day)));
        }
        let hyphen = self.past_hyphen(at + 1);
        if self.class(hyphen) == Some(TimeWord::Unit(Unit::Century)) && form.ends_with(char::is_alphabetic) {
            return century(form.trim_end_matches(char::is_alphabetic).parse().ok()?, at, hyphen + 1);
        }
        // "in his mid-20s"
        if form.len() < 5 && self.is_of_person(at) {
            return None;
        }
        decade(form).map(|year| Found::new(at, at + 1, Meaning::Fixed(Stretch::Decade(year))))
    }

    /// "his 20s", "her mid-30s": an age.
    fn is_of_person(&self, at: usize) -> bool {
        (self.start..at).rev().take(4).any(|t| self.tag(t) == Some(Tag::PrpS))
    }

    /// "2018", where what stands around it makes it a year.
    pub(super) fn year(&self, at: usize) -> Option<Found> {
        let year = self.year_digits(at)?;
        self.is_year(at).then(|| Found::new(at, at + 1, Meaning::Fixed(Stretch::Year(year))))
    }

    /// Whether four digits are a year: after a preposition, in brackets, or before a noun after "the"; but not "to 2000 people".
    fn is_year(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).filter(|&b| b >= self.start) else {
            // "2018 was a bad year", "2016 election: …"
            return matches!(self.parse.relation(at), Relation::Nsubj) && self.likely_year(at);
        };
        let rules = self.rules;
        let word = self.word(before);
        let tag = self.tag(before);
        let next = self.tag(at + 1);
        let noun = next.is_some_and(|t| t.is_noun());
        let counts = next == Some(Tag::Nns) && self.parse.relation(at) == Relation::Nummod
            || next.is_some_and(|t| matches!(t, Tag::Sym | Tag::Cd)) && !self.is_dash(at + 1)
            || self.form(at + 1) == "%";
        if matches!(tag, Some(Tag::Dt | Tag::Pos | Tag::PrpS)) {
            return self.likely_year(at) && (noun || next == Some(Tag::Jj));
        }
        if tag == Some(Tag::OpenBracket) {
            return self.likely_year(at);
        }
        // "2014, 2015 and 2016"
        let listed = (tag == Some(Tag::Comma) || word == rules.and)
            && before.checked_sub(1).is_some_and(|b| self.year_digits(b).is_some() && self.is_year(b));
        if listed {
            return !counts;
        }
        match rules.word(word) {
            _ if word == rules.at || self.form(before).eq_ignore_ascii_case("over") => false,
            Some(TimeWord::Preposition) if word == rules.in_ => !counts || before == self.start && self.likely_year(at),
            Some(TimeWord::During | TimeWord::PartOf(_) | TimeWord::Preposition | TimeWord::Kept(_)) => {
                !(counts || noun && next == Some(Tag::Nns)) && self.likely_year(at)
            }
            _ => tag == Some(Tag::In) && !counts && next != Some(Tag::Nns) && self.likely_year(at),
        }
    }

    /// A year that news writes about without saying that it is one.
    fn likely_year(&self, at: usize) -> bool {
        self.year_digits(at).is_some_and(|y| (1500..2100).contains(&y))
    }

    /// "mid-2020", "mid-1990s", "mid-March" written as one word; "Q3 2022", "H1 2021".
    pub(super) fn prefixed(&self, at: usize) -> Option<Found> {
        let form = self.form(at);
        let bytes = form.as_bytes();
        if let [b'Q' | b'H', number @ b'1'..=b'4'] = bytes {
            let number = (number - b'0') as i8;
            let yearly = if bytes[0] == b'Q' { Yearly::Quarter(number) } else { Yearly::Half(number) };
            if bytes[0] == b'H' && number > 2 {
                return None;
            }
            let found = self.with_year(at, at + 1, yearly, Which::Nearest);
            // "H1" alone is a visa or a road.
            return (bytes[0] == b'Q' || matches!(found.meaning, Meaning::Fixed(_))).then_some(found);
        }
        let (prefix, rest) = form.split_once(['-', '–'])?;
        let part = match prefix.to_ascii_lowercase().as_str() {
            "mid" => Part::Mid,
            "early" => Part::Start,
            "late" => Part::End,
            _ => return None,
        };
        if rest.len() < 4 && self.is_of_person(at) {
            return None;
        }
        let year = rest.parse::<i16>().ok().filter(|y| (1000..2200).contains(y) && rest.len() == 4);
        let whole = year.map(Stretch::Year).or_else(|| decade(rest).map(Stretch::Decade));
        if let Some(whole) = whole {
            return Some(Found::new(at, at + 1, Meaning::Part(part, Box::new(Meaning::Fixed(whole)))));
        }
        let word = self.reading.vocabulary.get(&rest.to_lowercase());
        let Some(TimeWord::Month(month)) = self.rules.word(word) else { return None };
        let month = self.with_year(at, at + 1, Yearly::Month(month), Which::Nearest);
        Some(Found::new(at, month.end, Meaning::Part(part, Box::new(month.meaning))))
    }

    /// "summer of 2014", "last summer"; a bare season only after "in" or "the", and no "fall of Kabul".
    pub(super) fn season(&self, start: usize, at: usize, name: &'static str, which: Which) -> Option<Found> {
        let found = self.with_year(start, at + 1, Yearly::Season(name), which);
        if !matches!(found.meaning, Meaning::Yearly(..)) || which != Which::Nearest {
            return Some(found);
        }
        let rules = self.rules;
        let (left, further) = (self.left(at), at.checked_sub(2).map(|l| self.word(l)));
        let leads = |w| w != rules.from && (w == rules.in_ || matches!(rules.word(w), Some(TimeWord::Kept(_))));
        let during = |w| leads(w) || matches!(rules.word(w), Some(TimeWord::During));
        let governed = leads(left) || left == rules.the && further.is_some_and(during);
        (governed && !self.is(at + 1, rules.of)).then_some(found)
    }

    /// "the morning of 5 May", "at dawn on Sunday", "in the afternoon"; not "night vision".
    pub(super) fn part_of_day(&self, at: usize, part: &'static str) -> Option<Found> {
        let rules = self.rules;
        let left = self.left(at);
        if left == rules.that {
            return Some(Found::new(
                at - 1,
                at + 1,
                Meaning::Hours(Hours::Part(part), Some(Box::new(Meaning::Near(Unit::Day, 0)))),
            ));
        }
        let found = Found::new(at, at + 1, Meaning::Hours(Hours::Part(part), None));
        let dated = self.with_day_after(&found);
        let leads = |w| {
            [rules.in_, rules.at, rules.before, rules.after, rules.until].contains(&w)
                || matches!(rules.word(w), Some(TimeWord::During))
        };
        let further = at.checked_sub(2).map(|l| self.word(l));
        let governed = leads(left) || left == rules.the && further.is_some_and(leads);
        let whole = !self.tag(at + 1).is_some_and(|t| t.is_noun() || t == Tag::Hyph);
        (dated || governed && whole).then_some(found)
    }

    /// Whether a day follows a time of day: "of 5 May", "on Sunday".
    fn with_day_after(&self, time: &Found) -> bool {
        let rules = self.rules;
        if !(self.is(time.end, rules.of) || self.is(time.end, rules.on)) {
            return false;
        }
        let at = self.past(time.end + 1, rules.the);
        self.days_of_one_month(at).is_some() || self.core(at).is_some_and(|d| d.meaning.is_day())
    }

    /// "the third quarter of 2022", "the first half of last year", "the 19th century", "the first week of May".
    pub(super) fn ordinal(&self, at: usize, number: i8) -> Option<Found> {
        let next = self.past_hyphen(at + 1);
        match self.class(next)? {
            TimeWord::Unit(Unit::Quarter) if number <= 4 => {
                let found = self.with_year(at, next + 1, Yearly::Quarter(number), Which::Nearest);
                Some(self.of_the_year(found, Yearly::Quarter(number)))
            }
            TimeWord::Half if number <= 2 => {
                let found = self.with_year(at, next + 1, Yearly::Half(number), Which::Nearest);
                let found = self.of_the_year(found, Yearly::Half(number));
                (!matches!(found.meaning, Meaning::Yearly(..))).then_some(found)
            }
            TimeWord::Unit(Unit::Century) => century(i16::from(number), at, next + 1),
            TimeWord::Unit(unit) if number == 1 => self.first_or_last(at, next, unit, Part::First),
            TimeWord::Month(month) if self.is(at + 1, self.rules.of) => {
                Some(self.with_year(at, next + 1, Yearly::Day { month, day: number }, Which::Nearest))
            }
            _ => None,
        }
    }

    /// "of the year" after a half or a quarter.
    fn of_the_year(&self, found: Found, yearly: Yearly) -> Found {
        let the = self.past(found.end, self.rules.of);
        let year = self.past(the, self.rules.the);
        if !matches!(found.meaning, Meaning::Yearly(..))
            || year <= the
            || self.class(year) != Some(TimeWord::Unit(Unit::Year))
        {
            return found;
        }
        Found::new(found.start, year + 1, Meaning::OfYear(yearly, Box::new(Meaning::Shifted(Unit::Year, 0))))
    }

    /// "the first week of May", "the last days of 2021".
    pub(super) fn first_or_last(&self, at: usize, unit_at: usize, unit: Unit, part: fn(i32) -> Part) -> Option<Found> {
        let days = match unit {
            Unit::Day | Unit::Week | Unit::Weekend => 7,
            Unit::Fortnight => 14,
            Unit::Month => 31,
            _ => return None,
        };
        if !self.is(unit_at + 1, self.rules.of) {
            return None;
        }
        let whole = self.whole_after(self.past(unit_at + 2, self.rules.the))?;
        Some(Found::new(at, whole.end, Meaning::Part(part(days), Box::new(whole.meaning))))
    }

    /// The time that another is a part of: "May", "2021", "the year", "last week".
    fn whole_after(&self, at: usize) -> Option<Found> {
        if let Some(year) = self.year_digits(at) {
            return Some(Found::new(at, at + 1, Meaning::Fixed(Stretch::Year(year))));
        }
        if let Some(TimeWord::Unit(unit)) = self.class(at)
            && self.left(at) == self.rules.the
            && !matches!(unit, Unit::Second | Unit::Minute | Unit::Hour)
        {
            return Some(Found::new(at, at + 1, Meaning::Shifted(unit, 0)));
        }
        let found = self.core(at)?;
        let unit =
            matches!(found.meaning, Meaning::Reference(_) | Meaning::Set(..) | Meaning::Hours(..) | Meaning::Part(..));
        (!unit && !found.meaning.is_length()).then_some(found)
    }

    /// "early 2022", "late on Monday", "late last year", "the late 1980s", "early in March", "the early hours of Sunday".
    pub(super) fn part_of(&self, at: usize, part: Part) -> Option<Found> {
        let rules = self.rules;
        let next = self.past_hyphen(at + 1);
        if self.is(next, rules.hours) {
            let of = self.past(next + 1, rules.of);
            let hours = Hours::Part("MO");
            let day =
                (of > next + 1).then(|| self.core(self.past(of, rules.the))).flatten().filter(|d| d.meaning.is_day());
            return day.map(|d| {
                Found::new(at, d.end, Meaning::Part(part, Box::new(Meaning::Hours(hours, Some(Box::new(d.meaning))))))
            });
        }
        // "the mid-'90s", where the apostrophe is a quotation mark
        let next = if matches!(self.form(next), "'" | "’" | "‘") { next + 1 } else { next };
        let governed = [rules.in_, rules.on].contains(&self.word(next));
        let inner = if governed { self.past(next + 1, rules.the) } else { self.past(next, rules.the) };
        let whole = self.whole_after(inner).or_else(|| match self.class(inner) {
            Some(TimeWord::PartOfDay(name)) => {
                let found = Found::new(inner, inner + 1, Meaning::Hours(Hours::Part(name), None));
                self.with_day_after(&found).then(|| self.single(inner)).flatten()
            }
            _ => None,
        })?;
        let whole = if whole.meaning.is_day() { self.single(whole.start).unwrap_or(whole) } else { whole };
        Some(Found::new(at, whole.end, Meaning::Part(part, Box::new(whole.meaning))))
    }

    /// "the beginning of May", "the end of the year".
    pub(super) fn edge(&self, at: usize, part: Part) -> Option<Found> {
        if !self.is(at + 1, self.rules.of) || !self.tag(at)?.is_noun() {
            return None;
        }
        let whole = self.whole_after(self.past(at + 2, self.rules.the))?;
        Some(Found::new(at, whole.end, Meaning::Part(part, Box::new(whole.meaning))))
    }
}

/// From a day of a month to a later one of the same.
fn days_until(first: i8, last: Meaning) -> Option<Meaning> {
    let from = match &last {
        Meaning::Fixed(Stretch::Day(day)) => {
            Meaning::Fixed(Stretch::Day(Date::new(day.year(), day.month(), first).ok()?))
        }
        Meaning::Yearly(Yearly::Day { month, .. }, which) => {
            Meaning::Yearly(Yearly::Day { month: *month, day: first }, *which)
        }
        Meaning::OfYear(Yearly::Day { month, .. }, year) => {
            Meaning::OfYear(Yearly::Day { month: *month, day: first }, year.clone())
        }
        _ => return None,
    };
    Some(Meaning::Range(Box::new(from), Box::new(last)))
}

fn century(number: i16, start: usize, end: usize) -> Option<Found> {
    let year = (number - 1).checked_mul(100).filter(|_| (1..=30).contains(&number))?;
    Some(Found::new(start, end, Meaning::Fixed(Stretch::Century(year))))
}

/// "1990s", "'90s", "90s": the first year; of two digits those of the last century from 20 on.
fn decade(form: &str) -> Option<i16> {
    let digits = form.strip_suffix('s')?.trim_start_matches(['\'', '’', '‘']);
    let year: i16 = digits.parse().ok().filter(|y| y % 10 == 0 && digits.bytes().all(|b| b.is_ascii_digit()))?;
    match digits.len() {
        4 if (1000..2200).contains(&year) => Some(year),
        2 if year >= 20 => Some(1900 + year),
        _ => None,
    }
}

/// "2022-11-16", "16.11.2022", and "11/16/2022" where only one order makes a date.
fn written_date(form: &str) -> Option<Date> {
    let separator = form.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = form.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if a.len() == 4 && b.len() == 2 && c.len() == 2 {
        return Date::new(a.parse().ok()?, b.parse().ok()?, c.parse().ok()?).ok();
    }
    let year: i16 = c.parse().ok().filter(|_| c.len() == 4)?;
    let (a, b): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
    let (british, american) = (Date::new(year, b, a).ok(), Date::new(year, a, b).ok());
    match separator {
        '.' => british,
        '/' if a == b => british,
        '/' => british.xor(american),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_digits_are_read_where_they_are_clear() {
        let date = |form| written_date(form).map(|d| d.to_string());
        assert_eq!(date("2022-11-16").as_deref(), Some("2022-11-16"));
        assert_eq!(date("11/16/2022").as_deref(), Some("2022-11-16"));
        assert_eq!(date("16.11.2022").as_deref(), Some("2022-11-16"));
        // The ninth of November, or the eleventh of September.
        assert_eq!(date("11/9/2022"), None);
        assert_eq!(date("2022-13-16"), None);
        assert_eq!(date("3-4"), None);
        assert_eq!(date("1.5.2"), None);
    }

    #[test]
    fn decades_have_one_first_year() {
        assert_eq!(decade("1990s"), Some(1990));
        assert_eq!(decade("'90s"), Some(1990));
        assert_eq!(decade("10s"), None);
        assert_eq!(decade("95s"), None);
        assert_eq!(decade("1990"), None);
    }
}
