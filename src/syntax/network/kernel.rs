//! Products of activations with 8-bit weights: the same integers, hence the same answers, on every machine.
//!
//! Every row of activations is rounded to 8 bits by its largest value, every output's weights were so when the model was
//! written. Sums of products are exact in 32 bits for up to [`MOST_INPUTS`] inputs. Weights lie in groups of sixteen
//! outputs, four inputs of each side by side, as the byte instructions of AVX-512 and AVX2 want them.

use super::simd::{Simd, vectorized};

/// Outputs of a group.
pub const GROUP: usize = 16;
/// Inputs that lie side by side; the number of inputs is a multiple of it.
pub const STEP: usize = 4;
/// Most inputs of a product: their sum stays within 31 bits.
pub const MOST_INPUTS: usize = 1 << 16;
/// Rows of activations that are worked on at once.
const ROWS: usize = 8;

/// Bytes that packed weights take.
pub fn packed_size(outputs: usize, inputs: usize) -> usize {
    outputs.div_ceil(GROUP) * GROUP * inputs
}

/// Packs weights, a row an output, `inputs` wide. Values must be within -127 and 127.
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

/// Sum of the weights of every output; what a product in unsigned bytes has too much, divided by 128.
pub fn packed_sums(packed: &[u8], outputs: usize, inputs: usize) -> Vec<i32> {
    let mut sums = vec![0i32; outputs.div_ceil(GROUP) * GROUP];
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
    /// Row-major, within -127 and 127.
    pub values: Vec<i8>,
    /// What one unit stands for, a row.
    pub scales: Vec<f32>,
    /// The same plus 128, for instructions that want one side unsigned.
    unsigned: Vec<u8>,
}

impl Bytes {
    /// Rounds rows of `width` numbers.
    pub fn round(&mut self, simd: Simd, x: &[f32], width: usize) {
        let rows = x.len() / width.max(1);
        self.values.resize(x.len(), 0);
        self.unsigned.resize(x.len(), 0);
        self.scales.resize(rows, 0.0);
        round_rows(simd, x, width.max(1), &mut self.values, &mut self.unsigned, &mut self.scales);
    }
}

vectorized!(
    fn round_rows(simd, x: &[f32], width: usize, values: &mut [i8], unsigned: &mut [u8], scales: &mut [f32]) {
        // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer, halves to even.
        const ROUND: f32 = 12_582_912.0;
        for (((row, values), unsigned), scale) in x
            .chunks_exact(width)
            .zip(values.chunks_exact_mut(width))
            .zip(unsigned.chunks_exact_mut(width))
            .zip(scales)
        {
            let mut most = [0f32; 16];
            let whole = width / 16 * 16;
            for part in row[..whole].chunks_exact(16) {
                for (m, v) in most.iter_mut().zip(part) {
                    let v = v.abs();
                    *m = if v > *m { v } else { *m };
                }
            }
            for v in &row[whole..] {
                most[0] = if v.abs() > most[0] { v.abs() } else { most[0] };
            }
            let most = most.iter().copied().fold(0.0, |a: f32, b| if b > a { b } else { a });
            *scale = most / 127.0;
            let factor = if most > 0.0 { 127.0 / most } else { 0.0 };
            for ((value, byte), v) in values.iter_mut().zip(unsigned).zip(row) {
                let rounded = (v * factor).clamp(-127.0, 127.0) + ROUND;
                // The low bits of the sum are the integer.
                let bits = rounded.to_bits().wrapping_sub(ROUND.to_bits()) as i8;
                *value = bits;
                *byte = (bits as u8).wrapping_add(128);
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

/// Calls `finish(row, group, sums)` with the sixteen integer sums of every row and group of outputs.
#[inline(always)]
fn for_all(
    rows: usize,
    groups: usize,
    sums: &mut [[i32; GROUP]; ROWS],
    mut block: impl FnMut(usize, usize, usize, &mut [[i32; GROUP]; ROWS]),
    mut finish: impl FnMut(usize, usize, &[i32; GROUP]),
) {
    for group in 0..groups {
        let mut first = 0;
        while first < rows {
            let count = ROWS.min(rows - first);
            block(group, first, count, sums);
            for (row, sums) in sums[..count].iter().enumerate() {
                finish(first + row, group, sums);
            }
            first += count;
        }
    }
}

/// `out[row][output] = (x[row] · w[output]) * x.scale * scale[output] + bias[output]`, and, with `add`, plus what stands
/// there. `scales` and `bias` are as long as there are outputs; `out` has rows of that length.
///
/// # Panics
/// When a slice is too short.
pub fn product(simd: Simd, x: &Bytes, w: Packed<'_>, scales: &[f32], bias: &[f32], out: &mut [f32], add: bool) {
    let outputs = scales.len();
    let rows = x.scales.len();
    let groups = outputs.div_ceil(GROUP);
    assert!(w.inputs % STEP == 0 && w.inputs <= MOST_INPUTS, "inputs come in steps, not too many");
    assert!(x.values.len() >= rows * w.inputs && x.unsigned.len() >= rows * w.inputs, "too few activations");
    assert!(w.weights.len() >= groups * GROUP * w.inputs && w.sums.len() >= groups * GROUP, "too few weights");
    assert!(bias.len() == outputs && out.len() >= rows * outputs, "result too small");
    let mut sums = [[0i32; GROUP]; ROWS];
    let finish = |row: usize, group: usize, sums: &[i32; GROUP]| {
        let from = group * GROUP;
        let count = GROUP.min(outputs - from);
        let out = &mut out[row * outputs + from..][..count];
        let (scales, bias) = (&scales[from..from + count], &bias[from..from + count]);
        let scale = x.scales[row];
        for i in 0..count {
            let value = sums[i] as f32 * (scale * scales[i]) + bias[i];
            out[i] = if add { out[i] + value } else { value };
        }
    };
    match simd {
        #[cfg(target_arch = "x86_64")]
        Simd::Avx512Vnni => {
            let block = |group: usize, first: usize, count: usize, sums: &mut [[i32; GROUP]; ROWS]| {
                // SAFETY: this value of `Simd` is only given where the machine has the instructions; the assertions above
                // and the loop bounds of `for_all` keep every read within its slice.
                #[allow(unsafe_code)]
                unsafe {
                    x86::block_vnni(x, w, group, first, count, sums);
                }
            };
            for_all(rows, groups, &mut sums, block, finish);
        }
        #[cfg(target_arch = "x86_64")]
        Simd::Avx2 => {
            let block = |group: usize, first: usize, count: usize, sums: &mut [[i32; GROUP]; ROWS]| {
                // SAFETY: as above.
                #[allow(unsafe_code)]
                unsafe {
                    x86::block_avx2(x, w, group, first, count, sums);
                }
            };
            for_all(rows, groups, &mut sums, block, finish);
        }
        _ => for_all(
            rows,
            groups,
            &mut sums,
            |g, first, count, sums| block_portable(x, w, g, first, count, sums),
            finish,
        ),
    }
}

fn block_portable(x: &Bytes, w: Packed<'_>, group: usize, first: usize, count: usize, sums: &mut [[i32; GROUP]; ROWS]) {
    let weights = &w.weights[group * GROUP * w.inputs..][..GROUP * w.inputs];
    for (row, sums) in sums[..count].iter_mut().enumerate() {
        let x = &x.values[(first + row) * w.inputs..][..w.inputs];
        *sums = [0; GROUP];
        for (four, weights) in x.chunks_exact(STEP).zip(weights.chunks_exact(GROUP * STEP)) {
            for (sum, w) in sums.iter_mut().zip(weights.chunks_exact(STEP)) {
                for (x, w) in four.iter().zip(w) {
                    *sum += i32::from(*x) * i32::from(*w as i8);
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod x86 {
    use std::arch::x86_64::*;

    use super::{Bytes, GROUP, Packed, ROWS, STEP};

    /// Sixteen outputs of up to eight rows.
    ///
    /// # Safety
    /// The machine has AVX-512 F and VNNI; `x` has rows `first..first + count`, `w` has the group.
    #[target_feature(enable = "avx512f,avx512vnni")]
    pub(super) unsafe fn block_vnni(
        x: &Bytes,
        w: Packed<'_>,
        group: usize,
        first: usize,
        count: usize,
        sums: &mut [[i32; GROUP]; ROWS],
    ) {
        let inputs = w.inputs;
        // SAFETY: the caller's promise; every read is of `STEP` bytes of a row or of `GROUP * STEP` bytes of the group.
        unsafe {
            let weights = w.weights.as_ptr().add(group * GROUP * inputs);
            let too_much = _mm512_loadu_si512(w.sums.as_ptr().add(group * GROUP).cast());
            let start = _mm512_sub_epi32(_mm512_setzero_si512(), _mm512_slli_epi32::<7>(too_much));
            // A row that is not there repeats the last one that is.
            let row = |i: usize| x.unsigned.as_ptr().add((first + i.min(count - 1)) * inputs);
            let rows: [*const u8; ROWS] = std::array::from_fn(row);
            let mut acc = [start; ROWS];
            for step in 0..inputs / STEP {
                let w = _mm512_loadu_si512(weights.add(step * GROUP * STEP).cast());
                for i in 0..ROWS {
                    let four = rows[i].add(step * STEP).cast::<i32>().read_unaligned();
                    acc[i] = _mm512_dpbusd_epi32(acc[i], _mm512_set1_epi32(four), w);
                }
            }
            for i in 0..count {
                _mm512_storeu_si512(sums[i].as_mut_ptr().cast(), acc[i]);
            }
        }
    }

    /// Sixteen outputs of up to eight rows, four rows at a time.
    ///
    /// # Safety
    /// The machine has AVX2; `x` has rows `first..first + count`, `w` has the group.
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn block_avx2(
        x: &Bytes,
        w: Packed<'_>,
        group: usize,
        first: usize,
        count: usize,
        sums: &mut [[i32; GROUP]; ROWS],
    ) {
        const AT_ONCE: usize = 4;
        let inputs = w.inputs;
        // SAFETY: as for `block_vnni`.
        unsafe {
            let weights = w.weights.as_ptr().add(group * GROUP * inputs);
            let ones = _mm256_set1_epi16(1);
            let mut done = 0;
            while done < count {
                let row = |i: usize| x.values.as_ptr().add((first + (done + i).min(count - 1)) * inputs);
                let rows: [*const i8; AT_ONCE] = std::array::from_fn(row);
                let mut acc = [[_mm256_setzero_si256(); 2]; AT_ONCE];
                for step in 0..inputs / STEP {
                    let low = _mm256_loadu_si256(weights.add(step * GROUP * STEP).cast());
                    let high = _mm256_loadu_si256(weights.add(step * GROUP * STEP + 32).cast());
                    for i in 0..AT_ONCE {
                        let four = _mm256_set1_epi32(rows[i].add(step * STEP).cast::<i32>().read_unaligned());
                        // |x| times w with the sign of x: no pair of products leaves 16 bits.
                        let size = _mm256_abs_epi8(four);
                        let pairs = _mm256_maddubs_epi16(size, _mm256_sign_epi8(low, four));
                        acc[i][0] = _mm256_add_epi32(acc[i][0], _mm256_madd_epi16(pairs, ones));
                        let pairs = _mm256_maddubs_epi16(size, _mm256_sign_epi8(high, four));
                        acc[i][1] = _mm256_add_epi32(acc[i][1], _mm256_madd_epi16(pairs, ones));
                    }
                }
                for i in 0..AT_ONCE.min(count - done) {
                    let to = sums[done + i].as_mut_ptr();
                    _mm256_storeu_si256(to.cast(), acc[i][0]);
                    _mm256_storeu_si256(to.add(8).cast(), acc[i][1]);
                }
                done += AT_ONCE;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_gives_the_same_bits() {
        let mut rng = fastrand::Rng::with_seed(5);
        for (rows, inputs, outputs) in [(1, 4, 1), (3, 16, 17), (8, 240, 51), (9, 768, 32), (21, 64, 770)] {
            let x: Vec<f32> = (0..rows * inputs).map(|_| rng.f32() * 8.0 - 3.0).collect();
            let weights: Vec<i8> = (0..outputs * inputs).map(|_| rng.i8(-127..=127)).collect();
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
                    let size = f64::from(scales[output]) * 127.0 * 5.0 / 127.0 * inputs as f64;
                    assert!((exact - found).abs() <= 0.5 * size + 1e-3, "{exact} {found}");
                }
            }
        }
    }

    #[test]
    fn rows_of_nothing_are_nothing() {
        let mut bytes = Bytes::default();
        bytes.round(Simd::detect(), &[0.0; 32], 16);
        assert_eq!(bytes.values, vec![0; 32]);
    }
}
