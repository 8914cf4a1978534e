//! The few words that stand for a claim or an event.

use crate::annotation::Bound;

use super::node::EventQuantity;

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

/// The byte to cut at, at most `room`.
fn cut_point(line: &str, room: usize) -> usize {
    let head = &line[..room];
    let clause = head.rfind([',', ';', ':', '–', '—']).filter(|&i| i > room / 2);
    // "10,000" is no clause border: white space must follow.
    let is_border = |i: &usize| line[*i..].chars().nth(1).is_some_and(char::is_whitespace);
    if let Some(border) = clause.filter(is_border) {
        return border;
    }
    let next_is_space = line[room..].starts_with(' ');
    let word = if next_is_space { Some(room) } else { head.rfind(' ') };
    // A word longer than a third of the line is cut inside: there is nowhere else.
    word.filter(|&i| i > room / 3).unwrap_or_else(|| keep_marks(line, room))
}

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

/// A number with the mark of its bound: "≥400", "≤50", "~100", "=23".
pub(crate) fn quantity_label(quantity: &EventQuantity) -> String {
    let mark = match quantity.bound {
        Bound::Exact => "=",
        Bound::AtLeast => "≥",
        Bound::AtMost => "≤",
        Bound::About => "~",
    };
    format!("{mark}{}", number(quantity.value))
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
        check_cut("we refused over 10,000 applications", 20, "we refused over…");
    }

    #[test]
    fn a_word_without_end_is_cut_inside() {
        assert_eq!(cut(&"x".repeat(200), 10), format!("{}…", "x".repeat(9)));
    }

    #[track_caller]
    fn check_quantity(value: f64, bound: Bound, expected: &str) {
        let quantity = EventQuantity { value, bound, text: String::new() };
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
