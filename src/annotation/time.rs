//! Time expressions as an annotation holds them.

use jiff::civil::Date;

use crate::closed_set::closed_set;
use crate::document::Span;

closed_set!(
    /// What a time expression stands for: the types of TIMEX3.
    TimeKind {
        /// "last week", "September 2022", "since 2014".
        Date = "date",
        /// Finer than a day: "Monday night", "3:30 pm".
        Time = "time",
        /// "for three years".
        Duration = "duration",
        /// "every Friday".
        Set = "set",
    }
);

closed_set!(
    /// How words limit the value of a time expression: TIMEX3's `mod`.
    TimeModifier {
        /// "before 2014".
        Before = "before",
        /// "after 2014".
        After = "after",
        /// "until 2014", "by Friday".
        OnOrBefore = "on-or-before",
        /// "since 2014".
        OnOrAfter = "on-or-after",
        /// "less than two years".
        LessThan = "less-than",
        /// "more than two years".
        MoreThan = "more-than",
        /// "up to two years".
        EqualOrLess = "equal-or-less",
        /// "at least two years".
        EqualOrMore = "equal-or-more",
        /// "early 2014".
        Start = "start",
        /// "mid-2014".
        Mid = "mid",
        /// "late 2014".
        End = "end",
        /// "around 2014".
        Approx = "approx",
    }
);

closed_set!(
    /// How fine the value of a time expression is.
    Granularity {
        /// "3:30 pm".
        Minute = "minute",
        /// "two hours".
        Hour = "hour",
        /// "Monday night".
        PartOfDay = "part-of-day",
        /// "Monday".
        Day = "day",
        /// "last weekend".
        Weekend = "weekend",
        /// "last week".
        Week = "week",
        /// "September".
        Month = "month",
        /// "summer 2014".
        Season = "season",
        /// "the third quarter".
        Quarter = "quarter",
        /// "the first half of 2021".
        HalfYear = "half-year",
        /// "2014".
        Year = "year",
        /// "the 1990s".
        Decade = "decade",
        /// "the 19th century".
        Century = "century",
    }
);

/// A time expression, with what TimeML's TIMEX3 says of one (Pustejovsky et al. 2003; ISO 24617-1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// The words.
    pub span: Span,
    /// What they stand for.
    pub kind: TimeKind,
    /// ISO 8601 / TIMEX3 value; `None` when it depends on a date that is not known, or on an event.
    pub value: Option<String>,
    /// How the words limit the value: "since", "early", "about".
    pub modifier: Option<TimeModifier>,
    /// How fine the value is; `None` where there is none, or only a reference such as "now".
    pub granularity: Option<Granularity>,
    /// First day that the words may mean; `None` where it is open or not known.
    pub first_day: Option<Date>,
    /// Last day that the words may mean, included; `None` where it is open or not known.
    pub last_day: Option<Date>,
}

impl Time {
    /// A point in time of which nothing but its value is known.
    pub fn new(span: Span, value: Option<String>) -> Self {
        let (modifier, granularity) = (None, None);
        Self { span, kind: TimeKind::Date, value, modifier, granularity, first_day: None, last_day: None }
    }

    /// Whether two times cannot be one: their days do not overlap, or where days are not known their values differ and
    /// neither is a part of the other, as "2022-09" is of "2022".
    pub fn contradicts(&self, other: &Time) -> bool {
        contradicts(
            (self.value.as_deref(), self.first_day, self.last_day),
            (other.value.as_deref(), other.first_day, other.last_day),
        )
    }
}

/// A value with the first and the last day of it.
pub(crate) type Stretch<'a> = (Option<&'a str>, Option<Date>, Option<Date>);

/// As [`Time::contradicts`].
pub(crate) fn contradicts(a: Stretch<'_>, b: Stretch<'_>) -> bool {
    let before = |x: Option<Date>, y: Option<Date>| matches!((x, y), (Some(x), Some(y)) if x < y);
    let known = |x: Stretch<'_>| x.1.is_some() || x.2.is_some();
    if known(a) && known(b) {
        return before(a.2, b.1) || before(b.2, a.1);
    }
    let dated = |x: Stretch<'_>| x.0.filter(|v| v.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned);
    match (dated(a), dated(b)) {
        (Some(a), Some(b)) => !a.starts_with(&b) && !b.starts_with(&a),
        _ => false,
    }
}
