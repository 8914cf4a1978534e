//! Many documents: annotated in parallel, given back in their order.
//!
//! What enters: a stream of documents. What leaves: their annotations, one after another, to the thread that asked, which
//! writes while others read and analyse. A bounded number of documents is in work at any time, so memory does not grow
//! with their number; see `pool`. A document that makes the analysis panic, which is a bug, is an error of that
//! document alone.

mod pool;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::annotation::Annotation;
use crate::deadline::{Overdue, within};
use crate::document::{Document, ReadError};
use crate::pipeline::Analyzer;

pub use pool::Stop;
pub(crate) use pool::{Limits, in_order};

/// Documents in work at most, for each thread.
const DOCUMENTS_IN_WORK: usize = 64;
/// Bytes of text in work, unless a single document is longer.
const BYTES_IN_WORK: usize = 8 << 20;

/// Why a document has no annotation.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// It could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The analysis panicked: a bug in the program.
    #[error("document {id:?}: the analysis failed; this is a bug in claimgraph, please report it with the document")]
    Panic {
        /// Id of the document.
        id: String,
    },
    /// The analysis took longer than [`Analyzer::with_time_limit`] allows.
    #[error("document {id:?}: given up after {seconds} seconds; a greater --time-limit lets it finish")]
    Overdue {
        /// Id of the document.
        id: String,
        /// The limit.
        seconds: u64,
    },
}

/// Annotates documents on as many threads as the current rayon pool has and hands the results over in the order of the
/// documents, on the calling thread.
///
/// `make` is called on the threads that analyse, with each annotation: what else is costly and concerns one document alone
/// belongs there. Whoever asks `stop` to stop gets what is in work to its end, and nothing after it.
///
/// # Errors
/// What `take` returns first; nothing more is handed over then.
pub fn annotate<D, R, E>(
    analyzer: &Analyzer,
    documents: D,
    stop: &Stop,
    make: impl Fn(Annotation) -> R + Sync,
    take: impl FnMut(Result<R, CorpusError>) -> Result<(), E>,
) -> Result<(), E>
where
    D: Iterator<Item = Result<Document, ReadError>> + Send,
    R: Send,
{
    let bytes = |document: &Result<Document, ReadError>| document.as_ref().map_or(0, |d| d.text.len());
    let work = |document: Result<Document, ReadError>| {
        let document = document?;
        let id = document.id.clone();
        let limit = analyzer.time_limit();
        match catch_unwind(AssertUnwindSafe(|| within(limit, || analyzer.analyze(document)).map(&make))) {
            Ok(Ok(made)) => Ok(made),
            Ok(Err(Overdue)) => Err(CorpusError::Overdue { id, seconds: limit.map_or(0, |limit| limit.as_secs()) }),
            Err(_) => Err(CorpusError::Panic { id }),
        }
    };
    work_on(documents, stop, bytes, work, take)
}

/// Works on items of any kind in the same way: on as many threads as the current rayon pool has, a bounded number of items
/// and of bytes, as `weigh` tells them, at a time; results in the order of the items, on the calling thread.
///
/// # Errors
/// What `take` returns first; nothing more is handed over then.
///
/// # Panics
/// When `work`, `weigh` or the stream panics.
pub fn work_on<T, R, E>(
    items: impl Iterator<Item = T> + Send,
    stop: &Stop,
    weigh: impl Fn(&T) -> usize + Sync,
    work: impl Fn(T) -> R + Sync,
    take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    R: Send,
{
    let n_threads = rayon::current_num_threads();
    let limits = Limits { n_threads, n_items: n_threads * DOCUMENTS_IN_WORK, weight: BYTES_IN_WORK };
    in_order(items, limits, stop, weigh, work, take)
}
