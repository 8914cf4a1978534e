//! What the network sees of a word: nothing but its form.
//!
//! Enters: a token's text. Leaves: rows of the embedding tables. Method: the word itself if it was frequent in training,
//! hashed character n-grams (Bojanowski et al., "Enriching word vectors with subword information", TACL 2017), and the
//! word's shape. Training and inference share this file, so its version is part of a model's identity.

/// Changes with every change of what this file computes; a model trained for another version is refused.
pub const VERSION: u32 = 1;

/// Most n-grams that are kept of a word.
pub const NGRAMS: usize = 28;

/// Characters of a long word that are looked at: so many at its start, and as many at its end.
const REACH: usize = 20;

/// Number of rows of the table of shapes.
pub const SHAPES: usize = 1024;

/// Buffers for [`Form::read`], so that nothing is allocated for a word.
#[derive(Debug, Default, Clone)]
pub struct Form {
    /// Lower case, every digit as `0`, typographic apostrophes as `'`; of a long word its start and its end.
    pub folded: String,
    /// Hashes of its n-grams, to be taken modulo the size of a table.
    pub ngrams: Vec<u32>,
    /// Row of the table of shapes.
    pub shape: u32,
    chars: Vec<char>,
}

impl Form {
    /// Reads a word. Bounded time for a word of any length.
    pub fn read(&mut self, form: &str) {
        self.chars.clear();
        self.ngrams.clear();
        self.folded.clear();
        self.shape = shape(form) % SHAPES as u32;
        fold(form, &mut self.folded);
        self.chars.push('<');
        self.chars.extend(self.folded.chars());
        self.chars.push('>');
        let inner = 1..self.chars.len() - 1;
        let length = inner.len();
        for n in 1..=3.min(length) {
            self.push(1, inner.start, n);
        }
        for n in 1..=4.min(length) {
            self.push(2, inner.end - n, n);
        }
        for n in [3, 4] {
            for start in 0..(self.chars.len() + 1).saturating_sub(n) {
                if self.ngrams.len() == NGRAMS {
                    return;
                }
                self.push(0, start, n);
            }
        }
    }

    fn push(&mut self, kind: u32, start: usize, length: usize) {
        let mut hash = 0x811c_9dc5u32 ^ kind.wrapping_mul(0x9e37_79b9);
        for &c in &self.chars[start..start + length] {
            hash = (hash ^ c as u32).wrapping_mul(0x0100_0193);
            hash ^= hash >> 15;
        }
        // The finish of MurmurHash3, so that all bits count.
        hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
        hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
        self.ngrams.push(hash ^ (hash >> 16));
    }
}

/// Appends the folded form.
pub fn fold(form: &str, out: &mut String) {
    let long = form.len() > 2 * REACH && form.chars().nth(2 * REACH).is_some();
    if !long {
        return form.chars().for_each(|c| fold_char(c, out));
    }
    form.chars().take(REACH).for_each(|c| fold_char(c, out));
    let tail = form.char_indices().rev().nth(REACH - 1).map_or(0, |(at, _)| at);
    form[tail..].chars().for_each(|c| fold_char(c, out));
}

fn fold_char(c: char, out: &mut String) {
    match c {
        '0'..='9' => out.push('0'),
        '’' | '‘' | 'ʼ' => out.push('\''),
        '“' | '”' | '„' | '«' | '»' => out.push('"'),
        '–' | '—' => out.push('-'),
        _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
        _ => out.extend(c.to_lowercase()),
    }
}

/// Hash of the word's shape: capital, small letter, digit or other, runs cut at three, ten characters at most.
fn shape(form: &str) -> u32 {
    let mut hash = 0u32;
    let (mut last, mut run, mut length) = (0, 0, 0);
    for c in form.chars() {
        let class = if c.is_ascii_lowercase() {
            1
        } else if c.is_ascii_uppercase() {
            2
        } else if c.is_ascii_digit() {
            3
        } else if c.is_ascii() {
            // Marks differ: a comma is no bracket.
            u32::from(c as u8) + 8
        } else if c.is_lowercase() {
            1
        } else if c.is_uppercase() {
            2
        } else if c.is_alphabetic() {
            4
        } else {
            5
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run > 3 {
            continue;
        }
        hash = (hash ^ class).wrapping_mul(0x0100_0193).wrapping_add(0x9e37_79b9);
        hash ^= hash >> 13;
        length += 1;
        if length == 10 {
            break;
        }
    }
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str) -> Form {
        let mut out = Form::default();
        out.read(form);
        out
    }

    #[test]
    fn case_and_digits_are_folded() {
        assert_eq!(read("Qaim's 1987").folded, "qaim's 0000");
        assert_eq!(read("Spies").ngrams, read("spies").ngrams);
        assert_ne!(read("Spies").shape, read("spies").shape);
    }

    #[test]
    fn long_words_take_bounded_room() {
        let form = read(&"é".repeat(100_000));
        assert_eq!(form.folded.chars().count(), 2 * REACH);
        assert_eq!(form.ngrams.len(), NGRAMS);
        assert!(read("").ngrams.len() < 2);
    }
}
