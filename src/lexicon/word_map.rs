//! A map from words to what a table says of them, indexed by word number.

use super::WordId;

/// Values of some words. A look-up is one or two array accesses.
#[derive(Clone, Debug)]
pub(crate) struct WordMap<T> {
    /// Number of the value plus one; 0 for none.
    value_of: Vec<u16>,
    values: Vec<T>,
}

impl<T> Default for WordMap<T> {
    fn default() -> Self {
        Self { value_of: Vec::new(), values: Vec::new() }
    }
}

impl<T: Copy> WordMap<T> {
    /// Sets the value of a word.
    ///
    /// # Panics
    /// With more than 65,535 values.
    pub(crate) fn insert(&mut self, word: WordId, value: T) {
        if self.value_of.len() <= word.index() {
            self.value_of.resize(word.index() + 1, 0);
        }
        self.values.push(value);
        self.value_of[word.index()] = u16::try_from(self.values.len()).expect("fewer than 65,536 values");
    }

    /// The value of a word.
    pub(crate) fn get(&self, word: WordId) -> Option<T> {
        match self.value_of.get(word.index()) {
            Some(&number) if number > 0 => Some(self.values[number as usize - 1]),
            _ => None,
        }
    }
}
