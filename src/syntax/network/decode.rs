//! The best tree with one root over scored arcs.
//!
//! Method: the best head of every word if that is a tree with one root and without crossing arcs already, else the best
//! projective tree (Eisner, 1996): crossing arcs are rare in English, and mostly mistakes. For sentences too long for its cubic
//! time, the maximum spanning arborescence (Chu and Liu, 1965; Edmonds, 1967) for the best few roots.

use super::math::argmax;
use super::simd::{Simd, vectorized};

/// Buffers of the decoder, kept from sentence to sentence.
#[derive(Debug, Default)]
pub struct Decoder {
    scores: Vec<f32>,
    state: Vec<u32>,
    best: Vec<u32>,
    arcs: Vec<(u32, u32)>,
    chart: Chart,
}

/// Best scores of spans of words, headed by the left or by the right word, whole or with an arc between the two ends: a row a
/// distance between the ends, in which spans stand by their left word. What is summed for all spans of a length lies side by side.
#[derive(Debug, Default)]
struct Chart {
    words: usize,
    stride: usize,
    arc_right: Vec<f32>,
    arc_left: Vec<f32>,
    whole_right: Vec<f32>,
    whole_left: Vec<f32>,
}

/// Spans that are worked on at once; rows have room for one more such group than there are words.
const LANES: usize = 16;

impl Chart {
    fn resize(&mut self, words: usize) {
        (self.words, self.stride) = (words, words + 2 * LANES);
        for scores in [&mut self.arc_right, &mut self.arc_left, &mut self.whole_right, &mut self.whole_left] {
            // What stands there of other sentences is overwritten before it is read, but for spans of one word.
            scores.resize(scores.len().max(words * self.stride), 0.0);
            scores[..self.stride].fill(0.0);
        }
    }

    fn at(&self, left: usize, right: usize) -> usize {
        (right - left) * self.stride + left
    }

    /// The first place to join two spans to one with an arc between its ends that gives the best score.
    fn arc_split(&self, left: usize, right: usize) -> usize {
        first_best(left..right, |split| {
            self.whole_right[self.at(left, split)] + self.whole_left[self.at(split + 1, right)]
        })
    }

    /// The same for a whole span headed by its left word.
    fn right_split(&self, left: usize, right: usize) -> usize {
        first_best(left + 1..right + 1, |split| {
            self.arc_right[self.at(left, split)] + self.whole_right[self.at(split, right)]
        })
    }

    /// The same for a whole span headed by its right word.
    fn left_split(&self, left: usize, right: usize) -> usize {
        first_best(left..right, |split| self.whole_left[self.at(left, split)] + self.arc_left[self.at(split, right)])
    }
}

fn first_best(places: std::ops::Range<usize>, score: impl Fn(usize) -> f32) -> usize {
    let (mut best, mut place) = (f32::NEG_INFINITY, places.start);
    for at in places {
        if score(at) > best {
            (best, place) = (score(at), at);
        }
    }
    place
}

/// For a group of neighbouring spans the best sums over all places to join two: `a` begins with the shortest left part, whose
/// right part begins at `b` of `rights`; of every further join the left part is a row longer, the right part one shorter and
/// begins a word later. The best stay in registers.
#[inline(always)]
fn best_joins(a: &[f32], rights: &[f32], b: usize, stride: usize, joins: usize) -> [f32; LANES] {
    let mut best = [f32::NEG_INFINITY; LANES];
    for join in 0..joins {
        let (a, b) = (&a[join * stride..], &rights[b - join * (stride - 1)..]);
        // Arrays of fixed size: the loops become one instruction for all lanes.
        let (Ok(a), Ok(b)) = (<&[f32; LANES]>::try_from(&a[..LANES]), <&[f32; LANES]>::try_from(&b[..LANES])) else {
            return best;
        };
        let mut sums = [0.0; LANES];
        for lane in 0..LANES {
            sums[lane] = a[lane] + b[lane];
        }
        for lane in 0..LANES {
            best[lane] = if sums[lane] > best[lane] { sums[lane] } else { best[lane] };
        }
    }
    best
}

vectorized!(
    /// Fills the chart. `scores` has a row a word, first the root's, then one a head.
    fn fill(simd, scores: &[f32], chart: &mut Chart) {
        let Chart { words: n, stride, arc_right, arc_left, whole_right, whole_left } = chart;
        let (n, stride) = (*n, *stride);
        let arc = |from: usize, to: usize| scores[to * (n + 1) + from + 1].max(NEVER);
        for width in 1..n {
            let (row, spans) = (width * stride, n - width);
            for group in (0..spans).step_by(LANES) {
                let lanes = LANES.min(spans - group);
                let shorter = row - stride + group + 1;
                let best = best_joins(&whole_right[group..], whole_left, shorter, stride, width);
                for (lane, best) in best[..lanes].iter().enumerate() {
                    let left = group + lane;
                    arc_right[row + left] = best + arc(left, left + width);
                    arc_left[row + left] = best + arc(left + width, left);
                }
                let best = best_joins(&arc_right[stride + group..], whole_right, shorter, stride, width);
                whole_right[row + group..][..lanes].copy_from_slice(&best[..lanes]);
                let best = best_joins(&whole_left[group..], arc_left, row + group, stride, width);
                whole_left[row + group..][..lanes].copy_from_slice(&best[..lanes]);
            }
        }
    }
);

/// Longest sentence whose arcs are kept from crossing.
const PROJECTIVE: usize = 120;

/// Whether no two arcs cross; the root's arc comes from before the first word.
fn is_projective(heads: &[u32]) -> bool {
    heads.iter().enumerate().all(|(at, &head)| {
        let word = at as u32 + 1;
        let (low, high) = (word.min(head), word.max(head));
        // Every word between has its head between as well, or at an end.
        (low + 1..high).all(|between| (low..=high).contains(&heads[between as usize - 1]))
    })
}

/// Roots that are tried when the best heads make no tree.
const ROOTS: usize = 3;

/// Stands for "no arc" in sums.
const NEVER: f32 = -1e30;

impl Decoder {
    /// Finds the best tree. `scores` has a row a word of `heads`, with the root's score first, then one a word; arcs that
    /// must not be are negative infinity. Heads count from 1, the root is 0.
    ///
    /// Time is quadratic in the number of words where the best heads make a tree, cubic at the worst.
    ///
    /// # Panics
    /// When there are not `n * (n + 1)` scores for `n` words.
    pub fn decode(&mut self, simd: Simd, scores: &[f32], heads: &mut [u32]) {
        let n = heads.len();
        assert_eq!(scores.len(), n * (n + 1), "one row of scores a word");
        for (head, row) in heads.iter_mut().zip(scores.chunks_exact(n + 1)) {
            *head = argmax(row) as u32;
        }
        if n == 0 {
            return;
        }
        let is_tree = heads.iter().filter(|&&h| h == 0).count() == 1 && self.is_tree(heads);
        if is_tree && is_projective(heads) {
            return;
        }
        if n <= PROJECTIVE {
            return self.projective(simd, scores, heads);
        }
        if is_tree {
            return;
        }
        // The words that would best be the root: by what is lost when they are not hung on their best other head.
        let mut roots: Vec<(f32, usize)> = scores
            .chunks_exact(n + 1)
            .enumerate()
            .map(|(word, row)| {
                let other = row[1..].iter().copied().fold(NEVER, f32::max);
                (row[0].max(NEVER) - other, word)
            })
            .collect();
        roots.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut best: Option<f32> = None;
        let mut tree = vec![0; n];
        for &(_, root) in roots.iter().take(ROOTS) {
            let total = self.arborescence(scores, root, &mut tree);
            if best.is_none_or(|b| total > b) {
                best = Some(total);
                heads.copy_from_slice(&tree);
            }
        }
    }

    /// Whether every word reaches the root.
    fn is_tree(&mut self, heads: &[u32]) -> bool {
        let n = heads.len();
        self.state.clear();
        self.state.resize(n + 1, NONE);
        self.state[0] = DONE;
        for start in 1..=n {
            let mut at = start;
            while self.state[at] == NONE {
                self.state[at] = start as u32;
                at = heads[at - 1] as usize;
            }
            if self.state[at] == start as u32 {
                return false;
            }
            let mut back = start;
            while self.state[back] == start as u32 {
                self.state[back] = DONE;
                back = heads[back - 1] as usize;
            }
        }
        true
    }

    /// The best tree without crossing arcs.
    ///
    /// Method: Eisner, "Three new probabilistic models for dependency parsing", COLING 1996; the root is chosen last, so that
    /// there is one only. Time is cubic, memory quadratic in the number of words.
    fn projective(&mut self, simd: Simd, scores: &[f32], heads: &mut [u32]) {
        let n = heads.len();
        let chart = &mut self.chart;
        chart.resize(n);
        fill(simd, scores, chart);
        let total = |root: usize| {
            chart.whole_left[chart.at(0, root)]
                + chart.whole_right[chart.at(root, n - 1)]
                + scores[root * (n + 1)].max(NEVER)
        };
        let mut root = 0;
        for word in 1..n {
            if total(word) > total(root) {
                root = word;
            }
        }
        heads[root] = 0;
        // Spans that are still to be taken apart: left, right, headed by the left word, with an arc between both ends.
        let mut left = vec![(0, root, false, false), (root, n - 1, true, false)];
        while let Some((from, to, rightward, has_arc)) = left.pop() {
            if from == to {
                continue;
            }
            if has_arc {
                let split = chart.arc_split(from, to);
                let (head, word) = if rightward { (from, to) } else { (to, from) };
                heads[word] = head as u32 + 1;
                left.push((from, split, true, false));
                left.push((split + 1, to, false, false));
            } else if rightward {
                let split = chart.right_split(from, to);
                left.push((from, split, true, true));
                left.push((split, to, true, false));
            } else {
                let split = chart.left_split(from, to);
                left.push((from, split, false, false));
                left.push((split, to, false, true));
            }
        }
    }

    /// The best tree whose only root is `root`; returns its score.
    ///
    /// Cycles are contracted in place: the first node of a cycle stands for all of it.
    fn arborescence(&mut self, scores: &[f32], root: usize, heads: &mut [u32]) -> f32 {
        let n = heads.len();
        // `self.scores[to * n + from]`; `self.arcs` is the arc between words that stands behind it.
        self.scores.clear();
        for (to, row) in scores.chunks_exact(n + 1).enumerate() {
            self.scores
                .extend(row[1..].iter().enumerate().map(|(from, s)| if from == to { NEVER } else { s.max(NEVER) }));
        }
        self.arcs.clear();
        self.arcs.extend((0..n * n).map(|i| ((i / n) as u32, (i % n) as u32)));
        self.best.clear();
        self.best.resize(n, NONE);
        let mut alive: Vec<usize> = (0..n).collect();
        let mut words: Vec<Vec<u32>> = (0..n as u32).map(|w| vec![w]).collect();
        let mut contracted: Vec<Vec<Member>> = Vec::new();
        loop {
            self.choose(&alive, root, n);
            let Some(cycle) = self.cycle(&alive, root, n) else { break };
            let members = cycle.iter().map(|&node| Member {
                words: words[node].clone(),
                arc: self.arcs[node * n + self.best[node] as usize],
            });
            contracted.push(members.collect());
            for &node in &cycle[1..] {
                let moved = std::mem::take(&mut words[node]);
                words[cycle[0]].extend(moved);
            }
            alive.retain(|node| !cycle[1..].contains(node));
            self.contract(&cycle, &alive, n);
        }
        // Arcs between what is left; then, from the last contraction to the first, all arcs of a cycle but the one into
        // the member that is entered from outside.
        heads.fill(NONE);
        for &to in alive.iter().filter(|&&to| to != root) {
            let (word, head) = self.arcs[to * n + self.best[to] as usize];
            heads[word as usize] = head + 1;
        }
        for members in contracted.iter().rev() {
            let entered = members.iter().position(|m| m.words.iter().any(|&w| heads[w as usize] != NONE));
            for (at, member) in members.iter().enumerate() {
                if Some(at) != entered {
                    heads[member.arc.0 as usize] = member.arc.1 + 1;
                }
            }
        }
        heads[root] = 0;
        heads.iter().zip(scores.chunks_exact(n + 1)).map(|(&h, row)| row[h as usize].max(NEVER)).sum()
    }

    /// Chooses the best arc into every node that has none yet.
    fn choose(&mut self, alive: &[usize], root: usize, n: usize) {
        for &to in alive {
            if to == root || self.best[to] != NONE {
                continue;
            }
            let row = &self.scores[to * n..(to + 1) * n];
            let mut best = if to == alive[0] { alive[1] } else { alive[0] };
            for &from in alive {
                if from != to && row[from] > row[best] {
                    best = from;
                }
            }
            self.best[to] = best as u32;
        }
    }

    /// A cycle among the chosen arcs.
    fn cycle(&mut self, alive: &[usize], root: usize, n: usize) -> Option<Vec<usize>> {
        self.state.clear();
        self.state.resize(n, NONE);
        self.state[root] = DONE;
        for &start in alive {
            let mut at = start;
            while self.state[at] == NONE {
                self.state[at] = start as u32;
                at = self.best[at] as usize;
            }
            if self.state[at] == start as u32 {
                let mut cycle = vec![at];
                let mut next = self.best[at] as usize;
                while next != at {
                    cycle.push(next);
                    next = self.best[next] as usize;
                }
                return Some(cycle);
            }
            let mut back = start;
            while self.state[back] == start as u32 {
                self.state[back] = DONE;
                back = self.best[back] as usize;
            }
        }
        None
    }

    /// Lets the cycle's first node stand for all of it.
    fn contract(&mut self, cycle: &[usize], alive: &[usize], n: usize) {
        let first = cycle[0];
        let kept: Vec<f32> = cycle.iter().map(|&v| self.scores[v * n + self.best[v] as usize]).collect();
        for &other in alive.iter().filter(|&&u| u != first) {
            let (mut into, mut into_arc) = (f32::NEG_INFINITY, (0, 0));
            let (mut out, mut out_arc) = (f32::NEG_INFINITY, (0, 0));
            for (&v, &kept) in cycle.iter().zip(&kept) {
                let (i, o) = (v * n + other, other * n + v);
                if self.scores[i] - kept > into {
                    (into, into_arc) = (self.scores[i] - kept, self.arcs[i]);
                }
                if self.scores[o] > out {
                    (out, out_arc) = (self.scores[o], self.arcs[o]);
                }
            }
            (self.scores[first * n + other], self.arcs[first * n + other]) = (into, into_arc);
            (self.scores[other * n + first], self.arcs[other * n + first]) = (out, out_arc);
            if cycle.contains(&(self.best[other] as usize)) {
                self.best[other] = first as u32;
            }
        }
        self.best[first] = NONE;
    }
}

/// A node of a contracted cycle.
struct Member {
    /// The words that it stood for.
    words: Vec<u32>,
    /// Its arc within the cycle: word and head.
    arc: (u32, u32),
}

/// No head yet, or not seen.
const NONE: u32 = u32::MAX;
/// Known to reach the root.
const DONE: u32 = u32::MAX - 1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tree::{Relation, Tree};

    fn decode(n: usize, scores: &[f32]) -> Vec<u32> {
        let mut heads = vec![0; n];
        Decoder::default().decode(Simd::detect(), scores, &mut heads);
        heads
    }

    fn score(scores: &[f32], heads: &[u32]) -> f32 {
        heads.iter().zip(scores.chunks_exact(heads.len() + 1)).map(|(&h, row)| row[h as usize]).sum()
    }

    fn is_tree(heads: &[u32]) -> bool {
        let heads = heads.iter().enumerate().map(|(w, &h)| if h == 0 { w as u32 } else { h - 1 }).collect::<Vec<_>>();
        Tree { relations: vec![Relation::Dep; heads.len()], heads }.is_well_formed()
    }

    /// The best score over all trees without crossing arcs, by trying all.
    fn exhaustive(n: usize, scores: &[f32]) -> f32 {
        let mut best = f32::NEG_INFINITY;
        for code in 0..(n + 1).pow(n as u32) {
            let heads: Vec<u32> = (0..n).map(|w| (code / (n + 1).pow(w as u32) % (n + 1)) as u32).collect();
            if heads.iter().enumerate().all(|(w, &h)| h as usize != w + 1) && is_tree(&heads) && is_projective(&heads) {
                best = best.max(score(scores, &heads));
            }
        }
        best
    }

    #[test]
    fn best_of_all_trees() {
        let mut rng = fastrand::Rng::with_seed(7);
        for round in 0..300 {
            let n = 1 + round % 5;
            let mut scores: Vec<f32> = (0..n * (n + 1)).map(|_| rng.f32() * 10.0).collect();
            for w in 0..n {
                scores[w * (n + 1) + w + 1] = f32::NEG_INFINITY;
            }
            let heads = decode(n, &scores);
            assert!(is_tree(&heads), "{heads:?}");
            let (found, best) = (score(&scores, &heads), exhaustive(n, &scores));
            assert!((found - best).abs() < 1e-3, "{found} {best}");
        }
    }

    #[test]
    fn contraction_finds_the_best_tree_with_a_root() {
        let mut rng = fastrand::Rng::with_seed(8);
        for round in 0..200 {
            let n = 2 + round % 3;
            let scores: Vec<f32> = (0..n * (n + 1)).map(|_| rng.f32() * 10.0).collect();
            for root in 0..n {
                let mut heads = vec![0; n];
                let found = Decoder::default().arborescence(&scores, root, &mut heads);
                assert!(is_tree(&heads) && heads[root] == 0, "{heads:?}");
                let mut best = f32::NEG_INFINITY;
                for code in 0..(n + 1).pow(n as u32) {
                    let heads: Vec<u32> = (0..n).map(|w| (code / (n + 1).pow(w as u32) % (n + 1)) as u32).collect();
                    if heads.iter().enumerate().all(|(w, &h)| h as usize != w + 1)
                        && is_tree(&heads)
                        && heads[root] == 0
                    {
                        best = best.max(score(&scores, &heads));
                    }
                }
                assert!((found - best).abs() < 1e-3, "{found} {best}");
            }
        }
    }

    #[test]
    fn long_and_odd_scores_give_trees() {
        let mut rng = fastrand::Rng::with_seed(9);
        for n in [40, 150] {
            for odd in [0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                let mut scores: Vec<f32> = (0..n * (n + 1)).map(|_| rng.f32()).collect();
                for w in 0..n {
                    scores[w * (n + 1) + w + 1] = f32::NEG_INFINITY;
                }
                for _ in 0..n {
                    let (w, h) = (rng.usize(0..n), rng.usize(0..=n));
                    if h != w + 1 {
                        scores[w * (n + 1) + h] = odd;
                    }
                }
                assert!(is_tree(&decode(n, &scores)));
            }
        }
    }
}
