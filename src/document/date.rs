//! Days of publication: read leniently from metadata, strictly from an article's dateline.
//!
//! Both rest on one grammar over words, numbers and marks: `2022-11-17…`, `17 November 2022`, `Nov. 17, 2022`,
//! `17-Nov-2022`, `17/11/2022`. Slashed dates count only when they can be read in one way. A time zone is not applied:
//! the day is the one that is written. Nothing here reads the clock.

use jiff::civil::Date;

/// Lines of a text that may hold its dateline.
const DATELINE_LINES: usize = 8;
/// Longest line that is a byline or time stamp of its own, in bytes.
const SHORT_LINE: usize = 120;
/// Metadata longer than this is prose.
const LONGEST_STAMP: usize = 120;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Words that stand before a day of publication.
const LABELS: &[&str] = &[
    "by",
    "and",
    "of",
    "the",
    "published",
    "updated",
    "posted",
    "first",
    "last",
    "modified",
    "created",
    "date",
    "on",
    "at",
    "issued",
    "released",
    "written",
    "story",
    "article",
];
/// Words that may stand behind it.
const TIME_WORDS: &[&str] = &[
    "am",
    "pm",
    "a",
    "p",
    "m",
    "gmt",
    "utc",
    "bst",
    "est",
    "edt",
    "cst",
    "cdt",
    "mst",
    "mdt",
    "pst",
    "pdt",
    "et",
    "ct",
    "pt",
    "cet",
    "cest",
    "eet",
    "eest",
    "msk",
    "ist",
    "z",
    "t",
    "at",
    "min",
    "mins",
    "minute",
    "minutes",
    "read",
    "updated",
    "published",
    "hours",
    "hrs",
    "h",
    "local",
    "time",
    "last",
    "modified",
    "on",
];

/// Reads a date as metadata writes it; what follows it, such as a time, is ignored.
///
/// ```
/// # use claimgraph::document::date;
/// assert_eq!(date::parse("Thu, 17 Nov 2022 10:15:00 +0000"), date::parse("2022-11-17T10:15:00Z"));
/// assert_eq!(date::parse("03/04/2022"), None, "day or month?");
/// ```
pub fn parse(text: &str) -> Option<Date> {
    if text.len() > LONGEST_STAMP {
        return None;
    }
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| full_date(&tokens[at..]).map(|found| found.date))
}

/// The year that a piece of metadata names, where it has no full date: `2022-11`.
pub fn year_of(text: &str) -> Option<i16> {
    tokens(text).iter().find_map(|token| token.year())
}

/// The day in the path of an address, as most publishers put it there: `/2022/11/17/`, `/2022/nov/17/`, `/2022-11-17-`.
pub fn in_url(url: &str) -> Option<Date> {
    let path = url.split_once("://")?.1.split(['?', '#']).next()?;
    let path = &path[path.find('/')?..];
    let starts = path.match_indices(['/', '-', '_']).map(|(n, _)| n + 1);
    let mut dates = starts.filter_map(|n| {
        let tokens = tokens(&path[n..]);
        let found = year_first(&tokens)?;
        // `/2022/11/170000-ships` is an article number.
        let ends = tokens.get(found.length).is_none_or(|t| matches!(t, Tok::Mark(_)));
        // Eight digits in one may be an article number as well.
        (found.length > 1 && ends).then_some(found.date)
    });
    dates.next()
}

/// The year in the path of an address: `/2022/11/`.
pub fn year_in_url(url: &str) -> Option<i16> {
    let path = url.split_once("://")?.1;
    path.split('/').skip(1).find_map(|part| if part.len() == 4 { tokens(part).first()?.year() } else { None })
}

/// The day that the head of an article gives as its own.
///
/// Two shapes count: a short line with nothing but a date, a time, labels, names and places ("Published: 17 November
/// 2022, 10:15"), and the dateline that opens a paragraph ("LONDON, Nov 17 (Reuters) -"). A date inside a running
/// sentence is what the article tells, not when it was written. A day without a year needs `year`, the year known from
/// elsewhere.
pub fn dateline_date(text: &str, year: Option<i16>) -> Option<Date> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(DATELINE_LINES);
    lines.find_map(|line| dateline(line, year))
}

fn dateline(line: &str, year: Option<i16>) -> Option<Date> {
    let tokens = tokens(line.get(..SHORT_LINE.min(line.len())).unwrap_or_else(|| head(line, SHORT_LINE)));
    (0..tokens.len()).find_map(|at| {
        let found = full_date(&tokens[at..]).or_else(|| day_and_month(&tokens[at..], year?))?;
        let (before, after) = (&tokens[..at], &tokens[at + found.length..]);
        let is_own_line = line.len() <= SHORT_LINE && found.has_year && is_stamp_head(before) && is_stamp_tail(after);
        (is_own_line || (is_place(before) && opens_report(after))).then_some(found.date)
    })
}

/// The first `length` bytes or a little less, on a character boundary.
fn head(line: &str, length: usize) -> &str {
    let end = (0..=length).rev().find(|&n| line.is_char_boundary(n)).unwrap_or(0);
    &line[..end]
}

/// Labels, names and places before a date, set off by a mark or a label: "By Ada Frame, ", "Published on ".
fn is_stamp_head(before: &[Tok]) -> bool {
    let is_label = |word: &str| LABELS.contains(&word.to_lowercase().as_str()) || weekday(word);
    let set_off = match last_but_weekday(before) {
        None => true,
        Some(Tok::Mark(mark)) => ",:|•·–—-(/".contains(*mark),
        Some(Tok::Word(word)) => is_label(word),
        Some(Tok::Number { .. }) => false,
    };
    let words = before.iter().filter(|t| matches!(t, Tok::Word(_))).count();
    set_off
        && words <= 10
        && before.iter().all(|token| match token {
            Tok::Word(word) => is_label(word) || word.starts_with(char::is_uppercase) || TIME_WORDS.contains(word),
            Tok::Number { .. } => true,
            Tok::Mark(mark) => !"?!\"“”".contains(*mark),
        })
}

/// "…, Thursday, " counts as set off by what stands before the weekday.
fn last_but_weekday<'a, 't>(before: &'a [Tok<'t>]) -> Option<&'a Tok<'t>> {
    before.iter().rev().find(|token| !matches!(token, Tok::Word(word) if weekday(word)))
}

/// Nothing but a time, a zone, a reading time, an agency in brackets behind the date.
fn is_stamp_tail(after: &[Tok]) -> bool {
    after.iter().all(|token| match token {
        Tok::Word(word) => {
            TIME_WORDS.contains(&word.to_lowercase().as_str())
                || weekday(word)
                || month(word).is_some()
                || is_caps(word)
        }
        Tok::Number { .. } => true,
        Tok::Mark(mark) => !"?!\"“”".contains(*mark),
    })
}

/// "LONDON, ", "LOS ANGELES, ", "KYIV, Ukraine, ", or nothing.
fn is_place(before: &[Tok]) -> bool {
    let words = || before.iter().filter_map(|t| if let Tok::Word(word) = t { Some(*word) } else { None });
    let starts_in_caps = words().next().is_none_or(|word| is_caps(word) || before.len() <= 4);
    starts_in_caps
        && before.len() <= 10
        && words().all(|word| word.starts_with(char::is_uppercase))
        && before.iter().all(|t| !matches!(t, Tok::Mark(mark) if !",./–—-".contains(*mark)))
        && before.last().is_none_or(|t| matches!(t, Tok::Mark(',' | '–' | '—' | '-' | '.')))
}

/// "(Reuters) -", "(AP) —", " -- ": the report begins.
fn opens_report(after: &[Tok]) -> bool {
    match after {
        [Tok::Mark('('), rest @ ..] => rest.iter().take(6).any(|t| matches!(t, Tok::Mark(')'))),
        [Tok::Mark(',' | '.'), rest @ ..] => opens_report(rest),
        [Tok::Mark('–' | '—' | '-' | '―'), ..] => true,
        _ => false,
    }
}

fn is_caps(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}

/// A word, a number or a mark of a line; white space is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tok<'t> {
    Word(&'t str),
    Number { value: u32, digits: usize },
    Mark(char),
}

impl Tok<'_> {
    fn year(&self) -> Option<i16> {
        match *self {
            Self::Number { value, digits: 4 } if (1700..2200).contains(&value) => i16::try_from(value).ok(),
            _ => None,
        }
    }

    fn small(&self, most: u32) -> Option<i8> {
        match *self {
            Self::Number { value, digits: 1 | 2 } if (1..=most).contains(&value) => i8::try_from(value).ok(),
            _ => None,
        }
    }

    fn is_mark(&self, marks: &str) -> bool {
        matches!(self, Self::Mark(mark) if marks.contains(*mark))
    }
}

fn tokens(text: &str) -> Vec<Tok<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = |test: fn(char) -> bool| rest.find(|c| !test(c)).unwrap_or(rest.len());
        let taken = if first.is_ascii_digit() {
            let digits = length(|c| c.is_ascii_digit());
            tokens.push(Tok::Number { value: rest[..digits].parse().unwrap_or(u32::MAX), digits });
            digits
        } else if first.is_alphabetic() {
            let letters = length(char::is_alphabetic);
            tokens.push(Tok::Word(&rest[..letters]));
            letters
        } else {
            if !first.is_whitespace() {
                tokens.push(Tok::Mark(first));
            }
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    tokens
}

/// A date and the number of tokens that make it.
#[derive(Clone, Copy, Debug)]
struct Found {
    date: Date,
    length: usize,
    has_year: bool,
}

impl Found {
    fn new(year: i16, month: i8, day: i8, length: usize) -> Option<Self> {
        Date::new(year, month, day).ok().map(|date| Self { date, length, has_year: true })
    }
}

/// A date with its year at the start of the tokens.
fn full_date(tokens: &[Tok]) -> Option<Found> {
    year_first(tokens).or_else(|| slashed(tokens)).or_else(|| named(tokens))
}

/// `2022-11-17`, `2022/11/17`, `2022/nov/17`, `20221117`.
fn year_first(tokens: &[Tok]) -> Option<Found> {
    if let [Tok::Number { value, digits: 8 }, ..] = *tokens {
        let part = |divisor: u32, modulus: u32| i8::try_from(value / divisor % modulus).unwrap_or(0);
        let year = Tok::Number { value: value / 10_000, digits: 4 }.year()?;
        return Found::new(year, part(100, 100), part(1, 100), 1);
    }
    let [year, mark, middle, same, day, ..] = tokens else { return None };
    if !mark.is_mark("-/._") || mark != same {
        return None;
    }
    let month = middle.small(12).or_else(|| if let Tok::Word(word) = middle { month(word) } else { None })?;
    Found::new(year.year()?, month, day.small(31)?, 5)
}

/// `17/11/2022`, `11/17/2022`, `17.11.2022`, `17-Nov-2022`; with slashes and hyphens the day must be seen to be one.
fn slashed(tokens: &[Tok]) -> Option<Found> {
    let [first, mark, second, same, year, ..] = tokens else { return None };
    if !mark.is_mark("/-.") || mark != same {
        return None;
    }
    let year = year.year()?;
    if let Tok::Word(word) = second {
        return Found::new(year, month(word)?, first.small(31)?, 5);
    }
    let (a, b) = (first.small(31)?, second.small(31)?);
    if mark.is_mark(".") || a > 12 || a == b {
        Found::new(year, b, a, 5)
    } else if b > 12 {
        Found::new(year, a, b, 5)
    } else {
        None
    }
}

/// `17 November 2022`, `17th of Nov., 2022`, `November 17, 2022`.
fn named(tokens: &[Tok]) -> Option<Found> {
    let (month, day, length) = day_month(tokens)?;
    let commas = tokens[length..].iter().take_while(|t| t.is_mark(",.")).count();
    let year = tokens.get(length + commas)?.year()?;
    Found::new(year, month, day, length + commas + 1)
}

/// `Nov 17` in a year that is known from elsewhere.
fn day_and_month(tokens: &[Tok], year: i16) -> Option<Found> {
    let (month, day, length) = day_month(tokens)?;
    Found::new(year, month, day, length).map(|found| Found { has_year: false, ..found })
}

/// Month, day, and the number of their tokens.
fn day_month(tokens: &[Tok]) -> Option<(i8, i8, usize)> {
    let word = |at: usize| if let Some(Tok::Word(word)) = tokens.get(at) { Some(*word) } else { None };
    let mark = |at: usize| tokens.get(at).is_some_and(|t| t.is_mark("."));
    let ordinal = |at: usize| word(at).is_some_and(|w| matches!(w, "st" | "nd" | "rd" | "th"));
    if let Some(month) = word(0).and_then(month) {
        let at = 1 + usize::from(mark(1));
        let day = tokens.get(at)?.small(31)?;
        return Some((month, day, at + 1 + usize::from(ordinal(at + 1))));
    }
    let day = tokens.first()?.small(31)?;
    let mut at = 1 + usize::from(ordinal(1));
    at += usize::from(word(at) == Some("of"));
    let month = month(word(at)?)?;
    Some((month, day, at + 1 + usize::from(mark(at + 1))))
}

/// "November", "Nov", "Sept": at least three letters of a month's name.
fn month(word: &str) -> Option<i8> {
    let word = word.to_ascii_lowercase();
    let at =
        MONTHS.iter().position(|name| *name == word || (matches!(word.len(), 3 | 4) && name.starts_with(&word)))?;
    i8::try_from(at + 1).ok()
}

fn weekday(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    WEEKDAYS.iter().any(|name| *name == word || ((3..=5).contains(&word.len()) && name.starts_with(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = parse(text).map_or_else(|| "none".to_owned(), |date| date.to_string());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn many_shapes_of_one_day() {
        for text in [
            "2022-11-17",
            "2022-11-17T23:15:00-05:00",
            "2022-11-17 10:15",
            "2022/11/17",
            "20221117",
            "20221117T101500Z",
            "Thu, 17 Nov 2022 10:15:00 +0000",
            "Thursday 17 November 2022",
            "17th November, 2022",
            "17th of November 2022",
            "November 17, 2022",
            "Nov. 17, 2022",
            "NOV 17TH 2022".to_lowercase().as_str(),
            "17-Nov-2022",
            "17/11/2022",
            "11/17/2022",
            "17.11.2022",
            "Published: 17 November 2022, 10:15 GMT",
            "10:15 AM, November 17, 2022",
        ] {
            check(text, "2022-11-17");
        }
    }

    #[test]
    fn ambiguous_or_impossible_days_are_none() {
        for text in [
            "03/04/2022",
            "30 February 2022",
            "2022-13-01",
            "November 2022",
            "17 November",
            "",
            "17/11/22",
            "99999999999",
        ] {
            check(text, "none");
        }
        check("04/04/2022", "2022-04-04");
    }

    #[test]
    fn days_in_addresses() {
        let day = |url: &str| in_url(url).map(|date| date.to_string());
        assert_eq!(day("https://example.org/world/2022/11/17/talks").as_deref(), Some("2022-11-17"));
        assert_eq!(day("https://example.org/world/2022/nov/17/talks").as_deref(), Some("2022-11-17"));
        assert_eq!(day("https://example.org/talks-2022-11-17.html").as_deref(), Some("2022-11-17"));
        assert_eq!(day("https://example.org/2022/11/170000-ships"), None);
        assert_eq!(day("https://example.org/20221117"), None);
        assert_eq!(year_in_url("https://example.org/2022/11/talks"), Some(2022));
    }

    #[track_caller]
    fn check_dateline(text: &str, year: Option<i16>, expected: &str) {
        let found = dateline_date(text, year).map_or_else(|| "none".to_owned(), |date| date.to_string());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn lines_of_their_own() {
        for line in [
            "Published: 17 November 2022, 10:15",
            "November 17, 2022",
            "By Ada Frame, Thursday 17 November 2022",
            "Ada Frame | November 17, 2022 | 3 min read",
            "Norhaven, 17 November 2022",
            "Updated on Nov. 17, 2022 at 10:15 p.m. EST",
            "Last updated 10:15, 17 November 2022",
            "(17 November 2022)",
        ] {
            check_dateline(&format!("Harbour talks resume\n\n{line}\n\nThe union met again."), None, "2022-11-17");
        }
    }

    #[test]
    fn datelines_that_open_a_paragraph() {
        let rest = "The union met the port authority again, after three weeks of strikes that closed the terminal of the city.";
        check_dateline(&format!("LONDON, Nov 17 (Reuters) - {rest}"), Some(2022), "2022-11-17");
        check_dateline(&format!("LONDON, Nov 17 (Reuters) - {rest}"), None, "none");
        check_dateline(&format!("LOS ANGELES, Nov. 17, 2022 (UPI) — {rest}"), None, "2022-11-17");
        check_dateline(&format!("Nov 17 (Reuters) - {rest}"), Some(2022), "2022-11-17");
        check_dateline(&format!("KYIV — 17 November 2022 — {rest}"), None, "2022-11-17");
    }

    #[test]
    fn a_date_in_a_sentence_is_no_dateline() {
        for text in [
            "The treaty was signed on 17 November 2022 in Norhaven.",
            "Election set for 17 November 2022",
            "On November 17, 2022, the union met the port authority again.",
            "November 17, 2022, was a cold day.",
            "Strike to end by 17 November 2022, union says",
            "Trial opens Nov 17 - lawyers protest",
        ] {
            check_dateline(text, Some(2022), "none");
        }
    }

    #[test]
    fn late_lines_are_not_read() {
        check_dateline(&format!("{}17 November 2022", "Line.\n".repeat(20)), None, "none");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(\\PC|[0-9]{1,9}|nov|[-/., ]){0,40}") {
            let _ = (parse(&text), dateline_date(&text, Some(2022)), in_url(&text), year_in_url(&text));
        }
    }
}
