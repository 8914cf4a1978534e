//! Which claims repeat, deny, confirm or contradict each other, over all documents.
//!
//! What enters: all nodes and edges. What leaves: edges between claims; what one document tells of its own claims ("Russia
//! denied the accusation") is there already. Two ways lead to an edge, and each shows the words of both sides:
//!
//! - **The same words.** Claims that share most of their shingles, runs of four words (Broder, "On the resemblance and
//!   containment of documents", 1997), are one statement. With the same numbers it is repeated, or, where one source only
//!   denies or confirms it, denied or confirmed; with other exact numbers it is contradicted.
//! - **The same event.** One says that somebody did something to somebody, another that he did not, about the same time.
//!
//! A claim is compared with those that share a shingle with it, of which there are few: shingles that many claims share are
//! passed over, and what repeats a claim is compared with no later one. So the cost is that of the words, and each claim
//! that is said again has a star of edges around its first telling, not an edge between any two. Which is the first is told
//! by date, then name of the document, then place: the order in which documents come makes no difference.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use super::days_apart;
use super::shingles::{is_number, shingles, words};
use crate::annotation::{EventType, Modality, Polarity, Role, SpeechAct};
use crate::graph::edge::{Edge, EdgeKind};
use crate::graph::node::{ClaimNode, EventNode, EventTime, Node, NodeId, StatedBy};
use crate::graph::part::EdgeId;
use crate::graph::provenance::Provenance;
use crate::graph::words::{Group, is};

/// Words of a shingle.
const SHINGLE: usize = 4;
/// Words that a claim needs to be compared by them.
const FEWEST_WORDS: usize = 6;
/// Claims that may share a shingle: more, and it is a set phrase.
const MOST_SHARING: usize = 24;
/// Shared shingles, of those of the claim that has fewer, and of the one that has more. "The bridge was safe on Monday"
/// still repeats "the bridge was safe"; half a statement does not repeat the whole.
const CONTAINED: f64 = 0.8;
const ALIKE: f64 = 0.6;
/// Shingles that a part of what one speaker said needs to repeat the whole.
const FEWEST_OF_PART: usize = 6;
/// Days between documents that give different numbers of one thing, or speak of one event without a time.
const DAYS_OF_NUMBER: i64 = 2;
const DAYS_OF_EVENT: i64 = 14;
/// Claims of an event that one which denies it is joined with.
const MOST_DENIED: usize = 3;

/// The edges between claims that follow from what they say.
pub(in crate::graph) fn find(nodes: &BTreeMap<NodeId, Node>, edges: &BTreeMap<EdgeId, Edge>) -> BTreeMap<EdgeId, Edge> {
    let mut claims: Vec<Said<'_>> = nodes.values().filter_map(Said::new).collect();
    claims.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut found = BTreeMap::new();
    same_words(nodes, &claims, &mut found);
    same_event(nodes, edges, &mut found);
    // What the claims' own document tells of them comes first.
    let told = |id: &EdgeId| {
        edges
            .range((id.0.clone(), id.1.clone(), String::new())..)
            .take_while(|(e, _)| e.0 == id.0 && e.1 == id.1)
            .any(|(_, e)| e.kind.is_between_claims())
    };
    found.retain(|id, _| !told(id));
    found
}

/// A claim with its words.
struct Said<'a> {
    node: &'a Node,
    claim: &'a ClaimNode,
    /// Folded, numbers as they stand.
    words: Vec<String>,
    /// Hashes of its shingles with numbers left open, sorted, each once.
    shingles: Vec<u64>,
}

impl<'a> Said<'a> {
    fn new(node: &'a Node) -> Option<Self> {
        let claim = node.as_claim()?;
        let mut words = words(&claim.text);
        if words.first().is_some_and(|w| w == "that") {
            words.remove(0);
        }
        let shingles = if words.len() < FEWEST_WORDS { Vec::new() } else { shingles(&words, SHINGLE) };
        Some(Self { node, claim, words, shingles })
    }

    /// The earlier telling first; documents without a date come last.
    fn order(&self) -> (bool, Option<Date>, &str, u32, &NodeId) {
        let start = self.node.provenance.first().map_or(0, |p| p.passage.start);
        (self.claim.date.is_none(), self.claim.date, &self.claim.document, start, &self.node.id)
    }

    fn numbers(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).filter(|w| is_number(w)).collect()
    }

    fn n_negations(&self) -> usize {
        self.words.iter().filter(|w| denies(w)).count()
    }
}

/// Joins each claim with the first that says the same in the same words.
fn same_words(nodes: &BTreeMap<NodeId, Node>, claims: &[Said<'_>], out: &mut BTreeMap<EdgeId, Edge>) {
    // Looked up by key only, so the order of the map makes no difference.
    let mut sharing: HashMap<u64, Vec<u32>> = HashMap::new();
    for (number, claim) in claims.iter().enumerate() {
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for shingle in &claim.shingles {
            for &other in sharing.get(shingle).filter(|all| all.len() <= MOST_SHARING).into_iter().flatten() {
                *shared.entry(other).or_insert(0) += 1;
            }
        }
        let mut repeats = false;
        // The first telling is the one to point to, whatever came between.
        for (&other, &n) in &shared {
            let earlier = &claims[other as usize];
            let (few, many) =
                (earlier.shingles.len().min(claim.shingles.len()), earlier.shingles.len().max(claim.shingles.len()));
            // Of one speaker's words a part repeats the whole, too: papers cut quotations to what they need.
            let one_source = claim.claim.source.is_some() && claim.claim.source == earlier.claim.source;
            let part = few >= FEWEST_OF_PART && one_source;
            let n = n as f64;
            let alike = n >= CONTAINED * few as f64 && (part || n >= ALIKE * many as f64);
            if !alike || is_one_telling(nodes, earlier, claim) {
                continue;
            }
            let Some((kind, turned)) = by_words(earlier, claim) else { continue };
            let (from, to) = if turned { (earlier, claim) } else { (claim, earlier) };
            let provenance = from.node.provenance.iter().chain(&to.node.provenance).cloned().collect();
            add(out, &from.node.id, &to.node.id, Edge::new(kind, provenance));
            if kind == EdgeKind::Repeats {
                repeats = true;
                break;
            }
        }
        if !repeats {
            for &shingle in &claim.shingles {
                let all = sharing.entry(shingle).or_default();
                if all.len() <= MOST_SHARING {
                    all.push(number as u32);
                }
            }
        }
    }
}

/// Whether two claims are one passage of one document, or one reports the other.
fn is_one_telling(nodes: &BTreeMap<NodeId, Node>, a: &Said<'_>, b: &Said<'_>) -> bool {
    if a.claim.document != b.claim.document {
        return false;
    }
    let overlap = |x: &Provenance, y: &Provenance| x.passage.start < y.passage.end && y.passage.start < x.passage.end;
    let touches = a.node.provenance.iter().any(|x| b.node.provenance.iter().any(|y| overlap(x, y)));
    touches || is_within(nodes, a.claim, &b.node.id) || is_within(nodes, b.claim, &a.node.id)
}

/// Claims in claims are not deep; a bound, in case a reader was given a circle.
const DEEPEST: usize = 16;

fn is_within(nodes: &BTreeMap<NodeId, Node>, inner: &ClaimNode, outer: &NodeId) -> bool {
    let mut at = inner.within.as_ref();
    for _ in 0..DEEPEST {
        match at {
            Some(id) if id == outer => return true,
            Some(id) => at = nodes.get(id).and_then(Node::as_claim).and_then(|claim| claim.within.as_ref()),
            None => return false,
        }
    }
    false
}

/// What two claims in the same words are to each other, the later first; true where the earlier is first.
fn by_words(earlier: &Said<'_>, later: &Said<'_>) -> Option<(EdgeKind, bool)> {
    let acts = [earlier.claim.act, later.claim.act];
    let numbers = (earlier.numbers(), later.numbers());
    let (few, many) = (earlier.words.len().min(later.words.len()), earlier.words.len().max(later.words.len()));
    let part = (few as f64) < ALIKE * many as f64;
    if part {
        return is_part_of(&earlier.words, &later.words).then_some((EdgeKind::Repeats, false));
    }
    if earlier.n_negations() != later.n_negations() {
        return None;
    }
    if numbers.0 != numbers.1 {
        let another = earlier.claim.source.is_some()
            && later.claim.source.is_some()
            && earlier.claim.source != later.claim.source;
        let states = acts.into_iter().all(states);
        let exact = !is_bounded(earlier) && !is_bounded(later) && numbers.0.len() == numbers.1.len();
        let same_time = are_near(earlier.claim, later.claim, DAYS_OF_NUMBER);
        // "killed 12 in 2014" and "killed 9 in 2015" do not exclude each other.
        let one_differs = numbers.0.iter().zip(&numbers.1).filter(|(a, b)| a != b).count() == 1;
        return (another && states && exact && same_time && one_differs).then_some((EdgeKind::Contradicts, false));
    }
    let sources_differ = earlier.claim.source != later.claim.source;
    match acts {
        [a, b] if a == b => Some((EdgeKind::Repeats, false)),
        [a, SpeechAct::Deny] if states(a) => Some((EdgeKind::Denies, false)),
        [SpeechAct::Deny, b] if states(b) => Some((EdgeKind::Denies, true)),
        [a, SpeechAct::Confirm] if states(a) && sources_differ => Some((EdgeKind::Confirms, false)),
        [a, b] if states(a) && states(b) => Some((EdgeKind::Repeats, false)),
        _ => None,
    }
}

/// Whether all the numbers and negations of the shorter stand in the longer, so that a part does not say another thing.
fn is_part_of(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let telling = |w: &&String| is_number(w) || denies(w);
    short.iter().filter(telling).all(|w| long.contains(w))
}

/// "not", "never": two claims that differ in these do not say the same.
fn denies(word: &str) -> bool {
    word.ends_with("n't") || is(Group::Negation, word)
}

/// Acts that hold their content true.
fn states(act: SpeechAct) -> bool {
    matches!(
        act,
        SpeechAct::Say
            | SpeechAct::Announce
            | SpeechAct::Accuse
            | SpeechAct::Confirm
            | SpeechAct::Estimate
            | SpeechAct::Believe
            | SpeechAct::Warn
            | SpeechAct::Criticise
            | SpeechAct::Predict
    )
}

/// Whether a number is no exact one: "at least 12", "some 400", "nearly ten".
fn is_bounded(said: &Said<'_>) -> bool {
    said.words.iter().any(|w| is(Group::Bound, w))
}

/// Whether two documents are of the same time; two without a date only if they are one.
fn are_near(a: &ClaimNode, b: &ClaimNode, days: i64) -> bool {
    match (a.date, b.date) {
        (Some(x), Some(y)) => days_apart(x, y) <= days,
        _ => a.document == b.document,
    }
}

/// An event with both its sides, as one claim tells it.
struct Told<'a> {
    id: &'a NodeId,
    claim: &'a ClaimNode,
    claim_node: &'a Node,
    event_node: &'a Node,
    event: &'a EventNode,
    negative: bool,
}

type Act<'a> = (EventType, &'a str, &'a NodeId, &'a NodeId);

/// Joins claims that an event did not happen with those that it did.
fn same_event(nodes: &BTreeMap<NodeId, Node>, edges: &BTreeMap<EdgeId, Edge>, out: &mut BTreeMap<EdgeId, Edge>) {
    let mut sides: BTreeMap<&NodeId, [BTreeSet<&NodeId>; 2]> = BTreeMap::new();
    for ((source, target, _), edge) in edges {
        match edge.kind {
            EdgeKind::Agent => sides.entry(target).or_default()[0].insert(source),
            EdgeKind::Patient => sides.entry(source).or_default()[1].insert(target),
            _ => continue,
        };
    }
    let mut acts: BTreeMap<Act<'_>, Vec<Told<'_>>> = BTreeMap::new();
    for (event_id, [agents, patients]) in sides {
        let Some(&patient) = patients.first() else { continue };
        let Some(event_node) = nodes.get(event_id) else { continue };
        let Some(event) = event_node.as_event().filter(|_| agents.len() <= 1 && patients.len() == 1) else { continue };
        for statement in event.stated_by.iter().filter(|s| s.modality == Modality::Asserted) {
            let StatedBy::Claim(id) = &statement.by else { continue };
            let Some(claim_node) = nodes.get(id) else { continue };
            let Some(claim) = claim_node.as_claim() else { continue };
            if claim.act != SpeechAct::Deny && !states(claim.act) {
                continue;
            }
            // "Iran denied that it attacked": who denies is who is said to have done it, though "it" may be left open.
            let own = || claim.source.as_ref().filter(|_| claim.act == SpeechAct::Deny && has_open_agent(event));
            let Some(agent) = agents.first().copied().or_else(own) else { continue };
            let negative = statement.polarity == Polarity::Negative || claim.act == SpeechAct::Deny;
            let told = Told { id, claim, claim_node, event_node, event, negative };
            acts.entry((event.kind, event.lemma.as_str(), agent, patient)).or_default().push(told);
        }
    }
    for mut told in acts.into_values() {
        told.sort_by(|a, b| a.order().cmp(&b.order()));
        for no in told.iter().filter(|t| t.negative) {
            let yes = told.iter().filter(|t| !t.negative && no.is_of_one_time(t) && no.id != t.id);
            let apart = yes.filter(|t| !is_within(nodes, no.claim, t.id) && !is_within(nodes, t.claim, no.id));
            for yes in apart.take(MOST_DENIED) {
                let kind = if no.claim.act == SpeechAct::Deny { EdgeKind::Denies } else { EdgeKind::Contradicts };
                let provenance = no.words().into_iter().chain(yes.words()).collect();
                add(out, no.id, yes.id, Edge::new(kind, provenance));
            }
        }
    }
}

/// Whether an event is somebody's of whom only a pronoun is known.
fn has_open_agent(event: &EventNode) -> bool {
    let is_pronoun = |words: &str| matches!(words.to_lowercase().as_str(), "it" | "he" | "she" | "they");
    event.arguments.iter().any(|a| a.role == Role::Agent && is_pronoun(&a.passage.text))
}

impl Told<'_> {
    fn order(&self) -> (bool, Option<Date>, &str, &NodeId, &NodeId) {
        (self.claim.date.is_none(), self.claim.date, &self.claim.document, self.id, &self.event_node.id)
    }

    /// Whether two tell of the same time: "2022-09" and "2022-09-26" do; without a time, in documents of two weeks.
    fn is_of_one_time(&self, other: &Told<'_>) -> bool {
        fn time(event: &EventNode) -> Option<&EventTime> {
            event.time.as_ref().filter(|time| time.value.is_some())
        }
        match (time(self.event), time(other.event)) {
            (Some(a), Some(b)) => !a.contradicts(b),
            _ => are_near(self.claim, other.claim, DAYS_OF_EVENT),
        }
    }

    /// The words for the event that stand in the claim, with their sentence; else all of what the claim says.
    fn words(&self) -> Vec<Provenance> {
        let said = &self.claim_node.provenance;
        let inside = |p: &&Provenance| {
            let holds = |c: &Provenance| {
                c.document == p.document && c.passage.start <= p.passage.start && p.passage.end <= c.passage.end
            };
            said.iter().any(holds)
        };
        let words: Vec<Provenance> = self.event_node.provenance.iter().filter(inside).cloned().collect();
        if words.is_empty() { said.clone() } else { words }
    }
}

fn add(out: &mut BTreeMap<EdgeId, Edge>, from: &NodeId, to: &NodeId, edge: Edge) {
    if from != to {
        out.entry((from.clone(), to.clone(), edge.key.clone())).or_insert(edge);
    }
}
