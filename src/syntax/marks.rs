//! Marks the tokens that known names hold: what the network of names reads of the gazetteer.
//!
//! Enters: the forms of sentences. Leaves: one number a token, below [`Marker::ROWS`]: what kind of known name it begins
//! or continues, or that it is a given or a family name. Names are taken from left to right, the longest first. Only
//! what ships with the program is looked at, so that a model always sees the same marks.

use std::ops::Range;

use crate::annotation::ActorKind;
use crate::document::Span;
use crate::gazetteer::layer::LayerError;
use crate::gazetteer::{Gazetteer, Name, NameSort};
use crate::lexicon::WordId;
use crate::text::token::{Shape, Token, shape};

/// The gazetteer as the network of names sees it.
#[derive(Debug)]
pub struct Marker {
    gazetteer: Gazetteer,
}

/// Tokens that one known name may have.
const LONGEST: usize = 12;

impl Marker {
    /// Number of different marks.
    pub const ROWS: usize = 16;
    const FAMILY: u32 = 15;

    /// Opens the gazetteer that ships with the program.
    ///
    /// # Errors
    /// When it is damaged, which a test rules out.
    pub fn load() -> Result<Self, LayerError> {
        Ok(Self { gazetteer: Gazetteer::load()? })
    }

    /// Appends a mark for every token of some sentences, consecutive ranges; `form` gives a token's text.
    ///
    /// Linear in the number of tokens.
    pub fn mark<'t>(&self, sentences: &[Range<usize>], form: impl Fn(usize) -> &'t str, marks: &mut Vec<u32>) {
        let (mut text, mut tokens) = (String::new(), Vec::new());
        for sentence in sentences {
            text.clear();
            tokens.clear();
            for at in sentence.clone() {
                let start = text.len();
                text.push_str(form(at));
                let span = Span::new(start, text.len());
                let shape = if span.is_empty() { Shape::Punctuation } else { shape(form(at)) };
                tokens.push(Token { span, word: WordId::UNKNOWN, shape, space_before: true });
                text.push(' ');
            }
            self.mark_sentence(&text, &tokens, marks);
        }
    }

    fn mark_sentence(&self, text: &str, tokens: &[Token], marks: &mut Vec<u32>) {
        let mut at = 0;
        while at < tokens.len() {
            let end = tokens.len().min(at + LONGEST);
            let found = if tokens[at].shape.is_word() { self.gazetteer.find(text, tokens, at, end) } else { None };
            match found.and_then(|(end, names)| Some((end, self.class(&names)?))) {
                Some((end, class)) => {
                    marks.push(class);
                    marks.extend((at + 1..end).map(|_| class + 1));
                    at = end;
                }
                None => {
                    let form = tokens[at].span.of(text);
                    let family = tokens[at].shape.is_capital() && self.gazetteer.is_family(form);
                    marks.push(if family { Self::FAMILY } else { 0 });
                    at += 1;
                }
            }
        }
    }

    /// The mark of a name's first token; the others have the next number.
    fn class(&self, names: &[Name]) -> Option<u32> {
        let rank = |name: &&Name| match name.sort {
            NameSort::Name => 0,
            NameSort::Capital | NameSort::Seat => 1,
            NameSort::Adjective => 2,
            NameSort::Demonym => 3,
        };
        let name = names.iter().min_by_key(rank)?;
        let kind = self.gazetteer.record(name.record).kind;
        Some(match (name.sort, kind) {
            (NameSort::Adjective | NameSort::Demonym, _) => 13,
            (_, ActorKind::Person) => 1,
            (_, ActorKind::Organization) => 3,
            (_, ActorKind::State) => 5,
            (_, ActorKind::Group) => 7,
            (_, ActorKind::Place) => 9,
            (_, ActorKind::Other) => 11,
        })
    }
}
