//! Colours, shapes and lines.
//!
//! The colours are those of Okabe and Ito, which people with any common colour blindness tell apart, as tints for figures
//! and darkened for lines and small letters. No meaning hangs on colour alone: kinds stand in tooltips, an allegation says
//! "per" whom, a negation "not:".

use crate::annotation::ActorKind;
use crate::graph::view::{Arrow, Look, Shape, Tone};

/// How a node is drawn.
pub(in crate::export) struct NodeStyle {
    pub(in crate::export) shape: &'static str,
    pub(in crate::export) style: &'static str,
    pub(in crate::export) line: &'static str,
    pub(in crate::export) fill: &'static str,
    /// Inches around the label, sideways and above.
    pub(in crate::export) margin: &'static str,
}

/// How an edge is drawn.
pub(in crate::export) struct EdgeStyle {
    pub(in crate::export) style: &'static str,
    pub(in crate::export) line: &'static str,
    pub(in crate::export) head: &'static str,
    pub(in crate::export) width: String,
}

/// Room for letters that are wider than those of the font the layout knows.
const MARGIN: &str = "0.14,0.07";

/// An octagon has room in its corners already; a hexagon would take twice the width for several lines.
const OCTAGON_MARGIN: &str = "0.06,0.03";

pub(in crate::export) const NEGATED: &str = "#C00000";

pub(in crate::export) fn of_figure(shape: Shape) -> NodeStyle {
    match shape {
        Shape::Actor(kind) => {
            let (line, fill) = of_kind(kind);
            NodeStyle { shape: "box", style: "rounded,filled", line, fill, margin: MARGIN }
        }
        Shape::Claim(look) => {
            let style = match look {
                Look { alleged: true, .. } => "filled,dotted",
                Look { unreal: true, .. } => "filled,dashed",
                _ => "filled",
            };
            NodeStyle { shape: "note", style, line: "#8C8C6E", fill: "#FFFDF2", margin: MARGIN }
        }
        Shape::Event(tone, look) => of_event(tone, look),
        Shape::Document => {
            NodeStyle { shape: "folder", style: "filled", line: "#8C8C8C", fill: "#F4F4F4", margin: MARGIN }
        }
    }
}

/// Line and fill of an actor.
pub(in crate::export) fn of_kind(kind: ActorKind) -> (&'static str, &'static str) {
    match kind {
        ActorKind::Person => ("#0072B2", "#CFE7F7"),
        ActorKind::Organization => ("#B87700", "#FBE2B0"),
        ActorKind::State => ("#00795A", "#BDE6D8"),
        ActorKind::Group => ("#A5527F", "#F1D5E4"),
        ActorKind::Place => ("#777777", "#E4E4E4"),
        ActorKind::Other => ("#938A00", "#F9F5BE"),
    }
}

fn of_event(tone: Tone, look: Look) -> NodeStyle {
    let style = match look {
        Look { unreal: true, .. } => "filled,dashed",
        Look { alleged: true, .. } => "filled,dotted",
        _ => "filled",
    };
    let fill = match tone {
        _ if look.alleged => "#FFFFFF",
        Tone::Conflict => "#FBE9DE",
        _ => "#E3EFF8",
    };
    NodeStyle {
        shape: "octagon",
        style,
        line: if look.negated { NEGATED } else { of_tone(tone) },
        fill,
        margin: OCTAGON_MARGIN,
    }
}

/// The line of a tone.
pub(in crate::export) fn of_tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Conflict => "#B84A00",
        Tone::Cooperation => "#0072B2",
        Tone::Speech => "#6E6E6E",
        Tone::Against => "#A0186E",
        Tone::For => "#00795A",
        Tone::Fact => "#222222",
        Tone::Source => "#BBBBBB",
    }
}

pub(in crate::export) fn of_arrow(arrow: &Arrow) -> EdgeStyle {
    let Look { alleged, unreal, negated } = arrow.look;
    let style = match () {
        () if unreal => "dashed",
        () if alleged => "dotted",
        () => "solid",
    };
    let head = match arrow.tone {
        _ if negated => "tee",
        _ if alleged => "onormal",
        Tone::Speech => "vee",
        Tone::Source => "none",
        _ => "normal",
    };
    let line = if negated { NEGATED } else { of_tone(arrow.tone) };
    EdgeStyle { style, line, head, width: width(arrow) }
}

/// Thicker for more, but never a beam.
fn width(arrow: &Arrow) -> String {
    let width = 1.0 + f64::from(arrow.weight.max(1)).log2() * 0.25;
    format!("{:.1}", width.min(3.0))
}
