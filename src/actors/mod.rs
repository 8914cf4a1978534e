//! Actors: who is spoken of.
//!
//! Enters: a document with its tokens, tags, chunks and clauses. Leaves: a [`Cast`]: all mentions, the actors they refer
//! to, and the static relations between actors that the text states. Names come first, then the nominals that the text
//! ties to them, both by rules: the order of decreasing certainty, as in the sieves of Lee et al., "Deterministic
//! coreference resolution based on entity-centric, precision-ranked rules" (Computational Linguistics 39, 2013). Whom
//! pronouns and other nominals mean is then chosen by learned weights ([`coreference`]).

pub mod coreference;
mod identity;
mod name;
mod nominal;
pub mod nouns;
mod place;
pub mod relation;
mod speech;
#[cfg(test)]
mod tests;

use crate::annotation::{
    Actor, ActorId, ActorKind, Mention, MentionLevel, Modality, Polarity, Predicate, Reference, Relation,
};
use crate::document::Span;
use crate::gazetteer::{Gazetteer, RecordId, only};
use crate::lexicon::{Inflections, TableError, Vocabulary, WordId, fold};
use crate::linear::Weights;
use crate::pipeline::Reading;
use crate::syntax::SyntaxRules;
use crate::syntax::chunk::Chunk;
use crate::syntax::tree;
use crate::syntax::words::FunctionWords;
use crate::text::TextRules;
use coreference::PairSums;
use identity::{Draft, Entity, EntityId, RawMention};
use nominal::RawRelation;
use nouns::ActorNouns;
use relation::RelationWords;
use rustc_hash::FxHashMap;
pub use speech::hear;
use std::sync::OnceLock;

/// Default of the log-odds by which an antecedent must be likelier than none.
pub const THRESHOLD: f64 = 0.0;

/// What this stage must know of words and names.
#[derive(Debug)]
pub struct ActorRules {
    /// Known actors and places.
    pub gazetteer: Gazetteer,
    /// Titles, roles, collectives, institutions.
    pub nouns: ActorNouns,
    /// Words that state relations.
    relations: RelationWords,
    words: FunctionWords,
    /// Of every word the share of uses that are no name.
    common_uses: Vec<f64>,
    /// Persons of the gazetteer by the offices they held, made when first asked for.
    holders: OnceLock<FxHashMap<Box<str>, Vec<RecordId>>>,
    weights: Weights,
    /// Of these weights.
    pair_sums: PairSums,
    /// Log-odds by which an antecedent must be likelier than none.
    threshold: f64,
}

impl ActorRules {
    /// Reads the lexicons of titles, roles and nouns, whose words become known, and takes a gazetteer and the weights of
    /// coreference.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load(
        gazetteer: Gazetteer,
        weights: Weights,
        text: &TextRules,
        syntax: &SyntaxRules,
        inflections: &Inflections,
        vocabulary: &mut Vocabulary,
    ) -> Result<Self, TableError> {
        let nouns = ActorNouns::load(text.tokens(), inflections, vocabulary)?;
        Ok(Self {
            holders: OnceLock::new(),
            gazetteer,
            nouns,
            relations: RelationWords::load(inflections, vocabulary)?,
            words: syntax.words,
            common_uses: syntax.common_uses(vocabulary),
            weights,
            pair_sums: PairSums::default(),
            threshold: THRESHOLD,
        })
    }

    /// Uses other weights of coreference.
    pub(crate) fn set_weights(&mut self, weights: Weights) {
        self.weights = weights;
        self.pair_sums = PairSums::default();
    }

    /// Asks for more, or less, than [`THRESHOLD`].
    pub(crate) fn set_threshold(&mut self, log_odds: f64) {
        self.threshold = log_odds;
    }

    /// The only known person who held an office of a state, or of one of its bodies, in a year.
    fn holder(&self, role: &str, state: RecordId, year: i16) -> Option<RecordId> {
        let held = |id: &RecordId| {
            self.gazetteer.record(*id).offices().any(|o| {
                let of_state = o.of.is_some_and(|of| of == state || self.gazetteer.record(of).state == Some(state));
                o.role == role && of_state && o.held_in(year)
            })
        };
        only(self.holders().get(role)?.iter().copied().filter(held))
    }

    fn holders(&self) -> &FxHashMap<Box<str>, Vec<RecordId>> {
        self.holders.get_or_init(|| {
            let mut holders: FxHashMap<Box<str>, Vec<RecordId>> = FxHashMap::default();
            for (id, office) in self.gazetteer.offices().filter(|(_, o)| !o.role.is_empty()) {
                holders.entry(office.role.into()).or_default().push(id);
            }
            holders
        })
    }

    /// Whether a word occurs as something else than a name, if only at times: "defence", "supreme".
    fn is_usual(&self, word: WordId) -> bool {
        self.common_uses.get(word.index()).is_some_and(|&share| share > 0.2)
    }

    /// Whether a word is mostly written as something else than a name.
    fn is_common(&self, word: WordId) -> bool {
        self.common_uses.get(word.index()).is_some_and(|&share| share > 0.5)
    }
}

/// What can be learned from the choices of antecedents in a document.
pub(crate) fn case(rules: &ActorRules, reading: Reading<'_>) -> coreference::Case {
    coreference::case(rules, reading, &names(rules, reading).0)
}

/// Number of names and of the nominals that the text ties to them: for measuring what these cost.
pub(crate) fn count_names(rules: &ActorRules, reading: Reading<'_>) -> usize {
    names(rules, reading).0.mentions.len()
}

/// The names of a document and the nominals that the text ties to them, with the relations that these state.
fn names(rules: &ActorRules, reading: Reading<'_>) -> (Draft, Vec<RawRelation>) {
    let mut names = name::find(rules, reading);
    let mut draft = identity::settle(rules, reading, &mut names);
    let relations = nominal::find(rules, reading, &mut draft);
    (draft, relations)
}

/// Everyone and everything spoken of in a document.
#[derive(Debug, Default)]
pub struct Cast {
    /// Sorted by start, then longest first.
    pub mentions: Vec<Mention>,
    /// In the order of their first mention.
    pub actors: Vec<Actor>,
    /// Static relations, in text order.
    pub relations: Vec<Relation>,
    /// For each token of the document the mention it heads; `u32::MAX` for none.
    by_token: Vec<u32>,
}

impl Cast {
    /// The mention whose head noun this token is.
    pub fn headed_by(&self, token: usize) -> Option<&Mention> {
        self.mentions.get(*self.by_token.get(token)? as usize)
    }

    /// Some words together with the actor that the noun at `head` refers to.
    pub fn reference(&self, span: Span, head: usize) -> Reference {
        Reference { span, actor: self.headed_by(head).and_then(|m| m.actor) }
    }

    /// Mentions that lie wholly in a span, in order.
    pub fn within(&self, span: Span) -> impl Iterator<Item = &Mention> {
        let first = self.mentions.partition_point(|m| m.span.start < span.start);
        self.mentions[first..]
            .iter()
            .take_while(move |m| m.span.start < span.end)
            .filter(move |m| span.contains(m.span))
    }

    /// Adds mentions, each with the token that heads it.
    fn add(&mut self, mentions: Vec<(usize, Mention)>) {
        if mentions.is_empty() {
            return;
        }
        let before = self.mentions.len();
        let heads: Vec<usize> = mentions.iter().map(|(token, _)| *token).collect();
        self.mentions.extend(mentions.into_iter().map(|(_, mention)| mention));
        let order = text_order(self.mentions.len(), |i| self.mentions[i].span);
        let mut places = vec![0u32; order.len()];
        for (place, &i) in order.iter().enumerate() {
            places[i] = place as u32;
        }
        self.mentions = order.iter().map(|&i| self.mentions[i]).collect();
        for slot in self.by_token.iter_mut().filter(|slot| **slot != u32::MAX) {
            *slot = places[*slot as usize];
        }
        for (i, token) in heads.into_iter().enumerate() {
            self.by_token[token] = places[before + i];
        }
    }

    /// The actor with this number.
    ///
    /// # Panics
    /// When the number is not of this cast.
    pub fn actor(&self, id: ActorId) -> &Actor {
        &self.actors[id.index()]
    }
}

/// Finds everyone spoken of.
///
/// Linear in the number of tokens, but for descriptions, which look at every name before them.
pub fn find(rules: &ActorRules, reading: Reading<'_>) -> Cast {
    let (mut draft, mut relations) = names(rules, reading);
    coreference::resolve(rules, reading, &mut draft);
    place::nested(rules, reading, &mut draft);
    relation::find(rules, reading, &draft, &mut relations);
    finish(rules, reading, &draft, &relations)
}

/// The words of some tokens with one space between them, whatever white space the text has.
fn text_of(r: Reading<'_>, tokens: std::ops::Range<usize>) -> String {
    if tokens.is_empty() {
        return String::new();
    }
    let text = r.span(tokens).of(&r.document.text);
    let plain = !text.bytes().any(|b| b.is_ascii_control() || b >= 0x80) && !text.contains("  ");
    if plain { text.to_owned() } else { text.split_whitespace().collect::<Vec<_>>().join(" ") }
}

/// The numbers of some spans by start, then longest first.
fn text_order(n: usize, span_of: impl Fn(usize) -> Span) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|&i| (span_of(i).start, std::cmp::Reverse(span_of(i).end), i));
    order
}

/// Numbers actors and mentions in text order.
fn finish(rules: &ActorRules, r: Reading<'_>, draft: &Draft, relations: &[RawRelation]) -> Cast {
    let span_of = |i: usize| r.span(draft.mentions[i].tokens.clone());
    let order = text_order(draft.mentions.len(), span_of);
    let mut numbers: Vec<Option<ActorId>> = vec![None; draft.entities.len()];
    let mut cast = Cast { by_token: vec![u32::MAX; r.text.tokens.len()], ..Cast::default() };
    let mut places = vec![0u32; draft.mentions.len()];
    for &i in &order {
        let raw = &draft.mentions[i];
        let actor = raw.entity.map(|e| number(rules, r, draft, e, &mut numbers, &mut cast.actors));
        places[i] = cast.mentions.len() as u32;
        let kind = raw.entity.and_then(|e| draft.entities[e].kind).unwrap_or(raw.kind);
        cast.mentions.push(Mention { span: span_of(i), kind, level: raw.level, actor, rule: raw.rule });
    }
    for (slot, &raw) in cast.by_token.iter_mut().zip(&draft.by_token) {
        if raw != u32::MAX {
            *slot = places[raw as usize];
        }
    }
    for (number, raw) in draft.mentions.iter().enumerate().filter(|(_, m)| m.level == MentionLevel::Name) {
        for token in heads_of_title(r, raw) {
            let slot = &mut cast.by_token[token];
            if *slot == u32::MAX {
                *slot = places[number];
            }
        }
    }
    for raw in relations {
        cast.relations.extend(relation(r, raw, &numbers));
    }
    cast.relations.sort_by_key(|x| (x.subject.span, x.predicate.span()));
    cast
}

/// The words before a name that a tree may take for the head of both: its title, "Secretary of State Roe", and the noun of the same
/// phrase to which it is an apposition, "the chemist Ann Roe".
fn heads_of_title(r: Reading<'_>, name: &RawMention) -> impl Iterator<Item = usize> {
    let syntax = &r.syntax.sentences[name.sentence];
    let parse = r.parse(name.sentence);
    let top = name.heads.clone().find(|&t| parse.head(t).is_none_or(|h| !name.heads.contains(&h)));
    let noun = top
        .filter(|&t| matches!(parse.relation(t), tree::Relation::Appos | tree::Relation::Flat))
        .and_then(|t| parse.head(t));
    let noun = noun.filter(|&noun| {
        let same = |c: &Chunk| c.tokens.contains(&noun) && c.tokens.contains(&name.heads.start);
        noun < name.tokens.start && syntax.chunks.iter().any(same)
    });
    (name.tokens.start..name.heads.start).chain(noun)
}

fn number(
    rules: &ActorRules,
    r: Reading<'_>,
    draft: &Draft,
    entity: EntityId,
    numbers: &mut [Option<ActorId>],
    actors: &mut Vec<Actor>,
) -> ActorId {
    *numbers[entity].get_or_insert_with(|| {
        actors.push(actor(rules, r, &draft.entities[entity]));
        ActorId(actors.len() as u32 - 1)
    })
}

/// The actor an entity becomes: its best name and what else it was called.
fn actor(rules: &ActorRules, r: Reading<'_>, entity: &Entity) -> Actor {
    let record = entity.record.map(|id| rules.gazetteer.record(id));
    let named = || entity.full_name.clone().unwrap_or_else(|| best_name(rules, entity));
    let name = record.map_or_else(named, |r| r.name.to_string());
    let mut aliases: Vec<String> =
        entity.names.keys().chain(entity.descriptions.keys()).filter(|a| **a != name).cloned().collect();
    aliases.sort();
    aliases.dedup();
    Actor {
        name,
        kind: entity.kind.unwrap_or(ActorKind::Other),
        aliases,
        gazetteer: record.map(|r| r.id.to_string()),
        wikidata: record.and_then(|r| r.wikidata.map(str::to_owned)),
        code: record.and_then(|record| record.code(r.document.date)).map(str::to_owned),
        named: entity.named,
    }
}

/// The most frequent name: of persons among those of several words, of others among those that are no acronym and no part
/// of a longer one; without a legal form if it is also used so. Of descriptions the longest.
fn best_name(rules: &ActorRules, entity: &Entity) -> String {
    let is_person = entity.kind == Some(ActorKind::Person) && entity.named;
    let is_legal = |word: &str| rules.nouns.is_legal_form(&fold(word));
    let is_part = |name: &str| {
        entity.names.keys().any(|longer| {
            let rest = longer.strip_prefix(name).and_then(|rest| rest.strip_prefix(' '));
            rest.is_some_and(|rest| !rest.split(' ').all(|word| word == "," || is_legal(word)))
        })
    };
    let is_acronym =
        |name: &str| name.chars().all(char::is_alphanumeric) && name.chars().filter(|c| c.is_uppercase()).count() > 1;
    let rank = |(name, count): &(&String, &u32)| {
        let full = if is_person { name.contains(' ') } else { !is_part(name) };
        let spelled = is_person || !is_acronym(name);
        let legal = name.rsplit(' ').next().is_some_and(is_legal);
        let written = name.chars().any(char::is_lowercase);
        (full, spelled, written, !legal, **count, std::cmp::Reverse(name.len()), std::cmp::Reverse((*name).clone()))
    };
    let best = entity.names.iter().max_by_key(rank).map(|(name, _)| name.as_str());
    // "Acme, Inc."
    let plain = |name: &str| name.rsplit_once(", ").filter(|(_, last)| is_legal(last)).map(|(name, _)| name.to_owned());
    best.map_or_else(|| entity.label.clone(), |name| plain(name).unwrap_or_else(|| name.to_owned()))
}

fn relation(r: Reading<'_>, raw: &RawRelation, numbers: &[Option<ActorId>]) -> Option<Relation> {
    let reference = |(tokens, entity): &(std::ops::Range<usize>, EntityId)| {
        Some(Reference { span: r.span(tokens.clone()), actor: Some(numbers[*entity]?) })
    };
    let (since, until) = relation::years(r, raw.predicate.end.max(raw.object.0.end));
    Some(Relation {
        since,
        until,
        subject: reference(&raw.subject)?,
        predicate: Predicate::at(r.span(raw.predicate.clone())),
        object: Some(reference(&raw.object)?),
        kind: Some(raw.kind),
        role: raw.role.clone(),
        arguments: Vec::new(),
        polarity: Polarity::Positive,
        modality: Modality::Asserted,
        confidence: 0.9,
    })
}
