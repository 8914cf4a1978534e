//! How large the parts of a network are: written into the model file, read from the configuration of its training.

use serde::{Deserialize, Serialize};

/// Sizes of an encoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EncoderShape {
    /// Rows of the table of words; row 0 is for words that are not in it.
    pub words: usize,
    /// Numbers of a word's row.
    pub word: usize,
    /// Rows of the table of n-grams.
    pub buckets: usize,
    /// Numbers of an n-gram's row.
    pub ngram: usize,
    /// Numbers of a shape's row.
    pub shape: usize,
    /// Numbers of a word's fixed vector; 0 for none.
    pub vector: usize,
    /// Width of the states that the layers pass on; even.
    pub width: usize,
    /// Number of QRNN layers.
    pub layers: usize,
    /// Width of the states of another network that are read beside the form; 0 for none.
    pub context: usize,
    /// Rows of the table of marks that come with each token from outside, such as a gazetteer's; 0 for none.
    pub marks: usize,
}

impl EncoderShape {
    /// Numbers of an embedded form.
    pub fn input(&self) -> usize {
        self.word + self.ngram + self.shape + self.vector
    }
}

/// Sizes of the heads that tag and parse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParserShape {
    /// Width of the projections whose product scores an arc.
    pub arc: usize,
    /// Width of the projections from which an arc's relation is told.
    pub label: usize,
    /// Number of universal tags.
    pub upos: usize,
    /// Number of the treebank's own tags.
    pub xpos: usize,
    /// Number of relations.
    pub relations: usize,
}

impl ParserShape {
    /// Outputs of the one product that all heads begin with: two arc and two label projections, then the tags.
    pub fn outputs(&self) -> usize {
        2 * self.arc + 2 * self.label + self.upos + self.xpos
    }
}

/// Classes of distance, for each direction.
pub const DISTANCES: usize = 16;

/// Class of the distance between a word and its head: `min(15, floor(2 log2 d))`, without a logarithm.
pub fn distance_class(distance: usize) -> usize {
    debug_assert!(distance > 0, "a word is not its own head");
    let distance = distance.clamp(1, 1 << 20) as u64;
    // 2 log2 d = log2 d², and the integer logarithm is exact.
    ((distance * distance).ilog2() as usize).min(DISTANCES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_distance_grow_slowly() {
        let classes: Vec<usize> = [1, 2, 3, 4, 6, 100, 10_000].into_iter().map(distance_class).collect();
        assert_eq!(classes, [0, 2, 3, 4, 5, 13, 15]);
    }
}
