//! Mends the tree where no tree may be so, before anything is read from it.
//!
//! Enters: the tags, the tree and its dependents, as the network gives them. Leaves: the same, but that
//! - no verb has two subjects: one of them belongs to what is said, or is a title or an apposition;
//! - whoever is accused of a deed is who does it: no "army of killing";
//! - an adjective that a verb tells of is a noun: "the *accused* said".
//!
//! Only what changes who did what is mended, and only where the tree cannot be right.

use std::ops::Range;

use super::clause::NEAR;
use super::dependents::Dependents;
use super::tag::Tag;
use super::tree::{Relation, Tree};
use super::words::FunctionWords;
use crate::text::token::Token;

/// Parts two subjects of one verb: of "The strike, Dahl said, will go on" the nearer one is the speaker, the other belongs to what
/// is said; of "Ms Roe" the first is a title, of "its spokesman, Jan Roe, called" the second an apposition. In "Dahl said strikes
/// from the north will go on" the one after the verb belongs to what is said, even if it was taken for an object. `tags` and `tree` are
/// those of the sentence. Returns whether anything has changed.
///
/// Linear in the number of words.
pub(super) fn part_subjects(tags: &[Tag], tree: &mut Tree, dependents: &Dependents) -> bool {
    let mut changed = false;
    for near in 0..tags.len() {
        let Some(verb) = tree.head(near) else { continue };
        let object = near > verb && matches!(tree.relations[near], Relation::Obj | Relation::Iobj);
        if !object && !is_subject(tree, near) {
            continue;
        }
        if near > verb {
            changed |= part_after(tags, tree, dependents, verb, near);
            continue;
        }
        let before = dependents.of_word(verb).take(NEAR).take_while(|&w| w < near);
        let mut others = before.filter(|&w| is_subject(tree, w) && tree.head(w) == Some(verb));
        let Some(far) = others.next() else { continue };
        if far + 1 == near && tags[far].is_proper() && tags[near].is_proper() {
            // "Ms Roe": a title.
            (tree.heads[far], tree.relations[far], changed) = (near as u32, Relation::NmodDesc, true);
            continue;
        }
        if !tags[far..near].contains(&Tag::Comma) {
            continue;
        }
        // "Strikes will go on, Dahl said" and "Dahl said strikes will go on" alike.
        if let Some(said) = said_by(tree, dependents, verb, far..near) {
            (tree.heads[far], changed) = (said as u32, true);
        } else if tags[near + 1..verb].contains(&Tag::Comma) {
            (tree.heads[near], tree.relations[near], changed) = (far as u32, Relation::Appos, true);
        }
    }
    changed
}

/// Hangs what somebody is charged with on the verb: in "accused the army of killing ten" it is the army that kills, and no "army of
/// killing". Returns whether anything has changed.
///
/// Linear in the number of words.
pub(super) fn free_charges(
    words: &FunctionWords,
    tokens: &[Token],
    tags: &[Tag],
    tree: &mut Tree,
    dependents: &Dependents,
) -> bool {
    let mut changed = false;
    for (deed, &tag) in tags.iter().enumerate() {
        if tag != Tag::Vbg || tree.relations[deed] != Relation::Acl {
            continue;
        }
        let is_mark = |&c: &usize| matches!(tree.relations[c], Relation::Mark | Relation::Case);
        let mark = dependents.of_word(deed).take(NEAR).find(is_mark);
        if mark.is_none_or(|mark| tokens[mark].word != words.of) {
            continue;
        }
        let mut noun = tree.heads[deed] as usize;
        for _ in 0..NEAR {
            match tree.head(noun).filter(|_| tree.relations[noun] == Relation::Conj) {
                Some(first) => noun = first,
                None => break,
            }
        }
        let is_object = matches!(tree.relations[noun], Relation::Obj | Relation::Iobj);
        let Some(verb) = tree.head(noun).filter(|&v| is_object && v < noun) else { continue };
        if words.is_charge(tokens[verb].word) {
            (tree.heads[deed], tree.relations[deed], changed) = (verb as u32, Relation::Advcl, true);
            if !dependents.of_word(verb).take(NEAR).any(|c| tree.relations[c] == Relation::Obj) {
                tree.relations[noun] = Relation::Obj;
            }
        }
    }
    changed
}

/// Takes an adjective with an article for a noun where it is what a verb tells of: "the *accused* said", "the 54-year-*old* told".
///
/// Linear in the number of words.
pub(super) fn name_adjectives(tags: &mut [Tag], tree: &Tree, dependents: &Dependents) {
    for word in 0..tags.len() {
        let argument = matches!(
            tree.relations[word],
            Relation::Nsubj | Relation::NsubjPass | Relation::Obj | Relation::Iobj | Relation::OblAgent
        );
        let article = |c: usize| c < word && tags[c] == Tag::Dt && tree.relations[c] == Relation::Det;
        if argument && tags[word] == Tag::Jj && dependents.of_word(word).take(NEAR).any(article) {
            tags[word] = Tag::Nn;
        }
    }
}

fn is_subject(tree: &Tree, word: usize) -> bool {
    matches!(tree.relations[word], Relation::Nsubj | Relation::NsubjPass)
}

/// A clause after a verb or in a range before it, which is what the verb says, without a subject of its own.
fn said_by(tree: &Tree, dependents: &Dependents, verb: usize, before: Range<usize>) -> Option<usize> {
    let is_said = |&w: &usize| {
        (w > verb || before.contains(&w))
            && matches!(tree.relations[w], Relation::Ccomp | Relation::Parataxis)
            && !dependents.of_word(w).take(NEAR).any(|c| is_subject(tree, c))
    };
    dependents.of_word(verb).take(NEAR).find(is_said)
}

/// Gives a subject after a verb that has one before it to the clause after both.
fn part_after(tags: &[Tag], tree: &mut Tree, dependents: &Dependents, verb: usize, after: usize) -> bool {
    let has_other = dependents.of_word(verb).take(NEAR).any(|w| w < verb && is_subject(tree, w));
    // "said on Monday, in a report, a girl": what follows a comma is an aside.
    if !has_other || !tags[verb].is_verb() || tags[verb + 1..after].contains(&Tag::Comma) {
        return false;
    }
    let said = said_by(tree, dependents, verb, 0..0).filter(|&w| w > after && tree.relations[w] == Relation::Ccomp);
    // An object stays where what is said has a mark or is no finite verb: "told them that it fell", "made them go".
    let finite = |w: usize| {
        matches!(tags[w], Tag::Vbd | Tag::Vbz | Tag::Vbp)
            && !dependents.of_word(w).take(NEAR).any(|c| tree.relations[c] == Relation::Mark)
    };
    let Some(said) = said.filter(|&w| is_subject(tree, after) || finite(w)) else { return false };
    if !is_subject(tree, after) {
        tree.relations[after] = Relation::Nsubj;
    }
    tree.heads[after] = said as u32;
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;
    use crate::lexicon::Vocabulary;
    use crate::text::token::Shape;

    /// Words as `tag head relation`, heads counted from 0, the root its own; the tree after it is corrected.
    fn parted(words: &[(Tag, u32, Relation)]) -> Vec<(u32, Relation)> {
        let tags: Vec<Tag> = words.iter().map(|w| w.0).collect();
        let mut tree =
            Tree { heads: words.iter().map(|w| w.1).collect(), relations: words.iter().map(|w| w.2).collect() };
        let dependents = Dependents::of(&tree);
        part_subjects(&tags, &mut tree, &dependents);
        tree.heads.into_iter().zip(tree.relations).collect()
    }

    #[test]
    fn a_subject_after_the_verb_belongs_to_what_is_said() {
        // Dahl said strikes continue
        let tree = parted(&[
            (Tag::Nnp, 1, Relation::Nsubj),
            (Tag::Vbd, 1, Relation::Root),
            (Tag::Nns, 1, Relation::Nsubj),
            (Tag::Vbp, 1, Relation::Ccomp),
        ]);
        assert_eq!((tree[0].0, tree[2].0), (1, 3));
    }

    #[test]
    fn a_subject_before_the_verb_belongs_to_what_was_said_before() {
        // Strikes continue , Dahl said
        let tree = parted(&[
            (Tag::Nns, 4, Relation::Nsubj),
            (Tag::Vbp, 4, Relation::Ccomp),
            (Tag::Comma, 1, Relation::Punct),
            (Tag::Nnp, 4, Relation::Nsubj),
            (Tag::Vbd, 4, Relation::Root),
        ]);
        assert_eq!((tree[0].0, tree[3].0), (1, 4));
    }

    #[test]
    fn an_object_before_a_finite_clause_without_subject_is_its_subject() {
        let words = |finite| {
            [
                (Tag::Nnp, 1, Relation::Nsubj),
                (Tag::Vbp, 1, Relation::Root),
                (Tag::Nns, 1, Relation::Obj),
                (finite, 1, Relation::Ccomp),
            ]
        };
        // Many believe ships sank
        assert_eq!(parted(&words(Tag::Vbd))[2], (3, Relation::Nsubj));
        // Many make ships sink
        assert_eq!(parted(&words(Tag::Vb))[2], (1, Relation::Obj));
    }

    #[test]
    fn an_inverted_subject_stays() {
        // said Dahl , strikes continue
        let words = [
            (Tag::Vbd, 0, Relation::Root),
            (Tag::Nnp, 0, Relation::Nsubj),
            (Tag::Comma, 4, Relation::Punct),
            (Tag::Nns, 4, Relation::Nsubj),
            (Tag::Vbp, 0, Relation::Ccomp),
        ];
        let same: Vec<(u32, Relation)> = words.iter().map(|w| (w.1, w.2)).collect();
        assert_eq!(parted(&words), same);
    }

    #[test]
    fn what_somebody_is_charged_with_hangs_on_the_verb() {
        let mut vocabulary = Vocabulary::default();
        let function = FunctionWords::load(&mut vocabulary);
        for (verb, expected) in [("accused", (1, Relation::Advcl)), ("described", (3, Relation::Acl))] {
            let forms = ["Dahl", verb, "the", "army", "of", "killing", "ten"];
            let token = |form: &&str| Token {
                span: Span::new(0, form.len()),
                word: vocabulary.add(form),
                shape: Shape::Lower,
                space_before: true,
            };
            let tokens: Vec<Token> = forms.iter().map(token).collect();
            let tags = [Tag::Nnp, Tag::Vbd, Tag::Dt, Tag::Nn, Tag::In, Tag::Vbg, Tag::Cd];
            let mut tree = Tree {
                heads: vec![1, 1, 3, 1, 5, 3, 5],
                relations: vec![
                    Relation::Nsubj,
                    Relation::Root,
                    Relation::Det,
                    Relation::Obj,
                    Relation::Mark,
                    Relation::Acl,
                    Relation::Obj,
                ],
            };
            let dependents = Dependents::of(&tree);
            free_charges(&function, &tokens, &tags, &mut tree, &dependents);
            assert_eq!((tree.heads[5], tree.relations[5]), expected, "{verb}");
        }
    }

    #[test]
    fn an_adjective_with_an_article_that_acts_is_a_noun() {
        // the accused denied the old claim
        let mut tags = [Tag::Dt, Tag::Jj, Tag::Vbd, Tag::Dt, Tag::Jj, Tag::Nn];
        let tree = Tree {
            heads: vec![1, 2, 2, 5, 5, 2],
            relations: vec![
                Relation::Det,
                Relation::Nsubj,
                Relation::Root,
                Relation::Det,
                Relation::Amod,
                Relation::Obj,
            ],
        };
        name_adjectives(&mut tags, &tree, &Dependents::of(&tree));
        assert_eq!(tags, [Tag::Dt, Tag::Nn, Tag::Vbd, Tag::Dt, Tag::Jj, Tag::Nn]);
    }
}
