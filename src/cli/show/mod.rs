//! `claimgraph show`: an actor's dossier.

mod json;

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::Exit;
use super::output::{read_graph, write_to};
use crate::export::dot::printable;
use crate::graph::dossier::{Dossier, Evidence, dossier};
use crate::graph::explain::find_actor;
use json::Object;

/// Columns of a line where standard output is no terminal.
const WIDTH: usize = 100;
/// Fewest columns that a sentence gets, however narrow the terminal.
const NARROWEST: usize = 20;
/// Entries of a section.
const LIMIT: usize = 12;
/// Aliases on one line.
const MOST_ALIASES: usize = 12;

/// Print an actor's dossier: who it is, what it did and suffered, what it said and what is said of it, with the sentences.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph show output/graph.json Iran
  claimgraph show output/graph.json 'Ken McCallum' --limit 0 --width 0 | less
  claimgraph show output/graph.json actor:mi5 --json | jq .said

What only a party says ends with \"per\" and its name; \"not:\" stands before what is said not to have
happened; what is less than asserted has its modality in brackets: [intended], [possible].")]
pub(super) struct Arguments {
    /// A graph.json that claimgraph wrote, or - for standard input.
    #[arg(value_name = "GRAPH")]
    graph: PathBuf,
    /// Name, alias or node id of the actor.
    #[arg(value_name = "NAME")]
    actor: String,
    /// Most entries in a section; 0 for all. JSON has all of them unless this is given.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Columns that a sentence is cut to; 0 for whole sentences. The terminal's if not given.
    #[arg(long, value_name = "N")]
    width: Option<usize>,
    /// Write JSON instead of text.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let graph = read_graph(&arguments.graph)?;
    let (node, _) = find_actor(&graph, &arguments.actor)?;
    let dossier = dossier(&graph, &node.id).expect("what was found is an actor");
    let no_limit = |n: usize| if n == 0 { usize::MAX } else { n };
    let text = if arguments.json {
        serde_json::to_string(&Object::of(&dossier, no_limit(arguments.limit.unwrap_or(0))))? + "\n"
    } else {
        let width = arguments.width.unwrap_or_else(terminal_width);
        let page = Page { width: no_limit(width).max(NARROWEST), limit: no_limit(arguments.limit.unwrap_or(LIMIT)) };
        page.print(&dossier)?
    };
    write_to(None, |out| Ok(out.write_all(text.as_bytes())?))?;
    Ok(Exit::Done)
}

fn terminal_width() -> usize {
    let terminal = std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    terminal.map_or(WIDTH, |(width, _)| width.0.into())
}

/// How the text is laid out.
struct Page {
    width: usize,
    limit: usize,
}

impl Page {
    fn print(&self, dossier: &Dossier<'_>) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        self.head(&mut text, dossier)?;
        let id = &dossier.node.id;
        self.section(&mut text, "Offices and relations", &dossier.relations, |page, text, entry| {
            page.line(text, "", &entry.line(id))?;
            page.evidence(text, &entry.evidence)
        })?;
        for (title, events) in
            [("Did", &dossier.did), ("Suffered", &dossier.suffered), ("Was part of", &dossier.involved)]
        {
            self.section(&mut text, title, events, |page, text, entry| {
                page.line(text, &entry.when(), &entry.line())?;
                page.evidence(text, &entry.evidence)
            })?;
        }
        self.section(&mut text, "Said", &dossier.said, |page, text, entry| {
            page.line(text, &entry.when(), &entry.line())?;
            page.evidence(text, &entry.evidence)
        })?;
        self.section(&mut text, "Said of it", &dossier.said_of, |page, text, entry| {
            let told = if entry.told { " (told)" } else { "" };
            page.line(text, &entry.when(), &format!("{}{told}: {}", entry.speaker(), entry.line()))?;
            page.evidence(text, &entry.evidence)
        })?;
        self.section(&mut text, "Denied or contradicted", &dossier.disputes, |page, text, entry| {
            for (line, evidence) in entry.lines().iter().zip(entry.evidence()) {
                page.line(text, "", line)?;
                page.evidence(text, evidence)?;
            }
            Ok(())
        })?;
        Ok(text)
    }

    fn head(&self, text: &mut String, dossier: &Dossier<'_>) -> std::fmt::Result {
        let Dossier { node, actor, .. } = dossier;
        writeln!(text, "{} ({})", plain(&node.label), actor.kind.as_str())?;
        let mut about = vec![node.id.as_str().to_owned()];
        about.extend(actor.wikidata.as_ref().map(|item| format!("Wikidata {item}")));
        about.extend((!actor.codes.is_empty()).then(|| {
            let codes: Vec<&str> = actor.codes.iter().map(String::as_str).collect();
            format!("codes {}", codes.join(", "))
        }));
        let (n, documents) = (actor.mentions as usize, actor.documents.len());
        about.push(format!("{} in {}", counted(n, "mention"), counted(documents, "document")));
        writeln!(text, "  {}", plain(&about.join(" · ")))?;
        if !actor.aliases.is_empty() {
            let aliases: Vec<&str> = actor.aliases.iter().map(String::as_str).collect();
            let more = aliases.len().saturating_sub(MOST_ALIASES);
            let rest = if more > 0 { format!(" … and {more} more") } else { String::new() };
            let shown: Vec<&str> = aliases.into_iter().take(MOST_ALIASES).collect();
            writeln!(
                text,
                "  also: {}",
                self.cut(&format!("{}{rest}", shown.join(", ")), self.width.saturating_sub(8))
            )?;
        }
        if let Some(note) = &actor.note {
            writeln!(text, "  note: {}", plain(note))?;
        }
        Ok(())
    }

    fn section<T>(
        &self,
        text: &mut String,
        title: &str,
        entries: &[T],
        print: impl Fn(&Self, &mut String, &T) -> std::fmt::Result,
    ) -> std::fmt::Result {
        if entries.is_empty() {
            return Ok(());
        }
        writeln!(text, "\n{title} ({})", entries.len())?;
        for entry in entries.iter().take(self.limit) {
            print(self, text, entry)?;
        }
        let rest = entries.len().saturating_sub(self.limit);
        if rest > 0 { writeln!(text, "  … and {rest} more") } else { Ok(()) }
    }

    /// One line of an entry: never cut, since what follows "per" must not be lost.
    fn line(&self, text: &mut String, when: &str, words: &str) -> std::fmt::Result {
        let gap = if when.is_empty() { "" } else { "  " };
        writeln!(text, "  {}{gap}{}", plain(when), plain(words))
    }

    /// The first sentence with its document, and how many places more there are.
    fn evidence(&self, text: &mut String, evidence: &[Evidence<'_>]) -> std::fmt::Result {
        let Some(first) = evidence.first() else { return Ok(()) };
        writeln!(text, "      {}", self.sentence(first))?;
        let more = evidence.len() - 1;
        let more = if more > 0 { format!(" and {}", counted(more, "more place")) } else { String::new() };
        writeln!(text, "      {}{more}", plain(&first.reference()))
    }

    /// The sentence on one line with its words in brackets, cut on both sides so that the words are seen.
    fn sentence(&self, evidence: &Evidence<'_>) -> String {
        let [before, words, after] = evidence.in_context().map(|part| plain(&part));
        let room = self.width.saturating_sub(8);
        let words = self.cut(&words, room);
        let rest = room.saturating_sub(words.width());
        let (n_before, n_after) = (before.width(), after.width());
        // What one side does not need, the other may have.
        let left = n_before.min((rest / 2).max(rest.saturating_sub(n_after)));
        let after = self.cut(&after, rest - left);
        let before = if n_before <= left { before } else { cut_front(&before, left) };
        format!("{before}[{words}]{after}")
    }

    /// A line of at most `room` columns, its end cut off.
    fn cut(&self, line: &str, room: usize) -> String {
        let line = plain(line);
        if line.width() <= room {
            return line;
        }
        let mut kept = take_columns(line.chars(), room.saturating_sub(1));
        kept.push('…');
        kept
    }
}

/// The last columns of a line.
fn cut_front(line: &str, room: usize) -> String {
    let kept = take_columns(line.chars().rev(), room.saturating_sub(1));
    std::iter::once('…').chain(kept.chars().rev()).collect()
}

fn take_columns(letters: impl Iterator<Item = char>, room: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= room
    };
    letters.take_while(fits).collect()
}

fn counted(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}

/// One line without control characters, so that a name in a graph cannot steer the terminal.
fn plain(words: &str) -> String {
    printable(words).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::testing::{hostile, speech};
    use crate::graph::{GraphBuilder, KnowledgeGraph, Node};

    fn speech_graph() -> KnowledgeGraph {
        let mut builder = GraphBuilder::new();
        builder.add(&speech());
        builder.finish()
    }

    fn printed(graph: &KnowledgeGraph, name: &str, width: usize, limit: usize) -> String {
        let (node, _) = find_actor(graph, name).unwrap();
        Page { width, limit }.print(&dossier(graph, &node.id).unwrap()).unwrap()
    }

    #[test]
    fn every_line_has_its_sentence_and_its_document() {
        let text = printed(&speech_graph(), "Iran", 200, usize::MAX);
        let lines: Vec<&str> = text.lines().collect();
        let at = lines.iter().position(|line| line.contains("THREATEN threaten")).unwrap();
        assert_eq!(lines[at], "  reported 2022-11-17  THREATEN threaten ≥10 → enemies of the regime");
        assert!(lines[at + 1].starts_with("      Iran [threatened] to eliminate"), "{}", lines[at + 1]);
        assert!(lines[at + 2].contains("Spy chief warns of threats to the kingdom · 2022-11-17 · speech 5-15"));
    }

    #[test]
    fn sentences_are_cut_so_that_the_words_are_seen() {
        let text = printed(&speech_graph(), "Iran", 50, usize::MAX);
        let sentence = text.lines().find(|line| line.contains("[eliminate]")).unwrap();
        assert!(sentence.width() <= 50 && sentence.trim().starts_with('…') && sentence.ends_with('…'), "{sentence}");
    }

    #[test]
    fn a_section_says_how_much_is_left_out() {
        let text = printed(&speech_graph(), "Ken McCallum", 80, 2);
        assert!(text.contains("\n  … and "), "{text}");
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        let graph = hostile();
        for node in graph.nodes().filter(|node| Node::as_actor(node).is_some()) {
            let text = printed(&graph, node.id.as_str(), 80, usize::MAX);
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
            assert!(!text.contains(['\u{202e}', '\u{2066}']));
        }
    }

    #[test]
    fn json_has_all_of_a_dossier() {
        let graph = speech_graph();
        let (node, _) = find_actor(&graph, "Iran").unwrap();
        let dossier = dossier(&graph, &node.id).unwrap();
        let object = serde_json::to_value(Object::of(&dossier, usize::MAX)).unwrap();
        assert_eq!(object["did"]["n"], dossier.did.len());
        assert_eq!(object["did"]["entries"].as_array().unwrap().len(), dossier.did.len());
        assert_eq!(object["did"]["entries"][0]["evidence"][0]["document"], "speech");
        assert_eq!(
            serde_json::to_value(Object::of(&dossier, 1)).unwrap()["said_of"]["entries"].as_array().unwrap().len(),
            1
        );
    }
}
