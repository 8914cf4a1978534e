//! Pictures without Graphviz, from an article to files.

use crate::run::{ARTICLES, claimgraph};

#[test]
fn an_article_becomes_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let article = format!("{ARTICLES}/paris-attacks-verdict.txt");
    let formats = if cfg!(feature = "png") { "svg,png" } else { "svg" };
    let views = ["--view", "actors,full", "--scale", "0.5"];
    let run = claimgraph(&[&["build", &article, "--out", out, "--format", formats], &views[..]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    for name in ["actors.svg", "graph.svg"] {
        let svg = std::fs::read_to_string(folder.path().join(name)).unwrap();
        let svg = roxmltree::Document::parse(&svg).unwrap();
        assert!(svg.descendants().any(|node| node.attribute("id") == Some("n0")), "{name} has figures");
    }
    if cfg!(feature = "png") {
        let png = std::fs::read(folder.path().join("actors.png")).unwrap();
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    }
}

#[test]
fn a_scale_of_nothing_is_refused() {
    for scale in ["0", "-1", "NaN", "two"] {
        let run = claimgraph(&["export", "graph.json", "--format", "png", &format!("--scale={scale}")]);
        assert_eq!(run.code, 2, "{scale}: {}", run.stderr);
    }
}
