//! Fits hashed weights that choose among options, by AdaGrad (Duchi, Hazan and Singer, 2011).

use crate::linear::place;

/// Weights with their sums of squared gradients.
pub(super) struct Learner<'t> {
    table: &'t mut [f32],
    squares: Vec<f32>,
    rate: f32,
}

impl<'t> Learner<'t> {
    /// `rate` is the step of AdaGrad.
    pub(super) fn new(table: &'t mut [f32], rate: f32) -> Self {
        let squares = vec![0.0; table.len()];
        Self { table, squares, rate }
    }

    pub(super) fn sum(&self, features: impl Iterator<Item = u32>) -> f32 {
        features.map(|f| self.table[place(f, self.table.len())]).sum()
    }

    /// Moves the weights of features against a gradient.
    pub(super) fn step(&mut self, features: impl Iterator<Item = u32>, gradient: f32) {
        for feature in features {
            let at = place(feature, self.table.len());
            self.squares[at] += gradient * gradient;
            self.table[at] -= self.rate * gradient / (self.squares[at].sqrt() + 1e-6);
        }
    }

    /// What each option of a choice weighs.
    pub(super) fn sums(&self, options: &[Vec<u32>]) -> Vec<f32> {
        options.iter().map(|f| self.sum(f.iter().copied())).collect()
    }

    /// Makes the right options of a choice likelier, all together; `sums` may hold what a wrong option costs besides what
    /// it weighs.
    pub(super) fn prefer(&mut self, options: &[Vec<u32>], sums: &[f32], right: &[bool]) {
        let shares = softmax(sums);
        let mass: f32 = shares.iter().zip(right).filter(|(_, r)| **r).map(|(s, _)| s).sum();
        for (n, features) in options.iter().enumerate() {
            let wanted = if right[n] { shares[n] / mass.max(1e-9) } else { 0.0 };
            let gradient = shares[n] - wanted;
            if gradient.abs() > 1e-4 {
                self.step(features.iter().copied(), gradient);
            }
        }
    }

    /// Draws all weights to zero by some share.
    pub(super) fn shrink(&mut self, share: f32) {
        self.table.iter_mut().for_each(|w| *w *= 1.0 - share);
    }
}

/// Shares of options, all together one, by their sums.
pub(super) fn softmax(sums: &[f32]) -> Vec<f32> {
    let most = sums.iter().copied().fold(f32::MIN, f32::max);
    let parts: Vec<f32> = sums.iter().map(|s| (s - most).exp()).collect();
    let all: f32 = parts.iter().sum();
    parts.iter().map(|p| p / all).collect()
}
