//! The lexicon of cues: which words attribute, in which pattern, and how strongly.
//!
//! Enters: `cues.tsv` (a row for each word and pattern, with how often annotators saw an attribution in it) and
//! `cue_features.tsv` (weights of patterns and circumstances). Leaves: `Cues`, which gives a score to a word in a
//! pattern. The score is the log-odds of a logistic regression over the counted cases, so that weights simply add up.

use crate::closed_set::closed_set;
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId};
use crate::linear::lower_hash;

closed_set!(
    /// Part of speech of a cue.
    Class {
        /// "said"
        Verb = "verb",
        /// "Russia's claim that"
        Noun = "noun",
        /// "is confident that"
        Adjective = "adjective",
        /// "according to", "Doe:"
        Phrase = "phrase",
    }
);

closed_set!(
    /// What a cue says its content with.
    Pattern {
        /// said, “…”
        Quote = "quote",
        /// said that it fell
        That = "that",
        /// said it fell
        Bare = "bare",
        /// asked whether it fell
        Wh = "wh",
        /// said: it fell
        Colon = "colon",
        /// vowed to fight
        Infinitive = "infinitive",
        /// denied taking it
        Gerund = "gerund",
        /// praised the plan
        Object = "object",
        /// told reporters “…”
        ObjectQuote = "object-quote",
        /// told reporters that it fell
        ObjectThat = "object-that",
        /// told reporters it fell
        ObjectBare = "object-bare",
        /// asked reporters whether it fell
        ObjectWh = "object-wh",
        /// urged Iran to stop
        ObjectInfinitive = "object-infinitive",
        /// accused Iran of attacks
        ObjectOf = "object-of",
        /// blamed Iran for attacks
        ObjectFor = "object-for",
        /// described it as mad
        ObjectAs = "object-as",
        /// raised doubts about it
        ObjectAbout = "object-about",
        /// called it mad
        ObjectAdjective = "object-adjective",
        /// called it a mistake
        TwoObjects = "two-objects",
        /// complained of pain
        Of = "of",
        /// called for talks
        For = "for",
        /// spoke about it
        About = "about",
        /// called on Iran
        On = "on",
        /// served as a warning
        As = "as",
        /// voted against it
        Against = "against",
        /// pointed to it
        To = "to",
        /// agreed with it
        With = "with",
        /// hinted at it
        At = "at",
        /// believes in it
        In = "in",
        /// other prepositions
        Preposition = "preposition",
        /// looks mad
        Adjective = "adjective",
        /// “…,” he said
        QuoteBefore = "quote-before",
        /// “…,” said Doe
        InvertedQuote = "inverted-quote",
        /// it fell, he said
        Before = "before",
        /// it fell, said Doe
        Inverted = "inverted",
        /// is expected to fall
        PassiveInfinitive = "passive-infinitive",
        /// was told that it fell
        PassiveThat = "passive-that",
        /// was quoted as saying
        PassiveAs = "passive-as",
        /// the plan was criticised by Doe
        PassiveBy = "passive-by",
        /// was accused of it
        PassivePreposition = "passive-preposition",
        /// the plan was criticised
        Passive = "passive",
        /// Iran seems to have fired it
        Raising = "raising",
        /// nothing follows
        Alone = "alone",
    }
);

/// Number of a cue's base form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CueId(u16);

const NONE: u16 = u16::MAX;

/// Weight of a cue that was not counted: about that of "assert", "condemn" and "allegation", which are as rare.
const ADDED_WEIGHT: f32 = 1.3;

/// Weights of everything that speaks for or against an attribution.
#[derive(Debug)]
pub(super) struct Cues {
    /// By word: the verb, the noun and the adjective of which it is a form.
    forms: [Vec<u16>; 3],
    /// By cue.
    entries: Vec<Entry>,
    /// By class and pattern.
    patterns: Vec<f32>,
    /// By [`Circumstance`].
    circumstances: Vec<f32>,
    /// Sum of the circumstances that speak for an attribution.
    favourable: f32,
}

#[derive(Debug)]
struct Entry {
    lemma: Box<str>,
    /// Hash of the base form.
    hash: u32,
    weight: f32,
    /// Weight of each pattern with this cue, sorted by pattern.
    patterns: Vec<(Pattern, f32)>,
    reporting: bool,
    /// Whether its weight was learned.
    counted: bool,
}

closed_set!(
    /// What surrounds a cue and bears on whether it attributes.
    Circumstance {
        /// No source is known.
        NoSource = "no-source",
        /// "I say", "we say"
        FirstPerson = "first-person",
        /// "you say"
        SecondPerson = "second-person",
        /// "he said"
        Personal = "personal",
        /// "it said"
        It = "it",
        /// "they said"
        They = "they",
        /// "who said"
        RelativePronoun = "relative-pronoun",
        /// "Doe said"
        ProperSource = "proper-source",
        /// "officials said"
        CommonSource = "common-source",
        /// "this says", "some said", numbers
        OtherSource = "other-source",
        /// The source is understood from another clause.
        SharedSource = "shared-source",
        /// The cue stands in a quotation.
        InQuotation = "in-quotation",
        /// "may say"
        Modal = "modal",
        /// "did not say"
        Negated = "negated",
        /// "to say"
        ToInfinitive = "to-infinitive",
        /// "saying"
        Participle = "participle",
        /// "is saying"
        Progressive = "progressive",
        /// "says"
        Present = "present",
        /// "if he said", "because he said"
        Subordinate = "subordinate",
        /// A question.
        Question = "question",
        /// One or two words of content.
        ShortContent = "short-content",
        /// More than twelve words of content.
        LongContent = "long-content",
        /// The content holds a quotation.
        QuotedContent = "quoted-content",
        /// The first paragraph, mostly a headline.
        Headline = "headline",
        /// The cue stands in the content of an earlier reporting cue of its sentence.
        Nested = "nested",
        /// The cue is said, thought or wanted itself: "is known to say"
        Embedded = "embedded",
        /// "fell after he said", "left, saying"
        Adverbial = "adverbial",
        /// "the man who said", "a man accused"
        Modifier = "modifier",
        /// "it fell, he said"
        Aside = "aside",
        /// In the tree the content is the cue's clause: "said that it fell"
        GovernsClause = "governs-clause",
        /// "wants to fall"
        GovernsInfinitive = "governs-infinitive",
        /// "praised the plan"
        GovernsObject = "governs-object",
        /// In the tree no word of the content hangs on the cue, and the cue hangs on none.
        Apart = "apart",
    }
);

/// What surrounds one cue: a set of [`Circumstance`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Circumstances(u64);

impl Circumstances {
    pub(super) fn set(&mut self, circumstance: Circumstance, holds: bool) {
        self.0 |= u64::from(holds) << circumstance as u32;
    }

    pub(super) fn has(self, circumstance: Circumstance) -> bool {
        self.0 >> circumstance as u32 & 1 == 1
    }
}

impl Cues {
    /// Reads both tables; the cues and their forms become known.
    pub(super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let file = "data/lexicon/cues.tsv";
        let table = Table::parse(
            file,
            include_str!("../../data/lexicon/cues.tsv"),
            &["lemma", "class", "pattern", "right", "weight"],
        )?;
        let mut cues = Self {
            forms: Default::default(),
            entries: Vec::new(),
            patterns: vec![0.0; Class::ALL.len() * Pattern::ALL.len()],
            circumstances: vec![0.0; Circumstance::ALL.len()],
            favourable: 0.0,
        };
        let mut derived = Vec::new();
        let mut last = ("", Class::Phrase);
        for row in table.rows() {
            let (lemma, class, weight): (&str, Class, f32) = (row.cell(0), row.parse(1)?, row.parse(4)?);
            if (lemma, class) != last {
                last = (lemma, class);
                derived.extend(cues.add(vocabulary, inflections, lemma, class, 0.0));
            }
            let entry = cues.entries.last_mut().expect("the row before this line made one");
            if row.cell(2) == "*" {
                entry.weight = weight;
                continue;
            }
            let pattern: Pattern = row.parse(2)?;
            let right: u32 = row.parse(3)?;
            entry.patterns.push((pattern, weight));
            entry.reporting |= right >= 4 && matches!(pattern, Pattern::That | Pattern::Quote | Pattern::ObjectThat);
        }
        let file = "data/lexicon/cue_additions.tsv";
        let text = include_str!("../../data/lexicon/cue_additions.tsv");
        for row in Table::parse(file, text, &["lemma", "class", "group"])?.rows() {
            let speech = match row.cell(2) {
                "speech" => true,
                "stance" => false,
                other => return Err(row.error(format!("group {other:?} is neither speech nor stance"))),
            };
            derived.extend(cues.add(vocabulary, inflections, row.cell(0), row.parse(1)?, ADDED_WEIGHT));
            let entry = cues.entries.last_mut().expect("just added");
            (entry.reporting, entry.counted) = (speech, false);
        }
        // "found" is the past of "find" before it is the base of another verb.
        for (class, form, number) in derived {
            cues.note(class, form, number);
        }
        cues.load_features()?;
        cues.favourable = cues.circumstances.iter().filter(|w| **w > 0.0).sum();
        Ok(cues)
    }

    fn load_features(&mut self) -> Result<(), TableError> {
        let table = Table::parse(
            "data/lexicon/cue_features.tsv",
            include_str!("../../data/lexicon/cue_features.tsv"),
            &["feature", "value", "weight"],
        )?;
        for row in table.rows() {
            let weight: f32 = row.parse(2)?;
            match row.cell(0) {
                "circumstance" => self.circumstances[row.parse::<Circumstance>(1)? as usize] = weight,
                class => {
                    let class: Class = class.parse().map_err(|e| row.error(format!("{e}")))?;
                    self.patterns[at(class, row.parse(1)?)] = weight;
                }
            }
        }
        Ok(())
    }

    /// Makes an entry, notes its base form, and leaves its other forms.
    fn add(
        &mut self,
        vocabulary: &mut Vocabulary,
        inflections: &Inflections,
        lemma: &str,
        class: Class,
        weight: f32,
    ) -> Vec<(Class, WordId, u16)> {
        let number = u16::try_from(self.entries.len()).expect("the tables hold fewer than 65,536 cues");
        self.entries.push(Entry {
            lemma: lemma.into(),
            hash: lower_hash(lemma.as_bytes()),
            weight,
            patterns: Vec::new(),
            reporting: false,
            counted: true,
        });
        let forms = match class {
            Class::Verb => inflections.verb(lemma),
            Class::Noun => inflections.noun(lemma),
            Class::Adjective | Class::Phrase => vec![lemma.to_owned()],
        };
        self.note(class, vocabulary.add(&forms[0]), number);
        forms[1..].iter().map(|f| (class, vocabulary.add(f), number)).collect()
    }

    fn note(&mut self, class: Class, form: WordId, number: u16) {
        let Some(forms) = self.forms.get_mut(class as usize) else { return };
        if forms.len() <= form.index() {
            forms.resize(form.index() + 1, NONE);
        }
        forms[form.index()] = number;
    }

    /// The cue of which a word is a form.
    pub(super) fn get(&self, class: Class, word: WordId) -> Option<CueId> {
        if !word.is_known() {
            return None;
        }
        self.forms.get(class as usize)?.get(word.index()).copied().filter(|&n| n != NONE).map(CueId)
    }

    /// The cue's base form, if its weight was learned.
    pub(super) fn lemma(&self, cue: CueId) -> Option<&str> {
        let entry = &self.entries[cue.0 as usize];
        entry.counted.then_some(&*entry.lemma)
    }

    /// A hash of the cue's base form.
    pub(super) fn lemma_hash(&self, cue: CueId) -> u32 {
        self.entries[cue.0 as usize].hash
    }

    /// Spares no candidate from being read: for learning weights.
    pub(super) fn consider_all(&mut self) {
        self.favourable = f32::INFINITY;
    }

    /// Whether the cue reports speech in whole clauses: "say", "add", "warn".
    pub(super) fn is_reporting(&self, cue: CueId) -> bool {
        self.entries[cue.0 as usize].reporting
    }

    /// What cue and pattern weigh by themselves.
    fn base(&self, cue: Option<CueId>, class: Class, pattern: Pattern) -> f32 {
        let mut score = self.patterns[at(class, pattern)];
        if let Some(cue) = cue {
            let entry = &self.entries[cue.0 as usize];
            score += entry.weight;
            score += entry.patterns.iter().find(|p| p.0 == pattern).map_or(0.0, |p| p.1);
        }
        score
    }

    /// Whether the cue attributes in this pattern if all circumstances are favourable; spares reading the rest.
    pub(super) fn may_attribute(&self, cue: CueId, class: Class, pattern: Pattern) -> bool {
        self.base(Some(cue), class, pattern) + self.favourable > 0.0
    }

    /// Log-odds that the cue attributes.
    pub(super) fn score(&self, cue: Option<CueId>, class: Class, pattern: Pattern, around: Circumstances) -> f32 {
        let mut score = self.base(cue, class, pattern);
        for &circumstance in Circumstance::ALL {
            if around.has(circumstance) {
                score += self.circumstances[circumstance as usize];
            }
        }
        score
    }

    /// What the given circumstances weigh, as far as they hold.
    pub(super) fn weights(&self, around: Circumstances, list: &[Circumstance]) -> f32 {
        list.iter().filter(|&&c| around.has(c)).map(|&c| self.circumstances[c as usize]).sum()
    }
}

fn at(class: Class, pattern: Pattern) -> usize {
    class as usize * Pattern::ALL.len() + pattern as usize
}
