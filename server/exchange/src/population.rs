//! Where people live: read from tables and GeoJSON, and kept as bytes.
//!
//! [`read`] lists every fault. [`encode`] gives the form in which a population is kept as
//! a dataset: the same places give the same bytes, in whatever order a file had them.

mod encoded;
mod read;

pub use encoded::{NotPlaces, decode, encode};
pub use read::{PopulationFile, Wish, read};
