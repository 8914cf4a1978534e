//! What a selection keeps, and what it must never leave behind.

use super::*;
use crate::annotation::{ActorKind::*, Annotation, EventType::*, RelationKind, Role::*};
use crate::graph::testing::{Sketch, corpus, speech};
use crate::graph::{GraphBuilder, StatedBy};

fn graph(documents: &[Annotation]) -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    documents.iter().for_each(|document| {
        builder.add(document);
    });
    builder.finish()
}

/// A chain: Ardovia expels Belmark's, Belmark aids Corvania, Corvania is allied with Dorland; and an aside.
fn chain() -> KnowledgeGraph {
    let mut s = Sketch::dated("herald", "2024-05-10");
    let [a, b, c] = ["Ardovia", "Belmark", "Corvania"].map(|name| s.actor(name, State));
    s.sentence("Ardovia expelled diplomats of Belmark.");
    s.event("expelled", "expel", Coerce, &[(Agent, a), (Patient, b)]);
    s.sentence("Belmark sent grain to Corvania.");
    s.event("sent", "send grain", Aid, &[(Agent, b), (Recipient, c)]);
    let mut t = Sketch::dated("mirror", "2024-07-01");
    let [c, d, e] = ["Corvania", "Dorland", "Estara"].map(|name| t.actor(name, State));
    t.annotation.document.publisher = Some("The Mirror".to_owned());
    t.sentence("Corvania is an ally of Dorland.");
    t.relation(c, RelationKind::AlliedWith, d, "is an ally of");
    t.sentence("Estara said that Dorland attacked Corvania.");
    t.claim(e, "said", "Dorland attacked Corvania", &[c, d]);
    t.event("attacked", "attack", Assault, &[(Agent, d), (Patient, c)]);
    graph(&[s.annotation, t.annotation])
}

fn selected(selection: Selection) -> KnowledgeGraph {
    let part = chain().select(&selection).unwrap();
    sound(&part);
    part
}

/// Whoever states something is there, and everything has its document.
fn sound(part: &KnowledgeGraph) {
    let stated = part.nodes().filter_map(Node::as_event).flat_map(|event| &event.stated_by);
    for statement in stated.chain(part.links().filter(|l| l.edge.kind.is_role()).flat_map(|l| &l.edge.stated_by)) {
        if let StatedBy::Claim(claim) = &statement.by {
            let made = part.incoming(claim).into_iter().any(|link| link.edge.kind == EdgeKind::Made);
            assert!(part.node(claim).is_some() && made, "{claim} is missing");
        }
    }
    for node in part.nodes().filter(|node| matches!(node.kind(), NodeKind::Claim | NodeKind::Event)) {
        assert!(part.outgoing(&node.id).iter().any(|link| link.edge.kind == EdgeKind::StatedIn), "{}", node.id);
    }
}

fn actors(part: &KnowledgeGraph) -> Vec<&str> {
    part.nodes().filter(|node| node.kind() == NodeKind::Actor).map(|node| node.label.as_str()).collect()
}

fn events(part: &KnowledgeGraph) -> Vec<&str> {
    part.nodes().filter_map(Node::as_event).map(|event| event.lemma.as_str()).collect()
}

fn ids(graph: &KnowledgeGraph, name: &str) -> Vec<NodeId> {
    graph.find_actors(name).into_iter().map(|node| node.id.clone()).collect()
}

fn day(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

#[test]
fn nothing_chosen_keeps_all() {
    let graph = chain();
    let part = selected(Selection::default());
    assert_eq!((part.n_nodes(), part.n_edges()), (graph.n_nodes(), graph.n_edges()));
}

#[test]
fn types_keep_events_with_their_actors_and_claims() {
    let part = selected(Selection { types: vec!["assault".to_owned()], ..Selection::default() });
    assert_eq!((actors(&part), events(&part)), (vec!["Corvania", "Dorland", "Estara"], vec!["attack"]));
    let part = selected(Selection { types: vec!["allied_with".to_owned()], ..Selection::default() });
    assert_eq!((actors(&part), events(&part)), (vec!["Corvania", "Dorland"], vec![]));
}

#[test]
fn an_unknown_type_is_an_error_that_names_the_known() {
    let error = chain().select(&Selection { types: vec!["asault".to_owned()], ..Selection::default() }).unwrap_err();
    assert!(error.to_string().contains("ASSAULT") && error.to_string().contains("allied_with"), "{error}");
}

#[test]
fn documents_are_found_by_name_and_by_publisher() {
    let of = |name: &str| selected(Selection { documents: vec![name.to_owned()], ..Selection::default() });
    assert_eq!(events(&of("Herald")).len(), 2);
    assert_eq!(actors(&of("the mirror")), ["Corvania", "Dorland", "Estara"]);
    let none = Selection { documents: vec!["The Sun".to_owned()], ..Selection::default() };
    assert_eq!(chain().select(&none).unwrap_err(), EmptySelection::Document("The Sun".to_owned()));
}

#[test]
fn time_is_that_of_the_event_or_of_its_document() {
    let since = selected(Selection { since: day("2024-06-01"), ..Selection::default() });
    assert_eq!(events(&since), ["attack"]);
    let until = selected(Selection { until: day("2024-06-01"), ..Selection::default() });
    assert_eq!(actors(&until), ["Ardovia", "Belmark", "Corvania"]);
    let never = Selection { since: day("2030-01-01"), ..Selection::default() };
    assert_eq!(chain().select(&never).unwrap_err(), EmptySelection::Nothing);
}

#[test]
fn trust_and_sources_have_a_least() {
    let sure = Selection { min_confidence: Some(0.9), types: vec!["allied_with".to_owned()], ..Selection::default() };
    assert_eq!(chain().select(&sure).unwrap_err(), EmptySelection::Nothing);
    let two = Selection { min_sources: Some(2), ..Selection::default() };
    assert_eq!(chain().select(&two).unwrap_err(), EmptySelection::Nothing);
}

#[test]
fn the_top_have_no_half_events() {
    // Corvania and Dorland have most edges; what Belmark gave Corvania is not told without Belmark.
    let part = selected(Selection { top: Some(2), ..Selection::default() });
    assert_eq!(actors(&part), ["Corvania", "Dorland", "Estara"], "Estara is who says that Dorland attacked");
    assert!(!events(&part).contains(&"send grain"));
}

#[test]
fn two_actors_are_connected_by_the_shortest_way() {
    let graph = chain();
    let [from, to] = ["Ardovia", "Dorland"].map(|name| ids(&graph, name));
    let part = selected(Selection { between: Some([from.clone(), to.clone()]), ..Selection::default() });
    // Estara is there since it is who says that Dorland attacked.
    assert_eq!(actors(&part), ["Ardovia", "Belmark", "Corvania", "Dorland", "Estara"]);
    let paths = graph.paths(&from, &to).unwrap();
    assert_eq!(paths.len(), 1);
    let ways: Vec<(usize, usize)> = paths[0].steps.iter().map(|s| (s.through.len(), s.relations.len())).collect();
    assert_eq!(ways, [(1, 0), (1, 0), (1, 1)]);
    assert_eq!(paths[0].steps[2].to, to[0]);
}

#[test]
fn who_is_not_connected_is_told() {
    let mut s = Sketch::new("a");
    let [a, b] = ["Ardovia", "Belmark"].map(|name| s.actor(name, State));
    s.sentence("Ardovia slept.");
    s.event("slept", "sleep", Retreat, &[(Agent, a)]);
    s.sentence("Belmark woke.");
    s.event("woke", "wake", Retreat, &[(Agent, b)]);
    let graph = graph(&[s.annotation]);
    let ends = [ids(&graph, "Ardovia"), ids(&graph, "Belmark")];
    assert!(graph.paths(&ends[0], &ends[1]).is_err());
    assert_eq!(graph.paths(&ends[0], &ends[0]), Err(EmptySelection::Same));
    let selection = Selection { between: Some(ends), ..Selection::default() };
    assert!(matches!(graph.select(&selection), Err(EmptySelection::Apart(_))));
}

#[test]
fn every_part_of_many_articles_is_sound() {
    let graph = graph(&corpus(12).into_iter().chain([speech()]).collect::<Vec<_>>());
    let [a, b] = ["Ardovia", "Jorvik"].map(|name| ids(&graph, name));
    let selections = [
        Selection { top: Some(5), ..Selection::default() },
        Selection { focus: Some((a.clone(), 1)), ..Selection::default() },
        Selection { types: vec!["COERCE".to_owned()], top: Some(9), ..Selection::default() },
        Selection { between: Some([a, b]), since: day("2024-01-01"), ..Selection::default() },
    ];
    for selection in selections {
        let part = graph.select(&selection).unwrap();
        assert!(part.n_nodes() > 3 && part.n_nodes() < graph.n_nodes());
        sound(&part);
    }
}
