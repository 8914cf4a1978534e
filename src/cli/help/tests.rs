//! What every subcommand owes its reader.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, Command};

use super::*;

/// The widest line of the list of subcommands, so that it fits a terminal of 80 columns.
const WIDEST_ABOUT: usize = 59;
/// Lines of the longest `-h`.
const LONGEST_HELP: usize = 72;
/// Columns of help on one argument in `-h`, about a line and a half; what more there is to say, `--help` says.
const LONGEST_WORDS: usize = 130;
/// Fewest options of its own with which a command owes headings.
const MANY: usize = 8;

/// Every command with the words that call it, the program first.
fn commands() -> Vec<(String, Command)> {
    fn add(all: &mut Vec<(String, Command)>, path: &str, command: &Command) {
        all.push((path.to_owned(), command.clone()));
        for child in command.get_subcommands().filter(|c| c.get_name() != "help" && !c.is_hide_set()) {
            add(all, &format!("{path} {}", child.get_name()), child);
        }
    }
    let mut program = command();
    program.build();
    let mut all = Vec::new();
    add(&mut all, "claimgraph", &program);
    all
}

/// Without what clap itself adds.
fn own_arguments(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|a| {
        !matches!(a.get_action(), ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version)
    })
}

#[test]
fn the_tree_of_arguments_is_sound() {
    command().debug_assert();
}

#[test]
fn every_subcommand_stands_in_one_group() {
    let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, members)| members.iter().copied()).collect();
    let program = command();
    let mut named: Vec<&str> = program.get_subcommands().filter(|c| !c.is_hide_set()).map(Command::get_name).collect();
    grouped.sort_unstable();
    named.sort_unstable();
    assert_eq!(grouped, named, "cli/help.rs lists the groups");
}

#[test]
fn every_command_has_an_about_of_one_short_line() {
    for (path, command) in commands() {
        let about = command.get_about().unwrap_or_else(|| panic!("{path} has no about")).to_string();
        let is_short = about.chars().count() <= WIDEST_ABOUT || path == "claimgraph";
        assert!(is_short && !about.contains('\n'), "{path}: {} {about}", about.len());
    }
}

#[test]
fn every_argument_has_help_and_a_value_name_in_capitals() {
    for (path, command) in commands() {
        for argument in own_arguments(&command) {
            let id = argument.get_id();
            assert!(argument.get_help().is_some(), "{path}: {id} has no help");
            let takes_values = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
            if takes_values {
                let names = argument.get_value_names().unwrap_or_default();
                let is_capital = |name: &str| !name.is_empty() && !name.contains(|c: char| c.is_ascii_lowercase());
                assert!(!names.is_empty() && names.iter().all(|n| is_capital(n)), "{path}: {id}: {names:?}");
            }
        }
    }
}

/// A reader who knows an option knows it everywhere. What is named alike but takes another thing is exempt, with reason.
#[test]
fn an_option_is_worded_once() {
    // A folder here, a file there.
    const OTHER_THINGS: &[&str] = &["out", "gold", "format", "view", "limit", "sentences", "batch"];
    // What is chosen from: a graph, the documents of a store, what is found in them.
    const CHOICES: &[&str] = &["since", "until", "type", "publisher", "current"];
    let mut words: BTreeMap<String, (String, String)> = BTreeMap::new();
    for (path, command) in commands() {
        for argument in own_arguments(&command) {
            let Some(long) = argument.get_long().filter(|long| !OTHER_THINGS.contains(long) && !CHOICES.contains(long))
            else {
                continue;
            };
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let (first, known) = words.entry(long.to_owned()).or_insert_with(|| (path.clone(), help.clone()));
            assert_eq!(&help, known, "--{long} of {path} and of {first}");
        }
    }
}

#[test]
fn many_options_stand_under_headings() {
    for (path, command) in commands() {
        let options = || own_arguments(&command).filter(|a| !a.is_positional() && !a.is_global_set());
        if options().count() >= MANY {
            let bare: Vec<&str> =
                options().filter(|a| a.get_help_heading().is_none()).map(|a| a.get_id().as_str()).collect();
            assert!(bare.is_empty(), "{path}: no heading for {bare:?}");
        }
    }
}

#[test]
fn every_command_has_examples_that_parse() {
    for (path, command) in commands() {
        let text = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
        let examples = text.split("\n\n").find_map(|paragraph| paragraph.strip_prefix("Examples:\n"));
        // What only holds subcommands shows theirs.
        let examples = examples.unwrap_or_else(|| panic!("{path}: no paragraph \"Examples:\""));
        let mut n_own = 0;
        for line in examples.lines() {
            for call in calls(line) {
                let parsed = parse(&call);
                assert!(parsed.is_ok(), "{path}: {line}\n{}", parsed.err().map(|e| e.to_string()).unwrap_or_default());
                n_own += usize::from(format!("{} ", call.join(" ")).starts_with(&format!("{path} ")));
            }
        }
        assert!(n_own > 0, "{path}: no example calls it:\n{examples}");
    }
}

/// Whether the arguments are right; asking for help is.
fn parse(call: &[String]) -> Result<(), clap::Error> {
    let parsed = command().try_get_matches_from(call).map(|_| ());
    parsed.or_else(|error| if error.use_stderr() { Err(error) } else { Ok(()) })
}

#[test]
fn help_fits_a_terminal() {
    for (path, command) in commands() {
        let text = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
        for line in text.lines() {
            assert!(line.chars().count() <= 120, "{path}: {line}");
        }
    }
    let short = command().term_width(80).render_help().to_string();
    assert!(short.lines().all(|line| line.chars().count() <= 80), "{short}");
    for (path, command) in commands() {
        let help = command.clone().term_width(100).render_help().to_string();
        assert!(
            help.lines().count() <= LONGEST_HELP,
            "{path}: {} lines: hide_short_help hides what is rare\n{help}",
            help.lines().count()
        );
        for argument in own_arguments(&command) {
            let words = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(words.chars().count() <= LONGEST_WORDS, "{path}: {words}");
        }
    }
    assert!(short.find("\nRead and analyse:\n") < short.find("\nInstall:\n"), "{short}");
}

/// The calls of claimgraph in a line of shell: words without quotes, up to a pipe, a redirection or a comment. Knows no
/// substitutions, which examples do without.
fn calls(line: &str) -> Vec<Vec<String>> {
    let mut calls = vec![Vec::new()];
    for word in words(line) {
        match word {
            Word::End => calls.push(Vec::new()),
            Word::Text(text) => calls.last_mut().expect("there is one from the start").push(text),
        }
    }
    // `parallel claimgraph extract …` calls it too.
    let from_name = |call: Vec<String>| {
        let at = call.iter().position(|word| word == "claimgraph")?;
        Some(call[at..].to_vec())
    };
    calls.into_iter().filter_map(from_name).collect()
}

#[derive(Debug, PartialEq)]
enum Word {
    Text(String),
    /// A pipe, `&&` or a redirection: what follows belongs to another call, or to none.
    End,
}

fn words(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut text: Option<String> = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '"' => {
                let inside: String = letters.by_ref().take_while(|&c| c != letter).collect();
                text.get_or_insert_default().push_str(&inside);
            }
            '#' if text.is_none() => break,
            '|' | '>' | '<' | ';' | '&' => {
                words.extend(text.take().map(Word::Text));
                words.push(Word::End);
            }
            c if c.is_whitespace() => words.extend(text.take().map(Word::Text)),
            c => text.get_or_insert_default().push(c),
        }
    }
    words.extend(text.map(Word::Text));
    words
}

#[test]
fn a_line_of_shell_is_split() {
    let line = "cat a | claimgraph build - --title 'It is \"so\"' > x.json && claimgraph formats # claimgraph y";
    let expected = [vec!["claimgraph", "build", "-", "--title", "It is \"so\""], vec!["claimgraph", "formats"]];
    assert_eq!(calls(line), expected.map(|call| call.into_iter().map(str::to_owned).collect::<Vec<_>>()));
    assert_eq!(calls("# claimgraph build"), Vec::<Vec<String>>::new());
}
