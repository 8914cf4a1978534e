//! What is looked at when an antecedent is chosen. Every observation is a number that hashes what was seen; it counts
//! by itself, with the kind of the mention, and with the kind of the mention and of its antecedent (Durrett and Klein,
//! "Easy victories and uphill battles in coreference resolution", EMNLP 2013).

use super::referent::{Determiner, Number, Person, Referent};
use crate::actors::nouns::NounClass;
use crate::annotation::{ActorKind, MentionLevel};
use crate::gazetteer::Gender;
use crate::syntax::tree::Relation;

/// A hash of some bytes (FNV-1a).
pub(crate) fn bytes_hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |h, &b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// Joins two numbers to one.
#[inline]
fn mix(a: u32, b: u32) -> u32 {
    let h = (a ^ b.rotate_left(16)).wrapping_mul(0xcc9e_2d51);
    (h ^ h >> 15).wrapping_add(b).wrapping_mul(0x1b87_3593)
}

/// A number up to 3 as it is, larger ones in ever wider ranges.
fn bucket(n: usize) -> u32 {
    match n {
        0..=3 => n as u32,
        4..=5 => 4,
        6..=8 => 5,
        9..=13 => 6,
        14..=20 => 7,
        21..=40 => 8,
        _ => 9,
    }
}

fn role(relation: Relation) -> u32 {
    match relation {
        Relation::Nsubj | Relation::NsubjOuter => 1,
        Relation::NsubjPass => 2,
        Relation::Obj => 3,
        Relation::Iobj => 4,
        Relation::Obl | Relation::OblAgent => 5,
        Relation::Nmod => 6,
        Relation::NmodPoss => 7,
        Relation::Appos => 8,
        Relation::Conj => 9,
        Relation::Compound => 10,
        Relation::Root => 11,
        Relation::Vocative => 12,
        _ => 0,
    }
}

fn is_subject(referent: &Referent) -> bool {
    matches!(referent.role, Relation::Nsubj | Relation::NsubjPass | Relation::NsubjOuter)
}

fn person(person: Person) -> u32 {
    person as u32 + 1
}

fn determiner(determiner: Determiner) -> u32 {
    determiner as u32
}

fn kind(referent: &Referent) -> u32 {
    referent.kind.map_or(0, |k| k as u32 + 1)
}

fn number(number: Number) -> u32 {
    number as u32
}

fn gender(gender: Gender) -> u32 {
    gender as u32
}

/// What kind of mention it is: which pronoun, or how a nominal begins.
fn type_of(x: &Referent) -> u32 {
    match (x.level, x.person) {
        (_, Some(p)) => 16 + person(p),
        (MentionLevel::Name, _) => 1,
        _ => 2 + determiner(x.determiner),
    }
}

/// As [`type_of`], without the determiner.
fn level_of(x: &Referent) -> u32 {
    match (x.level, x.person) {
        (_, Some(p)) => 16 + person(p),
        (MentionLevel::Name, _) => 1,
        _ => 2,
    }
}

/// What is seen of a common noun, to tell whether it means a person, an organisation or a place.
pub(crate) fn nominal_features(x: &Referent, suffixes: [u32; 2]) -> Vec<u32> {
    let class = match x.class {
        None => 0,
        Some(NounClass::Institution) => 1,
        Some(NounClass::Collective) => 2,
        Some(NounClass::Role(role)) => 3 + role as u32,
    };
    let governed = mix(role(x.role), x.governor_form);
    let seen = [
        (1, 0),
        (2, x.form),
        (3, x.stem),
        (4, suffixes[0]),
        (5, suffixes[1]),
        (6, mix(number(x.number), determiner(x.determiner))),
        (7, governed),
        (8, x.preposition),
        (9, class),
        (10, x.modifiers.last().copied().unwrap_or(0)),
        (11, role(x.role)),
        (12, mix(x.stem, x.preposition)),
        (13, mix(class, number(x.number))),
        (14, mix(role(x.role), determiner(x.determiner))),
    ];
    seen.into_iter().map(|(name, value)| mix(name, value)).collect()
}

/// Calls `see` with every feature of the choice that `x` means nobody spoken of before.
pub(crate) fn new_features(all: &[Referent], at: usize, mut see: impl FnMut(u32)) {
    let x = &all[at];
    let kind_of_mention = type_of(x);
    let is_first = !all[..at].iter().rev().take(200).any(|y| y.stem == x.stem && y.person.is_none());
    let mut add = |name: u32, value: u32| {
        let feature = mix(mix(0x4e65, name), value);
        see(feature);
        see(mix(feature, kind_of_mention));
    };
    add(1, 0);
    add(2, kind(x));
    add(3, x.stem);
    add(4, u32::from(is_first));
    add(5, role(x.role));
    add(6, x.governor_form);
    add(7, bucket(x.sentence));
    add(8, u32::from(x.followed));
    add(9, mix(u32::from(is_first), u32::from(x.followed)));
    add(10, u32::from(x.quotation > 0));
    add(11, number(x.number));
    add(12, u32::from(x.modifiers.is_empty()));
    add(13, mix(kind(x), u32::from(is_first)));
    add(14, x.next);
    add(15, mix(role(x.role), x.governor_form));
    add(16, x.modifiers.last().copied().unwrap_or(0));
    add(17, x.preposition);
    add(18, u32::from(x.said_of.is_some()));
    add(19, u32::from(x.mention.is_some()));
}

/// Calls `see` with every feature of the choice that `all[at]` means the same as `all[before]`.
///
/// `chain` is what is known so far of whom the earlier one means, `fitting` how many choices are nearer.
pub(crate) fn pair_features(
    all: &[Referent],
    at: usize,
    before: usize,
    chain: &Chain,
    fitting: usize,
    mut see: impl FnMut(u32),
) {
    let (x, y) = (&all[at], &all[before]);
    let kind_of_mention = type_of(x);
    let kind_of_pair = mix(level_of(x), level_of(y));
    let sentences = x.sentence - y.sentence;
    let mut add = |name: u32, value: u32| {
        let feature = mix(mix(0x5061, name), value);
        see(feature);
        see(mix(feature, kind_of_mention));
        see(mix(feature, kind_of_pair));
    };
    let same_stem = x.stem == y.stem && x.person.is_none() && y.person.is_none();
    let same_words = same_stem && x.words == y.words;
    add(1, 0);
    add(2, bucket(sentences));
    add(3, bucket(at - before));
    add(4, bucket(fitting));
    add(5, mix(kind(x), kind(y)));
    add(6, mix(number(x.number), number(y.number)));
    add(7, mix(gender(x.gender), gender(y.gender)));
    add(8, mix(role(x.role), role(y.role)));
    add(9, mix(u32::from(sentences == 0), mix(role(x.role), role(y.role))));
    add(10, mix(u32::from(is_subject(y)), bucket(sentences)));
    if x.person.is_none() && y.person.is_none() {
        add(11, u32::from(same_words));
        add(12, u32::from(same_stem));
        add(13, modifiers(x, y, same_stem));
        add(14, mix(x.stem, y.stem));
        add(15, mix(u32::from(same_stem), determiner(y.determiner)));
    } else {
        add(16, mix(person_form(x), person_form(y)));
        add(17, y.stem);
    }
    let same_quotation = x.quotation > 0 && x.quotation == y.quotation;
    add(18, u32::from(x.quotation > 0) | u32::from(y.quotation > 0) << 1 | u32::from(same_quotation) << 2);
    add(19, bucket(y.spoken_of as usize));
    add(20, mix(bucket(y.spoken_of as usize), bucket(sentences)));
    add(21, bucket(y.sentence));
    let nested = y.reach.contains(&x.head) && y.reach.len() < 200;
    add(22, u32::from(nested) | u32::from(y.tokens.contains(&x.head)) << 1);
    if sentences == 0 {
        let path = path(x, y);
        add(23, path);
        add(24, u32::from(x.said_of.is_some_and(|s| y.tokens.contains(&s) || y.head == s)));
        add(25, mix(path, role(x.role)));
    }
    add(26, mix(kind(y), determiner(y.determiner)));
    add(27, mix(x.governor_form, kind(y)));
    add(28, u32::from(x.governor_form == y.governor_form && x.governor_form != 0));
    add(29, u32::from(y.said_of.is_some()));
    add(30, mix(u32::from(y.level == MentionLevel::Name), mix(kind(x), kind(y))));
    add(31, u32::from(y.mention.is_some()) | u32::from(y.open) << 1);
    let words = u32::from(chain.named) | u32::from(chain.described) << 1;
    add(32, mix(words, bucket(chain.size as usize)));
    add(33, words);
    add(34, mix(bucket(chain.size as usize), bucket(sentences)));
    add(35, mix(chain.kind.map_or(0, |k| k as u32 + 1), kind(x)));
    add(36, mix(u32::from(chain.last == before), words));
}

/// What is known of an actor while its document is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chain {
    /// Referents so far.
    pub(crate) size: u32,
    /// The last of them.
    pub(crate) last: usize,
    /// Whether one of them is a name.
    pub(crate) named: bool,
    /// Whether one of them is a nominal.
    pub(crate) described: bool,
    /// Whether one of them is an actor for certain.
    pub(crate) sure: bool,
    /// What it is.
    pub(crate) kind: Option<ActorKind>,
    /// Gender of a person.
    pub(crate) gender: Gender,
}

/// Which pronoun, in which form; of others the level.
fn person_form(x: &Referent) -> u32 {
    if x.person.is_some() { x.form } else { level_of(x) }
}

/// How the modifiers of two nouns agree.
fn modifiers(x: &Referent, y: &Referent, same_stem: bool) -> u32 {
    let shared = x.modifiers.iter().filter(|m| y.modifiers.contains(m)).count();
    let own = x.modifiers.len() - shared;
    let others = y.modifiers.len() - shared.min(y.modifiers.len());
    let code = (own > 0) as u32 | u32::from(others > 0) << 1 | u32::from(shared > 0) << 2;
    code | u32::from(same_stem) << 3
}

/// How two mentions of one sentence hang together in the tree.
fn path(x: &Referent, y: &Referent) -> u32 {
    let code = |relation: Relation| relation as u32 + 1;
    match (x.governor, y.governor) {
        (Some(a), Some(b)) if a == b => 1,
        (Some(a), _) if a == y.head => 2,
        (_, Some(b)) if b == x.head => 3,
        (Some(a), Some(b)) => match (x.above, y.above) {
            (Some((relation, over)), _) if over == b => mix(4, code(relation)),
            (_, Some((relation, over))) if over == a => mix(5, code(relation)),
            (Some((one, over)), Some((other, same))) if over == same => mix(6, mix(code(one), code(other))),
            _ => 7,
        },
        _ => 8,
    }
}
