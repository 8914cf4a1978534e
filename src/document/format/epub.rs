//! EPUB: a book is one document, its chapters in reading order.
//!
//! One document and not one a chapter, since a book introduces people once, in full, and calls them by a surname or
//! "the minister" for chapters after: who is who is settled within a document.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::html;
use crate::document::encoding::{Declaration, decode};
use crate::document::error::ReadError;
use crate::document::read::ReadOptions;
use crate::document::{Document, date};

/// Reads a book.
///
/// # Errors
/// When a part of it is missing or damaged, or its text is longer than the limit.
pub(in crate::document) fn read(mut archive: Archive, options: &ReadOptions) -> Result<Document, ReadError> {
    let limit = options.max_bytes;
    let path = archive.origin().path.clone();
    let damaged = |message: String| ReadError::Damaged { path: path.clone(), line: None, format: "EPUB", message };
    let missing = |name: &str| damaged(format!("no {name}"));
    let container = "META-INF/container.xml";
    let container = archive.read(container, limit)?.ok_or_else(|| missing(container))?;
    let package = package_path(&decode(container, None, Declaration::Html))
        .ok_or_else(|| damaged("no package in META-INF/container.xml".to_owned()))?;
    let book = archive.read(&package, limit)?.ok_or_else(|| missing(&package))?;
    let book = Package::parse(&decode(book, None, Declaration::Html)).map_err(|error| damaged(error.to_string()))?;
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut text = String::new();
    // Bytes of markup that were read, so that a spine that names one chapter a million times ends.
    let mut n_read = 0;
    for chapter in &book.chapters {
        // Some books name chapters that they do not hold.
        let Some(bytes) = archive.read(&resolve(folder, chapter), limit)? else { continue };
        n_read += bytes.len();
        let chapter = html::fragment(&decode(bytes, options.encoding, Declaration::Html));
        if !text.is_empty() && !chapter.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&chapter);
        if n_read > limit {
            return Err(ReadError::TooLong { path, line: None, limit });
        }
    }
    if text.trim().is_empty() {
        return Err(ReadError::Empty { path, line: None });
    }
    let author = (!book.authors.is_empty()).then(|| book.authors.join(", "));
    let date = book.date.as_deref().and_then(date::parse);
    let id = archive.origin().id.clone();
    Ok(Document { id, title: book.title, date, url: None, publisher: book.publisher, author, text })
}

/// Where the book's package document lies.
fn package_path(container: &str) -> Option<String> {
    let mut reader = Reader::from_str(container);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "rootfile" => {
                return attribute(&tag, "full-path");
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// What the package document says.
#[derive(Debug, Default)]
struct Package {
    title: Option<String>,
    authors: Vec<String>,
    publisher: Option<String>,
    date: Option<String>,
    /// Paths of the chapters, in reading order.
    chapters: Vec<String>,
}

impl Package {
    fn parse(source: &str) -> quick_xml::Result<Self> {
        let mut package = Self::default();
        let mut files = std::collections::HashMap::new();
        let mut spine = Vec::new();
        let mut reader = Reader::from_str(source);
        reader.config_mut().check_end_names = false;
        let mut inside: Option<String> = None;
        let mut words = String::new();
        loop {
            let event = reader.read_event()?;
            match &event {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "item" => {
                        let kind = attribute(tag, "media-type").unwrap_or_default();
                        if let (Some(id), Some(href)) = (attribute(tag, "id"), attribute(tag, "href"))
                            && (kind.contains("html") || kind.is_empty())
                        {
                            files.insert(id, href);
                        }
                    }
                    // Notes and answers outside of the reading order are marked so.
                    "itemref" if attribute(tag, "linear").as_deref() != Some("no") => {
                        spine.extend(attribute(tag, "idref"));
                    }
                    name => {
                        inside = matches!(event, Event::Start(_)).then(|| name.to_owned());
                        words.clear();
                    }
                },
                Event::Text(text) => words.push_str(text),
                Event::CData(text) => words.push_str(text),
                Event::GeneralRef(name) => {
                    words.push('&');
                    words.push_str(name);
                    words.push(';');
                }
                Event::End(_) => {
                    if let Some(name) = inside.take() {
                        let value = html_escape::decode_html_entities(words.trim()).into_owned();
                        package.note(&name, value);
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        package.chapters = spine.iter().filter_map(|id| files.get(id).cloned()).collect();
        Ok(package)
    }

    fn note(&mut self, name: &str, value: String) {
        if value.is_empty() {
            return;
        }
        match name {
            "title" => self.title = self.title.take().or(Some(value)),
            "creator" => self.authors.push(value),
            "publisher" => self.publisher = self.publisher.take().or(Some(value)),
            "date" => self.date = self.date.take().or(Some(value)),
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        tag.attributes().filter_map(Result::ok).find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(html_escape::decode_html_entities(&*found.value).into_owned())
}

/// The path of a chapter in the archive, from its address in the package document.
fn resolve(folder: &str, address: &str) -> String {
    let address = percent_decoded(address.split('#').next().unwrap_or_default());
    let mut parts: Vec<&str> = if address.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

fn percent_decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| bytes[at] == b'%') {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::format::archive::testing::archive;

    const CONTAINER: &str = r#"<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;
    const PACKAGE: &str = r#"<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>Harbour &amp; town</dc:title><dc:creator>Ada Frame</dc:creator><dc:creator>Ben Low</dc:creator>
<dc:date>2021-05-04</dc:date><dc:publisher>Quay</dc:publisher></metadata>
<manifest><item id="b" href="two%20.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="c" href="cover.png" media-type="image/png"/></manifest>
<spine><itemref idref="c"/><itemref idref="a"/><itemref idref="b"/><itemref idref="b" linear="no"/></spine></package>"#;

    #[test]
    fn chapters_come_in_reading_order() {
        let book = archive(&[
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", CONTAINER.as_bytes()),
            ("OEBPS/book.opf", PACKAGE.as_bytes()),
            ("OEBPS/two .xhtml", b"<html><body><p>It rained.</p></body></html>"),
            ("OEBPS/text/one.xhtml", b"<html><head><title>x</title></head><body><h1>One</h1><p>They met.</p></body>"),
        ]);
        let doc = read(book, &ReadOptions::default()).unwrap();
        assert_eq!(doc.text, "One\n\nThey met.\n\nIt rained.");
        assert_eq!((doc.title.as_deref(), doc.publisher.as_deref()), (Some("Harbour & town"), Some("Quay")));
        assert_eq!((doc.author.as_deref(), doc.date), (Some("Ada Frame, Ben Low"), date::parse("2021-05-04")));
    }

    #[test]
    fn a_book_without_its_parts_is_refused() {
        let error = |files: &[(&str, &[u8])]| read(archive(files), &ReadOptions::default()).unwrap_err().to_string();
        assert_eq!(error(&[("a.txt", b"x")]), "x.zip: cannot be read as EPUB: no META-INF/container.xml");
        let container: (&str, &[u8]) = ("META-INF/container.xml", CONTAINER.as_bytes());
        assert_eq!(error(&[container]), "x.zip: cannot be read as EPUB: no OEBPS/book.opf");
        assert_eq!(error(&[container, ("OEBPS/book.opf", PACKAGE.as_bytes())]), "x.zip: no text");
    }

    #[test]
    fn a_spine_that_names_a_chapter_again_and_again_ends() {
        let spine = "<itemref idref='a'/>".repeat(100_000);
        let package = format!("<package><item id='a' href='a.xhtml'/><spine>{spine}</spine></package>");
        let container = CONTAINER.replace("OEBPS/book.opf", "book.opf");
        let book = archive(&[
            ("META-INF/container.xml", container.as_bytes()),
            ("book.opf", package.as_bytes()),
            ("a.xhtml", &[b'x'; 100_000]),
        ]);
        let error = read(book, &ReadOptions::default()).unwrap_err();
        assert_eq!(error.to_string(), format!("x.zip: longer than the limit of {} bytes", 32 << 20));
    }

    #[test]
    fn addresses_are_resolved() {
        assert_eq!(resolve("a/b", "../c/./d%20e.xhtml#top"), "a/c/d e.xhtml");
        assert_eq!(resolve("", "x%zz"), "x%zz");
        assert_eq!(resolve("a", "/b"), "b");
    }
}
