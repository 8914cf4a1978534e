//! Runs of words, by which texts that say the same are found.
//!
//! Broder, "On the resemblance and containment of documents" (1997).

use crate::graph::words::{Group, is};

/// Letters and digits in lower case; an apostrophe inside a word and a comma or point inside a number belong to it.
pub(super) fn words(text: &str) -> Vec<String> {
    let folded: String = text.to_lowercase().replace('’', "'");
    let is_loose = |c: char| !c.is_alphanumeric() && !"',.".contains(c);
    let trimmed = folded.split(is_loose).map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
    trimmed.filter(|w| !w.is_empty()).map(|w| if is_number(w) { w.replace(',', "") } else { w.to_owned() }).collect()
}

/// Whether a word in lower case is a number, in digits or in letters.
pub(super) fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || is(Group::Number, word)
}

/// Hashes of all runs of `n` words, sorted, each once; all numbers count as one word.
pub(super) fn shingles(words: &[String], n: usize) -> Vec<u64> {
    let hashes: Vec<u64> = words.iter().map(|w| hash(if is_number(w) { "#" } else { w })).collect();
    let joined = |w: &[u64]| w.iter().fold(0u64, |all, &h| all.rotate_left(13).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ h);
    let mut shingles: Vec<u64> = hashes.windows(n).map(joined).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// FNV-1a: the same on every machine.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xCBF2_9CE4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3))
}
