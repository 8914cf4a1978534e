//! All actors of a graph, for whoever does not know yet whom to ask for.

use std::cmp::Reverse;
use std::fmt::Write as _;

use serde::Serialize;

use super::super::sheet::{counted, plain};
use crate::graph::{ActorNode, KnowledgeGraph, Node};

/// The actors, those with the most mentions first, then by id.
fn actors(graph: &KnowledgeGraph) -> Vec<(&Node, &ActorNode)> {
    let mut actors: Vec<_> = graph.nodes().filter_map(|node| Some((node, node.as_actor()?))).collect();
    actors.sort_by_key(|(node, actor)| (Reverse(actor.mentions), &node.id));
    actors
}

pub(super) fn to_text(graph: &KnowledgeGraph, limit: usize) -> Result<String, std::fmt::Error> {
    let actors = actors(graph);
    let mut text = String::new();
    writeln!(text, "{}", counted(actors.len(), "actor"))?;
    for (node, actor) in actors.iter().take(limit) {
        let mentions = counted(actor.mentions as usize, "mention");
        let documents = counted(actor.documents.len(), "document");
        let (label, kind) = (plain(&node.label), actor.kind.as_str());
        writeln!(text, "  {label} ({kind}), {mentions} in {documents}  {}", plain(node.id.as_str()))?;
    }
    let rest = actors.len().saturating_sub(limit);
    if rest > 0 {
        writeln!(text, "  … and {rest} more; --limit 0 shows all")?;
    }
    Ok(text)
}

#[derive(Serialize)]
struct List<'g> {
    n: usize,
    actors: Vec<Entry<'g>>,
}

#[derive(Serialize)]
struct Entry<'g> {
    id: &'g str,
    label: &'g str,
    kind: &'static str,
    n_mentions: u32,
    n_documents: usize,
}

pub(super) fn to_json<'g>(graph: &'g KnowledgeGraph, limit: usize) -> serde_json::Result<String> {
    let actors = actors(graph);
    let entry = |&(node, actor): &(&'g Node, &'g ActorNode)| Entry {
        id: node.id.as_str(),
        label: &node.label,
        kind: actor.kind.as_str(),
        n_mentions: actor.mentions,
        n_documents: actor.documents.len(),
    };
    serde_json::to_string(&List { n: actors.len(), actors: actors.iter().take(limit).map(entry).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::GraphBuilder;
    use crate::graph::testing::{hostile, speech};

    #[test]
    fn actors_stand_by_their_mentions() {
        let mut builder = GraphBuilder::new();
        builder.add(&speech());
        let graph = builder.finish();
        let all = to_text(&graph, usize::MAX).unwrap();
        let counts: Vec<u32> = actors(&graph).iter().map(|(_, actor)| actor.mentions).collect();
        assert!(counts.is_sorted_by(|a, b| a >= b) && counts[0] > 0, "{counts:?}");
        assert_eq!(all.lines().count(), 1 + counts.len());
        assert!(all.contains("\n  Ken McCallum (person), "), "{all}");
        assert!(
            to_text(&graph, 1).unwrap().ends_with(&format!("… and {} more; --limit 0 shows all\n", counts.len() - 1))
        );
        let json: serde_json::Value = serde_json::from_str(&to_json(&graph, 2).unwrap()).unwrap();
        assert_eq!((json["n"].as_u64(), json["actors"].as_array().map(Vec::len)), (Some(counts.len() as u64), Some(2)));
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        let text = to_text(&hostile(), usize::MAX).unwrap();
        assert!(!text.chars().any(|c| c.is_control() && c != '\n') && !text.contains('\u{202e}'), "{text:?}");
    }
}
