//! DOT, the language of Graphviz.
//!
//! What enters: a [`Picture`]. What leaves: one digraph whose node names are `n0`, `n1`, … in the order of the graph's
//! ids; the ids themselves are in the attribute `id`. Labels are wrapped, whole sentences stand in tooltips. Colour tells
//! the kind of an actor, shape the type of a node, the line how something is said; the graph's label explains it.
//!
//! dot-writer writes what it is given between quotes as it is, so all text goes through [`escape()`] first.

mod escape;
mod legend;
#[cfg(test)]
mod reader;
pub(super) mod style;
#[cfg(test)]
mod tests;

use std::io;

use dot_writer::{Attributes, DotWriter, Scope};

pub(super) use escape::label_text;
pub use escape::{escape, printable};
use escape::{label, wrap};

use crate::graph::KnowledgeGraph;
use crate::graph::view::{Arrow, Cell, Figure, Picture, View, ViewOptions, draw};

/// One font for graph, nodes and edges. Free fonts with the same widths stand in for it nearly everywhere.
const FONT: &str = "Helvetica";

/// Characters a line of a label has at most.
const LINE_LENGTH: usize = 34;

/// Characters a label has at most.
const LABEL_LENGTH: usize = 90;

/// Characters a tooltip has at most.
const TOOLTIP_LENGTH: usize = 1000;

/// With more edges than this `dot` takes too long for its layers.
const LAYERED_EDGES: usize = 300;

/// Points between neighbours on a grid of figures: more than a label of the greatest size takes.
const CELL: (u32, u32) = (270, 70);

/// Who finds the places.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Graphviz, in layers from left to right: up to [`LAYERED_EDGES`].
    Layers,
    /// Graphviz, by forces: for a view with a high limit.
    Forces,
    /// We, on a grid. Graphviz takes 1.7 s for a hundred made-up articles (5,000 nodes, 16,500 edges) and 2.7 s for two
    /// hundred, where sfdp takes 9 and 25, and 32 s and more without overlaps.
    Grid,
}

impl Layout {
    fn of(picture: &Picture) -> Self {
        match () {
            () if picture.arrows.len() <= LAYERED_EDGES => Self::Layers,
            () if picture.places.is_empty() => Self::Forces,
            () => Self::Grid,
        }
    }
}

/// Draws a view of a graph and writes it as DOT.
///
/// # Errors
/// When writing fails.
pub fn write_graph(graph: &KnowledgeGraph, options: ViewOptions, out: impl io::Write) -> io::Result<()> {
    write_picture(&draw(graph, options), out)
}

/// Writes a picture as DOT.
///
/// # Errors
/// When writing fails.
pub fn write_picture(picture: &Picture, mut out: impl io::Write) -> io::Result<()> {
    // dot-writer panics when its writer fails; a vector does not.
    let mut bytes = Vec::new();
    {
        let mut writer = DotWriter::from(&mut bytes);
        let mut digraph = writer.digraph();
        let layout = Layout::of(picture);
        graph_attributes(&mut digraph, picture, layout);
        for (i, figure) in picture.figures.iter().enumerate() {
            let place = picture.places.get(i).filter(|_| layout == Layout::Grid);
            node(&mut digraph, i, figure, place);
        }
        for arrow in &picture.arrows {
            edge(&mut digraph, arrow, layout);
        }
    }
    out.write_all(&bytes)
}

fn graph_attributes(digraph: &mut Scope<'_, '_>, picture: &Picture, layout: Layout) {
    let view = picture.view.as_str();
    digraph
        .set("view", view, false)
        .set("fontname", FONT, true)
        .set("fontsize", "12", false)
        .set("label", &legend::legend(picture), false)
        .set("labelloc", "t", false)
        .set("labeljust", "l", false)
        .set("pad", "0.3", false)
        .set("tooltip", " ", true);
    layout_attributes(digraph, picture.view, layout);
    digraph.node_attributes().set("fontname", FONT, true).set("fontsize", "11", false);
    digraph.edge_attributes().set("fontname", FONT, true).set("fontsize", "9", false).set("arrowsize", "0.7", false);
}

fn layout_attributes(digraph: &mut Scope<'_, '_>, view: View, layout: Layout) {
    match layout {
        Layout::Layers => {
            let apart = if view == View::Actors { "0.7" } else { "0.5" };
            digraph.set("rankdir", "LR", false).set("nodesep", "0.22", false).set("ranksep", apart, false)
        }
        Layout::Forces => digraph
            .set("layout", "sfdp", false)
            .set("overlap", "prism", false)
            .set("splines", "line", false)
            .set("outputorder", "edgesfirst", false),
        Layout::Grid => {
            digraph.set("layout", "nop", false).set("splines", "line", false).set("outputorder", "edgesfirst", false)
        }
    };
}

fn node(digraph: &mut Scope<'_, '_>, index: usize, figure: &Figure, place: Option<&Cell>) {
    let style = style::of_figure(figure.shape);
    let mut node = digraph.node_named(format!("n{index}"));
    if let Some(place) = place {
        // Graphviz counts upwards.
        let (x, y) = (u64::from(place.column) * u64::from(CELL.0), u64::from(place.row) * u64::from(CELL.1));
        node.set("pos", &format!("{x},-{y}"), true);
    }
    node.set("id", &escape(&printable(figure.id.as_str())), true)
        .set("label", &label(&figure.lines), true)
        .set("tooltip", &tooltip(&figure.tooltip), true)
        .set("shape", style.shape, false)
        .set("style", style.style, true)
        .set("color", style.line, true)
        .set("fillcolor", style.fill, true)
        .set("margin", style.margin, true);
}

fn edge(digraph: &mut Scope<'_, '_>, arrow: &Arrow, layout: Layout) {
    let style = style::of_arrow(arrow);
    let mut attributes = digraph.edge(format!("n{}", arrow.from), format!("n{}", arrow.to)).attributes();
    let tooltip = tooltip(&arrow.tooltip);
    if layout == Layout::Layers && !arrow.lines.is_empty() {
        attributes.set("label", &label(&arrow.lines), true).set("labeltooltip", &tooltip, true);
    }
    attributes
        .set("tooltip", &tooltip, true)
        .set("style", style.style, true)
        .set("color", style.line, true)
        .set("fontcolor", style.line, true)
        .set("arrowhead", style.head, false)
        .set("penwidth", if layout == Layout::Grid { "0.6" } else { &style.width }, false);
}

/// An empty tooltip would show the label again, so it is one space.
fn tooltip(text: &str) -> String {
    let text = printable(text);
    if text.trim().is_empty() {
        return " ".to_owned();
    }
    let lines: Vec<String> = text.lines().flat_map(|line| wrap(line, 2 * LINE_LENGTH)).collect();
    let whole = lines.join("\n");
    match whole.char_indices().nth(TOOLTIP_LENGTH) {
        Some((limit, _)) => escape(&format!("{}…", &whole[..limit])),
        None => escape(&whole),
    }
}
