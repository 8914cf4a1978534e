//! What goes into a DOT file comes out of it, by our own reader and by Graphviz.

use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::reader::{Dot, read};
use super::*;
use crate::export::drawing::label::{LABEL_LENGTH, LINE_LENGTH};
use crate::graph::testing::{attacks_by, corpus, speech};
use crate::graph::{GraphBuilder, NodeId};

/// Names that break writers of DOT, SVG or HTML.
const HOSTILE: &[&str] = &[
    "say \"no\"",
    "back\\slash \\N \\G \\l \\n",
    "ends in \\",
    "<b>bold</b> & &amp; &#65;",
    "node",
    "digraph",
    "0day",
    "-7.5",
    "🦊 fox 👩‍👩‍👧",
    "שלום עליכם",
    "eviltxt\u{202e}gpj.exe",
    "nul\u{0}bell\u{7}esc\u{1b}[31m",
    "two\nlines\r\nand\ttab",
    "];}; n0 -> n1 [label=x",
    "view=full",
    "{record|field}",
    "//comment /* here */ # there",
];

fn to_dot(graph: &KnowledgeGraph, view: View) -> String {
    let mut bytes = Vec::new();
    write_graph(graph, ViewOptions::new(view), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The label as a reader sees it: without the marks around right-to-left lines.
fn shown(dot: &Dot, id: &NodeId) -> String {
    let node = dot.nodes.values().find(|node| node["id"] == printable(id.as_str()));
    node.unwrap_or_else(|| panic!("{id} is not drawn"))["label"].replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn hostile_names_come_back_as_they_are() {
    let graph = attacks_by(HOSTILE);
    let dot = read(&to_dot(&graph, View::Full));
    assert_eq!(dot.nodes.len(), graph.n_nodes());
    assert_eq!(dot.edges.len(), graph.n_edges());
    for node in graph.nodes() {
        let label = shown(&dot, &node.id).replace('\n', " ");
        let expected = printable(&node.label).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(label, expected);
    }
}

proptest! {
    #[test]
    fn any_text_comes_back(text in any::<String>()) {
        let dot = format!("digraph {{\n  n0 [label=\"{}\"];\n}}\n", escape(&printable(&text)));
        prop_assert_eq!(&read(&dot).nodes["n0"]["label"], &printable(&text));
    }

    #[test]
    fn any_name_is_drawn(name in "\\PC{1,120}") {
        let graph = attacks_by(&[&name]);
        for &view in View::ALL {
            read(&to_dot(&graph, view));
        }
    }
}

#[test]
fn labels_are_short_and_wrapped() {
    let long = "word ".repeat(400);
    let dot = read(&to_dot(&attacks_by(&[&long, &"x".repeat(5000)]), View::Full));
    for label in dot.nodes.values().map(|node| &node["label"]) {
        assert!(label.lines().all(|line| line.chars().count() <= LINE_LENGTH), "{label:?}");
        assert!(label.chars().count() <= LABEL_LENGTH + 4, "{label:?}");
    }
}

#[test]
fn the_file_says_which_view_it_is() {
    for &view in View::ALL {
        let dot = read(&to_dot(&attacks_by(&["Ardovia"]), view));
        assert_eq!(dot.graph["view"], view.as_str());
        assert_eq!(dot.graph["fontname"], FONT);
    }
}

#[test]
fn an_allegation_has_another_line() {
    let mut builder = GraphBuilder::new();
    builder.add(&speech());
    let dot = read(&to_dot(&builder.finish(), View::Actors));
    let edge = |words: &str| {
        let found = dot.edges.iter().find(|(_, _, a)| a.get("label").is_some_and(|l| l.starts_with(words)));
        found.map(|(_, _, attributes)| attributes.clone()).unwrap()
    };
    let [told, alleged] = [edge("invade"), edge("attack")];
    assert_eq!((told["style"].as_str(), told["arrowhead"].as_str()), ("solid", "normal"));
    assert_eq!((alleged["style"].as_str(), alleged["arrowhead"].as_str()), ("dotted", "onormal"));
    assert!(alleged["label"].ends_with("per Russia"));
    assert_eq!(edge("eliminate")["style"], "dashed");
    assert_eq!(edge("not: negotiate")["arrowhead"], "tee");
    assert!(alleged["tooltip"].contains("Nord Stream pipelines in September"));
}

/// What Graphviz makes of it; `None` where it is not installed.
fn render(dot: &str) -> Option<String> {
    let mut command = Command::new("dot");
    command.arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().ok()?;
    let mut input = child.stdin.take().unwrap();
    let dot = dot.to_owned();
    let writer = std::thread::spawn(move || input.write_all(dot.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "Graphviz says {said}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn n_drawn(svg: &str) -> (usize, usize) {
    (svg.matches("class=\"node\"").count(), svg.matches("class=\"edge\"").count())
}

#[test]
#[allow(clippy::print_stderr, reason = "a skipped test has to say so")]
fn graphviz_draws_every_node() {
    let mut many = GraphBuilder::new();
    corpus(20).iter().for_each(|annotation| {
        many.add(annotation);
    });
    for graph in [attacks_by(HOSTILE), many.finish(), GraphBuilder::new().finish()] {
        for &view in View::ALL {
            let Some(svg) = render(&to_dot(&graph, view)) else {
                eprintln!("skipped: Graphviz is not installed");
                return;
            };
            if view == View::Full {
                assert_eq!(n_drawn(&svg), (graph.n_nodes(), graph.n_edges()));
            }
        }
    }
}

#[test]
fn graphviz_shows_entities_and_escapes_as_they_are() {
    let Some(svg) = render(&to_dot(&attacks_by(&["a \\N b", "c &amp; d"]), View::Full)) else { return };
    assert!(svg.contains(">a \\N b<"));
    assert!(svg.contains(">c &amp;amp; d<"));
}
