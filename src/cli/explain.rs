//! `claimgraph explain`: why an actor of a graph is one.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::Exit;
use super::arguments::{GraphArgument, JsonArgument};
use super::output::write_to;
use super::words::one_actor;
use crate::graph::explain::{Explanation, explain, level_in_words, rule_in_words};

/// Code points of a sentence that are shown on either side of a mention.
const REACH: usize = 60;

/// Say why an actor is one.
///
/// Each of its names and mentions stands with the rule and the words that brought it in.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph explain output/graph.json 'Ken McCallum'
  claimgraph explain output/graph.json actor:mi5 --json | jq .mentions

What is wrong there can be put right with decisions, see `claimgraph build --help`.")]
pub(super) struct Arguments {
    #[command(flatten)]
    graph: GraphArgument,
    /// Name, alias or node id of the actor.
    #[arg(value_name = "ACTOR")]
    actor: String,
    #[command(flatten)]
    json: JsonArgument,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let graph = arguments.graph.read()?;
    let (node, _) = one_actor(&graph, &arguments.actor)?;
    let explanation = explain(&graph, &node.id).expect("what was found is an actor");
    let text = if arguments.json.json {
        serde_json::to_string(&Object::from(&explanation))? + "\n"
    } else {
        to_text(&explanation)?
    };
    write_to(None, |out| Ok(out.write_all(text.as_bytes())?))?;
    Ok(Exit::Done)
}

fn to_text(explanation: &Explanation<'_>) -> Result<String, std::fmt::Error> {
    let Explanation { node, actor, reasons, aliases, mentions, .. } = explanation;
    let mut text = String::new();
    writeln!(text, "{} ({})", one_line(&node.label), actor.kind.as_str())?;
    writeln!(text, "  {}", node.id)?;
    for (key, value) in [("gazetteer", &actor.gazetteer), ("wikidata", &actor.wikidata), ("note", &actor.note)] {
        if let Some(value) = value {
            writeln!(text, "  {key}: {}", one_line(value))?;
        }
    }
    let documents = actor.documents.len();
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    let n = actor.mentions as usize;
    writeln!(text, "  {n} mention{} in {documents} document{}", plural(n), plural(documents))?;
    writeln!(text, "\nWhy it is one")?;
    for reason in reasons {
        writeln!(text, "  {}", one_line(reason))?;
    }
    if !aliases.is_empty() {
        writeln!(text, "\nOther words for it")?;
    }
    for alias in aliases {
        let first = alias.mentions.first().map(|&i| &mentions[i]);
        let words = match first {
            Some(first) => {
                let rule = first.link.map_or("no rule is recorded", |link| rule_in_words(link.rule));
                let n = alias.mentions.len();
                format!("{n} mention{}, first in {}: {rule}", plural(n), one_line(first.document))
            }
            None => "a name that it is given, not written out in a document".to_owned(),
        };
        writeln!(text, "  {:?}  {words}", alias.words)?;
    }
    writeln!(text, "\nMentions")?;
    let mut document = None;
    for mention in mentions {
        if document != Some(mention.document) {
            document = Some(mention.document);
            writeln!(text, "  {}", one_line(mention.document))?;
        }
        let how = mention.link.map_or("no rule is recorded".to_owned(), |link| {
            format!("{}: {}", level_in_words(link.level), rule_in_words(link.rule))
        });
        writeln!(text, "    {}-{}  {how}", mention.words.start, mention.words.end)?;
        let [before, words, after] = mention.in_context(REACH);
        writeln!(text, "      {before}[{words}]{after}")?;
    }
    Ok(text)
}

fn one_line(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[derive(Serialize)]
struct Object<'g> {
    id: &'g str,
    label: &'g str,
    kind: &'static str,
    gazetteer: Option<&'g str>,
    wikidata: Option<&'g str>,
    note: Option<&'g str>,
    documents: Vec<&'g str>,
    n_mentions: u32,
    reasons: &'g [String],
    decisions: Vec<DecisionObject<'g>>,
    aliases: Vec<AliasObject<'g>>,
    mentions: Vec<MentionObject<'g>>,
}

#[derive(Serialize)]
struct DecisionObject<'g> {
    action: &'g str,
    place: &'g str,
    reason: Option<&'g str>,
}

#[derive(Serialize)]
struct AliasObject<'g> {
    words: &'g str,
    mentions: &'g [usize],
}

#[derive(Serialize)]
struct MentionObject<'g> {
    document: &'g str,
    start: u32,
    end: u32,
    text: &'g str,
    level: Option<&'static str>,
    rule: Option<&'static str>,
    explanation: Option<&'static str>,
    sentence: Option<&'g str>,
}

impl<'g> From<&'g Explanation<'g>> for Object<'g> {
    fn from(explanation: &'g Explanation<'g>) -> Self {
        let Explanation { node, actor, reasons, decisions, aliases, mentions } = explanation;
        let decision = |d: &&'g crate::graph::AppliedDecision| DecisionObject {
            action: &d.action,
            place: &d.place,
            reason: d.reason.as_deref(),
        };
        let mention = |m: &crate::graph::explain::ExplainedMention<'g>| MentionObject {
            document: m.document,
            start: m.words.start,
            end: m.words.end,
            text: &m.words.text,
            level: m.link.map(|link| link.level.as_str()),
            rule: m.link.map(|link| link.rule.as_str()),
            explanation: m.link.map(|link| rule_in_words(link.rule)),
            sentence: m.sentence.map(|sentence| &*sentence.text),
        };
        Self {
            id: node.id.as_str(),
            label: &node.label,
            kind: actor.kind.as_str(),
            gazetteer: actor.gazetteer.as_deref(),
            wikidata: actor.wikidata.as_deref(),
            note: actor.note.as_deref(),
            documents: actor.documents.iter().map(String::as_str).collect(),
            n_mentions: actor.mentions,
            reasons,
            decisions: decisions.iter().map(decision).collect(),
            aliases: aliases.iter().map(|a| AliasObject { words: a.words, mentions: &a.mentions }).collect(),
            mentions: mentions.iter().map(mention).collect(),
        }
    }
}
