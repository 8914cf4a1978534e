//! Elements JSON of Cytoscape.js, which Cytoscape opens as `.cyjs`.
//!
//! Beside the columns of [`fields`](super::fields) nodes and edges have a `name`, which Cytoscape writes on them, and edges
//! an `id` (`e0`, `e1`, … in the order of the graph) and an `interaction`, as Cytoscape expects.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::fields::{Value, edge_values, node_values};
use super::shared::json::{Row, write_lines};
use crate::graph::view::{edge_caption, node_caption};
use crate::graph::{KnowledgeGraph, Link, Node};

/// An element as Cytoscape.js has it.
#[derive(Serialize)]
struct Element<'g> {
    data: Row<'g>,
}

/// Writes a graph.
///
/// # Errors
/// When writing fails.
pub fn write_graph(graph: &KnowledgeGraph, mut out: impl Write) -> io::Result<()> {
    let info = graph.info();
    let by = serde_json::json!(format!("{} {}", info.program, info.version));
    writeln!(out, "{{\"format_version\": \"1.0\", \"generated_by\": {by}, \"target_cytoscapejs_version\": \"~3.0\",")?;
    out.write_all(b"\"data\": {\"name\": \"claimgraph\"},\n\"elements\": {\n")?;
    write_lines(&mut out, "nodes", graph.nodes().map(|node| element_of_node(graph, node)))?;
    out.write_all(b",\n")?;
    write_lines(&mut out, "edges", graph.links().enumerate().map(|(i, link)| element_of_edge(graph, i, link)))?;
    out.write_all(b"}}\n")
}

fn element_of_node<'g>(graph: &'g KnowledgeGraph, node: &'g Node) -> Element<'g> {
    let own = vec![("name", Value::Text(node_caption(graph, node).into()))];
    Element { data: Row { own, cells: node_values(graph, node) } }
}

fn element_of_edge<'g>(graph: &'g KnowledgeGraph, index: usize, link: Link<'g>) -> Element<'g> {
    let own = vec![
        ("id", Value::Text(format!("e{index}").into())),
        ("name", Value::Text(edge_caption(graph, link).into())),
        ("interaction", Value::Text(Cow::Borrowed(link.edge.kind.as_str()))),
    ];
    Element { data: Row { own, cells: edge_values(graph, link) } }
}
