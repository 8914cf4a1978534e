//! Who says what a stretch of text says: the document, or the source of a claim.
//!
//! "McCallum said Russia’s claim that Britain attacked the pipelines is silly" holds an attack. It is Russia who states
//! it: the innermost claim around the words counts, since everyone further out only passes it on.

use rustc_hash::FxHashMap;

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
    contents: Contents,
    /// The claims that list an event.
    listing: FxHashMap<EventId, Vec<ClaimId>>,
}

impl<'a> Stating<'a> {
    /// Asks the claims of an annotation.
    pub fn new(annotation: &'a Annotation) -> Self {
        let claims = &annotation.claims;
        let mut listing: FxHashMap<EventId, Vec<ClaimId>> = FxHashMap::default();
        for (number, claim) in claims.iter().enumerate() {
            for &event in &claim.events {
                listing.entry(event).or_default().push(ClaimId(number as u32));
            }
        }
        Self { claims, contents: Contents::new(claims), listing }
    }

    /// Who states this mention of an event, one at least, sorted: the innermost claims around its trigger, else the
    /// document. Another mention of the same event may be stated by others.
    pub fn event(&self, id: EventId, event: &Event) -> Vec<Voice> {
        let claims: Vec<Voice> = self.innermost_claims(event.trigger, Some(id)).into_iter().map(Voice::Claim).collect();
        if claims.is_empty() { vec![Voice::Document] } else { claims }
    }

    /// All claims whose content holds the span, or that list the event, sorted.
    pub(crate) fn claims_around(&self, span: Span, event: Option<EventId>) -> Vec<ClaimId> {
        let mut found = self.contents.around(span);
        found.extend(event.and_then(|event| self.listing.get(&event)).into_iter().flatten());
        found.sort_unstable();
        found.dedup();
        found
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

/// The contents of all claims, in the order of their starts, under a tree of their ends: a text may hold thousands of
/// claims and of events, and asking each claim for each event would be quadratic.
#[derive(Debug)]
struct Contents {
    spans: Vec<(Span, ClaimId)>,
    /// The greatest end below each node; the leaves are the spans, the root is number 1.
    ends: Vec<u32>,
    n_leaves: usize,
}

impl Contents {
    fn new(claims: &[Claim]) -> Self {
        let of = |(number, claim): (usize, &'_ Claim)| {
            claim.content.iter().map(move |&span| (span, ClaimId(number as u32))).collect::<Vec<_>>()
        };
        let mut spans: Vec<(Span, ClaimId)> = claims.iter().enumerate().flat_map(of).collect();
        spans.sort_unstable();
        let n_leaves = spans.len().next_power_of_two();
        let mut ends = vec![0; 2 * n_leaves];
        for (leaf, (span, _)) in spans.iter().enumerate() {
            ends[n_leaves + leaf] = span.end;
        }
        for node in (1..n_leaves).rev() {
            ends[node] = ends[2 * node].max(ends[2 * node + 1]);
        }
        Self { spans, ends, n_leaves }
    }

    /// The claims with a content that holds a span, in no order, one perhaps more than once.
    fn around(&self, span: Span) -> Vec<ClaimId> {
        let n_started = self.spans.partition_point(|(content, _)| content.start <= span.start);
        let mut found = Vec::new();
        // A node, its first leaf and its number of leaves.
        let mut nodes = vec![(1, 0, self.n_leaves)];
        while let Some((node, first, n)) = nodes.pop() {
            if first >= n_started || self.ends[node] < span.end {
                continue;
            }
            if n == 1 {
                found.push(self.spans[first].1);
            } else {
                nodes.extend([(2 * node, first, n / 2), (2 * node + 1, first + n / 2, n / 2)]);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::annotation::ClaimKind;

    fn spans() -> impl Strategy<Value = Vec<Span>> {
        prop::collection::vec((0usize..40, 0usize..20).prop_map(|(start, n)| Span::new(start, start + n)), 0..3)
    }

    proptest! {
        #[test]
        fn the_index_finds_what_a_search_of_all_claims_finds(
            claims in prop::collection::vec((spans(), prop::collection::vec(0u32..5, 0..2)), 0..12),
            (start, n) in (0usize..45, 0usize..8),
            event in prop::option::of(0u32..5),
        ) {
            let claims = claims.into_iter().map(|(content, events)| {
                let events = events.into_iter().map(EventId).collect();
                Claim { events, ..Claim::new(ClaimKind::Direct, content) }
            });
            let annotation = Annotation { claims: claims.collect(), ..Annotation::default() };
            let (span, event) = (Span::new(start, start + n), event.map(EventId));
            let around = |claim: &Claim| {
                event.is_some_and(|event| claim.events.contains(&event)) || claim.content.iter().any(|c| c.contains(span))
            };
            let all = annotation.claims.iter().enumerate().filter(|(_, claim)| around(claim));
            let all: Vec<ClaimId> = all.map(|(i, _)| ClaimId(i as u32)).collect();
            prop_assert_eq!(Stating::new(&annotation).claims_around(span, event), all);
        }
    }
}
