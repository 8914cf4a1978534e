//! A claim as its words stand in the tree: the word that attributes, what its content hangs on it with, and the main
//! predicate of the content.
//!
//! Enters: a claim with the document's syntax and cast. Leaves: a [`Frame`], which the readers of acts, certainty, stance
//! and subjects share. It relies on nothing but the claim's spans, so it does not matter how the claim was found.

use std::ops::Range;

use crate::actors::Cast;
use crate::annotation::{ActorId, ActorKind, Claim, ClaimKind, Reference};
use crate::document::Span;
use crate::lexicon::WordId;
use crate::pipeline::Reading;
use crate::syntax::parse::Parse;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use crate::syntax::words::FunctionWords;

use super::ClaimRules;
use super::act::{Complement, Sense};
use super::cue::Class;

/// Tokens of a content that are looked at; what a claim says first tells what it does.
const LONGEST: usize = 160;
/// Tokens of a cue that are looked at.
const LONGEST_CUE: usize = 12;
/// Dependents of a word that are looked at.
const NEAR: usize = 48;

/// Whose doing a predicate tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Person {
    /// "I", "we" in a quotation.
    First,
    /// The source by another word: "Doe said he would".
    Own,
    /// Somebody or something else.
    Other,
    /// No subject.
    None,
}

/// The word of a cue that tells the act.
#[derive(Clone, Copy, Debug)]
pub(super) struct CueWord<'a> {
    /// Its token.
    pub(super) token: usize,
    /// Its part of speech.
    pub(super) class: Class,
    /// What the content hangs on it with.
    pub(super) complement: Complement,
    /// What the lexicon says of it with that complement.
    pub(super) sense: Option<&'a Sense>,
    /// "did not say".
    pub(super) negated: bool,
    /// "was accused".
    pub(super) passive: bool,
}

/// One claim in its tree.
pub(super) struct Frame<'a> {
    pub(super) rules: &'a ClaimRules,
    pub(super) words: &'a FunctionWords,
    pub(super) reading: Reading<'a>,
    pub(super) cast: &'a Cast,
    /// The actor who says it.
    pub(super) source: Option<ActorId>,
    /// All of it quoted, or part of it.
    pub(super) quoted: bool,
    /// Tokens of the content, a range for each of its spans; none empty.
    pub(super) content: Vec<Range<usize>>,
    /// The word that the first sentence of the content hangs on: mostly its main predicate.
    pub(super) root: Option<usize>,
    pub(super) cue: Option<CueWord<'a>>,
}

/// The tokens that lie in a span.
pub(super) fn tokens(reading: Reading<'_>, span: Span) -> Range<usize> {
    let tokens = &reading.text.tokens;
    let start = tokens.partition_point(|t| t.span.start < span.start);
    start..tokens.partition_point(|t| t.span.end <= span.end).max(start)
}

/// The tree of the sentence that holds a token, with its tokens.
pub(super) fn sentence(reading: Reading<'_>, token: usize) -> Option<(Parse<'_>, Range<usize>)> {
    let sentences = &reading.text.sentences;
    let number = sentences.partition_point(|s| s.tokens.end <= token);
    let range = sentences.get(number)?.tokens.clone();
    range.contains(&token).then(|| (reading.syntax.sentences[number].parse(range.start), range))
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        rules: &'a ClaimRules,
        words: &'a FunctionWords,
        reading: Reading<'a>,
        cast: &'a Cast,
        claim: &Claim,
    ) -> Self {
        let content = claim.content.iter().map(|&c| tokens(reading, c)).filter(|r| !r.is_empty()).collect();
        let mut frame = Self {
            rules,
            words,
            reading,
            cast,
            source: claim.source.and_then(|s| s.actor),
            quoted: claim.kind != ClaimKind::Indirect,
            content,
            root: None,
            cue: None,
        };
        frame.root = frame.find_root();
        frame.cue = claim.cue.and_then(|cue| frame.find_cue(cue));
        frame
    }

    pub(super) fn word(&self, token: usize) -> WordId {
        self.reading.text.tokens[token].word
    }

    pub(super) fn tag(&self, token: usize) -> Tag {
        self.reading.syntax.tags[token]
    }

    pub(super) fn span(&self, token: usize) -> Span {
        self.reading.text.tokens[token].span
    }

    pub(super) fn parse(&self, token: usize) -> Option<Parse<'a>> {
        sentence(self.reading, token).map(|(parse, _)| parse)
    }

    /// Whether a token belongs to what is said.
    pub(super) fn is_said(&self, token: usize) -> bool {
        self.content.iter().any(|c| c.contains(&token))
    }

    /// The tokens of the content that stand in its first sentence, in order, and that sentence's tree.
    pub(super) fn opening(&self) -> Option<(Parse<'a>, impl Iterator<Item = usize> + Clone + '_)> {
        let first = self.content.first()?.start;
        let (parse, range) = sentence(self.reading, first)?;
        let said = self.content.iter().flat_map(|c| c.clone()).take(LONGEST).take_while(move |&t| t < range.end);
        Some((parse, said))
    }

    /// The first word of the content that hangs on none in it; a predicate before any other.
    fn find_root(&self) -> Option<usize> {
        let (parse, said) = self.opening()?;
        let is_top = |&t: &usize| {
            let loose = matches!(
                parse.relation(t),
                Relation::Punct | Relation::Cc | Relation::Case | Relation::Mark | Relation::Det | Relation::Discourse
            );
            !loose && parse.head(t).is_none_or(|h| !self.is_said(h))
        };
        let tops = said.filter(is_top);
        let predicates =
            |&t: &usize| self.tag(t).is_verb() || self.subject(t).is_some() || self.child(t, Relation::Cop).is_some();
        tops.clone().find(predicates).or_else(|| tops.clone().next())
    }

    fn find_cue(&self, span: Span) -> Option<CueWord<'a>> {
        let cue = tokens(self.reading, span);
        let cue = cue.start..cue.end.min(cue.start + LONGEST_CUE);
        let parse = self.parse(cue.start)?;
        let acts = &self.rules.acts;
        let classed = |t: usize| {
            let tag = self.tag(t);
            let class = match tag {
                _ if tag.is_noun() => Class::Noun,
                Tag::Jj => Class::Adjective,
                _ if tag.is_verb() => Class::Verb,
                _ => return None,
            };
            // "is concerned", "was criticised": what looks like a participle may be an adjective, and the reverse.
            let other = if class == Class::Verb { Class::Adjective } else { Class::Verb };
            let known = [class, other].into_iter().find(|&c| acts.is_known(c, self.word(t)));
            Some((t, known.unwrap_or(class), known.is_some()))
        };
        let is_head = |t: usize| parse.head(t).is_none_or(|h| !cue.contains(&h));
        let found = || cue.clone().filter_map(classed);
        let (token, class, _) = found()
            .find(|&(t, _, known)| known && is_head(t))
            .or_else(|| found().find(|f| f.2))
            .or_else(|| found().find(|f| is_head(f.0)))?;
        let passive = self.is_passive(token);
        let complement = self.complement(token, cue.end - 1, passive);
        // "backed off" is not "backed": with a particle a verb means something else.
        let particle = cue.end - 1 > token && self.tag(cue.end - 1) == Tag::Rp;
        let sense = acts.sense(class, self.word(token), complement);
        let sense = sense.filter(|s| !particle || s.complement == complement);
        Some(CueWord { token, class, complement, sense, negated: self.is_negated(token), passive })
    }

    /// What the content hangs on the cue with.
    fn complement(&self, cue: usize, last: usize, passive: bool) -> Complement {
        let Some(parse) = self.parse(cue) else { return Complement::Any };
        let infinitive = parse.child(cue, Relation::Xcomp).filter(|&x| self.is_said(x) && self.is_infinitive(x));
        if infinitive.is_some() {
            let object = [Relation::Obj, Relation::Iobj].into_iter().any(|r| parse.child(cue, r).is_some());
            return if object || passive { Complement::ObjectInfinitive } else { Complement::Infinitive };
        }
        if last > cue && matches!(self.tag(last), Tag::In | Tag::To | Tag::Rp) {
            return Complement::Preposition(self.word(last));
        }
        let Some(root) = self.root else { return Complement::Any };
        let same = sentence(self.reading, cue).is_some_and(|(_, range)| range.contains(&root));
        if !same || parse.head(cue) == Some(root) {
            return Complement::Clause;
        }
        if parse.head(root) != Some(cue) {
            return if self.subject(root).is_some() { Complement::Clause } else { Complement::Any };
        }
        let case = || parse.child(root, Relation::Case).or_else(|| parse.child(root, Relation::Mark));
        match parse.relation(root) {
            Relation::Ccomp | Relation::Parataxis => Complement::Clause,
            Relation::Xcomp if self.tag(root) == Tag::Vbg => Complement::Gerund,
            Relation::Xcomp | Relation::Obj | Relation::NsubjPass => Complement::Object,
            Relation::Acl if self.is_infinitive(root) || self.opens_with_to() => Complement::Infinitive,
            Relation::Acl => Complement::Clause,
            Relation::Obl | Relation::Nmod | Relation::Advcl => {
                case().map_or(Complement::Any, |c| Complement::Preposition(self.word(c)))
            }
            _ => Complement::Any,
        }
    }

    fn opens_with_to(&self) -> bool {
        self.content.first().is_some_and(|c| self.tag(c.start) == Tag::To)
    }

    /// "to flee".
    pub(super) fn is_infinitive(&self, verb: usize) -> bool {
        let mark = |p: Parse<'_>| p.children(verb).take(NEAR).any(|c| c < verb && self.tag(c) == Tag::To);
        self.parse(verb).is_some_and(mark)
    }

    /// "was expelled", "spies expelled from".
    pub(super) fn is_passive(&self, verb: usize) -> bool {
        let Some(parse) = self.parse(verb) else { return false };
        let marked = [Relation::AuxPass, Relation::NsubjPass].into_iter().any(|r| parse.child(verb, r).is_some());
        let reduced = self.tag(verb) == Tag::Vbn
            && parse.relation(verb) == Relation::Acl
            && parse.child(verb, Relation::Aux).is_none();
        marked || reduced
    }

    /// "did not expel", "never expelled", "no claim".
    pub(super) fn is_negated(&self, token: usize) -> bool {
        let Some(parse) = self.parse(token) else { return false };
        let denies = |c: usize| self.words.denies(self.word(c));
        // "nobody said", "no minister said", "neither Doe nor Roe was accused".
        let nobody = |subject: usize| {
            let marks = [Relation::Det, Relation::CcPreconj, Relation::Cc];
            denies(subject) || marks.into_iter().any(|r| self.children(subject, r).any(|c| c < subject && denies(c)))
        };
        parse.children(token).take(NEAR).any(|c| {
            let is_det = parse.relation(c) == Relation::Det && denies(c);
            let is_subject = matches!(parse.relation(c), Relation::Nsubj | Relation::NsubjPass) && nobody(c);
            c < token && (self.words.is_negation(self.word(c)) || is_det || is_subject)
        })
    }

    /// The dependents of a token with a relation.
    pub(super) fn children(&self, token: usize, relation: Relation) -> impl Iterator<Item = usize> + use<'a> {
        let parse = self.parse(token);
        let children = parse.into_iter().flat_map(move |p| p.children(token).take(NEAR));
        children.filter(move |&c| parse.is_some_and(|p| p.relation(c) == relation))
    }

    /// The first dependent of a token with a relation.
    pub(super) fn child(&self, token: usize, relation: Relation) -> Option<usize> {
        self.children(token, relation).next()
    }

    /// The word that a predicate has for its subject.
    pub(super) fn subject(&self, predicate: usize) -> Option<usize> {
        self.child(predicate, Relation::Nsubj).or_else(|| self.child(predicate, Relation::NsubjPass))
    }

    /// Whose doing a predicate tells.
    pub(super) fn person(&self, predicate: usize) -> Person {
        let Some(subject) = self.subject(predicate) else { return Person::None };
        let word = self.word(subject);
        if [self.words.i, self.words.we].contains(&word) {
            return if self.quoted { Person::First } else { Person::Other };
        }
        let own = self.source.is_some() && self.actor(subject) == self.source;
        if own { Person::Own } else { Person::Other }
    }

    /// The actor that a noun or pronoun refers to.
    pub(super) fn actor(&self, token: usize) -> Option<ActorId> {
        self.cast.headed_by(token).and_then(|m| m.actor)
    }

    /// Whether a noun names somebody who can be spoken to.
    pub(super) fn is_animate(&self, token: usize) -> bool {
        let acts =
            |kind| matches!(kind, ActorKind::Person | ActorKind::Organization | ActorKind::State | ActorKind::Group);
        self.cast.headed_by(token).is_some_and(|m| acts(m.kind))
    }

    /// A noun with what stands before it and the names and "of" phrases after it, as a reference to an actor.
    pub(super) fn reference(&self, noun: usize) -> Reference {
        let mut range = noun..noun + 1;
        let said = self.is_said(noun);
        if let Some(parse) = self.parse(noun) {
            for child in parse.children(noun).take(NEAR) {
                let reach = parse.reach(child);
                let before = child < noun && reach.end <= noun;
                let outside =
                    matches!(parse.relation(child), Relation::Case | Relation::Mark | Relation::Cc | Relation::Punct);
                if before && !outside {
                    range.start = range.start.min(reach.start);
                }
                let of = || self.child(child, Relation::Case).is_some_and(|c| self.word(c) == self.words.of);
                let named = match parse.relation(child) {
                    Relation::Flat | Relation::NmodDesc => true,
                    Relation::Nmod => of(),
                    _ => false,
                };
                let goes_on = reach.start == range.end && self.is_said(reach.end - 1) == said;
                if child > noun && named && goes_on {
                    range.end = reach.end;
                }
            }
        }
        while range.start < noun && matches!(self.tag(range.start), Tag::OpenQuote | Tag::Comma) {
            range.start += 1;
        }
        self.cast.reference(self.reading.span(range), noun)
    }

    /// The noun that a preposition joins to a word: "Iran" of "called on Iran".
    pub(super) fn governed(&self, token: usize, preposition: WordId) -> Option<usize> {
        let parse = self.parse(token)?;
        parse.children(token).take(NEAR).find(|&c| {
            matches!(parse.relation(c), Relation::Obl | Relation::Nmod)
                && self.child(c, Relation::Case).is_some_and(|case| self.word(case) == preposition)
        })
    }

    /// "he", "it"; not "my".
    pub(super) fn is_pronoun(&self, token: usize) -> bool {
        self.tag(token) == Tag::Prp
    }

    /// Whether a span is one pronoun of the first person: "we", "our".
    pub(super) fn is_first_person(&self, span: Span) -> bool {
        let words = tokens(self.reading, span);
        let w = self.words;
        words.len() == 1 && [w.i, w.me, w.my, w.we, w.us, w.our].contains(&self.word(words.start))
    }
}
