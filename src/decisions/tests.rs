//! Decisions are read, and refused, with their lines.

use super::*;

#[track_caller]
fn check_error(text: &str, expected: &str) {
    let message = Decisions::parse("d.toml", text).unwrap_err().to_string();
    assert!(message.contains(expected), "{message}");
}

const ALL: &str = r#"# One of each.
[[same]]
actors = ["Apple", "actor:organization:apple-inc"]
reason = "one firm"

[[not-same]]
actors = [{ name = "John Smith", document = "a" }, { name = "John Smith", document = "b" }]

[[not-an-actor]]
actor = { name = "Downing Street", kind = "place" }

[[rename]]
actor = "IAEA"
name = "International Atomic Energy Agency"

[[kind]]
actor = "Wagner"
kind = "organization"
"#;

#[test]
fn each_entry_is_read_with_its_line() {
    let decisions = Decisions::parse("x/d.toml", ALL).unwrap();
    let lines: Vec<(&str, usize)> = decisions.iter().map(|d| (d.action.name(), d.place.line)).collect();
    assert_eq!(lines, [("same", 2), ("not-same", 6), ("not-an-actor", 9), ("rename", 12), ("kind", 16)]);
    let first = decisions.iter().next().unwrap();
    assert_eq!(first.place.short(), "d.toml:2");
    assert_eq!(first.reason.as_deref(), Some("one firm"));
    assert!(matches!(first.action.selectors()[1].who, Who::Id(_)));
}

#[test]
fn mistakes_are_reported_with_their_line() {
    check_error("\n\n[[same]\n", "d.toml:3: ");
    check_error("[[equal]]\nactors = []\n", "d.toml:1: unknown field `equal`");
    check_error("[[same]]\nactors = [\"A\"]\n", "d.toml:1: two actors at least");
    check_error("[[same]]\nactors = [\"A\", \"a.\"]\n", "d.toml:1: the actor \"a.\" stands twice");
    check_error("\n[[kind]]\nactor = \"A\"\nkind = \"wizard\"\n", "d.toml:2: \"wizard\" is no actor kind");
    check_error("[[rename]]\nactor = \"A\"\nname = \" \"\n", "d.toml:1: the new name is empty");
    check_error("[[rename]]\nactor = 5\nname = \"B\"\n", "an actor is a name");
    check_error("[[not-an-actor]]\nactor = { id = \"actor:a\", name = \"A\" }\n", "either an id or a name");
    check_error("[[not-an-actor]]\n", "missing field `actor`");
}

#[test]
fn a_contradiction_names_both_lines() {
    let same = "[[same]]\nactors = [\"A\", \"B\"]\n[[same]]\nactors = [\"B\", \"C\"]\n";
    check_error(
        &format!("{same}[[not-same]]\nactors = [\"c\", \"a\"]\n"),
        "d.toml:5: not-same of \"c\" and \"a\" contradicts same, against d.toml:3",
    );
    let rename = |name: &str, to: &str| format!("[[rename]]\nactor = \"{name}\"\nname = \"{to}\"\n");
    check_error(
        &(rename("A", "X") + &rename("a", "Y")),
        "d.toml:4: rename of \"a\" contradicts rename, against d.toml:1",
    );
    check_error(&(same.to_owned() + &rename("A", "X") + &rename("C", "Y")), "d.toml:8: ");
    let kinds = "[[kind]]\nactor = \"A\"\nkind = \"group\"\n[[kind]]\nactor = \"A\"\nkind = \"state\"\n";
    check_error(kinds, "d.toml:4: kind of \"A\" contradicts kind, against d.toml:1");
    let gone = "[[not-an-actor]]\nactor = \"A\"\n";
    check_error(&(gone.to_owned() + &rename("A", "X")), "d.toml:3: rename of \"A\" contradicts not-an-actor");
}

#[test]
fn a_decision_may_be_repeated() {
    let text = "[[same]]\nactors = [\"A\", \"B\"]\n".repeat(2) + &"[[rename]]\nactor = \"A\"\nname = \"X\"\n".repeat(2);
    assert!(Decisions::parse("d.toml", &text).is_ok());
}

#[test]
fn files_hold_together() {
    let mut decisions = Decisions::parse("a.toml", "[[same]]\nactors = [\"A\", \"B\"]\n").unwrap();
    let message = decisions.add("b.toml", "[[not-same]]\nactors = [\"A\", \"B\"]\n").unwrap_err().to_string();
    assert!(message.contains("b.toml:1") && message.contains("a.toml:1"), "{message}");
}

proptest::proptest! {
    #[test]
    fn any_text_is_decisions_or_an_error(text in proptest::prelude::any::<String>()) {
        let _ = Decisions::parse("d.toml", &text);
    }
}
