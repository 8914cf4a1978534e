//! The styles of all pictures in the words of Graphviz.

use crate::export::drawing::style::{ArrowStyle, Dash, FigureStyle, Head, Outline};

/// Room for letters that are wider than those of the font the layout knows; inches around the label, sideways and above.
const MARGIN: &str = "0.14,0.07";

/// An octagon has room in its corners already; a hexagon would take twice the width for several lines.
const OCTAGON_MARGIN: &str = "0.06,0.03";

/// `shape`, `style` and `margin` of a node.
pub(super) fn of_figure(style: FigureStyle) -> (&'static str, String, &'static str) {
    let (shape, begin, margin) = match style.outline {
        Outline::Round => ("box", "rounded,filled", MARGIN),
        Outline::Note => ("note", "filled", MARGIN),
        Outline::Octagon => ("octagon", "filled", OCTAGON_MARGIN),
        Outline::Folder => ("folder", "filled", MARGIN),
    };
    let style = match style.dash {
        Dash::Solid => begin.to_owned(),
        dash => format!("{begin},{}", of_dash(dash)),
    };
    (shape, style, margin)
}

/// `style`, `arrowhead` and `penwidth` of an edge.
pub(super) fn of_arrow(style: ArrowStyle) -> (&'static str, &'static str, String) {
    let head = match style.head {
        Head::Full => "normal",
        Head::Open => "vee",
        Head::Hollow => "onormal",
        Head::Bar => "tee",
        Head::None => "none",
    };
    (of_dash(style.dash), head, format!("{:.1}", style.width))
}

fn of_dash(dash: Dash) -> &'static str {
    match dash {
        Dash::Solid => "solid",
        Dash::Dashed => "dashed",
        Dash::Dotted => "dotted",
    }
}
