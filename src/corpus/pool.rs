//! Threads that work on a stream of items and give the results back in the items' order.
//!
//! Each thread takes the next item itself, one at a time, so reading overlaps with the work of the others, and the thread
//! that asked takes the results as they come up. How far the threads may run ahead of it is bounded by a number of items
//! and their weight: a slow item holds the others up rather than let results pile up behind it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Asks a run to end early. Clones ask together.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks: no further item is begun. What is in work is done to its end.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How much is in work at any time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) n_threads: usize,
    /// Items that are begun but not taken, at most.
    pub(crate) n_items: usize,
    /// Their weight, unless a single item is heavier.
    pub(crate) weight: usize,
}

/// What the threads have done and may do.
struct Progress<R> {
    /// Items begun.
    n_begun: usize,
    /// Results taken.
    n_taken: usize,
    /// Weight of what is begun and not taken.
    weight: usize,
    /// Results by number, with the weight of their items.
    results: BTreeMap<usize, (R, usize)>,
    /// No item follows those begun.
    is_end: bool,
    /// Nobody takes results any more, or a thread panicked.
    is_broken: bool,
}

struct Shared<R> {
    limits: Limits,
    progress: Mutex<Progress<R>>,
    /// There may be room to begin an item.
    room: Condvar,
    /// There may be a result to take.
    ready: Condvar,
}

impl<R> Shared<R> {
    /// Nothing panics while it holds the lock, so what is behind it is sound in any case.
    fn lock(&self) -> MutexGuard<'_, Progress<R>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn break_off(&self) {
        self.lock().is_broken = true;
        self.room.notify_all();
        self.ready.notify_all();
    }

    /// Waits until another item may be begun; false when none may be any more.
    fn has_room(&self) -> bool {
        let is_full = |p: &mut Progress<R>| {
            let n_begun = p.n_begun - p.n_taken;
            !p.is_broken && n_begun > 0 && (n_begun >= self.limits.n_items || p.weight >= self.limits.weight)
        };
        let progress = self.room.wait_while(self.lock(), is_full).unwrap_or_else(PoisonError::into_inner);
        !progress.is_broken && !progress.is_end
    }

    fn end(&self) {
        self.lock().is_end = true;
        self.ready.notify_all();
    }

    /// The number of an item that is begun now.
    fn begin(&self, weight: usize) -> usize {
        let mut progress = self.lock();
        progress.weight += weight;
        progress.n_begun += 1;
        progress.n_begun - 1
    }

    fn put(&self, number: usize, result: R, weight: usize) {
        self.lock().results.insert(number, (result, weight));
        self.ready.notify_all();
    }

    /// The next result in order; `None` after the last.
    fn next(&self) -> Option<R> {
        let mut progress = self.lock();
        loop {
            let number = progress.n_taken;
            if progress.is_broken {
                return None;
            }
            if let Some((result, weight)) = progress.results.remove(&number) {
                progress.n_taken += 1;
                progress.weight -= weight;
                self.room.notify_all();
                return Some(result);
            }
            if progress.is_end && number == progress.n_begun {
                return None;
            }
            progress = self.ready.wait(progress).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Works on items with several threads and hands the results to `take`, in the order of the items and on the calling
/// thread.
///
/// # Errors
/// What `take` returns first; items that are begun are done, but not handed over.
///
/// # Panics
/// When `work`, `weigh` or the stream panics, after all threads have ended.
pub(crate) fn in_order<T, R, E>(
    items: impl Iterator<Item = T> + Send,
    limits: Limits,
    stop: &Stop,
    weigh: impl Fn(&T) -> usize + Sync,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    R: Send,
{
    let progress =
        Progress { n_begun: 0, n_taken: 0, weight: 0, results: BTreeMap::new(), is_end: false, is_broken: false };
    let shared = Shared { limits, progress: Mutex::new(progress), room: Condvar::new(), ready: Condvar::new() };
    let items = Mutex::new(items);
    // Only who holds the stream waits for room, so items are numbered as they stand in it.
    let begin = || {
        let mut items = items.lock().unwrap_or_else(PoisonError::into_inner);
        if !shared.has_room() {
            return None;
        }
        let item = if stop.is_asked() { None } else { items.next() };
        let Some(item) = item else {
            shared.end();
            return None;
        };
        let weight = weigh(&item);
        Some((shared.begin(weight), item, weight))
    };
    let run = || {
        while let Some((number, item, weight)) = begin() {
            shared.put(number, work(item), weight);
        }
    };
    thread::scope(|scope| {
        // A panic anywhere must not leave the others waiting.
        let breaking_off = || catch_unwind(AssertUnwindSafe(run)).inspect_err(|_| shared.break_off());
        let threads: Vec<_> = (0..limits.n_threads.max(1)).map(|_| scope.spawn(breaking_off)).collect();
        let taken = catch_unwind(AssertUnwindSafe(|| {
            while let Some(result) = shared.next() {
                take(result)?;
            }
            Ok(())
        }));
        shared.break_off();
        for thread in threads {
            if let Err(panic) = thread.join().and_then(|ended| ended) {
                resume_unwind(panic);
            }
        }
        taken.unwrap_or_else(|panic| resume_unwind(panic))
    })
}

#[cfg(test)]
mod tests;
