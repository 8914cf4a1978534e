//! What a reader has decided about actors, against or beyond what the program finds: a file of decisions.
//!
//! Enters: TOML text, whose format `docs/format.md` describes. Leaves: [`Decisions`], each with the place it stands at,
//! checked against each other as far as that can be done without documents. What they mean for a corpus is the business
//! of [`GraphBuilder::finish_with`](crate::graph::GraphBuilder::finish_with).

mod check;
mod read;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::annotation::ActorKind;
use crate::graph::{NodeId, slug};

pub use read::DecisionsError;

/// What was decided, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    list: Vec<Decision>,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Where it stands.
    pub place: Place,
    /// What it says.
    pub action: Action,
    /// Why, in the reader's own words.
    pub reason: Option<String>,
}

/// Where a decision stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as it was named.
    pub file: String,
    /// The line that the entry begins in, from 1.
    pub line: usize,
}

impl Place {
    /// The place with the file's last name only, which does not hang on where the program runs.
    pub fn short(&self) -> String {
        let name = std::path::Path::new(&self.file).file_name().and_then(|name| name.to_str());
        format!("{}:{}", name.unwrap_or(&self.file), self.line)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What a decision says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// All of these are one actor; it keeps the name of the first. At least two.
    Same(Vec<Selector>),
    /// No two of these are one actor; each leaves those before it. At least two.
    NotSame(Vec<Selector>),
    /// This is no actor at all.
    NotAnActor(Selector),
    /// This actor is called so.
    Rename(Selector, String),
    /// This actor is of that kind.
    Kind(Selector, ActorKind),
}

impl Action {
    /// Its name, as files carry it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Same(_) => "same",
            Self::NotSame(_) => "not-same",
            Self::NotAnActor(_) => "not-an-actor",
            Self::Rename(..) => "rename",
            Self::Kind(..) => "kind",
        }
    }

    /// Whom it is about.
    pub fn selectors(&self) -> &[Selector] {
        match self {
            Self::Same(all) | Self::NotSame(all) => all,
            Self::NotAnActor(one) | Self::Rename(one, _) | Self::Kind(one, _) => std::slice::from_ref(one),
        }
    }

    /// The new name or kind.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Rename(_, name) => Some(name),
            Self::Kind(_, kind) => Some(kind.as_str()),
            _ => None,
        }
    }
}

/// Chooses an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// By id or by name.
    pub who: Who,
    /// Only actors of this kind.
    pub kind: Option<ActorKind>,
    /// Only as this document has it: its id, or its name in a graph.
    pub document: Option<String>,
}

/// An actor's id or name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The id of its node.
    Id(NodeId),
    /// A name or alias; case, punctuation and the marks on Latin letters do not count.
    Name(String),
}

impl Selector {
    /// A text that two selectors share if they say the same.
    pub(crate) fn key(&self) -> String {
        let who = match &self.who {
            Who::Id(id) => id.to_string(),
            Who::Name(name) => slug(name),
        };
        let kind = self.kind.map_or("", ActorKind::as_str);
        let document = self.document.as_deref().unwrap_or_default();
        format!("{who}\n{kind}\n{document}")
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.who {
            Who::Id(id) => write!(f, "{id}")?,
            Who::Name(name) => write!(f, "{name:?}")?,
        }
        if let Some(kind) = self.kind {
            write!(f, ", {}", kind.as_str())?;
        }
        if let Some(document) = &self.document {
            write!(f, ", in {document:?}")?;
        }
        Ok(())
    }
}

/// Two decisions that cannot both hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{later}: {what}, against {earlier}")]
pub struct Contradiction {
    /// The one that comes first.
    pub earlier: Place,
    /// The other.
    pub later: Place,
    /// What the later one says, and about whom.
    pub what: String,
}

impl Contradiction {
    /// Names both in the order of their places.
    pub(crate) fn between(one: &Decision, other: &Decision) -> Self {
        let (earlier, later) = if one.place <= other.place { (one, other) } else { (other, one) };
        let names: Vec<String> = later.action.selectors().iter().map(Selector::to_string).collect();
        let what = format!("{} of {} contradicts {}", later.action.name(), names.join(" and "), earlier.action.name());
        Self { earlier: earlier.place.clone(), later: later.place.clone(), what }
    }
}

impl Decisions {
    /// All of them, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = &Decision> {
        self.list.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
