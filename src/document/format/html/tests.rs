//! Whole pages: articles, fragments, wreckage.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

const ARTICLE: &str = r#"<!doctype html><html><head><title>Harbour talks resume - Example Post</title>
<meta property="og:site_name" content="Example Post"><meta name="author" content="Ada Frame">
<meta property="article:published_time" content="2022-11-17T08:00:00Z"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<div class="cookie-banner">We use cookies. <button>Accept</button></div>
<article><h1>Harbour talks resume</h1><p class="byline">By Ada Frame</p>
<p>The port authority of Norhaven and the dockers&rsquo; union met again on Thursday, after three weeks of strikes that
closed the northern terminal.</p><p>&ldquo;We are closer than we were,&rdquo; the union&rsquo;s leader, Tom Reed, said
after the meeting, <b>which lasted<i> nine</b> hours</i>.
<p>The authority said it would publish its offer on Friday, and that ferries would run as usual, as they had done
through most of the strike.<br>It declined to give figures.</p>
<ul><li>Wages rise by four per cent</li><li>Shifts end at ten</li></ul><script>var x = "<p>no text</p>";</script>
</article><aside><h3>Most read</h3><a href="/1">Storm closes school</a></aside><footer>&copy; Example Post</footer></body>"#;

#[test]
fn an_article_is_found_in_its_page() {
    let page = read(ARTICLE).unwrap();
    let expected = "Harbour talks resume\n\n\
        The port authority of Norhaven and the dockers’ union met again on Thursday, after three weeks of strikes that \
        closed the northern terminal.\n\n\
        “We are closer than we were,” the union’s leader, Tom Reed, said after the meeting, which lasted nine hours.\n\n\
        The authority said it would publish its offer on Friday, and that ferries would run as usual, as they had done \
        through most of the strike.\nIt declined to give figures.\n\n\
        Wages rise by four per cent\nShifts end at ten";
    assert_eq!(page.text, expected);
    assert_eq!(page.title.as_deref(), Some("Harbour talks resume"));
    assert_eq!(page.author.as_deref(), Some("Ada Frame"));
    assert_eq!(page.publisher.as_deref(), Some("Example Post"));
    assert_eq!(page.date.map(|d| d.to_string()).as_deref(), Some("2022-11-17"));
}

#[test]
fn a_page_cut_anywhere_still_reads() {
    for end in (0..ARTICLE.len()).filter(|&n| ARTICLE.is_char_boundary(n)).step_by(7) {
        let page = read(&ARTICLE[..end]);
        assert!(end < 900 || page.is_some_and(|page| page.text.contains("Harbour talks")));
    }
}

#[test]
fn a_fragment_falls_back_to_its_paragraphs() {
    assert_eq!(read("<p>Talks resumed.<p>The union agreed.").unwrap().text, "Talks resumed.\n\nThe union agreed.");
    assert_eq!(read("<div>Talks resumed.</div>").unwrap().text, "Talks resumed.");
}

#[test]
fn marks_that_the_builder_never_sees_come_back() {
    let page = read("<p>R&amp;D &lt;b&gt; AT&T</p><pre>one\ntwo</pre>").unwrap();
    assert_eq!(page.text, "R&D <b> AT&T\n\none\ntwo");
}

#[test]
fn a_page_without_text_is_none() {
    assert_eq!(read("<html><body><script>1</script><img src=x></body></html>"), None);
    assert_eq!(read(""), None);
}

#[track_caller]
fn check_fast(html: &str) {
    let start = Instant::now();
    let page = read(html);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(8), "{} bytes took {took:?}", html.len());
    assert!(page.is_none_or(|page| page.text.len() <= 2 * html.len() + 100));
}

/// Each would take minutes, or all memory, in the tree builder alone. The limit is generous, since tests run unoptimised
/// and in parallel; optimised, none takes more than half a second.
#[test]
fn hostile_nesting_is_fast() {
    for tag in ["div", "b", "p", "span", "table", "font size=1", "a href=x", "li", "svg", "button", "x"] {
        let close = tag.split(' ').next().unwrap();
        check_fast(&format!("<{tag}>text ").repeat(10_000));
        check_fast(&format!("{}x{}", format!("<{tag}>").repeat(100_000), format!("</{close}>").repeat(100_000)));
    }
}

#[test]
fn hostile_patterns_are_fast() {
    let formats: String = (0..500).map(|n| format!("<font size={n}><b class=c{n}>")).collect();
    check_fast(&format!("{formats}{}", "<p>x</p>".repeat(20_000)));
    check_fast(&"<p>word, ".repeat(60_000));
    check_fast(&"<table><td><svg/><div>".repeat(20_000));
    check_fast(&"<script><title><svg>".repeat(30_000));
    check_fast(&"<a b='".repeat(50_000));
    check_fast(&"<!--".repeat(100_000));
    check_fast(&"<br>word ".repeat(50_000));
    check_fast(&"<div>word</div>".repeat(40_000));
    check_fast(&"<b><div></b>".repeat(40_000));
    check_fast(&"&".repeat(300_000));
    check_fast(&"a\n&lt;\r".repeat(100_000));
    check_fast(&format!("<pre>{}", "a\n&lt;".repeat(100_000)));
    check_fast(&format!("<p class='{}'>x", "&\n".repeat(100_000)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_page_panics(html in "\\PC{0,300}") {
        let _ = read(&html);
    }

    #[test]
    fn no_markup_panics(html in "(<[a-z/!?]{1,6}[ a-z=\"'/]{0,8}>?|&[#a-z0-9]{0,6};?|[ -~\n]|<p>|<td>|<table>|<a>|</p>|é){0,80}") {
        let _ = read(&html);
    }
}
