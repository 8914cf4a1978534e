//! `claimgraph remove`: documents out of a store.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::Exit;
use super::arguments::WaitArgument;
use super::sheet::{counted, plain};
use crate::store::{Found, Store, StoredDocument};

/// Take documents out of a store.
///
/// It is then as if they had never been added. What they said is overwritten in the file; --compact also gives the room
/// back and wipes single words that may be left in the full-text index.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph remove news.db mi5-threat-update
  claimgraph remove news.db https://paper.example/2022/visa-ban --dry-run
  claimgraph remove news.db 3f9a61c0 --compact")]
pub(super) struct Arguments {
    /// The store.
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// Documents by id, address or key, or four or more first digits of a key; `claimgraph list` shows them.
    ///
    /// Of an id or address with several versions all are meant.
    #[arg(required = true, value_name = "DOCUMENT")]
    documents: Vec<String>,
    /// Only say what would be taken out.
    #[arg(long)]
    dry_run: bool,
    /// Write the store anew without the room that is free now.
    #[arg(long, conflicts_with = "dry_run")]
    compact: bool,
    /// Documents that are taken out together.
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..))]
    batch: u32,
    #[command(flatten)]
    wait: WaitArgument,
}

pub(super) fn run(arguments: &Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let path = &arguments.store;
    let mut store = if arguments.dry_run {
        Store::open(path)?
    } else {
        Store::open_to_change(path, Duration::from_secs(arguments.wait.wait.into()))?
    };
    let mut meant: BTreeMap<i64, StoredDocument> = BTreeMap::new();
    let mut n_failed = 0;
    for (name, found) in arguments.documents.iter().zip(store.find(&arguments.documents)?) {
        match found {
            Found::Documents(documents) => meant.extend(documents.into_iter().map(|d| (d.document, d))),
            Found::Nothing => {
                n_failed += 1;
                let path = path.display();
                eprintln!(
                    "claimgraph: {name:?}: no document of {path} has this id, address or key; see `claimgraph list {path}`"
                );
            }
            Found::Ambiguous(documents) => {
                n_failed += 1;
                let keys: Vec<&str> = documents.iter().map(|d| d.key.as_str()).collect();
                eprintln!("claimgraph: {name:?}: several keys begin so: {}", keys.join(", "));
            }
        }
    }
    let meant: Vec<StoredDocument> = meant.into_values().collect();
    for batch in meant.chunks(arguments.batch as usize) {
        if !arguments.dry_run {
            let numbers: Vec<i64> = batch.iter().map(|d| d.document).collect();
            store.remove(&numbers)?;
        }
        if !quiet {
            let word = if arguments.dry_run { "would remove" } else { "removed" };
            batch.iter().for_each(|d| eprintln!("{word} {} {}", d.key, plain(&d.id)));
        }
    }
    if arguments.compact {
        store.compact()?;
    }
    if !quiet && !arguments.dry_run {
        eprintln!("{} removed from {}", counted(meant.len(), "document"), path.display());
    }
    Ok(match (meant.len(), n_failed) {
        (_, 0) => Exit::Done,
        (0, _) => Exit::Failed,
        _ => Exit::Partly,
    })
}
