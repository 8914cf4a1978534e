//! Reads the data files of `data/`: tab-separated tables with a header line.
//!
//! A table is UTF-8 with LF or CRLF line ends; lines that begin with `#` and blank lines are comments, the first other
//! line names the columns, a cell may hold several values joined by `|`. Loading is strict: a missing column or a row
//! with too many cells stops with file and line, so that a mistake in a data file never becomes a silent gap.

/// Why a data file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct TableError {
    /// Name of the file, as given by the caller.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong, and what was expected.
    pub what: String,
}

/// One data file, parsed.
#[derive(Debug)]
pub struct Table<'t> {
    file: &'t str,
    /// Lines of the rows, counted from 1.
    lines: Vec<usize>,
    /// Cells of all rows, one after the other: tables are large, and a list a row would cost more than reading it.
    cells: Vec<&'t str>,
    n_columns: usize,
}

/// As [`str::trim`]; most cells have no blanks around them.
fn trimmed(cell: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_none_or(|b| b.is_ascii_graphic());
    let bytes = cell.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) { cell } else { cell.trim() }
}

/// As [`str::lines`], with their numbers from 1; tables are read at every start, so this looks for line ends in blocks.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain((!text.ends_with('\n')).then_some(text.len()));
    ends.enumerate().map(move |(number, end)| {
        let line = &text[start..end];
        start = end + 1;
        (number + 1, line.strip_suffix('\r').unwrap_or(line))
    })
}

/// One row: its cells in the order of the columns asked for.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a, 't> {
    file: &'t str,
    /// Line in the file, counted from 1.
    pub line: usize,
    cells: &'a [&'t str],
}

impl<'t> Table<'t> {
    /// Parses a table and keeps the named columns, in that order; other columns are ignored.
    ///
    /// # Errors
    /// When there is no header, a named column is missing, or a row has more cells than the header.
    pub fn parse(file: &'t str, text: &'t str, columns: &[&str]) -> Result<Self, TableError> {
        let error = |line, what| TableError { file: file.to_owned(), line, what };
        let mut lines = lines(text);
        let mut content = lines.by_ref().filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
        let (header_line, header) = content.next().ok_or_else(|| error(1, "no header line".to_owned()))?;
        let names: Vec<&str> = header.split('\t').collect();
        let mut places = Vec::with_capacity(columns.len());
        for column in columns {
            let place = names.iter().position(|n| n == column);
            let missing = || error(header_line, format!("no column {column:?} among {names:?}"));
            places.push(place.ok_or_else(missing)?);
        }
        let is_kept: Vec<bool> = (0..names.len()).map(|number| places.contains(&number)).collect();
        let mut table = Self { file, lines: Vec::new(), cells: Vec::new(), n_columns: places.len() };
        for (line, row) in content {
            let first = table.cells.len();
            table.cells.resize(first + places.len(), "");
            let mut start = 0;
            let ends = memchr::memchr_iter(b'\t', row.as_bytes()).chain([row.len()]);
            for (number, end) in ends.enumerate() {
                let is_kept = is_kept.get(number).ok_or_else(|| {
                    let found = row.split('\t').count();
                    error(line, format!("{found} cells under {} columns", names.len()))
                })?;
                if *is_kept {
                    let cell = trimmed(&row[start..end]);
                    for (slot, _) in table.cells[first..].iter_mut().zip(&places).filter(|(_, place)| **place == number)
                    {
                        *slot = cell;
                    }
                }
                start = end + 1;
            }
            table.lines.push(line);
        }
        Ok(table)
    }

    /// The rows, in file order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_, 't>> {
        let cells = |i: usize| &self.cells[i * self.n_columns..(i + 1) * self.n_columns];
        self.lines.iter().enumerate().map(move |(i, &line)| Row { file: self.file, line, cells: cells(i) })
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl<'a, 't> Row<'a, 't> {
    /// A row that comes from elsewhere, as from a user's table.
    pub fn new(file: &'t str, line: usize, cells: &'a [&'t str]) -> Self {
        Self { file, line, cells }
    }

    /// The cell of the `column`-th column asked for; empty when it holds nothing.
    ///
    /// # Panics
    /// When fewer columns were asked for.
    pub fn cell(&self, column: usize) -> &'t str {
        self.cells[column]
    }

    /// The cell, or `None` when it is empty.
    pub fn optional(&self, column: usize) -> Option<&'t str> {
        Some(self.cell(column)).filter(|c| !c.is_empty())
    }

    /// The values of a cell that holds a list.
    pub fn list(&self, column: usize) -> impl Iterator<Item = &'t str> + use<'t> {
        self.cell(column).split('|').map(str::trim).filter(|v| !v.is_empty())
    }

    /// An error that points at this row.
    pub fn error(&self, what: impl Into<String>) -> TableError {
        TableError { file: self.file.to_owned(), line: self.line, what: what.into() }
    }

    /// The cell read as a member of a closed set or a number.
    ///
    /// # Errors
    /// When it cannot be read as one.
    pub fn parse<T>(&self, column: usize) -> Result<T, TableError>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        self.cell(column).parse().map_err(|e| self.error(format!("{e}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_in_the_order_asked_for() {
        let table = Table::parse("t", "# note\na\tb\nx\ty|z\n", &["b", "a"]).unwrap();
        let row = table.rows().next().unwrap();
        assert_eq!(row.list(0).collect::<Vec<_>>(), ["y", "z"]);
        assert_eq!((row.cell(1), row.line), ("x", 3));
    }

    #[test]
    fn a_missing_column_names_file_and_line() {
        let error = Table::parse("titles.tsv", "form\tkind\n", &["gender"]).unwrap_err();
        assert_eq!(error.to_string(), r#"titles.tsv:1: no column "gender" among ["form", "kind"]"#);
    }

    #[test]
    fn a_row_with_too_many_cells_is_refused() {
        let error = Table::parse("t", "a\nx\ty\n", &["a"]).unwrap_err();
        assert_eq!(error.line, 2);
    }
}
