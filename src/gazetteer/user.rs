//! Gazetteers that users bring: tables, JSON Lines and dictionaries.
//!
//! A file is told by its content. A table has a header line that names its columns (`id`, `name` and `kind`, and as
//! wanted `aliases`, `state`, `sector`, `wikidata`, `code`), tab-separated or CSV; JSON Lines have the same as keys of
//! one object a line; all else with codes in brackets is a dictionary in the form of PETRARCH
//! ([`petrarch`]). Tables and JSON Lines are read strictly. Dictionaries have grown by many hands: a
//! line that cannot be understood is a warning, and the rest is used.
//!
//! Users' ids are kept apart from the program's by `user:` before them, unless a row has the id of a built-in record:
//! then it takes that record's place, with what the row leaves empty, offices and all names as before. Where a name is
//! in both, the user's record alone is meant.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::compile::{SourceCode, SourceOffice, SourceRecord};
use super::petrarch::{self, AgentNoun, Dictionary, Lexicon};
use super::{Gazetteer, Gender, NameSort};
use crate::annotation::ActorKind;
use crate::lexicon::{Columns, Sheet, SheetRow, TableError};
use crate::text::token::TokenRules;

/// Why a user's gazetteer was refused.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// A file could not be read.
    #[error("{}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file has a mistake.
    #[error(transparent)]
    Content(#[from] TableError),
}

/// The columns of a table, and keys of JSON Lines.
pub const COLUMNS: [&str; 8] = ["id", "name", "kind", "aliases", "state", "sector", "wikidata", "code"];

/// What stands in users' files, before it is joined with the built-in records.
#[derive(Debug, Default)]
pub struct UserGazetteer {
    /// Rows of tables and JSON Lines, with the ids as written.
    rows: Vec<SourceRecord>,
    dictionary: Dictionary,
    /// Lines of dictionaries that were left out, in the order of the files.
    pub warnings: Vec<TableError>,
    /// What each file holds, in order.
    pub files: Vec<FileSummary>,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSummary {
    /// The file, as given.
    pub file: String,
    /// Its form.
    pub form: Form,
    /// Records of actors.
    pub n_records: usize,
    /// Their names.
    pub n_names: usize,
    /// Nouns for kinds of actors.
    pub n_agents: usize,
    /// Lines left out.
    pub n_warnings: usize,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Tab-separated, with a header line.
    Tsv,
    /// Comma-separated, with a header line.
    Csv,
    /// One object a line.
    JsonLines,
    /// PETRARCH's actors and agents.
    Dictionary,
}

impl Form {
    /// "tab-separated table"
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Tsv => "tab-separated table",
            Form::Csv => "CSV",
            Form::JsonLines => "JSON Lines",
            Form::Dictionary => "dictionary",
        }
    }
}

/// Users' records, joined with the built-in ones.
#[derive(Debug, Default)]
pub struct Joined {
    /// What [`Gazetteer::add`] takes.
    pub records: Vec<SourceRecord>,
    /// Nouns for kinds of actors.
    pub agents: Vec<AgentNoun>,
    /// Names of one word that were left out since the word is mostly no name: "TURKEY".
    pub n_common: usize,
}

impl UserGazetteer {
    /// Reads files, all of them as one gazetteer.
    ///
    /// # Errors
    /// When a file cannot be read, or a table has a mistake.
    pub fn read(paths: &[PathBuf]) -> Result<Self, UserError> {
        let mut all = Self::default();
        for path in paths {
            all.read_file(path)?;
        }
        Ok(all)
    }

    fn read_file(&mut self, path: &Path) -> Result<(), UserError> {
        let bytes = std::fs::read(path).map_err(|source| UserError::Io { path: path.to_owned(), source })?;
        Ok(self.add(&path.display().to_string(), &bytes)?)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.dictionary.is_empty()
    }

    /// Adds the content of a file; `file` names it in errors.
    ///
    /// # Errors
    /// When it is in none of the forms, or a table or JSON Lines have a mistake.
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Result<(), TableError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let lossy = String::from_utf8_lossy(bytes);
        let error = |line, what: String| TableError { file: file.to_owned(), line, what };
        let form = form(&lossy).ok_or_else(|| {
            let what = "neither a table (its first line must name columns: id, name, kind, …), nor JSON Lines, nor a \
                        dictionary with codes in brackets";
            error(1, what.to_owned())
        })?;
        let (rows, warnings) = (self.rows.len(), self.warnings.len());
        let (entries, agents) = (self.dictionary.entries.len(), self.dictionary.agents.len());
        if form == Form::Dictionary {
            self.dictionary.read(file, &lossy, &mut self.warnings);
        } else {
            let text = std::str::from_utf8(bytes).map_err(|e| {
                let line = bytes[..e.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
                error(line, "not UTF-8".to_owned())
            })?;
            match form {
                Form::JsonLines => self.json_lines(file, text)?,
                Form::Tsv => self.table(file, text, b'\t')?,
                _ => self.table(file, text, b',')?,
            }
        }
        let names = self.rows[rows..].iter().map(|r| r.names.len()).sum::<usize>();
        let spelled = self.dictionary.entries[entries..].iter().map(|e| e.names.len()).sum::<usize>();
        self.files.push(FileSummary {
            file: file.to_owned(),
            form,
            n_records: self.rows.len() - rows + self.dictionary.entries.len() - entries,
            n_names: names + spelled,
            n_agents: self.dictionary.agents.len() - agents,
            n_warnings: self.warnings.len() - warnings,
        });
        Ok(())
    }

    fn json_lines(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        let path = Arc::from(file);
        for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let place = Place { file: &path, line: number + 1 };
            let row: Line = serde_json::from_str(line).map_err(|e| place.error(without_place(&e.to_string())))?;
            self.rows.push(place.record(row)?);
        }
        Ok(())
    }

    fn table(&mut self, file: &str, text: &str, delimiter: u8) -> Result<(), TableError> {
        let path = Arc::from(file);
        let columns = Columns { known: &COLUMNS, needed: &COLUMNS[..3] };
        for SheetRow { line, cells } in Sheet::read(file, text, 1, delimiter, columns)?.rows {
            let [id, name, kind, aliases, state, sector, wikidata, code] =
                <[String; COLUMNS.len()]>::try_from(cells).expect("a row has a cell for each column");
            self.rows.push(Place { file: &path, line }.record(Line {
                id,
                name,
                kind,
                aliases: aliases.split('|').map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned).collect(),
                state: Some(state),
                sector: Some(sector),
                wikidata: Some(wikidata),
                code: Some(code),
            })?);
        }
        Ok(())
    }

    /// Joins the records with the built-in ones: gives ids, fills in what built-in records know, and makes records of
    /// the entries of dictionaries. `is_common` says of a folded word whether it is mostly no name.
    ///
    /// # Errors
    /// When a row's id stands twice, or a table of the program is malformed.
    pub fn join(
        &self,
        rules: &TokenRules,
        built_in: &Gazetteer,
        is_common: &dyn Fn(&str) -> bool,
    ) -> Result<Joined, TableError> {
        let mut joined = Joined::default();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        let own_id = |id: &str| if built_in.by_id(id).is_some() { id.to_owned() } else { format!("user:{id}") };
        for row in &self.rows {
            let mut record = row.clone();
            record.id = own_id(&row.id);
            if !row.state.is_empty() {
                record.state = own_id(&row.state);
            }
            extend(&mut record, built_in);
            if let Some(&first) = places.get(&record.id) {
                let SourceRecord { file, line, .. } = &joined.records[first];
                return Err(row.error(format!("the id {:?} stands twice, first in {file}:{line}", row.id)));
            }
            places.insert(record.id.clone(), joined.records.len());
            joined.records.push(record);
        }
        if !self.dictionary.is_empty() {
            let lexicon = Lexicon::load()?;
            let mut joiner = petrarch::Joiner { rules, lexicon: &lexicon, built_in, is_common, n_common: 0 };
            for record in joiner.records(&self.dictionary.entries) {
                match places.get(&record.id) {
                    // The same actor in two places: a table and a dictionary, or two dictionaries.
                    Some(&known) => {
                        let known = &mut joined.records[known];
                        known.codes.extend(record.codes);
                        known.names.extend(record.names);
                    }
                    None => {
                        places.insert(record.id.clone(), joined.records.len());
                        joined.records.push(record);
                    }
                }
            }
            joined.n_common = joiner.n_common;
            joined.agents = lexicon.nouns(&self.dictionary.agents);
        }
        Ok(joined)
    }
}

/// Fills in what the built-in record of the same id knows and the row leaves open.
pub(super) fn extend(record: &mut SourceRecord, built_in: &Gazetteer) {
    let Some(known) = built_in.by_id(&record.id).map(|id| built_in.record(id)) else { return };
    let id_of = |state: super::RecordId| built_in.record(state).id.to_owned();
    let fill = |cell: &mut String, known: &str| {
        if cell.is_empty() {
            known.clone_into(cell);
        }
    };
    fill(&mut record.wikidata, known.wikidata.unwrap_or_default());
    fill(&mut record.sector, known.sector);
    fill(&mut record.state, &known.state.map(id_of).unwrap_or_default());
    record.gender = known.gender;
    record.offices = known
        .offices()
        .map(|o| SourceOffice {
            role: o.role.to_owned(),
            of: o.of.map(id_of).unwrap_or_default(),
            from: o.from,
            to: o.to,
        })
        .collect();
}

/// In which form a text is; `None` for none.
fn form(text: &str) -> Option<Form> {
    let mut lines = text.lines().filter(|l| !l.trim().is_empty());
    let first = lines.clone().find(|l| !l.starts_with('#'))?;
    if first.trim_start().starts_with('{') {
        return Some(Form::JsonLines);
    }
    let delimiter = if first.contains('\t') { '\t' } else { ',' };
    let table = if delimiter == '\t' { Form::Tsv } else { Form::Csv };
    let mut cells = first.split(delimiter).map(|c| c.trim().trim_matches('"'));
    if cells.clone().any(|c| COLUMNS.contains(&c)) {
        return Some(table);
    }
    if lines.any(petrarch::is_dictionary_line) {
        return Some(Form::Dictionary);
    }
    // Columns with other names: an error that says which there are is better than none.
    let is_name = |c: &str| !c.is_empty() && c.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    (first.contains(delimiter) && cells.all(is_name)).then_some(table)
}

/// A row as it comes, in any form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    name: String,
    kind: String,
    #[serde(default)]
    aliases: Vec<String>,
    state: Option<String>,
    sector: Option<String>,
    wikidata: Option<String>,
    code: Option<String>,
}

/// Where a row stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    file: &'a Arc<str>,
    line: usize,
}

impl Place<'_> {
    fn error(self, what: impl Into<String>) -> TableError {
        TableError { file: self.file.to_string(), line: self.line, what: what.into() }
    }

    fn record(self, row: Line) -> Result<SourceRecord, TableError> {
        let [id, name] = [&row.id, &row.name].map(|c| c.trim().to_owned());
        for (column, cell) in [("id", &id), ("name", &name)] {
            if cell.is_empty() {
                return Err(self.error(format!("the {column} is empty")));
            }
        }
        let kind: ActorKind = row.kind.trim().parse().map_err(|e| self.error(format!("{e}")))?;
        let cell = |c: Option<String>| c.unwrap_or_default().trim().to_owned();
        let wikidata = cell(row.wikidata);
        let is_item =
            |w: &str| w.strip_prefix('Q').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if !wikidata.is_empty() && !is_item(&wikidata) {
            return Err(self.error(format!("{wikidata:?} is no Wikidata item; expected Q and a number")));
        }
        let code = cell(row.code);
        let codes = if code.is_empty() { Vec::new() } else { vec![SourceCode { code, from: None, to: None }] };
        let mut record = SourceRecord {
            id,
            name: name.clone(),
            kind,
            names: Vec::new(),
            wikidata,
            state: cell(row.state),
            sector: cell(row.sector),
            gender: Gender::Unknown,
            offices: Vec::new(),
            codes,
            file: Arc::clone(self.file),
            line: self.line,
        };
        for name in std::iter::once(&name).chain(&row.aliases).map(|n| n.trim()).filter(|n| !n.is_empty()) {
            if !name.contains(char::is_alphanumeric) {
                return Err(self.error(format!("the name {name:?} has no letter and no digit")));
            }
            record.name(NameSort::Name, name);
        }
        Ok(record)
    }
}

/// An error of the JSON reader without the line it counted itself, which is always the first.
fn without_place(message: &str) -> String {
    match message.rsplit_once(" at line 1 column ") {
        Some((what, column)) => format!("{what}, at column {column}"),
        None => message.to_owned(),
    }
}
