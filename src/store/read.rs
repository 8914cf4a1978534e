//! What is in a store: its documents, how many of what, and which ones a name means.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use rusqlite::{Row, types::Value};
use serde::Serialize;

use super::{Analysis, Store, StoreError, key};
use crate::document::{COLLISION_MARK, MARK_DIGITS};

/// Which documents to list; all, if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// Published on this day or later.
    pub since: Option<Date>,
    /// Published on this day or earlier.
    pub until: Option<Date>,
    /// By this publisher, whatever the case of its letters.
    pub publisher: Option<String>,
    /// Of several versions of an article only the last.
    pub current: bool,
}

/// A document as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoredDocument {
    /// Its number in the tables.
    #[serde(skip)]
    pub document: i64,
    /// What it is known by; see [`key`].
    pub key: String,
    /// The id that it was given.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Day of publication, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The first 16 hexadecimal digits of the SHA-256 of its text.
    pub digest: String,
    /// Length of its text in code points.
    pub n_characters: i64,
    /// Which version of its article it is, from 1.
    pub version: i64,
    /// How many versions of its article there are.
    pub n_versions: i64,
    /// When it was added, UTC.
    pub added: String,
}

/// How many rows there are of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents.
    pub documents: u64,
    /// Articles, of which they are versions.
    pub articles: u64,
    /// Sentences.
    pub sentences: u64,
    /// Claims.
    pub claims: u64,
    /// Mentions of events.
    pub events: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

/// What a name means in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// Documents with this id, address or key, by their numbers: versions, if there are several.
    Documents(Vec<StoredDocument>),
    /// The beginning of several keys.
    Ambiguous(Vec<StoredDocument>),
}

/// Fewest digits of a key that stand for a whole one.
const SHORTEST_KEY: usize = 4;

const COLUMNS: &str = "d.document, d.key, d.id, d.title, d.date, d.url, d.publisher, d.author, d.digest, d.n_characters, v.version, \
                       v.n_versions, d.added";

impl StoredDocument {
    /// Names of what is written of a document, in their order.
    pub const COLUMNS: [&str; 12] = [
        "key",
        "id",
        "title",
        "date",
        "url",
        "publisher",
        "author",
        "digest",
        "n_characters",
        "version",
        "n_versions",
        "added",
    ];

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            document: row.get(0)?,
            key: row.get(1)?,
            id: row.get(2)?,
            title: row.get(3)?,
            date: row.get(4)?,
            url: row.get(5)?,
            publisher: row.get(6)?,
            author: row.get(7)?,
            digest: row.get(8)?,
            n_characters: row.get(9)?,
            version: row.get(10)?,
            n_versions: row.get(11)?,
            added: row.get(12)?,
        })
    }
}

impl Store {
    /// The keys of all documents, each with the number of its analysis.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn keys(&self) -> Result<HashMap<String, i64>, StoreError> {
        let keys = || {
            let mut statement = self.connection.prepare("SELECT key, analysis FROM documents")?;
            statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()
        };
        keys().map_err(|e| self.error(e))
    }

    /// With what documents were annotated, by number.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn analyses(&self) -> Result<BTreeMap<i64, Analysis>, StoreError> {
        let analysis = |row: &Row<'_>| {
            let analysis = Analysis {
                program: row.get(1)?,
                model: row.get(2)?,
                gazetteer: row.get(3)?,
                ontology: row.get(4)?,
                link_threshold: row.get(5)?,
            };
            Ok((row.get(0)?, analysis))
        };
        let analyses = || {
            let sql = "SELECT analysis, program, model, gazetteer, ontology, link_threshold FROM analyses";
            self.connection.prepare(sql)?.query_map((), analysis)?.collect::<rusqlite::Result<_>>()
        };
        analyses().map_err(|e| self.error(e))
    }

    /// Documents by date and id, those without a date first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn documents(&self, filter: &DocumentFilter) -> Result<Vec<StoredDocument>, StoreError> {
        let mut sql = format!("SELECT {COLUMNS} FROM documents AS d JOIN versions AS v USING (document) WHERE true");
        let mut values: Vec<Value> = Vec::new();
        for (condition, day) in [(" AND d.date >= ?", filter.since), (" AND d.date <= ?", filter.until)] {
            if let Some(day) = day {
                sql += condition;
                values.push(day.to_string().into());
            }
        }
        if let Some(publisher) = &filter.publisher {
            sql += " AND lower(d.publisher) = lower(?)";
            values.push(publisher.clone().into());
        }
        if filter.current {
            sql += " AND v.is_current";
        }
        sql += " ORDER BY d.date, d.id, d.document";
        let documents = || {
            let mut statement = self.connection.prepare(&sql)?;
            statement
                .query_map(rusqlite::params_from_iter(values), StoredDocument::of)?
                .collect::<rusqlite::Result<_>>()
        };
        documents().map_err(|e| self.error(e))
    }

    /// The numbers of all documents whose annotation is there, as far as a damaged file can be read.
    pub fn numbers(&self) -> Vec<i64> {
        let read = |sql: &str| {
            let mut numbers: Vec<i64> = Vec::new();
            let mut statement = self.connection.prepare(sql)?;
            let mut rows = statement.query(())?;
            // Up to the first page that cannot be read.
            while let Ok(Some(row)) = rows.next() {
                numbers.push(row.get(0)?);
            }
            Ok::<_, rusqlite::Error>(numbers)
        };
        let mut numbers = Vec::new();
        // From both ends of both trees: what is behind a broken page is reached from the other side.
        for table in ["documents", "annotations"] {
            for order in ["ASC", "DESC"] {
                let sql = format!("SELECT document FROM {table} ORDER BY document {order}");
                numbers.extend(read(&sql).unwrap_or_default());
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// All documents whose annotation can be read, by number, and why others cannot: for a store that is damaged. Versions
    /// are not told.
    pub fn readable_documents(&self) -> (Vec<StoredDocument>, Vec<StoreError>) {
        let (mut readable, mut errors) = (Vec::new(), Vec::new());
        for number in self.numbers() {
            match self.annotation(number) {
                Ok(annotation) => {
                    let document = annotation.document;
                    readable.push(StoredDocument {
                        document: number,
                        key: key(&document),
                        digest: document.digest(),
                        n_characters: document.text.chars().count() as i64,
                        id: document.given_id().to_owned(),
                        title: document.title,
                        date: document.date.map(|date| date.to_string()),
                        url: document.url,
                        publisher: document.publisher,
                        author: document.author,
                        version: 1,
                        n_versions: 1,
                        added: String::new(),
                    });
                }
                Err(error) => errors.push(error),
            }
        }
        (readable, errors)
    }

    /// How much is in the store.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let count = |sql: &str| self.connection.query_row(sql, (), |row| row.get::<_, i64>(0)).map(|n| n as u64);
        let counts = || {
            Ok(Counts {
                documents: count("SELECT count(*) FROM documents")?,
                articles: count("SELECT count(*) FROM versions WHERE is_current")?,
                sentences: count("SELECT count(*) FROM sentences")?,
                claims: count("SELECT count(*) FROM claims")?,
                events: count("SELECT count(*) FROM events")?,
                bytes: std::fs::metadata(&self.path).map_or(0, |file| file.len()),
            })
        };
        counts().map_err(|e| self.error(e))
    }

    /// What some names mean: ids, addresses, keys or beginnings of keys; in the order of the names.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn find(&self, names: &[String]) -> Result<Vec<Found>, StoreError> {
        let documents = self.documents(&DocumentFilter::default())?;
        let mut by_name: HashMap<&str, Vec<&StoredDocument>> = HashMap::new();
        let mut by_key: Vec<&StoredDocument> = documents.iter().collect();
        by_key.sort_by(|one, other| one.key.cmp(&other.key));
        for document in &documents {
            by_name.entry(&document.id).or_default().push(document);
            if let Some(url) = document.url.as_deref().filter(|url| *url != document.id) {
                by_name.entry(url).or_default().push(document);
            }
        }
        let find = |name: &String| {
            if let Some(found) = by_name.get(name.as_str()) {
                return Found::Documents(found.iter().map(|&d| d.clone()).collect());
            }
            // As a graph names one of several texts with one id.
            if let Some((id, mark)) = name.rsplit_once(COLLISION_MARK).filter(|(_, mark)| mark.len() == MARK_DIGITS) {
                let texts = by_name.get(id).into_iter().flatten().filter(|d| d.id == id && d.digest.starts_with(mark));
                let texts: Vec<StoredDocument> = texts.map(|&d| d.clone()).collect();
                if !texts.is_empty() {
                    return Found::Documents(texts);
                }
            }
            if name.len() < SHORTEST_KEY {
                return Found::Nothing;
            }
            let first = by_key.partition_point(|d| d.key.as_str() < name.as_str());
            let found: Vec<StoredDocument> =
                by_key[first..].iter().take_while(|d| d.key.starts_with(name)).map(|&d| d.clone()).collect();
            match found.len() {
                0 => Found::Nothing,
                1 => Found::Documents(found),
                _ => Found::Ambiguous(found),
            }
        };
        Ok(names.iter().map(find).collect())
    }
}
