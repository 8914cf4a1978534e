//! The lines of a dossier, in words: the same on a terminal and in a note.
//!
//! What only a party says ends with "per" and its name, what is said not to have happened begins with "not:", what is less than
//! asserted has its modality in brackets: `not: expel ≥400 [intended], per Russia`.

use super::{ClaimEntry, Dispute, EventEntry, Evidence, Party, RelationEntry};
use crate::annotation::{ClaimKind, Favour, Modality, Polarity, Role, SpeechAct};
use crate::graph::label::{cut, quantity_label, time_words};
use crate::graph::voice::UNKNOWN_SPEAKER;
use crate::graph::{EdgeKind, EventQuantity, NodeId, Voice};

/// Characters of the words for a party that is no actor, and of a hedge.
const WORDS_LENGTH: usize = 60;

/// Most speakers that are named after "per".
const MOST_SPEAKERS: usize = 3;

/// Something as a voice says it: `not: expel [intended], per Russia`.
pub fn as_said(words: &str, voice: &Voice) -> String {
    let mut said = String::new();
    // What was foiled did not happen: that word alone says so.
    if voice.polarity == Polarity::Negative && voice.modality != Modality::Foiled {
        said.push_str("not: ");
    }
    said.push_str(words);
    if voice.modality != Modality::Asserted {
        said.push_str(&format!(" [{}]", voice.modality.as_str()));
    }
    if !voice.told {
        said.push_str(&format!(", per {}", names(voice.speakers.iter().map(String::as_str))));
    }
    said
}

/// Something as each voice says it, what a document says itself first. What nobody needs to state stands alone.
pub fn as_all_say(words: &str, voices: &[Voice]) -> String {
    if voices.is_empty() {
        return words.to_owned();
    }
    let mut voices: Vec<&Voice> = voices.iter().collect();
    voices.sort_by_key(|voice| !voice.told);
    voices.into_iter().map(|voice| as_said(words, voice)).collect::<Vec<_>>().join("; ")
}

/// "MI5, Russia and 2 others".
fn names<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let all: Vec<&str> = names.collect();
    match all.as_slice() {
        [] => UNKNOWN_SPEAKER.to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] if all.len() <= MOST_SPEAKERS => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} others", all[..MOST_SPEAKERS - 1].join(", "), all.len() + 1 - MOST_SPEAKERS),
    }
}

fn many(quantity: Option<&EventQuantity>) -> String {
    quantity.map(|quantity| format!(" ({})", quantity_label(quantity))).unwrap_or_default()
}

impl Party<'_> {
    /// What stands before its name, with a space.
    pub fn preposition(&self) -> &'static str {
        match self.role {
            Role::Agent => "by ",
            Role::Patient => "→ ",
            Role::Recipient => "to ",
            Role::Place => "in ",
            Role::Instrument => "with ",
            Role::Topic => "on ",
        }
    }

    /// What stands after its name: how many, and who says so where only parties do and the others of the event are told.
    pub fn remark(&self, event: &EventEntry<'_>) -> String {
        // The words for one that is no actor have their number in them.
        let mut remark = many(self.quantity.filter(|_| self.actor.is_some()));
        if self.is_alleged() && event.voices.iter().any(|voice| voice.told) {
            remark.push_str(&format!(" (per {})", names(self.per().into_iter().collect::<Vec<_>>().into_iter())));
        }
        remark
    }

    /// Its name, at most 60 characters if it is no actor's.
    pub fn words(&self) -> String {
        if self.actor.is_some() { self.name.to_owned() } else { cut(self.name, WORDS_LENGTH) }
    }
}

impl EventEntry<'_> {
    /// When: its time as the text has it, else the day of publication, "reported 2022-11-17"; else "undated".
    pub fn when(&self) -> String {
        match (&self.event.time, self.published) {
            (Some(time), _) => time_words(time),
            (None, Some(day)) => format!("reported {day}"),
            (None, None) => "undated".to_owned(),
        }
    }

    /// What happened and who says so, without the parties: `not: expel ≥400 [intended], per Russia`.
    pub fn what(&self) -> String {
        as_all_say(&self.node.label, &self.voices)
    }

    /// Its parties in words: "→ Russian spies (≥400), in Britain".
    pub fn with_whom(&self) -> String {
        let party = |party: &Party<'_>| format!("{}{}{}", party.preposition(), party.words(), party.remark(self));
        self.parties.iter().map(party).collect::<Vec<_>>().join(", ")
    }

    /// All on one line: "COERCE expel ≥400 → Russian spies, per MI5".
    pub fn line(&self) -> String {
        let own = self.quantity.map(|quantity| format!(" ({} of it)", quantity_label(quantity))).unwrap_or_default();
        let whom = self.with_whom();
        let gap = if whom.is_empty() { "" } else { " " };
        let said = match self.voices.as_slice() {
            [] | [_] => as_all_say(&format!("{}{own}{gap}{whom}", self.node.label), &self.voices),
            _ => format!("{}{own} ·{gap}{whom}", self.what()),
        };
        format!("{} {said}", self.event.kind.as_str())
    }
}

impl ClaimEntry<'_> {
    /// "2022-11-17", or "undated".
    pub fn when(&self) -> String {
        self.day.map_or_else(|| "undated".to_owned(), |day| day.to_string())
    }

    /// Who says it.
    pub fn speaker(&self) -> String {
        self.by.map_or_else(|| UNKNOWN_SPEAKER.to_owned(), |by| cut(by, WORDS_LENGTH))
    }

    /// What is said, in marks of quotation where all of it is a quotation.
    pub fn content(&self) -> String {
        let label = &self.node.label;
        let is_marked = label.starts_with(['“', '"', '«', '‘']);
        if self.claim.kind == ClaimKind::Direct && !is_marked { format!("“{label}”") } else { label.clone() }
    }

    /// How it is said: "deny, to Iran"; "say" where nothing tells more.
    pub fn manner(&self) -> String {
        let mut manner = self.claim.act.as_str().to_owned();
        if let Some(to) = self.to {
            manner.push_str(&format!(", to {}", cut(to, WORDS_LENGTH)));
        }
        if let Some(stance) = self.stance {
            manner.push_str(match stance {
                Favour::Positive => ", for",
                Favour::Negative => ", against",
            });
        }
        manner
    }

    /// What limits it: `[hedged: may] [hearsay: reportedly]`; empty where nothing does.
    pub fn limits(&self) -> String {
        let certainty = self.claim.certainty.as_ref().map(|c| (c.level.as_str(), &c.words));
        let hearsay = self.claim.hearsay.as_ref().map(|words| ("hearsay", words));
        let words = certainty.into_iter().chain(hearsay);
        words.map(|(what, words)| format!(" [{what}: {}]", cut(&words.text, WORDS_LENGTH))).collect()
    }

    /// How and what on one line: `deny, to Iran: any involvement [hedged: may]`.
    pub fn line(&self) -> String {
        // The act "say" is in the colon.
        let manner = self.manner();
        let manner = if manner == SpeechAct::Say.as_str() { String::new() } else { format!("{manner}: ") };
        format!("{manner}{}{}", self.content(), self.limits())
    }
}

impl RelationEntry<'_> {
    /// How the two are joined: "leads", "member of", or the text's own words.
    pub fn verb(&self) -> &str {
        if let Some(predicate) = &self.edge.predicate {
            return predicate;
        }
        match self.edge.kind {
            EdgeKind::Affiliation => "affiliated with",
            EdgeKind::Leads => "leads",
            EdgeKind::MemberOf => "member of",
            EdgeKind::PartOf => "part of",
            EdgeKind::LocatedIn => "located in",
            EdgeKind::AlliedWith => "allied with",
            EdgeKind::OpposedTo => "opposed to",
            other => other.as_str(),
        }
    }

    /// Office and years, with a space before: " (director general) since 2020"; empty where nothing is known.
    pub fn office(&self) -> String {
        let role = self.edge.role.as_ref().map(|role| format!(" ({role})")).unwrap_or_default();
        let years = match (self.edge.since, self.edge.until) {
            (Some(since), Some(until)) if since == until => format!(" in {since}"),
            (Some(since), Some(until)) => format!(" from {since} to {until}"),
            (Some(since), None) => format!(" since {since}"),
            (None, Some(until)) => format!(" until {until}"),
            (None, None) => String::new(),
        };
        role + &years
    }

    /// All on one line, as seen by one of its ends: "leads MI5 (director general)"; "Ken McCallum leads MI5".
    pub fn line(&self, seen_by: &NodeId) -> String {
        let subject = if self.subject.id == *seen_by { String::new() } else { format!("{} ", self.subject.label) };
        let words = format!("{subject}{} {}{}", self.verb(), self.object.label, self.office());
        as_all_say(&words, &self.voices)
    }
}

impl Dispute<'_> {
    /// "Iran denies: any involvement", and what it does so to.
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Claims { kind, claim, other } => vec![
                format!("{} {}: {}{}", claim.speaker(), kind.as_str(), claim.content(), claim.limits()),
                format!("{} said ({}): {}{}", other.speaker(), other.when(), other.content(), other.limits()),
            ],
            Self::Denial(claim) => vec![format!("{} denies: {}{}", claim.speaker(), claim.content(), claim.limits())],
            Self::Event(event) => vec![event.line()],
        }
    }

    /// The words it rests on: those of its claims or of its event.
    pub fn evidence(&self) -> Vec<&[Evidence<'_>]> {
        match self {
            Self::Claims { claim, other, .. } => vec![&claim.evidence, &other.evidence],
            Self::Denial(claim) => vec![&claim.evidence],
            Self::Event(event) => vec![&event.evidence],
        }
    }
}

impl Evidence<'_> {
    /// Title, publisher and day of the document, what is known of them, then its name and the offsets in code points.
    pub fn reference(&self) -> String {
        let passage = &self.place.passage;
        let place = format!("{} {}-{}", self.place.document, passage.start, passage.end);
        let Some(document) = self.document else { return place };
        let title = document.title.clone().map(|title| cut(&title, 90));
        let known = [title, document.publisher.clone(), document.date.map(|day| day.to_string())];
        known.into_iter().flatten().chain([place]).collect::<Vec<_>>().join(" · ")
    }

    /// The sentence around the words, in three parts on one line each: before, the words, after. Without a sentence only
    /// the words.
    pub fn in_context(&self) -> [String; 3] {
        self.place.passage.in_sentence(self.sentence, usize::MAX)
    }
}
