//! Entities as they are written; the model's own program checks them in tests/interop.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::*;
use crate::graph::testing::{hostile, speech};
use crate::graph::{GraphBuilder, NodeKind, is_alleged};

fn speech_graph() -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    builder.add(&speech());
    builder.finish()
}

fn entities(graph: &KnowledgeGraph) -> BTreeMap<String, Value> {
    let mut bytes = Vec::new();
    write_entities(graph, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut all = BTreeMap::new();
    for line in text.lines() {
        let entity: Value = serde_json::from_str(line).unwrap();
        let id = entity["id"].as_str().unwrap().to_owned();
        assert!(all.insert(id, entity).is_none(), "{line}");
    }
    all
}

fn values<'e>(entity: &'e Value, property: &str) -> Vec<&'e str> {
    entity["properties"][property].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn every_node_and_every_joining_edge_is_an_entity() {
    for graph in [speech_graph(), hostile()] {
        let all = entities(&graph);
        for node in graph.nodes() {
            let entity = &all[&entity_id(node.id.as_str())];
            let expected = match node.kind() {
                NodeKind::Claim => "Note",
                NodeKind::Event => "Event",
                NodeKind::Document => "Article",
                NodeKind::Actor => schema(node.as_actor().unwrap().kind),
            };
            assert_eq!(entity["schema"], expected);
            assert!(!values(entity, "name")[0].is_empty());
        }
        let is_reference = |kind| matches!(kind, EdgeKind::About | EdgeKind::Reports | EdgeKind::StatedIn);
        let joining = graph.links().filter(|link| !is_reference(link.edge.kind)).count();
        assert_eq!(all.len(), graph.n_nodes() + joining);
    }
}

#[test]
fn every_reference_is_to_an_entity() {
    for graph in [speech_graph(), hostile()] {
        let all = entities(&graph);
        let ends = [
            "subject",
            "object",
            "director",
            "organization",
            "member",
            "employee",
            "employer",
            "entity",
            "proof",
            "involved",
        ];
        let mut n = 0;
        for entity in all.values() {
            for id in ends.iter().flat_map(|property| values(entity, property)) {
                assert!(all.contains_key(id), "{entity}");
                n += 1;
            }
        }
        assert!(n > graph.n_edges());
    }
}

#[test]
fn an_allegation_says_who_makes_it_and_involves_nobody() {
    let graph = speech_graph();
    let all = entities(&graph);
    let mut n = 0;
    for (node, event) in graph.nodes().filter_map(|node| Some((node, node.as_event()?))) {
        let entity = &all[&entity_id(node.id.as_str())];
        assert_eq!(values(entity, "keywords").contains(&"alleged"), is_alleged(&event.stated_by));
        if is_alleged(&event.stated_by) {
            assert!(values(entity, "name")[0].contains(", per "), "{entity}");
            assert!(values(entity, "involved").is_empty());
            n += 1;
        }
    }
    assert!(n > 3);
    let links = all.values().filter(|entity| values(entity, "status").contains(&"alleged"));
    let mut n = 0;
    for link in links {
        assert!(values(link, "role")[0].contains(", per "), "{link}");
        n += 1;
    }
    assert_eq!(n, graph.links().filter(|link| is_alleged(&link.edge.stated_by)).count());
}

#[test]
fn what_is_denied_or_planned_involves_nobody() {
    let graph = speech_graph();
    let all = entities(&graph);
    let named = |lemma: &str| {
        let node = graph.nodes().find(|node| node.as_event().is_some_and(|event| event.lemma == lemma)).unwrap();
        &all[&entity_id(node.id.as_str())]
    };
    assert_eq!(values(named("eliminate"), "involved"), Vec::<&str>::new());
    assert_eq!(values(named("eliminate"), "keywords")[0], "intended");
    assert_eq!(values(named("threaten"), "involved").len(), 2);
}

#[test]
fn a_stated_office_is_a_directorship() {
    let graph = speech_graph();
    let all = entities(&graph);
    let directorships: Vec<&Value> = all.values().filter(|entity| entity["schema"] == "Directorship").collect();
    assert_eq!(directorships.len(), 1);
    assert_eq!(values(directorships[0], "role"), ["leads: director general"]);
    assert_eq!(values(directorships[0], "director"), [entity_id("actor:person:ken-mccallum")]);
}

#[test]
fn values_fit_the_model() {
    for entity in entities(&hostile()).values() {
        for (property, values) in entity["properties"].as_object().unwrap() {
            let values: Vec<&str> = values.as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert_eq!(values.iter().collect::<BTreeSet<_>>().len(), values.len(), "{property}");
            for value in values {
                assert!(!value.is_empty() && value.chars().count() <= 65_000);
                assert!(!value.chars().any(|c| c.is_control() && c != '\n'), "{property}: {value:?}");
            }
        }
    }
}
