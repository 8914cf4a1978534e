-- A store of annotated documents, version 1; docs/store.md tells what each column means.
-- All places are code points of the document's text, `start` the first and `stop` one past the last.

-- With what documents were annotated.
CREATE TABLE analyses (
    analysis INTEGER PRIMARY KEY,
    program TEXT,
    model TEXT,
    gazetteer TEXT,
    ontology TEXT,
    link_threshold REAL
);

CREATE TABLE documents (
    document INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    id TEXT NOT NULL,
    title TEXT,
    date TEXT,
    url TEXT,
    publisher TEXT,
    author TEXT,
    digest TEXT NOT NULL,
    n_characters INTEGER NOT NULL,
    analysis INTEGER NOT NULL REFERENCES analyses,
    added TEXT NOT NULL
);

-- What graphs are made of: a line as `extract` writes it, compressed by zstd. All other tables are made of it.
CREATE TABLE annotations (
    document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    line BLOB NOT NULL
);

CREATE TABLE sentences (
    sentence INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (document, number)
);

CREATE VIRTUAL TABLE sentences_fts USING fts5 (
    text,
    content = 'sentences',
    content_rowid = 'sentence',
    columnsize = 0,
    tokenize = "unicode61 remove_diacritics 2"
);

-- Pieces of the index are joined by sixteens instead of fours: a corpus is written more often than it is searched.
INSERT INTO sentences_fts (sentences_fts, rank) VALUES ('automerge', 16);

CREATE TRIGGER sentences_added AFTER INSERT ON sentences BEGIN
    INSERT INTO sentences_fts (rowid, text) VALUES (new.sentence, new.text);
END;

CREATE TRIGGER sentences_removed AFTER DELETE ON sentences BEGIN
    INSERT INTO sentences_fts (sentences_fts, rowid, text) VALUES ('delete', old.sentence, old.text);
END;

CREATE TABLE actors (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    actor INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    aliases TEXT NOT NULL,
    gazetteer TEXT,
    wikidata TEXT,
    code TEXT,
    named INTEGER NOT NULL,
    PRIMARY KEY (document, actor)
) WITHOUT ROWID;

CREATE TABLE mentions (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    mention INTEGER NOT NULL,
    sentence INTEGER,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    level TEXT NOT NULL,
    actor INTEGER,
    PRIMARY KEY (document, mention)
) WITHOUT ROWID;

CREATE TABLE claims (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    claim INTEGER NOT NULL,
    sentence INTEGER,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    act TEXT NOT NULL,
    speaker TEXT,
    speaker_actor INTEGER,
    cue TEXT,
    addressee TEXT,
    addressee_actor INTEGER,
    certainty TEXT,
    hearsay TEXT,
    time TEXT,
    time_value TEXT,
    first_day TEXT,
    last_day TEXT,
    within INTEGER,
    PRIMARY KEY (document, claim)
) WITHOUT ROWID;

CREATE TABLE claim_about (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    claim INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    PRIMARY KEY (document, claim, actor)
) WITHOUT ROWID;

CREATE TABLE claim_events (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    claim INTEGER NOT NULL,
    event INTEGER NOT NULL,
    states INTEGER NOT NULL,
    PRIMARY KEY (document, claim, event)
) WITHOUT ROWID;

CREATE TABLE claim_stances (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    claim INTEGER NOT NULL,
    number INTEGER NOT NULL,
    favour TEXT NOT NULL,
    target TEXT NOT NULL,
    target_actor INTEGER,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (document, claim, number)
) WITHOUT ROWID;

CREATE TABLE claim_responses (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    claim INTEGER NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    other INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (document, claim, number)
) WITHOUT ROWID;

CREATE TABLE events (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    event INTEGER NOT NULL,
    sentence INTEGER,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    lemma TEXT NOT NULL,
    type TEXT NOT NULL,
    cameo TEXT NOT NULL,
    mode TEXT,
    contexts TEXT NOT NULL,
    quad_class TEXT NOT NULL,
    score REAL,
    goldstein REAL,
    time TEXT,
    time_value TEXT,
    first_day TEXT,
    last_day TEXT,
    quantity REAL,
    unit TEXT,
    polarity TEXT NOT NULL,
    modality TEXT NOT NULL,
    own_voice INTEGER NOT NULL,
    same_as INTEGER,
    PRIMARY KEY (document, event)
) WITHOUT ROWID;

CREATE TABLE event_arguments (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    event INTEGER NOT NULL,
    number INTEGER NOT NULL,
    role TEXT NOT NULL,
    actor INTEGER,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    quantity REAL,
    unit TEXT,
    PRIMARY KEY (document, event, number)
) WITHOUT ROWID;

CREATE TABLE event_links (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    event INTEGER NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    other INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (document, event, number)
) WITHOUT ROWID;

CREATE TABLE relations (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    relation INTEGER NOT NULL,
    sentence INTEGER,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    type TEXT,
    subject TEXT NOT NULL,
    subject_actor INTEGER,
    predicate TEXT NOT NULL,
    object TEXT,
    object_actor INTEGER,
    role TEXT,
    since INTEGER,
    until INTEGER,
    polarity TEXT NOT NULL,
    modality TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (document, relation)
) WITHOUT ROWID;

-- Documents with one address, or without one with one id, are versions of one article: the latest date is the current
-- one, and of one date what came last.
CREATE VIEW versions AS
SELECT
    document,
    key,
    id,
    coalesce(url, id) AS article,
    date,
    row_number() OVER (PARTITION BY url IS NULL, coalesce(url, id) ORDER BY date, document) AS version,
    count(*) OVER (PARTITION BY url IS NULL, coalesce(url, id)) AS n_versions,
    row_number() OVER (PARTITION BY url IS NULL, coalesce(url, id) ORDER BY date DESC, document DESC) = 1 AS is_current
FROM documents;

-- Who did, said or is what to whom: two actors of one document and the words that join them.
CREATE VIEW edges AS
SELECT
    e.document,
    'event' AS kind,
    e.type AS type,
    s.name AS source,
    t.name AS target,
    p.role AS role,
    CASE WHEN e.first_day IS NULL AND e.last_day IS NULL THEN d.date ELSE e.first_day END AS first_day,
    CASE WHEN e.first_day IS NULL AND e.last_day IS NULL THEN d.date ELSE e.last_day END AS last_day,
    e.polarity,
    e.modality,
    e.own_voice,
    e.sentence,
    e.start,
    e.stop,
    e.text,
    e.event AS number,
    a.actor AS source_actor,
    p.actor AS target_actor
FROM events AS e
JOIN documents AS d ON d.document = e.document
JOIN event_arguments AS a ON a.document = e.document AND a.event = e.event AND a.role = 'agent'
JOIN event_arguments AS p ON p.document = e.document AND p.event = e.event AND p.role IN ('patient', 'recipient')
JOIN actors AS s ON s.document = a.document AND s.actor = a.actor
JOIN actors AS t ON t.document = p.document AND t.actor = p.actor
UNION ALL
SELECT
    c.document,
    'claim',
    c.act,
    s.name,
    t.name,
    'about',
    CASE WHEN c.first_day IS NULL AND c.last_day IS NULL THEN d.date ELSE c.first_day END,
    CASE WHEN c.first_day IS NULL AND c.last_day IS NULL THEN d.date ELSE c.last_day END,
    'positive',
    'asserted',
    1,
    c.sentence,
    c.start,
    c.stop,
    c.text,
    c.claim,
    c.speaker_actor,
    b.actor
FROM claims AS c
JOIN documents AS d ON d.document = c.document
JOIN claim_about AS b ON b.document = c.document AND b.claim = c.claim
JOIN actors AS s ON s.document = c.document AND s.actor = c.speaker_actor
JOIN actors AS t ON t.document = b.document AND t.actor = b.actor
UNION ALL
SELECT
    r.document,
    'relation',
    coalesce(r.type, r.predicate),
    s.name,
    t.name,
    'object',
    d.date,
    d.date,
    r.polarity,
    r.modality,
    NULL,
    r.sentence,
    r.start,
    r.stop,
    r.predicate,
    r.relation,
    r.subject_actor,
    r.object_actor
FROM relations AS r
JOIN documents AS d ON d.document = r.document
JOIN actors AS s ON s.document = r.document AND s.actor = r.subject_actor
JOIN actors AS t ON t.document = r.document AND t.actor = r.object_actor;
