//! `claimgraph train-cues`: annotated attributions to the weights of cues.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::Exit;
use super::gazetteer::GazetteerArguments;
use super::output::write_to;
use crate::pipeline::Analyzer;
use crate::syntax::model::ModelChoice;
use crate::training::cues;

/// Learn the weights of cues from annotated attributions.
///
/// Writes cues.tsv and cue_features.tsv; data/lexicon/README.md tells how they are learned. Cues that the program does
/// not know yet are not added.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Articles, one JSON object a line with id and text.
    #[arg(long, value_name = "JSONL")]
    documents: PathBuf,
    /// Their attributions, as in data/lexicon/README.md.
    #[arg(long, value_name = "JSONL")]
    gold: PathBuf,
    /// Model to analyse with: accurate, fast, or a file that `claimgraph train` wrote.
    #[arg(long, value_name = "MODEL", default_value = "accurate")]
    model: ModelChoice,
    /// Log-odds above which a candidate is an attribution; every fifth article is held out to report what others give.
    #[arg(long, default_value_t = cues::THRESHOLD, allow_negative_numbers = true)]
    threshold: f64,
    #[command(flatten)]
    gazetteer: GazetteerArguments,
    /// Folder to write to.
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(arguments: &Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let analyzer = Analyzer::with_gazetteer(&arguments.model, &arguments.gazetteer.read(quiet)?)?.with_all_cues();
    let read = |path: &PathBuf| std::fs::read_to_string(path).with_context(|| path.display().to_string());
    let articles = cues::read(&analyzer, &read(&arguments.documents)?, &read(&arguments.gold)?)?;
    if !quiet {
        for (threshold, f1) in cues::compare_thresholds(&articles) {
            eprintln!("threshold {threshold:5.2}  F1 {:5.1} on every fifth article", 100.0 * f1);
        }
    }
    let (words, features) = cues::learn(&articles, arguments.threshold);
    std::fs::create_dir_all(&arguments.out)?;
    write_to(Some(&arguments.out.join("cues.tsv")), |out| Ok(out.write_all(words.as_bytes())?))?;
    write_to(Some(&arguments.out.join("cue_features.tsv")), |out| Ok(out.write_all(features.as_bytes())?))?;
    Ok(Exit::Done)
}
