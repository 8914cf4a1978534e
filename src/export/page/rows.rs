//! The rows of the page's data, each a list whose places the constant beside it names: names written once, not with
//! every row. `data.js` reads the lists by these names.
//!
//! Everything of text is written once. A string is a number in the table of strings ([`Text`]); words of an article are
//! two code-point offsets into its document ([`Words`]), never a copy.

use serde::Serialize;

/// Index into the table of strings; 0 is nothing.
pub(super) type Text = u32;

/// First code point, and one past the last, of a document's text; empty for nothing.
pub(super) type Words = Vec<u32>;

/// Of each document: its index, then first and last code points of words in it, two by two.
pub(super) type Places = Vec<Vec<u32>>;

/// Index into a list of rows; -1 is nothing.
pub(super) type Index = i32;

/// Days from 1970-01-01.
pub(super) type Day = Option<i32>;

pub(super) const DOCUMENT: &[&str] =
    &["id", "label", "title", "day", "url", "publisher", "author", "text", "whole", "astral", "sentences"];

/// `whole` is false where the graph has no text and `text` only holds the passages; `astral` tells whether any character
/// takes two units of UTF-16; `sentences` are first and last code points, two by two, sorted.
#[derive(Serialize)]
pub(super) struct Document(
    pub(super) String,
    pub(super) Text,
    pub(super) Text,
    pub(super) Day,
    pub(super) Text,
    pub(super) Text,
    pub(super) Text,
    pub(super) String,
    pub(super) bool,
    pub(super) bool,
    pub(super) Vec<u32>,
);

pub(super) const ACTOR: &[&str] =
    &["id", "label", "kind", "named", "aliases", "wikidata", "codes", "note", "mentions", "weight", "places", "pronouns", "x", "y"];

/// `weight` is what its ties count together; `x` and `y` are its place in the overview, if it has one.
#[derive(Serialize)]
pub(super) struct Actor(
    pub(super) String,
    pub(super) Text,
    pub(super) Text,
    pub(super) bool,
    pub(super) Vec<Text>,
    pub(super) Text,
    pub(super) Vec<Text>,
    pub(super) Text,
    pub(super) u32,
    pub(super) u32,
    pub(super) Places,
    pub(super) Places,
    pub(super) Option<f64>,
    pub(super) Option<f64>,
);

pub(super) const CLAIM: &[&str] = &[
    "id", "doc", "kind", "act", "parts", "source", "sourceWords", "cue", "addressee", "addresseeWords", "stances",
    "certainty", "certaintyWords", "hearsay", "time", "within", "about", "reports",
];

/// `parts` are words, two by two; `stances` are an actor, a favour and words; `about` and `reports` are actors and events.
#[derive(Serialize)]
pub(super) struct Claim(
    pub(super) String,
    pub(super) Index,
    pub(super) Text,
    pub(super) Text,
    pub(super) Words,
    pub(super) Index,
    pub(super) Words,
    pub(super) Words,
    pub(super) Index,
    pub(super) Words,
    pub(super) Vec<(Index, Text, Words)>,
    pub(super) Text,
    pub(super) Words,
    pub(super) Words,
    pub(super) Option<Time>,
    pub(super) Index,
    pub(super) Vec<Index>,
    pub(super) Vec<Index>,
);

pub(super) const EVENT: &[&str] = &[
    "id", "doc", "label", "type", "cameo", "mode", "contexts", "quad", "tone", "score", "time", "quantity", "polarityWords",
    "modalityWords", "triggers", "arguments", "voices", "statements", "roles",
];

/// `triggers` are words, two by two; `arguments` a role, words, and how many; `voices` the ways in which it is said;
/// `statements` the claims that state it, -1 for the document itself.
#[derive(Serialize)]
pub(super) struct Event(
    pub(super) String,
    pub(super) Index,
    pub(super) Text,
    pub(super) Text,
    pub(super) Text,
    pub(super) Text,
    pub(super) Vec<Text>,
    pub(super) Text,
    pub(super) Text,
    pub(super) Option<f64>,
    pub(super) Option<Time>,
    pub(super) Text,
    pub(super) Words,
    pub(super) Words,
    pub(super) Words,
    pub(super) Vec<(Text, Words, Text)>,
    pub(super) Vec<u32>,
    pub(super) Vec<Index>,
    pub(super) Vec<Role>,
);

/// An actor in an event: the role, who, the words, how many, and the ways in which it is said.
#[derive(Serialize)]
pub(super) struct Role(pub(super) Text, pub(super) Index, pub(super) Words, pub(super) Text, pub(super) Vec<u32>);

/// The words, or the value, in short; first and last day.
#[derive(Serialize)]
pub(super) struct Time(pub(super) Text, pub(super) Day, pub(super) Day);

pub(super) const RELATION: &[&str] = &["from", "to", "kind", "role", "since", "until", "confidence", "voices", "places"];

/// Of two actors.
#[derive(Serialize)]
pub(super) struct Relation(
    pub(super) Index,
    pub(super) Index,
    pub(super) Text,
    pub(super) Text,
    pub(super) Option<i16>,
    pub(super) Option<i16>,
    pub(super) Option<f64>,
    pub(super) Vec<u32>,
    pub(super) Places,
);

pub(super) const LINK: &[&str] = &["from", "to", "kind", "places"];

/// Of two claims, or of two events.
#[derive(Serialize)]
pub(super) struct Link(pub(super) Index, pub(super) Index, pub(super) Text, pub(super) Places);

pub(super) const VOICE: &[&str] = &["words", "look", "per"];

/// `look` is 1 for alleged, 2 for unreal and 4 for negated, added up.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Voice(pub(super) Text, pub(super) u8, pub(super) Text);

pub(super) const TIE: &[&str] = &["from", "to", "tone", "voice", "of", "item"];

/// `of` is 0 for an event, 1 a claim, 2 a relation, 3 an answer; `item` is its row.
#[derive(Serialize)]
pub(super) struct Tie(
    pub(super) Index,
    pub(super) Index,
    pub(super) Text,
    pub(super) u32,
    pub(super) u8,
    pub(super) u32,
);

/// Rows with the names of their places.
#[derive(Serialize)]
pub(super) struct List<R> {
    pub(super) keys: &'static [&'static str],
    pub(super) rows: Vec<R>,
}

impl<R> List<R> {
    pub(super) fn new(keys: &'static [&'static str]) -> Self {
        Self { keys, rows: Vec::new() }
    }
}
