//! Times as they are written, and the links that events have to each other.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Reader, SpanObject, WireError, Writer};
use crate::annotation::{EventLink, Time, TimeKind};
use crate::closed_set::UnknownName;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TimeObject<'a> {
    start: u32,
    end: u32,
    text: Cow<'a, str>,
    value: Option<Cow<'a, str>>,
    // Annotations of other programs and earlier versions have none of these.
    #[serde(rename = "type", default)]
    kind: Option<Cow<'a, str>>,
    #[serde(default)]
    modifier: Option<Cow<'a, str>>,
    #[serde(default)]
    granularity: Option<Cow<'a, str>>,
    #[serde(default)]
    first_day: Option<Cow<'a, str>>,
    #[serde(default)]
    last_day: Option<Cow<'a, str>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LinkObject<'a> {
    #[serde(rename = "type")]
    kind: Cow<'a, str>,
    event: Cow<'a, str>,
    start: u32,
    end: u32,
    text: Cow<'a, str>,
}

impl<'a> Writer<'a> {
    pub(super) fn time(&self, time: &'a Time) -> TimeObject<'a> {
        let SpanObject { start, end, text } = self.span(time.span);
        let day = |day: Option<Date>| day.map(|d| Cow::from(d.to_string()));
        TimeObject {
            start,
            end,
            text,
            value: time.value.as_deref().map(Cow::from),
            kind: Some(time.kind.as_str().into()),
            modifier: time.modifier.map(|m| m.as_str().into()),
            granularity: time.granularity.map(|g| g.as_str().into()),
            first_day: day(time.first_day),
            last_day: day(time.last_day),
        }
    }

    pub(super) fn link(&self, link: &EventLink) -> LinkObject<'a> {
        let SpanObject { start, end, text } = self.span(link.words);
        LinkObject { kind: link.kind.as_str().into(), event: link.event.to_string().into(), start, end, text }
    }
}

impl Reader<'_> {
    pub(super) fn time(&self, o: &TimeObject<'_>) -> Result<Time, WireError> {
        let day = |day: &Option<Cow<'_, str>>| {
            let parse = |d: &Cow<'_, str>| d.parse::<Date>().map_err(|_| WireError::Date(d.to_string()));
            day.as_ref().map(parse).transpose()
        };
        fn name<T: std::str::FromStr<Err = UnknownName>>(name: &Option<Cow<'_, str>>) -> Result<Option<T>, WireError> {
            Ok(name.as_ref().map(|n| n.parse()).transpose()?)
        }
        Ok(Time {
            span: self.span(o.start, o.end, &o.text)?,
            kind: name(&o.kind)?.unwrap_or(TimeKind::Date),
            value: o.value.as_deref().map(str::to_owned),
            modifier: name(&o.modifier)?,
            granularity: name(&o.granularity)?,
            first_day: day(&o.first_day)?,
            last_day: day(&o.last_day)?,
        })
    }

    pub(super) fn link(&self, o: &LinkObject<'_>) -> Result<EventLink, WireError> {
        Ok(EventLink {
            kind: o.kind.parse()?,
            event: self.event_id(&o.event)?,
            words: self.span(o.start, o.end, &o.text)?,
        })
    }
}
