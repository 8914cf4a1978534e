//! Bad input gets a clear error with its place, and the other documents are done all the same.

use std::fs;
use std::io::Write as _;

use crate::run::{Run, claimgraph};

const GOOD: &str = "Harlan Voss said the bridge would reopen.";

/// Runs `extract` on a file of these bytes and a good document beside it.
#[track_caller]
fn check(name: &str, bytes: &[u8], message: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join(name);
    fs::write(&bad, bytes).unwrap();
    let good = folder.path().join("good.txt");
    fs::write(&good, GOOD).unwrap();
    let run = claimgraph(&["extract", bad.to_str().unwrap(), good.to_str().unwrap()]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains(name) && run.stderr.contains(message), "{}", run.stderr);
    assert!(run.stdout.contains(GOOD), "the good document is missing");
    run
}

#[test]
fn an_empty_file() {
    check("empty.txt", b"", "no text");
    check("blank.txt", b" \n\n\t", "no text");
}

#[test]
fn a_binary_file() {
    check("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "binary data");
}

#[test]
fn a_bad_line_names_its_number() {
    let mut lines = [r#"{"id": "x", "text": "One."}"#; 9];
    lines[6] = r#"{"id": "x", "text": "#;
    let run = check("lines.jsonl", lines.join("\n").as_bytes(), "lines.jsonl:7:");
    assert_eq!(run.stdout.lines().count(), 9, "eight lines and the good document");
}

#[test]
fn a_line_that_is_too_long() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.jsonl");
    let mut file = fs::File::create(&path).unwrap();
    write!(file, "{{\"id\": \"long\", \"text\": \"").unwrap();
    for _ in 0..200 {
        file.write_all(&vec![b'a'; 1 << 20]).unwrap();
    }
    write!(file, "\"}}\n{{\"id\": \"good\", \"text\": \"{GOOD}\"}}\n").unwrap();
    drop(file);
    let run = claimgraph(&["extract", path.to_str().unwrap()]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("long.jsonl:1: longer than the limit"), "{}", run.stderr);
    assert!(run.stdout.contains(GOOD));
}

#[test]
fn a_missing_file() {
    let run = claimgraph(&["extract", "no/such/file.txt", "data/articles/nurses-strike.txt"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("no/such/file.txt: "), "{}", run.stderr);
    assert_eq!(run.stdout.lines().count(), 1);
}

#[test]
fn nothing_at_all_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let run = claimgraph(&["extract", folder.path().to_str().unwrap()]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("no document found"), "{}", run.stderr);
}

#[test]
fn a_page_of_ten_thousand_nested_elements() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep.html");
    fs::write(&path, format!("<html><body>{}<p>{GOOD}", "<div>".repeat(10_000))).unwrap();
    let run = claimgraph(&["extract", path.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("the bridge would reopen"));
}

#[test]
fn a_truncated_page_is_read_as_far_as_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.html");
    fs::write(&path, format!("<html><head><title>Bridge</title></head><body><article><p>{GOOD}</p><p>It wa")).unwrap();
    let run = claimgraph(&["extract", path.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("the bridge would reopen"));
}

#[test]
fn an_output_that_cannot_be_written_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "old").unwrap();
    // A folder cannot be made where a file stands.
    let run = claimgraph(&["build", "data/articles/nurses-strike.txt", "--out", file.to_str().unwrap()]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("cannot make the folder"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(&file).unwrap(), "old");
}
