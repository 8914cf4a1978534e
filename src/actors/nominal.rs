//! Finds nominals that act and settles who they are: roles, groups of people, institutions.
//!
//! Enters: noun phrases and the names settled so far. Leaves: nominal mentions, the offices that appositions state, and
//! the static relations between actors. Precision first: a role that fits two persons is left open.

use super::ActorRules;
use super::identity::{Draft, Entity, EntityId, RawMention, RoleFact};
use super::nouns::{ActorNoun, NounClass, RoleClass};
use crate::annotation::{ActorKind, LinkRule, MentionLevel, RelationKind};
use crate::gazetteer::RecordId;
use crate::lexicon::fold;
use crate::pipeline::Reading;
use crate::syntax::chunk::{Chunk, ChunkKind};
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

/// A relation in the making.
#[derive(Debug, Clone)]
pub(super) struct RawRelation {
    /// Left end: words and entity.
    pub(super) subject: (std::ops::Range<usize>, EntityId),
    /// The words that state it.
    pub(super) predicate: std::ops::Range<usize>,
    /// Right end.
    pub(super) object: (std::ops::Range<usize>, EntityId),
    /// Which.
    pub(super) kind: RelationKind,
    /// The office.
    pub(super) role: Option<String>,
}

/// Sentences that are looked back for the organisation or state that a description means.
const REACH: usize = 12;
/// Dependents of a noun among which an apposition is looked for.
const APPOSED: usize = 32;

/// A noun phrase whose head is a noun for an actor.
struct Phrase<'r> {
    sentence: usize,
    /// Its chunk.
    chunk: usize,
    tokens: std::ops::Range<usize>,
    /// First token of the noun, which may be of several words.
    noun_start: usize,
    head: usize,
    noun: &'r ActorNoun,
    /// An actor named in it: "MI5" in "the MI5 chief", or in the "of" phrase after it.
    of: Option<(std::ops::Range<usize>, EntityId)>,
}

/// Finds nominals; adds them to the draft and returns the relations stated.
pub(super) fn find(rules: &ActorRules, r: Reading<'_>, draft: &mut Draft) -> Vec<RawRelation> {
    let mut finder = Finder { rules, r, draft, relations: Vec::new(), anchors: Vec::new() };
    finder.anchor_names();
    let mut phrases = Vec::new();
    for sentence in 0..r.text.sentences.len() {
        finder.phrases(sentence, &mut phrases);
    }
    finder.known_offices();
    // What appositions state about persons first, since descriptions elsewhere rest on it.
    let mut settled = vec![false; phrases.len()];
    for sentence in 0..r.text.sentences.len() {
        finder.offices_before_names(sentence);
    }
    for (phrase, settled) in phrases.iter().zip(&mut settled) {
        *settled = finder.apposition(phrase);
    }
    for (phrase, settled) in phrases.iter().zip(settled) {
        if !settled {
            finder.describe(phrase);
        }
    }
    finder.relations
}

struct Finder<'a, 'd> {
    rules: &'a ActorRules,
    r: Reading<'a>,
    draft: &'d mut Draft,
    relations: Vec<RawRelation>,
    /// By where they end.
    anchors: Vec<Anchor>,
}

/// A state or organisation spoken of.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    /// One past its last token.
    end: usize,
    sentence: usize,
    entity: EntityId,
    subject: bool,
}

impl<'a> Finder<'a, '_> {
    fn chunks(&self, sentence: usize) -> &'a [Chunk] {
        &self.r.syntax.sentences[sentence].chunks
    }

    fn is(&self, sentence: usize, chunk: usize, kind: ChunkKind) -> bool {
        self.chunks(sentence).get(chunk).is_some_and(|c| c.kind == kind)
    }

    /// Noun phrases of a sentence whose head is a noun for an actor, and no name.
    fn phrases(&self, sentence: usize, phrases: &mut Vec<Phrase<'a>>) {
        for (number, chunk) in self.chunks(sentence).iter().enumerate().filter(|(_, c)| c.kind == ChunkKind::Noun) {
            // A possessor is a phrase of its own: "the MI5 chief" in "the MI5 chief's warning".
            let possessors = chunk.tokens.clone().skip(1).filter(|&t| self.r.syntax.tags[t] == Tag::Pos);
            for head in possessors.map(|t| t - 1).chain([chunk.head]) {
                let tokens = chunk.tokens.start..if head == chunk.head { chunk.tokens.end } else { head + 1 };
                phrases.extend(self.phrase(sentence, number, tokens, head));
            }
        }
    }

    fn phrase(&self, sentence: usize, chunk: usize, tokens: std::ops::Range<usize>, head: usize) -> Option<Phrase<'a>> {
        if !self.r.syntax.tags[head].is_noun() || self.draft.headed_by(head).is_some() {
            return None;
        }
        let (noun_start, noun) = self.noun_at(tokens.start, head)?;
        let of = self.owner(sentence, chunk, tokens.start..noun_start, head == self.chunks(sentence)[chunk].head);
        Some(Phrase { sentence, chunk, tokens, noun_start, head, noun, of })
    }

    /// The longest noun for an actor that ends with the head of a noun phrase.
    fn noun_at(&self, first: usize, head: usize) -> Option<(usize, &'a ActorNoun)> {
        let earliest = first.max(head.saturating_sub(4));
        let wanted_plural = matches!(self.r.syntax.tags[head], Tag::Nns | Tag::Nnps);
        (earliest..=head).find_map(|start| {
            // What follows the head may belong to the noun: "secretary-general", "director general".
            let found = self.rules.nouns.nouns.longest(&self.r.text.tokens, start, self.with_rest(head))?;
            if found.end <= head {
                return None;
            }
            // Of several meanings the institution: "the agency" is no kind of person.
            let rank =
                |n: &&ActorNoun| (n.plural != wanted_plural, n.class != NounClass::Institution, n.sector.is_empty());
            found.values.iter().min_by_key(rank).map(|noun| (start, noun))
        })
    }

    /// One past the head and what a hyphen joins to it, or an adjective after it.
    fn with_rest(&self, head: usize) -> usize {
        let end = match self.r.syntax.tags.get(head + 1) {
            Some(Tag::Hyph) => head + 3,
            Some(tag) if tag.is_adjective() => head + 2,
            _ => head + 1,
        };
        end.min(self.r.text.tokens.len())
    }

    /// The actor that a noun phrase names before its noun, or in the "of" phrase after it.
    fn owner(
        &self,
        sentence: usize,
        number: usize,
        before: std::ops::Range<usize>,
        with_of: bool,
    ) -> Option<(std::ops::Range<usize>, EntityId)> {
        let chunks = self.chunks(sentence);
        let inside = before.clone().rev().find_map(|t| self.organization(t));
        // "Amnesty International's Kenya director" directs for Amnesty, not Kenya.
        let is_state = |e: EntityId| matches!(self.draft.entities[e].kind, Some(ActorKind::State | ActorKind::Place));
        let possessor = before.clone().skip(1).find(|&t| self.r.syntax.tags[t] == Tag::Pos);
        let body = possessor.and_then(|pos| self.organization(pos - 1)).filter(|(_, e)| !is_state(*e));
        if let (Some((_, nearest)), Some(body)) = (&inside, body)
            && is_state(*nearest)
        {
            return Some(body);
        }
        if inside.is_some() || !with_of {
            return inside;
        }
        let w = self.rules.words;
        let mut at = number + 1;
        while self.is(sentence, at, ChunkKind::Preposition) && self.is(sentence, at + 1, ChunkKind::Noun) {
            let preposition = self.r.text.tokens[chunks[at].head].word;
            if ![w.of, w.at, w.for_, w.in_].contains(&preposition) {
                return None;
            }
            let found = self.organization(chunks[at + 1].head);
            if found.is_some() {
                return found;
            }
            at += 2;
        }
        None
    }

    fn organization(&self, token: usize) -> Option<(std::ops::Range<usize>, EntityId)> {
        let mention = self.draft.headed_by(token)?;
        let entity = mention.entity?;
        let kind = self.draft.entities[entity].kind;
        let fits =
            matches!(kind, Some(ActorKind::Organization | ActorKind::State | ActorKind::Group | ActorKind::Place));
        fits.then(|| (mention.tokens.clone(), entity))
    }

    fn person(&self, token: usize) -> Option<(std::ops::Range<usize>, EntityId)> {
        let mention = self.draft.headed_by(token)?;
        let entity = mention.entity?;
        let fits = self.draft.entities[entity].kind == Some(ActorKind::Person) && mention.level == MentionLevel::Name;
        fits.then(|| (mention.tokens.clone(), entity))
    }

    fn text_of(&self, tokens: std::ops::Range<usize>) -> String {
        super::text_of(self.r, tokens)
    }

    /// Offices that the gazetteer knows of persons named here, in organisations and states named here.
    fn known_offices(&mut self) {
        for person in 0..self.draft.entities.len() {
            let Some(record) = self.draft.entities[person].record else { continue };
            let year = self.r.document.date.map(|d| d.year());
            for office in self.rules.gazetteer.record(record).offices() {
                // In a text without a date only offices that are still held, as far as the gazetteer knows.
                let held = match year {
                    Some(year) => office.from.is_none_or(|f| f <= year) && office.to.is_none_or(|t| year <= t),
                    None => office.to.is_none(),
                };
                if !held {
                    continue;
                }
                let Some(of) = office.of.and_then(|of| self.draft.entities.iter().position(|e| e.record == Some(of)))
                else {
                    continue;
                };
                let noun = self.rules.nouns.office(office.role);
                let Some(NounClass::Role(class)) = noun.map(|n| n.class) else { continue };
                let sector = noun.map(|n| n.sector.clone()).unwrap_or_default();
                let fact = RoleFact { noun: office.role.to_string(), class, sector, of: Some(of) };
                self.draft.entities[person].roles.push(fact);
            }
        }
    }

    /// "MI5 chief Ken McCallum", "US President Joe Biden": an office in the same noun phrase before a person's name.
    fn offices_before_names(&mut self, sentence: usize) {
        for chunk in self.chunks(sentence).iter().filter(|c| c.kind == ChunkKind::Noun) {
            let Some((name, person)) = self.person(chunk.head) else { continue };
            // The name proper, without the title that is itself an office.
            let heads = self.draft.headed_by(chunk.head).map_or(name.start, |m| m.heads.start);
            let Some((start, noun)) = self.noun_ending_at(chunk.tokens.start, heads) else { continue };
            let NounClass::Role(class) = noun.class else { continue };
            let owner = (chunk.tokens.start..start).rev().find_map(|t| self.organization(t));
            let predicate = start..heads;
            self.state_office(person, name, predicate, class, &noun.sector.clone(), owner);
        }
    }

    /// The longest noun for an actor within `from..end` that ends right before `end`.
    fn noun_ending_at(&self, from: usize, end: usize) -> Option<(usize, &'a ActorNoun)> {
        (from.max(end.saturating_sub(5))..end).find_map(|start| {
            let found = self.rules.nouns.nouns.longest(&self.r.text.tokens, start, end)?;
            (found.end == end).then(|| (start, &found.values[0]))
        })
    }

    /// Notes that a person holds an office, and relates the two where the organisation is named.
    fn state_office(
        &mut self,
        person: EntityId,
        name: std::ops::Range<usize>,
        predicate: std::ops::Range<usize>,
        class: RoleClass,
        sector: &str,
        owner: Option<(std::ops::Range<usize>, EntityId)>,
    ) {
        let noun = fold(&self.text_of(predicate.clone())).into_owned();
        let of = owner.as_ref().map(|(_, e)| *e);
        let fact = RoleFact { noun: noun.clone(), class, sector: sector.into(), of };
        if !self.draft.entities[person].roles.contains(&fact) {
            self.draft.entities[person].roles.push(fact);
        }
        let Some((words, organization)) = owner.filter(|(_, o)| *o != person) else { return };
        let kind = match (class, self.draft.entities[organization].kind) {
            (_, Some(ActorKind::Place)) => return,
            (RoleClass::Leader, _) => RelationKind::Leads,
            (RoleClass::Family, _) => return,
            _ => RelationKind::Affiliation,
        };
        let (subject, object) = ((name, person), (words, organization));
        self.relations.push(RawRelation { subject, predicate, object, kind, role: Some(noun) });
    }

    /// "Ken McCallum, MI5's director general,", "the head of MI5, Ken McCallum,", "Mr McCallum is the head of MI5";
    /// "Acme, a chemical company,".
    fn apposition(&mut self, phrase: &Phrase<'_>) -> bool {
        if phrase.noun.plural {
            return false;
        }
        let class = match phrase.noun.class {
            NounClass::Role(class) => class,
            NounClass::Institution => return self.body_apposed(phrase),
            NounClass::Collective => return false,
        };
        let Some((name, person)) = self.name_beside(phrase) else { return false };
        let (predicate, sector) = (phrase.noun_start..phrase.head + 1, phrase.noun.sector.clone());
        self.state_office(person, name, predicate, class, &sector, phrase.of.clone());
        self.refer(phrase, person, ActorKind::Person, LinkRule::Apposition);
        true
    }

    /// An organisation's name in apposition to what it is. A name that nothing else explains was taken for a person's or a place's by
    /// its look alone, and is an organisation's then.
    fn body_apposed(&mut self, phrase: &Phrase<'_>) -> bool {
        let Some(entity) = self.apposed(phrase, |token| self.body(token)) else { return false };
        let body = &mut self.draft.entities[entity];
        let kind = body.kind.filter(|&k| k == ActorKind::Group).unwrap_or(ActorKind::Organization);
        body.kind = Some(kind);
        if body.sector.is_empty() {
            body.sector = phrase.noun.sector.clone();
        }
        self.refer(phrase, entity, kind, LinkRule::Apposition);
        true
    }

    /// The organisation whose name a token heads, or what may be one.
    fn body(&self, token: usize) -> Option<EntityId> {
        let mention = self.draft.headed_by(token).filter(|m| m.level == MentionLevel::Name)?;
        let entity = mention.entity?;
        let fact = &self.draft.entities[entity];
        let given = self.rules.nouns.given_name(self.r.text.tokens[mention.heads.start].word).is_some();
        let fits = match fact.kind? {
            ActorKind::Organization | ActorKind::Group => true,
            ActorKind::Person | ActorKind::Place | ActorKind::Other => {
                fact.record.is_none() && !given && mention.tokens == mention.heads && fact.given.is_empty()
            }
            ActorKind::State => false,
        };
        fits.then_some(entity)
    }

    fn name_beside(&self, phrase: &Phrase<'_>) -> Option<(std::ops::Range<usize>, EntityId)> {
        let (s, n) = (phrase.sentence, phrase.chunk);
        let chunks = self.chunks(s);
        let apposed = self.apposed(phrase, |token| self.person(token)).or_else(|| self.between_commas(phrase));
        if apposed.is_some() {
            return apposed;
        }
        // "Mr McCallum, who is head of MI5" and "Mr McCallum is the head of MI5".
        let clause = self.r.syntax.sentences[s].clauses.iter().find(|c| {
            chunks[c.verb].verb.copula
                && !chunks[c.verb].verb.negated
                && c.object.as_ref().is_some_and(|o| o.heads == [n])
        })?;
        let subject = clause.subject.as_ref().filter(|s| s.heads.len() == 1)?;
        self.person(chunks[subject.heads[0]].head)
    }

    /// The name that stands in apposition to a phrase, before it or after it, if it is of the kind wanted.
    fn apposed<T>(&self, phrase: &Phrase<'_>, wanted: impl Fn(usize) -> Option<T>) -> Option<T> {
        let parse = self.r.parse(phrase.sentence);
        // Of "MI5's director general" the tree may take either noun for the head.
        let mut top = phrase.head;
        while let Some(head) = parse.head(top).filter(|h| (phrase.noun_start..phrase.head).contains(h)) {
            top = head;
        }
        let before = parse.head(top).filter(|_| parse.relation(top) == Relation::Appos).and_then(&wanted);
        before.or_else(|| {
            let name = parse.children(top).take(APPOSED).find(|&t| parse.relation(t) == Relation::Appos)?;
            wanted(name)
        })
    }

    /// A person's name before or after a phrase with commas between them, which the tree may have taken for a list.
    fn between_commas(&self, phrase: &Phrase<'_>) -> Option<(std::ops::Range<usize>, EntityId)> {
        let (s, n) = (phrase.sentence, phrase.chunk);
        let chunks = self.chunks(s);
        let mut after = n + 1;
        while self.is(s, after, ChunkKind::Preposition) && self.is(s, after + 1, ChunkKind::Noun) && after < n + 7 {
            after += 2;
        }
        let closes = |chunk: usize, kinds: &[ChunkKind]| chunks.get(chunk).is_none_or(|c| kinds.contains(&c.kind));
        let name = n.checked_sub(2).filter(|&b| self.is(s, b, ChunkKind::Noun) && self.is(s, n - 1, ChunkKind::Comma));
        let ends = [ChunkKind::Comma, ChunkKind::Break, ChunkKind::Relative, ChunkKind::Preposition, ChunkKind::Quote];
        let before = name.filter(|_| closes(after, &ends)).and_then(|b| self.person(chunks[b].head));
        before.or_else(|| {
            let ends = [ChunkKind::Comma, ChunkKind::Break, ChunkKind::Quote];
            let follows = self.is(s, after, ChunkKind::Comma)
                && self.is(s, after + 1, ChunkKind::Noun)
                && closes(after + 2, &ends);
            let (name, person) = self.person(chunks.get(after + 1).filter(|_| follows)?.head)?;
            // "a spokesman for Acme, Jan Roe,": of which noun the tree makes it an apposition does not matter.
            let is_apposed = || self.r.parse(s).relation(name.start) == Relation::Appos;
            (self.is_definite(phrase) || is_apposed()).then_some((name, person))
        })
    }

    /// Whether every word of the noun has a capital: "the Foreign Ministry".
    fn is_capital(&self, phrase: &Phrase<'_>) -> bool {
        (phrase.noun_start..phrase.head + 1).all(|t| self.r.text.tokens[t].shape.is_capital())
    }

    fn first_word(&self, phrase: &Phrase<'_>) -> crate::lexicon::WordId {
        self.r.text.tokens[phrase.tokens.start].word
    }

    /// "the", "this", a possessor or a name before the noun.
    fn is_definite(&self, phrase: &Phrase<'_>) -> bool {
        let w = self.rules.words;
        [w.the, w.this, w.these, w.those, w.that].contains(&self.first_word(phrase))
            || phrase.tokens.clone().any(|t| matches!(self.r.syntax.tags[t], Tag::Pos | Tag::PrpS))
            || phrase.of.as_ref().is_some_and(|(t, _)| {
                phrase.tokens.contains(&t.start) && self.first_word(phrase) != w.a && self.first_word(phrase) != w.an
            })
    }

    fn describe(&mut self, phrase: &Phrase<'_>) {
        let resolved = match phrase.noun.class {
            NounClass::Role(class) if !phrase.noun.plural => self.role(phrase, class),
            NounClass::Institution => self.institution(phrase),
            _ => None,
        };
        if let Some((entity, rule)) = resolved {
            let kind = self.draft.entities[entity].kind.unwrap_or(ActorKind::Other);
            self.refer(phrase, entity, kind, rule);
            return;
        }
        self.unnamed(phrase);
    }

    /// The one person whose stated office fits a description.
    fn role(&mut self, phrase: &Phrase<'_>, class: RoleClass) -> Option<(EntityId, LinkRule)> {
        if !self.is_definite(phrase) {
            return None;
        }
        let noun = fold(&self.text_of(phrase.noun_start..phrase.head + 1)).into_owned();
        let superlative =
            (phrase.tokens.start..phrase.head).any(|t| self.rules.nouns.is_superlative(self.r.text.tokens[t].word));
        let wanted = if superlative && class == RoleClass::Officer { RoleClass::Leader } else { class };
        let gender = self.rules.nouns.gender(self.r.text.tokens[phrase.head].word);
        let mut fitting: Vec<EntityId> = Vec::new();
        for (number, entity) in self.draft.entities.iter().enumerate() {
            if entity.kind == Some(ActorKind::Person)
                && entity.named
                && entity.gender.agrees(gender)
                && entity.roles.iter().any(|f| self.fits(phrase, f, &noun, wanted))
            {
                fitting.push(number);
            }
        }
        match fitting[..] {
            [one] => Some((one, LinkRule::Office)),
            [] => self.holder(phrase, &noun),
            _ => None,
        }
    }

    /// "the Russian president", "the Prime Minister": who held the office when the document was written. The state must
    /// be named with it, or be the one spoken of where the office has capitals.
    fn holder(&mut self, phrase: &Phrase<'_>, noun: &str) -> Option<(EntityId, LinkRule)> {
        let year = self.r.document.date?.year();
        let former = (phrase.tokens.start..phrase.noun_start).any(|t| {
            let w = self.rules.words;
            [w.former, w.then, w.ex].contains(&self.r.text.tokens[t].word)
        });
        let capital = self.is_capital(phrase);
        let state = match &phrase.of {
            Some((_, owner)) => self.draft.entities[*owner].record,
            None => self.draft.main_state.filter(|_| capital),
        };
        let state = state.filter(|&s| !former && self.rules.gazetteer.record(s).kind == ActorKind::State)?;
        let record = self.rules.holder(noun, state, year)?;
        Some((self.draft.of_record(self.rules, record), LinkRule::Holder))
    }

    fn fits(&self, phrase: &Phrase<'_>, fact: &RoleFact, noun: &str, class: RoleClass) -> bool {
        let same_noun = fact.noun == noun || fact.noun.ends_with(&format!(" {noun}"));
        if !(same_noun || fact.class == class && matches!(class, RoleClass::Leader | RoleClass::Spokesperson)) {
            return false;
        }
        if self.says_more(phrase, fact) {
            return false;
        }
        let is_place = |e: EntityId| self.draft.entities[e].kind == Some(ActorKind::Place);
        if let Some((_, owner)) = phrase.of.as_ref().filter(|(_, o)| !is_place(*o)) {
            return self.belongs(fact.of, *owner);
        }
        if !phrase.noun.sector.is_empty() && !same_noun {
            let sector = fact.of.map_or(fact.sector.as_ref(), |o| self.draft.entities[o].sector.as_ref());
            return sector == phrase.noun.sector.as_ref();
        }
        same_noun || fact.class == class
    }

    /// Whether a word before the noun names an office that the fact does not: "the communications minister".
    fn says_more(&self, phrase: &Phrase<'_>, fact: &RoleFact) -> bool {
        (phrase.tokens.start..phrase.noun_start).any(|t| {
            let tag = self.r.syntax.tags[t];
            let plain = matches!(tag, Tag::Nn | Tag::Nns | Tag::Jj) && self.draft.headed_by(t).is_none();
            let sector = fact.of.map_or("", |o| self.draft.entities[o].sector.as_ref());
            let form = fold(self.r.form(t));
            plain
                && !self.rules.nouns.is_superlative(self.r.text.tokens[t].word)
                && !fact.noun.contains(form.as_ref())
                && sector != form
        })
    }

    /// Whether an office at `of` can be described by naming `owner`: the same, or the state of the organisation.
    fn belongs(&self, of: Option<EntityId>, owner: EntityId) -> bool {
        let Some(of) = of else { return false };
        of == owner || {
            let state = self.draft.entities[of].state;
            state.is_some() && state == self.draft.entities[owner].record
        }
    }

    /// "the Iranian regime" is Iran, "the agency" the organisation last spoken of, "Iran's intelligence services" a
    /// body of its own.
    fn institution(&mut self, phrase: &Phrase<'_>) -> Option<(EntityId, LinkRule)> {
        let head = self.r.text.tokens[phrase.head].word;
        let is_state_noun = self.rules.nouns.is_state_noun(head) && phrase.noun_start == phrase.head;
        if let Some((_, owner)) = phrase.of.clone() {
            let is_state = self.draft.entities[owner].kind == Some(ActorKind::State);
            if is_state_noun && is_state {
                return Some((owner, LinkRule::GovernmentOfState));
            }
            return None;
        }
        let capital = self.is_capital(phrase);
        if capital && let Some(record) = self.body_of_state(phrase) {
            return Some((self.draft.of_record(self.rules, record), LinkRule::BodyOfState));
        }
        if !self.is_definite(phrase) || phrase.tokens.len() > 4 {
            return None;
        }
        if is_state_noun {
            return self
                .recent(phrase, |e| e.kind == Some(ActorKind::State), true)
                .map(|e| (e, LinkRule::GovernmentSpokenOf));
        }
        let bare = phrase.tokens.start + 1 == phrase.noun_start && !phrase.noun.plural;
        let w = self.rules.words;
        if !bare || ![w.the, w.this, w.that].contains(&self.first_word(phrase)) {
            return None;
        }
        let noun = fold(&self.text_of(phrase.noun_start..phrase.head + 1)).into_owned();
        let general = self.rules.nouns.is_general_body(head);
        let sector = phrase.noun.sector.as_ref();
        let fits = |e: &Entity| {
            if e.kind != Some(ActorKind::Organization) || (!e.named && e.names.is_empty()) {
                return false;
            }
            let holds = |name: &str| fold(name).split(' ').any(|word| word == noun);
            // "the army" is no People's Army that fights it.
            let public = matches!(sector, "military" | "police" | "government" | "intelligence");
            if e.sector.as_ref() == "armed-group" && public {
                return false;
            }
            // "the bureau" is the FBI.
            let said = e.names.keys().any(|name| holds(name))
                || e.record.is_some_and(|record| holds(self.rules.gazetteer.record(record).name));
            // "the Senate" with its capital is no other body's description.
            let same = !capital && e.sector.as_ref() == sector && !matches!(sector, "government" | "other" | "");
            let body =
                general && !matches!(e.sector.as_ref(), "armed-group" | "legislature" | "court" | "media" | "company");
            said || same || body
        };
        self.recent(phrase, fits, false).map(|e| (e, LinkRule::OrganizationSpokenOf))
    }

    /// The known body of a capitalised phrase's words: "the Senate", where one state is spoken of.
    fn body_of_state(&self, phrase: &Phrase<'_>) -> Option<RecordId> {
        let name = self.text_of(phrase.noun_start..phrase.head + 1);
        self.draft.body_of_main_state(self.rules, &name)
    }

    /// The entity of some kind that was last the subject, or last named, within reach.
    fn recent(&self, phrase: &Phrase<'_>, fits: impl Fn(&Entity) -> bool, subjects_first: bool) -> Option<EntityId> {
        let before = &self.anchors[..self.anchors.partition_point(|a| a.end <= phrase.tokens.start)];
        let near = before.iter().rev().take_while(|a| a.sentence + REACH >= phrase.sentence);
        let mut fitting = near.filter(|a| fits(&self.draft.entities[a.entity]));
        if !subjects_first {
            return fitting.next().map(|a| a.entity);
        }
        let last = fitting.clone().next();
        fitting.find(|a| a.subject).or(last).map(|a| a.entity)
    }

    /// Notes every name of a state or organisation as something that a description may mean later.
    fn anchor_names(&mut self) {
        for number in 0..self.draft.mentions.len() {
            let mention = &self.draft.mentions[number];
            let kind = mention.entity.and_then(|e| self.draft.entities[e].kind);
            if mention.level != MentionLevel::Name {
                continue;
            }
            let mut anchor = self.anchor(mention);
            match kind {
                Some(ActorKind::State | ActorKind::Organization) => {}
                // Of whom its leader is named, the state is spoken of.
                Some(ActorKind::Person) => {
                    let record = mention.entity.and_then(|e| self.draft.entities[e].record);
                    let Some(state) = record.and_then(|r| self.led_state(r)) else { continue };
                    let entity = self.draft.of_record(self.rules, state);
                    anchor = anchor.map(|a| Anchor { entity, ..a });
                }
                _ => continue,
            }
            self.anchors.extend(anchor);
        }
        self.anchors.sort_by_key(|a| a.end);
    }

    /// The state that a known person led when the document was written, as far as either is known.
    fn led_state(&self, person: RecordId) -> Option<RecordId> {
        let year = self.r.document.date.map(|d| d.year());
        let mut offices = self.rules.gazetteer.record(person).offices();
        offices.find_map(|office| {
            let leads =
                self.rules.nouns.office(office.role).map(|n| n.class) == Some(NounClass::Role(RoleClass::Leader));
            let held = year.map_or(office.to.is_none(), |year| office.held_in(year));
            office.of.filter(|&of| leads && held && self.rules.gazetteer.record(of).kind == ActorKind::State)
        })
    }

    fn anchor(&self, mention: &RawMention) -> Option<Anchor> {
        let subject = self.is_subject(mention);
        Some(Anchor { end: mention.tokens.end, sentence: mention.sentence, entity: mention.entity?, subject })
    }

    fn is_subject(&self, mention: &RawMention) -> bool {
        let syntax = &self.r.syntax.sentences[mention.sentence];
        let heads = |c: &crate::syntax::clause::Clause| {
            c.subject.as_ref().is_some_and(|s| s.heads.iter().any(|&h| mention.heads.contains(&syntax.chunks[h].head)))
        };
        syntax.clauses.iter().filter(|c| c.own_subject).any(heads)
    }

    /// An actor without a name: "two Anglo-Iranian journalists", "a spokesman", "Iran's intelligence services".
    fn unnamed(&mut self, phrase: &Phrase<'_>) {
        let plural = phrase.noun.plural || phrase.noun.class == NounClass::Collective;
        let kind = match phrase.noun.class {
            NounClass::Institution => ActorKind::Organization,
            _ if plural => ActorKind::Group,
            _ => ActorKind::Person,
        };
        // "its networks" may be anybody's, and "my patients" are nobody's here.
        let w = self.rules.words;
        let possessed = phrase.tokens.clone().any(|t| self.r.syntax.tags[t] == Tag::PrpS);
        let first_person = [w.my, w.our].contains(&self.first_word(phrase));
        if self.is_predicate(phrase) || (possessed && (kind == ActorKind::Organization || first_person)) {
            return;
        }
        let modifiers = self.modifiers(phrase);
        let owner = phrase.of.as_ref().map(|(_, e)| *e);
        // Bare "people" or "affiliated groups" refer to nobody in particular, unless they do something.
        let specific = owner.is_some() || self.is_definite(phrase) || self.has_number(phrase);
        if !specific && (modifiers.is_empty() || !self.is_argument(phrase)) {
            return;
        }
        let noun = self.text_of(phrase.noun_start..phrase.head + 1);
        let of_state = owner.filter(|&o| self.draft.entities[o].kind == Some(ActorKind::State));
        let public = matches!(phrase.noun.sector.as_ref(), "intelligence" | "military" | "police" | "government");
        let is_state_body = kind == ActorKind::Organization && of_state.is_some() && phrase.noun.plural && public;
        let owner_name = owner.map(|o| o.to_string()).unwrap_or_default();
        // All of "its aggressive intelligence services" are the state's intelligence services.
        let described = if is_state_body { "" } else { modifiers.as_str() };
        let key = format!("{kind:?} {owner_name} {described} {}", fold(&noun));
        let state = of_state.and_then(|o| self.draft.entities[o].record);
        let label = self.label(phrase, is_state_body);
        let sector = phrase.noun.sector.clone();
        let make = || Entity { kind: Some(kind), state, sector, label, named: is_state_body, ..Entity::default() };
        let entity = self.draft.of_key(key, make);
        if is_state_body && let Some((words, owner)) = phrase.of.clone() {
            let subject = (phrase.tokens.clone(), entity);
            let predicate = phrase.noun_start..phrase.head + 1;
            let object = (words, owner);
            self.relations.push(RawRelation { subject, predicate, object, kind: RelationKind::PartOf, role: None });
        }
        self.refer(phrase, entity, kind, LinkRule::Description);
    }

    /// Its words without determiner, number and quotation marks; of the body of a state, the state's name and the noun.
    fn label(&self, phrase: &Phrase<'_>, is_state_body: bool) -> String {
        let noun = self.text_of(phrase.noun_start..phrase.head + 1);
        if is_state_body
            && let Some((_, owner)) = &phrase.of
            && let Some(record) = self.draft.entities[*owner].record
        {
            return format!("{}'s {noun}", self.rules.gazetteer.record(record).name);
        }
        let mut start = phrase.tokens.start;
        let skipped = |t: usize| {
            matches!(
                self.r.syntax.tags[t],
                Tag::Dt
                    | Tag::Pdt
                    | Tag::Cd
                    | Tag::PrpS
                    | Tag::In
                    | Tag::Jjs
                    | Tag::Jjr
                    | Tag::Rb
                    | Tag::OpenQuote
                    | Tag::To
            )
        };
        // "35-year-old engineer"
        let hyphenated = |t: usize| self.r.syntax.tags.get(t + 1) == Some(&Tag::Hyph);
        while start < phrase.noun_start && skipped(start) && !hyphenated(start) {
            start += 1;
        }
        self.text_of(start..phrase.head + 1).replace(['“', '”', '"', '‘'], "")
    }

    /// "Iran was the state actor": what a copula predicates is no actor of its own.
    fn is_predicate(&self, phrase: &Phrase<'_>) -> bool {
        let syntax = &self.r.syntax.sentences[phrase.sentence];
        let heads = syntax.chunks[phrase.chunk].head == phrase.head;
        heads
            && syntax.clauses.iter().any(|c| {
                syntax.chunks[c.verb].verb.copula && c.object.as_ref().is_some_and(|o| o.heads.contains(&phrase.chunk))
            })
    }

    /// Whether the phrase is a subject, an object or the agent of a passive.
    fn is_argument(&self, phrase: &Phrase<'_>) -> bool {
        let syntax = &self.r.syntax.sentences[phrase.sentence];
        let w = self.rules.words;
        syntax.clauses.iter().any(|c| {
            let is = |n: &crate::syntax::clause::Nominal| n.heads.contains(&phrase.chunk);
            (c.own_subject && c.subject.as_ref().is_some_and(is))
                || c.object.as_ref().is_some_and(is)
                || c.obliques.iter().any(|o| [w.by, w.against].contains(&o.preposition) && is(&o.object))
        })
    }

    fn has_number(&self, phrase: &Phrase<'_>) -> bool {
        phrase.tokens.clone().any(|t| self.r.syntax.tags[t] == Tag::Cd)
    }

    /// Adjectives and nouns before the noun, folded; determiners, numbers and what bounds them left out.
    fn modifiers(&self, phrase: &Phrase<'_>) -> String {
        let w = self.rules.words;
        let mut out = String::new();
        for t in phrase.tokens.start..phrase.noun_start {
            let tag = self.r.syntax.tags[t];
            let word = self.r.text.tokens[t].word;
            let keep =
                (tag.is_adjective() || tag.is_noun() || matches!(tag, Tag::Vbn | Tag::Vbg | Tag::Afx | Tag::Hyph))
                    && ![w.many, w.more, w.most, w.least, w.last, w.former, w.some].contains(&word);
            if keep {
                if !out.is_empty() && tag != Tag::Hyph && !out.ends_with('-') {
                    out.push(' ');
                }
                out.push_str(&fold(self.r.form(t)));
            }
        }
        out
    }

    fn refer(&mut self, phrase: &Phrase<'_>, entity: EntityId, kind: ActorKind, rule: LinkRule) {
        let mut tokens = phrase.tokens.clone();
        // A quotation that begins inside and ends right after belongs inside.
        let opened = tokens.clone().any(|t| self.r.syntax.tags[t] == Tag::OpenQuote);
        if opened && self.r.syntax.tags.get(tokens.end) == Some(&Tag::CloseQuote) {
            tokens.end += 1;
        }
        let form = self.text_of(tokens.clone());
        *self.draft.entities[entity].descriptions.entry(form).or_default() += 1;
        let mention = RawMention {
            heads: phrase.head..phrase.head + 1,
            tokens,
            entity: Some(entity),
            kind,
            level: MentionLevel::Nominal,
            rule,
            sentence: phrase.sentence,
        };
        if rule == LinkRule::GovernmentOfState {
            let at = self.anchors.partition_point(|a| a.end <= mention.tokens.end);
            self.anchors.splice(at..at, self.anchor(&mention));
        }
        self.draft.add(mention);
    }
}
