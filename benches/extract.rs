//! Speed of the analysis: each stage, and all of it, on the sample articles repeated, one thread.
//!
//! `cargo bench`. With `CLAIMGRAPH_BENCH=documents.jsonl` the documents of that file are used instead.

use std::sync::LazyLock;

use claimgraph::annotation::wire;
use claimgraph::document::read::open;
use claimgraph::document::{Document, Input, ReadOptions};
use claimgraph::graph::GraphBuilder;
use claimgraph::pipeline::{Analyzer, Stage};
use divan::Bencher;
use divan::counter::BytesCount;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::load().expect("shipped data load"));

/// The sample articles ten times, or the documents of a file.
static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let file = std::env::var("CLAIMGRAPH_BENCH");
    let (path, times) = file.as_deref().map_or(("data/articles", 10), |path| (path, 1));
    let read = || open([Input::from(path)], ReadOptions::default()).filter_map(Result::ok);
    (0..times).flat_map(|_| read()).collect()
});

fn main() {
    divan::main();
}

fn n_bytes() -> BytesCount {
    BytesCount::new(DOCUMENTS.iter().map(|d| d.text.len()).sum::<usize>())
}

#[divan::bench]
fn load() -> Analyzer {
    Analyzer::load().expect("shipped data load")
}

#[divan::bench(args = [Stage::Boilerplate, Stage::Syntax, Stage::Actors, Stage::Claims, Stage::Events, Stage::Relations])]
fn run_until(bencher: Bencher<'_, '_>, last: &Stage) {
    bencher.counter(n_bytes()).bench(|| DOCUMENTS.iter().map(|d| ANALYZER.run_until(d, *last)).sum::<usize>());
}

#[divan::bench]
fn extract(bencher: Bencher<'_, '_>) {
    bencher.counter(n_bytes()).bench(|| {
        let line =
            |d: &Document| wire::to_line(&ANALYZER.analyze(d.clone())).expect("annotations can be written").len();
        DOCUMENTS.iter().map(line).sum::<usize>()
    });
}

#[divan::bench]
fn build(bencher: Bencher<'_, '_>) {
    bencher.counter(n_bytes()).bench(|| {
        let mut builder = GraphBuilder::new();
        for document in DOCUMENTS.iter() {
            builder.add(&ANALYZER.analyze(document.clone()));
        }
        builder.finish()
    });
}
