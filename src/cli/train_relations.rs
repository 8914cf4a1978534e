//! `claimgraph train-relations`: sentences with tuples to the weights of open relations' confidence.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::Exit;
use super::arguments::ModelArgument;
use super::output::write_to;
use crate::pipeline::Analyzer;
use crate::training::relations;

/// Learn how much to trust open relations.
///
/// From sentences with the tuples that people wrote down. Writes relation_features.tsv; data/lexicon/README.md tells how it is learned. Each fifth of the sentences is held out
/// once to report how well confidence foretells precision.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph train-relations --sentences dev.jsonl --gold dev.tsv --out data/lexicon/relation_features.tsv")]
pub(super) struct Arguments {
    /// Sentences, one JSON object a line with id and text.
    #[arg(long, value_name = "JSONL")]
    sentences: PathBuf,
    /// Their tuples: sentence, predicate and arguments, tab-separated, as in CaRB.
    #[arg(long, value_name = "TSV")]
    gold: PathBuf,
    #[command(flatten)]
    model: ModelArgument,
    /// File to write, whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    /// Also write the annotated sentences, with the confidence that weights learned from the others give.
    #[arg(long, value_name = "JSONL")]
    held_out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let read = |path: &PathBuf| std::fs::read_to_string(path).with_context(|| path.display().to_string());
    let sentences = relations::read(&read(&arguments.sentences)?, &read(&arguments.gold)?)?;
    let analyzer = Analyzer::with_model(&arguments.model.model)?;
    let tuples = relations::tuples(&analyzer, &sentences);
    let held_out = tuples.held_out();
    if !quiet {
        eprintln!("confidence on each fifth of the sentences, by weights of the others:");
        for r in tuples.reliability(&held_out) {
            eprintln!("{:6} tuples  confidence {:.2}  precision {:.2}", r.tuples, r.confidence, r.precision);
        }
    }
    if let Some(path) = &arguments.held_out {
        write_to(Some(path), |out| {
            for (sentence, confidences) in sentences.iter().zip(&held_out) {
                writeln!(out, "{}", sentence.annotated(&analyzer, confidences)?)?;
            }
            Ok(())
        })?;
    }
    let table = tuples.table();
    write_to(Some(&arguments.out), |out| Ok(out.write_all(table.as_bytes())?))?;
    Ok(Exit::Done)
}
