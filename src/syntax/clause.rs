//! Finds who does what in each clause: subject, object and prepositional complements of every verb group.
//!
//! Enters: a sentence's tree (Universal Dependencies v2) and its chunks. Leaves: one [`Clause`] a verb group that is a
//! predicate, in order. Method: the dependents of a predicate are read off the tree and mapped to the chunks that hold
//! them; what the tree leaves understood is then filled in from heads to dependents: subjects of infinitives and
//! participles (control), antecedents of relative clauses, what coordinated verbs share. Linear in the number of words.
//!
//! The parse may be wrong, and whatever it says, these hold:
//! - clauses ascend by their verb, which is a chunk of kind [`ChunkKind::Verb`], and there is at most one for each;
//! - the heads of a [`Nominal`] are noun phrases, ascend, and lie in its range of chunks, which lies in the sentence;
//! - no subject, object or complement that stands in the clause holds its verb;
//! - `verb < end`, and `end` is at most the number of chunks; `parent` is another clause.

#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

use super::chunk::{Chunk, ChunkKind};
use super::dependents::Dependents;
use super::tag::Tag;
use super::tree::{Relation, Tree};
use super::words::FunctionWords;
use crate::lexicon::WordId;
use crate::text::token::Token;

/// How a clause hangs on the rest of its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// Stands by itself, or after "that" or "because".
    Finite,
    /// "the man who fled"
    Relative,
    /// "threatened to eliminate"
    Infinitive,
    /// "officials expelled from Europe", "by expelling spies"
    Participle,
}

/// One or more noun phrases in coordination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nominal {
    /// Chunks of the coordinated noun phrases, in order; never empty.
    pub heads: Vec<usize>,
    /// From the first chunk to the last with its prepositional phrases; appositions and relative clauses are left out.
    pub chunks: RangeInclusive<usize>,
    /// The word of the sentence on which all others of the first noun phrase depend.
    pub word: usize,
}

/// A prepositional complement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oblique {
    /// The preposition's word, the first of "because of".
    pub preposition: WordId,
    /// The preposition's chunk.
    pub at: usize,
    /// What it governs.
    pub object: Nominal,
    /// Whether it names who does what the passive verb tells: "expelled by Russia".
    pub agent: bool,
}

/// A verb with its complements. Numbers are chunks of the sentence where nothing else is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The verb group.
    pub verb: usize,
    /// The word of the sentence that heads the clause in the tree: the main verb, or what a copula predicates.
    pub predicate: usize,
    /// How it hangs on the rest.
    pub kind: ClauseKind,
    /// Grammatical subject, of participles and infinitives the one understood.
    pub subject: Option<Nominal>,
    /// Whether the subject stands there itself, rather than being understood from elsewhere. The noun that a participle
    /// modifies stands there itself, the one that "who" refers to does not.
    pub own_subject: bool,
    /// Direct object, or what the copula predicates; also one that stands before ("the spies whom Iran expelled") or is
    /// shared ("kidnap or kill individuals").
    pub object: Option<Nominal>,
    /// First of two objects: "gave Iran weapons".
    pub indirect: Option<Nominal>,
    /// Prepositional complements in order, also those of the object but for "of": "responsibility for the attack".
    pub obliques: Vec<Oblique>,
    /// Adverb or particle right after the verb: "out".
    pub particle: Option<WordId>,
    /// The clause it depends on, by number: a control verb, or the verb whose complement it is.
    pub parent: Option<usize>,
    /// The noun phrase that it modifies: "ambitions" in "ambitions to kidnap", "spies" in "spies who fled".
    pub antecedent: Option<usize>,
    /// "that", "if" or the like before it.
    pub subordinator: Option<WordId>,
    /// Where its own complements end, exclusive.
    pub end: usize,
}

/// One sentence with its tree. Words count from 0 at the start of the sentence, tokens from that of the document.
#[derive(Clone, Copy, Debug)]
pub struct Sentence<'a> {
    /// Closed-class words.
    pub words: &'a FunctionWords,
    /// All tokens of the document.
    pub tokens: &'a [Token],
    /// Their tags.
    pub tags: &'a [Tag],
    /// The token of the first word.
    pub start: usize,
    /// One head and relation for every word of the sentence.
    pub tree: &'a Tree,
    /// Dependents in that tree.
    pub dependents: &'a Dependents,
}

impl Sentence<'_> {
    pub(super) fn word(&self, word: usize) -> WordId {
        self.tokens[self.start + word].word
    }

    pub(super) fn tag(&self, word: usize) -> Tag {
        self.tags[self.start + word]
    }

    fn relation(&self, word: usize) -> Relation {
        self.tree.relations[word]
    }

    /// What the main verb of a verb group predicates: itself, or the head of a copula; nothing where the verb is an
    /// auxiliary of a verb elsewhere.
    pub(super) fn predicate(&self, verb: usize) -> Option<usize> {
        match self.relation(verb) {
            Relation::Cop => self.tree.head(verb),
            Relation::Aux | Relation::AuxPass => None,
            _ => Some(verb),
        }
    }

    /// "who", "which", and "that" where it has a part in a clause.
    fn is_relative(&self, word: usize) -> bool {
        matches!(self.tag(word), Tag::Wdt | Tag::Wp) || self.word(word) == self.words.that && self.tag(word) == Tag::In
    }
}

/// Clauses of a sentence, at most one a verb group, in order. `chunks` cover all its words.
///
/// Linear in the number of words.
pub fn clauses(sentence: Sentence<'_>, chunks: &[Chunk]) -> Vec<Clause> {
    let mut chunk_of = vec![0u32; sentence.tree.len()];
    for (number, chunk) in chunks.iter().enumerate() {
        for token in chunk.tokens.clone() {
            chunk_of[token - sentence.start] = number as u32;
        }
    }
    let mut reader = Reader { s: sentence, chunks, chunk_of, clause_of: vec![NONE; sentence.tree.len()] };
    let mut clauses: Vec<Clause> = Vec::new();
    for (at, chunk) in chunks.iter().enumerate().filter(|(_, c)| c.kind == ChunkKind::Verb) {
        let Some(predicate) = sentence.predicate(chunk.head - sentence.start) else { continue };
        let clause = reader.clause(at, predicate);
        // Where a copula predicates a clause, "the fear is that it leaks", the verb's own clause counts.
        let verb = predicate == chunk.head - sentence.start;
        let slot = &mut reader.clause_of[predicate];
        if *slot == NONE || verb {
            *slot = clauses.len() as u32;
        }
        clauses.push(clause);
    }
    reader.understand(&mut clauses);
    clauses
}

const NONE: u32 = u32::MAX;
/// Members of a coordination, modifiers in a row, heads above a word: more are not looked at.
const MEMBERS: usize = 16;
/// Dependents that are looked at of a word other than the clause's own; keeps endless sentences linear.
pub(super) const NEAR: usize = 64;

struct Reader<'a> {
    s: Sentence<'a>,
    chunks: &'a [Chunk],
    /// The chunk that holds each word.
    chunk_of: Vec<u32>,
    /// The clause of each predicate.
    clause_of: Vec<u32>,
}

impl Reader<'_> {
    fn chunk(&self, word: usize) -> usize {
        self.chunk_of[word] as usize
    }

    fn is_noun(&self, word: usize) -> bool {
        self.chunks[self.chunk(word)].kind == ChunkKind::Noun
    }

    fn clause_at(&self, word: usize) -> Option<usize> {
        Some(self.clause_of[word]).filter(|&c| c != NONE).map(|c| c as usize)
    }

    fn has(&self, word: usize, relation: Relation) -> bool {
        self.s.dependents.first(self.s.tree, word, relation).is_some()
    }

    fn children(&self, word: usize) -> impl DoubleEndedIterator<Item = usize> + Clone + use<'_> {
        self.s.dependents.of_word(word)
    }

    /// What the tree itself says of a predicate.
    fn clause(&self, verb: usize, predicate: usize) -> Clause {
        let s = &self.s;
        let form = self.chunks[verb].verb;
        let copula = s.relation(self.chunks[verb].head - s.start) == Relation::Cop;
        let mut clause = Clause {
            verb,
            predicate,
            kind: self.kind(verb, predicate),
            subject: None,
            own_subject: false,
            object: None,
            indirect: None,
            obliques: Vec::new(),
            particle: None,
            parent: None,
            antecedent: None,
            subordinator: None,
            end: verb + 1,
        };
        let mut outer = false;
        let mut empty = None;
        let mut predicative = None;
        for child in self.children(predicate) {
            match s.relation(child) {
                // "no evidence that rebels attacked the port": an argument too many is none.
                Relation::Nsubj | Relation::Obj
                    if s.word(child) == s.words.that && !self.is_only_argument(predicate, child) =>
                {
                    clause.subordinator = Some(s.word(child));
                }
                Relation::NsubjOuter if copula => {
                    self.set_subject(&mut clause, child);
                    outer = true;
                }
                Relation::Nsubj | Relation::NsubjPass if !outer => self.set_subject(&mut clause, child),
                Relation::Expl => empty = Some(child),
                Relation::Obj if clause.object.is_none() => clause.object = self.complement(verb, predicate, child),
                Relation::Iobj => clause.indirect = self.complement(verb, predicate, child),
                Relation::Xcomp if self.is_noun(child) && !self.has(child, Relation::Cop) => {
                    predicative.get_or_insert(child);
                }
                Relation::Obl if clause.object.is_none() && self.is_counted(child) => {
                    clause.object = self.complement(verb, predicate, child);
                }
                Relation::Obl | Relation::OblAgent | Relation::OblUnmarked => self.oblique(&mut clause, child),
                Relation::Nmod if !copula => self.oblique(&mut clause, child),
                Relation::CompoundPrt => clause.particle = Some(s.word(child)),
                Relation::Mark if s.tag(child) != Tag::To => clause.subordinator = Some(s.word(child)),
                Relation::Advmod if s.tag(child) == Tag::Wrb && child < predicate => {
                    clause.subordinator.get_or_insert(s.word(child));
                }
                _ => {}
            }
        }
        if copula {
            self.predicate_nominal(&mut clause);
        } else if clause.object.is_none() && clause.indirect.is_none() {
            // "became president"
            clause.object = predicative.and_then(|w| self.nominal(w, verb));
        }
        if clause.object.is_none() && !copula && !form.passive {
            clause.object = self.heavy_object(verb, predicate);
        }
        self.existential(&mut clause, empty);
        if clause.object.is_none() && !form.passive {
            // "told Iran"
            clause.object = clause.indirect.take();
        }
        self.obliques_of_object(&mut clause);
        clause.obliques.sort_by_key(|o| o.at);
        if clause.particle.is_none() {
            let next = self.chunks.get(verb + 1).filter(|c| c.kind == ChunkKind::Adverb);
            clause.particle = next.map(|c| s.tokens[c.head].word);
        }
        clause
    }

    fn kind(&self, verb: usize, predicate: usize) -> ClauseKind {
        let form = self.chunks[verb].verb;
        let bare = self.s.tags[self.chunks[verb].head] == Tag::Vb && form.modal.is_none();
        match self.s.relation(predicate) {
            _ if form.infinitive => ClauseKind::Infinitive,
            Relation::Xcomp if bare && self.chunks[verb].tokens.len() == 1 => ClauseKind::Infinitive,
            _ if form.participle => ClauseKind::Participle,
            Relation::AclRelcl => ClauseKind::Relative,
            _ => ClauseKind::Finite,
        }
    }

    fn set_subject(&self, clause: &mut Clause, word: usize) {
        if clause.own_subject {
            return;
        }
        let referent = self.referent(clause.predicate, word);
        clause.subject = match referent {
            Some(antecedent) => self.antecedent(antecedent),
            None => self.nominal(word, clause.verb),
        };
        clause.own_subject = clause.subject.is_some() && referent.is_none();
    }

    /// What a dependent stands for: itself, or of "whom" the noun before it.
    fn complement(&self, verb: usize, predicate: usize, word: usize) -> Option<Nominal> {
        match self.referent(predicate, word) {
            Some(antecedent) => self.antecedent(antecedent),
            None => self.nominal(word, verb),
        }
    }

    /// The noun that a relative pronoun in the clause of `predicate` refers to.
    fn referent(&self, predicate: usize, pronoun: usize) -> Option<usize> {
        if !self.s.is_relative(pronoun) {
            return None;
        }
        let mut at = predicate;
        for _ in 0..MEMBERS {
            let head = self.s.tree.head(at)?;
            match self.s.relation(at) {
                Relation::AclRelcl | Relation::AdvclRelcl => return Some(head).filter(|&h| h < pronoun),
                // "the country that the rebels invaded": an argument of the verb is no conjunction, unless it is one too many.
                Relation::Acl if self.is_only_argument(predicate, pronoun) => {
                    return Some(head).filter(|&h| h < pronoun);
                }
                Relation::Xcomp | Relation::Ccomp | Relation::Conj | Relation::Advcl => at = head,
                _ => return None,
            }
        }
        None
    }

    /// Whether a word is a subject or object, and the only one of its kind.
    fn is_only_argument(&self, predicate: usize, word: usize) -> bool {
        let relation = self.s.relation(word);
        matches!(relation, Relation::Nsubj | Relation::NsubjPass | Relation::Obj | Relation::Iobj)
            && self.children(predicate).all(|w| w == word || self.s.relation(w) != relation)
    }

    /// A noun as what a clause after it is about, without its coordination.
    fn antecedent(&self, word: usize) -> Option<Nominal> {
        let chunk = self.chunk(word);
        self.is_noun(word).then(|| Nominal { heads: vec![chunk], chunks: chunk..=chunk, word })
    }

    /// The noun phrase of a word with those coordinated with it, as far as they stand on its side of the verb.
    fn nominal(&self, word: usize, verb: usize) -> Option<Nominal> {
        let side = self.chunk(word) < verb;
        let fits = |w: usize| self.is_noun(w) && (self.chunk(w) < verb) == side;
        if !fits(word) {
            return None;
        }
        let mut heads = vec![self.chunk(word)];
        let mut last = self.last_chunk(word);
        for conjunct in self.conjuncts(word).into_iter().filter(|&w| fits(w)) {
            heads.push(self.chunk(conjunct));
            last = last.max(self.last_chunk(conjunct));
        }
        heads.sort_unstable();
        heads.dedup();
        let first = heads[0].min(self.first_chunk(word));
        let last = if side { last.min(verb - 1) } else { last };
        let first = if side { first } else { first.max(verb + 1) };
        let last = last.max(heads[heads.len() - 1]);
        Some(Nominal { heads, chunks: first..=last, word })
    }

    /// The words coordinated with a word; of "France, Italy and Spain" the tree may hang the third on the second.
    fn conjuncts(&self, word: usize) -> Vec<usize> {
        let mut found = vec![word];
        let mut at = 0;
        while at < found.len() && found.len() <= MEMBERS {
            let next = self.children(found[at]).filter(|&w| self.s.relation(w) == Relation::Conj);
            found.extend(next.take(MEMBERS));
            at += 1;
        }
        found.split_off(1)
    }

    /// Where a noun phrase begins that the chunks divide: "Friday’s | army".
    fn first_chunk(&self, word: usize) -> usize {
        let modifies = |w: &usize| {
            matches!(
                self.s.relation(*w),
                Relation::Det | Relation::Amod | Relation::Compound | Relation::Nummod | Relation::NmodPoss
            )
        };
        let first = self.children(word).find(modifies).map_or(word, |w| self.s.dependents.reach(w).start);
        if self.is_noun(first) { self.chunk(first) } else { self.chunk(word) }
    }

    /// The last chunk of a noun with the prepositional phrases after it: "the head | of | the agency | in | London".
    fn last_chunk(&self, word: usize) -> usize {
        let mut last = self.chunk(word);
        let mut at = word;
        for depth in 0..MEMBERS {
            let goes_on = |w: &usize| {
                let relation = self.s.relation(*w);
                *w > at
                    && self.is_noun(*w)
                    && (matches!(relation, Relation::Nmod | Relation::Flat | Relation::Nummod)
                        || depth > 0 && relation == Relation::Conj)
            };
            let Some(next) = self.children(at).rev().find(goes_on) else { break };
            last = last.max(self.chunk(next));
            at = next;
        }
        last
    }

    /// "refused on legal grounds over 100 applications": a noun phrase without a preposition that is no time is an object,
    /// even where the tree takes it for a circumstance because of its distance.
    fn heavy_object(&self, verb: usize, predicate: usize) -> Option<Nominal> {
        let is_heavy = |w: &usize| {
            *w > predicate
                && matches!(self.s.relation(*w), Relation::Obl | Relation::OblUnmarked)
                && self.has(*w, Relation::Nummod)
                && !self.has(*w, Relation::Case)
                && matches!(self.s.tag(*w), Tag::Nns | Tag::Nnps)
                && !self.is_circumstance(*w)
        };
        let word = self.children(predicate).find(is_heavy)?;
        let clausal = |w: usize| matches!(self.s.relation(w), Relation::Ccomp | Relation::Xcomp);
        if self.children(predicate).any(clausal) { None } else { self.nominal(word, verb) }
    }

    /// "arrested as many as 40 men": the second "as" is taken for a preposition, but belongs to the number.
    fn is_counted(&self, word: usize) -> bool {
        let case = self.children(word).find(|&w| self.s.relation(w) == Relation::Case);
        case.is_some_and(|c| c > 0 && self.s.word(c) == self.s.words.as_ && self.s.word(c - 1) == self.s.words.many)
    }

    fn oblique(&self, clause: &mut Clause, word: usize) {
        if let Some(oblique) = self.governed(clause.verb, clause.predicate, word) {
            clause.obliques.push(oblique);
        }
    }

    /// A noun with its preposition.
    fn governed(&self, verb: usize, predicate: usize, word: usize) -> Option<Oblique> {
        let case = self.children(word).find(|&w| self.s.relation(w) == Relation::Case)?;
        let at = self.chunk(case);
        let object = self.complement(verb, predicate, word)?;
        let agent = self.s.relation(word) == Relation::OblAgent;
        Some(Oblique { preposition: self.s.word(case), at, object, agent })
    }

    /// What a copula predicates: a noun, or a noun after a preposition.
    fn predicate_nominal(&self, clause: &mut Clause) {
        let word = clause.predicate;
        match self.children(word).find(|&w| self.s.relation(w) == Relation::Case) {
            Some(_) => self.oblique(clause, word),
            None if self.chunk(word) > clause.verb => clause.object = self.nominal(word, clause.verb),
            None => {}
        }
    }

    /// "There were attacks": the empty word is the subject for the order of words only, what there is the object.
    fn existential(&self, clause: &mut Clause, empty: Option<usize>) {
        let Some(empty) = empty.filter(|&w| self.is_noun(w)) else { return };
        let after = clause.subject.as_ref().is_none_or(|s| *s.chunks.start() > clause.verb);
        if !after {
            return;
        }
        let there = self.nominal(empty, clause.verb);
        let what = std::mem::replace(&mut clause.subject, there);
        clause.own_subject = clause.subject.is_some();
        clause.object = clause.object.take().or(what);
    }

    fn obliques_of_object(&self, clause: &mut Clause) {
        let Some(object) = clause.object.as_ref().filter(|o| *o.chunks.start() > clause.verb).map(|o| o.word) else {
            return;
        };
        let of = self.s.words.of;
        for child in self.children(object).filter(|&w| w > object && self.s.relation(w) == Relation::Nmod) {
            let governed = self.governed(clause.verb, clause.predicate, child);
            clause.obliques.extend(governed.filter(|o| o.preposition != of));
        }
    }

    /// Fills in, from heads to dependents, what stands elsewhere.
    fn understand(&self, clauses: &mut [Clause]) {
        // For every word the clause that it is in.
        let mut inside = vec![NONE; self.s.tree.len()];
        for word in self.s.dependents.order() {
            let head = self.s.tree.head(word);
            let above = head.map_or(NONE, |h| inside[h]);
            inside[word] = above;
            let Some(number) = self.clause_at(word) else { continue };
            inside[word] = number as u32;
            clauses[number].parent = (above != NONE).then_some(above as usize);
            if let Some(head) = head {
                self.attach(clauses, number, head);
            }
        }
        for number in 0..clauses.len() {
            if self.clause_at(clauses[number].predicate) != Some(number) {
                // The copula of "the fear is that it leaks".
                let above = self.s.tree.head(clauses[number].predicate).map_or(NONE, |h| inside[h]);
                clauses[number].parent = (above != NONE).then_some(above as usize);
            }
            let parent = clauses[number].parent.filter(|&p| p != number);
            clauses[number].parent = parent;
            clauses[number].end = self.end(clauses, number);
        }
        (0..clauses.len()).for_each(|number| self.near_subject(clauses, number));
        // From the last to the first, then to those in between.
        (0..clauses.len()).rev().for_each(|number| self.share_object(clauses, number));
        (0..clauses.len()).for_each(|number| self.share_object(clauses, number));
    }

    /// A finite verb without a subject has the noun right before it, unless the tree gives that another part: of "they are
    /// glad - Doe has vowed to stay" it may make Doe a second subject of what is before.
    fn near_subject(&self, clauses: &mut [Clause], number: usize) {
        let clause = &clauses[number];
        let form = self.chunks[clause.verb].verb;
        let word = self.chunks[clause.verb].head - self.s.start;
        let finite =
            clause.kind == ClauseKind::Finite && !form.infinitive && !form.participle && self.s.tag(word) != Tag::Vb;
        if clause.subject.is_some() || !finite || self.has(clause.predicate, Relation::Expl) {
            return;
        }
        let mut before = (clause.verb.saturating_sub(3)..clause.verb).rev();
        let Some(chunk) = before.find(|&c| self.chunks[c].kind != ChunkKind::Adverb) else { return };
        if self.chunks[chunk].kind != ChunkKind::Noun {
            return;
        }
        let tokens = self.chunks[chunk].tokens.start - self.s.start..self.chunks[chunk].tokens.end - self.s.start;
        let mut at = self.chunks[chunk].head - self.s.start;
        for _ in 0..MEMBERS {
            let Some(head) = self.s.tree.head(at) else { break };
            if !tokens.contains(&head) && self.s.relation(at) != Relation::Conj {
                break;
            }
            at = head;
        }
        let free =
            matches!(self.s.relation(at), Relation::Nsubj | Relation::NsubjPass | Relation::Dep | Relation::Root);
        if free && self.is_noun(at) {
            let subject = self.nominal(at, clause.verb);
            clauses[number].own_subject = subject.is_some();
            clauses[number].subject = subject;
        }
    }

    /// Reads how a clause hangs on the word above it.
    fn attach(&self, clauses: &mut [Clause], number: usize, head: usize) {
        let word = clauses[number].predicate;
        match self.s.relation(word) {
            Relation::Conj => self.join(clauses, number, head),
            // "it was Serbia that rejected the plan"
            Relation::AclRelcl | Relation::AdvclRelcl => self.modify_relative(clauses, number, head),
            Relation::Acl => self.modify(clauses, number, head),
            Relation::Xcomp | Relation::Ccomp | Relation::Advcl if self.lacks_subject(&clauses[number]) => {
                let object_acts = self.is_object_control(clauses, number, head);
                clauses[number].subject = self.subject_above(clauses, head, object_acts);
            }
            _ => {}
        }
    }

    /// Whether an infinitive or participle has no subject yet.
    fn lacks_subject(&self, clause: &Clause) -> bool {
        clause.subject.is_none()
            && (matches!(clause.kind, ClauseKind::Infinitive | ClauseKind::Participle)
                || self.s.relation(clause.predicate) == Relation::Xcomp)
    }

    /// A verb after a conjunction has the subject of the one before, and hangs where that hangs.
    fn join(&self, clauses: &mut [Clause], number: usize, head: usize) {
        let Some(first) = self.clause_at(head) else {
            if clauses[number].subject.is_none() {
                clauses[number].subject = self.subject_above(clauses, head, false);
            }
            return;
        };
        let Ok([joined, first]) = clauses.get_disjoint_mut([number, first]) else { return };
        joined.parent = first.parent;
        if joined.own_subject {
            return;
        }
        if joined.subject.is_none() {
            joined.subject.clone_from(&first.subject);
        }
        joined.kind = first.kind;
        joined.antecedent = first.antecedent;
        joined.subordinator = joined.subordinator.or(first.subordinator);
    }

    /// "the spies who fled", "whom Iran expelled", "they deploy".
    fn modify_relative(&self, clauses: &mut [Clause], number: usize, head: usize) {
        let clause = &mut clauses[number];
        clause.antecedent = self.is_noun(head).then(|| self.chunk(head));
        let pronoun = self.children(clause.predicate).take_while(|&w| w < clause.predicate).any(|w| {
            self.s.is_relative(w) || self.children(w).any(|c| matches!(self.s.tag(c), Tag::Wdt | Tag::Wp | Tag::WpS))
        });
        if clause.kind == ClauseKind::Infinitive || clause.kind == ClauseKind::Participle || pronoun {
            return;
        }
        if clause.subject.is_none() {
            clause.subject = self.antecedent(head);
        } else if clause.object.is_none() && self.lacks_object(clause) && !self.is_circumstance(head) {
            clause.object = self.antecedent(head);
        }
    }

    /// Whether a clause could take an object: none of its dependents is one, or stands in for one.
    fn lacks_object(&self, clause: &Clause) -> bool {
        let form = self.chunks[clause.verb].verb;
        let filled = self.children(clause.predicate).any(|w| {
            matches!(
                self.s.relation(w),
                Relation::Ccomp | Relation::Xcomp | Relation::Cop | Relation::Obj | Relation::Mark | Relation::Case
            ) || self.s.tag(w) == Tag::Wrb
        });
        !filled && !form.passive && !form.copula
    }

    /// "the day they died", "the way they fight": the noun is no object of the clause after it.
    fn is_circumstance(&self, word: usize) -> bool {
        let w = self.s.words;
        let here = self.s.word(word);
        w.is_time_unit(here) || w.is_bare_time(here) || w.is_manner(here)
    }

    /// "spies expelled from Europe", "spies posing as students", "ambitions to kidnap", "troops to fight".
    fn modify(&self, clauses: &mut [Clause], number: usize, head: usize) {
        let antecedent = self.antecedent(head);
        clauses[number].antecedent = antecedent.as_ref().map(|a| a.heads[0]);
        if clauses[number].subject.is_some() {
            return;
        }
        let participle = self.chunks[clauses[number].verb].verb.participle;
        let begin = self.s.dependents.reach(clauses[number].predicate).start;
        let apart = begin > 0 && self.s.tag(begin - 1) == Tag::Comma || self.s.tag(begin) == Tag::Comma;
        if participle && apart && self.s.tag(clauses[number].predicate) == Tag::Vbg {
            // "Norway attacked the port, killing ten": apart from the noun, it is the subject that goes on.
            let above = clauses[number].parent.and_then(|p| clauses[p].subject.clone());
            if above.is_some() {
                clauses[number].subject = above;
                return;
            }
        }
        let marked = self.children(clauses[number].predicate).any(|w| self.s.relation(w) == Relation::Mark);
        if participle && !marked {
            clauses[number].own_subject = antecedent.is_some();
            clauses[number].subject = antecedent;
            return;
        }
        // "the plan to strike", "the idea of striking": who has the plan is told elsewhere, if at all.
        let first = self.s.tree.head(head).filter(|_| self.s.relation(head) == Relation::Conj).unwrap_or(head);
        let object = matches!(self.s.relation(first), Relation::Obj | Relation::Iobj);
        let governor = clauses[number].parent.map(|p| &clauses[p]);
        let form = governor.map(|g| self.chunks[g.verb].verb).unwrap_or_default();
        clauses[number].subject = match governor {
            // "gave Iran the option to come", "were denied visas to enter"
            Some(governor) if object && governor.indirect.is_some() => governor.indirect.clone(),
            Some(governor) if object && form.passive => governor.subject.clone(),
            _ if object && !form.copula && self.can_act(head) => antecedent,
            Some(governor) if object || governor.predicate == head => governor.subject.clone(),
            _ if matches!(self.s.relation(head), Relation::Root | Relation::Nsubj) && self.can_act(head) => antecedent,
            _ => None,
        };
    }

    /// Names, pronouns and plurals can be the understood subject of an infinitive after them.
    fn can_act(&self, word: usize) -> bool {
        matches!(self.s.tag(word), Tag::Nnp | Tag::Nnps | Tag::Prp | Tag::Nns | Tag::Dt | Tag::Cd)
    }

    /// Whether the object of the clause above acts: "urged Iran to stop", "accused the mayor of stealing", "stopped them
    /// from leaving", "blamed them for leaving", but not "set a date for leaving", "used force to stop them".
    fn is_object_control(&self, clauses: &[Clause], number: usize, head: usize) -> bool {
        let word = clauses[number].predicate;
        if self.s.relation(word) == Relation::Xcomp {
            return true;
        }
        let w = self.s.words;
        let preposition = self.children(word).find(|&c| matches!(self.s.relation(c), Relation::Mark | Relation::Case));
        let preposition = preposition.map(|c| self.s.word(c));
        let object = self.clause_at(head).and_then(|c| clauses[c].object.as_ref()).map(|o| o.word);
        let participle = clauses[number].kind == ClauseKind::Participle;
        participle
            && object.is_some_and(|o| {
                o < word
                    && (preposition == Some(w.of)
                        || preposition == Some(w.from)
                        || preposition == Some(w.for_) && self.can_act(o))
            })
    }

    /// The subject that a complement of `head` is understood to have.
    fn subject_above(&self, clauses: &[Clause], head: usize, object_acts: bool) -> Option<Nominal> {
        let mut at = head;
        for _ in 0..4 {
            if let Some(clause) = self.clause_at(at).map(|c| &clauses[c]) {
                let object = clause.object.as_ref().filter(|_| object_acts && !self.chunks[clause.verb].verb.copula);
                // "asked Iran for talks to stop", "told Iran to stop"
                return object.or(clause.subject.as_ref()).cloned();
            }
            let is_subject = |w: &usize| matches!(self.s.relation(*w), Relation::Nsubj | Relation::NsubjPass);
            let subject = self.children(at).take(NEAR).find(is_subject);
            if let Some(subject) = subject {
                return self.nominal(subject, self.chunks.len());
            }
            if !matches!(self.s.relation(at), Relation::Xcomp | Relation::Conj | Relation::Advcl) {
                return None;
            }
            at = self.s.tree.head(at)?;
        }
        None
    }

    /// "kidnap, torture or kill individuals", "attacked and burned the port": verbs in coordination share an object that
    /// stands after all of them; passives "by" whom: "was arrested and beaten by police".
    fn share_object(&self, clauses: &mut [Clause], number: usize) {
        let word = clauses[number].predicate;
        if self.s.relation(word) != Relation::Conj {
            return;
        }
        let Some(first) = self.s.tree.head(word).and_then(|h| self.clause_at(h)) else { return };
        let Ok([later, first]) = clauses.get_disjoint_mut([number, first]) else { return };
        let (a, b) = (self.chunks[first.verb].verb, self.chunks[later.verb].verb);
        let joins = |c: usize| {
            matches!(
                self.chunks[c].kind,
                ChunkKind::Conjunction | ChunkKind::Comma | ChunkKind::Adverb | ChunkKind::Verb
            )
        };
        let near =
            first.verb < later.verb && later.verb - first.verb <= MEMBERS && (first.verb + 1..later.verb).all(joins);
        if !near || a.passive != b.passive || a.copula || b.copula || later.own_subject {
            return;
        }
        if a.passive && first.obliques.iter().all(|o| !o.agent) {
            let agents = later.obliques.iter().filter(|o| o.agent && o.at > later.verb);
            first.obliques.extend(agents.cloned());
        }
        let after = |o: &Option<Nominal>| o.as_ref().filter(|o| *o.chunks.start() > later.verb).cloned();
        if first.object.is_none() {
            first.object = after(&later.object);
        } else if later.object.is_none() {
            later.object = after(&first.object);
        }
    }

    /// Where what belongs to a clause ends: before the next verb with what stands under it, a conjunction that opens a
    /// clause, or a word outside of it.
    fn end(&self, clauses: &[Clause], number: usize) -> usize {
        let clause = &clauses[number];
        let last = self.chunk(self.s.dependents.reach(clause.predicate).end - 1);
        let mut at = clause.verb + 1;
        while at <= last {
            match self.chunks[at].kind {
                ChunkKind::Verb => {
                    let word = self.chunks[at].head - self.s.start;
                    let word = self.s.predicate(word).unwrap_or(word);
                    let first = self.chunk(self.s.dependents.reach(word).start);
                    at = if word == clause.predicate { at } else { at.min(first.max(clause.verb + 1)) };
                    break;
                }
                ChunkKind::Subordinator | ChunkKind::Relative => break,
                _ => at += 1,
            }
        }
        while at > clause.verb + 1
            && matches!(
                self.chunks[at - 1].kind,
                ChunkKind::Comma | ChunkKind::Break | ChunkKind::Conjunction | ChunkKind::Quote
            )
        {
            at -= 1;
        }
        at
    }
}
