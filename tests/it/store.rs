//! The store: the same graph as without it, whatever came and went in whatever order.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::run::{ARTICLES, Run, claimgraph, claimgraph_with, project};

/// The sample articles as annotated documents, one a line: analysed once for all tests.
pub(crate) static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let run = claimgraph(&["extract", ARTICLES, "--model", "fast"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout.lines().map(str::to_owned).collect()
});

/// A folder with a store's place in it.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) store: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = path(folder.path(), "news.db");
        Self { folder, store }
    }

    /// A file in the folder.
    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        let file = path(self.folder.path(), name);
        fs::write(&file, content).unwrap();
        file
    }

    /// Adds annotated documents.
    pub(crate) fn add(&self, lines: &[&String]) -> Run {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let run = claimgraph_with(&["add", &self.store, "--annotated", "-"], &text);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run
    }

    /// The graph of the store.
    pub(crate) fn graph(&self, more: &[&str]) -> String {
        let arguments = ["build", "--store", &self.store, "--out", "-", "--format", "json"];
        let run = claimgraph(&[&arguments, more].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    }

    /// Says that nothing in the store is wrong.
    pub(crate) fn check(&self) {
        let run = claimgraph(&["list", &self.store, "--check"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).into_os_string().into_string().unwrap()
}

/// The graph of annotated documents without a store.
pub(crate) fn merged(lines: &[&String]) -> String {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let run = claimgraph_with(&["merge", "-", "--out", "-", "--format", "json"], &text);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

fn n_documents(place: &Place) -> usize {
    let run = claimgraph(&["list", &place.store, "--format", "jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout.lines().count()
}

fn articles(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| path(&project(ARTICLES), name)).collect()
}

#[test]
fn a_store_gives_the_graph_of_its_documents() {
    let files =
        articles(&["mi5-threat-update.txt", "iran-rebukes-london.html", "ferry-collision.jsonl", "oil-price-cap.txt"]);
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let fast = ["--model", "fast"];
    let built = claimgraph(&[&["build"], &files[..], &fast, &["--out", "-", "--format", "json"]].concat());
    assert_eq!(built.code, 0, "{}", built.stderr);
    let place = Place::new();
    for part in [&files[2..], &files[..3]] {
        let run = claimgraph(&[&["add", place.store.as_str()], part, &fast, &["-j", "2"]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    assert!(place.graph(&[]) == built.stdout, "the store gives another graph than its documents");
    assert!(place.graph(&["-j", "1"]) == built.stdout, "one thread gives another graph than several");
    // In all formats and with all flags that graphs have.
    let [one, other] = ["one", "other"].map(|name| path(place.folder.path(), name));
    let more = ["--format", "json,html,dot,graphml", "--split-by", "publisher"];
    let built = claimgraph(&[&["build"], &files[..], &fast, &["--out", &one], &more].concat());
    let stored = claimgraph(&[&["build", "--store", &place.store, "--out", &other], &more[..]].concat());
    assert_eq!((built.code, stored.code), (0, 0), "{}{}", built.stderr, stored.stderr);
    let (one, other) = (files_of(Path::new(&one)), files_of(Path::new(&other)));
    assert!(one.len() > 4, "{one:?}");
    assert!(one == other, "files differ");
    place.check();
}

/// All files of a folder with their content, by name.
pub(crate) fn files_of(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                files.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn order_and_repetition_change_nothing() {
    let all: Vec<&String> = LINES.iter().collect();
    let expected = merged(&all);
    let backwards: Vec<&String> = all.iter().rev().copied().collect();
    let place = Place::new();
    let (first, second) = backwards.split_at(5);
    place.add(first);
    place.add(second);
    let again = place.add(&all);
    assert!(again.stderr.starts_with(&format!("0 documents added, {} there already", all.len())), "{}", again.stderr);
    assert_eq!(n_documents(&place), all.len());
    assert!(place.graph(&[]) == expected, "another order gives another graph");
    place.check();
}

#[test]
fn what_is_removed_never_came() {
    let all: Vec<&String> = LINES.iter().collect();
    let place = Place::new();
    place.add(&all[..8]);
    let listed = claimgraph(&["list", &place.store, "--format", "jsonl"]);
    let listed: Vec<Value> = listed.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let field = |id: &str, field: &str| {
        let found = listed.iter().find(|document| document["id"] == id).unwrap_or_else(|| panic!("no {id}"));
        found[field].as_str().unwrap().to_owned()
    };
    let id = |line: &String| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["document"]["id"].as_str().unwrap().to_owned()
    };
    // By id, by key and by the beginning of a key.
    let [one, two, three] = [id(all[1]), field(&id(all[4]), "key"), field(&id(all[6]), "key")[..8].to_owned()];
    let dry = claimgraph(&["remove", &place.store, &one, "--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    assert!(dry.stderr.starts_with("would remove "), "{}", dry.stderr);
    assert_eq!(n_documents(&place), 8);
    let run = claimgraph(&["remove", &place.store, &one, &two, &three, "nobody", "--compact"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("\"nobody\": no document of") && run.stderr.contains("3 documents removed"),
        "{}",
        run.stderr
    );
    let left: Vec<&String> = [0, 2, 3, 5, 7].iter().map(|&i| all[i]).collect();
    assert!(place.graph(&[]) == merged(&left), "what was removed left something in the graph");
    place.check();
    assert_eq!(claimgraph(&["remove", &place.store, &one]).code, 3);
    // And it may come again.
    place.add(&all[..8]);
    assert!(place.graph(&[]) == merged(&all[..8]), "what came again gives another graph");
    place.check();
}

#[test]
fn what_is_known_is_not_analysed_again() {
    let place = Place::new();
    let file = place.file("bridge.txt", "Harlan Voss, the mayor of Torvale, said rebels attacked the town on Monday.");
    let add = |more: &[&str]| claimgraph(&[&["add", &place.store, &file, "--keys"], more].concat());
    let first = add(&["--model", "fast"]);
    assert_eq!((first.code, first.stdout.lines().count()), (0, 1), "{}", first.stderr);
    assert!(first.stdout.ends_with("\tbridge\n"), "{}", first.stdout);
    let second = add(&["--model", "fast"]);
    assert_eq!((second.code, second.stdout.as_str()), (0, ""), "{}", second.stderr);
    assert!(second.stderr.contains("1 there already"), "{}", second.stderr);
    let graph = place.graph(&[]);
    // With other settings only when that is asked for.
    let other = add(&["--model", "fast", "--link-threshold", "5"]);
    assert_eq!((other.code, other.stdout.as_str()), (1, ""), "{}", other.stderr);
    assert!(other.stderr.contains("--again"), "{}", other.stderr);
    assert!(place.graph(&[]) == graph);
    let again = add(&["--model", "fast", "--link-threshold", "5", "--again"]);
    assert_eq!((again.code, again.stdout.lines().count()), (0, 1), "{}", again.stderr);
    assert!(again.stderr.contains("1 annotated anew"), "{}", again.stderr);
    let built =
        claimgraph(&["build", &file, "--model", "fast", "--link-threshold", "5", "--out", "-", "--format", "json"]);
    assert!(place.graph(&[]) == built.stdout);
    assert_eq!(n_documents(&place), 1);
    place.check();
}

#[test]
fn a_changed_article_is_a_further_version() {
    let place = Place::new();
    let first =
        place.file("one.jsonl", r#"{"id": "a", "date": "2024-05-01", "text": "Ann Lee said Torvale banned trams."}"#);
    let second =
        place.file("two.jsonl", r#"{"id": "a", "date": "2024-05-02", "text": "Ann Lee said Torvale banned buses."}"#);
    let other = place.file("three.jsonl", r#"{"id": "b", "date": "2024-04-30", "text": "Torvale is a town."}"#);
    for file in [&second, &first, &other] {
        let run = claimgraph(&["add", &place.store, file, "--model", "fast"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    let build = |files: &[&str]| {
        let run = claimgraph(&[&["build"], files, &["--model", "fast", "--out", "-", "--format", "json"]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    assert!(place.graph(&["--current"]) == build(&[&second, &other]), "the current version is another");
    assert_ne!(place.graph(&[]), place.graph(&["--current"]));
    let listed = claimgraph(&["list", &place.store]);
    assert!(
        listed.stdout.contains("a (version 1 of 2)") && listed.stdout.contains("a (version 2 of 2)"),
        "{}",
        listed.stdout
    );
    assert!(listed.stderr.starts_with("3 documents (2 articles)"), "{}", listed.stderr);
    let current = claimgraph(&["search", &place.store, "banned", "--current"]);
    assert!(current.stdout.contains("buses") && !current.stdout.contains("trams"), "{}", current.stdout);
}

#[test]
fn documents_are_listed_by_day_and_publisher() {
    let place = Place::new();
    place.add(&LINES.iter().collect::<Vec<_>>());
    let list = |more: &[&str]| {
        let run = claimgraph(&[&["list", &place.store, "--format", "jsonl"], more].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>()
    };
    let all = list(&[]);
    assert_eq!(all.len(), LINES.len());
    assert!(all.is_sorted_by_key(|d| (d["date"].as_str().map(str::to_owned), d["id"].as_str().map(str::to_owned))));
    let part = list(&["--since", "2022-11", "--until", "2022"]);
    assert!(!part.is_empty() && part.len() < all.len());
    assert!(part.iter().all(|d| ("2022-11-01"..="2022-12-31").contains(&d["date"].as_str().unwrap())), "{part:?}");
    let publisher = all.iter().find_map(|d| d["publisher"].as_str()).unwrap();
    let of_one = list(&["--publisher", &publisher.to_uppercase()]);
    assert!(!of_one.is_empty() && of_one.iter().all(|d| d["publisher"] == publisher), "{of_one:?}");
    let csv = claimgraph(&["list", &place.store, "--format", "csv"]).stdout;
    let mut table = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(table.headers().unwrap().get(0), Some("key"));
    assert_eq!(table.records().count(), all.len());
    let annotated = claimgraph(&["list", &place.store, "--format", "annotated"]).stdout;
    let mut expected: Vec<&str> = LINES.iter().map(String::as_str).collect();
    let mut annotated: Vec<&str> = annotated.lines().collect();
    expected.sort_unstable();
    annotated.sort_unstable();
    assert!(annotated == expected, "lines do not come back as they went");
}
