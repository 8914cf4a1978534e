//! ZIP: files of any format, read one after another as a folder's files are.
//!
//! The list of files is read by the zip crate; their bytes are unpacked here, one file at a time, so an archive of any
//! size needs little memory. All of them count against one budget (see `unpack.rs`), since files of an archive may overlap.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use zip::{CompressionMethod, ZipArchive};

use super::{InputFormat, stem_and_format};
use crate::document::error::ReadError;
use crate::document::opening::{Origin, Raw};
use crate::document::unpack::{Unpacked, read_within};

/// Most files in an archive.
const MAX_FILES: usize = 1_000_000;

/// An archive whose files are being read.
pub(in crate::document) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    /// The same file; the two are never read at the same time.
    file: File,
    origin: Origin,
    /// Number of the next file.
    next: usize,
}

impl Archive {
    pub(in crate::document) fn open(file: File, origin: Origin) -> Result<Self, ReadError> {
        let same = file.try_clone().map_err(|source| ReadError::Io { path: origin.path.clone(), source })?;
        let zip = match ZipArchive::new(BufReader::new(file)) {
            Ok(zip) if zip.len() <= MAX_FILES => zip,
            Ok(zip) => {
                let message = format!("{} files, more than the limit of {MAX_FILES}", zip.len());
                return Err(damaged(&origin.path, message));
            }
            Err(error) => return Err(damaged(&origin.path, error.to_string())),
        };
        Ok(Self { zip, file: same, origin, next: 0 })
    }

    /// Told from what it holds: a book, a letter, or files.
    pub(in crate::document) fn format(&self) -> InputFormat {
        let has = |name| self.zip.index_for_name(name).is_some();
        if has("META-INF/container.xml") {
            InputFormat::Epub
        } else if has("[Content_Types].xml") && has("_rels/.rels") {
            InputFormat::Docx
        } else {
            InputFormat::Zip
        }
    }

    /// Where it comes from.
    pub(in crate::document) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// A file of the archive, whole; `None` when there is none of that name.
    ///
    /// # Errors
    /// When it is damaged, or longer than the limit.
    pub(in crate::document) fn read(&mut self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(number) = self.zip.index_for_name(name) else { return Ok(None) };
        let path = self.origin.path.join(name);
        let bytes = self.stream(number).and_then(|stream| read_within(stream, limit));
        match bytes {
            Ok(Some(bytes)) => Ok(Some(bytes)),
            Ok(None) => Err(ReadError::TooLong { path, line: None, limit }),
            Err(source) => Err(ReadError::Io { path, source }),
        }
    }

    /// The next file that may hold documents, with where it stands.
    pub(in crate::document) fn next(&mut self) -> Option<Result<(Raw, Origin), ReadError>> {
        while self.next < self.zip.len() {
            let number = self.next;
            self.next += 1;
            let Some(Ok(name)) = self.zip.name_for_index(number) else { continue };
            let name = name.replace('\\', "/");
            let (stem, format) = stem_and_format(Path::new(&name));
            let is_hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
            let Some(format) = format.filter(|_| !is_hidden && !name.ends_with('/')) else { continue };
            let id = format!("{}{}", self.origin.folder, stem.trim_start_matches('/'));
            let origin = Origin {
                path: self.origin.path.join(name.trim_start_matches('/')),
                folder: format!("{id}/"),
                id,
                format: Some(format),
                budget: self.origin.budget.clone(),
                depth: self.origin.depth + 1,
            };
            return Some(match self.stream(number) {
                Ok(stream) => Ok((Raw::Stream(Box::new(stream)), origin)),
                Err(source) => Err(ReadError::Io { path: origin.path, source }),
            });
        }
        None
    }

    /// The bytes of a file.
    fn stream(&mut self, number: usize) -> io::Result<impl Read + Send + use<>> {
        let other = |error: zip::result::ZipError| io::Error::new(io::ErrorKind::InvalidData, error.to_string());
        let member = self.zip.by_index_raw(number).map_err(other)?;
        let refused = |message: String| Err(io::Error::new(io::ErrorKind::Unsupported, message));
        if member.encrypted() {
            return refused("encrypted".to_owned());
        }
        let is_deflated = match member.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            method => return refused(format!("packed by a method that is not supported: {method}")),
        };
        let missing = || io::Error::new(io::ErrorKind::InvalidData, "no data");
        let start = member.data_start().ok_or_else(missing)?;
        let (packed, size, sum) = (member.compressed_size(), member.size(), member.crc32());
        drop(member);
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        let file = BufReader::new(file).take(packed);
        let stream: Box<dyn Read + Send> =
            if is_deflated { Box::new(flate2::bufread::DeflateDecoder::new(file)) } else { Box::new(file) };
        Ok(Checked::new(Unpacked::new(stream, self.origin.budget.clone()), size, sum))
    }
}

fn damaged(path: &Path, message: String) -> ReadError {
    ReadError::Damaged { path: path.to_owned(), line: None, format: "ZIP", message }
}

/// Compares what was read with what the archive says of it.
struct Checked<R> {
    input: R,
    hasher: crc32fast::Hasher,
    left: u64,
    sum: u32,
}

impl<R> Checked<R> {
    fn new(input: R, size: u64, sum: u32) -> Self {
        Self { input, hasher: crc32fast::Hasher::new(), left: size, sum }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        let n = self.input.read(out)?;
        self.hasher.update(&out[..n]);
        let left = self.left.checked_sub(n as u64);
        let is_right = match left {
            Some(left) if n == 0 => left == 0 && self.hasher.clone().finalize() == self.sum,
            left => left.is_some(),
        };
        if !is_right {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "damaged: its checksum or its size is wrong"));
        }
        self.left = left.unwrap_or_default();
        Ok(n)
    }
}

/// An archive in the temporary folder, for tests.
#[cfg(test)]
pub(in crate::document) mod testing {
    use std::io::Write as _;

    use super::*;
    use crate::document::unpack::Budget;

    /// The bytes of an archive of these files.
    pub(in crate::document) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// An archive of these files, opened.
    pub(in crate::document) fn archive(files: &[(&str, &[u8])]) -> Archive {
        let (file, origin) = file_of(&zip(files));
        Archive::open(file, origin).unwrap()
    }

    /// Bytes as a file.
    pub(in crate::document) fn file_of(bytes: &[u8]) -> (File, Origin) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let origin = Origin {
            path: "x.zip".into(),
            id: "x".to_owned(),
            format: None,
            folder: String::new(),
            budget: Budget::default(),
            depth: 0,
        };
        (file, origin)
    }
}

#[cfg(test)]
mod tests;
