//! The objects of `graph.json`: what they say is the format, and nothing else knows it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The whole file, as it is read; `directed` and `multigraph` are always true and not asked for.
#[derive(Debug, Deserialize)]
pub(super) struct GraphObject {
    pub(super) graph: GraphAttributes,
    pub(super) nodes: Vec<NodeObject>,
    pub(super) edges: Option<Vec<EdgeObject>>,
    pub(super) links: Option<Vec<EdgeObject>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct GraphAttributes {
    pub(super) program: String,
    pub(super) version: String,
    pub(super) format_version: u32,
    #[serde(default)]
    pub(super) node_counts: BTreeMap<String, usize>,
    #[serde(default)]
    pub(super) edge_counts: BTreeMap<String, usize>,
    #[serde(default)]
    pub(super) documents: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) decisions: Vec<DecisionObject>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DecisionObject {
    pub(super) action: String,
    pub(super) place: String,
    pub(super) actors: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    pub(super) nodes: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NodeObject {
    pub(super) id: String,
    pub(super) label: String,
    #[serde(flatten)]
    pub(super) detail: DetailObject,
    // Files of earlier versions did not count.
    #[serde(default = "one")]
    pub(super) n_documents: u32,
    #[serde(default = "one")]
    pub(super) n_sources: u32,
    pub(super) provenance: Vec<ProvenanceObject>,
}

fn one() -> u32 {
    1
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum DetailObject {
    Actor(ActorObject),
    Claim(ClaimObject),
    Event(EventObject),
    Document(DocumentObject),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ActorObject {
    pub(super) kind: String,
    pub(super) named: bool,
    pub(super) names: BTreeMap<String, u32>,
    pub(super) aliases: BTreeSet<String>,
    pub(super) gazetteer: Option<String>,
    pub(super) wikidata: Option<String>,
    #[serde(default)]
    pub(super) codes: BTreeSet<String>,
    pub(super) mentions: u32,
    pub(super) documents: BTreeSet<String>,
    pub(super) weight: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) pronouns: Vec<ProvenanceObject>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) joins: Vec<JoinObject>,
    pub(super) note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) measures: Option<MeasuresObject>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct MeasuresObject {
    pub(super) degree: u32,
    pub(super) pagerank: f64,
    pub(super) betweenness: f64,
    pub(super) community: u32,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct JoinObject {
    pub(super) rule: String,
    pub(super) names: [String; 2],
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ClaimObject {
    pub(super) document: String,
    pub(super) date: Option<String>,
    pub(super) kind: String,
    pub(super) text: String,
    pub(super) sentence: Option<PassageObject>,
    pub(super) source: Option<String>,
    pub(super) source_text: Option<PassageObject>,
    pub(super) cue: Option<PassageObject>,
    // Files of earlier versions have none of these.
    #[serde(default)]
    pub(super) act: Option<String>,
    #[serde(default)]
    pub(super) addressee: Option<String>,
    #[serde(default)]
    pub(super) addressee_text: Option<PassageObject>,
    #[serde(default)]
    pub(super) stances: Vec<StanceObject>,
    #[serde(default)]
    pub(super) certainty: Option<CertaintyObject>,
    #[serde(default)]
    pub(super) hearsay: Option<PassageObject>,
    #[serde(default)]
    pub(super) time: Option<TimeObject>,
    pub(super) within: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StanceObject {
    pub(super) favour: String,
    pub(super) target: String,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) text: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CertaintyObject {
    pub(super) level: String,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) text: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EventObject {
    pub(super) document: String,
    pub(super) event_type: String,
    pub(super) cameo: String,
    #[serde(default)]
    pub(super) mode: Option<String>,
    #[serde(default)]
    pub(super) contexts: Vec<String>,
    pub(super) quad_class: String,
    #[serde(default)]
    pub(super) score: Option<f64>,
    pub(super) goldstein: Option<f64>,
    pub(super) lemma: String,
    pub(super) time: Option<TimeObject>,
    pub(super) quantity: Option<QuantityObject>,
    pub(super) polarity: String,
    // Files of earlier versions do not tell the words.
    #[serde(default)]
    pub(super) polarity_words: Option<PassageObject>,
    pub(super) modality: String,
    #[serde(default)]
    pub(super) factuality: Option<String>,
    #[serde(default)]
    pub(super) modality_words: Option<PassageObject>,
    pub(super) arguments: Vec<ArgumentObject>,
    pub(super) stated_by: Vec<StatementObject>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DocumentObject {
    pub(super) document: String,
    pub(super) given_id: String,
    pub(super) digest: String,
    pub(super) title: Option<String>,
    pub(super) date: Option<String>,
    pub(super) url: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) author: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) copy_of: Option<String>,
    // Files of earlier versions have none.
    #[serde(default)]
    pub(super) text: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PassageObject {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) text: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ProvenanceObject {
    pub(super) document: String,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sentence: Option<PassageObject>,
    /// Of mentions of actors; files of earlier versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rule: Option<String>,
    /// Left out where there is a rule and the level is `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) level: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TimeObject {
    pub(super) text: String,
    pub(super) value: Option<String>,
    // Files of earlier versions have none of these.
    #[serde(rename = "type", default)]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) modifier: Option<String>,
    #[serde(default)]
    pub(super) granularity: Option<String>,
    #[serde(default)]
    pub(super) first_day: Option<String>,
    #[serde(default)]
    pub(super) last_day: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct QuantityObject {
    pub(super) value: f64,
    // Earlier versions counted only, and had no ranges.
    #[serde(default)]
    pub(super) upper: Option<f64>,
    pub(super) bound: String,
    #[serde(default)]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) unit: Option<String>,
    #[serde(default)]
    pub(super) of: Option<String>,
    pub(super) text: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ArgumentObject {
    pub(super) role: String,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quantity: Option<QuantityObject>,
}

/// `by` is `document` or the id of a claim; ids of claims begin with `claim:`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StatementObject {
    pub(super) by: String,
    pub(super) polarity: String,
    pub(super) modality: String,
    #[serde(default)]
    pub(super) factuality: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EdgeObject {
    pub(super) source: String,
    pub(super) target: String,
    pub(super) key: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cue: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stance: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) predicate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<i16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<i16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quantity: Option<QuantityObject>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) stated_by: Vec<StatementObject>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) differs: Vec<String>,
    /// Independent sources; files of earlier versions did not count.
    #[serde(default = "one")]
    pub(super) weight: u32,
    /// Left out where it is the weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) n_documents: Option<u32>,
    pub(super) provenance: Vec<ProvenanceObject>,
}

/// What stands for the document in [`StatementObject::by`].
pub(super) const BY_DOCUMENT: &str = "document";
