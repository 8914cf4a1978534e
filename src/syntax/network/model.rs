//! A loaded model and what it makes of sentences.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::decode::Decoder;
use super::file::{Header, ModelError, ModelFile};
use super::forms::Form;
use super::kernel::{self, Bytes, Packed};
use super::layers::{Buffers, Encoder, FormRows, Product, Table, pair};
use super::math::{argmax, gelu, leaky};
use super::shape::{DISTANCES, distance_class};
use super::simd::{Simd, vectorized};
use crate::syntax::marks::Marker;

/// Longest sentence that is parsed as one; a longer one is cut, and the roots of its pieces hung on the first.
pub const LONGEST: usize = 256;
/// Tokens that are worked on at once, a longer sentence excepted.
pub const BATCH: usize = 256;
/// Forms that a worker remembers.
const REMEMBERED: usize = 1 << 14;

/// A model that tags, parses and names.
#[derive(Debug)]
pub struct Model {
    file: ModelFile,
    words: Words,
    vectors: Table,
    encoder: Encoder,
    heads: Product,
    arcs: Product,
    labels: Product,
    /// Universal and treebank's tags that go together.
    pairs: Vec<[u8; 2]>,
    /// For every universal tag, for every tag of the treebank, whether they are such a pair.
    goes_together: Vec<bool>,
    distance: Vec<f32>,
    root_arc: Vec<f32>,
    root_label: Vec<f32>,
    names: Option<Names>,
    /// Where the network of names reads marks.
    marker: Option<Marker>,
    simd: Simd,
}

/// The network of names.
#[derive(Debug)]
struct Names {
    encoder: Encoder,
    hidden: Product,
    classes: Product,
}

/// The words that have rows of their own.
#[derive(Debug)]
struct Words {
    /// Where each word's bytes end; they are sorted.
    ends: Vec<u32>,
    bytes: Range<usize>,
    /// Learned row of every word, 0 for none.
    learned: Vec<u16>,
    /// Of every word the share of uses as a name, in 255ths.
    names: Range<usize>,
}

impl Words {
    fn read(file: &ModelFile) -> Result<Self, ModelError> {
        let numbers = file.section("words.ends", None)?;
        let ends: Vec<u32> =
            file.bytes(numbers).chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        let bytes = file.section("words.text", Some(ends.last().copied().unwrap_or(0) as usize))?;
        if !ends.is_sorted() {
            return Err(ModelError::Header("the words are out of order".into()));
        }
        let learned = file.section("words.learned", Some(2 * ends.len()))?;
        let learned = file.bytes(learned).chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
        let names = file.section("words.names", Some(ends.len()))?;
        Ok(Self { ends, bytes, learned, names })
    }

    /// Learned row and vector row of a folded form.
    fn rows(&self, file: &ModelFile, folded: &str) -> (usize, usize) {
        let text = file.bytes(self.bytes.clone());
        let word = |i: usize| {
            let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
            &text[start..self.ends[i] as usize]
        };
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = (low + high) / 2;
            match word(middle).cmp(folded.as_bytes()) {
                std::cmp::Ordering::Equal => return (usize::from(self.learned[middle]), middle + 1),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        (0, 0)
    }
}

/// What the model says of some tokens: numbers in its inventories, one a token.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Analysis {
    /// Universal tags.
    pub upos: Vec<u8>,
    /// The treebank's tags.
    pub xpos: Vec<u8>,
    /// Heads, counted from 1 within the sentence; 0 is the root.
    pub heads: Vec<u32>,
    /// Relations.
    pub relations: Vec<u8>,
    /// Classes of names: 0 none, then beginning and continuation of each kind.
    pub names: Vec<u8>,
}

impl Analysis {
    fn clear(&mut self) {
        self.upos.clear();
        self.xpos.clear();
        self.heads.clear();
        self.relations.clear();
        self.names.clear();
    }
}

/// Buffers of one worker.
#[derive(Debug, Default)]
pub struct Scratch {
    form: Form,
    /// Rows of forms met before.
    known: FxHashMap<Box<str>, u32>,
    embedded: Vec<f32>,
    embedded_names: Vec<f32>,
    slots: Vec<u32>,
    pieces: Vec<Range<usize>>,
    buffers: Buffers,
    names: Buffers,
    decoder: Decoder,
    // One for each use, so that none shrinks and is filled again when it grows.
    arc_bytes: Bytes,
    pair_bytes: Bytes,
    name_bytes: Bytes,
    hidden_bytes: Bytes,
    context: Bytes,
    heads_out: Vec<f32>,
    arc_of: Vec<f32>,
    query: Vec<f32>,
    keys: Keys,
    scores: Vec<f32>,
    /// Scores of all distances in a sentence, from the farthest head before a word to the farthest after it.
    far: Vec<f32>,
    pairs: Vec<f32>,
    label_scores: Vec<f32>,
    class_scores: Vec<f32>,
    hidden: Vec<f32>,
    paths: Vec<u8>,
    marks: Vec<u32>,
}

/// Keys of one sentence as weights of a product.
#[derive(Debug, Default)]
struct Keys {
    rows: Vec<f32>,
    bytes: Bytes,
    packed: Vec<u8>,
    sums: Vec<i32>,
    scales: Vec<f32>,
    zeros: Vec<f32>,
    query: Bytes,
}

impl Model {
    /// Reads a model.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        let file = ModelFile::read(bytes)?;
        let header = &file.header;
        let (shape, encoder) = (header.parser, header.encoder);
        let counts = [header.upos.len(), header.xpos.len(), header.relations.len()];
        if counts != [shape.upos, shape.xpos, shape.relations] || counts.iter().any(|&c| c == 0 || c > 255) {
            return Err(ModelError::Header("the labels are not as many as the outputs".into()));
        }
        if [shape.arc, shape.label].iter().any(|&w| w == 0 || w > 4096 || w % 16 != 0) {
            return Err(ModelError::Header("sizes of the parser are out of bounds".into()));
        }
        let pairs = file.section("tags.pairs", None)?;
        let pairs: Vec<[u8; 2]> = file.bytes(pairs).chunks_exact(2).map(|p| [p[0], p[1]]).collect();
        let is_pair = |p: &[u8; 2]| usize::from(p[0]) < shape.upos && usize::from(p[1]) < shape.xpos;
        if pairs.is_empty() || !pairs.iter().all(is_pair) {
            return Err(ModelError::Header("the pairs of tags make no sense".into()));
        }
        let mut goes_together = vec![false; shape.upos * shape.xpos];
        for pair in &pairs {
            goes_together[usize::from(pair[0]) * shape.xpos + usize::from(pair[1])] = true;
        }
        let words = Words::read(&file)?;
        if words.learned.iter().any(|&row| usize::from(row) >= encoder.words.max(1)) {
            return Err(ModelError::Header("a word's row is not in the table".into()));
        }
        let names = match &header.names {
            None => None,
            Some(names) => {
                if names.encoder.context != encoder.width || names.encoder.vector != encoder.vector {
                    return Err(ModelError::Header("the two networks do not fit together".into()));
                }
                if names.hidden == 0 || names.hidden > 4096 || names.classes() > 255 {
                    return Err(ModelError::Header("sizes of the network of names are out of bounds".into()));
                }
                Some(Names {
                    encoder: Encoder::read(&file, "names", names.encoder)?,
                    hidden: Product::read(&file, "names.hidden", names.hidden, names.encoder.width)?,
                    classes: Product::read(&file, "names.classes", names.classes(), names.hidden)?,
                })
            }
        };
        let marks = header.names.as_ref().map_or(0, |n| n.encoder.marks);
        let marker = match marks {
            0 => None,
            Marker::ROWS => Some(Marker::load().map_err(|e| ModelError::Header(e.to_string()))?),
            _ => return Err(ModelError::Header("the gazetteer has other marks than the network".into())),
        };
        Ok(Self {
            marker,
            vectors: Table::read(&file, "vectors", words.ends.len() + 1, encoder.vector)?,
            encoder: Encoder::read(&file, "parser", encoder)?,
            heads: Product::read(&file, "parser.heads", shape.outputs(), encoder.width)?,
            arcs: Product::read(&file, "parser.arcs", shape.arc, shape.arc)?,
            labels: Product::read(&file, "parser.labels", shape.relations, 2 * shape.label)?,
            distance: file.floats("parser.distance", 2 * DISTANCES)?,
            root_arc: file.floats("parser.root_arc", shape.arc)?,
            root_label: file.floats("parser.root_label", shape.label)?,
            names,
            pairs,
            goes_together,
            words,
            simd: Simd::detect(),
            file,
        })
    }

    /// The same model computing with other instructions; the answers are the same.
    ///
    /// # Panics
    /// When the machine does not have them.
    #[must_use]
    pub fn with_simd(mut self, simd: Simd) -> Self {
        assert!(simd <= Simd::detect(), "this machine has no {}", simd.name());
        self.simd = simd;
        self
    }

    /// The words that it knows, sorted, with the share of their uses as names in its training data.
    pub fn words(&self) -> impl Iterator<Item = (&str, f64)> {
        let text = self.file.bytes(self.words.bytes.clone());
        let names = self.file.bytes(self.words.names.clone());
        let starts = std::iter::once(0).chain(self.words.ends.iter().copied());
        let words = starts.zip(&self.words.ends).map(|(s, &e)| std::str::from_utf8(&text[s as usize..e as usize]));
        words.zip(names).filter_map(|(word, &share)| Some((word.ok()?, f64::from(share) / 255.0)))
    }

    /// What it was made of and from.
    pub fn header(&self) -> &Header {
        &self.file.header
    }

    /// Further sections of the model's file.
    pub fn file(&self) -> &ModelFile {
        &self.file
    }

    /// Analyses sentences, given as consecutive ranges of tokens; `form` gives a token's text. `out` is overwritten.
    ///
    /// Time is linear in the number of tokens; memory too, and no more is taken for a token once the buffers have grown.
    pub fn analyze<'t>(
        &self,
        sentences: &[Range<usize>],
        form: impl Fn(usize) -> &'t str,
        scratch: &mut Scratch,
        out: &mut Analysis,
    ) {
        out.clear();
        let mut first = 0;
        while first < sentences.len() {
            let mut end = first + 1;
            let start = sentences[first].start;
            while end < sentences.len() && sentences[end].end - start <= BATCH {
                end += 1;
            }
            self.batch(&sentences[first..end], &form, scratch, out);
            first = end;
        }
    }

    fn batch<'t>(
        &self,
        sentences: &[Range<usize>],
        form: &impl Fn(usize) -> &'t str,
        scratch: &mut Scratch,
        out: &mut Analysis,
    ) {
        let start = sentences[0].start;
        let mut pieces = std::mem::take(&mut scratch.pieces);
        pieces.clear();
        for sentence in sentences {
            let mut from = sentence.start;
            while from < sentence.end {
                let end = piece_end(from..sentence.end, form);
                pieces.push(from - start..end - start);
                from = end;
            }
        }
        // Long sentences are run piece by piece, so that memory does not grow with them.
        let mut first = 0;
        while first < pieces.len() {
            let mut end = first + 1;
            while end < pieces.len() && pieces[end].end - pieces[first].start <= BATCH {
                end += 1;
            }
            let base = pieces[first].start;
            let batch: Vec<Range<usize>> = pieces[first..end].iter().map(|p| p.start - base..p.end - base).collect();
            self.run(&batch, &|at| form(start + base + at), scratch, out);
            first = end;
        }
        // Pieces of one sentence become one tree.
        let tokens = pieces.last().map_or(0, |p| p.end);
        let done = out.heads.len() - tokens;
        let mut pieces_left = pieces.iter();
        for sentence in sentences {
            let mut root = None;
            let mut at = sentence.start;
            while at < sentence.end {
                let Some(piece) = pieces_left.next() else { break };
                let before = (at - sentence.start) as u32;
                for head in &mut out.heads[done + piece.start..done + piece.end] {
                    match (*head, root) {
                        (0, Some(root)) => *head = root,
                        (0, None) => {}
                        _ => *head += before,
                    }
                }
                if root.is_none() {
                    let heads = &out.heads[done + piece.start..done + piece.end];
                    root = heads.iter().position(|&h| h == 0).map(|r| r as u32 + 1);
                }
                at = start + piece.end;
            }
        }
        scratch.pieces = pieces;
    }

    /// Runs both networks over some pieces, which begin at token 0.
    fn run<'t>(&self, pieces: &[Range<usize>], form: &impl Fn(usize) -> &'t str, s: &mut Scratch, out: &mut Analysis) {
        let tokens = pieces.last().map_or(0, |p| p.end);
        if tokens == 0 {
            return;
        }
        let (simd, file) = (self.simd, &self.file);
        self.look_up(tokens, form, s);
        let width = self.encoder.shape.width;
        s.buffers.states.resize(tokens * width, 0.0);
        for (row, &slot) in s.buffers.states.chunks_exact_mut(width).zip(&s.slots) {
            row.copy_from_slice(&s.embedded[slot as usize * width..][..width]);
        }
        self.encoder.run(simd, file, pieces, None, &[], &mut s.buffers);
        s.context.round(simd, &s.buffers.states, width);
        self.heads.apply(simd, file, &s.context, &mut s.heads_out);
        let from = out.heads.len();
        self.parse(pieces, s, out);
        self.tag(s, out);
        self.name(pieces, form, s, out);
        debug_assert_eq!(out.heads.len(), from + tokens);
    }

    /// Finds the embedded forms, computing those that are new.
    fn look_up<'t>(&self, tokens: usize, form: &impl Fn(usize) -> &'t str, s: &mut Scratch) {
        let width = self.encoder.shape.width;
        if s.known.len() + tokens > REMEMBERED {
            s.known.clear();
            s.embedded.clear();
            s.embedded_names.clear();
        }
        s.slots.clear();
        let mut next = (s.embedded.len() / width) as u32;
        for at in 0..tokens {
            let text = form(at);
            if let Some(&slot) = s.known.get(text) {
                s.slots.push(slot);
                continue;
            }
            s.form.read(text);
            let (word, vector) = self.words.rows(&self.file, &s.form.folded);
            let rows = FormRows { word, vector, ngrams: &s.form.ngrams, shape: s.form.shape as usize };
            self.encoder.look_up(self.simd, &self.file, &self.vectors, rows, &mut s.buffers);
            if let Some(names) = &self.names {
                names.encoder.look_up(self.simd, &self.file, &self.vectors, rows, &mut s.names);
            }
            // Endless words are not remembered by their text, or memory would not be bounded.
            if text.len() <= 64 {
                s.known.insert(text.into(), next);
            }
            s.slots.push(next);
            next += 1;
        }
        // All new ones at once: a product of one row takes as long as one of eight.
        self.encoder.embed(self.simd, &self.file, &mut s.buffers, &mut s.embedded);
        if let Some(names) = &self.names {
            names.encoder.embed(self.simd, &self.file, &mut s.names, &mut s.embedded_names);
        }
    }

    fn tag(&self, s: &Scratch, out: &mut Analysis) {
        let shape = &self.file.header.parser;
        let tags = 2 * shape.arc + 2 * shape.label;
        for row in s.heads_out.chunks_exact(shape.outputs()) {
            // The best pair among those that go together; both heads' scores are logarithms but for a constant.
            let (upos, xpos) = row[tags..].split_at(shape.upos);
            let best = [argmax(upos) as u8, argmax(xpos) as u8];
            if self.goes_together[usize::from(best[0]) * shape.xpos + usize::from(best[1])] {
                out.upos.push(best[0]);
                out.xpos.push(best[1]);
                continue;
            }
            let mut found = self.pairs[0];
            let mut most = f32::NEG_INFINITY;
            for &pair in &self.pairs {
                let score = upos[usize::from(pair[0])] + xpos[usize::from(pair[1])];
                if score > most {
                    (most, found) = (score, pair);
                }
            }
            out.upos.push(found[0]);
            out.xpos.push(found[1]);
        }
    }

    fn parse(&self, pieces: &[Range<usize>], s: &mut Scratch, out: &mut Analysis) {
        let (simd, file) = (self.simd, &self.file);
        let shape = &self.file.header.parser;
        let (arc, label, outputs) = (shape.arc, shape.label, shape.outputs());
        s.arc_of.resize(s.slots.len() * arc, 0.0);
        take_leaky(simd, &s.heads_out, outputs, &mut s.arc_of, arc);
        s.arc_bytes.round(simd, &s.arc_of, arc);
        self.arcs.apply(simd, file, &s.arc_bytes, &mut s.query);
        let share = 1.0 / (arc as f32).sqrt();
        for piece in pieces {
            let n = piece.len();
            let keys = &mut s.keys;
            keys.rows.resize((n + 1) * arc, 0.0);
            keys.rows[..arc].copy_from_slice(&self.root_arc);
            let from = &s.heads_out[piece.start * outputs + arc..];
            take_leaky(simd, from, outputs, &mut keys.rows[arc..], arc);
            keys.bytes.round_as_weights(simd, &keys.rows, arc);
            kernel::pack_rounded(&keys.bytes.values, arc, &mut keys.packed, &mut keys.sums);
            keys.scales.clear();
            keys.scales.extend(keys.bytes.scales.iter().map(|s| s * share));
            keys.zeros.resize(n + 1, 0.0);
            keys.query.round(simd, &s.query[piece.start * arc..piece.end * arc], arc);
            s.scores.resize(n * (n + 1), 0.0);
            let packed = Packed { weights: &keys.packed, sums: &keys.sums, inputs: arc };
            let zeros = &keys.zeros[..n + 1];
            kernel::product(simd, &keys.query, packed, &keys.scales, zeros, &mut s.scores, false);
            s.far.clear();
            s.far.extend((1..n).rev().map(|d| self.distance[distance_class(d)]));
            s.far.push(f32::NEG_INFINITY);
            s.far.extend((1..n).map(|d| self.distance[DISTANCES + distance_class(d)]));
            add_distances(simd, &mut s.scores[..n * (n + 1)], n, &s.far);
            let from = out.heads.len();
            out.heads.resize(from + n, 0);
            s.decoder.decode(simd, &s.scores[..n * (n + 1)], &mut out.heads[from..]);
        }
        s.pairs.resize(s.slots.len() * 2 * label, 0.0);
        let heads = &out.heads[out.heads.len() - s.slots.len()..];
        for piece in pieces {
            for (at, &head) in piece.clone().zip(&heads[piece.clone()]) {
                let of = &s.heads_out[at * outputs + 2 * arc..][..label];
                let to = match head {
                    0 => &self.root_label[..],
                    h => &s.heads_out[(piece.start + h as usize - 1) * outputs + 2 * arc + label..][..label],
                };
                pair(simd, of, to, &mut s.pairs[at * 2 * label..(at + 1) * 2 * label]);
            }
        }
        s.pair_bytes.round(simd, &s.pairs, 2 * label);
        self.labels.apply(simd, file, &s.pair_bytes, &mut s.label_scores);
        out.relations.extend(s.label_scores.chunks_exact(shape.relations).map(|row| argmax(row) as u8));
    }

    fn name<'t>(&self, pieces: &[Range<usize>], form: &impl Fn(usize) -> &'t str, s: &mut Scratch, out: &mut Analysis) {
        let tokens = s.slots.len();
        let Some(names) = &self.names else {
            out.names.resize(out.names.len() + tokens, 0);
            return;
        };
        let (simd, file) = (self.simd, &self.file);
        let width = names.encoder.shape.width;
        s.names.states.resize(tokens * width, 0.0);
        for (row, &slot) in s.names.states.chunks_exact_mut(width).zip(&s.slots) {
            row.copy_from_slice(&s.embedded_names[slot as usize * width..][..width]);
        }
        s.marks.clear();
        if let Some(marker) = &self.marker {
            marker.mark(pieces, form, &mut s.marks);
        }
        names.encoder.run(simd, file, pieces, Some(&s.context), &s.marks, &mut s.names);
        s.name_bytes.round(simd, &s.names.states, width);
        names.hidden.apply(simd, file, &s.name_bytes, &mut s.hidden);
        all_gelu(simd, &mut s.hidden);
        s.hidden_bytes.round(simd, &s.hidden, names.hidden.outputs());
        names.classes.apply(simd, file, &s.hidden_bytes, &mut s.class_scores);
        let classes = names.classes.outputs();
        for piece in pieces {
            let scores = &s.class_scores[piece.start * classes..piece.end * classes];
            best_names(scores, classes, &mut s.paths, &mut out.names);
        }
    }
}

vectorized!(
    /// The first `width` numbers of rows `stride` apart, through the leaky rectifier.
    fn take_leaky(simd, from: &[f32], stride: usize, to: &mut [f32], width: usize) {
        for (row, to) in from.chunks(stride).zip(to.chunks_exact_mut(width)) {
            for (to, &v) in to.iter_mut().zip(&row[..width]) {
                *to = leaky(v);
            }
        }
    }
);

vectorized!(
    /// Adds to every arc's score that of its distance. `far` holds those of all distances, the word itself in the middle.
    fn add_distances(simd, scores: &mut [f32], n: usize, far: &[f32]) {
        for (word, row) in scores.chunks_exact_mut(n + 1).enumerate() {
            // All of the first word's heads come after it, all of the last one's before.
            let far = &far[n - 1 - word..][..n];
            for (score, far) in row[1..].iter_mut().zip(far) {
                *score += far;
            }
        }
    }
);

vectorized!(
    fn all_gelu(simd, x: &mut [f32]) {
        for v in x {
            *v = gelu(*v);
        }
    }
);

/// Where a piece of a long sentence ends: at its end if it is short, else after the last mark that is far enough.
fn piece_end<'t>(sentence: Range<usize>, form: &impl Fn(usize) -> &'t str) -> usize {
    if sentence.len() <= LONGEST {
        return sentence.end;
    }
    let latest = sentence.start + LONGEST;
    let is_mark = |at: &usize| matches!(form(*at), ";" | "." | "," | ":" | "!" | "?" | "-" | "–" | "—" | "|" | ")");
    (sentence.start + LONGEST / 2..latest).rev().find(is_mark).map_or(latest, |at| at + 1)
}

/// Appends the best classes of one sentence among those in which every continuation follows its own kind (Viterbi, 1967).
/// `scores` has a row of `classes` a token: none, then beginning and continuation of each kind.
pub fn best_names(scores: &[f32], classes: usize, paths: &mut Vec<u8>, out: &mut Vec<u8>) {
    let tokens = scores.len() / classes;
    if tokens == 0 {
        return;
    }
    paths.clear();
    paths.resize(tokens * classes, 0);
    let is_inside = |class: usize| class > 0 && class.is_multiple_of(2);
    let mut total: Vec<f32> = (0..classes).map(|c| if is_inside(c) { f32::NEG_INFINITY } else { scores[c] }).collect();
    let mut next = total.clone();
    for at in 1..tokens {
        let row = &scores[at * classes..(at + 1) * classes];
        let mut before = 0;
        for class in 1..classes {
            if total[class] > total[before] {
                before = class;
            }
        }
        for class in 0..classes {
            // A continuation follows the beginning or a continuation of its kind, all else whatever was best.
            let from = match is_inside(class) {
                false => before,
                true if total[class - 1] > total[class] => class - 1,
                true => class,
            };
            paths[at * classes + class] = from as u8;
            next[class] = total[from] + row[class];
        }
        std::mem::swap(&mut total, &mut next);
    }
    let first = out.len();
    out.resize(first + tokens, 0);
    let mut class = argmax(&total) as u8;
    for at in (0..tokens).rev() {
        out[first + at] = class;
        class = paths[at * classes + usize::from(class)];
    }
}
