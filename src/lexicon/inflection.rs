//! Makes the inflected forms of English verbs and nouns, so that word lists need only hold base forms.
//!
//! Irregular forms stand in `irregular_verbs.tsv` and `irregular_nouns.tsv`; all others follow the spelling rules of
//! Quirk et al., "A Comprehensive Grammar of the English Language" (1985), §3.5 and §5.81.

use rustc_hash::FxHashMap;

use super::table::{Table, TableError};

/// The inflected forms of a verb; each list has at least one form, variants follow: "learned", "learnt".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbForms {
    /// "withdraws"
    pub third: Vec<String>,
    /// "withdrew"
    pub past: Vec<String>,
    /// "withdrawn"
    pub participle: Vec<String>,
    /// "withdrawing"
    pub gerund: Vec<String>,
}

/// Knows irregular forms and makes regular ones.
#[derive(Debug)]
pub struct Inflections {
    verbs: FxHashMap<&'static str, [&'static str; 4]>,
    nouns: FxHashMap<&'static str, &'static str>,
}

impl Inflections {
    /// Reads the tables of irregular forms.
    ///
    /// # Errors
    /// When a table is malformed.
    pub fn load() -> Result<Self, TableError> {
        let verbs = Table::parse(
            "data/lexicon/irregular_verbs.tsv",
            include_str!("../../data/lexicon/irregular_verbs.tsv"),
            &["base", "past", "participle", "third", "gerund"],
        )?;
        let nouns = Table::parse(
            "data/lexicon/irregular_nouns.tsv",
            include_str!("../../data/lexicon/irregular_nouns.tsv"),
            &["singular", "plural"],
        )?;
        Ok(Self {
            verbs: verbs.rows().map(|r| (r.cell(0), [r.cell(1), r.cell(2), r.cell(3), r.cell(4)])).collect(),
            nouns: nouns.rows().map(|r| (r.cell(0), r.cell(1))).collect(),
        })
    }

    /// The inflected forms of a verb.
    pub fn verb_forms(&self, base: &str) -> VerbForms {
        let [past, participle, third, gerund] = self.verbs.get(base).copied().unwrap_or_default();
        let forms = |listed: &str, regular: &dyn Fn(&str) -> String| match listed {
            "" => vec![regular(base)],
            _ => listed.split('|').filter(|f| !f.is_empty()).map(str::to_owned).collect(),
        };
        VerbForms {
            third: forms(third, &with_s),
            past: forms(past, &with_ed),
            participle: forms(if participle.is_empty() { past } else { participle }, &with_ed),
            gerund: forms(gerund, &with_ing),
        }
    }

    /// All forms of a verb, the base first; without repetitions.
    pub fn verb(&self, base: &str) -> Vec<String> {
        let VerbForms { third, past, participle, gerund } = self.verb_forms(base);
        let mut forms = vec![base.to_owned()];
        for form in [third, past, participle, gerund].into_iter().flatten() {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        forms
    }

    /// Verbs with a form that no rule makes, sorted.
    pub fn irregular_verbs(&self) -> Vec<&'static str> {
        let mut verbs: Vec<&str> = self.verbs.keys().copied().collect();
        verbs.sort_unstable();
        verbs
    }

    /// Nouns with a plural that no rule makes, sorted.
    pub fn irregular_nouns(&self) -> Vec<&'static str> {
        let mut nouns: Vec<&str> = self.nouns.keys().copied().collect();
        nouns.sort_unstable();
        nouns
    }

    /// Plurals that no rule makes, with their singulars; of two singulars the first in the alphabet.
    pub fn irregular_plurals(&self) -> FxHashMap<&'static str, &'static str> {
        let mut plurals: FxHashMap<&'static str, &'static str> = FxHashMap::default();
        for (&singular, &listed) in &self.nouns {
            for plural in listed.split('|') {
                plurals.entry(plural).and_modify(|s| *s = singular.min(s)).or_insert(singular);
            }
        }
        plurals
    }

    /// Singular and plural of a noun; of several words, the last is inflected.
    pub fn noun(&self, singular: &str) -> Vec<String> {
        let (front, last) = singular.rfind(' ').map_or(("", singular), |i| singular.split_at(i + 1));
        let plurals = self.nouns.get(last).copied();
        let mut forms = vec![singular.to_owned()];
        match plurals {
            Some(listed) => forms.extend(listed.split('|').filter(|&p| p != last).map(|p| [front, p].concat())),
            None if front.is_empty() => forms.push(with_s(last)),
            None => forms.push([front, &with_s(last)].concat()),
        }
        forms
    }
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Ends in a consonant and y: "carry", but not "play".
fn ends_in_consonant_y(base: &str) -> bool {
    let bytes = base.as_bytes();
    bytes.len() > 1 && bytes[bytes.len() - 1] == b'y' && !is_vowel(bytes[bytes.len() - 2])
}

/// One syllable ending in one vowel and one consonant doubles it: "stop", but not "seek", "fix".
fn doubles(base: &str) -> bool {
    let bytes = base.as_bytes();
    let n = bytes.len();
    n >= 3
        && !is_vowel(bytes[n - 1])
        && !matches!(bytes[n - 1], b'w' | b'x' | b'y')
        && is_vowel(bytes[n - 2])
        && !is_vowel(bytes[n - 3])
        && bytes.iter().filter(|&&b| is_vowel(b)).count() == 1
}

fn with_s(base: &str) -> String {
    if ends_in_consonant_y(base) {
        return [&base[..base.len() - 1], "ies"].concat();
    }
    let sibilant = matches!(base.as_bytes(), [.., b's' | b'x' | b'z' | b'o'] | [.., b'c' | b's', b'h']);
    [base, if sibilant { "es" } else { "s" }].concat()
}

fn with_ed(base: &str) -> String {
    if ends_in_consonant_y(base) {
        return [&base[..base.len() - 1], "ied"].concat();
    }
    if base.ends_with('e') {
        return [base, "d"].concat();
    }
    match base.chars().last() {
        Some(last) if doubles(base) => format!("{base}{last}ed"),
        _ => [base, "ed"].concat(),
    }
}

fn with_ing(base: &str) -> String {
    if let Some(stem) = base.strip_suffix("ie") {
        return [stem, "ying"].concat();
    }
    if base.ends_with('e') && !base.ends_with("ee") && !base.ends_with("oe") && base.len() > 2 {
        return [&base[..base.len() - 1], "ing"].concat();
    }
    match base.chars().last() {
        Some(last) if doubles(base) => format!("{base}{last}ing"),
        _ => [base, "ing"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn verb(base: &str, expected: &[&str]) {
        assert_eq!(Inflections::load().unwrap().verb(base), expected);
    }

    #[test]
    fn regular_verbs_follow_the_spelling_rules() {
        verb("accuse", &["accuse", "accuses", "accused", "accusing"]);
        verb("carry", &["carry", "carries", "carried", "carrying"]);
        verb("stop", &["stop", "stops", "stopped", "stopping"]);
        verb("attack", &["attack", "attacks", "attacked", "attacking"]);
    }

    #[test]
    fn irregular_verbs_come_from_the_table() {
        verb("withdraw", &["withdraw", "withdraws", "withdrew", "withdrawn", "withdrawing"]);
        verb("say", &["say", "says", "said", "saying"]);
    }

    #[test]
    fn nouns_of_several_words_inflect_the_last() {
        assert_eq!(Inflections::load().unwrap().noun("peace talk"), ["peace talk", "peace talks"]);
        assert_eq!(Inflections::load().unwrap().noun("spy"), ["spy", "spies"]);
    }
}
