//! Scores tags, lemmas and trees where both sides have the same words.
//!
//! The measures are those of the CoNLL 2018 shared task (Zeman et al., "Multilingual Parsing from Raw Text to Universal
//! Dependencies"), on given words:
//!
//! | measure | share of |
//! | --- | --- |
//! | UPOS, XPOS, Lemma, UFeats | words whose column is right; an absent gold lemma counts as right |
//! | UAS, LAS | words with the right head; with the right head and relation, subtypes cut at the colon |
//! | LAS-sub | words with the right head and the right relation, subtype included |
//! | CLAS | content words with the right head and relation, as F1: each side leaves out its function words and marks |
//! | UAS-np, LAS-np | the same as UAS and LAS over words that are no punctuation in the gold |
//! | Sentence-exact | sentences in which LAS is 1 |

use super::{Mismatch, Report, check_words, f1, is_content, same_lemma, share, universal};
use crate::syntax::conllu::Sentence;

/// Counts over all sentences added so far.
#[derive(Clone, Debug, Default)]
pub struct SyntaxScores {
    sentences: usize,
    exact: usize,
    words: usize,
    upos: usize,
    xpos: usize,
    lemma: usize,
    feats: usize,
    head: usize,
    labelled: usize,
    full_label: usize,
    /// Words whose gold UPOS is not PUNCT.
    unmarked: usize,
    unmarked_head: usize,
    unmarked_labelled: usize,
    content_gold: usize,
    content_predicted: usize,
    content_right: usize,
}

impl SyntaxScores {
    /// Adds a sentence.
    ///
    /// # Errors
    /// When the words differ; nothing is counted then.
    pub fn add(&mut self, gold: &Sentence, predicted: &Sentence) -> Result<(), Mismatch> {
        check_words(self.sentences + 1, gold, predicted)?;
        let mut exact = true;
        for (g, p) in gold.words.iter().zip(&predicted.words) {
            let head = g.head == p.head;
            let labelled = head && universal(&g.deprel) == universal(&p.deprel);
            exact &= labelled;
            self.words += 1;
            self.upos += usize::from(g.upos == p.upos);
            self.xpos += usize::from(g.xpos == p.xpos);
            self.lemma += usize::from(same_lemma(g, p));
            self.feats += usize::from(g.feats == p.feats);
            self.head += usize::from(head);
            self.labelled += usize::from(labelled);
            self.full_label += usize::from(head && g.deprel == p.deprel);
            if g.upos != "PUNCT" {
                self.unmarked += 1;
                self.unmarked_head += usize::from(head);
                self.unmarked_labelled += usize::from(labelled);
            }
            self.content_gold += usize::from(is_content(g));
            self.content_predicted += usize::from(is_content(p));
            self.content_right += usize::from(labelled && is_content(g));
        }
        self.sentences += 1;
        self.exact += usize::from(exact);
        Ok(())
    }

    /// The measures; 0 where there was nothing to measure.
    pub fn report(&self) -> Report {
        let words = |right| share(right, self.words);
        let measures = vec![
            ("UPOS", words(self.upos)),
            ("XPOS", words(self.xpos)),
            ("Lemma", words(self.lemma)),
            ("UFeats", words(self.feats)),
            ("UAS", words(self.head)),
            ("LAS", words(self.labelled)),
            ("LAS-sub", words(self.full_label)),
            ("CLAS", f1(self.content_right, self.content_gold, self.content_predicted)),
            ("UAS-np", share(self.unmarked_head, self.unmarked)),
            ("LAS-np", share(self.unmarked_labelled, self.unmarked)),
            ("Sentence-exact", share(self.exact, self.sentences)),
        ];
        Report { measures, counts: vec![("words", self.words), ("sentences", self.sentences)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::conllu::{Check, Reader};

    fn read(rows: &[&str]) -> Sentence {
        let text: String = rows.iter().map(|r| r.replace(' ', "\t") + "\n").collect();
        Reader::new(text.as_bytes(), "a", Check::Trees).next().unwrap().unwrap()
    }

    const GOLD: &[&str] = &[
        "1 Divers diver NOUN NNS Number=Plur 2 nsubj _ _",
        "2 raised raise VERB VBD Tense=Past 0 root _ _",
        "3 the the DET DT _ 4 det _ _",
        "4 wreck wreck NOUN NN Number=Sing 2 obj _ _",
        "5 today today NOUN NN Number=Sing 2 obl:unmarked _ _",
        "6 . _ PUNCT . _ 2 punct _ _",
    ];

    #[test]
    fn gold_against_itself_is_perfect() {
        let mut scores = SyntaxScores::default();
        scores.add(&read(GOLD), &read(GOLD)).unwrap();
        let report = scores.report();
        assert!(report.measures.iter().all(|(_, value)| *value == 1.0), "{report:?}");
        assert_eq!(report.counts, [("words", 6), ("sentences", 1)]);
    }

    #[test]
    fn each_measure_counts_its_mistakes() {
        let predicted = read(&[
            "1 Divers diver NOUN NNS _ 2 nsubj:pass _ _",
            "2 raised raised VERB VBN Tense=Past 0 root _ _",
            "3 the the DET DT _ 2 det _ _",
            "4 wreck wreck NOUN NN Number=Sing 2 punct _ _",
            "5 today today ADV RB _ 2 obl _ _",
            "6 . . PUNCT . _ 2 dep _ _",
        ]);
        let mut scores = SyntaxScores::default();
        scores.add(&read(GOLD), &predicted).unwrap();
        let report = scores.report();
        // Content words: gold 1 2 4 5, predicted 1 2 5 6, right 1 2 5.
        let expected = [
            ("UPOS", 5.0 / 6.0),
            ("XPOS", 4.0 / 6.0),
            ("Lemma", 5.0 / 6.0),
            ("UFeats", 4.0 / 6.0),
            ("UAS", 5.0 / 6.0),
            ("LAS", 3.0 / 6.0),
            ("LAS-sub", 1.0 / 6.0),
            ("CLAS", 6.0 / 8.0),
            ("UAS-np", 4.0 / 5.0),
            ("LAS-np", 3.0 / 5.0),
            ("Sentence-exact", 0.0),
        ];
        assert_eq!(report.measures, expected);
        let json = serde_json::to_string(&report).unwrap();
        assert!(json.starts_with(r#"{"UPOS":0.83333,"XPOS":0.66667,"#), "{json}");
        assert!(json.ends_with(r#""Sentence-exact":0.0,"words":6,"sentences":1}"#), "{json}");
    }

    #[test]
    fn other_words_are_refused() {
        let mut scores = SyntaxScores::default();
        let error = scores.add(&read(GOLD), &read(&["1 Divers _ _ _ _ 0 root _ _"])).unwrap_err();
        let expected = "the words differ in sentence 1 (-): gold \"raised\", predicted \"\"";
        assert_eq!(error.to_string(), expected);
    }
}
