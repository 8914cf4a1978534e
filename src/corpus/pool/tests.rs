use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::*;

const LIMITS: Limits = Limits { n_threads: 4, n_items: 16, weight: 1000 };

fn squares(items: impl Iterator<Item = usize> + Send, stop: &Stop) -> Vec<usize> {
    let mut all = Vec::new();
    let work = |n: usize| {
        // The first of each dozen is slow, so that others overtake it.
        thread::sleep(Duration::from_micros(if n.is_multiple_of(12) { 500 } else { 0 }));
        n * n
    };
    in_order(
        items,
        LIMITS,
        stop,
        |_| 1,
        work,
        |n| -> Result<(), ()> {
            all.push(n);
            Ok(())
        },
    )
    .unwrap();
    all
}

#[test]
fn results_come_in_the_order_of_the_items() {
    let expected: Vec<usize> = (0..500).map(|n| n * n).collect();
    assert_eq!(squares(0..500, &Stop::default()), expected);
    assert!(squares(0..0, &Stop::default()).is_empty());
}

#[test]
fn no_more_is_in_work_than_the_limits_say() {
    let n_given = AtomicUsize::new(0);
    let n_taken = AtomicUsize::new(0);
    let most = AtomicUsize::new(0);
    let items = (0..300).inspect(|_| {
        let in_work = n_given.fetch_add(1, Ordering::SeqCst) + 1 - n_taken.load(Ordering::SeqCst);
        most.fetch_max(in_work, Ordering::SeqCst);
    });
    // A taker that is slow: items would pile up.
    let take = |_| -> Result<(), ()> {
        thread::sleep(Duration::from_micros(200));
        n_taken.fetch_add(1, Ordering::SeqCst);
        Ok(())
    };
    in_order(items, LIMITS, &Stop::default(), |_| 1, |n: i32| n, take).unwrap();
    // One more: it leaves the pool before it is counted here.
    assert!(most.load(Ordering::SeqCst) <= LIMITS.n_items + 1, "{most:?}");
    let heavy = AtomicUsize::new(0);
    let n_taken = AtomicUsize::new(0);
    let items = (0..50).inspect(|_| {
        let in_work = n_given.fetch_add(1, Ordering::SeqCst) - 300 + 1 - n_taken.load(Ordering::SeqCst);
        heavy.fetch_max(in_work, Ordering::SeqCst);
    });
    let take = |_| -> Result<(), ()> {
        n_taken.fetch_add(1, Ordering::SeqCst);
        Ok(())
    };
    in_order(items, LIMITS, &Stop::default(), |_| 5000, |n: i32| n, take).unwrap();
    assert!(heavy.load(Ordering::SeqCst) <= 2, "{heavy:?}");
}

#[test]
fn who_asks_to_stop_gets_what_is_in_work() {
    let stop = Stop::default();
    let asked = stop.clone();
    let items = (0..1_000_000).inspect(move |&n| {
        if n == 100 {
            asked.ask();
        }
    });
    let expected: Vec<usize> = (0..=100).map(|n| n * n).collect();
    assert_eq!(squares(items, &stop), expected);
}

#[test]
fn an_error_of_the_taker_ends_the_run() {
    let take = |n: usize| if n == 40 { Err("full") } else { Ok(()) };
    let done = in_order(0.., LIMITS, &Stop::default(), |_| 1, |n| n, take);
    assert_eq!(done, Err("full"));
}

#[test]
fn a_panic_reaches_the_caller_and_leaves_no_thread_waiting() {
    let run = |at_work: usize, at_reading: usize, at_taking: usize| {
        let items = (0..).inspect(move |&n| assert!(n != at_reading, "reading"));
        let work = |n: usize| {
            assert!(n != at_work, "working");
            n
        };
        let take = |n: usize| -> Result<(), ()> {
            assert!(n != at_taking, "taking");
            Ok(())
        };
        let done = catch_unwind(AssertUnwindSafe(|| in_order(items, LIMITS, &Stop::default(), |_| 1, work, take)));
        *done.unwrap_err().downcast::<&str>().unwrap()
    };
    let never = usize::MAX;
    assert_eq!(run(30, never, never), "working");
    assert_eq!(run(never, 30, never), "reading");
    assert_eq!(run(never, never, 30), "taking");
}
