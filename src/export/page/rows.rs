//! The rows of the page's data: lists of values whose names stand once, in the list's `keys`, and not with every row.
//! `data.js` reads them by these names.
//!
//! Everything of text is written once. A string is a number in the table of strings ([`Text`]); words of an article are
//! two code-point offsets into its document ([`Words`]), never a copy.

use serde::ser::{Serialize, SerializeTuple as _, Serializer};

/// Index into the table of strings; 0 is nothing.
pub(super) type Text = u32;

/// First code point, and one past the last, of a document's text; two by two for several, empty for none.
pub(super) type Words = Vec<u32>;

/// Of each document: its row, then words in it, two by two.
pub(super) type Places = Vec<Vec<u32>>;

/// Row of a list; -1 for none.
pub(super) type Index = i32;

/// Days from 1970-01-01.
pub(super) type Day = Option<i32>;

/// What has rows.
pub(super) trait Row {
    /// Names of the values, in their order.
    const KEYS: &'static [&'static str];
}

/// A struct that is written as a list of its values.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub(super) struct $name {
            $($(#[$field_doc])* pub(super) $field: $type,)+
        }

        impl Row for $name {
            const KEYS: &'static [&'static str] = &[$(stringify!($field)),+];
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut tuple = serializer.serialize_tuple(Self::KEYS.len())?;
                $(tuple.serialize_element(&self.$field)?;)+
                tuple.end()
            }
        }
    };
}

row!(
    /// A text.
    Document {
        id: String,
        label: Text,
        title: Text,
        day: Day,
        url: Text,
        publisher: Text,
        author: Text,
        text: String,
        /// False where the graph has no text, and `text` only holds the passages.
        whole: bool,
        /// Whether any character takes two units of UTF-16.
        astral: bool,
        /// First and last code points, two by two, sorted.
        sentences: Words,
    }
);

row!(
    /// Someone who acts.
    Actor {
        id: String,
        label: Text,
        kind: Text,
        named: bool,
        aliases: Vec<Text>,
        wikidata: Text,
        codes: Vec<Text>,
        note: Text,
        mentions: u32,
        /// What its ties count together.
        weight: u32,
        /// Where it is mentioned by name or description.
        places: Places,
        /// Where pronouns mean it.
        pronouns: Places,
        /// Its places in overviews of more and more actors, in pixels at full size; as many as it is in, the largest last.
        spots: Vec<[i32; 2]>,
    }
);

row!(
    /// A statement.
    Claim {
        id: String,
        doc: Index,
        kind: Text,
        act: Text,
        parts: Words,
        source: Index,
        source_words: Words,
        cue: Words,
        addressee: Index,
        addressee_words: Words,
        /// Whom it favours or opposes, which of the two, and the words.
        stances: Vec<(Index, Text, Words)>,
        certainty: Text,
        certainty_words: Words,
        hearsay: Words,
        time: Option<Time>,
        /// The claim that it is part of.
        within: Index,
        /// Actors.
        about: Vec<Index>,
        /// Events.
        reports: Vec<Index>,
    }
);

row!(
    /// Something that happens, or is said to.
    Event {
        id: String,
        doc: Index,
        label: Text,
        event_type: Text,
        cameo: Text,
        mode: Text,
        contexts: Vec<Text>,
        quad: Text,
        tone: Text,
        time: Option<Time>,
        quantity: Text,
        polarity_words: Words,
        modality_words: Words,
        triggers: Words,
        /// Those that are no actors: the role, the words, how many.
        arguments: Vec<(Text, Words, Text)>,
        voices: Vec<u32>,
        /// The claims that state it, -1 for the document in its own voice; and whether they say that it does not happen.
        stated_by: Vec<(Index, bool)>,
        roles: Vec<Role>,
    }
);

row!(
    /// An actor's part in an event.
    Role {
        role: Text,
        actor: Index,
        words: Words,
        quantity: Text,
        voices: Vec<u32>,
    }
);

row!(
    /// When; in words or as a value.
    Time {
        words: Text,
        first: Day,
        last: Day,
    }
);

row!(
    /// What joins two actors beyond events.
    Relation {
        from: Index,
        to: Index,
        kind: Text,
        role: Text,
        since: Option<i16>,
        until: Option<i16>,
        voices: Vec<u32>,
        places: Places,
    }
);

row!(
    /// What joins two claims, or two events.
    Link {
        from: Index,
        to: Index,
        kind: Text,
        places: Places,
    }
);

row!(
    /// A way in which something is said.
    Voice {
        words: Text,
        /// 1 for alleged, 2 for unreal and 4 for negated, added up.
        look: u8,
        per: Text,
    }
);

row!(
    /// One thing that joins two actors in the overview.
    Tie {
        from: Index,
        to: Index,
        tone: Text,
        voice: u32,
        /// 0 for an event, 1 for a claim, 2 for a relation, 3 for an answer of one claim to another.
        of: u8,
        /// The row of that.
        item: u32,
    }
);

/// Rows with the names of their values.
pub(super) struct List<R> {
    pub(super) rows: Vec<R>,
}

impl<R> Default for List<R> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<R: Row + Serialize> Serialize for List<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut list = serializer.serialize_struct("List", 2)?;
        list.serialize_field("keys", R::KEYS)?;
        list.serialize_field("rows", &self.rows)?;
        list.end()
    }
}
