//! What the graph makes of sketched documents.

use proptest::prelude::*;

use super::testing::Sketch;
use super::*;
use crate::annotation::{
    ActorKind::{self, *},
    Annotation,
    Bound::*,
    ClaimId, EventId,
    EventType::*,
    LinkRule, MentionLevel, Modality, Polarity, RelationKind,
    Role::*,
};
use crate::decisions::Decisions;

fn graph(annotations: &[&Annotation]) -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    for annotation in annotations {
        builder.add(annotation);
    }
    builder.finish()
}

fn actors(graph: &KnowledgeGraph) -> Vec<(&str, &str)> {
    graph.nodes().filter(|n| n.kind() == NodeKind::Actor).map(|n| (n.id.as_str(), n.label.as_str())).collect()
}

/// The edges of a kind as "label -> label".
fn drawn(graph: &KnowledgeGraph, kind: EdgeKind) -> Vec<String> {
    let links = graph.links().filter(|link| link.edge.kind == kind);
    links.map(|link| format!("{} -> {}", link.source.label, link.target.label)).collect()
}

fn expulsion(id: &str) -> Annotation {
    let mut s = Sketch::dated(id, "2022-11-17");
    let [allies, spies] = [s.actor("Western allies", Group), s.unnamed("Russian spies", Group)];
    s.sentence("Western allies expelled over 400 Russian spies.");
    s.event("expelled", "expel", Coerce, &[(Agent, allies), (Patient, spies)]);
    s.quantity("over 400", 400.0, AtLeast);
    s.annotation
}

fn speech(id: &str, name: &str) -> Annotation {
    let mut s = Sketch::new(id);
    let [speaker, iran] = [s.actor(name, Person), s.actor("Iran", State)];
    s.sentence(&format!("In {id}, {name} said Iran threatens the kingdom."));
    s.claim(speaker, "said", "Iran threatens the kingdom", &[iran]);
    s.event("threatens", "threaten", Threaten, &[(Agent, iran)]);
    s.annotation
}

/// "Russia says that Britain attacked": the attack is Russia's word, whatever is around it.
fn allegation() -> Annotation {
    let mut s = Sketch::new("pipelines");
    let [chief, russia] = [s.actor("Ken McCallum", Person), s.actor("Russia", State)];
    let [britain, pipelines] = [s.actor("Britain", State), s.actor("the pipelines", Other)];
    s.sentence("Ken McCallum said the claim by Russia that Britain attacked the pipelines is silly.");
    let outer =
        s.claim(chief, "said", "the claim by Russia that Britain attacked the pipelines is silly", &[russia, britain]);
    let inner = s.claim(russia, "claim", "Britain attacked the pipelines", &[britain, pipelines]);
    s.annotation.claims[inner.index()].within = Some(outer);
    s.event("attacked", "attack", Assault, &[(Agent, britain), (Patient, pipelines)]);
    s.annotation
}

#[test]
fn an_event_joins_the_one_who_acts_and_the_one_acted_on() {
    let graph = graph(&[&expulsion("a")]);
    assert_eq!(drawn(&graph, EdgeKind::Agent), ["Western allies -> expel ≥400"]);
    assert_eq!(drawn(&graph, EdgeKind::Patient), ["expel ≥400 -> Russian spies"]);
    assert_eq!(drawn(&graph, EdgeKind::StatedIn), ["expel ≥400 -> a"]);
}

#[test]
fn a_claim_joins_its_source_and_those_it_is_about() {
    let graph = graph(&[&speech("a", "Ken McCallum")]);
    assert_eq!(drawn(&graph, EdgeKind::Made), ["Ken McCallum -> Iran threatens the kingdom"]);
    assert_eq!(drawn(&graph, EdgeKind::About), ["Iran threatens the kingdom -> Iran"]);
    assert_eq!(drawn(&graph, EdgeKind::Reports), ["Iran threatens the kingdom -> threaten"]);
}

#[test]
fn offsets_are_code_points() {
    let mut s = Sketch::new("a");
    let iran = s.actor("Iran", State);
    s.sentence("“Ça va”, Iran threatened.");
    s.event("threatened", "threaten", Threaten, &[(Agent, iran)]);
    let graph = graph(&[&s.annotation]);
    let event = graph.nodes().find(|n| n.kind() == NodeKind::Event).unwrap();
    assert_eq!((event.provenance[0].passage.start, event.provenance[0].passage.end), (14, 24));
}

#[test]
fn the_same_document_twice_is_nothing_new() {
    let (once, twice) = (graph(&[&expulsion("a")]), graph(&[&expulsion("a"), &expulsion("a")]));
    assert_eq!(format!("{once:?}"), format!("{twice:?}"));
}

#[test]
fn two_texts_under_one_id_are_two_documents() {
    let graph = graph(&[&expulsion("a"), &speech("a", "Ken McCallum"), &speech("b", "Ken McCallum")]);
    let documents: Vec<&Node> = graph.nodes().filter(|n| n.kind() == NodeKind::Document).collect();
    assert_eq!(documents.len(), 3);
    assert_eq!(documents.iter().filter(|n| n.id.as_str().starts_with("document:a~")).count(), 2);
    let known: Vec<&str> = documents.iter().map(|n| &n.id.as_str()["document:".len()..]).collect();
    for node in graph.nodes() {
        assert!(node.provenance.iter().all(|p| known.contains(&&*p.document)), "{node:?}");
    }
}

/// A run marks the second of two texts with one id; run alone, the text has no mark. The graph must not tell the two.
#[test]
fn the_mark_of_a_collision_leaves_no_trace() {
    let first = expulsion("a");
    let alone = speech("a", "Ken McCallum");
    let mut marked = alone.clone();
    marked.document.id = format!("a~{}", &alone.document.digest()[..8]);
    assert_eq!(marked.document.given_id(), "a");
    let together = graph(&[&first, &marked]);
    assert_eq!(format!("{together:?}"), format!("{:?}", graph(&[&alone, &first])));
    assert_eq!(format!("{:?}", graph(&[&marked])), format!("{:?}", graph(&[&alone])));
}

#[test]
fn a_full_name_is_one_person_in_all_documents() {
    let graph = graph(&[&speech("a", "Ken McCallum"), &speech("b", "KEN McCallum")]);
    let person = graph.node(&NodeId::from("actor:person:ken-mccallum")).unwrap();
    let actor = person.as_actor().unwrap();
    assert_eq!(actor.documents.len(), 2);
    assert_eq!(person.label, "KEN McCallum", "as often and as long: the first in the alphabet");
    assert_eq!(Vec::from_iter(&actor.aliases), ["Ken McCallum"]);
}

#[test]
fn a_surname_is_not_joined_with_anyone_elsewhere() {
    let graph = graph(&[&speech("a", "Smith"), &speech("b", "Smith"), &speech("c", "John Smith")]);
    let smiths: Vec<&str> =
        actors(&graph).into_iter().filter(|(_, l)| l.ends_with("Smith")).map(|(id, _)| id).collect();
    assert_eq!(smiths.len(), 3, "{smiths:?}");
}

#[test]
fn a_name_of_two_kinds_is_two_actors() {
    let mut other = Sketch::new("b");
    other.actor("Jordan Jones", Organization);
    other.sentence("Jordan Jones grew.");
    let graph = graph(&[&speech("a", "Jordan Jones"), &other.annotation]);
    assert_eq!(actors(&graph).iter().filter(|(_, label)| *label == "Jordan Jones").count(), 2);
}

#[test]
fn actors_without_a_name_belong_to_their_document() {
    let graph = graph(&[&expulsion("a"), &expulsion("b")]);
    let labels: Vec<&str> = actors(&graph).into_iter().map(|(_, label)| label).collect();
    assert_eq!(labels, ["Russian spies", "Russian spies", "Western allies"]);
}

#[test]
fn a_record_of_the_gazetteer_joins_names() {
    let with_record = |id: &str, name: &str, times: usize| {
        let mut s = Sketch::new(id);
        let iran = s.actor(name, State);
        s.actor_mut(iran).gazetteer = Some("state:iran".to_owned());
        (0..times).for_each(|_| s.sentence(&format!("{name} spoke.")));
        s.annotation
    };
    let graph = graph(&[&with_record("a", "Islamic Republic of Iran", 1), &with_record("b", "Iran", 2)]);
    assert_eq!(actors(&graph), [("actor:state:iran", "Iran")]);
}

#[test]
fn places_that_do_nothing_are_left_out() {
    let mut s = Sketch::new("a");
    s.actor("the Black Sea", ActorKind::Place);
    s.actor("Moldova", State);
    s.sentence("Moldova is near the Black Sea.");
    assert_eq!(actors(&graph(&[&s.annotation])), [("actor:state:moldova", "Moldova")]);
}

#[track_caller]
fn only_event(graph: &KnowledgeGraph) -> &EventNode {
    let mut events = graph.nodes().filter_map(Node::as_event);
    let event = events.next().unwrap();
    assert!(events.next().is_none(), "more than one event");
    event
}

fn speaker<'g>(graph: &'g KnowledgeGraph, statement: &Statement) -> &'g str {
    match &statement.by {
        StatedBy::Document => "document",
        StatedBy::Claim(claim) => {
            let source = graph.node(claim).unwrap().as_claim().unwrap().source.clone().unwrap();
            &graph.node(&source).unwrap().label
        }
    }
}

#[test]
fn the_innermost_claim_states_an_event() {
    let graph = graph(&[&allegation()]);
    let stated_by: Vec<&str> = only_event(&graph).stated_by.iter().map(|s| speaker(&graph, s)).collect();
    assert_eq!(stated_by, ["Russia"]);
    assert_eq!(drawn(&graph, EdgeKind::Reports).len(), 2, "both claims tell of it");
}

#[test]
fn a_claim_in_a_claim_says_so() {
    let graph = graph(&[&allegation()]);
    let within: Vec<&NodeId> = graph.nodes().filter_map(|n| n.as_claim()?.within.as_ref()).collect();
    assert_eq!(within.len(), 1);
    assert!(graph.node(within[0]).unwrap().label.ends_with("is silly"));
}

#[test]
fn claims_in_a_circle_do_not_make_the_document_a_witness() {
    let mut annotation = allegation();
    annotation.claims[0].within = Some(ClaimId(1));
    let graph = graph(&[&annotation]);
    assert!(only_event(&graph).stated_by.iter().all(|s| s.by != StatedBy::Document));
}

/// The paper tells of an attack; that Britain made it is Russia's word alone.
#[test]
fn a_role_is_stated_by_those_who_state_the_role() {
    let mut s = Sketch::new("a");
    let [russia, britain] = [s.actor("Russia", State), s.actor("Britain", State)];
    let pipelines = s.actor("the pipelines", Other);
    s.sentence("Someone attacked the pipelines.");
    let first = s.event("attacked", "attack", Assault, &[(Patient, pipelines)]);
    s.sentence("Russia said Britain attacked the pipelines.");
    s.claim(russia, "said", "Britain attacked the pipelines", &[britain]);
    s.event("attacked", "attack", Assault, &[(Agent, britain), (Patient, pipelines)]);
    s.last().same_as = Some(first);
    let graph = graph(&[&s.annotation]);
    let voices = |kind| -> Vec<&str> {
        let link = graph.links().find(|link| link.edge.kind == kind).unwrap();
        link.edge.stated_by.iter().map(|s| speaker(&graph, s)).collect()
    };
    assert_eq!(voices(EdgeKind::Agent), ["Russia"]);
    assert_eq!(voices(EdgeKind::Patient), ["document", "Russia"]);
    assert_eq!(only_event(&graph).stated_by.len(), 2);
}

#[test]
fn the_documents_own_voice_decides_polarity_and_modality() {
    let mut s = Sketch::new("a");
    let [russia, kyiv] = [s.actor("Russia", State), s.actor("Kyiv", State)];
    s.sentence("Russia said it did not attack Kyiv.");
    s.claim(russia, "said", "it did not attack Kyiv", &[kyiv]);
    let denied = s.event("attack", "attack", Assault, &[(Agent, russia), (Patient, kyiv)]);
    s.last().polarity = Polarity::Negative;
    s.sentence("Russia attacked Kyiv.");
    s.event("attacked", "attack", Assault, &[(Agent, russia), (Patient, kyiv)]);
    s.last().same_as = Some(denied);
    let graph = graph(&[&s.annotation]);
    assert_eq!(only_event(&graph).polarity, Polarity::Positive);
}

#[test]
fn mentions_of_one_event_are_one_node_even_in_a_circle() {
    let mut s = Sketch::new("a");
    s.sentence("An attack, an attack after, and an attack last.");
    for same_as in [2, 0, 1] {
        s.event("attack", "attack", Assault, &[]);
        s.last().same_as = Some(EventId(same_as));
    }
    only_event(&graph(&[&s.annotation]));
}

#[test]
fn arguments_that_are_no_actors_are_kept_as_words() {
    let mut s = Sketch::new("a");
    let group = s.actor("extremists", Group);
    s.sentence("The extremists want to acquire weapons.");
    s.event("acquire", "acquire", Mobilize, &[(Agent, group)]);
    s.last().modality = Modality::Intended;
    s.argument(Patient, "weapons");
    let graph = graph(&[&s.annotation]);
    assert_eq!(only_event(&graph).arguments[0].passage.text.as_ref(), "weapons");
}

#[test]
fn a_source_without_an_actor_is_kept_as_words() {
    let mut annotation = speech("a", "Ken McCallum");
    annotation.claims[0].source.as_mut().unwrap().actor = None;
    let graph = graph(&[&annotation]);
    let claim = graph.nodes().find_map(Node::as_claim).unwrap();
    assert_eq!((claim.source.as_ref(), &*claim.source_text.as_ref().unwrap().text), (None, "Ken McCallum"));
    assert!(drawn(&graph, EdgeKind::Made).is_empty());
}

fn head_of(id: &str, role: &str) -> Annotation {
    let mut s = Sketch::new(id);
    let [chief, service] = [s.actor("Ken McCallum", Person), s.actor("MI5", Organization)];
    s.sentence(&format!("Ken McCallum is the {role} of MI5, {id} learned."));
    s.relation(chief, RelationKind::Leads, service, "is");
    s.annotation.relations[0].role = Some(role.to_owned());
    s.annotation
}

/// A person who leads a body, or a body that is part of a state.
fn tie(id: &str, [one, other]: [(&str, ActorKind); 2], kind: RelationKind) -> Annotation {
    let mut s = Sketch::new(id);
    let [subject, object] = [s.actor(one.0, one.1), s.actor(other.0, other.1)];
    s.sentence(&format!("{} is of {}, {id} learned.", one.0, other.0));
    s.relation(subject, kind, object, "is");
    s.annotation
}

fn leads(id: &str, person: &str, body: &str) -> Annotation {
    tie(id, [(person, Person), (body, Organization)], RelationKind::Leads)
}

#[test]
fn a_name_with_two_offices_is_two_persons_and_its_label_tells_which() {
    let graph = graph(&[
        &leads("a", "John Smith", "Acme"),
        &leads("b", "John Smith", "Torvale Bank"),
        &leads("c", "John D. Smith", "Acme"),
        &speech("d", "John Smith"),
    ]);
    let smiths = actors(&graph).into_iter().filter(|(_, label)| label.contains("Smith"));
    let (told, untold): (Vec<_>, Vec<_>) = smiths.partition(|(_, label)| label.ends_with(')'));
    let expected = [
        ("actor:person:john-smith:acme", "John D. Smith (Acme)"),
        ("actor:person:john-smith:torvale-bank", "John Smith (Torvale Bank)"),
    ];
    assert_eq!(told, expected);
    assert_eq!(untold.len(), 1, "{untold:?}");
    assert!(untold[0].0.starts_with("actor:person:john-smith:"), "{untold:?}");
}

#[test]
fn institutions_of_two_states_are_two_and_firms_are_not() {
    let part_of =
        |id: &str, body: &str, state: &str| tie(id, [(body, Organization), (state, State)], RelationKind::PartOf);
    for (body, expected) in [("Ministry of Defence", 2), ("Zorvane", 1)] {
        let graph = graph(&[&part_of("a", body, "Norway"), &part_of("b", body, "Sweden")]);
        let found = actors(&graph).into_iter().filter(|(id, _)| id.starts_with("actor:organization:")).count();
        assert_eq!(found, expected, "{body}");
    }
}

#[test]
fn mentions_carry_their_level_and_pronouns_a_place() {
    let mut annotation = speech("a", "Ken McCallum");
    let text = annotation.document.text.len();
    annotation.document.text.push_str(" He left.");
    annotation.sentences.push(crate::document::Span::new(text + 1, text + 9));
    annotation.mentions.push(crate::annotation::Mention {
        span: crate::document::Span::new(text + 1, text + 3),
        level: MentionLevel::Pronoun,
        rule: LinkRule::Pronoun,
        ..annotation.mentions[0]
    });
    let graph = graph(&[&annotation]);
    let node = graph.node(&NodeId::from("actor:person:ken-mccallum")).unwrap();
    assert_eq!(node.provenance[0].link, Some(MentionLink { level: MentionLevel::Name, rule: LinkRule::Name }));
    let pronoun = &node.as_actor().unwrap().pronouns[0];
    assert_eq!((&*pronoun.passage.text, &*pronoun.sentence.as_ref().unwrap().text), ("He", "He left."));
    let explained = explain::explain(&graph, &node.id).unwrap();
    assert_eq!(explained.mentions.len(), 2);
    assert_eq!(explained.mentions[1].in_context(10), ["", "He", " left."]);
}

#[test]
fn a_relation_of_many_documents_is_one_edge_for_each_office() {
    let graph = graph(&[&head_of("a", "Director General"), &head_of("b", "director general"), &head_of("c", "chief")]);
    let keys: Vec<(&str, usize)> = graph
        .links()
        .map(|l| (l.edge.key.as_str(), l.edge.provenance.len()))
        .filter(|(k, _)| k.contains(':'))
        .collect();
    assert_eq!(keys, [("leads:chief", 1), ("leads:director-general", 2)]);
}

#[test]
fn an_open_relation_joins_actors_with_names_where_nothing_else_does() {
    let edges = |annotation: &Annotation| -> Vec<String> {
        graph(&[annotation]).links().map(|link| link.edge.key.clone()).collect()
    };
    let mut open = head_of("a", "chief");
    (open.relations[0].kind, open.relations[0].role, open.relations[0].confidence) = (None, None, 0.7);
    assert_eq!(edges(&open), ["relation:is"]);
    let mut doubtful = open.clone();
    doubtful.relations[0].confidence = 0.5;
    assert_eq!(edges(&doubtful), [""; 0]);
    let mut nameless = open.clone();
    nameless.actors[1].named = false;
    assert_eq!(edges(&nameless), [""; 0]);
    let mut implied = open.clone();
    implied.relations[0].predicate.text = Some("be".to_owned());
    assert_eq!(edges(&implied), [""; 0]);
    let mut both = open.clone();
    both.relations.push(head_of("a", "chief").relations[0].clone());
    assert_eq!(edges(&both), ["leads:chief"]);
}

#[test]
fn spans_that_do_not_fit_are_left_out() {
    let mut annotation = speech("a", "Ken McCallum");
    annotation.document.text.truncate(10);
    assert!(graph(&[&annotation]).links().all(|link| !link.edge.provenance.is_empty()));
}

/// Documents that share actors, ids and whole texts.
fn mixed_documents() -> Vec<Annotation> {
    let mut different = expulsion("a");
    different.events[0].lemma = "throw out".to_owned();
    vec![
        expulsion("a"),
        different,
        speech("a", "Ken McCallum"),
        speech("b", "KEN McCallum"),
        speech("c", "McCallum"),
        allegation(),
        head_of("d", "chief"),
        head_of("e", "Chief"),
        Sketch::new("empty").annotation,
        leads("f", "John Smith", "Acme"),
        leads("g", "John Smith", "Torvale Bank"),
        speech("h", "John D. Smith"),
    ]
}

const DECISIONS: &str = r#"
[[same]]
actors = ["Ken McCallum", { name = "McCallum", document = "c" }]
[[not-same]]
actors = [{ id = "actor:person:john-smith:acme" }, { name = "John D. Smith", document = "h" }]
[[not-an-actor]]
actor = "Western allies"
[[kind]]
actor = "the pipelines"
kind = "organization"
"#;

proptest! {
    #[test]
    fn order_and_grouping_make_no_difference(
        order in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle(),
        groups in prop::collection::vec(0..3usize, 12),
        is_decided in any::<bool>(),
    ) {
        let decisions = Decisions::parse("d.toml", if is_decided { DECISIONS } else { "" }).unwrap();
        let documents = mixed_documents();
        let mut whole = GraphBuilder::new();
        documents.iter().for_each(|document| _ = whole.add(document));
        let expected = whole.finish_with(&decisions).unwrap();
        prop_assert_eq!(expected.0.info().decisions.len(), if is_decided { 4 } else { 0 });
        let mut builders = vec![GraphBuilder::new(); 3];
        for &i in &order {
            builders[groups[i]].add(&documents[i]);
        }
        let mut all = GraphBuilder::new();
        for builder in builders {
            all.merge(builder);
        }
        prop_assert_eq!(format!("{:?}", all.finish_with(&decisions).unwrap()), format!("{expected:?}"));
    }
}
