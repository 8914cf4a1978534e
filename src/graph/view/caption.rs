//! The words of one figure or arrow on one line, for tables: nothing there is dotted or dashed, so words must tell what is
//! alleged, negated or not real.

use std::collections::BTreeSet;

use super::saying::{edge_words, facets, figure};
use crate::annotation::Modality;
use crate::graph::{KnowledgeGraph, Link, Node, Statement};

/// Before what is said not to be so.
const NOT: &str = "not: ";

/// What stands in a node's figure, line after line: "not: expel ≥400 per Russia".
pub fn node_caption(graph: &KnowledgeGraph, node: &Node) -> String {
    figure(graph, node).lines.join(" ")
}

/// What an edge says: "agent per Ken McCallum", "not: patient", "leads (director general)".
pub fn edge_caption(graph: &KnowledgeGraph, link: Link<'_>) -> String {
    let caption = with_manner(graph, &edge_words(link.edge), &link.edge.stated_by);
    // A predicate has its own negation: "is not winning in".
    match (&link.edge.predicate, caption.strip_prefix(NOT)) {
        (Some(_), Some(rest)) => rest.to_owned(),
        _ => caption,
    }
}

/// Words with how they are said, and by whom if not by the document: "not: expel (attempted) per Russia".
pub(crate) fn with_manner(graph: &KnowledgeGraph, words: &str, statements: &BTreeSet<Statement>) -> String {
    let facets = facets(graph, statements);
    let Some(facet) = facets.iter().find(|facet| !facet.look.alleged).or(facets.first()) else {
        return words.to_owned();
    };
    // What was foiled did not happen: that word alone says so.
    let not = if facet.look.negated && facet.modality != Modality::Foiled { NOT } else { "" };
    let modality = match facet.modality {
        Modality::Asserted => String::new(),
        other => format!(" ({})", other.as_str()),
    };
    let per = facet.per.as_ref().map(|per| format!(" {per}")).unwrap_or_default();
    format!("{not}{words}{modality}{per}")
}
