//! A limit of time for the work on one document.
//!
//! Off unless a caller asks for it: what is cut off by a clock depends on the machine. The work looks at the clock now and
//! then, and gives up by unwinding to [`within`], so that no stage has to know of limits; nothing of a
//! document that took too long is kept.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

thread_local! {
    /// When the work of this thread has to end.
    static END: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// The work took longer than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue;

/// Does some work, which gives up when it takes longer than the limit.
///
/// # Errors
/// When it gave up.
///
/// # Panics
/// When the work panics.
pub fn within<R>(limit: Option<Duration>, work: impl FnOnce() -> R) -> Result<R, Overdue> {
    let Some(end) = limit.and_then(|limit| Instant::now().checked_add(limit)) else { return Ok(work()) };
    let before = END.replace(Some(end));
    let done = catch_unwind(AssertUnwindSafe(work));
    END.set(before);
    done.or_else(|panic| if panic.is::<Overdue>() { Err(Overdue) } else { resume_unwind(panic) })
}

/// Gives up when the limit of this thread's work is over. Costs as much as a look at the clock, or nothing without a limit.
pub(crate) fn check() {
    if END.get().is_some_and(|end| Instant::now() >= end) {
        // Not `panic!`: nobody is told of a bug, since there is none.
        resume_unwind(Box::new(Overdue));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_work_with_a_limit_gives_up() {
        let work = || {
            check();
            7
        };
        assert_eq!(within(None, work), Ok(7));
        assert_eq!(within(Some(Duration::from_secs(1000)), work), Ok(7));
        assert_eq!(within(Some(Duration::ZERO), work), Err(Overdue));
        assert_eq!(within(Some(Duration::MAX), work), Ok(7));
        // The limit ends with the work.
        check();
    }

    #[test]
    fn other_panics_pass() {
        let work = || within(Some(Duration::from_secs(1000)), || resume_unwind(Box::new("other")));
        assert_eq!(catch_unwind(work).unwrap_err().downcast_ref(), Some(&"other"));
    }
}
