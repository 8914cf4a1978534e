//! The phrases of a document that may refer to someone: names, nominals and pronouns, in text order, with all that the
//! weights look at.
//!
//! Enters: the draft with its names and described actors. Leaves: [`Referent`]s. Nominals that the draft does not hold
//! are added where their noun may mean a person, an organisation or a place; they become mentions only if something
//! refers to them or they to something.

use std::ops::Range;

use super::features::nominal_features;
use super::weights::CLASSES;
use super::weights::nominal;
use crate::actors::ActorRules;
use crate::actors::identity::{Draft, EntityId};
use crate::actors::nouns::{ActorNoun, NounClass, RoleClass};
use crate::annotation::{ActorKind, LinkRule, MentionLevel};
use crate::gazetteer::Gender;
use crate::lexicon::{WordId, fold};
use crate::linear::bytes_hash;
use crate::pipeline::Reading;
use crate::syntax::chunk::ChunkKind;
use crate::syntax::parse::Parse;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

/// Which pronoun a mention is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    /// "I", "my"
    I,
    /// "we", "our"
    We,
    /// "you"
    You,
    /// "he"
    He,
    /// "she"
    She,
    /// "it"
    It,
    /// "they"
    They,
}

/// How a noun phrase begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Determiner {
    /// "agencies"
    None,
    /// "the"
    The,
    /// "this", "that"
    Demonstrative,
    /// "its", "Iran's"
    Possessive,
    /// "a", "some", "two"
    Indefinite,
}

/// One or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// Not told.
    Unknown,
    /// One.
    Singular,
    /// Several.
    Plural,
}

/// A phrase that may refer.
#[derive(Clone, Debug)]
pub(crate) struct Referent {
    /// Its tokens.
    pub(crate) tokens: Range<usize>,
    /// The token that heads it.
    pub(crate) head: usize,
    /// Sentence it stands in.
    pub(crate) sentence: usize,
    /// How it refers.
    pub(crate) level: MentionLevel,
    /// Of pronouns.
    pub(crate) person: Option<Person>,
    /// What it is, as far as its words tell.
    pub(crate) kind: Option<ActorKind>,
    /// What the lists of nouns say of a nominal's head.
    pub(crate) class: Option<NounClass>,
    /// Whether its words can only mean a state or a place.
    pub(crate) territory: bool,
    /// Whether they can only mean a place: "the city".
    pub(crate) locality: bool,
    /// Whether its words mean forces of a state: "the army".
    pub(crate) forces: bool,
    /// Whether it is known to mean an armed group.
    pub(crate) armed_group: bool,
    /// Whether its words say for certain that it is an actor.
    pub(crate) sure: bool,
    /// One or several.
    pub(crate) number: Number,
    /// Grammatical gender of persons.
    pub(crate) gender: Gender,
    /// How it begins.
    pub(crate) determiner: Determiner,
    /// The mention of the draft that it is, if it is one.
    pub(crate) mention: Option<usize>,
    /// Whom it means already: names, offices, appositions.
    pub(crate) settled: Option<EntityId>,
    /// Whether whom it means is open, so that an antecedent is looked for.
    pub(crate) open: bool,
    /// Hash of the folded head.
    pub(crate) form: u32,
    /// Hash of the folded head without a plural ending.
    pub(crate) stem: u32,
    /// Hash of the words without the determiner.
    pub(crate) words: u32,
    /// Hashes of the adjectives and nouns before the head.
    pub(crate) modifiers: Vec<u32>,
    /// What the head is in its clause.
    pub(crate) role: Relation,
    /// The token that governs the head.
    pub(crate) governor: Option<usize>,
    /// Hash of the governor's folded form.
    pub(crate) governor_form: u32,
    /// What the governor is to its own head, and that head.
    pub(crate) above: Option<(Relation, usize)>,
    /// Hash of the preposition before it; 0 for none.
    pub(crate) preposition: u32,
    /// Whether it is the subject of a verb that says something, outside of quotations.
    pub(crate) speaks: bool,
    /// Whether it is the subject of a verb that asks somebody: "Roe asked Doe how *he* knew".
    pub(crate) asks: bool,
    /// First and last token of everything under its head.
    pub(crate) reach: Range<usize>,
    /// Number of the quotation it stands in, from 1; 0 for none.
    pub(crate) quotation: u32,
    /// The subject of which it is predicated, or what it stands in apposition to.
    pub(crate) said_of: Option<usize>,
    /// Whether "of", a relative clause or another phrase follows that belongs to it.
    pub(crate) followed: bool,
    /// How many referents of its settled entity the document has.
    pub(crate) spoken_of: u32,
    /// Hash of the form of the next token.
    pub(crate) next: u32,
}

impl Referent {
    /// Whether it is "he" or "she", in any form.
    pub(crate) fn is_he_or_she(&self) -> bool {
        matches!(self.person, Some(Person::He | Person::She))
    }

    /// Whether it may be one; a name may look like several: "the United Nations".
    pub(crate) fn may_be_one(&self) -> bool {
        self.number != Number::Plural || self.level == MentionLevel::Name
    }

    /// Whether it is a pronoun.
    pub(crate) fn is_pronoun(&self) -> bool {
        self.person.is_some()
    }

    /// Of a nominal for one person the office or part it names.
    pub(crate) fn part(&self) -> Option<RoleClass> {
        match self.class {
            Some(NounClass::Role(part)) => Some(part),
            _ => None,
        }
    }

    /// Whether an antecedent is looked for.
    pub(crate) fn is_open(&self) -> bool {
        self.open && self.settled.is_none()
    }
}

/// Noun phrases longer than this are cut at the front.
const LONGEST: usize = 12;

/// Log-odds by which a common noun must be likelier to mean an actor than anything else.
const DOUBT: f64 = 0.7;

/// The same where nothing else says that it is an actor.
const SURE: f64 = 3.0;

/// All referents of a document, in the order of their heads.
///
/// `see` is called with the head of every common noun that the draft holds no mention of, and its features.
pub(crate) fn collect(
    rules: &ActorRules,
    r: Reading<'_>,
    draft: &Draft,
    mut see: impl FnMut(usize, &[u32]),
) -> Vec<Referent> {
    let collector = Collector { rules, r };
    let mut found: Vec<Referent> = Vec::new();
    let mut counts = vec![0u32; draft.entities.len()];
    for (number, mention) in draft.mentions.iter().enumerate() {
        // A family name of several tokens is headed by its last.
        let head = mention.heads.end - 1;
        let mut referent = collector.referent(mention.tokens.clone(), head, mention.sentence, mention.level);
        referent.kind = mention.entity.and_then(|e| draft.entities[e].kind).or(Some(mention.kind));
        referent.mention = Some(number);
        referent.sure = true;
        referent.armed_group = mention.entity.is_some_and(|e| draft.entities[e].sector.as_ref() == "armed-group");
        referent.open =
            mention.rule == LinkRule::Description && !mention.entity.is_some_and(|e| draft.entities[e].named);
        referent.settled = mention.entity.filter(|_| !referent.open);
        if let Some(entity) = mention.entity.map(|e| &draft.entities[e])
            && entity.gender != Gender::Unknown
        {
            referent.gender = entity.gender;
        }
        if let Some(entity) = referent.settled {
            counts[entity] += 1;
        }
        found.push(referent);
    }
    for (number, sentence) in r.text.sentences.iter().enumerate() {
        for token in sentence.tokens.clone() {
            if let Some(person) = collector.pronoun(token) {
                // In a quotation "I", "we" and "you" are for those to say who know the speaker.
                let speech = matches!(person, Person::I | Person::We | Person::You);
                if speech && r.quotations.around(token).is_some() {
                    continue;
                }
                found.push(collector.personal(token, number, person));
            }
        }
        for chunk in r.syntax.sentences[number].chunks.iter().filter(|c| c.kind == ChunkKind::Noun) {
            let possessors = chunk.tokens.clone().skip(1).filter(|&t| r.syntax.tags[t] == Tag::Pos);
            for head in possessors.map(|t| t - 1).chain([chunk.head]) {
                if draft.headed_by(head).is_some() || !matches!(r.syntax.tags[head], Tag::Nn | Tag::Nns) {
                    continue;
                }
                let start = chunk.tokens.start.max(head.saturating_sub(LONGEST));
                found.extend(collector.nominal(start..head + 1, head, number, &mut see));
            }
        }
    }
    found.sort_by_key(|x| (x.head, x.tokens.start));
    for referent in &mut found {
        referent.spoken_of = referent.settled.map_or(0, |e| counts[e]);
    }
    found
}

struct Collector<'a> {
    rules: &'a ActorRules,
    r: Reading<'a>,
}

impl<'a> Collector<'a> {
    fn hash(&self, token: usize) -> u32 {
        bytes_hash(fold(self.r.form(token)).as_bytes())
    }

    fn word(&self, token: usize) -> WordId {
        self.r.text.tokens[token].word
    }

    /// Which pronoun a token is.
    fn pronoun(&self, token: usize) -> Option<Person> {
        if !matches!(self.r.syntax.tags[token], Tag::Prp | Tag::PrpS) {
            return None;
        }
        Some(match fold(self.r.form(token)).as_ref() {
            "i" | "me" | "my" | "mine" | "myself" => Person::I,
            "we" | "us" | "our" | "ours" | "ourselves" | "'s" => Person::We,
            "you" | "your" | "yours" | "yourself" | "yourselves" => Person::You,
            "he" | "him" | "his" | "himself" => Person::He,
            "she" | "her" | "hers" | "herself" => Person::She,
            "it" | "its" | "itself" => Person::It,
            "they" | "them" | "their" | "theirs" | "themselves" | "themself" => Person::They,
            _ => return None,
        })
    }

    fn personal(&self, token: usize, sentence: usize, person: Person) -> Referent {
        let mut referent = self.referent(token..token + 1, token, sentence, MentionLevel::Pronoun);
        referent.person = Some(person);
        referent.open = true;
        (referent.kind, referent.gender, referent.number) = match person {
            Person::I => (Some(ActorKind::Person), Gender::Unknown, Number::Singular),
            Person::He => (Some(ActorKind::Person), Gender::Male, Number::Singular),
            Person::She => (Some(ActorKind::Person), Gender::Female, Number::Singular),
            Person::It => (None, Gender::Unknown, Number::Singular),
            Person::We | Person::They => (None, Gender::Unknown, Number::Plural),
            Person::You => (Some(ActorKind::Person), Gender::Unknown, Number::Unknown),
        };
        referent
    }

    /// A common noun that the draft holds no mention of.
    fn nominal(
        &self,
        tokens: Range<usize>,
        head: usize,
        sentence: usize,
        see: &mut impl FnMut(usize, &[u32]),
    ) -> Option<Referent> {
        let mut referent = self.referent(tokens, head, sentence, MentionLevel::Nominal);
        referent.open = true;
        let features = nominal_features(&referent, self.suffixes(head));
        see(head, &features);
        let scores = nominal(&self.rules.weights, &features);
        let doubt = self.rules.weights.steps(DOUBT);
        let sum = |c: usize| if CLASSES[c].is_none() { scores[c] + doubt } else { scores[c] };
        let best = (0..CLASSES.len()).max_by_key(|&c| (sum(c), std::cmp::Reverse(c)))?;
        referent.sure =
            referent.class.is_some() || referent.territory || sum(best) - sum(0) >= self.rules.weights.steps(SURE);
        let several = referent.number == Number::Plural || referent.class == Some(NounClass::Collective);
        referent.kind = match CLASSES[best] {
            Some(ActorKind::State) if !referent.locality => Some(ActorKind::State),
            _ if referent.territory => Some(ActorKind::Place),
            Some(ActorKind::Person) if several => Some(ActorKind::Group),
            kind => Some(kind?),
        };
        Some(referent)
    }

    /// What the lists of nouns say of a head.
    fn nouns(&self, head: usize) -> &'a [ActorNoun] {
        let found = self.rules.nouns.nouns.longest(&self.r.text.tokens, head, head + 1);
        found.map_or(&[], |found| found.values)
    }

    /// Hashes of the last three and four letters.
    fn suffixes(&self, head: usize) -> [u32; 2] {
        let form = fold(self.r.form(head));
        let bytes = form.as_bytes();
        [3, 4].map(|n| bytes_hash(&bytes[bytes.len().saturating_sub(n)..]))
    }

    fn referent(&self, tokens: Range<usize>, head: usize, sentence: usize, level: MentionLevel) -> Referent {
        let parse = self.r.parse(sentence);
        let tags = &self.r.syntax.tags;
        // Of a name of several words, and of "director general", the word on which the others depend.
        let mut top = head;
        while let Some(next) = parse.head(top).filter(|h| tokens.contains(h)) {
            top = next;
        }
        let governor = parse.head(top);
        let acts = governor.filter(|_| parse.relation(top) == Relation::Nsubj);
        let nominal = level == MentionLevel::Nominal;
        let nouns = if nominal { self.nouns(head) } else { &[] };
        let plural = matches!(tags[head], Tag::Nns | Tag::Nnps);
        let preposition = parse.children(top).take(8).find(|&c| parse.relation(c) == Relation::Case && c < head);
        let first = self.first_word(tokens.clone(), head);
        let modifiers = (first..head).filter(|&t| tags[t].is_noun() || tags[t].is_adjective());
        let form = self.hash(head);
        Referent {
            determiner: self.determiner(tokens.clone(), head),
            words: (first..head + 1).fold(0, |h, t| h.rotate_left(7) ^ self.hash(t)),
            modifiers: modifiers.map(|t| self.hash(t)).collect(),
            form,
            stem: self.stem(head),
            role: parse.relation(top),
            governor_form: governor.map_or(0, |g| self.hash(g)),
            above: governor.and_then(|g| Some((parse.relation(g), parse.head(g)?))),
            governor,
            preposition: preposition.map_or(0, |p| self.hash(p)),
            reach: parse.reach(top),
            quotation: self.quotation(head),
            said_of: self.said_of(parse, top),
            speaks: acts.is_some_and(|verb| self.quotation(top) == 0 && self.speaks(parse, verb)),
            asks: acts.is_some_and(|verb| self.asks(parse, verb)),
            followed: parse
                .children(top)
                .any(|c| c > head && !matches!(parse.relation(c), Relation::Punct | Relation::Case)),
            number: if plural { Number::Plural } else { Number::Singular },
            gender: self.rules.nouns.gender(self.word(head)),
            kind: None,
            person: None,
            class: nouns.first().map(|noun| noun.class),
            territory: nominal && self.rules.nouns.is_territory(self.word(head)),
            locality: nominal && self.rules.nouns.is_municipality(self.word(head)),
            forces: nouns.iter().any(|noun| matches!(noun.sector.as_ref(), "military" | "police")),
            armed_group: false,
            sure: false,
            mention: None,
            settled: None,
            open: false,
            spoken_of: 0,
            next: if head + 1 < self.r.text.tokens.len() { self.hash(head + 1) } else { 0 },
            tokens,
            head,
            sentence,
            level,
        }
    }

    /// "Roe *said*", "Roe *denied* that it fled".
    fn speaks(&self, parse: Parse<'_>, verb: usize) -> bool {
        self.r.syntax.tags[verb].is_verb()
            && (self.rules.nouns.is_speech(self.word(verb)) || parse.child(verb, Relation::Ccomp).is_some())
    }

    /// "Roe *asked* Doe".
    fn asks(&self, parse: Parse<'_>, verb: usize) -> bool {
        let object = [Relation::Obj, Relation::Iobj].into_iter().any(|r| parse.child(verb, r).is_some());
        object && matches!(fold(self.r.form(verb)).as_ref(), "ask" | "asks" | "asked" | "asking")
    }

    fn quotation(&self, token: usize) -> u32 {
        self.r.quotations.around(token).map_or(0, |q| q.tokens.start as u32 + 1)
    }

    /// The first token after articles, numbers and possessors.
    fn first_word(&self, tokens: Range<usize>, head: usize) -> usize {
        let tags = &self.r.syntax.tags;
        let after = tokens.clone().rev().find(|&t| t < head && matches!(tags[t], Tag::Pos | Tag::PrpS));
        let mut first = after.map_or(tokens.start, |t| t + 1);
        while first < head && matches!(tags[first], Tag::Dt | Tag::Pdt | Tag::Cd | Tag::Rb | Tag::OpenQuote) {
            first += 1;
        }
        first
    }

    /// The stem of a noun, as far as cutting its plural ending gives it.
    fn stem(&self, head: usize) -> u32 {
        let form = fold(self.r.form(head));
        let stem = if !matches!(self.r.syntax.tags[head], Tag::Nns | Tag::Nnps) {
            form.as_ref().to_owned()
        } else if let Some(stem) = form.strip_suffix("ies") {
            format!("{stem}y")
        } else if let Some(stem) = form.strip_suffix("men") {
            format!("{stem}man")
        } else {
            form.strip_suffix('s').unwrap_or(&form).to_owned()
        };
        bytes_hash(stem.as_bytes())
    }

    fn determiner(&self, tokens: Range<usize>, head: usize) -> Determiner {
        let w = self.rules.words;
        let tags = &self.r.syntax.tags;
        if tokens.clone().any(|t| t < head && matches!(tags[t], Tag::Pos | Tag::PrpS)) {
            return Determiner::Possessive;
        }
        let first = self.word(tokens.start);
        if first == w.the {
            Determiner::The
        } else if [w.this, w.that, w.these, w.those].contains(&first) && tokens.len() > 1 {
            Determiner::Demonstrative
        } else if matches!(tags[tokens.start], Tag::Dt | Tag::Pdt | Tag::Cd) && tokens.len() > 1 {
            Determiner::Indefinite
        } else {
            Determiner::None
        }
    }

    /// The subject of the copula that predicates a noun, or the noun to which it stands in apposition.
    fn said_of(&self, parse: Parse<'_>, top: usize) -> Option<usize> {
        if parse.relation(top) == Relation::Appos {
            return parse.head(top);
        }
        let copula = parse.children(top).find(|&c| parse.relation(c) == Relation::Cop)?;
        let negated = parse.children(top).any(|c| c > copula && c < top && self.is_negation(c));
        let subject = parse.child(top, Relation::Nsubj)?;
        (!negated && subject < copula).then_some(subject)
    }

    fn is_negation(&self, token: usize) -> bool {
        let w = self.rules.words;
        [w.not, w.nt, w.never, w.no].contains(&self.word(token))
    }
}
