//! Settles which names mean the same actor within a document.
//!
//! Names of the gazetteer meet in their record. Persons meet by full name, then by family name if no other person bears
//! it, never against a different given name or gender. Organisations meet by name, acronym and its expansion. A capital
//! or a seat of government is the state where it acts and the place where something happens in it.

use std::collections::BTreeMap;

use super::ActorRules;
use super::gazetteer::{Gender, NameSort, RecordId};
use super::name::{Meaning, NameMention};
use super::nouns::RoleClass;
use crate::annotation::{ActorKind, LinkRule, MentionLevel};
use crate::lexicon::{WordId, fold};
use crate::pipeline::Reading;
use crate::syntax::chunk::ChunkKind;
use crate::syntax::tag::Tag;

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
pub(super) fn settle(rules: &ActorRules, r: Reading<'_>, names: &[NameMention]) -> Draft {
    let mut draft = Draft { by_token: vec![u32::MAX; r.text.tokens.len()], ..Draft::default() };
    let mut settler = Settler { rules, r, draft: &mut draft, acronyms: BTreeMap::new() };
    settler.acronyms = names.iter().filter_map(|name| settler.initials(name)).collect();
    let mut entities: Vec<Option<(EntityId, LinkRule)>> = vec![None; names.len()];
    // Names that need no other first; then those that are part of another.
    for (slot, name) in entities.iter_mut().zip(names) {
        *slot = settler.by_itself(name);
    }
    for i in 0..names.len() {
        if entities[i].is_none() {
            entities[i] = settler.by_others(names, i, &entities);
        }
    }
    for (name, entity) in names.iter().zip(entities) {
        let Some((entity, rule)) = entity else { continue };
        settler.mention(name, entity, rule);
    }
    draft
}

struct Settler<'a, 'd> {
    rules: &'a ActorRules,
    r: Reading<'a>,
    draft: &'d mut Draft,
    /// Names of several words by their initials.
    acronyms: BTreeMap<String, String>,
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

    fn by_itself(&mut self, name: &NameMention) -> Option<(EntityId, LinkRule)> {
        match name.meaning {
            Meaning::Record(record, sort) => Some(self.known(name, record, sort)),
            Meaning::Person => self.full_person(name),
            Meaning::Unknown(kind) => {
                let n_words = name.name.clone().filter(|&i| self.r.text.tokens[i].shape.is_word()).count();
                (n_words > 1).then(|| (self.unknown(name, kind), LinkRule::Name))
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

    fn full_person(&mut self, name: &NameMention) -> Option<(EntityId, LinkRule)> {
        let n_words = name.name.clone().filter(|&i| self.r.text.tokens[i].shape.is_word()).count();
        if n_words < 2 {
            return None;
        }
        let form = self.text_of(name.name.clone());
        let mut parts: Vec<String> = form.split([' ', '-']).map(|p| fold(p).into_owned()).collect();
        let family = parts.pop()?;
        let given = parts.first()?.clone();
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
        let rule = if same.is_some() { LinkRule::SameFullName } else { LinkRule::Name };
        Some((entity, rule))
    }

    fn unknown(&mut self, name: &NameMention, kind: ActorKind) -> EntityId {
        let form = self.text_of(name.name.clone());
        let state = name.state;
        let sector = self.sector_of(name);
        // "Ministry of Defence" may be any state's: a name for this document only.
        let named = kind != ActorKind::Organization || state.is_some() || !self.is_generic(name);
        self.draft.of_key(fold(&form).into_owned(), || Entity {
            kind: Some(kind),
            state,
            sector,
            named,
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
        if let Some(entity) = self.by_first_word(&folded) {
            return Some((entity, LinkRule::PartOfName));
        }
        let titled = name.tokens != name.name;
        if may_be_person && let Some(record) = self.by_gazetteer(name, titled) {
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

    /// The only known person of this family name; with a title before it, the only one who held such an office.
    fn by_gazetteer(&self, name: &NameMention, titled: bool) -> Option<RecordId> {
        let word = self.r.text.tokens[name.name.end - 1].word;
        let all = self.rules.gazetteer.family(self.r.form(name.name.end - 1));
        let year = self.r.document.date.map(|d| d.year());
        let title = fold(&self.text_of(name.tokens.start..name.name.start)).into_owned();
        let fits = |id: &&RecordId| {
            let record = self.rules.gazetteer.record(**id);
            let in_office = |o: super::gazetteer::Office<'_>| {
                let role_fits = !titled || o.role.contains(title.trim_end_matches('.')) || title.contains(o.role);
                role_fits && year.is_none_or(|y| o.from.is_none_or(|f| f <= y + 1))
            };
            record.gender.agrees(name.gender) && record.offices().any(in_office)
        };
        let honorific = titled
            && self
                .rules
                .nouns
                .titles
                .longest(&self.r.text.tokens, name.tokens.start, name.name.start)
                .is_some_and(|f| f.values[0].honorific);
        let fitting: Vec<RecordId> = if honorific { all.to_vec() } else { all.iter().filter(fits).copied().collect() };
        match fitting[..] {
            [one] if titled && !honorific => Some(one),
            // Without a title the name must be rare: known to the gazetteer once, and no common word or given name.
            [one] if all.len() == 1 && !self.rules.is_common(word) && self.rules.nouns.given_name(word).is_none() => {
                Some(one)
            }
            _ => None,
        }
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

/// Whether a capital or seat acts here: as a subject, a possessor, or after a preposition that is not one of place.
fn acts(rules: &ActorRules, r: Reading<'_>, name: &NameMention) -> bool {
    let syntax = &r.syntax.sentences[name.sentence];
    let Some(at) = syntax.chunks.iter().position(|c| c.tokens.contains(&name.name.start)) else { return false };
    let chunk = &syntax.chunks[at];
    // "in Tehran", but also "in the Tehran suburbs".
    let is_possessor = r.syntax.tags.get(name.name.end) == Some(&Tag::Pos);
    if is_possessor {
        return true;
    }
    let before = at.checked_sub(1).map(|b| &syntax.chunks[b]);
    let preposition = before.filter(|b| b.kind == ChunkKind::Preposition).map(|b| r.text.tokens[b.head].word);
    if preposition.is_some_and(|p: WordId| rules.nouns.is_locative(p)) {
        return false;
    }
    // "Kremlin spies" are the state's; "London police" are the city's.
    if matches!(name.meaning, Meaning::Record(_, NameSort::Seat)) && chunk.head >= name.name.end {
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
    let is_subject = syntax.clauses.iter().any(|c| {
        c.own_subject
            && !syntax.chunks[c.verb].verb.passive
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
