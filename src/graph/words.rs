//! The small words by which labels are cut and claims compared: `data/lexicon/claim_words.tsv`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::lexicon::{Table, TableError};

/// What a word is to the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    /// Begins a clause that a label can do without: "because".
    Opener,
    /// No label should end with it: "the".
    WeakEnd,
    /// After a "that" which points, rather than joins: "that was".
    Pointing,
    /// Says that something is not so: "never".
    Negation,
    /// A number in letters.
    Number,
    /// Makes a number no exact one: "at least".
    Bound,
    /// Tells nobody who is meant without the sentence it stands in: "they".
    Pronoun,
}

static WORDS: LazyLock<BTreeSet<(Group, &'static str)>> =
    LazyLock::new(|| load().expect("a test reads the tables that ship with the program"));

/// Whether a word in lower case is of a group.
pub(super) fn is(group: Group, word: &str) -> bool {
    WORDS.contains(&(group, word))
}

fn load() -> Result<BTreeSet<(Group, &'static str)>, TableError> {
    let text = include_str!("../../data/lexicon/claim_words.tsv");
    let table = Table::parse("data/lexicon/claim_words.tsv", text, &["form", "group"])?;
    let mut words = BTreeSet::new();
    for row in table.rows() {
        let group = match row.cell(1) {
            "opener" => Group::Opener,
            "weak-end" => Group::WeakEnd,
            "pointing" => Group::Pointing,
            "negation" => Group::Negation,
            "number" => Group::Number,
            "bound" => Group::Bound,
            "pronoun" => Group::Pronoun,
            other => return Err(row.error(format!("unknown group {other:?}"))),
        };
        if !words.insert((group, row.cell(0))) {
            return Err(row.error("this word stands twice in this group"));
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        load().unwrap();
        assert!(is(Group::Negation, "never") && !is(Group::Bound, "never"));
    }
}
