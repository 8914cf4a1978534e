//! `claimgraph train-claims`: annotated attributions to the weights of cues, sources and contents.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::Exit;
use super::arguments::ModelArgument;
use super::gazetteer::GazetteerArguments;
use super::output::write_to;
use crate::claims::choice::MAGIC;
use crate::pipeline::Analyzer;
use crate::training::claims::{self, choices, cues};

/// Learn attribution from annotated articles.
///
/// What attributes, who is the source and where a content ends. Writes claims.weights, then cues.tsv and cue_features.tsv; data/models/README.md and data/lexicon/README.md tell how
/// they are learned. Cues that the program does not know yet are not added.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph train-claims --documents articles.jsonl --gold attributions.jsonl --out data/lexicon")]
pub(super) struct Arguments {
    /// Articles, one JSON object a line with id and text.
    #[arg(long, value_name = "JSONL")]
    documents: PathBuf,
    /// Their attributions, as in data/lexicon/README.md.
    #[arg(long, value_name = "JSONL")]
    gold: PathBuf,
    #[command(flatten)]
    model: ModelArgument,
    /// Log-odds above which a candidate is an attribution.
    ///
    /// Every fifth article is held out to report what other values give.
    #[arg(long, value_name = "LOG-ODDS", default_value_t = cues::THRESHOLD, allow_negative_numbers = true)]
    threshold: f64,
    #[command(flatten)]
    gazetteer: GazetteerArguments,
    /// Folder for the three files, made if missing.
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(arguments: &Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let read = |path: &PathBuf| std::fs::read_to_string(path).with_context(|| path.display().to_string());
    let articles = claims::read(&read(&arguments.documents)?, &read(&arguments.gold)?)?;
    let analyzer = Analyzer::with_gazetteer(&arguments.model.model, &arguments.gazetteer.read(quiet)?)?;
    let analyzer = analyzer.with_all_cues().with_choices(None);
    let (weights, agreements) = choices::learn(&analyzer, &articles);
    if !quiet {
        for (name, a) in ["sources", "contents"].iter().zip(agreements) {
            let share = |n: u32| 100.0 * f64::from(n) / f64::from(a.choices.max(1));
            let (rules, weights) = (share(a.rules), share(a.weights));
            eprintln!(
                "{name}: of {} on every fifth article {rules:.1} % right by rules, {weights:.1} % by weights",
                a.choices
            );
        }
    }
    std::fs::create_dir_all(&arguments.out)?;
    let file = weights.to_bytes(MAGIC);
    write_to(Some(&arguments.out.join("claims.weights")), |out| Ok(out.write_all(&file)?))?;
    let articles = cues::cases(&analyzer.with_choices(Some(weights)), &articles);
    if !quiet {
        for (threshold, f1) in cues::compare_thresholds(&articles) {
            eprintln!("threshold {threshold:5.2}  F1 {:5.1} on every fifth article", 100.0 * f1);
        }
    }
    let (words, features) = cues::learn(&articles, arguments.threshold);
    write_to(Some(&arguments.out.join("cues.tsv")), |out| Ok(out.write_all(words.as_bytes())?))?;
    write_to(Some(&arguments.out.join("cue_features.tsv")), |out| Ok(out.write_all(features.as_bytes())?))?;
    Ok(Exit::Done)
}
