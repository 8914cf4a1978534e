//! Trigger tables: which words tell an event, of which type, and which slots fill its roles.
//!
//! `load` reads `event_verbs.tsv`, `event_nouns.tsv` and `light_verbs.tsv`, and what a user adds, and indexes their rows by
//! the number of every inflected form. A row is one sense; the sense with the most specific condition wins (particle before object before
//! preposition), as in the verb dictionaries of TABARI and PETRARCH (Schrodt 2009; Norris, Schrodt & Beieler 2017).
//! This file knows words only; whether a condition holds in a sentence is for its callers to say.

mod load;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::annotation::{ActorKind, EventType};
use crate::lexicon::{Inflections, TableError, Vocabulary, WordId};

use super::ontology::{Ontology, UserOntology};
use super::words::WordMap;
use load::Loader;

/// Where a role is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// Logical subject.
    Subject,
    /// Logical object.
    Object,
    /// "Russia's invasion"
    Possessor,
    /// "Russian invasion"
    Adjective,
    /// "police raid"
    Compound,
    /// "between Iran and Iraq"
    Preposition(WordId),
}

/// Words that end in a head noun, all in base form: "ceasefire agreement".
#[derive(Clone, Debug)]
struct Phrase {
    head: WordId,
    before: Box<[WordId]>,
}

/// A list of phrases, sorted by head, and the kinds of actor whose names stand for any of them: "captured Mosul".
#[derive(Clone, Debug, Default)]
pub(super) struct PhraseList {
    phrases: Vec<Phrase>,
    kinds: Vec<ActorKind>,
    /// Whether nouns that can act stand for any of them as well: "asked the rebels".
    actors: bool,
}

impl PhraseList {
    pub(super) fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.kinds.is_empty()
    }

    /// Whether a name of this kind stands for what is listed.
    pub(super) fn has_kind(&self, kind: ActorKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether any noun that can act does.
    pub(super) fn has_actors(&self) -> bool {
        self.actors
    }

    /// The number of words of the longest phrase that ends in `head`; `before` gives the words to its left, nearest
    /// first.
    pub(super) fn longest(&self, head: WordId, before: impl Iterator<Item = WordId> + Clone) -> Option<usize> {
        let first = self.phrases.partition_point(|p| p.head < head);
        let same = self.phrases[first..].iter().take_while(|p| p.head == head);
        same.filter(|p| p.before.iter().rev().copied().eq(before.clone().take(p.before.len())))
            .map(|p| p.before.len() + 1)
            .max()
    }
}

/// One sense of a trigger.
#[derive(Clone, Debug)]
pub(super) struct Sense {
    /// Particles of which each must be there.
    pub(super) particles: Vec<WordId>,
    /// Verbs: what the object must be. Nouns: what must come before.
    pub(super) objects: PhraseList,
    /// What the object of one of the prepositions must be.
    pub(super) governed: PhraseList,
    /// One of these must follow; each is one or more words.
    pub(super) prepositions: Vec<Box<[WordId]>>,
    /// `None` blocks: no event.
    pub(super) kind: Option<EventType>,
    /// CAMEO code, or one of a user's; empty where a user's type has none.
    pub(super) cameo: String,
    /// Slots of the agent, best first.
    pub(super) agent: Vec<Slot>,
    /// Slots of the patient, best first.
    pub(super) patient: Vec<Slot>,
}

/// A verb or noun with its senses.
#[derive(Debug)]
pub(super) struct Lemma {
    /// Base form.
    pub(super) name: String,
    /// Words that must stand before the last, nearest last: "peace" of "peace talk".
    pub(super) before: Box<[WordId]>,
    /// Its senses: of a user's tables, of the program's, of a user's dictionaries, whose verbs share them.
    senses: Vec<Arc<Sense>>,
    /// Number shared by verb and noun of one family ("expel", "expulsion"), for recognising repeated events.
    pub(super) family: u32,
}

impl Lemma {
    /// Its senses; of equal rank the first wins.
    pub(super) fn senses(&self) -> impl Iterator<Item = &Sense> {
        self.senses.iter().map(AsRef::as_ref)
    }
}

/// What a light verb makes of the noun it governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LightUse {
    /// "carried out an attack": the subject does it.
    Agent,
    /// "came under attack": it is done to the subject.
    Patient,
    /// "sparked protests", "saw clashes": the subject is neither.
    Neither,
    /// "planned an attack", "ordered a raid".
    Intended,
    /// "sought a ceasefire".
    Requested,
    /// "called off the strike".
    Negative,
}

/// A light verb with one particle, and the nouns it governs.
#[derive(Debug)]
struct LightVerb {
    particle: Option<WordId>,
    /// Empty stands for any event noun.
    nouns: PhraseList,
    any: bool,
    role: LightUse,
}

/// For every form the rows of the light verbs that it belongs to.
type LightForms = FxHashMap<WordId, Vec<u32>>;

/// All trigger tables.
#[derive(Debug)]
pub(super) struct Triggers {
    verbs: Index,
    nouns: Index,
    light: Vec<LightVerb>,
    /// For every word the light verbs it is a form of.
    light_of: LightForms,
    /// Base form of every inflected form that a list names, the form itself where there is none.
    bases: Bases,
}

#[derive(Debug, Default)]
struct Index {
    lemmas: Vec<Lemma>,
    /// Number of a row of `entries` plus one for every word that ends a form; 0 for none.
    entry_of: Vec<u32>,
    entries: Vec<Vec<u32>>,
}

impl Index {
    fn at(&self, word: WordId) -> &[u32] {
        match self.entry_of.get(word.index()) {
            Some(&entry) if entry > 0 => &self.entries[entry as usize - 1],
            _ => &[],
        }
    }
}

#[derive(Debug, Default)]
struct Bases(WordMap<WordId>);

impl Bases {
    fn of(&self, word: WordId) -> WordId {
        self.0.get(word).unwrap_or(word)
    }
}

impl Triggers {
    /// Reads the three tables and what a user brings; their words become known.
    ///
    /// # Errors
    /// When a table is malformed, or a row names a type or code that the ontology does not have.
    pub(super) fn load(
        vocabulary: &mut Vocabulary,
        inflections: &Inflections,
        ontology: &Ontology,
        user: &UserOntology,
    ) -> Result<Self, TableError> {
        let mut triggers = Loader::new(vocabulary, inflections, ontology, user).load()?;
        triggers.join_families();
        Ok(triggers)
    }

    /// Number of verbs and of nouns that tell events of a type.
    pub(super) fn count(&self, kind: EventType) -> (usize, usize) {
        let tells = |l: &&Lemma| l.senses().any(|s| s.kind == Some(kind));
        (self.verbs.lemmas.iter().filter(tells).count(), self.nouns.lemmas.iter().filter(tells).count())
    }

    /// The verb that a word is a form of; `before` gives the words to its left, nearest first.
    pub(super) fn verb(&self, word: WordId, before: impl Iterator<Item = WordId> + Clone) -> Option<&Lemma> {
        best(&self.verbs, word, before)
    }

    /// The noun that a word ends; `before` gives the words to its left, nearest first.
    pub(super) fn noun(&self, word: WordId, before: impl Iterator<Item = WordId> + Clone) -> Option<&Lemma> {
        best(&self.nouns, word, before)
    }

    /// Whether the word ends a trigger of either kind.
    pub(super) fn is_trigger(&self, word: WordId) -> bool {
        !self.verbs.at(word).is_empty() || !self.nouns.at(word).is_empty()
    }

    /// The base form of a noun, as lists of objects hold it.
    pub(super) fn base(&self, word: WordId) -> WordId {
        self.bases.of(word)
    }

    /// What a verb with these particles is to the noun `head` that it governs, if it is a light verb for it.
    pub(super) fn light(
        &self,
        verb: WordId,
        has_particle: impl Fn(WordId) -> bool,
        head: WordId,
        before: impl Iterator<Item = WordId> + Clone,
    ) -> Option<LightUse> {
        let rows = self.light_of.get(&verb)?;
        rows.iter()
            .map(|&r| &self.light[r as usize])
            .filter(|l| l.particle.is_none_or(&has_particle))
            .filter(|l| l.any || l.nouns.longest(self.base(head), before.clone()).is_some())
            .max_by_key(|l| l.particle.is_some())
            .map(|l| l.role)
    }

    /// Gives a verb and a noun one family where one seems made from the other: the same first three letters and the
    /// same CAMEO root ("expel" and "expulsion", "invade" and "invasion"). Families only help to recognise a repeated
    /// event, together with its participants.
    fn join_families(&mut self) {
        let mut families: FxHashMap<(String, String), u32> = FxHashMap::default();
        let mut next = 0;
        for lemma in self.verbs.lemmas.iter_mut().chain(self.nouns.lemmas.iter_mut()) {
            let stem = lemma.name.get(..3).unwrap_or(&lemma.name);
            let code = lemma.senses().find(|s| s.kind.is_some()).map_or("", |s| s.cameo.as_str());
            let root = code.get(..2).unwrap_or("");
            let family = *families.entry((stem.to_owned(), root.to_owned())).or_insert_with(|| {
                next += 1;
                next
            });
            lemma.family = family;
        }
    }
}

fn best(index: &Index, word: WordId, before: impl Iterator<Item = WordId> + Clone) -> Option<&Lemma> {
    let fits = |l: &&Lemma| l.before.iter().rev().copied().eq(before.clone().take(l.before.len()));
    index.at(word).iter().map(|&l| &index.lemmas[l as usize]).filter(fits).max_by_key(|l| l.before.len())
}
