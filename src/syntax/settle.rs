//! Corrects chunks, which are made from tags, by the tree.
//!
//! Enters: chunks and the tree. Leaves: the same chunks, but that
//! - a noun phrase that holds two arguments is two: "gave | Chad | trucks", "the envoys | Norway | expelled";
//! - a single participle that is a preposition, a conjunction or an adjective is that: "*following* the attack";
//! - [`VerbForm`]s hold over words in between ("*did* Iran *fire*") and over coordination ("was arrested and *charged*").

use super::chunk::{Chunk, ChunkKind, VerbForm};
use super::clause::{NEAR, Sentence};
use super::tag::Tag;
use super::tree::Relation;

/// Corrects the chunks of a sentence.
///
/// Linear in the number of words.
pub(super) fn settle(sentence: Sentence<'_>, chunks: &mut Vec<Chunk>) {
    divide(sentence, chunks);
    for chunk in chunks.iter_mut().filter(|c| c.kind == ChunkKind::Verb) {
        let word = chunk.head - sentence.start;
        let other = match sentence.tree.relations[word] {
            Relation::Case => Some(ChunkKind::Preposition),
            Relation::Mark => Some(ChunkKind::Subordinator),
            Relation::Amod => Some(ChunkKind::Adjective),
            _ => None,
        };
        match other.filter(|_| chunk.tokens.len() == 1) {
            Some(kind) => (chunk.kind, chunk.verb) = (kind, VerbForm::default()),
            None => chunk.verb = form(sentence, word, chunk.verb),
        }
    }
}

/// Longer noun phrases are lists and tables; they stay as they are.
const LONGEST: usize = 32;

/// Divides noun phrases that hold two arguments.
fn divide(sentence: Sentence<'_>, chunks: &mut Vec<Chunk>) {
    let Some(first) = chunks.iter().position(|c| border(sentence, c).is_some()) else { return };
    let is_noun = |t: &usize| sentence.tags[*t].is_noun();
    let last_noun = |c: &Chunk| c.tokens.clone().rev().find(is_noun).unwrap_or(c.tokens.end - 1);
    for mut chunk in chunks.split_off(first) {
        while let Some(border) = border(sentence, &chunk) {
            let mut left = chunk.clone();
            left.tokens.end = border;
            left.head = if chunk.head < border { chunk.head } else { last_noun(&left) };
            chunks.push(left);
            chunk.tokens.start = border;
            chunk.head = if chunk.head < border { last_noun(&chunk) } else { chunk.head };
        }
        chunks.push(chunk);
    }
}

/// The token where the second argument in a noun phrase begins.
fn border(sentence: Sentence<'_>, chunk: &Chunk) -> Option<usize> {
    if chunk.kind != ChunkKind::Noun || !(2..LONGEST).contains(&chunk.tokens.len()) {
        return None;
    }
    let (first, end) = (chunk.tokens.start - sentence.start, chunk.tokens.end - sentence.start);
    let is_top = |w: &usize| sentence.tree.head(*w).is_none_or(|h| !(first..end).contains(&h));
    let mut tops = (first..end).filter(|w| is_top(w) && is_nominal(sentence.tag(*w)));
    let (before, after) = (tops.next()?, tops.next()?);
    if !(is_argument(sentence.tree.relations[before]) && is_argument(sentence.tree.relations[after])) {
        return None;
    }
    // "ordered former president Carlos Menem to leave": no verb has two objects of one kind, so this is a title.
    let (one, two) = (sentence.tree.relations[before], sentence.tree.relations[after]);
    let alike = one == two && sentence.tree.head(before) == sentence.tree.head(after);
    if alike && sentence.tag(before) == Tag::Nn && sentence.tag(after).is_proper() {
        return None;
    }
    // What depends on the second, within the chunk, begins after the first and its own.
    let begin = sentence.dependents.of_word(after).take(NEAR).find(|&w| w > before).map_or(after, |w| w.min(after));
    let under_first = sentence.dependents.of_word(before).take(NEAR).filter(|&w| w < after).max().unwrap_or(before);
    Some(sentence.start + begin.max(under_first.max(before) + 1))
}

fn is_nominal(tag: Tag) -> bool {
    tag.is_noun() || matches!(tag, Tag::Prp | Tag::Cd | Tag::Dt)
}

fn is_argument(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Nsubj
            | Relation::NsubjPass
            | Relation::NsubjOuter
            | Relation::Obj
            | Relation::Iobj
            | Relation::Obl
            | Relation::OblAgent
            | Relation::OblUnmarked
            | Relation::Nmod
    )
}

/// What stands around a predicate.
#[derive(Default)]
struct Around {
    /// An auxiliary of any kind.
    auxiliary: bool,
    /// A form of "be" or "get", or one that the tree takes for the passive's.
    passive: bool,
    subject: bool,
    passive_subject: bool,
    /// An object that stands before the verb: "that", "whom".
    object_before: bool,
    /// The first auxiliary is "having", "being".
    gerund: bool,
}

fn form(sentence: Sentence<'_>, word: usize, by_tags: VerbForm) -> VerbForm {
    let Sentence { words, tree, .. } = sentence;
    let copula = words.is_be(sentence.word(word));
    let Some(predicate) = sentence.predicate(word) else { return VerbForm { copula, ..by_tags } };
    let mut form = VerbForm { copula, ..VerbForm::default() };
    let around = look_around(sentence, predicate, &mut form);
    if tree.relations[word] == Relation::Cop {
        // "being head of MI5"
        form.participle = sentence.tag(word) == Tag::Vbg && !around.auxiliary;
        return form;
    }
    let tag = sentence.tag(word);
    let (mut passive, mut bare) = (around.passive, !around.auxiliary && !form.infinitive);
    if bare && tree.relations[word] == Relation::Conj && !around.subject {
        // "was arrested and charged", "has killed and wounded"
        let first = tree.heads[word] as usize;
        if let Some(other) = sentence.tree.head(word).filter(|_| sentence.tag(first) == tag) {
            let shared = look_around(sentence, other, &mut VerbForm::default());
            bare = !shared.auxiliary;
            passive = shared.passive;
        }
    }
    let past = matches!(tag, Tag::Vbn | Tag::Vbd);
    // "hackers backed by China": a past tense without a subject that modifies a noun.
    let reduced = tag == Tag::Vbd && tree.relations[word] == Relation::Acl;
    // "Man arrested": a headline leaves out what makes it finite.
    let subject = around.subject || around.passive_subject;
    form.participle = bare && !subject && (matches!(tag, Tag::Vbn | Tag::Vbg) || reduced) || around.gerund;
    // "the men that police arrested": with an object before it and no auxiliary, what the tree has for its passive is none.
    let active = around.object_before && around.passive_subject && !passive;
    form.passive =
        !active && (past && (passive || around.passive_subject) || form.participle && !around.gerund && past);
    form
}

/// Notes modal, negation and "to" in the form, all else in what it leaves.
fn look_around(sentence: Sentence<'_>, predicate: usize, form: &mut VerbForm) -> Around {
    let Sentence { words, tree, .. } = sentence;
    let mut around = Around::default();
    for child in sentence.dependents.of_word(predicate).take(NEAR) {
        let here = sentence.word(child);
        match tree.relations[child] {
            Relation::Aux | Relation::AuxPass => {
                if sentence.tag(child) == Tag::Md {
                    form.modal = Some(sentence.start + child);
                }
                around.gerund |= !around.auxiliary && sentence.tag(child) == Tag::Vbg;
                around.auxiliary = true;
                around.passive |= tree.relations[child] == Relation::AuxPass
                    || sentence.tag(predicate) == Tag::Vbn && words.is_be(here) && here != words.s;
            }
            Relation::Advmod => form.negated |= words.is_negation(here),
            Relation::Mark => form.infinitive |= sentence.tag(child) == Tag::To,
            Relation::Nsubj => around.subject = true,
            Relation::NsubjPass => around.passive_subject = true,
            Relation::Obj => around.object_before |= child < predicate,
            _ => {}
        }
    }
    around
}
