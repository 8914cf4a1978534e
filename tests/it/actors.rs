//! Who is one within a document, and what ties are stated: the cases of `tests/cases/actors.toml`.

use claimgraph::annotation::{Annotation, Mention};
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
    name: String,
    text: String,
    date: Option<String>,
    #[serde(default)]
    one: Vec<[String; 2]>,
    #[serde(default)]
    two: Vec<[String; 2]>,
    #[serde(default)]
    relations: Vec<String>,
    #[serde(default)]
    not_relations: Vec<String>,
}

/// The number of the actor that some words mean, if they mean one: "he#2" is the second mention of "he", "=Iran" the actor Iran.
fn meant(a: &Annotation, words: &str) -> Option<usize> {
    if let Some(name) = words.strip_prefix('=') {
        return a.actors.iter().position(|actor| actor.name == name);
    }
    let (words, number) = words.split_once('#').map_or((words, 1), |(w, n)| (w, n.parse().unwrap()));
    let is_said = |m: &&Mention| m.span.of(&a.document.text) == words;
    let mention = a.mentions.iter().filter(is_said).nth(number - 1);
    mention.unwrap_or_else(|| panic!("no mention {words:?} #{number}")).actor.map(|actor| actor.index())
}

fn relations(a: &Annotation) -> Vec<String> {
    let name =
        |actor: Option<claimgraph::annotation::ActorId>| actor.map_or("?", |id| a.actors[id.index()].name.as_str());
    let relation = |x: &claimgraph::annotation::Relation| {
        let kind = x.kind.map_or("", |k| k.as_str());
        let since = x.since.map(|y| format!(" | since {y}")).unwrap_or_default();
        let until = x.until.map(|y| format!(" | until {y}")).unwrap_or_default();
        format!("{} | {kind} | {}{since}{until}", name(x.subject.actor), name(x.object.and_then(|o| o.actor)))
    };
    a.relations.iter().map(relation).collect()
}

#[test]
fn cases_within_a_document_are_as_their_file_says() {
    let analyzer = Analyzer::load().unwrap();
    let cases: Cases = toml::from_str(include_str!("../cases/actors.toml")).unwrap();
    let mut wrong = Vec::new();
    for case in cases.case {
        let mut document = Document::new("case", case.text.as_str());
        document.date = case.date.map(|d| d.parse().unwrap());
        let a = analyzer.analyze(document);
        let name = |actor: Option<usize>| actor.map_or("nobody", |i| a.actors[i].name.as_str());
        for [x, y] in &case.one {
            let (one, other) = (meant(&a, x), meant(&a, y));
            if one != other || one.is_none() {
                wrong.push(format!("{}: {x} is {}, {y} is {}", case.name, name(one), name(other)));
            }
        }
        for [x, y] in &case.two {
            let (one, other) = (meant(&a, x), meant(&a, y));
            if one == other && one.is_some() {
                wrong.push(format!("{}: {x} and {y} are both {}", case.name, name(one)));
            }
        }
        let found = relations(&a);
        for relation in case.relations.iter().filter(|r| !found.contains(r)) {
            wrong.push(format!("{}: {relation} is not among {found:?}", case.name));
        }
        for relation in case.not_relations.iter().filter(|r| found.contains(r)) {
            wrong.push(format!("{}: {relation} is there", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
