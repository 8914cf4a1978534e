//! The tables of numbers, of the words that bound them, and of units.

use rustc_hash::FxHashMap;

use crate::annotation::{Bound, QuantityKind};
use crate::lexicon::{Inflections, Table, TableError, Vocabulary, WordId};
use crate::pipeline::Reading;
use crate::syntax::tag::Tag;

use super::super::words::WordMap;

/// What a word has to do with numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) enum NumberWord {
    /// "seven", "nineteen"
    Unit(f64),
    /// "twenty"
    Ten(f64),
    /// "hundred", "million"
    Scale(f64),
    /// "dozen", "couple"
    Collective(f64),
    /// "hundreds", "dozens": what one of them is
    Plural(f64),
    /// "several", "a few", "a handful": what it is taken for
    Vague(f64),
    /// "third", "quarters": how many of them make a whole
    Fraction(f64),
    /// "a number of", "a wave of"
    Partitive,
    /// "per cent", "dollars", "tonnes", "days"
    Measure,
    /// "Article 5", "flight 370": the number after it is a name
    Label,
    /// "a million reasons": no number is meant
    Figure,
}

/// What stands before or after a number and says what it measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unit {
    /// "$", "per cent", "km": kind and number of the symbol.
    Symbol(QuantityKind, u16),
    /// "days": a length of time, which is no quantity here.
    Time,
    /// "degrees", "points"
    Other,
}

/// Words of a phrase, and what they say; phrases of a list that begin alike stand longest first.
type Phrases<T> = FxHashMap<WordId, Vec<(Box<[WordId]>, T)>>;

/// What this stage must know of numbers.
#[derive(Debug)]
pub(in super::super) struct NumberRules {
    words: WordMap<NumberWord>,
    /// By their last word.
    bounds_before: Phrases<Bound>,
    /// By their first word.
    bounds_after: Phrases<Bound>,
    units_before: Phrases<Unit>,
    units_after: Phrases<Unit>,
    symbols: Vec<&'static str>,
    /// Plurals that no rule makes, and nouns that are one in form.
    singulars: FxHashMap<&'static str, &'static str>,
    pub(super) half: WordId,
    pub(super) out: WordId,
    pub(super) few: WordId,
}

impl NumberRules {
    /// Reads `numbers.tsv`, `number_bounds.tsv` and `quantity_units.tsv`.
    pub(in super::super) fn load(vocabulary: &mut Vocabulary, inflections: &Inflections) -> Result<Self, TableError> {
        let mut rules = Self {
            words: words(vocabulary)?,
            bounds_before: Phrases::default(),
            bounds_after: Phrases::default(),
            units_before: Phrases::default(),
            units_after: Phrases::default(),
            symbols: Vec::new(),
            singulars: inflections.irregular_plurals(),
            half: vocabulary.add("half"),
            out: vocabulary.add("out"),
            few: vocabulary.add("few"),
        };
        rules.bounds(vocabulary)?;
        rules.units(vocabulary)?;
        let lists = [&mut rules.bounds_before, &mut rules.bounds_after];
        lists.into_iter().for_each(longest_first);
        let lists = [&mut rules.units_before, &mut rules.units_after];
        lists.into_iter().for_each(longest_first);
        Ok(rules)
    }

    fn bounds(&mut self, vocabulary: &mut Vocabulary) -> Result<(), TableError> {
        let table = Table::parse(
            "data/lexicon/number_bounds.tsv",
            include_str!("../../../data/lexicon/number_bounds.tsv"),
            &["words", "bound", "place"],
        )?;
        for row in table.rows() {
            let words = phrase(vocabulary, row.cell(0));
            let bound = row.parse(1)?;
            let (list, key) = match row.cell(2) {
                "before" => (&mut self.bounds_before, words[words.len() - 1]),
                "after" => (&mut self.bounds_after, words[0]),
                other => return Err(row.error(format!("unknown place {other:?}"))),
            };
            list.entry(key).or_default().push((words, bound));
        }
        Ok(())
    }

    fn units(&mut self, vocabulary: &mut Vocabulary) -> Result<(), TableError> {
        let table = Table::parse(
            "data/lexicon/quantity_units.tsv",
            include_str!("../../../data/lexicon/quantity_units.tsv"),
            &["form", "kind", "unit", "place"],
        )?;
        for row in table.rows() {
            let words = phrase(vocabulary, row.cell(0));
            let unit = match row.cell(1) {
                "time" => Unit::Time,
                "other" => Unit::Other,
                kind => {
                    let kind = kind.parse().map_err(|e| row.error(format!("{e}")))?;
                    Unit::Symbol(kind, self.symbol(row.cell(2)))
                }
            };
            for place in row.list(3) {
                let (list, key) = match place {
                    "before" => (&mut self.units_before, words[words.len() - 1]),
                    "after" => (&mut self.units_after, words[0]),
                    other => return Err(row.error(format!("unknown place {other:?}"))),
                };
                list.entry(key).or_default().push((words.clone(), unit));
            }
            // What is measured is looked for behind: "days of fighting", "tonnes of grain".
            if words.len() == 1 {
                self.words.insert(words[0], NumberWord::Measure);
            } else if row.cell(3) == "after" && self.words.get(words[words.len() - 1]).is_none() {
                self.words.insert(words[words.len() - 1], NumberWord::Measure);
            }
        }
        Ok(())
    }

    fn symbol(&mut self, symbol: &'static str) -> u16 {
        let known = self.symbols.iter().position(|s| *s == symbol);
        let number = known.unwrap_or_else(|| {
            self.symbols.push(symbol);
            self.symbols.len() - 1
        });
        u16::try_from(number).expect("fewer than 65,536 units")
    }

    pub(super) fn symbol_of(&self, number: u16) -> &'static str {
        self.symbols[number as usize]
    }

    /// What a word has to do with numbers.
    pub(in super::super) fn word(&self, word: WordId) -> Option<NumberWord> {
        self.words.get(word)
    }

    /// The unit right before a number that begins at `at`, and its first token. Signs of several tokens are written in one:
    /// "A$50", but not "a $15 wage".
    pub(super) fn unit_before(&self, reading: Reading<'_>, at: usize, from: usize) -> Option<(Unit, usize)> {
        let (unit, first) = before(&self.units_before, reading, at, from)?;
        let is_one = (first + 1..at).all(|t| !reading.text.tokens[t].space_before);
        if is_one { Some((unit, first)) } else { before(&self.units_before, reading, at, at - 1) }
    }

    /// The unit that begins at a token, and its end.
    pub(super) fn unit_after(&self, reading: Reading<'_>, at: usize, limit: usize) -> Option<(Unit, usize)> {
        after(&self.units_after, reading, at, limit)
    }

    /// Past a sign of a currency at a token: "$2m to $3m".
    pub(super) fn past_sign(&self, reading: Reading<'_>, at: usize) -> usize {
        let tag = reading.syntax.tags.get(at);
        at + usize::from(tag == Some(&Tag::Currency))
    }

    /// The bound right before a token, and its first token.
    pub(super) fn bound_before(&self, reading: Reading<'_>, at: usize, from: usize) -> Option<(Bound, usize)> {
        before(&self.bounds_before, reading, at, from)
    }

    /// The bound that begins at a token, and its end.
    pub(super) fn bound_after(&self, reading: Reading<'_>, at: usize, limit: usize) -> Option<(Bound, usize)> {
        after(&self.bounds_after, reading, at, limit)
    }

    /// The base form of a noun: "diplomats" is "diplomat".
    pub(super) fn lemma(&self, form: &str, tag: Tag) -> String {
        let form = if tag.is_proper() { form.to_owned() } else { form.to_lowercase() };
        if !matches!(tag, Tag::Nns | Tag::Nnps) {
            return form;
        }
        if let Some(singular) = self.singulars.get(form.as_str()) {
            return (*singular).to_owned();
        }
        let ends = |end: &str| form.ends_with(end);
        let cut = |n: usize, end: &str| format!("{}{end}", &form[..form.len() - n]);
        if ends("men") && form.len() > 3 {
            cut(2, "an")
        } else if ends("ies") && form.len() > 4 {
            cut(3, "y")
        } else if ["sses", "ches", "shes", "xes"].iter().any(|e| ends(e)) {
            cut(2, "")
        } else if ends("s") && !["ss", "us", "is"].iter().any(|e| ends(e)) && form.len() > 2 {
            cut(1, "")
        } else {
            form
        }
    }
}

fn words(vocabulary: &mut Vocabulary) -> Result<WordMap<NumberWord>, TableError> {
    let table = Table::parse(
        "data/lexicon/numbers.tsv",
        include_str!("../../../data/lexicon/numbers.tsv"),
        &["form", "kind", "value"],
    )?;
    let mut words = WordMap::default();
    for row in table.rows() {
        let value: f64 = row.parse(2)?;
        let word = match row.cell(1) {
            "unit" => NumberWord::Unit(value),
            "ten" => NumberWord::Ten(value),
            "scale" => NumberWord::Scale(value),
            "collective" => NumberWord::Collective(value),
            "plural" => NumberWord::Plural(value),
            "vague" => NumberWord::Vague(value),
            "fraction" => NumberWord::Fraction(value),
            "partitive" => NumberWord::Partitive,
            "label" => NumberWord::Label,
            "figure" => NumberWord::Figure,
            other => return Err(row.error(format!("unknown kind {other:?}"))),
        };
        words.insert(vocabulary.add(row.cell(0)), word);
    }
    Ok(words)
}

fn phrase(vocabulary: &mut Vocabulary, words: &str) -> Box<[WordId]> {
    words.split(' ').map(|w| vocabulary.add(w)).collect()
}

fn longest_first<T>(phrases: &mut Phrases<T>) {
    phrases.values_mut().for_each(|list| list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
}

fn before<T: Copy>(phrases: &Phrases<T>, reading: Reading<'_>, at: usize, from: usize) -> Option<(T, usize)> {
    let tokens = &reading.text.tokens;
    let last = at.checked_sub(1).filter(|&l| l >= from)?;
    phrases.get(&tokens[last].word)?.iter().find_map(|(words, what)| {
        let first = at.checked_sub(words.len()).filter(|&f| f >= from)?;
        words.iter().zip(&tokens[first..at]).all(|(w, t)| *w == t.word).then_some((*what, first))
    })
}

fn after<T: Copy>(phrases: &Phrases<T>, reading: Reading<'_>, at: usize, limit: usize) -> Option<(T, usize)> {
    let tokens = reading.text.tokens.get(at..limit)?;
    phrases.get(&tokens.first()?.word)?.iter().find_map(|(words, what)| {
        let fits = words.len() <= tokens.len() && words.iter().zip(tokens).all(|(w, t)| *w == t.word);
        fits.then_some((*what, at + words.len()))
    })
}
