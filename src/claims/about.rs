//! Joins claims with what the other stages found in them: the events told in a content, and the actors it is about.
//!
//! Enters: a claim's [`Frame`] and the document's events. Leaves: whom the claim is about: who or what its main clauses
//! have for subject and object, who takes part in its events, and only where there is nobody the first actor that it
//! names. So actor, claim and actor read as a sentence: "Doe said of Iran". Not everyone named is a subject: "Doe said
//! the plant, built by Acme for the mayor of Oslo, would close" is not about the mayor.

use crate::annotation::{ActorId, ActorKind, Claim, Event, EventId, MentionLevel, Role, Stance};
use crate::syntax::tree::Relation;

use super::frame::{Frame, sentence};
use super::stance;

/// Main predicates of a content that are looked at.
const MOST_PREDICATES: usize = 24;
/// Tokens of a content that are looked at for its main predicates.
const LONGEST: usize = 2000;
/// Clauses that are looked into for what a speaker thinks: “I think they know that …”.
const DEPTH: usize = 3;

/// Notes in each claim the events told in it.
pub(super) fn tell(claims: &mut [Claim], events: &[Event]) {
    for claim in claims {
        claim.events = told(claim, events);
    }
}

/// The actors that a claim is about, sorted; its events must be known. Places and names of no known kind count only
/// where there is nobody else, the source never, nor whoever "we" may be.
pub(super) fn find(frame: &Frame<'_>, claim: &Claim, events: &[Event], stances: &[Stance]) -> Vec<ActorId> {
    let mut about: Vec<ActorId> = Vec::new();
    subjects(frame, &mut about);
    about.extend(participants(frame, claim, events));
    about.extend(stance::actors(stances));
    about.retain(|&a| Some(a) != frame.source);
    let is_place = |&a: &ActorId| matches!(frame.cast.actor(a).kind, ActorKind::Place | ActorKind::Other);
    if about.iter().all(is_place) {
        about.extend(first_named(frame, claim));
    }
    if !about.iter().all(is_place) {
        about.retain(|a| !is_place(a));
    }
    about.sort_unstable();
    about.dedup();
    about
}

/// Subjects and objects of the content's main clauses.
fn subjects(frame: &Frame<'_>, out: &mut Vec<ActorId>) {
    let mut predicates: Vec<(usize, usize)> = Vec::new();
    let tokens = frame.content.iter().flat_map(|c| c.clone()).take(LONGEST);
    let mut at: Option<(crate::syntax::parse::Parse<'_>, std::ops::Range<usize>)> = None;
    for token in tokens {
        if at.as_ref().is_none_or(|(_, range)| !range.contains(&token)) {
            at = sentence(frame.reading, token);
        }
        let Some((parse, _)) = &at else { continue };
        let is_top = parse.head(token).is_none_or(|h| !frame.is_said(h));
        let fits = frame.tag(token).is_verb() || frame.tag(token).is_noun() || frame.tag(token).is_adjective();
        if is_top && fits && predicates.len() < MOST_PREDICATES && parse.relation(token) != Relation::Discourse {
            predicates.push((token, 0));
        }
    }
    let mut next = 0;
    while let Some(&(predicate, depth)) = predicates.get(next) {
        next += 1;
        if next > MOST_PREDICATES {
            break;
        }
        let Some(parse) = frame.parse(predicate) else { continue };
        noun(frame, predicate, out);
        for child in parse.children(predicate).take(48).filter(|&c| frame.is_said(c)) {
            match parse.relation(child) {
                Relation::Nsubj | Relation::NsubjPass | Relation::Obj | Relation::Iobj | Relation::OblAgent => {
                    noun(frame, child, out);
                }
                Relation::Obl if frame.child(child, Relation::Case).is_some_and(|c| is_party(frame, c)) => {
                    noun(frame, child, out);
                }
                Relation::Conj if depth < DEPTH => predicates.push((child, depth + 1)),
                Relation::Ccomp | Relation::Xcomp | Relation::Csubj if depth < DEPTH => {
                    predicates.push((child, depth + 1))
                }
                _ => {}
            }
        }
    }
}

/// "by Iran", "with Iran", "against Iran", "to Iran": who takes part in what is done.
fn is_party(frame: &Frame<'_>, preposition: usize) -> bool {
    let w = frame.words;
    [w.by, w.with, w.against, w.to].contains(&frame.word(preposition))
}

/// The actor that a noun names; else whose it is: "Iran's plan", "the plan of Iran".
fn noun(frame: &Frame<'_>, token: usize, out: &mut Vec<ActorId>) {
    let coordinated = frame.children(token, Relation::Conj).filter(|&c| frame.tag(c).is_noun());
    for token in std::iter::once(token).chain(coordinated).take(6) {
        if !frame.tag(token).is_noun() && !frame.is_pronoun(token) {
            continue;
        }
        let actor = named(frame, token).or_else(|| {
            let owner = frame.child(token, Relation::NmodPoss).or_else(|| frame.governed(token, frame.words.of))?;
            named(frame, owner)
        });
        out.extend(actor);
    }
}

/// Whom a word means, unless by a pronoun of the first person.
fn named(frame: &Frame<'_>, token: usize) -> Option<ActorId> {
    let w = frame.words;
    let own = [w.i, w.me, w.my, w.we, w.us, w.our].contains(&frame.word(token));
    frame.actor(token).filter(|_| !own)
}

/// The events whose triggers lie in the content, sorted.
fn told(claim: &Claim, events: &[Event]) -> Vec<EventId> {
    let mut found = Vec::new();
    for content in &claim.content {
        let first = events.partition_point(|e| e.trigger.start < content.start);
        let inside = events[first..].iter().enumerate().take_while(|(_, e)| e.trigger.start < content.end);
        found.extend(inside.filter(|(_, e)| content.contains(e.trigger)).map(|(i, _)| EventId((first + i) as u32)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Those who act or are acted on in the claim's events, but for whoever is only "we".
fn participants(frame: &Frame<'_>, claim: &Claim, events: &[Event]) -> Vec<ActorId> {
    let arguments = claim.events.iter().flat_map(|e| &events[e.index()].arguments);
    let acting = arguments.filter(|a| matches!(a.role, Role::Agent | Role::Patient | Role::Recipient));
    acting.filter(|a| !frame.is_first_person(a.filler.span)).filter_map(|a| a.filler.actor).collect()
}

/// The first actor that the content names.
fn first_named(frame: &Frame<'_>, claim: &Claim) -> Option<ActorId> {
    let mentions = claim.content.iter().flat_map(|&c| frame.cast.within(c));
    let named = mentions.filter(|m| m.level == MentionLevel::Name).filter_map(|m| m.actor);
    let mut others = named.filter(|&a| Some(a) != frame.source);
    let first = others.next()?;
    let acts = |&a: &ActorId| !matches!(frame.cast.actor(a).kind, ActorKind::Place | ActorKind::Other);
    Some(std::iter::once(first).chain(others).find(acts).unwrap_or(first))
}
