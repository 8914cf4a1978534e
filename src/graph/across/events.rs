//! Events of different documents that are one.
//!
//! What enters: all nodes and edges. What leaves: an edge `same_as_event` from each later telling to the first, so what a
//! hundred papers report makes a star, and every report stays as its own document tells it.
//!
//! Two events may be one when they agree in type and in word (of deeds, in the first three digits of CAMEO instead), both
//! happen or both only may, and name nobody on one side whom the other telling contradicts. They are one when enough is
//! shared:
//!
//! - both sides, who did it and to whom, at times that fit;
//! - one side, where a telling leaves the other open, with the place, the exact number or the day;
//! - or no actor, but place, number and day.
//!
//! Times fit when their days overlap. A telling without a day is taken to be near the day of its document: two weeks for
//! deeds, one for meetings and agreements, three days for hostile words, since ministers accuse each other every week. Other numbers in tellings of a few
//! days, and that it did not happen on that day, do not keep two tellings apart that name both sides; the edge says in what
//! they differ.
//! Tellings are compared with all that is known of an event so far, in the order of date, document and id, so the order in
//! which documents come makes no difference.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use super::days_apart;
use crate::annotation::{Bound, EventType, Modality, QuadClass};
use crate::graph::edge::{Difference, Edge, EdgeKind};
use crate::graph::identity::slug;
use crate::graph::node::{EventNode, EventQuantity, Node, NodeId};
use crate::graph::part::EdgeId;

/// Days between a telling without a day and another: of deeds, of meetings and agreements, of hostile words.
const DAYS_OF_DEED: i64 = 14;
const DAYS_OF_ACCORD: i64 = 7;
const DAYS_OF_WORD: i64 = 3;
/// Days between tellings that give different numbers.
const DAYS_OF_NUMBER: i64 = 3;
/// A longer time says little about which of several events is meant.
const LONGEST_TIME: i64 = 31;
/// Events of one type and actor that a telling is compared with, the latest.
const MOST_COMPARED: usize = 64;

/// The edges between events that are one.
pub(in crate::graph) fn find(nodes: &BTreeMap<NodeId, Node>, edges: &BTreeMap<EdgeId, Edge>) -> BTreeMap<EdgeId, Edge> {
    let texts = texts(nodes);
    let mut tellings = tellings(nodes, edges, &texts);
    tellings.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut known: Vec<Known<'_>> = Vec::new();
    // Looked up by key only, so the order of the map makes no difference.
    let mut by_key: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
    let mut found = BTreeMap::new();
    for telling in tellings {
        let candidates: BTreeSet<usize> = telling
            .keys()
            .iter()
            .filter_map(|key| by_key.get(key))
            .flat_map(|all| all.iter().rev().take(MOST_COMPARED).copied())
            .collect();
        let matches = candidates.into_iter().filter_map(|i| Some((known[i].agrees(&telling)?, i)));
        // Of several, the one that shares most; of these, the first told.
        let best = matches.max_by_key(|&(shared, i)| (shared, std::cmp::Reverse(i))).map(|(_, i)| i);
        let number = best.unwrap_or(known.len());
        for key in telling.keys() {
            let all = by_key.entry(key).or_default();
            if all.last() != Some(&number) {
                all.push(number);
            }
        }
        match best {
            Some(number) => {
                let (id, edge) = telling.edge(&known[number].first);
                found.insert(id, edge);
                known[number].learn(&telling);
            }
            None => known.push(Known::new(telling)),
        }
    }
    found
}

/// By name of the document: which text it carries, and its day.
type Texts<'a> = BTreeMap<&'a str, (&'a str, Option<Date>)>;

fn texts<'a>(nodes: &'a BTreeMap<NodeId, Node>) -> Texts<'a> {
    let text = |node: &'a Node| {
        let document = node.as_document()?;
        let first = document.copy_of.as_ref().unwrap_or(&document.document);
        Some((document.document.as_str(), (first.as_str(), document.date)))
    };
    nodes.values().filter_map(text).collect()
}

fn tellings<'a>(
    nodes: &'a BTreeMap<NodeId, Node>,
    edges: &'a BTreeMap<EdgeId, Edge>,
    texts: &Texts<'a>,
) -> Vec<Telling<'a>> {
    let mut tellings: BTreeMap<&NodeId, Telling<'a>> = BTreeMap::new();
    for node in nodes.values() {
        let Some(event) = node.as_event() else { continue };
        let Some(&(text, date)) = texts.get(event.document.as_str()) else { continue };
        let mut words: Words = Default::default();
        for argument in &event.arguments {
            if let Some(side) = side(EdgeKind::from(argument.role)) {
                words[side].insert(slug(&argument.passage.text));
            }
        }
        tellings.insert(&node.id, Telling { node, event, text, date, actors: Default::default(), words });
    }
    let is_named = |id: &NodeId| nodes.get(id).and_then(Node::as_actor).is_some_and(|actor| actor.named);
    for ((source, target, _), edge) in edges {
        let Some(side) = side(edge.kind) else { continue };
        let (event, actor) = if side == AGENTS { (target, source) } else { (source, target) };
        let Some(telling) = tellings.get_mut(event) else { continue };
        if is_named(actor) {
            telling.actors[side].insert(actor);
        } else if let Some(node) = nodes.get(actor) {
            telling.words[side].insert(slug(&node.label));
        }
    }
    tellings.into_values().collect()
}

/// Who takes part: by whom it is done, to whom, and where. Only those whom a name makes the same in every document.
type Actors<'a> = [BTreeSet<&'a NodeId>; 3];
const AGENTS: usize = 0;
const TARGETS: usize = 1;
const PLACES: usize = 2;

/// Those of each side who are described only, by their words: "police", "the two men".
type Words = [BTreeSet<String>; 3];

fn side(kind: EdgeKind) -> Option<usize> {
    match kind {
        EdgeKind::Agent => Some(AGENTS),
        EdgeKind::Patient | EdgeKind::Recipient => Some(TARGETS),
        EdgeKind::Place => Some(PLACES),
        _ => None,
    }
}

/// By what tellings of one event find each other.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key<'a> {
    Actor(EventType, usize, &'a NodeId),
    /// The same sentence of one text in several papers.
    Sentence(EventType, &'a str, &'a str),
}

/// An event as one document tells it.
struct Telling<'a> {
    node: &'a Node,
    event: &'a EventNode,
    text: &'a str,
    date: Option<Date>,
    actors: Actors<'a>,
    words: Words,
}

impl<'a> Telling<'a> {
    /// The earlier telling first; documents without a date come last.
    fn order(&self) -> (bool, Option<Date>, &str, u32, &NodeId) {
        let start = self.node.provenance.first().map_or(0, |place| place.passage.start);
        (self.date.is_none(), self.date, &self.event.document, start, &self.node.id)
    }

    fn keys(&self) -> Vec<Key<'a>> {
        let actors = self.actors.iter().enumerate();
        let actors = actors.flat_map(|(side, ids)| ids.iter().map(move |&id| (side, id)));
        let mut keys: Vec<Key<'a>> = actors.map(|(side, id)| Key::Actor(self.event.kind, side, id)).collect();
        keys.extend(self.sentence().map(|sentence| Key::Sentence(self.event.kind, self.text, sentence)));
        keys
    }

    fn sentence(&self) -> Option<&'a str> {
        self.node.provenance.first()?.sentence.as_ref().map(|sentence| &*sentence.text)
    }

    /// The days that it may have taken place on, by its own words.
    fn span(&self) -> Option<[Date; 2]> {
        let time = self.event.time.as_ref()?;
        Some([time.first_day?, time.last_day?])
    }

    /// … where these tell closely enough.
    fn days(&self) -> Option<[Date; 2]> {
        self.span().filter(|days| days_apart(days[0], days[1]) <= LONGEST_TIME)
    }

    fn edge(&self, first: &Telling<'_>) -> (EdgeId, Edge) {
        let provenance = self.node.provenance.iter().chain(&first.node.provenance).cloned().collect();
        let mut edge = Edge::new(EdgeKind::SameAsEvent, provenance);
        edge.differs = self.differs(first);
        ((self.node.id.clone(), first.node.id.clone(), edge.key.clone()), edge)
    }

    fn differs(&self, other: &Telling<'_>) -> BTreeSet<Difference> {
        let mut differs = BTreeSet::new();
        if self.event.polarity != other.event.polarity {
            differs.insert(Difference::Polarity);
        }
        if !self.numbers_fit(other) {
            differs.insert(Difference::Quantity);
        }
        differs
    }

    fn numbers_fit(&self, other: &Telling<'_>) -> bool {
        match (&self.event.quantity, &other.event.quantity) {
            (Some(a), Some(b)) => fits(a, b),
            _ => true,
        }
    }

    fn has_exact_number_of(&self, other: &Telling<'_>) -> bool {
        let number = |telling: &Telling<'_>| {
            let quantity = telling.event.quantity.as_ref()?;
            // "Two" are too many things.
            (quantity.upper.is_none() && quantity.value > 2.0).then_some(quantity.value)
        };
        number(self).is_some_and(|value| number(other) == Some(value))
    }
}

/// Whether two numbers may be one: "at least 400" and "412", "about 100" and "95".
fn fits(a: &EventQuantity, b: &EventQuantity) -> bool {
    if a.kind != b.kind {
        return true;
    }
    let range = |q: &EventQuantity| match q.bound {
        Bound::Exact => [q.value, q.value],
        Bound::AtLeast => [q.value, f64::INFINITY],
        Bound::AtMost => [f64::NEG_INFINITY, q.value],
        Bound::About => [q.value - 0.1 * q.value.abs(), q.value + 0.1 * q.value.abs()],
        Bound::Between => [q.value, q.upper.unwrap_or(q.value)],
    };
    let [[a_low, a_high], [b_low, b_high]] = [range(a), range(b)];
    a_low <= b_high && b_low <= a_high
}

/// An event with all that its tellings say of it so far.
struct Known<'a> {
    first: Telling<'a>,
    documents: BTreeSet<&'a str>,
    actors: Actors<'a>,
    words: Words,
    days: Option<[Date; 2]>,
}

impl<'a> Known<'a> {
    fn new(first: Telling<'a>) -> Self {
        let (actors, words, days) = (first.actors.clone(), first.words.clone(), first.days());
        Self { documents: BTreeSet::from([first.event.document.as_str()]), first, actors, words, days }
    }

    /// What a further telling adds.
    fn learn(&mut self, telling: &Telling<'a>) {
        self.documents.insert(&telling.event.document);
        for (own, other) in self.actors.iter_mut().zip(&telling.actors) {
            own.extend(other);
        }
        for (own, other) in self.words.iter_mut().zip(&telling.words) {
            own.extend(other.iter().cloned());
        }
        self.days = match (self.days, telling.days()) {
            (Some([a, b]), Some([c, d])) => Some([a.max(c), b.min(d)]),
            (own, other) => own.or(other),
        };
    }

    /// How much a telling shares with the event, if it tells of it.
    fn agrees(&self, telling: &Telling<'a>) -> Option<u32> {
        let (a, b) = (self.first.event, telling.event);
        let is_one = self.is_one_sentence(telling);
        let may_be = !self.documents.contains(b.document.as_str())
            && are_alike(a, b)
            && are_as_real(a.modality, b.modality)
            && (0..PLACES).all(|side| is_open(&self.actors[side], &telling.actors[side]));
        if !may_be {
            return None;
        }
        if is_one {
            return Some(u32::MAX);
        }
        let same_day = self.shares_day(telling)?;
        let [agent, target, place] =
            [AGENTS, TARGETS, PLACES].map(|side| !self.actors[side].is_disjoint(&telling.actors[side]));
        let number = self.first.has_exact_number_of(telling);
        let marks = [place, number, same_day].into_iter().filter(|&shared| shared).count() as u32;
        let sides = u32::from(agent) + u32::from(target);
        // Where somebody stands on the other side in both tellings, it must be the same one: two papers may speak of
        // different aides, but hardly of different "Harbour Police".
        let other = if agent { TARGETS } else { AGENTS };
        let is_filled = |actors: &Actors<'_>, words: &Words| !actors[other].is_empty() || !words[other].is_empty();
        let is_open = !is_filled(&self.actors, &self.words)
            || !is_filled(&telling.actors, &telling.words)
            || !self.words[other].is_disjoint(&telling.words[other]);
        let is_enough = match sides {
            2 => true,
            1 => marks > 0 && is_open,
            _ => marks == 3,
        };
        let is_close = same_day || self.are_near(telling, DAYS_OF_NUMBER);
        let may_differ = |difference: &Difference| match difference {
            Difference::Quantity => sides == 2 && is_close,
            Difference::Polarity => sides == 2 && same_day,
        };
        (is_enough && telling.differs(&self.first).iter().all(may_differ)).then_some(2 * sides + marks)
    }

    /// The same words of the same text, in another paper.
    fn is_one_sentence(&self, telling: &Telling<'_>) -> bool {
        let words = |t: &Telling<'_>| t.node.provenance.first().map(|p| p.passage.text.clone());
        self.first.text == telling.text
            && self.first.sentence() == telling.sentence()
            && self.first.sentence().is_some()
            && words(&self.first) == words(telling)
    }

    /// `None` where the times do not fit; else whether both tell the day, in words of their own.
    fn shares_day(&self, telling: &Telling<'_>) -> Option<bool> {
        let near = match telling.event.quad_class {
            QuadClass::MaterialConflict | QuadClass::MaterialCooperation => DAYS_OF_DEED,
            QuadClass::VerbalCooperation => DAYS_OF_ACCORD,
            QuadClass::VerbalConflict => DAYS_OF_WORD,
        };
        // "In 2012" and "in February 2012": both tell the time, if not the day.
        let own = self.days.or(self.first.span());
        if let (Some([a, b]), Some([c, d])) = (own, telling.span())
            && (self.days.is_none() || telling.days().is_none())
        {
            return (a <= d && c <= b).then_some(false);
        }
        let gap = |days: [Date; 2], date: Date| days_apart(date.clamp(days[0], days[1].max(days[0])), date);
        match (self.days, telling.days()) {
            (Some([a, b]), Some([c, d])) => (a <= d && c <= b).then(|| days_apart(a.max(c), b.min(d)) <= 1),
            (Some(days), None) => (gap(days, telling.date?) <= near).then_some(false),
            (None, Some(days)) => (gap(days, self.first.date?) <= near).then_some(false),
            (None, None) => self.are_near(telling, near).then_some(false),
        }
    }

    fn are_near(&self, telling: &Telling<'_>, days: i64) -> bool {
        matches!((self.first.date, telling.date), (Some(a), Some(b)) if days_apart(a, b) <= days)
    }
}

/// Whether two events are called alike.
fn are_alike(a: &EventNode, b: &EventNode) -> bool {
    let root = |event: &'_ EventNode| event.cameo.get(..3).map(str::to_owned);
    let same_code = || is_deed(a.quad_class) && root(a).is_some() && root(a) == root(b);
    a.kind == b.kind && (a.lemma == b.lemma || same_code())
}

fn is_deed(class: QuadClass) -> bool {
    matches!(class, QuadClass::MaterialConflict | QuadClass::MaterialCooperation)
}

/// Whether both happen, both are planned by somebody, or both only may in the same way.
fn are_as_real(a: Modality, b: Modality) -> bool {
    let happens = |modality| matches!(modality, Modality::Asserted | Modality::Alleged);
    let is_planned = |modality| matches!(modality, Modality::Intended | Modality::Requested | Modality::Threatened);
    a == b || (happens(a) && happens(b)) || (is_planned(a) && is_planned(b))
}

/// Whether two tellings name somebody in common, or one of them nobody.
fn is_open(a: &BTreeSet<&NodeId>, b: &BTreeSet<&NodeId>) -> bool {
    a.is_empty() || b.is_empty() || !a.is_disjoint(b)
}
