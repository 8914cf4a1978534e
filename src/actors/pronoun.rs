//! Links "he" and "she" to a person, and "it" and "they" to a body that speaks of itself.
//!
//! A pronoun means the person who was the subject last, in its sentence or in the few before, if gender allows
//! (Hobbs, "Resolving pronoun references", 1978, reduced to subjects and recency). Pronouns inside quotations are left
//! open: there the speaker, who is "I", would be the likeliest person and the wrong one. "It" and "they" may be anything;
//! only in "Japan said it had closed the port" are they linked, where one who speaks can hardly mean another.

use super::ActorRules;
use super::gazetteer::Gender;
use super::identity::{Draft, EntityId, RawMention};
use crate::annotation::{ActorKind, LinkRule, MentionLevel};
use crate::pipeline::Reading;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

/// Sentences that are looked back.
const REACH: usize = 4;

/// Adds the pronouns that refer to persons, and those that refer to bodies.
pub(super) fn find(rules: &ActorRules, r: Reading<'_>, draft: &mut Draft) {
    find_reported(rules, r, draft);
    let mut persons = persons(r, draft);
    persons.sort_by_key(|p| p.token);
    for (number, sentence) in r.text.sentences.iter().enumerate() {
        for token in sentence.tokens.clone() {
            let Some(gender) = gender(rules, r, token) else { continue };
            let quoted = r.quotations.around(token).is_some();
            let entity = if quoted { None } else { antecedent(draft, &persons, number, token, gender) };
            let mention = RawMention {
                tokens: token..token + 1,
                heads: token..token + 1,
                entity,
                kind: ActorKind::Person,
                level: MentionLevel::Pronoun,
                rule: LinkRule::Pronoun,
                sentence: number,
            };
            draft.add(mention);
            if let Some(entity) = entity {
                // What a pronoun means keeps its antecedent in mind for the next.
                let subject = is_subject(r, number, token);
                let at = persons.partition_point(|p| p.token < token);
                persons.insert(at, Person { token, sentence: number, entity, subject });
                if draft.entities[entity].gender == Gender::Unknown {
                    draft.entities[entity].gender = gender;
                }
            }
        }
    }
}

/// Links "it" and "they" as subjects of what a body says to that body.
fn find_reported(rules: &ActorRules, r: Reading<'_>, draft: &mut Draft) {
    let w = rules.words;
    for (number, sentence) in r.text.sentences.iter().enumerate() {
        let syntax = &r.syntax.sentences[number];
        let parse = syntax.parse(sentence.tokens.start);
        for clause in syntax.clauses.iter().filter(|c| c.own_subject) {
            let Some(subject) = clause.subject.as_ref().filter(|s| s.heads.len() == 1) else { continue };
            let chunk = &syntax.chunks[subject.heads[0]];
            let word = r.text.tokens[chunk.head].word;
            let token = chunk.head;
            let reported = parse.relation(parse.token(clause.predicate)) == Relation::Ccomp;
            if chunk.tokens.len() > 1
                || ![w.it, w.they].contains(&word)
                || !reported
                || r.quotations.around(token).is_some()
                || draft.headed_by(token).is_some()
            {
                continue;
            }
            let speaker = clause.parent.map(|p| &syntax.clauses[p]).and_then(|c| c.subject.as_ref());
            let Some(speaker) = speaker.filter(|s| s.heads.len() == 1) else { continue };
            let head = syntax.chunks[speaker.heads[0]].head;
            let Some(entity) = draft.headed_by(head).and_then(|m| m.entity) else { continue };
            let kind = draft.entities[entity].kind;
            let plural = matches!(r.syntax.tags[head], Tag::Nns | Tag::Nnps);
            let fits = match kind {
                Some(ActorKind::State | ActorKind::Organization) => !plural || word == w.they,
                Some(ActorKind::Group) => word == w.they,
                _ => false,
            };
            let Some(kind) = kind.filter(|_| fits) else { continue };
            draft.add(RawMention {
                tokens: token..token + 1,
                heads: token..token + 1,
                entity: Some(entity),
                kind,
                level: MentionLevel::Pronoun,
                rule: LinkRule::Pronoun,
                sentence: number,
            });
        }
    }
}

/// A person spoken of at a token.
struct Person {
    token: usize,
    sentence: usize,
    entity: EntityId,
    subject: bool,
}

fn gender(rules: &ActorRules, r: Reading<'_>, token: usize) -> Option<Gender> {
    let w = rules.words;
    let word = r.text.tokens[token].word;
    if [w.he, w.him, w.his, w.himself].contains(&word) {
        Some(Gender::Male)
    } else if [w.she, w.her, w.herself].contains(&word) {
        Some(Gender::Female)
    } else {
        None
    }
}

fn persons(r: Reading<'_>, draft: &Draft) -> Vec<Person> {
    let is_person = |m: &&RawMention| m.entity.is_some_and(|e| draft.entities[e].kind == Some(ActorKind::Person));
    let person = |m: &RawMention| {
        Some(Person {
            token: m.heads.end - 1,
            sentence: m.sentence,
            entity: m.entity?,
            subject: m.heads.clone().any(|t| is_subject(r, m.sentence, t)),
        })
    };
    draft.mentions.iter().filter(is_person).filter_map(person).collect()
}

fn is_subject(r: Reading<'_>, sentence: usize, token: usize) -> bool {
    let syntax = &r.syntax.sentences[sentence];
    syntax.clauses.iter().filter(|c| c.own_subject).any(|c| {
        c.subject.as_ref().is_some_and(|s| {
            s.heads.iter().any(|&h| syntax.chunks[h].tokens.contains(&token) && syntax.chunks[h].head <= token + 2)
        })
    })
}

/// The person meant: the nearest subject first, within a sentence the last one named, else the nearest of all.
fn antecedent(draft: &Draft, persons: &[Person], sentence: usize, token: usize, gender: Gender) -> Option<EntityId> {
    let before = &persons[..persons.partition_point(|p| p.token < token)];
    let fits = |p: &&Person| p.sentence + REACH >= sentence && draft.entities[p.entity].gender.agrees(gender);
    let known = |p: &&Person| draft.entities[p.entity].gender == gender;
    for back in 0..=REACH {
        let Some(wanted) = sentence.checked_sub(back) else { break };
        let here =
            || before.iter().rev().take_while(|p| p.sentence >= wanted).filter(|p| p.sentence == wanted).filter(fits);
        let found = here()
            .find(|p| p.subject && known(p))
            .or_else(|| here().find(|p| p.subject))
            .or_else(|| here().find(known));
        if let Some(person) = found.or_else(|| here().next()) {
            return Some(person.entity);
        }
    }
    None
}
