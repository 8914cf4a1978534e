//! Files made of a graph, one module a format.
//!
//! What enters: a [`KnowledgeGraph`](crate::graph::KnowledgeGraph), or a [`Picture`](crate::graph::view::Picture) of it.
//! What leaves: bytes. An exporter reads the graph and nothing before it.

pub mod dot;
pub mod node_link;
pub mod placement;
