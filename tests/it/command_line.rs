//! Subcommands, streams and exit codes.

use crate::run::{ARTICLES, claimgraph, claimgraph_with};

const SENTENCE: &str = "Harlan Voss, the mayor of Torvale, said the bridge would reopen on Monday.\n";

#[test]
fn build_writes_graph_page_and_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/graph");
    let run = claimgraph(&["build", ARTICLES, "--out", out.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout, "");
    let mut names: Vec<String> =
        out.read_dir().unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["actors.dot", "graph.dot", "graph.html", "graph.json"]);
}

#[test]
fn build_writes_json_to_standard_output() {
    let run = claimgraph_with(&["build", "-", "--out", "-", "--format", "json"], SENTENCE);
    let graph: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let labels: Vec<&str> = graph["nodes"].as_array().unwrap().iter().filter_map(|n| n["label"].as_str()).collect();
    assert!(labels.contains(&"Harlan Voss"), "{labels:?}");
    assert!(graph["edges"].as_array().unwrap().iter().any(|e| e["type"] == "made"));
}

#[test]
fn two_files_do_not_fit_on_standard_output() {
    let run = claimgraph_with(&["build", "-", "--out", "-"], SENTENCE);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("choose one --format"), "{}", run.stderr);
    assert_eq!(run.stdout, "");
}

#[test]
fn extract_keeps_the_order_of_its_input() {
    let input = "{\"id\":\"b\",\"text\":\"One.\"}\n{\"id\":\"a\",\"text\":\"Two.\"}\n";
    let run = claimgraph_with(&["extract", "-"], input);
    let ids: Vec<String> = run
        .stdout
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["document"]["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["b", "a"]);
}

#[test]
fn merging_extracts_is_building() {
    let extracted = claimgraph(&["extract", ARTICLES]);
    let mut lines: Vec<&str> = extracted.stdout.lines().collect();
    lines.reverse();
    let merged = claimgraph_with(&["merge", "-", "--out", "-", "--format", "json"], &lines.join("\n"));
    let built = claimgraph(&["build", ARTICLES, "--out", "-", "--format", "json"]);
    assert_eq!(merged.stdout, built.stdout);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let one = claimgraph(&["build", ARTICLES, "-j", "1", "--out", "-", "--format", "json"]);
    let eight = claimgraph(&["build", ARTICLES, "-j", "8", "--out", "-", "--format", "json"]);
    assert_eq!(one.stdout, eight.stdout);
    assert!(!one.stdout.is_empty());
}

#[test]
fn export_reads_what_build_writes() {
    let built = claimgraph(&["build", ARTICLES, "--out", "-", "--format", "json"]);
    let again = claimgraph_with(&["export", "-", "--format", "json"], &built.stdout);
    assert_eq!(again.stdout, built.stdout);
    let dot = claimgraph_with(&["export", "-", "--view", "claims"], &built.stdout);
    assert!(dot.stdout.starts_with("digraph"), "{}", dot.stderr);
}

#[test]
fn export_says_what_is_wrong_with_a_graph() {
    let run = claimgraph_with(&["export", "-"], "{\"nodes\": 3}");
    assert_eq!(run.code, 3);
    assert!(run.stderr.starts_with("claimgraph: stdin:1:11: not a graph"), "{}", run.stderr);
}

#[test]
fn metadata_of_the_command_line_wins() {
    let run = claimgraph_with(&["extract", "-", "--date", "2022-11-17", "--publisher", "The Paper"], SENTENCE);
    let line: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(line["document"]["date"], "2022-11-17");
    assert_eq!(line["document"]["publisher"], "The Paper");
}

#[test]
fn a_wrong_argument_is_refused_with_code_2() {
    assert_eq!(claimgraph(&["build"]).code, 2);
    assert_eq!(claimgraph(&["build", "x", "--view", "sideways"]).code, 2);
}

#[test]
fn help_gives_examples() {
    for command in ["build", "extract", "merge", "export"] {
        let help = claimgraph(&[command, "--help"]).stdout;
        assert!(help.contains("Examples:"), "{command}");
    }
}
