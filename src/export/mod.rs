//! Files made of a graph, one module a format.
//!
//! What enters: a [`KnowledgeGraph`], or a [`Picture`] of it. What leaves: bytes. An exporter
//! reads the graph and nothing before it, and knows no folders: it writes to [`Files`].
//!
//! A new format is a module, a member of [`Format`], its line in [`Format::about`], and its call in [`write()`].

pub mod dot;
mod drawing;
pub mod fields;
mod formats;
pub mod node_link;
pub mod page;
pub mod placement;
#[cfg(feature = "png")]
pub mod png;
pub mod svg;

use std::io::{self, Write};

pub use formats::{About, Format, Written};

use crate::graph::KnowledgeGraph;
use crate::graph::view::{Picture, View, ViewOptions, draw};
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
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            views: vec![View::Full, View::Actors],
            max_edges: ViewOptions::MAX_EDGES,
            scale: 2.0,
            edges_key: EdgesKey::default(),
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
        Format::Dot => pictures(graph, "dot", options, files, |picture, out| dot::write_picture(picture, out)),
        Format::Svg => pictures(graph, "svg", options, files, |picture, out| svg::write_picture(picture, out)),
        #[cfg(feature = "png")]
        Format::Png => {
            pictures(graph, "png", options, files, |picture, out| png::write_picture(picture, options.scale, out))
        }
        Format::Html => files.file("graph.html", &mut |out| page::write_graph(graph, out)),
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
