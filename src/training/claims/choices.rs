//! Learns the weights by which sources and ends of contents are chosen.
//!
//! Enters: articles with annotated attributions. Leaves: [`Weights`] for `src/claims/choice`. Method: every candidate that
//! the rules find with the cue of an annotated attribution is a lesson; among its options those that agree best with what
//! is annotated are right; a softmax over the options is fitted by AdaGrad, in the order of the articles, so that the same
//! input gives the same weights.

use rayon::prelude::*;

use super::super::ranker::Learner;
use super::{Article, agreement, overlap};
use crate::document::Span;
use crate::linear::Weights;
use crate::pipeline::Analyzer;

/// Number of weights.
const SIZE: usize = 1 << 17;
/// Steps in one unit of log-odds.
const SCALE: u32 = 256;
/// Passes over all lessons.
const PASSES: usize = 6;
/// Step of AdaGrad. With 0.1 ends are right a percent less often on articles held out; with 0.01 sources are.
const RATE: f32 = 0.03;
/// Share by which weights are drawn to zero after each pass.
const SHRINKAGE: f32 = 0.02;
/// Agreement of contents from which a candidate is that of an annotated attribution.
const SAME: f64 = 0.3;
/// Agreement from which an option is right.
const RIGHT: f64 = 0.5;

/// Options of one choice.
struct Lesson {
    features: Vec<Vec<u32>>,
    /// Which of them are right.
    right: Vec<bool>,
    /// The one that the rules read.
    rule: Option<usize>,
}

/// The lessons of one article.
struct Lessons {
    sources: Vec<Lesson>,
    ends: Vec<Lesson>,
}

/// Of how many choices how many are right, by the rules and by the weights, on articles held out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Agreement {
    /// Choices.
    pub choices: u32,
    /// Right by rules alone.
    pub rules: u32,
    /// Right by weights.
    pub weights: u32,
}

/// Learns from articles; also tells for sources and for ends how weights of four fifths of the articles do on the rest.
pub fn learn(analyzer: &Analyzer, articles: &[Article]) -> (Weights, [Agreement; 2]) {
    let lessons: Vec<Lessons> = articles.par_iter().map(|a| lessons(analyzer, a)).collect();
    let part = |held: bool| lessons.iter().enumerate().filter(move |(i, _)| (i % 5 == 4) == held).map(|(_, l)| l);
    let trial = fit(part(false));
    let sources = agreement_of(&trial, part(true).flat_map(|l| &l.sources));
    let ends = agreement_of(&trial, part(true).flat_map(|l| &l.ends));
    (fit(lessons.iter()), [sources, ends])
}

fn lessons(analyzer: &Analyzer, article: &Article) -> Lessons {
    let mut found = Lessons { sources: Vec::new(), ends: Vec::new() };
    for case in analyzer.claim_choices(&article.document) {
        let near = |g: &&super::Attribution| overlap(&g.cue, &[case.cue]) > 0;
        let measure = |g: &super::Attribution| agreement(&g.content, &case.content);
        let gold = article.gold.iter().filter(near).max_by(|a, b| measure(a).total_cmp(&measure(b)));
        let Some(gold) = gold.filter(|g| measure(g) >= SAME) else { continue };
        let spans = |s: &Option<Span>| s.iter().copied().collect::<Vec<_>>();
        let rule = |s: &Option<Span>| *s == case.source;
        found.sources.extend(lesson(case.sources, |s| agreement(&gold.source, &spans(s)), rule));
        let rule = |s: &Span| case.content == [*s];
        found.ends.extend(lesson(case.ends, |&s| agreement(&gold.content, &[s]), rule));
    }
    found
}

/// The options of a choice, if there are several and one is right.
fn lesson<T>(options: Vec<(T, Vec<u32>)>, measure: impl Fn(&T) -> f64, is_rule: impl Fn(&T) -> bool) -> Option<Lesson> {
    let measures: Vec<f64> = options.iter().map(|o| measure(&o.0)).collect();
    let most = measures.iter().copied().fold(0.0, f64::max);
    let right = measures.iter().map(|&m| m == most).collect();
    let rule = options.iter().position(|o| is_rule(&o.0));
    let features = options.into_iter().map(|o| o.1).collect();
    (measures.len() > 1 && most >= RIGHT).then_some(Lesson { features, right, rule })
}

fn fit<'l>(lessons: impl Iterator<Item = &'l Lessons> + Clone) -> Weights {
    let mut table = vec![0.0f32; SIZE];
    let mut learner = Learner::new(&mut table, RATE);
    for _ in 0..PASSES {
        for lesson in lessons.clone().flat_map(|l| l.sources.iter().chain(&l.ends)) {
            let sums = learner.sums(&lesson.features);
            learner.prefer(&lesson.features, &sums, &lesson.right);
        }
        learner.shrink(SHRINKAGE);
    }
    Weights::quantised(&table, SCALE)
}

fn agreement_of<'l>(weights: &Weights, lessons: impl Iterator<Item = &'l Lesson>) -> Agreement {
    let mut found = Agreement::default();
    for lesson in lessons {
        let sum = |n: usize| lesson.features[n].iter().map(|&f| weights.get(f)).sum::<i32>();
        let best = (0..lesson.features.len()).max_by(|&a, &b| sum(a).cmp(&sum(b)).then(b.cmp(&a)));
        found.choices += 1;
        found.rules += u32::from(lesson.rule.is_some_and(|n| lesson.right[n]));
        found.weights += u32::from(best.is_some_and(|n| lesson.right[n]));
    }
    found
}
