//! What the walking network promises.

#![expect(clippy::print_stdout, reason = "figures and skipped tests are told to whoever runs them")]

mod extracts;
mod towns;
