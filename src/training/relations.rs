//! Learns how much to trust an open relation.
//!
//! Enters: sentences with the tuples that people wrote down of them. Leaves: the table `relation_features.tsv`. Method:
//! logistic regression by AdaGrad (Duchi, Hazan and Singer, 2011) over the tuples that `src/relations` finds. What is
//! learned is the precision that CaRB's scorer (Bhardwaj, Aggarwal and Mausam, EMNLP-IJCNLP 2019) gives a tuple: the
//! share of its words that the gold tuple assigned to it has in the same place. No two tuples are assigned the same gold
//! tuple, so that who says the same twice is trusted once. Everything is done in the order of the sentences, so that the
//! same input gives the same table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rayon::prelude::*;

use crate::annotation::wire;
use crate::document::Document;
use crate::pipeline::Analyzer;
use crate::relations::Case;
use crate::relations::confidence::{BIAS, Confidence, Feature};

/// Passes over all tuples. 300 give the same F1 within 0.1.
const PASSES: usize = 60;
/// Step of AdaGrad.
const RATE: f64 = 0.5;
/// How strongly weights are drawn to zero, but for that of all tuples; 1 to 10 give the same within 0.2.
const PENALTY: f64 = 3.0;
/// Parts of the sentences of which one is held out at a time.
const FOLDS: usize = 5;

/// A sentence with its tuples.
#[derive(Debug)]
pub struct Sentence {
    document: Document,
    gold: Vec<GoldTuple>,
}

impl Sentence {
    /// The line that `extract` writes for it, with other confidences for its open relations, in their order.
    ///
    /// # Errors
    /// When a number cannot be written, which none of these is.
    pub fn annotated(&self, analyzer: &Analyzer, confidences: &[f64]) -> serde_json::Result<String> {
        let mut annotation = analyzer.analyze(self.document.clone());
        let open = annotation.relations.iter_mut().filter(|r| r.kind.is_none());
        open.zip(confidences).for_each(|(relation, &confidence)| relation.confidence = confidence);
        wire::to_line(&annotation)
    }
}

#[derive(Debug)]
struct GoldTuple {
    predicate: Vec<String>,
    /// First argument; all others as one.
    slots: Vec<Vec<String>>,
    /// Whether it tells what somebody says; its arguments may then stand in either order.
    is_speech: bool,
}

/// Reads sentences, one JSON object a line with `id` and `text`, and tuples: tab-separated lines of sentence, predicate
/// and arguments. A cell with `C: ` is a context and is left out. Tuples of other sentences are passed over.
///
/// # Errors
/// When a line of the sentences is no such object.
pub fn read(sentences: &str, gold: &str) -> Result<Vec<Sentence>, serde_json::Error> {
    #[derive(serde::Deserialize)]
    struct Line {
        id: String,
        text: String,
    }
    let mut found = Vec::new();
    let mut numbers = BTreeMap::new();
    for line in sentences.lines().filter(|l| !l.trim().is_empty()) {
        let Line { id, text } = serde_json::from_str(line)?;
        numbers.insert(text.trim().to_owned(), found.len());
        found.push(Sentence { document: Document::new(id, text), gold: Vec::new() });
    }
    for line in gold.lines() {
        let mut cells = line.trim().split('\t').map(str::trim);
        let Some(&number) = cells.next().and_then(|s| numbers.get(s)) else { continue };
        let Some(predicate) = cells.next() else { continue };
        let arguments: Vec<&str> = cells.filter(|c| !c.contains("C: ")).collect();
        if !arguments.is_empty() {
            found[number].gold.push(GoldTuple {
                predicate: words(predicate),
                slots: slots(arguments[0], &arguments[1..]),
                is_speech: ["said", "told", "added", "adds", "says"].iter().any(|s| predicate.contains(s)),
            });
        }
    }
    Ok(found)
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn slots<T: AsRef<str>>(first: &str, rest: &[T]) -> Vec<Vec<String>> {
    let mut slots = vec![words(first)];
    if !rest.is_empty() {
        slots.push(rest.iter().flat_map(|r| words(r.as_ref())).collect());
    }
    slots
}

/// Words that both have, as often as both have them.
fn common(a: &[String], b: &[String]) -> usize {
    let mut left: Vec<&String> = b.iter().collect();
    let has = |w: &&String| left.iter().position(|l| l == w).map(|at| left.swap_remove(at)).is_some();
    a.iter()
        .filter({
            let mut has = has;
            move |w| has(w)
        })
        .count()
}

/// The share of a tuple's words that a gold tuple has in the same place, as CaRB counts it.
fn precision(gold: &GoldTuple, case: &Case) -> f64 {
    const BE: [&str; 8] = ["be", "is", "am", "are", "was", "were", "been", "being"];
    let predicate = words(&case.predicate);
    let mut shared = common(&gold.predicate, &predicate);
    let bes = |list: &[String]| list.iter().filter(|w| *w == "be").count();
    if bes(&predicate) > bes(&gold.predicate) && gold.predicate.iter().any(|w| BE.contains(&w.as_str())) {
        shared += 1;
    }
    let slots = slots(&case.subject, &case.rest);
    let directed = |slots: &[Vec<String>]| {
        if shared == 0 || slots.len() < gold.slots.len() {
            return 0.0;
        }
        let pairs = || gold.slots.iter().zip(slots);
        let right = shared + pairs().map(|(g, s)| common(g, s)).sum::<usize>();
        let all = predicate.len() + pairs().map(|(_, s)| s.len()).sum::<usize>();
        right as f64 / all as f64
    };
    let turned: Vec<Vec<String>> = slots.iter().rev().cloned().collect();
    if gold.is_speech && turned.len() == 2 { directed(&slots).max(directed(&turned)) } else { directed(&slots) }
}

/// A tuple with the precision of the gold tuple assigned to it.
#[derive(Debug)]
struct Judged {
    features: Vec<Feature>,
    /// 0 to 1.
    right: f64,
}

/// Assigns gold tuples greedily, best precision first.
fn judge(sentence: &Sentence, cases: Vec<Case>) -> Vec<Judged> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (g, gold) in sentence.gold.iter().enumerate() {
        pairs.extend(cases.iter().enumerate().map(|(c, case)| (precision(gold, case), g, c)));
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = vec![false; sentence.gold.len()];
    let mut judged: Vec<Judged> = cases.into_iter().map(|c| Judged { features: c.features, right: -1.0 }).collect();
    for (right, g, c) in pairs {
        if !taken[g] && judged[c].right < 0.0 {
            (taken[g], judged[c].right) = (true, right);
        }
    }
    judged.iter_mut().for_each(|j| j.right = j.right.max(0.0));
    judged
}

/// The tuples that the program finds in the sentences, judged.
#[derive(Debug)]
pub struct Tuples {
    sentences: Vec<Vec<Judged>>,
}

/// Finds and judges the tuples of sentences.
pub fn tuples(analyzer: &Analyzer, sentences: &[Sentence]) -> Tuples {
    let judged = |s: &Sentence| judge(s, analyzer.relation_cases(&s.document));
    Tuples { sentences: sentences.par_iter().map(judged).collect() }
}

/// One range of confidence: how many tuples were given it, what they were given and what they deserve in the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reliability {
    /// Tuples.
    pub tuples: usize,
    /// Mean of the confidence.
    pub confidence: f64,
    /// Mean of the precision.
    pub precision: f64,
}

impl Tuples {
    /// The table `relation_features.tsv`, learned from all of them.
    pub fn table(&self) -> String {
        table(&fit(self.sentences.iter().flatten()))
    }

    /// For every sentence the confidence of each of its tuples, by weights learned from the other parts of the sentences.
    pub fn held_out(&self) -> Vec<Vec<f64>> {
        let models: Vec<Confidence> = (0..FOLDS)
            .into_par_iter()
            .map(|fold| {
                let others = self.sentences.iter().enumerate().filter(|(i, _)| i % FOLDS != fold);
                let text = table(&fit(others.flat_map(|(_, s)| s)));
                Confidence::read("weights", &text).expect("the table was made to be read")
            })
            .collect();
        let given =
            |(i, sentence): (usize, &Vec<Judged>)| sentence.iter().map(|j| models[i % FOLDS].of(&j.features)).collect();
        self.sentences.iter().enumerate().map(given).collect()
    }

    /// How well confidence foretells precision, by tenths of confidence; tenths without tuples are left out.
    pub fn reliability(&self, confidences: &[Vec<f64>]) -> Vec<Reliability> {
        let mut tenths = [(0usize, 0.0, 0.0); 10];
        for (confidence, judged) in confidences.iter().flatten().zip(self.sentences.iter().flatten()) {
            let tenth = &mut tenths[((confidence * 10.0) as usize).min(9)];
            *tenth = (tenth.0 + 1, tenth.1 + confidence, tenth.2 + judged.right);
        }
        let mean = |(tuples, confidence, precision): (usize, f64, f64)| {
            let n = tuples as f64;
            Reliability { tuples, confidence: confidence / n, precision: precision / n }
        };
        tenths.into_iter().filter(|t| t.0 > 0).map(mean).collect()
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn fit<'a>(judged: impl Iterator<Item = &'a Judged>) -> BTreeMap<Feature, f64> {
    let judged: Vec<&Judged> = judged.collect();
    let names: BTreeMap<Feature, usize> = judged.iter().flat_map(|j| &j.features).map(|&f| (f, 0)).collect();
    let names: BTreeMap<Feature, usize> = names.into_keys().enumerate().map(|(i, f)| (f, i)).collect();
    let rows: Vec<Vec<usize>> = judged.iter().map(|j| j.features.iter().map(|f| names[f]).collect()).collect();
    let (mut weights, mut squares) = (vec![0.0; names.len()], vec![0.0; names.len()]);
    let bias = names.get(&BIAS).copied();
    for _ in 0..PASSES {
        let mut gradient: Vec<f64> = weights.iter().map(|w| PENALTY * w).collect();
        if let Some(bias) = bias {
            gradient[bias] = 0.0;
        }
        for (row, judged) in rows.iter().zip(&judged) {
            let error = sigmoid(row.iter().map(|&f| weights[f]).sum()) - judged.right;
            row.iter().for_each(|&f| gradient[f] += error);
        }
        for ((weight, square), slope) in weights.iter_mut().zip(&mut squares).zip(gradient) {
            *square += slope * slope;
            *weight -= RATE * slope / (f64::sqrt(*square) + 1e-9);
        }
    }
    names.into_iter().map(|(f, i)| (f, weights[i])).collect()
}

fn table(weights: &BTreeMap<Feature, f64>) -> String {
    let mut text =
        "# Weights (log-odds) of what is seen of an open relation. See README.md.\nfeature\tvalue\tweight\n".to_owned();
    for ((question, answer), weight) in weights {
        let weight = (weight * 100.0).round() / 100.0;
        if weight != 0.0 {
            writeln!(text, "{question}\t{answer}\t{weight:.2}").expect("strings take all that is written");
        }
    }
    text
}
