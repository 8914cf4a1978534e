//! The encoder, forward and backward: forms to vectors, a convolution over three words, QRNN layers.
//!
//! See [`crate::syntax::network`] for the design; here with dropout and gradients.

use std::ops::Range;

use super::data::Forms;
use super::ops;
use super::parameters::{Builder, EmbeddingTable, Weight, both};
use crate::syntax::network::forms::SHAPES;
use crate::syntax::network::layers::{FORM_PIECES, WINDOW_PIECES, windows};
use crate::syntax::network::shape::EncoderShape;
use crate::syntax::network::simd::Simd;

/// Where the tables stand in `Parameters::tables`.
pub(super) const WORDS: usize = 0;
pub(super) const NGRAMS: usize = 1;
pub(super) const SHAPE: usize = 2;
pub(super) const MARKS: usize = 3;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Norm {
    pub(crate) gain: Weight,
    pub(crate) bias: Weight,
}

impl Norm {
    fn new(builder: &mut Builder, width: usize) -> Self {
        Self { gain: builder.constant(1, width, 1.0), bias: builder.constant(1, width, 0.0) }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Linear {
    pub(crate) weight: Weight,
    pub(crate) bias: Weight,
}

impl Linear {
    pub(super) fn new(builder: &mut Builder, outputs: usize, inputs: usize) -> Self {
        Self { weight: builder.matrix(outputs, inputs), bias: builder.constant(1, outputs, 0.0) }
    }

    pub(super) fn forward(self, dense: &[f32], x: &[f32], out: &mut Vec<f32>) {
        ops::linear(x, self.weight.of(dense), self.bias.of(dense), self.weight.columns, out);
    }

    pub(super) fn backward(
        self,
        dense: &[f32],
        x: &[f32],
        dout: &[f32],
        gradients: &mut [f32],
        dx: Option<&mut Vec<f32>>,
    ) {
        let (dweight, dbias) = both(gradients, self.weight, self.bias);
        ops::linear_back(dout, x, self.weight.of(dense), self.weight.columns, dweight, dbias, dx);
    }
}

/// Where the encoder's weights stand.
#[derive(Clone, Debug)]
pub(crate) struct EncoderLayout {
    pub(crate) shape: EncoderShape,
    pub(crate) form: Linear,
    pub(crate) form_norm: Norm,
    /// Of the states of another network, if it reads them.
    pub(crate) context: Option<Weight>,
    pub(crate) window: Linear,
    pub(crate) window_norm: Norm,
    pub(crate) layers: Vec<(Norm, Linear)>,
    pub(crate) last_norm: Norm,
}

impl EncoderLayout {
    pub(super) fn new(shape: EncoderShape, builder: &mut Builder) -> Self {
        let width = shape.width;
        let form = Linear::new(builder, FORM_PIECES * width, shape.input());
        let form_norm = Norm::new(builder, width);
        let context = (shape.context > 0).then(|| builder.normal(width, shape.context, 0.02));
        let window = Linear::new(builder, WINDOW_PIECES * width, 3 * width);
        let window_norm = Norm::new(builder, width);
        let layers = (0..shape.layers)
            .map(|_| {
                let layer = (Norm::new(builder, width), Linear::new(builder, 3 * width, width));
                // Memories of different lengths from the start: the forget gates' biases spread from -1 to 3.
                let half = width / 2;
                let bias = layer.1.bias.of_mut(&mut builder.values);
                for (i, b) in bias[width..2 * width].iter_mut().enumerate() {
                    *b = -1.0 + 4.0 * (i % half) as f32 / half as f32;
                }
                layer
            })
            .collect();
        let last_norm = Norm::new(builder, width);
        Self { shape, form, form_norm, context, window, window_norm, layers, last_norm }
    }

    /// The tables of words, n-grams and shapes, and of marks from outside where there are any.
    pub(super) fn tables(shape: &EncoderShape, builder: &mut Builder) -> Vec<EmbeddingTable> {
        let rng = &mut builder.rng;
        let mut tables = vec![
            EmbeddingTable::normal(shape.words, shape.word, 0.3, rng),
            EmbeddingTable::normal(shape.buckets, shape.ngram, 0.1, rng),
            EmbeddingTable::normal(SHAPES, shape.shape, 0.3, rng),
        ];
        if shape.marks > 0 {
            tables.push(EmbeddingTable::normal(shape.marks, shape.width, 0.02, rng));
        }
        tables
    }
}

/// What the encoder reads of one token.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormRows {
    /// Row of the table of words, 0 if it is not there.
    pub(crate) word: u32,
    /// Row of the fixed vectors, 0 if it has none.
    pub(crate) vector: u32,
    /// Rows of the table of n-grams.
    pub(crate) ngrams: Vec<u32>,
    /// Row of the table of shapes.
    pub(crate) shape: u32,
    /// How often the word stands in the training data.
    pub(crate) count: u32,
}

/// Tokens of several sentences.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub(super) sentences: Vec<Range<usize>>,
    /// Numbers of forms.
    pub(super) forms: Vec<u32>,
    /// States of another network, a row a token; empty if the encoder reads none.
    pub(super) context: Vec<f32>,
    /// Rows of the table of marks; empty if there is none.
    pub(super) marks: Vec<u32>,
}

impl Tokens {
    pub(super) fn clear(&mut self) {
        self.sentences.clear();
        self.forms.clear();
        self.context.clear();
        self.marks.clear();
    }

    /// Adds a sentence.
    pub(super) fn push(&mut self, forms: impl Iterator<Item = u32>) {
        let from = self.forms.len();
        self.forms.extend(forms);
        self.sentences.push(from..self.forms.len());
    }
}

/// What a pass reads: the dense layers and tables of one network, the fixed vectors, and the rows of all forms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights<'a> {
    pub(super) dense: &'a [f32],
    pub(super) tables: &'a [EmbeddingTable],
    pub(super) vectors: &'a [f32],
    pub(super) forms: &'a Forms,
}

/// One pass of learning: how much a token counts, what is dropped, chance, and where gradients are added.
#[derive(Debug)]
pub(super) struct Lesson<'a> {
    pub(super) share: f32,
    pub(super) dropout: Dropout,
    pub(super) rng: &'a mut fastrand::Rng,
    pub(super) gradients: &'a mut [f32],
}

/// How much is dropped in training.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dropout {
    /// Share of a layer's inputs.
    pub(super) layers: f32,
    /// Share of words that are taken for unknown.
    pub(super) words: f32,
    /// Share of sentences shown in small letters, and as many in capitals.
    pub(super) recased: f32,
}

impl Dropout {
    pub(super) const NONE: Self = Self { layers: 0.0, words: 0.0, recased: 0.0 };
}

/// Multiplies by a mask that is the same for all words of a sentence. `masks` keeps one row a sentence.
pub(super) fn drop_rows(
    x: &mut [f32],
    width: usize,
    sentences: &[Range<usize>],
    rate: f32,
    rng: &mut fastrand::Rng,
    masks: &mut Vec<f32>,
) {
    masks.clear();
    if rate == 0.0 {
        return;
    }
    let keep = 1.0 / (1.0 - rate);
    masks.extend((0..width * sentences.len()).map(|_| if rng.f32() < rate { 0.0 } else { keep }));
    mask_rows(x, width, sentences, masks);
}

/// Multiplies by masks made before; does nothing where there are none.
pub(super) fn mask_rows(x: &mut [f32], width: usize, sentences: &[Range<usize>], masks: &[f32]) {
    if masks.is_empty() {
        return;
    }
    for (sentence, mask) in sentences.iter().zip(masks.chunks_exact(width)) {
        for row in x[sentence.start * width..sentence.end * width].chunks_exact_mut(width) {
            ops::multiply(row, mask);
        }
    }
}

#[derive(Debug, Default)]
struct NormState {
    normal: Vec<f32>,
    inverse: Vec<f32>,
}

impl NormState {
    fn forward(&mut self, simd: Simd, norm: Norm, dense: &[f32], x: &[f32], out: &mut Vec<f32>) {
        self.normal.resize(x.len(), 0.0);
        self.inverse.resize(x.len() / norm.gain.columns, 0.0);
        out.resize(x.len(), 0.0);
        ops::layer_norm(simd, x, norm.gain.of(dense), norm.bias.of(dense), &mut self.normal, &mut self.inverse, out);
    }

    /// Adds to `dx`.
    fn backward(&self, simd: Simd, norm: Norm, dense: &[f32], dout: &[f32], gradients: &mut [f32], dx: &mut [f32]) {
        let (dgain, dbias) = both(gradients, norm.gain, norm.bias);
        ops::layer_norm_back(simd, dout, &self.normal, &self.inverse, norm.gain.of(dense), dgain, dbias, dx);
    }
}

#[derive(Debug, Default)]
struct LayerState {
    norm: NormState,
    mask: Vec<f32>,
    input: Vec<f32>,
    gates: Vec<f32>,
    memory: Vec<f32>,
}

/// What one pass over some tokens leaves for the way back; buffers are kept from pass to pass.
#[derive(Debug, Default)]
pub(super) struct EncoderState {
    embedded: Vec<f32>,
    dropped: Vec<[bool; 3]>,
    words: Vec<u32>,
    form_out: Vec<f32>,
    form_choice: Vec<u8>,
    form_max: Vec<f32>,
    form_norm: NormState,
    x: Vec<f32>,
    window_mask: Vec<f32>,
    windows: Vec<f32>,
    window_out: Vec<f32>,
    window_choice: Vec<u8>,
    window_max: Vec<f32>,
    window_norm: NormState,
    layers: Vec<LayerState>,
    last_norm: NormState,
    scratch: Vec<f32>,
    scratch2: Vec<f32>,
    scratch3: Vec<f32>,
    /// The result: one row a token.
    pub(super) states: Vec<f32>,
}

impl EncoderState {
    /// Runs the encoder; [`EncoderState::states`] then holds one row a token.
    pub(super) fn forward(
        &mut self,
        simd: Simd,
        layout: &EncoderLayout,
        weights: Weights<'_>,
        tokens: &Tokens,
        dropout: Dropout,
        rng: &mut fastrand::Rng,
    ) {
        let shape = &layout.shape;
        let width = shape.width;
        let count = tokens.forms.len();
        let Weights { dense, tables, .. } = weights;
        self.embed(shape, weights, tokens, dropout, rng);
        layout.form.forward(dense, &self.embedded, &mut self.form_out);
        self.form_max.resize(count * width, 0.0);
        self.form_choice.resize(count * width, 0);
        ops::maxout(simd, &self.form_out, width, FORM_PIECES, &mut self.form_max, &mut self.form_choice);
        self.form_norm.forward(simd, layout.form_norm, dense, &self.form_max, &mut self.x);
        if let Some(context) = layout.context {
            ops::rows_by_rows(&tokens.context, context.of(dense), context.columns, &mut self.x, true);
        }
        for (row, &mark) in self.x.chunks_exact_mut(width).zip(&tokens.marks) {
            ops::add(row, tables[MARKS].row(mark as usize));
        }
        self.scratch.clear();
        self.scratch.extend_from_slice(&self.x);
        drop_rows(&mut self.scratch, width, &tokens.sentences, dropout.layers, rng, &mut self.window_mask);
        windows(&self.scratch, width, &tokens.sentences, &mut self.windows);
        layout.window.forward(dense, &self.windows, &mut self.window_out);
        self.window_max.resize(count * width, 0.0);
        self.window_choice.resize(count * width, 0);
        ops::maxout(simd, &self.window_out, width, WINDOW_PIECES, &mut self.window_max, &mut self.window_choice);
        self.window_norm.forward(simd, layout.window_norm, dense, &self.window_max, &mut self.scratch);
        ops::add(&mut self.x, &self.scratch);
        self.layers.resize_with(layout.layers.len(), LayerState::default);
        for (state, &(norm, linear)) in self.layers.iter_mut().zip(&layout.layers) {
            state.norm.forward(simd, norm, dense, &self.x, &mut state.input);
            drop_rows(&mut state.input, width, &tokens.sentences, dropout.layers, rng, &mut state.mask);
            linear.forward(dense, &state.input, &mut state.gates);
            state.memory.resize(count * width, 0.0);
            self.scratch.resize(count * width, 0.0);
            ops::scan(simd, &mut state.gates, width, &tokens.sentences, &mut state.memory, &mut self.scratch);
            ops::add(&mut self.x, &self.scratch);
        }
        self.last_norm.forward(simd, layout.last_norm, dense, &self.x, &mut self.states);
    }

    fn embed(
        &mut self,
        shape: &EncoderShape,
        Weights { tables, vectors, forms, .. }: Weights<'_>,
        tokens: &Tokens,
        dropout: Dropout,
        rng: &mut fastrand::Rng,
    ) {
        let input = shape.input();
        self.embedded.clear();
        self.embedded.resize(tokens.forms.len() * input, 0.0);
        self.dropped.clear();
        self.words.clear();
        for (row, &form) in self.embedded.chunks_exact_mut(input).zip(&tokens.forms) {
            let form = forms.row(form);
            let mut chance = |rate: f32| rate > 0.0 && rng.f32() < rate;
            // Rare words are the more often taken for unknown ones (Kiperwasser and Goldberg, 2016).
            let rare = if dropout.words > 0.0 { 0.25 / (0.25 + form.count as f32) } else { 0.0 };
            let unknown = chance((dropout.words + rare).min(0.5));
            let dropped = [unknown, chance(dropout.words * 0.5), chance(dropout.words)];
            let word = if unknown { 0 } else { form.word };
            let (own, rest) = row.split_at_mut(shape.word);
            own.copy_from_slice(tables[WORDS].row(word as usize));
            let (ngrams, rest) = rest.split_at_mut(shape.ngram);
            if !dropped[1] {
                for &n in &form.ngrams {
                    ops::add(ngrams, tables[NGRAMS].row(n as usize));
                }
            }
            let (shapes, vector) = rest.split_at_mut(shape.shape);
            shapes.copy_from_slice(tables[SHAPE].row(form.shape as usize));
            if form.vector > 0 && !dropped[2] && !vector.is_empty() {
                vector.copy_from_slice(&vectors[form.vector as usize * shape.vector..][..shape.vector]);
            }
            self.dropped.push(dropped);
            self.words.push(word);
        }
    }

    /// The way back, from the gradient of the states. Gradients of dense weights are added to `gradients`; those of the
    /// tables wait for [`EncoderState::scatter`].
    pub(super) fn backward(
        &mut self,
        simd: Simd,
        layout: &EncoderLayout,
        dense: &[f32],
        tokens: &Tokens,
        dstates: &[f32],
        gradients: &mut [f32],
    ) {
        let width = layout.shape.width;
        // Gradient along the residual stream.
        let mut dx = std::mem::take(&mut self.scratch3);
        dx.clear();
        dx.resize(dstates.len(), 0.0);
        self.last_norm.backward(simd, layout.last_norm, dense, dstates, gradients, &mut dx);
        for (state, &(norm, linear)) in self.layers.iter().zip(&layout.layers).rev() {
            self.scratch.resize(state.gates.len(), 0.0);
            ops::scan_back(
                simd,
                &dx,
                &state.gates,
                &state.memory,
                width,
                &tokens.sentences,
                &mut self.scratch[..state.gates.len()],
            );
            self.scratch.truncate(state.gates.len());
            linear.backward(dense, &state.input, &self.scratch, gradients, Some(&mut self.scratch2));
            mask_rows(&mut self.scratch2, width, &tokens.sentences, &state.mask);
            state.norm.backward(simd, norm, dense, &self.scratch2, gradients, &mut dx);
        }
        // The convolution.
        self.scratch.clear();
        self.scratch.resize(dx.len(), 0.0);
        self.window_norm.backward(simd, layout.window_norm, dense, &dx, gradients, &mut self.scratch);
        ops::maxout_back(&self.scratch, &self.window_choice, width, WINDOW_PIECES, &mut self.scratch2);
        layout.window.backward(dense, &self.windows, &self.scratch2, gradients, Some(&mut self.scratch));
        self.scratch2.clear();
        self.scratch2.resize(dx.len(), 0.0);
        ops::windows_back(&self.scratch, width, &tokens.sentences, &mut self.scratch2);
        mask_rows(&mut self.scratch2, width, &tokens.sentences, &self.window_mask);
        ops::add(&mut dx, &self.scratch2);
        if let Some(context) = layout.context {
            ops::columns_by_columns(&dx, &tokens.context, tokens.forms.len().max(1), context.of_mut(gradients));
        }
        self.window_max.clear();
        self.window_max.extend_from_slice(&dx);
        // The form.
        self.scratch.clear();
        self.scratch.resize(dx.len(), 0.0);
        self.form_norm.backward(simd, layout.form_norm, dense, &dx, gradients, &mut self.scratch);
        ops::maxout_back(&self.scratch, &self.form_choice, width, FORM_PIECES, &mut self.scratch2);
        // From here on `form_out` holds the gradient of the embedded forms.
        layout.form.backward(dense, &self.embedded, &self.scratch2, gradients, Some(&mut self.form_out));
        self.scratch3 = dx;
    }

    /// Adds the gradients that [`EncoderState::backward`] left to the tables.
    pub(super) fn scatter(&self, shape: &EncoderShape, forms: &Forms, tokens: &Tokens, tables: &mut [EmbeddingTable]) {
        let input = shape.input();
        for (at, &form) in tokens.forms.iter().enumerate() {
            let form = forms.row(form);
            let row = &self.form_out[at * input..(at + 1) * input];
            tables[WORDS].add_gradient(self.words[at] as usize, &row[..shape.word]);
            let rest = &row[shape.word..];
            if !self.dropped[at][1] {
                for &n in &form.ngrams {
                    tables[NGRAMS].add_gradient(n as usize, &rest[..shape.ngram]);
                }
            }
            tables[SHAPE].add_gradient(form.shape as usize, &rest[shape.ngram..shape.ngram + shape.shape]);
        }
        for (row, &mark) in self.window_max.chunks_exact(shape.width).zip(&tokens.marks) {
            tables[MARKS].add_gradient(mark as usize, row);
        }
    }
}
