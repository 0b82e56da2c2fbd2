//! What the walking network promises.

#![expect(clippy::print_stdout, reason = "figures and skipped tests are told to whoever runs them")]
#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod blind_ground;
mod extracts;
mod people;
mod siting;
mod towns;
