//! Finds names: those of the gazetteer and those that only their capitals, titles and company tell.
//!
//! Enters: tokens, tags and the names that the model sees. Leaves: [`NameMention`]s in order, without overlaps. Method:
//! longest match in the gazetteer first, whose records say what a name means; for what no record explains the model says
//! how far it reaches and what bears it. Where the model sees nothing, or has learned no names, a run of capitalised
//! words is classed by its title, its given name, its last word and the preposition before it. In headlines, where
//! everything is capitalised, only names are taken that the gazetteer or the model knows; names that the rest of the
//! document establishes are added when identities are settled.

use super::ActorRules;
use super::nouns::NounClass;
use crate::annotation::ActorKind;
use crate::gazetteer::{Gender, Name, NameSort, RecordId};
use crate::pipeline::Reading;
use crate::syntax::tag::Tag;
use crate::text::token::Shape;
use rustc_hash::FxHashSet;

/// What a name was found to mean, before identities are settled.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A record of the gazetteer.
    Record(RecordId, NameSort),
    /// A person with a name that no record has.
    Person,
    /// Some other name.
    Unknown(ActorKind),
}

/// A name in the text.
#[derive(Clone, Debug)]
pub(super) struct NameMention {
    /// All tokens, title included.
    pub(super) tokens: std::ops::Range<usize>,
    /// The tokens of the name itself, without title.
    pub(super) name: std::ops::Range<usize>,
    /// What it means.
    pub(super) meaning: Meaning,
    /// As the title or the given name tells.
    pub(super) gender: Gender,
    /// State that a name begins with: "Russian Intelligence Services".
    pub(super) state: Option<RecordId>,
    /// Sentence it stands in.
    pub(super) sentence: usize,
    /// The name in full, where the text says it: "Eugene, Oregon".
    pub(super) full: Option<String>,
}

/// Longest run of tokens that is taken for one name.
const LONGEST: usize = 9;

/// All names of a document.
pub(super) fn find(rules: &ActorRules, reading: Reading<'_>) -> Vec<NameMention> {
    let mut names = Vec::new();
    let informed = reading.syntax.names.iter().any(Option::is_some);
    // Names with which sentences begin that are common words besides: "Shell", "Visa".
    let mut doubtful = Vec::new();
    for (number, sentence) in reading.text.sentences.iter().enumerate() {
        let tokens = sentence.tokens.clone();
        let finder = Finder {
            rules,
            r: reading,
            start: tokens.start,
            end: tokens.end,
            sentence: number,
            headline: is_headline(reading, tokens.clone()),
            informed,
            seen: seen(reading, tokens.clone()),
        };
        doubtful.extend(finder.doubtful());
        let mut at = tokens.start;
        while at < tokens.end {
            match finder.name_at(at) {
                Some(mention) => {
                    at = mention.tokens.end.max(at + 1);
                    names.push(mention);
                }
                None => at += 1,
            }
        }
    }
    add_established(&mut names, doubtful);
    for later in 1..names.len() {
        let (before, after) = names.split_at_mut(later);
        share_family_name(rules, reading, &mut before[later - 1], &after[0]);
    }
    names
}

/// Adds those of the doubtful names that the document uses elsewhere, where no doubt is.
fn add_established(names: &mut Vec<NameMention>, mut doubtful: Vec<NameMention>) {
    let record = |name: &NameMention| match name.meaning {
        Meaning::Record(record, NameSort::Name) => Some(record),
        _ => None,
    };
    let sure: FxHashSet<RecordId> = names.iter().filter(|n| n.name.len() == 1).filter_map(record).collect();
    let taken: FxHashSet<usize> = names.iter().map(|n| n.tokens.start).collect();
    doubtful.retain(|n| record(n).is_some_and(|r| sure.contains(&r)) && !taken.contains(&n.tokens.start));
    if !doubtful.is_empty() {
        names.append(&mut doubtful);
        names.sort_by_key(|n| n.tokens.start);
    }
}

/// "Sergei and Yulia Skripal": the first has the family name of the second.
fn share_family_name(rules: &ActorRules, reading: Reading<'_>, first: &mut NameMention, second: &NameMention) {
    let given = |at: usize| rules.nouns.given_name(reading.text.tokens[at].word).is_some();
    let is_person = |name: &NameMention| match name.meaning {
        Meaning::Record(record, sort) => {
            sort == NameSort::Name && rules.gazetteer.record(record).kind == ActorKind::Person
        }
        Meaning::Person => true,
        Meaning::Unknown(_) => false,
    };
    let joined = first.tokens.end + 1 == second.tokens.start
        && second.tokens == second.name
        && reading.syntax.tags[first.tokens.end] == Tag::Cc;
    let alone = first.name.len() == 1 && first.full.is_none() && given(first.name.start) && is_person(first);
    let family = second.name.start + 1..second.name.end;
    if joined && alone && (1..=2).contains(&family.len()) && given(second.name.start) && is_person(second) {
        let text = |span| reading.span(span).of(&reading.document.text);
        first.full = Some(format!("{} {}", text(first.name.clone()), text(family)));
        first.meaning = Meaning::Person;
    }
}

/// Whether nearly all longer words are capitalised, so that capitals tell nothing.
fn is_headline(r: Reading<'_>, tokens: std::ops::Range<usize>) -> bool {
    // A headline has no full stop.
    if tokens.clone().last().is_some_and(|t| r.form(t) == ".") {
        return false;
    }
    let (mut capital, mut lower) = (0, 0);
    for token in &r.text.tokens[tokens] {
        match token.shape {
            Shape::Capital | Shape::Upper => capital += 1,
            Shape::Lower if token.span.len() > 4 => lower += 1,
            _ => {}
        }
    }
    capital > 3 && lower * 4 <= capital
}

/// A name that the model sees.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    tokens: std::ops::Range<usize>,
    kind: ActorKind,
}

/// The names that the model sees in some tokens, in order, without an article before or a possessive clitic after.
fn seen(r: Reading<'_>, tokens: std::ops::Range<usize>) -> Vec<Seen> {
    let first = tokens.start;
    let mut found: Vec<Seen> = Vec::new();
    for token in tokens {
        let Some(tag) = r.syntax.names.get(token).copied().flatten() else { continue };
        match found.last_mut().filter(|s| s.tokens.end == token && !tag.begins) {
            Some(last) => last.tokens.end = token + 1,
            None => found.push(Seen { tokens: token..token + 1, kind: tag.kind }),
        }
    }
    // An article is part of a name only with a capital of its own, "in The Hague"; at the start all words have one.
    let opens = |t: usize| {
        let shape = r.text.tokens[t].shape;
        r.syntax.tags[t] == Tag::Dt && (t == first || !shape.is_capital()) || !shape.is_word()
    };
    let closes = |t: usize| {
        let tag = r.syntax.tags[t];
        tag == Tag::Pos
            || r.form(t) == "-"
            || matches!(tag, Tag::In | Tag::Dt | Tag::Cc) && !r.text.tokens[t].shape.is_capital()
    };
    for name in &mut found {
        while !name.tokens.is_empty() && opens(name.tokens.start) {
            name.tokens.start += 1;
        }
        while !name.tokens.is_empty() && closes(name.tokens.end - 1) {
            name.tokens.end -= 1;
        }
        // "Ruvian police search": no name goes on for two words in small letters.
        let last = name.tokens.clone().rev().find(|&t| r.text.tokens[t].shape != Shape::Lower);
        if let Some(last) = last.filter(|&last| last + 2 < name.tokens.end) {
            name.tokens.end = last + 1;
        }
    }
    // "wrote on X.": an initial alone is no name.
    let is_initial = |t: usize| r.form(t).ends_with('.') && r.form(t).chars().count() == 2;
    found.retain(|s| {
        let alone = s.tokens.len() == 1 && is_initial(s.tokens.start);
        !s.tokens.is_empty() && s.tokens.len() <= LONGEST && !alone
    });
    found
}

struct Finder<'a> {
    rules: &'a ActorRules,
    r: Reading<'a>,
    start: usize,
    end: usize,
    sentence: usize,
    headline: bool,
    /// Whether the model sees names in this document.
    informed: bool,
    /// Those in this sentence.
    seen: Vec<Seen>,
}

impl Finder<'_> {
    /// The longest name of the gazetteer that begins at a token, and one past its end.
    fn record_at(&self, at: usize) -> Option<(usize, Vec<Name>)> {
        self.rules.gazetteer.find(&self.r.document.text, &self.r.text.tokens, at, self.end)
    }

    fn is_capital(&self, at: usize) -> bool {
        at < self.end && self.r.text.tokens[at].shape.is_capital()
    }

    fn tag(&self, at: usize) -> Tag {
        self.r.syntax.tags[at]
    }

    fn word(&self, at: usize) -> crate::lexicon::WordId {
        self.r.text.tokens[at].word
    }

    /// Whether a capital here says little: the sentence or a quotation begins.
    fn is_weak(&self, at: usize) -> bool {
        at == self.start || matches!(self.tag(at - 1), Tag::OpenQuote | Tag::Colon) || self.headline
    }

    /// The name that the model sees around a token.
    fn seen_at(&self, at: usize) -> Option<&Seen> {
        let number = self.seen.partition_point(|s| s.tokens.end <= at);
        self.seen.get(number).filter(|s| s.tokens.start <= at)
    }

    /// The name that the model sees from this token on; of one that has begun before, what is left of it.
    fn seen_from(&self, at: usize) -> Option<Seen> {
        self.seen_at(at).map(|s| Seen { tokens: at..s.tokens.end, kind: s.kind })
    }

    /// A name as the model sees it.
    fn as_seen(&self, seen: &Seen) -> NameMention {
        let name = seen.tokens.clone();
        // A given name alone that no record explains is a person's: "Gloria".
        let given = name.len() == 1 && self.rules.nouns.given_name(self.word(name.start)).is_some();
        // Capitals alone are an acronym: people are rarely called by theirs.
        let acronym = name.len() == 1
            && self.r.text.tokens[name.start].shape == Shape::Upper
            && self.r.form(name.start).len() > 2
            && !self.headline
            && !self.rules.gazetteer.is_family(self.r.form(name.start));
        let person = match seen.kind {
            ActorKind::Person => !acronym || given,
            // "in Eugene"
            ActorKind::Place | ActorKind::State if self.is_location(name.start) => false,
            _ => given && !self.rules.is_usual(self.word(name.start)),
        };

        let name = if person {
            // "Ann" and "Roe" seen as two names
            let next = self.seen_at(name.end).filter(|s| s.tokens.start == name.end && s.kind == ActorKind::Person);
            let family = |s: &&Seen| given && self.rules.nouns.given_name(self.word(s.tokens.start)).is_none();
            let whole = name.start..next.filter(family).map_or(name.end, |s| s.tokens.end);
            name.start..self.family_end(whole, false)
        } else {
            name
        };
        let kind = match seen.kind {
            ActorKind::Person => ActorKind::Organization,
            ActorKind::State if given && !person => ActorKind::Place,
            kind => kind,
        };
        let meaning = if person { Meaning::Person } else { Meaning::Unknown(kind) };
        let mut mention = self.mention(name.clone(), name.clone(), meaning);
        if person {
            mention.gender = self.rules.nouns.given_name(self.word(name.start)).unwrap_or_default();
        }
        mention
    }

    /// Whether a preposition of place stands before a token.
    fn is_location(&self, at: usize) -> bool {
        at > self.start && self.rules.nouns.is_locative(self.word(at - 1))
    }

    /// The end of a person's name with what a hyphen ties to its last word, "Ann Roe-Doe", and with what its last particle needs,
    /// "Van der" Roe. Of a name alone a hyphen makes no family name, unless a title stands before it: "Roe-Doe" may be two people.
    fn family_end(&self, name: std::ops::Range<usize>, titled: bool) -> usize {
        let end = self.with_syllable(name.end);
        if end > name.end || end >= self.end {
            return end;
        }
        if self.rules.nouns.is_particle(self.word(end - 1)) {
            return self.person_run(name.start).unwrap_or(end).max(end);
        }
        // "the Ann Roe-Peter Doe talks", "the Ann Roe-Doe talks"
        let after = end + 2;
        let of_two = self.is_capital(after) || after < self.end && self.tag(after).is_noun();
        if (titled || name.len() > 1) && self.joins(end) && !of_two { after } else { end }
    }

    /// The end of a person's name with the small-lettered syllable that a hyphen ties to it: "Kim Dae-jung".
    fn with_syllable(&self, end: usize) -> usize {
        let tokens = &self.r.text.tokens;
        let tied = end + 1 < self.end
            && self.r.form(end) == "-"
            && !tokens[end].space_before
            && !tokens[end + 1].space_before
            && tokens[end + 1].shape == Shape::Lower
            && self.tag(end + 1).is_noun()
            && !self.rules.is_usual(self.word(end + 1));
        if tied { end + 2 } else { end }
    }

    fn mention(&self, tokens: std::ops::Range<usize>, name: std::ops::Range<usize>, meaning: Meaning) -> NameMention {
        NameMention { tokens, name, meaning, gender: Gender::Unknown, state: None, sentence: self.sentence, full: None }
    }

    fn name_at(&self, at: usize) -> Option<NameMention> {
        let shape = self.r.text.tokens[at].shape;
        if !shape.is_word() || matches!(shape, Shape::Number) {
            return None;
        }
        if self.is_capital(at)
            && let Some(mention) = self.titled(at)
        {
            return Some(mention);
        }
        if let Some(mention) = self.known(at) {
            return Some(mention);
        }
        let found = if self.is_capital(at) { self.unknown(at) } else { None };
        match self.seen_from(at) {
            Some(seen) => self.unexplained(&seen, found),
            None => found,
        }
    }

    /// A name that no record explains and the model sees; `found` is what rules make of it.
    fn unexplained(&self, seen: &Seen, found: Option<NameMention>) -> Option<NameMention> {
        // "Foreign Ministry" is a nominal, "she", "May" and "Bridge" alone are no names.
        let nouns = &self.rules.nouns;
        let tokens = seen.tokens.clone();
        let single = tokens.len() == 1;
        let first = self.tag(tokens.start);
        let word = self.word(tokens.start);
        // "Islamist", "Iranian" before a noun say of what kind it is.
        let adjective = seen.kind == ActorKind::Other && tokens.clone().all(|t| self.tag(t).is_adjective());
        let no_name = adjective
            || single && (nouns.is_calendar(word) || nouns.is_place_noun(word))
            || matches!(first, Tag::Prp | Tag::PrpS | Tag::Dt | Tag::Md | Tag::Cd | Tag::In)
                && !self.is_capital(tokens.end - 1)
            || nouns.nouns.longest(&self.r.text.tokens, tokens.start, tokens.end).is_some_and(|f| f.end == tokens.end);
        if no_name {
            return found;
        }
        let mut mention = self.as_seen(seen);
        if let Some(found) = found.filter(|f| f.name.end >= seen.tokens.end || self.is_institution(f.name.clone())) {
            // The last words tell an institution better than the model; of other names it knows the kind and the end.
            let place = self.joins_place(found.name.start, found.name.start + 1);
            if place || self.is_institution(found.name.clone()) && seen.kind != ActorKind::Organization {
                return Some(found);
            }
            // "Roe Mansion", "Gelli Mosque": the noun that tells what bears the name belongs to it.
            let noun = found.name.end - 1;
            if seen.tokens.end == noun && self.tag(noun).is_noun() && found.name.start == seen.tokens.start {
                let place = nouns.is_place_noun(self.word(noun));
                if place || self.names_institution(noun) {
                    return Some(found);
                }
            }
            mention.state = found.state;
            mention.gender = if mention.gender == Gender::Unknown { found.gender } else { mention.gender };
        }
        Some(mention)
    }

    /// "Mr McCallum", "Prime Minister Theresa May": a title and the name after it.
    fn titled(&self, at: usize) -> Option<NameMention> {
        let tokens = &self.r.text.tokens;
        let mut name = at;
        let mut gender = Gender::Unknown;
        let mut n_titles = 0;
        let mut honorific = false;
        while name < self.end
            && (self.is_capital(name) || n_titles > 0)
            && let Some(found) = self.rules.nouns.titles.longest(tokens, name, self.end)
        {
            // "Pope" or "Prince" may be a given or family name when another capital follows none.
            if !self.is_capital(found.end)
                && n_titles == 0
                && found.end < self.end
                && !self.rules.nouns.is_particle(self.word(found.end))
            {
                return None;
            }
            if !self.is_capital(found.end) {
                break;
            }
            if gender == Gender::Unknown {
                gender = found.values[0].gender;
            }
            // "Miss Roe" is a person whatever the model says; "Sir" and "Dr" begin names of places and bodies too.
            honorific |= found.values[0].honorific && found.values[0].gender != Gender::Unknown;
            name = found.end;
            n_titles += 1;
        }
        if n_titles == 0 {
            return None;
        }
        // "Prince Group", "General Assembly": the model sees one name with the title in it.
        let whole = self.seen_at(at).filter(|s| s.tokens.start <= at && s.tokens.end > name);
        if whole.is_some_and(|s| s.kind != ActorKind::Person) && !honorific {
            return None;
        }
        // "Mrs May": after "Mrs" a word of the calendar is a name.
        let bare = || (honorific && self.is_capital(name)).then_some(name + 1);
        let end = self.person_run(name).or_else(bare)?;
        let end = match self.seen_at(name) {
            Some(seen) if seen.kind == ActorKind::Person => self.family_end(name..seen.tokens.end, true),
            // "told Mr Doe Acme would pay": the model sees a second name begin inside of the run.
            _ => (name + 1..end)
                .find(|&i| !self.joins(i - 1) && self.seen.iter().any(|s| s.tokens.start == i))
                .unwrap_or(end),
        };
        // "Metropolitan Police", "General Assembly", "Emperor Norton Bridge": a word that may be a title begins the name
        // of a body or a place.
        let place = end > name + 1 && self.rules.nouns.is_place_noun(self.word(end - 1));
        if self.names_institution(end - 1) || place {
            return None;
        }
        if let Some((known_end, names)) = self.record_at(name) {
            let person = names.iter().find(|n| self.rules.gazetteer.record(n.record).kind == ActorKind::Person);
            if let Some(person) = person.filter(|_| known_end >= end) {
                let meaning = Meaning::Record(person.record, NameSort::Name);
                return Some(self.mention(at..known_end, name..known_end, meaning));
            }
            // "General Motors", "Prime Minister of Russia", "President Russia": the title is no title here.
            let place = names.iter().all(|n| self.rules.gazetteer.record(n.record).kind != ActorKind::Person);
            if place && known_end >= end && self.rules.nouns.given_name(self.word(name)).is_none() && end - name != 1 {
                return None;
            }
        }
        let mut mention = self.mention(at..end, name..end, Meaning::Person);
        let given = self.rules.nouns.given_name(self.word(name)).filter(|_| end - name > 1);
        mention.gender = if gender == Gender::Unknown { given.unwrap_or_default() } else { gender };
        Some(mention)
    }

    /// The end of a person's name that begins at `from`.
    fn person_run(&self, from: usize) -> Option<usize> {
        let mut at = from;
        let mut n_words = 0;
        while at < self.end && at < from + LONGEST && n_words < 4 {
            let token = &self.r.text.tokens[at];
            let is_initial = token.span.len() <= 3 && self.r.form(at).ends_with('.') && token.shape.is_capital();
            if token.shape.is_capital() && !self.stops_name(at, n_words) {
                n_words += usize::from(!is_initial);
                at += 1;
            } else if (n_words > 0 && self.joins(at)) || self.is_inner_particle(at) {
                at += 1;
            } else {
                break;
            }
        }
        // "Jr.", "III" belong to it.
        if at < self.end && n_words > 0 && matches!(self.r.form(at), "Jr" | "Jr." | "Sr" | "Sr." | "II" | "III" | "IV")
        {
            at += 1;
        }
        (n_words > 0).then_some(at)
    }

    fn stops_name(&self, at: usize, n_words: usize) -> bool {
        let word = self.word(at);
        let tag = self.tag(at);
        self.rules.nouns.is_calendar(word)
            || (n_words > 0
                && !(tag.is_noun() || tag == Tag::Fw || tag.is_adjective())
                && (word.is_known() || self.rules.gazetteer.has_word(self.r.form(at)))
                && !self.headline)
            || (n_words > 0 && matches!(tag, Tag::Prp | Tag::PrpS | Tag::Dt | Tag::Md))
            || (n_words > 0
                && self.record_at(at).is_some_and(|(end, names)| {
                    let record = self.rules.gazetteer.record(names[0].record);
                    record.kind != ActorKind::Person && names[0].sort != NameSort::Capital && end > at + 1
                }))
    }

    /// "von der Leyen", "bin Salman": particles before a capital.
    fn is_inner_particle(&self, at: usize) -> bool {
        if !self.rules.nouns.is_particle(self.word(at)) {
            return false;
        }
        (at + 1..self.end.min(at + 4))
            .find(|&i| !self.rules.nouns.is_particle(self.word(i)) && self.tag(i) != Tag::Hyph)
            .is_some_and(|i| self.is_capital(i))
    }

    /// A hyphen between two capitals written together: "Jean-Claude".
    fn joins(&self, at: usize) -> bool {
        let tokens = &self.r.text.tokens;
        self.r.form(at) == "-"
            && !tokens[at].space_before
            && tokens.get(at + 1).is_some_and(|t| !t.space_before && t.shape.is_capital())
            && at + 1 < self.end
    }

    /// A name of the gazetteer, or a longer name that begins with one.
    fn known(&self, at: usize) -> Option<NameMention> {
        let tokens = &self.r.text.tokens;
        let (end, names) = self.record_at(at)?;
        let name = self.choose(&names, end)?;
        let record = self.rules.gazetteer.record(name.record);
        let single = end == at + 1;
        let tag = self.tag(at);
        // "Turkey" at the head of a sentence may be a bird, and "Reading" a verb: the tagger must take it for a name.
        if single && self.is_weak(at) && self.is_capital(at) && !(tag.is_noun() || tag.is_adjective() || tag == Tag::Fw)
        {
            return None;
        }
        let seen = self.seen_from(at);
        let is_name = matches!(name.sort, NameSort::Name | NameSort::Capital | NameSort::Seat);
        if single && is_name && self.is_doubtful(at) {
            return None;
        }
        // "Jordan told her": a given name that is also a place's.
        if single
            && let Some(gender) = self.rules.nouns.given_name(self.word(at))
            && seen.as_ref().is_some_and(|s| s.kind == ActorKind::Person && s.tokens.end == end)
        {
            let mut mention = self.mention(at..end, at..end, Meaning::Person);
            mention.gender = gender;
            return Some(mention);
        }
        // Part of a compound: "Anglo-Iranian", "non-Russian"; "UK-based" is the state all the same.
        if at > self.start && self.r.form(at - 1) == "-" && !tokens[at].space_before && !tokens[at - 1].space_before {
            return None;
        }
        // "Republican voters", "Islamist terrorism": an adjective of a group describes the noun after it.
        let describes = tag.is_adjective() || self.is_capital(at);
        if single
            && record.kind == ActorKind::Group
            && describes
            && end < self.end
            && self.tag(end).is_noun()
            && name.sort == NameSort::Name
            && !matches!(tag, Tag::Nns | Tag::Nnps)
        {
            return None;
        }
        if name.sort == NameSort::Adjective && self.is_shared_modifier(end) {
            return None;
        }
        let meaning = Meaning::Record(name.record, name.sort);
        if self.is_capital(end) || (end < self.end && self.joins(end)) {
            let given = self.rules.nouns.given_name(self.word(at)).is_some();
            if record.kind != ActorKind::Person
                && let Some(longer) = self.longer(at, end, name, given)
            {
                return Some(longer);
            }
            if record.kind == ActorKind::Person
                && let Some(run) = self.person_run(at).filter(|&run| run > end)
                && matches!(self.r.form(run - 1), "Jr" | "Jr." | "Sr" | "Sr." | "II" | "III" | "IV")
            {
                let mut mention = self.mention(at..run, at..run, Meaning::Person);
                mention.gender = record.gender;
                return Some(mention);
            }
        }
        // "Washington Post", "Iranian Azadi": the model sees a longer name that begins with the known one.
        if record.kind != ActorKind::Person
            && let Some(seen) = seen.filter(|s| s.tokens.end > end && s.kind != ActorKind::State)
            && (end..seen.tokens.end).any(|t| self.is_capital(t) && self.record_at(t).is_none())
        {
            let mut mention = self.as_seen(&seen);
            let state = if record.kind == ActorKind::State { Some(name.record) } else { record.state };
            mention.state = state.filter(|_| seen.kind == ActorKind::Organization);
            return Some(mention);
        }
        let mut mention = self.mention(at..end, at..end, meaning);
        mention.gender = record.gender;
        Some(mention)
    }

    /// Where a sentence begins the model must agree that a word with other uses is a name.
    fn is_doubtful(&self, at: usize) -> bool {
        at == self.start && self.informed && self.seen_at(at).is_none() && self.rules.is_common(self.word(at))
    }

    /// The organisation that the sentence may begin with, though its name is a common word too.
    fn doubtful(&self) -> Option<NameMention> {
        let at = self.start;
        if at >= self.end || !self.is_capital(at) || !self.is_doubtful(at) || !self.tag(at).is_noun() {
            return None;
        }
        let (end, names) = self.record_at(at)?;
        let name = self.choose(&names, end)?;
        let is_body = self.rules.gazetteer.record(name.record).kind == ActorKind::Organization;
        let fits = is_body && end == at + 1 && name.sort == NameSort::Name;
        fits.then(|| self.mention(at..end, at..end, Meaning::Record(name.record, name.sort)))
    }

    /// "British or UK-based individuals": an adjective that shares its noun with another does not stand for the state.
    fn is_shared_modifier(&self, end: usize) -> bool {
        let conjoined = end + 2 < self.end && self.tag(end) == Tag::Cc;
        conjoined && (self.tag(end + 1).is_adjective() || self.tag(end + 2) == Tag::Hyph)
    }

    /// Which of the meanings of one name is meant; persons need no help, states come before places.
    fn choose(&self, names: &[Name], end: usize) -> Option<Name> {
        let kind = |n: &Name| self.rules.gazetteer.record(n.record).kind;
        let tag = self.tag(end - 1);
        let plural = matches!(tag, Tag::Nns | Tag::Nnps);
        let noun_follows =
            end < self.end && (self.tag(end).is_noun() || self.tag(end).is_adjective() || self.tag(end) == Tag::Hyph);
        let rank = |n: &Name| match n.sort {
            NameSort::Name => {
                if kind(n) == ActorKind::State {
                    0
                } else {
                    1
                }
            }
            NameSort::Adjective if noun_follows || tag.is_adjective() => 1,
            NameSort::Demonym if plural || !noun_follows => 2,
            NameSort::Adjective => 3,
            NameSort::Seat => 2,
            NameSort::Capital => 3,
            NameSort::Demonym => 4,
        };
        names.iter().min_by_key(|n| (rank(n), n.record)).copied()
    }

    /// A run of capitals that begins with a known name but is another: "Russian Intelligence Services", "Paris Hilton".
    fn longer(&self, at: usize, known_end: usize, name: Name, given: bool) -> Option<NameMention> {
        if self.headline {
            return None;
        }
        let tokens = &self.r.text.tokens;
        // A title, or another known name, begins something of its own: "US President", "British MI5".
        if self.rules.nouns.titles.longest(tokens, known_end, self.end).is_some_and(|f| self.is_capital(f.end)) {
            return None;
        }
        if self.record_at(known_end).is_some_and(|(_, n)| n[0].sort != NameSort::Capital) {
            return None;
        }
        let end = self.run(known_end);
        if self.is_institution(known_end..end) {
            let kind = Meaning::Unknown(ActorKind::Organization);
            let mut mention = self.mention(at..end, at..end, kind);
            let record = self.rules.gazetteer.record(name.record);
            mention.state = if record.kind == ActorKind::State { Some(name.record) } else { record.state };
            return Some(mention);
        }
        if self.rules.nouns.is_place_noun(self.word(end - 1)) && end > known_end {
            return Some(self.mention(at..end, at..end, Meaning::Unknown(ActorKind::Place)));
        }
        if given && name.sort != NameSort::Adjective && known_end == at + 1 {
            let end = self.person_run(at)?;
            return (end > known_end).then(|| self.mention(at..end, at..end, Meaning::Person));
        }
        None
    }

    /// The end of the capitalised run that begins at `from`, over "of", "for", "and" only within institutions.
    fn run(&self, from: usize) -> usize {
        let mut at = from;
        while at < self.end && at < from + LONGEST {
            let token = &self.r.text.tokens[at];
            let tag = self.tag(at);
            let is_name = token.shape.is_capital()
                && !self.rules.nouns.is_calendar(token.word)
                && !matches!(tag, Tag::Prp | Tag::Md | Tag::PrpS);
            let short_number = token.shape == Shape::Number && token.span.len() <= 2;
            let inner = || {
                short_number
                    || self.joins(at)
                    || self.is_inner_particle(at)
                    || self.joins_place(from, at)
                    || self.joins_institution(from, at)
            };
            if !is_name && (at == from || !inner()) {
                break;
            }
            at += 1;
        }
        at
    }

    /// "Gulf of Carpentaria", "Isle of Wight"
    fn joins_place(&self, from: usize, at: usize) -> bool {
        at == from + 1
            && at < self.end
            && self.word(at) == self.rules.words.of
            && self.rules.nouns.is_place_noun(self.word(from))
            && self.is_capital(at + 1)
            && !self.rules.nouns.is_calendar(self.word(at + 1))
    }

    /// "Ministry of Foreign Affairs", "Centre for Policy Studies", "Ministry of Food and Agriculture".
    fn joins_institution(&self, from: usize, at: usize) -> bool {
        let w = self.rules.words;
        let word = self.word(at);
        let is_link = [w.of, w.for_, w.and, w.the].contains(&word) || self.r.form(at) == "&";
        let next = if self.is_capital(at + 1) { at + 1 } else { at + 2 };
        let follows = self.is_capital(next) && (next == at + 1 || self.word(at + 1) == w.the);
        if !is_link || !follows || self.rules.nouns.is_calendar(self.word(next)) {
            return false;
        }
        // "and" needs an "of" before it, or it joins two names.
        let has_of = (from..at).any(|i| [w.of, w.for_].contains(&self.word(i)));
        let institution = (from..at).any(|i| self.names_institution(i));
        let known = self.record_at(next).is_some_and(|(_, n)| n[0].sort == NameSort::Name);
        institution && (word != w.and || (has_of && !known))
    }

    fn names_institution(&self, at: usize) -> bool {
        let found = self.rules.nouns.nouns.longest(&self.r.text.tokens, at, (at + 1).min(self.end));
        found.is_some_and(|f| {
            f.values.iter().any(|n| {
                n.class == NounClass::Institution
                    || (n.class == NounClass::Collective && !self.r.form(at).ends_with("ers"))
            })
        }) || self.rules.nouns.is_company_suffix(self.word(at))
    }

    fn is_institution(&self, run: std::ops::Range<usize>) -> bool {
        if run.is_empty() {
            return false;
        }
        let w = self.rules.words;
        let of = run.clone().find(|&i| [w.of, w.for_].contains(&self.word(i)));
        let head = of.unwrap_or(run.end) - 1;
        head >= run.start && self.names_institution(head)
    }

    /// A capitalised run that no record explains.
    fn unknown(&self, at: usize) -> Option<NameMention> {
        let nouns = &self.rules.nouns;
        let token = &self.r.text.tokens[at];
        let tag = self.tag(at);
        if self.headline
            || nouns.is_calendar(token.word)
            || matches!(tag, Tag::Prp | Tag::PrpS | Tag::Dt | Tag::Md | Tag::Cd)
        {
            return None;
        }
        let weak = self.is_weak(at);
        let begins_name = tag.is_proper()
            || (tag.is_noun() && !weak)
            || (weak && nouns.given_name(token.word).is_some() && self.is_capital(at + 1))
            || self.opens_institution(at, weak);
        if !begins_name {
            return None;
        }
        let mut end = self.run(at);
        // A known name inside ends the run: "Acme and MI5" is two, "Foreign Minister Sergei Lavrov" too.
        for i in at + 1..end {
            let title = nouns
                .titles
                .longest(&self.r.text.tokens, i, self.end)
                .is_some_and(|f| f.end < end && self.is_capital(f.end));
            let other = self.seen.iter().any(|s| s.tokens.start == i)
                && self.seen_at(at).is_none()
                && !self.joins_place(at, at + 1);
            if title
                || other
                || self.record_at(i).is_some_and(|(e, n)| {
                    let part = self.is_institution(at..end) || self.joins_place(at, at + 1);
                    e >= end && n[0].sort == NameSort::Name && !part
                })
            {
                end = i;
                break;
            }
        }
        while end > at && (!self.is_capital(end - 1)) && self.r.text.tokens[end - 1].shape != Shape::Number {
            end -= 1;
        }
        if end <= at {
            return None;
        }
        // "Director General", "Foreign Ministry" without a name are nominals.
        if nouns.nouns.longest(&self.r.text.tokens, at, end).is_some_and(|f| f.end == end) {
            return None;
        }
        let n_words = (at..end).filter(|&i| self.is_capital(i)).count();
        // A common word with which a sentence begins is a name only if the model agrees.
        if n_words == 1 && weak && self.informed && self.rules.is_common(token.word) && self.seen_at(at).is_none() {
            return None;
        }
        let given = nouns.given_name(token.word);
        let meaning = self.class(at..end, n_words, weak)?;
        if self.informed && !(at..end).any(|t| self.seen_at(t).is_some()) && self.is_guess(at..end, &meaning) {
            return None;
        }
        let mut mention = self.mention(at..end, at..end, meaning);
        mention.gender = given.unwrap_or_default();
        Some(mention)
    }

    /// Whether nothing but capitals speaks for what a run is taken to mean: "CEO", "Next Steps".
    fn is_guess(&self, run: std::ops::Range<usize>, meaning: &Meaning) -> bool {
        let nouns = &self.rules.nouns;
        match meaning {
            Meaning::Unknown(ActorKind::Organization) => !self.is_institution(run),
            Meaning::Person => {
                let given = nouns.given_name(self.word(run.start)).is_some();
                !given && !run.clone().any(|t| nouns.is_particle(self.word(t)))
            }
            Meaning::Unknown(ActorKind::Other | ActorKind::Group) => run.len() == 1,
            _ => false,
        }
    }

    fn opens_institution(&self, at: usize, weak: bool) -> bool {
        !weak && self.tag(at).is_adjective() && self.is_capital(at + 1) && self.is_institution(at..self.run(at))
    }

    fn class(&self, run: std::ops::Range<usize>, n_words: usize, weak: bool) -> Option<Meaning> {
        let nouns = &self.rules.nouns;
        let first = self.r.text.tokens[run.start];
        let last = self.word(run.end - 1);
        if self.is_institution(run.clone()) {
            return (n_words > 1).then_some(Meaning::Unknown(ActorKind::Organization));
        }
        if n_words > 1 && (nouns.is_place_noun(last) || run.len() > 2 && self.joins_place(run.start, run.start + 1)) {
            return Some(Meaning::Unknown(ActorKind::Place));
        }
        let particle = run.clone().any(|i| nouns.is_particle(self.word(i)));
        let given = nouns.given_name(first.word).is_some();
        if n_words > 1 && n_words < 5 && (given || particle) {
            return Some(Meaning::Person);
        }
        let all_plain = run.clone().all(|i| self.r.text.tokens[i].shape == Shape::Capital || self.r.form(i) == "-");
        if n_words == 1 {
            return self.single(run, given, weak);
        }
        let common = run.clone().any(|i| self.rules.is_common(self.word(i)));
        if all_plain && (2..=3).contains(&n_words) && !common {
            return Some(Meaning::Person);
        }
        Some(Meaning::Unknown(ActorKind::Other))
    }

    fn single(&self, run: std::ops::Range<usize>, given: bool, weak: bool) -> Option<Meaning> {
        let token = self.r.text.tokens[run.start];
        let before = run.start.checked_sub(1).filter(|&b| b >= self.start);
        // A word that is mostly no name is none by its capital alone.
        if self.rules.is_common(token.word) && (weak || token.shape != Shape::Upper) {
            return None;
        }
        if token.shape == Shape::Upper {
            let letters = token.span.len();
            return (2..=7).contains(&letters).then_some(Meaning::Unknown(ActorKind::Organization));
        }
        if given {
            return Some(Meaning::Person);
        }
        if before.is_some_and(|b| self.rules.nouns.is_locative(self.word(b))) && !self.rules.is_common(token.word) {
            return Some(Meaning::Unknown(ActorKind::Place));
        }
        let plural = self.tag(run.start) == Tag::Nnps;
        if plural {
            return Some(Meaning::Unknown(ActorKind::Group));
        }
        Some(Meaning::Unknown(ActorKind::Other))
    }
}
