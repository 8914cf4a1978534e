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
    let mut documents = documents;
    std::iter::from_fn(move || {
        let batch = next_batch(&mut documents);
        (!batch.is_empty()).then(|| annotate_batch(analyzer, batch))
    })
    .flatten()
}

fn next_batch(documents: &mut impl Iterator<Item = Result<Document, ReadError>>) -> Vec<Result<Document, ReadError>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH_DOCUMENTS && bytes < BATCH_BYTES {
        let Some(document) = documents.next() else { break };
        bytes += document.as_ref().map_or(0, |d| d.text.len());
        batch.push(document);
    }
    batch
}

fn annotate_batch(
    analyzer: &Analyzer,
    batch: Vec<Result<Document, ReadError>>,
) -> Vec<Result<Annotation, CorpusError>> {
    let annotate = |document: Result<Document, ReadError>| {
        let document = document?;
        let id = document.id.clone();
        catch_unwind(AssertUnwindSafe(|| analyzer.analyze(document))).map_err(|_| CorpusError::Panic { id })
    };
    batch.into_par_iter().map(annotate).collect()
}
