//! What one annotated document gives to the graph: its nodes and edges, with their final ids.
//!
//! Who its actors are is settled before, over all documents; else nothing here looks at another document, so parts can
//! be made in any order. Only the name of the document may change later, when another text came with the same id; see
//! [`Part::rename`].

mod relations;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::across::support::Support;
use super::clusters::clusters;
use super::document_id;
use super::edge::{Edge, EdgeKind};
use super::identity::Identity;
use super::label::{LABEL_LENGTH, claim_label, cut, event_label};
use super::node::{
    ActorNode, ClaimCertainty, ClaimNode, ClaimStance, DocumentNode, EventArgument, EventNode, EventQuantity,
    EventTime, Node, NodeDetail, NodeId, NodeKind, StatedBy, Statement,
};
use super::provenance::{Passage, Provenance, Scribe};
use crate::actors::coreference::AUTHOR;
use crate::annotation::stating::Stating;
use crate::annotation::{
    ActorId, ActorKind, Annotation, Claim, ClaimId, Event, EventId, Mention, MentionLevel, Modality, Polarity,
    Quantity, Stance, Time,
};
use crate::document::{Span, short_hash};

/// Source, target and key: no two edges of a graph share all three.
pub(super) type EdgeId = (NodeId, NodeId, String);

/// One document's share of the graph.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub(super) struct Part {
    pub(super) nodes: BTreeMap<NodeId, Node>,
    pub(super) edges: BTreeMap<EdgeId, Edge>,
}

impl Part {
    /// Reads one annotation; `identities` says who its actors are, in their order.
    pub(super) fn new(annotation: &Annotation, identities: &[Identity]) -> Self {
        let mut reading = Reading::new(annotation, identities);
        reading.document();
        reading.actors();
        reading.claims();
        reading.events();
        reading.relations();
        let Reading { mut part, scribe, .. } = reading;
        show_sentences(&mut part, &scribe.sentences());
        settle(&mut part.nodes, &mut part.edges);
        part
    }

    /// Calls the document by another name wherever it is named.
    pub(super) fn rename(self, name: &str) -> Self {
        let new_id = document_id(name);
        let name = &Arc::from(name);
        let is_document = |node: &Node| matches!(node.detail, NodeDetail::Document(_));
        let old_id = self.nodes.values().find(|node| is_document(node)).map(|node| node.id.clone());
        let settle = |id: NodeId| if Some(&id) == old_id.as_ref() { new_id.clone() } else { id };
        let nodes = self.nodes.into_iter().map(|(id, node)| {
            let id = settle(id);
            (id.clone(), Node { id, ..rename_node(node, name) })
        });
        let edges = self.edges.into_iter().map(|((source, target, key), mut edge)| {
            rename_provenance(&mut edge.provenance, name);
            ((settle(source), settle(target), key), edge)
        });
        Self { nodes: nodes.collect(), edges: edges.collect() }
    }
}

fn rename_provenance(provenance: &mut [Provenance], name: &Arc<str>) {
    for place in provenance {
        place.document = name.clone();
    }
}

fn rename_node(mut node: Node, name: &Arc<str>) -> Node {
    rename_provenance(&mut node.provenance, name);
    match &mut node.detail {
        NodeDetail::Actor(actor) => {
            actor.documents = BTreeSet::from([name.to_string()]);
            rename_provenance(&mut actor.pronouns, name);
        }
        NodeDetail::Claim(claim) => claim.document = name.to_string(),
        NodeDetail::Event(event) => event.document = name.to_string(),
        NodeDetail::Document(document) => {
            document.document = name.to_string();
            if document.title.is_none() {
                node.label = cut(name, LABEL_LENGTH);
            }
        }
    }
    node
}

/// One annotation while it is read.
struct Reading<'a> {
    annotation: &'a Annotation,
    scribe: Scribe<'a>,
    digest: String,
    identities: &'a [Identity],
    /// Node ids of the claims; `None` where no content can be pointed to.
    claim_ids: Vec<Option<NodeId>>,
    /// The mentions of each actor.
    mentions: Vec<Vec<&'a Mention>>,
    stating: Stating<'a>,
    part: Part,
}

impl<'a> Reading<'a> {
    fn new(annotation: &'a Annotation, identities: &'a [Identity]) -> Self {
        let scribe = Scribe::new(annotation);
        let digest = annotation.document.digest();
        let claim_ids = claim_ids(annotation, &scribe, &digest);
        Self {
            annotation,
            identities,
            claim_ids,
            mentions: mentions_of_actors(annotation),
            stating: Stating::new(annotation),
            scribe,
            digest,
            part: Part { nodes: BTreeMap::new(), edges: BTreeMap::new() },
        }
    }

    fn document(&mut self) {
        let document = &self.annotation.document;
        let name = &self.scribe.document;
        let id = document_id(name);
        let title = document.title.as_deref().filter(|title| !title.trim().is_empty());
        let node = Node {
            id: id.clone(),
            label: cut(title.unwrap_or(name), LABEL_LENGTH),
            provenance: Vec::new(),
            support: Support::default(),
            detail: NodeDetail::Document(DocumentNode {
                document: name.to_string(),
                given_id: name.to_string(),
                digest: self.digest.clone(),
                title: title.map(str::to_owned),
                date: document.date,
                url: document.url.clone(),
                publisher: document.publisher.clone(),
                author: document.author.clone(),
                copy_of: None,
                text: Some(document.text.clone()),
            }),
        };
        self.part.nodes.insert(id, node);
    }

    // Actors.

    fn actors(&mut self) {
        for index in 0..self.annotation.actors.len() {
            if let Some(node) = self.actor(ActorId(index as u32)) {
                add_node(&mut self.part.nodes, node);
            }
        }
    }

    /// `None` for an actor that the text nowhere mentions.
    fn actor(&self, id: ActorId) -> Option<Node> {
        let actor = &self.annotation.actors[id.index()];
        let identity = &self.identities[id.index()];
        let provenance = self.actor_provenance(id);
        if provenance.is_empty() || self.is_pronoun_alone(id) {
            return None;
        }
        let mentions = self.mentions[id.index()].len() as u32;
        let node = ActorNode {
            kind: actor.kind,
            named: actor.named,
            names: BTreeMap::from([(actor.name.clone(), mentions)]),
            aliases: actor.aliases.iter().cloned().collect(),
            gazetteer: actor.gazetteer.clone(),
            wikidata: actor.wikidata.clone(),
            codes: actor.code.iter().cloned().collect(),
            mentions,
            documents: BTreeSet::from([self.scribe.document.to_string()]),
            pronouns: self.mentions_at(id, |level| level == MentionLevel::Pronoun),
            joins: BTreeSet::new(),
            weight: 0,
            note: identity.note.clone(),
            measures: None,
        };
        Some(Node {
            id: identity.id.clone(),
            label: cut(&actor.name, LABEL_LENGTH),
            provenance,
            support: Support::default(),
            detail: NodeDetail::Actor(node),
        })
    }

    /// Where an actor is named or described; where there is no such place, its pronouns and the words that other
    /// layers take for it.
    /// Whether pronouns are all that speaks of an actor. Whoever "we" and "you" are outside of quotations, they are nobody
    /// to an analyst; who wrote the document is somebody where claims are made.
    fn is_pronoun_alone(&self, id: ActorId) -> bool {
        let mentions = &self.mentions[id.index()];
        let speaks = || self.annotation.claims.iter().any(|c| c.source.and_then(|s| s.actor) == Some(id));
        let actor = &self.annotation.actors[id.index()];
        let author = actor.name == AUTHOR || self.annotation.document.author.as_ref() == Some(&actor.name);
        !mentions.is_empty() && mentions.iter().all(|m| m.level == MentionLevel::Pronoun) && !(author && speaks())
    }

    fn actor_provenance(&self, id: ActorId) -> Vec<Provenance> {
        let a = self.annotation;
        for is_listed in [|level| level != MentionLevel::Pronoun, |_| true] {
            let found = self.mentions_at(id, is_listed);
            if !found.is_empty() {
                return found;
            }
        }
        let arguments = a.events.iter().flat_map(|e| e.arguments.iter().map(|argument| argument.filler));
        let sources = a.claims.iter().filter_map(|c| c.source);
        let ends = a.relations.iter().flat_map(|r| [Some(r.subject), r.object]).flatten();
        let references = arguments.chain(sources).chain(ends).filter(|r| r.actor == Some(id)).map(|r| r.span);
        self.all_words(references)
    }

    fn mentions_at(&self, id: ActorId, is_listed: impl Fn(MentionLevel) -> bool) -> Vec<Provenance> {
        let mentions = self.mentions[id.index()].iter().filter(|m| is_listed(m.level));
        mentions.filter_map(|m| self.scribe.mention(m)).collect()
    }

    fn all_words(&self, spans: impl Iterator<Item = Span>) -> Vec<Provenance> {
        spans.filter_map(|span| self.scribe.words(span)).collect()
    }

    /// The node of an actor, if there is one.
    fn actor_node(&self, actor: Option<ActorId>) -> Option<NodeId> {
        let id = &self.identities.get(actor?.index())?.id;
        self.part.nodes.contains_key(id).then(|| id.clone())
    }

    // Claims.

    fn claims(&mut self) {
        for (claim, id) in self.annotation.claims.iter().zip(self.claim_ids.clone()) {
            let Some(id) = id else { continue };
            let source = claim.source.and_then(|s| self.actor_node(s.actor));
            self.claim_node(claim, &id, source.clone());
            if let Some(source) = source {
                self.made(claim, source, &id);
            }
            self.about(claim, &id);
            self.responses(claim, &id);
            self.stated_in(&id, &claim.content);
        }
    }

    fn claim_node(&mut self, claim: &Claim, id: &NodeId, source: Option<NodeId>) {
        let content: Vec<_> = claim.content.iter().filter_map(|&span| self.scribe.words_in_sentence(span)).collect();
        let texts: Vec<&str> = content.iter().map(|c| &*c.passage.text).collect();
        let text = texts.join(" … ");
        let node = ClaimNode {
            document: self.scribe.document.to_string(),
            date: self.annotation.document.date,
            kind: claim.kind,
            sentence: content.first().and_then(|c| c.sentence.clone()),
            source,
            source_text: claim.source.and_then(|s| self.scribe.passage(s.span)),
            cue: claim.cue.and_then(|span| self.scribe.passage(span)),
            act: claim.act,
            addressee: claim.addressee.and_then(|a| self.actor_node(a.actor)),
            addressee_text: claim.addressee.and_then(|a| self.scribe.passage(a.span)),
            stances: self.stances(claim),
            certainty: claim
                .certainty
                .and_then(|c| Some(ClaimCertainty { level: c.level, words: self.scribe.passage(c.words)? })),
            hearsay: claim.hearsay.and_then(|span| self.scribe.passage(span)),
            time: claim.time.as_ref().and_then(|time| self.event_time(time)),
            within: claim.within.and_then(|c| self.claim_ids.get(c.index()).cloned().flatten()),
            text,
        };
        let label = claim_label(&node.text, claim.kind);
        let detail = NodeDetail::Claim(node);
        let node = Node { id: id.clone(), label, provenance: content, support: Support::default(), detail };
        self.part.nodes.insert(id.clone(), node);
    }

    fn stances(&self, claim: &Claim) -> Vec<ClaimStance> {
        let stance = |s: &Stance| {
            let (target, words) = (self.actor_node(s.target.actor)?, self.scribe.passage(s.words)?);
            Some(ClaimStance { favour: s.favour, target, words })
        };
        claim.stances.iter().filter_map(stance).collect()
    }

    /// What the claim does to others of the document; each edge rests on the words that do, and on what they speak to.
    fn responses(&mut self, claim: &Claim, id: &NodeId) {
        for response in &claim.responses {
            let Some(target) = self.claim_node_id(response.claim).filter(|target| target != id) else { continue };
            let spoken_to = &self.annotation.claims[response.claim.index()].content;
            let words = std::iter::once(&response.words).chain(spoken_to);
            let provenance = words.filter_map(|&span| self.scribe.words_in_sentence(span)).collect();
            self.join(id.clone(), target, Edge::new(EdgeKind::from(response.kind), provenance));
        }
    }

    fn made(&mut self, claim: &Claim, source: NodeId, id: &NodeId) {
        let source_span = claim.source.map(|s| s.span);
        let words = source_span.into_iter().chain(claim.cue);
        let provenance: Vec<_> = words.filter_map(|span| self.scribe.words_in_sentence(span)).collect();
        let cue = claim.cue.and_then(|span| self.scribe.passage(span)).map(|p| p.text.to_string());
        let date = self.annotation.document.date;
        self.join(source, id.clone(), Edge { cue, date, ..Edge::new(EdgeKind::Made, provenance) });
    }

    fn about(&mut self, claim: &Claim, id: &NodeId) {
        let source = claim.source.and_then(|s| self.actor_node(s.actor));
        for &actor in &claim.about {
            let Some(target) = self.actor_node(Some(actor)).filter(|target| Some(target) != source.as_ref()) else {
                continue;
            };
            let mut provenance = self.mentions_in(actor, &claim.content);
            let stance = claim.stances.iter().find(|s| s.target.actor == Some(actor));
            provenance.extend(stance.and_then(|s| self.scribe.words_in_sentence(s.words)));
            let stance = stance.map(|s| s.favour);
            self.join(id.clone(), target, Edge { stance, ..Edge::new(EdgeKind::About, provenance) });
        }
    }

    /// Where the content mentions an actor: by a pronoun only if by nothing else. A claim that is about an actor whom
    /// it does not mention ("we" for a state) rests on its content.
    fn mentions_in(&self, actor: ActorId, content: &[Span]) -> Vec<Provenance> {
        // Sorted by start; asking each of them for each claim would be quadratic.
        let all = &self.mentions[actor.index()];
        let inside = |content: &Span| {
            let first = all.partition_point(|m| m.span.start < content.start);
            let last = first + all[first..].partition_point(|m| m.span.start <= content.end);
            (first..last).filter(|&number| content.contains(all[number].span)).collect::<Vec<_>>()
        };
        let numbers: BTreeSet<usize> = content.iter().flat_map(inside).collect();
        let mentions = || numbers.iter().map(|&number| all[number]);
        let names = self.all_words(mentions().filter(|m| m.level != MentionLevel::Pronoun).map(|m| m.span));
        if !names.is_empty() {
            return names;
        }
        let pronouns = self.all_words(mentions().map(|m| m.span));
        if pronouns.is_empty() { self.all_words(content.iter().copied()) } else { pronouns }
    }

    // Events.

    fn events(&mut self) {
        let mut nodes: BTreeMap<EventId, NodeId> = BTreeMap::new();
        for members in clusters(self.annotation) {
            let members: Vec<EventId> =
                members.into_iter().filter(|&id| self.scribe.passage(self.event(id).trigger).is_some()).collect();
            if !members.is_empty() {
                let id = self.cluster(&members);
                nodes.extend(members.into_iter().map(|member| (member, id.clone())));
            }
        }
        for (&member, id) in &nodes {
            self.links(member, id, &nodes);
        }
    }

    /// What an event is said to precede or to cause; each edge rests on the words that say so.
    fn links(&mut self, member: EventId, id: &NodeId, nodes: &BTreeMap<EventId, NodeId>) {
        for link in &self.event(member).links {
            let Some(target) = nodes.get(&link.event).filter(|&target| target != id) else { continue };
            let provenance = self.scribe.words_in_sentence(link.words).into_iter().collect();
            let stated_by = self.stated(link.words, None, Polarity::Positive, Modality::Asserted);
            let edge = Edge { stated_by, ..Edge::new(EdgeKind::from(link.kind), provenance) };
            self.join(id.clone(), target.clone(), edge);
        }
    }

    fn event(&self, id: EventId) -> &'a Event {
        &self.annotation.events[id.index()]
    }

    /// Adds one event with all its mentions, at least one.
    fn cluster(&mut self, members: &[EventId]) -> NodeId {
        let id = self.event_id(members[0]);
        let triggers: Vec<Span> = members.iter().map(|&m| self.event(m).trigger).collect();
        self.event_node(members, &id);
        for &member in members {
            self.reports(member, &id);
            self.roles(member, &id);
        }
        self.stated_in(&id, &triggers);
        id
    }

    fn event_id(&self, first: EventId) -> NodeId {
        let trigger = self.event(first).trigger;
        let position = self.scribe.passage(trigger).map(|p| format!("{}-{}", p.start, p.end)).unwrap_or_default();
        let key = [&*self.scribe.document, &self.digest, "event", &position];
        let id = NodeId::from(format!("event:{}", short_hash(&key)));
        if !self.part.nodes.contains_key(&id) {
            return id;
        }
        // Two events on the same words: "Russia and Ukraine attacked each other".
        NodeId::from(format!("event:{}", short_hash(&[key[0], key[1], key[2], key[3], &first.to_string()])))
    }

    fn event_node(&mut self, members: &[EventId], id: &NodeId) {
        let spoken = members.iter().map(|&m| (self.event(m), self.statements(m)));
        let spoken: Vec<(&Event, BTreeSet<Statement>)> = spoken.collect();
        // The document's own word on polarity and modality comes before any claim's.
        let own = spoken.iter().find(|(_, statements)| statements.iter().any(|s| s.by == StatedBy::Document));
        let voice = own.map_or(spoken[0].0, |(event, _)| event);
        let quantity = spoken.iter().find_map(|(event, _)| self.quantity(event.quantity.as_ref()));
        let provenance = members.iter().filter_map(|&m| self.scribe.words_in_sentence(self.event(m).trigger)).collect();
        let head = spoken[0].0;
        let coding = head.coding.clone();
        let contexts = spoken.iter().flat_map(|(event, _)| event.coding.contexts.clone()).collect::<BTreeSet<_>>();
        let node = EventNode {
            document: self.scribe.document.to_string(),
            kind: head.kind,
            cameo: head.cameo.clone(),
            mode: coding.mode,
            contexts: contexts.into_iter().collect(),
            quad_class: coding.quad_class,
            score: coding.score.filter(|s| s.is_finite()),
            goldstein: coding.goldstein.filter(|g| g.is_finite()),
            lemma: self.lemma(head),
            time: self.time(&spoken),
            quantity,
            polarity: voice.polarity,
            polarity_words: voice.polarity_words.and_then(|words| self.scribe.passage(words)),
            modality: voice.modality,
            modality_words: voice.modality_words.and_then(|words| self.scribe.passage(words)),
            arguments: self.texts_of_arguments(members),
            stated_by: spoken.into_iter().flat_map(|(_, statements)| statements).collect(),
        };
        let label = event_label(&node.lemma, node.quantity.as_ref());
        let detail = NodeDetail::Event(node);
        let node = Node { id: id.clone(), label, provenance, support: Support::default(), detail };
        self.part.nodes.insert(id.clone(), node);
    }

    /// Without a lemma, the trigger as it stands: an event needs a word to be called by.
    fn lemma(&self, event: &Event) -> String {
        let trigger = self.scribe.passage(event.trigger).map(|p| p.text).unwrap_or_default();
        if event.lemma.trim().is_empty() { trigger.to_string() } else { event.lemma.clone() }
    }

    /// The first time that has a value, else the first.
    fn time(&self, spoken: &[(&Event, BTreeSet<Statement>)]) -> Option<EventTime> {
        let times = || spoken.iter().filter_map(|(event, _)| event.time.as_ref());
        let time = times().find(|time| time.value.is_some()).or_else(|| times().next())?;
        self.event_time(time)
    }

    fn event_time(&self, time: &Time) -> Option<EventTime> {
        Some(EventTime {
            text: self.scribe.passage(time.span)?.text.to_string(),
            value: time.value.clone(),
            kind: time.kind,
            modifier: time.modifier,
            granularity: time.granularity,
            first_day: time.first_day,
            last_day: time.last_day,
        })
    }

    fn quantity(&self, quantity: Option<&Quantity>) -> Option<EventQuantity> {
        let quantity = quantity.filter(|q| q.value.is_finite() && q.upper.is_none_or(f64::is_finite))?;
        Some(EventQuantity {
            value: quantity.value,
            upper: quantity.upper,
            bound: quantity.bound,
            kind: quantity.kind,
            unit: quantity.unit.clone(),
            of: quantity.of.clone(),
            text: self.scribe.passage(quantity.span)?.text.to_string(),
        })
    }

    fn texts_of_arguments(&self, members: &[EventId]) -> Vec<EventArgument> {
        let arguments = members.iter().flat_map(|&m| &self.event(m).arguments);
        let texts = arguments.filter(|argument| self.actor_node(argument.filler.actor).is_none());
        let texts = texts.filter_map(|argument| {
            Some(EventArgument {
                role: argument.role,
                passage: self.scribe.passage(argument.filler.span)?,
                quantity: self.quantity(argument.quantity.as_ref()),
            })
        });
        let mut texts: Vec<EventArgument> = texts.collect();
        texts.sort_by(|a, b| (&a.passage, a.role).cmp(&(&b.passage, b.role)));
        texts.dedup();
        texts
    }

    fn reports(&mut self, member: EventId, id: &NodeId) {
        let trigger = self.event(member).trigger;
        for claim in self.stating.claims_around(trigger, Some(member)) {
            let Some(claim) = self.claim_node_id(claim) else { continue };
            let provenance = self.scribe.words(trigger).into_iter().collect();
            self.join(claim, id.clone(), Edge::new(EdgeKind::Reports, provenance));
        }
    }

    fn roles(&mut self, member: EventId, id: &NodeId) {
        let event = self.event(member);
        let stated_by = self.statements(member);
        for argument in &event.arguments {
            let Some(actor) = self.actor_node(argument.filler.actor) else { continue };
            let kind = EdgeKind::from(argument.role);
            let provenance = self.scribe.words_in_sentence(argument.filler.span).into_iter().collect();
            let (source, target) = if kind == EdgeKind::Agent { (actor, id.clone()) } else { (id.clone(), actor) };
            let quantity = self.quantity(argument.quantity.as_ref());
            self.join(source, target, Edge { stated_by: stated_by.clone(), quantity, ..Edge::new(kind, provenance) });
        }
    }

    /// Who says that an event happens, with its polarity and modality.
    fn statements(&self, id: EventId) -> BTreeSet<Statement> {
        let event = self.event(id);
        self.stated(event.trigger, Some(id), event.polarity, event.modality)
    }

    fn stated(
        &self,
        span: Span,
        event: Option<EventId>,
        polarity: Polarity,
        modality: Modality,
    ) -> BTreeSet<Statement> {
        let claims = self.stating.innermost_claims(span, event);
        let claims = claims.into_iter().filter_map(|c| self.claim_node_id(c)).map(StatedBy::Claim);
        let mut by: BTreeSet<StatedBy> = claims.collect();
        if by.is_empty() {
            by.insert(StatedBy::Document);
        }
        by.into_iter().map(|by| Statement { by, polarity, modality }).collect()
    }

    fn claim_node_id(&self, claim: ClaimId) -> Option<NodeId> {
        self.claim_ids.get(claim.index()).cloned().flatten()
    }

    // All of them.

    /// Events whose triggers begin in a span; they are in the order of their triggers.
    fn events_in(&self, span: Span) -> impl Iterator<Item = &'a Event> {
        let events = &self.annotation.events;
        let first = events.partition_point(|e| e.trigger.start < span.start);
        events[first..].iter().take_while(move |e| e.trigger.start < span.end)
    }

    fn stated_in(&mut self, id: &NodeId, spans: &[Span]) {
        let provenance = self.all_words(spans.iter().copied());
        let document = document_id(&self.scribe.document);
        self.join(id.clone(), document, Edge::new(EdgeKind::StatedIn, provenance));
    }

    /// Adds an edge, or its words to one that is there. An edge that nothing in the text states is not added.
    fn join(&mut self, source: NodeId, target: NodeId, edge: Edge) {
        if edge.provenance.is_empty() {
            return;
        }
        add_edge(&mut self.part.edges, (source, target, edge.key.clone()), edge);
    }
}

fn mentions_of_actors(annotation: &Annotation) -> Vec<Vec<&Mention>> {
    let mut mentions = vec![Vec::new(); annotation.actors.len()];
    for mention in &annotation.mentions {
        if let Some(of_actor) = mention.actor.and_then(|actor| mentions.get_mut(actor.index())) {
            of_actor.push(mention);
        }
    }
    // They are in this order already, unless somebody else wrote the annotation.
    mentions.iter_mut().for_each(|of_actor: &mut Vec<&Mention>| of_actor.sort_by_key(|mention| mention.span.start));
    mentions
}

/// Gives the sentence to every first mention of an actor in a sentence that nothing else in the part shows, so that a
/// reader of the graph alone finds the words around every mention, and no sentence is there more often than it must be.
fn show_sentences(part: &mut Part, sentences: &[Passage]) {
    let passages = part.edges.values().flat_map(|edge| &edge.provenance);
    let passages = passages.chain(part.nodes.values().flat_map(|node| &node.provenance));
    let mut shown: BTreeSet<u32> = passages.filter_map(|p| p.sentence.as_ref()).map(|s| s.start).collect();
    // Places and names of no known kind come last, and each shows its own: they may be left out with what they show.
    for may_go in [false, true] {
        for node in part.nodes.values_mut() {
            let NodeDetail::Actor(actor) = &mut node.detail else { continue };
            if may_be_left_out(actor.kind) != may_go {
                continue;
            }
            let mut own = BTreeSet::new();
            for place in node.provenance.iter_mut().chain(&mut actor.pronouns) {
                let after = sentences.partition_point(|s| s.start <= place.passage.start);
                let Some(sentence) = after.checked_sub(1).map(|at| &sentences[at]) else { continue };
                let is_inside = place.passage.start < sentence.end;
                let is_new = !shown.contains(&sentence.start) && !own.contains(&sentence.start);
                if is_inside && is_new {
                    if may_go { &mut own } else { &mut shown }.insert(sentence.start);
                    place.sentence = Some(sentence.clone());
                }
            }
        }
    }
}

/// Whether an actor of this kind is left out of the graph where no edge touches it.
pub(super) fn may_be_left_out(kind: ActorKind) -> bool {
    matches!(kind, ActorKind::Place | ActorKind::Other)
}

/// A claim is its content and who says it. The n-th of several that agree in both has n in its hash as well.
fn claim_ids(annotation: &Annotation, scribe: &Scribe<'_>, digest: &str) -> Vec<Option<NodeId>> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let position = |span: Span| scribe.passage(span).map(|p| format!("{}-{}", p.start, p.end));
    let id = |claim: &Claim| {
        let content: Vec<String> = claim.content.iter().filter_map(|&span| position(span)).collect();
        if content.is_empty() {
            return None;
        }
        let source = claim.source.and_then(|s| position(s.span)).unwrap_or_default();
        let key = format!("{} {source}", content.join(" "));
        let n = seen.entry(key.clone()).and_modify(|n| *n += 1).or_insert(1);
        let n = n.to_string();
        Some(NodeId::from(format!("claim:{}", short_hash(&[&scribe.document, digest, "claim", &key, &n]))))
    };
    annotation.claims.iter().map(id).collect()
}

/// Adds an edge to a set in which no two edges have the same ends and key. Which comes first makes no difference once
/// [`settle`] has run.
pub(super) fn add_edge(edges: &mut BTreeMap<EdgeId, Edge>, id: EdgeId, edge: Edge) {
    match edges.entry(id) {
        Entry::Vacant(slot) => {
            slot.insert(edge);
        }
        Entry::Occupied(mut slot) => absorb_edge(slot.get_mut(), edge),
    }
}

/// Adds a node to a set in which no two have the same id. Which comes first makes no difference once [`settle`] has
/// run.
///
/// Only actors have ids that several documents share. Should two others agree in all digits of their hashes, the
/// smaller stays.
pub(super) fn add_node(nodes: &mut BTreeMap<NodeId, Node>, node: Node) {
    match nodes.entry(node.id.clone()) {
        Entry::Vacant(slot) => {
            slot.insert(node);
        }
        Entry::Occupied(mut slot) => absorb_node(slot.get_mut(), node),
    }
}

/// Sorts what was gathered, and gives actors their best name.
pub(super) fn settle(nodes: &mut BTreeMap<NodeId, Node>, edges: &mut BTreeMap<EdgeId, Edge>) {
    for node in nodes.values_mut() {
        sort(&mut node.provenance);
        if let NodeDetail::Actor(actor) = &mut node.detail {
            sort(&mut actor.pronouns);
            node.label = cut(best_name(&actor.names), LABEL_LENGTH);
        }
    }
    edges.values_mut().for_each(|edge| sort(&mut edge.provenance));
}

fn absorb_edge(edge: &mut Edge, other: Edge) {
    edge.provenance.extend(other.provenance);
    edge.stated_by.extend(other.stated_by);
    edge.cue = least(edge.cue.take(), other.cue);
    edge.date = least(edge.date.take(), other.date);
    edge.role = least(edge.role.take(), other.role);
    edge.predicate = least(edge.predicate.take(), other.predicate);
    edge.stance = least(edge.stance.take(), other.stance);
    edge.since = least(edge.since, other.since);
    edge.until = edge.until.max(other.until);
    edge.quantity = match (edge.quantity.take(), other.quantity) {
        (Some(a), Some(b)) => Some(if b < a { b } else { a }),
        (a, b) => a.or(b),
    };
    edge.confidence = edge.confidence.into_iter().chain(other.confidence).max_by(f64::total_cmp);
}

fn absorb_node(node: &mut Node, other: Node) {
    if node.kind() != NodeKind::Actor || other.kind() != NodeKind::Actor {
        if other < *node {
            *node = other;
        }
        return;
    }
    node.provenance.extend(other.provenance);
    if let (NodeDetail::Actor(actor), NodeDetail::Actor(other)) = (&mut node.detail, other.detail) {
        absorb_actor(actor, other);
    }
}

fn absorb_actor(actor: &mut ActorNode, other: ActorNode) {
    for (name, mentions) in other.names {
        *actor.names.entry(name).or_insert(0) += mentions;
    }
    // Where records disagree, the kind that acts more is kept: a state before a place.
    actor.kind = actor.kind.min(other.kind);
    actor.named |= other.named;
    actor.aliases.extend(other.aliases);
    actor.gazetteer = least(actor.gazetteer.take(), other.gazetteer);
    actor.wikidata = least(actor.wikidata.take(), other.wikidata);
    actor.codes.extend(other.codes);
    actor.mentions += other.mentions;
    actor.pronouns.extend(other.pronouns);
    actor.joins.extend(other.joins);
    actor.documents.extend(other.documents);
    actor.note = least(actor.note.take(), other.note);
}

fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    a.into_iter().chain(b).min()
}

/// The name with most mentions; of several, the longest; of several, the first in the alphabet.
pub(super) fn best_name(names: &BTreeMap<String, u32>) -> &str {
    let rank =
        |(name, mentions): &(&String, &u32)| (**mentions, name.chars().count(), std::cmp::Reverse((*name).clone()));
    names.iter().max_by_key(rank).map_or("", |(name, _)| name)
}

fn sort(provenance: &mut Vec<Provenance>) {
    provenance.sort();
    provenance.dedup();
}
