//! How much a tuple is to be trusted: a logistic model over what is seen of it.
//!
//! Enters: a tuple in its sentence. Leaves: a number from 0 to 1. The weights stand in `data/lexicon/relation_features.tsv`,
//! in log-odds of two decimals, so that sums are whole numbers and the same on every machine; a feature without a row
//! weighs nothing.

use rustc_hash::FxHashMap;

use super::Tuple;
use super::phrase::View;
use crate::lexicon::{Table, TableError};
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

/// What is seen of a tuple: which question, and the answer.
pub(crate) type Feature = (&'static str, &'static str);

/// The feature that every tuple has.
pub(crate) const BIAS: Feature = ("bias", "all");

/// Weights of features.
#[derive(Debug)]
pub(crate) struct Confidence {
    /// By question, then answer; in hundredths.
    weights: FxHashMap<Box<str>, FxHashMap<Box<str>, i32>>,
}

impl Confidence {
    pub(super) fn load() -> Result<Self, TableError> {
        Self::read("data/lexicon/relation_features.tsv", include_str!("../../data/lexicon/relation_features.tsv"))
    }

    pub(crate) fn read(file: &str, text: &str) -> Result<Self, TableError> {
        let mut weights: FxHashMap<Box<str>, FxHashMap<Box<str>, i32>> = FxHashMap::default();
        for row in Table::parse(file, text, &["feature", "value", "weight"])?.rows() {
            let weight: f64 = row.parse(2)?;
            let answers = weights.entry(row.cell(0).into()).or_default();
            answers.insert(row.cell(1).into(), (100.0 * weight).round() as i32);
        }
        Ok(Self { weights })
    }

    /// From 0 to 1, in hundredths.
    pub(crate) fn of(&self, features: &[Feature]) -> f64 {
        let weight = |(question, answer): &Feature| self.weights.get(*question)?.get(*answer).copied();
        let sum: i32 = features.iter().filter_map(weight).sum();
        (100.0 / (1.0 + (-f64::from(sum) / 100.0).exp())).round() / 100.0
    }
}

/// What is seen of a tuple.
pub(super) fn features(view: &View<'_>, tuple: &Tuple) -> Vec<Feature> {
    let mut found = vec![BIAS];
    let mut see = |question, answer| found.push((question, answer));
    let subject = &tuple.subject;
    let rest: usize = tuple.rest().map(|a| a.tokens.len()).sum();
    see("shape", tuple.shape.as_str());
    see("bearer", tuple.bearer.as_str());
    see("arguments", range(tuple.rest().count()));
    see("words of subject", range(subject.tokens.len()));
    see("words of the rest", range(rest));
    see("words of predicate", range(tuple.predicate.len()));
    see("words of sentence", sentence(view.tokens.len()));
    see("depth", depth(view, tuple.head));
    see("relation", view.relation(tuple.head).as_str());
    see("subject", subject_kind(view.tag(subject.head)));
    if tuple.head > subject.tokens.end {
        see("distance", range(tuple.head - subject.tokens.end));
    }
    let has_comma = |tokens: std::ops::Range<usize>| tokens.into_iter().any(|t| view.tag(t) == Tag::Comma);
    let near = |tokens: &std::ops::Range<usize>| tokens.start..tokens.end.min(tokens.start + NEAR);
    if has_comma(near(&subject.tokens)) {
        see("holds", "comma in subject");
    }
    if let Some(object) = tuple.object.as_ref().map(|o| near(&o.tokens)) {
        if has_comma(object.clone()) {
            see("holds", "comma in object");
        }
        if object.into_iter().any(|t| view.relation(t) == Relation::Conj) {
            see("holds", "coordination in object");
        }
    }
    let kinds = [(tuple.passive, "passive"), (tuple.implied, "implied verb"), (tuple.merged, "several verbs")];
    kinds.into_iter().filter(|(is, _)| *is).for_each(|(_, kind)| see("holds", kind));
    if view.reading.quotations.around(tuple.head).is_some() {
        see("holds", "quotation around it");
    }
    found
}

/// Words of an argument that are looked at.
const NEAR: usize = 64;

fn range(n: usize) -> &'static str {
    match n {
        0 => "0",
        1 => "1",
        2 => "2",
        3 => "3",
        4..=5 => "4-5",
        6..=8 => "6-8",
        9..=13 => "9-13",
        _ => "14-",
    }
}

fn sentence(n: usize) -> &'static str {
    match n {
        0..=14 => "1-14",
        15..=24 => "15-24",
        25..=34 => "25-34",
        _ => "35-",
    }
}

/// How many heads stand above it in the tree.
fn depth(view: &View<'_>, token: usize) -> &'static str {
    let above = std::iter::successors(view.parse.head(token), |&t| view.parse.head(t));
    ["0", "1", "2", "3", "4-"][above.take(4).count()]
}

fn subject_kind(tag: Tag) -> &'static str {
    match tag {
        Tag::Prp => "pronoun",
        Tag::Dt | Tag::Ex | Tag::Wp | Tag::Wdt => "determiner",
        tag if tag.is_proper() => "name",
        tag if tag.is_noun() => "noun",
        _ => "other",
    }
}
