//! Finds how far a content reaches: to the end of its clause or sentence, without the attribution of another.

use std::ops::Range;

use crate::syntax::chunk::ChunkKind;
use crate::syntax::clause::ClauseKind;
use crate::syntax::tag::Tag;

use super::cue::Class;
use super::view::View;

/// Longest content in chunks, but for quotations; keeps sentences without an end linear.
const LONGEST: usize = 400;

/// Where the content that begins with token `from` ends.
///
/// `barriers` are the tokens of attributions that interrupt their content ("…, he said, …"), in order.
pub(super) fn end(view: &View<'_>, cue: usize, from: usize, clausal: bool, barriers: &[Range<usize>]) -> usize {
    let mut limit = view.tokens().end;
    if let Some(barrier) = barriers.get(barriers.partition_point(|b| b.start < from)) {
        limit = limit.min(barrier.start);
    }
    // A cue in a quotation says nothing outside of it.
    if let Some(around) = view.quotation(view.first(cue)) {
        limit = limit.min(if around.closed { around.tokens.end - 1 } else { around.tokens.end });
    }
    let first = view.chunk_of(from);
    let opened = in_opening_clause(view, cue);
    let mut depth = 0usize;
    if let Some(chunk) = view.chunks.get(first + LONGEST) {
        limit = limit.min(chunk.tokens.start);
    }
    for at in first..view.chunks.len() {
        let chunk = &view.chunks[at];
        if chunk.tokens.start >= limit {
            break;
        }
        match view.reading.syntax.tags[chunk.tokens.start] {
            Tag::OpenBracket => depth += 1,
            Tag::CloseBracket if depth == 0 => return chunk.tokens.start,
            Tag::CloseBracket => depth -= 1,
            _ => {}
        }
        // What stands in a quotation of the content belongs to it.
        let quoted = view.quotation(chunk.tokens.start).is_some_and(|q| q.tokens.start >= from);
        if at > first && depth == 0 && !quoted && (stops(view, at, clausal) || opened && is_main(view, at)) {
            return chunk.tokens.start;
        }
    }
    // A quotation that begins in the content and goes on in the next sentence belongs to it as a whole.
    let last = limit.saturating_sub(1).max(from);
    match view.quotation(last) {
        Some(q) if q.tokens.start >= from && q.tokens.end > limit && limit == view.tokens().end => q.tokens.end,
        _ => limit,
    }
}

/// The finite verb whose subject is the noun at chunk `noun` with what modifies it: "is" in "the claim that it fell in
/// May is silly". It has no subject of its own, and nothing joins it to a clause before it.
pub(super) fn predicate_of_noun(view: &View<'_>, noun: usize) -> Option<usize> {
    let first = view.clauses.partition_point(|c| c.verb <= noun);
    let in_clause = usize::from(view.word(noun + 1) == view.words.that);
    let verb = view.clauses[first..]
        .iter()
        .take(6)
        .filter(|c| view.is_finite(c.verb))
        .skip(in_clause)
        .find(|c| {
            let of_noun = c.own_subject && c.subject.as_ref().is_some_and(|s| s.chunks.contains(&noun));
            // "in May this year is silly": the tree may take the time for the subject.
            let time = c.subject.as_ref().is_some_and(|s| view.is_time(*s.chunks.end()));
            of_noun || (!c.own_subject || time) && c.kind == ClauseKind::Finite
        })?
        .verb;
    let joined = matches!(
        view.kind(verb - 1),
        Some(ChunkKind::Conjunction | ChunkKind::Relative | ChunkKind::Subordinator | ChunkKind::Comma)
    );
    (!joined && verb > noun + 1).then_some(verb)
}

/// Whether the cue stands in a clause that opens the sentence and is not its main one: "While he said it fell, …", "In
/// saying it fell, …".
fn in_opening_clause(view: &View<'_>, cue: usize) -> bool {
    let mut first = 0;
    while view.is(first, ChunkKind::Quote) || view.is(first, ChunkKind::Adverb) {
        first += 1;
    }
    let participle = |at: usize| view.tag(at) == Some(Tag::Vbg) && view.chunks[at].verb.participle;
    let opens = view.is(first, ChunkKind::Subordinator)
        || participle(first)
        || view.is(first, ChunkKind::Preposition) && (participle(first + 1) || view.word(first) == view.words.as_)
        || first < cue && [view.words.as_, view.words.while_, view.words.after].contains(&view.word(first));
    opens && cue < first + 24 && !(first..cue).any(|c| view.is(c, ChunkKind::Comma))
}

/// Whether a main clause begins after the comma at chunk `at`.
fn is_main(view: &View<'_>, at: usize) -> bool {
    view.is(at, ChunkKind::Comma) && view.is(at + 1, ChunkKind::Noun) && view.opens_clause(at + 1)
}

/// Whether a content ends before chunk `at`.
fn stops(view: &View<'_>, at: usize, clausal: bool) -> bool {
    match view.chunks[at].kind {
        ChunkKind::Comma => {
            reports(view, at + 1)
                || is_according(view, at + 1)
                || view.is(at + 1, ChunkKind::Conjunction) && (reports(view, at + 2) || contrasts(view, at + 1))
                || !clausal && breaks_phrase(view, at + 1)
        }
        ChunkKind::Conjunction => reports(view, at + 1) || !clausal && is_predicate(view, at + 1),
        ChunkKind::Preposition => is_according(view, at) || !clausal && is_setting(view, at),
        ChunkKind::Noun if !clausal => view.is_time(at) && !view.opens_clause(at),
        ChunkKind::Subordinator if !clausal => {
            let w = view.words;
            [w.because, w.after, w.before, w.although, w.though, w.while_, w.since, w.unless].contains(&view.word(at))
        }
        ChunkKind::Break if view.reading.form(view.chunks[at].head) == ";" => true,
        ChunkKind::Break if !clausal => view.is_dash(at),
        _ => false,
    }
}

/// Whether a verb of reporting stands there with the subject of the clause before: ", adding that", "but warned".
fn reports(view: &View<'_>, at: usize) -> bool {
    let at = if view.is(at, ChunkKind::Adverb) { at + 1 } else { at };
    let Some(chunk) = view.chunks.get(at).filter(|c| c.kind == ChunkKind::Verb && !c.verb.infinitive) else {
        return false;
    };
    matches!(view.tag(at), Some(Tag::Vbg | Tag::Vbd | Tag::Vbn | Tag::Vbz))
        && (!chunk.verb.passive || chunk.verb.participle && view.is(at - 1, ChunkKind::Conjunction))
        && view
            .rules
            .cues
            .get(Class::Verb, view.reading.text.tokens[chunk.head].word)
            .is_some_and(|cue| view.rules.cues.is_reporting(cue))
}

/// ", but the army said": a clause with a subject of its own after "but".
fn contrasts(view: &View<'_>, at: usize) -> bool {
    view.word(at) == view.words.but && view.is(at + 1, ChunkKind::Noun) && view.opens_clause(at + 1)
}

/// "in an interview", "at a rally", "on Sunday": where and when it is said, no part of what is.
fn is_setting(view: &View<'_>, at: usize) -> bool {
    let w = view.words;
    [w.in_, w.on, w.at, w.during].contains(&view.word(at))
        && view.is(at + 1, ChunkKind::Noun)
        && (view.is_time(at + 1) || view.rules.venues.contains(&view.word(at + 1)))
}

fn is_according(view: &View<'_>, at: usize) -> bool {
    view.is(at, ChunkKind::Preposition) && view.word(at) == view.words.according
}

/// Whether what follows a comma is no part of a noun phrase or infinitive before it.
fn breaks_phrase(view: &View<'_>, at: usize) -> bool {
    match view.kind(at) {
        Some(ChunkKind::Conjunction) => is_predicate(view, at + 1),
        Some(ChunkKind::Verb) => !view.chunks[at].verb.infinitive,
        Some(ChunkKind::Subordinator | ChunkKind::Preposition | ChunkKind::Adverb) => true,
        Some(ChunkKind::Noun) => view.opens_clause(at),
        _ => false,
    }
}

/// Whether a finite verb or a clause begins there.
fn is_predicate(view: &View<'_>, at: usize) -> bool {
    view.is_finite(at) || view.is(at, ChunkKind::Noun) && view.opens_clause(at)
}
