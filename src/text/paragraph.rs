//! Finds paragraphs: the hard borders that no sentence crosses.
//!
//! A line break ends a paragraph, except in hard-wrapped text (old wire copy, mail), where lines of like length break
//! in mid-sentence; there only a blank line or a short line does.

use crate::document::Span;

/// Paragraphs of a text in order, trimmed of white space, none empty.
pub fn split(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let wrap = wrap_width(text, &lines);
    let mut paragraphs: Vec<Span> = Vec::new();
    let mut open = false;
    for &line in &lines {
        let trimmed = line.trim(text);
        if trimmed.is_empty() {
            open = false;
            continue;
        }
        match paragraphs.last_mut() {
            Some(last) if open => *last = last.cover(trimmed),
            _ => paragraphs.push(trimmed),
        }
        open = wrap.is_some_and(|width| trimmed.len() * 10 >= width * 7);
    }
    paragraphs
}

fn lines(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()) {
        lines.push(Span::new(start, end));
        start = end + 1;
        // The pair CR LF leaves an empty line between its halves, which must not end a paragraph.
        if text.as_bytes()[end] == b'\n' && end > 0 && text.as_bytes()[end - 1] == b'\r' {
            lines.pop();
        }
    }
    lines.push(Span::new(start, text.len()));
    lines
}

/// The usual length of a line in bytes if the text is hard-wrapped.
///
/// It is when, of at least six line breaks that are followed by another line, a quarter stand before a small letter
/// and nine tenths of the lines before such a break are of 40 to 100 bytes.
fn wrap_width(text: &str, lines: &[Span]) -> Option<usize> {
    let mut broken = Vec::new();
    let mut breaks = 0;
    for pair in lines.windows(2) {
        let (line, next) = (pair[0].of(text).trim(), pair[1].of(text).trim());
        if line.is_empty() || next.is_empty() {
            continue;
        }
        breaks += 1;
        if next.starts_with(char::is_lowercase) && !line.ends_with(['.', '!', '?', ':']) {
            broken.push(line.len());
        }
    }
    if breaks < 6 || broken.len() * 4 < breaks {
        return None;
    }
    let fitting = broken.iter().filter(|&&n| (40..=100).contains(&n)).count();
    broken.sort_unstable();
    (fitting * 10 >= broken.len() * 9).then(|| broken[broken.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = split(text).into_iter().map(|s| s.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_line_is_a_paragraph() {
        check("Headline\nFirst line.\r\n\r\n  Second line. \n", &["Headline", "First line.", "Second line."]);
    }

    #[test]
    fn hard_wrapped_lines_belong_together() {
        let wrapped = "The committee met on Monday morning to hear\nhow the money had been spent over the past\n\
                       year, and it found that most of the books\nwere missing or had never been kept at all.\n\
                       Its chairman said the matter would now be\nhanded to the auditors of the county, who\n\
                       have six weeks.\nThe mayor did not attend.";
        let found = split(wrapped);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].of(wrapped).ends_with("have six weeks."));
    }
}
