//! Speed of the analysis, each stage by itself and all of it, with both models; of a start, and of one and two threads.
//!
//! `cargo bench --bench extract`. The documents are the sample articles ten times, or, with
//! `CLAIMGRAPH_BENCH=documents.jsonl`, those of a file. `cargo bench --bench extract -- fast` measures one model,
//! `… -- stages` no whole processes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use claimgraph::document::read::open;
use claimgraph::document::{Document, Input, ReadOptions};
use claimgraph::graph::GraphBuilder;
use claimgraph::pipeline::Analyzer;
use claimgraph::pipeline::measure::{Measured, Stage};
use claimgraph::syntax::model::ModelChoice;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

/// What is read, and how often.
fn input() -> (PathBuf, usize) {
    let sample = || (Path::new(env!("CARGO_MANIFEST_DIR")).join("data/articles"), 10);
    std::env::var_os("CLAIMGRAPH_BENCH").map_or_else(sample, |path| (path.into(), 1))
}

fn read() -> Vec<Document> {
    let (path, times) = input();
    let read = || open([Input::from(path.as_os_str())], ReadOptions::default()).filter_map(Result::ok);
    (0..times).flat_map(|_| read()).collect()
}

static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(read);

/// A model with the documents as it reads them.
struct Loaded {
    analyzer: &'static Analyzer,
    documents: Vec<Measured<'static>>,
}

impl Loaded {
    fn new(model: &ModelChoice) -> Self {
        let analyzer: &Analyzer = Box::leak(Box::new(Analyzer::with_model(model).expect("shipped data load")));
        Self { analyzer, documents: DOCUMENTS.iter().map(|d| Measured::new(analyzer, d)).collect() }
    }

    fn stage(&self, bencher: Bencher<'_, '_>, stage: Stage) {
        let n_bytes: usize = self.documents.iter().map(Measured::n_bytes).sum();
        let n_tokens: usize = self.documents.iter().map(Measured::n_tokens).sum();
        bencher
            .counter(BytesCount::new(n_bytes))
            .counter(ItemsCount::new(n_tokens))
            .bench(|| self.documents.iter().map(|d| d.run(stage)).sum::<usize>());
    }
}

static ACCURATE: LazyLock<Loaded> = LazyLock::new(|| Loaded::new(&ModelChoice::Accurate));
static FAST: LazyLock<Loaded> = LazyLock::new(|| Loaded::new(&ModelChoice::Fast));

fn main() {
    divan::main();
}

fn n_bytes() -> BytesCount {
    BytesCount::new(DOCUMENTS.iter().map(|d| d.text.len()).sum::<usize>())
}

#[divan::bench_group(sample_count = 10)]
mod stages {
    use super::*;

    #[divan::bench]
    fn reading(bencher: Bencher<'_, '_>) {
        bencher.counter(n_bytes()).bench(read);
    }

    #[divan::bench(args = Stage::ALL)]
    fn accurate(bencher: Bencher<'_, '_>, stage: Stage) {
        ACCURATE.stage(bencher, stage);
    }

    #[divan::bench(args = Stage::ALL)]
    fn fast(bencher: Bencher<'_, '_>, stage: Stage) {
        FAST.stage(bencher, stage);
    }

    /// From documents to the graph.
    #[divan::bench]
    fn graph(bencher: Bencher<'_, '_>) {
        bencher.counter(n_bytes()).bench(|| {
            let mut builder = GraphBuilder::new();
            for document in DOCUMENTS.iter() {
                builder.add(&FAST.analyzer.analyze(document.clone()));
            }
            builder.finish()
        });
    }

    #[divan::bench(args = ["accurate", "fast"])]
    fn load(model: &str) -> Analyzer {
        let Ok(model) = model.parse();
        Analyzer::with_model(&model).expect("shipped data load")
    }
}

/// The program itself, from its start to its end.
#[divan::bench_group(sample_count = 20)]
mod processes {
    use super::*;

    fn run(arguments: &[&str], inputs: impl IntoIterator<Item = PathBuf>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claimgraph"));
        let status = command.args(arguments).args(inputs).stdout(Stdio::null()).status();
        assert!(status.expect("the program starts").success());
    }

    fn article() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("data/articles/oil-price-cap.txt")
    }

    /// One article to a graph in the default formats.
    #[divan::bench(args = ["accurate", "fast"])]
    fn build_one_article(bencher: Bencher<'_, '_>, model: &str) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let out = folder.path().display().to_string();
        bencher.bench_local(|| run(&["build", "-q", "--model", model, "--out", &out], [article()]));
    }

    #[divan::bench(args = ["accurate", "fast"])]
    fn extract_one_article(bencher: Bencher<'_, '_>, model: &str) {
        bencher.bench_local(|| run(&["extract", "-q", "--model", model], [article()]));
    }

    #[divan::bench(args = [1, 2])]
    fn extract_accurate(bencher: Bencher<'_, '_>, n_threads: usize) {
        extract(bencher, "accurate", n_threads);
    }

    #[divan::bench(args = [1, 2])]
    fn extract_fast(bencher: Bencher<'_, '_>, n_threads: usize) {
        extract(bencher, "fast", n_threads);
    }

    /// All documents, on some threads.
    fn extract(bencher: Bencher<'_, '_>, model: &str, n_threads: usize) {
        let n_threads = n_threads.to_string();
        let (path, times) = input();
        bencher.counter(n_bytes()).bench_local(|| {
            run(&["extract", "-q", "-j", &n_threads, "--model", model], std::iter::repeat_n(path.clone(), times));
        });
    }
}
