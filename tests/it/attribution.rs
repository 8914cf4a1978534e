//! Who says what: the cases of `tests/cases/attribution.toml`.

use claimgraph::annotation::{Annotation, Claim};
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
    claims: Vec<String>,
}

/// A claim as the cases write it.
fn written(annotation: &Annotation, claim: &Claim) -> String {
    let text = &annotation.document.text;
    let words = |span: Option<Span>| span.map_or("-", |s| s.of(text));
    let content: Vec<String> = claim.content.iter().map(|s| s.of(text).replace('\n', "/")).collect();
    let within = if claim.within.is_some() { "> " } else { "" };
    format!("{within}{} | {} | {}", words(claim.source.map(|s| s.span)), words(claim.cue), content.join(" + "))
}

#[test]
fn every_case_holds() {
    let cases: Cases = toml::from_str(include_str!("../cases/attribution.toml")).unwrap();
    let analyzer = Analyzer::load().unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let annotation = analyzer.analyze(Document::new("case", case.text.as_str()));
        let found: Vec<String> = annotation.claims.iter().map(|c| written(&annotation, c)).collect();
        if found != case.claims {
            wrong.push(format!("{}:\n  expected {:#?}\n  found {found:#?}", case.name, case.claims));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
