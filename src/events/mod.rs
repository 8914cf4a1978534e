//! Events: who did what to whom, when, where, how many.
//!
//! Enters: a document with its syntax and its cast. Leaves: events with type, arguments, time, number, polarity and
//! modality, in the order of their triggers. Method: a coder of the TABARI and PETRARCH family (Schrodt 2009; Norris,
//! Schrodt & Beieler 2017): verbs and nouns from hand-made tables trigger an event, the tables say which grammatical
//! slots fill its roles; types are those of PLOVER. Pure speech ("said", "warned") is no event here, it is a claim.
//!
//! - [`ontology`]: types, modes, contexts and codes, the program's and a user's. `trigger`: the tables of words.
//! - `phrase`: the sentence as the rules look at it. `labels`: modes and contexts that words tell.
//! - `coder`: reads a sentence. `arguments`, `quantity`, `dating`, `modality`: one part of an event each.
//! - `merge`: which events are one. `link`: which precede or cause which.
//!
//! The trigger of a light verb with its noun ("carried out an attack") is the noun; of a verb with a particle both
//! ("called off"). An event is dated only by words of its own clause or noun phrase, never by the document's date.

pub mod ontology;

mod arguments;
mod coder;
mod dating;
mod labels;
mod link;
mod merge;
mod modality;
mod phrase;
mod quantity;
#[cfg(test)]
mod tests;
mod trigger;
mod words {
    pub(super) use crate::lexicon::WordMap;
}

use crate::actors::Cast;
use crate::annotation::{Event, EventType};
use crate::lexicon::{Inflections, TableError, Vocabulary};
use crate::pipeline::Reading;
use crate::syntax::words::FunctionWords;
use crate::text::token::TokenRules;
use crate::time::{self, TimeExpression};

use arguments::{FillerRules, Finder};
use coder::{Coder, Draft};
use dating::DatingRules;
use labels::{LabelRules, Named};
use link::LinkRules;
use merge::Trace;
use modality::ModalityRules;
use ontology::{Ontology, UserOntology};
use phrase::View;
use quantity::{NumberRules, QuantityExpression};
use trigger::Triggers;

/// What this stage must know of words.
#[derive(Debug)]
pub struct EventRules {
    ontology: Ontology,
    triggers: Triggers,
    labels: LabelRules,
    fillers: FillerRules,
    numbers: NumberRules,
    dating: DatingRules,
    links: LinkRules,
    modality: ModalityRules,
}

impl EventRules {
    /// Reads the ontology and the lexicons of triggers, with what a user brings of both; their words become known.
    ///
    /// # Errors
    /// When a table is malformed, or a row of the user's names what there is not.
    pub fn load(
        tokens: &TokenRules,
        vocabulary: &mut Vocabulary,
        inflections: &Inflections,
        user: &UserOntology,
    ) -> Result<Self, TableError> {
        let ontology = Ontology::load(user)?;
        Ok(Self {
            triggers: Triggers::load(vocabulary, inflections, &ontology, user)?,
            labels: LabelRules::new(&ontology, tokens, vocabulary, inflections),
            fillers: FillerRules::load(vocabulary, inflections)?,
            numbers: NumberRules::load(vocabulary, inflections)?,
            dating: DatingRules::load(vocabulary, inflections)?,
            links: LinkRules::load(vocabulary, inflections)?,
            modality: ModalityRules::load(vocabulary, inflections)?,
            ontology,
        })
    }

    /// Number of verbs and of nouns that tell events of a type.
    pub fn n_triggers(&self, kind: EventType) -> (usize, usize) {
        self.triggers.count(kind)
    }

    /// The kinds of event.
    pub fn ontology(&self) -> &Ontology {
        &self.ontology
    }
}

/// Finds the events of a document, in the order of their triggers; `times` are its time expressions.
///
/// Linear in the length of the text, as every look-around is bounded.
pub fn find(
    rules: &EventRules,
    words: &FunctionWords,
    reading: Reading<'_>,
    cast: &Cast,
    times: &[TimeExpression],
) -> Vec<Event> {
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let mut named: Vec<Named> = Vec::new();
    let mut governors = Vec::new();
    let mut quantities: Vec<QuantityExpression> = Vec::new();
    for (sentence, syntax) in reading.text.sentences.iter().zip(&reading.syntax.sentences) {
        let tokens = &reading.text.tokens[sentence.tokens.clone()];
        if !tokens.iter().any(|t| rules.triggers.is_trigger(t.word)) {
            continue;
        }
        phrase::governors(&syntax.chunks, &syntax.clauses, &mut governors);
        let start = sentence.tokens.start;
        let view = View {
            words,
            numbers: &rules.numbers,
            reading,
            chunks: &syntax.chunks,
            clauses: &syntax.clauses,
            parse: syntax.parse(start),
            governors: &governors,
        };
        let finder = Finder {
            rules: &rules.fillers,
            triggers: &rules.triggers,
            modality: &rules.modality,
            view,
            cast,
            times: time::within(times, sentence.tokens.clone()),
            start,
            end: sentence.tokens.end,
        };
        let from = drafts.len();
        let first = quantities.len();
        quantity::find(view, finder.times, sentence.tokens.clone(), &mut quantities);
        let mut coder = Coder { rules, finder, quantities: &quantities[first..], sites: Vec::new() };
        coder.sites = coder.sites();
        coder.sentence(&mut drafts);
        drafts[from..].sort_by_key(|d| d.trigger.start);
        named.extend(drafts[from..].iter().map(|d| d.named(&syntax.chunks)));
    }
    let traces: Vec<Trace> = drafts.iter().map(Draft::trace).collect();
    let mut events: Vec<Event> =
        drafts.into_iter().map(|d| d.finish(rules, words, reading, &quantities, cast)).collect();
    for (event, named) in events.iter_mut().zip(&named) {
        rules.labels.add(reading, event, named);
    }
    merge::link(&reading.document.text, cast, &mut events, &traces);
    link::link(&rules.links, words, reading, &mut events);
    events
}
