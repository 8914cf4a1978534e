//! A part of a graph: about someone, of a time, from some documents, well supported.
//!
//! What enters: a [`KnowledgeGraph`] and a [`Selection`]. What leaves: a graph again, so every view and every format can be
//! made of it. Whoever states something that is kept is kept too, so that an allegation never loses its source; actors and
//! documents stay where something of theirs does. Counts (mentions, sources, measures) are those of the whole graph.

mod between;
mod focus;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use petgraph::stable_graph::{EdgeIndex, NodeIndex};
use petgraph::visit::{EdgeRef as _, IntoEdgeReferences as _};

pub use between::{Path, Step};

use super::{Edge, EdgeKind, EventTime, KnowledgeGraph, Node, NodeDetail, NodeId, NodeKind, Provenance};

/// What to keep of a graph; the default keeps all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Claims, events and relations of these documents, by name or by publisher, whatever its case.
    pub documents: Vec<String>,
    /// Events of these types, and relations, by the name of their type, whatever its case; claims that report such events.
    pub types: Vec<String>,
    /// What takes place, was said or holds on this day or later. What has no time of its own has that of its document; what
    /// has neither is left out.
    pub since: Option<Date>,
    /// … on this day or earlier.
    pub until: Option<Date>,
    /// Relations with at least this confidence, 0 to 1; what has none is kept.
    pub min_confidence: Option<f64>,
    /// What at least so many independent sources state.
    pub min_sources: Option<u32>,
    /// The so many actors with the most edges, what joins them to each other, and what they alone do and say.
    pub top: Option<usize>,
    /// What joins two actors: the shortest ways from any of the first to any of the second.
    pub between: Option<[Vec<NodeId>; 2]>,
    /// What is at most so many hops from any of these actors.
    pub focus: Option<(Vec<NodeId>, usize)>,
}

/// That nothing of a graph is left.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmptySelection {
    /// A document or publisher that the graph does not have.
    #[error("there is no document and no publisher {0:?} in the graph")]
    Document(String),
    /// A type that nothing in the graph has.
    #[error("there is no event and no relation of type {name:?} in the graph; there are {}", known.join(", "))]
    Type {
        /// What was asked for.
        name: String,
        /// The types that there are.
        known: Vec<String>,
    },
    /// Two actors whom nothing joins.
    #[error("nothing joins the two within {0} steps")]
    Apart(usize),
    /// Two names of one actor.
    #[error("both names mean the same actor")]
    Same,
    /// Nothing fits all that was asked for.
    #[error("nothing in the graph fits the selection")]
    Nothing,
}

impl KnowledgeGraph {
    /// The part of the graph that a selection keeps: first what fits the filters, then the top, then what lies between, then
    /// what is in focus.
    ///
    /// # Errors
    /// When nothing is left.
    pub fn select(&self, selection: &Selection) -> Result<KnowledgeGraph, EmptySelection> {
        let Selection { top, between, focus, .. } = selection;
        let mut part = self.filtered(selection)?;
        if let Some(n) = *top {
            part = part.top(n);
        }
        if let Some([from, to]) = between {
            part = part.between(from, to)?;
        }
        if let Some((actors, hops)) = focus {
            part = part.around(actors, *hops);
        }
        if part.n_nodes() == 0 && self.n_nodes() > 0 { Err(EmptySelection::Nothing) } else { Ok(part) }
    }

    fn filtered(&self, selection: &Selection) -> Result<KnowledgeGraph, EmptySelection> {
        let documents = self.documents_called(&selection.documents)?;
        self.check_types(&selection.types)?;
        let filter = Filter { graph: self, selection, documents };
        if filter.keeps_all() {
            return Ok(self.clone());
        }
        let is_kept = |&index: &NodeIndex| filter.keeps_node(&self.graph[index]);
        let mut nodes: BTreeSet<NodeIndex> = self.graph.node_indices().filter(is_kept).collect();
        let mut edges: BTreeSet<EdgeIndex> = BTreeSet::new();
        for edge in self.graph.edge_references() {
            if is_relation(edge.weight()) && filter.keeps_relation(edge.weight()) {
                edges.insert(edge.id());
                nodes.extend([edge.source(), edge.target()]);
            }
        }
        self.keep_claims(&mut nodes);
        self.keep_ends(&mut nodes);
        let is_joined = |edge: &Edge| !is_relation(edge);
        for edge in self.graph.edge_references() {
            if is_joined(edge.weight()) && nodes.contains(&edge.source()) && nodes.contains(&edge.target()) {
                edges.insert(edge.id());
            }
        }
        Ok(self.subgraph(&nodes, &edges))
    }

    /// Names of the documents that are so called, or whose publisher is; `None` where no name is given.
    fn documents_called(&self, names: &[String]) -> Result<Option<BTreeSet<&str>>, EmptySelection> {
        if names.is_empty() {
            return Ok(None);
        }
        let mut found = BTreeSet::new();
        for name in names {
            let wanted = name.trim().to_lowercase();
            let is_meant = |document: &&super::DocumentNode| {
                let publisher = document.publisher.as_ref().map(|p| p.trim().to_lowercase());
                [&document.document, &document.given_id].iter().any(|id| id.to_lowercase() == wanted)
                    || publisher.as_ref() == Some(&wanted)
            };
            let before = found.len();
            let documents = self.nodes().filter_map(Node::as_document).filter(is_meant);
            found.extend(documents.map(|document| document.document.as_str()));
            if found.len() == before {
                return Err(EmptySelection::Document(name.clone()));
            }
        }
        Ok(Some(found))
    }

    fn check_types(&self, types: &[String]) -> Result<(), EmptySelection> {
        if types.is_empty() {
            return Ok(());
        }
        let events = self.nodes().filter_map(Node::as_event).map(|event| event.kind.as_str().to_owned());
        let relations = self.links().filter(|l| is_relation(l.edge)).map(|l| l.edge.kind.as_str().to_owned());
        let known: BTreeSet<String> = events.chain(relations).collect();
        match types.iter().find(|name| !known.iter().any(|known| known.eq_ignore_ascii_case(name))) {
            Some(name) => Err(EmptySelection::Type { name: name.clone(), known: known.into_iter().collect() }),
            None => Ok(()),
        }
    }

    /// The actors with the most edges, by weight, then id; what takes part in something with others is kept only with all
    /// of these: half an event would be another event.
    fn top(&self, n: usize) -> KnowledgeGraph {
        let mut actors: Vec<(NodeIndex, u32)> =
            self.graph.node_indices().filter_map(|index| Some((index, self.graph[index].as_actor()?.weight))).collect();
        // Sorting is stable: among equals the order of ids stays.
        actors.sort_by_key(|&(_, weight)| std::cmp::Reverse(weight));
        let top: BTreeSet<NodeIndex> = actors.into_iter().take(n).map(|(index, _)| index).collect();
        let mut nodes = top.clone();
        for index in self.graph.node_indices() {
            let actors: Vec<NodeIndex> =
                self.neighbours(index).filter(|&other| self.is(other, NodeKind::Actor)).collect();
            let is_theirs = match self.graph[index].kind() {
                NodeKind::Event => !actors.is_empty() && actors.iter().all(|actor| top.contains(actor)),
                NodeKind::Claim => self.is_among(index, &top),
                NodeKind::Actor | NodeKind::Document => false,
            };
            if is_theirs {
                nodes.insert(index);
            }
        }
        self.keep_statements(&mut nodes);
        self.part(&nodes)
    }

    /// Whether a claim is made by one of some actors, about one of them or about nobody.
    fn is_among(&self, claim: NodeIndex, actors: &BTreeSet<NodeIndex>) -> bool {
        let about: Vec<NodeIndex> = self.graph.neighbors(claim).filter(|&to| self.is(to, NodeKind::Actor)).collect();
        self.sources(claim, EdgeKind::Made).any(|source| actors.contains(&source))
            && (about.is_empty() || about.iter().any(|to| actors.contains(to)))
    }

    /// Adds the claims that report a kept event.
    fn keep_claims(&self, nodes: &mut BTreeSet<NodeIndex>) {
        let claims: Vec<NodeIndex> = nodes.iter().flat_map(|&index| self.sources(index, EdgeKind::Reports)).collect();
        nodes.extend(claims);
    }

    /// Adds the actors and documents of kept claims and events.
    fn keep_ends(&self, nodes: &mut BTreeSet<NodeIndex>) {
        let is_end = |&index: &NodeIndex| matches!(self.graph[index].kind(), NodeKind::Actor | NodeKind::Document);
        let told = nodes.iter().filter(|index| !is_end(index));
        let ends: Vec<NodeIndex> =
            told.flat_map(|&index| self.graph.neighbors_undirected(index)).filter(is_end).collect();
        nodes.extend(ends);
    }

    /// The graph of some nodes and some edges; edges that have lost an end are left out.
    fn subgraph(&self, nodes: &BTreeSet<NodeIndex>, edges: &BTreeSet<EdgeIndex>) -> KnowledgeGraph {
        let nodes = nodes.iter().map(|&index| (self.graph[index].id.clone(), self.graph[index].clone()));
        let edges = edges.iter().filter_map(|&index| {
            let (source, target) = self.graph.edge_endpoints(index)?;
            let edge = &self.graph[index];
            let [source, target] = [source, target].map(|end| self.graph[end].id.clone());
            Some(((source, target, edge.key.clone()), edge.clone()))
        });
        Self::assemble(self.info.clone(), nodes.collect(), edges.collect())
    }
}

fn is_relation(edge: &Edge) -> bool {
    edge.kind.is_relation() || edge.kind == EdgeKind::Relation
}

/// What claims, events and relations must be like.
struct Filter<'g> {
    graph: &'g KnowledgeGraph,
    selection: &'g Selection,
    documents: Option<BTreeSet<&'g str>>,
}

impl Filter<'_> {
    fn keeps_all(&self) -> bool {
        let Selection { types, since, until, min_confidence, min_sources, .. } = self.selection;
        let is_timeless = since.is_none() && until.is_none();
        self.documents.is_none() && types.is_empty() && is_timeless && min_confidence.is_none() && min_sources.is_none()
    }

    fn keeps_node(&self, node: &Node) -> bool {
        let (document, time, date) = match &node.detail {
            NodeDetail::Claim(claim) => (&claim.document, claim.time.as_ref(), claim.date),
            NodeDetail::Event(event) => (&event.document, event.time.as_ref(), self.published(&event.document)),
            NodeDetail::Actor(_) | NodeDetail::Document(_) => return false,
        };
        // Claims come with the events that they report.
        let is_of_type =
            node.as_event().map_or(self.selection.types.is_empty(), |event| self.wants(event.kind.as_str()));
        is_of_type
            && self.is_from(document)
            && self.has_sources(node.support.n_sources)
            && self.is_in_time(days(time, date))
    }

    fn keeps_relation(&self, edge: &Edge) -> bool {
        let is_sure = self.selection.min_confidence.is_none_or(|least| edge.confidence.is_none_or(|c| c >= least));
        is_sure
            && self.wants(edge.kind.as_str())
            && edge.provenance.iter().any(|place| self.is_from(&place.document))
            && self.has_sources(edge.support.n_sources)
            && self.holds_in_time(edge)
    }

    fn wants(&self, kind: &str) -> bool {
        self.selection.types.is_empty() || self.selection.types.iter().any(|wanted| wanted.eq_ignore_ascii_case(kind))
    }

    fn is_from(&self, document: &str) -> bool {
        self.documents.as_ref().is_none_or(|documents| documents.contains(document))
    }

    fn has_sources(&self, n: u32) -> bool {
        self.selection.min_sources.is_none_or(|least| n >= least)
    }

    fn published(&self, document: &str) -> Option<Date> {
        self.graph.document_node(document)?.date
    }

    fn is_in_time(&self, days: [Option<Date>; 2]) -> bool {
        let Selection { since, until, .. } = self.selection;
        if since.is_none() && until.is_none() {
            return true;
        }
        let [first, last] = days;
        // A time that is open on one side reaches as far as it may.
        (first.is_some() || last.is_some())
            && since.is_none_or(|since| last.is_none_or(|last| last >= since))
            && until.is_none_or(|until| first.is_none_or(|first| first <= until))
    }

    /// Relations hold in the years that they are given, else on the days of their documents.
    fn holds_in_time(&self, edge: &Edge) -> bool {
        if edge.since.is_some() || edge.until.is_some() {
            let first = edge.since.and_then(|year| Date::new(year, 1, 1).ok());
            let last = edge.until.and_then(|year| Date::new(year, 12, 31).ok());
            return self.is_in_time([first, last]);
        }
        let of_day = |place: &Provenance| {
            let date = self.published(&place.document);
            self.is_in_time([date, date])
        };
        edge.provenance.iter().any(of_day)
    }
}

/// The days of something, else that of its document.
fn days(time: Option<&EventTime>, date: Option<Date>) -> [Option<Date>; 2] {
    match time {
        Some(time) if time.first_day.is_some() || time.last_day.is_some() => [time.first_day, time.last_day],
        _ => [date, date],
    }
}
