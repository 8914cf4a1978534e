//! How the shipped models are made from treebanks, and the weights of cues from annotated attributions.

pub mod claims;
pub mod coreference;
pub mod inflected;
pub mod morphology;
pub mod network;
mod ranker;
pub mod sentences;
