//! Which event of a sentence is said to precede or to cause another: "after the attack, police arrested ten men".
//!
//! Enters: the events of a document in its trees. Leaves: links from the earlier event to the later, from the cause to the effect, each
//! with the words that state it. Method: a word or phrase of `event_links.tsv` must join both triggers in the tree: a preposition or
//! conjunction that marks one ("before invading", "in response to the attack") and hangs, with it, on the other; or a verb between a
//! subject and an object ("the attack triggered an invasion"). Nothing is concluded from order, dates, or more than one step;
//! what is denied ("not because of the attack"), and events that are said not to happen, have no links.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::annotation::{Event, EventId, EventLink, EventLinkKind, Polarity};
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId};
use crate::pipeline::Reading;
use crate::syntax::parse::Parse;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use crate::syntax::words::FunctionWords;

/// How what a word governs, or has for an object, stands to what it hangs on, or has for a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    /// "after the attack": the governed one precedes.
    After,
    /// "before the attack": the other precedes.
    Before,
    /// "because of the attack": the governed one causes.
    Cause,
    /// "triggered the attack": the other causes.
    Effect,
}

/// What this file must know of words.
#[derive(Debug)]
pub(super) struct LinkRules {
    /// Prepositions and conjunctions, longest first.
    linkers: Vec<(Box<[WordId]>, Sense)>,
    /// Forms of verbs, with the preposition of what they govern if that is no object.
    verbs: Vec<(WordId, Option<WordId>, Sense)>,
    /// Forms of verbs that only carry an event noun: "launched".
    light: FxHashSet<WordId>,
    by: WordId,
}

/// Dependents of a word that are looked at.
const NEAR: usize = 24;

impl LinkRules {
    /// Reads `event_links.tsv`.
    pub(super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let table = Table::parse(
            "data/lexicon/event_links.tsv",
            include_str!("../../data/lexicon/event_links.tsv"),
            &["words", "class", "preposition", "link"],
        )?;
        let (mut linkers, mut verbs) = (Vec::new(), Vec::new());
        for row in table.rows() {
            let sense = match row.cell(3) {
                "after" => Sense::After,
                "before" => Sense::Before,
                "cause" => Sense::Cause,
                "effect" => Sense::Effect,
                other => return Err(row.error(format!("unknown link {other:?}"))),
            };
            match row.cell(1) {
                "linker" => {
                    let words: Box<[WordId]> = row.cell(0).split(' ').map(|w| vocabulary.add(w)).collect();
                    linkers.push((words, sense));
                }
                "verb" => {
                    let preposition = row.optional(2).map(|p| vocabulary.add(p));
                    let forms = inflections.verb(row.cell(0));
                    verbs.extend(forms.iter().map(|f| (vocabulary.add(f), preposition, sense)));
                }
                other => return Err(row.error(format!("unknown class {other:?}"))),
            }
        }
        let table = Table::parse(
            "data/lexicon/light_verbs.tsv",
            include_str!("../../data/lexicon/light_verbs.tsv"),
            &["verb"],
        )?;
        let mut light = FxHashSet::default();
        for row in table.rows() {
            light.extend(inflections.verb(row.cell(0)).iter().map(|f| vocabulary.add(f)));
        }
        linkers.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        verbs.sort_by_key(|v| v.0);
        Ok(Self { linkers, verbs, light, by: vocabulary.add("by") })
    }

    fn senses(&self, verb: WordId) -> &[(WordId, Option<WordId>, Sense)] {
        let first = self.verbs.partition_point(|v| v.0 < verb);
        let last = self.verbs.partition_point(|v| v.0 <= verb);
        &self.verbs[first..last]
    }
}

/// Notes the links in the events, which ascend by their trigger. Linear in the number of tokens.
pub(super) fn link(rules: &LinkRules, words: &FunctionWords, reading: Reading<'_>, events: &mut [Event]) {
    let mut found: Vec<(usize, EventLink)> = Vec::new();
    let tokens = &reading.text.tokens;
    for (sentence, syntax) in reading.text.sentences.iter().zip(&reading.syntax.sentences) {
        let span = sentence.span;
        let first = events.partition_point(|e| e.trigger.start < span.start);
        let last = events.partition_point(|e| e.trigger.start < span.end);
        if last < first + 2 {
            continue;
        }
        let parse = syntax.parse(sentence.tokens.start);
        let head = |e: &Event| {
            let start = tokens.partition_point(|t| t.span.start < e.trigger.start);
            let end = tokens.partition_point(|t| t.span.end <= e.trigger.end).max(start + 1);
            (start..end).find(|&t| parse.head(t).is_none_or(|h| !(start..end).contains(&h))).unwrap_or(start)
        };
        let heads: Vec<(usize, usize)> = (first..last)
            .filter(|&e| events[e].polarity == Polarity::Positive)
            .map(|e| (head(&events[e]), e))
            .filter(|&(token, _)| sentence.tokens.contains(&token))
            .collect();
        let finder = Finder { rules, words, reading, parse, sentence: sentence.tokens.clone(), heads: &heads };
        for &(token, event) in &heads {
            finder.linker(token, event, &mut found);
        }
        for token in sentence.tokens.clone() {
            finder.verb(token, &mut found);
        }
    }
    for (from, link) in found {
        let same = |e: usize| events[e].same_as.map_or(e, EventId::index);
        let to = link.event.index();
        if same(from) != same(to) && !events[from].links.iter().any(|l| l.event == link.event && l.kind == link.kind) {
            events[from].links.push(link);
        }
    }
    for event in events {
        event.links.sort_by_key(|l| (l.event, l.kind));
    }
}

struct Finder<'a> {
    rules: &'a LinkRules,
    words: &'a FunctionWords,
    reading: Reading<'a>,
    parse: Parse<'a>,
    sentence: Range<usize>,
    /// Head token and number of every event of the sentence that is said to happen.
    heads: &'a [(usize, usize)],
}

impl Finder<'_> {
    fn word(&self, token: usize) -> WordId {
        self.reading.text.tokens[token].word
    }

    fn event(&self, token: usize) -> Option<usize> {
        self.heads.iter().find(|h| h.0 == token).map(|h| h.1)
    }

    /// The event of a word: its own, or of a light verb that of the one noun that it has for an object ("launched an attack") or, in
    /// the passive, for a subject ("an attack was launched").
    fn event_of(&self, token: usize) -> Option<usize> {
        let noun = || {
            let light = self.rules.light.contains(&self.word(token));
            let mut nouns = self.children(token).filter(|_| light).filter_map(|c| {
                let passive = self.parse.relation(c) == Relation::NsubjPass;
                (self.parse.relation(c) == Relation::Obj || passive).then(|| self.event(c)).flatten()
            });
            nouns.next().filter(|_| nouns.next().is_none())
        };
        self.event(token).or_else(noun)
    }

    fn children(&self, token: usize) -> impl Iterator<Item = usize> + use<'_> {
        self.parse.children(token).take(NEAR)
    }

    fn is_negated(&self, token: usize) -> bool {
        self.children(token).any(|c| c < token && self.words.is_negation(self.word(c)))
    }

    /// A preposition or conjunction that marks the event and hangs with it on another.
    fn linker(&self, token: usize, event: usize, found: &mut Vec<(usize, EventLink)>) {
        let parse = self.parse;
        // Of "after the attacks and arrests" both.
        let first = if parse.relation(token) == Relation::Conj { parse.head(token).unwrap_or(token) } else { token };
        let mark = self
            .children(first)
            .find(|&c| c < first && matches!(parse.relation(c), Relation::Case | Relation::Mark | Relation::Fixed));
        let following = parse.head(first).filter(|_| parse.relation(first) == Relation::Obj);
        let Some((words, sense)) = mark.or(following).and_then(|m| self.phrase(m)) else { return };
        let mut at = first;
        for _ in 0..4 {
            let Some(above) = parse.head(at) else { return };
            at = above;
            if !words.contains(&at) {
                break;
            }
        }
        let before = words.start.checked_sub(1).filter(|&b| b >= self.sentence.start);
        if words.contains(&at) || before.is_some_and(|b| self.words.is_negation(self.word(b))) {
            return;
        }
        if let Some(other) = self.event_of(at) {
            self.add(found, other, event, sense, words);
        }
    }

    /// The longest phrase of the table that holds a token.
    fn phrase(&self, token: usize) -> Option<(Range<usize>, Sense)> {
        self.rules.linkers.iter().find_map(|(phrase, sense)| {
            let n = phrase.len();
            let from = token.saturating_sub(n - 1).max(self.sentence.start);
            (from..=token).find_map(|start| {
                let range = start..start + n;
                let fits = range.end <= self.sentence.end && range.clone().zip(phrase).all(|(t, &w)| self.word(t) == w);
                fits.then_some((range, *sense))
            })
        })
    }

    /// A verb between an event that is its subject and one that is its object.
    fn verb(&self, token: usize, found: &mut Vec<(usize, EventLink)>) {
        let senses = self.rules.senses(self.word(token));
        if senses.is_empty() || !self.reading.syntax.tags[token].is_verb() || self.is_negated(token) {
            return;
        }
        let parse = self.parse;
        let child = |relation: Relation| self.children(token).find(|&c| parse.relation(c) == relation);
        let passive = child(Relation::AuxPass).is_some() || child(Relation::NsubjPass).is_some();
        // "attacked the port, prompting allies to send troops": what it hangs on does it.
        let above = || {
            let hangs = matches!(parse.relation(token), Relation::Advcl | Relation::Acl | Relation::AclRelcl);
            let open = child(Relation::Nsubj).is_none_or(|s| self.reading.syntax.tags[s] == Tag::Wdt);
            parse.head(token).filter(|_| hangs && open && !passive).and_then(|h| self.event_of(h))
        };
        let subject = child(Relation::Nsubj).or_else(|| child(Relation::NsubjPass)).and_then(|s| self.event(s));
        let Some(subject) = subject.or_else(above) else { return };
        for &(_, preposition, sense) in senses {
            let governed = |c: &usize| {
                let case = self.children(*c).find(|&m| parse.relation(m) == Relation::Case).map(|m| self.word(m));
                let oblique = matches!(parse.relation(*c), Relation::Obl | Relation::OblAgent);
                match preposition {
                    Some(_) => oblique && case == preposition,
                    None if passive => oblique && case == Some(self.rules.by),
                    None => match parse.relation(*c) {
                        Relation::Obj | Relation::Xcomp | Relation::Ccomp => true,
                        // "prompted Norway to expel them", of which the tree may make a purpose
                        Relation::Advcl => self.children(*c).any(|m| m < *c && self.reading.syntax.tags[m] == Tag::To),
                        _ => false,
                    },
                }
            };
            let object = self.children(token).filter(governed).find_map(|c| self.event_of(c));
            let Some(object) = object else { continue };
            let (subject, object) =
                if passive && preposition.is_none() { (object, subject) } else { (subject, object) };
            self.add(found, subject, object, sense, token..token + 1);
        }
    }

    /// `governor` is what a word hangs on or has for a subject, `governed` what it governs.
    fn add(
        &self,
        found: &mut Vec<(usize, EventLink)>,
        governor: usize,
        governed: usize,
        sense: Sense,
        words: Range<usize>,
    ) {
        if governor == governed {
            return;
        }
        let (kind, from, to) = match sense {
            Sense::After => (EventLinkKind::Precedes, governed, governor),
            Sense::Before => (EventLinkKind::Precedes, governor, governed),
            Sense::Cause => (EventLinkKind::Causes, governed, governor),
            Sense::Effect => (EventLinkKind::Causes, governor, governed),
        };
        let event = EventId(u32::try_from(to).expect("fewer than 2^32 events"));
        found.push((from, EventLink { kind, event, words: self.reading.span(words) }));
    }
}
