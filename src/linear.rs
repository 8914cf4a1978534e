//! Linear models over hashed features: a table of whole numbers, looked up by hashes of what is seen.
//!
//! Sums of whole numbers are the same on every machine. A file is eight bytes that name its use, the scale (u32), the
//! number of weights (u32, a power of two), the weights (i16) and a CRC-32 of all before it, all little-endian.

/// What the weights of a file are for: its first eight bytes.
pub type Magic = [u8; 8];

/// Why a file of weights cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum WeightsError {
    /// Another kind of file, or one of another version.
    #[error("is no file of such weights of this version")]
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
    /// Quantises `weights`, whose number must be a power of two, in steps of `1 / scale`.
    ///
    /// # Panics
    /// When the number is no power of two.
    pub fn quantised(weights: &[f32], scale: u32) -> Self {
        assert!(weights.len().is_power_of_two(), "the number of weights is a power of two");
        let whole = |w: &f32| (w * scale as f32).round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16;
        Self { scale, table: weights.iter().map(whole).collect() }
    }

    /// Reads a file for some use.
    ///
    /// # Errors
    /// When the bytes are no such file, one for another use, or a damaged one.
    pub fn read(magic: &Magic, bytes: &[u8]) -> Result<Self, WeightsError> {
        let number = |at: usize| {
            let four = bytes.get(at..at + 4).and_then(|b| b.try_into().ok());
            four.map(u32::from_le_bytes).ok_or(WeightsError::Damaged)
        };
        if !bytes.starts_with(magic) {
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
    pub fn to_bytes(&self, magic: &Magic) -> Vec<u8> {
        let mut bytes = magic.to_vec();
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
}

/// Where the weight of a feature stands in a table of some length, a power of two.
#[inline]
pub(crate) fn place(feature: u32, length: usize) -> usize {
    (feature.wrapping_mul(0x85eb_ca6b) >> 7) as usize & (length - 1)
}

/// A hash of some bytes (FNV-1a).
pub(crate) fn bytes_hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |h, &b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// As [`bytes_hash`], with ASCII letters in lower case.
pub(crate) fn lower_hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |h, b| (h ^ u32::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0193))
}

/// Joins two numbers to one.
#[inline]
pub(crate) fn mix(a: u32, b: u32) -> u32 {
    let h = (a ^ b.rotate_left(16)).wrapping_mul(0xcc9e_2d51);
    (h ^ h >> 15).wrapping_add(b).wrapping_mul(0x1b87_3593)
}

/// A number up to 3 as it is, larger ones in ever wider ranges.
pub(crate) fn bucket(n: usize) -> u32 {
    match n {
        0..=3 => n as u32,
        4..=5 => 4,
        6..=8 => 5,
        9..=13 => 6,
        14..=20 => 7,
        21..=40 => 8,
        _ => 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAGIC: &Magic = b"CGTESTS1";

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let weights = Weights::quantised(&[0.5, -0.25, 0.0, 99.0], 256);
        let read = Weights::read(MAGIC, &weights.to_bytes(MAGIC)).unwrap();
        assert_eq!(read.table, [128, -64, 0, 25_344]);
        assert_eq!(read.scale, 256);
    }

    #[test]
    fn damaged_files_are_refused() {
        let bytes = Weights::quantised(&[0.5, -0.25], 256).to_bytes(MAGIC);
        for at in 0..bytes.len() {
            let mut wrong = bytes.clone();
            wrong[at] ^= 0x10;
            assert!(Weights::read(MAGIC, &wrong).is_err(), "byte {at}");
            assert!(Weights::read(MAGIC, &bytes[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_file_for_another_use_is_refused() {
        let bytes = Weights::quantised(&[0.5, -0.25], 256).to_bytes(MAGIC);
        assert_eq!(Weights::read(b"CGOTHER1", &bytes).unwrap_err(), WeightsError::Format);
    }
}
