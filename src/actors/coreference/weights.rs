//! The weights by which antecedents are chosen.

use crate::annotation::ActorKind;
use crate::linear::{Magic, Weights, WeightsError};

/// What a common noun may mean; `None` is none of the others.
pub(crate) const CLASSES: [Option<ActorKind>; 4] =
    [None, Some(ActorKind::Person), Some(ActorKind::Organization), Some(ActorKind::Place)];

/// The first bytes of a file of these weights.
pub const MAGIC: &Magic = b"CGCOREF1";

/// How far apart the hashes of one feature's classes are.
const CLASS_STEP: u32 = 0x9e37_79b1;

/// The weights that ship with the program.
///
/// # Errors
/// When the file is damaged, which a test rules out.
pub fn shipped() -> Result<Weights, WeightsError> {
    Weights::read(MAGIC, include_bytes!("../../../data/models/coreference.weights"))
}

/// For each of [`CLASSES`] the sum of a noun's features.
pub(crate) fn nominal(weights: &Weights, features: &[u32]) -> [i32; CLASSES.len()] {
    std::array::from_fn(|class| features.iter().map(|&f| weights.get(of_class(f, class))).sum())
}

/// A feature of a noun together with one of [`CLASSES`].
pub(crate) fn of_class(feature: u32, class: usize) -> u32 {
    feature ^ (class as u32 + 1).wrapping_mul(CLASS_STEP)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_shipped_weights_load() {
        assert!(super::shipped().is_ok());
    }
}
