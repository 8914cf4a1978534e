//! `claimgraph export`: a graph to another format or view.

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::output::{Format, GraphStyle, read_graph, write_to};
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
    let graph = read_graph(&arguments.graph)?;
    let (format, view) = (arguments.format, arguments.view);
    write_to(arguments.out.as_deref(), |out| Ok(arguments.style.write(&graph, format, view, out)?))?;
    Ok(Exit::Done)
}
