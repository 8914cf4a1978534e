//! A part of a graph that is about someone.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::stable_graph::NodeIndex;
use petgraph::visit::EdgeRef as _;

use crate::graph::identity::slug;
use crate::graph::{EdgeKind, KnowledgeGraph, Node, NodeId, NodeKind};

impl KnowledgeGraph {
    /// The actors with a name: whose id, label or alias it is, whatever its case and marks. In the order of ids.
    pub fn find_actors(&self, name: &str) -> Vec<&Node> {
        let wanted = slug(name);
        let is_called = |node: &Node| {
            let aliases = node.as_actor().into_iter().flat_map(|actor| &actor.aliases);
            node.id.as_str() == name || aliases.chain([&node.label]).any(|known| slug(known) == wanted)
        };
        self.nodes().filter(|node| node.kind() == NodeKind::Actor && is_called(node)).collect()
    }

    /// The graph around some actors: those whom at most `hops` claims, events or relations join to them, with these and
    /// their documents. Whoever states a kept event is kept too, so that an allegation never loses its source.
    ///
    /// Documents join nothing: else everyone in an article would be one hop away. Ids that are not there are passed over.
    pub fn around(&self, actors: &[NodeId], hops: usize) -> KnowledgeGraph {
        let mut kept: BTreeSet<NodeIndex> = actors.iter().filter_map(|id| self.index(id)).collect();
        let mut border = kept.clone();
        for _ in 0..hops {
            let mut next = BTreeSet::new();
            for &actor in &border {
                for neighbour in self.neighbours(actor) {
                    if self.is(neighbour, NodeKind::Actor) {
                        next.insert(neighbour);
                    } else if kept.insert(neighbour) {
                        next.extend(self.neighbours(neighbour).filter(|&n| self.is(n, NodeKind::Actor)));
                    }
                }
            }
            border = next.difference(&kept).copied().collect();
            kept.extend(&border);
        }
        self.keep_statements(&mut kept);
        self.part(&kept)
    }

    /// All nodes joined to one, documents apart.
    pub(super) fn neighbours(&self, index: NodeIndex) -> impl Iterator<Item = NodeIndex> {
        self.graph.neighbors_undirected(index).filter(|&neighbour| !self.is(neighbour, NodeKind::Document))
    }

    pub(super) fn is(&self, index: NodeIndex, kind: NodeKind) -> bool {
        self.graph[index].kind() == kind
    }

    /// Adds the claims that report a kept event, the sources of kept claims, and the documents of both.
    pub(super) fn keep_statements(&self, kept: &mut BTreeSet<NodeIndex>) {
        for kind in [EdgeKind::Reports, EdgeKind::Made] {
            let sources: Vec<NodeIndex> = kept.iter().flat_map(|&index| self.sources(index, kind)).collect();
            kept.extend(sources);
        }
        let documents = kept.iter().flat_map(|&index| self.graph.neighbors(index));
        let documents: Vec<NodeIndex> = documents.filter(|&index| self.is(index, NodeKind::Document)).collect();
        kept.extend(documents);
    }

    /// Where the edges of a kind that end at a node begin.
    pub(super) fn sources(&self, index: NodeIndex, kind: EdgeKind) -> impl Iterator<Item = NodeIndex> {
        let edges = self.graph.edges_directed(index, Direction::Incoming);
        edges.filter(move |edge| edge.weight().kind == kind).map(|edge| edge.source())
    }

    /// The graph of some nodes and the edges between them.
    pub(super) fn part(&self, kept: &BTreeSet<NodeIndex>) -> KnowledgeGraph {
        let edges = kept.iter().flat_map(|&index| self.graph.edges(index)).map(|edge| edge.id());
        self.subgraph(kept, &edges.collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::graph::testing::speech;
    use crate::graph::{GraphBuilder, KnowledgeGraph, Node, NodeId, NodeKind, StatedBy};

    fn graph() -> KnowledgeGraph {
        let mut builder = GraphBuilder::new();
        builder.add(&speech());
        builder.finish()
    }

    fn around(name: &str, hops: usize) -> KnowledgeGraph {
        let graph = graph();
        let ids: Vec<NodeId> = graph.find_actors(name).into_iter().map(|node| node.id.clone()).collect();
        graph.around(&ids, hops)
    }

    fn actors(graph: &KnowledgeGraph) -> Vec<&str> {
        graph.nodes().filter(|n| n.kind() == NodeKind::Actor).map(|n| n.label.as_str()).collect()
    }

    #[test]
    fn actors_are_found_by_any_of_their_names() {
        let graph = graph();
        for name in ["Iran", "TEHRAN", "actor:state:iran"] {
            let found: Vec<&str> = graph.find_actors(name).iter().map(|node| node.label.as_str()).collect();
            assert_eq!(found, ["Iran"], "{name}");
        }
        assert!(graph.find_actors("nobody").is_empty());
    }

    #[test]
    fn no_hop_is_the_actor_alone() {
        assert_eq!(actors(&around("Ukraine", 0)), ["Ukraine"]);
    }

    #[test]
    fn one_hop_is_those_who_share_a_claim_or_an_event() {
        assert_eq!(actors(&around("Ukraine", 1)), ["Russia", "Ukraine", "United Kingdom"]);
    }

    #[test]
    fn whoever_states_an_event_stays_with_it() {
        let part = around("the Nord Stream pipelines", 1);
        assert!(actors(&part).contains(&"Russia"));
        for statement in part.nodes().filter_map(Node::as_event).flat_map(|event| &event.stated_by) {
            if let StatedBy::Claim(claim) = &statement.by {
                assert!(part.node(claim).is_some());
            }
        }
    }

    #[test]
    fn everything_kept_has_its_document() {
        assert!(around("Ukraine", 1).nodes().any(|node| node.kind() == NodeKind::Document));
    }
}
