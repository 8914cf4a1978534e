//! Enums whose members each have one written form: parsed, printed and listed from a single definition.

/// Declares a closed set whose members have one written form.
macro_rules! closed_set {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$member_doc])* $member,)+
        }

        impl $name {
            /// All members, in the order of their definition.
            pub const ALL: &'static [Self] = &[$(Self::$member,)+];

            /// The written form, as files carry it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$member => $text,)+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::closed_set::UnknownName;

            fn from_str(text: &str) -> Result<Self, $crate::closed_set::UnknownName> {
                match text {
                    $($text => Ok(Self::$member),)+
                    _ => Err($crate::closed_set::UnknownName {
                        set: stringify!($name),
                        found: text.to_owned(),
                        known: &[$($text,)+],
                    }),
                }
            }
        }
    };
}

pub(crate) use closed_set;

/// A word that is no member of the closed set it was read as.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no {}; known are {}", in_words(set), known.join(", "))]
pub struct UnknownName {
    /// Name of the set.
    pub set: &'static str,
    /// What was found.
    pub found: String,
    /// What would have been understood.
    pub known: &'static [&'static str],
}

/// "ActorKind" as people write it: "actor kind".
fn in_words(set: &str) -> String {
    let mut words = String::new();
    for letter in set.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}
