//! `claimgraph evaluate`: an analysis against gold sentences.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;

use super::Exit;
use super::arguments::{JsonArgument, ModelArgument};
use super::gazetteer::GazetteerArguments;
use super::output::write_to;
use crate::annotation::{Annotation, wire};
use crate::document::Document;
use crate::evaluation::names::{self, NameReport, NameScores};
use crate::evaluation::syntax::SyntaxScores;
use crate::evaluation::{Mismatch, Report, aligned, blind, raw_text};
use crate::lexicon::Vocabulary;
use crate::pipeline::Analyzer;
use crate::syntax::conllu::{Check, Sentence, open};
use crate::syntax::model::SyntaxModel;
use crate::text::TextRules;
use crate::treebank::{self, TreebankError};

/// Compare an analysis with gold sentences in CoNLL-U.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph evaluate syntax --gold dev.conllu                 # the program on the gold's tokens
  claimgraph evaluate syntax --gold dev.conllu --raw           # … from the gold's text
  claimgraph evaluate syntax --gold dev.conllu parsed.conllu   # what parse, or another program, wrote
  claimgraph evaluate names --gold dev.conllu --json")]
pub(super) struct Arguments {
    #[command(subcommand)]
    layer: Layer,
}

#[derive(Debug, Subcommand)]
enum Layer {
    /// Tags, lemmas, trees; with --raw also tokens and sentences.
    #[command(after_long_help = "\
Examples:
  claimgraph evaluate syntax --gold dev.conllu
  claimgraph evaluate syntax --gold dev.conllu --raw --model fast --json
  claimgraph parse --from conllu dev.conllu | claimgraph evaluate syntax --gold dev.conllu -")]
    Syntax(Sides),
    /// Names, as exact spans, with and without type.
    #[command(after_long_help = "\
Examples:
  claimgraph evaluate names --gold dev.conllu
  claimgraph evaluate names --gold dev.conllu --raw annotated.jsonl")]
    Names(Sides),
}

#[derive(Debug, Args)]
struct Sides {
    /// Gold sentences in CoNLL-U; for names with NER=B-kind, NER=I-kind in MISC.
    #[arg(long, value_name = "CONLLU")]
    gold: PathBuf,
    /// What to compare, or - for standard input [default: the program's own analysis of the gold].
    ///
    /// CoNLL-U with the gold's words; with --raw, for syntax, CoNLL-U with any words of the same text, for names, what
    /// extract wrote.
    #[arg(value_name = "PRED")]
    predicted: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArgument,
    /// Start from the text, not from the gold's words.
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    gazetteer: GazetteerArguments,
    #[command(flatten)]
    json: JsonArgument,
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    match arguments.layer {
        Layer::Syntax(sides) => {
            let report = if sides.raw { aligned_syntax(&sides)? } else { given_syntax(&sides)? };
            sides.print(&report, || report_lines(&report))?;
        }
        Layer::Names(sides) => {
            let report = if sides.raw { raw_names(&sides)? } else { given_names(&sides)? };
            sides.print(&report, || name_lines(&report))?;
        }
    }
    Ok(Exit::Done)
}

fn given_syntax(sides: &Sides) -> anyhow::Result<Report> {
    let mut scores = SyntaxScores::default();
    sides.compare(Check::Trees, |gold, predicted| scores.add(gold, predicted))?;
    Ok(scores.report())
}

fn given_names(sides: &Sides) -> anyhow::Result<NameReport> {
    let mut scores = NameScores::default();
    sides.compare(Check::Tokens, |gold, predicted| scores.add(gold, predicted))?;
    Ok(scores.report())
}

fn aligned_syntax(sides: &Sides) -> anyhow::Result<Report> {
    let gold = sides.gold(Check::Trees)?;
    let predicted: Vec<Sentence> = match &sides.predicted {
        Some(path) => open(path, Check::Tokens)?.collect::<Result<_, _>>()?,
        None => {
            let mut vocabulary = Vocabulary::default();
            let rules = TextRules::load(&mut vocabulary)?;
            let document = Document::new("gold", raw_text(&gold));
            let sentences = treebank::sentences(&rules, &vocabulary, &document).map(Ok);
            treebank::annotate_all(&SyntaxModel::load(&sides.model.model)?, sentences).collect::<Result<_, _>>()?
        }
    };
    Ok(aligned::score(&gold, &predicted)?)
}

fn raw_names(sides: &Sides) -> anyhow::Result<NameReport> {
    let gold = sides.gold(Check::Tokens)?;
    let written = sides.predicted.as_deref().map(read_annotations).transpose()?;
    let user = sides.gazetteer.read(false)?;
    let analyzer = written.is_none().then(|| Analyzer::with_gazetteer(&sides.model.model, &user)).transpose()?;
    let mut scores = NameScores::default();
    for spelled in names::spell(&gold) {
        let id = &spelled.document.id;
        let own;
        let annotation = match (&written, &analyzer) {
            (Some(written), _) => {
                let found = written.get(id);
                let same = found.is_none_or(|a| a.document.text.trim_end() == spelled.document.text);
                anyhow::ensure!(same, "document {id:?}: the text is not that of the gold");
                found
            }
            (None, Some(analyzer)) => {
                own = analyzer.analyze(spelled.document.clone());
                Some(&own)
            }
            (None, None) => None,
        };
        let found = annotation.map(|a| names::names_in(&spelled, a));
        for (at, (index, _)) in spelled.sentences.iter().enumerate() {
            let empty = Default::default();
            scores.add_names(&names::names_of(&gold[*index].words), found.as_ref().map_or(&empty, |f| &f[at]));
        }
    }
    Ok(scores.report())
}

impl Sides {
    /// Goes over both sides sentence by sentence.
    fn compare(
        &self,
        check: Check,
        mut add: impl FnMut(&Sentence, &Sentence) -> Result<(), Mismatch>,
    ) -> anyhow::Result<()> {
        match &self.predicted {
            Some(path) => self.pair(check, open(path, Check::Tokens)?.map(|s| s.map_err(Into::into)), &mut add),
            None => {
                let parser = SyntaxModel::load(&self.model.model)?;
                let words = open(&self.gold, check)?.map(|s| s.map(|s| blind(&s)));
                self.pair(check, treebank::annotate_all(&parser, words), &mut add)
            }
        }
    }

    fn pair(
        &self,
        check: Check,
        mut predicted: impl Iterator<Item = Result<Sentence, TreebankError>>,
        add: &mut dyn FnMut(&Sentence, &Sentence) -> Result<(), Mismatch>,
    ) -> anyhow::Result<()> {
        let mut gold = open(&self.gold, check)?;
        let mut both = 0;
        loop {
            match (gold.next().transpose()?, predicted.next().transpose()?) {
                (Some(gold), Some(predicted)) => add(&gold, &predicted)?,
                (None, None) => break,
                (more_gold, more) => {
                    let (g, p) = (usize::from(more_gold.is_some()), usize::from(more.is_some()));
                    return Err(Mismatch::Sentences {
                        gold: both + g + gold.count(),
                        predicted: both + p + predicted.count(),
                    }
                    .into());
                }
            }
            both += 1;
        }
        anyhow::ensure!(both > 0, "{}: no sentence found", self.gold.display());
        Ok(())
    }

    fn gold(&self, check: Check) -> anyhow::Result<Vec<Sentence>> {
        let gold: Vec<Sentence> = open(&self.gold, check)?.collect::<Result<_, _>>()?;
        anyhow::ensure!(!gold.is_empty(), "{}: no sentence found", self.gold.display());
        Ok(gold)
    }

    fn print<T: Serialize>(&self, report: &T, lines: impl Fn() -> Vec<String>) -> anyhow::Result<()> {
        #[derive(Serialize)]
        struct Line<'a, T> {
            gold: &'a str,
            mode: &'a str,
            #[serde(flatten)]
            report: &'a T,
        }
        let name = self.gold.file_name().unwrap_or(self.gold.as_os_str()).to_string_lossy();
        let mode = if self.raw { "raw text" } else { "given words" };
        write_to(None, |out| {
            if self.json.json {
                return Ok(writeln!(out, "{}", serde_json::to_string(&Line { gold: &name, mode, report })?)?);
            }
            writeln!(out, "{name}, {mode}")?;
            Ok(lines().iter().try_for_each(|line| writeln!(out, "  {line}"))?)
        })
    }
}

fn report_lines(report: &Report) -> Vec<String> {
    let counts = report.counts.iter().map(|(name, count)| format!("{name:<20} {count:>6}"));
    let measures = report.measures.iter().map(|(name, value)| format!("{name:<20} {:6.2}", 100.0 * value));
    counts.chain(measures).collect()
}

fn name_lines(report: &NameReport) -> Vec<String> {
    let head = format!("{:<9} {:>6} {:>6} {:>6} {:>6} {:>9}", "", "P", "R", "F1", "gold", "predicted");
    let line = |(name, s): &(&str, names::Score)| {
        let (p, r, f1) = (100.0 * s.p, 100.0 * s.r, 100.0 * s.f1);
        format!("{name:<9} {p:6.2} {r:6.2} {f1:6.2} {:6} {:9}", s.gold, s.pred)
    };
    std::iter::once(head).chain(report.0.iter().map(line)).collect()
}

/// Annotated documents by id.
fn read_annotations(path: &Path) -> anyhow::Result<BTreeMap<String, Annotation>> {
    let input: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(path).with_context(|| path.display().to_string())?))
    };
    let mut annotations = BTreeMap::new();
    for (line, number) in input.lines().zip(1..) {
        let place = || format!("{}:{number}", path.display());
        let line = line.with_context(place)?;
        if !line.trim().is_empty() {
            let annotation = wire::from_line(&line).with_context(place)?;
            annotations.insert(annotation.document.id.clone(), annotation);
        }
    }
    Ok(annotations)
}
