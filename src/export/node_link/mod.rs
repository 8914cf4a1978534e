//! `graph.json`: the whole graph as node-link JSON, which NetworkX, D3 and many others load.
//!
//! The format is documented in `docs/format.md`; the structs below are it and nothing else. What [`write_graph`] writes,
//! [`read_graph`] reads, and writing that again gives the same bytes.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::closed_set::UnknownName;
use crate::graph::{
    ActorNode, ClaimNode, DocumentNode, Edge, EdgeKind, EventArgument, EventNode, EventQuantity, EventTime,
    FORMAT_VERSION, GraphInfo, KnowledgeGraph, Link, Node, NodeDetail, NodeId, Passage, Provenance, StatedBy,
    Statement,
};

/// Under which key the edges stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum EdgesKey {
    /// `edges`: NetworkX from 3.4 on.
    #[default]
    Edges,
    /// `links`: D3, and NetworkX before 3.4.
    Links,
    /// Both, for readers one does not know; the edges are written twice.
    Both,
}

impl EdgesKey {
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Edges => &["edges"],
            Self::Links => &["links"],
            Self::Both => &["edges", "links"],
        }
    }
}

/// Why a text is no graph.
#[derive(Debug, thiserror::Error)]
pub enum GraphReadError {
    /// The JSON is broken, or a key is missing or of another type; the message says in which line and column.
    #[error("not a graph: {0}")]
    Json(#[from] serde_json::Error),
    /// Neither `edges` nor `links` is there.
    #[error("not a graph: neither \"edges\" nor \"links\" is there")]
    NoEdges,
    /// A file of a later version of the program.
    #[error("the graph has format version {found}, this program reads up to {FORMAT_VERSION}")]
    Version {
        /// What the file says.
        found: u32,
    },
    /// A value that its closed set does not have.
    #[error("{at}: {source}")]
    Name {
        /// The node or edge.
        at: String,
        /// What was found and what is known.
        source: UnknownName,
    },
    /// A date that is no calendar date.
    #[error("{at}: the date {found:?} is not of the form YYYY-MM-DD")]
    Date {
        /// The node or edge.
        at: String,
        /// What was found.
        found: String,
    },
    /// A passage that runs backwards or covers nothing.
    #[error("{at}: the passage [{start}, {end}) is empty")]
    Passage {
        /// The node or edge.
        at: String,
        /// First code point.
        start: u32,
        /// One past the last code point.
        end: u32,
    },
    /// An id that two nodes have.
    #[error("nodes[{index}]: the id {id:?} is there already")]
    TwoNodes {
        /// Position in `nodes`, from 0.
        index: usize,
        /// The id.
        id: String,
    },
    /// Two edges with the same source, target and key.
    #[error("{edges}[{index}]: an edge from {from:?} to {to:?} with the key {key:?} is there already")]
    TwoEdges {
        /// `edges` or `links`.
        edges: &'static str,
        /// Position in it, from 0.
        index: usize,
        /// Id of the source.
        from: String,
        /// Id of the target.
        to: String,
        /// The key.
        key: String,
    },
    /// An edge that ends at no node.
    #[error("{edges}[{index}]: there is no node {id:?}")]
    NoNode {
        /// `edges` or `links`.
        edges: &'static str,
        /// Position in it, from 0.
        index: usize,
        /// The id without a node.
        id: String,
    },
}

/// Writes a graph, each node and each edge on a line of its own, so that files can be compared line by line.
///
/// # Errors
/// When writing fails.
pub fn write_graph(graph: &KnowledgeGraph, key: EdgesKey, mut out: impl io::Write) -> io::Result<()> {
    let attributes = serde_json::to_string(&GraphAttributes::new(graph))?;
    write!(out, "{{\"directed\": true, \"multigraph\": true,\n\"graph\": {attributes},\n")?;
    write_lines(&mut out, "nodes", graph.nodes().map(NodeObject::from))?;
    for name in key.names() {
        out.write_all(b",\n")?;
        write_lines(&mut out, name, graph.links().map(EdgeObject::from))?;
    }
    out.write_all(b"}\n")
}

/// A key and its list, one element a line.
fn write_lines<T: Serialize>(
    out: &mut impl io::Write,
    name: &str,
    elements: impl Iterator<Item = T>,
) -> io::Result<()> {
    write!(out, "\"{name}\": [")?;
    for (i, element) in elements.enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &element)?;
    }
    out.write_all(b"]")
}

/// Reads a graph that [`write_graph`] wrote, whichever key its edges have.
///
/// # Errors
/// When it is no such graph; see [`GraphReadError`].
pub fn read_graph(json: &str) -> Result<KnowledgeGraph, GraphReadError> {
    let object: GraphObject = serde_json::from_str(json)?;
    let found = object.graph.format_version;
    if found > FORMAT_VERSION {
        return Err(GraphReadError::Version { found });
    }
    let nodes = read_nodes(object.nodes)?;
    let (name, edges) = match (object.edges, object.links) {
        (Some(edges), _) => ("edges", edges),
        (None, Some(links)) => ("links", links),
        (None, None) => return Err(GraphReadError::NoEdges),
    };
    let edges = read_edges(name, edges, &nodes)?;
    let GraphAttributes { program, version, .. } = object.graph;
    Ok(KnowledgeGraph::assemble(GraphInfo { format_version: found, program, version }, nodes, edges))
}

// The format.

/// The whole file, as it is read; `directed` and `multigraph` are always true and not asked for.
#[derive(Debug, Deserialize)]
struct GraphObject {
    graph: GraphAttributes,
    nodes: Vec<NodeObject>,
    edges: Option<Vec<EdgeObject>>,
    links: Option<Vec<EdgeObject>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct GraphAttributes {
    program: String,
    version: String,
    format_version: u32,
    #[serde(default)]
    node_counts: BTreeMap<String, usize>,
    #[serde(default)]
    edge_counts: BTreeMap<String, usize>,
    #[serde(default)]
    documents: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct NodeObject {
    id: String,
    label: String,
    #[serde(flatten)]
    detail: DetailObject,
    provenance: Vec<ProvenanceObject>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum DetailObject {
    Actor(ActorObject),
    Claim(ClaimObject),
    Event(EventObject),
    Document(DocumentObject),
}

#[derive(Debug, Serialize, Deserialize)]
struct ActorObject {
    kind: String,
    named: bool,
    names: BTreeMap<String, u32>,
    aliases: BTreeSet<String>,
    gazetteer: Option<String>,
    wikidata: Option<String>,
    mentions: u32,
    documents: BTreeSet<String>,
    weight: u32,
    note: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ClaimObject {
    document: String,
    date: Option<String>,
    kind: String,
    text: String,
    sentence: Option<PassageObject>,
    source: Option<String>,
    source_text: Option<PassageObject>,
    cue: Option<PassageObject>,
    within: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct EventObject {
    document: String,
    event_type: String,
    cameo: String,
    quad_class: String,
    goldstein: Option<f64>,
    lemma: String,
    time: Option<TimeObject>,
    quantity: Option<QuantityObject>,
    polarity: String,
    modality: String,
    arguments: Vec<ArgumentObject>,
    stated_by: Vec<StatementObject>,
}

#[derive(Debug, Serialize, Deserialize)]
struct DocumentObject {
    document: String,
    given_id: String,
    digest: String,
    title: Option<String>,
    date: Option<String>,
    url: Option<String>,
    publisher: Option<String>,
    author: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct PassageObject {
    start: u32,
    end: u32,
    text: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct ProvenanceObject {
    document: String,
    start: u32,
    end: u32,
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sentence: Option<PassageObject>,
}

#[derive(Debug, Serialize, Deserialize)]
struct TimeObject {
    text: String,
    value: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct QuantityObject {
    value: f64,
    bound: String,
    text: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct ArgumentObject {
    role: String,
    start: u32,
    end: u32,
    text: String,
}

/// `by` is `document` or the id of a claim; ids of claims begin with `claim:`.
#[derive(Debug, Serialize, Deserialize)]
struct StatementObject {
    by: String,
    polarity: String,
    modality: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct EdgeObject {
    source: String,
    target: String,
    key: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cue: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    stated_by: Vec<StatementObject>,
    provenance: Vec<ProvenanceObject>,
}

/// What stands for the document in [`StatementObject::by`].
const BY_DOCUMENT: &str = "document";

// Graph to format.

impl GraphAttributes {
    fn new(graph: &KnowledgeGraph) -> Self {
        let info = graph.info();
        let document = |node: &Node| match &node.detail {
            NodeDetail::Document(document) => Some(document.document.clone()),
            _ => None,
        };
        Self {
            program: info.program.clone(),
            version: info.version.clone(),
            format_version: info.format_version,
            node_counts: count(graph.nodes().map(|node| node.kind().as_str())),
            edge_counts: count(graph.links().map(|link| link.edge.kind.as_str())),
            documents: graph.nodes().filter_map(document).collect(),
        }
    }
}

fn count<'a>(types: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for kind in types {
        *counts.entry(kind.to_owned()).or_insert(0) += 1;
    }
    counts
}

impl From<&Node> for NodeObject {
    fn from(node: &Node) -> Self {
        let detail = match &node.detail {
            NodeDetail::Actor(actor) => DetailObject::Actor(actor.into()),
            NodeDetail::Claim(claim) => DetailObject::Claim(claim.into()),
            NodeDetail::Event(event) => DetailObject::Event(event.into()),
            NodeDetail::Document(document) => DetailObject::Document(document.into()),
        };
        let provenance = node.provenance.iter().map(ProvenanceObject::from).collect();
        Self { id: node.id.to_string(), label: node.label.clone(), detail, provenance }
    }
}

impl From<&ActorNode> for ActorObject {
    fn from(actor: &ActorNode) -> Self {
        Self {
            kind: actor.kind.as_str().to_owned(),
            named: actor.named,
            names: actor.names.clone(),
            aliases: actor.aliases.clone(),
            gazetteer: actor.gazetteer.clone(),
            wikidata: actor.wikidata.clone(),
            mentions: actor.mentions,
            documents: actor.documents.clone(),
            weight: actor.weight,
            note: actor.note.clone(),
        }
    }
}

impl From<&ClaimNode> for ClaimObject {
    fn from(claim: &ClaimNode) -> Self {
        Self {
            document: claim.document.clone(),
            date: claim.date.map(|date| date.to_string()),
            kind: claim.kind.as_str().to_owned(),
            text: claim.text.clone(),
            sentence: claim.sentence.as_ref().map(PassageObject::from),
            source: claim.source.as_ref().map(NodeId::to_string),
            source_text: claim.source_text.as_ref().map(PassageObject::from),
            cue: claim.cue.as_ref().map(PassageObject::from),
            within: claim.within.as_ref().map(NodeId::to_string),
        }
    }
}

impl From<&EventNode> for EventObject {
    fn from(event: &EventNode) -> Self {
        let time = |time: &EventTime| TimeObject { text: time.text.clone(), value: time.value.clone() };
        let quantity = |quantity: &EventQuantity| QuantityObject {
            value: quantity.value,
            bound: quantity.bound.as_str().to_owned(),
            text: quantity.text.clone(),
        };
        let argument = |argument: &EventArgument| {
            let PassageObject { start, end, text } = PassageObject::from(&argument.passage);
            ArgumentObject { role: argument.role.as_str().to_owned(), start, end, text }
        };
        Self {
            document: event.document.clone(),
            event_type: event.kind.as_str().to_owned(),
            cameo: event.cameo.clone(),
            quad_class: event.quad_class.as_str().to_owned(),
            goldstein: event.goldstein,
            lemma: event.lemma.clone(),
            time: event.time.as_ref().map(time),
            quantity: event.quantity.as_ref().map(quantity),
            polarity: event.polarity.as_str().to_owned(),
            modality: event.modality.as_str().to_owned(),
            arguments: event.arguments.iter().map(argument).collect(),
            stated_by: event.stated_by.iter().map(StatementObject::from).collect(),
        }
    }
}

impl From<&DocumentNode> for DocumentObject {
    fn from(document: &DocumentNode) -> Self {
        Self {
            document: document.document.clone(),
            given_id: document.given_id.clone(),
            digest: document.digest.clone(),
            title: document.title.clone(),
            date: document.date.map(|date| date.to_string()),
            url: document.url.clone(),
            publisher: document.publisher.clone(),
            author: document.author.clone(),
        }
    }
}

impl From<&Passage> for PassageObject {
    fn from(passage: &Passage) -> Self {
        Self { start: passage.start, end: passage.end, text: passage.text.clone() }
    }
}

impl From<&Provenance> for ProvenanceObject {
    fn from(provenance: &Provenance) -> Self {
        let PassageObject { start, end, text } = PassageObject::from(&provenance.passage);
        let sentence = provenance.sentence.as_ref().map(PassageObject::from);
        Self { document: provenance.document.clone(), start, end, text, sentence }
    }
}

impl From<&Statement> for StatementObject {
    fn from(statement: &Statement) -> Self {
        let by = match &statement.by {
            StatedBy::Document => BY_DOCUMENT.to_owned(),
            StatedBy::Claim(claim) => claim.to_string(),
        };
        Self { by, polarity: statement.polarity.as_str().to_owned(), modality: statement.modality.as_str().to_owned() }
    }
}

impl From<Link<'_>> for EdgeObject {
    fn from(link: Link<'_>) -> Self {
        let edge = link.edge;
        Self {
            source: link.source.id.to_string(),
            target: link.target.id.to_string(),
            key: edge.key.clone(),
            kind: edge.kind.as_str().to_owned(),
            cue: edge.cue.clone(),
            date: edge.date.map(|date| date.to_string()),
            role: edge.role.clone(),
            confidence: edge.confidence,
            stated_by: edge.stated_by.iter().map(StatementObject::from).collect(),
            provenance: edge.provenance.iter().map(ProvenanceObject::from).collect(),
        }
    }
}

// Format to graph.

type EdgeId = (NodeId, NodeId, String);

fn read_nodes(objects: Vec<NodeObject>) -> Result<BTreeMap<NodeId, Node>, GraphReadError> {
    let mut nodes = BTreeMap::new();
    for (index, object) in objects.into_iter().enumerate() {
        let node = Place::of_node(&object.id).node(object)?;
        let id = node.id.clone();
        if nodes.insert(id.clone(), node).is_some() {
            return Err(GraphReadError::TwoNodes { index, id: id.0 });
        }
    }
    Ok(nodes)
}

fn read_edges(
    name: &'static str,
    objects: Vec<EdgeObject>,
    nodes: &BTreeMap<NodeId, Node>,
) -> Result<BTreeMap<EdgeId, Edge>, GraphReadError> {
    let mut edges = BTreeMap::new();
    for (index, object) in objects.into_iter().enumerate() {
        let id = (NodeId(object.source.clone()), NodeId(object.target.clone()), object.key.clone());
        for end in [&id.0, &id.1] {
            if !nodes.contains_key(end) {
                return Err(GraphReadError::NoNode { edges: name, index, id: end.to_string() });
            }
        }
        let edge = Place(format!("{name}[{index}]")).edge(object)?;
        if edges.insert(id.clone(), edge).is_some() {
            let (from, to, key) = id;
            return Err(GraphReadError::TwoEdges { edges: name, index, from: from.0, to: to.0, key });
        }
    }
    Ok(edges)
}

/// The node or edge being read, as error messages name it.
struct Place(String);

impl Place {
    fn of_node(id: &str) -> Self {
        Self(format!("node {id:?}"))
    }

    fn name<T: std::str::FromStr<Err = UnknownName>>(&self, text: &str) -> Result<T, GraphReadError> {
        text.parse().map_err(|source| GraphReadError::Name { at: self.0.clone(), source })
    }

    fn date(&self, text: Option<String>) -> Result<Option<Date>, GraphReadError> {
        let read = |text: String| text.parse().map_err(|_| GraphReadError::Date { at: self.0.clone(), found: text });
        text.map(read).transpose()
    }

    fn passage(&self, object: PassageObject) -> Result<Passage, GraphReadError> {
        let PassageObject { start, end, text } = object;
        if start < end {
            Ok(Passage { start, end, text })
        } else {
            Err(GraphReadError::Passage { at: self.0.clone(), start, end })
        }
    }

    fn some_passage(&self, object: Option<PassageObject>) -> Result<Option<Passage>, GraphReadError> {
        object.map(|object| self.passage(object)).transpose()
    }

    fn provenance(&self, objects: Vec<ProvenanceObject>) -> Result<Vec<Provenance>, GraphReadError> {
        let read = |object: ProvenanceObject| {
            let ProvenanceObject { document, start, end, text, sentence } = object;
            let passage = self.passage(PassageObject { start, end, text })?;
            Ok(Provenance { document, passage, sentence: self.some_passage(sentence)? })
        };
        objects.into_iter().map(read).collect()
    }

    fn statements(&self, objects: Vec<StatementObject>) -> Result<BTreeSet<Statement>, GraphReadError> {
        let read = |object: StatementObject| {
            let by = match object.by.as_str() {
                BY_DOCUMENT => StatedBy::Document,
                _ => StatedBy::Claim(NodeId(object.by)),
            };
            Ok(Statement { by, polarity: self.name(&object.polarity)?, modality: self.name(&object.modality)? })
        };
        objects.into_iter().map(read).collect()
    }

    fn node(&self, object: NodeObject) -> Result<Node, GraphReadError> {
        let detail = match object.detail {
            DetailObject::Actor(actor) => NodeDetail::Actor(self.actor(actor)?),
            DetailObject::Claim(claim) => NodeDetail::Claim(self.claim(claim)?),
            DetailObject::Event(event) => NodeDetail::Event(self.event(event)?),
            DetailObject::Document(document) => NodeDetail::Document(self.document(document)?),
        };
        let provenance = self.provenance(object.provenance)?;
        Ok(Node { id: NodeId(object.id), label: object.label, provenance, detail })
    }

    fn actor(&self, object: ActorObject) -> Result<ActorNode, GraphReadError> {
        Ok(ActorNode {
            kind: self.name(&object.kind)?,
            named: object.named,
            names: object.names,
            aliases: object.aliases,
            gazetteer: object.gazetteer,
            wikidata: object.wikidata,
            mentions: object.mentions,
            documents: object.documents,
            weight: object.weight,
            note: object.note,
        })
    }

    fn claim(&self, object: ClaimObject) -> Result<ClaimNode, GraphReadError> {
        Ok(ClaimNode {
            document: object.document,
            date: self.date(object.date)?,
            kind: self.name(&object.kind)?,
            text: object.text,
            sentence: self.some_passage(object.sentence)?,
            source: object.source.map(NodeId),
            source_text: self.some_passage(object.source_text)?,
            cue: self.some_passage(object.cue)?,
            within: object.within.map(NodeId),
        })
    }

    fn event(&self, object: EventObject) -> Result<EventNode, GraphReadError> {
        let quantity = |object: QuantityObject| {
            Ok::<_, GraphReadError>(EventQuantity {
                value: object.value,
                bound: self.name(&object.bound)?,
                text: object.text,
            })
        };
        let argument = |object: ArgumentObject| {
            let ArgumentObject { role, start, end, text } = object;
            let passage = self.passage(PassageObject { start, end, text })?;
            Ok::<_, GraphReadError>(EventArgument { role: self.name(&role)?, passage })
        };
        Ok(EventNode {
            document: object.document,
            kind: self.name(&object.event_type)?,
            cameo: object.cameo,
            quad_class: self.name(&object.quad_class)?,
            goldstein: object.goldstein,
            lemma: object.lemma,
            time: object.time.map(|time| EventTime { text: time.text, value: time.value }),
            quantity: object.quantity.map(quantity).transpose()?,
            polarity: self.name(&object.polarity)?,
            modality: self.name(&object.modality)?,
            arguments: object.arguments.into_iter().map(argument).collect::<Result<_, _>>()?,
            stated_by: self.statements(object.stated_by)?,
        })
    }

    fn document(&self, object: DocumentObject) -> Result<DocumentNode, GraphReadError> {
        Ok(DocumentNode {
            document: object.document,
            given_id: object.given_id,
            digest: object.digest,
            title: object.title,
            date: self.date(object.date)?,
            url: object.url,
            publisher: object.publisher,
            author: object.author,
        })
    }

    fn edge(&self, object: EdgeObject) -> Result<Edge, GraphReadError> {
        let kind: EdgeKind = self.name(&object.kind)?;
        Ok(Edge {
            kind,
            key: object.key,
            provenance: self.provenance(object.provenance)?,
            cue: object.cue,
            date: self.date(object.date)?,
            role: object.role,
            confidence: object.confidence,
            stated_by: self.statements(object.stated_by)?,
        })
    }
}
