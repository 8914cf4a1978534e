//! How the shipped models are made from treebanks, the weights of cues from annotated attributions, and so on.

pub mod claims;
pub mod coreference;
pub mod inflected;
pub mod morphology;
pub mod network;
mod ranker;
pub mod relations;
pub mod sentences;
