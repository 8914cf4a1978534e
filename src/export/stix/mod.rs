//! A STIX 2.1 bundle, for OpenCTI and other platforms of threat intelligence.
//!
//! - Actors are `identity` objects, places `location`; nobody is made a `threat-actor`, since that a paper tells of an attack does
//!   not make one. Events are `incident`, articles `report`, claims `note`.
//! - What takes part in an event and how actors are related are `relationship` objects. Their type is one that STIX has
//!   (`located-at`) or `related-to`, since platforms refuse others; how they are related stands in `description` and in our extension.
//!   What only a party says has "per" and its name there, and the label `alleged`.
//! - Who makes a claim, whom it is about and which events it reports: `object_refs` of its `note`, and each by itself in our
//!   extension. What stands in an article: `object_refs` of its `report`.
//! - Ids are UUIDv5 of the graph's ids, times are the articles' days: equal graphs make equal bundles.
//!
//! Standard: OASIS, *STIX Version 2.1*, 2021.

mod object;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use jiff::civil::Date;
use serde_json::json;

use crate::annotation::ActorKind;
use crate::export::shared::statement::{documents, edge_name, flags, sentences};
use crate::graph::dossier::{Dossiers, as_all_say};
use crate::graph::{
    ActorNode, ClaimNode, DocumentNode, EdgeKind, EventNode, KnowledgeGraph, Link, Node, NodeDetail, NodeId,
    Provenance, Statement, is_alleged,
};
use object::{ExternalReference, Object, PROGRAM, id, timestamp, words};

/// Sentences in a description; our extension names all places.
const MOST_SENTENCES: usize = 5;

/// Writes the bundle, one object a line.
///
/// # Errors
/// When `out` fails.
pub fn write_bundle(graph: &KnowledgeGraph, out: impl Write) -> io::Result<()> {
    let mut out = out;
    let objects = Objects { graph, dossiers: Dossiers::new(graph), contents: BTreeMap::new() }.all();
    // The bundle has no meaning of its own; its id tells one content from another.
    let ids: Vec<&str> = objects.iter().map(|object| object.id.as_str()).collect();
    writeln!(out, "{{\"type\": \"bundle\", \"id\": \"{}\", \"objects\": [", id("bundle", &ids.join(" ")))?;
    for (i, object) in objects.iter().enumerate() {
        serde_json::to_writer(&mut out, object)?;
        out.write_all(if i + 1 < objects.len() { b",\n" } else { b"\n" })?;
    }
    out.write_all(b"]}\n")
}

/// Makes the objects of a graph.
struct Objects<'g> {
    graph: &'g KnowledgeGraph,
    dossiers: Dossiers<'g>,
    /// What stands in each document: ids of objects.
    contents: BTreeMap<&'g str, BTreeSet<String>>,
}

impl<'g> Objects<'g> {
    fn all(mut self) -> Vec<Object> {
        let graph = self.graph;
        let mut objects = vec![program(), extension_definition()];
        for node in graph.nodes() {
            let object = match &node.detail {
                NodeDetail::Actor(actor) => self.party(node, actor),
                NodeDetail::Claim(claim) => self.note(node, claim),
                NodeDetail::Event(event) => self.incident(node, event),
                // Reports come last: they list all others.
                NodeDetail::Document(_) => continue,
            };
            self.stands_in(&object, &node.provenance);
            objects.push(object);
        }
        for link in graph.links() {
            if let Some(object) = relationship(graph, link) {
                self.stands_in(&object, &link.edge.provenance);
                objects.push(object);
            }
        }
        for node in graph.nodes() {
            if let NodeDetail::Document(document) = &node.detail {
                objects.push(self.report(node, document));
            }
        }
        objects
    }

    fn stands_in(&mut self, object: &Object, provenance: &'g [Provenance]) {
        for place in provenance {
            self.contents.entry(&place.document).or_default().insert(object.id.clone());
        }
    }

    fn party(&self, node: &Node, actor: &ActorNode) -> Object {
        let mut object = Object::new(object_type(node), node.id.as_str(), first_day(self.graph, &actor.documents));
        let name = words(&node.label, node.id.as_str());
        match actor.kind {
            // A region has to be given; the name of the place is all that is known.
            ActorKind::Place => object.region = Some(name.clone()),
            ActorKind::Person => object.identity_class = Some("individual"),
            ActorKind::Organization => object.identity_class = Some("organization"),
            ActorKind::State => {
                object.identity_class = Some("organization");
                object.sectors.push("government-national");
            }
            ActorKind::Group => object.identity_class = Some("group"),
            ActorKind::Other => object.identity_class = Some("unknown"),
        }
        object.name = Some(name);
        object.labels.push(actor.kind.as_str().to_owned());
        let aliases: Vec<&str> = actor.aliases.iter().map(String::as_str).collect();
        let about = [
            (!aliases.is_empty()).then(|| format!("Also: {}.", aliases.join(", "))),
            actor.note.as_ref().map(|note| format!("Note: {note}.")),
        ];
        let about = about.into_iter().flatten().collect::<Vec<_>>().join(" ");
        object.description = (!about.is_empty()).then(|| words(&about, "-"));
        if let Some(item) = actor.wikidata.as_deref().filter(|item| is_item(item)) {
            object.external_references.push(ExternalReference {
                source_name: "wikidata".to_owned(),
                description: None,
                url: Some(format!("https://www.wikidata.org/wiki/{item}")),
                external_id: Some(item.to_owned()),
            });
        }
        object.extend(json!({
            "node": node.id.as_str(),
            "kind": actor.kind.as_str(),
            "aliases": aliases,
            "codes": actor.codes,
            "mentions": actor.mentions,
        }));
        object
    }

    fn incident(&self, node: &'g Node, event: &EventNode) -> Object {
        let mut object = Object::new("incident", node.id.as_str(), published(self.graph, &event.document));
        let said = as_all_say(&node.label, &self.graph.voices(&event.stated_by));
        object.name = Some(words(&said, node.id.as_str()));
        let line = self.dossiers.event(node).map(|entry| entry.line()).unwrap_or_default();
        object.description = Some(description(&line, &node.provenance));
        object.labels = labels(self.graph, &event.stated_by);
        object.labels.push(words(event.kind.as_str(), "event"));
        object.labels.push(event.quad_class.as_str().to_owned());
        object.external_references = references(self.graph, &node.provenance);
        let time = event.time.as_ref();
        object.extend(json!({
            "node": node.id.as_str(),
            "alleged": is_alleged(&event.stated_by),
            "event_type": event.kind.as_str(),
            "cameo": event.cameo,
            "polarity": event.polarity.as_str(),
            "factuality": event.modality.as_str(),
            "time": time.map(|time| time.value.as_ref().unwrap_or(&time.text)),
            "first_day": time.and_then(|time| time.first_day).map(|day| day.to_string()),
            "last_day": time.and_then(|time| time.last_day).map(|day| day.to_string()),
            "quantity": event.quantity.as_ref().map(|quantity| quantity.value),
            "goldstein": event.goldstein,
            "stated_by": stated_by(&event.stated_by),
            "places": places(&node.provenance),
        }));
        object
    }

    fn note(&self, node: &'g Node, claim: &ClaimNode) -> Object {
        let mut object = Object::new("note", node.id.as_str(), claim.date);
        object.content = Some(words(&claim.text, node.id.as_str()));
        if let Some(entry) = self.dossiers.claim(node) {
            let speaker = entry.speaker();
            object.summary = Some(words(&format!("{speaker} ({}){}", entry.manner(), entry.limits()), "claim"));
            object.authors.push(words(&speaker, "unknown"));
        }
        object.labels.push("claim".to_owned());
        object.labels.push(claim.act.as_str().to_owned());
        if claim.hearsay.is_some() {
            object.labels.push("hearsay".to_owned());
        }
        let ends = |kind: EdgeKind| -> Vec<String> {
            let links = self.graph.outgoing(&node.id).into_iter().filter(|link| link.edge.kind == kind);
            links.map(|link| object_id(link.target)).collect()
        };
        let (about, reports) = (ends(EdgeKind::About), ends(EdgeKind::Reports));
        let made = self.graph.incoming(&node.id).into_iter().filter(|link| link.edge.kind == EdgeKind::Made);
        let made: Vec<String> = made.map(|link| object_id(link.source)).collect();
        let refs: BTreeSet<&String> = made.iter().chain(&about).chain(&reports).collect();
        object.object_refs = refs.into_iter().cloned().collect();
        if object.object_refs.is_empty() {
            // A note is always of something; one about nobody is of its article.
            let document = self.graph.document(&claim.document);
            object.object_refs.push(document.map_or_else(|| id("identity", PROGRAM), object_id));
        }
        object.external_references = references(self.graph, &node.provenance);
        object.extend(json!({
            "node": node.id.as_str(),
            "act": claim.act.as_str(),
            "kind": claim.kind.as_str(),
            "made_by": made,
            "about": about,
            "reports": reports,
            "certainty": claim.certainty.as_ref().map(|certainty| certainty.level.as_str()),
            "places": places(&node.provenance),
        }));
        object
    }

    fn report(&self, node: &Node, document: &DocumentNode) -> Object {
        let mut object = Object::new("report", node.id.as_str(), document.date);
        object.name = Some(words(&node.label, node.id.as_str()));
        object.published = Some(timestamp(document.date));
        object.labels.push("news-article".to_owned());
        let about = [&document.publisher, &document.author].into_iter().flatten().cloned().collect::<Vec<_>>();
        object.description = (!about.is_empty()).then(|| words(&about.join(", "), "-"));
        let contents = self.contents.get(document.document.as_str()).into_iter().flatten();
        object.object_refs = contents.cloned().collect();
        if object.object_refs.is_empty() {
            // A report is always of something; one that tells nothing is of who read it.
            object.object_refs.push(id("identity", PROGRAM));
        }
        object.external_references = vec![reference(document)];
        object.extend(json!({
            "node": node.id.as_str(),
            "document": document.document,
            "digest": document.digest,
            "publisher": document.publisher,
            "author": document.author,
            "dated": document.date.is_some(),
        }));
        object
    }
}

/// Who wrote the bundle.
fn program() -> Object {
    let mut object = Object::new("identity", PROGRAM, None);
    object.created_by_ref = None;
    object.name = Some("claimgraph".to_owned());
    object.identity_class = Some("system");
    object
}

fn extension_definition() -> Object {
    let mut object = Object::new("extension-definition", "claimgraph", None);
    object.name = Some("claimgraph".to_owned());
    object.description = Some(
        "What a graph of claims knows and STIX has no property for: ids of the graph, types of events, who states what, offsets \
         in code points of the articles' texts."
            .to_owned(),
    );
    object.schema = Some("docs/platforms.md of claimgraph");
    object.version = Some("1.0.0");
    object.extension_types.push("property-extension");
    object
}

/// An edge between actors, events or claims; `None` for those that are references of notes and reports.
fn relationship(graph: &KnowledgeGraph, link: Link<'_>) -> Option<Object> {
    let edge = link.edge;
    if matches!(edge.kind, EdgeKind::Made | EdgeKind::About | EdgeKind::Reports | EdgeKind::StatedIn) {
        return None;
    }
    let documents = edge.provenance.iter().map(|place| place.document.to_string()).collect();
    let name = edge_name(&link.source.id, &link.target.id, &edge.key);
    let mut object = Object::new("relationship", &name, first_day(graph, &documents));
    let is_place = |node: &Node| object_type(node) == "location";
    // The graph's direction but for agents, who are related to their event like all that take part in it.
    let (from, to) = if edge.kind == EdgeKind::Agent { (link.target, link.source) } else { (link.source, link.target) };
    let kind = match edge.kind {
        EdgeKind::LocatedIn if !is_place(from) && is_place(to) => "located-at",
        _ => "related-to",
    };
    object.relationship_type = Some(kind);
    object.source_ref = Some(object_id(from));
    object.target_ref = Some(object_id(to));
    let what = match (&edge.predicate, &edge.role) {
        (Some(predicate), _) => predicate.clone(),
        (None, Some(role)) => format!("{}: {role}", edge.kind.as_str().replace('_', " ")),
        (None, None) => edge.kind.as_str().replace('_', " "),
    };
    let said = as_all_say(&what, &graph.voices(&edge.stated_by));
    object.description = Some(description(&said, &edge.provenance));
    object.labels = labels(graph, &edge.stated_by);
    object.labels.push(edge.kind.as_str().to_owned());
    object.confidence = edge.confidence.map(|confidence| (confidence.clamp(0.0, 1.0) * 100.0).round() as u8);
    let (since, until) = (edge.since.filter(|&year| year > 0), edge.until.filter(|&year| year > 0));
    object.start_time = since.map(|year| format!("{year:04}-01-01T00:00:00Z"));
    // The end of the last year, so that it is later than the start of the same year, as STIX asks for.
    let until = until.filter(|&until| since.is_none_or(|since| since <= until));
    object.stop_time = until.map(|year| format!("{year:04}-12-31T00:00:00Z"));
    object.external_references = references(graph, &edge.provenance);
    object.extend(json!({
        "key": edge.key,
        "kind": edge.kind.as_str(),
        "alleged": is_alleged(&edge.stated_by),
        "role": edge.role,
        "predicate": edge.predicate,
        "stated_by": stated_by(&edge.stated_by),
        "places": places(&edge.provenance),
    }));
    Some(object)
}

fn object_type(node: &Node) -> &'static str {
    match &node.detail {
        NodeDetail::Actor(actor) if actor.kind == ActorKind::Place => "location",
        NodeDetail::Actor(_) => "identity",
        NodeDetail::Claim(_) => "note",
        NodeDetail::Event(_) => "incident",
        NodeDetail::Document(_) => "report",
    }
}

fn object_id(node: &Node) -> String {
    id(object_type(node), node.id.as_str())
}

fn is_item(item: &str) -> bool {
    item.strip_prefix('Q').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn labels(graph: &KnowledgeGraph, statements: &BTreeSet<Statement>) -> Vec<String> {
    flags(graph, statements).into_iter().map(str::to_owned).collect()
}

/// Who states something, how: `document`, or the id of the claim's note.
fn stated_by(statements: &BTreeSet<Statement>) -> serde_json::Value {
    let by = |id_of_claim: &NodeId| id("note", id_of_claim.as_str());
    let statement = |statement: &Statement| {
        let who = match &statement.by {
            crate::graph::StatedBy::Document => "document".to_owned(),
            crate::graph::StatedBy::Claim(claim) => by(claim),
        };
        json!({"by": who, "polarity": statement.polarity.as_str(), "factuality": statement.modality.as_str()})
    };
    statements.iter().map(statement).collect()
}

/// Document and code points of all words.
fn places(provenance: &[Provenance]) -> serde_json::Value {
    let place = |place: &Provenance| json!({"document": &*place.document, "start": place.passage.start, "end": place.passage.end});
    provenance.iter().map(place).collect()
}

/// A line, and the sentences it rests on.
fn description(line: &str, provenance: &[Provenance]) -> String {
    let all = sentences(provenance);
    let shown = all.iter().take(MOST_SENTENCES).map(|sentence| format!("“{}”", words(sentence, "…")));
    let rest = all.len().saturating_sub(MOST_SENTENCES);
    let more = (rest > 0).then(|| format!("… and {rest} more"));
    std::iter::once(words(line, "-")).chain(shown).chain(more).collect::<Vec<_>>().join("\n")
}

fn published(graph: &KnowledgeGraph, document: &str) -> Option<Date> {
    graph.document_node(document)?.date
}

/// The first day on which one of the documents was published.
fn first_day(graph: &KnowledgeGraph, documents: &BTreeSet<String>) -> Option<Date> {
    documents.iter().filter_map(|name| published(graph, name)).min()
}

/// The articles that words stand in.
fn references(graph: &KnowledgeGraph, provenance: &[Provenance]) -> Vec<ExternalReference> {
    documents(graph, provenance).into_iter().map(|(_, document)| reference(document)).collect()
}

fn reference(document: &DocumentNode) -> ExternalReference {
    let is_web = |url: &&String| {
        let plain = !url.contains(|c: char| c.is_whitespace() || c.is_control());
        plain && (url.starts_with("http://") || url.starts_with("https://"))
    };
    ExternalReference {
        source_name: words(document.publisher.as_deref().unwrap_or_default(), "news"),
        description: document.title.as_deref().map(|title| words(title, "-")),
        url: document.url.as_ref().filter(is_web).cloned(),
        external_id: Some(words(&document.document, "-")),
    }
}
