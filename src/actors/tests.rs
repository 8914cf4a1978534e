//! What names the stage finds, by what the model says of them.
//!
//! In a text, `[Ann Roe|person]` are words that the model takes for a name. What is found is written `words kind`.

use std::sync::OnceLock;

use crate::annotation::{ActorKind, LinkRule, MentionLevel};
use crate::pipeline::Analyzer;
use crate::syntax::parser::NameTag;

fn analyzer() -> &'static Analyzer {
    static ANALYZER: OnceLock<Analyzer> = OnceLock::new();
    ANALYZER.get_or_init(|| Analyzer::load().unwrap())
}

/// The text without its marks, and the marked names in bytes.
fn marked(text: &str) -> (String, Vec<(std::ops::Range<usize>, ActorKind)>) {
    let (mut plain, mut names) = (String::new(), Vec::new());
    let mut parts = text.split('[');
    plain.push_str(parts.next().unwrap());
    for part in parts {
        let (mark, rest) = part.split_once(']').unwrap();
        let (name, kind) = mark.split_once('|').unwrap();
        let start = plain.len();
        plain.push_str(name);
        names.push((start..plain.len(), kind.parse().unwrap()));
        plain.push_str(rest);
    }
    (plain, names)
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let (plain, names) = marked(text);
    let cast = analyzer().cast_with(&plain, |text, syntax| {
        for (token, slot) in text.tokens.iter().zip(&mut syntax.names) {
            let start = token.span.range().start;
            let name = names.iter().find(|(range, _)| range.contains(&start));
            *slot = name.map(|(range, kind)| NameTag { begins: range.start == start, kind: *kind });
        }
    });
    let named = cast.mentions.iter().filter(|m| m.level == MentionLevel::Name);
    let found: Vec<String> = named.map(|m| format!("{} {}", m.span.of(&plain), m.kind.as_str())).collect();
    assert_eq!(found.join(", "), expected, "in {text:?}");
}

#[test]
fn without_a_model_capitals_and_records_tell_names() {
    check(
        "Later the engineer Ann Roe travelled from Kenya because Acme Bank failed.",
        "Ann Roe person, Kenya state, Acme Bank organization",
    );
}

#[test]
fn the_model_says_what_an_unknown_name_means() {
    check("She left [Zorvex|organization] for [Kolmenir|place].", "Zorvex organization, Kolmenir place");
    check("We saw [Zorvex Kolmenir|organization] fail.", "Zorvex Kolmenir organization");
    check("We saw [Zorvex Kolmenir|person] fall.", "Zorvex Kolmenir person");
}

#[test]
fn a_record_wins_over_the_model() {
    check("We flew to [Kenya|organization].", "Kenya state");
}

#[test]
fn the_model_sees_longer_names_that_begin_with_a_known_one() {
    check("The [Norway Gazette|organization] closed.", "Norway Gazette organization, Norway state");
}

#[test]
fn titles_stay_with_the_names_of_persons() {
    check("We met Mr [Zorvex|person] there.", "Mr Zorvex person");
    check("We met [Theresa May|person]. Mrs May told us in May.", "Theresa May person, Mrs May person");
}

#[test]
fn a_family_name_goes_on_after_a_hyphen_or_a_particle() {
    check("We met [Ann Roe|person]-Doe there.", "Ann Roe-Doe person");
    check("We met Mr [Roe|person]-Doe there.", "Mr Roe-Doe person");
    check("We saw the [Ann Roe|person]-[Peter Doe|person] talks.", "Ann Roe person, Peter Doe person");
    check("[Van der|person] Roe denied it.", "Van der Roe person");
    check("We met [Ann|person] [Roe-|person]Doe there.", "Ann Roe-Doe person");
    check("They wrote on [X.|person] There it stood.", "");
}

#[test]
fn who_has_a_title_or_an_office_is_a_person() {
    check("[Ann Zorvex|organization] left. Mrs [Zorvex|person] stayed.", "Ann Zorvex person, Mrs Zorvex person");
    check("They arrested [Ann Zorvex|organization], the founder of a bank.", "Ann Zorvex person");
    check("[Ann Zorvex|organization] left.", "Ann Zorvex organization");
}

#[test]
fn a_common_word_that_opens_a_sentence_is_a_name_if_the_document_uses_it_so() {
    check(
        "Workers at Shell met [Ann Roe|person]. Shell said no.",
        "Shell organization, Ann Roe person, Shell organization",
    );
    check("They met [Ann Roe|person]. Shell said no.", "Ann Roe person");
}

#[test]
fn a_name_does_not_go_on_in_small_letters() {
    check("[Zorvex police search a|organization] house.", "Zorvex organization");
}

#[test]
fn a_word_that_opens_a_sentence_is_a_name_if_the_model_agrees() {
    check("[Turkey|state] agreed. [Ann Roe|person] left.", "Turkey state, Ann Roe person");
}

#[test]
fn calendar_and_articles_are_no_names() {
    check("The talks in [March|place] failed.", "");
    check("[The Zorvex|organization] closed.", "Zorvex organization");
}

#[test]
fn a_body_that_speaks_of_itself_is_meant_by_it() {
    let cast = analyzer().cast_with("Japan said it had halted aid.", |_, _| {});
    let pronouns: Vec<_> = cast.mentions.iter().filter(|m| m.level == MentionLevel::Pronoun).collect();
    assert_eq!(pronouns.len(), 1);
    assert_eq!(pronouns[0].rule, LinkRule::Pronoun);
    assert_eq!(pronouns[0].actor, cast.mentions[0].actor);
}

#[test]
fn a_country_is_a_place_and_a_crowd_is_a_group() {
    let text = "Ann Roe said the nation needed help. She told the crowd that the country was hers. Acme Bank left the country.";
    let cast = analyzer().cast_with(text, |_, _| ());
    let kinds = |words: &str| -> Vec<ActorKind> {
        let mentions = cast.mentions.iter().filter(|m| m.level == MentionLevel::Nominal && m.span.of(text) == words);
        mentions.map(|m| m.kind).collect()
    };
    for words in ["the nation", "the country"] {
        assert!(kinds(words).iter().all(|k| matches!(k, ActorKind::Place | ActorKind::State)), "{words}");
    }
    assert_eq!(kinds("the crowd"), [ActorKind::Group]);
}
