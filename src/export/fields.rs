//! The graph as two flat tables, for formats that know rows and columns only.
//!
//! What enters: a [`KnowledgeGraph`]. What leaves: for each node and each edge the values of its columns, in the order of
//! [`node_columns`] and [`edge_columns`]. GraphML, GEXF, CSV and their like have the same columns, since all read them here.
//! What does not fit a cell (further provenance, who states what with which polarity) is in the node-link JSON only; what
//! must never be lost has a column of its own: whether something is only alleged, and by whom.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::annotation::Polarity;
use crate::graph::label::quantity_label;
use crate::graph::view::{edge_caption, node_caption};
use crate::graph::{
    ActorNode, ClaimNode, DocumentNode, EventNode, EventTime, KnowledgeGraph, Link, Manner, Node, NodeDetail, NodeId,
    NodeKind, Passage, Provenance, StatedBy, Statement, is_alleged,
};

pub use super::shared::value::{FieldType, LIST_SEPARATOR, Value};

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, unique in its table: lower-case letters and underscores.
    pub name: &'static str,
    /// What it holds.
    pub field_type: FieldType,
    /// What it means, with its unit.
    pub meaning: &'static str,
}

/// The columns of nodes; every node has the first three.
pub fn node_columns() -> impl ExactSizeIterator<Item = &'static Column> {
    NODES.iter().map(|(column, _)| column)
}

/// The columns that nodes of a kind may have values in, in the order of [`node_columns`].
pub fn columns_of(kind: NodeKind) -> impl Iterator<Item = &'static Column> {
    node_columns().filter(move |column| match column.name {
        "id" | "type" | "label" | "caption" | "n_documents" | "n_sources" | "document" => true,
        "start" | "end" | "words" | "sentence" => kind != NodeKind::Document,
        "kind" => matches!(kind, NodeKind::Actor | NodeKind::Claim),
        "named" | "aliases" | "wikidata" | "gazetteer" | "codes" | "mentions" | "weight" | "note" | "degree"
        | "pagerank" | "betweenness" | "community" => kind == NodeKind::Actor,
        "text" | "act" | "source" | "source_text" | "cue" | "addressee" | "within" | "certainty" | "hearsay" => {
            kind == NodeKind::Claim
        }
        "time" | "first_day" | "last_day" => matches!(kind, NodeKind::Claim | NodeKind::Event),
        "date" => kind != NodeKind::Actor,
        "title" | "publisher" | "author" | "url" | "digest" | "copy_of" => kind == NodeKind::Document,
        _ => kind == NodeKind::Event,
    })
}

/// The columns of edges; every edge has the first four.
pub fn edge_columns() -> impl ExactSizeIterator<Item = &'static Column> {
    EDGES.iter().map(|(column, _)| column)
}

/// What the columns hold for a node, those without a value left out.
pub fn node_values<'g>(graph: &'g KnowledgeGraph, node: &'g Node) -> Vec<(&'static Column, Value<'g>)> {
    NODES.iter().filter_map(|(column, read)| Some((column, read(graph, node)?))).collect()
}

/// What the columns hold for an edge, those without a value left out.
pub fn edge_values<'g>(graph: &'g KnowledgeGraph, link: Link<'g>) -> Vec<(&'static Column, Value<'g>)> {
    EDGES.iter().filter_map(|(column, read)| Some((column, read(graph, link)?))).collect()
}

type NodeReader = for<'g> fn(&'g KnowledgeGraph, &'g Node) -> Option<Value<'g>>;
type EdgeReader = for<'g> fn(&'g KnowledgeGraph, Link<'g>) -> Option<Value<'g>>;

const fn of_node(
    name: &'static str,
    field_type: FieldType,
    meaning: &'static str,
    read: NodeReader,
) -> (Column, NodeReader) {
    (Column { name, field_type, meaning }, read)
}

const fn of_edge(
    name: &'static str,
    field_type: FieldType,
    meaning: &'static str,
    read: EdgeReader,
) -> (Column, EdgeReader) {
    (Column { name, field_type, meaning }, read)
}

use FieldType::{Boolean, Date, Integer, List, Number, Text};

const NODES: &[(Column, NodeReader)] = &[
    of_node("id", Text, "made of content: equal content has equal ids in every run", |_, n| text(n.id.as_str())),
    of_node("type", Text, "actor, claim, event or document", |_, n| text(n.kind().as_str())),
    of_node("label", Text, "a few words to show, at most 90 characters", |_, n| text(&n.label)),
    of_node(
        "caption",
        Text,
        "the words in its figure: the label, with what negates or hedges it and who alone says so",
        |g, n| Some(Value::Text(node_caption(g, n).into())),
    ),
    of_node("kind", Text, "of actors what it is; of claims direct, indirect or mixed", |_, n| match &n.detail {
        NodeDetail::Actor(actor) => text(actor.kind.as_str()),
        NodeDetail::Claim(claim) => text(claim.kind.as_str()),
        NodeDetail::Event(_) | NodeDetail::Document(_) => None,
    }),
    of_node("named", Boolean, "false where only one document makes it an actor: “two journalists”", |_, n| {
        Some(Value::Boolean(actor(n)?.named))
    }),
    of_node("aliases", List, "other words for an actor", |_, n| list(actor(n)?.aliases.iter().map(String::as_str))),
    of_node("wikidata", Text, "Wikidata item of an actor", |_, n| optional(&actor(n)?.wikidata)),
    of_node("gazetteer", Text, "record of the gazetteer of an actor", |_, n| optional(&actor(n)?.gazetteer)),
    of_node("codes", List, "codes of users' gazetteers for an actor", |_, n| {
        list(actor(n)?.codes.iter().map(String::as_str))
    }),
    of_node("mentions", Integer, "mentions of an actor, pronouns included; count", |_, n| {
        Some(Value::Integer(actor(n)?.mentions.into()))
    }),
    of_node("n_documents", Integer, "documents that speak of it or tell it; count", |_, n| {
        Some(Value::Integer(n.support.n_documents.into()))
    }),
    of_node("n_sources", Integer, "independent ones of these: copies and one publisher's texts count once", |_, n| {
        Some(Value::Integer(n.support.n_sources.into()))
    }),
    of_node("weight", Integer, "edges at an actor; count", |_, n| Some(Value::Integer(actor(n)?.weight.into()))),
    of_node("degree", Integer, "actors that an actor is tied to; count", |_, n| {
        Some(Value::Integer(actor(n)?.measures?.degree.into()))
    }),
    of_node("pagerank", Number, "PageRank of an actor along ties, 0 to 1", |_, n| {
        number(Some(actor(n)?.measures?.pagerank))
    }),
    of_node("betweenness", Number, "share of shortest ways between two others through an actor, 0 to 1", |_, n| {
        number(Some(actor(n)?.measures?.betweenness))
    }),
    of_node("community", Integer, "number of an actor's community, the largest is 0", |_, n| {
        Some(Value::Integer(actor(n)?.measures?.community.into()))
    }),
    of_node("note", Text, "what to know about who an actor is", |_, n| optional(&actor(n)?.note)),
    of_node("text", Text, "of claims: all of the content", |_, n| text(&claim(n)?.text)),
    of_node("act", Text, "of claims: what the source does in saying it", |_, n| text(claim(n)?.act.as_str())),
    of_node("source", Text, "of claims: id of the actor who says it", |_, n| id(claim(n)?.source.as_ref())),
    of_node("source_text", Text, "of claims: the words for the one who says it", |_, n| {
        passage(claim(n)?.source_text.as_ref())
    }),
    of_node("cue", Text, "of claims: the words that attribute it", |_, n| passage(claim(n)?.cue.as_ref())),
    of_node("addressee", Text, "of claims: id of the actor who is told", |_, n| id(claim(n)?.addressee.as_ref())),
    of_node(
        "within",
        Text,
        "of claims: id of the claim it is part of; only that one's source says that it was made",
        |_, n| id(claim(n)?.within.as_ref()),
    ),
    of_node("certainty", Text, "of claims: hedged or assured, where words tell", |_, n| {
        text(claim(n)?.certainty.as_ref()?.level.as_str())
    }),
    of_node("hearsay", Boolean, "of claims: whether it is passed on from others", |_, n| {
        Some(Value::Boolean(claim(n)?.hearsay.is_some()))
    }),
    of_node("event_type", Text, "PLOVER type, or one of a user's ontology", |_, n| text(event(n)?.kind.as_str())),
    of_node("cameo", Text, "CAMEO code of an event", |_, n| {
        Some(&event(n)?.cameo).filter(|code| !code.is_empty()).and_then(|code| text(code))
    }),
    of_node("mode", Text, "in which way an event was done", |_, n| optional(&event(n)?.mode)),
    of_node("contexts", List, "what an event has to do with", |_, n| {
        list(event(n)?.contexts.iter().map(String::as_str))
    }),
    of_node("quad_class", Text, "cooperation or conflict, verbal or material", |_, n| {
        text(event(n)?.quad_class.as_str())
    }),
    of_node("goldstein", Number, "Goldstein's scale, -10 (conflict) to 10 (cooperation)", |_, n| {
        number(event(n)?.goldstein)
    }),
    of_node("score", Number, "PLOVER's scale, -10 (conflict) to 10 (cooperation)", |_, n| number(event(n)?.score)),
    of_node("lemma", Text, "base form of an event's trigger", |_, n| text(&event(n)?.lemma)),
    of_node("polarity", Text, "positive, or negative: said not to happen", |_, n| text(event(n)?.polarity.as_str())),
    of_node("factuality", Text, "asserted, possible, intended, conditional, requested, …", |_, n| {
        text(event(n)?.modality.as_str())
    }),
    of_node("alleged", Boolean, "of events: true where only parties say so, and no document itself", |_, n| {
        Some(Value::Boolean(is_alleged(&event(n)?.stated_by)))
    }),
    of_node("stated_by", List, "of events: who says so, “document” for the document itself", |g, n| {
        voices(g, &event(n)?.stated_by)
    }),
    of_node(
        "statements",
        List,
        "of events: who says so and how: “document: asserted”, “Russia: not asserted”",
        |g, n| statements(g, &event(n)?.stated_by),
    ),
    of_node("quantity", Text, "how many or how much: number with bound and unit, as “≥400”", |_, n| {
        Some(Value::Text(quantity_label(event(n)?.quantity.as_ref()?).into()))
    }),
    of_node("quantity_value", Number, "the number, or the lower of a range", |_, n| {
        number(Some(event(n)?.quantity.as_ref()?.value))
    }),
    of_node("time", Text, "when it happens or was said: ISO 8601 or TIMEX3, else the words", |_, n| {
        let time = time(n)?;
        text(time.value.as_ref().unwrap_or(&time.text))
    }),
    of_node("first_day", Date, "first day that the time may mean", |_, n| day(time(n)?.first_day)),
    of_node("last_day", Date, "last day that the time may mean, included", |_, n| day(time(n)?.last_day)),
    of_node("date", Date, "day of publication of its document", |g, n| day(published(g, n))),
    of_node("title", Text, "of documents: headline", |_, n| optional(&document(n)?.title)),
    of_node("publisher", Text, "of documents: who published it", |_, n| optional(&document(n)?.publisher)),
    of_node("author", Text, "of documents: who wrote it", |_, n| optional(&document(n)?.author)),
    of_node("copy_of", Text, "of documents: the document whose text it carries", |_, n| {
        optional(&document(n)?.copy_of)
    }),
    of_node("url", Text, "of documents: where it was published", |_, n| optional(&document(n)?.url)),
    of_node("digest", Text, "of documents: first 16 hexadecimal digits of the SHA-256 of the text", |_, n| {
        text(&document(n)?.digest)
    }),
    of_node(
        "document",
        Text,
        "document of the first words it rests on, or the document itself",
        |_, n| match document(n) {
            Some(document) => text(&document.document),
            None => text(&n.provenance.first()?.document),
        },
    ),
    of_node("start", Integer, "where these words begin; code points", |_, n| {
        Some(Value::Integer(n.provenance.first()?.passage.start.into()))
    }),
    of_node("end", Integer, "where these words end; code points, not included", |_, n| {
        Some(Value::Integer(n.provenance.first()?.passage.end.into()))
    }),
    of_node("words", Text, "these words", |_, n| text(&n.provenance.first()?.passage.text)),
    of_node("sentence", Text, "the sentence they stand in", |_, n| sentence(&n.provenance)),
];

const EDGES: &[(Column, EdgeReader)] = &[
    of_edge("source", Text, "id of the node where it begins", |_, l| text(l.source.id.as_str())),
    of_edge("target", Text, "id of the node where it ends", |_, l| text(l.target.id.as_str())),
    of_edge("type", Text, "how the two stand to each other", |_, l| text(l.edge.kind.as_str())),
    of_edge("key", Text, "tells it from other edges between the two", |_, l| text(&l.edge.key)),
    of_edge(
        "caption",
        Text,
        "the words on its arrow: type, office or predicate, with what negates or hedges it and who alone says so",
        |g, l| Some(Value::Text(edge_caption(g, l).into())),
    ),
    of_edge("role", Text, "the office, on relations", |_, l| optional(&l.edge.role)),
    of_edge("predicate", Text, "the words that join the two, on open relations", |_, l| optional(&l.edge.predicate)),
    of_edge("cue", Text, "the words that attribute the claim, on made", |_, l| optional(&l.edge.cue)),
    of_edge("stance", Text, "positive or negative, on about", |_, l| text(l.edge.stance?.as_str())),
    of_edge("since", Integer, "first year in which a relation held", |_, l| Some(Value::Integer(l.edge.since?.into()))),
    of_edge("until", Integer, "last year in which it held", |_, l| Some(Value::Integer(l.edge.until?.into()))),
    of_edge("confidence", Number, "0 (no trust) to 1, on relations", |_, l| number(l.edge.confidence)),
    of_edge("quantity", Text, "how many the actor is, or how much, on roles", |_, l| {
        Some(Value::Text(quantity_label(l.edge.quantity.as_ref()?).into()))
    }),
    of_edge("polarity", Text, "positive, or negative: said not to be so", |_, l| {
        text(Manner::of(&l.edge.stated_by)?.polarity.as_str())
    }),
    of_edge("factuality", Text, "asserted, possible, intended, conditional, requested, …", |_, l| {
        text(Manner::of(&l.edge.stated_by)?.modality.as_str())
    }),
    of_edge("alleged", Boolean, "true where only parties say so, and no document itself", |_, l| {
        Some(Value::Boolean(is_alleged(&l.edge.stated_by)))
    }),
    of_edge("stated_by", List, "who says so, “document” for the document itself", |g, l| {
        voices(g, &l.edge.stated_by)
    }),
    of_edge("statements", List, "who says so and how: “document: asserted”, “Russia: not asserted”", |g, l| {
        statements(g, &l.edge.stated_by)
    }),
    of_edge("n_documents", Integer, "documents that state it; count", |_, l| {
        Some(Value::Integer(l.edge.support.n_documents.into()))
    }),
    of_edge("weight", Integer, "independent ones of these: copies and one publisher's texts count once", |_, l| {
        Some(Value::Integer(l.edge.support.n_sources.into()))
    }),
    of_edge("differs", List, "in what two tellings of one event differ: quantity, polarity", |_, l| {
        list(l.edge.differs.iter().map(|d| d.as_str()))
    }),
    of_edge("date", Date, "day of publication of the first document that states it", |g, l| {
        day(l.edge.date.or_else(|| published(g, l.source)).or_else(|| published(g, l.target)))
    }),
    of_edge("document", Text, "document of the first words it rests on", |_, l| {
        text(&l.edge.provenance.first()?.document)
    }),
    of_edge("start", Integer, "where these words begin; code points", |_, l| {
        Some(Value::Integer(l.edge.provenance.first()?.passage.start.into()))
    }),
    of_edge("end", Integer, "where these words end; code points, not included", |_, l| {
        Some(Value::Integer(l.edge.provenance.first()?.passage.end.into()))
    }),
    of_edge("words", Text, "these words", |_, l| text(&l.edge.provenance.first()?.passage.text)),
    of_edge("sentence", Text, "the sentence they stand in", |_, l| sentence(&l.edge.provenance)),
];

fn text(words: &str) -> Option<Value<'_>> {
    Some(Value::Text(Cow::Borrowed(words)))
}

fn optional(words: &Option<String>) -> Option<Value<'_>> {
    text(words.as_deref()?)
}

fn id(id: Option<&NodeId>) -> Option<Value<'_>> {
    text(id?.as_str())
}

fn passage(passage: Option<&Passage>) -> Option<Value<'_>> {
    text(&passage?.text)
}

fn number<'g>(value: Option<f64>) -> Option<Value<'g>> {
    value.filter(|value| value.is_finite()).map(Value::Number)
}

fn day<'g>(date: Option<jiff::civil::Date>) -> Option<Value<'g>> {
    date.map(Value::Date)
}

fn list<'g>(words: impl Iterator<Item = &'g str>) -> Option<Value<'g>> {
    let words: Vec<Cow<'g, str>> = words.map(Cow::Borrowed).collect();
    (!words.is_empty()).then_some(Value::List(words))
}

fn actor(node: &Node) -> Option<&ActorNode> {
    node.as_actor()
}

fn claim(node: &Node) -> Option<&ClaimNode> {
    node.as_claim()
}

fn event(node: &Node) -> Option<&EventNode> {
    node.as_event()
}

fn document(node: &Node) -> Option<&DocumentNode> {
    node.as_document()
}

fn time(node: &Node) -> Option<&EventTime> {
    event(node).map_or_else(|| claim(node)?.time.as_ref(), |event| event.time.as_ref())
}

/// The day on which the document of a claim or event, or the document itself, was published.
pub(super) fn published(graph: &KnowledgeGraph, node: &Node) -> Option<jiff::civil::Date> {
    match &node.detail {
        NodeDetail::Document(document) => document.date,
        NodeDetail::Claim(claim) => claim.date,
        NodeDetail::Event(event) => graph.document_node(&event.document)?.date,
        NodeDetail::Actor(_) => None,
    }
}

/// Who says so: the document first, then parties by name.
fn voices<'g>(graph: &'g KnowledgeGraph, statements: &BTreeSet<Statement>) -> Option<Value<'g>> {
    let document = (!statements.is_empty() && !is_alleged(statements)).then_some(Cow::Borrowed("document"));
    let voices: Vec<_> = document.into_iter().chain(graph.speakers(statements).into_iter().map(Cow::Owned)).collect();
    (!voices.is_empty()).then_some(Value::List(voices))
}

/// Who says so and how.
fn statements<'g>(graph: &'g KnowledgeGraph, statements: &BTreeSet<Statement>) -> Option<Value<'g>> {
    let words = statement_words(graph, statements);
    (!words.is_empty()).then(|| Value::List(words.into_iter().map(Cow::Owned).collect()))
}

/// Who says so and how, the document first: "document: asserted", "Russia: not asserted".
pub(super) fn statement_words(graph: &KnowledgeGraph, statements: &BTreeSet<Statement>) -> Vec<String> {
    let words = |statement: &Statement| {
        let speaker = graph.speakers([statement]).pop_first();
        let not = if statement.polarity == Polarity::Negative { "not " } else { "" };
        format!("{}: {not}{}", speaker.as_deref().unwrap_or("document"), statement.modality.as_str())
    };
    let (own, others): (Vec<&Statement>, Vec<&Statement>) =
        statements.iter().partition(|statement| statement.by == StatedBy::Document);
    let others: BTreeSet<String> = others.into_iter().map(words).collect();
    own.into_iter().map(words).chain(others).collect()
}

/// The first sentence that is there.
fn sentence(provenance: &[Provenance]) -> Option<Value<'_>> {
    text(&provenance.iter().find_map(|place| place.sentence.as_ref())?.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::GraphBuilder;
    use crate::graph::testing::{corpus, speech};

    fn value_type(value: &Value<'_>) -> FieldType {
        match value {
            Value::Text(_) => Text,
            Value::Integer(_) => Integer,
            Value::Number(_) => Number,
            Value::Boolean(_) => Boolean,
            Value::Date(_) => Date,
            Value::List(_) => List,
        }
    }

    #[test]
    fn every_value_has_the_type_of_its_column() {
        let mut builder = GraphBuilder::new();
        builder.add(&speech());
        let graph = builder.finish();
        let nodes = graph.nodes().flat_map(|node| node_values(&graph, node));
        let edges = graph.links().flat_map(|link| edge_values(&graph, link));
        let mut n = 0;
        for (column, value) in nodes.chain(edges) {
            assert_eq!(value_type(&value), column.field_type, "{}", column.name);
            n += 1;
        }
        assert!(n > 100, "{n}");
    }

    #[test]
    fn every_value_stands_in_a_column_of_its_kind() {
        let mut builder = GraphBuilder::new();
        for annotation in corpus(3).iter().chain([&speech()]) {
            builder.add(annotation);
        }
        let graph = builder.finish();
        for node in graph.nodes() {
            let columns: Vec<&str> = columns_of(node.kind()).map(|column| column.name).collect();
            for (column, _) in node_values(&graph, node) {
                assert!(columns.contains(&column.name), "{} of {}", column.name, node.id);
            }
        }
    }

    #[test]
    fn column_names_are_unique_and_plain() {
        for columns in [node_columns().collect::<Vec<_>>(), edge_columns().collect()] {
            let mut names = BTreeSet::new();
            for column in columns {
                assert!(names.insert(column.name), "{} stands twice", column.name);
                assert!(column.name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", column.name);
            }
        }
    }

    #[test]
    fn an_allegation_is_one_in_every_table() {
        let mut builder = GraphBuilder::new();
        builder.add(&speech());
        let graph = builder.finish();
        let alleged = |values: Vec<(&'static Column, Value<'_>)>| {
            values.into_iter().any(|(c, v)| c.name == "alleged" && v == Value::Boolean(true))
        };
        let events = graph.nodes().filter(|n| alleged(node_values(&graph, n))).count();
        let roles = graph.links().filter(|l| alleged(edge_values(&graph, *l))).count();
        assert!(events > 0 && roles > 0, "{events} {roles}");
    }
}
