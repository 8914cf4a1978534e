//! Pictures of a graph that people can read.
//!
//! What enters: a [`KnowledgeGraph`] and [`ViewOptions`]. What leaves: a [`Picture`], figures joined by arrows with the
//! words to write on them, in no file format. Laid out in full, one article is wider than a wall; so a view leaves out and
//! sums up, and its notes say what is not shown. Nothing is drawn that the graph does not hold, and what is only alleged
//! is drawn so.

mod caption;
mod claims;
mod events;
mod full;
mod overview;
mod saying;
#[cfg(test)]
mod tests;
mod ties;
mod tiles;

use std::collections::BTreeMap;

pub(crate) use caption::with_manner;
pub use caption::{edge_caption, node_caption};
pub(crate) use saying::joint;
pub use saying::{arrow, figure};
pub use ties::{Tie, TieOf, Voice, event_voices, link_voices, ties};

use super::{KnowledgeGraph, NodeId};
use crate::annotation::ActorKind;
use crate::closed_set::closed_set;

closed_set!(
    /// What a picture shows.
    View {
        /// The overview: actors, joined by what they do to and say about each other.
        Actors = "actors",
        /// Who says what about whom.
        Claims = "claims",
        /// What happens, and who takes part.
        Events = "events",
        /// Every node and edge of the graph.
        Full = "full",
    }
);

/// What to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViewOptions {
    /// Which view.
    pub view: View,
    /// At most so many edges, the weightiest; [`View::Full`] shows all of them whatever stands here.
    pub max_edges: usize,
}

impl ViewOptions {
    /// More edges than this are a hairball on any screen.
    pub const MAX_EDGES: usize = 150;

    /// A view with the usual limit.
    pub fn new(view: View) -> Self {
        Self { view, max_edges: Self::MAX_EDGES }
    }
}

/// A drawing without a format.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Which view it is.
    pub view: View,
    /// What it shows, in a few words.
    pub title: String,
    /// Sorted by id.
    pub figures: Vec<Figure>,
    /// Sorted by ends and words; more than one may join the same figures.
    pub arrows: Vec<Arrow>,
    /// What is not shown, a few words each.
    pub notes: Vec<String>,
    /// A place for each figure, in their order, for when there are too many to look for better ones; empty in
    /// views with a limit.
    pub places: Vec<Cell>,
}

/// A place on a grid; no two figures share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// From the left, from 0.
    pub column: u32,
    /// From the top, from 0.
    pub row: u32,
}

/// One thing in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The node it stands for; of several alike, the first.
    pub id: NodeId,
    /// What it is.
    pub shape: Shape,
    /// Words to write in it, line by line.
    pub lines: Vec<String>,
    /// Words to show when asked.
    pub tooltip: String,
}

/// What a figure stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// An actor of a kind.
    Actor(ActorKind),
    /// A claim: alleged where it is hearsay, unreal where its words hedge it.
    Claim(Look),
    /// An event.
    Event(Tone, Look),
    /// A document.
    Document,
}

/// One line from a figure to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// Index of the figure where it begins.
    pub from: usize,
    /// Index of the figure where it ends.
    pub to: usize,
    /// Words to write on it, line by line.
    pub lines: Vec<String>,
    /// Words to show when asked.
    pub tooltip: String,
    /// What it is about.
    pub tone: Tone,
    /// How it is said.
    pub look: Look,
    /// How much of the graph it stands for.
    pub weight: u32,
}

/// What an arrow is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Threatens, coerces, attacks.
    Conflict,
    /// Agrees, aids, works together.
    Cooperation,
    /// Says.
    Speech,
    /// Speaks against: denies, contradicts, blames.
    Against,
    /// Speaks for: confirms, repeats, praises.
    For,
    /// A static fact: leads, belongs to.
    Fact,
    /// Joins a claim or event to its document.
    Source,
}

/// How something is said; the default is told as a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Look {
    /// Only a party says so, not the document; or the document itself calls it alleged.
    pub alleged: bool,
    /// Possible, intended, conditional, requested, threatened, attempted or foiled.
    pub unreal: bool,
    /// Said not to happen.
    pub negated: bool,
}

/// Draws a graph.
pub fn draw(graph: &KnowledgeGraph, options: ViewOptions) -> Picture {
    match options.view {
        View::Actors => overview::draw(graph, options.max_edges),
        View::Claims => claims::draw(graph, options.max_edges),
        View::Events => events::draw(graph, options.max_edges),
        View::Full => full::draw(graph),
    }
}

/// Figures and arrows by id, before they are numbered.
#[derive(Default)]
struct Canvas {
    figures: BTreeMap<NodeId, Figure>,
    arrows: Vec<(NodeId, NodeId, Arrow)>,
}

impl Canvas {
    /// Adds a figure unless one for that node is there.
    fn figure(&mut self, id: &NodeId, make: impl FnOnce() -> Figure) {
        self.figures.entry(id.clone()).or_insert_with(make);
    }

    /// Adds an arrow between two figures; its own ends are set when the canvas is finished.
    fn arrow(&mut self, from: &NodeId, to: &NodeId, arrow: Arrow) {
        self.arrows.push((from.clone(), to.clone(), arrow));
    }

    fn finish(mut self, view: View, title: String, notes: Vec<String>) -> Picture {
        self.arrows
            .sort_by(|(a, b, x), (c, d, y)| (a, b, &x.lines, x.look, x.tone).cmp(&(c, d, &y.lines, y.look, y.tone)));
        let numbers: BTreeMap<&NodeId, usize> = self.figures.keys().enumerate().map(|(i, id)| (id, i)).collect();
        let number = |(from, to, arrow): (NodeId, NodeId, Arrow)| {
            Some(Arrow { from: *numbers.get(&from)?, to: *numbers.get(&to)?, ..arrow })
        };
        let arrows = self.arrows.into_iter().filter_map(number).collect();
        Picture { view, title, figures: self.figures.into_values().collect(), arrows, notes, places: Vec::new() }
    }
}

/// "1 claim", "3 claims".
fn counted(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}
