//! Moves bodies apart that stand on each other, and changes the picture as little as it can.
//!
//! First the whole is spread until each body touches four others on average at most, then pairs push each other along the
//! shorter way. Pushing may go on for ever in a crowd; so at the end one pass from top to bottom lets each body fall below
//! those it still touches, which leaves alone what is already free.

use std::collections::BTreeMap;

use super::{Point, Size};

/// Rounds of pushing; a crowd that is not free by then is left to the last pass.
const ROUNDS: usize = 120;

/// How much the whole is spread at a time, and how often at most.
const SPREAD: f64 = 1.12;
const SPREADS: usize = 24;

/// Points by which two bodies may be closer than the gap.
const ROUNDING: f64 = 0.01;

/// Moves points until boxes of these sizes around them are `gap` apart.
pub(super) fn remove(sizes: &[Size], points: &mut [Point], gap: f64) {
    // Spread until hardly any touch, pictures are four times as large, and their letters too small to read on a screen;
    // not spread, crowds fall into columns.
    for _ in 0..SPREADS {
        let mut n_overlaps = 0;
        each_overlap(sizes, points, gap, |_, _, _, _| n_overlaps += 1);
        if n_overlaps <= 2 * sizes.len() {
            break;
        }
        points.iter_mut().for_each(|at| *at = Point { x: at.x * SPREAD, y: at.y * SPREAD });
    }
    for _ in 0..ROUNDS {
        if !push(sizes, points, gap) {
            break;
        }
    }
    // What pushing leaves by rounding is not worth a fall.
    settle(sizes, points, gap - ROUNDING);
}

/// One round of pushing; false when nothing overlaps.
fn push(sizes: &[Size], points: &mut [Point], gap: f64) -> bool {
    let mut steps = vec![(0.0, 0.0, 0u32); points.len()];
    let mut any = false;
    each_overlap(sizes, points, gap, |a, b, x, y| {
        any = true;
        // Half of the way each, and a little more so that it ends.
        let (dx, dy) = if x.abs() <= y.abs() { (x * 0.51, 0.0) } else { (0.0, y * 0.51) };
        for (body, sign) in [(a, -1.0), (b, 1.0)] {
            steps[body] = (steps[body].0 + sign * dx, steps[body].1 + sign * dy, steps[body].2 + 1);
        }
    });
    for (at, (dx, dy, n)) in points.iter_mut().zip(steps) {
        // Pushed from several sides, a body goes less far than all ask: else crowds explode.
        let share = f64::from(n.max(1)).sqrt();
        *at = Point { x: at.x + dx / share, y: at.y + dy / share };
    }
    any
}

/// Calls with two bodies that are too close and how far the second has to go, sideways or up and down.
fn each_overlap(sizes: &[Size], points: &[Point], gap: f64, mut found: impl FnMut(usize, usize, f64, f64)) {
    let left = |i: usize| points[i].x - sizes[i].width / 2.0;
    let right = |i: usize| points[i].x + sizes[i].width / 2.0 + gap;
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| left(a).total_cmp(&left(b)).then(a.cmp(&b)));
    let mut open: Vec<usize> = Vec::new();
    for &body in &order {
        open.retain(|&other| right(other) > left(body));
        for &other in &open {
            let dx = points[body].x - points[other].x;
            let dy = points[body].y - points[other].y;
            let x = (sizes[body].width + sizes[other].width) / 2.0 + gap - dx.abs();
            let y = (sizes[body].height + sizes[other].height) / 2.0 + gap - dy.abs();
            if x > ROUNDING / 2.0 && y > ROUNDING / 2.0 {
                found(other, body, if dx < 0.0 { -x } else { x }, if dy < 0.0 { -y } else { y });
            }
        }
        open.push(body);
    }
}

/// From top to bottom, puts each body below those above it that it would touch.
fn settle(sizes: &[Size], points: &mut [Point], gap: f64) {
    let top = |i: usize, at: &Point| at.y - sizes[i].height / 2.0;
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| top(a, &points[a]).total_cmp(&top(b, &points[b])).then(a.cmp(&b)));
    let mut skyline = Skyline::default();
    for body in order {
        let half = sizes[body].width / 2.0;
        let (left, right) = (points[body].x - half, points[body].x + half + gap);
        let free = skyline.lowest(left, right).max(top(body, &points[body]));
        points[body].y = free + sizes[body].height / 2.0;
        skyline.raise(left, right, free + sizes[body].height + gap);
    }
}

/// How far down each stretch of the page is taken.
#[derive(Default)]
struct Skyline {
    /// Where a stretch begins, as bits in the order of the numbers, with how far down it is taken up to the next one.
    stretches: BTreeMap<i64, f64>,
}

impl Skyline {
    fn key(x: f64) -> i64 {
        let bits = x.to_bits() as i64;
        // As f64::total_cmp orders.
        bits ^ (((bits >> 63) as u64) >> 1) as i64
    }

    fn height_at(&self, key: i64) -> f64 {
        self.stretches.range(..=key).next_back().map_or(f64::NEG_INFINITY, |(_, &height)| height)
    }

    /// The lowest line that is taken between two places.
    fn lowest(&self, left: f64, right: f64) -> f64 {
        let (left, right) = (Self::key(left), Self::key(right));
        let inside = self.stretches.range(left..right).map(|(_, &height)| height);
        inside.fold(self.height_at(left), f64::max)
    }

    /// Takes everything between two places down to a line.
    fn raise(&mut self, left: f64, right: f64, height: f64) {
        let (left, right) = (Self::key(left), Self::key(right));
        let after = self.height_at(right);
        let gone: Vec<i64> = self.stretches.range(left..right).map(|(&key, _)| key).collect();
        for key in gone {
            self.stretches.remove(&key);
        }
        self.stretches.insert(left, height);
        self.stretches.insert(right, after);
    }
}
