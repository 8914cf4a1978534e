//! claimgraph reads news and builds one graph of who did what to whom, and who says so.
//!
//! An [`Analyzer`](pipeline::Analyzer) annotates one document; a [`GraphBuilder`](graph::GraphBuilder) merges annotated
//! documents into one graph; [`export`] writes it. The modules stand in the order of the data's way.
//!
//! ```
//! use claimgraph::document::Document;
//! use claimgraph::export::node_link::{self, EdgesKey};
//! use claimgraph::graph::GraphBuilder;
//! use claimgraph::pipeline::Analyzer;
//!
//! let analyzer = Analyzer::load()?;
//! let text = "Harlan Voss, the mayor of Torvale, said rebels attacked the town on Monday.";
//! let annotation = analyzer.analyze(Document::new("bridge", text));
//! let source = annotation.claims[0].source.expect("somebody says it");
//! assert_eq!(source.span.of(text), "Harlan Voss, the mayor of Torvale");
//!
//! let mut builder = GraphBuilder::new();
//! builder.add(&annotation);
//! let mut json = Vec::new();
//! node_link::write_graph(&builder.finish(), EdgesKey::Edges, &mut json)?;
//! assert!(json.starts_with(b"{"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What follows goes the same way stage by stage. Two programs to begin from are in `examples/`.
//!
//! # Reading documents
//!
//! A [`Document`](document::Document) can be made of any text. [`document::read::open`] reads files, folders and standard
//! input, one document after another; one that cannot be read is an error with its place, and the next one is read all the
//! same.
//!
//! ```
//! use claimgraph::document::read::open;
//! use claimgraph::document::{Input, ReadOptions};
//!
//! let options = ReadOptions { publisher: Some("The Paper".into()), ..ReadOptions::default() };
//! let inputs = ["data/articles", "no-such-file.txt"].map(Input::from);
//! let (mut documents, mut errors) = (Vec::new(), Vec::new());
//! for document in open(inputs, options) {
//!     match document {
//!         Ok(document) => documents.push(document),
//!         Err(error) => errors.push(error.to_string()),
//!     }
//! }
//! let article = documents.iter().find(|d| d.id == "salisbury-expulsions-2018").expect("a file's stem is its id");
//! assert_eq!(article.date.map(|day| day.to_string()).as_deref(), Some("2018-03-17"));
//! assert!(errors.len() == 1 && errors[0].starts_with("no-such-file.txt: "));
//! ```
//!
//! # One document: actors, claims, events, relations
//!
//! An [`Annotation`](annotation::Annotation) is plain data: the document and, as spans of its text, who is in it, who says
//! what, what happens, and what holds. Lists refer to each other by ids, which are places in them. Spans count bytes;
//! [`Offsets`](document::Offsets) makes code points of them, which every file written counts. An analyser is made once; it
//! may be used from any number of threads.
//!
//! ```
//! use claimgraph::annotation::{ActorId, Role};
//! use claimgraph::document::Document;
//! use claimgraph::pipeline::Analyzer;
//!
//! let text = "Portugal has expelled at least 12 Russian diplomats, its foreign minister, João Cravinho, said on Thursday.";
//! let document = Document { date: "2018-03-30".parse().ok(), ..Document::new("lisbon", text) };
//! let annotation = Analyzer::load()?.analyze(document);
//! let name = |actor: ActorId| annotation.actors[actor.index()].name.as_str();
//!
//! // Who says what.
//! let claim = &annotation.claims[0];
//! let source = claim.source.and_then(|source| source.actor).expect("a named person says it");
//! assert_eq!(name(source), "João Cravinho");
//! assert_eq!(claim.cue.map(|cue| cue.of(text)), Some("said"));
//! assert_eq!(claim.content[0].of(text), "Portugal has expelled at least 12 Russian diplomats");
//!
//! // What happens in it, to whom, and how many they are.
//! let event = &annotation.events[claim.events[0].index()];
//! assert_eq!((event.kind.as_str(), event.lemma.as_str()), ("SANCTION", "expel"));
//! let patient = event.arguments.iter().find(|a| a.role == Role::Patient).expect("somebody is expelled");
//! assert_eq!(patient.filler.span.of(text), "at least 12 Russian diplomats");
//! assert_eq!(patient.quantity.as_ref().map(|quantity| quantity.value), Some(12.0));
//!
//! // "Thursday" as seen from the day of publication, a Friday.
//! assert_eq!(annotation.times[0].value.as_deref(), Some("2018-03-29"));
//! # Ok::<(), claimgraph::pipeline::AnalyzerError>(())
//! ```
//!
//! # Many documents
//!
//! [`corpus::annotate`] works on all threads of the current rayon pool, hands results over in the order of the input and
//! holds a bounded number of documents. [`annotation::wire`] writes an annotated document as a line of JSON and reads it
//! again, so that work can be split between machines and days.
//!
//! ```
//! use claimgraph::annotation::wire;
//! use claimgraph::corpus::{self, Stop};
//! use claimgraph::document::Document;
//! use claimgraph::pipeline::Analyzer;
//!
//! let texts = ["Ardovia expelled two diplomats.", "Belmark said Ardovia lied.", "Nobody was hurt."];
//! let documents = texts.iter().enumerate().map(|(n, text)| Ok(Document::new(format!("d{n}"), *text)));
//! let mut lines = Vec::new();
//! corpus::annotate(&Analyzer::load()?, documents, &Stop::default(), |a| wire::to_line(&a), |line| {
//!     lines.push(line??);
//!     Ok::<_, Box<dyn std::error::Error>>(())
//! })?;
//! let ids: Vec<String> = lines.iter().map(|line| Ok(wire::from_line(line)?.document.id)).collect::<Result<_, wire::WireError>>()?;
//! assert_eq!(ids, ["d0", "d1", "d2"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A graph, its parts, and what it knows of an actor
//!
//! A [`KnowledgeGraph`](graph::KnowledgeGraph) has actors, claims, events and documents as nodes. Every node and every edge
//! that is not derived has its provenance. It can be walked as a petgraph
//! ([`as_petgraph`](graph::KnowledgeGraph::as_petgraph)), cut ([`select`](graph::KnowledgeGraph::select)) and asked about
//! an actor ([`dossier`](graph::dossier::dossier)). What readers know better stands in [`decisions`].
//!
//! ```
//! use claimgraph::decisions::Decisions;
//! use claimgraph::document::Document;
//! use claimgraph::graph::dossier::dossier;
//! use claimgraph::graph::{GraphBuilder, Selection};
//! use claimgraph::pipeline::Analyzer;
//!
//! let analyzer = Analyzer::load()?;
//! let mut builder = GraphBuilder::new();
//! for (id, text) in [
//!     ("a", "Iran threatened Ken McCallum on Monday. Mr McCallum, the director general of MI5, rejected the threat."),
//!     ("b", "Portugal expelled 12 Russian diplomats."),
//! ] {
//!     builder.add_owned(analyzer.analyze(Document::new(id, text)));
//! }
//! let rename = "[[rename]]\nactor = \"MI5\"\nname = \"Security Service\"\n";
//! let (graph, idle) = builder.finish_with(&Decisions::parse("ours.toml", rename)?)?;
//! assert!(idle.is_empty(), "the decision found its actor");
//! assert_eq!(graph.find_actors("security service").len(), 1);
//!
//! let iran = graph.find_actors("Iran")[0].id.clone();
//! let did = dossier(&graph, &iran).expect("it is an actor").did;
//! assert_eq!(did[0].event.lemma, "threaten");
//! assert_eq!(&*did[0].evidence[0].sentence.expect("it is kept").text, "Iran threatened Ken McCallum on Monday.");
//!
//! let near = graph.select(&Selection { focus: Some((vec![iran], 1)), ..Selection::default() })?;
//! assert!(near.n_nodes() < graph.n_nodes() && near.find_actors("Portugal").is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A corpus that grows
//!
//! A [`Store`](store::Store) keeps annotated documents in one SQLite file, where they are searched and of which graphs are
//! made. The graph of a store is that of its documents, in whatever order they came.
//!
//! ```
//! use claimgraph::decisions::Decisions;
//! use claimgraph::document::Document;
//! use claimgraph::graph::Settled;
//! use claimgraph::pipeline::Analyzer;
//! use claimgraph::store::{Analysis, HitKind, Prepared, Query, Store};
//!
//! let folder = tempfile::tempdir()?;
//! let analyzer = Analyzer::load()?;
//! let mut store = Store::create(&folder.path().join("news.db"))?;
//! for (id, text) in [("a", "Portugal expelled 12 Russian diplomats."), ("b", "Iran denied it, Ken McCallum said.")] {
//!     let annotation = analyzer.analyze(Document::new(id, text));
//!     store.add(&[Prepared::new(annotation)?], &Analysis::default(), false)?;
//! }
//! let said = store.search(&Query { speaker: Some("McCallum".into()), ..Query::new(HitKind::Claims) })?;
//! assert_eq!(said.len(), 1);
//!
//! let shelf = store.into_shelf(false)?;
//! let graph = Settled::new(&shelf, &Decisions::default())?.graph();
//! assert_eq!(graph.find_actors("Portugal").len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Pictures and files
//!
//! A [`Picture`](graph::view::Picture) is what is drawn, without a format: figures, arrows and their words.
//! [`export::write`] writes any [`Format`](export::Format) to [`Files`](export::Files), which is a folder, an archive or
//! whatever the program needs.
//!
//! ```
//! use std::collections::BTreeMap;
//! use std::io;
//!
//! use claimgraph::document::Document;
//! use claimgraph::export::{self, ExportOptions, Files, Fill, Format};
//! use claimgraph::graph::GraphBuilder;
//! use claimgraph::graph::view::{View, ViewOptions, draw};
//! use claimgraph::pipeline::Analyzer;
//!
//! /// Keeps files in memory.
//! #[derive(Default)]
//! struct Memory(BTreeMap<String, Vec<u8>>);
//!
//! impl Files for Memory {
//!     fn file(&mut self, name: &str, fill: Fill<'_>) -> io::Result<()> {
//!         fill(self.0.entry(name.to_owned()).or_default())
//!     }
//! }
//!
//! let mut builder = GraphBuilder::new();
//! builder.add_owned(Analyzer::load()?.analyze(Document::new("a", "Portugal expelled 12 Russian diplomats.")));
//! let graph = builder.finish();
//! assert_eq!(draw(&graph, ViewOptions::new(View::Actors)).arrows.len(), 1);
//!
//! let mut files = Memory::default();
//! for format in [Format::Svg, Format::Gexf] {
//!     export::write(&graph, format, &ExportOptions::default(), &mut files)?;
//! }
//! assert_eq!(files.0.keys().collect::<Vec<_>>(), ["actors.svg", "graph.gexf", "graph.svg"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod document;
pub mod gazetteer;
pub mod lexicon;
pub mod linear;
pub mod text;

pub mod syntax;
pub mod time;

pub mod actors;
pub mod annotation;
pub mod claims;
pub mod events;
pub mod relations;

pub mod corpus;
pub mod deadline;
pub mod pipeline;
pub mod treebank;

pub mod decisions;
pub mod graph;

pub mod export;
pub mod store;

pub mod cli;

pub mod closed_set;
pub mod evaluation;
pub mod training;
