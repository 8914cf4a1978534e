//! What mutated bytes are given to: each reader to its end, and whatever works on what it gave. None may panic.
//!
//! The fuzz targets in `fuzz/` call the same functions.

use std::io::{self, Cursor, Write};
use std::sync::LazyLock;

use claimgraph::annotation::wire;
use claimgraph::decisions::Decisions;
use claimgraph::document::pdf::PdfHelper;
use claimgraph::document::read::open_stream;
use claimgraph::document::{Document, InputFormat, ReadOptions};
use claimgraph::events::ontology::{Ontology, UserOntology};
use claimgraph::export::node_link::{self, EdgesKey};
use claimgraph::export::{ExportOptions, Files, Fill, Format};
use claimgraph::gazetteer::user::UserGazetteer;
use claimgraph::graph::{GraphBuilder, KnowledgeGraph};
use claimgraph::pipeline::Analyzer;
use claimgraph::store::{HitKind, Query, Store};
use claimgraph::syntax::conllu::{Check, Reader};
use claimgraph::syntax::model::{ModelChoice, SyntaxModel};
use claimgraph::syntax::parser::Parser;

/// Longest document: short, so that limits are met.
const LIMIT: usize = 1 << 20;

/// The readers of documents. What they give has a text, and no more of it than is allowed.
pub(crate) fn documents(format: Option<InputFormat>, bytes: &[u8]) {
    let options = ReadOptions { format, max_bytes: LIMIT, ..ReadOptions::default() };
    read(bytes, options);
}

/// PDF, by the program at this path.
pub(crate) fn pdf(program: &str, bytes: &[u8]) {
    let helper = PdfHelper { seconds: 10, ..PdfHelper::new(program, vec!["pdf-text".to_owned()]) };
    read(bytes, ReadOptions { format: Some(InputFormat::Pdf), pdf: Some(helper), ..ReadOptions::default() });
}

fn read(bytes: &[u8], options: ReadOptions) {
    for document in open_stream(Cursor::new(bytes.to_vec()), "x", options).flatten() {
        assert!(!document.text.trim().is_empty(), "a document without text");
        assert!(!document.id.is_empty(), "a document without an id");
        let _ = document.given_id();
    }
}

pub(crate) fn gazetteer(bytes: &[u8]) {
    let _ = UserGazetteer::default().add("x", bytes);
}

pub(crate) fn ontology(bytes: &[u8]) {
    if let Ok(user) = UserOntology::from_contents(&[("x".to_owned(), bytes.to_vec())]) {
        let _ = Ontology::load(&user);
    }
}

pub(crate) fn decisions(bytes: &[u8]) {
    static GRAPH: LazyLock<GraphBuilder> = LazyLock::new(|| {
        let mut builder = GraphBuilder::new();
        builder.add_owned(analyzer().analyze(Document::new("a", "Harlan Voss met Orla Venn. Voss denied it.")));
        builder
    });
    let Ok(decisions) = Decisions::parse("x", &String::from_utf8_lossy(bytes)) else { return };
    let _ = GRAPH.clone().finish_with(&decisions);
}

/// A line of annotated documents, to the files that are made of it.
pub(crate) fn annotated(bytes: &[u8]) {
    let Ok(annotation) = wire::from_line(&String::from_utf8_lossy(bytes)) else { return };
    let line = wire::to_line(&annotation).expect("annotations can be written");
    assert_eq!(wire::from_line(&line).expect("what was written is read"), annotation);
    let mut builder = GraphBuilder::new();
    builder.add_owned(annotation);
    export(&builder.finish());
}

pub(crate) fn graph(bytes: &[u8]) {
    let Ok(graph) = node_link::read_graph(&String::from_utf8_lossy(bytes)) else { return };
    let mut json = Vec::new();
    node_link::write_graph(&graph, EdgesKey::Edges, &mut json).expect("a vector takes all");
    export(&graph);
}

fn export(graph: &KnowledgeGraph) {
    /// Takes all files and keeps none.
    struct Nowhere;
    impl Files for Nowhere {
        fn file(&mut self, _: &str, fill: Fill<'_>) -> io::Result<()> {
            fill(&mut io::sink())
        }
    }
    for &format in Format::ALL.iter().filter(|&&format| format != Format::Png) {
        let _ = claimgraph::export::write(graph, format, &ExportOptions::default(), &mut Nowhere);
    }
}

pub(crate) fn conllu(bytes: &[u8]) {
    for check in [Check::Forms, Check::Trees] {
        Reader::new(Cursor::new(bytes), "x", check).take(1000).for_each(drop);
    }
}

/// A model file; its checksum is made right first, since else it shields all that comes behind it.
pub(crate) fn model(bytes: &[u8]) {
    let mut bytes = bytes.to_vec();
    if bytes.len() > 32 {
        let length = (bytes.len() as u64).to_le_bytes();
        bytes[16..24].copy_from_slice(&length);
        let sum = crc32fast::hash(&bytes[32..]).to_le_bytes();
        bytes[24..28].copy_from_slice(&sum);
    }
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(&bytes).expect("it can be written");
    let Ok(model) = SyntaxModel::load(&ModelChoice::File(file.path().to_owned())) else { return };
    let forms = ["Harlan", "Voss", "denied", "it", "."];
    let mut out = Vec::new();
    let sentence = 0..forms.len();
    model.parse(std::slice::from_ref(&sentence), &forms, &mut out);
}

pub(crate) fn store(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("x.db");
    std::fs::write(&path, bytes).expect("it can be written");
    let Ok(store) = Store::open(&path) else { return };
    store.check(|_| {});
    let _ = store.search(&Query::new(HitKind::Claims));
    let _ = store.counts();
    if let Ok(shelf) = store.into_shelf(false) {
        let settled = claimgraph::graph::Settled::new(&shelf, &Decisions::default());
        let _ = settled.map(|settled| settled.graph());
    }
}

fn analyzer() -> &'static Analyzer {
    static ANALYZER: LazyLock<Analyzer> =
        LazyLock::new(|| Analyzer::with_model(&ModelChoice::Fast).expect("shipped data load"));
    &ANALYZER
}

/// A text, through all stages to the graph.
pub(crate) fn analysis(bytes: &[u8]) {
    let document = Document::new("x", String::from_utf8_lossy(bytes));
    let mut builder = GraphBuilder::new();
    builder.add_owned(analyzer().analyze(document));
    builder.finish();
}
