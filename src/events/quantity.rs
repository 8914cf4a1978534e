//! Numbers with their bounds: "over 400", "at least ten", "hundreds of".
//!
//! Enters: the tokens of a noun phrase. Leaves: the number that counts its head, with the words that bound it. Read are
//! digits with commas and decimals, number words up to trillions, collectives ("a dozen") and plural numerals
//! ("hundreds": at least a hundred). Years, ages, percentages, money and measures count nothing and are passed over.
//! "As many as 50" and "up to 50" bound from above; "nearly 50" is about 50.

use std::ops::Range;

use crate::annotation::{Bound, Quantity};
use crate::lexicon::{Table, TableError, Vocabulary, WordId};
use crate::pipeline::Reading;
use crate::syntax::tag::Tag;
use crate::text::token::Shape;

use super::words::WordMap;

/// What a word has to do with numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum NumberWord {
    /// "seven", "nineteen"
    Unit(f64),
    /// "twenty"
    Ten(f64),
    /// "hundred", "million"
    Scale(f64),
    /// "dozen", "couple"
    Collective(f64),
    /// "hundreds", "dozens"
    Plural(f64),
    /// "a number of", "a wave of"
    Partitive,
    /// "per cent", "dollars", "tonnes"
    Measure,
}

/// What this file must know of words.
#[derive(Debug)]
pub(super) struct NumberRules {
    words: WordMap<NumberWord>,
    /// Words before a number, longest first.
    bounds: Vec<(Box<[WordId]>, Bound)>,
    year: [WordId; 4],
    of: WordId,
    and: WordId,
}

/// Tokens that are looked at for one number.
const REACH: usize = 12;

impl NumberRules {
    /// Reads `numbers.tsv` and `number_bounds.tsv`.
    pub(super) fn load(vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        let table = Table::parse(
            "data/lexicon/numbers.tsv",
            include_str!("../../data/lexicon/numbers.tsv"),
            &["form", "kind", "value"],
        )?;
        let mut words = WordMap::default();
        for row in table.rows() {
            let value: f64 = row.parse(2)?;
            let word = match row.cell(1) {
                "unit" => NumberWord::Unit(value),
                "ten" => NumberWord::Ten(value),
                "scale" => NumberWord::Scale(value),
                "collective" => NumberWord::Collective(value),
                "plural" => NumberWord::Plural(value),
                "partitive" => NumberWord::Partitive,
                "percent" | "money" | "measure" => NumberWord::Measure,
                other => return Err(row.error(format!("unknown kind {other:?}"))),
            };
            words.insert(vocabulary.add(row.cell(0)), word);
        }
        let table = Table::parse(
            "data/lexicon/number_bounds.tsv",
            include_str!("../../data/lexicon/number_bounds.tsv"),
            &["words", "bound"],
        )?;
        let mut bounds = Vec::new();
        for row in table.rows() {
            let words: Box<[WordId]> = row.cell(0).split(' ').map(|w| vocabulary.add(w)).collect();
            bounds.push((words, row.parse(1)?));
        }
        bounds.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        let year = ["year", "years", "month", "months"].map(|w| vocabulary.add(w));
        Ok(Self { words, bounds, year, of: vocabulary.add("of"), and: vocabulary.add("and") })
    }

    /// What a word has to do with numbers.
    pub(super) fn word(&self, word: WordId) -> Option<NumberWord> {
        self.words.get(word)
    }

    /// The number that counts the noun at the end of `tokens`; `from` is the first token that its bound may begin at.
    pub(super) fn find(&self, reading: Reading<'_>, tokens: Range<usize>, from: usize) -> Option<Quantity> {
        let start = tokens.end.saturating_sub(REACH).max(tokens.start);
        let mut at = start;
        while at < tokens.end {
            if let Some((value, mut bound, end)) = self.number(reading, at, tokens.end) {
                if self.counts(reading, at, end, value) {
                    let (first, stated) = self.bound_before(reading, at, from);
                    bound = stated.filter(|&b| b != Bound::Exact).unwrap_or(bound);
                    return Some(Quantity { span: reading.span(first..end), value, bound });
                }
                at = end;
            }
            at += 1;
        }
        None
    }

    /// Whether the number counts things: "23 spies", but not "23-year-old", "23%", "$23", "2015 attacks", "Article 23".
    fn counts(&self, reading: Reading<'_>, at: usize, end: usize, value: f64) -> bool {
        let tokens = &reading.text.tokens;
        let tags = &reading.syntax.tags;
        let next = tokens.get(end);
        let joined = |i: usize| tokens.get(i).is_some_and(|t| !t.space_before);
        if at > 0 && (matches!(tags[at - 1], Tag::Currency | Tag::Sym) || tags[at - 1] == Tag::Hyph && joined(at)) {
            return false;
        }
        let named = at > 0 && matches!(tags[at - 1], Tag::Nnp | Tag::Nnps) && tags[at] == Tag::Cd;
        let is_year = end == at + 1 && tokens[at].span.len() == 4 && (1900.0..2100.0).contains(&value);
        if named || is_year && tokens[at].shape == Shape::Number {
            return false;
        }
        next.is_none_or(|next| {
            let measure = self.words.get(next.word) == Some(NumberWord::Measure);
            let hyphenated = tags[end] == Tag::Hyph && !next.space_before;
            !measure && !hyphenated && !self.year.contains(&next.word) && !matches!(reading.form(end), "%" | "°")
        })
    }

    /// Reads a number from `at`: value, bound that lies in its own words, and its end.
    fn number(&self, reading: Reading<'_>, at: usize, limit: usize) -> Option<(f64, Bound, usize)> {
        let tokens = &reading.text.tokens;
        // `total` holds finished thousands, `group` what is below them.
        let (mut total, mut group, mut i, mut seen) = (0.0, 0.0, at, false);
        let mut bound = Bound::Exact;
        while i < limit && i < at + REACH {
            let word = tokens[i].word;
            match self.words.get(word) {
                Some(NumberWord::Unit(value) | NumberWord::Ten(value)) => group += value,
                Some(NumberWord::Scale(value)) if seen || i > at || reading.syntax.tags[i] == Tag::Cd => {
                    if value == 100.0 {
                        group = group.max(1.0) * value;
                    } else {
                        total += group.max(1.0) * value;
                        group = 0.0;
                    }
                }
                Some(NumberWord::Collective(value)) => {
                    let is_pair_of_things = value == 2.0 && tokens.get(i + 1).is_none_or(|t| t.word != self.of);
                    if is_pair_of_things {
                        break;
                    }
                    bound = if seen { Bound::Exact } else { Bound::About };
                    group = group.max(1.0) * value;
                }
                Some(NumberWord::Plural(value)) if !seen => {
                    return Some((value, Bound::AtLeast, i + 1));
                }
                _ if seen && word == self.and && group >= 100.0 && self.is_small_number(reading, i + 1, limit) => {}
                _ if seen && reading.syntax.tags[i] == Tag::Hyph && self.is_small_number(reading, i + 1, limit) => {}
                _ => match digits(reading.form(i)) {
                    Some(value) if !seen => group = value,
                    // "20|m", written as one word.
                    None if seen && !tokens[i].space_before && tokens[i - 1].shape == Shape::Number => {
                        let Some(scale) = scale(reading.form(i)) else { break };
                        group *= scale;
                    }
                    _ => break,
                },
            }
            seen = true;
            i += 1;
        }
        seen.then_some((total + group, bound, i))
    }

    fn is_small_number(&self, reading: Reading<'_>, at: usize, limit: usize) -> bool {
        at < limit
            && matches!(self.words.get(reading.text.tokens[at].word), Some(NumberWord::Unit(_) | NumberWord::Ten(_)))
    }

    /// The first of the words that bound a number which begins at `at`, and what they say: "at least", "more than a".
    fn bound_before(&self, reading: Reading<'_>, at: usize, from: usize) -> (usize, Option<Bound>) {
        let tokens = &reading.text.tokens;
        let article = at > from && reading.form(at - 1).eq_ignore_ascii_case("a");
        let at = if article { at - 1 } else { at };
        for (words, bound) in &self.bounds {
            let Some(first) = at.checked_sub(words.len()).filter(|&f| f >= from) else { continue };
            if words.iter().zip(&tokens[first..at]).all(|(w, t)| *w == t.word) {
                let (earlier, outer) =
                    if words.len() == 1 { (first, None) } else { self.bound_before(reading, first, from) };
                return (earlier.min(first), outer.or(Some(*bound)));
            }
        }
        (at, None)
    }
}

/// What a letter after a number multiplies it with.
fn scale(unit: &str) -> Option<f64> {
    Some(match unit {
        "k" => 1e3,
        "m" | "mn" => 1e6,
        "bn" => 1e9,
        _ => return None,
    })
}

/// Digits with commas and a decimal point, also with "m", "bn" or "k" written on to them.
fn digits(form: &str) -> Option<f64> {
    let first = form.as_bytes().first()?;
    if !first.is_ascii_digit() {
        return None;
    }
    let unit = form.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',' || c == '.');
    let number = &form[..form.len() - unit.len()];
    let scale = if unit.is_empty() { 1.0 } else { scale(unit)? };
    let mut plain = [0u8; 24];
    let mut length = 0;
    for byte in number.bytes().filter(|&b| b != b',') {
        *plain.get_mut(length)? = byte;
        length += 1;
    }
    let value: f64 = std::str::from_utf8(&plain[..length]).ok()?.parse().ok()?;
    Some(value * scale)
}
