//! What happened where and when: incidents read from tables and GeoJSON.
//!
//! [`read`] lists every fault. Which texts are instants is asked of the caller, who
//! knows the zone that clocks without one are meant in.

mod read;

pub use read::{Incident, IncidentFile, Wish, read};
