//! Sums of products by the byte instructions of x86.

use std::arch::x86_64::*;

use super::{Block, Bytes, GROUP, Packed, ROWS, STEP, Sums};

/// What becomes of the sums: `out[row][output] = sum * x.scale * scale[output] + bias[output]`, and, with `add`, plus what
/// stands there.
pub(super) struct To<'a> {
    pub(super) scales: &'a [f32],
    pub(super) bias: &'a [f32],
    pub(super) out: &'a mut [f32],
    pub(super) add: bool,
}

/// `PAIR` groups of outputs of up to eight rows.
///
/// # Safety
/// The machine has AVX-512 F and VNNI; `x` has the block's rows, `w` its groups.
#[target_feature(enable = "avx512f,avx512vnni")]
#[inline]
unsafe fn vnni_sums<const PAIR: usize>(x: &Bytes, w: Packed<'_>, block: Block) -> [[__m512i; PAIR]; ROWS] {
    let Block { group, first, count, .. } = block;
    let inputs = w.inputs;
    // SAFETY: the caller's promise; every read is of `STEP` bytes of a row or of `GROUP * STEP` bytes of a group.
    unsafe {
        let weights: [*const u8; PAIR] = std::array::from_fn(|g| w.weights.as_ptr().add((group + g) * GROUP * inputs));
        // A row that is not there repeats the last one that is.
        let rows: [*const u8; ROWS] =
            std::array::from_fn(|i| x.values.as_ptr().add((first + i.min(count - 1)) * inputs));
        let start: [__m512i; PAIR] = std::array::from_fn(|g| {
            let too_much = _mm512_loadu_si512(w.sums.as_ptr().add((group + g) * GROUP).cast());
            _mm512_sub_epi32(_mm512_setzero_si512(), _mm512_slli_epi32::<7>(too_much))
        });
        let mut acc = [start; ROWS];
        for step in 0..inputs / STEP {
            // No closures here: they would not be compiled for the same instructions.
            let mut w = [_mm512_setzero_si512(); PAIR];
            for g in 0..PAIR {
                w[g] = _mm512_loadu_si512(weights[g].add(step * GROUP * STEP).cast());
            }
            for i in 0..ROWS {
                let four = _mm512_set1_epi32(rows[i].add(step * STEP).cast::<i32>().read_unaligned());
                for g in 0..PAIR {
                    acc[i][g] = _mm512_dpbusd_epi32(acc[i][g], four, w[g]);
                }
            }
        }
        acc
    }
}

/// Sums of `PAIR` groups of outputs of up to eight rows.
///
/// # Safety
/// The machine has AVX-512 F and VNNI; `x` has the block's rows, `w` its groups.
#[target_feature(enable = "avx512f,avx512vnni")]
pub(super) unsafe fn vnni<const PAIR: usize>(x: &Bytes, w: Packed<'_>, block: Block, sums: &mut Sums) {
    // SAFETY: the caller's promise; a row of sums is as long as a vector.
    unsafe {
        let acc = vnni_sums::<PAIR>(x, w, block);
        for i in 0..block.count {
            for g in 0..PAIR {
                _mm512_storeu_si512(sums[g][i].as_mut_ptr().cast(), acc[i][g]);
            }
        }
    }
}

/// Results of `PAIR` whole groups of outputs of up to eight rows: sums that never leave the registers.
///
/// # Safety
/// The machine has AVX-512 F and VNNI; `x` and `to.out` have the block's rows, `w`, `to.scales` and `to.bias` its groups.
#[target_feature(enable = "avx512f,avx512vnni")]
#[allow(clippy::needless_range_loop)]
pub(super) unsafe fn vnni_finished<const PAIR: usize>(x: &Bytes, w: Packed<'_>, block: Block, to: To<'_>) {
    let Block { group, first, count, .. } = block;
    let outputs = to.scales.len();
    // SAFETY: the caller's promise.
    unsafe {
        let acc = vnni_sums::<PAIR>(x, w, block);
        for g in 0..PAIR {
            let from = (group + g) * GROUP;
            let scales = _mm512_loadu_ps(to.scales.as_ptr().add(from));
            let bias = _mm512_loadu_ps(to.bias.as_ptr().add(from));
            for i in 0..count {
                let scale = _mm512_mul_ps(_mm512_set1_ps(*x.scales.as_ptr().add(first + i)), scales);
                let value = _mm512_add_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(acc[i][g]), scale), bias);
                let out = to.out.as_mut_ptr().add((first + i) * outputs + from);
                let value = if to.add { _mm512_add_ps(_mm512_loadu_ps(out), value) } else { value };
                _mm512_storeu_ps(out, value);
            }
        }
    }
}

/// The same, four rows and one group at a time.
///
/// # Safety
/// The machine has AVX2; `x` has the block's rows, `w` its groups.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn avx2(x: &Bytes, w: Packed<'_>, block: Block, sums: &mut Sums) {
    const AT_ONCE: usize = 4;
    let Block { group, pair, first, count } = block;
    let inputs = w.inputs;
    // SAFETY: as for `vnni`.
    unsafe {
        let ones = _mm256_set1_epi16(1);
        for (g, sums) in sums[..pair].iter_mut().enumerate() {
            let weights = w.weights.as_ptr().add((group + g) * GROUP * inputs);
            let start: [__m256i; 2] = std::array::from_fn(|half| {
                let too_much = w.sums.as_ptr().add((group + g) * GROUP + 8 * half);
                let too_much = _mm256_slli_epi32::<7>(_mm256_loadu_si256(too_much.cast()));
                _mm256_sub_epi32(_mm256_setzero_si256(), too_much)
            });
            let mut done = 0;
            while done < count {
                let rows: [*const u8; AT_ONCE] =
                    std::array::from_fn(|i| x.values.as_ptr().add((first + (done + i).min(count - 1)) * inputs));
                let mut acc = [start; AT_ONCE];
                for step in 0..inputs / STEP {
                    let low = _mm256_loadu_si256(weights.add(step * GROUP * STEP).cast());
                    let high = _mm256_loadu_si256(weights.add(step * GROUP * STEP + 32).cast());
                    for i in 0..AT_ONCE {
                        let four = _mm256_set1_epi32(rows[i].add(step * STEP).cast::<i32>().read_unaligned());
                        // Two products of 255 * 63 do not leave 16 bits.
                        let pairs = _mm256_maddubs_epi16(four, low);
                        acc[i][0] = _mm256_add_epi32(acc[i][0], _mm256_madd_epi16(pairs, ones));
                        let pairs = _mm256_maddubs_epi16(four, high);
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
