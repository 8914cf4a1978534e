//! The whole way of one document: from its text to its annotation.
//!
//! Each stage takes what the stages before it made and adds one layer; none changes an earlier layer.

pub mod measure;

use std::thread;
use std::time::Duration;

use crate::actors::{self, ActorRules};
use crate::annotation::{Annotation, Boilerplate};
use crate::claims::{self, ClaimRules};
use crate::deadline;
use crate::document::{Document, Span};
use crate::events::ontology::UserOntology;
use crate::events::{self, EventRules};
use crate::gazetteer::Gazetteer;
use crate::gazetteer::layer::LayerError;
use crate::gazetteer::user::{Joined, UserGazetteer};
use crate::lexicon::{Inflections, TableError, Vocabulary};
use crate::linear::{Weights, WeightsError};
use crate::relations::{self, RelationRules};
use crate::syntax::model::{LoadError, ModelChoice, SyntaxModel};
use crate::syntax::parse::Parse;
use crate::syntax::{self, Syntax, SyntaxRules};
use crate::text::quote::Quotations;
use crate::text::{self, Text, TextRules};
use crate::time::{self, TimeRules};

/// Why the program's knowledge could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum AnalyzerError {
    /// A table is malformed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The model cannot be used.
    #[error(transparent)]
    Model(#[from] LoadError),
    /// The weights of coreference or of claims are damaged.
    #[error("the weights of coreference or of claims: {0}")]
    Weights(#[from] WeightsError),
    /// The compiled gazetteer cannot be used.
    #[error(transparent)]
    Gazetteer(#[from] LayerError),
}

/// All word lists and models, loaded once and shared by all threads.
#[derive(Debug)]
pub struct Analyzer {
    vocabulary: Vocabulary,
    text: TextRules,
    syntax: SyntaxRules,
    actors: ActorRules,
    claims: ClaimRules,
    times: TimeRules,
    events: EventRules,
    relations: RelationRules,
    time_limit: Option<Duration>,
}

/// One document with the layers that claims and events are read from.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The document.
    pub document: &'a Document,
    /// All known words.
    pub vocabulary: &'a Vocabulary,
    /// Tokens and sentences.
    pub text: &'a Text,
    /// Quotations.
    pub quotations: &'a Quotations,
    /// Tags, chunks, clauses.
    pub syntax: &'a Syntax,
}

impl<'a> Reading<'a> {
    /// The text of a token.
    pub fn form(&self, token: usize) -> &str {
        self.text.tokens[token].span.of(&self.document.text)
    }

    /// The tree of a sentence, in tokens of the document.
    ///
    /// # Panics
    /// When there is no sentence of this number.
    pub fn parse(&self, sentence: usize) -> Parse<'a> {
        self.syntax.sentences[sentence].parse(self.text.sentences[sentence].tokens.start)
    }

    /// From the first of some tokens to the last.
    ///
    /// # Panics
    /// When there are none.
    pub fn span(&self, tokens: std::ops::Range<usize>) -> Span {
        self.text.tokens[tokens.start].span.cover(self.text.tokens[tokens.end - 1].span)
    }
}

impl Analyzer {
    /// Loads the lists and models that ship with the program.
    ///
    /// # Errors
    /// When one of them is malformed, which a test rules out.
    pub fn load() -> Result<Self, AnalyzerError> {
        Self::with_model(&ModelChoice::default())
    }

    /// Loads the lists that ship with the program, and a model.
    ///
    /// # Errors
    /// When the model's file cannot be read or does not fit.
    pub fn with_model(model: &ModelChoice) -> Result<Self, AnalyzerError> {
        Self::with(model, &UserGazetteer::default(), &UserOntology::default())
    }

    /// Loads the lists that ship with the program, a model, and what users know of actors.
    ///
    /// # Errors
    /// As [`Analyzer::with`].
    pub fn with_gazetteer(model: &ModelChoice, user: &UserGazetteer) -> Result<Self, AnalyzerError> {
        Self::with(model, user, &UserOntology::default())
    }

    /// Loads the lists that ship with the program, a model, and what users know of actors and kinds of event.
    ///
    /// # Errors
    /// When the model's file cannot be read or does not fit, when a user's record refers to one that there is not or
    /// stands twice, or when a row of a user's ontology names a type, code or slot that there is not.
    pub fn with(model: &ModelChoice, user: &UserGazetteer, ontology: &UserOntology) -> Result<Self, AnalyzerError> {
        let mut vocabulary = Vocabulary::default();
        // A model is checked from its first byte to its last, which takes as long as the first tables.
        let (text, inflections, gazetteer, model) = thread::scope(|scope| {
            let model = scope.spawn(|| SyntaxModel::load(model));
            let tables = (TextRules::load(&mut vocabulary), Inflections::load(), Gazetteer::load());
            let model = model.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            (tables.0, tables.1, tables.2, model)
        });
        let (text, inflections, mut gazetteer) = (text?, inflections?, gazetteer?);
        let syntax = SyntaxRules::new(model?, &mut vocabulary);
        let Joined { records, agents, .. } = join(user, &gazetteer, &text, &syntax, &vocabulary)?;
        gazetteer.add(text.tokens(), &records)?;
        let weights = actors::coreference::shipped()?;
        let mut actors = ActorRules::load(gazetteer, weights, &text, &syntax, &inflections, &mut vocabulary)?;
        actors.nouns.add(text.tokens(), &mut vocabulary, &agents);
        let mut claims = ClaimRules::load(&mut vocabulary, &inflections)?;
        claims.set_choices(Some(claims::choice::shipped()?));
        let times = TimeRules::load(&mut vocabulary, &inflections)?;
        let events = EventRules::load(text.tokens(), &mut vocabulary, &inflections, ontology)?;
        let relations = RelationRules::load()?;
        Ok(Self { vocabulary, text, syntax, actors, claims, times, events, relations, time_limit: None })
    }

    /// Annotates one document. Never fails: where the text says nothing that the program understands, layers are empty.
    ///
    /// Linear in the length of the text, but for coreference, which looks back a bounded number of actors.
    pub fn analyze(&self, document: Document) -> Annotation {
        let boilerplate = text::boilerplate::mark(&document.text);
        let (sentences, cast, claims, times, events) = self.read(&document, &boilerplate, |reading| {
            let mut cast = actors::find(&self.actors, reading);
            deadline::check();
            let mut claims = claims::find(&self.claims, &self.syntax.words, reading, &cast);
            deadline::check();
            actors::hear(&self.actors, reading, &mut cast, &mut claims);
            let times = time::find(&self.times, reading);
            deadline::check();
            let events = events::find(&self.events, &self.syntax.words, reading, &cast, &times);
            deadline::check();
            claims::attach(&self.claims, &self.syntax.words, reading, &mut claims, &events, &times, &cast);
            let times = times.into_iter().map(|t| t.time).collect();
            let open = relations::find(&self.relations, &self.syntax.words, reading, &cast);
            cast.relations.extend(open);
            cast.relations.sort_by_key(|x| (x.subject.span, x.predicate.span()));
            (reading.text.sentences.iter().map(|s| s.span).collect(), cast, claims, times, events)
        });
        Annotation {
            boilerplate,
            sentences,
            mentions: cast.mentions,
            actors: cast.actors,
            claims,
            events,
            times,
            relations: cast.relations,
            document,
        }
    }

    /// Lets [`Analyzer::cue_cases`] see every candidate, also those that the shipped weights rule out.
    #[must_use]
    pub fn with_all_cues(mut self) -> Self {
        self.claims.consider_all();
        self
    }

    /// Uses other weights of sources and contents; with none the rules alone read them.
    #[must_use]
    pub fn with_choices(mut self, weights: Option<Weights>) -> Self {
        self.claims.set_choices(weights);
        self
    }

    /// What may be chosen for the claims of a document: what the weights of sources and contents are learned from.
    pub(crate) fn claim_choices(&self, document: &Document) -> Vec<claims::ChoiceCase> {
        self.read(document, &text::boilerplate::mark(&document.text), |reading| {
            claims::choice_cases(&self.claims, &self.syntax.words, reading)
        })
    }

    /// The open relations of a document as the weights of their confidence are learned from them.
    pub(crate) fn relation_cases(&self, document: &Document) -> Vec<relations::Case> {
        self.read(document, &text::boilerplate::mark(&document.text), |reading| {
            relations::cases(&self.syntax.words, reading)
        })
    }

    /// Everything in a document that may be an attribution by a cue: what the weights of cues are learned from.
    pub fn cue_cases(&self, document: &Document) -> Vec<claims::Case> {
        self.read(document, &text::boilerplate::mark(&document.text), |reading| {
            claims::cases(&self.claims, &self.syntax.words, reading)
        })
    }

    /// Whom the mentions of a document may mean: what the weights of coreference are learned from.
    pub(crate) fn coreference_case(&self, document: &Document) -> actors::coreference::Case {
        self.read(document, &[], |reading| actors::case(&self.actors, reading))
    }

    /// Uses other weights of coreference.
    #[must_use]
    pub fn with_coreference(mut self, weights: Weights) -> Self {
        self.actors.set_weights(weights);
        self
    }

    /// Lets [`corpus::annotate`](crate::corpus::annotate) give up on a document after this time. What it gives then depends
    /// on the machine.
    #[must_use]
    pub fn with_time_limit(mut self, limit: Option<Duration>) -> Self {
        self.time_limit = limit;
        self
    }

    /// The time that one document may take, if it is limited.
    pub fn time_limit(&self) -> Option<Duration> {
        self.time_limit
    }

    /// Links an open mention only where its antecedent is likelier than none by these log-odds.
    #[must_use]
    pub fn with_threshold(mut self, log_odds: f64) -> Self {
        self.actors.set_threshold(log_odds);
        self
    }

    /// Everyone spoken of, after `change` has changed what the model says.
    #[cfg(test)]
    pub(crate) fn cast_with(&self, text: &str, change: impl FnOnce(&Text, &mut Syntax)) -> actors::Cast {
        let document = Document::new("test", text);
        let text = text::analyze(&self.text, &self.vocabulary, &document.text, &[]);
        let quotations = text::quote::find(&document.text, &text);
        let mut syntax = syntax::analyze(&self.syntax, &document.text, &text);
        change(&text, &mut syntax);
        let (document, vocabulary) = (&document, &self.vocabulary);
        let reading = Reading { document, vocabulary, text: &text, quotations: &quotations, syntax: &syntax };
        actors::find(&self.actors, reading)
    }

    /// Reads a document as far as its syntax and goes on with that.
    fn read<R>(&self, document: &Document, skipped: &[Boilerplate], then: impl FnOnce(Reading<'_>) -> R) -> R {
        let skip: Vec<Span> = skipped.iter().map(|b| b.span).collect();
        let text = text::analyze(&self.text, &self.vocabulary, &document.text, &skip);
        let quotations = text::quote::find(&document.text, &text);
        deadline::check();
        let syntax = syntax::analyze(&self.syntax, &document.text, &text);
        deadline::check();
        let (vocabulary, text, quotations, syntax) = (&self.vocabulary, &text, &quotations, &syntax);
        then(Reading { document, vocabulary, text, quotations, syntax })
    }
}

/// Joins users' records with the built-in ones, leaving out names that the model counts as common words.
fn join(
    user: &UserGazetteer,
    built_in: &Gazetteer,
    text: &TextRules,
    syntax: &SyntaxRules,
    vocabulary: &Vocabulary,
) -> Result<Joined, TableError> {
    if user.is_empty() {
        return Ok(Joined::default());
    }
    let uses = syntax.common_uses(vocabulary);
    let is_common = |word: &str| uses.get(vocabulary.get(word).index()).is_some_and(|&share| share > 0.5);
    user.join(text.tokens(), built_in, &is_common)
}

/// Checks that users' records fit together and to the built-in ones, and tells what becomes of them.
///
/// # Errors
/// As [`Analyzer::with_gazetteer`].
pub fn check_gazetteer(model: &ModelChoice, user: &UserGazetteer) -> Result<GazetteerCheck, AnalyzerError> {
    let mut vocabulary = Vocabulary::default();
    let text = TextRules::load(&mut vocabulary)?;
    let syntax = SyntaxRules::new(SyntaxModel::load(model)?, &mut vocabulary);
    let mut gazetteer = Gazetteer::load()?;
    let joined = join(user, &gazetteer, &text, &syntax, &vocabulary)?;
    let n_built_in = gazetteer.n_records();
    gazetteer.add(text.tokens(), &joined.records)?;
    let n_new = gazetteer.n_records() - n_built_in;
    Ok(GazetteerCheck {
        n_new,
        n_known: joined.records.len() - n_new,
        n_nouns: joined.agents.len(),
        n_common: joined.n_common,
    })
}

/// What becomes of users' records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GazetteerCheck {
    /// Actors that the program does not know.
    pub n_new: usize,
    /// Built-in records that are replaced or extended.
    pub n_known: usize,
    /// Nouns for kinds of actors.
    pub n_nouns: usize,
    /// Names of one word that are left out since the word is mostly no name.
    pub n_common: usize,
}
