//! Actors: what kind of thing an entry is, which built-in record it means, and how its names are found.
//!
//! The kind follows from codes and name, in this order:
//!
//! | codes | name | kind |
//! | --- | --- | --- |
//! | a state's alone, or with GOV | known as a state | state |
//! | a state's alone, or a region's | other | place |
//! | any with ELI or with a time | of a person | person |
//! | the first role is ELI | | person |
//! | the first role is a body's (IGO, NGO, MNC, BUS, MED, COP, SPY, …) | | organization |
//! | the first role is a group's (CVL, REF, CHR, …) | | group |
//! | the first role is a person's or a body's (GOV, MIL, REB, …) | begins with a given name or a title | person |
//! | | other | organization |
//! | no role | | other |
//!
//! A name is a person's when it has at most five words, none of them a noun for a body or one of "of", "for", "and",
//! "the", "in"; one word alone only with ELI or a time. Roles are those of `data/ontology/actor_codes.tsv`.

use rustc_hash::FxHashMap;

use super::super::compile::{Capitals, SourceName, SourceRecord, key};
use super::super::{Gazetteer, Gender, NameSort, RecordId, slug, user};
use super::{Bearer, Entry, Lexicon, Spelling};
use crate::annotation::ActorKind;
use crate::lexicon::fold;
use crate::text::token::TokenRules;

/// Makes records of entries.
pub(in super::super) struct Joiner<'a> {
    pub(in super::super) rules: &'a TokenRules,
    pub(in super::super) lexicon: &'a Lexicon,
    pub(in super::super) built_in: &'a Gazetteer,
    /// Whether a folded word is mostly no name.
    pub(in super::super) is_common: &'a dyn Fn(&str) -> bool,
    /// Names left out since they are common words.
    pub(in super::super) n_common: usize,
}

/// Words that stand in names of bodies and not of persons.
const LINKS: [&str; 6] = ["of", "for", "and", "the", "in", "on"];

impl Joiner<'_> {
    /// One record an actor, in the order of the entries. Entries of one name and one state are one actor, as are those
    /// that mean one built-in record.
    pub(in super::super) fn records(&mut self, entries: &[Entry]) -> Vec<SourceRecord> {
        let mut records: Vec<SourceRecord> = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for entry in entries {
            let mut record = self.record(entry);
            if self.built_in.by_id(&record.id).is_none()
                && let Some(&known) = places.get(&record.id)
                && records[known].state != record.state
            {
                // Two of one name in two states: the second is known by its state as well.
                record.id = format!("{}-{}", record.id, if record.state.is_empty() { "other" } else { &record.state });
            }
            match places.get(&record.id) {
                Some(&known) => {
                    records[known].names.extend(record.names);
                    records[known].codes.extend(record.codes);
                }
                None => {
                    places.insert(record.id.clone(), records.len());
                    records.push(record);
                }
            }
        }
        records
    }

    fn record(&mut self, entry: &Entry) -> SourceRecord {
        let names: Vec<Spelling> = entry.names.iter().flat_map(unfold).collect();
        let known = names.iter().find_map(|name| self.known(entry, &name.form));
        let known = known.map(|id| (id, self.built_in.record(id)));
        let kind = known.map_or_else(|| self.kind(entry, &names[0].form), |(_, record)| record.kind);
        let name = known.map_or_else(|| readable(&names[0].form, kind), |(_, record)| record.name.to_owned());
        let state = entry.codes.iter().find_map(|c| self.lexicon.state(&c.code)).unwrap_or_default();
        let sector = entry.codes.iter().map(|c| self.lexicon.sector(&c.code)).find(|s| !s.is_empty());
        let mut record = SourceRecord {
            id: known.map_or_else(|| format!("user:{}", slug(&names[0].form)), |(_, record)| record.id.to_owned()),
            name,
            kind,
            names: Vec::new(),
            wikidata: String::new(),
            state: if kind == ActorKind::State || known.is_some() { String::new() } else { state.to_owned() },
            sector: if known.is_some() { String::new() } else { sector.unwrap_or_default().to_owned() },
            gender: Gender::Unknown,
            offices: Vec::new(),
            codes: entry.codes.clone(),
            file: std::sync::Arc::clone(&entry.file),
            line: entry.line,
        };
        user::extend(&mut record, self.built_in);
        for name in names {
            self.add_name(&mut record, known.map(|(id, _)| id), &name.form);
            if name.has_plural && matches!(kind, ActorKind::Organization | ActorKind::Group) {
                for plural in self.lexicon.inflections.noun(&fold(&name.form)).into_iter().skip(1) {
                    self.add_name(&mut record, known.map(|(id, _)| id), &plural);
                }
            }
        }
        record
    }

    /// Adds a name, unless the built-in record has it already, in whichever way, or it is a common word.
    fn add_name(&mut self, record: &mut SourceRecord, known: Option<RecordId>, form: &str) {
        let Some(key) = key(self.rules, form) else { return };
        let is_known = known.is_some_and(|known| {
            let means =
                |n: super::super::Name| n.record == known || self.built_in.record(n.record).state == Some(known);
            self.built_in.built_in.exact(&key.key).any(means)
        });
        if is_known {
            return;
        }
        let lexicon = self.lexicon;
        let is_noun = || lexicon.bodies.contains(&key.key) || lexicon.persons.contains(&key.key);
        if key.n_words == 1 && ((self.is_common)(&key.key) || is_noun()) {
            self.n_common += 1;
            return;
        }
        record.names.push(SourceName { form: form.to_owned(), sort: NameSort::Name, capitals: Capitals::Any });
    }

    /// The one built-in record that a name means.
    fn known(&self, entry: &Entry, form: &str) -> Option<RecordId> {
        let key = key(self.rules, form)?;
        let mut names = self.built_in.built_in.exact(&key.key).filter(|n| n.sort == NameSort::Name).peekable();
        names.peek()?;
        let kind = self.kind(entry, form);
        let fits = |id: &RecordId| {
            let known = self.built_in.record(*id).kind;
            let is_state = matches!(known, ActorKind::State | ActorKind::Place);
            let body = |kind| matches!(kind, ActorKind::Organization | ActorKind::Group);
            known == kind || body(known) && body(kind) || is_state && kind == ActorKind::Place
        };
        let mut records: Vec<RecordId> = names.map(|n| n.record).filter(fits).collect();
        records.dedup();
        match records[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    fn kind(&self, entry: &Entry, name: &str) -> ActorKind {
        let lexicon = self.lexicon;
        let roles: Vec<Bearer> = entry.codes.iter().flat_map(|c| lexicon.roles(&c.code)).map(|(b, _)| b).collect();
        let has_state = entry.codes.iter().any(|c| lexicon.state(&c.code).is_some());
        if entry.codes.iter().all(|c| lexicon.state(&c.code).is_some() && (c.code.len() == 3 || c.code[3..] == *"GOV"))
            && self.is_state(name)
        {
            return ActorKind::State;
        }
        let Some(&first) = roles.first() else {
            return if has_state { ActorKind::Place } else { ActorKind::Other };
        };
        let is_former = roles.contains(&Bearer::Person);
        let is_dated = entry.codes.iter().any(|c| c.from.is_some() || c.to.is_some());
        let words: Vec<String> = name.split(' ').map(|w| fold(w).into_owned()).collect();
        let is_body = |w: &String| lexicon.bodies.contains(w) || LINKS.contains(&w.as_str());
        let of_person = words.len() <= 5 && !words.iter().any(is_body) && !name.contains(|c: char| c.is_ascii_digit());
        let begins = words.len() > 1 && [&lexicon.given, &lexicon.titles].iter().any(|s| s.contains(&words[0]));
        match first {
            Bearer::Place if roles.len() == 1 => ActorKind::Place,
            _ if of_person && (is_former || is_dated) => ActorKind::Person,
            Bearer::Person => ActorKind::Person,
            Bearer::Group => ActorKind::Group,
            Bearer::Either if of_person && begins => ActorKind::Person,
            Bearer::Body | Bearer::Either | Bearer::Place => ActorKind::Organization,
        }
    }

    /// Whether the built-in records know a state of this name.
    fn is_state(&self, name: &str) -> bool {
        let Some(key) = key(self.rules, name) else { return false };
        let is_state =
            |n: super::super::Name| n.sort == NameSort::Name && self.built_in.record(n.record).kind == ActorKind::State;
        self.built_in.built_in.exact(&key.key).any(is_state)
    }
}

/// A name without an article before it and without what stands in parentheses; an acronym there is a name of its own.
fn unfold(name: &Spelling) -> Vec<Spelling> {
    let mut form = name.form.clone();
    let mut names = Vec::new();
    if let Some((before, rest)) = name.form.split_once('(') {
        let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
        form = [before.trim(), after.trim()].iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" ");
        let inside = inside.trim();
        if (2..=8).contains(&inside.len()) && inside.bytes().all(|b| b.is_ascii_uppercase()) {
            names.push(Spelling { form: inside.to_owned(), has_plural: false });
        }
    }
    let bare = form.strip_prefix("THE ").filter(|rest| rest.contains(' '));
    let form = bare.map_or_else(|| form.trim_matches([')', ' ']).to_owned(), str::to_owned);
    if form.contains(char::is_alphanumeric) {
        names.insert(0, Spelling { form, has_plural: name.has_plural });
    }
    if names.is_empty() { vec![name.clone()] } else { names }
}

/// A name in capitals as one writes it: "Kofi Annan", "UN", "Ministry of Justice".
fn readable(form: &str, kind: ActorKind) -> String {
    let words = form.split(' ');
    let n_words = words.clone().count();
    let cased = words.enumerate().map(|(i, word)| {
        let lower = fold(word).into_owned();
        if i > 0 && LINKS.contains(&lower.as_str()) {
            return lower;
        }
        let has_vowel = lower.contains(['a', 'e', 'i', 'o', 'u', 'y']);
        let is_short = word.chars().count() <= if n_words == 1 { 4 } else { 3 };
        let is_acronym = word.contains(['.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
            || !has_vowel
            || is_short && !matches!(kind, ActorKind::Person | ActorKind::Place | ActorKind::State);
        if is_acronym || word.chars().any(char::is_lowercase) {
            return word.to_owned();
        }
        let mut begins = true;
        let capital = |c: char| {
            let upper = std::mem::replace(&mut begins, !c.is_alphanumeric() && c != '\'' && c != '’');
            if upper { c.to_uppercase().collect::<String>() } else { c.to_string() }
        };
        lower.chars().map(capital).collect()
    });
    cased.collect::<Vec<_>>().join(" ")
}
