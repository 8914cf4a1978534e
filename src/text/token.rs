//! Cuts text into tokens as Universal Dependencies does for English.
//!
//! Enters: text. Leaves: tokens with byte spans, in order, without overlaps, that together cover everything but white
//! space. Contractions split before the clitic ("did|n't", "MI5|'s", "can|not", "gon|na"); hyphenated compounds split at
//! the hyphen ("right|-|wing") unless the first part is a prefix ("co-founder"), as in EWT and GUM; abbreviations and
//! initials keep their full stop; numbers keep inner points and commas and lose their unit ("20|m", "7:30|pm"); addresses
//! of pages and mail, file names and emoticons stay whole.

use rustc_hash::{FxHashMap, FxHashSet};

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
    /// Abbreviations with their full stop, in the case of the table, and whether they are of the class `end`.
    abbreviations: FxHashMap<Box<str>, bool>,
    /// Prefixes, lower case, without the hyphen.
    prefixes: FxHashSet<Box<str>>,
    /// Contractions without an apostrophe, lower case, and the length of their first part in bytes.
    contractions: FxHashMap<Box<str>, usize>,
    /// Units that may be written on to a number.
    units: FxHashSet<Box<str>>,
    /// Last parts of host names.
    domains: FxHashSet<Box<str>>,
    /// Last parts of file names, lower case.
    extensions: FxHashSet<Box<str>>,
}

/// Reads a table that ships with the program.
macro_rules! table {
    ($name:literal, $columns:expr) => {
        Table::parse(concat!("data/lexicon/", $name), include_str!(concat!("../../data/lexicon/", $name)), $columns)
    };
}

impl TokenRules {
    /// Reads `abbreviations.tsv`, `prefixes.tsv`, `contractions.tsv`, `number_units.tsv` and `address_endings.tsv`.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load() -> Result<Self, TableError> {
        let forms = |table: &Table<'_>| table.rows().map(|r| r.cell(0).into()).collect();
        let mut contractions = FxHashMap::default();
        for row in table!("contractions.tsv", &["form", "first"])?.rows() {
            let (form, first) = (row.cell(0), row.cell(1));
            if !form.starts_with(first) || first.is_empty() || first == form {
                return Err(row.error(format!("{form:?} does not begin with {first:?} and go on")));
            }
            contractions.insert(form.into(), first.len());
        }
        let (mut domains, mut extensions) = (FxHashSet::default(), FxHashSet::default());
        for row in table!("address_endings.tsv", &["form", "kind"])?.rows() {
            match row.cell(1) {
                "domain" => domains.insert(row.cell(0).into()),
                "file" => extensions.insert(row.cell(0).into()),
                other => return Err(row.error(format!("unknown kind {other:?}"))),
            };
        }
        let abbreviations = table!("abbreviations.tsv", &["form", "class"])?;
        Ok(Self {
            abbreviations: abbreviations.rows().map(|r| (r.cell(0).into(), r.cell(1) == "end")).collect(),
            prefixes: forms(&table!("prefixes.tsv", &["form"])?),
            contractions,
            units: forms(&table!("number_units.tsv", &["form"])?),
            domains,
            extensions,
        })
    }

    fn is_abbreviation(&self, form: &str) -> bool {
        self.abbreviations.contains_key(form)
    }

    fn is_prefix(&self, form: &str) -> bool {
        form.len() <= 8 && self.prefixes.contains(form.to_lowercase().as_str())
    }

    /// Where a contraction without an apostrophe splits. Short ones must be in small letters, since "Ive" and "IM" are
    /// names; of the others only the first letter may be a capital, or all.
    fn contraction(&self, form: &str) -> Option<usize> {
        const LONGEST: usize = 9;
        let rest = form.get(1..).filter(|_| form.len() <= LONGEST && form.is_ascii())?;
        let is_small = rest.bytes().all(|b| b.is_ascii_lowercase());
        let is_large = form.bytes().all(|b| b.is_ascii_uppercase());
        if !(is_small || is_large) || form.len() < 4 && !form.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        let mut lower = [0; LONGEST];
        let lower = &mut lower[..form.len()];
        lower.copy_from_slice(form.as_bytes());
        lower.make_ascii_lowercase();
        self.contractions.get(std::str::from_utf8(lower).ok()?).copied()
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
        if let Some(end) = self.marked_word(at, c, next) {
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

    /// The end of a word or number that begins with a mark: "@user", "#topic", but "#|1"; "+44"; ".5"; "’72"; ":-)".
    fn marked_word(&self, at: usize, c: char, next: Option<char>) -> Option<usize> {
        let after = at + c.len_utf8();
        let is_digit = next.is_some_and(|n| n.is_ascii_digit());
        match c {
            '#' | '@' if !is_digit && next.is_some_and(|n| n.is_alphanumeric() || n == '_') => {
                Some(self.run(after, |n| n.is_alphanumeric() || n == '_'))
            }
            '+' if self.space_before && is_digit => Some(self.run(after, |n| n.is_ascii_digit() || n == '-')),
            '.' if is_digit && (self.space_before || self.follows(&["$", "£", "€", "("])) => {
                Some(self.run(after, |n| n.is_ascii_digit()))
            }
            '.' if self.space_before => {
                let end = self.letters(after);
                let form = &self.text[after..end];
                let known = self.rules.domains.contains(form)
                    || self.rules.extensions.contains(form.to_ascii_lowercase().as_str());
                known.then_some(end)
            }
            '\'' | '’' if self.space_before && is_digit => {
                let digits = self.run(after, |n| n.is_ascii_digit());
                let end = self.letters(digits);
                let is_decade = matches!(&self.text[digits..end], "" | "s");
                (digits == after + 2 && is_decade && !matches!(self.char_at(end), Some('\'' | '’'))).then_some(end)
            }
            ':' | ';' | '=' | '(' | '^' => self.emoticon(at, c),
            _ => None,
        }
    }

    /// Whether the last token has one of these forms.
    fn follows(&self, forms: &[&str]) -> bool {
        self.tokens.last().is_some_and(|t| forms.contains(&t.span.of(self.text)))
    }

    /// The end of an emoticon: ":)", ";-)", "=(", ":D", "(:", "^_^". A mouth that is a bracket may follow a word.
    fn emoticon(&self, at: usize, eyes: char) -> Option<usize> {
        let (end, must_part) = match eyes {
            '(' => (at + 1 + usize::from(self.char_at(at + 1) == Some(':')), true),
            '^' => (at + 1 + 2 * usize::from(self.text[at + 1..self.end].starts_with("_^")), true),
            _ => {
                let nose = at + 1 + usize::from(matches!(self.char_at(at + 1), Some('-' | 'o')));
                let mouth = self.char_at(nose)?;
                let end = match mouth {
                    ')' | '(' => self.run(nose, |c| c == mouth),
                    'D' | 'P' | 'p' | '/' | '|' | '*' | '3' => nose + 1,
                    _ => return None,
                };
                (end, !matches!(mouth, ')' | '('))
            }
        };
        let ends = self.char_at(end).is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | '!' | '?' | '<'));
        (end > at + 1 && ends && (self.space_before || !must_part)).then_some(end)
    }

    /// The end of a mark: repeated dots, dashes, question marks, quotes and the parts of one pictograph stay together.
    fn mark(&self, at: usize, c: char) -> usize {
        let after = at + c.len_utf8();
        match c {
            // One dot before other marks goes with them: "why.?", but "why|...|?".
            '.' if matches!(self.char_at(after), Some('!' | '?')) => self.run(after, |n| n == '!' || n == '?'),
            '.' | '-' | '*' | '_' | '=' | '~' | '<' | '>' | '+' => self.run(after, |n| n == c),
            '!' | '?' => self.run(after, |n| n == '!' || n == '?'),
            '\'' | '`' if self.char_at(after) == Some(c) => after + 1,
            '’' | '‘' if self.char_at(after) == Some('’') => after + '’'.len_utf8(),
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
                ':' => last.is_ascii_digit() && n.is_ascii_digit() && self.is_clock(piece, at),
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
            if (matches!(c, '\'' | '’') || c == '`' && next == Some('s'))
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
        if let Some(first) = self.rules.contraction(form) {
            self.push(start, start + first);
            self.push(start + first, end);
            return;
        }
        if bytes.first().is_some_and(u8::is_ascii_digit) {
            let number = bytes.iter().take_while(|b| b.is_ascii_digit() || b".,:".contains(b)).count();
            if number < n && self.rules.units.contains(&form[number..]) {
                self.push(start, start + number);
                self.push(start + number, end);
                return;
            }
        }
        if start < end {
            self.push(start, end);
        }
    }

    /// Whether the colon at `at` stands within a time of day or a duration: "10:15", "1:02:30".
    fn is_clock(&self, piece: usize, at: usize) -> bool {
        let before = &self.text[piece..at];
        before.len() <= 5
            && before.split(':').all(|p| matches!(p.len(), 1 | 2) && p.bytes().all(|b| b.is_ascii_digit()))
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
        before.chars().take(5).count() <= 4 || next.is_lowercase()
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

    /// Prefixes, telephone numbers and dates in digits go on; a range ("2015-2016", "5-10") does not.
    fn hyphen_joins(&self, piece: usize, at: usize, next: char) -> bool {
        if !next.is_alphanumeric() {
            return false;
        }
        // What is longer is neither; looking at all of it for each hyphen would take a square of its length.
        const LONGEST: usize = 24;
        let before = &self.text[piece..at];
        if before.len() > LONGEST {
            return false;
        }
        if next.is_ascii_digit() && before.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            let end = self.run(at + 1, |c| c.is_ascii_digit());
            let goes_on =
                self.text[end..self.end].starts_with('-') && self.char_at(end + 1).is_some_and(|c| c.is_ascii_digit());
            let is_local = end - at - 1 == 4 && before.len() <= 5 && before.len() != 4;
            return before.contains('-') || goes_on || is_local;
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
        match self.rules.abbreviations.get(&self.text[piece..at + 1]) {
            // "and so on, etc." ends its sentence with a stop of its own, as in EWT.
            Some(true) => next.is_none_or(|n| !n.is_alphanumeric()) && !self.seems_to_end(at + 1),
            Some(false) => next.is_none_or(|n| !n.is_alphanumeric()),
            None => false,
        }
    }

    /// Whether what comes after a stop begins a sentence: a blank and a capital, or nothing.
    fn seems_to_end(&self, at: usize) -> bool {
        let rest = &self.text[at..self.end];
        let trimmed = rest.trim_start();
        let parted = trimmed.len() < rest.len();
        trimmed.is_empty() || parted && trimmed.starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '"'))
    }

    /// The end of a web or mail address that begins with the word at `start..word_end`.
    fn address(&self, start: usize, word_end: usize) -> Option<usize> {
        let rest = &self.text[word_end..self.end];
        let word = &self.text[start..word_end];
        let is_scheme =
            rest.starts_with("://") && word.len() <= 5 || word.eq_ignore_ascii_case("mailto") && rest.starts_with(':');
        let is_host = word.eq_ignore_ascii_case("www") && rest.starts_with('.');
        let local = rest.bytes().take(64).take_while(|b| b.is_ascii_alphanumeric() || b"._+-".contains(b)).count();
        let is_mail = rest[local..].starts_with('@')
            && rest[local + 1..].starts_with(|c: char| c.is_ascii_alphanumeric())
            && !rest[..local].contains("..");
        let is_domain = || {
            let label = rest.strip_prefix('.')?;
            let end = label.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(label.len());
            let after = label[end..].chars().next();
            let known = self.rules.domains.contains(&label[..end]);
            (known && after.is_none_or(|c| c != '-')).then_some(())
        };
        if !(is_scheme || is_host || is_mail || is_domain().is_some()) {
            return self.file_name(start, word_end);
        }
        let end = word_end
            + rest
                .find(|c: char| c.is_whitespace() || matches!(c, '"' | '”' | '“' | '<' | '>' | ')' | ']' | '’' | '\''))
                .unwrap_or(rest.len());
        let trimmed = self.text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '…', '—', '–']);
        Some(start + trimmed.len().max(word.len()))
    }

    /// The end of a file name ("report-2_final.doc") or of a news group ("comp.sources.unix").
    fn file_name(&self, start: usize, word_end: usize) -> Option<usize> {
        const LONGEST: usize = 64;
        let rest = self.text.as_bytes()[word_end..self.end].iter().take(LONGEST);
        let size = rest.take_while(|b| b.is_ascii_alphanumeric() || b"._-#%".contains(b)).count();
        let name = self.text[start..word_end + size].trim_end_matches(['.', '-', '_', '%', '#']);
        let (stem, ending) = name.rsplit_once('.')?;
        let is_file = self.rules.extensions.contains(ending.to_ascii_lowercase().as_str());
        let is_group = || {
            let is_label = |label: &str| label.len() > 1 && label.bytes().all(|b| b.is_ascii_lowercase());
            stem.contains('.') && name.split('.').all(is_label)
        };
        (is_file || is_group()).then_some(start + name.len()).filter(|&end| end > word_end)
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
    if matches!(first, '\'' | '’' | '`') && form.chars().nth(1).is_some_and(char::is_alphabetic) {
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
        check("1,200 of 3.5m, or 10:15", "1,200 of 3.5 m , or 10:15");
        check("In 2015, 16 people", "In 2015 , 16 people");
        check("2015-2016, 5-10, 555-0100, 2015-03-04", "2015 - 2016 , 5 - 10 , 555-0100 , 2015-03-04");
        check("at 08:27:46, up .5 or +44 in ’72", "at 08:27:46 , up .5 or +44 in ’72");
    }

    #[test]
    fn units_are_tokens_of_their_own() {
        check("£20m at 7:30pm in the 1990s", "£ 20 m at 7:30 pm in the 1990s");
        check("the 5th, 3D, #1 and #news", "the 5th , 3D , # 1 and #news");
    }

    #[test]
    fn contractions_need_no_apostrophe() {
        check("I dont wanna, Thats gonna fail", "I do nt wan na , That s gon na fail");
        check("its lets", "its lets");
        check("mama`s", "mama `s");
    }

    #[test]
    fn etc_gives_its_stop_to_the_sentence() {
        check("Tea, etc. was sold.", "Tea , etc. was sold .");
        check("Tea, etc. They left, etc.", "Tea , etc . They left , etc .");
    }

    #[test]
    fn hyphens_split_compounds_but_not_prefixes() {
        check("right-wing co-founder of Al-Qaeda", "right - wing co-founder of Al - Qaeda");
    }

    #[test]
    fn marks_stand_alone_or_in_runs() {
        check("“Why?!” he asked… no--wait...", "“ Why ?! ” he asked … no -- wait ...");
        check("‘enemies of the regime’", "‘ enemies of the regime ’");
        check("<< why.? >> why...?", "<< why .? >> why ... ?");
        check("Fine :) good:( no ;-D (a; b) 1:3 x:(y)", "Fine :) good :( no ;-D ( a ; b ) 1:3 x : ( y )");
    }

    #[test]
    fn addresses_stay_whole() {
        check(
            "See www.example.org/a?b=c. Or mail a.b@c.org, https://x.y/z.",
            "See www.example.org/a?b=c . Or mail a.b@c.org , https://x.y/z .",
        );
        check("reuters.com said", "reuters.com said");
        check("said.Then", "said . Then");
        check("open my-file_2.doc, or comp.lang.misc.", "open my-file_2.doc , or comp.lang.misc .");
        check("a .com name, the .gov", "a .com name , the .gov");
    }
}
