//! Reads the trigger tables, the program's and the user's.
//!
//! Of two rows that say the same of a verb the first wins. So a user's tables come before the program's, whose place
//! they take, and a user's dictionaries after them, as these are large and coarse: they fill gaps.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annotation::{ActorKind, EventType};
use crate::events::ontology::{Ontology, Sort, UserOntology, UserRow};
use crate::lexicon::{Inflections, Row, Table, TableError, Vocabulary, WordId};

use super::{Bases, Index, Lemma, LightForms, LightUse, LightVerb, Phrase, PhraseList, Sense, Slot, Triggers};

macro_rules! file {
    ($name:literal) => {
        (concat!("data/lexicon/", $name), include_str!(concat!("../../../data/lexicon/", $name)))
    };
}

pub(super) struct Loader<'a> {
    vocabulary: &'a mut Vocabulary,
    inflections: &'a Inflections,
    ontology: &'a Ontology,
    user: &'a UserOntology,
    bases: Bases,
    /// By word whether its inflected forms lead to it already: the tables name most nouns many times.
    is_based: Vec<bool>,
}

/// An index while it grows.
#[derive(Default)]
struct Growing {
    index: Index,
    /// Number of each lemma.
    numbers: FxHashMap<String, u32>,
    /// Forms, with the numbers of their lemmas.
    forms: Vec<(WordId, u32)>,
}

/// What a user takes away from a table.
#[derive(Default)]
struct Dropped<'u> {
    all: bool,
    lemmas: FxHashSet<&'u str>,
}

/// The parts of an entry as the tokenizer would cut it: at spaces, and at hyphens, which are left out.
fn parts(entry: &str) -> impl Iterator<Item = &str> {
    entry.split([' ', '-']).filter(|p| !p.is_empty())
}

impl<'a> Loader<'a> {
    pub(super) fn new(
        vocabulary: &'a mut Vocabulary,
        inflections: &'a Inflections,
        ontology: &'a Ontology,
        user: &'a UserOntology,
    ) -> Self {
        Self { vocabulary, inflections, ontology, user, bases: Bases::default(), is_based: Vec::new() }
    }

    pub(super) fn load(mut self) -> Result<Triggers, TableError> {
        let verbs = self.table(Sort::Verbs, file!("event_verbs.tsv"))?;
        let nouns = self.table(Sort::Nouns, file!("event_nouns.tsv"))?;
        let (light, light_of) = self.light_verbs()?;
        Ok(Triggers { verbs, nouns, light, light_of, bases: self.bases })
    }

    /// Reads a table of verbs or nouns: the user's rows, the program's, then those of the user's dictionaries.
    fn table(&mut self, sort: Sort, (file, text): (&'static str, &'static str)) -> Result<Index, TableError> {
        let columns = sort.shipped_columns();
        let table = Table::parse(file, text, &columns)?;
        let user = self.user;
        let slots = slots_of(&table, columns.len());
        let dropped = dropped(sort, user.rows(sort), &table)?;
        let mut growing = Growing::default();
        let mut seen: FxHashMap<String, &UserRow> = FxHashMap::default();
        for row in user.rows(sort).iter().filter(|r| !is_drop(sort, r)) {
            row.with(|row| self.check(sort, row, &slots))?;
            for lemma in row.lemmas() {
                let key = [&[lemma.to_owned()], &row.cells[1..first(sort) + 2]].concat().join("\t");
                if let Some(earlier) = seen.insert(key, row) {
                    let place = format!("{}:{}", earlier.file, earlier.line);
                    return row
                        .with(|r| Err(r.error(format!("the same words of {lemma:?} stand twice, first in {place}"))));
                }
            }
            self.user_row(sort, row, &mut growing)?;
        }
        if !dropped.all {
            for row in table.rows().filter(|r| !dropped.lemmas.contains(r.cell(0))) {
                let sense = Arc::new(self.sense(sort, row)?);
                self.add(sort, &mut growing, row.cell(0), sense);
            }
        }
        for row in user.dictionary_rows().iter().filter(|_| sort == Sort::Verbs) {
            self.user_row(sort, row, &mut growing)?;
        }
        for (lemma, form) in user.dictionary_forms().iter().filter(|_| sort == Sort::Verbs) {
            if let Some(&number) = growing.numbers.get(lemma) {
                growing.forms.push((self.vocabulary.add(form), number));
            }
        }
        let Growing { mut index, forms, .. } = growing;
        self.finish(&mut index, forms);
        Ok(index)
    }

    fn user_row(&mut self, sort: Sort, row: &UserRow, growing: &mut Growing) -> Result<(), TableError> {
        let sense = Arc::new(row.with(|row| self.sense(sort, row))?);
        for lemma in row.lemmas() {
            self.add(sort, growing, lemma, Arc::clone(&sense));
            for form in row.cells.get(FORMS).filter(|_| sort == Sort::Verbs).iter().flat_map(|c| c.split('|')) {
                let form = form.trim();
                if let Some(&number) = growing.numbers.get(lemma).filter(|_| !form.is_empty()) {
                    growing.forms.push((self.vocabulary.add(form), number));
                }
            }
        }
        Ok(())
    }

    /// Checks what only a user may have wrong.
    fn check(&self, sort: Sort, row: Row<'_, '_>, slots: &FxHashSet<&str>) -> Result<(), TableError> {
        let first = first(sort);
        let name = |column: usize| sort.columns()[column];
        let lemmas = row.list(0).count();
        if lemmas == 0 {
            return Err(row.error("lemma: a verb or noun is expected".to_owned()));
        }
        if sort == Sort::Verbs && !row.cell(FORMS).is_empty() && lemmas > 1 {
            return Err(row.error("forms: these belong to one lemma, not to several"));
        }
        let is_word = |entry: &str| parts(entry.trim_start_matches('@')).next().is_some();
        for column in [0, first, first + 1] {
            if let Some(entry) = row.list(column).find(|e| !is_word(e)) {
                return Err(row.error(format!("{}: {entry:?} is no word", name(column))));
            }
        }
        if row.list(first).any(|e| e.starts_with('@')) && row.cell(first + 1).is_empty() {
            return Err(row.error(format!("{}: a word with @ needs a preposition it follows", name(first))));
        }
        for column in [first + 4, first + 5] {
            if let Some(slot) = row.list(column).find(|s| !slots.contains(s)) {
                let mut known: Vec<&str> = slots.iter().copied().collect();
                known.sort_unstable();
                return Err(row.error(format!(
                    "{}: {slot:?} is no slot; known are {}",
                    name(column),
                    known.join(", ")
                )));
            }
        }
        Ok(())
    }

    /// Type and code of a row; nothing where it blocks.
    fn coded(&self, sort: Sort, row: Row<'_, '_>) -> Result<Option<(EventType, String)>, TableError> {
        let column = first(sort) + 2;
        let (name, code) = (row.cell(column), row.cell(column + 1));
        if name == "-" {
            return if code.is_empty() { Ok(None) } else { Err(row.error("cameo: there is no code where type is -")) };
        }
        let record = self.ontology.of_code(code);
        if record.is_none() && !code.is_empty() {
            return Err(row.error(format!("cameo: there is no code {code:?}")));
        }
        let by_code =
            || record.and_then(|r| r.kind).ok_or_else(|| row.error("type: neither a type nor a code with one"));
        let kind = if name.is_empty() { by_code()? } else { self.ontology.known_type(row, column)? };
        if code.is_empty() && kind.is_plover() {
            return Err(row.error(format!("cameo: {kind} is one of PLOVER's types, so it needs a code")));
        }
        Ok(Some((kind, code.to_owned())))
    }

    fn sense(&mut self, sort: Sort, row: Row<'_, '_>) -> Result<Sense, TableError> {
        let first = first(sort);
        let (objects, governed) = self.phrases(row, first)?;
        let (kind, cameo) = self.coded(sort, row)?.map_or((None, String::new()), |(kind, code)| (Some(kind), code));
        let particles = if sort == Sort::Verbs { row.cell(1) } else { "" };
        Ok(Sense {
            particles: particles.split(' ').filter(|p| !p.is_empty()).map(|p| self.vocabulary.add(p)).collect(),
            objects,
            governed,
            prepositions: row.list(first + 1).map(|p| self.words(p)).collect(),
            kind,
            cameo,
            agent: self.slots(row, first + 4),
            patient: self.slots(row, first + 5),
        })
    }

    /// Adds a sense to its lemma, which may be a new one.
    fn add(&mut self, sort: Sort, growing: &mut Growing, name: &str, sense: Arc<Sense>) {
        let index = &mut growing.index;
        if let Some(&same) = growing.numbers.get(name) {
            index.lemmas[same as usize].senses.push(sense);
            return;
        }
        let inflections = self.inflections;
        let inflect = |l: &str| if sort == Sort::Verbs { inflections.verb(l) } else { inflections.noun(l) };
        let pieces: Vec<&str> = parts(name).collect();
        let Some((last, before)) = pieces.split_last() else { return };
        let before = before.iter().map(|p| self.vocabulary.add(p)).collect();
        let number = u32::try_from(index.lemmas.len()).expect("fewer than 2^32 lemmas");
        index.lemmas.push(Lemma { name: name.to_owned(), before, senses: vec![sense], family: 0 });
        growing.numbers.insert(name.to_owned(), number);
        for form in inflect(last) {
            growing.forms.push((self.vocabulary.add(&form), number));
        }
        if name.contains('-') {
            for form in inflect(name) {
                growing.forms.push((self.vocabulary.add(&form), number | WHOLE));
            }
        }
        if !name.contains([' ', '-']) {
            self.base(name);
        }
    }

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
        // Only for a noun in small letters: how others inflect depends on their capitals, which words do not keep.
        if self.vocabulary.form(base) == noun {
            if self.is_based.get(base.index()).copied().unwrap_or(false) {
                return base;
            }
            self.is_based.resize(self.is_based.len().max(base.index() + 1), false);
            self.is_based[base.index()] = true;
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
    fn phrases(&mut self, row: Row<'_, '_>, column: usize) -> Result<(PhraseList, PhraseList), TableError> {
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

    fn slots(&mut self, row: Row<'_, '_>, column: usize) -> Vec<Slot> {
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
        let (file, text) = file!("light_verbs.tsv");
        let table = Table::parse(file, text, &["verb", "particle", "noun", "use"])?;
        let user = self.user.rows(Sort::LightVerbs);
        let is_drop = |row: &&UserRow| row.cells[3] == "-";
        let mut dropped: FxHashSet<[&str; 2]> = FxHashSet::default();
        for row in user.iter().filter(is_drop) {
            let key = [row.cells[0].as_str(), row.cells[1].as_str()];
            if !table.rows().any(|r| [r.cell(0), r.cell(1)] == key) {
                return row
                    .with(|r| Err(r.error(format!("verb: there is no light verb {:?} to take away", key.join(" ")))));
            }
            dropped.insert(key);
        }
        let (mut light, mut of) = (Vec::new(), FxHashMap::default());
        for row in table.rows().filter(|r| !dropped.contains(&[r.cell(0), r.cell(1)])) {
            self.light_verb(row, &mut light, &mut of)?;
        }
        // The last of equal rank wins.
        let mut seen: FxHashMap<&[String], &UserRow> = FxHashMap::default();
        for row in user.iter().filter(|r| !is_drop(r)) {
            if let Some(earlier) = seen.insert(&row.cells[..3], row) {
                let place = format!("{}:{}", earlier.file, earlier.line);
                return row.with(|r| Err(r.error(format!("the same light verb stands twice, first in {place}"))));
            }
            row.with(|row| self.light_verb(row, &mut light, &mut of))?;
        }
        Ok((light, of))
    }

    fn light_verb(
        &mut self,
        row: Row<'_, '_>,
        light: &mut Vec<LightVerb>,
        of: &mut LightForms,
    ) -> Result<(), TableError> {
        if row.cell(0).is_empty() || row.cell(2).is_empty() {
            return Err(row.error("a light verb needs a verb and a noun, or * for any noun that tells an event"));
        }
        let number = u32::try_from(light.len()).expect("fewer than 2^32 rows");
        let any = row.cell(2) == "*";
        let (nouns, _) = if any { Default::default() } else { self.phrases(row, 2)? };
        light.push(LightVerb {
            particle: row.optional(1).map(|p| self.vocabulary.add(p)),
            nouns,
            any,
            role: light_use(row)?,
        });
        for form in self.inflections.verb(row.cell(0)) {
            of.entry(self.vocabulary.add(&form)).or_default().push(number);
        }
        Ok(())
    }
}

/// The column of objects of verbs, of heads of nouns; prepositions, type, code and slots follow.
fn first(sort: Sort) -> usize {
    if sort == Sort::Verbs { 2 } else { 1 }
}

/// The column of forms of a user's verb that no rule makes.
const FORMS: usize = 8;

/// Whether a user's row takes rows away: any object, no event.
fn is_drop(sort: Sort, row: &UserRow) -> bool {
    row.cells[first(sort)] == "*"
}

/// What a user takes away: `*` as object and `-` as type, with a lemma or with `*` for all.
fn dropped<'u>(sort: Sort, rows: &'u [UserRow], table: &Table<'_>) -> Result<Dropped<'u>, TableError> {
    let mut dropped = Dropped::default();
    let column = sort.columns()[first(sort)];
    for row in rows.iter().filter(|r| is_drop(sort, r)) {
        let error = |what: String| row.with(|r| Err(r.error(what)));
        if row.cells[first(sort) + 2] != "-" {
            return error(format!("{column}: * takes away the program's rows and stands with type - only"));
        }
        for lemma in row.lemmas() {
            dropped.all |= lemma == "*";
            if lemma != "*" && !table.rows().any(|r| r.cell(0) == lemma) {
                return error(format!("lemma: the program has no rows of {lemma:?} to take away"));
            }
            dropped.lemmas.insert(lemma);
        }
    }
    Ok(dropped)
}

/// All slots that a table names, in its last two columns.
fn slots_of<'t>(table: &Table<'t>, n_columns: usize) -> FxHashSet<&'t str> {
    let fixed = ["subj", "obj", "poss", "adj", "compound"];
    let named = table.rows().flat_map(|r| r.list(n_columns - 2).chain(r.list(n_columns - 1)).collect::<Vec<_>>());
    named.chain(fixed).collect()
}

/// Marks the number of a lemma whose hyphenated form was kept whole.
const WHOLE: u32 = 1 << 31;

/// The copy of a lemma that needs no word before it, as its hyphenated form is one token.
fn unsplit(index: &mut Index, made: &mut FxHashMap<u32, u32>, number: u32) -> u32 {
    let count = u32::try_from(index.lemmas.len()).expect("fewer than 2^32 lemmas");
    *made.entry(number).or_insert_with(|| {
        let original = &index.lemmas[number as usize];
        let senses = original.senses.clone();
        index.lemmas.push(Lemma { name: original.name.clone(), before: Box::default(), senses, family: 0 });
        count
    })
}

/// What a light verb makes of its noun.
fn light_use(row: Row<'_, '_>) -> Result<LightUse, TableError> {
    Ok(match row.cell(3) {
        "" | "agent" => LightUse::Agent,
        "patient" => LightUse::Patient,
        "neither" => LightUse::Neither,
        "intended" => LightUse::Intended,
        "requested" => LightUse::Requested,
        "negative" => LightUse::Negative,
        other => {
            let known = "agent, patient, neither, intended, requested, negative, or - to take a row away";
            return Err(row.error(format!("use: {other:?} is unknown; known are {known}")));
        }
    })
}
