//! The trained model in words: the network's numbers with their inventories, lemmas and features.
//!
//! Enters: the forms of sentences. Leaves: tags, trees, names, lemmas and features. Two models ship with the program,
//! one of each [`ModelChoice`]; another can be read from a file.

use std::convert::Infallible;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Mutex, OnceLock};

use super::morphology::{Morphology, MorphologyError};
use super::network::file::{Header, ModelError};
use super::network::model::{Analysis, Model, Scratch};
use super::network::simd::Simd;
use super::parser::{NameTag, Parser, WordAnalysis};
use super::tag::Tag;
use super::tree::Relation;
use crate::annotation::ActorKind;

static ACCURATE: &[u8] = include_bytes!("../../data/models/english-accurate.model");
static FAST: &[u8] = include_bytes!("../../data/models/english-fast.model");

/// Which model analyses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ModelChoice {
    /// The better of the two that ship with the program.
    #[default]
    Accurate,
    /// The smaller one, for large corpora.
    Fast,
    /// One of the user's own.
    File(PathBuf),
}

impl FromStr for ModelChoice {
    type Err = Infallible;

    /// `accurate`, `fast`, or else a path.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "accurate" => Self::Accurate,
            "fast" => Self::Fast,
            path => Self::File(path.into()),
        })
    }
}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("{}: neither accurate nor fast, nor a file that can be read", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is no model that fits this program.
    #[error("{}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ModelError,
    },
    /// Its lemmas are malformed.
    #[error("{}", path.display())]
    Morphology {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        source: MorphologyError,
    },
}

/// A model ready for use by any number of threads.
#[derive(Debug)]
pub struct SyntaxModel {
    network: Model,
    /// Read when it is first asked for: only [`Parser`] writes lemmas and features.
    morphology: OnceLock<Option<Morphology>>,
    tags: Vec<Tag>,
    relations: Vec<Relation>,
    names: Vec<Option<NameTag>>,
    /// Buffers of threads that have come and gone; with them the forms that they know.
    scratches: Mutex<Vec<Scratch>>,
}

/// Buffers that are kept when they are not in use.
const MOST_SCRATCHES: usize = 64;

impl SyntaxModel {
    /// Loads a model.
    ///
    /// # Errors
    /// When its file cannot be read or does not fit; never for those that ship with the program, which a test rules out.
    pub fn load(choice: &ModelChoice) -> Result<Self, LoadError> {
        match choice {
            ModelChoice::Accurate => Self::without_morphology(ACCURATE.into(), Path::new("english-accurate.model")),
            ModelChoice::Fast => Self::without_morphology(FAST.into(), Path::new("english-fast.model")),
            ModelChoice::File(path) => {
                let bytes = fs::read(path).map_err(|source| LoadError::Io { path: path.clone(), source })?;
                Self::read(bytes.into(), path)
            }
        }
    }

    /// Reads a model; `path` is what errors call it.
    ///
    /// # Errors
    /// When it does not fit this program.
    pub fn read(bytes: std::borrow::Cow<'static, [u8]>, path: &Path) -> Result<Self, LoadError> {
        let model = Self::without_morphology(bytes, path)?;
        // Here so that a damaged file is refused.
        let morphology = model.read_morphology(path)?;
        Ok(Self { morphology: OnceLock::from(morphology), ..model })
    }

    fn read_morphology(&self, path: &Path) -> Result<Option<Morphology>, LoadError> {
        let file = self.network.file();
        let Ok(range) = file.section("morphology", None) else { return Ok(None) };
        let read = Morphology::read(file.bytes(range));
        let morphology = read.map_err(|source| LoadError::Morphology { path: path.to_owned(), source })?;
        let header = self.header();
        if morphology.upos() != header.upos || morphology.xpos() != header.xpos {
            let source = ModelError::Header("lemmas and network do not have the same tags".into());
            return Err(LoadError::Model { path: path.to_owned(), source });
        }
        Ok(Some(morphology))
    }

    /// Lemmas and features, if the model has them.
    ///
    /// # Panics
    /// When those that ship with the program are malformed, which a test rules out.
    fn morphology(&self) -> Option<&Morphology> {
        let shipped = || self.read_morphology(Path::new("shipped")).expect("what ships with the program can be read");
        self.morphology.get_or_init(shipped).as_ref()
    }

    fn without_morphology(bytes: std::borrow::Cow<'static, [u8]>, path: &Path) -> Result<Self, LoadError> {
        let wrong = |source| LoadError::Model { path: path.to_owned(), source };
        let network = Model::read(bytes).map_err(wrong)?;
        let header = network.header();
        let mut names = vec![None];
        for kind in header.names.iter().flat_map(|n| &n.kinds) {
            let kind: ActorKind = kind.parse().map_err(|e| wrong(ModelError::Header(format!("names: {e}"))))?;
            names.extend([true, false].map(|begins| Some(NameTag { begins, kind })));
        }
        Ok(Self {
            tags: header.xpos.iter().map(|x| x.parse().unwrap_or(Tag::Xx)).collect(),
            relations: header.relations.iter().map(|r| Relation::of(r)).collect(),
            names,
            morphology: OnceLock::new(),
            network,
            scratches: Mutex::default(),
        })
    }

    /// The same model computing with other instructions; the answers are the same.
    ///
    /// # Panics
    /// When the machine does not have them.
    #[must_use]
    pub fn with_simd(mut self, simd: Simd) -> Self {
        self.network = self.network.with_simd(simd);
        self
    }

    /// What the model was made of and from.
    pub fn header(&self) -> &Header {
        self.network.header()
    }

    /// Analyses sentences, given as consecutive ranges of tokens; `form` gives a token's text. `out` is overwritten.
    ///
    /// Linear in the number of tokens.
    pub fn analyze<'t>(&self, sentences: &[Range<usize>], form: impl Fn(usize) -> &'t str, out: &mut Analysis) {
        // A poisoned lock only means that another thread panicked; buffers hold nothing that could be half done.
        let lock = || self.scratches.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut scratch = lock().pop().unwrap_or_default();
        self.network.analyze(sentences, form, &mut scratch, out);
        let mut scratches = lock();
        if scratches.len() < MOST_SCRATCHES {
            scratches.push(scratch);
        }
    }

    /// The words that the model knows, folded, with the share of their uses as names in its training data.
    pub fn words(&self) -> impl Iterator<Item = (&str, f64)> {
        self.network.words()
    }

    /// The tag with a number of the model's inventory; [`Tag::Xx`] for tags that are not of the Penn Treebank.
    pub fn tag(&self, xpos: u8) -> Tag {
        self.tags[usize::from(xpos)]
    }

    /// The relation with a number of the model's inventory.
    pub fn relation(&self, number: u8) -> Relation {
        self.relations[usize::from(number)]
    }

    /// The word's place in a name, by the network's class.
    pub fn name(&self, class: u8) -> Option<NameTag> {
        self.names[usize::from(class)]
    }
}

impl Parser for SyntaxModel {
    fn parse<'m>(&'m self, sentences: &[Range<usize>], forms: &[&str], out: &mut Vec<WordAnalysis<'m>>) {
        let mut analysis = Analysis::default();
        self.analyze(sentences, |at| forms[at], &mut analysis);
        let (header, morphology) = (self.header(), self.morphology());
        out.clear();
        out.extend(forms.iter().enumerate().map(|(at, form)| {
            let (upos, xpos) = (analysis.upos[at], analysis.xpos[at]);
            let mut lemma = String::new();
            let feats = match morphology {
                Some(m) => m.analyze(form, upos, xpos, &mut lemma),
                None => {
                    lemma.push_str(form);
                    ""
                }
            };
            WordAnalysis {
                lemma,
                upos: &header.upos[usize::from(upos)],
                xpos: &header.xpos[usize::from(xpos)],
                feats,
                head: analysis.heads[at],
                deprel: &header.relations[usize::from(analysis.relations[at])],
                name: self.name(analysis.names[at]),
            }
        }));
    }
}

#[cfg(test)]
mod tests;
