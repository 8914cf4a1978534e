//! What dossiers of the sketched speech hold.

use super::*;
use crate::graph::GraphBuilder;
use crate::graph::explain::find_actor;
use crate::graph::testing::{Sketch, hostile, speech};

fn speech_graph() -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    builder.add(&speech());
    builder.finish()
}

#[track_caller]
fn dossier_of<'g>(graph: &'g KnowledgeGraph, name: &str) -> Dossier<'g> {
    dossier(graph, &find_actor(graph, name).unwrap().0.id).unwrap()
}

fn lines(events: &[EventEntry<'_>]) -> Vec<String> {
    events.iter().map(EventEntry::line).collect()
}

#[test]
fn what_an_actor_did_is_told_by_whoever_tells_it() {
    let graph = speech_graph();
    let did = lines(&dossier_of(&graph, "Iran").did);
    let has = |line: &str| assert!(did.iter().any(|found| found == line), "{line} is not in {did:#?}");
    has("THREATEN threaten ≥10 → enemies of the regime");
    has("ASSAULT eliminate ≥10 → enemies of the regime [intended]");
}

#[test]
fn what_only_a_party_says_is_that_partys() {
    let graph = speech_graph();
    let dossiers = Dossiers::new(&graph);
    let mut n = 0;
    for node in graph.nodes() {
        let Some(dossier) = dossiers.of(&node.id) else { continue };
        for entry in dossier.did.iter().chain(&dossier.suffered).chain(&dossier.involved) {
            assert_eq!(entry.line().contains(", per "), entry.is_alleged(), "{}", entry.line());
            n += usize::from(entry.is_alleged());
        }
    }
    assert!(n > 5, "{n}");
}

#[test]
fn a_party_that_only_some_name_says_who_does() {
    let mut s = Sketch::dated("a", "2022-11-17");
    use crate::annotation::{ActorKind::State, EventType::Assault, Role::*};
    let [russia, ukraine, britain] = [s.actor("Russia", State), s.actor("Ukraine", State), s.actor("Britain", State)];
    s.sentence("Russia said that Britain attacked Ukraine.");
    s.claim(russia, "said", "Britain attacked Ukraine", &[britain]);
    s.event("attacked", "attack", Assault, &[(Agent, britain), (Patient, ukraine)]);
    let mut builder = GraphBuilder::new();
    builder.add(&s.annotation);
    let graph = builder.finish();
    let suffered = lines(&dossier_of(&graph, "Ukraine").suffered);
    assert_eq!(suffered, ["ASSAULT attack by Britain, per Russia"]);
}

#[test]
fn claims_stand_with_who_makes_them_and_whom_they_are_about() {
    let graph = speech_graph();
    let chief = dossier_of(&graph, "Ken McCallum");
    assert!(chief.said.len() > 5);
    assert!(chief.said.iter().all(|entry| entry.by == Some("Ken McCallum")));
    let iran = dossier_of(&graph, "Iran");
    assert!(!iran.said_of.is_empty());
    assert!(iran.said_of.iter().all(|entry| entry.about.iter().any(|node| node.label == "Iran")));
    assert!(iran.said_of.iter().any(|entry| entry.speaker() == "MI5"));
}

#[test]
fn relations_are_seen_from_both_ends() {
    let graph = speech_graph();
    let lines = |name: &str| -> Vec<String> {
        let dossier = dossier_of(&graph, name);
        dossier.relations.iter().map(|entry| entry.line(&dossier.node.id)).collect()
    };
    assert_eq!(lines("Ken McCallum"), ["leads MI5 (director general)"]);
    assert_eq!(lines("MI5"), ["Ken McCallum leads MI5 (director general)"]);
}

#[test]
fn every_line_has_its_words_and_its_document() {
    for graph in [speech_graph(), hostile()] {
        let dossiers = Dossiers::new(&graph);
        for node in graph.nodes() {
            let Some(dossier) = dossiers.of(&node.id) else { continue };
            let events = dossier.did.iter().chain(&dossier.suffered).map(|entry| &entry.evidence);
            let claims = dossier.said.iter().chain(&dossier.said_of).map(|entry| &entry.evidence);
            for evidence in events.chain(claims) {
                assert!(!evidence.is_empty() && evidence.iter().all(|place| place.document.is_some()));
            }
        }
    }
}

#[test]
fn a_document_has_all_its_claims_and_events() {
    let graph = speech_graph();
    let dossiers = Dossiers::new(&graph);
    let document = graph.document("speech").unwrap();
    let n = |kind| graph.nodes().filter(|node| node.kind() == kind).count();
    assert_eq!(dossiers.claims_in(&document.id).len(), n(crate::graph::NodeKind::Claim));
    assert_eq!(dossiers.events_in(&document.id).len(), n(crate::graph::NodeKind::Event));
}
