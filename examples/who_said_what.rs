//! Who says what in some articles, one line a claim, tab-separated: document, source, cue, content.
//!
//!     cargo run --release --example who_said_what -- data/articles

use std::error::Error;
use std::io::{self, Write};

use claimgraph::annotation::Annotation;
use claimgraph::document::read::open;
use claimgraph::document::{Input, ReadOptions};
use claimgraph::pipeline::Analyzer;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<_> = std::env::args_os().skip(1).collect();
    run(paths.iter().map(|path| Input::from(path.as_os_str())), &mut io::stdout().lock())
}

/// Reads the inputs and writes the table.
pub(crate) fn run(inputs: impl IntoIterator<Item = Input>, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let analyzer = Analyzer::load()?;
    for document in open(inputs, ReadOptions::default()) {
        // A document that cannot be read ends this program; most would rather report it and go on.
        claims(&analyzer.analyze(document?), out)?;
    }
    Ok(())
}

fn claims(annotation: &Annotation, out: &mut dyn Write) -> io::Result<()> {
    let text = &annotation.document.text;
    for claim in &annotation.claims {
        // The actor's best name where it is known, otherwise the words of the text.
        let source = claim.source.map_or("", |source| match source.actor {
            Some(actor) => &annotation.actors[actor.index()].name,
            None => source.span.of(text),
        });
        let cue = claim.cue.map_or("", |cue| cue.of(text));
        let content: Vec<&str> = claim.content.iter().map(|span| span.of(text)).collect();
        let line = [annotation.document.id.as_str(), source, cue, &content.join(" … ")].map(one_line);
        writeln!(out, "{}", line.join("\t"))?;
    }
    Ok(())
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
