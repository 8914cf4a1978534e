//! The graph's label: what the picture shows, what it leaves out, and what its colours and lines mean.
//!
//! A table in Graphviz's HTML, since a legend made of nodes would be counted and laid out with the graph. It shows only
//! what the picture uses.

use std::collections::BTreeSet;

use super::style::{NEGATED, of_figure, of_kind, of_tone};
use crate::annotation::ActorKind;
use crate::graph::view::{Look, Picture, Shape, Tone};

/// An HTML-like DOT string, its angle brackets included.
pub(super) fn legend(picture: &Picture) -> String {
    let mut rows = vec![row(&format!("<FONT POINT-SIZE=\"15\"><B>{}</B></FONT>", html(&picture.title)))];
    if !picture.notes.is_empty() {
        rows.push(row(&html(&picture.notes.join("; "))));
    }
    let keys: Vec<String> = kinds(picture).into_iter().chain(shapes(picture)).chain(lines(picture)).collect();
    if !keys.is_empty() {
        let cells = keys.concat();
        let inner = format!(
            "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"5\" CELLPADDING=\"3\"><TR>{cells}</TR></TABLE>"
        );
        rows.push(row(&inner));
    }
    format!("<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"1\" CELLPADDING=\"1\">{}</TABLE>>", rows.concat())
}

fn row(cell: &str) -> String {
    format!("<TR><TD ALIGN=\"LEFT\">{cell}</TD></TR>")
}

fn html(text: &str) -> String {
    super::printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// One coloured cell for each kind of actor.
fn kinds(picture: &Picture) -> Vec<String> {
    let kind = |figure: &crate::graph::view::Figure| {
        if let Shape::Actor(kind) = figure.shape { Some(kind) } else { None }
    };
    let kinds: BTreeSet<ActorKind> = picture.figures.iter().filter_map(kind).collect();
    let cell = |kind: ActorKind| box_cell(of_kind(kind).1, kind.as_str());
    kinds.into_iter().map(cell).collect()
}

fn shapes(picture: &Picture) -> Vec<String> {
    let has = |wanted: fn(Shape) -> bool| picture.figures.iter().any(|figure| wanted(figure.shape));
    let mut cells = Vec::new();
    if has(|shape| matches!(shape, Shape::Event(..))) {
        cells.push(text_cell(of_tone(Tone::Fact), "⬡ event"));
    }
    if has(|shape| matches!(shape, Shape::Claim(_))) {
        cells.push(box_cell(of_figure(Shape::Claim(Look::default())).fill, "claim"));
    }
    if has(|shape| matches!(shape, Shape::Claim(look) if look.unreal)) {
        cells.push(text_cell(of_tone(Tone::Fact), "╌╌ hedged claim"));
    }
    if has(|shape| matches!(shape, Shape::Claim(look) if look.alleged)) {
        cells.push(text_cell(of_tone(Tone::Fact), "··· hearsay"));
    }
    if has(|shape| shape == Shape::Document) {
        cells.push(box_cell(of_figure(Shape::Document).fill, "document"));
    }
    cells
}

/// One sample for each kind of line.
fn lines(picture: &Picture) -> Vec<String> {
    let figures = picture.figures.iter().filter_map(|figure| match figure.shape {
        Shape::Event(tone, look) => Some((tone, look)),
        _ => None,
    });
    let used: Vec<(Tone, Look)> = picture.arrows.iter().map(|arrow| (arrow.tone, arrow.look)).chain(figures).collect();
    let tone = |wanted: Tone| used.iter().any(|(tone, _)| *tone == wanted);
    let look = |wanted: fn(&Look) -> bool| used.iter().any(|(_, look)| wanted(look));
    let samples = [
        (tone(Tone::Conflict), of_tone(Tone::Conflict), "─▶ conflict"),
        (tone(Tone::Cooperation), of_tone(Tone::Cooperation), "─▶ cooperation"),
        (tone(Tone::Speech), of_tone(Tone::Speech), "─▶ says about"),
        (tone(Tone::Against), of_tone(Tone::Against), "─▶ speaks against, denies, contradicts"),
        (tone(Tone::For), of_tone(Tone::For), "─▶ speaks for, confirms, repeats"),
        (tone(Tone::Fact), of_tone(Tone::Fact), "─▶ lasting tie"),
        (look(|l| l.alleged), "#222222", "···▷ alleged, “per” says by whom"),
        (look(|l| l.unreal), "#222222", "╌╌▶ in brackets: possible, intended, attempted …"),
        (look(|l| l.negated), NEGATED, "─┤ said not to happen"),
    ];
    samples.into_iter().filter(|(used, ..)| *used).map(|(_, colour, text)| text_cell(colour, text)).collect()
}

fn box_cell(fill: &str, text: &str) -> String {
    format!("<TD BGCOLOR=\"{fill}\"><FONT POINT-SIZE=\"10\">{text}</FONT></TD>")
}

fn text_cell(colour: &str, text: &str) -> String {
    format!("<TD><FONT POINT-SIZE=\"10\" COLOR=\"{colour}\">{text}</FONT></TD>")
}
