//! Coreference: whom pronouns and descriptions mean, among those spoken of before.
//!
//! Enters: the draft with its names, offices and described actors. Leaves: the draft with pronouns and further nominals,
//! each linked to an actor or to none. Method: every open mention chooses one antecedent, or none, by the sum of learned
//! weights (mention ranking; Durrett and Klein, 2013), in text order; with the antecedent it takes over the actor. Names
//! and what the text itself ties to a name are never changed here, so two names are never joined by a guess. Sums that
//! do not exceed the one for "nobody before" by the threshold link nothing.

mod features;
mod referent;
mod weights;

use std::collections::BTreeMap;

use super::ActorRules;
use super::identity::{Draft, Entity, EntityId, RawMention};
use crate::actors::nouns::RoleClass;
use crate::annotation::{ActorKind, LinkRule, MentionLevel};
use crate::document::Span;
use crate::gazetteer::Gender;
use crate::linear::Weights;
use crate::pipeline::Reading;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
pub(crate) use features::PairSums;
use features::{Chain, new_features, pair_features};
pub(crate) use referent::Referent;
use referent::{Determiner, Person};
pub(crate) use weights::{CLASSES, of_class};
pub use weights::{MAGIC, shipped};

/// How many referents are looked back for an antecedent.
const REACH: usize = 60;
/// How many are looked back for names, and for "I", "we" and "you" themselves.
const FAR: usize = 8 * REACH;
/// What the one is called who says "I" outside of quotations.
pub const AUTHOR: &str = "the author";
/// What those are called who are "we" outside of quotations.
const WE: &str = "the author and others";
/// What "you" is called.
const READER: &str = "the reader";
/// See [`eagerness`]. With 2 the development documents show little difference.
const EAGERNESS: f64 = 4.0;
/// See [`eagerness`].
const RESERVE: f64 = 1.0;
/// Sentences that pronouns of the third person look back.
const SENTENCES: usize = 5;
/// The same for whoever spoke and goes on.
const SPEAKER_SENTENCES: usize = 3;

/// One referent with the choices it has, for learning the weights.
#[derive(Debug)]
pub(crate) struct Case {
    /// All referents of the document.
    pub(crate) referents: Vec<Referent>,
    /// Words and head of each.
    pub(crate) spans: Vec<(Span, Span)>,
    /// Common nouns that no mention holds: their head, and what is seen of them.
    pub(crate) nouns: Vec<(Span, Vec<u32>)>,
}

impl Case {
    /// Calls `see` with each feature of meaning nobody spoken of before.
    pub(crate) fn new_features(&self, at: usize, see: impl FnMut(u32)) {
        new_features(&self.referents, at, see);
    }
}

/// What weights are learned from.
pub(super) fn case(rules: &ActorRules, r: Reading<'_>, draft: &Draft) -> Case {
    let mut nouns = Vec::new();
    let referents = referent::collect(rules, r, draft, |head, features| {
        nouns.push((r.text.tokens[head].span, features.to_vec()));
    });
    let spans = referents.iter().map(|x| (r.span(x.tokens.clone()), r.text.tokens[x.head].span)).collect();
    Case { referents, spans, nouns }
}

/// Those that a referent may mean, nearest first.
fn candidates(all: &[Referent], at: usize) -> Vec<usize> {
    let x = &all[at];
    let mut found = Vec::new();
    let speech = matches!(x.person, Some(Person::I | Person::We | Person::You));
    let (sentences, referents) = if x.person.is_some() && !speech { (SENTENCES, REACH) } else { (usize::MAX, FAR) };
    let mut names: Vec<EntityId> = Vec::new();
    for before in (0..at).rev() {
        let y = &all[before];
        if x.sentence - y.sentence > sentences || at - before > referents {
            break;
        }
        // Further back only names, each once, and for "I", "we" and "you" themselves.
        if at - before > REACH {
            let is_again = if speech {
                y.person == x.person
            } else {
                y.level == MentionLevel::Name && y.settled.is_some_and(|e| !names.contains(&e))
            };
            if !is_again {
                continue;
            }
            if found.len() >= 2 * REACH {
                break;
            }
        }
        if let Some(entity) = y.settled {
            names.push(entity);
        }
        if may_mean(x, y) {
            found.push(before);
        }
    }
    found
}

/// Log-odds by which an antecedent may be less likely than none: "he" and "she" nearly always mean somebody named or
/// described before, and one missed takes all that follow with it. Descriptions must be likelier: a wrong link of one is
/// worse than a missed one.
pub(crate) fn eagerness(x: &Referent) -> f64 {
    match x.person {
        Some(Person::He | Person::She) => EAGERNESS,
        Some(_) => 0.0,
        None => -RESERVE,
    }
}

/// Whether nothing speaks against two being the same.
fn may_mean(x: &Referent, y: &Referent) -> bool {
    use ActorKind::{Group, Organization, Other, Person as Human, Place, State};
    if !x.gender.agrees(y.gender) || x.head == y.head {
        return false;
    }
    // "the mayor" is not "the judge".
    if let (Some(part), Some(other)) = (x.part(), y.part())
        && x.stem != y.stem
        && part != RoleClass::Other
        && other != RoleClass::Other
    {
        return false;
    }
    // "the country" is no company, "the city" no state.
    let fits = match y.kind {
        None | Some(Place) => true,
        Some(State) => !x.locality,
        Some(_) => !x.territory && !x.locality,
    };
    if !fits {
        return false;
    }
    // "the army" is not those it fights.
    if x.forces && y.armed_group {
        return false;
    }
    let speech = |z: &Referent| match z.person {
        Some(Person::I) => 1,
        Some(Person::We) => 2,
        Some(Person::You) => 3,
        _ => 0,
    };
    // "I" means "I"; whom it means is settled where the speaker is known.
    if speech(x) != speech(y) && (matches!(speech(x), 1..=3) || matches!(speech(y), 1 | 3)) {
        return false;
    }
    match (x.kind, y.kind) {
        (Some(Human), Some(State | Organization | Place | Group))
        | (Some(State | Organization | Place), Some(Human)) => false,
        (Some(Group), Some(Place)) | (Some(Place), Some(Group)) => false,
        (Some(_), Some(Other)) | (Some(Other), Some(_)) => x.person.is_some() || x.stem == y.stem,
        _ => match x.person {
            Some(Person::It) => {
                !matches!(y.kind, Some(Human | Group)) && y.may_be_one() && y.person.is_none_or(|p| p == Person::It)
            }
            Some(Person::They) => {
                y.person != Some(Person::It) && y.person != Some(Person::He) && y.person != Some(Person::She)
            }
            Some(Person::He | Person::She) => y.person.is_none_or(|p| Some(p) == x.person),
            _ => true,
        },
    }
}

/// Whom each referent means, as far as a document was read: the number of its chain.
#[derive(Debug, Default)]
pub(crate) struct Chains {
    /// The chain of each referent so far.
    of: Vec<usize>,
    chains: Vec<Chain>,
    /// Chains of settled entities.
    settled: BTreeMap<EntityId, usize>,
}

impl Chains {
    /// Those that a referent may mean, nearest first.
    pub(crate) fn choices(&self, all: &[Referent], at: usize) -> Vec<usize> {
        let mut found = candidates(all, at);
        let quoting = self.quoting(all, at);
        found.retain(|&before| self.allows(&all[at], before) && quoting != Some(self.of[before]));
        found
    }

    /// Whether what is known of an antecedent's actor allows a referent.
    fn allows(&self, x: &Referent, before: usize) -> bool {
        let chain = self.chain(before);
        let human = chain.kind == Some(ActorKind::Person);
        chain.gender.agrees(x.gender)
            && match x.person {
                Some(Person::It) => !human && chain.kind != Some(ActorKind::Group),
                Some(Person::He | Person::She | Person::I) => {
                    human || matches!(chain.kind, None | Some(ActorKind::Other))
                }
                _ => true,
            }
    }

    /// What is known of whom an earlier referent means.
    pub(crate) fn chain(&self, before: usize) -> &Chain {
        &self.chains[self.of[before]]
    }

    /// Calls `see` with each feature of meaning the same as an earlier one, the `n`-th choice.
    pub(crate) fn features(&self, all: &[Referent], at: usize, before: usize, n: usize, see: impl FnMut(u32)) {
        pair_features(all, at, before, self.chain(before), n, see);
    }

    /// The likeliest antecedent, where its sum exceeds that of nobody by some steps of the weights.
    pub(crate) fn choose(
        &self,
        weights: &Weights,
        sums: &PairSums,
        threshold: i32,
        all: &[Referent],
        at: usize,
    ) -> Option<usize> {
        if let Some(speaker) = self.speaker(all, at) {
            return Some(speaker);
        }
        let mut most = threshold - weights.steps(eagerness(&all[at]));
        new_features(all, at, |f| most += weights.get(f));
        let choices = self.choices(all, at);
        let mut best = None;
        for (n, &before) in choices.iter().enumerate() {
            let sum = sums.sum(weights, all, at, before, self.chain(before), n);
            if sum > most {
                (most, best) = (sum, Some(before));
            }
        }
        best.or_else(|| self.only_person(&all[at], &choices))
    }

    /// Who speaks, where somebody spoken of is the one speaking: in "Roe said *she* knew", and in "Roe denied that it fled. “It sank,”
    /// *she* said.", where whoever alone acts in the sentence before goes on. In news this is surer than who is spoken of most,
    /// which learned weights heed.
    fn speaker(&self, all: &[Referent], at: usize) -> Option<usize> {
        let x = &all[at];
        let is_speaker = |y: &Referent| match x.person {
            Some(Person::He | Person::She) => y.kind == Some(ActorKind::Person),
            // "*It* accused Iran": a body or a state.
            Some(Person::It) => matches!(y.kind, Some(ActorKind::Organization | ActorKind::State)) && y.may_be_one(),
            _ => false,
        };
        if x.quotation > 0 || x.person.is_none() {
            return None;
        }
        if x.role != Relation::Nsubj {
            return self.only_name(all, at);
        }
        let near = all[..at].iter().enumerate().rev().take(REACH);
        let near = near.take_while(|(_, y)| y.sentence + SPEAKER_SENTENCES >= x.sentence);
        let mut subjects =
            near.filter(|(_, y)| y.role == Relation::Nsubj && y.quotation == 0 && is_speaker(y)).peekable();
        // Those of the nearest sentence that has any.
        let nearest = subjects.peek().map_or(x.sentence, |(_, y)| y.sentence);
        let subjects = subjects.take_while(move |(_, y)| y.sentence == nearest);
        if subjects.clone().any(|(_, y)| y.asks) {
            return None;
        }
        // "The director", if it is not known who that is, may be anybody named.
        let is_known = |y: &Referent, last| {
            let definite = matches!(y.determiner, Determiner::The | Determiner::Demonstrative);
            x.person == Some(Person::It) || y.level != MentionLevel::Nominal || !definite || self.chain(last).named
        };
        let means = |(last, y): (usize, &Referent)| {
            (may_mean(x, y) && self.allows(x, last) && is_known(y, last)).then_some(last)
        };
        if let Some((Relation::Ccomp, verb)) = x.above
            && x.person != Some(Person::It)
            && let Some(said) = subjects.clone().find(|(_, y)| y.speaks && y.governor == Some(verb))
        {
            return means(said);
        }
        // In "Roe fired back: “No,” *he* said" it may be another.
        if !x.speaks || nearest == x.sentence && x.person != Some(Person::It) {
            return None;
        }
        let one = |speaking: bool| {
            let mut fitting = subjects.clone().filter(|(_, y)| y.speaks || !speaking);
            let first = fitting.next()?;
            let alone = fitting.all(|(other, _)| self.of[other] == self.of[first.0]);
            means(first).filter(|_| alone)
        };
        one(true).or_else(|| one(false))
    }

    /// "The envoy of Jan Roe left. They had warned *him*": of other than subjects the one person named in the sentence before, if that
    /// one does not speak there, and speaks of others.
    fn only_name(&self, all: &[Referent], at: usize) -> Option<usize> {
        let x = &all[at];
        if !x.is_he_or_she() {
            return None;
        }
        let near = all[..at].iter().enumerate().rev().take(REACH).take_while(|(_, y)| y.sentence + 1 >= x.sentence);
        let mut persons = near.filter(|(_, y)| y.kind == Some(ActorKind::Person));
        let (last, y) = persons.next()?;
        let alone = persons.all(|(other, _)| self.of[other] == self.of[last]);
        let named = y.sentence < x.sentence && y.level == MentionLevel::Name && !y.speaks;
        (alone && named && may_mean(x, y) && self.allows(x, last)).then_some(last)
    }

    /// Of "he" and "she" in a quotation the chain of who is speaking, whom they do not mean.
    fn quoting(&self, all: &[Referent], at: usize) -> Option<usize> {
        let x = &all[at];
        if x.quotation == 0 || !x.is_he_or_she() {
            return None;
        }
        let mut near = (0..at).rev().take(REACH).take_while(|&y| all[y].sentence + 1 >= x.sentence);
        let speaker = near.find(|&y| all[y].speaks)?;
        Some(self.of[speaker])
    }

    /// For "he" and "she" the one person in reach, if there is no other.
    fn only_person(&self, x: &Referent, choices: &[usize]) -> Option<usize> {
        if !x.is_he_or_she() || x.quotation > 0 {
            return None;
        }
        let mut spoken_of = choices.iter().copied().filter(|&b| self.chain(b).named || self.chain(b).described);
        let nearest = spoken_of.next()?;
        spoken_of.all(|b| self.of[b] == self.of[nearest]).then_some(nearest)
    }

    /// Goes on to the next referent, which means the same as `antecedent` or nobody before. One that is settled needs no
    /// antecedent.
    pub(crate) fn take(&mut self, all: &[Referent], antecedent: Option<usize>) {
        let at = self.of.len();
        let x = &all[at];
        let known = match x.settled {
            Some(entity) => self.settled.get(&entity).copied(),
            None => antecedent.map(|before| self.of[before]),
        };
        let number = known.unwrap_or_else(|| self.begin(x));
        if let Some(entity) = x.settled {
            self.settled.insert(entity, number);
        }
        self.of.push(number);
        let chain = &mut self.chains[number];
        chain.size += 1;
        chain.last = at;
        chain.sure |= x.sure;
        chain.named |= x.level == MentionLevel::Name;
        chain.described |= x.level == MentionLevel::Nominal;
        if chain.gender == Gender::Unknown {
            chain.gender = x.gender;
        }
        // Only persons are "he" and "she".
        let human = matches!(x.person, Some(Person::He | Person::She | Person::I));
        if chain.kind.is_none() || human && chain.kind == Some(ActorKind::Other) {
            chain.kind = x.kind;
        }
    }

    fn begin(&mut self, x: &Referent) -> usize {
        let kind = if matches!(x.person, Some(Person::We | Person::They)) { Some(ActorKind::Group) } else { x.kind };
        let chain = Chain { size: 0, last: 0, named: false, described: false, sure: false, kind, gender: x.gender };
        self.chains.push(chain);
        self.chains.len() - 1
    }
}

/// Links pronouns and open nominals of a document.
pub(super) fn resolve(rules: &ActorRules, r: Reading<'_>, draft: &mut Draft) {
    let referents = referent::collect(rules, r, draft, |_, _| ());
    let threshold = rules.weights.steps(rules.threshold);
    let mut chains = Chains::default();
    for (at, x) in referents.iter().enumerate() {
        let choose = || chains.choose(&rules.weights, &rules.pair_sums, threshold, &referents, at);
        let antecedent = if x.is_open() { choose() } else { None };
        chains.take(&referents, antecedent);
    }
    Writer { r, draft, referents: &referents }.write(&chains);
}

/// The one who wrote a document, where its metadata name one person.
fn author(r: Reading<'_>) -> Option<&str> {
    let author = r.document.author.as_deref()?.trim();
    let words: Vec<&str> = author.split_whitespace().collect();
    let plain = |w: &&str| w.chars().next().is_some_and(char::is_alphabetic) && !w.contains([',', ';', '&', '@']);
    let one = (2..=4).contains(&words.len()) && words.iter().all(plain) && !words.contains(&"and");
    one.then_some(author)
}

/// Notes what was found in the draft.
struct Writer<'a, 'd> {
    r: Reading<'a>,
    draft: &'d mut Draft,
    referents: &'d [Referent],
}

impl Writer<'_, '_> {
    /// For each chain its entity: the settled one, that of its first described mention, or a new one.
    fn entities(&mut self, chains: &Chains) -> Vec<EntityId> {
        let mut entities: Vec<Option<EntityId>> = vec![None; chains.chains.len()];
        for (&entity, &number) in &chains.settled {
            entities[number] = Some(entity);
        }
        let mut used = vec![false; self.draft.entities.len()];
        for (x, &number) in self.referents.iter().zip(&chains.of) {
            if entities[number].is_some() {
                continue;
            }
            // A described actor keeps its own until another of the same words turns out to be somebody else.
            let own = x.mention.and_then(|m| self.draft.mentions[m].entity);
            entities[number] = own.filter(|&own| !std::mem::replace(&mut used[own], true)).or_else(|| {
                let fresh = own.map_or_else(|| self.fresh(x), |own| self.draft.entities[own].unnamed_copy());
                self.draft.entities.push(fresh);
                Some(self.draft.entities.len() - 1)
            });
        }
        for (x, &number) in self.referents.iter().zip(&chains.of).filter(|(x, _)| x.person.is_none()) {
            // What pronouns began is called by its first description.
            if let Some(entity) = entities[number].filter(|&e| self.draft.entities[e].label.is_empty()) {
                self.draft.entities[entity].label = self.label(x);
            }
        }
        for (entity, chain) in entities.iter().zip(&chains.chains) {
            let Some(entity) = entity.map(|e| &mut self.draft.entities[e]) else { continue };
            entity.kind = chain.kind.or(entity.kind);
            if entity.gender == Gender::Unknown {
                entity.gender = chain.gender;
            }
        }
        entities.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn fresh(&self, x: &Referent) -> Entity {
        let label = match x.person {
            None => self.label(x),
            Some(Person::I) => author(self.r).unwrap_or(AUTHOR).to_owned(),
            Some(Person::We) => WE.to_owned(),
            Some(Person::You) => READER.to_owned(),
            Some(_) => String::new(),
        };
        let named = x.person == Some(Person::I) && author(self.r).is_some();
        Entity { kind: x.kind, gender: x.gender, label, named, ..Entity::default() }
    }

    /// The words of a nominal without its determiner.
    fn label(&self, x: &Referent) -> String {
        let tags = &self.r.syntax.tags;
        let mut start = x.tokens.start;
        while start < x.head
            && matches!(
                tags[start],
                Tag::Dt | Tag::Pdt | Tag::Cd | Tag::PrpS | Tag::Jjr | Tag::Jjs | Tag::Rb | Tag::OpenQuote
            )
            && tags.get(start + 1) != Some(&Tag::Hyph)
        {
            start += 1;
        }
        super::text_of(self.r, start..x.head + 1)
    }

    /// Notes what was found as mentions of the draft.
    fn write(&mut self, chains: &Chains) {
        let entities = self.entities(chains);
        let referents = self.referents;
        let meant = || {
            referents.iter().zip(&chains.of).map(|(x, &n)| {
                let chain = &chains.chains[n];
                (x, chain.size > 1 && (chain.sure || !chain.described), entities[n])
            })
        };
        for (x, linked, entity) in meant().filter(|(x, ..)| x.person.is_none()) {
            match x.mention {
                Some(number) if x.open && self.draft.mentions[number].entity != Some(entity) => {
                    let form = super::text_of(self.r, x.tokens.clone());
                    self.draft.reassign(number, entity, &form, LinkRule::Antecedent);
                }
                None if linked => self.add(x, Some(entity), LinkRule::Antecedent),
                _ => {}
            }
        }
        for (x, linked, entity) in meant().filter(|(x, ..)| x.person.is_some()) {
            // A pronoun whose actor has no other words is nobody.
            let somebody = linked && !self.draft.entities[entity].is_nobody();
            self.add(x, somebody.then_some(entity), LinkRule::Pronoun);
        }
    }

    fn add(&mut self, x: &Referent, entity: Option<EntityId>, rule: LinkRule) {
        let kind = entity.and_then(|e| self.draft.entities[e].kind).or(x.kind).unwrap_or(ActorKind::Other);
        let level = if x.person.is_some() { MentionLevel::Pronoun } else { MentionLevel::Nominal };
        if let Some(entity) = entity.filter(|_| level == MentionLevel::Nominal) {
            let form = super::text_of(self.r, x.tokens.clone());
            *self.draft.entities[entity].descriptions.entry(form).or_default() += 1;
        }
        let (tokens, heads) = (x.tokens.clone(), x.head..x.head + 1);
        self.draft.add(RawMention { tokens, heads, entity, kind, level, rule, sentence: x.sentence });
    }
}
