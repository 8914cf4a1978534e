//! Places whose names stand beside or within other names.
//!
//! "Eugene, Oregon" names a place by its province: whatever else is called so, this one is in Oregon. "Eugene Public
//! Library" names a body that no record explains and, within it, a place that one does.

use super::ActorRules;
use super::identity::{Draft, RawMention};
use super::name::{Meaning, NameMention};
use crate::annotation::{ActorKind, LinkRule, MentionLevel};
use crate::gazetteer::{Name, NameSort, RecordId};
use crate::lexicon::fold;
use crate::pipeline::Reading;
use std::collections::BTreeMap;
use std::ops::Range;

/// What the gazetteer calls a part of a state.
const PROVINCE: &str = "province";

/// Notes of every place that is named with its province, "Eugene, Oregon", the full name, and of later names of the same
/// words that they mean it. A record in another state than the province is not meant: "Cambridge, Massachusetts".
pub(super) fn qualify(rules: &ActorRules, r: Reading<'_>, names: &mut [NameMention]) {
    let mut full: BTreeMap<String, String> = BTreeMap::new();
    for number in 1..names.len() {
        let (name, after) = (&names[number - 1], &names[number]);
        let Some(province) = province(rules, r, after).filter(|&p| is_qualified(rules, r, name, after, p)) else {
            continue;
        };
        let words = super::text_of(r, after.name.clone());
        // "Selma, Ala."
        let is_short = !words.chars().any(char::is_lowercase) || words.ends_with('.');
        let words = if is_short { rules.gazetteer.record(province).name } else { &words };
        let whole = format!("{}, {words}", super::text_of(r, name.name.clone()));
        full.entry(key(r, name)).or_insert_with(|| whole.clone());
        names[number - 1].meaning = Meaning::Unknown(ActorKind::Place);
        names[number - 1].full = Some(whole);
        names[number].meaning = Meaning::Record(province, NameSort::Name);
    }
    if full.is_empty() {
        return;
    }
    for name in names.iter_mut().filter(|n| n.full.is_none() && n.tokens == n.name) {
        let Some(whole) = full.get(&key(r, name)) else { continue };
        let same = match name.meaning {
            Meaning::Unknown(kind) => matches!(kind, ActorKind::Place | ActorKind::Other),
            Meaning::Record(record, _) => is_place(rules, record) && !is_province(rules, record),
            Meaning::Person => false,
        };
        if same {
            name.meaning = Meaning::Unknown(ActorKind::Place);
            name.full = Some(whole.clone());
        }
    }
}

fn key(r: Reading<'_>, name: &NameMention) -> String {
    fold(&super::text_of(r, name.name.clone())).into_owned()
}

/// The province that a name after a comma means: "New York" is there no city.
fn province(rules: &ActorRules, r: Reading<'_>, name: &NameMention) -> Option<RecordId> {
    let Meaning::Record(record, NameSort::Name) = name.meaning else { return None };
    if is_province(rules, record) {
        return Some(record);
    }
    let called = fold(&super::text_of(r, name.name.clone())).into_owned();
    rules.gazetteer.exact(&format!("{called} state")).filter(|&state| is_province(rules, state))
}

/// Whether a comma and a province follow the name of a place that no record explains, or only one elsewhere.
fn is_qualified(
    rules: &ActorRules,
    r: Reading<'_>,
    name: &NameMention,
    after: &NameMention,
    province: RecordId,
) -> bool {
    let comma = name.name.end;
    if name.sentence != after.sentence || after.tokens.start != comma + 1 || r.form(comma) != "," {
        return false;
    }
    // "Roe, Texas governor since 2016"
    let next = after.name.end;
    let describes = r.syntax.tags.get(next).is_some_and(|tag| tag.is_noun() || tag.is_adjective());
    if describes && r.text.sentences[name.sentence].tokens.contains(&next) {
        return false;
    }
    let is_location = || {
        let before = name.name.start.checked_sub(1).map(|b| r.text.tokens[b].word);
        name.name.len() == 1 && name.tokens == name.name && before.is_some_and(|b| rules.nouns.is_locative(b))
    };
    match name.meaning {
        Meaning::Unknown(ActorKind::Place | ActorKind::Other) => true,
        Meaning::Unknown(_) | Meaning::Person => is_location(),
        Meaning::Record(record, NameSort::Name | NameSort::Capital) => {
            let elsewhere = rules.gazetteer.record(record).state != rules.gazetteer.record(province).state;
            is_place(rules, record) && !is_province(rules, record) && elsewhere
        }
        Meaning::Record(..) => false,
    }
}

fn is_place(rules: &ActorRules, record: RecordId) -> bool {
    rules.gazetteer.record(record).kind == ActorKind::Place
}

fn is_province(rules: &ActorRules, record: RecordId) -> bool {
    is_place(rules, record) && rules.gazetteer.record(record).sector == PROVINCE
}

/// Adds the known places and bodies within names that no record explains: the town in "Aberdeen Grammar School". They
/// head no token, since what is said there is said of the longer name.
pub(super) fn nested(rules: &ActorRules, r: Reading<'_>, draft: &mut Draft) {
    for number in 0..draft.mentions.len() {
        let mention = &draft.mentions[number];
        let Some(entity) = mention.entity.map(|e| &draft.entities[e]) else { continue };
        let bears = matches!(entity.kind, Some(ActorKind::Organization | ActorKind::Place | ActorKind::Other));
        if mention.level != MentionLevel::Name || !bears || entity.record.is_some() {
            continue;
        }
        let (whole, sentence) = (mention.heads.clone(), mention.sentence);
        let body = entity.kind == Some(ActorKind::Organization);
        let mut at = whole.start;
        while at < whole.end {
            let Some((end, record)) = known_within(rules, r, at, &whole, body) else {
                at += 1;
                continue;
            };
            let entity = draft.of_record(rules, record);
            let form = super::text_of(r, at..end);
            *draft.entities[entity].names.entry(form).or_default() += 1;
            draft.add(RawMention {
                tokens: at..end,
                heads: at..end,
                entity: Some(entity),
                kind: rules.gazetteer.record(record).kind,
                level: MentionLevel::Name,
                rule: LinkRule::GazetteerName,
                sentence,
            });
            at = end;
        }
    }
}

/// The place or body, and nothing else, that the words from `at` on name at the start of a longer name or after a small
/// word, or at the end of the name of a body: "Greater Noida" is not in Noida.
fn known_within(
    rules: &ActorRules,
    r: Reading<'_>,
    at: usize,
    whole: &Range<usize>,
    body: bool,
) -> Option<(usize, RecordId)> {
    let (end, names) = rules.gazetteer.find(&r.document.text, &r.text.tokens, at, whole.end)?;
    let is_joined = |t: usize| whole.contains(&t) && r.form(t) == "-";
    if (at..end) == *whole || is_joined(end) || at > whole.start && is_joined(at - 1) {
        return None;
    }
    let begins = at == whole.start || !r.text.tokens[at - 1].shape.is_capital();
    let ends = body && end == whole.end;
    if !begins && !ends {
        return None;
    }
    let fits = |name: &Name| {
        let kind = rules.gazetteer.record(name.record).kind;
        let known = matches!(kind, ActorKind::Place | ActorKind::State) || body && kind == ActorKind::Organization;
        known && matches!(name.sort, NameSort::Name | NameSort::Capital)
    };
    let best = names.iter().min_by_key(|n| (rules.gazetteer.record(n.record).kind != ActorKind::State, n.record))?;
    names.iter().all(fits).then_some((end, best.record))
}
