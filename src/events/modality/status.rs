//! The status of one event, and how the words that speak of it are put together.

use crate::annotation::{Modality, Polarity};
use crate::document::Span;

/// What a word does to the event in its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Effect {
    /// Asserted where it leaves that alone, as "managed to" does.
    pub(super) modality: Modality,
    pub(super) negative: bool,
}

impl Effect {
    pub(super) const NEGATIVE: Self = Self { modality: Modality::Asserted, negative: true };

    pub(super) fn becomes(modality: Modality) -> Self {
        Self { modality, negative: false }
    }
}

/// Polarity and modality of one event, with the words that decide them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Status {
    pub(in super::super) polarity: Polarity,
    pub(in super::super) polarity_words: Option<Span>,
    pub(in super::super) modality: Modality,
    pub(in super::super) modality_words: Option<Span>,
}

impl Default for Status {
    fn default() -> Self {
        Self { polarity: Polarity::Positive, polarity_words: None, modality: Modality::Asserted, modality_words: None }
    }
}

impl Status {
    /// Takes in a word farther away than those before.
    pub(super) fn add(&mut self, effect: Effect, words: Span) {
        self.weigh(effect.modality, Some(words));
        if effect.negative {
            self.negate(Some(words));
        }
    }

    /// Takes in the status of what governs the event.
    pub(super) fn under(&mut self, outer: Status) {
        self.weigh(outer.modality, outer.modality_words);
        if outer.polarity == Polarity::Negative && outer.modality != Modality::Foiled {
            self.negate(outer.polarity_words);
        }
    }

    /// Takes in the status of a verb that it is coordinated with: what it has itself stays.
    pub(super) fn share(&mut self, first: Status, polarity: bool) {
        if self.modality == Modality::Asserted {
            (self.modality, self.modality_words) = (first.modality, first.modality_words);
        }
        if polarity && self.polarity == Polarity::Positive {
            (self.polarity, self.polarity_words) = (first.polarity, first.polarity_words);
        }
    }

    /// Without its negation.
    pub(in super::super) fn affirmed(self) -> Self {
        Self { polarity: Polarity::Positive, polarity_words: None, ..self }
    }

    /// "Nobody attacked": one that should take part denies it.
    pub(in super::super) fn deny(&mut self, words: Span) {
        if self.polarity == Polarity::Positive {
            self.negate(Some(words));
        }
    }

    /// The nearest word decides, with these exceptions. What speaks of an attempt, a threat or a foiled plan as a fact is open
    /// to words farther out: "may have tried to kill" is possible. A plan that was foiled is foiled, whatever it was before.
    /// To foil something that is not yet foiled leaves it open: "tried to prevent an attack".
    fn weigh(&mut self, modality: Modality, words: Option<Span>) {
        use Modality::{Alleged, Asserted, Attempted, Foiled, Intended, Threatened};
        let decided = match (self.modality, modality) {
            (_, Asserted) => None,
            (Asserted, Attempted) if self.polarity == Polarity::Negative => Some(Intended),
            (Foiled, Foiled | Threatened) => None,
            (Foiled, Alleged) => Some(Alleged),
            (Foiled, _) => {
                (self.polarity, self.polarity_words) = (Polarity::Positive, None);
                Some(Modality::Possible)
            }
            (_, Foiled) => Some(Foiled),
            (Asserted, new) => Some(new),
            (Attempted | Threatened, Attempted | Threatened) => None,
            (Attempted | Threatened, new) => Some(new),
            _ => None,
        };
        let Some(decided) = decided else { return };
        (self.modality, self.modality_words) = (decided, words);
        if decided == Foiled {
            (self.polarity, self.polarity_words) = (Polarity::Negative, words);
        }
    }

    /// A negation of what is negative makes it positive: "did not fail to". One of an attempt says that there was none, one of
    /// foiling that nothing was foiled.
    fn negate(&mut self, words: Option<Span>) {
        if self.modality == Modality::Foiled || self.modality == Modality::Attempted {
            (self.modality, self.modality_words) = (Modality::Asserted, None);
        }
        (self.polarity, self.polarity_words) = match self.polarity {
            Polarity::Positive => (Polarity::Negative, words),
            Polarity::Negative => (Polarity::Positive, None),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Modality::*;

    /// Puts effects together from the event outwards.
    #[track_caller]
    fn check(effects: &[Effect], polarity: Polarity, modality: Modality) {
        let mut status = Status::default();
        for (i, effect) in effects.iter().enumerate() {
            status.add(*effect, Span::new(i, i + 1));
        }
        assert_eq!((status.polarity, status.modality), (polarity, modality));
        assert_eq!(status.polarity_words.is_some(), polarity == Polarity::Negative);
        assert_eq!(status.modality_words.is_some(), modality != Asserted);
    }

    #[test]
    fn the_nearest_word_decides_unless_it_states_a_fact() {
        let [planned, tried, may, alleged] = [Intended, Attempted, Possible, Alleged].map(Effect::becomes);
        check(&[planned, may], Polarity::Positive, Intended);
        check(&[tried, may], Polarity::Positive, Possible);
        check(&[tried, alleged], Polarity::Positive, Alleged);
    }

    #[test]
    fn two_negations_make_a_positive() {
        check(&[Effect::NEGATIVE], Polarity::Negative, Asserted);
        check(&[Effect::NEGATIVE, Effect::NEGATIVE], Polarity::Positive, Asserted);
        check(&[Effect::becomes(Attempted), Effect::NEGATIVE], Polarity::Negative, Asserted);
    }

    #[test]
    fn what_is_foiled_is_negative_and_what_may_be_foiled_is_open() {
        let [planned, foiled, tried] = [Intended, Foiled, Attempted].map(Effect::becomes);
        check(&[planned, foiled], Polarity::Negative, Foiled);
        check(&[foiled, tried], Polarity::Positive, Possible);
        check(&[foiled, Effect::NEGATIVE], Polarity::Positive, Asserted);
    }
}
