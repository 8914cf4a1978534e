//! What a name says about who bears it: the form that names are compared in, and the parts of names of persons and
//! organisations.
//!
//! Takes names as the analysis gives them; titles, legal forms and spellings come from `data/lexicon`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::document::short_hash;
use crate::lexicon::{Table, TableError};

/// A name in lower case, without marks on Latin letters and with `-` between words; other scripts keep their letters.
///
/// Apostrophes and full stops vanish, so that "U.S." is "us" and "O’Brien" is "obrien". A name without any letter or
/// digit becomes a hash of itself.
pub(crate) fn slug(name: &str) -> String {
    // ASCII is its own decomposition and composition, and most names are nothing else.
    let slug = if name.is_ascii() {
        let mut slug = joined(name.chars().map(|c| c.to_ascii_lowercase()));
        slug.truncate(slug.trim_end_matches('-').len());
        slug
    } else {
        joined(name.to_lowercase().nfkd()).trim_end_matches('-').nfc().collect()
    };
    if slug.chars().any(char::is_alphanumeric) { slug } else { short_hash(&[name]) }
}

/// The letters and digits of some characters, with `-` for what stands between words.
fn joined(characters: impl Iterator<Item = char>) -> String {
    let mut slug = String::new();
    let mut after_latin = false;
    for c in characters {
        if is_combining_mark(c) {
            if !after_latin {
                slug.push(c);
            }
        } else if c.is_alphanumeric() || matches!(c, '+' | '#') {
            push_plain(&mut slug, c);
            after_latin = is_latin(c);
        } else if !matches!(c, '.' | '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{ad}' | '\u{200b}'..='\u{200f}') {
            after_latin = false;
            if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
    }
    slug
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Latin letters that no decomposition takes apart, as English-language papers write them.
fn push_plain(slug: &mut String, c: char) {
    match c {
        'ł' => slug.push('l'),
        'ø' => slug.push('o'),
        'đ' | 'ð' => slug.push('d'),
        'ħ' => slug.push('h'),
        'ı' => slug.push('i'),
        'ß' => slug.push_str("ss"),
        'æ' => slug.push_str("ae"),
        'œ' => slug.push_str("oe"),
        'þ' => slug.push_str("th"),
        _ => slug.push(c),
    }
}

/// Words that names are read with, as slugs.
#[derive(Debug)]
struct NameWords {
    titles: FxHashSet<String>,
    longest_title: usize,
    /// Each legal form with the first of its row.
    legal_forms: FxHashMap<String, String>,
    spellings: FxHashMap<String, String>,
    institutions: FxHashSet<String>,
}

static WORDS: LazyLock<NameWords> =
    LazyLock::new(|| NameWords::embedded().expect("a test reads the tables that ship with the program"));

/// The path of a table and its text.
macro_rules! table {
    ($name:literal) => {
        (concat!("data/lexicon/", $name), include_str!(concat!("../../../data/lexicon/", $name)))
    };
}

impl NameWords {
    fn embedded() -> Result<Self, TableError> {
        let given: FxHashSet<String> = column(table!("given_names.tsv"), "name")?.into_iter().collect();
        let titles = column(table!("titles.tsv"), "form")?;
        // "Amir Khan" and "Dean Smith" have given names that are titles, too.
        let titles: FxHashSet<String> = titles.into_iter().filter(|title| !given.contains(title)).collect();
        let longest_title = titles.iter().map(|title| n_words(title)).max().unwrap_or(0);
        let (file, text) = table!("legal_forms.tsv");
        let mut legal_forms = FxHashMap::default();
        for row in Table::parse(file, text, &["forms"])?.rows() {
            let mut forms: Vec<String> = row.list(0).map(slug).collect();
            // "NV" and "N.V." have one slug.
            forms.dedup();
            for form in &forms {
                if legal_forms.insert(form.clone(), forms[0].clone()).is_some() {
                    return Err(row.error(format!("the form {form:?} stands twice")));
                }
            }
        }
        let (file, text) = table!("spelling_variants.tsv");
        let mut spellings = FxHashMap::default();
        for row in Table::parse(file, text, &["form", "other"])?.rows() {
            if spellings.insert(slug(row.cell(0)), slug(row.cell(1))).is_some() {
                return Err(row.error(format!("{:?} stands twice", row.cell(0))));
            }
        }
        let mut institutions: FxHashSet<String> = column(table!("institutions.tsv"), "singular")?.into_iter().collect();
        institutions.extend(column(table!("institutions.tsv"), "plural")?);
        Ok(Self { titles, longest_title, legal_forms, spellings, institutions })
    }
}

/// The slugs of one column's cells; empty cells are passed over.
fn column((file, text): (&str, &str), name: &str) -> Result<Vec<String>, TableError> {
    let table = Table::parse(file, text, &[name])?;
    Ok(table.rows().filter_map(|row| row.optional(0)).map(slug).collect())
}

fn n_words(slug: &str) -> usize {
    slug.split('-').count()
}

/// A slug without the titles before it: "keir-starmer" of "sir-keir-starmer". What is nothing but titles stays.
pub(super) fn without_titles(slug: &str) -> &str {
    let mut rest = slug;
    'titles: loop {
        let ends = rest.match_indices('-').map(|(at, _)| at).take(WORDS.longest_title);
        for end in ends.collect::<Vec<_>>().into_iter().rev() {
            if WORDS.titles.contains(&rest[..end]) {
                rest = &rest[end + 1..];
                continue 'titles;
            }
        }
        return rest;
    }
}

/// The form in which words are compared with a name that a reader chose: the slug without "the" and titles.
pub(crate) fn bare_slug(words: &str) -> String {
    let slug = slug(words);
    without_titles(slug.strip_prefix("the-").unwrap_or(&slug)).to_owned()
}

/// Whether a person's slug has two words that name the person.
pub(super) fn is_full_name(slug: &str) -> bool {
    n_words(without_titles(slug)) > 1
}

/// Whether an organisation's slug begins or ends with a common noun for an institution: "ministry-of-defence". Many
/// states have one.
pub(super) fn is_institution(slug: &str) -> bool {
    let words: Vec<&str> = slug.split('-').collect();
    let reach = 1..=words.len().min(3);
    reach.into_iter().any(|n| {
        let known = |part: &[&str]| WORDS.institutions.contains(&part.join("-"));
        known(&words[..n]) || known(&words[words.len() - n..])
    })
}

/// The parts of a person's full name, as words of its slug. Names that begin with the family name are taken the same
/// way, which does no harm: parts are compared, never shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PersonName {
    pub(super) given: String,
    pub(super) middle: Vec<String>,
    pub(super) family: String,
    /// "jr", "iii".
    pub(super) suffix: Option<String>,
}

/// What tells son from father.
const SUFFIXES: [&str; 6] = ["jr", "sr", "ii", "iii", "iv", "v"];

impl PersonName {
    /// `None` for a name of one word.
    pub(super) fn of(slug: &str) -> Option<Self> {
        let mut words: Vec<&str> = without_titles(slug).split('-').collect();
        let suffix =
            words.last().filter(|word| words.len() > 2 && SUFFIXES.contains(word)).map(|&word| word.to_owned());
        if suffix.is_some() {
            words.pop();
        }
        let [given, middle @ .., family] = words.as_slice() else { return None };
        let owned = |word: &&str| (*word).to_owned();
        Some(Self { given: owned(given), middle: middle.iter().map(owned).collect(), family: owned(family), suffix })
    }

    /// Whether both are spellings of one name: they differ in initials only. "John D. Smith" is "John Smith" and may be
    /// "John David Smith"; that "John Smith" is "John David Smith" takes more than names to know, and "J. Smith" may be
    /// anyone.
    pub(super) fn is_variant_of(&self, other: &Self) -> bool {
        let same_ends = self.given == other.given && self.family == other.family && self.suffix == other.suffix;
        let initials_only = |name: &Self| name.middle.iter().all(|word| is_initial(word));
        let fits = match (self.middle.is_empty(), other.middle.is_empty()) {
            (true, true) => true,
            (true, false) => initials_only(other),
            (false, true) => initials_only(self),
            (false, false) => !self.contradicts_middle(other) && self.middle.len() == other.middle.len(),
        };
        same_ends && fits
    }

    /// Whether the names cannot be one person's: "John D. Smith" and "John P. Smith", father and son.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        let both = self.suffix.as_ref().zip(other.suffix.as_ref());
        self.contradicts_middle(other) || both.is_some_and(|(a, b)| a != b)
    }

    fn contradicts_middle(&self, other: &Self) -> bool {
        let pairs = self.middle.iter().zip(&other.middle);
        pairs.into_iter().any(|(a, b)| !(a == b || initial_of(a, b) || initial_of(b, a)))
    }
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1
}

fn initial_of(short: &str, long: &str) -> bool {
    is_initial(short) && long.starts_with(short)
}

/// An organisation's name without what papers leave out: "the", "and", the legal form, the side of the Atlantic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OrganizationName {
    pub(super) base: String,
    /// Legal forms at the end, each as the first of its row: "inc" for "Incorporated".
    pub(super) legal: Vec<String>,
}

impl OrganizationName {
    pub(super) fn of(slug: &str) -> Self {
        let slug = slug.strip_prefix("the-").unwrap_or(slug);
        let mut words: Vec<&str> = slug.split('-').collect();
        let mut legal = Vec::new();
        while words.len() > 1
            && let Some(form) = words.last().and_then(|&word| WORDS.legal_forms.get(word))
        {
            legal.push(form.clone());
            words.pop();
        }
        let spelt = words.iter().filter(|&&word| word != "and");
        let spelt: Vec<&str> = spelt.map(|&word| WORDS.spellings.get(word).map_or(word, String::as_str)).collect();
        let base = if spelt.is_empty() { slug.to_owned() } else { spelt.join("-") };
        Self { base, legal }
    }

    /// Whether both are spellings of one name: "Apple" and "Apple Inc.", never "Apple Inc." and "Apple Ltd".
    pub(super) fn is_variant_of(&self, other: &Self) -> bool {
        self.base == other.base && (self.legal == other.legal || self.legal.is_empty() || other.legal.is_empty())
    }

    /// Whether the names cannot be one organisation's.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        self.base == other.base && !self.is_variant_of(other)
    }
}

/// Whether `short` is made of the capitals of `long`: "IAEA" of "International Atomic Energy Agency".
pub(super) fn spells_out(long: &str, short: &str) -> bool {
    let letters: Vec<char> = short.chars().filter(|&c| c != '.').collect();
    let is_acronym = (2..=10).contains(&letters.len()) && letters.iter().all(|c| c.is_uppercase());
    let initials = long.split_whitespace().filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase());
    is_acronym && long.split_whitespace().count() > 1 && initials.eq(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_slug(name: &str, expected: &str) {
        assert_eq!(slug(name), expected, "slug of {name:?}");
    }

    #[test]
    fn spellings_of_one_name_have_one_slug() {
        check_slug("Recep Tayyip Erdoğan", "recep-tayyip-erdogan");
        check_slug("RECEP  TAYYIP ERDOGAN", "recep-tayyip-erdogan");
        check_slug("Lech Wałęsa", "lech-walesa");
        check_slug("Sinead O’Connor", "sinead-oconnor");
        check_slug("U.S.", "us");
        check_slug("Al-Qaeda", "al-qaeda");
    }

    #[test]
    fn other_scripts_keep_their_letters_and_marks() {
        check_slug("Владимир Йцук", "владимир-йцук");
        check_slug("东京", "东京");
        check_slug("हिन्दी", "हिन्दी");
        assert_ne!(slug("إسرائيل"), slug("اسرائيل ب"));
    }

    #[test]
    fn plain_names_have_the_slug_that_decomposing_them_gives() {
        let mut rng = fastrand::Rng::with_seed(4);
        for _ in 0..2000 {
            let name: String = (0..rng.usize(1..20)).map(|_| char::from(rng.u8(0x20..0x7f))).collect();
            let decomposed: String = joined(name.to_lowercase().nfkd()).trim_end_matches('-').nfc().collect();
            if decomposed.chars().any(char::is_alphanumeric) {
                check_slug(&name, &decomposed);
            }
        }
    }

    #[test]
    fn a_name_without_letters_still_has_a_slug_of_its_own() {
        assert_ne!(slug("🦊"), slug("🐺"));
        assert_ne!(slug(""), "");
    }

    #[test]
    fn titles_are_no_part_of_a_full_name() {
        let check = |name: &str, expected: &str| assert_eq!(without_titles(&slug(name)), expected);
        check("Sir Keir Starmer", "keir-starmer");
        check("Prime Minister Sir Keir Starmer", "keir-starmer");
        check("Amir Khan", "amir-khan");
        assert!(!is_full_name(&slug("Mr. McCallum")));
    }

    #[track_caller]
    fn check_persons(a: &str, b: &str, variant: bool, contradict: bool) {
        let [one, other] = [a, b].map(|name| PersonName::of(&slug(name)).unwrap());
        assert_eq!((one.is_variant_of(&other), other.is_variant_of(&one)), (variant, variant), "{a} = {b}?");
        assert_eq!((one.contradicts(&other), other.contradicts(&one)), (contradict, contradict), "{a} ≠ {b}?");
    }

    #[test]
    fn initials_make_no_other_person_unless_they_differ() {
        check_persons("John D. Smith", "John Smith", true, false);
        check_persons("John D. Smith", "John David Smith", true, false);
        check_persons("John David Smith", "John Smith", false, false);
        check_persons("John D. Smith", "John P. Smith", false, true);
        check_persons("J. Smith", "John Smith", false, false);
        check_persons("John Smith", "John Smith Jr.", false, false);
        check_persons("Kim Jong Un", "Kim Jong Il", false, false);
    }

    #[track_caller]
    fn check_organizations(a: &str, b: &str, expected: bool) {
        let [one, other] = [a, b].map(|name| OrganizationName::of(&slug(name)));
        assert_eq!((one.is_variant_of(&other), other.is_variant_of(&one)), (expected, expected), "{a} = {b}?");
    }

    #[test]
    fn a_legal_form_makes_no_other_company_unless_it_differs() {
        check_organizations("Apple", "Apple Inc.", true);
        check_organizations("Acme Incorporated", "ACME, Inc.", true);
        check_organizations("Acme Inc", "Acme Ltd", false);
        check_organizations("World Health Organisation", "the World Health Organization", true);
        check_organizations("Marks & Spencer", "Marks and Spencer", true);
        check_organizations("Apple", "Apple Records", false);
        check_organizations("Company", "Corporation", false);
    }

    #[test]
    fn capitals_spell_an_acronym() {
        assert!(spells_out("International Atomic Energy Agency", "IAEA"));
        assert!(spells_out("Organization for Security and Co-operation in Europe", "O.S.C.E."));
        assert!(!spells_out("International Energy Agency", "IAEA"));
        assert!(!spells_out("Acme", "A"));
    }

    #[test]
    fn common_institutions_are_known() {
        assert!(is_institution("ministry-of-defence"));
        assert!(is_institution("supreme-court"));
        assert!(!is_institution("shell"));
    }
}
