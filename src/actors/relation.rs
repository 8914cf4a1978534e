//! Static facts between actors that words of `data/lexicon/relation_words.tsv` state: member of, part of, based in,
//! allied with, opposed to, leads.
//!
//! Enters: the draft once everyone spoken of is known. Leaves: relations with the words that state them. Read off the
//! tree: a noun in apposition, as predicate or before a name ("Hezbollah, an ally of Iran", "Iran's ally Hezbollah"),
//! a verb with its subject and object ("the clinic belongs to Acme"), a participle after its noun ("a network led by
//! Roe"), and "London-based". Where a year is given, from when or until when it held, it is kept. What is negated, or
//! only possible, is no fact.

use super::ActorRules;
use super::identity::{Draft, EntityId};
use super::nominal::RawRelation;
use crate::annotation::{ActorKind, RelationKind};
use crate::closed_set::closed_set;
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId, fold};
use crate::pipeline::Reading;
use crate::syntax::parse::Parse;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use rustc_hash::{FxHashMap, FxHashSet};

closed_set!(
    /// Part of speech of a word that states a relation.
    WordClass {
        /// "ally"
        Noun = "noun",
        /// "belong"
        Verb = "verb",
    }
);

/// What a word states.
#[derive(Clone, Debug)]
struct Fact {
    kind: RelationKind,
    /// The prepositions that may lead to the other actor; empty for a direct object.
    prepositions: Vec<WordId>,
}

/// Words that state relations.
#[derive(Debug)]
pub struct RelationWords {
    nouns: FxHashMap<WordId, Fact>,
    verbs: FxHashMap<WordId, Fact>,
}

impl RelationWords {
    /// Reads the table; its words become known.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn load(inflections: &Inflections, vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        let file = "data/lexicon/relation_words.tsv";
        let text = include_str!("../../data/lexicon/relation_words.tsv");
        let (mut nouns, mut verbs) = (FxHashMap::default(), FxHashMap::default());
        for row in Table::parse(file, text, &["lemma", "class", "relation", "prepositions"])?.rows() {
            let prepositions = row.list(3).map(|p| vocabulary.add(p)).collect();
            let fact = Fact { kind: row.parse(2)?, prepositions };
            let (forms, words) = match row.parse(1)? {
                WordClass::Noun => (inflections.noun(row.cell(0)), &mut nouns),
                WordClass::Verb => (inflections.verb(row.cell(0)), &mut verbs),
            };
            for form in forms {
                words.insert(vocabulary.add(&form), fact.clone());
            }
        }
        Ok(Self { nouns, verbs })
    }
}

/// Finds the relations that words state. Linear in the number of tokens.
pub(super) fn find(rules: &ActorRules, r: Reading<'_>, draft: &Draft, relations: &mut Vec<RawRelation>) {
    let known = relations.iter().map(|x| (x.subject.1, x.object.1, x.kind)).collect();
    let mut stated = Stated { relations, known };
    for (number, sentence) in r.text.sentences.iter().enumerate() {
        let parse = r.syntax.sentences[number].parse(sentence.tokens.start);
        let finder = Finder { rules, r, draft, parse, sentence: sentence.tokens.clone() };
        for token in sentence.tokens.clone() {
            finder.noun(token, &mut stated);
            finder.verb(token, &mut stated);
            finder.based(token, &mut stated);
        }
    }
}

/// Tokens after a relation's words in which its years are looked for.
const YEARS_WITHIN: usize = 8;

/// The years that the words after a relation give: "since 2016", "from 2010 to 2014", "until 2020", "in 2012".
pub(super) fn years(r: Reading<'_>, after: usize) -> (Option<i16>, Option<i16>) {
    let sentence = r.text.sentences.partition_point(|s| s.tokens.end <= after);
    let Some(end) = r.text.sentences.get(sentence).map(|s| s.tokens.end.min(after + YEARS_WITHIN)) else {
        return (None, None);
    };
    let year = |at: usize| {
        let form = if at < end { r.form(at) } else { "" };
        let year = form.parse::<i16>().ok().filter(|y| form.len() == 4 && (1800..2100).contains(y))?;
        // "2,000 in 2012 dollars" and "in 1900 cases" are no dates of ours: nothing it counts may follow.
        let counts = r.syntax.tags.get(at + 1).is_some_and(|t| t.is_noun() && at + 1 < end);
        (!counts).then_some(year)
    };
    for at in after..end {
        if matches!(r.syntax.tags[at], Tag::Stop | Tag::Colon) {
            break;
        }
        let Some(first) = year(at + 1) else { continue };
        let last = if matches!(fold(r.form((at + 2).min(end - 1))).as_ref(), "to" | "and" | "until" | "-" | "–") {
            year(at + 3)
        } else {
            None
        };
        return match fold(r.form(at)).as_ref() {
            "since" => (Some(first), None),
            "until" | "till" => (None, Some(first)),
            "from" | "between" => (Some(first), last),
            "in" => (Some(first), Some(first)),
            _ => continue,
        };
    }
    (None, None)
}

/// The relations found so far.
struct Stated<'a> {
    relations: &'a mut Vec<RawRelation>,
    /// Who stands to whom, and how; each is stated once.
    known: FxHashSet<(EntityId, EntityId, RelationKind)>,
}

struct Finder<'a> {
    rules: &'a ActorRules,
    r: Reading<'a>,
    draft: &'a Draft,
    parse: Parse<'a>,
    sentence: std::ops::Range<usize>,
}

type End = (std::ops::Range<usize>, EntityId);

/// Dependents of one word that are looked at.
const DEPENDENTS: usize = 24;

impl Finder<'_> {
    fn word(&self, token: usize) -> WordId {
        self.r.text.tokens[token].word
    }

    fn children(&self, token: usize) -> impl Iterator<Item = usize> {
        self.parse.children(token).take(DEPENDENTS)
    }

    /// The actor that a word heads a mention of. One that only pronouns name may be anybody.
    fn actor(&self, token: usize) -> Option<End> {
        let mention = self.draft.headed_by(token)?;
        let entity = mention.entity?;
        let known =
            !self.draft.entities[entity].is_nobody() && self.draft.entities[entity].kind != Some(ActorKind::Other);
        known.then(|| (mention.tokens.clone(), entity))
    }

    /// "Hezbollah, an ally of Iran", "Roe is a member of Acme", "Iran's ally Hezbollah".
    fn noun(&self, token: usize, stated: &mut Stated<'_>) {
        let tag = self.r.syntax.tags[token];
        // "right-wing" is no wing of anybody.
        let compound = token > self.sentence.start && self.r.syntax.tags[token - 1] == Tag::Hyph;
        let stands = matches!(tag, Tag::Nn | Tag::Nns) && !compound;
        let Some(fact) = self.rules.relations.nouns.get(&self.word(token)).filter(|_| stands) else { return };
        let Some(object) = self.owner(token, fact) else { return };
        for subject in self.bearers(token) {
            self.state(subject, token, object.clone(), fact.kind, stated);
        }
    }

    /// Whom "of", "with" or a possessor ties to a noun.
    fn owner(&self, noun: usize, fact: &Fact) -> Option<End> {
        self.children(noun).find_map(|child| {
            let tied = match self.parse.relation(child) {
                Relation::NmodPoss => true,
                Relation::Nmod | Relation::Obl => {
                    self.preposition(child).is_some_and(|p| fact.prepositions.contains(&p))
                }
                // "the Hamas member", "a NATO ally"
                Relation::Compound => child < noun,
                Relation::Amod => child < noun,
                _ => false,
            };
            if tied { self.actor(child) } else { None }
        })
    }

    fn preposition(&self, noun: usize) -> Option<WordId> {
        self.children(noun).find(|&c| c < noun && self.parse.relation(c) == Relation::Case).map(|c| self.word(c))
    }

    /// Those of whom a noun is said.
    fn bearers(&self, noun: usize) -> Vec<End> {
        let mut found = Vec::new();
        match self.parse.relation(noun) {
            Relation::Appos => found.extend(self.parse.head(noun).and_then(|h| self.actor(h))),
            Relation::NmodDesc | Relation::Compound => {
                // "Iran's ally Hezbollah": the noun stands before the name.
                found.extend(self.parse.head(noun).filter(|&h| h > noun).and_then(|h| self.actor(h)));
            }
            _ => {}
        }
        found.extend(
            self.children(noun).filter(|&c| self.parse.relation(c) == Relation::Appos).find_map(|c| self.actor(c)),
        );
        let copula = self.children(noun).any(|c| self.parse.relation(c) == Relation::Cop);
        if copula && self.is_fact(noun) {
            let subject = self.children(noun).find(|&c| self.parse.relation(c) == Relation::Nsubj);
            found.extend(subject.and_then(|s| self.actor(s)));
        }
        found
    }

    /// "Acme belongs to Zorvex", "Roe, who leads Acme", "a network led by Roe".
    fn verb(&self, token: usize, stated: &mut Stated<'_>) {
        let tag = self.r.syntax.tags[token];
        let is_verb = matches!(tag, Tag::Vb | Tag::Vbd | Tag::Vbg | Tag::Vbn | Tag::Vbp | Tag::Vbz);
        let Some(fact) = self.rules.relations.verbs.get(&self.word(token)).filter(|_| is_verb) else { return };
        if !self.is_fact(token) {
            return;
        }
        let child = |relation| self.children(token).find(|&c| self.parse.relation(c) == relation);
        let oblique = |wanted: &dyn Fn(WordId) -> bool| {
            self.children(token)
                .filter(|&c| matches!(self.parse.relation(c), Relation::Obl | Relation::OblAgent))
                .find(|&c| self.preposition(c).is_some_and(wanted))
                .and_then(|c| self.actor(c))
        };
        let modified = || self.parse.head(token).filter(|_| self.parse.relation(token) == Relation::Acl);
        let passive = child(Relation::NsubjPass).or_else(|| modified().filter(|_| tag == Tag::Vbn));
        let by = self.rules.words.by;
        let (subject, object) = if fact.prepositions.is_empty() {
            match passive {
                // "led by Roe": who leads stands after "by".
                Some(passive) => (oblique(&|p| p == by), self.actor(passive)),
                None => {
                    let subject = child(Relation::Nsubj).or_else(&modified).or_else(|| self.relative(token));
                    (subject.and_then(|s| self.actor(s)), child(Relation::Obj).and_then(|o| self.actor(o)))
                }
            }
        } else {
            let subject = child(Relation::Nsubj).or(passive).or_else(modified).or_else(|| self.relative(token));
            (subject.and_then(|s| self.actor(s)), oblique(&|p| fact.prepositions.contains(&p)))
        };
        if let (Some(subject), Some(object)) = (subject, object) {
            self.state(subject, token, object, fact.kind, stated);
        }
    }

    /// The noun that a relative clause is said of.
    fn relative(&self, verb: usize) -> Option<usize> {
        self.parse.head(verb).filter(|_| self.parse.relation(verb) == Relation::AclRelcl)
    }

    /// "the London-based broadcaster Zorvex".
    fn based(&self, token: usize, stated: &mut Stated<'_>) {
        let is_based = self.word(token) == self.rules.words.based;
        let Some(place) = token.checked_sub(2).filter(|&p| is_based && p >= self.sentence.start) else { return };
        if self.r.syntax.tags[token - 1] != Tag::Hyph {
            return;
        }
        let Some(object) = self.actor(place).filter(|(tokens, _)| tokens.end == place + 1) else { return };
        let kind = self.draft.entities[object.1].kind;
        let Some(noun) = self.parse.head(token).filter(|&h| h > token) else { return };
        if let (Some(ActorKind::Place | ActorKind::State), Some(subject)) = (kind, self.actor(noun)) {
            self.state(subject, token, object, RelationKind::LocatedIn, stated);
        }
    }

    /// Whether a predicate is said to be so: no negation, no modal verb, no condition.
    fn is_fact(&self, predicate: usize) -> bool {
        let w = self.rules.words;
        !self.children(predicate).any(|c| {
            let word = self.word(c);
            [w.not, w.nt, w.never, w.no, w.if_, w.unless, w.whether].contains(&word) || self.r.syntax.tags[c] == Tag::Md
        })
    }

    fn state(&self, subject: End, predicate: usize, object: End, kind: RelationKind, stated: &mut Stated<'_>) {
        if !self.fits(subject.1, object.1, kind) || !stated.known.insert((subject.1, object.1, kind)) {
            return;
        }
        let (predicate, role) = (predicate..predicate + 1, None);
        stated.relations.push(RawRelation { subject, predicate, object, kind, role });
    }

    /// Whether two actors can stand to each other so.
    fn fits(&self, subject: EntityId, object: EntityId, kind: RelationKind) -> bool {
        use ActorKind::{Group, Organization, Person, Place, State};
        let (Some(a), Some(b)) = (self.draft.entities[subject].kind, self.draft.entities[object].kind) else {
            return false;
        };
        subject != object
            && match kind {
                RelationKind::LocatedIn => a != Place && a != State && matches!(b, Place | State),
                RelationKind::PartOf => a != Person && b != Person,
                RelationKind::MemberOf => matches!(b, Organization | Group),
                RelationKind::Leads => {
                    matches!(a, Person | Organization | State | Group) && matches!(b, Organization | State | Group)
                }
                RelationKind::AlliedWith | RelationKind::OpposedTo => a != Place && b != Place,
                RelationKind::Affiliation => a == Person && b != Person,
            }
    }
}
