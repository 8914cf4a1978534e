//! Patterns of verb dictionaries as conditions that a trigger's sense can test.
//!
//! A pattern is a run of words with the verb as `*`; `$` stands for the source, `+` for the target, `%` for both at once,
//! `^` for a phrase that does not matter; `&SET` for any word of a set; `{A B}` for a noun phrase that ends in B; `(IN A)`
//! for a prepositional phrase. Older files have no braces and parentheses, and words follow each other as in the sentence.
//!
//! What a sense can test is a particle, the head of the object with words before it, and one preposition with the head
//! of its phrase (see `data/lexicon/README.md`). So words before the verb, clauses and negation cannot be used. Passives
//! need no pattern, as the coder undoes them. Source and target become slots of agent and patient.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Reason;
use crate::lexicon::{Table, TableError};

/// Most alternatives that a list of objects may have.
const MOST: usize = 2048;

/// Forms of "have" and "be", and sets of them: they stand before a verb without changing what it says.
const HARMLESS_SETS: [&str; 3] = ["AUXVERB1", "AUXVERB3", "TOBEVERB"];

/// Small words of patterns, from `pattern_words.tsv`.
#[derive(Debug, Default)]
pub(in crate::events::ontology) struct Words {
    /// "off". Those that are prepositions too are particles where no phrase follows them.
    particles: FxHashSet<&'static str>,
    prepositions: FxHashSet<&'static str>,
    be: FxHashSet<&'static str>,
    have: FxHashSet<&'static str>,
    /// "not", "will", "that": what they stand with did not or need not happen, or is a clause.
    barriers: FxHashSet<&'static str>,
    determiners: FxHashSet<&'static str>,
}

impl Words {
    /// Reads the table.
    ///
    /// # Errors
    /// When it is malformed.
    pub(in crate::events::ontology) fn load() -> Result<Self, TableError> {
        let text = include_str!("../../../../data/lexicon/pattern_words.tsv");
        let mut words = Self::default();
        for row in Table::parse("data/lexicon/pattern_words.tsv", text, &["form", "class"])?.rows() {
            let set = match row.cell(1) {
                "particle" => &mut words.particles,
                "preposition" => &mut words.prepositions,
                "be" => &mut words.be,
                "have" => &mut words.have,
                "barrier" => &mut words.barriers,
                "determiner" => &mut words.determiners,
                other => return Err(row.error(format!("unknown class {other:?}"))),
            };
            set.insert(row.cell(0));
        }
        Ok(words)
    }

    /// Whether a word after the verb says that something did not or need not happen, or opens a clause.
    fn is_out(&self, word: &str) -> bool {
        self.be.contains(word) || self.have.contains(word) || self.barriers.contains(word)
    }

    /// Whether a word after the verb is a particle: "set OFF bomb", "handed OVER", but not "ruled over people".
    fn is_particle(&self, word: &str, rest: &[Piece]) -> bool {
        self.particles.contains(word)
            && !(self.prepositions.contains(word) && matches!(rest.first(), Some(Piece::Role(_))))
    }
}

/// What a dictionary defines that its patterns use.
pub(super) struct Grammar<'d> {
    pub(super) words: &'d Words,
    pub(super) sets: &'d FxHashMap<String, Vec<String>>,
    /// Base forms of its verbs.
    pub(super) verbs: &'d FxHashSet<&'d str>,
}

/// The cells of a row of verbs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cells {
    pub(super) particles: Vec<String>,
    /// Those of a preposition's phrase begin with `@`.
    pub(super) objects: Vec<String>,
    pub(super) prepositions: Vec<String>,
    pub(super) agent: Vec<String>,
    pub(super) patient: Vec<String>,
}

/// Where the patient of a verb is looked for when a pattern names no place for it.
const PATIENT: [&str; 5] = ["obj", "with", "against", "to", "on"];

/// The same where the pattern names the object, which then is no patient: "imposed sanctions on Iran".
const PATIENT_BESIDE_OBJECT: [&str; 9] = ["with", "to", "against", "on", "for", "from", "of", "in", "obj"];

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&w| w.to_owned()).collect()
}

impl Cells {
    /// A verb without a pattern.
    pub(super) fn bare() -> Self {
        Self { agent: owned(&["subj"]), patient: owned(&PATIENT), ..Self::default() }
    }

    /// The same for a verb of several words: "call off", "call for". `None` where no row can say it: "called for help for".
    pub(super) fn with_rest(&self, rest: &[String], words: &Words) -> Option<Self> {
        let mut cells = self.clone();
        for word in rest {
            if words.particles.contains(word.as_str()) || !words.prepositions.contains(word.as_str()) {
                cells.particles.push(word.clone());
                continue;
            }
            if !cells.prepositions.is_empty() {
                return None;
            }
            cells.prepositions.push(word.clone());
            cells.objects.iter_mut().for_each(|o| o.insert(0, '@'));
            if cells.patient.iter().any(|p| p == "obj") {
                cells.patient.insert(0, word.clone());
                cells.patient.dedup();
            }
        }
        Some(cells)
    }
}

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Verb,
    /// `$`, `+`, `%` or `^`
    Role(char),
    Word(String),
    Set(String),
    /// `{…}`
    Phrase(Vec<Piece>),
    /// `(…)`
    Prepositional(Vec<Piece>),
}

/// A prepositional phrase that a pattern asks for.
#[derive(Debug, Default)]
struct Governed {
    prepositions: Vec<String>,
    /// Phrases that may stand in it; empty for any.
    heads: Vec<String>,
    role: Option<char>,
}

/// A pattern, understood.
#[derive(Debug, Default)]
struct Shape {
    /// The target stands before the verb, and no form of "be" between them.
    target_is_subject: bool,
    mutual: bool,
    particles: Vec<String>,
    objects: Vec<String>,
    has_role_as_object: bool,
    governed: Vec<Governed>,
    /// "refused TO WITHDRAW": the verb of the infinitive.
    infinitives: Vec<String>,
}

impl Grammar<'_> {
    /// The rows that a pattern comes to, at least one.
    pub(super) fn read(&self, text: &str) -> Result<Vec<Cells>, Reason> {
        let pieces = self.pieces(text).ok_or(Reason::Malformed)?;
        let verb = pieces.iter().position(|p| *p == Piece::Verb).ok_or(Reason::Malformed)?;
        if pieces[verb + 1..].contains(&Piece::Verb) {
            return Err(Reason::Malformed);
        }
        let mut shape = Shape::default();
        self.before(&pieces[..verb], &mut shape)?;
        self.after(&pieces[verb + 1..], &mut shape)?;
        cells(shape)
    }

    fn before(&self, pieces: &[Piece], shape: &mut Shape) -> Result<(), Reason> {
        let (mut target, mut passive) = (false, false);
        for piece in pieces {
            match piece {
                Piece::Role('+') => target = true,
                Piece::Role(role) => shape.mutual |= *role == '%',
                Piece::Word(word) if self.words.be.contains(word.as_str()) => passive = true,
                Piece::Word(word) if self.words.have.contains(word.as_str()) => {}
                Piece::Set(set) if HARMLESS_SETS.contains(&set.as_str()) => passive |= set != "AUXVERB3",
                _ => return Err(Reason::WordsBefore),
            }
        }
        shape.target_is_subject = target && !passive;
        Ok(())
    }

    fn after(&self, pieces: &[Piece], shape: &mut Shape) -> Result<(), Reason> {
        let mut rest = pieces;
        while let Some((piece, after)) = rest.split_first() {
            rest = after;
            match piece {
                Piece::Role('^') => {}
                Piece::Role(role) => {
                    shape.mutual |= *role == '%';
                    shape.has_role_as_object |= *role == '+' && shape.objects.is_empty() && shape.governed.is_empty();
                }
                Piece::Prepositional(inside) => {
                    let governed = self.prepositional(inside, shape)?;
                    shape.governed.extend(governed);
                }
                Piece::Word(word) if self.words.is_out(word) => return Err(Reason::Auxiliary),
                Piece::Word(word) if self.words.determiners.contains(word.as_str()) => {}
                Piece::Word(word)
                    if shape.objects.is_empty() && shape.governed.is_empty() && self.words.is_particle(word, rest) =>
                {
                    shape.particles.push(word.clone());
                }
                Piece::Word(_) | Piece::Set(_) | Piece::Phrase(_) => {
                    let run = run_from(piece, after);
                    rest = &after[run.len() - 1..];
                    self.run(&run, rest.first(), shape)?;
                }
                Piece::Verb => return Err(Reason::Malformed),
            }
        }
        Ok(())
    }

    /// Reads words that follow each other up to a role or a parenthesis: an object, then phrases with prepositions.
    fn run(&self, run: &[Piece], next: Option<&Piece>, shape: &mut Shape) -> Result<(), Reason> {
        let starts: Vec<usize> = (0..run.len()).filter(|&i| self.prepositions(&run[i]).is_some()).collect();
        let first = starts.first().copied().unwrap_or(run.len());
        if first > 0 {
            let object = self.phrases(&run[..first])?;
            if !shape.objects.is_empty() {
                return Err(Reason::Clause);
            }
            shape.objects = object;
        }
        for (n, &start) in starts.iter().enumerate() {
            let end = starts.get(n + 1).copied().unwrap_or(run.len());
            let last = end == run.len();
            let words = &run[start + 1..end];
            let prepositions = self.prepositions(&run[start]).expect("it is one of those");
            let role = next.filter(|_| last && words.is_empty()).and_then(|p| match p {
                Piece::Role(role) => Some(*role),
                _ => None,
            });
            if prepositions == ["to"] && !words.is_empty() {
                self.infinitive(words, last && next.is_none(), shape)?;
            }
            let heads = self.phrases(words)?;
            shape.governed.push(Governed { prepositions, heads, role });
        }
        Ok(())
    }

    /// Takes "to withdraw" for an infinitive too, if that is a verb of the dictionary.
    fn infinitive(&self, words: &[Piece], ends: bool, shape: &mut Shape) -> Result<(), Reason> {
        let Some(Piece::Word(word)) = words.first() else { return Ok(()) };
        if !self.verbs.contains(word.as_str()) {
            return Ok(());
        }
        if words.len() > 1 || !ends {
            return Err(Reason::Clause);
        }
        if shape.objects.is_empty() {
            shape.infinitives.push(word.clone());
        }
        Ok(())
    }

    fn prepositional(&self, inside: &[Piece], shape: &mut Shape) -> Result<Option<Governed>, Reason> {
        let Some((first, rest)) = inside.split_first() else { return Err(Reason::Malformed) };
        let second =
            rest.first().filter(|_| matches!(first, Piece::Word(w) if self.words.particles.contains(w.as_str())));
        let two = second.and_then(|second| self.prepositions(second));
        let two = two.filter(|p| p.len() == 1).and_then(|p| match first {
            Piece::Word(word) => Some(vec![format!("{word} {}", p[0])]),
            _ => None,
        });
        let Some(prepositions) = two.clone().or_else(|| self.prepositions(first)) else {
            return self.without_preposition(first, inside, shape).map(|()| None);
        };
        let words = &rest[usize::from(two.is_some())..];
        let role = words.iter().find_map(|p| match p {
            Piece::Role(role) => Some(*role),
            _ => None,
        });
        let words: Vec<Piece> = words.iter().filter(|p| !matches!(p, Piece::Role(_))).cloned().collect();
        if words.iter().any(|w| matches!(w, Piece::Prepositional(_))) {
            return Err(Reason::TwoPrepositions);
        }
        let heads = self.phrases(&words)?;
        Ok(Some(Governed { prepositions, heads, role }))
    }

    /// "(UP)", "(ASIDE RIFT)", "(THE STAKES)": a particle, an object, or both.
    fn without_preposition(&self, first: &Piece, inside: &[Piece], shape: &mut Shape) -> Result<(), Reason> {
        let mut words = inside;
        if let Piece::Word(word) = first
            && self.words.particles.contains(word.as_str())
        {
            shape.particles.push(word.clone());
            words = &inside[1..];
        }
        let words: Vec<Piece> = words.iter().filter(|p| !matches!(p, Piece::Role(_))).cloned().collect();
        if words.iter().any(|w| self.prepositions(w).is_some()) || !shape.objects.is_empty() && !words.is_empty() {
            return Err(Reason::TwoPrepositions);
        }
        shape.objects.extend(self.phrases(&words)?);
        Ok(())
    }

    /// The prepositions that a piece stands for, if it does.
    fn prepositions(&self, piece: &Piece) -> Option<Vec<String>> {
        match piece {
            Piece::Word(word) => self.words.prepositions.contains(word.as_str()).then(|| vec![word.clone()]),
            Piece::Set(set) => {
                let words = self.sets.get(set).filter(|words| !words.is_empty())?;
                words.iter().all(|w| self.words.prepositions.contains(w.as_str())).then(|| words.clone())
            }
            _ => None,
        }
    }

    /// All phrases that a run of words, sets and phrases in braces may stand for; none for an empty run.
    fn phrases(&self, run: &[Piece]) -> Result<Vec<String>, Reason> {
        let mut phrases = vec![String::new()];
        for piece in run {
            let alternatives = match piece {
                Piece::Word(word) if self.words.is_out(word) => return Err(Reason::Auxiliary),
                Piece::Word(word) if self.words.determiners.contains(word.as_str()) => continue,
                Piece::Word(word) => word.split('/').map(str::to_owned).collect(),
                Piece::Set(set) if HARMLESS_SETS.contains(&set.as_str()) || set == "AUXVERB2" => {
                    return Err(Reason::Auxiliary);
                }
                Piece::Set(set) => self.sets.get(set).ok_or(Reason::UnknownSet)?.clone(),
                Piece::Phrase(inside) => self.phrases(inside)?,
                Piece::Verb | Piece::Role(_) | Piece::Prepositional(_) => return Err(Reason::Malformed),
            };
            if phrases.len() * alternatives.len() > MOST {
                return Err(Reason::TooLarge);
            }
            let join = |front: &String| {
                let blank = if front.is_empty() { "" } else { " " };
                alternatives.iter().map(move |a| format!("{front}{blank}{a}")).collect::<Vec<_>>()
            };
            phrases = phrases.iter().flat_map(join).collect();
        }
        // Nothing but determiners.
        phrases.retain(|p| !p.is_empty());
        Ok(phrases)
    }

    /// Cuts a pattern into pieces; `None` where a bracket is not closed or a sign is unknown.
    fn pieces(&self, text: &str) -> Option<Vec<Piece>> {
        let mut open: Vec<(char, Vec<Piece>)> = vec![(' ', Vec::new())];
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = first.len_utf8();
            let put = |open: &mut Vec<(char, Vec<Piece>)>, piece| open.last_mut().map(|(_, list)| list.push(piece));
            match first {
                '_' => rest = &rest[1..],
                _ if first.is_whitespace() => rest = rest.trim_start(),
                // Two stars are one verb, in files of the first versions.
                '*' => {
                    put(&mut open, Piece::Verb)?;
                    rest = rest.trim_start_matches('*');
                }
                '$' | '+' | '%' | '^' => {
                    put(&mut open, Piece::Role(first))?;
                    rest = &rest[1..];
                }
                '(' | '{' => {
                    if open.len() > 8 {
                        return None;
                    }
                    open.push((first, Vec::new()));
                    rest = &rest[1..];
                }
                ')' | '}' => {
                    let (bracket, inside) = open.pop()?;
                    let piece = match (bracket, first) {
                        ('(', ')') => Piece::Prepositional(inside),
                        ('{', '}') => Piece::Phrase(inside),
                        _ => return None,
                    };
                    put(&mut open, piece)?;
                    rest = &rest[1..];
                }
                '&' => {
                    let (name, after) = self.set_at(&rest[1..]);
                    put(&mut open, Piece::Set(name))?;
                    rest = after;
                }
                _ if first.is_alphanumeric() => {
                    let is_word = |c: char| c.is_alphanumeric() || "-'’./".contains(c);
                    let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
                    put(&mut open, Piece::Word(rest[..end].trim_end_matches(['.', '-', '/']).to_lowercase()))?;
                    rest = &rest[end..];
                }
                ',' | '"' | '\'' | '.' | '~' | '-' | '|' | '/' | '!' | '?' => rest = &rest[length..],
                _ => return None,
            }
        }
        let (bracket, pieces) = open.pop()?;
        (open.is_empty() && bracket == ' ').then_some(pieces)
    }

    /// The name of a set that a text begins with, and what follows. A set and a word may be joined by `_`, which also
    /// stands within names: "&MILITARY_ACTION", "&FIGHT_OF_WORDS".
    fn set_at<'t>(&self, text: &'t str) -> (String, &'t str) {
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
        let mut name = text[..end].trim_end_matches('_');
        while !self.sets.contains_key(&name.to_ascii_uppercase()) {
            match name.rfind('_') {
                Some(cut) => name = &name[..cut],
                None => return (text[..end].trim_end_matches('_').to_ascii_uppercase(), &text[end..]),
            }
        }
        (name.to_ascii_uppercase(), &text[name.len()..])
    }
}

/// A piece with the words, sets and phrases right after it.
fn run_from(first: &Piece, after: &[Piece]) -> Vec<Piece> {
    let more = after.iter().take_while(|p| matches!(p, Piece::Word(_) | Piece::Set(_) | Piece::Phrase(_)));
    std::iter::once(first).chain(more).cloned().collect()
}

/// Turns an understood pattern into cells.
fn cells(mut shape: Shape) -> Result<Vec<Cells>, Reason> {
    // The agent of a passive is found without a pattern.
    shape.governed.retain(|g| !(g.prepositions == ["by"] && g.heads.is_empty()));
    let with_role = |role: char| move |g: &&Governed| g.role == Some(role);
    let slots = |role: char| -> Vec<String> {
        shape.governed.iter().filter(with_role(role)).flat_map(|g| g.prepositions.clone()).collect()
    };
    let is_slot = |word: &String| !word.contains(' ');
    let mut patient: Vec<String> = slots('+').into_iter().chain(slots('%')).filter(is_slot).collect();
    let mut agent = owned(&["subj"]);
    if shape.target_is_subject {
        // "+ * AID FROM $": who receives is the subject.
        patient = owned(&["subj"]);
        agent = slots('$').into_iter().filter(is_slot).collect();
    } else if shape.mutual && patient.is_empty() {
        patient = owned(&["with", "between"]);
    } else if shape.has_role_as_object {
        patient.insert(0, "obj".to_owned());
    } else if patient.is_empty() {
        patient = owned(if shape.objects.is_empty() { &PATIENT } else { &PATIENT_BESIDE_OBJECT });
    }
    let (asked, open): (Vec<&Governed>, Vec<&Governed>) = shape.governed.iter().partition(|g| !g.heads.is_empty());
    // A preposition alone must follow where nothing else tells the pattern from the verb alone.
    let must = |g: &&&Governed| g.role.is_none() || shape.objects.is_empty() && asked.is_empty();
    let open: Vec<&Governed> = open.iter().filter(must).copied().collect();
    let needed = match (asked.as_slice(), open.as_slice()) {
        ([], []) => None,
        ([one], []) | ([], [one]) => Some(*one),
        // "* TALKS WITH + IN ^": the first of several with roles is enough.
        ([], [one, rest @ ..]) if rest.iter().all(|g| g.role.is_some()) => Some(*one),
        _ => return Err(Reason::TwoPrepositions),
    };
    let mut row = Cells { particles: shape.particles, agent, patient, ..Cells::default() };
    row.prepositions = needed.map_or_else(Vec::new, |g| g.prepositions.clone());
    row.objects = shape.objects;
    row.objects.extend(needed.iter().flat_map(|g| &g.heads).map(|h| format!("@{h}")));
    let mut rows = Vec::new();
    if !shape.infinitives.is_empty() {
        rows.push(Cells { objects: shape.infinitives, prepositions: Vec::new(), ..row.clone() });
    }
    rows.push(row);
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a pattern; rows as "particles / objects / prepositions / agent / patient".
    fn read(text: &str) -> Result<Vec<String>, Reason> {
        let sets = [("FOOD", "bread|rice"), ("FIGHT_OF_WORDS", "row"), ("NEAR", "in|near"), ("AUXVERB1", "was|were")];
        let members = |words: &str| words.split('|').map(str::to_owned).collect();
        let sets = sets.iter().map(|(name, list)| ((*name).to_owned(), members(list))).collect();
        let (words, verbs) = (Words::load().unwrap(), ["send", "leave"].into_iter().collect());
        let grammar = Grammar { words: &words, sets: &sets, verbs: &verbs };
        let show = |c: &Cells| {
            let parts = [&c.particles, &c.objects, &c.prepositions, &c.agent, &c.patient].map(|p| p.join("|"));
            parts.join("/")
        };
        grammar.read(text).map(|rows| rows.iter().map(show).collect())
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(read(text).as_deref(), Ok(expected.iter().map(|e| (*e).to_owned()).collect::<Vec<_>>().as_slice()));
    }

    const WITH_OBJECT: &str = "with|to|against|on|for|from|of|in|obj";

    #[test]
    fn objects_particles_and_prepositions_become_conditions() {
        check("* AID", &[&format!("/aid//subj/{WITH_OBJECT}")]);
        check("* {SACKS_OF &FOOD}", &[&format!("/sacks of bread|sacks of rice//subj/{WITH_OBJECT}")]);
        check("* OFF {PEACE TALKS}", &[&format!("off/peace talks//subj/{WITH_OBJECT}")]);
        check("* (ASIDE QUARREL)", &[&format!("aside/quarrel//subj/{WITH_OBJECT}")]);
        check("* (ON STRIKE)", &["/@strike/on/subj/obj|with|against|to|on"]);
        check("* (OUT OF COURT)", &["/@court/out of/subj/obj|with|against|to|on"]);
        check("* (FOR)", &["//for/subj/obj|with|against|to|on"]);
        check("* RALLY (IN SUPPORT)", &[&format!("/rally|@support/in/subj/{WITH_OBJECT}")]);
    }

    #[test]
    fn runs_of_words_are_cut_at_prepositions() {
        check("$ * TROOPS TO +", &["/troops//subj/to"]);
        check("* + OF THE THEFT", &["/@theft/of/subj/obj"]);
        check("* &FIGHT_OF_WORDS WITH +", &["/row//subj/with"]);
        check("* ROAD &NEAR CAMP", &[&format!("/road|@camp/in|near/subj/{WITH_OBJECT}")]);
        // A verb of the dictionary after "to" may be an infinitive.
        let [infinitive, phrase] = ["/leave//subj/obj|with|against|to|on", "/@leave/to/subj/obj|with|against|to|on"];
        check("* TO LEAVE", &[infinitive, phrase]);
    }

    #[test]
    fn source_and_target_become_slots() {
        check("+ * AID FROM $", &["/aid//from/subj"]);
        check("+ &AUXVERB1 * BY $", &["///subj/obj|with|against|to|on"]);
        check("% * TREATY", &["/treaty//subj/with|between"]);
    }

    #[test]
    fn what_no_sense_can_test_is_refused_with_its_reason() {
        let cases = [
            ("POLICE * CROWD", Reason::WordsBefore),
            ("WILL * AID", Reason::WordsBefore),
            ("* NOT JOIN", Reason::Auxiliary),
            ("* AID WILL", Reason::Auxiliary),
            ("* TO SEND TROOPS", Reason::Clause),
            ("* (ON ALERT) (ALONG BORDER)", Reason::TwoPrepositions),
            ("* &SHIP", Reason::UnknownSet),
            ("AID", Reason::Malformed),
            ("* AID *", Reason::Malformed),
            ("* (IN COURT", Reason::Malformed),
            ("* {IN COURT)", Reason::Malformed),
            ("* AID § B", Reason::Malformed),
        ];
        for (text, reason) in cases {
            assert_eq!(read(text), Err(reason), "{text}");
        }
        let many = "* &FOOD".to_owned() + &" &FOOD".repeat(12);
        assert_eq!(read(&many), Err(Reason::TooLarge));
    }
}
