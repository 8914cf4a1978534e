//! How many, how much: the cases of `tests/cases/quantities.toml`.

use claimgraph::annotation::{Annotation, Event, Quantity};
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
    trigger: String,
    quantity: String,
    #[serde(default)]
    arguments: Vec<String>,
}

/// The event that a word tells, or the first word of its trigger: "kill#2" is the second such.
pub(crate) fn event<'a>(a: &'a Annotation, trigger: &str) -> Result<&'a Event, String> {
    let (word, number) = trigger.split_once('#').map_or((trigger, 1), |(w, n)| (w, n.parse().unwrap()));
    let tells = |e: &&Event| e.trigger.of(&a.document.text).split(' ').next() == Some(word);
    let events = || a.events.iter().map(|e| e.trigger.of(&a.document.text)).collect::<Vec<_>>();
    a.events.iter().filter(tells).nth(number - 1).ok_or_else(|| format!("no event {trigger:?} among {:?}", events()))
}

/// At most four digits after the point.
fn number(value: f64) -> String {
    format!("{}", (value * 1e4).round() / 1e4)
}

/// "20-30 between diplomat", "75 about % of voter"
fn written(quantity: Option<&Quantity>) -> String {
    let Some(q) = quantity else { return "-".to_owned() };
    let upper = q.upper.map(|u| format!("-{}", number(u))).unwrap_or_default();
    let unit = q.unit.as_ref().map(|u| format!(" {u}")).unwrap_or_default();
    let of = q.of.as_ref().map(|o| format!(" of {o}")).unwrap_or_default();
    format!("{}{upper} {}{unit}{of}", number(q.value), q.bound.as_str())
}

#[test]
fn cases_of_quantities_are_as_their_file_says() {
    let analyzer = Analyzer::load().unwrap();
    let cases: Cases = toml::from_str(include_str!("../cases/quantities.toml")).unwrap();
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
        let found = written(event.quantity.as_ref());
        if found != case.quantity {
            wrong.push(format!("{}: {found} instead of {}", case.text, case.quantity));
        }
        for line in &case.arguments {
            let (words, expected) = line.split_once(" = ").unwrap_or_else(|| panic!("{line:?} has no ="));
            let argument = event.arguments.iter().find(|x| x.filler.span.of(&case.text) == words);
            match argument.map(|x| written(x.quantity.as_ref())) {
                Some(found) if found == expected => {}
                Some(found) => wrong.push(format!("{}: {words} is {found} instead of {expected}", case.text)),
                None => wrong.push(format!("{}: no argument {words:?}", case.text)),
            }
        }
        for q in event.quantity.iter().chain(event.arguments.iter().filter_map(|x| x.quantity.as_ref())) {
            assert!(q.value.is_finite() && q.upper.is_none_or(|u| u > q.value), "{}", case.text);
            assert!(!q.span.of(&case.text).trim().is_empty(), "{}", case.text);
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.case.len(), wrong.join("\n"));
}
