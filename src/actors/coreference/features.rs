//! What is looked at when an antecedent is chosen. Every observation is a number that hashes what was seen; it counts
//! by itself, with the kind of the mention, and with the kind of the mention and of its antecedent (Durrett and Klein,
//! "Easy victories and uphill battles in coreference resolution", EMNLP 2013).

use std::sync::OnceLock;

use super::referent::{Determiner, Number, Person, Referent};
use crate::actors::nouns::NounClass;
use crate::annotation::{ActorKind, MentionLevel};
use crate::gazetteer::Gender;
use crate::linear::{Weights, bucket, mix};
use crate::syntax::tree::Relation;

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
    see: impl FnMut(u32),
) {
    observe(all, at, before, chain, fitting, &mut Each { kinds: Kinds::of(&all[at], &all[before]), see });
}

/// What is made of the observations on a pair.
pub(super) trait Observer {
    /// One of few values, in up to three parts.
    fn few(&mut self, observation: Few, parts: [u32; 3]);
    /// One of any number of values.
    fn any(&mut self, name: u32, value: u32);
}

/// What every observation counts together with.
#[derive(Clone, Copy)]
pub(super) struct Kinds {
    of_mention: u32,
    of_pair: u32,
}

impl Kinds {
    fn of(x: &Referent, y: &Referent) -> Self {
        Self { of_mention: type_of(x), of_pair: mix(level_of(x), level_of(y)) }
    }

    /// Calls `see` with the features of one observation.
    #[inline]
    fn features(self, name: u32, value: u32, mut see: impl FnMut(u32)) {
        let feature = mix(mix(0x5061, name), value);
        see(feature);
        see(mix(feature, self.of_mention));
        see(mix(feature, self.of_pair));
    }
}

/// Calls a function with every feature.
struct Each<F> {
    kinds: Kinds,
    see: F,
}

impl<F: FnMut(u32)> Observer for Each<F> {
    fn few(&mut self, observation: Few, parts: [u32; 3]) {
        self.any(observation.name, observation.value(parts));
    }

    fn any(&mut self, name: u32, value: u32) {
        self.kinds.features(name, value, &mut self.see);
    }
}

/// An observation with so few values that what each weighs can be kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Few {
    name: u32,
    /// How many values each part has; 1 for parts before the first.
    sizes: [u32; 3],
    /// Values of all observations before it.
    first: u32,
}

impl Few {
    const fn new(name: u32, sizes: [u32; 3]) -> Self {
        Self { name, sizes, first: 0 }
    }

    const fn end(self) -> u32 {
        self.first + self.sizes[0] * self.sizes[1] * self.sizes[2]
    }

    /// Its place among the values of all observations.
    #[inline]
    fn place(self, [a, b, c]: [u32; 3]) -> usize {
        (self.first + (a * self.sizes[1] + b) * self.sizes[2] + c) as usize
    }

    /// As one number.
    fn value(self, [a, b, c]: [u32; 3]) -> u32 {
        match self.sizes {
            [1, 1, _] => c,
            [1, ..] => mix(b, c),
            _ => mix(a, mix(b, c)),
        }
    }
}

/// Values of [`bucket`].
const BUCKETS: u32 = 10;
/// Values of [`kind`], and of [`role`], [`number`], [`gender`] and [`determiner`].
const KINDS: u32 = ActorKind::ALL.len() as u32 + 1;
const ROLES: u32 = 13;
const NUMBERS: u32 = 3;
const GENDERS: u32 = 3;
const DETERMINERS: u32 = 5;

/// Names the observations that have few values, by the numbers that their features are hashed from.
macro_rules! few {
    ($($(#[$meta:meta])* $id:ident = $name:literal: $sizes:expr;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Order { $($id),* }
        /// All observations with few values, in order.
        const FEW: [Few; [$($name),*].len()] = {
            let mut all = [$(Few::new($name, $sizes)),*];
            let mut at = 1;
            while at < all.len() {
                all[at].first = all[at - 1].end();
                at += 1;
            }
            all
        };
        $($(#[$meta])* const $id: Few = FEW[Order::$id as usize];)*
    };
}

few! {
    ALWAYS = 1: [1, 1, 1];
    SENTENCES = 2: [1, 1, BUCKETS];
    REFERENTS = 3: [1, 1, BUCKETS];
    FITTING = 4: [1, 1, BUCKETS];
    BOTH_KINDS = 5: [1, KINDS, KINDS];
    BOTH_NUMBERS = 6: [1, NUMBERS, NUMBERS];
    BOTH_GENDERS = 7: [1, GENDERS, GENDERS];
    BOTH_ROLES = 8: [1, ROLES, ROLES];
    ROLES_NEAR = 9: [2, ROLES, ROLES];
    SUBJECT = 10: [1, 2, BUCKETS];
    SAME_WORDS = 11: [1, 1, 2];
    SAME_STEM = 12: [1, 1, 2];
    MODIFIERS = 13: [1, 1, 16];
    STEM_DETERMINER = 15: [1, 2, DETERMINERS];
    QUOTATIONS = 18: [1, 1, 8];
    SPOKEN_OF = 19: [1, 1, BUCKETS];
    SPOKEN_OF_NEAR = 20: [1, BUCKETS, BUCKETS];
    SENTENCE = 21: [1, 1, BUCKETS];
    NESTED = 22: [1, 1, 4];
    SAID_OF = 24: [1, 1, 2];
    KIND_DETERMINER = 26: [1, KINDS, DETERMINERS];
    SAME_GOVERNOR = 28: [1, 1, 2];
    HAS_SUBJECT = 29: [1, 1, 2];
    NAMED_KINDS = 30: [2, KINDS, KINDS];
    MENTIONED = 31: [1, 1, 4];
    WORDS_SIZE = 32: [1, 4, BUCKETS];
    WORDS = 33: [1, 1, 4];
    SIZE_SENTENCES = 34: [1, BUCKETS, BUCKETS];
    CHAIN_KIND = 35: [1, KINDS, KINDS];
    LAST_WORDS = 36: [1, 2, 4];
}

/// Tells an observer all that is seen of a pair.
pub(super) fn observe(
    all: &[Referent],
    at: usize,
    before: usize,
    chain: &Chain,
    fitting: usize,
    to: &mut impl Observer,
) {
    let (x, y) = (&all[at], &all[before]);
    let n_sentences = x.sentence - y.sentence;
    let sentences = bucket(n_sentences);
    let same_stem = x.stem == y.stem && x.person.is_none() && y.person.is_none();
    let same_words = same_stem && x.words == y.words;
    let (kind_x, kind_y) = (kind(x), kind(y));
    let (role_x, role_y) = (role(x.role), role(y.role));
    to.few(ALWAYS, [0, 0, 0]);
    to.few(SENTENCES, [0, 0, sentences]);
    to.few(REFERENTS, [0, 0, bucket(at - before)]);
    to.few(FITTING, [0, 0, bucket(fitting)]);
    to.few(BOTH_KINDS, [0, kind_x, kind_y]);
    to.few(BOTH_NUMBERS, [0, number(x.number), number(y.number)]);
    to.few(BOTH_GENDERS, [0, gender(x.gender), gender(y.gender)]);
    to.few(BOTH_ROLES, [0, role_x, role_y]);
    to.few(ROLES_NEAR, [u32::from(n_sentences == 0), role_x, role_y]);
    to.few(SUBJECT, [0, u32::from(is_subject(y)), sentences]);
    if x.person.is_none() && y.person.is_none() {
        to.few(SAME_WORDS, [0, 0, u32::from(same_words)]);
        to.few(SAME_STEM, [0, 0, u32::from(same_stem)]);
        to.few(MODIFIERS, [0, 0, modifiers(x, y, same_stem)]);
        to.any(14, mix(x.stem, y.stem));
        to.few(STEM_DETERMINER, [0, u32::from(same_stem), determiner(y.determiner)]);
    } else {
        to.any(16, mix(person_form(x), person_form(y)));
        to.any(17, y.stem);
    }
    let same_quotation = x.quotation > 0 && x.quotation == y.quotation;
    let quoted = u32::from(x.quotation > 0) | u32::from(y.quotation > 0) << 1 | u32::from(same_quotation) << 2;
    to.few(QUOTATIONS, [0, 0, quoted]);
    let spoken_of = bucket(y.spoken_of as usize);
    to.few(SPOKEN_OF, [0, 0, spoken_of]);
    to.few(SPOKEN_OF_NEAR, [0, spoken_of, sentences]);
    to.few(SENTENCE, [0, 0, bucket(y.sentence)]);
    let nested = y.reach.contains(&x.head) && y.reach.len() < 200;
    to.few(NESTED, [0, 0, u32::from(nested) | u32::from(y.tokens.contains(&x.head)) << 1]);
    if n_sentences == 0 {
        let path = path(x, y);
        to.any(23, path);
        to.few(SAID_OF, [0, 0, u32::from(x.said_of.is_some_and(|s| y.tokens.contains(&s) || y.head == s))]);
        to.any(25, mix(path, role_x));
    }
    to.few(KIND_DETERMINER, [0, kind_y, determiner(y.determiner)]);
    to.any(27, mix(x.governor_form, kind_y));
    to.few(SAME_GOVERNOR, [0, 0, u32::from(x.governor_form == y.governor_form && x.governor_form != 0)]);
    to.few(HAS_SUBJECT, [0, 0, u32::from(y.said_of.is_some())]);
    to.few(NAMED_KINDS, [u32::from(y.level == MentionLevel::Name), kind_x, kind_y]);
    to.few(MENTIONED, [0, 0, u32::from(y.mention.is_some()) | u32::from(y.open) << 1]);
    let words = u32::from(chain.named) | u32::from(chain.described) << 1;
    let size = bucket(chain.size as usize);
    to.few(WORDS_SIZE, [0, words, size]);
    to.few(WORDS, [0, 0, words]);
    to.few(SIZE_SENTENCES, [0, size, sentences]);
    to.few(CHAIN_KIND, [0, chain.kind.map_or(0, |k| k as u32 + 1), kind_x]);
    to.few(LAST_WORDS, [0, u32::from(chain.last == before), words]);
}

/// Values of [`type_of`] and of [`level_of`], when counted without gaps.
const TYPES: usize = 14;
const LEVELS: usize = 9;

/// What the observations with few values weigh, for every kind of mention and of antecedent; made when first asked for. Most
/// observations have few values, so a pair costs a look-up for each of them instead of three hashes with a look-up each.
#[derive(Debug)]
pub(crate) struct PairSums(Vec<OnceLock<Box<[i32]>>>);

impl Default for PairSums {
    fn default() -> Self {
        Self((0..TYPES * LEVELS).map(|_| OnceLock::new()).collect())
    }
}

impl PairSums {
    /// The sum of the weights of all of [`pair_features`]. The weights must be the same at every call.
    pub(crate) fn sum(
        &self,
        weights: &Weights,
        all: &[Referent],
        at: usize,
        before: usize,
        chain: &Chain,
        fitting: usize,
    ) -> i32 {
        let (x, y) = (&all[at], &all[before]);
        let kinds = Kinds::of(x, y);
        // Persons are from 17 on, the others of types up to 6, of levels up to 2.
        let without_gap = |n: u32, others: u32| if n > 16 { n - 17 + others } else { n - 1 } as usize;
        let place = without_gap(type_of(x), 6) * LEVELS + without_gap(level_of(y), 2);
        let few = self.0[place].get_or_init(|| few_sums(weights, kinds));
        let mut total = Total { weights, few, kinds, sum: 0 };
        observe(all, at, before, chain, fitting, &mut total);
        total.sum
    }
}

/// What each value of each observation of [`FEW`] weighs.
fn few_sums(weights: &Weights, kinds: Kinds) -> Box<[i32]> {
    let mut sums = Vec::with_capacity(FEW[FEW.len() - 1].end() as usize);
    for observation in FEW {
        let [n_a, n_b, n_c] = observation.sizes;
        for (a, b, c) in (0..n_a).flat_map(|a| (0..n_b).flat_map(move |b| (0..n_c).map(move |c| (a, b, c)))) {
            let mut sum = 0;
            kinds.features(observation.name, observation.value([a, b, c]), |f| sum += weights.get(f));
            sums.push(sum);
        }
    }
    sums.into()
}

/// Sums up weights.
struct Total<'a> {
    weights: &'a Weights,
    few: &'a [i32],
    kinds: Kinds,
    sum: i32,
}

impl Observer for Total<'_> {
    #[inline]
    fn few(&mut self, observation: Few, parts: [u32; 3]) {
        self.sum += self.few[observation.place(parts)];
    }

    #[inline]
    fn any(&mut self, name: u32, value: u32) {
        self.kinds.features(name, value, |f| self.sum += self.weights.get(f));
    }
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
