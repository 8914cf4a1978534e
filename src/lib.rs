//! claimgraph reads news and builds one graph of who did what to whom, and who says so.

pub mod document;
pub mod lexicon;
pub mod text;

pub mod syntax;

pub mod actors;
pub mod annotation;
pub mod claims;
pub mod corpus;
pub mod events;
pub mod pipeline;

pub mod graph;

pub mod export;

pub mod cli;

pub mod closed_set;
pub mod training;
