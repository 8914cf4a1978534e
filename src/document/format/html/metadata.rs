//! What a page says about itself: JSON-LD, Open Graph and Dublin Core `meta`, `link`, `time`, `title`.
//!
//! JSON-LD wins, since publishers write it for search engines that check it; then `meta`; then what is only shown.

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::Value;

use super::tags::{Tag, Token, Tokens, attribute, decode_entities};
use crate::document::date;

/// Facts about a page; strings are trimmed and not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) date: Option<Date>,
    pub(super) url: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) author: Option<String>,
}

/// Reads a page's metadata in one pass over its source.
pub(super) fn read(html: &str) -> Metadata {
    let found = Found::collect(html);
    let ld = found.json_ld.iter().find_map(article_object);
    let ld = |key: &str| ld.and_then(|object| object.get(key));
    let meta = |keys: &[&str]| found.meta(keys);
    let publisher = ld("publisher")
        .and_then(name_of)
        .or_else(|| meta(&["og:site_name", "dc.publisher", "dcterms.publisher", "application-name"]));
    let title = ld("headline").or_else(|| ld("name")).and_then(text_of).or_else(|| found.title(publisher.as_deref()));
    Metadata {
        title,
        date: ld("datePublished")
            .or_else(|| ld("dateCreated"))
            .and_then(Value::as_str)
            .and_then(date::parse)
            .or_else(|| found.date()),
        url: found
            .canonical
            .clone()
            .or_else(|| meta(&["og:url"]))
            .or_else(|| ld("url").and_then(text_of))
            .filter(is_web),
        publisher,
        author: ld("author").and_then(name_of).or_else(|| {
            meta(&[
                "author",
                "byl",
                "dc.creator",
                "dcterms.creator",
                "parsely-author",
                "sailthru.author",
                "article:author",
            ])
            .filter(|name| !is_web(name) && !name.starts_with('@'))
        }),
    }
}

/// Everything in the page that may bear metadata, in source order.
#[derive(Default)]
struct Found<'h> {
    json_ld: Vec<Value>,
    /// Key in lower case, value as written.
    meta: Vec<(String, &'h str)>,
    canonical: Option<String>,
    times: Vec<&'h str>,
    page_title: Option<String>,
    heading: Option<String>,
}

impl<'h> Found<'h> {
    fn collect(html: &'h str) -> Self {
        let mut found = Self::default();
        let mut heading: Option<String> = None;
        for token in Tokens::new(html) {
            match token {
                Token::Opaque(tag, inside) => found.opaque(&tag, inside),
                Token::Open(tag) if tag.name == "h1" => heading = Some(String::new()),
                Token::Open(tag) => found.element(&tag),
                Token::Close(name) if name == "h1" && found.heading.is_none() => {
                    found.heading = heading.take().and_then(|h| clean(&h));
                }
                Token::Text(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(text);
                    }
                }
                Token::Close(_) => {}
            }
        }
        found
    }

    fn opaque(&mut self, tag: &Tag<'h>, inside: &'h str) {
        if tag.name == "title" && self.page_title.is_none() {
            self.page_title = clean(inside);
        }
        let kind = attribute(tag.attributes, "type").unwrap_or_default();
        if tag.name == "script" && kind.trim().eq_ignore_ascii_case("application/ld+json") {
            self.json_ld.extend(parse_json_ld(inside));
        }
    }

    fn element(&mut self, tag: &Tag<'h>) {
        let value = |name| attribute(tag.attributes, name);
        match tag.name.as_ref() {
            "meta" => {
                let key = value("property").or_else(|| value("name")).or_else(|| value("itemprop"));
                if let (Some(key), Some(content)) = (key, value("content")) {
                    self.meta.push((key.trim().to_ascii_lowercase(), content));
                }
            }
            "link" if value("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.canonical = self.canonical.take().or_else(|| value("href").and_then(clean).filter(is_web));
            }
            "time" => self.times.extend(value("datetime")),
            _ => {}
        }
    }

    /// The first of `keys`, in their order, that the page has.
    fn meta(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.meta.iter().filter(|(k, _)| k == key).find_map(|(_, value)| clean(value)))
    }

    fn date(&self) -> Option<Date> {
        const KEYS: &[&str] = &[
            "article:published_time",
            "og:article:published_time",
            "datepublished",
            "parsely-pub-date",
            "sailthru.date",
            "article.published",
            "dc.date.issued",
            "dcterms.created",
            "dcterms.date",
            "dc.date",
            "pubdate",
            "publish-date",
            "publishdate",
            "publication_date",
            "date",
            "cxenseparse:recs:publishtime",
        ];
        let in_meta = KEYS.iter().find_map(|key| self.meta(&[key]).as_deref().and_then(date::parse));
        in_meta.or_else(|| self.times.iter().find_map(|time| date::parse(time)))
    }

    /// The shown heading where the page's title repeats it, else that title without the site's name.
    fn title(&self, publisher: Option<&str>) -> Option<String> {
        let declared = self.meta(&["og:title", "twitter:title", "dc.title", "headline"]).or(self.page_title.clone());
        match (declared, &self.heading) {
            (Some(declared), Some(heading)) if same_start(&declared, heading) => Some(heading.clone()),
            (Some(declared), _) => Some(without_site(&declared, publisher)),
            (None, heading) => heading.clone(),
        }
    }
}

fn same_start(title: &str, heading: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let heading = letters(heading);
    heading.len() >= 8 && letters(title).starts_with(&heading)
}

/// "Minister resigns | Daily News" without its last part, where that is the site or a short name.
fn without_site(title: &str, publisher: Option<&str>) -> String {
    let last = [" | ", " - ", " – ", " — ", " :: ", " » "].iter().filter_map(|s| title.rfind(s).map(|n| (n, s.len())));
    let Some((at, length)) = last.max() else { return title.to_owned() };
    let (head, site) = (&title[..at], &title[at + length..]);
    let is_site = publisher.is_some_and(|p| p.eq_ignore_ascii_case(site.trim()));
    let looks_like_site = head.split_whitespace().count() >= 4 && site.split_whitespace().count() <= 4;
    if is_site || looks_like_site { head.trim().to_owned() } else { title.to_owned() }
}

/// Scripts are often wrapped in comments and hold raw line breaks inside strings.
fn parse_json_ld(script: &str) -> Option<Value> {
    let inside =
        script.trim().trim_start_matches("<!--").trim_start_matches("<![CDATA[").trim_start_matches("//<![CDATA[");
    let inside = inside.trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim();
    let inside = inside.trim_end_matches(';');
    serde_json::from_str(inside).ok().or_else(|| {
        let flat: String = inside.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&flat).ok()
    })
}

/// The first object whose type is an article, in lists and `@graph` too.
fn article_object(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(items) => items.iter().find_map(article_object),
        Value::Object(object) if object.get("@type").is_some_and(is_article) => Some(value),
        Value::Object(object) => {
            ["@graph", "mainEntity", "itemListElement"].iter().find_map(|key| article_object(object.get(*key)?))
        }
        _ => None,
    }
}

fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(name) => {
            name.ends_with("Article") || matches!(name.as_str(), "BlogPosting" | "LiveBlogPosting" | "Report")
        }
        Value::Array(kinds) => kinds.iter().any(is_article),
        _ => false,
    }
}

/// The name of a person or an organisation, or all names of a list.
fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => clean(name).filter(|name| !is_web(name)),
        Value::Object(object) => object.get("name").and_then(name_of),
        Value::Array(items) => {
            let names: Vec<String> = items.iter().filter_map(name_of).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}

fn text_of(value: &Value) -> Option<String> {
    value.as_str().and_then(clean)
}

fn is_web(text: &(impl AsRef<str> + ?Sized)) -> bool {
    let text = text.as_ref();
    text.starts_with("http://") || text.starts_with("https://")
}

/// Entities decoded, white space collapsed; `None` when nothing is left.
fn clean(text: &str) -> Option<String> {
    let decoded: Cow<str> = decode_entities(text);
    let words: Vec<&str> = decoded.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Metadata {
        Metadata {
            title: Some("Harbour talks resume".into()),
            date: date::parse("2022-11-17"),
            url: Some("https://example.org/talks".into()),
            publisher: Some("Example Post".into()),
            author: Some("Ada Frame, Ben Low".into()),
        }
    }

    #[test]
    fn json_ld_in_a_graph() {
        let html = r#"<link rel="canonical" href="https://example.org/talks">
            <script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"},
            {"@type": ["NewsArticle"], "headline": "Harbour talks
            resume", "datePublished": "2022-11-17T23:30:00-05:00", "publisher": {"name": "Example Post"},
            "author": [{"@type": "Person", "name": "Ada Frame"}, {"name": "Ben Low"}]}]}</script>"#;
        assert_eq!(read(html), full());
    }

    #[test]
    fn meta_elements() {
        let html = r#"<title>Harbour talks resume - Example Post</title><meta property="og:site_name" content="Example Post">
            <meta name="Author" content="Ada Frame, Ben Low"><meta property="og:url" content="https://example.org/talks">
            <meta content="2022-11-17" property="article:published_time"><h1>Harbour <i>talks</i> resume</h1>"#;
        assert_eq!(read(html), full());
    }

    #[test]
    fn a_shown_time_is_the_last_resort() {
        assert_eq!(read("<time datetime='2022-11-17T10:00'>today</time>").date, date::parse("2022-11-17"));
    }

    #[test]
    fn addresses_are_no_authors() {
        assert_eq!(read("<meta property='article:author' content='https://example.org/ada'>").author, None);
    }

    #[test]
    fn broken_json_ld_is_ignored() {
        assert_eq!(read("<script type='application/ld+json'>{\"@type\": </script>"), Metadata::default());
    }

    #[test]
    fn the_site_is_no_part_of_the_title() {
        assert_eq!(without_site("Talks - Example Post", Some("Example Post")), "Talks");
        assert_eq!(without_site("Minister resigns after vote | Daily News", None), "Minister resigns after vote");
        assert_eq!(without_site("Russia - Ukraine talks", None), "Russia - Ukraine talks");
    }
}
