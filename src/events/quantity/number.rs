//! One number, in digits or words: "23", "1.2 million", "a hundred and five", "half a dozen", "tens of thousands".

use crate::annotation::Bound;
use crate::pipeline::Reading;
use crate::syntax::tag::Tag;
use crate::syntax::words::FunctionWords;
use crate::text::token::Shape;

use super::rules::{NumberRules, NumberWord};

/// A number that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    /// What its own words say of it: "dozens" are at least two dozen.
    pub(super) bound: Bound,
    /// The last of thousand, million and so on that it was multiplied with, else 1: "3 million" gives it to "2 to".
    pub(super) scale: f64,
    /// Past its last token.
    pub(super) end: usize,
    /// Whether it begins with an article and has no other number: "a million".
    pub(super) bare: bool,
}

/// Tokens that are looked at for one number.
const REACH: usize = 14;

/// How many of its unit a plural numeral has at least: "hundreds" are two hundred or more.
const PLURAL: f64 = 2.0;

/// What a number is read with.
#[derive(Clone, Copy)]
pub(super) struct Numerals<'a> {
    pub(super) rules: &'a NumberRules,
    pub(super) words: &'a FunctionWords,
    pub(super) reading: Reading<'a>,
    /// Past the last token of the sentence.
    pub(super) limit: usize,
}

impl Numerals<'_> {
    fn word(&self, at: usize) -> Option<NumberWord> {
        if at < self.limit { self.rules.word(self.reading.text.tokens[at].word) } else { None }
    }

    pub(super) fn is(&self, at: usize, word: crate::lexicon::WordId) -> bool {
        at < self.limit && self.reading.text.tokens[at].word == word
    }

    pub(super) fn tag(&self, at: usize) -> Option<Tag> {
        (at < self.limit).then(|| self.reading.syntax.tags[at])
    }

    /// Whether a token is written on to the one before it.
    pub(super) fn joined(&self, at: usize) -> bool {
        at > 0 && at < self.limit && !self.reading.text.tokens[at].space_before
    }

    /// The number that begins at a token; `money`: after a sign of a currency, where "m" is a million.
    pub(super) fn number(&self, at: usize, money: bool) -> Option<Number> {
        self.numeral(at, money).or_else(|| self.plural(at)).or_else(|| self.opened(at))
    }

    /// "dozens", "hundreds of thousands".
    fn plural(&self, at: usize) -> Option<Number> {
        let Some(NumberWord::Plural(unit)) = self.word(at) else { return None };
        let (mut value, mut end) = (PLURAL * unit, at + 1);
        let mut scale = unit;
        if self.is(end, self.words.of)
            && let Some(NumberWord::Plural(of)) =
                self.word(end + 1).filter(|w| matches!(w, NumberWord::Plural(v) if *v > unit))
        {
            (value, scale, end) = (value * of, of, end + 2);
        }
        Some(Number { value, bound: Bound::AtLeast, scale, end, bare: false })
    }

    /// "a hundred", "half a million", "half a dozen", "several hundred", "a few", "a handful".
    fn opened(&self, at: usize) -> Option<Number> {
        let is_article = |i: usize| self.is(i, self.words.a) || self.is(i, self.words.an);
        if self.is(at, self.rules.half) {
            let hyphen = usize::from(self.tag(at + 1) == Some(Tag::Hyph));
            let next = at + 1 + usize::from(is_article(at + 1)) + hyphen;
            let opened = next > at + 1;
            return match self.word(next) {
                Some(NumberWord::Scale(value)) if opened && value > 1.0 => {
                    Some(Number { value: value / 2.0, bound: Bound::Exact, scale: value, end: next + 1, bare: false })
                }
                Some(NumberWord::Collective(value)) if value > 2.0 => {
                    Some(Number { value: value / 2.0, bound: Bound::About, scale: 1.0, end: next + 1, bare: false })
                }
                _ => None,
            };
        }
        let first = at + usize::from(is_article(at));
        match self.word(first)? {
            NumberWord::Scale(_) if first > at => self.numeral(first, false).map(|n| {
                let alone = n.end == first + 1;
                Number { bare: alone, ..n }
            }),
            NumberWord::Collective(_) if first > at => self.numeral(first, false),
            NumberWord::Vague(value) => {
                // "few men" are no number, "a few men" are; "several" needs no article.
                let is_few = self.is(first, self.rules.few);
                if is_few && first == at || !is_few && first > at && self.tag(first).is_some_and(Tag::is_adjective) {
                    return None;
                }
                let bound = if first == at { Bound::AtLeast } else { Bound::About };
                match self.word(first + 1) {
                    Some(NumberWord::Scale(scale)) => {
                        Some(Number { value: value * scale, bound, scale, end: first + 2, bare: false })
                    }
                    Some(NumberWord::Collective(of)) if of > 2.0 => {
                        Some(Number { value: value * of, bound, scale: 1.0, end: first + 2, bare: false })
                    }
                    _ => Some(Number { value, bound, scale: 1.0, end: first + 1, bare: false }),
                }
            }
            _ => None,
        }
    }

    /// Digits and number words in a row.
    fn numeral(&self, at: usize, money: bool) -> Option<Number> {
        let tokens = &self.reading.text.tokens;
        // `total` holds finished thousands, `group` what is below them.
        let (mut total, mut group, mut i, mut seen, mut last_scale) = (0.0, 0.0, at, false, 1.0);
        let mut bound = Bound::Exact;
        let name = |i: usize| self.tag(i).is_some_and(Tag::is_proper);
        while i < self.limit && i < at + REACH {
            match self.word(i) {
                Some(NumberWord::Unit(value) | NumberWord::Ten(value)) if !name(i) => {
                    // "two three men": a list, no number.
                    let fits = !seen || group == 0.0 || group % 10.0 == 0.0 && value < 10.0 || group % 100.0 == 0.0;
                    if !fits || value == 1.0 && self.tag(i) != Some(Tag::Cd) {
                        break;
                    }
                    group += value;
                }
                Some(NumberWord::Scale(value)) if (seen || self.opens_scale(i)) && !name(i) => {
                    if value == 100.0 {
                        group = group.max(1.0) * value;
                    } else {
                        let one = if group == 0.0 { 1.0 } else { group };
                        total += one * value;
                        group = 0.0;
                        last_scale = value;
                    }
                }
                Some(NumberWord::Collective(value)) if seen || i == at => {
                    if value == 2.0 && !self.is(i + 1, self.words.of) || !seen && !self.after_article(i) {
                        break;
                    }
                    bound = if seen || self.tag(i + 1).is_none() { Bound::Exact } else { Bound::About };
                    group = if group == 0.0 { 1.0 } else { group } * value;
                }
                _ if seen && self.is(i, self.words.and) && self.is_half_more(i) => {
                    let half = 0.5 * if last_scale > 1.0 && group == 0.0 { last_scale } else { 1.0 };
                    if last_scale > 1.0 && group == 0.0 {
                        total += half
                    } else {
                        group += half
                    }
                    i += 2;
                }
                _ if seen && self.is(i, self.words.and) && group + total >= 100.0 && self.is_small(i + 1) => {}
                _ if seen && self.tag(i) == Some(Tag::Hyph) && self.joined(i) && self.is_small(i + 1) => {}
                _ => match digits(self.reading.form(i)) {
                    Some(value) if !seen => group = value,
                    // "20|m", written as one word.
                    None if seen && self.joined(i) && tokens[i - 1].shape == Shape::Number => {
                        let Some(scale) = self.letter(i, money) else { break };
                        group *= scale;
                        last_scale = scale;
                    }
                    _ => break,
                },
            }
            seen = true;
            i += 1;
        }
        seen.then_some(Number { value: total + group, bound, scale: last_scale, end: i, bare: false })
    }

    /// "hundred" after an article, or by itself where the tagger takes it for a number.
    fn opens_scale(&self, at: usize) -> bool {
        self.tag(at) == Some(Tag::Cd) || self.after_article(at)
    }

    fn after_article(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|b| self.is(b, self.words.a) || self.is(b, self.words.an))
    }

    /// "and a half".
    fn is_half_more(&self, and: usize) -> bool {
        self.is(and + 1, self.words.a) && self.is(and + 2, self.rules.half)
    }

    /// Whether a small number word stands at a token: "five".
    fn is_small(&self, at: usize) -> bool {
        matches!(self.word(at), Some(NumberWord::Unit(_) | NumberWord::Ten(_))) && self.tag(at) == Some(Tag::Cd)
    }

    /// What a letter after a number multiplies it with: "m" is a million of money or of what a noun after it names, else
    /// metres.
    fn letter(&self, at: usize, money: bool) -> Option<f64> {
        let form = self.reading.form(at);
        let of_noun = || self.tag(at + 1).is_some_and(|t| t.is_noun() || t.is_adjective());
        scale(form).filter(|_| money || form.len() > 1 || of_noun())
    }
}

/// What a letter after a number multiplies it with.
fn scale(unit: &str) -> Option<f64> {
    Some(match unit {
        "k" | "K" => 1e3,
        "m" | "M" | "mn" | "MM" => 1e6,
        "b" | "B" | "bn" => 1e9,
        "tn" => 1e12,
        _ => return None,
    })
}

/// Digits with commas and a decimal point, also with "m", "bn" or "k" written on to them.
pub(super) fn digits(form: &str) -> Option<f64> {
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
