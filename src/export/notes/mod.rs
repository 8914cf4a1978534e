//! Markdown notes for Obsidian and its like: one for each actor, one for each article, and an index.
//!
//! An actor's note is its [dossier](crate::graph::dossier); an article's note has the claims and events it tells, and its text. Notes
//! link to each other by path, so that two actors of one name are never mixed up. Words of articles are shown as they are: nothing in
//! them is taken for markup, HTML, a link or a tag.

mod markup;
mod names;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use super::Files;
use crate::graph::dossier::{ClaimEntry, Dossier, Dossiers, EventEntry, Evidence, Party, RelationEntry, as_all_say};
use crate::graph::{DocumentNode, KnowledgeGraph, Node, NodeDetail, NodeId, NodeKind};
use markup::{escape, heading, quoted};
use names::{Names, plain_name};

/// The folder that all notes stand in.
const FOLDER: &str = "notes";

/// Writes all notes.
///
/// # Errors
/// When a file cannot be written.
pub fn write_notes(graph: &KnowledgeGraph, files: &mut dyn Files) -> io::Result<()> {
    let of_kind = |kind| graph.nodes().filter(|node| node.kind() == kind).collect::<Vec<&Node>>();
    let (actors, documents) = (of_kind(NodeKind::Actor), of_kind(NodeKind::Document));
    let notes = Notes {
        graph,
        dossiers: Dossiers::new(graph),
        actors: Names::new("actors", &actors),
        articles: Names::new("articles", &documents),
    };
    files.file(&format!("{FOLDER}/index.md"), &mut |out| notes.index(&actors, &documents, out))?;
    for node in actors {
        let (Some(path), Some(dossier)) = (notes.actors.path(&node.id), notes.dossiers.of(&node.id)) else { continue };
        files.file(&format!("{FOLDER}/{path}.md"), &mut |out| notes.actor(&dossier, out))?;
    }
    for node in documents {
        let (Some(path), NodeDetail::Document(document)) = (notes.articles.path(&node.id), &node.detail) else {
            continue;
        };
        files.file(&format!("{FOLDER}/{path}.md"), &mut |out| notes.article(node, document, out))?;
    }
    Ok(())
}

struct Notes<'g> {
    graph: &'g KnowledgeGraph,
    dossiers: Dossiers<'g>,
    actors: Names<'g>,
    articles: Names<'g>,
}

impl Notes<'_> {
    fn index(&self, actors: &[&Node], documents: &[&Node], out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "---\ntags: [\"claimgraph/index\"]\n---\n# Claims, events and actors\n\n## Articles\n")?;
        let mut by_day: Vec<(&Node, Option<&DocumentNode>)> = Vec::new();
        for node in documents {
            by_day.push((node, if let NodeDetail::Document(document) = &node.detail { Some(document) } else { None }));
        }
        by_day.sort_by_key(|(node, document)| {
            let day = document.and_then(|document| document.date);
            (day.is_none(), day, &node.id)
        });
        for (node, document) in by_day {
            let day = document.and_then(|document| document.date).map(|day| format!("{day} · ")).unwrap_or_default();
            writeln!(out, "- {day}{}", self.link(node))?;
        }
        writeln!(out, "\n## Actors\n")?;
        let mut by_weight: Vec<(&Node, u32, &str)> = Vec::new();
        for node in actors {
            if let Some(actor) = node.as_actor() {
                by_weight.push((node, actor.mentions, actor.kind.as_str()));
            }
        }
        by_weight.sort_by_key(|(node, mentions, _)| (std::cmp::Reverse(*mentions), &node.id));
        for (node, mentions, kind) in by_weight {
            writeln!(out, "- {} · {kind} · mentions: {mentions}", self.link(node))?;
        }
        Ok(())
    }

    fn actor(&self, dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Dossier { node, actor, .. } = dossier;
        writeln!(out, "---\nid: {}", quoted(node.id.as_str()))?;
        writeln!(out, "name: {}", quoted(&node.label))?;
        writeln!(out, "kind: {}", quoted(actor.kind.as_str()))?;
        let aliases: Vec<String> = actor.aliases.iter().map(|alias| quoted(alias)).collect();
        writeln!(out, "aliases: [{}]", aliases.join(", "))?;
        if let Some(item) = &actor.wikidata {
            writeln!(out, "wikidata: {}", quoted(item))?;
        }
        writeln!(out, "mentions: {}", actor.mentions)?;
        writeln!(out, "tags: [\"claimgraph/actor\", \"claimgraph/{}\"]\n---", actor.kind.as_str())?;
        writeln!(out, "# {}\n", heading(&node.label))?;
        let is_item = |item: &&String| item.len() < 20 && item.bytes().all(|b| b.is_ascii_alphanumeric());
        let item = actor.wikidata.as_ref().filter(is_item);
        let item = item.map(|item| format!(" · [Wikidata {item}](https://www.wikidata.org/wiki/{item})"));
        writeln!(out, "{}{}", actor.kind.as_str(), item.unwrap_or_default())?;
        if let Some(note) = &actor.note {
            writeln!(out, "\n*{}*", escape(note))?;
        }
        self.section(out, "Offices and relations", &dossier.relations, |notes, entry| {
            (notes.relation(entry), vec![&entry.evidence[..]])
        })?;
        for (title, events) in
            [("Did", &dossier.did), ("Suffered", &dossier.suffered), ("Was part of", &dossier.involved)]
        {
            self.section(out, title, events, |notes, entry| (notes.event(entry), vec![&entry.evidence[..]]))?;
        }
        self.section(out, "Said", &dossier.said, |notes, entry| {
            (notes.claim(entry, false), vec![&entry.evidence[..]])
        })?;
        self.section(out, "Said of it", &dossier.said_of, |notes, entry| {
            (notes.claim(entry, true), vec![&entry.evidence[..]])
        })?;
        self.section(out, "Denied or contradicted", &dossier.disputes, |_, entry| {
            let lines: Vec<String> = entry.lines().iter().map(|line| escape(line)).collect();
            (lines.join(" ↔ "), entry.evidence())
        })?;
        writeln!(out, "\n## Articles\n")?;
        for name in &actor.documents {
            if let Some(node) = self.graph.document(name) {
                writeln!(out, "- {}", self.link(node))?;
            }
        }
        Ok(())
    }

    fn article(&self, node: &Node, document: &DocumentNode, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "---\nid: {}", quoted(node.id.as_str()))?;
        let words = [
            ("title", &document.title),
            ("publisher", &document.publisher),
            ("author", &document.author),
            ("url", &document.url),
        ];
        for (key, value) in words {
            if let Some(value) = value {
                writeln!(out, "{key}: {}", quoted(value))?;
            }
        }
        if let Some(day) = document.date {
            writeln!(out, "date: {day}")?;
        }
        writeln!(out, "digest: {}", quoted(&document.digest))?;
        writeln!(out, "tags: [\"claimgraph/article\"]\n---")?;
        writeln!(out, "# {}", heading(&node.label))?;
        let known = [document.publisher.clone(), document.author.clone(), document.date.map(|day| day.to_string())];
        let known = known.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        if !known.is_empty() {
            writeln!(out, "\n{}", escape(&known))?;
        }
        let (claims, events) = (self.dossiers.claims_in(&node.id), self.dossiers.events_in(&node.id));
        self.section(out, "Claims", &claims, |notes, entry| (notes.claim(entry, true), vec![&entry.evidence[..]]))?;
        self.section(out, "Events", &events, |notes, entry| (notes.event(entry), vec![&entry.evidence[..]]))?;
        if let Some(text) = &document.text {
            writeln!(out, "\n## Text\n")?;
            for paragraph in text.lines().map(escape).filter(|paragraph| !paragraph.is_empty()) {
                writeln!(out, "{paragraph}\n")?;
            }
        }
        Ok(())
    }

    fn section<'e, T>(
        &self,
        out: &mut dyn Write,
        title: &str,
        entries: &'e [T],
        entry: impl Fn(&Self, &'e T) -> (String, Vec<&'e [Evidence<'e>]>),
    ) -> io::Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n## {title} ({})\n", entries.len())?;
        for one in entries {
            let (line, evidence) = entry(self, one);
            writeln!(out, "- {line}")?;
            for places in evidence {
                self.evidence(places, out)?;
            }
        }
        Ok(())
    }

    /// The first sentence with its words in bold, its article, and how many places more there are.
    fn evidence(&self, evidence: &[Evidence<'_>], out: &mut dyn Write) -> io::Result<()> {
        let Some(first) = evidence.first() else { return Ok(()) };
        let [before, words, after] = first.in_context();
        // Bold begins and ends at a letter, not at a space.
        let (gap_before, gap_after) =
            (if words.starts_with(' ') { " " } else { "" }, if words.ends_with(' ') { " " } else { "" });
        let spaced = |part: &str, at_end: bool| {
            let escaped = escape(part);
            let gap = if at_end { part.ends_with(' ') } else { part.starts_with(' ') };
            match (gap && !escaped.is_empty(), at_end) {
                (true, true) => escaped + " ",
                (true, false) => format!(" {escaped}"),
                (false, _) => escaped,
            }
        };
        let (before, after) = (spaced(&before, true), spaced(&after, false));
        // Four stars without a word between them would be a line across the page.
        let bold = Some(escape(&words)).filter(|words| !words.is_empty()).map(|words| format!("**{words}**"));
        writeln!(out, "  > {before}{gap_before}{}{gap_after}{after}", bold.unwrap_or_default())?;
        let article = self.graph.document(&first.place.document).map(|node| self.link(node));
        let article = article.unwrap_or_else(|| escape(&first.place.document));
        let known = first.document.map(|document| {
            let day = document.date.map(|day| day.to_string());
            [document.publisher.clone(), day]
                .into_iter()
                .flatten()
                .map(|words| format!(", {}", escape(&words)))
                .collect()
        });
        let known: String = known.unwrap_or_default();
        let passage = &first.place.passage;
        let more = match evidence.len() - 1 {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        writeln!(out, "  >\n  > — {article}{known}, {}–{}{more}", passage.start, passage.end)
    }

    fn relation(&self, entry: &RelationEntry<'_>) -> String {
        let words = as_all_say(&format!("{}{}", entry.verb(), entry.office()), &entry.voices);
        format!("{} → {}: {}", self.link(entry.subject), self.link(entry.object), escape(&words))
    }

    fn event(&self, entry: &EventEntry<'_>) -> String {
        let party = |party: &Party<'_>| {
            let name = party.actor.map_or_else(|| escape(&party.words()), |node| self.link(node));
            format!("{}{name}{}", party.preposition(), escape_after(&party.remark(entry)))
        };
        let parties: Vec<String> = entry.parties.iter().map(party).collect();
        let whom = if parties.is_empty() { String::new() } else { format!(" · {}", parties.join(", ")) };
        let kind = escape(entry.event.kind.as_str());
        format!("**{}** {kind} {}{whom}", escape(&entry.when()), escape(&entry.what()))
    }

    fn claim(&self, entry: &ClaimEntry<'_>, with_speaker: bool) -> String {
        let speaker = match (with_speaker, entry.source) {
            (false, _) => String::new(),
            (true, Some(source)) => format!("{}: ", self.link(source)),
            (true, None) => format!("{}: ", escape(&entry.speaker())),
        };
        let about: Vec<String> = entry.about.iter().map(|node| self.link(node)).collect();
        let about = if about.is_empty() { String::new() } else { format!(" · about {}", about.join(", ")) };
        format!("**{}** {speaker}{}{about}", escape(&entry.when()), escape(&entry.line()))
    }

    /// A link to the note of an actor or article, or the plain name of what has none.
    fn link(&self, node: &Node) -> String {
        let path = |id: &NodeId| self.actors.path(id).or(self.articles.path(id)).map(str::to_owned);
        match path(&node.id) {
            // What stands after the bar cannot be escaped, so it has nothing that would have to be.
            Some(path) => format!("[[{path}|{}]]", plain_name(&node.label)),
            None => escape(&node.label),
        }
    }
}

/// Words after a name: with the space before them.
fn escape_after(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(" {}", escape(words)) }
}
