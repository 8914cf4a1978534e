//! Open relations: what every clause says, as subject, predicate, object and further arguments, in the text's own words.
//!
//! Enters: a document with its trees and clauses, and its cast. Leaves: open [`Relation`]s, in text order. They are what
//! is left to an analyst where no type of event covers what happens. Method: tuples are read off the clauses of each
//! sentence, as ClausIE does (Del Corro and Gemulla, "ClausIE: clause-based open information extraction", WWW 2013), one
//! a clause with all its arguments (`clause`), and one an apposition (`noun`); what each argument spans is read off
//! the tree (`phrase`). A logistic model over some features of a tuple says how much to trust it (`confidence`). It
//! is fitted to the development part of CaRB (Bhardwaj, Aggarwal and Mausam, "CaRB: a crowdsourced benchmark for open
//! IE", EMNLP-IJCNLP 2019) by `training/relations.rs`.
//!
//! Negation and modality stay in the predicate: "did not attack", "may attack", "was asked to leave". Who says what a
//! relation tells is no matter of this stage: the claims around its words say so.

mod clause;
pub(crate) mod confidence;
mod noun;
mod phrase;

use std::ops::Range;

use crate::actors::Cast;
use crate::annotation::{Modality, Polarity, Predicate, Reference, Relation};
use crate::closed_set::closed_set;
use crate::lexicon::TableError;
use crate::pipeline::Reading;
use crate::syntax::words::FunctionWords;
use confidence::{Confidence, Feature};
use phrase::View;

/// What this stage must know.
#[derive(Debug)]
pub struct RelationRules {
    confidence: Confidence,
}

impl RelationRules {
    /// Reads the weights of confidence.
    ///
    /// # Errors
    /// When the table is malformed.
    pub fn load() -> Result<Self, TableError> {
        Ok(Self { confidence: Confidence::load()? })
    }
}

closed_set!(
    /// What a tuple has after its predicate.
    Shape {
        /// A direct object: "expelled | spies".
        Object = "object",
        /// Two objects: "gave | Chad | trucks".
        TwoObjects = "two objects",
        /// What a preposition governs that belongs to the predicate: "fled to | Norway".
        Prepositional = "prepositional",
        /// A clause: "said that | the war is over".
        Content = "content",
        /// A verb, noun or adjective without a subject: "became | famous".
        Complement = "complement",
        /// Only time, place or manner: "on Monday he resigned".
        Adjunct = "adjunct",
        /// Nothing: "resigned".
        Bare = "bare",
        /// A noun after "be": "is | a mayor".
        Noun = "noun",
        /// An adjective after "be": "is | angry".
        Adjective = "adjective",
        /// An adjective with its preposition: "is angry at | the mayor".
        AdjectivePrepositional = "adjective prepositional",
        /// A preposition after "be": "is in | Norway".
        Place = "place",
        /// A noun in apposition: "Roe, the mayor".
        Apposition = "apposition",
        /// A name in apposition: "the mayor, Roe".
        NameApposition = "name apposition",
        /// A noun before a name: "rebel leader Roe".
        Title = "title",
    }
);

closed_set!(
    /// How the subject is told.
    Bearer {
        /// By a phrase of its own.
        Own = "own",
        /// By a clause: "that he fled | proves | it".
        Clause = "clause",
        /// Before a relative clause: "the spies who fled".
        Relative = "relative",
        /// Before a participle: "the spies expelled by Iran".
        Participle = "participle",
        /// At the first of coordinated verbs: "came and saw".
        Shared = "shared",
        /// In a clause above: "Iran wants to leave".
        Understood = "understood",
        /// By the noun that another stands beside.
        Noun = "noun",
    }
);

/// A stretch of words with the one on which the others depend; tokens of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Argument {
    tokens: Range<usize>,
    head: usize,
}

/// Words of an argument at most; what is longer is left out, so that clauses in clauses do not make output without bound.
const LONGEST: usize = 100;

impl Argument {
    fn is_bounded(&self) -> bool {
        self.tokens.len() <= LONGEST
    }

    fn holds(&self, token: usize) -> bool {
        self.tokens.contains(&token)
    }

    fn overlaps(&self, other: &Argument) -> bool {
        self.tokens.start < other.tokens.end && other.tokens.start < self.tokens.end
    }
}

/// What a clause says.
#[derive(Clone, Debug)]
struct Tuple {
    shape: Shape,
    bearer: Bearer,
    subject: Argument,
    /// Tokens of the predicate, ascending; of an apposition the noun that is said.
    predicate: Vec<usize>,
    /// Whether "be" is to be read before the predicate, or in its place ([`Self::is_noun`]).
    implied: bool,
    object: Option<Argument>,
    /// Further arguments, ascending.
    arguments: Vec<Argument>,
    /// The token that heads it in the tree.
    head: usize,
    /// "was expelled", "expelled by Iran".
    passive: bool,
    /// Whether verbs that depend on each other are one predicate: "wants to leave".
    merged: bool,
    modality: Modality,
}

impl Tuple {
    /// Whether it has no verb.
    fn is_noun(&self) -> bool {
        matches!(self.shape, Shape::Apposition | Shape::NameApposition | Shape::Title)
    }

    /// Whether its predicate, or one who takes part, is negated: "never left", "no envoy left".
    fn polarity(&self, view: &View<'_>) -> Polarity {
        let opens = |a: &Argument| view.words.denies(view.word(a.tokens.start));
        let negates = |&token: &usize| !self.is_noun() && view.words.is_negation(view.word(token));
        if std::iter::once(&self.subject).chain(&self.object).any(opens) || self.predicate.iter().any(negates) {
            Polarity::Negative
        } else {
            Polarity::Positive
        }
    }

    fn rest(&self) -> impl Iterator<Item = &Argument> {
        self.object.iter().chain(&self.arguments)
    }

    /// How the predicate reads, and its runs of words.
    fn predicate(&self, r: Reading<'_>) -> Predicate {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for &token in &self.predicate {
            match runs.last_mut() {
                Some(run) if run.end == token => run.end += 1,
                _ => runs.push(token..token + 1),
            }
        }
        let words: Vec<_> = runs.into_iter().map(|run| r.span(run)).collect();
        if words.len() == 1 && !self.implied {
            return Predicate { words, text: None };
        }
        let mut text = if self.implied { "be".to_owned() } else { String::new() };
        for word in words.iter().filter(|_| !self.is_noun()) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word.of(&r.document.text));
        }
        Predicate { words, text: Some(text) }
    }

    fn relation(&self, view: &View<'_>, cast: &Cast, confidence: f64) -> Relation {
        let r = view.reading;
        let reference = |a: &Argument| -> Reference { cast.reference(r.span(a.tokens.clone()), a.head) };
        Relation {
            subject: reference(&self.subject),
            predicate: self.predicate(r),
            object: self.object.as_ref().map(reference),
            kind: None,
            role: None,
            since: None,
            until: None,
            arguments: self.arguments.iter().map(reference).collect(),
            polarity: self.polarity(view),
            modality: self.modality,
            confidence,
        }
    }
}

/// Finds the open relations of a document, in text order.
///
/// Linear in the length of the text, as every look-around is bounded.
pub fn find(rules: &RelationRules, words: &FunctionWords, reading: Reading<'_>, cast: &Cast) -> Vec<Relation> {
    let mut found = Vec::new();
    for_each_tuple(words, reading, |view, tuple| {
        let confidence = rules.confidence.of(&confidence::features(view, tuple));
        // Where all of a predicate went to its arguments, nothing is said.
        if !tuple.predicate.is_empty() {
            found.push(tuple.relation(view, cast, confidence));
        }
    });
    found
}

/// A tuple as its weights are learned.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) features: Vec<Feature>,
    pub(crate) subject: String,
    pub(crate) predicate: String,
    /// The object and the further arguments.
    pub(crate) rest: Vec<String>,
}

/// All tuples of a document with what is seen of them, in the order of [`find`].
pub(crate) fn cases(words: &FunctionWords, reading: Reading<'_>) -> Vec<Case> {
    let mut found = Vec::new();
    let text = &reading.document.text;
    for_each_tuple(words, reading, |view, tuple| {
        let words = |a: &Argument| reading.span(a.tokens.clone()).of(text).to_owned();
        found.push(Case {
            features: confidence::features(view, tuple),
            subject: words(&tuple.subject),
            predicate: tuple.predicate(reading).read(text).to_owned(),
            rest: tuple.rest().map(words).collect(),
        });
    });
    found
}

fn for_each_tuple(words: &FunctionWords, reading: Reading<'_>, mut then: impl FnMut(&View<'_>, &Tuple)) {
    for sentence in 0..reading.text.sentences.len() {
        let view = View::new(words, reading, sentence);
        let mut tuples = Vec::new();
        clause::find(&view, &mut tuples);
        noun::find(&view, &mut tuples);
        let ends = |t: &Tuple| (t.predicate.first().copied(), t.predicate.last().copied());
        tuples.sort_by_key(|t| (t.subject.tokens.start, t.subject.tokens.end, ends(t)));
        tuples.iter().for_each(|tuple| then(&view, tuple));
    }
}
