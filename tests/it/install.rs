//! What is installed beside the program: completions and manual pages.

use std::process::{Command, Stdio};

use crate::run::{Run, claimgraph};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

fn completions(shell: &str) -> String {
    let Run { stdout, stderr, code } = claimgraph(&["completions", shell]);
    assert_eq!((code, stderr.as_str()), (0, ""), "{shell}");
    stdout
}

/// Every subcommand, as the manual's first page tells them.
fn subcommands() -> Vec<String> {
    let page = claimgraph(&["man"]).stdout;
    let names = page.lines().filter_map(|line| line.strip_prefix("claimgraph\\-")?.strip_suffix("(1)"));
    names.map(|name| name.replace("\\-", "-")).collect()
}

#[test]
fn every_shell_completes_every_subcommand() {
    let names = subcommands();
    assert!(names.len() > 15 && names.iter().any(|name| name == "train-claims"), "{names:?}");
    for shell in SHELLS {
        let script = completions(shell);
        for name in &names {
            assert!(script.contains(name.as_str()), "{shell}: {name}");
        }
        assert!(script.contains("min-sources"), "{shell}");
    }
    assert_eq!(claimgraph(&["completions", "csh"]).code, 2);
}

/// Runs bash if it is there.
fn bash(script: &str) -> Option<String> {
    let mut bash = Command::new("bash");
    let bash = bash.args(["--norc", "-c", script]).stdin(Stdio::null()).output();
    let Ok(output) = bash else {
        eprintln!("skipped: bash is not here");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn bash_completes_what_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claimgraph");
    std::fs::write(&path, completions("bash")).unwrap();
    let path = path.to_str().unwrap();
    if bash(&format!("bash -n '{path}'")).is_none() {
        return;
    }
    // As a user types: the word before the last, and the last.
    let complete = |words: &[&str]| {
        let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
        let script = format!(
            "source '{path}' 2>/dev/null; COMP_WORDS=({}); COMP_CWORD={}; _claimgraph claimgraph '{last}' '{before}'; \
             echo \"${{COMPREPLY[@]}}\"",
            quoted.join(" "),
            words.len() - 1
        );
        bash(&script).unwrap()
    };
    assert_eq!(complete(&["claimgraph", "expl"]).trim(), "explain");
    assert_eq!(complete(&["claimgraph", "export", "g.json", "--view", "cl"]).trim(), "claims");
    assert!(complete(&["claimgraph", "build", "--f"]).contains("--focus"));
}

#[test]
fn the_manual_has_a_page_for_every_subcommand() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("man1");
    let run = claimgraph(&["man", "--out", out.to_str().unwrap()]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    let read = |name: &str| std::fs::read_to_string(out.join(format!("{name}.1"))).unwrap();
    for name in subcommands() {
        let page = read(&format!("claimgraph-{name}"));
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "\"SEE ALSO\""] {
            assert!(page.contains(&format!("\n.SH {section}\n")), "{name} has no {section}:\n{page}");
        }
        assert!(!page.contains("EXTRA"), "{name}");
    }
    // Subcommands of subcommands have theirs.
    assert!(read("claimgraph-gazetteer-check").contains("ours.tsv"));
    assert_eq!(read("claimgraph"), claimgraph(&["man"]).stdout);
    assert!(read("claimgraph").contains(".SH \"EXIT CODES\""));
}
