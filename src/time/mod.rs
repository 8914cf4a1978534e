//! Time expressions and their values: "last week", "16 November", "since January", "between 2014 and 2016".
//!
//! Enters: a document with its syntax, and its date. Leaves: [`TimeExpression`]s in order, with ISO 8601 / TIMEX3 values
//! (Pustejovsky et al., TimeML 1.2.1), granularity, modifier, and the first and the last day that they can mean. Method: a grammar
//! over word classes that are read from tables makes of the words a meaning that needs no date; that is resolved against the
//! document's date, the tense of the clause and the time told before. So did HeidelTime (Strötgen & Gertz 2010) and SUTime (Chang &
//! Manning 2012). Which events and claims an expression dates is not decided here.
//!
//! - `words`: the tables. `grammar`, `dates`, `units`: from words to a `meaning`.
//! - `tense`: where the clause looks. `resolve`: from meanings to days of the `calendar`.
//!
//! The words of an expression leave out "the", "in", "on" and "during", which add nothing, and keep "since", "until", "before", "after"
//! and "by", and "for" before a length of time, which change what the value means.

mod calendar;
mod dates;
mod grammar;
mod meaning;
mod resolve;
mod tense;
mod units;
mod words;

use std::cell::Cell;
use std::ops::Range;

use crate::annotation::{Time, TimeModifier};
use crate::pipeline::Reading;
use crate::syntax::parse::Parse;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

use calendar::Stretch;
use grammar::{Found, Grammar};
use meaning::{Meaning, Origin, Place};
use resolve::{Context, Direction, resolve};
use words::TimeWord;

pub use words::TimeRules;

/// A time expression in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeExpression {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The token among them that all others hang on.
    pub head: usize,
    /// As the annotation holds it.
    pub time: Time,
}

/// The time expressions that stand in a range of tokens; `times` ascend.
pub fn within(times: &[TimeExpression], tokens: Range<usize>) -> &[TimeExpression] {
    let first = times.partition_point(|t| t.tokens.start < tokens.start);
    let last = times.partition_point(|t| t.tokens.start < tokens.end);
    &times[first..last.max(first)]
}

/// Sentences that a time told before is remembered for.
const MEMORY: usize = 2;

/// The time expressions of a document, in order, without overlaps.
///
/// Linear in the number of tokens.
pub fn find(rules: &TimeRules, reading: Reading<'_>) -> Vec<TimeExpression> {
    let mut found = Vec::new();
    let mut told: Option<(usize, Stretch)> = None;
    for (number, (sentence, syntax)) in reading.text.sentences.iter().zip(&reading.syntax.sentences).enumerate() {
        let Range { start, end } = sentence.tokens.clone();
        let grammar = Grammar { rules, reading, parse: syntax.parse(start), start, end, depth: Cell::new(0) };
        let mut at = start;
        while at < end {
            let Some(mut expression) = grammar.expression(at).filter(|e| e.end > at) else {
                at += 1;
                continue;
            };
            at = expression.end;
            // Words before an expression may belong to the one before it.
            let floor = found.last().map_or(start, |t: &TimeExpression| t.tokens.end);
            expression.start = expression.start.max(floor);
            let previous = told.filter(|(n, _)| n + MEMORY >= number).map(|(_, stretch)| stretch);
            let (expression, anchor) = place(&grammar, expression, floor, previous);
            if let Some(stretch) = anchor {
                told = Some((number, stretch));
            }
            found.push(expression);
        }
    }
    found
}

/// Gives an expression its preposition and its value, and tells what later ones count from.
fn place(
    grammar: &Grammar<'_>,
    found: Found,
    floor: usize,
    previous: Option<Stretch>,
) -> (TimeExpression, Option<Stretch>) {
    let rules = grammar.rules;
    let (start, bound) = preposition(grammar, &found);
    let (start, bound) = if start < floor { (found.start, None) } else { (start, bound) };
    let head = head(grammar.parse, found.start..found.end);
    let since = bound == Some(TimeModifier::OnOrAfter);
    // "come November"
    let coming = grammar.left(found.start) == rules.come;
    let direction = match (since, coming) {
        (true, _) => Direction::Past,
        (_, true) => Direction::Future,
        _ => tense::direction(grammar, head),
    };
    let context = Context { date: grammar.reading.document.date, direction, previous };
    let meaning = match found.meaning {
        // "in two weeks" is a length of time of what has happened, a day of what has not.
        Meaning::Length { count: Some(count), unit, place: Place::Anywhere }
            if grammar.left(found.start) == rules.in_
                && matches!(direction, Direction::Future | Direction::Ahead)
                && grammar.is_adverbial(head) =>
        {
            Meaning::Offset { count: Some(count), unit, sign: 1, from: Origin::Document }
        }
        meaning => meaning,
    };
    let mut resolved = resolve(&meaning, context);
    let anchor = resolved.anchor().filter(|_| !tense::dates_report(grammar, head));
    if let Some(bound) = bound {
        resolved = resolved.bounded(bound);
    }
    let time = Time {
        span: grammar.reading.span(start..found.end),
        kind: resolved.kind,
        value: resolved.value,
        modifier: resolved.modifier,
        granularity: resolved.granularity,
        first_day: resolved.first,
        last_day: resolved.last,
    };
    (TimeExpression { tokens: start..found.end, head, time }, anchor)
}

/// The token of a range on which the others hang: the first whose head lies outside, a preposition only if there is no other.
fn head(parse: Parse<'_>, tokens: Range<usize>) -> usize {
    let outside = |t: &usize| parse.head(*t).is_none_or(|h| !tokens.contains(&h));
    let loose =
        |t: &usize| matches!(parse.relation(*t), Relation::Case | Relation::Mark | Relation::Punct | Relation::Det);
    let all = || tokens.clone().filter(outside);
    all().find(|t| !loose(t)).or_else(|| all().next()).unwrap_or(tokens.start)
}

/// Where the words of an expression begin with its preposition, if that is kept, and what it does to the value.
fn preposition(grammar: &Grammar<'_>, found: &Found) -> (usize, Option<TimeModifier>) {
    let rules = grammar.rules;
    let start = found.start;
    let Some(mut left) = start.checked_sub(1).filter(|&l| l >= grammar.start) else { return (start, None) };
    let determined = grammar.is(left, rules.the);
    if determined {
        match left.checked_sub(1).filter(|&l| l >= grammar.start) {
            Some(further) => left = further,
            None => return (start, None),
        }
    }
    if matches!(found.meaning, Meaning::Range(..)) {
        let opens = grammar.is(left, rules.between) || grammar.is(left, rules.from);
        return (if opens { left } else { start }, None);
    }
    match rules.word(grammar.word(left)) {
        // "after Monday's attack": the word is that of the attack.
        Some(TimeWord::Kept(_)) if grammar.modifies(found.end) => (start, None),
        Some(TimeWord::Kept(_)) if matches!(found.meaning, Meaning::Set(..) | Meaning::Hours(_, None)) => (start, None),
        Some(TimeWord::Kept(bound)) => {
            let point = !found.meaning.is_length();
            let from = grammar.is(left, rules.from);
            let head = head(grammar.parse, start..found.end);
            // "a letter from 2014" is of 2014.
            if from && (!point || !matches!(grammar.parse.relation(head), Relation::Obl | Relation::Advmod)) {
                return (start, None);
            }
            (left, point.then_some(bound))
        }
        Some(TimeWord::During) if found.meaning.is_length() && !determined && !grammar.modifies(found.end) => {
            (left, None)
        }
        _ => (start, None),
    }
}

impl Grammar<'_> {
    fn is_adverbial(&self, head: usize) -> bool {
        self.parse.relation(head) == Relation::Obl && self.parse.head(head).is_some_and(|h| self.is_predicate(h))
    }

    /// Whether a token is a verb, or has a copula: whether it heads a clause.
    fn is_predicate(&self, at: usize) -> bool {
        self.tag(at).is_some_and(Tag::is_verb) || self.parse.child(at, Relation::Cop).is_some()
    }
}
