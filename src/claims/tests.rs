//! What the stage must find, one phenomenon a test.
//!
//! A claim is written `source | cue | content / content`, with `-` where there is none.

use std::sync::OnceLock;

use super::*;
use crate::annotation::Annotation;
use crate::document::Document;
use crate::pipeline::Analyzer;

fn analyze(text: &str) -> Annotation {
    static ANALYZER: OnceLock<Analyzer> = OnceLock::new();
    ANALYZER.get_or_init(|| Analyzer::load().unwrap()).analyze(Document::new("test", text))
}

fn written(claim: &Claim, text: &str) -> String {
    let source = claim.source.map_or("-", |s| s.span.of(text));
    let cue = claim.cue.map_or("-", |c| c.of(text));
    let content: Vec<&str> = claim.content.iter().map(|c| c.of(text)).collect();
    format!("{source} | {cue} | {}", content.join(" / "))
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = analyze(text).claims.iter().map(|c| written(c, text)).collect();
    assert_eq!(found, expected);
}

#[track_caller]
fn check_kind(text: &str, expected: &[ClaimKind]) {
    let found: Vec<ClaimKind> = analyze(text).claims.iter().map(|c| c.kind).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_clause_with_or_without_that_is_said() {
    check("Lund said the bridge was safe.", &["Lund | said | the bridge was safe"]);
    check("Lund said on Friday that the bridge was safe.", &["Lund | said | that the bridge was safe"]);
    check("The ministry told reporters that it was ready.", &["The ministry | told | that it was ready"]);
}

#[test]
fn the_source_is_the_whole_phrase() {
    check(
        "Karl Moe, a builder from Oslo, said the bridge was safe.",
        &["Karl Moe, a builder from Oslo | said | the bridge was safe"],
    );
    check(
        "The head of the union warned that ships would wait.",
        &["The head of the union | warned | that ships would wait"],
    );
    check("Lund, speaking at a rally, said the bridge was safe.", &["Lund | said | the bridge was safe"]);
    check("Her deputy, Karl Moe, said the port was open.", &["Her deputy, Karl Moe | said | the port was open"]);
    check("The council today urged residents to leave.", &["The council | urged | residents to leave"]);
    check("The minister on Tuesday said the port was open.", &["The minister | said | the port was open"]);
}

#[test]
fn an_attribution_may_follow_or_interrupt() {
    check("It will rain, forecasters said Monday.", &["forecasters | said | It will rain"]);
    check("The strike, Dahl said, will go on.", &["Dahl | said | The strike / will go on"]);
    check("The talks, Ms Roe said, will go on.", &["Ms Roe | said | The talks / will go on"]);
    check("The bridge was unsafe, according to the report.", &["the report | according to | The bridge was unsafe"]);
    check("According to the report, the bridge was unsafe.", &["the report | According to | the bridge was unsafe"]);
}

#[test]
fn a_quotation_goes_on_after_its_attribution() {
    check("“We wait,” Lund said. “It is late.”", &["Lund | said | “We wait,” / “It is late.”"]);
    check(
        "“It is far,” said Tom Berg, a builder, “but we walk.”",
        &["Tom Berg, a builder | said | “It is far,” / “but we walk.”"],
    );
}

#[test]
fn every_style_of_quotation_mark_is_read() {
    check("\"We wait,\" Lund said.", &["Lund | said | \"We wait,\""]);
    check("‘It’s the farmers’ land,’ she said.", &["she | said | ‘It’s the farmers’ land,’"]);
    check("«We wait,» said Lund.", &["Lund | said | «We wait,»"]);
    check("Lund said: “We wait.”", &["Lund | said | “We wait.”"]);
}

#[test]
fn a_paragraph_that_is_only_quoted_keeps_the_speaker() {
    check(
        "Lund added: “The port is open.\n\n“Ships may dock.\n\n“We are glad.”",
        &["Lund | added | “The port is open", "Lund | - | “Ships may dock.", "Lund | - | “We are glad.”"],
    );
    check("“It fell,” he said.\n\n“Nobody heard it.”", &["he | said | “It fell,”", "he | - | “Nobody heard it.”"]);
}

#[test]
fn a_quotation_may_find_its_speaker_later() {
    check(
        "“The bridge fell.\n\n“Nobody heard it,” Berg said.",
        &["Berg | - | “The bridge fell.", "Berg | said | “Nobody heard it,”"],
    );
    check("The engineer added:\n\n“Steel does not lie.”", &["The engineer | added | “Steel does not lie.”"]);
}

#[test]
fn the_sentence_before_names_the_speaker() {
    check("Berg was calm. “I have seen worse days.”", &["Berg | - | “I have seen worse days.”"]);
    check(
        "“I left,” he said. He paused. “I never came back.”",
        &["he | said | “I left,”", "he | - | “I never came back.”"],
    );
}

#[test]
fn titles_and_scare_quotes_are_no_claims() {
    check("The film “The Long Night” opened in May.", &[]);
    check("The “long night” was over.", &[]);
}

#[test]
fn questions_and_empty_reports_are_no_claims() {
    check("Who said that?", &[]);
    check("He said.", &[]);
}

#[test]
fn a_cue_in_an_opening_clause_ends_with_it() {
    check("While Lund said the bridge was safe, engineers closed it.", &["Lund | said | the bridge was safe"]);
}

#[test]
fn coordinated_cues_share_the_first_subject() {
    check(
        "Lund said the agency was ready and warned that winter would be hard.",
        &["Lund | said | the agency was ready", "Lund | warned | that winter would be hard"],
    );
    check(
        "Ms Lund said Norway’s claim is “silly”, but warned, “the serious point is that winter will be hard”.",
        &[
            "Ms Lund | said | Norway’s claim is “silly”",
            "Ms Lund | warned | “the serious point is that winter will be hard”",
        ],
    );
    check(
        "“We are done,” Dahl said, adding that the talks had failed.",
        &["Dahl | said | “We are done,”", "Dahl | adding | that the talks had failed"],
    );
}

#[test]
fn nested_claims_are_kept_within_the_outer_one() {
    let text = "Dahl said Norway claimed that Sweden had lied.";
    check(text, &["Dahl | said | Norway claimed that Sweden had lied", "Norway | claimed | that Sweden had lied"]);
    assert_eq!(analyze(text).claims[1].within, Some(ClaimId(0)));
    check(
        "Lund said Norway’s claim that Sweden had lied is silly.",
        &["Lund | said | Norway’s claim that Sweden had lied is silly", "Norway | claim | that Sweden had lied"],
    );
}

#[test]
fn what_the_speaker_says_of_himself_is_no_second_claim() {
    check("“I think it fell,” Lund said.", &["Lund | said | “I think it fell,”"]);
}

#[test]
fn a_relative_pronoun_is_the_source() {
    check("Engineers who said the bridge was safe resigned.", &["who | said | the bridge was safe resigned"]);
    // Wrong: "resigned" belongs to the engineers. Its subject is not found behind the relative clause.
}

#[test]
fn raised_subjects_belong_to_the_content() {
    check("He is expected to resign.", &["- | is expected | He / to resign"]);
}

#[test]
fn passive_quoting_keeps_its_speaker() {
    check(
        "Moe was quoted as saying that the port would close.",
        &["Moe | was quoted as saying | that the port would close"],
    );
}

#[test]
fn intentions_demands_and_praise_are_attributions() {
    check("The union vowed to fight the law.", &["The union | vowed | to fight the law"]);
    check("Lund praised the rescue teams in an interview.", &["Lund | praised | the rescue teams"]);
    check("The ministry urged residents to leave.", &["The ministry | urged | residents to leave"]);
}

#[test]
fn kinds_tell_how_much_is_quoted() {
    check_kind("“We wait,” Lund said.", &[ClaimKind::Direct]);
    check_kind("Lund said the “long night” was over.", &[ClaimKind::Mixed]);
    check_kind("Lund said it was over.", &[ClaimKind::Indirect]);
}

#[test]
fn no_text_breaks_the_stage() {
    for text in
        ["", "“", "said", "He said: “", "”” said said: “a” “", ", he said, , he said,", "According to", "said that"]
    {
        analyze(text);
    }
}

#[test]
fn spans_are_trimmed_and_claims_sorted() {
    let text = "Lund said: “We wait. ”\n\n“Go ,” said Moe . According to Berg , it fell .";
    let claims = analyze(text).claims;
    assert!(claims.is_sorted_by_key(|c| c.content[0].start));
    for claim in &claims {
        let spans = claim.content.iter().copied().chain(claim.cue).chain(claim.source.map(|s| s.span));
        for span in spans {
            assert_eq!(span, span.trim(text), "{:?}", span.of(text));
            assert!(!span.is_empty());
        }
    }
}
