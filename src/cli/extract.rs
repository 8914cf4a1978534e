//! `claimgraph extract`: documents to annotated documents.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, BufWriter, ErrorKind, Seek as _, SeekFrom, Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::Exit;
use super::input::InputArguments;
use super::output::{is_device, is_stdout};
use super::progress::Progress;
use crate::annotation::wire;
use crate::document::Document;

/// Annotate documents: JSON Lines, one a line, in input order.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph extract corpus.jsonl > annotated.jsonl
  claimgraph extract articles/ --out annotated.jsonl
  claimgraph extract articles/ --out annotated.jsonl --resume
  claimgraph extract articles/ --gazetteer ours.csv --ontology cyber.tsv > annotated.jsonl
  split -l 1000 corpus.jsonl part. && ls part.* | parallel claimgraph extract --input-format jsonl {} --out {}.out")]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArguments,
    /// File to write [default: standard output]; until all is done, what there is stands in FILE.partial.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Go on after an interruption: keep what stands in FILE.partial and do only what is missing.
    #[arg(long, requires = "out", help_heading = "Output")]
    resume: bool,
}

pub(super) fn run(arguments: Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let Arguments { input, out, resume } = arguments;
    match out.filter(|path| !is_stdout(path)) {
        Some(path) if is_device(&path) => {
            let device = OpenOptions::new().write(true).open(&path);
            to_stream(input, device.with_context(|| cannot_write(&path))?, quiet)
        }
        Some(path) => to_file(input, &path, resume, quiet),
        None => to_stream(input, stdout().lock(), quiet),
    }
}

fn to_stream(input: InputArguments, out: impl Write, quiet: bool) -> anyhow::Result<Exit> {
    let mut progress = Progress::new(quiet);
    let mut out = BufWriter::new(out);
    input.annotate(&mut progress, |_| true, |a| wire::to_line(&a), |line| Ok(writeln!(out, "{}", line?)?))?;
    out.flush()?;
    Ok(progress.finish())
}

/// The file gets its name when all is in it.
fn to_file(input: InputArguments, path: &Path, resume: bool, quiet: bool) -> anyhow::Result<Exit> {
    let mut partial = OsString::from(path);
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let (file, known) = if resume { reopened(&partial) } else { File::create(&partial).map(|f| (f, Known::new())) }
        .with_context(|| cannot_write(&partial))?;
    let mut progress = Progress::new(quiet);
    if !known.is_empty() && !quiet {
        eprintln!("{} documents are in {} already", known.len(), partial.display());
    }
    let n_known = known.len() as u64;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    let wanted = |document: &Document| known.is_empty() || !known.contains(&key(document));
    input.annotate(
        &mut progress,
        wanted,
        |a| wire::to_line(&a),
        |line| writeln!(out, "{}", line?).with_context(|| cannot_write(&partial)),
    )?;
    let file = out.into_inner().map_err(|error| error.into_error()).with_context(|| cannot_write(&partial))?;
    file.sync_all().with_context(|| cannot_write(&partial))?;
    progress.known(n_known);
    let exit = progress.finish();
    match exit {
        Exit::Interrupted => {
            let (partial, path) = (partial.display(), path.display());
            eprintln!("claimgraph: interrupted: what is done is in {partial}; `--out {path} --resume` goes on");
        }
        Exit::Failed => std::fs::remove_file(&partial).with_context(|| cannot_write(&partial))?,
        Exit::Done | Exit::Partly => std::fs::rename(&partial, path).with_context(|| cannot_write(path))?,
    }
    Ok(exit)
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

/// Ids and digests of documents that are done.
type Known = HashSet<(String, String)>;

fn key(document: &Document) -> (String, String) {
    (document.id.clone(), document.digest())
}

/// Opens what an earlier run left, behind its last whole line; and the documents in it.
fn reopened(path: &Path) -> std::io::Result<(File, Known)> {
    let mut file = match OpenOptions::new().read(true).write(true).open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok((File::create(path)?, Known::new())),
        opened => opened?,
    };
    let mut known = Known::new();
    let mut lines = BufReader::new(&file);
    let mut line = Vec::new();
    let mut whole = 0;
    loop {
        line.clear();
        let n_bytes = lines.read_until(b'\n', &mut line)?;
        let text = std::str::from_utf8(&line).ok().filter(|line| line.ends_with('\n'));
        // What was cut off by the end of the process is done again, with all that may follow it.
        let Some(document) = text.and_then(|text| wire::document_of_line(text).ok()) else { break };
        known.insert(key(&document));
        whole += n_bytes as u64;
    }
    file.set_len(whole)?;
    file.seek(SeekFrom::End(0))?;
    Ok((file, known))
}
