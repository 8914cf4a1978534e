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
use std::collections::BTreeMap;

/// Adds to the cast who speaks of himself in what the claims quote.
///
/// Linear in the number of tokens quoted, times the depth of claims in claims.
pub fn hear(rules: &ActorRules, r: Reading<'_>, cast: &mut Cast, claims: &mut [Claim]) {
    let mut found: Vec<(usize, Mention)> = Vec::new();
    let tokens = &r.text.tokens;
    let mut bodies: BTreeMap<ActorId, Option<ActorId>> = BTreeMap::new();
    let mut inner: BTreeMap<usize, Vec<&Claim>> = BTreeMap::new();
    for claim in claims.iter().filter(|c| c.kind != ClaimKind::Indirect) {
        if let Some(outer) = claim.within {
            inner.entry(outer.index()).or_default().push(claim);
        }
    }
    for (number, claim) in claims.iter().enumerate().filter(|(_, c)| c.kind != ClaimKind::Indirect) {
        let Some(speaker) = claim.source.and_then(|s| s.actor) else { continue };
        let body = *bodies.entry(speaker).or_insert_with(|| body(cast, speaker));
        // What a claim within this one quotes, another says.
        let others = inner.get(&number).map_or(&[][..], Vec::as_slice);
        let said_by_other = |words: Span| others.iter().flat_map(|c| &c.content).any(|c| c.contains(words));
        for content in &claim.content {
            let first = tokens.partition_point(|t| t.span.start < content.start);
            let inside = tokens[first..].iter().take_while(|t| t.span.end <= content.end).count();
            for (token, words) in tokens.iter().enumerate().skip(first).take(inside) {
                let quoted = || r.quotations.around(token).is_some() && !said_by_other(words.span);
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
            && let Ok(place) = found.binary_search_by_key(&source.span.start, |(_, m)| m.span.start)
            && found[place].1.span == source.span
        {
            source.actor = found[place].1.actor;
        }
    }
    cast.add(found);
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
    let is_body = |actor: ActorId| {
        matches!(cast.actor(actor).kind, ActorKind::Organization | ActorKind::State | ActorKind::Group)
    };
    if cast.actor(speaker).kind != ActorKind::Person {
        return Some(speaker).filter(|&s| is_body(s));
    }
    let serves = |kind| matches!(kind, Some(RelationKind::Leads | RelationKind::Affiliation | RelationKind::MemberOf));
    let of_speaker = cast.relations.iter().filter(|x| x.subject.actor == Some(speaker) && serves(x.kind));
    let mut bodies: Vec<ActorId> = of_speaker.filter_map(|x| x.object?.actor).collect();
    bodies.retain(|&b| is_body(b));
    bodies.sort_unstable();
    bodies.dedup();
    match bodies[..] {
        [one] => Some(one),
        _ => None,
    }
}
