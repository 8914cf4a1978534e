//! What a gap between two tokens looks like: the features that say whether a sentence ends there.
//!
//! A token is seen as a [`Class`]: its mark or the way it is written. Features combine the classes around the gap with
//! words, with the state of brackets and quotations, and with how the paragraph is written.

use crate::closed_set::closed_set;
use crate::lexicon::WordId;
use crate::text::token::{Shape, Token};

closed_set!(
    /// A token as the splitter sees it.
    Class {
        /// outside of the paragraph
        None = "none",
        /// "."
        Stop = "stop",
        /// "?", "?!"
        Question = "question",
        /// "!"
        Exclamation = "exclamation",
        /// "...", "…"
        Dots = "dots",
        /// ":"
        Colon = "colon",
        /// ";"
        Semicolon = "semicolon",
        /// ","
        Comma = "comma",
        /// "-", "--", "–"
        Dash = "dash",
        /// "*", "•", "----------"
        Bullet = "bullet",
        /// "(", "["
        Open = "open",
        /// ")", "]"
        Close = "close",
        /// a quotation mark that opens: a blank before it and none behind
        OpenQuote = "open-quote",
        /// any other quotation mark, apostrophes that stand alone too
        CloseQuote = "close-quote",
        /// "<", "<<"
        Less = "less",
        /// ">", ">>"
        Greater = "greater",
        /// ":)"
        Emoticon = "emoticon",
        /// "%", "🙂"
        Symbol = "symbol",
        /// "Mr.", which ends nothing
        Title = "title",
        /// "Inc.", "Jan."
        Abbreviation = "abbreviation",
        /// "p.m.", "etc."
        SmallAbbreviation = "small-abbreviation",
        /// "J."
        Initial = "initial",
        /// an address
        Address = "address",
        /// "400"
        Number = "number",
        /// "10:15", "04/16/2001"
        Stamp = "stamp",
        /// "I"
        Pronoun = "pronoun",
        /// "Iran"
        Capital = "capital",
        /// "MI5"
        Upper = "upper",
        /// "iPhone", "#news"
        Mixed = "mixed",
        /// "said"
        Lower = "lower",
    }
);

impl Class {
    /// The class of a token; `title` tells whether it is an abbreviation before names, `opens` whether a blank or a bracket
    /// is before it and none behind.
    ///
    /// Marks of quotation are told by their place alone, since every newspaper has its own.
    pub(super) fn of(form: &str, shape: Shape, title: bool, opens: bool) -> Self {
        match shape {
            _ if is_quote(form) => {
                if opens {
                    Self::OpenQuote
                } else {
                    Self::CloseQuote
                }
            }
            Shape::Punctuation | Shape::Symbol => Self::of_mark(form, shape),
            _ if title => Self::Title,
            Shape::Number if form.contains([':', '/']) => Self::Stamp,
            Shape::Number => Self::Number,
            _ if form.contains('@') && !form.starts_with('@') || form.contains("://") || form.starts_with("www.") => {
                Self::Address
            }
            _ if form.ends_with('.') && form.len() > 1 => {
                if form.chars().count() == 2 {
                    Self::Initial
                } else {
                    Self::Abbreviation
                }
            }
            Shape::Capital if form == "I" => Self::Pronoun,
            Shape::Capital => Self::Capital,
            Shape::Upper => Self::Upper,
            Shape::Mixed => Self::Mixed,
            Shape::Lower => Self::Lower,
        }
    }

    fn of_mark(form: &str, shape: Shape) -> Self {
        match form {
            "." | "。" => return Self::Stop,
            "…" => return Self::Dots,
            ":" => return Self::Colon,
            ";" => return Self::Semicolon,
            "," => return Self::Comma,
            "(" | "[" | "{" => return Self::Open,
            ")" | "]" | "}" => return Self::Close,
            "–" | "—" | "-" | "--" | "---" => return Self::Dash,
            "•" | "·" => return Self::Bullet,
            _ => {}
        }
        let first = form.chars().next().unwrap_or(' ');
        match first {
            '?' => Self::Question,
            '!' => Self::Exclamation,
            '.' if form.contains('?') => Self::Question,
            '.' if form.contains('!') => Self::Exclamation,
            '.' => Self::Dots,
            '<' => Self::Less,
            '>' => Self::Greater,
            '*' | '-' | '=' | '_' | '~' | '+' => Self::Bullet,
            ':' | ';' | '^' | '(' if form.len() > 1 => Self::Emoticon,
            _ if shape == Shape::Punctuation => Self::Dash,
            _ => Self::Symbol,
        }
    }

    /// Whether the token may end a sentence whatever follows.
    fn may_end(self) -> bool {
        matches!(
            self,
            Self::Stop
                | Self::Question
                | Self::Exclamation
                | Self::Dots
                | Self::Colon
                | Self::Semicolon
                | Self::Bullet
                | Self::Close
                | Self::CloseQuote
                | Self::Greater
                | Self::Emoticon
                | Self::Symbol
                | Self::Abbreviation
                | Self::SmallAbbreviation
                | Self::Address
        )
    }

    /// Whether the token may be part of a name.
    fn is_name(self) -> bool {
        matches!(self, Self::Capital | Self::Upper | Self::Mixed | Self::Initial | Self::Title | Self::Abbreviation)
    }

    /// Whether the token may begin a sentence after a word.
    fn may_begin(self) -> bool {
        matches!(
            self,
            Self::Pronoun
                | Self::Capital
                | Self::Upper
                | Self::Mixed
                | Self::Number
                | Self::Stamp
                | Self::Address
                | Self::Bullet
                | Self::Initial
                | Self::Title
                | Self::Abbreviation
                | Self::Less
                | Self::OpenQuote
                | Self::Open
        )
    }
}

fn is_quote(form: &str) -> bool {
    matches!(
        form,
        "“" | "”"
            | "\""
            | "‘"
            | "’"
            | "'"
            | "''"
            | "``"
            | "’’"
            | "‘‘"
            | "‘’"
            | "«"
            | "»"
            | "„"
            | "‹"
            | "›"
            | "`"
    )
}

closed_set!(
    /// What a feature looks at. The gap lies between `left` and `right`; `left2` and `right2` are the next ones outward.
    Template {
        /// left, right, whether a blank is between
        Gap = "gap",
        /// left2, left, right
        Left2 = "left2",
        /// left, right, right2
        Right2 = "right2",
        /// word left, right
        LeftWord = "left-word",
        /// left, word right
        RightWord = "right-word",
        /// left, right, word left2 before a mark
        Left2Word = "left2-word",
        /// left, right, first word of the sentence
        FirstWord = "first-word",
        /// word right2 after a capital
        Right2Word = "right2-word",
        /// left, right, length of the sentence so far
        Length = "length",
        /// left, right, how the paragraph is written
        Style = "style",
        /// left, right, whether brackets or quotations are open
        Inside = "inside",
        /// what the rules say
        Rules = "rules",
        /// left, right, what the rules say
        Rule = "rule",
        /// left, right, whether the right word may begin a sentence after an abbreviation
        Starter = "starter",
    }
);

/// One feature: a template with up to three small values, of which most are classes, and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feature {
    /// What it looks at.
    pub template: Template,
    /// Its values; unused ones are 0.
    pub values: [u8; 3],
    /// Its word; [`WordId::UNKNOWN`] for none.
    pub word: WordId,
}

/// Longest greeting or heading, in tokens, that may end with a comma, colon or dash. Longer ones are there in the treebanks
/// too, but in news what follows a colon belongs to what is before it.
const GREETING: usize = 6;

/// Longest sentence, in tokens, whose first word still says whether it is over.
const FIRST: usize = 12;

/// A paragraph as the splitter sees it.
pub(super) struct View<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) classes: Vec<Class>,
    /// Where the rules end a sentence: one flag a token.
    pub(super) rules: Vec<bool>,
    /// Which words may begin a sentence after an abbreviation.
    pub(super) starters: Vec<bool>,
    pub(super) style: u8,
    /// Whether it looks like a headline, whose capitals begin nothing.
    pub(super) titled: bool,
}

/// What is known of the sentence being read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    /// Tokens since the last break.
    length: usize,
    /// Open brackets.
    brackets: u8,
    /// Whether a quotation is open.
    quoted: bool,
}

impl State {
    /// Reads the next token; `broke` tells whether a sentence ended after it.
    pub(super) fn read(&mut self, class: Class) {
        self.length += 1;
        match class {
            Class::Open => self.brackets = self.brackets.saturating_add(1),
            Class::Close => self.brackets = self.brackets.saturating_sub(1),
            Class::OpenQuote => self.quoted = true,
            Class::CloseQuote => self.quoted = false,
            _ => {}
        }
    }

    /// Begins a new sentence. A quotation may go on in it, a bracket seldom does.
    pub(super) fn end(&mut self) {
        self.length = 0;
        self.brackets = 0;
    }

    fn length(self) -> u8 {
        match self.length {
            0..=1 => 1,
            2 => 2,
            3 => 3,
            4..=5 => 4,
            6..=10 => 5,
            11..=20 => 6,
            21..=40 => 7,
            _ => 8,
        }
    }
}

/// Whether most words of a short paragraph have a capital, as in a headline.
pub(super) fn is_titled(classes: &[Class]) -> bool {
    let count = |wanted: &[Class]| classes.iter().filter(|c| wanted.contains(c)).count();
    let (lower, capital) = (count(&[Class::Lower]), count(&[Class::Capital, Class::Upper, Class::Mixed]));
    classes.len() <= 30 && capital >= 2 * lower
}

/// How a paragraph is written, as one number: whether it begins with a small letter, ends with a stop, and how long it is.
pub(super) fn style(classes: &[Class]) -> u8 {
    let is_word = |c: &&Class| {
        matches!(c, Class::Lower | Class::Capital | Class::Upper | Class::Mixed | Class::Pronoun | Class::Number)
    };
    let small = classes.iter().find(is_word) == Some(&Class::Lower);
    let ends = classes.iter().rev().take(3).any(|c| matches!(c, Class::Stop | Class::Question | Class::Exclamation));
    let length = match classes.len() {
        0..=12 => 0,
        13..=40 => 1,
        41..=120 => 2,
        _ => 3,
    };
    u8::from(small) + 2 * u8::from(ends) + 4 * length
}

impl View<'_> {
    /// Whether a sentence may end after the token at all. A word before a small letter never ends one: such breaks are
    /// there, in lists and mail whose lines were joined, but nothing tells them from the words of a sentence.
    pub(super) fn is_candidate(&self, at: usize, state: State) -> bool {
        let (left, right) = (self.classes[at], self.class(at + 1));
        let left2 = at.checked_sub(1).map_or(Class::None, |before| self.classes[before]);
        let space = self.tokens.get(at + 1).is_some_and(|t| t.space_before);
        match left {
            Class::Title | Class::Open | Class::OpenQuote => false,
            // "N. Korea", "9 a.m. Friday": only words that seldom begin anything else may say otherwise.
            Class::Initial | Class::Abbreviation | Class::SmallAbbreviation if right.is_name() => self.rules[at],
            // "'Why now?' Mr Doe asked": the rules look for the reporting verb, which stands too far off for the model.
            Class::CloseQuote if matches!(left2, Class::Question | Class::Exclamation) => space && self.rules[at],
            Class::Stop | Class::Question | Class::Exclamation | Class::Dots => true,
            Class::Colon | Class::Comma | Class::Dash if state.length > GREETING => false,
            _ if left.may_end() => space,
            _ => space && right.may_begin() && !self.titled,
        }
    }

    fn class(&self, at: usize) -> Class {
        self.classes.get(at).copied().unwrap_or(Class::None)
    }

    /// The features of the gap after the token at `at`; `out` is emptied first.
    pub(super) fn features(&self, at: usize, state: State, out: &mut Vec<Feature>) {
        out.clear();
        let before = |n: usize| at.checked_sub(n).map_or(Class::None, |i| self.class(i));
        let (left2, left, right, right2) = (before(1), self.classes[at], self.class(at + 1), self.class(at + 2));
        let word = |i: usize| self.tokens.get(i).map_or(WordId::UNKNOWN, |t| t.word);
        let space = self.tokens.get(at + 1).is_some_and(|t| t.space_before);
        let (l, r) = (left as u8, right as u8);
        let mut add = |template, values, word| out.push(Feature { template, values, word });
        let none = WordId::UNKNOWN;
        add(Template::Rules, [u8::from(self.rules[at]), 0, 0], none);
        add(Template::Gap, [l, r, u8::from(space)], none);
        add(Template::Left2, [left2 as u8, l, r], none);
        add(Template::Right2, [l, r, right2 as u8], none);
        add(Template::Length, [l, r, state.length()], none);
        add(Template::Style, [l, r, self.style], none);
        add(Template::Inside, [l, r, u8::from(state.brackets > 0) + 2 * u8::from(state.quoted)], none);
        add(Template::Rule, [l, r, u8::from(self.rules[at])], none);
        add(Template::Starter, [l, r, u8::from(self.starters.get(at + 1).copied().unwrap_or(false))], none);
        if word(at).is_known() {
            add(Template::LeftWord, [r, 0, 0], word(at));
        }
        if word(at + 1).is_known() {
            add(Template::RightWord, [l, r, 0], word(at + 1));
        }
        let is_mark = !self.tokens[at].shape.is_word();
        if is_mark && let Some(word) = at.checked_sub(1).map(word).filter(|w| w.is_known()) {
            add(Template::Left2Word, [l, r, 0], word);
        }
        let first = word(at + 1 - state.length.min(at + 1));
        if first.is_known() && state.length <= FIRST {
            add(Template::FirstWord, [l, r, 0], first);
        }
        if word(at + 2).is_known() && matches!(right, Class::Capital | Class::Upper | Class::Pronoun) {
            add(Template::Right2Word, [l, 0, 0], word(at + 2));
        }
    }
}
