//! The queries that docs/store.md shows do what they say.

use std::collections::BTreeMap;
use std::fs;

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::run::project;
use crate::store::{LINES, Place};

fn guide() -> String {
    fs::read_to_string(project("docs/store.md")).unwrap()
}

/// Rows of a query, with the names of its columns.
fn rows(database: &Connection, sql: &str) -> Vec<BTreeMap<String, Value>> {
    let mut statement = database.prepare(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query(()).unwrap();
    let mut found = Vec::new();
    while let Some(row) = rows.next().unwrap_or_else(|error| panic!("{error}: {sql}")) {
        found.push(names.iter().cloned().zip((0..).map(|i| row.get::<usize, Value>(i).unwrap())).collect());
    }
    found
}

fn text<'a>(row: &'a BTreeMap<String, Value>, column: &str) -> &'a str {
    match &row[column] {
        Value::Text(text) => text,
        other => panic!("{column} is {other:?}"),
    }
}

#[test]
fn every_query_of_the_guide_answers() {
    let place = Place::new();
    place.add(&LINES.iter().collect::<Vec<_>>());
    // A version, so that there is something to compare; and a stance and a denial in words that leave no doubt.
    let documents = concat!(
        r#"{"id": "tram", "date": "2024-05-01", "text": "Ann Lee said Torvale banned trams. MI5 accused Iran of killing journalists. Iran denied the accusation. Trams are red."}"#,
        "\n",
        r#"{"id": "tram", "date": "2024-05-02", "text": "Ann Lee said Torvale banned trams. MI5 accused Iran of killing journalists. Iran denied the accusation. Trams are blue."}"#
    );
    let file = place.file("tram.jsonl", documents);
    for line in fs::read_to_string(&file).unwrap().lines() {
        let one = place.file("one.jsonl", line);
        assert_eq!(crate::run::claimgraph(&["add", &place.store, &one, "--model", "fast"]).code, 0);
    }
    let guide = guide();
    let queries: Vec<&str> = guide.split("```sql\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(queries.len() >= 5);
    let database = Connection::open(&place.store).unwrap();
    let answers: Vec<_> = queries.iter().map(|sql| rows(&database, sql)).collect();
    for (sql, answer) in queries.iter().zip(&answers) {
        assert!(!answer.is_empty(), "no row: {sql}");
    }
    let answer = |words: &str| &answers[queries.iter().position(|sql| sql.contains(words)).unwrap()];
    assert!(answer("'%McCallum'").iter().any(|row| text(row, "text").contains("Iran")));
    assert!(answer("NEAR(").iter().all(|row| text(row, "words").contains('[')));
    assert!(answer("who_says_so").iter().any(|row| text(row, "who_says_so") == "the paper"));
    let changed = answer("new_sentence");
    assert_eq!(changed.iter().map(|row| text(row, "new_sentence")).collect::<Vec<_>>(), ["Trams are blue."]);
}

#[test]
fn every_table_and_column_is_in_the_guide() {
    let place = Place::new();
    place.add(&[&LINES[0]]);
    let database = Connection::open(&place.store).unwrap();
    let guide = guide();
    let sql = "SELECT m.name AS of_table, p.name AS of_column FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS p WHERE m.type \
               IN ('table', 'view') AND m.name NOT LIKE 'sentences_fts_%' AND m.name NOT LIKE 'sqlite_%'";
    let columns = rows(&database, sql);
    assert!(columns.len() > 100);
    for column in &columns {
        let (table, name) = (text(column, "of_table"), text(column, "of_column"));
        let Some(row) = guide.lines().find(|line| line.starts_with(&format!("| `{table}` |"))) else {
            panic!("docs/store.md does not tell of {table}");
        };
        assert!(row.contains(&format!("`{name}`")), "docs/store.md does not tell of {table}.{name}");
    }
}

#[test]
fn places_are_code_points_of_the_text() {
    let place = Place::new();
    let lines: Vec<&String> = LINES.iter().collect();
    assert!(lines.iter().any(|line| !line.is_ascii()));
    place.add(&lines);
    let database = Connection::open(&place.store).unwrap();
    // Within a sentence, what stands at a place is the words of the row.
    for table in ["mentions", "events"] {
        let wrong = rows(
            &database,
            &format!(
                "SELECT x.text AS text, s.text AS sentence FROM {table} AS x JOIN sentences AS s USING (sentence) WHERE x.stop <= \
                 s.stop AND substr(s.text, x.start - s.start + 1, x.stop - x.start) <> x.text"
            ),
        );
        assert!(wrong.is_empty(), "{table}: {wrong:?}");
    }
    let none = rows(&database, "SELECT 1 FROM mentions WHERE sentence IS NULL");
    let all = rows(&database, "SELECT 1 FROM mentions");
    assert!(none.len() * 50 < all.len(), "{} of {} mentions stand in no sentence", none.len(), all.len());
}
