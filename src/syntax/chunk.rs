//! Groups tagged tokens into noun phrases, verb groups and the words between them.
//!
//! Enters: one sentence's tokens and tags. Leaves: chunks in order that cover every token once. Method: finite-state
//! chunking over tags (Abney, "Parsing by chunks", 1991). A noun phrase runs from its determiner to its head noun,
//! possessors included ("MI5's director general"); a verb group from its first auxiliary to its main verb ("have been
//! expelled"), an infinitive with its "to" apart from the verb before it.

use std::ops::Range;

use super::tag::Tag;
use super::words::FunctionWords;
use crate::lexicon::WordId;
use crate::text::token::Token;

/// What a chunk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChunkKind {
    /// "two journalists", "he", "MI5's director general"
    Noun,
    /// "have been expelled", "to kidnap", "posing"
    Verb,
    /// "by", "according to" as two
    Preposition,
    /// "who", "which", "that" after its noun
    Relative,
    /// "that" before a clause, "if", "because", "what"
    Subordinator,
    /// "and"
    Conjunction,
    /// ","
    Comma,
    /// ";" ":" "—" "." "("
    Break,
    /// a quotation mark
    Quote,
    /// "likely"
    Adjective,
    /// "also", "out" after a verb
    Adverb,
    /// all else
    Other,
}

/// A run of tokens of one sentence; token numbers count from the start of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// What it is.
    pub kind: ChunkKind,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The head noun of a noun phrase, the main verb of a verb group, else the last token.
    pub head: usize,
    /// Particulars of a verb group.
    pub verb: VerbForm,
}

/// Particulars of a verb group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct VerbForm {
    /// "was expelled", and bare "expelled" after its noun.
    pub passive: bool,
    /// "did not expel".
    pub negated: bool,
    /// "may", "would": the token of the modal verb.
    pub modal: Option<usize>,
    /// "to expel".
    pub infinitive: bool,
    /// "expelling", "expelled" without an auxiliary, "having expelled".
    pub participle: bool,
    /// The main verb is a form of "be".
    pub copula: bool,
}

/// Chunks of the tokens in `range`.
///
/// `tags` has one tag for every token of the document. Linear in the number of tokens.
pub fn chunk(words: &FunctionWords, tokens: &[Token], tags: &[Tag], range: Range<usize>) -> Vec<Chunk> {
    let reader = Reader { words, tokens, tags, end: range.end, start: range.start };
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let before = chunks.last().map(|c| c.kind);
        let next = reader.noun_phrase(at, before).or_else(|| reader.verb_group(at, before));
        let next = next.unwrap_or_else(|| reader.single(at, before));
        at = next.tokens.end;
        chunks.push(next);
    }
    chunks
}

struct Reader<'a> {
    words: &'a FunctionWords,
    tokens: &'a [Token],
    tags: &'a [Tag],
    start: usize,
    end: usize,
}

impl Reader<'_> {
    fn tag(&self, at: usize) -> Option<Tag> {
        (at < self.end).then(|| self.tags[at])
    }

    fn word(&self, at: usize) -> WordId {
        if at < self.end { self.tokens[at].word } else { WordId::UNKNOWN }
    }

    fn chunk(&self, kind: ChunkKind, tokens: Range<usize>) -> Chunk {
        Chunk { kind, head: tokens.end - 1, tokens, verb: VerbForm::default() }
    }

    fn single(&self, at: usize, before: Option<ChunkKind>) -> Chunk {
        let word = self.word(at);
        let w = self.words;
        let after_noun = before == Some(ChunkKind::Noun);
        let kind = match self.tags[at] {
            Tag::Comma => ChunkKind::Comma,
            Tag::Colon | Tag::Stop | Tag::OpenBracket | Tag::CloseBracket | Tag::Nfp | Tag::Hyph => ChunkKind::Break,
            Tag::OpenQuote | Tag::CloseQuote => ChunkKind::Quote,
            Tag::Cc => ChunkKind::Conjunction,
            Tag::Wdt | Tag::Wp | Tag::WpS if word == w.what => ChunkKind::Subordinator,
            Tag::Wdt | Tag::Wp | Tag::WpS if after_noun || before == Some(ChunkKind::Comma) => ChunkKind::Relative,
            Tag::Wdt | Tag::Wp | Tag::WpS | Tag::Wrb => ChunkKind::Subordinator,
            Tag::In if self.is_subordinator(at) => ChunkKind::Subordinator,
            Tag::In | Tag::To => ChunkKind::Preposition,
            Tag::Vbg if self.is_prepositional(at) => ChunkKind::Preposition,
            tag if tag.is_adjective() => ChunkKind::Adjective,
            tag if tag.is_adverb() => ChunkKind::Adverb,
            Tag::Rp => ChunkKind::Adverb,
            _ => ChunkKind::Other,
        };
        self.chunk(kind, at..at + 1)
    }

    /// "including", "according": participles that have become prepositions.
    fn is_prepositional(&self, at: usize) -> bool {
        [self.words.including, self.words.according].contains(&self.word(at))
    }

    fn is_subordinator(&self, at: usize) -> bool {
        let w = self.words;
        let word = self.word(at);
        [w.that, w.if_, w.because, w.whether, w.although, w.though, w.unless, w.while_, w.when, w.so].contains(&word)
            || ([w.as_, w.after, w.before, w.since, w.until].contains(&word) && self.clause_follows(at + 1))
    }

    /// Whether a subject and a finite verb come before the next comma: "as Moscow attempts".
    fn clause_follows(&self, at: usize) -> bool {
        let mut seen_noun = false;
        for i in at..self.end.min(at + 10) {
            match self.tags[i] {
                tag if tag.is_noun() || matches!(tag, Tag::Prp | Tag::Ex | Tag::Dt) => seen_noun = true,
                tag if tag.is_finite() => return seen_noun,
                Tag::Comma | Tag::Colon | Tag::Stop | Tag::In | Tag::Cc => return false,
                _ => {}
            }
        }
        false
    }

    /// Reads a noun phrase from `at`.
    fn noun_phrase(&self, at: usize, before: Option<ChunkKind>) -> Option<Chunk> {
        match self.tags[at] {
            Tag::Prp | Tag::Ex => return Some(self.chunk(ChunkKind::Noun, at..at + 1)),
            _ => {}
        }
        if self.stands_for_noun(at) {
            return Some(self.chunk(ChunkKind::Noun, at..at + 1));
        }
        let mut i = self.number_modifiers(at);
        let mut head = None;
        // Whether a determiner or the like has opened the phrase, so that a participle in it is an adjective.
        let mut opened = i > at;
        while let Some(tag) = self.tag(i) {
            match tag {
                Tag::Dt | Tag::Pdt | Tag::PrpS if head.is_none() => {
                    // "that" alone as subject or object is a phrase of its own.
                    opened = true;
                }
                Tag::WpS if head.is_none() && !opened => return None,
                // "shelled Aleppo three years ago", "shelled Aleppo last week"
                Tag::Cd | Tag::Jj
                    if head.is_some_and(|h| self.tags[h] != Tag::Cd)
                        && self.words.is_time_unit(self.word(i + 1))
                        && (tag == Tag::Cd || [self.words.last, self.words.next].contains(&self.word(i))) =>
                {
                    break;
                }
                Tag::Cd | Tag::Currency | Tag::Sym if head.is_none() || tag != Tag::Sym => {
                    if tag == Tag::Cd && (head.is_none() || self.tags[i - 1] == Tag::Cd) {
                        head = Some(i);
                    }
                    opened = true;
                }
                Tag::Jj | Tag::Jjr | Tag::Jjs | Tag::Afx | Tag::Fw => {
                    // After the head an adjective belongs to the predicate, unless a noun follows: "the UK-led answer".
                    let noun_ahead = self.noun_ahead(i + 1);
                    if head.is_some_and(|h| self.tags[h] != Tag::Cd) && !noun_ahead {
                        break;
                    }
                    let stands_alone = opened && self.tag(i + 1).is_none_or(|t| t != Tag::In);
                    if !(noun_ahead || stands_alone) && head.is_none() {
                        break;
                    }
                    if !noun_ahead && head.is_none() && opened {
                        // "the poor", "the latest": the adjective stands for the noun.
                        head = Some(i);
                    }
                }
                // "far-right extremists": what a hyphen joins is one adjective.
                tag if tag.is_adverb()
                    && head.is_none()
                    && self.tag(i + 1) == Some(Tag::Hyph)
                    && self.joined(i + 1)
                    && self.noun_ahead(i + 1) =>
                {
                    opened = true;
                }
                Tag::Rb | Tag::Rbr | Tag::Rbs
                    if head.is_none_or(|h| self.tags[h] == Tag::Cd && self.tags[i - 1] == Tag::OpenQuote)
                        && self.modifier_ahead(i + 1)
                        && (opened || self.noun_ahead(i + 1)) => {}
                Tag::Vbn | Tag::Vbg
                    if (opened || self.opens_participle(i, before))
                        && self.noun_ahead(i + 1)
                        && head.is_none_or(|h| self.tags[h] == Tag::Cd || self.joined(i)) => {}
                Tag::Hyph if i > at && self.joined(i) && self.tag(i + 1).is_some() => {
                    // What a hyphen joins belongs to one word.
                    if self.tag(i + 1).is_some_and(|t| t.is_noun()) {
                        head = Some(i + 1);
                    }
                    i += 2;
                    continue;
                }
                Tag::Pos if head.is_some() => {
                    // The phrase so far is a possessor; go on if something is possessed.
                    if !self.noun_ahead(i + 1) {
                        break;
                    }
                    head = None;
                    opened = true;
                }
                Tag::Cc if head.is_none() && i > at && self.tags[i - 1].is_adjective() && self.joins_adjectives(i) => {}
                // "a “diffuse” threat", "eight “deadly” plots", but not a year: "in 2016 “hoaxes” spread".
                Tag::OpenQuote | Tag::CloseQuote
                    if head.is_none_or(|h| self.tags[h] == Tag::Cd && self.tokens[h].span.len() != 4)
                        && i > at
                        && self.noun_ahead(i + 1)
                        && self.tags[i - 1] != Tag::In =>
                {
                    head = None;
                    opened = true;
                }
                // "at least ten UK ‘enemies of the regime’": what a number or determiner has opened goes on in quotes.
                Tag::OpenQuote
                    if opened
                        && head == Some(i - 1)
                        && self.tags[i - 1].is_proper()
                        && self.tag(i + 1).is_some_and(|t| t.is_noun() && !t.is_proper()) => {}
                // "evacuated the wounded": the participle stands for the noun.
                Tag::Vbn if i > at && head.is_none() && self.tags[i - 1] == Tag::Dt && !self.noun_ahead(i + 1) => {
                    head = Some(i);
                    i += 1;
                    break;
                }
                // "Israel Friday closed its border": the day is no part of the name, unless a noun follows it.
                tag if tag.is_noun()
                    && head.is_some_and(|h| self.tags[h] != Tag::Cd)
                    && self.words.is_bare_time(self.word(i))
                    && !self.tag(i + 1).is_some_and(|t| t.is_noun() || t == Tag::Pos) =>
                {
                    break;
                }
                tag if tag.is_noun() => head = Some(i),
                _ => break,
            }
            i += 1;
        }
        let is_bare_determiner = || {
            let single = i == at + 1;
            let pronoun = |t| {
                matches!(t, Tag::Dt | Tag::Pdt)
                    && ![self.words.the, self.words.a, self.words.an].contains(&self.word(at))
            };
            single && pronoun(self.tags[at])
        };
        let head = head.or_else(|| is_bare_determiner().then_some(at))?;
        // A quotation mark or adverb at the end was read in the hope of more.
        let mut end = i;
        while end > head + 1 && !(self.tags[end - 1].is_noun() || self.tags[end - 1] == Tag::Cd) {
            end -= 1;
        }
        Some(Chunk { kind: ChunkKind::Noun, tokens: at..end, head, verb: VerbForm::default() })
    }

    /// "many of the voters think", "most say": a quantity without its noun.
    fn stands_for_noun(&self, at: usize) -> bool {
        let w = self.words;
        self.tags[at].is_adjective()
            && [w.many, w.most].contains(&self.word(at))
            && (self.word(at + 1) == w.of || self.tag(at + 1).is_some_and(Tag::is_finite))
    }

    /// Skips "over", "at least", "more than", "up to" when a number follows; returns where the phrase goes on.
    fn number_modifiers(&self, at: usize) -> usize {
        let w = self.words;
        let mut i = at;
        let can_open = [w.at, w.more, w.less, w.fewer, w.up, w.no, w.as_].contains(&self.word(at));
        if can_open || w.is_number_modifier(self.word(at)) {
            i += 1;
            while i < at + 4 && (w.is_number_modifier(self.word(i)) || [w.more, w.many].contains(&self.word(i))) {
                i += 1;
            }
            if self.tag(i) == Some(Tag::Currency) {
                return i;
            }
            let bare_to = self.word(at) == w.to || self.word(at) == w.than;
            if self.tag(i) != Some(Tag::Cd) || bare_to {
                return at;
            }
        }
        i
    }

    fn joined(&self, at: usize) -> bool {
        at > self.start && !self.tokens[at].space_before
    }

    /// Whether, past modifiers, a noun comes.
    fn noun_ahead(&self, from: usize) -> bool {
        for i in from..self.end.min(from + 8) {
            match self.tags[i] {
                tag if tag.is_noun() => return true,
                tag if tag.is_adjective() || tag.is_adverb() => {}
                Tag::Cd | Tag::Hyph | Tag::Vbn | Tag::Vbg | Tag::Currency | Tag::Afx | Tag::Fw => {}
                Tag::OpenQuote | Tag::CloseQuote => {}
                Tag::Cc if self.joins_adjectives(i) => {}
                _ => return false,
            }
        }
        false
    }

    fn modifier_ahead(&self, at: usize) -> bool {
        self.tag(at).is_some_and(|t| t.is_adjective() || matches!(t, Tag::Cd | Tag::Vbn | Tag::Vbg))
    }

    /// Whether the conjunction at `at` stands between adjectives before one noun: "Islamist and right-wing extremists".
    fn joins_adjectives(&self, at: usize) -> bool {
        at > self.start
            && (self.tags[at - 1].is_adjective() || self.tags[at - 1] == Tag::Comma)
            && self.tag(at + 1).is_some_and(Tag::is_adjective)
            && (at + 2..self.end.min(at + 6))
                .find(|&i| !matches!(self.tags[i], Tag::Hyph | Tag::Jj | Tag::Nn))
                .is_none_or(|i| self.tags[i].is_noun() || self.tags[i - 1].is_noun())
    }

    /// Whether a participle may open a noun phrase here: "for suspected spies", but not "was expelled", nor "killed one
    /// and wounded two others".
    fn opens_participle(&self, at: usize, before: Option<ChunkKind>) -> bool {
        self.tags[at] == Tag::Vbn
            && matches!(before, Some(ChunkKind::Preposition | ChunkKind::Conjunction))
            && !matches!(self.tag(at + 1), Some(Tag::Dt | Tag::Cd | Tag::PrpS))
    }

    /// Whether an object follows a bare participle, which then is a past tense mistaken for one: "soldiers arrested two
    /// men", but not "the sum spent each year", "a man called Smith".
    fn object_follows(&self, head: usize) -> bool {
        let mut at = head + 1;
        while self.tag(at).is_some_and(|t| t.is_adverb() || t == Tag::Rp) {
            at += 1;
        }
        // "rebels kidnapped and killed the mayor": the object comes after the second verb.
        if self.tag(at) == Some(Tag::Cc) && matches!(self.tag(at + 1), Some(Tag::Vbd | Tag::Vbn)) && at < head + 3 {
            return self.object_follows(at + 1);
        }
        let opens = match self.tag(at) {
            Some(Tag::Dt | Tag::PrpS | Tag::Cd | Tag::Prp | Tag::Currency) => true,
            Some(tag) if tag.is_noun() => true,
            Some(tag) if tag.is_adjective() => self.noun_ahead(at + 1),
            _ => self.number_modifiers(at) > at,
        };
        let end = self.end.min(at + 3);
        let is_time = |i: usize| self.words.is_bare_time(self.word(i)) || self.words.is_time_unit(self.word(i));
        let is_name = matches!(self.tag(at), Some(Tag::Nnp | Tag::Nnps)) && !is_time(at);
        opens && !self.words.keeps_object(self.word(head)) && (is_name || !(at..end).any(is_time))
    }

    /// Whether a past tense is a participle: "hackers backed by China stole data".
    fn is_reduced(&self, head: usize, before: Option<ChunkKind>) -> bool {
        self.tags[head] == Tag::Vbd
            && before == Some(ChunkKind::Noun)
            && self.word(head + 1) == self.words.by
            && self.tag(head + 2).is_some_and(|t| t.is_noun() || matches!(t, Tag::Dt | Tag::PrpS | Tag::Jj))
            && !self.words.moves_by(self.word(head))
    }

    /// Reads a verb group from `at`.
    fn verb_group(&self, at: usize, before: Option<ChunkKind>) -> Option<Chunk> {
        let w = self.words;
        let mut form = VerbForm::default();
        let mut i = at;
        while self.tag(i).is_some_and(Tag::is_adverb) {
            form.negated |= w.is_negation(self.word(i));
            i += 1;
        }
        if self.tag(i) == Some(Tag::To) {
            form.infinitive = true;
            i += 1;
            while self.tag(i).is_some_and(|t| t.is_adverb() || t == Tag::OpenQuote) {
                form.negated |= w.is_negation(self.word(i));
                i += 1;
            }
            if self.tag(i) != Some(Tag::Vb) {
                return None;
            }
        }
        let first = self.tag(i)?;
        if !(first.is_verb() || first == Tag::Md) || self.is_prepositional(i) {
            return None;
        }
        let mut head;
        let mut auxiliary = None;
        loop {
            let tag = self.tags[i];
            if tag == Tag::Md {
                form.modal = Some(i);
            }
            head = i;
            let here = self.word(i);
            let mut next = i + 1;
            while self.tag(next).is_some_and(|t| t.is_adverb() || t == Tag::OpenQuote) {
                next += 1;
            }
            let Some(following) = self.tag(next) else { break };
            let goes_on = match following {
                Tag::Vb => tag == Tag::Md || w.is_do(here),
                Tag::Vbn => w.is_have(here) || w.is_be(here) || w.is_get(here),
                Tag::Vbd => w.is_have(here),
                Tag::Vbg => w.is_be(here) && here != w.having,
                _ => false,
            };
            if !goes_on {
                break;
            }
            form.passive = matches!(following, Tag::Vbn) && (w.is_be(here) || w.is_get(here));
            form.negated |= (i + 1..next).any(|k| w.is_negation(self.word(k)));
            auxiliary = Some(here);
            i = next;
        }
        let mut end = head + 1;
        // "did not", "was n't" without a verb after it.
        while w.is_negation(self.word(end)) {
            form.negated = true;
            end += 1;
        }
        let head_tag = self.tags[head];
        let bare = auxiliary.is_none() && form.modal.is_none() && !form.infinitive;
        let bare = bare
            && !(head_tag == Tag::Vbn
                && matches!(before, Some(ChunkKind::Noun | ChunkKind::Relative | ChunkKind::Conjunction))
                && self.object_follows(head));
        let reduced = bare && self.is_reduced(head, before);
        form.participle = bare && matches!(head_tag, Tag::Vbg | Tag::Vbn) || reduced;
        form.passive |= bare && head_tag == Tag::Vbn && before != Some(ChunkKind::Verb) || reduced;
        form.copula = w.is_be(self.word(head));
        Some(Chunk { kind: ChunkKind::Verb, tokens: at..end, head, verb: form })
    }
}
