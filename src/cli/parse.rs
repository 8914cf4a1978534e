//! `claimgraph parse`: text or tokens to CoNLL-U.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};

use super::Exit;
use super::arguments::{ByteArguments, ModelArgument};
use super::output::write_to;
use super::progress::Progress;
use crate::document::read::open;
use crate::document::{Document, Input, InputFormat, ReadOptions};
use crate::lexicon::Vocabulary;
use crate::syntax::conllu::{self, Check, Sentence};
use crate::syntax::model::SyntaxModel;
use crate::syntax::parser::Parser;
use crate::text::TextRules;
use crate::treebank::{self, TreebankError};

/// A format that `parse` reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum From {
    /// Plain text, a document a file.
    Text,
    /// CoNLL-U, whose tokens and sentences are kept.
    Conllu,
}

/// A format that `parse` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum To {
    /// CoNLL-U.
    Conllu,
}

/// Write words with lemma, tags, tree and names, as CoNLL-U.
///
/// With --from conllu, tokens, sentence breaks, comments and MISC are kept; LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL and
/// the key NER of MISC are replaced; DEPS and empty nodes are left out. CoNLL-U is UTF-8, and --max-bytes then limits a
/// sentence.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph parse article.txt > article.conllu
  claimgraph parse --from conllu tokens.conllu --out parsed.conllu
  echo 'Iran denied it.' | claimgraph parse")]
pub(super) struct Arguments {
    /// Files, or - for standard input [default: -].
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    inputs: Vec<OsString>,
    /// Format of the input.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    from: From,
    /// Format of the output.
    #[arg(long, value_name = "FORMAT", default_value = "conllu")]
    to: To,
    #[command(flatten)]
    model: ModelArgument,
    #[command(flatten)]
    bytes: ByteArguments,
    /// File to write, whole or not at all [default: standard output].
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(mut arguments: Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let To::Conllu = arguments.to;
    if arguments.inputs.is_empty() {
        arguments.inputs.push("-".into());
    }
    let parser = SyntaxModel::load(&arguments.model.model)?;
    let mut progress = Progress::counting("sentence", quiet);
    let out = arguments.out.take();
    write_to(out.as_deref(), |out| match arguments.from {
        From::Text => parse_texts(&parser, arguments, out, &mut progress),
        From::Conllu => parse_conllu(&parser, &arguments, out, &mut progress),
    })?;
    Ok(progress.finish())
}

fn parse_texts(
    parser: &impl Parser,
    arguments: Arguments,
    out: &mut dyn Write,
    progress: &mut Progress,
) -> anyhow::Result<()> {
    let mut vocabulary = Vocabulary::default();
    let rules = TextRules::load(&mut vocabulary)?;
    let Arguments { inputs, bytes: ByteArguments { encoding, max_bytes }, .. } = arguments;
    let options = ReadOptions { format: Some(InputFormat::Text), encoding, max_bytes, ..ReadOptions::default() };
    for document in open(inputs.iter().map(|i| Input::from(i.as_os_str())), options) {
        let document: Document = match document {
            Ok(document) => document,
            Err(error) => {
                progress.failed(&error);
                continue;
            }
        };
        let sentences = treebank::sentences(&rules, &vocabulary, &document).map(Ok);
        write_all(treebank::annotate_all(parser, sentences), out, progress)?;
    }
    Ok(())
}

fn parse_conllu(
    parser: &impl Parser,
    arguments: &Arguments,
    out: &mut dyn Write,
    progress: &mut Progress,
) -> anyhow::Result<()> {
    for input in &arguments.inputs {
        match conllu::open(Path::new(input), Check::Forms) {
            Ok(mut reader) => {
                reader.max_bytes = arguments.bytes.max_bytes;
                write_all(treebank::annotate_all(parser, reader), out, progress)?;
            }
            Err(error) => progress.failed(&error),
        }
    }
    Ok(())
}

fn write_all(
    sentences: impl Iterator<Item = Result<Sentence, TreebankError>>,
    out: &mut dyn Write,
    progress: &mut Progress,
) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for sentence in sentences {
        match sentence {
            Ok(sentence) => {
                lines.clear();
                sentence.write(&mut lines)?;
                out.write_all(&lines)?;
                progress.done(sentence.words.iter().map(|w| w.form.len() + 1).sum());
            }
            Err(error) => progress.failed(&error),
        }
    }
    Ok(())
}
