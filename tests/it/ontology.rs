//! Ontologies of users, from the command line.

use std::fs;

use serde_json::Value;

use crate::run::{Run, claimgraph, claimgraph_with, project};

fn file(name: &str) -> String {
    project("tests/fixtures/ontology").join(name).to_str().unwrap().to_owned()
}

/// The events that `extract` finds: trigger, type, code, mode, quad class, score.
#[track_caller]
fn events(text: &str, ontologies: &[&str]) -> Vec<String> {
    let paths: Vec<String> = ontologies.iter().map(|o| file(o)).collect();
    let options = paths.iter().flat_map(|p| ["--ontology", p]);
    let arguments: Vec<&str> = ["extract", "-", "--model", "fast", "--quiet"].into_iter().chain(options).collect();
    let run = claimgraph_with(&arguments, text);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let shown = |e: &Value| {
        let cells = [&e["trigger"]["text"], &e["type"], &e["cameo"], &e["mode"], &e["quad_class"], &e["score"]];
        cells.map(text).join(" ")
    };
    document["events"].as_array().unwrap().iter().map(shown).collect()
}

#[test]
fn types_of_ones_own_reach_the_output() {
    let text = "Rebels breached the network of the ministry on Monday.\n";
    assert_eq!(events(text, &["cyber.tsv"]), ["breached CYBER 176 null material conflict -6.0"]);
    assert_eq!(events(text, &[]), ["breached COERCE 176 cyber material conflict -7.0"]);
    // A type without a code; several files; a folder of CSV.
    // With forms that no rule makes.
    let text =
        "Rebels wiretapped the minister. Rebels spoofed the minister. Voters in Norland elected Orla Venn on Sunday.\n";
    let both = events(text, &["cyber.tsv", "elections"]);
    let expected = ["wiretapped", "spoofed"].map(|verb| format!("{verb} CYBER  null material conflict -6.0"));
    assert_eq!(both[..2], expected);
    assert_eq!(both[2..], ["elected ELECTION  null verbal cooperation null"]);
}

#[test]
fn modes_types_and_rows_can_be_replaced_and_taken_away() {
    let text =
        "Rebels defaced the website of the ministry. France accused Norland of theft. Rebels bombarded the town.\n";
    let own = events(text, &["cyber.tsv"]);
    assert_eq!(own[0], "defaced CYBER 176 deface material conflict -3.0");
    assert!(own[1].starts_with("accused ACCUSE 112"), "{own:?}");
    assert_eq!(own.len(), 2, "{own:?}");
    let shipped = events(text, &[]);
    assert!(shipped.last().unwrap().starts_with("bombarded ASSAULT"), "{shipped:?}");
}

#[test]
fn a_code_alone_leads_to_its_type() {
    let jam = events("Troops jammed the radio of the rebels.\n", &["cyber.tsv"]);
    assert_eq!(jam, ["jammed COERCE 176 cyber material conflict -7.0"]);
}

#[test]
fn dictionaries_of_verbs_become_triggers() {
    let of = |text: &str| events(text, &["verbs.txt"]);
    assert_eq!(of("Rebels pilfert the bank.\n"), ["pilfert COERCE 171 seize material conflict -7.0"]);
    assert_eq!(of("Rebels swiped apples from the farmers.\n"), ["swiped AID 070 null material cooperation 10.0"]);
    assert_eq!(of("Rebels snaffled up the bank.\n"), ["snaffled up COERCE 1711 seize material conflict -7.0"]);
    // Without a code of its own and the block's, as [---] says.
    assert_eq!(of("Rebels swiped the bank.\n"), Vec::<String>::new());
    // A statement is no event, whatever the verb alone tells.
    assert_eq!(of("Rebels pilfered the remark.\n"), Vec::<String>::new());
    assert_eq!(events("Rebels pilfered the bank.\n", &[]), Vec::<String>::new());
}

#[test]
fn what_of_a_dictionary_cannot_be_used_is_told() {
    let run = claimgraph(&["ontology", "--ontology", &file("verbs.txt")]);
    assert_eq!(run.code, 1);
    for expected in [
        "verbs.txt:15: words before the verb: THIEVES * PURSES",
        "verbs.txt:16: a set that is not defined: * &NUTS",
        "verbs.txt:17: a code that the ontology does not have: * CROWN",
        "verbs.txt:18: no code: * JEWEL",
        "verb dictionary, 4 verbs, 7 patterns; 4 of its lines cannot be used: words before the verb 1",
    ] {
        assert!(run.stderr.contains(expected), "{expected} in {}", run.stderr);
    }
    let quiet = claimgraph_with(&["extract", "-", "--model", "fast", "--ontology", &file("verbs.txt"), "-q"], "A.\n");
    assert_eq!((quiet.code, quiet.stderr.as_str()), (0, ""));
}

#[test]
fn the_ontology_in_force_is_listed() {
    let Run { stdout, code, .. } = claimgraph(&["ontology"]);
    assert_eq!((code, stdout.lines().count()), (0, 17));
    let own = claimgraph(&["ontology", "--ontology", &file("cyber.tsv"), "--ontology", &file("elections")]).stdout;
    let cyber = own.lines().find(|l| l.starts_with("CYBER")).unwrap();
    assert!(cyber.starts_with("CYBER\tmaterial conflict\t-6\t4\t1\tdeface\tBreaks"), "{cyber}");
    assert!(own.lines().any(|l| l.starts_with("ELECTION\tverbal cooperation\t\t2\t0\t")), "{own}");
    for (list, lines) in [("modes", 73), ("contexts", 38), ("codes", 319)] {
        assert_eq!(claimgraph(&["ontology", "--list", list]).stdout.lines().count(), lines, "{list}");
    }
}

#[test]
fn graphs_keep_types_of_ones_own() {
    let text = "Rebels defaced the website of the Iranian ministry.\n";
    let ontology = file("cyber.tsv");
    let folder = tempfile::tempdir().unwrap();
    let lines = folder.path().join("lines.jsonl");
    let extracted = claimgraph_with(&["extract", "-", "--model", "fast", "--ontology", &ontology], text);
    fs::write(&lines, &extracted.stdout).unwrap();
    // Whoever merges needs no ontology.
    let merged = claimgraph(&["merge", lines.to_str().unwrap(), "--out", "-", "--format", "json"]);
    assert_eq!(merged.code, 0, "{}", merged.stderr);
    let graph: Value = serde_json::from_str(&merged.stdout).unwrap();
    let event = graph["nodes"].as_array().unwrap().iter().find(|n| n["type"] == "event").unwrap().clone();
    assert_eq!(event["event_type"], "CYBER");
    assert_eq!((event["quad_class"].as_str(), event["score"].as_f64()), (Some("material conflict"), Some(-3.0)));
    assert_eq!((event["mode"].as_str(), &event["contexts"]), (Some("deface"), &serde_json::json!([])));
    let path = folder.path().join("graph.json");
    fs::write(&path, &merged.stdout).unwrap();
    let again = claimgraph(&["export", path.to_str().unwrap(), "--format", "json"]);
    assert_eq!(again.stdout, merged.stdout);
    let picture = claimgraph(&["export", path.to_str().unwrap(), "--format", "dot"]);
    assert_eq!(picture.code, 0, "{}", picture.stderr);
}

#[test]
fn lines_without_a_quad_class_need_a_type_of_plover() {
    let extracted = claimgraph_with(&["extract", "-", "--model", "fast"], "Police arrested Orla Venn.\n");
    let mut line: Value = serde_json::from_str(&extracted.stdout).unwrap();
    let event = line["events"][0].as_object_mut().unwrap();
    for key in ["quad_class", "score", "goldstein", "mode", "contexts"] {
        assert!(event.remove(key).is_some(), "{key}");
    }
    let merge = |line: &Value| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines.jsonl");
        fs::write(&path, format!("{line}\n")).unwrap();
        claimgraph(&["merge", path.to_str().unwrap(), "--out", "-", "--format", "json"])
    };
    let old = merge(&line);
    assert!(old.stdout.contains("\"mode\":\"arrest\""), "{}", old.stderr);
    line["events"][0]["type"] = "ARRESST".into();
    let misspelled = merge(&line);
    assert_ne!(misspelled.code, 0);
    assert!(
        misspelled.stderr.contains("\"ARRESST\", which is none of PLOVER's and so needs a quad_class"),
        "{}",
        misspelled.stderr
    );
}

#[test]
fn a_mistake_ends_the_run_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.tsv");
    fs::write(&path, "lemma\tobject\ttype\tcameo\n\nbreach\tnetwork\tCYBR\t176\n").unwrap();
    for command in ["extract", "build"] {
        let run = claimgraph_with(&[command, "-", "--ontology", path.to_str().unwrap()], "A.\n");
        assert_eq!((run.code, run.stdout.as_str()), (3, ""));
        assert!(run.stderr.contains("bad.tsv:3: type: \"CYBR\" is no type; known are AGREE"), "{}", run.stderr);
    }
    let missing = claimgraph(&["ontology", "--ontology", "no-such-file.tsv"]);
    assert_eq!(missing.code, 3);
    assert!(missing.stderr.contains("no-such-file.tsv"), "{}", missing.stderr);
}

/// The example in the documentation can be used as it stands.
#[test]
fn the_documented_example_is_an_ontology() {
    let page = fs::read_to_string(project("docs/ontology.md")).unwrap();
    let example = page.split("```tsv\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("example.tsv");
    fs::write(&path, example).unwrap();
    let run = claimgraph(&["ontology", "--ontology", path.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("CYBER\tmaterial conflict"), "{}", run.stdout);
}
