//! Compressed streams, and the budget that no input may unpack beyond.
//!
//! A few bytes can unpack to terabytes, and archives in archives multiply. So everything that is unpacked below one
//! input, at whatever depth, counts against one [`Budget`]: [`FREE`] bytes, and [`RATIO`] times what the input's own
//! bytes are. A document's own limit, which is far smaller, holds beside it.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::format::Packing;

/// Bytes that any input may unpack to: 1 GiB.
pub(super) const FREE: u64 = 1 << 30;
/// Times that an input may unpack its own size beyond that. News in JSON is packed to a tenth or a twentieth.
pub(super) const RATIO: u64 = 200;
/// Most bytes of an archive that is no file of its own, standard input or an archive in an archive, and is therefore
/// written to a temporary file: 4 GiB.
const MAX_SPOOLED: u64 = 4 << 30;

/// An input's bytes so far, packed and unpacked.
#[derive(Clone, Debug, Default)]
pub(super) struct Budget(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    packed: AtomicU64,
    unpacked: AtomicU64,
}

impl Budget {
    /// Notes that the input is at least of this size.
    pub(super) fn note_size(&self, size: u64) {
        self.0.packed.fetch_max(size, Ordering::Relaxed);
    }

    /// Notes bytes of the input itself.
    fn read(&self, n: usize) {
        self.0.packed.fetch_add(n as u64, Ordering::Relaxed);
    }

    /// Notes what was unpacked.
    fn unpack(&self, n: usize) -> io::Result<()> {
        let unpacked = self.0.unpacked.fetch_add(n as u64, Ordering::Relaxed) + n as u64;
        let packed = self.0.packed.load(Ordering::Relaxed);
        if unpacked <= FREE.saturating_add(packed.saturating_mul(RATIO)) {
            return Ok(());
        }
        let message = format!("unpacks to more than {RATIO} times its size; the rest is not read");
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    }
}

/// How many bytes of the inputs have been read; clones count together, and may be asked from any thread.
#[derive(Clone, Debug, Default)]
pub struct Consumed(Arc<AtomicU64>);

impl Consumed {
    /// Bytes of files and of standard input, as they lie there: packed ones if they are packed.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Where an input ends, what was not needed of it counts as read.
    pub(super) fn set(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }

    fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// Counts the bytes of an input while they are read.
pub(super) struct Counted<R> {
    pub(super) input: R,
    pub(super) consumed: Consumed,
    pub(super) budget: Budget,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(out)?;
        self.consumed.add(n);
        self.budget.read(n);
        Ok(n)
    }
}

/// What comes out of a compressed stream, within the budget.
pub(super) struct Unpacked<R> {
    input: R,
    budget: Budget,
}

impl<R> Unpacked<R> {
    pub(super) fn new(input: R, budget: Budget) -> Self {
        Self { input, budget }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(out)?;
        self.budget.unpack(n)?;
        Ok(n)
    }
}

/// The stream inside a compressed one: all members of a gzip file, all frames of a zstd file.
pub(super) fn unpack(
    packing: Packing,
    input: impl Read + Send + 'static,
    budget: &Budget,
) -> io::Result<Box<dyn Read + Send>> {
    let input = BufReader::with_capacity(1 << 16, input);
    Ok(match packing {
        Packing::Gzip => Box::new(Unpacked::new(flate2::bufread::MultiGzDecoder::new(input), budget.clone())),
        Packing::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?;
            // Windows up to 128 MiB, what `zstd --long` writes; a frame may ask for more than a machine has.
            decoder.window_log_max(27)?;
            Box::new(Unpacked::new(decoder, budget.clone()))
        }
    })
}

/// Writes a stream to a temporary file, since an archive is read from its end.
///
/// # Errors
/// When it is longer than 4 GiB, or cannot be read or written.
pub(super) fn spool(input: &mut dyn Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    let n = io::copy(&mut input.take(MAX_SPOOLED + 1), &mut file)?;
    if n > MAX_SPOOLED {
        return Err(io::Error::other("an archive of more than 4 GiB must be a file of its own"));
    }
    file.flush()?;
    file.rewind()?;
    Ok(file)
}

/// Reads bytes to their end, at most so many; `None` when there are more.
pub(super) fn read_within(input: impl Read, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    input.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= limit).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unpacks_too_far_is_refused() {
        let budget = Budget::default();
        let mut input =
            Counted { input: io::repeat(1).take(10), consumed: Consumed::default(), budget: budget.clone() };
        io::copy(&mut input, &mut io::sink()).unwrap();
        assert_eq!(input.consumed.bytes(), 10);
        assert!(budget.unpack((FREE + 10 * RATIO) as usize).is_ok());
        let error = budget.unpack(1).unwrap_err();
        assert_eq!(error.to_string(), "unpacks to more than 200 times its size; the rest is not read");
    }

    #[test]
    fn a_gzip_file_may_have_several_members() {
        let member = |text: &str| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(text.as_bytes()).unwrap();
            encoder.finish().unwrap()
        };
        let bytes = [member("one "), member("two")].concat();
        let mut text = String::new();
        let mut stream = unpack(Packing::Gzip, io::Cursor::new(bytes), &Budget::default()).unwrap();
        stream.read_to_string(&mut text).unwrap();
        assert_eq!(text, "one two");
    }
}
