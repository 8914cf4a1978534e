//! How the shipped models are made from treebanks.

pub mod inflected;
pub mod morphology;
pub mod network;
pub mod sentences;
