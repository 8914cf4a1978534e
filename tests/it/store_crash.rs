//! Processes that change or read a store are killed at any moment: what was reported is there, nothing is there in half,
//! and the same command finishes what was begun.
//!
//! `CLAIMGRAPH_CRASHES=300 cargo test --test it crash` kills so many.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use claimgraph::decisions::Decisions;
use claimgraph::export::node_link::{self, EdgesKey};
use claimgraph::graph::Settled;
use claimgraph::store::{Store, StoreError, key};

use crate::run::{ARTICLES, project};
use crate::store::{LINES, Place, files_of, merged};

/// How often to try something that usually is tried `few` times.
pub(crate) fn rounds(few: u64) -> u64 {
    std::env::var("CLAIMGRAPH_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(few)
}

/// What a process said before it ended.
struct Said {
    stdout: String,
    stderr: String,
    /// It was killed before it ended by itself.
    is_killed: bool,
    took: Duration,
}

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_claimgraph"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary is built before its tests")
}

/// Runs until the end, or kills after some time.
fn run(arguments: &[&str], kill_after: Option<Duration>) -> Said {
    let begin = Instant::now();
    let mut child = start(arguments);
    let read = |mut from: Box<dyn std::io::Read + Send>| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes).expect("a pipe is read");
            String::from_utf8_lossy(&bytes).into_owned()
        })
    };
    let stdout = read(Box::new(child.stdout.take().expect("stdout is piped")));
    let stderr = read(Box::new(child.stderr.take().expect("stderr is piped")));
    let mut is_killed = false;
    if let Some(after) = kill_after {
        thread::sleep(after.saturating_sub(begin.elapsed()));
        is_killed = child.try_wait().expect("a child can be asked").is_none();
        // SIGKILL: nothing in the process runs any more.
        let _ = child.kill();
    }
    let status = child.wait().expect("a child ends");
    let took = begin.elapsed();
    let [stdout, stderr] = [stdout, stderr].map(|said| said.join().expect("the reader ends"));
    assert!(is_killed || status.success(), "{arguments:?}: {stderr}");
    Said { stdout, stderr, is_killed, took }
}

/// Keys of what is in a store, after its every document and page was checked; none where there is no store yet.
fn sound(path: &str) -> BTreeSet<String> {
    let store = match Store::open(Path::new(path)) {
        Err(StoreError::Missing { .. }) => return BTreeSet::new(),
        store => store.unwrap_or_else(|error| panic!("{error}")),
    };
    store.check(|problem| panic!("after a crash: {problem}"));
    let keys: BTreeSet<String> = store.keys().unwrap().into_keys().collect();
    let read: BTreeSet<String> = store.numbers().iter().map(|&n| key(&store.annotation(n).unwrap().document)).collect();
    assert_eq!(keys, read);
    keys
}

fn graph(path: &str) -> String {
    let shelf = Store::open(Path::new(path)).unwrap().into_shelf(false).unwrap();
    let graph = Settled::new(&shelf, &Decisions::default()).unwrap().graph();
    assert!(shelf.take_failed().is_empty());
    let mut json = Vec::new();
    node_link::write_graph(&graph, EdgesKey::Edges, &mut json).unwrap();
    String::from_utf8(json).unwrap()
}

fn words(line: &str) -> Option<&str> {
    line.split(['\t', ' ']).nth(usize::from(line.starts_with("removed ")))
}

/// Kills processes, each at a moment that its number tells, as many as there are rounds; more where too many ended before, since a
/// busy machine makes the time of a whole run, from which moments are drawn, too long.
fn kill_at_any_moment(few: u64, whole: Duration, mut round: impl FnMut(u64, Duration) -> bool) {
    let rounds = rounds(few);
    let (mut number, mut n_killed) = (0, 0);
    while number < rounds || n_killed * 3 < rounds && number < 8 * rounds {
        let share = fastrand::Rng::with_seed(number).f64();
        n_killed += u64::from(round(number, whole.mul_f64(share)));
        number += 1;
    }
    eprintln!("{n_killed} of {number} processes were killed in their work");
    assert!(n_killed * 3 >= rounds, "only {n_killed} of {number} were killed before they ended");
}

static GRAPH: LazyLock<String> = LazyLock::new(|| merged(&LINES.iter().collect::<Vec<_>>()));

#[test]
fn add_survives_a_crash() {
    let place = Place::new();
    let file = place.file("all.jsonl", &LINES.join("\n"));
    let store = |number: u64| format!("{}.{number}", place.store);
    let add = |path: &str, after| run(&["add", path, "--annotated", &file, "--batch", "2", "--keys", "-q"], after);
    let whole = add(&place.store, None).took;
    assert!(graph(&place.store) == *GRAPH);
    kill_at_any_moment(6, whole, |number, after| {
        let path = store(number);
        let said = add(&path, Some(after));
        let there = sound(&path);
        for line in said.stdout.lines().filter(|_| said.stdout.ends_with('\n')) {
            assert!(there.contains(words(line).unwrap()), "round {number}: {line} was reported and is gone");
        }
        // Twice in a row, for one crash may hide what the next one finds.
        if number % 2 == 0 {
            add(&path, Some(after.mul_f64(0.7)));
            assert!(sound(&path).is_superset(&there), "round {number}: a second crash lost documents");
        }
        add(&path, None);
        assert!(graph(&path) == *GRAPH, "round {number}: the finished run gives another graph");
        sound(&path);
        said.is_killed
    });
}

#[test]
fn add_of_documents_survives_a_crash() {
    let place = Place::new();
    let add = |path: &str, after| {
        let articles = ["mi5-threat-update.txt", "wire-briefs.jsonl", "oil-price-cap.txt", "nurses-strike.txt"];
        let articles = articles.map(|name| project(ARTICLES).join(name).into_os_string().into_string().unwrap());
        let files: Vec<&str> = articles.iter().map(String::as_str).collect();
        run(&[&["add", path, "--model", "fast", "--batch", "1", "--keys", "-q"], &files[..]].concat(), after)
    };
    let whole = add(&place.store, None).took;
    let expected = graph(&place.store);
    let few = if std::env::var_os("CLAIMGRAPH_CRASHES").is_some() { rounds(0) / 10 } else { 2 };
    let mut n_killed = 0;
    for number in 0..few {
        let path = format!("{}.{number}", place.store);
        let after = whole.mul_f64(0.3 + 0.7 * fastrand::Rng::with_seed(number).f64());
        let said = add(&path, Some(after));
        let there = sound(&path);
        for line in said.stdout.lines().filter(|_| said.stdout.ends_with('\n')) {
            assert!(there.contains(words(line).unwrap()), "round {number}: {line} was reported and is gone");
        }
        add(&path, None);
        assert!(graph(&path) == expected, "round {number}: the finished run gives another graph");
        n_killed += u64::from(said.is_killed);
    }
    eprintln!("{n_killed} of {few} processes that analyse were killed in their work");
}

#[test]
fn remove_survives_a_crash() {
    let place = Place::new();
    place.add(&LINES.iter().collect::<Vec<_>>());
    let all = sound(&place.store);
    let gone: Vec<&str> = all.iter().step_by(2).map(String::as_str).collect();
    let remove =
        |path: &str, more: &[&str], after| run(&[&["remove", path, "--batch", "1"], more, &gone[..]].concat(), after);
    let copy = |number: u64| {
        let path = format!("{}.{number}", place.store);
        fs::copy(&place.store, &path).unwrap();
        path
    };
    let path = copy(u64::MAX);
    let whole = remove(&path, &["--compact"], None).took;
    let expected = graph(&path);
    assert_ne!(expected, *GRAPH);
    kill_at_any_moment(4, whole, |number, after| {
        let path = copy(number);
        let said = remove(&path, if number % 2 == 0 { &["--compact"] } else { &[] }, Some(after));
        let there = sound(&path);
        for line in said.stderr.lines().filter(|line| line.starts_with("removed ")) {
            assert!(!there.contains(words(line).unwrap()), "round {number}: {line}, and it is there again");
        }
        for key in all.iter().filter(|key| !gone.contains(&key.as_str())) {
            assert!(there.contains(key), "round {number}: {key} was not to be removed");
        }
        // What is gone already is no longer known by its key.
        let left: Vec<&str> = gone.iter().copied().filter(|key| there.contains(*key)).collect();
        if !left.is_empty() {
            run(&[&["remove", &path], &left[..]].concat(), None);
        }
        assert!(graph(&path) == expected, "round {number}: the finished run gives another graph");
        said.is_killed
    });
}

#[test]
fn build_survives_a_crash() {
    let place = Place::new();
    place.add(&LINES.iter().take(8).collect::<Vec<_>>());
    let all = sound(&place.store);
    let folder = |name: &str| place.folder.path().join(name);
    let build = |out: &Path, after| {
        let out = out.to_str().unwrap();
        run(&["build", "--store", &place.store, "--out", out, "--format", "json,html,dot,graphml,neo4j"], after)
    };
    let whole = build(&folder("whole"), None).took;
    let expected = files_of(&folder("whole"));
    let is_temporary = |name: &PathBuf| name.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".tmp"));
    kill_at_any_moment(4, whole, |number, after| {
        let out = folder(&number.to_string());
        let said = build(&out, Some(after));
        let files = if out.exists() { files_of(&out) } else { Vec::new() };
        for file in files.iter().filter(|(name, _)| !is_temporary(name)) {
            assert!(expected.contains(file), "round {number}: {} is not whole", file.0.display());
        }
        assert_eq!(sound(&place.store), all);
        build(&out, None);
        let mut files = files_of(&out);
        files.retain(|(name, _)| !is_temporary(name));
        assert!(files == expected, "round {number}: the finished run writes other files");
        said.is_killed
    });
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_what_is_done() {
    let place = Place::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_claimgraph"))
        .args(["add", &place.store, "--annotated", "-", "--keys"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for line in LINES.iter().take(5) {
        writeln!(stdin, "{line}").unwrap();
    }
    stdin.flush().unwrap();
    // The batch is not full and more may come: only the interruption ends it.
    let begin = Instant::now();
    while !Path::new(&place.store).exists() && begin.elapsed() < Duration::from_secs(20) {
        thread::sleep(Duration::from_millis(20));
    }
    thread::sleep(Duration::from_millis(500));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    thread::sleep(Duration::from_millis(200));
    // Who reads from a pipe learns of an interruption with the next line.
    let _ = writeln!(stdin, "{}", LINES[5]);
    drop(stdin);
    let out = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("the same command goes on"), "{stderr}");
    let there = sound(&place.store);
    assert!((5..=6).contains(&there.len()), "{} documents", there.len());
    assert_eq!(String::from_utf8_lossy(&out.stdout).lines().count(), there.len());
}
