//! Decisions inside one document: some mentions become an actor of their own, or an actor is none.
//!
//! Every other stage's layer stays as it is but for the actors it points to, so claims and events keep their ids.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::annotation::{Actor, ActorId, Annotation, Mention, MentionLevel, Reference};
use crate::document::Span;
use crate::graph::identity::{bare_slug, slug};

/// Gives the mentions of an actor that are these words (as [`bare_slug`]) to a new actor, the last of the list; `None`
/// when that would leave one of the two without a mention by name or description.
pub(super) fn split(annotation: &mut Annotation, actor: ActorId, words: &str) -> Option<ActorId> {
    let text = |mention: &Mention| annotation.document.text.get(mention.span.range()).unwrap_or_default();
    let is_of_actor = |mention: &&Mention| mention.actor == Some(actor) && mention.level != MentionLevel::Pronoun;
    let of_actor = annotation.mentions.iter().filter(is_of_actor);
    let (leaving, staying): (Vec<Mention>, Vec<Mention>) = of_actor.partition(|m| bare_slug(text(m)) == words);
    if leaving.is_empty() || staying.is_empty() {
        return None;
    }
    let old = annotation.actors.get(actor.index())?;
    let (left, kept): (Vec<String>, Vec<String>) = old.aliases.iter().cloned().partition(|a| bare_slug(a) == words);
    let name = best_text(&leaving, text)?;
    let new = Actor {
        aliases: left.into_iter().filter(|alias| *alias != name).collect(),
        name,
        kind: old.kind,
        gazetteer: None,
        wikidata: None,
        code: None,
        named: leaving.iter().any(|mention| mention.level == MentionLevel::Name),
    };
    let old_name = if bare_slug(&old.name) == words { best_text(&staying, text)? } else { old.name.clone() };
    let old = &mut annotation.actors[actor.index()];
    old.aliases = kept.into_iter().filter(|alias| *alias != old_name).collect();
    old.name = old_name;
    annotation.actors.push(new);
    let new = ActorId(annotation.actors.len() as u32 - 1);
    let spans = |mentions: &[Mention]| mentions.iter().map(|mention| mention.span).collect::<BTreeSet<Span>>();
    hand_over(annotation, actor, new, &spans(&leaving), &spans(&staying));
    Some(new)
}

/// The words that most mentions by name have, else by description; of several the longest, then the first.
fn best_text<'t>(mentions: &[Mention], text: impl Fn(&Mention) -> &'t str) -> Option<String> {
    let mut counts: BTreeMap<&str, (bool, u32)> = BTreeMap::new();
    for mention in mentions {
        let (is_name, count) = counts.entry(text(mention)).or_default();
        *is_name |= mention.level == MentionLevel::Name;
        *count += 1;
    }
    let best = counts.into_iter().min_by_key(|&(words, best)| (Reverse(best), Reverse(words.len()), words));
    best.map(|(words, _)| words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Lets all that points to the old actor by the words that left point to the new one.
fn hand_over(
    annotation: &mut Annotation,
    old: ActorId,
    new: ActorId,
    leaving: &BTreeSet<Span>,
    staying: &BTreeSet<Span>,
) {
    let has = |spans: &BTreeSet<Span>, around: Span| spans.iter().any(|&span| around.contains(span));
    let move_on = |reference: &mut Reference| {
        if reference.actor == Some(old) && has(leaving, reference.span) && !has(staying, reference.span) {
            reference.actor = Some(new);
        }
    };
    for mention in annotation.mentions.iter_mut().filter(|mention| mention.actor == Some(old)) {
        if leaving.contains(&mention.span) {
            mention.actor = Some(new);
        }
    }
    for_references(annotation, move_on);
    for claim in &mut annotation.claims {
        let Some(at) = claim.about.iter().position(|&actor| actor == old) else { continue };
        let inside = |spans| claim.content.iter().any(|&content| has(spans, content));
        let source = claim.source.and_then(|source| source.actor);
        if inside(leaving) {
            if !inside(staying) {
                claim.about.remove(at);
            }
            if source != Some(new) {
                claim.about.push(new);
            }
        }
        // Whoever speaks is not who it is about; after the split that may have become true of the old one.
        claim.about.retain(|&actor| Some(actor) != source);
        claim.about.sort();
    }
}

fn for_references(annotation: &mut Annotation, mut change: impl FnMut(&mut Reference)) {
    for claim in &mut annotation.claims {
        claim.source.iter_mut().chain(&mut claim.addressee).for_each(&mut change);
        claim.stances.iter_mut().for_each(|stance| change(&mut stance.target));
    }
    annotation.events.iter_mut().flat_map(|e| &mut e.arguments).for_each(|argument| change(&mut argument.filler));
    for relation in &mut annotation.relations {
        change(&mut relation.subject);
        relation.object.iter_mut().chain(&mut relation.arguments).for_each(&mut change);
    }
}

/// Takes actors out of everything that points to them. They stay in the list, since others are known by their places.
pub(super) fn remove(annotation: &mut Annotation, actors: &BTreeSet<ActorId>) {
    let is_gone = |actor: Option<ActorId>| actor.is_some_and(|actor| actors.contains(&actor));
    for mention in &mut annotation.mentions {
        if is_gone(mention.actor) {
            mention.actor = None;
        }
    }
    for_references(annotation, |reference| {
        if is_gone(reference.actor) {
            reference.actor = None;
        }
    });
    for claim in &mut annotation.claims {
        claim.about.retain(|&actor| !is_gone(Some(actor)));
    }
}

/// The slugs of an actor's name and of its other names.
pub(super) fn slugs(actor: &Actor) -> (String, BTreeSet<String>) {
    let name = slug(&actor.name);
    let aliases = actor.aliases.iter().map(|alias| slug(alias)).filter(|alias| *alias != name).collect();
    (name, aliases)
}
