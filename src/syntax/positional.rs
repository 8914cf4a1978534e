//! Finds clauses by the order of chunks alone, for sentences without a tree.
//!
//! Enters: the chunks of a sentence. Leaves: one [`Clause`] a verb group, in order. Method: positional rules over
//! chunks in the manner of shallow event coders (Schrodt, "TABARI", 2009), with apposition, relative clauses,
//! coordination and control taken into account.

use std::ops::RangeInclusive;

use super::chunk::{Chunk, ChunkKind};
use super::clause::{Clause, ClauseKind, Nominal, Oblique};
use super::tag::Tag;
use super::words::FunctionWords;
use crate::lexicon::WordId;
use crate::text::token::Token;

/// Clauses of a sentence, one a verb group, in order.
pub(super) fn clauses(words: &FunctionWords, tokens: &[Token], tags: &[Tag], chunks: &[Chunk]) -> Vec<Clause> {
    let reader = Reader { words, tokens, tags, chunks };
    let mut clauses: Vec<Clause> = Vec::new();
    for (at, chunk) in chunks.iter().enumerate() {
        if chunk.kind == ChunkKind::Verb {
            let clause = reader.clause(at, &clauses);
            clauses.push(clause);
        }
    }
    reader.share_following_subjects(&mut clauses);
    clauses
}

/// Chunks that are looked at on the way back to a subject.
const REACH: usize = 30;
/// Clauses that are looked at on the way to another; keeps sentences without an end linear.
const LOOK_BACK: usize = 64;

struct Reader<'a> {
    words: &'a FunctionWords,
    tokens: &'a [Token],
    tags: &'a [Tag],
    chunks: &'a [Chunk],
}

impl Reader<'_> {
    fn nominal(&self, heads: Vec<usize>, chunks: RangeInclusive<usize>) -> Nominal {
        let word = self.chunks[heads[0]].head - self.chunks[0].tokens.start;
        Nominal { heads, chunks, word }
    }

    fn kind(&self, at: usize) -> Option<ChunkKind> {
        self.chunks.get(at).map(|c| c.kind)
    }

    fn is(&self, at: usize, kind: ChunkKind) -> bool {
        self.kind(at) == Some(kind)
    }

    fn word(&self, at: usize) -> WordId {
        self.chunks.get(at).map_or(WordId::UNKNOWN, |c| self.tokens[c.head].word)
    }

    fn is_finite(&self, at: usize) -> bool {
        let chunk = &self.chunks[at];
        chunk.kind == ChunkKind::Verb && !chunk.verb.infinitive && !chunk.verb.participle && {
            let first_verb = chunk.tokens.clone().find(|&t| self.tags[t].is_verb() || self.tags[t] == Tag::Md);
            // A participle that the chunker has found to have an object is a past tense.
            first_verb.is_some_and(|t| self.tags[t].is_finite() || self.tags[t] == Tag::Vbn)
        }
    }

    fn clause(&self, at: usize, before: &[Clause]) -> Clause {
        let form = self.chunks[at].verb;
        let (mut object, mut indirect, particle, after) = self.objects(at);
        let (obliques, end) = self.obliques(after);
        if form.passive {
            // "was given a warning": what follows a passive is not done to the agent.
            indirect = None;
            if form.participle {
                object = None;
            }
        }
        let mut clause = Clause {
            verb: at,
            predicate: self.chunks[at].head - self.chunks[0].tokens.start,
            kind: ClauseKind::Finite,
            subject: None,
            own_subject: false,
            object,
            indirect,
            obliques,
            particle,
            parent: None,
            antecedent: None,
            subordinator: None,
            end,
        };
        if form.infinitive {
            self.infinitive(&mut clause, before);
        } else if form.participle {
            self.participle(&mut clause, before);
        } else {
            self.finite(&mut clause, before);
        }
        clause
    }

    /// The nominal whose last noun phrase is chunk `last`, read to the left over "of" and coordination.
    fn nominal_before(&self, last: usize) -> Nominal {
        let mut first = last;
        // Over prepositional phrases: "the head of the agency in London".
        while first >= 2 && self.is(first - 1, ChunkKind::Preposition) && self.is(first - 2, ChunkKind::Noun) {
            first -= 2;
        }
        let mut heads = vec![first];
        let mut start = first;
        while start >= 2 && self.is(start - 1, ChunkKind::Conjunction) && self.is(start - 2, ChunkKind::Noun) {
            let conjunct = self.phrase_start(start - 2);
            heads.push(conjunct);
            start = conjunct;
            while start >= 2 && self.is(start - 1, ChunkKind::Comma) && self.is(start - 2, ChunkKind::Noun) {
                start -= 2;
                heads.push(start);
            }
        }
        // A coordination under a preposition belongs there: "threats from Russia and Iran grew" keeps its head.
        if start >= 1 && self.is(start - 1, ChunkKind::Preposition) && start >= 2 && self.is(start - 2, ChunkKind::Noun)
        {
            let head = self.phrase_start(start - 2);
            return self.nominal(vec![head], head..=last);
        }
        heads.sort_unstable();
        self.nominal(heads, start..=last)
    }

    /// The subject whose last noun phrase is chunk `last`, with what modifies it stepped over: "two journalists based
    /// in London had been", "officials who met the minister said".
    fn subject_ending_at(&self, last: usize) -> Option<Nominal> {
        let mut nominal = self.nominal_before(self.before_time(last));
        for _ in 0..4 {
            let start = *nominal.chunks.start();
            let Some(left) = start.checked_sub(1) else { break };
            let governed = self.is(left, ChunkKind::Preposition);
            let verb = if governed { left.checked_sub(1) } else { Some(left) };
            // "people familiar with her thinking say": an adjective with its complement modifies the noun before it.
            if let Some(adjective) = verb.filter(|&v| governed && v > 0 && self.is(v, ChunkKind::Adjective))
                && self.is(adjective - 1, ChunkKind::Noun)
            {
                nominal = self.nominal_before(adjective - 1);
                continue;
            }
            let Some(verb) = verb.filter(|&v| self.is(v, ChunkKind::Verb)) else {
                return (!governed).then_some(nominal);
            };
            let antecedent = if self.chunks[verb].verb.participle {
                verb.checked_sub(1).filter(|&a| self.is(a, ChunkKind::Noun))
            } else if verb > 0 && self.is(verb - 1, ChunkKind::Relative) {
                verb.checked_sub(2).filter(|&a| self.is(a, ChunkKind::Noun))
            } else {
                None
            };
            match antecedent {
                Some(antecedent) => nominal = self.nominal_before(antecedent),
                None => return (!governed).then_some(nominal),
            }
        }
        Some(nominal)
    }

    /// Steps over "this year" in "the attack in September this year is".
    fn before_time(&self, last: usize) -> usize {
        if last > 0 && self.is_time(last) && self.is(last - 1, ChunkKind::Noun) { last - 1 } else { last }
    }

    fn phrase_start(&self, mut at: usize) -> usize {
        while at >= 2 && self.is(at - 1, ChunkKind::Preposition) && self.is(at - 2, ChunkKind::Noun) {
            at -= 2;
        }
        at
    }

    /// The nominal that begins with the noun phrase `first`, read to the right over "of" and coordination.
    fn nominal_after(&self, first: usize) -> Nominal {
        let mut last = self.of_phrases(first);
        let mut heads = vec![first];
        loop {
            let comma_list = self.is(last + 1, ChunkKind::Comma)
                && self.is(last + 2, ChunkKind::Noun)
                && self.is(last + 3, ChunkKind::Conjunction)
                && self.is(last + 4, ChunkKind::Noun)
                && !self.opens_clause(last + 4);
            let joined = self.is(last + 1, ChunkKind::Conjunction)
                && self.is(last + 2, ChunkKind::Noun)
                && !self.opens_clause(last + 2);
            if !(comma_list || joined) || heads.len() > 8 {
                return self.nominal(heads, first..=last);
            }
            heads.push(last + 2);
            last = self.of_phrases(last + 2);
        }
    }

    fn of_phrases(&self, mut at: usize) -> usize {
        while self.is(at + 1, ChunkKind::Preposition)
            && self.word(at + 1) == self.words.of
            && self.is(at + 2, ChunkKind::Noun)
        {
            at += 2;
        }
        at
    }

    /// Whether the noun phrase is the subject of a finite verb that follows it.
    fn opens_clause(&self, at: usize) -> bool {
        let mut next = self.of_phrases(at) + 1;
        while self.is(next, ChunkKind::Adverb) {
            next += 1;
        }
        next < self.chunks.len() && self.is_finite(next)
    }

    /// Objects after the verb group, the particle, and where to go on.
    fn objects(&self, verb: usize) -> (Option<Nominal>, Option<Nominal>, Option<WordId>, usize) {
        let mut at = verb + 1;
        let mut particle = None;
        while matches!(self.kind(at), Some(ChunkKind::Adverb | ChunkKind::Quote)) {
            if self.tags[self.chunks[at].head] == Tag::Rp || particle.is_none() && self.is(at, ChunkKind::Adverb) {
                particle = Some(self.word(at));
            }
            at += 1;
        }
        // "lifted Friday a blockade"
        if self.is(at, ChunkKind::Noun) && self.is_time(at) && self.is(at + 1, ChunkKind::Noun) {
            at += 1;
        }
        if !self.is(at, ChunkKind::Noun) || self.opens_clause(at) {
            return (None, None, particle, at);
        }
        let first = self.nominal_after(at);
        let next = first.chunks.end() + 1;
        if self.is(next, ChunkKind::Noun) && first.heads.len() == 1 && !self.opens_clause(next) && !self.is_time(next) {
            let second = self.nominal_after(next);
            let after = second.chunks.end() + 1;
            return (Some(second), Some(first), particle, after);
        }
        (Some(first), None, particle, next)
    }

    /// "last week", "Tuesday" right after an object are no second object.
    fn is_time(&self, at: usize) -> bool {
        let chunk = &self.chunks[at];
        let first = self.tokens[chunk.tokens.start].word;
        let w = self.words;
        let is_bare = chunk.tokens.len() == 1 && self.tags[chunk.tokens.start] != Tag::Cd;
        ([w.last, w.this, w.next].contains(&first) && !is_bare) || w.is_bare_time(self.tokens[chunk.head].word)
    }

    /// Prepositional complements from chunk `at` on, and where they end.
    fn obliques(&self, mut at: usize) -> (Vec<Oblique>, usize) {
        let mut found = Vec::new();
        loop {
            match self.kind(at) {
                Some(ChunkKind::Adverb | ChunkKind::Adjective | ChunkKind::Quote | ChunkKind::Noun) => at += 1,
                Some(ChunkKind::Preposition) => {
                    let mut inner = at + 1;
                    // "in early 2014"
                    while matches!(
                        self.kind(inner),
                        Some(ChunkKind::Quote | ChunkKind::Adverb | ChunkKind::Preposition | ChunkKind::Adjective)
                    ) {
                        inner += 1;
                    }
                    // "diplomats expelled from Oslo flew home": what these govern is no subject.
                    let w = self.words;
                    let governs = [w.from, w.in_, w.at, w.by, w.to, w.with, w.on, w.against, w.into, w.under]
                        .contains(&self.word(inner - 1));
                    if !self.is(inner, ChunkKind::Noun) || self.opens_clause(inner) && !governs {
                        return (found, at);
                    }
                    let object = self.nominal_after(inner);
                    let next = object.chunks.end() + 1;
                    if self.word(at) != self.words.of {
                        found.push(Oblique { preposition: self.word(at), at, object, agent: false });
                    }
                    at = next;
                }
                _ => return (found, at),
            }
        }
    }

    fn finite(&self, clause: &mut Clause, before: &[Clause]) {
        let Some(mut left) = clause.verb.checked_sub(1) else { return };
        while left > 0 && matches!(self.kind(left), Some(ChunkKind::Quote | ChunkKind::Adverb)) {
            left -= 1;
        }
        match self.chunks[left].kind {
            ChunkKind::Noun => {
                let Some(subject) = self.subject_ending_at(left) else { return };
                let start = *subject.chunks.start();
                self.hang(clause, start, before);
                clause.subject = Some(subject);
                clause.own_subject = true;
            }
            ChunkKind::Relative => {
                clause.kind = ClauseKind::Relative;
                let mut antecedent = left;
                while antecedent > 0 && !self.is(antecedent, ChunkKind::Noun) && left - antecedent < 3 {
                    antecedent -= 1;
                }
                if self.is(antecedent, ChunkKind::Noun) {
                    clause.subject = Some(self.nominal(vec![antecedent], antecedent..=antecedent));
                }
            }
            ChunkKind::Conjunction => self.share(clause, before),
            ChunkKind::Comma | ChunkKind::Break => {
                if let Some(subject) = self.before_parenthesis(left) {
                    let start = *subject.chunks.start();
                    self.hang(clause, start, before);
                    clause.subject = Some(subject);
                    clause.own_subject = true;
                } else if self.is(left, ChunkKind::Comma) {
                    self.share(clause, before);
                }
            }
            ChunkKind::Subordinator => {
                clause.subordinator = Some(self.word(left));
            }
            _ => {}
        }
    }

    /// Notes the subordinator and the governing clause of a subject that begins at chunk `start`.
    fn hang(&self, clause: &mut Clause, start: usize, before: &[Clause]) {
        let Some(mut left) = start.checked_sub(1) else { return };
        while left > 0 && matches!(self.kind(left), Some(ChunkKind::Quote | ChunkKind::Adverb)) {
            left -= 1;
        }
        if self.is(left, ChunkKind::Subordinator) {
            clause.subordinator = Some(self.word(left));
            left = left.saturating_sub(1);
        }
        let near = before.len().saturating_sub(LOOK_BACK);
        if let Some(parent) = before[near..].iter().rposition(|c| c.verb <= left && c.end > left.saturating_sub(1)) {
            clause.parent = Some(near + parent);
        }
        if self.is(left, ChunkKind::Relative) {
            clause.kind = ClauseKind::Relative;
        }
    }

    /// The subject before a parenthesis that closes at `close`: "Doe, a doctor, said".
    fn before_parenthesis(&self, close: usize) -> Option<Nominal> {
        let mark = self.chunks[close].kind;
        let closing = self.tokens[self.chunks[close].head].span.len();
        let mut at = close;
        let lowest = close.saturating_sub(REACH);
        while at > lowest {
            at -= 1;
            let same = self.chunks[at].kind == mark
                && (mark == ChunkKind::Comma
                    || self.tokens[self.chunks[at].head].span.len() == closing
                    || mark == ChunkKind::Break);
            if same && at > 0 {
                let inner_begins = self.kind(at + 1);
                let has_finite = (at + 1..close).any(|i| self.is_finite(i));
                let relative = inner_begins == Some(ChunkKind::Relative)
                    || matches!(inner_begins, Some(ChunkKind::Subordinator | ChunkKind::Preposition));
                if has_finite && !relative {
                    return None;
                }
                if self.is(at - 1, ChunkKind::Noun) {
                    let subject = self.nominal_before(at - 1);
                    let start = *subject.chunks.start();
                    let governed = start > 0 && self.is(start - 1, ChunkKind::Preposition);
                    let taken = start > 0 && self.is_verb_with_object(start);
                    return (!governed && !taken).then_some(subject);
                }
                if !matches!(inner_begins, Some(ChunkKind::Noun)) {
                    return None;
                }
            }
            if self.is(at, ChunkKind::Verb) && self.is_finite(at) && mark == ChunkKind::Comma && at + 1 == close {
                return None;
            }
        }
        None
    }

    /// Whether the noun phrase at `start` is the object of the verb right before it.
    fn is_verb_with_object(&self, start: usize) -> bool {
        self.is(start - 1, ChunkKind::Verb)
    }

    /// A verb after a conjunction or comma has the subject of the verb before it.
    fn share(&self, clause: &mut Clause, before: &[Clause]) {
        let Some(other) = before.iter().rev().take(LOOK_BACK).find(|c| {
            self.is_finite(c.verb) || clause.kind != ClauseKind::Finite || self.chunks[c.verb].verb.infinitive
        }) else {
            return;
        };
        clause.subject.clone_from(&other.subject);
        clause.kind = other.kind;
        clause.parent = other.parent;
        clause.subordinator = other.subordinator;
    }

    fn infinitive(&self, clause: &mut Clause, before: &[Clause]) {
        clause.kind = ClauseKind::Infinitive;
        let Some(left) = clause.verb.checked_sub(1) else { return };
        let Some((number, governor)) = before.iter().enumerate().next_back() else { return };
        clause.parent = Some(number);
        let governs_object = governor.object.as_ref().filter(|o| *o.chunks.end() == left);
        let form = self.chunks[governor.verb].verb;
        clause.subject = match governs_object {
            // "urged Iran to stop": the object acts. "has ambitions to strike": the subject does.
            Some(object) if self.can_act(object) && !form.copula => Some(object.clone()),
            _ => governor.subject.clone(),
        };
        if self.is(left, ChunkKind::Noun) && governs_object.is_none() {
            // "UK's plan to strike": the possessor acts; left to the reader of the noun phrase.
            clause.subject = governor.subject.clone().filter(|_| governor.end > left);
        }
    }

    /// Whether a nominal can be the understood subject of an infinitive after it: names, persons, plurals do.
    fn can_act(&self, nominal: &Nominal) -> bool {
        nominal.heads.iter().any(|&h| {
            let head = self.chunks[h].head;
            matches!(self.tags[head], Tag::Nnp | Tag::Nnps | Tag::Prp | Tag::Nns | Tag::Dt | Tag::Cd)
        })
    }

    fn participle(&self, clause: &mut Clause, before: &[Clause]) {
        clause.kind = ClauseKind::Participle;
        let Some(left) = clause.verb.checked_sub(1) else { return };
        match self.chunks[left].kind {
            ChunkKind::Noun => {
                // "officials expelled", "spies posing": the noun phrase right before, with its "of" phrase.
                let mut first = left;
                while first >= 2 && self.word(first - 1) == self.words.of && self.is(first - 2, ChunkKind::Noun) {
                    first -= 2;
                }
                clause.subject = Some(self.nominal(vec![left], first..=left));
                clause.own_subject = true;
            }
            ChunkKind::Conjunction => self.share(clause, before),
            ChunkKind::Preposition if self.is_object_control(left, before) => {
                let governor = before.len() - 1;
                clause.subject.clone_from(&before[governor].object);
                clause.parent = Some(governor);
            }
            _ => {
                // "by expelling spies", ", forcing them out": the subject of the clause it stands in.
                if let Some((number, other)) =
                    before.iter().enumerate().rev().take(LOOK_BACK).find(|(_, c)| c.subject.is_some())
                {
                    clause.subject.clone_from(&other.subject);
                    clause.parent = Some(number);
                }
            }
        }
    }

    /// Whether the object of the clause before acts in a participle after the preposition `at`: "accused the mayor of
    /// stealing", "stopped them from leaving", "blamed them for leaving", but not "set a date for leaving".
    fn is_object_control(&self, at: usize, before: &[Clause]) -> bool {
        let object = before.last().and_then(|g| g.object.as_ref()).filter(|o| o.chunks.end() + 1 == at);
        let w = self.words;
        object.is_some_and(|o| [w.of, w.from].contains(&self.word(at)) || self.word(at) == w.for_ && self.can_act(o))
    }

    /// "By expelling spies, the allies struck": a participle without a subject takes that of the next finite clause.
    fn share_following_subjects(&self, clauses: &mut [Clause]) {
        for i in 0..clauses.len() {
            if clauses[i].subject.is_some() || clauses[i].kind != ClauseKind::Participle {
                continue;
            }
            let next = clauses[i + 1..]
                .iter()
                .take(LOOK_BACK)
                .find(|c| c.kind == ClauseKind::Finite && c.own_subject && c.subordinator.is_none());
            clauses[i].subject = next.and_then(|c| c.subject.clone());
        }
    }
}
