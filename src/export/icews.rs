//! Event dyads in the columns of ICEWS, tab-separated: a row for each agent of an event with each one it is done to.
//!
//! The first twenty columns are those of the [ICEWS Coded Event Data](https://doi.org/10.7910/DVN/28075), in their order. They
//! have no place for what is only alleged, denied or planned, so that more columns follow: who counts rows as facts must
//! keep those with `Alleged` false, `Polarity` positive and `Factuality` asserted.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use super::fields::{LIST_SEPARATOR, statement_words};
use super::links::voices;
use super::shared::acts::{Act, acts, event_day, url};
use super::shared::clean::one_line;
use super::shared::delimited::Rows;
use crate::annotation::{ActorKind, Modality, Polarity};
use crate::graph::label::quantity_label;
use crate::graph::{EdgeKind, KnowledgeGraph, Link, Manner, Node, NodeId, Passage, is_alleged};

/// The columns of ICEWS, then ours.
pub const COLUMNS: [&str; 38] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "Alleged",
    "Polarity",
    "Factuality",
    "Stated By",
    "Statements",
    "Date Basis",
    "Event Type",
    "Mode",
    "Quantity",
    "Target Role",
    "Source ID",
    "Target ID",
    "Event Node",
    "Document",
    "URL",
    "Start",
    "End",
    "Sentence",
];

/// Writes the dyads of a graph.
///
/// # Errors
/// When writing fails.
pub fn write_dyads(graph: &KnowledgeGraph, out: impl Write) -> io::Result<()> {
    let mut rows = Rows::new(out, b'\t');
    rows.write(COLUMNS)?;
    let countries = countries(graph);
    for act in acts(graph) {
        let cells = row(graph, &countries, &act);
        rows.write(cells.iter().map(|cell| cell.as_bytes()))?;
    }
    rows.finish()
}

/// The one state that an actor is, or that documents tell it belongs to; nothing where they tell of several.
fn countries(graph: &KnowledgeGraph) -> BTreeMap<&NodeId, Option<&str>> {
    let is_state = |node: &Node| node.as_actor().is_some_and(|actor| actor.kind == ActorKind::State);
    let mut countries: BTreeMap<&NodeId, Option<&str>> = BTreeMap::new();
    for node in graph.nodes().filter(|node| is_state(node)) {
        countries.insert(&node.id, Some(&node.label));
    }
    for link in graph.links().filter(|link| is_belonging(link) && is_state(link.target) && !is_state(link.source)) {
        let label = link.target.label.as_str();
        let country = countries.entry(&link.source.id).or_insert(Some(label));
        *country = country.filter(|known| *known == label);
    }
    countries
}

/// Whether a document itself says that one belongs to the other.
fn is_belonging(link: &Link<'_>) -> bool {
    use EdgeKind::{Affiliation, Leads, LocatedIn, MemberOf, PartOf};
    let fact = Manner { polarity: Polarity::Positive, modality: Modality::Asserted };
    matches!(link.edge.kind, Affiliation | Leads | MemberOf | PartOf | LocatedIn)
        && !is_alleged(&link.edge.stated_by)
        && Manner::of(&link.edge.stated_by) == Some(fact)
}

fn row<'g>(
    graph: &'g KnowledgeGraph,
    countries: &BTreeMap<&NodeId, Option<&'g str>>,
    act: &Act<'g>,
) -> [Cow<'g, str>; COLUMNS.len()] {
    let (node, event) = (act.node, act.event);
    let (source, target) = (act.agent.source, act.target.target);
    let country = |id| one_line(countries.get(id).copied().flatten().unwrap_or_default());
    let day = event_day(graph, node, event);
    let basis = day.map_or("", |(_, by_words)| if by_words { "text" } else { "publication" });
    let (city, state) = place(graph, node);
    let words = node.provenance.first();
    let place = words.map(|words| &words.passage);
    let at = |pick: fn(&Passage) -> u32| Cow::Owned(place.map(|p| pick(p).to_string()).unwrap_or_default());
    let manner = Manner::of(&act.statements);
    let publisher = graph.document_node(&event.document).and_then(|document| document.publisher.as_deref());
    let owned = |words: String| Cow::Owned(one_line(&words).into_owned());
    [
        Cow::Owned(number(act).to_string()),
        Cow::Owned(day.map(|(day, _)| day.to_string()).unwrap_or_default()),
        one_line(&source.label),
        sectors(source),
        country(&source.id),
        one_line(&node.label),
        one_line(&event.cameo),
        Cow::Owned(event.goldstein.map(|value| format!("{value:?}")).unwrap_or_default()),
        one_line(&target.label),
        sectors(target),
        country(&target.id),
        one_line(&event.document),
        Cow::Borrowed(""),
        one_line(publisher.unwrap_or_default()),
        one_line(city),
        Cow::Borrowed(""),
        Cow::Borrowed(""),
        one_line(state),
        Cow::Borrowed(""),
        Cow::Borrowed(""),
        Cow::Borrowed(if is_alleged(&act.statements) { "true" } else { "false" }),
        Cow::Borrowed(manner.map_or("", |manner| manner.polarity.as_str())),
        Cow::Borrowed(manner.map_or("", |manner| manner.modality.as_str())),
        owned(voices(graph, &act.statements).join(LIST_SEPARATOR)),
        owned(statement_words(graph, &act.statements).join(LIST_SEPARATOR)),
        Cow::Borrowed(basis),
        owned(event.kind.as_str().to_owned()),
        one_line(event.mode.as_deref().unwrap_or_default()),
        owned(event.quantity.as_ref().map(quantity_label).unwrap_or_default()),
        Cow::Borrowed(act.target.edge.kind.as_str()),
        one_line(source.id.as_str()),
        one_line(target.id.as_str()),
        one_line(node.id.as_str()),
        one_line(&event.document),
        one_line(url(graph, &event.document)),
        at(|passage| passage.start),
        at(|passage| passage.end),
        one_line(words.and_then(|words| words.sentence.as_ref()).map_or("", |sentence| &sentence.text)),
    ]
}

/// A number made of the event and its two actors, below 2^53 so that R and spreadsheets hold it exactly.
fn number(act: &Act<'_>) -> u64 {
    let mut hash = Sha256::new();
    let parts = [&act.node.id, &act.agent.source.id, &act.target.target.id].map(NodeId::as_str);
    for part in parts.into_iter().chain([act.target.edge.key.as_str()]) {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    digest.iter().take(8).fold(0u64, |number, byte| number << 8 | u64::from(*byte)) >> 12
}

/// What kind of actor it is, with the codes of users' gazetteers.
fn sectors(node: &Node) -> Cow<'_, str> {
    let Some(actor) = node.as_actor() else { return Cow::Borrowed("") };
    if actor.codes.is_empty() {
        return Cow::Borrowed(actor.kind.as_str());
    }
    let codes = actor.codes.iter().map(String::as_str);
    let words: Vec<&str> = std::iter::once(actor.kind.as_str()).chain(codes).collect();
    Cow::Owned(one_line(&words.join(",")).into_owned())
}

/// Where an event takes place: the first place that is no state, and the first state.
fn place<'g>(graph: &'g KnowledgeGraph, event: &Node) -> (&'g str, &'g str) {
    let places = graph.outgoing(&event.id).into_iter().filter(|link| link.edge.kind == EdgeKind::Place);
    let (mut city, mut state) = ("", "");
    for place in places {
        let is_state = place.target.as_actor().is_some_and(|actor| actor.kind == ActorKind::State);
        let slot = if is_state { &mut state } else { &mut city };
        if slot.is_empty() {
            *slot = &place.target.label;
        }
    }
    (city, state)
}
