//! Sentences as CoNLL-U: from text or from given tokens, analysed in parallel, given back in their order.
//!
//! Enters: a document, or sentences that were read. Leaves: [`Sentence`]s whose annotation is the model's. Sentences are
//! taken in batches of bounded size, so memory does not grow with their number.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use crate::document::{Document, Offsets, Span};
use crate::lexicon::Vocabulary;
use crate::syntax::conllu::{ConlluError, Multiword, Sentence, Word};
use crate::syntax::parser::{Parser, WordAnalysis};
use crate::text::quote::{self, Mark, Quotations};
use crate::text::{self, Text, TextRules};

/// Words of sentences that are analysed at once.
const GROUP_WORDS: usize = 256;
/// Groups of sentences in one batch at most.
const BATCH_GROUPS: usize = 64;
/// Bytes of words in one batch, unless a single sentence is longer.
const BATCH_BYTES: usize = 1 << 20;

/// Why a sentence has no analysis.
#[derive(Debug, thiserror::Error)]
pub enum TreebankError {
    /// It could not be read.
    #[error(transparent)]
    Conllu(#[from] ConlluError),
    /// The model panicked: a bug in the program.
    #[error("sentence {id:?}: the analysis failed; this is a bug in claimgraph, please report it with the sentence")]
    Panic {
        /// Its `sent_id`, or its line.
        id: String,
    },
}

/// Annotates sentences on all threads of the current rayon pool; results come in the order of the sentences.
pub fn annotate_all<'a>(
    parser: &'a impl Parser,
    sentences: impl Iterator<Item = Result<Sentence, ConlluError>> + 'a,
) -> impl Iterator<Item = Result<Sentence, TreebankError>> + 'a {
    let bytes = |group: &Group| {
        group.iter().flatten().map(|s| s.words.iter().map(|w| w.form.len()).sum::<usize>()).sum::<usize>()
    };
    in_batches(groups(sentences), BATCH_GROUPS, BATCH_BYTES, bytes, |group| annotate_group(parser, group)).flatten()
}

/// Works on items in parallel and gives the results in the items' order, holding one batch of them at a time: at most
/// `most` items, and no further one when `weight` sums up to `heaviest`.
fn in_batches<'a, T, R>(
    mut items: impl Iterator<Item = T> + 'a,
    most: usize,
    heaviest: usize,
    weight: impl Fn(&T) -> usize + 'a,
    work: impl Fn(T) -> R + Sync + Send + 'a,
) -> impl Iterator<Item = R> + 'a
where
    T: Send + 'a,
    R: Send + 'a,
{
    let mut next_batch = move || {
        let mut batch = Vec::new();
        let mut sum = 0;
        while batch.len() < most && sum < heaviest {
            let Some(item) = items.next() else { break };
            sum += weight(&item);
            batch.push(item);
        }
        batch
    };
    std::iter::from_fn(move || {
        let batch = next_batch();
        (!batch.is_empty()).then(|| batch.into_par_iter().map(&work).collect::<Vec<R>>())
    })
    .flatten()
}

/// Sentences that are analysed at once, which takes less time than one by one.
type Group = Vec<Result<Sentence, ConlluError>>;

/// Takes sentences together until they have enough words.
fn groups(mut sentences: impl Iterator<Item = Result<Sentence, ConlluError>>) -> impl Iterator<Item = Group> {
    std::iter::from_fn(move || {
        let mut group = Group::new();
        let mut words = 0;
        while words < GROUP_WORDS {
            let Some(sentence) = sentences.next() else { break };
            words += sentence.as_ref().map_or(0, |s| s.words.len());
            group.push(sentence);
        }
        (!group.is_empty()).then_some(group)
    })
}

fn annotate_group(parser: &impl Parser, mut group: Group) -> Vec<Result<Sentence, TreebankError>> {
    let annotate = |sentences: &mut [Result<Sentence, ConlluError>]| {
        let mut whole: Vec<&mut Sentence> = sentences.iter_mut().flatten().collect();
        catch_unwind(AssertUnwindSafe(|| annotate(parser, &mut whole)))
    };
    let failed = annotate(&mut group).is_err();
    let mut one_by_one = |mut sentence: Result<Sentence, ConlluError>| {
        // The one that makes the analysis fail shall not take the others with it.
        if failed && annotate(std::slice::from_mut(&mut sentence)).is_err() {
            let sentence = sentence?;
            let id = sentence.sent_id().map_or_else(|| format!("line {}", sentence.line), str::to_owned);
            return Err(TreebankError::Panic { id });
        }
        Ok(sentence?)
    };
    group.into_iter().map(&mut one_by_one).collect()
}

/// Replaces the annotation of sentences by the model's: LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL and the key `NER` of MISC.
///
/// Enhanced dependencies and their empty nodes, which would contradict the new trees, go; all else stays.
pub fn annotate(parser: &impl Parser, sentences: &mut [&mut Sentence]) {
    let mut ranges = Vec::with_capacity(sentences.len());
    let mut forms = Vec::new();
    for sentence in &*sentences {
        let start = forms.len();
        forms.extend(sentence.words.iter().map(|w| w.form.as_str()));
        ranges.push(start..forms.len());
    }
    let mut analyses = Vec::new();
    parser.parse(&ranges, &forms, &mut analyses);
    let mut analyses = analyses.into_iter();
    for sentence in sentences {
        for (word, analysis) in sentence.words.iter_mut().zip(&mut analyses) {
            let WordAnalysis { lemma, upos, xpos, feats, head, deprel, name } = analysis;
            word.lemma = lemma;
            upos.clone_into(&mut word.upos);
            xpos.clone_into(&mut word.xpos);
            feats.clone_into(&mut word.feats);
            word.head = Some(head);
            deprel.clone_into(&mut word.deprel);
            word.deps.clear();
            let tag = name.map(|name| format!("{}-{}", if name.begins { 'B' } else { 'I' }, name.kind.as_str()));
            word.set_misc("NER", tag.as_deref());
        }
        for multiword in &mut sentence.multiwords {
            multiword.set_misc("NER", None);
        }
        sentence.empty_nodes.clear();
    }
}

/// The sentences of a document, without annotation: comments, words, multiword tokens, and in MISC `SpaceAfter` and
/// `TokenRange`, which counts code points of the text.
///
/// Nothing of the text is left out, boilerplate neither.
pub fn sentences<'a>(
    rules: &TextRules,
    vocabulary: &Vocabulary,
    document: &'a Document,
) -> impl Iterator<Item = Sentence> + 'a {
    let text = text::analyze(rules, vocabulary, &document.text, &[]);
    let quotations = quote::find(&document.text, &text);
    let offsets = Offsets::new(&document.text);
    let mut paragraph = None;
    (0..text.sentences.len()).map(move |index| {
        let mut sentence = sentence(&document.text, &text, &quotations, &offsets, index);
        let id = one_line(&document.id);
        let comments = &mut sentence.comments;
        if index == 0 {
            comments.push(format!("# newdoc id = {id}"));
        }
        let here = Some(text.sentences[index].paragraph);
        if here != paragraph {
            comments.push("# newpar".to_owned());
            paragraph = here;
        }
        comments.push(format!("# sent_id = {id}-{}", index + 1));
        let spelled = format!("# text = {}", sentence.spelled());
        sentence.comments.push(spelled);
        sentence
    })
}

fn sentence(source: &str, text: &Text, quotations: &Quotations, offsets: &Offsets, index: usize) -> Sentence {
    let mut sentence = Sentence::default();
    let range = text.sentences[index].tokens.clone();
    let misc = |span: Span, space_after: bool| {
        let position = offsets.to_position(span);
        let mut misc = String::from(if space_after { "" } else { "SpaceAfter=No|" });
        // Writing to a string cannot fail.
        let _ = write!(misc, "TokenRange={}:{}", position.start, position.end);
        misc
    };
    let space_after = |token: usize| text.tokens.get(token + 1).is_none_or(|t| t.space_before);
    let mut first = range.start;
    while first < range.end {
        let mut end = first + 1;
        while end < range.end && leans_on(source, text, quotations, end) {
            end += 1;
        }
        let is_multiword = end - first > 1;
        if is_multiword {
            let span = text.tokens[first].span.cover(text.tokens[end - 1].span);
            let words = first - range.start..end - range.start;
            let misc = misc(span, space_after(end - 1));
            sentence.multiwords.push(Multiword { words, form: span.of(source).to_owned(), misc });
        }
        for token in first..end {
            let span = text.tokens[token].span;
            // Blanks are a matter of the multiword token, not of its parts.
            let misc = misc(span, is_multiword || space_after(token));
            sentence.words.push(Word { form: span.of(source).to_owned(), misc, ..Word::default() });
        }
        first = end;
    }
    sentence
}

/// Whether a token is written on to the word before it and makes one multiword token with it, as EWT and GUM have them:
/// "do|n't", "MI5|'s", "can|not", "gon|na", "officials|'", but not the quotation mark in "the 'allies'".
fn leans_on(source: &str, text: &Text, quotations: &Quotations, token: usize) -> bool {
    let (before, here) = (&text.tokens[token - 1], &text.tokens[token]);
    if here.space_before || !before.shape.is_word() {
        return false;
    }
    let (host, form) = (before.span.of(source), here.span.of(source));
    match form.strip_prefix(['\'', '’', '`']) {
        Some("") => quotations.marks[token] == Mark::None && host.ends_with(['s', 'S', 'x', 'z']),
        Some(rest) => rest.starts_with(char::is_alphabetic),
        // Two words meet without a blank only where a contraction was split.
        None => host.chars().all(char::is_alphabetic) && form.starts_with(char::is_alphabetic),
    }
}

/// A file name may hold line ends, a comment may not.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::annotation::ActorKind;
    use crate::syntax::conllu::{Check, Reader};
    use crate::syntax::parser::NameTag;

    /// Every word hangs on the last one; words with a capital are names of places.
    struct Toy;

    impl Parser for Toy {
        fn parse<'m>(&'m self, sentences: &[Range<usize>], forms: &[&str], out: &mut Vec<WordAnalysis<'m>>) {
            out.clear();
            for (range, index) in sentences.iter().flat_map(|s| s.clone().map(move |i| (s, i))) {
                let form = forms[index];
                assert!(form != "panic", "as asked for");
                let is_last = index + 1 == range.end;
                let name = form.starts_with(char::is_uppercase);
                out.push(WordAnalysis {
                    lemma: form.to_lowercase(),
                    upos: "X",
                    xpos: "FW",
                    head: if is_last { 0 } else { range.len() as u32 },
                    deprel: if is_last { "root" } else { "dep" },
                    name: name.then_some(NameTag { begins: true, kind: ActorKind::Place }),
                    ..WordAnalysis::default()
                });
            }
        }
    }

    #[track_caller]
    fn check_text(text: &str, expected: &str) {
        let mut vocabulary = Vocabulary::default();
        let rules = TextRules::load(&mut vocabulary).unwrap();
        let document = Document::new("d", text);
        let mut found = String::new();
        for sentence in sentences(&rules, &vocabulary, &document) {
            for comment in &sentence.comments {
                found.push_str(comment);
                found.push('\n');
            }
            for token in sentence.tokens() {
                let words: Vec<&str> = sentence.words[token.words.clone()].iter().map(|w| w.form.as_str()).collect();
                let words = if token.is_multiword { words.join("+") } else { words.join(" ") };
                found.push_str(&words);
                found.push_str(if token.space_after { " " } else { "|" });
            }
            found.push('\n');
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn text_becomes_sentences_with_multiword_tokens() {
        check_text(
            "The officials' visas aren’t valid. We cannot pay.\n\nThe 'allies' left.",
            "# newdoc id = d\n# newpar\n# sent_id = d-1\n# text = The officials' visas aren’t valid.\n\
             The officials+' visas are+n’t valid|. \n\
             # sent_id = d-2\n# text = We cannot pay.\nWe can+not pay|. \n\
             # newpar\n# sent_id = d-3\n# text = The 'allies' left.\nThe '|allies|' left|. \n",
        );
    }

    #[test]
    fn token_ranges_count_code_points() {
        let mut vocabulary = Vocabulary::default();
        let rules = TextRules::load(&mut vocabulary).unwrap();
        let document = Document::new("d", "Café didn't.");
        let sentence = sentences(&rules, &vocabulary, &document).next().unwrap();
        let misc: Vec<&str> = sentence.words.iter().map(|w| w.misc.as_str()).collect();
        assert_eq!(misc, ["TokenRange=0:4", "TokenRange=5:8", "TokenRange=8:11", "TokenRange=11:12"]);
        assert_eq!(sentence.multiwords[0].misc, "SpaceAfter=No|TokenRange=5:11");
    }

    #[test]
    fn annotation_is_replaced_and_the_rest_stays() {
        let input = "# sent_id = a\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\tKeep=1\n\
                     1\tdo\tx\tY\tZ\tF=1\t7\tq\t2:x\tNER=B-person|A=b\n2\tn't\t_\t_\t_\t_\t_\t_\t_\t_\n\
                     2.1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n3\tParis\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\n";
        let expected = "# sent_id = a\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\tKeep=1\n\
                        1\tdo\tdo\tX\tFW\t_\t3\tdep\t_\tA=b\n2\tn't\tn't\tX\tFW\t_\t3\tdep\t_\t_\n\
                        3\tParis\tparis\tX\tFW\t_\t0\troot\t_\tNER=B-place|SpaceAfter=No\n\n";
        let reader = Reader::new(input.as_bytes(), "a.conllu", Check::Tokens);
        let found: Vec<_> = annotate_all(&Toy, reader).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].as_ref().unwrap().to_string(), expected);
    }

    #[test]
    fn one_bad_sentence_does_not_stop_the_others() {
        let lines = |form: &str| format!("1\t{form}{}\n\n", "\t_".repeat(8));
        let input = format!("{}{}1\tbroken\n\n{}", lines("good"), lines("panic"), lines("better"));
        let reader = Reader::new(input.as_bytes(), "a.conllu", Check::Forms);
        let found: Vec<_> = annotate_all(&Toy, reader).collect();
        assert_eq!(found.len(), 4);
        assert_eq!(found[0].as_ref().unwrap().words[0].lemma, "good");
        let errors: Vec<String> = found[1..3].iter().map(|f| f.as_ref().unwrap_err().to_string()).collect();
        assert!(errors[0].contains("\"line 3\"") && errors[1].starts_with("a.conllu:5:"), "{errors:?}");
        assert_eq!(found[3].as_ref().unwrap().words[0].lemma, "better");
    }
}
