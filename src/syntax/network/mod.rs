//! The neural network that tags, parses and names.
//!
//! Enters: the forms of sentences, nothing else. Leaves: for every token the numbers of its tags, head, relation and class
//! of name. The network of [`model`]:
//!
//! 1. **Forms** ([`forms`]): a word's own row if it was frequent, the sum of its hashed character n-grams' rows, a row of its
//!    shape and a fixed vector from raw text; a linear layer with maxout makes one row of them, which is computed once a form.
//! 2. **Encoder** ([`layers`]): a convolution over three words, then bidirectional QRNN layers (Bradbury et al.,
//!    "Quasi-recurrent neural networks", ICLR 2017), all residual. Every product runs over many tokens at once.
//! 3. **Heads**: both tags together; arcs by biaffine attention with a term of distance (Dozat and Manning, "Deep biaffine
//!    attention for neural dependency parsing", ICLR 2017), decoded to a tree with one root ([`decode`]); the relation of
//!    every word to the head that was chosen.
//! 4. **Names**: a second, smaller encoder that also reads the states of the first; classes by Viterbi.
//!
//! Products are of bytes ([`kernel`]), exact whatever instructions compute them ([`simd`]); what lies between is `f32` in a
//! fixed order ([`math`]). So every machine gives the same answers. [`mod@file`] is the model file.

pub mod decode;
pub mod file;
pub mod forms;
pub mod kernel;
pub mod layers;
pub mod math;
pub mod model;
pub mod shape;
pub mod simd;
