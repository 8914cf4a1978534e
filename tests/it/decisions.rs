//! Decisions and explanations through the command line.

use std::fs;

use serde_json::Value;

use crate::run::{ARTICLES, Run, claimgraph};

/// Builds the sample articles with a file of decisions.
fn build(decisions: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("decisions.toml");
    fs::write(&path, decisions).unwrap();
    claimgraph(&["build", ARTICLES, "--out", "-", "--format", "json", "--decisions", path.to_str().unwrap()])
}

fn explain(graph: &str, arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.json");
    fs::write(&path, graph).unwrap();
    claimgraph(&[&["explain", path.to_str().unwrap()], arguments].concat())
}

const RENAME: &str = "[[rename]]\nactor = \"MI5\"\nname = \"Security Service\"\nreason = \"its own name\"\n";
const GONE: &str = "[[not-an-actor]]\nactor = \"Ken McCallum\"\n";

#[test]
fn a_decision_taken_back_leaves_no_trace() {
    let plain = claimgraph(&["build", ARTICLES, "--out", "-", "--format", "json"]).stdout;
    let (one, both) = (build(RENAME).stdout, build(&(RENAME.to_owned() + GONE)).stdout);
    assert!(one != plain && both != one);
    assert!(build(RENAME).stdout == one, "the second decision is taken back");
    assert!(build("").stdout == plain, "both are taken back");
}

#[test]
fn merging_with_decisions_is_building_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (annotated, decisions) = (path("annotated.jsonl"), path("decisions.toml"));
    fs::write(&decisions, RENAME).unwrap();
    assert_eq!(claimgraph(&["extract", ARTICLES, "--out", &annotated]).code, 0);
    let merged = claimgraph(&["merge", &annotated, "--out", "-", "--format", "json", "--decisions", &decisions]);
    assert!(merged.stdout == build(RENAME).stdout);
}

#[test]
fn who_is_no_actor_is_gone_with_its_edges_and_nothing_else() {
    let run = build(GONE);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let graph: Value = serde_json::from_str(&run.stdout).unwrap();
    let plain = claimgraph(&["build", ARTICLES, "--out", "-", "--format", "json"]).stdout;
    let plain: Value = serde_json::from_str(&plain).unwrap();
    let ids = |graph: &Value, kind: &str| -> Vec<String> {
        let nodes = graph["nodes"].as_array().unwrap().iter().filter(|node| node["type"] == kind);
        nodes.map(|node| node["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&graph, "claim"), ids(&plain, "claim"));
    assert_eq!(ids(&graph, "event"), ids(&plain, "event"));
    let gone: Vec<String> = ids(&plain, "actor").into_iter().filter(|id| !ids(&graph, "actor").contains(id)).collect();
    // Thames House was there only as the end of an edge of his.
    assert_eq!(gone, ["actor:ken-mccallum", "actor:thames-house"]);
    let claims = graph["nodes"].as_array().unwrap().iter().filter(|node| node["type"] == "claim");
    let orphans = claims.filter(|claim| claim["source"].is_null() && claim["source_text"]["text"] == "Ken McCallum");
    assert!(orphans.count() > 0);
    let explained = explain(&run.stdout, &["Ken McCallum"]);
    assert!(explained.stderr.contains("is no actor by the decision decisions.toml:1"), "{}", explained.stderr);
}

#[test]
fn contradictions_name_both_lines_and_nothing_is_written() {
    let run = build("[[same]]\nactors = [\"MI5\", \"Iran\"]\n[[not-same]]\nactors = [\"Iran\", \"MI5\"]\n");
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    assert!(run.stderr.contains("decisions.toml:3") && run.stderr.contains("decisions.toml:1"), "{}", run.stderr);
    // An id and a name of one actor meet only in the documents.
    let kinds = "[[kind]]\nactor = \"actor:mi5\"\nkind = \"group\"\n[[kind]]\nactor = \"MI5\"\nkind = \"state\"\n";
    let run = build(kinds);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    assert!(run.stderr.contains("decisions.toml:4") && run.stderr.contains("decisions.toml:1"), "{}", run.stderr);
}

#[test]
fn a_decision_about_nobody_is_a_warning_with_its_line() {
    let run = build(&(RENAME.to_owned() + "[[not-an-actor]]\nactor = \"Nobody At All\"\n"));
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("decisions.toml:5: not-an-actor: no actor is \"Nobody At All\""), "{}", run.stderr);
    let graph: Value = serde_json::from_str(&run.stdout).unwrap();
    let applied = graph["graph"]["decisions"].as_array().unwrap();
    assert_eq!(applied.len(), 1);
    assert_eq!(applied[0]["place"], "decisions.toml:1");
    assert_eq!(applied[0]["nodes"], serde_json::json!(["actor:mi5"]));
}

#[test]
fn explain_tells_every_mention_with_its_rule_and_the_words_around() {
    let graph = claimgraph(&["build", ARTICLES, "--out", "-", "--format", "json"]).stdout;
    for name in ["Ken McCallum", "Iran", "MI5"] {
        let run = explain(&graph, &[name, "--json"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let explained: Value = serde_json::from_str(&run.stdout).unwrap();
        let mentions = explained["mentions"].as_array().unwrap();
        assert_eq!(mentions.len() as u64, explained["n_mentions"].as_u64().unwrap(), "{name}");
        for mention in mentions {
            let sentence = mention["sentence"].as_str().unwrap_or_else(|| panic!("{mention}"));
            assert!(sentence.contains(mention["text"].as_str().unwrap()), "{mention}");
            assert!(mention["rule"].is_string() && mention["explanation"].is_string());
        }
        for alias in explained["aliases"].as_array().unwrap() {
            assert!(!alias["mentions"].as_array().unwrap().is_empty(), "{name}: {alias}");
        }
    }
    let run = explain(&build(RENAME).stdout, &["security service"]);
    assert!(run.stdout.contains("decision rename at decisions.toml:1: \"MI5\" to \"Security Service\": its own name"));
}

#[test]
fn explain_says_how_to_choose() {
    let graph = claimgraph(&["build", ARTICLES, "--out", "-", "--format", "json"]).stdout;
    let near = explain(&graph, &["Ken MacCallum"]);
    assert_eq!((near.code, near.stdout.as_str()), (3, ""));
    assert!(near.stderr.contains("actor:ken-mccallum"), "{}", near.stderr);
    let several = explain(&graph, &["staff"]);
    assert_eq!(several.code, 3);
    assert!(several.stderr.contains("choose one by its id"), "{}", several.stderr);
}

/// What 0.1.0 wrote before mentions had rules.
#[test]
fn a_graph_without_rules_is_explained_as_far_as_it_goes() {
    let graph = claimgraph(&["build", ARTICLES, "--out", "-", "--format", "json"]).stdout;
    let mut graph: Value = serde_json::from_str(&graph).unwrap();
    for node in graph["nodes"].as_array_mut().unwrap().iter_mut().filter(|node| node["type"] == "actor") {
        let node = node.as_object_mut().unwrap();
        node.remove("pronouns");
        for place in node["provenance"].as_array_mut().unwrap() {
            place.as_object_mut().unwrap().retain(|key, _| !["rule", "level", "sentence"].contains(&key.as_str()));
        }
    }
    let run = explain(&graph.to_string(), &["MI5"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("no rule is recorded"));
}
