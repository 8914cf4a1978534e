//! An annotation as rows of the tables, for queries.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rusqlite::{Connection, ToSql, params};

use crate::annotation::stating::{Stating, Voice};
use crate::annotation::{ActorId, Annotation, ClaimId, EventId, Reference, Time};
use crate::document::{Offsets, Span};

/// A day as SQLite compares it.
pub(super) fn day(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

/// A list of words as JSON, which SQLite reads.
fn list(words: &[String]) -> String {
    serde_json::Value::from(words).to_string()
}

/// Makes rows of one annotation.
pub(super) struct Rows<'a> {
    connection: &'a Connection,
    document: i64,
    /// Number of the document's first sentence; the others follow.
    first_sentence: i64,
    annotation: &'a Annotation,
    text: &'a str,
    offsets: Offsets<'a>,
}

impl<'a> Rows<'a> {
    /// The rows of a document by its number in the store, with the number that its first sentence gets.
    pub(super) fn new(
        connection: &'a Connection,
        document: i64,
        first_sentence: i64,
        annotation: &'a Annotation,
    ) -> Self {
        let text = &annotation.document.text;
        Self { connection, document, first_sentence, annotation, text, offsets: Offsets::new(text) }
    }

    pub(super) fn insert(&self) -> rusqlite::Result<()> {
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
