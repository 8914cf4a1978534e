//! Interns words: every form that any data file knows has one small number.
//!
//! A token is looked up once; all later stages compare and index by [`WordId`]. Forms are folded first: lower case,
//! typographic apostrophes as `'`.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

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
///
/// Nearly all words fit into sixteen bytes with their length. They are keys by value, so that a look-up follows no
/// pointer; it is done once a token and would otherwise be a tenth of the whole analysis.
#[derive(Debug, Default)]
pub struct Vocabulary {
    short: FxHashMap<Short, WordId>,
    long: FxHashMap<Box<str>, WordId>,
    /// All forms, one after the other: they are many, and a piece of memory each would cost a start more than reading them.
    text: String,
    /// For every form where it ends.
    ends: Vec<u32>,
}

/// Longest form, in bytes, that [`Vocabulary`] keeps by value.
const SHORT: usize = 15;

impl Vocabulary {
    /// The number of a form, which becomes known if it was not.
    ///
    /// # Panics
    /// When 2^32 forms are known, or bytes of forms.
    pub fn add(&mut self, form: &str) -> WordId {
        let folded = fold(form);
        if let Some(id) = self.find(&folded) {
            return id;
        }
        let id = WordId(u32::try_from(self.ends.len()).expect("fewer than 2^32 words"));
        match packed(folded.as_bytes()) {
            Some(key) => self.short.insert(key, id),
            None => self.long.insert(folded.as_ref().into(), id),
        };
        self.text.push_str(&folded);
        self.ends.push(u32::try_from(self.text.len()).expect("fewer than 2^32 bytes"));
        id
    }

    /// The number of a form, [`WordId::UNKNOWN`] if it has none. Allocates only for forms that are long, or that are
    /// neither ASCII nor lower case.
    pub fn get(&self, form: &str) -> WordId {
        let mut buffer = [0u8; SHORT];
        let id = match fold_ascii(form, &mut buffer) {
            Some(folded) => packed(folded).and_then(|key| self.short.get(&key)).copied(),
            None => self.find(&fold(form)),
        };
        id.unwrap_or(WordId::UNKNOWN)
    }

    fn find(&self, folded: &str) -> Option<WordId> {
        match packed(folded.as_bytes()) {
            Some(key) => self.short.get(&key).copied(),
            None => self.long.get(folded).copied(),
        }
    }

    /// The folded form; empty for [`WordId::UNKNOWN`].
    pub fn form(&self, id: WordId) -> &str {
        let Some(&end) = self.ends.get(id.index()) else { return "" };
        let start = id.index().checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..end as usize]
    }

    /// Number of known forms.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no form is known.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// A short form, in four parts so that an entry of the table takes no room for alignment: a look-up mostly waits for memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Short([u32; 4]);

impl Hash for Short {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [a, b, c, d] = self.0.map(u64::from);
        state.write_u64(a | b << 32);
        state.write_u64(c | d << 32);
    }
}

/// The bytes of a short form with their number in the last byte.
fn packed(form: &[u8]) -> Option<Short> {
    let mut bytes = [0u8; SHORT + 1];
    bytes.get_mut(..form.len()).filter(|_| form.len() <= SHORT)?.copy_from_slice(form);
    bytes[SHORT] = form.len() as u8;
    let whole = u128::from_le_bytes(bytes);
    Some(Short([0, 32, 64, 96].map(|bit| (whole >> bit) as u32)))
}

/// Folds into the buffer; `None` when the form is not ASCII or does not fit.
fn fold_ascii<'b>(form: &str, buffer: &'b mut [u8; SHORT]) -> Option<&'b [u8]> {
    let bytes = form.as_bytes();
    let target = buffer.get_mut(..bytes.len())?;
    let mut all = 0u8;
    for (to, &from) in target.iter_mut().zip(bytes) {
        all |= from;
        *to = from.to_ascii_lowercase();
    }
    (all < 0x80).then_some(target)
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

    #[test]
    fn long_and_foreign_forms_are_found_too() {
        let mut vocabulary = Vocabulary::default();
        for form in ["counterintelligence", "fifteen letters", "Élysée", "ÉLYSÉE-PALACE-GUARDS"] {
            let id = vocabulary.add(form);
            assert_eq!(vocabulary.get(form), id, "{form}");
            assert_eq!(vocabulary.get(&form.to_uppercase()), id, "{form}");
        }
        assert_eq!(vocabulary.len(), 4);
    }
}
