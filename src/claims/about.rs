//! Joins claims with what the other stages found in them: the events told in a content, and the actors it is about.

use crate::actors::Cast;
use crate::annotation::{ActorId, ActorKind, Claim, Event, EventId, MentionLevel, Role};

/// Named actors that a claim without events is taken to be about.
const FIRST_NAMED: usize = 2;

/// Notes in each claim the events told in it and the actors it is about.
///
/// A claim is about those who take part in its events, and about the first two actors named in it: "Doe said Iran had
/// attacked the convoy" is about Iran. Places count only where there is nobody else, the source never.
pub fn attach(claims: &mut [Claim], events: &[Event], cast: &Cast) {
    for claim in claims {
        claim.events = told(claim, events);
        let mut about = participants(claim, events);
        about.extend(named(claim, cast));
        let source = claim.source.and_then(|s| s.actor);
        about.retain(|&a| Some(a) != source);
        let is_place = |&a: &ActorId| matches!(cast.actor(a).kind, ActorKind::Place | ActorKind::Other);
        if !about.iter().all(is_place) {
            about.retain(|a| !is_place(a));
        }
        about.sort_unstable();
        about.dedup();
        claim.about = about;
    }
}

/// The events whose triggers lie in the content, sorted.
fn told(claim: &Claim, events: &[Event]) -> Vec<EventId> {
    let mut found = Vec::new();
    for content in &claim.content {
        let first = events.partition_point(|e| e.trigger.start < content.start);
        let inside = events[first..].iter().enumerate().take_while(|(_, e)| e.trigger.start < content.end);
        found.extend(inside.filter(|(_, e)| content.contains(e.trigger)).map(|(i, _)| EventId((first + i) as u32)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Those who act or are acted on in the claim's events.
fn participants(claim: &Claim, events: &[Event]) -> Vec<ActorId> {
    let arguments = claim.events.iter().flat_map(|e| &events[e.index()].arguments);
    let acting = arguments.filter(|a| matches!(a.role, Role::Agent | Role::Patient | Role::Recipient));
    acting.filter_map(|a| a.filler.actor).collect()
}

/// The first distinct actors that the content names.
fn named(claim: &Claim, cast: &Cast) -> Vec<ActorId> {
    let mentions = claim.content.iter().flat_map(|&c| cast.within(c));
    let source = claim.source.and_then(|s| s.actor);
    let mut found: Vec<ActorId> = Vec::new();
    for mention in mentions.filter(|m| m.level == MentionLevel::Name) {
        let Some(actor) = mention.actor.filter(|&a| Some(a) != source && !found.contains(&a)) else { continue };
        let acts = !matches!(cast.actor(actor).kind, ActorKind::Place | ActorKind::Other);
        if acts && found.iter().filter(|&&a| cast.actor(a).kind != ActorKind::Place).count() >= FIRST_NAMED {
            break;
        }
        found.push(actor);
    }
    found
}
