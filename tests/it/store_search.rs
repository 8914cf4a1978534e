//! Searching a store.

use std::sync::LazyLock;

use serde_json::Value;

use crate::run::claimgraph;
use crate::store::{LINES, Place};

static STORE: LazyLock<Place> = LazyLock::new(|| {
    let place = Place::new();
    place.add(&LINES.iter().collect::<Vec<_>>());
    place
});

fn search(arguments: &[&str]) -> Vec<Value> {
    let run = claimgraph(&[&["search", &STORE.store, "--format", "jsonl", "--limit", "0"], arguments].concat());
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What stands at a place of a document, by its annotated line.
fn at(id: &str, start: &Value, end: &Value) -> String {
    let documents = LINES.iter().map(|line| serde_json::from_str::<Value>(line).unwrap()["document"].take());
    let document = documents.into_iter().find(|d| d["id"] == id).unwrap_or_else(|| panic!("no {id}"));
    let [start, end] = [start, end].map(|n| n.as_u64().unwrap() as usize);
    document["text"].as_str().unwrap().chars().skip(start).take(end - start).collect()
}

#[test]
fn words_are_found_in_sentences_at_their_place() {
    let hits = search(&["Russia"]);
    assert!(hits.len() > 3, "{hits:?}");
    for hit in &hits {
        assert_eq!(hit["kind"], "sentence");
        assert!(hit["text"].as_str().unwrap().to_lowercase().contains("russia"), "{hit}");
        assert_eq!(at(hit["document"].as_str().unwrap(), &hit["start"], &hit["end"]), hit["text"].as_str().unwrap());
    }
    assert!(hits.is_sorted_by(|one, other| one["date"].as_str() >= other["date"].as_str()), "the latest comes first");
    let fewer = search(&["Russia", "diplomats"]);
    assert!(!fewer.is_empty() && fewer.len() < hits.len() && fewer.iter().all(|hit| hits.contains(hit)));
}

#[test]
fn claims_are_found_by_speaker_subject_and_act() {
    let hits = search(&["--speaker", "mccallum"]);
    assert!(!hits.is_empty());
    for hit in &hits {
        assert_eq!(hit["kind"], "claim");
        assert!(hit["speaker"].as_str().unwrap().ends_with("McCallum"), "{hit}");
        let text = hit["text"].as_str().unwrap();
        assert!(
            text.contains(" … ") || at(hit["document"].as_str().unwrap(), &hit["start"], &hit["end"]) == text,
            "{hit}"
        );
    }
    let about = search(&["--speaker", "McCallum", "--about", "Iran"]);
    assert!(!about.is_empty() && about.len() < hits.len(), "{about:?}");
    assert!(about.iter().all(|hit| hit["about"].as_array().unwrap().contains(&"Iran".into())), "{about:?}");
    let words = search(&["Iran", "--speaker", "McCallum"]);
    assert!(!words.is_empty() && words.len() < hits.len());
    let denials = search(&["--act", "deny"]);
    assert!(!denials.is_empty() && denials.iter().all(|hit| hit["act"] == "deny"), "{denials:?}");
    assert_eq!(search(&["--speaker", "Nobody At All"]).len(), 0);
}

#[test]
fn events_are_found_by_type_and_time() {
    let hits = search(&["--type", "coerce,Assault"]);
    assert!(!hits.is_empty());
    assert!(hits.iter().all(|hit| ["COERCE", "ASSAULT"].contains(&hit["type"].as_str().unwrap())), "{hits:?}");
    let [before, after] = [["--until", "2018"], ["--since", "2019"]]
        .map(|time| search(&[&["--type", "coerce,assault"], &time[..]].concat()));
    assert!(!before.is_empty() && !after.is_empty());
    for hit in &before {
        let first = hit["first_day"].as_str().or(if hit["last_day"].is_null() { hit["date"].as_str() } else { None });
        assert!(first.is_none_or(|day| day <= "2018-12-31"), "{hit}");
    }
    let about = search(&["--type", "coerce", "--about", "Russia"]);
    assert!(!about.is_empty(), "Russia expelled or was expelled in one of the articles");
    let sentences = search(&["--type", "coerce", "--about", "Russia", "--kind", "sentences"]);
    assert!(!sentences.is_empty() && sentences.iter().all(|hit| hit["kind"] == "sentence"), "{sentences:?}");
    let all = search(&["--type", "coerce", "--kind", "sentences"]);
    assert!(sentences.len() < all.len() && sentences.iter().all(|hit| all.contains(hit)));
    let told = search(&["--type", "coerce", "--kind", "claims"]);
    assert!(told.iter().all(|hit| hit["kind"] == "claim"), "{told:?}");
}

#[test]
fn hits_are_shown_to_people_and_tables() {
    let run = claimgraph(&["search", &STORE.store, "--speaker", "McCallum", "--limit", "1", "--width", "100"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("Ken McCallum: ") && run.stdout.contains('['), "{}", run.stdout);
    assert!(run.stderr.contains("--limit 0"), "{}", run.stderr);
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 100), "{}", run.stdout);
    let csv =
        claimgraph(&["search", &STORE.store, "Russia", "--format", "csv", "--kind", "events", "--limit", "0"]).stdout;
    let mut table = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(table.headers().unwrap().len(), 20);
    assert_eq!(table.records().filter(Result::is_ok).count(), search(&["Russia", "--kind", "events"]).len());
    let nothing = claimgraph(&["search", &STORE.store, "xyzzy"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (0, ""));
    assert!(nothing.stderr.contains("nothing found"), "{}", nothing.stderr);
}

#[test]
fn a_mistake_in_a_query_is_told() {
    let run = claimgraph(&["search", &STORE.store, "--fts", "visa OR"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("\"visa OR\" is no full-text query") && run.stderr.contains("--fts"), "{}", run.stderr);
    assert_eq!(claimgraph(&["search", &STORE.store, "visa OR"]).code, 0);
    assert!(search(&["--fts", "Russia OR Iran"]).len() > search(&["Russia"]).len());
    let run = claimgraph(&["search", &STORE.store, "--act", "shout"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("known are say, ask"), "{}", run.stderr);
}
