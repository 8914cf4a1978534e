//! The network that finds names: an encoder of its own that also reads the parser's states; forward and backward.

use super::data::Example;
use super::encoder::{Dropout, EncoderLayout, EncoderState, Lesson, Linear, Tokens, Weights, drop_rows, mask_rows};
use super::ops;
use super::parameters::{Builder, Parameters};
use crate::syntax::network::math::gelu;
use crate::syntax::network::model::best_names;
use crate::syntax::network::shape::EncoderShape;
use crate::syntax::network::simd::Simd;

/// Where the weights stand.
#[derive(Clone, Debug)]
pub(crate) struct NamesLayout {
    pub(crate) encoder: EncoderLayout,
    pub(crate) hidden: Linear,
    pub(crate) classes: Linear,
}

impl NamesLayout {
    /// Lays out a network and gives it its first values.
    pub(super) fn create(encoder: EncoderShape, hidden: usize, classes: usize, seed: u64) -> (Self, Parameters) {
        let mut builder = Builder::new(seed);
        let tables = EncoderLayout::tables(&encoder, &mut builder);
        let layout = Self {
            encoder: EncoderLayout::new(encoder, &mut builder),
            hidden: Linear::new(&mut builder, hidden, encoder.width),
            classes: Linear::new(&mut builder, classes, hidden),
        };
        (layout, Parameters::new(builder.values, tables))
    }
}

/// Buffers of one pass.
#[derive(Debug, Default)]
pub(super) struct NamesState {
    pub(super) encoder: EncoderState,
    pub(super) tokens: Tokens,
    input: Vec<f32>,
    input_mask: Vec<f32>,
    context_mask: Vec<f32>,
    hidden: Vec<f32>,
    active: Vec<f32>,
    scores: Vec<f32>,
    dactive: Vec<f32>,
    dinput: Vec<f32>,
    paths: Vec<u8>,
}

impl NamesState {
    fn forward(
        &mut self,
        simd: Simd,
        layout: &NamesLayout,
        weights: Weights<'_>,
        examples: &[&Example],
        dropout: Dropout,
        rng: &mut fastrand::Rng,
    ) {
        self.tokens.clear();
        for example in examples {
            self.tokens.push(example.forms.iter().copied());
            self.tokens.context.extend_from_slice(&example.states);
            self.tokens.marks.extend_from_slice(&example.marks);
        }
        let context = layout.encoder.shape.context;
        let Tokens { context: states, sentences, .. } = &mut self.tokens;
        if context > 0 {
            drop_rows(states, context, sentences, dropout.layers, rng, &mut self.context_mask);
        }
        if dropout.words > 0.0 {
            // Marks come and go with the gazetteer: the network must do without them too.
            for sentence in &self.tokens.sentences {
                if rng.f32() < 2.0 * dropout.words {
                    self.tokens.marks.get_mut(sentence.clone()).unwrap_or_default().fill(0);
                }
            }
        }
        self.encoder.forward(simd, &layout.encoder, weights, &self.tokens, dropout, rng);
        self.input.clear();
        self.input.extend_from_slice(&self.encoder.states);
        let width = layout.encoder.shape.width;
        drop_rows(&mut self.input, width, &self.tokens.sentences, dropout.layers, rng, &mut self.input_mask);
        layout.hidden.forward(weights.dense, &self.input, &mut self.hidden);
        self.active.clear();
        self.active.extend(self.hidden.iter().map(|&v| gelu(v)));
        layout.classes.forward(weights.dense, &self.active, &mut self.scores);
    }

    /// One training pass; see [`super::parser::ParserState::learn`]. Returns the sum of losses and the number of tokens.
    pub(super) fn learn(
        &mut self,
        simd: Simd,
        layout: &NamesLayout,
        weights: Weights<'_>,
        examples: &[&Example],
        lesson: Lesson<'_>,
    ) -> f64 {
        let Lesson { share, dropout, rng, gradients } = lesson;
        let dense = weights.dense;
        self.forward(simd, layout, weights, examples, dropout, rng);
        let classes = layout.classes.weight.rows;
        let mut loss = 0.0;
        let gold = examples.iter().flat_map(|e| &e.names);
        for (row, gold) in self.scores.chunks_exact_mut(classes).zip(gold) {
            match gold {
                Some(class) => loss += f64::from(ops::cross_entropy(row, usize::from(*class), share).0),
                None => row.fill(0.0),
            }
        }
        layout.classes.backward(dense, &self.active, &self.scores, gradients, Some(&mut self.dactive));
        for (d, &h) in self.dactive.iter_mut().zip(&self.hidden) {
            *d *= ops::gelu_slope(h);
        }
        layout.hidden.backward(dense, &self.input, &self.dactive, gradients, Some(&mut self.dinput));
        mask_rows(&mut self.dinput, layout.encoder.shape.width, &self.tokens.sentences, &self.input_mask);
        self.encoder.backward(simd, &layout.encoder, dense, &self.tokens, &self.dinput, gradients);
        loss
    }

    /// Predicts the class of every token.
    pub(super) fn predict(
        &mut self,
        simd: Simd,
        layout: &NamesLayout,
        weights: Weights<'_>,
        examples: &[&Example],
        out: &mut Vec<u8>,
    ) {
        let mut rng = fastrand::Rng::with_seed(0);
        self.forward(simd, layout, weights, examples, Dropout::NONE, &mut rng);
        let classes = layout.classes.weight.rows;
        out.clear();
        for sentence in &self.tokens.sentences {
            let scores = &self.scores[sentence.start * classes..sentence.end * classes];
            best_names(scores, classes, &mut self.paths, out);
        }
    }
}

/// Counts of right, found and annotated names among classes (0 none, then beginning and continuation of each kind); only
/// kinds for which `counts` is given a group are counted, and kinds of one group are the same.
pub(super) fn count_names(
    gold: impl Iterator<Item = u16>,
    found: impl Iterator<Item = u16>,
    group: impl Fn(u16) -> Option<u16>,
) -> [usize; 3] {
    let spans = |classes: &mut dyn Iterator<Item = u16>| {
        let mut spans: Vec<(usize, usize, u16)> = Vec::new();
        let mut inside = false;
        for (at, class) in classes.enumerate() {
            let kind = class.wrapping_sub(1) / 2;
            match class {
                0 => inside = false,
                c if c % 2 == 1 => {
                    inside = true;
                    spans.push((at, at + 1, kind));
                }
                _ => match spans.last_mut().filter(|s| inside && s.1 == at) {
                    Some(last) => last.1 = at + 1,
                    None => spans.push((at, at + 1, kind)),
                },
            }
        }
        spans.into_iter().filter_map(|(s, e, k)| Some((s, e, group(k)?))).collect::<Vec<_>>()
    };
    let (mut gold, mut found) = (gold, found);
    let (gold, found) = (spans(&mut gold), spans(&mut found));
    let right = found.iter().filter(|s| gold.binary_search(s).is_ok()).count();
    [right, found.len(), gold.len()]
}
