//! Arrows: a line that bends through its words, and a head.

use std::io::{self, Write};

use super::drawing::Drawing;
use super::figure::dashes;
use super::pen::{Pen, number};
use crate::export::drawing::label::tooltip;
use crate::export::drawing::measure::ARROW_FONT;
use crate::export::drawing::style::{ArrowStyle, Head, of_arrow};
use crate::export::placement::{Point, Size};
use crate::graph::view::Arrow;

/// Points by which arrows without words that join the same two figures bend away from each other.
const BEND: f64 = 18.0;

/// Points between a head and its figure.
const CLEARANCE: f64 = 1.5;

/// Draws line and head of one arrow of a picture.
///
/// # Errors
/// When writing fails.
pub(super) fn draw<W: Write>(pen: &mut Pen<W>, drawing: &Drawing<'_>, index: usize) -> io::Result<()> {
    let arrow = &drawing.picture.arrows[index];
    let id = format!("e{index}");
    let ends = [arrow.from, arrow.to].map(|end| format!("n{end}"));
    pen.open("g", &[("id", &id), ("data-from", &ends[0]), ("data-to", &ends[1])])?;
    title(pen, arrow)?;
    let course = Course::of(drawing, index);
    line(pen, &course, of_arrow(arrow))?;
    pen.close("g")
}

/// Draws the words of one arrow, if it has any.
///
/// # Errors
/// When writing fails.
pub(super) fn draw_words<W: Write>(pen: &mut Pen<W>, drawing: &Drawing<'_>, index: usize) -> io::Result<()> {
    let Some(at) = drawing.placement.labels[index] else { return Ok(()) };
    let arrow = &drawing.picture.arrows[index];
    let label = &drawing.labels.arrows[index];
    let Size { width, height } = label.size;
    pen.open("g", &[("font-size", &number(ARROW_FONT)), ("fill", of_arrow(arrow).line)])?;
    title(pen, arrow)?;
    let [x, y, w, h] = [at.x - width / 2.0, at.y - height / 2.0, width, height].map(number);
    // Lines that pass behind the words must not strike them out.
    let paper = [("x", x.as_str()), ("y", &y), ("width", &w), ("height", &h), ("rx", "3")];
    pen.empty("rect", &[&paper[..], &[("fill", "#FFFFFF"), ("fill-opacity", "0.9")]].concat())?;
    pen.lines(&label.lines, Point { x: at.x, y: at.y - height / 2.0 + 1.0 }, ARROW_FONT)?;
    pen.close("g")
}

fn title<W: Write>(pen: &mut Pen<W>, arrow: &Arrow) -> io::Result<()> {
    tooltip(&arrow.tooltip).map_or(Ok(()), |words| pen.words("title", &[], &words))
}

/// The way of a line: quadratic curves, one after the other.
pub(super) struct Course {
    pub(super) from: Point,
    /// Control point and end of each curve.
    pub(super) curves: Vec<(Point, Point)>,
}

impl Course {
    pub(super) fn of(drawing: &Drawing<'_>, index: usize) -> Self {
        let arrow = &drawing.picture.arrows[index];
        let end = |figure: usize| (drawing.placement.figures[figure], drawing.labels.figures[figure].size);
        let (from, to) = (end(arrow.from), end(arrow.to));
        match drawing.placement.labels[index] {
            Some(label) => Self::through(from, label, to),
            None if arrow.from == arrow.to => Self::around(from),
            None => Self::straight(from, to, Self::bend(drawing, index)),
        }
    }

    /// How far an arrow without words bends to the left of the way from the lower figure to the higher one.
    fn bend(drawing: &Drawing<'_>, index: usize) -> f64 {
        let (number, all) = drawing.parallel[index];
        let arrow = &drawing.picture.arrows[index];
        let bend = (number as f64 - (all as f64 - 1.0) / 2.0) * BEND;
        if arrow.from < arrow.to { bend } else { -bend }
    }

    /// A line that bends through a point.
    fn through(from: (Point, Size), label: Point, to: (Point, Size)) -> Self {
        let along = match direction(from.0, to.0) {
            Some(along) => along,
            // From a figure to itself: past the words at a right angle.
            None => direction(from.0, label).map_or(Point { x: 1.0, y: 0.0 }, |d| Point { x: -d.y, y: d.x }),
        };
        let control = |end: Point, sign: f64| {
            let reach = sign * distance(end, label) / 2.0;
            Point { x: label.x + along.x * reach, y: label.y + along.y * reach }
        };
        let begin = rim(from.0, from.1, control(from.0, -1.0), 0.0);
        let end = rim(to.0, to.1, control(to.0, 1.0), CLEARANCE);
        // From the rim, since half of the way from the middle may be inside a wide figure.
        Self { from: begin, curves: vec![(control(begin, -1.0), label), (control(end, 1.0), end)] }
    }

    fn straight(from: (Point, Size), to: (Point, Size), bend: f64) -> Self {
        let along = direction(from.0, to.0).unwrap_or(Point { x: 1.0, y: 0.0 });
        let control = |a: Point, b: Point| Point {
            x: (a.x + b.x) / 2.0 - along.y * bend * 2.0,
            y: (a.y + b.y) / 2.0 + along.x * bend * 2.0,
        };
        // The middle between two figures may be inside the wider one: the way to the other one's middle never is.
        let (out, back) = match bend {
            0.0 => (to.0, from.0),
            _ => (control(from.0, to.0), control(from.0, to.0)),
        };
        let (begin, end) = (rim(from.0, from.1, out, 0.0), rim(to.0, to.1, back, CLEARANCE));
        Self { from: begin, curves: vec![(control(begin, end), end)] }
    }

    /// A small loop at the upper right corner.
    fn around((at, size): (Point, Size)) -> Self {
        let (right, top) = (at.x + size.width / 2.0, at.y - size.height / 2.0);
        let tip = Point { x: right + 8.0, y: top - 8.0 };
        Self {
            from: Point { x: right - 12.0, y: top },
            curves: vec![
                (Point { x: right - 10.0, y: top - 10.0 }, tip),
                (Point { x: right + 14.0, y: top + 8.0 }, Point { x: right, y: top + 10.0 }),
            ],
        }
    }

    /// A line to the right, for the legend.
    pub(super) fn sample(from: Point, length: f64) -> Self {
        let to = |part: f64| Point { x: from.x + length * part, y: from.y };
        Self { from, curves: vec![(to(0.5), to(1.0))] }
    }
}

/// A step of one point from one place towards another; `None` where both are one.
fn direction(from: Point, to: Point) -> Option<Point> {
    let length = distance(from, to);
    (length > 1e-6).then(|| Point { x: (to.x - from.x) / length, y: (to.y - from.y) / length })
}

fn distance(from: Point, to: Point) -> f64 {
    let (x, y) = (to.x - from.x, to.y - from.y);
    (x * x + y * y).sqrt()
}

/// Where the way from the middle of a box towards a place leaves it.
fn rim(middle: Point, size: Size, towards: Point, clearance: f64) -> Point {
    let (x, y) = (towards.x - middle.x, towards.y - middle.y);
    let share = |half: f64, way: f64| if way.abs() > 1e-9 { half / way.abs() } else { f64::INFINITY };
    let share = share(size.width / 2.0 + clearance, x).min(share(size.height / 2.0 + clearance, y));
    let share = if share.is_finite() { share } else { 0.0 };
    Point { x: middle.x + x * share, y: middle.y + y * share }
}

/// Draws a line with its head.
///
/// # Errors
/// When writing fails.
pub(super) fn line<W: Write>(pen: &mut Pen<W>, course: &Course, style: ArrowStyle) -> io::Result<()> {
    let Some(&(control, tip)) = course.curves.last() else { return Ok(()) };
    let back = direction(tip, control).unwrap_or(Point { x: -1.0, y: 0.0 });
    let head = Tip { at: tip, back, length: 5.0 + 1.2 * style.width };
    let mut path = format!("M{} {}", number(course.from.x), number(course.from.y));
    for (i, &(control, to)) in course.curves.iter().enumerate() {
        // A triangle begins where the line ends.
        let is_last = i + 1 == course.curves.len();
        let to = if is_last && matches!(style.head, Head::Full | Head::Hollow) { head.point(1.0, 0.0) } else { to };
        let numbers = [control.x, control.y, to.x, to.y].map(number);
        path.push_str(&format!("Q{} {} {} {}", numbers[0], numbers[1], numbers[2], numbers[3]));
    }
    let width = number(style.width);
    let stroke = [("stroke", style.line), ("stroke-width", width.as_str())];
    let dash = dashes(style.dash);
    pen.empty("path", &[&[("d", path.as_str())], &stroke[..], dash.as_slice()].concat())?;
    match style.head {
        Head::None => Ok(()),
        Head::Full => pen.empty("path", &[("d", &head.triangle()), ("fill", style.line)]),
        Head::Hollow => pen.empty("path", &[("d", &head.triangle()), ("fill", "#FFFFFF"), ("stroke", style.line)]),
        Head::Open => pen.empty("path", &[&[("d", head.angle().as_str())], &stroke[..]].concat()),
        Head::Bar => pen.empty("path", &[("d", &head.bar()), ("stroke", style.line), ("stroke-width", "2.4")]),
    }
}

/// The end of an arrow.
struct Tip {
    at: Point,
    /// One point against the arrow's direction.
    back: Point,
    length: f64,
}

impl Tip {
    /// So many lengths of the head back, and to the side.
    fn point(&self, back: f64, side: f64) -> Point {
        let (back, side) = (back * self.length, side * self.length);
        Point {
            x: self.at.x + self.back.x * back - self.back.y * side,
            y: self.at.y + self.back.y * back + self.back.x * side,
        }
    }

    fn path(&self, points: &[(f64, f64)]) -> String {
        let step = |(i, &(back, side)): (usize, &(f64, f64))| {
            let at = self.point(back, side);
            format!("{}{} {}", if i == 0 { 'M' } else { 'L' }, number(at.x), number(at.y))
        };
        points.iter().enumerate().map(step).collect()
    }

    fn triangle(&self) -> String {
        format!("{}Z", self.path(&[(0.0, 0.0), (1.0, 0.42), (1.0, -0.42)]))
    }

    fn angle(&self) -> String {
        self.path(&[(0.9, 0.45), (0.0, 0.0), (0.9, -0.45)])
    }

    fn bar(&self) -> String {
        self.path(&[(0.1, 0.75), (0.1, -0.75)])
    }
}
