//! The graph as the page holds it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::rows::{self, Index, List, Places, Text, Words};
use super::source::Source;
use crate::annotation::{Favour, Polarity};
use crate::export::page::places;
use crate::graph::label::quantity_label;
use crate::graph::label::time_words;
use crate::graph::view::{Look, TieOf, Tone, Voice, event_voices, link_voices, ties};
use crate::graph::{
    ActorNode, ClaimNode, EdgeKind, EventNode, EventQuantity, EventTime, KnowledgeGraph, Link, Node, NodeDetail,
    NodeId, Passage, Provenance, StatedBy, Statement,
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
    /// How many actors the overviews have that actors have places in.
    overviews: Vec<usize>,
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
            documents: List::default(),
            actors: List::default(),
            claims: List::default(),
            events: List::default(),
            relations: List::default(),
            answers: List::default(),
            event_links: List::default(),
            voices: List::default(),
            ties: List::default(),
            lost_passages: 0,
            overviews: Vec::new(),
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
            (row.whole, row.astral) = (source.is_whole, source.has_astral());
            row.sentences = source.sentences.iter().flat_map(|&(start, end)| [start, end]).collect();
            row.text = source.text;
        }
        let mut data = self.data;
        data.strings = self.strings.list;
        data.overviews = places::give(&mut data.actors.rows, &data.ties.rows, &data.strings);
        data
    }

    fn nodes(&mut self) {
        for node in self.graph.nodes() {
            match &node.detail {
                NodeDetail::Actor(actor) => self.actor(node, actor),
                NodeDetail::Claim(claim) => self.claim(node, claim),
                NodeDetail::Event(event) => self.event(node, event),
                NodeDetail::Document(document) => {
                    let row = rows::Document {
                        id: tail(&node.id),
                        label: self.text(&node.label),
                        title: self.maybe(document.title.as_deref()),
                        day: document.date.map(day),
                        url: self.maybe(document.url.as_deref()),
                        publisher: self.maybe(document.publisher.as_deref()),
                        author: self.maybe(document.author.as_deref()),
                        // What follows comes from the sources, at the end.
                        text: String::new(),
                        whole: true,
                        astral: false,
                        sentences: Vec::new(),
                    };
                    self.data.documents.rows.push(row);
                }
            }
        }
    }

    fn actor(&mut self, node: &Node, actor: &ActorNode) {
        // The names of single documents are words for it like any other.
        let names: BTreeSet<&String> = actor.names.keys().chain(&actor.aliases).filter(|n| **n != node.label).collect();
        let row = rows::Actor {
            id: tail(&node.id),
            label: self.text(&node.label),
            kind: self.text(actor.kind.as_str()),
            named: actor.named,
            aliases: names.into_iter().map(|name| self.text(name)).collect(),
            wikidata: self.maybe(actor.wikidata.as_deref()),
            codes: actor.codes.iter().map(|code| self.text(code)).collect(),
            note: self.maybe(actor.note.as_deref()),
            mentions: actor.mentions,
            weight: 0,
            places: self.places(&node.provenance),
            pronouns: self.places(&actor.pronouns),
            spots: Vec::new(),
        };
        self.data.actors.rows.push(row);
    }

    fn claim(&mut self, node: &Node, claim: &ClaimNode) {
        let at = self.document(&claim.document);
        let outgoing = self.graph.outgoing(&node.id);
        let ends = |kind| -> Vec<Index> {
            outgoing.iter().filter(|link| link.edge.kind == kind).map(|link| self.row(&link.target.id)).collect()
        };
        let (about, reports) = (ends(EdgeKind::About), ends(EdgeKind::Reports));
        let row = rows::Claim {
            id: tail(&node.id),
            doc: at,
            kind: self.text(claim.kind.as_str()),
            act: self.text(claim.act.as_str()),
            parts: self.own_words(at, &node.provenance),
            source: claim.source.as_ref().map_or(-1, |id| self.row(id)),
            source_words: self.words(at, claim.source_text.as_ref()),
            cue: self.words(at, claim.cue.as_ref()),
            addressee: claim.addressee.as_ref().map_or(-1, |id| self.row(id)),
            addressee_words: self.words(at, claim.addressee_text.as_ref()),
            stances: claim
                .stances
                .iter()
                .map(|s| (self.row(&s.target), self.favour(s.favour), self.words(at, Some(&s.words))))
                .collect(),
            certainty: self.maybe(claim.certainty.as_ref().map(|c| c.level.as_str())),
            certainty_words: self.words(at, claim.certainty.as_ref().map(|c| &c.words)),
            hearsay: self.words(at, claim.hearsay.as_ref()),
            time: self.time(claim.time.as_ref()),
            within: claim.within.as_ref().map_or(-1, |id| self.row(id)),
            about,
            reports,
        };
        self.data.claims.rows.push(row);
    }

    fn event(&mut self, node: &'g Node, event: &EventNode) {
        let at = self.document(&event.document);
        let is_role = |link: &Link<'g>| link.edge.kind.is_role();
        let mut roles = Vec::new();
        for link in self.graph.incoming(&node.id).into_iter().chain(self.graph.outgoing(&node.id)).filter(is_role) {
            let actor = if link.source.id == node.id { link.target } else { link.source };
            let role = rows::Role {
                role: self.text(link.edge.kind.as_str()),
                actor: self.row(&actor.id),
                words: self.own_words(at, &link.edge.provenance),
                quantity: self.quantity(link.edge.quantity.as_ref()),
                voices: self.voices(event_voices(self.graph, node, &link.edge.stated_by)),
            };
            roles.push(role);
        }
        let statement = |statement: &Statement| {
            let by = match &statement.by {
                StatedBy::Document => -1,
                StatedBy::Claim(claim) => self.row(claim),
            };
            (by, statement.polarity == Polarity::Negative)
        };
        let stated_by = event.stated_by.iter().map(statement).collect();
        let row = rows::Event {
            id: tail(&node.id),
            doc: at,
            label: self.text(&node.label),
            event_type: self.text(event.kind.as_str()),
            cameo: self.text(&event.cameo),
            mode: self.maybe(event.mode.as_deref()),
            contexts: event.contexts.iter().map(|context| self.text(context)).collect(),
            quad: self.text(event.quad_class.as_str()),
            tone: self.tone(if event.quad_class.is_conflict() { Tone::Conflict } else { Tone::Cooperation }),
            time: self.time(event.time.as_ref()),
            quantity: self.quantity(event.quantity.as_ref()),
            polarity_words: self.words(at, event.polarity_words.as_ref()),
            modality_words: self.words(at, event.modality_words.as_ref()),
            triggers: self.own_words(at, &node.provenance),
            arguments: event
                .arguments
                .iter()
                .map(|a| {
                    (self.text(a.role.as_str()), self.words(at, Some(&a.passage)), self.quantity(a.quantity.as_ref()))
                })
                .collect(),
            voices: self.voices(event_voices(self.graph, node, &event.stated_by)),
            stated_by,
            roles,
        };
        self.data.events.rows.push(row);
    }

    fn links(&mut self) {
        for link in self.graph.links() {
            let kind = link.edge.kind;
            let (from, to) = (self.row(&link.source.id), self.row(&link.target.id));
            let name = (&link.source.id, &link.target.id, link.edge.key.as_str());
            if kind.is_relation() || kind == EdgeKind::Relation {
                let relation = rows::Relation {
                    from,
                    to,
                    kind: self.text(kind.as_str()),
                    role: self.maybe(link.edge.role.as_deref()),
                    since: link.edge.since,
                    until: link.edge.until,
                    voices: self.voices(link_voices(self.graph, link)),
                    places: self.places(&link.edge.provenance),
                };
                self.relations.insert(name, self.data.relations.rows.len() as u32);
                self.data.relations.rows.push(relation);
            } else if kind.is_between_claims() || is_between_events(kind) {
                let row =
                    rows::Link { from, to, kind: self.text(kind.as_str()), places: self.places(&link.edge.provenance) };
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
                let row = rows::Tie { from, to, tone: self.tone(tie.tone), voice: self.voice(tie.voice), of, item };
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
        Some(rows::Time {
            words: self.text(&time_words(time)),
            first: time.first_day.map(day),
            last: time.last_day.map(day),
        })
    }

    fn voice(&mut self, voice: Voice) -> u32 {
        let Look { alleged, unreal, negated } = voice.look;
        let look = u8::from(alleged) | u8::from(unreal) << 1 | u8::from(negated) << 2;
        let voice = rows::Voice { words: self.text(&voice.words), look, per: self.maybe(voice.per.as_deref()) };
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
