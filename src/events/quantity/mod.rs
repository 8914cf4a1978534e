//! Quantities: "over 400 diplomats", "between 20 and 30", "around three-quarters of cases", "$2.5bn", "two tonnes of aid".
//!
//! Enters: a sentence with its chunks and times. Leaves: quantity expressions in order, each with what it counts or
//! measures. Method: a small grammar over word classes, as for times: `[bound] number [to number] [unit] [bound]`. Which
//! argument a quantity belongs to is told by the noun it counts.
//!
//! Decisions:
//! - A range has two values and the bound `between`. Fractions are percentages: "three-quarters" is 75 %, "one in ten" 10 %.
//! - A plural numeral says two of its unit at least: "dozens" is at least 24, "hundreds" at least 200, "tens of thousands"
//!   at least 20,000. "Several" is at least 3, "a few" about 3, "a handful" about 5, "a dozen" about 12.
//! - "As many as 50" and "up to 50" bound from above; "nearly 50" and "some 50" are about 50.
//! - Years, dates, ages, lengths of time, degrees, names ("Article 5", "flight 370"), compounds ("two-day") and figures of
//!   speech ("a million reasons") are no quantities.

mod number;
mod rules;

use std::ops::Range;

use crate::annotation::{Bound, Quantity, QuantityKind};
use crate::syntax::chunk::ChunkKind;
use crate::syntax::tag::Tag;
use crate::text::token::Shape;

use super::phrase::View;
use crate::time::TimeExpression;
use number::{Number, Numerals};
use rules::Unit;

pub(super) use rules::{NumberRules, NumberWord};

/// A quantity in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct QuantityExpression {
    /// Its tokens, bounds and unit included.
    tokens: Range<usize>,
    /// The noun that it counts, or of which it is a part or a measure.
    noun: Option<usize>,
    quantity: Quantity,
}

impl QuantityExpression {
    /// Whether it tells how many a phrase with this head means.
    fn counts(&self, head: usize) -> bool {
        self.noun == Some(head) || self.tokens.contains(&head)
    }
}

/// The quantity of a phrase with this head; `all` are those of the document in order.
pub(super) fn of_head(all: &[QuantityExpression], head: usize) -> Option<&Quantity> {
    let near = all.partition_point(|q| q.tokens.start + REACH < head);
    let quantities = all[near..].iter().take_while(|q| q.tokens.start <= head);
    quantities.filter(|q| q.counts(head)).map(|q| &q.quantity).next()
}

/// Tokens between a quantity and the noun that it counts.
const REACH: usize = 32;

/// The quantity of the first noun phrase that has one, else a sum that stands at the end of one: "fined the firm €40,000".
pub(super) fn of_chunks(view: View<'_>, all: &[QuantityExpression], chunks: &[usize]) -> Option<Quantity> {
    let heads = |&chunk: &usize| [view.chunks[chunk].head, view.chunks[view.counted(chunk)].head];
    let counted = || chunks.iter().flat_map(heads).find_map(|head| of_head(all, head));
    let added = |&chunk: &usize| {
        let c = &view.chunks[chunk];
        let next = all.get(all.partition_point(|q| q.tokens.start <= c.head))?;
        let is_sum = next.quantity.kind == QuantityKind::Money && next.tokens.start < c.tokens.end;
        is_sum.then_some(&next.quantity)
    };
    counted().or_else(|| chunks.iter().find_map(added)).cloned()
}

/// "killing at least 12", "killed nine": a quantity that begins right after an active verb counts its object, whatever the
/// tree takes it for ("arrested at most four lawyers").
pub(super) fn after_verb(view: View<'_>, all: &[QuantityExpression], clause: usize) -> Option<Quantity> {
    let verb = &view.chunks[view.clauses[clause].verb];
    if verb.verb.passive {
        return None;
    }
    let first = all.partition_point(|q| q.tokens.start < verb.tokens.end);
    // "jailed two miners' sons": they are not counted.
    let owner = |q: &QuantityExpression| q.noun.is_some_and(|n| view.is_possessor(n));
    all.get(first).filter(|q| q.tokens.start == verb.tokens.end && !owner(q)).map(|q| q.quantity.clone())
}

/// Reads the quantities of a sentence; `times` are those of its time expressions.
pub(super) fn find(view: View<'_>, times: &[TimeExpression], range: Range<usize>, found: &mut Vec<QuantityExpression>) {
    let numerals = Numerals { rules: view.numbers, words: view.words, reading: view.reading, limit: range.end };
    let finder = Finder { view, n: numerals, times, start: range.start };
    let mut at = range.start;
    let mut from = range.start;
    while at < range.end {
        at = match finder.expression(at, from) {
            Read::Quantity(expression, end) => {
                found.push(expression);
                from = end;
                end
            }
            Read::Skip(end) => {
                from = end;
                end
            }
            Read::Nothing => at + 1,
        };
    }
}

enum Read {
    Quantity(QuantityExpression, usize),
    /// A number that is no quantity, to its end.
    Skip(usize),
    Nothing,
}

struct Finder<'a> {
    view: View<'a>,
    n: Numerals<'a>,
    times: &'a [TimeExpression],
    start: usize,
}

/// A number or range before its unit and what it counts are known.
#[derive(Clone, Copy)]
struct Amount {
    first: usize,
    value: f64,
    upper: Option<f64>,
    bound: Bound,
    /// The bound that the words before it set.
    stated: Option<Bound>,
    end: usize,
    /// "a million" and nothing more.
    bare: bool,
}

impl Finder<'_> {
    fn expression(&self, at: usize, from: usize) -> Read {
        if let Some(share) = self.fraction(at, from) {
            return share;
        }
        let money = self.n.rules.unit_before(self.view.reading, at, from);
        let Some(number) = self.n.number(at, money.is_some()) else { return Read::Nothing };
        if !number.value.is_finite() || self.is_time(at, number.end) {
            return Read::Skip(number.end);
        }
        let first = money.map_or(at, |(_, first)| first);
        let Some(amount) = self.amount(first, at, number, money.is_some(), from) else { return Read::Skip(number.end) };
        if let Some((Unit::Symbol(kind, symbol), _)) = money {
            return self.measured(amount, kind, symbol);
        }
        // "a 200-tonne ship", "a 24-hour curfew": a compound.
        match self.n.rules.unit_after(self.view.reading, amount.end, self.n.limit) {
            Some((Unit::Symbol(kind, symbol), end)) => {
                if self.is_part_of_word(at) {
                    return Read::Skip(end);
                }
                self.measured(Amount { end, ..amount }, kind, symbol)
            }
            Some((Unit::Time | Unit::Other, end)) => Read::Skip(end),
            None => self.counted(amount, number),
        }
    }

    /// "a third of", "two-thirds of", "half the", "one in ten", "two out of five".
    fn fraction(&self, at: usize, from: usize) -> Option<Read> {
        let n = &self.n;
        let word = |i: usize| if i < n.limit { n.rules.word(self.view.token_word(i)) } else { None };
        let (value, end) = match word(at) {
            Some(NumberWord::Fraction(parts)) if n.is(at, n.rules.half) => {
                let next = n.tag(at + 1)?;
                let opens = n.is(at + 1, self.view.words.of)
                    || matches!(next, Tag::Dt | Tag::PrpS) && !n.is(at + 1, self.view.words.a);
                (opens.then_some(1.0 / parts)?, at + 1)
            }
            Some(NumberWord::Unit(_)) => {
                let number = n.number(at, false)?;
                let next = number.end + usize::from(n.tag(number.end) == Some(Tag::Hyph));
                match word(next) {
                    Some(NumberWord::Fraction(parts)) if number.value < 2.0 * parts => (number.value / parts, next + 1),
                    _ => self.ratio(number)?,
                }
            }
            Some(NumberWord::Fraction(parts)) if at > from && n.is(at - 1, self.view.words.a) => {
                (n.is(at + 1, self.view.words.of).then_some(1.0 / parts)?, at + 1)
            }
            _ => self.ratio(n.number(at, false)?)?,
        };
        if value > 5.0 || self.is_time(at, end) {
            return None;
        }
        // "a two-thirds majority": a part of a noun is told with "of" or an article.
        let next = n.tag(end);
        let of = n.is(end, self.view.words.of);
        let is_ratio = next.is_some_and(|t| t.is_noun() || t.is_adjective()) && self.is_ratio_end(end);
        if next.is_some_and(|t| t.is_noun() || t.is_adjective() || t == Tag::Hyph) && !is_ratio {
            return Some(Read::Skip(end));
        }
        let article = at > from && n.is(at - 1, self.view.words.a);
        let first = at - usize::from(article);
        let (first, stated) = self.bound_before(first, from);
        let percent = (value * 1e6).round() / 1e4;
        let noun =
            if of || is_ratio || matches!(next, Some(Tag::Dt | Tag::PrpS)) { self.noun_after(end) } else { None };
        let bound = stated.unwrap_or(Bound::Exact);
        let amount = Amount { first, value: percent, upper: None, bound, stated, end, bare: false };
        Some(self.expression_of(amount, QuantityKind::Share, Some("%"), noun))
    }

    /// "one in ten soldiers", "two out of five": the share, and its end.
    fn ratio(&self, part: Number) -> Option<(f64, usize)> {
        let (n, at) = (&self.n, part.end);
        let whole = if n.is(at, self.view.words.in_) {
            at + 1
        } else if n.is(at, n.rules.out) && n.is(at + 1, self.view.words.of) {
            at + 2
        } else {
            return None;
        };
        let every = whole + usize::from(n.is(whole, self.view.words.every));
        let number = n.number(every, false)?;
        let is_year = (1900.0..2100.0).contains(&number.value);
        let fits = part.bound == Bound::Exact && number.value > part.value && part.value > 0.0 && !is_year;
        (fits && !self.is_time(every, number.end)).then_some((part.value / number.value, number.end))
    }

    fn is_ratio_end(&self, end: usize) -> bool {
        let word = self.n.rules.word(self.view.token_word(end - 1));
        !matches!(word, Some(NumberWord::Fraction(_)))
    }

    /// Puts bounds and the second number of a range to a number; `None` for what is no range though it looks like one.
    fn amount(&self, first: usize, at: usize, number: Number, money: bool, from: usize) -> Option<Amount> {
        let (bounded, stated) = self.bound_before(first, from);
        let mut amount = Amount {
            first: bounded,
            value: number.value,
            upper: None,
            bound: number.bound,
            stated,
            end: number.end,
            bare: number.bare,
        };
        if let Some((upper, separator)) = self.upper(at, number, money, stated == Some(Bound::Between)) {
            let low = number.value;
            amount.value = if number.scale == 1.0 && low < 1000.0 && low * upper.scale < upper.value {
                low * upper.scale
            } else {
                low
            };
            if upper.value <= amount.value {
                // "won 3-1", "555-1234": no range.
                return separator.then_some(amount);
            }
            amount.upper = Some(upper.value);
            amount.end = upper.end;
            amount.bare = false;
        }
        let after = self.n.rules.bound_after(self.view.reading, amount.end, self.n.limit);
        let after = after.filter(|&(_, end)| self.n.number(end, false).is_none());
        if let Some((bound, end)) = after.filter(|_| amount.upper.is_none()) {
            amount.bound = bound;
            amount.end = end;
            return Some(amount);
        }
        amount.bound = match stated {
            _ if amount.upper.is_some() => Bound::Between,
            Some(Bound::Between | Bound::Exact) | None => amount.bound,
            Some(stated) => stated,
        };
        Some(amount)
    }

    /// The second number of a range, and whether a word joins it: "20-30", "15 to 20", "three or four", "20 and 30" after
    /// "between".
    fn upper(&self, at: usize, low: Number, money: bool, between: bool) -> Option<(Number, bool)> {
        let n = &self.n;
        let joins = n.tag(low.end)?;
        let dash = matches!(joins, Tag::Hyph | Tag::Sym | Tag::Colon) && n.joined(low.end) && n.joined(low.end + 1);
        let words = self.view.words;
        let by_word = if between {
            n.is(low.end, words.and)
        } else {
            let from = at > self.start && n.is(at - 1, words.from);
            n.is(low.end, words.to) && !from || n.is(low.end, words.or) && low.value < 100.0
        };
        if !(by_word || dash && n.reading.form(low.end) != "+") {
            return None;
        }
        let after = low.end + 1;
        let sign = n.rules.past_sign(n.reading, after);
        let high = n.number(sign, money || sign > after)?;
        let fits = high.bound == Bound::Exact && (between || !by_word || high.value > low.value);
        fits.then_some((high, by_word))
    }

    /// The words that bound what begins at `at`: the first of them, and what they say.
    fn bound_before(&self, at: usize, from: usize) -> (usize, Option<Bound>) {
        let Some((bound, first)) = self.n.rules.bound_before(self.view.reading, at, from) else { return (at, None) };
        // "nearly as many as", "at least some 50": the outer words count, unless they say nothing of the number.
        match self.n.rules.bound_before(self.view.reading, first, from) {
            Some((outer, earlier)) if outer != Bound::Exact && outer != Bound::Between => (earlier, Some(outer)),
            _ => (first, Some(bound)),
        }
    }

    /// A quantity with a unit: "$2.5bn in aid", "200 tonnes of grain", "75% of voters".
    fn measured(&self, amount: Amount, kind: QuantityKind, symbol: u16) -> Read {
        let n = &self.n;
        if n.tag(amount.end) == Some(Tag::Hyph) && n.joined(amount.end) {
            return Read::Skip(amount.end);
        }
        let words = self.view.words;
        let opens = n.is(amount.end, words.of) || kind == QuantityKind::Money && n.is(amount.end, words.in_);
        let within = || self.view.chunk_of(amount.end - 1) == self.view.chunk_of(amount.end);
        let modifies = amount.end < n.limit && within() && n.tag(amount.end).is_some_and(|t| t != Tag::Pos);
        let noun = if opens || modifies { self.noun_after(amount.end) } else { None };
        // "$2.5bn in March": no part of what is paid.
        let noun = noun.filter(|&t| !self.is_time(t, t + 1));
        let symbol = n.rules.symbol_of(symbol);
        let after = n.rules.bound_after(n.reading, amount.end, n.limit);
        let (bound, end) = match after.filter(|_| amount.upper.is_none()) {
            Some((bound, end)) => (bound, end),
            None => (amount.bound, amount.end),
        };
        self.expression_of(Amount { bound, end, ..amount }, kind, Some(symbol), noun)
    }

    /// A quantity that counts: "23 spies", "at least 12".
    fn counted(&self, amount: Amount, number: Number) -> Read {
        let noun = self.noun_after(amount.end);
        if !self.is_count(amount, number, noun) {
            return Read::Skip(amount.end);
        }
        let mut amount = amount;
        // "50 protesters or more": the bound follows the noun.
        if let Some(noun) = noun.filter(|_| amount.upper.is_none() && amount.bound == Bound::Exact)
            && let Some((bound, end)) = self.n.rules.bound_after(self.view.reading, noun + 1, self.n.limit)
            && self.n.number(end, false).is_none()
            && bound != Bound::Exact
            && noun < amount.end + 6
        {
            (amount.bound, amount.end) = (bound, end);
        }
        self.expression_of(amount, QuantityKind::Count, None, noun)
    }

    fn expression_of(&self, amount: Amount, kind: QuantityKind, symbol: Option<&str>, noun: Option<usize>) -> Read {
        let reading = self.view.reading;
        let tokens = amount.first..amount.end;
        let lemma = noun.map(|t| self.n.rules.lemma(reading.form(t), self.view.tag(t)));
        let (unit, of) = match symbol {
            Some(symbol) => (Some(symbol.to_owned()), lemma),
            None => (lemma, None),
        };
        let Amount { value, upper, bound, end, .. } = amount;
        let quantity = Quantity { span: reading.span(tokens.clone()), value, upper, bound, kind, unit, of };
        Read::Quantity(QuantityExpression { tokens, noun, quantity }, end)
    }

    /// The noun that a quantity which ends at `end` counts: the head of the phrase it stands in, or of that after "of".
    fn noun_after(&self, end: usize) -> Option<usize> {
        let view = self.view;
        if end >= self.n.limit {
            return None;
        }
        let of = self.n.is(end, view.words.of) || self.n.is(end, view.words.in_);
        let at = if of { end + 1 } else { end };
        if at >= self.n.limit {
            return None;
        }
        let mut at = at;
        while at < self.n.limit && matches!(view.tag(at), Tag::OpenQuote | Tag::CloseQuote) {
            at += 1;
        }
        if at >= self.n.limit {
            return None;
        }
        let number = view.chunk_of(at);
        let chunk = &view.chunks[number];
        if chunk.kind != ChunkKind::Noun || matches!(view.tag(at), Tag::Prp | Tag::Wdt | Tag::Wp | Tag::Pos) && !of {
            return None;
        }
        // A new phrase with its own article is not what the number counts: "arrested 12 the day before".
        let opens = at == chunk.tokens.start && matches!(view.tag(at), Tag::Dt | Tag::PrpS);
        let half = self.n.is(end.saturating_sub(1), self.n.rules.half);
        if opens && !of && !half {
            return None;
        }
        let counted = view.counted(number);
        let is_own = counted == number && !of;
        let last = if is_own { self.before_possessor(at, number) } else { view.chunks[counted].head };
        let is_noun = view.tag(last).is_noun() || view.tag(last).is_adjective() || view.tag(last) == Tag::Vbn;
        (last >= at && is_noun && !self.is_time(last, last + 1)).then_some(last)
    }

    /// The head of a phrase from a token on: before "'s", if there is one, as in "two men's wives".
    fn before_possessor(&self, at: usize, chunk: usize) -> usize {
        let c = &self.view.chunks[chunk];
        // An opening quotation mark may be taken for one: "ten UK ‘enemies of the state’".
        let possessor = (at..c.head).find(|&t| self.view.tag(t) == Tag::Pos && self.n.joined(t));
        possessor.map_or(c.head, |t| t.saturating_sub(1).max(at))
    }

    fn is_time(&self, from: usize, to: usize) -> bool {
        let next = self.times.partition_point(|t| t.tokens.end <= from);
        self.times.get(next).is_some_and(|t| t.tokens.start < to)
    }

    /// "COVID-19", "the UK-12": written on to a word before it.
    fn is_part_of_word(&self, at: usize) -> bool {
        let n = &self.n;
        at > self.start
            && n.joined(at)
            && matches!(n.tag(at - 1), Some(Tag::Hyph | Tag::Sym))
            && n.reading.form(at - 1) != "~"
    }

    /// Whether a number counts: "23 spies", but not "23-year-old", "2015 attacks", "Article 23", "no one".
    fn is_count(&self, amount: Amount, number: Number, noun: Option<usize>) -> bool {
        let (n, view) = (&self.n, self.view);
        let first = self.number_start(amount, number);
        let before = first.checked_sub(1).filter(|&b| b >= self.start);
        let label =
            |b: usize| matches!(n.rules.word(view.token_word(b)), Some(NumberWord::Label)) && view.tag(b).is_noun();
        let named = |b: usize| view.tag(b).is_proper() && view.reading.text.tokens[first].shape == Shape::Number;
        let is_single = amount.end == first + 1;
        let bare = noun.is_none();
        if self.is_part_of_word(first) || before.is_some_and(|b| label(b) || named(b) && (bare || is_single)) {
            return false;
        }
        // "two-day", "three-way", "23-year-old".
        if n.tag(amount.end) == Some(Tag::Hyph) && n.joined(amount.end) {
            return false;
        }
        let is_year = is_single
            && view.reading.text.tokens[first].shape == Shape::Number
            && view.reading.text.tokens[first].span.len() == 4
            && (1900.0..2100.0).contains(&number.value);
        if is_year && amount.stated.is_none() {
            return false;
        }
        let figure = |t: usize| matches!(n.rules.word(view.token_word(t)), Some(NumberWord::Figure));
        if noun.is_some_and(|t| figure(t) || view.tag(t) == Tag::Nnp && !n.is(amount.end, view.words.of)) {
            return false;
        }
        // "the Group of Seven": a name.
        let is_capital = first > self.start && view.reading.text.tokens[first].shape.is_capital();
        if view.tag(first).is_proper() || is_capital && bare {
            return false;
        }
        if bare {
            return self.is_bare_count(amount, number, first, before);
        }
        // "any one man", "no one person".
        !(number.value == 1.0 && amount.stated.is_none() && before.is_some_and(|b| self.singles_out(b)))
    }

    fn number_start(&self, amount: Amount, number: Number) -> usize {
        // The number's own first token: past the words that bound it.
        let mut at = amount.first;
        while at + 1 < number.end && self.n.number(at, false).is_none_or(|n| n.end != number.end) {
            at += 1;
        }
        at
    }

    fn singles_out(&self, token: usize) -> bool {
        matches!(self.view.tag(token), Tag::Dt | Tag::Jj | Tag::Wdt | Tag::PrpS)
    }

    /// A number without a noun counts where it stands for one: "at least 12 were killed", "killed two", "two of them", but
    /// not an age ("Mr Doe, 34, was held") nor "one" for any person.
    fn is_bare_count(&self, amount: Amount, number: Number, first: usize, before: Option<usize>) -> bool {
        let (n, view) = (&self.n, self.view);
        let after_comma = before.is_some_and(|b| matches!(view.tag(b), Tag::Comma | Tag::OpenBracket));
        let closes = |t: Option<Tag>| matches!(t, None | Some(Tag::Comma | Tag::CloseBracket | Tag::Stop));
        if after_comma && closes(n.tag(amount.end)) && amount.stated.is_none() {
            return false;
        }
        if number.bare {
            return false;
        }
        if number.value == 1.0 && amount.stated.is_none() {
            let of = n.is(amount.end, view.words.of);
            let object = before.is_some_and(|b| view.tag(b).is_verb() && !view.words.is_be(view.token_word(b)));
            return of && !before.is_some_and(|b| self.singles_out(b)) || object && n.tag(first) == Some(Tag::Cd);
        }
        // "Room 12.", "by 12", "at 12".
        let in_chunk = view.is(view.chunk_of(first), ChunkKind::Noun);
        in_chunk
            && !before.is_some_and(|b| view.tag(b) == Tag::In && amount.stated.is_none() && closes(n.tag(amount.end)))
    }
}
