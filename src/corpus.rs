//! Many documents: annotated in parallel, given back in their order.
//!
//! Documents are taken in batches of bounded size, so memory does not grow with their number. A document that makes the
//! analysis panic, which is a bug, is an error of that document alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::annotation::Annotation;
use crate::document::{Document, ReadError};
use crate::pipeline::Analyzer;

/// Documents in one batch at most.
const BATCH_DOCUMENTS: usize = 256;
/// Bytes of text in one batch, unless a single document is longer.
const BATCH_BYTES: usize = 2 << 20;

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
}

/// Annotates documents on all threads of the current rayon pool; results come in the order of the documents.
pub fn annotate<'a, D>(
    analyzer: &'a Analyzer,
    documents: D,
) -> impl Iterator<Item = Result<Annotation, CorpusError>> + 'a
where
    D: Iterator<Item = Result<Document, ReadError>> + 'a,
{
    let bytes = |document: &Result<Document, ReadError>| document.as_ref().map_or(0, |d| d.text.len());
    in_batches(documents, BATCH_DOCUMENTS, BATCH_BYTES, bytes, |document| {
        let document = document?;
        let id = document.id.clone();
        catch_unwind(AssertUnwindSafe(|| analyzer.analyze(document))).map_err(|_| CorpusError::Panic { id })
    })
}

/// Works on items in parallel and gives the results in the items' order, holding one batch of them at a time: at most
/// `most` items, and no further one when `weight` sums up to `heaviest`.
pub(crate) fn in_batches<'a, T, R>(
    mut items: impl Iterator<Item = T> + 'a,
    most: usize,
    heaviest: usize,
    weight: impl Fn(&T) -> usize + 'a,
    work: impl Fn(T) -> R + Sync + Send + 'a,
) -> impl Iterator<Item = R> + 'a
where
    T: Send + 'a,
    R: Send + 'a,
{
    let mut next_batch = move || {
        let mut batch = Vec::new();
        let mut sum = 0;
        while batch.len() < most && sum < heaviest {
            let Some(item) = items.next() else { break };
            sum += weight(&item);
            batch.push(item);
        }
        batch
    };
    std::iter::from_fn(move || {
        let batch = next_batch();
        (!batch.is_empty()).then(|| batch.into_par_iter().map(&work).collect::<Vec<R>>())
    })
    .flatten()
}
