//! Events: who did what to whom, when, where, how many.
//!
//! Enters: a document with its syntax and its cast. Leaves: events with type, arguments, time and number.

use crate::actors::Cast;
use crate::annotation::Event;
use crate::lexicon::{Inflections, TableError, Vocabulary};
use crate::pipeline::Reading;
use crate::syntax::words::FunctionWords;

/// What this stage must know of words.
#[derive(Debug)]
pub struct EventRules {}

impl EventRules {
    /// Reads the ontology and the lexicons of triggers; their words become known.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load(_vocabulary: &mut Vocabulary, _inflections: &Inflections) -> Result<Self, TableError> {
        Ok(Self {})
    }
}

/// Finds the events of a document, in the order of their triggers.
pub fn find(_rules: &EventRules, _words: &FunctionWords, _reading: Reading<'_>, _cast: &Cast) -> Vec<Event> {
    Vec::new()
}
