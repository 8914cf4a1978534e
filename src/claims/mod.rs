//! Claims: who says what.
//!
//! Enters: a document with its syntax, its quotations and its cast. Leaves: claims with source, cue and content, in the
//! terms of PARC (Pareti, "PARC 3.0", 2016) and PolNeAR (Newell et al., 2018): besides speech also beliefs, intentions,
//! demands and praise. Method: rules read from each sentence what may be an attribution and with which source and
//! content (`candidate.rs`); a logistic regression over cue, pattern and circumstances, counted on annotated news,
//! decides which of them are (`cue.rs`); quotations without a cue go to the speaker before them (`speech.rs`).
//!
//! Once events are known, [`attach`] notes in each claim what act it is (`act.rs`), how sure its source is
//! (`certainty.rs`), when it was said (`said.rs`), for or against whom it speaks (`stance.rs`), whom it is about (`about.rs`) and
//! which other claims of the document it speaks to (`response.rs`); all read the claim's words in the tree through `frame.rs`.
//!
//! Not done here: who "he" is (that is the cast's), whether a claim is true, and claims of other documents (the graph's).

mod about;
mod act;
mod candidate;
mod certainty;
pub mod choice;
mod complement;
pub mod cue;
mod extent;
mod frame;
mod response;
mod said;
mod source;
mod speech;
mod stance;
#[cfg(test)]
mod tests;
mod view;

use rustc_hash::FxHashSet;

use crate::actors::Cast;
use crate::annotation::{ActorKind, Claim, ClaimId, ClaimKind, Event};
use crate::document::Span;
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId};
use crate::linear::Weights;
use crate::pipeline::Reading;
use crate::syntax::tag::Tag;
use crate::syntax::words::FunctionWords;
use crate::text::token::Shape;
use crate::time::TimeExpression;

use act::ActRules;
use candidate::Candidate;
use certainty::CertaintyRules;
use cue::{Circumstance, Class, Cues, Pattern};
use frame::Frame;
use response::ResponseRules;
use stance::StanceRules;
use view::View;

/// What this stage must know of words.
#[derive(Debug)]
pub struct ClaimRules {
    cues: Cues,
    /// Nouns that tell when: "Tuesday", "week".
    times: FxHashSet<WordId>,
    /// Forms of verbs that only carry a noun: "made a claim".
    supports: FxHashSet<WordId>,
    /// Forms of verbs whose subject belongs to what is said: "Iran seems to have fired it".
    raising: FxHashSet<WordId>,
    /// Nouns of occasions and media: "in an interview", "on Twitter".
    venues: FxHashSet<WordId>,
    /// Forms of verbs that mean blows as well as words: "attack".
    blows: FxHashSet<WordId>,
    acts: ActRules,
    certainty: CertaintyRules,
    stances: StanceRules,
    responses: ResponseRules,
    /// Weights of sources and ends of contents; none while they are learned.
    choices: Option<Weights>,
}

impl ClaimRules {
    /// Reads the lexicon of cues; its words become known.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let cues = Cues::load(vocabulary, inflections)?;
        let mut words = |name: &str, text: &'static str, forms: &dyn Fn(&str) -> Vec<String>| {
            let table = Table::parse(name, text, &["lemma"])?;
            let forms: Vec<String> = table.rows().flat_map(|r| forms(r.cell(0))).collect();
            Ok::<_, TableError>(forms.iter().map(|f| vocabulary.add(f)).collect::<FxHashSet<WordId>>())
        };
        let (noun, verb) = (|l: &str| inflections.noun(l), |l: &str| inflections.verb(l));
        Ok(Self {
            cues,
            times: words("cue_times.tsv", include_str!("../../data/lexicon/cue_times.tsv"), &noun)?,
            supports: words("cue_supports.tsv", include_str!("../../data/lexicon/cue_supports.tsv"), &verb)?,
            raising: words("cue_raising.tsv", include_str!("../../data/lexicon/cue_raising.tsv"), &verb)?,
            venues: words("cue_venues.tsv", include_str!("../../data/lexicon/cue_venues.tsv"), &noun)?,
            blows: words("cue_blows.tsv", include_str!("../../data/lexicon/cue_blows.tsv"), &verb)?,
            acts: ActRules::load(vocabulary, inflections)?,
            certainty: CertaintyRules::load(vocabulary, inflections)?,
            stances: StanceRules::load(vocabulary, inflections)?,
            responses: ResponseRules::load(vocabulary, inflections)?,
            choices: None,
        })
    }
}

/// Finds the claims of a document, in the order of their content.
///
/// Linear in the number of tokens: every rule looks a bounded number of chunks around its cue.
pub fn find(rules: &ClaimRules, words: &FunctionWords, reading: Reading<'_>, cast: &Cast) -> Vec<Claim> {
    // Most candidates are none whatever their source and end; of quotations others depend on where they end.
    let matters = |c: &Candidate| c.is_quotation() || may_be_accepted(rules, c);
    let mut candidates = candidates(rules, words, reading, matters);
    speech::join(reading, &mut candidates);
    candidates.retain(|c| !is_blow(rules, reading, cast, c) && !is_title(reading, c));
    let accepted = accept(rules, candidates);
    let followed = match reading.text.sentences.is_empty() {
        true => Vec::new(),
        false => speech::follow(&View::new(rules, words, reading, 0), &accepted),
    };
    let mut claims: Vec<Claim> = accepted.iter().chain(&followed).map(|c| claim(c, reading, cast)).collect();
    arrange(&mut claims);
    claims
}

/// The candidates of a document with their scores, those that are `wanted` with the sources and ends that weigh most.
fn candidates(
    rules: &ClaimRules,
    words: &FunctionWords,
    reading: Reading<'_>,
    wanted: impl Fn(&Candidate) -> bool,
) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for sentence in 0..reading.text.sentences.len() {
        let view = View::new(rules, words, reading, sentence);
        let first = found.len();
        candidate::find(&view, &mut found);
        for candidate in &mut found[first..] {
            candidate.score = rules.cues.score(candidate.cue, candidate.class, candidate.pattern, candidate.around);
            if let Some(weights) = rules.choices.as_ref().filter(|_| wanted(candidate)) {
                choice::choose(&view, weights, candidate);
            }
        }
    }
    found
}

/// Notes in each claim what the stages after it and the words in it tell: the events in it, whom it is about, what its
/// source does in saying it, how sure, for or against whom, and which other claims it speaks to.
///
/// `events` are those of the document, by trigger, `times` its time expressions. Linear in the number of tokens in all contents together.
pub fn attach(
    rules: &ClaimRules,
    words: &FunctionWords,
    reading: Reading<'_>,
    claims: &mut [Claim],
    events: &[Event],
    times: &[TimeExpression],
    cast: &Cast,
) {
    about::tell(claims, events);
    let mut hints = Vec::with_capacity(claims.len());
    for claim in claims.iter_mut() {
        let frame = Frame::new(rules, words, reading, cast, claim);
        let told = act::read(&frame, claim);
        let stances = stance::read(&frame, claim, events);
        let certainty = certainty::read(&frame, claim);
        let hearsay = certainty::hearsay(&frame, claim);
        let about = about::find(&frame, claim, events, &stances);
        let time = said::time(&frame, claim, times);
        (claim.act, claim.addressee, claim.time) = (told.act, told.addressee, time);
        (claim.stances, claim.certainty, claim.hearsay, claim.about) = (stances, certainty, hearsay, about);
        hints.push(response::hint(&frame, claim));
    }
    response::link(claims, events, &hints);
}

/// A word that may attribute, as weights are learned from it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Base form of the cue; `None` for set phrases and for cues whose weight is not learned.
    pub lemma: Option<String>,
    /// Part of speech of the cue.
    pub class: Class,
    /// What the content stands in.
    pub pattern: Pattern,
    /// What surrounds it.
    pub circumstances: Vec<Circumstance>,
    /// The cue's words.
    pub cue: Span,
    /// What would be said, in order.
    pub content: Vec<Span>,
    /// From its first word to its last.
    pub hull: Span,
}

impl ClaimRules {
    /// Lets [`cases`] see every candidate, also those that no weights so far could make an attribution.
    pub(crate) fn consider_all(&mut self) {
        self.cues.consider_all();
    }

    /// Uses other weights of sources and contents; with none the rules alone read them.
    pub(crate) fn set_choices(&mut self, weights: Option<Weights>) {
        self.choices = weights;
    }
}

/// What may be chosen for one candidate; the first source and the content are what the rules read.
pub(crate) struct ChoiceCase {
    pub(crate) cue: Span,
    pub(crate) content: Vec<Span>,
    pub(crate) source: Option<Span>,
    /// With the hashes of what is seen of each.
    pub(crate) sources: Vec<(Option<Span>, Vec<u32>)>,
    pub(crate) ends: Vec<(Span, Vec<u32>)>,
}

/// What may be chosen for the candidates of a document that have a cue, as weights are learned from it.
pub(crate) fn choice_cases(rules: &ClaimRules, words: &FunctionWords, reading: Reading<'_>) -> Vec<ChoiceCase> {
    let span = |s: &source::Source| reading.span(s.tokens.clone());
    let case = |candidate: &Candidate| {
        let choices = choice::choices(&View::new(rules, words, reading, candidate.sentence), candidate);
        ChoiceCase {
            cue: reading.span(candidate.words.clone()),
            content: candidate.content.iter().map(|r| reading.span(r.clone())).collect(),
            source: candidate.source.as_ref().map(span),
            sources: choices.sources.into_iter().map(|c| (c.value.as_ref().map(span), c.features)).collect(),
            ends: choices.ends.into_iter().map(|c| (reading.span(c.value), c.features)).collect(),
        }
    };
    candidates(rules, words, reading, |_| true).iter().filter(|c| !c.words.is_empty()).map(case).collect()
}

/// Everything in a document that may be an attribution by a cue.
pub(crate) fn cases(rules: &ClaimRules, words: &FunctionWords, reading: Reading<'_>) -> Vec<Case> {
    let mut candidates = candidates(rules, words, reading, |_| true);
    speech::join(reading, &mut candidates);
    let case = |c: &Candidate| Case {
        lemma: c.cue.and_then(|cue| rules.cues.lemma(cue)).map(str::to_owned),
        class: c.class,
        pattern: c.pattern,
        circumstances: Circumstance::ALL.iter().copied().filter(|&x| c.around.has(x)).collect(),
        cue: reading.span(c.words.clone()),
        content: c.content.iter().map(|r| reading.span(r.clone())).collect(),
        hull: reading.span(c.hull()),
    };
    candidates.iter().filter(|c| !is_no_statement(c)).map(case).collect()
}

/// Keeps the attributions. One inside of what another says must be reported speech of somebody else: "Doe said Iran
/// claimed that it fell" holds two claims, "Doe said Iran wants peace" and "“I think it fell,” Doe said" one each.
fn accept(rules: &ClaimRules, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by_key(|c| (c.hull().start, std::cmp::Reverse(c.hull().end)));
    let mut accepted: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let outer = accepted.iter().rev().take(LOOK_BACK).any(|o| holds(o, &candidate));
        let fits = match outer {
            _ if is_no_statement(&candidate) => false,
            true => is_nested_speech(rules, &candidate),
            false => candidate.score > 0.0,
        };
        if fits {
            accepted.push(candidate);
        }
    }
    drop_rivals(&mut accepted);
    accepted
}

/// Whether a candidate may be kept by [`accept`], as far as its words without source and content tell.
fn may_be_accepted(rules: &ClaimRules, candidate: &Candidate) -> bool {
    !is_no_statement(candidate) && (candidate.score > 0.0 || is_nested_speech(rules, candidate))
}

/// Of cues with the same content the better stays: "says", not "statement", in "says in a statement that it fell"; and
/// of cues that share words: "rejected" and "rejected a call for".
/// Leaves the rest in the order of their cues.
fn drop_rivals(accepted: &mut Vec<Candidate>) {
    let said = |c: &Candidate| (c.content[0].start, c.content.last().map(|r| r.end));
    accepted.sort_by(|a, b| {
        said(a).cmp(&said(b)).then(b.score.total_cmp(&a.score)).then(a.words.start.cmp(&b.words.start))
    });
    accepted.dedup_by(|b, a| said(a) == said(b));
    accepted.sort_by(|a, b| a.words.start.cmp(&b.words.start).then(b.score.total_cmp(&a.score)));
    accepted.dedup_by(|b, a| b.words.start < a.words.end);
}

/// "The army attacked the town" is no statement, "Doe attacked the plan" is: of verbs for blows as well as words only
/// what a person does with them to something unquoted counts.
fn is_blow(rules: &ClaimRules, reading: Reading<'_>, cast: &Cast, candidate: &Candidate) -> bool {
    let hits = candidate.words.clone().any(|t| rules.blows.contains(&reading.text.tokens[t].word));
    if candidate.class != Class::Verb || !hits || candidate.is_quotation() {
        return false;
    }
    let by_person =
        candidate.source.as_ref().is_some_and(|s| cast.headed_by(s.head).is_some_and(|m| m.kind == ActorKind::Person));
    !by_person
}

/// "wrote “A House by the Sea”": the title of a work, not words that were said.
fn is_title(reading: Reading<'_>, candidate: &Candidate) -> bool {
    if !matches!(candidate.pattern, Pattern::Object | Pattern::Quote) {
        return false;
    }
    let first = candidate.content[0].start;
    let announced = first > candidate.words.end;
    let Some(quotation) = reading.quotations.around(first).filter(|q| q.tokens.start == first && q.closed) else {
        return false;
    };
    let inner = &reading.text.tokens[quotation.inner()];
    let tags = &reading.syntax.tags[quotation.inner()];
    let small = |tag: Tag| matches!(tag, Tag::In | Tag::Dt | Tag::Cc | Tag::To | Tag::PrpS | Tag::Pos | Tag::Comma);
    let titled = inner.iter().zip(tags).all(|(t, &tag)| t.shape.is_capital() || t.shape == Shape::Number || small(tag));
    let ends = inner.last().is_some_and(|t| !t.shape.is_word());
    titled && quotation.n_words >= 2 && !announced && !ends
}

/// Questions, "Did Doe say it fell?", and what a notice says of itself, "our understanding of you", state nothing.
fn is_no_statement(candidate: &Candidate) -> bool {
    let ours = candidate.class == Class::Noun && candidate.around.has(Circumstance::FirstPerson);
    let spoken = candidate.is_quotation() || candidate.is_turn();
    ours || candidate.around.has(Circumstance::Question) && !spoken
}

/// Claims before one that may hold it.
const LOOK_BACK: usize = 24;

/// Whether all parts of `inner` lie in one stretch of what `outer` says.
fn holds(outer: &Candidate, inner: &Candidate) -> bool {
    let hull = inner.hull();
    outer.content.iter().any(|c| c.start <= hull.start && hull.end <= c.end)
}

/// Whether a candidate inside of another's content is reported speech with a third person as its source.
fn is_nested_speech(rules: &ClaimRules, candidate: &Candidate) -> bool {
    let around = candidate.around;
    let other = [Circumstance::ProperSource, Circumstance::CommonSource, Circumstance::Personal, Circumstance::They];
    let says = candidate.cue.is_some_and(|c| rules.cues.is_reporting(c)) && candidate.is_speech();
    let shown = [Circumstance::InQuotation, Circumstance::Nested];
    let score = candidate.score - rules.cues.weights(around, &shown);
    says && other.iter().any(|&c| around.has(c)) && score > 0.0
}

fn claim(candidate: &Candidate, reading: Reading<'_>, cast: &Cast) -> Claim {
    Claim {
        source: candidate.source.as_ref().map(|s| cast.reference(reading.span(s.tokens.clone()), s.head)),
        cue: (!candidate.words.is_empty()).then(|| reading.span(candidate.words.clone())),
        ..Claim::new(kind(candidate, reading), candidate.content.iter().map(|c| reading.span(c.clone())).collect())
    }
}

/// Whether all words of the content, some or none are in quotation marks.
fn kind(candidate: &Candidate, reading: Reading<'_>) -> ClaimKind {
    let (mut quoted, mut plain) = (0usize, 0usize);
    for content in &candidate.content {
        let mut at = content.start;
        while at < content.end {
            let quotation = reading.quotations.around(at).filter(|q| q.tokens.start >= content.start);
            let Some(quotation) = quotation else {
                plain += usize::from(reading.text.tokens[at].shape.is_word());
                at += 1;
                continue;
            };
            quoted += quotation.n_words;
            at = quotation.tokens.end.max(at + 1);
        }
    }
    match (quoted, plain) {
        (0, _) => ClaimKind::Indirect,
        (_, 0) => ClaimKind::Direct,
        _ => ClaimKind::Mixed,
    }
}

/// Puts the claims in the order of their contents, drops repetitions and notes which claim is part of which.
fn arrange(claims: &mut Vec<Claim>) {
    claims.sort_by_key(|c| {
        let source = c.source.map(|s| s.span);
        (c.content[0].start, std::cmp::Reverse(c.content.last().map(|s| s.end)), c.cue, source)
    });
    claims.dedup_by(|a, b| {
        a.source.map(|s| s.span) == b.source.map(|s| s.span) && a.cue == b.cue && a.content == b.content
    });
    for i in 0..claims.len() {
        let hull = hull(&claims[i]);
        let from = i.saturating_sub(LOOK_BACK);
        let outer = (from..i).rev().filter(|&o| claims[o].content.iter().any(|c| c.contains(hull)));
        let innermost =
            outer.min_by_key(|&o| claims[o].content.iter().filter(|c| c.contains(hull)).map(|c| c.len()).min());
        claims[i].within = innermost.map(|o| ClaimId(o as u32));
    }
}

/// From the first word of a claim to its last.
fn hull(claim: &Claim) -> Span {
    let parts = claim.content.iter().copied().chain(claim.cue).chain(claim.source.map(|s| s.span));
    parts.reduce(Span::cover).expect("a claim has content")
}
