//! What joins two actors, one thing at a time: the overview before it sums up, for readers who filter first.
//!
//! The same rules as in [`overview`](super::overview): an event joins its agent to the one it is done to, a claim its source
//! to those it is about, a static relation its two ends, a denial the two speakers; an open relation counts only where
//! nothing else joins the two. Places do not act.

use std::collections::BTreeSet;

use super::overview::is_place;
use super::saying::{edge_words, event_tone, event_words, facets, joint};
use super::{Look, Tone};
use crate::graph::{EdgeKind, EventNode, KnowledgeGraph, Link, Node, NodeDetail, NodeId, NodeKind, Statement};

/// One way in which something is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voice {
    /// What is said, in a few words: "not: expel ≥400 (2022)".
    pub words: String,
    /// How.
    pub look: Look,
    /// "per Russia" where the document does not say so itself.
    pub per: Option<String>,
}

/// One thing that joins two actors.
#[derive(Clone, Debug)]
pub struct Tie<'g> {
    /// Who acts or speaks.
    pub from: &'g NodeId,
    /// To whom it is done, or whom it is about.
    pub to: &'g NodeId,
    /// What it is about.
    pub tone: Tone,
    /// What is said, and how.
    pub voice: Voice,
    /// What joins them.
    pub of: TieOf<'g>,
}

/// What joins two actors.
#[derive(Clone, Copy, Debug)]
pub enum TieOf<'g> {
    /// An event with an agent and one it is done to.
    Event(&'g Node),
    /// A claim about someone.
    Claim(&'g Node),
    /// A relation between the two.
    Relation(Link<'g>),
    /// A claim of one that denies, confirms, answers, repeats or contradicts one of the other.
    Answer(Link<'g>),
}

/// All ties, by what joins: events, claims, answers and static relations, open relations; each in the graph's order.
pub fn ties(graph: &KnowledgeGraph) -> Vec<Tie<'_>> {
    let mut ties = Vec::new();
    for node in graph.nodes() {
        match &node.detail {
            NodeDetail::Event(event) => event_ties(graph, node, event, &mut ties),
            NodeDetail::Claim(_) => claim_ties(graph, node, &mut ties),
            NodeDetail::Actor(_) | NodeDetail::Document(_) => {}
        }
    }
    let mut open = Vec::new();
    for link in graph.links() {
        let between_actors = !is_place(link.source) && !is_place(link.target) && link.source.id != link.target.id;
        if link.edge.kind.is_relation() && between_actors {
            relation_ties(graph, link, &mut ties);
        } else if link.edge.kind == EdgeKind::Relation && between_actors {
            open.push(link);
        } else if link.edge.kind.is_between_claims() {
            answer_ties(graph, link, &mut ties);
        }
    }
    let pair = |a, b| if a < b { (a, b) } else { (b, a) };
    let joined: BTreeSet<(&NodeId, &NodeId)> = ties.iter().map(|tie| pair(tie.from, tie.to)).collect();
    for link in open.into_iter().filter(|link| !joined.contains(&pair(&link.source.id, &link.target.id))) {
        relation_ties(graph, link, &mut ties);
    }
    ties
}

/// The ways in which an event, or a part in it, is said to be.
pub fn event_voices(graph: &KnowledgeGraph, node: &Node, statements: &BTreeSet<Statement>) -> Vec<Voice> {
    let Some(event) = node.as_event() else { return Vec::new() };
    let voice = |facet| Voice { words: event_words(&node.label, event, &facet), look: facet.look, per: facet.per };
    facets(graph, statements).into_iter().map(voice).collect()
}

/// The ways in which a relation or a link between events is said to be; those without statements are told.
pub fn link_voices(graph: &KnowledgeGraph, link: Link<'_>) -> Vec<Voice> {
    let words = edge_words(link.edge);
    let facets = facets(graph, &link.edge.stated_by);
    if facets.is_empty() {
        return vec![Voice { words, look: Look::default(), per: None }];
    }
    facets.into_iter().map(|facet| Voice { words: words.clone(), look: facet.look, per: facet.per }).collect()
}

fn event_ties<'g>(graph: &'g KnowledgeGraph, node: &'g Node, event: &EventNode, ties: &mut Vec<Tie<'g>>) {
    let agents: Vec<Link<'g>> =
        graph.incoming(&node.id).into_iter().filter(|link| link.edge.kind == EdgeKind::Agent).collect();
    let is_target = |link: &Link<'g>| matches!(link.edge.kind, EdgeKind::Patient | EdgeKind::Recipient);
    let targets: Vec<Link<'g>> = graph.outgoing(&node.id).into_iter().filter(is_target).collect();
    for agent in &agents {
        for target in targets.iter().filter(|target| target.target.id != agent.source.id) {
            for voice in event_voices(graph, node, &joint(agent.edge, target.edge)) {
                let (from, to) = (&agent.source.id, &target.target.id);
                ties.push(Tie { from, to, tone: event_tone(event), voice, of: TieOf::Event(node) });
            }
        }
    }
}

fn claim_ties<'g>(graph: &'g KnowledgeGraph, node: &'g Node, ties: &mut Vec<Tie<'g>>) {
    let Some(from) = speaker(graph, node) else { return };
    for link in graph.outgoing(&node.id) {
        if link.edge.kind == EdgeKind::About && !is_place(link.target) && link.target.id != *from {
            let voice = Voice { words: edge_words(link.edge), look: Look::default(), per: None };
            ties.push(Tie { from, to: &link.target.id, tone: Tone::Speech, voice, of: TieOf::Claim(node) });
        }
    }
}

fn relation_ties<'g>(graph: &'g KnowledgeGraph, link: Link<'g>, ties: &mut Vec<Tie<'g>>) {
    let (from, to) = (&link.source.id, &link.target.id);
    let tie = |voice| Tie { from, to, tone: Tone::Fact, voice, of: TieOf::Relation(link) };
    ties.extend(link_voices(graph, link).into_iter().map(tie));
}

fn answer_ties<'g>(graph: &'g KnowledgeGraph, link: Link<'g>, ties: &mut Vec<Tie<'g>>) {
    let Some((from, to)) = speaker(graph, link.source).zip(speaker(graph, link.target)) else { return };
    if from != to {
        let tie = |voice| Tie { from, to, tone: Tone::Speech, voice, of: TieOf::Answer(link) };
        ties.extend(link_voices(graph, link).into_iter().map(tie));
    }
}

/// The actor whose claim it is, if that actor is in the graph.
fn speaker<'g>(graph: &'g KnowledgeGraph, node: &'g Node) -> Option<&'g NodeId> {
    let source = node.as_claim()?.source.as_ref()?;
    graph.node(source).filter(|node| node.kind() == NodeKind::Actor).map(|node| &node.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::GraphBuilder;
    use crate::graph::testing::{corpus, speech};
    use crate::graph::view::{Shape, View, ViewOptions, draw};

    type Way = (NodeId, NodeId, Tone, Look);

    /// The arrows of the overview between actors, all of them.
    fn drawn(graph: &KnowledgeGraph) -> BTreeSet<Way> {
        let picture = draw(graph, ViewOptions { view: View::Actors, max_edges: usize::MAX });
        let actor = |at: usize| {
            let figure = &picture.figures[at];
            matches!(figure.shape, Shape::Actor(_)).then(|| figure.id.clone())
        };
        let way =
            |arrow: &crate::graph::view::Arrow| Some((actor(arrow.from)?, actor(arrow.to)?, arrow.tone, arrow.look));
        picture.arrows.iter().filter_map(way).collect()
    }

    #[test]
    fn ties_are_what_the_overview_draws() {
        let mut many = GraphBuilder::new();
        corpus(12).iter().for_each(|annotation| {
            many.add(annotation);
        });
        let mut one = GraphBuilder::new();
        one.add(&speech());
        for graph in [many.finish(), one.finish()] {
            let ways = |keep: fn(&Tie<'_>) -> bool| -> BTreeSet<Way> {
                let ties = ties(&graph);
                let kept = ties.iter().filter(|tie| keep(tie));
                kept.map(|tie| (tie.from.clone(), tie.to.clone(), tie.tone, tie.voice.look)).collect()
            };
            let drawn = drawn(&graph);
            assert!(!drawn.is_empty());
            assert!(drawn.is_subset(&ways(|_| true)));
            // Of a relation that is said in several ways the overview draws the first.
            assert!(ways(|tie| !matches!(tie.of, TieOf::Relation(_) | TieOf::Answer(_))).is_subset(&drawn));
        }
    }
}
