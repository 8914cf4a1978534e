//! What makes a lemma of a form: characters cut off and put at the end, and what becomes of the capitals.

/// How the letters of a form are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Letters {
    /// "2024"
    None,
    /// "spies", and whatever a script without capitals has
    Lower,
    /// "Spies", "A."
    Capital,
    /// "NATO"
    Upper,
    /// "McCallum"
    Mixed,
}

impl Letters {
    /// How this form is written.
    pub(crate) fn of(form: &str) -> Self {
        let (n_letters, n_upper) = match form.is_ascii() {
            true => form.bytes().fold((0, 0), |(letters, upper), b| {
                (letters + usize::from(b.is_ascii_alphabetic()), upper + usize::from(b.is_ascii_uppercase()))
            }),
            false => form.chars().fold((0, 0), |(letters, upper), c| {
                (letters + usize::from(c.is_alphabetic()), upper + usize::from(c.is_uppercase()))
            }),
        };
        let first_is_upper = form.starts_with(char::is_uppercase);
        match (n_letters, n_upper) {
            (0, 0) => Letters::None,
            (_, 0) => Letters::Lower,
            (1, 1) => Letters::Capital,
            (letters, upper) if letters <= upper => Letters::Upper,
            (_, 1) if first_is_upper => Letters::Capital,
            _ => Letters::Mixed,
        }
    }
}

/// What becomes of the capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CaseRule {
    /// As in the form; what is added is in capitals when the whole form is: "McCallums", "McCallum".
    Keep,
    /// "Spies", "spy"
    Lower,
    /// "IRAN", "Iran"
    Title,
    /// "i", "I"
    Upper,
}

impl CaseRule {
    pub(crate) const ALL: [Self; 4] = [Self::Keep, Self::Lower, Self::Title, Self::Upper];

    pub(crate) fn from_number(number: u16) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// Characters to cut off the end of a lower-cased form, and text to put there.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edit {
    /// Number of characters.
    pub(crate) strip: u8,
    pub(crate) added: String,
}

impl Edit {
    /// Makes the lemma of `form` out of the same in small letters, which `lemma` holds. A form that is too short for the
    /// edit, or of which nothing would be left, keeps its letters.
    pub(crate) fn apply(&self, form: &str, letters: Letters, case: CaseRule, lemma: &mut String) {
        let kept = kept_length(lemma, self.strip).filter(|&kept| kept > 0 || self.strip == 0 || !self.added.is_empty());
        let Some(kept) = kept else {
            return Self::default().apply(form, letters, case, lemma);
        };
        let is_capital = matches!(letters, Letters::Capital | Letters::Upper | Letters::Mixed);
        if case == CaseRule::Keep && is_capital {
            let n_kept = lemma[..kept].chars().count();
            lemma.clear();
            lemma.extend(form.chars().take(n_kept));
            match letters {
                Letters::Upper => lemma.extend(self.added.chars().flat_map(char::to_uppercase)),
                _ => lemma.push_str(&self.added),
            }
            return;
        }
        lemma.truncate(kept);
        lemma.push_str(&self.added);
        match case {
            CaseRule::Keep | CaseRule::Lower => {}
            CaseRule::Title => {
                let Some(first) = lemma.chars().next().filter(|c| c.is_lowercase()) else { return };
                let mut bytes = [0; 4];
                let mut upper = first.to_uppercase();
                if let (Some(one), None) = (upper.next(), upper.next()) {
                    lemma.replace_range(..first.len_utf8(), one.encode_utf8(&mut bytes));
                }
            }
            CaseRule::Upper if lemma.is_ascii() => lemma.make_ascii_uppercase(),
            CaseRule::Upper => *lemma = lemma.to_uppercase(),
        }
    }
}

/// Bytes that are left when this many characters are cut off; `None` when there are fewer.
fn kept_length(text: &str, strip: u8) -> Option<usize> {
    match strip {
        0 => Some(text.len()),
        n => text.char_indices().rev().nth(usize::from(n) - 1).map(|(at, _)| at),
    }
}

/// Writes a form in small letters over what `lower` holds, character by character: one whose small letter would be
/// several characters stays as it is.
pub(crate) fn lower_into(form: &str, letters: Letters, lower: &mut String) {
    lower.clear();
    if form.is_ascii() || letters == Letters::Lower {
        lower.push_str(form);
        lower.make_ascii_lowercase();
        return;
    }
    lower.extend(form.chars().map(|c| {
        let mut small = c.to_lowercase();
        match (small.next(), small.next()) {
            (Some(one), None) => one,
            _ => c,
        }
    }));
}

/// The edit that turns one lower-cased word into another; `None` when it would cut off more than 255 characters.
pub(crate) fn edit_between(from: &str, to: &str) -> Option<Edit> {
    let common: usize = from.chars().zip(to.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let strip = u8::try_from(from[common..].chars().count()).ok()?;
    Some(Edit { strip, added: to[common..].to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: &str, strip: u8, added: &str, case: CaseRule, expected: &str) {
        let letters = Letters::of(form);
        let mut lemma = String::new();
        lower_into(form, letters, &mut lemma);
        Edit { strip, added: added.to_owned() }.apply(form, letters, case, &mut lemma);
        assert_eq!(lemma, expected);
    }

    #[test]
    fn letters_are_told_apart() {
        let of = |form| Letters::of(form);
        assert_eq!([of("2024"), of("spies"), of("Spies"), of("A.")].map(|l| l as u8), [0, 1, 2, 2]);
        assert_eq!([of("NATO"), of("MI5"), of("McCallum"), of("iPhone")].map(|l| l as u8), [3, 3, 4, 4]);
    }

    #[test]
    fn capitals_follow_their_rule() {
        check("Spies", 3, "y", CaseRule::Lower, "spy");
        check("McCallums", 1, "", CaseRule::Keep, "McCallum");
        check("SPIES", 3, "y", CaseRule::Keep, "SPY");
        check("IRAN", 0, "", CaseRule::Title, "Iran");
        check("me", 2, "I", CaseRule::Lower, "I");
        check("us", 0, "", CaseRule::Upper, "US");
        check("Élysées", 1, "", CaseRule::Keep, "Élysée");
    }

    #[test]
    fn a_form_too_short_for_an_edit_stays() {
        check("is", 4, "be", CaseRule::Lower, "is");
        check("", 1, "x", CaseRule::Keep, "");
        check("s", 1, "", CaseRule::Lower, "s");
    }

    #[test]
    fn small_letters_keep_the_number_of_characters() {
        check("İstanbul", 0, "", CaseRule::Keep, "İstanbul");
        check("ΟΔΟΣ", 0, "", CaseRule::Keep, "ΟΔΟΣ");
    }

    #[test]
    fn edits_cut_as_little_as_they_can() {
        assert_eq!(edit_between("spies", "spy"), Some(Edit { strip: 3, added: "y".to_owned() }));
        assert_eq!(edit_between("was", "be"), Some(Edit { strip: 3, added: "be".to_owned() }));
        assert_eq!(edit_between("æra", "æra"), Some(Edit::default()));
        assert_eq!(edit_between(&"a".repeat(300), "b"), None);
    }
}
