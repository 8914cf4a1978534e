//! Learns from annotated attributions what a claim is, who its source is and where its content ends.

pub mod choices;
pub mod cues;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::document::{Document, Span};

/// An article with its attributions.
#[derive(Debug)]
pub struct Article {
    document: Document,
    gold: Vec<Attribution>,
}

/// An annotated attribution; any part may be empty.
#[derive(Debug)]
struct Attribution {
    source: Vec<Span>,
    cue: Vec<Span>,
    content: Vec<Span>,
}

/// What is annotated in one article, as the file has it: code points, half-open.
#[derive(Deserialize)]
struct GoldLine {
    id: String,
    attributions: Vec<GoldAttribution>,
}

#[derive(Deserialize)]
struct GoldAttribution {
    #[serde(default)]
    source: Vec<(usize, usize)>,
    #[serde(default)]
    cue: Vec<(usize, usize)>,
    #[serde(default)]
    content: Vec<(usize, usize)>,
}

#[derive(Deserialize)]
struct ArticleLine {
    id: String,
    text: String,
}

/// Reads articles and their annotations (code points, half-open), one JSON object a line. Articles that are not
/// annotated are left out, and so are spans behind a text's end.
///
/// # Errors
/// When a line is no JSON of the right form.
pub fn read(documents: &str, gold: &str) -> serde_json::Result<Vec<Article>> {
    let mut annotated: BTreeMap<String, Vec<GoldAttribution>> = BTreeMap::new();
    for line in gold.lines().filter(|l| !l.trim().is_empty()) {
        let gold: GoldLine = serde_json::from_str(line)?;
        annotated.entry(gold.id).or_insert(gold.attributions);
    }
    let mut articles = Vec::new();
    for line in documents.lines().filter(|l| !l.trim().is_empty()) {
        let article: ArticleLine = serde_json::from_str(line)?;
        let Some(gold) = annotated.get(&article.id) else { continue };
        let offsets: Vec<usize> = article.text.char_indices().map(|(i, _)| i).chain([article.text.len()]).collect();
        let span = |&(start, end): &(usize, usize)| Some(Span::new(*offsets.get(start)?, *offsets.get(end)?));
        let spans = |list: &[(usize, usize)]| list.iter().filter_map(span).collect::<Vec<Span>>();
        let attribution = |g: &GoldAttribution| Attribution {
            source: spans(&g.source),
            cue: spans(&g.cue),
            content: spans(&g.content),
        };
        let gold = gold.iter().map(attribution).collect();
        articles.push(Article { document: Document::new(article.id.as_str(), article.text.as_str()), gold });
    }
    Ok(articles)
}

/// Bytes in both.
fn overlap(a: &[Span], b: &[Span]) -> u32 {
    let both = |x: &Span, y: &Span| x.end.min(y.end).saturating_sub(x.start.max(y.start));
    a.iter().map(|x| b.iter().map(|y| both(x, y)).sum::<u32>()).sum()
}

/// F1 over bytes; 1 where both are empty.
fn agreement(a: &[Span], b: &[Span]) -> f64 {
    let size = |list: &[Span]| list.iter().map(|s| s.end - s.start).sum::<u32>();
    match size(a) + size(b) {
        0 => 1.0,
        both => 2.0 * f64::from(overlap(a, b)) / f64::from(both),
    }
}
