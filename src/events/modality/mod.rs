//! Whether an event is said to happen, and how real it is.
//!
//! Enters: a clause or an event noun in its sentence. Leaves: polarity and modality, as in event annotation (TimeML; Saurí &
//! Pustejovsky, "FactBank", 2009), coarsened, with the words that decide them. An event is asserted and positive unless a
//! word speaks against it: a modal or negation in its own verb group, an adverb, the verb, noun or adjective that governs it,
//! a subordinator, a question. How several such words are put together stands in `status`, the words in
//! `modality_words.tsv`, `modality_verbs.tsv` and `modality_nouns.tsv`.
//!
//! Decisions: "will" intends, "should have" and "would have" are conditional, a yes-or-no question makes possible, an
//! infinitive of purpose ("came to attack") is intended. "Did not withdraw until Monday" is positive.

mod rules;
mod status;

use crate::annotation::Modality;
use crate::document::Span;
use crate::syntax::chunk::ChunkKind;
use crate::syntax::clause::ClauseKind;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

use super::phrase::{Governed, View};
use super::trigger::LightUse;
use rules::{Class, Complement, Entry, Linked};
use status::Effect;

pub(super) use rules::ModalityRules;
pub(super) use status::Status;

/// Governing words that are looked at, from the event outwards.
const DEPTH: usize = 4;
/// Dependents of a word that are looked at.
const NEAR: usize = 64;
/// Tokens before a verb in which the "to" of the one it is coordinated with is looked for.
const LOOSE: usize = 6;

/// The status of the event that a clause's verb tells.
pub(super) fn of_verb(rules: &ModalityRules, view: View<'_>, clause: usize) -> Status {
    Reader { rules, view }.verb(clause, DEPTH)
}

/// The status of the event that the head of a noun phrase tells; `light` is what its light verb makes of it.
pub(super) fn of_noun(rules: &ModalityRules, view: View<'_>, chunk: usize, light: Option<LightUse>) -> Status {
    Reader { rules, view }.noun(chunk, light)
}

/// How an act is announced: "will" and "ready to" intend it, "must" requests it, "would" makes it depend on something.
pub(super) fn announced(rules: &ModalityRules, view: View<'_>, number: usize) -> Option<Modality> {
    let clause = &view.clauses[number];
    let chunk = &view.chunks[clause.verb];
    let is_if = clause.subordinator.is_some_and(|s| rules.word(Class::Subordinator, s).is_some());
    if is_if {
        return None;
    }
    let entry = match chunk.verb.modal {
        Some(modal) => rules.word(Class::Modal, view.token_word(modal)),
        None if chunk.verb.infinitive => {
            let adjective = view.governor(number).filter(|&t| view.tag(t).is_adjective())?;
            rules
                .word(Class::Predicate, view.token_word(adjective))
                .filter(|e| e.effect == Effect::becomes(Modality::Intended))
        }
        None => None,
    };
    let effect = entry.map(|e| e.effect).filter(|e| !e.negative)?;
    (!matches!(effect.modality, Modality::Possible | Modality::Asserted)).then_some(effect.modality)
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    rules: &'a ModalityRules,
    view: View<'a>,
}

impl Reader<'_> {
    fn span(&self, token: usize) -> Span {
        self.view.reading.text.tokens[token].span
    }

    fn add(&self, status: &mut Status, entry: Option<Entry>, token: usize) {
        if let Some(entry) = entry {
            status.add(entry.effect, self.span(token));
        }
    }

    /// Puts what a word governs under it, and under the clause that the word stands in.
    fn govern(&self, status: &mut Status, entry: Entry, token: usize, clause: Option<(usize, usize)>) {
        let negation = clause.and_then(|(number, _)| self.negation(number));
        match (entry.denied, negation, clause) {
            (Some(denied), Some(not), Some((number, depth))) => {
                status.add(denied, self.span(not).cover(self.span(token)));
                status.under(self.status(number, depth, true));
            }
            (_, _, Some((number, depth))) => {
                status.add(entry.effect, self.span(token));
                status.under(self.status(number, depth, false));
            }
            (_, _, None) => status.add(entry.effect, self.span(token)),
        }
    }

    fn verb(&self, number: usize, depth: usize) -> Status {
        self.status(number, depth, false)
    }

    /// The status of a clause's verb; `denied`: its own negation has had its effect already.
    fn status(&self, number: usize, depth: usize, denied: bool) -> Status {
        let view = self.view;
        let clause = &view.clauses[number];
        let mut status = self.own(number, denied);
        if depth == 0 {
            return status;
        }
        let predicate = view.parse.token(clause.predicate);
        let first_conjunct = view.first_conjunct(predicate);
        if let Some(first) = view.sharing(number).filter(|&first| self.fits_bare(number, first)) {
            // "will attack and destroy", "to kidnap or kill": the second verb stands under what governs the first; "will
            // not attack but defend" is negative in its first half only.
            status.share(self.status(first, depth - 1, false), !self.is_after_but(number));
        } else if first_conjunct != predicate && view.tag(first_conjunct).is_noun() {
            // "ambitions to kidnap or kill", where the first is taken for a noun.
            self.governing_phrase(first_conjunct, &mut status);
        } else if let Some(governor) = self.loose_infinitive(number) {
            self.under_word(&mut status, governor);
        } else if view.chunks[clause.verb].verb.infinitive {
            self.infinitive(number, depth, &mut status);
        } else if clause.kind == ClauseKind::Participle && view.chunks[clause.verb].verb.participle {
            self.gerund(number, depth, &mut status);
        } else {
            self.finite(number, depth, &mut status);
        }
        status
    }

    /// Whether a verb can share what stands before the first of those it is coordinated with: a base form needs a "to" or
    /// a modal.
    fn fits_bare(&self, number: usize, first: usize) -> bool {
        let view = self.view;
        let [own, first] = [number, first].map(|n| &view.chunks[view.clauses[n].verb]);
        let opened = first.verb.modal.is_some() || first.verb.infinitive || view.tag(first.head) == Tag::Vb;
        view.tag(own.head) != Tag::Vb || opened
    }

    /// "has ambitions to kidnap or even kill", where the tree joins "kill" to "has": the word before the last "to".
    fn loose_infinitive(&self, number: usize) -> Option<usize> {
        let view = self.view;
        let first = view.sharing(number)?;
        let start = view.chunks[view.clauses[number].verb].tokens.start;
        let opens = view.chunks[view.clauses[first].verb].tokens.end;
        let near = opens.max(start.saturating_sub(LOOSE))..start;
        near.rev().find(|&t| view.token_word(t) == view.words.to).and_then(|to| to.checked_sub(1))
    }

    /// Puts an infinitive under the noun, adjective or verb right before it.
    fn under_word(&self, status: &mut Status, token: usize) {
        let word = self.view.token_word(token);
        let tag = self.view.tag(token);
        if tag.is_noun() {
            if let Some(entry) = self.rules.noun(Linked::Infinitive, word) {
                self.under_noun(status, entry, token);
            }
        } else if tag.is_adjective() {
            self.add(status, self.rules.word(Class::Predicate, word), token);
        } else {
            self.add(status, self.rules.verb(Complement::Infinitive, word), token);
        }
    }

    /// What the words of the verb's own clause say.
    fn own(&self, number: usize, denied: bool) -> Status {
        let view = self.view;
        let clause = &view.clauses[number];
        let chunk = &view.chunks[clause.verb];
        let predicate = view.parse.token(clause.predicate);
        let mut status = Status::default();
        if let Some(condition) = self.condition(number) {
            status.add(Effect::becomes(Modality::Conditional), self.span(condition));
        }
        let negation = self.negation(number).filter(|_| !denied);
        let mut negated = negation.is_some();
        let inverted = self.inverted_condition(number);
        if let Some(auxiliary) = inverted {
            status.add(Effect::becomes(Modality::Conditional), self.span(auxiliary));
        }
        if let Some(modal) = chunk.verb.modal.filter(|_| inverted.is_none()) {
            let entry = self.rules.word(Class::Modal, view.token_word(modal));
            match entry.map(|e| e.effect.modality) {
                // "should have asked": it was not done; "should not have asked": it was.
                Some(Modality::Requested) if self.is_perfect(number) => {
                    let must = view.token_word(modal) == view.words.must;
                    let modality = if must { Modality::Possible } else { Modality::Conditional };
                    if !negated || must {
                        status.add(Effect::becomes(modality), self.span(modal));
                    }
                    negated &= must;
                }
                _ => self.add(&mut status, entry, modal),
            }
        }
        for token in view.parse.children(predicate).take(NEAR) {
            if view.parse.relation(token) != Relation::Advmod {
                continue;
            }
            let entry = self.rules.word(Class::Adverb, view.token_word(token));
            if let Some(entry) = entry.filter(|e| !e.effect.negative) {
                status.add(entry.effect, self.span(token));
            }
        }
        if let Some(not) = negation.filter(|_| negated && !self.is_until(number)) {
            status.add(Effect::NEGATIVE, self.span(not));
        }
        if self.is_asked(number) {
            let auxiliary = view.chunks[clause.verb].tokens.start;
            status.add(Effect::becomes(Modality::Possible), self.span(auxiliary));
        }
        status
    }

    /// The word that negates a clause: "not", "never", "neither", "hardly"; none in "not only attacked".
    fn negation(&self, number: usize) -> Option<usize> {
        let view = self.view;
        let clause = &view.clauses[number];
        let predicate = view.parse.token(clause.predicate);
        let chunk = &view.chunks[clause.verb].tokens;
        let adverbs = view.parse.children(predicate).take(NEAR).filter(|&t| {
            let negative = |e: Entry| e.effect.negative;
            let relation = view.parse.relation(t);
            matches!(relation, Relation::Advmod | Relation::Cc | Relation::CcPreconj | Relation::Det)
                && t < predicate.max(chunk.end)
                && self.rules.word(Class::Adverb, view.token_word(t)).is_some_and(negative)
        });
        // "ordered not to arrest": what stands at the end before an infinitive is that one's.
        let before_infinitive =
            view.chunks.get(clause.verb + 1).is_some_and(|c| c.kind == ChunkKind::Verb && c.verb.infinitive);
        let head = view.chunks[clause.verb].head;
        let own = chunk.clone().filter(|&t| view.words.is_negation(view.token_word(t)));
        let own = own.filter(|&t| !(before_infinitive && t > head));
        own.chain(adverbs).find(|&t| {
            let next = view.reading.text.tokens.get(t + 1).map(|next| next.word);
            next.is_none_or(|w| self.rules.word(Class::Focus, w).is_none())
        })
    }

    /// "have" in the verb group.
    fn is_perfect(&self, number: usize) -> bool {
        let view = self.view;
        let chunk = &view.chunks[view.clauses[number].verb];
        chunk.tokens.clone().any(|t| t < chunk.head && view.words.is_have(view.token_word(t)))
    }

    /// "did not withdraw until Monday": it did then.
    fn is_until(&self, number: usize) -> bool {
        let view = self.view;
        let clause = &view.clauses[number];
        let chunk = &view.chunks[clause.verb];
        if chunk.verb.modal.is_some() {
            return false;
        }
        let oblique = clause.obliques.iter().any(|o| o.preposition == view.words.until);
        oblique || view.subordinates(number).any(|c| view.clauses[c].subordinator == Some(view.words.until))
    }

    /// "if they attack, we will strike back": a present or future that hangs on a condition; gives its "if".
    fn condition(&self, number: usize) -> Option<usize> {
        let view = self.view;
        let clause = &view.clauses[number];
        let chunk = &view.chunks[clause.verb];
        let open = chunk.verb.modal.is_some() || matches!(view.tag(chunk.head), Tag::Vbz | Tag::Vbp);
        if !open || chunk.verb.infinitive {
            return None;
        }
        let near = number.saturating_sub(4)..view.clauses.len().min(number + 5);
        near.filter(|&c| view.clauses[c].parent == Some(number)).find_map(|c| {
            let conditional = |e: &Entry| e.effect.modality == Modality::Conditional;
            let word = view.clauses[c].subordinator.filter(|_| view.relation(c) == Relation::Advcl)?;
            self.rules.word(Class::Subordinator, word).filter(conditional)?;
            Some(self.marker(c, word))
        })
    }

    /// "Did Russia attack?"; what is asked with "who" or "why" is taken for granted.
    fn is_asked(&self, number: usize) -> bool {
        let view = self.view;
        let clause = &view.clauses[number];
        let Some(subject) = clause.subject.as_ref().filter(|_| clause.own_subject) else { return false };
        if clause.parent.is_some() || !self.inverts(number, *subject.chunks.start()) {
            return false;
        }
        self.ends_in_question(number) && !self.has_question_word(number)
    }

    /// "who", "why", "how" in the clause.
    fn has_question_word(&self, number: usize) -> bool {
        let view = self.view;
        let predicate = view.parse.token(view.clauses[number].predicate);
        let asks = |t: usize| {
            matches!(view.tag(t), Tag::Wrb | Tag::Wp | Tag::Wdt | Tag::WpS) && view.token_word(t) != view.words.that
        };
        view.parse.children(predicate).take(NEAR).any(asks)
    }

    fn ends_in_question(&self, number: usize) -> bool {
        let view = self.view;
        let predicate = view.parse.token(view.clauses[number].predicate);
        let reach = view.parse.reach(predicate);
        (predicate..reach.end).rev().take(4).any(|t| view.reading.form(t) == "?")
    }

    /// Whether an auxiliary stands before the subject.
    fn inverts(&self, number: usize, subject: usize) -> bool {
        let view = self.view;
        let predicate = view.parse.token(view.clauses[number].predicate);
        let start = view.chunks[subject].tokens.start;
        let auxiliary =
            |t: usize| matches!(view.parse.relation(t), Relation::Aux | Relation::AuxPass) && t + 1 == start;
        view.parse.children(predicate).take(NEAR).any(auxiliary)
    }

    /// "Should Russia attack, …", "Had Russia attacked, …".
    fn inverted_condition(&self, number: usize) -> Option<usize> {
        let view = self.view;
        let clause = &view.clauses[number];
        let subject = clause.subject.as_ref().filter(|_| clause.own_subject)?;
        let first = view.chunks[*subject.chunks.start()].tokens.start;
        let auxiliary = first.checked_sub(1).filter(|&t| t >= view.chunks[0].tokens.start)?;
        // The tree may give the auxiliary to the main clause.
        let open = view.relation(number) == Relation::Advcl && view.parse.relation(auxiliary) == Relation::Aux;
        if !open && !self.inverts(number, *subject.chunks.start()) {
            return None;
        }
        let word = view.token_word(auxiliary);
        let opens = [view.words.should, view.words.had, view.words.were].contains(&word);
        (opens && !self.ends_in_question(number)).then_some(auxiliary)
    }

    /// "if they attacked", "fears that they attacked", "it is unlikely that they attacked".
    fn finite(&self, number: usize, depth: usize, status: &mut Status) {
        let view = self.view;
        let clause = &view.clauses[number];
        let relation = view.relation(number);
        if let Some(subordinator) = clause.subordinator {
            let entry = self.rules.word(Class::Subordinator, subordinator);
            // "asked if they attacked" is a question, not a condition.
            let asked = relation == Relation::Ccomp;
            let possible = Entry { effect: Effect::becomes(Modality::Possible), denied: None };
            let at = self.marker(number, subordinator);
            self.add(status, entry.map(|e| if asked { possible } else { e }), at);
        }
        if !matches!(relation, Relation::Ccomp | Relation::Acl | Relation::Csubj | Relation::CsubjPass) {
            return;
        }
        let outer = clause.parent.map(|p| (p, depth - 1));
        let Some(governor) = view.governor(number) else { return };
        // "asked why they attacked" takes for granted that they did.
        if self.has_question_word(number) {
            return;
        }
        let word = view.token_word(governor);
        let entry = match view.tag(governor) {
            tag if tag.is_noun() => {
                let entry = self.rules.noun(Linked::That, word);
                if let Some(entry) = entry {
                    self.under_noun(status, entry, governor);
                }
                return;
            }
            tag if tag.is_adjective() => self.rules.word(Class::Predicate, word),
            _ => self.rules.verb(Complement::That, word),
        };
        if let Some(entry) = entry {
            self.govern(status, entry, governor, outer);
        }
    }

    /// The token of a clause's subordinator, or else of its verb.
    fn marker(&self, number: usize, subordinator: crate::lexicon::WordId) -> usize {
        let view = self.view;
        let predicate = view.parse.token(view.clauses[number].predicate);
        let is_it = |&t: &usize| view.token_word(t) == subordinator;
        view.parse.children(predicate).take(NEAR).find(is_it).unwrap_or(view.chunks[view.clauses[number].verb].head)
    }

    /// "ambitions to kidnap", "ready to attack", "threatened to attack", "urged Iran to attack", "is to visit", "came to
    /// attack".
    fn infinitive(&self, number: usize, depth: usize, status: &mut Status) {
        let view = self.view;
        let clause = &view.clauses[number];
        let plan = view.noun_before(number);
        if let Some((noun, entry)) =
            plan.and_then(|n| Some((n, self.rules.noun(Linked::Infinitive, view.head_word(n))?)))
        {
            self.under_noun(status, entry, view.chunks[noun].head);
            return;
        }
        let governor = view.governor(number).filter(|&t| view.tag(t).is_adjective());
        let predicate = view.parse.token(clause.predicate);
        let copula = view.parse.children(predicate).take(NEAR).find(|&t| {
            matches!(view.parse.relation(t), Relation::Cop | Relation::Aux) && view.words.is_be(view.token_word(t))
        });
        if let Some(is) = copula {
            status.add(Effect::becomes(Modality::Intended), self.span(is));
            return;
        }
        let Some(parent) = clause.parent else { return };
        let verb = &view.chunks[view.clauses[parent].verb];
        let word = view.token_word(verb.head);
        let outer = Some((parent, depth - 1));
        if let Some(adjective) = governor {
            if let Some(entry) = self.rules.word(Class::Predicate, view.token_word(adjective)) {
                self.govern(status, entry, adjective, outer);
            }
            return;
        }
        // "went on to attack": it did.
        let on = view.clauses[parent].particle == Some(view.words.on);
        // "is going to attack", which the tagger may take for a verb.
        let entry = self.rules.verb(Complement::Infinitive, word);
        let entry = entry.or_else(|| self.rules.word(Class::Predicate, word)).filter(|_| !on);
        if let Some(entry) = entry {
            self.govern(status, entry, verb.head, outer);
            return;
        }
        let relation = view.relation(number);
        let is_to = view.words.is_be(word) && view.clauses[parent].verb + 1 == clause.verb;
        // "has to withdraw", but not "had to withdraw", which tells that it was done.
        let has_to = view.words.is_have(word) && relation == Relation::Xcomp && word != view.words.had;
        if is_to || has_to {
            let modality = if is_to { Modality::Intended } else { Modality::Requested };
            let entry = Entry { effect: Effect::becomes(modality), denied: None };
            self.govern(status, entry, verb.head, outer);
        } else if relation == Relation::Advcl && !on {
            // The purpose of what is done: open, even if that was done.
            let group = view.chunks[clause.verb].tokens.clone();
            let to = group.clone().find(|&t| view.tag(t) == Tag::To).unwrap_or(group.start);
            status.add(Effect::becomes(Modality::Intended), self.span(to));
        }
    }

    /// "without attacking", "prevented them from attacking", "accused of attacking", "plan of attacking".
    fn gerund(&self, number: usize, depth: usize, status: &mut Status) {
        let view = self.view;
        let clause = &view.clauses[number];
        let predicate = view.parse.token(clause.predicate);
        let before = || view.parse.children(predicate).take(NEAR).take_while(|&t| t < predicate);
        let marks = before().filter(|&t| matches!(view.parse.relation(t), Relation::Mark | Relation::Case));
        let mut mark = None;
        for token in marks {
            mark = mark.or(Some(token));
            self.add(status, self.rules.word(Class::Preposition, view.token_word(token)), token);
            self.add(status, self.rules.word(Class::Subordinator, view.token_word(token)), token);
        }
        if let Some(noun) = clause.antecedent {
            let entry = mark.and_then(|_| self.rules.noun(Linked::Noun, view.head_word(noun)));
            if let Some(entry) = entry {
                self.under_noun(status, entry, view.chunks[noun].head);
            }
            return;
        }
        // "left, attacking the village": what is done meanwhile stands under nothing.
        let complement = mark.is_some() || matches!(view.relation(number), Relation::Xcomp | Relation::Ccomp);
        let Some(parent) = clause.parent.filter(|_| complement) else { return };
        let verb = view.chunks[view.clauses[parent].verb].head;
        if let Some(entry) = self.rules.verb(Complement::Gerund, view.token_word(verb)) {
            self.govern(status, entry, verb, Some((parent, depth - 1)));
        }
    }

    /// Puts an event under a noun, "no plan to attack", and under what is said of that noun: "denied plans to attack".
    fn under_noun(&self, status: &mut Status, entry: Entry, noun: usize) {
        let view = self.view;
        let chunk = view.chunk_of(noun);
        let clause = view.governors.get(chunk).copied().flatten().map(|(clause, _)| clause);
        let determiner = self.determiner(chunk);
        let negation = determiner.or_else(|| clause.and_then(|c| self.negation(c)));
        match (entry.denied, negation) {
            (Some(denied), Some(not)) => status.add(denied, self.span(not).cover(self.span(noun))),
            _ => {
                status.add(entry.effect, self.span(noun));
                if let Some(not) = determiner {
                    status.add(Effect::NEGATIVE, self.span(not));
                }
                self.under_modifiers(status, chunk);
                let verb = clause.map(|c| (c, view.chunks[view.clauses[c].verb].head));
                let said = verb.and_then(|(c, v)| Some((c, v, self.rules.verb(Complement::Noun, view.token_word(v))?)));
                if let Some((clause, verb, entry)) = said {
                    self.govern(status, entry, verb, Some((clause, 0)));
                } else if let Some((clause, _)) = verb.filter(|&(_, v)| self.is_thin(v)) {
                    status.under(self.own(clause, false));
                }
            }
        }
    }

    /// "has no plans", "there was a plan", "made a threat": a verb that says no more than that there is such a thing.
    fn is_thin(&self, verb: usize) -> bool {
        let word = self.view.token_word(verb);
        self.view.words.is_have(word)
            || self.view.words.is_be(word)
            || self.rules.verb(Complement::Subject, word).is_some()
    }

    /// "a failed attempt to kill", "an alleged plot to kill".
    fn under_modifiers(&self, status: &mut Status, chunk: usize) {
        for token in self.view.modifiers(chunk) {
            self.add(status, self.rules.word(Class::Adjective, self.view.token_word(token)), token);
        }
    }

    /// "no", "neither" at the head of a noun phrase, but not in "no fewer than 12 attacks".
    fn determiner(&self, chunk: usize) -> Option<usize> {
        let view = self.view;
        let first = view.chunks[chunk].tokens.start;
        let entry = self.rules.word(Class::Determiner, view.token_word(first))?;
        let next = view.tag(first + 1);
        (entry.effect.negative && !matches!(next, Tag::Jjr | Tag::Rbr)).then_some(first)
    }

    fn is_after_but(&self, number: usize) -> bool {
        let view = self.view;
        let predicate = view.parse.token(view.clauses[number].predicate);
        view.parse.child(predicate, Relation::Cc).is_some_and(|t| view.token_word(t) == view.words.but)
    }

    fn noun(&self, chunk: usize, light: Option<LightUse>) -> Status {
        let view = self.view;
        let mut status = Status::default();
        let head = view.chunks[chunk].head;
        // "the assassination attempt": the word for the attempt is the event's own.
        let own = self.rules.noun(Linked::Infinitive, view.token_word(head));
        if let Some(own) = own.filter(|e| e.effect.modality == Modality::Attempted) {
            status.add(own.effect, self.span(head));
        }
        self.under_modifiers(&mut status, chunk);
        if let Some(not) = self.determiner(chunk) {
            status.add(Effect::NEGATIVE, self.span(not));
        }
        let first = view.first_conjunct(view.top(chunk));
        self.governing_phrase(first, &mut status);
        let Some((clause, how)) = view.governors[chunk] else { return status };
        let verb = view.chunks[view.clauses[clause].verb].head;
        let word = view.token_word(verb);
        let passive = view.is_passive(clause);
        let is_object = how == Governed::Object || how == Governed::Subject && passive;
        let definite = view.token_word(view.chunks[chunk].tokens.start) == view.words.the;
        let of_noun = || self.rules.verb(Complement::Noun, word);
        let fixed = |modality| Some(Entry { effect: Effect::becomes(modality), denied: None });
        let entry = match (how, light) {
            (_, Some(LightUse::Negative)) => of_noun().or(Some(Entry { effect: Effect::NEGATIVE, denied: None })),
            (_, Some(LightUse::Requested)) => fixed(Modality::Requested),
            // "ordered an invasion" leaves it open, "ordered the invasion of Ukraine" speaks of one that is known.
            (_, Some(LightUse::Intended)) if !definite => of_noun().or(fixed(Modality::Intended)),
            (_, Some(_)) => fixed(Modality::Asserted),
            (Governed::Subject, None) if !passive => self.said_of_subject(clause, verb),
            (Governed::Oblique(preposition), None) if preposition != view.words.for_ => {
                // "accused of the murder", "charged with the murder".
                self.rules.verb(Complement::Gerund, word).filter(|e| {
                    preposition == view.words.of
                        || e.effect.modality == Modality::Alleged && preposition == view.words.with
                })
            }
            // "called for a truce", but not "denied responsibility for the murder".
            (Governed::Oblique(_), None) if view.clauses[clause].object.is_some() => None,
            _ if is_object || matches!(how, Governed::Oblique(_)) => of_noun(),
            _ => None,
        };
        if let Some(entry) = entry {
            self.govern(&mut status, entry, verb, Some((clause, DEPTH)));
        }
        status
    }

    /// "the attack did not happen", "an attack is unlikely".
    fn said_of_subject(&self, clause: usize, verb: usize) -> Option<Entry> {
        let view = self.view;
        let predicate = view.parse.token(view.clauses[clause].predicate);
        if view.words.is_be(view.token_word(verb)) && view.tag(predicate).is_adjective() {
            return self.rules.word(Class::Predicate, view.token_word(predicate));
        }
        self.rules.verb(Complement::Subject, view.token_word(verb))
    }

    /// "threat of an attack", "call for a ceasefire", "without an attack"; `first` is the noun or the first of several.
    fn governing_phrase(&self, first: usize, status: &mut Status) {
        let view = self.view;
        if let Some(mark) = view.parse.child(first, Relation::Mark) {
            // "unless police arrest them", where the verb is taken for a noun.
            self.add(status, self.rules.word(Class::Subordinator, view.token_word(mark)), mark);
        }
        let Some(preposition) = view.parse.child(first, Relation::Case) else { return };
        let word = view.token_word(preposition);
        self.add(status, self.rules.word(Class::Preposition, word), preposition);
        let fits = [view.words.of, view.words.for_, view.words.at, view.words.to, view.words.on].contains(&word);
        let noun = view.parse.head(first).filter(|&h| fits && view.tag(h).is_noun());
        let Some(noun) = noun else { return };
        // "a report of an attack", but not "a claim of credit for an attack", "a report on an attack".
        let is_told = |e: &Entry| e.effect.modality != Modality::Alleged || word == view.words.of;
        if view.is(view.chunk_of(noun), ChunkKind::Noun)
            && let Some(entry) = self.rules.noun(Linked::Noun, view.token_word(noun)).filter(is_told)
        {
            self.under_noun(status, entry, noun);
        }
    }
}
