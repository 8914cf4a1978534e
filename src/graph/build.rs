//! Many documents become one graph.
//!
//! The builder keeps the annotation of each text. At the end it settles who is who over all of them, makes each text's
//! part of the graph, and puts the parts together. So the order and the grouping in which documents come make no
//! difference: any split over threads, runs or machines gives the same graph.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::across::support::weigh;
use super::across::{claims, copies, events};
use super::decide::{IdleDecision, Outcome, decide};
use super::edge::{Edge, EdgeKind};
use super::identity::{Profile, resolve};
use super::label::{LABEL_LENGTH, cut};
use super::measures;
use super::node::{Node, NodeDetail, NodeId};
use super::part::{EdgeId, Part, add_edge, add_node, may_be_left_out, settle};
use super::{GraphInfo, KnowledgeGraph, document_id};
use crate::annotation::Annotation;
use crate::decisions::{Contradiction, Decisions};

/// The id that a document was given, and the digest of its text: the same text under one id is one document.
type Text = (String, String);

/// Collects annotated documents for a graph.
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
        let text = (annotation.document.id.clone(), annotation.document.digest());
        self.add_text(text, annotation);
        self
    }

    /// Takes over all documents of another builder.
    pub fn merge(&mut self, other: Self) -> &mut Self {
        for (text, annotation) in other.texts {
            self.add_text(text, annotation);
        }
        self
    }

    /// Of two different annotations of one text the one with the smaller part is kept: which, matters less than that it
    /// is always the same.
    fn add_text(&mut self, text: Text, annotation: Annotation) {
        match self.texts.entry(text) {
            Entry::Vacant(slot) => {
                slot.insert(annotation);
            }
            Entry::Occupied(mut slot) => {
                if *slot.get() != annotation && alone(&annotation) < alone(slot.get()) {
                    slot.insert(annotation);
                }
            }
        }
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
        let all_names = document_names(self.texts.keys());
        let names: Vec<String> = self.texts.keys().map(|text| all_names[text].clone()).collect();
        let mut documents: Vec<Annotation> = self.texts.into_values().collect();
        let firsts = copies::find(&documents, &names);
        let outcome = decide(decisions, &names, &mut documents, &firsts)?;
        let (mut nodes, mut edges) = put_together(documents, &names, &outcome);
        note_copies(&mut nodes, &mut edges, &names, &firsts);
        look_across(&nodes, &mut edges);
        settle(&mut nodes, &mut edges);
        settle_actors(&mut nodes, &outcome);
        count_edges(&mut nodes, &edges);
        weigh(&mut nodes, &mut edges);
        nodes.retain(|_, node| is_kept(node));
        nodes.values_mut().for_each(settle_aliases);
        let info = GraphInfo { decisions: outcome.applied, ..GraphInfo::current() };
        let mut graph = KnowledgeGraph::assemble(info, nodes, edges);
        measures::set(&mut graph);
        Ok((graph, outcome.idle))
    }
}

/// The part of a document if there were no other.
fn alone(annotation: &Annotation) -> Part {
    let identities = resolve(&[Profile::new(annotation)]);
    Part::new(annotation, &identities.of[0])
}

type Elements = (BTreeMap<NodeId, Node>, BTreeMap<EdgeId, Edge>);

/// All parts in one. Documents go as their parts come.
fn put_together(documents: Vec<Annotation>, names: &[String], outcome: &Outcome) -> Elements {
    let mut nodes: BTreeMap<NodeId, Node> = BTreeMap::new();
    let mut edges: BTreeMap<EdgeId, Edge> = BTreeMap::new();
    let mut documents = documents.into_iter().enumerate();
    loop {
        let batch: Vec<(usize, Annotation)> = documents.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return (nodes, edges);
        }
        let part = |(i, annotation): (usize, Annotation)| {
            let part = Part::new(&annotation, &outcome.identities.of[i]);
            if names[i] == annotation.document.id { part } else { part.rename(&names[i]) }
        };
        let parts: Vec<Part> = batch.into_par_iter().map(part).collect();
        for part in parts {
            for node in part.nodes.into_values() {
                add_node(&mut nodes, node);
            }
            for (id, edge) in part.edges {
                add_edge(&mut edges, id, edge);
            }
        }
    }
}

/// What is known of actors over all documents: why their names are one, what tells them from others, what was decided.
fn settle_actors(nodes: &mut BTreeMap<NodeId, Node>, outcome: &Outcome) {
    for (id, joins) in outcome.identities.joins(&outcome.profiles) {
        if let Some(NodeDetail::Actor(actor)) = nodes.get_mut(&id).map(|node| &mut node.detail) {
            actor.joins = joins;
        }
    }
    for identity in outcome.identities.of.iter().flatten() {
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

/// Says of each copy whose text it carries.
fn note_copies(
    nodes: &mut BTreeMap<NodeId, Node>,
    edges: &mut BTreeMap<EdgeId, Edge>,
    names: &[String],
    firsts: &[usize],
) {
    for (copy, &first) in firsts.iter().enumerate().filter(|(copy, first)| copy != *first) {
        let id = document_id(&names[copy]);
        if let Some(NodeDetail::Document(document)) = nodes.get_mut(&id).map(|node| &mut node.detail) {
            document.copy_of = Some(names[first].clone());
        }
        let edge = Edge::new(EdgeKind::Copies, Vec::new());
        add_edge(edges, (id, document_id(&names[first]), edge.key.clone()), edge);
    }
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
