//! CX2, the exchange format of Cytoscape and NDEx.
//!
//! As the specification has it: a list of aspects, each an object with one key; ids are whole numbers, here places in the
//! order of the graph; the graph's own ids are in the column `id`. A style of colours, shapes and lines comes with it, so that
//! what is only alleged is dotted.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, json};

use super::drawing::style;
use super::fields::{Column, FieldType, Value, edge_columns, edge_values, node_columns, node_values};
use super::shared::json::{Row, write_lines};
use crate::annotation::ActorKind;
use crate::graph::view::{Look, Shape, Tone, edge_caption, node_caption};
use crate::graph::{KnowledgeGraph, NodeKind};

#[derive(Serialize)]
struct NodeAspect<'g> {
    id: usize,
    v: Row<'g>,
}

#[derive(Serialize)]
struct EdgeAspect<'g> {
    id: usize,
    s: usize,
    t: usize,
    v: Row<'g>,
}

/// Writes a graph.
///
/// # Errors
/// When writing fails.
pub fn write_graph(graph: &KnowledgeGraph, mut out: impl Write) -> io::Result<()> {
    let counts = [
        ("attributeDeclarations", 1),
        ("networkAttributes", 1),
        ("nodes", graph.n_nodes()),
        ("edges", graph.n_edges()),
        ("visualProperties", 1),
    ];
    let counts = counts.map(|(name, n)| json!({"elementCount": n, "name": name}));
    let info = graph.info();
    let program = format!("{} {}", info.program, info.version);
    writeln!(out, "[{},", json!({"CXVersion": "2.0", "hasFragments": false}))?;
    writeln!(out, "{},", json!({"metaData": counts}))?;
    writeln!(out, "{},", declarations())?;
    writeln!(out, "{},", json!({"networkAttributes": [{"name": "claimgraph", "generatedBy": program}]}))?;
    let index: HashMap<&str, usize> = graph.nodes().enumerate().map(|(i, node)| (node.id.as_str(), i)).collect();
    out.write_all(b"{")?;
    let nodes = graph.nodes().enumerate().map(|(id, node)| {
        let own = vec![("name", Value::Text(node_caption(graph, node).into()))];
        NodeAspect { id, v: Row { own, cells: node_values(graph, node) } }
    });
    write_lines(&mut out, "nodes", nodes)?;
    out.write_all(b"},\n{")?;
    let edges = graph.links().enumerate().map(|(id, link)| {
        let own = vec![
            ("name", Value::Text(edge_caption(graph, link).into())),
            ("interaction", Value::Text(link.edge.kind.as_str().into())),
        ];
        let v = Row { own, cells: edge_values(graph, link) };
        EdgeAspect { id, s: index[link.source.id.as_str()], t: index[link.target.id.as_str()], v }
    });
    write_lines(&mut out, "edges", edges)?;
    writeln!(out, "}},\n{},", visual_properties())?;
    writeln!(out, "{}]", json!({"status": [{"success": true, "error": ""}]}))
}

/// Which columns there are, with their types.
fn declarations() -> serde_json::Value {
    let declared = |own: &[&str], columns: &mut dyn Iterator<Item = &'static Column>| {
        let mut types: Map<String, serde_json::Value> =
            own.iter().map(|name| ((*name).to_owned(), json!({"d": "string"}))).collect();
        types.extend(columns.map(|column| (column.name.to_owned(), json!({"d": type_name(column.field_type)}))));
        types
    };
    json!({"attributeDeclarations": [{
        "networkAttributes": declared(&["name", "generatedBy"], &mut std::iter::empty()),
        "nodes": declared(&["name"], &mut node_columns()),
        "edges": declared(&["name", "interaction"], &mut edge_columns()),
    }]})
}

fn type_name(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Text | FieldType::Date => "string",
        FieldType::Integer => "long",
        FieldType::Number => "double",
        FieldType::Boolean => "boolean",
        FieldType::List => "list_of_string",
    }
}

/// The look: colours of actors' kinds, shapes of nodes' types, dotted lines for what is alleged.
fn visual_properties() -> serde_json::Value {
    let discrete = |attribute: &str, field: &str, map: Vec<serde_json::Value>| json!({"type": "DISCRETE", "definition": {"attribute": attribute, "type": field, "map": map}});
    let label = json!({"type": "PASSTHROUGH", "definition": {"attribute": "caption", "type": "string"}});
    let of_kind = |pick: fn(ActorKind) -> &'static str| {
        ActorKind::ALL.iter().map(|kind| json!({"v": kind.as_str(), "vp": pick(*kind)})).collect()
    };
    let shape = |kind: &NodeKind| {
        let shape = match kind {
            NodeKind::Actor => "round-rectangle",
            NodeKind::Claim | NodeKind::Document => "rectangle",
            NodeKind::Event => "octagon",
        };
        json!({"v": kind.as_str(), "vp": shape})
    };
    let dotted = |line: &str| json!({"v": true, "vp": line});
    let plain = style::of_figure(Shape::Event(Tone::Cooperation, Look::default()));
    json!({"visualProperties": [{
        "default": {
            "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
            "node": {
                "NODE_BACKGROUND_COLOR": "#FFFFFF", "NODE_BORDER_COLOR": plain.line, "NODE_BORDER_WIDTH": 1.5,
                "NODE_LABEL_FONT_SIZE": 11, "NODE_LABEL_MAX_WIDTH": 200, "NODE_WIDTH": 90, "NODE_HEIGHT": 40,
            },
            "edge": {
                "EDGE_LINE_COLOR": style::of_tone(Tone::Speech), "EDGE_TARGET_ARROW_SHAPE": "triangle", "EDGE_WIDTH": 1.2,
                "EDGE_LABEL_FONT_SIZE": 8, "EDGE_LINE_STYLE": "solid",
            },
        },
        "nodeMapping": {
            "NODE_LABEL": label,
            "NODE_SHAPE": discrete("type", "string", NodeKind::ALL.iter().map(shape).collect()),
            "NODE_BACKGROUND_COLOR": discrete("kind", "string", of_kind(|kind| style::of_kind(kind).1)),
            "NODE_BORDER_COLOR": discrete("kind", "string", of_kind(|kind| style::of_kind(kind).0)),
            "NODE_BORDER_STYLE": discrete("alleged", "boolean", vec![dotted("dotted")]),
        },
        "edgeMapping": {
            "EDGE_LABEL": label,
            "EDGE_LINE_STYLE": discrete("alleged", "boolean", vec![dotted("dotted")]),
            "EDGE_LINE_COLOR": discrete("polarity", "string", vec![json!({"v": "negative", "vp": style::NEGATED})]),
        },
    }]})
}
