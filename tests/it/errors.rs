//! What a user is told when something is wrong: what it is, in which file and where, and what to do.

use std::fs;
use std::path::Path;

use crate::run::{claimgraph_in, project};

/// A mistake and what the program answers.
struct Case {
    /// Arguments, separated by blanks, with + for a blank in a name; files are those of [`prepare`].
    call: &'static str,
    code: i32,
    /// What standard error must say, each of them.
    says: &'static [&'static str],
}

const fn case(call: &'static str, code: i32, says: &'static [&'static str]) -> Case {
    Case { call, code, says }
}

const CASES: &[Case] = &[
    // What is read.
    case("build missing.txt", 3, &["missing.txt: No such file"]),
    case("build empty", 3, &["no document found", "any other file must be named"]),
    case("build -", 3, &["stdin: no text"]),
    case("extract words.jsonl", 3, &["words.jsonl:1:2: invalid JSON"]),
    case("extract cut.jsonl", 3, &["cut.jsonl:1:20: invalid JSON"]),
    case("extract textless.jsonl", 3, &["textless.jsonl:1: expected an object with a \"text\""]),
    case("extract annotated.jsonl", 3, &["annotated.jsonl:1: expected a document, found an annotated document"]),
    case(
        "build a.txt --input-format sgml",
        2,
        &["--input-format", "\"sgml\" is no input format; known are text, html"],
    ),
    case("extract a.txt --input-format pdf", 3, &["a.txt: cannot be read as PDF"]),
    case("build a.txt --encoding klingon", 2, &["\"klingon\" is no known encoding", "utf-8"]),
    case("build a.txt --date yesterday", 2, &["--date", "\"yesterday\" is no date; write 2022-11-16"]),
    case("build a.txt --date 2022-13-01", 2, &["\"2022-13-01\" is no date; write"]),
    // What is analysed with.
    case("build a.txt --model acurate", 3, &["acurate: neither accurate nor fast, nor a file", "No such file"]),
    case("build a.txt --model words.jsonl", 3, &["words.jsonl: this is no claimgraph model"]),
    case("build a.txt --model cut.model", 3, &["cut.model: the model is cut off", "bytes instead of"]),
    case("build a.txt --model flipped.model", 3, &["flipped.model: the model is damaged: its checksum"]),
    case("build a.txt --gazetteer missing.tsv", 3, &["missing.tsv: No such file"]),
    case("build a.txt --gazetteer words.jsonl", 3, &["words.jsonl:1: ", "id, name, kind"]),
    case("build a.txt --ontology words.jsonl", 3, &["words.jsonl:1: ", "[types]"]),
    // What a reader decided.
    case("merge annotated.jsonl --decisions missing.toml", 3, &["missing.toml: No such file"]),
    case("merge annotated.jsonl --decisions alone.toml", 3, &["alone.toml:2: two actors at least"]),
    case("merge annotated.jsonl --decisions unknown.toml", 3, &["unknown.toml:1: ", "`sme`", "`same`, `not-same`"]),
    case("merge annotated.jsonl --decisions open.toml", 3, &["open.toml:1: ", "expected `]`"]),
    case("merge annotated.jsonl --decisions spy.toml", 3, &["spy.toml:1: \"spy\" is no actor kind; known are person"]),
    // What is merged.
    case("merge missing.jsonl", 3, &["missing.jsonl: No such file"]),
    case("merge empty", 3, &["empty: is a folder; name the files in it"]),
    case("merge -", 3, &["no document found"]),
    case(
        "merge graph.json",
        3,
        &["graph.json:1:", "no annotated document", "the rest is not read; `claimgraph extract` writes"],
    ),
    // Graphs.
    case("show missing.json Voss", 3, &["missing.json: No such file"]),
    case("show empty Voss", 3, &["empty/graph.json: No such file"]),
    case("show - Voss", 3, &["stdin: empty, expected a graph.json as `claimgraph build` writes it"]),
    case("show words.jsonl Voss", 3, &["words.jsonl:1:2: not a graph: ", "`claimgraph build` writes graph.json"]),
    case("explain annotated.jsonl Voss", 3, &["annotated.jsonl:1:", "which `claimgraph merge` makes a graph of"]),
    case("timeline cut.json", 3, &["cut.json:3:", "not a graph: EOF while parsing"]),
    case("export later.json", 3, &["later.json: the graph has format version 99, this program reads up to"]),
    case("export loose.json", 3, &["loose.json: ", "\"actor:gone\""]),
    // Names.
    case(
        "show graph.json Harlen+Voss",
        3,
        &["no actor is called \"Harlen Voss\"; the nearest are:\n  actor:person:harlan-voss"],
    ),
    case(
        "explain graph.json Zebulon",
        3,
        &["no actor is called \"Zebulon\", nor anything near it", "`claimgraph show`"],
    ),
    case("export graph.json --focus Vosss", 3, &["no actor is called \"Vosss\"", "`claimgraph show`"]),
    case("paths graph.json Harlan+Voss harlan+voss", 3, &["both names mean the same actor"]),
    // Parts.
    case("export graph.json --since 2022-13", 2, &["\"2022-13\" is no date; write 2022, 2022-11 or 2022-11-16"]),
    case("export graph.json --type assualt", 3, &["no relation of type \"assualt\" in the graph; there are "]),
    case("export graph.json --document b.txt", 3, &["there is no document and no publisher \"b.txt\""]),
    case("export graph.json --min-confidence 3", 2, &["\"3\" is no number from 0 to 1"]),
    case("timeline graph.json --since 2030", 3, &["nothing in the graph fits the selection"]),
    // What is written.
    case("export graph.json --format neo4j", 3, &["neo4j is several files: give the folder for them with --out"]),
    case("export graph.json --format jsn", 2, &["--format", "a similar value exists: 'json'"]),
    case("export graph.json --out no/such/x.dot", 3, &["cannot write no/such/x.dot: there is no folder no/such"]),
    case("export graph.json --out empty", 3, &["cannot write empty: it is a folder"]),
    case("merge annotated.jsonl --out a.txt", 3, &["cannot make the folder a.txt: a.txt is a file"]),
    case("merge annotated.jsonl --out a.txt/x", 3, &["cannot make the folder a.txt/x: a.txt is a file"]),
    case("merge annotated.jsonl --out -", 3, &["standard output takes one file: choose one --format"]),
    // Stores.
    case("list missing.db", 3, &["missing.db: there is no store; `claimgraph add missing.db INPUT"]),
    case("search a.txt Voss", 3, &["a.txt: no store, not even a SQLite file"]),
    case("build --store empty", 3, &["empty: a folder, and a store is one file"]),
    case("add a.txt annotated.jsonl", 3, &["a.txt: no store, not even a SQLite file; the store is named first"]),
    // The rest.
    case("parse --from conllu a.txt", 3, &["a.txt:1: found 1 columns, expected 10"]),
    case("evaluate syntax --gold missing.conllu", 3, &["missing.conllu: No such file"]),
    case("train --config textless.jsonl --out m", 3, &["textless.jsonl:1:", "unknown field `id`"]),
    case("buld a.txt", 2, &["a similar subcommand exists: 'build'"]),
];

const ARTICLE: &str = "Harlan Voss, the mayor of Torvale, said on Monday that rebels attacked the town.";

/// A folder with right and wrong files.
fn prepare(folder: &Path) {
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    fs::create_dir(folder.join("empty")).unwrap();
    write("a.txt", ARTICLE.as_bytes());
    write("words.jsonl", b"not json\n");
    write("cut.jsonl", b"{\"id\": \"x\", \"text\": ");
    write("textless.jsonl", b"{\"id\": \"x\"}\n");
    write("alone.toml", b"# one\n[[same]]\nactors = [\"A\"]\n");
    write("unknown.toml", b"[[sme]]\nactors = [\"A\", \"B\"]\n");
    write("open.toml", b"[[same]\n");
    write("spy.toml", b"[[kind]]\nactor = \"Torvale\"\nkind = \"spy\"\n");
    let mut model = fs::read(project("data/models/english-fast.model")).unwrap();
    write("cut.model", &model[..100_000]);
    let middle = model.len() / 2;
    model[middle] ^= 1;
    write("flipped.model", &model);
    let run = |call: &[&str]| {
        let run = claimgraph_in(folder, call, "");
        assert_eq!(run.code, 0, "{}", run.stderr);
    };
    run(&["extract", "a.txt", "--model", "fast", "--out", "annotated.jsonl"]);
    run(&["merge", "annotated.jsonl", "--out", "made", "--format", "json"]);
    let graph = fs::read_to_string(folder.join("made/graph.json")).unwrap();
    write("graph.json", graph.as_bytes());
    let third = graph.match_indices('\n').nth(2).unwrap().0;
    write("cut.json", &graph.as_bytes()[..third - 3]);
    write("later.json", replaced(&graph, "\"format_version\":", "\"format_version\":99,\"was\":").as_bytes());
    write(
        "loose.json",
        replaced(&graph, "{\"source\":\"actor:person:harlan-voss\"", "{\"source\":\"actor:gone\"").as_bytes(),
    );
}

fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn every_mistake_is_told_with_its_place_and_a_way_on() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let mut wrong = Vec::new();
    for Case { call, code, says } in CASES {
        let arguments: Vec<String> = call.split(' ').map(|word| word.replace('+', " ")).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let run = claimgraph_in(folder.path(), &arguments, "");
        let is_said = |words: &&str| run.stderr.contains(*words);
        let is_addressed = *code == 2 || run.stderr.starts_with("claimgraph: ");
        // No panic, no debug form of an error, no cause said twice in a row.
        let is_clean = !run.stderr.contains("panicked") && !run.stderr.contains("Error {");
        if run.code != *code || !says.iter().all(is_said) || !is_addressed || !is_clean || !run.stdout.is_empty() {
            wrong.push(format!("claimgraph {call}\n  ends with {}, says {}", run.code, run.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_or_written_is_named() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let (file, closed) = (folder.path().join("a.txt"), folder.path().join("closed"));
    fs::write(&file, ARTICLE).unwrap();
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::read(&file).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let run = claimgraph_in(folder.path(), &["extract", "a.txt"], "");
    assert!(run.code == 3 && run.stderr.contains("a.txt: Permission denied"), "{}", run.stderr);
    let run = claimgraph_in(folder.path(), &["extract", "-", "--out", "closed/x"], ARTICLE);
    assert!(run.code == 3 && run.stderr.contains("cannot write closed/x"), "{}", run.stderr);
    let run = claimgraph_in(folder.path(), &["build", "-", "--out", "closed/x"], ARTICLE);
    assert!(run.code == 3 && run.stderr.contains("cannot make the folder closed/x: Permission"), "{}", run.stderr);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
}
