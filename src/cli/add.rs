//! `claimgraph add`: documents to a store.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Write as _, stdin, stdout};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;

use super::Exit;
use super::arguments::WaitArgument;
use super::input::InputArguments;
use super::interrupt::heeding;
use super::progress::Progress;
use super::sheet::counted;
use crate::annotation::wire;
use crate::corpus;
use crate::document::Document;
use crate::store::{Added, Analysis, Prepared, Store, key};

/// Heading of how the store is written.
const STORE: &str = "Store";

/// Add documents to a store, one SQLite file.
///
/// Any SQLite program reads it. What is in the store already is passed over before it is analysed, so the same command
/// again does only what is missing. An article that has changed is a further version; both stay.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph add news.db articles/
  claimgraph add news.db corpus.jsonl --model fast --gazetteer ours.tsv
  claimgraph add news.db articles/ --model accurate --again
  claimgraph extract articles/ | claimgraph add news.db --annotated -

  claimgraph list news.db
  claimgraph search news.db visa --since 2022
  claimgraph build --store news.db --out graph
  sqlite3 news.db 'SELECT source, type, target FROM edges LIMIT 10'

Ctrl-C ends in order: what is done is in the store, and the same command goes on. docs/store.md tells the tables.")]
pub(super) struct Arguments {
    /// The store; made if it is not there.
    #[arg(value_name = "STORE")]
    store: PathBuf,
    #[command(flatten)]
    input: InputArguments,
    /// INPUTs are annotated documents, as `claimgraph extract` writes them.
    #[arg(long, help_heading = "Input", conflicts_with_all = [
        "input_format", "encoding", "date", "publisher", "author", "url", "title", "model", "link_threshold", "gazetteer",
        "ontology",
    ])]
    annotated: bool,
    /// Annotate documents anew that are in the store, but were annotated in another way.
    ///
    /// With another version, model, gazetteer, ontology or threshold.
    #[arg(long, help_heading = STORE)]
    again: bool,
    /// Print key and id of each document as soon as it is safe.
    #[arg(long, help_heading = STORE)]
    keys: bool,
    /// Documents that are written together; whatever is in work is written every two seconds.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 256,
        value_parser = clap::value_parser!(u32).range(1..),
        help_heading = STORE,
        hide_short_help = true
    )]
    batch: u32,
    #[command(flatten)]
    wait: WaitArgument,
}

/// How long a document waits to be written while others are analysed.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

pub(super) fn run(arguments: Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let Arguments { store: path, input, annotated, again, keys, batch, wait: WaitArgument { wait } } = arguments;
    let analysis = if annotated { Analysis::default() } else { input.analysis()? };
    let store = Store::create_within(&path, Duration::from_secs(wait.into()))?;
    let known = Known::of(&store, &analysis, again)?;
    let mut progress = Progress::new(quiet);
    let (mut n_known, mut n_other) = (0, 0);
    let mut writer = Writer {
        store,
        analysis: &analysis,
        again,
        keys,
        size: batch as usize,
        batch: Vec::new(),
        last: Instant::now(),
        n_added: 0,
        n_again: 0,
        n_known: 0,
    };
    let mut count = |state: State| {
        n_known += u64::from(state != State::Wanted);
        n_other += u64::from(state == State::Other);
        state == State::Wanted
    };
    if annotated {
        let take = |line: Result<Option<Prepared>, String>, progress: &mut Progress| match line {
            Ok(Some(document)) => {
                progress.done(document.n_bytes());
                writer.take(document)
            }
            Ok(None) => {
                count(State::Known);
                Ok(())
            }
            Err(error) => {
                progress.failed(&error);
                Ok(())
            }
        };
        add_annotated(&input, &known, &mut progress, take)?;
    } else {
        let mut seen = HashSet::new();
        let wanted = |document: &Document| {
            let key = key(document);
            let state = known.state(&key);
            count(if state == State::Wanted && !seen.insert(key) { State::Known } else { state })
        };
        input.annotate(&mut progress, wanted, Prepared::new, |document| writer.take(document?))?;
    }
    writer.write()?;
    progress.known(n_known);
    let exit = progress.finish();
    if !quiet {
        let Writer { n_added, n_again, .. } = writer;
        let n_known = n_known + writer.n_known;
        let again = if n_again > 0 { format!(", {n_again} annotated anew") } else { String::new() };
        let known = if n_known > 0 { format!(", {n_known} there already") } else { String::new() };
        eprintln!("{} added{again}{known} in {}", counted(n_added as usize, "document"), path.display());
    }
    if n_other > 0 {
        eprintln!(
            "claimgraph: {} in {} annotated with another version, model, gazetteer, ontology or threshold and left as \
             they are; --again annotates them anew",
            if n_other == 1 { "1 document was".to_owned() } else { format!("{n_other} documents were") },
            path.display()
        );
    }
    if exit == Exit::Interrupted {
        eprintln!("claimgraph: interrupted: what is done is in {}; the same command goes on", path.display());
    }
    Ok(if n_other > 0 && exit == Exit::Done { Exit::Partly } else { exit })
}

/// Whether a document is to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It is new, or to be annotated anew.
    Wanted,
    /// It is there.
    Known,
    /// It is there, annotated with something else.
    Other,
}

/// What is in the store when the run begins.
struct Known {
    /// Number of the analysis by key.
    keys: std::collections::HashMap<String, i64>,
    /// Number of this analysis; `None` while there is none like it.
    analysis: Option<i64>,
    again: bool,
}

impl Known {
    fn of(store: &Store, analysis: &Analysis, again: bool) -> anyhow::Result<Self> {
        let analyses = store.analyses()?;
        let analysis = analyses.iter().find(|(_, known)| *known == analysis).map(|(&number, _)| number);
        Ok(Self { keys: store.keys()?, analysis, again })
    }

    fn state(&self, key: &str) -> State {
        match self.keys.get(key) {
            None => State::Wanted,
            Some(&of) if Some(of) == self.analysis => State::Known,
            Some(_) if self.again => State::Wanted,
            Some(_) => State::Other,
        }
    }
}

/// Collects what is done and writes it in batches: the store is locked for a moment only, so that several processes can
/// add to it.
struct Writer<'a> {
    store: Store,
    analysis: &'a Analysis,
    again: bool,
    keys: bool,
    size: usize,
    batch: Vec<Prepared>,
    last: Instant,
    n_added: u64,
    n_again: u64,
    n_known: u64,
}

impl Writer<'_> {
    fn take(&mut self, document: Prepared) -> anyhow::Result<()> {
        self.batch.push(document);
        if self.batch.len() >= self.size || self.last.elapsed() >= LONGEST_WAIT { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> anyhow::Result<()> {
        if !self.batch.is_empty() {
            let added = self.store.add(&self.batch, self.analysis, self.again)?;
            let mut out = stdout().lock();
            for (document, added) in self.batch.drain(..).zip(added) {
                let n = match added {
                    Added::New => &mut self.n_added,
                    Added::Again => &mut self.n_again,
                    Added::Known => &mut self.n_known,
                };
                *n += 1;
                if self.keys {
                    writeln!(out, "{}\t{}", document.key(), document.id())?;
                }
            }
            out.flush()?;
        }
        self.last = Instant::now();
        Ok(())
    }
}

/// Reads annotated documents and prepares those that are not known, on several threads.
fn add_annotated(
    input: &InputArguments,
    known: &Known,
    progress: &mut Progress,
    mut take: impl FnMut(Result<Option<Prepared>, String>, &mut Progress) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let lines = input.inputs().iter().flat_map(|path| {
        let name = PathBuf::from(path);
        let opened: std::io::Result<Box<dyn BufRead + Send>> = if path == "-" {
            Ok(Box::new(BufReader::new(stdin())))
        } else {
            File::open(path).map(|file| Box::new(BufReader::new(file)) as Box<dyn BufRead + Send>)
        };
        let (lines, error) = match opened {
            Ok(file) => (Some(file.split(b'\n')), None),
            Err(error) => (None, Some(Err(format!("{}: {error}", name.display())))),
        };
        let lines = lines.into_iter().flatten().zip(1..).map(move |(line, number)| {
            let place = format!("{}:{number}", name.display());
            line.map(|line| (place.clone(), line)).map_err(|error| format!("{place}: {error}"))
        });
        lines.chain(error)
    });
    let is_blank =
        |line: &Result<(String, Vec<u8>), String>| line.as_ref().is_ok_and(|(_, l)| l.trim_ascii().is_empty());
    let weigh = |line: &Result<(String, Vec<u8>), String>| line.as_ref().map_or(0, |(_, line)| line.len());
    let work = |line: Result<(String, Vec<u8>), String>| {
        let (place, line) = line?;
        prepare(&line, known).map_err(|error| format!("{place}: {error:#}"))
    };
    let lines = lines.filter(|line| !is_blank(line));
    heeding(|stop| corpus::work_on(lines, stop, weigh, work, |prepared| take(prepared, progress)))
}

/// `None` for a document that is known.
fn prepare(line: &[u8], known: &Known) -> anyhow::Result<Option<Prepared>> {
    let line = std::str::from_utf8(line)?;
    if known.state(&key(&wire::document_of_line(line)?)) != State::Wanted {
        return Ok(None);
    }
    Ok(Some(Prepared::new(wire::from_line(line)?)?))
}
