//! The texts that the page's offsets point into.

use rustc_hash::FxHashMap;

use crate::graph::{KnowledgeGraph, Node, NodeDetail, Passage};

/// A document's text, with the byte of each code point.
pub(super) struct Source {
    pub(super) text: String,
    /// False where the graph has no text, and this is put together from the passages.
    pub(super) is_whole: bool,
    /// First and last code points of the sentences that passages stand in, sorted, none in another.
    pub(super) sentences: Vec<(u32, u32)>,
    /// Byte where each code point begins, and the length of the text.
    bytes: Vec<usize>,
}

/// Documents by name, and their texts in the graph's order.
type Sources<'g> = (FxHashMap<&'g str, usize>, Vec<Source>);

/// A graph without texts is read as far as this: no passage of an article begins later.
const LONGEST_PIECED: u32 = 10_000_000;

impl Source {
    pub(super) fn all(graph: &KnowledgeGraph) -> Sources<'_> {
        let documents: Vec<_> = graph
            .nodes()
            .filter_map(|node| if let NodeDetail::Document(document) = &node.detail { Some(document) } else { None })
            .collect();
        let names: FxHashMap<&str, usize> =
            documents.iter().enumerate().map(|(i, document)| (document.document.as_str(), i)).collect();
        let mut passages: Vec<Vec<&Passage>> = vec![Vec::new(); documents.len()];
        let mut sentences: Vec<Vec<&Passage>> = vec![Vec::new(); documents.len()];
        each_passage(graph, |document, passage, is_sentence| {
            if let Some(&index) = names.get(document) {
                (if is_sentence { &mut sentences } else { &mut passages })[index].push(passage);
            }
        });
        let source =
            |((document, passages), sentences): ((&&crate::graph::DocumentNode, Vec<&Passage>), Vec<&Passage>)| {
                let is_whole = document.text.is_some();
                let text = document.text.clone().unwrap_or_else(|| pieced(passages.iter().chain(&sentences).copied()));
                let mut source = Self { bytes: byte_starts(&text), text, is_whole, sentences: Vec::new() };
                source.sentences = disjoint(sentences.into_iter().filter(|sentence| source.has(sentence)));
                source
            };
        let sources = documents.iter().zip(passages).zip(sentences).map(source).collect();
        (names, sources)
    }

    /// Whether the passage stands where it says.
    pub(super) fn has(&self, passage: &Passage) -> bool {
        let byte = |at: u32| self.bytes.get(at as usize).copied();
        let (Some(start), Some(end)) = (byte(passage.start), byte(passage.end)) else { return false };
        start < end && self.text[start..end] == *passage.text
    }

    /// Whether a character takes two units of UTF-16, as strings of JavaScript count.
    pub(super) fn has_astral(&self) -> bool {
        self.text.chars().any(|c| c as u32 > 0xffff)
    }
}

fn byte_starts(text: &str) -> Vec<usize> {
    text.char_indices().map(|(byte, _)| byte).chain(std::iter::once(text.len())).collect()
}

fn each_passage<'g>(graph: &'g KnowledgeGraph, mut give: impl FnMut(&'g str, &'g Passage, bool)) {
    let mut provenance = |list: &'g [crate::graph::Provenance]| {
        for p in list {
            give(&p.document, &p.passage, false);
            if let Some(sentence) = &p.sentence {
                give(&p.document, sentence, true);
            }
        }
    };
    for node in graph.nodes() {
        provenance(&node.provenance);
        if let NodeDetail::Actor(actor) = &node.detail {
            provenance(&actor.pronouns);
        }
    }
    for link in graph.links() {
        provenance(&link.edge.provenance);
    }
    for node in graph.nodes() {
        own_passages(node, &mut give);
    }
}

/// The passages that a claim or an event has besides its provenance.
fn own_passages<'g>(node: &'g Node, give: &mut impl FnMut(&'g str, &'g Passage, bool)) {
    match &node.detail {
        NodeDetail::Claim(claim) => {
            let words = [&claim.source_text, &claim.cue, &claim.addressee_text, &claim.hearsay];
            let more = claim.certainty.iter().map(|c| &c.words).chain(claim.stances.iter().map(|s| &s.words));
            for passage in words.into_iter().flatten().chain(more) {
                give(&claim.document, passage, false);
            }
            if let Some(sentence) = &claim.sentence {
                give(&claim.document, sentence, true);
            }
        }
        NodeDetail::Event(event) => {
            let words = [&event.polarity_words, &event.modality_words].into_iter().flatten();
            for passage in words.chain(event.arguments.iter().map(|argument| &argument.passage)) {
                give(&event.document, passage, false);
            }
        }
        NodeDetail::Actor(_) | NodeDetail::Document(_) => {}
    }
}

/// A text that has the passages in their places and line feeds between.
fn pieced<'g>(passages: impl Iterator<Item = &'g Passage>) -> String {
    let mut text: Vec<char> = Vec::new();
    for passage in passages.filter(|passage| passage.start < LONGEST_PIECED) {
        let start = passage.start as usize;
        let characters: Vec<char> = passage.text.chars().collect();
        if text.len() < start + characters.len() {
            text.resize(start + characters.len(), '\n');
        }
        text[start..start + characters.len()].copy_from_slice(&characters);
    }
    text.into_iter().collect()
}

/// Sorted, each once; of two that overlap the one that begins first, of those the longer.
fn disjoint<'g>(sentences: impl Iterator<Item = &'g Passage>) -> Vec<(u32, u32)> {
    let mut all: Vec<(u32, u32)> = sentences.map(|sentence| (sentence.start, sentence.end)).collect();
    all.sort_by_key(|&(start, end)| (start, std::cmp::Reverse(end)));
    let mut kept: Vec<(u32, u32)> = Vec::new();
    for (start, end) in all {
        if kept.last().is_none_or(|last| last.1 <= start) {
            kept.push((start, end));
        }
    }
    kept
}
