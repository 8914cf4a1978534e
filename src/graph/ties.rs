//! Which actors are tied to each other, and by what.
//!
//! One actor does something to another, says something about him, or stands to him in a relation. Two who do something
//! together, to nobody ("met"), are tied as well. Places are tied to nobody: every article is full of them.

use petgraph::Direction;
use petgraph::stable_graph::{EdgeIndex, NodeIndex};
use petgraph::visit::{EdgeRef as _, IntoEdgeReferences as _};

use super::{EdgeKind, KnowledgeGraph, NodeKind};
use crate::annotation::ActorKind;

/// That two actors are tied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tie {
    /// Who acts or speaks.
    pub(super) from: NodeIndex,
    /// To whom it is done, or who is spoken of.
    pub(super) to: NodeIndex,
    /// What ties them.
    pub(super) by: Bond,
}

/// What ties two actors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bond {
    /// A claim or an event.
    Node(NodeIndex),
    /// A relation.
    Edge(EdgeIndex),
}

impl KnowledgeGraph {
    /// All ties, sorted; nobody is tied to himself.
    pub(super) fn ties(&self) -> Vec<Tie> {
        let mut ties = Vec::new();
        for index in self.graph.node_indices() {
            match self.graph[index].kind() {
                NodeKind::Event => self.event_ties(index, &mut ties),
                NodeKind::Claim => self.claim_ties(index, &mut ties),
                NodeKind::Actor | NodeKind::Document => {}
            }
        }
        for edge in self.graph.edge_references() {
            let kind = edge.weight().kind;
            if kind.is_relation() || kind == EdgeKind::Relation {
                ties.push(Tie { from: edge.source(), to: edge.target(), by: Bond::Edge(edge.id()) });
            }
        }
        ties.retain(|tie| tie.from != tie.to && self.ties_somebody(tie.from) && self.ties_somebody(tie.to));
        ties.sort();
        ties.dedup();
        ties
    }

    fn ties_somebody(&self, index: NodeIndex) -> bool {
        self.graph[index].as_actor().is_some_and(|actor| actor.kind != ActorKind::Place)
    }

    fn event_ties(&self, event: NodeIndex, ties: &mut Vec<Tie>) {
        let by = Bond::Node(event);
        let agents = self.ends(event, Direction::Incoming, |kind| kind == EdgeKind::Agent);
        let targets =
            self.ends(event, Direction::Outgoing, |kind| matches!(kind, EdgeKind::Patient | EdgeKind::Recipient));
        for &from in &agents {
            ties.extend(targets.iter().map(|&to| Tie { from, to, by }));
        }
        if targets.is_empty() {
            for (i, &from) in agents.iter().enumerate() {
                ties.extend(agents[i + 1..].iter().map(|&to| Tie { from, to, by }));
            }
        }
    }

    fn claim_ties(&self, claim: NodeIndex, ties: &mut Vec<Tie>) {
        let sources = self.ends(claim, Direction::Incoming, |kind| kind == EdgeKind::Made);
        let about = self.ends(claim, Direction::Outgoing, |kind| kind == EdgeKind::About);
        for from in sources {
            ties.extend(about.iter().map(|&to| Tie { from, to, by: Bond::Node(claim) }));
        }
    }

    /// The other ends of some edges at a node, sorted.
    fn ends(&self, index: NodeIndex, direction: Direction, is_one: impl Fn(EdgeKind) -> bool) -> Vec<NodeIndex> {
        let edges = self.graph.edges_directed(index, direction).filter(|edge| is_one(edge.weight().kind));
        let other = |edge: petgraph::stable_graph::EdgeReference<'_, super::Edge>| match direction {
            Direction::Incoming => edge.source(),
            Direction::Outgoing => edge.target(),
        };
        let mut ends: Vec<NodeIndex> = edges.map(other).collect();
        ends.sort_unstable();
        ends.dedup();
        ends
    }
}
