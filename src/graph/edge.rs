//! What joins two nodes; an edge reads as a sentence from its source to its target.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::across::support::Support;
use super::node::{EventQuantity, Statement};
use super::provenance::Provenance;
use crate::annotation::{EventLinkKind, Favour, RelationKind, ResponseKind, Role};
use crate::closed_set::closed_set;

closed_set!(
    /// How a node stands to another.
    EdgeKind {
        /// Actor to claim: "McCallum said …".
        Made = "made",
        /// Claim to actor: "… that Iran …".
        About = "about",
        /// Claim to event: "… threatens".
        Reports = "reports",
        /// Actor to event: who expels.
        Agent = "agent",
        /// Event to actor: who is expelled.
        Patient = "patient",
        /// Event to actor: who receives the aid.
        Recipient = "recipient",
        /// Event to actor: where.
        Place = "place",
        /// Event to actor: with what.
        Instrument = "instrument",
        /// Event to actor: about what.
        Topic = "topic",
        /// Actor to actor: holds an office with it.
        Affiliation = "affiliation",
        /// Actor to actor: heads it.
        Leads = "leads",
        /// Actor to actor: is one of it.
        MemberOf = "member_of",
        /// Actor to actor: belongs to it.
        PartOf = "part_of",
        /// Actor to actor: is there.
        LocatedIn = "located_in",
        /// Actor to actor: stands with it.
        AlliedWith = "allied_with",
        /// Actor to actor: stands against it.
        OpposedTo = "opposed_to",
        /// Actor to actor: in the text's own words.
        Relation = "relation",
        /// Claim to claim: says that it is not so.
        Denies = "denies",
        /// Claim to claim: says that it is so.
        Confirms = "confirms",
        /// Claim to claim: speaks to it.
        Answers = "answers",
        /// Claim to claim: says it again.
        Repeats = "repeats",
        /// Claim to claim: both cannot be true.
        Contradicts = "contradicts",
        /// Event to event: another document tells the same.
        SameAsEvent = "same_as_event",
        /// Event to event: comes before it.
        Precedes = "precedes",
        /// Event to event: leads to it.
        Causes = "causes",
        /// Claim or event to document.
        StatedIn = "stated_in",
        /// Document to document: carries its text.
        Copies = "copies",
    }
);

impl EdgeKind {
    /// Whether it joins two actors by a static fact.
    pub fn is_relation(self) -> bool {
        RelationKind::ALL.iter().any(|&kind| Self::from(kind) == self)
    }

    /// Whether it joins an event and one that takes part in it.
    pub fn is_role(self) -> bool {
        Role::ALL.iter().any(|&role| Self::from(role) == self)
    }

    /// Whether it joins two claims.
    pub fn is_between_claims(self) -> bool {
        matches!(self, Self::Denies | Self::Confirms | Self::Answers | Self::Repeats | Self::Contradicts)
    }

    /// Whether it follows from other edges, so that it needs no words of its own.
    pub fn is_derived(self) -> bool {
        matches!(self, Self::SameAsEvent | Self::Copies)
    }
}

impl From<Role> for EdgeKind {
    fn from(role: Role) -> Self {
        match role {
            Role::Agent => Self::Agent,
            Role::Patient => Self::Patient,
            Role::Recipient => Self::Recipient,
            Role::Place => Self::Place,
            Role::Instrument => Self::Instrument,
            Role::Topic => Self::Topic,
        }
    }
}

impl From<ResponseKind> for EdgeKind {
    fn from(kind: ResponseKind) -> Self {
        match kind {
            ResponseKind::Denies => Self::Denies,
            ResponseKind::Confirms => Self::Confirms,
            ResponseKind::Answers => Self::Answers,
        }
    }
}

impl From<EventLinkKind> for EdgeKind {
    fn from(kind: EventLinkKind) -> Self {
        match kind {
            EventLinkKind::Precedes => Self::Precedes,
            EventLinkKind::Causes => Self::Causes,
        }
    }
}

impl From<RelationKind> for EdgeKind {
    fn from(kind: RelationKind) -> Self {
        match kind {
            RelationKind::Affiliation => Self::Affiliation,
            RelationKind::Leads => Self::Leads,
            RelationKind::MemberOf => Self::MemberOf,
            RelationKind::PartOf => Self::PartOf,
            RelationKind::LocatedIn => Self::LocatedIn,
            RelationKind::AlliedWith => Self::AlliedWith,
            RelationKind::OpposedTo => Self::OpposedTo,
        }
    }
}

closed_set!(
    /// In what two tellings of one event differ.
    Difference {
        /// One says that it did not happen.
        Polarity = "polarity",
        /// Their numbers cannot both be true.
        Quantity = "quantity",
    }
);

/// What joins two nodes.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub struct Edge {
    /// How.
    pub kind: EdgeKind,
    /// Tells it from other edges between the same two nodes: the kind, and the office or the predicate where there is one.
    pub key: String,
    /// The words it rests on, sorted; empty only where [`EdgeKind::is_derived`].
    pub provenance: Vec<Provenance>,
    /// The words that attribute the claim, on `made`.
    pub cue: Option<String>,
    /// Day of publication of the document, on `made`.
    pub date: Option<Date>,
    /// Whether the claim's words speak for or against the actor, on `about`, where they do.
    pub stance: Option<Favour>,
    /// The office, on relations.
    pub role: Option<String>,
    /// The words that join the two, on open relations: "recruited prisoners from".
    pub predicate: Option<String>,
    /// First year in which a relation held, where a text gives one; the earliest of those that were joined.
    pub since: Option<i16>,
    /// Last year in which it held; the latest of those that were joined.
    pub until: Option<i16>,
    /// 0 (no trust) to 1, on relations; the greatest of those that were joined.
    pub confidence: Option<f64>,
    /// How many the actor is, or how much, on roles.
    pub quantity: Option<EventQuantity>,
    /// Who says so, on roles, relations and links between events. A role may be stated by fewer than the event is: the paper tells of an attack, and
    /// only Russia says who made it.
    pub stated_by: BTreeSet<Statement>,
    /// In what two tellings of one event differ, on `same_as_event`.
    pub differs: BTreeSet<Difference>,
    /// How many documents state it. Tellings of one claim or event, and their edges, share what they have.
    pub support: Support,
}

impl Edge {
    /// An edge with nothing but its kind and its words.
    pub fn new(kind: EdgeKind, provenance: Vec<Provenance>) -> Self {
        Self {
            kind,
            key: kind.as_str().to_owned(),
            provenance,
            cue: None,
            date: None,
            stance: None,
            role: None,
            predicate: None,
            since: None,
            until: None,
            confidence: None,
            quantity: None,
            stated_by: BTreeSet::new(),
            differs: BTreeSet::new(),
            support: Support::default(),
        }
    }
}
