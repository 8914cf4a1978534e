//! Which actors of different documents are one: their node ids say it, since one id is one node.
//!
//! - A gazetteer record is one actor everywhere.
//! - A name joins actors of one kind across documents once case, punctuation and the marks on Latin letters are gone.
//! - A person known by one word only ("McCallum") is not joined across documents: many people share a surname. Nor is
//!   an actor that only its document makes one ("two journalists"), nor one of two that a document itself tells apart
//!   under one name. Their ids carry a hash of the document.
//!
//! A missed join costs a reader a click; a wrong one accuses the wrong person.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::node::NodeId;
use crate::annotation::{Actor, ActorKind};
use crate::document::short_hash;

/// Who an actor of one document is in the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) id: NodeId,
    /// Why it is not joined with others of its name.
    pub(super) note: Option<&'static str>,
}

const ONE_WORD: &str = "known by one word only; not joined with others of that name in other documents";
const UNNAMED: &str = "described but not named; not joined across documents";
const NAMESAKES: &str = "the document tells several of this name apart; not joined across documents";

/// Words before a person's name that do not make it a full name. Titles that belong to a name's owner alone are the
/// business of the stage that finds names.
const HONORIFICS: &[&str] =
    &["mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "president", "minister"];

/// The identities of one document's actors, in their order. `document_hash` tells this document from all others.
pub(super) fn identify(actors: &[Actor], document_hash: &str) -> Vec<Identity> {
    let mut identities: Vec<Identity> = actors.iter().map(|actor| identity(actor, document_hash)).collect();
    let mut namesakes: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
    for (i, _) in actors.iter().enumerate().filter(|(_, actor)| actor.gazetteer.is_none()) {
        namesakes.entry(identities[i].id.clone()).or_default().push(i);
    }
    for (id, members) in namesakes.into_iter().filter(|(_, members)| members.len() > 1) {
        for (n, i) in members.into_iter().enumerate() {
            let note = identities[i].note.unwrap_or(NAMESAKES);
            identities[i] = Identity { id: NodeId(format!("{id}:{document_hash}.{}", n + 1)), note: Some(note) };
        }
    }
    identities
}

fn identity(actor: &Actor, document_hash: &str) -> Identity {
    if let Some(record) = &actor.gazetteer {
        return Identity { id: NodeId(format!("actor:{record}")), note: None };
    }
    let kind = actor.kind.as_str();
    let slug = slug(&actor.name);
    let note = if !actor.named {
        Some(UNNAMED)
    } else if actor.kind == ActorKind::Person && !is_full_name(&slug) {
        Some(ONE_WORD)
    } else {
        None
    };
    let id = match note {
        Some(_) => format!("actor:{kind}:{slug}:{document_hash}"),
        None => format!("actor:{kind}:{slug}"),
    };
    Identity { id: NodeId(id), note }
}

/// Whether a person's slug has two words that name the person.
fn is_full_name(slug: &str) -> bool {
    slug.split('-').filter(|word| !HONORIFICS.contains(word)).count() > 1
}

/// A name in lower case, without marks on Latin letters and with `-` between words; other scripts keep their letters.
///
/// Apostrophes and full stops vanish, so that "U.S." is "us" and "O’Brien" is "obrien". A name without any letter or
/// digit becomes a hash of itself.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    let mut after_latin = false;
    for c in name.to_lowercase().nfkd() {
        if is_combining_mark(c) {
            if !after_latin {
                slug.push(c);
            }
        } else if c.is_alphanumeric() || matches!(c, '+' | '#') {
            push_plain(&mut slug, c);
            after_latin = is_latin(c);
        } else if !matches!(c, '.' | '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{ad}' | '\u{200b}'..='\u{200f}') {
            after_latin = false;
            if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
    }
    let slug: String = slug.trim_end_matches('-').nfc().collect();
    if slug.chars().any(char::is_alphanumeric) { slug } else { short_hash(&[name]) }
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Latin letters that no decomposition takes apart, as English-language papers write them.
fn push_plain(slug: &mut String, c: char) {
    match c {
        'ł' => slug.push('l'),
        'ø' => slug.push('o'),
        'đ' | 'ð' => slug.push('d'),
        'ħ' => slug.push('h'),
        'ı' => slug.push('i'),
        'ß' => slug.push_str("ss"),
        'æ' => slug.push_str("ae"),
        'œ' => slug.push_str("oe"),
        'þ' => slug.push_str("th"),
        _ => slug.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_slug(name: &str, expected: &str) {
        assert_eq!(slug(name), expected, "slug of {name:?}");
    }

    #[test]
    fn spellings_of_one_name_have_one_slug() {
        check_slug("Recep Tayyip Erdoğan", "recep-tayyip-erdogan");
        check_slug("RECEP  TAYYIP ERDOGAN", "recep-tayyip-erdogan");
        check_slug("Lech Wałęsa", "lech-walesa");
        check_slug("Sinead O’Connor", "sinead-oconnor");
        check_slug("U.S.", "us");
        check_slug("Al-Qaeda", "al-qaeda");
    }

    #[test]
    fn other_scripts_keep_their_letters_and_marks() {
        check_slug("Владимир Йцук", "владимир-йцук");
        check_slug("东京", "东京");
        check_slug("हिन्दी", "हिन्दी");
        assert_ne!(slug("إسرائيل"), slug("اسرائيل ب"));
    }

    #[test]
    fn a_name_without_letters_still_has_a_slug_of_its_own() {
        assert_ne!(slug("🦊"), slug("🐺"));
        assert_ne!(slug(""), "");
    }

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
        assert_eq!(identify(&[iran], "d1")[0].id, NodeId("actor:state:iran".to_owned()));
    }
}
