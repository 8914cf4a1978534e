//! Names that are spelt differently and mean one actor.
//!
//! Pairs of names are linked by a rule ([`JoinRule`]). A name that is linked with two that contradict each other ("John
//! Smith" with "John D. Smith" and "John P. Smith") is joined with neither; a group that holds a contradiction all the
//! same is not joined at all. So whether names are joined hangs on the set of names alone.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{OrganizationName, PersonName};
use super::profile::{Profile, Standing};
use crate::annotation::ActorKind;
use crate::graph::node::{Join, JoinRule, NodeId};

/// More names than this with one given name and surname, or one base, are not compared: work stays bounded, and a
/// name as common as that joins nobody safely.
const MOST_COMPARED: usize = 64;

/// That two names, each with the id that it alone would give, are one actor's.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) ends: [NodeId; 2],
    pub(super) join: Join,
}

/// The names that were joined.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// For every name that has another id than its own.
    pub(super) ids: BTreeMap<NodeId, NodeId>,
    pub(super) links: Vec<Link>,
}

/// All actors of one name and kind.
#[derive(Debug)]
struct Item<'p> {
    id: &'p NodeId,
    kind: ActorKind,
    slug: &'p str,
    /// As papers write it.
    name: &'p str,
    acronyms: BTreeSet<&'p str>,
    person: Option<PersonName>,
    organization: Option<OrganizationName>,
}

/// Joins the names of all documents.
pub(super) fn join(profiles: &[Profile]) -> Joined {
    let items = items(profiles);
    let mut pairs: BTreeMap<(usize, usize), JoinRule> = BTreeMap::new();
    kinds_of_one_name(&items, &mut pairs);
    acronyms(profiles, &items, &mut pairs);
    variants(&items, &mut pairs);
    drop_doubtful(&items, &mut pairs);
    let mut joined = Joined::default();
    for members in components(items.len(), pairs.keys().copied()) {
        let best = members.iter().map(|&i| rank(&items[i])).min().map(|rank| rank.3.clone());
        for (&i, best) in members.iter().zip(std::iter::repeat(best)) {
            if let Some(best) = best.filter(|best| best != items[i].id) {
                joined.ids.insert(items[i].id.clone(), best);
            }
        }
    }
    joined.links = pairs.into_iter().map(|((a, b), rule)| link(&items[a], &items[b], rule)).collect();
    joined
}

fn items(profiles: &[Profile]) -> Vec<Item<'_>> {
    let mut items: BTreeMap<&NodeId, Item<'_>> = BTreeMap::new();
    for member in profiles.iter().flat_map(|profile| &profile.members) {
        if member.standing != Standing::Name {
            continue;
        }
        let item = items.entry(&member.local).or_insert_with(|| Item {
            id: &member.local,
            kind: member.kind,
            slug: &member.slug,
            name: &member.full_name,
            acronyms: BTreeSet::new(),
            person: (member.kind == ActorKind::Person).then(|| PersonName::of(&member.slug)).flatten(),
            organization: is_body(member.kind).then(|| OrganizationName::of(&member.slug)),
        });
        item.acronyms.extend(member.acronyms.iter().map(String::as_str));
        item.name = item.name.min(&member.full_name);
    }
    items.into_values().collect()
}

/// Kinds between which names of bodies waver.
fn is_body(kind: ActorKind) -> bool {
    matches!(kind, ActorKind::Organization | ActorKind::Group | ActorKind::Other)
}

/// What a joined actor is called in its id: nothing that may be anything, the name in full, the shortest.
fn rank<'i>(item: &Item<'i>) -> (bool, bool, usize, &'i NodeId) {
    (item.kind == ActorKind::Other, item.acronyms.is_empty(), item.slug.len(), item.id)
}

fn link(one: &Item<'_>, other: &Item<'_>, rule: JoinRule) -> Link {
    let mut names = [one.name.to_owned(), other.name.to_owned()];
    names.sort();
    Link { ends: [one.id.clone(), other.id.clone()], join: Join { rule, names } }
}

fn add(pairs: &mut BTreeMap<(usize, usize), JoinRule>, a: usize, b: usize, rule: JoinRule) {
    pairs.entry((a.min(b), a.max(b))).or_insert(rule);
}

fn blocks<'i, K: Ord>(
    items: &'i [Item<'_>],
    key: impl Fn(&'i Item<'_>) -> Option<K>,
) -> impl Iterator<Item = Vec<usize>> {
    let mut blocks: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (i, item) in items.iter().enumerate() {
        if let Some(key) = key(item) {
            blocks.entry(key).or_default().push(i);
        }
    }
    blocks.into_values().filter(|block| (2..=MOST_COMPARED).contains(&block.len()))
}

/// A name that is an organisation in one document and of no known kind in another. A name that two kinds claim, such as
/// that of a person and of a firm, joins neither with what is of no known kind.
fn kinds_of_one_name(items: &[Item<'_>], pairs: &mut BTreeMap<(usize, usize), JoinRule>) {
    for block in blocks(items, |item| Some(item.slug)) {
        let certain = |i: &usize| items[*i].kind != ActorKind::Other;
        let kinds: BTreeSet<ActorKind> = block.iter().filter(|i| certain(i)).map(|&i| items[i].kind).collect();
        let bodies = [ActorKind::Organization, ActorKind::Group].into_iter().collect();
        if kinds.len() == 1 || kinds == bodies {
            for pair in block.windows(2) {
                add(pairs, pair[0], pair[1], JoinRule::KindsOfOneName);
            }
        }
    }
}

/// "IAEA" alone, where another document spells it out. An acronym that a document spells out for a body of its own
/// ("the National Security Council (NSC)", which may be any state's) is nobody's where it stands alone.
fn acronyms(profiles: &[Profile], items: &[Item<'_>], pairs: &mut BTreeMap<(usize, usize), JoinRule>) {
    let members = profiles.iter().flat_map(|profile| &profile.members);
    let of_documents = members.filter(|member| member.standing != Standing::Name);
    let doubtful: BTreeSet<&str> = of_documents.flat_map(|member| &member.acronyms).map(String::as_str).collect();
    let mut spelt: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, item) in items.iter().enumerate() {
        for acronym in &item.acronyms {
            spelt.entry(acronym).or_default().push(i);
        }
    }
    for (i, item) in items.iter().enumerate() {
        if !is_body(item.kind) || !item.acronyms.is_empty() || doubtful.contains(item.slug) {
            continue;
        }
        let expansions = spelt.get(item.slug).filter(|expansions| expansions.len() <= MOST_COMPARED);
        for &expansion in expansions.into_iter().flatten() {
            add(pairs, i, expansion, JoinRule::AcronymSpeltOut);
        }
    }
}

fn variants(items: &[Item<'_>], pairs: &mut BTreeMap<(usize, usize), JoinRule>) {
    let persons = blocks(items, |item| item.person.as_ref().map(|name| (&name.given, &name.family)));
    let bodies = blocks(items, |item| item.organization.as_ref().map(|name| &name.base));
    for block in persons.chain(bodies) {
        for (n, &a) in block.iter().enumerate() {
            for &b in &block[n + 1..] {
                if is_variant(&items[a], &items[b]) {
                    add(pairs, a, b, JoinRule::VariantOfName);
                }
            }
        }
    }
}

fn is_variant(one: &Item<'_>, other: &Item<'_>) -> bool {
    if let Some((one, other)) = one.person.as_ref().zip(other.person.as_ref()) {
        return one.is_variant_of(other);
    }
    // What is of no known kind in both documents may be anything: "Titan" and "Titan AG".
    let certain = one.kind != ActorKind::Other || other.kind != ActorKind::Other;
    let names = one.organization.as_ref().zip(other.organization.as_ref());
    // One name under two kinds is the business of `kinds_of_one_name`.
    certain && one.slug != other.slug && names.is_some_and(|(one, other)| one.is_variant_of(other))
}

/// Whether two names cannot be one actor's.
fn contradict(one: &Item<'_>, other: &Item<'_>) -> bool {
    if one.kind != other.kind && !(is_body(one.kind) && is_body(other.kind)) {
        return one.kind != ActorKind::Other && other.kind != ActorKind::Other;
    }
    if let Some((one, other)) = one.person.as_ref().zip(other.person.as_ref()) {
        return one.contradicts(other);
    }
    let Some((a, b)) = one.organization.as_ref().zip(other.organization.as_ref()) else { return false };
    // Two bodies that one acronym stands for.
    let rivals = a.base != b.base && one.acronyms.intersection(&other.acronyms).next().is_some();
    rivals || a.contradicts(b)
}

/// Takes out the links that are not safe.
fn drop_doubtful(items: &[Item<'_>], pairs: &mut BTreeMap<(usize, usize), JoinRule>) {
    let mut linked: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &(a, b) in pairs.keys() {
        linked.entry(a).or_default().push(b);
        linked.entry(b).or_default().push(a);
    }
    let doubtful = |others: &Vec<usize>| any_contradict(items, others);
    let doubtful: BTreeSet<usize> = linked.iter().filter(|(_, others)| doubtful(others)).map(|(&i, _)| i).collect();
    pairs.retain(|(a, b), _| !doubtful.contains(a) && !doubtful.contains(b));
    let groups = components(items.len(), pairs.keys().copied());
    let doubtful: BTreeSet<usize> = groups.into_iter().filter(|group| any_contradict(items, group)).flatten().collect();
    pairs.retain(|(a, _), _| !doubtful.contains(a));
}

fn any_contradict(items: &[Item<'_>], some: &[usize]) -> bool {
    some.iter().enumerate().any(|(n, &a)| some[n + 1..].iter().any(|&b| contradict(&items[a], &items[b])))
}

/// The groups of two and more that pairs make of the numbers below `n`, each sorted, in the order of their least.
pub(super) fn components(n: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut parents: Vec<usize> = (0..n).collect();
    for (a, b) in pairs {
        let (a, b) = (root(&mut parents, a), root(&mut parents, b));
        parents[a.max(b)] = a.min(b);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..n {
        groups.entry(root(&mut parents, i)).or_default().push(i);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

fn root(parents: &mut [usize], mut i: usize) -> usize {
    while parents[i] != i {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    i
}
