//! Where the figures of a picture stand, without Graphviz.
//!
//! What enters: the sizes of figures and of the words on arrows. What leaves: the middle of each, in points, with no two
//! of them on each other.
//!
//! 1. Words on an arrow are a body of their own between the two figures. So they have room, cover nothing, and several
//!    arrows between the same two figures spread by themselves.
//! 2. Each connected part is laid out alone, by stress (`stress.rs`): distances in the picture follow distances in the
//!    graph, and arrows tend to run from left to right.
//! 3. What still overlaps is moved apart (`overlap.rs`), and the parts are packed into a page (`pack.rs`).
//!
//! Only sums, products, quotients and square roots are taken, in a fixed order and on one thread: IEEE 754 rounds these
//! alike on every machine, so the same picture has the same places everywhere. That is why no force-directed library does
//! it: the crate `fa2` steps by logarithms, which differ between mathematical libraries in the last digit, and hundreds of
//! steps make that another picture.

mod overlap;
mod pack;
mod stress;
#[cfg(test)]
mod tests;

use petgraph::unionfind::UnionFind;

/// Points between two bodies at least.
const GAP: f64 = 14.0;

/// Width and height, in points; neither is negative.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A place on the page, in points.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Point {
    /// From the left edge.
    pub x: f64,
    /// From the top edge, downwards.
    pub y: f64,
}

/// An arrow between two figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Index of the figure where it begins.
    pub from: usize,
    /// Index of the figure where it ends.
    pub to: usize,
    /// Room for the words on it; `None` if there are none.
    pub label: Option<Size>,
}

/// Where everything stands.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Placement {
    /// The middle of each figure, in their order.
    pub figures: Vec<Point>,
    /// The middle of the words of each arrow, in their order; `None` for arrows without words.
    pub labels: Vec<Option<Point>>,
    /// Size of the page; everything lies inside it.
    pub page: Size,
}

/// Finds a place for each figure and for the words of each arrow.
///
/// No two of these overlap, and all lie inside the page, whose shape is about 4 to 3 where the parts allow that. The same
/// input gives the same places on every machine. Time is about n log n for n figures and arrows: 2,000 figures with 5,000
/// arrows take about a second.
///
/// # Panics
/// When an arrow ends at a figure that is not there.
pub fn place(figures: &[Size], links: &[Link]) -> Placement {
    let bodies = Bodies::new(figures, links);
    let mut parts = bodies.parts();
    for part in &mut parts {
        part.lay_out();
    }
    let sizes: Vec<Size> = parts.iter().map(Part::size).collect();
    let (corners, page) = pack::pack(&sizes, 2.0 * GAP);
    let mut placed = vec![Point::default(); bodies.sizes.len()];
    for (part, corner) in parts.iter().zip(corners) {
        let origin = part.corner();
        for (&body, at) in part.bodies.iter().zip(&part.points) {
            placed[body] = Point { x: at.x - origin.x + corner.x, y: at.y - origin.y + corner.y };
        }
    }
    let labels = bodies.labels.iter().map(|label| label.map(|body| placed[body])).collect();
    placed.truncate(figures.len());
    Placement { figures: placed, labels, page }
}

/// Figures and words on arrows alike.
struct Bodies {
    sizes: Vec<Size>,
    /// Pairs of bodies that an arrow joins, from its begin to its end.
    joints: Vec<(usize, usize)>,
    /// The body of the words of each arrow.
    labels: Vec<Option<usize>>,
}

impl Bodies {
    fn new(figures: &[Size], links: &[Link]) -> Self {
        let mut bodies = Self { sizes: figures.to_vec(), joints: Vec::new(), labels: Vec::new() };
        for link in links {
            assert!(link.from < figures.len() && link.to < figures.len(), "an arrow ends at no figure");
            let label = link.label.map(|size| {
                bodies.sizes.push(size);
                bodies.sizes.len() - 1
            });
            match label {
                Some(label) => bodies.joints.extend([(link.from, label), (label, link.to)]),
                None => bodies.joints.push((link.from, link.to)),
            }
            bodies.labels.push(label);
        }
        bodies
    }

    /// Connected parts, in the order of their first bodies.
    fn parts(&self) -> Vec<Part> {
        let mut union = UnionFind::<usize>::new(self.sizes.len());
        for &(a, b) in &self.joints {
            union.union(a, b);
        }
        let roots = union.into_labeling();
        let mut numbers = vec![usize::MAX; roots.len()];
        let mut inner = vec![0; roots.len()];
        let mut parts: Vec<Part> = Vec::new();
        for (body, &root) in roots.iter().enumerate() {
            if numbers[root] == usize::MAX {
                numbers[root] = parts.len();
                parts.push(Part::default());
            }
            let part = &mut parts[numbers[root]];
            inner[body] = part.bodies.len();
            part.bodies.push(body);
            part.sizes.push(self.sizes[body]);
        }
        for &(a, b) in &self.joints {
            if a != b {
                parts[numbers[roots[a]]].joints.push((inner[a], inner[b]));
            }
        }
        parts
    }
}

/// Bodies that arrows join, directly or through others.
#[derive(Default)]
struct Part {
    bodies: Vec<usize>,
    sizes: Vec<Size>,
    /// Between positions in `sizes`.
    joints: Vec<(usize, usize)>,
    points: Vec<Point>,
}

impl Part {
    fn lay_out(&mut self) {
        self.points = stress::lay_out(&self.sizes, &self.joints);
        overlap::remove(&self.sizes, &mut self.points, GAP);
    }

    fn corner(&self) -> Point {
        let left = |(size, at): (&Size, &Point)| at.x - size.width / 2.0;
        let top = |(size, at): (&Size, &Point)| at.y - size.height / 2.0;
        let least = |a: f64, b: f64| a.min(b);
        let boxes = || self.sizes.iter().zip(&self.points);
        Point { x: boxes().map(left).fold(f64::INFINITY, least), y: boxes().map(top).fold(f64::INFINITY, least) }
    }

    fn size(&self) -> Size {
        let corner = self.corner();
        let right = |(size, at): (&Size, &Point)| at.x + size.width / 2.0 - corner.x;
        let bottom = |(size, at): (&Size, &Point)| at.y + size.height / 2.0 - corner.y;
        let boxes = || self.sizes.iter().zip(&self.points);
        Size { width: boxes().map(right).fold(0.0, f64::max), height: boxes().map(bottom).fold(0.0, f64::max) }
    }
}
