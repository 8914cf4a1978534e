//! Finds everything in a sentence that may be an attribution: verbs, nouns, adjectives and set phrases with a source
//! and something said.
//!
//! Enters: a sentence as a [`View`]. Leaves: [`Candidate`]s. Whether one is an attribution is left to the weights of
//! the lexicon; here is only read what its parts would be.

use std::ops::Range;

use crate::syntax::chunk::ChunkKind;
use crate::syntax::clause::{Clause, ClauseKind};
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use crate::text::quote::Mark;
use crate::text::token::Shape;

use super::complement::{self, Complement};
use super::cue::{Circumstance, Circumstances, Class, CueId, Pattern};
use super::extent;
use super::source::{self, Source};
use super::view::View;

/// A possible attribution. All numbers are tokens of the document.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) cue: Option<CueId>,
    pub(super) class: Class,
    pub(super) pattern: Pattern,
    pub(super) around: Circumstances,
    /// The words that attribute.
    pub(super) words: Range<usize>,
    pub(super) source: Option<Source>,
    /// In order, none empty.
    pub(super) content: Vec<Range<usize>>,
    pub(super) sentence: usize,
    /// Log-odds of being an attribution.
    pub(super) score: f32,
}

impl Candidate {
    /// From its first word to its last.
    pub(super) fn hull(&self) -> Range<usize> {
        let source = self.source.as_ref().map(|s| s.tokens.clone());
        let parts = self.content.iter().cloned().chain(source).chain(Some(self.words.clone()));
        let filled = parts.filter(|p| !p.is_empty());
        filled.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).unwrap_or(0..0)
    }

    /// Whether its content is a quotation by its pattern.
    pub(super) fn is_quotation(&self) -> bool {
        matches!(self.pattern, Pattern::QuoteBefore | Pattern::InvertedQuote | Pattern::Quote | Pattern::ObjectQuote)
    }

    /// Whether it is a turn in a transcript: "DOE: It fell."
    pub(super) fn is_turn(&self) -> bool {
        self.class == Class::Phrase && self.pattern == Pattern::Colon
    }

    /// Whether its pattern reports a whole clause or quotation.
    pub(super) fn is_speech(&self) -> bool {
        complement::is_clausal(self.pattern)
            || matches!(
                self.pattern,
                Pattern::QuoteBefore | Pattern::InvertedQuote | Pattern::Before | Pattern::Inverted
            )
    }
}

/// Candidates before one that may hold it, and chunks that an attribution may take: bounds that keep long sentences
/// linear.
const LOOK_BACK: usize = 24;
const LONGEST_ATTRIBUTION: usize = 48;
/// Tokens of a content before its attribution; more are no sentence.
const LONGEST_BEFORE: usize = 2000;

/// All possible attributions of a sentence, in the order of their cues.
pub(super) fn find(view: &View<'_>, out: &mut Vec<Candidate>) {
    let first = out.len();
    let mut barriers: Vec<Range<usize>> = Vec::new();
    let mut parenthetical = vec![false; view.clauses.len()];
    for (number, clause) in view.clauses.iter().enumerate() {
        if let Some((candidate, barrier)) = interrupting(view, clause) {
            parenthetical[number] = true;
            if candidate.cue.is_some_and(|c| view.rules.cues.is_reporting(c)) {
                barriers.push(barrier);
            }
            out.push(candidate);
        }
    }
    according(view, out);
    for (number, clause) in view.clauses.iter().enumerate() {
        if !parenthetical[number] {
            verb(view, clause, &barriers, out);
        }
    }
    nouns(view, &barriers, out);
    speaker(view, out);
    out[first..].sort_by_key(|c| c.words.start);
    for i in first..out.len() {
        circumstances(view, &mut out[i]);
        let nested = out[first..i].iter().rev().take(LOOK_BACK).any(|o| {
            o.cue.is_some_and(|c| view.rules.cues.is_reporting(c))
                && o.content.iter().any(|c| c.contains(&out[i].words.start))
        });
        out[i].around.set(Circumstance::Nested, nested);
    }
}

fn new(view: &View<'_>, class: Class, cue: Option<CueId>, pattern: Pattern, words: Range<usize>) -> Candidate {
    Candidate {
        cue,
        class,
        pattern,
        around: Circumstances::default(),
        words,
        source: None,
        content: Vec::new(),
        sentence: view.sentence,
        score: 0.0,
    }
}

fn verb_cue(view: &View<'_>, clause: &Clause) -> Option<CueId> {
    view.rules.cues.get(Class::Verb, view.word(clause.verb))
}

/// "It fell, he said.", "“It fell,” said Doe. “It broke.”": the attribution follows its content or interrupts it.
/// Leaves the candidate and the tokens of the attribution.
fn interrupting(view: &View<'_>, clause: &Clause) -> Option<(Candidate, Range<usize>)> {
    let cue = verb_cue(view, clause)?;
    let form = view.chunks[clause.verb].verb;
    if form.infinitive || form.participle && view.tag(clause.verb) == Some(Tag::Vbg) || form.passive && !form.participle
    {
        return None;
    }
    let beside = beside_quote(view, clause).filter(|_| view.rules.cues.is_reporting(cue));
    let (start, inverted, source) = match attribution(view, clause) {
        Some(found) if beside.is_none() || is_after_quote(view, found.0) => found,
        other => beside.or(other)?,
    };
    let left_edge = start.checked_sub(1)?;
    let quote = is_after_quote(view, start);
    if !(quote || view.is(left_edge, ChunkKind::Comma) || view.is_dash(left_edge)) {
        return None;
    }
    let complement = complement::read(view, clause.verb);
    if complement::is_clausal(complement.pattern) && !inverted && !(quote && view.opens_quote(complement.after)) {
        return None;
    }
    if !quote && !inverted && !matches!(complement.pattern, Pattern::Alone | Pattern::In | Pattern::On | Pattern::At) {
        return None;
    }
    let pattern = match (quote, inverted) {
        (true, false) => Pattern::QuoteBefore,
        (true, true) => Pattern::InvertedQuote,
        (false, false) => Pattern::Before,
        (false, true) => Pattern::Inverted,
    };
    if !view.rules.cues.may_attribute(cue, Class::Verb, pattern) {
        return None;
    }
    let left = left_content(view, left_edge)?;
    let end = attribution_end(view, clause.verb, inverted, &source);
    let right = right_content(view, end, quote);
    // "The strike, Doe said, will go on": neither part need be a clause, but together they are.
    let says = has_clause(view, &left) || right.as_ref().is_some_and(|r| has_clause(view, r) && !inverted);
    if !quote && (!says || view.quotation(view.first(clause.verb)).is_some_and(|q| q.tokens.start > left.start)) {
        return None;
    }
    let mut candidate = new(view, Class::Verb, Some(cue), pattern, view.chunks[clause.verb].tokens.clone());
    candidate.content.push(left);
    candidate.content.extend(right);
    let barrier = view.first(left_edge.min(start))..view.chunks.get(end).map_or(view.tokens().end, |c| c.tokens.start);
    candidate.source = Some(source);
    Some((candidate, barrier))
}

/// The chunk where an interrupting attribution begins, whether its verb precedes the subject, and its source.
fn attribution(view: &View<'_>, clause: &Clause) -> Option<(usize, bool, Source)> {
    let before = view.before_adverbs(clause.verb)?;
    let opens = view.is(before, ChunkKind::Comma) || is_after_quote(view, before + 1) || view.is_dash(before);
    let after_quote = view.closes_quote(before) || before > 0 && view.closes_quote(before - 1);
    if opens && let Some(source) = source::inverted(view, clause, after_quote) {
        return Some((before + 1, true, source));
    }
    let source = source::subject(view, clause).filter(|s| !s.shared && s.chunk < clause.verb)?;
    (clause.kind != ClauseKind::Relative || clause.own_subject).then_some((source.chunk, false, source))
}

/// Chunks between a quotation and the verb that attributes it.
const BESIDE: usize = 14;

/// “…,” Jane Doe, a doctor, said; “…,” said Jane Doe: what stands between a closing mark and a verb, or behind it, as an
/// attribution, whatever the tree makes of it.
fn beside_quote(view: &View<'_>, clause: &Clause) -> Option<(usize, bool, Source)> {
    let verb = clause.verb;
    let nominal = |c: &usize| {
        use ChunkKind as K;
        matches!(
            view.kind(*c),
            Some(K::Noun | K::Comma | K::Preposition | K::Adverb | K::Adjective | K::Break | K::Other)
        )
    };
    let first = (verb.saturating_sub(BESIDE)..verb).rev().take_while(nominal).last().unwrap_or(verb);
    if !view.is_finite(verb) || !view.closes_quote(first.checked_sub(1)?) {
        return None;
    }
    let start = (first..verb).find(|&c| !view.is(c, ChunkKind::Comma) && !view.is(c, ChunkKind::Adverb));
    if let Some(start) = start {
        let tokens = view.trim(view.first(start)..view.first(verb));
        let named = view.is(start, ChunkKind::Noun) && !view.is_time(start) && !tokens.is_empty();
        let head = view.top(start).unwrap_or(view.chunks[start].head);
        return named.then_some((start, false, Source { tokens, head, chunk: start, shared: false }));
    }
    let noun = verb + 1;
    let named = view.is(noun, ChunkKind::Noun) && !view.is_time(noun);
    named.then(|| source::of_chunk(view, noun)).flatten().map(|source| (verb, true, source))
}

/// Whether a quotation closes right before chunk `at`: ”, ,” or ”,
fn is_after_quote(view: &View<'_>, at: usize) -> bool {
    let Some(left) = at.checked_sub(1) else { return false };
    view.closes_quote(left) || view.is(left, ChunkKind::Comma) && left > 0 && view.closes_quote(left - 1)
}

/// The content that ends with chunk `edge`, from the beginning of the sentence or of the quotation that it is in.
fn left_content(view: &View<'_>, edge: usize) -> Option<Range<usize>> {
    let tokens = view.tokens();
    let end = view.end(edge);
    let mut start = tokens.start;
    let last_quote = view.quotation(end - 1).or_else(|| view.quotation(end.checked_sub(2)?));
    if let Some(quotation) = last_quote.filter(|q| q.tokens.start < tokens.start) {
        start = quotation.tokens.start;
    } else if let Some(quotation) = last_quote {
        // "But he was angry: “It fell,” he said": a colon or a whole clause before is no part of it.
        let chunk = view.chunk_of(quotation.tokens.start);
        if chunk > 0 && view.is_colon(chunk - 1) {
            start = quotation.tokens.start;
        }
    }
    let first = view.chunk_of(start.max(tokens.start));
    if start >= tokens.start && view.is(first, ChunkKind::Conjunction) {
        start = view.end(first);
    }
    let content = view.trim(start..end);
    (!content.is_empty() && content.len() <= LONGEST_BEFORE).then_some(content)
}

/// Whether a finite verb stands in the tokens of this sentence.
fn has_clause(view: &View<'_>, tokens: &Range<usize>) -> bool {
    let first = view.clauses.partition_point(|c| view.first(c.verb) < tokens.start);
    let inside = view.clauses[first..].iter().take_while(|c| view.first(c.verb) < tokens.end);
    inside.take(LOOK_BACK).any(|c| view.is_finite(c.verb))
}

/// The chunk where an interrupting attribution ends: after the source or the complements of the verb.
fn attribution_end(view: &View<'_>, verb: usize, inverted: bool, source: &Source) -> usize {
    let mut at = if inverted { view.chunk_of(source.tokens.end - 1) + 1 } else { verb + 1 };
    while at < view.chunks.len().min(verb + LONGEST_ATTRIBUTION)
        && !view.opens_quote(at)
        && !matches!(view.kind(at), Some(ChunkKind::Comma | ChunkKind::Break | ChunkKind::Conjunction))
    {
        at += 1;
    }
    at
}

/// What goes on after an interrupting attribution that ends before chunk `end`.
fn right_content(view: &View<'_>, end: usize, quote: bool) -> Option<Range<usize>> {
    let mut at = end;
    while view.is(at, ChunkKind::Comma) || view.is_colon(at) || view.is_dash(at) {
        at += 1;
    }
    let from = view.chunks.get(at)?.tokens.start;
    if view.opens_quote(at) {
        return resumed(view, at);
    }
    if quote && let Some(opening) = resumes_later(view, end) {
        return resumed(view, opening);
    }
    if quote || at == end || !view.is(end, ChunkKind::Comma) {
        return None;
    }
    if matches!(view.kind(at)?, ChunkKind::Conjunction | ChunkKind::Preposition)
        || view.is(at, ChunkKind::Verb) && view.tag(at) == Some(Tag::Vbg)
    {
        return None;
    }
    let content = view.trim(from..extent::end(view, at, from, true, &[]));
    (!content.is_empty()).then_some(content)
}

/// The quotation that opens with chunk `at`, and what belongs to it.
fn resumed(view: &View<'_>, at: usize) -> Option<Range<usize>> {
    let from = view.first(at);
    let until = extent::end(view, at, from, true, &[]);
    let quotation = view.quotation(from)?;
    Some(from..until.max(quotation.tokens.end))
}

/// “It fell,” Doe said during a visit to Acme, in the north, “but it will be built again”: where the quotation goes on
/// after words that tell when and where it was said.
fn resumes_later(view: &View<'_>, end: usize) -> Option<usize> {
    let chunks = end..view.chunks.len().min(end + LONGEST_ATTRIBUTION);
    let opening = chunks.clone().find(|&c| view.opens_quote(c))?;
    let follows = view.is(opening - 1, ChunkKind::Comma) || view.is_colon(opening - 1);
    let told = (end..opening).any(|c| view.is_finite(c) || view.closes_quote(c));
    (follows && !told).then_some(opening)
}

/// "According to Doe, it fell." "It fell, according to Doe."
fn according(view: &View<'_>, out: &mut Vec<Candidate>) {
    for at in 0..view.chunks.len() {
        if !(view.is(at, ChunkKind::Preposition)
            && view.word(at) == view.words.according
            && view.word(at + 1) == view.words.to)
        {
            continue;
        }
        let Some(source) = source::governed(view, at + 1) else { continue };
        let after = view.chunk_of(source.tokens.end - 1) + 1;
        let words = view.first(at)..view.end(at + 1);
        let mut candidate = new(view, Class::Phrase, None, Pattern::To, words);
        let opens = at == 0 || at == 1 && !view.is(0, ChunkKind::Noun);
        let content = if opens {
            let comma = (after..view.chunks.len()).take(LONGEST_ATTRIBUTION).find(|&c| view.is(c, ChunkKind::Comma));
            let Some(from) = comma.map(|c| view.end(c)).filter(|&t| t < view.tokens().end) else { continue };
            from..extent::end(view, at, from, true, &[])
        } else {
            left_content(view, at - 1).unwrap_or(0..0)
        };
        candidate.content.push(view.trim(content));
        candidate.source = Some(source);
        if !candidate.content[0].is_empty() {
            out.push(candidate);
        }
    }
}

/// A verb with what it says after itself, or a passive whose subject is what is said.
fn verb(view: &View<'_>, clause: &Clause, barriers: &[Range<usize>], out: &mut Vec<Candidate>) {
    let verb = clause.verb;
    let form = view.chunks[verb].verb;
    if form.copula {
        return adjective(view, clause, barriers, out);
    }
    let Some(cue) = verb_cue(view, clause) else { return };
    let mut complement = complement::read(view, verb);
    if complement.content.is_none() && complement.pattern == Pattern::Colon {
        // "He added:" and a quotation in the next paragraph.
        let next = view.tokens().end;
        if view.reading.quotations.marks.get(next) == Some(&Mark::Open) {
            complement.content = Some(next);
            complement.pattern = Pattern::Quote;
        }
    }
    let mut source = source::subject(view, clause);
    if complement.pattern == Pattern::That && complement.after + 1 >= view.chunks.len() - 1 {
        // "Who said that?"
        return;
    }
    let is_passive = form.passive && !(form.participle && complement::is_clausal(complement.pattern));
    if is_passive && !passive(view, clause, &mut complement, &mut source) {
        return;
    }
    let cues = &view.rules.cues;
    if complement.content.is_none()
        || !view.rules.raising.contains(&view.word(verb)) && !cues.may_attribute(cue, Class::Verb, complement.pattern)
    {
        return;
    }
    let raised = raise(view, clause, &mut complement, &mut source);
    let first = quoted_as(view, verb).unwrap_or(verb);
    let words = view.first(first)..view.end(complement.cue);
    let mut candidate = new(view, Class::Verb, Some(cue), complement.pattern, words);
    let Some(from) = complement.content else { return };
    let mut content = content(view, verb, from, complement.pattern, barriers);
    if content.is_empty() {
        return;
    }
    if complement.pattern == Pattern::Colon && opens_block(view, verb, from) {
        content.end = content.end.max(view.trim(content.start..view.paragraph_end()).end);
    }
    candidate.content.extend(raised.filter(|r| r.end <= content.start));
    candidate.content.push(content);
    candidate.source = source;
    out.push(candidate);
}

/// Chunks that may stand before a verb that announces a whole paragraph.
const SHORT: usize = 4;

/// "Doe added: It fell. It broke.": a short announcement, and a paragraph without marks that is what is said.
fn opens_block(view: &View<'_>, verb: usize, from: usize) -> bool {
    let token = view.reading.text.tokens.get(from);
    view.opens_paragraph()
        && verb <= SHORT
        && view.is_colon(verb + 1)
        && token.is_some_and(|t| t.shape.is_capital())
        && view.quotation(from).is_none()
}

/// "was quoted as saying": the passive verb before "as" and the participle, part of the cue.
fn quoted_as(view: &View<'_>, verb: usize) -> Option<usize> {
    let passive = verb.checked_sub(2)?;
    let is = view.word(verb - 1) == view.words.as_
        && view.tag(verb) == Some(Tag::Vbg)
        && view.is(passive, ChunkKind::Verb)
        && view.chunks[passive].verb.passive;
    is.then_some(passive)
}

/// "Iran seems to have fired it", "Iran is expected to fire it": the subject belongs to what is said, not to who says it.
fn raise(
    view: &View<'_>,
    clause: &Clause,
    complement: &mut Complement,
    source: &mut Option<Source>,
) -> Option<Range<usize>> {
    let raises = view.rules.raising.contains(&view.word(clause.verb));
    let subject = match complement.pattern {
        Pattern::Infinitive | Pattern::Adjective if raises => {
            complement.pattern = Pattern::Raising;
            source.take()?
        }
        // "It seems that": nobody says it.
        Pattern::That | Pattern::Bare if raises => {
            complement.pattern = Pattern::Raising;
            *source = None;
            return None;
        }
        Pattern::PassiveInfinitive => source::subject(view, clause)?,
        _ => return None,
    };
    (!subject.shared).then_some(subject.tokens)
}

fn content(view: &View<'_>, cue: usize, from: usize, pattern: Pattern, barriers: &[Range<usize>]) -> Range<usize> {
    if from >= view.tokens().end {
        return view.quotation(from).map_or(from..from, |q| q.tokens.clone());
    }
    let end = extent::end(view, cue, from, complement::is_clausal(pattern), barriers);
    view.trim(from..end.max(from))
}

/// Rewrites the complement of a passive verb; `false` when nothing is said.
fn passive(view: &View<'_>, clause: &Clause, complement: &mut Complement, source: &mut Option<Source>) -> bool {
    let subject = source.take();
    let by = clause.obliques.iter().find(|o| o.preposition == view.words.by);
    *source = by.and_then(|o| source::governed(view, o.at));
    complement.cue = clause.verb;
    complement.pattern = match complement.pattern {
        Pattern::That | Pattern::Bare | Pattern::ObjectThat | Pattern::Quote | Pattern::Wh => {
            // "was told that": the hearer is the subject, the speaker unknown.
            Pattern::PassiveThat
        }
        Pattern::Infinitive => Pattern::PassiveInfinitive,
        // "was quoted as saying": the participle is the cue.
        Pattern::As if view.tag(complement.after + 1) == Some(Tag::Vbg) => return false,
        Pattern::As => Pattern::PassiveAs,
        _ if source.is_some() => {
            complement.content = subject.as_ref().map(|s| s.tokens.start);
            Pattern::PassiveBy
        }
        Pattern::Alone | Pattern::Object | Pattern::Adjective => {
            complement.content = subject.as_ref().map(|s| s.tokens.start);
            Pattern::Passive
        }
        _ => Pattern::PassivePreposition,
    };
    complement.content.is_some()
}

/// "is confident that", "was critical of": a copula with an adjective.
fn adjective(view: &View<'_>, clause: &Clause, barriers: &[Range<usize>], out: &mut Vec<Candidate>) {
    let mut at = clause.verb + 1;
    while view.is(at, ChunkKind::Adverb) {
        at += 1;
    }
    if !view.is(at, ChunkKind::Adjective) {
        return;
    }
    let Some(cue) = view.rules.cues.get(Class::Adjective, view.word(at)) else { return };
    let complement = complement::read(view, at);
    let Some(from) = complement.content else { return };
    if !view.rules.cues.may_attribute(cue, Class::Adjective, complement.pattern) {
        return;
    }
    let words = view.first(clause.verb)..view.end(complement.cue);
    let mut candidate = new(view, Class::Adjective, Some(cue), complement.pattern, words);
    candidate.content.push(content(view, at, from, complement.pattern, barriers));
    candidate.source = source::subject(view, clause);
    if !candidate.content[0].is_empty() {
        out.push(candidate);
    }
}

/// "Russia's claim that", "has a plan to", "support for": nouns that name what somebody says or means.
fn nouns(view: &View<'_>, barriers: &[Range<usize>], out: &mut Vec<Candidate>) {
    for at in 0..view.chunks.len() {
        if !view.is(at, ChunkKind::Noun) {
            continue;
        }
        let Some(cue) = view.rules.cues.get(Class::Noun, view.word(at)) else { continue };
        if !view.tag(at).is_some_and(Tag::is_noun) {
            continue;
        }
        let Some((pattern, from, last)) = noun_complement(view, at) else { continue };
        if !view.rules.cues.may_attribute(cue, Class::Noun, pattern) {
            continue;
        }
        let (mut source, start) = noun_source(view, at);
        if let Some(source) = source.as_mut().filter(|s| s.tokens.start < from && from < s.tokens.end) {
            // "the claim by the army that rebels fled": the clause is the claim's.
            source.tokens.end = from;
        }
        let words = start..view.end(last);
        let mut candidate = new(view, Class::Noun, Some(cue), pattern, words);
        candidate.source = source;
        let mut said = content(view, at, from, pattern, barriers);
        if let Some(verb) = extent::predicate_of_noun(view, at) {
            said.end = said.end.min(view.first(verb)).max(said.start);
        }
        candidate.content.push(view.trim(said));
        if !candidate.content[0].is_empty() {
            out.push(candidate);
        }
    }
}

/// The pattern of what follows a noun, its first token, and the last chunk of the cue.
fn noun_complement(view: &View<'_>, noun: usize) -> Option<(Pattern, usize, usize)> {
    let next = noun + 1;
    let token = view.chunks.get(next)?.tokens.start;
    let that = |at: usize| {
        let joins = view.is(at, ChunkKind::Subordinator) || view.is(at, ChunkKind::Relative);
        joins && view.word(at) == view.words.that && view.is(at + 1, ChunkKind::Noun)
    };
    // "the accusation by Doe that it fell"
    if view.is(next, ChunkKind::Preposition) && view.word(next) == view.words.by && view.is(next + 1, ChunkKind::Noun) {
        let after = view.phrase_end(next + 1) + 1;
        return that(after).then(|| (Pattern::That, view.first(after), noun));
    }
    match view.chunks[next].kind {
        _ if that(next) => Some((Pattern::That, token, noun)),
        ChunkKind::Verb if view.chunks[next].verb.infinitive => Some((Pattern::Infinitive, token, noun)),
        ChunkKind::Preposition => {
            let pattern = complement::after_preposition(view, view.word(next));
            Some((pattern, view.chunks.get(next + 1)?.tokens.start, next))
        }
        _ => None,
    }
}

/// The possessor of a noun, or the subject of the verb whose object it is; and where the cue begins.
fn noun_source(view: &View<'_>, noun: usize) -> (Option<Source>, usize) {
    let chunk = &view.chunks[noun];
    let tags = &view.reading.syntax.tags;
    let source = |tokens: Range<usize>| Source { head: tokens.end - 1, tokens, chunk: noun, shared: false };
    let clitic = chunk.tokens.clone().take_while(|&t| t < chunk.head).filter(|&t| tags[t] == Tag::Pos).last();
    if let Some(clitic) = clitic.filter(|&c| c > chunk.tokens.start) {
        return (Some(source(chunk.tokens.start..clitic)), clitic + 1);
    }
    if let Some(pronoun) = chunk.tokens.clone().find(|&t| tags[t] == Tag::PrpS) {
        return (Some(source(pronoun..pronoun + 1)), pronoun + 1);
    }
    let by = noun + 1;
    if view.is(by, ChunkKind::Preposition) && view.word(by) == view.words.by {
        return (source::governed(view, by), chunk.tokens.start);
    }
    // "made a claim that": the subject of the verb right before.
    let supports = |v: &usize| view.is(*v, ChunkKind::Verb) && view.rules.supports.contains(&view.word(*v));
    let governor = noun.checked_sub(1).filter(supports);
    if let Some(verb) = governor {
        let number = view.clauses.partition_point(|c| c.verb < verb);
        if let Some(clause) = view.clauses.get(number).filter(|c| c.verb == verb && !view.chunks[verb].verb.passive) {
            return (source::subject(view, clause), view.first(verb));
        }
    }
    (None, chunk.tokens.start)
}

/// "Doe: It fell.": a transcript, or a quotation after a name.
fn speaker(view: &View<'_>, out: &mut Vec<Candidate>) {
    // A transcript may stand in marks that are opened anew in each paragraph.
    let name = usize::from(view.opens_quote(0));
    let colon = name + 1;
    if !view.is(name, ChunkKind::Noun) || !view.is_colon(colon) || view.chunks.len() < colon + 2 {
        return;
    }
    let mut candidate = new(view, Class::Phrase, None, Pattern::Colon, view.chunks[colon].tokens.clone());
    let tokens = view.chunks[name].tokens.clone();
    let upper = tokens.clone().all(|t| view.reading.text.tokens[t].shape == Shape::Upper);
    // "BREAKING: It fell" names nobody; in marks the label need not be known for a name.
    let names = if name > 0 { upper } else { view.tag(name).is_some_and(Tag::is_proper) };
    if !names {
        return;
    }
    candidate.source = Some(Source { head: view.chunks[name].head, tokens, chunk: name, shared: false });
    let mut said = view.trim(view.end(colon)..extent::end(view, colon, view.end(colon), true, &[]));
    if upper && view.opens_paragraph() && !said.is_empty() {
        // "DOE: It fell. It broke."
        said.end = said.end.max(view.trim(said.start..view.paragraph_end()).end);
    }
    candidate.content.push(said);
    // "Source: Read the full article" says nothing.
    let said = name > 0 || has_clause(view, &candidate.content[0]) || view.opens_quote(colon + 1);
    if said && !candidate.content[0].is_empty() {
        out.push(candidate);
    }
}

/// Words of a content that are looked at for one that hangs on the cue.
const NEAR: usize = 64;

/// Notes how cue and content hang together in the tree.
fn in_tree(view: &View<'_>, candidate: &mut Candidate) {
    let parse = view.parse;
    let cue = view.chunks[view.chunk_of(candidate.words.start)].head;
    let sentence = view.tokens();
    let inside = |t: usize| candidate.content.iter().any(|c| c.contains(&t));
    let head = parse.head(cue);
    let mut governs = None;
    for child in parse.children(cue).take(NEAR).filter(|&c| inside(c)) {
        let found = match parse.relation(child) {
            Relation::Ccomp | Relation::Parataxis => Circumstance::GovernsClause,
            Relation::Xcomp | Relation::Acl => Circumstance::GovernsInfinitive,
            Relation::Obj | Relation::NsubjPass => Circumstance::GovernsObject,
            _ => continue,
        };
        governs = Some(found);
        break;
    }
    let any = || parse.children(cue).take(NEAR).any(inside) || head.is_some_and(inside);
    let elsewhere = !candidate.content.iter().any(|c| c.start < sentence.end && sentence.start < c.end);
    let apart = governs.is_none() && !elsewhere && !any();
    let role = match parse.relation(cue) {
        Relation::Ccomp | Relation::Xcomp => Some(Circumstance::Embedded),
        Relation::Advcl => Some(Circumstance::Adverbial),
        Relation::Acl | Relation::AclRelcl => Some(Circumstance::Modifier),
        Relation::Parataxis => Some(Circumstance::Aside),
        _ => None,
    };
    for circumstance in governs.into_iter().chain(role).chain(apart.then_some(Circumstance::Apart)) {
        candidate.around.set(circumstance, true);
    }
}

/// Notes what surrounds a candidate.
fn circumstances(view: &View<'_>, candidate: &mut Candidate) {
    let turn = candidate.is_turn();
    let around = &mut candidate.around;
    source::circumstances(view, candidate.source.as_ref(), around);
    let tags = &view.reading.syntax.tags;
    let token = candidate.words.start;
    let chunk = view.chunk_of(candidate.words.start);
    around.set(Circumstance::InQuotation, view.quotation(token).is_some() && !turn);
    if candidate.class == Class::Verb {
        let form = view.chunks[chunk].verb;
        around.set(Circumstance::Modal, form.modal.is_some());
        around.set(Circumstance::Negated, form.negated);
        around.set(Circumstance::ToInfinitive, form.infinitive);
        around.set(Circumstance::Participle, form.participle);
        let tag = tags[view.chunks[chunk].head];
        around.set(Circumstance::Progressive, tag == Tag::Vbg && !form.participle);
        around.set(Circumstance::Present, matches!(tag, Tag::Vbz | Tag::Vbp));
        let number = view.clauses.partition_point(|c| c.verb < chunk);
        let subordinate = view.clauses.get(number).is_some_and(|c| c.subordinator.is_some());
        around.set(Circumstance::Subordinate, subordinate);
    }
    in_tree(view, candidate);
    let around = &mut candidate.around;
    let last = view.reading.form(view.tokens().end - 1);
    around.set(Circumstance::Question, last.starts_with('?') && !turn);
    let n_tokens: usize = candidate.content.iter().map(ExactSizeIterator::len).sum();
    around.set(Circumstance::ShortContent, n_tokens <= 2);
    around.set(Circumstance::LongContent, n_tokens > 12);
    let quoted =
        candidate.content.iter().any(|c| view.quotation(c.start).is_some() || view.quotation(c.end - 1).is_some());
    around.set(Circumstance::QuotedContent, quoted);
    around.set(Circumstance::Headline, view.reading.text.sentences[view.sentence].paragraph == 0);
}
