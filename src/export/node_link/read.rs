//! Objects to graph, checked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::GraphReadError;
use super::format::*;
use crate::annotation::{LinkRule, MentionLevel, QuantityKind, SpeechAct, TimeKind};
use crate::closed_set::UnknownName;
use crate::graph::{
    ActorNode, AppliedDecision, ClaimCertainty, ClaimNode, ClaimStance, DocumentNode, Edge, EdgeKind, EventArgument,
    EventNode, EventQuantity, EventTime, Join, Measures, MentionLink, Node, NodeDetail, NodeId, Passage, Provenance,
    StatedBy, Statement, Support,
};

pub(super) type EdgeId = (NodeId, NodeId, String);

pub(super) fn read_decision(object: DecisionObject) -> AppliedDecision {
    let DecisionObject { action, place, actors, value, reason, nodes } = object;
    AppliedDecision { action, place, actors, value, reason, nodes: nodes.into_iter().map(NodeId::from).collect() }
}

pub(super) fn read_nodes(objects: Vec<NodeObject>) -> Result<BTreeMap<NodeId, Node>, GraphReadError> {
    let mut nodes = BTreeMap::new();
    for (index, object) in objects.into_iter().enumerate() {
        let node = Place::of_node(&object.id).node(object)?;
        let id = node.id.clone();
        if nodes.insert(id.clone(), node).is_some() {
            return Err(GraphReadError::TwoNodes { index, id: id.to_string() });
        }
    }
    Ok(nodes)
}

pub(super) fn read_edges(
    name: &'static str,
    objects: Vec<EdgeObject>,
    nodes: &BTreeMap<NodeId, Node>,
) -> Result<BTreeMap<EdgeId, Edge>, GraphReadError> {
    let mut edges = BTreeMap::new();
    for (index, object) in objects.into_iter().enumerate() {
        let id = (NodeId::from(object.source.clone()), NodeId::from(object.target.clone()), object.key.clone());
        for end in [&id.0, &id.1] {
            if !nodes.contains_key(end) {
                return Err(GraphReadError::NoNode { edges: name, index, id: end.to_string() });
            }
        }
        let edge = Place(format!("{name}[{index}]")).edge(object)?;
        if edges.insert(id.clone(), edge).is_some() {
            let (from, to, key) = id;
            return Err(GraphReadError::TwoEdges {
                edges: name,
                index,
                from: from.to_string(),
                to: to.to_string(),
                key,
            });
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
            Ok(Passage { start, end, text: text.into() })
        } else {
            Err(GraphReadError::Passage { at: self.0.clone(), start, end })
        }
    }

    fn some_passage(&self, object: Option<PassageObject>) -> Result<Option<Passage>, GraphReadError> {
        object.map(|object| self.passage(object)).transpose()
    }

    fn provenance(&self, objects: Vec<ProvenanceObject>) -> Result<Vec<Provenance>, GraphReadError> {
        let read = |object: ProvenanceObject| {
            let ProvenanceObject { document, start, end, text, sentence, rule, level } = object;
            let passage = self.passage(PassageObject { start, end, text })?;
            let level = level.map_or(Ok(MentionLevel::Name), |level| self.name(&level))?;
            let rule: Option<LinkRule> = rule.map(|rule| self.name(&rule)).transpose()?;
            let link = rule.map(|rule| MentionLink { level, rule });
            Ok(Provenance { document: document.into(), passage, sentence: self.some_passage(sentence)?, link })
        };
        objects.into_iter().map(read).collect()
    }

    fn statements(&self, objects: Vec<StatementObject>) -> Result<BTreeSet<Statement>, GraphReadError> {
        let read = |object: StatementObject| {
            let by = match object.by.as_str() {
                BY_DOCUMENT => StatedBy::Document,
                _ => StatedBy::Claim(NodeId::from(object.by)),
            };
            let modality = object.factuality.unwrap_or(object.modality);
            Ok(Statement { by, polarity: self.name(&object.polarity)?, modality: self.name(&modality)? })
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
        let support = Support { n_documents: object.n_documents, n_sources: object.n_sources };
        Ok(Node { id: NodeId::from(object.id), label: object.label, provenance, support, detail })
    }

    fn actor(&self, object: ActorObject) -> Result<ActorNode, GraphReadError> {
        Ok(ActorNode {
            kind: self.name(&object.kind)?,
            named: object.named,
            names: object.names,
            aliases: object.aliases,
            gazetteer: object.gazetteer,
            wikidata: object.wikidata,
            codes: object.codes,
            mentions: object.mentions,
            documents: object.documents,
            weight: object.weight,
            pronouns: self.provenance(object.pronouns)?,
            joins: object.joins.into_iter().map(|join| self.join(join)).collect::<Result<_, _>>()?,
            note: object.note,
            measures: object.measures.map(|MeasuresObject { degree, pagerank, betweenness, community }| Measures {
                degree,
                pagerank,
                betweenness,
                community,
            }),
        })
    }

    fn join(&self, object: JoinObject) -> Result<Join, GraphReadError> {
        Ok(Join { rule: self.name(&object.rule)?, names: object.names })
    }

    fn claim(&self, object: ClaimObject) -> Result<ClaimNode, GraphReadError> {
        Ok(ClaimNode {
            document: object.document,
            date: self.date(object.date)?,
            kind: self.name(&object.kind)?,
            text: object.text,
            sentence: self.some_passage(object.sentence)?,
            source: object.source.map(NodeId::from),
            source_text: self.some_passage(object.source_text)?,
            cue: self.some_passage(object.cue)?,
            act: object.act.map_or(Ok(SpeechAct::Say), |act| self.name(&act))?,
            addressee: object.addressee.map(NodeId::from),
            addressee_text: self.some_passage(object.addressee_text)?,
            stances: object.stances.into_iter().map(|s| self.stance(s)).collect::<Result<_, _>>()?,
            certainty: object.certainty.map(|c| self.certainty(c)).transpose()?,
            hearsay: self.some_passage(object.hearsay)?,
            time: object.time.map(|time| self.time(time)).transpose()?,
            within: object.within.map(NodeId::from),
        })
    }

    fn stance(&self, object: StanceObject) -> Result<ClaimStance, GraphReadError> {
        let StanceObject { favour, target, start, end, text } = object;
        let words = self.passage(PassageObject { start, end, text })?;
        Ok(ClaimStance { favour: self.name(&favour)?, target: NodeId::from(target), words })
    }

    fn certainty(&self, object: CertaintyObject) -> Result<ClaimCertainty, GraphReadError> {
        let CertaintyObject { level, start, end, text } = object;
        Ok(ClaimCertainty { level: self.name(&level)?, words: self.passage(PassageObject { start, end, text })? })
    }

    fn time(&self, object: TimeObject) -> Result<EventTime, GraphReadError> {
        Ok(EventTime {
            text: object.text,
            value: object.value,
            kind: object.kind.map_or(Ok(TimeKind::Date), |kind| self.name(&kind))?,
            modifier: object.modifier.map(|m| self.name(&m)).transpose()?,
            granularity: object.granularity.map(|g| self.name(&g)).transpose()?,
            first_day: self.date(object.first_day)?,
            last_day: self.date(object.last_day)?,
        })
    }

    fn event(&self, object: EventObject) -> Result<EventNode, GraphReadError> {
        let argument = |object: ArgumentObject| {
            let ArgumentObject { role, start, end, text, quantity } = object;
            let quantity = self.quantity(quantity)?;
            let passage = self.passage(PassageObject { start, end, text })?;
            Ok::<_, GraphReadError>(EventArgument { role: self.name(&role)?, passage, quantity })
        };
        Ok(EventNode {
            document: object.document,
            kind: self.name(&object.event_type)?,
            cameo: object.cameo,
            mode: object.mode,
            contexts: object.contexts,
            quad_class: self.name(&object.quad_class)?,
            score: object.score,
            goldstein: object.goldstein,
            lemma: object.lemma,
            time: object.time.map(|time| self.time(time)).transpose()?,
            quantity: self.quantity(object.quantity)?,
            polarity: self.name(&object.polarity)?,
            polarity_words: object.polarity_words.map(|words| self.passage(words)).transpose()?,
            modality: self.name(&object.factuality.unwrap_or(object.modality))?,
            modality_words: object.modality_words.map(|words| self.passage(words)).transpose()?,
            arguments: object.arguments.into_iter().map(argument).collect::<Result<_, _>>()?,
            stated_by: self.statements(object.stated_by)?,
        })
    }

    fn quantity(&self, object: Option<QuantityObject>) -> Result<Option<EventQuantity>, GraphReadError> {
        let Some(object) = object else { return Ok(None) };
        Ok(Some(EventQuantity {
            value: object.value,
            upper: object.upper,
            bound: self.name(&object.bound)?,
            kind: object.kind.map_or(Ok(QuantityKind::Count), |kind| self.name(&kind))?,
            unit: object.unit,
            of: object.of,
            text: object.text,
        }))
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
            copy_of: object.copy_of,
            text: object.text,
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
            stance: object.stance.map(|stance| self.name(&stance)).transpose()?,
            role: object.role,
            predicate: object.predicate,
            since: object.since,
            until: object.until,
            confidence: object.confidence,
            quantity: self.quantity(object.quantity)?,
            stated_by: self.statements(object.stated_by)?,
            differs: object.differs.iter().map(|difference| self.name(difference)).collect::<Result<_, _>>()?,
            support: Support { n_documents: object.n_documents.unwrap_or(object.weight), n_sources: object.weight },
        })
    }
}
