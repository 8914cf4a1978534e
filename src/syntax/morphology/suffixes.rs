//! Rules by suffix: a forest of tries that are walked from the last character of a word to its first.
//!
//! Nodes stand breadth first, so the children of each follow those of the node before it.

use std::collections::{BTreeMap, VecDeque};

use super::NONE;

/// Follows the first character of a word: a rule with it holds for the whole word alone.
pub(crate) const START: u32 = 0x11_0000;

/// Tries whose nodes may each hold a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Suffixes {
    pub(crate) n_roots: u32,
    /// Key of the character that leads to each node; 0 for roots.
    pub(crate) labels: Vec<u32>,
    /// What the suffix up to each node gives; [`NONE`] where it says nothing.
    pub(crate) values: Vec<u16>,
    /// Where the children of each node begin; one more than there are nodes.
    pub(crate) children: Vec<u32>,
}

/// The key of a character; all digits have the same.
pub(crate) fn character_key(c: char) -> u32 {
    if c.is_ascii_digit() { u32::from('0') } else { u32::from(c) }
}

#[derive(Default)]
struct Node {
    value: Option<u16>,
    children: BTreeMap<u32, Node>,
}

impl Suffixes {
    /// Builds the tries of rules: root, keys from the last character on, number.
    pub(crate) fn build(n_roots: usize, rules: impl IntoIterator<Item = (usize, Vec<u32>, u16)>) -> Self {
        let mut roots: Vec<Node> = Vec::new();
        roots.resize_with(n_roots, Node::default);
        for (root, keys, value) in rules {
            let node = keys.into_iter().fold(&mut roots[root], |node, key| node.children.entry(key).or_default());
            node.value = Some(value);
        }
        let mut tries = Self { n_roots: n_roots as u32, ..Self::default() };
        let mut queue: VecDeque<(u32, Node)> = roots.into_iter().map(|root| (0, root)).collect();
        let mut next = n_roots as u32;
        while let Some((label, node)) = queue.pop_front() {
            tries.labels.push(label);
            tries.values.push(node.value.unwrap_or(NONE));
            tries.children.push(next);
            next += node.children.len() as u32;
            queue.extend(node.children);
        }
        tries.children.push(next);
        tries
    }

    /// The rules that the tries were built from, by root, then by suffix.
    pub(crate) fn rules(&self) -> Vec<(usize, Vec<u32>, u16)> {
        let mut rules = Vec::new();
        for root in 0..self.n_roots as usize {
            let mut open = vec![(root, Vec::new())];
            while let Some((node, suffix)) = open.pop() {
                for child in (self.children[node] as usize..self.children[node + 1] as usize).rev() {
                    let longer = suffix.iter().copied().chain([self.labels[child]]).collect();
                    open.push((child, longer));
                }
                rules.extend(self.value(node).map(|value| (root, suffix, value)));
            }
        }
        rules
    }

    /// Number of nodes.
    pub(crate) fn len(&self) -> usize {
        self.labels.len()
    }

    /// What the longest suffix of a lower-cased word that has a number in this trie gives.
    pub(crate) fn longest(&self, root: usize, word: &str) -> Option<u16> {
        if root >= self.n_roots as usize {
            return None;
        }
        let mut found = None;
        let mut node = root;
        let keys = word.chars().rev().map(character_key).chain([START]);
        for key in keys {
            found = self.value(node).or(found);
            node = match self.child(node, key) {
                Some(child) => child,
                None => return found,
            };
        }
        self.value(node).or(found)
    }

    fn value(&self, node: usize) -> Option<u16> {
        self.values.get(node).copied().filter(|&v| v != NONE)
    }

    fn child(&self, node: usize, key: u32) -> Option<usize> {
        let (first, end) = (*self.children.get(node)? as usize, *self.children.get(node + 1)? as usize);
        let place = self.labels.get(first..end)?.binary_search(&key).ok()?;
        Some(first + place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(suffix: &str) -> Vec<u32> {
        suffix.chars().rev().map(|c| if c == '^' { START } else { character_key(c) }).collect()
    }

    #[test]
    fn the_longest_suffix_decides() {
        let rules = [(0, "s", 1), (0, "ies", 2), (0, "^lies", 3), (1, "", 4), (1, "0s", 5)];
        let tries = Suffixes::build(3, rules.map(|(root, suffix, value)| (root, keys(suffix), value)));
        assert_eq!(tries.longest(0, "spies"), Some(2));
        assert_eq!(tries.longest(0, "lies"), Some(3));
        assert_eq!(tries.longest(0, "allies"), Some(2));
        assert_eq!(tries.longest(0, "talks"), Some(1));
        assert_eq!(tries.longest(0, "talk"), None);
        assert_eq!(tries.longest(1, "1990s"), Some(5));
        assert_eq!(tries.longest(1, ""), Some(4));
        assert_eq!(tries.longest(2, "spies"), None);
        assert_eq!(tries.longest(9, "spies"), None);
    }
}
