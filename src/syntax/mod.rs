//! Syntax: what part each word plays in its sentence.
//!
//! Enters: tokens in sentences. Leaves: a tag for every token, and the noun phrases and verb groups they form. Trees
//! will come in their place; nothing outside this folder may depend on how they are found.

pub mod tag;
pub mod tagger;
