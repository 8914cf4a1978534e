//! Which mentions of events are one event.

use std::collections::BTreeMap;

use crate::annotation::{Annotation, EventId};

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
