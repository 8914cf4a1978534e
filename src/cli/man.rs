//! `claimgraph man`: the manual.
//!
//! Pages are made of the same tree that reads the arguments, so they cannot say anything else than `--help` does.

use std::io;
use std::path::PathBuf;

use clap::{Args, Command, ValueHint};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::output::{Folder, write_to};
use super::{Exit, help};

/// Write the manual page, or with --out one of each subcommand.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph man | man -l -
  # for one user, where ~/.local/bin is on the path
  claimgraph man --out ~/.local/share/man/man1
  # for everybody on the machine
  sudo claimgraph man --out /usr/local/share/man/man1
  man claimgraph-build")]
pub(super) struct Arguments {
    /// Folder for the page of the program and one for each subcommand, made if missing.
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let mut program = help::command().disable_help_subcommand(true);
    program.build();
    let Some(folder) = &arguments.out else {
        let page = page(&program)?;
        write_to(None, |out| Ok(out.write_all(&page)?))?;
        return Ok(Exit::Done);
    };
    let mut files = Folder::new(folder)?;
    let mut n_pages = 0;
    for command in all(&program) {
        let page = page(command)?;
        files.put(&file_name(command), &mut |out| out.write_all(&page))?;
        n_pages += 1;
    }
    if !quiet {
        eprintln!("{n_pages} pages in {}", folder.display());
    }
    Ok(Exit::Done)
}

/// A command and all below it, each before its own subcommands.
fn all(command: &Command) -> Vec<&Command> {
    let mut commands = vec![command];
    commands.extend(command.get_subcommands().filter(|c| !c.is_hide_set()).flat_map(all));
    commands
}

fn file_name(command: &Command) -> String {
    format!("{}.1", command.get_display_name().unwrap_or_else(|| command.get_name()))
}

/// The page of one command. What stands after its options in `--help` gets headings of its own and keeps its lines, which
/// examples need.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone())
        .source(format!("claimgraph {}", env!("CARGO_PKG_VERSION")))
        .manual("claimgraph manual");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let mut rest = Roff::new();
    if let Some(text) = command.get_after_long_help() {
        sections(&mut rest, &text.to_string());
    }
    rest.control("SH", ["SEE ALSO"]);
    let program = "claimgraph";
    let others = if command.get_name() == program { "man claimgraph-build, and so on" } else { "claimgraph(1)" };
    rest.text([roman(others)]);
    rest.to_writer(&mut page)?;
    Ok(page)
}

/// Paragraphs; one whose first line ends with a colon is a section.
fn sections(roff: &mut Roff, text: &str) {
    let mut is_first = true;
    for paragraph in text.split("\n\n") {
        let (head, rest) = paragraph.split_once('\n').unwrap_or((paragraph, ""));
        let (heading, lines) = match head.strip_suffix(':') {
            // A short one: "Examples:", "Exit codes:".
            Some(heading) if heading.split(' ').count() <= 2 => (Some(heading.to_uppercase()), rest),
            _ => (is_first.then(|| "NOTES".to_owned()), paragraph),
        };
        is_first = false;
        if let Some(heading) = heading {
            roff.control("SH", [heading.as_str()]);
        }
        roff.control("PP", []);
        roff.control("nf", []);
        for line in lines.lines() {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
}
