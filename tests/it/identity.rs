//! Who is one over documents: the cases of `tests/cases/identity.toml`, which says how they are written.

use std::collections::BTreeSet;

use claimgraph::annotation::Annotation;
use claimgraph::decisions::Decisions;
use claimgraph::document::Document;
use claimgraph::export::node_link::{EdgesKey, read_graph, write_graph};
use claimgraph::graph::{GraphBuilder, KnowledgeGraph, NodeId};
use claimgraph::pipeline::Analyzer;
use serde::Deserialize;

use crate::run::project;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    documents: Vec<String>,
    #[serde(default)]
    decisions: String,
    #[serde(default)]
    one: Vec<Vec<String>>,
    #[serde(default)]
    two: Vec<Vec<String>>,
    #[serde(default)]
    gone: Vec<String>,
    #[serde(default)]
    label: Vec<[String; 2]>,
}

#[test]
fn cases_are_as_their_file_says() {
    let text = std::fs::read_to_string(project("tests/cases/identity.toml")).unwrap();
    let file: File = toml::from_str(&text).unwrap();
    let analyzer = Analyzer::load().unwrap();
    let mut wrong = Vec::new();
    for case in &file.case {
        let documents = case.documents.iter().enumerate();
        let annotations: Vec<Annotation> =
            documents.map(|(i, text)| analyzer.analyze(Document::new((i + 1).to_string(), text.as_str()))).collect();
        let forwards = build(annotations.iter(), &case.decisions);
        let backwards = build(annotations.iter().rev(), &case.decisions);
        assert!(json(&forwards) == json(&backwards), "{}: the order of documents counts", case.name);
        let again = read_graph(&json(&forwards)).unwrap();
        assert!(json(&again) == json(&forwards), "{}: not read as written", case.name);
        wrong.extend(failures(case, &forwards).into_iter().map(|what| format!("{}: {what}", case.name)));
    }
    assert!(file.case.len() > 15);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The graph of documents with decisions, built in two halves.
fn build<'a>(annotations: impl Iterator<Item = &'a Annotation>, decisions: &str) -> KnowledgeGraph {
    let decisions = Decisions::parse("case.toml", decisions).unwrap();
    let mut halves = [GraphBuilder::new(), GraphBuilder::new()];
    for (i, annotation) in annotations.enumerate() {
        halves[i % 2].add(annotation);
    }
    let [mut all, other] = halves;
    all.merge(other);
    let (graph, idle) = all.finish_with(&decisions).unwrap();
    assert!(idle.is_empty(), "{idle:?}");
    graph
}

fn json(graph: &KnowledgeGraph) -> String {
    let mut bytes = Vec::new();
    write_graph(graph, EdgesKey::Edges, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The actors with a mention of just these words; "Acme@2" means those of document 2.
fn actors(graph: &KnowledgeGraph, mention: &str) -> BTreeSet<NodeId> {
    let (words, document) = mention.split_once('@').map_or((mention, None), |(w, d)| (w, Some(d)));
    let actors = graph.nodes().filter(|node| node.as_actor().is_some());
    let has = |node: &&claimgraph::graph::Node| {
        let of_document = |p: &&claimgraph::graph::Provenance| document.is_none_or(|d| *d == *p.document);
        node.provenance.iter().filter(of_document).any(|p| *p.passage.text == *words)
    };
    actors.filter(has).map(|node| node.id.clone()).collect()
}

fn failures(case: &Case, graph: &KnowledgeGraph) -> Vec<String> {
    let mut wrong = Vec::new();
    for group in &case.one {
        let found: Vec<BTreeSet<NodeId>> = group.iter().map(|mention| actors(graph, mention)).collect();
        if found.iter().any(|ids| ids.len() != 1 || *ids != found[0]) {
            wrong.push(format!("{group:?} should be one: {found:?}"));
        }
    }
    for group in &case.two {
        let found: Vec<BTreeSet<NodeId>> = group.iter().map(|mention| actors(graph, mention)).collect();
        let all: BTreeSet<&NodeId> = found.iter().flatten().collect();
        if found.iter().any(BTreeSet::is_empty) || all.len() != found.iter().map(BTreeSet::len).sum::<usize>() {
            wrong.push(format!("{group:?} should be different: {found:?}"));
        }
    }
    for words in &case.gone {
        let found = actors(graph, words);
        if !found.is_empty() {
            wrong.push(format!("{words:?} should be no actor: {found:?}"));
        }
    }
    for [mention, label] in &case.label {
        let found = actors(graph, mention);
        let labels: Vec<&str> = found.iter().map(|id| graph.node(id).unwrap().label.as_str()).collect();
        if labels != [label.as_str()] {
            wrong.push(format!("{mention:?} should be labelled {label:?}: {labels:?}"));
        }
    }
    wrong
}
