//! What happens, when, and who takes part: events with their actors.

use super::claims::around;
use super::{Picture, View};
use crate::graph::{EdgeKind, KnowledgeGraph, Link, NodeKind};

pub(super) fn draw(graph: &KnowledgeGraph, max_edges: usize) -> Picture {
    let is_shown =
        |link: &Link<'_>| link.edge.kind.is_role() || matches!(link.edge.kind, EdgeKind::Precedes | EdgeKind::Causes);
    let (canvas, notes) = around(graph, NodeKind::Event, is_shown, max_edges);
    canvas.finish(View::Events, "What happens, and who takes part".to_owned(), notes)
}
