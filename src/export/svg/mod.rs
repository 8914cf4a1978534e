//! SVG: pictures that browsers and drawing programs open, without Graphviz.
//!
//! What enters: a [`Picture`]. What leaves: one SVG file of SVG 1.1 shapes, with heading, notes and legend in it, in points.
//! Colours, shapes and lines are those of DOT. Each figure is a group `n0`, `n1`, … in the order of the graph's ids, with
//! the id of its node in `data-id`; each arrow is a group `e0`, `e1`, …; sentences stand in `<title>`, which viewers show as
//! tooltips.
//!
//! All text goes through [`printable`](super::dot::printable), and each line is an element of its own, so that letters
//! from right to left reorder nothing beside them. No script, no style from outside, no image.

mod arrow;
mod drawing;
mod figure;
mod heading;
mod pen;
#[cfg(test)]
mod tests;

use std::io;

pub(super) use drawing::Drawing;
use pen::{Pen, number};

use crate::graph::view::Picture;

/// Families of letters, the one that labels are measured in first; no other has to be there. Programs that put all of
/// DejaVu in one family, as the one that makes PNG does, find it under its second name.
const FONTS: &str = "'DejaVu Sans Condensed', 'Liberation Sans', Arial, Helvetica, 'DejaVu Sans', sans-serif";

/// Points around everything.
const MARGIN: f64 = 16.0;

/// Writes a picture as SVG.
///
/// # Errors
/// When writing fails.
pub fn write_picture(picture: &Picture, out: impl io::Write) -> io::Result<()> {
    write(&Drawing::new(picture), out)
}

/// Writes what was laid out.
///
/// # Errors
/// When writing fails.
pub(super) fn write(drawing: &Drawing<'_>, out: impl io::Write) -> io::Result<()> {
    let picture = drawing.picture;
    let size = drawing.size();
    let (width, height) = (number(size.width), number(size.height));
    let mut pen = Pen::new(out);
    let view_box = format!("0 0 {width} {height}");
    let root = [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", &width),
        ("height", &height),
        ("viewBox", &view_box),
        ("role", "img"),
        ("data-view", picture.view.as_str()),
        ("font-family", FONTS),
        ("text-anchor", "middle"),
        ("fill", "none"),
    ];
    pen.declare()?;
    pen.open("svg", &root)?;
    pen.words("title", &[], &picture.title)?;
    pen.words("style", &[], "text { unicode-bidi: plaintext; white-space: pre }")?;
    pen.empty("rect", &[("width", &width), ("height", &height), ("fill", "#FFFFFF")])?;
    heading::draw(&mut pen, drawing)?;
    let shift = format!("translate({} {})", number(MARGIN), number(drawing.top()));
    pen.open("g", &[("transform", &shift)])?;
    for i in 0..picture.arrows.len() {
        arrow::draw(&mut pen, drawing, i)?;
    }
    for i in 0..picture.figures.len() {
        figure::draw(&mut pen, drawing, i)?;
    }
    for i in 0..picture.arrows.len() {
        arrow::draw_words(&mut pen, drawing, i)?;
    }
    pen.close("g")?;
    pen.close("svg")?;
    pen.finish()
}
