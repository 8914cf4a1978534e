//! Events as acts of one actor towards another, for tables of pairs.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::export::fields::published;
use crate::graph::view::joint;
use crate::graph::{EdgeKind, EventNode, KnowledgeGraph, Link, Node, Statement};

/// One who does something, and one to whom it is done.
pub(in crate::export) struct Act<'g> {
    /// The node of the event.
    pub(in crate::export) node: &'g Node,
    /// What is known of it.
    pub(in crate::export) event: &'g EventNode,
    /// From the one who does it to the event.
    pub(in crate::export) agent: Link<'g>,
    /// From the event to the one it is done to, or who is given something.
    pub(in crate::export) target: Link<'g>,
    /// Who says that this one did it to that one.
    pub(in crate::export) statements: BTreeSet<Statement>,
}

/// Each agent of each event with each patient and recipient, in the order of the graph; nobody with themselves.
pub(in crate::export) fn acts(graph: &KnowledgeGraph) -> impl Iterator<Item = Act<'_>> {
    graph.nodes().filter_map(|node| Some((node, node.as_event()?))).flat_map(move |(node, event)| {
        let agents: Vec<Link<'_>> =
            graph.incoming(&node.id).into_iter().filter(|link| link.edge.kind == EdgeKind::Agent).collect();
        let is_target = |link: &Link<'_>| matches!(link.edge.kind, EdgeKind::Patient | EdgeKind::Recipient);
        // Most events have no two sides, and then there is nothing to look for.
        let targets: Vec<Link<'_>> = match agents.is_empty() {
            true => Vec::new(),
            false => graph.outgoing(&node.id).into_iter().filter(is_target).collect(),
        };
        agents.into_iter().flat_map(move |agent| {
            let others: Vec<Link<'_>> =
                targets.iter().copied().filter(|target| target.target.id != agent.source.id).collect();
            others.into_iter().map(move |target| {
                let statements = joint(agent.edge, target.edge);
                Act { node, event, agent, target, statements }
            })
        })
    })
}

/// The first day on which an event may have happened, else the day of its document; and whether the words date it.
pub(in crate::export) fn event_day(graph: &KnowledgeGraph, node: &Node, event: &EventNode) -> Option<(Date, bool)> {
    match event.time.as_ref().and_then(|time| time.first_day) {
        Some(day) => Some((day, true)),
        None => published(graph, node).map(|day| (day, false)),
    }
}

/// The address of a document, by the name that provenance has for it.
pub(in crate::export) fn url<'g>(graph: &'g KnowledgeGraph, document: &str) -> &'g str {
    graph.document_node(document).and_then(|document| document.url.as_deref()).unwrap_or_default()
}
