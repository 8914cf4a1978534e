//! Whether events are said to happen, how real they are, and who says so: the cases of `tests/cases/factuality.toml`.

use claimgraph::annotation::stating::{Stating, Voice};
use claimgraph::annotation::{Annotation, Event, EventId};
use claimgraph::document::{Document, Span};
use claimgraph::graph::{GraphBuilder, StatedBy};
use claimgraph::pipeline::Analyzer;
use serde::Deserialize;

use crate::quantities::event;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    trigger: String,
    status: String,
    words: Option<String>,
    by: Option<String>,
}

/// The words for those who state an event: "document", or the source of a claim.
fn stated_by(a: &Annotation, event: &Event) -> String {
    let id = a.events.iter().position(|e| std::ptr::eq(e, event)).unwrap();
    let voices = Stating::new(a).event(EventId(id as u32), event);
    let said = |voice: Voice| match voice {
        Voice::Document => "document",
        Voice::Claim(claim) => a.claims[claim.index()].source.map_or("?", |s| s.span.of(&a.document.text)),
    };
    voices.into_iter().map(said).collect::<Vec<_>>().join(", ")
}

#[test]
fn cases_of_factuality_are_as_their_file_says() {
    let analyzer = Analyzer::load().unwrap();
    let cases: Cases = toml::from_str(include_str!("../cases/factuality.toml")).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let a = analyzer.analyze(Document::new("case", case.text.as_str()));
        let event = match event(&a, &case.trigger) {
            Ok(event) => event,
            Err(error) => {
                wrong.push(format!("{}: {error}", case.text));
                continue;
            }
        };
        let mut check = |found: String, expected: &str| {
            if found != expected {
                wrong.push(format!("{} [{}]: {found} instead of {expected}", case.text, case.trigger));
            }
        };
        check(format!("{} {}", event.polarity.as_str(), event.modality.as_str()), &case.status);
        let words = |span: Option<Span>| span.map_or("-", |s| s.of(&case.text));
        if let Some(expected) = &case.words {
            check(format!("{} | {}", words(event.polarity_words), words(event.modality_words)), expected);
        }
        if let Some(expected) = &case.by {
            check(stated_by(&a, event), expected);
        }
        // Who is not asserted and positive has words that say why.
        assert_eq!(event.polarity_words.is_some(), event.polarity.as_str() == "negative", "{}", case.text);
        assert_eq!(event.modality_words.is_some(), event.modality.as_str() != "asserted", "{}", case.text);
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.case.len(), wrong.join("\n"));
}

/// An event that the paper tells and a claim tells again is stated by both; each mention by its own.
#[test]
fn an_event_told_twice_is_stated_by_both() {
    let text = "Norway expelled nine envoys. “Norway expelled nine envoys,” Russia said.";
    let a = Analyzer::load().unwrap().analyze(Document::new("twice", text));
    let each: Vec<String> = a.events.iter().map(|e| stated_by(&a, e)).collect();
    assert_eq!(each, ["document", "Russia"]);
    let mut builder = GraphBuilder::new();
    builder.add(&a);
    let graph = builder.finish();
    let events: Vec<_> = graph.nodes().filter_map(|n| n.as_event()).collect();
    assert_eq!(events.len(), 1);
    let by: Vec<bool> = events[0].stated_by.iter().map(|s| s.by == StatedBy::Document).collect();
    assert_eq!(by, [true, false]);
}
