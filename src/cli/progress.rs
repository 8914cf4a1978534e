//! Progress on standard error, and errors beside it.

use std::time::Duration;

use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use super::interrupt::is_interrupted;
use crate::document::read::total_bytes;
use crate::document::{Consumed, Input};

/// Shows how far a run has come, if standard error is a terminal, and counts what failed.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    quiet: bool,
    /// What is counted: "document".
    unit: &'static str,
    /// What to know when none is found.
    expected: &'static str,
    n_done: u64,
    n_bytes: u64,
    n_failed: u64,
    /// How much of the inputs is read, where it is known how much there is.
    consumed: Option<Consumed>,
}

impl Progress {
    pub(super) fn new(quiet: bool) -> Self {
        Self::counting("document", quiet)
    }

    /// Counts something else than documents.
    pub(super) fn counting(unit: &'static str, quiet: bool) -> Self {
        // indicatif draws nothing where standard error is no terminal.
        let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} [{elapsed}]") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, quiet, unit, n_done: 0, n_bytes: 0, n_failed: 0, consumed: None, expected: "" }
    }

    /// What a user should know when there is nothing to do.
    pub(super) fn expect(&mut self, expected: &'static str) {
        self.expected = expected;
    }

    /// Shows a bar with the time left as soon as it is known how much there is to read. Finding that out is a walk through
    /// all folders, so it is done beside the work, and only for somebody who looks on.
    pub(super) fn follow(&mut self, consumed: Consumed, inputs: Vec<Input>) {
        if self.bar.is_hidden() {
            return;
        }
        self.consumed = Some(consumed);
        let bar = self.bar.clone();
        std::thread::spawn(move || {
            let Some(total) = total_bytes(inputs).filter(|&total| total > 0) else { return };
            let style = "{bar:24} {percent:>3} % of {total_bytes}, {eta} left, {msg} [{elapsed}]";
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_length(total);
                bar.set_style(style);
            }
        });
    }

    /// Whether nothing but errors is said.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Notes one that is done.
    pub(super) fn done(&mut self, bytes: usize) {
        self.n_done += 1;
        self.n_bytes += bytes as u64;
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        let rate = HumanBytes((self.n_bytes as f64 / seconds) as u64);
        let (n, unit, bytes) = (self.n_done, self.unit, HumanBytes(self.n_bytes));
        self.bar.set_message(format!("{n} {unit}s, {:.1}/s, {bytes}, {rate}/s", n as f64 / seconds));
        if let Some(consumed) = &self.consumed {
            self.bar.set_position(consumed.bytes());
        }
    }

    /// Notes those that an earlier run has done: a run that finds all done has not failed.
    pub(super) fn known(&mut self, n: u64) {
        self.n_done += n;
    }

    /// Reports one that failed.
    pub(super) fn failed(&mut self, error: &dyn std::fmt::Display) {
        self.n_failed += 1;
        self.bar.suspend(|| eprintln!("claimgraph: {error}"));
    }

    /// Takes the progress line away and tells how the run ended.
    pub(super) fn finish(self) -> super::Exit {
        self.bar.finish_and_clear();
        if is_interrupted() {
            return super::Exit::Interrupted;
        }
        match (self.n_done, self.n_failed) {
            (0, 0) => {
                let gap = if self.expected.is_empty() { "" } else { ": " };
                eprintln!("claimgraph: no {} found{gap}{}", self.unit, self.expected);
                super::Exit::Failed
            }
            (0, _) => super::Exit::Failed,
            (_, 0) => super::Exit::Done,
            _ => super::Exit::Partly,
        }
    }
}
