//! Common nouns that mean actors, titles before names, and given names.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::closed_set::closed_set;
use crate::document::Span;
use crate::gazetteer::Gender;
use crate::gazetteer::petrarch::AgentNoun;
use crate::lexicon::{Inflections, Phrases, Table, TableError, Vocabulary, WordId, WordSet, fold};
use crate::text::token::{TokenRules, tokenize};

closed_set!(
    /// What kind of office or part a role noun names.
    RoleClass {
        /// Heads an organisation or state: "director general".
        Leader = "leader",
        /// "deputy director"
        Deputy = "deputy",
        /// "spokesman"
        Spokesperson = "spokesperson",
        /// "foreign minister"
        Minister = "minister",
        /// "senator"
        Legislator = "legislator",
        /// "intelligence officer"
        Officer = "officer",
        /// "official"
        Official = "official",
        /// "ambassador"
        Diplomat = "diplomat",
        /// "nominee"
        Candidate = "candidate",
        /// "lawyer"
        Professional = "professional",
        /// "campaigner"
        Activist = "activist",
        /// "cousin"
        Family = "family",
        /// "extremist"
        Other = "other",
    }
);

/// What a common noun means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NounClass {
    /// One person in an office or profession.
    Role(RoleClass),
    /// Several persons, or a body of them: "journalists", "troops".
    Collective,
    /// An organisation: "agency".
    Institution,
}

/// One meaning of a common noun.
#[derive(Clone, Debug)]
pub struct ActorNoun {
    /// What it means.
    pub class: NounClass,
    /// Written as a plural.
    pub plural: bool,
    /// "intelligence", "police"; empty where it has none.
    pub sector: Box<str>,
}

/// A title before a name.
#[derive(Clone, Copy, Debug)]
pub struct Title {
    /// "Mr", rather than "President".
    pub honorific: bool,
    /// As far as it tells.
    pub gender: Gender,
}

/// The word lists of this stage that are no gazetteer.
#[derive(Debug)]
pub struct ActorNouns {
    /// Roles, collectives, institutions, singular and plural.
    pub nouns: Phrases<ActorNoun>,
    /// Titles.
    pub titles: Phrases<Title>,
    given: FxHashMap<WordId, Gender>,
    gendered: FxHashMap<WordId, Gender>,
    calendar: WordSet,
    places: WordSet,
    territories: WordSet,
    /// Forms of verbs.
    speech: WordSet,
    municipalities: WordSet,
    particles: WordSet,
    companies: WordSet,
    legal_forms: FxHashSet<String>,
    states: WordSet,
    locative: WordSet,
    superlatives: WordSet,
    /// Forms of verbs.
    place_verbs: WordSet,
    /// Forms of verbs.
    place_subject_verbs: WordSet,
    general: WordSet,
    offices: FxHashMap<Box<str>, ActorNoun>,
}

macro_rules! file {
    ($name:literal) => {
        (concat!("data/lexicon/", $name), include_str!(concat!("../../data/lexicon/", $name)))
    };
}

impl ActorNouns {
    /// Reads the lists; their words become known.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load(
        rules: &TokenRules,
        inflections: &Inflections,
        vocabulary: &mut Vocabulary,
    ) -> Result<Self, TableError> {
        Ok(Self {
            place_verbs: {
                let (file, text) = file!("place_verbs.tsv");
                WordSet::of_verbs(vocabulary, inflections, file, text)?
            },
            place_subject_verbs: {
                let (file, text) = file!("place_subject_verbs.tsv");
                WordSet::of_verbs(vocabulary, inflections, file, text)?
            },
            nouns: nouns(rules, vocabulary)?,
            offices: offices()?,
            general: words(vocabulary, file!("general_bodies.tsv"))?,
            titles: titles(rules, vocabulary)?,
            given: genders(vocabulary, file!("given_names.tsv"), "name")?,
            gendered: genders(vocabulary, file!("gendered_nouns.tsv"), "noun")?,
            calendar: words(vocabulary, file!("calendar.tsv"))?,
            places: words(vocabulary, file!("place_nouns.tsv"))?,
            speech: speech(inflections, vocabulary)?,
            territories: words(vocabulary, file!("territories.tsv"))?,
            municipalities: words(vocabulary, file!("municipalities.tsv"))?,
            particles: words(vocabulary, file!("name_particles.tsv"))?,
            companies: words(vocabulary, file!("company_suffixes.tsv"))?,
            legal_forms: legal_forms()?,
            states: words(vocabulary, file!("state_nouns.tsv"))?,
            locative: words(vocabulary, file!("metonymy_prepositions.tsv"))?,
            superlatives: words(vocabulary, file!("superlatives.tsv"))?,
        })
    }

    /// Adds nouns of users; their words become known. What the lists have already stays as it is.
    pub fn add(&mut self, rules: &TokenRules, vocabulary: &mut Vocabulary, nouns: &[AgentNoun]) {
        for noun in nouns {
            let (one, several) = match noun.is_body {
                true => (NounClass::Institution, NounClass::Institution),
                false => (NounClass::Role(RoleClass::Other), NounClass::Collective),
            };
            // One form for both is a mass noun, "police", which acts as several.
            let is_mass = noun.singular == noun.plural;
            let forms = [(&noun.singular, one, false), (&noun.plural, several, true)];
            for (form, class, plural) in forms.into_iter().skip(usize::from(is_mass)) {
                if !form.is_empty() && !self.has_noun(rules, vocabulary, form) {
                    let value = ActorNoun { class, plural, sector: noun.sector.as_str().into() };
                    self.nouns.add(rules, vocabulary, form, value);
                }
            }
        }
    }

    fn has_noun(&self, rules: &TokenRules, vocabulary: &Vocabulary, form: &str) -> bool {
        let mut tokens = Vec::new();
        tokenize(rules, vocabulary, form, Span::new(0, form.len()), &mut tokens);
        let found = self.nouns.longest(&tokens, 0, tokens.len());
        found.is_some_and(|f| f.end == tokens.len())
    }

    /// The gender of a given name; `None` when the word is none.
    pub fn given_name(&self, word: WordId) -> Option<Gender> {
        self.given.get(&word).copied()
    }

    /// "said", "condemned": a form of a verb for what one does in speaking.
    pub fn is_speech(&self, verb: WordId) -> bool {
        self.speech.contains(verb)
    }

    /// "country", "city": what means a state or a place, and nobody else.
    pub fn is_territory(&self, noun: WordId) -> bool {
        self.territories.contains(noun)
    }

    /// The gender of a common noun: "widow".
    pub fn gender(&self, noun: WordId) -> Gender {
        self.gendered.get(&noun).copied().unwrap_or_default()
    }

    /// "Monday", "year": never part of a name.
    pub fn is_calendar(&self, word: WordId) -> bool {
        self.calendar.contains(word)
    }

    /// "River"
    pub fn is_place_noun(&self, word: WordId) -> bool {
        self.places.contains(word)
    }

    /// "municipality": "of" and the name of a place follow it.
    pub fn is_municipality(&self, word: WordId) -> bool {
        self.municipalities.contains(word)
    }

    /// "von"
    pub fn is_particle(&self, word: WordId) -> bool {
        self.particles.contains(word)
    }

    /// "Inc."
    pub fn is_company_suffix(&self, word: WordId) -> bool {
        self.companies.contains(word)
    }

    /// "inc.": what may stand after the name of a company or not; folded.
    pub fn is_legal_form(&self, form: &str) -> bool {
        self.legal_forms.contains(form.trim_end_matches('.'))
    }

    /// "regime"
    pub fn is_state_noun(&self, word: WordId) -> bool {
        self.states.contains(word)
    }

    /// "in": after it a capital is a place.
    pub fn is_locative(&self, word: WordId) -> bool {
        self.locative.contains(word)
    }

    /// A form of "visit": its object is a place.
    pub fn is_place_verb(&self, word: WordId) -> bool {
        self.place_verbs.contains(word)
    }

    /// A form of "thrive": its subject is a place.
    pub fn is_place_subject_verb(&self, word: WordId) -> bool {
        self.place_subject_verbs.contains(word)
    }

    /// "agency": may mean a body of any sector.
    pub fn is_general_body(&self, word: WordId) -> bool {
        self.general.contains(word)
    }

    /// The meaning of the name of an office: "director general".
    pub fn office(&self, role: &str) -> Option<&ActorNoun> {
        self.offices.get(role)
    }

    /// "most", "senior"
    pub fn is_superlative(&self, word: WordId) -> bool {
        self.superlatives.contains(word)
    }
}

/// The forms of a one-column table.
fn words(vocabulary: &mut Vocabulary, (file, text): (&str, &str)) -> Result<WordSet, TableError> {
    WordSet::of_forms(vocabulary, file, text)
}

fn nouns(rules: &TokenRules, vocabulary: &mut Vocabulary) -> Result<Phrases<ActorNoun>, TableError> {
    let mut phrases = Phrases::new(vocabulary);
    let mut add = |vocabulary: &mut Vocabulary, form: &str, class, plural, sector: &str| {
        if !form.is_empty() {
            phrases.add(rules, vocabulary, form, ActorNoun { class, plural, sector: sector.into() });
        }
    };
    let (file, text) = file!("roles.tsv");
    for row in Table::parse(file, text, &["singular", "plural", "class", "sector"])?.rows() {
        let class = NounClass::Role(row.parse(2)?);
        add(vocabulary, row.cell(0), class, false, row.cell(3));
        add(vocabulary, row.cell(1), NounClass::Collective, true, row.cell(3));
    }
    let (file, text) = file!("collectives.tsv");
    for row in Table::parse(file, text, &["singular", "plural", "sector", "kind"])?.rows() {
        let (one, several) = (row.cell(0), row.cell(1));
        // "police", "staff" are several whether or not the table repeats the form.
        let mass = several.is_empty() || several == one;
        let (single, plural) = match row.cell(3) {
            "organization" => (Some(NounClass::Institution), NounClass::Institution),
            "group" if !mass => (Some(NounClass::Role(RoleClass::Other)), NounClass::Collective),
            "group" | "collective" => (Some(NounClass::Collective), NounClass::Collective),
            // One nation is a territory, nations act as a group.
            "state" => (None, NounClass::Collective),
            _ => {
                return Err(
                    row.error(format!("unknown kind {:?}: group, collective, organization or state", row.cell(3)))
                );
            }
        };
        if let Some(single) = single {
            add(vocabulary, one, single, mass && single == NounClass::Collective, row.cell(2));
        }
        add(vocabulary, several, plural, true, row.cell(2));
    }
    let (file, text) = file!("institutions.tsv");
    for row in Table::parse(file, text, &["singular", "plural", "sector"])?.rows() {
        add(vocabulary, row.cell(0), NounClass::Institution, false, row.cell(2));
        add(vocabulary, row.cell(1), NounClass::Institution, true, row.cell(2));
    }
    Ok(phrases)
}

/// The forms of verbs for what one does in speaking.
fn speech(inflections: &Inflections, vocabulary: &mut Vocabulary) -> Result<WordSet, TableError> {
    let (file, text) = file!("speech_acts.tsv");
    let mut set = WordSet::default();
    for row in Table::parse(file, text, &["lemma", "class"])?.rows().filter(|row| row.cell(1) == "verb") {
        for form in inflections.verb(row.cell(0)) {
            set.insert(vocabulary.add(&form));
        }
    }
    Ok(set)
}

/// Role nouns by their singular.
fn offices() -> Result<FxHashMap<Box<str>, ActorNoun>, TableError> {
    let (file, text) = file!("roles.tsv");
    let mut offices = FxHashMap::default();
    for row in Table::parse(file, text, &["singular", "class", "sector"])?.rows() {
        let class = NounClass::Role(row.parse(1)?);
        offices.insert(row.cell(0).into(), ActorNoun { class, plural: false, sector: row.cell(2).into() });
    }
    Ok(offices)
}

fn titles(rules: &TokenRules, vocabulary: &mut Vocabulary) -> Result<Phrases<Title>, TableError> {
    let mut phrases = Phrases::new(vocabulary);
    let (file, text) = file!("titles.tsv");
    for row in Table::parse(file, text, &["form", "kind", "gender"])?.rows() {
        let title = Title { honorific: row.cell(1) == "honorific", gender: Gender::read(row.cell(2)) };
        phrases.add(rules, vocabulary, row.cell(0), title);
    }
    Ok(phrases)
}

fn legal_forms() -> Result<FxHashSet<String>, TableError> {
    let (file, text) = file!("legal_forms.tsv");
    let table = Table::parse(file, text, &["forms"])?;
    Ok(table
        .rows()
        .flat_map(|row| row.list(0).map(|form| fold(form).trim_end_matches('.').to_owned()).collect::<Vec<_>>())
        .collect())
}

/// Words of a table with their gender.
fn genders(
    vocabulary: &mut Vocabulary,
    (file, text): (&str, &str),
    column: &'static str,
) -> Result<FxHashMap<WordId, Gender>, TableError> {
    let table = Table::parse(file, text, &[column, "gender"])?;
    Ok(table.rows().map(|row| (vocabulary.add(row.cell(0)), Gender::read(row.cell(1)))).collect())
}
