//! `claimgraph gazetteer`: tables of names to the compiled form.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::Exit;
use super::output::write_to;
use crate::actors::gazetteer::layer::{Bytes, Layer};
use crate::actors::gazetteer::{compile, table};
use crate::text::token::TokenRules;

/// Compile the program's gazetteer.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph gazetteer compile data/gazetteer --out data/gazetteer/gazetteer.bin")]
pub(super) struct Arguments {
    #[command(subcommand)]
    work: Work,
}

#[derive(Debug, Subcommand)]
enum Work {
    Compile(CompileArguments),
}

/// Compile the five tables of data/gazetteer into the file that the program carries.
///
/// The same tables give the same bytes. The program uses the new file when it is built again.
#[derive(Debug, Args)]
struct CompileArguments {
    /// Folder of the tables.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// File to write, whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(arguments: Arguments, quiet: bool) -> anyhow::Result<Exit> {
    match arguments.work {
        Work::Compile(arguments) => compile_tables(&arguments, quiet),
    }
}

fn compile_tables(arguments: &CompileArguments, quiet: bool) -> anyhow::Result<Exit> {
    let mut texts = Vec::new();
    for file in table::FILES {
        let path = arguments.folder.join(file);
        let name = path.display().to_string();
        texts.push((std::fs::read_to_string(&path).with_context(|| name.clone())?, name));
    }
    let records = table::read(std::array::from_fn(|i| (texts[i].1.as_str(), texts[i].0.as_str())))?;
    let bytes = compile::compile(&TokenRules::load()?, &records, None)?;
    write_to(Some(&arguments.out), |out| Ok(out.write_all(&bytes)?))?;
    if !quiet {
        let layer = Layer::open(Bytes::from(bytes.clone()))?;
        let (records, names) = (layer.n_records(), layer.n_names());
        eprintln!("{}: {records} records, {names} names, {} bytes", arguments.out.display(), bytes.len());
    }
    Ok(Exit::Done)
}
