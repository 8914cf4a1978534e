//! PDF: read in a process of its own, with limits of time and memory.
//!
//! A PDF is a program that draws, and files in the wild are damaged in every way, so no reader of PDF can be trusted to
//! end, to keep to its memory, or not to overflow its stack. So the text is extracted by a child process, this program
//! itself under a hidden command: [`serve`] is what the child does, `read` what the parent does with it. The parent
//! ends the child when its time is over, and, on Linux, when `/proc` says that it holds too much memory; elsewhere only
//! the time is limited.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::document::error::{PdfProblem, ReadError};
use crate::document::read::ReadOptions;
use crate::document::unpack::read_within;
use crate::document::{Document, date};

/// The program that reads PDF for [`read`](crate::document::read::open), and what it may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfHelper {
    /// A program that does [`serve`] when it is called with [`PdfHelper::arguments`].
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Seconds that one file may take.
    pub seconds: u64,
    /// Memory that the child may hold, in MiB; heeded on Linux alone.
    pub mebibytes: u64,
}

impl PdfHelper {
    /// Default of [`PdfHelper::seconds`].
    pub const SECONDS: u64 = 60;
    /// Default of [`PdfHelper::mebibytes`].
    pub const MEBIBYTES: u64 = 1024;

    /// A program with the default limits.
    pub fn new(program: impl Into<PathBuf>, arguments: Vec<String>) -> Self {
        Self { program: program.into(), arguments, seconds: Self::SECONDS, mebibytes: Self::MEBIBYTES }
    }
}

/// What the child writes: one line of JSON, the last of its output.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Answer {
    text: String,
    title: Option<String>,
    author: Option<String>,
    date: Option<String>,
    /// Why there is no text.
    error: Option<String>,
}

/// Reads a PDF file.
pub(in crate::document) fn read(
    bytes: Vec<u8>,
    path: PathBuf,
    id: String,
    options: &ReadOptions,
) -> Result<Document, ReadError> {
    let problem = |problem| ReadError::Pdf { path: path.clone(), problem };
    let helper = options.pdf.as_ref().ok_or_else(|| problem(PdfProblem::NotSupported))?;
    let limit = options.max_bytes;
    let output = match ask(helper, bytes, limit) {
        Ok(Ok(Some(output))) => output,
        Ok(Ok(None)) => return Err(ReadError::TooLong { path, line: None, limit }),
        Ok(Err(limit)) => return Err(problem(limit)),
        Err(source) => return Err(ReadError::Io { path, source }),
    };
    let last = output.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let crashed = |_| problem(PdfProblem::Damaged("the reader crashed".to_owned()));
    let Answer { text, title, author, date, error } = serde_json::from_slice(last).map_err(crashed)?;
    if let Some(error) = error {
        return Err(problem(PdfProblem::Damaged(error)));
    }
    if text.trim().is_empty() {
        return Err(problem(PdfProblem::NoText));
    }
    if text.len() > limit {
        return Err(ReadError::TooLong { path, line: None, limit });
    }
    let date = date.as_deref().and_then(date::parse);
    Ok(Document { title, date, author, ..Document::new(id, text) })
}

/// Ends a child that is still there when nobody wants it any more.
struct Guard(Child);

impl Drop for Guard {
    fn drop(&mut self) {
        // Fails only where it has ended, which is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the child wrote, `None` when that is too long; or the limit that it reached.
fn ask(helper: &PdfHelper, bytes: Vec<u8>, limit: usize) -> io::Result<Result<Option<Vec<u8>>, PdfProblem>> {
    let mut command = Command::new(&helper.program);
    command.args(&helper.arguments).arg(helper.seconds.to_string());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // Who interrupts the run at the terminal does not interrupt the child, so that the document is done to its end.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = Guard(command.spawn()?);
    let (stdin, stdout) = (child.0.stdin.take(), child.0.stdout.take());
    // A child that dies early closes its end: that it did is seen by its answer.
    let feeding = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&bytes)));
    // In JSON a character takes up to six bytes.
    let room = limit.saturating_mul(6).saturating_add(1 << 20);
    let reading = std::thread::spawn(move || stdout.map_or(Ok(Some(Vec::new())), |stdout| read_within(stdout, room)));
    let started = Instant::now();
    let reached = loop {
        if child.0.try_wait()?.is_some() {
            break None;
        }
        if reading.is_finished() && feeding.is_finished() {
            // It has closed its output, or written too much.
            break None;
        }
        if started.elapsed() > Duration::from_secs(helper.seconds) {
            break Some(PdfProblem::Time(helper.seconds));
        }
        if memory(child.0.id()).is_some_and(|kibibytes| kibibytes / 1024 > helper.mebibytes) {
            break Some(PdfProblem::Memory(helper.mebibytes));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    // With the child its pipes end, and with them the threads.
    drop(child);
    let _ = feeding.join();
    let output = reading.join().unwrap_or_else(|_| Err(io::Error::other("the reading thread failed")));
    match reached {
        Some(limit) => Ok(Err(limit)),
        None => output.map(Ok),
    }
}

/// Memory that a process holds, in KiB; `None` where the system does not tell.
fn memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// What the child does: reads a PDF file, writes its text for the parent. It ends by itself after so many seconds, should
/// there be no parent any more to end it.
///
/// # Errors
/// When the file cannot be read, or the answer cannot be written.
pub fn serve(mut input: impl Read, mut output: impl Write, seconds: u64) -> io::Result<()> {
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(seconds.saturating_add(5)));
        std::process::exit(1);
    });
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    // What the reader prints about its troubles is for nobody here.
    std::panic::set_hook(Box::new(|_| {}));
    let answer = std::panic::catch_unwind(|| extract(&bytes));
    let failed = |error: String| Answer { error: Some(error), ..Answer::default() };
    let answer = answer.unwrap_or_else(|_| Err("the reader failed".to_owned())).unwrap_or_else(failed);
    writeln!(output)?;
    serde_json::to_writer(&mut output, &answer)?;
    writeln!(output)?;
    output.flush()
}

#[cfg(not(feature = "pdf"))]
fn extract(_: &[u8]) -> Result<Answer, String> {
    Err("this build has no reader of PDF".to_owned())
}

#[cfg(feature = "pdf")]
fn extract(bytes: &[u8]) -> Result<Answer, String> {
    use pdf_extract::{Dictionary, Object, PlainTextOutput, decode_text_string, output_doc};

    let mut file = pdf_extract::Document::load_mem(bytes).map_err(|error| error.to_string())?;
    if file.is_encrypted() {
        file.decrypt("").map_err(|_| "encrypted with a password".to_owned())?;
    }
    let mut text = String::new();
    let mut output = PlainTextOutput::new(&mut text);
    output_doc(&file, &mut output).map_err(|error| error.to_string())?;
    let info: Option<&Dictionary> = match file.trailer.get(b"Info") {
        Ok(Object::Reference(id)) => file.get_dictionary(*id).ok(),
        Ok(Object::Dictionary(info)) => Some(info),
        _ => None,
    };
    let property = |name: &[u8]| {
        let value = decode_text_string(info?.get(name).ok()?).ok()?;
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let date = property(b"CreationDate").as_deref().and_then(day);
    Ok(Answer { text: reflowed(&text), title: property(b"Title"), author: property(b"Author"), date, error: None })
}

/// The day of a PDF date, `D:20221117080000+01'00'`.
#[cfg_attr(not(feature = "pdf"), allow(dead_code))]
fn day(date: &str) -> Option<String> {
    let digits = date.strip_prefix("D:").unwrap_or(date).get(..8)?;
    let is_day = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_day.then(|| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
}

/// Lines of a page joined to paragraphs: a blank line ends one, a word divided at the end of a line is made whole.
#[cfg_attr(not(feature = "pdf"), allow(dead_code))]
fn reflowed(text: &str) -> String {
    let mut flowing = String::with_capacity(text.len());
    let mut is_open = false;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            is_open = false;
            continue;
        }
        if is_open {
            let is_divided = flowing.ends_with('-')
                && flowing[..flowing.len() - 1].ends_with(char::is_lowercase)
                && line.starts_with(char::is_lowercase);
            if is_divided {
                flowing.pop();
            } else {
                flowing.push(' ');
            }
        } else if !flowing.is_empty() {
            flowing.push_str("\n\n");
        }
        let mut words = line.split_whitespace();
        flowing.extend(words.next());
        for word in words {
            flowing.push(' ');
            flowing.push_str(word);
        }
        is_open = true;
    }
    flowing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_paragraphs() {
        assert_eq!(
            reflowed("\n\nTalks re-\nsumed in  the\nharbour.\n\n \nIt rained in Guinea-\nBissau.\n"),
            "Talks resumed in the harbour.\n\nIt rained in Guinea- Bissau."
        );
    }

    #[test]
    fn dates_are_read() {
        assert_eq!(day("D:20221117080000+01'00'").as_deref(), Some("2022-11-17"));
        assert_eq!(day("D:2022"), None);
        assert_eq!(day("yesterday"), None);
    }

    #[cfg(unix)]
    fn shell(script: &str) -> ReadOptions {
        let pdf =
            PdfHelper { seconds: 1, mebibytes: 64, ..PdfHelper::new("/bin/sh", vec!["-c".into(), script.into()]) };
        ReadOptions { pdf: Some(pdf), ..ReadOptions::default() }
    }

    #[cfg(unix)]
    #[track_caller]
    fn check(script: &str, expected: &str) {
        let found = read(vec![b'x'; 1 << 20], "a.pdf".into(), "a".into(), &shell(script));
        assert_eq!(found.map(|doc| doc.text).unwrap_or_else(|error| error.to_string()), expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_child_that_does_not_behave_is_an_error_of_its_file() {
        check("cat > /dev/null; echo noise; echo '{\"text\": \"Talks.\"}'", "Talks.");
        check("exit 0", "a.pdf: cannot be read as PDF: the reader crashed");
        check("kill -SEGV $$", "a.pdf: cannot be read as PDF: the reader crashed");
        check("echo '{\"text\": \"\"}'", "a.pdf: no text in this PDF; if it was scanned, run a text recognition first");
        check("exec sleep 100", "a.pdf: given up after 1 seconds of reading this PDF");
    }

    #[test]
    fn without_a_helper_it_is_refused() {
        let error = read(Vec::new(), "a.pdf".into(), "a".into(), &ReadOptions::default()).unwrap_err();
        assert!(error.to_string().starts_with("a.pdf: PDF is not read by this build"));
    }
}
