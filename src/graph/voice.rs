//! Who says so: the document in its own voice, or only parties.

use std::collections::BTreeSet;

use super::label::cut;
use super::{KnowledgeGraph, Node, NodeId, StatedBy, Statement};
use crate::annotation::{Modality, Polarity};
use crate::graph::words::{Group, is};

/// Characters of a speaker's name.
const SPEAKER_LENGTH: usize = 30;

/// What stands for one who is not told.
const UNKNOWN_SPEAKER: &str = "a source not named";

/// Whether only parties say so, and no document in its own voice. What nobody needs to state ("made", "about") is not
/// alleged.
pub fn is_alleged(statements: &BTreeSet<Statement>) -> bool {
    !statements.is_empty() && !is_told(statements)
}

/// How something is said: as a document says it in its own voice, or else as the first claim does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Said to be so, or not.
    pub polarity: Polarity,
    /// How real.
    pub modality: Modality,
}

impl Manner {
    /// `None` for what nobody needs to state ("made", "about").
    pub fn of(statements: &BTreeSet<Statement>) -> Option<Self> {
        let own = |statement: &&Statement| statement.by == StatedBy::Document;
        let statement = statements.iter().find(own).or(statements.first())?;
        Some(Self { polarity: statement.polarity, modality: statement.modality })
    }
}

/// Whether a document says so in its own voice.
pub(super) fn is_told(statements: &BTreeSet<Statement>) -> bool {
    statements.iter().any(|statement| statement.by == StatedBy::Document)
}

/// Whether words tell, without the sentence they stand in, who is meant: pronouns do not.
pub(super) fn says_who(words: &str) -> bool {
    !is(Group::Pronoun, &words.to_lowercase())
}

impl KnowledgeGraph {
    /// The parties that say so, sorted: names of actors, else the words for them, at most 30 characters each.
    pub fn speakers<'s>(&self, statements: impl IntoIterator<Item = &'s Statement>) -> BTreeSet<String> {
        let claims = statements.into_iter().filter_map(|s| match &s.by {
            StatedBy::Claim(claim) => Some(claim),
            StatedBy::Document => None,
        });
        claims.map(|claim| self.speaker(claim)).collect()
    }

    /// Who makes a claim: the name of the actor, else the words for it, at most 30 characters.
    pub fn speaker(&self, claim: &NodeId) -> String {
        let Some(claim) = self.node(claim).and_then(Node::as_claim) else { return UNKNOWN_SPEAKER.to_owned() };
        let source = claim.source.as_ref().and_then(|source| self.node(source)).map(|node| node.label.as_str());
        let source = source.filter(|name| !name.trim().is_empty());
        let words = claim
            .source_text
            .as_ref()
            .map(|passage| passage.text.as_str())
            .filter(|words| says_who(words) && !words.trim().is_empty());
        cut(source.or(words).unwrap_or(UNKNOWN_SPEAKER), SPEAKER_LENGTH)
    }
}
