//! FollowTheMoney entities, one JSON object a line: what Aleph and OpenAleph load, and `ftm` reads.
//!
//! - Each node is one entity: actors are `Person`, `Organization`, `PublicBody` (states), `LegalEntity` (groups, unknown kinds) or
//!   `Address` (places); documents are `Article`, events `Event`, claims `Note`.
//! - Each edge that joins actors, events or claims is one entity as well: `Directorship`, `Membership` and `Employment` where a
//!   document states such a relation as a fact, else `UnknownLink`, whose `role` is what diagrams show. What only a party says has
//!   "per" and its name in the role, and `alleged` as `status`. What claims are about, the events they report, and the document
//!   that all stands in are references: `Note:entity` and `proof`.
//! - `Event:involved` has only those of whom a document itself states as a fact that they take part.
//!
//! Values are kept within the lengths that the model allows; texts longer than that are several values.

mod entity;
mod link;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crate::annotation::ActorKind;
use crate::export::shared::statement::{documents, flags, is_plain_fact, sentences};
use crate::graph::dossier::{Dossiers, as_all_say};
use crate::graph::{ActorNode, ClaimNode, DocumentNode, EdgeKind, EventNode, KnowledgeGraph, Node, NodeDetail};
use entity::{Entity, entity_id};

/// Writes all entities: documents, actors, events and claims, then links.
///
/// # Errors
/// When `out` fails.
pub fn write_entities(graph: &KnowledgeGraph, out: impl Write) -> io::Result<()> {
    let mut out = out;
    let dossiers = Dossiers::new(graph);
    // References come after what they refer to, for readers that take one line at a time.
    let rank = |node: &&Node| match &node.detail {
        NodeDetail::Document(_) => 0,
        NodeDetail::Actor(_) => 1,
        NodeDetail::Event(_) => 2,
        NodeDetail::Claim(_) => 3,
    };
    let mut nodes: Vec<&Node> = graph.nodes().collect();
    nodes.sort_by_key(rank);
    for node in nodes {
        let entity = match &node.detail {
            NodeDetail::Document(document) => article(node, document),
            NodeDetail::Actor(actor) => party(graph, node, actor),
            NodeDetail::Event(event) => happening(graph, &dossiers, node, event),
            NodeDetail::Claim(claim) => note(graph, &dossiers, node, claim),
        };
        entity.write(&mut out)?;
    }
    for link in graph.links() {
        if let Some(entity) = link::link_entity(graph, link) {
            entity.write(&mut out)?;
        }
    }
    Ok(())
}

/// The schema of an actor.
fn schema(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => "Person",
        ActorKind::Organization => "Organization",
        ActorKind::State => "PublicBody",
        ActorKind::Group | ActorKind::Other => "LegalEntity",
        ActorKind::Place => "Address",
    }
}

/// Whether an actor is one that a schema asks for by this name; all but places are a `LegalEntity`.
fn is_a(node: &Node, wanted: &str) -> bool {
    let Some(actor) = node.as_actor() else { return false };
    match (schema(actor.kind), wanted) {
        ("Address", _) => false,
        (_, "LegalEntity") | ("PublicBody", "Organization") => true,
        (schema, wanted) => schema == wanted,
    }
}

fn article(node: &Node, document: &DocumentNode) -> Entity {
    let mut entity = Entity::of_node(node, "Article");
    entity.name("name", &node.label);
    entity.text("fileName", &document.given_id);
    entity.all("title", &document.title);
    entity.all("author", &document.author);
    entity.all("publisher", &document.publisher);
    if let Some(url) = &document.url {
        entity.url("sourceUrl", url);
    }
    if let Some(day) = document.date {
        entity.plain("publishedAt", day.to_string());
        entity.plain("date", day.to_string());
    }
    if let Some(text) = &document.text {
        entity.long("bodyText", text);
    }
    entity
}

fn party(graph: &KnowledgeGraph, node: &Node, actor: &ActorNode) -> Entity {
    let schema = schema(actor.kind);
    let mut entity = Entity::of_node(node, schema);
    entity.name("name", &node.label);
    for alias in actor.aliases.iter().chain(actor.names.keys()).filter(|alias| **alias != node.label) {
        // A description ("the agency") is no name to match others by.
        let is_name = actor.names.contains_key(alias);
        entity.name(if is_name { "alias" } else { "weakAlias" }, alias);
    }
    if schema == "Address" {
        entity.text("full", &node.label);
    } else if matches!(actor.kind, ActorKind::Group | ActorKind::Other) {
        entity.text("legalForm", actor.kind.as_str());
    }
    if actor.kind == ActorKind::State {
        entity.plain("topics", "gov.national".to_owned());
    }
    if let Some(item) = actor.wikidata.as_ref().filter(|item| item.len() <= 32) {
        entity.text("wikidataId", item);
    }
    entity.all("notes", &actor.note);
    for code in &actor.codes {
        entity.text("keywords", code);
    }
    for name in &actor.documents {
        if let Some(document) = graph.document(name) {
            entity.plain("proof", entity_id(document.id.as_str()));
        }
    }
    entity
}

fn happening(graph: &KnowledgeGraph, dossiers: &Dossiers<'_>, node: &Node, event: &EventNode) -> Entity {
    let mut entity = Entity::of_node(node, "Event");
    entity.name("name", &as_all_say(&node.label, &graph.voices(&event.stated_by)));
    if let Some(entry) = dossiers.event(node) {
        entity.text("summary", &entry.line());
    }
    for flag in flags(graph, &event.stated_by) {
        entity.text("keywords", flag);
    }
    for word in
        [event.kind.as_str(), event.quad_class.as_str()].into_iter().chain(event.contexts.iter().map(String::as_str))
    {
        entity.text("keywords", word);
    }
    if let Some(time) = &event.time {
        match (time.first_day, time.last_day) {
            (Some(first), Some(last)) if first == last => entity.plain("date", first.to_string()),
            (first, last) => {
                first.into_iter().for_each(|day| entity.plain("startDate", day.to_string()));
                last.into_iter().for_each(|day| entity.plain("endDate", day.to_string()));
            }
        }
    }
    let happens = is_plain_fact(graph, &event.stated_by);
    for link in graph.incoming(&node.id).into_iter().chain(graph.outgoing(&node.id)) {
        if !happens || !link.edge.kind.is_role() || !is_plain_fact(graph, &link.edge.stated_by) {
            continue;
        }
        let other = if link.source.id == node.id { link.target } else { link.source };
        match link.edge.kind {
            EdgeKind::Place => entity.text("location", &other.label),
            EdgeKind::Topic => {}
            _ if is_a(other, "LegalEntity") => entity.plain("involved", entity_id(other.id.as_str())),
            _ => {}
        }
    }
    evidence(graph, node, &mut entity);
    entity
}

fn note(graph: &KnowledgeGraph, dossiers: &Dossiers<'_>, node: &Node, claim: &ClaimNode) -> Entity {
    let mut entity = Entity::of_node(node, "Note");
    let entry = dossiers.claim(node);
    let by = entry.as_ref().map(|entry| entry.speaker());
    let by = by.unwrap_or_default();
    entity.name("name", &format!("{by}: {}", node.label));
    if let Some(entry) = entry {
        entity.text("summary", &format!("{by} ({}), {}{}", entry.manner(), entry.when(), entry.limits()));
    }
    // The words of the claim first; the sentences come with the evidence, as notes.
    entity.long("description", &claim.text);
    for word in [claim.act.as_str(), claim.kind.as_str()] {
        entity.text("keywords", word);
    }
    if let Some(certainty) = &claim.certainty {
        entity.text("keywords", certainty.level.as_str());
    }
    if claim.hearsay.is_some() {
        entity.text("keywords", "hearsay");
    }
    for link in graph.outgoing(&node.id) {
        if matches!(link.edge.kind, EdgeKind::About | EdgeKind::Reports) {
            entity.plain("entity", entity_id(link.target.id.as_str()));
        }
    }
    if let Some(day) = claim.date {
        entity.plain("createdAt", day.to_string());
    }
    evidence(graph, node, &mut entity);
    entity
}

/// The documents and the sentences of an event or a claim.
fn evidence(graph: &KnowledgeGraph, node: &Node, entity: &mut Entity) {
    entity.proof(&documents(graph, &node.provenance));
    let property = if entity.schema == "Note" { "notes" } else { "description" };
    for sentence in sentences(&node.provenance) {
        entity.long(property, sentence);
    }
}
