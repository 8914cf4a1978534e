//! A folder of articles to a graph, on all processors: graph.json and the page, and on standard output who has the most
//! edges.
//!
//!     cargo run --release --example folder_to_graph -- data/articles graph/

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use claimgraph::corpus::{self, Stop};
use claimgraph::document::read::open;
use claimgraph::document::{Input, ReadOptions};
use claimgraph::export::{self, ExportOptions, Files, Fill, Format};
use claimgraph::graph::{GraphBuilder, KnowledgeGraph};
use claimgraph::pipeline::Analyzer;

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(from), Some(to)) = (paths.next(), paths.next()) else {
        return Err("give a folder of articles and a folder to write to".into());
    };
    run(&from, &to, &mut io::stdout().lock())
}

/// Reads one folder, writes into the other, and tells the ten actors with the most edges.
pub(crate) fn run(from: &Path, to: &Path, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let analyzer = Analyzer::load()?;
    let documents = open([Input::from(from.as_os_str())], ReadOptions::default());
    let mut builder = GraphBuilder::new();
    corpus::annotate(
        &analyzer,
        documents,
        &Stop::default(),
        |annotation| annotation,
        |annotation| {
            match annotation {
                Ok(annotation) => _ = builder.add_owned(annotation),
                // The place stands in the message; the others go on.
                Err(error) => writeln!(out, "left out: {error}")?,
            }
            Ok::<(), io::Error>(())
        },
    )?;
    let graph = builder.finish();

    fs::create_dir_all(to)?;
    for format in [Format::Json, Format::Html] {
        export::write(&graph, format, &ExportOptions::default(), &mut Folder(to))?;
    }
    Ok(top(&graph, out)?)
}

/// Files of a folder.
struct Folder<'p>(&'p Path);

impl Files for Folder<'_> {
    fn file(&mut self, name: &str, fill: Fill<'_>) -> io::Result<()> {
        let mut file = BufWriter::new(File::create(self.0.join(name))?);
        fill(&mut file)?;
        file.flush()
    }
}

fn top(graph: &KnowledgeGraph, out: &mut dyn Write) -> io::Result<()> {
    let mut actors: Vec<_> = graph.nodes().filter_map(|node| Some((node.as_actor()?.weight, node))).collect();
    actors.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.id.cmp(&other.id)));
    for (weight, node) in actors.iter().take(10) {
        writeln!(out, "{weight:6} {}", node.label)?;
    }
    Ok(())
}
