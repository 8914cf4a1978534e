//! Many documents become one graph.
//!
//! First it is settled who is who over all of them, then each text's part of the graph is made, and the parts are put
//! together. So the order and the grouping in which documents come make no difference: any split over threads, runs or
//! machines gives the same graph. Documents lie on a [`Shelf`] and are read twice; of each only a summary is held between.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};

use super::across::support::weigh;
use super::across::{claims, copies, events};
use super::decide::{IdleDecision, Outcome, decide};
use super::edge::{Edge, EdgeKind};
use super::identity::{Profile, resolve};
use super::label::{LABEL_LENGTH, cut};
use super::measures;
use super::node::{Node, NodeDetail, NodeId};
use super::part::{EdgeId, Part, add_edge, add_node, may_be_left_out, settle};
use super::shelf::{InMemory, Shelf};
use super::{GraphInfo, KnowledgeGraph, document_id};
use crate::annotation::Annotation;
use crate::decisions::{Contradiction, Decisions};
use crate::document::Document;

/// The id that a document was given, and the digest of its text: the same text under one id is one document.
type Text = (String, String);

fn text_of(document: &Document) -> Text {
    (document.given_id().to_owned(), document.digest())
}

/// Collects annotated documents for a graph, in memory.
#[derive(Clone, Debug, Default)]
pub struct GraphBuilder {
    texts: BTreeMap<Text, Annotation>,
}

/// Parts that are made at a time: enough for every thread, few enough to hold.
const BATCH: usize = 256;

impl GraphBuilder {
    /// A builder without documents.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a document. One that is there already, id and text, adds nothing.
    pub fn add(&mut self, annotation: &Annotation) -> &mut Self {
        self.add_owned(annotation.clone())
    }

    /// Adds a document without copying it.
    pub fn add_owned(&mut self, annotation: Annotation) -> &mut Self {
        self.add_text(text_of(&annotation.document), annotation);
        self
    }

    /// Takes over all documents of another builder.
    pub fn merge(&mut self, other: Self) -> &mut Self {
        for (text, annotation) in other.texts {
            self.add_text(text, annotation);
        }
        self
    }

    fn add_text(&mut self, text: Text, annotation: Annotation) {
        match self.texts.entry(text) {
            Entry::Vacant(slot) => {
                slot.insert(annotation);
            }
            Entry::Occupied(mut slot) => {
                if comes_before(&annotation, slot.get()) {
                    slot.insert(annotation);
                }
            }
        }
    }

    /// The documents, to make several graphs of them; see [`Settled`].
    pub fn into_shelf(self) -> impl Shelf {
        InMemory::new(self.texts.into_values())
    }

    /// The graph of all documents added.
    pub fn finish(self) -> KnowledgeGraph {
        let (graph, _) = self.finish_with(&Decisions::default()).expect("no decisions contradict each other");
        graph
    }

    /// The graph of all documents added, as a reader decided; and what of the decisions changes nothing.
    ///
    /// The same documents with fewer decisions give the graph that they gave before: nothing of a decision is kept but
    /// in the graph it was made for.
    ///
    /// # Errors
    /// When two decisions contradict each other in these documents.
    pub fn finish_with(self, decisions: &Decisions) -> Result<(KnowledgeGraph, Vec<IdleDecision>), Contradiction> {
        let shelf = self.into_shelf();
        let mut settled = Settled::new(&shelf, decisions)?;
        let idle = std::mem::take(&mut settled.outcome.idle);
        Ok((settled.graph(), idle))
    }
}

/// Of two different annotations of one text the one with the smaller part is kept: which, matters less than that it is
/// always the same.
fn comes_before(one: &Annotation, other: &Annotation) -> bool {
    one != other && alone(one) < alone(other)
}

/// The part of a document if there were no other.
fn alone(annotation: &Annotation) -> Part {
    let identities = resolve(&[Profile::new(annotation)]);
    Part::new(annotation, &identities.of[0])
}

type Elements = (BTreeMap<NodeId, Node>, BTreeMap<EdgeId, Edge>);

/// Documents of which it is settled who is who, as a reader decided.
pub struct Settled<'s> {
    documents: Documents<'s>,
    heads: Vec<Head>,
    /// For each document the one that told its text first.
    firsts: Vec<usize>,
    outcome: Outcome,
}

/// By what a document can be told from others without reading it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Of its text, as of [`Document::digest`].
    pub digest: String,
    /// Day of publication.
    pub date: Option<Date>,
    /// Who published it.
    pub publisher: Option<String>,
}

impl<'s> Settled<'s> {
    /// Reads all documents once. The same text under the same id is one document, however often it is there.
    ///
    /// # Errors
    /// When two decisions contradict each other in these documents.
    pub fn new(shelf: &'s dyn Shelf, decisions: &Decisions) -> Result<Self, Contradiction> {
        let summary = |number: usize| {
            let annotation = shelf.get(number)?;
            Some((text_of(&annotation.document), Summary::new(number, &annotation)))
        };
        let summaries: Vec<(Text, Summary)> = (0..shelf.n_documents()).into_par_iter().filter_map(summary).collect();
        let mut texts: BTreeMap<Text, Summary> = BTreeMap::new();
        for (text, summary) in summaries {
            match texts.entry(text) {
                Entry::Vacant(slot) => {
                    slot.insert(summary);
                }
                Entry::Occupied(mut slot) => {
                    let pair = [summary.number, slot.get().number].map(|number| shelf.get(number));
                    if let [Some(one), Some(other)] = pair
                        && comes_before(&one, &other)
                    {
                        slot.insert(summary);
                    }
                }
            }
        }
        let all_names = document_names(texts.keys());
        let names: Vec<String> = texts.keys().map(|text| all_names[text].clone()).collect();
        drop(all_names);
        let (texts, mut summaries): (Vec<Text>, Vec<Summary>) = texts.into_iter().unzip();
        let head = |(text, summary): (&Text, &mut Summary)| Head {
            digest: text.1.clone(),
            date: summary.date,
            publisher: summary.publisher.take(),
        };
        let heads: Vec<Head> = texts.iter().zip(&mut summaries).map(head).collect();
        let dates: Vec<_> = heads.iter().map(|head| head.date).collect();
        let samples = summaries.iter_mut().map(|summary| std::mem::take(&mut summary.sample)).collect();
        let firsts = copies::find(&dates, samples, &names);
        let numbers = summaries.iter().map(|summary| summary.number).collect();
        let mut documents = Documents { shelf, numbers, changed: BTreeMap::new(), names };
        let mut profiles: Vec<Profile> = summaries.into_iter().map(|summary| summary.profile).collect();
        for (copy, &first) in firsts.iter().enumerate().filter(|(copy, first)| copy != *first) {
            if let Some(annotation) = documents.get(copy) {
                profiles[copy] = Profile::in_text(&annotation, &texts[first]);
            }
        }
        let first_text = |number: usize| texts[firsts[number]].clone();
        let outcome = decide(decisions, &mut documents, profiles, &first_text)?;
        Ok(Self { documents, heads, firsts, outcome })
    }

    /// What of the decisions changes nothing.
    pub fn idle_decisions(&self) -> &[IdleDecision] {
        &self.outcome.idle
    }

    /// The graph of all documents.
    pub fn graph(self) -> KnowledgeGraph {
        let all: Vec<usize> = (0..self.documents.len()).collect();
        self.make(&all, |number| self.documents.take(number))
    }

    /// Which documents go to which part of the corpus, by number; `part_of` names the part of each.
    pub fn parts(&self, part_of: impl Fn(&Head) -> String) -> BTreeMap<String, Vec<usize>> {
        let mut parts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, head) in self.heads.iter().enumerate() {
            parts.entry(part_of(head)).or_default().push(number);
        }
        parts
    }

    /// The graph of some documents, by number. Who is one over all documents is one in all such graphs, under one id; all
    /// counts are of the documents of the graph, and what is told again elsewhere is joined with nothing there.
    ///
    /// # Panics
    /// When there is no document of a number.
    pub fn graph_of(&self, numbers: &[usize]) -> KnowledgeGraph {
        self.make(numbers, |number| self.documents.get(number))
    }

    fn make(&self, numbers: &[usize], read: impl Fn(usize) -> Option<Arc<Annotation>> + Sync) -> KnowledgeGraph {
        let outcome = &self.outcome;
        let (mut nodes, mut edges) = self.put_together(numbers, read);
        self.note_copies(numbers, &mut nodes, &mut edges);
        look_across(&nodes, &mut edges);
        settle(&mut nodes, &mut edges);
        self.settle_actors(&mut nodes, numbers);
        count_edges(&mut nodes, &edges);
        weigh(&mut nodes, &mut edges);
        nodes.retain(|_, node| is_kept(node));
        nodes.values_mut().for_each(settle_aliases);
        let info = GraphInfo { decisions: outcome.applied.clone(), ..GraphInfo::current() };
        let mut graph = KnowledgeGraph::assemble(info, nodes, edges);
        measures::set(&mut graph);
        graph
    }

    /// All parts in one.
    fn put_together(&self, numbers: &[usize], read: impl Fn(usize) -> Option<Arc<Annotation>> + Sync) -> Elements {
        let mut nodes: BTreeMap<NodeId, Node> = BTreeMap::new();
        let mut edges: BTreeMap<EdgeId, Edge> = BTreeMap::new();
        for batch in numbers.chunks(BATCH) {
            let part = |&number: &usize| {
                let annotation = read(number)?;
                let part = Part::new(&annotation, &self.outcome.identities.of[number]);
                let name = &self.documents.names[number];
                Some(if *name == annotation.document.given_id() { part } else { part.rename(name) })
            };
            let parts: Vec<Part> = batch.par_iter().filter_map(part).collect();
            for part in parts {
                for node in part.nodes.into_values() {
                    add_node(&mut nodes, node);
                }
                for (id, edge) in part.edges {
                    add_edge(&mut edges, id, edge);
                }
            }
        }
        (nodes, edges)
    }

    /// What is known of actors over all documents: why their names are one, what tells them from others, what was decided.
    fn settle_actors(&self, nodes: &mut BTreeMap<NodeId, Node>, numbers: &[usize]) {
        let outcome = &self.outcome;
        for (id, joins) in &self.outcome.joins {
            if let Some(NodeDetail::Actor(actor)) = nodes.get_mut(id).map(|node| &mut node.detail) {
                actor.joins.clone_from(joins);
            }
        }
        for identity in numbers.iter().flat_map(|&number| &outcome.identities.of[number]) {
            let Some(distinction) = &identity.distinction else { continue };
            let Some(node) = nodes.get_mut(&identity.id) else { continue };
            let end = format!(" ({distinction})");
            if !node.label.ends_with(&end) {
                node.label = cut(&(node.label.clone() + &end), LABEL_LENGTH);
            }
        }
        for (id, name) in &outcome.names {
            if let Some(node) = nodes.get_mut(id) {
                node.label = cut(name, LABEL_LENGTH);
            }
        }
        for (id, &kind) in &outcome.kinds {
            if let Some(NodeDetail::Actor(actor)) = nodes.get_mut(id).map(|node| &mut node.detail) {
                actor.kind = kind;
            }
        }
    }

    /// Says of each copy whose text it carries; the edge is there where the first is in the graph.
    fn note_copies(&self, numbers: &[usize], nodes: &mut BTreeMap<NodeId, Node>, edges: &mut BTreeMap<EdgeId, Edge>) {
        let names = &self.documents.names;
        for (copy, first) in numbers.iter().map(|&number| (number, self.firsts[number])).filter(|(c, f)| c != f) {
            let id = document_id(&names[copy]);
            if let Some(NodeDetail::Document(document)) = nodes.get_mut(&id).map(|node| &mut node.detail) {
                document.copy_of = Some(names[first].clone());
            }
            let edge = Edge::new(EdgeKind::Copies, Vec::new());
            add_edge(edges, (id, document_id(&names[first]), edge.key.clone()), edge);
        }
    }
}

/// What is held of a document between the two passes.
struct Summary {
    /// Where it lies.
    number: usize,
    date: Option<Date>,
    publisher: Option<String>,
    /// Of its text, to find copies.
    sample: Vec<u64>,
    profile: Profile,
}

impl Summary {
    fn new(number: usize, annotation: &Annotation) -> Self {
        let document = &annotation.document;
        Self {
            number,
            date: document.date,
            publisher: document.publisher.clone(),
            sample: copies::sample(&document.text),
            profile: Profile::new(annotation),
        }
    }
}

/// The documents of a graph, in the order of id and digest.
pub(super) struct Documents<'s> {
    shelf: &'s dyn Shelf,
    /// Where each lies.
    numbers: Vec<usize>,
    /// Those that decisions have changed.
    changed: BTreeMap<usize, Arc<Annotation>>,
    /// The names that the graph gives them.
    pub(super) names: Vec<String>,
}

impl Documents<'_> {
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(super) fn get(&self, number: usize) -> Option<Arc<Annotation>> {
        self.changed.get(&number).cloned().or_else(|| self.shelf.get(self.numbers[number]))
    }

    fn take(&self, number: usize) -> Option<Arc<Annotation>> {
        self.changed.get(&number).cloned().or_else(|| self.shelf.take(self.numbers[number]))
    }

    /// Changes one for this graph; what lies on the shelf stays.
    pub(super) fn change<R>(&mut self, number: usize, change: impl FnOnce(&mut Annotation) -> R) -> Option<R> {
        let mut annotation = Arc::unwrap_or_clone(self.get(number)?);
        let done = change(&mut annotation);
        self.changed.insert(number, Arc::new(annotation));
        Some(done)
    }
}

/// A name for each text: its id where no other text has it, else the id with the digest.
fn document_names<'a>(texts: impl Iterator<Item = &'a Text> + Clone) -> BTreeMap<Text, String> {
    let mut n_texts: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, _) in texts.clone() {
        *n_texts.entry(id).or_insert(0) += 1;
    }
    let mut taken: BTreeSet<String> = n_texts.keys().map(|&id| id.to_owned()).collect();
    let mut names = BTreeMap::new();
    for (id, digest) in texts {
        let mut name = id.clone();
        if n_texts[id.as_str()] > 1 {
            name = format!("{id}~{digest}");
            while !taken.insert(name.clone()) {
                name.push('~');
            }
        }
        names.insert((id.clone(), digest.clone()), name);
    }
    names
}

/// Adds what follows from all documents together.
fn look_across(nodes: &BTreeMap<NodeId, Node>, edges: &mut BTreeMap<EdgeId, Edge>) {
    let mut found = claims::find(nodes, edges);
    found.extend(events::find(nodes, edges));
    for (id, edge) in found {
        add_edge(edges, id, edge);
    }
}

/// Counts the edges at each actor.
fn count_edges(nodes: &mut BTreeMap<NodeId, Node>, edges: &BTreeMap<EdgeId, Edge>) {
    for (source, target, _) in edges.keys() {
        for end in [source, target] {
            if let Some(NodeDetail::Actor(actor)) = nodes.get_mut(end).map(|node| &mut node.detail) {
                actor.weight += 1;
            }
        }
    }
}

/// Actors that are only mentioned stay: that they are mentioned is worth knowing. Places and names of no known kind
/// do not, since every article is full of them.
fn is_kept(node: &Node) -> bool {
    let idle = |actor: &super::ActorNode| actor.weight == 0 && may_be_left_out(actor.kind);
    !node.as_actor().is_some_and(idle)
}

/// Other documents' best names are aliases; the label is not.
fn settle_aliases(node: &mut Node) {
    if let NodeDetail::Actor(actor) = &mut node.detail {
        actor.aliases.extend(actor.names.keys().cloned());
        actor.aliases.remove(&node.label);
    }
}
