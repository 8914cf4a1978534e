//! From bytes to text: byte order mark, declaration, validity, statistics, in this order.
//!
//! The order follows the HTML standard's encoding sniffing, with one addition: bytes that are valid UTF-8 beyond ASCII
//! are UTF-8 whatever single-byte encoding a page declares, since the reverse practically never happens. Decoding is
//! lossy; bytes that mean nothing become U+FFFD.

use std::str::FromStr;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::error::UnknownEncoding;
use super::format::html::tags::{Token, Tokens, attribute};

/// Bytes at the start of a page in which the HTML standard looks for a declaration.
const DECLARATION_BYTES: usize = 1024;

/// An encoding that the user names, by any label of the WHATWG Encoding Standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

impl TextEncoding {
    /// The standard's name for it: `windows-1252` for the label `latin1`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub(super) fn encoding(self) -> &'static Encoding {
        self.0
    }
}

impl FromStr for TextEncoding {
    type Err = UnknownEncoding;

    fn from_str(label: &str) -> Result<Self, UnknownEncoding> {
        let found = Encoding::for_label(label.as_bytes());
        found.map(Self).ok_or_else(|| UnknownEncoding { label: label.to_owned() })
    }
}

/// Whether a declaration inside the bytes counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declaration {
    /// Plain text declares nothing.
    Ignored,
    /// A page may name its encoding in a `meta` element or an XML declaration.
    Html,
}

/// Decodes a whole document, without its byte order mark. `named` wins over everything but a byte order mark.
pub(super) fn decode(bytes: Vec<u8>, named: Option<TextEncoding>, declaration: Declaration) -> String {
    let encoding = detect(&bytes, named, declaration);
    if encoding == UTF_8 {
        let bytes = if bytes.starts_with(b"\xEF\xBB\xBF") { bytes[3..].to_vec() } else { bytes };
        return String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    }
    encoding.decode_with_bom_removal(&bytes).0.into_owned()
}

/// Whether bytes are text in no encoding we know: NUL bytes, a magic number, or mostly control characters.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    if Encoding::for_bom(bytes).is_some() || utf16_by_zeros(bytes).is_some() {
        return false;
    }
    if bytes.starts_with(b"%PDF-") || memchr::memchr(0, bytes).is_some() {
        return true;
    }
    let head = &bytes[..bytes.len().min(4096)];
    let is_control = |b: &&u8| (**b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B)) || **b == 0x7F;
    head.iter().filter(is_control).count() * 10 > head.len()
}

fn detect(bytes: &[u8], named: Option<TextEncoding>, declaration: Declaration) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(TextEncoding(encoding)) = named {
        return encoding;
    }
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return encoding;
    }
    let declared = if declaration == Declaration::Html { declared(bytes) } else { None };
    if is_mostly_utf8(bytes) {
        return UTF_8;
    }
    declared.unwrap_or_else(|| guess(bytes))
}

/// UTF-16 without a byte order mark: Latin text has a zero in every second byte and hardly any elsewhere.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    let dominates = |many: usize, few: usize| pairs >= 4 && many * 2 > pairs && few * 20 <= pairs;
    if dominates(odd, even) {
        Some(UTF_16LE)
    } else if dominates(even, odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Valid UTF-8, or UTF-8 with a few scars: a file cut inside a character, a stray byte from an old database.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    let cut_at_end = bad == 1 && bytes.utf8_chunks().last().is_some_and(|c| c.invalid().len() > 1);
    good >= 10 * bad || (cut_at_end && good > 0)
}

/// What the page says of itself, in its first 1,024 bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION_BYTES)]);
    if let Some(rest) = head.trim_start().strip_prefix("<?xml") {
        let label = rest.split("?>").next().and_then(|inside| after_equals(inside, "encoding"));
        if let Some(encoding) = label.and_then(for_label) {
            return Some(encoding);
        }
    }
    Tokens::new(&head).find_map(|token| match token {
        Token::Open(tag) if tag.name == "meta" => {
            let charset = attribute(tag.attributes, "charset");
            let content = || attribute(tag.attributes, "content").and_then(|c| after_equals(c, "charset"));
            charset.or_else(content).and_then(for_label)
        }
        _ => None,
    })
}

/// A declaration that we could read cannot have been in UTF-16, and `x-user-defined` is for scripts only.
fn for_label(label: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label.trim().as_bytes())?;
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return Some(UTF_8);
    }
    Some(if encoding == encoding_rs::X_USER_DEFINED { WINDOWS_1252 } else { encoding })
}

/// The value in `key = "value"` or `key=value`.
fn after_equals<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let at = text.to_ascii_lowercase().find(key)?;
    let value = text[at + key.len()..].trim_start().strip_prefix('=')?.trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    value.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ',')).next()
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], declaration: Declaration, expected: &str) {
        assert_eq!(decode(bytes.to_vec(), None, declaration), expected);
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn byte_order_marks_are_read_and_removed() {
        check(b"\xEF\xBB\xBFKyiv \xE2\x80\x94 calm", Declaration::Ignored, "Kyiv — calm");
        check(&utf16("\u{FEFF}“Kyiv”", u16::to_le_bytes), Declaration::Ignored, "“Kyiv”");
        check(&utf16("\u{FEFF}“Kyiv”", u16::to_be_bytes), Declaration::Ignored, "“Kyiv”");
    }

    #[test]
    fn utf16_without_a_mark_is_seen_by_its_zeros() {
        let bytes = utf16("The minister resigned.", u16::to_le_bytes);
        assert!(!is_binary(&bytes));
        check(&bytes, Declaration::Ignored, "The minister resigned.");
        check(&utf16("The minister resigned.", u16::to_be_bytes), Declaration::Ignored, "The minister resigned.");
    }

    #[test]
    fn windows_1252_is_declared_or_guessed() {
        let page = b"<meta charset=windows-1252><p>\x93No\x94, said caf\xE9 owner</p>";
        check(page, Declaration::Html, "<meta charset=windows-1252><p>“No”, said café owner</p>");
        check(b"\x93No\x94, he said. It\x92s over.", Declaration::Ignored, "“No”, he said. It’s over.");
    }

    #[test]
    fn older_declarations_are_read() {
        let page = b"<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=iso-8859-2'>\xB9";
        check(page, Declaration::Html, "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=iso-8859-2'>š");
        let page = b"<?xml version='1.0' encoding='koi8-r'?><p>\xF0";
        check(page, Declaration::Html, "<?xml version='1.0' encoding='koi8-r'?><p>П");
    }

    #[test]
    fn valid_utf8_wins_over_a_wrong_declaration() {
        check("<meta charset=latin1>café".as_bytes(), Declaration::Html, "<meta charset=latin1>café");
    }

    #[test]
    fn a_file_cut_inside_a_character_stays_utf8() {
        check(b"caf\xC3\xA9 \xE2\x80", Declaration::Ignored, "café \u{FFFD}");
    }

    #[test]
    fn a_named_encoding_wins_over_statistics() {
        let named = "latin1".parse().ok();
        assert_eq!(decode(vec![0xC3, 0xA9], named, Declaration::Ignored), "Ã©");
    }

    #[test]
    fn an_unknown_label_is_an_error() {
        let error = "klingon".parse::<TextEncoding>().unwrap_err();
        let message = r#""klingon" is no known encoding; expected a label such as utf-8, windows-1252 or utf-16le"#;
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn binary_data_is_told_from_text() {
        assert!(is_binary(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
        assert!(is_binary(b"%PDF-1.7 some text"));
        assert!(is_binary(&[1, 2, 3, 4, 5, 6, 7, 8]));
        assert!(!is_binary(b"plain text\r\n"));
        assert!(!is_binary(b""));
    }
}
