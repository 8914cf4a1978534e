//! Events of single sentences, written out on one line each.

use std::sync::OnceLock;

use crate::annotation::{Annotation, Modality, Polarity};
use crate::document::Document;
use crate::pipeline::Analyzer;

fn analyze(text: &str) -> Annotation {
    static ANALYZER: OnceLock<Analyzer> = OnceLock::new();
    let mut document = Document::new("t", text);
    // A Wednesday.
    document.date = Some("2022-11-16".parse().unwrap());
    ANALYZER.get_or_init(|| Analyzer::load().unwrap()).analyze(document)
}

/// Checks words, value and bound of the first event's number.
#[track_caller]
fn check_quantity(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let annotation = analyze(text);
        let found = annotation
            .events
            .first()
            .and_then(|e| e.quantity.as_ref())
            .map_or(String::new(), |q| format!("{} = {} {}", q.span.of(text), q.value, q.bound.as_str()));
        assert_eq!(found, *expected, "in {text:?}");
    }
}

/// Checks words and value of the first event's time.
#[track_caller]
fn check_time(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let annotation = analyze(text);
        let found = annotation
            .events
            .first()
            .and_then(|e| e.time.clone())
            .map_or(String::new(), |t| format!("{} = {}", t.span.of(text), t.value.as_deref().unwrap_or("?")));
        assert_eq!(found, *expected, "in {text:?}");
    }
}

/// Checks polarity and modality of the last event.
#[track_caller]
fn check_status(cases: &[(&str, Polarity, Modality)]) {
    for (text, polarity, modality) in cases {
        let annotation = analyze(text);
        let event = annotation.events.last().unwrap_or_else(|| panic!("no event in {text:?}"));
        assert_eq!((event.polarity, event.modality), (*polarity, *modality), "in {text:?}");
    }
}

#[test]
fn numbers_come_with_their_bounds() {
    check_quantity(&[
        ("Police arrested two men.", "two = 2 exact"),
        ("At least ten men were arrested.", "At least ten = 10 at-least"),
        ("More than 1,200 men were arrested.", "More than 1,200 = 1200 at-least"),
        ("Police arrested over 400 men.", "over 400 = 400 at-least"),
        ("Up to fifty men were arrested.", "Up to fifty = 50 at-most"),
        ("Soldiers arrested as many as 40 men.", "as many as 40 = 40 at-most"),
        ("About two dozen men were arrested.", "About two dozen = 24 about"),
        ("Police arrested a dozen men.", "a dozen = 12 about"),
        ("Nearly 3.5 million people were expelled.", "Nearly 3.5 million = 3500000 about"),
        ("Hundreds of men were arrested.", "Hundreds = 200 at-least"),
        ("Dozens of homes were destroyed by soldiers.", "Dozens = 24 at-least"),
        ("Rebels launched eight attacks on Mali.", "eight = 8 exact"),
        ("Eight “potentially deadly” plots were foiled.", "Eight = 8 exact"),
    ]);
}

#[test]
fn ages_and_years_are_no_numbers_of_things() {
    check_quantity(&[("Police arrested the 23-year-old man.", ""), ("Police arrested men in 2019.", "")]);
}

#[test]
fn times_are_read_and_given_values() {
    check_time(&[
        ("The army shelled Aleppo on 3 March 2019.", "3 March 2019 = 2019-03-03"),
        ("The army shelled Aleppo on March 3, 2019.", "March 3, 2019 = 2019-03-03"),
        ("The army shelled Aleppo in 2019.", "2019 = 2019"),
        ("The army shelled Aleppo last week.", "last week = 2022-W45"),
        ("The army shelled Aleppo last month.", "last month = 2022-10"),
        ("The army shelled Aleppo this year.", "this year = 2022"),
        ("The army has shelled Aleppo since January.", "since January = 2022-01"),
        ("The army shelled Aleppo in December.", "December = 2021-12"),
        ("On Tuesday the army shelled Aleppo.", "Tuesday = 2022-11-15"),
        ("The army shelled Aleppo yesterday.", "yesterday = 2022-11-15"),
        ("The army shelled Aleppo for years.", "for years = PXY"),
        ("The army shelled Aleppo for two weeks.", "for two weeks = P2W"),
        ("The army shelled Aleppo in the past 12 months.", "past 12 months = P12M"),
        ("The army shelled Aleppo in September this year.", "September this year = 2022-09"),
        ("The army shelled Aleppo in the 1990s.", "1990s = 199"),
        ("The army shelled Aleppo three years ago.", "three years ago = 2019"),
        ("The army shelled Aleppo in early 2014.", "early 2014 = 2014"),
        ("The army shelled Aleppo in the third quarter of 2014.", "third quarter of 2014 = 2014-Q3"),
        ("The army will shell Aleppo on Friday.", "Friday = 2022-11-18"),
        ("Last week's attack on Aleppo killed nobody.", "Last week = 2022-W45"),
    ]);
}

#[test]
fn a_time_dates_only_its_own_clause() {
    check_time(&[
        ("The ministry said on Monday that rebels had shelled Aleppo.", ""),
        ("The report follows the disclosure last week that rebels shelled Aleppo.", ""),
        ("The army may shell Aleppo.", ""),
    ]);
}

#[test]
fn words_around_an_event_say_how_real_it_is() {
    use Modality::{Alleged, Asserted, Attempted, Conditional, Intended, Possible, Requested};
    use Polarity::{Negative, Positive};
    check_status(&[
        ("Police arrested the man.", Positive, Asserted),
        ("Police did not arrest the man.", Negative, Asserted),
        ("Police never arrested the man.", Negative, Asserted),
        ("Police failed to arrest the man.", Negative, Asserted),
        ("Police denied arresting the man.", Negative, Asserted),
        ("The soldiers left without attacking the village.", Negative, Asserted),
        ("No attack on Mali was reported.", Negative, Asserted),
        ("Police may arrest the man.", Positive, Possible),
        ("Police allegedly arrested the man.", Positive, Alleged),
        ("The risk of an attack on Mali grew.", Positive, Possible),
        ("Police plan to arrest the man.", Positive, Intended),
        ("Police tried to arrest the man.", Positive, Attempted),
        ("Police are ready to arrest the man.", Positive, Intended),
        ("The gang plotted to kill and rob the banker.", Positive, Intended),
        ("A planned attack on Mali worried him.", Positive, Intended),
        ("They had plans to kidnap the banker.", Positive, Intended),
        ("Police were urged to arrest the man.", Positive, Requested),
        ("She called for the release of the man.", Positive, Asserted),
        ("If soldiers arrested the man, nobody saw it.", Positive, Conditional),
        ("The rebels denied responsibility for the murder of the mayor.", Positive, Asserted),
    ]);
}

/// Checks which events are said to repeat which.
#[track_caller]
fn check_same(text: &str, expected: &[(usize, usize)]) {
    let annotation = analyze(text);
    let links = annotation.events.iter().enumerate().filter_map(|(i, e)| Some((i, e.same_as?.index())));
    assert_eq!(links.collect::<Vec<_>>(), expected, "in {text:?}");
}

#[test]
fn a_repeated_event_points_to_its_first_mention() {
    check_same("Norway expelled nine envoys. The envoys were expelled on Monday.", &[(1, 0)]);
    check_same("Police thwarted eight attacks. The eight plots were thwarted last year.", &[(1, 0)]);
}

#[test]
fn events_that_differ_stay_apart() {
    check_same("Norway expelled nine envoys. Norway expelled ten envoys.", &[]);
    check_same("Police arrested the mayor. Police arrested the judge.", &[]);
    check_same("Rebels shelled Aleppo. Rebels did not shell Aleppo.", &[]);
}

#[test]
fn triggers_are_sorted_and_lie_on_token_borders() {
    let text = "On 3 May “rebels” shelled — and burned — Aleppo’s old town; 40 men fled, 3 were killed by 2 bombs…";
    let events = analyze(text).events;
    assert!(events.windows(2).all(|w| w[0].trigger.start <= w[1].trigger.start));
    for event in &events {
        let words = event.trigger.of(text);
        assert_eq!(words.trim(), words);
    }
}

#[test]
fn words_in_any_order_do_no_harm() {
    let words = "the attack of by on army 's killed expelled to attack will not two hundred dozens May 3 , 2019 last week \
                 years ago – ( “ ” ) and or that which who Russia Iran 's plan threatened hundreds of UK - led in since Friday a \
                 Monday more than 23 at least up to for from with bomb knife . ; was were been accused refused \
                 carried out came under early third quarter 1990s called off if without";
    let words: Vec<&str> = words.split_whitespace().collect();
    // A fixed linear congruential generator: the same texts in each run.
    let mut state = 7u64;
    for _ in 0..300 {
        let mut text = String::new();
        for _ in 0..60 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(words[(state >> 33) as usize % words.len()]);
            text.push(' ');
        }
        for event in analyze(&text).events {
            assert_eq!(event.trigger.of(&text).trim(), event.trigger.of(&text));
            assert!(event.arguments.iter().all(|a| !a.filler.span.is_empty()));
        }
    }
}

#[test]
fn odd_texts_do_no_harm() {
    for text in [
        "",
        " ",
        "to to to",
        "by by by attack of of",
        "attack",
        "’s ’s attack",
        "-attack-",
        "attacked by",
        "10,,00 attacks",
        "of 99999999999999999999999 attacks on Mali",
    ] {
        analyze(text);
    }
    let long = "and by the attack of the army on Mali ".repeat(400);
    analyze(&long);
    analyze(&"They agreed to agree to ".repeat(1500));
    analyze(&"attack and ".repeat(3000));
    analyze(&"the attack's ".repeat(3000));
    analyze(&"10 years ago last week ".repeat(2000));
}
