//! `claimgraph show`: an actor's dossier.

mod json;
mod list;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use clap::Args;

use super::Exit;
use super::arguments::{GraphArgument, JsonArgument, WidthArgument};
use super::output::write_to;
use super::sheet::{Sheet, counted, no_limit, plain, support_words};
use super::words::one_actor;
use crate::graph::NodeId;
use crate::graph::dossier::{Dossier, dossier};
use json::Object;

/// Entries of a section.
const LIMIT: usize = 12;
/// Aliases on one line.
const MOST_ALIASES: usize = 12;

/// Print the dossier of an actor, or list the actors.
///
/// Who it is, what it did and suffered, what it said and what is said of it, each with the sentence that says so. Without a
/// name the actors of the graph are listed, those with the most mentions first.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph show output/graph.json
  claimgraph show output/graph.json Iran
  claimgraph show output/graph.json 'Ken McCallum' --limit 0 --width 0 | less
  claimgraph show output/graph.json actor:mi5 --json | jq .said

What only a party says ends with \"per\" and its name; \"not:\" stands before what is said not to have
happened; what is less than asserted has its modality in brackets: [intended], [possible].")]
pub(super) struct Arguments {
    #[command(flatten)]
    graph: GraphArgument,
    /// Name, alias or node id of the actor.
    #[arg(value_name = "NAME")]
    actor: Option<String>,
    /// Most actors, or entries in a section; 0 for all [default: 12, in JSON all].
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    width: WidthArgument,
    #[command(flatten)]
    json: JsonArgument,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let graph = arguments.graph.read()?;
    let limit = no_limit(arguments.limit.unwrap_or(if arguments.json.json { 0 } else { LIMIT }));
    let text = match &arguments.actor {
        None if arguments.json.json => list::to_json(&graph, limit)? + "\n",
        None => list::to_text(&graph, limit)?,
        Some(name) => {
            let (node, _) = one_actor(&graph, name)?;
            let dossier = dossier(&graph, &node.id).expect("what was found is an actor");
            if arguments.json.json {
                serde_json::to_string(&Object::of(&dossier, limit))? + "\n"
            } else {
                Page { sheet: arguments.width.sheet(), limit, first: graph.first_tellings() }.print(&dossier)?
            }
        }
    };
    write_to(None, |out| Ok(out.write_all(text.as_bytes())?))?;
    Ok(Exit::Done)
}

/// How the text is laid out.
struct Page<'g> {
    sheet: Sheet,
    limit: usize,
    /// The first telling of what several documents tell.
    first: BTreeMap<&'g NodeId, &'g NodeId>,
}

impl<'g> Page<'g> {
    /// What is told again stands once, by its first telling here.
    fn told_once<'e, T>(&self, entries: &'e [T], id: impl Fn(&'e T) -> &'g NodeId) -> Vec<&'e T> {
        let head = |entry: &'e T| self.first.get(id(entry)).copied().unwrap_or(id(entry));
        let mut told = BTreeSet::new();
        entries.iter().filter(|entry| told.insert(head(entry))).collect()
    }

    fn print(&self, dossier: &Dossier<'g>) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        self.head(&mut text, dossier)?;
        let id = &dossier.node.id;
        self.section(&mut text, "Offices and relations", &dossier.relations, |page, text, entry| {
            page.sheet.line(text, "", &entry.line(id))?;
            page.sheet.evidence(text, &entry.evidence)
        })?;
        for (title, events) in
            [("Did", &dossier.did), ("Suffered", &dossier.suffered), ("Was part of", &dossier.involved)]
        {
            let events = self.told_once(events, |entry| &entry.node.id);
            self.section(&mut text, title, &events, |page, text, entry| {
                page.sheet.line(text, &entry.when(), &(entry.line() + &support_words(entry.node)))?;
                page.sheet.evidence(text, &entry.evidence)
            })?;
        }
        let said = self.told_once(&dossier.said, |entry| &entry.node.id);
        self.section(&mut text, "Said", &said, |page, text, entry| {
            page.sheet.line(text, &entry.when(), &(entry.line() + &support_words(entry.node)))?;
            page.sheet.evidence(text, &entry.evidence)
        })?;
        let said_of = self.told_once(&dossier.said_of, |entry| &entry.node.id);
        self.section(&mut text, "Said of it", &said_of, |page, text, entry| {
            let told = if entry.told { " (told)" } else { "" };
            let support = support_words(entry.node);
            page.sheet.line(text, &entry.when(), &format!("{}{told}: {}{support}", entry.speaker(), entry.line()))?;
            page.sheet.evidence(text, &entry.evidence)
        })?;
        self.section(&mut text, "Denied or contradicted", &dossier.disputes, |page, text, entry| {
            for (line, evidence) in entry.lines().iter().zip(entry.evidence()) {
                page.sheet.line(text, "", line)?;
                page.sheet.evidence(text, evidence)?;
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
                self.sheet.cut(&format!("{}{rest}", shown.join(", ")), self.sheet.width().saturating_sub(8))
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
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use crate::graph::explain::find_actor;
    use crate::graph::testing::{hostile, speech};
    use crate::graph::{GraphBuilder, KnowledgeGraph, Node};

    fn speech_graph() -> KnowledgeGraph {
        let mut builder = GraphBuilder::new();
        builder.add(&speech());
        builder.finish()
    }

    fn printed(graph: &KnowledgeGraph, name: &str, width: usize, limit: usize) -> String {
        let (node, _) = find_actor(graph, name).unwrap();
        let page = Page { sheet: Sheet::new(Some(width)), limit, first: graph.first_tellings() };
        page.print(&dossier(graph, &node.id).unwrap()).unwrap()
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
