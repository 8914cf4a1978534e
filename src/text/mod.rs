//! Text: paragraphs, tokens and sentences with their spans.
//!
//! Enters: a document's text and the stretches marked as boilerplate. Leaves: [`Text`], in which every token belongs to
//! one sentence and every sentence to one paragraph; boilerplate has none of them.

pub mod sentence;
pub mod token;
