//! The network that tags and parses: encoder, tag heads, biaffine arcs and relations; forward and backward.
//!
//! Method: Dozat and Manning, "Deep biaffine attention for neural dependency parsing", ICLR 2017, with a distance term
//! for arcs and relations scored only for one head.

use super::data::{Case, Example};
use super::encoder::{Dropout, EncoderLayout, EncoderState, Lesson, Linear, Tokens, Weights, drop_rows, mask_rows};
use super::ops;
use super::parameters::{Builder, Parameters, Weight};
use crate::syntax::network::layers::pair;
use crate::syntax::network::math::argmax;
use crate::syntax::network::shape::{DISTANCES, EncoderShape, ParserShape, distance_class};
use crate::syntax::network::simd::Simd;

/// Where the weights of the heads stand.
#[derive(Clone, Debug)]
pub(crate) struct ParserLayout {
    pub(crate) encoder: EncoderLayout,
    pub(crate) shape: ParserShape,
    /// Arc projections of dependant and head, label projections of both, universal tags, treebank tags.
    pub(crate) heads: Linear,
    /// `U`, one row an input of the head's side.
    pub(crate) arcs: Linear,
    /// Score of a distance, to the left and to the right; in its last row the two projections of the root.
    pub(crate) distance: Weight,
    pub(crate) root_arc: Weight,
    pub(crate) root_label: Weight,
    pub(crate) labels: Linear,
}

impl ParserLayout {
    /// Lays out a network and gives it its first values.
    pub(super) fn create(encoder: EncoderShape, shape: ParserShape, seed: u64) -> (Self, Parameters) {
        let mut builder = Builder::new(seed);
        let tables = EncoderLayout::tables(&encoder, &mut builder);
        let layout = Self {
            encoder: EncoderLayout::new(encoder, &mut builder),
            shape,
            heads: Linear::new(&mut builder, shape.outputs(), encoder.width),
            arcs: Linear::new(&mut builder, shape.arc, shape.arc),
            distance: builder.constant(2, DISTANCES, 0.0),
            root_arc: builder.normal(1, shape.arc, 0.1),
            root_label: builder.normal(1, shape.label, 0.1),
            labels: Linear::new(&mut builder, shape.relations, 2 * shape.label),
        };
        (layout, Parameters::new(builder.values, tables))
    }
}

/// What is right for one token. Classes are numbers in the model's inventories; `None` is not learned from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct GoldToken {
    pub(crate) upos: Option<u16>,
    pub(crate) xpos: Option<u16>,
    /// Head within the sentence, counted from 1; 0 is the root.
    pub(crate) head: Option<u32>,
    pub(crate) relation: u16,
}

/// Sums over tokens.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Losses {
    pub(crate) tags: f64,
    pub(crate) arcs: f64,
    pub(crate) labels: f64,
}

/// Buffers of one pass over some sentences.
#[derive(Debug, Default)]
pub(super) struct ParserState {
    pub(super) encoder: EncoderState,
    pub(super) tokens: Tokens,
    gold: Vec<GoldToken>,
    out: Vec<f32>,
    dout: Vec<f32>,
    input: Vec<f32>,
    input_mask: Vec<f32>,
    parts: [Vec<f32>; 4],
    masks: [Vec<f32>; 4],
    dparts: [Vec<f32>; 4],
    query: Vec<f32>,
    dquery: Vec<f32>,
    keys: Vec<f32>,
    dkeys: Vec<f32>,
    scores: Vec<f32>,
    pairs: Vec<f32>,
    dpairs: Vec<f32>,
    label_scores: Vec<f32>,
    scratch: Vec<f32>,
    scratch2: Vec<f32>,
}

/// Parts of the heads' product, in their order.
const ARC_OF: usize = 0;
const ARC_TO: usize = 1;
const LABEL_OF: usize = 2;
const LABEL_TO: usize = 3;

impl ParserState {
    fn widths(shape: &ParserShape) -> [usize; 4] {
        [shape.arc, shape.arc, shape.label, shape.label]
    }

    /// Encoder and the heads' first product, split into parts.
    fn begin(
        &mut self,
        simd: Simd,
        layout: &ParserLayout,
        weights: Weights<'_>,
        tokens: &Tokens,
        dropout: Dropout,
        rng: &mut fastrand::Rng,
    ) {
        let shape = &layout.shape;
        self.encoder.forward(simd, &layout.encoder, weights, tokens, dropout, rng);
        self.input.clear();
        self.input.extend_from_slice(&self.encoder.states);
        let width = layout.encoder.shape.width;
        drop_rows(&mut self.input, width, &tokens.sentences, dropout.layers, rng, &mut self.input_mask);
        layout.heads.forward(weights.dense, &self.input, &mut self.out);
        let mut from = 0;
        for (i, width) in Self::widths(shape).into_iter().enumerate() {
            let part = &mut self.parts[i];
            part.clear();
            for row in self.out.chunks_exact(shape.outputs()) {
                part.extend_from_slice(&row[from..from + width]);
            }
            from += width;
            if i < LABEL_OF {
                ops::leaky(part);
            }
            drop_rows(part, width, &tokens.sentences, dropout.layers, rng, &mut self.masks[i]);
        }
        layout.arcs.forward(weights.dense, &self.parts[ARC_OF], &mut self.query);
    }

    /// Scores of the arcs of one sentence: a row a word, first the root's column, then one a word; the word itself has
    /// negative infinity.
    fn arc_scores(&mut self, layout: &ParserLayout, dense: &[f32], sentence: &std::ops::Range<usize>) {
        let arc = layout.shape.arc;
        let n = sentence.len();
        self.keys.clear();
        self.keys.extend_from_slice(layout.root_arc.of(dense));
        self.keys.extend_from_slice(&self.parts[ARC_TO][sentence.start * arc..sentence.end * arc]);
        self.scores.clear();
        self.scores.resize(n * (n + 1), 0.0);
        let query = &self.query[sentence.start * arc..sentence.end * arc];
        ops::rows_by_rows(query, &self.keys, arc, &mut self.scores, false);
        let scale = 1.0 / (arc as f32).sqrt();
        let distance = layout.distance.of(dense);
        for (i, row) in self.scores.chunks_exact_mut(n + 1).enumerate() {
            for (j, score) in row.iter_mut().enumerate() {
                *score *= scale;
                if j > 0 && j != i + 1 {
                    *score += distance[Self::distance_at(i, j - 1)];
                }
            }
            row[i + 1] = f32::NEG_INFINITY;
        }
    }

    fn distance_at(word: usize, head: usize) -> usize {
        if head < word { distance_class(word - head) } else { DISTANCES + distance_class(head - word) }
    }

    /// What the relation of every word to its head is told from. `heads` count from 1 within the sentence.
    fn pair_rows(
        &mut self,
        simd: Simd,
        layout: &ParserLayout,
        dense: &[f32],
        sentences: &[std::ops::Range<usize>],
        heads: &[u32],
    ) {
        let label = layout.shape.label;
        self.pairs.resize(heads.len() * 2 * label, 0.0);
        for sentence in sentences {
            for at in sentence.clone() {
                let of = &self.parts[LABEL_OF][at * label..(at + 1) * label];
                let to = Self::label_to(layout, dense, &self.parts[LABEL_TO], sentence.start, heads[at]);
                pair(simd, of, to, &mut self.pairs[at * 2 * label..(at + 1) * 2 * label]);
            }
        }
    }

    fn label_to<'a>(layout: &ParserLayout, dense: &'a [f32], parts: &'a [f32], start: usize, head: u32) -> &'a [f32] {
        let label = layout.shape.label;
        match head {
            0 => layout.root_label.of(dense),
            _ => &parts[(start + head as usize - 1) * label..][..label],
        }
    }

    /// One training pass: losses, and gradients added to `gradients`; table gradients wait in the encoder. `share` is the
    /// weight of one token, so that several passes make up one batch.
    pub(super) fn learn(
        &mut self,
        simd: Simd,
        layout: &ParserLayout,
        weights: Weights<'_>,
        examples: &[&Example],
        lesson: Lesson<'_>,
    ) -> Losses {
        let mut tokens = std::mem::take(&mut self.tokens);
        let mut gold = std::mem::take(&mut self.gold);
        tokens.clear();
        gold.clear();
        for example in examples {
            let chance = lesson.rng.f32();
            let case = match chance {
                c if c < lesson.dropout.recased => Case::Lower,
                c if c < 2.0 * lesson.dropout.recased => Case::Upper,
                _ => Case::AsWritten,
            };
            tokens.push(example.forms.iter().map(|&f| weights.forms.in_case(f, case)));
            gold.extend_from_slice(&example.gold);
        }
        let losses = self.learn_tokens(simd, layout, weights, (&tokens, &gold), lesson);
        (self.tokens, self.gold) = (tokens, gold);
        losses
    }

    fn learn_tokens(
        &mut self,
        simd: Simd,
        layout: &ParserLayout,
        weights: Weights<'_>,
        (tokens, gold): (&Tokens, &[GoldToken]),
        lesson: Lesson<'_>,
    ) -> Losses {
        let Lesson { share, dropout, rng, gradients } = lesson;
        let (dense, shape) = (weights.dense, layout.shape);
        self.begin(simd, layout, weights, tokens, dropout, rng);
        let mut losses = Losses::default();
        for (i, width) in Self::widths(&shape).into_iter().enumerate() {
            self.dparts[i].clear();
            self.dparts[i].resize(gold.len() * width, 0.0);
        }
        self.dquery.clear();
        self.dquery.resize(self.query.len(), 0.0);
        // Arcs.
        let scale = 1.0 / (shape.arc as f32).sqrt();
        for sentence in &tokens.sentences {
            self.arc_scores(layout, dense, sentence);
            let n = sentence.len();
            let ddistance = layout.distance.of_mut(gradients);
            for (i, row) in self.scores.chunks_exact_mut(n + 1).enumerate() {
                let Some(head) = gold[sentence.start + i].head else {
                    row.fill(0.0);
                    continue;
                };
                row[i + 1] = -1e9;
                losses.arcs += f64::from(ops::cross_entropy(row, head as usize, share).0);
                for (j, d) in row.iter_mut().enumerate() {
                    if j > 0 && j != i + 1 {
                        ddistance[Self::distance_at(i, j - 1)] += *d;
                    }
                    *d *= scale;
                }
            }
            let range = sentence.start * shape.arc..sentence.end * shape.arc;
            ops::rows_by_columns(&self.scores, &self.keys, n + 1, &mut self.dquery[range.clone()], false);
            self.dkeys.clear();
            self.dkeys.resize(self.keys.len(), 0.0);
            ops::columns_by_columns(&self.scores, &self.query[range.clone()], n, &mut self.dkeys);
            ops::add(layout.root_arc.of_mut(gradients), &self.dkeys[..shape.arc]);
            ops::add(&mut self.dparts[ARC_TO][range], &self.dkeys[shape.arc..]);
        }
        layout.arcs.backward(dense, &self.parts[ARC_OF], &self.dquery, gradients, Some(&mut self.scratch));
        std::mem::swap(&mut self.dparts[ARC_OF], &mut self.scratch);
        // Relations.
        let heads: Vec<u32> = gold.iter().map(|g| g.head.unwrap_or(0)).collect();
        self.pair_rows(simd, layout, dense, &tokens.sentences, &heads);
        layout.labels.forward(dense, &self.pairs, &mut self.label_scores);
        for (row, gold) in self.label_scores.chunks_exact_mut(shape.relations).zip(gold) {
            if gold.head.is_some() {
                losses.labels += f64::from(ops::cross_entropy(row, usize::from(gold.relation), share).0);
            } else {
                row.fill(0.0);
            }
        }
        layout.labels.backward(dense, &self.pairs, &self.label_scores, gradients, Some(&mut self.dpairs));
        self.pairs_back(layout, dense, &tokens.sentences, &heads, gradients);
        // The parts and the tags make up the gradient of the first product.
        self.join_parts(&shape, tokens);
        let tags = 2 * shape.arc + 2 * shape.label;
        for ((dout, out), gold) in
            self.dout.chunks_exact_mut(shape.outputs()).zip(self.out.chunks_exact(shape.outputs())).zip(gold)
        {
            let mut from = tags;
            for (classes, class) in [(shape.upos, gold.upos), (shape.xpos, gold.xpos)] {
                if let Some(class) = class {
                    let row = &mut dout[from..from + classes];
                    row.copy_from_slice(&out[from..from + classes]);
                    losses.tags += f64::from(ops::cross_entropy(row, usize::from(class), share).0);
                }
                from += classes;
            }
        }
        layout.heads.backward(dense, &self.input, &self.dout, gradients, Some(&mut self.scratch2));
        mask_rows(&mut self.scratch2, layout.encoder.shape.width, &tokens.sentences, &self.input_mask);
        self.encoder.backward(simd, &layout.encoder, dense, tokens, &self.scratch2, gradients);
        losses
    }

    fn pairs_back(
        &mut self,
        layout: &ParserLayout,
        dense: &[f32],
        sentences: &[std::ops::Range<usize>],
        heads: &[u32],
        gradients: &mut [f32],
    ) {
        let label = layout.shape.label;
        let droot = layout.root_label.of_mut(gradients);
        for sentence in sentences {
            for at in sentence.clone() {
                let dpair = &self.dpairs[at * 2 * label..(at + 1) * 2 * label];
                let of = &self.parts[LABEL_OF][at * label..(at + 1) * label];
                let to = Self::label_to(layout, dense, &self.parts[LABEL_TO], sentence.start, heads[at]);
                for i in 0..label {
                    let dsum = dpair[i] * ops::gelu_slope(of[i] + to[i]);
                    let dproduct = dpair[label + i];
                    self.dparts[LABEL_OF][at * label + i] += dsum + dproduct * to[i];
                    let dto = dsum + dproduct * of[i];
                    match heads[at] {
                        0 => droot[i] += dto,
                        h => self.dparts[LABEL_TO][(sentence.start + h as usize - 1) * label + i] += dto,
                    }
                }
            }
        }
    }

    fn join_parts(&mut self, shape: &ParserShape, tokens: &Tokens) {
        let outputs = shape.outputs();
        self.dout.clear();
        self.dout.resize(tokens.forms.len() * outputs, 0.0);
        let mut from = 0;
        for (i, width) in Self::widths(shape).into_iter().enumerate() {
            let part = &mut self.dparts[i];
            mask_rows(part, width, &tokens.sentences, &self.masks[i]);
            for ((row, dpart), out) in
                self.dout.chunks_exact_mut(outputs).zip(part.chunks_exact(width)).zip(self.out.chunks_exact(outputs))
            {
                row[from..from + width].copy_from_slice(dpart);
                if i < LABEL_OF {
                    ops::leaky_back(&mut row[from..from + width], &out[from..from + width]);
                }
            }
            from += width;
        }
    }

    /// Predicts, without dropout. For every token its tags, head and relation.
    pub(super) fn predict(
        &mut self,
        simd: Simd,
        layout: &ParserLayout,
        weights: Weights<'_>,
        tokens: &Tokens,
        decoder: &mut crate::syntax::network::decode::Decoder,
        out: &mut Vec<GoldToken>,
    ) {
        let shape = layout.shape;
        let mut rng = fastrand::Rng::with_seed(0);
        self.begin(simd, layout, weights, tokens, Dropout::NONE, &mut rng);
        let mut heads = vec![0; tokens.forms.len()];
        for sentence in &tokens.sentences {
            self.arc_scores(layout, weights.dense, sentence);
            decoder.decode(simd, &self.scores, &mut heads[sentence.clone()]);
        }
        self.pair_rows(simd, layout, weights.dense, &tokens.sentences, &heads);
        layout.labels.forward(weights.dense, &self.pairs, &mut self.label_scores);
        let tags = 2 * shape.arc + 2 * shape.label;
        out.clear();
        for ((row, labels), &head) in
            self.out.chunks_exact(shape.outputs()).zip(self.label_scores.chunks_exact(shape.relations)).zip(&heads)
        {
            out.push(GoldToken {
                upos: Some(argmax(&row[tags..tags + shape.upos]) as u16),
                xpos: Some(argmax(&row[tags + shape.upos..]) as u16),
                head: Some(head),
                relation: argmax(labels) as u16,
            });
        }
    }
}
