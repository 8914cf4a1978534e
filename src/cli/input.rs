//! What `build` and `extract` read, and how: arguments, and the run over all documents.

use std::ffi::OsString;
use std::time::Duration;

use clap::{Args, ValueHint};
use jiff::civil::Date;

use super::analysis::{digest, model_name};
use super::arguments::{ByteArguments, ModelArgument, parse_date};
use super::gazetteer::GazetteerArguments;
use super::interrupt::heeding;
use super::ontology::OntologyArguments;
use super::pdf_text::pdf_helper;
use super::progress::Progress;
use crate::actors::THRESHOLD;
use crate::annotation::Annotation;
use crate::corpus;
use crate::document::read::open;
use crate::document::{ColumnName, Document, Input, InputFormat, ReadOptions};
use crate::pipeline::Analyzer;
use crate::store::Analysis;

/// Heading of what is the same for all documents of a run; it wins over what a document says of itself.
const METADATA: &str = "Metadata of all documents";

/// Inputs and how to read them.
#[derive(Debug, Args)]
pub(super) struct InputArguments {
    /// Files, folders (all files in them whose format the extension says), or - for standard input.
    #[arg(required = true, value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    inputs: Vec<OsString>,
    /// Format of the named files and of standard input, also compressed [default: by extension, then content].
    ///
    /// One of text, html, jsonl, csv, tsv, feed (RSS, Atom, JSON Feed), warc, epub, docx, pdf or zip; each may be
    /// compressed by gzip or zstd.
    #[arg(long, value_name = "FORMAT", help_heading = "Input")]
    input_format: Option<InputFormat>,
    /// What a column of CSV or TSV files holds, e.g. text=Wording; may be given again [default: by its name].
    ///
    /// One of text, id, title, date, url, publisher or author, and the column's name.
    #[arg(long = "column", value_name = "FIELD=NAME", help_heading = "Input")]
    columns: Vec<ColumnName>,
    #[command(flatten)]
    bytes: ByteArguments,
    /// Day of publication, YYYY-MM-DD.
    #[arg(long, value_name = "DATE", value_parser = parse_date, help_heading = METADATA)]
    date: Option<Date>,
    /// Publisher.
    #[arg(long, value_name = "NAME", help_heading = METADATA)]
    publisher: Option<String>,
    /// Author.
    #[arg(long, value_name = "NAME", help_heading = METADATA, hide_short_help = true)]
    author: Option<String>,
    /// Address.
    #[arg(long, value_name = "URL", help_heading = METADATA, hide_short_help = true)]
    url: Option<String>,
    /// Title.
    #[arg(long, value_name = "TEXT", help_heading = METADATA, hide_short_help = true)]
    title: Option<String>,
    /// Seconds that the analysis of one document may take.
    ///
    /// What takes longer is reported and passed over. Without it there is no such limit, since what it cuts off depends on
    /// the machine.
    #[arg(long, value_name = "SECONDS", help_heading = "Input", hide_short_help = true)]
    time_limit: Option<u64>,
    #[command(flatten)]
    model: ModelArgument,
    /// How much likelier whom a pronoun or a description means must be than nobody; more links less.
    ///
    /// In log-odds.
    #[arg(
        long,
        value_name = "LOG-ODDS",
        default_value_t = THRESHOLD,
        allow_negative_numbers = true,
        help_heading = "Analysis",
        hide_short_help = true
    )]
    link_threshold: f64,
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
            model: Some(model_name(&self.model.model)?),
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
        let analyzer = Analyzer::with(&self.model.model, &user, &ontology)?.with_threshold(self.link_threshold);
        let analyzer = analyzer.with_time_limit(self.time_limit.map(Duration::from_secs));
        let options = ReadOptions {
            format: self.input_format,
            max_bytes: self.bytes.max_bytes,
            encoding: self.bytes.encoding,
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
        progress.expect("folders are searched for files of known extensions, any other file must be named itself");
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
        let done = heeding(|stop| corpus::annotate(&analyzer, documents, stop, make, take));
        // The process ends soon: to take hundreds of thousands of small things apart before would only cost time.
        std::mem::forget(analyzer);
        done
    }
}
