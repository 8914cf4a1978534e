//! What a source does in saying something, and whom it tells.
//!
//! Enters: a claim's [`Frame`]. Leaves: its [`SpeechAct`] and addressee. The cue decides, by its complement ("asked
//! whether" asks, "asked Iran to" demands): `speech_acts.tsv`. Where the cue only reports that something is said, the
//! words of the content decide, and only where they do without doubt: "we condemn it" (a performative, as Austin has it),
//! "we will strike back", "they must leave", "it will probably fall". The words stand in `act_words.tsv`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annotation::{ActorKind, Claim, Favour, Reference, SpeechAct};
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId};
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

use super::cue::Class;
use super::frame::{CueWord, Frame, Person};

/// What a cue says its content with, as the acts tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Complement {
    /// Whatever no other row has.
    Any,
    /// "said that it fell", "said: “It fell”"
    Clause,
    /// "vowed to fight"
    Infinitive,
    /// "urged Iran to stop"
    ObjectInfinitive,
    /// "considered leaving"
    Gerund,
    /// "condemned Iran"
    Object,
    /// "called for talks"
    Preposition(WordId),
}

/// What the one is to whom or what the cue does something: its object, or what its preposition governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectRole {
    /// Nothing that is noted.
    None,
    /// Is told: "told reporters".
    Addressee,
    /// Is praised or blamed: "praised Iran".
    Target(Favour),
}

/// One row of the lexicon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sense {
    pub(super) complement: Complement,
    pub(super) act: SpeechAct,
    pub(super) object: ObjectRole,
}

/// What this file must know of words.
#[derive(Debug)]
pub(super) struct ActRules {
    senses: FxHashMap<(Class, WordId), Vec<Sense>>,
    groups: [FxHashSet<WordId>; GROUPS.len()],
}

/// What a word of a content has to do with acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    /// What nobody does by will: "we will see".
    Unwilled,
    /// What is a threat when announced: "we will strike back".
    Threat,
    /// Imperatives that ask for nothing: "look, we tried".
    Unasked,
    /// What may stand before an imperative: "please".
    Please,
    /// "will"
    Will,
    /// "would"
    Would,
    /// "must"
    Must,
    /// "need to"
    Need,
    /// "let us"
    Let,
    /// "going to"
    Going,
}

const GROUPS: [(Group, &str); 10] = [
    (Group::Unwilled, "unwilled"),
    (Group::Threat, "threat"),
    (Group::Unasked, "unasked"),
    (Group::Please, "please"),
    (Group::Will, "will"),
    (Group::Would, "would"),
    (Group::Must, "must"),
    (Group::Need, "need"),
    (Group::Let, "let"),
    (Group::Going, "going"),
];

impl ActRules {
    /// Reads both tables.
    pub(super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let mut rules = Self { senses: FxHashMap::default(), groups: Default::default() };
        let table = Table::parse(
            "data/lexicon/speech_acts.tsv",
            include_str!("../../data/lexicon/speech_acts.tsv"),
            &["lemma", "class", "pattern", "act", "object"],
        )?;
        for row in table.rows() {
            let complement = match row.cell(2) {
                "*" => Complement::Any,
                "clause" => Complement::Clause,
                "infinitive" => Complement::Infinitive,
                "object-infinitive" => Complement::ObjectInfinitive,
                "gerund" => Complement::Gerund,
                "object" => Complement::Object,
                preposition => Complement::Preposition(vocabulary.add(preposition)),
            };
            let object = match row.cell(4) {
                "" => ObjectRole::None,
                "addressee" => ObjectRole::Addressee,
                _ => ObjectRole::Target(row.parse(4)?),
            };
            let sense = Sense { complement, act: row.parse(3)?, object };
            let class: Class = row.parse(1)?;
            let forms = match class {
                Class::Verb => inflections.verb(row.cell(0)),
                Class::Noun => inflections.noun(row.cell(0)),
                Class::Adjective | Class::Phrase => vec![row.cell(0).to_owned()],
            };
            for (number, form) in forms.iter().enumerate() {
                let senses = rules.senses.entry((class, vocabulary.add(form))).or_default();
                if number == 0 && senses.iter().any(|s| s.complement == complement) {
                    return Err(row.error("this word has a row with this pattern already"));
                }
                senses.push(sense);
            }
        }
        let file = "data/lexicon/act_words.tsv";
        let text = include_str!("../../data/lexicon/act_words.tsv");
        for row in Table::parse(file, text, &["lemma", "group"])?.rows() {
            let named = GROUPS.iter().find(|g| g.1 == row.cell(1));
            let group = named.ok_or_else(|| row.error(format!("unknown group {:?}", row.cell(1))))?.0;
            let words = match group {
                Group::Will | Group::Would | Group::Must | Group::Please => vec![row.cell(0).to_owned()],
                _ => inflections.verb(row.cell(0)),
            };
            rules.groups[group as usize].extend(words.iter().map(|w| vocabulary.add(w)));
        }
        Ok(rules)
    }

    /// Whether the lexicon has a word as that part of speech.
    pub(super) fn is_known(&self, class: Class, word: WordId) -> bool {
        self.senses.contains_key(&(class, word))
    }

    /// What a word does with a complement.
    pub(super) fn sense(&self, class: Class, word: WordId, complement: Complement) -> Option<&Sense> {
        let senses = self.senses.get(&(class, word))?;
        let exact = senses.iter().find(|s| s.complement == complement);
        exact.or_else(|| senses.iter().find(|s| s.complement == Complement::Any))
    }

    /// The act that a noun names: "accusation".
    pub(super) fn act_of_noun(&self, word: WordId) -> Option<SpeechAct> {
        self.sense(Class::Noun, word, Complement::Any).map(|s| s.act)
    }

    fn is(&self, group: Group, word: WordId) -> bool {
        self.groups[group as usize].contains(&word)
    }
}

/// What is read of a claim here.
pub(super) struct Told {
    pub(super) act: SpeechAct,
    pub(super) addressee: Option<Reference>,
}

/// The act of a claim and whom it is told.
pub(super) fn read(frame: &Frame<'_>, claim: &Claim) -> Told {
    Told { act: act(frame), addressee: addressee(frame, claim) }
}

fn act(frame: &Frame<'_>) -> SpeechAct {
    let told = frame.cue.and_then(|cue| Some((cue, cue.sense?)));
    let Some((cue, sense)) = told else { return by_content(frame).unwrap_or(SpeechAct::Say) };
    match sense.act {
        // "did not confirm", "would not deny": what is not done is no act. Attitudes are there even so: "does not think".
        act if cue.negated && !is_attitude(act) => SpeechAct::Say,
        SpeechAct::Say | SpeechAct::Propose if cue.class == Class::Verb && is_subjunctive(frame) => SpeechAct::Demand,
        SpeechAct::Say if matches!(cue.complement, Complement::Clause | Complement::Any) => {
            by_content(frame).unwrap_or(SpeechAct::Say)
        }
        // "rejected the accusation" denies, "rejected the offer" refuses.
        SpeechAct::Refuse if names_claim(frame) => SpeechAct::Deny,
        SpeechAct::Promise | SpeechAct::Intend if frame.root.is_some_and(|r| threatens(frame, r)) => {
            if sense.act == SpeechAct::Promise { SpeechAct::Threaten } else { SpeechAct::Intend }
        }
        act => act,
    }
}

/// "insisted that he leave", "that he be freed": a finite clause in the bare form asks for what it says.
pub(super) fn is_subjunctive(frame: &Frame<'_>) -> bool {
    let Some(root) = frame.root else { return false };
    let subject = frame.subject(root).filter(|&s| s < root && frame.is_said(s));
    let Some(subject) = subject.filter(|_| frame.child(root, Relation::Mark).is_some()) else { return false };
    let mut auxiliaries =
        [Relation::Aux, Relation::AuxPass, Relation::Cop].into_iter().flat_map(|r| frame.children(root, r));
    if let Some(first) = auxiliaries.next() {
        return frame.word(first) == frame.words.be && auxiliaries.next().is_none();
    }
    let singular = matches!(frame.tag(subject), Tag::Nn | Tag::Nnp | Tag::Prp);
    match frame.tag(root) {
        Tag::Vb => singular,
        // "that Iran stop": the form is taken for a plural one, which one person or state never has.
        Tag::Vbp => {
            let one = |kind| matches!(kind, ActorKind::Person | ActorKind::State);
            frame.tag(subject) == Tag::Nnp
                && frame.cast.headed_by(subject).is_some_and(|m| one(m.kind))
                && frame.child(subject, Relation::Conj).is_none()
                && !frame.rules.acts.is(Group::Unwilled, frame.word(root))
        }
        _ => false,
    }
}

fn is_attitude(act: SpeechAct) -> bool {
    matches!(
        act,
        SpeechAct::Believe
            | SpeechAct::Hope
            | SpeechAct::Fear
            | SpeechAct::Intend
            | SpeechAct::Predict
            | SpeechAct::Support
    )
}

/// "the accusation", "reports that it fled": whether what is refused is something said, or stands under the noun for it.
fn names_claim(frame: &Frame<'_>) -> bool {
    let Some(root) = frame.root else { return false };
    let parse = frame.parse(root);
    let clause = parse.filter(|p| matches!(p.relation(root), Relation::Acl | Relation::Ccomp));
    let noun = clause.and_then(|p| p.head(root)).filter(|&h| frame.tag(h).is_noun()).unwrap_or(root);
    let said = [SpeechAct::Say, SpeechAct::Accuse, SpeechAct::Criticise, SpeechAct::Estimate, SpeechAct::Believe];
    frame.rules.acts.act_of_noun(frame.word(noun)).is_some_and(|act| said.contains(&act))
}

/// The act that the words of a content do by themselves.
fn by_content(frame: &Frame<'_>) -> Option<SpeechAct> {
    let root = frame.root?;
    if frame.quoted && is_question(frame) {
        return Some(SpeechAct::Ask);
    }
    judged(frame, root)
        .or_else(|| performed(frame, root))
        .or_else(|| announced(frame, root))
        .or_else(|| demanded(frame, root))
        .or_else(|| predicted(frame, root))
}

/// “Who did it?”: the first sentence of the content is a question.
fn is_question(frame: &Frame<'_>) -> bool {
    let Some((_, said)) = frame.opening() else { return false };
    let words: Vec<usize> = said.collect();
    words.iter().rev().take(3).any(|&t| frame.reading.form(t).starts_with('?'))
}

/// “That is not true.”
fn judged(frame: &Frame<'_>, root: usize) -> Option<SpeechAct> {
    let truth = frame.rules.responses.truth(frame.tag(root), frame.word(root))?;
    let subject = frame.subject(root)?;
    let w = frame.words;
    let points = [w.that, w.this, w.it, w.these, w.those].contains(&frame.word(subject));
    // "It is true that many fled" concedes, "it is wrong to flee" judges an act.
    let more = [Relation::Ccomp, Relation::Csubj, Relation::Xcomp, Relation::Advcl];
    if !points || more.into_iter().any(|r| frame.child(root, r).is_some()) {
        return None;
    }
    Some(if truth == frame.is_negated(root) { SpeechAct::Deny } else { SpeechAct::Confirm })
}

/// “We condemn the attack”, “I hope it lasts”; "Doe said he feared that it fell".
fn performed(frame: &Frame<'_>, root: usize) -> Option<SpeechAct> {
    let person = frame.person(root);
    let own = match person {
        Person::First => false,
        Person::Own => true,
        Person::Other | Person::None => return None,
    };
    let acts = &frame.rules.acts;
    if frame.tag(root) == Tag::Jj && frame.child(root, Relation::Cop).is_some() {
        return acts
            .sense(Class::Adjective, frame.word(root), Complement::Any)
            .map(|s| s.act)
            .filter(|&a| is_performed(a));
    }
    let mut auxiliaries = frame.children(root, Relation::Aux).peekable();
    let bare = auxiliaries.peek().is_none();
    let light = auxiliaries.all(|a| frame.words.is_be(frame.word(a)) || frame.words.is_do(frame.word(a)));
    let verb = match frame.child(root, Relation::Xcomp) {
        // “We want to thank”, “I would like to condemn”.
        Some(inner) if !own && is_wish(frame, root) && performs(frame, inner).is_some_and(is_expressive) => inner,
        _ if !light => return None,
        _ => root,
    };
    let now = match frame.tag(verb) {
        Tag::Vbp | Tag::Vb => true,
        Tag::Vbg => !bare,
        Tag::Vbd | Tag::Vbz => own,
        _ => false,
    };
    let act = performs(frame, verb).filter(|_| now)?;
    let denied = frame.is_negated(root) && !is_attitude(act);
    // "said he urged them to leave" tells of an act; "said he hoped they left" does what it says.
    let told = own && !is_attitude(act);
    (is_performed(act) && !denied && !told && !frame.is_passive(root)).then_some(act)
}

fn is_wish(frame: &Frame<'_>, verb: usize) -> bool {
    let infinitive = |word| frame.rules.acts.sense(Class::Verb, word, Complement::Infinitive).map(|s| s.complement);
    infinitive(frame.word(verb)) == Some(Complement::Infinitive)
}

/// What a verb in a content does with its own complement.
fn performs(frame: &Frame<'_>, verb: usize) -> Option<SpeechAct> {
    let acts = &frame.rules.acts;
    let object = frame.child(verb, Relation::Obj).is_some();
    let infinitive = frame.child(verb, Relation::Xcomp).is_some_and(|x| frame.is_infinitive(x));
    let word = frame.word(verb);
    let prepositions = frame.children(verb, Relation::Obl).filter_map(|o| frame.child(o, Relation::Case));
    let by_preposition = prepositions.map(|p| Complement::Preposition(frame.word(p)));
    let exact = |complement: Complement| {
        acts.sense(Class::Verb, word, complement).filter(|s| s.complement == complement).map(|s| s.act)
    };
    let complement = match (object, infinitive) {
        (true, true) => Complement::ObjectInfinitive,
        (false, true) => Complement::Infinitive,
        _ if frame.child(verb, Relation::Ccomp).is_some() => Complement::Clause,
        (true, false) => Complement::Object,
        (false, false) => {
            if let Some(act) = by_preposition.filter_map(exact).next() {
                return Some(act);
            }
            Complement::Any
        }
    };
    acts.sense(Class::Verb, word, complement).map(|s| s.act)
}

/// Acts that one does by saying so.
fn is_performed(act: SpeechAct) -> bool {
    !matches!(act, SpeechAct::Say | SpeechAct::Ask | SpeechAct::Estimate | SpeechAct::Announce)
}

/// Acts that “I want to …” does: "thank", "condemn".
fn is_expressive(act: SpeechAct) -> bool {
    matches!(act, SpeechAct::Praise | SpeechAct::Criticise | SpeechAct::Deny | SpeechAct::Confirm | SpeechAct::Warn)
}

/// “We will help”, “we will strike back”; "Doe said he would resign", “I am going to resign”.
fn announced(frame: &Frame<'_>, root: usize) -> Option<SpeechAct> {
    let person = frame.person(root);
    if !matches!(person, Person::First | Person::Own) {
        return None;
    }
    let acts = &frame.rules.acts;
    let going = frame
        .child(root, Relation::Xcomp)
        .filter(|&x| acts.is(Group::Going, frame.word(root)) && frame.tag(root) == Tag::Vbg && frame.is_infinitive(x));
    let verb = going.unwrap_or(root);
    let mut auxiliaries = frame.children(root, Relation::Aux);
    let will =
        |t: usize| acts.is(Group::Will, frame.word(t)) || person == Person::Own && acts.is(Group::Would, frame.word(t));
    let announces = going.is_some() || auxiliaries.any(will);
    let by_will = frame.tag(verb) == Tag::Vb
        && !acts.is(Group::Unwilled, frame.word(verb))
        && !frame.is_passive(verb)
        && frame.child(verb, Relation::Cop).is_none();
    let conditional = frame.children(root, Relation::Aux).any(|a| frame.words.is_have(frame.word(a)));
    if !announces || !by_will || conditional {
        return None;
    }
    Some(match person {
        _ if threatens(frame, verb) => SpeechAct::Threaten,
        Person::First if going.is_none() => SpeechAct::Promise,
        _ => SpeechAct::Intend,
    })
}

/// "strike back", "destroy them"; not "strike a deal", "we hit ourselves".
fn threatens(frame: &Frame<'_>, verb: usize) -> bool {
    let acts = &frame.rules.acts;
    if !acts.is(Group::Threat, frame.word(verb)) || frame.is_negated(verb) {
        return false;
    }
    match frame.child(verb, Relation::Obj) {
        Some(object) => frame.is_animate(object),
        None => true,
    }
}

/// “They must leave”, “we need to act”, “Leave!”
fn demanded(frame: &Frame<'_>, root: usize) -> Option<SpeechAct> {
    let acts = &frame.rules.acts;
    let w = frame.words;
    let Some(subject) = frame.subject(root) else { return asked(frame, root) };
    let word = frame.word(subject);
    let can = frame.is_animate(subject) || matches!(frame.tag(subject), Tag::Prp | Tag::Nns);
    let who = can && ![w.i, w.it].contains(&word);
    let passive = frame.is_passive(root);
    let has = |group| frame.children(root, Relation::Aux).any(|a| acts.is(group, frame.word(a)));
    let perfect = frame.children(root, Relation::Aux).any(|a| w.is_have(frame.word(a)));
    let willed = !acts.is(Group::Unwilled, frame.word(root)) || passive;
    let copula = frame.child(root, Relation::Cop).is_some();
    if has(Group::Must) && !perfect && willed && !copula && (who || passive && word != w.i) {
        return Some(SpeechAct::Demand);
    }
    let infinitive = frame.child(root, Relation::Xcomp).is_some_and(|x| frame.is_infinitive(x));
    let needs = acts.is(Group::Need, frame.word(root)) && infinitive && frame.child(root, Relation::Obj).is_none();
    let plain = frame.child(root, Relation::Aux).is_none() && matches!(frame.tag(root), Tag::Vbp | Tag::Vbz);
    (needs && plain && who).then_some(SpeechAct::Demand)
}

/// An imperative: a bare verb that a quotation begins with.
fn asked(frame: &Frame<'_>, root: usize) -> Option<SpeechAct> {
    let acts = &frame.rules.acts;
    let word = frame.word(root);
    if !frame.quoted || frame.tag(root) != Tag::Vb || frame.reading.quotations.around(root).is_none() {
        return None;
    }
    let (parse, mut said) = frame.opening()?;
    let opens =
        said.all(|t| t >= root || acts.is(Group::Please, frame.word(t)) || parse.relation(t) == Relation::Punct);
    // What goes on another's sentence is no imperative: urged them to “leave the town”.
    let whole = parse.head(root).is_none() || matches!(parse.relation(root), Relation::Parataxis | Relation::Ccomp);
    if !opens || !whole || acts.is(Group::Unasked, word) {
        return None;
    }
    Some(if acts.is(Group::Let, word) { SpeechAct::Propose } else { SpeechAct::Demand })
}

/// "it will probably fall", "Iran is likely to attack", "is expected to fall".
fn predicted(frame: &Frame<'_>, root: usize) -> Option<SpeechAct> {
    let acts = &frame.rules.acts;
    let predicts = |class, t: usize| {
        acts.sense(class, frame.word(t), Complement::ObjectInfinitive).is_some_and(|s| s.act == SpeechAct::Predict)
    };
    let infinitive = frame.child(root, Relation::Xcomp).is_some_and(|x| frame.is_infinitive(x));
    let clause = frame.child(root, Relation::Ccomp).or_else(|| frame.child(root, Relation::Csubj)).is_some();
    let likely = frame.tag(root) == Tag::Jj && predicts(Class::Adjective, root) && infinitive;
    let expected = frame.is_passive(root) && predicts(Class::Verb, root) && (infinitive || clause);
    let future = frame.children(root, Relation::Aux).any(|a| acts.is(Group::Will, frame.word(a)));
    let hedged = |t: usize| frame.rules.certainty.is_hedging_adverb(frame.word(t));
    let probably = future && frame.children(root, Relation::Advmod).any(hedged);
    (likely || expected || probably).then_some(SpeechAct::Predict)
}

/// Whom the source tells it: "told reporters that", "urged Iran to", "called on Iran to", "said to Doe".
fn addressee(frame: &Frame<'_>, claim: &Claim) -> Option<Reference> {
    let cue = frame.cue?;
    let hearer = match cue.sense {
        Some(sense) if sense.object == ObjectRole::Addressee => object(frame, cue, sense),
        _ => None,
    };
    let noun = hearer.or_else(|| spoken_to(frame, cue))?;
    let said = frame.is_said(noun);
    // "promised jobs", "warned “the end is near”": what is said is nobody who is told.
    let asked = frame.root.is_some_and(|r| frame.is_infinitive(r));
    if said && (cue.complement == Complement::Clause || !frame.is_animate(noun) && !asked) {
        return None;
    }
    // "told the truth", "told the story".
    let word = frame.word(noun);
    let thing =
        frame.rules.acts.act_of_noun(word).is_some() || frame.rules.responses.truth(frame.tag(noun), word).is_some();
    if thing && !frame.is_animate(noun) {
        return None;
    }
    let reference = frame.reference(noun);
    let apart = claim.source.is_none_or(|s| !s.span.overlaps(reference.span))
        && claim.cue.is_none_or(|c| !c.overlaps(reference.span));
    let another = reference.actor.is_none() || reference.actor != frame.source;
    let is_word = frame.tag(noun).is_noun() || frame.tag(noun) == Tag::Prp;
    (apart && another && is_word).then_some(reference)
}

/// The object of a cue, the subject of one in the passive, or what the preposition of its row governs.
pub(super) fn object(frame: &Frame<'_>, cue: CueWord<'_>, sense: &Sense) -> Option<usize> {
    if cue.class == Class::Verb {
        let relations: &[Relation] =
            if cue.passive { &[Relation::NsubjPass] } else { &[Relation::Iobj, Relation::Obj] };
        let direct = relations.iter().find_map(|&r| frame.child(cue.token, r));
        let reduced = || {
            frame.parse(cue.token).and_then(|p| p.head(cue.token).filter(|_| p.relation(cue.token) == Relation::Acl))
        };
        let found = direct.or_else(|| if cue.passive { reduced() } else { None });
        if found.is_some() {
            return found;
        }
    }
    match sense.complement {
        Complement::Preposition(word) => frame.governed(cue.token, word),
        _ if cue.class == Class::Adjective => frame.governed(cue.token, frame.words.of),
        _ => None,
    }
}

/// "said to Doe", "the warning to Iran".
fn spoken_to(frame: &Frame<'_>, cue: CueWord<'_>) -> Option<usize> {
    let speaks = cue.class == Class::Noun || cue.class == Class::Verb && cue.complement == Complement::Clause;
    if !speaks || cue.passive || cue.sense.is_some_and(|s| is_attitude(s.act)) {
        return None;
    }
    frame.governed(cue.token, frame.words.to).filter(|&n| !frame.is_said(n) && frame.is_animate(n))
}
