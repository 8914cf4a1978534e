//! `claimgraph formats`: what graphs can be written as.

use clap::Args;

use super::Exit;
use super::output::write_to;
use crate::export::{About, Format, Written};

/// List the formats of graphs, and what opens them.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph formats
  claimgraph build articles/ --format json,dot --out graph
  claimgraph export graph/graph.json --format dot --view claims > claims.dot")]
pub(super) struct Arguments {}

pub(super) fn run(_: &Arguments) -> anyhow::Result<Exit> {
    let rows = Format::ALL.iter().map(|format| {
        let About { what, opened_by, written } = format.about();
        let files = match written {
            Written::File(name) => name.to_owned(),
            Written::Pictures(extension) => format!("*.{extension}"),
            Written::Folder(name) => format!("{name}/"),
        };
        (format.as_str(), files, what, opened_by)
    });
    let rows: Vec<_> = rows.collect();
    let names = rows.iter().map(|row| row.0.len()).max().unwrap_or(0);
    let files = rows.iter().map(|row| row.1.len()).max().unwrap_or(0);
    write_to(None, |out| {
        for (name, file, what, opened_by) in &rows {
            writeln!(out, "{name:names$}  {file:files$}  {what}")?;
            writeln!(out, "{:names$}  {:files$}    opened by {opened_by}", "", "")?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}
