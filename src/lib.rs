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
