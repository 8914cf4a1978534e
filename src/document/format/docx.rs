//! DOCX: the paragraphs of a word processor's file, and what its properties say.
//!
//! Read are the body with its tables, footnotes left out; what was deleted with changes tracked is not read, what was
//! inserted is. (ECMA-376, WordprocessingML)

use quick_xml::Reader;
use quick_xml::events::Event;

use super::archive::Archive;
use crate::document::encoding::{Declaration, decode};
use crate::document::error::ReadError;
use crate::document::read::ReadOptions;
use crate::document::{Document, date};

/// Elements whose contents are not the text: what was deleted, and what repeats a drawing for older programs.
const LEFT_OUT: &[&str] = &["del", "moveFrom", "Fallback", "instrText"];

/// Reads a file.
///
/// # Errors
/// When it has no text, is damaged, or is longer than the limit.
pub(in crate::document) fn read(mut archive: Archive, options: &ReadOptions) -> Result<Document, ReadError> {
    let limit = options.max_bytes;
    let path = archive.origin().path.clone();
    let damaged = |message: String| ReadError::Damaged { path: path.clone(), line: None, format: "DOCX", message };
    let body = "word/document.xml";
    let body = archive.read(body, limit)?.ok_or_else(|| damaged(format!("no {body}")))?;
    let text = text_of(&decode(body, None, Declaration::Html)).map_err(|error| damaged(error.to_string()))?;
    if text.trim().is_empty() {
        return Err(ReadError::Empty { path, line: None });
    }
    // Without its properties a text is still a text.
    let properties = archive.read("docProps/core.xml", limit).ok().flatten().unwrap_or_default();
    let properties = decode(properties, None, Declaration::Html);
    let property = |name: &str| property(&properties, name);
    let day = property("created").or_else(|| property("modified"));
    Ok(Document {
        id: archive.origin().id.clone(),
        title: property("title"),
        date: day.as_deref().and_then(date::parse),
        url: None,
        publisher: None,
        author: property("creator"),
        text,
    })
}

/// Paragraphs apart by a blank line, rows of a table by a line end, cells by a tab.
fn text_of(body: &str) -> quick_xml::Result<String> {
    let mut reader = Reader::from_str(body);
    reader.config_mut().check_end_names = false;
    let mut text = String::new();
    let mut left_out = 0usize;
    let (mut is_text, mut n_tables) = (false, 0usize);
    loop {
        match reader.read_event()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                name if LEFT_OUT.contains(&name) => left_out += 1,
                "t" => is_text = left_out == 0,
                "tbl" => n_tables += 1,
                "tab" | "br" | "cr" => space(&mut text, tag.local_name().as_ref()),
                _ => {}
            },
            Event::Empty(tag) if left_out == 0 => space(&mut text, tag.local_name().as_ref()),
            Event::End(tag) => match tag.local_name().as_ref() {
                name if LEFT_OUT.contains(&name) => left_out = left_out.saturating_sub(1),
                "t" => is_text = false,
                "p" => text.push_str(if n_tables == 0 { "\n\n" } else { "\t" }),
                "tr" => text.push('\n'),
                "tbl" => {
                    n_tables = n_tables.saturating_sub(1);
                    text.push('\n');
                }
                _ => {}
            },
            Event::Text(words) if is_text => text.push_str(&words),
            Event::CData(words) if is_text => text.push_str(&words),
            Event::GeneralRef(name) if is_text => {
                text.push_str(&html_escape::decode_html_entities(&format!("&{};", &*name)));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(tidied(&text))
}

fn space(text: &mut String, name: &str) {
    match name {
        "tab" => text.push('\t'),
        "br" | "cr" => text.push('\n'),
        "noBreakHyphen" => text.push('\u{2011}'),
        _ => {}
    }
}

/// Without blanks at the ends of lines, and one blank line where there are several.
fn tidied(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned()
}

fn property(properties: &str, name: &str) -> Option<String> {
    let mut reader = Reader::from_str(properties);
    let mut value: Option<String> = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if tag.local_name().as_ref() == name => value = Some(String::new()),
            Event::Text(words) => {
                if let Some(value) = &mut value {
                    value.push_str(&words);
                }
            }
            Event::GeneralRef(entity) => {
                if let Some(value) = &mut value {
                    value.push_str(&html_escape::decode_html_entities(&format!("&{};", &*entity)));
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == name => {
                return value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::format::archive::testing::archive;

    const BODY: &str = r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Talks</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">The union </w:t></w:r><w:del><w:r><w:delText>hit</w:delText></w:r></w:del>
<w:ins><w:r><w:t>met</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> Low &amp; Frame.</w:t><w:br/><w:t>Then</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Port</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p></w:body></w:document>"#;
    const CORE: &str = r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title></dc:title>
<dc:creator>Ada &amp; Ben</dc:creator><dcterms:created>2022-11-17T08:00:00Z</dcterms:created></cp:coreProperties>"#;

    #[test]
    fn paragraphs_and_properties_are_read() {
        let file = archive(&[("word/document.xml", BODY.as_bytes()), ("docProps/core.xml", CORE.as_bytes())]);
        let doc = read(file, &ReadOptions::default()).unwrap();
        assert_eq!(doc.text, "Talks\n\nThe union met Low & Frame.\nThen\n\nPort\t12");
        assert_eq!((doc.author.as_deref(), doc.title, doc.date), (Some("Ada & Ben"), None, date::parse("2022-11-17")));
    }

    #[test]
    fn other_files_are_refused() {
        let error = |files: &[(&str, &[u8])]| read(archive(files), &ReadOptions::default()).unwrap_err().to_string();
        assert_eq!(error(&[("a.txt", b"x")]), "x.zip: cannot be read as DOCX: no word/document.xml");
        assert_eq!(error(&[("word/document.xml", b"<w:document/>")]), "x.zip: no text");
        assert!(error(&[("word/document.xml", b"<w:p><")]).starts_with("x.zip: cannot be read as DOCX: "));
    }
}
