//! What a reader decided, for the commands that build graphs.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use crate::decisions::Decisions;

/// Files of decisions.
#[derive(Debug, Args)]
pub(super) struct DecisionArguments {
    /// Decisions about actors, TOML; may be given several times, all hold together.
    #[arg(id = "decisions", long, value_name = "FILE", help_heading = "Graph")]
    files: Vec<PathBuf>,
}

/// Help on the files, for the commands that take them.
macro_rules! decisions_help {
    () => {
        "

A file of decisions about actors, read by --decisions at every run:
  [[same]]
  actors = [\"Acme\", \"actor:organization:acme-holdings\"]
  [[not-same]]
  actors = [{ name = \"John Smith\", document = \"a\" }, { name = \"John Smith\", document = \"b\" }]
  [[not-an-actor]]
  actor = \"Downing Street\"
  [[rename]]
  actor = \"IAEA\"
  name = \"International Atomic Energy Agency\"
  [[kind]]
  actor = \"Wagner\"
  kind = \"organization\"
`claimgraph explain` shows ids and names; taking an entry out again undoes it."
    };
}

pub(super) use decisions_help;

impl DecisionArguments {
    /// Reads them all.
    ///
    /// # Errors
    /// When a file cannot be read or followed; the message says where.
    pub(super) fn read(&self) -> anyhow::Result<Decisions> {
        let mut decisions = Decisions::default();
        for path in &self.files {
            let name = path.display().to_string();
            let text = std::fs::read(path).with_context(|| name.clone())?;
            let text = String::from_utf8(text).map_err(|error| {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
                anyhow::anyhow!("{name}:{line}: not UTF-8")
            })?;
            decisions.add(&name, &text)?;
        }
        Ok(decisions)
    }
}
