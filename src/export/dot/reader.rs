//! A small strict reader of the DOT that this module writes, for tests: what went in must come out.

use std::collections::BTreeMap;

pub(super) type Attributes = BTreeMap<String, String>;

/// What a DOT file says; values are unescaped.
#[derive(Debug, Default)]
pub(super) struct Dot {
    pub(super) graph: Attributes,
    pub(super) nodes: BTreeMap<String, Attributes>,
    pub(super) edges: Vec<(String, String, Attributes)>,
}

/// Reads a file.
///
/// # Panics
/// On anything that this module would not write.
pub(super) fn read(dot: &str) -> Dot {
    let mut reader = Reader { rest: dot };
    let mut found = Dot::default();
    reader.expect("digraph");
    reader.expect("{");
    while !reader.take("}") {
        reader.statement(&mut found);
    }
    assert_eq!(reader.rest.trim(), "", "text after the graph");
    found
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn statement(&mut self, found: &mut Dot) {
        let name = self.word();
        if self.take("=") {
            let value = self.value();
            assert!(found.graph.insert(name, value).is_none(), "an attribute twice");
        } else if self.take("->") {
            let target = self.word();
            let attributes = self.attributes();
            found.edges.push((name, target, attributes));
        } else {
            let attributes = self.attributes();
            if !matches!(name.as_str(), "graph" | "node" | "edge") {
                assert!(found.nodes.insert(name, attributes).is_none(), "a node twice");
            }
        }
        self.expect(";");
    }

    fn attributes(&mut self) -> Attributes {
        let mut attributes = Attributes::new();
        if !self.take("[") {
            return attributes;
        }
        loop {
            let name = self.word();
            self.expect("=");
            let value = self.value();
            assert!(attributes.insert(name, value).is_none(), "an attribute twice");
            if self.take("]") {
                return attributes;
            }
            self.expect(",");
        }
    }

    fn take(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        let found = self.rest.strip_prefix(token);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    #[track_caller]
    fn expect(&mut self, token: &str) {
        assert!(self.take(token), "expected {token:?} before {:?}", self.rest.chars().take(60).collect::<String>());
    }

    /// An unquoted name or number.
    #[track_caller]
    fn word(&mut self) -> String {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).unwrap_or(0);
        assert!(end > 0, "expected a word before {:?}", self.rest.chars().take(60).collect::<String>());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn value(&mut self) -> String {
        if self.take("\"") {
            self.quoted()
        } else if self.take("<") {
            self.html()
        } else {
            self.word()
        }
    }

    fn quoted(&mut self) -> String {
        let mut value = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((i, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[i + 1..];
                    return value.replace("&amp;", "&");
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, c @ ('"' | '\\'))) => value.push(c),
                    other => panic!("an escape that we do not write: {other:?}"),
                },
                '\n' => panic!("a raw line break in a string"),
                _ => value.push(c),
            }
        }
        panic!("a string without an end");
    }

    fn html(&mut self) -> String {
        let mut depth = 1;
        for (i, c) in self.rest.char_indices() {
            depth += i32::from(c == '<') - i32::from(c == '>');
            if depth == 0 {
                let value = self.rest[..i].to_owned();
                self.rest = &self.rest[i + 1..];
                return value;
            }
        }
        panic!("HTML without an end");
    }
}
