//! `claimgraph gazetteer`: names of actors, the program's and the user's.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::Exit;
use super::output::write_to;
use crate::gazetteer::layer::{Bytes, Layer};
use crate::gazetteer::user::UserGazetteer;
use crate::gazetteer::{compile, table};
use crate::pipeline::check_gazetteer;
use crate::syntax::model::ModelChoice;
use crate::text::token::TokenRules;

/// Gazetteers of the user, for all commands that analyse.
#[derive(Debug, Args)]
#[command(next_help_heading = "Analysis")]
pub(super) struct GazetteerArguments {
    /// Actors you know, on top of the program's own: a table, JSON Lines or a dictionary; may be given again.
    ///
    /// A table (TSV or CSV) or JSON Lines has id, name, kind and, as wanted, aliases, state, sector, wikidata, code; a
    /// dictionary is of PETRARCH's form. `claimgraph gazetteer --help` shows each.
    #[arg(id = "gazetteer", long, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl GazetteerArguments {
    /// The files, in the order given.
    pub(super) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Reads the files and tells how much of dictionaries was left out.
    ///
    /// # Errors
    /// When one cannot be read or has a mistake.
    pub(super) fn read(&self, quiet: bool) -> anyhow::Result<UserGazetteer> {
        let user = UserGazetteer::read(&self.files)?;
        for file in user.files.iter().filter(|f| f.n_warnings > 0 && !quiet) {
            eprintln!(
                "claimgraph: {}: {} lines were not understood and left out; `claimgraph gazetteer check` lists them",
                file.file, file.n_warnings
            );
        }
        Ok(user)
    }
}

/// Check gazetteers of your own, or compile the program's.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph gazetteer check ours.tsv Phoenix.Countries.actors.txt
  claimgraph gazetteer compile data/gazetteer --out data/gazetteer/gazetteer.bin

A table of your own, with tabs between the cells; the columns may stand in any order:
  id      name           kind          aliases             code
  acme    Acme Holdings  organization  Acme|Acme Group     MNCUSA
The same as JSON Lines:
  {\"id\": \"acme\", \"name\": \"Acme Holdings\", \"kind\": \"organization\", \"aliases\": [\"Acme\"]}")]
pub(super) struct Arguments {
    #[command(subcommand)]
    work: Work,
}

#[derive(Debug, Subcommand)]
enum Work {
    Check(CheckArguments),
    Compile(CompileArguments),
}

/// Tell what gazetteers of your own hold, and what is wrong.
///
/// They are read as --gazetteer reads them; the model tells which words are mostly no names and left out. Lines of dictionaries that are left out are listed on standard error; the exit code is then 1. A mistake in a table
/// is an error, with exit code 3.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph gazetteer check ours.tsv
  claimgraph gazetteer check ours.tsv Phoenix.Countries.actors.txt 2> mistakes.txt")]
struct CheckArguments {
    /// Tables, JSON Lines or dictionaries; they are checked together, as they would be used.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Model to analyse with: accurate, fast, or a file that `claimgraph train` wrote.
    #[arg(long, value_name = "MODEL", default_value = "fast")]
    model: ModelChoice,
}

/// Compile the program's own tables.
///
/// Makes the five tables of data/gazetteer into the file that the program carries. The same tables give the same bytes. The program uses the new file when it is built again.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph gazetteer compile data/gazetteer --out data/gazetteer/gazetteer.bin")]
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
        Work::Check(arguments) => check(&arguments),
        Work::Compile(arguments) => compile_tables(&arguments, quiet),
    }
}

fn check(arguments: &CheckArguments) -> anyhow::Result<Exit> {
    let user = UserGazetteer::read(&arguments.files)?;
    for warning in &user.warnings {
        eprintln!("claimgraph: {warning}");
    }
    let checked = check_gazetteer(&arguments.model, &user)?;
    write_to(None, |out| {
        for f in &user.files {
            writeln!(
                out,
                "{}: {}, {} actors, {} names, {} nouns, {} lines left out",
                f.file,
                f.form.as_str(),
                f.n_records,
                f.n_names,
                f.n_agents,
                f.n_warnings
            )?;
        }
        let (new, known) = (checked.n_new, checked.n_known);
        writeln!(out, "together: {new} new actors, {known} that the program knows, {} nouns", checked.n_nouns)?;
        Ok(writeln!(out, "{} names of one word left out, since it is mostly no name", checked.n_common)?)
    })?;
    Ok(if user.warnings.is_empty() { Exit::Done } else { Exit::Partly })
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
