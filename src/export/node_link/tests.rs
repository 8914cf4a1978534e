//! What is written can be read, and writing it again changes nothing.

use proptest::prelude::*;

use super::*;
use crate::annotation::{ActorKind, Annotation};
use crate::graph::testing::{Sketch, corpus, speech};
use crate::graph::{EdgeKind, GraphBuilder};

fn graph(annotations: &[Annotation]) -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    annotations.iter().for_each(|annotation| {
        builder.add(annotation);
    });
    builder.finish()
}

fn to_json(graph: &KnowledgeGraph, key: EdgesKey) -> String {
    let mut bytes = Vec::new();
    write_graph(graph, key, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn written_read_and_written_is_the_same() {
    let many = graph(&[vec![speech()], corpus(5)].concat());
    for key in [EdgesKey::Edges, EdgesKey::Links, EdgesKey::Both] {
        let json = to_json(&many, key);
        assert!(to_json(&read_graph(&json).unwrap(), key) == json, "{key:?}");
    }
}

#[test]
fn edges_stand_under_the_key_asked_for() {
    let graph = graph(&[speech()]);
    let keys = |key| {
        let value: serde_json::Value = serde_json::from_str(&to_json(&graph, key)).unwrap();
        ["edges", "links"].map(|name| value.get(name).is_some())
    };
    assert_eq!(keys(EdgesKey::Edges), [true, false]);
    assert_eq!(keys(EdgesKey::Links), [false, true]);
    assert_eq!(keys(EdgesKey::Both), [true, true]);
}

#[test]
fn every_document_and_count_is_in_the_attributes() {
    let value: serde_json::Value = serde_json::from_str(&to_json(&graph(&[speech()]), EdgesKey::Edges)).unwrap();
    let attributes = &value["graph"];
    assert_eq!(attributes["documents"], serde_json::json!(["speech"]));
    assert_eq!(attributes["format_version"], FORMAT_VERSION);
    assert_eq!(attributes["node_counts"]["document"], 1);
    assert_eq!(value["directed"], true);
    assert_eq!(value["multigraph"], true);
}

/// Every passage of the graph is what stands at its offsets, in code points.
#[test]
fn passages_are_what_the_text_says() {
    let annotation = speech();
    let text: Vec<char> = annotation.document.text.chars().collect();
    let graph = graph(&[annotation]);
    let of_nodes = graph.nodes().flat_map(|node| &node.provenance);
    let of_links = graph.links().flat_map(|link| &link.edge.provenance);
    let mut seen = 0;
    for provenance in of_nodes.chain(of_links) {
        for passage in [Some(&provenance.passage), provenance.sentence.as_ref()].into_iter().flatten() {
            let there: String = text[passage.start as usize..passage.end as usize].iter().collect();
            assert_eq!(there, *passage.text);
            seen += 1;
        }
    }
    assert!(seen > 200);
}

/// Every name that a file may carry is in the documentation of the format.
#[test]
fn every_name_is_documented() {
    use crate::annotation::{
        BoilerplateKind, Bound, CertaintyLevel, ClaimKind, EventType, Favour, MentionLevel, Modality, Polarity,
        QuadClass, QuantityKind, RelationKind, ResponseKind, Role, SpeechAct,
    };
    use crate::graph::{NodeKind, view::View};
    let documentation = include_str!("../../../docs/format.md");
    fn names<T: Copy>(all: &[T], as_str: fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(|&name| as_str(name)).collect()
    }
    let all = [
        names(ActorKind::ALL, ActorKind::as_str),
        names(BoilerplateKind::ALL, BoilerplateKind::as_str),
        names(Bound::ALL, Bound::as_str),
        names(ClaimKind::ALL, ClaimKind::as_str),
        names(CertaintyLevel::ALL, CertaintyLevel::as_str),
        names(EdgeKind::ALL, EdgeKind::as_str),
        names(Favour::ALL, Favour::as_str),
        names(ResponseKind::ALL, ResponseKind::as_str),
        names(SpeechAct::ALL, SpeechAct::as_str),
        EventType::PLOVER.iter().map(EventType::as_str).collect(),
        names(MentionLevel::ALL, MentionLevel::as_str),
        names(Modality::ALL, Modality::as_str),
        names(NodeKind::ALL, NodeKind::as_str),
        names(Polarity::ALL, Polarity::as_str),
        names(QuadClass::ALL, QuadClass::as_str),
        names(QuantityKind::ALL, QuantityKind::as_str),
        names(RelationKind::ALL, RelationKind::as_str),
        names(Role::ALL, Role::as_str),
        names(View::ALL, View::as_str),
    ];
    for name in all.concat() {
        assert!(documentation.contains(&format!("`{name}`")), "docs/format.md does not know {name:?}");
    }
}

#[track_caller]
fn check_error(change: impl Fn(String) -> String, expected: &str) {
    let json = change(to_json(&graph(&[speech()]), EdgesKey::Edges));
    let message = read_graph(&json).unwrap_err().to_string();
    assert!(message.contains(expected), "{message}");
}

#[test]
fn errors_say_where() {
    check_error(
        |json| json.replacen("\"kind\":\"person\"", "\"kind\":\"wizard\"", 1),
        "node \"actor:person:ken-mccallum\"",
    );
    check_error(|json| json.replacen("\"label\":", "\"lable\":", 1), "line 4");
    check_error(|json| json[..json.len() / 2].to_owned(), "line");
    check_error(|json| json.replacen("\"format_version\":1", "\"format_version\":99", 1), "version 99");
    check_error(|json| json.replacen("\"edges\":", "\"edgse\":", 1), "neither \"edges\" nor \"links\"");
    check_error(
        |json| json.replace("\"target\":\"actor:state:iran\"", "\"target\":\"nobody\""),
        "there is no node \"nobody\"",
    );
    check_error(|json| json.replacen("\"start\":0,\"end\":4", "\"start\":4,\"end\":4", 1), "[4, 4)");
    check_error(|json| json.replacen("\"type\":\"made\"", "\"type\":\"mad\"", 1), "\"mad\" is no edge kind");
}

#[test]
fn two_nodes_or_edges_under_one_name_are_refused() {
    let json = to_json(&graph(&[speech()]), EdgesKey::Edges);
    let line = |marker: &str| json.lines().find(|line| line.contains(marker)).unwrap().trim_end_matches([',', ']']);
    let node = line("\"label\":");
    let edge = line("\"type\":\"made\"");
    let twice = |line: &str| read_graph(&json.replacen(line, &format!("{line},\n{line}"), 1)).unwrap_err();
    assert!(matches!(twice(node), GraphReadError::TwoNodes { index: 1, .. }));
    assert!(matches!(twice(edge), GraphReadError::TwoEdges { edges: "edges", .. }));
}

proptest! {
    #[test]
    fn any_name_comes_back(name in any::<String>()) {
        let mut s = Sketch::new(&name);
        s.actor(&format!("{name}x"), ActorKind::Organization);
        s.sentence(&format!("{name}x came."));
        let json = to_json(&graph(&[s.annotation]), EdgesKey::Edges);
        prop_assert!(to_json(&read_graph(&json).unwrap(), EdgesKey::Edges) == json);
    }

    #[test]
    fn any_text_is_a_graph_or_an_error(json in any::<String>()) {
        let _ = read_graph(&json);
    }
}
