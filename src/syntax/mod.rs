//! Syntax: what part each word plays in its sentence.
//!
//! Enters: tokens in sentences. Leaves: [`Syntax`]: a tag for every token and the names that the model sees, and for every
//! sentence its tree, its chunks and the clauses read from both.

pub mod chunk;
pub mod clause;
pub mod conllu;
pub mod dependents;
pub mod marks;
mod mend;
pub mod model;
pub mod morphology;
pub mod network;
pub mod parse;
pub mod parser;
mod settle;
pub mod tag;
pub mod tree;
pub mod words;

use std::ops::Range;

use crate::deadline;
use crate::lexicon::Vocabulary;
use crate::text::Text;
use crate::text::token::Token;
use chunk::Chunk;
use clause::{Clause, Sentence};
use dependents::Dependents;
use model::SyntaxModel;
use network::model::Analysis;
use parse::Parse;
use parser::NameTag;
use tag::Tag;
use tree::Tree;
use words::FunctionWords;

/// What this stage must know of words.
#[derive(Debug)]
pub struct SyntaxRules {
    model: SyntaxModel,
    /// Numbers of function words.
    pub words: FunctionWords,
}

impl SyntaxRules {
    /// Takes a model; the words that it knows and the function words become known.
    pub fn new(model: SyntaxModel, vocabulary: &mut Vocabulary) -> Self {
        model.words().for_each(|(word, _)| {
            vocabulary.add(word);
        });
        Self { model, words: FunctionWords::load(vocabulary) }
    }

    /// For every word of the vocabulary the share of its uses that are no name; 0 where the model does not know it.
    pub fn common_uses(&self, vocabulary: &Vocabulary) -> Vec<f64> {
        let mut shares = vec![0.0f64; vocabulary.len()];
        for (word, names) in self.model.words() {
            let id = vocabulary.get(word);
            if id.is_known() {
                shares[id.index()] = shares[id.index()].max(1.0 - names);
            }
        }
        shares
    }
}

/// Tags, chunks and clauses of one text.
#[derive(Debug, Default)]
pub struct Syntax {
    /// One tag for every token.
    pub tags: Vec<Tag>,
    /// For every token its place in a name, as the model sees it.
    pub names: Vec<Option<NameTag>>,
    /// For every sentence its tree, chunks and clauses.
    pub sentences: Vec<SentenceSyntax>,
}

/// Chunks and clauses of one sentence.
#[derive(Debug, Default)]
pub struct SentenceSyntax {
    /// In order; they cover every token once.
    pub chunks: Vec<Chunk>,
    /// At most one for every verb group, in order.
    pub clauses: Vec<Clause>,
    /// The tree that the clauses were read from.
    pub tree: Tree,
    /// The tree's dependents.
    pub dependents: Dependents,
}

impl SentenceSyntax {
    /// The tree in tokens of the document, of which `start` is the first of the sentence.
    pub fn parse(&self, start: usize) -> Parse<'_> {
        Parse::new(&self.tree, &self.dependents, start)
    }
}

/// How often the clock is looked at, see [`deadline`].
const TOKENS_BETWEEN_CHECKS: usize = 4096;

/// Analyses a text.
///
/// Linear in the number of tokens.
pub fn analyze(rules: &SyntaxRules, source: &str, text: &Text) -> Syntax {
    read(rules, text, &run(rules, source, text))
}

/// What the model says of a text, in numbers.
pub(crate) fn run(rules: &SyntaxRules, source: &str, text: &Text) -> Analysis {
    let mut analysis = Analysis::default();
    let ranges: Vec<Range<usize>> = text.sentences.iter().map(|s| s.tokens.clone()).collect();
    let form = |token: usize| {
        // The model asks for every form, and takes most of the time that a document takes.
        if token.is_multiple_of(TOKENS_BETWEEN_CHECKS) {
            deadline::check();
        }
        text.tokens[token].span.of(source)
    };
    rules.model.analyze(&ranges, form, &mut analysis);
    analysis
}

/// Reads tags, chunks and clauses from what the model says.
pub(crate) fn read(rules: &SyntaxRules, text: &Text, analysis: &Analysis) -> Syntax {
    let model = &rules.model;
    let mut syntax = Syntax {
        tags: analysis.xpos.iter().map(|&x| model.tag(x)).collect(),
        names: analysis.names.iter().map(|&n| model.name(n)).collect(),
        sentences: Vec::with_capacity(text.sentences.len()),
    };
    for range in text.sentences.iter().map(|s| s.tokens.clone()) {
        let heads = analysis.heads[range.clone()].iter().enumerate();
        let tree = Tree {
            heads: heads.map(|(word, &head)| if head == 0 { word as u32 } else { head - 1 }).collect(),
            relations: analysis.relations[range.clone()].iter().map(|&r| model.relation(r)).collect(),
        };
        let sentence = sentence_syntax(&rules.words, &text.tokens, &mut syntax.tags, range, tree);
        syntax.sentences.push(sentence);
    }
    syntax
}

/// Chunks and clauses of the tokens in `range`.
fn sentence_syntax(
    words: &FunctionWords,
    tokens: &[Token],
    tags: &mut [Tag],
    range: Range<usize>,
    mut tree: Tree,
) -> SentenceSyntax {
    let mut dependents = Dependents::of(&tree);
    mend::name_adjectives(&mut tags[range.clone()], &tree, &dependents);
    let tags = &*tags;
    let here = &tags[range.clone()];
    if mend::part_subjects(here, &mut tree, &dependents)
        | mend::free_charges(words, &tokens[range.clone()], here, &mut tree, &dependents)
    {
        dependents = Dependents::of(&tree);
    }
    let mut chunks = chunk::chunk(words, tokens, tags, range.clone());
    let sentence = Sentence { words, tokens, tags, start: range.start, tree: &tree, dependents: &dependents };
    settle::settle(sentence, &mut chunks);
    let clauses = clause::clauses(sentence, &chunks);
    SentenceSyntax { chunks, clauses, tree, dependents }
}
