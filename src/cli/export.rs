//! `claimgraph export`: a graph to another format or view.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::Exit;
use super::output::{Folder, GraphStyle, Single, is_one_file, read_graph, write_to};
use super::selection::SelectionArguments;
use crate::export::{self, Format};
use crate::graph::view::View;

/// Write a graph.json in another format or view.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph export output/graph.json --view claims | dot -Tsvg > claims.svg
  claimgraph export output/graph.json --focus MI5 --hops 1 | dot -Tsvg > mi5.svg
  claimgraph export output/graph.json --between Russia MI5 | dot -Tsvg > between.svg
  claimgraph export output/graph.json --since 2022-11 --type coerce,assault --format json
  claimgraph export output/graph.json --min-sources 2 --top 40 | dot -Tsvg > confirmed.svg
  claimgraph export output/graph.json --format json --edges-key links --out d3.json")]
pub(super) struct Arguments {
    /// A graph.json that claimgraph wrote, or - for standard input.
    #[arg(value_name = "GRAPH")]
    graph: PathBuf,
    /// Format to write; all of them are listed by `claimgraph formats`.
    #[arg(long, default_value = "dot", hide_possible_values = true)]
    format: Format,
    /// View to draw, in formats that are pictures.
    #[arg(long, default_value = "actors")]
    view: View,
    #[command(flatten)]
    style: GraphStyle,
    #[command(flatten)]
    selection: SelectionArguments,
    /// File to write, whole or not at all; standard output if not given. Formats of several files take a folder.
    #[arg(long, short, value_name = "PATH")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let graph = arguments.selection.of(read_graph(&arguments.graph)?)?;
    let format = arguments.format;
    let options = arguments.style.options(&[arguments.view]);
    if is_one_file(format, 1) {
        write_to(arguments.out.as_deref(), |out| Ok(export::write(&graph, format, &options, &mut Single(out))?))?;
    } else {
        let out = arguments
            .out
            .with_context(|| format!("{} is several files: give the folder for them with --out", format.as_str()))?;
        Folder::new(&out)?.write(&graph, &[format], &options)?;
    }
    Ok(Exit::Done)
}
