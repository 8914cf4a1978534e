//! Agents: nouns for kinds of actors.

use std::sync::Arc;

use super::{Lexicon, Reader, spaced};
use crate::lexicon::fold;

/// A noun of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// In small letters: "member of parliament".
    pub singular: String,
    /// What the dictionary says of its plural.
    pub plural: Plural,
    /// Member of a set that it was made with, in small letters; it is what has a plural: "man" of "fisherman".
    pub member: String,
    /// "MIL"
    pub code: String,
    /// File it stands in.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: usize,
}

impl Agent {
    /// Bytes at the end of a word that are inflected: those of the member of a set, if it ends in it, else all.
    fn member_in(&self, word: &str) -> usize {
        let ends = !self.member.is_empty() && word.ends_with(&self.member);
        if ends { self.member.len() } else { word.len() }
    }
}

/// The plural of an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plural {
    /// Made by rule.
    Regular,
    /// `{}`: the form is all there is.
    None,
    /// `{MEMBERS_OF_PARLIAMENT}`
    Given(String),
}

/// A noun for a kind of actor, as the program's own lists have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentNoun {
    /// "soldier"; empty where there is only a plural.
    pub singular: String,
    /// "soldiers"; empty where there is none.
    pub plural: String,
    /// A body rather than persons.
    pub is_body: bool,
    /// "military"; where the program has no word for it, the code in small letters.
    pub sector: String,
}

/// Words after which the head noun stands no more: "member of parliament".
const LINKS: [&str; 4] = ["of", "for", "in", "to"];

impl Reader<'_> {
    /// A line with `~` in its code.
    pub(super) fn agent(&mut self, phrase: &str, codes: &str) {
        let Some((code, rest)) = codes.trim_start_matches('[').split_once(']') else {
            return self.warn(self.line, "the bracket of a code is not closed");
        };
        let code = code.trim().trim_matches('~').to_owned();
        if code.len() < 3 || !code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
            return self.warn(self.line, format!("{code:?} is no code; expected three capitals or more"));
        }
        if !rest.trim().is_empty() {
            self.warn(self.line, format!("{:?} stands after the code and is not read", rest.trim()));
        }
        let (noun, plural) = match phrase.split_once('{') {
            None => (phrase, Plural::Regular),
            Some((noun, plural)) => match spaced(plural.trim().trim_end_matches('}')) {
                plural if plural.is_empty() => (noun, Plural::None),
                plural => (noun, Plural::Given(fold(&plural).into_owned())),
            },
        };
        let noun = &without_false_sets(noun.trim());
        let mut add = |form: &str, member: &str, plural: Plural| {
            let [singular, member] = [form, member].map(|f| fold(&spaced(f)).into_owned());
            let file = Arc::clone(&self.file);
            self.out.agents.push(Agent { singular, plural, member, code: code.clone(), file, line: self.line });
        };
        let set = noun.match_indices('!').map(|(at, _)| at).collect::<Vec<_>>();
        match set[..] {
            [] if noun.contains(char::is_alphanumeric) => add(noun, "", plural),
            [] => self.warn(self.line, "a code without a noun before it"),
            [from, to] => {
                let after = &noun[to + 1..];
                let Some(members) = self.sets.get(&noun[from..=to]) else {
                    return self.warn(self.line, format!("no set {:?} was defined before", &noun[from..=to]));
                };
                let before = &noun[..from];
                members.iter().for_each(|m| add(&format!("{before}{m}{after}"), m, Plural::Regular));
            }
            _ => self.warn(self.line, format!("expected one set between two marks in {noun:?}")),
        }
    }
}

/// A noun with the marks of sets removed that go on within a word: "AD!MINIST!RATION", made by someone's replacing of
/// words.
fn without_false_sets(noun: &str) -> String {
    let marks: Vec<usize> = noun.match_indices('!').map(|(at, _)| at).collect();
    let pairs = marks.chunks_exact(2).filter(|p| noun[p[1] + 1..].starts_with(char::is_alphanumeric));
    let removed: Vec<usize> = pairs.flatten().copied().collect();
    noun.char_indices().filter(|(at, _)| !removed.contains(at)).map(|(_, c)| c).collect()
}

impl Lexicon {
    /// The agents that are nouns for persons or bodies; others ("helicopter") are no actors here. Forms that are the
    /// plural of another agent are taken as that alone.
    pub(in super::super) fn nouns(&self, agents: &[Agent]) -> Vec<AgentNoun> {
        let mut nouns: Vec<AgentNoun> = agents.iter().filter_map(|agent| self.noun(agent)).collect();
        let plurals: rustc_hash::FxHashSet<String> =
            nouns.iter().filter(|n| n.singular != n.plural).map(|n| n.plural.clone()).collect();
        nouns.retain(|n| n.singular == n.plural || !plurals.contains(&n.singular));
        nouns
    }

    fn noun(&self, agent: &Agent) -> Option<AgentNoun> {
        let words: Vec<&str> = agent.singular.split(' ').collect();
        let head = words.iter().position(|w| LINKS.contains(w)).unwrap_or(words.len()).checked_sub(1)?;
        let is_body = self.bodies.contains(words[head]);
        if !is_body && !self.is_person_noun(words[head]) {
            return None;
        }
        let plural = match &agent.plural {
            Plural::None => agent.singular.clone(),
            Plural::Given(plural) => plural.clone(),
            Plural::Regular => {
                let (front, noun) = words[head].split_at(words[head].len() - agent.member_in(words[head]));
                let plural = self.inflections.noun(noun).into_iter().nth(1);
                let plural = format!("{front}{}", plural.as_deref().unwrap_or(noun));
                let mut words = words.clone();
                words[head] = &plural;
                words.join(" ")
            }
        };
        let sector = match self.sector(&agent.code) {
            "" => agent.code.to_ascii_lowercase(),
            sector => sector.to_owned(),
        };
        Some(AgentNoun { singular: agent.singular.clone(), plural, is_body, sector })
    }

    /// Whether a noun is known to mean persons, or ends as such nouns do: "orchardist", "horseman".
    fn is_person_noun(&self, noun: &str) -> bool {
        let n_letters = noun.len();
        let ends = |suffix: &str| n_letters > suffix.len() + 2 && noun.ends_with(suffix);
        self.persons.contains(noun)
            || ["er", "or", "ist", "ian", "eer", "man", "men", "woman", "women", "person"].into_iter().any(ends)
    }
}
