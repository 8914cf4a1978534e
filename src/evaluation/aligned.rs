//! Scores tokens, sentences, tags and trees where each side has cut the text itself.
//!
//! As in the CoNLL 2018 shared task, everything is F1. Tokens and sentences are right when the other side has one over the
//! same characters, white space left out; a multiword token is one token. Words are aligned: those outside multiword
//! tokens by their characters, those inside by the longest common subsequence of lower-cased forms over the stretch that
//! the multiword tokens of both sides cover. The other measures are those of [`super::syntax`] over aligned words; a head
//! is right when the predicted head is aligned with the gold one.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{Mismatch, Report, f1, is_content, same_lemma, universal};
use crate::syntax::conllu::{Sentence, Word};

/// Longest stretch of multiword tokens, in words of each side, that is aligned: the table grows with its square.
const LONGEST: usize = 4096;

/// Compares two analyses of one text.
///
/// # Errors
/// When the texts differ in more than white space.
pub fn score(gold: &[Sentence], predicted: &[Sentence]) -> Result<Report, Mismatch> {
    let (g, p) = (Layout::new(gold), Layout::new(predicted));
    check_text(&g.text, &p.text)?;
    let pairs = align(&g.words, &p.words);
    let mut gold_of = vec![None; p.words.len()];
    for &(i, j) in &pairs {
        gold_of[j] = Some(i);
    }
    let of = |pair: &(usize, usize)| (&g.words[pair.0], &p.words[pair.1]);
    let is_head_right = |pair: &&(usize, usize)| match of(pair) {
        (Placed { parent: Some(gold), .. }, Placed { parent: Some(predicted), .. }) => {
            gold_of[*predicted] == Some(*gold)
        }
        (Placed { parent: None, .. }, Placed { parent: None, word, .. }) => word.head == Some(0),
        _ => false,
    };
    let headed: Vec<_> = pairs.iter().filter(is_head_right).collect();
    let labelled = || {
        let words = headed.iter().map(|pair| of(pair));
        words.filter(|(g, p)| universal(&g.word.deprel) == universal(&p.word.deprel))
    };
    let n_content = |words: &[Placed<'_>]| words.iter().filter(|w| is_content(w.word)).count();
    let matching = |same: fn(&Word, &Word) -> bool| {
        let right = pairs.iter().map(of).filter(|(g, p)| same(g.word, p.word)).count();
        f1(right, g.words.len(), p.words.len())
    };
    let words = |right| f1(right, g.words.len(), p.words.len());
    let content = labelled().filter(|(g, _)| is_content(g.word)).count();
    Ok(Report {
        measures: vec![
            ("Tokens", f1(n_common(&g.tokens, &p.tokens), g.tokens.len(), p.tokens.len())),
            ("Words", words(pairs.len())),
            ("Sentences", f1(n_common(&g.sentences, &p.sentences), g.sentences.len(), p.sentences.len())),
            ("UPOS", matching(|g, p| g.upos == p.upos)),
            ("XPOS", matching(|g, p| g.xpos == p.xpos)),
            ("Lemma", matching(same_lemma)),
            ("UAS", words(headed.len())),
            ("LAS", words(labelled().count())),
            ("CLAS", f1(content, n_content(&g.words), n_content(&p.words))),
        ],
        counts: vec![
            ("gold words", g.words.len()),
            ("predicted words", p.words.len()),
            ("gold sentences", g.sentences.len()),
            ("predicted sentences", p.sentences.len()),
        ],
    })
}

/// A word with its place in the text without white space, in bytes.
struct Placed<'a> {
    word: &'a Word,
    /// Of its surface token.
    span: Range<usize>,
    in_multiword: bool,
    /// Index of its head among all words of the text.
    parent: Option<usize>,
}

/// A side, laid out along its text.
struct Layout<'a> {
    text: String,
    tokens: Vec<Range<usize>>,
    sentences: Vec<Range<usize>>,
    words: Vec<Placed<'a>>,
}

impl<'a> Layout<'a> {
    fn new(sentences: &'a [Sentence]) -> Self {
        let mut out = Self { text: String::new(), tokens: Vec::new(), sentences: Vec::new(), words: Vec::new() };
        for sentence in sentences {
            let start = out.text.len();
            let first = out.words.len();
            let size = sentence.words.len();
            for token in sentence.tokens() {
                let from = out.text.len();
                out.text.extend(token.form.chars().filter(|c| !is_blank(*c)));
                let span = from..out.text.len();
                for word in &sentence.words[token.words.clone()] {
                    let head = word.head.map(|h| h as usize).filter(|h| (1..=size).contains(h));
                    out.words.push(Placed {
                        word,
                        span: span.clone(),
                        in_multiword: token.is_multiword,
                        parent: head.map(|h| first + h - 1),
                    });
                }
                out.tokens.push(span);
            }
            out.sentences.push(start..out.text.len());
        }
        out
    }
}

/// White space, and the separators of files, groups, records and units, which some readers also take for it.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

fn check_text(gold: &str, predicted: &str) -> Result<(), Mismatch> {
    if gold == predicted {
        return Ok(());
    }
    let at = gold.chars().zip(predicted.chars()).take_while(|(g, p)| g == p).count();
    let rest = |text: &str| text.chars().skip(at).take(30).collect();
    Err(Mismatch::Text { at, gold: rest(gold), predicted: rest(predicted) })
}

fn n_common(gold: &[Range<usize>], predicted: &[Range<usize>]) -> usize {
    let gold: FxHashSet<_> = gold.iter().collect();
    predicted.iter().collect::<FxHashSet<_>>().intersection(&gold).count()
}

/// Pairs of words that stand for each other, in order.
fn align(gold: &[Placed<'_>], predicted: &[Placed<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(g), Some(p)) = (gold.get(i), predicted.get(j)) {
        match (g.in_multiword, p.in_multiword) {
            (false, false) if g.span == p.span => {
                pairs.push((i, j));
                i += 1;
                j += 1;
            }
            (false, false) if g.span.start <= p.span.start => i += 1,
            (false, false) => j += 1,
            (true, false) if p.span.end <= g.span.start => j += 1,
            (false, true) if g.span.end <= p.span.start => i += 1,
            _ => {
                let (next_i, next_j) = stretch(gold, predicted, i, j);
                subsequence(gold, predicted, i..next_i, j..next_j, &mut pairs);
                (i, j) = (next_i, next_j);
            }
        }
    }
    pairs
}

/// Where the stretch of multiword tokens that begins here ends on both sides: at a place that none of them straddles.
fn stretch(gold: &[Placed<'_>], predicted: &[Placed<'_>], i: usize, j: usize) -> (usize, usize) {
    let own_end = |w: &Placed<'_>| if w.in_multiword { w.span.end } else { 0 };
    let advance = |words: &[Placed<'_>], at: &mut usize, end: &mut usize| {
        while let Some(word) = words.get(*at).filter(|w| w.span.start < *end) {
            *end = own_end(word).max(*end);
            *at += 1;
        }
    };
    let (mut i, mut j) = (i, j);
    let mut end = own_end(&gold[i]).max(own_end(&predicted[j]));
    loop {
        advance(gold, &mut i, &mut end);
        let before = end;
        advance(predicted, &mut j, &mut end);
        if end == before {
            return (i, j);
        }
    }
}

/// Adds the pairs of a longest common subsequence of lower-cased forms, the earliest where several are longest.
fn subsequence(
    gold: &[Placed<'_>],
    predicted: &[Placed<'_>],
    is: Range<usize>,
    js: Range<usize>,
    pairs: &mut Vec<(usize, usize)>,
) {
    if is.len().max(js.len()) > LONGEST {
        return;
    }
    let lower = |words: &[Placed<'_>]| words.iter().map(|w| w.word.form.to_lowercase()).collect::<Vec<_>>();
    let (a, b) = (lower(&gold[is.clone()]), lower(&predicted[js.clone()]));
    let width = b.len() + 1;
    // Cell (i, j): length of the longest common subsequence of a[i..] and b[j..].
    let mut table = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let below = table[(i + 1) * width + j];
            table[i * width + j] =
                if a[i] == b[j] { table[(i + 1) * width + j + 1] + 1 } else { below.max(table[i * width + j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            pairs.push((is.start + i, js.start + j));
            i += 1;
            j += 1;
        } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::conllu::{Check, Reader};

    fn read(rows: &[&str]) -> Vec<Sentence> {
        let text: String = rows.iter().map(|r| r.replace(' ', "\t") + "\n").collect();
        Reader::new(text.as_bytes(), "a", Check::Tokens).collect::<Result<_, _>>().unwrap()
    }

    #[track_caller]
    fn check(gold: &[&str], predicted: &[&str], expected: &[(&str, f64)]) {
        let report = score(&read(gold), &read(predicted)).unwrap();
        for (name, value) in expected {
            let found = report.measure(name).unwrap();
            assert!((found - value).abs() < 1e-12, "{name}: {found}, expected {value}");
        }
    }

    const SPLIT: &[&str] = &[
        "1 They they PRON PRP _ 4 nsubj _ _",
        "2-3 won't _ _ _ _ _ _ _ _",
        "2 wo will AUX MD _ 4 aux _ _",
        "3 n't not PART RB _ 4 advmod _ _",
        "4 sink sink VERB VB _ 0 root _ SpaceAfter=No",
        "5 . . PUNCT . _ 4 punct _ _",
    ];

    #[test]
    fn a_multiword_token_matches_its_parts_as_words() {
        let parts: Vec<&str> = SPLIT.iter().copied().filter(|r| !r.starts_with("2-3")).collect();
        check(SPLIT, &parts, &[("Tokens", 6.0 / 9.0), ("Words", 1.0), ("LAS", 1.0), ("Sentences", 1.0), ("CLAS", 1.0)]);
        check(&parts, SPLIT, &[("Tokens", 6.0 / 9.0), ("Words", 1.0), ("LAS", 1.0), ("Sentences", 1.0), ("CLAS", 1.0)]);
    }

    #[test]
    fn an_undivided_word_is_no_match_for_its_parts() {
        let whole = [
            "1 They they PRON PRP _ 3 nsubj _ _",
            "2 won't wont AUX MD _ 3 aux _ _",
            "3 sink sink VERB VBP _ 0 root _ SpaceAfter=No",
            "4 . . PUNCT . _ 3 punct _ _",
        ];
        // Of five gold and four predicted words three are aligned, all with the right head.
        let expected =
            [("Tokens", 1.0), ("Words", 6.0 / 9.0), ("UAS", 6.0 / 9.0), ("XPOS", 4.0 / 9.0), ("CLAS", 4.0 / 5.0)];
        check(SPLIT, &whole, &expected);
    }

    #[test]
    fn sentences_count_by_their_ends() {
        let one = ["1 Go _ _ _ _ 0 root _ _", "2 . _ _ _ _ 1 punct _ _", "3 Now _ _ _ _ 1 advmod _ _"];
        let two = ["1 Go _ _ _ _ 0 root _ _", "2 . _ _ _ _ 1 punct _ _", "", "1 Now _ _ _ _ 0 root _ _"];
        // The head of "Now" is a root on one side only.
        check(&two, &one, &[("Sentences", 0.0), ("Tokens", 1.0), ("UAS", 2.0 / 3.0), ("LAS", 2.0 / 3.0)]);
        let three = ["1 Go _ _ _ _ 0 root _ _", "", "1 . _ _ _ _ 0 root _ _", "", "1 Now _ _ _ _ 0 root _ _"];
        check(&two, &three, &[("Sentences", 2.0 / 5.0), ("UAS", 2.0 / 3.0), ("LAS", 2.0 / 3.0)]);
    }

    #[test]
    fn blanks_do_not_count_and_other_texts_are_refused() {
        let report = score(&read(&["1 1\u{a0}000 _ _ _ _ 0 root _ _"]), &read(&["1 1000 _ _ _ _ 0 root _ _"])).unwrap();
        assert_eq!(report.measure("Words"), Some(1.0));
        let error = score(&read(&["1 Go _ _ _ _ 0 root _ _"]), &read(&["1 Gone _ _ _ _ 0 root _ _"])).unwrap_err();
        assert_eq!(error, Mismatch::Text { at: 2, gold: String::new(), predicted: "ne".to_owned() });
        assert_eq!(score(&[], &[]).unwrap().measure("LAS"), Some(0.0));
    }
}
