//! JSON lines: one document a line, read in a buffer that never grows beyond the limit.

use std::io::{self, BufRead};
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::document::error::{ReadError, ShapeProblem};
use crate::document::read::Record;
use crate::document::{Document, date};

/// A stream of JSON lines.
pub(in crate::document) struct JsonLines {
    input: Box<dyn BufRead + Send>,
    path: PathBuf,
    /// Ids of documents without one begin with it.
    stem: String,
    limit: usize,
    /// Lines read so far.
    line: u64,
    buffer: Vec<u8>,
    done: bool,
}

/// What reading up to the next line break gave.
enum Line {
    Whole,
    TooLong,
    End,
}

impl JsonLines {
    pub(in crate::document) fn new(input: Box<dyn BufRead + Send>, path: PathBuf, stem: String, limit: usize) -> Self {
        Self { input, path, stem, limit, line: 0, buffer: Vec::new(), done: false }
    }

    fn read_line(&mut self) -> io::Result<Line> {
        self.buffer.clear();
        let (mut any, mut too_long) = (false, false);
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', chunk);
            let part = &chunk[..end.unwrap_or(chunk.len())];
            // The rest of a line that is too long is read, but not kept.
            too_long |= self.buffer.len() + part.len() > self.limit;
            if too_long {
                self.buffer = Vec::new();
            } else {
                self.buffer.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                break;
            }
        }
        self.line += u64::from(any);
        Ok(if !any {
            Line::End
        } else if too_long {
            Line::TooLong
        } else {
            Line::Whole
        })
    }

    /// The document of the line in the buffer; `None` for a blank line.
    fn parse(&mut self) -> Option<Result<Record, ReadError>> {
        let mut bytes = self.buffer.as_slice();
        if self.line == 1 {
            bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        }
        let trimmed = bytes.trim_ascii();
        if trimmed.is_empty() {
            return None;
        }
        if self.line == 1 && matches!(trimmed, b"{" | b"[") {
            self.done = true;
            return Some(Err(self.shape(ShapeProblem::Multiline)));
        }
        Some(match serde_json::from_slice::<Value>(bytes) {
            Ok(value) => self.record(value),
            Err(error) => Err(self.invalid(bytes, &error)),
        })
    }

    fn record(&self, value: Value) -> Result<Record, ReadError> {
        let mut object = match value {
            Value::Object(object) => object,
            other => return Err(self.shape(ShapeProblem::NotAnObject { found: kind_of(&other) })),
        };
        let text = match object.remove("text") {
            Some(Value::String(text)) => text,
            None | Some(Value::Null) if object.get("document").is_some_and(Value::is_object) => {
                return Err(self.shape(ShapeProblem::Annotated));
            }
            None | Some(Value::Null) => return Err(self.shape(ShapeProblem::NoText)),
            Some(other) => return Err(self.shape(ShapeProblem::WrongType { field: "text", found: kind_of(&other) })),
        };
        if text.trim().is_empty() {
            return Err(ReadError::Empty { path: self.path.clone(), line: Some(self.line) });
        }
        let mut field = |name| string_field(&mut object, name).map_err(|found| (name, found));
        let mut fields = || -> Result<_, (&'static str, &'static str)> {
            Ok((field("id")?, field("title")?, field("date")?, field("url")?, field("publisher")?, field("author")?))
        };
        let (id, title, date, url, publisher, author) =
            fields().map_err(|(field, found)| self.shape(ShapeProblem::WrongType { field, found }))?;
        let id = id.unwrap_or_else(|| format!("{}:{}", self.stem, self.line));
        let year = date.as_deref().and_then(date::year_of);
        let date = date.as_deref().and_then(date::parse);
        Ok(Record { doc: Document { id, title, date, url, publisher, author, text }, year })
    }

    fn shape(&self, problem: ShapeProblem) -> ReadError {
        ReadError::JsonShape { path: self.path.clone(), line: self.line, problem }
    }

    fn invalid(&self, bytes: &[u8], error: &serde_json::Error) -> ReadError {
        // The parser counts bytes, and calls every line of ours line 1.
        let before = &bytes[..error.column().saturating_sub(1).min(bytes.len())];
        let column = String::from_utf8_lossy(before).chars().count() as u64 + 1;
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(head, _)| head).to_owned();
        ReadError::Json { path: self.path.clone(), line: self.line, column, message }
    }
}

impl Iterator for JsonLines {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            match self.read_line() {
                Ok(Line::End) => self.done = true,
                Ok(Line::TooLong) => {
                    return Some(Err(ReadError::TooLong {
                        path: self.path.clone(),
                        line: Some(self.line),
                        limit: self.limit,
                    }));
                }
                Ok(Line::Whole) => {
                    if let Some(record) = self.parse() {
                        return Some(record);
                    }
                }
                Err(source) => {
                    self.done = true;
                    return Some(Err(ReadError::Io { path: self.path.clone(), source }));
                }
            }
        }
        None
    }
}

/// A string, or a number as a string; a list of strings, as some write authors, is joined. Empty is absent.
fn string_field(object: &mut Map<String, Value>, name: &str) -> Result<Option<String>, &'static str> {
    let text = match object.remove(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text,
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        Some(other) => return Err(kind_of(&other)),
    };
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read as _};

    use super::*;

    #[test]
    fn a_huge_line_is_skipped_without_being_kept() {
        let input = io::repeat(b'{').take(200 << 20).chain(&b"\n{\"text\": \"after\"}\n"[..]);
        let mut lines = JsonLines::new(Box::new(BufReader::new(input)), "x".into(), "x".to_owned(), 1 << 20);
        let error = lines.next().unwrap().err().unwrap();
        assert_eq!(error.to_string(), "x:1: longer than the limit of 1048576 bytes");
        assert!(lines.buffer.capacity() < 2 << 20);
        assert_eq!(lines.next().unwrap().ok().unwrap().doc.text, "after");
    }
}
