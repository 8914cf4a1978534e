//! Users' gazetteers: tables, JSON Lines and dictionaries, and how they meet the built-in records.

use super::tests::names_in;
use super::user::{Form, Joined, UserGazetteer};
use super::*;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/gazetteer/");

fn read(files: &[&str]) -> UserGazetteer {
    let paths: Vec<std::path::PathBuf> = files.iter().map(|f| format!("{FOLDER}{f}").into()).collect();
    UserGazetteer::read(&paths).unwrap_or_else(|e| panic!("{e}"))
}

/// Words that the tests take for common ones.
fn is_common(word: &str) -> bool {
    ["table", "harbour"].contains(&word)
}

fn join(user: &UserGazetteer) -> Joined {
    user.join(&TokenRules::load().unwrap(), &Gazetteer::load().unwrap(), &is_common).unwrap()
}

fn with(user: &UserGazetteer) -> Gazetteer {
    let mut gazetteer = Gazetteer::load().unwrap();
    gazetteer.add(&TokenRules::load().unwrap(), &join(user).records).unwrap();
    gazetteer
}

#[track_caller]
fn check(files: &[&str], text: &str, expected: &[(&str, &str)]) {
    let found = names_in(&with(&read(files)), text);
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, expected);
}

/// The error that a text gives, alone or when it is joined with the built-in records.
#[track_caller]
fn check_error(text: &str, expected: &str) {
    let mut user = UserGazetteer::default();
    let rules = TokenRules::load().unwrap();
    let error = user.add("f", text.as_bytes()).err().or_else(|| {
        let mut gazetteer = Gazetteer::load().unwrap();
        user.join(&rules, &gazetteer, &is_common).and_then(|j| gazetteer.add(&rules, &j.records)).err()
    });
    assert_eq!(error.expect("an error").to_string(), expected);
}

#[test]
fn the_three_forms_of_a_table_are_told_by_content() {
    let forms = |user: &UserGazetteer| user.files.iter().map(|f| (f.form, f.n_records, f.n_names)).collect::<Vec<_>>();
    let user = read(&["ours.tsv", "actors.txt"]);
    assert_eq!(forms(&user), [(Form::Tsv, 3, 7), (Form::Dictionary, 6, 13)]);
    assert_eq!(forms(&read(&["ours.csv"])), [(Form::Csv, 2, 5)]);
    assert_eq!(forms(&read(&["ours.jsonl"])), [(Form::JsonLines, 2, 4)]);
}

#[test]
fn records_of_users_are_found_and_have_their_own_namespace() {
    let text = "Quillmark sued Orla Venn; QMH and qmh.";
    let expected = [("Quillmark", "user:quillmark"), ("Orla Venn", "user:orla-venn"), ("QMH", "user:quillmark")];
    check(&["ours.tsv"], text, &expected);
    check(&["ours.csv"], "Quillmark Holdings, Ltd", &[("Quillmark Holdings, Ltd", "user:quillmark")]);
    check(&["ours.jsonl"], "in Tarn", &[("Tarn", "user:tarn")]);
    let gazetteer = with(&read(&["ours.tsv"]));
    let record = gazetteer.record(gazetteer.by_id("user:quillmark").unwrap());
    assert_eq!((record.name, record.kind), ("Quillmark Holdings", ActorKind::Organization));
    assert_eq!(record.code(None), Some("MNCGBR"));
    assert_eq!(gazetteer.record(record.state.unwrap()).id, "united-kingdom");
    let family = gazetteer.family("Venn");
    assert_eq!(family.iter().map(|&p| gazetteer.record(p).id).collect::<Vec<_>>(), ["user:orla-venn"]);
}

#[test]
fn a_row_with_a_built_in_id_extends_that_record() {
    let (plain, gazetteer) = (Gazetteer::load().unwrap(), with(&read(&["ours.csv"])));
    assert_eq!(gazetteer.by_id("iran"), plain.by_id("iran"));
    assert_eq!(gazetteer.n_records(), plain.n_records() + 1);
    let (old, new) = (plain.record(plain.by_id("iran").unwrap()), gazetteer.record(gazetteer.by_id("iran").unwrap()));
    assert_eq!((new.wikidata, new.sector), (old.wikidata, old.sector));
    // Its old names and what refers to it still lead to it.
    let found = names_in(&gazetteer, "Ruritania, Iran, Iranians and Tehran");
    let ids: Vec<&str> = found.iter().map(|(_, id)| id.as_str()).collect();
    assert_eq!(ids, ["iran", "iran", "iran", "iran-tehran"]);
}

#[test]
fn of_one_name_a_users_record_is_meant_but_the_longest_name_still_wins() {
    let mut user = UserGazetteer::default();
    user.add("t", b"id,name,kind\nown,Paris,person\nbank,Bank,organization\n").unwrap();
    let found = names_in(&with(&user), "Paris met the Bank of England");
    let ids: Vec<&str> = found.iter().map(|(_, id)| id.as_str()).collect();
    assert_eq!(ids, ["user:own", "bank-of-england"]);
}

#[test]
fn mistakes_in_tables_name_file_and_line() {
    check_error(
        "id,name,kind,alias\n",
        "f:1: no column \"alias\"; known are id, name, kind, aliases, state, sector, wikidata, code",
    );
    check_error(
        "ident,title,sort\na,b,c\n",
        "f:1: no column \"ident\"; known are id, name, kind, aliases, state, sector, wikidata, code",
    );
    check_error("id\tname\nx\ty\n", "f:1: the column \"kind\" is missing");
    check_error("id\tname\tid\n", "f:1: the column \"id\" stands twice");
    check_error(
        "# c\n\nid\tname\tkind\n# d\n\na\tA\tperson\nb\tB\tking\n",
        "f:7: \"king\" is no actor kind; known are person, organization, state, group, place, other",
    );
    check_error("id,name,kind\n,A,person\n", "f:2: the id is empty");
    check_error("id,name,kind\na,,person\n", "f:2: the name is empty");
    check_error("id,name,kind\na,\"Two\nlines\",person\nb,B,person,x\n", "f:4: 4 cells under 3 columns");
    check_error("id,name,kind,wikidata\na,A,person,12\n", "f:2: \"12\" is no Wikidata item; expected Q and a number");
    check_error("id,name,kind\na,-,person\n", "f:2: the name \"-\" has no letter and no digit");
    check_error("id,name,kind\na,A,person\na,B,person\n", "f:3: the id \"a\" stands twice, first in f:2");
    check_error("id,name,kind,state\na,A,person,nowhere\n", "f:2: refers to \"user:nowhere\", which is no record");
    check_error(
        "nothing of the kind",
        "f:1: neither a table (its first line must name columns: id, name, kind, …), nor JSON \
        Lines, nor a dictionary with codes in brackets",
    );
    check_error(
        "",
        "f:1: neither a table (its first line must name columns: id, name, kind, …), nor JSON \
        Lines, nor a dictionary with codes in brackets",
    );
}

#[test]
fn mistakes_in_json_lines_name_file_and_line() {
    let good = r#"{"id": "a", "name": "A", "kind": "person"}"#;
    check_error(&format!("{good}\n{{\"id\": 1"), "f:2: invalid type: integer `1`, expected a string, at column 8");
    check_error(
        &format!("{good}\n\n{{\"id\": \"b\", \"names\": []}}"),
        "f:3: unknown field `names`, expected one of `id`, `name`, `kind`, `aliases`, `state`, `sector`, `wikidata`, `code`, \
         at column 19",
    );
    check_error(r#"{"id": "b", "name": "B"}"#, "f:1: missing field `kind`, at column 24");
}

#[test]
fn bytes_that_are_no_utf_8_name_their_line() {
    let mut user = UserGazetteer::default();
    let error = user.add("f", b"id,name,kind\na,A\xff,person\n").unwrap_err();
    assert_eq!(error.to_string(), "f:2: not UTF-8");
}

#[test]
fn dictionaries_name_their_actors() {
    let user = read(&["actors.txt"]);
    assert!(user.warnings.is_empty(), "{:?}", user.warnings);
    let kinds: Vec<_> = join(&user).records.iter().map(|r| (r.id.clone(), r.name.clone(), r.kind)).collect();
    let expected = [
        ("iran", "Iran", ActorKind::State),
        ("user:orla-venn", "Orla Venn", ActorKind::Person),
        ("user:quillmark-workers-union", "Quillmark Workers Union", ActorKind::Organization),
        ("user:quillmark-foundation", "Quillmark Foundation", ActorKind::Organization),
        ("user:tarn-liberation-front", "Tarn Liberation Front", ActorKind::Organization),
        ("user:harrow-ministry-of-peace", "Harrow Ministry of Peace", ActorKind::Organization),
    ];
    let expected: Vec<_> = expected.iter().map(|&(id, name, kind)| (id.to_owned(), name.to_owned(), kind)).collect();
    assert_eq!(kinds, expected);
}

#[test]
fn names_of_dictionaries_need_a_capital_and_are_no_common_words() {
    check(
        &["actors.txt"],
        "Orla Venn, ORLA VENN, Venn and venn; the quillmark foundation, the Quillmark Foundation, QMF",
        &[
            ("Orla Venn", "user:orla-venn"),
            ("ORLA VENN", "user:orla-venn"),
            ("Venn", "user:orla-venn"),
            ("Quillmark Foundation", "user:quillmark-foundation"),
            ("QMF", "user:quillmark-foundation"),
        ],
    );
    check(&["actors.txt"], "Table and table", &[]);
    assert_eq!(join(&read(&["actors.txt"])).n_common, 1);
    // Without `_` at its end a phrase has a plural; a hyphen is looked through.
    check(&["actors.txt"], "Quillmark Workers Unions", &[("Quillmark Workers Unions", "user:quillmark-workers-union")]);
    check(&["actors.txt"], "the Harbour Guard", &[("Harbour Guard", "user:tarn-liberation-front")]);
}

#[test]
fn a_dictionary_extends_the_built_in_record_of_its_name() {
    // "Tehran" stays the capital that it is.
    let found = names_in(&with(&read(&["actors.txt"])), "the Persian Realm, Iran and Tehran");
    let ids: Vec<&str> = found.iter().map(|(_, id)| id.as_str()).collect();
    assert_eq!(ids, ["iran", "iran", "iran-tehran"]);
}

#[test]
fn the_code_is_that_of_the_day() {
    let gazetteer = with(&read(&["actors.txt"]));
    let code = |id: &str, day: Option<&str>| {
        let record = gazetteer.record(gazetteer.by_id(id).unwrap());
        record.code(day.map(|d| d.parse().unwrap()))
    };
    assert_eq!(code("user:orla-venn", Some("1979-12-31")), Some("GBRELI"));
    assert_eq!(code("user:orla-venn", Some("1980-01-01")), Some("GBRGOV"));
    assert_eq!(code("user:orla-venn", Some("2022-11-17")), Some("GBROPP"));
    assert_eq!(code("user:orla-venn", Some("1969-12-31")), None);
    assert_eq!(code("user:orla-venn", None), None, "codes differ and the day is not known");
    assert_eq!(code("iran", None), Some("IRN"));
    assert_eq!(code("user:tarn-liberation-front", Some("1999-01-01")), Some("GBRREB"));
    assert_eq!(code("user:tarn-liberation-front", Some("1999-01-02")), None);
}

#[test]
fn broken_lines_of_dictionaries_are_warnings_and_the_rest_is_used() {
    let user = read(&["broken-actors.txt"]);
    let warnings: Vec<String> =
        user.warnings.iter().map(|w| w.to_string().rsplit('/').next().unwrap().to_owned()).collect();
    let expected = [
        "broken-actors.txt:2: the name \"\" has no letter and no digit",
        "broken-actors.txt:3: the bracket of a code is not closed",
        "broken-actors.txt:5: \"991399\" is no day; expected YYMMDD or YYYYMMDD",
        "broken-actors.txt:6: \"GBRGOV]\" is no phrase",
        "broken-actors.txt:4: \"SECOND ONE\" has no code",
        "broken-actors.txt:7: \"gbr\" is no code; expected three capitals or more",
        "broken-actors.txt:7: \"THIRD ONE\" has no code",
        "broken-actors.txt:8: the time \"20100101-20000101\" ends before it begins",
        "broken-actors.txt:8: \"FOURTH ONE\" has no code",
        "broken-actors.txt:9: \"and more\" stands after the code and is not read",
        "broken-actors.txt:10: \"SIXTH ONE\" has no code",
    ];
    assert_eq!(warnings, expected);
    let ids: Vec<String> = join(&user).records.into_iter().map(|r| r.id).collect();
    assert_eq!(ids, ["user:first-one", "user:fifth-one"]);
}

#[test]
fn agents_are_nouns_for_persons_and_bodies() {
    let user = read(&["agents.txt"]);
    let nouns = join(&user).agents;
    let found: Vec<(&str, &str, bool, &str)> =
        nouns.iter().map(|n| (&*n.singular, &*n.plural, n.is_body, &*n.sector)).collect();
    assert_eq!(
        found,
        [
            ("bellringer", "bellringers", false, "religious"),
            ("lockman", "lockmen", false, "government"),
            ("lockwoman", "lockwomen", false, "government"),
            ("lockperson", "lockpeople", false, "government"),
            ("keeper of the lock", "keepers of the lock", false, "government"),
            ("river police", "river police", false, "police"),
            ("mint office", "mint offices", true, "company"),
            ("lock keeper of adpersonration", "lock keeper of adpersonration", false, "government"),
            ("monitor", "monitors", false, "igo"),
        ]
    );
    let lines: Vec<usize> = user.warnings.iter().map(|w| w.line).collect();
    assert_eq!(lines, [10]);
}

/// Any bytes: an error or a gazetteer, never a panic.
#[test]
fn mutated_files_never_panic() {
    let mut random = fastrand::Rng::with_seed(4);
    let (rules, built_in) = (TokenRules::load().unwrap(), Gazetteer::load().unwrap());
    for file in ["ours.tsv", "ours.csv", "ours.jsonl", "actors.txt", "agents.txt", "broken-actors.txt"] {
        let bytes = std::fs::read(format!("{FOLDER}{file}")).unwrap();
        for _ in 0..150 {
            let mut mutated = bytes.clone();
            for _ in 0..random.usize(1..6) {
                let at = random.usize(0..mutated.len());
                match random.u8(0..3) {
                    0 => mutated[at] = random.u8(..),
                    1 => mutated.insert(at, *random.choice(b"[]{}!+_~\"|,\t\n<>-=\xc3").unwrap()),
                    _ => drop(mutated.remove(at)),
                }
            }
            let mut user = UserGazetteer::default();
            if user.add("f", &mutated).is_ok()
                && let Ok(joined) = user.join(&rules, &built_in, &is_common)
            {
                let mut gazetteer = Gazetteer::load().unwrap();
                let _ = gazetteer.add(&rules, &joined.records);
            }
        }
    }
}
