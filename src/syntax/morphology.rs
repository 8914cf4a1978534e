//! Lemmas and morphological features of words whose tags are known.
//!
//! Enters: a form with its UPOS and XPOS. Leaves: LEMMA and FEATS. A lemma is the form with some characters cut off its
//! end, others put there, and its capitals kept or changed. What to do is looked up in a list of words first, then by
//! the longest suffix that has a rule for the tag: Jongejan and Dalianis, "Automatic training of lemmatization rules
//! that handle morphological changes in pre-, in- and suffixes alike" (ACL 2009), for suffixes only; capitals have rules
//! of their own, so that "Spies" (a noun) becomes "spy" and "Williams" (a name) keeps its capital. Features come from
//! the same list and from suffix rules of the same kind; what only the sentence tells (who is the subject of "said")
//! is guessed as the treebank has it most often.
//!
//! A tag is an XPOS, or a pair of UPOS and XPOS where the pair behaves otherwise than its XPOS alone. Words that the list
//! knows, but not with this tag, are given the lemma that they mostly have, since their tag is likely wrong.
//!
//! The model is made by [`crate::training::morphology`] out of any treebank of Universal Dependencies. All rules read from
//! the end of the word, so prefixes that a lemma lacks (German "ge-") are beyond them.

mod edit;
mod suffixes;
mod wire;

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

pub(crate) use edit::{CaseRule, Edit, Letters, edit_between, lower_into};
pub(crate) use suffixes::{START, Suffixes, character_key};

/// No number: of an edit, of features, of a node's value.
pub(crate) const NONE: u16 = u16::MAX;
/// Key of an entry that holds for every tag without an entry of its own.
pub(crate) const ANY_TAG: u16 = u16::MAX;
/// Bytes of the longest form in the list: each shares letters with the one before it in the file, so without a limit a
/// small file could ask for much memory.
pub(crate) const LONGEST_FORM: usize = 63;
/// Kinds of rules that each tag has; see [`Rules`].
pub(crate) const KINDS: usize = 7;

/// Knows lemmas and features.
///
/// Numbers of tags are places in the inventories [`Self::upos`] and [`Self::xpos`].
#[derive(Debug)]
pub struct Morphology {
    parts: Parts,
    /// Number of each pair of tags, by UPOS and XPOS; [`NONE`] where no rule tells it from its XPOS.
    pair_of: Vec<u16>,
    /// Open-addressing table of forms: their number + 1, or 0 for an empty place.
    slots: Vec<u32>,
}

/// What a model file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) upos: Vec<String>,
    pub(crate) xpos: Vec<String>,
    pub(crate) feats: Vec<String>,
    pub(crate) edits: Vec<Edit>,
    /// Pairs of UPOS and XPOS with rules of their own, sorted.
    pub(crate) pairs: Vec<(u8, u8)>,
    /// Characters that lemmas of an XPOS lack when there is a digit: the comma of "6,000".
    pub(crate) dropped: Vec<(u8, char)>,
    /// Suffix rules; the roots are numbered by tag, then by kind.
    pub(crate) suffixes: Suffixes,
    /// Lower-cased forms, sorted, one after the other.
    pub(crate) forms: Names,
    /// For each form where its entries end.
    pub(crate) entry_ends: Vec<u32>,
    pub(crate) entries: Vec<Entry>,
}

/// What is known of a form with a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Number of a tag, or [`ANY_TAG`].
    pub(crate) tag: u16,
    /// Number of an edit or [`NONE`].
    pub(crate) edit: u16,
    /// What to do about capitals; `None` asks the rules.
    pub(crate) case: Option<CaseRule>,
    /// Number of features or [`NONE`].
    pub(crate) feats: u16,
}

/// Kinds of suffix rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// Which edit makes the lemma.
    Edit,
    /// What becomes of the capitals of forms with these letters.
    Case(Letters),
    /// Features; apart for forms all in capitals, since many of those are abbreviations.
    Feats(bool),
}

impl Rules {
    pub(crate) fn index(self) -> usize {
        match self {
            Rules::Edit => 0,
            Rules::Case(letters) => match letters {
                Letters::None | Letters::Lower => 1,
                Letters::Capital => 2,
                Letters::Upper => 3,
                Letters::Mixed => 4,
            },
            Rules::Feats(upper) => 5 + usize::from(upper),
        }
    }

    /// The kind that holds where one has no rule: what is all in capitals or mixed is rarely seen with some tags.
    pub(crate) fn fallback(kind: usize) -> Option<usize> {
        match kind {
            3 | 4 => Some(2),
            6 => Some(5),
            _ => None,
        }
    }
}

/// Strings in one piece of memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    text: String,
    ends: Vec<u32>,
}

impl Names {
    pub(crate) fn push(&mut self, name: &str) {
        self.text.push_str(name);
        self.ends.push(self.text.len() as u32);
    }

    /// Adds a name that begins with this many bytes of the one before it; the bytes must end at a character.
    fn push_continued(&mut self, shared: usize, rest: &str) {
        let before = self.len().checked_sub(2).map_or(0, |i| self.ends[i] as usize);
        self.text.extend_from_within(before..before + shared);
        self.push(rest);
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        self.text.get(start..end)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|i| self.get(i))
    }
}

/// Why bytes are no model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MorphologyError {
    /// Something else, or another version of the format.
    #[error("no model of lemmas and features of format {expected}", expected = wire::FORMAT)]
    Format,
    /// The bytes end too early, or a number is out of its range.
    #[error("model of lemmas and features: {what} at byte {offset} is cut off or out of range")]
    Malformed {
        /// What was read.
        what: &'static str,
        /// Bytes from the start of the model.
        offset: usize,
    },
    /// More of something than the format can number.
    #[error("too many {what} for a model of lemmas and features: {found}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        found: usize,
    },
}

/// A tag as rules know it: number of the pair if it has rules of its own, and of the XPOS.
#[derive(Clone, Copy, Debug)]
struct TagKeys {
    pair: Option<u16>,
    xpos: Option<u16>,
}

impl Morphology {
    /// Reads a model.
    ///
    /// Takes time and memory linear in the number of bytes, whatever they are.
    ///
    /// # Errors
    /// When the bytes are no model of this format.
    pub fn read(bytes: &[u8]) -> Result<Self, MorphologyError> {
        Ok(Self::index(wire::read(bytes)?))
    }

    /// The model as bytes; reading them gives an equal model, writing that gives equal bytes.
    pub fn write(&self) -> Vec<u8> {
        wire::write(&self.parts)
    }

    /// UPOS by number, sorted.
    pub fn upos(&self) -> &[String] {
        &self.parts.upos
    }

    /// XPOS by number, sorted.
    pub fn xpos(&self) -> &[String] {
        &self.parts.xpos
    }

    /// Writes the lemma of a form over what `lemma` holds, and gives its features: sorted, joined by `|`, empty for none.
    ///
    /// Numbers that are no tag are like a tag without rules: the form in small letters, no features. Linear in the
    /// length of the form; allocates only when `lemma` has to grow.
    pub fn analyze(&self, form: &str, upos: u8, xpos: u8, lemma: &mut String) -> &str {
        let letters = Letters::of(form);
        lower_into(form, letters, lemma);
        let tag = self.tag_keys(upos, xpos);
        let entries = self.entries(lemma);
        let feats = self.find_feats(lemma, letters, tag, entries);
        let (edit, case) = self.find_edit(lemma, letters, tag, entries);
        self.finish(form, letters, edit, case, xpos, lemma);
        feats
    }

    /// Writes the lemma of a form over what `lemma` holds; see [`Self::analyze`].
    pub fn lemma(&self, form: &str, upos: u8, xpos: u8, lemma: &mut String) {
        let letters = Letters::of(form);
        lower_into(form, letters, lemma);
        let (edit, case) = self.find_edit(lemma, letters, self.tag_keys(upos, xpos), self.entries(lemma));
        self.finish(form, letters, edit, case, xpos, lemma);
    }

    /// The features of a form; see [`Self::analyze`]. Allocates when the form has capitals.
    pub fn feats(&self, form: &str, upos: u8, xpos: u8) -> &str {
        let letters = Letters::of(form);
        let tag = self.tag_keys(upos, xpos);
        if letters == Letters::Lower || letters == Letters::None {
            return self.find_feats(form, letters, tag, self.entries(form));
        }
        let mut lower = String::new();
        lower_into(form, letters, &mut lower);
        self.find_feats(&lower, letters, tag, self.entries(&lower))
    }

    /// Makes what is looked up from what is stored; `parts` must have been checked.
    pub(crate) fn index(parts: Parts) -> Self {
        let mut pair_of = vec![NONE; parts.upos.len() * parts.xpos.len()];
        for (number, &(upos, xpos)) in parts.pairs.iter().enumerate() {
            pair_of[usize::from(upos) * parts.xpos.len() + usize::from(xpos)] = number as u16;
        }
        let mut slots = vec![0; (parts.forms.len() * 2).next_power_of_two()];
        for (number, form) in parts.forms.iter().enumerate() {
            let mut slot = hash(form) & (slots.len() - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (slots.len() - 1);
            }
            slots[slot] = number as u32 + 1;
        }
        Self { parts, pair_of, slots }
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The edit that the rules give to a lower-cased form, the list left aside.
    pub(crate) fn rule_edit(&self, lower: &str, upos: u8, xpos: u8) -> u16 {
        self.edit_by_suffix(lower, self.tag_keys(upos, xpos))
    }

    /// The lemma that this edit gives; `case` may ask the rules.
    pub(crate) fn edited(&self, form: &str, edit: u16, case: Option<CaseRule>, upos: u8, xpos: u8) -> String {
        let letters = Letters::of(form);
        let mut lemma = String::new();
        lower_into(form, letters, &mut lemma);
        let case = case.unwrap_or_else(|| self.case_by_suffix(&lemma, letters, self.tag_keys(upos, xpos)));
        self.finish(form, letters, edit, case, xpos, &mut lemma);
        lemma
    }

    /// The features that the rules give to a form, the list left aside.
    pub(crate) fn rule_feats(&self, form: &str, upos: u8, xpos: u8) -> u16 {
        let letters = Letters::of(form);
        let mut lower = String::new();
        lower_into(form, letters, &mut lower);
        self.feats_by_suffix(&lower, letters, self.tag_keys(upos, xpos))
    }

    fn tag_keys(&self, upos: u8, xpos: u8) -> TagKeys {
        let (upos, n_xpos) = (usize::from(upos), self.parts.xpos.len());
        if usize::from(xpos) >= n_xpos {
            return TagKeys { pair: None, xpos: None };
        }
        let pair = self.pair_of.get(upos * n_xpos + usize::from(xpos)).copied().filter(|&p| p != NONE);
        TagKeys { pair: pair.map(|p| p + n_xpos as u16), xpos: Some(u16::from(xpos)) }
    }

    fn entries(&self, lower: &str) -> &[Entry] {
        let mask = self.slots.len() - 1;
        let mut slot = hash(lower) & mask;
        // At most half of the places are taken, so there is an empty one.
        while let Some(form) = self.slots[slot].checked_sub(1).map(|f| f as usize) {
            if self.parts.forms.get(form) == Some(lower) {
                let start = if form == 0 { 0 } else { self.parts.entry_ends[form - 1] as usize };
                return &self.parts.entries[start..self.parts.entry_ends[form] as usize];
            }
            slot = (slot + 1) & mask;
        }
        &[]
    }

    fn find_edit(&self, lower: &str, letters: Letters, tag: TagKeys, entries: &[Entry]) -> (u16, CaseRule) {
        let (edit, case) = match most_specific(entries, tag, |e| e.edit != NONE) {
            Some(entry) => (entry.edit, entry.case),
            None => (self.edit_by_suffix(lower, tag), None),
        };
        (edit, case.unwrap_or_else(|| self.case_by_suffix(lower, letters, tag)))
    }

    fn find_feats(&self, lower: &str, letters: Letters, tag: TagKeys, entries: &[Entry]) -> &str {
        let feats = match most_specific(entries, tag, |e| e.feats != NONE) {
            Some(entry) => entry.feats,
            None => self.feats_by_suffix(lower, letters, tag),
        };
        self.parts.feats.get(usize::from(feats)).map_or("", String::as_str)
    }

    fn edit_by_suffix(&self, lower: &str, tag: TagKeys) -> u16 {
        // Nothing is known of the ends of "2nd" and "R2D2s" that would hold for other numbers.
        if lower.bytes().any(|b| b.is_ascii_digit()) {
            return NONE;
        }
        self.by_suffix(lower, tag, Rules::Edit).unwrap_or(NONE)
    }

    fn case_by_suffix(&self, lower: &str, letters: Letters, tag: TagKeys) -> CaseRule {
        if letters == Letters::None {
            return CaseRule::Keep;
        }
        let default = if tag.xpos.is_some() { CaseRule::Keep } else { CaseRule::Lower };
        self.by_suffix(lower, tag, Rules::Case(letters)).and_then(CaseRule::from_number).unwrap_or(default)
    }

    fn feats_by_suffix(&self, lower: &str, letters: Letters, tag: TagKeys) -> u16 {
        self.by_suffix(lower, tag, Rules::Feats(letters == Letters::Upper)).unwrap_or(NONE)
    }

    fn by_suffix(&self, lower: &str, tag: TagKeys, rules: Rules) -> Option<u16> {
        let of_kind = |kind: usize| {
            let find = |tag: u16| self.parts.suffixes.longest(usize::from(tag) * KINDS + kind, lower);
            tag.pair.and_then(find).or_else(|| tag.xpos.and_then(find))
        };
        of_kind(rules.index()).or_else(|| Rules::fallback(rules.index()).and_then(of_kind))
    }

    fn finish(&self, form: &str, letters: Letters, edit: u16, case: CaseRule, xpos: u8, lemma: &mut String) {
        match self.parts.edits.get(usize::from(edit)) {
            Some(edit) => edit.apply(form, letters, case, lemma),
            None => Edit::default().apply(form, letters, case, lemma),
        }
        for &(tag, dropped) in &self.parts.dropped {
            if tag == xpos && form.bytes().any(|b| b.is_ascii_digit()) {
                lemma.retain(|c| c != dropped);
            }
        }
    }
}

/// The entry of the pair, else of the XPOS, else of any tag.
fn most_specific(entries: &[Entry], tag: TagKeys, fits: impl Fn(&Entry) -> bool) -> Option<&Entry> {
    let of = |key: Option<u16>| key.and_then(|key| entries.iter().find(|e| e.tag == key && fits(e)));
    of(tag.pair).or_else(|| of(tag.xpos)).or_else(|| of(Some(ANY_TAG)))
}

/// Where a form is looked for first; never stored.
fn hash(form: &str) -> usize {
    let mut hasher = FxHasher::default();
    hasher.write(form.as_bytes());
    hasher.finish() as usize
}
