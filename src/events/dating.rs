//! Which event a time expression dates.
//!
//! Enters: the time expressions of a sentence, its tree, its clauses. Leaves: the time of an event's verb or noun. Method: an
//! expression dates the word that it hangs on in the tree: the verb of its clause, or an event noun that it modifies ("Monday's attack",
//! "the attack in September"). From a noun that is no event it climbs to the verb ("attacked a base in Mosul on Monday"). An event
//! without a time of its own has that of the verb above it only where both are one doing: participles ("attacked on Monday, killing
//! ten"), verbs that share what stands before them ("On Monday, rebels attacked and burned the town"), "began shelling".
//! A report's date never reaches what is reported, as clauses that a verb has for a complement share nothing with it.

use rustc_hash::FxHashSet;

use crate::annotation::{Granularity, TimeKind, TimeModifier};
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId};
use crate::syntax::parse::Parse;
use crate::syntax::tag::Tag;
use crate::syntax::tree::Relation;
use crate::time::TimeExpression;

use super::coder::Coder;
use super::phrase::Governed;

/// Words above an expression that are looked at.
const HEIGHT: usize = 6;
/// Chunks before a time in which an event noun is looked for.
const NOUN_REACH: usize = 12;
/// Verbs above one that its time is looked for at.
const SHARED: usize = 3;

/// What this file must know of words.
#[derive(Debug)]
pub(super) struct DatingRules {
    /// "took place", "occurred": what takes place has the verb's time.
    occurrence: FxHashSet<WordId>,
    /// "began shelling": what begins has the verb's time.
    aspect: FxHashSet<WordId>,
    /// "during", "throughout": prepositions of a time that passes.
    passing: FxHashSet<WordId>,
}

impl DatingRules {
    /// Reads `time_verbs.tsv`.
    pub(super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let table = Table::parse(
            "data/lexicon/time_verbs.tsv",
            include_str!("../../data/lexicon/time_verbs.tsv"),
            &["lemma", "kind"],
        )?;
        let mut rules =
            Self { occurrence: FxHashSet::default(), aspect: FxHashSet::default(), passing: FxHashSet::default() };
        for row in table.rows() {
            let (set, forms) = match row.cell(1) {
                "occurrence" => (&mut rules.occurrence, inflections.verb(row.cell(0))),
                "aspect" => (&mut rules.aspect, inflections.verb(row.cell(0))),
                "passing" => (&mut rules.passing, vec![row.cell(0).to_owned()]),
                other => return Err(row.error(format!("unknown kind {other:?}"))),
            };
            set.extend(forms.iter().map(|f| vocabulary.add(f)));
        }
        Ok(rules)
    }

    fn occurs(&self, word: WordId) -> bool {
        self.occurrence.contains(&word)
    }

    fn is_aspect(&self, word: WordId) -> bool {
        self.aspect.contains(&word)
    }
}

/// That an expression dates a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Site {
    /// The dated word.
    token: usize,
    /// How good a date it is; less is better.
    rank: u32,
    /// Number of the expression in its sentence.
    time: usize,
}

impl Coder<'_, '_> {
    /// What every expression of the sentence dates, by word.
    pub(super) fn sites(&self) -> Vec<Site> {
        let site = |(number, time): (usize, &TimeExpression)| {
            let (token, climbed) = self.site(time)?;
            let rank = rank(time) * 2 + u32::from(climbed);
            Some(Site { token, rank, time: number })
        };
        let mut sites: Vec<Site> = self.finder.times.iter().enumerate().filter_map(site).collect();
        sites.sort_unstable();
        sites
    }

    /// The best time of a word that satisfies something.
    fn time_at(&self, token: usize, fits: impl Fn(&TimeExpression) -> bool) -> Option<&TimeExpression> {
        let first = self.sites.partition_point(|s| s.token < token);
        let here = self.sites[first..].iter().take_while(|s| s.token == token);
        here.map(|s| &self.finder.times[s.time]).find(|t| fits(t))
    }

    /// The word that an expression dates, and whether it was climbed to.
    fn site(&self, time: &TimeExpression) -> Option<(usize, bool)> {
        let view = self.finder.view;
        let parse = view.parse;
        if !self.can_date(time) {
            return None;
        }
        let mut at = time.head;
        let mut climbed = false;
        for _ in 0..HEIGHT {
            let relation = parse.relation(at);
            let above = parse.head(at)?;
            let predicate = view.tag(above).is_verb() || parse.child(above, Relation::Cop).is_some();
            if predicate && !self.is_event_word(above) {
                // "The court this month rejected it": of two subjects one says when.
                let subject = matches!(relation, Relation::Nsubj | Relation::NsubjPass | Relation::Csubj)
                    && !parse.children(above).any(|c| c != at && parse.relation(c) == relation);
                let loose = matches!(relation, Relation::Conj | Relation::Parataxis | Relation::Appos | Relation::List);
                if !climbed && !self.may_climb(time) {
                    return None;
                }
                if !climbed && let Some(noun) = self.noun_before(time, above) {
                    return Some((noun, false));
                }
                let object = matches!(relation, Relation::Obj) && time.time.granularity != Some(Granularity::Day);
                return (!loose && (climbed || !subject && !object)).then_some((above, climbed));
            }
            let event = self.is_event_word(above);
            match relation {
                Relation::NmodPoss | Relation::Compound | Relation::Amod | Relation::Nummod | Relation::Det
                    if !climbed =>
                {
                    return event.then_some((above, false));
                }
                Relation::Nmod | Relation::NmodUnmarked | Relation::Advmod | Relation::Obl | Relation::OblUnmarked => {
                    if event {
                        return Some((self.dated_instead(above), climbed));
                    }
                    if !climbed && !self.may_climb(time) {
                        return None;
                    }
                }
                Relation::Conj => {}
                // "called it a disgrace Wednesday"
                Relation::Appos if !climbed && parse.child(at, Relation::Case).is_none() => {}
                _ if !climbed => return None,
                Relation::Obj | Relation::Iobj | Relation::Nsubj | Relation::NsubjPass | Relation::OblAgent => {}
                _ => return None,
            }
            climbed = true;
            at = above;
        }
        None
    }

    /// A direct object leaves the time after it to its verb where that tells an event: "rejected the offer on Monday".
    fn dated_instead(&self, noun: usize) -> usize {
        let view = self.finder.view;
        match view.governors[view.chunk_of(noun)] {
            Some((clause, Governed::Object)) if self.tells_event(clause) => view.chunks[view.clauses[clause].verb].head,
            _ => noun,
        }
    }

    /// The event noun right before a month or a year, where the tree has it hang on the verb: "condemned it over the invasion in
    /// February". News dates what is new by days, so a day is left to the verb; and so is what follows an object.
    fn noun_before(&self, time: &TimeExpression, verb: usize) -> Option<usize> {
        let view = self.finder.view;
        if time.time.granularity.is_none_or(|g| g < Granularity::Month) || time.time.kind == TimeKind::Duration {
            return None;
        }
        let case = view.parse.child(time.head, Relation::Case).filter(|&c| c < time.head)?;
        let at = view.chunk_of(case);
        let lowest = view.chunk_of(verb).max(at.saturating_sub(NOUN_REACH));
        let noun = (lowest + 1..at).rev().find(|&c| self.is_event_noun(c))?;
        let oblique = matches!(view.governors[noun], Some((_, Governed::Oblique(_))));
        (oblique && view.noun_scope(noun).contains(&at)).then(|| view.chunks[noun].head)
    }

    fn is_event_word(&self, token: usize) -> bool {
        let view = self.finder.view;
        let chunk = view.chunk_of(token);
        view.chunks[chunk].head == token && self.is_event_noun(chunk)
    }

    /// Whether the preposition of an expression lets it say when: not "a plan for 2030", "the class of 2018".
    fn may_climb(&self, time: &TimeExpression) -> bool {
        let view = self.finder.view;
        if time.time.kind == TimeKind::Duration || time.time.modifier == Some(TimeModifier::OnOrAfter) {
            return true;
        }
        let Some(case) = view.parse.child(time.head, Relation::Case) else { return true };
        let w = view.words;
        let word = view.token_word(case);
        ![w.of, w.for_, w.to, w.from, w.about, w.as_, w.with].contains(&word)
    }

    /// Whether an expression can say when: a length of time only where it is said to pass ("for two years", "the past two years",
    /// "a five-hour siege"), not as a measure ("sentenced to two years"); what comes back only as an adverb.
    fn can_date(&self, time: &TimeExpression) -> bool {
        let view = self.finder.view;
        let relation = view.parse.relation(time.head);
        match time.time.kind {
            TimeKind::Date | TimeKind::Time => true,
            TimeKind::Set => {
                matches!(relation, Relation::Advmod | Relation::Obl | Relation::OblUnmarked | Relation::NmodUnmarked)
            }
            TimeKind::Duration => {
                let case = view.parse.child(time.head, Relation::Case).map(|c| view.token_word(c));
                let placed = time.time.first_day.is_some() || time.time.last_day.is_some();
                let passes = case.is_some_and(|c| self.passes(c));
                let modifies = matches!(relation, Relation::Compound | Relation::Amod | Relation::NmodUnmarked);
                placed || passes || modifies || case.is_none() && relation == Relation::OblUnmarked
            }
        }
    }

    fn passes(&self, preposition: WordId) -> bool {
        let w = self.finder.view.words;
        [w.for_, w.in_, w.over].contains(&preposition) || self.rules.dating.passing.contains(&preposition)
    }

    /// The time of a verb's own clause, else that of a verb above with which it is one doing.
    pub(super) fn time_of_verb(&self, number: usize) -> Option<TimeExpression> {
        let view = self.finder.view;
        let clause = &view.clauses[number];
        let (verb, predicate) = (view.chunks[clause.verb].head, view.parse.token(clause.predicate));
        let own = self.time_at(verb, |_| true).or_else(|| self.time_at(predicate, |_| true));
        own.or_else(|| self.shared_time(predicate)).cloned()
    }

    fn shared_time(&self, predicate: usize) -> Option<&TimeExpression> {
        let view = self.finder.view;
        let parse = view.parse;
        let mut at = predicate;
        for _ in 0..SHARED {
            let above = parse.head(at)?;
            let before = |t: &TimeExpression| t.tokens.end <= above;
            let found = match parse.relation(at) {
                // Shared is what stands before both, not "attacked on Monday and fled".
                Relation::Conj => self.time_at(above, |t| before(t) && t.time.kind != TimeKind::Duration),
                Relation::Advcl if is_bare_participle(parse, view.tag(at), at) => self.time_at(above, |_| true),
                Relation::Xcomp if self.rules.dating.is_aspect(view.token_word(above)) => self.time_at(above, |_| true),
                _ => return None,
            };
            if found.is_some() {
                return found;
            }
            at = above;
        }
        None
    }

    /// The time inside or after an event noun; that of the clause whose verb is light or says that it takes place.
    ///
    /// With whether it is the noun's own rather than that of a light verb.
    pub(super) fn time_of_noun(&self, chunk: usize, light: Option<usize>) -> (Option<TimeExpression>, bool) {
        let view = self.finder.view;
        if let Some(time) = self.time_at(view.chunks[chunk].head, |_| true) {
            return (Some(time.clone()), true);
        }
        let occurs = || match view.governors[chunk] {
            Some((clause, Governed::Subject | Governed::Object)) => {
                let verb = &view.chunks[view.clauses[clause].verb];
                let occurs = verb.verb.copula || self.rules.dating.occurs(view.token_word(verb.head));
                Some(clause).filter(|_| occurs)
            }
            _ => None,
        };
        match light {
            Some(clause) => (self.time_of_verb(clause), false),
            None => (occurs().and_then(|clause| self.time_of_verb(clause)), true),
        }
    }
}

/// "killing ten", without "after" or "by" before it.
fn is_bare_participle(parse: Parse<'_>, tag: Tag, verb: usize) -> bool {
    let marked = |c: usize| matches!(parse.relation(c), Relation::Mark | Relation::Case | Relation::Nsubj);
    tag == Tag::Vbg && !parse.children(verb).take(16).any(marked)
}

/// Dates before lengths of time, those before what comes back, and "now" and "recently" last.
fn rank(time: &TimeExpression) -> u32 {
    let reference = time.time.value.as_deref().is_some_and(|v| v.ends_with("_REF"));
    match time.time.kind {
        _ if reference => 3,
        TimeKind::Date | TimeKind::Time => 0,
        TimeKind::Duration => 1,
        TimeKind::Set => 2,
    }
}
