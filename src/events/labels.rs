//! Modes and contexts that the words of an event tell, on top of those that its code tells.
//!
//! The words are those of `modes.tsv` and `contexts.tsv` in `data/ontology`, and of users' tables. A mode is told by the
//! trigger, an instrument or an object that takes no part ("deployed troops"), never by who acts or suffers: who destroys a
//! tank need not do it with one. A context is told by any word of the trigger or of the noun phrases it governs, except
//! within names: the Cyber Centre may do anything.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::annotation::{Event, EventType};
use crate::lexicon::{Inflections, Phrases, Vocabulary};
use crate::pipeline::Reading;
use crate::syntax::tag::Tag;
use crate::text::token::TokenRules;

use super::ontology::{ModeRecord, Ontology, set_mode};

/// What words tell of events.
#[derive(Debug)]
pub(super) struct LabelRules {
    phrases: Phrases<Label>,
    /// For types and base forms of triggers the number of a mode.
    modes_of_lemmas: FxHashMap<(EventType, String), usize>,
    modes: Vec<ModeRecord>,
    contexts: Vec<String>,
}

/// What a phrase tells, by its number.
#[derive(Clone, Copy, Debug)]
enum Label {
    Mode(usize),
    Context(usize),
}

/// The tokens that an event's words are looked for in.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Who takes part, but for places.
    pub(super) participants: Vec<Range<usize>>,
    /// Instruments, and objects that take no part.
    pub(super) objects: Vec<Range<usize>>,
}

impl LabelRules {
    /// Takes the words of an ontology; they become known.
    pub(super) fn new(
        ontology: &Ontology,
        tokens: &TokenRules,
        vocabulary: &mut Vocabulary,
        inflections: &Inflections,
    ) -> Self {
        let mut rules = Self {
            phrases: Phrases::new(vocabulary),
            modes_of_lemmas: FxHashMap::default(),
            modes: ontology.modes().to_vec(),
            contexts: ontology.contexts().iter().map(|c| c.name.clone()).collect(),
        };
        let mut add = |word: &str, label| {
            for form in inflections.noun(word) {
                rules.phrases.add(tokens, vocabulary, &form, label);
            }
        };
        for (number, mode) in ontology.modes().iter().enumerate() {
            for word in &mode.words {
                add(word, Label::Mode(number));
                rules.modes_of_lemmas.entry((mode.kind, word.clone())).or_insert(number);
            }
        }
        for (number, context) in ontology.contexts().iter().enumerate() {
            context.words.iter().for_each(|word| add(word, Label::Context(number)));
        }
        rules
    }

    /// Adds to an event what its words tell: a mode in place of the code's, and contexts.
    pub(super) fn add(&self, reading: Reading<'_>, event: &mut Event, named: &Named) {
        let tokens = &reading.text.tokens;
        let start = tokens.partition_point(|t| t.span.end <= event.trigger.start);
        let end = tokens.partition_point(|t| t.span.start < event.trigger.end);
        let trigger = start..end;
        let telling = || std::iter::once(&trigger).chain(&named.objects);
        // "blow up", "down tools", then the verb alone.
        let verb = event.lemma.split(' ').next().unwrap_or_default();
        let of_lemma = |lemma: &str| self.modes_of_lemmas.get(&(event.kind, lemma.to_owned())).copied();
        let by_lemma = of_lemma(&event.lemma).or_else(|| of_lemma(verb));
        let mode = by_lemma.or_else(|| telling().find_map(|range| self.mode(reading, event.kind, range.clone())));
        if let Some(number) = mode {
            set_mode(&mut event.coding, &self.modes[number]);
        }
        for range in telling().chain(&named.participants) {
            self.contexts(reading, range.clone(), &mut event.coding.contexts);
        }
        event.coding.contexts.sort();
        event.coding.contexts.dedup();
    }

    /// The mode of a type that the longest phrase in some tokens tells, the first of equal length.
    fn mode(&self, reading: Reading<'_>, kind: EventType, range: Range<usize>) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        for at in range.clone() {
            let of_type = |label: &Label| matches!(label, Label::Mode(m) if self.modes[*m].kind == kind);
            let fits = |label: &Label, _: &[_]| of_type(label);
            let Some(found) = self.phrases.longest_fitting(&reading.text.tokens, at, range.end, fits) else { continue };
            let number = found.values.iter().find_map(|l| match l {
                Label::Mode(number) if of_type(l) => Some(*number),
                _ => None,
            });
            if let Some(number) = number
                && best.is_none_or(|(length, _)| found.end - at > length)
            {
                best = Some((found.end - at, number));
            }
        }
        best.map(|(_, number)| number)
    }

    fn contexts(&self, reading: Reading<'_>, range: Range<usize>, out: &mut Vec<String>) {
        for at in range.clone().filter(|&t| !matches!(reading.syntax.tags[t], Tag::Nnp | Tag::Nnps)) {
            let fits = |label: &Label, _: &[_]| matches!(label, Label::Context(_));
            let found = self.phrases.longest_fitting(&reading.text.tokens, at, range.end, fits);
            for label in found.iter().flat_map(|f| f.values) {
                if let Label::Context(number) = label {
                    out.push(self.contexts[*number].clone());
                }
            }
        }
    }
}
