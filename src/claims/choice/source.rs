//! Which words may name a cue's source, and what is seen of each.

use std::ops::Range;

use super::super::candidate::Candidate;
use super::super::cue::Class;
use super::super::source::Source;
use super::super::view::View;
use super::{Cue, form, is_word, path, quotation, relation, tag, words};
use crate::linear::mix;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

/// Nouns of a sentence that are looked at: the nearest to the cue.
const MOST: usize = 48;

/// What the rules read first, if anything, then noun phrases of the cue's sentence, then nobody. Empty where the
/// candidate has no cue.
pub(super) fn options(view: &View<'_>, candidate: &Candidate) -> Vec<Option<Source>> {
    let cue = &candidate.words;
    let tokens = view.tokens();
    let outside = candidate.source.as_ref().is_some_and(|s| !tokens.contains(&s.head));
    // Whose claim it is stands beside the noun.
    let beside = candidate.class == Class::Noun && candidate.source.is_some();
    if cue.is_empty() || outside || beside {
        return Vec::new();
    }
    let mut found: Vec<Option<Source>> = candidate.source.iter().cloned().map(Some).collect();
    let near = tokens.start.max(cue.start.saturating_sub(4 * MOST))..tokens.end.min(cue.end + 4 * MOST);
    for head in near.filter(|&t| may_head(view, candidate, t)) {
        for words in phrases(view, candidate, head) {
            if found.iter().flatten().all(|s| s.tokens != words) {
                found.push(Some(Source {
                    chunk: view.chunk_of(words.start),
                    head: named_by(view, head),
                    tokens: words,
                    shared: false,
                }));
            }
        }
    }
    found.push(None);
    found
}

/// Whether a token may be the head of a source.
fn may_head(view: &View<'_>, candidate: &Candidate, token: usize) -> bool {
    use Relation as R;
    let tag = view.reading.syntax.tags[token];
    let nominal = tag.is_noun()
        || matches!(
            tag,
            Tag::Prp
                | Tag::PrpS
                | Tag::Dt
                | Tag::Wp
                | Tag::WpS
                | Tag::Wdt
                | Tag::Cd
                | Tag::Jj
                | Tag::Jjs
                | Tag::Ex
                | Tag::Vbg
        );
    let pronoun = matches!(tag, Tag::Prp | Tag::PrpS | Tag::Wp | Tag::Wdt);
    let inside = matches!(
        view.parse.relation(token),
        R::Flat | R::Compound | R::Det | R::Nummod | R::Fixed | R::Amod | R::NmodDesc | R::Goeswith
    );
    nominal
        && (pronoun || !inside)
        && !candidate.words.contains(&token)
        && !candidate.content.iter().any(|c| c.contains(&token))
}

/// The noun that a relative pronoun stands for; the token itself otherwise.
fn named_by(view: &View<'_>, token: usize) -> usize {
    if !matches!(view.reading.syntax.tags[token], Tag::Wp | Tag::Wdt) {
        return token;
    }
    let above = std::iter::successors(view.parse.head(token), |&t| view.parse.head(t)).take(4);
    let relative = above.into_iter().find(|&t| view.parse.relation(t) == Relation::AclRelcl);
    relative.and_then(|t| view.parse.head(t)).unwrap_or(token)
}

/// The noun phrase of a head: whole, without what is joined to it, without what is set beside it, and without anything
/// after it; outside of content and cue.
fn phrases(view: &View<'_>, candidate: &Candidate, head: usize) -> Vec<Range<usize>> {
    use Relation as R;
    let parse = view.parse;
    let outside = |r: R| {
        matches!(
            r,
            R::Case
                | R::Mark
                | R::Cc
                | R::Punct
                | R::Advmod
                | R::Cop
                | R::Aux
                | R::AuxPass
                | R::Nsubj
                | R::Obl
                | R::Advcl
                | R::Parataxis
                | R::Discourse
                | R::Expl
        )
    };
    let clause = |r: R| {
        matches!(
            r,
            R::Cop
                | R::Aux
                | R::Nsubj
                | R::Obl
                | R::Advcl
                | R::Parataxis
                | R::Discourse
                | R::Ccomp
                | R::Xcomp
                | R::Obj
                | R::Advmod
                | R::Mark
                | R::Dep
                | R::List
                | R::Orphan
        )
    };
    let left = parse.children(head).filter(|&c| c < head && !outside(parse.relation(c)));
    let start = left.map(|c| parse.reach(c).start).min().unwrap_or(head).min(head);
    let skipped: [&[R]; 4] = [
        &[],
        &[R::Conj],
        &[R::Conj, R::Appos, R::Acl, R::AclRelcl],
        &[R::Conj, R::Appos, R::Acl, R::AclRelcl, R::Nmod],
    ];
    let mut found: Vec<Range<usize>> = Vec::with_capacity(skipped.len());
    for skip in skipped {
        let mut end = head + 1;
        for child in parse.children(head).filter(|&c| c > head) {
            let relation = parse.relation(child);
            if relation == R::Punct {
                continue;
            }
            if clause(relation) || skip.contains(&relation) {
                break;
            }
            end = end.max(parse.reach(child).end);
        }
        let phrase = outside_of(view, candidate, head, start..end);
        if phrase.contains(&head) && !found.contains(&phrase) {
            found.push(phrase);
        }
    }
    found
}

/// The part of a phrase around its head that is neither content nor cue, between words.
fn outside_of(view: &View<'_>, candidate: &Candidate, head: usize, phrase: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = phrase;
    for taken in candidate.content.iter().chain([&candidate.words]) {
        if taken.start > head {
            end = end.min(taken.start);
        } else if taken.end <= head {
            start = start.max(taken.end);
        }
    }
    while end > start && !is_word(view, end - 1) {
        end -= 1;
    }
    while start < end && !is_word(view, start) {
        start += 1;
    }
    start..end
}

/// How an option stands to what the rules read.
fn agreement(rule: Option<&Source>, option: &Source) -> u32 {
    match rule {
        None => 1,
        Some(r) if r.tokens == option.tokens => 2,
        Some(r) if r.head == option.head => 3,
        Some(r) if r.tokens.start < option.tokens.end && option.tokens.start < r.tokens.end => 4,
        Some(_) => 5,
    }
}

/// What is seen of one option; `None` is nobody.
pub(super) fn features(
    view: &View<'_>,
    candidate: &Candidate,
    cue: &Cue,
    option: Option<&Source>,
    out: &mut dyn FnMut(u32),
) {
    const FAMILY: u32 = 0x2000;
    let mut see = |name: u32, value: u32| out(mix(FAMILY + name, value));
    let (pattern, lemma) = (cue.pattern, cue.lemma);
    let rule = candidate.source.as_ref();
    let Some(option) = option else {
        let has = u32::from(rule.is_some());
        see(1, 0);
        see(2, pattern);
        see(3, lemma);
        see(4, has);
        see(5, mix(has, pattern));
        see(6, rule.map_or(0, |r| tag(view, r.head) + 1));
        see(7, relation(view, cue.head));
        see(8, tag(view, cue.head));
        let subjects = view.parse.children(cue.head).fold(0, |set, c| {
            set | match view.parse.relation(c) {
                Relation::Nsubj => 1,
                Relation::NsubjPass => 2,
                Relation::OblAgent => 4,
                Relation::NmodPoss => 8,
                Relation::Obl => 16,
                _ => 0,
            }
        });
        see(9, subjects);
        see(10, mix(subjects, pattern));
        see(11, mix(relation(view, cue.head), tag(view, cue.head)));
        return;
    };
    let parse = view.parse;
    let tokens = &option.tokens;
    let agrees = agreement(rule, option);
    // The head of the phrase itself, of "who" the pronoun.
    let head = if tokens.contains(&option.head) { option.head } else { tokens.start };
    let (part, role) = (tag(view, head), relation(view, head));
    let way = path(view, head, cue.head);
    let before = head < cue.words.start;
    let between = if before { tokens.end.min(cue.words.start)..cue.words.start } else { cue.words.end..tokens.start };
    let distance = mix(u32::from(before), words(view, between.clone()));
    see(20, agrees);
    see(21, mix(agrees, pattern));
    see(22, mix(agrees, lemma));
    see(23, part);
    see(24, mix(part, agrees));
    see(25, mix(part, pattern));
    see(26, form(view, head));
    see(27, role);
    see(28, mix(role, pattern));
    see(29, way);
    see(30, mix(way, pattern));
    see(31, mix(way, tag(view, cue.head)));
    see(32, mix(way, agrees));
    see(33, distance);
    see(34, mix(distance, pattern));
    see(35, mix(distance, agrees));
    let name = view.reading.syntax.names[head].map_or(0, |n| 1 + 2 * n.kind as u32 + u32::from(n.begins));
    see(36, name);
    see(37, mix(words(view, tokens.clone()), agrees));
    see(38, words(view, tokens.clone()));
    see(39, mix(form(view, head), lemma));
    let tags = &view.reading.syntax.tags;
    let count = |is: &dyn Fn(Tag) -> bool| between.clone().filter(|&t| is(tags[t])).count().min(3) as u32;
    let verbs = count(&|t| t.is_verb() || t == Tag::Md);
    see(40, verbs);
    see(41, mix(verbs, agrees));
    see(42, count(&|t| t == Tag::Comma));
    see(43, count(&Tag::is_noun));
    if between.len() <= 3 {
        let parts = between.clone().fold(0, |h, t| mix(h, tag(view, t) + 1));
        see(44, parts);
        see(45, mix(parts, pattern));
        see(46, between.clone().fold(0, |h, t| mix(h, form(view, t))));
    }
    let sentence = view.tokens();
    let after = if tokens.end < sentence.end { tag(view, tokens.end) + 1 } else { 0 };
    see(47, mix(after, agrees));
    let left = tokens.start.checked_sub(1).filter(|&t| t >= sentence.start);
    see(48, mix(left.map_or(0, |t| tag(view, t) + 1), agrees));
    see(49, left.map_or(0, |t| form(view, t)));
    if let Some(governor) = parse.head(head) {
        see(50, mix(tag(view, governor), role));
        see(51, mix(form(view, governor), role));
        see(52, mix(u32::from(governor < cue.words.start), role));
    }
    let (here, there) = (quotation(view, head), quotation(view, cue.words.start));
    let quoted = u32::from(here.is_some()) | u32::from(there.is_some()) << 1 | u32::from(here == there) << 2;
    see(53, quoted);
    see(54, mix(quoted, agrees));
    see(55, u32::from(tokens.start == sentence.start));
    see(56, mix(tag(view, cue.head), u32::from(before)));
    see(57, mix(relation(view, cue.head), way));
}
