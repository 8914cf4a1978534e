//! Counts the tagger's model out of treebanks in CoNLL-U.
//!
//! Enters: CoNLL-U with FORM and XPOS. Leaves: the table that [`crate::syntax::tagger`] reads. Words are kept when seen
//! at least twice over all corpora; suffixes are counted from rare words, as unknown words behave like rare ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::document::Span;
use crate::lexicon::{WordId, fold};
use crate::syntax::tag::Tag;
use crate::syntax::tagger::{Case, SUFFIX_LENGTH, weak_case};
use crate::text::token::{Shape, Token, shape};

/// Words seen more often than this say nothing about unknown ones.
const RARE: u32 = 10;
/// A suffix must have been seen this often to be kept.
const SUFFIX_MINIMUM: u32 = 8;

type TagCounts = BTreeMap<Tag, u32>;

/// Counts over all sentences added so far.
#[derive(Debug, Default)]
pub struct TaggerCounts {
    words: BTreeMap<String, TagCounts>,
    trigrams: BTreeMap<(Option<Tag>, Option<Tag>), TagCounts>,
    cases: BTreeMap<(bool, Tag), [u32; 4]>,
    tags: TagCounts,
}

impl TaggerCounts {
    /// Adds every sentence of a CoNLL-U text; a sentence with an unknown tag is left out.
    ///
    /// Returns the number of sentences used.
    pub fn add_conllu(&mut self, text: &str) -> usize {
        let mut used = 0;
        for block in text.split("\n\n") {
            let rows = block.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_digit()));
            let columns = rows.map(|l| l.split('\t').collect::<Vec<_>>());
            let words = columns.filter(|c| c.len() == 10 && c[0].bytes().all(|b| b.is_ascii_digit()));
            let parsed: Option<Vec<(String, Tag)>> =
                words.map(|c| Some((c[1].to_owned(), c[4].parse::<Tag>().ok()?))).collect();
            // The tagger looks through quotation marks.
            let parsed = parsed.map(|mut s| {
                s.retain(|(_, tag)| !matches!(tag, Tag::OpenQuote | Tag::CloseQuote));
                s
            });
            if let Some(mut sentence) = parsed.filter(|s| !s.is_empty()) {
                self.add(&mut sentence);
                used += 1;
            }
        }
        used
    }

    fn add(&mut self, sentence: &mut [(String, Tag)]) {
        separate_infinitive(sentence);
        let mut text = String::new();
        let mut tokens = Vec::new();
        for (form, _) in sentence.iter() {
            let start = text.len();
            text.push_str(form);
            let span = Span::new(start, text.len());
            tokens.push(Token { span, word: WordId::UNKNOWN, shape: shape(form), space_before: true });
            text.push(' ');
        }
        let weak = weak_case(&text, &tokens);
        let mut before = (None, None);
        for (((form, tag), token), weak) in sentence.iter().zip(&tokens).zip(weak) {
            *self.trigrams.entry(before).or_default().entry(*tag).or_default() += 1;
            *self.tags.entry(*tag).or_default() += 1;
            self.cases.entry((weak, *tag)).or_default()[Case::of(token.shape) as usize] += 1;
            *self.words.entry(fold(form).into_owned()).or_default().entry(*tag).or_default() += 1;
            before = (before.1, Some(*tag));
        }
    }

    /// The model as a table.
    pub fn to_table(&self) -> String {
        let mut out = String::from("record\tkey\tcounts\n");
        let mut line = |record: &str, key: &str, counts: &str| {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{record}\t{key}\t{counts}");
        };
        for (tag, count) in &self.tags {
            line("tag", tag.as_str(), &count.to_string());
        }
        for ((weak, tag), counts) in &self.cases {
            let place = if *weak { "weak" } else { "inner" };
            line("case", &format!("{place} {}", tag.as_str()), &counts.map(|c| c.to_string()).join("|"));
        }
        for ((a, b), counts) in &self.trigrams {
            let name = |t: &Option<Tag>| t.map_or("START", Tag::as_str);
            line("trigram", &format!("{} {}", name(a), name(b)), &join(counts));
        }
        for (suffix, counts) in self.suffixes() {
            line("suffix", &suffix, &join(&counts));
        }
        for (word, counts) in &self.words {
            if counts.values().sum::<u32>() >= 2 && !word.contains(['\t', '|']) {
                line("word", word, &join(&without_noise(counts)));
            }
        }
        out
    }

    fn suffixes(&self) -> BTreeMap<String, TagCounts> {
        let mut suffixes: BTreeMap<String, TagCounts> = BTreeMap::new();
        for (word, counts) in &self.words {
            let is_word = matches!(shape(word), Shape::Lower | Shape::Number) && word.len() > 1;
            if counts.values().sum::<u32>() > RARE || !is_word || word.contains('|') {
                continue;
            }
            let chars: Vec<(usize, char)> = word.char_indices().collect();
            let longest = chars.len().saturating_sub(SUFFIX_LENGTH);
            let starts = chars[longest..].iter().map(|&(i, _)| i).chain([word.len()]);
            for start in starts {
                let entry = suffixes.entry(word[start..].to_owned()).or_default();
                for (&tag, &count) in counts {
                    *entry.entry(tag).or_default() += count;
                }
            }
        }
        suffixes.retain(|_, counts| counts.values().sum::<u32>() >= SUFFIX_MINIMUM);
        suffixes
    }
}

/// The Penn Treebank tags every "to" TO, UD only the infinitive's: the others become prepositions.
fn separate_infinitive(sentence: &mut [(String, Tag)]) {
    for i in 0..sentence.len() {
        let is_before_verb = || {
            let mut rest = sentence[i + 1..].iter().map(|(_, t)| *t).skip_while(|t| t.is_adverb());
            rest.next().is_some_and(|t| t == Tag::Vb)
        };
        if sentence[i].1 == Tag::To && !is_before_verb() {
            sentence[i].1 = Tag::In;
        }
    }
}

/// Tags that a word has in one of this many cases or fewer are taken for noise; each costs time at every occurrence.
const NOISE: u32 = 150;

fn without_noise(counts: &TagCounts) -> TagCounts {
    let total: u32 = counts.values().sum();
    counts.iter().filter(|&(_, &c)| c * NOISE > total).map(|(&t, &c)| (t, c)).collect()
}

fn join(counts: &TagCounts) -> String {
    let parts: Vec<String> = counts.iter().map(|(t, c)| format!("{} {c}", t.as_str())).collect();
    parts.join("|")
}
