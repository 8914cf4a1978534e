//! Stretches of the calendar: a day, a week, the third quarter of a year, with value, granularity and days of each.
//!
//! Enters: nothing but dates. Leaves: ISO 8601 / TIMEX3 values ("2022-11-16", "2022-W46", "2022-Q3", "2022-FA", "199" for
//! the 1990s). Weeks begin on Monday. Seasons are those of the northern half of the earth, by whole months: spring is
//! March to May; a winter belongs to the year in which it begins. The 19th century is the years 1800 to 1899, as TIMEX3 has it.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::annotation::Granularity;

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Night,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// By its name in `time_words.tsv`.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "second" => Self::Second,
            "minute" => Self::Minute,
            "hour" => Self::Hour,
            "day" => Self::Day,
            "night" => Self::Night,
            "week" => Self::Week,
            "fortnight" => Self::Fortnight,
            "weekend" => Self::Weekend,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "year" => Self::Year,
            "decade" => Self::Decade,
            "century" => Self::Century,
            _ => return None,
        })
    }

    pub(super) fn granularity(self) -> Granularity {
        match self {
            Self::Second | Self::Minute => Granularity::Minute,
            Self::Hour => Granularity::Hour,
            Self::Day => Granularity::Day,
            Self::Night => Granularity::PartOfDay,
            Self::Week | Self::Fortnight => Granularity::Week,
            Self::Weekend => Granularity::Weekend,
            Self::Month => Granularity::Month,
            Self::Quarter => Granularity::Quarter,
            Self::Year => Granularity::Year,
            Self::Decade => Granularity::Decade,
            Self::Century => Granularity::Century,
        }
    }

    /// The day that lies `by` units from another. Units below a day count as none.
    pub(super) fn shift(self, day: Date, by: i32) -> Option<Date> {
        let years = |each: i32| by.checked_mul(each).and_then(|n| day.checked_add(n.years()).ok());
        if by.abs() > 20_000 {
            return None;
        }
        match self {
            Self::Second | Self::Minute | Self::Hour => Some(day),
            Self::Day | Self::Night => day.checked_add(by.days()).ok(),
            Self::Week | Self::Weekend => day.checked_add(by.weeks()).ok(),
            Self::Fortnight => day.checked_add((by * 2).weeks()).ok(),
            Self::Month => day.checked_add(by.months()).ok(),
            Self::Quarter => day.checked_add((by * 3).months()).ok(),
            Self::Year => years(1),
            Self::Decade => years(10),
            Self::Century => years(100),
        }
    }

    /// A length of time as TIMEX3 writes it: "P12M", "PT2H", "PXY" for "years".
    pub(super) fn duration(self, count: Option<f64>) -> String {
        let (prefix, letter, factor) = match self {
            Self::Second => ("PT", "S", 1.0),
            Self::Minute => ("PT", "M", 1.0),
            Self::Hour => ("PT", "H", 1.0),
            Self::Day | Self::Night => ("P", "D", 1.0),
            Self::Week => ("P", "W", 1.0),
            Self::Fortnight => ("P", "W", 2.0),
            Self::Weekend => ("P", "WE", 1.0),
            Self::Month => ("P", "M", 1.0),
            Self::Quarter => ("P", "Q", 1.0),
            Self::Year => ("P", "Y", 1.0),
            Self::Decade => ("P", "DE", 1.0),
            Self::Century => ("P", "CE", 1.0),
        };
        count.map_or_else(|| format!("{prefix}X{letter}"), |n| format!("{prefix}{}{letter}", n * factor))
    }
}

/// A time of day; hours from 0 to 24, minutes where they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: i8,
    pub(super) minute: Option<i8>,
    /// Whether it is said to be Greenwich time.
    pub(super) utc: bool,
}

/// A part of a day, as a clock or as TIMEX3 writes it: "MO", "AF", "EV", "NI".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hours {
    Clock(Clock),
    Part(&'static str),
}

impl Hours {
    /// "T15:30", "TNI".
    pub(super) fn value(self) -> String {
        match self {
            Self::Part(part) => format!("T{part}"),
            Self::Clock(clock) => {
                let zone = if clock.utc { "Z" } else { "" };
                format!("T{:02}:{:02}{zone}", clock.hour, clock.minute.unwrap_or(0))
            }
        }
    }

    pub(super) fn granularity(self) -> Granularity {
        match self {
            Self::Part(_) => Granularity::PartOfDay,
            Self::Clock(Clock { minute: None, .. }) => Granularity::Hour,
            Self::Clock(_) => Granularity::Minute,
        }
    }
}

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    Hours(Date, Hours),
    Day(Date),
    /// By its Saturday.
    Weekend(Date),
    /// By its Monday.
    Week(Date),
    Month(i16, i8),
    /// Year and letters of TIMEX3.
    Season(i16, &'static str),
    Quarter(i16, i8),
    Half(i16, i8),
    Year(i16),
    /// By its first year.
    Decade(i16),
    /// By its first year.
    Century(i16),
}

impl Stretch {
    /// The unit that a day lies in; what is below a day is the day.
    pub(super) fn around(day: Date, unit: Unit) -> Option<Self> {
        let monday = || day.checked_sub(i32::from(day.weekday().to_monday_zero_offset()).days()).ok();
        let year = day.year();
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Self::Day(day),
            Unit::Night => Self::Hours(day, Hours::Part("NI")),
            Unit::Week | Unit::Fortnight => Self::Week(monday()?),
            Unit::Weekend => Self::Weekend(monday()?.checked_add(5.days()).ok()?),
            Unit::Month => Self::Month(year, day.month()),
            Unit::Quarter => Self::Quarter(year, (day.month() - 1) / 3 + 1),
            Unit::Year => Self::Year(year),
            Unit::Decade => Self::Decade(year - year.rem_euclid(10)),
            Unit::Century => Self::Century(year - year.rem_euclid(100)),
        })
    }

    pub(super) fn value(self) -> String {
        match self {
            Self::Hours(day, hours) => format!("{day}{}", hours.value()),
            Self::Day(day) => day.to_string(),
            Self::Week(day) | Self::Weekend(day) => {
                let week = day.iso_week_date();
                let end = if matches!(self, Self::Weekend(_)) { "-WE" } else { "" };
                format!("{:04}-W{:02}{end}", week.year(), week.week())
            }
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Season(year, season) => format!("{year:04}-{season}"),
            Self::Quarter(year, number) => format!("{year:04}-Q{number}"),
            Self::Half(year, number) => format!("{year:04}-H{number}"),
            Self::Year(year) => format!("{year:04}"),
            Self::Decade(year) => format!("{:03}", year / 10),
            Self::Century(year) => format!("{:02}", year / 100),
        }
    }

    pub(super) fn granularity(self) -> Granularity {
        match self {
            Self::Hours(_, hours) => hours.granularity(),
            Self::Day(_) => Granularity::Day,
            Self::Weekend(_) => Granularity::Weekend,
            Self::Week(_) => Granularity::Week,
            Self::Month(..) => Granularity::Month,
            Self::Season(..) => Granularity::Season,
            Self::Quarter(..) => Granularity::Quarter,
            Self::Half(..) => Granularity::HalfYear,
            Self::Year(_) => Granularity::Year,
            Self::Decade(_) => Granularity::Decade,
            Self::Century(_) => Granularity::Century,
        }
    }

    /// Its first and its last day; the morning after a night counts with it.
    pub(super) fn days(self) -> Option<(Date, Date)> {
        let months = |year: i16, first: i8, n: i32| {
            let first = Date::new(year, first, 1).ok()?;
            Some((first, first.checked_add(n.months()).ok()?.yesterday().ok()?))
        };
        match self {
            Self::Hours(day, Hours::Part("NI")) => Some((day, day.tomorrow().ok()?)),
            Self::Hours(day, _) | Self::Day(day) => Some((day, day)),
            Self::Weekend(day) => Some((day, day.tomorrow().ok()?)),
            Self::Week(day) => Some((day, day.checked_add(6.days()).ok()?)),
            Self::Month(year, month) => months(year, month, 1),
            Self::Season(year, "SP") => months(year, 3, 3),
            Self::Season(year, "SU") => months(year, 6, 3),
            Self::Season(year, "FA") => months(year, 9, 3),
            Self::Season(year, _) => months(year, 12, 3),
            Self::Quarter(year, number) => months(year, number * 3 - 2, 3),
            Self::Half(year, number) => months(year, number * 6 - 5, 6),
            Self::Year(year) => months(year, 1, 12),
            Self::Decade(year) => months(year, 1, 120),
            Self::Century(year) => months(year, 1, 1200),
        }
    }
}

/// The `n`th such weekday after the day, or before it if `n` is negative.
pub(super) fn weekday(day: Date, number: i8, n: i32) -> Option<Date> {
    day.nth_weekday(n, Weekday::from_monday_one_offset(number).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(unit: Unit, value: &str, days: &str) {
        let stretch = Stretch::around("2022-11-16".parse().unwrap(), unit).unwrap();
        let (first, last) = stretch.days().unwrap();
        assert_eq!((stretch.value().as_str(), format!("{first}/{last}").as_str()), (value, days));
    }

    #[test]
    fn stretches_have_values_and_days() {
        check(Unit::Day, "2022-11-16", "2022-11-16/2022-11-16");
        check(Unit::Week, "2022-W46", "2022-11-14/2022-11-20");
        check(Unit::Weekend, "2022-W46-WE", "2022-11-19/2022-11-20");
        check(Unit::Month, "2022-11", "2022-11-01/2022-11-30");
        check(Unit::Quarter, "2022-Q4", "2022-10-01/2022-12-31");
        check(Unit::Year, "2022", "2022-01-01/2022-12-31");
        check(Unit::Decade, "202", "2020-01-01/2029-12-31");
        check(Unit::Century, "20", "2000-01-01/2099-12-31");
    }

    #[test]
    fn a_winter_goes_on_in_the_next_year() {
        let (first, last) = Stretch::Season(2019, "WI").days().unwrap();
        assert_eq!(format!("{first}/{last}"), "2019-12-01/2020-02-29");
    }

    #[test]
    fn the_end_of_the_calendar_is_no_panic() {
        assert_eq!(Unit::Century.shift(Date::MAX, 5), None);
        assert_eq!(Stretch::Week(Date::MAX).days(), None);
        assert_eq!(Stretch::Year(9999).days(), None);
    }
}
