//! How sure a source is of what it says, and what is only passed on.
//!
//! Enters: a claim's [`Frame`]. Leaves: whether its words hedge it ("may", "I think") or make it certain ("no doubt"),
//! and whether they mark it as hearsay ("reportedly", "is said to", "sources say"), each with those words. Only words that
//! bear on the main predicate of the content's first sentence count: "the man who may resign is here" is not hedged. Hedges
//! are those of Hyland ("Hedging in scientific research articles", 1998) as news has them; the words stand in
//! `certainty_words.tsv` and `hearsay_words.tsv`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annotation::{Certainty, CertaintyLevel, Claim, SpeechAct};
use crate::document::Span;
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId};
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;

use super::act::{Complement, is_subjunctive};
use super::cue::Class;
use super::frame::{Frame, Person, sentence, tokens};

/// Where a word of certainty stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    /// "may attack"
    Modal,
    /// "perhaps attacked"
    Adverb,
    /// "is likely to attack"
    Adjective,
    /// "I think", "seems to"
    Verb,
}

/// What marks hearsay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Mark {
    /// "reportedly"
    Adverb,
    /// "sources", as who says it
    Source,
    /// "is said to"
    Verb,
    /// "on condition of anonymity", in the sentence
    Unnamed,
    /// "familiar with the talks", of who says it
    Modifier,
}

/// What this file must know of words.
#[derive(Debug)]
pub(super) struct CertaintyRules {
    words: FxHashMap<(Place, WordId), CertaintyLevel>,
    /// Words of a phrase after its first, by the first.
    phrases: FxHashMap<WordId, Vec<(Vec<WordId>, CertaintyLevel)>>,
    hearsay: FxHashSet<(Mark, WordId)>,
    could: WordId,
}

impl CertaintyRules {
    /// Reads both tables.
    pub(super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let mut rules = Self {
            words: FxHashMap::default(),
            phrases: FxHashMap::default(),
            hearsay: FxHashSet::default(),
            could: vocabulary.add("could"),
        };
        let table = Table::parse(
            "data/lexicon/certainty_words.tsv",
            include_str!("../../data/lexicon/certainty_words.tsv"),
            &["words", "class", "certainty"],
        )?;
        for row in table.rows() {
            let (words, level) = (row.cell(0), row.parse(2)?);
            let place = match row.cell(1) {
                "modal" => Place::Modal,
                "adverb" => Place::Adverb,
                "adjective" => Place::Adjective,
                "verb" => Place::Verb,
                "phrase" => {
                    let mut ids = words.split(' ').map(|w| vocabulary.add(w));
                    let first = ids.next().ok_or_else(|| row.error("a phrase without words"))?;
                    let rest = ids.collect();
                    rules.phrases.entry(first).or_default().push((rest, level));
                    continue;
                }
                other => return Err(row.error(format!("unknown class {other:?}"))),
            };
            let forms = if place == Place::Verb { inflections.verb(words) } else { vec![words.to_owned()] };
            rules.words.extend(forms.iter().map(|f| ((place, vocabulary.add(f)), level)));
        }
        let table = Table::parse(
            "data/lexicon/hearsay_words.tsv",
            include_str!("../../data/lexicon/hearsay_words.tsv"),
            &["lemma", "class"],
        )?;
        for row in table.rows() {
            let (mark, forms) = match row.cell(1) {
                "adverb" => (Mark::Adverb, vec![row.cell(0).to_owned()]),
                "source" => (Mark::Source, inflections.noun(row.cell(0))),
                "verb" => (Mark::Verb, inflections.verb(row.cell(0))),
                "unnamed" => (Mark::Unnamed, vec![row.cell(0).to_owned()]),
                "modifier" => (Mark::Modifier, vec![row.cell(0).to_owned()]),
                other => return Err(row.error(format!("unknown class {other:?}"))),
            };
            rules.hearsay.extend(forms.iter().map(|f| (mark, vocabulary.add(f))));
        }
        Ok(rules)
    }

    /// "probably", "perhaps".
    pub(super) fn is_hedging_adverb(&self, word: WordId) -> bool {
        self.level(Place::Adverb, word) == Some(CertaintyLevel::Hedged)
    }

    fn level(&self, place: Place, word: WordId) -> Option<CertaintyLevel> {
        self.words.get(&(place, word)).copied()
    }
}

/// Tokens from a phrase to the main predicate.
const NEAR: usize = 6;

/// How sure the source is: by the first words of the content that tell, else by the cue.
pub(super) fn read(frame: &Frame<'_>, claim: &Claim) -> Option<Certainty> {
    let by_content = frame.root.and_then(|root| {
        let found = [attitude(frame, root), of_predicate(frame, root), phrase(frame, root)];
        found.into_iter().flatten().min_by_key(|c| c.words)
    });
    by_content.or_else(|| by_cue(frame, claim))
}

/// "suspects that", "is confident that", "insisted".
fn by_cue(frame: &Frame<'_>, claim: &Claim) -> Option<Certainty> {
    let cue = frame.cue?;
    let place = match cue.class {
        Class::Verb => Place::Verb,
        Class::Adjective => Place::Adjective,
        Class::Noun | Class::Phrase => return None,
    };
    let level = frame.rules.certainty.level(place, frame.word(cue.token))?;
    // "believes in it", "thought of home", "assumed an office" say nothing of how sure; nor does "knows who won".
    let raises = frame.rules.raising.contains(&frame.word(cue.token));
    let says = match cue.complement {
        Complement::Clause => !opens_question(frame) && !is_subjunctive(frame),
        Complement::ObjectInfinitive => cue.passive,
        Complement::Any | Complement::Infinitive | Complement::Object => raises,
        Complement::Gerund | Complement::Preposition(_) => false,
    };
    says.then_some(Certainty { level: weighed(level, cue.negated), words: claim.cue? })
}

/// "who won", "whether it fell".
fn opens_question(frame: &Frame<'_>) -> bool {
    let Some(first) = frame.content.first().map(|c| c.start) else { return false };
    let w = frame.words;
    matches!(frame.tag(first), Tag::Wp | Tag::WpS | Tag::Wdt | Tag::Wrb)
        || [w.whether, w.if_].contains(&frame.word(first))
}

/// "not sure" hedges; "not likely" does so as well as "likely".
fn weighed(level: CertaintyLevel, negated: bool) -> CertaintyLevel {
    if negated { CertaintyLevel::Hedged } else { level }
}

/// “I think it fell”, “we are sure that it fell”; "he said he believed".
fn attitude(frame: &Frame<'_>, root: usize) -> Option<Certainty> {
    if !matches!(frame.person(root), Person::First | Person::Own) {
        return None;
    }
    let copula = frame.child(root, Relation::Cop);
    let place = if copula.is_some() { Place::Adjective } else { Place::Verb };
    // "Doe is likely to" is no attitude of Doe's.
    if copula.is_some() && !holds_true(frame, root) {
        return None;
    }
    let level = frame.rules.certainty.level(place, frame.word(root))?;
    let said = copula.is_some() || frame.child(root, Relation::Ccomp).is_some();
    let subject = frame.subject(root).filter(|&s| said && s < root && frame.is_said(s))?;
    let words = frame.reading.span(subject..root + 1);
    Some(Certainty { level: weighed(level, frame.is_negated(root)), words })
}

/// "sure", "convinced": an adjective for what one holds true.
fn holds_true(frame: &Frame<'_>, adjective: usize) -> bool {
    let sense = frame.rules.acts.sense(Class::Adjective, frame.word(adjective), Complement::Clause);
    sense.is_some_and(|s| s.act == SpeechAct::Believe)
}

/// "may attack", "perhaps attacked", "is likely to attack", "seems to attack".
fn of_predicate(frame: &Frame<'_>, root: usize) -> Option<Certainty> {
    let rules = &frame.rules.certainty;
    let parse = frame.parse(root)?;
    let mut found: Option<(usize, CertaintyLevel)> = None;
    let mut note = |token: usize, level: CertaintyLevel| {
        if frame.is_said(token) && found.is_none_or(|f| token < f.0) {
            found = Some((token, level));
        }
    };
    let is_open =
        [Relation::Ccomp, Relation::Csubj, Relation::Xcomp].into_iter().any(|r| parse.child(root, r).is_some());
    let negated = frame.is_negated(root);
    for child in parse.children(root).take(48) {
        let word = frame.word(child);
        match parse.relation(child) {
            // "could not attack" tells of no chance, "he could see it" of a skill; "may not attack" is open.
            Relation::Aux if !(negated && word == rules.could) => {
                if let Some(level) = rules.level(Place::Modal, word) {
                    note(child, level);
                }
            }
            Relation::Advmod => match rules.level(Place::Adverb, word) {
                // "saw clearly", "was absolutely wonderful" are no assurances.
                Some(CertaintyLevel::Certain) if child > root || frame.tag(root) == Tag::Jj => {}
                Some(level) => note(child, level),
                None => {}
            },
            _ => {}
        }
    }
    let raises = frame.rules.raising.contains(&frame.word(root)) && is_open;
    if raises && let Some(level) = rules.level(Place::Verb, frame.word(root)) {
        note(root, level);
    }
    let clause = parse.child(root, Relation::Ccomp).or_else(|| parse.child(root, Relation::Csubj)).is_some();
    if is_open
        && frame.tag(root) == Tag::Jj
        && let Some(level) = rules.level(Place::Adjective, frame.word(root))
    {
        // "is sure to win", but not "is clear: to win".
        if clause || level == CertaintyLevel::Hedged || holds_true(frame, root) {
            note(root, weighed(level, negated));
        }
    }
    found.map(|(token, level)| Certainty { level, words: frame.span(token) })
}

/// "no doubt", where it bears on the main predicate.
fn phrase(frame: &Frame<'_>, root: usize) -> Option<Certainty> {
    let (parse, said) = frame.opening()?;
    let rules = &frame.rules.certainty;
    for token in said {
        let Some(phrases) = rules.phrases.get(&frame.word(token)) else { continue };
        let follows = |rest: &[WordId]| {
            rest.iter().enumerate().all(|(i, &w)| frame.is_said(token + 1 + i) && frame.word(token + 1 + i) == w)
        };
        let Some((rest, level)) = phrases.iter().filter(|(rest, _)| follows(rest)).max_by_key(|(rest, _)| rest.len())
        else {
            continue;
        };
        let end = token + 1 + rest.len();
        let mut at = end - 1;
        for _ in 0..NEAR {
            let clausal = [Relation::Ccomp, Relation::Acl, Relation::AclRelcl, Relation::Advcl, Relation::Parataxis];
            if at == root || clausal.contains(&parse.relation(at)) {
                break;
            }
            let Some(head) = parse.head(at) else { break };
            at = head;
        }
        if at == root {
            return Some(Certainty { level: *level, words: frame.reading.span(token..end) });
        }
    }
    None
}

/// The words that mark a claim as passed on from others.
pub(super) fn hearsay(frame: &Frame<'_>, claim: &Claim) -> Option<Span> {
    let marks = |mark, token: usize| frame.rules.certainty.hearsay.contains(&(mark, frame.word(token)));
    let cue = frame.cue;
    let predicates = [frame.root, cue.map(|c| c.token)].into_iter().flatten();
    let inner = frame.root.and_then(|r| frame.child(r, Relation::Xcomp));
    let mut adverbs = predicates.chain(inner).flat_map(|p| frame.children(p, Relation::Advmod));
    if let Some(adverb) = adverbs.find(|&t| marks(Mark::Adverb, t)) {
        return Some(frame.span(adverb));
    }
    // "is said to", "it is alleged that": by nobody who is told.
    if let Some(cue) = cue.filter(|c| c.passive && marks(Mark::Verb, c.token))
        && claim.source.is_none()
        && frame
            .child(cue.token, Relation::NsubjPass)
            .is_none_or(|s| frame.is_said(s) || frame.word(s) == frame.words.it)
    {
        return claim.cue;
    }
    let source = claim.source?;
    if source.actor.is_some_and(|a| frame.cast.actor(a).named) {
        return None;
    }
    let words = tokens(frame.reading, source.span);
    let parse = frame.parse(words.start)?;
    let is_head = |t: usize| parse.head(t).is_none_or(|h| !words.contains(&h));
    let unnamed = words.clone().any(|t| marks(Mark::Source, t) && is_head(t) || marks(Mark::Modifier, t));
    if unnamed {
        return Some(source.span);
    }
    let (_, all) = sentence(frame.reading, cue.map_or(words.start, |c| c.token))?;
    all.take(400).find(|&t| marks(Mark::Unnamed, t)).map(|t| frame.span(t))
}
