//! Packs the parts of a picture into a page of about 4 to 3.
//!
//! Large ones first, each as high up as it fits and then as far left (the "bottom-left" rule for a skyline).

use super::{Point, Size};

/// Width to height.
const ASPECT: f64 = 4.0 / 3.0;

/// The upper left corner of each part, and the size of the page.
pub(super) fn pack(sizes: &[Size], gap: f64) -> (Vec<Point>, Size) {
    let area: f64 = sizes.iter().map(|size| (size.width + gap) * (size.height + gap)).sum();
    let widest = sizes.iter().map(|size| size.width).fold(0.0, f64::max);
    // Parts do not fill a page without holes.
    let width = (area * ASPECT * 1.1).sqrt().max(widest + gap);
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&a, &b| {
        let height = sizes[b].height.total_cmp(&sizes[a].height);
        height.then(sizes[b].width.total_cmp(&sizes[a].width)).then(a.cmp(&b))
    });
    let mut corners = vec![Point::default(); sizes.len()];
    let mut page = Size::default();
    let mut skyline = Skyline { steps: vec![(0.0, 0.0)], width };
    for i in order {
        let at = skyline.put(sizes[i].width + gap, sizes[i].height + gap);
        corners[i] = at;
        page.width = page.width.max(at.x + sizes[i].width);
        page.height = page.height.max(at.y + sizes[i].height);
    }
    (corners, page)
}

/// The lower rim of what is packed.
struct Skyline {
    /// Left end and height of each step, from left to right.
    steps: Vec<(f64, f64)>,
    width: f64,
}

impl Skyline {
    /// Finds the highest place for a box, of these the one farthest left, and takes it.
    fn put(&mut self, width: f64, height: f64) -> Point {
        let fitting = (0..self.steps.len()).filter(|&i| i == 0 || self.steps[i].0 + width <= self.width);
        let places = fitting.map(|i| Point { x: self.steps[i].0, y: self.top(i, width) });
        let best = places.min_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x))).unwrap_or_default();
        self.take(best.x, best.x + width, best.y + height);
        best
    }

    /// How high a box can stand whose left side is that of a step.
    fn top(&self, step: usize, width: f64) -> f64 {
        let left = self.steps[step].0;
        let below = self.steps[step..].iter().take_while(|(x, _)| *x < left + width);
        below.map(|(_, y)| *y).fold(0.0, f64::max)
    }

    fn take(&mut self, left: f64, right: f64, bottom: f64) {
        let after = self.steps.iter().rev().find(|(x, _)| *x <= right).map_or(0.0, |(_, y)| *y);
        self.steps.retain(|(x, _)| *x < left || *x > right);
        let at = self.steps.partition_point(|(x, _)| *x < left);
        self.steps.insert(at, (left, bottom));
        self.steps.insert(at + 1, (right, after));
    }
}
