//! Tuples of nouns that stand beside each other: "Roe, the mayor of Oslo", "rebel leader Roe".
//!
//! What a possessor has ("Roe's friends") is left out: one in seven of such tuples is what people write down.

use super::phrase::View;
use super::{Argument, Bearer, Shape, Tuple};
use crate::annotation::Modality;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

/// Finds the appositions and titles of a sentence.
pub(super) fn find(view: &View<'_>, tuples: &mut Vec<Tuple>) {
    for token in view.tokens.clone() {
        let Some(head) = view.parse.head(token) else { continue };
        let found = match view.relation(token) {
            Relation::Appos => apposition(view, head, token),
            Relation::NmodDesc => title(view, head, token),
            _ => None,
        };
        let bounded = |(_, a, b): &(Shape, Argument, Argument)| a.is_bounded() && b.is_bounded();
        let Some((shape, subject, object)) = found.filter(bounded) else { continue };
        tuples.push(Tuple {
            shape,
            bearer: Bearer::Noun,
            subject,
            predicate: vec![token],
            implied: true,
            object: Some(object),
            arguments: Vec::new(),
            head: token,
            passive: false,
            merged: false,
            modality: Modality::Asserted,
        });
    }
}

/// "Roe, the mayor", "the mayor, Roe"; in "the broadcaster Zorvex" the name is the subject.
fn apposition(view: &View<'_>, noun: usize, apposed: usize) -> Option<(Shape, Argument, Argument)> {
    let start = view.first(apposed);
    // "the Volunteer Fire Brigade (VFB)", "(45)", "whose mayor": the same name again, or no noun.
    let bracketed = view.before(apposed).is_some_and(|t| view.tag(t) == Tag::OpenBracket);
    if !view.tag(apposed).is_noun() || start <= noun || bracketed || view.is_relative(apposed) {
        return None;
    }
    let named = view.tag(apposed).is_proper() && view.child(apposed, Relation::Det).is_none();
    let (subject, object) = (view.phrase_before(noun, start), view.phrase(apposed));
    let subject = Argument { tokens: subject.tokens.start..subject.tokens.end.min(start), ..subject };
    if view.is_close(apposed) {
        let both = named && !view.tag(noun).is_proper();
        return both.then_some((Shape::Title, object, subject));
    }
    let shape = if named { Shape::NameApposition } else { Shape::Apposition };
    Some((shape, subject, object))
}

/// "rebel leader John Roe", not "Mr Roe" and "President Roe", which only address him.
fn title(view: &View<'_>, name: usize, title: usize) -> Option<(Shape, Argument, Argument)> {
    let common = matches!(view.tag(title), Tag::Nn | Tag::Nns);
    if !common || title >= name || !view.tag(name).is_proper() {
        return None;
    }
    let start = view.parse.reach(title).end;
    let whole = view.phrase(name);
    let object = Argument { tokens: view.parse.reach(title), head: title };
    (start <= name).then_some((Shape::Title, Argument { tokens: start..whole.tokens.end, ..whole }, object))
}
