//! The learned numbers: dense layers in one flat array, embedding tables beside it, and their optimiser.
//!
//! Method: AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019) with clipped gradients and a
//! moving average of the weights, which is what is kept at the end. Rows of tables are only touched when a batch holds
//! them.

use rayon::prelude::*;

/// A weight matrix within the flat array: `rows` outputs of `columns` inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weight {
    at: usize,
    /// Number of outputs.
    pub(crate) rows: usize,
    /// Number of inputs.
    pub(crate) columns: usize,
}

impl Weight {
    /// Its values, or its gradients, in the flat array.
    pub(crate) fn of(self, flat: &[f32]) -> &[f32] {
        &flat[self.at..self.at + self.rows * self.columns]
    }

    /// Likewise, to be changed.
    pub(crate) fn of_mut(self, flat: &mut [f32]) -> &mut [f32] {
        &mut flat[self.at..self.at + self.rows * self.columns]
    }
}

/// Two stretches of the flat array at once.
///
/// # Panics
/// When they overlap or the first does not come first.
pub(super) fn both(flat: &mut [f32], first: Weight, second: Weight) -> (&mut [f32], &mut [f32]) {
    assert!(first.at + first.rows * first.columns <= second.at, "weights out of order");
    let (low, high) = flat.split_at_mut(second.at);
    (first.of_mut(low), &mut high[..second.rows * second.columns])
}

/// Lays parameters out in the flat array, with their first values.
#[derive(Debug)]
pub(super) struct Builder {
    pub(super) values: Vec<f32>,
    pub(super) rng: fastrand::Rng,
}

impl Builder {
    pub(super) fn new(seed: u64) -> Self {
        Self { values: Vec::new(), rng: fastrand::Rng::with_seed(seed) }
    }

    /// A matrix with the variance that keeps activations as large as they were (Glorot and Bengio, 2010).
    pub(super) fn matrix(&mut self, rows: usize, columns: usize) -> Weight {
        let deviation = (2.0 / (rows + columns) as f32).sqrt();
        self.normal(rows, columns, deviation)
    }

    pub(super) fn normal(&mut self, rows: usize, columns: usize, deviation: f32) -> Weight {
        let at = self.values.len();
        for _ in 0..rows * columns {
            let value = gaussian(&mut self.rng) * deviation;
            self.values.push(value);
        }
        Weight { at, rows, columns }
    }

    pub(super) fn constant(&mut self, rows: usize, columns: usize, value: f32) -> Weight {
        let at = self.values.len();
        self.values.resize(at + rows * columns, value);
        Weight { at, rows, columns }
    }
}

/// A number of the standard normal distribution (Box and Muller, 1958).
pub(super) fn gaussian(rng: &mut fastrand::Rng) -> f32 {
    let radius = (-2.0 * (1.0 - rng.f64()).ln()).sqrt();
    (radius * (std::f64::consts::TAU * rng.f64()).cos()) as f32
}

/// An embedding table.
#[derive(Clone, Debug)]
pub(crate) struct EmbeddingTable {
    /// Numbers in a row.
    pub(crate) width: usize,
    /// Row after row.
    pub(crate) values: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    gradients: Vec<f32>,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
}

impl EmbeddingTable {
    pub(super) fn normal(rows: usize, width: usize, deviation: f32, rng: &mut fastrand::Rng) -> Self {
        let values: Vec<f32> = (0..rows * width).map(|_| gaussian(rng) * deviation).collect();
        let zeros = vec![0.0; values.len()];
        Self {
            width,
            first: zeros.clone(),
            second: zeros.clone(),
            gradients: zeros,
            values,
            touched: Vec::new(),
            is_touched: vec![false; rows],
        }
    }

    /// One row.
    pub(crate) fn row(&self, at: usize) -> &[f32] {
        &self.values[at * self.width..(at + 1) * self.width]
    }

    /// Adds to the gradient of one row.
    pub(super) fn add_gradient(&mut self, row: usize, gradient: &[f32]) {
        if !self.is_touched[row] {
            self.is_touched[row] = true;
            self.touched.push(row as u32);
        }
        super::ops::add(&mut self.gradients[row * self.width..(row + 1) * self.width], gradient);
    }

    fn squared_norm(&self) -> f64 {
        let rows = self.touched.iter().map(|&r| r as usize * self.width);
        rows.map(|at| square(&self.gradients[at..at + self.width])).sum()
    }

    fn step(&mut self, adam: &Adam, scale: f32) {
        for row in self.touched.drain(..) {
            let row = row as usize;
            self.is_touched[row] = false;
            let range = row * self.width..(row + 1) * self.width;
            adam.update(
                &mut self.values[range.clone()],
                &mut self.gradients[range.clone()],
                &mut self.first[range.clone()],
                &mut self.second[range],
                scale,
            );
        }
    }
}

fn square(values: &[f32]) -> f64 {
    values.chunks(4096).map(|c| f64::from(crate::syntax::network::math::sum_lanes(c.len(), |i| c[i] * c[i]))).sum()
}

/// What a step of the optimiser needs to know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Adam {
    pub(super) rate: f32,
    pub(super) decay: f32,
    pub(super) step: u32,
}

impl Adam {
    const FIRST: f32 = 0.9;
    const SECOND: f32 = 0.98;

    fn update(&self, values: &mut [f32], gradients: &mut [f32], first: &mut [f32], second: &mut [f32], scale: f32) {
        let bias_first = 1.0 - Self::FIRST.powi(self.step as i32);
        let bias_second = 1.0 - Self::SECOND.powi(self.step as i32);
        let rate = self.rate / bias_first;
        let keep = 1.0 - self.rate * self.decay;
        for (((value, gradient), first), second) in values.iter_mut().zip(gradients).zip(first).zip(second) {
            let g = *gradient * scale;
            *gradient = 0.0;
            *first = Self::FIRST * *first + (1.0 - Self::FIRST) * g;
            *second = Self::SECOND * *second + (1.0 - Self::SECOND) * g * g;
            *value = *value * keep - rate * *first / ((*second / bias_second).sqrt() + 1e-8);
        }
    }
}

/// All learned numbers of one network with what the optimiser remembers of them.
#[derive(Clone, Debug)]
pub(crate) struct Parameters {
    /// The dense layers.
    pub(crate) dense: Vec<f32>,
    /// The embedding tables.
    pub(crate) tables: Vec<EmbeddingTable>,
    first: Vec<f32>,
    second: Vec<f32>,
    steps: u32,
    average: Option<Average>,
}

#[derive(Clone, Debug)]
struct Average {
    dense: Vec<f32>,
    tables: Vec<Vec<f32>>,
    taken: u32,
}

/// Steps between two additions to the moving average.
const AVERAGE_EVERY: u32 = 10;

impl Parameters {
    pub(super) fn new(dense: Vec<f32>, tables: Vec<EmbeddingTable>) -> Self {
        let zeros = vec![0.0; dense.len()];
        Self { first: zeros.clone(), second: zeros, dense, tables, steps: 0, average: None }
    }

    /// One step of the optimiser; gradients of tables are in the tables. Returns the gradient's norm before clipping.
    pub(super) fn step(&mut self, gradients: &mut [f32], rate: f32, decay: f32, clip: f64) -> f64 {
        self.steps += 1;
        let dense: f64 = gradients.par_chunks(1 << 16).map(square).collect::<Vec<_>>().iter().sum();
        let norm = (dense + self.tables.iter().map(EmbeddingTable::squared_norm).sum::<f64>()).sqrt();
        let scale = if norm > clip { (clip / norm) as f32 } else { 1.0 };
        let adam = Adam { rate, decay, step: self.steps };
        const PART: usize = 1 << 16;
        self.dense
            .par_chunks_mut(PART)
            .zip(gradients.par_chunks_mut(PART))
            .zip(self.first.par_chunks_mut(PART))
            .zip(self.second.par_chunks_mut(PART))
            .for_each(|(((v, g), m), s)| adam.update(v, g, m, s, scale));
        self.tables.par_iter_mut().for_each(|t| t.step(&adam, scale));
        norm
    }

    /// Adds the present weights to the moving average, every few steps. `memory` is how much of the average stays with
    /// each addition; it grows up to that, so that the first weights are soon forgotten.
    pub(super) fn average(&mut self, memory: f32) {
        if !self.steps.is_multiple_of(AVERAGE_EVERY) {
            return;
        }
        let average = self.average.get_or_insert_with(|| Average {
            dense: self.dense.clone(),
            tables: self.tables.iter().map(|t| t.values.clone()).collect(),
            taken: 0,
        });
        average.taken += 1;
        let keep = memory.min(average.taken as f32 / (average.taken as f32 + 9.0));
        let mix = |to: &mut [f32], from: &[f32]| {
            to.par_chunks_mut(1 << 16).zip(from.par_chunks(1 << 16)).for_each(|(to, from)| {
                for (t, f) in to.iter_mut().zip(from) {
                    *t = *t * keep + *f * (1.0 - keep);
                }
            });
        };
        mix(&mut average.dense, &self.dense);
        for (to, from) in average.tables.iter_mut().zip(&self.tables) {
            mix(to, &from.values);
        }
    }

    /// Exchanges the weights and their moving average, if there is one: once before measuring, once after.
    pub(super) fn swap_average(&mut self) {
        if let Some(average) = &mut self.average {
            std::mem::swap(&mut average.dense, &mut self.dense);
            for (to, from) in average.tables.iter_mut().zip(&mut self.tables) {
                std::mem::swap(to, &mut from.values);
            }
        }
    }

    /// Everything that a later run needs to go on, as arrays in a fixed order; and the numbers of steps.
    pub(super) fn state(&self) -> (Vec<&[f32]>, [u32; 2]) {
        let mut arrays: Vec<&[f32]> = vec![&self.dense, &self.first, &self.second];
        for table in &self.tables {
            arrays.extend([&table.values[..], &table.first, &table.second]);
        }
        if let Some(average) = &self.average {
            arrays.push(&average.dense);
            arrays.extend(average.tables.iter().map(|t| &t[..]));
        }
        (arrays, [self.steps, self.average.as_ref().map_or(0, |a| a.taken)])
    }

    /// Takes up what [`Parameters::state`] gave. Returns whether the arrays fit this network.
    pub(super) fn restore(&mut self, arrays: &[Vec<f32>], [steps, taken]: [u32; 2]) -> bool {
        let with_average = taken > 0;
        let tables = self.tables.len();
        let mut sizes = vec![self.dense.len(); 3];
        sizes.extend(self.tables.iter().flat_map(|t| [t.values.len(); 3]));
        if with_average {
            sizes.push(self.dense.len());
            sizes.extend(self.tables.iter().map(|t| t.values.len()));
        }
        if !sizes.iter().copied().eq(arrays.iter().map(Vec::len)) {
            return false;
        }
        let mut arrays = arrays.iter().cloned();
        let mut next = || arrays.next().unwrap_or_default();
        (self.dense, self.first, self.second) = (next(), next(), next());
        for table in &mut self.tables {
            (table.values, table.first, table.second) = (next(), next(), next());
        }
        self.average =
            with_average.then(|| Average { dense: next(), tables: (0..tables).map(|_| next()).collect(), taken });
        self.steps = steps;
        true
    }
}
