//! GraphML: the columns of [`fields`](super::fields) as typed keys.
//!
//! Ids of nodes are those of the graph; edges are `e0`, `e1`, … in its order, so that several between two nodes stay apart.
//! GraphML knows no dates and no lists: both are strings, lists joined by ` | `.

use std::io::{self, Write};

use super::fields::{Column, FieldType, Value, edge_columns, edge_values, node_columns, node_values};
use super::shared::xml::{self, Xml};
use crate::graph::KnowledgeGraph;

/// The namespace of GraphML, and where its schema is.
pub(super) const NAMESPACE: &[(&str, &str)] = &[
    ("xmlns", "http://graphml.graphdrawing.org/xmlns"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd",
    ),
];

/// Columns that stand in attributes of the elements themselves.
const IN_ATTRIBUTES: [&str; 3] = ["id", "source", "target"];

/// Writes a graph.
///
/// # Errors
/// When writing fails.
pub fn write_graph(graph: &KnowledgeGraph, out: impl Write) -> io::Result<()> {
    let mut xml = Xml::new(out)?;
    xml.open("graphml", NAMESPACE)?;
    for (of, column) in nodes_and_edges() {
        let key = key(of, column);
        let name = column.name;
        let kind = type_name(column.field_type);
        xml.open("key", &[("id", &key), ("for", of), ("attr.name", name), ("attr.type", kind)])?;
        xml.text("desc", &[], column.meaning)?;
        xml.close("key")?;
    }
    xml.open("graph", &[("id", "claimgraph"), ("edgedefault", "directed")])?;
    for node in graph.nodes() {
        xml.open("node", &[("id", &xml::id(node.id.as_str()))])?;
        data(&mut xml, "node", &node_values(graph, node))?;
        xml.close("node")?;
    }
    for (i, link) in graph.links().enumerate() {
        let [source, target] = [xml::id(link.source.id.as_str()), xml::id(link.target.id.as_str())];
        xml.open("edge", &[("id", &format!("e{i}")), ("source", &source), ("target", &target)])?;
        data(&mut xml, "edge", &edge_values(graph, link))?;
        xml.close("edge")?;
    }
    xml.close("graph")?;
    xml.close("graphml")?;
    xml.finish()
}

/// All columns with what they are of; a claim's source is a column, an edge's is not.
fn nodes_and_edges() -> impl Iterator<Item = (&'static str, &'static Column)> {
    let nodes = node_columns().map(|column| ("node", column));
    nodes.chain(edge_columns().map(|column| ("edge", column))).filter(|(of, column)| !is_in_attribute(of, column))
}

fn is_in_attribute(of: &str, column: &Column) -> bool {
    IN_ATTRIBUTES.contains(&column.name) && (of == "edge" || column.name == "id")
}

fn key(of: &str, column: &Column) -> String {
    format!("{of}_{}", column.name)
}

fn type_name(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Text | FieldType::Date | FieldType::List => "string",
        FieldType::Integer => "long",
        FieldType::Number => "double",
        FieldType::Boolean => "boolean",
    }
}

fn data<W: Write>(xml: &mut Xml<W>, of: &str, values: &[(&'static Column, Value<'_>)]) -> io::Result<()> {
    for (column, value) in values.iter().filter(|(column, _)| !is_in_attribute(of, column)) {
        xml.text("data", &[("key", &key(of, column))], &value.to_text())?;
    }
    Ok(())
}
