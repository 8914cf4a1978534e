//! Ontologies that users bring: tables of types, modes, contexts, codes and triggers, and PETRARCH's verb dictionaries.
//!
//! A table is tab-separated or CSV, with a header line. A file holds one table, which is told by its columns, or several,
//! each under a line with its name in brackets (`[types]`). What the columns mean is written in `docs/ontology.md`; they
//! are those of the program's own tables. Tables are read strictly, all of them together, so that one file may name what
//! another defines. Dictionaries ([`petrarch`]) have grown by many hands: what cannot be used is counted and told, and
//! the rest is used.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Ontology;
use super::petrarch::{self, Unused};
use crate::lexicon::{Columns, Row, Sheet, TableError};

/// Why a user's ontology was refused.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// A file or folder could not be read.
    #[error("{}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A folder without a file to read.
    #[error("{}: no .tsv, .csv or .txt file in this folder", .0.display())]
    Empty(PathBuf),
    /// A file has a mistake.
    #[error(transparent)]
    Content(#[from] TableError),
}

/// What a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::events) enum Sort {
    Types,
    Modes,
    Contexts,
    Codes,
    Verbs,
    Nouns,
    LightVerbs,
}

/// Number of [`Sort`]s.
const N_SORTS: usize = 7;

impl Sort {
    const ALL: [Sort; N_SORTS] =
        [Sort::Types, Sort::Modes, Sort::Contexts, Sort::Codes, Sort::Verbs, Sort::Nouns, Sort::LightVerbs];

    /// Name of the table, as it stands in brackets.
    fn name(self) -> &'static str {
        match self {
            Sort::Types => "types",
            Sort::Modes => "modes",
            Sort::Contexts => "contexts",
            Sort::Codes => "codes",
            Sort::Verbs => "verbs",
            Sort::Nouns => "nouns",
            Sort::LightVerbs => "light_verbs",
        }
    }

    /// All columns, in the order of a row's cells.
    pub(in crate::events) fn columns(self) -> &'static [&'static str] {
        match self {
            Sort::Types => &["type", "quad_class", "score", "description", "note"],
            Sort::Modes => &["type", "mode", "score", "words", "description", "note"],
            Sort::Contexts => &["context", "words", "description", "note"],
            Sort::Codes => &["code", "label", "goldstein", "quad_class", "type", "mode", "contexts", "note"],
            Sort::Verbs => {
                &["lemma", "particle", "object", "prepositions", "type", "cameo", "agent", "patient", "forms", "note"]
            }
            Sort::Nouns => &["lemma", "head", "prepositions", "type", "cameo", "agent", "patient", "note"],
            Sort::LightVerbs => &["verb", "particle", "noun", "use", "note"],
        }
    }

    /// The columns that the program's own tables have of these.
    pub(in crate::events) fn shipped_columns(self) -> Vec<&'static str> {
        self.columns().iter().copied().filter(|c| !["forms", "note"].contains(c)).collect()
    }

    fn needed(self) -> &'static [&'static str] {
        match self {
            Sort::Types => &["type", "quad_class"],
            Sort::Modes => &["type", "mode"],
            Sort::Contexts => &["context"],
            Sort::Codes => &["code", "type"],
            Sort::Verbs | Sort::Nouns => &["lemma", "type"],
            Sort::LightVerbs => &["verb", "noun"],
        }
    }

    /// What stands in a column that the header does not name.
    fn default(self, column: &str) -> &'static str {
        match (self, column) {
            (Sort::Verbs, "agent") => "subj",
            (Sort::Verbs, "patient") => "obj",
            (Sort::Nouns, "agent") => "by|poss|adj|compound",
            (Sort::Nouns, "patient") => "of|against|on",
            _ => "",
        }
    }

    /// The table that has a column with one of these names and no other has.
    fn of_header(names: &[&str]) -> Option<Self> {
        let has = |name| names.contains(&name);
        Some(match () {
            () if has("lemma") && has("head") => Sort::Nouns,
            () if has("lemma") && (has("particle") || has("object")) => Sort::Verbs,
            () if has("verb") => Sort::LightVerbs,
            () if has("code") => Sort::Codes,
            () if has("mode") => Sort::Modes,
            () if has("context") => Sort::Contexts,
            () if has("type") && has("quad_class") => Sort::Types,
            () => return None,
        })
    }
}

/// A row of a user's table, or what a line of a dictionary comes to.
#[derive(Clone, Debug)]
pub(in crate::events) struct UserRow {
    pub(in crate::events) file: Arc<str>,
    /// From 1.
    pub(in crate::events) line: usize,
    /// In the order of [`Sort::columns`].
    pub(in crate::events) cells: Vec<String>,
}

impl UserRow {
    /// The words that the first cell lists.
    pub(in crate::events) fn lemmas(&self) -> impl Iterator<Item = &str> {
        self.cells[0].split('|').map(str::trim).filter(|l| !l.is_empty())
    }

    /// Hands over the row as shipped tables have it.
    pub(in crate::events) fn with<R>(&self, then: impl FnOnce(Row<'_, '_>) -> R) -> R {
        let cells: Vec<&str> = self.cells.iter().map(String::as_str).collect();
        then(Row::new(&self.file, self.line, &cells))
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Tables with tabs or commas.
    Tables,
    /// PETRARCH's verbs.
    Dictionary,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub struct OntologyFile {
    /// The file, as given.
    pub file: String,
    /// Its form.
    pub form: Form,
    /// Rows of its tables, or lines of a dictionary with a verb or a pattern.
    pub n_rows: usize,
    /// Of a dictionary: patterns.
    pub n_patterns: usize,
    /// What of it cannot be used, in the order of lines.
    pub unused: Vec<Unused>,
}

/// What stands in users' files.
#[derive(Debug, Default)]
pub struct UserOntology {
    rows: [Vec<UserRow>; N_SORTS],
    dictionary_rows: Vec<UserRow>,
    dictionary_forms: Vec<(String, String)>,
    files: Vec<OntologyFile>,
}

impl UserOntology {
    /// Reads files, and of folders all `.tsv`, `.csv` and `.txt` files by name, as one ontology.
    ///
    /// # Errors
    /// When one cannot be read or has a mistake. Mistakes in tables of triggers come to light when they are loaded.
    pub fn read(paths: &[PathBuf]) -> Result<Self, UserError> {
        let mut contents = Vec::new();
        for path in paths {
            for file in files_of(path)? {
                let bytes = std::fs::read(&file).map_err(|source| UserError::Io { path: file.clone(), source })?;
                contents.push((file.display().to_string(), bytes));
            }
        }
        Ok(Self::from_contents(&contents)?)
    }

    /// Reads the contents of files, each with the name that errors give it, as one ontology.
    ///
    /// # Errors
    /// As [`UserOntology::read`].
    pub fn from_contents(contents: &[(String, Vec<u8>)]) -> Result<Self, TableError> {
        let mut all = Self::default();
        let mut dictionaries = Vec::new();
        for (file, bytes) in contents {
            dictionaries.extend(all.add(file, bytes)?.map(|d| (all.files.len() - 1, d)));
        }
        // Codes of dictionaries lead to types by the tables, wherever these stand.
        let (ontology, words) = (Ontology::load(&all)?, petrarch::Words::load()?);
        for (file, dictionary) in dictionaries {
            let petrarch::Triggers { rows, forms, unused } = dictionary.triggers(&ontology, &words);
            all.dictionary_rows.extend(rows);
            all.dictionary_forms.extend(forms);
            all.files[file].unused = unused;
        }
        Ok(all)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What each file holds, in order.
    pub fn files(&self) -> &[OntologyFile] {
        &self.files
    }

    /// The rows of tables of one sort, in the order of the files.
    pub(in crate::events) fn rows(&self, sort: Sort) -> &[UserRow] {
        &self.rows[sort as usize]
    }

    /// Rows of verbs that dictionaries come to, in the order of the files.
    pub(in crate::events) fn dictionary_rows(&self) -> &[UserRow] {
        &self.dictionary_rows
    }

    /// Verbs of dictionaries with forms that no rule makes.
    pub(in crate::events) fn dictionary_forms(&self) -> &[(String, String)] {
        &self.dictionary_forms
    }

    /// Adds the content of a file; `file` names it in errors. Gives a dictionary back, as it waits for the tables.
    fn add(&mut self, file: &str, bytes: &[u8]) -> Result<Option<petrarch::Dictionary>, TableError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let lossy = String::from_utf8_lossy(bytes);
        if petrarch::is_dictionary(&lossy) {
            let dictionary = petrarch::Dictionary::read(file, &lossy);
            self.files.push(OntologyFile {
                file: file.to_owned(),
                form: Form::Dictionary,
                n_rows: dictionary.n_lines(),
                n_patterns: dictionary.n_patterns(),
                unused: Vec::new(),
            });
            return Ok(Some(dictionary));
        }
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let line = bytes[..e.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
            TableError { file: file.to_owned(), line, what: "not UTF-8".to_owned() }
        })?;
        let n_rows = self.tables(file, text)?;
        let file = file.to_owned();
        self.files.push(OntologyFile { file, form: Form::Tables, n_rows, n_patterns: 0, unused: Vec::new() });
        Ok(None)
    }

    /// Reads all tables of a file and counts their rows.
    fn tables(&mut self, file: &str, text: &str) -> Result<usize, TableError> {
        let mut n_rows = 0;
        for part in parts(file, text)? {
            let delimiter = if header(part.text).is_some_and(|(_, h)| h.contains('\t')) { b'\t' } else { b',' };
            let (known, needed) = (part.sort.columns(), part.sort.needed());
            let sheet = Sheet::read(file, part.text, part.line, delimiter, Columns { known, needed })?;
            let path: Arc<str> = Arc::from(file);
            n_rows += sheet.rows.len();
            for mut row in sheet.rows {
                for ((cell, column), _) in row.cells.iter_mut().zip(known).zip(&sheet.has).filter(|(_, has)| !**has) {
                    part.sort.default(column).clone_into(cell);
                }
                let (file, line, cells) = (Arc::clone(&path), row.line, row.cells);
                self.rows[part.sort as usize].push(UserRow { file, line, cells });
            }
        }
        Ok(n_rows)
    }
}

/// The files that a path means, sorted.
pub(crate) fn files_of(path: &Path) -> Result<Vec<PathBuf>, UserError> {
    let error = |source| UserError::Io { path: path.to_owned(), source };
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(error)? {
        let path = entry.map_err(error)?.path();
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        if ["tsv", "csv", "txt"].contains(&extension.as_str()) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() { Err(UserError::Empty(path.to_owned())) } else { Ok(files) }
}

/// A table within a file.
struct Part<'t> {
    sort: Sort,
    text: &'t str,
    /// Number of its first line.
    line: usize,
}

/// Cuts a file into its tables.
fn parts<'t>(file: &str, text: &'t str) -> Result<Vec<Part<'t>>, TableError> {
    let error = |line, what: String| TableError { file: file.to_owned(), line, what };
    let mut parts: Vec<Part<'_>> = Vec::new();
    let (mut from, mut line, mut named) = (0, 1, None);
    let mut at = 0;
    let mut cut = |named: Option<Sort>, line: usize, text: &'t str| -> Result<(), TableError> {
        let Some((above, header)) = header(text) else {
            return named
                .map_or(Ok(()), |sort: Sort| Err(error(line, format!("the table [{}] is empty", sort.name()))));
        };
        let names: Vec<&str> = header.split(['\t', ',']).map(|c| c.trim().trim_matches('"')).collect();
        let sort = named.or_else(|| Sort::of_header(&names)).ok_or_else(|| {
            let tables = Sort::ALL.map(|s| format!("[{}]", s.name())).join(", ");
            let what = "neither a table that can be told by its columns nor a dictionary of verbs";
            error(line + above, format!("{what}; a line above a table may name it: {tables}"))
        })?;
        parts.push(Part { sort, text, line });
        Ok(())
    };
    for (number, row) in text.split_inclusive('\n').enumerate() {
        // A spreadsheet adds the delimiters of the columns that stay empty.
        let bare = row.trim().trim_end_matches([',', '\t']);
        if let Some(name) = bare.strip_prefix('[').and_then(|b| b.strip_suffix(']')) {
            let sort = Sort::ALL.into_iter().find(|s| s.name() == name.trim());
            let known = Sort::ALL.map(Sort::name).join(", ");
            let sort = sort.ok_or_else(|| error(number + 1, format!("no table [{name}]; known are {known}")))?;
            cut(named, line, &text[from..at])?;
            (from, line, named) = (at + row.len(), number + 2, Some(sort));
        }
        at += row.len();
    }
    cut(named, line, &text[from..])?;
    if parts.is_empty() { Err(error(1, "nothing in it".to_owned())) } else { Ok(parts) }
}

/// The first line that is no comment, and the number of lines above it.
fn header(text: &str) -> Option<(usize, &str)> {
    text.lines().enumerate().find(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'))
}
