//! Where in a document something stands, in the unit of files: code points.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::annotation::{Annotation, LinkRule, Mention, MentionLevel};
use crate::document::{Offsets, Span, TextPosition};

/// A stretch of a document's text, copied out of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passage {
    /// First code point.
    pub start: u32,
    /// One past the last code point; always greater than `start`.
    pub end: u32,
    /// The text between the two.
    pub text: Arc<str>,
}

impl Passage {
    /// The words before, these words, and the words after them in their sentence, each at most so many code points, on
    /// one line. Only these words where the sentence is not known.
    pub fn in_sentence(&self, sentence: Option<&Passage>, reach: usize) -> [String; 3] {
        let words = one_line(self.text.chars());
        let Some(sentence) = sentence else { return [String::new(), words, String::new()] };
        let all: Vec<char> = sentence.text.chars().collect();
        let start = (self.start.saturating_sub(sentence.start) as usize).min(all.len());
        let end = (self.end.saturating_sub(sentence.start) as usize).clamp(start, all.len());
        let first = start.saturating_sub(reach);
        let last = end.saturating_add(reach).min(all.len());
        let mut before = one_line(all[first..start].iter().copied());
        let mut after = one_line(all[end..last].iter().copied());
        if first > 0 {
            before.insert(0, '…');
        }
        if last < all.len() {
            after.push('…');
        }
        [before, words, after]
    }
}

/// Line breaks and control characters become spaces.
fn one_line(words: impl Iterator<Item = char>) -> String {
    words.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The words that a node or an edge rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Provenance {
    /// Name of the document, as its node carries it in [`DocumentNode::document`](super::DocumentNode::document).
    pub document: Arc<str>,
    /// The words.
    pub passage: Passage,
    /// The sentence that they begin in; given where the words alone do not tell a reader enough.
    pub sentence: Option<Passage>,
    /// How the words came to refer to the actor; of actors only, and not in files of earlier versions.
    pub link: Option<MentionLink>,
}

/// How a mention came to its actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MentionLink {
    /// How it refers.
    pub level: MentionLevel,
    /// The rule that linked it.
    pub rule: LinkRule,
}

/// Copies passages out of one annotated document.
pub(super) struct Scribe<'a> {
    annotation: &'a Annotation,
    /// The id that the document was given.
    pub(super) document: Arc<str>,
    offsets: Offsets<'a>,
    /// By first byte; many things rest on one sentence, which is copied once.
    sentences: BTreeMap<u32, Passage>,
}

impl<'a> Scribe<'a> {
    pub(super) fn new(annotation: &'a Annotation) -> Self {
        let document = annotation.document.given_id().into();
        let offsets = Offsets::new(&annotation.document.text);
        let mut scribe = Self { annotation, offsets, document, sentences: BTreeMap::new() };
        let sentences = annotation.sentences.iter();
        scribe.sentences = sentences.filter_map(|&span| Some((span.start, scribe.passage(span)?))).collect();
        scribe
    }

    /// The sentences, in text order.
    pub(super) fn sentences(&self) -> Vec<Passage> {
        self.sentences.values().cloned().collect()
    }

    /// `None` for a span that is empty or does not fit the text: nothing can rest on it.
    pub(super) fn passage(&self, span: Span) -> Option<Passage> {
        let text = self.annotation.document.text.get(span.range()).filter(|text| !text.is_empty())?;
        let TextPosition { start, end } = self.offsets.to_position(span);
        Some(Passage { start, end, text: text.into() })
    }

    /// The words alone.
    pub(super) fn words(&self, span: Span) -> Option<Provenance> {
        let passage = self.passage(span)?;
        Some(Provenance { document: self.document.clone(), passage, sentence: None, link: None })
    }

    /// The words of a mention, and how it came to its actor.
    pub(super) fn mention(&self, mention: &Mention) -> Option<Provenance> {
        let link = Some(MentionLink { level: mention.level, rule: mention.rule });
        Some(Provenance { link, ..self.words(mention.span)? })
    }

    /// The words with their sentence.
    pub(super) fn words_in_sentence(&self, span: Span) -> Option<Provenance> {
        let sentence = self.annotation.sentence_of(span).and_then(|s| self.sentences.get(&s.start).cloned());
        Some(Provenance { sentence, ..self.words(span)? })
    }
}
