//! Tables of cells between commas or tabs (RFC 4180).

use std::io::{self, Write};

/// Writes rows of one width.
pub(in crate::export) struct Rows<W: Write>(csv::Writer<W>);

impl<W: Write> Rows<W> {
    /// Cells stand between `delimiter`s.
    pub(in crate::export) fn new(out: W, delimiter: u8) -> Self {
        Self(csv::WriterBuilder::new().delimiter(delimiter).from_writer(out))
    }

    /// Writes a row, which must have as many cells as the first.
    pub(in crate::export) fn write<C: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = C>) -> io::Result<()> {
        self.0.write_record(cells).map_err(io_error)
    }

    /// Writes what is still held.
    pub(in crate::export) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The error of the writer below as it was: a closed pipe has to be known as one.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_known_as_one() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut rows = Rows::new(Closed, b',');
        let long = "x".repeat(1 << 17);
        let error = rows.write([&long, &long]).and_then(|()| rows.finish()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
