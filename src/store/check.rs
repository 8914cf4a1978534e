//! Whether all of a store is as it was written.

use std::collections::BTreeMap;

use super::{Store, StoreError, key};
use crate::annotation::Annotation;

/// Something in a store that is not as it should be.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// What SQLite's own check finds.
    #[error("{0}")]
    File(String),
    /// A document that cannot be read.
    #[error(transparent)]
    Document(#[from] StoreError),
    /// The rows of a document are not those of its annotation.
    #[error("document {id:?}: {what}")]
    Rows {
        /// Id of the document.
        id: String,
        /// What is wrong.
        what: String,
    },
}

/// Tables with a row for each thing of an annotation.
fn expected(annotation: &Annotation) -> [(&'static str, usize); 11] {
    let claims = annotation.claims.iter();
    let events = annotation.events.iter();
    [
        ("annotations", 1),
        ("sentences", annotation.sentences.len()),
        ("actors", annotation.actors.len()),
        ("mentions", annotation.mentions.len()),
        ("claims", annotation.claims.len()),
        ("claim_stances", claims.clone().map(|claim| claim.stances.len()).sum()),
        ("claim_responses", claims.map(|claim| claim.responses.len()).sum()),
        ("events", annotation.events.len()),
        ("event_arguments", events.clone().map(|event| event.arguments.len()).sum()),
        ("event_links", events.map(|event| event.links.len()).sum()),
        ("relations", annotation.relations.len()),
    ]
}

impl Store {
    /// Looks at every page, every document and the numbers of its rows, and tells what is wrong. Reads the whole file.
    pub fn check(&self, mut tell: impl FnMut(Problem)) {
        for problem in self.check_file() {
            tell(Problem::File(problem));
        }
        let numbers = self.numbers();
        let rows = self.rows();
        for &number in &numbers {
            match self.annotation(number) {
                Ok(annotation) => self.check_document(number, &annotation, &rows, &mut tell),
                Err(error) => tell(error.into()),
            }
        }
        for ((table, number), _) in rows.iter().filter(|((_, number), _)| numbers.binary_search(number).is_err()) {
            tell(Problem::File(format!("{table} has rows of document {number}, which there is not")));
        }
    }

    /// What SQLite says of its file, and FTS5 of its index.
    fn check_file(&self) -> Vec<String> {
        let told = |sql: &str| {
            let mut statement = self.connection.prepare(sql)?;
            let rows = statement.query_map((), |row| row.get::<_, String>(0))?;
            rows.collect::<rusqlite::Result<Vec<String>>>()
        };
        let mut problems = told("PRAGMA integrity_check").unwrap_or_else(|error| vec![error.to_string()]);
        problems.retain(|problem| problem != "ok");
        let foreign =
            told("SELECT \"table\" || ' has a row of a document that there is not' FROM pragma_foreign_key_check");
        problems.extend(foreign.unwrap_or_else(|error| vec![error.to_string()]));
        if !self.connection.is_readonly("main").unwrap_or(true) {
            let check = "INSERT INTO sentences_fts (sentences_fts, rank) VALUES ('integrity-check', 1)";
            problems
                .extend(self.connection.execute_batch(check).err().map(|error| format!("full-text index: {error}")));
        }
        problems
    }

    /// How many rows each table has of each document.
    fn rows(&self) -> BTreeMap<(&'static str, i64), usize> {
        let mut rows = BTreeMap::new();
        for (table, _) in expected(&Annotation::default()) {
            let sql = format!("SELECT document, count(*) FROM {table} GROUP BY document");
            let mut count = || {
                let mut statement = self.connection.prepare(&sql)?;
                let mut found = statement.query(())?;
                while let Some(row) = found.next()? {
                    rows.insert((table, row.get(0)?), row.get::<_, i64>(1)? as usize);
                }
                Ok::<_, rusqlite::Error>(())
            };
            // What cannot be read has been told by SQLite's own check.
            let _ = count();
        }
        rows
    }

    fn check_document(
        &self,
        number: i64,
        annotation: &Annotation,
        rows: &BTreeMap<(&'static str, i64), usize>,
        tell: &mut impl FnMut(Problem),
    ) {
        let document = &annotation.document;
        let mut tell = |what: String| tell(Problem::Rows { id: document.id.clone(), what });
        let found = self.connection.query_row(
            "SELECT key, id, title, date, url, publisher, author FROM documents WHERE document = ?",
            [number],
            |row| {
                let text = |column| row.get::<_, Option<String>>(column);
                Ok([text(0)?, text(1)?, text(2)?, text(3)?, text(4)?, text(5)?, text(6)?])
            },
        );
        let expected_row = [
            Some(key(document)),
            Some(document.given_id().to_owned()),
            document.title.clone(),
            document.date.map(|date| date.to_string()),
            document.url.clone(),
            document.publisher.clone(),
            document.author.clone(),
        ];
        match found {
            Ok(found) if found == expected_row => {}
            Ok(_) => tell("its row in documents is not that of its annotation".to_owned()),
            Err(error) => tell(format!("its row in documents cannot be read: {error}")),
        }
        for (table, n) in expected(annotation) {
            let found = rows.get(&(table, number)).copied().unwrap_or(0);
            if found != n {
                tell(format!("{table} has {found} rows of it, expected {n}"));
            }
        }
    }
}
