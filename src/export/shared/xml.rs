//! XML as GraphML and GEXF need it: elements, attributes and text that come back as they were.
//!
//! quick-xml writes the tags; text is escaped here, since a line break in an attribute has to be a character reference to
//! survive reading (XML 1.0, 3.3.3), and some characters cannot be in XML at all.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;

use super::clean;

/// Writes one document, tag by tag.
pub(in crate::export) struct Xml<W: Write>(Writer<W>);

/// The attributes of an element, by name.
pub(in crate::export) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl<W: Write> Xml<W> {
    /// Begins with the declaration of XML.
    pub(in crate::export) fn new(out: W) -> io::Result<Self> {
        let mut writer = Writer::new_with_indent(out, b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self(writer))
    }

    /// An element's begin; what is written until [`Self::close`] stands in it.
    pub(in crate::export) fn open(&mut self, name: &str, attributes: Attributes<'_>) -> io::Result<()> {
        self.0.write_event(Event::Start(start(name, attributes)))
    }

    /// An element's end.
    pub(in crate::export) fn close(&mut self, name: &str) -> io::Result<()> {
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element without content.
    pub(in crate::export) fn empty(&mut self, name: &str, attributes: Attributes<'_>) -> io::Result<()> {
        self.0.write_event(Event::Empty(start(name, attributes)))
    }

    /// An element with text in it.
    pub(in crate::export) fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.0.write_event(Event::Text(BytesText::from_escaped(escape(text))))?;
        self.close(name)
    }

    /// The last line break.
    pub(in crate::export) fn finish(self) -> io::Result<()> {
        self.0.into_inner().write_all(b"\n")
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'a>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute(Attribute { key: QName(key), value: escape(value) });
    }
    start
}

/// An id that XML can hold and that no other id becomes.
pub(in crate::export) fn id(id: &str) -> Cow<'_, str> {
    clean::id(id, clean::fits_xml)
}

/// Text for between tags and for within double quotation marks.
fn escape(text: &str) -> Cow<'_, str> {
    let stays = |c: char| !matches!(c, '<' | '>' | '&' | '"' | '\t' | '\n' | '\r') && clean::fits_xml(c);
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            c if clean::fits_xml(c) => escaped.push(c),
            _ => escaped.push(char::REPLACEMENT_CHARACTER),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_where_it_must_be() {
        let mut bytes = Vec::new();
        let mut xml = Xml::new(&mut bytes).unwrap();
        xml.open("a", &[("b", "x\ny \"<&>\u{1}")]).unwrap();
        xml.text("c", &[], "]]> \r\n é \u{ffff}").unwrap();
        xml.empty("d", &[]).unwrap();
        xml.close("a").unwrap();
        xml.finish().unwrap();
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"x&#10;y &quot;&lt;&amp;&gt;\u{fffd}\">\n \
                        <c>]]&gt; &#13;&#10; é \u{fffd}</c>\n <d/>\n</a>\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}
