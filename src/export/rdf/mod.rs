//! RDF: the graph as linked data, in TriG or JSON-LD, with the same quads in both.
//!
//! - Events are told with the Simple Event Model (van Hage et al., "Design and use of the Simple Event Model", 2011), provenance
//!   with PROV-O, claims, people and articles with schema.org, places in texts with selectors of the Web Annotation Data Model.
//! - **Who says what is never lost.** Each document and each claim has graphs of its own, named after it and after how it says
//!   it: `…document:a#asserted`, `…claim:1f#not-asserted`, `…document:a#intended`. What happens, who takes part and how actors
//!   are related stands in the graphs of those who say so, and nowhere else. So a query for what a paper itself states as
//!   fact reads `#asserted` graphs of documents, and gets no allegation, no denial and no plan.
//! - The default graph describes nodes, edges and views: what an event is called and whether it is only alleged, who made a claim,
//!   where the words stand. Each edge is an `rdf:Statement` there, which asserts nothing.
//! - No blank nodes: equal graphs give equal IRIs, so files can be compared and loaded over each other.

mod describe;
mod names;
#[cfg(test)]
mod tests;
mod view;

use std::io::{self, Write};

use oxjsonld::JsonLdSerializer;
use oxrdf::{GraphName, Literal, NamedNode, Quad, Term};
use oxttl::TriGSerializer;

use crate::graph::KnowledgeGraph;
use names::{Names, PREFIXES, XSD, term};

/// What IRIs begin with unless something else is chosen.
pub const BASE: &str = "urn:claimgraph:";

/// Whether IRIs may begin with this: an absolute IRI without a fragment.
pub fn is_base(base: &str) -> bool {
    NamedNode::new(base).is_ok() && !base.contains('#')
}

/// Writes TriG. `base` is what all IRIs of the graph begin with, see [`is_base`].
///
/// # Errors
/// When `out` fails.
pub fn write_trig(graph: &KnowledgeGraph, base: &str, out: impl Write) -> io::Result<()> {
    let mut serializer = TriGSerializer::new();
    for (name, iri) in PREFIXES {
        serializer = serializer.with_prefix(*name, *iri).expect("the prefixes are IRIs");
    }
    let mut writer = serializer.for_writer(out);
    quads(graph, base, &mut |quad| writer.serialize_quad(quad.as_ref()))?;
    writer.finish().map(drop)
}

/// Writes JSON-LD with the same quads. `base` is what all IRIs of the graph begin with, see [`is_base`].
///
/// # Errors
/// When `out` fails.
pub fn write_json_ld(graph: &KnowledgeGraph, base: &str, out: impl Write) -> io::Result<()> {
    let mut serializer = JsonLdSerializer::new();
    for (name, iri) in PREFIXES {
        serializer = serializer.with_prefix(*name, *iri).expect("the prefixes are IRIs");
    }
    let mut writer = serializer.for_writer(out);
    quads(graph, base, &mut |quad| writer.serialize_quad(quad.as_ref()))?;
    writeln!(writer.finish()?)
}

/// All quads, each once, those of a graph and a subject together.
fn quads(graph: &KnowledgeGraph, base: &str, take: &mut dyn FnMut(Quad) -> io::Result<()>) -> io::Result<()> {
    let names = Names::new(base);
    let views = view::views(graph);
    let mut sink = Sink { take, graph_name: GraphName::DefaultGraph };
    describe::describe(graph, &names, &mut sink)?;
    view::describe_views(graph, &views, &names, &mut sink)?;
    view::write_views(&views, &names, &mut sink)
}

/// Where triples go: into the graph that is open.
struct Sink<'s> {
    take: &'s mut dyn FnMut(Quad) -> io::Result<()>,
    graph_name: GraphName,
}

impl Sink<'_> {
    fn add(&mut self, subject: &NamedNode, predicate: NamedNode, object: impl Into<Term>) -> io::Result<()> {
        (self.take)(Quad::new(subject.clone(), predicate, object, self.graph_name.clone()))
    }
}

fn typed(value: impl Into<String>, datatype: &str) -> Literal {
    Literal::new_typed_literal(value, term(XSD, datatype))
}
