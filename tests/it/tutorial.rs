//! The tutorial is true: every command of docs/tutorial.md runs, in order, and says what the page shows.
//!
//! Blocks marked `sh` are run by a shell in one folder that has the sample articles. Each line of a block marked `text`
//! must be found in what the block before it printed, in order; what stands between may be left out of the page. Blocks
//! marked `console` are for reading.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::run::project;

#[derive(Debug, PartialEq)]
enum Block {
    Shell(String),
    Text(String),
}

/// The fenced blocks of a page that are run or compared.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else { continue };
        let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match language {
            "sh" => blocks.push(Block::Shell(inside.join("\n"))),
            "text" => blocks.push(Block::Text(inside.join("\n"))),
            "console" => {}
            other => panic!("a block of {other:?} is neither run nor compared"),
        }
    }
    blocks
}

/// The first line that is not there, in order.
fn missing<'t>(shown: &'t str, printed: &str) -> Option<&'t str> {
    let mut rest = printed.lines();
    shown.lines().find(|line| !rest.any(|printed| printed.contains(line.trim_end())))
}

#[cfg(unix)]
#[test]
fn every_command_of_the_tutorial_does_what_the_page_says() {
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("data/articles");
    fs::create_dir_all(&articles).unwrap();
    for entry in fs::read_dir(project("data/articles")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, articles.join(path.file_name().unwrap())).unwrap();
    }
    let program = Path::new(env!("CARGO_BIN_EXE_claimgraph"));
    let mut path = program.parent().unwrap().as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());

    let page = fs::read_to_string(project("docs/tutorial.md")).unwrap();
    let mut printed = String::new();
    let mut n_compared = 0;
    for block in blocks(&page) {
        match block {
            Block::Shell(script) => {
                let mut shell = Command::new("sh");
                let run = shell.args(["-e", "-c", &script]).env("PATH", &path).current_dir(folder.path()).output();
                let run = run.expect("a shell is there");
                let said = String::from_utf8_lossy(&run.stderr);
                assert!(run.status.success(), "{script}\n{said}");
                printed = String::from_utf8(run.stdout).unwrap();
            }
            Block::Text(shown) => {
                assert_eq!(
                    missing(&shown, &printed),
                    None,
                    "docs/tutorial.md shows a line that is not printed; what is:\n{printed}"
                );
                n_compared += 1;
            }
        }
    }
    assert!(n_compared > 8, "{n_compared}");
    for file in ["one/graph.html", "mi5.svg", "graph.gexf", "neo4j", "stored/actors.dot", "merged/graph.json"] {
        assert!(folder.path().join("tutorial").join(file).exists(), "{file}");
    }
}

#[test]
fn blocks_and_lines_are_compared_as_promised() {
    let page = "a\n```sh\nls\npwd\n```\n```console\n$ x\n```\n\n```text\nb\n```\n";
    assert_eq!(blocks(page), [Block::Shell("ls\npwd".into()), Block::Text("b".into())]);
    assert_eq!(missing("one\nthree", "one 1\ntwo\nthree"), None);
    assert_eq!(missing("three\none", "one\ntwo\nthree"), Some("one"));
}
