//! The overview: actors only, with what they do to and say about each other.
//!
//! - An event is an arrow from agent to patient. Without an agent, or without a patient, it stands as a small figure beside
//!   the one it has.
//! - Claims are bundled by who says them and whom they are about. Those about nobody are counted in the speaker's figure.
//! - Arrows that join the same two actors and are said in the same way are one arrow with several lines.
//! - An event that only a claim tells says "per" whom; one that the document tells as well is told.
//! - Places do not act: they appear only as what an event is done to, or where one is said to do something.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::saying::{
    Facet, actor_figure, argument_words, edge_words, event_tone, event_words, facets, joint, sentences, tooltip,
};
use super::{Arrow, Canvas, Figure, Look, Picture, Shape, Tone, View, counted};
use crate::annotation::{ActorKind, Role};
use crate::graph::across::support::Sources;
use crate::graph::label::{LABEL_LENGTH, cut, quantity_label};
use crate::graph::voice::is_told;
use crate::graph::{
    Difference, EdgeKind, EventNode, KnowledgeGraph, Link, Node, NodeDetail, NodeId, NodeKind, Provenance,
};

// How much one edge of the graph counts in the choice of what to show. An act between two actors is what the reader looks
// for; a claim is common; an event that names one actor alone says least.
const ACT_WEIGHT: u32 = 4;
const RELATION_WEIGHT: u32 = 3;
const SUFFERED_WEIGHT: u32 = 2;
const CLAIM_WEIGHT: u32 = 1;
const LONE_ACT_WEIGHT: u32 = 1;
const OPEN_RELATION_WEIGHT: u32 = 1;

/// How much more an arrow counts that joins on to what is shown. An act between two whom nothing else joins to the rest
/// is then worth less than one claim more in the middle of the story, unless it is told again.
const JOINED: u32 = 3;

/// Lines that one arrow shows of what is bundled in it.
const LINES: usize = 4;

pub(super) fn draw(graph: &KnowledgeGraph, max_edges: usize) -> Picture {
    let first = graph.first_tellings();
    let mut overview = Overview {
        graph,
        sources: Sources::new(graph.nodes()),
        numbers: differing_numbers(graph, &first),
        first,
        bundles: BTreeMap::new(),
        lone: BTreeMap::new(),
        silent: BTreeMap::new(),
        left_out: LeftOut::default(),
    };
    for node in graph.nodes() {
        match &node.detail {
            NodeDetail::Event(event) => overview.event(node, event),
            NodeDetail::Claim(_) => overview.claim(node),
            NodeDetail::Actor(_) | NodeDetail::Document(_) => {}
        }
    }
    for link in graph.links() {
        overview.relation(link);
    }
    overview.open_relations();
    overview.finish(max_edges)
}

/// What makes two edges one arrow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct BundleId {
    from: NodeId,
    to: NodeId,
    tone: Tone,
    look: Look,
    per: Option<String>,
}

/// What one arrow stands for.
#[derive(Clone, Debug, Default)]
struct Bundle<'g> {
    /// Words, with what they were said of: all tellings of an event are one.
    words: BTreeMap<String, BTreeSet<String>>,
    sentences: BTreeSet<String>,
    documents: BTreeSet<&'g str>,
    weight: u32,
    /// Claims; all tellings of one are one.
    claims: BTreeSet<&'g NodeId>,
}

/// What makes two events that have actors on one side only one figure beside these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct LoneId {
    actors: BTreeSet<NodeId>,
    is_agent: bool,
    tone: Tone,
    look: Look,
    per: Option<String>,
}

/// Events beside the only actors that they have.
#[derive(Clone, Debug, Default)]
struct LoneEvents<'g> {
    events: BTreeSet<NodeId>,
    bundle: Bundle<'g>,
}

#[derive(Default)]
struct LeftOut {
    events_without_actor: usize,
    claims_without_source: usize,
}

struct Overview<'g> {
    graph: &'g KnowledgeGraph,
    sources: Sources<'g>,
    /// The first telling of what is told again.
    first: BTreeMap<&'g NodeId, &'g NodeId>,
    /// By first telling of an event: its numbers, where tellings contradict each other.
    numbers: BTreeMap<&'g NodeId, BTreeSet<String>>,
    bundles: BTreeMap<BundleId, Bundle<'g>>,
    lone: BTreeMap<LoneId, LoneEvents<'g>>,
    /// Claims about nobody, by speaker.
    silent: BTreeMap<NodeId, usize>,
    left_out: LeftOut,
}

impl<'g> Overview<'g> {
    fn event(&mut self, node: &'g Node, event: &EventNode) {
        let agents: Vec<Link<'g>> =
            self.graph.incoming(&node.id).into_iter().filter(|link| link.edge.kind == EdgeKind::Agent).collect();
        let is_target = |link: &Link<'g>| matches!(link.edge.kind, EdgeKind::Patient | EdgeKind::Recipient);
        let targets: Vec<Link<'g>> = self.graph.outgoing(&node.id).into_iter().filter(is_target).collect();
        for agent in &agents {
            for target in targets.iter().filter(|target| target.target.id != agent.source.id) {
                self.act(node, event, *agent, *target);
            }
        }
        let has_told_agent = agents.iter().any(|agent| is_told(&agent.edge.stated_by));
        let is_told_without =
            |target: &Link<'_>| agents.is_empty() || (!has_told_agent && is_told(&target.edge.stated_by));
        let suffered: Vec<Link<'g>> = targets.iter().copied().filter(is_told_without).collect();
        if !suffered.is_empty() {
            self.lone_event(node, event, &suffered, false);
        }
        let acts_on_other = |agent: &Link<'_>| targets.iter().any(|target| target.target.id != agent.source.id);
        let alone: Vec<Link<'g>> = agents.iter().copied().filter(|agent| !acts_on_other(agent)).collect();
        if !alone.is_empty() {
            self.lone_event(node, event, &alone, true);
        }
        self.left_out.events_without_actor += usize::from(agents.is_empty() && targets.is_empty());
    }

    /// An event with an agent and one it is done to.
    fn act(&mut self, node: &'g Node, event: &EventNode, agent: Link<'_>, target: Link<'_>) {
        for facet in facets(self.graph, &joint(agent.edge, target.edge)) {
            let id = BundleId {
                from: agent.source.id.clone(),
                to: target.target.id.clone(),
                tone: event_tone(event),
                look: facet.look,
                per: facet.per.clone(),
            };
            let words = event_words(&self.called(node, event), self.first_told(node, event), &facet);
            let thing = self.thing(node, ACT_WEIGHT);
            self.bundles.entry(id).or_default().add(words, thing);
        }
    }

    fn head(&self, id: &'g NodeId) -> &'g NodeId {
        self.first.get(id).copied().unwrap_or(id)
    }

    /// The event as it was told first, so that all its tellings say the same words.
    fn first_told<'e>(&self, node: &'g Node, event: &'e EventNode) -> &'e EventNode
    where
        'g: 'e,
    {
        self.graph.node(self.head(&node.id)).and_then(Node::as_event).unwrap_or(event)
    }

    /// What an event is called: by all its numbers, where papers do not agree.
    fn called(&self, node: &'g Node, event: &EventNode) -> String {
        match self.numbers.get(self.head(&node.id)) {
            Some(numbers) => {
                let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
                cut(&format!("{} {} (papers differ)", event.lemma, numbers.join(" or ")), LABEL_LENGTH)
            }
            None => node.label.clone(),
        }
    }

    /// A claim or event as one of the things that an arrow stands for.
    fn thing(&self, node: &'g Node, weight: u32) -> Thing<'g> {
        Thing {
            id: self.head(&node.id).to_string(),
            sentences: sentences(node),
            documents: node.provenance.iter().map(|place| &*place.document).collect(),
            weight: weight * node.support.n_sources.max(1),
        }
    }

    /// An event beside the actors on one side of it. Those whom the document names and those whom only a claim names
    /// stand at different figures.
    fn lone_event(&mut self, node: &'g Node, event: &EventNode, links: &[Link<'_>], is_agent: bool) {
        let mut ways: BTreeMap<Facet, BTreeSet<NodeId>> = BTreeMap::new();
        for link in links {
            let mut facets = facets(self.graph, &link.edge.stated_by);
            if facets.iter().any(|facet| !facet.look.alleged) {
                facets.retain(|facet| !facet.look.alleged);
            }
            let end = if is_agent { link.source } else { link.target };
            for facet in facets {
                ways.entry(facet).or_default().insert(end.id.clone());
            }
        }
        for (facet, actors) in ways {
            let words = lone_words(&self.called(node, event), self.first_told(node, event), &facet, is_agent);
            let thing = self.thing(node, if is_agent { LONE_ACT_WEIGHT } else { SUFFERED_WEIGHT });
            let id = LoneId { actors, is_agent, tone: event_tone(event), look: facet.look, per: facet.per };
            let lone = self.lone.entry(id).or_default();
            lone.events.insert(node.id.clone());
            lone.bundle.add(words, thing);
        }
    }

    fn claim(&mut self, node: &'g Node) {
        let source = node.as_claim().and_then(|claim| claim.source.clone());
        let Some(source) = source else {
            self.left_out.claims_without_source += 1;
            return;
        };
        let outgoing = self.graph.outgoing(&node.id);
        let is_someone =
            |link: &&Link<'_>| link.edge.kind == EdgeKind::About && !is_place(link.target) && link.target.id != source;
        let about: Vec<NodeId> = outgoing.iter().filter(is_someone).map(|link| link.target.id.clone()).collect();
        if about.is_empty() {
            *self.silent.entry(source.clone()).or_insert(0) += 1;
        }
        for to in about {
            let id = BundleId { from: source.clone(), to, tone: Tone::Speech, look: Look::default(), per: None };
            let (head, thing) = (self.head(&node.id), self.thing(node, CLAIM_WEIGHT));
            let bundle = self.bundles.entry(id).or_default();
            let is_new = bundle.claims.insert(head);
            bundle.take(thing, is_new);
        }
    }

    /// A static fact between two actors, or what a claim of one does to a claim of the other.
    fn relation(&mut self, link: Link<'g>) {
        let speaker = |node: &Node| node.as_claim().and_then(|claim| claim.source.clone());
        let (ends, tone) = if link.edge.kind.is_relation() && !is_place(link.source) && !is_place(link.target) {
            (Some((link.source.id.clone(), link.target.id.clone())), Tone::Fact)
        } else if link.source.kind() == NodeKind::Claim && link.target.kind() == NodeKind::Claim {
            (speaker(link.source).zip(speaker(link.target)), Tone::Speech)
        } else {
            (None, Tone::Fact)
        };
        let Some((from, to)) = ends.filter(|(from, to)| from != to) else { return };
        self.tie(link, (from, to), tone, RELATION_WEIGHT);
    }

    /// Open relations, only where nothing else joins the two: they are many, and say in words what other arrows say in kind.
    fn open_relations(&mut self) {
        let ends = |id: &BundleId| {
            if id.from < id.to { (id.from.clone(), id.to.clone()) } else { (id.to.clone(), id.from.clone()) }
        };
        let joined: BTreeSet<(NodeId, NodeId)> = self.bundles.keys().map(ends).collect();
        for link in self.graph.links().filter(|link| link.edge.kind == EdgeKind::Relation) {
            let (from, to) = (link.source.id.clone(), link.target.id.clone());
            let pair = if from < to { (from.clone(), to.clone()) } else { (to.clone(), from.clone()) };
            if !is_place(link.source) && !is_place(link.target) && !joined.contains(&pair) {
                self.tie(link, (from, to), Tone::Fact, OPEN_RELATION_WEIGHT);
            }
        }
    }

    fn tie(&mut self, link: Link<'g>, (from, to): (NodeId, NodeId), tone: Tone, weight: u32) {
        let words = edge_words(link.edge);
        let sentence = |p: &Provenance| p.sentence.as_ref().unwrap_or(&p.passage).text.to_string();
        let sentences: BTreeSet<String> = link.edge.provenance.iter().map(sentence).collect();
        let facet = facets(self.graph, &link.edge.stated_by).into_iter().min();
        let (look, per) = facet.map_or((Look::default(), None), |facet| (facet.look, facet.per));
        let thing = Thing {
            id: format!("{} {} {}", link.source.id, link.target.id, link.edge.key),
            sentences,
            documents: link.edge.provenance.iter().map(|place| &*place.document).collect(),
            weight: weight * link.edge.support.n_sources.max(1),
        };
        self.bundles.entry(BundleId { from, to, tone, look, per }).or_default().add(words, thing);
    }

    fn finish(self, max_edges: usize) -> Picture {
        let mut drafts = self.drafts();
        let n_all = drafts.len();
        // Among equals those between the busiest actors. Sorting is stable: then the order of ids stays.
        drafts.sort_by_key(|draft| Reverse((draft.arrow.weight, self.busy(draft))));
        let mut canvas = Canvas::default();
        for Draft { from, to, arrow, lone } in choose(drafts, max_edges) {
            for end in [&from, &to] {
                match lone.filter(|_| !self.is_actor(end)) {
                    Some((id, events)) => canvas.figure(end, || events.to_figure(end, id, &self.sources)),
                    None => self.actor(&mut canvas, end),
                }
            }
            canvas.arrow(&from, &to, arrow);
        }
        let notes = self.notes(&canvas, n_all);
        canvas.finish(View::Actors, "Who does what to whom, and who says so".to_owned(), notes)
    }

    /// How many edges the actors of an arrow have.
    fn busy(&self, draft: &Draft<'_>) -> u32 {
        let weight = |id| self.graph.node(id).and_then(Node::as_actor).map_or(0, |actor| actor.weight);
        weight(&draft.from) + weight(&draft.to)
    }

    /// All arrows there could be.
    fn drafts(&self) -> Vec<Draft<'_>> {
        let bundled = self.bundles.iter().map(|(id, bundle)| Draft {
            from: id.from.clone(),
            to: id.to.clone(),
            arrow: bundle.to_arrow(id, &self.sources),
            lone: None,
        });
        let mut drafts: Vec<Draft<'_>> = bundled.collect();
        let mut taken = BTreeSet::new();
        for (id, events) in &self.lone {
            let figure = events.figure_id(&mut taken);
            for actor in &id.actors {
                let ends = (actor.clone(), figure.clone());
                let (from, to) = if id.is_agent { ends } else { (ends.1, ends.0) };
                drafts.push(Draft { from, to, arrow: events.to_arrow(id), lone: Some((id, events)) });
            }
        }
        drafts
    }

    fn is_actor(&self, id: &NodeId) -> bool {
        self.graph.node(id).is_some_and(|node| node.kind() == NodeKind::Actor)
    }

    fn actor(&self, canvas: &mut Canvas, id: &NodeId) {
        let Some(node) = self.graph.node(id) else { return };
        let Some(actor) = node.as_actor() else { return };
        canvas.figure(id, || {
            let mut figure = actor_figure(node, actor);
            if let Some(&n) = self.silent.get(id) {
                figure.lines.push(format!("+ {} about nobody named", counted(n, "claim")));
            }
            figure
        });
    }

    fn notes(&self, canvas: &Canvas, n_all: usize) -> Vec<String> {
        let shown = canvas.arrows.len();
        let actors = self.graph.nodes().filter(|node| node.kind() == NodeKind::Actor && !is_place(node));
        let idle = actors.filter(|node| !canvas.figures.contains_key(&node.id)).count();
        let LeftOut { events_without_actor, claims_without_source } = self.left_out;
        let mut notes = Vec::new();
        if shown < n_all {
            notes.push(format!("showing {shown} of {n_all} edges"));
        }
        let mut left_out = |n: usize, thing: &str, why: &str| {
            if n > 0 {
                notes.push(format!("{} {why}", counted(n, thing)));
            }
        };
        left_out(idle, "actor", "without a shown edge left out");
        left_out(events_without_actor, "event", "without an actor left out");
        left_out(claims_without_source, "claim", "without a known source left out");
        notes
    }
}

/// Takes so many of the drafts, which stand in the order of what they are worth. One between two actors of whom one is
/// shown already counts more: what hangs together tells a story, a heap of pairs does not. Time is n log n.
fn choose(drafts: Vec<Draft<'_>>, max_edges: usize) -> Vec<Draft<'_>> {
    if drafts.len() <= max_edges {
        return drafts;
    }
    let mut at: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
    // Of equals the earlier one is greater.
    let mut open = BinaryHeap::with_capacity(drafts.len());
    for (i, draft) in drafts.iter().enumerate() {
        open.push((draft.arrow.weight, Reverse(i)));
        if draft.lone.is_none() {
            for end in [&draft.from, &draft.to] {
                at.entry(end.clone()).or_default().push(i);
            }
        }
    }
    let mut drafts: Vec<Option<Draft<'_>>> = drafts.into_iter().map(Some).collect();
    let mut chosen = Vec::new();
    while chosen.len() < max_edges
        && let Some((_, Reverse(i))) = open.pop()
    {
        let Some(draft) = drafts[i].take() else { continue };
        for end in [&draft.from, &draft.to] {
            for other in at.remove(end).unwrap_or_default() {
                if let Some(other_draft) = &drafts[other] {
                    open.push((other_draft.arrow.weight.saturating_mul(JOINED), Reverse(other)));
                }
            }
        }
        chosen.push(draft);
    }
    chosen
}

/// An arrow that may be drawn.
struct Draft<'a> {
    from: NodeId,
    to: NodeId,
    arrow: Arrow,
    lone: Option<(&'a LoneId, &'a LoneEvents<'a>)>,
}

/// One of the things that an arrow stands for.
struct Thing<'g> {
    /// The same for all tellings of it.
    id: String,
    sentences: BTreeSet<String>,
    documents: Vec<&'g str>,
    weight: u32,
}

impl<'g> Bundle<'g> {
    fn add(&mut self, words: String, thing: Thing<'g>) {
        let is_new = self.words.entry(words).or_default().insert(thing.id.clone());
        self.take(thing, is_new);
    }

    fn take(&mut self, thing: Thing<'g>, is_new: bool) {
        self.sentences.extend(thing.sentences);
        self.documents.extend(thing.documents);
        if is_new {
            self.weight += thing.weight;
        }
    }

    /// The most frequent words, how many more there are, how many claims, in how many documents, and who says so.
    fn lines(&self, per: &Option<String>, sources: &Sources<'_>) -> Vec<String> {
        let mut words: Vec<(&String, u32)> = self.words.iter().map(|(words, of)| (words, of.len() as u32)).collect();
        words.sort_by_key(|(_, times)| Reverse(*times));
        let shown = words.iter().take(LINES).map(|(words, times)| times_words(words, *times));
        let more = (words.len() > LINES).then(|| format!("+ {} more", words.len() - LINES));
        let claims = (!self.claims.is_empty()).then(|| counted(self.claims.len(), "claim"));
        let papers = sources.count(&self.documents).in_words();
        shown.chain(more).chain(claims).chain(papers).chain(per.clone()).collect()
    }

    fn to_arrow(&self, id: &BundleId, sources: &Sources<'_>) -> Arrow {
        Arrow {
            from: 0,
            to: 0,
            lines: self.lines(&id.per, sources),
            tooltip: tooltip(&self.sentences),
            tone: id.tone,
            look: id.look,
            weight: self.weight,
        }
    }
}

impl LoneEvents<'_> {
    /// The id of the first event that no other figure stands for.
    fn figure_id(&self, taken: &mut BTreeSet<NodeId>) -> NodeId {
        let free = self.events.iter().find(|id| !taken.contains(*id)).cloned();
        // An event that is told in one way and alleged in another may need more figures than it has ids.
        let mut id = free.or_else(|| self.events.first().cloned()).unwrap_or_else(|| NodeId::from("event:"));
        while !taken.insert(id.clone()) {
            id = NodeId::from(format!("{id}~"));
        }
        id
    }

    fn to_figure(&self, figure: &NodeId, id: &LoneId, sources: &Sources<'_>) -> Figure {
        Figure {
            id: figure.clone(),
            shape: Shape::Event(id.tone, id.look),
            lines: self.bundle.lines(&id.per, sources),
            tooltip: tooltip(&self.bundle.sentences),
        }
    }

    fn to_arrow(&self, id: &LoneId) -> Arrow {
        let tooltip = tooltip(&self.bundle.sentences);
        Arrow { from: 0, to: 0, lines: Vec::new(), tooltip, tone: id.tone, look: id.look, weight: self.bundle.weight }
    }
}

/// "acquire (intended): weapons", "target by gunmen".
fn lone_words(called: &str, event: &EventNode, facet: &Facet, is_agent: bool) -> String {
    let words = event_words(called, event, facet);
    let words = match argument_words(event, if is_agent { Role::Patient } else { Role::Agent }) {
        Some(patient) if is_agent => format!("{words}: {patient}"),
        Some(agent) => format!("{words} by {agent}"),
        None => words,
    };
    cut(&words, LABEL_LENGTH)
}

/// By first telling: the numbers of events whose tellings contradict each other.
fn differing_numbers<'g>(
    graph: &'g KnowledgeGraph,
    first: &BTreeMap<&'g NodeId, &'g NodeId>,
) -> BTreeMap<&'g NodeId, BTreeSet<String>> {
    let differs = |link: &Link<'g>| link.edge.differs.contains(&Difference::Quantity);
    let heads: BTreeSet<&NodeId> = graph.links().filter(differs).map(|link| &link.target.id).collect();
    let mut numbers: BTreeMap<&NodeId, BTreeSet<String>> = BTreeMap::new();
    for node in graph.nodes() {
        let head = first.get(&node.id).copied().unwrap_or(&node.id);
        let quantity = node.as_event().filter(|_| heads.contains(head)).and_then(|event| event.quantity.as_ref());
        if let Some(quantity) = quantity {
            numbers.entry(head).or_default().insert(quantity_label(quantity));
        }
    }
    numbers
}

/// "expel ≥400 ×3".
fn times_words(words: &str, times: u32) -> String {
    if times > 1 { format!("{words} ×{times}") } else { words.to_owned() }
}

pub(super) fn is_place(node: &Node) -> bool {
    node.as_actor().is_some_and(|actor| actor.kind == ActorKind::Place)
}
