//! What happens, when, and who takes part: events with their actors.

use super::claims::around;
use super::{Picture, View};
use crate::graph::{EdgeKind, KnowledgeGraph, NodeKind};

pub(super) fn draw(graph: &KnowledgeGraph, max_edges: usize) -> Picture {
    let is_shown = |link: &crate::graph::Link<'_>| {
        link.edge.kind.is_role() || matches!(link.edge.kind, EdgeKind::Precedes | EdgeKind::Causes)
    };
    let (mut canvas, notes) = around(graph, NodeKind::Event, is_shown, max_edges);
    for (id, figure) in &mut canvas.figures {
        let time = graph.node(id).and_then(|node| node.as_event()?.time.as_ref());
        // A value is in the label already; the words help where it is none, or a bare year.
        if let Some(time) = time.filter(|time| time.value.is_some()) {
            figure.tooltip = format!("{}\n{}", time.text, figure.tooltip);
        }
    }
    canvas.finish(View::Events, "What happens, and who takes part".to_owned(), notes)
}
