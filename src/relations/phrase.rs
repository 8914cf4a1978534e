//! One sentence as this stage looks at it, and what a phrase of it spans.

use std::ops::Range;

use super::Argument;
use crate::lexicon::WordId;
use crate::pipeline::Reading;
use crate::syntax::SentenceSyntax;
use crate::syntax::parse::Parse;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use crate::syntax::words::FunctionWords;
use crate::text::quote::Mark;

/// Dependents of one word that are looked at, and words in a row on the way down.
const NEAR: usize = 64;

/// A sentence with its tree. All numbers are tokens of the document.
pub(super) struct View<'a> {
    pub(super) words: &'a FunctionWords,
    pub(super) reading: Reading<'a>,
    pub(super) syntax: &'a SentenceSyntax,
    pub(super) parse: Parse<'a>,
    pub(super) tokens: Range<usize>,
}

impl<'a> View<'a> {
    pub(super) fn new(words: &'a FunctionWords, reading: Reading<'a>, sentence: usize) -> Self {
        let tokens = reading.text.sentences[sentence].tokens.clone();
        let syntax = &reading.syntax.sentences[sentence];
        Self { words, reading, syntax, parse: syntax.parse(tokens.start), tokens }
    }

    pub(super) fn tag(&self, token: usize) -> Tag {
        self.reading.syntax.tags[token]
    }

    pub(super) fn word(&self, token: usize) -> WordId {
        self.reading.text.tokens[token].word
    }

    pub(super) fn relation(&self, token: usize) -> Relation {
        self.parse.relation(token)
    }

    /// The first of its dependents, ascending; more a word has in lists only.
    pub(super) fn children(&self, token: usize) -> impl Iterator<Item = usize> + Clone + use<'a> {
        self.parse.children(token).take(NEAR)
    }

    pub(super) fn child(&self, token: usize, relation: Relation) -> Option<usize> {
        self.children(token).find(|&c| self.relation(c) == relation)
    }

    /// Prepositions before a noun, those of "because of" both.
    pub(super) fn prepositions(&self, noun: usize) -> Vec<usize> {
        let mut found = Vec::new();
        for case in self.children(noun).filter(|&c| c < noun && self.relation(c) == Relation::Case) {
            if self.tag(case) == Tag::Pos {
                continue;
            }
            found.push(case);
            found.extend(self.children(case).filter(|&c| self.relation(c) == Relation::Fixed));
        }
        found
    }

    /// "who", "which", and "that" where it has a part in a clause; also "whose" and "where" with what they belong to.
    pub(super) fn is_relative(&self, token: usize) -> bool {
        let is_pronoun = |t: usize| {
            matches!(self.tag(t), Tag::Wdt | Tag::Wp) || self.tag(t) == Tag::In && self.word(t) == self.words.that
        };
        is_pronoun(token)
            || self.children(token).any(|c| matches!(self.tag(c), Tag::Wdt | Tag::Wp | Tag::WpS | Tag::Wrb))
    }

    /// A noun phrase without what is only said beside: relative clauses, appositions, parentheses.
    pub(super) fn phrase(&self, head: usize) -> Argument {
        self.phrase_before(head, self.tokens.end)
    }

    /// The same up to a token, which must come after the head.
    pub(super) fn phrase_before(&self, head: usize, limit: usize) -> Argument {
        let mut start = head;
        for child in self.children(head).filter(|&c| c < head) {
            if self.belongs_before(child) {
                start = start.min(self.parse.reach(child).start);
            }
        }
        // What a preposition, a copula or a subordinator governs begins after it.
        let governs = |r| matches!(r, Relation::Case | Relation::Cop | Relation::Mark | Relation::Aux);
        let after = self.children(head).filter(|&c| c < head && governs(self.relation(c)) && self.tag(c) != Tag::Pos);
        if let Some(last) = after.map(|c| self.parse.reach(c).end).max() {
            start = start.max(last.min(head));
        }
        let limit = limit.max(head + 1);
        self.tidy(start..self.phrase_end(head, limit), head)
    }

    /// The same with its preposition.
    pub(super) fn with_preposition(&self, head: usize) -> Argument {
        let mut phrase = self.phrase(head);
        let first = self.prepositions(head).into_iter().map(|p| self.parse.reach(p).start.min(p)).min();
        phrase.tokens.start = first.unwrap_or(phrase.tokens.start).min(phrase.tokens.start);
        phrase
    }

    fn belongs_before(&self, child: usize) -> bool {
        !matches!(
            self.relation(child),
            Relation::Punct
                | Relation::Nsubj
                | Relation::NsubjPass
                | Relation::NsubjOuter
                | Relation::Csubj
                | Relation::CsubjPass
                | Relation::Aux
                | Relation::AuxPass
                | Relation::Cop
                | Relation::Mark
                | Relation::Case
                | Relation::Cc
                | Relation::Parataxis
                | Relation::Expl
                | Relation::Obl
                | Relation::OblUnmarked
                | Relation::Advcl
                | Relation::AclRelcl
                | Relation::Discourse
                | Relation::Vocative
        ) || self.relation(child) == Relation::Punct && self.tag(child) == Tag::Hyph
    }

    /// Where a phrase ends: after its last dependent before the first that is only said beside.
    fn phrase_end(&self, head: usize, limit: usize) -> usize {
        let (mut at, mut end) = (head, head + 1);
        for _ in 0..NEAR {
            let mut last = None;
            for child in self.children(at).filter(|&c| c > at && self.relation(c) != Relation::Punct) {
                if self.is_beside(child) {
                    break;
                }
                last = Some(child);
            }
            let Some(next) = last else { break };
            end = end.max(next + 1);
            at = next;
        }
        end.min(limit)
    }

    fn is_beside(&self, child: usize) -> bool {
        let apart = || self.before(child).is_some_and(|t| self.tag(t) == Tag::Comma);
        match self.relation(child) {
            Relation::Appos => !self.is_close(child),
            // "Doe on Friday | met Roe"
            Relation::Nmod | Relation::NmodUnmarked => self.words.is_bare_time(self.word(child)),
            Relation::AclRelcl
            | Relation::Parataxis
            | Relation::AdvclRelcl
            | Relation::Advcl
            | Relation::List
            | Relation::Discourse
            | Relation::Dep
            | Relation::Vocative
            | Relation::Dislocated
            | Relation::Cop
            | Relation::Nsubj
            | Relation::NsubjPass
            | Relation::Csubj
            | Relation::CsubjPass
            | Relation::Ccomp => true,
            Relation::Acl => apart(),
            Relation::Conj => {
                [Relation::Nsubj, Relation::NsubjPass, Relation::Cop].iter().any(|&r| self.child(child, r).is_some())
            }
            _ => false,
        }
    }

    /// "the broadcaster Zorvex": an apposition that no mark sets off is part of the name.
    pub(super) fn is_close(&self, apposition: usize) -> bool {
        let before = self.before(apposition);
        before.is_some_and(|t| self.tag(t).is_noun()) && self.parse.head(apposition) <= before
    }

    /// The first word at or under a word, which is no mark.
    pub(super) fn first(&self, token: usize) -> usize {
        let mut reach = self.parse.reach(token).take(NEAR);
        reach.find(|&t| !self.is_mark(t) && self.tag(t) != Tag::OpenBracket).unwrap_or(token)
    }

    /// What stands before all that depends on a word: a mark that sets it off, or another word.
    pub(super) fn before(&self, token: usize) -> Option<usize> {
        self.first(token).checked_sub(1).filter(|t| self.tokens.contains(t))
    }

    /// All that depends on a word.
    pub(super) fn whole(&self, head: usize) -> Argument {
        self.tidy(self.parse.reach(head), head)
    }

    /// Takes punctuation off the edges, keeps quotation marks and brackets in pairs.
    pub(super) fn tidy(&self, mut tokens: Range<usize>, head: usize) -> Argument {
        while tokens.end > head + 1 && self.is_mark(tokens.end - 1) {
            tokens.end -= 1;
        }
        while tokens.start < head && self.is_mark(tokens.start) {
            tokens.start += 1;
        }
        if tokens.len() > NEAR {
            return Argument { tokens, head };
        }
        let open = |t: usize| self.tag(t) == Tag::OpenBracket;
        let close = |t: usize| self.tag(t) == Tag::CloseBracket;
        if let Some(bracket) = tokens.clone().rev().find(|&t| open(t) || close(t)).filter(|&t| open(t) && t > head) {
            tokens.end = bracket;
            return self.tidy(tokens, head);
        }
        let marks = &self.reading.quotations.marks;
        let count = |tokens: &Range<usize>, mark: Mark| marks[tokens.clone()].iter().filter(|&&m| m == mark).count();
        let (opened, closed) = (count(&tokens, Mark::Open), count(&tokens, Mark::Close));
        if closed > opened && tokens.start > self.tokens.start && marks[tokens.start - 1] == Mark::Open {
            tokens.start -= 1;
        } else if opened > closed && tokens.end < self.tokens.end && marks[tokens.end] == Mark::Close {
            tokens.end += 1;
        }
        Argument { tokens, head }
    }

    /// A mark that begins and ends no argument. Quotation marks come back in pairs.
    fn is_mark(&self, token: usize) -> bool {
        matches!(
            self.tag(token),
            Tag::Comma | Tag::Colon | Tag::Stop | Tag::OpenQuote | Tag::CloseQuote | Tag::Cc | Tag::Nfp
        ) || self.relation(token) == Relation::Punct && self.tag(token) == Tag::Hyph
    }
}
