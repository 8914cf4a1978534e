//! Learns lemmas and features from treebanks.
//!
//! Enters: words with LEMMA, UPOS, XPOS and FEATS, and if wanted listed forms without features. Leaves: the model that
//! [`crate::syntax::morphology`] reads. What is learned for each tag, from word types, not tokens, since unseen words
//! behave like rare ones:
//!
//! 1. which edit makes the lemma, by suffix: a longer suffix gets a rule of its own when it is right for at least
//!    `GAIN` words more than the rule it would inherit (ripple-down rules; Jongejan and Dalianis, ACL 2009);
//! 2. what becomes of capitals, and which features a word has, in the same way;
//! 3. forms that were never seen, made from the lemmas that were (the same rules turned round), where the rules would
//!    find a lemma for them that nobody has seen: "provoked" comes from "provoke" when that is known and "provok" is not;
//! 4. the list: every form that the rules get wrong, and common forms with the tags they never have, since such a tag is
//!    likely a mistake.
//!
//! Rules are learned for XPOS first, then for pairs of UPOS and XPOS where these differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::syntax::morphology::{
    ANY_TAG, CaseRule, Edit, Entry, KINDS, LONGEST_FORM, Letters, Morphology, MorphologyError, NONE, Parts, Rules,
    START, Suffixes, character_key, edit_between, lower_into,
};

/// Longest suffix of a rule, in characters. On English, 5 and 8 make no difference to accuracy.
const LONGEST_SUFFIX: usize = 6;
/// A suffix rule must be right for this many words more than what it would inherit. For edits 1, 2 and 3 are equally
/// accurate within 0.02; for capitals 3 is better than 2 by 0.08 (GUM).
const GAIN: u32 = 2;
const CASE_GAIN: u32 = 3;
const FEATS_GAIN: u32 = 3;
/// Votes of one word: many divisors, so that shares of it stay whole.
const WORD: u32 = 840;
/// Forms are made for tags that are seen with this many lemmas, half of which change.
const PARADIGM: usize = 100;

/// One word of a treebank; what is absent is empty.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// FORM
    pub form: &'a str,
    /// LEMMA
    pub lemma: &'a str,
    /// UPOS
    pub upos: &'a str,
    /// XPOS
    pub xpos: &'a str,
    /// FEATS
    pub feats: &'a str,
}

/// Numbers of UPOS and XPOS.
type Pair = (u8, u8);

/// How a form was analysed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reading {
    /// As written.
    form: String,
    lemma: String,
    /// `None` where the source has no features.
    feats: Option<String>,
}

type Readings = BTreeMap<Reading, u32>;
/// By lower-cased form and tags, with weights.
type Forms = BTreeMap<String, BTreeMap<Pair, Readings>>;
/// Rules by suffix, from the last character on.
type Tree = BTreeMap<Vec<u32>, u16>;

/// Words of all sentences added so far.
#[derive(Clone, Debug)]
pub struct MorphologyCounts {
    upos: Vec<String>,
    xpos: Vec<String>,
    forms: Forms,
    listed: BTreeSet<(String, String, Pair)>,
}

impl MorphologyCounts {
    /// Counts nothing yet. The labels become the inventories of the model; their places are the numbers of tags.
    pub fn new(upos: &[String], xpos: &[String]) -> Self {
        Self { upos: upos.to_vec(), xpos: xpos.to_vec(), forms: Forms::new(), listed: BTreeSet::new() }
    }

    /// Adds a sentence; where treebanks disagree, the greater sum of weights wins.
    ///
    /// Left out are words without a lemma or with tags outside the inventories, and words that were cut in two: their
    /// first part has the lemma of the whole, the others have none.
    pub fn add_sentence<'a>(&mut self, words: impl IntoIterator<Item = Word<'a>>, weight: u32) {
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.next() {
            let is_first_part = words.peek().is_some_and(|next| next.lemma.is_empty() && next.form != "_");
            let tags = self.numbers(word.upos, word.xpos);
            let (Some(pair), false) = (tags, is_first_part || word.lemma.is_empty()) else { continue };
            let reading = Reading {
                form: word.form.to_owned(),
                lemma: word.lemma.to_owned(),
                feats: Some(word.feats.to_owned()),
            };
            let readings = self.forms.entry(lower(word.form)).or_default().entry(pair).or_default();
            *readings.entry(reading).or_default() += weight;
        }
    }

    /// Adds a form from a word list; it counts only if no sentence has the form with this XPOS.
    pub fn add_listed(&mut self, form: &str, lemma: &str, upos: &str, xpos: &str) {
        if let Some(pair) = self.numbers(upos, xpos) {
            self.listed.insert((form.to_owned(), lemma.to_owned(), pair));
        }
    }

    /// Learns the model. Linear in the number of different words, but for logarithms.
    ///
    /// # Errors
    /// When there are more labels, edits or features than the format can number.
    pub fn train(&self) -> Result<Morphology, MorphologyError> {
        limit("UPOS", self.upos.len(), usize::from(u8::MAX))?;
        limit("XPOS", self.xpos.len(), usize::from(u8::MAX))?;
        let mut forms = self.forms.clone();
        for (form, lemma, pair) in &self.listed {
            add_unseen(&mut forms, form, lemma, *pair);
        }
        let pairs: BTreeSet<Pair> = forms.values().flat_map(|tags| tags.keys().copied()).collect();
        let pairs: Vec<Pair> = pairs.into_iter().collect();
        limit("pairs of tags", pairs.len(), usize::from(NONE) - 256)?;
        let tags = Tags { n_xpos: self.xpos.len(), pairs };

        let mut edits = Edits::of(&forms);
        let edit_trees = edit_trees(&forms, &tags, &edits);
        let paradigms = Paradigms { forms: &forms, tags: &tags, edits: &edits, trees: &edit_trees };
        for (form, lemma, pair) in paradigms.unseen_forms(&self.upos) {
            add_unseen(&mut forms, &form, &lemma, pair);
        }
        edits.add(&forms);
        limit("edits", edits.list.len(), usize::from(NONE))?;
        let feats = feats_inventory(&forms);
        limit("features", feats.len(), usize::from(NONE))?;

        let case_trees = case_trees(&forms, &tags, &edits);
        let feats_trees = feats_trees(&forms, &tags, &feats);
        let rules = [edit_trees, case_trees, feats_trees].into_iter().flatten();
        let rules = rules.flat_map(|(root, tree)| tree.into_iter().map(move |(suffix, value)| (root, suffix, value)));
        let parts = Parts {
            upos: self.upos.clone(),
            xpos: self.xpos.clone(),
            feats,
            edits: edits.list.clone(),
            dropped: dropped(&forms),
            suffixes: Suffixes::build((tags.n_xpos + tags.pairs.len()) * KINDS, rules),
            pairs: tags.pairs.clone(),
            ..Parts::default()
        };
        let rules = Morphology::index(parts);
        let list = List { rules: &rules, tags: &tags, edits: &edits };
        let mut parts = rules.parts().clone();
        for (form, readings) in forms.iter().filter(|(form, _)| form.len() <= LONGEST_FORM) {
            let entries = list.entries(form, readings);
            if !entries.is_empty() {
                parts.forms.push(form);
                parts.entries.extend(entries);
                parts.entry_ends.push(parts.entries.len() as u32);
            }
        }
        Ok(Morphology::index(compact(parts)))
    }

    fn numbers(&self, upos: &str, xpos: &str) -> Option<Pair> {
        let number = |labels: &[String], label: &str| {
            let place = labels.iter().position(|l| l == label)?;
            u8::try_from(place).ok()
        };
        Some((number(&self.upos, upos)?, number(&self.xpos, xpos)?))
    }
}

fn limit(what: &'static str, found: usize, most: usize) -> Result<(), MorphologyError> {
    if found <= most { Ok(()) } else { Err(MorphologyError::TooMany { what, found }) }
}

fn lower(form: &str) -> String {
    let mut lower = String::new();
    lower_into(form, Letters::of(form), &mut lower);
    lower
}

fn add_unseen(forms: &mut Forms, form: &str, lemma: &str, pair: Pair) {
    let tags = forms.entry(lower(form)).or_default();
    if !tags.keys().any(|(_, xpos)| *xpos == pair.1) {
        let reading = Reading { form: form.to_owned(), lemma: lemma.to_owned(), feats: None };
        tags.entry(pair).or_default().insert(reading, 1);
    }
}

/// Numbers of the tags that rules are learned for: each XPOS, then each pair.
struct Tags {
    n_xpos: usize,
    /// Sorted.
    pairs: Vec<Pair>,
}

impl Tags {
    fn of_pair(&self, pair: Pair) -> usize {
        self.n_xpos + self.pairs.binary_search(&pair).expect("all pairs of the forms are known")
    }

    /// The tags of a form: each XPOS with the readings of all its pairs, then each pair with its own. XPOS come first.
    fn group<'a>(&self, readings: &'a BTreeMap<Pair, Readings>) -> BTreeMap<usize, Vec<(&'a Reading, u32)>> {
        let mut groups: BTreeMap<usize, Vec<(&Reading, u32)>> = BTreeMap::new();
        for (&pair, readings) in readings {
            for tag in [usize::from(pair.1), self.of_pair(pair)] {
                groups.entry(tag).or_default().extend(readings.iter().map(|(r, &w)| (r, w)));
            }
        }
        groups
    }

    /// The XPOS of a pair; `None` for an XPOS.
    fn general(&self, tag: usize) -> Option<usize> {
        tag.checked_sub(self.n_xpos).map(|pair| usize::from(self.pairs[pair].1))
    }
}

/// All edits that some word needs; the one that changes nothing has number 0.
struct Edits {
    list: Vec<Edit>,
    numbers: BTreeMap<Edit, u16>,
}

impl Edits {
    fn of(forms: &Forms) -> Self {
        let mut edits = Self { list: Vec::new(), numbers: BTreeMap::new() };
        edits.insert(Edit::default());
        edits.add(forms);
        edits
    }

    fn add(&mut self, forms: &Forms) {
        let readings = |tags: &BTreeMap<Pair, Readings>| {
            tags.values().flat_map(|readings| readings.keys().map(|r| r.lemma.clone())).collect::<Vec<_>>()
        };
        for (form, tags) in forms {
            for lemma in readings(tags) {
                if let Some(edit) = edit_between(form, &lower(&lemma)) {
                    self.insert(edit);
                }
            }
        }
    }

    fn insert(&mut self, edit: Edit) {
        // Numbers past the limit are refused before they are used.
        let next = self.list.len().min(usize::from(NONE)) as u16;
        if !self.numbers.contains_key(&edit) {
            self.numbers.insert(edit.clone(), next);
            self.list.push(edit);
        }
    }

    fn number(&self, form: &str, lemma: &str) -> u16 {
        edit_between(form, &lower(lemma)).and_then(|edit| self.numbers.get(&edit).copied()).unwrap_or(0)
    }

    /// The edit with the greatest weight, the first of equals.
    fn best(&self, form: &str, readings: &[(&Reading, u32)]) -> u16 {
        let mut weights: BTreeMap<u16, u32> = BTreeMap::new();
        for (reading, weight) in readings {
            *weights.entry(self.number(form, &reading.lemma)).or_default() += weight;
        }
        heaviest(&weights).unwrap_or(0)
    }

    /// The lower-cased lemma that an edit makes.
    fn apply(&self, form: &str, edit: u16) -> String {
        let mut lemma = form.to_owned();
        self.list[usize::from(edit)].apply(form, Letters::Lower, CaseRule::Lower, &mut lemma);
        lemma
    }
}

fn heaviest(weights: &BTreeMap<u16, u32>) -> Option<u16> {
    let mut best = None;
    for (&value, &weight) in weights {
        if best.is_none_or(|(_, most)| weight > most) {
            best = Some((value, weight));
        }
    }
    best.map(|(value, _)| value)
}

/// A word with its votes for the values of a rule.
struct Sample {
    /// Keys from the last character on.
    keys: Vec<u32>,
    votes: Vec<(u16, u32)>,
}

fn suffix_keys(word: &str) -> Vec<u32> {
    word.chars().rev().map(character_key).chain([START]).take(LONGEST_SUFFIX).collect()
}

/// The value of the longest suffix in the tree.
fn find(tree: &Tree, keys: &[u32]) -> Option<u16> {
    (0..=keys.len()).rev().find_map(|n| tree.get(&keys[..n]).copied())
}

/// Learns rules from words: `base` is what holds where the tree says nothing, `fits` whether a value may stand with a
/// suffix of so many characters.
fn grow(samples: &[Sample], gain: u32, base: impl Fn(&[u32]) -> u16, fits: impl Fn(u16, usize) -> bool) -> Tree {
    let mut nodes: BTreeMap<(usize, &[u32]), BTreeMap<u16, u32>> = BTreeMap::new();
    for sample in samples {
        for n in 0..=sample.keys.len() {
            let node = nodes.entry((n, &sample.keys[..n])).or_default();
            for &(value, votes) in &sample.votes {
                *node.entry(value).or_default() += votes;
            }
        }
    }
    let mut tree = Tree::new();
    for ((n, suffix), votes) in nodes {
        let inherited = find(&tree, suffix).unwrap_or_else(|| base(suffix));
        let n_characters = n - usize::from(suffix.last() == Some(&START));
        let inherited_votes = votes.get(&inherited).copied().unwrap_or(0);
        let mut best = (inherited, inherited_votes);
        for (value, count) in votes {
            if count > best.1 && fits(value, n_characters) {
                best = (value, count);
            }
        }
        let needed = if n == 0 { 1 } else { gain * WORD };
        if best.1 - inherited_votes >= needed {
            tree.insert(suffix.to_vec(), best.0);
        }
    }
    tree
}

/// Grows one tree for each root that has samples, after those that it inherits from.
fn grow_all(
    samples: &BTreeMap<(usize, usize), Vec<Sample>>,
    tags: &Tags,
    gain: u32,
    fits: impl Fn(u16, usize) -> bool,
) -> BTreeMap<usize, Tree> {
    let mut trees: BTreeMap<usize, Tree> = BTreeMap::new();
    for (&(tag, kind), samples) in samples {
        let fallback = Rules::fallback(kind);
        let general = tags.general(tag);
        let inherits = [
            general.map(|xpos| xpos * KINDS + kind),
            fallback.map(|kind| tag * KINDS + kind),
            general.zip(fallback).map(|(xpos, kind)| xpos * KINDS + kind),
        ];
        let inherits: Vec<&Tree> = inherits.into_iter().flatten().filter_map(|root| trees.get(&root)).collect();
        let base = |suffix: &[u32]| inherits.iter().find_map(|tree| find(tree, suffix)).unwrap_or(0);
        let tree = grow(samples, gain, base, &fits);
        trees.insert(tag * KINDS + kind, tree);
    }
    trees
}

fn has_digit(form: &str) -> bool {
    form.bytes().any(|b| b.is_ascii_digit())
}

fn edit_trees(forms: &Forms, tags: &Tags, edits: &Edits) -> BTreeMap<usize, Tree> {
    let mut samples: BTreeMap<(usize, usize), Vec<Sample>> = BTreeMap::new();
    for (form, readings) in forms.iter().filter(|(form, _)| !has_digit(form)) {
        for (tag, readings) in tags.group(readings) {
            let sample = Sample { keys: suffix_keys(form), votes: vec![(edits.best(form, &readings), WORD)] };
            samples.entry((tag, Rules::Edit.index())).or_default().push(sample);
        }
    }
    // A rule must have seen every character that it cuts off: else "sung" becomes "su" as "doing" becomes "do".
    grow_all(&samples, tags, GAIN, |edit, length| usize::from(edits.list[usize::from(edit)].strip) <= length)
}

fn case_trees(forms: &Forms, tags: &Tags, edits: &Edits) -> BTreeMap<usize, Tree> {
    let mut samples: BTreeMap<(usize, usize), Vec<Sample>> = BTreeMap::new();
    for (form, readings) in forms {
        for (tag, readings) in tags.group(readings) {
            let xpos = tags.general(tag).unwrap_or(tag);
            let edit = match tags.general(tag) {
                Some(_) => edits.best(form, &tags.group(&forms[form])[&xpos]),
                None => edits.best(form, &readings),
            };
            let mut votes: BTreeMap<usize, BTreeMap<u16, u32>> = BTreeMap::new();
            for (reading, weight) in readings {
                let letters = Letters::of(&reading.form);
                for rule in CaseRule::ALL.into_iter().filter(|_| letters != Letters::None) {
                    let mut lemma = form.clone();
                    edits.list[usize::from(edit)].apply(&reading.form, letters, rule, &mut lemma);
                    if lemma == reading.lemma {
                        let kind = Rules::Case(letters).index();
                        *votes.entry(kind).or_default().entry(rule as u16).or_default() += weight;
                    }
                }
            }
            for (kind, votes) in votes {
                let most = votes.values().copied().max().unwrap_or(0);
                let votes = votes.into_iter().filter(|(_, v)| *v == most).map(|(rule, _)| (rule, WORD)).collect();
                samples.entry((tag, kind)).or_default().push(Sample { keys: suffix_keys(form), votes });
            }
        }
    }
    grow_all(&samples, tags, CASE_GAIN, |_, _| true)
}

/// All features, sorted; none at all is the first.
fn feats_inventory(forms: &Forms) -> Vec<String> {
    let readings = forms.values().flat_map(|tags| tags.values().flat_map(|readings| readings.keys()));
    let all: BTreeSet<&str> = readings.filter_map(|r| r.feats.as_deref()).chain([""]).collect();
    all.into_iter().map(str::to_owned).collect()
}

fn feats_trees(forms: &Forms, tags: &Tags, inventory: &[String]) -> BTreeMap<usize, Tree> {
    let mut samples: BTreeMap<(usize, usize), Vec<Sample>> = BTreeMap::new();
    for (form, readings) in forms {
        for (tag, readings) in tags.group(readings) {
            let mut votes: BTreeMap<usize, BTreeMap<u16, u32>> = BTreeMap::new();
            for (reading, weight) in readings {
                let Some(feats) = reading.feats.as_ref().and_then(|f| inventory.binary_search(f).ok()) else {
                    continue;
                };
                let kind = Rules::Feats(Letters::of(&reading.form) == Letters::Upper).index();
                *votes.entry(kind).or_default().entry(feats as u16).or_default() += weight;
            }
            for (kind, votes) in votes {
                let total: u32 = votes.values().sum();
                let share = |weight: u32| (u64::from(weight) * u64::from(WORD) / u64::from(total)) as u32;
                let votes = votes.into_iter().map(|(feats, weight)| (feats, share(weight))).collect();
                samples.entry((tag, kind)).or_default().push(Sample { keys: suffix_keys(form), votes });
            }
        }
    }
    grow_all(&samples, tags, FEATS_GAIN, |_, _| true)
}

/// Characters between digits that most lemmas of an XPOS lack: "6,000", lemma "6000".
fn dropped(forms: &Forms) -> Vec<(u8, char)> {
    let mut counts: BTreeMap<(u8, char), (u32, u32)> = BTreeMap::new();
    for (form, tags) in forms.iter().filter(|(form, _)| has_digit(form)) {
        let marks: BTreeSet<char> = form.chars().filter(|c| !c.is_alphanumeric()).collect();
        for (&(_, xpos), readings) in tags {
            for &mark in &marks {
                let is_without = |r: &Reading| r.lemma == r.form.replace(mark, "");
                let (with, without) = counts.entry((xpos, mark)).or_default();
                for reading in readings.keys() {
                    *if is_without(reading) { &mut *without } else { &mut *with } += 1;
                }
            }
        }
    }
    counts.retain(|_, (with, without)| without > with && *without >= GAIN);
    counts.into_keys().take(usize::from(u8::MAX)).collect()
}

/// What is needed to make forms from lemmas.
struct Paradigms<'a> {
    forms: &'a Forms,
    tags: &'a Tags,
    edits: &'a Edits,
    trees: &'a BTreeMap<usize, Tree>,
}

impl Paradigms<'_> {
    /// Forms that were never seen and whose lemma the rules do not find: form, lemma, tags.
    fn unseen_forms(&self, upos: &[String]) -> Vec<(String, String, Pair)> {
        let mut lemmas: BTreeMap<u8, BTreeSet<String>> = BTreeMap::new();
        let mut seen: BTreeMap<Pair, BTreeMap<String, BTreeMap<&str, u32>>> = BTreeMap::new();
        for (form, tags) in self.forms.iter().filter(|(form, _)| !has_digit(form)) {
            // Names are not inflected as their looks suggest: "Williams".
            for (&pair, readings) in tags.iter().filter(|((u, _), _)| upos[usize::from(*u)] != "PROPN") {
                for (reading, weight) in readings {
                    let lemma = lower(&reading.lemma);
                    lemmas.entry(pair.0).or_default().insert(lemma.clone());
                    *seen.entry(pair).or_default().entry(lemma).or_default().entry(form).or_default() += weight;
                }
            }
        }
        let mut made = Vec::new();
        for (pair, seen) in &seen {
            let lemmas = &lemmas[&pair.0];
            if let Some(inflections) = Inflections::learn(seen) {
                let unseen = lemmas.iter().filter(|lemma| !seen.contains_key(*lemma));
                let forms = unseen.filter_map(|lemma| Some((inflections.apply(lemma)?, lemma)));
                let needed = forms.filter(|(form, lemma)| self.is_needed(form, lemma, *pair, lemmas));
                made.extend(needed.map(|(form, lemma)| (form, lemma.clone(), *pair)));
            }
        }
        made
    }

    fn is_needed(&self, form: &str, lemma: &str, pair: Pair, lemmas: &BTreeSet<String>) -> bool {
        if self.forms.get(form).is_some_and(|tags| tags.keys().any(|(_, xpos)| *xpos == pair.1)) {
            return false;
        }
        let keys = suffix_keys(form);
        let of_tag = |tag: usize| self.trees.get(&(tag * KINDS + Rules::Edit.index())).and_then(|t| find(t, &keys));
        let edit = of_tag(self.tags.of_pair(pair)).or_else(|| of_tag(usize::from(pair.1))).unwrap_or(0);
        let found = self.edits.apply(form, edit);
        found != lemma && !lemmas.contains(&found)
    }
}

/// The rules turned round: from lemma to form, for one tag.
struct Inflections {
    edits: Vec<Edit>,
    tree: Tree,
}

impl Inflections {
    /// From lemmas with their forms; `None` where too few forms differ from the lemma.
    fn learn(seen: &BTreeMap<String, BTreeMap<&str, u32>>) -> Option<Self> {
        let mut edits = vec![Edit::default()];
        let mut samples = Vec::new();
        let mut n_changed = 0;
        for (lemma, forms) in seen {
            let most = forms.values().max()?;
            let form = forms.iter().find(|(_, weight)| *weight == most)?.0;
            let Some(edit) = edit_between(lemma, form) else { continue };
            n_changed += usize::from(edit != edits[0]);
            let number = edits.iter().position(|e| *e == edit).unwrap_or_else(|| {
                edits.push(edit);
                edits.len() - 1
            });
            samples.push(Sample { keys: suffix_keys(lemma), votes: vec![(number as u16, WORD)] });
        }
        if samples.len() < PARADIGM || n_changed < PARADIGM / 2 || edits.len() > usize::from(NONE) {
            return None;
        }
        let tree = grow(&samples, GAIN, |_| 0, |_, _| true);
        Some(Self { edits, tree })
    }

    /// The form of a lemma; `None` where the lemma is too short for its rule.
    fn apply(&self, lemma: &str) -> Option<String> {
        let edit = &self.edits[usize::from(find(&self.tree, &suffix_keys(lemma)).unwrap_or(0))];
        if lemma.chars().count() <= usize::from(edit.strip) {
            return None;
        }
        let mut form = lemma.to_owned();
        edit.apply(lemma, Letters::Lower, CaseRule::Lower, &mut form);
        Some(form)
    }
}

/// Makes the list of words.
struct List<'a> {
    /// The model without a list.
    rules: &'a Morphology,
    tags: &'a Tags,
    edits: &'a Edits,
}

/// A common form gets entries for the tags it never has when the sum of its weights is at least this.
const COMMON: u32 = 16;
/// An entry for features must be right for more than this weight more than the rules.
const FEATS_MINIMUM: u32 = 2;

impl List<'_> {
    /// What the list must say of a form; rising by tag, with at most one entry a tag.
    fn entries(&self, form: &str, readings: &BTreeMap<Pair, Readings>) -> Vec<Entry> {
        let mut entries: BTreeMap<u16, Entry> = BTreeMap::new();
        let blank = |tag: u16| Entry { tag, edit: NONE, case: None, feats: NONE };
        let xposes: BTreeSet<u8> = readings.keys().map(|(_, xpos)| *xpos).collect();
        for &xpos in &xposes {
            let pairs: Vec<(Pair, &Readings)> =
                readings.iter().filter(|((_, x), _)| *x == xpos).map(|(p, r)| (*p, r)).collect();
            for (tag, (edit, case)) in self.lemma_entries(form, xpos, &pairs) {
                let entry = entries.entry(tag).or_insert(blank(tag));
                (entry.edit, entry.case) = (edit, case);
            }
            for (tag, feats) in self.feats_entries(xpos, &pairs) {
                entries.entry(tag).or_insert(blank(tag)).feats = feats;
            }
        }
        self.add_unseen_tags(form, readings, &mut entries);
        entries.into_values().collect()
    }

    fn lemma_entries(&self, form: &str, xpos: u8, pairs: &[(Pair, &Readings)]) -> Vec<(u16, (u16, Option<CaseRule>))> {
        let all: Vec<(&Reading, u32)> = pairs.iter().flat_map(|(_, r)| r.iter().map(|(r, w)| (r, *w))).collect();
        let rule = |pair: Pair| self.rule_edit(form, pair.0, pair.1);
        let mut edits = vec![self.edits.best(form, &all)];
        for (pair, readings) in pairs {
            let readings: Vec<(&Reading, u32)> = readings.iter().map(|(r, w)| (r, *w)).collect();
            edits.push(self.edits.best(form, &readings));
            edits.push(rule(*pair));
        }
        let cases = [None].into_iter().chain(CaseRule::ALL.map(Some));
        let choices: Vec<(u16, Option<CaseRule>)> =
            cases.flat_map(|case| edits.iter().map(move |&edit| (edit, case))).collect();
        let right = |pair: Pair, readings: &Readings, (edit, case): (u16, Option<CaseRule>)| -> u32 {
            let fits = |r: &Reading| self.rules.edited(&r.form, edit, case, pair.0, pair.1) == r.lemma;
            readings.iter().filter(|(r, _)| fits(r)).map(|(_, weight)| weight).sum()
        };
        let ruled: u32 = pairs.iter().map(|(pair, r)| right(*pair, r, (rule(*pair), None))).sum();
        let mut entries = Vec::new();
        let general = first_best(&choices, ruled, |c| pairs.iter().map(|(pair, r)| right(*pair, r, c)).sum());
        entries.extend(general.map(|choice| (u16::from(xpos), choice)));
        for (pair, readings) in pairs.iter().filter(|_| pairs.len() > 1) {
            let current = right(*pair, readings, general.unwrap_or((rule(*pair), None)));
            let special = first_best(&choices, current, |c| right(*pair, readings, c));
            entries.extend(special.map(|choice| (self.tags.of_pair(*pair) as u16, choice)));
        }
        entries
    }

    fn feats_entries(&self, xpos: u8, pairs: &[(Pair, &Readings)]) -> Vec<(u16, u16)> {
        let inventory = &self.rules.parts().feats;
        let number = |r: &Reading| Some(inventory.binary_search(r.feats.as_ref()?).ok()? as u16);
        let choices: BTreeSet<u16> = pairs.iter().flat_map(|(_, r)| r.keys().filter_map(number)).collect();
        let choices: Vec<u16> = choices.into_iter().collect();
        let right = |pair: Pair, readings: &Readings, choice: Option<u16>| -> u32 {
            let ruled = |r: &Reading| self.rules.rule_feats(&r.form, pair.0, pair.1);
            let fits = |r: &Reading| number(r) == Some(choice.unwrap_or_else(|| ruled(r)));
            readings.iter().filter(|(r, _)| fits(r)).map(|(_, weight)| weight).sum()
        };
        let ruled: u32 = pairs.iter().map(|(pair, r)| right(*pair, r, None)).sum();
        let of_all = |c: u16| pairs.iter().map(|(pair, r)| right(*pair, r, Some(c))).sum();
        let general = first_best(&choices, ruled + FEATS_MINIMUM, of_all);
        let mut entries: Vec<(u16, u16)> = general.map(|choice| (u16::from(xpos), choice)).into_iter().collect();
        for (pair, readings) in pairs.iter().filter(|_| pairs.len() > 1) {
            let current = right(*pair, readings, general);
            let special = first_best(&choices, current + FEATS_MINIMUM, |c| right(*pair, readings, Some(c)));
            entries.extend(special.map(|choice| (self.tags.of_pair(*pair) as u16, choice)));
        }
        entries
    }

    /// For a common form with a tag that it never has: the lemma it mostly has, unless the rules find another one of its
    /// own. "process" as a plural noun is no "proces".
    fn add_unseen_tags(&self, form: &str, readings: &BTreeMap<Pair, Readings>, entries: &mut BTreeMap<u16, Entry>) {
        let all: Vec<(&Reading, u32)> = readings.values().flat_map(|r| r.iter().map(|(r, w)| (r, *w))).collect();
        if has_digit(form) || all.iter().map(|(_, weight)| weight).sum::<u32>() < COMMON {
            return;
        }
        let lemmas: BTreeSet<String> = all.iter().map(|(r, _)| lower(&r.lemma)).collect();
        let most = self.edits.best(form, &all);
        let is_seen = |xpos: u8| readings.keys().any(|(_, x)| *x == xpos);
        let mut kept = Vec::new();
        let mut is_needed = false;
        for xpos in 0..self.tags.n_xpos as u8 {
            let edit = self.rule_edit(form, u8::MAX, xpos);
            if is_seen(xpos) {
                kept.push((u16::from(xpos), edit));
            } else if !lemmas.contains(&self.edits.apply(form, edit)) {
                is_needed = true;
            } else if edit != most {
                kept.push((u16::from(xpos), edit));
            }
        }
        if !is_needed {
            return;
        }
        for &pair in readings.keys() {
            let (general, special) = (self.rule_edit(form, u8::MAX, pair.1), self.rule_edit(form, pair.0, pair.1));
            if general != special {
                kept.push((self.tags.of_pair(pair) as u16, special));
            }
        }
        for (tag, edit) in kept.into_iter().chain([(ANY_TAG, most)]) {
            let entry = entries.entry(tag).or_insert(Entry { tag, edit: NONE, case: None, feats: NONE });
            if entry.edit == NONE {
                entry.edit = edit;
            }
        }
    }

    fn rule_edit(&self, form: &str, upos: u8, xpos: u8) -> u16 {
        let edit = self.rules.rule_edit(form, upos, xpos);
        if edit == NONE { 0 } else { edit }
    }
}

/// The first choice with the highest score, if that is above the floor.
fn first_best<C: Copy>(choices: &[C], floor: u32, score: impl Fn(C) -> u32) -> Option<C> {
    let mut best = (floor, None);
    for &choice in choices {
        let found = score(choice);
        if found > best.0 {
            best = (found, Some(choice));
        }
    }
    best.1
}

/// Drops edits, features and pairs that nothing uses, and numbers the others anew.
fn compact(mut parts: Parts) -> Parts {
    let n_xpos = parts.xpos.len();
    let mut rules = parts.suffixes.rules();
    let kind = |root: usize| root % KINDS;
    let is_edit = |root: usize| kind(root) == Rules::Edit.index();
    let is_feats = |root: usize| kind(root) >= Rules::Feats(false).index();
    let tags = rules.iter().map(|(root, _, _)| root / KINDS).chain(parts.entries.iter().map(|e| usize::from(e.tag)));
    let used_pairs: BTreeSet<usize> = tags.filter_map(|tag| tag.checked_sub(n_xpos)).collect();
    let pairs = renumber(&mut parts.pairs, |i| used_pairs.contains(&i));
    let used_edits: BTreeSet<u16> =
        rules.iter().filter(|r| is_edit(r.0)).map(|r| r.2).chain(parts.entries.iter().map(|e| e.edit)).collect();
    let edits = renumber(&mut parts.edits, |i| used_edits.contains(&(i as u16)));
    let used_feats: BTreeSet<u16> =
        rules.iter().filter(|r| is_feats(r.0)).map(|r| r.2).chain(parts.entries.iter().map(|e| e.feats)).collect();
    let feats = renumber(&mut parts.feats, |i| used_feats.contains(&(i as u16)));
    let new = |numbers: &[u16], old: u16| numbers.get(usize::from(old)).copied().unwrap_or(NONE);
    let new_tag = |tag: usize| match tag.checked_sub(n_xpos) {
        Some(pair) => usize::from(new(&pairs, pair as u16)) + n_xpos,
        None => tag,
    };
    for (root, _, value) in &mut rules {
        if is_edit(*root) {
            *value = new(&edits, *value);
        } else if is_feats(*root) {
            *value = new(&feats, *value);
        }
        *root = new_tag(*root / KINDS) * KINDS + kind(*root);
    }
    for entry in &mut parts.entries {
        entry.edit = new(&edits, entry.edit);
        entry.feats = new(&feats, entry.feats);
        if entry.tag != ANY_TAG {
            entry.tag = new_tag(usize::from(entry.tag)) as u16;
        }
    }
    parts.suffixes = Suffixes::build((n_xpos + parts.pairs.len()) * KINDS, rules);
    parts
}

/// Keeps some items; gives the new number of each old one, [`NONE`] for those dropped.
fn renumber<T>(items: &mut Vec<T>, is_kept: impl Fn(usize) -> bool) -> Vec<u16> {
    let mut numbers = Vec::with_capacity(items.len());
    let mut next = 0;
    let mut index = 0;
    items.retain(|_| {
        let kept = is_kept(index);
        numbers.push(if kept { next } else { NONE });
        next += u16::from(kept);
        index += 1;
        kept
    });
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Own-made words: form, lemma, UPOS, XPOS, FEATS.
    const WORDS: &str = "\
        spies spy NOUN NNS Number=Plur\nparties party NOUN NNS Number=Plur\ncities city NOUN NNS Number=Plur\n\
        talks talk NOUN NNS Number=Plur\nthreats threat NOUN NNS Number=Plur\nweapons weapon NOUN NNS Number=Plur\n\
        Ships ship NOUN NNS Number=Plur\nGuards guard NOUN NNS Number=Plur\nRIOTS riot NOUN NNS Number=Plur\n\
        Plans plan NOUN NNS Number=Plur\nmen man NOUN NNS Number=Plur\nminister minister NOUN NN Number=Sing\n\
        London London PROPN NNP Number=Sing\nWilliams Williams PROPN NNP Number=Sing\nKyiv Kyiv PROPN NNP Number=Sing\n\
        Paris Paris PROPN NNP Number=Sing\nOslo Oslo PROPN NNP Number=Sing\nNATO NATO PROPN NNP Abbr=Yes|Number=Sing\n\
        6,000 6000 NUM CD NumForm=Digit|NumType=Card\n7,500 7500 NUM CD NumForm=Digit|NumType=Card\n\
        12 12 NUM CD NumForm=Digit|NumType=Card\ntwo two NUM CD NumForm=Word|NumType=Card\n\
        went go VERB VBD Tense=Past\nfled flee VERB VBD Tense=Past\nAsked ask VERB VBD Tense=Past\n\
        Warned warn VERB VBD Tense=Past\nCalled call VERB VBD Tense=Past\nflee flee VERB VB VerbForm=Inf\n\
        's be AUX VBZ Mood=Ind\n's have VERB VBZ Mood=Ind\n's 's PART POS _\nThe the DET DT PronType=Art\n\
        the the DET DT PronType=Art\nthe the DET DT PronType=Art";

    fn sample() -> Morphology {
        let rows: Vec<Vec<&str>> = WORDS.lines().map(|line| line.split(' ').collect()).collect();
        let labels = |column: usize| -> Vec<String> {
            let labels: BTreeSet<&str> = rows.iter().map(|row| row[column]).collect();
            labels.into_iter().map(str::to_owned).collect()
        };
        let mut counts = MorphologyCounts::new(&labels(2), &labels(3));
        for row in &rows {
            let feats = if row[4] == "_" { "" } else { row[4] };
            let word = Word { form: row[0], lemma: row[1], upos: row[2], xpos: row[3], feats };
            counts.add_sentence([word], 3);
        }
        counts.train().unwrap()
    }

    #[track_caller]
    fn check(form: &str, upos: &str, xpos: &str, lemma: &str, feats: &str) {
        let model = sample();
        let number = |labels: &[String], label| labels.iter().position(|l| l == label).map_or(u8::MAX, |i| i as u8);
        let (upos, xpos) = (number(model.upos(), upos), number(model.xpos(), xpos));
        let mut found = String::from("left over");
        let found_feats = model.analyze(form, upos, xpos, &mut found);
        assert_eq!((found.as_str(), found_feats), (lemma, feats));
        assert_eq!(model.feats(form, upos, xpos), feats);
        model.lemma(form, upos, xpos, &mut found);
        assert_eq!(found, lemma);
    }

    #[test]
    fn regular_words_follow_suffix_rules() {
        check("allies", "NOUN", "NNS", "ally", "Number=Plur");
        check("drones", "NOUN", "NNS", "drone", "Number=Plur");
        check("jailed", "VERB", "VBD", "jail", "Tense=Past");
    }

    #[test]
    fn irregular_words_are_listed() {
        check("men", "NOUN", "NNS", "man", "Number=Plur");
        check("WENT", "VERB", "VBD", "go", "Tense=Past");
        check("fled", "VERB", "VBD", "flee", "Tense=Past");
    }

    #[test]
    fn common_nouns_lose_capitals_and_names_keep_them() {
        check("Allies", "NOUN", "NNS", "ally", "Number=Plur");
        check("Henders", "PROPN", "NNP", "Henders", "Number=Sing");
        check("McRaeburn", "PROPN", "NNP", "McRaeburn", "Number=Sing");
    }

    #[test]
    fn a_pair_of_tags_is_told_from_its_xpos() {
        check("'s", "AUX", "VBZ", "be", "Mood=Ind");
        check("'s", "VERB", "VBZ", "have", "Mood=Ind");
        check("'s", "PART", "POS", "'s", "");
    }

    #[test]
    fn numbers_lose_their_commas_only() {
        check("48,250", "NUM", "CD", "48250", "NumForm=Digit|NumType=Card");
        check("1990s", "NOUN", "NNS", "1990s", "Number=Plur");
    }

    #[test]
    fn a_tag_that_a_common_form_never_has_is_not_believed() {
        let numbers = |labels: &[&str]| labels.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        let mut counts = MorphologyCounts::new(&numbers(&["NOUN"]), &numbers(&["NN", "NNS"]));
        let mut add = |form, lemma, xpos| {
            counts.add_sentence([Word { form, lemma, upos: "NOUN", xpos, feats: "" }], 10);
        };
        for plural in ["talks", "spokes", "plans", "ships", "guards"] {
            add(plural, &plural[..plural.len() - 1], "NNS");
        }
        for singular in ["process", "process", "talk"] {
            add(singular, singular, "NN");
        }
        let model = counts.train().unwrap();
        let mut lemma = String::new();
        model.lemma("process", 0, 1, &mut lemma);
        assert_eq!(lemma, "process");
        model.lemma("access", 0, 1, &mut lemma);
        assert_eq!(lemma, "acces", "unknown forms have nothing but their tag");
    }

    #[test]
    fn forms_of_known_lemmas_are_found() {
        let numbers = |labels: &[&str]| labels.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        let mut counts = MorphologyCounts::new(&numbers(&["VERB"]), &numbers(&["VB", "VBD"]));
        // Made-up verbs, as many as a paradigm needs: most end in "b" and add "ed", some end in "e" and add "d".
        for (first, second) in ('a'..='j').flat_map(|a| ('a'..='l').map(move |b| (a, b))) {
            let lemma = if second < 'c' { format!("{first}l{second}oke") } else { format!("{first}r{second}ob") };
            let past = if second < 'c' { format!("{lemma}d") } else { format!("{lemma}ed") };
            let word = |form, xpos| Word { form, lemma: &lemma, upos: "VERB", xpos, feats: "" };
            counts.add_sentence([word(&past, "VBD"), word(&lemma, "VB")], 1);
        }
        counts.add_sentence([Word { form: "revize", lemma: "revize", upos: "VERB", xpos: "VB", feats: "" }], 1);
        let model = counts.train().unwrap();
        let mut lemma = String::new();
        model.lemma("revizeed", 0, 1, &mut lemma);
        let by_suffix = lemma.clone();
        model.lemma("revized", 0, 1, &mut lemma);
        assert_eq!((by_suffix.as_str(), lemma.as_str()), ("revize", "revize"));
    }

    #[test]
    fn cut_words_teach_nothing() {
        let labels = vec!["X".to_owned()];
        let mut counts = MorphologyCounts::new(&labels, &labels);
        let word = |form, lemma| Word { form, lemma, upos: "X", xpos: "X", feats: "" };
        counts.add_sentence([word("with", "without"), word("out", ""), word("mice", "mouse")], 1);
        let model = counts.train().unwrap();
        let mut lemma = String::new();
        model.lemma("with", 0, 0, &mut lemma);
        assert_eq!(lemma, "with");
        model.lemma("mice", 0, 0, &mut lemma);
        assert_eq!(lemma, "mouse");
    }

    #[test]
    fn the_same_words_give_the_same_bytes() {
        assert_eq!(sample().write(), sample().write());
    }

    #[test]
    fn a_treebank_without_words_gives_a_model() {
        let model = MorphologyCounts::new(&[], &[]).train().unwrap();
        let mut lemma = String::new();
        assert_eq!(model.analyze("Spies", 0, 0, &mut lemma), "");
        assert_eq!(lemma, "spies");
        assert_eq!(Morphology::read(&model.write()).unwrap().write(), model.write());
    }

    #[test]
    fn inventories_have_limits() {
        let many: Vec<String> = (0..300).map(|i| format!("T{i}")).collect();
        let error = MorphologyCounts::new(&[], &many).train().unwrap_err();
        assert_eq!(error, MorphologyError::TooMany { what: "XPOS", found: 300 });
    }

    /// The model that hostile bytes are made from.
    fn sample_bytes() -> Vec<u8> {
        sample().write()
    }

    #[test]
    fn what_is_written_can_be_read() {
        let (model, bytes) = (sample(), sample_bytes());
        let read = Morphology::read(&bytes).unwrap();
        assert_eq!(read.write(), bytes);
        assert_eq!(read.parts(), model.parts());
    }

    fn analyze_all(model: &Morphology) {
        let mut lemma = String::new();
        for form in ["", "'s", "spies", "Allies", "RIOTS", "48,250", "İſß", "ﬁancés", "s", "Ω"] {
            for (upos, xpos) in (0..8).flat_map(|u| (0..12).map(move |x| (u, x))).chain([(255, 255), (0, 255)]) {
                model.analyze(form, upos, xpos, &mut lemma);
            }
        }
    }

    #[test]
    fn cut_bytes_are_refused() {
        let bytes = sample_bytes();
        for end in 0..bytes.len() {
            assert!(Morphology::read(&bytes[..end]).is_err(), "{end}");
        }
        assert!(Morphology::read(&[&bytes[..], b"x"].concat()).is_err());
    }

    #[test]
    fn flipped_bits_never_panic() {
        let bytes = sample_bytes();
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        let mut n_readable = 0;
        for round in 0..2_000 {
            let mut bytes = bytes.clone();
            for _ in 0..=round % 3 {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                let bit = seed as usize % (bytes.len() * 8);
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
            if let Ok(model) = Morphology::read(&bytes) {
                analyze_all(&model);
                n_readable += 1;
            }
        }
        assert!(n_readable > 0, "some flips only change letters");
    }

    proptest::proptest! {
        #[test]
        fn any_form_has_a_lemma(form in "\\PC{0,12}", upos in 0u8..12, xpos in 0u8..12) {
            let model = sample();
            let (mut lemma, mut again) = (String::new(), String::from("x"));
            let feats = model.analyze(&form, upos, xpos, &mut lemma);
            proptest::prop_assert_eq!(lemma.is_empty(), form.is_empty());
            proptest::prop_assert_eq!(model.feats(&form, upos, xpos), feats);
            model.lemma(&form, upos, xpos, &mut again);
            proptest::prop_assert_eq!(lemma, again);
        }

        #[test]
        fn any_bytes_can_be_tried(bytes in proptest::collection::vec(0u8.., 0..200)) {
            let mut model = b"cgmorph1".to_vec();
            model.extend(bytes);
            let _ = Morphology::read(&model);
        }
    }
}
