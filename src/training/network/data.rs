//! Training data: treebanks read once, every form looked up once.

use std::path::Path;

use rustc_hash::FxHashMap;

use super::encoder::FormRows;
use super::parser::GoldToken;
use crate::syntax::conllu::{self, Check, ConlluError};
use crate::syntax::network::forms::{self, Form};

/// Words in the table of learned rows stand at least so often in the treebanks.
const LEARNED: u32 = 2;
/// Words with a vector stand at least so often in all texts.
const WITH_VECTOR: u32 = 4;
/// Sentences longer than this are not learned from: their arcs would take too long.
pub(super) const LONGEST: usize = 160;

/// A treebank's words and annotation as strings, as they are needed once.
pub(super) type Treebank = Vec<conllu::Sentence>;

/// Reads a whole treebank.
///
/// # Errors
/// The first error of the file.
pub(super) fn read(path: &Path, check: Check) -> Result<Treebank, ConlluError> {
    conllu::open(path, check)?.collect()
}

/// Labels in the order of their numbers.
#[derive(Debug, Default, Clone)]
pub(crate) struct Inventory {
    pub(crate) labels: Vec<String>,
}

impl Inventory {
    /// The different labels, sorted.
    pub(super) fn of<'a>(labels: impl Iterator<Item = &'a str>) -> Self {
        let set: std::collections::BTreeSet<&str> = labels.collect();
        Self { labels: set.into_iter().map(str::to_owned).collect() }
    }

    pub(super) fn number(&self, label: &str) -> Option<u16> {
        self.labels.binary_search_by(|l| l.as_str().cmp(label)).ok().map(|i| i as u16)
    }
}

/// The words that a model knows.
#[derive(Debug, Default, Clone)]
pub(crate) struct Words {
    /// Folded forms; the number is the place plus one. Those with a learned row come first.
    pub(crate) forms: Vec<String>,
    /// How many of them have a learned row.
    pub(crate) learned: usize,
    /// Of every word the share of uses as a name, in 255ths.
    pub(crate) names: Vec<u8>,
    numbers: FxHashMap<String, u32>,
    counts: FxHashMap<String, u32>,
}

/// How often a word stands somewhere.
#[derive(Clone, Copy, Default)]
struct Count {
    gold: u32,
    all: u32,
    names: u32,
}

impl Words {
    /// Counts words in treebanks and in further texts. The commonest get rows: at most `most_learned` and `most`.
    pub(super) fn count(treebanks: &[&Treebank], texts: &[&Treebank], most_learned: usize, most: usize) -> Self {
        let mut counts = FxHashMap::<String, Count>::default();
        let mut folded = String::new();
        let mut add = |bank: &Treebank, gold: u32| {
            for word in bank.iter().flat_map(|s| &s.words) {
                folded.clear();
                forms::fold(&word.form, &mut folded);
                let count = match counts.get_mut(&folded) {
                    Some(count) => count,
                    None => counts.entry(folded.clone()).or_default(),
                };
                count.gold += gold;
                count.all += 1;
                count.names += u32::from(is_name(word));
            }
        };
        treebanks.iter().for_each(|b| add(b, 1));
        texts.iter().for_each(|b| add(b, 0));
        let mut all: Vec<(String, Count)> = counts.into_iter().collect();
        all.sort_by(|a, b| b.1.gold.cmp(&a.1.gold).then(b.1.all.cmp(&a.1.all)).then(a.0.cmp(&b.0)));
        let learned = all.iter().take_while(|w| w.1.gold >= LEARNED).count().min(most_learned);
        let mut others = all.split_off(learned);
        others.sort_by(|a, b| b.1.all.cmp(&a.1.all).then(a.0.cmp(&b.0)));
        let counts = all.iter().chain(&others).map(|(w, c)| (w.clone(), c.gold)).collect();
        others.retain(|w| w.1.all >= WITH_VECTOR);
        others.truncate(most.saturating_sub(learned));
        all.extend(others);
        let names = all.iter().map(|(_, c)| (c.names * 255 / c.all.max(1)) as u8).collect();
        let forms: Vec<String> = all.into_iter().map(|w| w.0).collect();
        let numbers = forms.iter().enumerate().map(|(i, w)| (w.clone(), i as u32 + 1)).collect();
        Self { forms, learned, names, numbers, counts }
    }

    /// Texts as numbers of words.
    pub(super) fn sentences<'a>(&self, banks: impl Iterator<Item = &'a Treebank>) -> Vec<Vec<u32>> {
        let mut folded = String::new();
        let mut number = |form: &str| {
            folded.clear();
            forms::fold(form, &mut folded);
            self.number(&folded)
        };
        banks.flatten().map(|s| s.words.iter().map(|w| number(&w.form)).collect()).collect()
    }

    /// Number of a folded form, 0 if it has none.
    pub(super) fn number(&self, folded: &str) -> u32 {
        self.numbers.get(folded).copied().unwrap_or(0)
    }
}

/// Whether the annotation calls a word a proper noun, in its universal tag or, where there is none, in that of the Penn
/// Treebank.
fn is_name(word: &conllu::Word) -> bool {
    word.upos == "PROPN" || (word.upos.is_empty() && matches!(word.xpos.as_str(), "NNP" | "NNPS"))
}

/// Every form of the data with its rows.
#[derive(Debug, Default)]
pub(super) struct Forms {
    rows: Vec<FormRows>,
    numbers: FxHashMap<String, u32>,
    /// The same word in small letters and in capitals.
    others: Vec<[u32; 2]>,
    scratch: Form,
}

impl Forms {
    /// Number of a form.
    pub(super) fn add(&mut self, form: &str, words: &Words, buckets: usize) -> u32 {
        if let Some(&number) = self.numbers.get(form) {
            return number;
        }
        self.scratch.read(form);
        let word = words.number(&self.scratch.folded);
        let number = self.rows.len() as u32;
        self.rows.push(FormRows {
            word: if word as usize <= words.learned { word } else { 0 },
            vector: word,
            ngrams: self.scratch.ngrams.iter().map(|h| h % buckets as u32).collect(),
            shape: self.scratch.shape,
            count: words.counts.get(&self.scratch.folded).copied().unwrap_or(0),
        });
        self.numbers.insert(form.to_owned(), number);
        self.others.push([number; 2]);
        number
    }

    /// Makes the forms in small letters and in capitals known as well.
    pub(super) fn add_cases(&mut self, form: &str, words: &Words, buckets: usize) -> u32 {
        let number = self.add(form, words, buckets);
        if self.others[number as usize] == [number; 2] {
            let others = [form.to_lowercase(), form.to_uppercase()].map(|f| self.add(&f, words, buckets));
            self.others[number as usize] = others;
        }
        number
    }

    pub(super) fn row(&self, number: u32) -> &FormRows {
        &self.rows[number as usize]
    }

    /// Number of the same word in other letters.
    pub(super) fn in_case(&self, number: u32, case: Case) -> u32 {
        match case {
            Case::AsWritten => number,
            Case::Lower => self.others[number as usize][0],
            Case::Upper => self.others[number as usize][1],
        }
    }
}

/// Letters in which a sentence is shown to the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    AsWritten,
    Lower,
    Upper,
}

/// A sentence to learn from or to be measured on.
#[derive(Debug, Default)]
pub(super) struct Example {
    pub(super) forms: Vec<u32>,
    pub(super) gold: Vec<GoldToken>,
    /// Classes of names, for the network of names; none where the annotation does not tell.
    pub(super) names: Vec<Option<u16>>,
    /// Rows of marks from outside, for the network of names.
    pub(super) marks: Vec<u32>,
    /// The parser's states, a row a word, for the network of names.
    pub(super) states: Vec<f32>,
}

/// What the labels of a parser stand for.
#[derive(Debug, Default, Clone)]
pub(crate) struct Labels {
    pub(crate) upos: Inventory,
    pub(crate) xpos: Inventory,
    pub(crate) relations: Inventory,
}

impl Labels {
    pub(super) fn of(treebanks: &[&Treebank]) -> Self {
        let words = || treebanks.iter().flat_map(|b| b.iter()).flat_map(|s| &s.words);
        Self {
            upos: Inventory::of(words().map(|w| w.upos.as_str())),
            xpos: Inventory::of(words().map(|w| w.xpos.as_str())),
            relations: Inventory::of(words().map(|w| w.deprel.as_str())),
        }
    }

    /// Pairs of universal and treebank's tag that stand in the treebanks, sorted, as bytes.
    pub(super) fn pairs(&self, treebanks: &[&Treebank]) -> Vec<u8> {
        let words = treebanks.iter().flat_map(|b| b.iter()).flat_map(|s| &s.words);
        let pairs = words.filter_map(|w| Some([self.upos.number(&w.upos)? as u8, self.xpos.number(&w.xpos)? as u8]));
        pairs.collect::<std::collections::BTreeSet<_>>().into_iter().flatten().collect()
    }

    pub(super) fn gold(&self, word: &conllu::Word) -> GoldToken {
        let relation = self.relations.number(&word.deprel);
        GoldToken {
            upos: self.upos.number(&word.upos),
            xpos: self.xpos.number(&word.xpos),
            head: relation.and(word.head),
            relation: relation.unwrap_or(0),
        }
    }
}
