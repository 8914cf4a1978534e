//! The file of a model of lemmas and features.
//!
//! [`MAGIC`], then unsigned LEB128 numbers and UTF-8 text, in this order; every list begins with its length:
//! 1. names of UPOS, XPOS and features: length in bytes, text;
//! 2. edits: characters to strip, length of the text to add, text;
//! 3. pairs of tags: UPOS, XPOS, rising;
//! 4. dropped characters: XPOS, character;
//! 5. suffix rules: number of nodes, then label, number of children and value + 1 (0 for none) of each, breadth first;
//! 6. forms, rising: how many bytes they share with the form before, length of the rest, rest, number of entries; for
//!    each entry tag + 1 (0 for any), edit + 1, case + 1 if it has an edit, features + 1 (0 for none).

use super::{ANY_TAG, CaseRule, Edit, Entry, KINDS, LONGEST_FORM, MorphologyError, NONE, Parts, START};

/// Name of the format.
pub(super) const FORMAT: &str = "cgmorph1";
/// The first bytes.
const MAGIC: &[u8] = FORMAT.as_bytes();

/// Writes what [`read`] reads.
pub(super) fn write(parts: &Parts) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    for names in [&parts.upos, &parts.xpos, &parts.feats] {
        number(&mut out, names.len());
        names.iter().for_each(|name| text(&mut out, name));
    }
    number(&mut out, parts.edits.len());
    for edit in &parts.edits {
        number(&mut out, usize::from(edit.strip));
        text(&mut out, &edit.added);
    }
    number(&mut out, parts.pairs.len());
    for &(upos, xpos) in &parts.pairs {
        number(&mut out, usize::from(upos));
        number(&mut out, usize::from(xpos));
    }
    number(&mut out, parts.dropped.len());
    for &(xpos, dropped) in &parts.dropped {
        number(&mut out, usize::from(xpos));
        number(&mut out, dropped as usize);
    }
    let suffixes = &parts.suffixes;
    number(&mut out, suffixes.len());
    for node in 0..suffixes.len() {
        number(&mut out, suffixes.labels[node] as usize);
        number(&mut out, (suffixes.children[node + 1] - suffixes.children[node]) as usize);
        number(&mut out, optional(suffixes.values[node]));
    }
    write_forms(&mut out, parts);
    out
}

fn write_forms(out: &mut Vec<u8>, parts: &Parts) {
    number(out, parts.forms.len());
    let mut before = "";
    let mut first = 0;
    for (form, &end) in parts.forms.iter().zip(&parts.entry_ends) {
        let pairs = before.char_indices().zip(form.chars());
        let shared = pairs.take_while(|((_, a), b)| a == b).last().map_or(0, |((at, c), _)| at + c.len_utf8());
        number(out, shared);
        text(out, &form[shared..]);
        number(out, end as usize - first);
        for entry in &parts.entries[first..end as usize] {
            number(out, optional(entry.tag));
            number(out, optional(entry.edit));
            if entry.edit != NONE {
                number(out, entry.case.map_or(0, |case| case as usize + 1));
            }
            number(out, optional(entry.feats));
        }
        first = end as usize;
        before = form;
    }
}

fn optional(value: u16) -> usize {
    if value == NONE { 0 } else { usize::from(value) + 1 }
}

fn number(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// Reads and checks a model: every number that leads somewhere leads into what was read.
pub(super) fn read(bytes: &[u8]) -> Result<Parts, MorphologyError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(MorphologyError::Format)?;
    let mut input = Input { bytes, rest };
    let mut parts = Parts {
        upos: input.names("UPOS", usize::from(u8::MAX))?,
        xpos: input.names("XPOS", usize::from(u8::MAX))?,
        feats: input.names("features", usize::from(NONE))?,
        ..Parts::default()
    };
    let (n_upos, n_xpos) = (parts.upos.len(), parts.xpos.len());
    let edit = |input: &mut Input<'_>| {
        let strip = input.below("edit", 256)? as u8;
        Ok(Edit { strip, added: input.text("edit")?.to_owned() })
    };
    parts.edits = input.list("edits", usize::from(NONE), edit)?;
    let pair = |input: &mut Input<'_>| Ok((input.below("pair", n_upos)? as u8, input.below("pair", n_xpos)? as u8));
    parts.pairs = input.list("pairs", usize::from(NONE) - 256, pair)?;
    if !parts.pairs.is_sorted_by(|a, b| a < b) {
        return Err(input.malformed("pairs"));
    }
    let dropped = |input: &mut Input<'_>| {
        let xpos = input.below("dropped character", n_xpos)? as u8;
        let character = u32::try_from(input.number("dropped character")?).ok().and_then(char::from_u32);
        Ok((xpos, character.ok_or_else(|| input.malformed("dropped character"))?))
    };
    parts.dropped = input.list("dropped characters", usize::from(u8::MAX), dropped)?;
    read_suffixes(&mut input, &mut parts)?;
    read_forms(&mut input, &mut parts)?;
    if input.rest.is_empty() { Ok(parts) } else { Err(input.malformed("end")) }
}

fn read_suffixes(input: &mut Input<'_>, parts: &mut Parts) -> Result<(), MorphologyError> {
    let n_roots = (parts.xpos.len() + parts.pairs.len()) * KINDS;
    let mut next = n_roots;
    let (n_edits, n_feats) = (parts.edits.len(), parts.feats.len());
    // What a value may be depends on the kind of the root; enough that every use of one is checked.
    let n_values = n_edits.max(n_feats).max(CaseRule::ALL.len());
    let node = |input: &mut Input<'_>| {
        let label = input.below("suffix rule", START as usize + 1)? as u32;
        let n_children = input.number("suffix rule")?;
        let value = input.optional("suffix rule", n_values)?;
        let first = next;
        next = next.checked_add(n_children).ok_or_else(|| input.malformed("suffix rule"))?;
        Ok((label, value, u32::try_from(first).map_err(|_| input.malformed("suffix rule"))?))
    };
    let nodes = input.list("suffix rules", usize::MAX, node)?;
    if next != nodes.len() || n_roots > nodes.len() {
        return Err(input.malformed("suffix rules"));
    }
    let suffixes = &mut parts.suffixes;
    suffixes.n_roots = n_roots as u32;
    suffixes.labels = nodes.iter().map(|n| n.0).collect();
    suffixes.values = nodes.iter().map(|n| n.1).collect();
    suffixes.children = nodes.iter().map(|n| n.2).chain([next as u32]).collect();
    Ok(())
}

fn read_forms(input: &mut Input<'_>, parts: &mut Parts) -> Result<(), MorphologyError> {
    let n_tags = parts.xpos.len() + parts.pairs.len();
    let n_forms = input.number("forms")?;
    for index in 0..n_forms {
        let shared = input.number("form")?;
        let rest = input.text("form")?;
        let before = index.checked_sub(1).and_then(|i| parts.forms.get(i)).unwrap_or_default();
        let common = before.get(..shared).ok_or_else(|| input.malformed("form"))?;
        // Rising, and not too long.
        if common.len() + rest.len() > LONGEST_FORM || index > 0 && rest <= &before[shared..] {
            return Err(input.malformed("form"));
        }
        parts.forms.push_continued(shared, rest);
        let entry = |input: &mut Input<'_>| {
            let tag = input.optional("entry", n_tags)?;
            let edit = input.optional("entry", parts.edits.len())?;
            let case = if edit == NONE { 0 } else { input.below("entry", CaseRule::ALL.len() + 1)? as u16 };
            let feats = input.optional("entry", parts.feats.len())?;
            Ok(Entry { tag, edit, case: case.checked_sub(1).and_then(CaseRule::from_number), feats })
        };
        input.extend("entries", usize::MAX, &mut parts.entries, entry)?;
        parts.entry_ends.push(parts.entries.len() as u32);
    }
    Ok(())
}

/// What is still to be read.
struct Input<'a> {
    bytes: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    fn malformed(&self, what: &'static str) -> MorphologyError {
        MorphologyError::Malformed { what, offset: self.bytes.len() - self.rest.len() }
    }

    fn number(&mut self, what: &'static str) -> Result<usize, MorphologyError> {
        let mut value = 0;
        for shift in [0, 7, 14, 21, 28] {
            let (&byte, rest) = self.rest.split_first().ok_or_else(|| self.malformed(what))?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                // Only the shortest way to write a number is read, so that reading and writing gives equal bytes.
                let is_shortest = byte != 0 || shift == 0;
                let value = usize::try_from(value).ok().filter(|_| is_shortest);
                return value.ok_or_else(|| self.malformed(what));
            }
        }
        Err(self.malformed(what))
    }

    fn below(&mut self, what: &'static str, limit: usize) -> Result<usize, MorphologyError> {
        let value = self.number(what)?;
        if value < limit { Ok(value) } else { Err(self.malformed(what)) }
    }

    /// A number below the limit, or [`NONE`].
    fn optional(&mut self, what: &'static str, limit: usize) -> Result<u16, MorphologyError> {
        debug_assert_eq!(NONE, ANY_TAG);
        match self.below(what, limit + 1)?.checked_sub(1) {
            None => Ok(NONE),
            Some(value) => u16::try_from(value).map_err(|_| self.malformed(what)),
        }
    }

    fn text(&mut self, what: &'static str) -> Result<&'a str, MorphologyError> {
        let length = self.number(what)?;
        let (text, rest) = self.rest.split_at_checked(length).ok_or_else(|| self.malformed(what))?;
        self.rest = rest;
        std::str::from_utf8(text).map_err(|_| self.malformed(what))
    }

    fn names(&mut self, what: &'static str, limit: usize) -> Result<Vec<String>, MorphologyError> {
        self.list(what, limit, |input| Ok(input.text(what)?.to_owned()))
    }

    fn list<T>(
        &mut self,
        what: &'static str,
        limit: usize,
        item: impl FnMut(&mut Self) -> Result<T, MorphologyError>,
    ) -> Result<Vec<T>, MorphologyError> {
        let mut list = Vec::new();
        self.extend(what, limit, &mut list, item)?;
        Ok(list)
    }

    /// Reads at most `limit` items, which each take at least one byte, so that no more is allocated than was read.
    fn extend<T>(
        &mut self,
        what: &'static str,
        limit: usize,
        list: &mut Vec<T>,
        mut item: impl FnMut(&mut Self) -> Result<T, MorphologyError>,
    ) -> Result<(), MorphologyError> {
        let length = self.number(what)?;
        if length > limit || length > self.rest.len() {
            return Err(self.malformed(what));
        }
        list.reserve(length);
        for _ in 0..length {
            list.push(item(self)?);
        }
        Ok(())
    }
}
