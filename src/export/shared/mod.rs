//! What several formats need: cells of tables, text that a format can hold, and what is said of an event or an edge.

pub(super) mod acts;
pub(super) mod clean;
pub(super) mod delimited;
pub(super) mod interval;
pub(super) mod json;
pub(super) mod statement;
pub(super) mod value;
pub(super) mod xml;
