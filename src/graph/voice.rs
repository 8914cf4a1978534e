//! Who says so: the document in its own voice, or only parties.

use std::collections::{BTreeMap, BTreeSet};

use super::label::cut;
use super::{Edge, KnowledgeGraph, Node, NodeId, StatedBy, Statement};
use crate::annotation::{Modality, Polarity};
use crate::graph::words::{Group, is};

/// Characters of a speaker's name.
const SPEAKER_LENGTH: usize = 30;

/// What stands for one who is not told.
pub(super) const UNKNOWN_SPEAKER: &str = "a source not named";

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

/// One way in which something is said to be, with all who say it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Whether a document says so itself; else only the speakers do.
    pub told: bool,
    /// The parties that say so, as of [`KnowledgeGraph::speakers`].
    pub speakers: BTreeSet<String>,
    /// Said to happen, or not.
    pub polarity: Polarity,
    /// How real.
    pub modality: Modality,
}

impl Voice {
    /// Whether no document says so in its own voice, or it calls it alleged itself.
    pub fn is_alleged(&self) -> bool {
        !self.told || self.modality == Modality::Alleged
    }
}

impl KnowledgeGraph {
    /// The ways in which something is said to be, by polarity and modality, each once.
    pub fn voices(&self, statements: &BTreeSet<Statement>) -> Vec<Voice> {
        let mut by: BTreeMap<(Polarity, Modality), Vec<&Statement>> = BTreeMap::new();
        for statement in statements {
            by.entry((statement.polarity, statement.modality)).or_default().push(statement);
        }
        let voice = |((polarity, modality), by): ((Polarity, Modality), Vec<&Statement>)| Voice {
            told: by.iter().any(|statement| statement.by == StatedBy::Document),
            speakers: self.speakers(by),
            polarity,
            modality,
        };
        by.into_iter().map(voice).collect()
    }

    /// The documents that say so in their own voice what an edge says: those that have words for it outside of the claims
    /// that state it. None where only parties say so.
    ///
    /// An edge that several documents state is one, and does not tell which statement is whose; so a document that says
    /// it only within a claim's words is not among them.
    pub fn telling<'e>(&self, edge: &'e Edge) -> BTreeSet<&'e str> {
        if !is_told(&edge.stated_by) {
            return BTreeSet::new();
        }
        let claims = edge.stated_by.iter().filter_map(|statement| match &statement.by {
            StatedBy::Claim(claim) => self.node(claim),
            StatedBy::Document => None,
        });
        let claimed: Vec<_> = claims.flat_map(|claim| &claim.provenance).collect();
        let is_claimed = |place: &&super::Provenance| {
            let words = &place.passage;
            claimed.iter().any(|claim| {
                claim.document == place.document && claim.passage.start <= words.start && words.end <= claim.passage.end
            })
        };
        let own = edge.provenance.iter().filter(|place| !is_claimed(place));
        let own: BTreeSet<&str> = own.map(|place| &*place.document).collect();
        if own.is_empty() { edge.provenance.iter().map(|place| &*place.document).collect() } else { own }
    }

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
            .map(|passage| &*passage.text)
            .filter(|words| says_who(words) && !words.trim().is_empty());
        cut(source.or(words).unwrap_or(UNKNOWN_SPEAKER), SPEAKER_LENGTH)
    }
}
