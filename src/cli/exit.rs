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
    /// 130: the user interrupted the run; what was done is kept where the command says so.
    Interrupted,
}

impl Exit {
    /// What the process ends with.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Partly => 1,
            Self::Failed => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}
