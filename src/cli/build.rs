//! `claimgraph build`: documents to graph.

use std::convert::identity;

use clap::Args;

use super::Exit;
use super::decisions::{DecisionArguments, decisions_help};
use super::input::InputArguments;
use super::output::GraphOutput;
use super::progress::Progress;
use crate::graph::GraphBuilder;

/// Build the graph of documents: extract, merge and export.
#[derive(Debug, Args)]
#[command(after_long_help = concat!("\
Examples:
  claimgraph build articles/ --out graph
  claimgraph build page.html --date 2022-11-17 --publisher 'The Paper'
  cat article.txt | claimgraph build - --out - --format json
  claimgraph build articles/ --gazetteer ours.tsv --gazetteer Phoenix.Countries.actors.txt
  claimgraph build articles/ --ontology cyber.tsv --ontology CAMEO.2.0.txt
  claimgraph build articles/ --out - --format dot --view actors | dot -Tsvg > actors.svg
  claimgraph build articles/ --decisions decisions.toml", decisions_help!()))]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArguments,
    #[command(flatten)]
    decisions: DecisionArguments,
    #[command(flatten)]
    output: GraphOutput,
}

pub(super) fn run(arguments: Arguments, quiet: bool) -> anyhow::Result<Exit> {
    arguments.output.check()?;
    let decisions = arguments.decisions.read()?;
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
