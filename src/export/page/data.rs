//! The graph as the page holds it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::rows::{self, Day, Index, List, Places, Text, Words};
use super::source::Source;
use crate::annotation::Favour;
use crate::export::page::places;
use crate::graph::label::quantity_label;
use crate::graph::view::{Look, TieOf, Tone, Voice, event_time_words, event_voices, link_voices, ties};
use crate::graph::{
    ActorNode, ClaimNode, EdgeKind, EventNode, EventQuantity, EventTime, KnowledgeGraph, Link, Node, NodeDetail, NodeId,
    Passage, Provenance, StatedBy,
};

/// What the page is made of, besides its script.
#[derive(Serialize)]
pub(super) struct Data {
    program: String,
    version: String,
    style: super::palette::Palette,
    strings: Vec<String>,
    documents: List<rows::Document>,
    actors: List<rows::Actor>,
    claims: List<rows::Claim>,
    events: List<rows::Event>,
    relations: List<rows::Relation>,
    answers: List<rows::Link>,
    event_links: List<rows::Link>,
    voices: List<rows::Voice>,
    ties: List<rows::Tie>,
    /// Passages that are not in the text of their document, and are left out.
    lost_passages: usize,
}

impl Data {
    pub(super) fn of(graph: &KnowledgeGraph) -> Self {
        let mut writer = Writer::new(graph);
        writer.nodes();
        writer.links();
        writer.ties();
        writer.finish()
    }
}

/// Strings by number; 0 is nothing.
struct Strings {
    list: Vec<String>,
    numbers: FxHashMap<String, u32>,
}

impl Strings {
    fn number(&mut self, text: &str) -> Text {
        if text.is_empty() {
            return 0;
        }
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.list.len() as u32;
        self.list.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }
}

struct Writer<'g> {
    graph: &'g KnowledgeGraph,
    /// Row of each node in the list of its kind.
    rows: FxHashMap<&'g NodeId, Index>,
    /// Index of each document by the name that provenance uses.
    documents: FxHashMap<&'g str, usize>,
    sources: Vec<Source>,
    voices: FxHashMap<rows::Voice, u32>,
    relations: FxHashMap<EdgeName<'g>, u32>,
    answers: FxHashMap<EdgeName<'g>, u32>,
    strings: Strings,
    data: Data,
}

/// What tells an edge from all others.
type EdgeName<'g> = (&'g NodeId, &'g NodeId, &'g str);

impl<'g> Writer<'g> {
    fn new(graph: &'g KnowledgeGraph) -> Self {
        let mut rows = FxHashMap::default();
        let mut counts = BTreeMap::new();
        for node in graph.nodes() {
            let count = counts.entry(node.kind()).or_insert(0);
            rows.insert(&node.id, *count);
            *count += 1;
        }
        let (documents, sources) = Source::all(graph);
        let info = graph.info();
        let data = Data {
            program: info.program.clone(),
            version: info.version.clone(),
            style: super::palette::Palette::new(),
            strings: Vec::new(),
            documents: List::new(rows::DOCUMENT),
            actors: List::new(rows::ACTOR),
            claims: List::new(rows::CLAIM),
            events: List::new(rows::EVENT),
            relations: List::new(rows::RELATION),
            answers: List::new(rows::LINK),
            event_links: List::new(rows::LINK),
            voices: List::new(rows::VOICE),
            ties: List::new(rows::TIE),
            lost_passages: 0,
        };
        Self {
            graph,
            rows,
            documents,
            sources,
            voices: FxHashMap::default(),
            relations: FxHashMap::default(),
            answers: FxHashMap::default(),
            strings: Strings { list: vec![String::new()], numbers: FxHashMap::default() },
            data,
        }
    }

    fn finish(mut self) -> Data {
        for (row, source) in self.data.documents.rows.iter_mut().zip(self.sources) {
            (row.8, row.9) = (source.is_whole, source.has_astral());
            row.10 = source.sentences.iter().flat_map(|&(start, end)| [start, end]).collect();
            row.7 = source.text;
        }
        let mut data = self.data;
        data.strings = self.strings.list;
        places::give(&mut data.actors.rows, &data.ties.rows);
        data
    }

    fn nodes(&mut self) {
        for node in self.graph.nodes() {
            match &node.detail {
                NodeDetail::Actor(actor) => self.actor(node, actor),
                NodeDetail::Claim(claim) => self.claim(node, claim),
                NodeDetail::Event(event) => self.event(node, event),
                NodeDetail::Document(document) => {
                    let row = rows::Document(
                        tail(&node.id),
                        self.text(&node.label),
                        self.maybe(document.title.as_deref()),
                        document.date.map(day),
                        self.maybe(document.url.as_deref()),
                        self.maybe(document.publisher.as_deref()),
                        self.maybe(document.author.as_deref()),
                        String::new(),
                        true,
                        false,
                        Vec::new(),
                    );
                    self.data.documents.rows.push(row);
                }
            }
        }
    }

    fn actor(&mut self, node: &Node, actor: &ActorNode) {
        // The names of single documents are words for it like any other.
        let names: BTreeSet<&String> = actor.names.keys().chain(&actor.aliases).filter(|n| **n != node.label).collect();
        let row = rows::Actor(
            tail(&node.id),
            self.text(&node.label),
            self.text(actor.kind.as_str()),
            actor.named,
            names.into_iter().map(|name| self.text(name)).collect(),
            self.maybe(actor.wikidata.as_deref()),
            actor.codes.iter().map(|code| self.text(code)).collect(),
            self.maybe(actor.note.as_deref()),
            actor.mentions,
            0,
            self.places(&node.provenance),
            self.places(&actor.pronouns),
            None,
            None,
        );
        self.data.actors.rows.push(row);
    }

    fn claim(&mut self, node: &Node, claim: &ClaimNode) {
        let at = self.document(&claim.document);
        let outgoing = self.graph.outgoing(&node.id);
        let ends = |kind| -> Vec<Index> {
            outgoing.iter().filter(|link| link.edge.kind == kind).map(|link| self.row(&link.target.id)).collect()
        };
        let (about, reports) = (ends(EdgeKind::About), ends(EdgeKind::Reports));
        let row = rows::Claim(
            tail(&node.id),
            at,
            self.text(claim.kind.as_str()),
            self.text(claim.act.as_str()),
            self.own_words(at, &node.provenance),
            claim.source.as_ref().map_or(-1, |id| self.row(id)),
            self.words(at, claim.source_text.as_ref()),
            self.words(at, claim.cue.as_ref()),
            claim.addressee.as_ref().map_or(-1, |id| self.row(id)),
            self.words(at, claim.addressee_text.as_ref()),
            claim.stances.iter().map(|s| (self.row(&s.target), self.favour(s.favour), self.words(at, Some(&s.words)))).collect(),
            self.maybe(claim.certainty.as_ref().map(|c| c.level.as_str())),
            self.words(at, claim.certainty.as_ref().map(|c| &c.words)),
            self.words(at, claim.hearsay.as_ref()),
            self.time(claim.time.as_ref()),
            claim.within.as_ref().map_or(-1, |id| self.row(id)),
            about,
            reports,
        );
        self.data.claims.rows.push(row);
    }

    fn event(&mut self, node: &'g Node, event: &EventNode) {
        let at = self.document(&event.document);
        let is_role = |link: &Link<'g>| link.edge.kind.is_role();
        let mut roles = Vec::new();
        for link in self.graph.incoming(&node.id).into_iter().chain(self.graph.outgoing(&node.id)).filter(is_role) {
            let actor = if link.source.id == node.id { link.target } else { link.source };
            let role = rows::Role(
                self.text(link.edge.kind.as_str()),
                self.row(&actor.id),
                self.own_words(at, &link.edge.provenance),
                self.quantity(link.edge.quantity.as_ref()),
                self.voices(event_voices(self.graph, node, &link.edge.stated_by)),
            );
            roles.push(role);
        }
        let statements = event.stated_by.iter().map(|statement| match &statement.by {
            StatedBy::Document => -1,
            StatedBy::Claim(claim) => self.row(claim),
        });
        let statements = statements.collect();
        let row = rows::Event(
            tail(&node.id),
            at,
            self.text(&node.label),
            self.text(event.kind.as_str()),
            self.text(&event.cameo),
            self.maybe(event.mode.as_deref()),
            event.contexts.iter().map(|context| self.text(context)).collect(),
            self.text(event.quad_class.as_str()),
            self.tone(if event.quad_class.is_conflict() { Tone::Conflict } else { Tone::Cooperation }),
            event.score.filter(|score| score.is_finite()),
            self.time(event.time.as_ref()),
            self.quantity(event.quantity.as_ref()),
            self.words(at, event.polarity_words.as_ref()),
            self.words(at, event.modality_words.as_ref()),
            self.own_words(at, &node.provenance),
            event
                .arguments
                .iter()
                .map(|a| (self.text(a.role.as_str()), self.words(at, Some(&a.passage)), self.quantity(a.quantity.as_ref())))
                .collect(),
            self.voices(event_voices(self.graph, node, &event.stated_by)),
            statements,
            roles,
        );
        self.data.events.rows.push(row);
    }

    fn links(&mut self) {
        for link in self.graph.links() {
            let kind = link.edge.kind;
            let (from, to) = (self.row(&link.source.id), self.row(&link.target.id));
            let name = (&link.source.id, &link.target.id, link.edge.key.as_str());
            if kind.is_relation() || kind == EdgeKind::Relation {
                let relation = rows::Relation(
                    from,
                    to,
                    self.text(kind.as_str()),
                    self.maybe(link.edge.role.as_deref()),
                    link.edge.since,
                    link.edge.until,
                    link.edge.confidence.filter(|confidence| confidence.is_finite()),
                    self.voices(link_voices(self.graph, link)),
                    self.places(&link.edge.provenance),
                );
                self.relations.insert(name, self.data.relations.rows.len() as u32);
                self.data.relations.rows.push(relation);
            } else if kind.is_between_claims() || is_between_events(kind) {
                let row = rows::Link(from, to, self.text(kind.as_str()), self.places(&link.edge.provenance));
                if is_between_events(kind) {
                    self.data.event_links.rows.push(row);
                } else {
                    self.answers.insert(name, self.data.answers.rows.len() as u32);
                    self.data.answers.rows.push(row);
                }
            }
        }
    }

    fn ties(&mut self) {
        for tie in ties(self.graph) {
            let name = |link: Link<'g>| (&link.source.id, &link.target.id, link.edge.key.as_str());
            let (of, item) = match tie.of {
                TieOf::Event(node) => (0, Some(self.row(&node.id) as u32)),
                TieOf::Claim(node) => (1, Some(self.row(&node.id) as u32)),
                TieOf::Relation(link) => (2, self.relations.get(&name(link)).copied()),
                TieOf::Answer(link) => (3, self.answers.get(&name(link)).copied()),
            };
            let (from, to) = (self.row(tie.from), self.row(tie.to));
            if let Some(item) = item.filter(|_| from >= 0 && to >= 0) {
                let row = rows::Tie(from, to, self.tone(tie.tone), self.voice(tie.voice), of, item);
                self.data.ties.rows.push(row);
            }
        }
    }

    fn text(&mut self, text: &str) -> Text {
        self.strings.number(text)
    }

    fn maybe(&mut self, text: Option<&str>) -> Text {
        self.text(text.unwrap_or_default())
    }

    fn favour(&mut self, favour: Favour) -> Text {
        self.text(favour.as_str())
    }

    fn tone(&mut self, tone: Tone) -> Text {
        self.text(super::palette::tone_name(tone))
    }

    fn quantity(&mut self, quantity: Option<&EventQuantity>) -> Text {
        self.maybe(quantity.map(quantity_label).as_deref())
    }

    fn time(&mut self, time: Option<&EventTime>) -> Option<rows::Time> {
        let time = time?;
        Some(rows::Time(self.text(&event_time_words(time)), time.first_day.map(day), time.last_day.map(day)))
    }

    fn voice(&mut self, voice: Voice) -> u32 {
        let Look { alleged, unreal, negated } = voice.look;
        let look = u8::from(alleged) | u8::from(unreal) << 1 | u8::from(negated) << 2;
        let voice = rows::Voice(self.text(&voice.words), look, self.maybe(voice.per.as_deref()));
        if let Some(&number) = self.voices.get(&voice) {
            return number;
        }
        let number = self.data.voices.rows.len() as u32;
        self.data.voices.rows.push(voice.clone());
        self.voices.insert(voice, number);
        number
    }

    fn voices(&mut self, voices: Vec<Voice>) -> Vec<u32> {
        voices.into_iter().map(|voice| self.voice(voice)).collect()
    }

    fn row(&self, id: &NodeId) -> Index {
        self.rows.get(id).copied().unwrap_or(-1)
    }

    fn document(&self, name: &str) -> Index {
        self.documents.get(name).map_or(-1, |&index| index as Index)
    }

    /// A passage's offsets, if it is where it says it is.
    fn words(&mut self, document: Index, passage: Option<&Passage>) -> Words {
        let Some(passage) = passage else { return Vec::new() };
        let source = usize::try_from(document).ok().and_then(|index| self.sources.get(index));
        if source.is_some_and(|source| source.has(passage)) {
            return vec![passage.start, passage.end];
        }
        self.data.lost_passages += 1;
        Vec::new()
    }

    /// The words in one document, two by two, in text order.
    fn own_words(&mut self, document: Index, provenance: &[Provenance]) -> Words {
        let here: Vec<&Provenance> = provenance.iter().filter(|p| self.document(&p.document) == document).collect();
        here.into_iter().flat_map(|p| self.words(document, Some(&p.passage))).collect()
    }

    fn places(&mut self, provenance: &[Provenance]) -> Places {
        let mut by_document: BTreeMap<Index, Vec<u32>> = BTreeMap::new();
        for p in provenance {
            let document = self.document(&p.document);
            let words = self.words(document, Some(&p.passage));
            if !words.is_empty() {
                by_document.entry(document).or_default().extend(words);
            }
        }
        let place = |(document, words): (Index, Vec<u32>)| std::iter::once(document as u32).chain(words).collect();
        by_document.into_iter().map(place).collect()
    }
}

fn is_between_events(kind: EdgeKind) -> bool {
    matches!(kind, EdgeKind::SameAsEvent | EdgeKind::Precedes | EdgeKind::Causes)
}

/// An id without its kind, which the list tells.
fn tail(id: &NodeId) -> String {
    id.as_str().split_once(':').map_or(id.as_str(), |(_, tail)| tail).to_owned()
}

/// Days from 1970-01-01.
fn day(date: Date) -> i32 {
    let mut days = 0;
    // The span of two dates in days fits, since years have four digits.
    if let Ok(span) = date.since(jiff::civil::date(1970, 1, 1)) {
        days = span.get_days();
    }
    days
}
