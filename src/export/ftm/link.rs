//! Edges as entities.

use super::entity::{Entity, entity_id};
use super::is_a;
use crate::export::shared::statement::{documents, edge_name, flags, is_plain_fact, sentences};
use crate::graph::dossier::as_all_say;
use crate::graph::{EdgeKind, KnowledgeGraph, Link};

/// An edge as an entity; `None` for those that are references between entities: what a claim is about, the events it reports,
/// and documents.
pub(super) fn link_entity(graph: &KnowledgeGraph, link: Link<'_>) -> Option<Entity> {
    let edge = link.edge;
    if matches!(edge.kind, EdgeKind::About | EdgeKind::Reports | EdgeKind::StatedIn) {
        return None;
    }
    let is_fact = is_plain_fact(graph, &edge.stated_by);
    let (schema, from, to) = ends(link).filter(|_| is_fact).unwrap_or(("UnknownLink", "subject", "object"));
    let name = edge_name(&link.source.id, &link.target.id, &edge.key);
    let mut entity = Entity::new(&name, schema);
    entity.plain(from, entity_id(link.source.id.as_str()));
    entity.plain(to, entity_id(link.target.id.as_str()));
    entity.text("recordId", &edge.key);
    entity.text("role", &as_all_say(&words(link), &graph.voices(&edge.stated_by)));
    for flag in flags(graph, &edge.stated_by) {
        entity.text("status", flag);
    }
    if let Some(year) = edge.since {
        entity.plain("startDate", year.to_string());
    }
    if let Some(year) = edge.until {
        entity.plain("endDate", year.to_string());
    }
    if let Some(day) = edge.date {
        entity.plain("date", day.to_string());
    }
    entity.proof(&documents(graph, &edge.provenance));
    for sentence in sentences(&edge.provenance) {
        entity.long("description", sentence);
    }
    Some(entity)
}

/// The schema for a relation and the properties of its ends, where the ends are of its kinds.
fn ends(link: Link<'_>) -> Option<(&'static str, &'static str, &'static str)> {
    let fits = |from: &str, to: &str| is_a(link.source, from) && is_a(link.target, to);
    match link.edge.kind {
        EdgeKind::Leads if fits("LegalEntity", "Organization") => Some(("Directorship", "director", "organization")),
        EdgeKind::MemberOf if fits("LegalEntity", "Organization") => Some(("Membership", "member", "organization")),
        EdgeKind::Affiliation if fits("Person", "Organization") => Some(("Employment", "employee", "employer")),
        _ => None,
    }
}

/// What a diagram shows on the link: the office, the predicate, the words that attribute a claim, or the kind.
fn words(link: Link<'_>) -> String {
    let edge = link.edge;
    let kind = edge.kind.as_str().replace('_', " ");
    match (&edge.predicate, &edge.role, &edge.cue) {
        (Some(predicate), ..) => predicate.clone(),
        (_, Some(role), _) if edge.kind.is_relation() => format!("{kind}: {role}"),
        (_, _, Some(cue)) => format!("says: {cue}"),
        _ if edge.kind == EdgeKind::Made => "says".to_owned(),
        _ => kind,
    }
}
