//! A sentence as the rules of this stage look at it: noun phrases taken apart, and what hangs on them.
//!
//! Enters: the chunks, clauses and tree of one sentence. Leaves: nothing of its own; it answers questions such as "who
//! possesses this noun phrase", "what stands after 'against' within its reach", "which clause governs it".

use std::ops::Range;

use crate::lexicon::WordId;
use crate::pipeline::Reading;
use crate::syntax::chunk::{Chunk, ChunkKind};
use crate::syntax::clause::{Clause, Nominal};
use crate::syntax::parse::Parse;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use crate::syntax::words::FunctionWords;

use super::quantity::{NumberRules, NumberWord};

/// Chunks that are looked at after a trigger for what hangs on it.
const REACH: usize = 24;
/// Members of a coordination that are looked at.
const MEMBERS: usize = 8;
/// Clauses that are looked at after one for those that hang on it.
const SUBORDINATES: usize = 8;

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
    /// The head of whose it is, where it is a thing: "army" of "positions of the army".
    pub(super) owner: Option<usize>,
}

impl Filler {
    pub(super) fn new(tokens: Range<usize>, head: usize) -> Self {
        Self { tokens, head, owner: None }
    }
}

/// One sentence with what the rules need around it.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) words: &'a FunctionWords,
    pub(super) numbers: &'a NumberRules,
    pub(super) reading: Reading<'a>,
    pub(super) chunks: &'a [Chunk],
    pub(super) clauses: &'a [Clause],
    pub(super) parse: Parse<'a>,
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

    /// Whether the mark of a possessor stands right after a noun.
    pub(super) fn is_possessor(&self, token: usize) -> bool {
        token + 1 < self.reading.syntax.tags.len() && self.tag(token + 1) == Tag::Pos
    }

    pub(super) fn is_plural(&self, token: usize) -> bool {
        matches!(self.tag(token), Tag::Nns | Tag::Nnps)
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
            return Some(Filler::new(start..head + 1, head));
        }
        let first = self.tag(start);
        matches!(first, Tag::PrpS | Tag::WpS).then_some(Filler::new(start..start + 1, start))
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
                Some(
                    NumberWord::Partitive
                        | NumberWord::Plural(_)
                        | NumberWord::Collective(_)
                        | NumberWord::Vague(_)
                        | NumberWord::Fraction(_)
                        | NumberWord::Measure
                )
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
        Filler::new(first.tokens.start..last.tokens.end, last.head)
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

    /// The chunk that holds a token of this sentence.
    pub(super) fn chunk_of(&self, token: usize) -> usize {
        self.chunks.partition_point(|c| c.tokens.end <= token).min(self.chunks.len().saturating_sub(1))
    }

    /// The token of a chunk on which all its others depend in the tree.
    pub(super) fn top(&self, chunk: usize) -> usize {
        let c = &self.chunks[chunk];
        let mut at = c.head;
        for _ in 0..4 {
            let Some(head) = self.parse.head(at).filter(|h| c.tokens.contains(h)) else { break };
            at = head;
        }
        at
    }

    /// The first of the words that are coordinated with this one, itself if there is none before it.
    pub(super) fn first_conjunct(&self, token: usize) -> usize {
        let mut at = token;
        for _ in 0..MEMBERS {
            if self.parse.relation(at) != Relation::Conj {
                break;
            }
            let Some(head) = self.parse.head(at) else { break };
            at = head;
        }
        at
    }

    /// The coordinated noun phrases that begin with `first`: "Russia, China and Iran".
    pub(super) fn coordinated(&self, first: usize) -> Vec<usize> {
        let top = self.top(first);
        let conjuncts =
            self.parse.children(top).take(REACH).filter(|&t| t > top && self.parse.relation(t) == Relation::Conj);
        let mut heads = vec![first];
        heads.extend(
            conjuncts.map(|t| self.chunk_of(t)).filter(|&c| c > first && self.is(c, ChunkKind::Noun)).take(MEMBERS),
        );
        heads.dedup();
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

    /// What the verb of a clause acts on, by grammar alone.
    pub(super) fn object(&self, number: usize) -> Vec<usize> {
        self.clauses[number].object.as_ref().map_or_else(Vec::new, |o| o.heads.clone())
    }

    /// The noun phrases after a preposition among the complements of a clause's verb, wherever they stand; else those
    /// after it in the verb's reach; empty when there are none.
    pub(super) fn complement(&self, number: usize, preposition: WordId) -> Vec<usize> {
        let clause = &self.clauses[number];
        let by = preposition == self.words.by;
        let oblique = clause.obliques.iter().find(|o| o.preposition == preposition || by && o.agent);
        match oblique {
            Some(oblique) => oblique.object.heads.clone(),
            None => self.governed_by(preposition, self.verb_scope(clause)),
        }
    }

    /// The clauses after a clause that hang on its verb, or on a noun among its complements: "bomb" and "release" in
    /// "threatened to bomb", "demanded that they release", "made a threat to bomb".
    pub(super) fn subordinates(&self, number: usize) -> impl Iterator<Item = usize> + use<'_> {
        let end = self.clauses.len().min(number + 1 + SUBORDINATES);
        (number + 1..end).filter(move |&c| self.clauses[c].parent == Some(number))
    }

    /// The noun that an infinitive may modify: that of the tree, else the one right before it, of whose plan or wish the
    /// tree may have made a complement of the verb: "heard of a plan to bomb the port".
    pub(super) fn noun_before(&self, number: usize) -> Option<usize> {
        let clause = &self.clauses[number];
        let left = || clause.verb.checked_sub(1).filter(|&l| self.is(l, ChunkKind::Noun));
        clause.antecedent.or_else(left)
    }

    /// What the clause's verb is to its head, of coordinated verbs the first.
    pub(super) fn relation(&self, number: usize) -> Relation {
        let predicate = self.parse.token(self.clauses[number].predicate);
        self.parse.relation(self.first_conjunct(predicate))
    }

    /// The word on which a clause hangs, of coordinated verbs the first one's.
    pub(super) fn governor(&self, number: usize) -> Option<usize> {
        let predicate = self.parse.token(self.clauses[number].predicate);
        self.parse.head(self.first_conjunct(predicate))
    }

    /// The clause of the verb with which this one is coordinated and with which it shares what stands before both:
    /// "attack" for "destroy" in "may attack and destroy".
    pub(super) fn sharing(&self, number: usize) -> Option<usize> {
        let clause = &self.clauses[number];
        let predicate = self.parse.token(clause.predicate);
        let first = self.first_conjunct(predicate);
        let form = self.chunks[clause.verb].verb;
        if first == predicate || clause.own_subject || form.modal.is_some() || form.infinitive {
            return None;
        }
        let other = self.clauses[..number].iter().rposition(|c| self.parse.token(c.predicate) == first)?;
        (self.tag(first) == self.tag(predicate) || self.tag(predicate) == Tag::Vb).then_some(other)
    }
}
