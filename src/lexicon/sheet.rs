//! Reads tables that users bring: tab-separated or CSV, with a header line that names the columns in any order.
//!
//! Stricter than [`Table`](super::Table), as nothing a user writes may be passed over in silence: a column that is not
//! known is an error. Lines that begin with `#` and blank lines are comments.

use super::TableError;

/// A user's table.
#[derive(Debug)]
pub struct Sheet {
    /// For each known column whether the header names it.
    pub has: Vec<bool>,
    /// The rows, in file order.
    pub rows: Vec<SheetRow>,
}

/// A row of a user's table.
#[derive(Clone, Debug)]
pub struct SheetRow {
    /// Line in the file, counted from 1.
    pub line: usize,
    /// The cells, without blanks around them, in the order of the known columns; empty where there is none.
    pub cells: Vec<String>,
}

/// How a user's table must look.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'c> {
    /// All columns that may stand in the header.
    pub known: &'c [&'c str],
    /// Those that must.
    pub needed: &'c [&'c str],
}

impl Sheet {
    /// Reads a table whose header is the first line that is no comment; `first_line` is the number of the text's first
    /// line in its file, from 1.
    ///
    /// # Errors
    /// When the header names an unknown column, one twice or not all that are needed, when a row has too many cells, or
    /// when a quotation mark is not closed.
    pub fn read(
        file: &str,
        text: &str,
        first_line: usize,
        delimiter: u8,
        columns: Columns<'_>,
    ) -> Result<Self, TableError> {
        let error = |line, what: String| TableError { file: file.to_owned(), line, what };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .quoting(delimiter == b',')
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut lines = Lines { text, at: 0, line: first_line };
        let mut header: Option<Vec<usize>> = None;
        let mut sheet = Self { has: vec![false; columns.known.len()], rows: Vec::new() };
        for row in reader.records() {
            let row = row.map_err(|e| {
                let line = e.position().map_or(lines.line, |p| first_line - 1 + p.line() as usize);
                error(line, e.to_string())
            })?;
            let line = lines.row_at(row.position().map_or(0, |p| p.byte() as usize));
            let Some(places) = &header else {
                let places = places(&row, columns).map_err(|what| error(line, what))?;
                places.iter().for_each(|&p| sheet.has[p] = true);
                header = Some(places);
                continue;
            };
            if row.len() > places.len() {
                return Err(error(line, format!("{} cells under {} columns", row.len(), places.len())));
            }
            let mut cells = vec![String::new(); columns.known.len()];
            for (cell, &place) in row.iter().zip(places) {
                cell.clone_into(&mut cells[place]);
            }
            // A spreadsheet writes rows of empty cells for blank lines.
            if cells.iter().any(|c| !c.is_empty()) {
                sheet.rows.push(SheetRow { line, cells });
            }
        }
        if header.is_none() {
            return Err(error(first_line, format!("no header line; known columns are {}", columns.known.join(", "))));
        }
        Ok(sheet)
    }
}

/// For each column of a header which of the known ones it is.
fn places(row: &csv::StringRecord, columns: Columns<'_>) -> Result<Vec<usize>, String> {
    let mut places = Vec::new();
    for name in row {
        let place = columns.known.iter().position(|c| *c == name);
        let unknown = || format!("no column {name:?}; known are {}", columns.known.join(", "));
        let place = place.ok_or_else(unknown)?;
        if places.contains(&place) {
            return Err(format!("the column {name:?} stands twice"));
        }
        places.push(place);
    }
    let is_there = |column: &&&str| places.iter().any(|&p| columns.known[p] == **column);
    match columns.needed.iter().find(|c| !is_there(c)) {
        Some(missing) => Err(format!("the column {missing:?} is missing")),
        None => Ok(places),
    }
}

/// Counts lines up to rows; the CSV reader counts comments before a row as part of it.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line, from 1, of the row that was read from this byte on. Rows must come in order.
    fn row_at(&mut self, byte: usize) -> usize {
        let bytes = self.text.as_bytes();
        let to = byte.clamp(self.at, bytes.len());
        self.line += bytes[self.at..to].iter().filter(|&&b| b == b'\n').count();
        self.at = to;
        loop {
            let rest = &bytes[self.at..];
            let line = &rest[..rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len())];
            let is_row = !line.trim_ascii().is_empty() && !line.starts_with(b"#");
            if is_row || line.len() == rest.len() {
                return self.line;
            }
            self.at += line.len() + 1;
            self.line += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns<'_> = Columns { known: &["a", "b", "c"], needed: &["a"] };

    #[test]
    fn rows_know_their_lines() {
        let sheet = Sheet::read("t", "# note\nb,a\n\n\"x\ny\",z\n,\n# more\np,q\n", 10, b',', COLUMNS).unwrap();
        assert_eq!(sheet.has, [true, true, false]);
        let rows: Vec<_> = sheet.rows.iter().map(|r| (r.line, r.cells.join("/"))).collect();
        assert_eq!(rows, [(13, "z/x\ny/".to_owned()), (17, "q/p/".to_owned())]);
    }

    #[track_caller]
    fn check_error(text: &str, expected: &str) {
        assert_eq!(Sheet::read("t", text, 1, b'\t', COLUMNS).unwrap_err().to_string(), expected);
    }

    #[test]
    fn headers_are_read_strictly() {
        check_error("a\td\n", "t:1: no column \"d\"; known are a, b, c");
        check_error("\na\ta\n", "t:2: the column \"a\" stands twice");
        check_error("b\n", "t:1: the column \"a\" is missing");
        check_error("a\nx\ty\n", "t:2: 2 cells under 1 columns");
        check_error("# a\n", "t:1: no header line; known columns are a, b, c");
    }
}
