//! What errors say: the place first, then what is wrong, then what to do.

use std::fmt::Write as _;
use std::path::Path;

use super::output::is_stdout;
use crate::graph::explain::{NotOneActor, find_actor};
use crate::graph::{ActorNode, KnowledgeGraph, Node};

/// An error with its causes on one line. Some errors say their cause themselves: it is not said twice.
pub(super) fn in_full(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if words.is_empty() {
            words = cause;
        } else if !words.ends_with(&cause) {
            let _ = write!(words, ": {cause}");
        }
    }
    words
}

/// How messages call an input.
pub(super) fn name(path: &Path) -> String {
    if is_stdout(path) { "stdin".to_owned() } else { path.display().to_string() }
}

/// The place of an error in JSON as `:line:column`, counted from 1, and what is wrong there. `first` is the line of the
/// file at which the JSON begins.
pub(super) fn json(error: &serde_json::Error, first: u64) -> (String, String) {
    let words = error.to_string();
    let end = words.rfind(" at line ").unwrap_or(words.len());
    // serde_json says column 0 of what ends with a line break.
    let (line, column) = (first + (error.line() as u64).saturating_sub(1), error.column().max(1));
    (format!(":{line}:{column}"), words[..end].to_owned())
}

/// An actor by its name, or why there is not one.
///
/// # Errors
/// When there is none, or several; the message tells how to go on.
pub(super) fn one_actor<'g>(graph: &'g KnowledgeGraph, name: &str) -> anyhow::Result<(&'g Node, &'g ActorNode)> {
    find_actor(graph, name).map_err(|error| match &error {
        NotOneActor::None { near, .. } if near.is_empty() => {
            anyhow::anyhow!(
                "{error}, nor anything near it; `claimgraph show` without a name lists the actors of a graph"
            )
        }
        _ => error.into(),
    })
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn a_cause_that_was_said_is_not_said_again() {
        #[derive(Debug, thiserror::Error)]
        #[error("a.conllu: {0}")]
        struct Reading(#[source] std::io::Error);
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        assert_eq!(in_full(&Reading(missing()).into()), "a.conllu: entity not found");
        let error = Err::<(), _>(missing()).context("a.json").context("nothing done").unwrap_err();
        assert_eq!(in_full(&error), "nothing done: a.json: entity not found");
    }

    #[test]
    fn a_place_in_json_is_told_once_and_from_one() {
        let error = |text: &str| json(&serde_json::from_str::<Vec<u8>>(text).unwrap_err(), 1);
        assert_eq!(error("[1,\n x]"), (":2:2".to_owned(), "expected value".to_owned()));
        let (place, _) = error("[1,\n");
        assert_eq!(place, ":2:1");
        let later = json(&serde_json::from_str::<u8>("x").unwrap_err(), 7);
        assert_eq!(later.0, ":7:1");
    }
}
