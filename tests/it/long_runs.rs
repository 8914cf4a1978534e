//! Runs over many documents: cut off, gone on with, and split into several graphs.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::run::{ARTICLES, Run, claimgraph, claimgraph_with};

/// Documents that differ, one a line.
fn corpus(n: usize) -> String {
    let mut lines = String::new();
    for i in 0..n {
        let text =
            format!("Harlan Voss, the mayor of Torvale, said {i} bridges would reopen. Police arrested {i} men.");
        let (day, year) = (i % 28 + 1, 2020 + i % 3);
        let date = format!("{year}-05-{day:02}");
        // What is not read makes lines long: the format of a stream is told from its first 64 kB.
        let line = serde_json::json!({"id": format!("d{i:04}"), "text": text, "date": date, "notes": "-".repeat(400)});
        writeln!(lines, "{line}").unwrap();
    }
    lines
}

fn extract(corpus: &str, out: &Path, more: &[&str]) -> Run {
    let arguments = ["extract", "-", "--input-format", "jsonl", "--model", "fast", "--out", out.to_str().unwrap()];
    claimgraph_with(&[&arguments, more].concat(), corpus)
}

#[test]
fn extract_goes_on_behind_the_last_whole_line() {
    let folder = tempfile::tempdir().unwrap();
    let [out, partial] = ["a.jsonl", "a.jsonl.partial"].map(|name| folder.path().join(name));
    let corpus = corpus(9);
    assert_eq!(extract(&corpus, &out, &[]).code, 0);
    let whole = fs::read_to_string(&out).unwrap();
    assert_eq!(whole.lines().count(), 9);
    assert!(!partial.exists());
    let fourth: usize = whole.split_inclusive('\n').take(4).map(str::len).sum();
    for cut in [0, 1, fourth - 1, fourth, fourth + 1, whole.len()] {
        fs::remove_file(&out).unwrap();
        fs::write(&partial, &whole[..cut]).unwrap();
        let run = extract(&corpus, &out, &["--resume"]);
        assert_eq!(run.code, 0, "cut at {cut}: {}", run.stderr);
        assert!(fs::read_to_string(&out).unwrap() == whole, "cut at {cut}");
        assert!(!partial.exists());
    }
    // Without an earlier run there is nothing to go on with, which is no error.
    fs::remove_file(&out).unwrap();
    assert_eq!(extract(&corpus, &out, &["--resume"]).code, 0);
    assert!(fs::read_to_string(&out).unwrap() == whole);
}

#[cfg(unix)]
#[test]
fn an_interrupted_extract_keeps_what_is_done() {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let folder = tempfile::tempdir().unwrap();
    let [out, partial] = ["a.jsonl", "a.jsonl.partial"].map(|name| folder.path().join(name));
    let corpus = corpus(400);
    let first: usize = corpus.split_inclusive('\n').take(200).map(str::len).sum();
    let mut child = Command::new(env!("CARGO_BIN_EXE_claimgraph"))
        .args(["extract", "-", "--input-format", "jsonl", "--model", "fast", "--out", out.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&corpus.as_bytes()[..first]).unwrap();
    let start = Instant::now();
    while fs::metadata(&partial).map_or(0, |file| file.len()) == 0 {
        assert!(start.elapsed() < Duration::from_secs(120), "nothing is written");
        std::thread::sleep(Duration::from_millis(20));
    }
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("interrupted") {
        assert!(stderr.read_line(&mut said).unwrap() > 0, "{said}");
    }
    // It waits for the rest of its input no longer than for one document.
    let _ = stdin.write_all(&corpus.as_bytes()[first..]);
    drop(stdin);
    std::io::Read::read_to_string(&mut stderr, &mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{said}");
    assert!(said.contains("--resume"), "{said}");
    assert!(!out.exists());
    let kept = fs::read_to_string(&partial).unwrap();
    let n_kept = kept.lines().count();
    assert!(kept.ends_with('\n') && (1..=201).contains(&n_kept), "{n_kept}");

    let run = extract(&corpus, &out, &["--resume"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let resumed = fs::read_to_string(&out).unwrap();
    assert!(resumed.starts_with(&kept));
    let anew = folder.path().join("b.jsonl");
    assert_eq!(extract(&corpus, &anew, &[]).code, 0);
    assert!(fs::read_to_string(&anew).unwrap() == resumed);
}

fn graph(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn ids<'g>(graph: &'g Value, kind: &str) -> Vec<&'g str> {
    let nodes = graph["nodes"].as_array().unwrap().iter().filter(|node| node["type"] == kind);
    nodes.map(|node| node["id"].as_str().unwrap()).collect()
}

#[test]
fn a_split_graph_has_each_document_once_and_actors_by_one_id() {
    let folder = tempfile::tempdir().unwrap();
    let [whole, split] = ["whole", "split"].map(|name| folder.path().join(name));
    for (out, more) in [(&whole, &[][..]), (&split, &["--split-by", "year"])] {
        let arguments = ["build", ARTICLES, "--model", "fast", "--format", "json", "--out", out.to_str().unwrap()];
        let run = claimgraph(&[&arguments, more].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    let whole = graph(&whole.join("graph.json"));
    let parts: Vec<Value> =
        fs::read_dir(&split).unwrap().map(|entry| graph(&entry.unwrap().path().join("graph.json"))).collect();
    assert!(parts.len() > 1);
    for kind in ["document", "claim", "event"] {
        let mut together: Vec<&str> = parts.iter().flat_map(|part| ids(part, kind)).collect();
        together.sort_unstable();
        let mut all = ids(&whole, kind);
        all.sort_unstable();
        assert_eq!(together, all, "{kind}");
    }
    let actors = ids(&whole, "actor");
    assert!(parts.iter().flat_map(|part| ids(part, "actor")).all(|id| actors.contains(&id)));
}

#[test]
fn a_split_needs_a_folder_and_a_known_way() {
    let run = claimgraph_with(&["build", "-", "--out", "-", "--format", "json", "--split-by", "year"], "A ship left.");
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("one graph"), "{}", run.stderr);
    let run = claimgraph_with(&["build", "-", "--split-by", "week"], "A ship left.");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("publisher"), "{}", run.stderr);
}
