//! All that a graph holds about one actor: who it is, what it did and suffered, what it said and what is said of it.
//!
//! Plain lists, without a format: the command line prints them, notes are made of them. Everything in them points to its
//! words, and what only a party says stays that party's, see [`Voice`].

#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use words::{as_all_say, as_said};

use super::node::{ActorNode, ClaimNode, DocumentNode, EventNode, EventQuantity, Node, NodeId};
use super::provenance::{Passage, Provenance};
use super::voice::{Voice, says_who};
use super::{Edge, EdgeKind, KnowledgeGraph, Link};
use crate::annotation::{Favour, Polarity, Role, SpeechAct};

/// What is known of one actor. Lists are sorted by day, what has none last; then by id.
#[derive(Clone, Debug)]
pub struct Dossier<'g> {
    /// The actor.
    pub node: &'g Node,
    /// What is known of it.
    pub actor: &'g ActorNode,
    /// Offices and other relations, in both directions.
    pub relations: Vec<RelationEntry<'g>>,
    /// Events in which it is the agent.
    pub did: Vec<EventEntry<'g>>,
    /// Events in which it is patient or recipient.
    pub suffered: Vec<EventEntry<'g>>,
    /// Events in which it takes part otherwise: as place, instrument or topic.
    pub involved: Vec<EventEntry<'g>>,
    /// Its claims.
    pub said: Vec<ClaimEntry<'g>>,
    /// What others say about it or to it.
    pub said_of: Vec<ClaimEntry<'g>>,
    /// What is denied or contradicted, by it, to it or about it.
    pub disputes: Vec<Dispute<'g>>,
}

/// Words that something rests on, with all that is known of their place.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'g> {
    /// The words.
    pub place: &'g Provenance,
    /// The sentence they begin in, if the graph has it.
    pub sentence: Option<&'g Passage>,
    /// The document; `None` only in graphs that lack it.
    pub document: Option<&'g DocumentNode>,
}

/// How another stands to the actor.
#[derive(Clone, Debug)]
pub struct RelationEntry<'g> {
    /// What it says.
    pub edge: &'g Edge,
    /// Where the edge begins.
    pub subject: &'g Node,
    /// Where it ends.
    pub object: &'g Node,
    /// Who says so.
    pub voices: Vec<Voice>,
    /// Its words, each place once.
    pub evidence: Vec<Evidence<'g>>,
}

/// An event, as seen by one that takes part in it, or by its document.
#[derive(Clone, Debug)]
pub struct EventEntry<'g> {
    /// The event.
    pub node: &'g Node,
    /// What is known of it.
    pub event: &'g EventNode,
    /// The part that the one whose dossier it is plays.
    pub role: Option<Role>,
    /// How many that one is, or how much.
    pub quantity: Option<&'g EventQuantity>,
    /// Who says that it happens, and where it is somebody's, that it is.
    pub voices: Vec<Voice>,
    /// The others that take part: agents first, then by role.
    pub parties: Vec<Party<'g>>,
    /// The day that sorts it: the first that its time may mean, else the day of publication.
    pub day: Option<Date>,
    /// Day of publication of its document.
    pub published: Option<Date>,
    /// Its words, each place once.
    pub evidence: Vec<Evidence<'g>>,
}

impl EventEntry<'_> {
    /// Whether only parties say so, and no document in its own voice.
    pub fn is_alleged(&self) -> bool {
        !self.voices.is_empty() && self.voices.iter().all(|voice| !voice.told)
    }
}

/// One that takes part in an event.
#[derive(Clone, Debug)]
pub struct Party<'g> {
    /// How.
    pub role: Role,
    /// The actor, if it is one.
    pub actor: Option<&'g Node>,
    /// Its name, or the words for it.
    pub name: &'g str,
    /// How many, or how much.
    pub quantity: Option<&'g EventQuantity>,
    /// Who says that it takes part; empty where the graph does not tell them apart from those who state the event.
    pub voices: Vec<Voice>,
}

impl Party<'_> {
    /// Whether no document says so in its own voice.
    pub fn is_alleged(&self) -> bool {
        !self.voices.is_empty() && self.voices.iter().all(|voice| !voice.told)
    }

    /// The parties that say so, where no document does.
    pub fn per(&self) -> BTreeSet<&str> {
        let voices = self.voices.iter().filter(|_| self.is_alleged());
        voices.flat_map(|voice| &voice.speakers).map(String::as_str).collect()
    }
}

/// What somebody says.
#[derive(Clone, Debug)]
pub struct ClaimEntry<'g> {
    /// The claim.
    pub node: &'g Node,
    /// What is known of it.
    pub claim: &'g ClaimNode,
    /// The actor who says it.
    pub source: Option<&'g Node>,
    /// The name of who says it, or the words for it; `None` where nothing tells.
    pub by: Option<&'g str>,
    /// The name of who is told, or the words for it.
    pub to: Option<&'g str>,
    /// Actors it is about, by label.
    pub about: Vec<&'g Node>,
    /// Whether it is said to the one whose dossier it is.
    pub told: bool,
    /// Whether its words speak for or against the one whose dossier it is.
    pub stance: Option<Favour>,
    /// The day that sorts it: when it was said if the words tell, else the day of publication.
    pub day: Option<Date>,
    /// Its words, each place once.
    pub evidence: Vec<Evidence<'g>>,
}

/// What is not agreed upon.
#[derive(Clone, Debug)]
pub enum Dispute<'g> {
    /// A claim denies, contradicts, confirms or answers another.
    Claims {
        /// How.
        kind: EdgeKind,
        /// The one that does.
        claim: Box<ClaimEntry<'g>>,
        /// The one that it does it to.
        other: Box<ClaimEntry<'g>>,
    },
    /// A claim denies something that no other claim of the graph says in these words.
    Denial(Box<ClaimEntry<'g>>),
    /// Some say that an event happened, others that it did not.
    Event(Box<EventEntry<'g>>),
}

/// Makes dossiers; looks through the graph once for all of them.
#[derive(Clone, Debug)]
pub struct Dossiers<'g> {
    graph: &'g KnowledgeGraph,
    /// The claims that are said to an actor.
    addressed: BTreeMap<&'g NodeId, Vec<&'g Node>>,
}

impl<'g> Dossiers<'g> {
    /// For a graph; cost: all of its nodes once.
    pub fn new(graph: &'g KnowledgeGraph) -> Self {
        let mut addressed: BTreeMap<&NodeId, Vec<&Node>> = BTreeMap::new();
        for node in graph.nodes() {
            if let Some(addressee) = node.as_claim().and_then(|claim| claim.addressee.as_ref()) {
                addressed.entry(addressee).or_default().push(node);
            }
        }
        Self { graph, addressed }
    }

    /// The dossier of an actor; `None` for a node that is no actor or not there.
    pub fn of(&self, id: &NodeId) -> Option<Dossier<'g>> {
        let graph = self.graph;
        let node = graph.node(id)?;
        let actor = node.as_actor()?;
        let links: Vec<Link<'g>> = graph.outgoing(id).into_iter().chain(graph.incoming(id)).collect();
        let mut relations: Vec<RelationEntry<'g>> =
            links.iter().filter(|link| is_relation(link)).map(|link| self.relation(*link)).collect();
        relations.sort_by_key(|entry| (entry.subject.id != *id, entry.edge.kind, &entry.edge.key, &entry.object.id));
        // One that is related to itself stands in both directions.
        relations.dedup_by_key(|entry| (&entry.subject.id, &entry.object.id, &entry.edge.key));
        let in_role = |roles: &[Role]| self.events_of(&links, roles);
        let mut dossier = Dossier {
            node,
            actor,
            relations,
            did: in_role(&[Role::Agent]),
            suffered: in_role(&[Role::Patient, Role::Recipient]),
            involved: in_role(&[Role::Place, Role::Instrument, Role::Topic]),
            said: self.said(&links),
            said_of: self.said_of(id, &links),
            disputes: Vec::new(),
        };
        dossier.disputes = self.disputes(&dossier);
        Some(dossier)
    }

    /// The claims that a document reports.
    pub fn claims_in(&self, document: &NodeId) -> Vec<ClaimEntry<'g>> {
        let stated = self.stated_in(document);
        in_order(stated.filter_map(|node| self.claim(node)).collect(), |entry| (entry.day, &entry.node.id))
    }

    /// The events that a document tells.
    pub fn events_in(&self, document: &NodeId) -> Vec<EventEntry<'g>> {
        let stated = self.stated_in(document);
        in_order(stated.filter_map(|node| self.event(node)).collect(), |entry| (entry.day, &entry.node.id))
    }

    /// An event by itself; `None` for a node that is none.
    pub fn event(&self, node: &'g Node) -> Option<EventEntry<'g>> {
        self.event_in_part(node, None)
    }

    fn stated_in(&self, document: &NodeId) -> impl Iterator<Item = &'g Node> + use<'g> {
        let links = self.graph.incoming(document).into_iter();
        links.filter(|link| link.edge.kind == EdgeKind::StatedIn).map(|link| link.source)
    }

    fn events_of(&self, links: &[Link<'g>], roles: &[Role]) -> Vec<EventEntry<'g>> {
        let mut entries = Vec::new();
        for link in links {
            let Some(&role) = roles.iter().find(|&&role| EdgeKind::from(role) == link.edge.kind) else { continue };
            let event = if link.source.as_event().is_some() { link.source } else { link.target };
            entries.extend(self.event_in_part(event, Some((role, *link))));
        }
        in_order(entries, |entry| (entry.day, &entry.node.id))
    }

    /// An event, with the part that one of its actors plays.
    fn event_in_part(&self, node: &'g Node, part: Option<(Role, Link<'g>)>) -> Option<EventEntry<'g>> {
        let event = node.as_event()?;
        let edge = part.map(|(_, link)| link.edge);
        let statements = edge.map(|edge| &edge.stated_by).filter(|s| !s.is_empty()).unwrap_or(&event.stated_by);
        let published = self.graph.document_node(&event.document).and_then(|document| document.date);
        let time = event.time.as_ref().and_then(|time| time.first_day.or(time.last_day));
        Some(EventEntry {
            node,
            event,
            role: part.map(|(role, _)| role),
            quantity: edge.and_then(|edge| edge.quantity.as_ref()),
            voices: self.graph.voices(statements),
            parties: self.parties(node, event, edge),
            day: time.or(published),
            published,
            evidence: self.evidence(&node.provenance),
        })
    }

    /// All that take part in an event but for one edge, by role.
    fn parties(&self, node: &'g Node, event: &'g EventNode, but: Option<&'g Edge>) -> Vec<Party<'g>> {
        let mut parties = Vec::new();
        for link in self.graph.incoming(&node.id).into_iter().chain(self.graph.outgoing(&node.id)) {
            let Some(&role) = Role::ALL.iter().find(|&&role| EdgeKind::from(role) == link.edge.kind) else { continue };
            if but.is_some_and(|edge| std::ptr::eq(edge, link.edge)) {
                continue;
            }
            let actor = if link.source.id == node.id { link.target } else { link.source };
            parties.push(Party {
                role,
                actor: Some(actor),
                name: &actor.label,
                quantity: link.edge.quantity.as_ref(),
                voices: self.graph.voices(&link.edge.stated_by),
            });
        }
        for argument in event.arguments.iter().filter(|argument| says_who(&argument.passage.text)) {
            let (role, name, quantity) = (argument.role, &*argument.passage.text, argument.quantity.as_ref());
            parties.push(Party { role, actor: None, name, quantity, voices: Vec::new() });
        }
        parties.sort_by_key(|party| party.role);
        parties
    }

    /// A relation by itself.
    pub fn relation(&self, link: Link<'g>) -> RelationEntry<'g> {
        RelationEntry {
            edge: link.edge,
            subject: link.source,
            object: link.target,
            voices: self.graph.voices(&link.edge.stated_by),
            evidence: self.evidence(&link.edge.provenance),
        }
    }

    fn said(&self, links: &[Link<'g>]) -> Vec<ClaimEntry<'g>> {
        let made = links.iter().filter(|link| link.edge.kind == EdgeKind::Made);
        in_order(made.filter_map(|link| self.claim(link.target)).collect(), |entry| (entry.day, &entry.node.id))
    }

    fn said_of(&self, id: &NodeId, links: &[Link<'g>]) -> Vec<ClaimEntry<'g>> {
        let about = links.iter().filter(|link| link.edge.kind == EdgeKind::About);
        let mut found: BTreeMap<&NodeId, (&'g Node, Option<Favour>, bool)> =
            about.map(|link| (&link.source.id, (link.source, link.edge.stance, false))).collect();
        for &node in self.addressed.get(id).into_iter().flatten() {
            found.entry(&node.id).or_insert((node, None, true)).2 = true;
        }
        let entries = found.into_values().filter_map(|(node, stance, told)| {
            let entry = self.claim(node)?;
            // What it says of itself stands with what it says.
            (entry.claim.source.as_ref() != Some(id)).then_some(ClaimEntry { stance, told, ..entry })
        });
        in_order(entries.collect(), |entry| (entry.day, &entry.node.id))
    }

    /// A claim by itself; `None` for a node that is none.
    pub fn claim(&self, node: &'g Node) -> Option<ClaimEntry<'g>> {
        let claim = node.as_claim()?;
        let label = |id: &Option<NodeId>| id.as_ref().and_then(|id| self.graph.node(id));
        let words =
            |words: &'g Option<Passage>| words.as_ref().map(|passage| &*passage.text).filter(|words| says_who(words));
        let source = label(&claim.source);
        let to = label(&claim.addressee).map(|node| node.label.as_str());
        let about = self.graph.outgoing(&node.id).into_iter().filter(|link| link.edge.kind == EdgeKind::About);
        let mut about: Vec<&Node> = about.map(|link| link.target).collect();
        about.sort_by_key(|node| (&node.label, &node.id));
        // "This year" tells no day on which it was said.
        let spoken = claim.time.as_ref().and_then(|time| time.first_day.filter(|&day| time.last_day == Some(day)));
        Some(ClaimEntry {
            node,
            claim,
            source,
            by: source.map(|node| node.label.as_str()).or(words(&claim.source_text)),
            to: to.or(words(&claim.addressee_text)),
            about,
            told: false,
            stance: None,
            day: spoken.or(claim.date),
            evidence: self.evidence(&node.provenance),
        })
    }

    fn disputes(&self, dossier: &Dossier<'g>) -> Vec<Dispute<'g>> {
        let mut disputes = Vec::new();
        let mut seen: BTreeSet<(&NodeId, &NodeId, EdgeKind)> = BTreeSet::new();
        let mut answered: BTreeSet<&NodeId> = BTreeSet::new();
        let claims = || dossier.said.iter().chain(&dossier.said_of);
        for entry in claims() {
            let id = &entry.node.id;
            for link in self.graph.outgoing(id).into_iter().chain(self.graph.incoming(id)) {
                let kind = link.edge.kind;
                if !kind.is_between_claims() || kind == EdgeKind::Repeats {
                    continue;
                }
                answered.insert(&link.source.id);
                let is_new = seen.insert((&link.source.id, &link.target.id, kind));
                if let (true, Some(claim), Some(other)) = (is_new, self.claim(link.source), self.claim(link.target)) {
                    disputes.push(Dispute::Claims { kind, claim: Box::new(claim), other: Box::new(other) });
                }
            }
        }
        let open = claims().filter(|e| e.claim.act == SpeechAct::Deny && !answered.contains(&e.node.id));
        disputes.extend(open.map(|entry| Dispute::Denial(Box::new(entry.clone()))));
        let events = dossier.did.iter().chain(&dossier.suffered).chain(&dossier.involved);
        let mut told = BTreeSet::new();
        for entry in events.filter(|entry| is_disputed(entry)) {
            if told.insert(&entry.node.id) {
                disputes.push(Dispute::Event(Box::new(entry.clone())));
            }
        }
        disputes
    }

    /// Each place once; the graph's order.
    fn evidence(&self, provenance: &'g [Provenance]) -> Vec<Evidence<'g>> {
        let evidence = |place: &'g Provenance| Evidence {
            place,
            sentence: place.sentence.as_ref(),
            document: self.graph.document_node(&place.document),
        };
        provenance.iter().map(evidence).collect()
    }
}

/// The dossier of an actor; `None` for a node that is no actor or not there. For many actors see [`Dossiers`].
pub fn dossier<'g>(graph: &'g KnowledgeGraph, id: &NodeId) -> Option<Dossier<'g>> {
    Dossiers::new(graph).of(id)
}

fn is_relation(link: &Link<'_>) -> bool {
    link.edge.kind.is_relation() || link.edge.kind == EdgeKind::Relation
}

/// Whether some say that it happened, others that it did not.
fn is_disputed(entry: &EventEntry<'_>) -> bool {
    let said = |polarity| entry.event.stated_by.iter().any(|statement| statement.polarity == polarity);
    said(Polarity::Positive) && said(Polarity::Negative)
}

/// Sorted by day, what has none last; then by id.
fn in_order<'a, T, K: Ord + 'a>(mut entries: Vec<T>, key: impl for<'e> Fn(&'e T) -> (Option<Date>, &'e K)) -> Vec<T> {
    entries.sort_by(|a, b| {
        let [(x, a), (y, b)] = [key(a), key(b)];
        (x.is_none(), x, a).cmp(&(y.is_none(), y, b))
    });
    entries
}
