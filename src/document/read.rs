//! Reading documents from files, folders and standard input, whatever they are packed in.
//!
//! [`open`] gives a stream that holds one document at a time. It goes from file to file, in and out of archives, and fills
//! in what the user or the text's head tells about a document; which reader reads what is told in `opening.rs`.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use jiff::civil::Date;

use super::encoding::TextEncoding;
use super::error::ReadError;
use super::format::InputFormat;
use super::format::pdf::PdfHelper;
use super::format::table::ColumnName;
use super::identity::Identities;
use super::opening::{self, Many, Opening, Origin, Raw};
use super::unpack::{Budget, Consumed};
use super::walk::{Source, SourceFile, Walk};
use super::{Document, date};

/// Default of [`ReadOptions::max_bytes`]: 32 MiB, some ten long novels.
pub const MAX_BYTES: usize = 32 << 20;

/// What the user wants read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, or a folder with all that lies below it.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

impl From<&OsStr> for Input {
    /// `-` is standard input.
    fn from(argument: &OsStr) -> Self {
        if argument == "-" { Self::Stdin } else { Self::Path(argument.into()) }
    }
}

impl From<&str> for Input {
    fn from(argument: &str) -> Self {
        OsStr::new(argument).into()
    }
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        path.as_os_str().into()
    }
}

/// How to read. Metadata given here wins over what the documents say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// Format of standard input and of files that are named themselves; in folders extensions decide. `None`: by
    /// extension, then by content.
    pub format: Option<InputFormat>,
    /// Longest document, in bytes of its file or line, unpacked.
    pub max_bytes: usize,
    /// Encoding of bytes without a byte order mark; `None`: declared or detected. JSON lines are UTF-8 unless it is set.
    pub encoding: Option<TextEncoding>,
    /// Day of publication of all documents.
    pub date: Option<Date>,
    /// Publisher of all documents.
    pub publisher: Option<String>,
    /// Address of all documents.
    pub url: Option<String>,
    /// Author of all documents.
    pub author: Option<String>,
    /// Title of all documents.
    pub title: Option<String>,
    /// Columns of CSV and TSV files that hold something, where their names do not say it.
    pub columns: Vec<ColumnName>,
    /// The program that reads PDF; `None`: PDF files are refused.
    pub pdf: Option<PdfHelper>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            format: None,
            max_bytes: MAX_BYTES,
            encoding: None,
            date: None,
            publisher: None,
            url: None,
            author: None,
            title: None,
            columns: Vec::new(),
            pdf: None,
        }
    }
}

/// Opens inputs for reading, in their order; folders in the byte order of names.
///
/// One document is held at a time, apart from two numbers for each to keep ids apart; a book, a feed or a PDF file is held
/// whole. An error concerns one file, document or folder; the stream goes on behind it. In folders and archives, hidden
/// entries and unknown extensions are passed over in silence; a file that is named itself is always read.
///
/// Ids depend on the document alone: what it gives itself (a line of JSON, a row, an entry of a feed, the address of a
/// captured page), else the stem of its file, or the path below the folder that was named, without extension; with `:`
/// and a number where the file holds many. Where two different texts of the run have one id, the later one gets `~` and
/// eight digits of its digest, see [`Document::given_id`].
///
/// Dates: [`ReadOptions::date`], then metadata, then the address, then the dateline.
pub fn open(inputs: impl IntoIterator<Item = Input>, options: ReadOptions) -> Documents {
    Documents {
        walk: Walk::new(inputs.into_iter().collect()),
        stream: None,
        options,
        identities: Identities::default(),
        opened: Vec::new(),
        consumed: Consumed::default(),
        n_finished: 0,
        size: 0,
    }
}

/// Reads documents from a stream as [`open`] reads them from standard input; `id` stands for the stem of a file.
pub fn open_stream(stream: impl Read + Send + 'static, id: &str, options: ReadOptions) -> Documents {
    Documents { stream: Some((Box::new(stream), id.to_owned())), ..open([], options) }
}

/// Bytes of all files that the inputs name, by a walk through the folders; `None` where standard input, a pipe or
/// something that cannot be read is among them.
pub fn total_bytes(inputs: impl IntoIterator<Item = Input>) -> Option<u64> {
    let size = |source| match source {
        Ok(Source::File(file)) => file.size,
        Ok(Source::Stdin) | Err(_) => None,
    };
    Walk::new(inputs.into_iter().collect()).map(size).sum()
}

/// The stream of documents that [`open`] gives.
pub struct Documents {
    walk: Walk,
    /// What is read before all, with its name.
    stream: Option<(Box<dyn Read + Send>, String)>,
    options: ReadOptions,
    identities: Identities,
    /// What holds many documents and is being read, the innermost last.
    opened: Vec<Many>,
    consumed: Consumed,
    /// Bytes of the inputs that are read to their end.
    n_finished: u64,
    /// Bytes of the input that is being read, as far as known.
    size: u64,
}

/// A document with what its metadata tells about its date without naming it.
pub(super) struct Record {
    pub(super) doc: Document,
    pub(super) year: Option<i16>,
}

impl From<Document> for Record {
    fn from(doc: Document) -> Self {
        Self { doc, year: None }
    }
}

impl Documents {
    /// How many bytes of the inputs have been read: to be asked from other threads.
    pub fn consumed(&self) -> Consumed {
        self.consumed.clone()
    }

    /// Opens a source.
    fn read(&mut self, source: Source) -> Result<Opening, ReadError> {
        self.finish_input();
        let budget = Budget::default();
        let origin = |path: PathBuf, id: String, format, folder| Origin {
            path,
            id,
            format,
            folder,
            budget: budget.clone(),
            depth: 0,
        };
        let named = |format: Option<InputFormat>| self.options.format.or(format);
        let (raw, origin) = match source {
            Source::Stdin => {
                let origin = origin("stdin".into(), "stdin".to_owned(), named(None), String::new());
                (Raw::stream(io::stdin(), &self.consumed, &budget), origin)
            }
            Source::File(SourceFile { path, id, format, in_folder, size }) => {
                self.size = size.unwrap_or_default();
                let file = File::open(&path).map_err(|source| ReadError::Io { path: path.clone(), source })?;
                let raw = match size {
                    Some(size) => Raw::file(file, size, &self.consumed, &budget),
                    None => Raw::stream(file, &self.consumed, &budget),
                };
                // What an archive holds is called as if it lay unpacked where the archive lies.
                let folder = if in_folder { format!("{id}/") } else { String::new() };
                let format = if in_folder { format } else { named(format) };
                (raw, origin(path, id, format, folder))
            }
        };
        opening::open(raw, origin, &self.options)
    }

    /// The stream that [`open_stream`] was given.
    fn read_stream(&mut self, stream: Box<dyn Read + Send>, id: String) -> Result<Opening, ReadError> {
        let budget = Budget::default();
        let raw = Raw::stream(stream, &self.consumed, &budget);
        let (path, format) = (PathBuf::from(&id), self.options.format);
        opening::open(raw, Origin { path, id, format, folder: String::new(), budget, depth: 0 }, &self.options)
    }

    fn finish_input(&mut self) {
        self.n_finished = self.consumed.bytes().max(self.n_finished + self.size);
        self.size = 0;
        self.consumed.set(self.n_finished);
    }

    /// Opens the next file, whether of an archive that is being read or of those that were named; `None` at the end.
    fn next_opening(&mut self) -> Option<Result<Opening, ReadError>> {
        while let Some(Many::Archive(archive)) = self.opened.last_mut() {
            match archive.next() {
                Some(Ok((raw, origin))) => return Some(opening::open(raw, origin, &self.options)),
                Some(Err(error)) => return Some(Err(error)),
                None => self.opened.pop(),
            };
        }
        if let Some((stream, id)) = self.stream.take() {
            return Some(self.read_stream(stream, id));
        }
        let Some(source) = self.walk.next() else {
            self.finish_input();
            return None;
        };
        Some(source.and_then(|source| self.read(source)))
    }

    /// Fills in what the user says and what the text's head tells, and makes the id unique.
    fn finish(&mut self, record: Record) -> Document {
        let Record { mut doc, year } = record;
        let options = &self.options;
        let given = [
            (&mut doc.title, &options.title),
            (&mut doc.url, &options.url),
            (&mut doc.publisher, &options.publisher),
            (&mut doc.author, &options.author),
        ];
        for (field, value) in given {
            if value.is_some() {
                field.clone_from(value);
            }
        }
        let url = doc.url.as_deref().unwrap_or_default();
        let year = year.or_else(|| date::year_in_url(url));
        doc.date =
            options.date.or(doc.date).or_else(|| date::in_url(url)).or_else(|| date::dateline_date(&doc.text, year));
        self.identities.settle(&mut doc);
        doc
    }
}

impl Iterator for Documents {
    type Item = Result<Document, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(Many::Records(records)) = self.opened.last_mut() {
                match records.next() {
                    Some(record) => return Some(record.map(|record| self.finish(record))),
                    None => self.opened.pop(),
                };
                continue;
            }
            match self.next_opening()? {
                Ok(Opening::One(record)) => return Some(Ok(self.finish(*record))),
                Ok(Opening::Many(many)) => self.opened.push(many),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
