//! What pictures show, and what they must not.

use super::*;
use crate::annotation::{
    ActorKind::{Group, Organization, Other, Person, State},
    Annotation,
    Bound::*,
    EventType::*,
    Modality, Polarity, RelationKind,
    Role::*,
};
use crate::graph::testing::{Sketch, corpus, speech};
use crate::graph::{GraphBuilder, NodeKind};

fn graph(annotation: &Annotation) -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    builder.add(annotation);
    builder.finish()
}

fn overview(annotation: &Annotation) -> Picture {
    draw(&graph(annotation), ViewOptions::new(View::Actors))
}

/// Arrows as "from -> to: words | words", with the marks of how they are said.
fn arrows(picture: &Picture) -> Vec<String> {
    let line = |arrow: &Arrow| {
        let [from, to] = [arrow.from, arrow.to].map(|i| picture.figures[i].lines.join(" / "));
        let Look { alleged, unreal, negated } = arrow.look;
        let marks = [(alleged, " alleged"), (unreal, " unreal"), (negated, " negated")];
        let marks: String = marks.into_iter().filter(|(has, _)| *has).map(|(_, mark)| mark).collect();
        format!("{from} -> {to}: {}{marks}", arrow.lines.join(" | "))
    };
    picture.arrows.iter().map(line).collect()
}

#[track_caller]
fn check(sketch: &Sketch, expected: &[&str]) {
    let mut found = arrows(&overview(&sketch.annotation));
    found.sort();
    assert_eq!(found, expected);
}

fn two_states() -> (Sketch, [crate::annotation::ActorId; 2]) {
    let mut s = Sketch::new("a");
    let states = [s.actor("Russia", State), s.actor("Ukraine", State)];
    (s, states)
}

#[test]
fn an_event_is_an_arrow_from_agent_to_patient() {
    let (mut s, [russia, ukraine]) = two_states();
    s.sentence("Russia expelled at least 400 of Ukraine in 2022.");
    s.event("expelled", "expel", Coerce, &[(Agent, russia), (Patient, ukraine)]);
    s.quantity("at least 400", 400.0, AtLeast);
    s.time("2022", Some("2022"));
    check(&s, &["Russia -> Ukraine: expel ≥400 (2022)"]);
}

#[test]
fn what_is_said_in_one_way_is_one_arrow() {
    let (mut s, [russia, ukraine]) = two_states();
    for (verb, lemma) in [("attacked", "attack"), ("shelled", "shell"), ("attacked", "attack")] {
        s.sentence(&format!("Russia {verb} Ukraine."));
        s.event(verb, lemma, Assault, &[(Agent, russia), (Patient, ukraine)]);
    }
    check(&s, &["Russia -> Ukraine: attack ×2 | shell"]);
}

#[test]
fn possible_and_denied_events_look_so() {
    let (mut s, [russia, ukraine]) = two_states();
    s.sentence("Russia may attack Ukraine.");
    s.event("attack", "attack", Assault, &[(Agent, russia), (Patient, ukraine)]);
    s.last().modality = Modality::Possible;
    s.sentence("Russia did not shell Ukraine.");
    s.event("shell", "shell", Assault, &[(Agent, russia), (Patient, ukraine)]);
    s.last().polarity = Polarity::Negative;
    check(&s, &["Russia -> Ukraine: attack (possible) unreal", "Russia -> Ukraine: not: shell negated"]);
}

#[test]
fn what_was_foiled_or_is_only_alleged_looks_so() {
    let (mut s, [russia, ukraine]) = two_states();
    s.sentence("Guards foiled the plan of Russia to attack Ukraine.");
    s.event("attack", "attack", Assault, &[(Agent, russia), (Patient, ukraine)]);
    (s.last().polarity, s.last().modality) = (Polarity::Negative, Modality::Foiled);
    s.sentence("Russia allegedly shelled Ukraine.");
    s.event("shelled", "shell", Assault, &[(Agent, russia), (Patient, ukraine)]);
    s.last().modality = Modality::Alleged;
    check(&s, &["Russia -> Ukraine: attack (foiled) unreal negated", "Russia -> Ukraine: shell (alleged) alleged"]);
}

/// Drawing "Britain attacked the pipelines" as a fact would be the worst error that such a picture can make.
#[test]
fn an_allegation_says_whose_it_is() {
    let mut s = Sketch::new("a");
    let [russia, britain, pipelines] =
        [s.actor("Russia", State), s.actor("Britain", State), s.actor("the pipelines", Other)];
    s.sentence("Russia claims that Britain attacked the pipelines.");
    s.claim(russia, "claims", "Britain attacked the pipelines", &[britain, pipelines]);
    s.event("attacked", "attack", Assault, &[(Agent, britain), (Patient, pipelines)]);
    check(
        &s,
        &[
            "Britain -> the pipelines: attack | per Russia alleged",
            "Russia -> Britain: 1 claim",
            "Russia -> the pipelines: 1 claim",
        ],
    );
}

#[test]
fn an_event_that_is_told_with_an_alleged_agent_is_drawn_both_ways() {
    let mut s = Sketch::new("a");
    let [russia, britain, pipelines] =
        [s.actor("Russia", State), s.actor("Britain", State), s.actor("the pipelines", Other)];
    s.sentence("Someone attacked the pipelines.");
    let told = s.event("attacked", "attack", Assault, &[(Patient, pipelines)]);
    s.sentence("Russia claims that Britain attacked the pipelines.");
    s.claim(russia, "claims", "Britain attacked the pipelines", &[]);
    s.event("attacked", "attack", Assault, &[(Agent, britain), (Patient, pipelines)]);
    s.last().same_as = Some(told);
    check(&s, &["Britain -> the pipelines: attack | per Russia alleged", "attack -> the pipelines: "]);
}

#[test]
fn what_the_document_tells_too_is_no_allegation() {
    let (mut s, [russia, ukraine]) = two_states();
    s.sentence("Russia attacked Ukraine.");
    let told = s.event("attacked", "attack", Assault, &[(Agent, russia), (Patient, ukraine)]);
    s.sentence("Ukraine said Russia attacked Ukraine.");
    s.claim(ukraine, "said", "Russia attacked Ukraine", &[russia]);
    s.event("attacked", "attack", Assault, &[(Agent, russia), (Patient, ukraine)]);
    s.last().same_as = Some(told);
    check(&s, &["Russia -> Ukraine: attack", "Ukraine -> Russia: 1 claim"]);
}

#[test]
fn an_alleged_tie_is_alleged() {
    let mut s = Sketch::new("a");
    let [smith, union, jones] =
        [s.actor("Ann Smith", Person), s.actor("the Union", Organization), s.actor("Bo Jones", Person)];
    s.sentence("Bo Jones said Ann Smith belongs to the Union.");
    s.claim(jones, "said", "Ann Smith belongs to the Union", &[]);
    s.relation(smith, RelationKind::MemberOf, union, "belongs");
    check(&s, &["Ann Smith -> the Union: member of | per Bo Jones alleged"]);
}

#[test]
fn open_relations_join_only_whom_nothing_else_joins() {
    let mut s = Sketch::new("a");
    let [wagner, union, smith] =
        [s.actor("Wagner", Organization), s.actor("the Union", Organization), s.actor("Ann Smith", Person)];
    s.sentence("Wagner may follow the Union, and Ann Smith belongs to the Union and follows it.");
    for (subject, predicate) in [(wagner, "may follow"), (smith, "follows"), (smith, "belongs")] {
        s.relation(subject, RelationKind::MemberOf, union, predicate);
    }
    for (at, modality) in [(0, Modality::Possible), (1, Modality::Asserted)] {
        let relation = &mut s.annotation.relations[at];
        (relation.kind, relation.modality, relation.confidence) = (None, modality, 0.7);
    }
    check(&s, &["Ann Smith -> the Union: member of", "Wagner -> the Union: may follow unreal"]);
}

#[test]
fn claims_are_counted_by_source_and_subject() {
    let mut s = Sketch::new("a");
    let [chief, iran] = [s.actor("Ken McCallum", Person), s.actor("Iran", State)];
    let soil = s.actor("the Gulf", ActorKind::Place);
    for word in ["acts", "waits", "hides"] {
        s.sentence(&format!("Ken McCallum said Iran {word} at the Gulf."));
        s.claim(chief, "said", &format!("Iran {word} at the Gulf"), &[iran, soil]);
    }
    s.sentence("Ken McCallum said times are hard.");
    s.claim(chief, "said", "times are hard", &[]);
    check(&s, &["Ken McCallum / + 1 claim about nobody named -> Iran: 3 claims"]);
}

#[test]
fn events_with_one_actor_stand_beside_it() {
    let mut s = Sketch::new("a");
    let [journalists, extremists] = [s.unnamed("two journalists", Group), s.unnamed("extremists", Group)];
    s.sentence("Gunmen targeted two journalists.");
    s.event("targeted", "target", Assault, &[(Patient, journalists)]);
    s.argument(Agent, "Gunmen");
    s.sentence("The extremists want to acquire weapons.");
    s.event("acquire", "acquire", Mobilize, &[(Agent, extremists)]);
    s.argument(Patient, "weapons");
    s.last().modality = Modality::Intended;
    check(&s, &["extremists -> acquire (intended): weapons:  unreal", "target by Gunmen -> two journalists: "]);
}

/// The paper tells that one was shot; that another was, is a party's word.
#[test]
fn one_event_does_not_vouch_for_all_it_is_said_to_have_done() {
    let mut s = Sketch::new("a");
    let [kyiv, lviv, russia] = [s.actor("Kyiv", State), s.actor("Lviv", State), s.actor("Russia", State)];
    s.sentence("Kyiv was shelled.");
    let told = s.event("shelled", "shell", Assault, &[(Patient, kyiv)]);
    s.sentence("Russia said Lviv was shelled.");
    s.claim(russia, "said", "Lviv was shelled", &[]);
    s.event("shelled", "shell", Assault, &[(Patient, lviv)]);
    s.last().same_as = Some(told);
    check(&s, &["shell -> Kyiv: ", "shell / per Russia -> Lviv:  alleged"]);
}

#[test]
fn events_beside_one_actor_share_a_figure() {
    let mut s = Sketch::new("a");
    let kyiv = s.actor("Kyiv", State);
    for verb in ["shelled", "bombed", "struck", "raided", "looted", "burned"] {
        s.sentence(&format!("Kyiv was {verb}."));
        s.event(verb, verb, Assault, &[(Patient, kyiv)]);
    }
    check(&s, &["bombed / burned / looted / raided / + 2 more -> Kyiv: "]);
}

#[test]
fn the_weightiest_edges_stay_and_the_rest_is_counted() {
    let picture = draw(&graph(&speech()), ViewOptions { view: View::Actors, max_edges: 5 });
    assert_eq!(picture.arrows.len(), 5);
    assert!(picture.notes[0].starts_with("showing 5 of "), "{:?}", picture.notes);
    assert!(picture.figures.iter().all(|figure| matches!(figure.shape, Shape::Actor(_))), "{:?}", arrows(&picture));
}

#[test]
fn the_overview_of_an_article_fits_a_page() {
    let picture = overview(&speech());
    assert!((20..=32).contains(&picture.figures.len()), "{} figures", picture.figures.len());
    assert!((30..=50).contains(&picture.arrows.len()), "{} arrows", picture.arrows.len());
}

#[test]
fn the_full_view_has_every_node_and_edge_once() {
    let graph = graph(&speech());
    let picture = draw(&graph, ViewOptions { view: View::Full, max_edges: 1 });
    let ids: Vec<&NodeId> = picture.figures.iter().map(|figure| &figure.id).collect();
    let mut expected: Vec<&NodeId> = graph.nodes().map(|node| &node.id).collect();
    expected.sort();
    assert_eq!(ids, expected);
    assert_eq!(picture.arrows.len(), graph.n_edges());
}

#[test]
fn no_two_figures_share_a_place() {
    let mut builder = GraphBuilder::new();
    corpus(7).iter().for_each(|annotation| {
        builder.add(annotation);
    });
    let picture = draw(&builder.finish(), ViewOptions::new(View::Full));
    let mut places: Vec<(u32, u32)> = picture.places.iter().map(|cell| (cell.column, cell.row)).collect();
    assert_eq!(places.len(), picture.figures.len());
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), picture.figures.len());
}

#[test]
fn claims_and_events_are_shown_whole_or_not_at_all() {
    let graph = graph(&speech());
    for (view, kind) in [(View::Claims, NodeKind::Claim), (View::Events, NodeKind::Event)] {
        let picture = draw(&graph, ViewOptions { view, max_edges: 12 });
        assert!(picture.arrows.len() <= 12);
        let shown = picture.figures.iter().filter(|f| graph.node(&f.id).unwrap().kind() == kind).count();
        assert!(shown > 0 && picture.notes.len() == 1, "{shown} {:?}", picture.notes);
    }
}

#[test]
fn an_empty_graph_is_an_empty_picture() {
    for &view in View::ALL {
        let picture = draw(&GraphBuilder::new().finish(), ViewOptions::new(view));
        assert!(picture.figures.is_empty() && picture.arrows.is_empty() && picture.notes.is_empty());
    }
}

/// "Ardovia expelled N of Belmark", in one paper.
fn expulsion(document: &str, n: f64, bound: crate::annotation::Bound) -> Annotation {
    let mut s = Sketch::dated(document, "2024-05-10");
    let [a, b] = ["Ardovia", "Belmark"].map(|name| s.actor(name, State));
    s.sentence(&format!("Ardovia expelled {n} diplomats of Belmark, says the {document}."));
    s.event("expelled", "expel", Coerce, &[(Agent, a), (Patient, b)]);
    s.quantity(&n.to_string(), n, bound);
    s.annotation
}

fn of_all(documents: &[Annotation]) -> Vec<String> {
    let mut builder = GraphBuilder::new();
    documents.iter().for_each(|document| {
        builder.add(document);
    });
    arrows(&draw(&builder.finish(), ViewOptions::new(View::Actors)))
}

#[test]
fn what_several_papers_tell_is_one_event() {
    let papers = ["a", "b", "c"].map(|name| expulsion(name, 12.0, Exact));
    assert_eq!(of_all(&papers), ["Ardovia -> Belmark: expel =12 | 3 documents"]);
}

#[test]
fn papers_that_contradict_each_other_do_so_in_the_picture() {
    let papers = [expulsion("a", 12.0, Exact), expulsion("b", 15.0, Exact)];
    assert_eq!(of_all(&papers), ["Ardovia -> Belmark: expel =12 or =15 (papers differ) | 2 documents"]);
}

#[test]
fn one_publisher_is_one_source() {
    let paper = |name| {
        let mut paper = expulsion(name, 12.0, Exact);
        paper.document.publisher = Some("The Herald".to_owned());
        paper
    };
    assert_eq!(of_all(&[paper("a"), paper("b")]), ["Ardovia -> Belmark: expel =12 | 2 documents, 1 independent"]);
}
