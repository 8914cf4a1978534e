//! The written form of an [`Annotation`]: one JSON object a line, spans in code points.
//!
//! The format is documented in `docs/format.md`. These structs are the format and nothing else, so that the types of
//! the analysis can change without changing a file anyone has.

mod time;

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::stating::{Stating, Voice};
use super::{
    Actor, ActorId, Annotation, Argument, Boilerplate, Bound, Certainty, Claim, ClaimId, Coding, Event, EventId,
    LinkRule, Mention, Modality, Polarity, Predicate, Quantity, QuantityKind, Reference, Relation, Response, SpeechAct,
    Stance,
};
use crate::closed_set::UnknownName;
use crate::document::{Document, Offsets, Span, TextPosition};
use crate::events::ontology::Ontology;
use time::{LinkObject, TimeObject};

/// One annotated document as it is written.
#[derive(Debug, Serialize, Deserialize)]
pub struct AnnotationLine<'a> {
    document: DocumentObject<'a>,
    #[serde(default)]
    boilerplate: Vec<BoilerplateObject<'a>>,
    sentences: Vec<TextPosition>,
    mentions: Vec<MentionObject<'a>>,
    actors: Vec<ActorObject<'a>>,
    claims: Vec<ClaimObject<'a>>,
    events: Vec<EventObject<'a>>,
    #[serde(default)]
    times: Vec<TimeObject<'a>>,
    relations: Vec<RelationObject<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct DocumentObject<'a> {
    id: Cow<'a, str>,
    title: Option<Cow<'a, str>>,
    date: Option<Cow<'a, str>>,
    url: Option<Cow<'a, str>>,
    publisher: Option<Cow<'a, str>>,
    #[serde(default)]
    author: Option<Cow<'a, str>>,
    text: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
struct BoilerplateObject<'a> {
    start: u32,
    end: u32,
    kind: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SpanObject<'a> {
    start: u32,
    end: u32,
    text: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ReferenceObject<'a> {
    start: u32,
    end: u32,
    text: Cow<'a, str>,
    actor: Option<Cow<'a, str>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct MentionObject<'a> {
    start: u32,
    end: u32,
    text: Cow<'a, str>,
    kind: Cow<'a, str>,
    level: Cow<'a, str>,
    actor: Option<Cow<'a, str>>,
    rule: Option<Cow<'a, str>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ActorObject<'a> {
    id: Cow<'a, str>,
    name: Cow<'a, str>,
    kind: Cow<'a, str>,
    aliases: Vec<Cow<'a, str>>,
    wikidata: Option<Cow<'a, str>>,
    #[serde(default)]
    gazetteer: Option<Cow<'a, str>>,
    #[serde(default)]
    code: Option<Cow<'a, str>>,
    #[serde(default = "yes")]
    named: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Serialize, Deserialize)]
struct ClaimObject<'a> {
    id: Cow<'a, str>,
    source: Option<ReferenceObject<'a>>,
    cue: Option<SpanObject<'a>>,
    content: Vec<SpanObject<'a>>,
    kind: Cow<'a, str>,
    // Annotations of other programs and earlier versions have none of these.
    #[serde(default)]
    act: Option<Cow<'a, str>>,
    #[serde(default)]
    addressee: Option<ReferenceObject<'a>>,
    #[serde(default)]
    stances: Vec<StanceObject<'a>>,
    #[serde(default)]
    certainty: Option<CertaintyObject<'a>>,
    #[serde(default)]
    hearsay: Option<SpanObject<'a>>,
    #[serde(default)]
    time: Option<TimeObject<'a>>,
    about: Vec<Cow<'a, str>>,
    events: Vec<Cow<'a, str>>,
    #[serde(default)]
    within: Option<Cow<'a, str>>,
    #[serde(default)]
    responses: Vec<ResponseObject<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StanceObject<'a> {
    favour: Cow<'a, str>,
    target: ReferenceObject<'a>,
    start: u32,
    end: u32,
    text: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
struct CertaintyObject<'a> {
    level: Cow<'a, str>,
    start: u32,
    end: u32,
    text: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ResponseObject<'a> {
    #[serde(rename = "type")]
    kind: Cow<'a, str>,
    claim: Cow<'a, str>,
    start: u32,
    end: u32,
    text: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
struct TriggerObject<'a> {
    start: u32,
    end: u32,
    text: Cow<'a, str>,
    lemma: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ArgumentObject<'a> {
    role: Cow<'a, str>,
    start: u32,
    end: u32,
    text: Cow<'a, str>,
    actor: Option<Cow<'a, str>>,
    #[serde(default)]
    quantity: Option<QuantityObject<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct QuantityObject<'a> {
    value: f64,
    // Earlier versions counted only, and had no ranges.
    #[serde(default)]
    upper: Option<f64>,
    bound: Cow<'a, str>,
    #[serde(default)]
    kind: Option<Cow<'a, str>>,
    #[serde(default)]
    unit: Option<Cow<'a, str>>,
    #[serde(default)]
    of: Option<Cow<'a, str>>,
    start: u32,
    end: u32,
    text: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
struct EventObject<'a> {
    id: Cow<'a, str>,
    trigger: TriggerObject<'a>,
    #[serde(rename = "type")]
    kind: Cow<'a, str>,
    cameo: Cow<'a, str>,
    // Annotations of other programs and earlier versions have none of these.
    #[serde(default)]
    mode: Option<Cow<'a, str>>,
    #[serde(default)]
    contexts: Vec<Cow<'a, str>>,
    #[serde(default)]
    quad_class: Option<Cow<'a, str>>,
    #[serde(default)]
    score: Option<f64>,
    #[serde(default)]
    goldstein: Option<f64>,
    arguments: Vec<ArgumentObject<'a>>,
    time: Option<TimeObject<'a>>,
    quantity: Option<QuantityObject<'a>>,
    polarity: Cow<'a, str>,
    #[serde(default)]
    polarity_words: Option<SpanObject<'a>>,
    modality: Cow<'a, str>,
    #[serde(default)]
    factuality: Option<Cow<'a, str>>,
    #[serde(default)]
    modality_words: Option<SpanObject<'a>>,
    // Told by the claims, so not read.
    #[serde(default, skip_deserializing)]
    stated_by: Vec<Cow<'a, str>>,
    #[serde(default)]
    same_as: Option<Cow<'a, str>>,
    #[serde(default)]
    links: Vec<LinkObject<'a>>,
}

/// A passage where the words stand together as they read, else how they read and where they stand.
#[derive(Debug, Serialize, Deserialize)]
struct PredicateObject<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end: Option<u32>,
    text: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    words: Vec<SpanObject<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RelationObject<'a> {
    subject: ReferenceObject<'a>,
    predicate: PredicateObject<'a>,
    object: Option<ReferenceObject<'a>>,
    #[serde(rename = "type", default)]
    kind: Option<Cow<'a, str>>,
    #[serde(default)]
    role: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<i16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<i16>,
    arguments: Vec<ReferenceObject<'a>>,
    // Of open relations only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    polarity: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    modality: Option<Cow<'a, str>>,
    confidence: f64,
}

/// Why a line is no annotated document.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The JSON is broken, or a key is missing or of another type.
    #[error("not an annotated document: {0}")]
    Json(#[from] serde_json::Error),
    /// A predicate has neither a place nor words that have one.
    #[error("the predicate {text:?} has no place in the text")]
    Predicate {
        /// How it reads.
        text: String,
    },
    /// A span reaches past the text, or its text is not what stands there.
    #[error("the span [{start}, {end}) does not fit the text of document {document:?}")]
    Span {
        /// Id of the document.
        document: String,
        /// First code point.
        start: u32,
        /// One past the last code point.
        end: u32,
    },
    /// A value is none of its closed set.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// An event of a type that is none of the program's and does not tell its quad class.
    #[error("document {document:?} has an event of type {kind:?}, which is none of PLOVER's and so needs a quad_class")]
    Kind {
        /// Id of the document.
        document: String,
        /// The type.
        kind: String,
    },
    /// An id that the document does not define.
    #[error("document {document:?} refers to {id:?}, which it does not define")]
    Id {
        /// Id of the document.
        document: String,
        /// The id without an owner.
        id: String,
    },
    /// A date that is no calendar date.
    #[error("the date {0:?} is not of the form YYYY-MM-DD")]
    Date(String),
}

/// Writes an annotation as one line of JSON, without the line break.
///
/// # Errors
/// Only when serde_json fails, which it does not for these types.
pub fn to_line(annotation: &Annotation) -> serde_json::Result<String> {
    // About as long as lines are, so that they are not copied while they grow.
    let mut line = Vec::with_capacity(20 * annotation.document.text.len() + (1 << 10));
    serde_json::to_writer(&mut line, &AnnotationLine::from(annotation))?;
    String::from_utf8(line).map_err(<serde_json::Error as serde::ser::Error>::custom)
}

/// The document of a line, without its annotation.
///
/// # Errors
/// When the line is no annotated document, as far as one can tell without reading the annotation.
pub fn document_of_line(line: &str) -> Result<Document, WireError> {
    #[derive(Deserialize)]
    struct Line<'a> {
        #[serde(borrow)]
        document: DocumentObject<'a>,
    }
    serde_json::from_str::<Line<'_>>(line)?.document.into_document()
}

/// Reads one line that [`to_line`] wrote.
///
/// # Errors
/// When it is not such a line; see [`WireError`].
pub fn from_line(line: &str) -> Result<Annotation, WireError> {
    read(serde_json::from_str(line)?)
}

/// Makes wire objects of one document's spans.
struct Writer<'a> {
    text: &'a str,
    offsets: Offsets<'a>,
}

impl<'a> Writer<'a> {
    fn span(&self, span: Span) -> SpanObject<'a> {
        let TextPosition { start, end } = self.offsets.to_position(span);
        SpanObject { start, end, text: span.of(self.text).into() }
    }

    fn reference(&self, reference: Reference) -> ReferenceObject<'a> {
        let SpanObject { start, end, text } = self.span(reference.span);
        ReferenceObject { start, end, text, actor: reference.actor.map(|a| a.to_string().into()) }
    }

    fn claim(&self, id: usize, claim: &'a Claim) -> ClaimObject<'a> {
        ClaimObject {
            id: ClaimId(id as u32).to_string().into(),
            source: claim.source.map(|s| self.reference(s)),
            cue: claim.cue.map(|s| self.span(s)),
            content: claim.content.iter().map(|&s| self.span(s)).collect(),
            kind: claim.kind.as_str().into(),
            act: Some(claim.act.as_str().into()),
            addressee: claim.addressee.map(|a| self.reference(a)),
            stances: claim.stances.iter().map(|&s| self.stance(s)).collect(),
            certainty: claim.certainty.map(|c| self.certainty(c)),
            hearsay: claim.hearsay.map(|s| self.span(s)),
            time: claim.time.as_ref().map(|t| self.time(t)),
            about: claim.about.iter().map(|a| a.to_string().into()).collect(),
            events: claim.events.iter().map(|e| e.to_string().into()).collect(),
            within: claim.within.map(|c| c.to_string().into()),
            responses: claim.responses.iter().map(|&r| self.response(r)).collect(),
        }
    }

    fn stance(&self, stance: Stance) -> StanceObject<'a> {
        let SpanObject { start, end, text } = self.span(stance.words);
        let target = self.reference(stance.target);
        StanceObject { favour: stance.favour.as_str().into(), target, start, end, text }
    }

    fn certainty(&self, certainty: Certainty) -> CertaintyObject<'a> {
        let SpanObject { start, end, text } = self.span(certainty.words);
        CertaintyObject { level: certainty.level.as_str().into(), start, end, text }
    }

    fn response(&self, response: Response) -> ResponseObject<'a> {
        let SpanObject { start, end, text } = self.span(response.words);
        let claim = response.claim.to_string().into();
        ResponseObject { kind: response.kind.as_str().into(), claim, start, end, text }
    }

    fn event(&self, id: usize, event: &'a Event, stating: &Stating<'_>) -> EventObject<'a> {
        let SpanObject { start, end, text } = self.span(event.trigger);
        EventObject {
            id: EventId(id as u32).to_string().into(),
            trigger: TriggerObject { start, end, text, lemma: event.lemma.as_str().into() },
            kind: event.kind.as_str().into(),
            cameo: event.cameo.as_str().into(),
            mode: event.coding.mode.as_deref().map(Cow::from),
            contexts: event.coding.contexts.iter().map(|c| c.as_str().into()).collect(),
            quad_class: Some(event.coding.quad_class.as_str().into()),
            score: event.coding.score,
            goldstein: event.coding.goldstein,
            arguments: event.arguments.iter().map(|a| self.argument(a)).collect(),
            time: event.time.as_ref().map(|t| self.time(t)),
            quantity: event.quantity.as_ref().map(|q| self.quantity(q)),
            polarity: event.polarity.as_str().into(),
            polarity_words: event.polarity_words.map(|s| self.span(s)),
            modality: event.modality.plain().as_str().into(),
            factuality: Some(event.modality.as_str().into()),
            modality_words: event.modality_words.map(|s| self.span(s)),
            stated_by: stating.event(EventId(id as u32), event).into_iter().map(voice).collect(),
            same_as: event.same_as.map(|e| e.to_string().into()),
            links: event.links.iter().map(|l| self.link(l)).collect(),
        }
    }

    fn argument(&self, argument: &'a Argument) -> ArgumentObject<'a> {
        let ReferenceObject { start, end, text, actor } = self.reference(argument.filler);
        let quantity = argument.quantity.as_ref().map(|q| self.quantity(q));
        ArgumentObject { role: argument.role.as_str().into(), start, end, text, actor, quantity }
    }

    fn quantity(&self, quantity: &'a Quantity) -> QuantityObject<'a> {
        let SpanObject { start, end, text } = self.span(quantity.span);
        QuantityObject {
            value: quantity.value,
            upper: quantity.upper,
            // A range is known by its upper end.
            bound: if quantity.bound == Bound::Between { Bound::AtLeast } else { quantity.bound }.as_str().into(),
            kind: Some(quantity.kind.as_str().into()),
            unit: quantity.unit.as_deref().map(Cow::from),
            of: quantity.of.as_deref().map(Cow::from),
            start,
            end,
            text,
        }
    }

    fn predicate(&self, predicate: &'a Predicate) -> PredicateObject<'a> {
        match (&predicate.text, predicate.words.as_slice()) {
            (None, [span]) => {
                let SpanObject { start, end, text } = self.span(*span);
                PredicateObject { start: Some(start), end: Some(end), text, words: Vec::new() }
            }
            (_, words) => PredicateObject {
                start: None,
                end: None,
                text: predicate.read(self.text).into(),
                words: words.iter().map(|&s| self.span(s)).collect(),
            },
        }
    }

    fn relation(&self, relation: &'a Relation) -> RelationObject<'a> {
        RelationObject {
            subject: self.reference(relation.subject),
            predicate: self.predicate(&relation.predicate),
            object: relation.object.map(|o| self.reference(o)),
            kind: relation.kind.map(|k| k.as_str().into()),
            role: relation.role.as_deref().map(Cow::from),
            since: relation.since,
            until: relation.until,
            arguments: relation.arguments.iter().map(|&a| self.reference(a)).collect(),
            polarity: relation.kind.is_none().then(|| relation.polarity.as_str().into()),
            modality: relation.kind.is_none().then(|| relation.modality.as_str().into()),
            confidence: relation.confidence,
        }
    }
}

impl<'a> From<&'a Annotation> for AnnotationLine<'a> {
    fn from(a: &'a Annotation) -> Self {
        let text = a.document.text.as_str();
        let w = Writer { text, offsets: Offsets::new(text) };
        let stating = Stating::new(a);
        let mention = |m: &Mention| {
            let SpanObject { start, end, text } = w.span(m.span);
            MentionObject {
                start,
                end,
                text,
                kind: m.kind.as_str().into(),
                level: m.level.as_str().into(),
                actor: m.actor.map(|a| a.to_string().into()),
                rule: Some(m.rule.as_str().into()),
            }
        };
        let actor = |(i, actor): (usize, &'a Actor)| ActorObject {
            id: ActorId(i as u32).to_string().into(),
            name: actor.name.as_str().into(),
            kind: actor.kind.as_str().into(),
            aliases: actor.aliases.iter().map(|x| x.as_str().into()).collect(),
            wikidata: actor.wikidata.as_deref().map(Cow::from),
            gazetteer: actor.gazetteer.as_deref().map(Cow::from),
            code: actor.code.as_deref().map(Cow::from),
            named: actor.named,
        };
        let boilerplate = |b: &Boilerplate| {
            let TextPosition { start, end } = w.offsets.to_position(b.span);
            BoilerplateObject { start, end, kind: b.kind.as_str().into() }
        };
        let d = &a.document;
        Self {
            document: DocumentObject {
                id: d.id.as_str().into(),
                title: d.title.as_deref().map(Cow::from),
                date: d.date.map(|d| d.to_string().into()),
                url: d.url.as_deref().map(Cow::from),
                publisher: d.publisher.as_deref().map(Cow::from),
                author: d.author.as_deref().map(Cow::from),
                text: text.into(),
            },
            boilerplate: a.boilerplate.iter().map(boilerplate).collect(),
            sentences: a.sentences.iter().map(|&s| w.offsets.to_position(s)).collect(),
            mentions: a.mentions.iter().map(mention).collect(),
            actors: a.actors.iter().enumerate().map(actor).collect(),
            claims: a.claims.iter().enumerate().map(|(i, c)| w.claim(i, c)).collect(),
            events: a.events.iter().enumerate().map(|(i, e)| w.event(i, e, &stating)).collect(),
            times: a.times.iter().map(|t| w.time(t)).collect(),
            relations: a.relations.iter().map(|r| w.relation(r)).collect(),
        }
    }
}

fn voice(voice: Voice) -> Cow<'static, str> {
    match voice {
        Voice::Document => "document".into(),
        Voice::Claim(claim) => claim.to_string().into(),
    }
}

/// Checks wire objects against one document.
struct Reader<'a> {
    document: &'a Document,
    offsets: Offsets<'a>,
    n_actors: u32,
    n_claims: u32,
    n_events: u32,
}

impl Reader<'_> {
    fn position(&self, start: u32, end: u32) -> Result<Span, WireError> {
        let found = self.offsets.to_span(TextPosition { start, end });
        found.filter(|s| !s.is_empty()).ok_or_else(|| self.misfit(start, end))
    }

    fn misfit(&self, start: u32, end: u32) -> WireError {
        WireError::Span { document: self.document.id.clone(), start, end }
    }

    fn span(&self, start: u32, end: u32, text: &str) -> Result<Span, WireError> {
        let span = self.position(start, end)?;
        if span.of(&self.document.text) == text { Ok(span) } else { Err(self.misfit(start, end)) }
    }

    fn spans(&self, objects: &[SpanObject<'_>]) -> Result<Vec<Span>, WireError> {
        objects.iter().map(|s| self.span(s.start, s.end, &s.text)).collect()
    }

    /// The number after the one-letter prefix, below `n`.
    fn id(&self, prefix: char, n: u32, id: &str) -> Result<u32, WireError> {
        let number = id.strip_prefix(prefix).and_then(|digits| digits.parse().ok());
        number.filter(|&i| i < n).ok_or_else(|| WireError::Id { document: self.document.id.clone(), id: id.to_owned() })
    }

    fn actor(&self, id: Option<&Cow<'_, str>>) -> Result<Option<ActorId>, WireError> {
        id.map(|id| self.id('a', self.n_actors, id).map(ActorId)).transpose()
    }

    fn event_id(&self, id: &str) -> Result<EventId, WireError> {
        self.id('e', self.n_events, id).map(EventId)
    }

    fn reference(&self, o: &ReferenceObject<'_>) -> Result<Reference, WireError> {
        Ok(Reference { span: self.span(o.start, o.end, &o.text)?, actor: self.actor(o.actor.as_ref())? })
    }

    fn mention(&self, o: &MentionObject<'_>) -> Result<Mention, WireError> {
        Ok(Mention {
            span: self.span(o.start, o.end, &o.text)?,
            kind: o.kind.parse()?,
            level: o.level.parse()?,
            actor: self.actor(o.actor.as_ref())?,
            // Annotations of other programs need not say how they link.
            rule: o.rule.as_ref().map_or(Ok(LinkRule::Name), |rule| rule.parse())?,
        })
    }

    fn claim(&self, o: &ClaimObject<'_>) -> Result<Claim, WireError> {
        let cue = o.cue.as_ref().map(|c| self.span(c.start, c.end, &c.text));
        let within = o.within.as_ref().map(|c| self.id('c', self.n_claims, c).map(ClaimId));
        let about = o.about.iter().map(|a| self.id('a', self.n_actors, a).map(ActorId));
        Ok(Claim {
            source: o.source.as_ref().map(|s| self.reference(s)).transpose()?,
            cue: cue.transpose()?,
            content: self.spans(&o.content)?,
            kind: o.kind.parse()?,
            act: o.act.as_ref().map_or(Ok(SpeechAct::Say), |act| act.parse())?,
            addressee: o.addressee.as_ref().map(|a| self.reference(a)).transpose()?,
            stances: o.stances.iter().map(|s| self.stance(s)).collect::<Result<_, _>>()?,
            certainty: o.certainty.as_ref().map(|c| self.certainty(c)).transpose()?,
            hearsay: o.hearsay.as_ref().map(|s| self.span(s.start, s.end, &s.text)).transpose()?,
            time: o.time.as_ref().map(|t| self.time(t)).transpose()?,
            about: about.collect::<Result<_, _>>()?,
            events: o.events.iter().map(|e| self.event_id(e)).collect::<Result<_, _>>()?,
            within: within.transpose()?,
            responses: o.responses.iter().map(|r| self.response(r)).collect::<Result<_, _>>()?,
        })
    }

    fn stance(&self, o: &StanceObject<'_>) -> Result<Stance, WireError> {
        let words = self.span(o.start, o.end, &o.text)?;
        Ok(Stance { favour: o.favour.parse()?, target: self.reference(&o.target)?, words })
    }

    fn certainty(&self, o: &CertaintyObject<'_>) -> Result<Certainty, WireError> {
        Ok(Certainty { level: o.level.parse()?, words: self.span(o.start, o.end, &o.text)? })
    }

    fn response(&self, o: &ResponseObject<'_>) -> Result<Response, WireError> {
        let claim = ClaimId(self.id('c', self.n_claims, &o.claim)?);
        Ok(Response { kind: o.kind.parse()?, claim, words: self.span(o.start, o.end, &o.text)? })
    }

    fn event(&self, o: &EventObject<'_>) -> Result<Event, WireError> {
        let argument = |a: &ArgumentObject<'_>| {
            Ok::<_, WireError>(Argument {
                role: a.role.parse()?,
                filler: Reference { span: self.span(a.start, a.end, &a.text)?, actor: self.actor(a.actor.as_ref())? },
                quantity: a.quantity.as_ref().map(|q| self.quantity(q)).transpose()?,
            })
        };
        let words = |s: &SpanObject<'_>| self.span(s.start, s.end, &s.text);
        Ok(Event {
            trigger: self.span(o.trigger.start, o.trigger.end, &o.trigger.text)?,
            lemma: o.trigger.lemma.to_string(),
            kind: o.kind.parse()?,
            cameo: o.cameo.to_string(),
            coding: self.coding(o)?,
            arguments: o.arguments.iter().map(argument).collect::<Result<_, _>>()?,
            time: o.time.as_ref().map(|t| self.time(t)).transpose()?,
            quantity: o.quantity.as_ref().map(|q| self.quantity(q)).transpose()?,
            polarity: o.polarity.parse()?,
            polarity_words: o.polarity_words.as_ref().map(words).transpose()?,
            modality: o.factuality.as_ref().unwrap_or(&o.modality).parse()?,
            modality_words: o.modality_words.as_ref().map(words).transpose()?,
            same_as: o.same_as.as_ref().map(|e| self.event_id(e)).transpose()?,
            links: o.links.iter().map(|l| self.link(l)).collect::<Result<_, _>>()?,
        })
    }

    /// What the line says of an event's kind; without a quad class, what the program's own ontology says of it.
    fn coding(&self, o: &EventObject<'_>) -> Result<Coding, WireError> {
        let Some(quad_class) = &o.quad_class else {
            let coding = Ontology::shipped().coding(o.kind.parse()?, &o.cameo);
            let unknown = || WireError::Kind { document: self.document.id.clone(), kind: o.kind.to_string() };
            return coding.ok_or_else(unknown);
        };
        let mut contexts: Vec<String> = o.contexts.iter().map(|c| c.to_string()).collect();
        contexts.sort();
        contexts.dedup();
        let mode = o.mode.as_deref().map(str::to_owned);
        Ok(Coding { quad_class: quad_class.parse()?, score: o.score, goldstein: o.goldstein, mode, contexts })
    }

    fn quantity(&self, q: &QuantityObject<'_>) -> Result<Quantity, WireError> {
        Ok(Quantity {
            span: self.span(q.start, q.end, &q.text)?,
            value: q.value,
            upper: q.upper,
            bound: if q.upper.is_some() { Bound::Between } else { q.bound.parse()? },
            kind: q.kind.as_ref().map_or(Ok(QuantityKind::Count), |kind| kind.parse())?,
            unit: q.unit.as_deref().map(str::to_owned),
            of: q.of.as_deref().map(str::to_owned),
        })
    }

    fn predicate(&self, o: &PredicateObject<'_>) -> Result<Predicate, WireError> {
        if let (Some(start), Some(end)) = (o.start, o.end) {
            return Ok(Predicate::at(self.span(start, end, &o.text)?));
        }
        if o.words.is_empty() {
            return Err(WireError::Predicate { text: o.text.clone().into_owned() });
        }
        Ok(Predicate { words: self.spans(&o.words)?, text: Some(o.text.clone().into_owned()) })
    }

    fn relation(&self, o: &RelationObject<'_>) -> Result<Relation, WireError> {
        Ok(Relation {
            subject: self.reference(&o.subject)?,
            predicate: self.predicate(&o.predicate)?,
            object: o.object.as_ref().map(|s| self.reference(s)).transpose()?,
            kind: o.kind.as_ref().map(|k| k.parse()).transpose()?,
            role: o.role.as_deref().map(str::to_owned),
            since: o.since,
            until: o.until,
            arguments: o.arguments.iter().map(|a| self.reference(a)).collect::<Result<_, _>>()?,
            polarity: o.polarity.as_ref().map_or(Ok(Polarity::Positive), |p| p.parse())?,
            modality: o.modality.as_ref().map_or(Ok(Modality::Asserted), |m| m.parse())?,
            confidence: o.confidence,
        })
    }
}

impl DocumentObject<'_> {
    fn into_document(self) -> Result<Document, WireError> {
        let date = self.date.map(|s| s.parse::<Date>().map_err(|_| WireError::Date(s.into_owned())));
        Ok(Document {
            id: self.id.into_owned(),
            title: self.title.map(Cow::into_owned),
            date: date.transpose()?,
            url: self.url.map(Cow::into_owned),
            publisher: self.publisher.map(Cow::into_owned),
            author: self.author.map(Cow::into_owned),
            text: self.text.into_owned(),
        })
    }
}

fn read(line: AnnotationLine) -> Result<Annotation, WireError> {
    let document = line.document.into_document()?;
    let r = Reader {
        document: &document,
        offsets: Offsets::new(&document.text),
        n_actors: line.actors.len() as u32,
        n_claims: line.claims.len() as u32,
        n_events: line.events.len() as u32,
    };
    let actor = |a: ActorObject<'_>| {
        Ok::<_, WireError>(Actor {
            name: a.name.into_owned(),
            kind: a.kind.parse()?,
            aliases: a.aliases.into_iter().map(Cow::into_owned).collect(),
            gazetteer: a.gazetteer.map(Cow::into_owned),
            wikidata: a.wikidata.map(Cow::into_owned),
            code: a.code.map(Cow::into_owned),
            named: a.named,
        })
    };
    let boilerplate = |b: &BoilerplateObject<'_>| {
        Ok::<_, WireError>(Boilerplate { span: r.position(b.start, b.end)?, kind: b.kind.parse()? })
    };
    let boilerplate = line.boilerplate.iter().map(boilerplate).collect::<Result<_, _>>()?;
    let sentences = line.sentences.iter().map(|s| r.position(s.start, s.end)).collect::<Result<_, _>>()?;
    let mentions = line.mentions.iter().map(|m| r.mention(m)).collect::<Result<_, _>>()?;
    let claims = line.claims.iter().map(|c| r.claim(c)).collect::<Result<_, _>>()?;
    let events = line.events.iter().map(|e| r.event(e)).collect::<Result<_, _>>()?;
    let times = line.times.iter().map(|t| r.time(t)).collect::<Result<_, _>>()?;
    let relations = line.relations.iter().map(|x| r.relation(x)).collect::<Result<_, _>>()?;
    let actors = line.actors.into_iter().map(actor).collect::<Result<_, _>>()?;
    Ok(Annotation { boilerplate, sentences, mentions, actors, claims, events, times, relations, document })
}
