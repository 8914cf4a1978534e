//! Cuts text into tokens as Universal Dependencies does for English.
//!
//! Enters: text. Leaves: tokens with byte spans, in order, without overlaps, that together cover everything but white
//! space. Contractions split before the clitic ("did|n't", "MI5|'s", "can|not"); hyphenated compounds split at the
//! hyphen ("right|-|wing") unless the first part is a prefix ("co-founder"), as in EWT and GUM; abbreviations and
//! initials keep their full stop; numbers keep inner points and commas; addresses of pages and mail stay whole.

use rustc_hash::FxHashSet;

use crate::document::Span;
use crate::lexicon::{Table, TableError, Vocabulary, WordId};

/// How a token is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// "said"
    Lower,
    /// "Iran", also a single capital letter
    Capital,
    /// "MI5", "U.S."
    Upper,
    /// "iPhone"
    Mixed,
    /// "400", "3.5", "20m"
    Number,
    /// "," "“" "…"
    Punctuation,
    /// "%", "🙂"
    Symbol,
}

impl Shape {
    /// Whether the token begins with a capital letter.
    pub fn is_capital(self) -> bool {
        matches!(self, Shape::Capital | Shape::Upper)
    }

    /// Whether it is a word or a number.
    pub fn is_word(self) -> bool {
        !matches!(self, Shape::Punctuation | Shape::Symbol)
    }
}

/// A word, number or mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands; never empty.
    pub span: Span,
    /// Its folded form's number.
    pub word: WordId,
    /// How it is written.
    pub shape: Shape,
    /// Whether white space, or the text's start, stands before it.
    pub space_before: bool,
}

/// What the tokenizer must know of words.
#[derive(Debug)]
pub struct TokenRules {
    /// Abbreviations with their full stop, in the case of the table.
    abbreviations: FxHashSet<Box<str>>,
    /// Prefixes, lower case, without the hyphen.
    prefixes: FxHashSet<Box<str>>,
}

impl TokenRules {
    /// Reads `abbreviations.tsv` and `prefixes.tsv`.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load() -> Result<Self, TableError> {
        let abbreviations = Table::parse(
            "data/lexicon/abbreviations.tsv",
            include_str!("../../data/lexicon/abbreviations.tsv"),
            &["form"],
        )?;
        let prefixes =
            Table::parse("data/lexicon/prefixes.tsv", include_str!("../../data/lexicon/prefixes.tsv"), &["form"])?;
        Ok(Self {
            abbreviations: abbreviations.rows().map(|r| r.cell(0).into()).collect(),
            prefixes: prefixes.rows().map(|r| r.cell(0).into()).collect(),
        })
    }

    fn is_abbreviation(&self, form: &str) -> bool {
        self.abbreviations.contains(form)
    }

    fn is_prefix(&self, form: &str) -> bool {
        form.len() <= 8 && self.prefixes.contains(form.to_lowercase().as_str())
    }
}

/// Tokens of `text[within]`.
///
/// Linear in the length; spans are bytes of `text`.
pub fn tokenize(rules: &TokenRules, vocabulary: &Vocabulary, text: &str, within: Span, tokens: &mut Vec<Token>) {
    let mut scanner = Scanner { rules, vocabulary, text, end: within.end as usize, tokens, space_before: true };
    let mut at = within.start as usize;
    while let Some(c) = scanner.char_at(at) {
        if c.is_whitespace() {
            at += c.len_utf8();
            scanner.space_before = true;
        } else {
            at = scanner.chunk(at, c);
            scanner.space_before = false;
        }
    }
}

struct Scanner<'a> {
    rules: &'a TokenRules,
    vocabulary: &'a Vocabulary,
    text: &'a str,
    end: usize,
    tokens: &'a mut Vec<Token>,
    space_before: bool,
}

impl Scanner<'_> {
    fn char_at(&self, at: usize) -> Option<char> {
        let &byte = self.text.as_bytes().get(at).filter(|_| at < self.end)?;
        if byte < 0x80 { Some(byte as char) } else { self.text[at..self.end].chars().next() }
    }

    fn push(&mut self, start: usize, end: usize) {
        let form = &self.text[start..end];
        self.tokens.push(Token {
            span: Span::new(start, end),
            word: self.vocabulary.get(form),
            shape: shape(form),
            space_before: self.space_before,
        });
        self.space_before = false;
    }

    /// Takes what begins at `at` with `c`, and returns where it ends.
    fn chunk(&mut self, at: usize, c: char) -> usize {
        if c.is_alphanumeric() {
            return self.word(at);
        }
        let next = self.char_at(at + c.len_utf8());
        if (c == '#' || c == '@') && next.is_some_and(|n| n.is_alphanumeric() || n == '_') {
            let end = self.run(at + 1, |n| n.is_alphanumeric() || n == '_');
            self.push(at, end);
            return end;
        }
        if matches!(c, '\'' | '’')
            && let Some(end) = self.clitic(at)
            && (!self.space_before || self.char_at(end).is_none_or(|n| !n.is_alphanumeric()))
            && !self.space_before
        {
            self.push(at, end);
            return end;
        }
        let end = self.mark(at, c);
        self.push(at, end);
        end
    }

    /// The end of a mark: repeated dots, dashes, question marks, quotes and the parts of one pictograph stay together.
    fn mark(&self, at: usize, c: char) -> usize {
        let after = at + c.len_utf8();
        match c {
            '.' | '-' | '*' | '_' | '=' | '~' => self.run(after, |n| n == c),
            '!' | '?' => self.run(after, |n| n == '!' || n == '?'),
            '\'' | '`' if self.char_at(after) == Some(c) => after + 1,
            _ if c.is_ascii() => after,
            _ => self.run(after, |n| {
                matches!(n, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{300}'..='\u{36f}' | '\u{1f3fb}'..='\u{1f3ff}')
            }),
        }
    }

    fn run(&self, mut at: usize, accept: impl Fn(char) -> bool) -> usize {
        while let Some(c) = self.char_at(at).filter(|&c| accept(c)) {
            at += c.len_utf8();
        }
        at
    }

    /// Takes a run of letters and digits with what joins them, and splits it.
    fn word(&mut self, start: usize) -> usize {
        let mut at = self.letters(start);
        if let Some(end) = self.address(start, at) {
            self.push(start, end);
            return end;
        }
        // `piece` is where the token that is being read began.
        let mut piece = start;
        while let Some(c) = self.char_at(at) {
            let after = at + c.len_utf8();
            let next = self.char_at(after);
            let last = self.text[piece..at].chars().next_back().unwrap_or(' ');
            let joins = next.is_some_and(|n| match c {
                '.' => self.dot_joins(piece, at, n),
                ',' => last.is_ascii_digit() && self.three_digits(after),
                ':' => last.is_ascii_digit() && n.is_ascii_digit() && at - piece <= 2,
                '/' => last.is_ascii_digit() && n.is_ascii_digit(),
                '&' => last.is_uppercase() && n.is_uppercase() && at - piece <= 3,
                '_' => n.is_alphanumeric() || n == '_',
                '-' => self.hyphen_joins(piece, at, n),
                '\'' | '’' => self.apostrophe_joins(piece, at, n),
                _ => n.is_alphanumeric() && matches!(c, '\u{ad}' | '\u{200d}' | '\u{200c}' | '·'),
            });
            if joins || matches!(c, '\u{300}'..='\u{36f}') {
                at = self.letters(after);
                continue;
            }
            if c == '-' && next.is_some_and(char::is_alphanumeric) {
                self.finish(piece, at);
                self.push(at, after);
                piece = after;
                at = self.letters(after);
                continue;
            }
            if matches!(c, '\'' | '’')
                && let Some(end) = self.clitic(at)
            {
                self.finish(piece, at);
                self.push(at, end);
                return end;
            }
            if c == '.' && self.keeps_stop(piece, at, next) {
                self.push(piece, after);
                return after;
            }
            break;
        }
        self.finish(piece, at);
        at
    }

    /// The end of the letters, digits and combining marks from `at`.
    fn letters(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        loop {
            while at < self.end && bytes[at].is_ascii_alphanumeric() {
                at += 1;
            }
            match self.char_at(at) {
                Some(c) if !c.is_ascii() && (c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')) => {
                    at += c.len_utf8();
                }
                _ => return at,
            }
        }
    }

    /// Pushes a word, split where a negation or "not" is written on to it, or a unit on to a number.
    fn finish(&mut self, start: usize, end: usize) {
        let form = &self.text[start..end];
        let bytes = form.as_bytes();
        if form.len() == 6 && form.eq_ignore_ascii_case("cannot") {
            self.push(start, start + 3);
            self.push(start + 3, end);
            return;
        }
        let n = bytes.len();
        let is_negation = n > 3 && bytes[n - 1].eq_ignore_ascii_case(&b't') && {
            let stem = form[..n - 1].trim_end_matches(['\'', '’']);
            stem.len() < n - 1 && stem.ends_with(['n', 'N']) && stem.len() > 1
        };
        if is_negation {
            let stem = form[..n - 1].trim_end_matches(['\'', '’']).len() - 1;
            self.push(start, start + stem);
            self.push(start + stem, end);
            return;
        }
        if start < end {
            self.push(start, end);
        }
    }

    /// The end of a clitic ('s, 're, 've, 'll, 'd, 'm) that begins with the apostrophe at `at`.
    fn clitic(&self, at: usize) -> Option<usize> {
        let after = at + self.char_at(at)?.len_utf8();
        let end = self.letters(after);
        let form = &self.text.as_bytes()[after..end];
        let is_clitic = match form {
            [a] => matches!(a.to_ascii_lowercase(), b's' | b'd' | b'm'),
            [a, b] => matches!(&[a.to_ascii_lowercase(), b.to_ascii_lowercase()], b"re" | b"ve" | b"ll"),
            _ => false,
        };
        is_clitic.then_some(end)
    }

    /// "o'clock", "O'Brien", "don't" go on; "McCallum's" does not, nor does a closing quotation mark.
    fn apostrophe_joins(&self, piece: usize, at: usize, next: char) -> bool {
        if !next.is_alphabetic() || self.clitic(at).is_some() {
            return false;
        }
        let before = &self.text[piece..at];
        if next.eq_ignore_ascii_case(&'t') && before.ends_with(['n', 'N']) {
            return true;
        }
        before.chars().count() <= 4 || next.is_lowercase()
    }

    /// "3.5", "U.S", "a.m", "e.g" go on.
    fn dot_joins(&self, piece: usize, at: usize, next: char) -> bool {
        let before = &self.text[piece..at];
        let last = before.chars().next_back().unwrap_or(' ');
        if last.is_ascii_digit() && next.is_ascii_digit() {
            return true;
        }
        // One letter, or one letter since the last point, then a letter that stands alone before the next point.
        let tail = before.rsplit('.').next().unwrap_or(before);
        let single = tail.chars().count() == 1 && last.is_alphabetic();
        if !single || !next.is_alphabetic() {
            return false;
        }
        let after = at + 1;
        let end = self.letters(after);
        let following = &self.text[after..end];
        following.chars().count() == 1 || (following.len() <= 2 && self.char_at(end) == Some('.'))
    }

    /// Prefixes and telephone-like numbers go on.
    fn hyphen_joins(&self, piece: usize, at: usize, next: char) -> bool {
        if !next.is_alphanumeric() {
            return false;
        }
        let before = &self.text[piece..at];
        if next.is_ascii_digit() && before.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            // "555-0100" is one number, "2015-2016" is a range.
            return before.len() != 4 || before.contains('-');
        }
        self.rules.is_prefix(before)
    }

    fn three_digits(&self, at: usize) -> bool {
        let bytes = &self.text.as_bytes()[at..self.end];
        bytes.len() >= 3 && bytes[..3].iter().all(u8::is_ascii_digit) && !bytes.get(3).is_some_and(u8::is_ascii_digit)
    }

    /// Whether the full stop at `at` belongs to the word before it.
    fn keeps_stop(&self, piece: usize, at: usize, next: Option<char>) -> bool {
        let before = &self.text[piece..at];
        if before.len() > 12 {
            return false;
        }
        let mut chars = before.chars();
        let first = chars.next().unwrap_or(' ');
        if chars.next().is_none() {
            // An initial, but not "Plan B." at the end of a paragraph and not the pronoun.
            let at_end = self.text[at + 1..self.end].trim_start_matches([' ', '”', '"', '’', ')']);
            let is_initial = first.is_uppercase() && first != 'I';
            let is_listed = first.is_lowercase() && self.rules.is_abbreviation(&self.text[piece..at + 1]);
            return (is_initial || is_listed) && !at_end.is_empty() && !at_end.starts_with(['\n', '\r']);
        }
        if before.contains('.') {
            return before.chars().any(char::is_alphabetic);
        }
        // "no." only before a number, or "No." would swallow the end of every refusal.
        if before.eq_ignore_ascii_case("no") || before.eq_ignore_ascii_case("nos") {
            let rest = self.text[at + 1..self.end].trim_start_matches(' ');
            return rest.starts_with(|c: char| c.is_ascii_digit());
        }
        self.rules.is_abbreviation(&self.text[piece..at + 1]) && next.is_none_or(|n| !n.is_alphanumeric())
    }

    /// The end of a web or mail address that begins with the word at `start..word_end`.
    fn address(&self, start: usize, word_end: usize) -> Option<usize> {
        let rest = &self.text[word_end..self.end];
        let word = &self.text[start..word_end];
        let is_scheme = rest.starts_with("://") && word.len() <= 5;
        let is_host = word.eq_ignore_ascii_case("www") && rest.starts_with('.');
        let local = rest.bytes().take(64).take_while(|b| b.is_ascii_alphanumeric() || b"._+-".contains(b)).count();
        let is_mail = rest[local..].starts_with('@')
            && rest[local + 1..].starts_with(|c: char| c.is_ascii_alphanumeric())
            && !rest[..local].contains("..");
        let is_domain = || {
            let label = rest.strip_prefix('.')?;
            let end = label.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(label.len());
            let after = label[end..].chars().next();
            let known = matches!(&label[..end], "com" | "org" | "net" | "gov" | "edu" | "uk" | "io" | "info");
            (known && after.is_none_or(|c| c != '-')).then_some(())
        };
        if !(is_scheme || is_host || is_mail || is_domain().is_some()) {
            return None;
        }
        let end = word_end
            + rest
                .find(|c: char| c.is_whitespace() || matches!(c, '"' | '”' | '“' | '<' | '>' | ')' | ']' | '’' | '\''))
                .unwrap_or(rest.len());
        let trimmed = self.text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '…', '—', '–']);
        Some(start + trimmed.len().max(word.len()))
    }
}

/// How a form, which must not be empty, is written.
///
/// # Panics
/// When it is empty.
pub fn shape(form: &str) -> Shape {
    let bytes = form.as_bytes();
    let first = bytes[0];
    if first.is_ascii_lowercase() {
        return if bytes.iter().any(u8::is_ascii_uppercase) { Shape::Mixed } else { Shape::Lower };
    }
    if first.is_ascii_digit() {
        return Shape::Number;
    }
    let first = form.chars().next().unwrap_or(' ');
    if first.is_alphabetic() {
        let mut upper = 0;
        let mut lower = 0;
        for c in form.chars() {
            upper += usize::from(c.is_uppercase());
            lower += usize::from(c.is_lowercase());
        }
        return match (first.is_uppercase(), upper, lower) {
            (true, u, 0) if u > 1 => Shape::Upper,
            // "MI5s", "PhD", "McCallum" are names all the same; only all capitals with a plural s count as upper.
            (true, u, 1) if u > 2 && form.ends_with('s') => Shape::Upper,
            (true, ..) => Shape::Capital,
            (false, 0, _) => Shape::Lower,
            _ => Shape::Mixed,
        };
    }
    if first.is_numeric() {
        return Shape::Number;
    }
    // A clitic is a word though it begins with a mark.
    if matches!(first, '\'' | '’') && form.chars().nth(1).is_some_and(char::is_alphabetic) {
        return Shape::Lower;
    }
    if matches!(first, '#' | '@') && form.len() > 1 {
        return Shape::Mixed;
    }
    let is_mark = matches!(first, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '«' | '»' | '¿' | '¡' | '·');
    let is_symbol = matches!(first, '$' | '%' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' | '#' | '@' | '&' | '*');
    if is_mark || (first.is_ascii_punctuation() && !is_symbol) { Shape::Punctuation } else { Shape::Symbol }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut tokens = Vec::new();
        let rules = TokenRules::load().unwrap();
        tokenize(&rules, &Vocabulary::default(), text, Span::new(0, text.len()), &mut tokens);
        let found: Vec<&str> = tokens.iter().map(|t| t.span.of(text)).collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn clitics_are_tokens() {
        check("MI5’s chief didn't say they'll", "MI5 ’s chief did n't say they 'll");
        check("We cannot. CAN'T!", "We can not . CA N'T !");
        check("the officials’ visas", "the officials ’ visas");
    }

    #[test]
    fn names_keep_their_apostrophe() {
        check("O’Brien at 5 o'clock", "O’Brien at 5 o'clock");
    }

    #[test]
    fn abbreviations_and_initials_keep_their_stop() {
        check("Mr. J. P. Doe of the U.S. left at 5 p.m. Friday.", "Mr. J. P. Doe of the U.S. left at 5 p.m. Friday .");
        check("Gov. Roe said no.", "Gov. Roe said no .");
        check("ranked No. 7", "ranked No. 7");
        check("It was Roe v. Doe, p. 5.", "It was Roe v. Doe , p. 5 .");
    }

    #[test]
    fn numbers_keep_points_and_commas() {
        check("1,200 of 3.5m, or 10:15", "1,200 of 3.5m , or 10:15");
        check("In 2015, 16 people", "In 2015 , 16 people");
        check("2015-2016", "2015 - 2016");
    }

    #[test]
    fn hyphens_split_compounds_but_not_prefixes() {
        check("right-wing co-founder of Al-Qaeda", "right - wing co-founder of Al - Qaeda");
    }

    #[test]
    fn marks_stand_alone_or_in_runs() {
        check("“Why?!” he asked… no--wait...", "“ Why ?! ” he asked … no -- wait ...");
        check("‘enemies of the regime’", "‘ enemies of the regime ’");
    }

    #[test]
    fn addresses_stay_whole() {
        check(
            "See www.example.org/a?b=c. Or mail a.b@c.org, https://x.y/z.",
            "See www.example.org/a?b=c . Or mail a.b@c.org , https://x.y/z .",
        );
        check("reuters.com said", "reuters.com said");
        check("said.Then", "said . Then");
    }
}
