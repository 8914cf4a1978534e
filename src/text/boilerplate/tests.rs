//! Lines of our own making, each one phenomenon, in an article of our own making.

use std::time::Instant;

use proptest::prelude::*;

use super::*;

const HEAD: &str = "Harbour talks resume\n\nThe union and the port authority of Norhaven met on Thursday.";
const TAIL: &str = "The authority will publish its offer on Friday.";

/// How a line inside an article is marked; empty when it is not.
fn kind_of(line: &str) -> String {
    let middle = "The strike has lasted three weeks.\n\n".repeat(12);
    let text = format!("{HEAD}\n\n{middle}{line}\n\n{middle}{TAIL}");
    let marked = mark(&text);
    let shown = |b: &Boilerplate| format!("{}{}", b.kind.as_str(), if b.span.of(&text) == line { "" } else { "?" });
    marked.iter().map(shown).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(kind: &str, lines: &[&str]) {
    for line in lines {
        assert_eq!(kind_of(line), kind, "{line}");
    }
}

#[test]
fn notices() {
    check(
        "notice",
        &[
            "Sign up for our free newsletter and get the latest delivered to your inbox every morning.",
            "By clicking subscribe you agree to our privacy policy. You can unsubscribe at any time.",
            "We use your details to send you adverts from us and third parties. You can withdraw your consent.",
            "For more from Norhaven, sign up for the newsletter Deep Water.",
            "Want more from our correspondents? Sign up for their newsletter, Deep Water.",
            "ADVERTISEMENT",
            "This article has been amended to give the right number of ferries.",
            "Editor’s note: The author owns shares in a shipping line.",
            "Correction: An earlier version of this article misstated the length of the strike.",
        ],
    );
}

#[test]
fn prompts() {
    check(
        "prompt",
        &[
            "Follow Ada Frame on Twitter @adaframe.",
            "Enter your email address:",
            "Follow @examplepost",
            "What do you think of the strike? Share your view in the comments below.",
            "Like our page on Facebook:",
            "Watch the full video of the meeting below:",
            "Read the full story here.",
            "Share this article",
            "READ MORE",
            "128 comments",
            "Story continues below",
        ],
    );
    check("notice", &["How is the air in your street? Find out by entering your postcode"]);
}

#[test]
fn credits() {
    check(
        "credit",
        &[
            "Photo: The northern terminal at dawn",
            "Ferries lie idle in Norhaven on Monday. (Ada Frame/Getty Images)",
            "Ada Frame via Getty Images",
            "Ada Frame/Reuters",
            "Getty/Instagram",
            "© 2022 Example Post. All rights reserved.",
            "h/t: The Example",
            "Image credit: Ben Low",
            "Getty Images",
        ],
    );
}

#[test]
fn bylines_and_stamps() {
    check(
        "byline",
        &[
            "9:05 p.m.",
            "Updated: 10:15 GMT, 17 November 2022",
            "3 min read",
            "5 hours ago",
            "Source: Example News Agency",
        ],
    );
    let text = format!(
        "Harbour talks resume\n\nBy Ada Frame and Ben Low, Political Correspondents\n17 November 2022\n\n{HEAD}\n\n{TAIL}"
    );
    let marked: Vec<&str> = mark(&text).iter().map(|b| b.span.of(&text)).collect();
    assert_eq!(marked, ["By Ada Frame and Ben Low, Political Correspondents", "17 November 2022"]);
    for last in [
        "(Additional reporting by Ada Frame in Norhaven; Editing by Ben Low)",
        "Ada Frame contributed to this report.",
        "Frame reported from Norhaven.",
        "— Ada Frame, staff writer",
        "Ada Frame, Shipping Correspondent",
    ] {
        let text = format!("{HEAD}\n\n{TAIL}\n\n{last}");
        let marked: Vec<_> = mark(&text).iter().map(|b| (b.span.of(&text), b.kind)).collect();
        assert_eq!(marked, [(last, BoilerplateKind::Byline)]);
    }
}

#[test]
fn related_articles() {
    check(
        "related",
        &[
            "READ MORE: Storm closes school",
            "Related: Storm closes school",
            "Home | World | Business | Sport",
            "https://example.org/2022/11/17/harbour-talks",
            "@examplepost",
            r#"<tweet id="7"></tweet>."#,
        ],
    );
    let text =
        format!("{HEAD}\n\nRelated articles\nStorm closes school in Westhaven\nFerry prices to rise again\n\n{TAIL}");
    let marked: Vec<&str> = mark(&text).iter().map(|b| b.span.of(&text)).collect();
    assert_eq!(marked, ["Related articles", "Storm closes school in Westhaven", "Ferry prices to rise again"]);
}

#[test]
fn the_article_stays() {
    check(
        "",
        &[
            "“You can sign up for the newsletter of the union, and you should,” Reed said.",
            "“If you want to know where your money goes, follow the ferries. You will see.",
            "Reed told you can unsubscribe from the union’s newsletter at any time.",
            "The law lets newspapers use cookies only with the consent of subscribers.",
            "Q: Do you want to share your view on the newsletter?",
            "FRAME: Would you read the full offer here?",
            "Why would you close a harbour in winter?",
            "Wages are to rise by four per cent; you can see why the authority hesitates.",
            "By Monday, the ferries had stopped.",
            "Photographs of the meeting show empty chairs.",
            "The source of the leak was a deputy minister.",
            "More than 300 dockers marched to the terminal, according to Reuters.",
            "The terminal (built in 1910) is closed.",
            "November 2022",
            "The offer",
            "A strike you begin in winter will last - like a story you read for the rest of your life.",
            "* * *",
            r#"<tweet author="@ada">The ferries run again.</tweet>"#,
            "The union’s leaflet reads: cafÃ© Â© staff, unite.",
            "Reed 45 | Frame 42 | Low 10",
            "He follows the talks on Twitter.",
            "Related industries suffer too.",
        ],
    );
}

#[test]
fn the_headline_stays() {
    for headline in
        ["Read more, minister tells you", "Watch: harbour talks resume", "Related: how you can follow the talks"]
    {
        assert_eq!(mark(&format!("{headline}\n\n{TAIL}")), [], "{headline}");
    }
}

#[test]
fn a_notice_broken_at_a_fixed_width_is_one_unit() {
    let notice = "Sign up for our free newsletter and get the latest news of the harbour\n\
        delivered to your inbox every morning. You can unsubscribe at any time.";
    let text = format!("{HEAD}\n\n{notice}\n\n{TAIL}");
    let marked: Vec<&str> = mark(&text).iter().map(|b| b.span.of(&text)).collect();
    assert_eq!(marked, [notice]);
}

#[test]
fn long_texts_take_linear_time() {
    let start = Instant::now();
    for text in
        ["you ".repeat(500_000), "read more\n".repeat(200_000), "Related:\n".repeat(100_000), "(getty ".repeat(100_000)]
    {
        mark(&text);
    }
    assert!(start.elapsed().as_secs() < 5);
}

proptest! {
    #[test]
    fn spans_are_sorted_lines(text in "(\\PC|read more:?|sign up|you|\n|[.:|“”\"] |By Ada|’|<a>){0,60}") {
        let mut end = 0;
        for Boilerplate { span, .. } in mark(&text) {
            prop_assert!(span.start >= end && !span.is_empty());
            prop_assert_eq!(span.of(&text).trim(), span.of(&text));
            end = span.end;
        }
    }
}
