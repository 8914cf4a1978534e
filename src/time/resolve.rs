//! What a time expression means on a certain day: its value, its granularity, its first and its last day.
//!
//! Enters: a [`Meaning`], the document's date, whether its clause tells of the past or the future, and the time told before.
//! Leaves: a [`Resolved`]. News looks back: a bare "Monday" or "May" is the last one up to the date, or the next one where the clause
//! looks ahead. Without a date of the document what recurs gets TIMEX3's partial value ("XXXX-09-12"), all else that depends on it
//! gets none. "Early" and "late" name the first and the second half of a time, "mid" what is left without a quarter at each end.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::annotation::{Granularity, TimeKind, TimeModifier};

use super::calendar::{Stretch, Unit, weekday};
use super::grammar::in_year;
use super::meaning::{Meaning, Origin, Part, Place, Which, Yearly};

/// Where the clause of an expression looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Past,
    Future,
    /// It may look ahead: an infinitive, "agreed to meet on Friday".
    Ahead,
    /// There is no clause, or its verb does not tell.
    Unknown,
}

/// Against what an expression is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    pub(super) date: Option<Date>,
    pub(super) direction: Direction,
    /// The time told before, where it is near.
    pub(super) previous: Option<Stretch>,
}

/// What an expression means.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resolved {
    pub(super) kind: TimeKind,
    pub(super) value: Option<String>,
    pub(super) modifier: Option<TimeModifier>,
    pub(super) granularity: Option<Granularity>,
    pub(super) first: Option<Date>,
    pub(super) last: Option<Date>,
    /// Where the expression is one stretch of the calendar.
    pub(super) stretch: Option<Stretch>,
}

impl Resolved {
    fn new(kind: TimeKind, value: Option<String>, granularity: Option<Granularity>) -> Self {
        Self { kind, value, modifier: None, granularity, first: None, last: None, stretch: None }
    }

    fn of(stretch: Stretch) -> Self {
        let kind = if matches!(stretch, Stretch::Hours(..)) { TimeKind::Time } else { TimeKind::Date };
        let days = stretch.days();
        Self {
            first: days.map(|d| d.0),
            last: days.map(|d| d.1),
            stretch: Some(stretch),
            ..Self::new(kind, Some(stretch.value()), Some(stretch.granularity()))
        }
    }

    /// A point in time of which only the granularity is known.
    fn unknown(granularity: Granularity) -> Self {
        let fine = matches!(granularity, Granularity::Minute | Granularity::Hour | Granularity::PartOfDay);
        Self::new(if fine { TimeKind::Time } else { TimeKind::Date }, None, Some(granularity))
    }

    fn or_unknown(stretch: Option<Stretch>, granularity: Granularity) -> Self {
        stretch.map_or_else(|| Self::unknown(granularity), Self::of)
    }

    /// "since", "until", "before" and "after" open a side.
    pub(super) fn bounded(mut self, bound: TimeModifier) -> Self {
        match bound {
            TimeModifier::OnOrAfter => self.last = None,
            TimeModifier::OnOrBefore => self.first = None,
            TimeModifier::Before => (self.first, self.last) = (None, self.first.and_then(|d| d.yesterday().ok())),
            TimeModifier::After => (self.first, self.last) = (self.last.and_then(|d| d.tomorrow().ok()), None),
            _ => {}
        }
        Self { modifier: Some(bound), stretch: None, ..self }
    }
}

/// What an expression means in a context.
pub(super) fn resolve(meaning: &Meaning, context: Context) -> Resolved {
    match meaning {
        Meaning::Fixed(stretch) => Resolved::of(*stretch),
        Meaning::Yearly(yearly, which) => {
            let stretch = context.date.and_then(|date| nearest(*yearly, *which, date, context.direction));
            stretch.map_or_else(|| partial(*yearly), Resolved::of)
        }
        Meaning::OfYear(yearly, year) => match resolve(year, context).stretch {
            Some(Stretch::Year(year)) => in_year(*yearly, year).map_or_else(|| partial(*yearly), Resolved::of),
            _ => partial(*yearly),
        },
        Meaning::Weekday(day, which) => {
            let found = match which {
                Which::Following => previous_day(context).and_then(|(_, last)| weekday(last, *day, 1)),
                Which::Preceding => previous_day(context).and_then(|(first, _)| weekday(first, *day, -1)),
                _ => context.date.and_then(|date| nearest_weekday(date, *day, *which, context.direction)),
            };
            match found {
                Some(day) => Resolved::of(Stretch::Day(day)),
                None => {
                    let value = Some(format!("XXXX-WXX-{day}"));
                    Resolved::new(TimeKind::Date, value, Some(Granularity::Day))
                }
            }
        }
        Meaning::OfWeek(day, week) => {
            let monday = resolve(week, context).first;
            let found = monday.and_then(|m| m.checked_add(i32::from(day - 1).days()).ok());
            Resolved::or_unknown(found.map(Stretch::Day), Granularity::Day)
        }
        Meaning::DayOfMonth(day) => {
            let found = context.date.and_then(|date| nearest_day_of_month(date, *day, context.direction));
            match found {
                Some(day) => Resolved::of(Stretch::Day(day)),
                None => Resolved::new(TimeKind::Date, Some(format!("XXXX-XX-{day:02}")), Some(Granularity::Day)),
            }
        }
        Meaning::Day(by) => {
            let found = context.date.and_then(|date| Unit::Day.shift(date, *by));
            Resolved::or_unknown(found.map(Stretch::Day), Granularity::Day)
        }
        Meaning::Overnight => {
            // The night before a morning paper, or the one to come.
            let ahead = matches!(context.direction, Direction::Future | Direction::Ahead);
            let by = if ahead { 0 } else { -1 };
            let night = context.date.and_then(|date| Stretch::around(Unit::Day.shift(date, by)?, Unit::Night));
            night.map_or_else(|| hours(super::calendar::Hours::Part("NI")), Resolved::of)
        }
        Meaning::Shifted(unit, by) => {
            let date = context.date;
            let found = date.and_then(|date| shifted(date, *unit, *by, context.direction));
            Resolved::or_unknown(found, unit.granularity())
        }
        Meaning::Near(unit, by) => {
            let found = anchor(context, *unit).and_then(|day| Stretch::around(unit.shift(day, *by)?, *unit));
            Resolved::or_unknown(found, unit.granularity())
        }
        Meaning::Offset { count, unit, sign, from } => offset(*count, *unit, *sign, from, context),
        Meaning::Length { count, unit, place } => length(*count, *unit, *place, context.date),
        Meaning::Set(value, unit) => {
            let granularity = unit.map_or(Granularity::Day, Unit::granularity);
            Resolved::new(TimeKind::Set, Some(value.clone()), Some(granularity))
        }
        Meaning::Reference(name) => reference(name, context.date),
        Meaning::Hours(of_day, None) => hours(*of_day),
        Meaning::Hours(of_day, Some(day)) => match resolve(day, context) {
            Resolved { stretch: Some(Stretch::Day(day)), .. } => Resolved::of(Stretch::Hours(day, *of_day)),
            Resolved { value: Some(value), .. } => {
                let value = Some(format!("{value}{}", of_day.value()));
                Resolved::new(TimeKind::Time, value, Some(of_day.granularity()))
            }
            _ => hours(*of_day),
        },
        Meaning::Range(first, last) => range(first, last, context),
        Meaning::Part(part, whole) => part_of(*part, resolve(whole, context), context.date),
        Meaning::Limited(modifier, inner) => Resolved { modifier: Some(*modifier), ..resolve(inner, context) },
    }
}

/// A time of day without its day.
fn hours(of_day: super::calendar::Hours) -> Resolved {
    Resolved::new(TimeKind::Time, Some(of_day.value()), Some(of_day.granularity()))
}

/// "XXXX-09-12": what is known of a date without its year.
fn partial(yearly: Yearly) -> Resolved {
    let (value, granularity) = match yearly {
        Yearly::Day { month, day } => (format!("XXXX-{month:02}-{day:02}"), Granularity::Day),
        Yearly::Month(month) => (format!("XXXX-{month:02}"), Granularity::Month),
        Yearly::Season(name) => (format!("XXXX-{name}"), Granularity::Season),
        Yearly::Quarter(number) => (format!("XXXX-Q{number}"), Granularity::Quarter),
        Yearly::Half(number) => (format!("XXXX-H{number}"), Granularity::HalfYear),
    };
    Resolved::new(TimeKind::Date, Some(value), Some(granularity))
}

/// Of what comes every year the one that is meant.
fn nearest(yearly: Yearly, which: Which, date: Date, direction: Direction) -> Option<Stretch> {
    let year = date.year();
    let candidates = || {
        // 29 February comes every fourth year, or eighth.
        let years = year.saturating_sub(8)..=year.saturating_add(8);
        years.filter_map(|y| in_year(yearly, y)).filter_map(|s| Some((s, s.days()?)))
    };
    let stretch = |found: Option<(Stretch, (Date, Date))>| found.map(|f| f.0);
    let begun = || stretch(candidates().rfind(|(_, days)| days.0 <= date));
    match which {
        Which::This => {
            let current = candidates().find(|(_, days)| days.0 <= date && date <= days.1);
            stretch(current).or_else(|| in_year(yearly, year))
        }
        Which::Last | Which::Preceding => stretch(candidates().rfind(|(_, days)| days.1 < date)),
        Which::Next | Which::Following => stretch(candidates().find(|(_, days)| days.0 > date)),
        Which::Nearest => match direction {
            Direction::Future => stretch(candidates().find(|(_, days)| days.1 >= date)),
            Direction::Ahead => stretch(candidates().min_by_key(|(_, days)| (days.0 - date).get_days().abs())),
            Direction::Unknown if matches!(yearly, Yearly::Day { .. }) => {
                let distance = |days: (Date, Date)| (days.0 - date).get_days().abs();
                stretch(candidates().min_by_key(|(_, days)| distance(*days)))
            }
            _ => begun(),
        },
    }
}

fn nearest_weekday(date: Date, day: i8, which: Which, direction: Direction) -> Option<Date> {
    let today = date.weekday().to_monday_one_offset() == day;
    let ahead = match which {
        Which::Last | Which::Preceding => return weekday(date, day, -1),
        Which::Next | Which::Following => return weekday(date, day, 1),
        Which::This => direction != Direction::Past,
        Which::Nearest => matches!(direction, Direction::Future | Direction::Ahead),
    };
    if today { Some(date) } else { weekday(date, day, if ahead { 1 } else { -1 }) }
}

fn nearest_day_of_month(date: Date, day: i8, direction: Direction) -> Option<Date> {
    let ahead = direction == Direction::Future;
    (0..3).find_map(|by| {
        let month = Unit::Month.shift(date.first_of_month(), if ahead { by } else { -by })?;
        let found = Date::new(month.year(), month.month(), day).ok()?;
        (if ahead { found >= date } else { found <= date }).then_some(found)
    })
}

/// "last week", "this weekend", "next month".
fn shifted(date: Date, unit: Unit, by: i32, direction: Direction) -> Option<Stretch> {
    if unit == Unit::Weekend {
        // From Monday to Friday "the weekend" of something that has happened is the one before.
        let this = Stretch::around(date, unit)?;
        let begun = this.days()?.0 <= date;
        let by = match by {
            0 if !begun && !matches!(direction, Direction::Future | Direction::Ahead) => -1,
            -1 if begun => -1,
            by => by,
        };
        return Stretch::around(unit.shift(date, by)?, unit);
    }
    Stretch::around(unit.shift(date, by)?, unit)
}

fn previous_day(context: Context) -> Option<(Date, Date)> {
    context.previous?.days()
}

/// The day that "three weeks later" and "the following week" count from: that of the time before, if it is fine enough.
fn anchor(context: Context, unit: Unit) -> Option<Date> {
    let previous = context.previous?;
    (previous.granularity() <= unit.granularity()).then(|| previous.days()).flatten().map(|d| d.0)
}

fn offset(count: Option<f64>, unit: Unit, sign: i32, from: &Origin, context: Context) -> Resolved {
    let Some(count) = count else {
        return match from {
            Origin::Document if sign < 0 => reference("PAST_REF", context.date),
            Origin::Document => reference("FUTURE_REF", context.date),
            _ => Resolved::unknown(unit.granularity()),
        };
    };
    let by = (count.fract() == 0.0 && count < 20_000.0).then_some(sign * count as i32);
    let fine = matches!(unit, Unit::Second | Unit::Minute | Unit::Hour);
    if fine {
        let mut unknown = Resolved::unknown(unit.granularity());
        // Of "two hours ago" the day is known but for midnight.
        if let (Origin::Document, Some(date), Unit::Minute | Unit::Hour) = (from, context.date, unit) {
            let hours = if unit == Unit::Hour { count } else { count / 60.0 };
            let days = (hours / 24.0).ceil().min(9999.0) as i32;
            let other = Unit::Day.shift(date, sign * days);
            (unknown.first, unknown.last) = if sign < 0 { (other, Some(date)) } else { (Some(date), other) };
        }
        return unknown;
    }
    let base = match from {
        Origin::Document => context.date,
        Origin::Previous => anchor(context, unit),
        Origin::Open => None,
        Origin::Point(point) => {
            let previous = resolve(point, context).stretch;
            anchor(Context { previous, ..context }, unit)
        }
    };
    let found = by.zip(base).and_then(|(by, base)| Stretch::around(unit.shift(base, by)?, unit));
    Resolved::or_unknown(found, unit.granularity())
}

fn length(count: Option<f64>, unit: Unit, place: Place, date: Option<Date>) -> Resolved {
    let mut found = Resolved::new(TimeKind::Duration, Some(unit.duration(count)), Some(unit.granularity()));
    let whole = count.filter(|c| c.fract() == 0.0 && *c < 20_000.0).map(|c| c as i32);
    let by = |sign: i32| whole.zip(date).and_then(|(n, date)| unit.shift(date, sign * n));
    match place {
        Place::Anywhere => {}
        Place::Before => (found.first, found.last) = (by(-1), date),
        Place::After => (found.first, found.last) = (date, by(1)),
    }
    found
}

/// "now", "recently", "soon".
fn reference(name: &str, date: Option<Date>) -> Resolved {
    let (first, last) = match name {
        "PRESENT_REF" => (date, date),
        "PAST_REF" => (None, date),
        _ => (date, None),
    };
    Resolved { first, last, ..Resolved::new(TimeKind::Date, Some(name.to_owned()), None) }
}

fn range(first: &Meaning, last: &Meaning, context: Context) -> Resolved {
    let (mut a, mut b) = (resolve(first, context), resolve(last, context));
    if let (Some(from), Some(to)) = (a.first, b.last)
        && from > to
    {
        // "from November to March", "from Friday to Monday": one of them is of another year or week.
        if context.direction == Direction::Future {
            b = resolve(last, Context { date: a.first, ..context });
        } else {
            a = resolve(first, Context { date: b.first, direction: Direction::Past, ..context });
        }
    }
    let kind = if a.kind == TimeKind::Time && b.kind == TimeKind::Time { TimeKind::Time } else { TimeKind::Date };
    let value = a.value.zip(b.value).map(|(a, b)| format!("{a}/{b}"));
    let ordered = a.first.zip(b.last).is_none_or(|(from, to)| from <= to);
    let days = if ordered { (a.first, b.last) } else { (None, None) };
    Resolved {
        first: days.0,
        last: days.1,
        ..Resolved::new(kind, value.filter(|_| ordered), a.granularity.max(b.granularity))
    }
}

fn part_of(part: Part, whole: Resolved, date: Option<Date>) -> Resolved {
    let modifier = match part {
        Part::Start | Part::Earlier | Part::First(_) => TimeModifier::Start,
        Part::Mid => TimeModifier::Mid,
        Part::End | Part::Later | Part::Last(_) => TimeModifier::End,
    };
    let (first, last) = (whole.first, whole.last);
    if let Some(Stretch::Year(year)) = whole.stretch {
        let from_to = |a: i8, b: i8| (Date::new(year, a, 1).ok(), Stretch::Month(year, b).days().map(|d| d.1));
        let part = match part {
            Part::Start => Some(from_to(1, 6)),
            Part::Mid => Some(from_to(4, 9)),
            Part::End => Some(from_to(7, 12)),
            _ => None,
        };
        if let Some((first, last)) = part {
            return Resolved { modifier: Some(modifier), first, last, ..whole };
        }
    }
    let days = first.zip(last).map(|(first, last)| (last - first).get_days());
    let from_first = |n: i32| first.and_then(|d| Unit::Day.shift(d, n));
    let from_last = |n: i32| last.and_then(|d| Unit::Day.shift(d, -n));
    let (first, last) = match (part, days) {
        (_, None) => (first, last),
        (Part::Start, Some(n)) => (first, from_first(n / 2)),
        (Part::End, Some(n)) => (from_first((n + 1) / 2), last),
        (Part::Mid, Some(n)) => (from_first((n + 1) / 4), from_last((n + 1) / 4)),
        (Part::First(days), Some(n)) => (first, from_first((days - 1).min(n))),
        (Part::Last(days), Some(n)) => (from_last((days - 1).min(n)), last),
        (Part::Earlier, _) => (first, last.zip(date).map(|(l, d)| l.min(d)).filter(|&l| Some(l) >= first).or(last)),
        (Part::Later, _) => (first.zip(date).map(|(f, d)| f.max(d)).filter(|&f| Some(f) <= last).or(first), last),
    };
    Resolved { modifier: Some(modifier), first, last, ..whole }
}

impl Resolved {
    /// What "later" and "the following week" count from after this expression.
    pub(super) fn anchor(&self) -> Option<Stretch> {
        self.stretch
    }
}
