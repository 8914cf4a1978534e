//! For or against whom a claim's words speak.
//!
//! Enters: a claim's [`Frame`] and the document's events. Leaves: [`Stance`]s, each with its target and the words that
//! state it: the cue ("condemned Iran", "praised the mayor"), what the speaker does in the content (“we support Iran”) or
//! what he calls someone (“the mayor is a crook”). Only words that praise or blame by themselves count, and only where the
//! target is an actor: of "condemned the attack" whoever is said to have made it.

use rustc_hash::FxHashMap;

use crate::annotation::{ActorId, Claim, Event, Favour, Reference, Role, Stance};
use crate::document::Span;
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId};
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

use super::act::{Complement, ObjectRole, object};
use super::cue::Class;
use super::frame::{Frame, Person};

/// What this file must know of words.
#[derive(Debug)]
pub(super) struct StanceRules {
    nouns: FxHashMap<WordId, Favour>,
    adjectives: FxHashMap<WordId, Favour>,
}

impl StanceRules {
    /// Reads `stance_words.tsv`.
    pub(super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let mut rules = Self { nouns: FxHashMap::default(), adjectives: FxHashMap::default() };
        let table = Table::parse(
            "data/lexicon/stance_words.tsv",
            include_str!("../../data/lexicon/stance_words.tsv"),
            &["lemma", "class", "stance"],
        )?;
        for row in table.rows() {
            let favour = row.parse(2)?;
            match row.cell(1) {
                "noun" => {
                    let forms = inflections.noun(row.cell(0));
                    rules.nouns.extend(forms.iter().map(|f| (vocabulary.add(f), favour)));
                }
                "adjective" => {
                    rules.adjectives.insert(vocabulary.add(row.cell(0)), favour);
                }
                other => return Err(row.error(format!("unknown class {other:?}"))),
            }
        }
        Ok(rules)
    }
}

/// Coordinated targets that are looked at.
const MOST_TARGETS: usize = 4;

/// The stances of a claim, in text order of their words.
pub(super) fn read(frame: &Frame<'_>, claim: &Claim, events: &[Event]) -> Vec<Stance> {
    let mut found = Vec::new();
    by_cue(frame, claim, events, &mut found);
    if let Some(root) = frame.root {
        performed(frame, root, events, &mut found);
        called(frame, root, &mut found);
    }
    found.retain(|s| s.target.actor.is_some() && s.target.actor != frame.source);
    found.sort_by_key(|s| (s.words, s.target.span));
    found.dedup_by_key(|s| s.target.actor);
    found
}

/// "accused Iran of", "praised the mayor".
fn by_cue(frame: &Frame<'_>, claim: &Claim, events: &[Event], out: &mut Vec<Stance>) {
    let Some(cue) = frame.cue.filter(|c| !c.negated) else { return };
    let (Some(sense), Some(words)) = (cue.sense, claim.cue) else { return };
    let ObjectRole::Target(favour) = sense.object else { return };
    if let Some(noun) = object(frame, cue, sense) {
        targets(frame, noun, favour, words, events, out);
    }
}

/// “We condemn Iran”, “I support the mayor”.
fn performed(frame: &Frame<'_>, root: usize, events: &[Event], out: &mut Vec<Stance>) {
    let present = matches!(frame.tag(root), Tag::Vbp | Tag::Vb | Tag::Vbg) && !frame.is_negated(root);
    let will = frame.child(root, Relation::Aux).is_some_and(|a| !frame.words.is_be(frame.word(a)));
    if frame.person(root) != Person::First || !present || will {
        return;
    }
    let sense = frame.rules.acts.sense(Class::Verb, frame.word(root), Complement::Object);
    if let Some(ObjectRole::Target(favour)) = sense.map(|s| s.object)
        && let Some(noun) = frame.child(root, Relation::Obj)
    {
        targets(frame, noun, favour, frame.span(root), events, out);
    }
}

/// “The mayor is a crook”, “Iran is dangerous”.
fn called(frame: &Frame<'_>, root: usize, out: &mut Vec<Stance>) {
    let rules = &frame.rules.stances;
    let favour = if frame.tag(root).is_noun() {
        rules.nouns.get(&frame.word(root))
    } else if frame.tag(root) == Tag::Jj {
        rules.adjectives.get(&frame.word(root))
    } else {
        None
    };
    let Some(&favour) = favour.filter(|_| frame.child(root, Relation::Cop).is_some() && !frame.is_negated(root)) else {
        return;
    };
    // "is no hero", "would be a disaster", "may be dangerous": not said of what is.
    if frame.child(root, Relation::Aux).is_some()
        || frame.child(root, Relation::Mark).is_some_and(|m| frame.word(m) == frame.words.if_)
    {
        return;
    }
    if let Some(subject) = frame.subject(root).filter(|&s| frame.is_animate(s)) {
        out.push(Stance { favour, target: frame.reference(subject), words: frame.span(root) });
    }
}

/// The actors that a noun names or whose doing it is, with those coordinated.
fn targets(frame: &Frame<'_>, noun: usize, favour: Favour, words: Span, events: &[Event], out: &mut Vec<Stance>) {
    let all = std::iter::once(noun).chain(frame.children(noun, Relation::Conj)).take(MOST_TARGETS);
    for noun in all {
        if let Some(target) = target(frame, noun, events) {
            out.push(Stance { favour, target, words });
        }
    }
}

fn target(frame: &Frame<'_>, noun: usize, events: &[Event]) -> Option<Reference> {
    let w = frame.words;
    // "defended himself".
    if [w.himself, w.herself, w.themselves].contains(&frame.word(noun)) {
        return None;
    }
    if frame.is_animate(noun) && frame.actor(noun).is_some() {
        return Some(frame.reference(noun));
    }
    let span = frame.span(noun);
    let at = events.partition_point(|e| e.trigger.end <= span.start);
    if let Some(event) = events.get(at).filter(|e| e.trigger.contains(span)) {
        let agent = event.arguments.iter().find(|a| a.role == Role::Agent && a.filler.actor.is_some());
        return agent.map(|a| a.filler);
    }
    let owner = frame.child(noun, Relation::NmodPoss).or_else(|| frame.governed(noun, frame.words.by))?;
    // "defended his record" is mostly his own, whoever a pronoun is taken for.
    (frame.tag(owner) != Tag::PrpS && frame.is_animate(owner) && frame.actor(owner).is_some())
        .then(|| frame.reference(owner))
}

/// The actors that a claim's stances are about.
pub(super) fn actors(stances: &[Stance]) -> impl Iterator<Item = ActorId> + '_ {
    stances.iter().filter_map(|s| s.target.actor)
}
