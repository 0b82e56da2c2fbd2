//! The order of half-arcs round each node.

use super::Plan;
use crate::exact::around;
use crate::index::{at, id, rows};

/// Half-arcs by the node they leave from, counter-clockwise from east.
#[derive(Clone, Debug)]
pub(crate) struct Rotation {
    start: Vec<u32>,
    halves: Vec<u32>,
    /// Where each half-arc stands in `halves`.
    slot: Vec<u32>,
}

impl Rotation {
    pub(crate) fn of(plan: &Plan) -> Rotation {
        let n = 2 * plan.arc_count();
        let (start, mut halves) = rows(plan.node_count, n, |half| plan.origin(id(half)));
        for node in start.windows(2) {
            let round = &mut halves[at(node[0])..at(node[1])];
            if round.len() > 2 {
                round.sort_unstable_by(|&a, &b| {
                    let ((centre, a), (_, b)) = (plan.departure(a), plan.departure(b));
                    around(centre, a, b)
                });
            }
        }
        let mut slot = vec![0; n];
        for (position, &half) in halves.iter().enumerate() {
            slot[at(half)] = id(position);
        }
        Rotation { start, halves, slot }
    }

    /// The half-arcs that leave a node, counter-clockwise.
    pub(crate) fn round(&self, node: u32) -> &[u32] {
        &self.halves[at(self.start[at(node)])..at(self.start[at(node) + 1])]
    }

    /// The half-arc clockwise next to one that leaves the given node.
    pub(crate) fn clockwise(&self, half: u32, node: u32) -> u32 {
        let (first, end) = (self.start[at(node)], self.start[at(node) + 1]);
        let slot = self.slot[at(half)];
        self.halves[at(if slot == first { end - 1 } else { slot - 1 })]
    }

    /// The half-arc that follows along the border of the face on the left.
    pub(crate) fn next(&self, plan: &Plan, half: u32) -> u32 {
        self.clockwise(half ^ 1, plan.origin(half ^ 1))
    }
}
