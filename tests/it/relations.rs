//! What clauses say: the cases of `tests/cases/relations.toml`, and open relations of any text.

use claimgraph::annotation::{Annotation, Modality, Polarity, Relation};
use claimgraph::document::{Document, Span};
use claimgraph::pipeline::Analyzer;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
}

/// A relation as the cases write it.
fn written(annotation: &Annotation, relation: &Relation) -> String {
    let text = &annotation.document.text;
    let words = |span: Span| span.of(text).to_owned();
    let mut parts = vec![
        words(relation.subject.span),
        relation.predicate.read(text).to_owned(),
        relation.object.map_or_else(|| "-".to_owned(), |o| words(o.span)),
    ];
    parts.extend(relation.arguments.iter().map(|a| words(a.span)));
    if relation.polarity == Polarity::Negative {
        parts.push("[negative]".to_owned());
    }
    if relation.modality != Modality::Asserted {
        parts.push(format!("[{}]", relation.modality.as_str()));
    }
    parts.join(" | ")
}

fn open(annotation: &Annotation) -> impl Iterator<Item = &Relation> {
    annotation.relations.iter().filter(|r| r.kind.is_none())
}

#[test]
fn every_case_holds() {
    let cases: Cases = toml::from_str(include_str!("../cases/relations.toml")).unwrap();
    let analyzer = Analyzer::load().unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let annotation = analyzer.analyze(Document::new("case", case.text.as_str()));
        let found: Vec<String> = open(&annotation).map(|r| written(&annotation, r)).collect();
        let missing: Vec<_> = case.has.iter().filter(|&t| !found.contains(t)).collect();
        let unwanted: Vec<_> = case.lacks.iter().filter(|&l| found.iter().any(|t| t.starts_with(l.as_str()))).collect();
        if !missing.is_empty() || !unwanted.is_empty() {
            wrong.push(format!("{}:\n  missing {missing:#?}\n  unwanted {unwanted:#?}\n  found {found:#?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

/// Text that no rule was written for gives relations whose words stand in it, in order, or none.
#[test]
fn odd_text_gives_sound_relations() {
    let analyzer = Analyzer::load().unwrap();
    let texts = [
        String::new(),
        "is is is of of, who which that.".to_owned(),
        "“‘(((“ said ” he, , , and and ’ was )".to_owned(),
        "To be is to be is to be said by who. Who whom whose which that of which where when.".to_owned(),
        format!("Roe {} left.", "who met the man ".repeat(400)),
        format!("Roe said {}it rained.", "that Doe said ".repeat(400)),
        format!("{} fled.", "Roe, a mayor, and ".repeat(400)),
        "\u{202e}Kyiv\u{301} über—fled\u{200d} 𝕋he 👩‍🚀 was\u{a0}’s 's n't not no".to_owned(),
    ];
    for text in texts {
        let annotation = analyzer.analyze(Document::new("odd", text.as_str()));
        let mut last = None;
        for relation in open(&annotation) {
            let text = &annotation.document.text;
            let spans = [relation.subject.span].into_iter().chain(relation.object.map(|o| o.span));
            let spans: Vec<Span> = spans.chain(relation.arguments.iter().map(|a| a.span)).collect();
            for (i, span) in spans.iter().enumerate() {
                assert!(!span.of(text).trim().is_empty());
                assert!(spans[..i].iter().all(|other| !other.overlaps(*span)), "{}", written(&annotation, relation));
            }
            assert!(!relation.predicate.words.is_empty() && !relation.predicate.read(text).trim().is_empty());
            assert!((0.0..=1.0).contains(&relation.confidence));
            let place = (relation.subject.span, relation.predicate.span());
            assert!(last.is_none_or(|l| l <= place), "in text order");
            last = Some(place);
        }
    }
}
