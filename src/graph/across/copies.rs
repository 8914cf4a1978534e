//! Which documents carry a text that another carried first: agency texts in many papers, corrected versions.
//!
//! Each text is known by a sample of its shingles, those whose hash is divisible by [`SAMPLE`] (Broder, "On the resemblance
//! and containment of documents", 1997): two texts that share words share samples, however long they are. A text that has
//! half of its samples in common with another, or nearly all of what the shorter has, is its copy. Texts are compared with
//! first tellings only, in the order of date and name, so a hundred copies cost a hundred comparisons, and the order in
//! which documents come makes no difference.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::shingles::{shingles, words};

/// Words of a shingle.
const SHINGLE: usize = 5;
/// One shingle of so many is kept.
const SAMPLE: u64 = 8;
/// Samples that two texts must share: about sixty words in the same order.
const FEWEST_SHARED: usize = 8;
/// Shared samples, of all that the two have.
const RESEMBLANCE: f64 = 0.5;
/// Shared samples, of those of the shorter.
const CONTAINMENT: f64 = 0.8;
/// First tellings that may share a shingle: more, and it is a set phrase ("all rights reserved").
const MOST_SHARING: usize = 24;

/// For each document the one that told its text first, by number; its own number if it did. `dates` are their days, `samples`
/// what [`sample`] gives of their texts, `names` those that the graph gives them.
pub(in crate::graph) fn find(dates: &[Option<Date>], mut samples: Vec<Vec<u64>>, names: &[String]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&i| (dates[i].is_none(), dates[i], &names[i]));
    let samples: Vec<Vec<u64>> = order.iter().map(|&i| std::mem::take(&mut samples[i])).collect();
    // Looked up by key only, so the order of the map makes no difference.
    let mut sharing: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut firsts: Vec<usize> = (0..names.len()).collect();
    for (number, own) in samples.iter().enumerate() {
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for hash in own {
            for &first in sharing.get(hash).filter(|all| all.len() <= MOST_SHARING).into_iter().flatten() {
                *shared.entry(first).or_insert(0) += 1;
            }
        }
        // Of several, the one that shares most; of these, the first told.
        let is_copy = |&(first, n): &(u32, usize)| is_copy(n, own.len(), samples[first as usize].len());
        let first = shared.into_iter().filter(is_copy).max_by_key(|&(first, n)| (n, Reverse(first)));
        if let Some((first, _)) = first {
            firsts[order[number]] = order[first as usize];
            continue;
        }
        for &hash in own {
            let all = sharing.entry(hash).or_default();
            if all.len() <= MOST_SHARING {
                all.push(number as u32);
            }
        }
    }
    firsts
}

fn is_copy(shared: usize, a: usize, b: usize) -> bool {
    let (n, all, short) = (shared as f64, (a + b - shared) as f64, a.min(b) as f64);
    shared >= FEWEST_SHARED && (n >= RESEMBLANCE * all || n >= CONTAINMENT * short)
}

/// What a text is known by.
pub(in crate::graph) fn sample(text: &str) -> Vec<u64> {
    let mut shingles = shingles(&words(text), SHINGLE);
    // The low bits of a product are the worst mixed.
    shingles.retain(|hash| (hash >> 32) % SAMPLE == 0);
    shingles
}
