//! Who says what a stretch of text says: the document, or the source of a claim.
//!
//! "McCallum said Russia’s claim that Britain attacked the pipelines is silly" holds an attack. It is Russia who states
//! it: the innermost claim around the words counts, since everyone further out only passes it on.

use super::{Annotation, Claim, ClaimId, Event, EventId};
use crate::document::Span;

/// Who states something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// The document in its own voice.
    Document,
    /// The source of a claim, in that claim.
    Claim(ClaimId),
}

/// The claims of one document, to be asked about its words.
#[derive(Debug)]
pub struct Stating<'a> {
    claims: &'a [Claim],
}

impl<'a> Stating<'a> {
    /// Asks the claims of an annotation.
    pub fn new(annotation: &'a Annotation) -> Self {
        Self { claims: &annotation.claims }
    }

    /// Who states this mention of an event, one at least, sorted: the innermost claims around its trigger, else the
    /// document. Another mention of the same event may be stated by others.
    pub fn event(&self, id: EventId, event: &Event) -> Vec<Voice> {
        let claims: Vec<Voice> = self.innermost_claims(event.trigger, Some(id)).into_iter().map(Voice::Claim).collect();
        if claims.is_empty() { vec![Voice::Document] } else { claims }
    }

    /// All claims whose content holds the span, or that list the event.
    pub(crate) fn claims_around(&self, span: Span, event: Option<EventId>) -> Vec<ClaimId> {
        let around = |claim: &Claim| {
            event.is_some_and(|event| claim.events.contains(&event)) || claim.content.iter().any(|c| c.contains(span))
        };
        let found = self.claims.iter().enumerate().filter(|(_, claim)| around(claim));
        found.map(|(i, _)| ClaimId(i as u32)).collect()
    }

    /// Those of [`Self::claims_around`] that hold no other of them.
    pub(crate) fn innermost_claims(&self, span: Span, event: Option<EventId>) -> Vec<ClaimId> {
        let around = self.claims_around(span, event);
        let holds_another = |&outer: &ClaimId| around.iter().any(|&inner| self.holds(outer, inner));
        around.iter().copied().filter(|outer| !holds_another(outer)).collect()
    }

    /// Whether a claim holds another: by its own word, or because its content covers more.
    fn holds(&self, outer: ClaimId, inner: ClaimId) -> bool {
        outer != inner
            && !self.is_ancestor(inner, outer)
            && (self.is_ancestor(outer, inner) || self.covers(outer, inner))
    }

    fn is_ancestor(&self, outer: ClaimId, inner: ClaimId) -> bool {
        let mut at = inner;
        // As many steps as there are claims, in case a reader was given a circle.
        for _ in 0..self.claims.len() {
            match self.claims.get(at.index()).and_then(|claim| claim.within) {
                Some(next) if next == outer => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    }

    fn covers(&self, outer: ClaimId, inner: ClaimId) -> bool {
        let [outer, inner] = [outer, inner].map(|claim| &self.claims[claim.index()].content);
        outer != inner && inner.iter().all(|i| outer.iter().any(|o| o.contains(*i)))
    }
}
