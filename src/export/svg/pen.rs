//! Writes elements; text and values of attributes are escaped by quick-xml.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::export::drawing::label::printable;
use crate::export::drawing::measure::LINE_HEIGHT;
use crate::export::placement::Point;

pub(super) type Attributes<'a> = [(&'a str, &'a str)];

/// Where SVG goes.
pub(super) struct Pen<W> {
    writer: Writer<W>,
}

impl<W: Write> Pen<W> {
    pub(super) fn new(out: W) -> Self {
        Self { writer: Writer::new(out) }
    }

    pub(super) fn declare(&mut self) -> io::Result<()> {
        self.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.line()
    }

    pub(super) fn open(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))?;
        self.line()
    }

    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))?;
        self.line()
    }

    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))?;
        self.line()
    }

    /// An element with text, of which only what can be drawn is written.
    pub(super) fn words(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))?;
        self.writer.write_event(Event::Text(BytesText::new(&printable(text))))?;
        self.writer.write_event(Event::End(BytesEnd::new(name)))?;
        self.line()
    }

    /// Lines of letters of a size; `at` is the middle of their upper edge, or their upper left corner for anchor "start".
    pub(super) fn lines(&mut self, lines: &[String], at: Point, font: f64) -> io::Result<()> {
        let x = number(at.x);
        for (i, line) in lines.iter().enumerate() {
            // Letters stand on a line that leaves a fifth of the height below.
            let y = number(at.y + (i as f64 * LINE_HEIGHT + 0.95) * font);
            self.words("text", &[("x", &x), ("y", &y)], line)?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer.get_mut().flush()
    }

    /// Files with short lines can be compared.
    fn line(&mut self) -> io::Result<()> {
        self.writer.get_mut().write_all(b"\n")
    }
}

fn start<'a>(name: &'a str, attributes: &Attributes<'a>) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes(attributes.iter().copied())
}

/// Points with one decimal, and none where it is 0.
pub(super) fn number(points: f64) -> String {
    let text = format!("{points:.1}");
    match text.strip_suffix(".0").unwrap_or(&text) {
        "-0" => "0".to_owned(),
        number => number.to_owned(),
    }
}
