//! When a node or an edge is there, for formats with a time line.

use jiff::civil::{Date, date};

use crate::export::fields::published;
use crate::graph::{EventTime, KnowledgeGraph, Link, Node, NodeDetail};

/// From a day to a day, both included; an end that is `None` is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::export) struct Interval {
    pub(in crate::export) first: Option<Date>,
    pub(in crate::export) last: Option<Date>,
}

impl Interval {
    fn new(first: Option<Date>, last: Option<Date>) -> Self {
        // Four digits are all that a date of XML Schema has without a sign.
        let usual = |day: &Date| (1..=9999).contains(&day.year());
        let [first, last] = [first.filter(usual), last.filter(usual)];
        match (first, last) {
            (Some(a), Some(b)) if a > b => Self::default(),
            _ => Self { first, last },
        }
    }

    /// When an event happens or a claim is made, as the words date it, else the day of its document; an actor is there from the
    /// first to the last of its documents, if all of them have a date.
    pub(in crate::export) fn of_node(graph: &KnowledgeGraph, node: &Node) -> Self {
        match &node.detail {
            NodeDetail::Actor(actor) => {
                let dates = actor.documents.iter().map(|name| published(graph, graph.document(name)?));
                let dates: Option<Vec<Date>> = dates.collect();
                let dates = dates.unwrap_or_default();
                Self::new(dates.iter().min().copied(), dates.iter().max().copied())
            }
            NodeDetail::Event(event) => Self::told(event.time.as_ref(), published(graph, node)),
            NodeDetail::Claim(claim) => Self::told(claim.time.as_ref(), published(graph, node)),
            NodeDetail::Document(document) => Self::new(document.date, document.date),
        }
    }

    fn told(time: Option<&EventTime>, published: Option<Date>) -> Self {
        match time {
            Some(time) if time.first_day.or(time.last_day).is_some() => Self::new(time.first_day, time.last_day),
            _ => Self::new(published, published),
        }
    }

    /// A relation has the years that the text gives it; what joins a claim or an event to something is there when these
    /// are.
    pub(in crate::export) fn of_edge(graph: &KnowledgeGraph, link: Link<'_>) -> Self {
        let edge = link.edge;
        if edge.since.or(edge.until).is_some() {
            // A year outside the calendar is none.
            let year = |year: i16| (1..=9999).contains(&year).then_some(year);
            let first = edge.since.and_then(year).map(|year| date(year, 1, 1));
            return Self::new(first, edge.until.and_then(year).map(|year| date(year, 12, 31)));
        }
        let is_dated = |node: &Node| !matches!(node.detail, NodeDetail::Actor(_));
        match [link.source, link.target].into_iter().find(|node| is_dated(node)) {
            Some(node) => Self::of_node(graph, node),
            None => {
                let named = edge.provenance.iter().map(|place| published(graph, graph.document(&place.document)?));
                let dates: Vec<Date> = named.flatten().collect();
                Self::new(dates.iter().min().copied(), dates.iter().max().copied())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_never_runs_backwards() {
        let (a, b) = (date(2022, 11, 16), date(2022, 11, 17));
        assert_eq!(Interval::new(Some(b), Some(a)), Interval::default());
        assert_eq!(Interval::new(Some(a), Some(b)).last, Some(b));
        assert_eq!(Interval::new(Some(date(-44, 3, 15)), None), Interval::default());
    }
}
