//! No document stops a run: what is hostile is read, or refused with a reason, and the next one is done.

use std::fs;
use std::io::Write as _;

use crate::containers::seeds;
use crate::run::{Run, claimgraph};

const GOOD: &str = "Harlan Voss said the bridge would reopen.";

/// Runs `extract` on a file of these bytes and a good document beside it.
fn extract(name: &str, bytes: &[u8], more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let (hostile, good) = (folder.path().join(name), folder.path().join("good.txt"));
    fs::write(&hostile, bytes).unwrap();
    fs::write(&good, GOOD).unwrap();
    let inputs = [hostile.to_str().unwrap(), good.to_str().unwrap()];
    claimgraph(&[&["extract", "--model", "fast"], more, &inputs[..]].concat())
}

/// It is read, and how many lines of output there are.
#[track_caller]
fn check_read(name: &str, text: &str) {
    let run = extract(name, text.as_bytes(), &[]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 2), "{}", run.stderr);
}

/// It is refused with this message, and the good document is done.
#[track_caller]
fn check_refused(name: &str, bytes: &[u8], message: &str) {
    let run = extract(name, bytes, &[]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains(message), "{}", run.stderr);
    assert!(run.stdout.contains(GOOD), "the good document is missing");
}

#[test]
fn hostile_pages_and_texts_are_read() {
    check_read("deep.html", &format!("{}Iran said it.", "<div>".repeat(100_000)));
    check_read("bold.html", &format!("<p>{}Iran said it.", "<b><i>".repeat(50_000)));
    check_read("sentence.txt", &"Iran attacked Iraq, ".repeat(1_000));
    check_read("token.txt", &"x".repeat(1 << 20));
    check_read("hyphens.txt", &"x-".repeat(3_000));
    check_read("quotes.txt", &"\"".repeat(10_000));
    check_read("open.txt", &"“".repeat(3_000));
    check_read("said.txt", &"\"Iran attacked Iraq,\" said Voss. ".repeat(300));
    check_read("names.txt", &"Harlan Voss ".repeat(2_000));
}

#[test]
fn bombs_are_refused() {
    let packed = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..64 {
            encoder.write_all(&[b'x'; 1 << 20]).unwrap();
        }
        encoder.finish().unwrap()
    };
    assert!(packed.len() < 100_000);
    check_refused("bomb.txt.gz", &packed, "bomb.txt.gz: longer than the limit of 33554432 bytes");
    let archive = seeds::zip(&[("bomb.txt.gz", &packed), ("good.txt", GOOD.as_bytes())]);
    check_refused("bomb.zip", &archive, "bomb.zip/bomb.txt.gz: longer than the limit of 33554432 bytes");
    let mut nested = seeds::zip(&[("a.txt", b"A")]);
    for _ in 0..6 {
        nested = seeds::zip(&[("a.zip", &nested)]);
    }
    check_refused("nested.zip", &nested, "an archive in too many archives");
}

#[test]
fn deep_json_and_endless_cells_are_refused() {
    check_refused("deep.jsonl", format!("{{\"text\": {}", "[".repeat(100_000)).as_bytes(), "recursion limit exceeded");
    let cell = [b"text\n\"", &[b'x'; 2 << 20][..]].concat();
    let run = extract("cell.csv", &cell, &["--max-bytes", "1000000"]);
    assert!(run.stderr.contains("cell.csv:2: longer than the limit of 1000000 bytes"), "{}", run.stderr);
    assert!(run.stdout.contains(GOOD));
    check_refused("deep.rss", "<a>".repeat(100_000).as_bytes(), "elements nested deeper than 200");
}

#[test]
fn a_limit_of_time_is_an_error_of_its_document() {
    let run = extract("a.txt", b"Iran said it.", &["--time-limit", "0"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    for id in ["a", "good"] {
        assert!(run.stderr.contains(&format!("document \"{id}\": given up after 0 seconds")), "{}", run.stderr);
    }
    let run = extract("a.txt", b"Iran said it.", &["--time-limit", "1000"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}
