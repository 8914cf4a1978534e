//! Pages: the article's text and what the page says about itself.
//!
//! dom_smoothie, a port of Mozilla's Readability, finds the article; we write its text ourselves, since paragraphs must
//! stay apart. It is given the tidied page, never the page itself (see [`tidy`]). Where it finds nothing, or hardly
//! anything, the text of all paragraphs is taken, and where there are none, all text outside of navigation.

mod blocks;
mod metadata;
pub(in crate::document) mod tags;
mod tidy;

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::Date;

use crate::document::Document;

use blocks::{Extent, text_of};
use metadata::Metadata;

/// Longest tidied page given to dom_smoothie, in bytes. It reads about 25 MB/s; articles are a thousand times shorter.
const MAX_TREE_BYTES: usize = 4 << 20;
/// Most elements given to dom_smoothie, which copies the tree for each of its attempts.
const MAX_TREE_ELEMENTS: usize = 100_000;
/// An article shorter than this, in bytes, is doubted when the page's paragraphs hold three times as much.
const SHORT_ARTICLE: usize = 250;
/// Below this many characters dom_smoothie tries again and lets in more of the page. Its own 500 is made for articles of
/// the web at large; news in brief is shorter, and the second try then takes the cookie notice along.
const ENOUGH_CHARACTERS: usize = 200;
/// Paragraphs at the top among which the headline and the byline are looked for.
const TOP: usize = 6;

/// What was read from a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::document) struct Page {
    pub(in crate::document) text: String,
    pub(in crate::document) title: Option<String>,
    pub(in crate::document) date: Option<Date>,
    pub(in crate::document) url: Option<String>,
    pub(in crate::document) publisher: Option<String>,
    pub(in crate::document) author: Option<String>,
}

impl Page {
    /// The document that the page is.
    pub(in crate::document) fn into_document(self, id: String) -> Document {
        let Self { text, title, date, url, publisher, author } = self;
        Document { id, title, date, url, publisher, author, text }
    }
}

/// The text of a piece of markup that is an article as a whole, as feeds and books hold it.
pub(in crate::document) fn fragment(html: &str) -> String {
    text_of(page_body(&tidy::tidy(html, "")), Extent::Article)
}

/// Reads a page; `None` when it holds no text.
pub(in crate::document) fn read(html: &str) -> Option<Page> {
    let Metadata { title, date, url, publisher, author } = metadata::read(html);
    let body = article_text(html, title.as_deref().unwrap_or_default());
    if body.is_empty() {
        return None;
    }
    let text = arrange(&body, title.as_deref(), author.as_deref());
    Some(Page { text, title, date, url, publisher, author })
}

fn article_text(html: &str, title: &str) -> String {
    let page = tidy::tidy(html, title);
    let article = find_article(&page).map(|content| text_of(&content, Extent::Article)).unwrap_or_default();
    if article.len() >= SHORT_ARTICLE {
        return article;
    }
    let paragraphs = text_of(page_body(&page), Extent::Paragraphs);
    if !article.is_empty() && paragraphs.len() < 3 * article.len() {
        return article;
    }
    if !paragraphs.is_empty() {
        return paragraphs;
    }
    text_of(page_body(&page), Extent::Page)
}

fn page_body(page: &str) -> &str {
    page.split_once("<body>").map_or(page, |(_, body)| body)
}

/// The markup of the article. A panic in the foreign parsers counts as none found: one page must not end a run.
fn find_article(page: &str) -> Option<String> {
    if page.len() > MAX_TREE_BYTES || memchr::memchr_iter(b'<', page.as_bytes()).count() > 2 * MAX_TREE_ELEMENTS {
        return None;
    }
    let config = dom_smoothie::Config {
        disable_json_ld: true,
        char_threshold: ENOUGH_CHARACTERS,
        ..dom_smoothie::Config::default()
    };
    let parse = || {
        let mut reader = dom_smoothie::Readability::new(page, None, Some(config)).ok()?;
        reader.parse().ok().map(|article| article.content.to_string())
    };
    catch_unwind(AssertUnwindSafe(parse)).ok().flatten()
}

/// A text with its headline first, where it lacks it.
pub(in crate::document) fn with_title(body: &str, title: Option<&str>) -> String {
    arrange(body, title, None)
}

/// The headline first, where the text lacks it, and no paragraph that only repeats the author.
fn arrange(body: &str, title: Option<&str>, author: Option<&str>) -> String {
    let mut paragraphs: Vec<&str> = body.split("\n\n").collect();
    if let Some(author) = author {
        let mut position = 0;
        paragraphs.retain(|paragraph| {
            position += 1;
            position > TOP || !is_byline(paragraph, author)
        });
    }
    if let Some(title) = title
        && !paragraphs.iter().take(TOP).any(|paragraph| letters(paragraph) == letters(title))
    {
        paragraphs.insert(0, title);
    }
    paragraphs.join("\n\n")
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// "By Ada Frame and Ben Low" for the author "Ada Frame, Ben Low".
fn is_byline(paragraph: &str, author: &str) -> bool {
    if paragraph.len() > 2 * author.len() + 40 {
        return false;
    }
    let split = |text: &str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect::<Vec<_>>();
    let authors = split(author);
    let mut named = false;
    for word in split(paragraph) {
        let is_name = !word.is_empty() && authors.contains(&word);
        if !is_name && !matches!(word.as_str(), "" | "by" | "and" | "written" | "words" | "from") {
            return false;
        }
        named |= is_name;
    }
    named
}

#[cfg(test)]
mod tests;
