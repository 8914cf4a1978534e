//! Element-wise functions of the network, the same bits on every machine.
//!
//! The exponential is a polynomial of degree 6 after range reduction (Cephes, Moshier 1989): relative error below 2e-7.
//! Only additions, multiplications and divisions of `f32`, which IEEE 754 fixes to the bit.

use super::simd::vectorized;

/// e to the power of `x`; `x` is held within -87 and 88.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    // ln 2 in two parts, so that the reduction is exact.
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * LN2_HIGH - n * LN2_LOW;
    let mut p = 1.987_569_1e-4;
    p = p * r + 1.398_2e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 1.666_666_5e-1;
    p = p * r + 0.5;
    let e = p * r * r + r + 1.0;
    let bits = (shifted.to_bits() << 23).wrapping_add(0x3f80_0000);
    e * f32::from_bits(bits)
}

/// 1 / (1 + e^-x).
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// Hyperbolic tangent.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    2.0 / (1.0 + exp(-2.0 * x)) - 1.0
}

/// Slope of [`leaky`] below zero.
pub const LEAK: f32 = 0.1;

/// Leaky rectifier: x, or a tenth of it below zero.
#[inline(always)]
pub fn leaky(x: f32) -> f32 {
    if x > 0.0 { x } else { x * LEAK }
}

/// Number of the highest score, the first of several; 0 if there is none, or if the first is no number.
pub fn argmax(scores: &[f32]) -> usize {
    let Some(first) = scores.first().filter(|s| !s.is_nan()) else { return 0 };
    // The greatest first, in lanes and without a branch, then where it stands.
    let mut most = [*first; LANES];
    let groups = scores.chunks_exact(LANES);
    for (most, &score) in most.iter_mut().zip(groups.remainder()) {
        *most = if score > *most { score } else { *most };
    }
    for group in groups {
        for (most, &score) in most.iter_mut().zip(group) {
            *most = if score > *most { score } else { *most };
        }
    }
    let most = most.iter().fold(*first, |a, &b| if b > a { b } else { a });
    let is_most = |score: &f32| *score == most;
    let before = scores.chunks_exact(LANES).take_while(|group| !group.iter().fold(false, |is, s| is | is_most(s)));
    let from = before.count() * LANES;
    from + scores[from..].iter().position(is_most).unwrap_or(0)
}

/// Gaussian error linear unit in its sigmoid form: x * sigmoid(1.702 x).
#[inline(always)]
pub fn gelu(x: f32) -> f32 {
    x * sigmoid(1.702 * x)
}

/// Lanes in which sums are kept.
const LANES: usize = 16;

/// Sum of `f(i)` over `0..len`, in sixteen lanes and then pairwise, whatever the machine.
#[inline(always)]
pub fn sum_lanes(len: usize, f: impl Fn(usize) -> f32) -> f32 {
    let mut lanes = [0f32; LANES];
    let whole = len / LANES * LANES;
    let mut at = 0;
    while at < whole {
        for (lane, sum) in lanes.iter_mut().enumerate() {
            *sum += f(at + lane);
        }
        at += LANES;
    }
    for (lane, sum) in lanes[..len - whole].iter_mut().enumerate() {
        *sum += f(whole + lane);
    }
    fold_lanes(lanes)
}

/// Sum of `f` over a slice, in sixteen lanes and then pairwise, whatever the machine.
#[inline(always)]
fn sum_of(x: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0f32; LANES];
    for part in x.chunks_exact(LANES) {
        for (lane, &v) in lanes.iter_mut().zip(part) {
            *lane += f(v);
        }
    }
    for (lane, &v) in lanes.iter_mut().zip(x.chunks_exact(LANES).remainder()) {
        *lane += f(v);
    }
    fold_lanes(lanes)
}

/// The lanes' sum, pairwise.
#[inline(always)]
fn fold_lanes(mut lanes: [f32; LANES]) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] += lanes[lane + width];
        }
        width /= 2;
    }
    lanes[0]
}

/// Added to a variance before its root is taken.
pub const EPSILON: f32 = 1e-5;

vectorized!(
    /// Layer normalisation of every row (Ba et al., 2016): mean 0, variance 1, then gain and bias.
    pub fn layer_norm(simd, rows: &mut [f32], gain: &[f32], bias: &[f32]) {
        let width = gain.len();
        let inverse = 1.0 / width as f32;
        for row in rows.chunks_exact_mut(width) {
            let mean = sum_of(row, |v| v) * inverse;
            let variance = sum_of(row, |v| (v - mean) * (v - mean)) * inverse;
            let scale = 1.0 / (variance + EPSILON).sqrt();
            for ((v, g), b) in row.iter_mut().zip(gain).zip(bias) {
                *v = (*v - mean) * scale * g + b;
            }
        }
    }
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::network::simd::Simd;

    #[test]
    fn exponential_is_close() {
        for i in -870..880 {
            let x = i as f32 / 10.0;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp(x)) - exact).abs() <= 3e-7 * exact, "{x}: {} {exact}", exp(x));
        }
        assert!((tanh(0.3) - 0.3f32.tanh()).abs() < 1e-6);
    }

    #[test]
    fn the_first_of_the_highest_is_found() {
        let plain = |scores: &[f32]| {
            let better = |best: usize, at: usize| if scores[at] > scores[best] { at } else { best };
            (0..scores.len()).fold(0, better)
        };
        let mut rng = fastrand::Rng::with_seed(3);
        for n in 0..70 {
            for _ in 0..50 {
                let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, -0.0];
                let score = |rng: &mut fastrand::Rng| match rng.usize(0..20) {
                    at @ 0..5 => odd[at],
                    _ => f32::from(rng.i8(-9..9)),
                };
                let scores: Vec<f32> = (0..n).map(|_| score(&mut rng)).collect();
                assert_eq!(argmax(&scores), plain(&scores), "{scores:?}");
            }
        }
        assert_eq!(argmax(&[f32::NEG_INFINITY; 20]), 0);
    }

    #[test]
    fn every_path_normalises_alike() {
        let rows: Vec<f32> = (0..2 * 37).map(|i| ((i * 7919) % 101) as f32 / 17.0 - 2.0).collect();
        let gain: Vec<f32> = (0..37).map(|i| 1.0 + i as f32 / 50.0).collect();
        let results = Simd::available().into_iter().map(|simd| {
            let mut out = rows.clone();
            layer_norm(simd, &mut out, &gain, &gain);
            out
        });
        let all: Vec<_> = results.collect();
        assert!(all.windows(2).all(|w| w[0] == w[1]));
    }
}
