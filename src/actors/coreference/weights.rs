//! The weights by which antecedents are chosen: a table of whole numbers, looked up by hashes of what is seen.
//!
//! Sums of whole numbers are the same on every machine. The file is `CGCOREF1`, the scale (u32), the number of weights
//! (u32, a power of two), the weights (i16) and a CRC-32 of all before it, all little-endian.

use crate::annotation::ActorKind;

/// What a common noun may mean; `None` is none of the others.
pub(crate) const CLASSES: [Option<ActorKind>; 4] =
    [None, Some(ActorKind::Person), Some(ActorKind::Organization), Some(ActorKind::Place)];

const MAGIC: &[u8; 8] = b"CGCOREF1";

/// How far apart the hashes of one feature's classes are.
const CLASS_STEP: u32 = 0x9e37_79b1;

/// Why a file of weights cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum WeightsError {
    /// Another kind of file, or one of another version.
    #[error("is no file of coreference weights of this version")]
    Format,
    /// Cut short, or changed.
    #[error("is damaged: length or checksum is wrong")]
    Damaged,
}

/// Weights of features.
#[derive(Clone, Debug)]
pub struct Weights {
    scale: u32,
    table: Vec<i16>,
}

impl Weights {
    /// The weights that ship with the program.
    ///
    /// # Errors
    /// When the file is damaged, which a test rules out.
    pub fn load() -> Result<Self, WeightsError> {
        Self::read(include_bytes!("../../../data/models/coreference.weights"))
    }

    /// Quantises `weights`, whose number must be a power of two, in steps of `1 / scale`.
    ///
    /// # Panics
    /// When the number is no power of two.
    pub fn quantised(weights: &[f32], scale: u32) -> Self {
        assert!(weights.len().is_power_of_two(), "the number of weights is a power of two");
        let whole = |w: &f32| (w * scale as f32).round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16;
        Self { scale, table: weights.iter().map(whole).collect() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When the bytes are no such file, or a damaged one.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let number = |at: usize| {
            let four = bytes.get(at..at + 4).and_then(|b| b.try_into().ok());
            four.map(u32::from_le_bytes).ok_or(WeightsError::Damaged)
        };
        if !bytes.starts_with(MAGIC) {
            return Err(WeightsError::Format);
        }
        let (scale, length) = (number(8)?, number(12)? as usize);
        let end = length.checked_mul(2).and_then(|n| n.checked_add(16)).ok_or(WeightsError::Damaged)?;
        if bytes.len() != end + 4 || number(end)? != crc32fast::hash(&bytes[..end]) {
            return Err(WeightsError::Damaged);
        }
        if !length.is_power_of_two() || scale == 0 {
            return Err(WeightsError::Format);
        }
        let table = bytes[16..end].chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect();
        Ok(Self { scale, table })
    }

    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.scale.to_le_bytes());
        bytes.extend((self.table.len() as u32).to_le_bytes());
        self.table.iter().for_each(|w| bytes.extend(w.to_le_bytes()));
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    /// Log-odds in steps of the table.
    pub(crate) fn steps(&self, log_odds: f64) -> i32 {
        (log_odds * f64::from(self.scale)) as i32
    }

    /// The weight of a feature.
    #[inline]
    pub(crate) fn get(&self, feature: u32) -> i32 {
        i32::from(self.table[place(feature, self.table.len())])
    }

    /// For each of [`CLASSES`] the sum of a noun's features.
    pub(crate) fn nominal(&self, features: &[u32]) -> [i32; CLASSES.len()] {
        std::array::from_fn(|class| features.iter().map(|&f| self.get(of_class(f, class))).sum())
    }
}

/// Where the weight of a feature stands in a table of some length, a power of two.
#[inline]
pub(crate) fn place(feature: u32, length: usize) -> usize {
    (feature.wrapping_mul(0x85eb_ca6b) >> 7) as usize & (length - 1)
}

/// A feature of a noun together with one of [`CLASSES`].
pub(crate) fn of_class(feature: u32, class: usize) -> u32 {
    feature ^ (class as u32 + 1).wrapping_mul(CLASS_STEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let weights = Weights::quantised(&[0.5, -0.25, 0.0, 99.0], 256);
        let read = Weights::read(&weights.to_bytes()).unwrap();
        assert_eq!(read.table, [128, -64, 0, 25_344]);
        assert_eq!(read.scale, 256);
    }

    #[test]
    fn damaged_files_are_refused() {
        let bytes = Weights::quantised(&[0.5, -0.25], 256).to_bytes();
        for at in 0..bytes.len() {
            let mut wrong = bytes.clone();
            wrong[at] ^= 0x10;
            assert!(Weights::read(&wrong).is_err(), "byte {at}");
            assert!(Weights::read(&bytes[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn the_shipped_weights_load() {
        assert!(Weights::load().is_ok());
    }
}
