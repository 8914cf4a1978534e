//! Settles which names mean the same actor within a document.
//!
//! Names of the gazetteer meet in their record. Persons meet by full name, then by family name if no other person bears
//! it, never against a different given name or gender. Organisations meet by name, acronym and its expansion. A capital
//! or a seat of government is the state where it acts and the place where something happens in it.

use std::collections::{BTreeMap, BTreeSet};

use super::ActorRules;
use super::name::{Meaning, NameMention};
use super::nouns::{NounClass, RoleClass};
use crate::annotation::{ActorKind, LinkRule, MentionLevel};
use crate::gazetteer::{Gender, NameSort, Office, RecordId, only};
use crate::lexicon::{WordId, fold};
use crate::pipeline::Reading;
use crate::syntax::chunk::ChunkKind;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use crate::text::token::Shape;

/// Index of an [`Entity`] while a document is read.
pub(super) type EntityId = usize;

/// An actor in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Entity {
    /// What it is.
    pub(super) kind: Option<ActorKind>,
    /// Its record, if it has one.
    pub(super) record: Option<RecordId>,
    /// Words it was called by, with their number; the base of name and aliases.
    pub(super) names: BTreeMap<String, u32>,
    /// What it is called in full, where the document says so.
    pub(super) full_name: Option<String>,
    /// Words that describe it: "the MI5 chief".
    pub(super) descriptions: BTreeMap<String, u32>,
    /// Of persons: given names, folded; empty when only the family name is known.
    pub(super) given: Vec<String>,
    /// Of persons: family name, folded.
    pub(super) family: String,
    /// Of persons.
    pub(super) gender: Gender,
    /// Offices that the text gives it.
    pub(super) roles: Vec<RoleFact>,
    /// State it belongs to.
    pub(super) state: Option<RecordId>,
    /// "intelligence"
    pub(super) sector: Box<str>,
    /// Whether it has a name of its own.
    pub(super) named: bool,
    /// What to call it if it has no name: its words without determiner and number.
    pub(super) label: String,
}

impl Entity {
    /// Another described as this one is.
    pub(super) fn unnamed_copy(&self) -> Self {
        let (kind, gender, state) = (self.kind, self.gender, self.state);
        let (sector, label) = (self.sector.clone(), self.label.clone());
        Self { kind, gender, state, sector, label, ..Self::default() }
    }

    /// Whether nothing but pronouns of the third person speaks of it.
    pub(super) fn is_nobody(&self) -> bool {
        self.label.is_empty() && self.names.is_empty() && self.descriptions.is_empty() && self.record.is_none()
    }
}

/// An office that the text gives a person.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RoleFact {
    /// "director general"
    pub(super) noun: String,
    /// What kind of office.
    pub(super) class: RoleClass,
    /// "intelligence"
    pub(super) sector: Box<str>,
    /// Of which organisation or state.
    pub(super) of: Option<EntityId>,
}

/// A mention in the making.
#[derive(Debug, Clone)]
pub(super) struct RawMention {
    /// Its tokens.
    pub(super) tokens: std::ops::Range<usize>,
    /// Tokens that find it as a head.
    pub(super) heads: std::ops::Range<usize>,
    /// What it refers to.
    pub(super) entity: Option<EntityId>,
    /// What the words say it is.
    pub(super) kind: ActorKind,
    /// How it refers.
    pub(super) level: MentionLevel,
    /// Which rule linked it.
    pub(super) rule: LinkRule,
    /// Sentence it stands in.
    pub(super) sentence: usize,
}

/// All entities and mentions found so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Entities.
    pub(super) entities: Vec<Entity>,
    /// Mentions, not sorted.
    pub(super) mentions: Vec<RawMention>,
    /// For each token the mention it heads; `u32::MAX` for none.
    pub(super) by_token: Vec<u32>,
    /// The state that most names mean or belong to, if no other comes near.
    pub(super) main_state: Option<RecordId>,
    records: BTreeMap<RecordId, EntityId>,
    other: BTreeMap<String, EntityId>,
    families: BTreeMap<String, Vec<EntityId>>,
}

impl Draft {
    /// The mention that this token heads.
    pub(super) fn headed_by(&self, token: usize) -> Option<&RawMention> {
        self.mentions.get(*self.by_token.get(token)? as usize)
    }

    /// Adds a mention and notes its heads.
    pub(super) fn add(&mut self, mention: RawMention) {
        let number = self.mentions.len() as u32;
        for token in mention.heads.clone() {
            if let Some(slot) = self.by_token.get_mut(token).filter(|slot| **slot == u32::MAX) {
                *slot = number;
            }
        }
        self.mentions.push(mention);
    }

    /// Lets a mention mean another entity, which its words, `form`, now describe.
    pub(super) fn reassign(&mut self, mention: usize, entity: EntityId, form: &str, rule: LinkRule) {
        let mention = &mut self.mentions[mention];
        let before = mention.entity.replace(entity);
        mention.rule = rule;
        mention.kind = self.entities[entity].kind.unwrap_or(mention.kind);
        if let Some(before) = before {
            let descriptions = &mut self.entities[before].descriptions;
            if let Some(count) = descriptions.get_mut(form) {
                *count -= 1;
                if *count == 0 {
                    descriptions.remove(form);
                }
            }
        }
        *self.entities[entity].descriptions.entry(form.to_owned()).or_default() += 1;
    }

    /// "the Senate", "the Foreign Ministry": the known body of this name of the state that the document speaks of most.
    pub(super) fn body_of_main_state(&self, rules: &ActorRules, name: &str) -> Option<RecordId> {
        let state = fold(rules.gazetteer.record(self.main_state?).name).into_owned();
        let name = fold(name);
        let exact = |the: &str| rules.gazetteer.exact(&format!("{name} of {the}{state}"));
        let found = exact("").or_else(|| exact("the "))?;
        (rules.gazetteer.record(found).kind == ActorKind::Organization).then_some(found)
    }

    /// The entity of a record, made at first use.
    pub(super) fn of_record(&mut self, rules: &ActorRules, record: RecordId) -> EntityId {
        let fact = rules.gazetteer.record(record);
        let entities = &mut self.entities;
        *self.records.entry(record).or_insert_with(|| {
            entities.push(Entity {
                kind: Some(fact.kind),
                record: Some(record),
                gender: fact.gender,
                state: fact.state,
                sector: fact.sector.into(),
                named: true,
                ..Entity::default()
            });
            entities.len() - 1
        })
    }

    /// The entity with this key, made at first use.
    pub(super) fn of_key(&mut self, key: String, make: impl FnOnce() -> Entity) -> EntityId {
        let entities = &mut self.entities;
        *self.other.entry(key).or_insert_with(|| {
            entities.push(make());
            entities.len() - 1
        })
    }
}

/// Settles all names of a document.
pub(super) fn settle(rules: &ActorRules, r: Reading<'_>, names: &mut [NameMention]) -> Draft {
    super::place::qualify(rules, r, names);
    agree(rules, r, names);
    let names = &*names;
    let main_state = main_state(rules, names);
    let mut draft = Draft { by_token: vec![u32::MAX; r.text.tokens.len()], main_state, ..Draft::default() };
    let (acronyms, bracketed, bodies) = Default::default();
    let mut settler = Settler { rules, r, draft: &mut draft, acronyms, bracketed, bodies };
    settler.acronyms = names.iter().filter_map(|name| settler.initials(name)).collect();
    settler.bracketed = settler.bracketed(names);
    let mut entities: Vec<Option<(EntityId, LinkRule)>> = vec![None; names.len()];
    // Names that need no other first; then those that are part of another.
    for (slot, name) in entities.iter_mut().zip(names) {
        *slot = settler.by_itself(name);
        if let Some((entity, _)) = *slot {
            settler.note_body(name, entity);
        }
    }
    for i in 0..names.len() {
        if entities[i].is_none() {
            entities[i] = settler.by_others(names, i, &entities);
            if let Some((entity, _)) = entities[i] {
                settler.note_body(&names[i], entity);
            }
        }
    }
    for (name, entity) in names.iter().zip(entities) {
        let Some((entity, rule)) = entity else { continue };
        settler.mention(name, entity, rule);
    }
    entitle(rules, r, &mut draft);
    draft
}

/// Names an actor as the document's title does, where the title is nothing but its name: "Lord Byron", "Zaha Hadid".
fn entitle(rules: &ActorRules, r: Reading<'_>, draft: &mut Draft) {
    let Some(title) = r.document.title.as_deref().map(str::trim) else { return };
    let words: Vec<&str> = title.split_whitespace().collect();
    if !(2..=4).contains(&words.len()) {
        return;
    }
    let (folded, last) = (fold(title), fold(words[words.len() - 1]));
    // "Trump Wins" is no name.
    let is_name = |w: &&str| {
        let letters = w.chars().all(|c| c.is_alphabetic() || c == '-') && w.chars().any(char::is_lowercase);
        letters && w.chars().next().is_some_and(char::is_uppercase) && !rules.is_usual(r.vocabulary.get(w))
    };
    let only_names = words.iter().all(is_name);
    let said = |forms: &BTreeMap<String, u32>| forms.keys().any(|form| fold(form) == folded);
    let bears = |e: &Entity| {
        let by_family = only_names && e.kind == Some(ActorKind::Person) && e.family == last && e.given.is_empty();
        e.record.is_none() && e.named && (said(&e.names) || said(&e.descriptions) || by_family)
    };
    let mut bearers = draft.entities.iter_mut().filter(|e| bears(e));
    if let (Some(one), None) = (bearers.next(), bearers.next()) {
        one.full_name = Some(title.to_owned());
    }
}

/// Lets names of the same words, which no record explains, be of one kind: what most of them were taken for, and a
/// person where one has a title.
fn agree(rules: &ActorRules, r: Reading<'_>, names: &mut [NameMention]) {
    let key = |name: &NameMention| fold(&super::text_of(r, name.name.clone())).into_owned();
    let kind = |name: &NameMention| match name.meaning {
        Meaning::Person => Some(ActorKind::Person),
        Meaning::Unknown(kind) => Some(kind),
        Meaning::Record(..) => None,
    };
    let mut votes: BTreeMap<String, BTreeMap<ActorKind, u32>> = BTreeMap::new();
    // "Roe" alone is the Roe of "Ann Roe".
    let mut families: BTreeMap<String, u32> = BTreeMap::new();
    let is_titled = |n: &&NameMention| n.name.len() == 1 && n.tokens != n.name && n.meaning == Meaning::Person;
    let titled: BTreeSet<String> = names.iter().filter(is_titled).map(key).collect();
    for name in names.iter_mut().filter(|name| name.name.len() > 1 && matches!(name.meaning, Meaning::Unknown(_))) {
        let given = rules.nouns.given_name(r.text.tokens[name.name.start].word);
        let family = || titled.contains(fold(r.form(name.name.end - 1)).as_ref());
        if let Some(gender) = given.filter(|_| family() || has_office(rules, r, name)) {
            (name.meaning, name.gender) = (Meaning::Person, gender);
        }
    }
    for name in names.iter() {
        let Some(kind) = kind(name) else { continue };
        let titled = name.tokens != name.name;
        let votes = votes.entry(key(name)).or_default();
        *votes.entry(kind).or_default() += if titled { 3 } else { 1 };
        // "in Zorvex" is no person.
        let before = name.name.start.checked_sub(1).map(|b| r.text.tokens[b].word);
        if name.name.len() == 1 && before.is_some_and(|b| [rules.words.in_, rules.words.near].contains(&b)) {
            *votes.entry(ActorKind::Place).or_default() += 1;
        }
        if kind == ActorKind::Person && name.name.len() > 1 {
            *families.entry(fold(r.form(name.name.end - 1)).into_owned()).or_default() += 1;
        }
    }
    for name in names.iter_mut() {
        let Some(own) = kind(name) else { continue };
        let key = key(name);
        let family = families.get(&key).copied().unwrap_or(0);
        let count = |&(kind, count): &(&ActorKind, &u32)| {
            let family = if *kind == ActorKind::Person { family } else { 0 };
            (*count + family, *kind == own, std::cmp::Reverse(*kind))
        };
        let Some(list) = votes.get(&key) else { continue };
        let best = list.iter().max_by_key(count).map_or(own, |(kind, _)| *kind);
        if best != own {
            name.meaning = if best == ActorKind::Person { Meaning::Person } else { Meaning::Unknown(best) };
        }
    }
}

/// "Ann Roe, the founder of Acme": whether what stands in apposition to a name is what only a person is.
fn has_office(rules: &ActorRules, r: Reading<'_>, name: &NameMention) -> bool {
    let parse = r.parse(name.sentence);
    let mut apposed = name.name.clone().flat_map(|t| parse.children(t).take(8)).filter(|t| !name.name.contains(t));
    apposed.any(|t| {
        let noun = || rules.nouns.nouns.longest(&r.text.tokens, t, t + 1);
        parse.relation(t) == Relation::Appos
            && noun().is_some_and(|f| f.values.iter().all(|n| matches!(n.class, NounClass::Role(_))))
    })
}

/// The state that names speak of, by itself or its bodies, more than twice as often as of any other.
fn main_state(rules: &ActorRules, names: &[NameMention]) -> Option<RecordId> {
    let mut counts: BTreeMap<RecordId, u32> = BTreeMap::new();
    for name in names {
        let Meaning::Record(record, _) = name.meaning else { continue };
        let fact = rules.gazetteer.record(record);
        let state = if fact.kind == ActorKind::State { Some(record) } else { fact.state };
        if let Some(state) = state {
            *counts.entry(state).or_default() += 1;
        }
    }
    let most = counts.iter().max_by_key(|(id, n)| (**n, std::cmp::Reverse(**id)))?;
    let others = counts.iter().filter(|(id, _)| *id != most.0).map(|(_, n)| *n).max().unwrap_or(0);
    (*most.1 > 2 * others && *most.1 > 1).then_some(*most.0)
}

struct Settler<'a, 'd> {
    rules: &'a ActorRules,
    r: Reading<'a>,
    draft: &'d mut Draft,
    /// Names of several words by their initials.
    acronyms: BTreeMap<String, String>,
    /// Names that stand in brackets after another of an organisation, with the number of that one: "the
    /// Volunteer Fire Brigade (VFB)", "the National Library (Koninklijke Bibliotheek)".
    bracketed: BTreeMap<String, usize>,
    /// Organisations and groups by their names without the last word, where that is a noun; none where it is several's.
    bodies: BTreeMap<String, Option<EntityId>>,
}

impl Settler<'_, '_> {
    fn text_of(&self, tokens: std::ops::Range<usize>) -> String {
        super::text_of(self.r, tokens)
    }

    /// The initials of an organisation's name of several words, with the name as its key.
    fn initials(&self, name: &NameMention) -> Option<(String, String)> {
        let Meaning::Unknown(ActorKind::Organization | ActorKind::Other | ActorKind::Group) = name.meaning else {
            return None;
        };
        let capitals = name.name.clone().filter(|&i| self.r.text.tokens[i].shape.is_capital());
        let initials: String = capitals.filter_map(|i| self.r.form(i).chars().next()).collect();
        (initials.len() > 1).then(|| (initials, fold(&self.text_of(name.name.clone())).into_owned()))
    }

    fn bracketed(&self, names: &[NameMention]) -> BTreeMap<String, usize> {
        let body = |name: &NameMention| match name.meaning {
            Meaning::Record(record, NameSort::Name) => {
                matches!(self.rules.gazetteer.record(record).kind, ActorKind::Organization | ActorKind::Group)
            }
            Meaning::Unknown(kind) => matches!(kind, ActorKind::Organization | ActorKind::Group | ActorKind::Other),
            _ => false,
        };
        let organization = |name: &NameMention| matches!(name.meaning, Meaning::Unknown(ActorKind::Organization));
        let mut found = BTreeMap::new();
        for (number, pair) in names.windows(2).enumerate() {
            let (name, other) = (&pair[0], &pair[1]);
            let (open, close) = (name.name.end, other.name.end);
            // The language may be a name itself, and the name stand there in two scripts.
            for gloss in names[number + 1..].iter().take(4).filter(|gloss| self.is_gloss(open, gloss)) {
                let key = self.key(gloss, &self.text_of(gloss.name.clone()));
                found.entry(key).or_insert(number);
            }
            if self.is_gloss(open, other) {
                continue;
            }
            let in_brackets = other.tokens.start == open + 1
                && close < self.r.text.tokens.len()
                && self.r.form(open) == "("
                && self.r.form(close) == ")";
            let short = other.name.len() == 1 && self.r.text.tokens[other.name.start].shape == Shape::Upper;
            let unknown = matches!(other.meaning, Meaning::Unknown(_));
            if in_brackets
                && unknown
                && body(name)
                && (short && name.name.len() > 1 || organization(name) && organization(other))
            {
                let key = self.key(other, &self.text_of(other.name.clone()));
                found.entry(key).or_insert(number);
            }
        }
        found
    }

    /// Whether a name stands in brackets that open with a language: "Zorvex (Greek: Ζόρβεξ, Zórvex)".
    fn is_gloss(&self, open: usize, name: &NameMention) -> bool {
        let end = self.r.text.tokens.len();
        let form = |at: usize| if at < end { self.r.form(at) } else { "" };
        let language = || self.r.text.tokens[open + 1].shape.is_capital() && form(open + 2) == ":";
        form(open) == "("
            && open + 2 < name.tokens.start
            && name.tokens.start < open + 12
            && language()
            && !(open..name.tokens.start).any(|at| form(at) == ")")
            && matches!(name.meaning, Meaning::Unknown(_))
    }

    /// What names of the same actor have in common: their folded words, without "Inc." and the like.
    fn key(&self, name: &NameMention, form: &str) -> String {
        if let Some(full) = &name.full {
            return fold(full).into_owned();
        }
        let folded = fold(form).into_owned();
        // "the Municipality of Zorvex" is Zorvex.
        if let Some(place) = self.municipality(name) {
            return fold(&self.text_of(place)).into_owned();
        }
        if matches!(name.meaning, Meaning::Unknown(ActorKind::Place | ActorKind::Other)) {
            return folded;
        }
        if !matches!(name.meaning, Meaning::Unknown(ActorKind::Organization)) {
            return folded;
        }
        let mut words: Vec<&str> = folded.split(' ').collect();
        while words.len() > 1 && self.rules.nouns.is_legal_form(words[words.len() - 1]) {
            words.pop();
        }
        words.join(" ").trim_end_matches(',').to_owned()
    }

    /// The place that "the Municipality of Zorvex" is.
    fn municipality(&self, name: &NameMention) -> Option<std::ops::Range<usize>> {
        let kind =
            matches!(name.meaning, Meaning::Unknown(ActorKind::Place | ActorKind::Other | ActorKind::Organization));
        let (first, rest) = (name.name.start, name.name.start + 2..name.name.end);
        let word = |at: usize| self.r.text.tokens[at].word;
        let fits = kind && !rest.is_empty() && word(first + 1) == self.rules.words.of;
        (fits && self.rules.nouns.is_municipality(word(first))).then_some(rest)
    }

    fn by_itself(&mut self, name: &NameMention) -> Option<(EntityId, LinkRule)> {
        if matches!(name.meaning, Meaning::Unknown(_)) && !self.bracketed.is_empty() {
            let key = self.key(name, &self.text_of(name.name.clone()));
            if self.bracketed.contains_key(&key) {
                return None;
            }
        }
        match name.meaning {
            Meaning::Record(record, sort) => Some(self.known(name, record, sort)),
            Meaning::Person => self.by_office(name).or_else(|| self.full_person(name)),
            Meaning::Unknown(kind) => {
                if let Some(record) = self.of_main_state(name) {
                    return Some((self.draft.of_record(self.rules, record), LinkRule::BodyOfState));
                }
                let n_words = name.name.clone().filter(|&i| self.r.text.tokens[i].shape.is_word()).count();
                (n_words > 1 || name.full.is_some()).then(|| (self.unknown(name, kind), LinkRule::Name))
            }
        }
    }

    fn known(&mut self, name: &NameMention, record: RecordId, sort: NameSort) -> (EntityId, LinkRule) {
        let fact = self.rules.gazetteer.record(record);
        match sort {
            NameSort::Name if fact.kind == ActorKind::Person => {
                let entity = self.draft.of_record(self.rules, record);
                let form = self.text_of(name.name.clone());
                self.note_person(entity, &form);
                (entity, LinkRule::GazetteerName)
            }
            NameSort::Name => (self.draft.of_record(self.rules, record), LinkRule::GazetteerName),
            NameSort::Adjective => (self.draft.of_record(self.rules, record), LinkRule::AdjectiveOfState),
            NameSort::Demonym => {
                let people = format!("people of {}", fact.id);
                let entity = self.draft.of_key(people, || Entity {
                    kind: Some(ActorKind::Group),
                    state: Some(record),
                    named: true,
                    ..Entity::default()
                });
                (entity, LinkRule::PeopleOfState)
            }
            NameSort::Capital | NameSort::Seat => {
                let state = fact.state.filter(|_| acts(self.rules, self.r, name));
                match state {
                    Some(state) => (self.draft.of_record(self.rules, state), LinkRule::SeatOfGovernment),
                    None => (self.draft.of_record(self.rules, record), LinkRule::GazetteerName),
                }
            }
        }
    }

    /// Notes the parts of a person's full name.
    fn note_person(&mut self, entity: EntityId, form: &str) {
        let mut parts: Vec<String> = form.split([' ', '-']).map(|p| fold(p).into_owned()).collect();
        parts.retain(|p| !p.is_empty());
        while parts.len() > 1
            && matches!(parts[parts.len() - 1].trim_end_matches('.'), "jr" | "sr" | "ii" | "iii" | "iv")
        {
            parts.pop();
        }
        let Some(family) = parts.pop() else { return };
        let target = &mut self.draft.entities[entity];
        if target.family.is_empty() {
            target.family.clone_from(&family);
        }
        if target.given.is_empty() {
            target.given.clone_from(&parts);
        }
        let first = target.given.first().cloned();
        // Where the family name comes first, the record knows: "Xi Jinping".
        for key in [Some(family), first].into_iter().flatten() {
            let list = self.draft.families.entry(key).or_default();
            if !list.contains(&entity) {
                list.push(entity);
            }
        }
    }

    /// "Madam Speaker", "Mr. Chief Justice": who held the office in the state spoken of when this was written.
    fn by_office(&mut self, name: &NameMention) -> Option<(EntityId, LinkRule)> {
        let role = fold(&self.text_of(name.name.clone())).into_owned();
        self.rules.nouns.office(&role)?;
        let (state, date) = (self.draft.main_state?, self.r.document.date?);
        let record = self.rules.holder(&role, state, date.year())?;
        let agrees = self.rules.gazetteer.record(record).gender.agrees(name.gender);
        agrees.then(|| (self.draft.of_record(self.rules, record), LinkRule::Holder))
    }

    fn full_person(&mut self, name: &NameMention) -> Option<(EntityId, LinkRule)> {
        let n_words = name.name.clone().filter(|&i| self.r.text.tokens[i].shape.is_word()).count();
        if n_words < 2 && name.full.is_none() {
            return None;
        }
        let form = name.full.clone().unwrap_or_else(|| self.text_of(name.name.clone()));
        let mut parts: Vec<String> = form.split([' ', '-']).map(|p| fold(p).into_owned()).collect();
        let family = parts.pop()?;
        let given = parts.first()?.clone();
        if name.tokens != name.name && !form.contains(' ') {
            // "Mrs Roe-Doe" after "Ann Roe-Doe"
            let bears = |e: &EntityId| {
                let other = &self.draft.entities[*e];
                other.family == family && other.given.ends_with(&parts) && other.gender.agrees(name.gender)
            };
            if let Some(same) = self.draft.families.get(&family).and_then(|list| list.iter().copied().find(bears)) {
                return Some((same, LinkRule::PartOfName));
            }
        }
        if n_words > 2
            && let Some(record) = self.with_middle_name(name, &given)
        {
            let entity = self.draft.of_record(self.rules, record);
            self.note_person(entity, &form);
            return Some((entity, LinkRule::GazetteerName));
        }
        let same = self.draft.families.get(&family).and_then(|list| {
            list.iter().copied().find(|&e| {
                let other = &self.draft.entities[e];
                other.family == family
                    && other.given.first().is_some_and(|g| same_given(g, &given))
                    && other.gender.agrees(name.gender)
            })
        });
        let entity = same.unwrap_or_else(|| {
            let entity =
                Entity { kind: Some(ActorKind::Person), gender: name.gender, named: true, ..Entity::default() };
            self.draft.entities.push(entity);
            self.draft.entities.len() - 1
        });
        self.note_person(entity, &form);
        if same.is_none() {
            self.draft.entities[entity].full_name.clone_from(&name.full);
        }
        let rule = if same.is_some() { LinkRule::SameFullName } else { LinkRule::Name };
        Some((entity, rule))
    }

    /// The known body of this name of the state that the document speaks of most.
    fn of_main_state(&self, name: &NameMention) -> Option<RecordId> {
        let body =
            matches!(name.meaning, Meaning::Unknown(ActorKind::Organization | ActorKind::Other | ActorKind::Place));
        let fits = body && name.state.is_none();
        fits.then(|| self.draft.body_of_main_state(self.rules, &self.text_of(name.name.clone())))?
    }

    fn unknown(&mut self, name: &NameMention, kind: ActorKind) -> EntityId {
        let form = self.text_of(name.name.clone());
        let state = name.state;
        let sector = self.sector_of(name);
        let place = self.municipality(name);
        let kind = if place.is_some() { ActorKind::Place } else { kind };
        let full_name = name.full.clone().or_else(|| Some(self.text_of(place?)));
        // "Ministry of Defence" may be any state's: a name for this document only.
        let named = kind != ActorKind::Organization || state.is_some() || !self.is_generic(name);
        self.draft.of_key(self.key(name, &form), || Entity {
            kind: Some(kind),
            state,
            sector,
            named,
            full_name,
            ..Entity::default()
        })
    }

    /// Whether a name is made of common nouns alone and begins or ends with one for an institution.
    fn is_generic(&self, name: &NameMention) -> bool {
        name.name
            .clone()
            .all(|i| !self.r.text.tokens[i].shape.is_capital() || self.rules.is_usual(self.r.text.tokens[i].word))
    }

    /// The sector that an institution's last words tell: "Intelligence Services".
    fn sector_of(&self, name: &NameMention) -> Box<str> {
        let tokens = &self.r.text.tokens;
        let mut longest: Option<(usize, &str)> = None;
        for at in name.name.clone() {
            if let Some(found) = self.rules.nouns.nouns.longest(tokens, at, name.name.end)
                && longest.is_none_or(|(n, _)| found.end - at > n)
                && !found.values[0].sector.is_empty()
            {
                longest = Some((found.end - at, &found.values[0].sector));
            }
        }
        longest.map_or_else(Box::default, |(_, sector)| sector.into())
    }

    /// A single word: the family name of someone, an acronym of something, or a name of its own.
    fn by_others(
        &mut self,
        names: &[NameMention],
        number: usize,
        entities: &[Option<(EntityId, LinkRule)>],
    ) -> Option<(EntityId, LinkRule)> {
        let name = &names[number];
        let form = self.text_of(name.name.clone());
        let folded = fold(&form).into_owned();
        if matches!(name.meaning, Meaning::Unknown(_))
            && let Some(&before) = self.bracketed.get(&self.key(name, &form))
            && let Some((entity, _)) = entities[before]
        {
            return Some((entity, LinkRule::Bracketed));
        }
        let may_be_person = matches!(
            name.meaning,
            Meaning::Person | Meaning::Unknown(ActorKind::Other | ActorKind::Place | ActorKind::Group)
        );
        if may_be_person && let Some(person) = self.by_family(&folded, name.gender, number, entities) {
            return Some((person, LinkRule::PartOfName));
        }
        if let Some(entity) = self.by_acronym(&form) {
            return Some((entity, LinkRule::Acronym));
        }
        if let Some(&entity) = self.draft.other.get(&self.key(name, &form)) {
            return Some((entity, LinkRule::Name));
        }
        if let Some(entity) = self.by_first_word(&folded) {
            return Some((entity, LinkRule::PartOfName));
        }
        let titled = name.tokens != name.name;
        if !titled && let Some(entity) = self.by_body(name, &form) {
            return Some((entity, LinkRule::PartOfName));
        }
        // "in Mesa" is nobody's family name.
        let is_place = !titled && name.meaning == Meaning::Unknown(ActorKind::Place);
        if may_be_person
            && !is_place
            && let Some(record) = self.by_gazetteer(name, titled)
        {
            let entity = self.draft.of_record(self.rules, record);
            self.note_person(entity, &form);
            return Some((entity, LinkRule::GazetteerFamilyName));
        }
        let kind = match name.meaning {
            Meaning::Unknown(kind) => kind,
            _ => ActorKind::Person,
        };
        if kind == ActorKind::Person {
            let entity = self.unknown(name, kind);
            self.draft.entities[entity].gender = name.gender;
            self.note_person(entity, &form);
            return Some((entity, LinkRule::Name));
        }
        Some((self.unknown(name, kind), LinkRule::Name))
    }

    /// The one person in the document with this family or given name; of several, the one named last before.
    fn by_family(
        &self,
        folded: &str,
        gender: Gender,
        number: usize,
        entities: &[Option<(EntityId, LinkRule)>],
    ) -> Option<EntityId> {
        let list = self.draft.families.get(folded)?;
        let fitting: Vec<EntityId> =
            list.iter().copied().filter(|&e| self.draft.entities[e].gender.agrees(gender)).collect();
        // Whose family name it is comes before whose given name it is.
        let bears = |e: &EntityId| self.draft.entities[*e].family == folded;
        let bearers: Vec<EntityId> = fitting.iter().copied().filter(bears).collect();
        let fitting = if bearers.is_empty() { fitting } else { bearers };
        match fitting[..] {
            [] => None,
            [one] => Some(one),
            _ => entities[..number].iter().rev().flatten().map(|(e, _)| *e).find(|e| fitting.contains(e)),
        }
    }

    /// "IAEA" where "International Atomic Energy Agency" stands too.
    fn by_acronym(&self, form: &str) -> Option<EntityId> {
        let letters: String = form.chars().filter(|c| c.is_alphanumeric()).collect();
        let is_acronym = letters.len() > 1 && letters.chars().all(char::is_uppercase);
        let key = self.acronyms.get(&letters).filter(|_| is_acronym)?;
        self.draft.other.get(key).copied()
    }

    /// "Amnesty" after "Amnesty International": the first word of one organisation, and of no other.
    fn by_first_word(&self, folded: &str) -> Option<EntityId> {
        let mut found = None;
        for (key, &entity) in self.draft.other.range(folded.to_owned()..) {
            if !key.starts_with(folded) {
                break;
            }
            let is_longer = key[folded.len()..].starts_with(' ');
            if is_longer && self.draft.entities[entity].kind == Some(ActorKind::Organization) {
                if found.is_some() {
                    return None;
                }
                found = Some(entity);
            }
        }
        found
    }

    /// Notes a body whose name ends with a noun that tells what it is, by the words before.
    fn note_body(&mut self, name: &NameMention, entity: EntityId) {
        let last = name.name.end - 1;
        let kind = self.draft.entities[entity].kind;
        let noun = || self.rules.nouns.nouns.longest(&self.r.text.tokens, last, last + 1).is_some();
        if name.name.len() > 1 && matches!(kind, Some(ActorKind::Organization | ActorKind::Group)) && noun() {
            let words = self.text_of(name.name.start..last);
            let known = self.bodies.entry(words).or_insert(Some(entity));
            *known = known.filter(|&known| known == entity);
        }
    }

    /// "Zorvex" where "Zorvex Group" stands too: the one body with these words and a noun that tells what it is.
    fn by_body(&self, name: &NameMention, form: &str) -> Option<EntityId> {
        let common = self.rules.is_common(self.r.text.tokens[name.name.end - 1].word);
        self.bodies.get(form).copied().flatten().filter(|_| !common)
    }

    /// The only known person with this given and family name, whatever stands between them: "Donald John Trump".
    fn with_middle_name(&self, name: &NameMention, given: &str) -> Option<RecordId> {
        let all = self.rules.gazetteer.family(self.r.form(name.name.end - 1)).into_iter();
        only(all.filter(|&id| {
            let record = self.rules.gazetteer.record(id);
            record.gender.agrees(name.gender)
                && record.name.split_once(' ').is_some_and(|(first, rest)| fold(first) == given && !rest.contains(' '))
        }))
    }

    /// The known person that a family name alone means, by the title before it and by who held an office when the
    /// document was written.
    fn by_gazetteer(&self, name: &NameMention, titled: bool) -> Option<RecordId> {
        let word = self.r.text.tokens[name.name.end - 1].word;
        let family = self.rules.gazetteer.family(self.r.form(name.name.end - 1));
        let fitting: Vec<RecordId> =
            family.iter().copied().filter(|&id| self.rules.gazetteer.record(id).gender.agrees(name.gender)).collect();
        let title = fold(&self.text_of(name.tokens.start..name.name.start)).into_owned();
        let honorific = !titled || {
            let tokens = &self.r.text.tokens;
            let found = self.rules.nouns.titles.longest(tokens, name.tokens.start, name.name.start);
            found.is_some_and(|f| f.values[0].honorific)
        };
        if !honorific {
            return self.by_title(&fitting, title.trim_end_matches('.'));
        }
        // Without an office the name must be rare, no common word and no given name.
        if self.rules.is_common(word) || self.rules.nouns.given_name(word).is_some() {
            return None;
        }
        let begun = |id: &RecordId| self.rules.gazetteer.record(*id).offices().any(|o| self.begun(&o));
        match fitting[..] {
            [one] if family.len() == 1 && (titled || begun(&one)) => return Some(one),
            _ => {}
        }
        // Of several the one who led a state when this was written.
        let leads = |id: &RecordId| {
            self.rules.gazetteer.record(*id).offices().any(|o| {
                let role = self.rules.nouns.office(o.role).map(|n| n.class);
                let state = o.of.is_some_and(|of| self.rules.gazetteer.record(of).kind == ActorKind::State);
                state && role == Some(NounClass::Role(RoleClass::Leader)) && self.held(&o)
            })
        };
        only(fitting.iter().copied().filter(leads))
    }

    /// Of persons with one family name the only one whose office this title names; who held it then comes before others.
    fn by_title(&self, persons: &[RecordId], title: &str) -> Option<RecordId> {
        let with = |fits: &dyn Fn(&Office<'_>) -> bool| {
            only(persons.iter().copied().filter(|&id| self.rules.gazetteer.record(id).offices().any(|o| fits(&o))))
        };
        let same = |o: &Office<'_>| o.role == title;
        let like = |o: &Office<'_>| !o.role.is_empty() && (o.role.contains(title) || title.contains(o.role));
        // "Senator Baker" may lead the Senate.
        let sector = |role: &str| self.rules.nouns.office(role).map(|n| n.sector.clone()).unwrap_or_default();
        let of_title = sector(title);
        let akin = |o: &Office<'_>| !of_title.is_empty() && sector(o.role) == of_title;
        with(&|o| same(o) && self.held(o))
            .or_else(|| with(&|o| same(o) && self.begun(o)))
            .or_else(|| with(&|o| like(o) && self.held(o)))
            .or_else(|| with(&|o| like(o) && self.begun(o)))
            .or_else(|| with(&|o| akin(o) && self.held(o)))
    }

    /// Whether an office had begun when the document was written, as far as either is known.
    fn begun(&self, office: &Office<'_>) -> bool {
        let year = self.r.document.date.map(|d| d.year());
        year.is_none_or(|y| office.from.is_none_or(|from| from <= y + 1))
    }

    /// Whether an office was held when the document was written; of a document without a date nobody knows.
    fn held(&self, office: &Office<'_>) -> bool {
        let year = self.r.document.date.map(|d| d.year());
        year.is_some_and(|y| office.held_in(y))
    }

    fn mention(&mut self, name: &NameMention, entity: EntityId, rule: LinkRule) {
        let kind = self.draft.entities[entity].kind.unwrap_or(ActorKind::Other);
        let form = self.text_of(name.name.clone());
        let titled = self.text_of(name.tokens.clone());
        let level = if rule == LinkRule::AdjectiveOfState { MentionLevel::Nominal } else { MentionLevel::Name };
        let target = &mut self.draft.entities[entity];
        if target.gender == Gender::Unknown {
            target.gender = name.gender;
        }
        if level == MentionLevel::Name {
            if titled != form {
                *target.descriptions.entry(titled).or_default() += 1;
            }
            *target.names.entry(form).or_default() += 1;
        }
        self.draft.add(RawMention {
            tokens: name.tokens.clone(),
            heads: name.name.clone(),
            entity: Some(entity),
            kind,
            level,
            rule,
            sentence: name.sentence,
        });
    }
}

/// Whether two given names can be one person's: the same, or one the initial of the other.
fn same_given(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_end_matches('.'), b.trim_end_matches('.'));
    a == b || ((a.chars().count() == 1 || b.chars().count() == 1) && a.chars().next() == b.chars().next())
}

/// "Moscow attempts to rebuild", "Tehran plans to": whoever has or makes plans acts, be they a noun or a verb.
fn plans(rules: &ActorRules, r: Reading<'_>, name: &NameMention) -> bool {
    let parse = r.parse(name.sentence);
    let last = name.name.end - 1;
    let Some(noun) = parse.head(last).filter(|_| parse.relation(last) == Relation::Compound) else { return false };
    let to = |c: usize| parse.children(c).take(8).any(|m| r.text.tokens[m].word == rules.words.to);
    parse.children(noun).take(16).any(|c| parse.relation(c) == Relation::Acl && to(c))
}

/// Whether a capital or seat acts here: as a subject, a possessor, or after a preposition that is not one of place.
fn acts(rules: &ActorRules, r: Reading<'_>, name: &NameMention) -> bool {
    let syntax = &r.syntax.sentences[name.sentence];
    let Some(at) = syntax.chunks.iter().position(|c| c.tokens.contains(&name.name.start)) else { return false };
    let chunk = &syntax.chunks[at];
    // "in Tehran", but also "in the Tehran suburbs".
    let is_possessor = r.syntax.tags.get(name.name.end) == Some(&Tag::Pos);
    if is_possessor {
        // "Tehran's suburbs" are the city's.
        return !rules.nouns.is_place_noun(r.text.tokens[chunk.head].word);
    }
    let seat = matches!(name.meaning, Meaning::Record(_, NameSort::Seat));
    let before = at.checked_sub(1).map(|b| &syntax.chunks[b]);
    let preposition = before.filter(|b| b.kind == ChunkKind::Preposition).map(|b| r.text.tokens[b.head].word);
    if preposition.is_some_and(|p: WordId| rules.nouns.is_locative(p)) {
        return false;
    }
    if plans(rules, r, name) {
        return true;
    }
    // "Kremlin spies" are the state's; "London police" are the city's.
    if seat && chunk.head >= name.name.end {
        return true;
    }
    let is_head = name.name.contains(&chunk.head);
    if is_head
        && preposition.is_some_and(|p| {
            let w = rules.words;
            [w.against, w.by, w.between, w.with].contains(&p)
        })
    {
        return true;
    }
    // "Athens was thriving" is the city, "Athens recalled its envoy" the state; "the Kremlin declined to comment" and "Athens declined
    // to comment" are both.
    let parse = r.parse(name.sentence);
    let is_subject = syntax.clauses.iter().any(|c| {
        let verb = &syntax.chunks[c.verb];
        let place = || {
            !seat
                && parse.child(verb.head, Relation::Xcomp).is_none()
                && rules.nouns.is_place_subject_verb(r.text.tokens[verb.head].word)
        };
        c.own_subject
            && !verb.verb.passive
            && !verb.verb.copula
            && !place()
            && c.subject.as_ref().is_some_and(|s| s.heads.contains(&at))
    });
    // "blamed Moscow" is the government, "shelled Kyiv" the city.
    let is_object = || {
        syntax.clauses.iter().any(|c| {
            let verb = r.text.tokens[syntax.chunks[c.verb].head].word;
            c.object.as_ref().is_some_and(|o| o.heads.contains(&at)) && !rules.nouns.is_place_verb(verb)
        })
    };
    is_head && (is_subject || is_object())
}
