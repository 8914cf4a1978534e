//! How the shipped models are made from treebanks.

pub mod sentences;
pub mod tagger;
