//! Notes as they are written; markdown-it and PyYAML read them in tests/interop.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::export::Fill;
use crate::graph::GraphBuilder;
use crate::graph::testing::{HOSTILE, Sketch, hostile, speech};

/// Files in memory.
#[derive(Default)]
struct Memory(BTreeMap<String, String>);

impl Files for Memory {
    fn file(&mut self, name: &str, fill: Fill<'_>) -> io::Result<()> {
        let mut bytes = Vec::new();
        fill(&mut bytes)?;
        assert!(self.0.insert(name.to_owned(), String::from_utf8(bytes).unwrap()).is_none(), "{name}");
        Ok(())
    }
}

fn notes(graph: &KnowledgeGraph) -> BTreeMap<String, String> {
    let mut files = Memory::default();
    write_notes(graph, &mut files).unwrap();
    files.0
}

fn speech_graph() -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    builder.add(&speech());
    builder.finish()
}

/// Where the links of a note lead.
fn links(text: &str) -> Vec<&str> {
    text.split("[[").skip(1).filter_map(|rest| rest.split('|').next()).collect()
}

#[test]
fn one_note_for_each_actor_and_article() {
    for graph in [speech_graph(), hostile()] {
        let notes = notes(&graph);
        let wanted = graph.nodes().filter(|n| matches!(n.kind(), NodeKind::Actor | NodeKind::Document)).count();
        assert_eq!(notes.len(), wanted + 1, "and an index");
        let folded: BTreeSet<String> = notes.keys().map(|name| name.to_lowercase()).collect();
        assert_eq!(folded.len(), notes.len(), "names differ by more than case");
        assert!(notes.keys().all(|name| name.split('/').all(|part| part.len() <= 100)));
    }
}

#[test]
fn links_lead_to_notes() {
    for graph in [speech_graph(), hostile()] {
        let notes = notes(&graph);
        let mut n = 0;
        for text in notes.values() {
            // An escaped bracket is none.
            for target in links(&text.replace("\\[", "")) {
                assert!(notes.contains_key(&format!("notes/{target}.md")), "{target}");
                n += 1;
            }
        }
        assert!(n > 50, "{n}");
    }
}

#[test]
fn words_of_articles_are_no_markup() {
    let notes = notes(&hostile());
    assert!(notes.len() > 2 * HOSTILE.len());
    for (name, text) in notes {
        let body = text.splitn(3, "---\n").nth(2).unwrap();
        assert!(!body.replace("\\<", "").contains('<'), "{name}");
        assert!(
            !body.contains("%%") && !body.contains("==") && !body.contains("~~") && !body.contains("![["),
            "{name}"
        );
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{name}");
        assert!(!text.contains(['\u{202e}', '\u{2066}']), "{name}");
    }
}

#[test]
fn an_allegation_says_who_makes_it() {
    let notes = notes(&speech_graph());
    let article = &notes["notes/articles/Spy chief warns of threats to the kingdom.md"];
    let line = |word: &str| article.lines().find(|line| line.starts_with("- ") && line.contains(word)).unwrap();
    assert!(line("COERCE thwart").contains(", per Ken McCallum"), "{}", line("COERCE thwart"));
    assert!(!line("THREATEN threaten").contains("per "), "{}", line("THREATEN threaten"));
    assert!(line("CONSULT not").contains("negotiate, per MI5"), "{}", line("CONSULT not"));
    let iran = &notes["notes/actors/Iran.md"];
    assert!(iran.contains("> **Iran threatened") || iran.contains("> Iran **threatened**"), "{iran}");
    assert!(iran.contains("[[articles/Spy chief warns of threats to the kingdom|"));
}

#[test]
fn two_of_one_name_have_two_notes() {
    let mut builder = GraphBuilder::new();
    for id in ["a", "b"] {
        let mut s = Sketch::new(id);
        let band = s.unnamed("two journalists", crate::annotation::ActorKind::Group);
        let iran = s.actor("Iran", crate::annotation::ActorKind::State);
        s.sentence("Iran attacked two journalists.");
        let roles = [(crate::annotation::Role::Agent, iran), (crate::annotation::Role::Patient, band)];
        s.event("attacked", "attack", crate::annotation::EventType::Assault, &roles);
        builder.add(&s.annotation);
    }
    let notes = notes(&builder.finish());
    let named = notes.keys().filter(|name| name.starts_with("notes/actors/two journalists ")).count();
    assert_eq!(named, 2, "{:?}", notes.keys());
}
