//! `claimgraph build`: documents to graph.

use clap::Args;

use super::Exit;
use super::decisions::{DecisionArguments, decisions_help, finish};
use super::input::InputArguments;
use super::output::GraphOutput;
use super::progress::Progress;
use crate::graph::GraphBuilder;

/// Build the graph of documents: extract, merge and export in one.
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
    arguments.input.annotate(&mut progress, |annotation| {
        builder.add_owned(annotation);
        Ok(())
    })?;
    let exit = progress.finish();
    if exit != Exit::Failed {
        arguments.output.write(finish(builder, &decisions, quiet)?, quiet)?;
    }
    Ok(exit)
}
