//! RSS, Atom and JSON Feed: one document an entry, its full content where the feed has it, else its summary.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use feed_rs::model::{Entry, Feed, Person, Text};

use super::html;
use crate::document::error::ReadError;
use crate::document::read::Record;
use crate::document::{Document, date};

/// Deepest nesting of elements that is given to the parser, which calls itself for each; feeds stay below ten.
const MAX_DEPTH: usize = 200;

/// Reads a feed.
///
/// # Errors
/// When it is none.
pub(in crate::document) fn read(
    bytes: Vec<u8>,
    path: &Path,
    id: &str,
) -> Result<Vec<Result<Record, ReadError>>, ReadError> {
    let damaged = |message: String| ReadError::Damaged { path: path.to_owned(), line: None, format: "feed", message };
    if depth(&bytes) > MAX_DEPTH {
        return Err(damaged(format!("elements nested deeper than {MAX_DEPTH}")));
    }
    let parse =
        || feed_rs::parser::Builder::new().id_generator(|_, _, _| String::new()).build().parse(Cursor::new(bytes));
    // A panic in the foreign parser is an error of this file.
    let feed = catch_unwind(AssertUnwindSafe(parse)).map_err(|_| damaged("the parser failed".to_owned()))?;
    let mut feed = feed.map_err(|error| damaged(error.to_string()))?;
    let entries = std::mem::take(&mut feed.entries);
    let record = |(number, entry): (usize, Entry)| {
        let number = number as u64 + 1;
        let empty = || ReadError::Empty { path: path.to_owned(), line: Some(number) };
        document(entry, &feed, format!("{id}:{number}")).map(Record::from).ok_or_else(empty)
    };
    Ok(entries.into_iter().enumerate().map(record).collect())
}

fn document(entry: Entry, feed: &Feed, numbered: String) -> Option<Document> {
    let content = entry.content.as_ref().and_then(|content| {
        let body = content.body.as_deref()?;
        let is_plain = content.content_type.essence().to_string() == "text/plain";
        Some(if is_plain { body.to_owned() } else { html::fragment(body) })
    });
    let summary = || entry.summary.as_ref().map(|summary| html::fragment(&summary.content));
    let described =
        || entry.media.iter().find_map(|media| media.description.as_ref()).map(|d| html::fragment(&d.content));
    let is_text = |text: &String| !text.trim().is_empty();
    let body = content.filter(is_text).or_else(|| summary().filter(is_text)).or_else(|| described().filter(is_text))?;
    let title = entry.title.as_ref().map(plain).filter(is_text);
    let link = entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let day = entry.published.or(entry.updated);
    let id = Some(entry.id.trim().to_owned()).filter(is_text).or_else(|| link.map(|link| link.href.clone()));
    Some(Document {
        id: id.unwrap_or(numbered),
        text: html::with_title(&body, title.as_deref()),
        title,
        date: day.and_then(|day| date::parse(&day.date_naive().to_string())),
        url: link.map(|link| link.href.clone()),
        publisher: feed.title.as_ref().map(plain).filter(is_text),
        author: names(&entry.authors),
    })
}

/// Titles may be marked up, and escaped twice.
fn plain(text: &Text) -> String {
    html::fragment(&text.content).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn names(people: &[Person]) -> Option<String> {
    let names: Vec<&str> = people
        .iter()
        .filter_map(|person| person.name.as_deref())
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// How deep elements are nested, at most: a tag that is not closed counts to the end.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for at in memchr::memchr_iter(b'<', bytes) {
        match bytes.get(at + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            Some(_) => {
                let end = memchr::memchr(b'>', &bytes[at..]).map_or(bytes.len(), |end| at + end);
                if bytes[end - 1] != b'/' {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
            }
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(feed: &str) -> Vec<Document> {
        read(feed.as_bytes().to_vec(), Path::new("f"), "f").unwrap().into_iter().map(|r| r.unwrap().doc).collect()
    }

    #[test]
    fn rss_gives_content_before_summary() {
        let feed = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Post</title><link>https://post.example</link><description>News</description>
<item><title>Talks &amp; rain</title><link>https://post.example/1</link><guid isPermaLink="false">n-1</guid>
<pubDate>Thu, 17 Nov 2022 23:30:00 GMT</pubDate><dc:creator>Ada Frame</dc:creator>
<description>Short.</description>
<content:encoded><![CDATA[<p>The union <b>met</b> the port.</p><p>It rained.</p>]]></content:encoded></item>
<item><title>Ferries</title><description>&lt;p&gt;Ferries ran.&lt;/p&gt;</description></item>
</channel></rss>"#;
        let found = documents(feed);
        assert_eq!(found[0].text, "Talks & rain\n\nThe union met the port.\n\nIt rained.");
        assert_eq!((found[0].id.as_str(), found[0].publisher.as_deref()), ("n-1", Some("The Post")));
        assert_eq!(found[0].url.as_deref(), Some("https://post.example/1"));
        assert_eq!((found[0].date, found[0].author.as_deref()), (date::parse("2022-11-17"), Some("Ada Frame")));
        assert_eq!((found[1].id.as_str(), found[1].text.as_str()), ("f:2", "Ferries\n\nFerries ran."));
    }

    #[test]
    fn atom_and_json_feed_are_read() {
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><id>x</id>
<updated>2022-11-17T10:00:00Z</updated><entry><id>urn:1</id><title>Talks</title><updated>2022-11-16T10:00:00Z</updated>
<link rel="alternate" href="https://post.example/1"/><summary>They met.</summary></entry></feed>"#;
        assert_eq!(documents(atom)[0].text, "Talks\n\nThey met.");
        assert_eq!(documents(atom)[0].date, date::parse("2022-11-16"));
        let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [
{"id": "1", "content_html": "<p>They met.</p>", "date_published": "2022-11-16T10:00:00Z"},
{"id": "2", "content_text": "Rain < sun."}]}"#;
        let found = documents(json);
        assert_eq!((found[0].text.as_str(), found[0].date), ("They met.", date::parse("2022-11-16")));
        assert_eq!(found[1].text, "Rain < sun.");
    }

    #[test]
    fn an_entry_without_text_is_an_error_of_its_own() {
        let feed = r#"<rss version="2.0"><channel><title>P</title><link>l</link><description>d</description>
<item><title>Only a title</title></item><item><description>Rain.</description></item></channel></rss>"#;
        let found = read(feed.as_bytes().to_vec(), Path::new("f"), "f").unwrap();
        assert_eq!(found[0].as_ref().err().unwrap().to_string(), "f:1: no text");
        assert_eq!(found[1].as_ref().ok().unwrap().doc.text, "Rain.");
    }

    #[test]
    fn what_is_no_feed_is_refused() {
        let error = |text: &str| read(text.as_bytes().to_vec(), Path::new("f"), "f").err().unwrap().to_string();
        assert!(error("<html><p>x").starts_with("f: cannot be read as feed: "));
        assert!(error(&"<a>".repeat(100_000)).ends_with("nested deeper than 200"));
    }
}
