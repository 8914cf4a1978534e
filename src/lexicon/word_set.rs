//! Sets of words, tested by one look into a list of flags.

use super::table::{Table, TableError};
use super::{Inflections, Vocabulary, WordId};

/// A set of known words.
#[derive(Debug, Default)]
pub struct WordSet {
    flags: Vec<bool>,
}

impl WordSet {
    /// The forms of a table with the column `form`; they become known.
    ///
    /// # Errors
    /// When the table is malformed.
    pub fn of_forms(vocabulary: &mut Vocabulary, file: &str, text: &str) -> Result<Self, TableError> {
        let mut set = Self::default();
        for row in Table::parse(file, text, &["form"])?.rows() {
            set.insert(vocabulary.add(row.cell(0)));
        }
        Ok(set)
    }

    /// All forms of the verbs of a table with the column `lemma`; they become known.
    ///
    /// # Errors
    /// When the table is malformed.
    pub fn of_verbs(
        vocabulary: &mut Vocabulary,
        inflections: &Inflections,
        file: &str,
        text: &str,
    ) -> Result<Self, TableError> {
        let mut set = Self::default();
        for row in Table::parse(file, text, &["lemma"])?.rows() {
            for form in inflections.verb(row.cell(0)) {
                set.insert(vocabulary.add(&form));
            }
        }
        Ok(set)
    }

    /// Whether the word is in it; [`WordId::UNKNOWN`] never is.
    pub fn contains(&self, word: WordId) -> bool {
        self.flags.get(word.index()).copied().unwrap_or(false)
    }

    /// Adds a word.
    pub fn insert(&mut self, word: WordId) {
        let index = word.index();
        self.flags.resize(self.flags.len().max(index + 1), false);
        self.flags[index] = true;
    }
}
