//! What goes in comes out of the parsers of both languages, with the same quads.
