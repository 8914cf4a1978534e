//! Bundles as they are written; the stix2 package checks them in tests/interop.

use std::collections::BTreeMap;

use serde_json::Value;

use super::*;
use crate::graph::GraphBuilder;
use crate::graph::testing::{hostile, speech};

fn speech_graph() -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    builder.add(&speech());
    builder.finish()
}

fn written(graph: &KnowledgeGraph) -> String {
    let mut bytes = Vec::new();
    write_bundle(graph, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn objects(graph: &KnowledgeGraph) -> BTreeMap<String, Value> {
    let bundle: Value = serde_json::from_str(&written(graph)).unwrap();
    let all = bundle["objects"].as_array().unwrap();
    let objects: BTreeMap<String, Value> =
        all.iter().map(|object| (object["id"].as_str().unwrap().to_owned(), object.clone())).collect();
    assert_eq!(objects.len(), all.len(), "ids are unique");
    objects
}

fn own(object: &Value) -> &Value {
    &object["extensions"][object::extension_id()]
}

#[test]
fn every_node_is_an_object_and_every_reference_has_its_object() {
    for graph in [speech_graph(), hostile(), GraphBuilder::new().finish()] {
        let all = objects(&graph);
        for node in graph.nodes() {
            assert_eq!(own(&all[&object_id(node)])["node"], node.id.as_str());
        }
        for object in all.values() {
            let one = ["source_ref", "target_ref", "created_by_ref"].into_iter().filter_map(|key| object[key].as_str());
            let many = object["object_refs"].as_array().into_iter().flatten().filter_map(Value::as_str);
            assert!(one.chain(many).all(|id| all.contains_key(id)), "{object}");
            let needs = matches!(object["type"].as_str(), Some("note" | "report"));
            assert!(!needs || object["object_refs"].as_array().is_some_and(|refs| !refs.is_empty()));
        }
    }
}

#[test]
fn every_edge_is_a_relationship_or_a_reference() {
    for graph in [speech_graph(), hostile()] {
        let all = objects(&graph);
        let refers = |from: &Node, to: &Node| {
            let refs = all[&object_id(from)]["object_refs"].as_array().unwrap();
            refs.iter().any(|id| *id == object_id(to))
        };
        let mut n = 0;
        for link in graph.links() {
            match link.edge.kind {
                EdgeKind::Made => assert!(refers(link.target, link.source)),
                EdgeKind::About | EdgeKind::Reports => assert!(refers(link.source, link.target)),
                EdgeKind::StatedIn => assert!(refers(link.target, link.source)),
                _ => n += 1,
            }
        }
        assert_eq!(all.values().filter(|object| object["type"] == "relationship").count(), n);
    }
}

#[test]
fn an_allegation_is_labelled() {
    let graph = speech_graph();
    let all = objects(&graph);
    let mut n = 0;
    for (node, event) in graph.nodes().filter_map(|node| Some((node, node.as_event()?))) {
        let object = &all[&object_id(node)];
        let labelled = object["labels"].as_array().unwrap().contains(&"alleged".into());
        assert_eq!(labelled, is_alleged(&event.stated_by), "{}", node.label);
        assert_eq!(object["name"].as_str().unwrap().contains(", per "), labelled);
        n += usize::from(labelled);
    }
    assert!(n > 3);
    let alleged = all.values().filter(|object| object["type"] == "relationship" && own(object)["alleged"] == true);
    let alleged: Vec<&Value> = alleged.collect();
    assert_eq!(alleged.len(), graph.links().filter(|link| is_alleged(&link.edge.stated_by)).count());
    assert!(alleged.iter().all(|object| object["description"].as_str().unwrap().contains(", per ")));
}

#[test]
fn times_are_the_articles_and_bundles_are_the_same() {
    let graph = speech_graph();
    for object in objects(&graph).values() {
        let fixed = ["1970-01-01T00:00:00.000Z", "2022-11-17T00:00:00.000Z"];
        assert!(fixed.iter().any(|time| object["created"] == *time) && object["created"] == object["modified"]);
    }
    assert_eq!(written(&graph), written(&speech_graph()));
}

#[test]
fn ids_are_version_5() {
    for id in objects(&speech_graph()).keys() {
        let uuid = uuid::Uuid::parse_str(id.rsplit("--").next().unwrap()).unwrap();
        assert_eq!(uuid.get_version_num(), 5);
    }
}
