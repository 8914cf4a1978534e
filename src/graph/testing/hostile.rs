//! Names that break writers of files.

use super::Sketch;
use crate::annotation::{ActorKind, EventType, Role};
use crate::graph::{GraphBuilder, KnowledgeGraph};

/// Quotes, backslashes, markup of several kinds, controls, marks that turn the direction of text, words that formats
/// reserve, letters beyond the basic plane.
pub(crate) const HOSTILE: &[&str] = &[
    "say \"no\" 'or' `yes`",
    "back\\slash\\",
    "<script>alert(1)</script> & &amp; ]]>",
    "[[Iran|x]] ![[y]] [a](http://x.example) #tag %%hidden%%",
    "*bold* _em_ ==mark== ~~gone~~ $x$ ^id | cell",
    "nul\u{0} bell\u{7} esc\u{1b}[31m del\u{7f} nel\u{85}",
    "evil\u{202e}gpj.exe \u{2066}set apart\u{2069}",
    "שלום עליכם",
    "node",
    "CON",
    "con",
    "two\nlines\r\nand\ttab",
    "- item",
    "1. first",
    "../../etc/passwd",
    "🦊 𝒳 👩‍👩‍👧",
    "\u{ffff}\u{fdd0}",
    "http://user@x.example/%20#fragment",
];

/// A graph with all of them: each is an actor of whom somebody says that Iran attacked it, in a document of that title.
pub(crate) fn hostile() -> KnowledgeGraph {
    let long = "long ".repeat(2_000);
    let mut builder = GraphBuilder::new();
    for (i, name) in HOSTILE.iter().copied().chain([long.trim()]).enumerate() {
        let mut s = Sketch::dated(&format!("{i} {name}"), "2024-03-01");
        s.annotation.document.title = Some(name.to_owned());
        s.annotation.document.publisher = Some(name.to_owned());
        s.annotation.document.url = Some(name.to_owned());
        let [victim, iran] = [s.actor(name, ActorKind::Organization), s.actor("Iran", ActorKind::State)];
        s.sentence(&format!("{name} said that Iran attacked {name} again."));
        s.claim(victim, "said", &format!("Iran attacked {name} again"), &[iran]);
        s.event("attacked", name, EventType::Assault, &[(Role::Agent, iran), (Role::Patient, victim)]);
        builder.add(&s.annotation);
    }
    builder.finish()
}

/// An actor of each name attacks Iran, in a document and with a lemma of that name.
pub(crate) fn attacks_by(names: &[&str]) -> KnowledgeGraph {
    let mut builder = GraphBuilder::new();
    for (i, name) in names.iter().enumerate() {
        let mut s = Sketch::new(&format!("{i} {name}"));
        let actors = [s.actor(name, ActorKind::Organization), s.actor("Iran", ActorKind::State)];
        s.sentence(&format!("{name} attacked Iran."));
        s.event("attacked", name, EventType::Assault, &[(Role::Agent, actors[0]), (Role::Patient, actors[1])]);
        builder.add(&s.annotation);
    }
    builder.finish()
}
