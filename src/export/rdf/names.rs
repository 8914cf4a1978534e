//! IRIs: of nodes, edges, places in texts, and views; and the vocabularies.

use oxrdf::NamedNode;

use crate::annotation::{Modality, Polarity};
use crate::graph::{Link, NodeId, StatedBy, Statement};

/// Where the terms that no vocabulary has are named.
pub(super) const OWN: &str = "urn:claimgraph:vocabulary:";
pub(super) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
pub(super) const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
pub(super) const OWL: &str = "http://www.w3.org/2002/07/owl#";
pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
pub(super) const SCHEMA: &str = "http://schema.org/";
pub(super) const SEM: &str = "http://semanticweb.cs.vu.nl/2009/11/sem/";
pub(super) const PROV: &str = "http://www.w3.org/ns/prov#";
pub(super) const OA: &str = "http://www.w3.org/ns/oa#";
pub(super) const FOAF: &str = "http://xmlns.com/foaf/0.1/";
const WIKIDATA: &str = "http://www.wikidata.org/entity/";

/// Prefixes of the files.
pub(super) const PREFIXES: &[(&str, &str)] = &[
    ("cg", OWN),
    ("foaf", FOAF),
    ("oa", OA),
    ("owl", OWL),
    ("prov", PROV),
    ("rdf", RDF),
    ("rdfs", RDFS),
    ("schema", SCHEMA),
    ("sem", SEM),
    ("wd", WIKIDATA),
    ("xsd", XSD),
];

/// A term of a vocabulary.
pub(super) fn term(vocabulary: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{vocabulary}{name}"))
}

/// The item of Wikidata; `None` for what is no number of an item.
pub(super) fn wikidata(item: &str) -> Option<NamedNode> {
    let is_item = item.strip_prefix('Q').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    is_item.then(|| term(WIKIDATA, item))
}

/// Makes the IRIs of one graph.
pub(super) struct Names<'o> {
    /// What they all begin with.
    base: &'o str,
}

impl<'o> Names<'o> {
    pub(super) fn new(base: &'o str) -> Self {
        Self { base }
    }

    /// Of anything else than the nodes.
    pub(super) fn thing(&self, kind: &str, name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{kind}:{}", self.base, encode(name)))
    }

    /// Of a node.
    pub(super) fn node(&self, id: &NodeId) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{}", self.base, encode(id.as_str())))
    }

    /// Of a document by its name in provenance.
    pub(super) fn document(&self, name: &str) -> NamedNode {
        self.thing("document", name)
    }

    /// Of an edge: its ends and key tell it from all others.
    pub(super) fn edge(&self, link: Link<'_>) -> NamedNode {
        let parts = [link.source.id.as_str(), link.target.id.as_str(), &link.edge.key].map(encode);
        NamedNode::new_unchecked(format!("{}edge:{}", self.base, parts.join("/")))
    }

    /// Of a stretch of a document, as RFC 5147 names one of a plain text: code points from `start` up to `end`.
    pub(super) fn place(&self, document: &str, (start, end): (u32, u32)) -> NamedNode {
        NamedNode::new_unchecked(format!("{}#char={start},{end}", self.document(document).as_str()))
    }

    /// Of a selector of such a stretch.
    pub(super) fn selector(&self, document: &str, (start, end): (u32, u32), kind: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}#{kind}={start},{end}", self.document(document).as_str()))
    }

    /// Of the view that a document or a claim has: one for each way in which it says that something is.
    pub(super) fn view(&self, document: &str, statement: &Statement) -> NamedNode {
        let not = if statement.polarity == Polarity::Negative { "not-" } else { "" };
        let by = match &statement.by {
            StatedBy::Document => self.document(document),
            StatedBy::Claim(claim) => self.node(claim),
        };
        NamedNode::new_unchecked(format!("{}#{not}{}", by.as_str(), Modality::as_str(statement.modality)))
    }
}

/// Percent-encoding of all but letters, digits, `-._~` and `:` (RFC 3986): safe in any IRI, and told apart from all others.
pub(super) fn encode(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            encoded.push(byte.into());
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
