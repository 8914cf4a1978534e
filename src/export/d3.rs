//! Node-link JSON for D3's force layout and its like: `nodes` and `links` with the columns of [`fields`](super::fields).
//!
//! Far smaller than `graph.json`, since each node and link has the first of its places only.

use std::io::{self, Write};

use super::fields::{edge_values, node_values};
use super::shared::json::{Row, write_lines};
use crate::graph::KnowledgeGraph;

/// Writes a graph.
///
/// # Errors
/// When writing fails.
pub fn write_graph(graph: &KnowledgeGraph, mut out: impl Write) -> io::Result<()> {
    let info = graph.info();
    let attributes = serde_json::json!({ "program": info.program, "version": info.version });
    write!(out, "{{\"directed\": true, \"multigraph\": true,\n\"graph\": {attributes},\n")?;
    let nodes = graph.nodes().map(|node| Row { own: Vec::new(), cells: node_values(graph, node) });
    write_lines(&mut out, "nodes", nodes)?;
    out.write_all(b",\n")?;
    let links = graph.links().map(|link| Row { own: Vec::new(), cells: edge_values(graph, link) });
    write_lines(&mut out, "links", links)?;
    out.write_all(b"}\n")
}
