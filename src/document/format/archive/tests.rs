//! Archives made in memory, read as files are.

use std::io::{Cursor, Write as _};

use super::testing::zip;
use crate::document::read::open_stream;
use crate::document::{Document, ReadError, ReadOptions};

#[track_caller]
fn check(bytes: &[u8], expected: &[&str]) {
    let show = |result: Result<Document, ReadError>| match result {
        Ok(doc) => format!("{}: {}", doc.id, doc.text),
        Err(error) => error.to_string(),
    };
    let documents = open_stream(Cursor::new(bytes.to_vec()), "z", ReadOptions::default());
    assert_eq!(documents.map(show).collect::<Vec<_>>(), expected);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn files_are_read_as_if_they_lay_in_a_folder() {
    let inner = zip(&[("e.txt", b"E")]);
    let packed = gzip(b"{\"text\": \"C\"}\n");
    let bytes = zip(&[
        ("a.txt", b"A"),
        ("x/b.html", b"<p>B"),
        ("x/c.jsonl.gz", &packed),
        ("d.zip", &inner),
        ("notes.md", b"left out"),
        ("__MACOSX/a.txt", b"left out"),
        ("x/.hidden.txt", b"left out"),
        ("empty.txt", b""),
    ]);
    let expected = ["a: A", "x/b: B", "x/c:1: C", "d/e: E", "z/empty.txt: no text"];
    check(&bytes, &expected);
    check(&gzip(&bytes), &expected);
}

#[test]
fn damage_concerns_one_file() {
    let mut bytes = zip(&[("a.txt", b"Talks resumed."), ("b.txt", b"It rained.")]);
    let at = bytes.windows(5).position(|window| window == b"a.txt").unwrap() + 8;
    bytes[at] ^= 0x55;
    let found: Vec<_> = open_stream(Cursor::new(bytes), "z", ReadOptions::default()).collect();
    assert!(found[0].as_ref().unwrap_err().to_string().starts_with("z/a.txt: "), "{:?}", found[0]);
    assert_eq!(found[1].as_ref().unwrap().text, "It rained.");
    check(b"PK\x03\x04 and no more", &["z: cannot be read as ZIP: invalid Zip archive: Could not find EOCD"]);
}

#[test]
fn archives_in_archives_end() {
    let mut bytes = zip(&[("a.txt", b"A")]);
    for _ in 0..5 {
        bytes = zip(&[("b.zip", &bytes)]);
    }
    check(&bytes, &["z/b.zip/b.zip/b.zip/b.zip: an archive in too many archives"]);
    let mut bytes = b"Talks.".to_vec();
    for _ in 0..5 {
        bytes = gzip(&bytes);
    }
    check(&bytes, &["z: an archive in too many archives"]);
}
