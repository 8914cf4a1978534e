//! What follows from several documents, in small.

use crate::annotation::{ActorKind::*, Annotation, Bound::*, EventType, EventType::*, Polarity, Role::*};
use crate::graph::testing::Sketch;
use crate::graph::{Difference, EdgeKind, GraphBuilder, KnowledgeGraph, Link, Node};

fn graph(documents: &[&Annotation]) -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    documents.iter().for_each(|document| {
        builder.add(document);
    });
    builder.finish()
}

fn edges(graph: &KnowledgeGraph, kind: EdgeKind) -> Vec<Link<'_>> {
    graph.links().filter(|link| link.edge.kind == kind).collect()
}

/// Gives the latest event a day.
fn on(s: &mut Sketch, day: &str) {
    s.time(day, Some(day));
    let time = s.last().time.as_mut().unwrap();
    (time.first_day, time.last_day) = (day.parse().ok(), day.parse().ok());
}

/// "Ardovia VERB N Belmark diplomats", in a paper of some day.
struct Telling {
    document: &'static str,
    date: &'static str,
    trigger: (&'static str, &'static str),
    kind: EventType,
    target: &'static str,
    number: Option<f64>,
    day: Option<&'static str>,
    polarity: Polarity,
}

const EXPULSION: Telling = Telling {
    document: "a",
    date: "2024-05-10",
    trigger: ("expelled", "expel"),
    kind: Coerce,
    target: "Belmark",
    number: None,
    day: None,
    polarity: Polarity::Positive,
};

impl Telling {
    fn annotation(&self) -> Annotation {
        let mut s = Sketch::dated(self.document, self.date);
        let [ardovia, target] = [s.actor("Ardovia", State), s.actor(self.target, State)];
        let number = self.number.map(|n| n.to_string()).unwrap_or_default();
        let document = self.document;
        let day = self.day.unwrap_or("lately");
        s.sentence(&format!("Ardovia {} {number} of {} {day}, the {document} reported.", self.trigger.0, self.target));
        s.event(self.trigger.0, self.trigger.1, self.kind, &[(Agent, ardovia), (Patient, target)]);
        if let Some(n) = self.number {
            s.quantity(&number, n, Exact);
        }
        if let Some(day) = self.day {
            on(&mut s, day);
        }
        s.last().polarity = self.polarity;
        s.annotation
    }
}

/// Whether two tellings are one event, and in what they differ.
fn joined(a: Telling, b: Telling) -> Option<Vec<Difference>> {
    let graph = graph(&[&a.annotation(), &b.annotation()]);
    let same = edges(&graph, EdgeKind::SameAsEvent);
    assert!(same.len() < 2);
    same.first().map(|link| link.edge.differs.iter().copied().collect())
}

#[test]
fn two_papers_tell_of_one_event() {
    let later = Telling { document: "b", date: "2024-05-12", ..EXPULSION };
    assert_eq!(joined(EXPULSION, later), Some(vec![]));
}

#[test]
fn the_edge_leads_to_the_first_telling_and_shows_both() {
    let later = Telling { document: "0", date: "2024-05-12", ..EXPULSION };
    let graph = graph(&[&later.annotation(), &EXPULSION.annotation()]);
    let [link] = edges(&graph, EdgeKind::SameAsEvent)[..] else { panic!("no edge") };
    assert_eq!([link.source, link.target].map(|n| n.as_event().unwrap().document.clone()), ["0", "a"]);
    assert_eq!(link.edge.provenance.len(), 2);
    for node in [link.source, link.target] {
        assert_eq!((node.support.n_documents, node.support.n_sources), (2, 2));
    }
    let agents = edges(&graph, EdgeKind::Agent);
    assert!(agents.iter().all(|agent| agent.edge.support.n_sources == 2), "{agents:?}");
}

#[test]
fn what_happened_a_month_later_is_another_event() {
    assert_eq!(joined(EXPULSION, Telling { document: "b", date: "2024-06-20", ..EXPULSION }), None);
}

#[test]
fn days_of_their_own_decide() {
    let on = |document, date, day| Telling { document, date, day: Some(day), ..EXPULSION };
    assert_eq!(joined(on("a", "2024-05-10", "2024-05-09"), on("b", "2024-08-01", "2024-05-09")), Some(vec![]));
    assert_eq!(joined(on("a", "2024-05-10", "2024-05-09"), on("b", "2024-05-10", "2024-05-07")), None);
}

#[test]
fn somebody_else_is_another_event() {
    assert_eq!(joined(EXPULSION, Telling { document: "b", target: "Corvania", ..EXPULSION }), None);
}

#[test]
fn words_are_repeated_every_week_deeds_are_not() {
    let accuses = Telling { trigger: ("accused", "accuse"), kind: Accuse, ..EXPULSION };
    let later = |date| Telling { document: "b", date, trigger: ("accused", "accuse"), kind: Accuse, ..EXPULSION };
    assert_eq!(joined(accuses, later("2024-05-18")), None);
    assert_eq!(joined(EXPULSION, Telling { document: "b", date: "2024-05-18", ..EXPULSION }), Some(vec![]));
}

#[test]
fn other_numbers_of_the_same_days_stay_visible() {
    let other = |date| Telling { document: "b", date, number: Some(15.0), ..EXPULSION };
    let first = || Telling { number: Some(12.0), ..EXPULSION };
    assert_eq!(joined(first(), other("2024-05-11")), Some(vec![Difference::Quantity]));
    assert_eq!(joined(first(), other("2024-05-20")), None);
}

#[test]
fn that_it_did_not_happen_on_that_day_stays_visible() {
    let day = Some("2024-05-09");
    let denial = Telling { document: "b", day, polarity: Polarity::Negative, ..EXPULSION };
    assert_eq!(joined(Telling { day, ..EXPULSION }, denial), Some(vec![Difference::Polarity]));
    assert_eq!(joined(EXPULSION, Telling { document: "b", polarity: Polarity::Negative, ..EXPULSION }), None);
}

/// One event with an agent only.
fn resignation(document: &str, patient: Option<&str>, day: Option<&str>) -> Annotation {
    let mut s = Sketch::dated(document, "2024-05-10");
    let adler = s.actor("Clara Adler", Person);
    let words = patient.unwrap_or("office");
    let patient = patient.map(|words| s.unnamed(words, Group));
    s.sentence(&format!("Clara Adler left {words} on {}, said the {document}.", day.unwrap_or("some day")));
    let roles: Vec<_> = [Some((Agent, adler)), patient.map(|p| (Patient, p))].into_iter().flatten().collect();
    s.event("left", "leave", Retreat, &roles);
    if let Some(day) = day {
        on(&mut s, day);
    }
    s.annotation
}

#[test]
fn one_actor_is_enough_only_on_one_day() {
    let n = |a: &Annotation, b: &Annotation| edges(&graph(&[a, b]), EdgeKind::SameAsEvent).len();
    let day = Some("2024-05-08");
    assert_eq!(n(&resignation("a", None, day), &resignation("b", None, day)), 1);
    assert_eq!(n(&resignation("a", None, None), &resignation("b", None, None)), 0);
    let with = |document, words| resignation(document, Some(words), day);
    assert_eq!(n(&with("a", "two aides"), &with("b", "a minister")), 0);
    assert_eq!(n(&with("a", "Harbour Police"), &with("b", "Harbour Police")), 1);
}

const AGENCY: &str = "The border agency of Ardovia said on Monday that it had opened a second crossing near the old mill, \
    after months of talks with farmers on both banks of the river, who had asked for a road that trucks can use in winter. \
    A spokeswoman said that the work had cost less than planned and that the bridge could carry forty tonnes. The mayor \
    of the nearest town, who had opposed the plan at first, called it a good day for everybody who lives along the water, \
    and promised that the school bus would take the shorter way from the first week of next month. Drivers will have to \
    show papers on both sides, since the two customs offices have not agreed on a common gate, and heavy loads must be \
    announced two days before. The agency wants to count the trucks for a year before it decides about a third lane.";

fn paper(name: &str, publisher: Option<&str>, text: &str) -> Annotation {
    let mut s = Sketch::dated(name, "2024-05-10");
    s.actor("Ardovia", State);
    s.sentence(text);
    s.annotation.document.publisher = publisher.map(str::to_owned);
    s.annotation
}

fn copies(graph: &KnowledgeGraph) -> Vec<(String, Option<String>)> {
    let documents = graph.nodes().filter_map(Node::as_document);
    documents.map(|document| (document.document.clone(), document.copy_of.clone())).collect()
}

#[test]
fn an_agency_text_in_three_papers_is_one_source() {
    let cut = AGENCY.split(" The agency wants").next().unwrap();
    let own =
        "Ardovia has a new bridge, and nobody in the village that we visited believes that it will last the winter.";
    let papers = [
        paper("a", None, AGENCY),
        paper("b", None, &format!("{AGENCY} Our reporter adds that it rained.")),
        paper("c", None, cut),
        paper("d", None, own),
    ];
    let graph = graph(&papers.iter().collect::<Vec<_>>());
    let of = |name: &str| Some(name.to_owned());
    assert_eq!(copies(&graph).into_iter().map(|(_, of)| of).collect::<Vec<_>>(), [None, of("a"), of("a"), None]);
    let ardovia = graph.find_actors("Ardovia")[0];
    assert_eq!((ardovia.support.n_documents, ardovia.support.n_sources), (4, 2));
    assert_eq!(edges(&graph, EdgeKind::Copies).len(), 2);
}

#[test]
fn the_texts_of_one_publisher_are_one_source() {
    let papers = [
        paper("a", Some("The Herald"), "Ardovia sent bread."),
        paper("b", Some("the herald "), "Ardovia sent salt."),
        paper("c", Some("The Mirror"), "Ardovia sent rice."),
        paper("d", None, "Ardovia sent oil."),
    ];
    let graph = graph(&papers.iter().collect::<Vec<_>>());
    let ardovia = graph.find_actors("Ardovia")[0];
    assert_eq!((ardovia.support.n_documents, ardovia.support.n_sources), (4, 3));
}

#[test]
fn a_year_and_a_month_of_it_are_no_other_time() {
    let paper = |document, first: &str, last: &str| {
        let mut s = Sketch::dated(document, "2024-05-10");
        let [a, b] = ["Ardovia", "Belmark"].map(|name| s.actor(name, State));
        s.sentence(&format!("Ardovia expelled envoys of Belmark years ago, says the {document}."));
        s.event("expelled", "expel", Coerce, &[(Agent, a), (Patient, b)]);
        s.time("years ago", None);
        let time = s.last().time.as_mut().unwrap();
        (time.first_day, time.last_day) = (first.parse().ok(), last.parse().ok());
        s.annotation
    };
    let year = |document| paper(document, "2012-01-01", "2012-12-31");
    let n = |a: &Annotation, b: &Annotation| edges(&graph(&[a, b]), EdgeKind::SameAsEvent).len();
    assert_eq!(n(&year("a"), &paper("b", "2012-02-01", "2012-02-29")), 1);
    assert_eq!(n(&year("a"), &year("b")), 1);
    assert_eq!(n(&year("a"), &paper("b", "2013-02-01", "2013-02-28")), 0);
}
