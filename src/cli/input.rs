//! What `build` and `extract` read, and how: arguments, and the run over all documents.

use std::ffi::OsString;
use std::time::Duration;

use clap::Args;
use jiff::civil::Date;

use super::analysis::{digest, model_name};
use super::gazetteer::GazetteerArguments;
use super::interrupt::heeding;
use super::ontology::OntologyArguments;
use super::pdf_text::pdf_helper;
use super::progress::Progress;
use crate::actors::THRESHOLD;
use crate::annotation::Annotation;
use crate::corpus;
use crate::document::read::{MAX_BYTES, open};
use crate::document::{ColumnName, Document, Input, InputFormat, ReadOptions, TextEncoding};
use crate::pipeline::Analyzer;
use crate::store::Analysis;
use crate::syntax::model::ModelChoice;

/// Inputs and how to read them.
#[derive(Debug, Args)]
pub(super) struct InputArguments {
    /// Files, folders (all files in them whose format the extension says), or - for standard input.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<OsString>,
    /// Format of the named files and of standard input: text, html, jsonl, csv, tsv, feed (RSS, Atom, JSON Feed), warc,
    /// epub, docx, pdf or zip; each may be compressed by gzip or zstd [default: by extension, then content].
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<InputFormat>,
    /// Encoding of the bytes, e.g. windows-1252 [default: byte order mark, declaration, then detected].
    #[arg(long, value_name = "LABEL")]
    encoding: Option<TextEncoding>,
    /// What a column of CSV or TSV files holds: text, id, title, date, url, publisher or author, e.g. text=Wording; may be
    /// given again [default: by its name].
    #[arg(long = "column", value_name = "FIELD=NAME")]
    columns: Vec<ColumnName>,
    /// Longest document, in bytes, unpacked.
    #[arg(long, value_name = "BYTES", default_value_t = MAX_BYTES)]
    max_bytes: usize,
    /// Day of publication of all documents, YYYY-MM-DD.
    #[arg(long)]
    date: Option<Date>,
    /// Publisher of all documents.
    #[arg(long)]
    publisher: Option<String>,
    /// Author of all documents.
    #[arg(long)]
    author: Option<String>,
    /// Address of all documents.
    #[arg(long)]
    url: Option<String>,
    /// Model to analyse with: accurate, fast, or a file that `claimgraph train` wrote.
    #[arg(long, value_name = "MODEL", default_value = "accurate")]
    model: ModelChoice,
    /// Log-odds by which whom a pronoun or a description means must be likelier than nobody; more links less.
    #[arg(long, value_name = "LOG-ODDS", default_value_t = THRESHOLD, allow_negative_numbers = true)]
    link_threshold: f64,
    /// Title of all documents.
    #[arg(long)]
    title: Option<String>,
    /// Seconds that the analysis of one document may take; what takes longer is reported and passed over. Without it
    /// there is no such limit, since what it cuts off depends on the machine.
    #[arg(long, value_name = "SECONDS")]
    time_limit: Option<u64>,
    #[command(flatten)]
    gazetteer: GazetteerArguments,
    #[command(flatten)]
    ontology: OntologyArguments,
}

impl InputArguments {
    /// The inputs as they were given.
    pub(super) fn inputs(&self) -> &[OsString] {
        &self.inputs
    }

    /// With what documents are annotated.
    ///
    /// # Errors
    /// When a model, gazetteer or ontology of the user's cannot be read.
    pub(super) fn analysis(&self) -> anyhow::Result<Analysis> {
        Ok(Analysis {
            program: Some(env!("CARGO_PKG_VERSION").to_owned()),
            model: Some(model_name(&self.model)?),
            gazetteer: digest(self.gazetteer.files())?,
            ontology: digest(&self.ontology.files()?)?,
            link_threshold: Some(self.link_threshold),
        })
    }

    /// Annotates the documents that are `wanted` and hands them over, in input order; `make` is called where they are
    /// analysed, on several threads. Ends early, in order, when the user interrupts.
    ///
    /// # Errors
    /// What `take` returns; documents that cannot be read are reported and passed over.
    pub(super) fn annotate<R: Send>(
        self,
        progress: &mut Progress,
        mut wanted: impl FnMut(&Document) -> bool + Send,
        make: impl Fn(Annotation) -> R + Sync,
        mut take: impl FnMut(R) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let user = self.gazetteer.read(progress.is_quiet())?;
        let ontology = self.ontology.read(progress.is_quiet())?;
        let analyzer = Analyzer::with(&self.model, &user, &ontology)?.with_threshold(self.link_threshold);
        let analyzer = analyzer.with_time_limit(self.time_limit.map(Duration::from_secs));
        let options = ReadOptions {
            format: self.input_format,
            max_bytes: self.max_bytes,
            encoding: self.encoding,
            date: self.date,
            publisher: self.publisher,
            url: self.url,
            author: self.author,
            title: self.title,
            columns: self.columns,
            pdf: pdf_helper(),
        };
        let inputs: Vec<Input> = self.inputs.iter().map(|i| Input::from(i.as_os_str())).collect();
        let documents = open(inputs.clone(), options);
        progress.follow(documents.consumed(), inputs);
        let documents = documents.filter(|document| document.as_ref().map_or(true, &mut wanted));
        let make = |annotation: Annotation| (annotation.document.text.len(), make(annotation));
        let take = |result| {
            match result {
                Ok((bytes, made)) => {
                    progress.done(bytes);
                    take(made)?;
                }
                Err(error) => progress.failed(&error),
            }
            Ok(())
        };
        heeding(|stop| corpus::annotate(&analyzer, documents, stop, make, take))
    }
}
