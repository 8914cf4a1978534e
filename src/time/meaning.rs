//! What the words of a time expression mean, before it is known against which day they are read.

use crate::annotation::TimeModifier;

use super::calendar::{Hours, Stretch, Unit};

/// Which of many a name such as "Monday" or "May" means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// "on Monday": by the tense of its clause.
    Nearest,
    /// "last Monday"
    Last,
    /// "this Monday"
    This,
    /// "next Monday"
    Next,
    /// "the following Monday": after the time told before.
    Following,
    /// "the previous Monday"
    Preceding,
}

/// What comes back every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Yearly {
    Day { month: i8, day: i8 },
    Month(i8),
    Season(&'static str),
    Quarter(i8),
    Half(i8),
}

/// From where an offset counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Origin {
    /// "two years ago"
    Document,
    /// "two years later"
    Previous,
    /// "two years after the war": from what has no date.
    Open,
    /// "two years after 2014"
    Point(Box<Meaning>),
}

/// Where a length of time lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// "for two years"
    Anywhere,
    /// "the past two years"
    Before,
    /// "the next two years"
    After,
}

/// A part of a longer time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// "early 2014", "the beginning of 2014"
    Start,
    Mid,
    End,
    /// "earlier this year"
    Earlier,
    /// "later this year"
    Later,
    /// "the first days of May", with how many days one of the unit has
    First(i32),
    /// "the last week of May"
    Last(i32),
}

/// What the words of a time expression mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// "16 November 2022"
    Fixed(Stretch),
    /// "November", "16 November", "summer"
    Yearly(Yearly, Which),
    /// "September this year", "summer of last year"
    OfYear(Yearly, Box<Meaning>),
    /// "Monday"
    Weekday(i8, Which),
    /// "Monday last week"
    OfWeek(i8, Box<Meaning>),
    /// "the 16th"
    DayOfMonth(i8),
    /// "yesterday"
    Day(i32),
    /// "overnight"
    Overnight,
    /// "last week"
    Shifted(Unit, i32),
    /// "the following week"
    Near(Unit, i32),
    /// "three days later"
    Offset { count: Option<f64>, unit: Unit, sign: i32, from: Origin },
    /// "for three years"
    Length { count: Option<f64>, unit: Unit, place: Place },
    /// "every Friday": value and granularity
    Set(String, Option<Unit>),
    /// "now"
    Reference(&'static str),
    /// "Monday night", "3:30 pm on Monday", "noon"
    Hours(Hours, Option<Box<Meaning>>),
    /// "between 2014 and 2016"
    Range(Box<Meaning>, Box<Meaning>),
    /// "late 2014"
    Part(Part, Box<Meaning>),
    /// "more than two years", "around 2014"
    Limited(TimeModifier, Box<Meaning>),
}

impl Meaning {
    /// Whether it is a length of time rather than a point in it.
    pub(super) fn is_length(&self) -> bool {
        match self {
            Self::Length { .. } => true,
            Self::Limited(_, inner) => inner.is_length(),
            _ => false,
        }
    }

    /// Whether it names one day, which a time of day may be added to.
    pub(super) fn is_day(&self) -> bool {
        matches!(
            self,
            Self::Fixed(Stretch::Day(_))
                | Self::Yearly(Yearly::Day { .. }, _)
                | Self::Weekday(..)
                | Self::OfWeek(..)
                | Self::DayOfMonth(_)
                | Self::Day(_)
                | Self::OfYear(Yearly::Day { .. }, _)
                | Self::Near(Unit::Day, _)
                | Self::Offset { unit: Unit::Day, .. }
        )
    }
}
