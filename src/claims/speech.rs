//! Gives quotations that no cue of their own attributes to the speaker before them.
//!
//! News attributes a quotation once and lets it go on: “It fell,” he said. “It broke.” — and in the next paragraph: “It
//! was old.” Enters: the quotations of a document and its attributions. Leaves: longer contents, and new attributions
//! without a cue for the paragraphs that follow.

use std::ops::Range;

use crate::pipeline::Reading;
use crate::text::quote::{Mark, Quotation};

use super::candidate::Candidate;
use super::cue::Pattern;
use super::source::Source;

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
pub(super) fn follow(reading: Reading<'_>, accepted: &[Candidate]) -> Vec<(Source, Range<usize>)> {
    let mut found: Vec<(Source, Range<usize>)> = Vec::new();
    let mut speaker: Option<(usize, Source)> = None;
    let mut next = 0;
    for quotation in reading.quotations.list.iter().filter(|q| !q.nested) {
        while let Some(candidate) = accepted.get(next).filter(|c| c.words.start < quotation.tokens.start) {
            note(reading, candidate, &mut speaker);
            next += 1;
        }
        let covered = accepted[next.saturating_sub(12)..]
            .iter()
            .take(40)
            .any(|c| c.content.iter().any(|s| s.start < quotation.tokens.end && quotation.tokens.start < s.end));
        let Some((paragraph, source)) = speaker.clone().filter(|_| !covered) else { continue };
        let near =
            paragraph == quotation.paragraph || paragraph + 1 == quotation.paragraph && quotation.opens_paragraph;
        let starts = reading.text.sentences.binary_search_by_key(&quotation.tokens.start, |s| s.tokens.start).is_ok();
        if near && starts && whole(reading, quotation.tokens.start).is_some() {
            speaker = Some((quotation.paragraph, source.clone()));
            found.push((source, quotation.tokens.clone()));
        }
    }
    found
}

/// Notes whom a quotation after this attribution goes on.
fn note(reading: Reading<'_>, candidate: &Candidate, speaker: &mut Option<(usize, Source)>) {
    let in_quotation = reading.quotations.around(candidate.words.start).is_some();
    if let Some(source) = candidate.source.clone().filter(|_| !in_quotation) {
        let last = candidate.content.last().map_or(candidate.words.end, |c| c.end).max(candidate.words.end) - 1;
        let sentences = &reading.text.sentences;
        let sentence = sentences.partition_point(|s| s.tokens.end <= last).min(sentences.len() - 1);
        *speaker = Some((sentences[sentence].paragraph, source));
    }
}
