//! Learns the weights by which antecedents are chosen.
//!
//! Enters: a treebank whose MISC column tells entities as GUM does (`Entity=`). Leaves: [`Weights`]. The referents are
//! those that the program itself finds in the text; a referent is annotated if an annotated mention has the same head.
//! First a softmax regression learns which common nouns mean persons, organisations or places; then, among the referents
//! that this gives, a mention ranker is fitted: the log-likelihood of all right antecedents of a mention together, with
//! a margin for each kind of error (Durrett and Klein, 2013), by AdaGrad. Documents are taken in their order, so that
//! the same input gives the same weights.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::ranker::{Learner, softmax};
use crate::actors::coreference::{CLASSES, Case, Chains, PairSums, eagerness, of_class};
use crate::annotation::ActorKind;
use crate::document::{Document, Span};
use crate::linear::Weights;
use crate::pipeline::Analyzer;
use crate::syntax::conllu::Sentence;

/// Number of weights.
const SIZE: usize = 1 << 17;
/// Steps in one unit of log-odds.
const SCALE: u32 = 256;
/// Passes over all nouns.
const NOUN_PASSES: usize = 6;
/// Step of AdaGrad.
const RATE: f32 = 0.1;
/// Passes over all choices.
const PASSES: usize = 8;
/// What a wrong link, a missed one and one to the wrong actor cost while learning.
const FALSE_LINK: f32 = 0.4;
const MISSED_LINK: f32 = 1.2;
const WRONG_LINK: f32 = 1.0;

/// A text with its annotated mentions.
#[derive(Debug)]
struct Article {
    document: Document,
    mentions: Vec<GoldMention>,
}

#[derive(Debug)]
struct GoldMention {
    entity: u32,
    kind: Option<ActorKind>,
    span: Span,
    head: Span,
}

/// What one document teaches.
struct Lesson {
    case: Case,
    /// For each referent the annotated actor it means.
    gold: Vec<Option<u32>>,
}

/// How many links of some kind are right.
#[derive(Clone, Copy, Debug, Default)]
pub struct Links {
    /// Made and right.
    pub right: u32,
    /// Made.
    pub made: u32,
    /// Annotated, with an antecedent among the referents.
    pub annotated: u32,
}

/// Links of pronouns and of nominals.
#[derive(Clone, Copy, Debug, Default)]
pub struct Agreement {
    /// "he"
    pub pronouns: Links,
    /// "the agency"
    pub nominals: Links,
}

/// Learns from sentences in document order.
///
/// # Errors
/// When no sentence tells an entity.
pub fn learn(analyzer: Analyzer, sentences: &[Sentence]) -> Result<(Weights, Agreement), NoEntities> {
    let articles = articles(sentences);
    if articles.iter().all(|a| a.mentions.is_empty()) {
        return Err(NoEntities);
    }
    let mut table = vec![0.0f32; SIZE];
    let cases: Vec<Case> = articles.par_iter().map(|a| analyzer.coreference_case(&a.document)).collect();
    learn_nouns(&articles, &cases, &mut table);
    let analyzer = analyzer.with_coreference(Weights::quantised(&table, SCALE));
    let lesson = |article: &Article| {
        let case = analyzer.coreference_case(&article.document);
        Lesson { gold: matched(&case, &article.mentions), case }
    };
    let lessons: Vec<Lesson> = articles.par_iter().map(lesson).collect();
    let held_out: Vec<&Lesson> = lessons.iter().skip(4).step_by(5).collect();
    let others: Vec<&Lesson> = lessons.iter().enumerate().filter(|(i, _)| i % 5 != 4).map(|(_, l)| l).collect();
    let mut trial = table.clone();
    learn_links(&others, &mut trial);
    let agreement = agreement(&held_out, &trial);
    learn_links(&lessons.iter().collect::<Vec<_>>(), &mut table);
    Ok((Weights::quantised(&table, SCALE), agreement))
}

/// A treebank without `Entity=` in its MISC column.
#[derive(Debug, thiserror::Error)]
#[error("no sentence has Entity= in its MISC column")]
pub struct NoEntities;

/// Texts of the sentences, a blank line between paragraphs, with their mentions.
fn articles(sentences: &[Sentence]) -> Vec<Article> {
    let mut articles: Vec<Article> = Vec::new();
    let mut starts = Vec::new();
    for (number, sentence) in sentences.iter().enumerate() {
        if starts.is_empty() || sentence.new_document().is_some() {
            starts.push(number);
        }
    }
    starts.push(sentences.len());
    for pair in starts.windows(2) {
        let (mut text, mut mentions) = (String::new(), Vec::new());
        for sentence in &sentences[pair[0]..pair[1]] {
            if !text.is_empty() {
                text.push_str(if sentence.is_new_paragraph() { "\n\n" } else { " " });
            }
            read_sentence(sentence, &mut text, &mut mentions);
        }
        let id = sentences[pair[0]].new_document().unwrap_or_default();
        articles.push(Article { document: Document::new(id, text.as_str()), mentions });
    }
    articles
}

/// Adds a sentence's text and its mentions; one that runs on into the next sentence is left out.
fn read_sentence(sentence: &Sentence, text: &mut String, mentions: &mut Vec<GoldMention>) {
    let mut places: Vec<Span> = Vec::new();
    for token in sentence.tokens() {
        let start = text.len();
        text.push_str(token.form);
        let mut at = start;
        for word in token.words.clone() {
            let form = &sentence.words[word].form;
            let end = if word + 1 == token.words.end { text.len() } else { (at + form.len()).min(text.len()) };
            let (from, to) = (on_border(text, at), on_border(text, end));
            places.push(Span::new(from, to));
            at = end;
        }
        if token.space_after {
            text.push(' ');
        }
    }
    text.truncate(text.trim_end().len());
    let mut opened: BTreeMap<u32, Vec<(usize, Option<ActorKind>)>> = BTreeMap::new();
    for (at, word) in sentence.words.iter().enumerate() {
        for piece in pieces(word.misc("Entity").unwrap_or_default()) {
            let body = piece.trim_matches(['(', ')']);
            let mut parts = body.split('-');
            let Some(entity) = parts.next().and_then(|n| n.parse().ok()) else { continue };
            if piece.starts_with('(') {
                let kind = match parts.next() {
                    Some("person") => Some(ActorKind::Person),
                    Some("organization") => Some(ActorKind::Organization),
                    Some("place") => Some(ActorKind::Place),
                    _ => None,
                };
                opened.entry(entity).or_default().push((at, kind));
            }
            if piece.ends_with(')')
                && let Some((start, kind)) = opened.get_mut(&entity).and_then(Vec::pop)
            {
                let span = places[start].cover(places[at]);
                let head = places[head_of(sentence, start, at + 1)];
                mentions.push(GoldMention { entity, kind, span, head });
            }
        }
    }
}

/// The last border of a character that is not after `at`.
fn on_border(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

/// "(1-person-new(2-place-new)" is two pieces, "1)2)" too.
fn pieces(value: &str) -> Vec<&str> {
    let (mut found, mut start) = (Vec::new(), 0);
    for (at, c) in value.char_indices() {
        if c == '(' && at > start {
            found.push(&value[start..at]);
            start = at;
        } else if c == ')' {
            found.push(&value[start..=at]);
            start = at + 1;
        }
    }
    if start < value.len() {
        found.push(&value[start..]);
    }
    found
}

/// The word of a range whose head lies outside of it.
fn head_of(sentence: &Sentence, start: usize, end: usize) -> usize {
    let outside = |&w: &usize| {
        let head = sentence.words[w].head.unwrap_or(0) as usize;
        !(start + 1..=end).contains(&head) && sentence.words[w].upos != "PUNCT"
    };
    (start..end).find(outside).unwrap_or(start)
}

/// For each referent the annotated actor with the same head; of several the one whose words differ least.
fn matched(case: &Case, mentions: &[GoldMention]) -> Vec<Option<u32>> {
    let by_head = by_head(mentions);
    let find = |(span, head): &(Span, Span)| {
        let near = |m: &&&GoldMention| m.span.start.abs_diff(span.start) + m.span.end.abs_diff(span.end);
        by_head.get(&head.start)?.iter().filter(|m| m.kind.is_some()).min_by_key(near).map(|m| m.entity)
    };
    case.spans.iter().map(find).collect()
}

fn by_head(mentions: &[GoldMention]) -> BTreeMap<u32, Vec<&GoldMention>> {
    let mut found: BTreeMap<u32, Vec<&GoldMention>> = BTreeMap::new();
    for mention in mentions {
        found.entry(mention.head.start).or_default().push(mention);
    }
    found
}

fn learn_nouns(articles: &[Article], cases: &[Case], table: &mut [f32]) {
    let mut learner = Learner::new(table, RATE);
    for _ in 0..NOUN_PASSES {
        for (article, case) in articles.iter().zip(cases) {
            let by_head = by_head(&article.mentions);
            for (head, features) in &case.nouns {
                let kind = by_head.get(&head.start).and_then(|m| m.iter().find_map(|m| m.kind));
                let right = CLASSES.iter().position(|&c| c == kind).unwrap_or(0);
                let class = |c: usize| features.iter().map(move |&f| of_class(f, c));
                let sums: Vec<f32> = (0..CLASSES.len()).map(|c| learner.sum(class(c))).collect();
                for (c, share) in softmax(&sums).into_iter().enumerate() {
                    learner.step(class(c), share - f32::from(u8::from(c == right)));
                }
            }
        }
    }
}

/// The features of a choice: the first is nobody, the others antecedents.
fn features(case: &Case, chains: &Chains, at: usize, choices: &[usize]) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new()];
    case.new_features(at, |f| all[0].push(f));
    for (n, &before) in choices.iter().enumerate() {
        let mut found = Vec::new();
        chains.features(&case.referents, at, before, n, |f| found.push(f));
        all.push(found);
    }
    all
}

/// Which choices are right; nobody, if no antecedent is.
fn right_choices(gold: &[Option<u32>], at: usize, choices: &[usize]) -> Vec<bool> {
    let mut right = vec![false];
    right.extend(choices.iter().map(|&b| gold[at].is_some() && gold[b] == gold[at]));
    right[0] = !right[1..].contains(&true);
    right
}

/// The referents whose antecedent is looked for; what is chosen for them, and so what is known of those before them,
/// follows the weights as they are.
fn open_referents(lesson: &Lesson, mut choose: impl FnMut(usize, &Chains, &[usize]) -> Option<usize>) {
    let all = &lesson.case.referents;
    let mut chains = Chains::default();
    for at in 0..all.len() {
        let antecedent = if all[at].is_open() { choose(at, &chains, &chains.choices(all, at)) } else { None };
        chains.take(all, antecedent);
    }
}

/// The antecedent with the greatest sum, the first of several; the first sum is that of nobody.
fn greatest(sums: &[f32], choices: &[usize]) -> Option<usize> {
    let best = (0..sums.len()).max_by(|&a, &b| sums[a].total_cmp(&sums[b]).then(b.cmp(&a))).unwrap_or(0);
    best.checked_sub(1).map(|n| choices[n])
}

fn learn_links(lessons: &[&Lesson], table: &mut [f32]) {
    let mut learner = Learner::new(table, RATE);
    for _ in 0..PASSES {
        for lesson in lessons {
            open_referents(lesson, |at, chains, choices| {
                let features = features(&lesson.case, chains, at, choices);
                let right = right_choices(&lesson.gold, at, choices);
                let cost = |n: usize| match (n, right[n]) {
                    (_, true) => 0.0,
                    (0, _) => MISSED_LINK,
                    (_, _) if right[0] => FALSE_LINK,
                    _ => WRONG_LINK,
                };
                let mut sums = learner.sums(&features);
                let costly: Vec<f32> = sums.iter().enumerate().map(|(n, sum)| sum + cost(n)).collect();
                learner.prefer(&features, &costly, &right);
                sums[0] -= eagerness(&lesson.case.referents[at]) as f32;
                greatest(&sums, choices)
            });
        }
        learner.shrink(0.02);
    }
}

/// How the links that some weights make agree with the annotated ones.
fn agreement(lessons: &[&Lesson], table: &[f32]) -> Agreement {
    let weights = Weights::quantised(table, SCALE);
    let sums = PairSums::default();
    let mut found = Agreement::default();
    for lesson in lessons {
        open_referents(lesson, |at, chains, choices| {
            let antecedent = chains.choose(&weights, &sums, 0, &lesson.case.referents, at);
            let gold = &lesson.gold;
            let links = if lesson.case.referents[at].is_pronoun() { &mut found.pronouns } else { &mut found.nominals };
            if let Some(before) = antecedent {
                links.made += 1;
                links.right += u32::from(gold[at].is_some() && gold[before] == gold[at]);
            }
            links.annotated += u32::from(!right_choices(gold, at, choices)[0]);
            antecedent
        });
    }
    found
}
