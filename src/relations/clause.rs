//! Tuples of clauses with a verb.
//!
//! Whose subject is understood, what "who" refers to and which object is shared, [`Clause`]s know; which words belong to
//! the predicate and which to its arguments is read off the tree. An infinitive without an object between is one
//! predicate with the verb that governs it: "wants to leave", so that nothing is told as done that is only wanted.

use super::phrase::View;
use super::{Argument, Bearer, Shape, Tuple};
use crate::annotation::Modality;
use crate::syntax::chunk::VerbForm;
use crate::syntax::clause::{Clause, ClauseKind, Nominal};
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

/// Verbs that are merged to one predicate at most: "is expected to try to leave".
const MERGED: usize = 3;

/// Finds the tuples of a sentence's clauses.
pub(super) fn find(view: &View<'_>, tuples: &mut Vec<Tuple>) {
    for clause in &view.syntax.clauses {
        let reader = Reader { view, clause };
        let predicate = view.parse.token(clause.predicate);
        let copula = view.relation(reader.verb()) == Relation::Cop;
        let tuple = if copula { reader.copular(predicate) } else { reader.verbal(predicate) };
        tuples.extend(tuple);
    }
}

/// What depends on a predicate.
#[derive(Default)]
struct Dependents {
    object: Option<usize>,
    indirect: Option<usize>,
    /// Circumstances: with prepositions, times, adverbs after the verb.
    around: Vec<usize>,
    content: Option<usize>,
    complement: Option<usize>,
}

/// Arguments while they are gathered.
struct Rest {
    shape: Shape,
    object: Option<Argument>,
    further: Vec<Argument>,
}

struct Reader<'a> {
    view: &'a View<'a>,
    clause: &'a Clause,
}

impl Reader<'_> {
    /// The token of the clause's verb.
    fn verb(&self) -> usize {
        self.view.syntax.chunks[self.clause.verb].head
    }

    fn form(&self) -> VerbForm {
        self.view.syntax.chunks[self.clause.verb].verb
    }

    /// Who does it, as far as a phrase tells.
    fn subject(&self, predicate: usize) -> Option<(Argument, Bearer)> {
        let v = self.view;
        let clausal = |c: &usize| matches!(v.relation(*c), Relation::Csubj | Relation::CsubjPass);
        let Some(subject) = &self.clause.subject else {
            let own = v.children(predicate).find(clausal)?;
            return Some((v.whole(own), Bearer::Clause)).filter(|(clause, _)| clause.is_bounded());
        };
        let head = v.parse.token(subject.word);
        let bearer = match self.clause.kind {
            _ if v.relation(predicate) == Relation::Conj && !self.clause.own_subject => Bearer::Shared,
            ClauseKind::Relative if !self.clause.own_subject => Bearer::Relative,
            ClauseKind::Participle if self.clause.own_subject && v.relation(predicate) == Relation::Acl => {
                Bearer::Participle
            }
            _ if self.clause.own_subject => Bearer::Own,
            _ => Bearer::Understood,
        };
        if bearer == Bearer::Own && v.is_relative(head) {
            // Who "what" and "many of whom" are is not told here.
            return None;
        }
        let limit = if bearer == Bearer::Own { v.tokens.end } else { v.parse.reach(predicate).start };
        let phrase = if limit > head { v.phrase_before(head, limit) } else { v.phrase(head) };
        phrase.is_bounded().then_some((phrase, bearer))
    }

    /// What a nominal of the clause layer spans: an antecedent up to the clause about it.
    fn elsewhere(&self, nominal: &Nominal, predicate: usize) -> Argument {
        let head = self.view.parse.token(nominal.word);
        let start = self.view.parse.reach(predicate).start;
        if start > head { self.view.phrase_before(head, start) } else { self.view.phrase(head) }
    }

    fn verbal(&self, predicate: usize) -> Option<Tuple> {
        let v = self.view;
        if self.is_merged_above(predicate) {
            return None;
        }
        let (subject, bearer) = self.subject(predicate)?;
        if subject.holds(predicate) {
            return None;
        }
        let mut words = self.group(predicate);
        let mut found = self.dependents(predicate);
        let mut main = predicate;
        let mut passive = self.form().passive;
        let mut merged = false;
        for _ in 0..MERGED {
            let Some(next) = found.complement.filter(|_| found.object.is_none() && found.indirect.is_none()) else {
                break;
            };
            if !self.is_merging(next) {
                break;
            }
            words.extend(self.group(next));
            let around = std::mem::take(&mut found.around);
            found = self.dependents(next);
            found.around.extend(around);
            passive = v.children(next).any(|c| v.relation(c) == Relation::AuxPass);
            (main, merged) = (next, true);
        }
        words.extend(self.shared_auxiliaries(predicate));
        let implied = self.is_reduced(predicate);
        found.around.extend(self.times_of(&subject));
        let rest = self.rest(predicate, main, &subject, found, &mut words);
        words.sort_unstable();
        words.dedup();
        let modality = self.modality(&words);
        Some(Tuple {
            shape: rest.shape,
            bearer,
            subject,
            predicate: words,
            implied,
            object: rest.object,
            arguments: rest.further,
            head: predicate,
            passive: passive || implied,
            merged,
            modality,
        })
    }

    /// "Doe on Friday | met Roe": the day is no part of who met him.
    fn times_of(&self, subject: &Argument) -> Vec<usize> {
        let v = self.view;
        let is_time = |c: &usize| {
            matches!(v.relation(*c), Relation::Nmod | Relation::NmodUnmarked) && v.words.is_bare_time(v.word(*c))
        };
        v.children(subject.head).filter(|c| *c > subject.head && !subject.holds(*c)).filter(is_time).collect()
    }

    /// How real it is said to be, by its own verbs and the conditions it stands under. What governs it from afar, the
    /// predicate does not tell either.
    fn modality(&self, words: &[usize]) -> Modality {
        let v = self.view;
        let w = v.words;
        let above = |c: &&Clause| c.parent.and_then(|p| v.syntax.clauses.get(p));
        let clauses = std::iter::successors(Some(self.clause), above).take(MERGED);
        if clauses.filter_map(|c| c.subordinator).any(|s| [w.if_, w.unless, w.whether].contains(&s)) {
            return Modality::Conditional;
        }
        match words.iter().find(|&&t| matches!(v.tag(t), Tag::Md | Tag::To) && v.relation(t) != Relation::Case) {
            Some(&t) if v.tag(t) == Tag::To => Modality::Intended,
            Some(&t) if w.is_will(v.word(t)) => Modality::Intended,
            Some(_) => Modality::Possible,
            None => Modality::Asserted,
        }
    }

    /// Whether a complement without a subject is one predicate with the verb above it.
    fn is_merging(&self, token: usize) -> bool {
        let v = self.view;
        let verb = matches!(v.tag(token), Tag::Vb | Tag::Vbg | Tag::Vbn);
        verb || v.child(token, Relation::Cop).is_some() && v.child(token, Relation::Mark).is_some()
    }

    fn is_merged_above(&self, predicate: usize) -> bool {
        let v = self.view;
        let Some(head) = v.parse.head(predicate).filter(|_| v.relation(predicate) == Relation::Xcomp) else {
            return false;
        };
        let objects = [Relation::Obj, Relation::Iobj].iter().any(|&r| v.child(head, r).is_some());
        v.tag(head).is_verb() && !objects && self.is_merging(predicate)
    }

    /// The verb with its auxiliaries, negation, particle and the adverbs among them.
    fn group(&self, verb: usize) -> Vec<usize> {
        let v = self.view;
        let first = v.children(verb).find(|&c| is_auxiliary(v.relation(c)));
        let belongs = |c: &usize| {
            let c = *c;
            match v.relation(c) {
                Relation::Aux | Relation::AuxPass | Relation::Cop => c < verb,
                Relation::Mark => v.tag(c) == Tag::To,
                Relation::CompoundPrt => true,
                Relation::Advmod if v.words.is_negation(v.word(c)) => true,
                Relation::Advmod => {
                    let alone = v.parse.reach(c).len() == 1 && v.tag(c) != Tag::Wrb;
                    alone && c < verb && (c + 1 == verb || first.is_some_and(|f| f < c))
                }
                _ => false,
            }
        };
        let mut words: Vec<usize> = v.children(verb).filter(belongs).collect();
        if v.child(verb, Relation::Cop).is_none() {
            words.push(verb);
        }
        words
    }

    /// "was arrested and charged", "may attack and burn": the later verb has the auxiliaries of the first.
    fn shared_auxiliaries(&self, predicate: usize) -> Vec<usize> {
        let v = self.view;
        let Some(first) = v.parse.head(predicate).filter(|_| v.relation(predicate) == Relation::Conj) else {
            return Vec::new();
        };
        let own = |c: usize| is_auxiliary(v.relation(c)) || v.relation(c) == Relation::Mark && v.tag(c) == Tag::To;
        let same = v.tag(first) == v.tag(predicate) && matches!(v.tag(first), Tag::Vb | Tag::Vbn | Tag::Vbg);
        // "has crossed the line and returned"
        let perfect = v.tag(first) == Tag::Vbn
            && v.tag(predicate) == Tag::Vbd
            && v.children(first).any(|c| v.relation(c) == Relation::Aux && v.words.is_have(v.word(c)));
        if self.clause.own_subject || !(same || perfect) || v.children(predicate).any(own) {
            return Vec::new();
        }
        let negates = |c: usize| v.relation(c) == Relation::Advmod && v.words.is_negation(v.word(c));
        v.children(first).filter(|&c| c < first && (own(c) || negates(c))).collect()
    }

    /// "spies expelled by Iran": the participle stands for a passive.
    fn is_reduced(&self, predicate: usize) -> bool {
        let v = self.view;
        let bare = v.tag(predicate) == Tag::Vbn && !v.children(predicate).any(|c| is_auxiliary(v.relation(c)));
        let first = v.parse.head(predicate).filter(|_| v.relation(predicate) == Relation::Conj);
        bare && matches!(v.relation(first.unwrap_or(predicate)), Relation::Acl | Relation::Advcl)
            && first.is_none_or(|f| !v.children(f).any(|c| is_auxiliary(v.relation(c))))
    }

    fn dependents(&self, predicate: usize) -> Dependents {
        let v = self.view;
        let mut found = Dependents::default();
        for child in v.children(predicate) {
            match v.relation(child) {
                Relation::Obj if v.is_relative(child) => {}
                Relation::Obj => {
                    found.object.get_or_insert(child);
                }
                Relation::Iobj if !v.is_relative(child) => found.indirect = Some(child),
                Relation::Obl
                | Relation::OblAgent
                | Relation::OblUnmarked
                | Relation::Nmod
                | Relation::NmodUnmarked
                    if !v.is_relative(child) =>
                {
                    found.around.push(child);
                }
                Relation::Advmod
                    if child > predicate && v.tag(child) != Tag::Wrb && !v.words.is_negation(v.word(child)) =>
                {
                    found.around.push(child);
                }
                Relation::Ccomp => {
                    found.content.get_or_insert(child);
                }
                // "it is unclear whether they left"
                Relation::Csubj if child > predicate => {
                    found.content.get_or_insert(child);
                }
                Relation::Xcomp => {
                    found.complement.get_or_insert(child);
                }
                _ => {}
            }
        }
        found
    }

    /// Chooses the object, and which words before it belong to the predicate.
    fn rest(
        &self,
        predicate: usize,
        main: usize,
        subject: &Argument,
        found: Dependents,
        words: &mut Vec<usize>,
    ) -> Rest {
        let v = self.view;
        let mut rest = Rest { shape: Shape::Bare, object: None, further: Vec::new() };
        let fits = |a: &Argument| a.is_bounded() && !a.holds(predicate) && !a.overlaps(subject);
        if v.child(main, Relation::Cop).is_some() && main != predicate {
            // "wants to be mayor"
            rest.object = Some(v.with_preposition(main));
            rest.shape = Shape::Complement;
        }
        if let Some(object) = found.object.map(|o| v.phrase(o)).or_else(|| self.object_elsewhere(predicate, &found)) {
            (rest.shape, rest.object) = (Shape::Object, Some(object));
        }
        if let Some(indirect) = found.indirect.map(|i| v.phrase(i)) {
            rest.shape = if rest.object.is_some() { Shape::TwoObjects } else { Shape::Object };
            rest.further.extend(rest.object.replace(indirect));
        }
        let content = found.content.map(|c| self.content(c, words, rest.object.is_none())).filter(fits);
        let content = content.or_else(|| self.reported(predicate, &found)).filter(fits);
        match content {
            Some(content) if rest.object.is_none() => (rest.shape, rest.object) = (Shape::Content, Some(content)),
            content => rest.further.extend(content),
        }
        let complement = found.complement.map(|c| self.complement(c)).filter(fits);
        match complement {
            Some(complement) if rest.object.is_none() => {
                (rest.shape, rest.object) = (Shape::Complement, Some(complement));
            }
            complement => rest.further.extend(complement),
        }
        let mut around = found.around;
        if rest.object.is_none() {
            let governed = around.iter().position(|&c| c > main && !v.prepositions(c).is_empty());
            if let Some(at) = governed {
                let noun = around.remove(at);
                words.extend(v.prepositions(noun));
                (rest.shape, rest.object) = (Shape::Prepositional, Some(v.phrase(noun)));
            }
        }
        rest.further.extend(around.into_iter().filter(|c| !words.contains(c)).map(|c| v.with_preposition(c)));
        self.settle(rest, |a| fits(a) && !words.iter().any(|&w| a.holds(w)))
    }

    /// Keeps the arguments that fit and stand apart, in order.
    fn settle(&self, mut rest: Rest, fits: impl Fn(&Argument) -> bool) -> Rest {
        if rest.object.as_ref().is_some_and(|o| !fits(o)) {
            (rest.shape, rest.object) = (Shape::Bare, None);
        }
        let mut further: Vec<Argument> = Vec::new();
        rest.further.sort_by_key(|a| a.tokens.start);
        for argument in rest.further {
            let apart = !rest.object.iter().chain(&further).any(|a| a.overlaps(&argument));
            if apart && fits(&argument) {
                further.push(argument);
            }
        }
        if rest.object.is_none() && !further.is_empty() {
            rest.shape = Shape::Adjunct;
        }
        Rest { further, ..rest }
    }

    /// "whom Iran expelled", "attacked and burned the port".
    fn object_elsewhere(&self, predicate: usize, found: &Dependents) -> Option<Argument> {
        let alone = found.content.is_none() && found.complement.is_none();
        let object = self.clause.object.as_ref().filter(|_| alone)?;
        let head = self.view.parse.token(object.word);
        // What the clause layer reads out of prepositions and times is an argument of another kind here; "there were
        // attacks" has attacks for its object.
        let own = self.view.parse.head(head) == Some(predicate);
        let there = matches!(self.view.relation(head), Relation::Nsubj | Relation::NsubjPass) && head > predicate;
        (!own || there).then(|| self.elsewhere(object, predicate))
    }

    /// A clause that is said, thought or shown; its "that" belongs to the predicate.
    fn content(&self, clause: usize, words: &mut Vec<usize>, is_object: bool) -> Argument {
        let v = self.view;
        let mut whole = v.whole(clause);
        let that = v.child(clause, Relation::Mark).filter(|&m| v.word(m) == v.words.that);
        if let Some(that) = that.filter(|&t| is_object && t == whole.tokens.start && t < clause) {
            words.push(that);
            whole.tokens.start = that + 1;
        }
        whole
    }

    /// "The war is over, Roe said": what the clause is thrown into.
    fn reported(&self, predicate: usize, found: &Dependents) -> Option<Argument> {
        let v = self.view;
        let bare = found.object.is_none() && found.content.is_none() && found.complement.is_none();
        let beside = v.relation(predicate) == Relation::Parataxis && self.clause.own_subject && bare;
        let host = v.parse.head(predicate).filter(|_| beside)?;
        let (host_reach, own) = (v.parse.reach(host), v.parse.reach(predicate));
        (host < own.start).then(|| v.tidy(host_reach.start..own.start, host))
    }

    fn complement(&self, token: usize) -> Argument {
        let v = self.view;
        if v.tag(token).is_verb() || v.child(token, Relation::Cop).is_some() {
            v.whole(token)
        } else {
            v.with_preposition(token)
        }
    }

    /// "Roe is the mayor", "is angry at", "is in Norway".
    fn copular(&self, predicate: usize) -> Option<Tuple> {
        let v = self.view;
        let copula = self.verb();
        if self.is_merged_above(predicate) || copula > predicate {
            return None;
        }
        let (subject, bearer) = self.subject(predicate)?;
        if subject.holds(copula) || subject.holds(predicate) {
            return None;
        }
        let mut words = self.group(predicate);
        words.extend(self.shared_auxiliaries(predicate));
        let found = self.dependents(predicate);
        let mut around = found.around;
        let prepositions = v.prepositions(predicate);
        let is_noun = !v.tag(predicate).is_adjective() && !v.tag(predicate).is_verb() && !v.tag(predicate).is_adverb();
        let (shape, object) = if !prepositions.is_empty() {
            words.extend(prepositions);
            (Shape::Place, v.phrase(predicate))
        } else if is_noun {
            around.retain(|&c| v.relation(c) != Relation::Nmod);
            (Shape::Noun, v.phrase(predicate))
        } else {
            let governed = around
                .iter()
                .position(|&c| c > predicate && v.relation(c) == Relation::Obl && !v.prepositions(c).is_empty());
            let limit = around.iter().map(|&c| v.parse.reach(c).start).filter(|&s| s > predicate).min();
            let adjective = v.phrase_before(predicate, limit.unwrap_or(v.tokens.end));
            match governed {
                Some(at) => {
                    let noun = around.remove(at);
                    words.extend(adjective.tokens.start.max(copula + 1)..adjective.tokens.end);
                    words.extend(v.prepositions(noun));
                    (Shape::AdjectivePrepositional, v.phrase(noun))
                }
                None => (Shape::Adjective, adjective),
            }
        };
        words.sort_unstable();
        words.dedup();
        let modality = self.modality(&words);
        // "was not a member": the predicate's words stand before the object.
        let after = words.iter().copied().filter(|&w| w < object.head).max().map_or(copula + 1, |w| w + 1);
        let object = Argument { tokens: object.tokens.start.max(after)..object.tokens.end, ..object };
        let further = around.into_iter().map(|c| v.with_preposition(c));
        let clauses = found.content.into_iter().chain(found.complement).map(|c| v.whole(c));
        let rest = Rest { shape, object: Some(object), further: further.chain(clauses).collect() };
        let rest = self.settle(rest, |a| a.is_bounded() && !a.overlaps(&subject) && !words.iter().any(|&w| a.holds(w)));
        Some(Tuple {
            shape: rest.shape,
            bearer,
            subject,
            predicate: words,
            implied: false,
            object: rest.object,
            arguments: rest.further,
            head: predicate,
            passive: false,
            merged: false,
            modality,
        })
    }
}

fn is_auxiliary(relation: Relation) -> bool {
    matches!(relation, Relation::Aux | Relation::AuxPass | Relation::Cop)
}
