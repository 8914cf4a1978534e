//! `claimgraph paths`: how two actors are connected.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::Exit;
use super::arguments::{GraphArgument, JsonArgument, WidthArgument};
use super::output::write_to;
use super::selection::actors;
use super::sheet::{Sheet, counted, no_limit, plain};
use crate::graph::dossier::{Dossiers, Evidence};
use crate::graph::{KnowledgeGraph, Link, NodeId, Path, Step};

/// Ways that are shown.
const LIMIT: usize = 5;
/// What joins two actors, that is shown of it.
const EVIDENCE: usize = 3;

/// Show how two actors are connected.
///
/// The shortest ways from one to the other, each step with its sentences; as JSON all ways, with the ids of what joins each
/// step.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph paths output/graph.json Iran 'Ken McCallum'
  claimgraph paths output/graph.json MI5 China --limit 20 --evidence 10
  claimgraph paths output/graph.json MI5 China --json | jq '.paths[].steps[].to'

The same as a picture: claimgraph export output/graph.json --between MI5 China | dot -Tsvg")]
pub(super) struct Arguments {
    #[command(flatten)]
    graph: GraphArgument,
    /// Name, alias or node id of an actor.
    #[arg(value_name = "FROM")]
    from: String,
    /// Name, alias or node id of the other.
    #[arg(value_name = "TO")]
    to: String,
    /// Most ways; 0 for all that were found.
    #[arg(long, value_name = "N", default_value_t = LIMIT)]
    limit: usize,
    /// Most claims, events and relations a step; 0 for all.
    #[arg(long, value_name = "N", default_value_t = EVIDENCE)]
    evidence: usize,
    #[command(flatten)]
    width: WidthArgument,
    #[command(flatten)]
    json: JsonArgument,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let graph = arguments.graph.read()?;
    let [from, to] = [&arguments.from, &arguments.to].map(|name| actors(&graph, name));
    let paths = graph.paths(&from?, &to?)?;
    let text = if arguments.json.json {
        serde_json::to_string(&PathsObject { paths: paths.iter().map(PathObject::from).collect() })? + "\n"
    } else {
        let printer = Printer {
            graph: &graph,
            dossiers: Dossiers::new(&graph),
            sheet: arguments.width.sheet(),
            evidence: no_limit(arguments.evidence),
        };
        printer.print(&paths, no_limit(arguments.limit))?
    };
    write_to(None, |out| Ok(out.write_all(text.as_bytes())?))?;
    Ok(Exit::Done)
}

struct Printer<'g> {
    graph: &'g KnowledgeGraph,
    dossiers: Dossiers<'g>,
    sheet: Sheet,
    evidence: usize,
}

impl<'g> Printer<'g> {
    fn print(&self, paths: &[Path], limit: usize) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        for (n, path) in paths.iter().take(limit).enumerate() {
            if n > 0 {
                writeln!(text)?;
            }
            let names: Vec<String> = std::iter::once(&path.start)
                .chain(path.steps.iter().map(|step| &step.to))
                .map(|id| self.name(id))
                .collect();
            writeln!(text, "{} ({})", names.join(" — "), counted(path.steps.len(), "step"))?;
            for (step, ends) in path.steps.iter().zip(names.windows(2)) {
                writeln!(text, "  {} — {}", ends[0], ends[1])?;
                self.step(&mut text, step)?;
            }
        }
        let rest = paths.len().saturating_sub(limit);
        if rest > 0 {
            writeln!(text, "\n… and {}", counted(rest, "more way"))?;
        }
        Ok(text)
    }

    fn name(&self, id: &NodeId) -> String {
        self.graph.node(id).map_or_else(|| plain(id.as_str()), |node| plain(&node.label))
    }

    /// What joins the two, each with a sentence.
    fn step(&self, text: &mut String, step: &Step) -> std::fmt::Result {
        let relations = step.relations.iter().filter_map(|edge| self.relation(edge));
        let through = step.through.iter().filter_map(|id| self.through(id));
        let all: Vec<_> = relations.chain(through).collect();
        for (when, line, evidence) in all.iter().take(self.evidence) {
            text.push_str("  ");
            self.sheet.line(text, when, line)?;
            self.sheet.evidence(text, evidence)?;
        }
        let rest = all.len().saturating_sub(self.evidence);
        if rest > 0 { writeln!(text, "    … and {rest} more") } else { Ok(()) }
    }

    fn relation(
        &self,
        (source, target, key): &(NodeId, NodeId, String),
    ) -> Option<(String, String, Vec<Evidence<'g>>)> {
        let is_it = |link: &Link<'g>| link.target.id == *target && link.edge.key == *key;
        let link = self.graph.outgoing(source).into_iter().find(is_it)?;
        let entry = self.dossiers.relation(link);
        // Seen by nobody of the two: both names are there.
        Some((String::new(), entry.line(&NodeId::from("")), entry.evidence))
    }

    fn through(&self, id: &NodeId) -> Option<(String, String, Vec<Evidence<'g>>)> {
        let node = self.graph.node(id)?;
        if let Some(event) = self.dossiers.event(node) {
            return Some((event.when(), event.line(), event.evidence));
        }
        let claim = self.dossiers.claim(node)?;
        Some((claim.when(), format!("{}: {}", claim.speaker(), claim.line()), claim.evidence))
    }
}

#[derive(Serialize)]
struct PathsObject<'p> {
    paths: Vec<PathObject<'p>>,
}

#[derive(Serialize)]
struct PathObject<'p> {
    start: &'p str,
    steps: Vec<StepObject<'p>>,
}

#[derive(Serialize)]
struct StepObject<'p> {
    to: &'p str,
    through: Vec<&'p str>,
    relations: Vec<EdgeObject<'p>>,
}

#[derive(Serialize)]
struct EdgeObject<'p> {
    source: &'p str,
    target: &'p str,
    key: &'p str,
}

impl<'p> From<&'p Path> for PathObject<'p> {
    fn from(path: &'p Path) -> Self {
        let edge = |(source, target, key): &'p (NodeId, NodeId, String)| EdgeObject {
            source: source.as_str(),
            target: target.as_str(),
            key,
        };
        let step = |step: &'p Step| StepObject {
            to: step.to.as_str(),
            through: step.through.iter().map(NodeId::as_str).collect(),
            relations: step.relations.iter().map(edge).collect(),
        };
        Self { start: path.start.as_str(), steps: path.steps.iter().map(step).collect() }
    }
}
