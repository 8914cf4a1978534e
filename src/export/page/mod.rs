//! `graph.html`: one page that holds the whole graph, its articles and what is needed to read them, for any browser and
//! without a network.
//!
//! What enters: a [`KnowledgeGraph`]. What leaves: one HTML file. `data` writes the graph small, as JSON in a block that
//! no browser runs; the script reads it and builds what is seen, text always as text, never as markup. A
//! Content-Security-Policy names the script and the style by their SHA-256 and allows nothing else: no other script, no
//! address to load from or send to, so that a hostile article can do nothing and nothing leaves the file. What the page
//! shows and how it is used: `docs/page.md`.

mod data;
mod palette;
mod places;
mod rows;
mod source;
#[cfg(test)]
mod tests;

use std::io;

use base64::Engine as _;
use sha2::{Digest as _, Sha256};

use crate::graph::KnowledgeGraph;
use data::Data;

/// The page without its parts, which stand at the names in braces.
const FRAME: &str = include_str!("page.html");

const STYLE: &[&str] = &[include_str!("page.css"), include_str!("panel.css")];

/// In the order of their use; one scope for all, so that nothing is left in the window.
const SCRIPT: &[&str] = &[
    include_str!("text.js"),
    include_str!("data.js"),
    include_str!("state.js"),
    include_str!("theme.js"),
    include_str!("dom.js"),
    include_str!("filter.js"),
    include_str!("scene.js"),
    include_str!("focus.js"),
    include_str!("paint.js"),
    include_str!("boxes.js"),
    include_str!("graph.js"),
    include_str!("article.js"),
    include_str!("lines.js"),
    include_str!("dossier.js"),
    include_str!("lists.js"),
    include_str!("timeline.js"),
    include_str!("controls.js"),
    include_str!("search.js"),
    include_str!("main.js"),
];

/// Writes the page of a graph.
///
/// # Errors
/// When writing fails.
pub fn write_graph(graph: &KnowledgeGraph, mut out: impl io::Write) -> io::Result<()> {
    let json = serde_json::to_string(&Data::of(graph))?;
    let style = STYLE.concat();
    let script = format!("(() => {{\n\"use strict\";\n{}\n}})();", SCRIPT.join("\n"));
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash_source(&script),
        hash_source(&style)
    );
    for piece in FRAME.split_inclusive("}}") {
        let (before, name) = match piece.split_once("{{") {
            Some((before, name)) => (before, name.trim_end_matches("}}")),
            None => (piece, ""),
        };
        out.write_all(before.as_bytes())?;
        match name {
            "policy" => out.write_all(policy.as_bytes())?,
            "generator" => write!(out, "claimgraph {}", env!("CARGO_PKG_VERSION"))?,
            "style" => out.write_all(style.as_bytes())?,
            "data" => write_inert(&json, &mut out)?,
            "script" => out.write_all(script.as_bytes())?,
            _ => {}
        }
    }
    Ok(())
}

/// A script or style as the policy names it.
fn hash_source(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(digest))
}

/// JSON with nothing in it that ends or changes the block it stands in: no `</script`, no `<!--`, no separator of lines
/// that an older script would end a string at.
fn write_inert(json: &str, out: &mut impl io::Write) -> io::Result<()> {
    let mut rest = json;
    while let Some(at) = rest.find(['<', '\u{2028}', '\u{2029}']) {
        let (before, from) = rest.split_at(at);
        out.write_all(before.as_bytes())?;
        let c = from.chars().next().unwrap_or_default();
        write!(out, "\\u{:04x}", c as u32)?;
        rest = &from[c.len_utf8()..];
    }
    out.write_all(rest.as_bytes())
}
