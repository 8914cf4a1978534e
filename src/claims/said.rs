//! When something was said: "said on Monday that", "In a statement on Tuesday, Doe said".
//!
//! Enters: a claim in its tree, and the time expressions of the document. Leaves: the time that the words give for the saying, never one
//! that stands in what is said. An expression dates the saying if it hangs on the word that attributes it, on the occasion or document
//! that this has beside it ("in an interview on Monday"), or stands before verbs of saying that share it ("On Monday, Doe said it fell
//! and added that …").

use crate::annotation::{Claim, Time, TimeKind};
use crate::syntax::tree::Relation;
use crate::time::{TimeExpression, within};

use super::frame::{self, Frame};

/// When the claim was made, by words that say so.
pub(super) fn time(frame: &Frame<'_>, claim: &Claim, times: &[TimeExpression]) -> Option<Time> {
    let span = claim.cue?;
    let cue = frame.cue.map_or_else(|| frame::tokens(frame.reading, span).start, |c| c.token);
    let (parse, sentence) = frame::sentence(frame.reading, cue)?;
    let words = frame::tokens(frame.reading, span);
    let source = claim.source.map(|s| frame::tokens(frame.reading, s.span)).unwrap_or(0..0);
    let is_cue = |t: usize| t == cue || words.contains(&t);
    let dates = |time: &&TimeExpression| {
        let vague = time.time.granularity.is_none() || !matches!(time.time.kind, TimeKind::Date | TimeKind::Time);
        if vague || frame.is_said(time.head) {
            return false;
        }
        let Some(above) = parse.head(time.head) else { return false };
        let adverbial = matches!(
            parse.relation(time.head),
            Relation::Obl | Relation::OblUnmarked | Relation::Advmod | Relation::Nmod | Relation::NmodUnmarked
        );
        let possessive = matches!(parse.relation(time.head), Relation::NmodPoss | Relation::Compound);
        if is_cue(above) {
            return adverbial || possessive;
        }
        // "in an interview on Monday", "according to a statement on Monday", "Monday's statement said"
        let occasion = frame.rules.venues.contains(&frame.word(above));
        if occasion && (adverbial || possessive) && !frame.is_said(above) {
            return parse.head(above).is_some_and(is_cue) || source.contains(&above);
        }
        let shared = parse.relation(cue) == Relation::Conj && parse.head(cue) == Some(above);
        shared && adverbial && time.tokens.end <= above
    };
    within(times, sentence).iter().find(dates).map(|t| t.time.clone())
}
