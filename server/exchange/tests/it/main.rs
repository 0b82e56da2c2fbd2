//! Everything `exchange` promises, from bytes to values and back.

#![expect(clippy::print_stdout, reason = "figures and skips are read by people")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod areas_bad;
mod areas_fields;
mod areas_good;
mod areas_mutated;
mod areas_written;
mod bounds;
mod drawn;
mod incidents;
mod lines;
mod population;
mod regridded;
mod shared;
mod stations;
mod tables;
