//! What one document says about who its actors are.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{is_full_name, slug, spells_out};
use crate::annotation::{Actor, ActorId, ActorKind, Annotation, RelationKind};
use crate::document::short_hash;
use crate::graph::node::NodeId;

const ONE_WORD: &str = "known by one word only; not joined with others of that name in other documents";
const UNNAMED: &str = "described but not named; not joined across documents";
const NAMESAKES: &str = "the document tells several of this name apart; not joined across documents";

/// Digits of the hash that keeps an actor to its document: enough that no two documents of a million share one.
const DOCUMENT_HASH: usize = 12;

/// The actors of one document.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Profile {
    /// Tells this document from all others that do not carry its text.
    pub(super) hash: String,
    /// In the order of the annotation.
    pub(in crate::graph) members: Vec<Member>,
}

/// An actor as its document knows it.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Member {
    /// The id it has if nothing but its document is known.
    pub(in crate::graph) local: NodeId,
    /// Why it stays with its document.
    pub(super) note: Option<&'static str>,
    pub(super) standing: Standing,
    /// Its best name in the document.
    pub(super) name: String,
    pub(super) kind: ActorKind,
    /// The name that it goes by: of one that the document gives as an acronym and in full, the full one.
    pub(super) full_name: String,
    /// The slug of that.
    pub(super) slug: String,
    /// Slugs of the acronyms that the document spells out.
    pub(super) acronyms: BTreeSet<String>,
    /// How often it is mentioned.
    pub(super) n_mentions: u32,
    /// Actors of this document that it holds an office with, leads, or is a member of.
    pub(super) offices: Vec<ActorId>,
    /// Actors of this document that it belongs to.
    pub(super) owners: Vec<ActorId>,
}

/// How far an actor's name carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The gazetteer knows it.
    Record,
    /// Its name may join it with others.
    Name,
    /// It stays with its document.
    Document,
}

impl Profile {
    /// Reads what an annotation says of its actors.
    pub(in crate::graph) fn new(annotation: &Annotation) -> Self {
        let document = &annotation.document;
        Self::in_text(annotation, &(document.given_id().to_owned(), document.digest()))
    }

    /// … of a document that carries the text of another, given by its id and digest: whom both only describe is one.
    pub(in crate::graph) fn in_text(annotation: &Annotation, first: &(String, String)) -> Self {
        let mut hash = short_hash(&[&first.0, &first.1]);
        hash.truncate(DOCUMENT_HASH);
        let mut members: Vec<Member> = annotation.actors.iter().map(|actor| member(actor, &hash)).collect();
        tell_namesakes_apart(&mut members, &hash);
        for actor in annotation.mentions.iter().filter_map(|mention| mention.actor) {
            if let Some(member) = members.get_mut(actor.index()) {
                member.n_mentions += 1;
            }
        }
        let n_members = members.len();
        for relation in &annotation.relations {
            let (Some(subject), Some(object)) = (relation.subject.actor, relation.object.and_then(|o| o.actor)) else {
                continue;
            };
            let known = |actor: ActorId| actor.index() < n_members;
            if !known(subject) || !known(object) || subject == object {
                continue;
            }
            match relation.kind {
                Some(RelationKind::Affiliation | RelationKind::Leads | RelationKind::MemberOf) => {
                    members[subject.index()].offices.push(object);
                }
                Some(RelationKind::PartOf) => members[subject.index()].owners.push(object),
                _ => {}
            }
        }
        Self { hash, members }
    }

    /// An actor by its id; `None` for an id that is not of this document.
    pub(super) fn member(&self, id: ActorId) -> Option<&Member> {
        self.members.get(id.index())
    }
}

fn member(actor: &Actor, hash: &str) -> Member {
    let (full_name, acronyms) = full_name(actor);
    let slug = slug(&full_name);
    let kind = actor.kind.as_str();
    let note = if actor.gazetteer.is_some() {
        None
    } else if !actor.named {
        Some(UNNAMED)
    } else if actor.kind == ActorKind::Person && (!is_full_name(&slug) || ends_in_initial(&full_name)) {
        Some(ONE_WORD)
    } else {
        None
    };
    let (local, standing) = match (&actor.gazetteer, note) {
        (Some(record), _) => (format!("actor:{record}"), Standing::Record),
        (None, None) => (format!("actor:{kind}:{slug}"), Standing::Name),
        (None, Some(_)) => (format!("actor:{kind}:{slug}:{hash}"), Standing::Document),
    };
    Member {
        local: NodeId::from(local),
        note,
        standing,
        name: actor.name.clone(),
        kind: actor.kind,
        full_name,
        slug,
        acronyms,
        n_mentions: 0,
        offices: Vec::new(),
        owners: Vec::new(),
    }
}

/// Whether a name breaks off at an initial, "John D.": then the family name is not known.
fn ends_in_initial(name: &str) -> bool {
    name.strip_suffix('.').and_then(|name| name.split_whitespace().last()).is_some_and(|word| word.chars().count() == 1)
}

/// The name that an actor goes by, and the slugs of the acronyms that its document spells out. An organisation that is
/// mostly called by its acronym goes by its full name, since other organisations share the letters.
fn full_name(actor: &Actor) -> (String, BTreeSet<String>) {
    let mut acronyms = BTreeSet::new();
    let mut full: BTreeSet<(std::cmp::Reverse<usize>, &str)> = BTreeSet::new();
    if matches!(actor.kind, ActorKind::Organization | ActorKind::Group | ActorKind::Other) {
        let names = || actor.aliases.iter().chain([&actor.name]).map(String::as_str);
        let shorts: Vec<&str> = names().filter(|name| !name.contains(' ')).collect();
        for long in names().filter(|name| name.contains(' ')) {
            for short in shorts.iter().filter(|short| spells_out(long, short)) {
                acronyms.insert(slug(short));
                full.insert((std::cmp::Reverse(long.len()), long));
            }
        }
    }
    let name = match full.first() {
        Some((_, long)) if acronyms.contains(&slug(&actor.name)) => *long,
        _ => actor.name.as_str(),
    };
    (name.to_owned(), acronyms)
}

/// Gives those of one name, which the document keeps apart, ids of their own.
fn tell_namesakes_apart(members: &mut [Member], hash: &str) {
    let mut namesakes: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
    for (i, member) in members.iter().enumerate().filter(|(_, member)| member.standing != Standing::Record) {
        namesakes.entry(member.local.clone()).or_default().push(i);
    }
    for (id, of_one_name) in namesakes.into_iter().filter(|(_, of_one_name)| of_one_name.len() > 1) {
        for (n, i) in of_one_name.into_iter().enumerate() {
            let member = &mut members[i];
            member.local = NodeId::from(format!("{id}:{hash}.{}", n + 1));
            member.note = member.note.or(Some(NAMESAKES));
            member.standing = Standing::Document;
        }
    }
}
