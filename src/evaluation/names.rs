//! Scores names: exact spans, with and without their type.
//!
//! Gold names stand in MISC as `NER=B-kind`, `NER=I-kind`. Kinds are mapped to the three types that corpora share: PER
//! for persons, ORG for organisations and groups, LOC for states and places; all others are MISC.
//!
//! | measure | what counts |
//! | --- | --- |
//! | typed | names of the three types; span and type must be right |
//! | forgiven | the same, but a predicted name that is exactly a gold MISC name is no mistake |
//! | untyped3 | spans of names of the three types |
//! | untyped4 | spans of all names |
//! | PER, ORG, LOC | names of this type alone |

use std::collections::BTreeSet;
use std::ops::Range;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Mismatch, check_words, round};
use crate::annotation::{Annotation, MentionLevel};
use crate::closed_set::closed_set;
use crate::document::{Document, Span};
use crate::syntax::conllu::{Sentence, Word};

closed_set!(
    /// Type of a name, as far as corpora agree.
    NameType {
        /// a person
        Per = "PER",
        /// an organisation, a people
        Org = "ORG",
        /// a state, a place
        Loc = "LOC",
        /// anything else
        Misc = "MISC",
    }
);

impl NameType {
    /// The type of a kind, or of another corpus's label; unknown ones are MISC.
    pub fn of(label: &str) -> Self {
        if let Ok(known) = label.parse() {
            return known;
        }
        match label.to_lowercase().as_str() {
            "person" | "per" | "people" => Self::Per,
            "organization" | "organisation" | "org" | "group" => Self::Org,
            "state" | "place" | "loc" | "gpe" | "location" => Self::Loc,
            _ => Self::Misc,
        }
    }
}

/// A name: its words within the sentence, half-open, and its type.
pub type Name = (usize, usize, NameType);

/// The names that the words of a sentence carry. `I` without a name of that kind before it begins one.
pub fn names_of(words: &[Word]) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    let mut open: Option<(usize, &str)> = None;
    for index in 0..=words.len() {
        let tag = words.get(index).and_then(|w| w.misc("NER")).unwrap_or("O");
        let (place, label) = tag.split_once('-').unwrap_or((tag, ""));
        if place == "I" && open.is_some_and(|(_, kind)| kind == label) {
            continue;
        }
        if let Some((start, kind)) = open.take() {
            names.insert((start, index, NameType::of(kind)));
        }
        if matches!(place, "B" | "I") {
            open = Some((index, label));
        }
    }
    names
}

/// Counts over all sentences added so far.
#[derive(Clone, Debug, Default)]
pub struct NameScores {
    sentences: usize,
    counts: [Counts; MEASURES.len()],
}

const MEASURES: [&str; 7] = ["typed", "forgiven", "untyped3", "untyped4", "PER", "ORG", "LOC"];

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    right: usize,
    predicted: usize,
    gold: usize,
}

impl Counts {
    fn add<T: Ord>(&mut self, gold: &BTreeSet<T>, predicted: &BTreeSet<T>) {
        self.right += gold.intersection(predicted).count();
        self.predicted += predicted.len();
        self.gold += gold.len();
    }
}

/// Precision, recall and F1 of one measure, each rounded to four places.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Score {
    /// Precision.
    pub p: f64,
    /// Recall.
    pub r: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// Number of gold names.
    pub gold: usize,
    /// Number of predicted names.
    pub pred: usize,
}

/// The measures in the order of printing.
#[derive(Clone, Debug, PartialEq)]
pub struct NameReport(pub Vec<(&'static str, Score)>);

impl Serialize for NameReport {
    /// One object with an entry a measure.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, score) in &self.0 {
            map.serialize_entry(name, score)?;
        }
        map.end()
    }
}

impl NameScores {
    /// Adds a sentence whose names both sides carry in MISC.
    ///
    /// # Errors
    /// When the words differ; nothing is counted then.
    pub fn add(&mut self, gold: &Sentence, predicted: &Sentence) -> Result<(), Mismatch> {
        check_words(self.sentences + 1, gold, predicted)?;
        self.add_names(&names_of(&gold.words), &names_of(&predicted.words));
        Ok(())
    }

    /// Adds the names of a sentence.
    pub fn add_names(&mut self, gold: &BTreeSet<Name>, predicted: &BTreeSet<Name>) {
        type Spans = BTreeSet<(usize, usize)>;
        let common = |names: &BTreeSet<Name>| -> BTreeSet<Name> {
            names.iter().filter(|n| n.2 != NameType::Misc).copied().collect()
        };
        let spans = |names: &BTreeSet<Name>| -> Spans { names.iter().map(|n| (n.0, n.1)).collect() };
        let (gold3, predicted3) = (common(gold), common(predicted));
        let other: Spans = gold.iter().filter(|n| n.2 == NameType::Misc).map(|n| (n.0, n.1)).collect();
        let forgiven = predicted3.iter().filter(|n| !other.contains(&(n.0, n.1))).copied().collect();
        let [typed, kept, untyped3, untyped4, types @ ..] = &mut self.counts;
        typed.add(&gold3, &predicted3);
        kept.add(&gold3, &forgiven);
        untyped3.add(&spans(&gold3), &spans(&predicted3));
        untyped4.add(&spans(gold), &spans(predicted));
        for (counts, kind) in types.iter_mut().zip([NameType::Per, NameType::Org, NameType::Loc]) {
            let of = |names: &BTreeSet<Name>| names.iter().filter(|n| n.2 == kind).copied().collect::<BTreeSet<_>>();
            counts.add(&of(gold), &of(predicted));
        }
        self.sentences += 1;
    }

    /// Number of sentences.
    pub fn sentences(&self) -> usize {
        self.sentences
    }

    /// The measures; 0 where there was nothing to measure.
    pub fn report(&self) -> NameReport {
        let score = |c: &Counts| {
            let p = super::share(c.right, c.predicted);
            let r = super::share(c.right, c.gold);
            let f1 = if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) };
            Score { p: round(p, 4), r: round(r, 4), f1: round(f1, 4), gold: c.gold, pred: c.predicted }
        };
        NameReport(MEASURES.into_iter().zip(&self.counts).map(|(name, counts)| (name, score(counts))).collect())
    }
}

/// A document that sentences spell, and where their words stand in it.
#[derive(Clone, Debug)]
pub struct SpelledDocument {
    /// Its id and text. Sentences are parted by a blank, paragraphs by a blank line.
    pub document: Document,
    /// For each sentence its number among all sentences, and the span of each of its words.
    pub sentences: Vec<(usize, Vec<Span>)>,
}

/// The documents that sentences spell; a sentence of no document is one of its own, named `s0`, `s1`, …
///
/// A word of a multiword token has as many characters of it as it is long, the last one all that are left.
pub fn spell(sentences: &[Sentence]) -> Vec<SpelledDocument> {
    let mut documents: Vec<SpelledDocument> = Vec::new();
    let mut id = None;
    for (index, sentence) in sentences.iter().enumerate() {
        let begins = sentence.new_document();
        if let Some(named) = begins {
            let named = named.split_whitespace().next().map_or_else(|| format!("doc{index}"), str::to_owned);
            id = Some(named);
        }
        let here = id.clone().unwrap_or_else(|| format!("s{index}"));
        match documents.last_mut().filter(|d| d.document.id == here) {
            Some(last) => {
                let text = &mut last.document.text;
                text.truncate(text.trim_end().len());
                let parted = begins.is_some() || sentence.is_new_paragraph();
                text.push_str(if parted { "\n\n" } else { " " });
            }
            None => {
                documents.push(SpelledDocument { document: Document::new(here, String::new()), sentences: Vec::new() })
            }
        }
        if let Some(last) = documents.last_mut() {
            let spans = spell_sentence(sentence, &mut last.document.text);
            last.sentences.push((index, spans));
        }
    }
    for SpelledDocument { document, .. } in &mut documents {
        document.text.truncate(document.text.trim_end().len());
    }
    documents
}

fn spell_sentence(sentence: &Sentence, text: &mut String) -> Vec<Span> {
    let mut spans = Vec::with_capacity(sentence.words.len());
    for token in sentence.tokens() {
        let base = text.len();
        text.push_str(token.form);
        let parts = parts(token.form, &sentence.words[token.words]);
        spans.extend(parts.into_iter().map(|part| Span::new(base + part.start, base + part.end)));
        if token.space_after {
            text.push(' ');
        }
    }
    spans
}

fn parts(form: &str, words: &[Word]) -> Vec<Range<usize>> {
    let byte = |chars: usize| form.char_indices().nth(chars).map_or(form.len(), |(at, _)| at);
    let mut parts: Vec<Range<usize>> = Vec::with_capacity(words.len());
    let mut used = 0;
    for word in words {
        let start = byte(used);
        used += word.form.chars().count();
        parts.push(start..byte(used));
    }
    if let Some(last) = parts.last_mut() {
        last.end = form.len();
    }
    parts
}

/// The names of a document's sentences, from the mentions of level `name`; each belongs to the first sentence it touches,
/// and covers there the words that it touches.
pub fn names_in(spelled: &SpelledDocument, annotation: &Annotation) -> Vec<BTreeSet<Name>> {
    let mut found = vec![BTreeSet::new(); spelled.sentences.len()];
    let is_touched = |word: &Span, span: Span| word.start < span.end && span.start < word.end;
    for mention in annotation.mentions.iter().filter(|m| m.level == MentionLevel::Name) {
        // Sentences before this one end before the mention begins.
        let first = spelled.sentences.partition_point(|(_, w)| w.last().is_none_or(|w| w.end <= mention.span.start));
        for (names, (_, words)) in found[first..].iter_mut().zip(&spelled.sentences[first..]) {
            if words.first().is_some_and(|w| w.start >= mention.span.end) {
                break;
            }
            let Some(start) = words.iter().position(|w| is_touched(w, mention.span)) else { continue };
            let end = words.iter().rposition(|w| is_touched(w, mention.span)).map_or(start, |at| at + 1);
            names.insert((start, end, NameType::of(mention.kind.as_str())));
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::conllu::{Check, Reader};

    fn words(tags: &[&str]) -> Vec<Word> {
        let misc = |t: &&str| if *t == "O" { String::new() } else { format!("A=1|NER={t}") };
        tags.iter().map(|t| Word { form: "w".to_owned(), misc: misc(t), ..Word::default() }).collect()
    }

    #[test]
    fn names_run_from_b_over_i() {
        use NameType::{Loc, Misc, Org, Per};
        let found = names_of(&words(&["B-person", "I-person", "B-person", "O", "I-state", "I-group", "B-event"]));
        let expected = BTreeSet::from([(0, 2, Per), (2, 3, Per), (4, 5, Loc), (5, 6, Org), (6, 7, Misc)]);
        assert_eq!(found, expected);
        assert_eq!(NameType::of("PERSON"), Per);
    }

    #[test]
    fn each_measure_counts_its_own_mistakes() {
        use NameType::{Loc, Misc, Org, Per};
        let gold = BTreeSet::from([(0, 1, Per), (2, 4, Org), (5, 6, Misc), (7, 8, Loc)]);
        // Right; right span; a gold MISC name; wrong span.
        let predicted = BTreeSet::from([(0, 1, Per), (2, 4, Loc), (5, 6, Org), (7, 9, Misc)]);
        let mut scores = NameScores::default();
        scores.add_names(&gold, &predicted);
        let score = |p, r, f1, gold, pred| Score { p, r, f1, gold, pred };
        let expected = [
            ("typed", score(0.3333, 0.3333, 0.3333, 3, 3)),
            ("forgiven", score(0.5, 0.3333, 0.4, 3, 2)),
            ("untyped3", score(0.6667, 0.6667, 0.6667, 3, 3)),
            ("untyped4", score(0.75, 0.75, 0.75, 4, 4)),
            ("PER", score(1.0, 1.0, 1.0, 1, 1)),
            ("ORG", score(0.0, 0.0, 0.0, 1, 1)),
            ("LOC", score(0.0, 0.0, 0.0, 1, 1)),
        ];
        assert_eq!(scores.report().0, expected);
    }

    const DOCUMENTS: &str = "# newdoc id = a b\n1\tBob\t_\t_\t_\t_\t_\t_\t_\t_\n2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\t_\n\
                             2\tca\t_\t_\t_\t_\t_\t_\t_\t_\n3\tn't\t_\t_\t_\t_\t_\t_\t_\t_\n\n\
                             # newpar\n1\tNo\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n2\t.\t_\t_\t_\t_\t_\t_\t_\t_\n\n\
                             # newdoc\n1\tGo\t_\t_\t_\t_\t_\t_\t_\t_\n\n";

    #[test]
    fn documents_are_spelled_with_the_place_of_each_word() {
        let read = Reader::new(DOCUMENTS.as_bytes(), "a", Check::Tokens).collect::<Result<Vec<_>, _>>().unwrap();
        let spelled = spell(&read);
        let texts: Vec<_> = spelled.iter().map(|d| (d.document.id.as_str(), d.document.text.as_str())).collect();
        assert_eq!(texts, [("a", "Bob can't\n\nNo."), ("doc2", "Go")]);
        let of = |s: usize| -> Vec<&str> {
            spelled[0].sentences[s].1.iter().map(|w| w.of(&spelled[0].document.text)).collect()
        };
        assert_eq!(of(0), ["Bob", "ca", "n't"]);
        assert_eq!(of(1), ["No", "."]);
        assert_eq!(spell(&read[..0]).len(), 0);
    }
}
