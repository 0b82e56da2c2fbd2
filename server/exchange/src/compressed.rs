//! Gzip at the door: recognised by content when reading, by name when writing.

use flate2::bufread::MultiGzDecoder;
use flate2::{Compression, GzBuilder, write::GzEncoder};
use std::io::{self, BufRead, BufReader, Read, Write};

/// The first bytes of every gzip member (RFC 1952, section 2.3.1).
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Large enough that a table is parsed from few, long reads.
const BUFFER: usize = 1 << 17;

/// An input that hands out plain bytes, whether it was compressed or not.
pub struct Input<'r> {
    source: Box<dyn Read + Send + 'r>,
    gzip: bool,
    given: u64,
}

impl<'r> Input<'r> {
    /// Looks at the first two bytes and decompresses if they are gzip's. Several
    /// members one after the other, as parallel compressors write them, are one input.
    pub fn open(mut input: impl Read + Send + 'r) -> io::Result<Self> {
        let mut head = Vec::with_capacity(MAGIC.len());
        input.by_ref().take(MAGIC.len() as u64).read_to_end(&mut head)?;
        let gzip = head == MAGIC;
        let whole = BufReader::with_capacity(BUFFER, io::Cursor::new(head).chain(input));
        let source: Box<dyn Read + Send + 'r> =
            if gzip { Box::new(MultiGzDecoder::new(whole)) } else { Box::new(whole) };
        Ok(Self { source, gzip, given: 0 })
    }

    /// The input with a buffer in front, for readers that go line by line.
    pub fn buffered(self) -> impl BufRead + Send + 'r {
        BufReader::with_capacity(BUFFER, self)
    }
}

impl Read for Input<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self
            .source
            .read(into)
            .map_err(|error| if self.gzip { damaged(&error, self.given) } else { error })?;
        self.given += read as u64;
        Ok(read)
    }
}

/// What went wrong inside gzip data. It travels inside an [`io::Error`].
#[derive(Debug, thiserror::Error)]
pub enum Damaged {
    /// The data stop in the middle, as after an interrupted copy.
    #[error(
        "the gzip data end in the middle, {after} bytes of plain text into it; \
         copy or compress the file again"
    )]
    Truncated {
        /// Plain bytes that could still be had.
        after: u64,
    },
    /// The data are not what their checksum says.
    #[error(
        "the gzip data are damaged {after} bytes of plain text into it ({reason}); compress the file again"
    )]
    Corrupt {
        /// Plain bytes that could still be had.
        after: u64,
        /// What the decompressor found.
        reason: String,
    },
}

fn damaged(error: &io::Error, after: u64) -> io::Error {
    let kind = error.kind();
    match kind {
        io::ErrorKind::UnexpectedEof => io::Error::new(kind, Damaged::Truncated { after }),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            io::Error::new(kind, Damaged::Corrupt { after, reason: error.to_string() })
        }
        _ => io::Error::new(kind, error.to_string()),
    }
}

/// Whether a file of that name is to be written compressed.
pub fn wants_gzip(name: &str) -> bool {
    name.len() >= 3 && name.as_bytes()[name.len() - 3..].eq_ignore_ascii_case(b".gz")
}

/// An output that compresses if the file's name asks for it.
///
/// The gzip header holds neither time nor name, so equal content is equal bytes.
pub enum Output<W: Write> {
    /// Bytes as they are.
    Plain(W),
    /// Bytes as one gzip member.
    Gzip(Box<GzEncoder<W>>),
}

impl<W: Write> Output<W> {
    /// Compresses if `name` ends in `.gz`.
    pub fn create(out: W, name: &str) -> Self {
        if wants_gzip(name) {
            let encoder = GzBuilder::new().mtime(0).write(out, Compression::default());
            Self::Gzip(Box::new(encoder))
        } else {
            Self::Plain(out)
        }
    }

    /// Writes what is still held back and gives the inner output back. Without
    /// this call a compressed file would be cut short.
    pub fn finish(self) -> io::Result<W> {
        let mut inner = match self {
            Self::Plain(out) => out,
            Self::Gzip(encoder) => encoder.finish()?,
        };
        inner.flush()?;
        Ok(inner)
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Gzip(encoder) => encoder.flush(),
        }
    }
}
