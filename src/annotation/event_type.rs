//! Types of events: PLOVER's sixteen, which rules may name, and any that a user's ontology adds.
//!
//! A type is a name and nothing else; what an ontology says of it (quad class, score, mode, contexts) is written with
//! each event as its [`Coding`], so that a file of events can be read without the ontology it was made with.

use std::fmt;
use std::str::FromStr;

use crate::closed_set::{UnknownName, closed_set};

closed_set!(
    /// Words or deeds, friendly or hostile.
    QuadClass {
        /// Agreeing, meeting, praising.
        VerbalCooperation = "verbal cooperation",
        /// Helping, working together, yielding.
        MaterialCooperation = "material cooperation",
        /// Asking, accusing, rejecting, threatening.
        VerbalConflict = "verbal conflict",
        /// Protesting, punishing, arming, arresting, attacking.
        MaterialConflict = "material conflict",
    }
);

impl QuadClass {
    /// Whether it is one of the two kinds of conflict.
    pub fn is_conflict(self) -> bool {
        matches!(self, Self::VerbalConflict | Self::MaterialConflict)
    }
}

/// What an ontology says of an event by its type, its code and its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Coding {
    /// Cooperation or conflict, in words or in deeds.
    pub quad_class: QuadClass,
    /// On PLOVER's scale from -10 (conflict) to 10 (cooperation): that of the mode, else of the type; `None` where the
    /// ontology gives none.
    pub score: Option<f64>,
    /// Goldstein value of the code, from -10 to 10; `None` for codes without one.
    pub goldstein: Option<f64>,
    /// In which way it was done: "arrest" of COERCE; `None` where nothing tells.
    pub mode: Option<String>,
    /// What it has to do with: "military", "election"; sorted, without repetitions.
    pub contexts: Vec<String>,
}

/// Declares the types that rules may name, each with its written form.
macro_rules! event_types {
    ($($(#[$doc:meta])* $member:ident = $text:literal,)+) => {
        /// The type of an event. Those of a user's ontology come after PLOVER's, in the order of their names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventType {
            $($(#[$doc])* $member,)+
            /// A type of a user's ontology.
            Own(TypeName),
        }

        impl EventType {
            /// PLOVER's types, in the order of their definition.
            pub const PLOVER: &'static [Self] = &[$(Self::$member,)+];

            /// The written form, as files carry it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$member => $text,)+
                    Self::Own(name) => name.as_str(),
                }
            }
        }

        impl FromStr for EventType {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                match text {
                    $($text => Ok(Self::$member),)+
                    _ => TypeName::new(text).map(Self::Own).ok_or_else(|| UnknownName {
                        set: "EventType",
                        found: text.to_owned(),
                        known: &[$($text,)+ "and names of up to 30 capitals, digits, _ and -, a capital first"],
                    }),
                }
            }
        }
    };
}

event_types! {
    /// Agrees, offers, promises.
    Agree = "AGREE",
    /// Meets, visits, negotiates.
    Consult = "CONSULT",
    /// Praises, endorses, recognises.
    Support = "SUPPORT",
    /// Yields, eases, releases.
    Concede = "CONCEDE",
    /// Works together.
    Cooperate = "COOPERATE",
    /// Gives aid.
    Aid = "AID",
    /// Withdraws, ceases fire.
    Retreat = "RETREAT",
    /// Asks, demands, appeals.
    Request = "REQUEST",
    /// Accuses, criticises, investigates.
    Accuse = "ACCUSE",
    /// Refuses, rejects, denies.
    Reject = "REJECT",
    /// Threatens.
    Threaten = "THREATEN",
    /// Demonstrates, strikes.
    Protest = "PROTEST",
    /// Reduces relations, imposes sanctions.
    Sanction = "SANCTION",
    /// Moves or readies forces.
    Mobilize = "MOBILIZE",
    /// Arrests, expels, bans, represses.
    Coerce = "COERCE",
    /// Attacks, kills, abducts.
    Assault = "ASSAULT",
}

impl EventType {
    /// Whether it is one of PLOVER's, which have CAMEO codes.
    pub fn is_plover(self) -> bool {
        !matches!(self, Self::Own(_))
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Longest name of a type, in bytes.
const LONGEST: usize = 30;

/// Name of a type that is none of PLOVER's: capitals, digits, `_` and `-`, a capital first, at most thirty. Kept in
/// place, so that a type can be copied and compared like a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName {
    /// Filled up with zeros.
    bytes: [u8; LONGEST],
}

impl TypeName {
    fn new(text: &str) -> Option<Self> {
        let is_name = text.len() <= LONGEST
            && text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
        let mut bytes = [0; LONGEST];
        bytes.get_mut(..text.len()).filter(|_| is_name)?.copy_from_slice(text.as_bytes());
        Some(Self { bytes })
    }

    fn as_str(&self) -> &str {
        let end = self.bytes.iter().position(|&b| b == 0).unwrap_or(LONGEST);
        std::str::from_utf8(&self.bytes[..end]).expect("a name of a type is ASCII")
    }
}

impl fmt::Debug for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_types_come_back() {
        for name in EventType::PLOVER.iter().map(EventType::as_str).chain(["CYBER", "E-2_X"]) {
            let kind: EventType = name.parse().unwrap();
            assert_eq!(kind.as_str(), name);
            assert_eq!(kind.is_plover(), !["CYBER", "E-2_X"].contains(&name));
        }
        for bad in ["", "Cyber", "2X", "A B", "ÄB", "A\0", &"A".repeat(31)] {
            assert!(bad.parse::<EventType>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn types_are_ordered_by_definition_then_name() {
        let [b, a] = ["B", "A"].map(|n| n.parse::<EventType>().unwrap());
        assert!(EventType::Assault < a && a < b);
    }
}
