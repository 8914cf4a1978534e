//! `links.csv`: a row for each way in which one named actor stands to another, for i2, Maltego, Kumu and spreadsheets.
//!
//! Rows are what one did to another (event type), what one said about another (`claim:` and the act of speech), and lasting ties
//! (the type of relation). Such programs know actors by name, so two of one name are written with their ids. Cells cannot
//! become formulas of a spreadsheet.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use super::fields::{LIST_SEPARATOR, published, statement_words};
use super::shared::acts::{acts, event_day, url};
use super::shared::clean::cell;
use super::shared::delimited::Rows;
use crate::graph::view::{edge_caption, node_caption, with_manner};
use crate::graph::{
    ActorNode, EdgeKind, KnowledgeGraph, Link, Manner, Node, NodeId, NodeKind, Provenance, Statement, is_alleged,
};

/// The columns; the first five are what Kumu looks for.
pub const COLUMNS: [&str; 20] = [
    "From",
    "To",
    "Label",
    "Type",
    "Direction",
    "Strength",
    "Date",
    "Source document",
    "URL",
    "Sentence",
    "Alleged",
    "Stated by",
    "Polarity",
    "Factuality",
    "Statements",
    "From type",
    "To type",
    "From ID",
    "To ID",
    "Link ID",
];

/// One row, before it is cleaned.
struct Row<'g> {
    from: &'g Node,
    to: &'g Node,
    label: String,
    kind: Cow<'g, str>,
    directed: bool,
    n_sources: u32,
    date: Option<jiff::civil::Date>,
    document: &'g str,
    sentence: &'g str,
    alleged: bool,
    stated_by: Vec<String>,
    manner: Option<Manner>,
    statements: Vec<String>,
    id: String,
}

/// Writes the links of a graph.
///
/// # Errors
/// When writing fails.
pub fn write_links(graph: &KnowledgeGraph, out: impl Write) -> io::Result<()> {
    let mut rows = Rows::new(out, b',');
    rows.write(COLUMNS)?;
    let names = names(graph);
    for row in deeds(graph).chain(claims(graph)).chain(ties(graph)) {
        let (Some(from), Some(to)) = (names.get(&row.from.id), names.get(&row.to.id)) else { continue };
        write_row(&mut rows, graph, &row, from, to)?;
    }
    rows.finish()
}

/// What named actors are called; those of one name have their id with it.
fn names(graph: &KnowledgeGraph) -> HashMap<&NodeId, Cow<'_, str>> {
    let actors = || graph.nodes().filter(|node| node.as_actor().is_some_and(|actor| actor.named));
    let mut bearers: HashMap<Cow<'_, str>, u32> = HashMap::new();
    for node in actors() {
        *bearers.entry(cell(&node.label)).or_default() += 1;
    }
    let name = |node: &'_ Node| {
        let label = cell(&node.label).into_owned();
        let is_clear = bearers.get(label.as_str()) == Some(&1) && !label.trim().is_empty();
        if is_clear { Cow::Owned(label) } else { Cow::Owned(format!("{label} [{}]", cell(node.id.as_str()))) }
    };
    actors().map(|node| (&node.id, name(node))).collect()
}

/// What one did to another.
fn deeds(graph: &KnowledgeGraph) -> impl Iterator<Item = Row<'_>> {
    acts(graph).map(move |act| Row {
        from: act.agent.source,
        to: act.target.target,
        label: with_manner(graph, &act.node.label, &act.statements),
        kind: Cow::Owned(act.event.kind.as_str().to_owned()),
        directed: true,
        n_sources: 1,
        date: event_day(graph, act.node, act.event).map(|(day, _)| day),
        document: &act.event.document,
        sentence: sentence(&act.node.provenance),
        alleged: is_alleged(&act.statements),
        stated_by: voices(graph, &act.statements),
        manner: Manner::of(&act.statements),
        statements: statement_words(graph, &act.statements),
        id: format!("{} {}", act.node.id, act.target.edge.key),
    })
}

/// What one said about another. That it was said is alleged where it is passed on from others, or part of another's claim.
fn claims(graph: &KnowledgeGraph) -> impl Iterator<Item = Row<'_>> {
    let spoken = |link: Link<'_>| link.edge.kind == EdgeKind::About && link.source.kind() == NodeKind::Claim;
    graph.links().filter(move |link| spoken(*link)).filter_map(move |link| {
        let claim = link.source.as_claim()?;
        let outer = claim.within.as_ref().map(|outer| graph.speaker(outer));
        let hearsay = claim.hearsay.as_ref().map(|words| format!("hearsay: {}", words.text));
        let alleged = outer.is_some() || hearsay.is_some();
        let stated_by: Vec<String> = outer.into_iter().chain(hearsay).collect();
        Some(Row {
            from: graph.node(claim.source.as_ref()?)?,
            to: link.target,
            label: format!("says: {}", node_caption(graph, link.source)),
            kind: Cow::Owned(format!("claim: {}", claim.act.as_str())),
            directed: true,
            n_sources: 1,
            date: claim.time.as_ref().and_then(|time| time.first_day).or(claim.date),
            document: &claim.document,
            sentence: claim.sentence.as_ref().map_or("", |sentence| &sentence.text),
            alleged,
            stated_by: if alleged { stated_by } else { vec!["document".to_owned()] },
            manner: None,
            statements: Vec::new(),
            id: link.source.id.to_string(),
        })
    })
}

/// Lasting ties, and open relations.
fn ties(graph: &KnowledgeGraph) -> impl Iterator<Item = Row<'_>> {
    let is_tie = |link: &Link<'_>| link.edge.kind.is_relation() || link.edge.kind == EdgeKind::Relation;
    graph.links().filter(is_tie).map(move |link| {
        let edge = link.edge;
        let documents: BTreeSet<&str> = edge.provenance.iter().map(|place| &*place.document).collect();
        let dates = documents.iter().filter_map(|name| published(graph, graph.document(name)?));
        Row {
            from: link.source,
            to: link.target,
            label: edge_caption(graph, link),
            kind: Cow::Borrowed(edge.kind.as_str()),
            directed: !matches!(edge.kind, EdgeKind::AlliedWith | EdgeKind::OpposedTo),
            n_sources: edge.support.n_sources.max(1),
            date: dates.min(),
            document: edge.provenance.first().map_or("", |place| &place.document),
            sentence: sentence(&edge.provenance),
            alleged: is_alleged(&edge.stated_by),
            stated_by: voices(graph, &edge.stated_by),
            manner: Manner::of(&edge.stated_by),
            statements: statement_words(graph, &edge.stated_by),
            id: edge.key.clone(),
        }
    })
}

/// The first sentence that is there, else the words.
fn sentence(provenance: &[Provenance]) -> &str {
    let whole = provenance.iter().find_map(|place| place.sentence.as_ref());
    whole.or(provenance.first().map(|place| &place.passage)).map_or("", |passage| &passage.text)
}

/// Who says so: the document first, then parties by name.
pub(super) fn voices(graph: &KnowledgeGraph, statements: &BTreeSet<Statement>) -> Vec<String> {
    let told = !statements.is_empty() && !is_alleged(statements);
    told.then(|| "document".to_owned()).into_iter().chain(graph.speakers(statements)).collect()
}

fn write_row<W: Write>(
    rows: &mut Rows<W>,
    graph: &KnowledgeGraph,
    row: &Row<'_>,
    from: &str,
    to: &str,
) -> io::Result<()> {
    let kind = |node: &Node| node.as_actor().map_or("", |actor: &ActorNode| actor.kind.as_str());
    let cells: [Cow<'_, str>; COLUMNS.len()] = [
        from.into(),
        to.into(),
        cell(&row.label),
        cell(&row.kind),
        if row.directed { "directed" } else { "undirected" }.into(),
        row.n_sources.to_string().into(),
        row.date.map(|day| day.to_string()).unwrap_or_default().into(),
        cell(row.document),
        cell(url(graph, row.document)),
        cell(row.sentence),
        if row.alleged { "true" } else { "false" }.into(),
        Cow::Owned(cell(&row.stated_by.join(LIST_SEPARATOR)).into_owned()),
        row.manner.map_or("", |manner| manner.polarity.as_str()).into(),
        row.manner.map_or("", |manner| manner.modality.as_str()).into(),
        Cow::Owned(cell(&row.statements.join(LIST_SEPARATOR)).into_owned()),
        kind(row.from).into(),
        kind(row.to).into(),
        cell(row.from.id.as_str()),
        cell(row.to.id.as_str()),
        cell(&row.id),
    ];
    rows.write(cells.iter().map(|cell| cell.as_bytes()))
}
