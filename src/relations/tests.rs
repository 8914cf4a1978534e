//! What spans and predicates look like on odd input.
