//! The part of the grammar that reads units of time: lengths, offsets from a day, repetitions, "last week".

use crate::syntax::tag::Tag;

use super::calendar::{Hours, Unit};
use super::dates::which;
use super::grammar::{Found, Grammar};
use super::meaning::{Meaning, Origin, Part, Place};
use super::words::TimeWord;

impl Grammar<'_> {
    fn unit(&self, at: usize) -> Option<Unit> {
        match self.class(at) {
            Some(TimeWord::Unit(unit)) => Some(unit),
            // "for two nights", "a night"
            _ => None,
        }
    }

    /// Whether the word is one for a length of time before it: "for", "over", "within".
    fn opens_length(&self, at: usize) -> bool {
        let word = self.word(at);
        matches!(self.rules.word(word), Some(TimeWord::During)) || [self.rules.in_, self.rules.within].contains(&word)
    }

    /// "a year", "12 months", "several weeks", "five-hour", "a year and a half", with what makes it an offset after it.
    pub(super) fn length(&self, start: usize, at: usize) -> Option<Found> {
        let (count, next) = self.count(at)?;
        let joined = self.past_hyphen(next);
        let unit = self.unit(joined)?;
        let mut end = joined + 1;
        let article = self.article(at) && next == at + 1;
        // "a quarter of them", "three-quarters", but "the last two quarters"
        if unit == Unit::Quarter && start == at || article && unit == Unit::Second {
            return None;
        }
        let (mut count, mut unit) = (count, unit);
        let mut half = self.half_before(at);
        if self.is(end, self.rules.and) && self.article(end + 1) && self.is(end + 2, self.rules.half) {
            count = count.map(|c| c + 0.5);
            half = true;
            end += 3;
        }
        // "1.5 years" is 18 months.
        if let (Unit::Year, Some(c)) = (unit, count)
            && c.fract() == 0.5
        {
            (count, unit) = (Some(c * 12.0), Unit::Month);
        }
        let after = self.past_hyphen(end);
        // "five-year-old", "two years old", "ten years of age"
        if self.is(after, self.rules.old) || self.is(end, self.rules.of) && self.is(end + 1, self.rules.age) {
            return None;
        }
        if after > end && self.is(after, self.rules.long) {
            end = after + 1;
        }
        if let Some(offset) = self.offset(start, end, count, unit) {
            return Some(offset);
        }
        // "one day", "a day" alone tell nothing; "10 dollars a day" tells how often.
        let single = article || self.is(at, self.rules.one) && joined == next;
        let left = at.checked_sub(1).filter(|&l| l >= self.start);
        if single && joined == next && !left.is_some_and(|l| self.opens_length(l)) && !half {
            return None;
        }
        Some(Found::new(start, end, Meaning::Length { count, unit, place: Place::Anywhere }))
    }

    fn half_before(&self, at: usize) -> bool {
        self.left(at) == self.rules.half
    }

    /// How many units: none where it is not told; and the token after it.
    fn count(&self, at: usize) -> Option<(Option<f64>, usize)> {
        if self.is(at, self.rules.half) && (self.article(at + 1) || self.is_dash(at + 1)) {
            return Some((Some(0.5), at + 2));
        }
        if self.article(at) {
            if self.class(at + 1) == Some(TimeWord::Vague) {
                return Some((None, self.past(at + 2, self.rules.of)));
            }
            if self.is(at + 1, self.rules.half) && self.is_dash(at + 2) {
                return Some((Some(0.5), at + 3));
            }
            return Some((Some(1.0), at + 1));
        }
        if self.class(at) == Some(TimeWord::Vague) {
            return Some((None, self.past(at + 1, self.rules.of)));
        }
        let (value, end) = self.number(at)?;
        // "two and a half years", "two-and-a-half years"
        let and = self.past_hyphen(end);
        let article = self.past_hyphen(and + 1);
        let half = self.past_hyphen(article + 1);
        if self.is(and, self.rules.and) && self.article(article) && self.is(half, self.rules.half) {
            return Some((Some(value + 0.5), half + 1));
        }
        Some((Some(value), end))
    }

    /// "… ago", "… later", "… before Christmas", "… after the attack", "… from now".
    fn offset(&self, start: usize, end: usize, count: Option<f64>, unit: Unit) -> Option<Found> {
        let rules = self.rules;
        let make = |end, sign, from| Some(Found::new(start, end, Meaning::Offset { count, unit, sign, from }));
        match self.class(end) {
            Some(TimeWord::Ago) => return make(end + 1, -1, Origin::Document),
            Some(TimeWord::Turn(by)) => return make(end + 1, by, Origin::Previous),
            _ => {}
        }
        if self.is(end, rules.from) && self.is(end + 1, rules.now) {
            return make(end + 2, 1, Origin::Document);
        }
        let sign = match self.word(end) {
            w if w == rules.before => -1,
            w if w == rules.after => 1,
            _ => return None,
        };
        let origin = self.past(end + 1, rules.the);
        if let Some(day) = self.single(origin).filter(|d| !d.meaning.is_length() && !self.modifies(d.end)) {
            return make(day.end, sign, Origin::Point(Box::new(day.meaning)));
        }
        // "two years before": the time told before; with a noun or a clause after it, that of an event.
        let ends = self.tag(end + 1).is_none_or(|t| matches!(t, Tag::Stop | Tag::Comma | Tag::Colon | Tag::Cc));
        make(end + 1, sign, if ends { Origin::Previous } else { Origin::Open })
    }

    /// Whether an expression that ends here belongs to a noun after it: "Monday's attack", "the 2015 attacks".
    pub(super) fn modifies(&self, end: usize) -> bool {
        self.tag(end).is_some_and(|t| t == Tag::Pos || t.is_noun()) && self.class(end).is_none()
    }

    /// "for years", "years ago", "the day before", "the week after the vote", "the weekend", "year-end", "week-long".
    pub(super) fn bare_unit(&self, at: usize, unit: Unit) -> Option<Found> {
        let rules = self.rules;
        let plural = self.tag(at) == Some(Tag::Nns);
        let next = at + 1;
        let hyphen = self.past_hyphen(next);
        if hyphen > next && self.is(hyphen, rules.long) {
            let count = (!plural).then_some(1.0);
            return Some(Found::new(at, hyphen + 1, Meaning::Length { count, unit, place: Place::Anywhere }));
        }
        // "year-end", "the year's end"
        let clitic = if self.tag(next) == Some(Tag::Pos) { next + 1 } else { hyphen };
        if !plural && clitic > next && self.form(clitic).eq_ignore_ascii_case("end") {
            return Some(Found::new(at, clitic + 1, Meaning::Part(Part::End, Box::new(Meaning::Shifted(unit, 0)))));
        }
        if plural {
            if let Some(offset) = self.offset(at, next, None, unit) {
                return Some(offset);
            }
            // "for years", "the worst in years"
            let after_for = at > self.start && self.opens_length(at - 1);
            let length = Meaning::Length { count: None, unit, place: Place::Anywhere };
            return after_for.then(|| Found::new(at, next, length));
        }
        if self.left(at) != rules.the {
            return None;
        }
        if unit == Unit::Weekend {
            return Some(Found::new(at, next, Meaning::Shifted(Unit::Weekend, 0)));
        }
        // "the day before yesterday"
        if unit == Unit::Day
            && let Some(TimeWord::Day(days)) = self.class(next + 1)
            && [rules.before, rules.after].contains(&self.word(next))
        {
            return Some(Found::new(at, next + 2, Meaning::Day(days * 2)));
        }
        self.offset(at, next, Some(1.0), unit)
            .filter(|f| !matches!(f.meaning, Meaning::Offset { from: Origin::Document, .. }))
    }

    /// "that day", "that year".
    pub(super) fn that(&self, at: usize) -> Option<Found> {
        let unit = self.unit(at + 1).filter(|_| self.tag(at + 1) == Some(Tag::Nn) && self.tag(at) == Some(Tag::Dt))?;
        Some(Found::new(at, at + 2, Meaning::Near(unit, 0)))
    }

    /// "the following week", "the same day", "the previous three years", "the following Monday".
    pub(super) fn near(&self, at: usize, by: i32) -> Option<Found> {
        let determined = [self.rules.the, self.rules.that].contains(&self.left(at));
        let next = at + 1;
        // "following Monday's debate" is "after" it.
        if !determined {
            return None;
        }
        if let Some(TimeWord::Weekday(day)) = self.class(next) {
            let which = if by < 0 { super::meaning::Which::Preceding } else { super::meaning::Which::Following };
            return Some(Found::new(at, next + 1, Meaning::Weekday(day, which)));
        }
        if let Some(TimeWord::PartOfDay(part)) = self.class(next) {
            let day = Box::new(Meaning::Near(Unit::Day, by));
            return Some(Found::new(at, next + 1, Meaning::Hours(Hours::Part(part), Some(day))));
        }
        if let Some(unit) = self.unit(next) {
            return (self.tag(next) != Some(Tag::Nns)).then(|| Found::new(at, next + 1, Meaning::Near(unit, by)));
        }
        // "the previous three years": where they lie is not told by the document's date.
        self.length(at, next).filter(|f| f.meaning.is_length())
    }

    /// "last week", "this year", "next Monday", "the last 12 months", "this summer", "last September", "last night".
    pub(super) fn shifted(&self, at: usize, by: i32) -> Option<Found> {
        let next = at + 1;
        let one = |meaning| Some(Found::new(at, next + 1, meaning));
        let determined = self.left(at) == self.rules.the;
        let within = determined && at.checked_sub(2).is_some_and(|l| self.opens_length(l));
        match self.class(next) {
            Some(TimeWord::Past) if by == 0 => {
                let found = self.shifted(next, -1)?;
                Some(Found::new(at, found.end, found.meaning))
            }
            Some(TimeWord::Unit(unit)) => {
                let place = if by < 0 { Place::Before } else { Place::After };
                if self.tag(next) == Some(Tag::Nns) && unit != Unit::Weekend {
                    if self.is(at, self.rules.last) {
                        return self.first_or_last(at, next, unit, Part::Last);
                    }
                    return if by == 0 { None } else { one(Meaning::Length { count: None, unit, place }) };
                }
                if self.is(at, self.rules.last)
                    && let Some(found) = self.first_or_last(at, next, unit, Part::Last)
                {
                    return Some(found);
                }
                match by {
                    0 => one(Meaning::Shifted(unit, 0)),
                    1 if determined && unit == Unit::Day => one(Meaning::Near(Unit::Day, 1)),
                    _ if within => one(Meaning::Length { count: Some(1.0), unit, place }),
                    1 if determined => one(Meaning::Near(unit, 1)),
                    _ => one(Meaning::Shifted(unit, by)),
                }
            }
            Some(TimeWord::Weekday(day)) => Some(self.weekday(at, next, day, which(by))),
            Some(TimeWord::Month(month)) => self.month(at, next, month, which(by)),
            Some(TimeWord::Season(name)) => self.season(at, next, name, which(by)),
            Some(TimeWord::PartOfDay(part)) => {
                let day = Box::new(Meaning::Day(by.signum()));
                one(Meaning::Hours(Hours::Part(part), Some(day)))
            }
            Some(TimeWord::Ordinal(_)) => None,
            _ if by != 0 => self.placed(at, next, if by < 0 { Place::Before } else { Place::After }),
            _ => {
                let found = self.named_day(next)?;
                let Meaning::Yearly(yearly, _) = found.meaning else { return Some(found) };
                Some(Found::new(at, found.end, Meaning::Yearly(yearly, which(by))))
            }
        }
    }

    /// A length of time before or after the document: "12 months" in "last 12 months".
    fn placed(&self, start: usize, at: usize, place: Place) -> Option<Found> {
        if let Some(found) = self.named_day(at)
            && let Meaning::Yearly(yearly, _) = found.meaning
        {
            return Some(Found::new(
                start,
                found.end,
                Meaning::Yearly(yearly, which(if place == Place::Before { -1 } else { 1 })),
            ));
        }
        let found = self.length(start, at)?;
        let Meaning::Length { count, unit, .. } = found.meaning else { return None };
        Some(Found::new(start, found.end, Meaning::Length { count, unit, place }))
    }

    /// "past year", "past 12 months", "past few weeks".
    pub(super) fn past_length(&self, at: usize) -> Option<Found> {
        let place = Place::Before;
        if let Some(unit) = self.unit(at + 1) {
            let count = (self.tag(at + 1) != Some(Tag::Nns)).then_some(1.0);
            return Some(Found::new(at, at + 2, Meaning::Length { count, unit, place }));
        }
        self.placed(at, at + 1, place)
    }

    /// "recent weeks", "recent years".
    pub(super) fn recent(&self, at: usize) -> Option<Found> {
        let unit = self.unit(at + 1).filter(|_| self.tag(at + 1) == Some(Tag::Nns))?;
        Some(Found::new(at, at + 2, Meaning::Length { count: None, unit, place: Place::Before }))
    }

    /// "earlier this month", "later on Monday", "earlier today", "later in the year", "later that day".
    pub(super) fn turn(&self, at: usize, by: i32) -> Option<Found> {
        let part = if by < 0 { Part::Earlier } else { Part::Later };
        let rules = self.rules;
        let governed = [rules.in_, rules.on].contains(&self.word(at + 1));
        let inner = self.past(at + 1 + usize::from(governed), rules.the);
        let whole = match self.class(inner) {
            Some(TimeWord::Unit(unit)) if self.left(inner) == rules.the && self.tag(inner) != Some(Tag::Nns) => {
                Found::new(inner, inner + 1, Meaning::Shifted(unit, 0))
            }
            Some(TimeWord::Turn(_) | TimeWord::Reference(_) | TimeWord::Set(_) | TimeWord::Every) => return None,
            _ => self.core(inner)?,
        };
        if whole.meaning.is_length() {
            return None;
        }
        Some(Found::new(at, whole.end, Meaning::Part(part, Box::new(whole.meaning))))
    }

    /// "every Friday", "each year", "every two weeks", "every other day", "every summer".
    pub(super) fn every(&self, at: usize) -> Option<Found> {
        let next = at + 1;
        let set = |end, value: String, unit| Some(Found::new(at, end, Meaning::Set(value, unit)));
        match self.class(next) {
            Some(TimeWord::Weekday(day)) => set(next + 1, format!("XXXX-WXX-{day}"), None),
            Some(TimeWord::Month(month)) => set(next + 1, format!("XXXX-{month:02}"), None),
            Some(TimeWord::Season(name)) => set(next + 1, format!("XXXX-{name}"), None),
            Some(TimeWord::PartOfDay(part)) => set(next + 1, format!("XXXX-XX-XXT{part}"), None),
            Some(TimeWord::Unit(unit)) => set(next + 1, unit.duration(Some(1.0)), Some(unit)),
            _ if self.form(next).eq_ignore_ascii_case("other") => {
                let unit = self.unit(next + 1)?;
                set(next + 2, unit.duration(Some(2.0)), Some(unit))
            }
            _ => {
                let (count, end) = self.count(next)?;
                let unit = self.unit(end)?;
                set(end + 1, unit.duration(count), Some(unit))
            }
        }
    }

    /// "twice a week", "three times every year"; `at` is the token after how often.
    pub(super) fn often(&self, start: usize, at: usize) -> Option<Found> {
        let each = self.article(at) || self.is(at, self.rules.per) || self.class(at) == Some(TimeWord::Every);
        let unit = self.unit(at + 1).filter(|_| each)?;
        Some(Found::new(start, at + 2, Meaning::Set(unit.duration(Some(1.0)), Some(unit))))
    }
}
