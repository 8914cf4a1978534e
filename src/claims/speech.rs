//! Gives quotations that no cue of their own attributes to the speaker before them.
//!
//! News attributes a quotation once and lets it go on: “It fell,” he said. “It broke.” — and in the next paragraph: “It
//! was old.” Enters: the quotations of a document and its attributions. Leaves: longer contents, and new attributions
//! without a cue for the paragraphs that follow.

use std::ops::Range;

use crate::pipeline::Reading;
use crate::text::quote::{Mark, Quotation};

use super::candidate::Candidate;
use super::cue::{Circumstance, Circumstances, Class, Pattern};
use super::source::{self, Source};
use super::view::View;

/// Adds to each quotation what the same paragraph goes on to quote without another attribution.
///
/// `candidates` stand in the order of their sentences.
pub(super) fn join(reading: Reading<'_>, candidates: &mut [Candidate]) {
    for i in 0..candidates.len() {
        if !quotes(&candidates[i]) {
            continue;
        }
        while let Some(next) = next_quotation(reading, candidates, i) {
            candidates[i].content.push(next);
        }
    }
}

/// Whether the content is a quotation by its pattern.
fn quotes(candidate: &Candidate) -> bool {
    matches!(candidate.pattern, Pattern::QuoteBefore | Pattern::InvertedQuote | Pattern::Quote | Pattern::ObjectQuote)
}

/// The quotation that begins the sentence after a candidate, if it is a whole sentence and nobody else says it.
fn next_quotation(reading: Reading<'_>, candidates: &[Candidate], i: usize) -> Option<Range<usize>> {
    let last = candidates[i].content.last()?.end.max(candidates[i].words.end);
    let sentences = &reading.text.sentences;
    let here = sentences.partition_point(|s| s.tokens.end < last).max(candidates[i].sentence);
    let next = sentences.get(here + 1)?;
    if next.paragraph != sentences[here].paragraph {
        return None;
    }
    let quotation = whole(reading, next.tokens.start)?;
    let attributed =
        candidates[i + 1..].iter().take_while(|c| sentences[c.sentence].tokens.start < quotation.tokens.end).any(|c| {
            quotes(c)
                && c.content.iter().any(|s| s.start < quotation.tokens.end && quotation.tokens.start < s.end)
                && !quotation.tokens.contains(&c.words.start)
        });
    (!attributed).then(|| quotation.tokens.clone())
}

/// The quotation that opens with this token and is at least a sentence.
fn whole<'a>(reading: Reading<'a>, token: usize) -> Option<&'a Quotation> {
    if reading.quotations.marks.get(token) != Some(&Mark::Open) {
        return None;
    }
    let quotation = reading.quotations.around(token).filter(|q| q.tokens.start == token)?;
    let sentences = &reading.text.sentences;
    let last = &sentences[sentences.partition_point(|s| s.tokens.end < quotation.tokens.end).min(sentences.len() - 1)];
    (last.tokens.end <= quotation.tokens.end + 1 && quotation.n_words >= 2).then_some(quotation)
}

/// Makes an attribution without a cue of each whole quotation that is in none, if its paragraph or the one before has a
/// speaker.
///
/// `accepted` stand in the order of their cues.
pub(super) fn follow(view: &View<'_>, accepted: &[Candidate]) -> Vec<Candidate> {
    let reading = view.reading;
    let outermost: Vec<&Quotation> = reading.quotations.list.iter().filter(|q| !q.nested).collect();
    let mut found: Vec<Candidate> = Vec::new();
    let mut turns = Turns::default();
    let mut next = 0;
    for (number, &quotation) in outermost.iter().enumerate() {
        while let Some(candidate) = accepted.get(next).filter(|c| c.words.start < quotation.tokens.start) {
            if let Some(speaker) = speaker_of(reading, candidate) {
                turns.speaks(speaker);
            }
            next += 1;
        }
        let Ok(sentence) = reading.text.sentences.binary_search_by_key(&quotation.tokens.start, |s| s.tokens.start)
        else {
            continue;
        };
        if said_by(accepted, next, quotation).is_some() {
            continue;
        }
        let signature = signature(view, quotation);
        if signature.is_none() && whole(reading, quotation.tokens.start).is_none() {
            continue;
        }
        let goes_on =
            number > 0 && !outermost[number - 1].closed && outermost[number - 1].paragraph + 1 == quotation.paragraph;
        let later = || if goes_on { None } else { later_speaker(&outermost[number..], accepted, next) };
        let previous = number.checked_sub(1).map(|n| outermost[n]);
        let speaker = turns.last.as_ref();
        let source = signature
            .or_else(later)
            .or_else(|| turns.other(reading, previous, quotation))
            .or_else(|| speaker.filter(|s| s.paragraph == quotation.paragraph).map(|s| s.source.clone()))
            .or_else(|| subject_before(view, sentence))
            .or_else(|| speaker.filter(|s| s.reaches(quotation)).map(|s| s.source.clone()));
        if let Some(source) = source {
            turns.speaks(Speaker { paragraph: quotation.paragraph, source: source.clone() });
            found.push(continued(source, quotation, sentence));
        }
    }
    found
}

/// Who spoke last, and in which paragraph.
struct Speaker {
    paragraph: usize,
    source: Source,
}

impl Speaker {
    /// Whether the same words name him.
    fn is(&self, source: &Source) -> bool {
        self.source.tokens == source.tokens
    }

    /// Whether a quotation that opens the next paragraph is still his.
    fn reaches(&self, quotation: &Quotation) -> bool {
        self.paragraph + 1 == quotation.paragraph && quotation.opens_paragraph
    }
}

/// Who spoke last, and who before him.
#[derive(Default)]
struct Turns {
    last: Option<Speaker>,
    before: Option<Speaker>,
}

impl Turns {
    fn speaks(&mut self, now: Speaker) {
        let last = self.last.take();
        if last.as_ref().is_some_and(|l| !l.is(&now.source)) {
            self.before = last;
        }
        self.last = Some(now);
    }

    /// “All night?” / “All night.”: the other of two speakers, where a paragraph's quotation asks or answers that of the
    /// one before.
    fn other(&self, reading: Reading<'_>, previous: Option<&Quotation>, quotation: &Quotation) -> Option<Source> {
        let previous = previous.filter(|p| p.paragraph + 1 == quotation.paragraph && quotation.opens_paragraph)?;
        let before = &self.before.as_ref()?.source;
        let last = self.last.as_ref().filter(|l| l.paragraph + 1 == quotation.paragraph && !l.is(before));
        let asks = |q: &Quotation| q.inner().any(|t| reading.form(t) == "?");
        (last.is_some() && (asks(quotation) || asks(previous))).then(|| before.clone())
    }
}

/// The attribution whose content a quotation is in.
fn said_by<'a>(accepted: &'a [Candidate], next: usize, quotation: &Quotation) -> Option<&'a Candidate> {
    let overlaps = |s: &Range<usize>| s.start < quotation.tokens.end && quotation.tokens.start < s.end;
    accepted[next.saturating_sub(12)..].iter().take(40).find(|c| c.content.iter().any(overlaps))
}

/// “It fell. / “Nobody heard it. / “Then it broke,” Doe said: a quotation without a closing mark goes on in the next
/// paragraph, where the speaker may be.
fn later_speaker(quotations: &[&Quotation], accepted: &[Candidate], next: usize) -> Option<Source> {
    for pair in quotations.windows(2).take(12) {
        let (this, following) = (pair[0], pair[1]);
        if this.closed || !following.opens_paragraph || following.paragraph != this.paragraph + 1 {
            return None;
        }
        if let Some(candidate) = said_by(accepted, next, following) {
            return candidate.source.clone();
        }
    }
    None
}

/// Sentences before a quotation that may be about its speaker.
const NEAR: usize = 3;

/// "Doe was calm. The wind was cold. “I have seen worse.”": the person whom the nearest sentence before is about, in the
/// same paragraph.
fn subject_before(view: &View<'_>, sentence: usize) -> Option<Source> {
    let sentences = &view.reading.text.sentences;
    let near = (sentence.saturating_sub(NEAR)..sentence).rev();
    let mut same = near.take_while(|&b| sentences[b].paragraph == sentences[sentence].paragraph);
    same.find_map(|before| person_of(view, before))
}

/// The person, by name or as "he" or "she", whom a sentence is about.
fn person_of(view: &View<'_>, before: usize) -> Option<Source> {
    let view = View::new(view.rules, view.words, view.reading, before);
    let main = view.clauses.iter().find(|c| c.own_subject && view.is_finite(c.verb))?;
    let source = source::subject(&view, main)?;
    let tag = view.reading.syntax.tags[source.head];
    let word = view.reading.text.tokens[source.head].word;
    let person = tag.is_proper() || [view.words.he, view.words.she].contains(&word);
    (person && view.quotation(source.head).is_none()).then_some(source)
}

/// Tokens of a name with what its bearer is, under a quotation.
const LONGEST_SIGNATURE: usize = 16;

/// “It fell.” — Jane Doe, a teacher: who signs a quotation.
fn signature(view: &View<'_>, quotation: &Quotation) -> Option<Source> {
    let reading = view.reading;
    let dash = quotation.tokens.end;
    let sentences = &reading.text.sentences;
    let number = sentences.partition_point(|s| s.tokens.end <= dash + 1);
    let sentence = sentences.get(number).filter(|s| s.paragraph == quotation.paragraph)?;
    let is_dash = dash + 1 < sentence.tokens.end && matches!(reading.form(dash), "—" | "–" | "―" | "--" | "-");
    let last_of_paragraph = sentences.get(number + 1).is_none_or(|s| s.paragraph != sentence.paragraph);
    let view = View::new(view.rules, view.words, reading, number);
    let tokens = view.trim(dash + 1..sentence.tokens.end);
    let fits = quotation.closed && is_dash && last_of_paragraph && (1..=LONGEST_SIGNATURE).contains(&tokens.len());
    if !fits || !reading.syntax.tags[tokens.start].is_proper() {
        return None;
    }
    let chunk = view.chunk_of(tokens.start);
    Some(Source { head: view.chunks[chunk].head, tokens, chunk, shared: false })
}

/// The attribution of a quotation that only follows another.
fn continued(source: Source, quotation: &Quotation, sentence: usize) -> Candidate {
    Candidate {
        cue: None,
        class: Class::Phrase,
        pattern: Pattern::Quote,
        around: Circumstances::default(),
        words: 0..0,
        source: Some(source),
        content: vec![quotation.tokens.clone()],
        sentence,
        score: 0.0,
    }
}

/// Whom a quotation after this attribution goes on.
fn speaker_of(reading: Reading<'_>, candidate: &Candidate) -> Option<Speaker> {
    // What somebody is quoted or said to have said does not make him the speaker.
    let inner = candidate.around.has(Circumstance::Nested) || candidate.around.has(Circumstance::InQuotation);
    let source = candidate.source.clone().filter(|_| !inner && candidate.is_speech())?;
    let last = candidate.content.last().map_or(candidate.words.end, |c| c.end).max(candidate.words.end) - 1;
    let sentences = &reading.text.sentences;
    let sentence = sentences.partition_point(|s| s.tokens.end <= last).min(sentences.len() - 1);
    Some(Speaker { paragraph: sentences[sentence].paragraph, source })
}
