//! Stations as tables (CSV) and as GeoJSON, in and out.
//!
//! [`read`] takes what departments have, with whatever their columns are called, and
//! lists every fault. [`write`](fn@write) gives files that it reads back as they were.

mod fields;
mod read;
mod write;

pub use fields::Wish;
pub use read::{StationFile, read};
pub use write::{Format, write};
