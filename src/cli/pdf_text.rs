//! `claimgraph pdf-text`: the hidden command that reads one PDF file for another process of this program.

use std::io::{stdin, stdout};

use clap::Args;

use super::Exit;
use crate::document::pdf::{PdfHelper, serve};

/// Read a PDF file from standard input, for another process of this program.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Seconds after which it ends.
    seconds: u64,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    serve(stdin().lock(), stdout().lock(), arguments.seconds)?;
    Ok(Exit::Done)
}

/// This program as a reader of PDF; `None` when it has none, or does not know where it lies.
pub(super) fn pdf_helper() -> Option<PdfHelper> {
    if !cfg!(feature = "pdf") {
        return None;
    }
    Some(PdfHelper::new(std::env::current_exe().ok()?, vec!["pdf-text".to_owned()]))
}
