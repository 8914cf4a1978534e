//! Finds the words that name a cue's source: the whole noun phrase with title, apposition and what modifies it.

use std::ops::Range;

use crate::syntax::chunk::ChunkKind;
use crate::syntax::clause::{Clause, ClauseKind};
use crate::syntax::parse::Parse;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

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

/// The subject of a clause as the source of what it says.
pub(super) fn subject(view: &View<'_>, clause: &Clause) -> Option<Source> {
    let found = match view.parse {
        Some(parse) => subject_of(view, parse, clause),
        None => subject_phrase(view, clause),
    };
    found.map(|source| without_time(view, source))
}

/// The subject with all that modifies it, of "who" the pronoun.
fn subject_of(view: &View<'_>, parse: Parse<'_>, clause: &Clause) -> Option<Source> {
    let nominal = clause.subject.as_ref()?;
    let head = view.chunks[nominal.heads[0]].head;
    let verb = view.first(clause.verb);
    if !clause.own_subject
        && let Some(pronoun) = relative_pronoun(view, parse, clause)
    {
        let chunk = view.chunk_of(pronoun);
        return Some(Source { tokens: pronoun..pronoun + 1, head, chunk, shared: false });
    }
    let word = parse.token(nominal.word);
    let mut tokens = phrase(view, parse, word);
    if tokens.contains(&verb) {
        tokens.end = verb;
    }
    let tokens = view.trim(tokens);
    let tokens = if tokens.is_empty() { view.chunks[nominal.heads[0]].tokens.clone() } else { tokens };
    Some(Source { chunk: view.chunk_of(tokens.start), tokens, head, shared: !clause.own_subject })
}

/// "who" of "officials who say that it fell and warn".
fn relative_pronoun(view: &View<'_>, parse: Parse<'_>, clause: &Clause) -> Option<usize> {
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
fn phrase(view: &View<'_>, parse: Parse<'_>, word: usize) -> Range<usize> {
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
        let aside = parse.relation(child) == Relation::Acl && tags[reach.start - 1] == Tag::Comma;
        let aside = aside || view.rules.times.contains(&view.reading.text.tokens[child].word);
        if aside {
            break;
        }
        if modifies && reach.end <= tokens.end + LONGEST {
            tokens.end = tokens.end.max(reach.end);
        }
    }
    tokens
}

/// The noun phrase of a word as a source.
fn of_word(view: &View<'_>, parse: Parse<'_>, word: usize, after: usize) -> Option<Source> {
    let chunk = view.chunk_of(word);
    let mut tokens = phrase(view, parse, word);
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

fn subject_phrase(view: &View<'_>, clause: &Clause) -> Option<Source> {
    let after_comma = view.before_adverbs(clause.verb).is_some_and(|c| view.is(c, ChunkKind::Comma));
    if after_comma
        && !clause.own_subject
        && !view.chunks[clause.verb].verb.infinitive
        && view.tag(clause.verb) != Some(Tag::Vbg)
        && let Some(source) = before_parenthesis(view, clause.verb)
    {
        return Some(source);
    }
    if !clause.own_subject
        && let Some(source) = coordinated(view, clause)
    {
        return Some(source);
    }
    let nominal = clause.subject.as_ref()?;
    let (first, last) = (*nominal.chunks.start(), *nominal.chunks.end());
    let head = view.chunks[*nominal.heads.last()?].head;
    if clause.kind == ClauseKind::Relative && !clause.own_subject {
        // "officials who say": the pronoun is the source's span, the noun before it the actor.
        let pronoun = view.before_adverbs(clause.verb).filter(|&c| view.is(c, ChunkKind::Relative));
        if let Some(pronoun) = pronoun {
            let tokens = view.chunks[pronoun].tokens.clone();
            return Some(Source { tokens, head, chunk: pronoun, shared: false });
        }
    }
    if view.is_time(last) && view.tag(clause.verb) == Some(Tag::Vbg) && view.chunks[clause.verb].verb.participle {
        // "sent a letter on Monday alleging that".
        return earlier(view, clause);
    }
    if clause.own_subject && last < clause.verb {
        let tokens = up_to_verb(view, first, last, clause.verb);
        return Some(Source { tokens, head, chunk: first, shared: false });
    }
    // The subject of an earlier clause: with the same words as there.
    let number = view.clauses.partition_point(|c| c.verb < clause.verb);
    let owner = view.clauses[..number]
        .iter()
        .rev()
        .take(24)
        .find(|c| c.own_subject && c.subject.as_ref().is_some_and(|s| *s.chunks.start() == first));
    let tokens = match owner {
        Some(owner) if last < owner.verb => up_to_verb(view, first, last, owner.verb),
        _ => view.first(first)..view.end(last),
    };
    Some(Source { tokens, head, chunk: first, shared: true })
}

/// The subject of a verb that a parenthesis separates from it: "Doe, who had long resented it, said".
pub(super) fn before_parenthesis(view: &View<'_>, verb: usize) -> Option<Source> {
    let close = view.before_adverbs(verb).filter(|&c| view.is(c, ChunkKind::Comma))?;
    let lowest = close.saturating_sub(30);
    for open in (lowest.max(1)..close).rev().filter(|&c| view.is(c, ChunkKind::Comma)) {
        let inner = view.kind(open + 1);
        let is_parenthesis = matches!(inner, Some(ChunkKind::Relative | ChunkKind::Noun | ChunkKind::Preposition))
            || view.chunks.get(open + 1).is_some_and(|c| c.verb.participle);
        if !is_parenthesis || !view.is(open - 1, ChunkKind::Noun) || view.is_time(open - 1) {
            continue;
        }
        let mut first = open - 1;
        while first >= 2 && view.is(first - 1, ChunkKind::Preposition) && view.is(first - 2, ChunkKind::Noun) {
            first -= 2;
        }
        let left = first.checked_sub(1).and_then(|c| view.kind(c));
        let proper = view.tag(first).is_some_and(|t| t.is_proper() || t == Tag::Prp);
        // "Doe, a doctor, a friend of Roe, said": the name, not what is said of it.
        let apposed = left == Some(ChunkKind::Comma) && first >= 2 && view.is(first - 2, ChunkKind::Noun) && !proper;
        if matches!(left, Some(ChunkKind::Verb | ChunkKind::Preposition | ChunkKind::Noun)) || apposed {
            continue;
        }
        let tokens = up_to_verb(view, first, open - 1, verb);
        return Some(Source { tokens, head: view.chunks[first].head, chunk: first, shared: false });
    }
    None
}

/// The subject of the nearest finite clause before.
fn earlier(view: &View<'_>, clause: &Clause) -> Option<Source> {
    let number = view.clauses.partition_point(|c| c.verb < clause.verb);
    let main = view.clauses[..number].iter().rev().take(4).find(|c| c.own_subject && view.is_finite(c.verb))?;
    subject(view, main).map(|s| Source { shared: true, ..s })
}

/// The subject of the verb of reporting that this one goes on: "He said it fell, and warned that", "said it fell,
/// adding that". The nearest noun may be in what the first verb says.
fn coordinated(view: &View<'_>, clause: &Clause) -> Option<Source> {
    let cues = &view.rules.cues;
    let reports = |verb: usize| cues.get(Class::Verb, view.word(verb)).is_some_and(|c| cues.is_reporting(c));
    let left = view.before_adverbs(clause.verb)?;
    let tag = view.tag(clause.verb);
    let participle = tag == Some(Tag::Vbg) && view.is(left, ChunkKind::Comma);
    if !(participle || view.is(left, ChunkKind::Conjunction)) || !reports(clause.verb) {
        return None;
    }
    let number = view.clauses.partition_point(|c| c.verb < clause.verb);
    let first = view.clauses[..number].iter().rev().take(8).find(|c| {
        c.own_subject
            && view.is_finite(c.verb)
            && reports(c.verb)
            && (participle || view.tag(c.verb) == tag)
            && view.quotation(view.first(c.verb)).is_none()
    })?;
    subject(view, first).map(|s| Source { shared: true, ..s })
}

/// Where "Its chief executive, Jane Roe, said" begins: an office with commas around the name that follows it.
fn with_title(view: &View<'_>, first: usize, last: usize) -> usize {
    let Some(office) = first.checked_sub(2) else { return first };
    let opens = match office.checked_sub(1).and_then(|c| view.kind(c)) {
        None => true,
        Some(kind) => matches!(kind, ChunkKind::Conjunction | ChunkKind::Subordinator | ChunkKind::Quote),
    };
    let is_office = view.is(office, ChunkKind::Noun)
        && view.is(office + 1, ChunkKind::Comma)
        && view.is(last + 1, ChunkKind::Comma)
        && view.tag(office).is_some_and(|t| t == Tag::Nn)
        && view.tag(first).is_some_and(Tag::is_proper)
        && !view.is_time(office);
    if opens && is_office { office } else { first }
}

/// From a subject to its verb: "Doe, a doctor at Acme," with all that stands between.
fn up_to_verb(view: &View<'_>, first: usize, last: usize, verb: usize) -> Range<usize> {
    if last >= first + 2 && view.is_time(last) && view.is(last - 1, ChunkKind::Preposition) {
        // "The minister on Tuesday accused".
        return view.first(first)..view.end(last - 2);
    }
    let start = view.first(with_title(view, first, last));
    let mut end = verb;
    while end > last + 1 && view.is(end - 1, ChunkKind::Adverb) {
        end -= 1;
    }
    // "Doe, speaking at a rally, said": what he does meanwhile does not name him.
    let aside = view.is(last + 1, ChunkKind::Comma)
        && (view.chunks.get(last + 2).is_some_and(|c| c.verb.participle) || view.is(last + 2, ChunkKind::Preposition));
    if aside {
        return start..view.end(last);
    }
    let whole = view.trim(start..view.end(end - 1));
    if whole.len() <= LONGEST { whole } else { start..view.end(last) }
}

/// The noun phrase after a verb that precedes its subject: "said Doe, a doctor at Acme".
pub(super) fn inverted(view: &View<'_>, verb: usize) -> Option<Source> {
    let first = verb + 1;
    if let Some(parse) = view.parse {
        let head = view.chunks[verb].head;
        let subject = parse.children(head).find(|&c| c > head && parse.relation(c) == Relation::Nsubj);
        if let Some(source) = subject.and_then(|s| of_word(view, parse, s, view.end(verb))) {
            return Some(source);
        }
    }
    if !view.is(first, ChunkKind::Noun) {
        return None;
    }
    let last = with_modifiers(view, first);
    let head = view.chunks[first].head;
    Some(Source { tokens: view.trim(view.first(first)..view.end(last)), head, chunk: first, shared: false })
}

/// The last chunk of a noun phrase with prepositional phrases, appositions and relative clauses after it.
fn with_modifiers(view: &View<'_>, first: usize) -> usize {
    let mut last = prepositional(view, view.phrase_end(first));
    // "Doe, a doctor at Acme, who ran the ward": up to the next break, if a noun or "who" opens it.
    for _ in 0..2 {
        let opener = last + 2;
        if !view.is(last + 1, ChunkKind::Comma)
            || !matches!(view.kind(opener), Some(ChunkKind::Noun | ChunkKind::Relative))
            || view.is_time(opener)
            || view.opens_clause(opener)
        {
            break;
        }
        let mut end = opener;
        while end + 1 < view.chunks.len()
            && end - first < 24
            && !matches!(view.kind(end + 1), Some(ChunkKind::Comma | ChunkKind::Break | ChunkKind::Quote))
        {
            end += 1;
        }
        last = end;
    }
    last
}

fn prepositional(view: &View<'_>, mut last: usize) -> usize {
    for _ in 0..4 {
        if !view.is(last + 1, ChunkKind::Preposition)
            || !view.is(last + 2, ChunkKind::Noun)
            || view.is_time(last + 2)
            || ![view.words.of, view.words.for_, view.words.at, view.words.with, view.words.from]
                .contains(&view.word(last + 1))
        {
            break;
        }
        last = view.phrase_end(last + 2);
    }
    last
}

/// The noun phrase after "according to" or "by".
pub(super) fn governed(view: &View<'_>, preposition: usize) -> Option<Source> {
    let first = preposition + 1;
    if let Some(parse) = view.parse {
        let mut at = view.chunks.get(preposition)?.head;
        if parse.relation(at) == Relation::Fixed {
            at = parse.head(at)?;
        }
        let noun = parse.head(at).filter(|&h| h > at && parse.relation(at) == Relation::Case);
        if let Some(source) = noun.and_then(|n| of_word(view, parse, n, view.end(preposition))) {
            return Some(source);
        }
    }
    if !view.is(first, ChunkKind::Noun) {
        return None;
    }
    let last = with_modifiers(view, first);
    let head = view.chunks[first].head;
    Some(Source { tokens: view.trim(view.first(first)..view.end(last)), head, chunk: first, shared: false })
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
