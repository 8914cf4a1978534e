//! Chooses the words that name a source, and where a content ends, among those that the tree allows.
//!
//! Enters: a candidate as the rules read it, in its sentence. Leaves: the same candidate with other words, where learned
//! weights prefer them to what the rules read. Method: a linear ranker over hashed features of each option, among them
//! whether it is the rules' own; `training/claims.rs` fits it to annotated attributions.

mod end;
mod source;

use std::ops::Range;

use super::candidate::Candidate;
use super::source::Source;
use super::view::View;
use crate::linear::{Magic, Weights, WeightsError, lower_hash, mix};
use crate::syntax::tree::Relation;

/// The first bytes of a file of these weights.
pub const MAGIC: &Magic = b"CGCLAIM1";

/// The weights that ship with the program.
///
/// # Errors
/// When the file is damaged, which a test rules out.
pub(crate) fn shipped() -> Result<Weights, WeightsError> {
    Weights::read(MAGIC, include_bytes!("../../../data/models/claims.weights"))
}

/// Something that may be chosen, with what is seen of it.
#[derive(Clone, Debug)]
pub(crate) struct Choice<T> {
    pub(crate) value: T,
    /// Hashes.
    pub(crate) features: Vec<u32>,
}

/// The choices that one candidate leaves.
pub(super) struct Choices {
    /// Empty where there is nothing to choose.
    pub(super) sources: Vec<Choice<Option<Source>>>,
    /// Contents that differ in their ends; empty where there is nothing to choose.
    pub(super) ends: Vec<Choice<Range<usize>>>,
}

/// All that could be chosen for a candidate.
pub(super) fn choices(view: &View<'_>, candidate: &Candidate) -> Choices {
    let Some(cue) = Cue::of(view, candidate) else { return Choices { sources: Vec::new(), ends: Vec::new() } };
    let content = end::Content::of(view, candidate);
    let source = |value: Option<Source>| {
        let mut features = Vec::new();
        source::features(view, candidate, &cue, value.as_ref(), &mut |f| features.push(f));
        Choice { value, features }
    };
    let ends = |content: &end::Content| {
        let choice = |e| {
            let mut features = Vec::new();
            end::features(view, &cue, content, e, &mut |f| features.push(f));
            Choice { value: end::content(view, content.start, e), features }
        };
        content.ends(view).into_iter().map(choice).collect()
    };
    Choices {
        sources: source::options(view, candidate).into_iter().map(source).collect(),
        ends: content.as_ref().map_or_else(Vec::new, ends),
    }
}

/// Gives a candidate the source and the end of its content that weigh most; of several the first.
pub(super) fn choose(view: &View<'_>, weights: &Weights, candidate: &mut Candidate) {
    let Some(cue) = Cue::of(view, candidate) else { return };
    if let Some(content) = end::Content::of(view, candidate) {
        let sum = |&e: &usize| total(weights, |out| end::features(view, &cue, &content, e, out));
        if let Some(best) = first_greatest(content.ends(view), sum).filter(|&e| e != content.rule) {
            candidate.content[0] = end::content(view, content.start, best);
        }
    }
    let sources = source::options(view, candidate);
    let sum = |s: &Option<Source>| total(weights, |out| source::features(view, candidate, &cue, s.as_ref(), out));
    if let Some(best) = first_greatest(sources, sum) {
        candidate.source = best;
    }
}

fn total(weights: &Weights, seen: impl Fn(&mut dyn FnMut(u32))) -> i32 {
    let mut sum = 0;
    seen(&mut |f| sum += weights.get(f));
    sum
}

fn first_greatest<T>(options: Vec<T>, sum: impl Fn(&T) -> i32) -> Option<T> {
    let sums: Vec<i32> = options.iter().map(sum).collect();
    let most = *sums.iter().max()?;
    let at = sums.iter().position(|&s| s == most)?;
    options.into_iter().nth(at)
}

/// What is known of a candidate's cue.
struct Cue {
    /// Its first and last tokens.
    words: Range<usize>,
    /// The token on which its others depend.
    head: usize,
    /// Hash of its base form.
    lemma: u32,
    /// Class and pattern.
    pattern: u32,
}

impl Cue {
    /// `None` for quotations without a cue.
    fn of(view: &View<'_>, candidate: &Candidate) -> Option<Self> {
        let words = candidate.words.clone();
        let inside = |t: usize| view.parse.head(t).is_some_and(|h| words.contains(&h));
        let head = words.clone().find(|&t| !inside(t)).or(words.clone().next())?;
        let lemma = candidate.cue.map_or(0, |c| view.rules.cues.lemma_hash(c));
        let pattern = mix(candidate.class as u32 + 1, candidate.pattern as u32);
        Some(Self { words, head, lemma, pattern })
    }
}

/// How many of some tokens are words, in ranges that grow.
fn words(view: &View<'_>, tokens: Range<usize>) -> u32 {
    let n = tokens.filter(|&t| is_word(view, t)).count();
    match n {
        0..=3 => n as u32,
        4..=5 => 4,
        6..=9 => 6,
        10..=19 => 10,
        20..=39 => 20,
        _ => 40,
    }
}

fn is_word(view: &View<'_>, token: usize) -> bool {
    view.reading.text.tokens[token].shape.is_word()
}

fn form(view: &View<'_>, token: usize) -> u32 {
    lower_hash(view.reading.form(token).as_bytes())
}

fn tag(view: &View<'_>, token: usize) -> u32 {
    view.reading.syntax.tags[token] as u32
}

fn relation(view: &View<'_>, token: usize) -> u32 {
    view.parse.relation(token) as u32
}

/// The quotation that a token is in, by its first token.
fn quotation(view: &View<'_>, token: usize) -> Option<usize> {
    view.quotation(token).map(|q| q.tokens.start)
}

/// The way through the tree from one token to another, as a hash; 1 where it is longer than six steps.
fn path(view: &View<'_>, from: usize, to: usize) -> u32 {
    const LONGEST: usize = 12;
    const FAR: u32 = 1;
    let above = |t: usize| std::iter::successors(Some(t), |&t| view.parse.head(t)).take(LONGEST);
    for (up, common) in above(from).enumerate() {
        let Some(down) = above(to).position(|t| t == common) else { continue };
        if up + down > 6 {
            return FAR;
        }
        let step = |hash: u32, t: usize| mix(hash, view.parse.relation(t) as u32 + 1);
        let risen = above(from).take(up).fold(2, step);
        return above(to).take(down).fold(mix(risen, 77), step);
    }
    FAR
}

/// Whether a relation makes one word of two.
fn is_tight(relation: Relation) -> bool {
    matches!(relation, Relation::Flat | Relation::Fixed | Relation::CompoundPrt)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_shipped_weights_load() {
        assert!(super::shipped().is_ok());
    }
}
