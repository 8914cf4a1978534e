//! Products of activations with 8-bit weights: the same integers, hence the same answers, on every machine.
//!
//! Every row of activations is rounded to 8 bits by its largest value, every output's weights were to 7 bits when the model
//! was written. Sums of products are exact in 32 bits for up to [`MOST_INPUTS`] inputs. Weights lie in groups of sixteen
//! outputs, four inputs of each side by side, as the byte instructions of AVX-512 and AVX2 want them.

use std::ops::Range;

use super::simd::{Simd, vectorized};

/// Outputs of a group.
pub const GROUP: usize = 16;
/// Inputs that lie side by side; the number of inputs is a multiple of it.
pub const STEP: usize = 4;
/// Most inputs of a product: their sum stays within 31 bits.
pub const MOST_INPUTS: usize = 1 << 16;
/// Largest weight, either way: with one more bit, pairs of products would leave the 16 bits that AVX2 sums them in.
pub const MOST_WEIGHT: i8 = 63;
/// Rows of activations that are worked on at once.
const ROWS: usize = 8;

/// Bytes that packed weights take.
pub fn packed_size(outputs: usize, inputs: usize) -> usize {
    outputs.div_ceil(GROUP) * GROUP * inputs
}

/// Packs weights, a row an output, `inputs` wide. Values must be within [`MOST_WEIGHT`] of 0.
///
/// # Panics
/// When `inputs` is no multiple of [`STEP`].
pub fn pack(weights: &[i8], inputs: usize, out: &mut Vec<u8>) {
    assert_eq!(inputs % STEP, 0, "inputs come in steps");
    let outputs = weights.len() / inputs.max(1);
    out.clear();
    out.resize(packed_size(outputs, inputs), 0);
    for (output, row) in weights.chunks_exact(inputs.max(1)).enumerate() {
        let (group, lane) = (output / GROUP, output % GROUP);
        for (step, four) in row.chunks_exact(STEP).enumerate() {
            let at = (group * inputs / STEP + step) * GROUP * STEP + lane * STEP;
            for (o, &w) in out[at..at + STEP].iter_mut().zip(four) {
                *o = w as u8;
            }
        }
    }
}

/// As [`pack`], of rows that were rounded as weights, with [`packed_sums`] of what is packed.
///
/// # Panics
/// When `inputs` is no multiple of [`STEP`], or zero.
pub fn pack_rounded(rows: &[u8], inputs: usize, out: &mut Vec<u8>, sums: &mut Vec<i32>) {
    assert!(inputs > 0 && inputs.is_multiple_of(STEP), "inputs come in steps");
    let outputs = rows.len() / inputs;
    out.clear();
    out.resize(packed_size(outputs, inputs), 0);
    sums.clear();
    sums.resize(outputs.div_ceil(GROUP) * GROUP, 0);
    for (output, row) in rows.chunks_exact(inputs).enumerate() {
        let (group, lane) = (output / GROUP, output % GROUP);
        let group = &mut out[group * GROUP * inputs..][..GROUP * inputs];
        for (four, step) in row.chunks_exact(STEP).zip(group.chunks_exact_mut(GROUP * STEP)) {
            for (to, value) in step[lane * STEP..][..STEP].iter_mut().zip(four) {
                // 128 less.
                *to = value ^ 0x80;
            }
        }
        sums[output] = row.iter().map(|&b| i32::from(b)).sum::<i32>() - 128 * inputs as i32;
    }
}

/// Sum of the weights of every output; what a product in unsigned bytes has too much, divided by 128.
pub fn packed_sums(packed: &[u8], outputs: usize, inputs: usize) -> Vec<i32> {
    let mut sums = vec![0; outputs.div_ceil(GROUP) * GROUP];
    for (group, bytes) in packed.chunks_exact((inputs * GROUP).max(1)).enumerate() {
        for step in bytes.chunks_exact(GROUP * STEP) {
            for (lane, four) in step.chunks_exact(STEP).enumerate() {
                sums[group * GROUP + lane] += four.iter().map(|&b| i32::from(b as i8)).sum::<i32>();
            }
        }
    }
    sums
}

/// Rows of activations in 8 bits.
#[derive(Debug, Default, Clone)]
pub struct Bytes {
    /// Row-major, the rounded numbers plus 128: within 1 and 255.
    pub values: Vec<u8>,
    /// What one unit stands for, a row.
    pub scales: Vec<f32>,
}

impl Bytes {
    /// Rounds rows of `width` numbers.
    pub fn round(&mut self, simd: Simd, x: &[f32], width: usize) {
        let rows = x.len() / width.max(1);
        self.values.resize(x.len(), 0);
        self.scales.resize(rows, 0.0);
        round_rows(simd, x, width.max(1), 127.0, &mut self.values, &mut self.scales);
    }

    /// Rounds every row beside the rows before and after it in its sentence, zeros at the borders: as [`Bytes::round`] of rows
    /// three times as wide. `peaks` is a buffer.
    pub fn round_windows(
        &mut self,
        simd: Simd,
        x: &[f32],
        width: usize,
        sentences: &[Range<usize>],
        peaks: &mut Vec<f32>,
    ) {
        let rows = x.len() / width.max(1);
        self.values.resize(3 * x.len(), 0);
        self.scales.resize(rows, 0.0);
        peaks.resize(rows, 0.0);
        round_windows(simd, x, width.max(1), sentences, peaks, &mut self.values, &mut self.scales);
    }

    /// Rounds rows that will serve as weights: within [`MOST_WEIGHT`] of 128.
    pub fn round_as_weights(&mut self, simd: Simd, x: &[f32], width: usize) {
        let rows = x.len() / width.max(1);
        self.values.resize(x.len(), 0);
        self.scales.resize(rows, 0.0);
        round_rows(simd, x, width.max(1), f32::from(MOST_WEIGHT), &mut self.values, &mut self.scales);
    }
}

/// The largest of some numbers, whatever their sign.
#[inline(always)]
fn peak(row: &[f32]) -> f32 {
    let mut most = [0f32; 16];
    for part in row.chunks_exact(16) {
        for (m, v) in most.iter_mut().zip(part) {
            let v = v.abs();
            *m = if v > *m { v } else { *m };
        }
    }
    for v in row.chunks_exact(16).remainder() {
        most[0] = if v.abs() > most[0] { v.abs() } else { most[0] };
    }
    most.iter().copied().fold(0.0, |a: f32, b| if b > a { b } else { a })
}

/// One number in units of `1 / factor`, plus 128.
#[inline(always)]
fn rounded(v: f32, factor: f32, limit: f32) -> u8 {
    // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer, halves to even.
    const ROUND: f32 = 12_582_912.0;
    let rounded = (v * factor).clamp(-limit, limit) + ROUND;
    // The low bits of the sum are the integer.
    (rounded.to_bits() as u8).wrapping_add(128)
}

vectorized!(
    fn round_rows(simd, x: &[f32], width: usize, limit: f32, values: &mut [u8], scales: &mut [f32]) {
        for ((row, values), scale) in x.chunks_exact(width).zip(values.chunks_exact_mut(width)).zip(scales) {
            let most = peak(row);
            *scale = most / limit;
            let factor = if most > 0.0 { limit / most } else { 0.0 };
            for (value, &v) in values.iter_mut().zip(row) {
                *value = rounded(v, factor, limit);
            }
        }
    }
);

vectorized!(
    fn round_windows(
        simd,
        x: &[f32],
        width: usize,
        sentences: &[Range<usize>],
        peaks: &mut [f32],
        values: &mut [u8],
        scales: &mut [f32],
    ) {
        const LIMIT: f32 = 127.0;
        for (row, peak_of) in x.chunks_exact(width).zip(peaks.iter_mut()) {
            *peak_of = peak(row);
        }
        for sentence in sentences {
            for at in sentence.clone() {
                let window = at.saturating_sub(1).max(sentence.start)..(at + 2).min(sentence.end);
                let most = peaks[window.clone()].iter().copied().fold(0.0, |a: f32, b| if b > a { b } else { a });
                scales[at] = most / LIMIT;
                let factor = if most > 0.0 { LIMIT / most } else { 0.0 };
                let values = &mut values[3 * at * width..][..3 * width];
                if window.start == at {
                    values[..width].fill(rounded(0.0, factor, LIMIT));
                }
                if window.end == at + 1 {
                    values[2 * width..].fill(rounded(0.0, factor, LIMIT));
                }
                let place = (window.start + 1 - at) * width;
                let rows = &x[window.start * width..window.end * width];
                for (value, &v) in values[place..].iter_mut().zip(rows) {
                    *value = rounded(v, factor, LIMIT);
                }
            }
        }
    }
);

/// Weights of one product.
#[derive(Clone, Copy, Debug)]
pub struct Packed<'a> {
    /// As [`pack`] lays them out.
    pub weights: &'a [u8],
    /// As [`packed_sums`] gives them.
    pub sums: &'a [i32],
    /// Number of inputs, a multiple of [`STEP`].
    pub inputs: usize,
}

/// Integer sums of a block: up to two groups of outputs for up to eight rows.
type Sums = [[[i32; GROUP]; ROWS]; 2];

/// `out[row][output] = (x[row] · w[output]) * x.scale * scale[output] + bias[output]`, and, with `add`, plus what stands
/// there. `scales` and `bias` are as long as there are outputs; `out` has rows of that length.
///
/// # Panics
/// When a slice is too short.
pub fn product(simd: Simd, x: &Bytes, w: Packed<'_>, scales: &[f32], bias: &[f32], out: &mut [f32], add: bool) {
    let outputs = scales.len();
    let rows = x.scales.len();
    let groups = outputs.div_ceil(GROUP);
    assert!(w.inputs.is_multiple_of(STEP) && w.inputs <= MOST_INPUTS, "inputs come in steps, not too many");
    assert!(x.values.len() >= rows * w.inputs, "too few activations");
    assert!(w.weights.len() >= groups * GROUP * w.inputs && w.sums.len() >= groups * GROUP, "too few weights");
    assert!(bias.len() == outputs && out.len() >= rows * outputs, "result too small");
    let mut sums: Sums = [[[0; GROUP]; ROWS]; 2];
    let mut group = 0;
    while group < groups {
        let pair = 2.min(groups - group);
        let mut first = 0;
        while first < rows {
            let count = ROWS.min(rows - first);
            let block = Block { group, pair, first, count };
            #[cfg(target_arch = "x86_64")]
            if simd == Simd::Avx512Vnni && (group + pair) * GROUP <= outputs {
                let to = x86::To { scales, bias, out: &mut *out, add };
                // SAFETY: as in `Block::sum`; all outputs of the groups are there, so what is written lies in the block's rows.
                #[allow(unsafe_code)]
                unsafe {
                    match pair {
                        1 => x86::vnni_finished::<1>(x, w, block, to),
                        _ => x86::vnni_finished::<2>(x, w, block, to),
                    }
                }
                first += count;
                continue;
            }
            block.sum(simd, x, w, &mut sums);
            for (i, sums) in sums[..pair].iter().enumerate() {
                let from = (group + i) * GROUP;
                let width = GROUP.min(outputs - from);
                let (scales, bias) = (&scales[from..from + width], &bias[from..from + width]);
                let out = &mut out[first * outputs + from..];
                finish(simd, &sums[..count], &x.scales[first..], scales, bias, out, outputs, add);
            }
            first += count;
        }
        group += pair;
    }
}

vectorized!(
    /// From integer sums to results: a row of `out` every `stride` numbers.
    #[allow(clippy::needless_range_loop)]
    fn finish(
        simd,
        sums: &[[i32; GROUP]],
        row_scales: &[f32],
        scales: &[f32],
        bias: &[f32],
        out: &mut [f32],
        stride: usize,
        add: bool,
    ) {
        // Plain loops over arrays of fixed size: they become one instruction for all sixteen.
        if let (Ok(scales), Ok(bias)) = (<&[f32; GROUP]>::try_from(scales), <&[f32; GROUP]>::try_from(bias)) {
            let mut at = 0;
            for i in 0..sums.len() {
                let Ok(row) = <&mut [f32; GROUP]>::try_from(&mut out[at..at + GROUP]) else { return };
                let (sums, scale) = (&sums[i], row_scales[i]);
                for lane in 0..GROUP {
                    let value = sums[lane] as f32 * (scale * scales[lane]) + bias[lane];
                    row[lane] = if add { row[lane] + value } else { value };
                }
                at += stride;
            }
        } else {
            for i in 0..sums.len() {
                for lane in 0..scales.len() {
                    let value = sums[i][lane] as f32 * (row_scales[i] * scales[lane]) + bias[lane];
                    let o = &mut out[i * stride + lane];
                    *o = if add { *o + value } else { value };
                }
            }
        }
    }
);

/// One or two groups of outputs of up to eight rows.
#[derive(Clone, Copy, Debug)]
struct Block {
    group: usize,
    pair: usize,
    first: usize,
    count: usize,
}

impl Block {
    fn sum(self, simd: Simd, x: &Bytes, w: Packed<'_>, sums: &mut Sums) {
        match simd {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: this value of `Simd` is only given where the machine has the instructions; the assertions and the
            // bounds of the loops in `product` keep every read within its slice.
            #[allow(unsafe_code)]
            Simd::Avx512Vnni => unsafe {
                match self.pair {
                    1 => x86::vnni::<1>(x, w, self, sums),
                    _ => x86::vnni::<2>(x, w, self, sums),
                }
            },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            #[allow(unsafe_code)]
            Simd::Avx2 => unsafe { x86::avx2(x, w, self, sums) },
            _ => self.portable(x, w, sums),
        }
    }

    fn portable(self, x: &Bytes, w: Packed<'_>, sums: &mut Sums) {
        // Some inputs at a time, each output's weights side by side as numbers of 16 bits: the compiler multiplies and adds
        // them in pairs on any machine.
        const PIECE: usize = 64;
        let mut weights = [[0i16; PIECE]; GROUP];
        for (group, sums) in sums[..self.pair].iter_mut().enumerate() {
            let packed = &w.weights[(self.group + group) * GROUP * w.inputs..][..GROUP * w.inputs];
            for sums in &mut sums[..self.count] {
                for (sum, too_much) in sums.iter_mut().zip(&w.sums[(self.group + group) * GROUP..]) {
                    *sum = -128 * too_much;
                }
            }
            for (piece, packed) in packed.chunks(GROUP * PIECE).enumerate() {
                let inputs = packed.len() / GROUP;
                for (step, fours) in packed.chunks_exact(GROUP * STEP).enumerate() {
                    for (weights, four) in weights.iter_mut().zip(fours.chunks_exact(STEP)) {
                        for (to, &w) in weights[step * STEP..][..STEP].iter_mut().zip(four) {
                            *to = i16::from(w as i8);
                        }
                    }
                }
                for (i, sums) in sums[..self.count].iter_mut().enumerate() {
                    // What is left of the last piece is multiplied by nothing.
                    let mut x16 = [0i16; PIECE];
                    let row = &x.values[(self.first + i) * w.inputs + piece * PIECE..][..inputs];
                    for (to, &x) in x16.iter_mut().zip(row) {
                        *to = i16::from(x);
                    }
                    for (sum, weights) in sums.iter_mut().zip(&weights) {
                        let products = x16.iter().zip(weights).map(|(&x, &w)| i32::from(x) * i32::from(w));
                        *sum += products.sum::<i32>();
                    }
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod x86;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_gives_the_same_bits() {
        let mut rng = fastrand::Rng::with_seed(5);
        for (rows, inputs, outputs) in [(1, 4, 1), (3, 16, 17), (8, 240, 51), (9, 768, 32), (21, 64, 770)] {
            let x: Vec<f32> = (0..rows * inputs).map(|_| rng.f32() * 8.0 - 3.0).collect();
            let weights: Vec<i8> = (0..outputs * inputs).map(|_| rng.i8(-MOST_WEIGHT..=MOST_WEIGHT)).collect();
            let mut packed = Vec::new();
            pack(&weights, inputs, &mut packed);
            let sums = packed_sums(&packed, outputs, inputs);
            let scales: Vec<f32> = (0..outputs).map(|_| rng.f32() / 100.0).collect();
            let bias: Vec<f32> = (0..outputs).map(|_| rng.f32()).collect();
            let results = Simd::available().into_iter().map(|simd| {
                let mut bytes = Bytes::default();
                bytes.round(simd, &x, inputs);
                let mut out = vec![1.0; rows * outputs];
                let w = Packed { weights: &packed, sums: &sums, inputs };
                product(simd, &bytes, w, &scales, &bias, &mut out, true);
                (bytes.values, out)
            });
            let results: Vec<_> = results.collect();
            assert!(results.windows(2).all(|r| r[0] == r[1]), "{rows} {inputs} {outputs}");
            // Against plain sums.
            for row in 0..rows {
                for output in 0..outputs {
                    let exact: f64 = (0..inputs)
                        .map(|i| f64::from(x[row * inputs + i]) * f64::from(weights[output * inputs + i]))
                        .sum();
                    let exact = exact * f64::from(scales[output]) + f64::from(bias[output]) + 1.0;
                    let found = f64::from(results[0].1[row * outputs + output]);
                    let size = f64::from(scales[output]) * 63.0 * 5.0 / 127.0 * inputs as f64;
                    assert!((exact - found).abs() <= 0.5 * size + 1e-3, "{exact} {found}");
                }
            }
        }
    }

    #[test]
    fn windows_are_rounded_as_copies_of_them_are() {
        let mut rng = fastrand::Rng::with_seed(6);
        for (width, sentences) in [(16, vec![0..1, 1..3, 3..9]), (40, vec![0..2, 2..2]), (32, vec![0..0, 0..4])] {
            let rows = sentences.last().unwrap().end;
            let x: Vec<f32> = (0..rows * width).map(|_| rng.f32() * 8.0 - 3.0).collect();
            let mut wide = Vec::new();
            crate::syntax::network::layers::windows(&x, width, &sentences, &mut wide);
            for simd in Simd::available() {
                let (mut plain, mut found) = (Bytes::default(), Bytes::default());
                plain.round(simd, &wide, 3 * width);
                found.round_windows(simd, &x, width, &sentences, &mut Vec::new());
                assert_eq!((plain.values, plain.scales), (found.values, found.scales), "{width} {}", simd.name());
            }
        }
    }

    #[test]
    fn rounded_rows_are_packed_as_weights() {
        let mut rng = fastrand::Rng::with_seed(7);
        for (outputs, inputs) in [(1, 4), (17, 64), (40, 160)] {
            let rows: Vec<u8> = (0..outputs * inputs).map(|_| rng.u8(65..=191)).collect();
            let weights: Vec<i8> = rows.iter().map(|b| b.wrapping_sub(128) as i8).collect();
            let (mut plain, mut found, mut sums) = (Vec::new(), Vec::new(), Vec::new());
            pack(&weights, inputs, &mut plain);
            pack_rounded(&rows, inputs, &mut found, &mut sums);
            assert_eq!(found, plain);
            assert_eq!(sums, packed_sums(&plain, outputs, inputs));
        }
    }

    #[test]
    fn rows_of_nothing_are_nothing() {
        let mut bytes = Bytes::default();
        bytes.round(Simd::detect(), &[0.0; 32], 16);
        assert_eq!(bytes.values, vec![128; 32]);
    }
}
