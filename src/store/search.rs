//! Looking for sentences, claims and events.
//!
//! Words are looked for in the full-text index of sentences. Actors are looked for by name in each document, since who is
//! one over documents is settled only when a graph is made.

use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{ErrorCode, Row, params_from_iter};

use super::{Store, StoreError};
use crate::closed_set::closed_set;
use crate::graph::slug;

closed_set!(
    /// What to look for.
    HitKind {
        /// Sentences of articles.
        Sentences = "sentences",
        /// What somebody says.
        Claims = "claims",
        /// What happens.
        Events = "events",
    }
);

/// Words to look for in sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// All of these words, in any order; `"in quotation marks"` as they stand, `begin*` by their beginning.
    Plain(String),
    /// A query of FTS5.
    Fts5(String),
}

/// What to look for; everything, if nothing is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What to find.
    pub kind: HitKind,
    /// Words in the sentence.
    pub words: Option<Words>,
    /// Who says it: the name of an actor or an alias, or the end of a person's name.
    pub speaker: Option<String>,
    /// Whom it is about, who takes part in it, or who is named in it.
    pub about: Option<String>,
    /// Types of events, any of them; of sentences and claims that tell such an event.
    pub types: Vec<String>,
    /// What a speaker does, any of these; of sentences and events in such a claim.
    pub acts: Vec<String>,
    /// That happened, was said or was published on this day or later; without a time of its own, by its document's day.
    pub since: Option<Date>,
    /// On this day or earlier.
    pub until: Option<Date>,
    /// By this publisher, whatever the case of its letters.
    pub publisher: Option<String>,
    /// Of several versions of an article only in the last.
    pub current: bool,
    /// How many at most.
    pub limit: usize,
}

impl Query {
    /// Looks for all of a kind.
    pub fn new(kind: HitKind) -> Self {
        Self {
            kind,
            words: None,
            speaker: None,
            about: None,
            types: Vec::new(),
            acts: Vec::new(),
            since: None,
            until: None,
            publisher: None,
            current: false,
            limit: usize::MAX,
        }
    }
}

/// Something found, with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Key of its document.
    pub key: String,
    /// Id of its document.
    pub id: String,
    /// Day of publication, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// First code point of the sentence, the claim or the words that tell the event.
    pub start: u32,
    /// One past the last code point.
    pub stop: u32,
    /// These words; of a claim in several pieces with " … " between them.
    pub text: String,
    /// The sentence in which it begins, with its first code point; `None` for what stands in none.
    pub sentence: Option<(u32, String)>,
    /// More about it.
    pub detail: HitDetail,
}

/// What is known of a hit by its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HitDetail {
    /// A sentence.
    Sentence,
    /// A claim.
    Claim {
        /// Who says it, by the best name in the document, else by the words.
        speaker: Option<String>,
        /// What the speaker does.
        act: String,
        /// The actors that it is about, sorted.
        about: Vec<String>,
    },
    /// An event.
    Event {
        /// Its type.
        kind: String,
        /// Who does it.
        agents: Vec<String>,
        /// To whom.
        patients: Vec<String>,
        /// First day on which it may have happened, where the text tells.
        first_day: Option<String>,
        /// Last day on which it may have happened, where the text tells.
        last_day: Option<String>,
        /// Said to happen, or not.
        polarity: String,
        /// How real it is said to be.
        modality: String,
        /// Who says so, where it is not the document itself.
        sources: Vec<String>,
    },
}

impl Store {
    /// Finds what a query asks for: the latest document first, in a document by place.
    ///
    /// # Errors
    /// When a query in FTS5's syntax has a mistake, or the store cannot be read.
    pub fn search(&self, query: &Query) -> Result<Vec<Hit>, StoreError> {
        self.hits(query).map_err(|error| match &query.words {
            // SQLite has no code for them.
            Some(Words::Fts5(words)) if error.sqlite_error_code() == Some(ErrorCode::Unknown) => {
                StoreError::Query { words: words.clone(), message: error.to_string() }
            }
            _ => self.error(error),
        })
    }

    fn hits(&self, query: &Query) -> rusqlite::Result<Vec<Hit>> {
        for (table, name) in [("speakers", &query.speaker), ("others", &query.about)] {
            if let Some(name) = name {
                self.note_actors(table, name)?;
            }
        }
        let Statement { sql, values } = Statement::of(query);
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut hits = Vec::new();
        while let Some(row) = rows.next()? {
            hits.push(hit(query.kind, row)?);
        }
        Ok(hits)
    }

    /// Puts all actors of a name into a table of this connection.
    fn note_actors(&self, table: &str, name: &str) -> rusqlite::Result<()> {
        self.connection.execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.{table}; CREATE TEMP TABLE {table} (document INTEGER, actor INTEGER, PRIMARY KEY \
             (document, actor)) WITHOUT ROWID;"
        ))?;
        let wanted = slug(name);
        let end = format!("-{wanted}");
        let longest = wanted.split('-').max_by_key(|word| word.len()).unwrap_or_default();
        let mut insert = self.connection.prepare(&format!("INSERT INTO temp.{table} VALUES (?, ?)"))?;
        let mut actors = self
            .connection
            .prepare("SELECT document, actor, name, kind, aliases FROM actors WHERE named OR kind <> 'place'")?;
        let mut rows = actors.query(())?;
        while let Some(row) = rows.next()? {
            let (name, kind, also) = (row.get_ref(2)?.as_str()?, row.get_ref(3)?.as_str()?, row.get_ref(4)?.as_str()?);
            let is_name = |name: String| name == wanted || kind == "person" && name.ends_with(&end);
            let is_called = may_be(name, longest) && is_name(slug(name))
                || may_be(also, longest) && aliases(also).iter().any(|alias| slug(alias) == wanted);
            if is_called {
                insert.execute([row.get::<_, i64>(0)?, row.get(1)?])?;
            }
        }
        Ok(())
    }
}

/// False where it is plain that a name, or a list of names, does not hold a word of a slug: most of millions can be told
/// so at a fraction of the cost.
fn may_be(name: &str, word: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b" -[],\"".contains(&b);
    !name.bytes().all(is_plain) || name.to_ascii_lowercase().contains(word)
}

fn aliases(list: &str) -> Vec<String> {
    if list == "[]" { Vec::new() } else { serde_json::from_str(list).unwrap_or_default() }
}

/// Columns that all kinds have, and the joins that they need; `x` is the thing.
const PLACE: &str = "d.key, d.id, d.date, d.publisher, x.start, x.stop, x.text, s.start, s.text";
/// Actors of a list in one cell, sorted.
const NAMES: &str = "SELECT json_group_array(name) FROM (SELECT DISTINCT n.name FROM";

/// SQL with its values.
struct Statement {
    sql: String,
    values: Vec<Value>,
}

impl Statement {
    fn of(query: &Query) -> Self {
        let (columns, table) = match query.kind {
            HitKind::Sentences => (String::new(), "sentences AS x JOIN sentences AS s ON s.sentence = x.sentence"),
            HitKind::Claims => (
                format!(
                    ", coalesce(a.name, x.speaker), x.act, ({NAMES} claim_about AS b JOIN actors AS n USING (document, actor) \
                     WHERE b.document = x.document AND b.claim = x.claim ORDER BY n.name))"
                ),
                "claims AS x LEFT JOIN sentences AS s ON s.sentence = x.sentence LEFT JOIN actors AS a ON a.document = \
                 x.document AND a.actor = x.speaker_actor",
            ),
            HitKind::Events => {
                let arguments = |roles: &str| {
                    format!(
                        "({NAMES} event_arguments AS b JOIN actors AS n USING (document, actor) WHERE b.document = x.document \
                         AND b.event = x.event AND b.role IN ({roles}) ORDER BY n.name))"
                    )
                };
                let sources = "SELECT json_group_array(name) FROM (SELECT DISTINCT coalesce(n.name, c.speaker, 'somebody') AS name \
                               FROM claim_events AS b JOIN claims AS c USING (document, claim) LEFT JOIN actors AS n ON \
                               n.document = c.document AND n.actor = c.speaker_actor WHERE b.document = x.document AND b.event \
                               = x.event AND b.states ORDER BY 1)";
                (
                    format!(
                        ", x.type, {}, {}, x.first_day, x.last_day, x.polarity, x.modality, ({sources})",
                        arguments("'agent'"),
                        arguments("'patient', 'recipient'"),
                    ),
                    "events AS x LEFT JOIN sentences AS s ON s.sentence = x.sentence",
                )
            }
        };
        let sql =
            format!("SELECT {PLACE}{columns} FROM {table} JOIN documents AS d ON d.document = x.document WHERE true");
        let mut statement = Self { sql, values: Vec::new() };
        statement.by_words(query);
        statement.by_actors(query);
        statement.by_types(query);
        statement.by_time(query);
        if let Some(publisher) = &query.publisher {
            statement.and("lower(d.publisher) = lower(?)", [publisher.clone().into()]);
        }
        if query.current {
            statement.and("x.document IN (SELECT document FROM versions WHERE is_current)", []);
        }
        statement.sql += " ORDER BY d.date DESC, d.document, x.start, x.stop LIMIT ?";
        statement.values.push(i64::try_from(query.limit).unwrap_or(i64::MAX).into());
        statement
    }

    fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql += " AND ";
        self.sql += condition;
        self.values.extend(values);
    }

    fn by_words(&mut self, query: &Query) {
        let words = match &query.words {
            None => return,
            Some(Words::Plain(words)) => plain(words),
            Some(Words::Fts5(words)) => words.clone(),
        };
        const FOUND: &str = "(SELECT rowid FROM sentences_fts WHERE sentences_fts MATCH ?)";
        let condition = match query.kind {
            HitKind::Sentences | HitKind::Events => format!("x.sentence IN {FOUND}"),
            // What is said need not end with the sentence that it begins in.
            HitKind::Claims => format!(
                "(x.document, x.claim) IN (SELECT c.document, c.claim FROM sentences AS f JOIN claims AS c ON c.document = \
                 f.document AND c.start < f.stop AND c.stop > f.start WHERE f.sentence IN {FOUND})"
            ),
        };
        self.and(&condition, [words.into()]);
    }

    fn by_actors(&mut self, query: &Query) {
        // From the actors of the name to what they say and do: they are few, and what there is in a store is not.
        if query.speaker.is_some() {
            const SAID: &str =
                "temp.speakers AS p CROSS JOIN claims AS c ON c.document = p.document AND c.speaker_actor = p.actor";
            let condition = match query.kind {
                HitKind::Claims => format!("(x.document, x.claim) IN (SELECT c.document, c.claim FROM {SAID})"),
                HitKind::Sentences => format!(
                    "x.sentence IN (SELECT f.sentence FROM {SAID} CROSS JOIN sentences AS f ON f.document = c.document AND \
                     f.start < c.stop AND f.stop > c.start)"
                ),
                HitKind::Events => format!(
                    "(x.document, x.event) IN (SELECT b.document, b.event FROM {SAID} CROSS JOIN claim_events AS b ON b.document = \
                     c.document AND b.claim = c.claim)"
                ),
            };
            self.and(&condition, []);
        }
        if query.about.is_some() {
            let (columns, wanted, table) = match query.kind {
                HitKind::Claims => ("(x.document, x.claim)", "b.document, b.claim", "claim_about"),
                HitKind::Sentences => ("x.sentence", "b.sentence", "mentions"),
                HitKind::Events => ("(x.document, x.event)", "b.document, b.event", "event_arguments"),
            };
            let condition = format!(
                "{columns} IN (SELECT {wanted} FROM temp.others AS o CROSS JOIN {table} AS b ON b.document = o.document AND \
                 b.actor = o.actor)"
            );
            self.and(&condition, []);
        }
    }

    fn by_types(&mut self, query: &Query) {
        let marks = |n: usize| vec!["?"; n].join(", ");
        if !query.types.is_empty() {
            let types = marks(query.types.len());
            let condition = match query.kind {
                HitKind::Events => format!("x.type IN ({types})"),
                HitKind::Sentences => format!(
                    "EXISTS (SELECT 1 FROM events AS e WHERE e.document = x.document AND e.sentence = x.sentence AND e.type IN \
                     ({types}))"
                ),
                HitKind::Claims => format!(
                    "EXISTS (SELECT 1 FROM claim_events AS b JOIN events AS e USING (document, event) WHERE b.document = \
                     x.document AND b.claim = x.claim AND e.type IN ({types}))"
                ),
            };
            self.and(&condition, query.types.iter().map(|kind| kind.to_uppercase().into()));
        }
        if !query.acts.is_empty() {
            let acts = marks(query.acts.len());
            let condition = match query.kind {
                HitKind::Claims => format!("x.act IN ({acts})"),
                HitKind::Sentences => format!(
                    "EXISTS (SELECT 1 FROM claims AS c WHERE c.document = x.document AND c.start < x.stop AND c.stop > x.start \
                     AND c.act IN ({acts}))"
                ),
                HitKind::Events => format!(
                    "EXISTS (SELECT 1 FROM claim_events AS b JOIN claims AS c USING (document, claim) WHERE b.document = \
                     x.document AND b.event = x.event AND c.act IN ({acts}))"
                ),
            };
            self.and(&condition, query.acts.iter().map(|act| act.to_lowercase().into()));
        }
    }

    fn by_time(&mut self, query: &Query) {
        let has_time = query.kind != HitKind::Sentences;
        for (day, own, compare) in [(query.since, "x.last_day", ">="), (query.until, "x.first_day", "<=")] {
            let Some(day) = day.map(|day| Value::from(day.to_string())) else { continue };
            if has_time {
                // A time that is open to this side reaches to any day.
                let condition = format!(
                    "CASE WHEN x.first_day IS NULL AND x.last_day IS NULL THEN d.date {compare} ? ELSE {own} IS NULL OR {own} \
                     {compare} ? END"
                );
                self.and(&condition, [day.clone(), day]);
            } else {
                self.and(&format!("d.date {compare} ?"), [day]);
            }
        }
    }
}

/// Words as a query of FTS5 that has no syntax of its own.
fn plain(words: &str) -> String {
    let mut query: Vec<String> = Vec::new();
    for (number, part) in words.split('"').enumerate() {
        if number % 2 == 1 {
            query.push(format!("\"{part}\""));
            continue;
        }
        for word in part.split_whitespace() {
            let (word, begins) = word.strip_suffix('*').map_or((word, ""), |word| (word, " *"));
            if !word.is_empty() {
                query.push(format!("\"{word}\"{begins}"));
            }
        }
    }
    query.join(" AND ")
}

fn hit(kind: HitKind, row: &Row<'_>) -> rusqlite::Result<Hit> {
    let names = |column| row.get_ref(column)?.as_str().map(aliases).map_err(rusqlite::Error::from);
    let detail = match kind {
        HitKind::Sentences => HitDetail::Sentence,
        HitKind::Claims => HitDetail::Claim { speaker: row.get(9)?, act: row.get(10)?, about: names(11)? },
        HitKind::Events => HitDetail::Event {
            kind: row.get(9)?,
            agents: names(10)?,
            patients: names(11)?,
            first_day: row.get(12)?,
            last_day: row.get(13)?,
            polarity: row.get(14)?,
            modality: row.get(15)?,
            sources: names(16)?,
        },
    };
    Ok(Hit {
        key: row.get(0)?,
        id: row.get(1)?,
        date: row.get(2)?,
        publisher: row.get(3)?,
        start: row.get(4)?,
        stop: row.get(5)?,
        text: row.get(6)?,
        sentence: row.get::<_, Option<u32>>(7)?.zip(row.get(8)?),
        detail,
    })
}
