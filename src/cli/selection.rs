//! Which part of a graph is written.

use anyhow::Context as _;
use clap::Args;
use jiff::civil::Date;

use super::words::one_actor;
use crate::graph::{KnowledgeGraph, NodeId, Selection};

/// A part of the graph. What has been counted (mentions, sources, measures) is that of the whole.
#[derive(Debug, Args)]
#[command(next_help_heading = "Part of the graph")]
pub(super) struct SelectionArguments {
    /// Only what is near this actor, by name, alias or id; may be given several times.
    #[arg(long, value_name = "NAME")]
    focus: Vec<String>,
    /// How near: 0 is the actor alone, 1 all who share a claim, an event or a relation with it.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "focus")]
    hops: usize,
    /// Only the N actors with the most edges, and what they do and say among themselves.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Only the shortest ways between two actors, with their evidence.
    #[arg(long, num_args = 2, value_names = ["NAME", "NAME"])]
    between: Option<Vec<String>>,
    /// Only what happened, was said or holds on this day or later; without a time of its own, by its document's day.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    since: Option<Day>,
    /// Only what happened, was said or holds on this day or earlier.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    until: Option<Day>,
    /// Only events or relations of these types, separated by commas: coerce,assault,leads.
    #[arg(long = "type", value_name = "TYPES", value_delimiter = ',')]
    types: Vec<String>,
    /// Only what this document, or this publisher, states; may be given several times.
    #[arg(long, value_name = "NAME")]
    document: Vec<String>,
    /// Only relations with at least this confidence, 0 to 1.
    #[arg(long, value_name = "C", value_parser = parse_confidence, hide_short_help = true)]
    min_confidence: Option<f64>,
    /// Only what at least so many independent sources state.
    ///
    /// Copies of one text, and the texts of one publisher, are one source.
    #[arg(long, value_name = "N")]
    min_sources: Option<u32>,
}

/// The first and the last day that an argument means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    pub(super) first: Date,
    pub(super) last: Date,
}

/// A day, a month or a year.
pub(super) fn parse_day(text: &str) -> Result<Day, String> {
    let fail = || format!("{text:?} is no date; write 2022, 2022-11 or 2022-11-16");
    let day = |rest: &str| format!("{text}{rest}").parse::<Date>().ok();
    let (first, is_month) = match text.len() {
        4 => (day("-01-01"), false),
        7 => (day("-01"), true),
        _ => {
            let date = day("").ok_or_else(fail)?;
            return Ok(Day { first: date, last: date });
        }
    };
    let first = first.ok_or_else(fail)?;
    let last = if is_month { first.last_of_month() } else { first.last_of_year() };
    Ok(Day { first, last })
}

fn parse_confidence(text: &str) -> Result<f64, String> {
    let value = text.parse::<f64>().ok().filter(|value| (0.0..=1.0).contains(value));
    value.ok_or_else(|| format!("{text:?} is no number from 0 to 1"))
}

impl SelectionArguments {
    /// The chosen part of a graph; the graph itself if nothing was chosen.
    ///
    /// # Errors
    /// When an actor is not known, or nothing is left.
    pub(super) fn of(&self, graph: KnowledgeGraph) -> anyhow::Result<KnowledgeGraph> {
        let between = match self.between.as_deref() {
            Some([from, to]) => Some([actors(&graph, from)?, actors(&graph, to)?]),
            _ => None,
        };
        let focus: Vec<Vec<NodeId>> = self.focus.iter().map(|name| actors(&graph, name)).collect::<Result<_, _>>()?;
        let selection = Selection {
            documents: self.document.clone(),
            types: self.types.clone(),
            since: self.since.map(|day| day.first),
            until: self.until.map(|day| day.last),
            min_confidence: self.min_confidence,
            min_sources: self.min_sources,
            top: self.top,
            between,
            focus: (!focus.is_empty()).then(|| (focus.concat(), self.hops)),
        };
        if selection == Selection::default() {
            return Ok(graph);
        }
        graph.select(&selection).context("nothing to write")
    }
}

/// All actors of a name; whoever asks for a name means any of them.
pub(super) fn actors(graph: &KnowledgeGraph, name: &str) -> anyhow::Result<Vec<NodeId>> {
    let found: Vec<NodeId> = graph.find_actors(name).into_iter().map(|node| node.id.clone()).collect();
    if found.is_empty() {
        let (node, _) = one_actor(graph, name)?;
        return Ok(vec![node.id.clone()]);
    }
    Ok(found)
}
