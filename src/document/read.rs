//! Reading documents: text, pages and JSON lines, from files, folders and standard input.
//!
//! [`open`] gives a stream that holds one document at a time. Each format has its own reader; this file decides which
//! one reads what, and fills in what the user or the text's head tells about a document.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use encoding_rs::{CoderResult, Decoder, Encoding};
use jiff::civil::Date;

use super::encoding::{Declaration, TextEncoding, decode, is_binary};
use super::error::ReadError;
use super::identity::Identities;
use super::json_lines::{JsonLines, Record};
use super::walk::{Source, SourceFile, Walk};
use super::{Document, date, html};

/// Default of [`ReadOptions::max_bytes`]: 32 MiB, some ten long novels.
pub const MAX_BYTES: usize = 32 << 20;
/// Bytes looked at to tell a format; also the size of read buffers.
const SNIFFED: usize = 64 << 10;

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

/// A format that documents come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// The whole file is the text: `.txt`, `.text`.
    Text,
    /// A page, of which the article is read: `.html`, `.htm`, `.xhtml`.
    Html,
    /// One document a line, `{"text": "…", …}`: `.jsonl`, `.ndjson`.
    JsonLines,
}

impl InputFormat {
    /// All formats.
    pub const ALL: &'static [Self] = &[Self::Text, Self::Html, Self::JsonLines];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::JsonLines => "jsonl",
        }
    }

    /// File extensions, in lower case, that say it.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["txt", "text"],
            Self::Html => &["html", "htm", "xhtml"],
            Self::JsonLines => &["jsonl", "ndjson"],
        }
    }

    /// The format that an extension says, in any case.
    pub fn from_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        Self::ALL.iter().copied().find(|format| format.extensions().contains(&extension.as_str()))
    }

    /// Told from the first bytes: an object or a list is JSON, common page elements are HTML, all else is text.
    fn sniff(head: &[u8]) -> Self {
        let head = &head[..head.len().min(4096)];
        let head = match Encoding::for_bom(head) {
            Some((encoding, _)) => encoding.decode_with_bom_removal(head).0,
            None => String::from_utf8_lossy(head),
        };
        let head = head.trim_start();
        let inside = head.strip_prefix('{').map(str::trim_start);
        if inside.is_some_and(|inside| inside.is_empty() || inside.starts_with(['"', '}'])) {
            return Self::JsonLines;
        }
        let is_list = head.strip_prefix('[').map(str::trim_start).is_some_and(|inside| inside.starts_with('{'));
        if is_list {
            return Self::JsonLines;
        }
        const MARKS: &[&str] =
            &["<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<article", "<div", "<p>", "<p "];
        let lower = head.to_ascii_lowercase();
        if lower.starts_with('<') && MARKS.iter().any(|mark| lower.contains(mark)) { Self::Html } else { Self::Text }
    }
}

impl FromStr for InputFormat {
    type Err = crate::closed_set::UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|format| format.as_str() == text).ok_or_else(|| Self::Err {
            set: "InputFormat",
            found: text.to_owned(),
            known: &["text", "html", "jsonl"],
        })
    }
}

/// How to read. Metadata given here wins over what the documents say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// Format of standard input and of files that are named themselves; in folders extensions decide. `None`: by
    /// extension, then by content.
    pub format: Option<InputFormat>,
    /// Longest document, in bytes of its file or line.
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
        }
    }
}

/// Opens inputs for reading, in their order; folders in the byte order of names.
///
/// One document is held at a time, apart from two numbers for each to keep ids apart. An error concerns one file, line
/// or folder; the stream goes on behind it. In folders, hidden entries and unknown extensions are passed over in
/// silence; a file that is named itself is always read.
///
/// Ids: what a JSON line gives, else `stem:line`; a file's stem, or its path where several files of the run share a
/// stem (`a.txt`, `a.html`), in any order of inputs. Where two different texts still have one id, the later one gets
/// `~` and eight digits of its digest.
///
/// Dates: [`ReadOptions::date`], then metadata, then the address, then the dateline.
pub fn open(inputs: impl IntoIterator<Item = Input>, options: ReadOptions) -> Documents {
    let inputs: Vec<Input> = inputs.into_iter().collect();
    let identities = Identities::survey(Walk::new(inputs.clone()));
    Documents { walk: Walk::new(inputs), options, identities, lines: None }
}

/// The stream of documents that [`open`] gives.
pub struct Documents {
    walk: Walk,
    options: ReadOptions,
    identities: Identities,
    /// The JSON lines being read.
    lines: Option<JsonLines>,
}

impl Documents {
    /// Reads a source; `None` when it is JSON lines, whose documents come later.
    fn read(&mut self, source: Source) -> Option<Result<Record, ReadError>> {
        match source {
            Source::Stdin => self.read_from(Box::new(io::stdin()), Origin::stdin(self.options.format)),
            Source::File(file) => match File::open(&file.path) {
                Ok(input) => self.read_from(Box::new(input), self.origin(file)),
                Err(source) => Some(Err(ReadError::Io { path: file.path, source })),
            },
        }
    }

    fn origin(&self, file: SourceFile) -> Origin {
        let wanted = if file.in_folder { None } else { self.options.format };
        Origin {
            id: self.identities.of_file(&file),
            stem: file.stem(),
            format: wanted.or(file.format),
            path: file.path,
        }
    }

    fn read_from(&mut self, input: Box<dyn Read + Send>, origin: Origin) -> Option<Result<Record, ReadError>> {
        let mut input = BufReader::with_capacity(SNIFFED, input);
        let head = match fill(&mut input) {
            Ok(head) => head,
            Err(source) => return Some(Err(ReadError::Io { path: origin.path, source })),
        };
        let format = origin.format.unwrap_or_else(|| InputFormat::sniff(&head));
        // One bad line must not cost all the others.
        let is_object = format == InputFormat::JsonLines && head.trim_ascii_start().starts_with(b"{");
        if is_binary(&head) && !is_object {
            return Some(Err(ReadError::Binary { path: origin.path }));
        }
        let input = Cursor::new(head).chain(input);
        if format == InputFormat::JsonLines {
            self.lines = Some(self.json_lines(input, origin));
            return None;
        }
        Some(self.whole(input, format, origin))
    }

    fn json_lines(&self, input: impl BufRead + Send + 'static, origin: Origin) -> JsonLines {
        let mut input = input;
        let marked = input.fill_buf().ok().and_then(Encoding::for_bom).map(|(encoding, _)| encoding);
        let encoding = marked.or(self.options.encoding.map(TextEncoding::encoding));
        let input: Box<dyn BufRead + Send> = match encoding {
            Some(encoding) if encoding != encoding_rs::UTF_8 => {
                Box::new(BufReader::new(Transcoder::new(input, encoding)))
            }
            _ => Box::new(input),
        };
        JsonLines::new(input, origin.path, origin.stem, self.options.max_bytes)
    }

    /// A file that is one document.
    fn whole(&self, input: impl Read, format: InputFormat, origin: Origin) -> Result<Record, ReadError> {
        let Origin { path, id, .. } = origin;
        let limit = self.options.max_bytes;
        let mut bytes = Vec::new();
        if let Err(source) = input.take(limit as u64 + 1).read_to_end(&mut bytes) {
            return Err(ReadError::Io { path, source });
        }
        if bytes.len() > limit {
            return Err(ReadError::TooLong { path, line: None, limit });
        }
        if is_binary(&bytes) {
            return Err(ReadError::Binary { path });
        }
        let declaration = if format == InputFormat::Html { Declaration::Html } else { Declaration::Ignored };
        let text = decode(bytes, self.options.encoding, declaration);
        if text.trim().is_empty() {
            return Err(ReadError::Empty { path, line: None });
        }
        if format != InputFormat::Html {
            return Ok(Record { doc: Document::new(id, text), year: None });
        }
        let page = html::read(&text).ok_or(ReadError::NoArticle { path })?;
        let html::Page { text, title, date, url, publisher, author } = page;
        Ok(Record { doc: Document { id, title, date, url, publisher, author, text }, year: None })
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
            if let Some(lines) = &mut self.lines {
                if let Some(record) = lines.next() {
                    return Some(record.map(|record| self.finish(record)));
                }
                self.lines = None;
            }
            let record = match self.walk.next()? {
                Ok(source) => self.read(source),
                Err(error) => Some(Err(error)),
            };
            if let Some(record) = record {
                return Some(record.map(|record| self.finish(record)));
            }
        }
    }
}

/// Where bytes come from and how to name what is in them.
struct Origin {
    path: PathBuf,
    id: String,
    stem: String,
    format: Option<InputFormat>,
}

impl Origin {
    fn stdin(format: Option<InputFormat>) -> Self {
        Self { path: Path::new("stdin").to_owned(), id: "stdin".to_owned(), stem: "stdin".to_owned(), format }
    }
}

/// The first bytes of a stream; a pipe may give them in small pieces.
fn fill(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(SNIFFED as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Decodes a stream to UTF-8 piece by piece, for JSON lines that a spreadsheet or shell wrote as UTF-16.
struct Transcoder<R> {
    input: R,
    decoder: Decoder,
    done: bool,
}

impl<R: BufRead> Transcoder<R> {
    fn new(input: R, encoding: &'static Encoding) -> Self {
        Self { input, decoder: encoding.new_decoder_with_bom_removal(), done: false }
    }
}

impl<R: BufRead> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.done {
            let chunk = self.input.fill_buf()?;
            let last = chunk.is_empty();
            let (result, used, written, _) = self.decoder.decode_to_utf8(chunk, out, last);
            self.input.consume(used);
            self.done = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
            if result == CoderResult::OutputFull {
                // Less room than one character: our buffered callers never ask so.
                return Err(io::Error::new(io::ErrorKind::InvalidInput, "buffer too small to decode into"));
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests;
