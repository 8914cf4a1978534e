//! Places for the bodies of one connected part: distances on the page follow distances in the graph.
//!
//! Stress majorisation (Gansner, Koren, North 2004), in the sparse form with pivots of Ortmann, Klimenta and Brandes (2017),
//! which takes time linear in the bodies; with as many pivots as bodies it is the full one. It begins with classical
//! scaling to the pivots (Brandes and Pich 2007). A further term pulls each arrow to the right (after Dwyer and Koren
//! 2005), so that the picture reads from those who act to those whom it is done to.
//!
//! Bodies are wider than high, so all is computed in a space that is narrower by [`NARROW`], where they are about square.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Point, Size};

/// How much the page is wider than the space in which distances are taken.
const NARROW: f64 = 1.9;

/// Bodies up to which all distances count; above so many pivots stand for all.
const PIVOTS: usize = 60;
const FULL: usize = 260;

/// Sweeps over all bodies; most pictures stand still before.
const SWEEPS: usize = 150;

/// Points of free line between two bodies that are joined, in the narrow space.
const LINE: f64 = 11.0;

/// How much the pull to the right counts against a distance.
const RIGHTWARD: f64 = 1.5;

/// The middle of each body.
pub(super) fn lay_out(sizes: &[Size], joints: &[(usize, usize)]) -> Vec<Point> {
    let springs = Springs::new(sizes, joints);
    let pivots = Pivots::choose(&springs);
    let mut points = scaling(&pivots, sizes.len());
    for (i, point) in points.iter_mut().enumerate() {
        // Bodies with the same neighbours would stand on one spot for ever.
        let (a, b) = jitter(i);
        *point = Point { x: point.x + a, y: point.y + b };
    }
    majorise(&springs, &pivots.terms(), &mut points);
    points.iter().map(|at| Point { x: at.x * NARROW, y: at.y }).collect()
}

/// A small step that depends on the index alone, within half a point.
fn jitter(index: usize) -> (f64, f64) {
    // Two additive sequences with little order, after the golden ratio and its square.
    let part = |factor: u64| ((index as u64 + 1).wrapping_mul(factor) >> 40) as f64 / f64::from(1u32 << 24) - 0.5;
    (part(0x9e37_79b9_7f4a_7c15), part(0xd1b5_4a32_d192_ed03))
}

/// Who is joined to whom, and how long the joint should be.
struct Springs {
    /// Of each body: neighbour, length, and 1, -1 or 0: to the right, to the left, or either.
    neighbours: Vec<Vec<(usize, f64, f64)>>,
}

impl Springs {
    fn new(sizes: &[Size], joints: &[(usize, usize)]) -> Self {
        let mut degrees = vec![0u32; sizes.len()];
        for &(a, b) in joints {
            degrees[a] += 1;
            degrees[b] += 1;
        }
        let radius = |i: usize| (sizes[i].width / NARROW + sizes[i].height) / 4.0;
        let mut neighbours = vec![Vec::new(); sizes.len()];
        for &(a, b) in joints {
            // Many bodies around one need a wider circle.
            let crowd = f64::from(degrees[a].max(degrees[b])).sqrt();
            let length = radius(a) + radius(b) + LINE * crowd.max(1.0);
            neighbours[a].push((b, length, -1.0));
            neighbours[b].push((a, length, 1.0));
        }
        Self { neighbours }
    }

    /// Shortest ways from one body (Dijkstra).
    fn distances(&self, from: usize) -> Vec<f64> {
        let mut distances = vec![f64::INFINITY; self.neighbours.len()];
        distances[from] = 0.0;
        // Bits of numbers that are not negative are in the order of the numbers.
        let mut open = BinaryHeap::from([Reverse((0u64, from))]);
        while let Some(Reverse((bits, body))) = open.pop() {
            let way = f64::from_bits(bits);
            if way > distances[body] {
                continue;
            }
            for &(next, length, _) in &self.neighbours[body] {
                if way + length < distances[next] {
                    distances[next] = way + length;
                    open.push(Reverse(((way + length).to_bits(), next)));
                }
            }
        }
        distances
    }
}

/// A few bodies far from each other, with the distances of all others to them.
struct Pivots {
    bodies: Vec<usize>,
    /// By pivot, then by body.
    distances: Vec<Vec<f64>>,
}

impl Pivots {
    /// Each next pivot is the body farthest from those before.
    fn choose(springs: &Springs) -> Self {
        let n = springs.neighbours.len();
        let count = if n <= FULL { n } else { PIVOTS };
        let mut pivots = Self { bodies: Vec::new(), distances: Vec::new() };
        let mut nearest = vec![f64::INFINITY; n];
        // Begin at the rim: the body farthest from the first one.
        let mut next = farthest(&springs.distances(0));
        while pivots.bodies.len() < count {
            let distances = springs.distances(next);
            for (near, &distance) in nearest.iter_mut().zip(&distances) {
                *near = near.min(distance);
            }
            pivots.bodies.push(next);
            pivots.distances.push(distances);
            next = farthest(&nearest);
        }
        pivots
    }

    /// For each body: pivot, distance and weight. A pivot counts for the bodies around it that are at most half as far
    /// from it as the body that looks at it.
    fn terms(&self) -> Vec<Vec<(usize, f64, f64)>> {
        let n = self.distances.first().map_or(0, Vec::len);
        let mut regions: Vec<Vec<f64>> = vec![Vec::new(); self.bodies.len()];
        for body in 0..n {
            let nearest =
                (0..self.bodies.len()).min_by(|&a, &b| self.distances[a][body].total_cmp(&self.distances[b][body]));
            if let Some(nearest) = nearest {
                regions[nearest].push(self.distances[nearest][body]);
            }
        }
        regions.iter_mut().for_each(|region| region.sort_by(f64::total_cmp));
        let mut terms = vec![Vec::with_capacity(self.bodies.len()); n];
        for ((&pivot, distances), region) in self.bodies.iter().zip(&self.distances).zip(&regions) {
            for (body, &distance) in distances.iter().enumerate().filter(|&(body, _)| body != pivot) {
                let stands_for = region.partition_point(|&near| near <= distance / 2.0);
                terms[body].push((pivot, distance, stands_for.max(1) as f64 / (distance * distance)));
            }
        }
        terms
    }
}

fn farthest(distances: &[f64]) -> usize {
    // Of equals the first.
    (0..distances.len()).rev().max_by(|&a, &b| distances[a].total_cmp(&distances[b])).unwrap_or(0)
}

/// Start positions: the two directions in which the squared distances to the pivots differ most.
fn scaling(pivots: &Pivots, n: usize) -> Vec<Point> {
    let k = pivots.bodies.len();
    // Rows are bodies: squared distances, centred by rows and columns.
    let square = |pivot: usize, body: usize| pivots.distances[pivot][body] * pivots.distances[pivot][body];
    let column_means: Vec<f64> =
        (0..k).map(|pivot| (0..n).map(|body| square(pivot, body)).sum::<f64>() / n as f64).collect();
    let mean = column_means.iter().sum::<f64>() / k as f64;
    let rows: Vec<Vec<f64>> = (0..n)
        .map(|body| {
            let row_mean = (0..k).map(|pivot| square(pivot, body)).sum::<f64>() / k as f64;
            (0..k).map(|pivot| (row_mean + column_means[pivot] - mean - square(pivot, body)) / 2.0).collect()
        })
        .collect();
    let first = direction(&rows, k, None);
    let second = direction(&rows, k, Some(&first));
    let along = |direction: &[f64], row: &[f64]| dot(direction, row);
    let points: Vec<Point> = rows.iter().map(|row| Point { x: along(&first, row), y: along(&second, row) }).collect();
    fit(points, pivots)
}

/// The direction in which the rows differ most, by power iteration; at right angles to another one.
fn direction(rows: &[Vec<f64>], k: usize, other: Option<&[f64]>) -> Vec<f64> {
    let mut vector: Vec<f64> = (0..k).map(|i| 1.0 + jitter(i + if other.is_some() { k } else { 0 }).0).collect();
    for _ in 0..40 {
        if let Some(other) = other {
            let shadow = dot(&vector, other);
            vector.iter_mut().zip(other).for_each(|(a, b)| *a -= shadow * b);
        }
        let mut next = vec![0.0; k];
        for row in rows {
            let along = dot(&vector, row);
            next.iter_mut().zip(row).for_each(|(sum, value)| *sum += along * value);
        }
        let length = dot(&next, &next).sqrt();
        if length <= f64::MIN_POSITIVE {
            break;
        }
        vector = next.into_iter().map(|value| value / length).collect();
    }
    vector
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Scales so that distances to the pivots are right on the whole.
fn fit(points: Vec<Point>, pivots: &Pivots) -> Vec<Point> {
    let (mut wanted, mut found) = (0.0, 0.0);
    for (&pivot, distances) in pivots.bodies.iter().zip(&pivots.distances) {
        for (point, distance) in points.iter().zip(distances) {
            let (dx, dy) = (point.x - points[pivot].x, point.y - points[pivot].y);
            found += (dx * dx + dy * dy).sqrt();
            wanted += distance;
        }
    }
    let scale = if found > 0.0 { wanted / found } else { 1.0 };
    points.into_iter().map(|at| Point { x: at.x * scale, y: at.y * scale }).collect()
}

/// Moves each body in turn to where its neighbours and pivots want it on average.
fn majorise(springs: &Springs, terms: &[Vec<(usize, f64, f64)>], points: &mut [Point]) {
    for _ in 0..SWEEPS {
        let mut moved: f64 = 0.0;
        for body in 0..points.len() {
            let at = points[body];
            let (mut x, mut y, mut x_weight, mut y_weight) = (0.0, 0.0, 0.0, 0.0);
            let mut pull = |other: usize, distance: f64, weight: f64| {
                let from = points[other];
                let (dx, dy) = (at.x - from.x, at.y - from.y);
                let found = (dx * dx + dy * dy).sqrt();
                let ratio = if found > 1e-9 { distance / found } else { 0.0 };
                x += weight * (from.x + dx * ratio);
                y += weight * (from.y + dy * ratio);
                x_weight += weight;
                y_weight += weight;
            };
            for &(pivot, distance, weight) in &terms[body] {
                pull(pivot, distance, weight);
            }
            for &(other, length, _) in &springs.neighbours[body] {
                pull(other, length, 1.0 / (length * length));
            }
            for &(other, length, side) in &springs.neighbours[body] {
                let weight = RIGHTWARD / (length * length);
                x += weight * (points[other].x + side * length);
                x_weight += weight;
            }
            if x_weight > 0.0 {
                let to = Point { x: x / x_weight, y: y / y_weight };
                moved = moved.max((to.x - at.x).abs()).max((to.y - at.y).abs());
                points[body] = to;
            }
        }
        if moved < 0.2 {
            break;
        }
    }
}
