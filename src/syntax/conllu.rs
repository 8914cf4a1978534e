//! Reads and writes CoNLL-U, the format of Universal Dependencies (universaldependencies.org/format.html).
//!
//! Enters: UTF-8 text in lines of ten columns, with or without annotation. Leaves: one [`Sentence`] at a time; the reader
//! holds no more than that. Sentences are written back with their comments, multiword-token lines and empty nodes in
//! place. All columns are strings, so that a treebank of any language and any version of the scheme can be read.
//!
//! What is wrong with a sentence is an error with file and line; the reader goes on with the next sentence. Whether HEAD
//! and DEPREL are looked at depends on the use: text to be analysed may hold anything there, a treebank may not.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Default of [`Reader::max_bytes`]: a sentence of some 30,000 treebank lines.
pub const MAX_BYTES: usize = 32 << 20;

/// One sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Lines that begin with `#`, as they stand, without line ends.
    pub comments: Vec<String>,
    /// The syntactic words; word `i` has ID `i + 1`.
    pub words: Vec<Word>,
    /// Surface tokens that are written as one and read as several words, in order, without overlaps.
    pub multiwords: Vec<Multiword>,
    /// Words that are understood but not written, of enhanced dependencies; in order.
    pub empty_nodes: Vec<EmptyNode>,
    /// Number of its first line in the file, from 1; 0 where it comes from no file.
    pub line: u64,
}

/// One syntactic word. A column that is absent, `_` in the file, is the empty string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// FORM: never empty when read; `_` here is an underscore in the text.
    pub form: String,
    /// LEMMA
    pub lemma: String,
    /// UPOS
    pub upos: String,
    /// XPOS
    pub xpos: String,
    /// FEATS
    pub feats: String,
    /// HEAD: the ID of the head, so counted from 1; 0 for the root. `None` where the column holds no number.
    pub head: Option<u32>,
    /// DEPREL
    pub deprel: String,
    /// DEPS
    pub deps: String,
    /// MISC
    pub misc: String,
}

/// A surface token of several words: "don't" for "do" and "n't".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multiword {
    /// Its words, as a range into [`Sentence::words`]; never empty when read.
    pub words: Range<usize>,
    /// FORM
    pub form: String,
    /// MISC, empty where absent.
    pub misc: String,
}

/// An empty node, kept as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmptyNode {
    /// How many words stand before it.
    pub after: usize,
    /// The whole line.
    pub line: String,
}

/// A token of the text: a word, or a multiword token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurfaceToken<'a> {
    /// As the text has it.
    pub form: &'a str,
    /// Its words, as a range into [`Sentence::words`].
    pub words: Range<usize>,
    /// Whether a blank follows in the text: no `SpaceAfter=No` in MISC.
    pub space_after: bool,
    /// Whether it has a multiword-token line.
    pub is_multiword: bool,
}

impl Sentence {
    /// The value of the first comment `# key = value`.
    pub fn comment(&self, key: &str) -> Option<&str> {
        self.comments.iter().find_map(|c| {
            let (found, value) = c.strip_prefix('#')?.split_once('=')?;
            (found.trim() == key).then(|| value.trim())
        })
    }

    /// `# sent_id`
    pub fn sent_id(&self) -> Option<&str> {
        self.comment("sent_id")
    }

    /// `# text`
    pub fn text(&self) -> Option<&str> {
        self.comment("text")
    }

    /// Whether a document begins here: its id, which may be empty.
    pub fn new_document(&self) -> Option<&str> {
        let is_bare = |c: &String| c.strip_prefix('#').is_some_and(|c| c.trim() == "newdoc");
        self.comment("newdoc id").or_else(|| self.comments.iter().any(is_bare).then_some(""))
    }

    /// Whether a paragraph begins here.
    pub fn is_new_paragraph(&self) -> bool {
        self.comments.iter().any(|c| {
            let rest = c.strip_prefix('#').map(str::trim_start).and_then(|c| c.strip_prefix("newpar"));
            rest.is_some_and(|r| !r.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    }

    /// The tokens of the text, in order; together they cover all words once.
    pub fn tokens(&self) -> impl Iterator<Item = SurfaceToken<'_>> {
        let mut multiwords = self.multiwords.iter().peekable();
        let mut at = 0;
        std::iter::from_fn(move || {
            if let Some(multiword) = multiwords.next_if(|m| m.words.start == at) {
                at = multiword.words.end;
                return Some(SurfaceToken {
                    form: &multiword.form,
                    words: multiword.words.clone(),
                    space_after: has_space_after(&multiword.misc),
                    is_multiword: true,
                });
            }
            let word = self.words.get(at)?;
            at += 1;
            Some(SurfaceToken {
                form: &word.form,
                words: at - 1..at,
                space_after: has_space_after(&word.misc),
                is_multiword: false,
            })
        })
    }

    /// The text that the tokens and their `SpaceAfter` spell.
    pub fn spelled(&self) -> String {
        let mut text = String::new();
        for token in self.tokens() {
            text.push_str(token.form);
            if token.space_after {
                text.push(' ');
            }
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn has_only_comments(&self) -> bool {
        self.words.is_empty() && self.multiwords.is_empty() && self.empty_nodes.is_empty()
    }

    /// Writes the sentence with the blank line that ends it.
    ///
    /// # Errors
    /// What the writer returns.
    pub fn write(&self, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
        for comment in &self.comments {
            writeln!(out, "{comment}")?;
        }
        let mut multiwords = self.multiwords.iter().peekable();
        let mut empty_nodes = self.empty_nodes.iter().peekable();
        for (index, word) in self.words.iter().enumerate() {
            while let Some(node) = empty_nodes.next_if(|n| n.after <= index) {
                writeln!(out, "{}", node.line)?;
            }
            while let Some(token) = multiwords.next_if(|m| m.words.start <= index) {
                let (first, last) = (token.words.start + 1, token.words.end);
                writeln!(out, "{first}-{last}\t{}\t_\t_\t_\t_\t_\t_\t_\t{}", token.form, column(&token.misc))?;
            }
            word.write(index + 1, out)?;
        }
        for node in empty_nodes {
            writeln!(out, "{}", node.line)?;
        }
        writeln!(out)
    }
}

impl Word {
    fn write(&self, id: usize, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
        // Not by format strings, which take several times as long.
        write!(out, "{id}\t")?;
        out.write_all(self.form.as_bytes())?;
        for text in [&self.lemma, &self.upos, &self.xpos, &self.feats] {
            write_column(text, out)?;
        }
        match self.head {
            Some(head) => write!(out, "\t{head}")?,
            None => write_column("", out)?,
        }
        for text in [&self.deprel, &self.deps, &self.misc] {
            write_column(text, out)?;
        }
        out.write_all(b"\n")
    }

    /// The value of a key in MISC: `No` for `SpaceAfter`.
    pub fn misc(&self, key: &str) -> Option<&str> {
        pairs(&self.misc).find_map(|(k, v)| (k == key).then_some(v))
    }

    /// Sets a key in MISC to a value, or takes it out. Other entries keep their order; the key goes before the first one
    /// that sorts after it.
    pub fn set_misc(&mut self, key: &str, value: Option<&str>) {
        set_misc(&mut self.misc, key, value);
    }
}

impl Multiword {
    /// As [`Word::set_misc`].
    pub fn set_misc(&mut self, key: &str, value: Option<&str>) {
        set_misc(&mut self.misc, key, value);
    }
}

fn set_misc(misc: &mut String, key: &str, value: Option<&str>) {
    let name = |entry: &str| entry.split('=').next().unwrap_or_default().to_ascii_lowercase();
    let is_key = |entry: &str| entry.split('=').next() == Some(key);
    if value.is_none() && !misc.split('|').any(is_key) {
        return;
    }
    let mut changed = String::with_capacity(misc.len());
    let mut new = value.map(|value| format!("{key}={value}"));
    for entry in misc.split('|').filter(|e| !e.is_empty() && !is_key(e)) {
        if name(entry) > key.to_ascii_lowercase()
            && let Some(new) = new.take()
        {
            push_entry(&mut changed, &new);
        }
        push_entry(&mut changed, entry);
    }
    if let Some(new) = new {
        push_entry(&mut changed, &new);
    }
    *misc = changed;
}

fn push_entry(misc: &mut String, entry: &str) {
    if !misc.is_empty() {
        misc.push('|');
    }
    misc.push_str(entry);
}

fn pairs(misc: &str) -> impl Iterator<Item = (&str, &str)> {
    misc.split('|').filter_map(|entry| entry.split_once('='))
}

fn has_space_after(misc: &str) -> bool {
    !pairs(misc).any(|(key, value)| key == "SpaceAfter" && value == "No")
}

fn write_column(text: &str, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    out.write_all(b"\t")?;
    out.write_all(column(text).as_bytes())
}

fn column(text: &str) -> &str {
    if text.is_empty() { "_" } else { text }
}

/// What the reader looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// IDs, forms and MISC only; the other columns are not even read, and stay empty.
    Forms,
    /// IDs and forms; the annotation is read, and may be absent or wrong.
    Tokens,
    /// Also HEAD and DEPREL: the words must form one tree, as in a treebank.
    Trees,
}

/// Why a sentence, or the rest of a file, could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ConlluError {
    /// The file could not be opened or read; nothing follows.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// A sentence is broken; the next one may not be.
    #[error("{}:{line}: {problem}", path.display())]
    Sentence {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        problem: Problem,
    },
}

/// What is wrong with a sentence. What was found is shortened for printing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Not UTF-8.
    #[error("invalid UTF-8")]
    Encoding,
    /// More bytes than the reader was told to hold.
    #[error("sentence longer than {limit} bytes")]
    TooLong {
        /// The most bytes.
        limit: usize,
    },
    /// Not ten columns.
    #[error("found {found} columns, expected 10 separated by tabs")]
    Columns {
        /// How many there are.
        found: usize,
    },
    /// An ID that is not the next one.
    #[error("found the ID {found:?}, expected {expected}")]
    Id {
        /// What stands there.
        found: String,
        /// The number of the next word.
        expected: usize,
    },
    /// A multiword token that begins inside another, runs backwards or past the end.
    #[error("the multiword token {found:?} covers no words that follow")]
    Range {
        /// Its ID.
        found: String,
    },
    /// Empty nodes alone.
    #[error("found no words")]
    Words,
    /// No form.
    #[error("FORM is empty")]
    Form,
    /// No relation.
    #[error("DEPREL is empty")]
    Relation,
    /// A head that is no word of the sentence, or the word itself.
    #[error("found the HEAD {found:?}, expected 0 to {words} and not the word itself")]
    Head {
        /// What stands there.
        found: String,
        /// Number of words.
        words: usize,
    },
    /// Not exactly one root.
    #[error("found {found} roots, expected 1")]
    Roots {
        /// How many words have the head 0.
        found: usize,
    },
    /// A word that does not reach the root.
    #[error("the heads go in a circle")]
    Cycle,
}

/// The sentences of a file, one after the other.
///
/// White space alone makes a blank line; CR LF ends a line as LF does; a byte order mark is passed over. Comments that no
/// word follows belong to the next sentence.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    path: PathBuf,
    check: Check,
    /// Longest sentence, in bytes of its lines.
    pub max_bytes: usize,
    line: u64,
    buffer: Vec<u8>,
    done: bool,
}

/// Opens a file for reading; `-` is standard input, which errors call `stdin`.
///
/// # Errors
/// When it cannot be opened.
pub fn open(path: &Path, check: Check) -> Result<Reader<Box<dyn BufRead + Send>>, ConlluError> {
    if path.as_os_str() == "-" {
        return Ok(Reader::new(Box::new(BufReader::new(io::stdin())), "stdin", check));
    }
    match File::open(path) {
        Ok(file) => Ok(Reader::new(Box::new(BufReader::with_capacity(1 << 16, file)), path, check)),
        Err(source) => Err(ConlluError::Io { path: path.to_owned(), source }),
    }
}

impl<R: BufRead> Reader<R> {
    /// Reads `input`; `path` is what errors call it.
    pub fn new(input: R, path: impl Into<PathBuf>, check: Check) -> Self {
        let path = path.into();
        Self { input, path, check, max_bytes: MAX_BYTES, line: 0, buffer: Vec::new(), done: false }
    }

    /// Reads the next line into the buffer, without its end; `false` at the end of the input.
    fn next_line(&mut self, room: usize) -> Result<bool, Stop> {
        self.buffer.clear();
        // Two more than there is room for: a line end does not count.
        let mut limited = self.input.by_ref().take(room as u64 + 2);
        if limited.read_until(b'\n', &mut self.buffer)? == 0 {
            return Ok(false);
        }
        self.line += 1;
        if self.buffer.last() == Some(&b'\n') {
            self.buffer.pop();
            if self.buffer.last() == Some(&b'\r') {
                self.buffer.pop();
            }
        } else if self.buffer.len() > room {
            self.skip_line()?;
        }
        if self.line == 1 && self.buffer.starts_with(b"\xef\xbb\xbf") {
            self.buffer.drain(..3);
        }
        if self.buffer.len() > room {
            return Err(Stop::Problem(self.line, Problem::TooLong { limit: self.max_bytes }));
        }
        Ok(true)
    }

    /// Passes over what is left of the line.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let chunk = self.input.fill_buf()?;
            let (used, ended) = match memchr::memchr(b'\n', chunk) {
                Some(at) => (at + 1, true),
                None => (chunk.len(), chunk.is_empty()),
            };
            self.input.consume(used);
            if ended {
                return Ok(());
            }
        }
    }

    /// Passes over the rest of a broken sentence.
    fn skip_sentence(&mut self) -> io::Result<()> {
        loop {
            match self.next_line(self.max_bytes) {
                Ok(true) if !self.buffer.trim_ascii().is_empty() => {}
                Ok(_) => return Ok(()),
                Err(Stop::Problem(..)) => {}
                Err(Stop::Io(error)) => return Err(error),
            }
        }
    }

    fn sentence(&mut self) -> Result<Option<Sentence>, Stop> {
        let mut sentence = Sentence::default();
        // For each word its line in the file, for messages, and its HEAD where that is no number.
        let mut heads: Vec<(u64, Option<String>)> = Vec::new();
        let mut ranges: Vec<(u64, String)> = Vec::new();
        let mut room = self.max_bytes;
        loop {
            if !self.next_line(room)? {
                self.done = true;
                break;
            }
            room = room.saturating_sub(self.buffer.len() + 1);
            let at = self.line;
            let problem = |problem| Stop::Problem(at, problem);
            let line = std::str::from_utf8(&self.buffer).map_err(|_| problem(Problem::Encoding))?;
            if line.trim().is_empty() {
                if sentence.has_only_comments() {
                    continue;
                }
                break;
            }
            if sentence.line == 0 {
                sentence.line = at;
            }
            if line.starts_with('#') {
                sentence.comments.push(line.to_owned());
                continue;
            }
            let columns = columns(line).map_err(problem)?;
            let id = columns[0];
            if columns[1].is_empty() {
                return Err(problem(Problem::Form));
            }
            if id.contains('.') {
                let node = empty_node(id, line, &sentence).map_err(problem)?;
                sentence.empty_nodes.push(node);
            } else if id.contains('-') {
                let multiword = multiword(&columns, &sentence).map_err(problem)?;
                ranges.push((at, shorten(id)));
                sentence.multiwords.push(multiword);
            } else {
                if number(id) != Some(sentence.words.len() as u32 + 1) {
                    return Err(problem(unexpected_id(id, &sentence)));
                }
                let word = word(&columns, self.check);
                if self.check == Check::Trees {
                    heads.push((at, word.head.is_none().then(|| shorten(columns[6]))));
                }
                sentence.words.push(word);
            }
        }
        if let Some(i) = sentence.multiwords.iter().position(|m| m.words.end > sentence.words.len()) {
            let (line, found) = ranges.swap_remove(i);
            return Err(Stop::Problem(line, Problem::Range { found }));
        }
        if sentence.has_only_comments() {
            return Ok(None);
        }
        if sentence.words.is_empty() {
            return Err(Stop::Problem(sentence.line, Problem::Words));
        }
        if self.check == Check::Trees {
            check_tree(&sentence, &heads)?;
        }
        Ok(Some(sentence))
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Sentence, ConlluError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let start = self.line;
        let error = match self.sentence() {
            Ok(sentence) => return sentence.map(Ok),
            Err(Stop::Problem(line, problem)) => {
                let path = self.path.clone();
                // The check of trees comes after the blank line, all others before it.
                let ended = line > start && self.buffer.trim_ascii().is_empty() || self.done;
                match if ended { Ok(()) } else { self.skip_sentence() } {
                    Ok(()) => return Some(Err(ConlluError::Sentence { path, line, problem })),
                    Err(source) => source,
                }
            }
            Err(Stop::Io(source)) => source,
        };
        self.done = true;
        Some(Err(ConlluError::Io { path: self.path.clone(), source: error }))
    }
}

/// Why reading a sentence stopped.
enum Stop {
    Io(io::Error),
    Problem(u64, Problem),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn columns(line: &str) -> Result<[&str; 10], Problem> {
    let mut columns = [""; 10];
    let mut found = 0;
    for column in line.split('\t') {
        if let Some(place) = columns.get_mut(found) {
            *place = column;
        }
        found += 1;
    }
    if found == 10 { Ok(columns) } else { Err(Problem::Columns { found }) }
}

fn word(columns: &[&str; 10], check: Check) -> Word {
    let text = |index: usize| if columns[index] == "_" { String::new() } else { columns[index].to_owned() };
    if check == Check::Forms {
        return Word { form: columns[1].to_owned(), misc: text(9), ..Word::default() };
    }
    Word {
        form: columns[1].to_owned(),
        lemma: text(2),
        upos: text(3),
        xpos: text(4),
        feats: text(5),
        head: number(columns[6]),
        deprel: text(7),
        deps: text(8),
        misc: text(9),
    }
}

fn multiword(columns: &[&str; 10], sentence: &Sentence) -> Result<Multiword, Problem> {
    let id = columns[0];
    let ends = id.split_once('-').and_then(|(first, last)| Some((number(first)?, number(last)?)));
    let (first, last) = ends.ok_or_else(|| unexpected_id(id, sentence))?;
    let next = sentence.words.len() as u32 + 1;
    let is_inside = sentence.multiwords.last().is_some_and(|m| m.words.end as u32 >= first);
    if first != next || last < first || is_inside {
        return Err(Problem::Range { found: shorten(id) });
    }
    let misc = if columns[9] == "_" { String::new() } else { columns[9].to_owned() };
    Ok(Multiword { words: first as usize - 1..last as usize, form: columns[1].to_owned(), misc })
}

fn empty_node(id: &str, line: &str, sentence: &Sentence) -> Result<EmptyNode, Problem> {
    let after = sentence.words.len();
    let numbers = |id: &str| id.split_once('.').and_then(|(word, node)| Some((number(word)?, number(node)?)));
    let last = sentence.empty_nodes.last().filter(|n| n.after == after);
    let before = last.and_then(|n| numbers(n.line.split('\t').next()?)).map_or(0, |(_, node)| node);
    if numbers(id) != Some((after as u32, before.saturating_add(1))) {
        return Err(unexpected_id(id, sentence));
    }
    Ok(EmptyNode { after, line: line.to_owned() })
}

fn unexpected_id(id: &str, sentence: &Sentence) -> Problem {
    Problem::Id { found: shorten(id), expected: sentence.words.len() + 1 }
}

/// Digits alone, so neither a sign nor a blank.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Enough of what was found to find it again.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Whether the words form one tree. Linear in their number.
fn check_tree(sentence: &Sentence, lines: &[(u64, Option<String>)]) -> Result<(), Stop> {
    let size = sentence.words.len();
    for (index, (word, (line, written))) in sentence.words.iter().zip(lines).enumerate() {
        let problem = match word.head {
            Some(head) if head as usize > size || head as usize == index + 1 => {
                Problem::Head { found: head.to_string(), words: size }
            }
            None => Problem::Head { found: written.clone().unwrap_or_default(), words: size },
            Some(_) if word.deprel.is_empty() => Problem::Relation,
            Some(_) => continue,
        };
        return Err(Stop::Problem(*line, problem));
    }
    let found = sentence.words.iter().filter(|w| w.head == Some(0)).count();
    if found != 1 {
        return Err(Stop::Problem(sentence.line, Problem::Roots { found }));
    }
    let heads: Vec<usize> = sentence.words.iter().map(|w| w.head.unwrap_or(0) as usize).collect();
    // Index 0 is above the root. 0: not seen; otherwise the word from which this one was reached first.
    let mut seen = vec![0; size + 1];
    seen[0] = usize::MAX;
    for start in 1..=size {
        let mut at = start;
        while seen[at] == 0 {
            seen[at] = start;
            at = heads[at - 1];
        }
        if seen[at] == start {
            return Err(Stop::Problem(lines[at - 1].0, Problem::Cycle));
        }
    }
    Ok(())
}

impl fmt::Display for Sentence {
    /// As [`Sentence::write`] writes it, blank line included.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::new();
        self.write(&mut bytes).map_err(|_| fmt::Error)?;
        f.write_str(&String::from_utf8_lossy(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows are written with blanks for tabs: `1 Spies _ _ _ _ 2 nsubj _ _`.
    fn table(rows: &[&str]) -> String {
        let mut text = String::new();
        for row in rows {
            let row = if row.starts_with('#') { (*row).to_owned() } else { row.replace(' ', "\t") };
            text.push_str(&row);
            text.push('\n');
        }
        text
    }

    fn read(text: &[u8], check: Check) -> Vec<Result<Sentence, String>> {
        Reader::new(text, "a.conllu", check).map(|s| s.map_err(|e| e.to_string())).collect()
    }

    #[track_caller]
    fn check_error(check: Check, rows: &[&str], expected: &str) {
        let mut text = table(rows);
        text.push_str("\n# sent_id = last\n1\tGo\t_\t_\t_\t_\t0\troot\t_\t_\n\n");
        let mut found = read(text.as_bytes(), check);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].as_ref().is_ok_and(|s| s.sent_id() == Some("last")), "{found:?}");
        assert_eq!(found.swap_remove(0).expect_err("broken"), expected);
    }

    const SAMPLE: &[&str] = &[
        "# newdoc id = port",
        "# newpar",
        "# sent_id = port-1",
        "# text = They don't pay.",
        "1 They they PRON PRP Case=Nom 4 nsubj 4:nsubj _",
        "2-3 don't _ _ _ _ _ _ _ _",
        "2 do do AUX VBP _ 4 aux _ _",
        "3 n't not PART RB _ 4 advmod _ _",
        "4 pay pay VERB VB _ 0 root _ SpaceAfter=No|Note=x",
        "4.1 dues dues NOUN NNS _ _ _ 4:obj _",
        "5 . . PUNCT . _ 4 punct _ _",
        "",
    ];

    #[test]
    fn what_is_read_is_written_back() {
        let text = table(SAMPLE);
        for check in [Check::Tokens, Check::Trees] {
            let found = read(text.as_bytes(), check);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].as_ref().unwrap().to_string(), text);
        }
    }

    #[test]
    fn comments_and_tokens_are_understood() {
        let found = read(table(SAMPLE).as_bytes(), Check::Tokens).remove(0).unwrap();
        assert_eq!(found.new_document(), Some("port"));
        assert!(found.is_new_paragraph());
        assert_eq!((found.sent_id(), found.text()), (Some("port-1"), Some("They don't pay.")));
        let tokens: Vec<&str> = found.tokens().map(|t| t.form).collect();
        assert_eq!(tokens, ["They", "don't", "pay", "."]);
        assert_eq!(found.spelled(), "They don't pay.");
        assert_eq!(found.words[3].misc("Note"), Some("x"));
    }

    #[test]
    fn misc_keeps_what_is_not_set() {
        let mut word = Word { misc: "SpaceAfter=No|NER=B-x|Odd".to_owned(), ..Word::default() };
        word.set_misc("NER", Some("I-person"));
        assert_eq!(word.misc, "NER=I-person|SpaceAfter=No|Odd");
        word.set_misc("Place", Some("1"));
        assert_eq!(word.misc, "NER=I-person|Place=1|SpaceAfter=No|Odd");
        word.set_misc("Place", None);
        word.set_misc("NER", None);
        word.set_misc("SpaceAfter", None);
        assert_eq!(word.misc, "Odd");
        word.set_misc("Odd", None);
        assert_eq!(word.misc, "");
    }

    #[test]
    fn line_ends_marks_and_blanks_are_forgiven() {
        let text = "\u{feff}# sent_id = 1\r\n1\ta b\t_\t_\t_\t_\t_\t_\t_\t_\r\n \t \r\n\n\n# c\n\n1\tB\t_\t_\t_\t_\t_\t_\t_\t_";
        let found = read(text.as_bytes(), Check::Tokens);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].as_ref().unwrap().words[0].form, "a b");
        assert_eq!(found[1].as_ref().unwrap().comments, ["# c"]);
        assert!(read(b"", Check::Trees).is_empty());
        assert!(read(b"\n# only a comment\n", Check::Trees).is_empty());
    }

    #[test]
    fn annotation_is_ignored_unless_asked_for() {
        let rows = ["1 A _ _ _ _ x _ _ _", "2 B _ _ _ _ 99 _ _ _"];
        let found = read(table(&rows).as_bytes(), Check::Tokens).remove(0).unwrap();
        assert_eq!((found.words[0].head, found.words[1].head), (None, Some(99)));
    }

    #[test]
    fn broken_lines_are_errors_with_their_place() {
        let check = |rows: &[&str], expected| check_error(Check::Tokens, rows, expected);
        check(&["1 A _ _"], "a.conllu:1: found 4 columns, expected 10 separated by tabs");
        check(&["1 A _ _ _ _ _ _ _ _ _"], "a.conllu:1: found 11 columns, expected 10 separated by tabs");
        check(&["# c", "2 A _ _ _ _ _ _ _ _"], "a.conllu:2: found the ID \"2\", expected 1");
        check(&["1 A _ _ _ _ _ _ _ _", "1 B _ _ _ _ _ _ _ _"], "a.conllu:2: found the ID \"1\", expected 2");
        check(&["+1 A _ _ _ _ _ _ _ _"], "a.conllu:1: found the ID \"+1\", expected 1");
        check(&["99999999999 A _ _ _ _ _ _ _ _"], "a.conllu:1: found the ID \"99999999999\", expected 1");
        check(&["1  _ _ _ _ _ _ _ _"], "a.conllu:1: FORM is empty");
        check(&["1.1 A _ _ _ _ _ _ _ _"], "a.conllu:1: found the ID \"1.1\", expected 1");
        check(&["0.1 A _ _ _ _ _ _ _ _", "0.2 B _ _ _ _ _ _ _ _"], "a.conllu:1: found no words");
        check(&["0.2 A _ _ _ _ _ _ _ _"], "a.conllu:1: found the ID \"0.2\", expected 1");
        check(&["x-y A _ _ _ _ _ _ _ _"], "a.conllu:1: found the ID \"x-y\", expected 1");
    }

    #[test]
    fn multiword_tokens_must_cover_words() {
        let check = |range: &str, expected: &str| {
            let range = format!("{range} ab _ _ _ _ _ _ _ _");
            check_error(
                Check::Tokens,
                &["1-2 xy _ _ _ _ _ _ _ _", "1 x _ _ _ _ _ _ _ _", &range, "2 y _ _ _ _ _ _ _ _"],
                expected,
            );
        };
        check("2-3", "a.conllu:3: the multiword token \"2-3\" covers no words that follow");
        check("3-2", "a.conllu:3: the multiword token \"3-2\" covers no words that follow");
        let rows = ["1 x _ _ _ _ _ _ _ _", "2-4294967295 y _ _ _ _ _ _ _ _", "2 y _ _ _ _ _ _ _ _"];
        check_error(
            Check::Tokens,
            &rows,
            "a.conllu:2: the multiword token \"2-4294967295\" covers no words that follow",
        );
    }

    #[test]
    fn trees_are_checked_where_asked() {
        let check = |heads: [&str; 3], expected: &str| {
            let rows: Vec<String> =
                heads.iter().enumerate().map(|(i, h)| format!("{} w _ _ _ _ {h} dep _ _", i + 1)).collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            check_error(Check::Trees, &rows, expected);
        };
        check(["0", "9", "1"], "a.conllu:2: found the HEAD \"9\", expected 0 to 3 and not the word itself");
        check(["0", "2", "1"], "a.conllu:2: found the HEAD \"2\", expected 0 to 3 and not the word itself");
        check(["0", "_", "1"], "a.conllu:2: found the HEAD \"_\", expected 0 to 3 and not the word itself");
        check(["0", "0", "1"], "a.conllu:1: found 2 roots, expected 1");
        check(["2", "3", "1"], "a.conllu:1: found 0 roots, expected 1");
        check(["0", "3", "2"], "a.conllu:2: the heads go in a circle");
        check_error(Check::Trees, &["1 w _ _ _ _ 0 _ _ _"], "a.conllu:1: DEPREL is empty");
    }

    #[test]
    fn bytes_that_are_no_text_cost_one_sentence() {
        let text = b"1\t\xff\t_\t_\t_\t_\t_\t_\t_\t_\n2\tB\n\n1\tC\t_\t_\t_\t_\t_\t_\t_\t_\n";
        let found = read(text, Check::Tokens);
        assert_eq!(found[0].as_ref().unwrap_err(), "a.conllu:1: invalid UTF-8");
        assert_eq!(found[1].as_ref().unwrap().words[0].form, "C");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn long_sentences_are_refused_and_passed_over() {
        let long = "x".repeat(1 << 20);
        let text = format!("1\t{long}\t_\t_\t_\t_\t_\t_\t_\t_\n\n1\tB\t_\t_\t_\t_\t_\t_\t_\t_\n");
        let found = read(text.as_bytes(), Check::Tokens);
        assert!(found.iter().all(Result::is_ok));
        let mut reader = Reader::new(text.as_bytes(), "a.conllu", Check::Tokens);
        reader.max_bytes = 1000;
        let found: Vec<_> = reader.map(|s| s.map_err(|e| e.to_string())).collect();
        assert_eq!(found[0].as_ref().unwrap_err(), "a.conllu:1: sentence longer than 1000 bytes");
        assert_eq!(found[1].as_ref().unwrap().words[0].form, "B");
        assert_eq!(found.len(), 2);
        // What is found in a message is shortened.
        let text = format!("{long}\tA\t_\t_\t_\t_\t_\t_\t_\t_\n");
        assert!(read(text.as_bytes(), Check::Tokens)[0].as_ref().unwrap_err().len() < 120);
    }
}
