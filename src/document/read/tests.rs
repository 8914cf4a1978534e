//! Streams over fixtures, made-up folders and made-up streams.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

const FIXTURES: &str = "tests/fixtures/documents";

fn fixture(name: &str) -> Input {
    Input::Path(Path::new(env!("CARGO_MANIFEST_DIR")).join(FIXTURES).join(name))
}

/// One line a result: `id: text` or the error without the folder's name.
fn print(documents: Documents, folder: &Path) -> Vec<String> {
    let show = |result: Result<Document, ReadError>| match result {
        Ok(doc) => format!("{}: {}", doc.id, doc.text),
        Err(error) => error.to_string().replace(&format!("{}/", folder.display()), ""),
    };
    documents.map(show).collect()
}

#[track_caller]
fn check_fixture(name: &str, expected: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FIXTURES);
    assert_eq!(print(open([fixture(name)], ReadOptions::default()), &folder), expected);
}

/// A folder with the given files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[track_caller]
fn check_folder(files: &[(&str, &str)], expected: &[&str]) {
    let folder = folder(files);
    let documents = open([Input::from(folder.path().to_owned())], ReadOptions::default());
    assert_eq!(print(documents, folder.path()), expected);
}

/// The documents of a stream without a name, as standard input is one.
fn stream(bytes: &[u8], options: ReadOptions) -> Vec<Result<Document, ReadError>> {
    open_stream(Cursor::new(bytes.to_vec()), "stdin", options).collect()
}

#[test]
fn a_bad_line_does_not_stop_the_others() {
    check_fixture(
        "bad-line-7.jsonl",
        &[
            "one: Talks resumed.",
            "2: The union agreed.",
            "bad-line-7:4: Ferries ran.",
            "five: Prices rose.",
            "six: Cafés closed.",
            "bad-line-7.jsonl:7:49: invalid JSON: EOF while parsing a string",
            "eight: Schools opened.",
        ],
    );
}

#[test]
fn metadata_of_a_line_is_read() {
    let doc = open([fixture("bad-line-7.jsonl")], ReadOptions::default()).nth(3).unwrap().unwrap();
    assert_eq!(doc.date, date::parse("2022-11-17"));
    assert_eq!(doc.author.as_deref(), Some("Ada Frame, Ben Low"));
}

#[test]
fn json_that_is_no_document_is_named() {
    check_fixture(
        "shapes.jsonl",
        &[
            "shapes.jsonl:1: expected an object with a \"text\", found a list",
            "shapes.jsonl:2: expected an object with a \"text\", found a string",
            "shapes.jsonl:3: expected an object with a \"text\", found none",
            "shapes.jsonl:4: expected \"text\" to be a string, found a list",
            "shapes.jsonl:5: no text",
            "shapes.jsonl:6: expected \"title\" to be a string, found an object",
            "shapes:7: Fine.",
        ],
    );
    check_fixture(
        "annotated.jsonl",
        &["annotated.jsonl:1: expected a document, found an annotated document as `extract` writes it"],
    );
    check_fixture(
        "multiline.jsonl",
        &["multiline.jsonl:1: expected one object a line, found a value that goes on over several lines"],
    );
}

#[test]
fn pages() {
    check_fixture(
        "truncated.html",
        &["truncated: Harbour talks resume\n\nThe union met the port authority again.\n\n\
           It said it was close to an agreement."],
    );
    check_fixture("windows-1252.html", &["windows-1252: “No”, said the café’s owner."]);
    check_fixture("no-article.html", &["no-article.html: no article text in this page"]);
}

#[test]
fn texts() {
    check_fixture("utf-16.txt", &["utf-16: “Talks resumed,” she said."]);
    check_fixture("utf-8-mark.txt", &["utf-8-mark: Talks resumed.\r\n\r\nThe union agreed."]);
    check_fixture("binary.txt", &["binary.txt: binary data, expected text"]);
    check_fixture("empty.txt", &["empty.txt: no text"]);
    check_fixture("blank.txt", &["blank.txt: no text"]);
}

#[test]
fn a_missing_file_does_not_stop_the_others() {
    let found = print(
        open([fixture("nowhere.txt"), fixture("utf-16.txt")], ReadOptions::default()),
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(FIXTURES),
    );
    assert!(found[0].starts_with("nowhere.txt: "), "{found:?}");
    assert_eq!(found.len(), 2);
}

#[test]
fn folders_are_read_in_the_order_of_names() {
    check_folder(
        &[
            ("b.txt", "B"),
            ("a/z.TXT", "Z"),
            ("a/c/y.jsonl", "{\"text\": \"Y\"}\n"),
            ("C.html", "<p>C</p>"),
            ("notes.md", "left out"),
            (".hidden.txt", "left out"),
            (".git/x.txt", "left out"),
        ],
        &["C: C", "a/c/y:1: Y", "a/z: Z", "b: B"],
    );
}

#[test]
fn ids_depend_on_the_document_alone() {
    check_folder(
        &[("a.txt", "1"), ("b/a.txt", "3"), ("b/d/a.b.txt", "4"), ("c.txt", "5")],
        &["a: 1", "b/a: 3", "b/d/a.b: 4", "c: 5"],
    );
    let folder = folder(&[("b/a.txt", "3"), ("b/x.jsonl", "{\"text\": \"4\"}\n")]);
    let inputs = ["b/a.txt", "b/x.jsonl"].map(|name| Input::Path(folder.path().join(name)));
    assert_eq!(print(open(inputs, ReadOptions::default()), folder.path()), ["a: 3", "x:1: 4"]);
}

#[test]
fn shared_stems_are_told_apart_by_content() {
    let digest = Document::new("", "1").digest();
    let second = format!("a~{}: 1", &digest[..8]);
    check_folder(&[("a.txt", "1"), ("a.html", "<p>2")], &["a: 2", &second]);
    let folder = folder(&[("a.txt", "1"), ("a.html", "<p>2")]);
    let documents = open([Input::from(folder.path().to_owned())], ReadOptions::default());
    assert!(documents.map(Result::unwrap).all(|doc| doc.given_id() == "a"));
}

#[test]
fn a_file_named_twice_keeps_its_id() {
    let folder = folder(&[("a.txt", "1"), ("b.txt", "2")]);
    let inputs = [folder.path().to_owned(), folder.path().join("a.txt")].map(Input::Path);
    assert_eq!(print(open(inputs, ReadOptions::default()), folder.path()), ["a: 1", "b: 2", "a: 1"]);
}

#[test]
fn one_id_with_two_texts_is_told_apart_by_content() {
    let lines = "{\"id\":\"a\",\"text\":\"1\"}\n{\"id\":\"a\",\"text\":\"2\"}\n{\"id\":\"a\",\"text\":\"1\"}\n";
    let ids: Vec<String> =
        stream(lines.as_bytes(), ReadOptions::default()).into_iter().map(|doc| doc.unwrap().id).collect();
    let digest = Document::new("", "2").digest();
    assert_eq!(ids, ["a".to_owned(), format!("a~{}", &digest[..8]), "a".to_owned()]);
}

#[test]
fn unknown_extensions_are_sniffed_when_named() {
    let folder = folder(&[("a", "{\"text\": \"A\"}\n"), ("b.dat", " <!DOCTYPE HTML><p>B"), ("c.md", "<3 is C")]);
    let inputs = ["a", "b.dat", "c.md"].map(|name| Input::Path(folder.path().join(name)));
    assert_eq!(print(open(inputs, ReadOptions::default()), folder.path()), ["a:1: A", "b: B", "c: <3 is C"]);
}

#[test]
fn standard_input_is_sniffed_or_told() {
    let texts = |bytes: &[u8], format| -> Vec<String> {
        let options = ReadOptions { format, ..ReadOptions::default() };
        stream(bytes, options).into_iter().map(|doc| doc.map(|d| format!("{}: {}", d.id, d.text)).unwrap()).collect()
    };
    assert_eq!(texts(b"Talks resumed.", None), ["stdin: Talks resumed."]);
    assert_eq!(texts(b"\n{\"text\": \"Talks resumed.\"}", None), ["stdin:2: Talks resumed."]);
    assert_eq!(texts(b"<html><p>Talks resumed.", None), ["stdin: Talks resumed."]);
    assert_eq!(texts(b"<html>", Some(InputFormat::Text)), ["stdin: <html>"]);
}

#[test]
fn json_lines_in_utf16_are_read() {
    let text = "\u{FEFF}{\"text\": \"“One”\"}\r\n{\"text\": \"two\"}\r\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let texts: Vec<String> = stream(&bytes, ReadOptions::default()).into_iter().map(|doc| doc.unwrap().text).collect();
    assert_eq!(texts, ["“One”", "two"]);
}

#[test]
fn invalid_utf8_in_a_line_is_an_error_of_that_line() {
    let results = stream(b"{\"text\": \"caf\xE9\"}\n{\"text\": \"two\"}\n", ReadOptions::default());
    assert_eq!(results[0].as_ref().unwrap_err().to_string(), "stdin:1:14: invalid JSON: invalid unicode code point");
    assert_eq!(results[1].as_ref().unwrap().text, "two");
}

/// Gives one long line without holding it, then a short one.
struct LongLine {
    left: usize,
    last: Cursor<&'static [u8]>,
}

impl Read for LongLine {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return self.last.read(out);
        }
        let n = out.len().min(self.left);
        out[..n].fill(b'{');
        self.left -= n;
        Ok(n)
    }
}

#[test]
fn a_huge_text_is_refused_without_being_read() {
    let input = LongLine { left: usize::MAX, last: Cursor::new(b"") };
    let options = ReadOptions { max_bytes: 1 << 20, format: Some(InputFormat::Text), ..ReadOptions::default() };
    let error = open_stream(input, "stdin", options).next().unwrap().unwrap_err();
    assert_eq!(error.to_string(), "stdin: longer than the limit of 1048576 bytes");
}

#[test]
fn dates_come_from_flags_then_metadata_then_the_text() {
    let line = br#"{"date": "2022-11-16", "text": "Norhaven, 17 November 2022\n\nTalks resumed."}"#;
    let day = |line: &[u8], date| {
        let options = ReadOptions { date, format: Some(InputFormat::JsonLines), ..ReadOptions::default() };
        stream(line, options).remove(0).unwrap().date.map(|d| d.to_string())
    };
    assert_eq!(day(line, date::parse("2022-11-15")).as_deref(), Some("2022-11-15"));
    assert_eq!(day(line, None).as_deref(), Some("2022-11-16"));
    let line = br#"{"text": "Norhaven, 17 November 2022\n\nTalks resumed."}"#;
    assert_eq!(day(line, None).as_deref(), Some("2022-11-17"));
    let line = br#"{"url": "https://example.org/2022/11/18/talks", "text": "Talks resumed."}"#;
    assert_eq!(day(line, None).as_deref(), Some("2022-11-18"));
    let line = br#"{"date": "2022", "text": "NORHAVEN, Nov 17 (Example) - Talks resumed."}"#;
    assert_eq!(day(line, None).as_deref(), Some("2022-11-17"));
}

#[test]
fn flags_win_over_metadata() {
    let options = ReadOptions { publisher: Some("Flag".into()), title: Some("T".into()), ..ReadOptions::default() };
    let doc = stream(br#"{"text": "x", "publisher": "Line", "author": "A"}"#, options).remove(0).unwrap();
    assert_eq!((doc.publisher.as_deref(), doc.title.as_deref()), (Some("Flag"), Some("T")));
    assert_eq!(doc.author.as_deref(), Some("A"));
}

#[cfg(unix)]
#[test]
fn loops_of_links_end() {
    let folder = folder(&[("a/x.txt", "X")]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("nowhere"), folder.path().join("dead")).unwrap();
    let documents = open([Input::from(folder.path().to_owned())], ReadOptions::default());
    assert_eq!(print(documents, folder.path()), ["a/x: X"]);
}

/// Rights do not bind the superuser, so the test looks whether they do.
#[cfg(unix)]
#[test]
fn an_unreadable_folder_does_not_stop_the_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder(&[("a/x.txt", "X"), ("b.txt", "B")]);
    let closed = folder.path().join("a");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).unwrap();
    let binds = fs::read_dir(&closed).is_err();
    let found = print(open([Input::from(folder.path().to_owned())], ReadOptions::default()), folder.path());
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    if binds {
        assert!(found[0].starts_with("a: "), "{found:?}");
    }
    assert_eq!(found[1], "b: B");
}

#[test]
fn errors_tell_path_and_line() {
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    file.write_all(b"\n{").unwrap();
    let error = open([Input::Path(file.path().to_owned())], ReadOptions::default()).next().unwrap().unwrap_err();
    assert_eq!((error.path(), error.line()), (file.path(), Some(2)));
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_files_are_read_by_what_is_in_them() {
    let folder = TempDir::new().unwrap();
    let zstd = |text: &str| zstd::encode_all(text.as_bytes(), 0).unwrap();
    for (name, bytes) in [
        ("a.txt.gz", gzip("A")),
        ("b.jsonl.zst", zstd("{\"text\": \"B\"}\n{\"text\": \"BB\"}\n")),
        ("c.html", gzip("<p>C")),
        ("d.gz", gzip("left out")),
        ("e.txt.zst", zstd("")),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let found = print(open([Input::from(folder.path().to_owned())], ReadOptions::default()), folder.path());
    assert_eq!(found, ["a: A", "b:1: B", "b:2: BB", "c: C", "e.txt.zst: no text"]);
    let texts: Vec<String> =
        stream(&gzip("<p>C"), ReadOptions::default()).into_iter().map(|doc| doc.unwrap().text).collect();
    assert_eq!(texts, ["C"]);
}

#[test]
fn limits_hold_for_what_is_unpacked() {
    let options = || ReadOptions { max_bytes: 1000, ..ReadOptions::default() };
    let error = stream(&gzip(&"x".repeat(1001)), options()).remove(0).unwrap_err();
    assert_eq!(error.to_string(), "stdin: longer than the limit of 1000 bytes");
    assert!(stream(&gzip(&"x".repeat(1000)), options()).remove(0).is_ok());
    let cut = gzip(&"{\"text\": \"Talks.\"}\n".repeat(3));
    let mut found = stream(&cut[..cut.len() - 12], options());
    assert!(found.pop().unwrap().unwrap_err().to_string().starts_with("stdin: "));
}

#[test]
fn what_was_read_is_counted() {
    let folder = folder(&[("a.txt", "12345"), ("b.txt", ""), ("c.md", "left out"), ("d.jsonl", "{\"text\": \"x\"}\n")]);
    let inputs = || [Input::from(folder.path().to_owned())];
    assert_eq!(total_bytes(inputs()), Some(5 + 14));
    assert_eq!(total_bytes([Input::Stdin]), None);
    let mut documents = open(inputs(), ReadOptions { max_bytes: 3, ..ReadOptions::default() });
    let consumed = documents.consumed();
    assert!(documents.next().unwrap().is_err(), "too long");
    documents.by_ref().for_each(drop);
    assert_eq!(consumed.bytes(), 19, "what was not needed counts as read");
}

#[test]
fn arguments_and_formats_are_parsed() {
    assert_eq!(Input::from("-"), Input::Stdin);
    assert_eq!(Input::from("a"), Input::Path("a".into()));
    for format in InputFormat::ALL {
        assert_eq!(format.as_str().parse(), Ok(*format));
    }
    assert!("doc".parse::<InputFormat>().is_err());
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), format in 0usize..12) {
        let format = InputFormat::ALL.get(format).copied();
        for result in stream(&bytes, ReadOptions { format, max_bytes: 200, ..ReadOptions::default() }) {
            prop_assert!(result.is_err() || result.is_ok_and(|doc| !doc.text.trim().is_empty()));
        }
    }

    #[test]
    fn json_text_is_taken_as_it_is(text in "\\PC{1,50}[\r\n\t ]{0,3}x") {
        let line = serde_json::json!({ "text": text }).to_string();
        let doc = stream(line.as_bytes(), ReadOptions::default()).remove(0).unwrap();
        prop_assert_eq!(doc.text, text);
    }
}
