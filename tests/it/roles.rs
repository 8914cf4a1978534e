//! Who does what to whom in single sentences: the cases of `tests/cases/roles.toml`.

use std::fmt::Write;

use claimgraph::annotation::Event;
use claimgraph::document::Document;
use claimgraph::pipeline::Analyzer;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    #[serde(default)]
    events: Vec<String>,
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    open: bool,
}

/// "expel: agent Norway, patient two diplomats"
fn roles(event: &Event, text: &str) -> String {
    let mut out = format!("{}:", event.lemma);
    for argument in &event.arguments {
        write!(out, " {} {},", argument.role.as_str(), argument.filler.span.of(text)).unwrap();
    }
    out.trim_end_matches(',').to_owned()
}

#[test]
fn cases_of_roles_are_as_their_file_says() {
    let analyzer = Analyzer::load().unwrap();
    let cases: Cases = toml::from_str(include_str!("../cases/roles.toml")).unwrap();
    assert!(cases.case.len() >= 150, "{} cases", cases.case.len());
    let mut wrong = Vec::new();
    for case in &cases.case {
        let mut document = Document::new("case", case.text.as_str());
        document.date = Some("2022-11-16".parse().unwrap());
        let annotation = analyzer.analyze(document);
        let found: Vec<String> = annotation.events.iter().map(|e| roles(e, &case.text)).collect();
        let told = if case.open { case.events.iter().all(|e| found.contains(e)) } else { found == case.events };
        let types: Vec<&str> = annotation.events.iter().map(|e| e.kind.as_str()).collect();
        let typed =
            case.types.is_empty() || types.starts_with(&case.types.iter().map(String::as_str).collect::<Vec<_>>());
        if !told || !typed {
            wrong.push(format!(
                "{}\n    has  {found:?} {types:?}\n    not  {:?} {:?}",
                case.text, case.events, case.types
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
