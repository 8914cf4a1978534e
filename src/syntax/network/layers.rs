//! The encoder's layers as they run in use: 8-bit products, and `f32` between them.

use std::ops::Range;

use super::file::{ModelError, ModelFile};
use super::kernel::{self, Bytes, Packed};
use super::math::{gelu, layer_norm, sigmoid, tanh};
use super::shape::EncoderShape;
use super::simd::{Simd, vectorized};

/// Pieces of the maxout over the embedded form.
pub const FORM_PIECES: usize = 2;
/// Pieces of the maxout over the convolution.
pub const WINDOW_PIECES: usize = 3;

/// A linear layer.
#[derive(Debug)]
pub struct Product {
    weights: Range<usize>,
    sums: Vec<i32>,
    scales: Vec<f32>,
    bias: Vec<f32>,
    inputs: usize,
}

impl Product {
    /// Finds the layer in a model file.
    ///
    /// # Errors
    /// When it is not there in this size.
    pub fn read(file: &ModelFile, name: &str, outputs: usize, inputs: usize) -> Result<Self, ModelError> {
        if !inputs.is_multiple_of(kernel::STEP) || inputs > kernel::MOST_INPUTS || outputs == 0 {
            return Err(ModelError::Header(format!("{name} has {inputs} inputs and {outputs} outputs")));
        }
        let size = outputs.div_ceil(kernel::GROUP).checked_mul(kernel::GROUP).and_then(|o| o.checked_mul(inputs));
        let weights = file.section(&format!("{name}.weight"), Some(size.unwrap_or(usize::MAX)))?;
        // All of them, rather than up to the first that is wrong: so many bytes are looked at side by side.
        let is_wrong = |b: u8| (b as i8).unsigned_abs() > kernel::MOST_WEIGHT.unsigned_abs();
        if file.bytes(weights.clone()).iter().fold(false, |wrong, &b| wrong | is_wrong(b)) {
            return Err(ModelError::Header(format!("{name} has a weight of more than 7 bits")));
        }
        Ok(Self {
            sums: kernel::packed_sums(file.bytes(weights.clone()), outputs, inputs),
            scales: file.floats(&format!("{name}.scale"), outputs)?,
            bias: file.floats(&format!("{name}.bias"), outputs)?,
            weights,
            inputs,
        })
    }

    /// Number of outputs.
    pub fn outputs(&self) -> usize {
        self.scales.len()
    }

    /// Multiplies all rows of `x`.
    pub fn apply(&self, simd: Simd, file: &ModelFile, x: &Bytes, out: &mut Vec<f32>) {
        out.resize(x.scales.len() * self.outputs(), 0.0);
        let w = Packed { weights: file.bytes(self.weights.clone()), sums: &self.sums, inputs: self.inputs };
        kernel::product(simd, x, w, &self.scales, &self.bias, out, false);
    }

    /// Multiplies all rows of `x` and adds to `out`.
    pub fn add(&self, simd: Simd, file: &ModelFile, x: &Bytes, out: &mut [f32]) {
        let w = Packed { weights: file.bytes(self.weights.clone()), sums: &self.sums, inputs: self.inputs };
        kernel::product(simd, x, w, &self.scales, &self.bias, out, true);
    }
}

/// A table of rows of bytes, each with its scale.
#[derive(Debug)]
pub struct Table {
    values: Range<usize>,
    scales: Vec<f32>,
    width: usize,
}

impl Table {
    /// Finds the table in a model file.
    ///
    /// # Errors
    /// When it is not there in this size.
    pub fn read(file: &ModelFile, name: &str, rows: usize, width: usize) -> Result<Self, ModelError> {
        let size = rows.saturating_mul(width);
        let values = file.section(&format!("{name}.rows"), Some(size))?;
        Ok(Self { values, scales: file.floats(&format!("{name}.scale"), rows)?, width })
    }

    /// Adds a row to `out`; a row that is not there adds nothing.
    pub fn add_row(&self, simd: Simd, file: &ModelFile, row: usize, out: &mut [f32]) {
        let Some(&scale) = self.scales.get(row) else { return };
        let bytes = &file.bytes(self.values.clone())[row * self.width..(row + 1) * self.width];
        add_bytes(simd, bytes, scale, out);
    }
}

vectorized!(
    fn add_bytes(simd, bytes: &[u8], scale: f32, out: &mut [f32]) {
        for (o, &b) in out.iter_mut().zip(bytes) {
            *o += f32::from(b as i8) * scale;
        }
    }
);

/// Gain and bias of a layer normalisation.
#[derive(Debug)]
struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

impl Norm {
    fn read(file: &ModelFile, name: &str, width: usize) -> Result<Self, ModelError> {
        let gain = file.floats(&format!("{name}.gain"), width)?;
        Ok(Self { gain, bias: file.floats(&format!("{name}.bias"), width)? })
    }

    fn apply(&self, simd: Simd, rows: &mut [f32]) {
        layer_norm(simd, rows, &self.gain, &self.bias);
    }
}

/// An encoder in use.
#[derive(Debug)]
pub struct Encoder {
    /// Its sizes.
    pub shape: EncoderShape,
    words: Table,
    ngrams: Table,
    shapes: Table,
    form: Product,
    form_norm: Norm,
    context: Option<Product>,
    marks: Option<Table>,
    window: Product,
    window_norm: Norm,
    layers: Vec<(Norm, Product)>,
    last_norm: Norm,
}

/// Buffers of an encoder.
#[derive(Debug, Default)]
pub struct Buffers {
    // One for each use, so that none shrinks and is filled again when it grows.
    forms: Vec<f32>,
    form_bytes: Bytes,
    form_pieces: Vec<f32>,
    window_bytes: Bytes,
    peaks: Vec<f32>,
    bytes: Bytes,
    gates: Vec<f32>,
    normal: Vec<f32>,
    memory: Vec<f32>,
    /// The states: a row a token.
    pub states: Vec<f32>,
}

/// What is looked up of a form: rows of the tables.
#[derive(Debug, Clone, Copy)]
pub struct FormRows<'a> {
    /// Learned row of the word, 0 if it has none.
    pub word: usize,
    /// Row of its vector, 0 if it has none.
    pub vector: usize,
    /// Hashes of its n-grams.
    pub ngrams: &'a [u32],
    /// Row of its shape.
    pub shape: usize,
}

impl Encoder {
    /// Finds an encoder in a model file.
    ///
    /// # Errors
    /// When a part is missing or has another size.
    pub fn read(file: &ModelFile, name: &str, shape: EncoderShape) -> Result<Self, ModelError> {
        let width = shape.width;
        let most = [width, shape.word, shape.ngram, shape.shape, shape.vector, shape.context, shape.layers];
        if width == 0 || !width.is_multiple_of(32) || most.iter().any(|&m| m > 4096) || shape.buckets == 0 {
            return Err(ModelError::Header(format!("sizes of {name} are out of bounds")));
        }
        let at = |part: &str| format!("{name}.{part}");
        let layers = (0..shape.layers).map(|i| {
            let norm = Norm::read(file, &at(&format!("layer{i}.norm")), width)?;
            Ok((norm, Product::read(file, &at(&format!("layer{i}")), 3 * width, width)?))
        });
        Ok(Self {
            shape,
            words: Table::read(file, &at("words"), shape.words, shape.word)?,
            ngrams: Table::read(file, &at("ngrams"), shape.buckets, shape.ngram)?,
            shapes: Table::read(file, &at("shapes"), super::forms::SHAPES, shape.shape)?,
            form: Product::read(file, &at("form"), FORM_PIECES * width, shape.input())?,
            form_norm: Norm::read(file, &at("form.norm"), width)?,
            context: (shape.context > 0)
                .then(|| Product::read(file, &at("context"), width, shape.context))
                .transpose()?,
            marks: (shape.marks > 0).then(|| Table::read(file, &at("marks"), shape.marks, width)).transpose()?,
            window: Product::read(file, &at("window"), WINDOW_PIECES * width, 3 * width)?,
            window_norm: Norm::read(file, &at("window.norm"), width)?,
            layers: layers.collect::<Result<_, _>>()?,
            last_norm: Norm::read(file, &at("last.norm"), width)?,
        })
    }

    /// Adds a form to those that [`Encoder::embed`] embeds next.
    pub fn look_up(&self, simd: Simd, file: &ModelFile, vectors: &Table, rows: FormRows<'_>, buffers: &mut Buffers) {
        let shape = &self.shape;
        let from = buffers.forms.len();
        buffers.forms.resize(from + shape.input(), 0.0);
        let (word, rest) = buffers.forms[from..].split_at_mut(shape.word);
        self.words.add_row(simd, file, rows.word, word);
        let (ngrams, rest) = rest.split_at_mut(shape.ngram);
        for hash in rows.ngrams {
            self.ngrams.add_row(simd, file, *hash as usize % shape.buckets, ngrams);
        }
        let (shapes, vector) = rest.split_at_mut(shape.shape);
        self.shapes.add_row(simd, file, rows.shape, shapes);
        if rows.vector > 0 {
            vectors.add_row(simd, file, rows.vector, vector);
        }
    }

    /// Embeds the forms that were looked up and appends a row of the width to `out` for each: what the first layers make of a
    /// form is the same wherever it stands.
    pub fn embed(&self, simd: Simd, file: &ModelFile, buffers: &mut Buffers, out: &mut Vec<f32>) {
        let shape = &self.shape;
        let Buffers { forms, form_bytes, form_pieces, .. } = buffers;
        form_bytes.round(simd, forms, shape.input());
        self.form.apply(simd, file, form_bytes, form_pieces);
        let from = out.len();
        out.resize(from + forms.len() / shape.input() * shape.width, 0.0);
        maxout(simd, form_pieces, shape.width, FORM_PIECES, &mut out[from..]);
        self.form_norm.apply(simd, &mut out[from..]);
        forms.clear();
    }

    /// Runs the encoder. `buffers.states` comes in with the embedded forms, a row a token, and leaves with the states.
    /// `context` are the states of the other network where this one reads them; `marks` a row of the table a token.
    pub fn run(
        &self,
        simd: Simd,
        file: &ModelFile,
        sentences: &[Range<usize>],
        context: Option<&Bytes>,
        marks: &[u32],
        buffers: &mut Buffers,
    ) {
        let width = self.shape.width;
        let Buffers { window_bytes, peaks, bytes, gates, normal, memory, states, .. } = buffers;
        if let (Some(product), Some(context)) = (&self.context, context) {
            product.add(simd, file, context, states);
        }
        if let Some(table) = &self.marks {
            for (row, &mark) in states.chunks_exact_mut(width).zip(marks) {
                table.add_row(simd, file, mark as usize, row);
            }
        }
        window_bytes.round_windows(simd, states, width, sentences, peaks);
        self.window.apply(simd, file, window_bytes, gates);
        normal.resize(states.len(), 0.0);
        maxout(simd, gates, width, WINDOW_PIECES, normal);
        self.window_norm.apply(simd, normal);
        add(simd, states, normal);
        memory.resize(width, 0.0);
        for (norm, product) in &self.layers {
            normal.copy_from_slice(states);
            norm.apply(simd, normal);
            bytes.round(simd, normal, width);
            product.apply(simd, file, bytes, gates);
            scan_into(simd, gates, width, sentences, memory, states);
        }
        self.last_norm.apply(simd, states);
    }
}

vectorized!(
    /// What the relation of a word to its head is told from: of both projections the rectified sums, then the products.
    pub fn pair(simd, of: &[f32], to: &[f32], out: &mut [f32]) {
        let (sums, products) = out.split_at_mut(of.len());
        for (out, (a, b)) in sums.iter_mut().zip(of.iter().zip(to)) {
            *out = gelu(a + b);
        }
        for (out, (a, b)) in products.iter_mut().zip(of.iter().zip(to)) {
            *out = a * b;
        }
    }
);

vectorized!(
    fn add(simd, to: &mut [f32], from: &[f32]) {
        for (t, f) in to.iter_mut().zip(from) {
            *t += f;
        }
    }
);

vectorized!(
    /// Maximum over `pieces` groups of outputs: `out[i] = max_p x[p * width + i]`.
    fn maxout(simd, x: &[f32], width: usize, pieces: usize, out: &mut [f32]) {
        for (row, out) in x.chunks_exact(width * pieces).zip(out.chunks_exact_mut(width)) {
            out.copy_from_slice(&row[..width]);
            for other in row[width..].chunks_exact(width) {
                for (o, &v) in out.iter_mut().zip(other) {
                    *o = if v > *o { v } else { *o };
                }
            }
        }
    }
);

/// Every row beside the rows before and after it in its sentence, zeros at the borders: three times as wide.
pub fn windows(x: &[f32], width: usize, sentences: &[Range<usize>], out: &mut Vec<f32>) {
    out.resize(3 * x.len(), 0.0);
    for sentence in sentences {
        for at in sentence.clone() {
            let row = &mut out[3 * at * width..3 * (at + 1) * width];
            if at > sentence.start {
                row[..width].copy_from_slice(&x[(at - 1) * width..at * width]);
            } else {
                row[..width].fill(0.0);
            }
            row[width..2 * width].copy_from_slice(&x[at * width..(at + 1) * width]);
            if at + 1 < sentence.end {
                row[2 * width..].copy_from_slice(&x[(at + 1) * width..(at + 2) * width]);
            } else {
                row[2 * width..].fill(0.0);
            }
        }
    }
}

/// The non-linearities of a QRNN's rows of z, f and o.
#[inline(always)]
pub fn activate(gates: &mut [f32], width: usize) {
    for row in gates.chunks_exact_mut(3 * width) {
        let (z, rest) = row.split_at_mut(width);
        for v in z {
            *v = tanh(*v);
        }
        for v in rest {
            *v = sigmoid(*v);
        }
    }
}

vectorized!(
    /// Gates and memory of a bidirectional QRNN layer (Bradbury et al., "Quasi-recurrent neural networks", ICLR 2017):
    /// `c = f c' + (1 - f) z`, `x += o c`. The first half of the channels runs forward, the other backward.
    fn scan_into(simd, gates: &mut [f32], width: usize, sentences: &[Range<usize>], memory: &mut [f32], x: &mut [f32]) {
        activate(gates, width);
        let half = width / 2;
        for sentence in sentences {
            for (side, backward) in [(0, false), (half, true)] {
                let memory = &mut memory[..half];
                memory.fill(0.0);
                for step in 0..sentence.len() {
                    let at = if backward { sentence.end - 1 - step } else { sentence.start + step };
                    let row = &gates[at * 3 * width..(at + 1) * 3 * width];
                    // Slices that are seen to be of one length, or the loop below would check every index.
                    let (z, f, o) =
                        (&row[side..][..half], &row[width + side..][..half], &row[2 * width + side..][..half]);
                    let x = &mut x[at * width + side..][..half];
                    for i in 0..half {
                        memory[i] = f[i] * memory[i] + (1.0 - f[i]) * z[i];
                        x[i] += o[i] * memory[i];
                    }
                }
            }
        }
    }
);
