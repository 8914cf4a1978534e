//! Arguments that several subcommands take, worded once.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::output::read_graph;
use super::sheet::Sheet;
use crate::document::TextEncoding;
use crate::document::read::MAX_BYTES;
use crate::graph::KnowledgeGraph;
use crate::syntax::model::ModelChoice;

/// The graph that a command looks into.
#[derive(Debug, Args)]
pub(super) struct GraphArgument {
    /// A graph.json that claimgraph wrote, the folder it is in, or - for standard input.
    #[arg(value_name = "GRAPH")]
    graph: PathBuf,
}

impl GraphArgument {
    /// Reads it.
    ///
    /// # Errors
    /// When it cannot be read or is no graph; the message names it.
    pub(super) fn read(&self) -> anyhow::Result<KnowledgeGraph> {
        read_graph(&self.graph)
    }
}

/// How wide sentences are printed.
#[derive(Debug, Args)]
pub(super) struct WidthArgument {
    /// Columns that a sentence is cut to; 0 for whole sentences [default: the terminal's, or 100].
    #[arg(long, value_name = "N")]
    width: Option<usize>,
}

impl WidthArgument {
    pub(super) fn sheet(&self) -> Sheet {
        Sheet::new(self.width)
    }
}

/// Text for people, or JSON for programs.
#[derive(Debug, Args)]
pub(super) struct JsonArgument {
    /// Write JSON instead of text.
    #[arg(long)]
    pub(super) json: bool,
}

/// What analyses sentences.
#[derive(Debug, Args)]
#[command(next_help_heading = "Analysis")]
pub(super) struct ModelArgument {
    /// Model to analyse with: accurate, fast, or a file that `claimgraph train` wrote.
    #[arg(long, value_name = "MODEL", default_value = "accurate")]
    pub(super) model: ModelChoice,
}

/// How long another process is waited for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Store")]
pub(super) struct WaitArgument {
    /// How long to wait for another process that changes the store.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, hide_short_help = true)]
    pub(super) wait: u32,
}

/// A day of the calendar.
pub(super) fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("{text:?} is no date; write 2022-11-16"))
}

/// How the bytes of files are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(super) struct ByteArguments {
    /// Encoding of the bytes, e.g. windows-1252 [default: byte order mark, declaration, then detected].
    #[arg(long, value_name = "LABEL", hide_short_help = true)]
    pub(super) encoding: Option<TextEncoding>,
    /// Longest document, in bytes, unpacked.
    #[arg(long, value_name = "BYTES", default_value_t = MAX_BYTES, hide_short_help = true)]
    pub(super) max_bytes: usize,
}
