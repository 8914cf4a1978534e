//! Graph to objects.

use std::collections::BTreeMap;

use super::format::*;
use crate::annotation::MentionLevel;
use crate::graph::{
    ActorNode, AppliedDecision, ClaimCertainty, ClaimNode, ClaimStance, DocumentNode, EventArgument, EventNode,
    EventQuantity, EventTime, Join, KnowledgeGraph, Link, Measures, Node, NodeDetail, NodeId, Passage, Provenance,
    StatedBy, Statement, Support,
};

impl GraphAttributes {
    pub(super) fn new(graph: &KnowledgeGraph) -> Self {
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
            decisions: info.decisions.iter().map(DecisionObject::from).collect(),
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
        let Support { n_documents, n_sources } = node.support;
        Self { id: node.id.to_string(), label: node.label.clone(), detail, n_documents, n_sources, provenance }
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
            codes: actor.codes.clone(),
            mentions: actor.mentions,
            documents: actor.documents.clone(),
            weight: actor.weight,
            pronouns: actor.pronouns.iter().map(ProvenanceObject::from).collect(),
            joins: actor.joins.iter().map(JoinObject::from).collect(),
            note: actor.note.clone(),
            measures: actor.measures.map(|Measures { degree, pagerank, betweenness, community }| MeasuresObject {
                degree,
                pagerank,
                betweenness,
                community,
            }),
        }
    }
}

impl From<&Join> for JoinObject {
    fn from(join: &Join) -> Self {
        Self { rule: join.rule.as_str().to_owned(), names: join.names.clone() }
    }
}

impl From<&AppliedDecision> for DecisionObject {
    fn from(decision: &AppliedDecision) -> Self {
        Self {
            action: decision.action.clone(),
            place: decision.place.clone(),
            actors: decision.actors.clone(),
            value: decision.value.clone(),
            reason: decision.reason.clone(),
            nodes: decision.nodes.iter().map(NodeId::to_string).collect(),
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
            act: Some(claim.act.as_str().to_owned()),
            addressee: claim.addressee.as_ref().map(NodeId::to_string),
            addressee_text: claim.addressee_text.as_ref().map(PassageObject::from),
            stances: claim.stances.iter().map(StanceObject::from).collect(),
            certainty: claim.certainty.as_ref().map(CertaintyObject::from),
            hearsay: claim.hearsay.as_ref().map(PassageObject::from),
            time: claim.time.as_ref().map(TimeObject::from),
            within: claim.within.as_ref().map(NodeId::to_string),
        }
    }
}

impl From<&ClaimStance> for StanceObject {
    fn from(stance: &ClaimStance) -> Self {
        let PassageObject { start, end, text } = PassageObject::from(&stance.words);
        Self { favour: stance.favour.as_str().to_owned(), target: stance.target.to_string(), start, end, text }
    }
}

impl From<&ClaimCertainty> for CertaintyObject {
    fn from(certainty: &ClaimCertainty) -> Self {
        let PassageObject { start, end, text } = PassageObject::from(&certainty.words);
        Self { level: certainty.level.as_str().to_owned(), start, end, text }
    }
}

impl From<&EventTime> for TimeObject {
    fn from(time: &EventTime) -> Self {
        Self {
            text: time.text.clone(),
            value: time.value.clone(),
            kind: Some(time.kind.as_str().to_owned()),
            modifier: time.modifier.map(|m| m.as_str().to_owned()),
            granularity: time.granularity.map(|g| g.as_str().to_owned()),
            first_day: time.first_day.map(|d| d.to_string()),
            last_day: time.last_day.map(|d| d.to_string()),
        }
    }
}

impl From<&EventNode> for EventObject {
    fn from(event: &EventNode) -> Self {
        let argument = |argument: &EventArgument| {
            let PassageObject { start, end, text } = PassageObject::from(&argument.passage);
            let quantity = argument.quantity.as_ref().map(QuantityObject::from);
            ArgumentObject { role: argument.role.as_str().to_owned(), start, end, text, quantity }
        };
        Self {
            document: event.document.clone(),
            event_type: event.kind.as_str().to_owned(),
            cameo: event.cameo.clone(),
            mode: event.mode.clone(),
            contexts: event.contexts.clone(),
            quad_class: event.quad_class.as_str().to_owned(),
            score: event.score,
            goldstein: event.goldstein,
            lemma: event.lemma.clone(),
            time: event.time.as_ref().map(TimeObject::from),
            quantity: event.quantity.as_ref().map(QuantityObject::from),
            polarity: event.polarity.as_str().to_owned(),
            polarity_words: event.polarity_words.as_ref().map(PassageObject::from),
            modality: event.modality.plain().as_str().to_owned(),
            factuality: Some(event.modality.as_str().to_owned()),
            modality_words: event.modality_words.as_ref().map(PassageObject::from),
            arguments: event.arguments.iter().map(argument).collect(),
            stated_by: event.stated_by.iter().map(StatementObject::from).collect(),
        }
    }
}

impl From<&EventQuantity> for QuantityObject {
    fn from(quantity: &EventQuantity) -> Self {
        Self {
            value: quantity.value,
            upper: quantity.upper,
            bound: quantity.bound.as_str().to_owned(),
            kind: Some(quantity.kind.as_str().to_owned()),
            unit: quantity.unit.clone(),
            of: quantity.of.clone(),
            text: quantity.text.clone(),
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
            copy_of: document.copy_of.clone(),
            text: document.text.clone(),
        }
    }
}

impl From<&Passage> for PassageObject {
    fn from(passage: &Passage) -> Self {
        Self { start: passage.start, end: passage.end, text: passage.text.to_string() }
    }
}

impl From<&Provenance> for ProvenanceObject {
    fn from(provenance: &Provenance) -> Self {
        let PassageObject { start, end, text } = PassageObject::from(&provenance.passage);
        let sentence = provenance.sentence.as_ref().map(PassageObject::from);
        let rule = provenance.link.map(|link| link.rule.as_str().to_owned());
        let level = provenance.link.map(|link| link.level).filter(|&level| level != MentionLevel::Name);
        let level = level.map(|level| level.as_str().to_owned());
        Self { document: provenance.document.to_string(), start, end, text, sentence, rule, level }
    }
}

impl From<&Statement> for StatementObject {
    fn from(statement: &Statement) -> Self {
        let by = match &statement.by {
            StatedBy::Document => BY_DOCUMENT.to_owned(),
            StatedBy::Claim(claim) => claim.to_string(),
        };
        Self {
            by,
            polarity: statement.polarity.as_str().to_owned(),
            modality: statement.modality.plain().as_str().to_owned(),
            factuality: Some(statement.modality.as_str().to_owned()),
        }
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
            stance: edge.stance.map(|stance| stance.as_str().to_owned()),
            role: edge.role.clone(),
            predicate: edge.predicate.clone(),
            since: edge.since,
            until: edge.until,
            confidence: edge.confidence,
            quantity: edge.quantity.as_ref().map(QuantityObject::from),
            stated_by: edge.stated_by.iter().map(StatementObject::from).collect(),
            differs: edge.differs.iter().map(|difference| difference.as_str().to_owned()).collect(),
            weight: edge.support.n_sources,
            n_documents: Some(edge.support.n_documents).filter(|&n| n != edge.support.n_sources),
            provenance: edge.provenance.iter().map(ProvenanceObject::from).collect(),
        }
    }
}
