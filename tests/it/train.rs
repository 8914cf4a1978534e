//! A model of another language, trained from a small treebank of our own through the binary.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{claimgraph, claimgraph_with};

const CONFIG: &str = "tests/fixtures/treebank/german.json";
const GOLD: &str = "tests/fixtures/treebank/german.conllu";

fn train(out: &Path, more: &[&str]) -> String {
    let mut arguments = vec!["train", "--config", CONFIG, "--out", out.to_str().expect("a UTF-8 path")];
    arguments.extend(more);
    let run = claimgraph(&arguments);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stderr
}

#[test]
fn a_small_treebank_makes_a_model_that_has_learned_it() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one.model"), folder.path().join("two.model"));
    let progress = train(&one, &["-j", "1"]);
    assert!(progress.contains("parser: step 80 of 80") && progress.contains("names: step 80 of 80"), "{progress}");
    train(&two, &["-j", "2", "--quiet"]);
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap(), "the model depends on the number of threads");
    let model = one.to_str().unwrap();
    for (layer, measure) in [("syntax", "/LAS"), ("syntax", "/Lemma"), ("names", "/typed/f1")] {
        let run = claimgraph(&["evaluate", layer, "--gold", GOLD, "--model", model, "--json"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let scores: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(scores.pointer(measure).and_then(serde_json::Value::as_f64), Some(1.0), "{scores}");
    }
    // Words that it knows in an order that it has not seen.
    let words = ["Dänemark", "lehnte", "den", "Plan", "ab", "."];
    let tokens: String =
        words.iter().enumerate().map(|(i, w)| format!("{}\t{w}{}\n", i + 1, "\t_".repeat(8))).collect();
    let run = claimgraph_with(&["parse", "--from", "conllu", "--model", model], &format!("{tokens}\n"));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let rows: Vec<Vec<&str>> = run.stdout.lines().filter(|l| !l.is_empty()).map(|l| l.split('\t').collect()).collect();
    assert_eq!((rows[0][6], rows[0][7], rows[0][9]), ("2", "nsubj", "NER=B-state"));
    assert_eq!((rows[1][2], rows[1][7]), ("ablehnen", "root"));
    assert_eq!((rows[3][6], rows[3][7]), ("2", "obj"));
}

#[test]
fn an_interrupted_run_goes_on_and_ends_alike() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, resumed) = (folder.path().join("whole.model"), folder.path().join("resumed.model"));
    let checkpoints = folder.path().join("checkpoints");
    train(&whole, &["--checkpoints", checkpoints.to_str().unwrap()]);
    // The parser was done, the names were not begun.
    fs::remove_file(checkpoints.join("german-sample-names.1.checkpoint")).unwrap();
    let progress = train(&resumed, &["--checkpoints", checkpoints.to_str().unwrap()]);
    assert!(
        progress.contains("parser: goes on after step 80 of schedule 1") && progress.contains("names: step 40"),
        "{progress}"
    );
    assert_eq!(fs::read(&whole).unwrap(), fs::read(&resumed).unwrap());
    // A damaged checkpoint is not taken up.
    let parser = checkpoints.join("german-sample-parser.1.checkpoint");
    let bytes = fs::read(&parser).unwrap();
    fs::write(&parser, &bytes[..bytes.len() - 4]).unwrap();
    let progress = train(&resumed, &["--checkpoints", checkpoints.to_str().unwrap()]);
    assert!(!progress.contains("parser: goes on"), "{progress}");
    assert_eq!(fs::read(&whole).unwrap(), fs::read(&resumed).unwrap());
}

/// The sample's configuration with a second schedule that also learns from texts, in `folder`.
fn learns_from_texts(folder: &Path, teacher: &str) -> PathBuf {
    let mut config: serde_json::Value = serde_json::from_str(&fs::read_to_string(CONFIG).unwrap()).unwrap();
    config["texts"] = serde_json::json!([{"file": "german.conllu", "licence": "as the project"}]);
    let parser = config["parser"].as_object_mut().unwrap();
    if !teacher.is_empty() {
        parser.insert("teacher".to_owned(), teacher.into());
    }
    let schedules = parser["schedules"].as_array_mut().unwrap();
    let mut second = schedules[0].clone();
    second["own"] = 0.5.into();
    schedules.push(second);
    let path = folder.join("texts.json");
    fs::write(&path, config.to_string()).unwrap();
    path
}

fn train_on_texts(config: &Path, out: &Path, checkpoints: &Path) -> (i32, String) {
    let paths = [config, out, checkpoints].map(|p| p.to_str().expect("a UTF-8 path"));
    let corpora = "tests/fixtures/treebank";
    let run = claimgraph(&[
        "train",
        "--config",
        paths[0],
        "--corpora",
        corpora,
        "--out",
        paths[1],
        "--checkpoints",
        paths[2],
    ]);
    (run.code, run.stderr)
}

#[test]
fn texts_are_learned_from_as_the_network_or_its_teacher_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let (model, other) = (folder.path().join("one.model"), folder.path().join("other.model"));
    let checkpoints = folder.path().join("checkpoints");
    let config = learns_from_texts(folder.path(), "");
    let (code, progress) = train_on_texts(&config, &model, &checkpoints);
    assert_eq!(code, 0, "{progress}");
    assert!(progress.contains("sentences annotated by itself"), "{progress}");
    // The second schedule goes on from the end of the first, whose network annotates the texts again.
    fs::remove_file(checkpoints.join("german-sample-parser.2.checkpoint")).unwrap();
    fs::remove_file(checkpoints.join("german-sample-names.1.checkpoint")).unwrap();
    let (_, progress) = train_on_texts(&config, &other, &checkpoints);
    assert!(progress.contains("goes on after step 80 of schedule 1"), "{progress}");
    assert_eq!(fs::read(&model).unwrap(), fs::read(&other).unwrap());
    let config = learns_from_texts(folder.path(), "one.model");
    let (code, progress) = train_on_texts(&config, &other, &checkpoints);
    assert_eq!(code, 0, "{progress}");
    assert!(progress.contains("one.model") && !progress.contains("goes on"), "{progress}");
    let evaluation = claimgraph(&["evaluate", "syntax", "--gold", GOLD, "--model", other.to_str().unwrap(), "--json"]);
    let scores: serde_json::Value = serde_json::from_str(&evaluation.stdout).unwrap();
    assert_eq!(scores["LAS"].as_f64(), Some(1.0), "{scores}");
    let (code, message) = train_on_texts(&learns_from_texts(folder.path(), "texts.json"), &other, &checkpoints);
    assert_eq!(code, 3);
    assert!(message.contains("texts.json") && message.contains("no claimgraph model"), "{message}");
}

#[test]
fn what_cannot_be_trained_is_said_before_it_is_tried() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("never.model");
    let out = out.to_str().unwrap();
    let config = fs::read_to_string(CONFIG).unwrap();
    for (from, to, expected) in [
        ("\"width\": 32", "\"width\": 33", "multiple of 32"),
        ("\"seed\": 3", "\"seeds\": 3", "seeds"),
        ("german.conllu", "missing.conllu", "missing.conllu"),
        (
            "\"vector\": 8, \"width\": 32, \"layers\": 1},\n    \"hidden\"",
            "\"vector\": 12, \"width\": 32, \"layers\": 1},\n    \"hidden\"",
            "word vectors",
        ),
    ] {
        let changed = config.replace(from, to);
        assert_ne!(changed, config, "{from}");
        let path = folder.path().join("changed.json");
        fs::write(&path, changed).unwrap();
        let run = claimgraph(&[
            "train",
            "--config",
            path.to_str().unwrap(),
            "--corpora",
            "tests/fixtures/treebank",
            "--out",
            out,
        ]);
        assert_eq!(run.code, 3, "{}", run.stderr);
        assert!(run.stderr.contains(expected), "{}", run.stderr);
        assert!(!Path::new(out).exists());
    }
}

#[test]
fn a_model_that_does_not_fit_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.model");
    fs::write(&path, "no model at all").unwrap();
    let run = claimgraph_with(&["parse", "--model", path.to_str().unwrap()], "Iran denied it.");
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("other.model") && run.stderr.contains("no claimgraph model"), "{}", run.stderr);
    let run = claimgraph(&["extract", "--model", "missing.model", "data/articles"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("missing.model"), "{}", run.stderr);
}
