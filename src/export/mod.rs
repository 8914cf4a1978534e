//! Files made of a graph, one module a format.
//!
//! What enters: a [`KnowledgeGraph`], or a [`Picture`] of it. What leaves: bytes. An exporter
//! reads the graph and nothing before it, and knows no folders: it writes to [`Files`].
//!
//! A new format is a module, a member of [`Format`], its line in [`Format::about`], and its call in [`write()`].

pub mod cx2;
pub mod cypher;
pub mod cytoscape;
pub mod d3;
pub mod dot;
mod drawing;
pub mod fields;
mod formats;
pub mod ftm;
pub mod gexf;
pub mod graphml;
pub mod icews;
pub mod links;
pub mod neo4j;
pub mod node_link;
pub mod notes;
pub mod page;
pub mod placement;
#[cfg(feature = "png")]
pub mod png;
pub mod rdf;
mod shared;
pub mod stix;
pub mod svg;
#[cfg(test)]
mod tests;
pub mod yed;

use std::io::{self, Write};

pub use formats::{About, Format, Written};

use crate::graph::KnowledgeGraph;
use crate::graph::view::{Picture, View, ViewOptions, draw};
use cypher::Dialect;
use node_link::EdgesKey;

/// How a graph is written.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportOptions {
    /// Views to draw, each in a file of its own; of formats that draw pictures.
    pub views: Vec<View>,
    /// Most edges in a picture; the full view shows all.
    pub max_edges: usize,
    /// Pixels that a point takes in pictures of pixels; greater than 0.
    pub scale: f64,
    /// Key of the edges in node-link JSON.
    pub edges_key: EdgesKey,
    /// What the IRIs of RDF begin with, see [`rdf::is_base`].
    pub base_iri: String,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            views: vec![View::Full, View::Actors],
            max_edges: ViewOptions::MAX_EDGES,
            scale: 2.0,
            edges_key: EdgesKey::default(),
            base_iri: rdf::BASE.to_owned(),
        }
    }
}

/// What fills a file.
pub type Fill<'f> = &'f mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// Where exporters write: a folder, an archive, standard output.
pub trait Files {
    /// Writes one file, whole or not at all. A name may have folders in it, with `/` between them; every part of it is a
    /// portable file name.
    ///
    /// # Errors
    /// When `fill` fails, or the file cannot be written.
    fn file(&mut self, name: &str, fill: Fill<'_>) -> io::Result<()>;
}

/// Writes a graph in a format; one file or several, see [`About::written`].
///
/// # Errors
/// When a file cannot be written.
pub fn write(graph: &KnowledgeGraph, format: Format, options: &ExportOptions, files: &mut dyn Files) -> io::Result<()> {
    match format {
        Format::Json => files.file("graph.json", &mut |out| node_link::write_graph(graph, options.edges_key, out)),
        Format::FollowTheMoney => files.file("entities.ftm.json", &mut |out| ftm::write_entities(graph, out)),
        Format::Stix => files.file("bundle.stix.json", &mut |out| stix::write_bundle(graph, out)),
        Format::Notes => notes::write_notes(graph, files),
        Format::TriG => files.file("graph.trig", &mut |out| rdf::write_trig(graph, &options.base_iri, out)),
        Format::JsonLd => files.file("graph.jsonld", &mut |out| rdf::write_json_ld(graph, &options.base_iri, out)),
        Format::Dot => pictures(graph, "dot", options, files, |picture, out| dot::write_picture(picture, out)),
        Format::Svg => pictures(graph, "svg", options, files, |picture, out| svg::write_picture(picture, out)),
        #[cfg(feature = "png")]
        Format::Png => {
            pictures(graph, "png", options, files, |picture, out| png::write_picture(picture, options.scale, out))
        }
        Format::Html => files.file("graph.html", &mut |out| page::write_graph(graph, out)),
        Format::D3 => files.file("d3.json", &mut |out| d3::write_graph(graph, out)),
        Format::GraphMl => files.file("graph.graphml", &mut |out| graphml::write_graph(graph, out)),
        Format::Yed => pictures(graph, "yed.graphml", options, files, |picture, out| yed::write_picture(picture, out)),
        Format::Gexf => files.file("graph.gexf", &mut |out| gexf::write_graph(graph, out)),
        Format::Cytoscape => files.file("graph.cyjs", &mut |out| cytoscape::write_graph(graph, out)),
        Format::Cx2 => files.file("graph.cx2", &mut |out| cx2::write_graph(graph, out)),
        Format::Neo4j => neo4j::write_graph(graph, files),
        Format::Cypher => files.file("graph.cypher", &mut |out| cypher::write_script(graph, Dialect::Neo4j, out)),
        Format::Kuzu => files.file("graph.kuzu.cypher", &mut |out| cypher::write_script(graph, Dialect::Kuzu, out)),
        Format::Links => files.file("links.csv", &mut |out| links::write_links(graph, out)),
        Format::Icews => files.file("icews.tsv", &mut |out| icews::write_dyads(graph, out)),
        #[cfg(not(feature = "png"))]
        Format::Png => Err(io::Error::other("this program was built without the feature png")),
    }
}

/// A picture for each view.
fn pictures(
    graph: &KnowledgeGraph,
    extension: &str,
    options: &ExportOptions,
    files: &mut dyn Files,
    write: impl Fn(&Picture, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    for &view in &options.views {
        let picture = draw(graph, ViewOptions { view, max_edges: options.max_edges });
        files.file(&picture_name(view, extension), &mut |out| write(&picture, out))?;
    }
    Ok(())
}

/// The name of a picture's file: `actors.dot`; the full view is the `graph`.
pub fn picture_name(view: View, extension: &str) -> String {
    let stem = if view == View::Full { "graph" } else { view.as_str() };
    format!("{stem}.{extension}")
}
