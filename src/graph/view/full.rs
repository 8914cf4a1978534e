//! Every node and every edge once: for machines, and for people who have zoomed in.

use super::saying::{arrow, figure};
use super::tiles::places;
use super::{Canvas, Picture, View, counted};
use crate::graph::{KnowledgeGraph, NodeKind};

pub(super) fn draw(graph: &KnowledgeGraph) -> Picture {
    let mut canvas = Canvas::default();
    for node in graph.nodes() {
        canvas.figure(&node.id, || figure(graph, node));
    }
    for link in graph.links() {
        canvas.arrow(&link.source.id, &link.target.id, arrow(graph, link));
    }
    let n = |kind| graph.nodes().filter(|node| node.kind() == kind).count();
    let title = format!(
        "{}, {}, {} in {}",
        counted(n(NodeKind::Actor), "actor"),
        counted(n(NodeKind::Claim), "claim"),
        counted(n(NodeKind::Event), "event"),
        counted(n(NodeKind::Document), "document"),
    );
    let places = places(graph, &canvas.figures);
    Picture { places, ..canvas.finish(View::Full, title, Vec::new()) }
}
