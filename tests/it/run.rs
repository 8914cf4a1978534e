//! Runs the binary.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a run printed and how it ended.
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

/// Runs `claimgraph` in the project's folder with these arguments.
pub(crate) fn claimgraph(arguments: &[&str]) -> Run {
    claimgraph_with(arguments, "")
}

/// The same with text on standard input.
pub(crate) fn claimgraph_with(arguments: &[&str], stdin: &str) -> Run {
    claimgraph_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments, stdin)
}

/// The same in another folder.
pub(crate) fn claimgraph_in(folder: &Path, arguments: &[&str], stdin: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_claimgraph"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary is built before its tests");
    // The program may refuse its arguments and end before it has read all.
    let _ = child.stdin.take().expect("stdin is piped").write_all(stdin.as_bytes());
    let Output { stdout, stderr, status } = child.wait_with_output().expect("the binary ends");
    Run {
        stdout: String::from_utf8(stdout).expect("output is UTF-8"),
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
        code: status.code().unwrap_or(-1),
    }
}

/// The folder of sample articles.
pub(crate) const ARTICLES: &str = "data/articles";

/// A path in the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
