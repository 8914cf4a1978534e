//! Marks what of a text is no part of the article: notices, prompts, credits, links to other articles, bylines.
//!
//! The unit is a line, or a paragraph where a text was broken at a fixed width; a unit is marked as a whole or not at
//! all. The rules look at form, not at known sentences: whom a line speaks to, whether it tells the reader to do
//! something, whether it is a fragment, where it stands. Words come from `data/lexicon/boilerplate.tsv`. The features
//! are those of boilerplate detection on web pages (Kohlschütter, Fankhauser, Nejdl: "Boilerplate Detection using
//! Shallow Text Features", WSDM 2010), less the markup, which a text no longer has.
//!
//! What stands in quotation marks speaks for nobody but the quoted: it is never evidence. A line that reports speech is
//! never a prompt. The first line is taken for the headline.

mod features;
mod lexicon;

use crate::annotation::{Boilerplate, BoilerplateKind};
use crate::document::Span;

use features::{Line, SHORT};
use lexicon::{Class, Lexicon};

/// Units at the start in which bylines and dates without a time of day are looked for.
const HEAD: usize = 10;
/// Units at the end in which writers sign.
const TAIL: usize = 3;
/// Prompts and notices longer than this, in words, are prose.
const LONGEST_NOTICE: usize = 120;
/// Headlines after "Related:" that are taken along at most.
const MOST_HEADLINES: usize = 12;

/// Marks the boilerplate of a text: sorted, without overlaps, whole lines without the white space around them.
///
/// Linear in the text.
///
/// ```
/// use claimgraph::text::boilerplate;
///
/// let text = "Harbour talks resume\n\nThe union met on Friday.\n\nSign up for our newsletter here.";
/// let marked = boilerplate::mark(text);
/// assert_eq!(marked.len(), 1);
/// assert_eq!(marked[0].span.of(text), "Sign up for our newsletter here.");
/// ```
pub fn mark(text: &str) -> Vec<Boilerplate> {
    let lexicon = Lexicon::get();
    let units = units(text);
    let mut line = Line::default();
    let mut marked: Vec<Boilerplate> = Vec::new();
    let mut skip_to = 0;
    for (index, &span) in units.iter().enumerate() {
        if index < skip_to {
            marked.push(Boilerplate { span, kind: BoilerplateKind::Related });
            continue;
        }
        let unit = span.of(text);
        line.read(lexicon, unit);
        let place = Place { from_start: index, from_end: units.len() - 1 - index };
        let Some(kind) = classify(&line, unit, place) else { continue };
        marked.push(Boilerplate { span, kind });
        if kind == BoilerplateKind::Related && opens_list(&line, unit) {
            skip_to = index + 1 + headlines(lexicon, text, &units[index + 1..], unit);
        }
    }
    marked
}

/// Where a unit stands among all units.
#[derive(Clone, Copy, Debug)]
struct Place {
    from_start: usize,
    from_end: usize,
}

impl Place {
    fn is_headline(self) -> bool {
        self.from_start == 0 && self.from_end > 0
    }

    fn is_edge(self) -> bool {
        self.from_start < HEAD || self.from_end < TAIL
    }
}

/// The lines of a text that hold more than white space; paragraphs where lines were broken at a fixed width.
fn units(text: &str) -> Vec<Span> {
    let mut units = Vec::new();
    let mut paragraph: Vec<Span> = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let line = Span::new(start, end).trim(text);
        if line.is_empty() {
            close_paragraph(text, &mut paragraph, &mut units);
        } else {
            paragraph.push(line);
        }
        start = end + 1;
    }
    close_paragraph(text, &mut paragraph, &mut units);
    units
}

fn close_paragraph(text: &str, lines: &mut Vec<Span>, units: &mut Vec<Span>) {
    match (lines.first(), lines.last()) {
        (Some(&first), Some(&last)) if is_wrapped(text, lines) => units.push(first.cover(last)),
        _ => units.extend_from_slice(lines),
    }
    lines.clear();
}

/// Lines of nearly one length, at least one of which goes on in the next.
fn is_wrapped(text: &str, lines: &[Span]) -> bool {
    let Some((_, full)) = lines.split_last() else { return false };
    let goes_on = |pair: &[Span]| {
        let next = pair[1].of(text).chars().next();
        next.is_some_and(char::is_lowercase) && !pair[0].of(text).ends_with(['.', '!', '?', ':'])
    };
    full.iter().all(|line| (45..=100).contains(&line.len())) && lines.windows(2).any(goes_on)
}

/// The first rule that applies, from the plainest to the vaguest.
fn classify(line: &Line, unit: &str, place: Place) -> Option<BoilerplateKind> {
    use BoilerplateKind as Kind;
    if line.words.is_empty() {
        // Only tags, addresses, handles; a rule of stars or dashes has no words either, and is left alone.
        return (is_markup(unit) || line.links > 0).then_some(Kind::Related);
    }
    if let Some(kind) = whole(line) {
        return Some(kind).filter(|_| !place.is_headline() || line.letters() > 0);
    }
    if is_stamp(line, place) || is_byline(line, unit, place) {
        return Some(Kind::Byline);
    }
    if place.is_headline() {
        return None;
    }
    if is_contribution(line, unit, place) {
        return Some(Kind::Byline);
    }
    if is_credit(line, unit) {
        return Some(Kind::Credit);
    }
    if is_note(line, unit) {
        return Some(Kind::Notice);
    }
    if opener(line, unit, Class::OpenerByline).is_some()
        && line.words.len() <= 8
        && !line.has(Class::Finite)
        && !line.quotes
    {
        return Some(Kind::Byline);
    }
    if is_related(line, unit) {
        return Some(Kind::Related);
    }
    prompt(line, unit)
}

/// A line that is nothing but a phrase, numbers aside: "ADVERTISEMENT", "3 min read", "12 comments".
fn whole(line: &Line) -> Option<BoilerplateKind> {
    let numbers = line.words.iter().take_while(|word| word.number).count();
    if numbers > 0 {
        // The phrase does not begin at the first word, so only its weight is known; it must be short.
        return counted(line, numbers);
    }
    let letters = line.letters();
    line.heads.iter().filter(|(_, length)| *length == letters).find_map(|(class, _)| whole_kind(*class))
}

fn counted(line: &Line, numbers: usize) -> Option<BoilerplateKind> {
    let letters = line.words.len() - numbers;
    let counts = [Class::WholeByline, Class::WholePrompt];
    let found = counts.into_iter().find(|class| line.has(*class))?;
    (letters <= 2 && numbers == 1 && !line.has(Class::Finite)).then(|| whole_kind(found)).flatten()
}

fn whole_kind(class: Class) -> Option<BoilerplateKind> {
    Some(match class {
        Class::WholeByline => BoilerplateKind::Byline,
        Class::WholeCredit => BoilerplateKind::Credit,
        Class::WholeNotice => BoilerplateKind::Notice,
        Class::WholePrompt => BoilerplateKind::Prompt,
        Class::WholeRelated => BoilerplateKind::Related,
        _ => return None,
    })
}

/// Only tags, and marks between them: `<tweet id="7"></tweet>.`
fn is_markup(unit: &str) -> bool {
    if !unit.starts_with('<') || !unit.contains('>') {
        return false;
    }
    let mut inside = false;
    unit.chars().all(|c| {
        inside = (inside || c == '<') && c != '>';
        inside || !c.is_alphanumeric()
    })
}

/// A date or time of day with nothing else: "9:05 p.m.", "Updated 17 November 2022". A day alone counts at the head only,
/// since a chronicle has days for headings.
fn is_stamp(line: &Line, place: Place) -> bool {
    let is_time = line.words.len() <= 14 && line.words.iter().all(|word| word.time) && !line.quotes;
    let has_number = line.words.iter().any(|word| word.number);
    let named = line.letters() > 0;
    is_time && has_number && (line.clock || (named && place.from_start < HEAD && place.from_start > 0))
}

/// "By Ada Frame and Ben Low", "Ada Frame, Political Correspondent", "— Ada Frame, staff writer".
fn is_byline(line: &Line, unit: &str, place: Place) -> bool {
    let n = line.words.len();
    if !place.is_edge() || place.is_headline() || n > 20 || line.quotes || unit.ends_with(['?', '!', ':']) {
        return false;
    }
    let small = |index: usize| {
        matches!(line.word(unit, index), "and" | "of" | "the" | "for" | "in" | "at" | "by" | "on" | "de")
    };
    let names = (1..n).all(|i| line.words[i].capital || line.words[i].time || small(i) || is_role(line, unit, i));
    if !names || line.has(Class::Report) {
        return false;
    }
    let by = line.word(unit, 0).eq_ignore_ascii_case("by") && line.words[0].capital;
    let signed = line.has(Class::Role) && line.words[0].capital && (2..=10).contains(&n) && unit.contains(',');
    let dashed = line.has(Class::Role) && unit.starts_with(['-', '–', '—']) && n <= 10;
    (by && n > 1 && line.words[1].capital) || signed || dashed
}

fn is_role(line: &Line, unit: &str, index: usize) -> bool {
    line.has(Class::Role)
        && Lexicon::get()
            .starting_with(line.word(unit, index).as_bytes())
            .iter()
            .any(|entry| entry.class == Class::Role)
}

/// "(Additional reporting by Ada Frame; Editing by Ben Low)", "Frame reported from Norhaven."
fn is_contribution(line: &Line, unit: &str, place: Place) -> bool {
    if !line.has(Class::Contribution) || line.quotes || line.words.len() > 70 {
        return false;
    }
    let small = |index: usize| {
        matches!(line.word(unit, index), "and" | "in" | "to" | "from" | "by" | "of" | "the" | "at" | "this" | "report")
    };
    let lower = (0..line.words.len()).filter(|&i| !line.words[i].capital && !small(i)).count();
    let bracketed = unit.starts_with(['(', '[']);
    let in_tail = place.from_end < TAIL + 2;
    (bracketed && line.words.len() >= 4 && lower <= 6 + line.words.len() / 10)
        || (in_tail && lower <= 4 && line.words.len() <= 45)
}

/// "Photo: the harbour at dawn", "The harbour (Ada Frame/Getty Images)", "© 2022 Example Post".
fn is_credit(line: &Line, unit: &str) -> bool {
    let n = line.words.len();
    let plain = !line.has(Class::Report) && !line.quotes;
    if line.has(Class::Rights) {
        return plain && n <= 80;
    }
    if line.copyright && n <= 40 && plain {
        return true;
    }
    if let Some(length) = opener(line, unit, Class::OpenerCredit) {
        return n <= 40 && n > length && plain;
    }
    let starts = |class| line.heads.iter().any(|(c, _)| *c == class);
    if starts(Class::OpenerCredit) && n <= 12 && plain && !line.has(Class::Finite) {
        let second = line.word(unit, 1).to_ascii_lowercase();
        if matches!(second.as_str(), "by" | "courtesy" | "via" | "t" | "credit" | "credits") {
            return true;
        }
    }
    if n <= 10 && !line.has(Class::Finite) && plain && line.capitals * 3 >= n * 2 {
        let slashed = unit.contains('/') || unit.contains(" via ");
        return line.weight(Class::Agency) >= 2 || (line.has(Class::Agency) && slashed && n <= 6);
    }
    plain && n <= 60 && last_bracket(unit).is_some_and(names_agency)
}

/// What the last bracket of a unit holds, where the unit ends with it.
fn last_bracket(unit: &str) -> Option<&str> {
    let inside = unit.trim_end_matches(['.', ' ']).strip_suffix([')', ']'])?;
    inside.rfind(['(', '[']).map(|at| &inside[at + 1..])
}

fn names_agency(inside: &str) -> bool {
    let mut line = Line::default();
    line.read(Lexicon::get(), inside);
    line.weight(Class::Agency) >= 2 || (line.has(Class::Agency) && inside.contains('/'))
}

/// Remarks of the editors on the article itself.
fn is_note(line: &Line, unit: &str) -> bool {
    let n = line.words.len();
    let opened = opener(line, unit, Class::OpenerNotice).is_some() && !line.words[0].number;
    let erratum = line.has(Class::Erratum) && line.has(Class::Media) && n <= 120 && !line.quotes;
    opened || (line.has(Class::Note) && n <= 60) || erratum
}

/// Length of an opener of this class at the head of the line, if a colon or the like follows it.
fn opener(line: &Line, unit: &str, class: Class) -> Option<usize> {
    // What stands in a tag that was left in the text is somebody's post, not a line of the page.
    if unit.starts_with('<') {
        return None;
    }
    let lengths = line.heads.iter().filter(|(c, _)| *c == class).map(|(_, length)| *length);
    lengths.filter(|&length| matches!(line.after(unit, length - 1), Some(b':' | b'|'))).max()
}

/// "Related: Storm closes school", "Also on Example Post:", a row of sections, a line of addresses.
fn is_related(line: &Line, unit: &str) -> bool {
    let n = line.words.len();
    if opener(line, unit, Class::OpenerRelated).is_some() {
        return n <= 25;
    }
    let starts = line.heads.iter().any(|(class, _)| *class == Class::OpenerRelated);
    if starts && n <= 6 && unit.ends_with(':') && !line.has(Class::Address) && !line.quotes {
        return true;
    }
    let row = line.separators >= 2 && n <= 5 * (line.separators + 1) && unit.len() <= SHORT && !line.has(Class::Finite);
    let no_numbers = !line.words.iter().any(|word| word.number);
    let linked = line.letters() <= 1 && 2 * line.link_bytes > unit.len() && !line.has(Class::Imperative);
    (row && no_numbers && !line.quotes) || linked
}

/// Whether a list of headlines may follow: the line has none itself.
fn opens_list(line: &Line, unit: &str) -> bool {
    let length = line.heads.iter().map(|(_, length)| *length).max().unwrap_or(0);
    !unit.starts_with('<') && line.words.len() <= length.max(4) && line.link_bytes == 0
}

/// How many of the next units are headlines. A single one counts only after a colon: it may be a heading of the article.
fn headlines(lexicon: &Lexicon, text: &str, units: &[Span], opener: &str) -> usize {
    let mut line = Line::default();
    let is_headline = |span: &&Span| {
        let unit = span.of(text);
        line.read(lexicon, unit);
        let n = line.words.len();
        let prose = unit.ends_with('.') && line.capitals * 2 < n;
        (3..=20).contains(&n) && !prose && !unit.starts_with(['“', '"']) && !unit.ends_with(':')
    };
    let n = units.iter().take(MOST_HEADLINES).take_while(is_headline).count();
    if n == 1 && !opener.trim_end_matches('"').ends_with(':') { 0 } else { n }
}

/// Speaks to the reader, tells him to do something, and names what publishers offer: at least two of the three.
///
/// "Sign up for our newsletter", "Follow Ada Frame on Twitter @ada", "What happens where you live? Add your postcode".
/// The sum must grow with the length, so that one such phrase in a paragraph of prose is not enough. The threshold was set
/// on PolNeAR's 924 articles: of the prompts that 3.5 finds 4.5 loses one in five ("Follow @politico"); 2.5 finds six
/// more, of which one is a paragraph of the article and one a writer's biography.
fn prompt(line: &Line, unit: &str) -> Option<BoilerplateKind> {
    let n = line.words.len();
    if n > LONGEST_NOTICE || line.has(Class::Report) || is_speech(line, unit) {
        return None;
    }
    let imperative = 2 * line.weight(Class::Imperative);
    let address = line.weight(Class::Address).min(5);
    let commerce = line.weight(Class::Commerce);
    let social = line.weight(Class::Social) + 2 * line.links.min(2);
    let media = line.weight(Class::Media).min(4) + line.weight(Class::Deictic);
    // Media and places in the page mean something only where the reader is to look at them.
    let media = if imperative > 0 { media } else { 0 };
    let kinds = [imperative > 0, address > 0, commerce + social + media > 0].iter().filter(|&&b| b).count();
    let sum = (imperative + address + commerce + social + media) as f32;
    if kinds < 2 || sum < 3.5 + n as f32 / 8.0 || (imperative == 0 && commerce < 3) {
        return None;
    }
    Some(if commerce >= 3 && commerce > social { BoilerplateKind::Notice } else { BoilerplateKind::Prompt })
}

/// A transcript names the speaker first: "FRAME: Do you want …", "Q: …".
fn is_speech(line: &Line, unit: &str) -> bool {
    let label = line.words.iter().take(4).enumerate().position(|(index, _)| line.after(unit, index) == Some(b':'));
    label.is_some_and(|last| (0..=last).all(|i| line.words[i].capital) && line.heads.is_empty() && !unit.ends_with(':'))
}

#[cfg(test)]
mod tests;
