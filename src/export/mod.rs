//! Files made of a graph, one module a format.
//!
//! What enters: a [`KnowledgeGraph`], or a [`Picture`](crate::graph::view::Picture) of it. What leaves: bytes. An exporter
//! reads the graph and nothing before it, and knows no folders: it writes to [`Files`].
//!
//! A new format is a module, a member of [`Format`], its line in [`Format::about`], and its call in [`write`].

pub mod dot;
pub mod fields;
mod formats;
pub mod ftm;
pub mod node_link;
pub mod rdf;
mod statement;

use std::io::{self, Write};

pub use formats::{About, Format, Written};

use crate::graph::KnowledgeGraph;
use crate::graph::view::{View, ViewOptions, draw};
use node_link::EdgesKey;

/// How a graph is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOptions {
    /// Views to draw, each in a file of its own; of formats that draw pictures.
    pub views: Vec<View>,
    /// Most edges in a picture; the full view shows all.
    pub max_edges: usize,
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
        Format::Dot => {
            for &view in &options.views {
                let picture = draw(graph, ViewOptions { view, max_edges: options.max_edges });
                files.file(&picture_name(view, "dot"), &mut |out| dot::write_picture(&picture, out))?;
            }
            Ok(())
        }
        Format::FollowTheMoney => files.file("entities.ftm.json", &mut |out| ftm::write_entities(graph, out)),
        Format::TriG => files.file("graph.trig", &mut |out| rdf::write_trig(graph, &options.base_iri, out)),
        Format::JsonLd => files.file("graph.jsonld", &mut |out| rdf::write_json_ld(graph, &options.base_iri, out)),
    }
}

/// The name of a picture's file: `actors.dot`; the full view is the `graph`.
pub fn picture_name(view: View, extension: &str) -> String {
    let stem = if view == View::Full { "graph" } else { view.as_str() };
    format!("{stem}.{extension}")
}
