//! Actors: who is spoken of.
//!
//! Enters: a document with its tokens, tags, chunks and clauses. Leaves: a [`Cast`]: all mentions, the actors they refer
//! to, and the static relations between actors that the text states.

use crate::annotation::{Actor, ActorId, Mention, Reference, Relation};
use crate::document::Span;
use crate::lexicon::{TableError, Vocabulary};
use crate::pipeline::Reading;
use crate::syntax::words::FunctionWords;

/// What this stage must know of words and names.
#[derive(Debug)]
pub struct ActorRules {}

impl ActorRules {
    /// Reads the gazetteers and the lexicons of titles, roles and nouns; their words become known.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load(_vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        Ok(Self {})
    }
}

/// Everyone and everything spoken of in a document.
#[derive(Debug, Default)]
pub struct Cast {
    /// Sorted by start, then longest first.
    pub mentions: Vec<Mention>,
    /// For every mention the token of its head noun, as an index into the document's tokens.
    pub heads: Vec<usize>,
    /// In the order of their first mention.
    pub actors: Vec<Actor>,
    /// Static relations.
    pub relations: Vec<Relation>,
}

impl Cast {
    /// The mention whose head noun is this token; the longest if there are several.
    pub fn headed_by(&self, token: usize) -> Option<&Mention> {
        let fits = |(i, _): &(usize, &usize)| *self.heads.get(*i).unwrap_or(&usize::MAX) == token;
        let found = self.heads.iter().enumerate().find(fits)?;
        self.mentions.get(found.0)
    }

    /// Some words together with the actor that the noun at `head` refers to.
    pub fn reference(&self, span: Span, head: usize) -> Reference {
        Reference { span, actor: self.headed_by(head).and_then(|m| m.actor) }
    }

    /// Mentions that lie wholly in a span, in order.
    pub fn within(&self, span: Span) -> impl Iterator<Item = &Mention> {
        let first = self.mentions.partition_point(|m| m.span.start < span.start);
        self.mentions[first..]
            .iter()
            .take_while(move |m| m.span.start < span.end)
            .filter(move |m| span.contains(m.span))
    }

    /// The actor with this number.
    pub fn actor(&self, id: ActorId) -> &Actor {
        &self.actors[id.index()]
    }
}

/// Finds everyone spoken of.
pub fn find(_rules: &ActorRules, _words: &FunctionWords, _reading: Reading<'_>) -> Cast {
    Cast::default()
}
