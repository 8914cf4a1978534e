//! The files of a graph: sound, and readable by the programs they are for.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::run::{ARTICLES, claimgraph};

fn graph() -> Value {
    let run = claimgraph(&["build", ARTICLES, "--out", "-", "--format", "json"]);
    serde_json::from_str(&run.stdout).expect("build writes JSON")
}

/// The texts that provenance points into, as `extract` gives them.
fn texts() -> BTreeMap<String, Vec<char>> {
    let run = claimgraph(&["extract", ARTICLES]);
    let text = |line: &str| {
        let document = serde_json::from_str::<Value>(line).unwrap()["document"].take();
        (document["id"].as_str().unwrap().to_owned(), document["text"].as_str().unwrap().chars().collect())
    };
    run.stdout.lines().map(text).collect()
}

#[test]
fn every_claim_event_and_edge_points_to_the_words_that_state_it() {
    let (graph, texts) = (graph(), texts());
    let nodes = graph["nodes"].as_array().unwrap();
    let edges = graph["edges"].as_array().unwrap();
    // That a text is a copy of another rests on the whole of both.
    let stated = edges.iter().filter(|e| e["type"] != "copies");
    let grounded = nodes.iter().filter(|n| n["type"] == "claim" || n["type"] == "event").chain(stated);
    let mut n_passages = 0;
    for item in grounded {
        let passages = item["provenance"].as_array().unwrap();
        assert!(!passages.is_empty(), "{item}");
        for passage in passages {
            let range = passage["start"].as_u64().unwrap() as usize..passage["end"].as_u64().unwrap() as usize;
            let text = &texts[passage["document"].as_str().unwrap()];
            let words: String = text[range].iter().collect();
            assert_eq!(words, passage["text"].as_str().unwrap());
            n_passages += 1;
        }
    }
    assert!(n_passages > 500, "{n_passages}");
}

#[test]
fn ids_are_unique_and_edges_end_at_nodes() {
    let graph = graph();
    let ids: Vec<&str> = graph["nodes"].as_array().unwrap().iter().map(|n| n["id"].as_str().unwrap()).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len());
    let mut keys = BTreeSet::new();
    for edge in graph["edges"].as_array().unwrap() {
        let [source, target, key] = ["source", "target", "key"].map(|k| edge[k].as_str().unwrap());
        assert!(known.contains(source) && known.contains(target));
        assert!(keys.insert((source, target, key)), "{source} {target} {key} twice");
    }
}

#[test]
fn one_real_actor_is_one_node_over_all_articles() {
    let graph = graph();
    for name in ["Iran", "Russia", "United Kingdom", "MI5", "Ken McCallum", "Ukraine"] {
        let is_it = |n: &&Value| {
            n["type"] == "actor"
                && (n["label"] == name || n["aliases"].as_array().is_some_and(|a| a.contains(&name.into())))
        };
        let n = graph["nodes"].as_array().unwrap().iter().filter(is_it).count();
        assert_eq!(n, 1, "{name}");
    }
}

#[test]
fn graphviz_draws_every_view() {
    if Command::new("dot").arg("-V").output().is_err() {
        eprintln!("skipped: Graphviz is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let run = claimgraph(&["build", ARTICLES, "--out", out, "--view", "actors,claims,events,full"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for view in ["actors", "claims", "events", "graph"] {
        let dot = folder.path().join(format!("{view}.dot"));
        let drawn = Command::new("dot").arg("-Tsvg").arg(&dot).output().unwrap();
        assert!(drawn.status.success(), "{view}: {}", String::from_utf8_lossy(&drawn.stderr));
        assert!(String::from_utf8_lossy(&drawn.stdout).contains("class=\"node\""), "{view}");
    }
}
