//! Learns what cues, their patterns and what surrounds them weigh.
//!
//! Enters: articles with annotated attributions. Leaves: the tables `cues.tsv` and `cue_features.tsv`. Method: logistic
//! regression by AdaGrad (Duchi, Hazan and Singer, 2011) over the candidates that the rules of `src/claims` find; one is
//! right when an annotated attribution has an overlapping cue and a content that agrees. It is fitted twice: the second
//! time without candidates inside of what another accepted one says, since only outermost attributions are annotated.
//! Everything is done in the order of the articles, so that the same input gives the same tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Article, agreement, overlap};
use crate::claims::Case;
use crate::claims::cue::{Circumstance, Class, Pattern};
use crate::pipeline::Analyzer;
use rayon::prelude::*;

/// Log-odds above which a candidate is taken for an attribution. On held-out articles of PolNeAR -0.9 to -0.3 give the
/// same F1 within 0.2; the highest of them finds the fewest wrong sources.
pub const THRESHOLD: f64 = -0.35;

/// Passes over all candidates. 20 with a step of 0.5 give the same.
const PASSES: usize = 8;
/// Step of AdaGrad.
const RATE: f64 = 0.3;
/// Right cases that a verb needs to keep a weight of its own; nouns and adjectives need one more.
const LEAST_RIGHT: u32 = 2;

/// The candidates of one article.
#[derive(Debug)]
pub struct Cases {
    cases: Vec<Case>,
    /// For each whether it is right.
    right: Vec<bool>,
    /// Annotated attributions.
    gold: usize,
}

/// Finds the candidates in articles.
pub fn cases(analyzer: &Analyzer, articles: &[Article]) -> Vec<Cases> {
    let cases = |article: &Article| {
        let cases = analyzer.cue_cases(&article.document);
        let fits = |c: &Case| {
            article.gold.iter().any(|g| overlap(&g.cue, &[c.cue]) > 0 && agreement(&g.content, &c.content) >= 0.5)
        };
        Cases { right: cases.iter().map(fits).collect(), cases, gold: article.gold.len() }
    };
    articles.par_iter().map(cases).collect()
}

/// Something that has a weight.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Feature {
    Around(Circumstance),
    In(Class, Pattern),
    Cue(String, Class),
    CueIn(String, Class, Pattern),
}

impl Feature {
    /// How strongly its weight is drawn to zero.
    fn penalty(&self) -> f64 {
        match self {
            Self::Around(_) | Self::In(..) => 0.02,
            Self::Cue(..) => 0.5,
            Self::CueIn(..) => 1.0,
        }
    }
}

fn features(case: &Case) -> Vec<Feature> {
    let mut found = vec![Feature::In(case.class, case.pattern)];
    found.extend(case.circumstances.iter().map(|&c| Feature::Around(c)));
    if let Some(lemma) = &case.lemma {
        found.push(Feature::Cue(lemma.clone(), case.class));
        found.push(Feature::CueIn(lemma.clone(), case.class, case.pattern));
    }
    found
}

/// Weights with how often each feature was seen and was right.
#[derive(Debug, Default)]
struct Weights {
    numbers: BTreeMap<Feature, usize>,
    weights: Vec<f64>,
    seen: Vec<u32>,
    right: Vec<u32>,
}

impl Weights {
    fn score(&self, case: &Case) -> f64 {
        features(case).iter().filter_map(|f| self.numbers.get(f)).map(|&n| self.weights[n]).sum()
    }
}

/// Fits the weights to all cases that `keep` lets through.
fn fit(articles: &[&Cases], keep: &[Vec<bool>]) -> Weights {
    let mut fitted = Weights::default();
    let mut rows: Vec<(Vec<usize>, bool)> = Vec::new();
    let mut penalties = Vec::new();
    for (article, keep) in articles.iter().zip(keep) {
        for (i, case) in article.cases.iter().enumerate().filter(|&(i, _)| keep[i]) {
            let mut numbers = Vec::new();
            for feature in features(case) {
                let penalty = feature.penalty();
                let next = fitted.numbers.len();
                let number = *fitted.numbers.entry(feature).or_insert(next);
                if number == next {
                    fitted.seen.push(0);
                    fitted.right.push(0);
                    penalties.push(penalty);
                }
                fitted.seen[number] += 1;
                fitted.right[number] += u32::from(article.right[i]);
                numbers.push(number);
            }
            rows.push((numbers, article.right[i]));
        }
    }
    fitted.weights = vec![0.0; penalties.len()];
    let mut squares = vec![1e-6; penalties.len()];
    for _ in 0..PASSES {
        for (numbers, right) in &rows {
            let score: f64 = numbers.iter().map(|&n| fitted.weights[n]).sum();
            let error = 1.0 / (1.0 + (-score).exp()) - f64::from(*right);
            for &n in numbers {
                let gradient = error + penalties[n] / f64::from(fitted.seen[n]) * fitted.weights[n];
                squares[n] += gradient * gradient;
                fitted.weights[n] -= RATE * gradient / squares[n].sqrt();
            }
        }
    }
    fitted
}

/// Fits, leaves out what lies inside of accepted candidates, and fits again.
fn fit_outermost(articles: &[&Cases], threshold: f64) -> Weights {
    let all: Vec<Vec<bool>> = articles.iter().map(|a| vec![true; a.cases.len()]).collect();
    let first = fit(articles, &all);
    let outer: Vec<Vec<bool>> = articles.iter().map(|a| outermost(a, &accepted(a, &first, threshold))).collect();
    fit(articles, &outer)
}

fn accepted(article: &Cases, weights: &Weights, threshold: f64) -> Vec<bool> {
    article.cases.iter().map(|c| weights.score(c) > threshold).collect()
}

/// For each candidate whether it lies outside of what every other accepted one says.
fn outermost(article: &Cases, accepted: &[bool]) -> Vec<bool> {
    let others: Vec<usize> = (0..article.cases.len()).filter(|&i| accepted[i]).collect();
    let inside = |i: usize| {
        let hull = article.cases[i].hull;
        others.iter().any(|&o| o != i && article.cases[o].content.iter().any(|c| c.contains(hull)))
    };
    (0..article.cases.len()).map(|i| !inside(i)).collect()
}

/// F1 on every fifth article, learned from the others, with several thresholds.
pub fn compare_thresholds(articles: &[Cases]) -> Vec<(f64, f64)> {
    let part = |held: bool| articles.iter().enumerate().filter(move |(i, _)| (i % 5 == 4) == held).map(|(_, a)| a);
    let weights = fit_outermost(&part(false).collect::<Vec<_>>(), THRESHOLD);
    let f1 = |threshold: f64| {
        let (mut right, mut found, mut gold) = (0.0, 0.0, 0.0);
        for article in part(true) {
            let accepted = accepted(article, &weights, threshold);
            let outer = outermost(article, &accepted);
            let kept = (0..article.cases.len()).filter(|&i| accepted[i] && outer[i]);
            for i in kept {
                found += 1.0;
                right += f64::from(article.right[i]);
            }
            gold += article.gold as f64;
        }
        2.0 * right / f64::max(found + gold, 1.0)
    };
    (-8..=4).map(|i| f64::from(i) * 0.15).map(|t| (t, f1(t))).collect()
}

/// The tables `cues.tsv` and `cue_features.tsv`; the threshold is taken off the patterns, so that zero decides.
pub fn learn(articles: &[Cases], threshold: f64) -> (String, String) {
    let articles: Vec<&Cases> = articles.iter().collect();
    let fitted = fit_outermost(&articles, threshold);
    (cues(&fitted), patterns(&fitted, threshold))
}

fn cues(fitted: &Weights) -> String {
    let mut out = String::from(
        "# Cues: words that attribute, with the pattern of what they say. See README.md.\n\
         # seen, right: how often the word stood in this pattern in the counted articles, and was an annotated attribution.\n\
         # weight: log-odds of a logistic regression; the row with pattern * is the word's own, the others are added to it.\n\
         lemma\tclass\tpattern\tseen\tright\tweight\n",
    );
    let row = |n: usize| (fitted.seen[n], fitted.right[n], fitted.weights[n]);
    let mut lines: Vec<(String, String)> = Vec::new();
    for (feature, &n) in &fitted.numbers {
        let (seen, right, weight) = row(n);
        let (lemma, class, pattern) = match feature {
            Feature::Cue(lemma, class) => (lemma, *class, "*"),
            Feature::CueIn(lemma, class, pattern) if weight.abs() >= 0.05 || right >= 4 => {
                (lemma, *class, pattern.as_str())
            }
            _ => continue,
        };
        let own = fitted.numbers.get(&Feature::Cue(lemma.clone(), class)).map_or(0, |&n| fitted.right[n]);
        if own >= LEAST_RIGHT + u32::from(class != Class::Verb) {
            let key = format!("{lemma}\t{}\t{pattern}", class.as_str());
            let order = format!("{lemma}\t{}\t{}", class.as_str(), if pattern == "*" { "" } else { pattern });
            lines.push((order, format!("{key}\t{seen}\t{right}\t{weight:.2}\n")));
        }
    }
    lines.sort();
    out.extend(lines.into_iter().map(|l| l.1));
    out
}

fn patterns(fitted: &Weights, threshold: f64) -> String {
    let mut out = String::from(
        "# Weights (log-odds) of patterns, by class of cue, and of circumstances. See README.md.\nfeature\tvalue\tweight\n",
    );
    let (mut around, mut classes) = (Vec::new(), Vec::new());
    for (feature, &n) in &fitted.numbers {
        match feature {
            Feature::Around(c) => around.push(("circumstance", c.as_str(), fitted.weights[n])),
            Feature::In(class, pattern) => {
                classes.push((class.as_str(), pattern.as_str(), fitted.weights[n] - threshold))
            }
            _ => {}
        }
    }
    around.sort_by_key(|r| (r.0, r.1));
    classes.sort_by_key(|r| (r.0, r.1));
    for (feature, value, weight) in around.into_iter().chain(classes) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{feature}\t{value}\t{weight:.2}");
    }
    out
}
