//! `claimgraph ontology`: kinds of event, the program's and the user's.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Exit;
use super::output::write_to;
use crate::events::EventRules;
use crate::events::ontology::{Form, Ontology, OntologyFile, Reason, UserOntology, files_of};
use crate::lexicon::{Inflections, Vocabulary};
use crate::text::token::TokenRules;

/// Ontologies of the user, for all commands that find events.
#[derive(Debug, Args)]
#[command(next_help_heading = "Analysis")]
pub(super) struct OntologyArguments {
    /// Kinds of event and words that tell them, on top of the program's own; may be given again.
    ///
    /// Tables (TSV or CSV) of types, modes, contexts, codes, verbs, nouns and light verbs; verb dictionaries of PETRARCH's
    /// form; or a folder of such files. `claimgraph ontology` shows what becomes of them.
    #[arg(id = "ontology", long, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl OntologyArguments {
    /// The files, those of folders sorted.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub(super) fn files(&self) -> anyhow::Result<Vec<PathBuf>> {
        let files: Vec<Vec<PathBuf>> = self.paths.iter().map(|path| files_of(path)).collect::<Result<_, _>>()?;
        Ok(files.concat())
    }

    /// Reads the files and tells how much of dictionaries cannot be used.
    ///
    /// # Errors
    /// When one cannot be read or has a mistake.
    pub(super) fn read(&self, quiet: bool) -> anyhow::Result<UserOntology> {
        let user = UserOntology::read(&self.paths)?;
        for file in user.files().iter().filter(|f| !f.unused.is_empty() && !quiet) {
            eprintln!("claimgraph: {}", summary(file));
        }
        Ok(user)
    }
}

/// Show the kinds of event, with your own if you have some.
///
/// One tab-separated line each, on standard output. What of a dictionary cannot be used is listed on standard error,
/// and the exit code is then 1; a mistake in a table is an error, with exit code 3.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  claimgraph ontology
  claimgraph ontology --list modes
  claimgraph ontology --ontology cyber.tsv --ontology CAMEO.2.0.txt

A file of your own, with tabs between the cells; docs/ontology.md tells all tables and columns:
  [types]
  type     quad_class          score   description
  CYBER    material conflict   -6      Breaks into or disturbs computers and networks.
  [verbs]
  lemma               object            type    cameo
  hack|breach|deface  website|network   CYBER   176")]
pub(super) struct Arguments {
    #[command(flatten)]
    ontology: OntologyArguments,
    /// What to show.
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = List::Types)]
    list: List,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum List {
    /// Types, with the numbers of verbs and nouns that tell them and their modes.
    Types,
    /// Modes of types.
    Modes,
    /// Contexts.
    Contexts,
    /// Codes.
    Codes,
}

pub(super) fn run(arguments: &Arguments, quiet: bool) -> anyhow::Result<Exit> {
    let user = UserOntology::read(&arguments.ontology.paths)?;
    let rules = EventRules::load(&TokenRules::load()?, &mut Vocabulary::default(), &Inflections::load()?, &user)?;
    for file in user.files() {
        for unused in &file.unused {
            eprintln!("claimgraph: {}:{}: {}: {}", file.file, unused.line, unused.reason.as_str(), unused.text);
        }
        if !quiet {
            eprintln!("claimgraph: {}", summary(file));
        }
    }
    let text = match arguments.list {
        List::Types => types(&rules),
        List::Modes => modes(rules.ontology()),
        List::Contexts => contexts(rules.ontology()),
        List::Codes => codes(rules.ontology()),
    };
    write_to(None, |out| Ok(out.write_all(text.as_bytes())?))?;
    Ok(if user.files().iter().all(|f| f.unused.is_empty()) { Exit::Done } else { Exit::Partly })
}

/// What a file holds, and what of it cannot be used.
fn summary(file: &OntologyFile) -> String {
    let OntologyFile { file, form, n_rows, n_patterns, unused } = file;
    if *form == Form::Tables {
        return format!("{file}: tables, {n_rows} rows");
    }
    let n_verbs = n_rows - n_patterns;
    let mut text = format!("{file}: verb dictionary, {n_verbs} verbs, {n_patterns} patterns");
    if unused.is_empty() {
        return text;
    }
    let counts = Reason::ALL.iter().map(|r| (r, unused.iter().filter(|u| u.reason == *r).count()));
    let reasons: Vec<String> =
        counts.filter(|(_, n)| *n > 0).map(|(reason, n)| format!("{} {n}", reason.as_str())).collect();
    let _ = write!(text, "; {} of its lines cannot be used: {}", unused.len(), reasons.join(", "));
    text
}

fn number(score: Option<f64>) -> String {
    score.map(|s| s.to_string()).unwrap_or_default()
}

fn types(rules: &EventRules) -> String {
    let ontology = rules.ontology();
    let mut text = "type\tquad_class\tscore\tverbs\tnouns\tmodes\tdescription\n".to_owned();
    for t in ontology.types() {
        let (verbs, nouns) = rules.n_triggers(t.kind);
        let modes: Vec<&str> = ontology.modes().iter().filter(|m| m.kind == t.kind).map(|m| m.name.as_str()).collect();
        let (class, score, modes) = (t.quad_class.as_str(), number(t.score), modes.join("|"));
        let _ = writeln!(text, "{}\t{class}\t{score}\t{verbs}\t{nouns}\t{modes}\t{}", t.kind, t.description);
    }
    text
}

fn modes(ontology: &Ontology) -> String {
    let mut text = "type\tmode\tscore\twords\tdescription\n".to_owned();
    for m in ontology.modes() {
        let (score, words) = (number(m.score), m.words.join("|"));
        let _ = writeln!(text, "{}\t{}\t{score}\t{words}\t{}", m.kind, m.name, m.description);
    }
    text
}

fn contexts(ontology: &Ontology) -> String {
    let mut text = "context\twords\tdescription\n".to_owned();
    for c in ontology.contexts() {
        let _ = writeln!(text, "{}\t{}\t{}", c.name, c.words.join("|"), c.description);
    }
    text
}

fn codes(ontology: &Ontology) -> String {
    let mut text = "code\tlabel\tgoldstein\tquad_class\ttype\tmode\tcontexts\n".to_owned();
    for c in ontology.codes() {
        let class = c.quad_class.map(|q| q.as_str()).unwrap_or_default();
        let kind = c.kind.map(|k| k.to_string()).unwrap_or_default();
        let (goldstein, mode, contexts) = (number(c.goldstein), c.mode.as_deref().unwrap_or(""), c.contexts.join("|"));
        let _ = writeln!(text, "{}\t{}\t{goldstein}\t{class}\t{kind}\t{mode}\t{contexts}", c.code, c.label);
    }
    text
}
