//! The tables of words that make an event less than asserted.

use rustc_hash::FxHashMap;

use super::status::Effect;
use crate::annotation::Modality;
use crate::lexicon::{Inflections, Row, Table, TableError, Vocabulary, WordId};

/// Where a word of `modality_words.tsv` stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    /// "may attack"
    Modal,
    /// "allegedly attacked"
    Adverb,
    /// "a planned attack"
    Adjective,
    /// "no attack"
    Determiner,
    /// "ready to attack", "an attack is likely", "it is not true that they attacked"
    Predicate,
    /// "if they attack"
    Subordinator,
    /// "without attacking"
    Preposition,
    /// "not only attacked": the negation before it denies nothing
    Focus,
}

/// What a verb of `modality_verbs.tsv` governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Complement {
    /// "plans to attack"
    Infinitive,
    /// "considered attacking", "prevented from attacking"
    Gerund,
    /// "planned an attack"
    Noun,
    /// "fears that they attacked"
    That,
    /// "the attack did not happen"
    Subject,
}

/// What a noun of `modality_nouns.tsv` governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Linked {
    /// "threat to attack"
    Infinitive,
    /// "threat of an attack", "call for an attack"
    Noun,
    /// "fear that they attack"
    That,
}

/// What a word does, and what it does where it is itself denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) effect: Effect,
    /// "did not rule out": possible. `None` where the negation is one of the event: "did not try to".
    pub(super) denied: Option<Effect>,
}

/// What this stage must know of words.
#[derive(Debug, Default)]
pub(in super::super) struct ModalityRules {
    words: FxHashMap<(Class, WordId), Entry>,
    verbs: FxHashMap<(Complement, WordId), Entry>,
    nouns: FxHashMap<(Linked, WordId), Entry>,
}

impl ModalityRules {
    /// Reads the three tables.
    pub(in super::super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let mut rules = Self::default();
        rules.load_words(vocabulary)?;
        rules.load_verbs(vocabulary, inflections)?;
        rules.load_nouns(vocabulary, inflections)?;
        Ok(rules)
    }

    fn load_words(&mut self, vocabulary: &mut Vocabulary) -> Result<(), TableError> {
        let table = Table::parse(
            "data/lexicon/modality_words.tsv",
            include_str!("../../../data/lexicon/modality_words.tsv"),
            &["form", "class", "effect", "denied"],
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
                "focus" => Class::Focus,
                other => return Err(row.error(format!("unknown class {other:?}"))),
            };
            self.words.insert((class, vocabulary.add(row.cell(0))), entry(&row, 2)?);
        }
        Ok(())
    }

    fn load_verbs(&mut self, vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<(), TableError> {
        let table = Table::parse(
            "data/lexicon/modality_verbs.tsv",
            include_str!("../../../data/lexicon/modality_verbs.tsv"),
            &["lemma", "complement", "effect", "denied"],
        )?;
        for row in table.rows() {
            let complement = match row.cell(1) {
                "infinitive" => Complement::Infinitive,
                "gerund" => Complement::Gerund,
                "noun" => Complement::Noun,
                "that" => Complement::That,
                "subject" => Complement::Subject,
                other => return Err(row.error(format!("unknown complement {other:?}"))),
            };
            let entry = entry(&row, 2)?;
            for form in inflections.verb(row.cell(0)) {
                self.verbs.insert((complement, vocabulary.add(&form)), entry);
            }
        }
        Ok(())
    }

    fn load_nouns(&mut self, vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<(), TableError> {
        let table = Table::parse(
            "data/lexicon/modality_nouns.tsv",
            include_str!("../../../data/lexicon/modality_nouns.tsv"),
            &["lemma", "complement", "effect", "denied"],
        )?;
        for row in table.rows() {
            let linked: &[Linked] = match row.cell(1) {
                "infinitive" => &[Linked::Infinitive],
                "noun" => &[Linked::Noun],
                "that" => &[Linked::That],
                "" => &[Linked::Infinitive, Linked::Noun, Linked::That],
                other => return Err(row.error(format!("unknown complement {other:?}"))),
            };
            let entry = entry(&row, 2)?;
            for form in inflections.noun(row.cell(0)) {
                let word = vocabulary.add(&form);
                self.nouns.extend(linked.iter().map(|&l| ((l, word), entry)));
            }
        }
        Ok(())
    }

    pub(super) fn word(&self, class: Class, word: WordId) -> Option<Entry> {
        self.words.get(&(class, word)).copied()
    }

    pub(super) fn verb(&self, complement: Complement, word: WordId) -> Option<Entry> {
        self.verbs.get(&(complement, word)).copied()
    }

    pub(super) fn noun(&self, linked: Linked, word: WordId) -> Option<Entry> {
        self.nouns.get(&(linked, word)).copied()
    }

    /// Whether a noun names a plan, a risk or the like, rather than a thing.
    pub(in super::super) fn is_attitude(&self, word: WordId) -> bool {
        let unreal = |l| self.noun(l, word).is_some_and(|e| e.effect != Effect::becomes(Modality::Asserted));
        [Linked::Infinitive, Linked::Noun].into_iter().any(unreal)
    }
}

/// The effect in a column, and what is left of it under a negation in the next.
fn entry(row: &Row<'_, '_>, column: usize) -> Result<Entry, TableError> {
    let denied = row.optional(column + 1).map(|_| effect(row, column + 1)).transpose()?;
    Ok(Entry { effect: effect(row, column)?, denied })
}

/// A modality, "negative", or both: "possible|negative".
fn effect(row: &Row<'_, '_>, column: usize) -> Result<Effect, TableError> {
    let mut effect = Effect::becomes(Modality::Asserted);
    for part in row.list(column) {
        match part {
            "negative" => effect.negative = true,
            modality => effect.modality = modality.parse().map_err(|e| row.error(format!("{e}")))?,
        }
    }
    Ok(effect)
}
