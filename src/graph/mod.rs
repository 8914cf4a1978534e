//! The graph: who did what to whom, and who says so, over one document or many.
//!
//! What enters: [`Annotation`](crate::annotation::Annotation)s, through [`GraphBuilder`]. What leaves: a
//! [`KnowledgeGraph`] of actors, claims, events and documents, and [`view::Picture`]s of it that people can read.
//!
//! - Every claim, event and edge points to the words that state it, in code points of a document's text; what follows from
//!   other edges ([`EdgeKind::is_derived`]) may do without.
//! - Ids are made of content, so the same documents give the same graph in any order and any split.
//! - What a party says and what the paper says stay apart: [`EventNode::stated_by`], [`Edge::stated_by`].
//! - Nothing here reads or writes files or knows a file format.
//!
//! ```
//! use claimgraph::annotation::Annotation;
//! use claimgraph::document::Document;
//! use claimgraph::graph::GraphBuilder;
//!
//! let annotation = Annotation { document: Document::new("a", "Iran threatened."), ..Annotation::default() };
//! let mut builder = GraphBuilder::new();
//! builder.add(&annotation);
//! assert_eq!(builder.finish().n_nodes(), 1);
//! ```

mod across;
mod build;
mod clusters;
mod decide;
pub mod dossier;
mod edge;
pub mod explain;
mod identity;
pub(crate) mod label;
mod measures;
mod node;
mod part;
mod provenance;
mod select;
mod shelf;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod ties;
pub mod view;
mod voice;
mod words;

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::stable_graph::{NodeIndex, StableGraph};
use petgraph::visit::{EdgeRef as _, IntoEdgeReferences as _};

pub use across::support::Support;
use across::support::first_tellings;
pub use build::{GraphBuilder, Head, Settled};
pub use decide::{AppliedDecision, IdleDecision};
pub use edge::{Difference, Edge, EdgeKind};
pub(crate) use identity::slug;
pub use measures::{Measures, PIVOTS};
pub use node::{
    ActorNode, ClaimCertainty, ClaimNode, ClaimStance, DocumentNode, EventArgument, EventNode, EventQuantity,
    EventTime, Join, JoinRule, Node, NodeDetail, NodeId, NodeKind, StatedBy, Statement,
};
pub use provenance::{MentionLink, Passage, Provenance};
pub use select::{EmptySelection, Path, Selection, Step};
pub use shelf::Shelf;
pub use voice::{Manner, Voice, is_alleged};

/// Version of the graph's content as files carry it; a change that a reader must know of makes it greater.
pub const FORMAT_VERSION: u32 = 1;

/// The id of the document with a name.
fn document_id(name: &str) -> NodeId {
    NodeId::from(format!("document:{name}"))
}

/// What made a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphInfo {
    /// Version of the format, see [`FORMAT_VERSION`].
    pub format_version: u32,
    /// Name of the program.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// The reader's decisions that it was built with, in the order of their files.
    pub decisions: Vec<AppliedDecision>,
}

impl GraphInfo {
    /// This program.
    pub fn current() -> Self {
        Self {
            format_version: FORMAT_VERSION,
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            decisions: Vec::new(),
        }
    }
}

/// Actors, claims, events and documents, joined.
///
/// Nodes are in the order of kind and id, edges in the order of source, target and key.
#[derive(Clone, Debug)]
pub struct KnowledgeGraph {
    info: GraphInfo,
    graph: StableGraph<Node, Edge>,
    by_id: BTreeMap<NodeId, NodeIndex>,
}

/// One edge with the nodes it joins.
#[derive(Clone, Copy, Debug)]
pub struct Link<'g> {
    /// Where it begins.
    pub source: &'g Node,
    /// Where it ends.
    pub target: &'g Node,
    /// What it says.
    pub edge: &'g Edge,
}

impl KnowledgeGraph {
    /// Puts nodes and edges together; an edge without both its nodes is left out.
    pub(crate) fn assemble(
        info: GraphInfo,
        nodes: BTreeMap<NodeId, Node>,
        edges: BTreeMap<(NodeId, NodeId, String), Edge>,
    ) -> Self {
        let mut graph = StableGraph::with_capacity(nodes.len(), edges.len());
        let mut nodes: Vec<(NodeId, Node)> = nodes.into_iter().collect();
        nodes.sort_by_key(|(_, node)| node.kind());
        let by_id: BTreeMap<NodeId, NodeIndex> =
            nodes.into_iter().map(|(id, node)| (id, graph.add_node(node))).collect();
        for ((source, target, _), edge) in edges {
            if let (Some(&source), Some(&target)) = (by_id.get(&source), by_id.get(&target)) {
                graph.add_edge(source, target, edge);
            }
        }
        Self { info, graph, by_id }
    }

    /// What made it.
    pub fn info(&self) -> &GraphInfo {
        &self.info
    }

    /// The underlying graph, for the algorithms of petgraph.
    pub fn as_petgraph(&self) -> &StableGraph<Node, Edge> {
        &self.graph
    }

    /// Number of nodes.
    pub fn n_nodes(&self) -> usize {
        self.graph.node_count()
    }

    /// Number of edges.
    pub fn n_edges(&self) -> usize {
        self.graph.edge_count()
    }

    /// The node with an id.
    pub fn node(&self, id: &NodeId) -> Option<&Node> {
        self.by_id.get(id).map(|&index| &self.graph[index])
    }

    /// The node of the document that provenance calls by this name.
    pub fn document(&self, name: &str) -> Option<&Node> {
        self.node(&document_id(name))
    }

    /// What is known of the document that provenance calls by this name.
    pub fn document_node(&self, name: &str) -> Option<&DocumentNode> {
        self.document(name)?.as_document()
    }

    /// The first telling of each claim that is repeated, and of each event that other documents tell.
    pub fn first_tellings(&self) -> BTreeMap<&NodeId, &NodeId> {
        first_tellings(self.links().map(|link| (&link.source.id, &link.target.id, link.edge)))
    }

    /// Where the node with an id stands in [`Self::as_petgraph`].
    pub fn index(&self, id: &NodeId) -> Option<NodeIndex> {
        self.by_id.get(id).copied()
    }

    /// All nodes, by kind and id.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.graph.node_weights()
    }

    /// All edges, by source, target and key.
    pub fn links(&self) -> impl Iterator<Item = Link<'_>> {
        self.graph.edge_references().map(|edge| Link {
            source: &self.graph[edge.source()],
            target: &self.graph[edge.target()],
            edge: edge.weight(),
        })
    }

    /// The edges that begin at a node, by target and key; none for an id that is not there.
    pub fn outgoing(&self, id: &NodeId) -> Vec<Link<'_>> {
        self.links_at(id, Direction::Outgoing)
    }

    /// The edges that end at a node, by source and key; none for an id that is not there.
    pub fn incoming(&self, id: &NodeId) -> Vec<Link<'_>> {
        self.links_at(id, Direction::Incoming)
    }

    fn links_at(&self, id: &NodeId, direction: Direction) -> Vec<Link<'_>> {
        let Some(&index) = self.by_id.get(id) else { return Vec::new() };
        let edges = self.graph.edges_directed(index, direction);
        let mut links: Vec<Link<'_>> = edges
            .map(|edge| Link {
                source: &self.graph[edge.source()],
                target: &self.graph[edge.target()],
                edge: edge.weight(),
            })
            .collect();
        links.sort_by(|a, b| (&a.source.id, &a.target.id, &a.edge.key).cmp(&(&b.source.id, &b.target.id, &b.edge.key)));
        links
    }
}
