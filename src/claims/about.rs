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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Actor, Argument, ClaimKind, EventType, LinkRule, Mention, Modality, Polarity, Reference};
    use crate::document::Span;

    const TEXT: &str = "Doe said Iran had attacked Oman near Basra with Roe.";

    fn span(word: &str) -> Span {
        let start = TEXT.find(word).unwrap();
        Span::new(start, start + word.len())
    }

    fn cast() -> Cast {
        let kinds = [
            ("Doe", ActorKind::Person),
            ("Iran", ActorKind::State),
            ("Oman", ActorKind::State),
            ("Basra", ActorKind::Place),
            ("Roe", ActorKind::Person),
        ];
        let mut cast = Cast::default();
        for (i, (name, kind)) in kinds.into_iter().enumerate() {
            let actor = Some(ActorId(i as u32));
            cast.mentions.push(Mention {
                span: span(name),
                kind,
                level: MentionLevel::Name,
                actor,
                rule: LinkRule::Name,
            });
            cast.actors.push(Actor {
                name: name.to_owned(),
                kind,
                aliases: Vec::new(),
                gazetteer: None,
                code: None,
                wikidata: None,
                named: true,
            });
        }
        cast
    }

    fn attack(by: &str, actor: u32) -> Event {
        let filler = Reference { span: span(by), actor: Some(ActorId(actor)) };
        Event {
            trigger: span("attacked"),
            lemma: "attack".to_owned(),
            kind: EventType::Assault,
            cameo: "190".to_owned(),
            arguments: vec![Argument { role: Role::Agent, filler }],
            time: None,
            quantity: None,
            polarity: Polarity::Positive,
            modality: Modality::Asserted,
            same_as: None,
        }
    }

    #[track_caller]
    fn check(content: &str, events: &[Event], about: &[u32]) {
        let mut claims = [Claim {
            source: Some(Reference { span: span("Doe"), actor: Some(ActorId(0)) }),
            cue: Some(span("said")),
            content: vec![span(content)],
            kind: ClaimKind::Indirect,
            about: Vec::new(),
            events: Vec::new(),
            within: None,
        }];
        attach(&mut claims, events, &cast());
        assert_eq!(claims[0].about.iter().map(|a| a.0).collect::<Vec<_>>(), about);
    }

    #[test]
    fn a_claim_is_about_the_first_two_it_names() {
        check("Iran had attacked Oman near Basra with Roe", &[], &[1, 2]);
    }

    #[test]
    fn those_who_take_part_in_its_events_are_added() {
        check("Iran had attacked Oman near Basra with Roe", &[attack("Roe", 4)], &[1, 2, 4]);
    }

    #[test]
    fn a_place_counts_only_alone() {
        check("near Basra", &[], &[3]);
        check("near Basra with Roe", &[], &[4]);
    }

    #[test]
    fn the_source_is_never_what_a_claim_is_about() {
        check("attacked", &[attack("Doe", 0)], &[]);
    }
}
