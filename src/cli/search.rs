//! `claimgraph search`: sentences, claims and events of a store.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Exit;
use super::arguments::WidthArgument;
use super::output::write_to;
use super::selection::{Day, parse_day};
use super::sheet::{Sheet, no_limit, plain};
use crate::annotation::{EventType, SpeechAct};
use crate::store::{Hit, HitDetail, HitKind, Query, Store, Words};

impl ValueEnum for HitKind {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.as_str()))
    }
}

/// Heading of what is looked for.
const FIND: &str = "What to find";

/// Find sentences, claims or events in a store.
///
/// They are found by words, speaker, subject, type and time. The latest document comes first. Without --kind, events are
/// looked for where --type is given, claims where --speaker, --about or --act is given, and else sentences.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph search news.db visa ban
  claimgraph search news.db '\"visa ban\"' 'diplomat*'
  claimgraph search news.db visa --speaker McCallum --since 2022
  claimgraph search news.db --speaker Iran --act deny,threaten
  claimgraph search news.db --type coerce,assault --about Russia --since 2018 --until 2022-11
  claimgraph search news.db --fts 'visa NEAR(ban travel, 5) NOT student' --format jsonl
  claimgraph search news.db --kind claims --format csv --limit 0 > claims.csv")]
pub(super) struct Arguments {
    /// The store.
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// Words in the sentence, all of them, in any order and case.
    ///
    /// "As they stand" in quotation marks; begin* by their beginning.
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// WORDS are a query in the syntax of SQLite's FTS5.
    #[arg(long, requires = "words", help_heading = FIND)]
    fts: bool,
    /// What to find.
    #[arg(long, value_enum, value_name = "KIND", help_heading = FIND)]
    kind: Option<HitKind>,
    /// Said by this actor: a name, an alias, or the end of a person's name.
    #[arg(long, value_name = "NAME", help_heading = FIND)]
    speaker: Option<String>,
    /// Claims about this actor, events in which it takes part, sentences that name it.
    #[arg(long, value_name = "NAME", help_heading = FIND)]
    about: Option<String>,
    /// Events of these types, or what tells such: coerce,assault.
    #[arg(long = "type", value_name = "TYPES", value_delimiter = ',', help_heading = FIND)]
    types: Vec<String>,
    /// Claims in which the speaker does one of these, or what stands in such: accuse,deny.
    #[arg(long = "act", value_name = "ACTS", value_delimiter = ',', help_heading = FIND)]
    acts: Vec<String>,
    /// What happened or was said on this day or later, by its document's day if it has none.
    #[arg(long, value_name = "DATE", value_parser = parse_day, help_heading = FIND)]
    since: Option<Day>,
    /// What happened or was said on this day or earlier.
    #[arg(long, value_name = "DATE", value_parser = parse_day, help_heading = FIND)]
    until: Option<Day>,
    /// Only in documents of this publisher.
    #[arg(long, value_name = "NAME", help_heading = FIND)]
    publisher: Option<String>,
    /// Of articles with several versions only in the last.
    #[arg(long, help_heading = FIND)]
    current: bool,
    /// How many to show; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 20, help_heading = "Output")]
    limit: usize,
    /// How: text for people, jsonl or csv.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = SearchFormat::Text, help_heading = "Output")]
    format: SearchFormat,
    #[command(flatten, next_help_heading = "Output")]
    width: WidthArgument,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SearchFormat {
    Text,
    Jsonl,
    Csv,
}

pub(super) fn run(arguments: &Arguments, quiet: bool) -> anyhow::Result<Exit> {
    for kind in &arguments.types {
        kind.to_uppercase().parse::<EventType>()?;
    }
    for act in &arguments.acts {
        act.to_lowercase().parse::<SpeechAct>()?;
    }
    let limit = no_limit(arguments.limit);
    let mut hits = Store::open(&arguments.store)?.search(&query(arguments, limit.saturating_add(1)))?;
    let is_cut = hits.len() > limit;
    hits.truncate(limit);
    write_to(None, |out| match arguments.format {
        SearchFormat::Text => Ok(out.write_all(as_text(&hits, &arguments.width.sheet())?.as_bytes())?),
        SearchFormat::Jsonl => as_json_lines(out, &hits),
        SearchFormat::Csv => as_csv(out, &hits),
    })?;
    if !quiet && hits.is_empty() {
        eprintln!("claimgraph: nothing found in {}", arguments.store.display());
    }
    if !quiet && is_cut {
        eprintln!("claimgraph: there is more; --limit 0 shows all");
    }
    Ok(Exit::Done)
}

fn query(arguments: &Arguments, limit: usize) -> Query {
    let by_claims = arguments.speaker.is_some() || arguments.about.is_some() || !arguments.acts.is_empty();
    let kind = match arguments.kind {
        Some(kind) => kind,
        None if !arguments.types.is_empty() => HitKind::Events,
        None if by_claims => HitKind::Claims,
        None => HitKind::Sentences,
    };
    let words = arguments.words.join(" ");
    let words = if arguments.fts { Words::Fts5(words) } else { Words::Plain(words) };
    Query {
        kind,
        words: (!arguments.words.is_empty()).then_some(words),
        speaker: arguments.speaker.clone(),
        about: arguments.about.clone(),
        types: arguments.types.clone(),
        acts: arguments.acts.clone(),
        since: arguments.since.map(|day| day.first),
        until: arguments.until.map(|day| day.last),
        publisher: arguments.publisher.clone(),
        current: arguments.current,
        limit,
    }
}

fn as_text(hits: &[Hit], sheet: &Sheet) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for hit in hits {
        let date = hit.date.as_deref().unwrap_or("undated");
        write!(text, "{date}  {} {}–{}", plain(&hit.id), hit.start, hit.stop)?;
        if let Some(publisher) = &hit.publisher {
            write!(text, "  {}", plain(publisher))?;
        }
        writeln!(text)?;
        if let Some(line) = summary(&hit.detail) {
            writeln!(text, "  {}", plain(&line))?;
        }
        let parts = in_context(hit);
        let sentence = match &hit.detail {
            HitDetail::Sentence => sheet.cut(&hit.text, sheet.width().saturating_sub(4)),
            _ => sheet.bracketed([&parts[0], &parts[1], &parts[2]]),
        };
        writeln!(text, "    {sentence}")?;
    }
    Ok(text)
}

/// The words that tell it with what stands before and after them in their sentence.
fn in_context(hit: &Hit) -> [String; 3] {
    let Some((start, sentence)) = &hit.sentence else { return [String::new(), hit.text.clone(), String::new()] };
    let letters: Vec<char> = sentence.chars().collect();
    let at = |place: u32| (place.saturating_sub(*start) as usize).min(letters.len());
    let (first, last) = (at(hit.start), at(hit.stop).max(at(hit.start)));
    [&letters[..first], &letters[first..last], &letters[last..]].map(|part| part.iter().collect())
}

/// Who says it or what happens, on one line.
fn summary(detail: &HitDetail) -> Option<String> {
    match detail {
        HitDetail::Sentence => None,
        HitDetail::Claim { speaker, act, about } => {
            let about = if about.is_empty() { String::new() } else { format!(" about {}", about.join(", ")) };
            Some(format!("{}: {act}{about}", speaker.as_deref().unwrap_or("somebody")))
        }
        HitDetail::Event { kind, agents, patients, first_day, last_day, polarity, modality, sources } => {
            let mut line = kind.clone();
            if !agents.is_empty() || !patients.is_empty() {
                let names = |names: &[String]| if names.is_empty() { "?".to_owned() } else { names.join(", ") };
                line = format!("{} {line} {}", names(agents), names(patients));
            }
            match (first_day, last_day) {
                (Some(first), Some(last)) if first == last => line += &format!(", {first}"),
                (None, None) => {}
                (first, last) => {
                    let [first, last] = [first, last].map(|day| day.as_deref().unwrap_or("…"));
                    line += &format!(", {first} to {last}");
                }
            }
            for word in [polarity, modality].into_iter().filter(|w| !["positive", "asserted"].contains(&w.as_str())) {
                line += &format!(", {word}");
            }
            if !sources.is_empty() {
                line += &format!(", per {}", sources.join(", "));
            }
            Some(line)
        }
    }
}

/// A hit as one object or one row; places in code points of the document's text.
#[derive(Serialize)]
struct Object<'a> {
    kind: &'static str,
    key: &'a str,
    document: &'a str,
    date: Option<&'a str>,
    publisher: Option<&'a str>,
    start: u32,
    end: u32,
    text: &'a str,
    sentence: Option<&'a str>,
    #[serde(flatten)]
    detail: Detail<'a>,
}

#[derive(Default, Serialize)]
struct Detail<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'a [String]>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agents: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    patients: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_day: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    polarity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modality: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<&'a [String]>,
}

impl<'a> Object<'a> {
    fn of(hit: &'a Hit) -> Self {
        let (kind, detail) = match &hit.detail {
            HitDetail::Sentence => ("sentence", Detail::default()),
            HitDetail::Claim { speaker, act, about } => (
                "claim",
                Detail { speaker: speaker.as_deref(), act: Some(act), about: Some(about), ..Detail::default() },
            ),
            HitDetail::Event { kind, agents, patients, first_day, last_day, polarity, modality, sources } => {
                let detail = Detail {
                    kind: Some(kind),
                    agents: Some(agents),
                    patients: Some(patients),
                    first_day: first_day.as_deref(),
                    last_day: last_day.as_deref(),
                    polarity: Some(polarity),
                    modality: Some(modality),
                    sources: Some(sources),
                    ..Detail::default()
                };
                ("event", detail)
            }
        };
        Self {
            kind,
            key: &hit.key,
            document: &hit.id,
            date: hit.date.as_deref(),
            publisher: hit.publisher.as_deref(),
            start: hit.start,
            end: hit.stop,
            text: &hit.text,
            sentence: hit.sentence.as_ref().map(|(_, sentence)| sentence.as_str()),
            detail,
        }
    }
}

fn as_json_lines(out: &mut dyn Write, hits: &[Hit]) -> anyhow::Result<()> {
    for hit in hits {
        writeln!(out, "{}", serde_json::to_string(&Object::of(hit))?)?;
    }
    Ok(())
}

/// The same columns for all kinds; several names in one cell have | between them.
fn as_csv(out: &mut dyn Write, hits: &[Hit]) -> anyhow::Result<()> {
    const COLUMNS: [&str; 20] = [
        "kind",
        "key",
        "document",
        "date",
        "publisher",
        "start",
        "end",
        "text",
        "sentence",
        "speaker",
        "act",
        "about",
        "type",
        "agents",
        "patients",
        "first_day",
        "last_day",
        "polarity",
        "modality",
        "sources",
    ];
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for hit in hits {
        let Object { kind, key, document, date, publisher, start, end, text, sentence, detail: d } = Object::of(hit);
        let words = |words: Option<&str>| words.unwrap_or_default().to_owned();
        let names = |names: Option<&[String]>| names.unwrap_or_default().join("|");
        table.write_record([
            kind.to_owned(),
            key.to_owned(),
            document.to_owned(),
            words(date),
            words(publisher),
            start.to_string(),
            end.to_string(),
            text.to_owned(),
            words(sentence),
            words(d.speaker),
            words(d.act),
            names(d.about),
            words(d.kind),
            names(d.agents),
            names(d.patients),
            words(d.first_day),
            words(d.last_day),
            words(d.polarity),
            words(d.modality),
            names(d.sources),
        ])?;
    }
    Ok(table.flush()?)
}
