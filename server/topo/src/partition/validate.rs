//! Full validation: every fault of a partition, with a place and a size.
//!
//! Structural faults cannot come about in a partition made by this crate; looking
//! for them guards against the crate itself. The others are questions of what
//! cells should look like, and [`Limits`] says from which size on they are asked.

mod looks;
mod necks;
mod structure;

use super::Partition;
use crate::Fault;

/// From which size on something is worth reporting. A limit of 0 switches its
/// question off.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Limits {
    /// Pieces of cells smaller than this are tiny, in square metres.
    pub tiny_m2: f64,
    /// Where a cell is narrower than this it has a neck, in metres.
    pub neck_m: f64,
    /// Corners closer together than this are too close, in metres.
    pub close_m: f64,
    /// Straight border pieces longer than this are long, in metres.
    pub long_m: f64,
}

impl Default for Limits {
    /// One square metre, half a metre, eight lattice steps (9 cm), 20 km.
    fn default() -> Limits {
        Limits { tiny_m2: 1.0, neck_m: 0.5, close_m: 0.09, long_m: 20_000.0 }
    }
}

impl Partition {
    /// Every fault of the partition by the given limits, sorted.
    pub fn validate_by(&self, limits: &Limits) -> Vec<Fault> {
        let mut found = Vec::new();
        structure::check(self, &mut found);
        // Ground traced from broken borders would be no ground at all.
        if found.is_empty() {
            looks::check(self, limits, &mut found);
            necks::check(self, limits.neck_m, &mut found);
        }
        Fault::sort(&mut found);
        found
    }
}
