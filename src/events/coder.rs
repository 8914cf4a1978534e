//! Reads the events of one sentence: chooses the sense of each trigger and puts the parts of an event together.
//!
//! Enters: a sentence with its clauses. Leaves: [`Draft`]s. First the verbs of all clauses, then the head nouns of all noun
//! phrases but those that a verb's sense has named ("reject the offer" is one event). A noun is an event only with a
//! role, a number, a date of its own or a light verb, as most of these nouns also name things and topics.

use crate::actors::Cast;
use crate::annotation::{ActorKind, Argument, Event, EventType, Modality, Polarity, Quantity, Role};
use crate::document::Span;
use crate::lexicon::WordId;
use crate::pipeline::Reading;
use crate::syntax::chunk::{Chunk, ChunkKind};
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use crate::syntax::words::FunctionWords;
use crate::text::token::Shape;
use crate::time::TimeExpression;

use super::EventRules;
use super::arguments::{Finder, Found};
use super::dating::Site;
use super::labels::Named;
use super::merge::Trace;
use super::modality::{self, Status};
use super::phrase::Filler;
use super::quantity::{self, QuantityExpression};
use super::trigger::{self, Lemma, LightUse, Sense};

/// An event before its fillers are resolved to actors.
pub(super) struct Draft<'a> {
    pub(super) trigger: Span,
    word: WordId,
    lemma: &'a Lemma,
    /// Its base form, of several words where one alone does not tell what happens: "blow up", "hold talks".
    name: String,
    /// Whether a noun in the plural tells it.
    several: bool,
    kind: EventType,
    cameo: &'a str,
    found: Found,
    /// Noun phrases that the sense names after a preposition: "strike" of "went on strike".
    governed: Vec<usize>,
    time: Option<TimeExpression>,
    quantity: Option<Quantity>,
    status: Status,
}

impl Draft<'_> {
    /// What tells repeated mentions apart.
    pub(super) fn trace(&self) -> Trace {
        Trace { family: self.lemma.family, of_events: self.found.of_events }
    }

    /// The noun phrases whose words may tell mode and contexts.
    pub(super) fn named(&self, chunks: &[Chunk]) -> Named {
        let mut named = Named::default();
        for (role, filler) in self.found.roles.iter().filter(|(role, _)| *role != Role::Place) {
            let list = if *role == Role::Instrument { &mut named.objects } else { &mut named.participants };
            list.push(filler.tokens.clone());
        }
        let counted = self.found.counted.iter().chain(&self.governed).map(|&c| &chunks[c]);
        let takes_part = |c: &Chunk| self.found.roles.iter().any(|(_, f)| c.tokens.contains(&f.head));
        named.objects.extend(counted.filter(|c| !takes_part(c)).map(|c| c.tokens.clone()));
        named
    }

    /// Resolves the fillers.
    pub(super) fn finish(
        self,
        rules: &EventRules,
        words: &FunctionWords,
        reading: Reading<'_>,
        quantities: &[QuantityExpression],
        cast: &Cast,
    ) -> Event {
        let mut arguments: Vec<Argument> = Vec::with_capacity(self.found.roles.len());
        let mut owners = Vec::with_capacity(self.found.roles.len());
        let mut status = self.status;
        for (role, filler) in &self.found.roles {
            // "Nobody was arrested", "neither side attacked": it did not happen, and nobody took part.
            let first = filler.tokens.clone().find(|&t| reading.syntax.tags[t] != Tag::In);
            let quantity = quantity::of_head(quantities, filler.head);
            // "No fewer than 12" denies nobody.
            let in_number = |t: usize| quantity.is_some_and(|q| q.span.contains(reading.text.tokens[t].span));
            let denied = first.is_some_and(|t| words.denies(reading.text.tokens[t].word) && !in_number(t));
            if denied && matches!(role, Role::Agent | Role::Patient) {
                status.deny(reading.text.tokens[first.unwrap_or(filler.head)].span);
                continue;
            }
            let reference = cast.reference(reading.span(filler.tokens.clone()), filler.head);
            let takes_part = matches!(role, Role::Agent | Role::Patient | Role::Recipient);
            let owner = filler.owner.filter(|_| takes_part && reference.actor.is_none());
            let owner = owner.and_then(|head| cast.reference(reference.span, head).actor);
            arguments.push(Argument { role: *role, filler: reference, quantity: quantity.cloned() });
            owners.push(owner);
        }
        // "bombed positions of the army" is done to the army; but in "closed its border" nobody does it to himself.
        for (at, owner) in owners.into_iter().enumerate().filter(|(_, o)| o.is_some()) {
            if arguments.iter().all(|a| a.filler.actor != owner) {
                arguments[at].filler.actor = owner;
            }
        }
        arguments.sort_by_key(|a| (a.filler.span, a.role));
        let (kind, cameo) = self.in_words(&arguments, rules, cast).unwrap_or((self.kind, self.cameo));
        Event {
            trigger: self.trigger,
            lemma: self.name,
            kind,
            cameo: cameo.to_owned(),
            coding: rules.ontology.coding(kind, cameo).expect("triggers name types of the ontology"),
            arguments,
            time: self.time.map(|t| t.time),
            quantity: self.quantity,
            polarity: status.polarity,
            polarity_words: status.polarity_words,
            modality: status.modality,
            modality_words: status.modality_words,
            same_as: None,
            links: Vec::new(),
        }
    }
}

impl Draft<'_> {
    /// A named person who "attacks" somebody does it in words, unless a weapon is named; so are "attacks on Doe" of which no
    /// place is told.
    fn in_words(&self, arguments: &[Argument], rules: &EventRules, cast: &Cast) -> Option<(EventType, &'static str)> {
        let is_person = |a: &Argument| {
            a.filler.actor.is_some_and(|id| cast.actor(id).named && cast.actor(id).kind == ActorKind::Person)
        };
        let by_person = arguments.iter().any(|a| a.role == Role::Agent && is_person(a));
        let on_person = arguments.iter().any(|a| a.role == Role::Patient && is_person(a));
        let armed = arguments.iter().any(|a| a.role == Role::Instrument);
        let placed = arguments.iter().any(|a| a.role == Role::Place);
        let verbal = by_person || on_person && self.several && !placed;
        (self.kind == EventType::Assault && rules.fillers.is_verbal(self.word) && verbal && !armed)
            .then_some((EventType::Accuse, "111"))
    }
}

/// Complements within complements that a missing patient is looked for in: "agreed to try to free them".
const COMPLEMENTS: usize = 2;

/// How much an object of a listed kind makes a sense more specific: less than a listed word.
const BY_KIND: u32 = 1 << 7;

/// Reads the events of one sentence.
pub(super) struct Coder<'r, 's> {
    pub(super) rules: &'r EventRules,
    pub(super) finder: Finder<'s>,
    /// Those of the sentence.
    pub(super) quantities: &'s [QuantityExpression],
    /// What the time expressions of the sentence date.
    pub(super) sites: Vec<Site>,
}

impl<'r> Coder<'r, '_> {
    pub(super) fn sentence(&self, drafts: &mut Vec<Draft<'r>>) {
        let view = self.finder.view;
        // Nouns that a verb's sense names: "reject the offer" is one event.
        let mut spent = vec![false; view.chunks.len()];
        for number in 0..view.clauses.len() {
            drafts.extend(self.verb(number, Some(&mut spent), COMPLEMENTS));
        }
        for (chunk, c) in view.chunks.iter().enumerate() {
            if c.kind == ChunkKind::Noun && !spent[chunk] {
                drafts.extend(self.noun(chunk));
            }
        }
    }

    fn verb(&self, number: usize, mut spent: Option<&mut [bool]>, depth: usize) -> Option<Draft<'r>> {
        let view = self.finder.view;
        let clause = &view.clauses[number];
        let chunk = &view.chunks[clause.verb];
        if chunk.verb.copula || !view.tag(chunk.head).is_verb() || self.is_part_of_name(chunk.head) {
            return None;
        }
        let before = view.words_before(chunk.head, chunk.tokens.start);
        let lemma = self.rules.triggers.verb(view.token_word(chunk.head), before)?;
        let objects = self.logical_objects(number);
        let (sense, named) = self.verb_sense(number, lemma, &objects)?;
        if sense.particles.is_empty() && self.has_other_particle(number) {
            return None;
        }
        if sense.kind.is_none() || !named {
            // The noun of a light verb is the event: "carried out an attack", but "imposed sanctions" may be either.
            let light = objects.iter().any(|&o| self.is_light_object(o));
            if sense.kind.is_none() || light {
                return None;
            }
        }
        let kind = sense.kind?;
        if kind == EventType::Assault && self.finder.has_natural_cause(number) {
            return None;
        }
        if let Some(spent) = &mut spent {
            for &object in objects.iter().filter(|_| named) {
                spent[view.counted(object)] = true;
            }
        }
        let governed = self.governed(number, sense);
        if let Some(spent) = &mut spent {
            governed.iter().for_each(|&g| spent[g] = true);
        }
        let mut found = self.finder.of_verb(number, sense, &objects);
        let inner = if depth > 0 { self.complete(number, kind, &mut found, depth) } else { None };
        let hostile = matches!(inner, Some(EventType::Sanction | EventType::Coerce | EventType::Assault));
        let vowed =
            hostile && kind == EventType::Agree && self.rules.fillers.is_commissive(view.token_word(chunk.head));
        let (kind, cameo) = if vowed { (EventType::Threaten, "130") } else { (kind, sense.cameo.as_str()) };
        let status = modality::of_verb(&self.rules.modality, view, number);
        if self.rules.fillers.is_contest(view.token_word(chunk.head)) {
            // "they battle for second place", but "both sides fight".
            let told = |(_, f): &(Role, Filler)| view.tag(f.head) != Tag::Prp;
            let against = found.has(Role::Patient) || found.has(Role::Place) || found.roles.iter().any(told);
            if !against || !self.is_armed_contest(&found) {
                return None;
            }
        }
        let told = kind;
        let (kind, cameo) = self.announced(number, (kind, cameo), status, &mut found);
        // "Will not release them" is a refusal, not a refusal that does not happen.
        let status = if kind == EventType::Reject && told != kind { status.affirmed() } else { status };
        if !found.has(Role::Agent) && !found.has(Role::Patient) && !found.has(Role::Recipient) {
            return None;
        }
        let last = self.particle_token(number, sense).unwrap_or(chunk.head);
        Some(Draft {
            trigger: view.reading.span(chunk.head..last + 1),
            word: view.token_word(chunk.head),
            name: self.name(lemma, sense, number, &objects, &found),
            several: false,
            lemma,
            kind,
            cameo,
            quantity: quantity::after_verb(view, self.quantities, number)
                .or_else(|| quantity::of_chunks(view, self.quantities, &found.counted)),
            found,
            governed,
            time: self.time_of_verb(number),
            status,
        })
    }

    /// What to call the event of a verb: with its particle, and with what its sense names where that fills no role.
    fn name(&self, lemma: &Lemma, sense: &Sense, number: usize, objects: &[usize], found: &Found) -> String {
        let view = self.finder.view;
        let form = |t: usize| view.reading.form(t).to_lowercase();
        let mut name = lemma.name.clone();
        if !sense.particles.is_empty() {
            let particles = sense.particles.iter().filter_map(|&p| self.particle_form(number, p));
            particles.for_each(|t| {
                name.push(' ');
                name.push_str(&form(t));
            });
        }
        let fills = |c: usize| found.roles.iter().any(|(_, f)| f.head == view.chunks[c].head);
        let beside = self.beside_object(number, objects);
        let named = objects.iter().map(|&o| view.counted(o)).chain(beside).find_map(|o| {
            let length = self.phrase_length(&sense.objects, o).filter(|_| !fills(o))?;
            let head = view.chunks[o].head;
            Some((head + 1).saturating_sub(length).max(view.chunks[o].tokens.start)..head + 1)
        });
        for token in named.into_iter().flatten() {
            name.push(' ');
            name.push_str(&form(token));
        }
        name
    }

    /// Where a particle of a verb stands: after it, or after its object.
    fn particle_form(&self, number: usize, particle: WordId) -> Option<usize> {
        let view = self.finder.view;
        let clause = &view.clauses[number];
        let from = view.chunks[clause.verb].head + 1;
        let to = view.chunks.get(view.verb_scope(clause).end).map_or(self.finder.end, |c| c.tokens.start);
        (from..to.min(from + 16)).find(|&t| view.token_word(t) == particle)
    }

    /// "Mr. Ban said", "the most-visited page": a capital within a sentence that is no headline, or a compound.
    fn is_part_of_name(&self, token: usize) -> bool {
        let view = self.finder.view;
        let tokens = &view.reading.text.tokens;
        let joined = |hyphen: usize, after: usize| {
            view.tag(hyphen) == Tag::Hyph && !tokens[hyphen].space_before && !tokens[after].space_before
        };
        let compound = token > self.finder.start && joined(token - 1, token);
        compound || tokens[token].shape == Shape::Capital && token > self.finder.start && !self.is_headline()
    }

    /// Whether most longer words of the sentence begin with a capital.
    fn is_headline(&self) -> bool {
        let (mut capitals, mut others) = (0, 0);
        let tokens = &self.finder.view.reading.text.tokens[self.finder.start..self.finder.end];
        for token in tokens.iter().take(40).filter(|t| t.span.len() > 3 && t.shape.is_word()) {
            *if token.shape.is_capital() { &mut capitals } else { &mut others } += 1;
        }
        capitals > others * 2
    }

    /// "Washington backed out": with a particle that no sense names the verb means something else.
    fn has_other_particle(&self, number: usize) -> bool {
        let view = self.finder.view;
        let next = view.chunks[view.clauses[number].verb].tokens.end;
        next < view.reading.text.tokens.len()
            && view.tag(next) == Tag::Rp
            && ![view.words.in_, view.words.on, view.words.over].contains(&view.token_word(next))
    }

    /// Whether blows are meant: those it is against can act, and nobody is a person by name, unless a place is told: "fought the
    /// rebels", "fought in Vietnam", "the battle with the army", but not "fights crime", "Roe battled Doe for a seat".
    fn is_armed_contest(&self, found: &Found) -> bool {
        let view = self.finder.view;
        let acts = |head: usize| {
            matches!(view.tag(head), Tag::Nnp | Tag::Nnps | Tag::Prp | Tag::PrpS)
                || self.rules.fillers.is_actor(view.token_word(head))
        };
        let sides = || found.roles.iter().filter(|(r, _)| matches!(r, Role::Agent | Role::Patient)).map(|(_, f)| f);
        let placed = found.has(Role::Place);
        let against = found.roles.iter().filter(|(r, _)| *r == Role::Patient).all(|(_, f)| acts(f.head));
        against && (placed || sides().all(|f| !self.finder.is_named_person(f)))
    }

    /// Takes a missing patient from the clause that the verb governs: "threatened to bomb the port", "demanded that
    /// Hamas disarm". Gives the type of the event that an infinitive tells.
    fn complete(&self, number: usize, kind: EventType, found: &mut Found, depth: usize) -> Option<EventType> {
        if found.has(Role::Patient) || found.has(Role::Recipient) {
            return None;
        }
        let view = self.finder.view;
        let child =
            view.subordinates(number).find(|&c| !matches!(view.relation(c), Relation::AclRelcl | Relation::Advcl))?;
        let complement = &view.clauses[child];
        let infinitive = view.chunks[complement.verb].verb.infinitive;
        match kind {
            EventType::Request if complement.own_subject && !infinitive => {
                if let Some(subject) = &complement.subject {
                    found.add(Role::Patient, self.finder.actors_of(&subject.heads));
                }
            }
            EventType::Agree | EventType::Threaten | EventType::Reject if infinitive => {
                match self.verb(child, None, depth - 1) {
                    Some(inner) => {
                        let patients = inner.found.roles.into_iter();
                        let patients = patients.filter(|(r, _)| matches!(r, Role::Patient | Role::Recipient));
                        found.add(Role::Patient, patients.map(|(_, f)| f).collect());
                        found.counted = inner.found.counted;
                        return Some(inner.kind);
                    }
                    None => {
                        found.add(Role::Patient, self.finder.affected(child));
                        found.counted = view.object(child);
                    }
                }
            }
            _ => {}
        }
        None
    }

    /// The nouns that the sense names after a preposition: "came under attack" is one event.
    fn governed(&self, number: usize, sense: &Sense) -> Vec<usize> {
        let mut governed = Vec::new();
        if sense.governed.is_empty() {
            return governed;
        }
        let view = self.finder.view;
        let scope = view.verb_scope(&view.clauses[number]);
        for words in &sense.prepositions {
            if let Some((_, object)) =
                view.preposition(words, scope.clone()).filter(|&(_, o)| view.is(o, ChunkKind::Noun))
            {
                let named = |&head: &usize| self.phrase_length(&sense.governed, head).is_some();
                governed.extend(view.coordinated(object).into_iter().filter(named));
            }
        }
        governed
    }

    /// What an act that is only announced counts as: "will send aid" is an agreement, "will impose sanctions" a threat,
    /// "said that Sudan must withdraw" a demand, "will not release them" a refusal. So CAMEO's codes 03, 10, 12, 13.
    fn announced(
        &self,
        number: usize,
        (kind, cameo): (EventType, &'r str),
        status: Status,
        found: &mut Found,
    ) -> (EventType, &'r str) {
        let view = self.finder.view;
        let clause = &view.clauses[number];
        let Some(modality) = modality::announced(&self.rules.modality, view, number) else { return (kind, cameo) };
        let reported = clause.parent.filter(|_| clause.own_subject && view.relation(number) == Relation::Ccomp);
        if modality == Modality::Requested {
            let Some(speaker) = reported else { return (kind, cameo) };
            let speakers = self.finder.subjects(speaker);
            if speakers.is_empty() || !found.has(Role::Agent) {
                return (kind, cameo);
            }
            found.roles.retain(|(r, _)| *r == Role::Agent);
            for (role, _) in &mut found.roles {
                *role = Role::Patient;
            }
            found.add(Role::Agent, speakers);
            return (EventType::Request, "100");
        }
        // "would" announces only in reported speech: "said it would close the border".
        if modality == Modality::Conditional && reported.is_none() || !found.has(Role::Agent) {
            return (kind, cameo);
        }
        let negative = status.polarity == Polarity::Negative;
        match kind {
            EventType::Aid if !negative => (EventType::Agree, "033"),
            EventType::Consult if !negative => (EventType::Agree, "036"),
            EventType::Cooperate if !negative => (EventType::Agree, "031"),
            EventType::Support if !negative => (EventType::Agree, "032"),
            EventType::Concede | EventType::Retreat if !negative => (EventType::Agree, "035"),
            EventType::Aid | EventType::Consult | EventType::Cooperate | EventType::Support => {
                (EventType::Reject, "120")
            }
            EventType::Concede | EventType::Retreat => (EventType::Reject, "120"),
            EventType::Sanction if !negative => (EventType::Threaten, "131"),
            EventType::Coerce | EventType::Assault if !negative => (EventType::Threaten, "138"),
            _ => (kind, cameo),
        }
    }

    /// The object, in the passive the subject.
    fn logical_objects(&self, number: usize) -> Vec<usize> {
        let view = self.finder.view;
        let clause = &view.clauses[number];
        if view.is_passive(number) {
            return clause.subject.as_ref().map_or_else(Vec::new, |s| s.heads.clone());
        }
        let objects = view.object(number);
        // "carried out attacks" with "out" taken for a preposition.
        let next = clause.verb + 1;
        let particle =
            objects.is_empty() && view.is(next, ChunkKind::Preposition) && view.is(next + 1, ChunkKind::Noun);
        let word = view.head_word(next);
        let is_particle = [view.words.up, view.words.over].contains(&word) || !self.is_preposition(word);
        if particle && is_particle { view.coordinated(next + 1) } else { objects }
    }

    fn is_preposition(&self, word: WordId) -> bool {
        let w = self.finder.view.words;
        [
            w.to, w.of, w.in_, w.on, w.at, w.by, w.for_, w.from, w.with, w.against, w.into, w.as_, w.about, w.between,
            w.under,
        ]
        .contains(&word)
    }

    /// Whether an object is an event noun that its verb is light for.
    fn is_light_object(&self, chunk: usize) -> bool {
        let view = self.finder.view;
        let counted = &view.chunks[view.counted(chunk)];
        let before = view.words_before(counted.head, counted.tokens.start);
        self.rules.triggers.noun(view.token_word(counted.head), before).is_some()
            && self.finder.light_verb(chunk).is_some()
    }

    /// The most specific sense that holds, and whether it names the object.
    fn verb_sense(&self, number: usize, lemma: &'r Lemma, objects: &[usize]) -> Option<(&'r Sense, bool)> {
        let mut best: Option<(u32, &Sense, bool)> = None;
        let infinitive = self.infinitive(number);
        for sense in lemma.senses() {
            if let Some((rank, named)) = self.rank_verb(number, sense, objects, infinitive)
                && best.is_none_or(|(r, ..)| rank > r)
            {
                best = Some((rank, sense, named));
            }
        }
        best.map(|(_, sense, named)| (sense, named))
    }

    /// How specific a sense is that holds: particle, then length of the object, then preposition. `None` if it does not.
    fn rank_verb(
        &self,
        number: usize,
        sense: &Sense,
        objects: &[usize],
        infinitive: Option<WordId>,
    ) -> Option<(u32, bool)> {
        let view = self.finder.view;
        let clause = &view.clauses[number];
        let has = |p: &WordId| clause.particle == Some(*p) || self.finder.adverb_after(number, *p);
        if !sense.particles.iter().all(has) {
            return None;
        }
        let mut rank = u32::from(!sense.particles.is_empty()) << 16;
        let mut named = false;
        if !sense.objects.is_empty() {
            let beside = self.beside_object(number, objects);
            let all = objects.iter().take(4).chain(&beside);
            let longest = all.filter_map(|&o| self.phrase_length(&sense.objects, o)).max();
            let verb = || sense.objects.longest(infinitive?, std::iter::empty());
            match longest.or_else(verb) {
                Some(longest) => rank += u32::try_from(longest).unwrap_or(1) << 8,
                None if objects.iter().take(4).any(|&o| self.is_of_kind(&sense.objects, o)) => {
                    // "The senator captured Ohio": a person alone takes votes.
                    let person = self.finder.subjects(number).iter().any(|f| self.finder.is_person(f));
                    if person && sense.kind == Some(EventType::Assault) && sense.objects.has_kind(ActorKind::Place) {
                        return None;
                    }
                    rank += BY_KIND;
                }
                None => return None,
            }
            named = true;
        }
        if !sense.prepositions.is_empty() || !sense.governed.is_empty() {
            let length = self.preposition_length(number, sense)?;
            rank += (u32::try_from(length).unwrap_or(0) << 8) + 1;
        }
        Some((rank, named))
    }

    /// What a verb makes of its object, right after both: "took two tourists | hostage", "was found | guilty".
    fn beside_object(&self, number: usize, objects: &[usize]) -> Option<usize> {
        let view = self.finder.view;
        let verb = view.clauses[number].verb;
        let last = objects.iter().copied().filter(|&o| o > verb).max().map_or(verb, |o| view.of_end(o));
        let next = last + 1;
        let passive = view.is_passive(number);
        let fits = view.is(next, ChunkKind::Adjective) || view.is(next, ChunkKind::Noun) && (last > verb || passive);
        (fits && view.chunks[next].tokens.start == view.chunks[last].tokens.end).then_some(next)
    }

    /// Whether a noun phrase is of a kind that a list names: "captured Mosul", "asked the rebels".
    fn is_of_kind(&self, list: &trigger::PhraseList, chunk: usize) -> bool {
        let view = self.finder.view;
        let chunk = view.counted(chunk);
        let head = view.chunks[chunk].head;
        self.finder.kind_of_name(chunk).is_some_and(|k| list.has_kind(k))
            || list.has_actors() && (view.tag(head) == Tag::Prp || self.rules.fillers.is_actor(view.token_word(head)))
    }

    /// Words of the longest listed phrase that a noun phrase ends in.
    fn phrase_length(&self, list: &trigger::PhraseList, chunk: usize) -> Option<usize> {
        let view = self.finder.view;
        let here = |c: usize| {
            let c = &view.chunks[c];
            let word = view.token_word(c.head);
            if !word.is_known() {
                return None;
            }
            let base = self.rules.triggers.base(word);
            let before = || view.words_before(c.head, c.tokens.start);
            let by_base = list.longest(base, before());
            if by_base.is_none() && base != word { list.longest(word, before()) } else { by_base }
        };
        here(chunk).or_else(|| Some(view.counted(chunk)).filter(|&c| c != chunk).and_then(here))
    }

    /// "declined to comment": the verb of the infinitive counts as object.
    fn infinitive(&self, number: usize) -> Option<WordId> {
        let view = self.finder.view;
        let complement = view.subordinates(number).find(|&c| {
            let xcomp = view.relation(c) == Relation::Xcomp || view.clauses[c].verb <= view.clauses[number].end;
            xcomp && view.chunks[view.clauses[c].verb].verb.infinitive
        })?;
        let verb = &view.chunks[view.clauses[complement].verb];
        Some(self.rules.triggers.base(view.token_word(verb.head)))
    }

    /// Whether a preposition of the sense follows; gives the length of the phrase that it must govern, 0 for none.
    fn preposition_length(&self, number: usize, sense: &Sense) -> Option<usize> {
        let view = self.finder.view;
        let clause = &view.clauses[number];
        let scope = view.verb_scope(clause);
        let mut best = None;
        for words in &sense.prepositions {
            let oblique = || clause.obliques.iter().find(|o| words.len() == 1 && o.preposition == words[0]);
            let found = view.preposition(words, scope.clone());
            let found = found.or_else(|| oblique().map(|o| (o.at, o.object.heads[0])));
            let length = match found {
                Some((_, object)) if !sense.governed.is_empty() => {
                    if !view.is(object, ChunkKind::Noun) {
                        continue;
                    }
                    let heads = view.coordinated(object);
                    heads.iter().filter_map(|&h| self.phrase_length(&sense.governed, h)).max()
                }
                // "condemned Japan's visit to the island": the preposition is the noun's.
                Some((at, _)) if sense.objects.is_empty() && self.is_taken_by_noun(at) => None,
                Some(_) => Some(0),
                // "asked them to leave", "lent Ghana money"
                None if sense.governed.is_empty() && words[..] == [view.words.to] => {
                    let given = || !self.finder.indirect(number, &view.object(number)).is_empty();
                    self.infinitive(number).map(|_| 0).or_else(|| given().then_some(0))
                }
                None if sense.governed.is_empty() => self.gerund_after(number, words),
                None => None,
            };
            best = best.max(length);
        }
        best
    }

    /// Whether a preposition right after an event noun is one that fills its roles.
    fn is_taken_by_noun(&self, preposition: usize) -> bool {
        let view = self.finder.view;
        let Some(noun) = preposition.checked_sub(1).filter(|&n| self.is_event_noun(n)) else { return false };
        let c = &view.chunks[noun];
        let lemma = self.rules.triggers.noun(view.token_word(c.head), view.words_before(c.head, c.tokens.start));
        let slot = trigger::Slot::Preposition(view.head_word(preposition));
        lemma
            .and_then(|l| self.noun_sense(noun, l))
            .is_some_and(|s| s.agent.contains(&slot) || s.patient.contains(&slot))
    }

    /// "accused Iran of plotting": the preposition governs a clause.
    fn gerund_after(&self, number: usize, words: &[WordId]) -> Option<usize> {
        let view = self.finder.view;
        let opens = |c: usize| {
            let predicate = view.parse.token(view.clauses[c].predicate);
            let mut marks = view.parse.children(predicate).take_while(|&t| t < predicate);
            marks.any(|t| {
                matches!(view.parse.relation(t), Relation::Mark | Relation::Case) && view.token_word(t) == words[0]
            })
        };
        (words.len() == 1 && view.subordinates(number).any(opens)).then_some(0)
    }

    /// The token of the sense's particle where it stands right after the verb.
    fn particle_token(&self, number: usize, sense: &Sense) -> Option<usize> {
        let view = self.finder.view;
        let head = view.chunks[view.clauses[number].verb].head;
        let next = view.reading.text.tokens.get(head + 1)?;
        sense.particles.first().filter(|&&p| next.word == p).map(|_| head + 1)
    }

    fn noun(&self, chunk: usize) -> Option<Draft<'r>> {
        let view = self.finder.view;
        let c = &view.chunks[chunk];
        let word = view.token_word(c.head);
        // "Court of Appeals", "Free Trade Agreement": names are no events.
        if !matches!(view.tag(c.head), Tag::Nn | Tag::Nns) {
            return None;
        }
        let lemma = self.rules.triggers.noun(word, view.words_before(c.head, c.tokens.start))?;
        let sense = self.noun_sense(chunk, lemma)?;
        let kind = sense.kind?;
        let light = self.finder.light_verb(chunk);
        let found = self.finder.of_noun(chunk, sense, light);
        let quantity = quantity::of_chunks(view, self.quantities, &found.counted)
            .or_else(|| quantity::of_chunks(view, self.quantities, &[chunk]));
        if self.rules.fillers.is_contest(word) && !self.is_armed_contest(&found) {
            return None;
        }
        let told = found.has(Role::Agent) || found.has(Role::Patient) || found.has(Role::Recipient);
        let (time, own) = self.time_of_noun(chunk, light.map(|(c, _)| c));
        // "This year's expulsions follow a pattern", "The raid in May took place".
        let dated = own && time.is_some();
        let carried = light.is_some_and(|(_, l)| l != LightUse::Neither) && found.has(Role::Place);
        if !(told || dated || quantity.is_some() || carried) {
            return None;
        }
        let first = c.head - lemma.before.len().min(c.head - c.tokens.start);
        Some(Draft {
            trigger: view.reading.span(first..c.head + 1),
            word,
            name: lemma.name.clone(),
            several: view.is_plural(c.head),
            lemma,
            kind,
            cameo: &sense.cameo,
            found,
            governed: Vec::new(),
            time,
            quantity,
            status: modality::of_noun(&self.rules.modality, view, chunk, light.map(|(_, l)| l)),
        })
    }

    fn noun_sense(&self, chunk: usize, lemma: &'r Lemma) -> Option<&'r Sense> {
        let mut best: Option<(u32, &Sense)> = None;
        for sense in lemma.senses() {
            if let Some(rank) = self.rank_noun(chunk, sense)
                && best.is_none_or(|(r, _)| rank > r)
            {
                best = Some((rank, sense));
            }
        }
        best.map(|(_, sense)| sense)
    }

    fn rank_noun(&self, chunk: usize, sense: &Sense) -> Option<u32> {
        let view = self.finder.view;
        let mut rank = 0;
        if !sense.objects.is_empty() {
            let modifiers = view.modifiers(chunk);
            let length = modifiers.clone().filter_map(|t| {
                let before = || view.words_before(t, modifiers.start);
                let word = view.token_word(t);
                sense
                    .objects
                    .longest(self.rules.triggers.base(word), before())
                    .or_else(|| sense.objects.longest(word, before()))
            });
            rank += u32::try_from(length.max()?).unwrap_or(1) << 8;
        }
        if !sense.prepositions.is_empty() {
            let scope = view.noun_scope(chunk);
            let holds = |words: &[WordId]| {
                let (_, object) = view.preposition(words, scope.clone())?;
                if sense.governed.is_empty() {
                    return Some(0);
                }
                Some(object)
                    .filter(|&o| view.is(o, ChunkKind::Noun))
                    .and_then(|o| self.phrase_length(&sense.governed, o))
            };
            let length = sense.prepositions.iter().filter_map(|words| holds(words)).max()?;
            rank += (u32::try_from(length).unwrap_or(0) << 8) + 1;
        }
        Some(rank)
    }

    pub(super) fn is_event_noun(&self, chunk: usize) -> bool {
        let view = self.finder.view;
        let c = &view.chunks[chunk];
        c.kind == ChunkKind::Noun
            && self
                .rules
                .triggers
                .noun(view.token_word(c.head), view.words_before(c.head, c.tokens.start))
                .is_some_and(|l| self.noun_sense(chunk, l).is_some_and(|s| s.kind.is_some()))
    }

    /// Whether the verb of a clause tells an event of its own.
    pub(super) fn tells_event(&self, number: usize) -> bool {
        let view = self.finder.view;
        let chunk = &view.chunks[view.clauses[number].verb];
        let before = view.words_before(chunk.head, chunk.tokens.start);
        let Some(lemma) = self.rules.triggers.verb(view.token_word(chunk.head), before) else { return false };
        let objects = self.logical_objects(number);
        let light = objects.iter().any(|&o| self.is_light_object(o));
        !light && self.verb_sense(number, lemma, &objects).is_some_and(|(s, _)| s.kind.is_some())
    }
}
