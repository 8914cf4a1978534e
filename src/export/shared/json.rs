//! What the JSON formats share: rows as objects, one a line.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::export::fields::{Column, Value};

/// A row as an object: some cells that only one format has, then those of the columns.
pub(in crate::export) struct Row<'g> {
    /// Keys of the format, which must be no names of columns.
    pub(in crate::export) own: Vec<(&'static str, Value<'g>)>,
    /// What [`node_values`](crate::export::fields::node_values) and its like give.
    pub(in crate::export) cells: Vec<(&'static Column, Value<'g>)>,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let own = self.own.iter().map(|(key, value)| (*key, value));
        serializer.collect_map(own.chain(self.cells.iter().map(|(column, value)| (column.name, value))))
    }
}

/// A key and its list, one element a line, so that files can be compared line by line.
pub(in crate::export) fn write_lines<T: Serialize>(
    out: &mut (impl Write + ?Sized),
    name: &str,
    elements: impl Iterator<Item = T>,
) -> io::Result<()> {
    write!(out, "\"{name}\": [")?;
    for (i, element) in elements.enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &element)?;
    }
    out.write_all(b"]")
}
