//! From what the user names to single files: folders in sorted order, each once.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::ReadError;
use super::format::{InputFormat, stem_and_format};
use super::read::Input;

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Standard input.
    Stdin,
    /// A file, with what its name says about its format.
    File(SourceFile),
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SourceFile {
    pub(super) path: PathBuf,
    /// Its stem; deeper below a folder that was named the path below that, without extension, with `/` between parts.
    pub(super) id: String,
    /// By extension; `None` when the file was named itself and its extension tells nothing.
    pub(super) format: Option<InputFormat>,
    /// Found in a folder rather than named itself.
    pub(super) in_folder: bool,
    /// In bytes; `None` of a pipe.
    pub(super) size: Option<u64>,
}

/// Walks inputs lazily. Folders are entered in the byte order of names; hidden entries, special files and files with
/// unknown extensions are passed over; a folder that is reached a second time through a link is not entered again.
#[derive(Debug)]
pub(super) struct Walk {
    /// Reversed: the next one is the last.
    inputs: Vec<Input>,
    /// Reversed, as above.
    pending: Vec<PathBuf>,
    /// The folder that was named, whose contents are pending.
    root: PathBuf,
    entered: HashSet<PathBuf>,
}

impl Walk {
    pub(super) fn new(mut inputs: Vec<Input>) -> Self {
        inputs.reverse();
        Self { inputs, pending: Vec::new(), root: PathBuf::new(), entered: HashSet::new() }
    }

    /// Something the user named: it is read whatever its extension.
    fn named(&mut self, path: PathBuf) -> Option<Result<Source, ReadError>> {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                self.root.clone_from(&path);
                self.entered.clear();
                self.enter(&path).map(Err)
            }
            Ok(metadata) => {
                let (id, format) = stem_and_format(Path::new(path.file_name().unwrap_or(path.as_os_str())));
                Some(Ok(Source::File(SourceFile { path, id, format, in_folder: false, size: size_of(&metadata) })))
            }
            Err(source) => Some(Err(ReadError::Io { path, source })),
        }
    }

    /// Something found in a folder.
    fn found(&mut self, path: PathBuf) -> Option<Result<Source, ReadError>> {
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            // A dead link to anything but a document is none of our business.
            Err(source) => return stem_and_format(&path).1.map(|_| Err(ReadError::Io { path, source })),
        };
        if metadata.is_dir() {
            return self.enter(&path).map(Err);
        }
        let (id, format) = stem_and_format(path.strip_prefix(&self.root).unwrap_or(&path));
        let format = format.filter(|_| metadata.is_file())?;
        let (id, size) = (slashed(id), size_of(&metadata));
        Some(Ok(Source::File(SourceFile { path, id, format: Some(format), in_folder: true, size })))
    }

    /// Puts a folder's entries before all that is pending.
    fn enter(&mut self, folder: &Path) -> Option<ReadError> {
        let error = |source| ReadError::Io { path: folder.to_owned(), source };
        match fs::canonicalize(folder) {
            Ok(real) => {
                if !self.entered.insert(real) {
                    return None;
                }
            }
            Err(source) => return Some(error(source)),
        }
        let entries = match fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
            Ok(entries) => entries,
            Err(source) => return Some(error(source)),
        };
        let mut names: Vec<_> = entries.iter().map(fs::DirEntry::file_name).filter(|name| !is_hidden(name)).collect();
        names.sort_unstable_by(|a, b| b.cmp(a));
        self.pending.extend(names.iter().map(|name| folder.join(name)));
        None
    }
}

impl Iterator for Walk {
    type Item = Result<Source, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let source = if let Some(path) = self.pending.pop() {
                self.found(path)
            } else {
                match self.inputs.pop()? {
                    Input::Stdin => Some(Ok(Source::Stdin)),
                    Input::Path(path) => self.named(path),
                }
            };
            if source.is_some() {
                return source;
            }
        }
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// A path with `/` on every system, so that ids do not depend on it.
fn slashed(path: String) -> String {
    if std::path::MAIN_SEPARATOR == '/' { path } else { path.replace(std::path::MAIN_SEPARATOR, "/") }
}

fn size_of(metadata: &fs::Metadata) -> Option<u64> {
    metadata.is_file().then_some(metadata.len())
}
