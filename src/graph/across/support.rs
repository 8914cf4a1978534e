//! How many documents state something, and how many of them are independent.
//!
//! Copies of one text are one source, and so are several texts of one publisher. Sources are counted anew for each set of
//! documents: that two papers once carried the same agency text makes them no one source elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;

use crate::graph::edge::{Edge, EdgeKind};
use crate::graph::node::{Node, NodeDetail, NodeId};
use crate::graph::part::EdgeId;
use crate::graph::provenance::Provenance;

/// How many documents state something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Support {
    /// Documents.
    pub n_documents: u32,
    /// Independent ones: copies of one text count once, and so do the texts of one publisher.
    pub n_sources: u32,
}

impl Support {
    /// "5 documents, 3 independent"; nothing for one document.
    pub fn in_words(self) -> Option<String> {
        let Self { n_documents, n_sources } = self;
        match n_sources {
            _ if n_documents < 2 => None,
            n if n < n_documents => Some(format!("{n_documents} documents, {n} independent")),
            _ => Some(format!("{n_documents} documents")),
        }
    }
}

/// What is known of the documents of a graph.
pub(in crate::graph) struct Sources<'g> {
    /// By name of the document: its text, and its publisher if that is known, by number.
    documents: FxHashMap<&'g str, (u32, Option<u32>)>,
}

impl<'g> Sources<'g> {
    /// Reads the document nodes.
    pub(in crate::graph) fn new(nodes: impl Iterator<Item = &'g Node>) -> Self {
        let mut texts: FxHashMap<&str, u32> = FxHashMap::default();
        let mut publishers: FxHashMap<String, u32> = FxHashMap::default();
        let mut documents = FxHashMap::default();
        for node in nodes {
            let NodeDetail::Document(document) = &node.detail else { continue };
            let n = texts.len() as u32;
            let text = *texts.entry(document.copy_of.as_ref().unwrap_or(&document.document)).or_insert(n);
            let publisher = document.publisher.as_ref().map(|p| p.trim().to_lowercase()).filter(|p| !p.is_empty());
            let n = publishers.len() as u32;
            let publisher = publisher.map(|publisher| *publishers.entry(publisher).or_insert(n));
            documents.insert(document.document.as_str(), (text, publisher));
        }
        Self { documents }
    }

    /// Counts some documents, given by name; one that is not known is a source of its own.
    pub(in crate::graph) fn count(&self, documents: &BTreeSet<&str>) -> Support {
        let n_documents = documents.len() as u32;
        if n_documents < 2 {
            return Support { n_documents, n_sources: n_documents };
        }
        // Texts and publishers are joined by the documents that have both; what hangs together is one source.
        let mut things: FxHashMap<(bool, u32), usize> = FxHashMap::default();
        let mut joined = UnionFind::new(2 * documents.len());
        let mut n_sources = 0;
        for name in documents {
            let Some(&(text, publisher)) = self.documents.get(name) else {
                n_sources += 1;
                continue;
            };
            let mut number = |thing| {
                let n = things.len();
                *things.entry(thing).or_insert_with(|| {
                    n_sources += 1;
                    n
                })
            };
            let text = number((false, text));
            if let Some(publisher) = publisher.map(|publisher| number((true, publisher)))
                && joined.union(text, publisher)
            {
                n_sources -= 1;
            }
        }
        Support { n_documents, n_sources }
    }
}

/// Counts for every node and every edge. What is told again in other documents, a claim that is repeated or an event that
/// is the same, has the documents of all its tellings, and so have the edges that all tellings have.
pub(in crate::graph) fn weigh(nodes: &mut BTreeMap<NodeId, Node>, edges: &mut BTreeMap<EdgeId, Edge>) {
    let (of_nodes, of_edges) = {
        let sources = Sources::new(nodes.values());
        let first = first_tellings(edges.iter().map(|((source, target, _), edge)| (source, target, edge)));
        let head = |id| *first.get(id).unwrap_or(&id);
        let mut tellings: BTreeMap<&NodeId, BTreeSet<&str>> = BTreeMap::new();
        for (id, node) in nodes.iter() {
            tellings.entry(head(id)).or_default().extend(documents_of(node));
        }
        let by_head: BTreeMap<&NodeId, Support> =
            tellings.into_iter().map(|(id, documents)| (id, sources.count(&documents))).collect();
        let of_nodes: Vec<Support> = nodes.keys().map(|id| by_head[head(id)]).collect();
        let mut alike: BTreeMap<(&NodeId, &NodeId, &str), BTreeSet<&str>> = BTreeMap::new();
        for ((source, target, key), edge) in edges.iter() {
            alike.entry((head(source), head(target), key)).or_default().extend(documents(&edge.provenance));
        }
        let by_ends: BTreeMap<(&NodeId, &NodeId, &str), Support> =
            alike.into_iter().map(|(ends, documents)| (ends, sources.count(&documents))).collect();
        let of_edges: Vec<Support> =
            edges.keys().map(|(source, target, key)| by_ends[&(head(source), head(target), key.as_str())]).collect();
        (of_nodes, of_edges)
    };
    nodes.values_mut().zip(of_nodes).for_each(|(node, support)| node.support = support);
    // What rests on no words, that one text is another's copy, is stated by the texts themselves.
    let one =
        |support: Support| Support { n_documents: support.n_documents.max(1), n_sources: support.n_sources.max(1) };
    edges.values_mut().zip(of_edges).for_each(|(edge, support)| edge.support = one(support));
}

/// The first telling of each claim that is repeated and each event that is told again; edges come with their ends.
pub(in crate::graph) fn first_tellings<'g>(
    edges: impl Iterator<Item = (&'g NodeId, &'g NodeId, &'g Edge)>,
) -> BTreeMap<&'g NodeId, &'g NodeId> {
    let is_retold = |edge: &Edge| matches!(edge.kind, EdgeKind::Repeats | EdgeKind::SameAsEvent);
    edges.filter(|(_, _, edge)| is_retold(edge)).map(|(again, first, _)| (again, first)).collect()
}

fn documents_of(node: &Node) -> Vec<&str> {
    match &node.detail {
        NodeDetail::Actor(actor) => actor.documents.iter().map(String::as_str).collect(),
        NodeDetail::Document(document) => vec![&document.document],
        NodeDetail::Claim(_) | NodeDetail::Event(_) => documents(&node.provenance).collect(),
    }
}

fn documents(provenance: &[Provenance]) -> impl Iterator<Item = &str> {
    provenance.iter().map(|place| &*place.document)
}
