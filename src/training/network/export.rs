//! Rounds trained networks to bytes and lays them out as a model file.
//!
//! Every output's weights, and every row of a table, are scaled by their largest value: symmetric, no offset. Weights
//! take 7 bits, rows of tables 8. No accuracy is lost by it (docs/quality.md).

use super::data::Words;
use super::encoder::{EncoderLayout, Norm};
use super::parameters::{EmbeddingTable, Parameters, Weight};
use super::parser::ParserLayout;
use crate::syntax::network::kernel;

/// Sections of a model file.
pub(super) type Sections = Vec<(String, Vec<u8>)>;

/// Rounds rows of `width` numbers to at most `limit` either way; returns the bytes and each row's scale.
fn round_rows(values: &[f32], width: usize, limit: i8) -> (Vec<i8>, Vec<f32>) {
    let limit = f32::from(limit);
    let mut bytes = Vec::with_capacity(values.len());
    let mut scales = Vec::new();
    for row in values.chunks_exact(width.max(1)) {
        let most = row.iter().fold(0f32, |m, v| m.max(v.abs()));
        let factor = if most > 0.0 { limit / most } else { 0.0 };
        bytes.extend(row.iter().map(|v| (v * factor).round().clamp(-limit, limit) as i8));
        scales.push(most / limit);
    }
    (bytes, scales)
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

/// A linear layer: packed weights, scales and bias; without a bias, zeros.
pub(super) fn linear(out: &mut Sections, name: &str, dense: &[f32], weight: Weight, bias: Option<Weight>) {
    let (bytes, scales) = round_rows(weight.of(dense), weight.columns, kernel::MOST_WEIGHT);
    let mut packed = Vec::new();
    kernel::pack(&bytes, weight.columns, &mut packed);
    out.push((format!("{name}.weight"), packed));
    out.push((format!("{name}.scale"), floats(&scales)));
    let zeros = vec![0.0; weight.rows];
    out.push((format!("{name}.bias"), floats(bias.map_or(&zeros, |b| b.of(dense)))));
}

fn norm(out: &mut Sections, name: &str, dense: &[f32], norm: Norm) {
    out.push((format!("{name}.gain"), floats(norm.gain.of(dense))));
    out.push((format!("{name}.bias"), floats(norm.bias.of(dense))));
}

/// A table of rows.
pub(super) fn table(out: &mut Sections, name: &str, values: &[f32], width: usize) {
    let (bytes, scales) = round_rows(values, width, 127);
    out.push((format!("{name}.rows"), bytes.into_iter().map(|b| b as u8).collect()));
    out.push((format!("{name}.scale"), floats(&scales)));
}

pub(super) fn encoder(out: &mut Sections, name: &str, layout: &EncoderLayout, parameters: &Parameters) {
    let dense = &parameters.dense;
    let names = ["words", "ngrams", "shapes", "marks"];
    for (part, t) in names.into_iter().zip(&parameters.tables) {
        let EmbeddingTable { values, width, .. } = t;
        table(out, &format!("{name}.{part}"), values, *width);
    }
    linear(out, &format!("{name}.form"), dense, layout.form.weight, Some(layout.form.bias));
    norm(out, &format!("{name}.form.norm"), dense, layout.form_norm);
    if let Some(context) = layout.context {
        linear(out, &format!("{name}.context"), dense, context, None);
    }
    linear(out, &format!("{name}.window"), dense, layout.window.weight, Some(layout.window.bias));
    norm(out, &format!("{name}.window.norm"), dense, layout.window_norm);
    for (i, (n, l)) in layout.layers.iter().enumerate() {
        norm(out, &format!("{name}.layer{i}.norm"), dense, *n);
        linear(out, &format!("{name}.layer{i}"), dense, l.weight, Some(l.bias));
    }
    norm(out, &format!("{name}.last.norm"), dense, layout.last_norm);
}

pub(super) fn parser(out: &mut Sections, layout: &ParserLayout, parameters: &Parameters) {
    encoder(out, "parser", &layout.encoder, parameters);
    let dense = &parameters.dense;
    for (part, l) in [("heads", layout.heads), ("arcs", layout.arcs), ("labels", layout.labels)] {
        linear(out, &format!("parser.{part}"), dense, l.weight, Some(l.bias));
    }
    for (part, w) in [("distance", layout.distance), ("root_arc", layout.root_arc), ("root_label", layout.root_label)] {
        out.push((format!("parser.{part}"), floats(w.of(dense))));
    }
}

/// The words with their learned rows and vectors, and the share of their uses as names.
pub(super) fn words(out: &mut Sections, words: &Words, vectors: &[f32], size: usize) {
    let forms = &words.forms;
    let mut order: Vec<usize> = (0..forms.len()).collect();
    order.sort_by(|&a, &b| forms[a].cmp(&forms[b]));
    let (mut ends, mut text, mut rows, mut names) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut sorted = vec![0f32; size];
    for &i in &order {
        text.extend_from_slice(forms[i].as_bytes());
        ends.extend_from_slice(&(text.len() as u32).to_le_bytes());
        let row = if i < words.learned { (i + 1) as u16 } else { 0 };
        rows.extend_from_slice(&row.to_le_bytes());
        names.push(words.names[i]);
        if size > 0 {
            sorted.extend_from_slice(&vectors[(i + 1) * size..(i + 2) * size]);
        }
    }
    out.push(("words.ends".into(), ends));
    out.push(("words.text".into(), text));
    out.push(("words.learned".into(), rows));
    out.push(("words.names".into(), names));
    if size > 0 {
        table(out, "vectors", &sorted, size);
    } else {
        out.push(("vectors.rows".into(), Vec::new()));
        out.push(("vectors.scale".into(), floats(&vec![0.0; forms.len() + 1])));
    }
}
