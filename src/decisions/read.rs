//! Decisions out of TOML, with the line of each.

use serde::Deserialize;
use toml::Spanned;

use super::{Action, Contradiction, Decision, Decisions, Place, Selector, Who};
use crate::annotation::ActorKind;
use crate::graph::NodeId;

/// Why a text holds no decisions that can be followed.
#[derive(Debug, thiserror::Error)]
pub enum DecisionsError {
    /// It is no TOML, or has other keys or values than decisions have.
    #[error("{file}:{line}: {what}")]
    Format {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// Two entries that cannot both hold.
    #[error(transparent)]
    Contradiction(#[from] Contradiction),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    #[serde(default)]
    same: Vec<Spanned<Group>>,
    #[serde(default)]
    not_same: Vec<Spanned<Group>>,
    #[serde(default)]
    not_an_actor: Vec<Spanned<One>>,
    #[serde(default)]
    rename: Vec<Spanned<Named>>,
    #[serde(default)]
    kind: Vec<Spanned<Kinded>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    actors: Vec<Choice>,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    actor: Choice,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    actor: Choice,
    name: String,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kinded {
    actor: Choice,
    kind: String,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "an actor is a name, an id that begins with \"actor:\", or a table of id or name, kind \
                               and document"
)]
enum Choice {
    Word(String),
    Table(Fields),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    id: Option<String>,
    name: Option<String>,
    kind: Option<String>,
    document: Option<String>,
}

impl Decisions {
    /// Reads decisions; `file` is only named in messages and places.
    ///
    /// # Errors
    /// When it is no TOML of decisions, with the line; when two decisions contradict each other, with both lines.
    pub fn parse(file: &str, text: &str) -> Result<Self, DecisionsError> {
        let mut decisions = Self::default();
        decisions.add(file, text)?;
        Ok(decisions)
    }

    /// Adds those of another file: all hold together.
    ///
    /// # Errors
    /// As [`Self::parse`]; contradictions between files as well.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), DecisionsError> {
        let mut list = Reader { file, text }.decisions()?;
        list.sort_by_key(|decision| decision.place.line);
        self.list.extend(list);
        Ok(super::check::check(&self.list)?)
    }
}

struct Reader<'t> {
    file: &'t str,
    text: &'t str,
}

impl Reader<'_> {
    fn error(&self, line: usize, what: impl Into<String>) -> DecisionsError {
        DecisionsError::Format { file: self.file.to_owned(), line, what: what.into() }
    }

    /// Line of a byte, from 1.
    fn line(&self, byte: usize) -> usize {
        let before = &self.text.as_bytes()[..byte.min(self.text.len())];
        1 + before.iter().filter(|&&b| b == b'\n').count()
    }

    fn decisions(&self) -> Result<Vec<Decision>, DecisionsError> {
        let file: File = toml::from_str(self.text).map_err(|error| {
            let line = error.span().map_or(1, |span| self.line(span.start));
            self.error(line, error.message().replace('\n', "; "))
        })?;
        let mut list = Vec::new();
        for entry in file.same {
            let (line, Group { actors, reason }) = self.open(entry);
            list.push(self.decision(line, Action::Same(self.group(line, actors)?), reason));
        }
        for entry in file.not_same {
            let (line, Group { actors, reason }) = self.open(entry);
            list.push(self.decision(line, Action::NotSame(self.group(line, actors)?), reason));
        }
        for entry in file.not_an_actor {
            let (line, One { actor, reason }) = self.open(entry);
            list.push(self.decision(line, Action::NotAnActor(self.selector(line, actor)?), reason));
        }
        for entry in file.rename {
            let (line, Named { actor, name, reason }) = self.open(entry);
            if name.trim().is_empty() {
                return Err(self.error(line, "the new name is empty"));
            }
            let action = Action::Rename(self.selector(line, actor)?, name.trim().to_owned());
            list.push(self.decision(line, action, reason));
        }
        for entry in file.kind {
            let (line, Kinded { actor, kind, reason }) = self.open(entry);
            let action = Action::Kind(self.selector(line, actor)?, self.kind(line, &kind)?);
            list.push(self.decision(line, action, reason));
        }
        Ok(list)
    }

    fn open<T>(&self, entry: Spanned<T>) -> (usize, T) {
        (self.line(entry.span().start), entry.into_inner())
    }

    fn decision(&self, line: usize, action: Action, reason: Option<String>) -> Decision {
        Decision { place: Place { file: self.file.to_owned(), line }, action, reason }
    }

    fn group(&self, line: usize, choices: Vec<Choice>) -> Result<Vec<Selector>, DecisionsError> {
        let selectors: Vec<Selector> =
            choices.into_iter().map(|choice| self.selector(line, choice)).collect::<Result<_, _>>()?;
        if selectors.len() < 2 {
            return Err(self.error(line, format!("two actors at least are expected, {} found", selectors.len())));
        }
        for (i, selector) in selectors.iter().enumerate() {
            if selectors[..i].iter().any(|earlier| earlier.key() == selector.key()) {
                return Err(self.error(line, format!("the actor {selector} stands twice")));
            }
        }
        Ok(selectors)
    }

    fn selector(&self, line: usize, choice: Choice) -> Result<Selector, DecisionsError> {
        let Fields { id, name, kind, document } = match choice {
            Choice::Word(word) if word.starts_with("actor:") => {
                Fields { id: Some(word), name: None, kind: None, document: None }
            }
            Choice::Word(word) => Fields { id: None, name: Some(word), kind: None, document: None },
            Choice::Table(fields) => fields,
        };
        let who = match (id, name) {
            (Some(id), None) => Who::Id(NodeId::from(id)),
            (None, Some(name)) if !name.trim().is_empty() => Who::Name(name.trim().to_owned()),
            (None, Some(_)) => return Err(self.error(line, "the name of the actor is empty")),
            _ => return Err(self.error(line, "an actor has either an id or a name")),
        };
        let kind = kind.map(|kind| self.kind(line, &kind)).transpose()?;
        Ok(Selector { who, kind, document })
    }

    fn kind(&self, line: usize, kind: &str) -> Result<ActorKind, DecisionsError> {
        kind.parse().map_err(|error| self.error(line, format!("{error}")))
    }
}
