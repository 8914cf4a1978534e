//! `graph.json`: the whole graph as node-link JSON, which NetworkX, D3 and many others load.
//!
//! The format is documented in `docs/format.md`; the structs of `format` are it and nothing else. What [`write_graph`] writes,
//! [`read_graph`] reads, and writing that again gives the same bytes.

mod format;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::io;

use super::shared::json::write_lines;
use crate::closed_set::UnknownName;
use crate::graph::{FORMAT_VERSION, GraphInfo, KnowledgeGraph};
use format::{EdgeObject, GraphAttributes, GraphObject, NodeObject};
use read::{read_decision, read_edges, read_nodes};

/// Under which key the edges stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum EdgesKey {
    /// `edges`: NetworkX from 3.4 on.
    #[default]
    Edges,
    /// `links`: D3, and NetworkX before 3.4.
    Links,
    /// Both, for readers one does not know; the edges are written twice.
    Both,
}

impl EdgesKey {
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Edges => &["edges"],
            Self::Links => &["links"],
            Self::Both => &["edges", "links"],
        }
    }
}

/// Why a text is no graph.
#[derive(Debug, thiserror::Error)]
pub enum GraphReadError {
    /// The JSON is broken, or a key is missing or of another type; the message says in which line and column.
    #[error("not a graph: {0}")]
    Json(#[from] serde_json::Error),
    /// Neither `edges` nor `links` is there.
    #[error("not a graph: neither \"edges\" nor \"links\" is there")]
    NoEdges,
    /// A file of a later version of the program.
    #[error("the graph has format version {found}, this program reads up to {FORMAT_VERSION}")]
    Version {
        /// What the file says.
        found: u32,
    },
    /// A value that its closed set does not have.
    #[error("{at}: {source}")]
    Name {
        /// The node or edge.
        at: String,
        /// What was found and what is known.
        source: UnknownName,
    },
    /// A date that is no calendar date.
    #[error("{at}: the date {found:?} is not of the form YYYY-MM-DD")]
    Date {
        /// The node or edge.
        at: String,
        /// What was found.
        found: String,
    },
    /// A passage that runs backwards or covers nothing.
    #[error("{at}: the passage [{start}, {end}) is empty")]
    Passage {
        /// The node or edge.
        at: String,
        /// First code point.
        start: u32,
        /// One past the last code point.
        end: u32,
    },
    /// An id that two nodes have.
    #[error("nodes[{index}]: the id {id:?} is there already")]
    TwoNodes {
        /// Position in `nodes`, from 0.
        index: usize,
        /// The id.
        id: String,
    },
    /// Two edges with the same source, target and key.
    #[error("{edges}[{index}]: an edge from {from:?} to {to:?} with the key {key:?} is there already")]
    TwoEdges {
        /// `edges` or `links`.
        edges: &'static str,
        /// Position in it, from 0.
        index: usize,
        /// Id of the source.
        from: String,
        /// Id of the target.
        to: String,
        /// The key.
        key: String,
    },
    /// An edge that ends at no node.
    #[error("{edges}[{index}]: there is no node {id:?}")]
    NoNode {
        /// `edges` or `links`.
        edges: &'static str,
        /// Position in it, from 0.
        index: usize,
        /// The id without a node.
        id: String,
    },
}

/// Writes a graph, each node and each edge on a line of its own, so that files can be compared line by line.
///
/// # Errors
/// When writing fails.
pub fn write_graph(graph: &KnowledgeGraph, key: EdgesKey, mut out: impl io::Write) -> io::Result<()> {
    let attributes = serde_json::to_string(&GraphAttributes::new(graph))?;
    write!(out, "{{\"directed\": true, \"multigraph\": true,\n\"graph\": {attributes},\n")?;
    write_lines(&mut out, "nodes", graph.nodes().map(NodeObject::from))?;
    for name in key.names() {
        out.write_all(b",\n")?;
        write_lines(&mut out, name, graph.links().map(EdgeObject::from))?;
    }
    out.write_all(b"}\n")
}

/// Reads a graph that [`write_graph`] wrote, whichever key its edges have.
///
/// # Errors
/// When it is no such graph; see [`GraphReadError`].
pub fn read_graph(json: &str) -> Result<KnowledgeGraph, GraphReadError> {
    let object: GraphObject = serde_json::from_str(json)?;
    let found = object.graph.format_version;
    if found > FORMAT_VERSION {
        return Err(GraphReadError::Version { found });
    }
    let nodes = read_nodes(object.nodes)?;
    let (name, edges) = match (object.edges, object.links) {
        (Some(edges), _) => ("edges", edges),
        (None, Some(links)) => ("links", links),
        (None, None) => return Err(GraphReadError::NoEdges),
    };
    let edges = read_edges(name, edges, &nodes)?;
    let GraphAttributes { program, version, decisions, .. } = object.graph;
    let decisions = decisions.into_iter().map(read_decision).collect();
    Ok(KnowledgeGraph::assemble(GraphInfo { format_version: found, program, version, decisions }, nodes, edges))
}
