//! A reader's decisions, applied to all documents at once.
//!
//! Takes the annotated documents as the analysis made them, and who their actors would be without any decision; what
//! selectors mean is settled there, so that taking a decision back gives the earlier graph. Then, in this order:
//! mentions that `not-same` takes from an actor become one of their own, nodes are set apart, nodes are made one, names
//! and kinds are given, and what is no actor goes. Two decisions that cannot both hold here are an error, as they are
//! in a file.

mod annotation;

use std::collections::{BTreeMap, BTreeSet};

use super::build::Documents;
use super::identity::{Identities, Identity, Profile, bare_slug, resolve, slug};
use super::node::{Join, NodeId};
use crate::annotation::{ActorId, ActorKind};
use crate::decisions::{Action, Contradiction, Decision, Decisions, Place, Selector, Who};
use crate::document::short_hash;

/// A decision that a graph was built with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedDecision {
    /// `same`, `not-same`, `not-an-actor`, `rename` or `kind`.
    pub action: String,
    /// The file's name and the line.
    pub place: String,
    /// Whom it chose, in its own words.
    pub actors: Vec<String>,
    /// The new name or kind.
    pub value: Option<String>,
    /// Why, in the reader's words.
    pub reason: Option<String>,
    /// The nodes it is about; those of `not-an-actor` are not in the graph.
    pub nodes: BTreeSet<NodeId>,
}

/// A decision, or a part of it, that changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdleDecision {
    /// Where it stands.
    pub place: Place,
    /// Why it changes nothing.
    pub why: String,
}

impl std::fmt::Display for IdleDecision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.why)
    }
}

/// Who all actors are, with the decisions.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) identities: Identities,
    /// Why names that differ are one node.
    pub(super) joins: BTreeMap<NodeId, BTreeSet<Join>>,
    pub(super) names: BTreeMap<NodeId, String>,
    pub(super) kinds: BTreeMap<NodeId, ActorKind>,
    pub(super) applied: Vec<AppliedDecision>,
    pub(super) idle: Vec<IdleDecision>,
}

/// An actor of a document: the number of the document, the actor.
type Seat = (usize, usize);
type Seats = BTreeSet<Seat>;

const SET_APART: &str = "set apart by a decision";

/// Digits of the hash in the id of a node that a decision set apart.
const DECISION_HASH: usize = 12;

/// Applies decisions to documents; `profiles` are theirs without any decision, `first_text` gives id and digest of the
/// document that told their text first.
///
/// # Errors
/// When two decisions contradict each other in these documents.
pub(super) fn decide(
    decisions: &Decisions,
    documents: &mut Documents<'_>,
    mut profiles: Vec<Profile>,
    first_text: &dyn Fn(usize) -> (String, String),
) -> Result<Outcome, Contradiction> {
    let mut identities = resolve(&profiles);
    if decisions.is_empty() {
        let joins = identities.joins(&profiles);
        return Ok(Outcome { joins, identities, ..Outcome::default() });
    }
    let mut found = Index::new(documents, &profiles, &identities);
    let mut idle = Vec::new();
    let (aparts, changed) = split_documents(decisions, &found, documents, &mut idle);
    if !changed.is_empty() {
        for number in changed {
            if let Some(annotation) = documents.get(number) {
                profiles[number] = Profile::in_text(&annotation, &first_text(number));
            }
        }
        identities = resolve(&profiles);
        found = found.followed_by(Index::new(documents, &profiles, &identities));
    }
    let outcome = Outcome { joins: BTreeMap::new(), identities, idle, ..Outcome::default() };
    let mut outcome = Deciding { decisions, found, aparts, documents, outcome }.run()?;
    outcome.joins = outcome.identities.joins(&profiles);
    Ok(outcome)
}

/// Where actors are found.
struct Index {
    /// Names of the documents.
    names: Vec<String>,
    /// Ids that documents were given, kinds and names of actors, by seat.
    given: Vec<String>,
    kinds: BTreeMap<Seat, ActorKind>,
    by_node: BTreeMap<NodeId, Seats>,
    by_local: BTreeMap<NodeId, Seats>,
    by_name: BTreeMap<String, Seats>,
    by_alias: BTreeMap<String, Seats>,
}

impl Index {
    fn new(documents: &Documents<'_>, profiles: &[Profile], identities: &Identities) -> Self {
        let mut index = Self {
            names: documents.names.clone(),
            given: Vec::new(),
            kinds: BTreeMap::new(),
            by_node: BTreeMap::new(),
            by_local: BTreeMap::new(),
            by_name: BTreeMap::new(),
            by_alias: BTreeMap::new(),
        };
        for (d, profile) in profiles.iter().enumerate() {
            let Some(annotation) = documents.get(d) else {
                index.given.push(String::new());
                continue;
            };
            index.given.push(annotation.document.given_id().to_owned());
            for (a, actor) in annotation.actors.iter().enumerate() {
                let seat = (d, a);
                let (name, aliases) = annotation::slugs(actor);
                index.kinds.insert(seat, actor.kind);
                index.by_node.entry(identities.of[d][a].id.clone()).or_default().insert(seat);
                index.by_local.entry(profile.members[a].local.clone()).or_default().insert(seat);
                index.by_name.entry(name).or_default().insert(seat);
                for alias in aliases {
                    index.by_alias.entry(alias).or_default().insert(seat);
                }
            }
        }
        index
    }

    /// What is found by id stays found; names are those of the later index.
    fn followed_by(self, later: Self) -> Self {
        let ids = |mut ids: BTreeMap<NodeId, Seats>, more: BTreeMap<NodeId, Seats>| {
            for (id, seats) in more {
                ids.entry(id).or_insert(seats);
            }
            ids
        };
        Self { by_node: ids(self.by_node, later.by_node), by_local: ids(self.by_local, later.by_local), ..later }
    }

    /// The actors chosen. A name chooses those that bear it as their name, and only where there are none those that
    /// have it as an alias, so that "Downing Street" is the street and not the government; with `aliases`, all.
    fn select(&self, selector: &Selector, aliases: bool) -> Seats {
        let fits = |seat: &Seat| {
            let document = selector.document.as_deref();
            selector.kind.is_none_or(|kind| self.kinds.get(seat) == Some(&kind))
                && document.is_none_or(|document| document == self.given[seat.0] || document == self.names[seat.0])
        };
        let chosen = |seats: Option<&Seats>| -> Seats { seats.into_iter().flatten().copied().filter(fits).collect() };
        match &selector.who {
            Who::Id(id) => chosen(self.by_node.get(id).or_else(|| self.by_local.get(id))),
            Who::Name(name) => {
                let slug = slug(name);
                let mut seats = chosen(self.by_name.get(&slug));
                if seats.is_empty() || aliases {
                    seats.extend(chosen(self.by_alias.get(&slug)));
                }
                seats
            }
        }
    }
}

/// Actors that are not the same.
struct Apart<'d> {
    decision: &'d Decision,
    /// Of the one that leaves.
    key: String,
    staying: Seats,
    leaving: Seats,
}

/// Settles whom every `not-same` keeps apart; mentions that leave an actor of their document become one of their own.
/// Also tells which documents were changed.
fn split_documents<'d>(
    decisions: &'d Decisions,
    found: &Index,
    documents: &mut Documents<'_>,
    idle: &mut Vec<IdleDecision>,
) -> (Vec<Apart<'d>>, BTreeSet<usize>) {
    let mut aparts = Vec::new();
    let mut splits: BTreeMap<(Seat, String), Option<Seat>> = BTreeMap::new();
    let mut split = |seat: Seat, words: &str| {
        *splits.entry((seat, words.to_owned())).or_insert_with(|| {
            let new =
                documents.change(seat.0, |document| annotation::split(document, ActorId(seat.1 as u32), words))??;
            Some((seat.0, new.index()))
        })
    };
    for decision in decisions.iter() {
        let Action::NotSame(selectors) = &decision.action else { continue };
        let chosen: Vec<Seats> = selectors.iter().map(|selector| found.select(selector, true)).collect();
        for n in 1..selectors.len() {
            let mut staying: Seats = chosen[..n].iter().flatten().copied().collect();
            let mut leaving = chosen[n].clone();
            let (is_part, is_whole) = (leaving.is_subset(&staying), staying.is_subset(&leaving));
            let mut is_told = true;
            for seat in staying.intersection(&leaving).copied().collect::<Vec<_>>() {
                let earlier: BTreeSet<String> =
                    (0..n).filter(|&i| chosen[i].contains(&seat)).filter_map(|i| words(&selectors[i])).collect();
                let own = words(&selectors[n]);
                let is_same_words = own.as_ref().is_some_and(|own| earlier.contains(own));
                let by_own = own.filter(|_| !is_same_words).and_then(|own| split(seat, &own));
                let mut by_other = || earlier.iter().filter(|_| !is_same_words).find_map(|words| split(seat, words));
                if let Some(new) = by_own {
                    leaving.remove(&seat);
                    leaving.insert(new);
                } else if let Some(new) = by_other() {
                    staying.remove(&seat);
                    staying.insert(new);
                } else if is_part && !is_whole {
                    // Chosen more closely by the one that leaves: "John Smith, but not the one of this document".
                    staying.remove(&seat);
                } else {
                    leaving.remove(&seat);
                    is_told &= is_whole && !is_part;
                }
            }
            if !is_told {
                let why = format!("no words tell {} from {}", selectors[n], selectors[n - 1]);
                idle.push(IdleDecision { place: decision.place.clone(), why });
            }
            aparts.push(Apart { decision, key: selectors[n].key(), staying, leaving });
        }
    }
    let changed = splits.values().flatten().map(|new| new.0).collect();
    (aparts, changed)
}

/// The words by which a selector chooses mentions.
fn words(selector: &Selector) -> Option<String> {
    match &selector.who {
        Who::Name(name) => Some(bare_slug(name)),
        Who::Id(_) => None,
    }
}

/// A `same` with whom each of its selectors chose.
struct Together<'d> {
    decision: &'d Decision,
    chosen: Vec<Seats>,
}

impl Together<'_> {
    fn all(&self) -> Seats {
        self.chosen.iter().flatten().copied().collect()
    }
}

struct Deciding<'d, 'a, 's> {
    decisions: &'d Decisions,
    found: Index,
    aparts: Vec<Apart<'d>>,
    documents: &'a mut Documents<'s>,
    outcome: Outcome,
}

impl<'d> Deciding<'d, '_, '_> {
    fn run(mut self) -> Result<Outcome, Contradiction> {
        let together = self.together();
        self.set_apart(&together)?;
        self.make_one(&together)?;
        self.set_values()?;
        self.remove()?;
        self.outcome.applied = self.applied();
        self.outcome.idle.sort_by(|a, b| (&a.place, &a.why).cmp(&(&b.place, &b.why)));
        self.outcome.idle.dedup();
        Ok(self.outcome)
    }

    fn identity(&self, seat: Seat) -> &Identity {
        &self.outcome.identities.of[seat.0][seat.1]
    }

    fn identity_mut(&mut self, seat: Seat) -> &mut Identity {
        &mut self.outcome.identities.of[seat.0][seat.1]
    }

    fn nodes(&self, seats: &Seats) -> BTreeSet<NodeId> {
        seats.iter().map(|&seat| self.identity(seat).id.clone()).collect()
    }

    /// Every actor that is one of these nodes.
    fn seats_of(&self, nodes: &BTreeSet<NodeId>) -> Seats {
        let seats = self.found.kinds.keys().copied();
        seats.filter(|&seat| nodes.contains(&self.identity(seat).id)).collect()
    }

    /// Whom a selector chooses; that it chooses nobody is noted.
    fn select(&mut self, decision: &Decision, selector: &Selector) -> Seats {
        let chosen = self.found.select(selector, false);
        if chosen.is_empty() {
            let why = format!("{}: no actor is {selector}", decision.action.name());
            self.outcome.idle.push(IdleDecision { place: decision.place.clone(), why });
        }
        chosen
    }

    fn together(&mut self) -> Vec<Together<'d>> {
        let decisions = self.decisions;
        let mut together = Vec::new();
        for decision in decisions.iter() {
            if let Action::Same(selectors) = &decision.action {
                let chosen = selectors.iter().map(|selector| self.select(decision, selector)).collect();
                together.push(Together { decision, chosen });
            }
        }
        together
    }

    /// Nodes fall apart. Whom a `same` joins with those who leave goes with them; all others stay.
    fn set_apart(&mut self, together: &[Together<'_>]) -> Result<(), Contradiction> {
        // In an order that does not hang on that of the files.
        let mut order: Vec<usize> = (0..self.aparts.len()).collect();
        order.sort_by_key(|&i| self.aparts[i].key.clone());
        for i in order {
            let Apart { decision, ref key, ref staying, ref leaving } = self.aparts[i];
            for side in [staying, leaving] {
                if side.is_empty() {
                    let why = "not-same: one side has no actor of its own".to_owned();
                    self.outcome.idle.push(IdleDecision { place: decision.place.clone(), why });
                }
            }
            let both: BTreeSet<NodeId> = self.nodes(staying).intersection(&self.nodes(leaving)).cloned().collect();
            let hash = short_hash(&["not-same", key]);
            let mut moves: Vec<(Seats, NodeId)> = Vec::new();
            for node in both {
                let members = self.seats_of(&BTreeSet::from([node.clone()]));
                let mut moved: Seats = leaving.intersection(&members).copied().collect();
                let mut n_moved = 0;
                while moved.len() != n_moved {
                    n_moved = moved.len();
                    for same in together {
                        let all = same.all();
                        if moved.is_disjoint(&all) {
                            continue;
                        }
                        moved.extend(all.intersection(&members));
                        if !moved.is_disjoint(staying) {
                            return Err(Contradiction::between(same.decision, decision));
                        }
                    }
                }
                moves.push((moved, NodeId::from(format!("{node}:{}", &hash[..DECISION_HASH]))));
            }
            for (moved, id) in moves {
                for seat in moved {
                    let identity = Identity { id: id.clone(), note: Some(SET_APART.to_owned()), distinction: None };
                    *self.identity_mut(seat) = identity;
                }
            }
        }
        Ok(())
    }

    /// Nodes become one; it has the id and the name of the first.
    fn make_one(&mut self, together: &[Together<'_>]) -> Result<(), Contradiction> {
        let mut names: BTreeMap<NodeId, String> = BTreeMap::new();
        for same in together {
            let Some(first) = same.chosen.first().and_then(|seats| self.nodes(seats).into_iter().next()) else {
                continue;
            };
            let nodes = self.nodes(&same.all());
            if nodes.len() < 2 {
                continue;
            }
            let of_first = self.seats_of(&BTreeSet::from([first.clone()]));
            let (name, distinction) = (self.best_name(&of_first), self.distinction(&of_first));
            let name = names.get(&first).cloned().unwrap_or(name);
            for seat in self.seats_of(&nodes) {
                let identity = Identity { id: first.clone(), note: None, distinction: distinction.clone() };
                *self.identity_mut(seat) = identity;
            }
            names.retain(|id, _| !nodes.contains(id));
            names.insert(first, name);
            for apart in &self.aparts {
                if !self.nodes(&apart.staying).is_disjoint(&self.nodes(&apart.leaving)) {
                    return Err(Contradiction::between(same.decision, apart.decision));
                }
            }
        }
        self.outcome.names = names;
        Ok(())
    }

    fn best_name(&self, seats: &Seats) -> String {
        let mut names: BTreeMap<String, u32> = BTreeMap::new();
        for &(document, actor) in seats {
            let Some(annotation) = self.documents.get(document) else { continue };
            let mentions = annotation.mentions.iter().filter(|m| m.actor == Some(ActorId(actor as u32))).count();
            *names.entry(annotation.actors[actor].name.clone()).or_default() += mentions as u32;
        }
        super::part::best_name(&names).to_owned()
    }

    fn distinction(&self, seats: &Seats) -> Option<String> {
        seats.iter().find_map(|&seat| self.identity(seat).distinction.clone())
    }

    /// Names and kinds.
    fn set_values(&mut self) -> Result<(), Contradiction> {
        let decisions = self.decisions;
        let mut said: BTreeMap<(NodeId, &str), &Decision> = BTreeMap::new();
        for decision in decisions.iter() {
            let (Action::Rename(selector, _) | Action::Kind(selector, _)) = &decision.action else { continue };
            let chosen = self.select(decision, selector);
            for node in self.nodes(&chosen) {
                let earlier = said.entry((node.clone(), decision.action.name())).or_insert(decision);
                if earlier.action.value() != decision.action.value() {
                    return Err(Contradiction::between(earlier, decision));
                }
                match &decision.action {
                    Action::Rename(_, name) => _ = self.outcome.names.insert(node, name.clone()),
                    Action::Kind(_, kind) => _ = self.outcome.kinds.insert(node, *kind),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Whom a decision to remove means: the whole node, or only what one document has of it.
    fn removed(&self, selector: &Selector) -> Seats {
        let chosen = self.found.select(selector, false);
        if selector.document.is_some() { chosen } else { self.seats_of(&self.nodes(&chosen)) }
    }

    fn remove(&mut self) -> Result<(), Contradiction> {
        let decisions = self.decisions;
        let mut gone: BTreeMap<usize, BTreeSet<ActorId>> = BTreeMap::new();
        for decision in decisions.iter() {
            let Action::NotAnActor(selector) = &decision.action else { continue };
            self.select(decision, selector);
            let removed = self.removed(selector);
            for other in decisions.iter() {
                if matches!(other.action, Action::NotAnActor(_) | Action::NotSame(_)) {
                    continue;
                }
                let mut chosen = other.action.selectors().iter().map(|selector| self.found.select(selector, false));
                if chosen.any(|seats| !seats.is_empty() && seats.is_subset(&removed)) {
                    return Err(Contradiction::between(decision, other));
                }
            }
            for (document, actor) in removed {
                gone.entry(document).or_default().insert(ActorId(actor as u32));
            }
        }
        for (document, actors) in gone {
            self.documents.change(document, |document| annotation::remove(document, &actors));
        }
        Ok(())
    }

    /// Those that chose anyone, with the nodes they are about.
    fn applied(&self) -> Vec<AppliedDecision> {
        let mut applied = Vec::new();
        for decision in self.decisions.iter() {
            let selectors = decision.action.selectors();
            let of_apart = self.aparts.iter().filter(|apart| std::ptr::eq(apart.decision, decision));
            let chosen: Vec<Seats> = match &decision.action {
                Action::NotSame(_) => {
                    of_apart.flat_map(|apart| [apart.staying.clone(), apart.leaving.clone()]).collect()
                }
                Action::NotAnActor(selector) => vec![self.removed(selector)],
                _ => selectors.iter().map(|selector| self.found.select(selector, false)).collect(),
            };
            let least = if selectors.len() > 1 { 2 } else { 1 };
            if chosen.iter().filter(|seats| !seats.is_empty()).count() < least {
                continue;
            }
            applied.push(AppliedDecision {
                action: decision.action.name().to_owned(),
                place: decision.place.short(),
                actors: selectors.iter().map(Selector::to_string).collect(),
                value: decision.action.value().map(str::to_owned),
                reason: decision.reason.clone(),
                nodes: chosen.iter().flat_map(|seats| self.nodes(seats)).collect(),
            });
        }
        applied
    }
}
