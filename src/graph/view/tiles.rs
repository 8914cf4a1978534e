//! Places on a grid for pictures too big for a layout that looks for good ones.
//!
//! A contact sheet: each document is a tile with its claims, its events and the actors that it alone has, in three columns;
//! actors of several documents stand in a block to the left. That takes linear time, covers nothing, and a reader
//! who zooms in finds one article in one spot. Force-directed layouts took minutes for a thousand articles and gave a ball.

use std::collections::BTreeMap;

use super::{Cell, Figure, Shape};
use crate::graph::{KnowledgeGraph, NodeDetail, NodeId};

/// Columns of a tile: claims, events, actors; and one that stays empty.
const TILE_COLUMNS: usize = 4;

/// How many rows are as high as a column is wide: the sheet is made about square.
const ROWS_A_COLUMN: usize = 4;

/// A place for each figure, in their order; no two share one.
pub(super) fn places(graph: &KnowledgeGraph, figures: &BTreeMap<NodeId, Figure>) -> Vec<Cell> {
    let mut tiles: BTreeMap<&str, Tile<'_>> = BTreeMap::new();
    let mut shared: Vec<&NodeId> = Vec::new();
    for (id, figure) in figures {
        match home(graph, id) {
            Some(document) => tiles.entry(document).or_default().add(id, figure.shape),
            None => shared.push(id),
        }
    }
    let mut sheet = Sheet::new(&tiles, shared.len());
    sheet.place_shared(&shared);
    for tile in tiles.values() {
        sheet.place_tile(tile);
    }
    figures.keys().map(|id| sheet.cells[id]).collect()
}

/// The document that a node belongs to; `None` for actors of several.
fn home<'g>(graph: &'g KnowledgeGraph, id: &NodeId) -> Option<&'g str> {
    match &graph.node(id)?.detail {
        NodeDetail::Actor(actor) if actor.documents.len() > 1 => None,
        NodeDetail::Actor(actor) => actor.documents.first().map(String::as_str),
        NodeDetail::Claim(claim) => Some(&claim.document),
        NodeDetail::Event(event) => Some(&event.document),
        NodeDetail::Document(document) => Some(&document.document),
    }
}

/// The figures of one document.
#[derive(Default)]
struct Tile<'a> {
    head: Vec<&'a NodeId>,
    columns: [Vec<&'a NodeId>; TILE_COLUMNS - 1],
}

impl<'a> Tile<'a> {
    fn add(&mut self, id: &'a NodeId, shape: Shape) {
        match shape {
            Shape::Document => self.head.push(id),
            Shape::Claim(_) => self.columns[0].push(id),
            Shape::Event(..) => self.columns[1].push(id),
            Shape::Actor(_) => self.columns[2].push(id),
        }
    }

    /// Rows it takes, an empty one below included.
    fn height(&self) -> usize {
        self.head.len() + self.columns.iter().map(Vec::len).max().unwrap_or(0) + 1
    }
}

/// The grid while it is filled.
struct Sheet<'a> {
    cells: BTreeMap<&'a NodeId, Cell>,
    /// Rows taken in each column of tiles.
    heights: Vec<usize>,
    left_columns: usize,
}

impl<'a> Sheet<'a> {
    fn new(tiles: &BTreeMap<&str, Tile<'_>>, n_shared: usize) -> Self {
        let n_rows: usize = tiles.values().map(Tile::height).sum();
        let n_columns = (n_rows / (ROWS_A_COLUMN * TILE_COLUMNS)).isqrt().max(1);
        let n_rows = n_rows.div_ceil(n_columns).max(1);
        Self { cells: BTreeMap::new(), heights: vec![0; n_columns], left_columns: n_shared.div_ceil(n_rows) }
    }

    fn place_shared(&mut self, shared: &[&'a NodeId]) {
        if self.left_columns > 0 {
            let n_rows = shared.len().div_ceil(self.left_columns);
            for (i, id) in shared.iter().enumerate() {
                self.cells.insert(id, Cell { column: (i / n_rows) as u32, row: (i % n_rows) as u32 });
            }
            self.left_columns += 1;
        }
    }

    /// Puts a tile below the shortest column of tiles.
    fn place_tile(&mut self, tile: &Tile<'a>) {
        let shortest = (0..self.heights.len()).min_by_key(|&i| self.heights[i]).unwrap_or(0);
        let column = self.left_columns + shortest * TILE_COLUMNS;
        let mut top = self.heights[shortest];
        self.heights[shortest] += tile.height();
        for id in &tile.head {
            self.cells.insert(id, Cell { column: column as u32, row: top as u32 });
            top += 1;
        }
        for (i, ids) in tile.columns.iter().enumerate() {
            for (row, id) in ids.iter().enumerate() {
                self.cells.insert(id, Cell { column: (column + i) as u32, row: (top + row) as u32 });
            }
        }
    }
}
