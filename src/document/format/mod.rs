//! Formats that documents come in, and how they are told: by extension, by the user, or by the first bytes. Each has a
//! reader of its own.

pub(super) mod archive;
pub(super) mod docx;
pub(super) mod epub;
pub(super) mod feed;
pub(super) mod html;
pub(super) mod json_lines;
pub mod pdf;
pub(super) mod table;
pub(super) mod warc;

use std::path::Path;
use std::str::FromStr;

use encoding_rs::Encoding;

/// Bytes in which the marks of a format are looked for.
const MARKED: usize = 4096;

/// A format that documents come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// The whole file is the text: `.txt`, `.text`.
    Text,
    /// A page, of which the article is read: `.html`, `.htm`, `.xhtml`.
    Html,
    /// One document a line, `{"text": "…", …}`: `.jsonl`, `.ndjson`.
    JsonLines,
    /// One document a row, of which a column is the text: `.csv`. The separator is a comma, a semicolon, a tab or a bar.
    Csv,
    /// The same with tabs: `.tsv`, `.tab`.
    Tsv,
    /// One document an entry, RSS, Atom or JSON Feed: `.rss`, `.atom`.
    Feed,
    /// Captured pages, one document a response: `.warc`, `.wet`.
    Warc,
    /// A book, one document: `.epub`.
    Epub,
    /// A word processor's file, one document: `.docx`.
    Docx,
    /// A printed document, one document: `.pdf`.
    Pdf,
    /// Files of any of these formats, as a folder holds them: `.zip`.
    Zip,
}

impl InputFormat {
    /// All formats.
    pub const ALL: &'static [Self] = &[
        Self::Text,
        Self::Html,
        Self::JsonLines,
        Self::Csv,
        Self::Tsv,
        Self::Feed,
        Self::Warc,
        Self::Epub,
        Self::Docx,
        Self::Pdf,
        Self::Zip,
    ];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Feed => "feed",
            Self::Warc => "warc",
            Self::Epub => "epub",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Zip => "zip",
        }
    }

    /// File extensions, in lower case, that say it.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["txt", "text"],
            Self::Html => &["html", "htm", "xhtml"],
            Self::JsonLines => &["jsonl", "ndjson"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv", "tab"],
            Self::Feed => &["rss", "atom"],
            Self::Warc => &["warc", "wet"],
            Self::Epub => &["epub"],
            Self::Docx => &["docx"],
            Self::Pdf => &["pdf"],
            Self::Zip => &["zip"],
        }
    }

    /// The format that an extension says, in any case.
    pub fn from_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        Self::ALL.iter().copied().find(|format| format.extensions().contains(&extension.as_str()))
    }

    /// Whether its bytes are no text.
    pub(super) fn is_binary(self) -> bool {
        matches!(self, Self::Warc | Self::Epub | Self::Docx | Self::Pdf | Self::Zip)
    }

    /// Told from the first bytes: magic numbers, JSON, feeds and pages by their marks; all else is text.
    pub(super) fn sniff(head: &[u8]) -> Self {
        let head = &head[..head.len().min(MARKED)];
        for (magic, format) in
            [(&b"PK\x03\x04"[..], Self::Zip), (b"PK\x05\x06", Self::Zip), (b"%PDF-", Self::Pdf), (b"WARC/", Self::Warc)]
        {
            if head.starts_with(magic) {
                return format;
            }
        }
        let head = match Encoding::for_bom(head) {
            Some((encoding, _)) => encoding.decode_with_bom_removal(head).0,
            None => String::from_utf8_lossy(head),
        };
        let head = head.trim_start();
        let inside = head.strip_prefix('{').map(str::trim_start);
        if inside.is_some_and(|inside| inside.is_empty() || inside.starts_with(['"', '}'])) {
            let is_feed =
                head.contains("://jsonfeed.org/version/") || head.contains(":\\/\\/jsonfeed.org\\/version\\/");
            return if is_feed { Self::Feed } else { Self::JsonLines };
        }
        let is_list = head.strip_prefix('[').map(str::trim_start).is_some_and(|inside| inside.starts_with('{'));
        if is_list {
            return Self::JsonLines;
        }
        const FEEDS: &[&str] = &["<rss", "<feed", "<rdf:rdf"];
        const PAGES: &[&str] =
            &["<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<article", "<div", "<p>", "<p "];
        let lower = head.to_ascii_lowercase();
        let first = |marks: &[&str]| marks.iter().filter_map(|mark| lower.find(mark)).min();
        match (first(FEEDS), first(PAGES)) {
            _ if !lower.starts_with('<') => Self::Text,
            (Some(feed), page) if page.is_none_or(|page| feed < page) => Self::Feed,
            (_, Some(_)) => Self::Html,
            _ => Self::Text,
        }
    }
}

impl FromStr for InputFormat {
    type Err = crate::closed_set::UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|format| format.as_str() == text).ok_or_else(|| Self::Err {
            set: "InputFormat",
            found: text.to_owned(),
            known: &["text", "html", "jsonl", "csv", "tsv", "feed", "warc", "epub", "docx", "pdf", "zip"],
        })
    }
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// Told from the first bytes.
    pub(super) fn sniff(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"\x1F\x8B\x08") {
            return Some(Self::Gzip);
        }
        // Frames may be preceded by skippable ones, which zstd writes in parallel mode.
        let is_skippable = head.len() > 3 && head[0] & 0xF0 == 0x50 && head[1..4] == *b"\x2A\x4D\x18";
        (head.starts_with(b"\x28\xB5\x2F\xFD") || is_skippable).then_some(Self::Zstd)
    }

    fn is_extension(extension: &str) -> bool {
        ["gz", "gzip", "zst", "zstd"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    }
}

/// A file's name without what says how it is compressed, and without the extension before it: `talks` of `talks.txt.gz`;
/// and the format that its extension says.
pub(super) fn stem_and_format(name: &Path) -> (String, Option<InputFormat>) {
    let mut name = name.to_path_buf();
    let extension = |name: &Path| name.extension().and_then(|e| e.to_str()).map(str::to_owned);
    if extension(&name).is_some_and(|extension| Packing::is_extension(&extension)) {
        name.set_extension("");
    }
    let format = extension(&name).and_then(|extension| InputFormat::from_extension(&extension));
    name.set_extension("");
    (name.to_string_lossy().into_owned(), format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &[u8], expected: InputFormat) {
        assert_eq!(InputFormat::sniff(head), expected);
    }

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        check(b"PK\x03\x04\x14\0", InputFormat::Zip);
        check(b"%PDF-1.7", InputFormat::Pdf);
        check(b"WARC/1.0\r\n", InputFormat::Warc);
        check(b"\xEF\xBB\xBF<?xml version='1.0'?>\n<rss version='2.0'>", InputFormat::Feed);
        check(b"<feed xmlns='http://www.w3.org/2005/Atom'><title>", InputFormat::Feed);
        check(b"{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [", InputFormat::Feed);
        check(b"{\"version\":\"https:\\/\\/jsonfeed.org\\/version\\/1\"", InputFormat::Feed);
        check(b"<html><p>How to write &lt;rss&gt;: <rss>", InputFormat::Html);
        check(b"{\"text\": \"Talks.\"}", InputFormat::JsonLines);
        check(b"See the <rss> element.", InputFormat::Text);
    }

    #[test]
    fn names_tell_stem_and_format_behind_the_packing() {
        let of = |name: &str| stem_and_format(Path::new(name));
        assert_eq!(of("a.txt"), ("a".to_owned(), Some(InputFormat::Text)));
        assert_eq!(of("a.b.JSONL.GZ"), ("a.b".to_owned(), Some(InputFormat::JsonLines)));
        assert_eq!(of("x/a.warc.zst"), ("x/a".to_owned(), Some(InputFormat::Warc)));
        assert_eq!(of("a.tar.gz"), ("a".to_owned(), None));
        assert_eq!(of("a"), ("a".to_owned(), None));
        assert_eq!(of("a.gz"), ("a".to_owned(), None));
    }

    #[test]
    fn packings_are_told_by_their_first_bytes() {
        assert_eq!(Packing::sniff(b"\x1F\x8B\x08\0"), Some(Packing::Gzip));
        assert_eq!(Packing::sniff(b"\x28\xB5\x2F\xFD\x04"), Some(Packing::Zstd));
        assert_eq!(Packing::sniff(b"\x50\x2A\x4D\x18\x04"), Some(Packing::Zstd));
        assert_eq!(Packing::sniff(b"PK\x03\x04"), None);
    }
}
