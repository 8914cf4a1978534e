//! Word vectors from raw text: what stands around a word says what it is.
//!
//! Method: positive pointwise mutual information with the commonest words as contexts, apart for the two places before
//! and after a word and for a wider bag (Levy, Goldberg and Dagan, "Improving distributional similarity", TACL 2015),
//! then a truncated singular value decomposition by randomised subspace iteration (Halko, Martinsson and Tropp, "Finding
//! structure with randomness", SIAM Review 2011).

use rayon::prelude::*;

use super::parameters::gaussian;

/// Words that serve as contexts.
const CONTEXTS: u32 = 6000;
/// Reach of the bag, and how many kinds of context there are: two places on each side and the bag.
const BAG: usize = 5;
const KINDS: u32 = 5;
/// Counts of contexts are raised to this power, so that rare ones do not stand out.
const SMOOTHING: f64 = 0.75;
/// More directions than are kept, and rounds of refinement.
const SPARE: usize = 16;
const ROUNDS: usize = 3;

/// A sparse matrix by rows.
struct Sparse {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    width: usize,
}

impl Sparse {
    fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    fn row(&self, at: usize) -> impl Iterator<Item = (usize, f32)> {
        let range = self.starts[at]..self.starts[at + 1];
        self.columns[range.clone()].iter().map(|&c| c as usize).zip(self.values[range].iter().copied())
    }

    fn transposed(&self) -> Self {
        let mut starts = vec![0usize; self.width + 1];
        for &c in &self.columns {
            starts[c as usize + 1] += 1;
        }
        for c in 0..self.width {
            starts[c + 1] += starts[c];
        }
        let (mut columns, mut values) = (vec![0; self.columns.len()], vec![0.0; self.values.len()]);
        let mut next = starts.clone();
        for row in 0..self.rows() {
            for (column, value) in self.row(row) {
                columns[next[column]] = row as u32;
                values[next[column]] = value;
                next[column] += 1;
            }
        }
        Self { starts, columns, values, width: self.rows() }
    }

    /// Times a dense matrix of `k` columns.
    fn times(&self, dense: &[f32], k: usize) -> Vec<f32> {
        let mut out = vec![0f32; self.rows() * k];
        out.par_chunks_mut(k).enumerate().for_each(|(at, out)| {
            for (column, value) in self.row(at) {
                for (o, d) in out.iter_mut().zip(&dense[column * k..(column + 1) * k]) {
                    *o += value * d;
                }
            }
        });
        out
    }
}

/// Vectors of the words `1..words`, each `size` numbers; row 0 is zero, as are words without any context.
///
/// `texts` are sentences as numbers of words, 0 for a word that has none; words with small numbers need not be common.
/// The deviation of all numbers is 1. Deterministic for a seed, whatever the number of threads.
pub(super) fn train(texts: &[Vec<u32>], words: usize, size: usize, seed: u64) -> Vec<f32> {
    let matrix = information(texts, words);
    let directions = (size + SPARE).min(words).min(matrix.width);
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut basis: Vec<f32> = (0..matrix.width * directions).map(|_| gaussian(&mut rng)).collect();
    let transposed = matrix.transposed();
    let mut left = matrix.times(&basis, directions);
    for _ in 0..ROUNDS {
        orthonormalize(&mut left, directions);
        basis = transposed.times(&left, directions);
        orthonormalize(&mut basis, directions);
        left = matrix.times(&basis, directions);
    }
    orthonormalize(&mut left, directions);
    // The small matrix Qᵀ A Aᵀ Q holds the squares of the singular values.
    let projected = transposed.times(&left, directions);
    let mut gram = vec![0f64; directions * directions];
    for row in projected.chunks_exact(directions) {
        for i in 0..directions {
            for j in 0..=i {
                gram[i * directions + j] += f64::from(row[i]) * f64::from(row[j]);
            }
        }
    }
    for i in 0..directions {
        for j in i + 1..directions {
            gram[i * directions + j] = gram[j * directions + i];
        }
    }
    let (values, rotation) = eigen(gram, directions);
    let mut order: Vec<usize> = (0..directions).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
    order.truncate(size);
    // U times the root of S.
    let mut out = vec![0f32; words * size];
    for (row, left) in out.chunks_exact_mut(size).zip(left.chunks_exact(directions)) {
        for (o, &k) in row.iter_mut().zip(&order) {
            let along: f64 = (0..directions).map(|j| f64::from(left[j]) * rotation[j * directions + k]).sum();
            *o = (along * values[k].max(0.0).powf(0.25)) as f32;
        }
        let length = row.iter().map(|v| f64::from(*v) * f64::from(*v)).sum::<f64>().sqrt();
        if length > 1e-9 {
            // Length 1, and with it a deviation of 1 over all numbers.
            let scale = ((size as f64).sqrt() / length) as f32;
            row.iter_mut().for_each(|v| *v *= scale);
        }
    }
    out[..size].fill(0.0);
    out
}

/// Positive mutual information of words and contexts.
fn information(texts: &[Vec<u32>], words: usize) -> Sparse {
    let mut frequency = vec![0u32; words];
    for &w in texts.iter().flatten() {
        frequency[w as usize] += 1;
    }
    let mut common: Vec<u32> = (1..words as u32).collect();
    common.sort_by_key(|&w| (std::cmp::Reverse(frequency[w as usize]), w));
    common.truncate(CONTEXTS as usize);
    let mut context = vec![u32::MAX; words];
    for (number, &w) in common.iter().enumerate() {
        context[w as usize] = number as u32;
    }
    let width = (CONTEXTS * KINDS) as usize;
    // Pairs of word and context with their weights, sorted, so that equal ones stand together.
    let mut pairs: Vec<(u64, f32)> = texts
        .par_iter()
        .flat_map_iter(|text| {
            let context = &context;
            text.iter().enumerate().filter(|(_, w)| **w != 0).flat_map(move |(at, &word)| {
                let from = at.saturating_sub(BAG);
                let is_context = move |o: &usize| *o != at && context[text[*o] as usize] != u32::MAX;
                (from..(at + BAG + 1).min(text.len())).filter(is_context).flat_map(move |other| {
                    let number = context[text[other] as usize];
                    let far = other.abs_diff(at);
                    let place = match (other < at, far) {
                        (true, 1) => Some(0),
                        (true, 2) => Some(1),
                        (false, 1) => Some(2),
                        (false, 2) => Some(3),
                        _ => None,
                    };
                    let key = move |kind: u32| (u64::from(word) << 32) | u64::from(kind * CONTEXTS + number);
                    let near = place.map(|p| (key(p), 1.0));
                    let bag = Some((key(4), 1.0 / (far as f32).sqrt()));
                    [near, bag].into_iter().flatten()
                })
            })
        })
        .collect();
    pairs.par_sort_by(|a, b| a.0.cmp(&b.0));
    let mut cells: Vec<(u64, f64)> = Vec::new();
    for (key, weight) in pairs {
        match cells.last_mut() {
            Some(last) if last.0 == key => last.1 += f64::from(weight),
            _ => cells.push((key, f64::from(weight))),
        }
    }
    // Each kind of context has its own probabilities.
    let (mut row_sums, mut column_sums) = (vec![0f64; words * KINDS as usize], vec![0f64; width]);
    let split = |key: u64| ((key >> 32) as usize, (key & 0xffff_ffff) as usize);
    for &(key, count) in &cells {
        let (row, column) = split(key);
        row_sums[row * KINDS as usize + column / CONTEXTS as usize] += count;
        column_sums[column] += count;
    }
    for sum in &mut column_sums {
        *sum = sum.powf(SMOOTHING);
    }
    let totals: Vec<f64> = column_sums.chunks_exact(CONTEXTS as usize).map(|c| c.iter().sum()).collect();
    let mut matrix = Sparse { starts: vec![0], columns: Vec::new(), values: Vec::new(), width };
    let mut at = 0;
    for word in 0..words {
        while at < cells.len() && split(cells[at].0).0 == word {
            let (key, count) = cells[at];
            let column = split(key).1;
            let kind = column / CONTEXTS as usize;
            let expected = row_sums[word * KINDS as usize + kind] * column_sums[column] / totals[kind];
            let information = (count / expected).ln();
            if information > 0.0 {
                matrix.columns.push(column as u32);
                // Cells seen rarely are damped.
                matrix.values.push((information * count / (count + 1.0)) as f32);
            }
            at += 1;
        }
        matrix.starts.push(matrix.columns.len());
    }
    matrix
}

/// Makes the columns of a tall matrix orthonormal (modified Gram and Schmidt, twice for exactness). Columns without length
/// become zero.
fn orthonormalize(matrix: &mut [f32], k: usize) {
    let rows = matrix.len() / k;
    // Column by column is faster when columns lie together.
    let mut columns: Vec<Vec<f32>> = (0..k).map(|c| (0..rows).map(|r| matrix[r * k + c]).collect()).collect();
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        a.chunks(1024)
            .zip(b.chunks(1024))
            .map(|(a, b)| a.iter().zip(b).map(|(x, y)| f64::from(x * y)).sum::<f64>())
            .sum()
    };
    for c in 0..k {
        let (done, rest) = columns.split_at_mut(c);
        let own = &mut rest[0];
        for _ in 0..2 {
            let along: Vec<f64> = done.par_iter().map(|d| dot(d, own)).collect();
            for (d, a) in done.iter().zip(along) {
                for (o, v) in own.iter_mut().zip(d) {
                    *o -= a as f32 * v;
                }
            }
        }
        let length = dot(own, own).sqrt();
        let scale = if length > 1e-6 { 1.0 / length } else { 0.0 };
        own.iter_mut().for_each(|v| *v *= scale as f32);
    }
    for (c, column) in columns.iter().enumerate() {
        for (r, v) in column.iter().enumerate() {
            matrix[r * k + c] = *v;
        }
    }
}

/// Eigenvalues and eigenvectors (in columns) of a symmetric matrix, by cyclic Jacobi rotations.
fn eigen(mut a: Vec<f64>, n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut vectors = vec![0f64; n * n];
    for i in 0..n {
        vectors[i * n + i] = 1.0;
    }
    for _ in 0..60 {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i * n + j].powi(2)).sum();
        let all: f64 = (0..n).map(|i| a[i * n + i].powi(2)).sum();
        if off <= 1e-20 * all {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                let apq = a[p * n + q];
                if apq == 0.0 {
                    continue;
                }
                let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let t = if theta == 0.0 { 1.0 } else { t };
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for i in 0..n {
                    let (x, y) = (a[i * n + p], a[i * n + q]);
                    (a[i * n + p], a[i * n + q]) = (c * x - s * y, s * x + c * y);
                }
                for i in 0..n {
                    let (x, y) = (a[p * n + i], a[q * n + i]);
                    (a[p * n + i], a[q * n + i]) = (c * x - s * y, s * x + c * y);
                }
                for i in 0..n {
                    let (x, y) = (vectors[i * n + p], vectors[i * n + q]);
                    (vectors[i * n + p], vectors[i * n + q]) = (c * x - s * y, s * x + c * y);
                }
            }
        }
    }
    ((0..n).map(|i| a[i * n + i]).collect(), vectors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_like_contexts_lie_close() {
        let mut rng = fastrand::Rng::with_seed(3);
        // 1 and 2 stand between 5 and 6, 3 and 4 between 7 and 8.
        let texts: Vec<Vec<u32>> = (0..600)
            .map(|i| match i % 4 {
                0 => vec![5, 1 + rng.u32(0..2), 6],
                1 => vec![7, 3 + rng.u32(0..2), 8],
                2 => vec![9, 5, 1 + rng.u32(0..2), 6],
                _ => vec![9, 7, 3 + rng.u32(0..2), 8],
            })
            .collect();
        let vectors = train(&texts, 10, 4, 1);
        let near = |a: usize, b: usize| -> f32 { (0..4).map(|i| vectors[a * 4 + i] * vectors[b * 4 + i]).sum() };
        assert!(near(1, 2) > 3.0, "{}", near(1, 2));
        assert!(near(1, 3) < 2.0 && near(2, 4) < 2.0);
        assert_eq!(vectors, train(&texts, 10, 4, 1));
    }

    #[test]
    fn rotations_find_eigenvalues() {
        let (values, _) = eigen(vec![2.0, 1.0, 1.0, 2.0], 2);
        let mut values = values;
        values.sort_by(f64::total_cmp);
        assert!((values[0] - 1.0).abs() < 1e-9 && (values[1] - 3.0).abs() < 1e-9);
    }
}
