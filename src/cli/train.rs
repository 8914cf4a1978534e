//! `claimgraph train`: treebanks to models.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::Exit;
use super::output::write_to;
use super::words::json;
use crate::syntax::conllu::{self, Check, Sentence};
use crate::training::network::{self, Configuration, Folders};
use crate::training::sentences::SentenceExamples;

/// Train a model of syntax and names from treebanks.
///
/// The treebanks are in CoNLL-U, and a configuration says what is learned from which; or weights that tell where sentences
/// end are counted. The same configuration and corpora give the same model on any number of threads. Progress and scores on the
/// development files go to standard error. With --checkpoints, a run that was interrupted goes on where it was.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph train --config data/models/english-accurate.json --corpora corpora/ --out english-accurate.model
  claimgraph parse --model english-accurate.model article.txt
  claimgraph train --sentences en_ewt-train.conllu en_gum-train.conllu --out data/models/sentences.tsv

data/models/README.md describes the configuration and how the shipped models were made.")]
pub(super) struct Arguments {
    /// What to train from what: a JSON file.
    #[arg(long, short, value_name = "FILE", required_unless_present = "sentences", conflicts_with = "sentences")]
    config: Option<PathBuf>,
    /// Make the weights that tell where sentences end from these treebanks instead.
    ///
    /// Reads FORM, SpaceAfter and the comments on paragraphs.
    #[arg(long, value_name = "CONLLU", num_args = 1.., conflicts_with_all = ["corpora", "checkpoints"])]
    sentences: Vec<PathBuf>,
    /// Folder from which the configuration names the corpora [default: its own].
    #[arg(long, value_name = "DIR")]
    corpora: Option<PathBuf>,
    /// Folder for checkpoints; a run that was interrupted goes on from there.
    #[arg(long, value_name = "DIR")]
    checkpoints: Option<PathBuf>,
    /// File to write, whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(arguments: Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let Arguments { config, sentences, corpora, checkpoints, out } = arguments;
    let Some(path) = config else {
        let table = sentence_weights(&sentences, quiet)?;
        write_to(Some(&out), |out| Ok(out.write_all(table.as_bytes())?))?;
        return Ok(Exit::Done);
    };
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let config: Configuration = serde_json::from_str(&text).map_err(|error| {
        let (place, words) = json(&error, 1);
        anyhow::anyhow!("{}{place}: {words}", path.display())
    })?;
    let own = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Some(folder) = &checkpoints {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let folders =
        Folders { corpora: corpora.as_deref().unwrap_or(own), lists: own, checkpoints: checkpoints.as_deref() };
    let started = std::time::Instant::now();
    let model = network::train(&config, folders, &mut |line| {
        if !quiet {
            eprintln!("{:>6.0} s  {line}", started.elapsed().as_secs_f64());
        }
    })?;
    write_to(Some(&out), |out| Ok(out.write_all(&model)?))?;
    if !quiet {
        eprintln!("{}: {:.1} MB", out.display(), model.len() as f64 / 1e6);
    }
    Ok(Exit::Done)
}

fn sentence_weights(treebanks: &[PathBuf], quiet: bool) -> anyhow::Result<String> {
    let mut examples = SentenceExamples::default();
    for path in treebanks {
        let sentences: Vec<Sentence> = conllu::open(path, Check::Tokens)?.collect::<Result<_, _>>()?;
        anyhow::ensure!(!sentences.is_empty(), "{}: no sentence found", path.display());
        examples.add(&sentences);
        if !quiet {
            eprintln!("{}: {} sentences", path.display(), sentences.len());
        }
    }
    Ok(examples.to_table()?)
}
