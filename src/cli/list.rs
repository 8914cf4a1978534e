//! `claimgraph list`: what is in a store.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::HumanBytes;

use super::Exit;
use super::output::write_to;
use super::selection::{Day, parse_day};
use super::sheet::{counted, plain};
use crate::store::{DocumentFilter, Store, StoreError, StoredDocument};

/// List the documents of a store.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph list news.db
  claimgraph list news.db --since 2022-11 --publisher 'The Paper' --format csv > documents.csv
  claimgraph list news.db --current
  claimgraph list news.db --check
  claimgraph list damaged.db --format annotated | claimgraph add new.db --annotated -")]
pub(super) struct Arguments {
    /// The store.
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// How: text for people, jsonl, csv, or annotated for whole annotated documents as `extract` writes them.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ListFormat::Text)]
    format: ListFormat,
    /// Only documents of this day or later: 2022, 2022-11 or 2022-11-16.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    since: Option<Day>,
    /// Only documents of this day or earlier.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    until: Option<Day>,
    /// Only documents of this publisher.
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Of articles with several versions only the last.
    #[arg(long)]
    current: bool,
    /// Instead of listing, read the whole store and tell whether every document is as it was written.
    #[arg(long, conflicts_with_all = ["format", "since", "until", "publisher", "current"])]
    check: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    Text,
    Jsonl,
    Csv,
    Annotated,
}

pub(super) fn run(arguments: &Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let store = Store::open(&arguments.store)?;
    if arguments.check {
        return Ok(check(&store, quiet));
    }
    let filter = DocumentFilter {
        since: arguments.since.map(|day| day.first),
        until: arguments.until.map(|day| day.last),
        publisher: arguments.publisher.clone(),
        current: arguments.current,
    };
    let (documents, mut n_failed) = match store.documents(&filter) {
        Ok(documents) => (documents, 0),
        // What can be read is worth listing, all of it: what is chosen cannot be told for certain.
        Err(error @ StoreError::Damaged { .. }) => {
            eprintln!("claimgraph: {error}");
            let (readable, errors) = store.readable_documents();
            errors.iter().for_each(|error| eprintln!("claimgraph: {error}"));
            (readable, errors.len() + 1)
        }
        Err(error) => return Err(error.into()),
    };
    write_to(None, |out| match arguments.format {
        ListFormat::Text => as_text(out, &documents),
        ListFormat::Jsonl => as_json_lines(out, &documents),
        ListFormat::Csv => as_csv(out, &documents),
        ListFormat::Annotated => {
            for document in &documents {
                match store.line(document.document) {
                    Ok(line) => writeln!(out, "{line}")?,
                    Err(error) => {
                        n_failed += 1;
                        eprintln!("claimgraph: {error}");
                    }
                }
            }
            Ok(())
        }
    })?;
    if arguments.format == ListFormat::Text && !quiet && n_failed == 0 {
        let counts = store.counts()?;
        let of = if documents.len() as u64 == counts.documents { "" } else { " of" };
        if !of.is_empty() {
            eprint!("{}{of} ", documents.len());
        }
        eprintln!(
            "{} ({}), {}, {}, {}; {} in {}",
            counted(counts.documents as usize, "document"),
            counted(counts.articles as usize, "article"),
            counted(counts.sentences as usize, "sentence"),
            counted(counts.claims as usize, "claim"),
            counted(counts.events as usize, "event"),
            HumanBytes(counts.bytes),
            arguments.store.display()
        );
    }
    Ok(match (documents.len(), n_failed) {
        (_, 0) => Exit::Done,
        (0, _) => Exit::Failed,
        _ => Exit::Partly,
    })
}

fn check(store: &Store, quiet: bool) -> Exit {
    let mut n_problems = 0;
    store.check(|problem| {
        n_problems += 1;
        eprintln!("claimgraph: {problem}");
    });
    let n = store.numbers().len();
    if n_problems == 0 {
        if !quiet {
            eprintln!("{} in {}, all as written", counted(n, "document"), store.path().display());
        }
        return Exit::Done;
    }
    eprintln!("claimgraph: {} in {}", counted(n_problems, "problem"), store.path().display());
    if n == 0 { Exit::Failed } else { Exit::Partly }
}

fn as_text(out: &mut dyn Write, documents: &[StoredDocument]) -> anyhow::Result<()> {
    for document in documents {
        let date = document.date.as_deref().unwrap_or("undated");
        write!(out, "{date:10}  {}  {}", document.key, plain(&document.id))?;
        if document.n_versions > 1 {
            write!(out, " (version {} of {})", document.version, document.n_versions)?;
        }
        for more in [&document.publisher, &document.title].into_iter().flatten() {
            write!(out, "  {}", plain(more))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn as_json_lines(out: &mut dyn Write, documents: &[StoredDocument]) -> anyhow::Result<()> {
    for document in documents {
        writeln!(out, "{}", serde_json::to_string(document)?)?;
    }
    Ok(())
}

fn as_csv(out: &mut dyn Write, documents: &[StoredDocument]) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    if documents.is_empty() {
        table.write_record(StoredDocument::COLUMNS)?;
    }
    for document in documents {
        table.serialize(document)?;
    }
    Ok(table.flush()?)
}
