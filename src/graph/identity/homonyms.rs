//! Several people of one name.
//!
//! Evidence is what documents state in words: the bodies and states that someone holds an office with, leads or belongs
//! to. Documents are of one person where they share such a body, or the state it belongs to, or mention another person
//! or organisation in common. Where that leaves more than one group, the name is several people's: each group is one,
//! and a document without evidence goes with the one group it shares people with, or stays by itself. So nothing that
//! says little can glue two people together.
//!
//! Institutions that many states have ("Ministry of Defence") are told apart by the state that documents say they
//! belong to, and by that alone.

use std::collections::{BTreeMap, BTreeSet};

use super::Identity;
use super::join::components;
use super::names::is_institution;
use super::profile::{Member, Profile, Standing};
use crate::annotation::{ActorId, ActorKind};
use crate::graph::node::NodeId;

/// Where an actor of a document stands: the document, then the actor.
type Seat = (usize, usize);

/// Gives those who share a name, but not the rest, identities of their own.
pub(super) fn tell_apart(profiles: &[Profile], identities: &mut [Vec<Identity>]) {
    let changes = Reading::new(profiles, identities).changes();
    for ((document, actor), identity) in changes {
        identities[document][actor] = identity;
    }
}

struct Reading<'a> {
    profiles: &'a [Profile],
    identities: &'a [Vec<Identity>],
    /// What each actor belongs to, in any document.
    owners: BTreeMap<&'a NodeId, BTreeSet<&'a NodeId>>,
    states: BTreeSet<&'a NodeId>,
    names: BTreeMap<&'a NodeId, (std::cmp::Reverse<u32>, &'a str)>,
    /// The persons and organisations of each document.
    companions: Vec<BTreeSet<&'a NodeId>>,
}

impl<'a> Reading<'a> {
    fn new(profiles: &'a [Profile], identities: &'a [Vec<Identity>]) -> Self {
        let mut reading = Self {
            profiles,
            identities,
            owners: BTreeMap::new(),
            states: BTreeSet::new(),
            names: BTreeMap::new(),
            companions: vec![BTreeSet::new(); profiles.len()],
        };
        for (document, profile) in profiles.iter().enumerate() {
            for (member, identity) in profile.members.iter().zip(&identities[document]) {
                if member.standing == Standing::Document {
                    continue;
                }
                let id = &identity.id;
                let name = (std::cmp::Reverse(member.n_mentions), member.name.as_str());
                reading.names.entry(id).and_modify(|best| *best = name.min(*best)).or_insert(name);
                if member.kind == ActorKind::State {
                    reading.states.insert(id);
                }
                if matches!(member.kind, ActorKind::Person | ActorKind::Organization) && member.n_mentions > 0 {
                    reading.companions[document].insert(id);
                }
                let owners: Vec<&NodeId> =
                    member.owners.iter().filter_map(|&owner| reading.shared(document, owner)).collect();
                if !owners.is_empty() {
                    reading.owners.entry(id).or_default().extend(owners);
                }
            }
        }
        reading
    }

    fn member(&self, (document, actor): Seat) -> &'a Member {
        &self.profiles[document].members[actor]
    }

    /// The id of an actor that other documents may know as well.
    fn shared(&self, document: usize, actor: ActorId) -> Option<&'a NodeId> {
        let member = self.profiles[document].member(actor)?;
        (member.standing != Standing::Document).then(|| &self.identities[document][actor.index()].id)
    }

    fn changes(&self) -> Vec<(Seat, Identity)> {
        let mut bearers: BTreeMap<&NodeId, Vec<Seat>> = BTreeMap::new();
        for (document, profile) in self.profiles.iter().enumerate() {
            for (actor, member) in profile.members.iter().enumerate() {
                if member.standing == Standing::Name {
                    bearers.entry(&self.identities[document][actor].id).or_default().push((document, actor));
                }
            }
        }
        let several = bearers.into_iter().filter(|(_, seats)| seats.len() > 1);
        several.flat_map(|(id, seats)| self.several(id, &seats)).collect()
    }

    /// New identities for those who bear one name, if they are several.
    fn several(&self, id: &NodeId, seats: &[Seat]) -> Vec<(Seat, Identity)> {
        let first = self.member(seats[0]);
        let evidence = if seats.iter().any(|&seat| self.member(seat).kind == ActorKind::Person) {
            self.by_offices(seats)
        } else if is_institution(&first.slug) {
            self.by_owners(seats)
        } else {
            return Vec::new();
        };
        let mut ties: BTreeMap<&NodeId, usize> = BTreeMap::new();
        let mut pairs = Vec::new();
        for (n, one) in evidence.iter().enumerate() {
            for tie in one.ties.iter().filter(|&&tie| tie != id) {
                pairs.push((*ties.entry(tie).or_insert(n), n));
            }
        }
        // Everyone without a tie to others is a group, too.
        let mut groups = components(evidence.len(), pairs.into_iter());
        let grouped: BTreeSet<usize> = groups.iter().flatten().copied().collect();
        groups.extend((0..evidence.len()).filter(|n| !grouped.contains(n)).map(|n| vec![n]));
        if groups.len() < 2 {
            return Vec::new();
        }
        let groups: Vec<Vec<&Evidence<'_>>> =
            groups.into_iter().map(|group| group.into_iter().map(|n| &evidence[n]).collect()).collect();
        self.split(id, seats, &groups)
    }

    /// Persons with an office, as the documents state it.
    fn by_offices(&self, seats: &[Seat]) -> Vec<Evidence<'a>> {
        let evidence = |&seat: &Seat| {
            let (document, _) = seat;
            let offices = &self.member(seat).offices;
            let mut anchors: BTreeSet<&NodeId> = BTreeSet::new();
            for &office in offices {
                match self.shared(document, office) {
                    Some(anchor) => _ = anchors.insert(anchor),
                    // "the ministry" of a state that the document names.
                    None => {
                        let owners = self.profiles[document].member(office).map(|member| &member.owners);
                        anchors.extend(owners.into_iter().flatten().filter_map(|&o| self.shared(document, o)));
                    }
                }
            }
            let owners = anchors.iter().filter_map(|anchor| self.owners.get(anchor)).flatten().copied();
            let ties = anchors.iter().copied().chain(owners).chain(self.companions[document].iter().copied()).collect();
            (!anchors.is_empty()).then_some(Evidence { seat, anchors, ties })
        };
        seats.iter().filter_map(evidence).collect()
    }

    /// Institutions of a state, as the documents state it.
    fn by_owners(&self, seats: &[Seat]) -> Vec<Evidence<'a>> {
        let evidence = |&seat: &Seat| {
            let owners = self.member(seat).owners.iter().filter_map(|&owner| self.shared(seat.0, owner));
            let anchors: BTreeSet<&NodeId> = owners.filter(|owner| self.states.contains(owner)).collect();
            (!anchors.is_empty()).then(|| Evidence { seat, ties: anchors.clone(), anchors })
        };
        seats.iter().filter_map(evidence).collect()
    }

    /// One identity for each group, and one for each document that goes with none.
    fn split(&self, id: &NodeId, seats: &[Seat], groups: &[Vec<&Evidence<'_>>]) -> Vec<(Seat, Identity)> {
        let mut changes = Vec::new();
        let mut seated: BTreeSet<Seat> = BTreeSet::new();
        let mut ids = Vec::new();
        for group in groups {
            let anchor = main_anchor(group);
            let name = self.names.get(anchor).map_or("", |(_, name)| name);
            // Ids of anchors differ, since groups share none; the last part of two may be the same.
            let last = |id: &NodeId| id.as_str().rsplit(':').next().unwrap_or_default().to_owned();
            let is_own = groups.iter().filter(|other| last(main_anchor(other)) == last(anchor)).count() == 1;
            let end = if is_own { last(anchor) } else { anchor.as_str().trim_start_matches("actor:").to_owned() };
            let identity = Identity {
                id: NodeId::from(format!("{id}:{end}")),
                note: Some(format!("one of several of this name: of {name}")),
                distinction: Some(name.to_owned()),
            };
            seated.extend(group.iter().map(|evidence| evidence.seat));
            changes.extend(group.iter().map(|evidence| (evidence.seat, identity.clone())));
            ids.push(identity);
        }
        for &seat in seats.iter().filter(|seat| !seated.contains(seat)) {
            changes.push((seat, self.without_evidence(id, seat, groups, &ids)));
        }
        changes
    }

    /// Of a document that gives no office: whom of several it means.
    fn without_evidence(&self, id: &NodeId, seat: Seat, groups: &[Vec<&Evidence<'_>>], ids: &[Identity]) -> Identity {
        // Ties of institutions are states, which are nobody's companions.
        let companions: BTreeSet<&NodeId> =
            self.companions[seat.0].iter().copied().filter(|&companion| companion != id).collect();
        let fits = |group: &&Vec<&Evidence<'_>>| {
            group.iter().any(|evidence| evidence.ties.intersection(&companions).next().is_some())
        };
        let fitting: Vec<&Identity> =
            groups.iter().zip(ids).filter(|(group, _)| fits(group)).map(|(_, identity)| identity).collect();
        if let [one] = fitting[..] {
            return one.clone();
        }
        Identity {
            id: NodeId::from(format!("{id}:{}", self.profiles[seat.0].hash)),
            note: Some("there are several of this name; which one this is, the document does not tell".to_owned()),
            distinction: None,
        }
    }
}

/// What a document says that tells its bearer of a name from others.
struct Evidence<'a> {
    seat: Seat,
    /// Whom it holds an office with; at least one.
    anchors: BTreeSet<&'a NodeId>,
    /// Whoever it shares one of these with is the same.
    ties: BTreeSet<&'a NodeId>,
}

/// The anchor that most documents of a group give, of several the first.
fn main_anchor<'a>(group: &[&Evidence<'a>]) -> &'a NodeId {
    let mut counts: BTreeMap<&NodeId, usize> = BTreeMap::new();
    for anchor in group.iter().flat_map(|evidence| &evidence.anchors) {
        *counts.entry(anchor).or_default() += 1;
    }
    let best = counts.into_iter().min_by_key(|&(id, count)| (std::cmp::Reverse(count), id));
    best.map(|(id, _)| id).expect("a group has evidence, and evidence an anchor")
}
