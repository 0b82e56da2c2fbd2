//! What is wrong with the shape of one cell, found when it is first asked for.

use std::sync::{Arc, OnceLock};
use topo::{Cell, Fault, Label, Limits, Partition, Shape};

/// The faults of one cell's ground. Whoever holds other ground has another of these, so
/// that a draft is asked about what an edit touched and not about all that it ever drew.
#[derive(Debug, Clone, Default)]
pub(super) struct Looks(OnceLock<(Limits, Arc<[Fault]>)>);

impl Looks {
    /// The faults by the given limits. Those that are asked for first are kept.
    pub(super) fn faults(&self, label: Label, shape: &Shape, limits: &Limits) -> Arc<[Fault]> {
        let (asked, found) = self.0.get_or_init(|| (*limits, look_at(label, shape, limits)));
        if asked == limits { Arc::clone(found) } else { look_at(label, shape, limits) }
    }
}

fn look_at(label: Label, shape: &Shape, limits: &Limits) -> Arc<[Fault]> {
    // Traced from a drawing it is valid ground.
    let partition = Partition::from_cells(&[Cell { label, shape }]);
    partition.map(|partition| partition.validate_by(limits).into()).unwrap_or_default()
}
