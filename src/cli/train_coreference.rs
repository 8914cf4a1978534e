//! `claimgraph train-coreference`: annotated entities to the weights of antecedents.

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::arguments::ModelArgument;
use super::output::write_to;
use crate::actors::coreference::MAGIC;
use crate::pipeline::Analyzer;
use crate::syntax::conllu::{self, Check};
use crate::training::coreference::{self, Links};

/// Learn whom pronouns and descriptions mean.
///
/// The treebank tells entities in its MISC column as GUM does (Entity=). Every fifth document is held out once to
/// report how many links are right; the weights written are learned from all of them.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph train-coreference --gold en_gum-train.conllu --out data/models/coreference.weights")]
pub(super) struct Arguments {
    /// Treebank with entities, in CoNLL-U.
    #[arg(long, value_name = "CONLLU")]
    gold: PathBuf,
    #[command(flatten)]
    model: ModelArgument,
    /// File to write, whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(arguments: &Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let analyzer = Analyzer::with_model(&arguments.model.model)?;
    let sentences = conllu::open(&arguments.gold, Check::Trees)?.collect::<Result<Vec<_>, _>>()?;
    let (weights, agreement) = coreference::learn(analyzer, &sentences)?;
    if !quiet {
        for (name, links) in [("pronouns", agreement.pronouns), ("nominals", agreement.nominals)] {
            let Links { right, made, annotated } = links;
            let share = |n: u32, of: u32| 100.0 * f64::from(n) / f64::from(of.max(1));
            let (precision, recall) = (share(right, made), share(right, annotated));
            eprintln!(
                "{name}: precision {precision:.1} recall {recall:.1} ({right} of {made} links right, {annotated} annotated)"
            );
        }
    }
    write_to(Some(&arguments.out), |out| Ok(out.write_all(&weights.to_bytes(MAGIC))?))?;
    Ok(Exit::Done)
}
