//! The border to the model: words of a sentence in, their analysis out.
//!
//! What writes or measures analyses goes through [`Parser`] and need not know the model.

use std::ops::Range;

use crate::annotation::ActorKind;

/// What a model says of one word, in the columns of CoNLL-U.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordAnalysis<'m> {
    /// LEMMA
    pub lemma: String,
    /// UPOS
    pub upos: &'m str,
    /// XPOS
    pub xpos: &'m str,
    /// FEATS, sorted, joined by `|`; empty for none.
    pub feats: &'m str,
    /// HEAD: the head counted from 1, or 0 for the root.
    pub head: u32,
    /// DEPREL
    pub deprel: &'m str,
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
    /// Analyses sentences, given as consecutive ranges of words that begin with the first. `out` is emptied, then holds one entry a
    /// word; the heads of every sentence form one tree. A sentence's analysis does not depend on the others: giving several at once
    /// only saves time.
    fn parse<'m>(&'m self, sentences: &[Range<usize>], forms: &[&str], out: &mut Vec<WordAnalysis<'m>>);
}
