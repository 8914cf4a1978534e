//! `claimgraph merge`: annotated documents to graph.

use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Exit;
use super::decisions::{DecisionArguments, decisions_help};
use super::output::GraphOutput;
use super::progress::Progress;
use super::words::json;
use crate::annotation::wire::{self, WireError};
use crate::graph::GraphBuilder;

/// Merge what `extract` wrote into one graph.
///
/// The order and the grouping of documents make no difference.
#[derive(Debug, Args)]
#[command(after_long_help = concat!("\
Examples:
  claimgraph merge annotated.jsonl --out graph
  claimgraph extract a.jsonl | claimgraph merge - --out - --format json
  claimgraph merge annotated.jsonl --decisions decisions.toml --out graph", decisions_help!()))]
pub(super) struct Arguments {
    /// Files of annotated documents, or - for standard input.
    #[arg(required = true, value_name = "ANNOTATED")]
    inputs: Vec<PathBuf>,
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
    for path in &arguments.inputs {
        if path.as_os_str() == "-" {
            add_all(&mut builder, Path::new("stdin"), stdin().lock(), &mut progress);
        } else {
            match File::open(path) {
                Ok(_) if path.is_dir() => {
                    progress.failed(&format_args!("{}: is a folder; name the files in it", path.display()));
                }
                Ok(file) => add_all(&mut builder, path, BufReader::new(file), &mut progress),
                Err(error) => progress.failed(&format_args!("{}: {error}", path.display())),
            }
        }
    }
    let exit = progress.finish();
    if exit != Exit::Failed {
        arguments.output.make(&builder.into_shelf(), &decisions, quiet)?;
    }
    Ok(exit)
}

/// Lines that fail before any succeeds, after which a file is taken to be of another kind.
const MOST_BAD: u32 = 5;

/// Adds every line; a bad one is reported with its place and passed over.
fn add_all(builder: &mut GraphBuilder, path: &Path, mut input: impl BufRead, progress: &mut Progress) {
    let (mut n_good, mut n_bad) = (0, 0);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        match input.read_until(b'\n', &mut line) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => return progress.failed(&format_args!("{}:{number}: {error}", path.display())),
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let annotation =
            std::str::from_utf8(&line).map_err(anyhow::Error::from).and_then(|l| Ok(wire::from_line(l.trim_end())?));
        match annotation {
            Ok(annotation) => {
                n_good += 1;
                progress.done(annotation.document.text.len());
                builder.add_owned(annotation);
            }
            Err(error) => {
                let (place, words) = match error.downcast_ref() {
                    Some(WireError::Json(error)) => json(error, number),
                    _ => (format!(":{number}"), error.to_string()),
                };
                progress.failed(&format_args!("{}{place}: no annotated document: {words}", path.display()));
                n_bad += 1;
                if n_bad == MOST_BAD && n_good == 0 {
                    let path = path.display();
                    return progress.failed(&format_args!(
                        "{path}: the rest is not read; `claimgraph extract` writes files of annotated documents"
                    ));
                }
            }
        }
    }
}
