//! Interns words: every form that any data file knows has one small number.
//!
//! A token is looked up once; all later stages compare and index by [`WordId`]. Forms are folded first: lower case,
//! typographic apostrophes as `'`.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

/// Index of a folded form in a [`Vocabulary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

impl WordId {
    /// A form that no data file knows.
    pub const UNKNOWN: WordId = WordId(u32::MAX);

    /// The number, for indexing.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// Whether any data file knows the form.
    pub fn is_known(self) -> bool {
        self != Self::UNKNOWN
    }
}

/// All known forms. The keys are the program's own, never the input's, so a fast unkeyed hash is safe.
#[derive(Debug, Default)]
pub struct Vocabulary {
    ids: FxHashMap<Box<str>, WordId>,
    words: Vec<Box<str>>,
}

impl Vocabulary {
    /// The number of a form, which becomes known if it was not.
    pub fn add(&mut self, form: &str) -> WordId {
        let folded = fold(form);
        if let Some(&id) = self.ids.get(folded.as_ref()) {
            return id;
        }
        let id = WordId(u32::try_from(self.words.len()).expect("fewer than 2^32 words"));
        self.words.push(folded.as_ref().into());
        self.ids.insert(folded.into(), id);
        id
    }

    /// The number of a form, [`WordId::UNKNOWN`] if it has none. Allocates only for forms that are not ASCII or long.
    pub fn get(&self, form: &str) -> WordId {
        let mut buffer = [0u8; 48];
        let id = match fold_ascii(form, &mut buffer) {
            Some(folded) => self.ids.get(folded),
            None => self.ids.get(fold(form).as_ref()),
        };
        id.copied().unwrap_or(WordId::UNKNOWN)
    }

    /// The folded form; empty for [`WordId::UNKNOWN`].
    pub fn form(&self, id: WordId) -> &str {
        self.words.get(id.index()).map_or("", |w| w)
    }

    /// Number of known forms.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether no form is known.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// Folds into the buffer; `None` when the form is not ASCII or does not fit.
fn fold_ascii<'b>(form: &str, buffer: &'b mut [u8; 48]) -> Option<&'b str> {
    let bytes = form.as_bytes();
    let target = buffer.get_mut(..bytes.len())?;
    let mut all = 0u8;
    for (to, &from) in target.iter_mut().zip(bytes) {
        all |= from;
        *to = from.to_ascii_lowercase();
    }
    if all >= 0x80 {
        return None;
    }
    std::str::from_utf8(target).ok()
}

/// The form in lower case with plain apostrophes.
pub fn fold(form: &str) -> Cow<'_, str> {
    if form.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(form);
    }
    let lower = form.to_lowercase();
    Cow::Owned(if lower.contains(['’', '‘', 'ʼ']) { lower.replace(['’', '‘', 'ʼ'], "'") } else { lower })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_apostrophe_do_not_matter() {
        let mut vocabulary = Vocabulary::default();
        let id = vocabulary.add("Qur'an");
        assert_eq!(vocabulary.get("QUR’AN"), id);
        assert_eq!(vocabulary.form(id), "qur'an");
        assert_eq!(vocabulary.get("koran"), WordId::UNKNOWN);
    }
}
