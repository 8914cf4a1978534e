//! What stands at the corners of the graph: actors, claims, events and documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::across::support::Support;
use super::measures::Measures;
use super::provenance::{Passage, Provenance};
use crate::annotation::{
    ActorKind, Bound, CertaintyLevel, ClaimKind, EventType, Favour, Granularity, Modality, Polarity, QuadClass,
    QuantityKind, Role, SpeechAct, TimeKind, TimeModifier, contradicts,
};
use crate::closed_set::closed_set;

/// Names a node; made of content, so that the same content has the same id in every run. Clones share it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(Arc<str>);

impl NodeId {
    /// The id as files carry it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for NodeId {
    fn from(id: String) -> Self {
        Self(id.into())
    }
}

impl From<&str> for NodeId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

closed_set!(
    /// What a node stands for.
    NodeKind {
        /// Someone who acts.
        Actor = "actor",
        /// Somebody's statement.
        Claim = "claim",
        /// Something that happens.
        Event = "event",
        /// One text.
        Document = "document",
    }
);

/// One corner of the graph.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub struct Node {
    /// Its name, unique in a graph.
    pub id: NodeId,
    /// A few words to show for it, on one line.
    pub label: String,
    /// The words it rests on, sorted; empty for documents only.
    pub provenance: Vec<Provenance>,
    /// How many documents speak of it; of a claim or event, all that tell it.
    pub support: Support,
    /// What is known of it, by kind.
    pub detail: NodeDetail,
}

impl Node {
    /// What it stands for.
    pub fn kind(&self) -> NodeKind {
        match self.detail {
            NodeDetail::Actor(_) => NodeKind::Actor,
            NodeDetail::Claim(_) => NodeKind::Claim,
            NodeDetail::Event(_) => NodeKind::Event,
            NodeDetail::Document(_) => NodeKind::Document,
        }
    }

    /// The actor, if it is one.
    pub fn as_actor(&self) -> Option<&ActorNode> {
        if let NodeDetail::Actor(actor) = &self.detail { Some(actor) } else { None }
    }

    /// The claim, if it is one.
    pub fn as_claim(&self) -> Option<&ClaimNode> {
        if let NodeDetail::Claim(claim) = &self.detail { Some(claim) } else { None }
    }

    /// The document, if it is one.
    pub fn as_document(&self) -> Option<&DocumentNode> {
        if let NodeDetail::Document(document) = &self.detail { Some(document) } else { None }
    }

    /// The event, if it is one.
    pub fn as_event(&self) -> Option<&EventNode> {
        if let NodeDetail::Event(event) = &self.detail { Some(event) } else { None }
    }
}

/// What is known of a node.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub enum NodeDetail {
    /// Of an actor.
    Actor(ActorNode),
    /// Of a claim.
    Claim(ClaimNode),
    /// Of an event.
    Event(EventNode),
    /// Of a document.
    Document(DocumentNode),
}

/// Someone or something that acts, over all documents.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub struct ActorNode {
    /// What it is.
    pub kind: ActorKind,
    /// False where only one document makes it an actor ("two journalists").
    pub named: bool,
    /// The best name of each document, with the number of mentions in the documents that prefer it.
    pub names: BTreeMap<String, u32>,
    /// Other words that refer to it; pronouns are not kept, nor is the label.
    pub aliases: BTreeSet<String>,
    /// Record of the gazetteer.
    pub gazetteer: Option<String>,
    /// Wikidata item.
    pub wikidata: Option<String>,
    /// Codes that users' gazetteers give it on the days of its documents.
    pub codes: BTreeSet<String>,
    /// How often it is mentioned, pronouns included.
    pub mentions: u32,
    /// Names of the documents that mention it.
    pub documents: BTreeSet<String>,
    /// Where pronouns refer to it, sorted.
    pub pronouns: Vec<Provenance>,
    /// Why names that differ are one actor, where they do.
    pub joins: BTreeSet<Join>,
    /// Number of edges that touch it.
    pub weight: u32,
    /// What a reader should know about its identity: why it was not joined with another of that name.
    pub note: Option<String>,
    /// How central it is; `None` where nothing ties it to another, and of places.
    pub measures: Option<Measures>,
}

closed_set!(
    /// Why two names are one actor's.
    JoinRule {
        /// "Apple" and "Apple Inc.", "John Smith" and "John D. Smith".
        VariantOfName = "variant of name",
        /// "IAEA" alone, and "International Atomic Energy Agency (IAEA)" in another document.
        AcronymSpeltOut = "acronym spelt out",
        /// A name that one document takes for an organisation and another for nothing in particular.
        KindsOfOneName = "kinds of one name",
    }
);

/// That two names are one actor's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Join {
    /// Why.
    pub rule: JoinRule,
    /// The names, sorted.
    pub names: [String; 2],
}

/// Somebody's statement, in one document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimNode {
    /// Name of the document that reports it.
    pub document: String,
    /// Day of publication of that document.
    pub date: Option<Date>,
    /// Quoted or not.
    pub kind: ClaimKind,
    /// All of its content; parts that do not touch are joined by " … ".
    pub text: String,
    /// The sentence that the content begins in.
    pub sentence: Option<Passage>,
    /// The actor who says it; `None` when the text does not tell, or tells nobody that it knows.
    pub source: Option<NodeId>,
    /// The words for the one who says it, whether or not they name an actor.
    pub source_text: Option<Passage>,
    /// The words that attribute it.
    pub cue: Option<Passage>,
    /// What the source does in saying it.
    pub act: SpeechAct,
    /// The actor who is told.
    pub addressee: Option<NodeId>,
    /// The words for the one who is told, whether or not they name an actor.
    pub addressee_text: Option<Passage>,
    /// For or against whom its words speak, in text order.
    pub stances: Vec<ClaimStance>,
    /// How sure the source is, where words tell.
    pub certainty: Option<ClaimCertainty>,
    /// The words that mark it as passed on from others.
    pub hearsay: Option<Passage>,
    /// When it was said, by words that date the saying.
    pub time: Option<EventTime>,
    /// The claim that this one is part of.
    pub within: Option<NodeId>,
}

/// That a claim's words speak for or against an actor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimStance {
    /// For or against.
    pub favour: Favour,
    /// Whom.
    pub target: NodeId,
    /// The words that do.
    pub words: Passage,
}

/// How sure a source is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimCertainty {
    /// How sure.
    pub level: CertaintyLevel,
    /// The words that tell.
    pub words: Passage,
}

/// Something that happens, is planned, threatened or denied; all its mentions in one document.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub struct EventNode {
    /// Name of the document that tells it.
    pub document: String,
    /// PLOVER type, or one of a user's ontology.
    pub kind: EventType,
    /// CAMEO code, two to four digits; a user's type may have another or none.
    pub cameo: String,
    /// In which way it was done: "arrest" of COERCE; that of its first mention.
    pub mode: Option<String>,
    /// What it has to do with, by any of its mentions; sorted.
    pub contexts: Vec<String>,
    /// Cooperation or conflict, in words or in deeds.
    pub quad_class: QuadClass,
    /// PLOVER's scale, -10 (conflict) to 10 (cooperation); finite.
    pub score: Option<f64>,
    /// Goldstein's scale, -10 (conflict) to 10 (cooperation); finite.
    pub goldstein: Option<f64>,
    /// Base form of the trigger.
    pub lemma: String,
    /// When.
    pub time: Option<EventTime>,
    /// How many.
    pub quantity: Option<EventQuantity>,
    /// Said to happen, or not: as the document says it, or else as the first claim does.
    pub polarity: Polarity,
    /// The words that make it negative.
    pub polarity_words: Option<Passage>,
    /// How real: as the document says it, or else as the first claim does.
    pub modality: Modality,
    /// The words that make it less than asserted.
    pub modality_words: Option<Passage>,
    /// Arguments that are no actors ("weapons"), in text order.
    pub arguments: Vec<EventArgument>,
    /// Who says that it happens, sorted; never empty.
    pub stated_by: BTreeSet<Statement>,
}

/// When an event takes place, or a claim was made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventTime {
    /// The words.
    pub text: String,
    /// ISO 8601 / TIMEX3 value.
    pub value: Option<String>,
    /// What they stand for.
    pub kind: TimeKind,
    /// How the words limit the value.
    pub modifier: Option<TimeModifier>,
    /// How fine the value is.
    pub granularity: Option<Granularity>,
    /// First day that the words may mean; `None` where it is open or not known.
    pub first_day: Option<Date>,
    /// Last day that the words may mean, included; `None` where it is open or not known.
    pub last_day: Option<Date>,
}

impl EventTime {
    /// Whether two times cannot be one; as of [`Time`](crate::annotation::Time::contradicts).
    pub fn contradicts(&self, other: &EventTime) -> bool {
        contradicts(
            (self.value.as_deref(), self.first_day, self.last_day),
            (other.value.as_deref(), other.first_day, other.last_day),
        )
    }
}

/// How many, or how much, an event or one that takes part in it is about; as in
/// [`Quantity`](crate::annotation::Quantity).
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub struct EventQuantity {
    /// The number, or the lower of a range; finite.
    pub value: f64,
    /// The higher number of a range; finite.
    pub upper: Option<f64>,
    /// How it limits the true one.
    pub bound: Bound,
    /// What it tells.
    pub kind: QuantityKind,
    /// What is counted, or the unit.
    pub unit: Option<String>,
    /// Of what it is a share, sum or measure.
    pub of: Option<String>,
    /// The words.
    pub text: String,
}

/// One that takes part in an event and is no actor.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub struct EventArgument {
    /// How.
    pub role: Role,
    /// The words.
    pub passage: Passage,
    /// How many, or how much.
    pub quantity: Option<EventQuantity>,
}

/// That somebody says that something happens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// Who.
    pub by: StatedBy,
    /// Said to happen, or not.
    pub polarity: Polarity,
    /// How real.
    pub modality: Modality,
}

/// Who states an event, or who takes part in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatedBy {
    /// The document in its own voice.
    Document,
    /// The source of a claim, in that claim.
    Claim(NodeId),
}

/// One text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentNode {
    /// The name that provenance uses: the id that was given, made distinct where two texts came with the same one.
    pub document: String,
    /// The id that was given.
    pub given_id: String,
    /// The first 16 hexadecimal digits of the SHA-256 of the text.
    pub digest: String,
    /// Headline.
    pub title: Option<String>,
    /// Day of publication.
    pub date: Option<Date>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The name of the document whose text it carries, the first that did.
    pub copy_of: Option<String>,
    /// The text that all provenance of this document points into; `None` in files of earlier versions.
    pub text: Option<String>,
}
