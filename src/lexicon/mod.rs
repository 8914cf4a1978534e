//! Word lists: how the tables of `data/` are read, and the numbers that their words get.
//!
//! Which words matter, and for what, is the business of each stage; this folder only reads files and interns words.

mod inflection;
mod phrases;
mod sheet;
mod table;
mod vocabulary;
mod word_map;
mod word_set;

pub use inflection::{Inflections, VerbForms};
pub use phrases::{Found, Phrases};
pub use sheet::{Columns, Sheet, SheetRow};
pub use table::{Row, Table, TableError};
pub use vocabulary::{Vocabulary, WordId, fold};
pub(crate) use word_map::WordMap;
pub use word_set::WordSet;
