//! Reads what a verb says after itself: the pattern of its complement, and where the content begins.

use crate::lexicon::WordId;
use crate::syntax::chunk::ChunkKind;
use crate::syntax::tag::Tag;

use super::cue::{Class, Pattern};
use super::extent;
use super::view::View;

/// What follows a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Complement {
    pub(super) pattern: Pattern,
    /// First token of the content; `None` when nothing is said.
    pub(super) content: Option<usize>,
    /// Last chunk of the cue: its particle or preposition.
    pub(super) cue: usize,
    /// The first chunk that was not read.
    pub(super) after: usize,
}

/// What stands between a cue and the clause that it says.
#[derive(Clone, Copy, Default)]
struct Passed {
    object: Option<usize>,
    second: bool,
    adjective: bool,
    /// Chunk of the first preposition.
    preposition: Option<usize>,
}

/// Chunks that may stand between a cue and its content.
const REACH: usize = 14;

/// Reads the complement of the cue that ends with chunk `cue`.
pub(super) fn read(view: &View<'_>, cue: usize) -> Complement {
    let mut passed = Passed::default();
    let mut cue = cue;
    let mut at = cue + 1;
    let begin = at;
    while at < view.chunks.len() && at < begin + REACH {
        let clausal = |pattern| Complement { pattern, content: Some(view.first(at)), cue, after: at };
        match view.chunks[at].kind {
            ChunkKind::Adverb => {
                if at == cue + 1 && view.tag(at) == Some(Tag::Rp) {
                    cue = at;
                }
                at += 1;
            }
            _ if view.opens_quote(at) => {
                if let Some(pattern) = quoted(view, at, begin, passed) {
                    return clausal(pattern);
                }
                at += 1;
            }
            ChunkKind::Quote if !view.closes_quote(at) => at += 1,
            ChunkKind::Subordinator if passed.object.is_some_and(|o| at == o + 1 && is_claim(view, at)) => {
                // "said Russia's claim that it fell is silly", "rejected Russia's claim that it fell".
                let content = passed.object.map(|o| view.first(o));
                let cues = &view.rules.cues;
                let verb = cues.get(Class::Verb, view.word(cue));
                let takes_object = verb.is_some_and(|v| cues.may_attribute(v, Class::Verb, Pattern::Object));
                let clause = extent::predicate_of_noun(view, at - 1).is_some() || !takes_object;
                let pattern = if clause { Pattern::Bare } else { Pattern::Object };
                return Complement { pattern, content, cue, after: at };
            }
            ChunkKind::Subordinator | ChunkKind::Relative => match subordinate(view, at, begin, passed) {
                Some(pattern) => return clausal(pattern),
                None => break,
            },
            ChunkKind::Noun if view.is_time(at) && !view.opens_clause(at) => at += 1,
            ChunkKind::Noun if view.opens_clause(at) => {
                return clausal(if passed.object.is_some() { Pattern::ObjectBare } else { Pattern::Bare });
            }
            ChunkKind::Noun if passed.preposition.is_none() && !passed.second => {
                passed.second = passed.object.is_some();
                passed.object.get_or_insert(at);
                at = view.phrase_end(at) + 1;
            }
            ChunkKind::Preposition => {
                passed.preposition.get_or_insert(at);
                if !view.is(at + 1, ChunkKind::Noun) || view.opens_clause(at + 1) {
                    break;
                }
                at = view.phrase_end(at + 1) + 1;
            }
            ChunkKind::Verb if passed.preposition.is_none() && view.chunks[at].verb.infinitive => {
                let object = passed.object;
                let pattern = if object.is_some() { Pattern::ObjectInfinitive } else { Pattern::Infinitive };
                let content = Some(view.first(object.unwrap_or(at)));
                return Complement { pattern, content, cue, after: at };
            }
            ChunkKind::Verb if at == begin && view.tag(at) == Some(Tag::Vbg) => return clausal(Pattern::Gerund),
            ChunkKind::Adjective if passed.preposition.is_none() && !passed.adjective => {
                passed.adjective = true;
                at += 1;
            }
            ChunkKind::Comma if view.opens_quote(at + 1) => {
                at += 1;
                let pattern = if passed.object.is_some() { Pattern::ObjectQuote } else { Pattern::Quote };
                return Complement { pattern, content: Some(view.first(at)), cue, after: at };
            }
            ChunkKind::Break if view.is_colon(at) => {
                let pattern = match (view.opens_quote(at + 1), passed.object.is_some()) {
                    (true, true) => Pattern::ObjectQuote,
                    (true, false) => Pattern::Quote,
                    _ => Pattern::Colon,
                };
                let content = (at + 1 < view.chunks.len()).then(|| view.end(at));
                return Complement { pattern, content, cue, after: at + 1 };
            }
            _ => break,
        }
    }
    phrasal(view, cue, at, passed)
}

/// Whether the quotation that opens at `at` is what is said, rather than a quoted word in a longer phrase: said “we
/// go”, told them “we go”, but not: praised the “brave” men.
fn quoted(view: &View<'_>, at: usize, begin: usize, passed: Passed) -> Option<Pattern> {
    let quotation = view.quotation(view.first(at)).filter(|q| q.tokens.start == view.first(at))?;
    let ends_sentence = quotation.tokens.end + 1 >= view.tokens().end;
    if passed.object.is_some() || passed.preposition.is_some() {
        return (quotation.n_words >= 5 || ends_sentence && quotation.n_words >= 2).then_some(Pattern::ObjectQuote);
    }
    (at == begin && (quotation.n_words >= 3 || ends_sentence || view.opens_clause(at + 1))).then_some(Pattern::Quote)
}

/// Whether the conjunction at `at` belongs to the noun before it: somebody's claim, "Russia's claim that it fell", or one
/// with a finite verb of its own after the clause, "the claim that it fell is silly".
fn is_claim(view: &View<'_>, at: usize) -> bool {
    let cues = &view.rules.cues;
    let Some(noun) = cues.get(Class::Noun, view.word(at - 1)).filter(|_| view.word(at) == view.words.that) else {
        return false;
    };
    has_possessor(view, at - 1) && cues.may_attribute(noun, Class::Noun, Pattern::That)
        || cues.is_reporting(noun) && extent::predicate_of_noun(view, at - 1).is_some()
}

/// "Russia's claim", "his claim".
fn has_possessor(view: &View<'_>, noun: usize) -> bool {
    view.chunks[noun].tokens.clone().any(|t| matches!(view.reading.syntax.tags[t], Tag::Pos | Tag::PrpS))
}

/// The pattern of a clause with a conjunction.
fn subordinate(view: &View<'_>, at: usize, begin: usize, passed: Passed) -> Option<Pattern> {
    let w = view.words;
    let word = view.word(at);
    let object = passed.object.is_some();
    let is_relative = view.is(at, ChunkKind::Relative);
    if word == w.that {
        // "told reporters that he" says it; "met officials that said" does not.
        if is_relative && !(view.is(at + 1, ChunkKind::Noun) && (object || passed.preposition.is_some())) {
            return (!object && passed.preposition.is_none()).then_some(Pattern::That);
        }
        return Some(if object { Pattern::ObjectThat } else { Pattern::That });
    }
    if is_relative && at != begin {
        return None;
    }
    let always = [w.if_, w.whether, w.what, w.how, w.why];
    let sometimes = [w.who, w.where_, w.which, w.when];
    if always.contains(&word) && passed.preposition.is_none() || sometimes.contains(&word) && at == begin {
        return Some(if object { Pattern::ObjectWh } else { Pattern::Wh });
    }
    None
}

/// The pattern when no clause was found: an object, a preposition, or nothing.
fn phrasal(view: &View<'_>, cue: usize, after: usize, passed: Passed) -> Complement {
    if let Some(object) = passed.object {
        let pattern = match passed.preposition.map(|p| view.word(p)) {
            _ if passed.second => Pattern::TwoObjects,
            _ if passed.adjective => Pattern::ObjectAdjective,
            Some(word) => object_preposition(view, word),
            None => Pattern::Object,
        };
        return Complement { pattern, content: Some(view.first(object)), cue, after };
    }
    if let Some(preposition) = passed.preposition {
        let touches = preposition == cue + 1;
        let cue = if touches { preposition } else { cue };
        let content = (preposition + 1 < view.chunks.len()).then(|| view.first(preposition + 1));
        return Complement { pattern: after_preposition(view, view.word(preposition)), content, cue, after };
    }
    let pattern = if passed.adjective { Pattern::Adjective } else { Pattern::Alone };
    let content = passed.adjective.then(|| view.end(cue));
    Complement { pattern, content, cue, after }
}

fn object_preposition(view: &View<'_>, word: WordId) -> Pattern {
    let w = view.words;
    match word {
        _ if word == w.of => Pattern::ObjectOf,
        _ if word == w.for_ => Pattern::ObjectFor,
        _ if word == w.as_ => Pattern::ObjectAs,
        _ if word == w.about => Pattern::ObjectAbout,
        _ => Pattern::Object,
    }
}

/// The pattern of a cue with this preposition right after it.
pub(super) fn after_preposition(view: &View<'_>, word: WordId) -> Pattern {
    let w = view.words;
    let known = [
        (w.of, Pattern::Of),
        (w.for_, Pattern::For),
        (w.about, Pattern::About),
        (w.on, Pattern::On),
        (w.as_, Pattern::As),
        (w.against, Pattern::Against),
        (w.to, Pattern::To),
        (w.with, Pattern::With),
        (w.at, Pattern::At),
        (w.in_, Pattern::In),
    ];
    known.iter().find(|k| k.0 == word).map_or(Pattern::Preposition, |k| k.1)
}

/// Whether the content is a whole clause or quotation, which reaches to the end of its sentence.
pub(super) fn is_clausal(pattern: Pattern) -> bool {
    matches!(
        pattern,
        Pattern::Quote
            | Pattern::That
            | Pattern::Bare
            | Pattern::Wh
            | Pattern::Colon
            | Pattern::ObjectQuote
            | Pattern::ObjectThat
            | Pattern::ObjectBare
            | Pattern::ObjectWh
            | Pattern::PassiveThat
    )
}
