//! A picture that is laid out: every figure has a place and a size.

use super::MARGIN;
use super::heading::Heading;
use crate::export::drawing::measure::Labels;
use crate::export::placement::{Placement, Point, Size, place};
use crate::graph::view::{Cell, Picture};

/// With more arrows than this, words on them could not be read.
const WORDED_ARROWS: usize = 300;

/// Points between neighbours on a grid.
const GRID_GAP: Size = Size { width: 40.0, height: 12.0 };

/// A picture with the places of all that is in it.
pub(in crate::export) struct Drawing<'p> {
    pub(super) picture: &'p Picture,
    pub(super) labels: Labels,
    pub(super) placement: Placement,
    pub(super) heading: Heading,
    /// For each arrow: how many arrows join the same two figures before it, and in all; words aside.
    pub(super) parallel: Vec<(usize, usize)>,
}

impl<'p> Drawing<'p> {
    /// Lays a picture out.
    pub(in crate::export) fn new(picture: &'p Picture) -> Self {
        let is_small = picture.arrows.len() <= WORDED_ARROWS;
        let labels = Labels::new(picture, is_small);
        let placement = if is_small || picture.places.is_empty() {
            place(&labels.sizes(), &labels.links(picture))
        } else {
            on_grid(&picture.places, &labels.sizes(), picture.arrows.len())
        };
        let heading = Heading::new(picture, placement.page.width);
        let parallel = parallel(picture, &labels);
        Self { picture, labels, placement, heading, parallel }
    }

    /// Adds a note that only who writes the file knows.
    #[cfg(feature = "png")]
    pub(in crate::export) fn note(&mut self, note: String) {
        self.heading = Heading::with_note(self.picture, self.placement.page.width, Some(note));
    }

    /// How far the figures begin below the upper edge.
    pub(super) fn top(&self) -> f64 {
        2.0 * MARGIN + self.heading.size.height
    }

    /// Size of the whole.
    pub(in crate::export) fn size(&self) -> Size {
        Size {
            width: self.placement.page.width.max(self.heading.size.width) + 2.0 * MARGIN,
            height: self.placement.page.height + self.top() + MARGIN,
        }
    }
}

/// Places of figures on a grid whose columns and rows are as wide and high as what stands in them.
fn on_grid(cells: &[Cell], sizes: &[Size], n_arrows: usize) -> Placement {
    let count = |of: fn(&Cell) -> u32| cells.iter().map(|cell| of(cell) as usize + 1).max().unwrap_or(0);
    let (mut widths, mut heights) = (vec![0.0f64; count(|cell| cell.column)], vec![0.0f64; count(|cell| cell.row)]);
    for (cell, size) in cells.iter().zip(sizes) {
        let (width, height) = (&mut widths[cell.column as usize], &mut heights[cell.row as usize]);
        (*width, *height) = (width.max(size.width), height.max(size.height));
    }
    let begins = |sizes: &[f64], gap: f64| {
        let mut next = 0.0;
        let mut begins = Vec::with_capacity(sizes.len());
        for size in sizes {
            begins.push(next);
            next += size + gap;
        }
        (begins, (next - gap).max(0.0))
    };
    let (lefts, width) = begins(&widths, GRID_GAP.width);
    let (tops, height) = begins(&heights, GRID_GAP.height);
    let middle = |cell: &Cell| Point {
        x: lefts[cell.column as usize] + widths[cell.column as usize] / 2.0,
        y: tops[cell.row as usize] + heights[cell.row as usize] / 2.0,
    };
    Placement {
        figures: cells.iter().map(middle).collect(),
        labels: vec![None; n_arrows],
        page: Size { width, height },
    }
}

/// Numbers the arrows without words that join the same two figures in either direction.
fn parallel(picture: &Picture, labels: &Labels) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..picture.arrows.len()).filter(|&i| labels.arrows[i].lines.is_empty()).collect();
    let ends = |i: usize| {
        let arrow = &picture.arrows[i];
        (arrow.from.min(arrow.to), arrow.from.max(arrow.to))
    };
    order.sort_by_key(|&i| (ends(i), i));
    let mut parallel = vec![(0, 1); picture.arrows.len()];
    for group in order.chunk_by(|&a, &b| ends(a) == ends(b)) {
        for (number, &i) in group.iter().enumerate() {
            parallel[i] = (number, group.len());
        }
    }
    parallel
}
