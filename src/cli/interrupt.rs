//! What Ctrl-C does: ends a run in order while documents are in work, and at once at any other time.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;
use crate::corpus::Stop;

/// Whether somebody heeds [`stop`] at this moment.
static IS_HEEDED: AtomicBool = AtomicBool::new(false);

/// What the user's interruption asks to stop. The first one asks, a second one ends the process.
fn stop() -> &'static Stop {
    static STOP: OnceLock<Stop> = OnceLock::new();
    STOP.get_or_init(|| {
        let stop = Stop::default();
        let asked = stop.clone();
        // Fails only if there is a handler already, which nothing before this makes.
        let _ = ctrlc::set_handler(move || {
            if asked.is_asked() || !IS_HEEDED.load(Ordering::SeqCst) {
                std::process::exit(Exit::Interrupted.code().into());
            }
            asked.ask();
            eprintln!("\nclaimgraph: interrupted: ending what is in work; once more ends at once");
        });
        stop
    })
}

/// Runs what ends in order when it is asked to stop.
pub(super) fn heeding<R>(run: impl FnOnce(&Stop) -> R) -> R {
    let stop = stop();
    IS_HEEDED.store(true, Ordering::SeqCst);
    let done = run(stop);
    IS_HEEDED.store(false, Ordering::SeqCst);
    done
}

/// Whether the user interrupted the run.
pub(super) fn is_interrupted() -> bool {
    stop().is_asked()
}
