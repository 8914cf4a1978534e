//! Trains the syntax model: word vectors, then the network that tags and parses, then the one that names.
//!
//! Enters: a [`Configuration`] and the treebanks it names. Leaves: a model file. Everything is seeded, and every batch is
//! cut into a fixed number of parts whose gradients are summed in order, so that the same data give the same model on
//! any number of threads.

mod checkpoint;
pub mod configuration;
mod data;
mod encoder;
mod export;
mod names;
mod ops;
mod parameters;
mod parser;
mod run;
mod vectors;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

pub use configuration::Configuration;
use configuration::{Corpus, EncoderConfiguration, NamesConfiguration};
use data::{Example, Forms, LONGEST, Labels, Treebank, Words};
use encoder::{Dropout, EncoderState, Lesson, Tokens, Weights};
use names::{NamesLayout, NamesState, count_names};
use parameters::Parameters;
use parser::{GoldToken, ParserLayout, ParserState};
use run::{Lessons, Network};

use super::inflected;
use super::morphology::{MorphologyCounts, Word};
use crate::gazetteer::layer::LayerError;
use crate::lexicon::Inflections;
use crate::syntax::conllu::{self, Check, ConlluError};
use crate::syntax::marks::Marker;
use crate::syntax::network::decode::Decoder;
use crate::syntax::network::file::{self, Header, ModelError, NamesShape};
use crate::syntax::network::model::{Analysis, Model, Scratch};
use crate::syntax::network::shape::{EncoderShape, ParserShape};
use crate::syntax::network::simd::Simd;

/// Receives a line whenever there is progress to report.
pub type Report<'a> = dyn FnMut(&str) + 'a;

/// Why no model could be trained.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    /// A treebank cannot be read.
    #[error(transparent)]
    Treebank(#[from] ConlluError),
    /// A table of names or the teacher cannot be read.
    #[error("{}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The teacher is no model.
    #[error("{}", path.display())]
    Teacher {
        /// Its file.
        path: PathBuf,
        /// Why.
        source: ModelError,
    },
    /// A checkpoint cannot be read or written.
    #[error("{}", path.display())]
    Checkpoint {
        /// The checkpoint.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There are no sentences.
    #[error("there is nothing to learn from for: {what}")]
    Empty {
        /// The network.
        what: &'static str,
    },
    /// The gazetteer, whose marks were asked for, cannot be opened.
    #[error(transparent)]
    Gazetteer(#[from] LayerError),
    /// The configuration cannot be.
    #[error("{0}")]
    Configuration(String),
}

/// Where things lie.
#[derive(Debug, Clone, Copy)]
pub struct Folders<'a> {
    /// The corpora's files are found from here on.
    pub corpora: &'a Path,
    /// The lists' files are found from here on.
    pub lists: &'a Path,
    /// Checkpoints are kept here, and taken up from here; none without a folder.
    pub checkpoints: Option<&'a Path>,
}

/// Trains a model as configured and returns its file.
///
/// Deterministic on one kind of processor: floating-point products are summed as its instructions allow.
///
/// # Errors
/// When a file cannot be read, the configuration makes no sense, or there is nothing to learn from.
pub fn train(config: &Configuration, folders: Folders<'_>, report: &mut Report<'_>) -> Result<Vec<u8>, TrainingError> {
    check(config)?;
    let banks = read_all(&config.treebanks, folders, Check::Trees)?;
    let texts = read_all(&config.texts, folders, Check::Tokens)?;
    let development: Vec<Treebank> = config
        .development
        .par_iter()
        .map(|p| data::read(&folders.corpora.join(p), Check::Trees))
        .collect::<Result<_, _>>()?;
    let bank_refs: Vec<&Treebank> = banks.iter().collect();
    let text_refs: Vec<&Treebank> = texts.iter().collect();
    let words = Words::count(&bank_refs, &text_refs, config.learned_words, config.words);
    let labels = Labels::of(&bank_refs);
    if [&labels.upos, &labels.xpos, &labels.relations].iter().any(|i| !(1..=255).contains(&i.labels.len())) {
        return Err(TrainingError::Configuration(
            "the treebanks have no labels, or more than 255 of a kind".to_owned(),
        ));
    }
    report(&format!(
        "{} sentences, {} words in all, {} of them learned",
        banks.iter().map(Vec::len).sum::<usize>(),
        words.forms.len(),
        words.learned
    ));
    let encoder = &config.parser.encoder;
    let vectors = match encoder.vector {
        0 => Vec::new(),
        size => vectors::train(&words.sentences(banks.iter().chain(&texts)), words.forms.len() + 1, size, config.seed),
    };
    report("word vectors are done");
    let mut forms = Forms::default();
    let buckets = encoder.buckets;
    let corpora: Vec<Vec<Example>> =
        banks.iter().map(|b| examples(b, LONGEST, |w| forms.add_cases(w, &words, buckets), &labels)).collect();
    let mut own = Vec::new();
    let own_texts = if config.parser.schedules.iter().any(|s| s.own > 0.0) { &texts[..] } else { &[] };
    for text in own_texts {
        own.extend(examples(text, LONGEST, |w| forms.add_cases(w, &words, buckets), &labels));
    }
    let teacher = config.parser.teacher.as_ref().map(|path| Teacher::load(&folders.lists.join(path))).transpose()?;
    if let Some(teacher) = &teacher {
        teacher.annotate(own_texts, &labels, &mut own);
        report(&format!("{} sentences annotated by {}", own.len(), teacher.path.display()));
    }
    let dev: Vec<Vec<Example>> =
        development.iter().map(|b| examples(b, usize::MAX, |w| forms.add(w, &words, buckets), &labels)).collect();
    let shape = encoder_shape(encoder, words.learned + 1, 0, 0);
    let heads = ParserShape {
        arc: config.parser.arc,
        label: config.parser.label,
        upos: labels.upos.labels.len(),
        xpos: labels.xpos.labels.len(),
        relations: labels.relations.labels.len(),
    };
    let (layout, mut parameters) = ParserLayout::create(shape, heads, config.seed);
    // A checkpoint fits as long as nothing has changed that its network was made from; schedules are added by the loop.
    let sizes = (&config.parser.encoder, config.parser.arc, config.parser.label);
    let made_from = (config.seed, &config.treebanks, &config.texts, config.learned_words, config.words, sizes);
    let made_from = (made_from, teacher.as_ref().map(|t| t.checksum));
    let identity = serde_json::to_string(&made_from).unwrap_or_default();
    let names_identity =
        serde_json::to_string(&(made_from, &config.parser.schedules, &config.names)).unwrap_or_default();
    let checkpoint = |part: &str| folders.checkpoints.map(|f| f.join(format!("{}-{part}.checkpoint", config.name)));
    let network = ParserNetwork { simd: Simd::detect(), layout, labels: &labels, development: &dev };
    let shares = config.treebanks.iter().zip(&corpora).map(|(c, e)| (&e[..], c.share.unwrap_or_else(|| size(e))));
    run::train(
        &network,
        &mut parameters,
        (&vectors, &forms),
        Lessons { gold: &shares.collect::<Vec<_>>(), texts: own, by_itself: teacher.is_none() },
        &config.parser.schedules,
        (config.seed, &identity, checkpoint("parser").as_deref()),
        report,
    )?;
    let mut scores = BTreeMap::new();
    for (path, examples) in config.development.iter().zip(&dev) {
        let weights =
            Weights { dense: &parameters.dense, tables: &parameters.tables, vectors: &vectors, forms: &forms };
        scores.insert(file_name(path), network.scores(weights, examples));
    }
    let mut sections = Vec::new();
    export::words(&mut sections, &words, &vectors, encoder.vector);
    sections.push(("tags.pairs".into(), labels.pairs(&bank_refs)));
    sections.push(("morphology".into(), morphology(config, &banks, &labels)?));
    export::parser(&mut sections, &network.layout, &parameters);
    let mut sources: Vec<file::Source> = Vec::new();
    for (corpus, bank) in config.treebanks.iter().zip(&banks) {
        sources.push(source(corpus, "trees", bank));
    }
    let role = if own_texts.is_empty() { "word vectors" } else { "word vectors; trees, as a model annotated it" };
    for (corpus, bank) in config.texts.iter().zip(&texts) {
        sources.push(source(corpus, role, bank));
    }
    let names = match &config.names {
        None => None,
        Some(names) => {
            let trained = train_names(
                names,
                (config.seed, &names_identity, checkpoint("names").as_deref()),
                folders,
                (&network, &parameters, &vectors, &words),
                report,
            )?;
            sections.extend(trained.sections);
            sources.extend(trained.sources);
            scores.extend(trained.scores);
            Some(trained.shape)
        }
    };
    let header = Header::new(
        config.name.clone(),
        (shape, heads),
        names,
        (labels.upos.labels, labels.xpos.labels, labels.relations.labels),
        sources,
        serde_json::to_value(config).unwrap_or_default(),
        scores,
    );
    Ok(file::write(&header, &sections))
}

/// Learns lemmas and features from the treebanks, and from the lexicon's irregular words where that is asked for.
fn morphology(config: &Configuration, banks: &[Treebank], labels: &Labels) -> Result<Vec<u8>, TrainingError> {
    let mut counts = MorphologyCounts::new(&labels.upos.labels, &labels.xpos.labels);
    for (corpus, bank) in config.treebanks.iter().zip(banks) {
        for sentence in bank {
            let words = sentence.words.iter().map(|w| Word {
                form: &w.form,
                lemma: &w.lemma,
                upos: &w.upos,
                xpos: &w.xpos,
                feats: &w.feats,
            });
            counts.add_sentence(words, corpus.weight.unwrap_or(1));
        }
    }
    let fail = |e: &dyn std::fmt::Display| TrainingError::Configuration(e.to_string());
    if config.inflections {
        let inflections = Inflections::load().map_err(|e| fail(&e))?;
        let verbs = inflected::lexicon_verbs().map_err(|e| fail(&e))?;
        inflected::add_inflected(&inflections, verbs.iter().map(String::as_str), &mut counts);
    }
    Ok(counts.train().map_err(|e| fail(&e))?.write())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn source(corpus: &Corpus, role: &str, bank: &Treebank) -> file::Source {
    file::Source {
        file: file_name(&corpus.file),
        role: role.to_owned(),
        licence: corpus.licence.clone(),
        sentences: bank.len(),
        words: bank.iter().map(|s| s.words.len()).sum(),
    }
}

fn size(examples: &[Example]) -> f64 {
    examples.iter().map(|e| e.forms.len()).sum::<usize>() as f64
}

/// What no network can be built from.
fn check(config: &Configuration) -> Result<(), TrainingError> {
    let fail = |text: &str| Err(TrainingError::Configuration(text.to_owned()));
    let mut encoders = vec![&config.parser.encoder];
    let mut schedules = vec![&config.parser.schedules];
    if let Some(names) = &config.names {
        encoders.push(&names.encoder);
        schedules.push(&names.schedules);
        if names.encoder.vector != config.parser.encoder.vector {
            return fail("both networks share the word vectors: \"vector\" must be the same");
        }
        if names.hidden % 16 != 0 || names.hidden == 0 {
            return fail("\"hidden\" must be a multiple of 16");
        }
        if names.kinds.is_empty() || names.kinds.len() > 100 {
            return fail("there must be between 1 and 100 \"kinds\" of names");
        }
    }
    for e in encoders {
        if e.width % 32 != 0 || e.width == 0 || (e.word + e.ngram + e.shape + e.vector) % 4 != 0 || e.buckets == 0 {
            return fail("\"width\" must be a multiple of 32, and the rows of a form together a multiple of 4 wide");
        }
    }
    if config.parser.arc % 16 + config.parser.label % 16 != 0 || config.parser.arc * config.parser.label == 0 {
        return fail("\"arc\" and \"label\" must be multiples of 16");
    }
    if schedules.iter().any(|s| s.is_empty()) {
        return fail("a network needs a schedule");
    }
    if schedules.into_iter().flatten().any(|s| {
        s.batch == 0
            || !(0.0..0.95).contains(&s.own)
            || !(0.0..0.95).contains(&s.dropout)
            || !(0.0..0.95).contains(&s.word_dropout)
    }) {
        return fail("a batch needs words, and not all may be dropped or the network's own");
    }
    if config.learned_words >= usize::from(u16::MAX) {
        return fail("\"learned_words\" must be below 65,535");
    }
    Ok(())
}

fn read_all(corpora: &[Corpus], folders: Folders<'_>, check: Check) -> Result<Vec<Treebank>, TrainingError> {
    Ok(corpora.par_iter().map(|c| data::read(&folders.corpora.join(&c.file), check)).collect::<Result<_, _>>()?)
}

fn encoder_shape(c: &EncoderConfiguration, words: usize, context: usize, marks: usize) -> EncoderShape {
    EncoderShape {
        words,
        word: c.word,
        buckets: c.buckets,
        ngram: c.ngram,
        shape: c.shape,
        vector: c.vector,
        width: c.width,
        layers: c.layers,
        context,
        marks,
    }
}

fn is_learned_from(sentence: &crate::syntax::conllu::Sentence, longest: usize) -> bool {
    (1..=longest).contains(&sentence.words.len())
}

fn examples(bank: &Treebank, longest: usize, mut form: impl FnMut(&str) -> u32, labels: &Labels) -> Vec<Example> {
    let sentences = bank.iter().filter(|s| is_learned_from(s, longest));
    sentences
        .map(|s| Example {
            forms: s.words.iter().map(|w| form(&w.form)).collect(),
            gold: s.words.iter().map(|w| labels.gold(w)).collect(),
            ..Example::default()
        })
        .collect()
}

/// A model whose trees of the texts are learned from.
struct Teacher {
    path: PathBuf,
    checksum: u32,
    model: Model,
}

impl Teacher {
    fn load(path: &Path) -> Result<Self, TrainingError> {
        let path = path.to_owned();
        let bytes = fs::read(&path).map_err(|source| TrainingError::Read { path: path.clone(), source })?;
        let checksum = crc32fast::hash(&bytes);
        let model =
            Model::read(bytes.into()).map_err(|source| TrainingError::Teacher { path: path.clone(), source })?;
        Ok(Self { path, checksum, model })
    }

    /// Annotates the examples that were made of the texts. What the treebanks have no label for is not learned from.
    fn annotate(&self, texts: &[Treebank], labels: &Labels, out: &mut [Example]) {
        let header = self.model.header();
        let numbers = |theirs: &[String], ours: &data::Inventory| -> Vec<Option<u16>> {
            theirs.iter().map(|l| ours.number(l)).collect()
        };
        let upos = numbers(&header.upos, &labels.upos);
        let xpos = numbers(&header.xpos, &labels.xpos);
        let relations = numbers(&header.relations, &labels.relations);
        let sentences: Vec<_> = texts.iter().flatten().filter(|s| is_learned_from(s, LONGEST)).collect();
        let scratch = || (Scratch::default(), Analysis::default());
        out.par_iter_mut().zip(sentences).for_each_init(scratch, |(scratch, found), (example, sentence)| {
            let words = &sentence.words;
            let whole = 0..words.len();
            self.model.analyze(std::slice::from_ref(&whole), |at| &words[at].form, scratch, found);
            let tokens = (0..words.len()).map(|i| {
                let relation = relations[usize::from(found.relations[i])];
                GoldToken {
                    upos: upos[usize::from(found.upos[i])],
                    xpos: xpos[usize::from(found.xpos[i])],
                    head: relation.map(|_| found.heads[i]),
                    relation: relation.unwrap_or(0),
                }
            });
            example.gold = tokens.collect();
        });
    }
}

/// The network that tags and parses, with what it is measured on.
struct ParserNetwork<'a> {
    simd: Simd,
    layout: ParserLayout,
    labels: &'a Labels,
    development: &'a [Vec<Example>],
}

impl ParserNetwork<'_> {
    /// Tags, heads and relations of the tokens of some examples.
    fn predict(
        &self,
        weights: Weights<'_>,
        examples: &[Example],
        (state, decoder, out): (&mut ParserState, &mut Decoder, &mut Vec<GoldToken>),
    ) {
        let mut tokens = Tokens::default();
        examples.iter().for_each(|e| tokens.push(e.forms.iter().copied()));
        state.predict(self.simd, &self.layout, weights, &tokens, decoder, out);
    }

    /// Shares of words tagged and attached rightly, in percent. Subtypes of relations are cut, punctuation counts.
    fn scores(&self, weights: Weights<'_>, examples: &[Example]) -> BTreeMap<String, f64> {
        let cut = |r: u16| self.labels.relations.labels[usize::from(r)].split(':').next().unwrap_or_default();
        let counts: Vec<[usize; 5]> = examples
            .par_chunks(32)
            .map_init(Default::default, |(state, decoder, out), chunk| {
                self.predict(weights, chunk, (state, decoder, out));
                let mut counts = [0; 5];
                for (gold, found) in chunk.iter().flat_map(|e| &e.gold).zip(out.iter()) {
                    let headed = gold.head == found.head;
                    counts[0] += 1;
                    counts[1] += usize::from(gold.upos == found.upos);
                    counts[2] += usize::from(gold.xpos == found.xpos);
                    counts[3] += usize::from(headed);
                    counts[4] += usize::from(headed && cut(gold.relation) == cut(found.relation));
                }
                counts
            })
            .collect();
        let total = |i: usize| counts.iter().map(|c| c[i]).sum::<usize>() as f64;
        let share = |i: usize| (1e4 * total(i) / total(0).max(1.0)).round() / 1e2;
        ["UPOS", "XPOS", "UAS", "LAS"].iter().enumerate().map(|(i, m)| ((*m).to_owned(), share(i + 1))).collect()
    }
}

impl Network for ParserNetwork<'_> {
    type State = ParserState;

    fn name(&self) -> &'static str {
        "parser"
    }

    fn shape(&self) -> &EncoderShape {
        &self.layout.encoder.shape
    }

    fn learn(&self, state: &mut ParserState, weights: Weights<'_>, examples: &[&Example], lesson: Lesson<'_>) -> f64 {
        let losses = state.learn(self.simd, &self.layout, weights, examples, lesson);
        losses.tags + losses.arcs + losses.labels
    }

    fn encoder<'s>(&self, state: &'s ParserState) -> (&'s EncoderState, &'s Tokens) {
        (&state.encoder, &state.tokens)
    }

    fn annotate(&self, weights: Weights<'_>, examples: &mut [Example]) {
        examples.par_chunks_mut(32).for_each_init(Default::default, |(state, decoder, out), chunk| {
            self.predict(weights, chunk, (state, decoder, out));
            let mut rest = &out[..];
            for example in chunk {
                let (own, others) = rest.split_at(example.forms.len());
                example.gold = own.to_vec();
                rest = others;
            }
        });
    }

    fn measure(&self, weights: Weights<'_>) -> (f64, String) {
        let scores: Vec<_> = self.development.iter().map(|d| self.scores(weights, d)).collect();
        let sum = scores.iter().map(|s| s["LAS"] + s["UPOS"]).sum();
        let line =
            |s: &BTreeMap<String, f64>| ["UPOS", "XPOS", "UAS", "LAS"].map(|m| format!("{m} {:.2}", s[m])).join(" ");
        (sum, scores.iter().map(line).collect::<Vec<_>>().join(" | "))
    }
}

struct TrainedNames {
    sections: export::Sections,
    shape: NamesShape,
    sources: Vec<file::Source>,
    scores: BTreeMap<String, BTreeMap<String, f64>>,
}

fn train_names(
    config: &NamesConfiguration,
    (seed, identity, checkpoint): (u64, &str, Option<&Path>),
    folders: Folders<'_>,
    (parser, parser_parameters, vectors, words): (&ParserNetwork<'_>, &Parameters, &[f32], &Words),
    report: &mut Report<'_>,
) -> Result<TrainedNames, TrainingError> {
    let banks = read_all(&config.corpora, folders, Check::Tokens)?;
    let development: Vec<Treebank> = config
        .development
        .par_iter()
        .map(|p| data::read(&folders.corpora.join(p), Check::Tokens))
        .collect::<Result<_, _>>()?;
    let lists = read_lists(config, folders.lists)?;
    // The two networks hash n-grams into tables of different sizes, so each has its own rows of forms.
    let (mut forms, mut parser_forms) = (Forms::default(), Forms::default());
    let buckets = (config.encoder.buckets, parser.layout.encoder.shape.buckets);
    let mut load = |bank: &Treebank, kinds: &BTreeMap<String, String>, longest: usize| -> Vec<Example> {
        let mut out = Vec::new();
        for sentence in bank.iter().filter(|s| is_learned_from(s, longest)) {
            out.push(Example {
                forms: sentence.words.iter().map(|w| forms.add(&w.form, words, buckets.0)).collect(),
                names: lists.classes(config, kinds, sentence),
                // For the moment the rows of the parser's forms.
                marks: sentence.words.iter().map(|w| parser_forms.add(&w.form, words, buckets.1)).collect(),
                ..Example::default()
            });
        }
        out
    };
    let mut corpora: Vec<Vec<Example>> =
        config.corpora.iter().zip(&banks).map(|(c, b)| load(b, &c.kinds, LONGEST)).collect();
    let mut dev: Vec<Vec<Example>> = development.iter().map(|b| load(b, &BTreeMap::new(), usize::MAX)).collect();
    let weights =
        Weights { dense: &parser_parameters.dense, tables: &parser_parameters.tables, vectors, forms: &parser_forms };
    for examples in corpora.iter_mut().chain(&mut dev) {
        add_states(parser, weights, examples);
    }
    report("names: the parser's states are there");
    let rows = if config.marks { Marker::ROWS } else { 0 };
    if config.marks {
        let marker = Marker::load()?;
        let longest = |longest: usize| move |s: &&conllu::Sentence| is_learned_from(s, longest);
        for (bank, examples) in banks.iter().zip(&mut corpora) {
            add_marks(&marker, bank.iter().filter(longest(LONGEST)), examples);
        }
        for (bank, examples) in development.iter().zip(&mut dev) {
            add_marks(&marker, bank.iter().filter(longest(usize::MAX)), examples);
        }
    }
    let shape = encoder_shape(&config.encoder, words.learned + 1, parser.layout.encoder.shape.width, rows);
    let (layout, mut parameters) = NamesLayout::create(shape, config.hidden, 1 + 2 * config.kinds.len(), seed);
    let network = NamesNetwork { simd: parser.simd, layout, kinds: &config.kinds, development: &dev };
    let shares = config.corpora.iter().zip(&corpora).map(|(c, e)| (&e[..], c.share.unwrap_or_else(|| size(e))));
    run::train(
        &network,
        &mut parameters,
        (vectors, &forms),
        Lessons { gold: &shares.collect::<Vec<_>>(), texts: Vec::new(), by_itself: false },
        &config.schedules,
        (seed, identity, checkpoint),
        report,
    )?;
    let mut scores = BTreeMap::new();
    for (path, examples) in config.development.iter().zip(&dev) {
        let weights = Weights { dense: &parameters.dense, tables: &parameters.tables, vectors, forms: &forms };
        scores.insert(file_name(path), network.scores(weights, examples));
    }
    let mut sections = Vec::new();
    export::encoder(&mut sections, "names", &network.layout.encoder, &parameters);
    for (part, l) in [("hidden", network.layout.hidden), ("classes", network.layout.classes)] {
        export::linear(&mut sections, &format!("names.{part}"), &parameters.dense, l.weight, Some(l.bias));
    }
    Ok(TrainedNames {
        sections,
        shape: NamesShape { encoder: shape, hidden: config.hidden, kinds: config.kinds.clone() },
        sources: config.corpora.iter().zip(&banks).map(|(c, b)| source(c, "names", b)).collect(),
        scores,
    })
}

/// Marks what the gazetteer knows.
fn add_marks<'a>(marker: &Marker, sentences: impl Iterator<Item = &'a conllu::Sentence>, examples: &mut [Example]) {
    for (sentence, example) in sentences.zip(examples) {
        let words = &sentence.words;
        marker.mark(std::slice::from_ref(&(0..words.len())), |at| &words[at].form, &mut example.marks);
    }
}

/// Runs the parser over examples and keeps its states; `marks` hold the rows of its forms and are emptied.
fn add_states(parser: &ParserNetwork<'_>, weights: Weights<'_>, examples: &mut [Example]) {
    let width = parser.layout.encoder.shape.width;
    examples.par_chunks_mut(32).for_each_init(EncoderState::default, |state, chunk| {
        let mut tokens = Tokens::default();
        chunk.iter_mut().for_each(|e| tokens.push(std::mem::take(&mut e.marks).into_iter()));
        let mut rng = fastrand::Rng::with_seed(0);
        state.forward(parser.simd, &parser.layout.encoder, weights, &tokens, Dropout::NONE, &mut rng);
        for (example, sentence) in chunk.iter_mut().zip(&tokens.sentences) {
            example.states = state.states[sentence.start * width..sentence.end * width].to_vec();
        }
    });
}

/// Names whose kind is known.
struct Lists {
    /// Lower-cased words of a name, joined by blanks; number of the list.
    names: BTreeSet<(usize, String)>,
}

fn read_lists(config: &NamesConfiguration, folder: &Path) -> Result<Lists, TrainingError> {
    let mut names = BTreeSet::new();
    for (number, list) in config.lists.iter().enumerate() {
        let path = folder.join(&list.file);
        let text = fs::read_to_string(&path).map_err(|source| TrainingError::Read { path: path.clone(), source })?;
        let mut lines = text.lines().filter(|l| !l.starts_with('#'));
        let columns: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        let wanted: Vec<usize> = (0..columns.len()).filter(|&i| ["name", "aliases"].contains(&columns[i])).collect();
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            for name in wanted.iter().filter_map(|&i| cells.get(i)).flat_map(|c| c.split('|')) {
                names.insert((number, name.to_lowercase()));
            }
        }
    }
    Ok(Lists { names })
}

impl Lists {
    /// Classes of a sentence's words after their `NER=` in MISC.
    fn classes(
        &self,
        config: &NamesConfiguration,
        renamed: &BTreeMap<String, String>,
        sentence: &crate::syntax::conllu::Sentence,
    ) -> Vec<Option<u16>> {
        let tags: Vec<Option<(bool, &str)>> = sentence
            .words
            .iter()
            .map(|w| w.misc("NER").and_then(|t| t.split_once('-')).map(|(place, kind)| (place == "B", kind)))
            .collect();
        let mut out = vec![Some(0u16); tags.len()];
        let mut at = 0;
        while at < tags.len() {
            let Some((_, kind)) = tags[at] else {
                at += 1;
                continue;
            };
            let mut end = at + 1;
            while end < tags.len() && tags[end].is_some_and(|(begins, k)| !begins && k == kind) {
                end += 1;
            }
            let kind = renamed.get(kind).map_or(kind, |k| k.as_str());
            let words: Vec<String> = sentence.words[at..end].iter().map(|w| w.form.to_lowercase()).collect();
            let name = words.join(" ");
            let name = name.strip_prefix("the ").unwrap_or(&name);
            let listed = config
                .lists
                .iter()
                .enumerate()
                .find(|(number, list)| list.instead_of == kind && self.names.contains(&(*number, name.to_owned())));
            let kind = listed.map_or(kind, |(_, list)| &list.kind);
            if let Some(number) = config.kinds.iter().position(|k| k == kind) {
                let class = 1 + 2 * number as u16;
                out[at] = Some(class);
                out[at + 1..end].fill(Some(class + 1));
            }
            at = end;
        }
        out
    }
}

struct NamesNetwork<'a> {
    simd: Simd,
    layout: NamesLayout,
    kinds: &'a [String],
    development: &'a [Vec<Example>],
}

impl NamesNetwork<'_> {
    /// Precision, recall and F1 in percent over persons, organisations with groups, and places with states.
    fn scores(&self, weights: Weights<'_>, examples: &[Example]) -> BTreeMap<String, f64> {
        let group = |kind: u16| match self.kinds[usize::from(kind)].as_str() {
            "person" => Some(0),
            "organization" | "group" => Some(1),
            "place" | "state" => Some(2),
            _ => None,
        };
        let counts: Vec<[usize; 3]> = examples
            .par_chunks(32)
            .map_init(
                || (NamesState::default(), Vec::new()),
                |(state, out): &mut (NamesState, Vec<u8>), chunk| {
                    let chunk: Vec<&Example> = chunk.iter().collect();
                    state.predict(self.simd, &self.layout, weights, &chunk, out);
                    let mut at = 0;
                    let mut sum = [0; 3];
                    for example in chunk {
                        let found = out[at..at + example.forms.len()].iter().map(|&c| u16::from(c));
                        let gold = example.names.iter().map(|c| c.unwrap_or(0));
                        for (s, c) in sum.iter_mut().zip(count_names(gold, found, group)) {
                            *s += c;
                        }
                        at += example.forms.len();
                    }
                    sum
                },
            )
            .collect();
        let total = |i: usize| counts.iter().map(|c| c[i]).sum::<usize>() as f64;
        let round = |x: f64| (1e4 * x).round() / 1e2;
        let (right, found, gold) = (total(0), total(1), total(2));
        [
            ("precision", right / found.max(1.0)),
            ("recall", right / gold.max(1.0)),
            ("F1", 2.0 * right / (found + gold).max(1.0)),
        ]
        .map(|(m, v)| (m.to_owned(), round(v)))
        .into()
    }
}

impl Network for NamesNetwork<'_> {
    type State = NamesState;

    fn name(&self) -> &'static str {
        "names"
    }

    fn shape(&self) -> &EncoderShape {
        &self.layout.encoder.shape
    }

    fn learn(&self, state: &mut NamesState, weights: Weights<'_>, examples: &[&Example], lesson: Lesson<'_>) -> f64 {
        state.learn(self.simd, &self.layout, weights, examples, lesson)
    }

    fn encoder<'s>(&self, state: &'s NamesState) -> (&'s EncoderState, &'s Tokens) {
        (&state.encoder, &state.tokens)
    }

    /// Names are learned from annotated text only.
    fn annotate(&self, _: Weights<'_>, _: &mut [Example]) {}

    fn measure(&self, weights: Weights<'_>) -> (f64, String) {
        let scores: Vec<_> = self.development.iter().map(|d| self.scores(weights, d)).collect();
        let sum = scores.iter().map(|s| s["F1"]).sum();
        let line =
            |s: &BTreeMap<String, f64>| ["precision", "recall", "F1"].map(|m| format!("{m} {:.2}", s[m])).join(" ");
        (sum, scores.iter().map(line).collect::<Vec<_>>().join(" | "))
    }
}
