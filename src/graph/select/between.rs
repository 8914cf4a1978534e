//! How two actors are connected.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use petgraph::stable_graph::NodeIndex;

use super::EmptySelection;
use crate::graph::ties::{Bond, Tie};
use crate::graph::{KnowledgeGraph, NodeId};

/// Steps that a way may have: further away, everybody is connected with everybody.
const MOST_STEPS: usize = 5;

/// Actors of one distance that are passed through, those with the most evidence.
const MOST_PASSED: usize = 12;

/// Ways that are listed.
const MOST_PATHS: usize = 64;

/// A way from one actor to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Where it begins.
    pub start: NodeId,
    /// Its steps, one at least.
    pub steps: Vec<Step>,
}

/// A step to the next actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Whom it leads to.
    pub to: NodeId,
    /// The claims and events that join the two, by id.
    pub through: Vec<NodeId>,
    /// The relations that join the two: source, target and key of each edge.
    pub relations: Vec<(NodeId, NodeId, String)>,
}

/// From whom to whom, and by what.
type Move = (NodeIndex, NodeIndex, Vec<Bond>);

/// What joins an actor with others: by the other, all bonds, sorted.
type Joined = BTreeMap<NodeIndex, Vec<Bond>>;

impl KnowledgeGraph {
    /// All that lies on the shortest ways between two sets of actors, with its evidence. Of many actors at one distance the
    /// twelve with the most evidence are passed through.
    ///
    /// # Errors
    /// When nothing joins the two within five steps, or they are one.
    pub(super) fn between(&self, from: &[NodeId], to: &[NodeId]) -> Result<KnowledgeGraph, EmptySelection> {
        let ways = self.ways(from, to)?;
        let mut nodes: BTreeSet<NodeIndex> = BTreeSet::new();
        let mut relations = BTreeSet::new();
        for (a, b, bonds) in ways.iter().flatten() {
            nodes.extend([*a, *b]);
            for bond in bonds {
                match bond {
                    Bond::Node(index) => {
                        nodes.insert(*index);
                    }
                    Bond::Edge(index) => {
                        relations.insert(*index);
                    }
                }
            }
        }
        let actors: BTreeSet<NodeIndex> =
            nodes.iter().copied().filter(|&n| self.graph[n].as_actor().is_some()).collect();
        self.keep_statements(&mut nodes);
        let edges = self.graph.edge_indices().filter(|&edge| {
            let Some((a, b)) = self.graph.edge_endpoints(edge) else { return false };
            let is_between_actors = actors.contains(&a) && actors.contains(&b);
            relations.contains(&edge) || (!is_between_actors && nodes.contains(&a) && nodes.contains(&b))
        });
        let edges = edges.collect();
        Ok(self.subgraph(&nodes, &edges))
    }

    /// The shortest ways between two sets of actors, those with the most evidence first, then by ids; at most 64.
    ///
    /// # Errors
    /// When nothing joins the two within five steps, or they are one.
    pub fn paths(&self, from: &[NodeId], to: &[NodeId]) -> Result<Vec<Path>, EmptySelection> {
        let ways = self.ways(from, to)?;
        // Ways so far, each with the evidence of its weakest step.
        let mut paths: Vec<(usize, NodeIndex, Path)> = Vec::new();
        for (n, step) in ways.iter().enumerate() {
            let mut next = Vec::new();
            for (a, b, bonds) in step {
                let start = Path { start: self.graph[*a].id.clone(), steps: Vec::new() };
                let open: Vec<(usize, Path)> = if n == 0 {
                    vec![(usize::MAX, start)]
                } else {
                    paths.iter().filter(|(_, end, _)| end == a).map(|(least, _, path)| (*least, path.clone())).collect()
                };
                for (least, mut path) in open {
                    path.steps.push(self.step(*b, bonds));
                    next.push((least.min(bonds.len()), *b, path));
                }
            }
            next.sort_by(|(a, _, x), (b, _, y)| (Reverse(a), ids(x)).cmp(&(Reverse(b), ids(y))));
            next.truncate(MOST_PATHS);
            paths = next;
        }
        Ok(paths.into_iter().map(|(_, _, path)| path).collect())
    }

    fn step(&self, to: NodeIndex, bonds: &[Bond]) -> Step {
        let mut step = Step { to: self.graph[to].id.clone(), through: Vec::new(), relations: Vec::new() };
        for bond in bonds {
            match *bond {
                Bond::Node(index) => step.through.push(self.graph[index].id.clone()),
                Bond::Edge(index) => {
                    let Some((a, b)) = self.graph.edge_endpoints(index) else { continue };
                    let [a, b] = [a, b].map(|end| self.graph[end].id.clone());
                    step.relations.push((a, b, self.graph[index].key.clone()));
                }
            }
        }
        step
    }

    /// The steps of all shortest ways, by their distance from the start: from whom to whom, and by what.
    fn ways(&self, from: &[NodeId], to: &[NodeId]) -> Result<Vec<Vec<Move>>, EmptySelection> {
        let joined = self.joined();
        let indices = |ids: &[NodeId]| ids.iter().filter_map(|id| self.index(id)).collect::<BTreeSet<_>>();
        let (start, goal) = (indices(from), indices(to));
        if !goal.is_empty() && goal.is_subset(&start) {
            return Err(EmptySelection::Same);
        }
        let mut distance: BTreeMap<NodeIndex, usize> = start.iter().map(|&index| (index, 0)).collect();
        let mut layers = vec![start];
        while goal.iter().all(|index| !distance.contains_key(index) || distance[index] == 0) {
            let last = layers.last().expect("there is a first");
            if layers.len() > MOST_STEPS || last.is_empty() {
                return Err(EmptySelection::Apart(MOST_STEPS));
            }
            let next = last.iter().filter_map(|index| joined.get(index)).flat_map(|others| others.keys().copied());
            let next: BTreeSet<NodeIndex> = next.filter(|index| !distance.contains_key(index)).collect();
            distance.extend(next.iter().map(|&index| (index, layers.len())));
            layers.push(next);
        }
        // Back from the goal: only what leads there.
        let mut ends: BTreeSet<NodeIndex> = layers.pop().unwrap_or_default().intersection(&goal).copied().collect();
        let mut ways = Vec::new();
        while let Some(layer) = layers.pop() {
            let mut steps: Vec<Move> = Vec::new();
            for &b in &ends {
                let Some(others) = joined.get(&b) else { continue };
                steps.extend(layer.iter().filter_map(|&a| Some((a, b, others.get(&a)?.clone()))));
            }
            let mut evidence: BTreeMap<NodeIndex, usize> = BTreeMap::new();
            steps.iter().for_each(|(a, _, bonds)| *evidence.entry(*a).or_insert(0) += bonds.len());
            let mut passed: Vec<(NodeIndex, usize)> = evidence.into_iter().collect();
            passed.sort_by_key(|&(index, n)| (Reverse(n), index));
            passed.truncate(MOST_PASSED);
            ends = passed.into_iter().map(|(index, _)| index).collect();
            steps.retain(|(a, _, _)| ends.contains(a));
            ways.push(steps);
        }
        ways.reverse();
        // Whoever was left out on the way back may still stand at the end of an earlier step.
        for n in 1..ways.len() {
            let reached: BTreeSet<NodeIndex> = ways[n - 1].iter().map(|&(_, b, _)| b).collect();
            ways[n].retain(|(a, _, _)| reached.contains(a));
        }
        Ok(ways)
    }

    /// By actor: whom it is tied to in either direction, and by what.
    fn joined(&self) -> BTreeMap<NodeIndex, Joined> {
        let mut joined: BTreeMap<NodeIndex, Joined> = BTreeMap::new();
        for Tie { from, to, by } in self.ties() {
            for (a, b) in [(from, to), (to, from)] {
                joined.entry(a).or_default().entry(b).or_default().push(by);
            }
        }
        for bonds in joined.values_mut().flat_map(|others| others.values_mut()) {
            bonds.sort_unstable();
            bonds.dedup();
        }
        joined
    }
}

fn ids(path: &Path) -> Vec<&NodeId> {
    std::iter::once(&path.start).chain(path.steps.iter().map(|step| &step.to)).collect()
}
