//! Adding documents and taking them away.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, ToSql, Transaction, TransactionBehavior, params};

use super::{Analysis, Store, StoreError, key};
use crate::annotation::stating::{Stating, Voice};
use crate::annotation::{ActorId, Annotation, ClaimId, EventId, Reference, Time, wire};
use crate::document::{Offsets, Span};

/// Level of compression: of the annotations of news 6 saves an eighth against 3, and 9 another twentieth in half as much
/// time again.
const LEVEL: i32 = 6;

/// A document as it goes into a store: what is costly is done, on any thread.
#[derive(Debug)]
pub struct Prepared {
    key: String,
    annotation: Annotation,
    line: Vec<u8>,
}

impl Prepared {
    /// Writes and compresses an annotation.
    ///
    /// # Errors
    /// Only when serde_json or zstd fail, which they do not for annotations.
    pub fn new(annotation: Annotation) -> io::Result<Self> {
        let line = wire::to_line(&annotation)?;
        Ok(Self { key: key(&annotation.document), line: zstd::bulk::compress(line.as_bytes(), LEVEL)?, annotation })
    }

    /// What the store knows it by; see [`key`].
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Length of its text in bytes.
    pub fn n_bytes(&self) -> usize {
        self.annotation.document.text.len()
    }

    /// Id of the document.
    pub fn id(&self) -> &str {
        &self.annotation.document.id
    }
}

/// What became of a document that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New,
    /// It was there, and its annotation is now another.
    Again,
    /// It was there and stays as it was.
    Known,
}

impl Store {
    /// Adds documents, all or none; returns what became of each. What is there already stays as it is, unless it is to be
    /// annotated `again` and was annotated with something else.
    ///
    /// # Errors
    /// When the store cannot be written; nothing of these documents is in it then.
    pub fn add(&mut self, documents: &[Prepared], analysis: &Analysis, again: bool) -> Result<Vec<Added>, StoreError> {
        self.change(|transaction| {
            let analysis = analysis_number(transaction, analysis)?;
            // To the second: what a reader asks is which day or which run.
            let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default().to_string();
            documents.iter().map(|document| add(transaction, document, analysis, &now, again)).collect()
        })
    }

    /// Takes documents away, by their numbers, all or none; numbers without a document are passed over.
    ///
    /// # Errors
    /// When the store cannot be written; all of them are in it still.
    pub fn remove(&mut self, documents: &[i64]) -> Result<(), StoreError> {
        self.change(|transaction| {
            // What they said is overwritten, not only forgotten.
            transaction.pragma_update(None, "secure_delete", true)?;
            let mut remove = transaction.prepare_cached("DELETE FROM documents WHERE document = ?")?;
            documents.iter().try_for_each(|document| remove.execute([document]).map(drop))
        })
    }

    /// Gives the room of documents that were taken away back to the disk, and wipes their words out of the index.
    ///
    /// Writes the whole file anew, and needs as much room again while it does.
    ///
    /// # Errors
    /// When the store cannot be written; it is as before then.
    pub fn compact(&mut self) -> Result<(), StoreError> {
        self.connection
            .execute_batch(
                "INSERT INTO sentences_fts (sentences_fts) VALUES ('optimize'); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);",
            )
            .map_err(|e| self.error(e))
    }

    fn change<R>(&mut self, change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<R>) -> Result<R, StoreError> {
        let changed =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
                let changed = change(&transaction)?;
                transaction.commit()?;
                Ok(changed)
            });
        changed.map_err(|e| self.error(e))
    }
}

/// The number of an analysis; of a new one if there was none like it.
fn analysis_number(connection: &Connection, analysis: &Analysis) -> rusqlite::Result<i64> {
    let Analysis { program, model, gazetteer, ontology, link_threshold } = analysis;
    let values = params![program, model, gazetteer, ontology, link_threshold];
    let known = connection
        .prepare_cached(
            "SELECT analysis FROM analyses WHERE program IS ? AND model IS ? AND gazetteer IS ? AND ontology IS ? AND \
             link_threshold IS ?",
        )?
        .query_row(values, |row| row.get(0))
        .optional()?;
    match known {
        Some(number) => Ok(number),
        None => connection
            .prepare_cached(
                "INSERT INTO analyses (program, model, gazetteer, ontology, link_threshold) VALUES (?, ?, ?, ?, ?)",
            )?
            .insert(values),
    }
}

fn add(connection: &Connection, new: &Prepared, analysis: i64, now: &str, again: bool) -> rusqlite::Result<Added> {
    let known: Option<(i64, i64)> = connection
        .prepare_cached("SELECT document, analysis FROM documents WHERE key = ?")?
        .query_row([&new.key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let is_same = |of: i64| of == analysis;
    let (number, added) = match known {
        Some((_, of)) if !again || is_same(of) => return Ok(Added::Known),
        Some((number, _)) => {
            connection.prepare_cached("DELETE FROM documents WHERE document = ?")?.execute([number])?;
            (Some(number), Added::Again)
        }
        None => (None, Added::New),
    };
    let annotation = &new.annotation;
    let document = &annotation.document;
    let n_characters = document.text.chars().count() as i64;
    let number = connection
        .prepare_cached(
            "INSERT INTO documents (document, key, id, title, date, url, publisher, author, n_characters, analysis, added) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .insert(params![
            number,
            new.key,
            document.id,
            document.title,
            day(document.date),
            document.url,
            document.publisher,
            document.author,
            n_characters,
            analysis,
            now,
        ])?;
    connection
        .prepare_cached("INSERT INTO annotations (document, line) VALUES (?, ?)")?
        .execute(params![number, new.line])?;
    let last: Option<i64> =
        connection.prepare_cached("SELECT max(sentence) FROM sentences")?.query_row((), |row| row.get(0))?;
    let first_sentence = last.map_or(1, |last| last + 1);
    let rows = Rows {
        connection,
        document: number,
        first_sentence,
        annotation,
        text: &document.text,
        offsets: Offsets::new(&document.text),
    };
    rows.insert()?;
    Ok(added)
}

fn day(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

/// A list of words as JSON, which SQLite reads.
fn list(words: &[String]) -> String {
    serde_json::Value::from(words).to_string()
}

/// Makes rows of one annotation.
struct Rows<'a> {
    connection: &'a Connection,
    document: i64,
    /// Number of the document's first sentence; the others follow.
    first_sentence: i64,
    annotation: &'a Annotation,
    text: &'a str,
    offsets: Offsets<'a>,
}

impl<'a> Rows<'a> {
    fn insert(&self) -> rusqlite::Result<()> {
        self.sentences()?;
        self.actors()?;
        self.mentions()?;
        self.claims()?;
        self.events()?;
        self.relations()
    }

    fn start(&self, span: Span) -> u32 {
        self.offsets.to_position(span).start
    }

    fn stop(&self, span: Span) -> u32 {
        self.offsets.to_position(span).end
    }

    fn words(&self, span: Span) -> &'a str {
        span.of(self.text)
    }

    fn words_of(&self, reference: Option<Reference>) -> (Option<&'a str>, Option<u32>) {
        (reference.map(|r| self.words(r.span)), reference.and_then(|r| actor(r.actor)))
    }

    /// The sentence that a span begins in.
    fn sentence(&self, span: Span) -> Option<i64> {
        let sentences = &self.annotation.sentences;
        let number = sentences.partition_point(|s| s.start <= span.start).checked_sub(1)?;
        (span.start < sentences[number].end).then_some(self.first_sentence + number as i64)
    }

    /// A row for each thing of a list, its number in the second column.
    fn all<T>(
        &self,
        sql: &str,
        things: &[T],
        mut insert: impl FnMut(&mut dyn FnMut(&[&dyn ToSql]) -> rusqlite::Result<()>, u32, &T) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        if things.is_empty() {
            return Ok(());
        }
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut execute = |values: &[&dyn ToSql]| statement.execute(values).map(drop);
        things.iter().zip(0..).try_for_each(|(thing, number)| insert(&mut execute, number, thing))
    }

    fn sentences(&self) -> rusqlite::Result<()> {
        self.all(
            "INSERT INTO sentences (sentence, document, number, start, stop, text) VALUES (?, ?, ?, ?, ?, ?)",
            &self.annotation.sentences,
            |insert, number, &span| {
                let sentence = self.first_sentence + i64::from(number);
                insert(params![sentence, self.document, number, self.start(span), self.stop(span), self.words(span)])
            },
        )
    }

    fn actors(&self) -> rusqlite::Result<()> {
        self.all(
            "INSERT INTO actors (document, actor, name, kind, aliases, gazetteer, wikidata, code, named) VALUES (?, ?, ?, ?, \
             ?, ?, ?, ?, ?)",
            &self.annotation.actors,
            |insert, number, actor| {
                let (kind, aliases) = (actor.kind.as_str(), list(&actor.aliases));
                let (gazetteer, wikidata, code) = (&actor.gazetteer, &actor.wikidata, &actor.code);
                insert(params![self.document, number, actor.name, kind, aliases, gazetteer, wikidata, code, actor.named])
            },
        )
    }

    fn mentions(&self) -> rusqlite::Result<()> {
        self.all(
            "INSERT INTO mentions (document, mention, sentence, start, stop, text, level, actor) VALUES (?, ?, ?, ?, ?, ?, ?, \
             ?)",
            &self.annotation.mentions,
            |insert, number, mention| {
                let span = mention.span;
                insert(params![
                    self.document,
                    number,
                    self.sentence(span),
                    self.start(span),
                    self.stop(span),
                    self.words(span),
                    mention.level.as_str(),
                    actor(mention.actor),
                ])
            },
        )
    }

    fn claims(&self) -> rusqlite::Result<()> {
        let claims = &self.annotation.claims;
        self.all(
            "INSERT INTO claims (document, claim, sentence, start, stop, text, kind, act, speaker, speaker_actor, cue, \
             addressee, addressee_actor, certainty, hearsay, time, time_value, first_day, last_day, within) VALUES (?, ?, ?, ?, \
             ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            claims,
            |insert, number, claim| {
                let whole = claim.content.iter().copied().reduce(Span::cover).unwrap_or(Span::new(0, 0));
                let text: Vec<&str> = claim.content.iter().map(|&span| self.words(span)).collect();
                let (speaker, speaker_actor) = self.words_of(claim.source);
                let (addressee, addressee_actor) = self.words_of(claim.addressee);
                let time = TimeCells::new(claim.time.as_ref(), self.text);
                insert(params![
                    self.document,
                    number,
                    self.sentence(whole),
                    self.start(whole),
                    self.stop(whole),
                    text.join(" … "),
                    claim.kind.as_str(),
                    claim.act.as_str(),
                    speaker,
                    speaker_actor,
                    claim.cue.map(|span| self.words(span)),
                    addressee,
                    addressee_actor,
                    claim.certainty.map(|certainty| certainty.level.as_str()),
                    claim.hearsay.map(|span| self.words(span)),
                    time.words,
                    time.value,
                    time.first_day,
                    time.last_day,
                    claim.within.map(|claim| claim.0),
                ])
            },
        )?;
        for (claim, number) in claims.iter().zip(0u32..) {
            let about: BTreeSet<u32> = claim.about.iter().map(|actor| actor.0).collect();
            let about: Vec<u32> = about.into_iter().collect();
            self.all(
                "INSERT INTO claim_about (document, claim, actor) VALUES (?, ?, ?)",
                &about,
                |insert, _, actor| insert(params![self.document, number, actor]),
            )?;
            self.all(
                "INSERT INTO claim_stances (document, claim, number, favour, target, target_actor, start, stop, text) VALUES \
                 (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                &claim.stances,
                |insert, n, stance| {
                    let (words, target) = (stance.words, stance.target);
                    insert(params![
                        self.document,
                        number,
                        n,
                        stance.favour.as_str(),
                        self.words(target.span),
                        actor(target.actor),
                        self.start(words),
                        self.stop(words),
                        self.words(words),
                    ])
                },
            )?;
            self.all(
                "INSERT INTO claim_responses (document, claim, number, kind, other, start, stop, text) VALUES (?, ?, ?, ?, ?, \
                 ?, ?, ?)",
                &claim.responses,
                |insert, n, response| {
                    let (kind, other, words) = (response.kind.as_str(), response.claim.0, response.words);
                    let (start, stop) = (self.start(words), self.stop(words));
                    insert(params![self.document, number, n, kind, other, start, stop, self.words(words)])
                },
            )?;
        }
        self.claim_events()
    }

    /// Which claims tell which events, and whether nobody further in tells them.
    fn claim_events(&self) -> rusqlite::Result<()> {
        let annotation = self.annotation;
        let mut told: BTreeMap<(u32, u32), bool> = BTreeMap::new();
        for (claim, number) in annotation.claims.iter().zip(0..) {
            told.extend(claim.events.iter().map(|event| ((number, event.0), false)));
        }
        let stating = Stating::new(annotation);
        for (event, number) in annotation.events.iter().zip(0..) {
            for voice in stating.event(EventId(number), event) {
                if let Voice::Claim(ClaimId(claim)) = voice {
                    told.insert((claim, number), true);
                }
            }
        }
        let told: Vec<_> = told.into_iter().collect();
        self.all(
            "INSERT INTO claim_events (document, claim, event, states) VALUES (?, ?, ?, ?)",
            &told,
            |insert, _, ((claim, event), states)| insert(params![self.document, claim, event, states]),
        )
    }

    fn events(&self) -> rusqlite::Result<()> {
        let events = &self.annotation.events;
        let stating = Stating::new(self.annotation);
        self.all(
            "INSERT INTO events (document, event, sentence, start, stop, text, lemma, type, cameo, mode, contexts, quad_class, \
             score, goldstein, time, time_value, first_day, last_day, quantity, unit, polarity, modality, own_voice, same_as) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            events,
            |insert, number, event| {
                let (span, coding) = (event.trigger, &event.coding);
                let time = TimeCells::new(event.time.as_ref(), self.text);
                let quantity = event.quantity.as_ref();
                let own_voice = stating.event(EventId(number), event).contains(&Voice::Document);
                insert(params![
                    self.document,
                    number,
                    self.sentence(span),
                    self.start(span),
                    self.stop(span),
                    self.words(span),
                    event.lemma,
                    event.kind.as_str(),
                    event.cameo,
                    coding.mode,
                    list(&coding.contexts),
                    coding.quad_class.as_str(),
                    coding.score,
                    coding.goldstein,
                    time.words,
                    time.value,
                    time.first_day,
                    time.last_day,
                    quantity.map(|q| q.value),
                    quantity.and_then(|q| q.unit.as_deref()),
                    event.polarity.as_str(),
                    event.modality.as_str(),
                    own_voice,
                    event.same_as.map(|event| event.0),
                ])
            },
        )?;
        for (event, number) in events.iter().zip(0u32..) {
            self.all(
                "INSERT INTO event_arguments (document, event, number, role, actor, start, stop, text, quantity, unit) VALUES \
                 (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                &event.arguments,
                |insert, n, argument| {
                    let (span, quantity) = (argument.filler.span, argument.quantity.as_ref());
                    insert(params![
                        self.document,
                        number,
                        n,
                        argument.role.as_str(),
                        actor(argument.filler.actor),
                        self.start(span),
                        self.stop(span),
                        self.words(span),
                        quantity.map(|q| q.value),
                        quantity.and_then(|q| q.unit.as_deref()),
                    ])
                },
            )?;
            self.all(
                "INSERT INTO event_links (document, event, number, kind, other, start, stop, text) VALUES (?, ?, ?, ?, ?, ?, ?, \
                 ?)",
                &event.links,
                |insert, n, link| {
                    let (kind, other, words) = (link.kind.as_str(), link.event.0, link.words);
                    let (start, stop) = (self.start(words), self.stop(words));
                    insert(params![self.document, number, n, kind, other, start, stop, self.words(words)])
                },
            )?;
        }
        Ok(())
    }

    fn relations(&self) -> rusqlite::Result<()> {
        self.all(
            "INSERT INTO relations (document, relation, sentence, start, stop, type, subject, subject_actor, predicate, object, \
             object_actor, role, since, until, polarity, modality, confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, \
             ?, ?, ?)",
            &self.annotation.relations,
            |insert, number, relation| {
                let span = relation.predicate.span();
                let (object, object_actor) = self.words_of(relation.object);
                insert(params![
                    self.document,
                    number,
                    self.sentence(span),
                    self.start(span),
                    self.stop(span),
                    relation.kind.map(|kind| kind.as_str()),
                    self.words(relation.subject.span),
                    actor(relation.subject.actor),
                    relation.predicate.read(self.text),
                    object,
                    object_actor,
                    relation.role,
                    relation.since,
                    relation.until,
                    relation.polarity.as_str(),
                    relation.modality.as_str(),
                    relation.confidence,
                ])
            },
        )
    }
}

fn actor(actor: Option<ActorId>) -> Option<u32> {
    actor.map(|actor| actor.0)
}

/// The cells of a time: all `None` where there is none.
#[derive(Default)]
struct TimeCells<'a> {
    words: Option<&'a str>,
    value: Option<&'a str>,
    first_day: Option<String>,
    last_day: Option<String>,
}

impl<'a> TimeCells<'a> {
    fn new(time: Option<&'a Time>, text: &'a str) -> Self {
        let Some(time) = time else { return Self::default() };
        Self {
            words: Some(time.span.of(text)),
            value: time.value.as_deref(),
            first_day: day(time.first_day),
            last_day: day(time.last_day),
        }
    }
}
