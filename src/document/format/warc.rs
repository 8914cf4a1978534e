//! WARC: captured pages, one document a response; and the plain text of pages (WET).
//!
//! Read are records of the types `response` (HTTP, status 200), `resource` and `conversion` that hold a page or plain
//! text; all others are passed over. The body may be chunked and compressed. The id is the address of the page. Its day is
//! told by the page, never by the day of the capture. (ISO 28500)

use std::io::{self, BufRead, Read};
use std::path::PathBuf;

use super::html;
use crate::document::Document;
use crate::document::encoding::{Declaration, TextEncoding, decode, is_binary};
use crate::document::error::ReadError;
use crate::document::read::{ReadOptions, Record};
use crate::document::unpack::read_within;

/// Longest head of a record or of a response, in bytes.
const MAX_HEAD: usize = 64 << 10;
/// Most lines of a head.
const MAX_LINES: usize = 256;

/// A stream of captured pages.
pub(in crate::document) struct Responses {
    input: Box<dyn BufRead + Send>,
    path: PathBuf,
    id: String,
    limit: usize,
    encoding: Option<TextEncoding>,
    /// Records read so far.
    number: u64,
    done: bool,
}

/// What the head of a record says.
#[derive(Default)]
struct Head {
    kind: String,
    url: Option<String>,
    content_type: String,
    length: u64,
}

/// What is in a page's capture.
struct Page {
    bytes: Vec<u8>,
    is_html: bool,
    encoding: Option<TextEncoding>,
}

impl Responses {
    pub(in crate::document) fn new(
        input: Box<dyn BufRead + Send>,
        path: PathBuf,
        id: String,
        options: &ReadOptions,
    ) -> Self {
        let ReadOptions { max_bytes, encoding, .. } = *options;
        Self { input, path, id, limit: max_bytes, encoding, number: 0, done: false }
    }

    fn damaged(&self, message: impl Into<String>) -> ReadError {
        ReadError::Damaged { path: self.path.clone(), line: Some(self.number), format: "WARC", message: message.into() }
    }

    fn io(&self, source: io::Error) -> ReadError {
        ReadError::Io { path: self.path.clone(), source }
    }

    /// Reads the head of the next record; `None` at the end.
    fn head(&mut self) -> Result<Option<Head>, ReadError> {
        let mut head = Vec::new();
        loop {
            let before = head.len();
            let room = (MAX_HEAD - before) as u64;
            let n = (&mut self.input).take(room).read_until(b'\n', &mut head).map_err(|error| self.io(error))?;
            if n == 0 && before == 0 {
                return Ok(None);
            }
            let is_blank = head[before..].trim_ascii().is_empty();
            if is_blank && before == 0 && n > 0 {
                // Records are separated by two line ends, and sloppy ones by more.
                head.clear();
                continue;
            }
            if is_blank && n > 0 {
                break;
            }
            if n == 0 || head.len() >= MAX_HEAD {
                self.number += 1;
                return Err(self.damaged("the head of a record does not end"));
            }
        }
        self.number += 1;
        self.parse_head(&head).map(Some)
    }

    fn parse_head(&self, head: &[u8]) -> Result<Head, ReadError> {
        if !head.starts_with(b"WARC/") {
            return Err(self.damaged("expected a record that begins with WARC/"));
        }
        let start = memchr::memchr(b'\n', head).map_or(head.len(), |end| end + 1);
        let mut lines = [httparse::EMPTY_HEADER; MAX_LINES];
        let parsed =
            httparse::parse_headers(&head[start..], &mut lines).map_err(|error| self.damaged(error.to_string()))?;
        let httparse::Status::Complete((_, lines)) = parsed else {
            return Err(self.damaged("the head of a record does not end"));
        };
        let mut head = Head::default();
        let mut length = None;
        for line in lines {
            let value = String::from_utf8_lossy(line.value).trim().to_owned();
            match line.name.to_ascii_lowercase().as_str() {
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                "warc-target-uri" => head.url = Some(value.trim_matches(['<', '>']).to_owned()),
                "content-type" => head.content_type = value.to_ascii_lowercase(),
                "content-length" => length = value.parse().ok(),
                _ => {}
            }
        }
        head.length = length.ok_or_else(|| self.damaged("no Content-Length"))?;
        Ok(head)
    }

    /// The page of a record; `None` when it holds none.
    fn page(&mut self, head: &Head) -> Result<Option<Page>, ReadError> {
        let is_response = head.kind == "response" && head.content_type.contains("http");
        let is_page =
            matches!(head.kind.as_str(), "resource" | "conversion") && kind_of_page(&head.content_type).is_some();
        let mut block = (&mut self.input).take(head.length);
        let mut bytes = None;
        let mut failed = None;
        if is_response || is_page {
            // What a body is packed in is shorter than it.
            match read_within(&mut block, self.limit.saturating_add(MAX_HEAD)) {
                Ok(read) => bytes = Some(read),
                Err(error) => failed = Some(error),
            }
        }
        if failed.is_none() {
            failed = io::copy(&mut block, &mut io::sink()).err();
        }
        let is_cut = block.limit() > 0;
        if let Some(error) = failed {
            self.done = true;
            return Err(self.io(error));
        }
        if is_cut {
            self.done = true;
            return Err(self.damaged("the file ends inside a record"));
        }
        let Some(bytes) = bytes else { return Ok(None) };
        let Some(bytes) = bytes else { return Err(self.too_long()) };
        if is_response {
            return self.response(&bytes);
        }
        let is_html = kind_of_page(&head.content_type) == Some(true);
        if bytes.len() > self.limit {
            return Err(self.too_long());
        }
        Ok(Some(Page { bytes, is_html, encoding: charset(&head.content_type) }))
    }

    fn too_long(&self) -> ReadError {
        ReadError::TooLong { path: self.path.clone(), line: Some(self.number), limit: self.limit }
    }

    fn response(&self, bytes: &[u8]) -> Result<Option<Page>, ReadError> {
        let mut lines = [httparse::EMPTY_HEADER; MAX_LINES];
        let mut response = httparse::Response::new(&mut lines);
        // What a server sent need not be HTTP; it is then no page.
        let Ok(httparse::Status::Complete(start)) = response.parse(bytes) else { return Ok(None) };
        if response.code != Some(200) {
            return Ok(None);
        }
        let value = |name: &str| {
            let line = response.headers.iter().find(|line| line.name.eq_ignore_ascii_case(name));
            line.map(|line| String::from_utf8_lossy(line.value).trim().to_ascii_lowercase())
        };
        let content_type = value("content-type").unwrap_or_else(|| "text/html".to_owned());
        let Some(is_html) = kind_of_page(&content_type) else { return Ok(None) };
        let mut body = bytes[start..].to_vec();
        if value("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
            // Some crawlers store the body whole and leave the word.
            body = unchunk(&body).unwrap_or(body);
        }
        let body = match value("content-encoding").as_deref() {
            Some("gzip" | "x-gzip") if body.starts_with(b"\x1F\x8B") => {
                self.unpacked(flate2::read::MultiGzDecoder::new(body.as_slice()))?
            }
            Some("deflate") if body.first().is_some_and(|first| first & 0x0F == 8) => {
                self.unpacked(flate2::read::ZlibDecoder::new(body.as_slice()))?
            }
            Some("zstd") if body.starts_with(b"\x28\xB5\x2F\xFD") => {
                self.unpacked(zstd::stream::read::Decoder::new(body.as_slice()).map_err(|error| self.io(error))?)?
            }
            Some("br") if is_binary(&body) => return Err(self.damaged("a body in brotli, which is not supported")),
            _ => body,
        };
        if body.len() > self.limit {
            return Err(self.too_long());
        }
        Ok(Some(Page { bytes: body, is_html, encoding: charset(&content_type) }))
    }

    fn unpacked(&self, body: impl Read) -> Result<Vec<u8>, ReadError> {
        match read_within(body, self.limit) {
            Ok(Some(body)) => Ok(body),
            Ok(None) => Err(self.too_long()),
            Err(error) => Err(self.damaged(error.to_string())),
        }
    }

    fn document(&self, page: Page, url: Option<String>) -> Result<Record, ReadError> {
        let Page { bytes, is_html, encoding } = page;
        let (path, line) = (self.path.clone(), Some(self.number));
        let id = url.clone().unwrap_or_else(|| format!("{}:{}", self.id, self.number));
        if is_binary(&bytes) {
            return Err(self.damaged("binary data, expected text"));
        }
        let declaration = if is_html { Declaration::Html } else { Declaration::Ignored };
        let text = decode(bytes, self.encoding.or(encoding), declaration);
        if text.trim().is_empty() {
            return Err(ReadError::Empty { path, line });
        }
        if !is_html {
            return Ok(Document { url, ..Document::new(id, text) }.into());
        }
        let page = html::read(&text).ok_or(ReadError::NoArticle { path, line })?;
        let doc = page.into_document(id);
        Ok(Document { url: doc.url.or(url), ..doc }.into())
    }
}

impl Iterator for Responses {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let head = match self.head() {
                Ok(Some(head)) => head,
                Ok(None) => break,
                Err(error) => {
                    // Where the next record begins is not known.
                    self.done = true;
                    return Some(Err(error));
                }
            };
            match self.page(&head) {
                Ok(Some(page)) => return Some(self.document(page, head.url)),
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
        }
        None
    }
}

/// Whether a type of content is a page (true) or plain text (false); `None` for all else.
fn kind_of_page(content_type: &str) -> Option<bool> {
    match content_type.split(';').next().unwrap_or_default().trim() {
        "text/html" | "application/xhtml+xml" => Some(true),
        "text/plain" => Some(false),
        _ => None,
    }
}

/// The encoding that a type of content names.
fn charset(content_type: &str) -> Option<TextEncoding> {
    let value = content_type.split_once("charset=")?.1;
    value.trim_start_matches(['"', '\'']).split(['"', '\'', ';', ' ']).next()?.parse().ok()
}

/// Joins the chunks of a body; `None` when it is not in chunks.
fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    loop {
        let httparse::Status::Complete((start, length)) = httparse::parse_chunk_size(body).ok()? else { return None };
        if length == 0 {
            return Some(whole);
        }
        body = &body[start..];
        let length = usize::try_from(length).ok()?;
        // A capture that was cut off keeps what there is.
        let Some(chunk) = body.get(..length) else {
            whole.extend_from_slice(body);
            return Some(whole);
        };
        whole.extend_from_slice(chunk);
        body = body[length..].strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;
    use crate::document::read::open_stream;

    fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
        let length = block.len();
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\n\
             Content-Length: {length}\r\n\r\n"
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    }

    fn response(head: &str, body: &[u8]) -> Vec<u8> {
        [b"HTTP/1.1 200 OK\r\n", head.as_bytes(), b"\r\n", body].concat()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    const HTTP: &str = "application/http; msgtype=response";
    const PAGE: &[u8] = b"<html><title>Talks</title><p>Talks resumed in the harbour.</p></html>";

    #[track_caller]
    fn check(bytes: Vec<u8>, expected: &[&str]) {
        let show = |result: Result<Document, ReadError>| match result {
            Ok(doc) => format!("{}: {}", doc.id, doc.text.replace("\n\n", " | ")),
            Err(error) => error.to_string(),
        };
        let found: Vec<String> = open_stream(Cursor::new(bytes), "w", ReadOptions::default()).map(show).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn responses_are_pages() {
        let chunked: &[u8] = b"5;x=y\r\n<p>On\r\na\r\ne page</p>\r\n0\r\n\r\n";
        let html = "Content-Type: text/html\r\n";
        let bytes = [
            record("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
            record("request", "http://a/", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
            record("response", "http://a/1", HTTP, &response(html, PAGE)),
            record(
                "response",
                "http://a/2",
                HTTP,
                &response(&format!("{html}Transfer-Encoding: chunked\r\n"), chunked),
            ),
            record(
                "response",
                "http://a/3",
                HTTP,
                &response(&format!("{html}Content-Encoding: gzip\r\n"), &gzip(PAGE)),
            ),
            record("response", "http://a/4", HTTP, &response("Content-Type: image/png\r\n", b"\x89PNG")),
            record("response", "http://a/5", HTTP, b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Gone"),
            record(
                "response",
                "http://a/6",
                HTTP,
                &response("Content-Type: text/html; charset=koi8-r\r\n", b"<p>\xF0"),
            ),
            record("conversion", "http://a/7", "text/plain", b"Ferries ran."),
        ];
        let expected = [
            "http://a/1: Talks | Talks resumed in the harbour.",
            "http://a/2: One page",
            "http://a/3: Talks | Talks resumed in the harbour.",
            "http://a/6: П",
            "http://a/7: Ferries ran.",
        ];
        check(bytes.concat(), &expected);
        // A file of records that are compressed one by one is the usual form.
        check(bytes.iter().flat_map(|record| gzip(record)).collect(), &expected);
    }

    #[test]
    fn the_page_knows_its_address() {
        let bytes = record("response", "<http://a/1>", HTTP, &response("Content-Type: text/html\r\n", PAGE));
        let doc = open_stream(Cursor::new(bytes), "w", ReadOptions::default()).next().unwrap().unwrap();
        assert_eq!((doc.url.as_deref(), doc.date), (Some("http://a/1"), None));
    }

    #[test]
    fn damage_is_told_with_the_record() {
        let good = record("conversion", "http://a/1", "text/plain", b"Ferries ran.");
        check(
            [&good[..], b"garbage\r\n\r\n"].concat(),
            &["http://a/1: Ferries ran.", "w:2: cannot be read as WARC: expected a record that begins with WARC/"],
        );
        check(good[..good.len() - 10].to_vec(), &["w:1: cannot be read as WARC: the file ends inside a record"]);
        let long = record("conversion", "http://a/1", "text/plain", &[b'x'; 100]);
        let options = ReadOptions { max_bytes: 50, ..ReadOptions::default() };
        let mut found = open_stream(Cursor::new([long, good].concat()), "w", options);
        assert_eq!(found.next().unwrap().unwrap_err().to_string(), "w:1: longer than the limit of 50 bytes");
        assert_eq!(found.next().unwrap().unwrap().text, "Ferries ran.");
    }
}
