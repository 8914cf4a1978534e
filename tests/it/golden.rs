//! Whole analyses of small texts as a person can review them.
//!
//! Each `tests/golden/NAME.txt` is a text and `NAME.out` what is found in it: actors with their aliases, claims, events.
//! Compared by default; `UPDATE_GOLDEN=1 cargo test golden` writes them anew.

use std::fmt::Write as _;
use std::fs;

use claimgraph::annotation::{ActorId, Annotation, Claim};
use claimgraph::document::{Document, Span};
use claimgraph::pipeline::Analyzer;

use crate::run::project;

#[test]
fn golden_files_are_as_reviewed() {
    let analyzer = Analyzer::load().unwrap();
    let mut names: Vec<_> = fs::read_dir(project("tests/golden")).unwrap().map(|e| e.unwrap().path()).collect();
    names.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    names.sort();
    assert!(!names.is_empty());
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for path in names {
        let mut document = Document::new("d", fs::read_to_string(&path).unwrap());
        document.date = Some("2022-11-17".parse().unwrap());
        let found = describe(&analyzer.analyze(document));
        let expected = path.with_extension("out");
        if update {
            fs::write(&expected, &found).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{}\n{found}", expected.display()));
        }
    }
    assert!(wrong.is_empty(), "review, then run with UPDATE_GOLDEN=1:\n{}", wrong.join("\n"));
}

/// One line a finding.
fn describe(a: &Annotation) -> String {
    let text = a.document.text.as_str();
    let words = |span: Span| span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let who = |id: Option<ActorId>| id.map_or("?", |id| a.actors[id.index()].name.as_str());
    let mut out = String::new();
    for boilerplate in &a.boilerplate {
        let _ = writeln!(out, "skipped ({}): {}", boilerplate.kind.as_str(), words(boilerplate.span));
    }
    for actor in &a.actors {
        let _ = writeln!(out, "{}: {} ({})", actor.kind.as_str(), actor.name, actor.aliases.join("; "));
    }
    for relation in &a.relations {
        let Some(kind) = relation.kind.map(|k| k.as_str()) else {
            let others = relation.object.iter().chain(&relation.arguments).map(|a| words(a.span));
            let others: Vec<String> = others.collect();
            let (subject, predicate) = (words(relation.subject.span), relation.predicate.read(text));
            let _ = writeln!(out, "open: {subject} | {predicate} | {}", others.join(" | "));
            continue;
        };
        let object = relation.object.map_or("-", |o| who(o.actor));
        let _ = writeln!(out, "relation: {} {kind} {object}", who(relation.subject.actor));
    }
    for claim in &a.claims {
        let source = claim.source.map_or("nobody".to_owned(), |s| format!("{} [{}]", words(s.span), who(s.actor)));
        let cue = claim.cue.map_or("-".to_owned(), words);
        let content: Vec<String> = claim.content.iter().map(|&s| words(s)).collect();
        let about: Vec<&str> = claim.about.iter().map(|&a| who(Some(a))).collect();
        let _ = writeln!(
            out,
            "claim ({}, {}): {source} | {cue} | {} | about {}{}",
            claim.kind.as_str(),
            claim.act.as_str(),
            content.join(" … "),
            about.join(", "),
            manner(a, claim)
        );
    }
    for event in &a.events {
        let _ = write!(out, "event: {} {} {}", event.kind.as_str(), event.cameo, words(event.trigger));
        for argument in &event.arguments {
            let _ = write!(
                out,
                " | {}: {} [{}]",
                argument.role.as_str(),
                words(argument.filler.span),
                who(argument.filler.actor)
            );
        }
        if let Some(time) = &event.time {
            let _ = write!(out, " | time: {} = {}", words(time.span), time.value.as_deref().unwrap_or("?"));
        }
        if let Some(quantity) = &event.quantity {
            let _ = write!(out, " | {} {}", quantity.bound.as_str(), quantity.value);
        }
        for link in &event.links {
            let _ = write!(
                out,
                " | {} {}: {}",
                link.kind.as_str(),
                words(a.events[link.event.index()].trigger),
                words(link.words)
            );
        }
        let _ = writeln!(out, " | {}, {}", event.polarity.as_str(), event.modality.as_str());
    }
    out
}

/// Whom a claim is told, how sure it is, whether it is hearsay, and for or against whom it speaks, as far as words tell.
fn manner(a: &Annotation, claim: &Claim) -> String {
    let words = |span: Span| span.of(&a.document.text);
    let mut out = String::new();
    if let Some(addressee) = claim.addressee {
        let _ = write!(out, " | to {}", words(addressee.span));
    }
    if let Some(certainty) = claim.certainty {
        let _ = write!(out, " | {}: {}", certainty.level.as_str(), words(certainty.words));
    }
    if let Some(time) = &claim.time {
        let _ = write!(out, " | said: {} = {}", words(time.span), time.value.as_deref().unwrap_or("?"));
    }
    if let Some(hearsay) = claim.hearsay {
        let _ = write!(out, " | hearsay: {}", words(hearsay));
    }
    for stance in &claim.stances {
        let _ = write!(out, " | {} of {}: {}", stance.favour.as_str(), words(stance.target.span), words(stance.words));
    }
    for response in &claim.responses {
        let _ = write!(out, " | {} {}: {}", response.kind.as_str(), response.claim, words(response.words));
    }
    out
}
