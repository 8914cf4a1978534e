//! What follows from all documents together, once their parts are one graph.
//!
//! What enters: all nodes and edges. What leaves: further edges, and how well each node and edge is supported.
//!
//! - [`copies`]: documents that carry a text which another carried first.
//! - [`claims`]: claims that repeat, deny, confirm and contradict each other.
//! - [`events`]: events of different documents that are one.
//! - [`support`]: how many documents state something, and how many of these are independent.
//!
//! Everything goes by content, never by the order in which documents came.

pub(super) mod claims;
pub(super) mod copies;
pub(super) mod events;
mod shingles;
pub(super) mod support;
#[cfg(test)]
mod tests;

use jiff::civil::Date;

/// Days between two dates, whichever is first.
fn days_apart(a: Date, b: Date) -> i64 {
    a.duration_until(b).as_hours().abs() / 24
}
