//! claimgraph reads news and builds one graph of who did what to whom, and who says so.

pub mod annotation;
pub mod document;
pub mod export;
pub mod graph;
