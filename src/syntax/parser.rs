//! The border to the model: words of a sentence in, their analysis out.
//!
//! Everything that reads trees, tags or names of words goes through [`Parser`], so that the model can be replaced without
//! a change elsewhere. [`load`] gives the one that the program uses.

use crate::annotation::ActorKind;
use crate::lexicon::TableError;
use crate::syntax::interim::TaggerParser;

/// What a model says of one word, in the columns of CoNLL-U.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordAnalysis {
    /// LEMMA
    pub lemma: String,
    /// UPOS
    pub upos: &'static str,
    /// XPOS
    pub xpos: &'static str,
    /// FEATS, sorted, joined by `|`; empty for none.
    pub feats: String,
    /// HEAD: the head counted from 1, or 0 for the root.
    pub head: u32,
    /// DEPREL
    pub deprel: &'static str,
    /// The name that the word belongs to.
    pub name: Option<NameTag>,
}

/// A word's place in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameTag {
    /// Whether the name begins with this word.
    pub begins: bool,
    /// What bears the name.
    pub kind: ActorKind,
}

/// Analyses sentences.
pub trait Parser: Sync {
    /// Analyses the words of one sentence; `out` is emptied, then holds one entry a word, whose heads form one tree.
    fn parse(&self, forms: &[&str], out: &mut Vec<WordAnalysis>);
}

/// The model that ships with the program.
///
/// # Errors
/// When it is malformed.
pub fn load() -> Result<impl Parser, TableError> {
    TaggerParser::load()
}
