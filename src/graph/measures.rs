//! How central actors are, and which of them belong together.
//!
//! What enters: a graph. What leaves: [`Measures`] of every actor that is [tied](super::ties) to another. A tie weighs as
//! much as independent sources state it, and what several documents tell is one tie.
//!
//! All sums are over whole numbers or in a fixed order, so every machine and any number of threads give the same.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use leiden_rs::{GraphDataBuilder, Leiden, LeidenConfig};
use petgraph::stable_graph::NodeIndex;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::ties::{self, Bond};
use super::{KnowledgeGraph, NodeDetail};

/// How central an actor is among those who are tied to each other.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Measures {
    /// Actors that it is tied to.
    pub degree: u32,
    /// PageRank along the ties, from who acts or speaks to whom it is about; 0 to 1, all together 1.
    pub pagerank: f64,
    /// Share of the shortest ways between two others that lead through it, 0 to 1; estimated where there are more than
    /// [`PIVOTS`] actors.
    pub betweenness: f64,
    /// Number of its community, the largest being 0.
    pub community: u32,
}

/// Actors from which ways are measured. With more of them, betweenness is estimated from so many, evenly spread (Brandes
/// and Pich, "Centrality estimation in large networks", 2007).
pub const PIVOTS: usize = 512;

const DAMPING: f64 = 0.85;
const MOST_ROUNDS: usize = 100;
/// Digits that are kept: further ones say nothing about anybody.
const PRECISION: f64 = 1e8;

/// Gives every actor that has a tie its measures.
pub(super) fn set(graph: &mut KnowledgeGraph) {
    let ties = weighted(graph);
    let ends = ties.keys().flat_map(|&(from, to)| [from, to]);
    let actors: Vec<NodeIndex> = ends.collect::<BTreeSet<_>>().into_iter().collect();
    let number: BTreeMap<NodeIndex, usize> = actors.iter().enumerate().map(|(i, &index)| (index, i)).collect();
    let ties: Vec<Tie> =
        ties.into_iter().map(|((from, to), weight)| Tie { from: number[&from], to: number[&to], weight }).collect();
    let network = Network::new(actors.len(), &ties);
    let (pagerank, betweenness) = (network.pagerank(&ties), network.betweenness());
    let community = network.communities(&ties);
    for (i, index) in actors.into_iter().enumerate() {
        if let NodeDetail::Actor(actor) = &mut graph.graph[index].detail {
            actor.measures = Some(Measures {
                degree: network.neighbours[i].len() as u32,
                pagerank: round(pagerank[i]),
                betweenness: round(betweenness[i]),
                community: community[i],
            });
        }
    }
}

fn round(value: f64) -> f64 {
    (value * PRECISION).round() / PRECISION
}

struct Tie {
    from: usize,
    to: usize,
    weight: u32,
}

/// Who is tied to whom, with the number of sources. What is told again is one tie: its first telling stands for all.
fn weighted(graph: &KnowledgeGraph) -> BTreeMap<(NodeIndex, NodeIndex), u32> {
    let first = graph.first_tellings();
    let mut things: BTreeMap<(NodeIndex, NodeIndex, Bond), u32> = BTreeMap::new();
    for ties::Tie { from, to, by } in graph.ties() {
        let (by, support) = match by {
            Bond::Node(index) => {
                let node = &graph.graph[index];
                let head = first.get(&node.id).and_then(|id| graph.index(id)).unwrap_or(index);
                (Bond::Node(head), node.support)
            }
            Bond::Edge(index) => (by, graph.graph[index].support),
        };
        things.insert((from, to, by), support.n_sources.max(1));
    }
    let mut weighted = BTreeMap::new();
    for ((from, to, _), weight) in things {
        *weighted.entry((from, to)).or_insert(0) += weight;
    }
    weighted
}

/// Actors by number, each with those that it is tied to in either direction.
struct Network {
    neighbours: Vec<Vec<usize>>,
}

impl Network {
    fn new(n: usize, ties: &[Tie]) -> Self {
        let mut neighbours: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); n];
        for tie in ties {
            neighbours[tie.from].insert(tie.to);
            neighbours[tie.to].insert(tie.from);
        }
        Self { neighbours: neighbours.into_iter().map(|all| all.into_iter().collect()).collect() }
    }

    fn n(&self) -> usize {
        self.neighbours.len()
    }

    /// Page and others, "The PageRank citation ranking" (1999), with weights; whoever acts upon nobody gives to all.
    fn pagerank(&self, ties: &[Tie]) -> Vec<f64> {
        let n = self.n() as f64;
        let mut given = vec![0.0; self.n()];
        for tie in ties {
            given[tie.from] += f64::from(tie.weight);
        }
        let mut rank = vec![1.0 / n; self.n()];
        for _ in 0..MOST_ROUNDS {
            let idle: f64 = rank.iter().zip(&given).filter(|(_, given)| **given == 0.0).map(|(rank, _)| rank).sum();
            let mut next = vec![(1.0 - DAMPING) / n + DAMPING * idle / n; self.n()];
            for tie in ties {
                next[tie.to] += DAMPING * rank[tie.from] * f64::from(tie.weight) / given[tie.from];
            }
            let change: f64 = rank.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
            rank = next;
            if change < 1.0 / PRECISION {
                break;
            }
        }
        rank
    }

    /// Brandes, "A faster algorithm for betweenness centrality" (2001), without directions and weights.
    fn betweenness(&self) -> Vec<f64> {
        /// Pivots whose sums are made together; sums of heaps are then added in order.
        const HEAP: usize = 16;
        let n = self.n();
        let k = n.min(PIVOTS);
        let pivots: Vec<usize> = (0..k).map(|i| i * n / k.max(1)).collect();
        let heaps: Vec<&[usize]> = pivots.chunks(HEAP).collect();
        let sums: Vec<Vec<f64>> = heaps.into_par_iter().map(|heap| self.dependencies(heap)).collect();
        let mut total = vec![0.0; n];
        for sum in sums {
            total.iter_mut().zip(sum).for_each(|(total, sum)| *total += sum);
        }
        // Every pair is met from both its ends, and all pivots stand for all actors.
        let pairs = (n.max(3) - 1) as f64 * (n.max(3) - 2) as f64;
        let scale = n as f64 / k.max(1) as f64 / pairs;
        total.into_iter().map(|sum| (sum * scale).min(1.0)).collect()
    }

    /// How much the shortest ways from some actors to all others depend on each.
    fn dependencies(&self, sources: &[usize]) -> Vec<f64> {
        let n = self.n();
        let mut total = vec![0.0; n];
        let (mut ways, mut distance, mut dependency) = (vec![0.0f64; n], vec![u32::MAX; n], vec![0.0f64; n]);
        for &source in sources {
            ways.fill(0.0);
            distance.fill(u32::MAX);
            dependency.fill(0.0);
            (ways[source], distance[source]) = (1.0, 0);
            let mut order = Vec::new();
            let mut queue = VecDeque::from([source]);
            while let Some(at) = queue.pop_front() {
                order.push(at);
                for &next in &self.neighbours[at] {
                    if distance[next] == u32::MAX {
                        distance[next] = distance[at] + 1;
                        queue.push_back(next);
                    }
                    if distance[next] == distance[at] + 1 {
                        ways[next] += ways[at];
                    }
                }
            }
            for &at in order.iter().rev() {
                for &before in self.neighbours[at].iter().filter(|&&before| distance[before] + 1 == distance[at]) {
                    dependency[before] += ways[before] / ways[at] * (1.0 + dependency[at]);
                }
                if at != source {
                    total[at] += dependency[at];
                }
            }
        }
        total
    }

    /// Traag and others, "From Louvain to Leiden" (2019), by modularity; numbered by size, then by first actor.
    fn communities(&self, ties: &[Tie]) -> Vec<u32> {
        let own: Vec<usize> = (0..self.n()).collect();
        let membership = self.leiden(ties).unwrap_or(own);
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (actor, community) in membership.into_iter().enumerate() {
            members.entry(community).or_default().push(actor);
        }
        let mut ranked: Vec<Vec<usize>> = members.into_values().collect();
        ranked.sort_by_key(|members| (std::cmp::Reverse(members.len()), members[0]));
        let mut numbers = vec![0; self.n()];
        for (number, members) in ranked.into_iter().enumerate() {
            members.into_iter().for_each(|actor| numbers[actor] = number as u32);
        }
        numbers
    }

    /// `None` where there is nothing to divide.
    fn leiden(&self, ties: &[Tie]) -> Option<Vec<usize>> {
        let mut weights: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        for tie in ties {
            *weights.entry((tie.from.min(tie.to), tie.from.max(tie.to))).or_insert(0) += tie.weight;
        }
        let mut builder = GraphDataBuilder::new(self.n());
        for ((a, b), weight) in weights {
            builder.add_edge(a, b, f64::from(weight)).ok()?;
        }
        let config = LeidenConfig { seed: Some(1), ..LeidenConfig::default() };
        let found = Leiden::new(config).run(&builder.build().ok()?).ok()?;
        Some(found.partition.as_slice().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(n: usize, ties: &[(usize, usize)]) -> (Network, Vec<Tie>) {
        let ties: Vec<Tie> = ties.iter().map(|&(from, to)| Tie { from, to, weight: 1 }).collect();
        (Network::new(n, &ties), ties)
    }

    #[test]
    fn who_stands_between_two_has_all_their_ways() {
        let (network, _) = network(3, &[(0, 1), (1, 2)]);
        assert_eq!(network.betweenness(), [0.0, 1.0, 0.0]);
    }

    #[test]
    fn two_ways_of_one_length_are_halves() {
        let (network, _) = network(4, &[(0, 1), (1, 3), (0, 2), (2, 3)]);
        let found = network.betweenness();
        // Of the three pairs that each actor stands apart from, it has half of the ways of one.
        assert!(found.iter().all(|b| (b - 1.0 / 6.0).abs() < 1e-12), "{found:?}");
    }

    #[test]
    fn all_ranks_together_are_one_and_attention_counts() {
        let (network, ties) = network(4, &[(0, 3), (1, 3), (2, 3)]);
        let rank = network.pagerank(&ties);
        assert!((rank.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(rank[3] > 2.0 * rank[0]);
    }

    #[test]
    fn two_cliques_are_two_communities() {
        let clique = |from: usize| (from..from + 5).flat_map(move |a| (a + 1..from + 5).map(move |b| (a, b)));
        let ties: Vec<(usize, usize)> = clique(0).chain(clique(5)).chain([(4, 5)]).collect();
        let (network, ties) = network(10, &ties);
        assert_eq!(network.communities(&ties), [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn nobody_is_measured_in_an_empty_graph() {
        let (network, ties) = network(0, &[]);
        assert!(network.pagerank(&ties).is_empty() && network.betweenness().is_empty());
        assert!(network.communities(&ties).is_empty());
    }
}
