//! What tiles promise, seen through a reader that is not ours.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod borders;
mod labels;
mod layers;
mod seen;
mod themes;
mod town;
