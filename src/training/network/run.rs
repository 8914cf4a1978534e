//! The training loop, the same for every network.

use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;

use super::checkpoint;
use super::configuration::Schedule;
use super::data::{Example, Forms};
use super::encoder::{Dropout, EncoderState, Lesson, Tokens, Weights};
use super::ops;
use super::parameters::Parameters;
use super::{Report, TrainingError};
use crate::syntax::network::shape::EncoderShape;

/// Parts into which every batch is cut, whatever the number of threads.
const PARTS: usize = 4;
/// Longest gradient, above which it is shortened.
const CLIP: f64 = 2.0;
/// Share of the moving average that stays when the present weights are added, once in ten steps.
const MEMORY: f32 = 0.99;

/// What the loop must know of a network.
pub(super) trait Network: Sync {
    /// Buffers of one part of a batch.
    type State: Default + Send;

    /// Name in messages.
    fn name(&self) -> &'static str;

    /// Sizes of the encoder.
    fn shape(&self) -> &EncoderShape;

    /// Learns from a part of a batch; returns the loss, summed over tokens.
    fn learn(&self, state: &mut Self::State, weights: Weights<'_>, examples: &[&Example], lesson: Lesson<'_>) -> f64;

    /// What the last pass left in the encoder, and its tokens.
    fn encoder<'s>(&self, state: &'s Self::State) -> (&'s EncoderState, &'s Tokens);

    /// Annotates examples as the network would, to learn from them itself.
    fn annotate(&self, weights: Weights<'_>, examples: &mut [Example]);

    /// Measures on the development data: the number to be raised, and all numbers as a line.
    fn measure(&self, weights: Weights<'_>) -> (f64, String);
}

/// A source of examples: drawn without repetition until all have come, then anew.
struct Source<'a> {
    examples: &'a [Example],
    order: Vec<u32>,
    /// Share of the batches' tokens.
    share: f64,
    taken: f64,
}

impl<'a> Source<'a> {
    fn new(&(examples, share): &(&'a [Example], f64)) -> Self {
        Self { examples, order: Vec::new(), share, taken: 0.0 }
    }

    fn next(&mut self, rng: &mut fastrand::Rng) -> &'a Example {
        if self.order.is_empty() {
            self.order = (0..self.examples.len() as u32).collect();
            rng.shuffle(&mut self.order);
        }
        let next = self.order.pop().map_or(0, |n| n as usize);
        self.taken += self.examples[next].forms.len() as f64 / self.share;
        &self.examples[next]
    }
}

/// Rate at a step: up over the first hundredth of the steps, then down to a fiftieth.
fn rate_at(schedule: &Schedule, step: u32) -> f32 {
    let warm = (schedule.steps / 100).clamp(20, 300) as f32;
    let step = step as f32;
    if step < warm {
        return schedule.rate * (step + 1.0) / warm;
    }
    let left = 1.0 - (step - warm) / (schedule.steps as f32 - warm).max(1.0);
    schedule.rate * (0.02 + 0.98 * left.max(0.0))
}

struct Part<S> {
    state: S,
    gradients: Vec<f32>,
}

/// What a network learns from.
pub(super) struct Lessons<'a> {
    /// Annotated examples with their share of each batch.
    pub(super) gold: &'a [(&'a [Example], f64)],
    /// Further examples, for the schedules that ask for them.
    pub(super) texts: Vec<Example>,
    /// Whether the network is to annotate them itself.
    pub(super) by_itself: bool,
}

/// Trains a network by one schedule after the other; afterwards `parameters` hold the moving average of its weights.
///
/// With a `file`, the state is kept there at every measurement, one file a schedule, and taken up from there; `identity` tells the
/// states of different runs apart.
///
/// # Errors
/// When a checkpoint cannot be read or written, or there is nothing to learn from.
pub(super) fn train<N: Network>(
    network: &N,
    parameters: &mut Parameters,
    fixed: (&[f32], &Forms),
    mut lessons: Lessons<'_>,
    schedules: &[Schedule],
    (seed, identity, file): (u64, &str, Option<&Path>),
    report: &mut Report<'_>,
) -> Result<(), TrainingError> {
    let mut before = None;
    for (number, schedule) in schedules.iter().enumerate() {
        let checkpoint = file.map(|file| Checkpoint {
            path: file.with_extension(format!("{}.checkpoint", number + 1)),
            identity: format!("{identity} {}", serde_json::to_string(&schedules[..=number]).unwrap_or_default()),
        });
        let mut done = take_up(checkpoint.as_ref(), parameters)?;
        if done > 0 {
            report(&format!("{}: goes on after step {done} of schedule {}", network.name(), number + 1));
        }
        if done < schedule.steps && schedule.own > 0.0 && lessons.by_itself {
            if done > 0 {
                take_up(before.as_ref(), parameters)?;
            }
            parameters.swap_average();
            let weights =
                Weights { dense: &parameters.dense, tables: &parameters.tables, vectors: fixed.0, forms: fixed.1 };
            network.annotate(weights, &mut lessons.texts);
            parameters.swap_average();
            report(&format!("{}: {} sentences annotated by itself", network.name(), lessons.texts.len()));
            if done > 0 {
                done = take_up(checkpoint.as_ref(), parameters)?;
            }
        }
        if done < schedule.steps {
            stretch(network, parameters, fixed, &lessons, schedule, (seed, checkpoint.as_ref(), done), report)?;
        }
        before = checkpoint;
    }
    parameters.swap_average();
    Ok(())
}

/// Where the state of a schedule is kept, and what tells it from others.
struct Checkpoint {
    path: PathBuf,
    identity: String,
}

/// Takes up a state if there is one; returns the steps that are done.
fn take_up(checkpoint: Option<&Checkpoint>, parameters: &mut Parameters) -> Result<u32, TrainingError> {
    let Some(Checkpoint { path, identity }) = checkpoint else { return Ok(0) };
    let done = checkpoint::read(path, identity, parameters);
    Ok(done.map_err(|source| TrainingError::Checkpoint { path: path.clone(), source })?.unwrap_or(0))
}

/// Trains by one schedule, of which `done` steps are done already.
fn stretch<N: Network>(
    network: &N,
    parameters: &mut Parameters,
    (vectors, forms): (&[f32], &Forms),
    lessons: &Lessons<'_>,
    schedule: &Schedule,
    (seed, checkpoint, done): (u64, Option<&Checkpoint>, u32),
    report: &mut Report<'_>,
) -> Result<(), TrainingError> {
    let mut sources: Vec<Source<'_>> = lessons.gold.iter().map(Source::new).collect();
    if schedule.own > 0.0 {
        let gold: f64 = sources.iter().map(|s| s.share).sum();
        sources.push(Source::new(&(&lessons.texts, gold * schedule.own / (1.0 - schedule.own))));
    }
    sources.retain(|s| !s.examples.is_empty() && s.share > 0.0);
    if sources.is_empty() {
        return Err(TrainingError::Empty { what: network.name() });
    }
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut parts: Vec<Part<N::State>> =
        (0..PARTS).map(|_| Part { state: N::State::default(), gradients: vec![0.0; parameters.dense.len()] }).collect();
    let dropout = Dropout { layers: schedule.dropout, words: schedule.word_dropout, recased: schedule.recased };
    let (mut loss, mut tokens) = (0.0, 0usize);
    let (mut best, mut worse) = (f64::NEG_INFINITY, 0);
    let clock = Instant::now();
    let mut seen = 0usize;
    for step in 0..schedule.steps {
        let mut batch: Vec<&Example> = Vec::new();
        let mut size = 0;
        while size < schedule.batch {
            let next = (0..sources.len()).min_by(|&a, &b| sources[a].taken.total_cmp(&sources[b].taken)).unwrap_or(0);
            let example = sources[next].next(&mut rng);
            size += example.forms.len().max(1);
            batch.push(example);
        }
        let seed = rng.u64(..);
        if step < done {
            continue;
        }
        let cuts = cut(&batch, size);
        let weights = Weights { dense: &parameters.dense, tables: &parameters.tables, vectors, forms };
        let losses: Vec<f64> = parts
            .par_iter_mut()
            .enumerate()
            .map(|(number, part)| {
                let mut rng = fastrand::Rng::with_seed(seed.wrapping_add(number as u64));
                let examples = &batch[cuts[number]..cuts[number + 1]];
                part.gradients.fill(0.0);
                let Part { state, gradients } = part;
                let lesson = Lesson { share: 1.0 / size as f32, dropout, rng: &mut rng, gradients };
                network.learn(state, weights, examples, lesson)
            })
            .collect();
        loss += losses.iter().sum::<f64>();
        tokens += size;
        seen += size;
        for part in &parts {
            let (encoder, tokens) = network.encoder(&part.state);
            encoder.scatter(network.shape(), forms, tokens, &mut parameters.tables);
        }
        let (first, rest) = parts.split_at_mut(1);
        let rest: Vec<&[f32]> = rest.iter().map(|p| &p.gradients[..]).collect();
        const PIECE: usize = 1 << 15;
        first[0].gradients.par_chunks_mut(PIECE).enumerate().for_each(|(i, to)| {
            for other in &rest {
                ops::add(to, &other[i * PIECE..][..to.len()]);
            }
        });
        parameters.step(&mut first[0].gradients, rate_at(schedule, step), schedule.decay, CLIP);
        parameters.average(MEMORY);
        let last = step + 1 == schedule.steps;
        if (step + 1) % schedule.every.max(1) == 0 || last {
            parameters.swap_average();
            let weights = Weights { dense: &parameters.dense, tables: &parameters.tables, vectors, forms };
            let (score, line) = network.measure(weights);
            parameters.swap_average();
            let speed = seen as f64 / clock.elapsed().as_secs_f64();
            report(&format!(
                "{}: step {} of {}, {speed:.0} words/s, loss {:.4}, {line}",
                network.name(),
                step + 1,
                schedule.steps,
                loss / tokens.max(1) as f64,
            ));
            (loss, tokens) = (0.0, 0);
            worse = if score > best { 0 } else { worse + 1 };
            best = best.max(score);
            let ends = schedule.patience > 0 && worse >= schedule.patience;
            if let Some(Checkpoint { path, identity }) = checkpoint {
                let done = if ends { schedule.steps } else { step + 1 };
                checkpoint::write(path, identity, done, parameters)
                    .map_err(|source| TrainingError::Checkpoint { path: path.clone(), source })?;
            }
            if ends {
                report(&format!("{}: no better for {worse} measurements, ends", network.name()));
                break;
            }
        }
    }
    Ok(())
}

/// Where a batch is cut into parts of about the same number of tokens.
fn cut(batch: &[&Example], size: usize) -> Vec<usize> {
    let mut cuts = vec![0];
    let mut filled = 0;
    for (i, example) in batch.iter().enumerate() {
        filled += example.forms.len().max(1);
        while cuts.len() < PARTS && filled * PARTS >= size * cuts.len() {
            cuts.push(i + 1);
        }
    }
    cuts.resize(PARTS, batch.len());
    cuts.push(batch.len());
    cuts
}
