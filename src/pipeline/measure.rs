//! What each stage costs: a document with all its layers, of which each can be made again from those before it.

use super::{Analyzer, Reading};
use crate::actors::{self, Cast};
use crate::annotation::{Annotation, Boilerplate, Claim, Event, wire};
use crate::claims;
use crate::document::{Document, Span};
use crate::events;
use crate::relations;
use crate::syntax::network::model::Analysis;
use crate::syntax::{self, Syntax};
use crate::text::quote::Quotations;
use crate::text::{self, Text};
use crate::time::{self, TimeExpression};

/// A stage of the analysis, as far as it can be measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Marking boilerplate.
    Boilerplate,
    /// Paragraphs, tokens, sentences.
    Tokens,
    /// Quotations.
    Quotations,
    /// Tags, trees and names by the networks, with the marks of the gazetteer.
    Network,
    /// Trees in types, chunks, clauses.
    Clauses,
    /// Names, identities, and the nominals that the text ties to names.
    Names,
    /// [`Stage::Names`] and coreference, nested places, static relations.
    Actors,
    /// Attributions.
    Claims,
    /// Time expressions.
    Times,
    /// Events.
    Events,
    /// Acts, stances, certainty, subjects and responses of claims.
    Frames,
    /// Open relations.
    Relations,
    /// The annotation as a line of JSON.
    Wire,
    /// All of them.
    All,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Stage; 14] = [
        Stage::Boilerplate,
        Stage::Tokens,
        Stage::Quotations,
        Stage::Network,
        Stage::Clauses,
        Stage::Names,
        Stage::Actors,
        Stage::Claims,
        Stage::Times,
        Stage::Events,
        Stage::Frames,
        Stage::Relations,
        Stage::Wire,
        Stage::All,
    ];
}

/// A document with all its layers.
pub struct Measured<'a> {
    analyzer: &'a Analyzer,
    skip: Vec<Span>,
    text: Text,
    quotations: Quotations,
    analysis: Analysis,
    syntax: Syntax,
    cast: Cast,
    claims: Vec<Claim>,
    times: Vec<TimeExpression>,
    events: Vec<Event>,
    annotation: Annotation,
}

impl<'a> Measured<'a> {
    /// Analyses a document and keeps all that the stages leave.
    pub fn new(analyzer: &'a Analyzer, document: &Document) -> Self {
        let a = analyzer;
        let boilerplate: Vec<Boilerplate> = text::boilerplate::mark(&document.text);
        let skip: Vec<Span> = boilerplate.iter().map(|b| b.span).collect();
        let text = text::analyze(&a.text, &a.vocabulary, &document.text, &skip);
        let quotations = text::quote::find(&document.text, &text);
        let analysis = syntax::run(&a.syntax, &document.text, &text);
        let syntax = syntax::read(&a.syntax, &text, &analysis);
        let reading =
            Reading { document, vocabulary: &a.vocabulary, text: &text, quotations: &quotations, syntax: &syntax };
        let cast = actors::find(&a.actors, reading);
        let claims = claims::find(&a.claims, &a.syntax.words, reading, &cast);
        let times = time::find(&a.times, reading);
        let events = events::find(&a.events, &a.syntax.words, reading, &cast, &times);
        let annotation = analyzer.analyze(document.clone());
        Self { analyzer, skip, text, quotations, analysis, syntax, cast, claims, times, events, annotation }
    }

    /// Bytes of text.
    pub fn n_bytes(&self) -> usize {
        self.annotation.document.text.len()
    }

    /// Number of tokens.
    pub fn n_tokens(&self) -> usize {
        self.text.tokens.len()
    }

    /// Runs a stage again and returns how many things it found, so that it cannot be left out.
    pub fn run(&self, stage: Stage) -> usize {
        let a = self.analyzer;
        let (document, words) = (&self.annotation.document, &a.syntax.words);
        let (vocabulary, text, quotations, syntax) = (&a.vocabulary, &self.text, &self.quotations, &self.syntax);
        let reading = Reading { document, vocabulary, text, quotations, syntax };
        match stage {
            Stage::Boilerplate => text::boilerplate::mark(&document.text).len(),
            Stage::Tokens => text::analyze(&a.text, vocabulary, &document.text, &self.skip).tokens.len(),
            Stage::Quotations => text::quote::find(&document.text, text).list.len(),
            Stage::Network => syntax::run(&a.syntax, &document.text, text).heads.len(),
            Stage::Clauses => syntax::read(&a.syntax, text, &self.analysis).tags.len(),
            Stage::Names => actors::count_names(&a.actors, reading),
            Stage::Actors => actors::find(&a.actors, reading).mentions.len(),
            Stage::Claims => claims::find(&a.claims, words, reading, &self.cast).len(),
            Stage::Times => time::find(&a.times, reading).len(),
            Stage::Events => events::find(&a.events, words, reading, &self.cast, &self.times).len(),
            Stage::Frames => {
                let mut claims = self.claims.clone();
                claims::attach(&a.claims, words, reading, &mut claims, &self.events, &self.times, &self.cast);
                claims.len()
            }
            Stage::Relations => relations::find(&a.relations, words, reading, &self.cast).len(),
            // A line that cannot be written, which does not happen, is empty.
            Stage::Wire => wire::to_line(&self.annotation).map_or(0, |line| line.len()),
            Stage::All => wire::to_line(&a.analyze(document.clone())).map_or(0, |line| line.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_finds_again_what_it_left() {
        let analyzer = Analyzer::load().unwrap();
        let text = "Ann Roe, the mayor of Paris, said on Monday: “We expelled two spies in 2022.” She left.";
        let measured = Measured::new(&analyzer, &Document::new("d", text));
        let annotation = analyzer.analyze(Document::new("d", text));
        assert_eq!(measured.annotation, annotation);
        assert_eq!((measured.n_bytes(), measured.n_tokens()), (text.len(), measured.run(Stage::Tokens)));
        assert_eq!(measured.run(Stage::Clauses), measured.n_tokens());
        assert_eq!(measured.run(Stage::Network), measured.n_tokens());
        assert_eq!(measured.run(Stage::Quotations), 1);
        assert_eq!(measured.run(Stage::Events), annotation.events.len());
        assert_eq!(measured.run(Stage::Claims), annotation.claims.len());
        assert_eq!(measured.run(Stage::Wire), wire::to_line(&annotation).unwrap().len());
        assert!(measured.run(Stage::Names) >= 2 && measured.run(Stage::Actors) > measured.run(Stage::Names));
    }
}
