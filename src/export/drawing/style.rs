//! Colours, shapes and lines.
//!
//! The colours are those of Okabe and Ito, which people with any common colour blindness tell apart, as tints for figures
//! and darkened for lines and small letters. No meaning hangs on colour alone: kinds stand in tooltips, an allegation says
//! "per" whom, a negation "not:".

use crate::annotation::ActorKind;
use crate::graph::view::{Arrow, Look, Shape, Tone};

/// How a figure is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FigureStyle {
    pub(crate) outline: Outline,
    pub(crate) dash: Dash,
    /// Colour of the outline, `#RRGGBB`.
    pub(crate) line: &'static str,
    /// Colour inside, `#RRGGBB`.
    pub(crate) fill: &'static str,
}

/// The shape of a figure: the type of its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outline {
    /// An actor: a box with round corners.
    Round,
    /// A claim: a sheet with a folded corner.
    Note,
    /// An event.
    Octagon,
    /// A document: a folder with its tab.
    Folder,
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dash {
    /// Told as a fact.
    Solid,
    /// Possible, intended, attempted …; of a claim, hedged.
    Dashed,
    /// Alleged; of a claim, hearsay.
    Dotted,
}

/// How an arrow is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ArrowStyle {
    pub(crate) dash: Dash,
    /// Colour, `#RRGGBB`.
    pub(crate) line: &'static str,
    pub(crate) head: Head,
    /// Width in points; written with one decimal, since logarithms differ in the last digit from machine to machine.
    pub(crate) width: f64,
}

/// What an arrow ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// A filled triangle.
    Full,
    /// Two strokes: says.
    Open,
    /// An empty triangle: alleged.
    Hollow,
    /// A bar across: said not to happen.
    Bar,
    /// Nothing.
    None,
}

/// The line of what is said not to happen.
pub(crate) const NEGATED: &str = "#C00000";

pub(crate) fn of_figure(shape: Shape) -> FigureStyle {
    match shape {
        Shape::Actor(kind) => {
            let (line, fill) = of_kind(kind);
            FigureStyle { outline: Outline::Round, dash: Dash::Solid, line, fill }
        }
        Shape::Claim(look) => {
            let dash = match look {
                Look { alleged: true, .. } => Dash::Dotted,
                Look { unreal: true, .. } => Dash::Dashed,
                _ => Dash::Solid,
            };
            FigureStyle { outline: Outline::Note, dash, line: "#8C8C6E", fill: "#FFFDF2" }
        }
        Shape::Event(tone, look) => of_event(tone, look),
        Shape::Document => {
            FigureStyle { outline: Outline::Folder, dash: Dash::Solid, line: "#8C8C8C", fill: "#F4F4F4" }
        }
    }
}

/// Line and fill of an actor.
pub(crate) fn of_kind(kind: ActorKind) -> (&'static str, &'static str) {
    match kind {
        ActorKind::Person => ("#0072B2", "#CFE7F7"),
        ActorKind::Organization => ("#B87700", "#FBE2B0"),
        ActorKind::State => ("#00795A", "#BDE6D8"),
        ActorKind::Group => ("#A5527F", "#F1D5E4"),
        ActorKind::Place => ("#777777", "#E4E4E4"),
        ActorKind::Other => ("#938A00", "#F9F5BE"),
    }
}

fn of_event(tone: Tone, look: Look) -> FigureStyle {
    let fill = match tone {
        _ if look.alleged => "#FFFFFF",
        Tone::Conflict => "#FBE9DE",
        _ => "#E3EFF8",
    };
    FigureStyle {
        outline: Outline::Octagon,
        dash: dash(look),
        line: if look.negated { NEGATED } else { of_tone(tone) },
        fill,
    }
}

/// The line of a tone.
pub(crate) fn of_tone(tone: Tone) -> &'static str {
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

pub(crate) fn of_arrow(arrow: &Arrow) -> ArrowStyle {
    let Look { alleged, negated, .. } = arrow.look;
    let head = match arrow.tone {
        _ if negated => Head::Bar,
        _ if alleged => Head::Hollow,
        Tone::Speech => Head::Open,
        Tone::Source => Head::None,
        _ => Head::Full,
    };
    let line = if negated { NEGATED } else { of_tone(arrow.tone) };
    ArrowStyle { dash: dash(arrow.look), line, head, width: width(arrow) }
}

fn dash(look: Look) -> Dash {
    match look {
        Look { unreal: true, .. } => Dash::Dashed,
        Look { alleged: true, .. } => Dash::Dotted,
        _ => Dash::Solid,
    }
}

/// Thicker for more, but never a beam.
fn width(arrow: &Arrow) -> f64 {
    (1.0 + f64::from(arrow.weight.max(1)).log2() * 0.25).min(3.0)
}
