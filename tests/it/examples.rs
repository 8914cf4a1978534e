//! The programs of `examples/` do what they say. They are compiled into the tests, so that what runs is what is shown.

#[allow(dead_code)]
#[path = "../../examples/folder_to_graph.rs"]
mod folder_to_graph;
#[allow(dead_code)]
#[path = "../../examples/who_said_what.rs"]
mod who_said_what;

use claimgraph::document::Input;

use crate::run::project;

#[test]
fn who_said_what_names_sources_and_cues() {
    let mut table = Vec::new();
    let article = project("data/articles/nord-stream-royal-navy-claim.txt");
    who_said_what::run([Input::from(article.as_os_str())], &mut table).unwrap();
    let table = String::from_utf8(table).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
    assert!(rows.len() > 3 && rows.iter().all(|row| row.len() == 4), "{table}");
    assert!(rows.iter().all(|row| row[0] == "nord-stream-royal-navy-claim" && !row[3].is_empty()), "{table}");
    assert!(rows.iter().any(|row| !row[1].is_empty() && row[2] == "said"), "{table}");
}

#[test]
fn folder_to_graph_writes_graph_and_page() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("articles"), folder.path().join("graph"));
    std::fs::create_dir(&from).unwrap();
    std::fs::write(from.join("a.txt"), "Portugal expelled 12 Russian diplomats.").unwrap();
    std::fs::write(from.join("b.txt"), "").unwrap();
    let mut said = Vec::new();
    folder_to_graph::run(&from, &to, &mut said).unwrap();
    let said = String::from_utf8(said).unwrap();
    assert!(said.starts_with("left out: ") && said.contains("b.txt: no text"), "{said}");
    assert!(said.lines().any(|line| line.ends_with(" Portugal")), "{said}");
    assert!(std::fs::read_to_string(to.join("graph.json")).unwrap().contains("\"Portugal\""));
    assert!(to.join("graph.html").exists());
}
