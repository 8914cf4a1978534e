//! What to train, from what, how long: the JSON file that `claimgraph train --config` reads.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A training run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Name of the model.
    pub name: String,
    /// Fixes all that is random.
    pub seed: u64,
    /// Treebanks in CoNLL-U to learn from.
    pub treebanks: Vec<Corpus>,
    /// Treebanks that are only measured on.
    #[serde(default)]
    pub development: Vec<PathBuf>,
    /// Further texts in CoNLL-U of which only the words are read: for word vectors.
    #[serde(default)]
    pub texts: Vec<Corpus>,
    /// Whether the forms of the program's own English lexicon are added to those of the treebanks for lemmas.
    #[serde(default)]
    pub inflections: bool,
    /// Most words with a learned row.
    pub learned_words: usize,
    /// Most words with a vector.
    pub words: usize,
    /// The network that tags and parses.
    pub parser: ParserConfiguration,
    /// The network of names.
    #[serde(default)]
    pub names: Option<NamesConfiguration>,
}

/// A file to learn from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corpus {
    /// The file, from the folder of the corpora on.
    pub file: PathBuf,
    /// Licence of its texts and annotations, as it will stand in the model.
    pub licence: String,
    /// Share of each batch, beside the other files'; all words count the same where none is given.
    #[serde(default)]
    pub share: Option<f64>,
    /// How often its lemmas and features count where treebanks disagree; once if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
    /// Names of kinds in this file that the model calls otherwise; a kind renamed to nothing is not learned as a name.
    #[serde(default)]
    pub kinds: BTreeMap<String, String>,
}

/// Sizes and schedule of the network that tags and parses.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParserConfiguration {
    /// Sizes of the encoder.
    pub encoder: EncoderConfiguration,
    /// Width of the arc projections, a multiple of 16.
    pub arc: usize,
    /// Width of the label projections, a multiple of 16.
    pub label: usize,
    /// A model that annotates the configuration's texts in place of the network itself, from the configuration's own folder on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teacher: Option<PathBuf>,
    /// How it is trained: one schedule after the other.
    pub schedules: Vec<Schedule>,
}

/// Sizes of an encoder.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EncoderConfiguration {
    /// Numbers of a word's learned row.
    pub word: usize,
    /// Rows of the table of character n-grams.
    pub buckets: usize,
    /// Numbers of an n-gram's row.
    pub ngram: usize,
    /// Numbers of a shape's row.
    pub shape: usize,
    /// Numbers of a word's fixed vector; the same for both networks, 0 for none.
    pub vector: usize,
    /// Width of the states, a multiple of 32.
    pub width: usize,
    /// QRNN layers.
    pub layers: usize,
}

/// Sizes, data and schedule of the network of names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamesConfiguration {
    /// Kinds of names, in the order of their numbers.
    pub kinds: Vec<String>,
    /// CoNLL-U with `NER=B-kind` and `NER=I-kind` in MISC.
    pub corpora: Vec<Corpus>,
    /// The same, only measured on.
    #[serde(default)]
    pub development: Vec<PathBuf>,
    /// Lists of names of one kind, a TSV file each with its columns `name` and `aliases` (separated by `|`): a name of
    /// another kind in `instead_of` that stands in the list is of the list's kind.
    #[serde(default)]
    pub lists: Vec<KindList>,
    /// Whether the network reads what the gazetteer knows of each token.
    #[serde(default)]
    pub marks: bool,
    /// Sizes of the encoder.
    pub encoder: EncoderConfiguration,
    /// Width of the hidden layer, a multiple of 16.
    pub hidden: usize,
    /// How it is trained: one schedule after the other.
    pub schedules: Vec<Schedule>,
}

/// Names that are known to be of one kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindList {
    /// The table, from the configuration's own folder on.
    pub file: PathBuf,
    /// The kind of all its names.
    pub kind: String,
    /// The kind that corpora give them.
    pub instead_of: String,
}

/// A stretch of training, with its own rise and fall of the learning rate.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Words of a batch.
    pub batch: usize,
    /// Batches.
    pub steps: u32,
    /// Highest learning rate; it rises over the first steps and falls linearly to a fiftieth.
    pub rate: f32,
    /// Weight decay.
    pub decay: f32,
    /// Share of a layer's inputs that are dropped.
    pub dropout: f32,
    /// Share of words that are taken for unknown.
    pub word_dropout: f32,
    /// Share of sentences shown in small letters, and as many in capitals.
    #[serde(default)]
    pub recased: f32,
    /// Share of each batch that comes from the configuration's texts, as annotated by the teacher or, without one, by the network
    /// itself when the schedule begins (self-training: McClosky et al., NAACL 2006); only the network that tags and parses learns so.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub own: f64,
    /// Batches between two measurements on the development files.
    pub every: u32,
    /// Measurements without a better score after which the run ends; 0 for never.
    #[serde(default)]
    pub patience: u32,
}

fn is_nothing(share: &f64) -> bool {
    *share == 0.0
}
