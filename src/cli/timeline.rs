//! `claimgraph timeline`: what happened, day by day.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::Args;

use super::Exit;
use super::arguments::{GraphArgument, WidthArgument};
use super::output::write_to;
use super::selection::SelectionArguments;
use super::sheet::{Sheet, plain, support_words};
use crate::graph::dossier::{Dossiers, EventEntry};
use crate::graph::{KnowledgeGraph, Node};

/// Print the events of a graph by day.
///
/// Each stands with who takes part, who says so and its sentence. What several documents tell stands once. An event without a day of its own stands at the day of its document.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph timeline output/graph.json
  claimgraph timeline output/graph.json --focus Iran --since 2022-11 --until 2022-12
  claimgraph timeline output/graph.json --type assault,coerce --min-sources 2")]
pub(super) struct Arguments {
    #[command(flatten)]
    graph: GraphArgument,
    #[command(flatten, next_help_heading = "Output")]
    width: WidthArgument,
    #[command(flatten)]
    selection: SelectionArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let graph = arguments.selection.of(arguments.graph.read()?)?;
    let text = to_text(&graph, &arguments.width.sheet())?;
    write_to(None, |out| Ok(out.write_all(text.as_bytes())?))?;
    Ok(Exit::Done)
}

fn to_text(graph: &KnowledgeGraph, sheet: &Sheet) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let mut heading = None;
    for entry in in_order(graph) {
        let day = entry.day.map_or_else(|| "undated".to_owned(), |day| day.to_string());
        if heading.as_ref() != Some(&day) {
            let gap = if heading.is_some() { "\n" } else { "" };
            writeln!(text, "{gap}{}", plain(&day))?;
            heading = Some(day);
        }
        // The heading tells the day; words tell more only where the event has a time of its own.
        let when = entry.event.time.as_ref().map(|_| entry.when()).unwrap_or_default();
        sheet.line(&mut text, &when, &(entry.line() + &support_words(entry.node)))?;
        sheet.evidence(&mut text, &entry.evidence)?;
    }
    Ok(text)
}

/// All events by day, then id; of several tellings the first that is there.
fn in_order(graph: &KnowledgeGraph) -> Vec<EventEntry<'_>> {
    let (dossiers, first) = (Dossiers::new(graph), graph.first_tellings());
    let mut told = BTreeSet::new();
    let is_new = |node: &&Node| match first.get(&node.id) {
        // In a part of a graph the first telling may be missing: then the next one stands for all.
        Some(head) => graph.node(head).is_none() && told.insert((*head).clone()),
        None => true,
    };
    let events = graph.nodes().filter(|node| node.as_event().is_some()).filter(is_new);
    let mut entries: Vec<EventEntry<'_>> = events.filter_map(|node| dossiers.event(node)).collect();
    entries.sort_by_key(|entry| (entry.day.is_none(), entry.day, &entry.node.id));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{ActorKind::State, Annotation, EventType::Coerce, Role::*};
    use crate::graph::GraphBuilder;
    use crate::graph::testing::Sketch;

    fn expulsion(document: &str, date: &str) -> Annotation {
        let mut s = Sketch::dated(document, date);
        let [a, b] = ["Ardovia", "Belmark"].map(|name| s.actor(name, State));
        s.sentence(&format!("Ardovia expelled diplomats of Belmark, says the {document}."));
        s.event("expelled", "expel", Coerce, &[(Agent, a), (Patient, b)]);
        s.annotation
    }

    #[test]
    fn days_are_in_order_and_what_is_told_twice_stands_once() {
        let mut builder = GraphBuilder::new();
        for (document, date) in [("c", "2024-09-01"), ("b", "2024-05-11"), ("a", "2024-05-10")] {
            builder.add(&expulsion(document, date));
        }
        let text = to_text(&builder.finish(), &Sheet::new(Some(80))).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("      ")).collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert!(lines[0] == "2024-05-10" && lines[1].contains("COERCE expel by Ardovia, → Belmark"), "{text}");
        assert!(lines[1].contains("2 documents") && lines[3] == "2024-09-01", "{text}");
    }
}
