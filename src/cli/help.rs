//! The tree of all arguments, and the program's own `--help`: subcommands in groups, in the order of work.

#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use clap::{Command, CommandFactory as _};

/// The subcommands, each in one group: clap itself lists them without.
const GROUPS: &[(&str, &[&str])] = &[
    ("Read and analyse", &["build", "extract", "merge", "parse"]),
    ("Keep a corpus in a store", &["add", "remove", "list", "search"]),
    ("Look into a graph", &["show", "explain", "paths", "timeline"]),
    ("Write a graph for other programs", &["export", "formats"]),
    ("Actors and kinds of event of your own", &["gazetteer", "ontology"]),
    ("Measure and train", &["evaluate", "train", "train-claims", "train-coreference", "train-relations"]),
    ("Install", &["completions", "man"]),
];

/// The program with its subcommands, as arguments are read, helped with, completed and written into manual pages.
pub(super) fn command() -> Command {
    let command = super::Arguments::command();
    let template = template(&command);
    command.help_template(template)
}

/// clap's template with the groups in the place of the subcommands.
fn template(command: &Command) -> String {
    let header = command.get_styles().get_header();
    let name = command.get_styles().get_literal();
    let width = command.get_subcommands().map(|c| c.get_name().len()).max().unwrap_or(0);
    let mut template = "{before-help}{about-with-newline}\n{usage-heading} {usage}\n".to_owned();
    for (group, members) in GROUPS {
        let _ = writeln!(template, "\n{header}{group}:{header:#}");
        for member in *members {
            let about = command.find_subcommand(member).and_then(Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(template, "  {name}{member:width$}{name:#}  {about}");
        }
    }
    let _ = write!(template, "\n{header}Options:{header:#}\n{{options}}{{after-help}}");
    template
}
