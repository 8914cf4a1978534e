//! Who says what about whom: claims with their sources and the actors they are about.

use super::saying::{arrow, figure};
use super::{Arrow, Canvas, Picture, View, counted};
use crate::graph::{EdgeKind, KnowledgeGraph, Link, Node, NodeId, NodeKind};

pub(super) fn draw(graph: &KnowledgeGraph, max_edges: usize) -> Picture {
    let is_shown = |link: &Link<'_>| {
        matches!(
            link.edge.kind,
            EdgeKind::Made
                | EdgeKind::About
                | EdgeKind::Denies
                | EdgeKind::Confirms
                | EdgeKind::Answers
                | EdgeKind::Repeats
                | EdgeKind::Contradicts
        )
    };
    let (canvas, notes) = around(graph, NodeKind::Claim, is_shown, max_edges);
    canvas.finish(View::Claims, "Who says what about whom".to_owned(), notes)
}

/// Draws the nodes of a kind with their edges, those with most edges first, until the next would be too many. A node
/// is drawn with all of its edges or not at all: half a claim would be another claim.
pub(super) fn around(
    graph: &KnowledgeGraph,
    kind: NodeKind,
    is_shown: impl Fn(&Link<'_>) -> bool,
    max_edges: usize,
) -> (Canvas, Vec<String>) {
    let mut ranked: Vec<(&Node, Vec<Link<'_>>)> = graph
        .nodes()
        .filter(|node| node.kind() == kind)
        .map(|node| (node, shown(graph, &node.id, &is_shown)))
        .collect();
    // Sorting is stable: among equals the order of ids stays.
    ranked.sort_by_key(|(_, links)| std::cmp::Reverse(links.len()));
    let mut canvas = Canvas::default();
    let mut n_left_out = 0;
    for (node, links) in ranked {
        if canvas.arrows.len() + links.len() > max_edges || links.is_empty() {
            n_left_out += 1;
            continue;
        }
        canvas.figure(&node.id, || figure(graph, node));
        for link in links {
            for end in [link.source, link.target] {
                canvas.figure(&end.id, || figure(graph, end));
            }
            canvas.arrow(&link.source.id, &link.target.id, plain_arrow(graph, link));
        }
    }
    let note = format!("{} not shown", counted(n_left_out, kind.as_str()));
    (canvas, if n_left_out > 0 { vec![note] } else { Vec::new() })
}

/// An arrow without words where its direction says enough: from who acts, to whom it is done, about whom.
fn plain_arrow(graph: &KnowledgeGraph, link: Link<'_>) -> Arrow {
    let arrow = arrow(graph, link);
    match link.edge.kind {
        EdgeKind::About if link.edge.stance.is_some() => arrow,
        EdgeKind::About | EdgeKind::Agent | EdgeKind::Patient => Arrow { lines: Vec::new(), ..arrow },
        // A quotation that only goes on has no word that attributes it.
        EdgeKind::Made if link.edge.cue.is_none() => Arrow { lines: Vec::new(), ..arrow },
        _ => arrow,
    }
}

/// The edges of a node that a view shows; one between two nodes of the view's kind belongs to its source.
fn shown<'g>(graph: &'g KnowledgeGraph, id: &NodeId, is_shown: impl Fn(&Link<'_>) -> bool) -> Vec<Link<'g>> {
    let outgoing = graph.outgoing(id).into_iter();
    let incoming = graph.incoming(id).into_iter().filter(|link| link.source.kind() != link.target.kind());
    outgoing.chain(incoming).filter(is_shown).collect()
}
