//! Where a content that follows its cue may end, and what is seen of each place.

use std::ops::Range;

use super::super::candidate::Candidate;
use super::super::cue::{Class, Pattern};
use super::super::view::View;
use super::{Cue, form, is_tight, is_word, quotation, relation, tag, words};
use crate::linear::mix;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

/// Tokens that are looked at behind the start of a content.
const REACH: usize = 80;
/// Tokens behind an end in which arcs into the content are looked for.
const NEAR: usize = 40;

/// The content whose end is chosen.
pub(super) struct Content {
    pub(super) start: usize,
    /// After the last word that the rules give it.
    pub(super) rule: usize,
    /// The token on which its others depend.
    head: usize,
    /// The end of its sentence.
    limit: usize,
    /// The last place where it may end.
    last: usize,
}

impl Content {
    /// `None` where the content is not one part after the cue, within the sentence.
    pub(super) fn of(view: &View<'_>, candidate: &Candidate) -> Option<Self> {
        let limit = view.tokens().end;
        let [content] = &candidate.content[..] else { return None };
        if candidate.words.is_empty() || content.start < candidate.words.end || content.end > limit {
            return None;
        }
        let rule = last_word(view, content.start, content.end);
        let inside = |t: usize| view.parse.head(t).is_some_and(|h| (content.start..rule).contains(&h));
        let head = (content.start..rule).find(|&t| is_word(view, t) && !inside(t))?;
        // "the claim that it fell is silly": what the rules cut off is the noun's predicate.
        let cut = candidate.class == Class::Noun && candidate.pattern == Pattern::That;
        Some(Self { start: content.start, rule, head, limit, last: if cut { rule } else { limit } })
    }

    /// Ends, each after a word, ascending.
    pub(super) fn ends(&self, view: &View<'_>) -> Vec<usize> {
        let may_end = |&e: &usize| e == self.limit || is_border(view, e);
        let borders = (self.start + 1..self.limit.min(self.start + REACH) + 1).filter(may_end);
        let mut found: Vec<usize> = borders.map(|e| last_word(view, self.start, e)).chain([self.rule]).collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|&e| e > self.start && e <= self.last);
        found
    }
}

/// The end of the last word of a range.
fn last_word(view: &View<'_>, start: usize, end: usize) -> usize {
    (start..end).rev().find(|&t| is_word(view, t)).map_or(start, |t| t + 1)
}

/// Whether a content may end before this token of the sentence.
fn is_border(view: &View<'_>, at: usize) -> bool {
    let (parse, tags) = (view.parse, &view.reading.syntax.tags);
    let before = at - 1;
    let opens = matches!(
        tags[before],
        Tag::Dt | Tag::PrpS | Tag::To | Tag::Md | Tag::Pos | Tag::Cc | Tag::Wdt | Tag::Wp | Tag::Comma
    );
    let modifies = matches!(
        parse.relation(before),
        Relation::Det
            | Relation::Amod
            | Relation::Compound
            | Relation::Nummod
            | Relation::Case
            | Relation::Mark
            | Relation::Aux
            | Relation::Cop
            | Relation::NmodPoss
            | Relation::Advmod
    );
    let joined = parse.head(at) == Some(before) && is_tight(parse.relation(at));
    !(opens || joined || modifies && parse.head(before) == Some(at))
}

/// The content that ends so, with the mark that closes a quotation in it.
pub(super) fn content(view: &View<'_>, start: usize, end: usize) -> Range<usize> {
    let quotation = end.checked_sub(1).and_then(|t| view.quotation(t));
    let closing = quotation.filter(|q| {
        q.closed && q.tokens.start >= start && q.tokens.end > end && (end..q.tokens.end).all(|t| !is_word(view, t))
    });
    start..closing.map_or(end, |q| q.tokens.end)
}

/// Marks between two words as one number: what the first three are.
fn marks(view: &View<'_>, tokens: Range<usize>) -> u32 {
    tokens.take(3).fold(0, |hash, t| {
        let kind = match view.reading.syntax.tags[t] {
            Tag::Comma => 1,
            Tag::Colon => 2,
            Tag::OpenBracket => 3,
            Tag::CloseBracket => 4,
            Tag::OpenQuote => 5,
            Tag::CloseQuote => 6,
            Tag::Stop => 7,
            Tag::Hyph => 8,
            Tag::Nfp => 9,
            _ => 10,
        };
        hash * 11 + kind
    })
}

/// Less, equal or more.
fn order(a: usize, b: usize) -> u32 {
    a.cmp(&b) as i32 as u32 & 3
}

/// What is seen of one end.
pub(super) fn features(view: &View<'_>, cue: &Cue, content: &Content, end: usize, out: &mut dyn FnMut(u32)) {
    const FAMILY: u32 = 0x1000;
    let parse = view.parse;
    let mut see = |name: u32, value: u32| out(mix(FAMILY + name, value));
    let &Content { start, rule, head, limit, .. } = content;
    let (pattern, lemma) = (cue.pattern, cue.lemma);
    let next = (end..limit).find(|&t| is_word(view, t)).unwrap_or(limit);
    let between = marks(view, end..next);
    let is_end = u32::from(next == limit);

    let by_rule = order(end, rule);
    see(1, by_rule);
    see(2, mix(by_rule, pattern));
    see(3, mix(by_rule, between));
    see(4, mix(by_rule, lemma));
    see(5, is_end);
    see(6, mix(is_end, pattern));
    see(7, between);
    see(8, mix(between, pattern));

    // How far the content's clause and the cue's reach.
    let content_reach = order(end, last_word(view, start, parse.reach(head).end));
    let cue_reach = order(end, last_word(view, start, parse.reach(cue.head).end));
    see(9, content_reach);
    see(10, mix(content_reach, pattern));
    see(11, mix(content_reach, by_rule));
    see(12, mix(content_reach, relation(view, head)));
    see(13, mix(content_reach, u32::from(parse.head(head) == Some(cue.head))));
    see(14, cue_reach);
    see(15, mix(cue_reach, pattern));
    see(16, mix(cue_reach, content_reach));

    // Quotations.
    let (first, last) = (quotation(view, start), quotation(view, end - 1));
    let after = (next < limit).then(|| quotation(view, next));
    let quoted = u32::from(first.is_some())
        | u32::from(last.is_some()) << 1
        | u32::from(last.is_some() && after == Some(last)) << 2
        | u32::from(first == last) << 3;
    see(17, quoted);
    see(18, mix(quoted, pattern));

    see(19, form(view, end - 1));
    see(20, tag(view, end - 1));
    see(21, mix(tag(view, end - 1), pattern));
    let length = words(view, start..end);
    see(22, length);
    see(23, mix(length, pattern));
    if next == limit {
        return;
    }

    // What would come after it.
    let (word, part) = (form(view, next), tag(view, next));
    see(24, word);
    see(25, part);
    see(26, mix(part, between));
    see(27, mix(part, pattern));
    see(28, mix(word, pattern));
    see(29, mix(word, between));
    see(30, mix(word, lemma));
    if next + 1 < limit {
        see(31, mix(part, tag(view, next + 1)));
        see(32, mix(word, form(view, next + 1)));
    }
    let mut top = next;
    while let Some(above) = parse.head(top).filter(|&h| h >= next) {
        top = above;
    }
    let hangs = match parse.head(top) {
        None => 1,
        Some(h) if h == cue.head => 2,
        Some(h) if h == head => 3,
        Some(h) if (start..end).contains(&h) => 4,
        Some(h) if cue.words.contains(&h) => 5,
        Some(_) => 6,
    };
    let attached = mix(hangs, relation(view, top));
    see(33, hangs);
    see(34, attached);
    see(35, mix(hangs, pattern));
    see(36, mix(attached, pattern));
    see(37, mix(hangs, between));
    see(38, mix(attached, word));
    see(39, mix(attached, by_rule));
    see(40, mix(attached, between));
    see(41, mix(attached, tag(view, top)));
    see(42, mix(hangs, form(view, top)));
    let crossing = (next..limit.min(next + NEAR))
        .filter(|&t| parse.head(t).is_some_and(|h| (start..end).contains(&h)))
        .count()
        .min(3) as u32;
    see(43, crossing);
    see(44, mix(crossing.min(2), between));
    see(45, u32::from((start..end).any(|t| parse.head(t).is_some_and(|h| h >= next))));
    // The next verb that reports.
    let first_clause = view.clauses.partition_point(|c| view.first(c.verb) < next);
    let cues = &view.rules.cues;
    let reports = |chunk: usize| cues.get(Class::Verb, view.word(chunk)).is_some_and(|c| cues.is_reporting(c));
    let reporting = view.clauses[first_clause..].iter().take(4).find(|c| reports(c.verb));
    if let Some(clause) = reporting {
        let distance = words(view, next..view.first(clause.verb));
        see(46, distance);
        see(47, mix(distance, between));
    }
}
