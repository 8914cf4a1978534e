//! One entity, and what values may be.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;

use crate::export::dot::printable;
use crate::export::shared::statement::hashed;
use crate::graph::{DocumentNode, Node};

/// Characters of a value, by the model's types.
const STRING_LENGTH: usize = 1024;
const TEXT_LENGTH: usize = 65_000;
const NAME_LENGTH: usize = 384;
const ADDRESS_LENGTH: usize = 250;
const URL_LENGTH: usize = 4096;

/// Marks that the model takes off names.
const QUOTES: [char; 2] = ['"', '\''];

/// An entity as files have it. Values keep the order in which they were added, each once.
#[derive(Debug, Serialize)]
pub(super) struct Entity {
    id: String,
    pub(super) schema: &'static str,
    properties: BTreeMap<&'static str, Vec<String>>,
}

/// Ids of entities have letters, digits and hyphens only, so those of nodes and edges are hashed.
pub(super) fn entity_id(name: &str) -> String {
    format!("claimgraph-{}", hashed(name, 32))
}

impl Entity {
    pub(super) fn new(name: &str, schema: &'static str) -> Self {
        Self { id: entity_id(name), schema, properties: BTreeMap::new() }
    }

    /// Of a node, whose id leads back to the graph.
    pub(super) fn of_node(node: &Node, schema: &'static str) -> Self {
        let mut entity = Self::new(node.id.as_str(), schema);
        // Events have a property for it, all other things only their notes.
        entity.text(if schema == "Event" { "recordId" } else { "notes" }, node.id.as_str());
        entity
    }

    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.write_all(b"\n")
    }

    /// A value that needs no cleaning.
    pub(super) fn plain(&mut self, property: &'static str, value: String) {
        if value.is_empty() {
            return;
        }
        let values = self.properties.entry(property).or_default();
        if !values.contains(&value) {
            values.push(value);
        }
    }

    /// A name: one line, without the marks around it; the id where nothing is left of a name.
    pub(super) fn name(&mut self, property: &'static str, name: &str) {
        let cleaned = one_line(name);
        let cleaned = cleaned.trim_matches(QUOTES).trim();
        match (cleaned.is_empty(), property) {
            (false, _) => self.plain(property, first(cleaned, NAME_LENGTH)),
            (true, "name") => self.plain(property, self.id.clone()),
            (true, _) => {}
        }
    }

    /// One line that fits a property of a few words.
    pub(super) fn text(&mut self, property: &'static str, words: &str) {
        let length = match property {
            "location" | "full" => ADDRESS_LENGTH,
            "summary" | "notes" | "description" => TEXT_LENGTH,
            _ => STRING_LENGTH,
        };
        self.plain(property, first(&one_line(words), length));
    }

    pub(super) fn all(&mut self, property: &'static str, words: &Option<String>) {
        words.iter().for_each(|words| self.text(property, words));
    }

    /// A text of any length, in several values where one is too short; lines are kept.
    pub(super) fn long(&mut self, property: &'static str, text: &str) {
        let mut rest = text.trim();
        while !rest.is_empty() {
            let end = rest.char_indices().nth(TEXT_LENGTH).map_or(rest.len(), |(i, _)| i);
            let (part, after) = rest.split_at(end);
            self.plain(property, cleaned(part).trim().to_owned());
            rest = after;
        }
    }

    /// An address of the web; anything else is no link.
    pub(super) fn url(&mut self, property: &'static str, url: &str) {
        let is_web = ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme));
        let is_plain = !url.contains(|c: char| c.is_whitespace() || c.is_control());
        if is_web && is_plain && url.chars().count() <= URL_LENGTH {
            self.plain(property, url.to_owned());
        }
    }

    /// The documents that state it, with where they were published.
    pub(super) fn proof(&mut self, documents: &[(&Node, &DocumentNode)]) {
        for (node, document) in documents {
            self.plain("proof", entity_id(node.id.as_str()));
            self.all("publisher", &document.publisher);
            if let Some(url) = &document.url {
                self.url("sourceUrl", url);
            }
        }
    }
}

/// As the model keeps texts: in normal form C, without control characters, which databases refuse, and without marks that
/// nobody sees.
fn cleaned(text: &str) -> String {
    let is_unseen = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    let plain = |c: char| if c.is_whitespace() && c != '\n' { ' ' } else { c };
    printable(text).nfc().filter(|&c| !is_unseen(c)).map(plain).collect()
}

fn one_line(words: &str) -> String {
    cleaned(words).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first characters.
fn first(words: &str, length: usize) -> String {
    words.chars().take(length).collect::<String>().trim_end().to_owned()
}
