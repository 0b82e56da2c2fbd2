//! The ground of Areas as GeoJSON, in and out.
//!
//! [`read`] takes what planners have: collections, single features, text sequences,
//! with whatever their fields are called. [`write`](fn@write) gives what every program takes:
//! RFC 7946 with exactly seven decimals, so that reading it back gives the same
//! points of the lattice.

mod coordinates;
mod error;
mod faults;
mod features;
mod fields;
mod ground;
mod own;
mod read;
mod write;

pub use error::{Lookalike, ReadError};
pub(crate) use features::Feature;
pub use fields::{Chosen, FEATURE_ID, Fields, Mapping};
pub(crate) use fields::{plain, text};
pub(crate) use read::features;
pub use read::{AreaFile, read};
pub use write::{Format, geometry, write};
