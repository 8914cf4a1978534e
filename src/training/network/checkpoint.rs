//! What an interrupted training run goes on from.
//!
//! A file of one line of JSON, then the arrays of the optimiser's state as little-endian `f32`. Written whole or not at
//! all. A checkpoint of another configuration is not taken up.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::parameters::Parameters;

#[derive(Serialize, Deserialize)]
struct Header {
    /// What this is a checkpoint of.
    identity: String,
    step: u32,
    counts: [u32; 2],
    sizes: Vec<usize>,
}

/// Writes the state after `step` batches.
///
/// # Errors
/// Those of writing.
pub(super) fn write(path: &Path, identity: &str, step: u32, parameters: &Parameters) -> io::Result<()> {
    let (arrays, counts) = parameters.state();
    let header =
        Header { identity: identity.to_owned(), step, counts, sizes: arrays.iter().map(|a| a.len()).collect() };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = BufWriter::with_capacity(1 << 20, tempfile::NamedTempFile::new_in(folder)?);
    serde_json::to_writer(&mut file, &header)?;
    file.write_all(b"\n")?;
    for value in arrays.into_iter().flatten() {
        file.write_all(&value.to_le_bytes())?;
    }
    file.into_inner().map_err(io::IntoInnerError::into_error)?.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Takes up a checkpoint, if there is one of this identity that fits. Returns the number of batches done.
///
/// # Errors
/// Those of reading a file that is there.
pub(super) fn read(path: &Path, identity: &str, parameters: &mut Parameters) -> io::Result<Option<u32>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let available = file.metadata()?.len();
    let mut input = BufReader::with_capacity(1 << 20, file);
    let mut line = Vec::new();
    input.by_ref().take(1 << 20).read_until(b'\n', &mut line)?;
    let Ok(header) = serde_json::from_slice::<Header>(&line) else { return Ok(None) };
    let size: u64 = header.sizes.iter().map(|&s| 4 * s as u64).sum();
    if header.identity != identity || size + line.len() as u64 != available {
        return Ok(None);
    }
    let mut arrays = Vec::with_capacity(header.sizes.len());
    let mut buffer = Vec::new();
    for size in header.sizes {
        buffer.resize(4 * size, 0);
        input.read_exact(&mut buffer)?;
        arrays.push(buffer.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect());
    }
    Ok(parameters.restore(&arrays, header.counts).then_some(header.step))
}
