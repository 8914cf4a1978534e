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
use crate::syntax::clause::ClauseKind;
use crate::syntax::tree::Relation;

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
/// Dependents of a word that are looked at.
const NEAR: usize = 64;

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
    let predicate = view.parse.token(clause.predicate);
    for token in view.parse.children(predicate).take(NEAR).filter(|&t| view.parse.relation(t) == Relation::Advmod) {
        status.add(rules.word(Class::Adverb, view.token_word(token)));
    }
    if depth == 0 {
        return status;
    }
    if let Some(first) = view.sharing(number) {
        // "will attack and destroy", "to kidnap or kill": the second verb stands under what governs the first.
        status.under(verb_status(rules, view, first, depth - 1));
    } else if chunk.verb.infinitive {
        infinitive(rules, view, number, depth, &mut status);
    } else if clause.kind == ClauseKind::Participle && chunk.verb.participle {
        gerund(rules, view, number, depth, &mut status);
    } else {
        status.add(clause.subordinator.and_then(|s| rules.word(Class::Subordinator, s)));
        if let Some(parent) = clause.parent.filter(|_| view.relation(number) == Relation::Ccomp) {
            status.add(rules.verb(Complement::That, view.head_word(view.clauses[parent].verb)));
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
            let adjective = view.governor(number).filter(|&t| view.tag(t).is_adjective())?;
            rules
                .word(Class::Predicate, view.token_word(adjective))
                .filter(|e| *e == Effect::Becomes(Modality::Intended))
        }
        None => None,
    };
    match effect {
        Some(Effect::Becomes(Modality::Possible)) | Some(Effect::Negates) | None => None,
        Some(Effect::Becomes(modality)) => Some(modality),
    }
}

/// "ambitions to kidnap", "ready to attack", "threatened to attack", "urged Iran to attack", "is to visit".
fn infinitive(rules: &ModalityRules, view: View<'_>, number: usize, depth: usize, status: &mut Status) {
    let clause = &view.clauses[number];
    let mut governed = false;
    let adjective = view.governor(number).filter(|&t| view.tag(t).is_adjective());
    let plan = view.noun_before(number).and_then(|n| Some((n, rules.noun(view.head_word(n))?)));
    if let Some((noun, effect)) = plan {
        governed = true;
        status.add(Some(effect));
        status.add(determiner(rules, view, noun));
    } else if let Some(adjective) = adjective {
        let effect = rules.word(Class::Predicate, view.token_word(adjective));
        governed = effect.is_some();
        status.add(effect);
    }
    let Some(parent) = clause.parent else { return };
    let verb = &view.chunks[view.clauses[parent].verb];
    if !governed && adjective.is_none() {
        let effect = rules.verb(Complement::Infinitive, view.token_word(verb.head));
        let is_to = view.words.is_be(view.token_word(verb.head)) && view.clauses[parent].verb + 1 == clause.verb;
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
fn gerund(rules: &ModalityRules, view: View<'_>, number: usize, depth: usize, status: &mut Status) {
    let clause = &view.clauses[number];
    let predicate = view.parse.token(clause.predicate);
    let mut before = view.parse.children(predicate).take(NEAR).take_while(|&t| t < predicate);
    let mark = before.find(|&t| matches!(view.parse.relation(t), Relation::Mark | Relation::Case));
    if let Some(mark) = mark {
        status.add(rules.word(Class::Preposition, view.token_word(mark)));
        status.add(rules.word(Class::Subordinator, view.token_word(mark)));
    }
    if let Some(noun) = clause.antecedent {
        status.add(mark.and_then(|_| rules.noun(view.head_word(noun))));
        return;
    }
    // "left, attacking the village": what is done meanwhile stands under nothing.
    let complement = mark.is_some() || matches!(view.relation(number), Relation::Xcomp | Relation::Ccomp);
    let Some(parent) = clause.parent.filter(|_| complement) else { return };
    let effect = rules.verb(Complement::Gerund, view.head_word(view.clauses[parent].verb));
    if effect.is_some() {
        status.add(effect);
        status.under(verb_status(rules, view, parent, depth - 1));
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
    let first = view.first_conjunct(view.top(chunk));
    let Some(preposition) = view.parse.child(first, Relation::Case) else { return };
    let word = view.token_word(preposition);
    status.add(rules.word(Class::Preposition, word));
    let fits = [view.words.of, view.words.for_, view.words.at, view.words.to].contains(&word);
    let noun = view.parse.head(first).filter(|&h| fits && view.tag(h).is_noun());
    let Some(noun) = noun else { return };
    let effect = rules.noun(view.token_word(noun));
    status.add(effect);
    if effect.is_some() {
        status.add(determiner(rules, view, view.chunk_of(noun)));
    }
}
