//! Finds the words that name a cue's source: the whole noun phrase with title, apposition and what modifies it.

use std::ops::Range;

use crate::syntax::chunk::ChunkKind;
use crate::syntax::clause::Clause;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use crate::text::quote::Mark;

use super::cue::{Circumstance, Circumstances, Class};
use super::view::View;

/// The words that name a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// All of them, in the document.
    pub(super) tokens: Range<usize>,
    /// Token of the noun that refers to the actor; for "who" the noun before it.
    pub(super) head: usize,
    /// Chunk of its first token.
    pub(super) chunk: usize,
    /// Whether it stands at another clause than the cue's.
    pub(super) shared: bool,
}

/// Longest source in tokens; a longer one is a subject that was read wrongly.
const LONGEST: usize = 40;

/// The subject of a clause as the source of what it says: with all that modifies it, of "who" the pronoun.
pub(super) fn subject(view: &View<'_>, clause: &Clause) -> Option<Source> {
    if let Some(source) =
        reporting_before(view, clause).or_else(|| apposed(view, clause)).or_else(|| second(view, clause))
    {
        return Some(source);
    }
    let nominal = clause.subject.as_ref()?;
    let head = view.chunks[nominal.heads[0]].head;
    if !clause.own_subject
        && let Some(pronoun) = relative_pronoun(view, clause)
    {
        let chunk = view.chunk_of(pronoun);
        return Some(Source { tokens: pronoun..pronoun + 1, head, chunk, shared: false });
    }
    let word = view.parse.token(nominal.word);
    let verb = view.first(clause.verb);
    let mut tokens = phrase(view, word);
    if tokens.contains(&verb) {
        if word < verb {
            tokens.end = verb;
        } else {
            tokens.start = view.end(clause.verb);
        }
    }
    let tokens = view.trim(tokens);
    let tokens = if tokens.is_empty() { view.chunks[nominal.heads[0]].tokens.clone() } else { tokens };
    let source = Source { chunk: view.chunk_of(tokens.start), tokens, head, shared: !clause.own_subject };
    Some(without_time(view, source))
}

/// The subject of the verb of reporting that this one goes on: "He said it fell, and warned that", "said it fell, adding
/// that". The tree often joins the second verb to one in what the first says, which seldom reports anything.
fn reporting_before(view: &View<'_>, clause: &Clause) -> Option<Source> {
    let cues = &view.rules.cues;
    let reports = |c: &Clause| cues.get(Class::Verb, view.word(c.verb)).is_some_and(|c| cues.is_reporting(c));
    let tag = view.tag(clause.verb);
    let joined = view.parse.relation(view.parse.token(clause.predicate)) == Relation::Conj;
    let left = view.before_adverbs(clause.verb)?;
    let participle = tag == Some(Tag::Vbg) && view.is(left, ChunkKind::Comma);
    if clause.own_subject || !(joined || participle) || !reports(clause) {
        return None;
    }
    let mut above = clause.parent;
    for _ in 0..3 {
        let outer = &view.clauses[above?];
        if outer.own_subject
            && outer.verb < clause.verb
            && reports(outer)
            && view.is_finite(outer.verb)
            && (participle || of_one_form(view.tag(outer.verb), tag))
            && view.quotation(view.first(outer.verb)).is_none()
        {
            return subject(view, outer).map(|s| Source { shared: true, ..s });
        }
        above = outer.parent;
    }
    None
}

/// Whether two verbs may be joined by "and": of the same form, or one a past form that looks like a participle.
fn of_one_form(first: Option<Tag>, second: Option<Tag>) -> bool {
    let is_past = |tag| matches!(tag, Some(Tag::Vbd | Tag::Vbn));
    first == second || is_past(first) && is_past(second)
}

/// What the tree takes for an apposition though it is the verb's subject. An apposition is closed by a comma, so what
/// stands between one and the verb is the subject: "The strike, Dahl said, will go on". Where the verb has no other,
/// so is an apposition to a noun that is none: "It expelled 12 envoys, its minister, Jane Roe, said".
fn apposed(view: &View<'_>, clause: &Clause) -> Option<Source> {
    let parse = view.parse;
    let before = view.before_adverbs(clause.verb)?;
    let closed = view.is(before, ChunkKind::Comma);
    let noun = if closed { before.checked_sub(1)? } else { before };
    let mut at = view.top(noun).filter(|&t| parse.relation(t) == Relation::Appos)?;
    if closed {
        if clause.subject.is_some() || view.chunks[clause.verb].verb.participle {
            return None;
        }
        for _ in 0..4 {
            let Some(head) = parse.head(at).filter(|&h| parse.relation(h) == Relation::Appos) else { break };
            at = head;
        }
    }
    let first = view.chunk_of(at);
    let after_comma = first > 0 && view.is(first - 1, ChunkKind::Comma);
    let subject = parse.head(at).is_some_and(|h| matches!(parse.relation(h), Relation::Nsubj | Relation::NsubjPass));
    if after_comma && !(closed && subject) { of_word(view, at, view.first(first)) } else { None }
}

/// "The claim that it fell is false, Doe said": of two subjects of one verb the one right before it.
fn second(view: &View<'_>, clause: &Clause) -> Option<Source> {
    let parse = view.parse;
    let verb = view.chunks[clause.verb].head;
    let noun = view.before_adverbs(clause.verb)?;
    let top = view.top(noun).filter(|&t| parse.relation(t) == Relation::Nsubj && parse.head(t) == Some(verb))?;
    let other = parse.children(verb).any(|c| c < top && parse.relation(c) == Relation::Nsubj);
    let after_comma = noun > 0 && view.is(noun - 1, ChunkKind::Comma);
    if other && after_comma { of_word(view, top, view.first(noun)) } else { None }
}

/// "who" of "officials who say that it fell and warn".
fn relative_pronoun(view: &View<'_>, clause: &Clause) -> Option<usize> {
    let parse = view.parse;
    let mut at = parse.token(clause.predicate);
    for _ in 0..4 {
        let subject = parse.children(at).find(|&c| matches!(parse.relation(c), Relation::Nsubj | Relation::NsubjPass));
        if let Some(subject) = subject {
            return Some(subject).filter(|&s| matches!(view.reading.syntax.tags[s], Tag::Wdt | Tag::Wp));
        }
        at = parse.head(at).filter(|_| parse.relation(at) == Relation::Conj)?;
    }
    None
}

/// A noun with what modifies it: title, apposition, prepositional phrases, relative clauses. What someone does meanwhile
/// does not name him: "Doe, speaking at a rally, said".
fn phrase(view: &View<'_>, word: usize) -> Range<usize> {
    let parse = view.parse;
    let tags = &view.reading.syntax.tags;
    let mut tokens = word..word + 1;
    for child in parse.children(word) {
        let reach = parse.reach(child);
        if child < word {
            let outside =
                matches!(parse.relation(child), Relation::Case | Relation::Mark | Relation::Cc | Relation::Punct)
                    || parse.relation(child) == Relation::Advmod && reach.end < tokens.start;
            if !outside {
                tokens.start = tokens.start.min(reach.start);
            }
            continue;
        }
        let modifies = matches!(
            parse.relation(child),
            Relation::Nmod
                | Relation::NmodPoss
                | Relation::NmodUnmarked
                | Relation::NmodDesc
                | Relation::Appos
                | Relation::AclRelcl
                | Relation::Acl
                | Relation::Conj
                | Relation::Flat
                | Relation::Compound
                | Relation::Amod
                | Relation::Nummod
                | Relation::Case
                | Relation::Dep
        );
        let apart = tags[reach.start] == Tag::Comma || tags[reach.start.max(word + 1) - 1] == Tag::Comma;
        let aside = apart && parse.relation(child) == Relation::Acl
            || view.rules.times.contains(&view.reading.text.tokens[child].word);
        if aside {
            break;
        }
        if modifies && reach.end <= tokens.end + LONGEST {
            tokens.end = tokens.end.max(reach.end);
        }
    }
    // A quotation that begins right after the phrase is none of it.
    let marks = &view.reading.quotations.marks;
    while tokens.end > word + 1 && marks[tokens.end - 1] == Mark::Open {
        tokens.end -= 1;
    }
    tokens
}

/// The noun phrase of a word as a source.
fn of_word(view: &View<'_>, word: usize, after: usize) -> Option<Source> {
    let chunk = view.chunk_of(word);
    let mut tokens = phrase(view, word);
    tokens.start = tokens.start.max(after);
    let tokens = view.trim(tokens);
    let fits = view.is(chunk, ChunkKind::Noun) && !tokens.is_empty();
    fits.then(|| Source { chunk: view.chunk_of(tokens.start), tokens, head: view.chunks[chunk].head, shared: false })
}

/// "The council today urged": the day is read into the noun phrase, but names nobody.
fn without_time(view: &View<'_>, mut source: Source) -> Source {
    let last = source.tokens.end - 1;
    let is_time = view.rules.times.contains(&view.reading.text.tokens[last].word);
    if source.tokens.len() > 1 && is_time && view.reading.syntax.tags[last - 1].is_noun() {
        source.tokens.end = last;
        source.head = source.head.min(last - 1);
    }
    source
}

/// The subject that a verb precedes: "said Doe, a doctor at Acme". Where the tree finds none, the noun right after a
/// verb that a quotation precedes.
pub(super) fn inverted(view: &View<'_>, clause: &Clause, after_quote: bool) -> Option<Source> {
    let head = view.chunks[clause.verb].head;
    let mut subjects = view.parse.children(head).filter(|&c| view.parse.relation(c) == Relation::Nsubj);
    if let Some(subject) = subjects.next() {
        return if subject > head { of_word(view, subject, view.end(clause.verb)) } else { None };
    }
    let noun = clause.verb + 1;
    let follows = view.is(noun, ChunkKind::Noun) && !view.is_time(noun) && !view.opens_clause(noun);
    if !(after_quote && follows) {
        return None;
    }
    view.top(noun).and_then(|top| of_word(view, top, view.end(clause.verb)))
}

/// The noun phrase that begins with a chunk.
pub(super) fn of_chunk(view: &View<'_>, chunk: usize) -> Option<Source> {
    view.top(chunk).and_then(|top| of_word(view, top, view.first(chunk)))
}

/// The noun phrase after "according to" or "by".
pub(super) fn governed(view: &View<'_>, preposition: usize) -> Option<Source> {
    let parse = view.parse;
    let mut at = view.chunks.get(preposition)?.head;
    if parse.relation(at) == Relation::Fixed {
        at = parse.head(at)?;
    }
    let noun = parse.head(at).filter(|&h| h > at && parse.relation(at) == Relation::Case);
    noun.and_then(|n| of_word(view, n, view.end(preposition))).or_else(|| {
        let next = view.chunks.get(preposition + 1).filter(|c| c.kind == ChunkKind::Noun)?;
        of_word(view, next.head, next.tokens.start)
    })
}

/// Notes what kind of words name the source.
pub(super) fn circumstances(view: &View<'_>, source: Option<&Source>, around: &mut Circumstances) {
    let Some(source) = source else {
        around.set(Circumstance::NoSource, true);
        return;
    };
    around.set(Circumstance::SharedSource, source.shared);
    let w = view.words;
    let word = view.reading.text.tokens[source.tokens.start].word;
    let is = |list: &[crate::lexicon::WordId]| source.tokens.len() == 1 && list.contains(&word);
    let head = view.reading.syntax.tags[source.head];
    let kind = if is(&[w.i, w.we, w.my, w.our, w.us, w.me]) {
        Circumstance::FirstPerson
    } else if is(&[w.you]) {
        Circumstance::SecondPerson
    } else if is(&[w.he, w.she, w.his, w.her]) {
        Circumstance::Personal
    } else if is(&[w.it, w.its]) {
        Circumstance::It
    } else if is(&[w.they, w.their, w.them]) {
        Circumstance::They
    } else if is(&[w.who, w.which, w.that, w.whom, w.whose]) {
        Circumstance::RelativePronoun
    } else if head.is_proper() {
        Circumstance::ProperSource
    } else if matches!(head, Tag::Nn | Tag::Nns) {
        Circumstance::CommonSource
    } else {
        Circumstance::OtherSource
    };
    around.set(kind, true);
}
