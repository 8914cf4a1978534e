//! What users' ontologies may hold, and how mistakes are told.

use proptest::prelude::*;

use super::{Ontology, UserOntology};
use crate::annotation::EventType;
use crate::events::EventRules;
use crate::lexicon::{Inflections, TableError, Vocabulary};
use crate::text::token::TokenRules;

fn rules(files: &[(&str, &str)]) -> Result<EventRules, TableError> {
    let contents: Vec<(String, Vec<u8>)> =
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    let user = UserOntology::from_contents(&contents)?;
    let (tokens, inflections) = (TokenRules::load().unwrap(), Inflections::load().unwrap());
    EventRules::load(&tokens, &mut Vocabulary::default(), &inflections, &user)
}

#[track_caller]
fn check_error(text: &str, expected: &str) {
    let error = rules(&[("f", text)]).map(|_| ()).unwrap_err().to_string();
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn tables_are_told_by_their_columns_or_by_a_line_above() {
    let types = "type\tquad_class\nCYBER\tmaterial conflict\n";
    let code = "# codes\n\ncode,type,label\nX1,CYBER,\"hacks, breaches\"\n";
    let noun =
        "[nouns],,\nlemma,type,cameo\nhack|breach,CYBER,X1\n,,\n[light_verbs]\nverb,noun,use\nface,hack,patient\n";
    let rules = rules(&[("noun", noun), ("code", code), ("types", types)]).unwrap();
    let cyber: EventType = "CYBER".parse().unwrap();
    assert_eq!(rules.n_triggers(cyber), (0, 2));
    assert_eq!(rules.ontology().of_code("X1").unwrap().label, "hacks, breaches");
}

#[test]
fn shipped_types_and_codes_can_be_replaced() {
    let text = "[types]\ntype\tquad_class\tscore\nPROTEST\tverbal conflict\t-1\n[codes]\ncode\ttype\tgoldstein\n190\tPROTEST\t-2\n";
    let rules = rules(&[("f", text)]).unwrap();
    let coding = rules.ontology().coding(EventType::Protest, "190").unwrap();
    assert_eq!(
        (coding.quad_class.as_str(), coding.score, coding.goldstein),
        ("verbal conflict", Some(-1.0), Some(-2.0))
    );
    assert_eq!(rules.ontology().types().len(), 16);
}

#[test]
fn rows_of_the_program_can_be_taken_away() {
    let all = "[verbs]\nlemma\tobject\ttype\n*\t*\t-\n[nouns]\nlemma\thead\ttype\n*\t*\t-\n";
    let none = rules(&[("f", all)]).unwrap();
    assert!(EventType::PLOVER.iter().all(|&kind| none.n_triggers(kind) == (0, 0)));
    let [shipped, one] = [&[][..], &[("f", "lemma\tobject\ttype\nbombard|abduct\t*\t-\n")][..]]
        .map(|files| rules(files).unwrap().n_triggers(EventType::Assault));
    assert_eq!((shipped.0 - 2, shipped.1), one);
}

#[test]
fn mistakes_are_told_with_line_and_column() {
    check_error(
        "type\tquad_class\nCyber\tmaterial conflict\n",
        "f:2: type: \"Cyber\" is no event type; known are AGREE,",
    );
    check_error("type\tquad_class\nX\tbad\n", "f:2: quad_class: \"bad\" is no quad class");
    check_error(
        "type\tquad_class\tscore\nX\tverbal conflict\tNaN\n",
        "f:2: score: \"NaN\" is no number from -10 to 10",
    );
    check_error("type\tmode\nX\thard\n", "f:2: type: \"X\" is no type; known are AGREE, CONSULT");
    check_error("type\tmode\nAID\tFood\n", "f:2: mode: \"Food\" cannot name one");
    check_error("context\nSea\n", "f:2: context: \"Sea\" cannot name one");
    check_error("code\ttype\tmode\n9\tAID\tgrain\n", "f:2: mode: \"grain\" is no mode of AID");
    check_error("code\ttype\tmode\n9\t\tgrain\n", "f:2: mode: \"grain\" is no mode of an empty type");
    check_error("code\ttype\tcontexts\n9\tAID\tlegal|sea\n", "f:2: contexts: \"sea\" is no context");
    check_error("code\ttype\n1.2\tAID\n", "f:2: code: \"1.2\" is no code");
    check_error(
        "lemma\tobject\ttype\nhack\t\tCOERCE\n",
        "f:2: cameo: COERCE is one of PLOVER's types, so it needs a code",
    );
    check_error("lemma\tobject\ttype\tcameo\nhack\t\tCOERCE\t9999\n", "f:2: cameo: there is no code \"9999\"");
    check_error("lemma\tobject\ttype\tcameo\nhack\t\t-\t176\n", "f:2: cameo: there is no code where type is -");
    check_error("lemma\tobject\ttype\tcameo\nhack\t\t\t010\n", "f:2: type: neither a type nor a code with one");
    check_error("lemma\tobject\ttype\tforms\nbug|tap\t\t-\tbugged\n", "f:2: forms: these belong to one lemma");
    check_error("lemma\tobject\ttype\n|\t\t-\n", "f:2: lemma: a verb or noun is expected");
    check_error("lemma\tobject\ttype\nhack\tnet|-\t-\n", "f:2: object: \"-\" is no word");
    check_error("lemma\tobject\ttype\nhack\t@net\t-\n", "f:2: object: a word with @ needs a preposition");
    check_error("lemma\thead\ttype\tagent\nhack\t\t-\tsubject\n", "f:2: agent: \"subject\" is no slot; known are ");
    check_error("lemma\thead\ttype\nhack\t*\tAID\n", "f:2: head: * takes away the program's rows");
    check_error("lemma\thead\ttype\nxyz\t*\t-\n", "f:2: lemma: the program has no rows of \"xyz\" to take away");
    check_error("verb\tnoun\tuse\nrun\trace\twin\n", "f:2: use: \"win\" is unknown");
    check_error("verb\tnoun\tuse\nxyz\trace\t-\n", "f:2: verb: there is no light verb \"xyz \" to take away");
    check_error("verb\tnoun\nrun\t\n", "f:2: a light verb needs a verb and a noun");
    check_error("lemma\tobject\ttype\tagents\n", "f:1: no column \"agents\"; known are lemma,");
    check_error("# x\nlemma\ttype\n", "f:2: neither a table that can be told by its columns nor a dictionary");
    check_error("[verbs]\n[nouns]\nlemma\ttype\n", "f:2: the table [verbs] is empty");
    check_error("# x\n[verb]\n", "f:2: no table [verb]; known are types,");
    check_error("", "f:1: nothing in it");
}

#[test]
fn nothing_may_stand_twice() {
    let twice = |text: &str, place: &str| check_error(text, place);
    twice("type\tquad_class\nX\tverbal conflict\nX\tverbal conflict\n", "f:3: \"X\" stands twice, first in f:2");
    twice(
        "lemma\tobject\ttype\nhack|crack\t\t-\ncrack\t\t-\n",
        "f:3: the same words of \"crack\" stand twice, first in f:2",
    );
    twice("verb\tnoun\nrun\trace\nrun\trace\n", "f:3: the same light verb stands twice, first in f:2");
    let [a, b] = ["context\nsea\n", "context\nsky\nsea\n"];
    let error = rules(&[("a", a), ("b", b)]).map(|_| ()).unwrap_err().to_string();
    assert_eq!(error, "b:3: \"sea\" stands twice, first in a:2");
}

#[test]
fn every_shipped_table_is_an_ontology_for_users_too() {
    let read = |name: &str| std::fs::read(format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let files = ["ontology/plover", "ontology/modes", "ontology/contexts", "ontology/cameo", "lexicon/light_verbs"];
    let contents: Vec<_> = files.iter().map(|f| ((*f).to_owned(), read(&format!("{f}.tsv")))).collect();
    let user = UserOntology::from_contents(&contents).unwrap();
    let ontology = Ontology::load(&user).unwrap();
    assert_eq!(ontology.codes(), Ontology::shipped().codes());
    assert_eq!(ontology.modes(), Ontology::shipped().modes());
    let [verbs, nouns] =
        ["lexicon/event_verbs.tsv", "lexicon/event_nouns.tsv"].map(|name| String::from_utf8(read(name)).unwrap());
    let doubled = rules(&[("verbs", &verbs), ("nouns", &nouns)]).unwrap();
    let shipped = rules(&[]).unwrap();
    for &kind in EventType::PLOVER {
        assert_eq!(doubled.n_triggers(kind), shipped.n_triggers(kind));
    }
}

const FIXTURES: [&str; 2] = [
    include_str!("../../../tests/fixtures/ontology/cyber.tsv"),
    include_str!("../../../tests/fixtures/ontology/verbs.txt"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_file_is_an_ontology_or_an_error(text in any::<String>()) {
        let _ = UserOntology::from_contents(&[("f".to_owned(), text.into_bytes())]);
    }

    /// Files with pieces cut out, doubled and put elsewhere.
    #[test]
    fn mutated_files_are_read_or_refused(
        which in 0..2usize,
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..9usize, "[-*&+|@(){}\\[\\]\\t\\n$%^#A-Ca-c1,]{0,3}"), 1..6),
    ) {
        let mut text = FIXTURES[which].to_owned();
        for (at, length, new) in cuts {
            let start = at.index(text.len());
            let end = (start + length).min(text.len());
            if text.is_char_boundary(start) && text.is_char_boundary(end) {
                text.replace_range(start..end, &new);
            }
        }
        let _ = rules(&[("f", &text)]);
    }
}
