//! Whether an event is said to happen, and how real it is.
//!
//! Polarity and modality are those of event annotation (TimeML; Saurí & Pustejovsky, "FactBank", 2009), coarsened. An
//! event is asserted and positive unless a word speaks against it: a modal or negation in its own verb group, an adverb,
//! the verb, noun or adjective that governs it, a subordinator. The nearest such word decides the modality; any negation
//! on the way makes the polarity negative. The words stand in `modality_words.tsv`, `modality_verbs.tsv` and
//! `modality_nouns.tsv`.

use rustc_hash::FxHashMap;

use crate::annotation::{Modality, Polarity};
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId};
use crate::syntax::chunk::ChunkKind;
use crate::syntax::clause::ClauseKind;
use crate::syntax::tag::Tag;

use super::phrase::{Governed, View};
use super::trigger::LightUse;

/// What a word does to the event in its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Becomes(Modality),
    Negates,
}

/// Where a word of `modality_words.tsv` stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Class {
    /// "may attack"
    Modal,
    /// "allegedly attacked"
    Adverb,
    /// "a planned attack"
    Adjective,
    /// "no attack"
    Determiner,
    /// "ready to attack"
    Predicate,
    /// "if they attack"
    Subordinator,
    /// "without attacking"
    Preposition,
}

/// What a verb of `modality_verbs.tsv` governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Complement {
    /// "plans to attack"
    Infinitive,
    /// "considered attacking", "prevented from attacking"
    Gerund,
    /// "planned an attack"
    Noun,
    /// "fears that they attacked"
    That,
}

/// What this file must know of words.
#[derive(Debug)]
pub(super) struct ModalityRules {
    words: FxHashMap<(Class, WordId), Effect>,
    verbs: FxHashMap<(Complement, WordId), Effect>,
    nouns: FxHashMap<WordId, Effect>,
}

/// Polarity and modality of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) polarity: Polarity,
    pub(super) modality: Modality,
}

impl Default for Status {
    fn default() -> Self {
        Self { polarity: Polarity::Positive, modality: Modality::Asserted }
    }
}

impl Status {
    /// Takes in a word farther away than those before: it decides only what they left open.
    fn add(&mut self, effect: Option<Effect>) {
        match effect {
            Some(Effect::Negates) => self.polarity = Polarity::Negative,
            Some(Effect::Becomes(modality)) if self.modality == Modality::Asserted => self.modality = modality,
            _ => {}
        }
    }

    /// Takes in the status of what governs the event.
    fn under(&mut self, outer: Status) {
        if outer.polarity == Polarity::Negative {
            self.polarity = Polarity::Negative;
        }
        self.add(Some(Effect::Becomes(outer.modality)));
    }
}

impl ModalityRules {
    /// Reads the three tables.
    pub(super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let mut rules = Self { words: FxHashMap::default(), verbs: FxHashMap::default(), nouns: FxHashMap::default() };
        let table = Table::parse(
            "data/lexicon/modality_words.tsv",
            include_str!("../../data/lexicon/modality_words.tsv"),
            &["form", "class", "effect"],
        )?;
        for row in table.rows() {
            let class = match row.cell(1) {
                "modal" => Class::Modal,
                "adverb" => Class::Adverb,
                "adjective" => Class::Adjective,
                "determiner" => Class::Determiner,
                "predicate" => Class::Predicate,
                "subordinator" => Class::Subordinator,
                "preposition" => Class::Preposition,
                other => return Err(row.error(format!("unknown class {other:?}"))),
            };
            rules.words.insert((class, vocabulary.add(row.cell(0))), effect(&row, 2)?);
        }
        let table = Table::parse(
            "data/lexicon/modality_verbs.tsv",
            include_str!("../../data/lexicon/modality_verbs.tsv"),
            &["lemma", "complement", "effect"],
        )?;
        for row in table.rows() {
            let complement = match row.cell(1) {
                "infinitive" => Complement::Infinitive,
                "gerund" => Complement::Gerund,
                "noun" => Complement::Noun,
                "that" => Complement::That,
                other => return Err(row.error(format!("unknown complement {other:?}"))),
            };
            let effect = effect(&row, 2)?;
            for form in inflections.verb(row.cell(0)) {
                rules.verbs.insert((complement, vocabulary.add(&form)), effect);
            }
        }
        let table = Table::parse(
            "data/lexicon/modality_nouns.tsv",
            include_str!("../../data/lexicon/modality_nouns.tsv"),
            &["lemma", "effect"],
        )?;
        for row in table.rows() {
            let effect = effect(&row, 1)?;
            for form in inflections.noun(row.cell(0)) {
                rules.nouns.insert(vocabulary.add(&form), effect);
            }
        }
        Ok(rules)
    }

    fn word(&self, class: Class, word: WordId) -> Option<Effect> {
        self.words.get(&(class, word)).copied()
    }

    fn verb(&self, complement: Complement, word: WordId) -> Option<Effect> {
        self.verbs.get(&(complement, word)).copied()
    }

    fn noun(&self, word: WordId) -> Option<Effect> {
        self.nouns.get(&word).copied()
    }

    /// Whether a noun names a plan, a risk or the like, rather than a thing.
    pub(super) fn is_attitude(&self, word: WordId) -> bool {
        self.nouns.contains_key(&word)
    }
}

fn effect(row: &crate::lexicon::Row<'_, '_>, column: usize) -> Result<Effect, TableError> {
    match row.cell(column) {
        "negative" => Ok(Effect::Negates),
        _ => row.parse(column).map(Effect::Becomes),
    }
}

/// Governing words that are looked at, from the event outwards.
const DEPTH: usize = 3;

/// The status of the event that a clause's verb tells.
pub(super) fn of_verb(rules: &ModalityRules, view: View<'_>, clause: usize) -> Status {
    verb_status(rules, view, clause, DEPTH)
}

fn verb_status(rules: &ModalityRules, view: View<'_>, number: usize, depth: usize) -> Status {
    let clause = &view.clauses[number];
    let chunk = &view.chunks[clause.verb];
    let mut status = Status::default();
    if chunk.verb.negated {
        status.add(Some(Effect::Negates));
    }
    status.add(chunk.verb.modal.and_then(|t| rules.word(Class::Modal, view.token_word(t))));
    for token in chunk.tokens.clone().filter(|&t| view.tag(t).is_adverb()) {
        status.add(rules.word(Class::Adverb, view.token_word(token)));
    }
    let left = left_of(view, clause.verb, |chunk| {
        status.add(rules.word(Class::Adverb, view.head_word(chunk)));
    });
    if depth == 0 {
        return status;
    }
    if chunk.verb.infinitive {
        infinitive(rules, view, number, left, depth, &mut status);
    } else if clause.kind == ClauseKind::Participle && chunk.verb.participle {
        gerund(rules, view, left, depth, &mut status);
    } else if is_bare(view, number) && number > 0 && left.is_some_and(|l| view.is(l, ChunkKind::Conjunction)) {
        // "will attack and destroy", "to kidnap or kill": the second verb stands under what governs the first.
        status.under(verb_status(rules, view, number - 1, depth - 1));
    } else {
        status.add(clause.subordinator.and_then(|s| rules.word(Class::Subordinator, s)));
        if let Some(parent) = clause.parent.filter(|&p| p < number) {
            let governor = view.head_word(view.clauses[parent].verb);
            status.add(rules.verb(Complement::That, governor).filter(|_| clause.kind == ClauseKind::Finite));
        }
    }
    status
}

/// How an act is announced: "will" and "ready to" intend it, "must" requests it, "would" makes it depend on something.
pub(super) fn announced(rules: &ModalityRules, view: View<'_>, number: usize) -> Option<Modality> {
    let clause = &view.clauses[number];
    let chunk = &view.chunks[clause.verb];
    let is_if = clause.subordinator.is_some_and(|s| rules.word(Class::Subordinator, s).is_some());
    if is_if {
        return None;
    }
    let effect = match chunk.verb.modal {
        Some(modal) => rules.word(Class::Modal, view.token_word(modal)),
        None if chunk.verb.infinitive => {
            let left = left_of(view, clause.verb, |_| {}).filter(|&l| view.is(l, ChunkKind::Adjective))?;
            rules.word(Class::Predicate, view.head_word(left)).filter(|e| *e == Effect::Becomes(Modality::Intended))
        }
        None => None,
    };
    match effect {
        Some(Effect::Becomes(Modality::Possible)) | Some(Effect::Negates) | None => None,
        Some(Effect::Becomes(modality)) => Some(modality),
    }
}

/// The chunk to the left over quotation marks and adverbs, each of which is shown to `adverb`.
fn left_of(view: View<'_>, chunk: usize, mut adverb: impl FnMut(usize)) -> Option<usize> {
    let mut left = chunk.checked_sub(1)?;
    while matches!(view.kind(left), Some(ChunkKind::Adverb | ChunkKind::Quote)) && chunk - left < 4 {
        adverb(left);
        left = left.checked_sub(1)?;
    }
    Some(left)
}

/// A base form without "to", auxiliary or modal.
fn is_bare(view: View<'_>, number: usize) -> bool {
    let chunk = &view.chunks[view.clauses[number].verb];
    let form = chunk.verb;
    !form.infinitive && form.modal.is_none() && matches!(view.tag(chunk.head), Tag::Vb | Tag::Vbp)
}

/// "ambitions to kidnap", "ready to attack", "threatened to attack", "urged Iran to attack", "is to visit".
fn infinitive(
    rules: &ModalityRules,
    view: View<'_>,
    number: usize,
    left: Option<usize>,
    depth: usize,
    status: &mut Status,
) {
    let parent = view.clauses[number].parent.filter(|&p| p < number);
    let Some(left) = left else { return };
    let mut governed = false;
    match view.kind(left) {
        Some(ChunkKind::Noun) => {
            let effect = rules.noun(view.head_word(left));
            governed = effect.is_some();
            status.add(effect);
            status.add(determiner(rules, view, left).filter(|_| governed));
        }
        Some(ChunkKind::Adjective) => {
            let effect = rules.word(Class::Predicate, view.head_word(left));
            governed = effect.is_some();
            status.add(effect);
        }
        _ => {}
    }
    let Some(parent) = parent else { return };
    let verb = &view.chunks[view.clauses[parent].verb];
    if !governed {
        let effect = rules.verb(Complement::Infinitive, view.token_word(verb.head));
        let is_to = verb.verb.copula && left == view.clauses[parent].verb;
        governed = effect.is_some() || is_to;
        status.add(effect);
        status.add(is_to.then_some(Effect::Becomes(Modality::Intended)));
    }
    // "did not try to attack", "may try to attack": what governs the governing word counts too.
    if governed {
        status.under(verb_status(rules, view, parent, depth - 1));
    }
}

/// "without attacking", "prevented them from attacking", "accused of attacking", "plan of attacking".
fn gerund(rules: &ModalityRules, view: View<'_>, left: Option<usize>, depth: usize, status: &mut Status) {
    let Some(mut left) = left else { return };
    if view.is(left, ChunkKind::Preposition) {
        status.add(rules.word(Class::Preposition, view.head_word(left)));
        let Some(before) = left.checked_sub(1) else { return };
        left = before;
        if view.is(left, ChunkKind::Noun)
            && let Some(effect) = rules.noun(view.head_word(left))
        {
            status.add(Some(effect));
            return;
        }
    }
    let verb = (left.saturating_sub(3)..=left).rev().find(|&c| view.is(c, ChunkKind::Verb));
    if let Some(parent) = verb.and_then(|v| view.clause_of(v)) {
        let effect = rules.verb(Complement::Gerund, view.head_word(view.clauses[parent].verb));
        if effect.is_some() {
            status.add(effect);
            status.under(verb_status(rules, view, parent, depth - 1));
        }
    }
}

fn determiner(rules: &ModalityRules, view: View<'_>, chunk: usize) -> Option<Effect> {
    rules.word(Class::Determiner, view.token_word(view.chunks[chunk].tokens.start))
}

/// The status of the event that the head of a noun phrase tells; `light` is what its light verb makes of it.
pub(super) fn of_noun(rules: &ModalityRules, view: View<'_>, chunk: usize, light: Option<LightUse>) -> Status {
    let mut status = Status::default();
    status.add(determiner(rules, view, chunk));
    for token in view.modifiers(chunk) {
        status.add(rules.word(Class::Adjective, view.token_word(token)));
    }
    governing_phrase(rules, view, chunk, &mut status);
    let Some((clause, how)) = view.governors[chunk] else { return status };
    let verb = &view.chunks[view.clauses[clause].verb];
    let word = view.token_word(verb.head);
    let is_object = how == Governed::Object || how == Governed::Subject && view.is_passive(clause);
    let definite = view.token_word(view.chunks[chunk].tokens.start) == view.words.the;
    match (how, light) {
        (_, Some(LightUse::Negative)) => status.add(Some(Effect::Negates)),
        (_, Some(LightUse::Requested)) => status.add(Some(Effect::Becomes(Modality::Requested))),
        // "ordered an invasion" leaves it open, "ordered the invasion of Ukraine" speaks of one that is known.
        (_, Some(LightUse::Intended)) if !definite => status.add(Some(Effect::Becomes(Modality::Intended))),
        (_, Some(_)) => {}
        (Governed::Oblique(preposition), None) if preposition != view.words.for_ => {
            status.add(rules.verb(Complement::Gerund, word).filter(|_| preposition == view.words.of));
        }
        // "called for a truce", but not "denied responsibility for the murder".
        (Governed::Oblique(_), None) if view.clauses[clause].object.is_some() => {}
        _ if is_object || matches!(how, Governed::Oblique(_)) => status.add(rules.verb(Complement::Noun, word)),
        _ => {}
    }
    if light.is_some() {
        status.under(verb_status(rules, view, clause, DEPTH));
    }
    status
}

/// "threat of an attack", "call for a ceasefire", "without an attack".
fn governing_phrase(rules: &ModalityRules, view: View<'_>, chunk: usize, status: &mut Status) {
    let Some(preposition) = left_of(view, chunk, |_| {}).filter(|&p| view.is(p, ChunkKind::Preposition)) else {
        return;
    };
    let word = view.head_word(preposition);
    status.add(rules.word(Class::Preposition, word));
    let fits = [view.words.of, view.words.for_, view.words.at, view.words.to].contains(&word);
    let Some(noun) = preposition.checked_sub(1).filter(|&n| fits && view.is(n, ChunkKind::Noun)) else { return };
    let effect = rules.noun(view.head_word(noun));
    status.add(effect);
    if effect.is_some() {
        status.add(determiner(rules, view, noun));
    }
}
