//! The network's layers forward and backward, over all tokens of a batch at once, in `f32`.
//!
//! A matrix of activations has one row a token, row-major. A weight matrix has one row an output. Every backward function
//! adds to the gradients of parameters and of its input, and takes the gradient of its output. Gradients by hand, after
//! the chain rule; a test compares each with finite differences.

use std::ops::Range;

use crate::syntax::network::layers::activate;
use crate::syntax::network::math::{self, EPSILON, sigmoid, sum_lanes};
use crate::syntax::network::simd::vectorized;

/// `out = a · b` or, with `add`, `out += a · b`, for matrices given as (values, row stride, column stride).
///
/// # Panics
/// When a matrix is smaller than said.
fn product(
    (m, k, n): (usize, usize, usize),
    (a, a_strides): (&[f32], (usize, usize)),
    (b, b_strides): (&[f32], (usize, usize)),
    out: &mut [f32],
    add: bool,
) {
    if m == 0 || n == 0 || k == 0 {
        if !add {
            out[..m * n].fill(0.0);
        }
        return;
    }
    assert!(a.len() > (m - 1) * a_strides.0 + (k - 1) * a_strides.1, "left matrix too small");
    assert!(b.len() > (k - 1) * b_strides.0 + (n - 1) * b_strides.1, "right matrix too small");
    assert!(out.len() >= m * n, "result too small");
    // SAFETY: the three assertions above keep every index within its slice.
    #[allow(unsafe_code)]
    unsafe {
        matrixmultiply::sgemm(
            m,
            k,
            n,
            1.0,
            a.as_ptr(),
            a_strides.0 as isize,
            a_strides.1 as isize,
            b.as_ptr(),
            b_strides.0 as isize,
            b_strides.1 as isize,
            if add { 1.0 } else { 0.0 },
            out.as_mut_ptr(),
            n as isize,
            1,
        );
    }
}

/// `out[i][j] = scale-free a[i] · b[j]`: rows of `a` times rows of `b`, each `k` wide.
pub(super) fn rows_by_rows(a: &[f32], b: &[f32], k: usize, out: &mut [f32], add: bool) {
    let (m, n) = (a.len() / k, b.len() / k);
    product((m, k, n), (a, (k, 1)), (b, (1, k)), out, add);
}

/// `out[m][n] (+)= a[m][k] · b[k][n]`.
pub(super) fn rows_by_columns(a: &[f32], b: &[f32], k: usize, out: &mut [f32], add: bool) {
    let (m, n) = (a.len() / k, b.len() / k);
    product((m, k, n), (a, (k, 1)), (b, (n, 1)), out, add);
}

/// `out[m][n] += aᵀ · b` for `a[k][m]`, `b[k][n]`.
pub(super) fn columns_by_columns(a: &[f32], b: &[f32], k: usize, out: &mut [f32]) {
    let (m, n) = (a.len() / k, b.len() / k);
    product((m, k, n), (a, (1, m)), (b, (n, 1)), out, true);
}

/// `out = x · Wᵀ + bias`; `weight` is outputs by `inputs`.
pub(super) fn linear(x: &[f32], weight: &[f32], bias: &[f32], inputs: usize, out: &mut Vec<f32>) {
    let (rows, outputs) = (x.len() / inputs, weight.len() / inputs);
    out.clear();
    out.resize(rows * outputs, 0.0);
    for row in out.chunks_exact_mut(outputs) {
        row.copy_from_slice(bias);
    }
    rows_by_rows(x, weight, inputs, out, true);
}

/// Backward of [`linear`]. `dx`, where wanted, is overwritten.
pub(super) fn linear_back(
    dout: &[f32],
    x: &[f32],
    weight: &[f32],
    inputs: usize,
    dweight: &mut [f32],
    dbias: &mut [f32],
    dx: Option<&mut Vec<f32>>,
) {
    let outputs = weight.len() / inputs;
    let rows = x.len() / inputs;
    columns_by_columns(dout, x, rows.max(1), dweight);
    for row in dout.chunks_exact(outputs) {
        add(dbias, row);
    }
    if let Some(dx) = dx {
        dx.clear();
        dx.resize(x.len(), 0.0);
        rows_by_columns(dout, weight, outputs, dx, false);
    }
}

/// `to += from`.
pub(super) fn add(to: &mut [f32], from: &[f32]) {
    for (t, f) in to.iter_mut().zip(from) {
        *t += f;
    }
}

/// `to *= from`.
pub(super) fn multiply(to: &mut [f32], from: &[f32]) {
    for (t, f) in to.iter_mut().zip(from) {
        *t *= f;
    }
}

vectorized!(
    /// Maximum over `pieces` groups of outputs: `out[i] = max_p x[p * width + i]`; `choice` remembers which.
    pub(super) fn maxout(simd, x: &[f32], width: usize, pieces: usize, out: &mut [f32], choice: &mut [u8]) {
        for ((row, out), choice) in
            x.chunks_exact(width * pieces).zip(out.chunks_exact_mut(width)).zip(choice.chunks_exact_mut(width))
        {
            out.copy_from_slice(&row[..width]);
            choice.fill(0);
            for piece in 1..pieces {
                let other = &row[piece * width..(piece + 1) * width];
                for i in 0..width {
                    let better = other[i] > out[i];
                    choice[i] = if better { piece as u8 } else { choice[i] };
                    out[i] = if better { other[i] } else { out[i] };
                }
            }
        }
    }
);

/// Backward of [`maxout`]; `dx` is overwritten.
pub(super) fn maxout_back(dout: &[f32], choice: &[u8], width: usize, pieces: usize, dx: &mut Vec<f32>) {
    dx.clear();
    dx.resize(dout.len() * pieces, 0.0);
    for ((row, dout), choice) in
        dx.chunks_exact_mut(width * pieces).zip(dout.chunks_exact(width)).zip(choice.chunks_exact(width))
    {
        for i in 0..width {
            row[usize::from(choice[i]) * width + i] = dout[i];
        }
    }
}

vectorized!(
    /// Layer normalisation that keeps what its gradient needs: the normalised rows and 1 / deviation.
    pub(super) fn layer_norm(
        simd,
        x: &[f32],
        gain: &[f32],
        bias: &[f32],
        normal: &mut [f32],
        inverse: &mut [f32],
        out: &mut [f32],
    ) {
        let width = gain.len();
        let share = 1.0 / width as f32;
        for (((row, normal), inverse), out) in
            x.chunks_exact(width).zip(normal.chunks_exact_mut(width)).zip(inverse).zip(out.chunks_exact_mut(width))
        {
            let mean = sum_lanes(width, |i| row[i]) * share;
            let variance = sum_lanes(width, |i| (row[i] - mean) * (row[i] - mean)) * share;
            *inverse = 1.0 / (variance + EPSILON).sqrt();
            for i in 0..width {
                normal[i] = (row[i] - mean) * *inverse;
                out[i] = normal[i] * gain[i] + bias[i];
            }
        }
    }
);

vectorized!(
    /// Backward of [`layer_norm`]; adds to `dx`.
    pub(super) fn layer_norm_back(
        simd,
        dout: &[f32],
        normal: &[f32],
        inverse: &[f32],
        gain: &[f32],
        dgain: &mut [f32],
        dbias: &mut [f32],
        dx: &mut [f32],
    ) {
        let width = gain.len();
        let share = 1.0 / width as f32;
        for (((dout, normal), inverse), dx) in
            dout.chunks_exact(width).zip(normal.chunks_exact(width)).zip(inverse).zip(dx.chunks_exact_mut(width))
        {
            let mean = sum_lanes(width, |i| dout[i] * gain[i]) * share;
            let along = sum_lanes(width, |i| dout[i] * gain[i] * normal[i]) * share;
            for i in 0..width {
                dgain[i] += dout[i] * normal[i];
                dbias[i] += dout[i];
                dx[i] += *inverse * (dout[i] * gain[i] - mean - normal[i] * along);
            }
        }
    }
);

/// Backward of [`crate::syntax::network::layers::windows`]; adds to `dx`.
pub(super) fn windows_back(dout: &[f32], width: usize, sentences: &[Range<usize>], dx: &mut [f32]) {
    for sentence in sentences {
        for at in sentence.clone() {
            let row = &dout[3 * at * width..3 * (at + 1) * width];
            if at > sentence.start {
                add(&mut dx[(at - 1) * width..at * width], &row[..width]);
            }
            add(&mut dx[at * width..(at + 1) * width], &row[width..2 * width]);
            if at + 1 < sentence.end {
                add(&mut dx[(at + 1) * width..(at + 2) * width], &row[2 * width..]);
            }
        }
    }
}

vectorized!(
    /// The gates and the memory of one bidirectional QRNN layer (Bradbury et al., "Quasi-recurrent neural networks",
    /// ICLR 2017), pooled as `c = f c' + (1 - f) z`, `out = o c`.
    ///
    /// `gates` has z, f and o of every token before their non-linearities and is overwritten with what comes after them.
    /// The first half of the channels runs forward, the other backward.
    pub(super) fn scan(
        simd,
        gates: &mut [f32],
        width: usize,
        sentences: &[Range<usize>],
        memory: &mut [f32],
        out: &mut [f32],
    ) {
        activate(gates, width);
        let half = width / 2;
        let zeros = vec![0f32; half];
        for sentence in sentences {
            for (side, backward) in [(0..half, false), (half..width, true)] {
                for step in 0..sentence.len() {
                    let at = if backward { sentence.end - 1 - step } else { sentence.start + step };
                    let row = &gates[at * 3 * width..(at + 1) * 3 * width];
                    let (z, f, o) =
                        (&row[side.clone()], &row[width..][side.clone()], &row[2 * width..][side.clone()]);
                    let (before, own, after) = {
                        let (low, high) = memory.split_at_mut(at * width);
                        let (own, after) = high.split_at_mut(width);
                        (low, own, after)
                    };
                    let last: &[f32] = if step == 0 {
                        &zeros
                    } else if backward {
                        &after[side.clone()]
                    } else {
                        &before[(at - 1) * width..][side.clone()]
                    };
                    let own = &mut own[side.clone()];
                    let out = &mut out[at * width..(at + 1) * width][side.clone()];
                    for i in 0..half {
                        own[i] = f[i] * last[i] + (1.0 - f[i]) * z[i];
                        out[i] = o[i] * own[i];
                    }
                }
            }
        }
    }
);

vectorized!(
    /// Backward of [`scan`]: the gradient before the non-linearities overwrites `dgates`.
    pub(super) fn scan_back(
        simd,
        dout: &[f32],
        gates: &[f32],
        memory: &[f32],
        width: usize,
        sentences: &[Range<usize>],
        dgates: &mut [f32],
    ) {
        let half = width / 2;
        let zeros = vec![0f32; half];
        let mut carry = vec![0f32; half];
        for sentence in sentences {
            for (side, backward) in [(0..half, false), (half..width, true)] {
                carry.fill(0.0);
                for step in (0..sentence.len()).rev() {
                    let at = if backward { sentence.end - 1 - step } else { sentence.start + step };
                    let row = &gates[at * 3 * width..(at + 1) * 3 * width];
                    let (z, f, o) =
                        (&row[side.clone()], &row[width..][side.clone()], &row[2 * width..][side.clone()]);
                    let own = &memory[at * width..][side.clone()];
                    let last: &[f32] = if step == 0 {
                        &zeros
                    } else if backward {
                        &memory[(at + 1) * width..][side.clone()]
                    } else {
                        &memory[(at - 1) * width..][side.clone()]
                    };
                    let dout = &dout[at * width..][side.clone()];
                    let drow = &mut dgates[at * 3 * width..(at + 1) * 3 * width];
                    let (dz, rest) = drow.split_at_mut(width);
                    let (df, d_o) = rest.split_at_mut(width);
                    let (dz, df, d_o) = (&mut dz[side.clone()], &mut df[side.clone()], &mut d_o[side.clone()]);
                    for i in 0..half {
                        let g = dout[i] * o[i] + carry[i];
                        d_o[i] = dout[i] * own[i] * o[i] * (1.0 - o[i]);
                        dz[i] = (1.0 - f[i]) * g * (1.0 - z[i] * z[i]);
                        df[i] = (last[i] - z[i]) * g * f[i] * (1.0 - f[i]);
                        carry[i] = f[i] * g;
                    }
                }
            }
        }
    }
);

/// The leaky rectifier of every value.
pub(super) fn leaky(x: &mut [f32]) {
    for v in x {
        *v = math::leaky(*v);
    }
}

/// Backward of [`leaky`], in place; `out` is what it gave.
pub(super) fn leaky_back(dout: &mut [f32], out: &[f32]) {
    for (d, o) in dout.iter_mut().zip(out) {
        *d = if *o > 0.0 { *d } else { *d * math::LEAK };
    }
}

/// The gelu's slope at `x`.
pub(super) fn gelu_slope(x: f32) -> f32 {
    let s = sigmoid(1.702 * x);
    s + 1.702 * x * s * (1.0 - s)
}

/// Cross entropy of one row of scores against a class. The row becomes its gradient times `weight`.
///
/// Returns the loss (unweighted) and whether the class had the best score.
pub(super) fn cross_entropy(row: &mut [f32], class: usize, weight: f32) -> (f32, bool) {
    let best = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let right = row[class] >= best;
    let own = row[class];
    let mut sum = 0.0;
    for v in row.iter_mut() {
        *v = crate::syntax::network::math::exp(*v - best);
        sum += *v;
    }
    let scale = weight / sum;
    for v in row.iter_mut() {
        *v *= scale;
    }
    row[class] -= weight;
    (sum.ln() + best - own, right)
}
