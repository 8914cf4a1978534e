//! `claimgraph export`: a graph to another format or view.

use std::io::{Read as _, stdin};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::Exit;
use super::output::{Format, GraphStyle, write_to};
use crate::export::node_link;
use crate::graph::view::View;

/// Write a graph.json in another format or view.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph export output/graph.json --view claims | dot -Tsvg > claims.svg
  claimgraph export output/graph.json --format json --edges-key links --out d3.json")]
pub(super) struct Arguments {
    /// A graph.json that claimgraph wrote, or - for standard input.
    #[arg(value_name = "GRAPH")]
    graph: PathBuf,
    /// Format to write.
    #[arg(long, default_value = "dot")]
    format: Format,
    /// View to draw in DOT.
    #[arg(long, default_value = "actors")]
    view: View,
    #[command(flatten)]
    style: GraphStyle,
    /// File to write, whole or not at all; standard output if not given.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let path = &arguments.graph;
    let json = if path.as_os_str() == "-" {
        let mut json = String::new();
        stdin().read_to_string(&mut json).map(|_| json)
    } else {
        std::fs::read_to_string(path)
    };
    let json = json.with_context(|| path.display().to_string())?;
    let graph = node_link::read_graph(&json).with_context(|| path.display().to_string())?;
    let (format, view) = (arguments.format, arguments.view);
    write_to(arguments.out.as_deref(), |out| Ok(arguments.style.write(&graph, format, view, out)?))?;
    Ok(Exit::Done)
}
