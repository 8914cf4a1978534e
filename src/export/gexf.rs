//! GEXF 1.3, with time: for Gephi.
//!
//! The columns of [`fields`](super::fields) are attributes; a node's label is its caption, which says what is alleged, and the
//! graph's own label is the attribute `plain_label`. Nodes and edges have the days between which they are there, in a
//! dynamic graph of dates; who has no date is always there. Colours, shapes and sizes are in the namespace `viz`.

use std::io::{self, Write};

use super::drawing::style;
use super::fields::{Column, FieldType, Value, edge_columns, edge_values, node_columns, node_values};
use super::shared::interval::Interval;
use super::shared::xml::{self, Xml};
use crate::graph::view::{Look, arrow, edge_caption, figure};
use crate::graph::{KnowledgeGraph, Link, Node};

/// Columns that stand in attributes of the elements themselves.
const IN_ATTRIBUTES: [&str; 4] = ["id", "source", "target", "caption"];

/// Sizes of nodes: the least, and the most that an actor with many edges has.
const SIZES: (f64, f64) = (4.0, 40.0);

/// Writes a graph.
///
/// # Errors
/// When writing fails.
pub fn write_graph(graph: &KnowledgeGraph, out: impl Write) -> io::Result<()> {
    let mut xml = Xml::new(out)?;
    let namespaces = [("xmlns", "http://gexf.net/1.3"), ("xmlns:viz", "http://gexf.net/1.3/viz"), ("version", "1.3")];
    xml.open("gexf", &namespaces)?;
    xml.open("meta", &[])?;
    xml.text("creator", &[], &format!("{} {}", graph.info().program, graph.info().version))?;
    xml.text("description", &[], "Who did what to whom, and who says so")?;
    xml.close("meta")?;
    let mode = [
        ("defaultedgetype", "directed"),
        ("idtype", "string"),
        ("mode", "dynamic"),
        ("timeformat", "date"),
        ("timerepresentation", "interval"),
    ];
    xml.open("graph", &mode)?;
    declare(&mut xml, "node", node_columns())?;
    declare(&mut xml, "edge", edge_columns())?;
    xml.open("nodes", &[("count", &graph.n_nodes().to_string())])?;
    for node in graph.nodes() {
        write_node(&mut xml, graph, node)?;
    }
    xml.close("nodes")?;
    xml.open("edges", &[("count", &graph.n_edges().to_string())])?;
    for (i, link) in graph.links().enumerate() {
        write_edge(&mut xml, graph, i, link)?;
    }
    xml.close("edges")?;
    xml.close("graph")?;
    xml.close("gexf")?;
    xml.finish()
}

fn declare<W: Write>(xml: &mut Xml<W>, class: &str, columns: impl Iterator<Item = &'static Column>) -> io::Result<()> {
    xml.open("attributes", &[("class", class), ("mode", "static")])?;
    for column in columns.filter(|column| !is_in_attribute(class, column)) {
        let title = title(class, column);
        xml.empty("attribute", &[("id", title), ("title", title), ("type", type_name(column.field_type))])?;
    }
    xml.close("attributes")
}

/// A claim's source is an attribute of its own, an edge's is not.
fn is_in_attribute(class: &str, column: &Column) -> bool {
    IN_ATTRIBUTES.contains(&column.name) && (class == "edge" || matches!(column.name, "id" | "caption"))
}

/// Gephi has columns `Label`, `Weight`, `start` and `end` of its own, and NetworkX an argument `key`.
fn title(class: &str, column: &Column) -> &'static str {
    match column.name {
        "label" => "plain_label",
        "weight" if class == "node" => "n_edges",
        "weight" => "n_sources",
        "key" => "edge_key",
        "start" => "first_character",
        "end" => "last_character",
        name => name,
    }
}

fn type_name(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Text | FieldType::Date | FieldType::List => "string",
        FieldType::Integer => "long",
        FieldType::Number => "double",
        FieldType::Boolean => "boolean",
    }
}

fn write_node<W: Write>(xml: &mut Xml<W>, graph: &KnowledgeGraph, node: &Node) -> io::Result<()> {
    let figure = figure(graph, node);
    let [id, label] = [xml::id(node.id.as_str()), figure.lines.join(" ").into()];
    let days = days(Interval::of_node(graph, node));
    let mut attributes: Vec<(&str, &str)> = vec![("id", &id), ("label", &label)];
    attributes.extend(days.iter().map(|(name, day)| (*name, day.as_str())));
    xml.open("node", &attributes)?;
    values(xml, "node", &node_values(graph, node))?;
    color(xml, style::of_figure(figure.shape).line)?;
    let weight = node.as_actor().map_or(0.0, |actor| f64::from(actor.weight));
    let size = (SIZES.0 + 3.0 * weight.sqrt()).min(SIZES.1);
    xml.empty("viz:size", &[("value", &format!("{size:.1}"))])?;
    xml.close("node")
}

fn write_edge<W: Write>(xml: &mut Xml<W>, graph: &KnowledgeGraph, index: usize, link: Link<'_>) -> io::Result<()> {
    let arrow = arrow(graph, link);
    let style = style::of_arrow(&arrow);
    let [id, label] = [format!("e{index}"), edge_caption(graph, link)];
    let [source, target] = [xml::id(link.source.id.as_str()), xml::id(link.target.id.as_str())];
    let days = days(Interval::of_edge(graph, link));
    let weight = link.edge.support.n_sources.max(1).to_string();
    let mut attributes: Vec<(&str, &str)> =
        vec![("id", &id), ("source", &source), ("target", &target), ("label", &label), ("weight", &weight)];
    // Several edges between two nodes are told apart by their kind.
    attributes.push(("kind", &link.edge.key));
    attributes.extend(days.iter().map(|(name, day)| (*name, day.as_str())));
    xml.open("edge", &attributes)?;
    values(xml, "edge", &edge_values(graph, link))?;
    color(xml, style.line)?;
    let line = match arrow.look {
        Look { unreal: true, .. } => "dashed",
        Look { alleged: true, .. } => "dotted",
        _ => "solid",
    };
    xml.empty("viz:shape", &[("value", line)])?;
    xml.close("edge")
}

fn days(interval: Interval) -> Vec<(&'static str, String)> {
    let ends = [("start", interval.first), ("end", interval.last)];
    ends.into_iter().filter_map(|(name, day)| Some((name, day?.to_string()))).collect()
}

fn values<W: Write>(xml: &mut Xml<W>, class: &str, values: &[(&'static Column, Value<'_>)]) -> io::Result<()> {
    xml.open("attvalues", &[])?;
    for (column, value) in values.iter().filter(|(column, _)| !is_in_attribute(class, column)) {
        xml.empty("attvalue", &[("for", title(class, column)), ("value", &value.to_text())])?;
    }
    xml.close("attvalues")
}

/// From `#RRGGBB`.
fn color<W: Write>(xml: &mut Xml<W>, hex: &str) -> io::Result<()> {
    let channel = |at: usize| hex.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0);
    let [r, g, b] = [1, 3, 5].map(|at| channel(at).to_string());
    xml.empty("viz:color", &[("r", &r), ("g", &g), ("b", &b)])
}
