//! The model file: a header that a person can read, then sections of numbers that are used where they lie.
//!
//! ```text
//! bytes 0..8    "CGMODEL\n"
//! bytes 8..12   version of this layout, little-endian u32, as all numbers
//! bytes 12..16  length of the header in bytes
//! bytes 16..24  length of the whole file in bytes, u64
//! bytes 24..28  CRC-32 of all bytes from 32 on
//! bytes 28..32  0
//! bytes 32..    header, JSON; then, each from a multiple of 64 on, the sections that it lists
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::forms;
use super::shape::{EncoderShape, ParserShape};

/// First bytes of every model file.
pub const MAGIC: [u8; 8] = *b"CGMODEL\n";
/// Version of the layout.
pub const VERSION: u32 = 1;
const START: usize = 32;
const ALIGNMENT: usize = 64;

/// Why a model file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// It begins with other bytes.
    #[error("this is no claimgraph model: it does not begin with {:?}", String::from_utf8_lossy(&MAGIC).trim())]
    Magic,
    /// It was written by another version of the program.
    #[error("the model has layout version {found}, this program reads version {VERSION}; train it again")]
    Version {
        /// The version found.
        found: u32,
    },
    /// It was trained on other features of words.
    #[error(
        "the model was trained on word features of version {found}, this program computes version {}; train it again",
        forms::VERSION
    )]
    Features {
        /// The version found.
        found: u32,
    },
    /// Bytes are missing, or there are too many.
    #[error("the model is cut off or has grown: {found} bytes instead of {expected}")]
    Length {
        /// Bytes there are.
        found: u64,
        /// Bytes there should be.
        expected: u64,
    },
    /// Bytes have changed.
    #[error("the model is damaged: its checksum is {found:08x} instead of {expected:08x}")]
    Checksum {
        /// Checksum of the bytes there are.
        found: u32,
        /// Checksum that the file gives.
        expected: u32,
    },
    /// The header says something that cannot be.
    #[error("the model's header makes no sense: {0}")]
    Header(String),
}

/// What stands in the header.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Header {
    /// Name of the model.
    pub name: String,
    /// Version of the features of words.
    pub features: u32,
    /// Sizes of the parser's encoder.
    pub encoder: EncoderShape,
    /// Sizes of the parser's heads.
    pub parser: ParserShape,
    /// The network of names, if there is one.
    #[serde(default)]
    pub names: Option<NamesShape>,
    /// Universal tags by number.
    pub upos: Vec<String>,
    /// The treebank's tags by number.
    pub xpos: Vec<String>,
    /// Relations by number.
    pub relations: Vec<String>,
    /// What the model was trained on.
    pub training: Vec<Source>,
    /// Configuration of the training run.
    pub configuration: serde_json::Value,
    /// Scores on the development files, by file and measure, in percent.
    #[serde(default)]
    pub scores: BTreeMap<String, BTreeMap<String, f64>>,
    /// Where each section lies: offset from the start of the file and length, in bytes.
    #[serde(default)]
    sections: BTreeMap<String, (u64, u64)>,
}

/// Sizes of the network of names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamesShape {
    /// Of its encoder, which reads the parser's states as context.
    pub encoder: EncoderShape,
    /// Width of its hidden layer.
    pub hidden: usize,
    /// Kinds of names. Class 0 is no name, then come beginning and continuation of each kind.
    pub kinds: Vec<String>,
}

impl NamesShape {
    /// Number of classes.
    pub fn classes(&self) -> usize {
        1 + 2 * self.kinds.len()
    }
}

/// A file that a model was trained on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its name.
    pub file: String,
    /// What it served for.
    pub role: String,
    /// The licence of its texts and annotations.
    pub licence: String,
    /// Number of sentences.
    pub sentences: usize,
    /// Number of words.
    pub words: usize,
}

impl Header {
    /// A header without sections, which [`write()`] adds.
    #[allow(clippy::too_many_arguments)]
    pub fn new(
        name: String,
        (encoder, parser): (EncoderShape, ParserShape),
        names: Option<NamesShape>,
        (upos, xpos, relations): (Vec<String>, Vec<String>, Vec<String>),
        training: Vec<Source>,
        configuration: serde_json::Value,
        scores: BTreeMap<String, BTreeMap<String, f64>>,
    ) -> Self {
        let sections = BTreeMap::new();
        let features = forms::VERSION;
        Self {
            name,
            features,
            encoder,
            parser,
            names,
            upos,
            xpos,
            relations,
            training,
            configuration,
            scores,
            sections,
        }
    }
}

/// Puts a model file together.
///
/// # Panics
/// When a section is longer than 4 GiB.
pub fn write(header: &Header, sections: &[(String, Vec<u8>)]) -> Vec<u8> {
    // Offsets change the header's length, and that the offsets: begin where there is surely room.
    let mut header = header.clone();
    header.sections = sections.iter().map(|(name, _)| (name.clone(), (u64::MAX >> 12, u64::MAX >> 12))).collect();
    let room = serde_json::to_vec(&header).expect("a header is plain data").len();
    let mut at = (START + room).next_multiple_of(ALIGNMENT);
    for (name, bytes) in sections {
        header.sections.insert(name.clone(), (at as u64, bytes.len() as u64));
        at = (at + bytes.len()).next_multiple_of(ALIGNMENT);
    }
    let text = serde_json::to_vec(&header).expect("a header is plain data");
    let mut out = Vec::with_capacity(at);
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&u32::try_from(text.len()).expect("a short header").to_le_bytes());
    out.extend_from_slice(&(at as u64).to_le_bytes());
    out.extend_from_slice(&[0; 8]);
    out.extend_from_slice(&text);
    for (name, bytes) in sections {
        out.resize(header.sections[name].0 as usize, 0);
        out.extend_from_slice(bytes);
    }
    out.resize(at, 0);
    let checksum = crc32fast::hash(&out[START..]);
    out[24..28].copy_from_slice(&checksum.to_le_bytes());
    out
}

/// A model file whose frame has been checked.
#[derive(Debug, Clone)]
pub struct ModelFile {
    bytes: Cow<'static, [u8]>,
    /// Its header.
    pub header: Header,
}

impl ModelFile {
    /// Checks magic, versions, length and checksum, and reads the header.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn read(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        if !bytes.starts_with(&MAGIC) {
            return Err(ModelError::Magic);
        }
        let found = bytes.len() as u64;
        if bytes.len() < START {
            return Err(ModelError::Length { found, expected: START as u64 });
        }
        if number(8) != VERSION {
            return Err(ModelError::Version { found: number(8) });
        }
        let expected = u64::from(number(16)) | u64::from(number(20)) << 32;
        if expected != found {
            return Err(ModelError::Length { found, expected });
        }
        let (found, expected) = (crc32fast::hash(&bytes[START..]), number(24));
        if found != expected {
            return Err(ModelError::Checksum { found, expected });
        }
        let end = START.saturating_add(number(12) as usize);
        let text = bytes.get(START..end).ok_or_else(|| ModelError::Header("it is longer than the file".into()))?;
        #[derive(Deserialize)]
        struct Identity {
            features: u32,
        }
        let identity: Identity = serde_json::from_slice(text).map_err(|e| ModelError::Header(e.to_string()))?;
        if identity.features != forms::VERSION {
            return Err(ModelError::Features { found: identity.features });
        }
        let header: Header = serde_json::from_slice(text).map_err(|e| ModelError::Header(e.to_string()))?;
        Ok(Self { bytes, header })
    }

    /// Where a section lies.
    ///
    /// # Errors
    /// When there is none, or it is not `expected` bytes long.
    pub fn section(&self, name: &str, expected: Option<usize>) -> Result<Range<usize>, ModelError> {
        let &(offset, length) =
            self.header.sections.get(name).ok_or_else(|| ModelError::Header(format!("section {name} is missing")))?;
        let end = offset.checked_add(length).filter(|&e| e <= self.bytes.len() as u64);
        let end = end.ok_or_else(|| ModelError::Header(format!("section {name} leaves the file")))?;
        if expected.is_some_and(|e| e as u64 != length) {
            return Err(ModelError::Header(format!(
                "section {name} has {length} bytes instead of {}",
                expected.unwrap_or_default()
            )));
        }
        Ok(offset as usize..end as usize)
    }

    /// The numbers of a section of `count` little-endian `f32`.
    ///
    /// # Errors
    /// When there is no such section, or one of them is not finite.
    pub fn floats(&self, name: &str, count: usize) -> Result<Vec<f32>, ModelError> {
        let bytes = &self.bytes[self.section(name, Some(4 * count))?];
        let floats: Vec<f32> = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        if floats.iter().any(|f| !f.is_finite()) {
            return Err(ModelError::Header(format!("section {name} holds what is no number")));
        }
        Ok(floats)
    }

    /// Some bytes of the file.
    pub fn bytes(&self, range: Range<usize>) -> &[u8] {
        &self.bytes[range]
    }
}
