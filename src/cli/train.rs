//! `claimgraph train`: treebanks to models.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::Exit;
use super::output::write_to;
use crate::syntax::conllu::{self, Check, Sentence};
use crate::training::sentences::SentenceExamples;
use crate::training::tagger::TaggerCounts;

/// A model that is made from treebanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Model {
    /// Counts of the tagger; reads FORM and XPOS.
    Tagger,
    /// Weights that tell where sentences end; reads FORM, SpaceAfter and the comments on paragraphs.
    Sentences,
}

/// Make a model from treebanks in CoNLL-U.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph train --out data/models/tagger.tsv en_ewt-train.conllu en_gum-train.conllu
  claimgraph train --model sentences --out data/models/sentences.tsv en_ewt-train.conllu en_gum-train.conllu")]
pub(super) struct Arguments {
    /// Treebanks.
    #[arg(required = true, value_name = "CONLLU")]
    treebanks: Vec<PathBuf>,
    /// Model to make.
    #[arg(long, default_value = "tagger")]
    model: Model,
    /// File to write, whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(arguments: Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let table = match arguments.model {
        Model::Tagger => tagger(&arguments, quiet)?,
        Model::Sentences => sentences(&arguments, quiet)?,
    };
    write_to(Some(&arguments.out), |out| Ok(out.write_all(table.as_bytes())?))?;
    Ok(Exit::Done)
}

fn tagger(arguments: &Arguments, quiet: bool) -> anyhow::Result<String> {
    let mut counts = TaggerCounts::default();
    for path in &arguments.treebanks {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let used = counts.add_conllu(&text);
        anyhow::ensure!(used > 0, "{}: no sentence with tags, expected CoNLL-U", path.display());
        if !quiet {
            eprintln!("{}: {used} sentences", path.display());
        }
    }
    Ok(counts.to_table())
}

fn sentences(arguments: &Arguments, quiet: bool) -> anyhow::Result<String> {
    let mut examples = SentenceExamples::default();
    for path in &arguments.treebanks {
        let sentences: Vec<Sentence> = conllu::open(path, Check::Tokens)?.collect::<Result<_, _>>()?;
        anyhow::ensure!(!sentences.is_empty(), "{}: no sentence found", path.display());
        examples.add(&sentences);
        if !quiet {
            eprintln!("{}: {} sentences", path.display(), sentences.len());
        }
    }
    Ok(examples.to_table()?)
}
