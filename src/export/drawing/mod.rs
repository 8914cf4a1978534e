//! What all pictures of a graph have in common, whatever file they are written in: words, colours, lines and the legend.
//!
//! What enters: a [`Picture`](crate::graph::view::Picture). What leaves: labels of wrapped lines with their sizes, styles
//! that each format writes in its own terms, and the entries of the legend.

pub(crate) mod label;
pub(crate) mod legend;
pub(crate) mod measure;
pub(crate) mod style;
