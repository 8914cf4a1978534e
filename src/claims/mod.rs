//! Claims: who says what.
//!
//! Enters: a document with its syntax, its quotations and its cast. Leaves: claims with source, cue and content.

use crate::actors::Cast;
use crate::annotation::{Claim, Event};
use crate::lexicon::{Inflections, TableError, Vocabulary};
use crate::pipeline::Reading;
use crate::syntax::words::FunctionWords;

/// What this stage must know of words.
#[derive(Debug)]
pub struct ClaimRules {}

impl ClaimRules {
    /// Reads the lexicon of cues; its words become known.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load(_vocabulary: &mut Vocabulary, _inflections: &Inflections) -> Result<Self, TableError> {
        Ok(Self {})
    }
}

/// Finds the claims of a document, in the order of their content.
pub fn find(_rules: &ClaimRules, _words: &FunctionWords, _reading: Reading<'_>, _cast: &Cast) -> Vec<Claim> {
    Vec::new()
}

/// Notes in each claim the events told in it and the actors it is about.
pub fn attach(_claims: &mut [Claim], _events: &[Event], _cast: &Cast) {}
