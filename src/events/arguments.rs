//! Who takes part in an event: fills the slots of a trigger's sense from the clause or noun phrase it stands in.
//!
//! Enters: a trigger with its sense. Leaves: fillers with roles. The slots come from the tables; here stands where each is
//! found in a sentence: grammatical subject and object with voice undone ("spies were expelled by Paris"), possessor and
//! adjective of a noun ("Russia's invasion", "Russian invasion"), prepositional phrases. One who undergoes an event is
//! never made its agent: a passive without "by" has none. A filler is a whole noun phrase without what follows its head;
//! of counted things ("hundreds of officials") also what is counted.

use rustc_hash::FxHashSet;

use crate::actors::Cast;
use crate::annotation::{ActorKind, EventType, MentionLevel, Role};
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId};
use crate::syntax::chunk::ChunkKind;
use crate::syntax::clause::ClauseKind;
use crate::syntax::tag::Tag;
use crate::time::TimeExpression;

use super::modality::ModalityRules;
use super::phrase::{Filler, Governed, View};
use super::trigger::{LightUse, Sense, Slot, Triggers};

/// What this file must know of words.
#[derive(Debug)]
pub(super) struct FillerRules {
    /// "Russian", "Anglo"
    adjectives: FxHashSet<WordId>,
    /// "police", "rebels", "minister", "ministry": nouns that can act.
    actors: FxHashSet<WordId>,
    /// "earthquake", "crash": they kill, but nobody acts.
    causes: FxHashSet<WordId>,
    /// "bomb", "knife"
    weapons: FxHashSet<WordId>,
    /// "led" in "UK-led"
    agentive: FxHashSet<WordId>,
    /// "fight", "combat": mostly of things, unless it is against someone.
    contests: FxHashSet<WordId>,
    /// "attack": words rather than blows, where a named person does it.
    verbal: FxHashSet<WordId>,
    /// "vow", "pledge": a threat where the act is hostile.
    commissives: FxHashSet<WordId>,
    /// "claim", "admit" responsibility
    admissions: FxHashSet<WordId>,
    responsibility: WordId,
    responsible: WordId,
    behind: WordId,
    /// "case", "basis": fill no role.
    abstract_nouns: FxHashSet<WordId>,
    /// "positions", "embassy", "tanker": what is done to them is done to whose they are.
    possessions: FxHashSet<WordId>,
    /// "by mistake": how it is done, not by whom.
    means: FxHashSet<WordId>,
    /// "blame": "is to blame" tells of the one who is blamed.
    blamed: FxHashSet<WordId>,
    /// "give", "lend": whom it is given to may stand before what is given.
    datives: FxHashSet<WordId>,
    inside: [WordId; 9],
    topic: [WordId; 5],
    using: WordId,
}

impl FillerRules {
    /// Reads `event_fillers.tsv`, the adjectives of `states.tsv` and the nouns of the actors' lexicons.
    pub(super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let mut sets: [FxHashSet<WordId>; 12] = Default::default();
        let table = Table::parse(
            "data/lexicon/event_fillers.tsv",
            include_str!("../../data/lexicon/event_fillers.tsv"),
            &["form", "class"],
        )?;
        for row in table.rows() {
            let set = match row.cell(1) {
                "cause" => 0,
                "weapon" => 1,
                "agentive" => 2,
                "abstract" => 3,
                "contest" => 4,
                "verbal" => 5,
                "commissive" => 6,
                "admission" => 7,
                "possession" => 8,
                "means" => 9,
                "dative" => 10,
                "blamed" => 11,
                other => return Err(row.error(format!("unknown class {other:?}"))),
            };
            let forms = match set {
                0 | 1 | 8 => inflections.noun(row.cell(0)),
                2 | 3 | 9 => vec![row.cell(0).to_owned()],
                _ => inflections.verb(row.cell(0)),
            };
            sets[set].extend(forms.iter().map(|f| vocabulary.add(f)));
        }
        let [
            causes,
            weapons,
            agentive,
            abstract_nouns,
            contests,
            verbal,
            commissives,
            admissions,
            possessions,
            means,
            datives,
            blamed,
        ] = sets;
        Ok(Self {
            adjectives: nationalities(vocabulary)?,
            actors: actor_nouns(vocabulary)?,
            causes,
            weapons,
            agentive,
            abstract_nouns,
            possessions,
            means,
            datives,
            blamed,
            contests,
            verbal,
            commissives,
            admissions,
            responsibility: vocabulary.add("responsibility"),
            responsible: vocabulary.add("responsible"),
            behind: vocabulary.add("behind"),
            inside: ["in", "at", "near", "across", "throughout", "inside", "outside", "around", "from"]
                .map(|w| vocabulary.add(w)),
            topic: ["on", "over", "about", "regarding", "concerning"].map(|w| vocabulary.add(w)),
            using: vocabulary.add("using"),
        })
    }

    /// Whether a noun names something that kills without anybody acting.
    pub(super) fn is_cause(&self, word: WordId) -> bool {
        self.causes.contains(&word)
    }

    /// Whether a verb is mostly metaphor where its patient cannot act: "fight crime".
    pub(super) fn is_contest(&self, word: WordId) -> bool {
        self.contests.contains(&word)
    }

    /// Whether a verb tells of words where a named person does it: "the senator attacked his rival".
    pub(super) fn is_verbal(&self, word: WordId) -> bool {
        self.verbal.contains(&word)
    }

    /// Whether a verb binds its subject to an act, good or bad: "vow".
    pub(super) fn is_commissive(&self, word: WordId) -> bool {
        self.commissives.contains(&word)
    }

    /// Whether a word names who can act: "police", "Russians".
    pub(super) fn is_actor(&self, word: WordId) -> bool {
        self.actors.contains(&word) || self.adjectives.contains(&word)
    }

    /// Whether a noun names a weapon.
    pub(super) fn is_weapon(&self, word: WordId) -> bool {
        self.weapons.contains(&word)
    }
}

fn nationalities(vocabulary: &mut Vocabulary) -> Result<FxHashSet<WordId>, TableError> {
    let table = Table::parse(
        "data/gazetteer/states.tsv",
        include_str!("../../data/gazetteer/states.tsv"),
        &["adjectives", "demonyms"],
    )?;
    let rows = table.rows().flat_map(|r| r.list(0).chain(r.list(1)));
    Ok(rows.filter(|w| !w.contains(' ')).map(|w| vocabulary.add(w)).collect())
}

fn actor_nouns(vocabulary: &mut Vocabulary) -> Result<FxHashSet<WordId>, TableError> {
    let files = [
        ("data/lexicon/collectives.tsv", include_str!("../../data/lexicon/collectives.tsv")),
        ("data/lexicon/institutions.tsv", include_str!("../../data/lexicon/institutions.tsv")),
        ("data/lexicon/roles.tsv", include_str!("../../data/lexicon/roles.tsv")),
    ];
    let mut actors = FxHashSet::default();
    for (name, text) in files {
        let table = Table::parse(name, text, &["singular", "plural"])?;
        for row in table.rows() {
            for form in [row.cell(0), row.cell(1)] {
                // "sons-in-law" are sons.
                let form = form.strip_suffix("-in-law").unwrap_or(form);
                if let Some(last) = form.rsplit([' ', '-']).next().filter(|l| !l.is_empty()) {
                    actors.insert(vocabulary.add(last));
                }
            }
        }
    }
    Ok(actors)
}

/// Members of a coordination that are taken as fillers.
const MEMBERS: usize = 16;

/// Looks for fillers in one sentence.
#[derive(Clone, Copy)]
pub(super) struct Finder<'a> {
    pub(super) rules: &'a FillerRules,
    pub(super) triggers: &'a Triggers,
    pub(super) modality: &'a ModalityRules,
    pub(super) view: View<'a>,
    pub(super) cast: &'a Cast,
    pub(super) times: &'a [TimeExpression],
    /// First token of the sentence.
    pub(super) start: usize,
    /// Past the last token of the sentence.
    pub(super) end: usize,
}

/// Fillers with their roles, and the noun phrases that an event's number is looked for in.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) roles: Vec<(Role, Filler)>,
    pub(super) counted: Vec<usize>,
    /// Whether the object is itself an event: "thwarted eight attacks".
    pub(super) of_events: bool,
}

impl Found {
    pub(super) fn add(&mut self, role: Role, fillers: Vec<Filler>) {
        for filler in fillers {
            let taken = self.roles.iter().any(|(_, f)| f.head == filler.head);
            if !taken {
                self.roles.push((role, filler));
            }
        }
    }

    pub(super) fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|(r, _)| *r == role)
    }
}

impl Finder<'_> {
    /// What kind of actor the name is that heads a noun phrase, if one does.
    pub(super) fn kind_of_name(&self, chunk: usize) -> Option<ActorKind> {
        let mention = self.cast.headed_by(self.view.chunks[chunk].head)?;
        (mention.level == MentionLevel::Name).then_some(mention.kind)
    }

    /// Whether a filler is the name of a person, or refers to one who has a name.
    pub(super) fn is_named_person(&self, filler: &Filler) -> bool {
        let actor = self.cast.headed_by(filler.head).and_then(|m| m.actor);
        actor.is_some_and(|id| self.cast.actor(id).named && self.cast.actor(id).kind == ActorKind::Person)
    }

    /// Whether a filler refers to a person.
    pub(super) fn is_person(&self, filler: &Filler) -> bool {
        self.cast.headed_by(filler.head).is_some_and(|m| m.kind == ActorKind::Person)
    }

    /// The participants of the event that a clause's verb tells.
    pub(super) fn of_verb(&self, number: usize, sense: &Sense, objects: &[usize]) -> Found {
        let view = self.view;
        let kind = sense.kind.unwrap_or(EventType::Agree);
        let scope = view.verb_scope(&view.clauses[number]);
        let mut found = Found::default();
        let named_object = !sense.objects.is_empty();
        let object_is_inside = named_object && sense.patient.len() > 1 && sense.patient.last() == Some(&Slot::Object);
        let patient = sense.patient.iter().find_map(|&slot| {
            let fillers = match slot {
                Slot::Object if object_is_inside && objects.iter().all(|&o| self.kind_of_name(o).is_none()) => {
                    let inside = self.inside(objects);
                    let harmed = matches!(kind, EventType::Assault | EventType::Coerce);
                    if inside.is_empty() && harmed { self.plain(objects) } else { inside }
                }
                Slot::Object => {
                    let fillers = self.objects(objects);
                    fillers.into_iter().map(|f| self.without_named(f, sense, objects)).collect()
                }
                Slot::Preposition(p) if p == view.words.by && view.is_passive(number) => Vec::new(),
                slot => self.verb_slot(number, slot, objects),
            };
            (!fillers.is_empty()).then_some((slot, fillers))
        });
        let agent = sense.agent.iter().find_map(|&slot| {
            let fillers = self.verb_slot(number, slot, objects);
            (!fillers.is_empty()).then_some(fillers)
        });
        let agent = agent.unwrap_or_default();
        let has_indirect = !self.indirect(number, objects).is_empty();
        if self.is_object_of_infinitive(number) {
            found.add(Role::Patient, agent);
            return found;
        }
        let patient_is_subject = sense.patient.first() == Some(&Slot::Subject);
        if !patient_is_subject {
            found.add(Role::Agent, agent);
        }
        if let Some((slot, mut fillers)) = patient {
            // "reneged on his commitment": the possessor is the agent over again.
            if found.has(Role::Agent) {
                fillers.retain(|f| view.tag(f.head) != Tag::PrpS);
            }
            // "gave Haiti $5 million for schools": who is given something is known already.
            let given = has_indirect && matches!(slot, Slot::Preposition(_) | Slot::Object);
            if !given {
                found.add(recipient_or_patient(kind, slot, view), fillers);
            }
        }
        let given = self.indirect(number, objects);
        if !given.is_empty() {
            let role = if found.has(Role::Patient) { Role::Recipient } else { recipient_role(kind) };
            found.add(role, given);
        }
        if sense.agent.contains(&Slot::Subject) && !view.is_passive(number) {
            self.subject_as_weapon(number, &mut found);
        }
        self.circumstances(kind, scope, &mut found);
        let mut counted = self.chunks_of(&found, Role::Patient);
        counted.extend_from_slice(objects);
        found.counted = counted;
        found.of_events = objects.iter().any(|&o| self.names_event(view.counted(o)));
        found
    }

    /// Who is affected by a clause's verb that is no trigger: its object, or the one after "to", "with", "against", "on".
    pub(super) fn affected(&self, number: usize) -> Vec<Filler> {
        let view = self.view;
        for word in [view.words.to, view.words.against, view.words.with, view.words.on] {
            let fillers = self.actors_of(&view.complement(number, word));
            if !fillers.is_empty() {
                return fillers;
            }
        }
        self.actors_of(&view.object(number))
    }

    /// "took the | driver hostage": what the verb makes of its object may be taken for the head of the object.
    fn without_named(&self, filler: Filler, sense: &Sense, objects: &[usize]) -> Filler {
        let view = self.view;
        let base = self.triggers.base(view.token_word(filler.head));
        let [object] = objects else { return filler };
        if view.chunks[*object].head != filler.head || sense.objects.longest(base, std::iter::empty()).is_none() {
            return filler;
        }
        let takes_person = matches!(sense.kind, Some(EventType::Assault | EventType::Coerce | EventType::Sanction));
        match self.compound(*object, false) {
            Some(inner) if inner.head + 1 == filler.head && takes_person => {
                Filler { tokens: filler.tokens.start..inner.tokens.end, ..inner }
            }
            _ => filler,
        }
    }

    /// The first of two objects: "gave Chad trucks"; also where both are taken for one noun phrase, "gave the rebels weapons".
    pub(super) fn indirect(&self, number: usize, objects: &[usize]) -> Vec<Filler> {
        let view = self.view;
        let clause = &view.clauses[number];
        if let Some(indirect) = &clause.indirect {
            return self.actors_of(&indirect.heads);
        }
        let verb = &view.chunks[clause.verb];
        let [object] = objects else { return Vec::new() };
        if verb.verb.passive || !self.rules.datives.contains(&view.token_word(verb.head)) {
            return Vec::new();
        }
        let Some(mut given) = self.compound(*object, false) else { return Vec::new() };
        let plain = view.is_plural(given.head) || matches!(view.tag(given.head), Tag::Nnp | Tag::Nnps);
        given.tokens.start = view.chunks[*object].tokens.start;
        if plain { vec![given] } else { Vec::new() }
    }

    /// "A bomb killed three": the weapon is an instrument.
    fn subject_as_weapon(&self, number: usize, found: &mut Found) {
        let Some(subject) = &self.view.clauses[number].subject else { return };
        for &chunk in &subject.heads {
            let filler = self.view.filler(chunk);
            if self.rules.is_weapon(self.view.token_word(filler.head)) {
                found.add(Role::Instrument, vec![filler]);
            }
        }
    }

    fn verb_slot(&self, number: usize, slot: Slot, objects: &[usize]) -> Vec<Filler> {
        match slot {
            Slot::Subject => self.subjects(number),
            Slot::Object => self.objects(objects),
            Slot::Preposition(word) => {
                let mut fillers = self.actors_of(&self.view.complement(number, word));
                // "resigned over the scandal" tells why.
                let why = self.rules.topic[1..].contains(&word);
                fillers.retain(|f| !why || self.is_someone(f.head) || self.view.tag(f.head) == Tag::Prp);
                fillers
            }
            Slot::Possessor | Slot::Adjective | Slot::Compound => self.inside(objects),
        }
    }

    /// The logical subject of a clause: who acts.
    pub(super) fn subjects(&self, number: usize) -> Vec<Filler> {
        let view = self.view;
        let clause = &view.clauses[number];
        if view.is_passive(number) {
            let agents = self.actors_of(&view.complement(number, view.words.by));
            let acts = |f: &Filler| {
                let word = view.token_word(f.head);
                !(self.rules.is_weapon(word) || self.rules.means.contains(&word) && f.tokens.len() == 1)
            };
            return agents.into_iter().filter(acts).collect();
        }
        if let Some(plan) = self.plan_before(number) {
            return self.who_plans(number, plan);
        }
        let Some(subject) = &clause.subject else { return Vec::new() };
        let mut actors = self.actors_of(&subject.heads);
        // Weapons are instruments, and the "ambitions" of "ambitions to kidnap or kill" do not kill.
        actors.retain(|f| {
            let word = view.token_word(f.head);
            !self.rules.is_weapon(word) && (view.tag(f.head) == Tag::Nnp || !self.modality.is_attitude(word))
        });
        actors
    }

    /// "Iran is to blame": what stands for the subject of the infinitive is its object.
    pub(super) fn is_object_of_infinitive(&self, number: usize) -> bool {
        let view = self.view;
        let clause = &view.clauses[number];
        let verb = &view.chunks[clause.verb];
        let blamed = verb.verb.infinitive && self.rules.blamed.contains(&view.token_word(verb.head));
        let before = clause.verb.checked_sub(1).map(|c| &view.chunks[c]);
        let is = before.is_some_and(|b| b.kind == ChunkKind::Verb && view.words.is_be(view.token_word(b.head)));
        // "was to blame" may also be one group of verbs.
        let within = verb.tokens.clone().any(|t| t < verb.head && view.words.is_be(view.token_word(t)));
        blamed && clause.object.is_none() && (is || within)
    }

    /// The noun of intent that an infinitive hangs on: "plan", "ambitions".
    fn plan_before(&self, number: usize) -> Option<usize> {
        let clause = &self.view.clauses[number];
        let noun = self.view.noun_before(number).filter(|_| clause.kind == ClauseKind::Infinitive)?;
        self.modality.is_attitude(self.view.head_word(noun)).then_some(noun)
    }

    /// "Russia's plan to invade", "the Russian threat to strike", "Iran has ambitions to strike"; of "growth in attempts to
    /// strike" nobody.
    fn who_plans(&self, number: usize, plan: usize) -> Vec<Filler> {
        let view = self.view;
        let named = view
            .possessor(plan)
            .filter(|f| self.can_fill(f))
            .or_else(|| self.adjective(plan))
            .or_else(|| self.compound(plan, true));
        if let Some(named) = named {
            return vec![named];
        }
        let governor = view.clauses[number].parent.map(|p| &view.clauses[p]);
        let has_it = governor.filter(|g| g.object.as_ref().is_some_and(|o| o.heads.contains(&plan)));
        let subject = has_it.and_then(|g| g.subject.as_ref());
        subject.map_or_else(Vec::new, |s| self.actors_of(&s.heads))
    }

    /// Whether what causes the event is no actor: "the earthquake killed 20", "killed in a crash".
    pub(super) fn has_natural_cause(&self, number: usize) -> bool {
        let view = self.view;
        let clause = &view.clauses[number];
        // "British aircraft killed four" is somebody's act.
        let is_cause = |&chunk: &usize| {
            let filler = view.filler(chunk);
            let owned = view.possessor(chunk).is_some() || self.adjective(chunk).is_some();
            self.rules.is_cause(view.token_word(filler.head)) && !owned
        };
        let passive = view.is_passive(number);
        let by_subject = !passive && clause.subject.as_ref().is_some_and(|s| s.heads.iter().any(is_cause));
        let governed = |word| view.complement(number, word).iter().any(is_cause);
        by_subject || passive && (governed(view.words.by) || governed(view.words.in_))
    }

    /// Noun phrases as fillers; of an event noun ("condemned Russia's invasion") the one behind it, where there is one.
    fn objects(&self, chunks: &[usize]) -> Vec<Filler> {
        let inner = |&chunk: &usize| {
            let counted = self.view.counted(chunk);
            if self.names_event(counted) { self.behind(counted) } else { None }
        };
        let behind: Vec<Filler> = chunks.iter().filter_map(inner).collect();
        if behind.is_empty() { self.plain(chunks) } else { behind }
    }

    /// The actors inside noun phrases that are no actors themselves: "rejected the U.S. offer".
    fn inside(&self, chunks: &[usize]) -> Vec<Filler> {
        chunks.iter().filter_map(|&c| self.behind(self.view.counted(c))).collect()
    }

    /// Noun phrases that can act; event nouns, times and empty pronouns cannot.
    pub(super) fn actors_of(&self, chunks: &[usize]) -> Vec<Filler> {
        let mut fillers = Vec::new();
        for &chunk in chunks.iter().take(MEMBERS) {
            let counted = self.view.counted(chunk);
            if self.names_event(counted) {
                fillers.extend(self.behind(counted));
            } else {
                fillers.extend(self.plain(&[chunk]));
            }
        }
        fillers
    }

    fn plain(&self, chunks: &[usize]) -> Vec<Filler> {
        chunks.iter().take(MEMBERS).map(|&c| self.filler(c)).filter(|f| self.can_fill(f)).collect()
    }

    /// A noun phrase with the "of" phrases after it, and whose thing it is.
    fn filler(&self, chunk: usize) -> Filler {
        let view = self.view;
        let mut filler = view.filler(chunk);
        let counted = view.counted(chunk);
        let last = view.of_end(counted);
        if !matches!(view.tag(filler.head), Tag::Nn | Tag::Nns) {
            return filler;
        }
        filler.tokens.end = view.chunks[last].tokens.end.max(filler.tokens.end);
        // "ten ‘enemies of the regime’": the mark that closes goes with the one that opens.
        let count = |tag| filler.tokens.clone().filter(|&t| view.tag(t) == tag).count();
        let open = count(Tag::OpenQuote) > count(Tag::CloseQuote);
        filler.tokens.end +=
            usize::from(open && filler.tokens.end < self.end && view.tag(filler.tokens.end) == Tag::CloseQuote);
        if self.rules.possessions.contains(&view.token_word(filler.head)) {
            let of = || (last > counted).then(|| view.filler(counted + 2)).filter(|f| self.is_someone(f.head));
            let owner = view.possessor(counted).or_else(of);
            let owner = owner.or_else(|| self.adjective(counted)).or_else(|| self.compound(counted, false));
            filler.owner = owner.map(|o| o.head);
        }
        filler
    }

    /// Whether a noun is a name or names who can act.
    fn is_someone(&self, head: usize) -> bool {
        matches!(self.view.tag(head), Tag::Nnp | Tag::Nnps) || self.rules.is_actor(self.view.token_word(head))
    }

    fn can_fill(&self, filler: &Filler) -> bool {
        let view = self.view;
        let tag = view.tag(filler.head);
        let empty = matches!(tag, Tag::Ex | Tag::Wdt | Tag::Wp)
            || matches!(tag, Tag::Dt | Tag::Pdt) && filler.tokens.len() == 1;
        !empty && !self.is_time(filler) && !self.rules.abstract_nouns.contains(&view.token_word(filler.head))
    }

    fn is_time(&self, filler: &Filler) -> bool {
        let after = self.times.partition_point(|t| t.tokens.end <= filler.head);
        self.times.get(after).is_some_and(|t| t.tokens.start <= filler.head)
    }

    /// Whether the head of a noun phrase is a trigger, and so no actor.
    pub(super) fn names_event(&self, chunk: usize) -> bool {
        let c = &self.view.chunks[chunk];
        let word = self.view.token_word(c.head);
        !self.rules.actors.contains(&word)
            && !self.view.tag(c.head).eq(&Tag::Nnp)
            && self.triggers.noun(word, self.view.words_before(c.head, c.tokens.start)).is_some()
    }

    /// Who stands behind a noun: "Russia's", "Russian", "U.S.", "by Russia", "of Russia" if that is a name.
    fn behind(&self, chunk: usize) -> Option<Filler> {
        let view = self.view;
        let scope = view.noun_scope(chunk);
        let named = |word| {
            // Only right after the noun: "the offer of Iran", but not "the bombing near the town of Samarra".
            let next = scope.start..scope.end.min(scope.start + 1);
            let heads = view.governed_by(word, next);
            let first = heads.first().map(|&c| view.filler(c))?;
            (matches!(view.tag(first.head), Tag::Nnp | Tag::Nnps) && self.can_fill(&first)).then_some(first)
        };
        let by = || if self.by_phrase(chunk).is_some_and(|b| b.is_empty()) { None } else { named(view.words.by) };
        view.possessor(chunk)
            .filter(|p| self.can_fill(p))
            .or_else(|| self.adjective(chunk))
            .or_else(|| self.compound(chunk, true))
            .or_else(by)
            .or_else(|| named(view.words.from))
            .or_else(|| named(view.words.of))
    }

    /// "Russian" of "Russian invasion", "UK" of "UK-led response".
    fn adjective(&self, chunk: usize) -> Option<Filler> {
        let view = self.view;
        let modifiers = view.modifiers(chunk);
        let single = |token: usize| Filler::new(token..token + 1, token);
        for token in modifiers {
            if view.tag(token) == Tag::Hyph {
                let agentive = self.rules.agentive.contains(&view.token_word(token + 1));
                if agentive && token > 0 && view.reading.text.tokens[token - 1].shape.is_capital() {
                    return Some(single(token - 1));
                }
                continue;
            }
            let hyphenated = view.tag(token + 1) == Tag::Hyph && !view.reading.text.tokens[token + 1].space_before;
            let named = view.reading.text.tokens[token].shape.is_capital()
                && (token > self.start && view.tag(token).is_adjective());
            if !hyphenated && (named || self.rules.adjectives.contains(&view.token_word(token))) {
                return Some(single(token));
            }
        }
        None
    }

    /// "police" of "police raid", "al-Qaeda" of "al-Qaeda attack"; only names where `named` asks for it.
    fn compound(&self, chunk: usize, named: bool) -> Option<Filler> {
        let view = self.view;
        let modifiers = view.modifiers(chunk);
        let is_name = |t: usize| matches!(view.tag(t), Tag::Nnp | Tag::Nnps);
        if let Some(last) = modifiers.clone().rev().find(|&t| is_name(t)) {
            let mut first = last;
            while first > modifiers.start && (is_name(first - 1) || view.tag(first - 1) == Tag::Hyph) {
                first -= 1;
            }
            return Some(Filler::new(first..last + 1, last));
        }
        let acts = |&t: &usize| view.tag(t).is_noun() && self.rules.actors.contains(&view.token_word(t));
        let actor = modifiers.rev().find(acts).filter(|_| !named)?;
        Some(Filler::new(actor..actor + 1, actor))
    }

    /// The participants of the event that the head of a noun phrase tells; `light` is its light verb's clause.
    pub(super) fn of_noun(&self, chunk: usize, sense: &Sense, light: Option<(usize, LightUse)>) -> Found {
        let view = self.view;
        let kind = sense.kind.unwrap_or(EventType::Agree);
        let mut found = Found::default();
        let scope = self.own_scope(chunk);
        let fill = |slots: &mut dyn Iterator<Item = Slot>| {
            for slot in slots {
                let fillers = self.noun_slot(chunk, slot, scope.clone(), light);
                if !fillers.is_empty() {
                    return Some((slot, fillers));
                }
            }
            None
        };
        // What both roles could take goes to the patient, as in "the expulsion of diplomats", "their expulsion".
        let patient = fill(&mut sense.patient.iter().copied());
        let taken = patient.as_ref().map(|(slot, _)| *slot);
        let agent = fill(&mut sense.agent.iter().copied().filter(|s| Some(*s) != taken));
        if let Some((slot, fillers)) = patient {
            found.add(recipient_or_patient(kind, slot, view), fillers);
        }
        found.add(Role::Agent, agent.map(|(_, f)| f).unwrap_or_default());
        match light {
            Some((clause, LightUse::Patient)) if !found.has(Role::Patient) => {
                found.add(Role::Patient, self.subjects(clause));
            }
            Some((_, LightUse::Patient | LightUse::Neither | LightUse::Requested)) | None => {}
            Some((clause, _)) if !found.has(Role::Agent) => found.add(Role::Agent, self.subjects(clause)),
            Some(_) => {}
        }
        if !found.has(Role::Agent) {
            found.add(Role::Agent, self.who_owns_up(chunk));
        }
        found.counted = self.chunks_of(&found, Role::Patient);
        self.circumstances(kind, scope, &mut found);
        found
    }

    /// "The group claimed responsibility for the attack", "was responsible for the attack", "was behind the attack".
    fn who_owns_up(&self, chunk: usize) -> Vec<Filler> {
        let view = self.view;
        let Some((number, Governed::Oblique(preposition))) = view.governors[chunk] else { return Vec::new() };
        let clause = &view.clauses[number];
        let verb = &view.chunks[clause.verb];
        let object = clause.object.as_ref().map(|o| view.head_word(*o.chunks.start()));
        let owns_up = preposition == view.words.for_
            && object == Some(self.rules.responsibility)
            && self.rules.admissions.contains(&view.token_word(verb.head));
        let mut between = verb.tokens.end..view.chunks[chunk].tokens.start;
        let is_behind = verb.verb.copula
            && (preposition == self.rules.behind
                || preposition == view.words.for_ && between.any(|t| view.token_word(t) == self.rules.responsible));
        if (owns_up || is_behind) && !verb.verb.negated { self.subjects(number) } else { Vec::new() }
    }

    /// The chunks that fill a role.
    fn chunks_of(&self, found: &Found, role: Role) -> Vec<usize> {
        let chunk_at = |token: usize| self.view.chunks.partition_point(|c| c.tokens.end <= token);
        let fits = found.roles.iter().filter(|(r, _)| *r == role);
        fits.map(|(_, f)| chunk_at(f.tokens.start)).collect()
    }

    /// The prepositional phrases of a noun up to the next event noun, which takes those that follow it:
    /// "condemnation of the attack | on the base".
    fn own_scope(&self, chunk: usize) -> std::ops::Range<usize> {
        let scope = self.view.noun_scope(chunk);
        let next = scope.clone().find(|&c| self.view.is(c, ChunkKind::Noun) && self.names_event(c));
        scope.start..next.map_or(scope.end, |c| c + 1)
    }

    fn noun_slot(
        &self,
        chunk: usize,
        slot: Slot,
        scope: std::ops::Range<usize>,
        light: Option<(usize, LightUse)>,
    ) -> Vec<Filler> {
        let view = self.view;
        match slot {
            Slot::Possessor => view.possessor(chunk).filter(|f| self.can_fill(f)).into_iter().collect(),
            Slot::Adjective => self.adjective(chunk).into_iter().collect(),
            Slot::Compound => self.compound(chunk, false).filter(|f| self.can_fill(f)).into_iter().collect(),
            Slot::Subject | Slot::Object => Vec::new(),
            // "was accused of theft by protesters": they accuse.
            Slot::Preposition(word) if word == view.words.by && self.is_under_passive(chunk) => Vec::new(),
            Slot::Preposition(word) => {
                if word == view.words.by
                    && let Some(by) = self.by_phrase(chunk)
                {
                    return self.actors_of(&by);
                }
                // "of" hangs on the noun right before it: "a battle off this spit of land" names no side.
                let reach = if word == view.words.of { scope.start..scope.end.min(scope.start + 1) } else { scope };
                let own = self.actors_of(&view.governed_by(word, reach));
                match light {
                    Some((clause, _)) if own.is_empty() && word != view.words.of => {
                        self.actors_of(&view.complement(clause, word))
                    }
                    _ => own,
                }
            }
        }
    }

    /// "condemnation of the coup by the union": of two event nouns before a "by" the tree says which one it tells of; nothing
    /// where it says neither.
    fn by_phrase(&self, chunk: usize) -> Option<Vec<usize>> {
        let view = self.view;
        let scope = view.noun_scope(chunk);
        let (_, object) =
            view.preposition(&[view.words.by], scope.clone()).filter(|&(_, o)| view.is(o, ChunkKind::Noun))?;
        let head = view.parse.head(view.top(object))?;
        let own = view.chunks[chunk].tokens.contains(&head);
        let other = (chunk.saturating_sub(MEMBERS)..object).any(|c| {
            c != chunk && view.is(c, ChunkKind::Noun) && self.names_event(c) && view.chunks[c].tokens.contains(&head)
        });
        match (own, other) {
            (true, _) => Some(view.coordinated(object)),
            (_, true) => Some(Vec::new()),
            _ => None,
        }
    }

    /// Whether a noun phrase is a prepositional complement of a passive verb.
    fn is_under_passive(&self, chunk: usize) -> bool {
        matches!(self.view.governors[chunk], Some((clause, Governed::Oblique(_))) if self.view.is_passive(clause))
    }

    /// Place, instrument and topic.
    fn circumstances(&self, kind: EventType, scope: std::ops::Range<usize>, found: &mut Found) {
        let view = self.view;
        let moves = matches!(kind, EventType::Coerce | EventType::Retreat | EventType::Sanction);
        for at in scope.clone().filter(|&at| view.is(at, ChunkKind::Preposition)) {
            let word = view.head_word(at);
            let is_place = self.rules.inside.contains(&word) && (word != view.words.from || moves);
            let is_topic = self.rules.topic.contains(&word) && has_topic(kind);
            let is_tool = word == view.words.with || word == view.words.by || word == self.rules.using;
            if !(is_place || is_topic || is_tool) || !view.is(at + 1, ChunkKind::Noun) {
                continue;
            }
            for chunk in view.coordinated(at + 1) {
                let filler = view.filler(chunk);
                let name = matches!(view.tag(filler.head), Tag::Nnp | Tag::Nnps);
                if !self.can_fill(&filler) {
                    continue;
                }
                if is_place && name {
                    found.add(Role::Place, vec![filler]);
                } else if is_tool && self.rules.is_weapon(view.token_word(filler.head)) {
                    found.add(Role::Instrument, vec![filler]);
                } else if is_topic && !found.has(Role::Topic) {
                    found.add(Role::Topic, vec![filler]);
                }
            }
        }
    }

    /// The verb clause that governs a noun phrase as a light verb, and what it makes of it.
    pub(super) fn light_verb(&self, chunk: usize) -> Option<(usize, LightUse)> {
        let view = self.view;
        let (number, how) = self.governor(chunk)?;
        let clause = &view.clauses[number];
        let verb = &view.chunks[clause.verb];
        let passive = verb.verb.passive;
        let counted = &view.chunks[view.counted(chunk)];
        // "came under attack": the particle is a preposition before the noun.
        let before = chunk.checked_sub(1).filter(|&b| view.is(b, ChunkKind::Preposition)).map(|b| view.head_word(b));
        let is_object = how == Governed::Object || how == Governed::Subject && passive;
        let has_particle = |p: WordId| clause.particle == Some(p) || before == Some(p) || self.adverb_after(number, p);
        let after_particle = || matches!(how, Governed::Oblique(_)) && before.is_some() && chunk <= clause.verb + 3;
        if !(is_object || after_particle()) {
            return None;
        }
        let used = self.triggers.light(
            view.token_word(verb.head),
            has_particle,
            view.token_word(counted.head),
            view.words_before(counted.head, counted.tokens.start),
        )?;
        Some((number, used))
    }

    /// The clause that a noun phrase depends on; of "a series of attacks" that of the series.
    fn governor(&self, chunk: usize) -> Option<(usize, Governed)> {
        let mut at = chunk;
        for _ in 0..3 {
            if let Some(found) = self.view.governors[at] {
                return Some(found);
            }
            at = at.checked_sub(2).filter(|&a| self.view.counted(a) == chunk)?;
        }
        None
    }

    /// Whether an adverb or preposition of this form stands after the verb, or after its object: "called the strike off".
    pub(super) fn adverb_after(&self, number: usize, particle: WordId) -> bool {
        let view = self.view;
        let clause = &view.clauses[number];
        let near = |at: usize| {
            matches!(view.kind(at), Some(ChunkKind::Adverb | ChunkKind::Preposition)) && view.head_word(at) == particle
        };
        let after_object = clause.object.as_ref().map(|o| o.chunks.end() + 1);
        near(clause.verb + 1)
            || near(clause.verb + 2) && view.is(clause.verb + 1, ChunkKind::Adverb)
            || after_object.is_some_and(near)
    }
}

fn has_topic(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Consult | EventType::Agree | EventType::Request | EventType::Reject | EventType::Cooperate
    )
}

fn recipient_role(kind: EventType) -> Role {
    if matches!(kind, EventType::Aid | EventType::Concede | EventType::Retreat) {
        Role::Recipient
    } else {
        Role::Patient
    }
}

/// "gave weapons to Kyiv" has a recipient, "sent troops to the border" a patient.
fn recipient_or_patient(kind: EventType, slot: Slot, view: View<'_>) -> Role {
    match slot {
        Slot::Preposition(p) if p == view.words.to && kind == EventType::Aid => Role::Recipient,
        _ => Role::Patient,
    }
}
