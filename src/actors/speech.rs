//! Who "I" and "we" are in quotations: those who speak there.
//!
//! Enters: a document's cast and its claims, which tell who speaks where. Leaves: the cast with the pronouns of the
//! first person in quotations, and the claims whose source such a pronoun is. "I" is the speaker, if that is a person.
//! "We" is a speaking body itself, and for a person the one body that the text says the person leads or works for;
//! where there are none or several, it is nobody known.

use super::{ActorRules, Cast};
use crate::annotation::{ActorId, ActorKind, Claim, ClaimKind, LinkRule, Mention, MentionLevel, RelationKind};
use crate::document::Span;
use crate::pipeline::Reading;
use crate::syntax::tag::Tag;

/// Adds to the cast who speaks of himself in what the claims quote.
///
/// Linear in the number of tokens quoted, times the depth of claims in claims.
pub fn hear(rules: &ActorRules, r: Reading<'_>, cast: &mut Cast, claims: &mut [Claim]) {
    let mut found: Vec<(usize, Mention)> = Vec::new();
    let tokens = &r.text.tokens;
    for (number, claim) in claims.iter().enumerate().filter(|(_, c)| c.kind != ClaimKind::Indirect) {
        let Some(speaker) = claim.source.and_then(|s| s.actor) else { continue };
        let body = body(cast, speaker);
        for content in &claim.content {
            let first = tokens.partition_point(|t| t.span.start < content.start);
            let inside = tokens[first..].iter().take_while(|t| t.span.end <= content.end).count();
            for (token, words) in tokens.iter().enumerate().skip(first).take(inside) {
                let quoted = || r.quotations.around(token).is_some() && !is_said_by_another(claims, number, words.span);
                let Some(actor) = meant(rules, r, cast, token, speaker, body).filter(|_| quoted()) else { continue };
                found.push((
                    token,
                    Mention {
                        span: words.span,
                        kind: cast.actor(actor).kind,
                        level: MentionLevel::Pronoun,
                        actor: Some(actor),
                        rule: LinkRule::Speaker,
                    },
                ));
            }
        }
    }
    found.sort_by_key(|(token, _)| *token);
    found.dedup_by_key(|(token, _)| *token);
    for claim in claims.iter_mut() {
        if let Some(source) = claim.source.as_mut().filter(|s| s.actor.is_none())
            && let Some((_, mention)) = found.iter().find(|(_, m)| m.span == source.span)
        {
            source.actor = mention.actor;
        }
    }
    cast.add(found);
}

/// Whether another claim, within this one, quotes these words.
fn is_said_by_another(claims: &[Claim], number: usize, words: Span) -> bool {
    claims.iter().enumerate().any(|(other, claim)| {
        other != number
            && claim.within.is_some_and(|outer| outer.index() == number)
            && claim.kind != ClaimKind::Indirect
            && claim.content.iter().any(|c| c.contains(words))
    })
}

/// Whom a pronoun of the first person means where `speaker` speaks for `body`.
fn meant(
    rules: &ActorRules,
    r: Reading<'_>,
    cast: &Cast,
    token: usize,
    speaker: ActorId,
    body: Option<ActorId>,
) -> Option<ActorId> {
    if !matches!(r.syntax.tags[token], Tag::Prp | Tag::PrpS) || cast.headed_by(token).is_some_and(|m| m.actor.is_some())
    {
        return None;
    }
    let w = rules.words;
    let word = r.text.tokens[token].word;
    if [w.i, w.me, w.my].contains(&word) {
        return Some(speaker).filter(|&s| cast.actor(s).kind == ActorKind::Person);
    }
    [w.we, w.us, w.our].contains(&word).then_some(body).flatten()
}

/// The body that a speaker is or speaks for.
fn body(cast: &Cast, speaker: ActorId) -> Option<ActorId> {
    if cast.actor(speaker).kind != ActorKind::Person {
        let collective =
            matches!(cast.actor(speaker).kind, ActorKind::Organization | ActorKind::State | ActorKind::Group);
        return collective.then_some(speaker);
    }
    let serves = |kind| matches!(kind, Some(RelationKind::Leads | RelationKind::Affiliation | RelationKind::MemberOf));
    let of_speaker = cast.relations.iter().filter(|x| x.subject.actor == Some(speaker) && serves(x.kind));
    let mut bodies: Vec<ActorId> = of_speaker.filter_map(|x| x.object?.actor).collect();
    bodies.retain(|&b| matches!(cast.actor(b).kind, ActorKind::Organization | ActorKind::State | ActorKind::Group));
    bodies.sort_unstable();
    bodies.dedup();
    match bodies[..] {
        [one] => Some(one),
        _ => None,
    }
}
