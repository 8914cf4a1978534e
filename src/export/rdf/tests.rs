//! What goes in comes out of the parsers of both languages, with the same quads.

use std::collections::{BTreeMap, BTreeSet};

use oxjsonld::JsonLdParser;
use oxrdf::{GraphName, Term};
use oxttl::TriGParser;

use super::*;
use crate::graph::testing::{hostile, speech};
use crate::graph::{GraphBuilder, Node, NodeKind, StatedBy, is_alleged};

fn speech_graph() -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    builder.add(&speech());
    builder.finish()
}

fn trig(graph: &KnowledgeGraph, base: &str) -> Vec<Quad> {
    let mut bytes = Vec::new();
    write_trig(graph, base, &mut bytes).unwrap();
    TriGParser::new().for_slice(&bytes).map(|quad| quad.unwrap()).collect()
}

fn json_ld(graph: &KnowledgeGraph) -> Vec<Quad> {
    let mut bytes = Vec::new();
    write_json_ld(graph, BASE, &mut bytes).unwrap();
    JsonLdParser::new().for_slice(&bytes).map(|quad| quad.unwrap()).collect()
}

fn lines(quads: &[Quad]) -> BTreeSet<String> {
    quads.iter().map(Quad::to_string).collect()
}

fn n_of_class(quads: &[Quad], class: NamedNode) -> usize {
    let class = Term::from(class);
    quads.iter().filter(|quad| quad.predicate == term(names::RDF, "type") && quad.object == class).count()
}

#[test]
fn both_languages_have_the_same_quads() {
    for graph in [speech_graph(), hostile(), GraphBuilder::new().finish()] {
        let quads = trig(&graph, BASE);
        assert_eq!(lines(&quads).len(), quads.len(), "no quad stands twice");
        assert_eq!(lines(&json_ld(&graph)), lines(&quads));
    }
}

#[test]
fn every_node_and_edge_is_there() {
    for graph in [speech_graph(), hostile()] {
        let quads = trig(&graph, BASE);
        let n = |kind| graph.nodes().filter(|node| node.kind() == kind).count();
        assert_eq!(n_of_class(&quads, term(names::OWN, "Actor")), n(NodeKind::Actor));
        assert_eq!(n_of_class(&quads, term(names::OWN, "EventReport")), n(NodeKind::Event));
        assert_eq!(n_of_class(&quads, term(names::SCHEMA, "Claim")), n(NodeKind::Claim));
        assert_eq!(n_of_class(&quads, term(names::SCHEMA, "NewsArticle")), n(NodeKind::Document));
        assert_eq!(n_of_class(&quads, term(names::RDF, "Statement")), graph.n_edges());
        let labels: BTreeSet<String> = quads
            .iter()
            .filter(|quad| quad.predicate == term(names::RDFS, "label"))
            .map(|quad| if let Term::Literal(label) = &quad.object { label.value().to_owned() } else { String::new() })
            .collect();
        assert!(graph.nodes().all(|node| labels.contains(&node.label)));
    }
}

/// The graphs in which each event is said to happen.
fn graphs_of_events(quads: &[Quad]) -> BTreeMap<String, BTreeSet<String>> {
    let mut graphs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let happens = Term::from(term(names::SEM, "Event"));
    for quad in quads.iter().filter(|quad| quad.object == happens) {
        let GraphName::NamedNode(graph) = &quad.graph_name else { panic!("{quad} is in no named graph") };
        graphs.entry(quad.subject.to_string()).or_default().insert(graph.as_str().to_owned());
    }
    graphs
}

#[test]
fn an_allegation_stands_in_no_graph_of_a_document() {
    let graph = speech_graph();
    let graphs = graphs_of_events(&trig(&graph, BASE));
    let names = Names::new(BASE);
    let (mut n_alleged, mut n_told) = (0, 0);
    for (node, event) in graph.nodes().filter_map(|node| Some((node, node.as_event()?))) {
        let found = &graphs[&names.node(&node.id).to_string()];
        assert_eq!(found.len(), event.stated_by.len());
        let in_document = found.iter().any(|graph| graph.starts_with("urn:claimgraph:document:"));
        assert_eq!(in_document, !is_alleged(&event.stated_by), "{}", node.label);
        if in_document { n_told += 1 } else { n_alleged += 1 }
    }
    assert!(n_alleged > 3 && n_told > 3, "{n_alleged} {n_told}");
}

#[test]
fn what_is_denied_or_planned_has_graphs_of_its_own() {
    let graph = speech_graph();
    let graphs = graphs_of_events(&trig(&graph, BASE));
    let names = Names::new(BASE);
    let of = |lemma: &str| -> Vec<&str> {
        let node = graph.nodes().find(|node| node.as_event().is_some_and(|event| event.lemma == lemma)).unwrap();
        graphs[&names.node(&node.id).to_string()].iter().map(|graph| graph.rsplit('#').next().unwrap()).collect()
    };
    assert_eq!(of("negotiate"), ["not-asserted"]);
    assert_eq!(of("eliminate"), ["intended"]);
    assert_eq!(of("threaten"), ["asserted"]);
}

#[test]
fn who_acts_stands_where_it_is_stated() {
    let graph = speech_graph();
    let quads = trig(&graph, BASE);
    let names = Names::new(BASE);
    for link in graph.links().filter(|link| link.edge.kind.is_role()) {
        let (from, to) = view::ends(link);
        let (from, to) = (names.node(&from.id), Term::from(names.node(&to.id)));
        let predicate = term(names::OWN, link.edge.kind.as_str());
        let found: BTreeSet<String> = quads
            .iter()
            .filter(|quad| quad.predicate == predicate && quad.object == to && quad.subject == from.clone().into())
            .map(|quad| quad.graph_name.to_string())
            .collect();
        let event = link.source.as_event().or(link.target.as_event()).unwrap();
        let expected: BTreeSet<String> =
            link.edge.stated_by.iter().map(|s| names.view(&event.document, s).to_string()).collect();
        assert_eq!(found, expected);
        let claims = link.edge.stated_by.iter().filter(|s| matches!(s.by, StatedBy::Claim(_))).count();
        assert_eq!(found.iter().filter(|graph| graph.contains(":claim:")).count(), claims);
    }
}

#[test]
fn words_are_found_at_their_offsets() {
    let graph = speech_graph();
    let quads = trig(&graph, BASE);
    let places: BTreeSet<_> = graph
        .nodes()
        .flat_map(|node| &node.provenance)
        .chain(graph.links().flat_map(|link| &link.edge.provenance))
        .map(|place| (&place.document, place.passage.start, place.passage.end))
        .collect();
    assert_eq!(n_of_class(&quads, term(names::OA, "TextPositionSelector")), places.len());
    let exact = quads.iter().filter(|quad| quad.predicate == term(names::OA, "exact")).count();
    assert_eq!(exact, places.len());
}

#[test]
fn names_begin_with_the_base_that_is_chosen() {
    let base = "https://example.org/graph/";
    assert!(is_base(base) && is_base(BASE) && !is_base("graph/") && !is_base("https://example.org/#"));
    let quads = trig(&speech_graph(), base);
    let is_other = |quad: &&Quad| !quad.subject.to_string().starts_with("<https://example.org/graph/");
    // Only our own terms, which say what they are narrower than, are named apart.
    assert!(
        quads.iter().filter(is_other).all(|quad| quad.subject.to_string().starts_with("<urn:claimgraph:vocabulary:"))
    );
}

#[test]
fn an_iri_tells_any_two_ids_apart() {
    assert_eq!(names::encode("a b/ü#1%"), "a%20b%2F%C3%BC%231%25");
    assert_ne!(names::encode("a%20b"), names::encode("a b"));
    let graph = hostile();
    let names = Names::new(BASE);
    let iris: BTreeSet<String> = graph.nodes().map(|node: &Node| names.node(&node.id).into_string()).collect();
    assert_eq!(iris.len(), graph.n_nodes());
    assert!(iris.iter().all(|iri| NamedNode::new(iri).is_ok()));
}
