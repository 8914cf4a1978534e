//! CSV and TSV: one document a row, of which a column is the text.
//!
//! Which column holds what is told by its name (`data/input/columns.tsv`) or by the user. Rows may have fewer or more
//! cells than the header; a quoted cell may hold line breaks. Bytes that are not UTF-8 are decoded cell by cell.

use std::io::{self, BufRead, Read};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::ByteRecord;

use super::InputFormat;
use crate::document::encoding::{Declaration, TextEncoding, decode};
use crate::document::error::ReadError;
use crate::document::read::{ReadOptions, Record};
use crate::document::{Document, date};
use crate::lexicon::Table;

/// Bytes that the parser may read ahead of the row that it gives.
const READ_AHEAD: u64 = 64 << 10;
/// Separators of cells; which one is told from the header.
const SEPARATORS: &[u8] = b",;\t|";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The text of the document.
    Text,
    /// Its id.
    Id,
    /// Its headline.
    Title,
    /// Its day of publication.
    Date,
    /// Its address.
    Url,
    /// Who published it.
    Publisher,
    /// Who wrote it.
    Author,
}

impl Field {
    /// All fields.
    pub const ALL: &'static [Self] =
        &[Self::Text, Self::Id, Self::Title, Self::Date, Self::Url, Self::Publisher, Self::Author];

    /// Its name: `text`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Id => "id",
            Self::Title => "title",
            Self::Date => "date",
            Self::Url => "url",
            Self::Publisher => "publisher",
            Self::Author => "author",
        }
    }
}

/// What a column holds whose name does not say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnName {
    /// What it holds.
    pub field: Field,
    /// The name in the header, compared as the known names are.
    pub name: String,
}

/// Something else than `FIELD=NAME`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected FIELD=NAME with the field text, id, title, date, url, publisher or author; found {found:?}")]
pub struct UnknownColumn {
    /// What was found.
    pub found: String,
}

impl FromStr for ColumnName {
    type Err = UnknownColumn;

    fn from_str(text: &str) -> Result<Self, UnknownColumn> {
        let unknown = || UnknownColumn { found: text.to_owned() };
        let (field, name) = text.split_once('=').ok_or_else(unknown)?;
        let field = Field::ALL.iter().copied().find(|known| known.as_str() == field.trim()).ok_or_else(unknown)?;
        if name.trim().is_empty() { Err(unknown()) } else { Ok(Self { field, name: name.to_owned() }) }
    }
}

/// A stream of rows.
pub(in crate::document) struct Rows {
    csv: csv::Reader<Limited>,
    /// Bytes that may still be read for this row.
    allowance: Arc<AtomicU64>,
    /// Number of the column of each of [`Field::ALL`].
    columns: [Option<usize>; 7],
    path: PathBuf,
    id: String,
    limit: usize,
    encoding: Option<TextEncoding>,
    row: ByteRecord,
    done: bool,
}

impl Rows {
    /// Reads the header.
    ///
    /// # Errors
    /// When the file cannot be read, or none of its columns holds texts.
    pub(in crate::document) fn new(
        mut input: Box<dyn BufRead + Send>,
        format: InputFormat,
        path: PathBuf,
        id: String,
        options: &ReadOptions,
    ) -> Result<Self, ReadError> {
        let start = input.fill_buf().map_err(|source| ReadError::Io { path: path.clone(), source })?;
        let separator = if format == InputFormat::Tsv { b'\t' } else { separator(start) };
        if start.starts_with(b"\xEF\xBB\xBF") {
            input.consume(3);
        }
        let limit = options.max_bytes;
        let allowance = Arc::new(AtomicU64::new(limit as u64 + READ_AHEAD));
        let input = Limited { input, left: Arc::clone(&allowance) };
        let mut csv = csv::ReaderBuilder::new();
        let csv = csv.delimiter(separator).flexible(true).has_headers(false).from_reader(input);
        let mut rows = Self {
            columns: [None; 7],
            allowance,
            path,
            id,
            limit,
            encoding: options.encoding,
            row: ByteRecord::new(),
            done: false,
            csv,
        };
        rows.header(options)?;
        Ok(rows)
    }

    fn header(&mut self, options: &ReadOptions) -> Result<(), ReadError> {
        if !self.read_row()? {
            return Err(ReadError::Empty { path: self.path.clone(), line: None });
        }
        let names: Vec<String> = self.row.iter().map(|name| self.cell(name)).collect();
        self.columns = columns(&names, &options.columns);
        if self.columns[0].is_some() {
            return Ok(());
        }
        let shown: Vec<String> = names.iter().take(20).map(|name| format!("{name:?}")).collect();
        Err(ReadError::NoTextColumn { path: self.path.clone(), found: shown.join(", ") })
    }

    fn cell(&self, bytes: &[u8]) -> String {
        decode(bytes.to_vec(), self.encoding, Declaration::Ignored)
    }

    /// Reads the next row; false at the end.
    fn read_row(&mut self) -> Result<bool, ReadError> {
        self.allowance.store(self.limit as u64 + READ_AHEAD, Ordering::Relaxed);
        let error = match self.csv.read_byte_record(&mut self.row) {
            Ok(is_row) => return Ok(is_row),
            Err(error) => error,
        };
        let line = Some(self.csv.position().line());
        let path = self.path.clone();
        if self.allowance.load(Ordering::Relaxed) == 0 {
            return Err(ReadError::TooLong { path, line, limit: self.limit });
        }
        Err(match error.into_kind() {
            csv::ErrorKind::Io(source) => ReadError::Io { path, source },
            other => ReadError::Damaged { path, line, format: "CSV", message: format!("{other:?}") },
        })
    }

    fn record(&self, line: u64) -> Result<Record, ReadError> {
        let field = |field: Field| {
            let number = self.columns[field as usize]?;
            let text = self.cell(self.row.get(number)?);
            Some(text).filter(|text| !text.trim().is_empty())
        };
        let Some(text) = field(Field::Text) else {
            return Err(ReadError::Empty { path: self.path.clone(), line: Some(line) });
        };
        let day = field(Field::Date);
        let doc = Document {
            id: field(Field::Id).unwrap_or_else(|| format!("{}:{line}", self.id)),
            title: field(Field::Title),
            date: day.as_deref().and_then(date::parse),
            url: field(Field::Url),
            publisher: field(Field::Publisher),
            author: field(Field::Author),
            text,
        };
        Ok(Record { doc, year: day.as_deref().and_then(date::year_of) })
    }
}

impl Iterator for Rows {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.read_row() {
            Ok(true) => {
                let line = self.row.position().map_or(0, csv::Position::line);
                Some(self.record(line))
            }
            Ok(false) => None,
            Err(error) => {
                // Where the next row begins is not known: a quotation mark that nobody closed takes all that follows.
                self.done = true;
                Some(Err(error))
            }
        }
    }
}

/// The separator that the header has most of.
fn separator(start: &[u8]) -> u8 {
    let header = &start[..memchr::memchr2(b'\n', b'\r', start).unwrap_or(start.len())];
    let mut n_found = [0usize; SEPARATORS.len()];
    let mut is_quoted = false;
    for byte in header {
        is_quoted ^= *byte == b'"';
        if let Some(which) = SEPARATORS.iter().position(|separator| separator == byte).filter(|_| !is_quoted) {
            n_found[which] += 1;
        }
    }
    // Of several the first: a table of one column has no separator at all.
    let best = (0..SEPARATORS.len()).rev().max_by_key(|&which| n_found[which]).unwrap_or(0);
    SEPARATORS[best]
}

/// The number of the column that each of [`Field::ALL`] stands in.
fn columns(names: &[String], told: &[ColumnName]) -> [Option<usize>; 7] {
    let key = |name: &str| name.trim().to_lowercase().replace([' ', '-'], "_");
    let names: Vec<String> = names.iter().map(|name| key(name)).collect();
    let find = |name: &str| {
        let name = key(name);
        names.iter().position(|known| *known == name)
    };
    let file = "data/input/columns.tsv";
    let table = Table::parse(file, include_str!("../../../data/input/columns.tsv"), &["field", "name"]);
    let mut columns = [None; 7];
    for (field, column) in Field::ALL.iter().zip(&mut columns) {
        let told = told.iter().find(|told| told.field == *field);
        *column = match (told, &table) {
            (Some(told), _) => find(&told.name),
            (None, Ok(table)) => {
                let rows = table.rows().filter(|row| row.cell(0) == field.as_str());
                rows.map(|row| row.cell(1)).find_map(find)
            }
            (None, Err(_)) => None,
        };
    }
    columns
}

/// Ends with an error where a row takes more than it may: the parser would hold it whole.
struct Limited {
    input: Box<dyn BufRead + Send>,
    left: Arc<AtomicU64>,
}

impl Read for Limited {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Err(io::Error::other("row too long"));
        }
        let n = self.input.read(out)?;
        self.left.store(left.saturating_sub(n as u64), Ordering::Relaxed);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read::open_stream;

    fn read(bytes: &[u8], options: ReadOptions) -> Vec<Result<Document, ReadError>> {
        let format = options.format.or(Some(InputFormat::Csv));
        open_stream(io::Cursor::new(bytes.to_vec()), "t", ReadOptions { format, ..options }).collect()
    }

    #[track_caller]
    fn check(table: &str, expected: &[&str]) {
        let show = |result: Result<Document, ReadError>| match result {
            Ok(doc) => format!("{}: {}", doc.id, doc.text),
            Err(error) => error.to_string(),
        };
        let found: Vec<String> = read(table.as_bytes(), ReadOptions::default()).into_iter().map(show).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_row_is_a_document() {
        check(
            "Title,Body\nA,Talks resumed.\nB,\"It is \"\"over\"\",\nhe said.\"\nC,Rain.\n",
            &["t:2: Talks resumed.", "t:3: It is \"over\",\nhe said.", "t:5: Rain."],
        );
        check("id;text\n7;Talks resumed, again.\n", &["7: Talks resumed, again."]);
        check("\u{FEFF}text|id\nTalks.|a\n", &["a: Talks."]);
        check("text\nTalks, and more talks.\n", &["t:2: Talks"]);
    }

    #[test]
    fn short_and_empty_rows_do_not_stop_the_others() {
        check("id,text\na\nb,\nc,Rain.,more\n", &["t:2: no text", "t:3: no text", "c: Rain."]);
        check("", &["t: no text"]);
        check("name,size\na,1\n", &["t: no column of texts among \"name\", \"size\"; name it with --column text=NAME"]);
    }

    #[test]
    fn metadata_is_read() {
        let table = "Headline\tPub Date\tsource\tcontent\tsummary\nTalks\t17 November 2022\tPost\tThey met.\tno\n";
        let options = ReadOptions { format: Some(InputFormat::Tsv), ..ReadOptions::default() };
        let doc = read(table.as_bytes(), options).remove(0).unwrap();
        assert_eq!((doc.title.as_deref(), doc.publisher.as_deref()), (Some("Talks"), Some("Post")));
        assert_eq!((doc.date, doc.text.as_str()), (date::parse("2022-11-17"), "They met."));
    }

    #[test]
    fn a_column_can_be_named() {
        let columns = vec!["text=Wortlaut".parse().unwrap(), "id=nr".parse().unwrap()];
        let options = ReadOptions { columns, ..ReadOptions::default() };
        let doc = read(b"NR,text,wortlaut\n1,no,yes\n", options).remove(0).unwrap();
        assert_eq!((doc.id.as_str(), doc.text.as_str()), ("1", "yes"));
        assert!("wording=x".parse::<ColumnName>().is_err() && "text=".parse::<ColumnName>().is_err());
    }

    #[test]
    fn other_encodings_are_read() {
        let doc = read(b"id,text\n1,\x93No\x94, said the caf\xE9's owner\n", ReadOptions::default()).remove(0).unwrap();
        assert_eq!(doc.text, "“No”");
        let doc = read(b"id;text\n1;\x93No\x94, said the caf\xE9's owner\n", ReadOptions::default()).remove(0).unwrap();
        assert_eq!(doc.text, "“No”, said the café's owner");
    }

    #[test]
    fn a_cell_that_never_ends_is_refused_without_being_held() {
        let options = ReadOptions { format: Some(InputFormat::Csv), max_bytes: 1 << 16, ..ReadOptions::default() };
        let head = io::Cursor::new(b"id,text\na,Rain.\nb,\"".to_vec());
        let mut rows = open_stream(head.chain(io::repeat(b'x').take(1 << 40)), "t", options);
        assert_eq!(rows.next().unwrap().unwrap().id, "a");
        assert_eq!(rows.next().unwrap().unwrap_err().to_string(), "t:3: longer than the limit of 65536 bytes");
        assert!(rows.next().is_none());
    }

    #[test]
    fn the_names_of_columns_load() {
        let text = include_str!("../../../data/input/columns.tsv");
        let table = Table::parse("columns.tsv", text, &["field", "name"]).unwrap();
        assert!(table.rows().all(|row| Field::ALL.iter().any(|field| field.as_str() == row.cell(0))));
    }
}
