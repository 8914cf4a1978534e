//! `claimgraph train`: treebanks to the tagger's model.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::Exit;
use super::output::write_to;
use crate::training::tagger::TaggerCounts;

/// Count the tagger's model from treebanks in CoNLL-U.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  claimgraph train --out data/models/tagger.tsv en_ewt-train.conllu en_gum-train.conllu")]
pub(super) struct Arguments {
    /// Treebanks with FORM and XPOS.
    #[arg(required = true, value_name = "CONLLU")]
    treebanks: Vec<PathBuf>,
    /// File to write, whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(arguments: Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let mut counts = TaggerCounts::default();
    for path in &arguments.treebanks {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let used = counts.add_conllu(&text);
        anyhow::ensure!(used > 0, "{}: no sentence with tags, expected CoNLL-U", path.display());
        if !quiet {
            eprintln!("{}: {used} sentences", path.display());
        }
    }
    write_to(Some(&arguments.out), |out| Ok(out.write_all(counts.to_table().as_bytes())?))?;
    Ok(Exit::Done)
}
