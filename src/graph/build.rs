//! Many documents become one graph.
//!
//! The builder keeps one part for each text and puts them together at the end, so the order and the grouping in which
//! documents come make no difference: any split over threads, runs or machines gives the same graph.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::edge::Edge;
use super::node::{Node, NodeDetail, NodeId};
use super::part::{EdgeId, Part, add_edge, add_node, settle};
use super::{GraphInfo, KnowledgeGraph};
use crate::annotation::{ActorKind, Annotation};

/// The id that a document was given, and the digest of its text: the same text under one id is one document.
type Text = (String, String);

/// Collects annotated documents for a graph.
#[derive(Clone, Debug, Default)]
pub struct GraphBuilder {
    parts: BTreeMap<Text, Part>,
}

impl GraphBuilder {
    /// A builder without documents.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a document. One that is there already, id and text, adds nothing.
    pub fn add(&mut self, annotation: &Annotation) -> &mut Self {
        let text = (annotation.document.id.clone(), annotation.document.digest());
        self.add_part(text, Part::new(annotation));
        self
    }

    /// Takes over all documents of another builder.
    pub fn merge(&mut self, other: Self) -> &mut Self {
        for (text, part) in other.parts {
            self.add_part(text, part);
        }
        self
    }

    /// Of two different annotations of one text the smaller is kept: which, matters less than that it is always the same.
    fn add_part(&mut self, text: Text, part: Part) {
        match self.parts.entry(text) {
            Entry::Vacant(slot) => {
                slot.insert(part);
            }
            Entry::Occupied(mut slot) => {
                if part < *slot.get() {
                    slot.insert(part);
                }
            }
        }
    }

    /// The graph of all documents added.
    pub fn finish(self) -> KnowledgeGraph {
        let names = document_names(self.parts.keys());
        let mut nodes: BTreeMap<NodeId, Node> = BTreeMap::new();
        let mut edges: BTreeMap<EdgeId, Edge> = BTreeMap::new();
        for (text, part) in self.parts {
            let name = &names[&text];
            let part = if *name == text.0 { part } else { part.rename(name) };
            for node in part.nodes.into_values() {
                add_node(&mut nodes, node);
            }
            for (id, edge) in part.edges {
                add_edge(&mut edges, id, edge);
            }
        }
        settle(&mut nodes, &mut edges);
        weigh(&mut nodes, &edges);
        nodes.retain(|_, node| is_kept(node));
        nodes.values_mut().for_each(settle_aliases);
        KnowledgeGraph::assemble(GraphInfo::current(), nodes, edges)
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

/// Counts the edges at each actor.
fn weigh(nodes: &mut BTreeMap<NodeId, Node>, edges: &BTreeMap<EdgeId, Edge>) {
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
    let idle =
        |actor: &super::ActorNode| actor.weight == 0 && matches!(actor.kind, ActorKind::Place | ActorKind::Other);
    !node.as_actor().is_some_and(idle)
}

/// Other documents' best names are aliases; the label is not.
fn settle_aliases(node: &mut Node) {
    if let NodeDetail::Actor(actor) = &mut node.detail {
        actor.aliases.extend(actor.names.keys().cloned());
        actor.aliases.remove(&node.label);
    }
}
