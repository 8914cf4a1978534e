//! What formats without a place for it say in words: who states something, and how.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use crate::annotation::{Modality, Polarity};
use crate::graph::{DocumentNode, KnowledgeGraph, Node, NodeId, Provenance, Statement, Voice};

/// How something is said, in words for labels: "alleged" where only parties say so or a document calls it that, "negated"
/// where it is said not to be, and every modality other than asserted. Where a document says so itself, as it says it.
pub(in crate::export) fn flags(graph: &KnowledgeGraph, statements: &BTreeSet<Statement>) -> BTreeSet<&'static str> {
    let voices = graph.voices(statements);
    let is_told = voices.iter().any(|voice| voice.told);
    let mut flags = BTreeSet::new();
    for voice in voices.iter().filter(|voice| voice.told == is_told) {
        flags.extend(voice.is_alleged().then_some("alleged"));
        flags.extend((voice.polarity == Polarity::Negative).then_some("negated"));
        flags.extend((voice.modality != Modality::Asserted).then(|| voice.modality.as_str()));
    }
    flags
}

/// Whether a document says, in its own voice, that something is so: neither alleged nor negated nor less than asserted.
pub(in crate::export) fn is_plain_fact(graph: &KnowledgeGraph, statements: &BTreeSet<Statement>) -> bool {
    let asserts =
        |voice: &Voice| voice.told && voice.polarity == Polarity::Positive && voice.modality == Modality::Asserted;
    statements.is_empty() || graph.voices(statements).iter().any(asserts)
}

/// The document of a name.
pub(in crate::export) fn document<'g>(graph: &'g KnowledgeGraph, name: &str) -> Option<(&'g Node, &'g DocumentNode)> {
    graph.document(name).zip(graph.document_node(name))
}

/// The documents that words stand in, each once, by name.
pub(in crate::export) fn documents<'g>(
    graph: &'g KnowledgeGraph,
    provenance: &[Provenance],
) -> Vec<(&'g Node, &'g DocumentNode)> {
    let names: BTreeSet<&str> = provenance.iter().map(|place| &*place.document).collect();
    names.into_iter().filter_map(|name| document(graph, name)).collect()
}

/// The sentences that words stand in, or the words where no sentence is known; each once, in text order.
pub(in crate::export) fn sentences(provenance: &[Provenance]) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let all = provenance.iter().map(|place| place.sentence.as_ref().unwrap_or(&place.passage).text.as_ref());
    all.filter(|sentence| seen.insert(*sentence)).collect()
}

/// The first hexadecimal digits of the SHA-256 of a node's id or of any other name: safe where ids may not have every
/// letter.
pub(in crate::export) fn hashed(name: &str, digits: usize) -> String {
    let hash = Sha256::digest(name.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>().chars().take(digits).collect()
}

/// A name for an edge: no two edges have the same.
pub(in crate::export) fn edge_name(source: &NodeId, target: &NodeId, key: &str) -> String {
    // Lengths keep names apart whose parts could be split in another way.
    format!("edge:{}:{}:{source}{target}{key}", source.as_str().len(), target.as_str().len())
}
