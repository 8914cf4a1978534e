//! Decisions that contradict each other whatever the documents say.
//!
//! Selectors are compared by what they say: two that choose one actor in different words meet only in documents, and
//! are checked there as well.

use std::collections::BTreeMap;

use super::{Action, Contradiction, Decision, Selector};

/// Sets of selectors that `same` makes one.
#[derive(Default)]
struct Groups {
    numbers: BTreeMap<String, usize>,
    parents: Vec<usize>,
}

impl Groups {
    fn of(&mut self, selector: &Selector) -> usize {
        let next = self.parents.len();
        let number = *self.numbers.entry(selector.key()).or_insert(next);
        if number == next {
            self.parents.push(next);
        }
        self.root(number)
    }

    fn root(&mut self, mut i: usize) -> usize {
        while self.parents[i] != i {
            self.parents[i] = self.parents[self.parents[i]];
            i = self.parents[i];
        }
        i
    }

    fn join(&mut self, one: &Selector, other: &Selector) {
        let (a, b) = (self.of(one), self.of(other));
        self.parents[a.max(b)] = a.min(b);
    }

    /// Whether any two of these are one.
    fn are_one(&mut self, selectors: &[Selector]) -> bool {
        let mut roots: Vec<usize> = selectors.iter().map(|selector| self.of(selector)).collect();
        roots.sort_unstable();
        roots.windows(2).any(|pair| pair[0] == pair[1])
    }
}

/// Looks for two that cannot both hold.
pub(super) fn check(list: &[Decision]) -> Result<(), Contradiction> {
    let mut groups = Groups::default();
    let apart: Vec<&Decision> = list.iter().filter(|d| matches!(d.action, Action::NotSame(_))).collect();
    for decision in list {
        let Action::Same(selectors) = &decision.action else { continue };
        for other in &selectors[1..] {
            groups.join(&selectors[0], other);
        }
        // The one that closes the chain is named.
        if let Some(other) = apart.iter().find(|other| groups.are_one(other.action.selectors())) {
            return Err(Contradiction::between(decision, other));
        }
    }
    let mut said: BTreeMap<(usize, &str), &Decision> = BTreeMap::new();
    for decision in list {
        if matches!(decision.action, Action::NotSame(_)) {
            continue;
        }
        let group = groups.of(&decision.action.selectors()[0]);
        let earlier = said.entry((group, decision.action.name())).or_insert(decision);
        if earlier.action.value() != decision.action.value() {
            return Err(Contradiction::between(earlier, decision));
        }
    }
    for (&(group, name), decision) in &said {
        let gone = said.get(&(group, "not-an-actor")).filter(|_| name != "not-an-actor");
        if let Some(gone) = gone {
            return Err(Contradiction::between(gone, decision));
        }
    }
    Ok(())
}
