//! Groups tokens into sentences.
//!
//! Enters: the tokens of one paragraph. Leaves: ranges of tokens, one a sentence, that cover all of them.
//!
//! Rules in the manner of the splitters that Read, Dridan, Oepen & Solberg (COLING 2012) compare propose breaks: a
//! closing mark ends a sentence unless what follows speaks against it: a lower-case word, an abbreviation before a name or
//! number, a reporting clause after a quoted question. A log-linear model over the words and marks around each gap
//! decides; what the rules say is one of its features, so that it departs from them only where treebanks do: in
//! headings, greetings, lists, and the unmarked ends of lines that were joined.

pub mod features;
pub mod model;

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::token::{Shape, Token};
use crate::lexicon::{Table, TableError, Vocabulary, WordId, WordSet};
use features::Feature;
use features::{Class, State, View};
use model::Model;

/// What a full stop after an abbreviation may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Abbreviation {
    /// "Mr.": never the end.
    Title,
    /// "Inc.", "U.S.", "Jan.", "p.m.", "etc.": the end only before a word that seldom begins anything else.
    Other,
}

/// What the splitter must know of words.
#[derive(Debug)]
pub struct SentenceRules {
    abbreviations: FxHashMap<WordId, Abbreviation>,
    starters: WordSet,
    reporting: WordSet,
    model: Model,
}

impl SentenceRules {
    /// Reads `abbreviations.tsv`, `sentence_starters.tsv`, `reporting_verbs.tsv` and the model; their forms become known.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load(vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        let model = Model::load(vocabulary)?;
        Self::with_model(vocabulary, model)
    }

    /// The same with another model.
    pub(crate) fn with_model(vocabulary: &mut Vocabulary, model: Model) -> Result<Self, TableError> {
        let table = Table::parse(
            "data/lexicon/abbreviations.tsv",
            include_str!("../../data/lexicon/abbreviations.tsv"),
            &["form", "class"],
        )?;
        let mut abbreviations = FxHashMap::default();
        for row in table.rows() {
            let class = if row.cell(1) == "title" { Abbreviation::Title } else { Abbreviation::Other };
            // "Rev." is a title though "rev." is none: forms are folded, and the class that ends nothing wins.
            let entry = abbreviations.entry(vocabulary.add(row.cell(0))).or_insert(class);
            if class == Abbreviation::Title {
                *entry = class;
            }
        }
        let starters = WordSet::of_forms(
            vocabulary,
            "data/lexicon/sentence_starters.tsv",
            include_str!("../../data/lexicon/sentence_starters.tsv"),
        )?;
        let reporting = WordSet::of_forms(
            vocabulary,
            "data/lexicon/reporting_verbs.tsv",
            include_str!("../../data/lexicon/reporting_verbs.tsv"),
        )?;
        Ok(Self { abbreviations, starters, reporting, model })
    }

    fn is_starter(&self, word: WordId) -> bool {
        self.starters.contains(word)
    }

    fn is_reporting(&self, word: WordId) -> bool {
        self.reporting.contains(word)
    }
}

/// Longest sentence, in tokens. The longest ones of news are below 200; what goes on and on is a list or no text, and what
/// compares the words of a sentence with one another must not take for ever on it.
const LONGEST: usize = 1000;
/// Tokens before the end of an overlong stretch among which a comma or another mark is looked for to end it at.
const LAST_MARK: usize = 200;

/// Sentences of one paragraph as ranges into `tokens`, in order, covering all of them; none of more than 1,000 tokens.
pub fn split(rules: &SentenceRules, text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let sentences = breaks(rules, text, tokens);
    if sentences.iter().all(|sentence| sentence.len() <= LONGEST) {
        return sentences;
    }
    sentences.into_iter().flat_map(|sentence| cut(tokens, sentence)).collect()
}

/// A sentence in pieces that are not too long.
fn cut(tokens: &[Token], mut sentence: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    while sentence.len() > LONGEST {
        let end = sentence.start + LONGEST;
        let mark = tokens[end - LAST_MARK..end].iter().rposition(|token| token.shape == Shape::Punctuation);
        let end = mark.map_or(end, |mark| end - LAST_MARK + mark + 1);
        pieces.push(sentence.start..end);
        sentence.start = end;
    }
    pieces.push(sentence);
    pieces
}

fn breaks(rules: &SentenceRules, text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    judge(rules, text, tokens, |at, features, _| {
        let ends = rules.model.score(features) > 0.0;
        if ends {
            sentences.push(start..at + 1);
            start = at + 1;
        }
        ends
    });
    if start < tokens.len() {
        sentences.push(start..tokens.len());
    }
    sentences
}

/// Goes over the gaps of a paragraph in which a sentence may end, and asks for each whether one does.
///
/// `decide` gets the index of the token before the gap, the features of the gap, and the tokens.
pub(crate) fn judge(
    rules: &SentenceRules,
    text: &str,
    tokens: &[Token],
    mut decide: impl FnMut(usize, &[Feature], &[Token]) -> bool,
) {
    let is_title = |t: &Token| rules.abbreviations.get(&t.word) == Some(&Abbreviation::Title);
    let class = |(index, t): (usize, &Token)| {
        let form = t.span.of(text);
        let after_bracket = || index > 0 && matches!(tokens[index - 1].span.of(text), "(" | "[");
        let opens = (t.space_before || index == 0 || after_bracket())
            && tokens.get(index + 1).is_some_and(|next| !next.space_before);
        Class::of(form, t.shape, form.ends_with('.') && t.shape != Shape::Punctuation && is_title(t), opens)
    };
    let classes: Vec<Class> = tokens.iter().enumerate().map(class).collect();
    let (style, titled) = (features::style(&classes), features::is_titled(&classes));
    let starters = tokens.iter().map(|t| t.shape.is_capital() && rules.is_starter(t.word)).collect();
    let view = View { tokens, classes, rules: rule_breaks(rules, text, tokens), starters, style, titled };
    let mut state = State::default();
    let mut features = Vec::new();
    for at in 0..tokens.len().saturating_sub(1) {
        state.read(view.classes[at]);
        if view.is_candidate(at, state) {
            view.features(at, state, &mut features);
            if decide(at, &features, tokens) {
                state.end();
            }
        }
    }
}

/// Where the rules alone end a sentence: for each token whether it is the last of one.
fn rule_breaks(rules: &SentenceRules, text: &str, tokens: &[Token]) -> Vec<bool> {
    let mut breaks = vec![false; tokens.len()];
    let mut at = 0;
    while at < tokens.len() {
        match boundary(rules, text, tokens, at) {
            Some(end) => {
                breaks[end - 1] = true;
                at = end;
            }
            None => at += 1,
        }
    }
    breaks
}

/// Longest dateline, in tokens.
const DATELINE: usize = 16;

/// How many tokens a dateline takes at the head of a paragraph: "LONDON, Nov 17 (Agency) - ", dash included; 0 for none.
///
/// It is capitals, numbers and brackets alone up to a dash between blanks.
pub fn dateline(text: &str, tokens: &[Token]) -> usize {
    let is_dash = |t: &Token| matches!(t.span.of(text), "-" | "–" | "—" | "--") && t.space_before;
    let Some(dash) = tokens.iter().take(DATELINE).position(is_dash).filter(|&d| d > 0) else { return 0 };
    let head = &tokens[..dash];
    let plain = head.iter().all(|t| t.shape != Shape::Lower && !is_quote(t.span.of(text)));
    let marked = head.iter().any(|t| t.shape == Shape::Number || t.span.of(text) == "(");
    let shouted = head[0].shape == Shape::Upper && head[0].span.len() > 3;
    let goes_on = tokens.get(dash + 1).is_some_and(|t| t.space_before);
    if plain && (marked || shouted) && head[0].shape.is_capital() && goes_on { dash + 1 } else { 0 }
}

/// Where the next sentence begins if one ends with the token at `at`.
fn boundary(rules: &SentenceRules, text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let token = &tokens[at];
    let form = token.span.of(text);
    let last = form.as_bytes()[form.len() - 1];
    let is_stop = match last {
        b'.' | b'?' | b'!' => true,
        _ => form == "…" || form == "。",
    };
    if !is_stop {
        return None;
    }
    let abbreviation = (token.shape != Shape::Punctuation)
        .then(|| rules.abbreviations.get(&token.word).copied().unwrap_or(Abbreviation::Other));
    if abbreviation == Some(Abbreviation::Title) {
        return None;
    }
    let mut end = at + 1;
    let mut closed = false;
    while let Some(next) = tokens.get(end).filter(|t| !t.space_before && is_closing(t.span.of(text))) {
        closed |= is_quote(next.span.of(text));
        end += 1;
    }
    let Some(next) = tokens.get(end) else { return Some(end) };
    if !next.space_before {
        return None;
    }
    // What stands behind opening marks decides.
    let mut word_at = end;
    while tokens.get(word_at).is_some_and(|t| is_opening(t.span.of(text))) {
        word_at += 1;
    }
    let Some(word) = tokens.get(word_at) else { return Some(end) };
    match abbreviation {
        Some(_) => (word.shape.is_capital() && rules.is_starter(word.word) || word_at > end && word.shape.is_capital())
            .then_some(end),
        None if word.shape == Shape::Lower => {
            // A lower-case word goes on, but for names such as "iPhone", which are mixed.
            (form == "." && word_at > end && !closed).then_some(end)
        }
        None if closed && form != "." && reports(rules, text, tokens, word_at) => None,
        None if closed && form == "." && inverted(rules, tokens, word_at) => None,
        None => Some(end),
    }
}

/// Whether a reporting clause follows a quoted question: "… ?” Mr Doe asked."
fn reports(rules: &SentenceRules, text: &str, tokens: &[Token], at: usize) -> bool {
    for token in tokens[at..].iter().take(8) {
        if rules.is_reporting(token.word) {
            return true;
        }
        let form = token.span.of(text);
        if is_quote(form) || matches!(form, "." | "?" | "!" | ":") {
            return false;
        }
    }
    false
}

/// Whether the very next word reports: "… .” Said Mr Doe" is rare but real in headlines.
fn inverted(rules: &SentenceRules, tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| t.shape == Shape::Lower && rules.is_reporting(t.word))
}

fn is_closing(form: &str) -> bool {
    matches!(form, "”" | "\"" | "’" | "'" | "''" | ")" | "]" | "»" | "’’")
}

fn is_quote(form: &str) -> bool {
    matches!(form, "”" | "\"" | "’" | "'" | "''" | "»" | "“" | "``" | "‘" | "«")
}

fn is_opening(form: &str) -> bool {
    matches!(form, "“" | "\"" | "‘" | "'" | "``" | "(" | "[" | "«" | "—" | "–" | "-" | "•" | "¿")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;
    use crate::text::token::{TokenRules, tokenize};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut vocabulary = Vocabulary::default();
        let rules = SentenceRules::load(&mut vocabulary).unwrap();
        let mut tokens = Vec::new();
        tokenize(&TokenRules::load().unwrap(), &vocabulary, text, Span::new(0, text.len()), &mut tokens);
        let found: Vec<&str> = split(&rules, text, &tokens)
            .into_iter()
            .map(|r| tokens[r.start].span.cover(tokens[r.end - 1].span).of(text))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_never_ends_is_cut() {
        let lengths = |text: &str| {
            let mut vocabulary = Vocabulary::default();
            let rules = SentenceRules::load(&mut vocabulary).unwrap();
            let mut tokens = Vec::new();
            tokenize(&TokenRules::load().unwrap(), &vocabulary, text, Span::new(0, text.len()), &mut tokens);
            let sentences = split(&rules, text, &tokens);
            assert_eq!(sentences.iter().map(|s| s.len()).sum::<usize>(), tokens.len());
            sentences.iter().map(|s| s.len()).collect::<Vec<_>>()
        };
        assert_eq!(lengths(&"and so on ".repeat(700)), [1000, 1000, 100]);
        assert_eq!(lengths(&"so it went, ".repeat(300)), [1000, 200]);
        assert_eq!(lengths(&"so it went on, ".repeat(250)), [1000, 250]);
        assert_eq!(lengths(&format!("{}, {}", "so ".repeat(901), "so ".repeat(500))), [902, 500]);
    }

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        check(
            "Gov. Roe met Mr. J. P. Doe of Acme Inc. on Jan. 5.",
            &["Gov. Roe met Mr. J. P. Doe of Acme Inc. on Jan. 5."],
        );
        check("It closed at 5 p.m. Friday.", &["It closed at 5 p.m. Friday."]);
        check("The U.S. Senate met.", &["The U.S. Senate met."]);
    }

    #[test]
    fn an_abbreviation_may_end_one() {
        check("He left the U.S. The talks failed.", &["He left the U.S.", "The talks failed."]);
        check("It closed at 5 p.m. “We were tired,” she said.", &["It closed at 5 p.m.", "“We were tired,” she said."]);
    }

    #[test]
    fn closing_quotes_belong_to_the_sentence_before() {
        check("“It fell.” He left.", &["“It fell.”", "He left."]);
        check("He said \"no.\" Shares fell.", &["He said \"no.\"", "Shares fell."]);
    }

    #[test]
    fn a_quoted_question_keeps_its_reporting_clause() {
        check("“Why now?” Mr Doe asked. Nobody knew.", &["“Why now?” Mr Doe asked.", "Nobody knew."]);
        check("“Why now?” asked Mr Doe.", &["“Why now?” asked Mr Doe."]);
        check("“Why now?” The town waits.", &["“Why now?”", "The town waits."]);
    }

    #[test]
    fn a_dateline_is_no_part_of_the_first_sentence() {
        let n_tokens = |text: &str| {
            let mut tokens = Vec::new();
            let rules = TokenRules::load().unwrap();
            tokenize(&rules, &Vocabulary::default(), text, Span::new(0, text.len()), &mut tokens);
            dateline(text, &tokens)
        };
        assert_eq!(n_tokens("LONDON, Nov 17 (Agency) - It fell."), 8);
        assert_eq!(n_tokens("Paris (AP) — It fell."), 5);
        assert_eq!(n_tokens("Western allies – by expelling spies – struck."), 0);
        assert_eq!(n_tokens("Iran – Russia – China."), 0);
    }

    #[test]
    fn lines_of_mail_that_were_joined_come_apart() {
        check(
            "Dear Mr. Roe, I have read the draft. Regards, Ann",
            &["Dear Mr. Roe,", "I have read the draft.", "Regards,", "Ann"],
        );
        check("Great place! the food was good.", &["Great place!", "the food was good."]);
    }

    #[test]
    fn news_is_not_cut_where_a_heading_might_be() {
        check("Still, The Daily Post reported it.", &["Still, The Daily Post reported it."]);
        check("Police Hid Reports From Mayor", &["Police Hid Reports From Mayor"]);
        check("It had one aim: Win.", &["It had one aim: Win."]);
        check("Kim leads N. Korea.", &["Kim leads N. Korea."]);
        check("“It broke,” said Roe. “We left.”", &["“It broke,” said Roe.", "“We left.”"]);
        check("It broke, said Roe. ''We left.''", &["It broke, said Roe.", "''We left.''"]);
    }

    #[test]
    fn ellipses_and_decimals_go_on() {
        check("It rose 3.5 percent… and fell.", &["It rose 3.5 percent… and fell."]);
    }
}
