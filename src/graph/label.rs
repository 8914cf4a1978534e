//! The few words that stand for a claim or an event.

use crate::annotation::{Bound, ClaimKind, QuantityKind, TimeModifier};

use super::node::{EventQuantity, EventTime};
use super::words::{Group, is};

/// Characters that a label may have, its ellipsis included.
pub(crate) const LABEL_LENGTH: usize = 90;

/// One line of at most `max` characters: cut after a clause if one ends in the second half, else between words.
pub(crate) fn cut(text: &str, max: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((limit, _)) = line.char_indices().nth(max) else {
        return line;
    };
    // One character is left for the ellipsis.
    let room = line[..limit].char_indices().next_back().map_or(0, |(i, _)| i);
    let kept = &line[..cut_point(&line, room)];
    format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || ",;:–—-".contains(c)))
}

/// A claim's label: its content without what only joins it to the words before ("that", an opening comma), in one line,
/// and without the marks around a quotation, which the kind of the claim tells.
pub(super) fn claim_label(text: &str, kind: ClaimKind) -> String {
    let mut line = text.trim();
    if kind == ClaimKind::Direct {
        line = unquoted(line);
    }
    let joins = line.get(..5).filter(|head| head.eq_ignore_ascii_case("that ")).and_then(|_| line.get(5..));
    // "that man", "that was a mistake": only before a clause with a subject of its own.
    let clause = |rest: &str| {
        let first = rest.split_whitespace().next().unwrap_or_default();
        !is(Group::Pointing, &first.to_lowercase()) && rest.contains(' ')
    };
    if kind != ClaimKind::Direct
        && let Some(rest) = joins.filter(|rest| clause(rest))
    {
        line = rest.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    }
    cut(line, LABEL_LENGTH)
}

/// A quotation without the marks around it, if they are its only ones.
fn unquoted(line: &str) -> &str {
    const MARKS: [char; 7] = ['“', '”', '"', '«', '»', '„', '‟'];
    let inner = line.strip_prefix(MARKS).unwrap_or(line);
    let inner = inner.strip_suffix(MARKS).unwrap_or(inner);
    if inner.contains(MARKS) || inner.is_empty() { line } else { inner.trim() }
}

/// The byte to cut at, at most `room`: the last end of a sentence or clause, or a place before a word that begins one, in
/// the last 40 of 100; else between words, but not after a word that needs the next.
fn cut_point(line: &str, room: usize) -> usize {
    let head = &line[..room];
    let least = room * 3 / 5;
    // "10,000" is no clause border: white space must follow.
    let is_border = |&(i, c): &(usize, char)| {
        let rest = &line[i + c.len_utf8()..];
        ",;:–—.!?".contains(c) && rest.trim_start_matches(['”', '"', '’', ')']).starts_with(char::is_whitespace)
    };
    let mark = head.char_indices().rev().take_while(|c| c.0 >= least).find(is_border).map(|c| c.0);
    let opens = |i: usize| {
        let word = line[i + 1..].split(' ').next().unwrap_or_default();
        is(Group::Opener, &word.to_lowercase())
    };
    let spaces = || head.char_indices().rev().filter(|c| c.1 == ' ').map(|c| c.0);
    let opener = spaces().take_while(|&i| i >= least).find(|&i| opens(i));
    if let Some(border) = mark.max(opener) {
        return border;
    }
    let next_is_space = line[room..].starts_with(' ');
    let needs_more = |i: usize| {
        let word = line[..i].rsplit(' ').next().unwrap_or_default();
        is(Group::WeakEnd, &word.to_lowercase())
    };
    let places = next_is_space.then_some(room).into_iter().chain(spaces());
    let word = places.take(MOST_WEAK).find(|&i| !needs_more(i)).or_else(|| head.rfind(' '));
    // A word longer than a third of the line is cut inside: there is nowhere else.
    word.filter(|&i| i > room / 3).unwrap_or_else(|| keep_marks(line, room))
}

/// Weak words in a row that are passed over.
const MOST_WEAK: usize = 4;

/// Moves a cut to before the letter that a combining mark after it belongs to.
fn keep_marks(line: &str, room: usize) -> usize {
    let joins = |c: char| unicode_normalization::char::is_combining_mark(c) || matches!(c, '\u{200d}' | '\u{fe0f}');
    let mut at = room;
    while at > 0 && line[at..].chars().next().is_some_and(joins) {
        at = line[..at].char_indices().next_back().map_or(0, |(i, _)| i);
    }
    if at == 0 { room } else { at }
}

/// An event's lemma with its number: "expel ≥400".
pub(super) fn event_label(lemma: &str, quantity: Option<&EventQuantity>) -> String {
    let label = match quantity {
        Some(quantity) => format!("{lemma} {}", quantity_label(quantity)),
        None => lemma.to_owned(),
    };
    cut(&label, LABEL_LENGTH)
}

/// A number with the mark of its bound, and its unit where it does not count: "≥400", "≤50", "~100", "=23", "20–30",
/// "~75 %", "≥2.5bn USD".
pub(crate) fn quantity_label(quantity: &EventQuantity) -> String {
    let mark = match quantity.bound {
        Bound::Exact => "=",
        Bound::AtLeast => "≥",
        Bound::AtMost => "≤",
        Bound::About => "~",
        Bound::Between => "",
    };
    let shown = |value: f64| match quantity.kind {
        QuantityKind::Money => short_number(value),
        QuantityKind::Share => number((value * 10.0).round() / 10.0),
        _ => number(value),
    };
    let upper = quantity.upper.map(|upper| format!("–{}", shown(upper))).unwrap_or_default();
    let unit = quantity.unit.as_ref().filter(|_| quantity.kind != QuantityKind::Count);
    let unit = unit.map(|unit| format!(" {unit}")).unwrap_or_default();
    format!("{mark}{}{upper}{unit}", shown(quantity.value))
}

/// A large sum as newspapers write it: "2.5bn".
fn short_number(value: f64) -> String {
    let scales = [(1e12, "tn"), (1e9, "bn"), (1e6, "m")];
    match scales.into_iter().find(|(scale, _)| (*scale..1e15).contains(&value)) {
        Some((scale, letters)) => format!("{}{letters}", number(value / scale)),
        None => number(value),
    }
}

/// A number as a reader expects it: thousands apart, no digits that say nothing.
fn number(value: f64) -> String {
    if value.abs() >= 1e15 {
        return format!("{value:e}");
    }
    let plain = format!("{}", (value * 1000.0).round() / 1000.0);
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && whole.len() > 4 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let fraction = fraction.map(|f| format!(".{f}")).unwrap_or_default();
    format!("{sign}{grouped}{fraction}")
}

/// Characters of a time.
const TIME_LENGTH: usize = 40;

/// The date, if there is one; a duration ("P1Y") or season is read more easily in the document's own words.
pub(crate) fn time_words(time: &EventTime) -> String {
    let is_date = |value: &&str| value.starts_with(|c: char| c.is_ascii_digit());
    let Some(value) = time.value.as_deref().filter(is_date) else { return cut(&time.text, TIME_LENGTH) };
    // A part of a day ("2022-11-16TMO") is nothing that a reader knows how to read.
    let is_hour = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let value = value.split_once('T').filter(|(_, part)| !is_hour(part)).map_or(value, |(day, _)| day);
    cut(&format!("{}{value}", time.modifier.map_or("", limit_words)), TIME_LENGTH)
}

/// How a value is limited, as it is written before it.
fn limit_words(modifier: TimeModifier) -> &'static str {
    match modifier {
        TimeModifier::Before => "before ",
        TimeModifier::After => "after ",
        TimeModifier::OnOrBefore => "until ",
        TimeModifier::OnOrAfter => "since ",
        TimeModifier::Start => "early ",
        TimeModifier::Mid => "mid ",
        TimeModifier::End => "late ",
        TimeModifier::LessThan | TimeModifier::EqualOrLess => "up to ",
        TimeModifier::MoreThan | TimeModifier::EqualOrMore => "at least ",
        TimeModifier::Approx => "about ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check_cut(text: &str, max: usize, expected: &str) {
        assert_eq!(cut(text, max), expected);
    }

    #[test]
    fn a_short_text_is_whole_on_one_line() {
        check_cut("Iran\n projects  threat", 90, "Iran projects threat");
    }

    #[test]
    fn a_long_text_ends_after_a_clause_or_a_word() {
        check_cut("Iran projects threat, directly and through its services", 30, "Iran projects threat…");
        check_cut("Iran projects threat directly to the kingdom", 30, "Iran projects threat directly…");
        check_cut("we refused over 10,000 applications", 20, "we refused…");
        check_cut("Iran projects threat to Britain and kidnaps its foes", 38, "Iran projects threat to Britain…");
        check_cut("He said no. Nobody in the room had asked", 18, "He said no…");
    }

    #[test]
    fn a_claim_is_called_by_its_content() {
        let check = |text: &str, kind, expected: &str| assert_eq!(claim_label(text, kind), expected);
        check("that the bridge was safe", ClaimKind::Indirect, "the bridge was safe");
        check("that was a mistake", ClaimKind::Indirect, "that was a mistake");
        check("“We wait,”", ClaimKind::Direct, "We wait,");
        check("“We wait,” … “it is late.”", ClaimKind::Direct, "“We wait,” … “it is late.”");
        check("the “long night” was over", ClaimKind::Mixed, "the “long night” was over");
    }

    #[test]
    fn a_word_without_end_is_cut_inside() {
        assert_eq!(cut(&"x".repeat(200), 10), format!("{}…", "x".repeat(9)));
    }

    fn count(value: f64) -> EventQuantity {
        let text = String::new();
        EventQuantity { value, upper: None, bound: Bound::Exact, kind: QuantityKind::Count, unit: None, of: None, text }
    }

    #[test]
    fn a_quantity_shows_its_range_and_unit() {
        let range = EventQuantity { upper: Some(30.0), bound: Bound::Between, ..count(20.0) };
        assert_eq!(quantity_label(&range), "20–30");
        let unit = |unit: &str| Some(unit.to_owned());
        let share = EventQuantity { kind: QuantityKind::Share, unit: unit("%"), bound: Bound::About, ..count(75.0) };
        assert_eq!(quantity_label(&share), "~75 %");
        assert_eq!(quantity_label(&EventQuantity { value: 100.0 / 3.0, ..share }), "~33.3 %");
        let sum = EventQuantity { kind: QuantityKind::Money, unit: unit("USD"), ..count(2.5e9) };
        assert_eq!(quantity_label(&sum), "=2.5bn USD");
        assert_eq!(quantity_label(&EventQuantity { unit: unit("diplomat"), ..count(3.0) }), "=3");
    }

    #[track_caller]
    fn check_quantity(value: f64, bound: Bound, expected: &str) {
        let quantity = EventQuantity { value, bound, ..count(value) };
        assert_eq!(event_label("expel", Some(&quantity)), format!("expel {expected}"));
    }

    #[test]
    fn a_number_shows_its_bound() {
        check_quantity(400.0, Bound::AtLeast, "≥400");
        check_quantity(50.0, Bound::AtMost, "≤50");
        check_quantity(100.0, Bound::About, "~100");
        check_quantity(23.0, Bound::Exact, "=23");
        check_quantity(1_500_000.0, Bound::Exact, "=1,500,000");
        check_quantity(2.5, Bound::Exact, "=2.5");
    }

    proptest! {
        #[test]
        fn a_cut_is_never_too_long(text in "\\PC{0,300}", max in 2usize..100) {
            prop_assert!(cut(&text, max).chars().count() <= max);
        }
    }
}
