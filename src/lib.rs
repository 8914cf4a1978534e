//! claimgraph reads news and builds one graph of who did what to whom, and who says so.

pub mod annotation;
pub mod closed_set;
pub mod document;
pub mod lexicon;
pub mod syntax;
pub mod text;
pub mod training;
