//! What holds for every format, on a graph made in code and on one whose texts are hostile.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use super::*;
use crate::annotation::{ActorKind, EventType, Modality, Role};
use crate::graph::testing::{Sketch, corpus, speech};
use crate::graph::{EdgeKind, GraphBuilder, is_alleged};

/// Files in memory.
#[derive(Default)]
struct Memory(BTreeMap<String, Vec<u8>>);

impl Files for Memory {
    fn file(&mut self, name: &str, fill: Fill<'_>) -> io::Result<()> {
        let mut bytes = Vec::new();
        fill(&mut bytes)?;
        assert!(self.0.insert(name.to_owned(), bytes).is_none(), "{name} is written twice");
        Ok(())
    }
}

fn graph_of_everything() -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    for annotation in corpus(3).iter().chain([&speech()]) {
        builder.add(annotation);
    }
    builder.finish()
}

/// Strings that break what is not escaped.
const HOSTILE: [&str; 12] = [
    "a \"b\" 'c' `d`",
    "back\\slash\\",
    "\\u0027) DETACH DELETE n //",
    "<b>&amp; ]]> <!--",
    "line\nbreak\r\nand\ttab;",
    "bell\u{7} null\u{0} escape\u{1b} next\u{85} part\u{2029}",
    "\u{202e}evil\u{2066} \u{200f}מרגל",
    "node",
    "=1+1",
    "@sum; a | b",
    "\u{1d4b3} \u{ffff} \u{fdd0}",
    "-",
];

/// A graph with an actor of each hostile name, each of which attacks the next and says so.
fn hostile_graph() -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    let long = "x".repeat(10_000);
    let names: Vec<&str> = HOSTILE.iter().copied().chain([long.as_str()]).collect();
    for (i, name) in names.iter().enumerate() {
        let mut s = Sketch::dated(
            &format!("{i} {}", &name[..name.char_indices().nth(12).map_or(name.len(), |c| c.0)]),
            "2022-11-16",
        );
        let next = format!("{}!", names[(i + 1) % names.len()]);
        let [a, b] = [s.actor(name, ActorKind::Person), s.actor(&next, ActorKind::Group)];
        s.annotation.document.title = Some((*name).to_owned());
        s.annotation.document.url = Some((*name).to_owned());
        s.sentence(&format!("{name} said {next} will fight."));
        s.claim(a, "said", "will fight", &[b]);
        s.event("fight", "fight", EventType::Assault, &[(Role::Agent, b), (Role::Patient, a)]);
        s.last().modality = Modality::Intended;
        builder.add(&s.annotation);
    }
    builder.finish()
}

fn written(graph: &KnowledgeGraph, format: Format) -> BTreeMap<String, Vec<u8>> {
    let mut files = Memory::default();
    write(graph, format, &ExportOptions::default(), &mut files).unwrap();
    files.0
}

fn one(graph: &KnowledgeGraph, format: Format) -> String {
    let files = written(graph, format);
    assert_eq!(files.len(), 1, "{format:?}");
    String::from_utf8(files.into_values().next().unwrap()).unwrap()
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// Counts and ids of nodes, and of edges with the number of those that are alleged.
fn expected(graph: &KnowledgeGraph) -> (Vec<String>, usize, usize) {
    let ids = graph.nodes().map(|node| node.id.to_string()).collect();
    let alleged = graph.links().filter(|link| is_alleged(&link.edge.stated_by)).count();
    (ids, graph.n_edges(), alleged)
}

fn graphs() -> [KnowledgeGraph; 2] {
    [graph_of_everything(), hostile_graph()]
}

#[test]
fn files_have_the_names_that_the_list_gives() {
    let graph = graph_of_everything();
    for &format in Format::ALL {
        let files = written(&graph, format);
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        match format.about().written {
            Written::File(name) => assert_eq!(names, [name], "{format:?}"),
            Written::Pictures(extension) => {
                let expected = [picture_name(View::Actors, extension), picture_name(View::Full, extension)];
                assert_eq!(names, expected, "{format:?}");
            }
            Written::Folder(folder) => {
                assert!(names.iter().all(|name| name.starts_with(&format!("{folder}/"))), "{format:?}: {names:?}");
            }
        }
    }
}

#[test]
fn the_same_graph_gives_the_same_bytes() {
    for &format in Format::ALL {
        assert_eq!(written(&graph_of_everything(), format), written(&graph_of_everything(), format), "{format:?}");
        assert_eq!(written(&hostile_graph(), format), written(&hostile_graph(), format), "{format:?}");
    }
}

#[test]
fn an_empty_graph_can_be_written() {
    let graph = GraphBuilder::new().finish();
    for &format in Format::ALL {
        assert!(!written(&graph, format).is_empty(), "{format:?}");
    }
}

#[test]
fn an_error_of_the_writer_is_passed_on() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::other("full"))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    struct Disk;
    impl Files for Disk {
        fn file(&mut self, _: &str, fill: Fill<'_>) -> io::Result<()> {
            let mut out = io::BufWriter::new(Full);
            fill(&mut out)?;
            out.flush()
        }
    }
    for &format in Format::ALL {
        let done = write(&graph_of_everything(), format, &ExportOptions::default(), &mut Disk);
        assert!(done.is_err(), "{format:?}");
    }
}

#[test]
fn json_formats_have_every_node_and_edge() {
    for graph in graphs() {
        let (ids, n_edges, n_alleged) = expected(&graph);
        let d3 = json(&one(&graph, Format::D3));
        let cytoscape = json(&one(&graph, Format::Cytoscape));
        let cx2 = json(&one(&graph, Format::Cx2));
        let aspect =
            |name: &str| cx2.as_array().unwrap().iter().find_map(|a| a.get(name)).unwrap().as_array().unwrap().clone();
        let inner = |elements: &[serde_json::Value], key: &str| -> Vec<serde_json::Value> {
            elements.iter().map(|element| element[key].clone()).collect()
        };
        let tables = [
            (d3["nodes"].as_array().unwrap().clone(), d3["links"].as_array().unwrap().clone()),
            (
                inner(cytoscape["elements"]["nodes"].as_array().unwrap(), "data"),
                inner(cytoscape["elements"]["edges"].as_array().unwrap(), "data"),
            ),
            (inner(&aspect("nodes"), "v"), inner(&aspect("edges"), "v")),
        ];
        for (nodes, edges) in tables {
            let found: Vec<String> = nodes.iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect();
            assert_eq!(found, ids);
            assert_eq!(edges.len(), n_edges);
            assert_eq!(edges.iter().filter(|edge| edge["alleged"] == true).count(), n_alleged);
            assert!(edges.iter().all(|edge| edge["source"].is_string() && edge["key"].is_string()));
        }
        for edge in aspect("edges") {
            let [s, t] = ["s", "t"].map(|end| edge[end].as_u64().unwrap() as usize);
            assert_eq!([&edge["v"]["source"], &edge["v"]["target"]], [ids[s].as_str(), ids[t].as_str()]);
        }
    }
}

/// How often each element stands in an XML file, which must be well formed.
fn elements(xml: &str) -> BTreeMap<String, usize> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut counts = BTreeMap::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                let attributes: Vec<_> = tag.attributes().map(|attribute| attribute.unwrap()).collect();
                assert!(attributes.iter().all(|attribute| !attribute.value.contains(['<', '\n'])));
                *counts.entry(tag.name().as_ref().to_owned()).or_insert(0) += 1;
            }
            quick_xml::events::Event::Eof => return counts,
            _ => {}
        }
    }
}

#[test]
fn xml_formats_have_every_node_and_edge() {
    for graph in graphs() {
        for format in [Format::GraphMl, Format::Gexf] {
            let xml = one(&graph, format);
            assert!(xml.chars().all(shared::clean::fits_xml), "{format:?}");
            let counts = elements(&xml);
            assert_eq!((counts["node"], counts["edge"]), (graph.n_nodes(), graph.n_edges()), "{format:?}");
        }
        let full = written(&graph, Format::Yed).remove("graph.yed.graphml").unwrap();
        let counts = elements(std::str::from_utf8(&full).unwrap());
        assert_eq!((counts["node"], counts["edge"]), (graph.n_nodes(), graph.n_edges()));
        assert_eq!(counts["y:NodeLabel"], graph.n_nodes());
    }
}

#[test]
fn gexf_has_days_colours_and_dotted_lines() {
    let xml = one(&hostile_graph(), Format::Gexf);
    assert!(xml.contains("start=\"2022-11-16\" end=\"2022-11-16\""));
    assert!(xml.contains("<viz:shape value=\"dashed\"/>"), "what is intended is dashed");
    let xml = one(&graph_of_everything(), Format::Gexf);
    assert!(xml.contains("<viz:shape value=\"dotted\"/>"), "what is alleged is dotted");
}

fn records(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(bytes);
    // A row with more or fewer cells than the first is an error.
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn neo4j_has_every_node_and_edge_on_one_line() {
    for graph in graphs() {
        let files = written(&graph, Format::Neo4j);
        let n_lines: usize = files.values().map(|bytes| std::str::from_utf8(bytes).unwrap().lines().count()).sum();
        assert_eq!(n_lines, graph.n_nodes() + graph.n_edges() + files.len());
        let rows = records(&files["neo4j/relationships.csv"], b',');
        let column = |name: &str| rows[0].iter().position(|cell| cell == name).unwrap();
        let (start, end, kind, alleged) =
            (column(":START_ID"), column(":END_ID"), column(":TYPE"), column("alleged:boolean"));
        for (row, link) in rows[1..].iter().zip(graph.links()) {
            assert_eq!(row[start], neo4j::id(link.source.id.as_str()));
            assert_eq!(row[end], neo4j::id(link.target.id.as_str()));
            assert_eq!(row[kind].to_lowercase(), link.edge.kind.as_str());
            assert_eq!(row[alleged], is_alleged(&link.edge.stated_by).to_string());
        }
        let events = records(&files["neo4j/events.csv"], b',');
        assert_eq!(events[0][0], "id:ID");
        assert_eq!(events[0].last().unwrap(), ":LABEL");
    }
}

#[test]
fn cypher_for_both_databases_makes_the_same() {
    for graph in graphs() {
        let [neo4j, kuzu] = [Format::Cypher, Format::Kuzu].map(|format| one(&graph, format));
        let makes = |script: &str| script.split_once("UNWIND").unwrap().1.to_owned();
        assert_eq!(makes(&neo4j), makes(&kuzu));
        let rows = neo4j.lines().filter(|line| line.starts_with('{')).count();
        assert_eq!(rows, graph.n_nodes() + graph.n_edges());
        // Outside of literals there is nothing of the texts.
        assert!(neo4j.lines().filter(|line| !line.starts_with('{')).all(|line| !line.contains("DETACH")));
        assert!(
            neo4j.lines().filter(|line| line.starts_with('{')).all(|line| line.ends_with('}') || line.ends_with("},"))
        );
    }
}

#[test]
fn links_say_who_alleges() {
    let graph = graph_of_everything();
    let rows = records(one(&graph, Format::Links).as_bytes(), b',');
    let column = |name: &str| links::COLUMNS.iter().position(|column| *column == name).unwrap();
    let (alleged, by, label, kind) = (column("Alleged"), column("Stated by"), column("Label"), column("Type"));
    assert_eq!(rows[0], links::COLUMNS);
    let mut n_alleged = 0;
    for row in rows[1..].iter().filter(|row| row[alleged] == "true") {
        assert!(!row[by].split(" | ").any(|voice| voice == "document"), "{row:?}");
        assert!(row[label].contains(" per ") || row[kind].starts_with("claim:"), "{row:?}");
        n_alleged += 1;
    }
    assert!(n_alleged > 0);
    assert!(rows.iter().any(|row| row[label].starts_with("not: ")), "what is denied says so");
}

#[test]
fn links_hold_no_formulas_and_one_line_a_row() {
    let text = one(&hostile_graph(), Format::Links);
    let rows = records(text.as_bytes(), b',');
    assert_eq!(rows.len(), text.lines().count());
    assert!(rows.len() > HOSTILE.len());
    assert!(rows.iter().flatten().all(|cell| !cell.trim_start().starts_with(['=', '+', '-', '@'])));
}

#[test]
fn dyads_pair_agents_with_those_it_is_done_to() {
    for graph in graphs() {
        let rows = records(one(&graph, Format::Icews).as_bytes(), b'\t');
        assert_eq!(rows[0], icews::COLUMNS);
        let n = |kinds: &[EdgeKind], links: Vec<crate::graph::Link<'_>>| -> Vec<String> {
            let links = links.into_iter().filter(|link| kinds.contains(&link.edge.kind));
            links
                .flat_map(|link| [link.source, link.target])
                .filter(|node| node.as_actor().is_some())
                .map(|node| node.id.to_string())
                .collect()
        };
        let mut pairs = 0;
        for event in graph.nodes().filter(|node| node.as_event().is_some()) {
            let agents = n(&[EdgeKind::Agent], graph.incoming(&event.id));
            let targets = n(&[EdgeKind::Patient, EdgeKind::Recipient], graph.outgoing(&event.id));
            pairs += agents.iter().map(|agent| targets.iter().filter(|target| *target != agent).count()).sum::<usize>();
        }
        assert!(pairs > 0);
        assert_eq!(rows.len() - 1, pairs);
        let numbers: std::collections::BTreeSet<u64> = rows[1..].iter().map(|row| row[0].parse().unwrap()).collect();
        assert_eq!(numbers.len(), pairs);
        assert!(numbers.iter().all(|number| *number < 1 << 53));
    }
}

#[test]
fn dyads_tell_allegations_from_facts() {
    let graph = graph_of_everything();
    let rows = records(one(&graph, Format::Icews).as_bytes(), b'\t');
    let column = |name: &str| icews::COLUMNS.iter().position(|column| *column == name).unwrap();
    let (alleged, by) = (column("Alleged"), column("Stated By"));
    for row in &rows[1..] {
        assert_eq!(row[alleged] == "false", row[by].split(" | ").next() == Some("document"), "{row:?}");
    }
    let values =
        |name| rows[1..].iter().map(|row| row[column(name)].clone()).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(values("Alleged").len(), 2);
    assert!(values("Polarity").contains("negative"));
}

#[test]
fn every_format_and_column_stands_in_the_documentation() {
    let page = include_str!("../../docs/exports.md");
    let columns = fields::node_columns().chain(fields::edge_columns()).map(|column| column.name);
    let tables = links::COLUMNS.into_iter().chain(icews::COLUMNS);
    for name in columns.chain(tables) {
        assert!(page.contains(&format!("`{name}`")), "{name} is missing");
    }
    for format in [Format::D3, Format::GraphMl, Format::Yed, Format::Gexf, Format::Cytoscape, Format::Cx2] {
        assert!(page.contains(&format!("`{}`", format.as_str())), "{format:?} is missing");
    }
    for format in [Format::Neo4j, Format::Cypher, Format::Kuzu, Format::Links, Format::Icews] {
        assert!(page.contains(&format!("`{}`", format.as_str())), "{format:?} is missing");
    }
}
