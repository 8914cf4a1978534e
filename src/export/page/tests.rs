//! What the page holds: every offset leads to its words, hostile text stays text, the policy names the script.

use base64::Engine as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::annotation::{ActorKind, EventType, Role};
use crate::export::node_link::{self, EdgesKey};
use crate::graph::testing::{Sketch, corpus, speech};
use crate::graph::{ClaimNode, GraphBuilder, Node, NodeDetail};

/// Text that ends blocks, runs in other pages or turns the direction.
const HOSTILE: &[&str] = &[
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "<img src=x onerror=alert(2)>",
    "]]>{{data}}{{script}}",
    "\u{202e}gpj.exe\u{2066}",
    "line\u{2028}two\u{2029}three",
    "nul\u{0}esc\u{1b}[31m",
    "__proto__",
    "=cmd|' /C calc'!A0",
    "🦊 fox 👩‍👩‍👧",
];

fn page(graph: &KnowledgeGraph) -> String {
    let mut bytes = Vec::new();
    write_graph(graph, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn between<'t>(text: &'t str, begin: &str, end: &str) -> &'t str {
    let from = text.find(begin).expect(begin) + begin.len();
    &text[from..from + text[from..].find(end).expect(end)]
}

fn data_of(page: &str) -> Value {
    serde_json::from_str(between(page, "id=\"data\">", "</script>")).unwrap()
}

/// The rows of a list as objects.
fn rows(data: &Value, list: &str) -> Vec<serde_json::Map<String, Value>> {
    let keys: Vec<String> = serde_json::from_value(data[list]["keys"].clone()).unwrap();
    let rows = data[list]["rows"].as_array().unwrap();
    let object = |row: &Value| {
        let row = row.as_array().unwrap();
        assert_eq!(row.len(), keys.len(), "{list}");
        keys.iter().cloned().zip(row.iter().cloned()).collect()
    };
    rows.iter().map(object).collect()
}

fn string(data: &Value, number: &Value) -> String {
    data["strings"][number.as_u64().unwrap() as usize].as_str().unwrap().to_owned()
}

/// The words between two code points, as the script takes them.
fn slice(text: &str, words: &[Value]) -> String {
    let [start, end] = [0, 1].map(|i| words[i].as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}

fn graph_of(names: &[&str]) -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    for (i, name) in names.iter().enumerate() {
        let mut s = Sketch::dated(&format!("{i} {name}"), "2024-03-01");
        s.annotation.document.title = Some((*name).to_owned());
        s.annotation.document.url = Some(format!("javascript:{name}"));
        let actors = [s.actor(name, ActorKind::Organization), s.actor("Ardovia", ActorKind::State)];
        s.sentence(&format!("🦊🦊 {name} attacked Ardovia."));
        s.event("attacked", name, EventType::Assault, &[(Role::Agent, actors[0]), (Role::Patient, actors[1])]);
        s.sentence(&format!("And {name} said that Ardovia would wait."));
        s.claim(actors[0], "said", "Ardovia would wait", &[actors[1]]);
        builder.add(&s.annotation);
    }
    builder.finish()
}

fn speech_graph() -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    builder.add(&speech());
    builder.finish()
}

fn claims(graph: &KnowledgeGraph) -> Vec<(&Node, &ClaimNode)> {
    graph
        .nodes()
        .filter_map(|n| if let NodeDetail::Claim(claim) = &n.detail { Some((n, claim)) } else { None })
        .collect()
}

#[track_caller]
fn check_offsets(graph: &KnowledgeGraph) {
    let data = data_of(&page(graph));
    let texts: Vec<String> = rows(&data, "documents").iter().map(|d| d["text"].as_str().unwrap().to_owned()).collect();
    let written = rows(&data, "claims");
    assert_eq!(written.len(), claims(graph).len());
    for ((node, claim), row) in claims(graph).into_iter().zip(&written) {
        let text = &texts[row["doc"].as_u64().unwrap() as usize];
        let parts: Vec<String> = row["parts"].as_array().unwrap().chunks(2).map(|words| slice(text, words)).collect();
        let wanted: Vec<String> = node.provenance.iter().map(|p| p.passage.text.to_string()).collect();
        assert_eq!(parts, wanted);
        if let Some(cue) = &claim.cue {
            assert_eq!(slice(text, row["cue"].as_array().unwrap()), *cue.text);
        }
    }
    let actors = rows(&data, "actors");
    let nodes = graph.nodes().filter(|node| node.as_actor().is_some());
    for (node, row) in nodes.zip(&actors) {
        let places = row["places"].as_array().unwrap().iter().map(|place| place.as_array().unwrap());
        let written: Vec<String> = places
            .flat_map(|place| place[1..].chunks(2).map(|w| slice(&texts[place[0].as_u64().unwrap() as usize], w)))
            .collect();
        let mut wanted: Vec<String> = node.provenance.iter().map(|p| p.passage.text.to_string()).collect();
        let mut sorted = written.clone();
        sorted.sort();
        wanted.sort();
        assert_eq!(sorted, wanted);
    }
    assert_eq!(data["lost_passages"], 0);
}

#[test]
fn every_offset_leads_to_its_words() {
    check_offsets(&graph_of(HOSTILE));
    check_offsets(&speech_graph());
    let mut builder = GraphBuilder::new();
    corpus(5).iter().for_each(|annotation| {
        builder.add(annotation);
    });
    check_offsets(&builder.finish());
}

#[test]
fn characters_of_two_units_are_told() {
    let flags = |graph: &KnowledgeGraph| -> Vec<bool> {
        rows(&data_of(&page(graph)), "documents").iter().map(|d| d["astral"].as_bool().unwrap()).collect()
    };
    assert_eq!(flags(&graph_of(&["Belmark"])), [true]);
    assert!(flags(&speech_graph()).iter().all(|flag| !flag));
}

#[test]
fn hostile_text_stays_in_its_block() {
    let graph = graph_of(HOSTILE);
    let page = page(&graph);
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
    assert!(!between(&page, "id=\"data\">", "</script>").contains(['<', '\u{2028}', '\u{2029}']));
    let data = data_of(&page);
    let strings: Vec<String> = serde_json::from_value(data["strings"].clone()).unwrap();
    for name in HOSTILE {
        assert!(strings.iter().any(|text| text == name), "{name:?}");
    }
}

#[test]
fn the_policy_names_script_and_style_and_nothing_else() {
    let page = page(&graph_of(HOSTILE));
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()));
    let script = &page[page.rfind("<script>").unwrap() + 8..page.rfind("</script>").unwrap()];
    assert!(policy.contains(&format!("script-src 'sha256-{}'", hash(script))));
    assert!(policy.contains(&format!("style-src 'sha256-{}'", hash(between(&page, "<style>", "</style>")))));
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
    assert!(!page.contains(" onclick=") && !script.contains("innerHTML") && !script.contains("eval("));
}

#[test]
fn the_same_graph_gives_the_same_bytes() {
    let mut builder = GraphBuilder::new();
    let mut backwards = GraphBuilder::new();
    let corpus = corpus(6);
    corpus.iter().for_each(|annotation| {
        builder.add(annotation);
    });
    corpus.iter().rev().for_each(|annotation| {
        backwards.add(annotation);
    });
    assert_eq!(page(&builder.finish()), page(&backwards.finish()));
}

#[test]
fn what_only_a_party_says_is_alleged_and_says_by_whom() {
    let graph = speech_graph();
    let data = data_of(&page(&graph));
    let voices = rows(&data, "voices");
    let mut alleged = 0;
    for event in rows(&data, "events") {
        let told = event["stated_by"].as_array().unwrap().iter().any(|by| by[0] == -1);
        for voice in event["voices"].as_array().unwrap() {
            let voice = &voices[voice.as_u64().unwrap() as usize];
            if !told {
                alleged += 1;
                assert_eq!(voice["look"].as_u64().unwrap() & 1, 1);
                assert!(string(&data, &voice["per"]).starts_with("per "));
            }
        }
    }
    assert!(alleged > 0);
}

#[test]
fn every_tie_joins_what_is_there() {
    let mut builder = GraphBuilder::new();
    corpus(8).iter().for_each(|annotation| {
        builder.add(annotation);
    });
    let data = data_of(&page(&builder.finish()));
    let lists = ["events", "claims", "relations", "answers"].map(|list| rows(&data, list).len() as u64);
    let ties = rows(&data, "ties");
    let n_actors = rows(&data, "actors").len() as u64;
    assert!(!ties.is_empty());
    for tie in ties {
        assert!(tie["from"].as_u64().unwrap() < n_actors && tie["to"].as_u64().unwrap() < n_actors);
        assert!(tie["item"].as_u64().unwrap() < lists[tie["of"].as_u64().unwrap() as usize]);
    }
}

#[test]
fn a_graph_without_texts_shows_its_passages() {
    let mut json = Vec::new();
    node_link::write_graph(&graph_of(&["Belmark"]), EdgesKey::Edges, &mut json).unwrap();
    let mut json: Value = serde_json::from_slice(&json).unwrap();
    for node in json["nodes"].as_array_mut().unwrap() {
        if node["type"] == "document" {
            node.as_object_mut().unwrap().remove("text");
        }
    }
    let graph = node_link::read_graph(&json.to_string()).unwrap();
    check_offsets(&graph);
    assert_eq!(rows(&data_of(&page(&graph)), "documents")[0]["whole"], false);
}

#[test]
fn passages_that_are_not_in_the_text_are_left_out_and_counted() {
    let mut json = Vec::new();
    node_link::write_graph(&graph_of(&["Belmark"]), EdgesKey::Edges, &mut json).unwrap();
    let mut json: Value = serde_json::from_slice(&json).unwrap();
    for node in json["nodes"].as_array_mut().unwrap() {
        if node["type"] == "event" {
            node["provenance"][0]["start"] = 4_000_000_000_u32.into();
            node["provenance"][0]["end"] = 4_000_000_001_u32.into();
        }
    }
    let data = data_of(&page(&node_link::read_graph(&json.to_string()).unwrap()));
    assert_eq!(data["lost_passages"], 1);
    assert_eq!(rows(&data, "events")[0]["triggers"], Value::Array(Vec::new()));
}

#[test]
fn an_empty_graph_has_a_page() {
    let data = data_of(&page(&GraphBuilder::new().finish()));
    assert!(rows(&data, "actors").is_empty());
}
