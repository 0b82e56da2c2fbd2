//! An input that refuses to hand out more than was agreed.

use std::io::{self, Read};

/// Hands out at most so many bytes. Where the input holds more, reading on is an error
/// that carries [`TooLarge`]: a file is taken whole or not at all.
pub(super) struct Bounded<R> {
    input: R,
    limit: u64,
    left: u64,
}

/// The input holds more than was agreed. It travels inside an [`io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("there are more than {limit} bytes")]
pub(crate) struct TooLarge {
    /// What was agreed, in bytes.
    pub(crate) limit: u64,
}

impl<R> Bounded<R> {
    pub(super) fn new(input: R, limit: u64) -> Self {
        Self { input, limit, left: limit }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && !into.is_empty() {
            // Only another byte tells a file that just fits from one that does not.
            return match self.input.read(&mut [0])? {
                0 => Ok(0),
                _ => Err(io::Error::other(TooLarge { limit: self.limit })),
            };
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let read = self.input.read(&mut into[..most])?;
        self.left -= read as u64;
        Ok(read)
    }
}
