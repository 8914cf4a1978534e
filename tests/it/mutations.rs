//! Small valid files, mutated at random and read: an error or a success, never a panic.
//!
//! Seeded, so that a failure comes again: each run of a target is named by a number. `CLAIMGRAPH_MUTATIONS=N` sets how
//! many each target gets (60 if not set), `CLAIMGRAPH_MUTATIONS_FROM=N` the first number.

#[path = "mutations/targets.rs"]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use claimgraph::document::InputFormat;
use fastrand::Rng;

use crate::containers::seeds;
use crate::run::project;

/// Runs of a target unless the environment says otherwise: some seconds without optimisation.
const N_RUNS: u64 = 60;
/// Longest time that a run may take before it is shown.
const SLOW: Duration = Duration::from_secs(5);

/// Bytes that mean something in some format, and numbers at the borders of their types.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "<",
    ">",
    "</",
    "/>",
    "&",
    "&#x110000;",
    "&amp;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\t",
    "\n",
    "\r\n",
    "\0",
    "\u{FEFF}",
    "\u{202E}",
    "\u{301}",
    "“",
    "”",
    "\\",
    "\\u0000",
    "\\ud800",
    "%",
    "-1",
    "0",
    "1e999",
    "255",
    "65536",
    "2147483648",
    "4294967295",
    "18446744073709551615",
    "99999999999999999999",
    "null",
    "true",
    "..",
    "/",
    "~",
    "=",
    "#",
    "(",
    ")",
    "|",
    "+",
    "*",
    "_",
    ";",
];

/// One to eight changes.
fn mutated(rng: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = rng.choice(seeds).expect("a target has seeds").clone();
    for _ in 0..rng.usize(1..=8) {
        let at = rng.usize(0..=bytes.len());
        let end = (at + rng.usize(0..=40)).min(bytes.len());
        match rng.u8(0..9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(0..8),
            1 if at < bytes.len() => bytes[at] = rng.u8(..),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                let times = if rng.u8(0..20) == 0 { 2000 } else { rng.usize(1..4) };
                bytes.splice(at..at, piece.repeat(times));
            }
            4 => bytes.truncate(at),
            5 => {
                let other = rng.choice(seeds).expect("a target has seeds");
                let from = rng.usize(0..=other.len());
                let to = (from + rng.usize(0..=200)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            6 => {
                // A number becomes another one.
                let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
                let Some(start) = (at..bytes.len()).find(|&at| is_digit(at)) else { continue };
                let end = (start..bytes.len()).find(|&at| !is_digit(at)).unwrap_or(bytes.len());
                let number =
                    *rng.choice(&["0", "-1", "7", "4294967296", "18446744073709551616"]).expect("there are some");
                bytes.splice(start..end, number.bytes());
            }
            _ => {
                let piece = rng.choice(PIECES).expect("there are some");
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    bytes
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Runs a target on mutations of its seeds; `divisor` makes a slow target's share of runs smaller.
#[track_caller]
fn check(name: &str, divisor: u64, seeds: &[Vec<u8>], make: impl Fn(&mut Rng) -> Vec<u8>, run: impl Fn(&[u8])) {
    for seed in seeds {
        run(seed);
    }
    let from = number("CLAIMGRAPH_MUTATIONS_FROM").unwrap_or(0);
    let n_runs = (number("CLAIMGRAPH_MUTATIONS").unwrap_or(N_RUNS) / divisor).max(3);
    let mut failed = Vec::new();
    for n in from..from + n_runs {
        let bytes = make(&mut Rng::with_seed(n));
        let started = Instant::now();
        let file = std::env::temp_dir().join(format!("claimgraph-{name}-{n}"));
        if catch_unwind(AssertUnwindSafe(|| run(&bytes))).is_err() {
            let _ = fs::write(&file, &bytes);
            failed.push(file);
        } else if started.elapsed() > SLOW {
            let _ = fs::write(&file, &bytes);
            eprintln!("{}: {:?} for {} bytes", file.display(), started.elapsed(), bytes.len());
        }
    }
    if number("CLAIMGRAPH_MUTATIONS").is_some() {
        eprintln!("{name}: {n_runs} inputs");
    }
    assert!(failed.is_empty(), "{name} panics on {failed:?}");
}

#[track_caller]
fn check_bytes(name: &str, divisor: u64, seeds: Vec<Vec<u8>>, run: impl Fn(&[u8])) {
    check(name, divisor, &seeds, |rng| mutated(rng, &seeds), run);
}

/// Containers whose files are packed: the bytes are mutated before they are packed, every third time those of the archive.
#[track_caller]
fn check_packed(name: &str, format: InputFormat, files: &[(&str, &[u8])]) {
    let contents: Vec<Vec<u8>> = files.iter().map(|(_, bytes)| bytes.to_vec()).collect();
    let whole = vec![seeds::zip(files)];
    let make = |rng: &mut Rng| {
        if rng.u8(0..3) == 0 {
            return mutated(rng, &whole);
        }
        let which = rng.usize(0..files.len());
        let changed = mutated(rng, &contents[which..=which]);
        let files: Vec<(&str, &[u8])> =
            (0..files.len()).map(|n| (files[n].0, if n == which { &changed[..] } else { files[n].1 })).collect();
        seeds::zip(&files)
    };
    check(name, 1, &whole, make, |bytes| targets::documents(Some(format), bytes));
}

fn files(names: &[&str]) -> Vec<Vec<u8>> {
    names.iter().map(|name| fs::read(project(name)).unwrap()).collect()
}

#[test]
fn texts_and_pages() {
    let page = br#"<!DOCTYPE html><html><head><meta charset=utf-8><title>Talks - Post</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Talks", "datePublished": "2022-11-17"}</script>
</head><body><nav><a href=/>Home</a></nav><article><h1>Talks</h1><p>The union <b>met</b> the port.<p>&ldquo;It is over,&rdquo;
he said.</article></body></html>"#;
    check_bytes("html", 1, vec![page.to_vec()], |bytes| targets::documents(Some(InputFormat::Html), bytes));
    let any = files(&["tests/fixtures/documents/utf-16.txt", "tests/fixtures/documents/windows-1252.html"]);
    check_bytes("any", 1, [any, vec![seeds::gzip(page)]].concat(), |bytes| targets::documents(None, bytes));
}

#[test]
fn json_lines_and_tables() {
    let lines = files(&["tests/fixtures/documents/bad-line-7.jsonl", "tests/fixtures/documents/shapes.jsonl"]);
    check_bytes("jsonl", 1, lines, |bytes| targets::documents(Some(InputFormat::JsonLines), bytes));
    let table = b"nr;Headline;Body;pub_date\n1;Talks;\"They \"\"met\"\".\";2022-11-17\n2;Empty;;\n".to_vec();
    check_bytes("csv", 1, vec![table], |bytes| targets::documents(Some(InputFormat::Csv), bytes));
}

#[test]
fn feeds() {
    let seeds = vec![seeds::FEED.to_vec(), seeds::ATOM.to_vec(), seeds::JSON_FEED.to_vec()];
    check_bytes("feed", 1, seeds, |bytes| targets::documents(Some(InputFormat::Feed), bytes));
}

#[test]
fn web_archives() {
    let seeds = vec![seeds::warc()];
    check_bytes("warc", 1, seeds, |bytes| targets::documents(Some(InputFormat::Warc), bytes));
}

#[test]
fn books_letters_and_archives() {
    check_packed("epub", InputFormat::Epub, seeds::BOOK);
    check_packed("docx", InputFormat::Docx, seeds::LETTER);
    check_packed("zip", InputFormat::Zip, &[("a/b.txt", b"Talks."), ("c.jsonl", b"{\"text\": \"Rain.\"}\n")]);
}

#[test]
#[cfg(feature = "pdf")]
fn printed_documents() {
    // Each is a process of its own.
    let program = env!("CARGO_BIN_EXE_claimgraph");
    check_bytes("pdf", 20, vec![seeds::pdf("They met in print.")], |bytes| targets::pdf(program, bytes));
}

#[test]
fn knowledge_of_users() {
    let names = ["ours.tsv", "ours.csv", "ours.jsonl", "actors.txt", "agents.txt"];
    let gazetteers =
        files(&names.map(|name| format!("tests/fixtures/gazetteer/{name}")).each_ref().map(String::as_str));
    check_bytes("gazetteer", 1, gazetteers, targets::gazetteer);
    let names = ["cyber.tsv", "verbs.txt", "elections/types.csv", "elections/verbs.csv"];
    let ontologies = files(&names.map(|name| format!("tests/fixtures/ontology/{name}")).each_ref().map(String::as_str));
    check_bytes("ontology", 2, ontologies, targets::ontology);
    let decisions = br#"[[same]]
actors = ["actor:person:harlan-voss", "Orla Venn"]
[[different]]
actors = ["Harlan Voss", "Orla Venn"]
[[name]]
actor = "Voss in a"
name = "H. Voss"
"#;
    check_bytes("decisions", 2, vec![decisions.to_vec()], targets::decisions);
}

#[test]
fn annotated_documents_and_graphs() {
    let lines: Vec<Vec<u8>> = crate::store::LINES.iter().map(|line| line.clone().into_bytes()).collect();
    check_bytes("annotated", 6, lines, targets::annotated);
    let graph =
        crate::run::claimgraph(&["build", "data/articles", "--model", "fast", "--out", "-", "--format", "json"]);
    check_bytes("graph", 6, vec![graph.stdout.into_bytes()], targets::graph);
}

#[test]
fn treebanks() {
    check_bytes("conllu", 1, files(&["tests/fixtures/treebank/german.conllu"]), targets::conllu);
}

/// Only the header, which says how long everything is: what is behind it are weights, and any are as good as others.
#[test]
fn models() {
    let model = fs::read(project("data/models/english-fast.model")).unwrap();
    let length = u32::from_le_bytes(model[12..16].try_into().unwrap()) as usize;
    let header = vec![model[32..32 + length].to_vec()];
    let make = |rng: &mut Rng| {
        let mut header = mutated(rng, &header);
        // The place of the sections depends on the header's length: mostly it is kept.
        if rng.u8(0..4) > 0 {
            header.resize(length, b' ');
        }
        let mut bytes = [&model[..12], &(header.len() as u32).to_le_bytes(), &model[16..32], &header].concat();
        bytes.extend_from_slice(&model[32 + length..]);
        bytes
    };
    check("model", 6, &[], make, targets::model);
}

#[test]
fn stores() {
    let place = crate::store::Place::new();
    place.add(&[&crate::store::LINES[0]]);
    check_bytes("store", 3, vec![fs::read(&place.store).unwrap()], targets::store);
}

#[test]
fn articles() {
    let folder = fs::read_dir(project(crate::run::ARTICLES)).unwrap().map(|entry| entry.unwrap().path());
    let texts = folder.filter(|path| path.extension().is_some_and(|e| e == "txt" || e == "jsonl"));
    check_bytes("analysis", 4, texts.map(|path| fs::read(path).unwrap()).collect(), targets::analysis);
}
