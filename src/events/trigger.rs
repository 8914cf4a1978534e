//! Trigger tables: which words tell an event, of which type, and which slots fill its roles.
//!
//! Reads `event_verbs.tsv`, `event_nouns.tsv` and `light_verbs.tsv` and indexes their rows by the number of every
//! inflected form. A row is one sense; the sense with the most specific condition wins (particle before object before
//! preposition), as in the verb dictionaries of TABARI and PETRARCH (Schrodt 2009; Norris, Schrodt & Beieler 2017).
//! This file knows words only; whether a condition holds in a sentence is for its callers to say.

use rustc_hash::FxHashMap;

use crate::annotation::{ActorKind, EventType};
use crate::lexicon::{Inflections, Row, Table, TableError, Vocabulary, WordId};

use super::words::WordMap;

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
    /// CAMEO code.
    pub(super) cameo: &'static str,
    /// Slots of the agent, best first.
    pub(super) agent: Vec<Slot>,
    /// Slots of the patient, best first.
    pub(super) patient: Vec<Slot>,
}

/// A verb or noun with its senses.
#[derive(Debug)]
pub(super) struct Lemma {
    /// Base form.
    pub(super) name: &'static str,
    /// Words that must stand before the last, nearest last: "peace" of "peace talk".
    pub(super) before: Box<[WordId]>,
    /// Its senses, in file order.
    pub(super) senses: Vec<Sense>,
    /// Number shared by verb and noun of one family ("expel", "expulsion"), for recognising repeated events.
    pub(super) family: u32,
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
    /// Reads the three tables; their words become known.
    pub(super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let mut loader = Loader { vocabulary, inflections, bases: Bases::default() };
        let verbs = loader.verbs()?;
        let nouns = loader.nouns()?;
        let (light, light_of) = loader.light_verbs()?;
        let bases = loader.bases;
        let mut triggers = Self { verbs, nouns, light, light_of, bases };
        triggers.join_families();
        Ok(triggers)
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
        let mut families: FxHashMap<(&str, &str), u32> = FxHashMap::default();
        let mut next = 0;
        let mut number = |name: &'static str, cameo: &'static str| {
            let stem = name.get(..3).unwrap_or(name);
            *families.entry((stem, cameo.get(..2).unwrap_or(""))).or_insert_with(|| {
                next += 1;
                next
            })
        };
        for lemma in self.verbs.lemmas.iter_mut().chain(self.nouns.lemmas.iter_mut()) {
            let fallback = lemma.senses.iter().find(|s| s.kind.is_some());
            lemma.family = number(lemma.name, fallback.map_or("", |s| s.cameo));
        }
    }
}

fn best(index: &Index, word: WordId, before: impl Iterator<Item = WordId> + Clone) -> Option<&Lemma> {
    let fits = |l: &&Lemma| l.before.iter().rev().copied().eq(before.clone().take(l.before.len()));
    index.at(word).iter().map(|&l| &index.lemmas[l as usize]).filter(fits).max_by_key(|l| l.before.len())
}

struct Loader<'a> {
    vocabulary: &'a mut Vocabulary,
    inflections: &'a Inflections,
    bases: Bases,
}

/// The parts of an entry as the tokenizer would cut it: at spaces, and at hyphens, which are left out.
fn parts(entry: &str) -> impl Iterator<Item = &str> {
    entry.split([' ', '-']).filter(|p| !p.is_empty())
}

impl Loader<'_> {
    fn words(&mut self, entry: &str) -> Box<[WordId]> {
        parts(entry).map(|p| self.vocabulary.add(p)).collect()
    }

    /// Makes the plural of a noun lead to its singular.
    fn base(&mut self, noun: &str) -> WordId {
        let base = self.vocabulary.add(noun);
        let listed_as_plural = self.bases.of(base);
        if listed_as_plural != base {
            return listed_as_plural;
        }
        for form in self.inflections.noun(noun).into_iter().skip(1) {
            let form = self.vocabulary.add(&form);
            if form != base && self.bases.0.get(form).is_none() {
                self.bases.0.insert(form, base);
            }
        }
        base
    }

    /// A hyphenated entry is added twice, as the tokenizer keeps some hyphens ("co-operation") and splits at others.
    fn add_phrase(&mut self, entry: &str, list: &mut PhraseList) {
        // "blockade of": the preposition is left to the reader.
        let entry = [" of", " for", " about"].iter().fold(entry, |e, p| e.strip_suffix(p).unwrap_or(e));
        let pieces: Vec<&str> = parts(entry).collect();
        let Some((last, before)) = pieces.split_last() else { return };
        let before = before.iter().map(|p| self.vocabulary.add(p)).collect();
        let head = self.base(last);
        list.phrases.push(Phrase { head, before });
        if entry.contains('-') {
            let (front, last) = entry.rsplit_once(' ').unwrap_or(("", entry));
            let before = front.split(' ').filter(|p| !p.is_empty()).map(|p| self.vocabulary.add(p)).collect();
            let head = self.base(last);
            list.phrases.push(Phrase { head, before });
        }
    }

    /// Splits a list into plain phrases and those that begin with `@`; kinds of actor begin with `%`.
    fn phrases(&mut self, row: &Row<'_, 'static>, column: usize) -> Result<(PhraseList, PhraseList), TableError> {
        let (mut plain, mut governed) = (PhraseList::default(), PhraseList::default());
        for entry in row.list(column) {
            if let Some(entry) = entry.strip_prefix('@') {
                self.add_phrase(entry, &mut governed);
            } else if entry == "%actor" {
                use ActorKind::{Group, Organization, Person, State};
                plain.kinds.extend([Person, Organization, State, Group]);
                plain.actors = true;
            } else if let Some(kind) = entry.strip_prefix('%') {
                let kind = kind.parse().map_err(|_| row.error(format!("unknown kind of actor {kind:?}")))?;
                plain.kinds.push(kind);
            } else {
                self.add_phrase(entry, &mut plain);
            }
        }
        plain.phrases.sort_by_key(|p| p.head);
        governed.phrases.sort_by_key(|p| p.head);
        Ok((plain, governed))
    }

    fn slots(&mut self, row: &Row<'_, 'static>, column: usize) -> Vec<Slot> {
        row.list(column)
            .map(|name| match name {
                "subj" => Slot::Subject,
                "obj" => Slot::Object,
                "poss" => Slot::Possessor,
                "adj" => Slot::Adjective,
                "compound" => Slot::Compound,
                preposition => Slot::Preposition(self.vocabulary.add(preposition)),
            })
            .collect()
    }

    /// Reads a sense from cells 1 and after: particle or nothing, object or head, prepositions, type, cameo, slots.
    fn sense(&mut self, row: &Row<'_, 'static>, first: usize) -> Result<Sense, TableError> {
        let (objects, governed) = self.phrases(row, first)?;
        let kind = match row.cell(first + 2) {
            "-" => None,
            _ => Some(row.parse(first + 2)?),
        };
        let cameo = row.cell(first + 3);
        if kind.is_some() != (2..=4).contains(&cameo.len()) {
            return Err(row.error(format!("code {cameo:?} does not go with type {:?}", row.cell(first + 2))));
        }
        Ok(Sense {
            particles: Vec::new(),
            objects,
            governed,
            prepositions: row.list(first + 1).map(|p| self.words(p)).collect(),
            kind,
            cameo,
            agent: self.slots(row, first + 4),
            patient: self.slots(row, first + 5),
        })
    }

    fn verbs(&mut self) -> Result<Index, TableError> {
        let table = Table::parse(
            "data/lexicon/event_verbs.tsv",
            include_str!("../../data/lexicon/event_verbs.tsv"),
            &["lemma", "particle", "object", "prepositions", "type", "cameo", "agent", "patient"],
        )?;
        let mut index = Index::default();
        let mut forms = Vec::new();
        for row in table.rows() {
            let mut sense = self.sense(&row, 2)?;
            sense.particles =
                row.cell(1).split(' ').filter(|p| !p.is_empty()).map(|p| self.vocabulary.add(p)).collect();
            let inflections = self.inflections;
            self.add(&mut index, &mut forms, row.cell(0), sense, |l| inflections.verb(l));
        }
        self.finish(&mut index, forms);
        Ok(index)
    }

    fn nouns(&mut self) -> Result<Index, TableError> {
        let table = Table::parse(
            "data/lexicon/event_nouns.tsv",
            include_str!("../../data/lexicon/event_nouns.tsv"),
            &["lemma", "head", "prepositions", "type", "cameo", "agent", "patient"],
        )?;
        let mut index = Index::default();
        let mut forms = Vec::new();
        for row in table.rows() {
            let sense = self.sense(&row, 1)?;
            let inflections = self.inflections;
            self.add(&mut index, &mut forms, row.cell(0), sense, |l| inflections.noun(l));
        }
        self.finish(&mut index, forms);
        Ok(index)
    }

    /// Adds a sense to its lemma, which is the last one or a new one, as tables are sorted by lemma.
    fn add(
        &mut self,
        index: &mut Index,
        forms: &mut Vec<(WordId, u32)>,
        name: &'static str,
        sense: Sense,
        inflect: impl Fn(&str) -> Vec<String>,
    ) {
        if let Some(same) = index.lemmas.iter_mut().rev().take(4).find(|l| l.name == name) {
            same.senses.push(sense);
            return;
        }
        let pieces: Vec<&str> = parts(name).collect();
        let (last, before) = pieces.split_last().expect("a row has a lemma");
        let before = before.iter().map(|p| self.vocabulary.add(p)).collect();
        let number = u32::try_from(index.lemmas.len()).expect("fewer than 2^32 lemmas");
        index.lemmas.push(Lemma { name, before, senses: vec![sense], family: 0 });
        for form in inflect(last) {
            forms.push((self.vocabulary.add(&form), number));
        }
        if name.contains('-') {
            for form in inflect(name) {
                forms.push((self.vocabulary.add(&form), number | WHOLE));
            }
        }
        if !name.contains([' ', '-']) {
            self.base(name);
        }
    }

    fn finish(&mut self, index: &mut Index, forms: Vec<(WordId, u32)>) {
        index.entry_of = vec![0; self.vocabulary.len()];
        let mut whole: FxHashMap<u32, u32> = FxHashMap::default();
        for (word, number) in forms {
            let lemma = if number & WHOLE == 0 { number } else { unsplit(index, &mut whole, number & !WHOLE) };
            let entry = &mut index.entry_of[word.index()];
            if *entry == 0 {
                index.entries.push(Vec::new());
                *entry = u32::try_from(index.entries.len()).expect("fewer than 2^32 forms");
            }
            let row = &mut index.entries[*entry as usize - 1];
            if !row.contains(&lemma) {
                row.push(lemma);
            }
        }
    }

    fn light_verbs(&mut self) -> Result<(Vec<LightVerb>, LightForms), TableError> {
        let table = Table::parse(
            "data/lexicon/light_verbs.tsv",
            include_str!("../../data/lexicon/light_verbs.tsv"),
            &["verb", "particle", "noun", "note"],
        )?;
        let mut light = Vec::new();
        let mut of: LightForms = FxHashMap::default();
        for row in table.rows() {
            let number = u32::try_from(light.len()).expect("fewer than 2^32 rows");
            let any = row.cell(2) == "*";
            let (nouns, _) = if any { Default::default() } else { self.phrases(&row, 2)? };
            light.push(LightVerb {
                particle: row.optional(1).map(|p| self.vocabulary.add(p)),
                nouns,
                any,
                role: light_use(row.cell(3)),
            });
            for form in self.inflections.verb(row.cell(0)) {
                of.entry(self.vocabulary.add(&form)).or_default().push(number);
            }
        }
        Ok((light, of))
    }
}

/// Marks the number of a lemma whose hyphenated form was kept whole.
const WHOLE: u32 = 1 << 31;

/// The copy of a lemma that needs no word before it, as its hyphenated form is one token.
fn unsplit(index: &mut Index, made: &mut FxHashMap<u32, u32>, number: u32) -> u32 {
    let count = u32::try_from(index.lemmas.len()).expect("fewer than 2^32 lemmas");
    *made.entry(number).or_insert_with(|| {
        let original = &index.lemmas[number as usize];
        let senses = original.senses.clone();
        index.lemmas.push(Lemma { name: original.name, before: Box::default(), senses, family: 0 });
        count
    })
}

/// Reads the note of a light verb.
fn light_use(note: &str) -> LightUse {
    let has = |part| note.contains(part);
    if has("the patient") {
        LightUse::Patient
    } else if has("the cause") || has("the place") {
        LightUse::Neither
    } else if has("planned") || has("attempted") || has("ordered") {
        LightUse::Intended
    } else if has("asked for") {
        LightUse::Requested
    } else if has("did not") || has("called off") {
        LightUse::Negative
    } else {
        LightUse::Agent
    }
}
