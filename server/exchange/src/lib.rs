//! File formats and coordinate customs: bytes in, domain values out, and back.
//!
//! Whatever comes through here is not trusted. Reading never panics, bounds what
//! it allocates by the size of the input, and tells two things apart:
//!
//! * a file that cannot be read at all is an `Err` that says what was attempted,
//!   where it went wrong and what to do next;
//! * a feature that is not as it must be is a [`domain::Issue`] with its place, and
//!   reading goes on, so that a planner sees every fault at once.
//!
//! [`areas`] reads and writes the ground of Areas, [`stations`] the Stations,
//! [`population`] reads where people live, [`incidents`] what happened where and when,
//! [`points`] the tables of places that are routed in bulk. [`compressed`] opens any of them behind gzip.

pub mod areas;
pub mod compressed;
pub mod datum;
pub mod incidents;
pub mod points;
pub mod population;
mod rows;
pub mod stations;

pub use rows::{Mapping, RowsError};
