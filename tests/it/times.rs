//! Time expressions, what they date, and links between events: the cases of `tests/cases/times.toml` and `links.toml`.

use claimgraph::annotation::{Annotation, Time};
use claimgraph::document::Document;
use claimgraph::graph::{EdgeKind, GraphBuilder, Link, Node, StatedBy};
use claimgraph::pipeline::Analyzer;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    /// Day of the document; a Wednesday unless the case gives another. "" is none.
    #[serde(default = "wednesday")]
    date: String,
    /// All expressions: words, type, value, modifier, first and last day.
    times: Option<Vec<String>>,
    /// Trigger and the words of its time.
    events: Option<Vec<String>>,
    /// Words of the content and the words of the time at which it was said.
    #[serde(default)]
    said: Vec<String>,
}

fn wednesday() -> String {
    "2022-11-16".to_owned()
}

/// "last week | date | 2022-W45 | - | 2022-11-07 | 2022-11-13"
fn line(a: &Annotation, time: &Time) -> String {
    let day = |d: Option<jiff::civil::Date>| d.map_or("-".to_owned(), |d| d.to_string());
    format!(
        "{} | {} | {} | {} | {} | {}",
        time.span.of(&a.document.text),
        time.kind.as_str(),
        time.value.as_deref().unwrap_or("-"),
        time.modifier.map_or("-", |m| m.as_str()),
        day(time.first_day),
        day(time.last_day),
    )
}

fn compare(wrong: &mut Vec<String>, name: &str, what: &str, found: &[String], expected: &[String]) {
    if found != expected {
        wrong.push(format!("{name}: {what}\n  found    {found:#?}\n  expected {expected:#?}"));
    }
}

#[test]
fn cases_of_times_are_as_their_file_says() {
    let analyzer = Analyzer::load().unwrap();
    let cases: Cases = toml::from_str(include_str!("../cases/times.toml")).unwrap();
    assert!(cases.case.len() >= 100);
    let mut wrong = Vec::new();
    for case in &cases.case {
        let mut document = Document::new("case", case.text.as_str());
        document.date = (!case.date.is_empty()).then(|| case.date.parse().unwrap());
        let a = analyzer.analyze(document);
        let words = |t: &Option<Time>| t.as_ref().map_or("-", |t| t.span.of(&a.document.text)).to_owned();
        if let Some(times) = &case.times {
            let found: Vec<String> = a.times.iter().map(|t| line(&a, t)).collect();
            compare(&mut wrong, &case.name, "times", &found, times);
        }
        if let Some(events) = &case.events {
            let event =
                |e: &claimgraph::annotation::Event| format!("{} | {}", e.trigger.of(&a.document.text), words(&e.time));
            let found: Vec<String> = a.events.iter().map(event).collect();
            compare(&mut wrong, &case.name, "events", &found, events);
        }
        for said in &case.said {
            let (content, time) =
                said.split_once(" | ").unwrap_or_else(|| panic!("{}: {said:?} has no bar", case.name));
            let claim = a.claims.iter().find(|c| c.content.iter().any(|s| s.of(&a.document.text).contains(content)));
            let found = claim.map_or("no claim".to_owned(), |c| words(&c.time));
            compare(&mut wrong, &case.name, content, &[found], &[time.to_owned()]);
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkCases {
    case: Vec<LinkCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkCase {
    name: String,
    text: String,
    links: Vec<String>,
}

#[test]
fn cases_of_links_are_as_their_file_says() {
    let analyzer = Analyzer::load().unwrap();
    let cases: LinkCases = toml::from_str(include_str!("../cases/links.toml")).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let a = analyzer.analyze(Document::new("case", case.text.as_str()));
        let of = |span: claimgraph::document::Span| span.of(&a.document.text);
        let links = a.events.iter().flat_map(|e| e.links.iter().map(move |l| (e, l)));
        let line = |(e, l): (&claimgraph::annotation::Event, &claimgraph::annotation::EventLink)| {
            let to = &a.events[l.event.index()];
            format!("{} | {} | {} | {}", of(e.trigger), l.kind.as_str(), of(to.trigger), of(l.words))
        };
        let found: Vec<String> = links.map(line).collect();
        compare(&mut wrong, &case.name, &case.text, &found, &case.links);
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Source and target of the links between events, by lemma, with the words, and whether the document itself says so.
fn edges(text: &str) -> Vec<String> {
    let analyzer = Analyzer::load().unwrap();
    let mut builder = GraphBuilder::new();
    builder.add(&analyzer.analyze(Document::new("case", text)));
    let graph = builder.finish();
    let lemma = |node: &Node| node.as_event().unwrap().lemma.clone();
    let links = graph.links().filter(|l| matches!(l.edge.kind, EdgeKind::Precedes | EdgeKind::Causes));
    let line = |l: Link<'_>| {
        let words: Vec<&str> = l.edge.provenance.iter().map(|p| &*p.passage.text).collect();
        let own = l.edge.stated_by.iter().any(|s| s.by == StatedBy::Document);
        format!("{} {} {}: {words:?}, {own}", lemma(l.source), l.edge.kind.as_str(), lemma(l.target))
    };
    links.map(line).collect()
}

#[test]
fn links_between_events_are_edges_with_words_and_speaker() {
    assert_eq!(
        edges("Norway expelled three diplomats in response to the invasion of Ukraine."),
        ["invasion causes expel: [\"in response to\"], true"]
    );
    assert_eq!(
        edges("Mara Vell said that Norway expelled three diplomats in response to the invasion of Ukraine."),
        ["invasion causes expel: [\"in response to\"], false"]
    );
}
