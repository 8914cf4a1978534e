//! From the bytes of one file to its reader: unpacked if compressed, told by extension or content.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek as _};
use std::path::PathBuf;

use encoding_rs::{CoderResult, Decoder, Encoding};

use super::Document;
use super::encoding::{Declaration, TextEncoding, decode, is_binary};
use super::error::ReadError;
use super::format::archive::Archive;
use super::format::json_lines::JsonLines;
use super::format::table::Rows;
use super::format::warc::Responses;
use super::format::{InputFormat, Packing, docx, epub, feed, html, pdf};
use super::read::{ReadOptions, Record};
use super::unpack::{Budget, Consumed, Counted, read_within, spool, unpack};

/// Bytes looked at to tell a format; also the size of read buffers.
const SNIFFED: usize = 64 << 10;
/// How deep files may be packed in one another: a compressed file in an archive in an archive.
const MAX_DEPTH: usize = 4;

/// Documents of one file.
type Records = Box<dyn Iterator<Item = Result<Record, ReadError>> + Send>;

/// What a file turned out to hold.
pub(super) enum Opening {
    One(Box<Record>),
    Many(Many),
}

impl Opening {
    fn records(records: impl Iterator<Item = Result<Record, ReadError>> + Send + 'static) -> Self {
        Self::Many(Many::Records(Box::new(records)))
    }
}

/// A file that holds many documents.
pub(super) enum Many {
    Records(Records),
    Archive(Archive),
}

/// Where bytes come from and how to name what is in them.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) path: PathBuf,
    /// Id of a document that is the whole file; others without an id have it with a number.
    pub(super) id: String,
    pub(super) format: Option<InputFormat>,
    /// What stands before the ids of files of an archive.
    pub(super) folder: String,
    pub(super) budget: Budget,
    /// In how many files it is packed.
    pub(super) depth: usize,
}

/// Bytes to be read.
pub(super) enum Raw {
    /// A regular file, at its beginning.
    File(Counted<File>),
    Stream(Box<dyn Read + Send>),
}

impl Raw {
    pub(super) fn file(file: File, size: u64, consumed: &Consumed, budget: &Budget) -> Self {
        budget.note_size(size);
        // The size stands for all that will be read.
        Self::File(Counted { input: file, consumed: consumed.clone(), budget: Budget::default() })
    }

    pub(super) fn stream(input: impl Read + Send + 'static, consumed: &Consumed, budget: &Budget) -> Self {
        Self::Stream(Box::new(Counted { input, consumed: consumed.clone(), budget: budget.clone() }))
    }
}

impl Read for Raw {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(out),
            Self::Stream(stream) => stream.read(out),
        }
    }
}

/// Finds the reader of some bytes and starts it.
pub(super) fn open(mut raw: Raw, origin: Origin, options: &ReadOptions) -> Result<Opening, ReadError> {
    let io = |source| ReadError::Io { path: origin.path.clone(), source };
    // A pipe may give its first bytes in small pieces.
    let mut head = Vec::new();
    (&mut raw).take(SNIFFED as u64).read_to_end(&mut head).map_err(io)?;
    if let Some(packing) = Packing::sniff(&head) {
        if origin.depth >= MAX_DEPTH {
            return Err(ReadError::TooDeep { path: origin.path });
        }
        let unpacked = unpack(packing, Cursor::new(head).chain(raw), &origin.budget).map_err(io)?;
        return open(Raw::Stream(unpacked), Origin { depth: origin.depth + 1, ..origin }, options);
    }
    let format = origin.format.unwrap_or_else(|| InputFormat::sniff(&head));
    // One bad line must not cost all the others.
    let is_object = format == InputFormat::JsonLines && head.trim_ascii_start().starts_with(b"{");
    if is_binary(&head) && !is_object && !format.is_binary() {
        return Err(ReadError::Binary { path: origin.path });
    }
    if format == InputFormat::Zip && origin.depth >= MAX_DEPTH {
        return Err(ReadError::TooDeep { path: origin.path });
    }
    let start = Start { head, raw, origin };
    Ok(match format {
        InputFormat::Text | InputFormat::Html => Opening::One(Box::new(start.whole(format, options)?)),
        InputFormat::JsonLines => Opening::records(start.json_lines(options)),
        InputFormat::Csv | InputFormat::Tsv => Opening::records(start.rows(format, options)?),
        InputFormat::Feed => Opening::records(start.feed(options)?.into_iter()),
        InputFormat::Warc => {
            let Start { head, raw, origin } = start;
            let input = BufReader::with_capacity(SNIFFED, Cursor::new(head).chain(raw));
            Opening::records(Responses::new(Box::new(input), origin.path, origin.id, options))
        }
        InputFormat::Pdf => {
            let (bytes, origin) = start.bytes(options.max_bytes)?;
            Opening::One(Box::new(pdf::read(bytes, origin.path, origin.id, options)?.into()))
        }
        InputFormat::Epub | InputFormat::Docx | InputFormat::Zip => {
            let told = start.origin.format;
            let archive = start.archive()?;
            // Books and letters are archives too; those without an extension are known by what they hold.
            match told.unwrap_or_else(|| archive.format()) {
                InputFormat::Epub => Opening::One(Box::new(epub::read(archive, options)?.into())),
                InputFormat::Docx => Opening::One(Box::new(docx::read(archive, options)?.into())),
                _ => Opening::Many(Many::Archive(archive)),
            }
        }
    })
}

/// A file with its first bytes read.
struct Start {
    head: Vec<u8>,
    raw: Raw,
    origin: Origin,
}

impl Start {
    /// All bytes, within a limit.
    fn bytes(self, limit: usize) -> Result<(Vec<u8>, Origin), ReadError> {
        let Self { head, raw, origin } = self;
        match read_within(Cursor::new(head).chain(raw), limit) {
            Ok(Some(bytes)) => Ok((bytes, origin)),
            Ok(None) => Err(ReadError::TooLong { path: origin.path, line: None, limit }),
            Err(source) => Err(ReadError::Io { path: origin.path, source }),
        }
    }

    fn archive(self) -> Result<Archive, ReadError> {
        let Self { head, raw, origin } = self;
        let file = match raw {
            Raw::File(Counted { input: mut file, .. }) => file.rewind().map(|()| file),
            Raw::Stream(stream) => spool(&mut Cursor::new(head).chain(stream)),
        };
        match file {
            Ok(file) => Archive::open(file, origin),
            Err(source) => Err(ReadError::Io { path: origin.path, source }),
        }
    }

    /// A stream of UTF-8, unless the bytes are in an encoding that only single cells or lines can tell.
    fn transcoded(self, options: &ReadOptions) -> (Box<dyn BufRead + Send>, Origin) {
        let Self { head, raw, origin } = self;
        let marked = Encoding::for_bom(&head).map(|(encoding, _)| encoding);
        let encoding = marked.or(options.encoding.map(TextEncoding::encoding));
        let input = Cursor::new(head).chain(BufReader::with_capacity(SNIFFED, raw));
        let input: Box<dyn BufRead + Send> = match encoding {
            Some(encoding) if encoding != encoding_rs::UTF_8 => {
                Box::new(BufReader::new(Transcoder::new(input, encoding)))
            }
            _ => Box::new(input),
        };
        (input, origin)
    }

    fn json_lines(self, options: &ReadOptions) -> JsonLines {
        let (input, origin) = self.transcoded(options);
        JsonLines::new(input, origin.path, origin.id, options.max_bytes)
    }

    fn rows(self, format: InputFormat, options: &ReadOptions) -> Result<Rows, ReadError> {
        let (input, origin) = self.transcoded(options);
        Rows::new(input, format, origin.path, origin.id, options)
    }

    fn feed(self, options: &ReadOptions) -> Result<Vec<Result<Record, ReadError>>, ReadError> {
        let (bytes, origin) = self.bytes(options.max_bytes)?;
        feed::read(bytes, &origin.path, &origin.id)
    }

    /// A file that is one document.
    fn whole(self, format: InputFormat, options: &ReadOptions) -> Result<Record, ReadError> {
        let (bytes, Origin { path, id, .. }) = self.bytes(options.max_bytes)?;
        if is_binary(&bytes) {
            return Err(ReadError::Binary { path });
        }
        let declaration = if format == InputFormat::Html { Declaration::Html } else { Declaration::Ignored };
        let text = decode(bytes, options.encoding, declaration);
        if text.trim().is_empty() {
            return Err(ReadError::Empty { path, line: None });
        }
        if format != InputFormat::Html {
            return Ok(Document::new(id, text).into());
        }
        let page = html::read(&text).ok_or(ReadError::NoArticle { path, line: None })?;
        Ok(page.into_document(id).into())
    }
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
