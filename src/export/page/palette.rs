//! The colours of the pictures, for the page's script.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::annotation::ActorKind;
use crate::export::drawing::style::{NEGATED, of_kind, of_tone};
use crate::graph::view::Tone;

/// Line and fill of each kind of actor, the line of each tone.
#[derive(Serialize)]
pub(super) struct Palette {
    kinds: BTreeMap<&'static str, [&'static str; 2]>,
    tones: BTreeMap<&'static str, &'static str>,
    negated: &'static str,
}

const TONES: &[Tone] =
    &[Tone::Conflict, Tone::Cooperation, Tone::Speech, Tone::Against, Tone::For, Tone::Fact, Tone::Source];

impl Palette {
    pub(super) fn new() -> Self {
        let kind = |&kind: &ActorKind| {
            let (line, fill) = of_kind(kind);
            (kind.as_str(), [line, fill])
        };
        Self {
            kinds: ActorKind::ALL.iter().map(kind).collect(),
            tones: TONES.iter().map(|&tone| (tone_name(tone), of_tone(tone))).collect(),
            negated: NEGATED,
        }
    }
}

/// The name of a tone in the page's data.
pub(super) fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Conflict => "conflict",
        Tone::Cooperation => "cooperation",
        Tone::Speech => "speech",
        Tone::Against => "against",
        Tone::For => "for",
        Tone::Fact => "fact",
        Tone::Source => "source",
    }
}
