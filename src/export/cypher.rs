//! A script of Cypher that makes the graph: for Neo4j and Memgraph, and for Kuzu and Ladybug.
//!
//! The statements that make nodes and relationships are the same for all: rows with the same columns are made together,
//! by `UNWIND`, so that no row has nulls, whose type Kuzu would have to guess. What differs comes first: constraints for Neo4j,
//! tables for Kuzu. Every statement ends with `;` at the end of a line, and no text has a line break in it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::fields::{Column, FieldType, Value, columns_of, edge_columns, edge_values, node_values};
use super::neo4j::{ends, id, is_id, label, relationship_type};
use super::shared::clean::one_line;
use crate::closed_set::closed_set;
use crate::graph::{EdgeKind, KnowledgeGraph, NodeKind};

closed_set!(
    /// What a database wants before nodes are made.
    Dialect {
        /// Constraints: Neo4j.
        Neo4j = "neo4j",
        /// Tables: Kuzu and its fork Ladybug.
        Kuzu = "kuzu",
    }
);

/// Rows that one statement makes: few enough for a parser, many enough to be quick.
const BATCH: usize = 250;

/// Writes a script that makes a graph in an empty database.
///
/// # Errors
/// When writing fails.
pub fn write_script(graph: &KnowledgeGraph, dialect: Dialect, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "// Made by {} {}.", graph.info().program, graph.info().version)?;
    match dialect {
        Dialect::Neo4j => constraints(&mut out)?,
        Dialect::Kuzu => tables(graph, &mut out)?,
    }
    let mut nodes = Batches::default();
    for node in graph.nodes() {
        let values = node_values(graph, node);
        let make = Make::Node(node.kind());
        nodes.add(make, &values, &mut out)?;
    }
    nodes.finish(&mut out)?;
    let mut edges = Batches::default();
    for link in graph.links() {
        let values = edge_values(graph, link);
        let (from, to) = ends(link);
        edges.add(Make::Edge(link.edge.kind, from, to), &values, &mut out)?;
    }
    edges.finish(&mut out)
}

fn constraints(out: &mut impl Write) -> io::Result<()> {
    for &kind in NodeKind::ALL {
        let name = kind.as_str();
        let label = label(kind);
        writeln!(out, "CREATE CONSTRAINT {name}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE;")?;
    }
    Ok(())
}

fn tables(graph: &KnowledgeGraph, out: &mut impl Write) -> io::Result<()> {
    let typed = |column: &Column| {
        let field_type = match column.field_type {
            FieldType::Text => "STRING",
            FieldType::Integer => "INT64",
            FieldType::Number => "DOUBLE",
            FieldType::Boolean => "BOOLEAN",
            FieldType::Date => "DATE",
            FieldType::List => "STRING[]",
        };
        format!("{} {field_type}", quoted(column.name))
    };
    for &kind in NodeKind::ALL {
        let columns: Vec<String> = columns_of(kind).map(typed).collect();
        writeln!(out, "CREATE NODE TABLE {}({}, PRIMARY KEY(id));", label(kind), columns.join(", "))?;
    }
    let columns: Vec<String> = edge_columns().filter(|column| !is_end(column)).map(typed).collect();
    let mut pairs: BTreeMap<EdgeKind, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for link in graph.links() {
        pairs.entry(link.edge.kind).or_default().insert(ends(link));
    }
    for (kind, ends) in pairs {
        let ends: Vec<String> = ends.iter().map(|(from, to)| format!("FROM {from} TO {to}")).collect();
        writeln!(
            out,
            "CREATE REL TABLE {}({}, {});",
            quoted(&relationship_type(kind)),
            ends.join(", "),
            columns.join(", ")
        )?;
    }
    Ok(())
}

/// Between backticks, since some names of columns are keywords.
fn quoted(name: &str) -> String {
    format!("`{name}`")
}

fn is_end(column: &Column) -> bool {
    matches!(column.name, "source" | "target")
}

/// What a statement makes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Make {
    Node(NodeKind),
    /// With the labels of its ends.
    Edge(EdgeKind, &'static str, &'static str),
}

/// Rows that wait for their statement, by what they make and which columns they have.
#[derive(Default)]
struct Batches(BTreeMap<(Make, Vec<&'static str>), Vec<String>>);

impl Batches {
    fn add(&mut self, make: Make, values: &[(&'static Column, Value<'_>)], out: &mut impl Write) -> io::Result<()> {
        let cells: Vec<(&'static str, String)> =
            values.iter().filter_map(|(column, value)| Some((column.name, literal(column, value)?))).collect();
        let names: Vec<&'static str> = cells.iter().map(|(name, _)| *name).collect();
        let row: Vec<String> = cells.into_iter().map(|(name, value)| format!("{}: {value}", quoted(name))).collect();
        let key = (make, names);
        let rows = self.0.entry(key.clone()).or_default();
        rows.push(format!("{{{}}}", row.join(", ")));
        if rows.len() == BATCH {
            let rows = std::mem::take(rows);
            statement(make, &key.1, &rows, out)?;
        }
        Ok(())
    }

    fn finish(self, out: &mut impl Write) -> io::Result<()> {
        for ((make, names), rows) in self.0.iter().filter(|(_, rows)| !rows.is_empty()) {
            statement(*make, names, rows, out)?;
        }
        Ok(())
    }
}

fn statement(make: Make, names: &[&'static str], rows: &[String], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "UNWIND [\n{}\n] AS row", rows.join(",\n"))?;
    let is_property = |name: &&&str| matches!(make, Make::Node(_)) || !matches!(**name, "source" | "target");
    let properties: Vec<String> =
        names.iter().filter(is_property).map(|name| format!("{0}: row.{0}", quoted(name))).collect();
    let properties = properties.join(", ");
    match make {
        Make::Node(kind) => writeln!(out, "CREATE (:{} {{{properties}}});", label(kind)),
        Make::Edge(kind, from, to) => {
            writeln!(out, "MATCH (a:{from} {{id: row.`source`}}), (b:{to} {{id: row.`target`}})")?;
            writeln!(out, "CREATE (a)-[:{} {{{properties}}}]->(b);", quoted(&relationship_type(kind)))
        }
    }
}

/// A value as Cypher writes it; `None` for a day that its calendar does not have.
fn literal(column: &Column, value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::Text(text) if is_id(column) => string(&id(text)),
        Value::Text(text) => string(text),
        Value::Integer(n) => n.to_string(),
        // With a point or an exponent, so that it is no whole number.
        Value::Number(n) => format!("{n:?}"),
        Value::Boolean(b) => b.to_string(),
        Value::Date(date) if (1..=9999).contains(&date.year()) => format!("date('{date}')"),
        Value::Date(_) => return None,
        Value::List(words) => {
            let words: Vec<String> = words.iter().map(|word| string(word)).collect();
            format!("[{}]", words.join(", "))
        }
    })
}

/// A string literal. Other escapes than these two are read differently by Neo4j and Kuzu, and not needed on one line.
fn string(text: &str) -> String {
    format!("'{}'", one_line(text).replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_literal() {
        assert_eq!(string("O'Neil \\' \\u0027\n;"), "'O\\'Neil \\\\\\' \\\\u0027 ;'");
        assert_eq!(string("\\"), "'\\\\'");
    }
}
