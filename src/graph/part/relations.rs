//! Edges from actor to actor: static relations, and open ones where nothing else tells what joins the two.
//!
//! An open relation is an edge only where an analyst may rely on it: both ends are actors with names, it is likely to be
//! read rightly, its verb has a tense, and no claim, event or static relation of the sentence says the same.
//! One relation can join its subject to several: "Wagner recruited prisoners from Russia" joins Wagner and Russia.

use std::collections::BTreeSet;

use super::Reading;
use crate::annotation::{ActorId, ActorKind, Modality, Polarity, Reference, Relation};
use crate::document::Span;
use crate::graph::edge::{Edge, EdgeKind};
use crate::graph::identity::slug;
use crate::graph::label::{LABEL_LENGTH, cut};

/// Open relations that are trusted less are no edges. Of those that reach it, three words in four agree with what people write
/// down (docs/quality.md).
pub(super) const LEAST_CONFIDENCE: f64 = 0.6;
/// Characters of a predicate with what it takes along; longer ones are no labels.
const LONGEST: usize = 60;
/// Words of an object that a predicate takes along: "recruited prisoners from".
const OBJECT_WORDS: usize = 4;
/// Words of a preposition: "in front of".
const PREPOSITION_WORDS: usize = 3;

impl Reading<'_> {
    pub(super) fn relations(&mut self) {
        let annotation = self.annotation;
        for relation in &annotation.relations {
            let (Some(kind), Some(object)) = (relation.kind, relation.object) else { continue };
            let edge = self.relation(relation, EdgeKind::from(kind), object);
            self.join_actors(relation.subject, object, edge);
        }
        let told = Told::new(self);
        for relation in annotation.relations.iter().filter(|r| r.kind.is_none()) {
            if relation.confidence >= LEAST_CONFIDENCE && !told.by_another_layer(self, relation) {
                self.open_relation(relation, &told);
            }
        }
    }

    fn join_actors(&mut self, from: Reference, to: Reference, edge: Edge) {
        let (Some(source), Some(target)) = (self.actor_node(from.actor), self.actor_node(to.actor)) else { return };
        if source != target {
            self.join(source, target, edge);
        }
    }

    fn relation(&self, relation: &Relation, kind: EdgeKind, object: Reference) -> Edge {
        let whole = relation.subject.span.cover(relation.predicate.span()).cover(object.span);
        let provenance = self.scribe.words_in_sentence(whole).into_iter().collect();
        let role = relation.role.clone().filter(|role| !role.trim().is_empty());
        let key = match &role {
            Some(role) => format!("{}:{}", kind.as_str(), slug(role)),
            None => kind.as_str().to_owned(),
        };
        Edge {
            key,
            role,
            since: relation.since,
            until: relation.until,
            confidence: Some(if relation.confidence.is_finite() { relation.confidence } else { 0.0 }),
            stated_by: self.stated(relation.predicate.span(), None, Polarity::Positive, Modality::Asserted),
            ..Edge::new(kind, provenance)
        }
    }

    fn open_relation(&mut self, relation: &Relation, told: &Told) {
        let subject = relation.subject;
        if !self.is_party(subject.actor) || self.actor_kind(subject.actor) == Some(ActorKind::Place) {
            return;
        }
        let object = relation.object.into_iter().map(|o| (o, self.predicate(relation, None)));
        let further = relation.arguments.iter().map(|&a| (a, self.predicate(relation, Some(a))));
        let targets: Vec<(Reference, Option<String>)> = object.chain(further).collect();
        for (target, predicate) in targets {
            let Some(predicate) = predicate.filter(|_| self.is_party(target.actor)) else { continue };
            if told.joins(self, relation, target.actor) || told.goes_on(relation) {
                continue;
            }
            let edge = self.relation(relation, EdgeKind::Relation, target);
            let edge = Edge {
                key: format!("{}:{}", edge.key, slug(&predicate)),
                predicate: Some(predicate),
                stated_by: self.stated(relation.predicate.span(), None, relation.polarity, relation.modality),
                ..edge
            };
            self.join_actors(subject, target, edge);
        }
    }

    fn actor_kind(&self, actor: Option<ActorId>) -> Option<ActorKind> {
        Some(self.annotation.actors.get(actor?.index())?.kind)
    }

    /// Whether an actor has a name, by which an analyst knows who it is.
    fn is_party(&self, actor: Option<ActorId>) -> bool {
        let actor = actor.and_then(|a| self.annotation.actors.get(a.index()));
        actor.is_some_and(|a| a.named && a.kind != ActorKind::Other)
    }

    /// How a relation reads between its subject and its object, or another argument: "recruited prisoners from". Nothing where
    /// that makes no words to read.
    fn predicate(&self, relation: &Relation, argument: Option<Reference>) -> Option<String> {
        let text = &self.annotation.document.text;
        let predicate = relation.predicate.read(text);
        let mut words: Vec<&str> = predicate.split_whitespace().collect();
        let (first, last) = (*words.first()?, words.len() - 1);
        // What an apposition or a verb without a tense says is no act, and its subject often guessed: "to leave", "leaving",
        // "be bought by". What one has to do, or happens to do, needs more words than a label has. Headlines' capitals
        // deceive the model.
        let tenseless = first == "be" || first.ends_with("ing") || words[..last].contains(&"to");
        if tenseless || first.starts_with(char::is_uppercase) {
            return None;
        }
        if let Some(argument) = argument {
            let object = relation.object.map_or("", |o| o.span.of(text));
            let before = self.words_before(argument)?;
            if object.split_whitespace().count() > OBJECT_WORDS || before.is_empty() {
                return None;
            }
            words.extend(object.split_whitespace());
            words.extend(before);
        }
        let read = words.join(" ");
        (read.chars().count() <= LONGEST).then(|| cut(&read, LABEL_LENGTH))
    }

    /// The prepositions of an argument: "from" in "from Russia".
    fn words_before(&self, argument: Reference) -> Option<Vec<&str>> {
        let mentions = self.mentions.get(argument.actor?.index())?;
        let inside = &mentions[mentions.partition_point(|m| m.span.start < argument.span.start)..];
        let mut inside = inside.iter().take_while(|m| m.span.start <= argument.span.end);
        let name = inside.find(|m| argument.span.contains(m.span))?.span;
        let before = Span { start: argument.span.start, end: name.start };
        let words = before.of(&self.annotation.document.text).split_whitespace();
        let words: Vec<&str> = words.filter(|w| !["the", "a", "an", "this", "that"].contains(w)).collect();
        // "According to" tells whose words it is; marks, possessors and headlines' capitals are no part of a preposition.
        let plain = |w: &&str| w.chars().all(char::is_lowercase) && *w != "according";
        (words.len() <= PREPOSITION_WORDS && words.iter().all(plain)).then_some(words)
    }
}

/// What other layers tell of a document, to be asked sentence by sentence.
struct Told {
    /// Cues of claims, sorted.
    cues: Vec<Span>,
    /// By sentence, who static relations join; the smaller id first.
    joined: BTreeSet<(Option<Span>, ActorId, ActorId)>,
    /// Where predicates of open relations begin, sorted.
    predicates: Vec<u32>,
}

impl Told {
    fn new(reading: &Reading<'_>) -> Self {
        let a = reading.annotation;
        let mut cues: Vec<Span> = a.claims.iter().filter_map(|c| c.cue).collect();
        cues.sort_unstable();
        let fixed = a.relations.iter().filter(|r| r.kind.is_some());
        let joined = fixed.filter_map(|r| {
            let (from, to) = (r.subject.actor?, r.object?.actor?);
            Some((a.sentence_of(r.subject.span), from.min(to), from.max(to)))
        });
        let open = a.relations.iter().filter(|r| r.kind.is_none());
        let mut predicates: Vec<u32> = open.map(|r| r.predicate.span().start).collect();
        predicates.sort_unstable();
        Self { cues, joined: joined.collect(), predicates }
    }

    /// Whether an argument holds a clause, without which the predicate says something else: "let Doe | go".
    fn goes_on(&self, relation: &Relation) -> bool {
        let holds_clause = |span: Span| {
            let first = self.predicates.partition_point(|&p| p < span.start);
            self.predicates.get(first).is_some_and(|&p| p < span.end)
        };
        relation.arguments.iter().any(|a| a.actor.is_none() && holds_clause(a.span))
    }

    /// Whether the predicate is what makes a claim or an event.
    fn by_another_layer(&self, reading: &Reading<'_>, relation: &Relation) -> bool {
        let holds = |other: Span| relation.predicate.words.iter().any(|w| w.overlaps(other));
        let span = relation.predicate.span();
        let first = self.cues.partition_point(|c| c.end <= span.start);
        let mut cues = self.cues[first..].iter().take_while(|c| c.start < span.end);
        cues.any(|&c| holds(c)) || reading.events_in(span).any(|e| holds(e.trigger))
    }

    /// Whether an event or a static relation of the sentence joins a relation's subject to an actor.
    fn joins(&self, reading: &Reading<'_>, relation: &Relation, other: Option<ActorId>) -> bool {
        let (Some(subject), Some(other)) = (relation.subject.actor, other) else { return true };
        let sentence = reading.annotation.sentence_of(relation.subject.span);
        let takes_part =
            |e: &crate::annotation::Event, actor| e.arguments.iter().any(|a| a.filler.actor == Some(actor));
        self.joined.contains(&(sentence, subject.min(other), subject.max(other)))
            || sentence.is_some_and(|s| reading.events_in(s).any(|e| takes_part(e, subject) && takes_part(e, other)))
    }
}
