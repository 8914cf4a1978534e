//! Exit codes.

use std::process::ExitCode;

/// How a run ended. Wrong arguments end with 2, which clap sees to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: all done.
    Done,
    /// 1: done, but some documents could not be read.
    Partly,
    /// 3: nothing done: no document, or the output could not be written.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Partly => 1,
            Exit::Failed => 3,
        })
    }
}
