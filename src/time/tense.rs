//! Whether the clause that a time expression stands in tells of what has been or of what is to come.
//!
//! Enters: an expression's head in its tree. Leaves: a [`Direction`]. Method: up the tree to the first word whose tense tells it: an
//! auxiliary, a finite verb, a word that points ahead ("scheduled for Friday", "ahead of Friday's vote"). Infinitives look ahead where
//! the verb above them does, or is in the present tense; participles go with the verb above.

use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

use super::grammar::Grammar;
use super::resolve::Direction;
use super::words::TimeWord;

/// Words above an expression that are looked at.
const HEIGHT: usize = 8;
/// Dependents of a word that are looked at.
const NEAR: usize = 24;

/// Where the clause of an expression looks.
pub(super) fn direction(grammar: &Grammar<'_>, head: usize) -> Direction {
    let (parse, rules) = (grammar.parse, grammar.rules);
    let mut at = head;
    let mut infinitive = false;
    let mut direct = true;
    let mut adverb = true;
    for _ in 0..HEIGHT {
        let below = at;
        let Some(above) = parse.head(at) else { return Direction::Unknown };
        at = above;
        let points = rules.ahead.contains(&grammar.word(at));
        let marked = parse.children(at).take(NEAR).any(|c| {
            c < below
                && matches!(parse.relation(c), Relation::Case | Relation::Advmod | Relation::Fixed | Relation::Amod)
                && rules.ahead.contains(&grammar.word(c))
        });
        if marked {
            return Direction::Future;
        }
        if !grammar.is_predicate(at) {
            if points {
                return Direction::Future;
            }
            (direct, adverb) = (false, false);
            continue;
        }
        if points && infinitive {
            return Direction::Ahead;
        }
        if points && (direct && is_for(grammar, head) || is_participle(grammar, at)) {
            return Direction::Future;
        }
        match tense(grammar, at) {
            Some(Direction::Unknown) if infinitive => return Direction::Ahead,
            Some(Direction::Unknown) => {
                // "Doe says on Monday that": reports in the present tense are of the past.
                // So is what a noun is said to be of: "he is asking about Monday's attack".
                let reports =
                    parse.child(at, Relation::Ccomp).is_some() || parse.child(at, Relation::Parataxis).is_some();
                return if reports || !adverb { Direction::Past } else { Direction::Future };
            }
            Some(direction) => return direction,
            None => {}
        }
        infinitive |= is_infinitive(grammar, at);
        direct = false;
    }
    Direction::Unknown
}

/// Whether the expression dates a report: its verb has what was said for its complement.
pub(super) fn dates_report(grammar: &Grammar<'_>, head: usize) -> bool {
    let parse = grammar.parse;
    let Some(verb) = parse.head(head) else { return false };
    parse.child(verb, Relation::Ccomp).is_some() || parse.child(verb, Relation::Parataxis).is_some_and(|p| p < verb)
}

fn is_for(grammar: &Grammar<'_>, head: usize) -> bool {
    let case = grammar.parse.child(head, Relation::Case);
    case.is_some_and(|c| matches!(grammar.rules.word(grammar.word(c)), Some(TimeWord::During | TimeWord::Kept(_))))
}

fn is_participle(grammar: &Grammar<'_>, verb: usize) -> bool {
    let auxiliary = || grammar.parse.children(verb).take(NEAR).any(|c| grammar.parse.relation(c) == Relation::Aux);
    grammar.tag(verb) == Some(Tag::Vbn) && !auxiliary()
}

fn is_infinitive(grammar: &Grammar<'_>, verb: usize) -> bool {
    grammar.tag(verb) == Some(Tag::Vb)
        && grammar.parse.children(verb).take(NEAR).any(|c| c < verb && grammar.tag(c) == Some(Tag::To))
}

/// The tense of a predicate: past, future, `Unknown` for the present; none where the verb above tells.
fn tense(grammar: &Grammar<'_>, verb: usize) -> Option<Direction> {
    let (parse, rules) = (grammar.parse, grammar.rules);
    let mut modal = false;
    let mut past = false;
    let mut present = false;
    for child in parse.children(verb).take(NEAR) {
        if !matches!(parse.relation(child), Relation::Aux | Relation::AuxPass | Relation::Cop) {
            continue;
        }
        let word = grammar.word(child);
        modal |= rules.future.contains(&word);
        past |= rules.have.contains(&word) || rules.was.contains(&word);
        present |= matches!(grammar.tag(child), Some(Tag::Vbz | Tag::Vbp));
    }
    if past {
        return Some(Direction::Past);
    }
    if modal {
        return Some(Direction::Future);
    }
    match grammar.tag(verb)? {
        Tag::Vbd => Some(Direction::Past),
        Tag::Vbz | Tag::Vbp => Some(Direction::Unknown),
        _ if present => Some(Direction::Unknown),
        Tag::Vbn if parse.relation(verb) == Relation::Acl => Some(Direction::Past),
        // "Let's meet in November", "Vote on Monday"
        Tag::Vb if parse.head(verb).is_none_or(|h| grammar.form(h).eq_ignore_ascii_case("let")) => {
            Some(Direction::Future)
        }
        // What is written as a participle but heads a sentence is a past tense.
        Tag::Vbn if parse.head(verb).is_none() => Some(Direction::Past),
        _ => None,
    }
}
