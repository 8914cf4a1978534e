//! Stands in for the trained model: tags of the counted tagger, every word the head of the one before it.
//!
//! Nothing here is meant to be right but XPOS; it lets everything around the model work and be tested.

use crate::document::Span;
use crate::lexicon::{TableError, Vocabulary, fold};
use crate::syntax::parser::{Parser, WordAnalysis};
use crate::syntax::tagger::{Scratch, Tagger};
use crate::text::quote;
use crate::text::token::{Token, shape};
use crate::text::{Sentence, Text};

/// The counted tagger as a [`Parser`].
#[derive(Debug)]
pub struct TaggerParser {
    vocabulary: Vocabulary,
    tagger: Tagger,
}

impl TaggerParser {
    /// Reads the tagger's model.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn load() -> Result<Self, TableError> {
        let mut vocabulary = Vocabulary::default();
        let tagger = Tagger::load(&mut vocabulary)?;
        Ok(Self { vocabulary, tagger })
    }
}

impl Parser for TaggerParser {
    fn parse(&self, forms: &[&str], out: &mut Vec<WordAnalysis>) {
        out.clear();
        let mut source = String::new();
        let mut text = Text::default();
        for form in forms {
            let span = Span::new(source.len(), source.len() + form.len());
            source.push_str(form);
            source.push(' ');
            let token = Token { span, word: self.vocabulary.get(form), shape: shape(form), space_before: true };
            text.tokens.push(token);
        }
        text.sentences.push(Sentence { span: Span::new(0, source.len()), tokens: 0..forms.len(), paragraph: 0 });
        let marks = quote::find(&source, &text).marks;
        let mut tags = Vec::new();
        self.tagger.tag(&source, &text.tokens, &marks, &mut Scratch::default(), &mut tags);
        out.extend(forms.iter().zip(tags).enumerate().map(|(index, (form, tag))| WordAnalysis {
            lemma: fold(form).into_owned(),
            upos: "X",
            xpos: tag.as_str(),
            head: index as u32,
            deprel: if index == 0 { "root" } else { "dep" },
            ..WordAnalysis::default()
        }));
    }
}
