//! What is read of claims besides their words, and which speak to which: the cases of `tests/cases/claims.toml`.

use claimgraph::annotation::{Annotation, Claim};
use claimgraph::document::{Document, Span};
use claimgraph::graph::{GraphBuilder, KnowledgeGraph, Node};
use claimgraph::pipeline::Analyzer;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
    graph: Vec<GraphCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    #[serde(default)]
    acts: Vec<String>,
    #[serde(default)]
    addressees: Vec<String>,
    #[serde(default)]
    stances: Vec<String>,
    #[serde(default)]
    certainty: Vec<String>,
    #[serde(default)]
    hearsay: Vec<String>,
    #[serde(default)]
    about: Vec<String>,
    responses: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GraphCase {
    name: String,
    texts: Vec<Text>,
    edges: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    id: String,
    date: String,
    text: String,
}

/// The claim whose content has some words: "bridge#2" is the second such.
fn claim<'a>(a: &'a Annotation, words: &str) -> Result<&'a Claim, String> {
    let (words, number) = words.split_once('#').map_or((words, 1), |(w, n)| (w, n.parse().unwrap()));
    let has = |c: &&Claim| c.content.iter().any(|s| s.of(&a.document.text).contains(words));
    a.claims.iter().filter(has).nth(number - 1).ok_or_else(|| format!("no claim has {words:?} (#{number})"))
}

/// What is written after the first bar must be what the claim gives.
fn check(a: &Annotation, expected: &[String], given: impl Fn(&Claim) -> String, wrong: &mut Vec<String>, name: &str) {
    for line in expected {
        let (words, value) = line.split_once(" | ").unwrap_or_else(|| panic!("{name}: {line:?} has no bar"));
        match claim(a, words) {
            Ok(claim) if given(claim) == value => {}
            Ok(claim) => wrong.push(format!("{name}: {words}: {} instead of {value}", given(claim))),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
}

fn or_none(parts: Vec<String>) -> String {
    if parts.is_empty() { "-".to_owned() } else { parts.join(", ") }
}

#[test]
fn cases_of_claims_are_as_their_file_says() {
    let analyzer = Analyzer::load().unwrap();
    let cases: Cases = toml::from_str(include_str!("../cases/claims.toml")).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let a = analyzer.analyze(Document::new("case", case.text.as_str()));
        let (wrong, name) = (&mut wrong, case.name.as_str());
        let text = |span: Span| span.of(&a.document.text).to_owned();
        let actor = |id: claimgraph::annotation::ActorId| a.actors[id.index()].name.clone();
        check(&a, &case.acts, |c| c.act.as_str().to_owned(), wrong, name);
        let addressee = |c: &Claim| c.addressee.map_or("-".to_owned(), |x| text(x.span));
        check(&a, &case.addressees, addressee, wrong, name);
        let stances = |c: &Claim| {
            let stance = |s: &claimgraph::annotation::Stance| {
                let target = s.target.actor.map_or("?".to_owned(), actor);
                format!("{target} | {} | {}", s.favour.as_str(), text(s.words))
            };
            or_none(c.stances.iter().map(stance).collect())
        };
        check(&a, &case.stances, stances, wrong, name);
        let certainty =
            |c: &Claim| c.certainty.map_or("-".to_owned(), |x| format!("{} | {}", x.level.as_str(), text(x.words)));
        check(&a, &case.certainty, certainty, wrong, name);
        check(&a, &case.hearsay, |c| c.hearsay.map_or("-".to_owned(), text), wrong, name);
        let about = |c: &Claim| {
            let mut names: Vec<String> = c.about.iter().map(|&id| actor(id)).collect();
            names.sort();
            or_none(names)
        };
        check(&a, &case.about, about, wrong, name);
        let Some(responses) = &case.responses else { continue };
        check_responses(&a, responses, wrong, name);
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn check_responses(a: &Annotation, expected: &[String], wrong: &mut Vec<String>, name: &str) {
    let mut left: Vec<(&Claim, String, &Claim, String)> = Vec::new();
    for claim in &a.claims {
        for r in &claim.responses {
            let words = r.words.of(&a.document.text).to_owned();
            left.push((claim, r.kind.as_str().to_owned(), &a.claims[r.claim.index()], words));
        }
    }
    for line in expected {
        let parts: Vec<&str> = line.split(" | ").collect();
        let [from, kind, to, words] = parts[..] else { panic!("{name}: {line:?} has not four parts") };
        let (from, to) = match (claim(a, from), claim(a, to)) {
            (Ok(from), Ok(to)) => (from, to),
            (Err(error), _) | (_, Err(error)) => {
                wrong.push(format!("{name}: {error}"));
                continue;
            }
        };
        let is = |x: &(&Claim, String, &Claim, String)| {
            std::ptr::eq(x.0, from) && x.1 == kind && std::ptr::eq(x.2, to) && x.3 == words
        };
        match left.iter().position(is) {
            Some(at) => drop(left.remove(at)),
            None => wrong.push(format!("{name}: no {line}")),
        }
    }
    for (_, kind, _, words) in left {
        wrong.push(format!("{name}: there is {kind} by {words:?}"));
    }
}

fn is_said(node: &Node, place: &str) -> bool {
    let (document, words) = place.split_once(": ").unwrap_or_else(|| panic!("{place:?} names no document"));
    node.as_claim().is_some_and(|c| c.document == document && c.text.contains(words))
}

/// The edges between claims as lines of the cases would have them, told by the whole text of each claim.
fn between_claims(graph: &KnowledgeGraph) -> Vec<String> {
    let mut lines = Vec::new();
    for link in graph.links().filter(|l| l.edge.kind.is_between_claims()) {
        let told = |node: &Node| node.as_claim().map(|c| format!("{}: {}", c.document, c.text)).unwrap_or_default();
        assert!(link.edge.provenance.len() >= 2, "an edge shows both sides");
        lines.push(format!("{} | {} | {}", told(link.source), link.edge.kind.as_str(), told(link.target)));
    }
    lines
}

#[test]
fn claims_of_several_documents_speak_to_each_other_as_their_file_says() {
    let analyzer = Analyzer::load().unwrap();
    let cases: Cases = toml::from_str(include_str!("../cases/claims.toml")).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.graph {
        let annotate = |text: &Text| {
            let mut document = Document::new(&text.id, text.text.as_str());
            document.date = Some(text.date.parse().unwrap());
            analyzer.analyze(document)
        };
        let annotations: Vec<Annotation> = case.texts.iter().map(annotate).collect();
        let build = |annotations: &mut dyn Iterator<Item = &Annotation>| {
            let mut builder = GraphBuilder::new();
            for annotation in annotations {
                builder.add(annotation);
            }
            builder.finish()
        };
        let graph = build(&mut annotations.iter());
        let found = between_claims(&graph);
        assert_eq!(found, between_claims(&build(&mut annotations.iter().rev())), "{}", case.name);
        let mut expected = 0;
        for line in &case.edges {
            let parts: Vec<&str> = line.split(" | ").collect();
            let [from, kind, to] = parts[..] else { panic!("{line:?} has not three parts") };
            expected += 1;
            let is = |l: &claimgraph::graph::Link<'_>| {
                l.edge.kind.as_str() == kind && is_said(l.source, from) && is_said(l.target, to)
            };
            if !graph.links().any(|l| is(&l)) {
                wrong.push(format!("{}: no {line} among {found:?}", case.name));
            }
        }
        if found.len() > expected {
            wrong.push(format!("{}: more edges than listed: {found:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
