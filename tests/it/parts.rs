//! Parts of a graph, ways through it, and what several papers tell.

use std::sync::LazyLock;

use serde_json::Value;

use crate::run::{Run, claimgraph_with};

/// Four papers on one accident, two of them with the text of a third.
const FERRY: &str = "data/articles/ferry-collision.jsonl";

static GRAPH: LazyLock<String> = LazyLock::new(|| {
    let run = claimgraph_with(&["build", FERRY, "--out", "-", "--format", "json"], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
});

fn on_graph(arguments: &[&str]) -> Run {
    claimgraph_with(arguments, &GRAPH)
}

fn part(arguments: &[&str]) -> Value {
    let run = on_graph(&[&["export", "-", "--format", "json"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

fn labels(graph: &Value, kind: &str) -> Vec<String> {
    let nodes = graph["nodes"].as_array().unwrap().iter().filter(|node| node["type"] == kind);
    nodes.map(|node| node["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_agency_text_in_three_papers_is_one_source() {
    let graph: Value = serde_json::from_str(&GRAPH).unwrap();
    let copies = graph["nodes"].as_array().unwrap().iter().filter(|node| node["copy_of"].is_string()).count();
    assert_eq!(copies, 2);
    let told = |lemma: &str| {
        let events = graph["nodes"].as_array().unwrap();
        let event = events.iter().find(|node| node["lemma"] == lemma).unwrap_or_else(|| panic!("no {lemma}"));
        [&event["n_documents"], &event["n_sources"]].map(|n| n.as_u64().unwrap())
    };
    assert_eq!(told("accuse"), [3, 1]);
    assert_eq!(told("arrest"), [4, 2]);
}

#[test]
fn every_flag_gives_a_smaller_part_that_is_a_graph() {
    let whole: Value = serde_json::from_str(&GRAPH).unwrap();
    let n = |graph: &Value| graph["nodes"].as_array().unwrap().len();
    for arguments in [
        &["--focus", "Nina Orlo"][..],
        &["--focus", "Edwin Clay", "--focus", "Colin Marsh", "--hops", "1"],
        &["--top", "3"],
        &["--between", "Nina Orlo", "Harrowmere Ferries"],
        &["--since", "2024-09-04"],
        &["--until", "2024-09-03", "--type", "coerce"],
        &["--document", "The Meridian Post"],
        &["--min-sources", "2"],
        &["--type", "assault,accuse", "--min-confidence", "0.5"],
    ] {
        let part = part(arguments);
        assert!(n(&part) > 0 && n(&part) < n(&whole), "{arguments:?}: {}", n(&part));
        let again = claimgraph_with(&["export", "-", "--format", "json"], &part.to_string());
        assert_eq!(again.code, 0, "{arguments:?}: {}", again.stderr);
    }
}

#[test]
fn what_is_not_there_is_an_error_that_helps() {
    for (arguments, words) in [
        (&["--focus", "Nina Orla"][..], "Nina Orlo"),
        (&["--type", "invasion"], "COERCE"),
        (&["--document", "The Sun"], "The Sun"),
        (&["--since", "2030"], "fits the selection"),
    ] {
        let run = on_graph(&[&["export", "-", "--format", "json"], arguments].concat());
        assert_eq!((run.code, run.stdout.as_str()), (3, ""), "{arguments:?}");
        assert!(run.stderr.contains(words), "{arguments:?}: {}", run.stderr);
    }
    let run = on_graph(&["export", "-", "--since", "last week"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("2022-11"), "{}", run.stderr);
}

#[test]
fn ways_between_two_actors_have_their_sentences() {
    let run = on_graph(&["paths", "-", "Nina Orlo", "Harrowmere Ferries", "--width", "100"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("Nina Orlo — "), "{}", run.stdout);
    assert!(run.stdout.contains("[accused]") && run.stdout.contains("ferry-post"), "{}", run.stdout);
    let json: Value =
        serde_json::from_str(&on_graph(&["paths", "-", "Nina Orlo", "Harrowmere Ferries", "--json"]).stdout).unwrap();
    assert!(!json["paths"][0]["steps"].as_array().unwrap().is_empty());
}

#[test]
fn a_timeline_is_in_order_and_tells_each_event_once() {
    let text = on_graph(&["timeline", "-"]).stdout;
    let days: Vec<&str> = text.lines().filter(|line| line.starts_with("2024-")).collect();
    assert!(days.is_sorted() && days.len() > 1, "{text}");
    assert_eq!(text.matches("COERCE ban").count(), 1, "{text}");
    assert!(text.contains("(4 documents, 2 independent)"), "{text}");
    let part = on_graph(&["timeline", "-", "--type", "coerce", "--min-sources", "2"]).stdout;
    assert!(part.contains("COERCE arrest") && !part.contains("ACCUSE"), "{part}");
}

#[test]
fn a_dossier_tells_what_three_papers_say_once() {
    let text = on_graph(&["show", "-", "Edwin Clay"]).stdout;
    assert_eq!(text.matches("ACCUSE accuse → Harrowmere Ferries").count(), 1, "{text}");
    assert!(text.contains("(3 documents, 1 independent)"), "{text}");
}

#[test]
fn every_format_is_listed_and_written() {
    let listed = on_graph(&["formats"]).stdout;
    let names: Vec<&str> =
        listed.lines().filter(|line| !line.starts_with(' ')).filter_map(|line| line.split(' ').next()).collect();
    assert!(names.len() > 15, "{listed}");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let run = claimgraph_with(&["build", FERRY, "--view", "actors", "--format", &names.join(","), "--out", out], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found = folder.path().read_dir().unwrap().count();
    assert_eq!(found, names.len(), "{}", run.stderr);
    let refused = claimgraph_with(&["build", FERRY, "--format", "notes", "--out", "-"], "");
    assert_eq!(refused.code, 3);
}

#[test]
fn labels_survive_a_selection() {
    assert!(labels(&part(&["--focus", "Nina Orlo", "--hops", "0"]), "actor").contains(&"Nina Orlo".to_owned()));
}
