//! Gazetteers of users, from the command line.

use std::fs;

use serde_json::Value;

use crate::run::{Run, claimgraph, claimgraph_with, project};

const TEXT: &str = "Orla Venn of Quillmark met Iran's ambassador.\n";

fn file(name: &str) -> String {
    project("tests/fixtures/gazetteer").join(name).to_str().unwrap().to_owned()
}

/// The actors that `extract` finds, with record, kind and code.
#[track_caller]
fn actors(arguments: &[&str]) -> Vec<[String; 3]> {
    let run = claimgraph_with(&[&["extract", "-", "--model", "fast"], arguments].concat(), TEXT);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
    let actors = document["actors"].as_array().unwrap().iter();
    actors
        .filter(|a| !a["gazetteer"].is_null())
        .map(|a| [text(&a["gazetteer"]), text(&a["kind"]), text(&a["code"])])
        .collect()
}

#[test]
fn users_records_reach_the_output_in_every_form() {
    let own = ["user:quillmark", "organization", "MNCGBR"].map(str::to_owned);
    assert!(!actors(&[]).contains(&own));
    assert!(actors(&["--gazetteer", &file("ours.tsv")]).contains(&own));
    assert!(actors(&["--gazetteer", &file("ours.jsonl")]).contains(&own));
    let both = actors(&["--gazetteer", &file("ours.tsv"), "--gazetteer", &file("actors.txt"), "--date", "1985-02-03"]);
    let expected = [own, ["iran", "state", "IRN"].map(str::to_owned)];
    assert!(expected.iter().all(|e| both.contains(e)), "{both:?}");
    let venn = actors(&["--gazetteer", &file("actors.txt"), "--date", "1985-02-03"]);
    assert!(venn.contains(&["user:orla-venn", "person", "GBRGOV"].map(str::to_owned)), "{venn:?}");
}

#[test]
fn codes_reach_the_graph() {
    let arguments = ["build", "-", "--out", "-", "--format", "json", "--gazetteer", &file("actors.txt")];
    let run = claimgraph_with(&arguments, "Iran denied it.\n");
    let graph: Value = serde_json::from_str(&run.stdout).unwrap();
    let iran = graph["nodes"].as_array().unwrap().iter().find(|n| n["id"] == "actor:iran").unwrap().clone();
    assert_eq!(iran["codes"], serde_json::json!(["IRN"]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.json");
    fs::write(&path, &run.stdout).unwrap();
    let again = claimgraph(&["export", path.to_str().unwrap(), "--format", "json"]);
    assert_eq!(again.stdout, run.stdout);
}

#[test]
fn a_mistake_ends_the_run_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.tsv");
    fs::write(&path, "id\tname\tkind\nx\tX\tking\n").unwrap();
    for command in [["extract", "-"], ["gazetteer", "check"]] {
        let path = path.to_str().unwrap();
        let arguments = if command[0] == "extract" {
            [&command[..], &["--gazetteer", path]].concat()
        } else {
            [&command[..], &[path]].concat()
        };
        let Run { code, stdout, stderr } = claimgraph_with(&arguments, TEXT);
        assert_eq!((code, stdout.as_str()), (3, ""));
        assert!(stderr.contains("bad.tsv:2: \"king\" is no actor kind"), "{stderr}");
    }
    let missing = claimgraph_with(&["extract", "-", "--gazetteer", "no-such-file.tsv"], TEXT);
    assert_eq!(missing.code, 3);
    assert!(missing.stderr.contains("no-such-file.tsv"), "{}", missing.stderr);
}

#[test]
fn check_counts_and_lists_what_is_left_out() {
    let run = claimgraph(&["gazetteer", "check", &file("ours.tsv"), &file("agents.txt")]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stdout.contains("ours.tsv: tab-separated table, 3 actors, 7 names"), "{}", run.stdout);
    assert!(run.stdout.contains("together: 2 new actors, 1 that the program knows"), "{}", run.stdout);
    assert!(run.stderr.contains("agents.txt:10: no set \"!SET!\" was defined before"), "{}", run.stderr);
    let good = claimgraph(&["gazetteer", "check", &file("ours.csv")]);
    assert_eq!((good.code, good.stderr.as_str()), (0, ""));
}

#[test]
fn compiling_gives_the_file_that_the_program_carries() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gazetteer.bin");
    let run = claimgraph(&["gazetteer", "compile", "data/gazetteer", "--out", path.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(fs::read(&path).unwrap() == fs::read(project("data/gazetteer/gazetteer.bin")).unwrap());
}
