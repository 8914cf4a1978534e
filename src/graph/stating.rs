//! Who says what a stretch of text says: the document, or the source of a claim.
//!
//! "McCallum said Russia’s claim that Britain attacked the pipelines is silly" holds an attack. It is Russia who states
//! it: the innermost claim around the words counts, since everyone further out only passes it on.

use std::collections::BTreeMap;

use crate::annotation::{Annotation, Claim, ClaimId, EventId};
use crate::document::Span;

/// The claims of one document, to be asked about its words.
pub(super) struct Stating<'a> {
    claims: &'a [Claim],
}

impl<'a> Stating<'a> {
    pub(super) fn new(annotation: &'a Annotation) -> Self {
        Self { claims: &annotation.claims }
    }

    /// All claims whose content holds the span, or that list the event.
    pub(super) fn claims_around(&self, span: Span, event: Option<EventId>) -> Vec<ClaimId> {
        let around = |claim: &Claim| {
            event.is_some_and(|event| claim.events.contains(&event)) || claim.content.iter().any(|c| c.contains(span))
        };
        let found = self.claims.iter().enumerate().filter(|(_, claim)| around(claim));
        found.map(|(i, _)| ClaimId(i as u32)).collect()
    }

    /// Those of [`Self::claims_around`] that hold no other of them.
    pub(super) fn innermost_claims(&self, span: Span, event: Option<EventId>) -> Vec<ClaimId> {
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

/// Events that are one, by their `same_as` links; each in text order, ordered by their first.
pub(super) fn clusters(annotation: &Annotation) -> Vec<Vec<EventId>> {
    let n_events = annotation.events.len();
    let mut first: Vec<usize> = (0..n_events).collect();
    for (i, event) in annotation.events.iter().enumerate() {
        if let Some(other) = event.same_as.filter(|other| other.index() < n_events) {
            let [a, b] = [root(&first, i), root(&first, other.index())];
            first[a.max(b)] = a.min(b);
        }
    }
    let mut members: BTreeMap<usize, Vec<EventId>> = BTreeMap::new();
    for i in 0..n_events {
        members.entry(root(&first, i)).or_default().push(EventId(i as u32));
    }
    members.into_values().collect()
}

/// Follows the links to the first event of a cluster; every link leads to a smaller index or to itself.
fn root(first: &[usize], mut i: usize) -> usize {
    while first[i] != i {
        i = first[i];
    }
    i
}
