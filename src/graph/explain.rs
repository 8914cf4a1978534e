//! Why an actor of a graph is one: what brought in each of its names and mentions.
//!
//! Reads the graph alone, with no document beside it. Files of earlier versions do not say how mentions were linked;
//! everything else is there all the same.

use std::collections::{BTreeMap, BTreeSet};

use super::KnowledgeGraph;
use super::decide::AppliedDecision;
use super::identity::slug;
use super::node::{ActorNode, JoinRule, Node, NodeId};
use super::provenance::{MentionLink, Passage, Provenance};
use crate::annotation::{LinkRule, MentionLevel};

/// How many names are proposed for one that is not there.
const MOST_PROPOSED: usize = 5;
/// How near a proposed name is at least, from 0 to 1 (Jaro and Winkler's measure): below it are other names.
const NEAR: f64 = 0.8;

/// Why no actor, or not one alone, was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOneActor {
    /// Several have that name.
    #[error("several actors are called {wanted:?}; choose one by its id:{}", list(found))]
    Several {
        /// What was asked for.
        wanted: String,
        /// Those that have it, by id.
        found: Vec<Proposal>,
    },
    /// None has it.
    #[error("no actor is called {wanted:?}{}", nearest(near))]
    None {
        /// What was asked for.
        wanted: String,
        /// The nearest names, nearest first.
        near: Vec<Proposal>,
    },
    /// There was one, and a decision took it out.
    #[error("{wanted:?} is no actor by the decision {place}")]
    Decided {
        /// What was asked for.
        wanted: String,
        /// Where the decision stands.
        place: String,
    },
}

/// An actor to choose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proposal {
    /// Its id.
    pub id: NodeId,
    /// Its label.
    pub label: String,
    /// What it is.
    pub kind: &'static str,
    /// The note of its node.
    pub note: Option<String>,
}

impl Proposal {
    fn of(node: &Node, actor: &ActorNode) -> Self {
        let (id, label) = (node.id.clone(), node.label.clone());
        Self { id, label, kind: actor.kind.as_str(), note: actor.note.clone() }
    }
}

fn list(proposals: &[Proposal]) -> String {
    let line = |p: &Proposal| {
        let note = p.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
        format!("\n  {}  {}, {}{note}", p.id, p.label, p.kind)
    };
    proposals.iter().map(line).collect()
}

fn nearest(proposals: &[Proposal]) -> String {
    if proposals.is_empty() { String::new() } else { format!("; the nearest are:{}", list(proposals)) }
}

/// Finds an actor by id, label, name or alias; case, punctuation and the marks on Latin letters do not count.
///
/// # Errors
/// When there is none, with the nearest names, or more than one.
pub fn find_actor<'g>(graph: &'g KnowledgeGraph, wanted: &str) -> Result<(&'g Node, &'g ActorNode), NotOneActor> {
    let actors = || graph.nodes().filter_map(|node| Some((node, node.as_actor()?)));
    if let Some(found) = actors().find(|(node, _)| node.id.as_str() == wanted) {
        return Ok(found);
    }
    let wanted_slug = slug(wanted);
    let names = |(node, actor): (&'g Node, &'g ActorNode)| {
        [&node.label].into_iter().chain(actor.names.keys()).chain(&actor.aliases)
    };
    let found: Vec<_> = actors().filter(|&found| names(found).any(|name| slug(name) == wanted_slug)).collect();
    let wanted = wanted.to_owned();
    match found[..] {
        [one] => Ok(one),
        [] => {
            let is_gone = |d: &&AppliedDecision| {
                d.action == "not-an-actor"
                    && (d.nodes.contains(&NodeId::from(wanted.as_str())) || d.actors.contains(&format!("{wanted:?}")))
            };
            if let Some(decision) = graph.info().decisions.iter().find(is_gone) {
                return Err(NotOneActor::Decided { wanted, place: decision.place.clone() });
            }
            let nearness = |found: (&'g Node, &'g ActorNode)| {
                let best =
                    names(found).map(|name| strsim::jaro_winkler(&slug(name), &wanted_slug)).max_by(f64::total_cmp);
                best.unwrap_or(0.0)
            };
            let mut near: Vec<_> = actors().map(|found| (nearness(found), found)).filter(|(n, _)| *n >= NEAR).collect();
            near.sort_by(|(a, (one, _)), (b, (other, _))| b.total_cmp(a).then_with(|| one.id.cmp(&other.id)));
            let near =
                near.into_iter().take(MOST_PROPOSED).map(|(_, (node, actor))| Proposal::of(node, actor)).collect();
            Err(NotOneActor::None { wanted, near })
        }
        _ => {
            let found = found.into_iter().map(|(node, actor)| Proposal::of(node, actor)).collect();
            Err(NotOneActor::Several { wanted, found })
        }
    }
}

/// All that tells why an actor is one.
#[derive(Clone, Debug)]
pub struct Explanation<'g> {
    /// The actor.
    pub node: &'g Node,
    /// What is known of it.
    pub actor: &'g ActorNode,
    /// Why the actors of its documents are one, in sentences without a full stop.
    pub reasons: Vec<String>,
    /// Decisions about it.
    pub decisions: Vec<&'g AppliedDecision>,
    /// Its aliases, each with the mentions that brought it in.
    pub aliases: Vec<ExplainedAlias<'g>>,
    /// Its mentions by document and place, pronouns included.
    pub mentions: Vec<ExplainedMention<'g>>,
}

/// Other words for an actor.
#[derive(Clone, Debug)]
pub struct ExplainedAlias<'g> {
    /// The words.
    pub words: &'g str,
    /// The mentions that have them, as numbers in [`Explanation::mentions`]; none for the best name of a gazetteer's
    /// record that no document writes out.
    pub mentions: Vec<usize>,
}

/// A mention, and how it came to its actor.
#[derive(Clone, Copy, Debug)]
pub struct ExplainedMention<'g> {
    /// Name of the document.
    pub document: &'g str,
    /// The words.
    pub words: &'g Passage,
    /// How they were linked; `None` in files of earlier versions.
    pub link: Option<MentionLink>,
    /// The sentence they stand in, if the graph has it.
    pub sentence: Option<&'g Passage>,
}

impl ExplainedMention<'_> {
    /// The words before, the mention, and the words after it, each at most so many code points, on one line.
    pub fn in_context(&self, reach: usize) -> [String; 3] {
        self.words.in_sentence(self.sentence, reach)
    }
}

/// Why an actor of a graph is one; `None` for a node that is no actor or not there.
pub fn explain<'g>(graph: &'g KnowledgeGraph, id: &NodeId) -> Option<Explanation<'g>> {
    let node = graph.node(id)?;
    let actor = node.as_actor()?;
    let decisions: Vec<&AppliedDecision> = graph.info().decisions.iter().filter(|d| d.nodes.contains(id)).collect();
    let mentions = mentions(graph, node, actor);
    let aliases = actor.aliases.iter().map(|alias| ExplainedAlias { words: alias, mentions: with(&mentions, alias) });
    let aliases = aliases.collect();
    Some(Explanation { node, actor, reasons: reasons(actor, &decisions), decisions, aliases, mentions })
}

fn with(mentions: &[ExplainedMention<'_>], alias: &str) -> Vec<usize> {
    let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let numbers = |has: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..mentions.len()).filter(|&i| has(&plain(&mentions[i].words.text))).collect()
    };
    let whole = numbers(&|words| words == alias);
    // "McCallum" of "Mr McCallum".
    if whole.is_empty() { numbers(&|words| words.contains(alias)) } else { whole }
}

fn mentions<'g>(graph: &'g KnowledgeGraph, node: &'g Node, actor: &'g ActorNode) -> Vec<ExplainedMention<'g>> {
    let mut sentences: BTreeMap<&str, BTreeMap<u32, &Passage>> = BTreeMap::new();
    let documents: BTreeSet<&str> = actor.documents.iter().map(String::as_str).collect();
    for place in all_provenance(graph).filter(|place| documents.contains(&*place.document)) {
        if let Some(sentence) = &place.sentence {
            sentences.entry(&place.document).or_default().insert(sentence.start, sentence);
        }
    }
    let around = |place: &Provenance| {
        let before = sentences.get(&*place.document)?.range(..=place.passage.start).next_back();
        before.map(|(_, &sentence)| sentence).filter(|sentence| place.passage.start < sentence.end)
    };
    let places: BTreeSet<&Provenance> = node.provenance.iter().chain(&actor.pronouns).collect();
    let mut seen: BTreeSet<(&str, u32, u32)> = BTreeSet::new();
    let explained = places.into_iter().filter(|p| seen.insert((&p.document, p.passage.start, p.passage.end)));
    explained
        .map(|place| ExplainedMention {
            document: &place.document,
            words: &place.passage,
            link: place.link,
            sentence: around(place),
        })
        .collect()
}

fn all_provenance(graph: &KnowledgeGraph) -> impl Iterator<Item = &Provenance> {
    let pronouns = graph.nodes().filter_map(Node::as_actor).flat_map(|actor| &actor.pronouns);
    let of_nodes = graph.nodes().flat_map(|node| &node.provenance).chain(pronouns);
    of_nodes.chain(graph.links().flat_map(|link| &link.edge.provenance))
}

fn reasons(actor: &ActorNode, decisions: &[&AppliedDecision]) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Some(record) = &actor.gazetteer {
        let item = actor.wikidata.as_ref().map_or(String::new(), |item| format!(", {item} in Wikidata"));
        reasons.push(format!("all of these words are names of one record of the gazetteer, {record}{item}"));
    } else if actor.documents.len() > 1 {
        reasons
            .push("documents that have the same name for it, but for case, punctuation and marks, mean one".to_owned());
    }
    for join in &actor.joins {
        let [one, other] = &join.names;
        reasons.push(match join.rule {
            JoinRule::VariantOfName => format!("{one:?} and {other:?} are spellings of one name"),
            JoinRule::AcronymSpeltOut => format!("a document spells out what {one:?} or {other:?} stands for"),
            JoinRule::KindsOfOneName => {
                format!("{one:?} and {other:?} are one name that documents take for different kinds of actor")
            }
        });
    }
    for decision in decisions {
        let about = decision.actors.join(" and ");
        let value = decision.value.as_ref().map_or(String::new(), |value| format!(" to {value:?}"));
        let why = decision.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
        reasons.push(format!("decision {} at {}: {about}{value}{why}", decision.action, decision.place));
    }
    if reasons.is_empty() {
        reasons.push("only one document mentions it, and takes these words for one".to_owned());
    }
    reasons
}

/// What a rule means, as a reader would say it.
pub fn rule_in_words(rule: LinkRule) -> &'static str {
    match rule {
        LinkRule::GazetteerName => "a name that the gazetteer knows",
        LinkRule::AdjectiveOfState => "the adjective of a state",
        LinkRule::PeopleOfState => "the people of a state",
        LinkRule::SeatOfGovernment => "a capital or seat of government that acts for its state",
        LinkRule::GazetteerFamilyName => "a family name, with whose title or by itself the gazetteer knows one person",
        LinkRule::Name => "its first full name in the document",
        LinkRule::SameFullName => "the same full name again",
        LinkRule::PartOfName => "part of a name that the document has in full",
        LinkRule::Acronym => "an acronym of a name in the document",
        LinkRule::BodyOfState => "a body that several states have, in a document about one of them",
        LinkRule::Bracketed => "a name in brackets after another, or that name again",
        LinkRule::Apposition => "a description right beside the name",
        LinkRule::Office => "an office whose holder the document names",
        LinkRule::Holder => "an office whose holder at the document's date the gazetteer knows",
        LinkRule::GovernmentOfState => "the government of a state",
        LinkRule::GovernmentSpokenOf => "a word for a government, after the state was named",
        LinkRule::OrganizationSpokenOf => "a word for an organisation, after one was named",
        LinkRule::Description => "a description without a name",
        LinkRule::Antecedent => "a description that learned weights tie to what was said before",
        LinkRule::Speaker => "a pronoun in a quotation, by who speaks there",
        LinkRule::Pronoun => "a pronoun that learned weights tie to what was said before",
    }
}

/// How a mention refers, as a reader would say it.
pub fn level_in_words(level: MentionLevel) -> &'static str {
    match level {
        MentionLevel::Name => "name",
        MentionLevel::Nominal => "description",
        MentionLevel::Pronoun => "pronoun",
    }
}
