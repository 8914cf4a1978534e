//! Trains the model that tells where sentences end, from treebanks in CoNLL-U.
//!
//! Enters: treebanks; their paragraphs are spelled out and cut by the program's own tokenizer. Leaves: the table that
//! [`crate::text::sentence`] reads. The model is a logistic regression, fitted by AdaGrad (Duchi, Hazan & Singer, 2011)
//! with a pull towards 0; features that are rare or weigh little are left out. No chance is involved: the order of the
//! examples comes from a fixed sequence, so the same treebanks give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use crate::document::Span;
use crate::evaluation::raw_text;
use crate::lexicon::{TableError, Vocabulary, WordId};
use crate::syntax::conllu::Sentence;
use crate::text::paragraph;
use crate::text::sentence::features::{Feature, Template};
use crate::text::sentence::model::{Model, write_values};
use crate::text::sentence::{SentenceRules, dateline, judge};
use crate::text::token::{Token, TokenRules, tokenize};

/// Words that are seen less often are no features.
const FREQUENT: u32 = 5;
/// Features that are seen less often are left out.
const SEEN: u32 = 5;
/// Features that weigh less are left out.
const WEIGHTY: f64 = 0.05;
/// Passes over all examples.
const PASSES: usize = 20;
/// How far one example moves a weight at first.
const RATE: f64 = 0.2;
/// Weight of what the rules say; it is not fitted, so that they decide where little was seen.
const TRUST: f64 = 2.0;
/// Pull of every weight towards 0, an example. With 1e-4, 2e-3 and 6e-3 the F1 of sentences was 88.3, 88.1 and 88.4 on EWT
/// dev, 95.7, 96.0 and 96.0 on GUM dev; the strongest departs least from the rules in news, where few were trained on.
const PULL: f64 = 6e-3;

/// Treebanks read so far.
#[derive(Debug, Default)]
pub struct SentenceExamples {
    /// Texts with the ends of their sentences, in bytes without white space.
    texts: Vec<(String, BTreeSet<usize>)>,
}

impl SentenceExamples {
    /// Adds a treebank: all its sentences in their order.
    pub fn add(&mut self, sentences: &[Sentence]) {
        let mut ends = BTreeSet::new();
        let mut at = 0;
        for sentence in sentences {
            at += sentence.tokens().map(|t| solid(t.form)).sum::<usize>();
            ends.insert(at);
        }
        self.texts.push((raw_text(sentences), ends));
    }

    /// Fits the model and writes it as a table.
    ///
    /// # Errors
    /// When a word list of the text stage is malformed.
    pub fn to_table(&self) -> Result<String, TableError> {
        let token_rules = TokenRules::load()?;
        let mut vocabulary = Vocabulary::default();
        let rules = SentenceRules::with_model(&mut vocabulary, Model::default())?;
        self.add_words(&token_rules, &mut vocabulary);
        let mut data = Examples::default();
        for (text, ends) in &self.texts {
            let mut solid_before = 0;
            let mut read_to = 0;
            each_paragraph(&token_rules, &vocabulary, text, |tokens| {
                judge(&rules, text, tokens, |at, features, tokens| {
                    let end = tokens[at].span.end as usize;
                    solid_before += solid(&text[read_to..end]);
                    read_to = end;
                    let is_end = ends.contains(&solid_before);
                    data.add(features, is_end);
                    is_end
                });
            });
        }
        data.forget_rare();
        let weights = data.fit();
        Ok(data.write(&weights, &vocabulary))
    }

    /// Makes the frequent words known.
    fn add_words(&self, rules: &TokenRules, vocabulary: &mut Vocabulary) {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for (text, _) in &self.texts {
            each_paragraph(rules, &Vocabulary::default(), text, |tokens| {
                for token in tokens {
                    *counts.entry(crate::lexicon::fold(token.span.of(text)).into_owned()).or_default() += 1;
                }
            });
        }
        for (word, _) in counts.iter().filter(|(word, count)| **count >= FREQUENT && !word.contains(['\t', '|'])) {
            vocabulary.add(word);
        }
    }
}

fn each_paragraph(rules: &TokenRules, vocabulary: &Vocabulary, text: &str, mut take: impl FnMut(&[Token])) {
    for span in paragraph::split(text) {
        let mut tokens = Vec::new();
        tokenize(rules, vocabulary, text, Span::new(span.start as usize, span.end as usize), &mut tokens);
        let rest = dateline(text, &tokens);
        take(&tokens[rest..]);
    }
}

/// Bytes that are no white space.
fn solid(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).map(char::len_utf8).sum()
}

/// Gaps with their features, which are numbered in the order in which they are met.
#[derive(Default)]
struct Examples {
    numbers: FxHashMap<Feature, u32>,
    features: Vec<Feature>,
    counts: Vec<u32>,
    /// For each gap where its features begin in `list`, and whether a sentence ends there.
    gaps: Vec<(usize, bool)>,
    list: Vec<u32>,
}

impl Examples {
    fn add(&mut self, features: &[Feature], is_end: bool) {
        self.gaps.push((self.list.len(), is_end));
        for &feature in features {
            let next = self.features.len() as u32;
            let number = *self.numbers.entry(feature).or_insert(next);
            if number == next {
                self.features.push(feature);
                self.counts.push(0);
            }
            self.counts[number as usize] += 1;
            self.list.push(number);
        }
    }

    /// Takes rare features out of all gaps.
    fn forget_rare(&mut self) {
        let mut kept = Vec::with_capacity(self.list.len());
        for index in 0..self.gaps.len() {
            let range = self.range(index);
            let start = kept.len();
            kept.extend(range.map(|i| self.list[i]).filter(|&f| self.counts[f as usize] >= SEEN));
            // The ranges that are still to be read begin behind this one.
            self.gaps[index].0 = start;
        }
        self.list = kept;
    }

    fn range(&self, index: usize) -> std::ops::Range<usize> {
        let end = self.gaps.get(index + 1).map_or(self.list.len(), |g| g.0);
        self.gaps[index].0..end
    }

    fn fit(&self) -> Vec<f64> {
        let start = |f: &Feature| match (f.template, f.values[0]) {
            (Template::Rules, 1) => TRUST,
            (Template::Rules, _) => -TRUST,
            _ => 0.0,
        };
        let mut weights: Vec<f64> = self.features.iter().map(start).collect();
        let mut squares = vec![1e-6f64; self.features.len()];
        let mut order: Vec<usize> = (0..self.gaps.len()).collect();
        let mut seed = 1u64;
        for _ in 0..PASSES {
            for i in (1..order.len()).rev() {
                // Knuth's MMIX generator.
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                order.swap(i, ((seed >> 33) as usize) % (i + 1));
            }
            for &index in &order {
                let features = &self.list[self.range(index)];
                let score: f64 = features.iter().map(|&f| weights[f as usize]).sum();
                let error = 1.0 / (1.0 + (-score).exp()) - f64::from(u8::from(self.gaps[index].1));
                for f in features.iter().map(|&f| f as usize) {
                    if self.features[f].template == Template::Rules {
                        continue;
                    }
                    let slope = error + PULL * weights[f];
                    squares[f] += slope * slope;
                    weights[f] -= RATE * slope / squares[f].sqrt();
                }
            }
        }
        weights
    }

    fn write(&self, weights: &[f64], vocabulary: &Vocabulary) -> String {
        let mut rows: Vec<String> = Vec::new();
        for (feature, weight) in self.features.iter().zip(weights) {
            if weight.abs() >= WEIGHTY {
                let word = if feature.word == WordId::UNKNOWN { "" } else { vocabulary.form(feature.word) };
                rows.push(format!("{}\t{}\t{word}\t{weight:.2}", feature.template.as_str(), write_values(feature)));
            }
        }
        rows.sort_unstable();
        let mut out = String::from("# Made by claimgraph train; columns: README.md.\nfeature\tvalues\tword\tweight\n");
        for row in rows {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{row}");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::conllu::{Check, Reader};

    /// Sentences of one word and a mark each, a paragraph for every dozen.
    fn treebank() -> Vec<Sentence> {
        let mut text = String::new();
        for n in 0..240 {
            let (word, mark) = [("Go", "."), ("Stop", ";"), ("Wait", ".")][n % 3];
            if n % 12 == 0 {
                text.push_str("# newpar\n");
            }
            text.push_str(&format!("1\t{word}\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n"));
            text.push_str(&format!("2\t{mark}\t_\t_\t_\t_\t_\t_\t_\t_\n\n"));
        }
        Reader::new(text.as_bytes(), "a", Check::Tokens).collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn the_model_learns_what_the_rules_do_not_know() {
        let mut examples = SentenceExamples::default();
        examples.add(&treebank());
        let table = examples.to_table().unwrap();
        assert_eq!(table, examples.to_table().unwrap(), "twice the same");
        let mut vocabulary = Vocabulary::default();
        let model = Model::parse("m.tsv", &table, &mut vocabulary).unwrap();
        let rules = SentenceRules::with_model(&mut vocabulary, model).unwrap();
        let text = "Go. Stop; Wait.";
        let mut tokens = Vec::new();
        tokenize(&TokenRules::load().unwrap(), &vocabulary, text, Span::new(0, text.len()), &mut tokens);
        assert_eq!(crate::text::sentence::split(&rules, text, &tokens), [0..2, 2..4, 4..6]);
    }
}
