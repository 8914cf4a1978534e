//! Tags tokens with a trigram hidden Markov model.
//!
//! Method: Brants, "TnT: a statistical part-of-speech tagger" (ANLP 2000): tag trigrams smoothed by linear
//! interpolation, word emissions from counts, unknown words by their suffixes. Capitalisation is a second emission:
//! the case of a token given its tag, apart for sentence starts and headlines, where capitals mean little.
//!
//! The model is a table of counts, `data/models/tagger.tsv`, made by [`crate::training::tagger`].

use crate::lexicon::{Table, TableError, Vocabulary, fold};
use crate::syntax::tag::Tag;
use crate::text::quote::Mark;
use crate::text::token::{Shape, Token};

/// Longest suffix, in characters, that tells something about an unknown word.
pub const SUFFIX_LENGTH: usize = 5;
/// Tags that are tried for an unknown word: the likeliest of its suffix.
const CANDIDATES: usize = 6;
const N: usize = Tag::COUNT + 1;
/// Stands for the tags before the first token.
const START: usize = Tag::COUNT;
const MODEL: &str = include_str!("../../data/models/tagger.tsv");

/// How a token is written, as far as the model looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Case {
    /// "said"
    Lower,
    /// "Iran"
    Capital,
    /// "MI5"
    Upper,
    /// Marks and numbers.
    None,
}

impl Case {
    const COUNT: usize = 4;

    /// The case of a token.
    pub fn of(shape: Shape) -> Self {
        match shape {
            Shape::Lower => Case::Lower,
            Shape::Capital => Case::Capital,
            Shape::Upper | Shape::Mixed => Case::Upper,
            Shape::Number | Shape::Punctuation | Shape::Symbol => Case::None,
        }
    }

    /// One letter for the model file.
    pub fn letter(self) -> &'static str {
        ["l", "c", "u", "n"][self as usize]
    }
}

/// Whether capitals tell little here: at the start of a sentence, after an opening quotation mark, and in headlines.
///
/// Returns one flag for each token of the sentence.
pub fn weak_case(text: &str, sentence: &[Token]) -> Vec<bool> {
    let words = || sentence.iter().filter(|t| t.shape.is_word() && t.shape != Shape::Number);
    let capitals = words().filter(|t| t.shape.is_capital() || t.shape == Shape::Mixed).count();
    let long_lower = words().filter(|t| t.shape == Shape::Lower && t.span.len() > 4).count();
    let is_headline = capitals > 3 && long_lower * 4 <= capitals;
    let mut fresh = true;
    let weak = |token: &Token| {
        let here = fresh || is_headline;
        if token.shape.is_word() {
            fresh = false;
        } else if matches!(token.span.of(text), "“" | "\"" | "‘" | "``" | ":") {
            fresh = true;
        }
        here
    };
    sentence.iter().map(weak).collect()
}

type Candidates = Vec<(u8, f32)>;

/// A trained tagger.
#[derive(Debug)]
pub struct Tagger {
    /// For each word its tags with the logarithm of P(word | tag); empty for words the model does not know.
    words: Vec<(u32, u32)>,
    emissions: Vec<(u8, f32)>,
    /// Likeliest tags of each suffix with log P(tag | suffix) - log P(tag).
    suffixes: rustc_hash::FxHashMap<Box<str>, Candidates>,
    any: Candidates,
    /// log P(case | tag), first apart from sentence starts, then there.
    cases: [[f32; Case::COUNT]; Tag::COUNT * 2],
    /// log P(tag | two tags before).
    transitions: Vec<f32>,
    /// log P(tag).
    priors: Vec<f64>,
}

/// Counts as the model file holds them.
#[derive(Debug, Default)]
struct Counts {
    trigrams: Vec<([usize; 3], f64)>,
    tags: Vec<f64>,
}

impl Tagger {
    /// Reads the model that ships with the program; its words become known.
    ///
    /// # Errors
    /// When the table is malformed.
    pub fn load(vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        Self::parse("data/models/tagger.tsv", MODEL, vocabulary)
    }

    /// Reads a model.
    ///
    /// # Errors
    /// When the table is malformed.
    pub fn parse(file: &str, text: &str, vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        let table = Table::parse(file, text, &["record", "key", "counts"])?;
        let mut counts = Counts { trigrams: Vec::new(), tags: vec![0.0; Tag::COUNT] };
        let mut cases = [[1.0f64; Case::COUNT]; Tag::COUNT * 2];
        let mut known = Vec::new();
        let mut suffixes = Vec::new();
        for row in table.rows() {
            match row.cell(0) {
                "trigram" => read_trigram(&row, &mut counts)?,
                "tag" => counts.tags[tag_index(&row, row.cell(1))?] = row.parse::<f64>(2)?,
                "case" => read_cases(&row, &mut cases)?,
                "word" => known.push((vocabulary.add(row.cell(1)), tag_counts(&row)?)),
                "suffix" => suffixes.push((row.cell(1), tag_counts(&row)?)),
                other => return Err(row.error(format!("unknown record {other:?}"))),
            }
        }
        let total: f64 = counts.tags.iter().sum();
        let prior: Vec<f64> = counts.tags.iter().map(|c| (c + 0.5) / total).collect();
        let mut words = vec![(0, 0); vocabulary.len()];
        let mut emissions = Vec::new();
        for (word, tags) in known {
            let first = emissions.len() as u32;
            emissions.extend(tags.iter().map(|&(t, c)| (t, (c / (counts.tags[t as usize] + 1.0)).ln() as f32)));
            words[word.index()] = (first, emissions.len() as u32);
        }
        let guess = |tags: &[(u8, f64)]| guesses(tags, &prior);
        let any = suffixes.iter().find(|(s, _)| s.is_empty()).map(|(_, tags)| guess(tags)).unwrap_or_default();
        Ok(Self {
            words,
            emissions,
            suffixes: suffixes.iter().map(|(s, tags)| ((*s).into(), guess(tags))).collect(),
            any,
            cases: cases.map(|row| row.map(|c| (c / row.iter().sum::<f64>()).ln() as f32)),
            transitions: transitions(&counts),
            priors: prior.iter().map(|p| p.ln()).collect(),
        })
    }

    /// Tags one sentence; appends one tag a token to `tags`. `marks` tells which tokens are quotation marks;
    /// the model looks through them, since quoting words does not change what they are.
    ///
    /// Linear in the number of tokens.
    pub fn tag(&self, text: &str, sentence: &[Token], marks: &[Mark], scratch: &mut Scratch, tags: &mut Vec<Tag>) {
        let weak = weak_case(text, sentence);
        scratch.clear();
        // The states of a position are the tags of its token; `before` holds those of the token before.
        let mut before: (usize, usize) = scratch.start();
        let mut second = before;
        for ((token, &weak), &mark) in sentence.iter().zip(&weak).zip(marks) {
            if mark != Mark::None {
                continue;
            }
            let here = self.states(text, token, weak, scratch);
            self.step(scratch, second, before, here);
            second = before;
            before = here;
            scratch.ends.push(here);
        }
        let start = tags.len();
        tags.resize(start + sentence.len(), Tag::Nn);
        for (tag, &mark) in tags[start..].iter_mut().zip(marks) {
            *tag = if mark == Mark::Open { Tag::OpenQuote } else { Tag::CloseQuote };
        }
        let words = tags[start..].iter_mut().zip(marks).filter(|(_, m)| **m == Mark::None).map(|(tag, _)| tag);
        scratch.trace(before, words);
    }

    /// For every known word whether more than this share of its uses is tagged as something else than a name.
    pub fn common_words(&self, minimum: f64) -> Vec<bool> {
        let is_name = |tag: u8| tag == Tag::Nnp as u8 || tag == Tag::Nnps as u8;
        let weight = |names: bool, range: &(u32, u32)| -> f64 {
            let known = &self.emissions[range.0 as usize..range.1 as usize];
            let fitting = known.iter().filter(|(t, _)| is_name(*t) == names);
            fitting.map(|&(t, s)| (f64::from(s) + self.priors[t as usize]).exp()).sum()
        };
        let common = |range: &(u32, u32)| {
            let (other, name) = (weight(false, range), weight(true, range));
            other > minimum * (other + name)
        };
        self.words.iter().map(common).collect()
    }

    /// Adds the possible tags of a token with their emission scores.
    fn states(&self, text: &str, token: &Token, weak: bool, scratch: &mut Scratch) -> (usize, usize) {
        let first = scratch.tags.len();
        let case = Case::of(token.shape) as usize;
        let rows = if weak { Tag::COUNT } else { 0 };
        let case_score = |tag: u8| self.cases[rows + tag as usize][case];
        let (from, to) = self.words.get(token.word.index()).copied().unwrap_or((0, 0));
        let known = &self.emissions[from as usize..to as usize];
        for &(tag, score) in known {
            scratch.add(tag as usize, score + case_score(tag));
        }
        // A capital in mid-sentence may make a name of any known word: "Apple said".
        let may_be_name = case == Case::Capital as usize && !weak && token.word.is_known();
        if may_be_name && !known.is_empty() && !known.iter().any(|&(t, _)| t == Tag::Nnp as u8) {
            scratch.add(Tag::Nnp as usize, -16.0 + case_score(Tag::Nnp as u8));
        }
        if known.is_empty() {
            for &(tag, score) in self.unknown(token.span.of(text), token.shape) {
                scratch.add(tag as usize, score + case_score(tag));
            }
        }
        if scratch.tags.len() == first {
            scratch.add(Tag::Nn as usize, 0.0);
        }
        (first, scratch.tags.len())
    }

    fn unknown(&self, form: &str, shape: Shape) -> &[(u8, f32)] {
        const NUMBER: &[(u8, f32)] = &[(Tag::Cd as u8, 0.0)];
        const MARK: &[(u8, f32)] = &[(Tag::Nfp as u8, 0.0), (Tag::Colon as u8, 0.0)];
        const NAME: &[(u8, f32)] = &[(Tag::Nnp as u8, 0.0)];
        match shape {
            // "MI5", "G20"
            Shape::Upper | Shape::Capital if form.bytes().any(|b| b.is_ascii_digit()) => return NAME,
            Shape::Number if form.bytes().all(|b| b.is_ascii_digit() || b".,:/-".contains(&b)) => return NUMBER,
            Shape::Punctuation | Shape::Symbol => return MARK,
            _ => {}
        }
        let folded = fold(form);
        let start = folded.char_indices().rev().nth(SUFFIX_LENGTH - 1).map_or(0, |(i, _)| i);
        let mut suffix = &folded[start..];
        while let Some(first) = suffix.chars().next() {
            if let Some(candidates) = self.suffixes.get(suffix) {
                return candidates;
            }
            suffix = &suffix[first.len_utf8()..];
        }
        &self.any
    }

    /// One step of the Viterbi search over pairs of tags.
    fn step(&self, s: &mut Scratch, second: (usize, usize), before: (usize, usize), here: (usize, usize)) {
        let n_second = second.1 - second.0;
        let first_cell = s.best.len();
        s.cells.push(first_cell);
        let before_cells = s.cells.len().checked_sub(2).map(|i| s.cells[i]);
        for h in here.0..here.1 {
            for b in before.0..before.1 {
                let mut best = (f32::NEG_INFINITY, 0);
                for k in 0..n_second {
                    // At the first token there is one start state and no cell before it.
                    let so_far = match before_cells {
                        Some(cells) => s.best[cells + (b - before.0) * n_second + k].0,
                        None => 0.0,
                    };
                    let row = (s.tags[second.0 + k] as usize * N + s.tags[b] as usize) * N;
                    let score = so_far + self.transitions[row + s.tags[h] as usize];
                    if score > best.0 {
                        best = (score, k as u32);
                    }
                }
                s.best.push((best.0 + s.scores[h], best.1));
            }
        }
    }
}

/// Memory that [`Tagger::tag`] uses again for each sentence.
#[derive(Debug, Default)]
pub struct Scratch {
    tags: Vec<u8>,
    scores: Vec<f32>,
    /// State ranges of the tokens.
    ends: Vec<(usize, usize)>,
    /// Where the cells of each token begin in `best`.
    cells: Vec<usize>,
    /// For each (tag here, tag before): score and the index of the tag before that.
    best: Vec<(f32, u32)>,
}

impl Scratch {
    fn clear(&mut self) {
        self.tags.clear();
        self.scores.clear();
        self.ends.clear();
        self.cells.clear();
        self.best.clear();
    }

    fn start(&mut self) -> (usize, usize) {
        self.add(START, 0.0);
        (self.tags.len() - 1, self.tags.len())
    }

    fn add(&mut self, tag: usize, score: f32) {
        self.tags.push(tag as u8);
        self.scores.push(score);
    }

    /// Follows the best path back and writes its tags, last first.
    fn trace<'t>(&self, last: (usize, usize), tags: impl DoubleEndedIterator<Item = &'t mut Tag>) {
        let Some(&cells) = self.cells.last() else { return };
        let range = |i: usize| if i == usize::MAX { (0, 1) } else { self.ends[i] };
        let n_before = |i: usize| {
            let (from, to) = range(i.wrapping_sub(1));
            to - from
        };
        let top = self.best[cells..].iter().enumerate().max_by(|a, b| a.1.0.total_cmp(&b.1.0).then(b.0.cmp(&a.0)));
        let top = top.map_or(0, |(i, _)| i);
        let n = self.ends.len();
        let (mut here, mut prior) = (top / n_before(n - 1), top % n_before(n - 1));
        debug_assert!(here < last.1 - last.0);
        for (i, tag) in (0..n).rev().zip(tags.rev()) {
            *tag = Tag::ALL[self.tags[range(i).0 + here] as usize];
            let cell = self.best[self.cells[i] + here * n_before(i) + prior];
            here = prior;
            prior = cell.1 as usize;
        }
    }
}

fn tag_index(row: &crate::lexicon::Row<'_, '_>, name: &str) -> Result<usize, TableError> {
    if name == "START" {
        return Ok(START);
    }
    name.parse::<Tag>().map(|t| t as usize).map_err(|e| row.error(e.to_string()))
}

fn tag_counts(row: &crate::lexicon::Row<'_, '_>) -> Result<Vec<(u8, f64)>, TableError> {
    let pair = |entry: &str| {
        let (name, count) = entry.rsplit_once(' ').ok_or_else(|| row.error(format!("no count in {entry:?}")))?;
        let count: f64 = count.parse().map_err(|_| row.error(format!("{count:?} is no number")))?;
        Ok((tag_index(row, name)? as u8, count))
    };
    row.list(2).map(pair).collect()
}

fn read_trigram(row: &crate::lexicon::Row<'_, '_>, counts: &mut Counts) -> Result<(), TableError> {
    let mut names = row.cell(1).split(' ');
    let (Some(a), Some(b)) = (names.next(), names.next()) else {
        return Err(row.error("a trigram needs two tags as its key"));
    };
    let (a, b) = (tag_index(row, a)?, tag_index(row, b)?);
    counts.trigrams.extend(tag_counts(row)?.into_iter().map(|(t, c)| ([a, b, t as usize], c)));
    Ok(())
}

fn read_cases(row: &crate::lexicon::Row<'_, '_>, cases: &mut [[f64; 4]; Tag::COUNT * 2]) -> Result<(), TableError> {
    let (place, tag) = row.cell(1).split_once(' ').ok_or_else(|| row.error("a case needs a place and a tag"))?;
    let offset = if place == "weak" { Tag::COUNT } else { 0 };
    let target = &mut cases[offset + tag_index(row, tag)?];
    for (cell, value) in target.iter_mut().zip(row.list(2)) {
        *cell = value.parse::<f64>().map_err(|_| row.error(format!("{value:?} is no number")))? + 0.5;
    }
    Ok(())
}

/// The likeliest tags of an unknown word, as emission scores: log P(tag | suffix) - log P(tag).
fn guesses(tags: &[(u8, f64)], prior: &[f64]) -> Candidates {
    let total: f64 = tags.iter().map(|&(_, c)| c).sum();
    let mut sorted: Vec<(u8, f64)> = tags.iter().map(|&(t, c)| (t, c / total)).collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    sorted.truncate(CANDIDATES);
    sorted.into_iter().map(|(t, p)| (t, (p.ln() - prior[t as usize].ln()) as f32)).collect()
}

/// Smoothed log P(tag | two tags before) by deleted interpolation (TnT, §2.2).
fn transitions(counts: &Counts) -> Vec<f32> {
    let mut tri = vec![0.0f64; N * N * N];
    let mut bi = vec![0.0f64; N * N];
    let mut uni = vec![0.0f64; N];
    let mut context2 = vec![0.0f64; N * N];
    let mut context1 = vec![0.0f64; N];
    for &([a, b, c], count) in &counts.trigrams {
        tri[(a * N + b) * N + c] += count;
        bi[b * N + c] += count;
        uni[c] += count;
        context2[a * N + b] += count;
        context1[b] += count;
    }
    let total: f64 = uni.iter().sum();
    let ratio = |x: f64, y: f64| if y > 0.0 { x / y } else { 0.0 };
    let mut weights = [0.0f64; 3];
    for &([a, b, c], count) in &counts.trigrams {
        let options = [
            ratio(uni[c] - 1.0, total - 1.0),
            ratio(bi[b * N + c] - 1.0, context1[b] - 1.0),
            ratio(tri[(a * N + b) * N + c] - 1.0, context2[a * N + b] - 1.0),
        ];
        let best = (0..3).rev().max_by(|&x, &y| options[x].total_cmp(&options[y])).unwrap_or(2);
        weights[best] += count;
    }
    let sum: f64 = weights.iter().sum();
    let [w1, w2, w3] = weights.map(|w| w / sum.max(1.0));
    let mut out = vec![0.0f32; N * N * N];
    for a in 0..N {
        for b in 0..N {
            for c in 0..N {
                let p = w1 * ratio(uni[c], total)
                    + w2 * ratio(bi[b * N + c], context1[b])
                    + w3 * ratio(tri[(a * N + b) * N + c], context2[a * N + b]);
                out[(a * N + b) * N + c] = p.max(1e-9).ln() as f32;
            }
        }
    }
    out
}
