//! What stands in a cell of the flat tables, and its types.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// Between the words of a list, where a format has no lists.
pub const LIST_SEPARATOR: &str = " | ";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// A finite number.
    Number,
    /// True or false.
    Boolean,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// Several words, in a fixed order.
    List,
}

/// A value in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'g> {
    /// Of [`FieldType::Text`].
    Text(Cow<'g, str>),
    /// Of [`FieldType::Integer`].
    Integer(i64),
    /// Of [`FieldType::Number`]; finite.
    Number(f64),
    /// Of [`FieldType::Boolean`].
    Boolean(bool),
    /// Of [`FieldType::Date`].
    Date(jiff::civil::Date),
    /// Of [`FieldType::List`]; never empty.
    List(Vec<Cow<'g, str>>),
}

impl Value<'_> {
    /// As words: lists joined by [`LIST_SEPARATOR`].
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Value::Text(text) => Cow::Borrowed(text),
            Value::Integer(n) => Cow::Owned(n.to_string()),
            Value::Number(n) => Cow::Owned(n.to_string()),
            Value::Boolean(b) => Cow::Borrowed(if *b { "true" } else { "false" }),
            Value::Date(date) => Cow::Owned(date.to_string()),
            Value::List(words) => Cow::Owned(words.join(LIST_SEPARATOR)),
        }
    }
}

/// As JSON has it: dates are strings, lists arrays.
impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Integer(n) => serializer.serialize_i64(*n),
            Value::Number(n) => serializer.serialize_f64(*n),
            Value::Boolean(b) => serializer.serialize_bool(*b),
            Value::Date(date) => serializer.collect_str(date),
            Value::List(words) => words.serialize(serializer),
        }
    }
}
