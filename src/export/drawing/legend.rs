//! What the colours, shapes and lines of a picture mean: an entry for each that it uses, and for no other.

use std::collections::BTreeSet;

use super::style::{Dash, Head, NEGATED, of_figure, of_kind, of_tone};
use crate::annotation::ActorKind;
use crate::graph::view::{Look, Picture, Shape, Tone};

/// One line of the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) mark: Mark,
    pub(crate) text: &'static str,
}

/// What an entry shows beside its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A figure of this shape with nothing particular to its line: its fill tells.
    Fill(Shape),
    /// A figure of this shape: its outline tells.
    Outline(Shape),
    /// An arrow.
    Arrow {
        /// Colour, `#RRGGBB`.
        line: &'static str,
        dash: Dash,
        head: Head,
    },
}

/// The line of what is said of all tones alike.
const ANY_TONE: &str = "#222222";

/// All entries of a picture: kinds of actors, types of other nodes, then lines.
pub(crate) fn entries(picture: &Picture) -> Vec<Entry> {
    kinds(picture).into_iter().chain(shapes(picture)).chain(lines(picture)).collect()
}

fn kinds(picture: &Picture) -> Vec<Entry> {
    let kind = |figure: &crate::graph::view::Figure| {
        if let Shape::Actor(kind) = figure.shape { Some(kind) } else { None }
    };
    let kinds: BTreeSet<ActorKind> = picture.figures.iter().filter_map(kind).collect();
    kinds.into_iter().map(|kind| Entry { mark: Mark::Fill(Shape::Actor(kind)), text: kind.as_str() }).collect()
}

fn shapes(picture: &Picture) -> Vec<Entry> {
    let has = |wanted: fn(Shape) -> bool| picture.figures.iter().any(|figure| wanted(figure.shape));
    let claim = |alleged, unreal| Shape::Claim(Look { alleged, unreal, negated: false });
    let entries = [
        (has(|s| matches!(s, Shape::Event(..))), Mark::Outline(Shape::Event(Tone::Fact, Look::default())), "event"),
        (has(|s| matches!(s, Shape::Claim(_))), Mark::Fill(claim(false, false)), "claim"),
        (has(|s| matches!(s, Shape::Claim(l) if l.unreal)), Mark::Outline(claim(false, true)), "hedged claim"),
        (has(|s| matches!(s, Shape::Claim(l) if l.alleged)), Mark::Outline(claim(true, false)), "hearsay"),
        (has(|s| s == Shape::Document), Mark::Fill(Shape::Document), "document"),
    ];
    entries.into_iter().filter(|(used, ..)| *used).map(|(_, mark, text)| Entry { mark, text }).collect()
}

fn lines(picture: &Picture) -> Vec<Entry> {
    let figures = picture.figures.iter().filter_map(|figure| match figure.shape {
        Shape::Event(tone, look) => Some((tone, look)),
        _ => None,
    });
    let used: Vec<(Tone, Look)> = picture.arrows.iter().map(|arrow| (arrow.tone, arrow.look)).chain(figures).collect();
    let tone = |wanted: Tone| used.iter().any(|(tone, _)| *tone == wanted);
    let look = |wanted: fn(&Look) -> bool| used.iter().any(|(_, look)| wanted(look));
    let told = |tone: Tone| {
        let head = if tone == Tone::Speech { Head::Open } else { Head::Full };
        Mark::Arrow { line: of_tone(tone), dash: Dash::Solid, head }
    };
    let any = |dash, head| Mark::Arrow { line: ANY_TONE, dash, head };
    let negated = Mark::Arrow { line: NEGATED, dash: Dash::Solid, head: Head::Bar };
    let entries = [
        (tone(Tone::Conflict), told(Tone::Conflict), "conflict"),
        (tone(Tone::Cooperation), told(Tone::Cooperation), "cooperation"),
        (tone(Tone::Speech), told(Tone::Speech), "says about"),
        (tone(Tone::Against), told(Tone::Against), "speaks against, denies, contradicts"),
        (tone(Tone::For), told(Tone::For), "speaks for, confirms, repeats"),
        (tone(Tone::Fact), told(Tone::Fact), "lasting tie"),
        (look(|l| l.alleged), any(Dash::Dotted, Head::Hollow), "alleged, “per” says by whom"),
        (look(|l| l.unreal), any(Dash::Dashed, Head::Full), "in brackets: possible, intended, attempted …"),
        (look(|l| l.negated), negated, "said not to happen"),
    ];
    entries.into_iter().filter(|(used, ..)| *used).map(|(_, mark, text)| Entry { mark, text }).collect()
}

impl Mark {
    /// Fill and colour of the line, `#RRGGBB`.
    pub(crate) fn colours(self) -> (&'static str, &'static str) {
        match self {
            Self::Fill(Shape::Actor(kind)) => (of_kind(kind).1, of_kind(kind).0),
            Self::Fill(shape) | Self::Outline(shape) => (of_figure(shape).fill, of_figure(shape).line),
            Self::Arrow { line, .. } => ("none", line),
        }
    }
}
