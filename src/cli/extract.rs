//! `claimgraph extract`: documents to annotated documents.

use std::io::{BufWriter, Write as _, stdout};
use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::input::InputArguments;
use super::output::write_to;
use super::progress::Progress;
use crate::annotation::wire;

/// Write annotated documents, JSON Lines, one a line, in input order.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph extract corpus.jsonl > annotated.jsonl
  claimgraph extract articles/ --out annotated.jsonl
  claimgraph extract articles/ --gazetteer ours.csv --ontology cyber.tsv > annotated.jsonl
  split -l 1000 corpus.jsonl part. && ls part.* | parallel claimgraph extract --input-format jsonl {} --out {}.out")]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArguments,
    /// File to write, whole or not at all; standard output, line by line, if not given.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let mut progress = Progress::new(quiet);
    let Arguments { input, out } = arguments;
    match out {
        Some(path) => write_to(Some(&path), |out| {
            input.annotate(&mut progress, |a| Ok(writeln!(out, "{}", wire::to_line(&a)?)?))
        })?,
        None => {
            let mut out = BufWriter::new(stdout().lock());
            input.annotate(&mut progress, |a| Ok(writeln!(out, "{}", wire::to_line(&a)?)?))?;
            out.flush()?;
        }
    }
    Ok(progress.finish())
}
