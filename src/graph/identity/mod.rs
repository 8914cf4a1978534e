//! Which actors of different documents are one: their node ids say it, since one id is one node.
//!
//! Takes what each document says of its actors ([`Profile`]), of all documents at once, and gives every actor its
//! [`Identity`]. Only content counts, never the order of documents, so any split of a corpus gives the same.
//!
//! - A gazetteer record is one actor everywhere.
//! - A name joins actors of one kind across documents once case, punctuation and the marks on Latin letters are gone.
//! - Names that differ in initials, legal form or spelling, acronyms that a document spells out, and one name under
//!   several kinds are joined where no other name makes that doubtful; see [`join`].
//! - A person known by one word only ("McCallum") is not joined across documents: many people share a surname. Nor is
//!   an actor that only its document makes one ("two journalists"), nor one of two that a document itself tells apart
//!   under one name. Their ids carry a hash of the document.
//! - Persons of one name whose documents give them different offices and nobody in common are several; see
//!   [`homonyms`].
//!
//! A missed join costs a reader a click; a wrong one accuses the wrong person.

mod homonyms;
mod join;
mod names;
mod profile;

use std::collections::{BTreeMap, BTreeSet};

use super::node::{Join, NodeId};
use join::Link;

pub(crate) use names::{bare_slug, slug};
pub(super) use profile::Profile;

/// Who an actor of one document is in the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) id: NodeId,
    /// What a reader should know about it: why it is not joined with others of its name.
    pub(super) note: Option<String>,
    /// What tells it from others of its name: "Acme".
    pub(super) distinction: Option<String>,
}

/// The identities of all actors.
#[derive(Clone, Debug, Default)]
pub(super) struct Identities {
    /// By document and actor, as the profiles have them.
    pub(super) of: Vec<Vec<Identity>>,
    links: Vec<Link>,
}

/// Settles who is who.
///
/// Linear in the number of actors, but for names that share given name and surname, which are compared in pairs.
pub(super) fn resolve(profiles: &[Profile]) -> Identities {
    let joined = join::join(profiles);
    let named = |profile: &Profile| {
        let identity = |member: &profile::Member| {
            let id = joined.ids.get(&member.local).unwrap_or(&member.local).clone();
            Identity { id, note: member.note.map(str::to_owned), distinction: None }
        };
        profile.members.iter().map(identity).collect()
    };
    let mut of: Vec<Vec<Identity>> = profiles.iter().map(named).collect();
    homonyms::tell_apart(profiles, &mut of);
    Identities { of, links: joined.links }
}

impl Identities {
    /// Why names that differ are one node, for every node for which that holds.
    pub(super) fn joins(&self, profiles: &[Profile]) -> BTreeMap<NodeId, BTreeSet<Join>> {
        let linked: BTreeSet<&NodeId> = self.links.iter().flat_map(|link| &link.ends).collect();
        let mut names: BTreeMap<&NodeId, BTreeSet<&NodeId>> = BTreeMap::new();
        for (profile, identities) in profiles.iter().zip(&self.of) {
            for (member, identity) in profile.members.iter().zip(identities) {
                if linked.contains(&member.local) {
                    names.entry(&member.local).or_default().insert(&identity.id);
                }
            }
        }
        let mut joins: BTreeMap<NodeId, BTreeSet<Join>> = BTreeMap::new();
        for link in &self.links {
            let [Some(one), Some(other)] = [0, 1].map(|end: usize| names.get(&link.ends[end])) else { continue };
            for &node in one.intersection(other) {
                joins.entry(node.clone()).or_default().insert(link.join.clone());
            }
        }
        joins
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Actor, ActorKind, Annotation};
    use crate::document::Document;

    fn person(name: &str) -> Actor {
        Actor {
            name: name.to_owned(),
            kind: ActorKind::Person,
            aliases: Vec::new(),
            gazetteer: None,
            code: None,
            wikidata: None,
            named: true,
        }
    }

    fn identify(actors: &[Actor], document: &str) -> Vec<Identity> {
        let document = Document::new(document, "");
        let annotation = Annotation { document, actors: actors.to_vec(), ..Annotation::default() };
        resolve(&[Profile::new(&annotation)]).of.remove(0)
    }

    #[test]
    fn a_full_name_is_the_same_in_every_document() {
        assert_eq!(identify(&[person("Ken McCallum")], "d1"), identify(&[person("KEN MCCALLUM")], "d2"));
    }

    #[test]
    fn a_surname_belongs_to_its_document() {
        for name in ["McCallum", "Mr McCallum", "Mr. McCallum"] {
            let [one, other] = ["d1", "d2"].map(|d| identify(&[person(name)], d).remove(0));
            assert_ne!(one.id, other.id);
            assert!(one.note.is_some());
        }
    }

    #[test]
    fn namesakes_that_a_document_tells_apart_stay_apart() {
        let two = identify(&[person("John Smith"), person("John Smith")], "d1");
        let one = identify(&[person("John Smith")], "d2");
        assert_ne!(two[0].id, two[1].id);
        assert!(two.iter().all(|identity| identity.id != one[0].id));
    }

    #[test]
    fn a_gazetteer_record_overrules_the_name() {
        let iran = Actor { gazetteer: Some("state:iran".to_owned()), kind: ActorKind::State, ..person("Tehran") };
        assert_eq!(identify(&[iran], "d1")[0].id, NodeId::from("actor:state:iran"));
    }
}
