//! `claimgraph export`: a graph to another format or view.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::Exit;
use super::arguments::GraphArgument;
use super::output::{Folder, GraphStyle, Single, is_one_file, write_to};
use super::selection::SelectionArguments;
use crate::export::{self, Format};
use crate::graph::view::View;

/// Write a graph.json, or a part of it, in another format.
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
    #[command(flatten)]
    graph: GraphArgument,
    /// Format to write; all of them are listed by `claimgraph formats`.
    #[arg(long, value_name = "FORMAT", default_value = "dot", hide_possible_values = true, help_heading = "Output")]
    format: Format,
    /// View to draw, in formats that are pictures.
    #[arg(long, value_name = "VIEW", default_value = "actors", help_heading = "Output")]
    view: View,
    /// File to write, whole or not at all [default: standard output]; formats of several files take a folder.
    #[arg(long, short, value_name = "PATH", help_heading = "Output")]
    out: Option<PathBuf>,
    #[command(flatten)]
    style: GraphStyle,
    #[command(flatten)]
    selection: SelectionArguments,
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let graph = arguments.selection.of(arguments.graph.read()?)?;
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
