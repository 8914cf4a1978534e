//! What the default graph holds: nodes, edges, and the places of their words.

use std::collections::BTreeMap;
use std::io;

use oxrdf::{Literal, NamedNode};

use super::names::{FOAF, Names, OA, OWL, OWN, PROV, RDF, RDFS, SCHEMA, SEM, term, wikidata};
use super::view::{ends, event_type, is_of_the_graph};
use super::{Sink, typed};
use crate::annotation::ActorKind;
use crate::export::fields::{Column, Value, edge_values, node_values};
use crate::graph::{ActorNode, ClaimNode, DocumentNode, EventNode, KnowledgeGraph, Link, Node, NodeDetail, Provenance};

/// Terms of ours that mean no more than a term of a known vocabulary does, but for the roles, which are written in both.
const NARROWER: &[(&str, &str, &str)] = &[
    ("about", SCHEMA, "about"),
    ("affiliation", SCHEMA, "affiliation"),
    ("member_of", SCHEMA, "memberOf"),
    ("part_of", SCHEMA, "isPartOf"),
    ("located_in", SCHEMA, "location"),
    ("stated_in", PROV, "hadPrimarySource"),
    ("same_as_event", OWL, "sameAs"),
];

/// Columns whose content is told in another way: as type, label, IRI or place.
const ELSEWHERE: &[&str] = &[
    "id",
    "type",
    "label",
    "source",
    "target",
    "addressee",
    "document",
    "start",
    "end",
    "words",
    "sentence",
    "stated_by",
    "title",
    "url",
    "author",
    "publisher",
    "date",
    "text",
];

type Places<'g> = BTreeMap<(&'g str, u32, u32), &'g Provenance>;

pub(super) fn describe(graph: &KnowledgeGraph, names: &Names<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    program(graph, names, sink)?;
    for (own, vocabulary, name) in NARROWER {
        sink.add(&term(OWN, own), term(RDFS, "subPropertyOf"), term(vocabulary, name))?;
    }
    let mut shared = BTreeMap::new();
    let mut places = Places::new();
    for node in graph.nodes() {
        describe_node(graph, node, names, sink)?;
        keep_places(&node.provenance, &mut places);
        match &node.detail {
            NodeDetail::Event(event) => {
                shared.insert(event_type(event, names), ("EventType", event.kind.as_str().to_owned()));
            }
            NodeDetail::Document(document) => {
                if let Some(publisher) = &document.publisher {
                    shared.insert(names.thing("publisher", publisher), ("Organization", publisher.clone()));
                }
            }
            NodeDetail::Actor(_) | NodeDetail::Claim(_) => {}
        }
    }
    for (iri, (class, name)) in shared {
        let vocabulary = if class == "EventType" { SEM } else { SCHEMA };
        sink.add(&iri, term(RDF, "type"), term(vocabulary, class))?;
        let property = if class == "EventType" { term(RDFS, "label") } else { term(SCHEMA, "name") };
        sink.add(&iri, property, Literal::from(name))?;
    }
    for link in graph.links() {
        describe_edge(graph, link, names, sink)?;
        keep_places(&link.edge.provenance, &mut places);
    }
    for (&(document, start, end), provenance) in &places {
        describe_place(document, (start, end), provenance, names, sink)?;
    }
    Ok(())
}

/// What made the graph.
fn program(graph: &KnowledgeGraph, names: &Names<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    let info = graph.info();
    let program = names.thing("program", &info.program);
    sink.add(&program, term(RDF, "type"), term(PROV, "SoftwareAgent"))?;
    sink.add(&program, term(SCHEMA, "name"), Literal::from(info.program.as_str()))?;
    sink.add(&program, term(SCHEMA, "softwareVersion"), Literal::from(info.version.as_str()))
}

/// Keeps each place once, with its sentence if any provenance of it has one.
fn keep_places<'g>(provenance: &'g [Provenance], places: &mut Places<'g>) {
    for place in provenance {
        let kept = places.entry((&place.document, place.passage.start, place.passage.end)).or_insert(place);
        if kept.sentence.is_none() && place.sentence.is_some() {
            *kept = place;
        }
    }
}

fn describe_node(graph: &KnowledgeGraph, node: &Node, names: &Names<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    let subject = names.node(&node.id);
    let class = match &node.detail {
        NodeDetail::Actor(_) => "Actor",
        NodeDetail::Claim(_) => "Claim",
        NodeDetail::Event(_) => "EventReport",
        NodeDetail::Document(_) => "Document",
    };
    sink.add(&subject, term(RDF, "type"), term(OWN, class))?;
    match &node.detail {
        NodeDetail::Actor(actor) => describe_actor(&subject, actor, names, sink)?,
        NodeDetail::Claim(claim) => describe_claim(&subject, claim, names, sink)?,
        NodeDetail::Event(event) => describe_event(&subject, event, names, sink)?,
        NodeDetail::Document(document) => describe_document(&subject, document, names, sink)?,
    }
    sink.add(&subject, term(RDFS, "label"), Literal::from(node.label.as_str()))?;
    columns(&subject, node_values(graph, node), sink)?;
    derived(&subject, &node.provenance, names, sink)
}

/// The columns of the tables, as terms of our own.
fn columns(subject: &NamedNode, values: Vec<(&'static Column, Value<'_>)>, sink: &mut Sink<'_>) -> io::Result<()> {
    for (column, value) in values {
        if ELSEWHERE.contains(&column.name) {
            continue;
        }
        let predicate = || term(OWN, column.name);
        match value {
            Value::Text(text) => sink.add(subject, predicate(), Literal::from(text.as_ref()))?,
            Value::Integer(n) => sink.add(subject, predicate(), typed(n.to_string(), "integer"))?,
            Value::Number(n) => sink.add(subject, predicate(), typed(format!("{n:?}"), "double"))?,
            Value::Boolean(yes) => sink.add(subject, predicate(), typed(yes.to_string(), "boolean"))?,
            Value::Date(day) => sink.add(subject, predicate(), typed(day.to_string(), "date"))?,
            Value::List(mut words) => {
                words.sort();
                words.dedup();
                for word in words {
                    sink.add(subject, predicate(), Literal::from(word.as_ref()))?;
                }
            }
        }
    }
    Ok(())
}

/// Where the words stand, each place once.
fn derived(subject: &NamedNode, provenance: &[Provenance], names: &Names<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut places = Places::new();
    keep_places(provenance, &mut places);
    for &(document, start, end) in places.keys() {
        sink.add(subject, term(PROV, "wasDerivedFrom"), names.place(document, (start, end)))?;
    }
    Ok(())
}

fn describe_actor(subject: &NamedNode, actor: &ActorNode, names: &Names<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    let classes: &[(&str, &str)] = match actor.kind {
        ActorKind::Person => &[(SCHEMA, "Person"), (SEM, "Actor")],
        ActorKind::Organization => &[(SCHEMA, "Organization"), (SEM, "Actor")],
        ActorKind::State => &[(SCHEMA, "Country"), (SEM, "Actor")],
        ActorKind::Group => &[(FOAF, "Group"), (SEM, "Actor")],
        ActorKind::Place => &[(SCHEMA, "Place"), (SEM, "Place")],
        ActorKind::Other => &[(SCHEMA, "Thing"), (SEM, "Actor")],
    };
    for (vocabulary, class) in classes {
        sink.add(subject, term(RDF, "type"), term(vocabulary, class))?;
    }
    for alias in &actor.aliases {
        sink.add(subject, term(SCHEMA, "alternateName"), Literal::from(alias.as_str()))?;
    }
    if let Some(item) = actor.wikidata.as_deref().and_then(wikidata) {
        sink.add(subject, term(OWL, "sameAs"), item)?;
    }
    for document in &actor.documents {
        sink.add(subject, term(SCHEMA, "subjectOf"), names.document(document))?;
    }
    Ok(())
}

fn describe_claim(subject: &NamedNode, claim: &ClaimNode, names: &Names<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    sink.add(subject, term(RDF, "type"), term(SCHEMA, "Claim"))?;
    sink.add(subject, term(RDF, "type"), term(PROV, "Entity"))?;
    sink.add(subject, term(SCHEMA, "text"), Literal::from(claim.text.as_str()))?;
    sink.add(subject, term(SCHEMA, "appearance"), names.document(&claim.document))?;
    sink.add(subject, term(PROV, "hadPrimarySource"), names.document(&claim.document))?;
    if let Some(source) = &claim.source {
        sink.add(subject, term(SCHEMA, "author"), names.node(source))?;
        sink.add(subject, term(PROV, "wasAttributedTo"), names.node(source))?;
    }
    if let Some(addressee) = &claim.addressee {
        sink.add(subject, term(SCHEMA, "audience"), names.node(addressee))?;
    }
    if let Some(day) = claim.date {
        sink.add(subject, term(SCHEMA, "datePublished"), typed(day.to_string(), "date"))?;
    }
    if let Some(within) = &claim.within {
        sink.add(subject, term(SCHEMA, "isPartOf"), names.node(within))?;
    }
    Ok(())
}

fn describe_event(subject: &NamedNode, event: &EventNode, names: &Names<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    sink.add(subject, term(RDF, "type"), term(PROV, "Entity"))?;
    sink.add(subject, term(PROV, "hadPrimarySource"), names.document(&event.document))
}

fn describe_document(
    subject: &NamedNode,
    document: &DocumentNode,
    names: &Names<'_>,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    sink.add(subject, term(RDF, "type"), term(SCHEMA, "NewsArticle"))?;
    sink.add(subject, term(RDF, "type"), term(PROV, "Entity"))?;
    sink.add(subject, term(SCHEMA, "identifier"), Literal::from(document.given_id.as_str()))?;
    let words = [("headline", &document.title), ("articleBody", &document.text), ("url", &document.url)];
    for (name, value) in words {
        if let Some(value) = value {
            sink.add(subject, term(SCHEMA, name), Literal::from(value.as_str()))?;
        }
    }
    if let Some(author) = &document.author {
        // The name is all that is known: whether it is a person or an agency is not.
        sink.add(subject, term(SCHEMA, "author"), Literal::from(author.as_str()))?;
    }
    if let Some(publisher) = &document.publisher {
        sink.add(subject, term(SCHEMA, "publisher"), names.thing("publisher", publisher))?;
    }
    if let Some(day) = document.date {
        sink.add(subject, term(SCHEMA, "datePublished"), typed(day.to_string(), "date"))?;
    }
    Ok(())
}

/// An edge, told of without being asserted; edges of claims and documents, which nobody has to state, as triples too.
fn describe_edge(graph: &KnowledgeGraph, link: Link<'_>, names: &Names<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    let (from, to) = ends(link);
    let [from, to] = [from, to].map(|node| names.node(&node.id));
    let predicate = term(OWN, link.edge.kind.as_str());
    if is_of_the_graph(link.edge.kind) {
        sink.add(&from, predicate.clone(), to.clone())?;
    }
    let subject = names.edge(link);
    sink.add(&subject, term(RDF, "type"), term(RDF, "Statement"))?;
    sink.add(&subject, term(RDF, "subject"), from)?;
    sink.add(&subject, term(RDF, "predicate"), predicate)?;
    sink.add(&subject, term(RDF, "object"), to)?;
    columns(&subject, edge_values(graph, link), sink)?;
    derived(&subject, &link.edge.provenance, names, sink)
}

/// A stretch of a text: its offsets, its very words, and what stands around them in their sentence.
fn describe_place(
    document: &str,
    (start, end): (u32, u32),
    place: &Provenance,
    names: &Names<'_>,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    let subject = names.place(document, (start, end));
    let position = names.selector(document, (start, end), "position");
    let quote = names.selector(document, (start, end), "quote");
    sink.add(&subject, term(RDF, "type"), term(OA, "SpecificResource"))?;
    sink.add(&subject, term(OA, "hasSource"), names.document(document))?;
    sink.add(&subject, term(OA, "hasSelector"), position.clone())?;
    sink.add(&subject, term(OA, "hasSelector"), quote.clone())?;
    sink.add(&position, term(RDF, "type"), term(OA, "TextPositionSelector"))?;
    sink.add(&position, term(OA, "start"), typed(start.to_string(), "nonNegativeInteger"))?;
    sink.add(&position, term(OA, "end"), typed(end.to_string(), "nonNegativeInteger"))?;
    sink.add(&quote, term(RDF, "type"), term(OA, "TextQuoteSelector"))?;
    sink.add(&quote, term(OA, "exact"), Literal::from(&*place.passage.text))?;
    if let Some(sentence) = &place.sentence {
        let around = |range: std::ops::Range<u32>| -> String {
            let n = range.end.saturating_sub(range.start) as usize;
            sentence.text.chars().skip(range.start.saturating_sub(sentence.start) as usize).take(n).collect()
        };
        let [prefix, suffix] = [around(sentence.start..start), around(end..sentence.end)];
        for (name, words) in [("prefix", prefix), ("suffix", suffix)] {
            if !words.is_empty() {
                sink.add(&quote, term(OA, name), Literal::from(words))?;
            }
        }
    }
    Ok(())
}
