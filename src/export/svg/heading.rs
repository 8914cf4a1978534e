//! What stands above the figures: what the picture shows, what it leaves out, and what its colours and lines mean.

use std::io::{self, Write};

use super::MARGIN;
use super::arrow::{Course, line};
use super::drawing::Drawing;
use super::figure::{INK, shape};
use super::pen::{Pen, number};
use crate::export::drawing::legend::{Entry, Mark, entries};
use crate::export::drawing::measure::{LINE_HEIGHT, paragraph, room, width};
use crate::export::drawing::style::{ArrowStyle, Dash, FigureStyle, of_figure};
use crate::export::placement::{Point, Size};
use crate::graph::view::Picture;

const TITLE_FONT: f64 = 15.0;
const FONT: f64 = 10.0;

/// Points that the heading has from left to right at least.
const LEAST_WIDTH: f64 = 560.0;

/// Points of a mark in the legend, and after its words.
const MARK: Size = Size { width: 26.0, height: 13.0 };
const AFTER: f64 = 16.0;

/// Height of a row of the legend.
const ROW: f64 = 20.0;

/// A heading with the place of each of its parts.
pub(super) struct Heading {
    title: Vec<String>,
    notes: Vec<String>,
    /// Entries of the legend with the left end and the middle line of each.
    entries: Vec<(Entry, Point)>,
    pub(super) size: Size,
}

impl Heading {
    /// The heading of a picture that is so wide.
    pub(super) fn new(picture: &Picture, width: f64) -> Self {
        Self::with_note(picture, width, None)
    }

    pub(super) fn with_note(picture: &Picture, page: f64, note: Option<String>) -> Self {
        let page = page.max(LEAST_WIDTH);
        // About half of its size is a letter wide.
        let fitting = |font: f64| (page / (0.55 * font)) as usize;
        let title = paragraph(&picture.title, fitting(TITLE_FONT));
        let notes: Vec<String> = picture.notes.iter().cloned().chain(note).collect();
        let notes = if notes.is_empty() { Vec::new() } else { paragraph(&notes.join("; "), fitting(FONT)) };
        let words = room(&title, TITLE_FONT).height + room(&notes, FONT).height;
        let mut at = Point { x: 0.0, y: words + 8.0 + ROW / 2.0 };
        let mut placed = Vec::new();
        let mut widest: f64 = room(&title, TITLE_FONT).width.max(room(&notes, FONT).width);
        for entry in entries(picture) {
            let step = MARK.width + 6.0 + width(entry.text, FONT) * 1.1;
            if at.x > 0.0 && at.x + step > page {
                at = Point { x: 0.0, y: at.y + ROW };
            }
            placed.push((entry, at));
            widest = widest.max(at.x + step);
            at.x += step + AFTER;
        }
        let height = if placed.is_empty() { words } else { at.y + ROW / 2.0 };
        Self { title, notes, entries: placed, size: Size { width: widest, height } }
    }
}

/// Draws the heading of a drawing.
///
/// # Errors
/// When writing fails.
pub(super) fn draw<W: Write>(pen: &mut Pen<W>, drawing: &Drawing<'_>) -> io::Result<()> {
    let heading = &drawing.heading;
    let shift = format!("translate({0} {0})", number(MARGIN));
    pen.open("g", &[("id", "heading"), ("transform", &shift), ("text-anchor", "start"), ("fill", INK)])?;
    pen.open("g", &[("font-size", &number(TITLE_FONT))])?;
    pen.lines(&heading.title, Point::default(), TITLE_FONT)?;
    pen.close("g")?;
    pen.open("g", &[("font-size", &number(FONT))])?;
    pen.lines(&heading.notes, Point { x: 0.0, y: room(&heading.title, TITLE_FONT).height }, FONT)?;
    pen.close("g")?;
    pen.open("g", &[("id", "legend"), ("font-size", &number(FONT))])?;
    for &(entry, at) in &heading.entries {
        mark(pen, entry.mark, at)?;
        let top = at.y - FONT * LINE_HEIGHT / 2.0;
        pen.lines(&[entry.text.to_owned()], Point { x: at.x + MARK.width + 6.0, y: top }, FONT)?;
    }
    pen.close("g")?;
    pen.close("g")
}

fn mark<W: Write>(pen: &mut Pen<W>, mark: Mark, at: Point) -> io::Result<()> {
    let middle = Point { x: at.x + MARK.width / 2.0, y: at.y };
    match mark {
        Mark::Fill(figure) => shape(pen, FigureStyle { dash: Dash::Solid, ..of_figure(figure) }, middle, MARK),
        Mark::Outline(figure) => shape(pen, FigureStyle { fill: "#FFFFFF", ..of_figure(figure) }, middle, MARK),
        Mark::Arrow { line: colour, dash, head } => {
            let style = ArrowStyle { dash, line: colour, head, width: 1.4 };
            line(pen, &Course::sample(at, MARK.width), style)
        }
    }
}
