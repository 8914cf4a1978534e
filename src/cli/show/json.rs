//! A dossier as JSON.

use serde::Serialize;

use crate::graph::dossier::{ClaimEntry, Dispute, Dossier, EventEntry, Evidence, RelationEntry};
use crate::graph::{Node, NodeId, Voice};

#[derive(Serialize)]
pub(super) struct Object<'g> {
    id: &'g str,
    label: &'g str,
    kind: &'static str,
    aliases: Vec<&'g str>,
    wikidata: Option<&'g str>,
    gazetteer: Option<&'g str>,
    codes: Vec<&'g str>,
    note: Option<&'g str>,
    n_mentions: u32,
    documents: Vec<&'g str>,
    relations: Section<RelationObject<'g>>,
    did: Section<EventObject<'g>>,
    suffered: Section<EventObject<'g>>,
    involved: Section<EventObject<'g>>,
    said: Section<ClaimObject<'g>>,
    said_of: Section<ClaimObject<'g>>,
    disputes: Section<DisputeObject<'g>>,
}

/// The entries that are shown of so many.
#[derive(Serialize)]
struct Section<T> {
    n: usize,
    entries: Vec<T>,
}

impl<T> Section<T> {
    fn of<E>(entries: &[E], limit: usize, object: impl Fn(&E) -> T) -> Self {
        Self { n: entries.len(), entries: entries.iter().take(limit).map(object).collect() }
    }
}

#[derive(Serialize)]
struct VoiceObject {
    document: bool,
    speakers: Vec<String>,
    polarity: &'static str,
    factuality: &'static str,
}

#[derive(Serialize)]
struct EvidenceObject<'g> {
    document: &'g str,
    title: Option<&'g str>,
    publisher: Option<&'g str>,
    date: Option<String>,
    url: Option<&'g str>,
    start: u32,
    end: u32,
    text: &'g str,
    sentence: Option<&'g str>,
}

#[derive(Serialize)]
struct RelationObject<'g> {
    line: String,
    subject: &'g str,
    object: &'g str,
    #[serde(rename = "type")]
    kind: &'static str,
    role: Option<&'g str>,
    predicate: Option<&'g str>,
    since: Option<i16>,
    until: Option<i16>,
    confidence: Option<f64>,
    voices: Vec<VoiceObject>,
    evidence: Vec<EvidenceObject<'g>>,
}

#[derive(Serialize)]
struct PartyObject<'g> {
    role: &'static str,
    id: Option<&'g str>,
    name: &'g str,
    quantity: Option<f64>,
    alleged: bool,
    voices: Vec<VoiceObject>,
}

#[derive(Serialize)]
struct EventObject<'g> {
    line: String,
    id: &'g str,
    label: &'g str,
    role: Option<&'static str>,
    event_type: &'g str,
    cameo: &'g str,
    when: String,
    day: Option<String>,
    published: Option<String>,
    quantity: Option<f64>,
    alleged: bool,
    voices: Vec<VoiceObject>,
    parties: Vec<PartyObject<'g>>,
    evidence: Vec<EvidenceObject<'g>>,
}

#[derive(Serialize)]
struct ClaimObject<'g> {
    line: String,
    id: &'g str,
    text: &'g str,
    source: Option<&'g str>,
    by: Option<&'g str>,
    to: Option<&'g str>,
    about: Vec<&'g str>,
    act: &'static str,
    told: bool,
    stance: Option<&'static str>,
    day: Option<String>,
    evidence: Vec<EvidenceObject<'g>>,
}

#[derive(Serialize)]
struct DisputeObject<'g> {
    lines: Vec<String>,
    #[serde(rename = "type")]
    kind: &'static str,
    nodes: Vec<&'g str>,
}

impl<'g> Object<'g> {
    /// At most so many entries in a section.
    pub(super) fn of(dossier: &'g Dossier<'g>, limit: usize) -> Self {
        let Dossier { node, actor, .. } = dossier;
        Self {
            id: node.id.as_str(),
            label: &node.label,
            kind: actor.kind.as_str(),
            aliases: actor.aliases.iter().map(String::as_str).collect(),
            wikidata: actor.wikidata.as_deref(),
            gazetteer: actor.gazetteer.as_deref(),
            codes: actor.codes.iter().map(String::as_str).collect(),
            note: actor.note.as_deref(),
            n_mentions: actor.mentions,
            documents: actor.documents.iter().map(String::as_str).collect(),
            relations: Section::of(&dossier.relations, limit, |entry| relation_object(entry, &node.id)),
            did: Section::of(&dossier.did, limit, event_object),
            suffered: Section::of(&dossier.suffered, limit, event_object),
            involved: Section::of(&dossier.involved, limit, event_object),
            said: Section::of(&dossier.said, limit, claim_object),
            said_of: Section::of(&dossier.said_of, limit, claim_object),
            disputes: Section::of(&dossier.disputes, limit, dispute_object),
        }
    }
}

fn voices(voices: &[Voice]) -> Vec<VoiceObject> {
    let object = |voice: &Voice| VoiceObject {
        document: voice.told,
        speakers: voice.speakers.iter().cloned().collect(),
        polarity: voice.polarity.as_str(),
        factuality: voice.modality.as_str(),
    };
    voices.iter().map(object).collect()
}

fn evidence<'g>(evidence: &[Evidence<'g>]) -> Vec<EvidenceObject<'g>> {
    let object = |evidence: &Evidence<'g>| EvidenceObject {
        document: &evidence.place.document,
        title: evidence.document.and_then(|document| document.title.as_deref()),
        publisher: evidence.document.and_then(|document| document.publisher.as_deref()),
        date: evidence.document.and_then(|document| document.date).map(|day| day.to_string()),
        url: evidence.document.and_then(|document| document.url.as_deref()),
        start: evidence.place.passage.start,
        end: evidence.place.passage.end,
        text: &evidence.place.passage.text,
        sentence: evidence.sentence.map(|sentence| &*sentence.text),
    };
    evidence.iter().map(object).collect()
}

fn relation_object<'g>(entry: &RelationEntry<'g>, seen_by: &NodeId) -> RelationObject<'g> {
    RelationObject {
        line: entry.line(seen_by),
        subject: entry.subject.id.as_str(),
        object: entry.object.id.as_str(),
        kind: entry.edge.kind.as_str(),
        role: entry.edge.role.as_deref(),
        predicate: entry.edge.predicate.as_deref(),
        since: entry.edge.since,
        until: entry.edge.until,
        confidence: entry.edge.confidence,
        voices: voices(&entry.voices),
        evidence: evidence(&entry.evidence),
    }
}

fn event_object<'g>(entry: &EventEntry<'g>) -> EventObject<'g> {
    let parties = entry.parties.iter().map(|party| PartyObject {
        role: party.role.as_str(),
        id: party.actor.map(|actor| actor.id.as_str()),
        name: party.name,
        quantity: party.quantity.map(|quantity| quantity.value),
        alleged: party.is_alleged(),
        voices: voices(&party.voices),
    });
    EventObject {
        line: entry.line(),
        id: entry.node.id.as_str(),
        label: &entry.node.label,
        role: entry.role.map(|role| role.as_str()),
        event_type: entry.event.kind.as_str(),
        cameo: &entry.event.cameo,
        when: entry.when(),
        day: entry.day.map(|day| day.to_string()),
        published: entry.published.map(|day| day.to_string()),
        quantity: entry.event.quantity.as_ref().map(|quantity| quantity.value),
        alleged: entry.is_alleged(),
        voices: voices(&entry.voices),
        parties: parties.collect(),
        evidence: evidence(&entry.evidence),
    }
}

fn claim_object<'g>(entry: &ClaimEntry<'g>) -> ClaimObject<'g> {
    ClaimObject {
        line: entry.line(),
        id: entry.node.id.as_str(),
        text: &entry.claim.text,
        source: entry.source.map(|source| source.id.as_str()),
        by: entry.by,
        to: entry.to,
        about: entry.about.iter().map(|node| node.id.as_str()).collect(),
        act: entry.claim.act.as_str(),
        told: entry.told,
        stance: entry.stance.map(|stance| stance.as_str()),
        day: entry.day.map(|day| day.to_string()),
        evidence: evidence(&entry.evidence),
    }
}

fn dispute_object<'g>(dispute: &Dispute<'g>) -> DisputeObject<'g> {
    let id = |node: &'g Node| node.id.as_str();
    let (kind, nodes) = match dispute {
        Dispute::Claims { kind, claim, other } => (kind.as_str(), vec![id(claim.node), id(other.node)]),
        Dispute::Denial(claim) => ("denial", vec![id(claim.node)]),
        Dispute::Event(event) => ("event", vec![id(event.node)]),
    };
    DisputeObject { lines: dispute.lines(), kind, nodes }
}
