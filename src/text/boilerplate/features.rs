//! What can be counted in one line in one pass: words, marks, and phrases of the lexicon outside of quotation marks.

use super::lexicon::{Class, Entry, Lexicon};

/// A word of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    start: u32,
    end: u32,
    /// Inside quotation marks.
    quoted: bool,
    /// First of its sentence.
    opens: bool,
    /// Begins with an ASCII capital.
    pub(super) capital: bool,
    /// Begins with a digit.
    pub(super) number: bool,
    /// A word of time stamps, or a number. Words are known only in short lines.
    pub(super) time: bool,
}

/// Longest line, in bytes, in which words are looked up that tell fragments and time stamps from prose. They are the
/// commonest words of all; looking them up everywhere would halve the speed.
pub(super) const SHORT: usize = 240;

/// A line with all that the rules look at. Reused from line to line.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) words: Vec<Word>,
    /// Indices of words that may begin a phrase.
    candidates: Vec<usize>,
    /// Weight by class, outside of quotation marks.
    weights: [u32; Class::COUNT],
    /// For phrases that begin with the first word: class and number of words.
    pub(super) heads: Vec<(Class, usize)>,
    /// Words that begin with a capital.
    pub(super) capitals: usize,
    /// Whether anything stands in quotation marks.
    pub(super) quotes: bool,
    /// Bytes of addresses and handles.
    pub(super) link_bytes: usize,
    /// `@name` and addresses.
    pub(super) links: u32,
    /// `|`, `»`, `•`.
    pub(super) separators: usize,
    /// Digit, colon, digit: a time of day.
    pub(super) clock: bool,
    /// `©`.
    pub(super) copyright: bool,
}

impl Line {
    pub(super) fn weight(&self, class: Class) -> u32 {
        self.weights[class as usize]
    }

    pub(super) fn has(&self, class: Class) -> bool {
        self.weight(class) > 0
    }

    /// Words that are not numbers.
    pub(super) fn letters(&self) -> usize {
        self.words.iter().filter(|word| !word.number).count()
    }

    /// The text of a word; empty when there is none.
    pub(super) fn word<'t>(&self, text: &'t str, index: usize) -> &'t str {
        self.words.get(index).and_then(|word| text.get(word.range())).unwrap_or_default()
    }

    /// The first byte after a word that is no blank; `None` at the end of the line.
    pub(super) fn after(&self, text: &str, index: usize) -> Option<u8> {
        let end = self.words.get(index)?.range().end;
        text.as_bytes().get(end..)?.iter().copied().find(|b| *b != b' ')
    }

    /// Reads one line of text.
    pub(super) fn read(&mut self, lexicon: &Lexicon, text: &str) {
        self.words.clear();
        self.heads.clear();
        self.weights = [0; Class::COUNT];
        (self.capitals, self.quotes, self.link_bytes, self.links, self.separators) = (0, false, 0, 0, 0);
        (self.clock, self.copyright) = (false, false);
        let short = text.len() <= SHORT;
        self.candidates.clear();
        self.split(text.as_bytes(), |word| lexicon.may_start(word, short));
        for candidate in 0..self.candidates.len() {
            let index = self.candidates[candidate];
            let word = &text.as_bytes()[self.words[index].range()];
            for entry in lexicon.starting_with(word) {
                self.count(entry, text.as_bytes(), index);
            }
            for entry in if short { lexicon.common_starting_with(word) } else { &[] } {
                self.count(entry, text.as_bytes(), index);
            }
        }
    }

    /// Cuts a line into words and notes the marks between them.
    fn split(&mut self, bytes: &[u8], is_candidate: impl Fn(&[u8]) -> bool) {
        let (mut at, mut quoted, mut opens) = (0, false, true);
        while at < bytes.len() {
            // The common cases first: this loop sees every byte of every text.
            if bytes[at] == b' ' {
                at += 1;
                continue;
            }
            let is_word = IN_WORD[usize::from(bytes[at])] && !matches!(bytes[at], b'h' | b'w' | b'p');
            let (mark, length) = if is_word { (Mark::None, 0) } else { mark_at(bytes, at) };
            match mark {
                Mark::None => {
                    let end = word_end(bytes, at);
                    if is_candidate(&bytes[at..end]) {
                        self.candidates.push(self.words.len());
                    }
                    self.push(bytes, at, end, quoted, opens);
                    opens = false;
                    at = end;
                    continue;
                }
                Mark::OpenQuote => (quoted, self.quotes) = (true, true),
                Mark::CloseQuote => quoted = false,
                Mark::Quote => (quoted, self.quotes) = (!quoted, true),
                Mark::Stop => opens = true,
                Mark::Separator => {
                    self.separators += 1;
                    opens = true;
                }
                Mark::Copyright => self.copyright = true,
                Mark::Link => {
                    self.links += 1;
                    self.link_bytes += length;
                }
                Mark::Other => {}
            }
            at += length;
        }
    }

    fn push(&mut self, bytes: &[u8], start: usize, end: usize, quoted: bool, opens: bool) {
        let (capital, number) = (bytes[start].is_ascii_uppercase(), bytes[start].is_ascii_digit());
        self.capitals += usize::from(capital);
        if number && bytes.get(end) == Some(&b':') {
            self.clock |= bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        }
        // Documents are shorter than 4 GiB.
        let (start, end) = (start as u32, end as u32);
        self.words.push(Word { start, end, quoted, opens, capital, number, time: number });
    }

    /// Counts a phrase whose first word stands at `index`, if the others follow.
    fn count(&mut self, entry: &Entry, bytes: &[u8], index: usize) {
        let word = self.words[index];
        let rest = self.words[index + 1..].iter().take(entry.rest.len());
        let matches = rest.len() == entry.rest.len()
            && rest.zip(&entry.rest).all(|(w, r)| bytes[w.range()].eq_ignore_ascii_case(r.as_bytes()));
        if !matches {
            return;
        }
        if index == 0 {
            self.heads.push((entry.class, 1 + entry.rest.len()));
        }
        let opens = word.opens || (index < 8 && self.fronted(bytes) && follows_comma(bytes, word.start as usize));
        if !word.quoted && (entry.class != Class::Imperative || opens) {
            self.weights[entry.class as usize] += entry.weight;
        }
        if entry.class == Class::Time {
            self.words[index].time = true;
        }
    }

    /// "For more from our correspondents, sign up …": the sentence proper begins after the comma.
    fn fronted(&self, bytes: &[u8]) -> bool {
        let first = self.words.first().map(|word| &bytes[word.range()]).unwrap_or_default();
        [b"for".as_slice(), b"to", b"if"].iter().any(|word| first.eq_ignore_ascii_case(word))
    }
}

impl Word {
    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

fn follows_comma(bytes: &[u8], start: usize) -> bool {
    bytes[..start].trim_ascii_end().ends_with(b",")
}

/// ASCII letters and digits.
const IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// What stands at a byte that is no part of a word.
enum Mark {
    /// A word begins.
    None,
    OpenQuote,
    CloseQuote,
    /// A straight one.
    Quote,
    /// Ends a sentence, or opens a bracket.
    Stop,
    Separator,
    Copyright,
    /// An address or handle, with its length.
    Link,
    Other,
}

/// The mark at a byte and its length in bytes.
fn mark_at(bytes: &[u8], at: usize) -> (Mark, usize) {
    let rest = &bytes[at..];
    match rest[0] {
        b'<' if rest.get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/') => (Mark::Other, tag(rest)),
        b'h' if rest.starts_with(b"http://") || rest.starts_with(b"https://") => (Mark::Link, blank(rest)),
        b'w' if rest.starts_with(b"www.") => (Mark::Link, blank(rest)),
        b'p' if rest.starts_with(b"pic.twitter.com") => (Mark::Link, blank(rest)),
        b'@' if rest.get(1).is_some_and(u8::is_ascii_alphanumeric) => (Mark::Link, blank(rest)),
        b if b.is_ascii_alphanumeric() => (Mark::None, 0),
        b'"' => (Mark::Quote, 1),
        b'.' | b'!' | b'?' | b':' | b'(' | b'[' | b';' | b'*' => (Mark::Stop, 1),
        b'|' => (Mark::Separator, 1),
        0..0x80 => (Mark::Other, 1),
        0xE2 => match rest {
            [_, 0x80, 0x9C, ..] => (Mark::OpenQuote, 3),
            [_, 0x80, 0x9D, ..] => (Mark::CloseQuote, 3),
            [_, 0x80, 0xA6, ..] => (Mark::Stop, 3),
            [_, 0x80, 0xA2, ..] => (Mark::Separator, 3),
            _ => (Mark::Other, 3),
        },
        0xC2 => match rest.get(1) {
            // In text decoded wrongly the sign stands inside words.
            Some(0xA9) if at == 0 || bytes[at - 1].is_ascii() => (Mark::Copyright, 2),
            Some(0xBB | 0xB7) => (Mark::Separator, 2),
            _ => (Mark::Other, 2),
        },
        _ => (Mark::None, 0),
    }
}

/// Bytes up to the next white space.
fn blank(bytes: &[u8]) -> usize {
    memchr::memchr3(b' ', b'\n', b'\t', bytes).unwrap_or(bytes.len())
}

/// Bytes of a tag that was left in the text; a single `<` counts as a mark.
fn tag(bytes: &[u8]) -> usize {
    let window = &bytes[..bytes.len().min(400)];
    memchr::memchr(b'>', window).map_or(1, |n| n + 1)
}

/// The end of a word that begins at a byte; apostrophes inside belong to it.
fn word_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        while at < bytes.len() && IN_WORD[usize::from(bytes[at])] {
            at += 1;
        }
        if at == bytes.len() {
            return at;
        }
        match bytes[at] {
            b'\'' if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => at += 1,
            0xE2 if bytes[at..].starts_with("’".as_bytes())
                && bytes.get(at + 3).is_some_and(u8::is_ascii_alphabetic) =>
            {
                at += 3;
            }
            0xE2 | 0xC2 => return at,
            0x80.. => at += 1,
            _ => return at,
        }
    }
}
