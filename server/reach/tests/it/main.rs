//! What the walking network promises.

#![expect(clippy::print_stdout, reason = "figures and skipped tests are told to whoever runs them")]
#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod bad_input;
mod blind_ground;
mod code;
mod extracts;
mod nearest;
mod pbf;
mod people;
mod pictures;
mod siting;
mod towns;
mod twins;
