//! A sentence as the rules of this stage look at it: noun phrases taken apart, and what hangs on them.
//!
//! Enters: the chunks and clauses of one sentence. Leaves: nothing of its own; it answers questions such as "who
//! possesses this noun phrase", "what stands after 'against' within its reach", "which clause governs it".

use std::ops::Range;

use crate::lexicon::WordId;
use crate::pipeline::Reading;
use crate::syntax::chunk::{Chunk, ChunkKind};
use crate::syntax::clause::{Clause, ClauseKind, Nominal};
use crate::syntax::tag::Tag;
use crate::syntax::words::FunctionWords;

use super::quantity::{NumberRules, NumberWord};

/// Chunks that are looked at after a trigger for what hangs on it.
const REACH: usize = 24;

/// What a noun phrase is to the clause that governs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Governed {
    /// "expelled spies"
    Object,
    /// "spies were expelled", "spies left"
    Subject,
    /// "left with spies"; the preposition
    Oblique(WordId),
}

/// A phrase that may fill a role: its tokens and its head noun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filler {
    pub(super) tokens: Range<usize>,
    pub(super) head: usize,
}

/// One sentence with what the rules need around it.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) words: &'a FunctionWords,
    pub(super) numbers: &'a NumberRules,
    pub(super) reading: Reading<'a>,
    pub(super) chunks: &'a [Chunk],
    pub(super) clauses: &'a [Clause],
    /// For every chunk the clause that governs it, and how.
    pub(super) governors: &'a [Option<(usize, Governed)>],
}

/// Fills the governor of every chunk; linear in the size of the clauses.
pub(super) fn governors(chunks: &[Chunk], clauses: &[Clause], found: &mut Vec<Option<(usize, Governed)>>) {
    found.clear();
    found.resize(chunks.len(), None);
    for (number, clause) in clauses.iter().enumerate() {
        let mut note = |nominal: &Nominal, how: Governed| {
            for &head in &nominal.heads {
                let slot = &mut found[head];
                // An object is what it is even if a later clause takes it for its subject.
                if slot.is_none() || how == Governed::Object {
                    *slot = Some((number, how));
                }
            }
        };
        if let Some(subject) = clause.subject.as_ref().filter(|_| clause.own_subject) {
            note(subject, Governed::Subject);
        }
        for oblique in &clause.obliques {
            note(&oblique.object, Governed::Oblique(oblique.preposition));
        }
        for object in [&clause.object, &clause.indirect].into_iter().flatten() {
            note(object, Governed::Object);
        }
    }
}

impl<'a> View<'a> {
    pub(super) fn kind(&self, chunk: usize) -> Option<ChunkKind> {
        self.chunks.get(chunk).map(|c| c.kind)
    }

    pub(super) fn is(&self, chunk: usize, kind: ChunkKind) -> bool {
        self.kind(chunk) == Some(kind)
    }

    pub(super) fn token_word(&self, token: usize) -> WordId {
        self.reading.text.tokens[token].word
    }

    pub(super) fn tag(&self, token: usize) -> Tag {
        self.reading.syntax.tags[token]
    }

    pub(super) fn head_word(&self, chunk: usize) -> WordId {
        self.chunks.get(chunk).map_or(WordId::UNKNOWN, |c| self.token_word(c.head))
    }

    /// The words to the left of a token within `from..`, nearest first, hyphens left out.
    pub(super) fn words_before(&self, token: usize, from: usize) -> impl Iterator<Item = WordId> + Clone + use<'a> {
        let reading = self.reading;
        (from.max(token.saturating_sub(8))..token)
            .rev()
            .filter(move |&t| reading.syntax.tags[t] != Tag::Hyph)
            .map(move |t| reading.text.tokens[t].word)
    }

    /// The token after which the words that modify the head begin: past the possessor's "'s", if there is one.
    pub(super) fn modifiers(&self, chunk: usize) -> Range<usize> {
        let c = &self.chunks[chunk];
        let after_possessor = c.tokens.clone().rev().skip_while(|&t| t >= c.head).find(|&t| self.tag(t) == Tag::Pos);
        after_possessor.map_or(c.tokens.start, |t| t + 1)..c.head
    }

    /// The possessor of the head noun: "Russia" of "Russia's invasion", "its" of "its invasion".
    pub(super) fn possessor(&self, chunk: usize) -> Option<Filler> {
        let modifiers = self.modifiers(chunk);
        let start = self.chunks[chunk].tokens.start;
        if modifiers.start > start {
            let head = modifiers.start.checked_sub(2).filter(|&h| h >= start)?;
            return Some(Filler { tokens: start..head + 1, head });
        }
        let first = self.tag(start);
        matches!(first, Tag::PrpS).then_some(Filler { tokens: start..start + 1, head: start })
    }

    /// Looks through "hundreds of officials" and "a series of attacks": the chunk of what is counted.
    pub(super) fn counted(&self, chunk: usize) -> usize {
        let mut at = chunk;
        for _ in 0..3 {
            let head = self.chunks[at].head;
            let opens = self.chunks[at].kind == ChunkKind::Noun
                && self.is(at + 1, ChunkKind::Preposition)
                && self.head_word(at + 1) == self.words.of
                && self.is(at + 2, ChunkKind::Noun);
            let partitive = matches!(
                self.numbers.word(self.token_word(head)),
                Some(NumberWord::Partitive | NumberWord::Plural(_) | NumberWord::Collective(_) | NumberWord::Measure)
            );
            if !opens || !(partitive || self.tag(head) == Tag::Cd) {
                return at;
            }
            at += 2;
        }
        at
    }

    /// The noun phrase of a chunk as a filler, with what it is a part of: "hundreds of officials".
    pub(super) fn filler(&self, chunk: usize) -> Filler {
        let counted = self.counted(chunk);
        let (first, last) = (&self.chunks[chunk], &self.chunks[counted]);
        Filler { tokens: first.tokens.start..last.tokens.end, head: last.head }
    }

    /// The last chunk of a noun phrase with its "of" phrases.
    pub(super) fn of_end(&self, chunk: usize) -> usize {
        let mut at = chunk;
        while self.is(at + 1, ChunkKind::Preposition)
            && self.head_word(at + 1) == self.words.of
            && self.is(at + 2, ChunkKind::Noun)
            && at < chunk + 8
        {
            at += 2;
        }
        at
    }

    /// The coordinated noun phrases that begin with `first`: "Russia, China and Iran".
    pub(super) fn coordinated(&self, first: usize) -> Vec<usize> {
        let mut heads = vec![first];
        let mut last = self.of_end(first);
        while heads.len() < 8 {
            let comma = self.is(last + 1, ChunkKind::Comma) && self.is(last + 3, ChunkKind::Conjunction)
                || self.is(last + 1, ChunkKind::Comma)
                    && self.is(last + 3, ChunkKind::Comma)
                    && self.is(last + 5, ChunkKind::Conjunction);
            let joined = self.is(last + 1, ChunkKind::Conjunction);
            let next = last + 2;
            if !(comma || joined) || !self.is(next, ChunkKind::Noun) || self.opens_clause(next) {
                break;
            }
            heads.push(next);
            last = self.of_end(next);
        }
        heads
    }

    /// Whether a noun phrase is the subject of a verb right after it.
    fn opens_clause(&self, chunk: usize) -> bool {
        let next = self.of_end(chunk) + 1;
        let Some(verb) = self.chunks.get(next).filter(|c| c.kind == ChunkKind::Verb) else { return false };
        // "pressure against Al-Qaeda and Islamic State grew": the verb has another subject.
        let subject = self.clause_of(next).and_then(|n| self.clauses[n].subject.as_ref());
        subject.is_none_or(|s| *s.chunks.start() == chunk) && verb.tokens.clone().any(|t| self.tag(t).is_finite())
    }

    /// Chunks in which the prepositional phrases of a noun phrase stand.
    pub(super) fn noun_scope(&self, chunk: usize) -> Range<usize> {
        let mut end = chunk + 1;
        while end < self.chunks.len().min(chunk + REACH) {
            let goes_on = match self.chunks[end].kind {
                ChunkKind::Preposition => (end + 1..end + 4)
                    .find(|&i| {
                        !matches!(self.kind(i), Some(ChunkKind::Quote | ChunkKind::Adverb | ChunkKind::Preposition))
                    })
                    .is_some_and(|i| self.is(i, ChunkKind::Noun)),
                ChunkKind::Noun => end > chunk + 1 && !self.is(end - 1, ChunkKind::Noun),
                ChunkKind::Quote => true,
                ChunkKind::Conjunction => {
                    self.is(end + 1, ChunkKind::Noun) && end > chunk + 1 && !self.opens_clause(end + 1)
                }
                _ => false,
            };
            if !goes_on {
                break;
            }
            end += 1;
        }
        chunk + 1..end
    }

    /// Chunks in which the complements of a clause's verb stand.
    pub(super) fn verb_scope(&self, clause: &Clause) -> Range<usize> {
        clause.verb + 1
            ..clause.end.clamp(clause.verb + 1, (clause.verb + 1 + REACH).min(self.chunks.len().max(clause.verb + 1)))
    }

    /// The chunk of a preposition of one or more words within some chunks, and the chunk after it.
    pub(super) fn preposition(&self, words: &[WordId], scope: Range<usize>) -> Option<(usize, usize)> {
        let (&first, rest) = words.split_first()?;
        scope.clone().find_map(|at| {
            let chunk = &self.chunks[at];
            if !matches!(chunk.kind, ChunkKind::Preposition | ChunkKind::Adverb | ChunkKind::Subordinator)
                || self.token_word(chunk.head) != first
            {
                return None;
            }
            let after = chunk.tokens.end;
            let tokens = &self.reading.text.tokens;
            let fits = rest.iter().enumerate().all(|(i, &w)| tokens.get(after + i).is_some_and(|t| t.word == w));
            fits.then(|| (at, self.past(at + 1, after + rest.len())))
        })
    }

    /// The first chunk from `chunk` on that begins at or after a token, quotation marks and adverbs stepped over.
    fn past(&self, mut chunk: usize, token: usize) -> usize {
        while self
            .chunks
            .get(chunk)
            .is_some_and(|c| c.tokens.start < token || matches!(c.kind, ChunkKind::Quote | ChunkKind::Adverb))
        {
            chunk += 1;
        }
        chunk
    }

    /// The noun phrases after a preposition within some chunks; empty when there are none.
    pub(super) fn governed_by(&self, preposition: WordId, scope: Range<usize>) -> Vec<usize> {
        match self.preposition(&[preposition], scope) {
            Some((_, object)) if self.is(object, ChunkKind::Noun) => self.coordinated(object),
            _ => Vec::new(),
        }
    }

    /// Whether the subject of a clause undergoes what its verb tells.
    pub(super) fn is_passive(&self, number: usize) -> bool {
        self.chunks[self.clauses[number].verb].verb.passive
    }

    /// The clause of a verb chunk.
    pub(super) fn clause_of(&self, verb: usize) -> Option<usize> {
        let number = self.clauses.partition_point(|c| c.verb < verb);
        self.clauses.get(number).filter(|c| c.verb == verb).map(|_| number)
    }

    /// What the verb of a clause acts on, by grammar alone: the object, also where it stands elsewhere.
    ///
    /// "kidnap or kill individuals" gives both verbs the last object, "the officials whom Iran expelled" gives the
    /// antecedent, "monitor – and intimidate – the diaspora" what follows the parenthesis.
    pub(super) fn object(&self, number: usize) -> Vec<usize> {
        let clause = &self.clauses[number];
        if let Some(object) = &clause.object {
            return object.heads.clone();
        }
        if clause.own_subject
            && !self.is_passive(number)
            && let Some(antecedent) = self.antecedent(clause)
        {
            return vec![antecedent];
        }
        if let Some(head) = self.contact_relative(clause) {
            return vec![head];
        }
        let mut at = clause.verb + 1;
        while matches!(self.kind(at), Some(ChunkKind::Adverb | ChunkKind::Quote)) && at < clause.verb + 4 {
            at += 1;
        }
        match self.kind(at) {
            Some(ChunkKind::Conjunction) => self.object_of_conjunct(number, at + 1),
            Some(ChunkKind::Break) => self.object_after_parenthesis(at),
            Some(ChunkKind::Preposition) => self.heavy_object(clause),
            _ => Vec::new(),
        }
    }

    /// "refused on legal grounds over 100 applications": a long object after a prepositional complement.
    fn heavy_object(&self, clause: &Clause) -> Vec<usize> {
        let opens = |chunk: usize| {
            let first = self.tag(self.chunks[chunk].tokens.start);
            let long = self.chunks[chunk].tokens.len() > 2;
            let head = self.head_word(chunk);
            let is_time = self.words.is_time_unit(head) || self.words.is_bare_time(head);
            long && !is_time
                && (matches!(first, Tag::Cd | Tag::Dt)
                    || self.words.is_number_modifier(self.token_word(self.chunks[chunk].tokens.start)))
        };
        let mut scope = self.verb_scope(clause);
        let found =
            scope.find(|&c| c > clause.verb + 2 && self.is(c, ChunkKind::Noun) && self.is(c - 1, ChunkKind::Noun));
        found.filter(|&c| opens(c)).map_or_else(Vec::new, |c| self.coordinated(c))
    }

    fn object_of_conjunct(&self, number: usize, from: usize) -> Vec<usize> {
        let mut at = from;
        while self.is(at, ChunkKind::Adverb) && at < from + 3 {
            at += 1;
        }
        let next = self.clauses.get(number + 1).filter(|c| c.verb == at);
        let here = &self.chunks[self.clauses[number].verb].verb;
        match next {
            Some(next) if self.chunks[next.verb].verb.passive == here.passive => {
                next.object.as_ref().map_or_else(Vec::new, |o| o.heads.clone())
            }
            _ => Vec::new(),
        }
    }

    /// The noun phrase after the second of two dashes.
    fn object_after_parenthesis(&self, open: usize) -> Vec<usize> {
        let mark = self.head_word(open);
        let length = self.reading.text.tokens[self.chunks[open].head].span.len();
        let same = |i: usize| {
            self.is(i, ChunkKind::Break)
                && self.head_word(i) == mark
                && self.reading.text.tokens[self.chunks[i].head].span.len() == length
        };
        match (open + 1..self.chunks.len().min(open + REACH)).find(|&i| same(i)) {
            Some(close) if self.is(close + 1, ChunkKind::Noun) => self.coordinated(close + 1),
            _ => Vec::new(),
        }
    }

    /// "the tactics they deploy": a pronoun right after a noun phrase opens a relative clause without a relative word.
    fn contact_relative(&self, clause: &Clause) -> Option<usize> {
        let subject = clause.subject.as_ref().filter(|_| clause.own_subject)?;
        let start = *subject.chunks.start();
        let pronoun = self.tag(self.chunks[start].head) == Tag::Prp;
        start.checked_sub(1).filter(|&before| pronoun && self.is(before, ChunkKind::Noun))
    }

    /// The noun before "that" or "whom" of a relative clause.
    fn antecedent(&self, clause: &Clause) -> Option<usize> {
        let start = *clause.subject.as_ref()?.chunks.start();
        let marks = (start.saturating_sub(3)..start).rev();
        let relative = marks.clone().find(|&i| clause.kind == ClauseKind::Relative && self.is(i, ChunkKind::Relative));
        // "that" is often taken for the one that opens a complement clause.
        let that = marks.clone().find(|&i| self.is(i, ChunkKind::Subordinator) && self.head_word(i) == self.words.that);
        let noun =
            |mark: usize, reach: usize| (mark.saturating_sub(reach)..mark).rev().find(|&i| self.is(i, ChunkKind::Noun));
        relative.and_then(|r| noun(r, 3)).or_else(|| that.and_then(|t| noun(t, 1)))
    }
}
