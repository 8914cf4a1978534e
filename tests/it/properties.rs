//! What holds for any text.

use std::sync::LazyLock;

use claimgraph::annotation::{Annotation, wire};
use claimgraph::document::{Document, Span};
use claimgraph::export::node_link::{self, EdgesKey};
use claimgraph::graph::GraphBuilder;
use claimgraph::lexicon::Vocabulary;
use claimgraph::pipeline::Analyzer;
use claimgraph::text::{TextRules, analyze};
use proptest::prelude::*;

use crate::run::{ARTICLES, claimgraph};

/// The sample articles, annotated, and the graph of all of them as JSON.
static ARTICLES_READ: LazyLock<(Vec<Annotation>, Vec<u8>)> = LazyLock::new(|| {
    let lines = claimgraph(&["extract", ARTICLES]).stdout;
    let annotations: Vec<Annotation> =
        lines.lines().map(|line| wire::from_line(line).expect("what we wrote")).collect();
    let mut builder = GraphBuilder::new();
    annotations.iter().for_each(|annotation| {
        builder.add(annotation);
    });
    let json = to_json(builder);
    (annotations, json)
});

fn to_json(builder: GraphBuilder) -> Vec<u8> {
    let mut json = Vec::new();
    node_link::write_graph(&builder.finish(), EdgesKey::Edges, &mut json).expect("a vector takes all");
    json
}

/// An order of the sample articles, and for each the one of four machines that reads it.
fn split() -> impl Strategy<Value = Vec<(usize, usize)>> {
    let n = ARTICLES_READ.0.len();
    let order = Just((0..n).collect::<Vec<usize>>()).prop_shuffle();
    (order, prop::collection::vec(0..4usize, n)).prop_map(|(order, machines)| order.into_iter().zip(machines).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_split_of_a_corpus_gives_the_same_bytes(split in split()) {
        let (annotations, whole) = &*ARTICLES_READ;
        let mut machines = vec![GraphBuilder::new(); 4];
        for (article, machine) in split {
            machines[machine].add(&annotations[article]);
        }
        let mut all = GraphBuilder::new();
        machines.into_iter().for_each(|machine| {
            all.merge(machine);
        });
        prop_assert!(to_json(all) == *whole);
    }
}

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::load().expect("shipped data load"));

/// Pieces that news is made of, and pieces that break programs.
fn piece() -> impl Strategy<Value = String> {
    let words = "Iran said Mr. McCallum “ ” \" ‘ ’ ' , . ; : ? ! – — ( ) that who had been expelled by over 400 spies from \
                 Europe , U.S. p.m. at least ten attacks not may will to kill because if Russia 's claim according to He \
                 added told warned and or of the a two journalists 2018 September last week £ % - … Al-Qaeda 3.5 MI5 \
                 President Xi chief regime its Monday early early two years ago later after May 3 since between 9999 night s 16th";
    let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
    prop_oneof![
        12 => prop::sample::select(words).prop_map(|w| format!("{w} ")),
        1 => Just("\n\n".to_owned()),
        1 => Just("\n".to_owned()),
        1 => "\\PC{0,6}",
        1 => prop::sample::select(vec!["\u{202e}", "\u{feff}", "\0", "é\u{301}", "👩‍👩‍👧", "\u{a0}", "\r\n", "İ", "ß", "  "])
            .prop_map(str::to_owned),
    ]
}

fn news() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..120).prop_map(|pieces| pieces.concat())
}

/// All spans of an annotation.
fn spans(a: &Annotation) -> Vec<Span> {
    let mut spans: Vec<Span> = a.sentences.clone();
    spans.extend(a.mentions.iter().map(|m| m.span));
    for claim in &a.claims {
        spans.extend(claim.source.map(|s| s.span));
        spans.extend(claim.cue);
        spans.extend(&claim.content);
    }
    for event in &a.events {
        spans.push(event.trigger);
        spans.extend(event.arguments.iter().map(|x| x.filler.span));
        spans.extend(event.time.as_ref().map(|t| t.span));
        spans.extend(event.quantity.as_ref().map(|q| q.span));
        spans.extend(event.links.iter().map(|l| l.words));
    }
    spans.extend(a.claims.iter().filter_map(|c| c.time.as_ref()).chain(&a.times).map(|t| t.span));
    for relation in &a.relations {
        spans.push(relation.subject.span);
        spans.extend(&relation.predicate.words);
        spans.extend(relation.object.iter().chain(&relation.arguments).map(|a| a.span));
    }
    spans
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_span_stands_for_words(text in news()) {
        let annotation = ANALYZER.analyze(Document::new("d", text.as_str()));
        for span in spans(&annotation) {
            prop_assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize));
            let words = span.of(&text);
            prop_assert!(!words.is_empty());
            prop_assert_eq!(words.trim(), words);
        }
        prop_assert!(annotation.sentences.windows(2).all(|w| w[0].end <= w[1].start));
        prop_assert!(annotation.mentions.windows(2).all(|w| w[0].span.start <= w[1].span.start));
        prop_assert!(annotation.claims.iter().all(|c| !c.content.is_empty()));
        prop_assert!(annotation.times.windows(2).all(|w| w[0].span.end <= w[1].span.start));
    }

    #[test]
    fn what_is_written_is_read_back_the_same(text in news()) {
        let annotation = ANALYZER.analyze(Document::new("d", text.as_str()));
        let line = wire::to_line(&annotation).unwrap();
        prop_assert_eq!(wire::from_line(&line).unwrap(), annotation);
    }

    #[test]
    fn twice_gives_the_same(text in news()) {
        let once = ANALYZER.analyze(Document::new("d", text.as_str()));
        let twice = ANALYZER.analyze(Document::new("d", text.as_str()));
        prop_assert_eq!(wire::to_line(&once).unwrap(), wire::to_line(&twice).unwrap());
    }

    #[test]
    fn any_annotation_becomes_a_graph(text in news()) {
        let annotation = ANALYZER.analyze(Document::new("d", text.as_str()));
        let mut builder = GraphBuilder::new();
        builder.add(&annotation);
        let graph = builder.finish();
        prop_assert!(graph.n_nodes() >= 1);
    }

    #[test]
    fn tokens_cover_all_but_white_space(text in prop_oneof![news(), any::<String>()]) {
        let mut vocabulary = Vocabulary::default();
        let rules = TextRules::load(&mut vocabulary).unwrap();
        let analysis = analyze(&rules, &vocabulary, &text, &[]);
        let mut end = 0;
        for token in &analysis.tokens {
            prop_assert!(token.span.start as usize >= end);
            prop_assert!(text[end..token.span.start as usize].trim().is_empty(), "left out before {:?}", token.span);
            end = token.span.end as usize;
        }
        prop_assert!(text[end..].trim().is_empty());
        let covered: usize = analysis.sentences.iter().map(|s| s.tokens.len()).sum();
        prop_assert_eq!(covered, analysis.tokens.len());
    }
}

#[test]
fn an_endless_sentence_is_done_in_bounded_time() {
    let text = "the men who said that Iran and Russia had attacked “ the town ” , ".repeat(4000);
    let annotation = ANALYZER.analyze(Document::new("d", text));
    assert_eq!(annotation.document.id, "d");
}

#[test]
fn endless_quotation_marks_are_done_in_bounded_time() {
    for mark in ["“", "\"", "'", "‘ ", " ’", "“ ”"] {
        let annotation = ANALYZER.analyze(Document::new("d", mark.repeat(15_000)));
        assert_eq!(annotation.document.id, "d");
    }
}
