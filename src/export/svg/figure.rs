//! Figures: a shape with words in it.

use std::io::{self, Write};

use super::drawing::Drawing;
use super::pen::{Pen, number};
use crate::export::drawing::label::tooltip;
use crate::export::drawing::measure::{FIGURE_FONT, room};
use crate::export::drawing::style::{Dash, FigureStyle, Outline, of_figure};
use crate::export::placement::{Point, Size};
use crate::graph::view::Shape;

/// Colour of letters.
pub(super) const INK: &str = "#1A1A1A";

/// Points of a folded corner, of the cut corners of an octagon, and of the tab of a folder.
const FOLD: f64 = 8.0;

/// Draws one figure of a picture.
///
/// # Errors
/// When writing fails.
pub(super) fn draw<W: Write>(pen: &mut Pen<W>, drawing: &Drawing<'_>, index: usize) -> io::Result<()> {
    let figure = &drawing.picture.figures[index];
    let label = &drawing.labels.figures[index];
    let at = drawing.placement.figures[index];
    let id = format!("n{index}");
    let class = match figure.shape {
        Shape::Actor(kind) => format!("actor {}", kind.as_str()),
        Shape::Claim(_) => "claim".to_owned(),
        Shape::Event(..) => "event".to_owned(),
        Shape::Document => "document".to_owned(),
    };
    let node = crate::export::drawing::label::printable(figure.id.as_str());
    pen.open("g", &[("id", &id), ("class", &class), ("data-id", &node)])?;
    if let Some(words) = tooltip(&figure.tooltip) {
        pen.words("title", &[], &words)?;
    }
    shape(pen, of_figure(figure.shape), at, label.size)?;
    let words = room(&label.lines, FIGURE_FONT);
    // The tab of a folder takes room above.
    let lower = if figure.shape == Shape::Document { 2.0 } else { 0.0 };
    let top = Point { x: at.x, y: at.y - words.height / 2.0 + lower };
    pen.open("g", &[("fill", INK), ("font-size", &number(FIGURE_FONT))])?;
    pen.lines(&label.lines, top, FIGURE_FONT)?;
    pen.close("g")?;
    pen.close("g")
}

/// The outline of a figure around a point.
///
/// # Errors
/// When writing fails.
pub(super) fn shape<W: Write>(pen: &mut Pen<W>, style: FigureStyle, at: Point, size: Size) -> io::Result<()> {
    let (left, top) = (at.x - size.width / 2.0, at.y - size.height / 2.0);
    let (right, bottom) = (left + size.width, top + size.height);
    let fold = FOLD.min(size.height / 3.0);
    let mut attributes = vec![("fill", style.fill), ("stroke", style.line)];
    attributes.extend(dashes(style.dash));
    if style.outline == Outline::Round {
        let values = [left, top, size.width, size.height, 5.0].map(number);
        let names = ["x", "y", "width", "height", "rx"];
        attributes.extend(names.into_iter().zip(values.iter().map(String::as_str)));
        return pen.empty("rect", &attributes);
    }
    let corners: Vec<(f64, f64)> = match style.outline {
        Outline::Round => Vec::new(),
        Outline::Note => {
            vec![(left, top), (right - fold, top), (right, top + fold), (right, bottom), (left, bottom)]
        }
        Outline::Octagon => vec![
            (left + fold, top),
            (right - fold, top),
            (right, top + fold),
            (right, bottom - fold),
            (right - fold, bottom),
            (left + fold, bottom),
            (left, bottom - fold),
            (left, top + fold),
        ],
        Outline::Folder => {
            let tab = left + (size.width * 0.4).min(40.0);
            vec![
                (left, top),
                (tab, top),
                (tab + fold / 2.0, top + fold / 2.0),
                (right, top + fold / 2.0),
                (right, bottom),
                (left, bottom),
            ]
        }
    };
    let mut path = outline(&corners);
    path.push('Z');
    if style.outline == Outline::Note {
        path.push_str(&outline(&[(right - fold, top), (right - fold, top + fold), (right, top + fold)]));
    }
    attributes.push(("d", &path));
    pen.empty("path", &attributes)
}

/// `M` to the first point and `L` to each other.
fn outline(points: &[(f64, f64)]) -> String {
    let step =
        |(i, (x, y)): (usize, &(f64, f64))| format!("{}{} {}", if i == 0 { 'M' } else { 'L' }, number(*x), number(*y));
    points.iter().enumerate().map(step).collect()
}

/// How a line is broken, as attributes.
pub(super) fn dashes(dash: Dash) -> Option<(&'static str, &'static str)> {
    match dash {
        Dash::Solid => None,
        Dash::Dashed => Some(("stroke-dasharray", "6 3")),
        Dash::Dotted => Some(("stroke-dasharray", "1.5 3")),
    }
}
