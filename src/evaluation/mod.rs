//! How good an analysis is: compared with sentences that people annotated.
//!
//! Enters: gold sentences and predicted ones. Leaves: [`Report`]s of measures. [`syntax`] scores tags, lemmas and trees
//! on given words, [`aligned`] the same on the program's own words, [`names`] the names.

pub mod aligned;
pub mod names;
pub mod syntax;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::syntax::conllu::{Sentence, Word};

/// Measures with what they were taken over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Name and value, from 0 to 1, in the order of printing.
    pub measures: Vec<(&'static str, f64)>,
    /// How many words, sentences and so on there were.
    pub counts: Vec<(&'static str, usize)>,
}

impl Report {
    /// The value of a measure.
    pub fn measure(&self, name: &str) -> Option<f64> {
        self.measures.iter().find(|(n, _)| *n == name).map(|(_, value)| *value)
    }
}

impl Serialize for Report {
    /// One flat object: measures rounded to five places, then counts.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.measures.len() + self.counts.len()))?;
        for (name, value) in &self.measures {
            map.serialize_entry(name, &round(*value, 5))?;
        }
        for (name, count) in &self.counts {
            map.serialize_entry(name, count)?;
        }
        map.end()
    }
}

/// Why two sides cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// One side has more sentences.
    #[error("the number of sentences differs: gold {gold}, predicted {predicted}")]
    Sentences {
        /// Of the gold side.
        gold: usize,
        /// Of the other.
        predicted: usize,
    },
    /// The words are not the same.
    #[error("the words differ in sentence {number} ({id}): gold {gold:?}, predicted {predicted:?}")]
    Words {
        /// Which sentence, from 1.
        number: usize,
        /// Its `sent_id`, or "-".
        id: String,
        /// The first gold word that differs; empty where there is none.
        gold: String,
        /// The predicted word in its place.
        predicted: String,
    },
    /// The texts are not the same.
    #[error("the texts differ at character {at}, blanks not counted: gold {gold:?}, predicted {predicted:?}")]
    Text {
        /// Code points before the first difference.
        at: usize,
        /// What the gold text goes on with.
        gold: String,
        /// What the other goes on with.
        predicted: String,
    },
}

/// Compares the words of two sentences, the `number`th from 1.
fn check_words(number: usize, gold: &Sentence, predicted: &Sentence) -> Result<(), Mismatch> {
    let differ = |(g, p): (&Word, &Word)| g.form != p.form;
    let shorter = gold.words.len().min(predicted.words.len());
    let at = gold.words.iter().zip(&predicted.words).position(differ).unwrap_or(shorter);
    if at == gold.words.len() && at == predicted.words.len() {
        return Ok(());
    }
    let form = |s: &Sentence| s.words.get(at).map_or_else(String::new, |w| w.form.chars().take(30).collect());
    let id = gold.sent_id().unwrap_or("-").to_owned();
    Err(Mismatch::Words { number, id, gold: form(gold), predicted: form(predicted) })
}

/// A sentence with its words, comments and spacing, and without all annotation.
pub fn blind(sentence: &Sentence) -> Sentence {
    let mut blind = sentence.clone();
    let spacing = |misc: &str| if misc.split('|').any(|e| e == "SpaceAfter=No") { "SpaceAfter=No" } else { "" };
    for word in &mut blind.words {
        let (form, misc) = (std::mem::take(&mut word.form), spacing(&word.misc).to_owned());
        *word = Word { form, misc, ..Word::default() };
    }
    for multiword in &mut blind.multiwords {
        multiword.misc = spacing(&multiword.misc).to_owned();
    }
    blind.empty_nodes.clear();
    blind
}

/// The text that sentences spell: a blank line between paragraphs and documents.
pub fn raw_text(sentences: &[Sentence]) -> String {
    let mut text = String::new();
    for sentence in sentences {
        if !text.is_empty() && (sentence.new_document().is_some() || sentence.is_new_paragraph()) {
            text.truncate(text.trim_end().len());
            text.push_str("\n\n");
        }
        for token in sentence.tokens() {
            text.push_str(token.form);
            if token.space_after {
                text.push(' ');
            }
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn share(part: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

/// The harmonic mean of precision and recall.
fn f1(right: usize, gold: usize, predicted: usize) -> f64 {
    if gold + predicted == 0 { 0.0 } else { (2 * right) as f64 / (gold + predicted) as f64 }
}

/// To the nearest decimal of so many places; a tie, which must be one in binary as well, goes to the even digit.
fn round(value: f64, places: usize) -> f64 {
    format!("{value:.places$}").parse().unwrap_or(value)
}

/// Relations that join function words; CLAS leaves them out.
const FUNCTIONAL: &[&str] = &["aux", "case", "cc", "clf", "cop", "det", "mark", "punct"];

/// A relation without its subtype.
fn universal(deprel: &str) -> &str {
    deprel.split(':').next().unwrap_or_default()
}

fn is_content(word: &Word) -> bool {
    !FUNCTIONAL.contains(&universal(&word.deprel))
}

/// An absent gold lemma is no mistake.
fn same_lemma(gold: &Word, predicted: &Word) -> bool {
    gold.lemma.is_empty() || gold.lemma == predicted.lemma
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::conllu::{Check, Reader};

    #[test]
    fn rounding_is_that_of_decimals() {
        assert_eq!(round(2.0 / 3.0, 4), 0.6667);
        assert_eq!(round(0.125, 2), 0.12);
        assert_eq!(round(1.0, 5), 1.0);
    }

    #[test]
    fn raw_text_parts_paragraphs() {
        let text = "# newpar\n1\tGo\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n2\t!\t_\t_\t_\t_\t_\t_\t_\t_\n\n\
                    1\tNo\t_\t_\t_\t_\t_\t_\t_\t_\n\n# newdoc id = b\n1-2\tcan't\t_\t_\t_\t_\t_\t_\t_\t_\n\
                    1\tca\tcan\tAUX\tMD\t_\t0\troot\t_\tNER=B-x\n2\tn't\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
        let read = Reader::new(text.as_bytes(), "a", Check::Tokens).collect::<Result<Vec<_>, _>>().unwrap();
        assert_eq!(raw_text(&read), "Go! No\n\ncan't\n");
        assert_eq!(blind(&read[2]).words[0], Word { form: "ca".to_owned(), ..Word::default() });
        assert_eq!(blind(&read[0]).words[0].misc, "SpaceAfter=No");
    }
}
