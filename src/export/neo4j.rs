//! CSV files with the headers of `neo4j-admin database import`: a file for each type of node, and one of relationships.
//!
//! Every cell is on one line, since importers read in parallel. Lists are separated by `;`, and a `;` within becomes a comma.
//! Cells are as they are: nothing is prefixed for spreadsheets.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Files;
use super::fields::{Column, FieldType, Value, columns_of, edge_columns, edge_values, node_values};
use super::shared::clean::{self, one_line};
use super::shared::delimited::Rows;
use crate::graph::{EdgeKind, KnowledgeGraph, Link, Node, NodeKind};

/// Writes a graph into the folder `neo4j`.
///
/// # Errors
/// When writing fails.
pub fn write_graph(graph: &KnowledgeGraph, files: &mut dyn Files) -> io::Result<()> {
    for &kind in NodeKind::ALL {
        let name = format!("neo4j/{}s.csv", kind.as_str());
        files.file(&name, &mut |out| write_nodes(graph, kind, out))?;
    }
    files.file("neo4j/relationships.csv", &mut |out| write_relationships(graph, out))
}

fn write_nodes(graph: &KnowledgeGraph, kind: NodeKind, out: &mut dyn Write) -> io::Result<()> {
    let columns: Vec<&Column> = columns_of(kind).collect();
    let header = |column: &&Column| match column.name {
        "id" => "id:ID".to_owned(),
        _ => typed(column),
    };
    let mut rows = Rows::new(out, b',');
    rows.write(columns.iter().map(header).chain([":LABEL".to_owned()]))?;
    for node in graph.nodes().filter(|node| node.kind() == kind) {
        let values = node_values(graph, node);
        let mut cells = cells(&columns, &values);
        cells.push(labels(node).into());
        rows.write(cells.iter().map(|cell| cell.as_bytes()))?;
    }
    rows.finish()
}

fn write_relationships(graph: &KnowledgeGraph, out: &mut dyn Write) -> io::Result<()> {
    let columns: Vec<&Column> = edge_columns().filter(|column| column.name != "type").collect();
    let header = |column: &&Column| match column.name {
        "source" => ":START_ID".to_owned(),
        "target" => ":END_ID".to_owned(),
        _ => typed(column),
    };
    let mut rows = Rows::new(out, b',');
    rows.write(columns.iter().map(header).chain([":TYPE".to_owned()]))?;
    for link in graph.links() {
        let values = edge_values(graph, link);
        let mut cells = cells(&columns, &values);
        cells.push(relationship_type(link.edge.kind).into());
        rows.write(cells.iter().map(|cell| cell.as_bytes()))?;
    }
    rows.finish()
}

/// `mentions:long`.
fn typed(column: &Column) -> String {
    let suffix = match column.field_type {
        FieldType::Text => "",
        FieldType::Integer => ":long",
        FieldType::Number => ":double",
        FieldType::Boolean => ":boolean",
        FieldType::Date => ":date",
        FieldType::List => ":string[]",
    };
    format!("{}{suffix}", column.name)
}

/// A cell for each column; values come in the order of the columns.
fn cells<'v>(columns: &[&Column], values: &'v [(&'static Column, Value<'_>)]) -> Vec<Cow<'v, str>> {
    let mut values = values.iter().peekable();
    let mut cells = Vec::with_capacity(columns.len() + 1);
    for column in columns {
        // Values of columns that are not written are passed over.
        while values.peek().is_some_and(|(found, _)| !columns.iter().any(|column| column.name == found.name)) {
            values.next();
        }
        let value = values.next_if(|(found, _)| found.name == column.name).map(|(_, value)| value);
        cells.push(value.map_or(Cow::Borrowed(""), |value| cell(column, value)));
    }
    cells
}

fn cell<'v>(column: &Column, value: &'v Value<'_>) -> Cow<'v, str> {
    match value {
        Value::Text(text) if is_id(column) => id(text),
        Value::Text(text) => one_line(text),
        Value::List(words) => {
            let words: Vec<String> = words.iter().map(|word| one_line(word).replace(';', ",")).collect();
            Cow::Owned(words.join(";"))
        }
        other => other.to_text(),
    }
}

/// Whether a column holds ids of nodes.
pub(super) fn is_id(column: &Column) -> bool {
    matches!(column.name, "id" | "source" | "target" | "addressee" | "within")
}

/// An id on one line that no other id becomes.
pub(super) fn id(id: &str) -> Cow<'_, str> {
    clean::id(id, |c| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}'))
}

/// The label of a type of node: `Actor`.
pub(super) fn label(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Actor => "Actor",
        NodeKind::Claim => "Claim",
        NodeKind::Event => "Event",
        NodeKind::Document => "Document",
    }
}

/// The labels of a node: `Actor;State`.
fn labels(node: &Node) -> String {
    let label = label(node.kind());
    let Some(actor) = node.as_actor() else { return label.to_owned() };
    let kind = actor.kind.as_str();
    let (first, rest) = kind.split_at(1);
    format!("{label};{}{rest}", first.to_uppercase())
}

/// The type of a relationship: `MEMBER_OF`.
pub(super) fn relationship_type(kind: EdgeKind) -> String {
    kind.as_str().to_uppercase()
}

/// The labels at both ends of a relationship.
pub(super) fn ends(link: Link<'_>) -> (&'static str, &'static str) {
    (label(link.source.kind()), label(link.target.kind()))
}
