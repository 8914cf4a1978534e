//! Text: what of it is no part of the article, tokens and sentences.

pub mod boilerplate;
