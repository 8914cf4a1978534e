//! The command line: parses arguments, shows progress, reports errors. All work is the library's.
//!
//! Data go to standard output, words to standard error. A document that fails is reported with its place and does not
//! stop the others; the exit code tells afterwards.

// Standard error is this module's business, and no other's.
#![allow(clippy::print_stderr)]

mod add;
mod analysis;
mod arguments;
mod build;
mod completions;
mod decisions;
mod evaluate;
mod exit;
mod explain;
mod export;
mod extract;
mod formats;
mod gazetteer;
mod help;
mod input;
mod interrupt;
mod list;
mod man;
mod merge;
mod ontology;
mod output;
mod parse;
mod paths;
mod pdf_text;
mod progress;
mod remove;
mod search;
mod selection;
mod sheet;
mod show;
mod split;
mod timeline;
mod train;
mod train_claims;
mod train_coreference;
mod train_relations;
mod words;

use std::process::ExitCode;

use clap::{FromArgMatches as _, Parser, Subcommand};

pub use exit::Exit;

/// Reads news and builds one graph of who did what to whom, and who says so.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_long_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Say nothing but errors.
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Threads to work with [default: one a processor].
    ///
    /// The output is the same for any number.
    #[arg(long, short = 'j', global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

const EXAMPLES: &str = "\
Examples:
  claimgraph build articles/                     # graph.json, graph.html and two pictures in output/
  dot -Tsvg output/actors.dot -o actors.svg      # the overview, drawn by Graphviz
  cat a.txt | claimgraph build - --out - --format json
  claimgraph extract corpus.jsonl > annotated.jsonl
  claimgraph merge annotated.jsonl --out graph/
  claimgraph add news.db articles/               # a store, for a corpus that grows
  claimgraph build --store news.db
  claimgraph search news.db visa --speaker McCallum
  claimgraph export output/graph.json --view claims > claims.dot
  claimgraph show output/graph.json 'Ken McCallum'
  claimgraph explain output/graph.json 'Ken McCallum'
  claimgraph build --help                        # each subcommand, with examples

Exit codes:
  0  all done
  1  done, but some documents could not be read; standard error says which
  2  wrong arguments
  3  nothing done: no document, or the output could not be written
  130  interrupted";

#[derive(Debug, Subcommand)]
enum Command {
    Build(Box<build::Arguments>),
    Extract(extract::Arguments),
    Merge(merge::Arguments),
    Parse(parse::Arguments),
    Add(add::Arguments),
    Remove(remove::Arguments),
    List(list::Arguments),
    Search(search::Arguments),
    Show(show::Arguments),
    Explain(explain::Arguments),
    Paths(paths::Arguments),
    Timeline(timeline::Arguments),
    Export(export::Arguments),
    Formats(formats::Arguments),
    Gazetteer(gazetteer::Arguments),
    Ontology(ontology::Arguments),
    Evaluate(evaluate::Arguments),
    Train(train::Arguments),
    TrainClaims(train_claims::Arguments),
    TrainCoreference(train_coreference::Arguments),
    TrainRelations(train_relations::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
    #[command(hide = true)]
    PdfText(pdf_text::Arguments),
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    let parsed = Arguments::from_arg_matches(&help::command().get_matches());
    let arguments = parsed.unwrap_or_else(|error| error.format(&mut help::command()).exit());
    if let Some(threads) = arguments.threads {
        // Fails only if a pool is there already, which nothing before this makes.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global();
    }
    let quiet = arguments.quiet;
    let done = match arguments.command {
        Command::Build(arguments) => build::run(*arguments, quiet),
        Command::Extract(arguments) => extract::run(arguments, quiet),
        Command::Merge(arguments) => merge::run(arguments, quiet),
        Command::Add(arguments) => add::run(arguments, quiet),
        Command::Remove(arguments) => remove::run(&arguments, quiet),
        Command::List(arguments) => list::run(&arguments, quiet),
        Command::Search(arguments) => search::run(&arguments, quiet),
        Command::Export(arguments) => export::run(arguments),
        Command::Formats(arguments) => formats::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Paths(arguments) => paths::run(&arguments),
        Command::Parse(arguments) => parse::run(arguments, quiet),
        Command::PdfText(arguments) => pdf_text::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(arguments),
        Command::Timeline(arguments) => timeline::run(&arguments),
        Command::Train(arguments) => train::run(arguments, quiet),
        Command::TrainClaims(arguments) => train_claims::run(&arguments, quiet),
        Command::TrainCoreference(arguments) => train_coreference::run(&arguments, quiet),
        Command::TrainRelations(arguments) => train_relations::run(&arguments, quiet),
        Command::Gazetteer(arguments) => gazetteer::run(arguments, quiet),
        Command::Ontology(arguments) => ontology::run(&arguments, quiet),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments, quiet),
    };
    done.unwrap_or_else(|error| {
        // Who reads our output may stop reading; that is no error.
        let is_closed_pipe = |e: &std::io::Error| e.kind() == std::io::ErrorKind::BrokenPipe;
        if error.chain().any(|cause| cause.downcast_ref().is_some_and(is_closed_pipe)) {
            return Exit::Done;
        }
        eprintln!("claimgraph: {}", words::in_full(&error));
        if interrupt::is_interrupted() { Exit::Interrupted } else { Exit::Failed }
    })
    .into()
}
