//! The annotated document: what one run of the analysis says about one text.
//!
//! Plain data. All spans are bytes of [`Document::text`]; [`wire`] turns them into the code points that files carry.
//! Each list belongs to one stage and is indexed by its own id type.

mod event_type;
pub mod stating;
mod time;
pub mod wire;

use crate::closed_set::closed_set;
use crate::document::{Document, Span};
pub use event_type::{Coding, EventType, QuadClass, TypeName};

pub(crate) use time::contradicts;
pub use time::{Granularity, Time, TimeKind, TimeModifier};

/// Declares an index type for one list of an [`Annotation`].
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in its list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    };
}

id!(
    /// Index into [`Annotation::actors`]; printed as `a0`.
    ActorId, "a"
);
id!(
    /// Index into [`Annotation::claims`]; printed as `c0`.
    ClaimId, "c"
);
id!(
    /// Index into [`Annotation::events`]; printed as `e0`.
    EventId, "e"
);

closed_set!(
    /// What an actor is.
    ActorKind {
        /// "Ken McCallum".
        Person = "person",
        /// "MI5", "the United Nations", "Al-Qaeda".
        Organization = "organization",
        /// A country: "Iran".
        State = "state",
        /// A people, religion, party-like or unnamed collective: "the Kurds", "two journalists".
        Group = "group",
        /// A geographic name that does not act: "the Black Sea".
        Place = "place",
        /// A name that is none of these.
        Other = "other",
    }
);

closed_set!(
    /// How a mention refers.
    MentionLevel {
        /// "Ken McCallum".
        Name = "name",
        /// "the MI5 chief".
        Nominal = "nominal",
        /// "he".
        Pronoun = "pronoun",
    }
);

closed_set!(
    /// The rule that links a mention to its actor.
    LinkRule {
        /// A name of the gazetteer: "Iran".
        GazetteerName = "gazetteer name",
        /// "Russian", in "the Russian invasion".
        AdjectiveOfState = "adjective of state",
        /// "Russians".
        PeopleOfState = "people of state",
        /// "the Kremlin", where it acts.
        SeatOfGovernment = "seat of government",
        /// "President Xi", when the gazetteer knows one.
        GazetteerFamilyName = "gazetteer family name",
        /// A name that only its form tells.
        Name = "name",
        /// "Ken McCallum" again.
        SameFullName = "same full name",
        /// "McCallum" after "Ken McCallum".
        PartOfName = "part of name",
        /// "IAEA" after its expansion.
        Acronym = "acronym",
        /// "the Senate", in a document about one state.
        BodyOfState = "body of the state spoken of",
        /// "VFB" in brackets after "Volunteer Fire Brigade".
        Bracketed = "name in brackets",
        /// "MI5's director general", beside a name.
        Apposition = "apposition",
        /// "the MI5 chief", whose holder the text names.
        Office = "office",
        /// "the Russian president", whom the gazetteer knows by the date.
        Holder = "holder of the office",
        /// "the Iranian regime".
        GovernmentOfState = "government of state",
        /// "the regime" after Iran.
        GovernmentSpokenOf = "government spoken of",
        /// "the agency" after MI5.
        OrganizationSpokenOf = "organization spoken of",
        /// "two journalists": an actor that only these words make.
        Description = "description",
        /// "the man" after "a man", by learned weights.
        Antecedent = "antecedent",
        /// "I" in a quotation.
        Speaker = "speaker",
        /// "he".
        Pronoun = "pronoun",
    }
);

closed_set!(
    /// How a claim is reported.
    ClaimKind {
        /// All of it in quotation marks.
        Direct = "direct",
        /// None of it in quotation marks.
        Indirect = "indirect",
        /// Partly quoted.
        Mixed = "mixed",
    }
);

closed_set!(
    /// What somebody does in saying something (Searle, "A classification of illocutionary acts", 1976, made finer for
    /// news), or what attitude is reported.
    SpeechAct {
        /// "said", "added"; also where nothing tells more.
        Say = "say",
        /// "asked whether".
        Ask = "ask",
        /// "accused Iran of", "blamed".
        Accuse = "accuse",
        /// "condemned", "complained that".
        Criticise = "criticise",
        /// "praised", "thanked".
        Praise = "praise",
        /// "endorsed", "defended".
        Support = "support",
        /// "denied", "dismissed the claim".
        Deny = "deny",
        /// "confirmed", "admitted".
        Confirm = "confirm",
        /// "agreed", "accepted".
        Agree = "agree",
        /// "refused to", "rejected the offer".
        Refuse = "refuse",
        /// "warned".
        Warn = "warn",
        /// "threatened to"; “We will strike back”.
        Threaten = "threaten",
        /// "pledged to"; “We will help”.
        Promise = "promise",
        /// "urged Iran to", "called for"; “They must go”.
        Demand = "demand",
        /// "proposed", "advised".
        Propose = "propose",
        /// "announced", "revealed".
        Announce = "announce",
        /// Judges, estimates, finds: "the report found that", "called it a mistake".
        Estimate = "estimate",
        /// "predicted", "expects".
        Predict = "predict",
        /// "believes", "thinks", "knows".
        Believe = "believe",
        /// "hopes", "wishes".
        Hope = "hope",
        /// "fears", "is worried that".
        Fear = "fear",
        /// "plans to", "wants to"; "said he would resign".
        Intend = "intend",
    }
);

closed_set!(
    /// Whether words speak for or against someone.
    Favour {
        /// "praised the mayor", "the mayor is a hero".
        Positive = "positive",
        /// "accused the mayor", "the mayor is a crook".
        Negative = "negative",
    }
);

closed_set!(
    /// How sure a speaker is by his own words.
    CertaintyLevel {
        /// "may", "perhaps", "I think".
        Hedged = "hedged",
        /// "certainly", "no doubt".
        Certain = "certain",
    }
);

closed_set!(
    /// What a claim does to another of the same document.
    ResponseKind {
        /// Says that it is not so: "Russia denied the accusation".
        Denies = "denies",
        /// Says that it is so: "MI5 confirmed the report".
        Confirms = "confirms",
        /// Speaks to it: "Russia responded that".
        Answers = "answers",
    }
);

closed_set!(
    /// What part an argument plays in an event.
    Role {
        /// The one who does it: who expels.
        Agent = "agent",
        /// The one it is done to: who is expelled.
        Patient = "patient",
        /// The one who is given something: who receives the aid.
        Recipient = "recipient",
        /// Where it happens.
        Place = "place",
        /// What it is done with: a car bomb.
        Instrument = "instrument",
        /// What it is about: talks on grain.
        Topic = "topic",
    }
);

closed_set!(
    /// Whether an event is said to happen or not.
    Polarity {
        /// "attacked".
        Positive = "positive",
        /// "did not attack".
        Negative = "negative",
    }
);

closed_set!(
    /// How real an event is said to be.
    Modality {
        /// "attacked".
        Asserted = "asserted",
        /// "may attack".
        Possible = "possible",
        /// "plans to attack".
        Intended = "intended",
        /// "if it attacks".
        Conditional = "conditional",
        /// "was urged to attack".
        Requested = "requested",
        /// "threatened to attack".
        Threatened = "threatened",
        /// "tried to attack": whether it came about is open.
        Attempted = "attempted",
        /// "thwarted an attack", "a failed coup": planned or attempted, and it did not come about.
        Foiled = "foiled",
        /// "allegedly attacked", "is accused of attacking".
        Alleged = "alleged",
    }
);

impl Modality {
    /// The same in fewer words, the five that other programs know: what is threatened, attempted or foiled was intended,
    /// what is alleged is possible.
    pub fn plain(self) -> Self {
        match self {
            Self::Threatened | Self::Attempted | Self::Foiled => Self::Intended,
            Self::Alleged => Self::Possible,
            plain => plain,
        }
    }
}

closed_set!(
    /// How a number limits the true one.
    Bound {
        /// "23".
        Exact = "exact",
        /// "over 400", "at least ten", "dozens".
        AtLeast = "at-least",
        /// "up to 50".
        AtMost = "at-most",
        /// "around 100", "a dozen".
        About = "about",
        /// "20 to 30".
        Between = "between",
    }
);

closed_set!(
    /// What a quantity tells.
    QuantityKind {
        /// How many: "23 diplomats".
        Count = "count",
        /// Which part of a whole, in per cent: "75 % of voters", "a third of the hostages".
        Share = "share",
        /// How much money: "$2.5bn".
        Money = "money",
        /// How much by a unit of measure: "200 tonnes of grain".
        Measure = "measure",
    }
);

closed_set!(
    /// How an event is said to stand to another.
    EventLinkKind {
        /// Comes before it.
        Precedes = "precedes",
        /// Leads to it.
        Causes = "causes",
    }
);

closed_set!(
    /// A static fact between two actors.
    RelationKind {
        /// Holds an office with it: "the ministry's spokesman".
        Affiliation = "affiliation",
        /// Heads it: "MI5's director general".
        Leads = "leads",
        /// Is one of it.
        MemberOf = "member_of",
        /// Belongs to it: "Iran's intelligence services".
        PartOf = "part_of",
        /// Is there: "the London-based broadcaster".
        LocatedIn = "located_in",
        /// Stands with it.
        AlliedWith = "allied_with",
        /// Stands against it.
        OpposedTo = "opposed_to",
    }
);

closed_set!(
    /// Why a stretch of text is no part of the article.
    BoilerplateKind {
        /// Newsletter, subscription, cookie and consent notices.
        Notice = "notice",
        /// "Read more", "Find out", share and comment prompts.
        Prompt = "prompt",
        /// Photo, video and copyright credits, captions.
        Credit = "credit",
        /// Headlines of other articles, lists of links.
        Related = "related",
        /// Bylines, time stamps, "Source: …".
        Byline = "byline",
    }
);

/// A stretch of text that the analysis skips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boilerplate {
    /// Where.
    pub span: Span,
    /// Why.
    pub kind: BoilerplateKind,
}

/// All that is said about one document. Every span lies in `document.text`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Annotation {
    /// The document itself.
    pub document: Document,
    /// What was left out, sorted, without overlaps.
    pub boilerplate: Vec<Boilerplate>,
    /// Sentences, sorted, without overlaps; none lies in boilerplate.
    pub sentences: Vec<Span>,
    /// Mentions, sorted by start, then longest first; they may nest.
    pub mentions: Vec<Mention>,
    /// Actors, in the order of their first mention.
    pub actors: Vec<Actor>,
    /// Claims, in the order of their content.
    pub claims: Vec<Claim>,
    /// Events, in the order of their triggers.
    pub events: Vec<Event>,
    /// All time expressions, in text order, without overlaps.
    pub times: Vec<Time>,
    /// Static relations between actors, and clauses as open relations, in text order.
    pub relations: Vec<Relation>,
}

impl Annotation {
    /// The sentence that a span begins in; `None` in boilerplate and between sentences.
    pub fn sentence_of(&self, span: Span) -> Option<Span> {
        let after = self.sentences.partition_point(|s| s.start <= span.start);
        let sentence = *self.sentences.get(after.checked_sub(1)?)?;
        (span.start < sentence.end).then_some(sentence)
    }
}

/// A stretch of text that refers to an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// All of it, titles included: "Mr McCallum".
    pub span: Span,
    /// What the actor is.
    pub kind: ActorKind,
    /// How it refers.
    pub level: MentionLevel,
    /// Who it refers to; `None` when that is not known.
    pub actor: Option<ActorId>,
    /// The rule that linked it to the actor.
    pub rule: LinkRule,
}

/// The one behind many mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Its best name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Other words that refer to it in this document, sorted; pronouns are not kept.
    pub aliases: Vec<String>,
    /// Record of the gazetteer, if it is known there.
    pub gazetteer: Option<String>,
    /// Wikidata item, if the gazetteer knows it.
    pub wikidata: Option<String>,
    /// The code that a user's gazetteer gives it on the document's day.
    pub code: Option<String>,
    /// False where only the document makes it one ("two journalists"): such an actor is not joined across documents.
    pub named: bool,
}

/// A stretch of text and the actor it refers to, if that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The words.
    pub span: Span,
    /// The actor.
    pub actor: Option<ActorId>,
}

/// Somebody's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who says it; `None` when the text does not tell.
    pub source: Option<Reference>,
    /// The words that attribute it: "said"; `None` for a quotation that only follows another.
    pub cue: Option<Span>,
    /// What is said, at least one span, sorted.
    pub content: Vec<Span>,
    /// Quoted or not.
    pub kind: ClaimKind,
    /// What the source does in saying it.
    pub act: SpeechAct,
    /// Who is told: "reporters" in "told reporters that".
    pub addressee: Option<Reference>,
    /// For or against whom its words speak, in text order; never the source itself.
    pub stances: Vec<Stance>,
    /// How sure the source is, where words tell.
    pub certainty: Option<Certainty>,
    /// The words that mark it as passed on from others: "reportedly", "sources".
    pub hearsay: Option<Span>,
    /// When it was said, by words that date the saying: "said on Monday".
    pub time: Option<Time>,
    /// The actors that the content is about, sorted; never the source itself.
    pub about: Vec<ActorId>,
    /// The events told in the content, sorted.
    pub events: Vec<EventId>,
    /// The claim that this one is part of: "X said that Y claimed …".
    pub within: Option<ClaimId>,
    /// Which other claims of the document it denies, confirms or answers, by that claim.
    pub responses: Vec<Response>,
}

impl Claim {
    /// A statement of which nothing but its words is known; `content` has one span at least.
    pub fn new(kind: ClaimKind, content: Vec<Span>) -> Self {
        Self {
            source: None,
            cue: None,
            content,
            kind,
            act: SpeechAct::Say,
            addressee: None,
            stances: Vec::new(),
            certainty: None,
            hearsay: None,
            time: None,
            about: Vec::new(),
            events: Vec::new(),
            within: None,
            responses: Vec::new(),
        }
    }
}

/// That a claim's words speak for or against someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stance {
    /// For or against.
    pub favour: Favour,
    /// Whom.
    pub target: Reference,
    /// The words that do: "condemned", "war criminal".
    pub words: Span,
}

/// How sure a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certainty {
    /// How sure.
    pub level: CertaintyLevel,
    /// The words that tell: "may".
    pub words: Span,
}

/// That a claim speaks to another of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response {
    /// How.
    pub kind: ResponseKind,
    /// To which.
    pub claim: ClaimId,
    /// The words that do: "denied the accusation", "is silly".
    pub words: Span,
}

/// Something that happens, is planned, threatened or denied.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The words that tell it.
    pub trigger: Span,
    /// Base form of the trigger: "expel".
    pub lemma: String,
    /// PLOVER type, or one of a user's ontology.
    pub kind: EventType,
    /// CAMEO code, two to four digits; a user's type may have another or none.
    pub cameo: String,
    /// What the ontology says of it.
    pub coding: Coding,
    /// Who takes part, and where; in text order.
    pub arguments: Vec<Argument>,
    /// When, as the text says it.
    pub time: Option<Time>,
    /// How many or how much: that of what it is done to, else of the event itself ("eight attacks").
    pub quantity: Option<Quantity>,
    /// Said to happen, or not.
    pub polarity: Polarity,
    /// The words that make it negative: "not".
    pub polarity_words: Option<Span>,
    /// How real.
    pub modality: Modality,
    /// The words that make it less than asserted: "may".
    pub modality_words: Option<Span>,
    /// An earlier mention of the same event in this document.
    pub same_as: Option<EventId>,
    /// Other events that it is said to precede or to cause, by event and kind.
    pub links: Vec<EventLink>,
}

/// That an event precedes or causes another, as words of the text have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventLink {
    /// How.
    pub kind: EventLinkKind,
    /// The later event, or the effect.
    pub event: EventId,
    /// The words that state it: "after", "in response to".
    pub words: Span,
}

/// One that takes part in an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// How.
    pub role: Role,
    /// The words and the actor.
    pub filler: Reference,
    /// How many they are, or how much it is.
    pub quantity: Option<Quantity>,
}

/// A number with its bound and its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The words, bound and sign or name of the unit included: "over 400", "$2.5bn", "a third".
    pub span: Span,
    /// The number; the lower of a range; a share in per cent.
    pub value: f64,
    /// The higher number of a range, which is greater than the lower.
    pub upper: Option<f64>,
    /// How it limits the true one.
    pub bound: Bound,
    /// What it tells.
    pub kind: QuantityKind,
    /// Of a count the base form of the noun that is counted ("diplomat"), `None` where the text has none; of money the ISO
    /// 4217 code, or the word where it has several; of a share "%"; of a measure its symbol ("km"), or its name.
    pub unit: Option<String>,
    /// Base form of the noun of which a share, sum or measure is told: "voter" for "75 % of voters".
    pub of: Option<String>,
}

/// A fact between two actors, or a clause as subject, predicate, object.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// Left end.
    pub subject: Reference,
    /// The words that state it.
    pub predicate: Predicate,
    /// Right end.
    pub object: Option<Reference>,
    /// Which static fact it is; `None` for an open relation.
    pub kind: Option<RelationKind>,
    /// The office, where the fact is one.
    pub role: Option<String>,
    /// First year in which it held, where the text gives one.
    pub since: Option<i16>,
    /// Last year in which it held, where the text gives one.
    pub until: Option<i16>,
    /// Further arguments with their prepositions, each with the actor it is, if it is one: time, place, oblique.
    pub arguments: Vec<Reference>,
    /// Said to be so, or not; of static relations always positive.
    pub polarity: Polarity,
    /// How real it is said to be; of static relations always asserted.
    pub modality: Modality,
    /// 0 (no trust) to 1. Of an open relation calibrated: how much of its words agree, in the mean, with what people write
    /// down of such a clause (see `relations`). Of a static one the same for all, and not calibrated.
    pub confidence: f64,
}

/// The words that state a relation, which need not stand together: "has" and "blocked" in "has repeatedly blocked".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// Runs of words in text order, one at least. Of an apposition, which has no words that join it, the noun it says.
    pub words: Vec<Span>,
    /// How it reads, where that is not the one run as it stands: "has blocked", "be".
    pub text: Option<String>,
}

impl Predicate {
    /// Words that stand together.
    pub fn at(span: Span) -> Self {
        Self { words: vec![span], text: None }
    }

    /// From the first of its words to the last.
    pub fn span(&self) -> Span {
        self.words.iter().copied().reduce(Span::cover).unwrap_or(Span::new(0, 0))
    }

    /// How it reads.
    ///
    /// # Panics
    /// When its words are not of this text.
    pub fn read<'a>(&'a self, text: &'a str) -> &'a str {
        self.text.as_deref().unwrap_or_else(|| self.span().of(text))
    }
}
