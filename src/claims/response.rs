//! Which claims of a document speak to which: "Russia denied the accusation", "MI5 confirmed the report", "Russia’s claim
//! is silly", "Kyiv responded that".
//!
//! Enters: claims with their acts and events, and what [`hint`] read of each. Leaves: [`Response`]s from the claim that
//! speaks to the one it speaks to, each with the words that do. A claim is spoken to where a noun for something said points
//! to it ("the accusation", by whose it is, whom it is about, or as the last before), where both tell the same event, or,
//! of answers, where it was about or addressed to who answers. Where words leave it open, nothing is noted.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annotation::{ActorId, Claim, ClaimId, Event, EventId, Polarity, Response, ResponseKind, Role, SpeechAct};
use crate::document::Span;
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId};
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

use super::act::Complement;
use super::cue::Class;
use super::frame::Frame;

/// What this file must know of words.
#[derive(Debug)]
pub(super) struct ResponseRules {
    /// Whether a noun (true) or adjective (false) calls something true.
    truth: FxHashMap<(bool, WordId), bool>,
    answers: FxHashSet<WordId>,
}

impl ResponseRules {
    /// Reads `response_words.tsv`.
    pub(super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let mut rules = Self { truth: FxHashMap::default(), answers: FxHashSet::default() };
        let table = Table::parse(
            "data/lexicon/response_words.tsv",
            include_str!("../../data/lexicon/response_words.tsv"),
            &["lemma", "class", "group"],
        )?;
        for row in table.rows() {
            let truth = row.cell(2) == "true";
            match (row.cell(1), row.cell(2)) {
                ("verb", "answer") => {
                    rules.answers.extend(inflections.verb(row.cell(0)).iter().map(|f| vocabulary.add(f)));
                }
                ("noun", "true" | "false") => {
                    let forms = inflections.noun(row.cell(0));
                    rules.truth.extend(forms.iter().map(|f| ((true, vocabulary.add(f)), truth)));
                }
                ("adjective", "true" | "false") => {
                    rules.truth.insert((false, vocabulary.add(row.cell(0))), truth);
                }
                (class, group) => return Err(row.error(format!("unknown class and group {class:?}, {group:?}"))),
            }
        }
        Ok(rules)
    }

    /// Whether a word calls something true or false.
    pub(super) fn truth(&self, tag: Tag, word: WordId) -> Option<bool> {
        let noun = tag.is_noun();
        (noun || tag.is_adjective()).then(|| self.truth.get(&(noun, word)).copied()).flatten()
    }
}

/// A noun for something said: "Russia's claim".
#[derive(Clone, Copy, Debug)]
struct Nominal {
    /// The noun.
    span: Span,
    act: SpeechAct,
    /// Whose it is.
    owner: Option<ActorId>,
}

/// That a claim may speak to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hint {
    kind: ResponseKind,
    /// The words that deny, confirm or answer.
    words: Span,
    /// What is spoken to, where a noun says so.
    nominal: Option<Nominal>,
}

/// Whether a claim, whose act is known, speaks to another, as far as its own words tell.
pub(super) fn hint(frame: &Frame<'_>, claim: &Claim) -> Option<Hint> {
    let root = frame.root?;
    if let Some(hint) = verdict(frame, root) {
        return Some(hint);
    }
    let cue = frame.cue.filter(|c| !c.negated)?;
    let words = claim.cue?;
    if claim.act == SpeechAct::Estimate
        && let Some(hint) = called(frame, cue.token)
    {
        return Some(hint);
    }
    let kind = match claim.act {
        SpeechAct::Deny if cue.sense.is_some_and(|s| s.act != SpeechAct::Say) => ResponseKind::Denies,
        SpeechAct::Confirm if cue.sense.is_some_and(|s| s.act == SpeechAct::Confirm) => ResponseKind::Confirms,
        _ if cue.class == Class::Verb
            && cue.complement == Complement::Clause
            && frame.rules.responses.answers.contains(&frame.word(cue.token)) =>
        {
            return Some(Hint { kind: ResponseKind::Answers, words, nominal: None });
        }
        _ => return None,
    };
    let hangs = frame.parse(root).and_then(|p| p.head(root)) == Some(cue.token);
    let nominal = nominal(frame, root).filter(|_| hangs);
    let words = nominal.map_or(words, |n| words.cover(n.span));
    Some(Hint { kind, words, nominal })
}

/// "Russia’s claim is silly": the content calls something said false or true.
fn verdict(frame: &Frame<'_>, root: usize) -> Option<Hint> {
    let truth = frame.rules.responses.truth(frame.tag(root), frame.word(root))?;
    frame.child(root, Relation::Cop)?;
    // The tree may take "the claim", before "that it fell is silly", for an object of "said".
    let stray = || {
        let (parse, mut said) = frame.opening()?;
        said.find(|&t| t < root && frame.tag(t).is_noun() && parse.head(t).is_none_or(|h| !frame.is_said(h)))
    };
    let nominal = nominal(frame, frame.subject(root).or_else(stray)?)?;
    let kind = if truth == frame.is_negated(root) { ResponseKind::Denies } else { ResponseKind::Confirms };
    Some(Hint { kind, words: nominal.span.cover(frame.span(root)), nominal: Some(nominal) })
}

/// "called the accusation absurd": a cue that judges something said.
fn called(frame: &Frame<'_>, cue: usize) -> Option<Hint> {
    let object = frame.child(cue, Relation::Obj).filter(|&o| frame.is_said(o));
    let (_, mut said) = frame.opening()?;
    let nominal = nominal(frame, object.or_else(|| said.clone().find(|&t| frame.tag(t).is_noun()))?)?;
    let judges = |&t: &usize| frame.rules.responses.truth(frame.tag(t), frame.word(t)).is_some();
    // The judgement stands next to what it judges: not "the claim that the false papers burned".
    let from = frame.reading.text.tokens.partition_point(|t| t.span.start < nominal.span.end);
    let word = said.by_ref().filter(|&t| t >= from && t < from + NEAR_WORDS).find(judges)?;
    let truth = frame.rules.responses.truth(frame.tag(word), frame.word(word))?;
    let kind = if truth { ResponseKind::Confirms } else { ResponseKind::Denies };
    (!frame.is_negated(word)).then(|| Hint {
        kind,
        words: nominal.span.cover(frame.span(word)),
        nominal: Some(nominal),
    })
}

/// Words from a noun for something said to the word that judges it: "the accusation “simply absurd”".
const NEAR_WORDS: usize = 4;

/// A noun for something said that points to it: "the claim", "Russia's claim", "such reports".
fn nominal(frame: &Frame<'_>, noun: usize) -> Option<Nominal> {
    if !frame.tag(noun).is_noun() {
        return None;
    }
    let act = frame.rules.acts.act_of_noun(frame.word(noun)).filter(|&act| states(act))?;
    let owner = frame.child(noun, Relation::NmodPoss).or_else(|| frame.governed(noun, frame.words.by));
    let w = frame.words;
    let points = |t: usize| [w.the, w.that, w.this, w.these, w.those].contains(&frame.word(t));
    let definite = owner.is_some() || frame.child(noun, Relation::Det).is_some_and(points);
    definite.then(|| Nominal { span: frame.span(noun), act, owner: owner.and_then(|o| frame.actor(o)) })
}

/// Acts that hold their content true: what can be denied or confirmed.
fn states(act: SpeechAct) -> bool {
    matches!(
        act,
        SpeechAct::Say
            | SpeechAct::Accuse
            | SpeechAct::Criticise
            | SpeechAct::Announce
            | SpeechAct::Estimate
            | SpeechAct::Predict
            | SpeechAct::Believe
            | SpeechAct::Warn
    )
}

/// Claims before one that it may speak to.
const LOOK_BACK: usize = 40;
/// Bytes back to a claim that "the claim" or an answer means: about three sentences.
const NEAR: u32 = 700;

/// Notes in each claim which others it speaks to; `hints` has one for each claim.
pub(super) fn link(claims: &mut [Claim], events: &[Event], hints: &[Option<Hint>]) {
    for number in 0..claims.len() {
        let Some(hint) = hints[number] else { continue };
        let (target, words) = match (hint.nominal, hint.kind) {
            (Some(nominal), _) => (named(claims, number, nominal), hint.words),
            (None, ResponseKind::Answers) => (answered(claims, number), hint.words),
            (None, _) => match same_event(claims, number, events) {
                Some((target, event)) => (Some(target), hint.words.cover(events[event.index()].trigger)),
                None => (None, hint.words),
            },
        };
        if let Some(target) = target {
            let response = Response { kind: hint.kind, claim: ClaimId(target as u32), words };
            claims[number].responses.push(response);
        }
    }
}

/// The claims before one, the nearest first, that another makes and that do not hold it.
fn before(claims: &[Claim], number: usize) -> impl Iterator<Item = usize> + '_ {
    let claim = &claims[number];
    let speaker = claim.source.and_then(|s| s.actor);
    let from = number.saturating_sub(LOOK_BACK);
    (from..number).rev().filter(move |&other| {
        let said_by = claims[other].source.and_then(|s| s.actor);
        let another = speaker.is_some() && said_by.is_some() && speaker != said_by;
        another && !holds(claims, other, number)
    })
}

/// Whether a claim is within another, also through others.
fn holds(claims: &[Claim], outer: usize, inner: usize) -> bool {
    let mut at = inner;
    for _ in 0..LOOK_BACK {
        match claims[at].within {
            Some(next) if next.index() == outer => return true,
            Some(next) => at = next.index(),
            None => return false,
        }
    }
    false
}

/// Bytes between the end of what one claim says and the beginning of another.
fn gap(claims: &[Claim], from: usize, to: usize) -> u32 {
    let end = claims[from].content.last().map_or(0, |c| c.end);
    claims[to].content[0].start.saturating_sub(end)
}

/// The claim that "the claim" or "Russia's claim" means.
fn named(claims: &[Claim], number: usize, nominal: Nominal) -> Option<usize> {
    // "denied the claim that it fell": the claim stands in the words themselves.
    let until = (number + 1 + LOOK_BACK).min(claims.len());
    let from = number.saturating_sub(LOOK_BACK);
    let told = (from..until).find(|&c| c != number && claims[c].cue.is_some_and(|cue| cue.contains(nominal.span)));
    if told.is_some() {
        return told;
    }
    let speaker = claims[number].source.and_then(|s| s.actor)?;
    let mut near = before(claims, number).take_while(|&c| gap(claims, c, number) < NEAR);
    if let Some(owner) = nominal.owner {
        return near.find(|&c| states(claims[c].act) && claims[c].source.and_then(|s| s.actor) == Some(owner));
    }
    near.find(|&c| {
        let claim = &claims[c];
        let against = claim.stances.iter().any(|s| s.target.actor == Some(speaker)) || claim.about.contains(&speaker);
        match nominal.act {
            SpeechAct::Accuse | SpeechAct::Criticise => {
                matches!(claim.act, SpeechAct::Accuse | SpeechAct::Criticise | SpeechAct::Say) && against
            }
            SpeechAct::Say => !matches!(claim.act, SpeechAct::Deny | SpeechAct::Confirm) && against,
            act => claim.act == act,
        }
    })
}

/// What somebody answers: the last thing that another said, if that was addressed to him, asked, or spoke of him.
fn answered(claims: &[Claim], number: usize) -> Option<usize> {
    let speaker = claims[number].source.and_then(|s| s.actor)?;
    let last = before(claims, number).next().filter(|&c| gap(claims, c, number) < NEAR)?;
    let claim = &claims[last];
    let told = claim.addressee.is_some_and(|a| a.actor == Some(speaker));
    let speaks = states(claim.act) || matches!(claim.act, SpeechAct::Ask | SpeechAct::Demand);
    (told || speaks && claim.about.contains(&speaker)).then_some(last)
}

/// A claim before that tells the same event as what a claim denies or confirms, and that event.
fn same_event(claims: &[Claim], number: usize, events: &[Event]) -> Option<(usize, EventId)> {
    for &own in &claims[number].events {
        let event = &events[own.index()];
        let found = before(claims, number).find(|&c| {
            let told = &claims[c].events;
            !told.contains(&own) && told.iter().any(|&other| is_one(own, event, other, &events[other.index()]))
        });
        if let Some(claim) = found {
            return Some((claim, own));
        }
    }
    None
}

/// Whether two mentions are of one event: told to be, or the same act by the same one on the same one.
fn is_one(a: EventId, one: &Event, b: EventId, other: &Event) -> bool {
    if one.same_as == Some(b) || other.same_as == Some(a) || one.same_as.is_some() && one.same_as == other.same_as {
        return other.polarity == Polarity::Positive;
    }
    let actor = |event: &Event, role| event.arguments.iter().find(|x| x.role == role).and_then(|x| x.filler.actor);
    let agents = (actor(one, Role::Agent), actor(other, Role::Agent));
    let patients = (actor(one, Role::Patient), actor(other, Role::Patient));
    let same_agent = agents.0.is_some() && agents.0 == agents.1;
    let same_patient = patients.0.is_some() && patients.0 == patients.1;
    let open_patient = patients.0.is_none() || patients.1.is_none();
    one.kind == other.kind
        && one.lemma == other.lemma
        && other.polarity == Polarity::Positive
        && same_agent
        && (same_patient || open_patient)
}
