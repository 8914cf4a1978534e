//! The graph's label: what the picture shows, what it leaves out, and what its colours and lines mean.
//!
//! A table in Graphviz's HTML, since a legend made of nodes would be counted and laid out with the graph. It shows only
//! what the picture uses.

use crate::export::drawing::legend::{Entry, Mark, entries};
use crate::export::drawing::style::{Dash, Head, of_figure, of_tone};
use crate::graph::view::{Picture, Shape, Tone};

/// An HTML-like DOT string, its angle brackets included.
pub(super) fn legend(picture: &Picture) -> String {
    let mut rows = vec![row(&format!("<FONT POINT-SIZE=\"15\"><B>{}</B></FONT>", html(&picture.title)))];
    if !picture.notes.is_empty() {
        rows.push(row(&html(&picture.notes.join("; "))));
    }
    let keys: Vec<String> = entries(picture).into_iter().map(key).collect();
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

/// A cell with a fill, or with a sign that stands for an outline or a line.
fn key(entry: Entry) -> String {
    let Entry { mark, text } = entry;
    let sign = match mark {
        Mark::Fill(_) => {
            let (fill, _) = mark.colours();
            return format!("<TD BGCOLOR=\"{fill}\"><FONT POINT-SIZE=\"10\">{text}</FONT></TD>");
        }
        Mark::Outline(shape @ Shape::Claim(_)) if of_figure(shape).dash == Dash::Dashed => "╌╌",
        Mark::Outline(Shape::Claim(_)) => "···",
        Mark::Outline(_) => "⬡",
        Mark::Arrow { head: Head::Bar, .. } => "─┤",
        Mark::Arrow { dash: Dash::Dotted, .. } => "···▷",
        Mark::Arrow { dash: Dash::Dashed, .. } => "╌╌▶",
        Mark::Arrow { .. } => "─▶",
    };
    let colour = if let Mark::Arrow { line, .. } = mark { line } else { of_tone(Tone::Fact) };
    format!("<TD><FONT POINT-SIZE=\"10\" COLOR=\"{colour}\">{sign} {text}</FONT></TD>")
}
