//! Each container through the binary: what is in it, under which id, with its metadata.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use seeds::{gzip, pdf, zip};
use serde_json::Value;

use crate::run::claimgraph;

/// The documents of a folder with one file of each format, by id; and what was said of those that could not be read.
fn extracted() -> &'static (BTreeMap<String, Value>, String) {
    static EXTRACTED: OnceLock<(BTreeMap<String, Value>, String)> = OnceLock::new();
    EXTRACTED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        write_all(folder.path());
        let run = claimgraph(&["extract", "--model", "fast", folder.path().to_str().unwrap()]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        let document = |line: &str| {
            let document = serde_json::from_str::<Value>(line).unwrap()["document"].clone();
            (document["id"].as_str().unwrap().to_owned(), document)
        };
        (run.stdout.lines().map(document).collect(), run.stderr)
    })
}

/// One small file of each format.
pub(crate) mod seeds {
    use std::io::{Cursor, Write as _};

    pub(crate) const FEED: &[u8] =
        br#"<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Post</title><link>l</link><description>d</description><item><guid>item-1</guid><title>Talks</title>
<pubDate>Thu, 17 Nov 2022 23:30:00 GMT</pubDate><description>&lt;p&gt;They met in a feed.&lt;/p&gt;</description></item>
<item><title>Rain</title><content:encoded><![CDATA[<p>It <b>rained</b>.]]></content:encoded></item></channel></rss>"#;
    pub(crate) const ATOM: &[u8] = br#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><id>x</id>
<updated>2022-11-17T10:00:00Z</updated><entry><id>urn:1</id><title type="html">Talks</title><author><name>A</name></author>
<updated>2022-11-16T10:00:00Z</updated><link rel="alternate" href="https://post.example/1"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">They <i>met</i>.</div></content></entry></feed>"#;
    pub(crate) const JSON_FEED: &[u8] = br#"{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [
{"id": "1", "content_html": "<p>They met.</p>", "date_published": "2022-11-16T10:00:00Z"}, {"id": 2, "content_text": "Rain."}]}"#;
    pub(crate) const BOOK: &[(&str, &[u8])] = &[
        ("META-INF/container.xml", b"<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>"),
        (
            "b.opf",
            b"<package xmlns:dc='d'><metadata><dc:title>A book</dc:title><dc:date>2021</dc:date></metadata><manifest>\
              <item id='a' href='a.xhtml'/><item id='b' href='t/b%20b.xhtml' media-type='application/xhtml+xml'/></manifest>\
              <spine><itemref idref='a'/><itemref idref='b' linear='no'/></spine></package>",
        ),
        ("a.xhtml", b"<html><body><p>They met in a book.</p></body></html>"),
    ];
    pub(crate) const LETTER: &[(&str, &[u8])] = &[
        (
            "word/document.xml",
            b"<w:document xmlns:w='w'><w:p><w:r><w:t>They met in a letter.</w:t></w:r></w:p></w:document>",
        ),
        ("docProps/core.xml", b"<c xmlns:dc='d'><dc:creator>Ada Frame</dc:creator></c>"),
    ];

    pub(crate) fn warc() -> Vec<u8> {
        let page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n\
                     2f\r\n<title>Talks</title><p>They met on a page.</p> \r\n0\r\n\r\n";
        let n = page.len();
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/1\r\n\
             Content-Type: application/http\r\nContent-Length: {n}\r\n\r\n"
        );
        [head.as_bytes(), page, b"\r\n\r\n"].concat()
    }

    pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// A page of one line.
    pub(crate) fn pdf(line: &str) -> Vec<u8> {
        let content = format!("BT /F1 12 Tf 72 720 Td ({line}) Tj ET");
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
                .to_owned(),
            format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
            "<< /Title (Printed talks) /Author (Ben Low) /CreationDate (D:20221117080000Z) >>".to_owned(),
        ];
        let mut file = b"%PDF-1.4\n".to_vec();
        let mut table = "0000000000 65535 f \n".to_owned();
        for (i, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", file.len());
            file.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
        }
        let (start, n) = (file.len(), objects.len() + 1);
        file.extend(
            format!(
                "xref\n0 {n}\n{table}trailer\n<< /Size {n} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{start}\n%%EOF\n"
            )
            .bytes(),
        );
        file
    }
}

fn write_all(folder: &Path) {
    let put = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    put("lines.jsonl.gz", &gzip(b"{\"id\": \"gz\", \"text\": \"Packed talks.\"}\n"));
    put("plain.txt.zst", &zstd::encode_all(&b"Packed twice as well."[..], 0).unwrap());
    put("table.csv", b"nr;Headline;Body;pub_date\n1;Talks;They met in a cell.;2022-11-17\n2;Empty;;\n");
    put("feed.rss", seeds::FEED);
    put("crawl.warc.gz", &gzip(&seeds::warc()));
    put("book.epub", &zip(seeds::BOOK));
    put("letter.docx", &zip(seeds::LETTER));
    put("more.zip", &zip(&[("2022/talks.txt", b"They met in an archive."), ("2022/empty.txt", b"")]));
    put("printed.pdf", &pdf("They met in print."));
    put("broken.pdf", b"%PDF-1.4 and no more");
}

#[track_caller]
fn check(id: &str, text: &str, key: &str, value: Option<&str>) {
    let (documents, errors) = extracted();
    let document = documents.get(id).unwrap_or_else(|| panic!("no {id} among {:?}; {errors}", documents.keys()));
    assert_eq!(document["text"].as_str(), Some(text));
    assert_eq!(document[key].as_str(), value);
}

#[track_caller]
fn check_error(message: &str) {
    let (_, errors) = extracted();
    assert!(errors.contains(message), "{errors}");
}

#[test]
fn compressed_files() {
    check("gz", "Packed talks.", "title", None);
    check("plain", "Packed twice as well.", "title", None);
}

#[test]
fn tables() {
    check("table:2", "They met in a cell.", "date", Some("2022-11-17"));
    check("table:2", "They met in a cell.", "title", Some("Talks"));
    check_error("table.csv:3: no text");
}

#[test]
fn feeds() {
    check("item-1", "Talks\n\nThey met in a feed.", "publisher", Some("The Post"));
}

#[test]
fn web_archives() {
    check("https://post.example/1", "Talks\n\nThey met on a page.", "url", Some("https://post.example/1"));
}

#[test]
fn books() {
    check("book", "They met in a book.", "title", Some("A book"));
}

#[test]
fn letters() {
    check("letter", "They met in a letter.", "author", Some("Ada Frame"));
}

#[test]
fn archives() {
    check("more/2022/talks", "They met in an archive.", "title", None);
    check_error("more.zip/2022/empty.txt: no text");
}

#[test]
#[cfg(feature = "pdf")]
fn printed_documents() {
    check("printed", "They met in print.", "title", Some("Printed talks"));
    check("printed", "They met in print.", "date", Some("2022-11-17"));
    check_error("broken.pdf: cannot be read as PDF: ");
}

/// Text of tables may stand in a column of any name.
#[test]
fn a_column_can_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.tsv");
    fs::write(&path, "key\twording\na\tThey met.\n").unwrap();
    let path = path.to_str().unwrap();
    let run = claimgraph(&["extract", "--model", "fast", path]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("no column of texts among \"key\", \"wording\""), "{}", run.stderr);
    let run = claimgraph(&["extract", "--model", "fast", "--column", "text=Wording", "--column", "id=key", path]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains(r#""id":"a""#), "{}", run.stdout);
}
