//! Annotated documents for tests, sketched sentence by sentence.
//!
//! Actors are made known first; each sentence then gets its mentions by itself, and everything after it looks for its
//! words in the latest sentence:
//!
//! ```text
//! let mut s = Sketch::new("a");
//! let [allies, spies] = [s.actor("Western allies", Group), s.actor("Russian spies", Group)];
//! s.sentence("Western allies expelled over 400 Russian spies.");
//! s.event("expelled", "expel", Coerce, &[(Agent, allies), (Patient, spies)]);
//! s.quantity("over 400", 400.0, AtLeast);
//! ```

mod corpus;
mod hostile;
mod speech;

pub(crate) use corpus::corpus;
pub(crate) use hostile::{HOSTILE, attacks_by, hostile};
pub(crate) use speech::speech;

use crate::annotation::{
    Actor, ActorId, ActorKind, Annotation, Argument, Bound, Claim, ClaimId, ClaimKind, Event, EventId, EventType,
    LinkRule, Mention, MentionLevel, Modality, Polarity, Predicate, Quantity, QuantityKind, Reference, Relation,
    RelationKind, Role, Time,
};
use crate::document::{Document, Span};
use crate::events::ontology::Ontology;

pub(crate) struct Sketch {
    pub(crate) annotation: Annotation,
    /// Words that refer to an actor, longest first.
    words: Vec<(String, ActorId, MentionLevel)>,
}

impl Sketch {
    pub(crate) fn new(id: &str) -> Self {
        let annotation = Annotation { document: Document::new(id, ""), ..Annotation::default() };
        Self { annotation, words: Vec::new() }
    }

    pub(crate) fn dated(id: &str, date: &str) -> Self {
        let mut sketch = Self::new(id);
        sketch.annotation.document.date = Some(date.parse().unwrap());
        sketch
    }

    pub(crate) fn actor(&mut self, name: &str, kind: ActorKind) -> ActorId {
        let id = ActorId(self.annotation.actors.len() as u32);
        self.annotation.actors.push(Actor {
            name: name.to_owned(),
            kind,
            aliases: Vec::new(),
            gazetteer: None,
            code: None,
            wikidata: None,
            named: true,
        });
        self.word(name, id, MentionLevel::Name);
        id
    }

    /// An actor that only the document makes one.
    pub(crate) fn unnamed(&mut self, words: &str, kind: ActorKind) -> ActorId {
        let id = self.actor(words, kind);
        self.actor_mut(id).named = false;
        id
    }

    pub(crate) fn actor_mut(&mut self, id: ActorId) -> &mut Actor {
        &mut self.annotation.actors[id.index()]
    }

    pub(crate) fn alias(&mut self, id: ActorId, words: &str) {
        self.actor_mut(id).aliases.push(words.to_owned());
        self.word(words, id, MentionLevel::Nominal);
    }

    fn word(&mut self, words: &str, id: ActorId, level: MentionLevel) {
        self.words.push((words.to_owned(), id, level));
        self.words.sort_by_key(|(words, ..)| std::cmp::Reverse(words.len()));
    }

    pub(crate) fn sentence(&mut self, words: &str) {
        let text = &mut self.annotation.document.text;
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(words);
        let sentence = Span::new(start, text.len());
        self.annotation.sentences.push(sentence);
        self.mentions_in(sentence);
    }

    fn mentions_in(&mut self, sentence: Span) {
        let text = sentence.of(&self.annotation.document.text).to_owned();
        let mut found: Vec<Mention> = Vec::new();
        for (words, actor, level) in &self.words {
            for (at, _) in text.match_indices(words.as_str()) {
                let start = sentence.start as usize + at;
                let span = Span::new(start, start + words.len());
                let kind = self.annotation.actors[actor.index()].kind;
                if found.iter().all(|m| !m.span.overlaps(span)) {
                    found.push(Mention { span, kind, level: *level, actor: Some(*actor), rule: LinkRule::Name });
                }
            }
        }
        found.sort_by_key(|m| m.span);
        self.annotation.mentions.extend(found);
    }

    /// The first place of some words in the latest sentence.
    #[track_caller]
    pub(crate) fn span(&self, words: &str) -> Span {
        let sentence = *self.annotation.sentences.last().unwrap();
        let found = sentence.of(&self.annotation.document.text).find(words);
        let start =
            sentence.start as usize + found.unwrap_or_else(|| panic!("{words:?} is not in the latest sentence"));
        Span::new(start, start + words.len())
    }

    /// The latest mention of an actor.
    #[track_caller]
    fn reference(&self, actor: ActorId) -> Reference {
        let mention = self.annotation.mentions.iter().rev().find(|m| m.actor == Some(actor)).unwrap();
        Reference { span: mention.span, actor: Some(actor) }
    }

    #[track_caller]
    pub(crate) fn claim(&mut self, source: ActorId, cue: &str, content: &str, about: &[ActorId]) -> ClaimId {
        let source = Some(self.reference(source));
        let words = Claim::new(ClaimKind::Indirect, vec![self.span(content)]);
        self.push_claim(Claim { source, cue: Some(self.span(cue)), about: about.to_vec(), ..words })
    }

    pub(crate) fn push_claim(&mut self, claim: Claim) -> ClaimId {
        self.annotation.claims.push(claim);
        ClaimId(self.annotation.claims.len() as u32 - 1)
    }

    #[track_caller]
    pub(crate) fn event(&mut self, trigger: &str, lemma: &str, kind: EventType, roles: &[(Role, ActorId)]) -> EventId {
        let arguments = roles
            .iter()
            .map(|&(role, actor)| Argument { role, filler: self.reference(actor), quantity: None })
            .collect();
        self.annotation.events.push(Event {
            trigger: self.span(trigger),
            lemma: lemma.to_owned(),
            kind,
            cameo: "17".to_owned(),
            coding: Ontology::shipped().coding(kind, "17").expect("a type of PLOVER"),
            arguments,
            time: None,
            quantity: None,
            polarity: Polarity::Positive,
            polarity_words: None,
            modality: Modality::Asserted,
            modality_words: None,
            same_as: None,
            links: Vec::new(),
        });
        EventId(self.annotation.events.len() as u32 - 1)
    }

    /// The latest event.
    pub(crate) fn last(&mut self) -> &mut Event {
        self.annotation.events.last_mut().unwrap()
    }

    #[track_caller]
    pub(crate) fn quantity(&mut self, words: &str, value: f64, bound: Bound) {
        let span = self.span(words);
        let kind = QuantityKind::Count;
        self.last().quantity = Some(Quantity { span, value, upper: None, bound, kind, unit: None, of: None });
    }

    #[track_caller]
    pub(crate) fn time(&mut self, words: &str, value: Option<&str>) {
        let span = self.span(words);
        self.last().time = Some(Time::new(span, value.map(str::to_owned)));
    }

    /// An argument of the latest event that is no actor.
    #[track_caller]
    pub(crate) fn argument(&mut self, role: Role, words: &str) {
        let filler = Reference { span: self.span(words), actor: None };
        self.last().arguments.push(Argument { role, filler, quantity: None });
    }

    #[track_caller]
    pub(crate) fn relation(&mut self, subject: ActorId, kind: RelationKind, object: ActorId, predicate: &str) {
        let relation = Relation {
            subject: self.reference(subject),
            predicate: Predicate::at(self.span(predicate)),
            object: Some(self.reference(object)),
            kind: Some(kind),
            role: None,
            since: None,
            until: None,
            arguments: Vec::new(),
            polarity: Polarity::Positive,
            modality: Modality::Asserted,
            confidence: 0.5,
        };
        self.annotation.relations.push(relation);
    }
}
