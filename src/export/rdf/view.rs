//! Who says what: a named graph for each voice.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use oxrdf::{GraphName, Literal};

use super::names::{Names, OWN, PROV, RDF, SEM, term};
use super::{Sink, typed};
use crate::graph::{EdgeKind, EventNode, EventTime, KnowledgeGraph, Link, Node, NodeId, StatedBy, Statement};

/// A way in which a document, or a claim in it, says that things are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Voice<'g> {
    /// Name of the document; that of a claim for claims.
    document: &'g str,
    statement: &'g Statement,
}

/// What a voice says.
#[derive(Default)]
struct Said<'g> {
    events: BTreeMap<&'g NodeId, &'g Node>,
    /// Role or relation, and the other end.
    joined: BTreeMap<&'g NodeId, BTreeSet<(EdgeKind, &'g NodeId)>>,
}

/// What every voice says; what nobody needs to state stands under `None`.
pub(super) struct Views<'g>(BTreeMap<Option<Voice<'g>>, Said<'g>>);

pub(super) fn views(graph: &KnowledgeGraph) -> Views<'_> {
    let mut views: BTreeMap<Option<Voice<'_>>, Said<'_>> = BTreeMap::new();
    for node in graph.nodes() {
        let Some(event) = node.as_event() else { continue };
        for statement in &event.stated_by {
            let documents = [event.document.as_str()];
            for voice in voices(graph, statement, &documents) {
                views.entry(Some(voice)).or_default().events.insert(&node.id, node);
            }
        }
    }
    for link in graph.links().filter(|link| !is_of_the_graph(link.edge.kind)) {
        let (from, to) = ends(link);
        let said = (&from.id, (link.edge.kind, &to.id));
        let mut put = |voice| {
            let said_by: &mut Said<'_> = views.entry(voice).or_default();
            said_by.joined.entry(said.0).or_default().insert(said.1);
        };
        if link.edge.stated_by.is_empty() {
            put(None);
        }
        let documents: Vec<&str> = match (link.source.as_event(), link.target.as_event()) {
            (Some(event), _) | (None, Some(event)) => vec![&event.document],
            (None, None) => graph.telling(link.edge).into_iter().collect(),
        };
        for statement in &link.edge.stated_by {
            for voice in voices(graph, statement, &documents) {
                put(Some(voice));
            }
        }
    }
    Views(views)
}

/// Whether an edge is of the claims and documents themselves, so that nobody states it.
pub(super) fn is_of_the_graph(kind: EdgeKind) -> bool {
    matches!(kind, EdgeKind::Made | EdgeKind::About | EdgeKind::Reports | EdgeKind::StatedIn)
        || kind.is_between_claims()
}

fn voices<'g>(graph: &'g KnowledgeGraph, statement: &'g Statement, documents: &[&'g str]) -> Vec<Voice<'g>> {
    match &statement.by {
        StatedBy::Document => documents.iter().map(|document| Voice { document, statement }).collect(),
        StatedBy::Claim(claim) => {
            let claim = graph.node(claim).and_then(Node::as_claim);
            vec![Voice { document: claim.map_or("", |claim| claim.document.as_str()), statement }]
        }
    }
}

/// What the default graph says of the views: whose they are, and how they take what is in them.
pub(super) fn describe_views(
    graph: &KnowledgeGraph,
    views: &Views<'_>,
    names: &Names<'_>,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    for voice in views.0.keys().flatten() {
        let Voice { document, statement } = *voice;
        let view = names.view(document, statement);
        sink.add(&view, term(RDF, "type"), term(SEM, "View"))?;
        let document = names.document(document);
        match &statement.by {
            StatedBy::Document => {
                sink.add(&view, term(OWN, "stated_by"), document.clone())?;
                sink.add(&view, term(SEM, "accordingTo"), document.clone())?;
            }
            StatedBy::Claim(claim) => {
                sink.add(&view, term(OWN, "stated_by"), names.node(claim))?;
                let source = graph.node(claim).and_then(Node::as_claim).and_then(|claim| claim.source.as_ref());
                if let Some(source) = source {
                    sink.add(&view, term(SEM, "accordingTo"), names.node(source))?;
                    sink.add(&view, term(PROV, "wasAttributedTo"), names.node(source))?;
                }
            }
        }
        sink.add(&view, term(PROV, "hadPrimarySource"), document)?;
        sink.add(&view, term(OWN, "polarity"), Literal::from(statement.polarity.as_str()))?;
        sink.add(&view, term(OWN, "factuality"), Literal::from(statement.modality.as_str()))?;
    }
    Ok(())
}

pub(super) fn write_views(views: &Views<'_>, names: &Names<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    for (voice, said) in &views.0 {
        sink.graph_name = match voice {
            Some(voice) => GraphName::NamedNode(names.view(voice.document, voice.statement)),
            None => GraphName::DefaultGraph,
        };
        let subjects: BTreeSet<&NodeId> = said.events.keys().chain(said.joined.keys()).copied().collect();
        for id in subjects {
            if let Some(node) = said.events.get(id) {
                happens(node, names, sink)?;
            }
            joined(id, said.joined.get(id), names, sink)?;
        }
    }
    Ok(())
}

/// That an event happens.
fn happens(node: &Node, names: &Names<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    let Some(event) = node.as_event() else { return Ok(()) };
    let subject = names.node(&node.id);
    sink.add(&subject, term(RDF, "type"), term(SEM, "Event"))?;
    sink.add(&subject, term(SEM, "eventType"), event_type(event, names))?;
    if let Some(time) = &event.time {
        happens_at(&subject, time, sink)?;
    }
    Ok(())
}

/// The type of an event, a resource of its own.
pub(super) fn event_type(event: &EventNode, names: &Names<'_>) -> oxrdf::NamedNode {
    names.thing("event-type", event.kind.as_str())
}

fn happens_at(subject: &oxrdf::NamedNode, time: &EventTime, sink: &mut Sink<'_>) -> io::Result<()> {
    match (time.first_day, time.last_day) {
        (Some(first), Some(last)) if first == last => {
            sink.add(subject, term(SEM, "hasTimeStamp"), typed(first.to_string(), "date"))
        }
        (first, last) => {
            if let Some(day) = first {
                sink.add(subject, term(SEM, "hasEarliestBeginTimeStamp"), typed(day.to_string(), "date"))?;
            }
            if let Some(day) = last {
                sink.add(subject, term(SEM, "hasLatestEndTimeStamp"), typed(day.to_string(), "date"))?;
            }
            Ok(())
        }
    }
}

/// The edges that begin at a node, as triples: in the words of SEM where it has them, and in our own.
fn joined(
    id: &NodeId,
    edges: Option<&BTreeSet<(EdgeKind, &NodeId)>>,
    names: &Names<'_>,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    let subject = names.node(id);
    let mut actors = BTreeSet::new();
    for &(kind, other) in edges.into_iter().flatten() {
        let object = names.node(other);
        sink.add(&subject, term(OWN, kind.as_str()), object.clone())?;
        if kind == EdgeKind::Place {
            sink.add(&subject, term(SEM, "hasPlace"), object)?;
        } else if kind.is_role() {
            actors.insert(object);
        }
    }
    // One may take part in two ways.
    for actor in actors {
        sink.add(&subject, term(SEM, "hasActor"), actor)?;
    }
    Ok(())
}

/// The subject and object of an edge's triple. Events have those who take part in them, so that of an agent is turned
/// around.
pub(super) fn ends(link: Link<'_>) -> (&Node, &Node) {
    if link.edge.kind == EdgeKind::Agent { (link.target, link.source) } else { (link.source, link.target) }
}
