//! `claimgraph build`: documents to graph.

use std::convert::identity;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Exit;
use super::decisions::{DecisionArguments, decisions_help};
use super::input::InputArguments;
use super::output::GraphOutput;
use super::progress::Progress;
use crate::decisions::Decisions;
use crate::graph::{GraphBuilder, Shelf as _};
use crate::store::Store;

/// Build the graph of documents: extract, merge and export.
#[derive(Debug, Args)]
#[command(mut_arg("inputs", |inputs| inputs.required(false).required_unless_present("store")), after_long_help = concat!("\
Examples:
  claimgraph build articles/ --out graph
  claimgraph build page.html --date 2022-11-17 --publisher 'The Paper'
  cat article.txt | claimgraph build - --out - --format json
  claimgraph build articles/ --gazetteer ours.tsv --gazetteer Phoenix.Countries.actors.txt
  claimgraph build articles/ --ontology cyber.tsv --ontology CAMEO.2.0.txt
  claimgraph build articles/ --out - --format dot --view actors | dot -Tsvg > actors.svg
  claimgraph build articles/ --decisions decisions.toml
  claimgraph build --store news.db --out graph", decisions_help!()))]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArguments,
    /// Build the graph of a store, as `claimgraph add` makes it, instead of INPUTs.
    #[arg(long, value_name = "STORE", help_heading = "Input", conflicts_with_all = [
        "inputs", "input_format", "encoding", "max_bytes", "date", "publisher", "author", "url", "title", "model",
        "link_threshold", "gazetteer", "ontology",
    ])]
    store: Option<PathBuf>,
    /// Of articles with several versions in the store only the last.
    #[arg(long, requires = "store", help_heading = "Input")]
    current: bool,
    #[command(flatten)]
    decisions: DecisionArguments,
    #[command(flatten)]
    output: GraphOutput,
}

pub(super) fn run(arguments: Arguments, quiet: bool) -> anyhow::Result<Exit> {
    arguments.output.check()?;
    let decisions = arguments.decisions.read()?;
    if let Some(store) = &arguments.store {
        return of_store(store, arguments.current, &arguments.output, &decisions, quiet);
    }
    let mut progress = Progress::new(quiet);
    let mut builder = GraphBuilder::new();
    let take = |annotation| {
        builder.add_owned(annotation);
        Ok(())
    };
    arguments.input.annotate(&mut progress, |_| true, identity, take)?;
    let exit = progress.finish();
    if exit == Exit::Interrupted {
        eprintln!("claimgraph: interrupted: nothing is written; `claimgraph add` keeps what is done");
    } else if exit != Exit::Failed {
        arguments.output.make(&builder.into_shelf(), &decisions, quiet)?;
    }
    Ok(exit)
}

/// Documents are read from the store when they are needed; memory is that of the graph.
fn of_store(
    store: &Path,
    current: bool,
    output: &GraphOutput,
    decisions: &Decisions,
    quiet: bool,
) -> anyhow::Result<Exit> {
    let shelf = Store::open(store)?.into_shelf(current)?;
    anyhow::ensure!(shelf.n_documents() > 0, "{}: no document in the store", store.display());
    output.make(&shelf, decisions, quiet)?;
    let failed = shelf.take_failed();
    failed.iter().for_each(|error| eprintln!("claimgraph: {error}"));
    Ok(if failed.is_empty() { Exit::Done } else { Exit::Partly })
}
