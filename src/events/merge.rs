//! Tells which events of a document are one: "eight attacks were thwarted … eight plots were disrupted".
//!
//! Two mentions are the same event when type, trigger family, participants, number and time do not contradict each
//! other and at least one participant or number agrees. Precision comes first: a wrong merge loses an event.

use crate::actors::Cast;
use crate::annotation::{Event, EventId, Modality, Reference, Role};
use crate::document::Span;

/// Earlier events that one is compared with.
const LOOK_BACK: usize = 64;

/// What comparing needs beside the event itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trace {
    /// Number of the trigger's word family.
    pub(super) family: u32,
    /// Whether its patient is an event: "thwarted eight attacks", "disrupted eight plots".
    pub(super) of_events: bool,
}

/// Sets `same_as` of every event that repeats an earlier one; both lists run in parallel.
pub(super) fn link(text: &str, cast: &Cast, events: &mut [Event], traces: &[Trace]) {
    let reading = Reading { text, cast };
    for later in 1..events.len() {
        let same = (later.saturating_sub(LOOK_BACK)..later)
            .rev()
            .find(|&earlier| reading.is_same((&events[earlier], traces[earlier]), (&events[later], traces[later])));
        if let Some(earlier) = same {
            let id = EventId(u32::try_from(earlier).expect("fewer than 2^32 events"));
            events[later].same_as = events[earlier].same_as.or(Some(id));
        }
    }
}

/// What comparing two events of a document needs.
struct Reading<'a> {
    text: &'a str,
    cast: &'a Cast,
}

impl Reading<'_> {
    fn is_same(&self, (a, a_trace): (&Event, Trace), (b, b_trace): (&Event, Trace)) -> bool {
        let same_words = a.lemma == b.lemma || a_trace.family == b_trace.family;
        let same_code = a.cameo == b.cameo && quantities_agree(a, b) == Some(true);
        if a.kind != b.kind || !(same_words || same_code) || a.polarity != b.polarity {
            return false;
        }
        let real = |e: &Event| e.modality == Modality::Asserted;
        if real(a) != real(b) || times_differ(a, b) {
            return false;
        }
        let number = quantities_agree(a, b);
        let agent = self.participants_agree(a, b, &[Role::Agent]);
        let mut patient = self.participants_agree(a, b, &[Role::Patient, Role::Recipient]);
        if a_trace.of_events && b_trace.of_events && number == Some(true) && patient == Some(false) {
            // The same eight may be attacks here and plots there.
            patient = None;
        }
        let agreements = [number, agent, patient];
        !agreements.contains(&Some(false))
            && (patient == Some(true)
                || number == Some(true)
                    && same_words | same_code
                    && (agent.is_some() || patient.is_some() || number_is_telling(a)))
    }

    /// Whether two events share a participant in these roles; `None` when one of them has none.
    fn participants_agree(&self, a: &Event, b: &Event, roles: &[Role]) -> Option<bool> {
        let of = |e: &Event| -> Vec<_> {
            e.arguments.iter().filter(|x| roles.contains(&x.role)).map(|x| x.filler).collect()
        };
        let (left, right) = (of(a), of(b));
        if left.is_empty() || right.is_empty() {
            return None;
        }
        Some(left.iter().any(|x| right.iter().any(|y| self.is_one(x, y))))
    }

    /// Whether two fillers mean the same: by their actors, of actors without a name ("nine envoys") also by their words.
    fn is_one(&self, x: &Reference, y: &Reference) -> bool {
        let named = |r: &Reference| r.actor.is_some_and(|id| self.cast.actor(id).named);
        match (x.actor, y.actor) {
            (Some(a), Some(b)) if a == b || named(x) || named(y) => a == b,
            _ => same_last_word(self.text, x.span, y.span),
        }
    }
}

/// Whether a number is large enough to single out an event by itself.
fn number_is_telling(event: &Event) -> bool {
    event.quantity.as_ref().is_some_and(|q| q.value >= 3.0)
}

fn times_differ(a: &Event, b: &Event) -> bool {
    matches!((&a.time, &b.time), (Some(a), Some(b)) if a.contradicts(b))
}

fn quantities_agree(a: &Event, b: &Event) -> Option<bool> {
    let (a, b) = (a.quantity.as_ref()?, b.quantity.as_ref()?);
    // A sum and a number of people do not contradict each other.
    (a.kind == b.kind).then_some(a.value == b.value && a.upper == b.upper)
}

fn same_last_word(text: &str, a: Span, b: Span) -> bool {
    let last = |s: Span| s.of(text).rsplit(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty());
    matches!((last(a), last(b)), (Some(a), Some(b)) if a.eq_ignore_ascii_case(b))
}
