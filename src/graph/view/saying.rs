//! The words and looks that the views share: what a figure says, and who says that something happens.

use std::collections::BTreeSet;

use super::{Arrow, Figure, Look, Shape, Tone};
use crate::annotation::{CertaintyLevel, ClaimKind, Favour, Modality, Polarity, Role, SpeechAct};
use crate::graph::label::{LABEL_LENGTH, cut, time_words};
use crate::graph::voice::{Voice, is_told, says_who};
use crate::graph::{
    ActorNode, ClaimNode, Edge, EdgeKind, EventArgument, EventNode, KnowledgeGraph, Link, Node, NodeDetail, Provenance,
    Statement,
};

/// Characters of the words for one who is spoken to, and of a hedge.
const WORDS_LENGTH: usize = 30;

/// Characters of an argument that is no actor.
const ARGUMENT_LENGTH: usize = 40;

/// Sentences in a tooltip; a reader who wants all of them has the JSON.
const TOOLTIP_SENTENCES: usize = 5;

/// One way in which an event is said to be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Facet {
    pub(super) look: Look,
    /// "per Russia" where the document does not say so itself.
    pub(super) per: Option<String>,
    pub(super) modality: Modality,
}

/// The ways in which something is said: one for each polarity and modality that somebody gives it.
pub(super) fn facets(graph: &KnowledgeGraph, statements: &BTreeSet<Statement>) -> Vec<Facet> {
    let facet = |voice: Voice| {
        let modality = voice.modality;
        let look = Look {
            alleged: voice.is_alleged(),
            unreal: !matches!(modality, Modality::Asserted | Modality::Alleged),
            negated: voice.polarity == Polarity::Negative,
        };
        Facet { look, per: (!voice.told).then(|| per(voice.speakers)), modality }
    };
    graph.voices(statements).into_iter().map(facet).collect()
}

/// The statements that give an event both its ends. Where no one statement does, each end comes from another: then the end
/// that the document does not vouch for decides.
pub(crate) fn joint(a: &Edge, b: &Edge) -> BTreeSet<Statement> {
    let common: BTreeSet<Statement> = a.stated_by.intersection(&b.stated_by).cloned().collect();
    if !common.is_empty() {
        common
    } else if is_told(&a.stated_by) {
        b.stated_by.clone()
    } else {
        a.stated_by.clone()
    }
}

fn per(speakers: BTreeSet<String>) -> String {
    let mut names = speakers.into_iter();
    let first = names.next().unwrap_or_default();
    match names.len() {
        0 => format!("per {first}"),
        1 => format!("per {first} and {}", names.next().unwrap_or_default()),
        more => format!("per {first} and {more} others"),
    }
}

/// An event in a few words: "not: expel ≥400 (2022)", "kidnap (possible)", "bomb (foiled)".
pub(super) fn event_words(called: &str, event: &EventNode, facet: &Facet) -> String {
    let mut words = String::new();
    // What was foiled did not happen: that word alone says so.
    if facet.look.negated && facet.modality != Modality::Foiled {
        words.push_str("not: ");
    }
    words.push_str(called);
    let time = event.time.as_ref().map(time_words);
    let modality = (facet.modality != Modality::Asserted).then(|| facet.modality.as_str());
    let extras: Vec<&str> = modality.into_iter().chain(time.as_deref()).collect();
    if !extras.is_empty() {
        words.push_str(&format!(" ({})", extras.join(", ")));
    }
    words
}

/// The first argument with a role that is no actor: "weapons".
pub(super) fn argument_words(event: &EventNode, role: Role) -> Option<String> {
    let fits = |argument: &&EventArgument| argument.role == role && says_who(&argument.passage.text);
    let argument = event.arguments.iter().find(fits)?;
    Some(cut(&argument.passage.text, ARGUMENT_LENGTH))
}

/// Conflict or cooperation.
pub(super) fn event_tone(event: &EventNode) -> Tone {
    if event.quad_class.is_conflict() { Tone::Conflict } else { Tone::Cooperation }
}

/// The sentences that a node rests on.
pub(super) fn sentences(node: &Node) -> BTreeSet<String> {
    let whole = |p: &Provenance| p.sentence.as_ref().unwrap_or(&p.passage).text.to_string();
    node.provenance.iter().map(whole).collect()
}

/// Sentences for a tooltip, not too many.
pub(super) fn tooltip<'s>(sentences: impl IntoIterator<Item = &'s String>) -> String {
    let mut sentences = sentences.into_iter();
    let mut lines: Vec<&str> = sentences.by_ref().take(TOOLTIP_SENTENCES).map(String::as_str).collect();
    let rest = sentences.count();
    let more = format!("… and {rest} more");
    if rest > 0 {
        lines.push(&more);
    }
    lines.join("\n")
}

/// The figure of any node, as the detailed views draw it.
pub fn figure(graph: &KnowledgeGraph, node: &Node) -> Figure {
    let lines = |words: String| vec![cut(&words, LABEL_LENGTH)];
    match &node.detail {
        NodeDetail::Actor(actor) => actor_figure(node, actor),
        NodeDetail::Claim(claim) => {
            let quoted = if claim.kind == ClaimKind::Direct && !node.label.starts_with(['“', '"', '«']) {
                format!("“{}”", node.label)
            } else {
                node.label.clone()
            };
            let tooltip = claim.sentence.as_ref().map_or_else(|| claim.text.clone(), |s| s.text.to_string());
            let hedged = claim.certainty.as_ref().is_some_and(|c| c.level == CertaintyLevel::Hedged);
            let look = Look { alleged: claim.hearsay.is_some(), unreal: hedged, negated: false };
            let mut all = lines(quoted);
            all.extend(manner(graph, claim));
            Figure { id: node.id.clone(), shape: Shape::Claim(look), lines: all, tooltip }
        }
        NodeDetail::Event(event) => event_figure(graph, node, event),
        NodeDetail::Document(document) => Figure {
            id: node.id.clone(),
            shape: Shape::Document,
            lines: lines(node.label.clone()),
            tooltip: [Some(document.document.clone()), document.url.clone(), document.publisher.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("\n"),
        },
    }
}

pub(super) fn actor_figure(node: &Node, actor: &ActorNode) -> Figure {
    let aliases: Vec<&str> = actor.aliases.iter().map(String::as_str).collect();
    let mut about = vec![format!("{}: {}", actor.kind.as_str(), node.label)];
    if !aliases.is_empty() {
        about.push(format!("also: {}", aliases.join(", ")));
    }
    about.push(format!("mentioned {} times in {} documents", actor.mentions, actor.documents.len()));
    about.extend(actor.note.clone());
    Figure {
        id: node.id.clone(),
        shape: Shape::Actor(actor.kind),
        lines: vec![node.label.clone()],
        tooltip: about.join("\n"),
    }
}

/// An event's figure shows it as the document says it, or else as the claims do.
fn event_figure(graph: &KnowledgeGraph, node: &Node, event: &EventNode) -> Figure {
    let facets = facets(graph, &event.stated_by);
    let facet = facets.iter().find(|facet| !facet.look.alleged).or(facets.first());
    let (look, mut lines) = match facet {
        Some(facet) => (facet.look, vec![event_words(&node.label, event, facet)]),
        None => (Look::default(), vec![node.label.clone()]),
    };
    if let Some(patient) = argument_words(event, Role::Patient) {
        lines[0] = format!("{}: {patient}", lines[0]);
    }
    lines.extend(facet.and_then(|facet| facet.per.clone()));
    Figure {
        id: node.id.clone(),
        shape: Shape::Event(event_tone(event), look),
        lines,
        tooltip: tooltip(&sentences(node)),
    }
}

/// What a claim is besides its words: "demand, to Iran, hedged: may".
fn manner(graph: &KnowledgeGraph, claim: &ClaimNode) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    if claim.act != SpeechAct::Say {
        words.push(claim.act.as_str().to_owned());
    }
    let name = claim.addressee.as_ref().and_then(|id| graph.node(id)).map(|node| node.label.as_str());
    let told = name.or(claim.addressee_text.as_ref().map(|p| &*p.text).filter(|t| says_who(t)));
    words.extend(told.map(|t| format!("to {}", cut(t, WORDS_LENGTH))));
    words.extend(
        claim.certainty.as_ref().map(|c| format!("{}: {}", c.level.as_str(), cut(&c.words.text, WORDS_LENGTH))),
    );
    words.extend(claim.time.as_ref().map(time_words));
    words.extend(claim.hearsay.as_ref().map(|h| format!("hearsay: {}", cut(&h.text, WORDS_LENGTH))));
    (!words.is_empty()).then(|| format!("[{}]", words.join(", ")))
}

/// The arrow of any edge, as the detailed views draw it. Its ends are set later.
pub fn arrow(graph: &KnowledgeGraph, link: Link<'_>) -> Arrow {
    let edge = link.edge;
    let facets = facets(graph, &edge.stated_by);
    let look = facets.iter().map(|facet| facet.look).find(|look| !look.alleged).or(facets.first().map(|f| f.look));
    // Every claim and event is stated in a document: on so many arrows the words would only hide the others.
    let lines = if edge.kind == EdgeKind::StatedIn { Vec::new() } else { vec![edge_words(edge)] };
    Arrow {
        from: 0,
        to: 0,
        lines,
        tooltip: tooltip(&edge.provenance.iter().map(|p| p.passage.text.to_string()).collect::<Vec<_>>()),
        tone: edge_tone(link),
        look: look.unwrap_or_default(),
        weight: 1,
    }
}

/// "leads (director general)", "said".
pub(super) fn edge_words(edge: &Edge) -> String {
    let kind = match edge.stance {
        Some(Favour::Positive) => "for".to_owned(),
        Some(Favour::Negative) => "against".to_owned(),
        None => edge.kind.as_str().replace('_', " "),
    };
    if let Some(predicate) = &edge.predicate {
        return cut(predicate, LABEL_LENGTH);
    }
    match (&edge.role, &edge.cue) {
        (Some(role), _) => cut(&format!("{kind} ({role})"), LABEL_LENGTH),
        (None, Some(cue)) => cut(cue, ARGUMENT_LENGTH),
        (None, None) => kind,
    }
}

fn edge_tone(link: Link<'_>) -> Tone {
    match link.edge.kind {
        kind if kind.is_relation() || kind == EdgeKind::Relation => Tone::Fact,
        EdgeKind::StatedIn => Tone::Source,
        EdgeKind::Denies | EdgeKind::Contradicts => Tone::Against,
        EdgeKind::Confirms | EdgeKind::Repeats => Tone::For,
        EdgeKind::About if link.edge.stance.is_some() => {
            if link.edge.stance == Some(Favour::Positive) {
                Tone::For
            } else {
                Tone::Against
            }
        }
        _ => link
            .source
            .as_event()
            .or(link.target.as_event())
            .filter(|_| link.edge.kind.is_role())
            .map_or(Tone::Speech, event_tone),
    }
}
