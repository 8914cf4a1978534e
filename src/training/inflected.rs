//! Forms of English words from the lexicon, for [`MorphologyCounts`]: treebanks are too small to have them all.
//!
//! Enters: the tables of irregular verbs and nouns, and base forms of further words, such as those that the rules for
//! claims and events look for. Leaves: listed forms with the tags of the Penn Treebank.

use super::morphology::MorphologyCounts;
use crate::lexicon::{Inflections, Table, TableError, VerbForms};

/// Base forms of the verbs that the lexicons of events and of claims know.
///
/// # Errors
/// When a table is malformed.
pub fn lexicon_verbs() -> Result<Vec<String>, TableError> {
    let events =
        Table::parse("data/lexicon/event_verbs.tsv", include_str!("../../data/lexicon/event_verbs.tsv"), &["lemma"])?;
    let cues = Table::parse("data/lexicon/cues.tsv", include_str!("../../data/lexicon/cues.tsv"), &["lemma", "class"])?;
    let spoken = cues.rows().filter(|r| r.cell(1) == "verb").map(|r| r.cell(0).to_owned());
    Ok(events.rows().map(|r| r.cell(0).to_owned()).chain(spoken).collect())
}

/// Adds all irregular verbs and nouns and the forms of further verbs.
///
/// Left out are phrases ("carry out") and names ("Burmese"), which have other tags.
pub fn add_inflected<'a>(
    inflections: &'a Inflections,
    verbs: impl IntoIterator<Item = &'a str>,
    counts: &mut MorphologyCounts,
) {
    let is_word = |word: &&str| word.chars().all(|c| c.is_lowercase());
    for verb in inflections.irregular_verbs().into_iter().chain(verbs).filter(is_word) {
        let VerbForms { third, past, participle, gerund } = inflections.verb_forms(verb);
        for (xpos, forms) in [("VBZ", third), ("VBD", past), ("VBN", participle), ("VBG", gerund)] {
            forms.iter().for_each(|form| counts.add_listed(form, verb, "VERB", xpos));
        }
        counts.add_listed(verb, verb, "VERB", "VB");
    }
    for noun in inflections.irregular_nouns().into_iter().filter(is_word) {
        // The first is the singular; a plural like the singular is not repeated.
        let forms = inflections.noun(noun);
        let plurals = if forms.len() > 1 { &forms[1..] } else { &forms[..] };
        plurals.iter().for_each(|plural| counts.add_listed(plural, noun, "NOUN", "NNS"));
    }
}
