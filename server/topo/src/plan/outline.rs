//! From faces back to polygons.
//!
//! A walk along the border of connected ground, always turning clockwise into
//! the next border, keeps that ground on its left. Where the walk comes through
//! a node again it is cut there into simple loops. Exactly one loop of each
//! connected piece runs counter-clockwise: its outline; the others are holes,
//! those that touch the outline or each other in a point included. That is what
//! the OGC calls a valid polygon, and no point-in-polygon test is needed.

use rustc_hash::FxHashMap;

use super::Plan;
use crate::exact::area2;
use crate::index::at;
use crate::{Point, Polygon, Shape};

/// Outlines of the pieces of ground that `piece` tells apart. `halves` lists the
/// half-arcs with wanted ground on their left, `piece` gives the connected piece
/// a face belongs to; arcs with the same piece on both sides are passed over.
pub(crate) fn outlines(
    plan: &Plan,
    halves: impl ExactSizeIterator<Item = u32>,
    piece: impl Fn(u32) -> Option<u32>,
) -> FxHashMap<u32, Polygon> {
    let rotation = plan.rotation();
    let is_border = |half: u32| {
        let left = piece(plan.left(half));
        left.is_some() && left != piece(plan.left(half ^ 1))
    };
    let mut pieces: FxHashMap<u32, Polygon> = FxHashMap::default();
    let mut walked: Walked = Walked::over(plan, halves.len());
    let mut walk = Walk::default();
    for first in halves.filter(|&half| is_border(half)) {
        if walked.contains(first) {
            continue;
        }
        let Some(of) = piece(plan.left(first)) else { continue };
        let polygon = pieces.entry(of).or_default();
        let mut half = first;
        loop {
            walked.insert(half);
            // Only where four borders meet can a walk come through twice.
            if rotation.round(plan.origin(half)).len() > 3 {
                walk.close(plan, plan.origin(half), polygon);
            }
            walk.0.push(half);
            let node = plan.origin(half ^ 1);
            half ^= 1;
            loop {
                half = rotation.clockwise(half, node);
                if is_border(half) && piece(plan.left(half)) == Some(of) {
                    break;
                }
            }
            if half == first {
                break;
            }
        }
        walk.close(plan, plan.origin(first), polygon);
    }
    pieces
}

/// The half-arcs walked so far: bits for many, a set for the border of a few faces.
enum Walked {
    Bits(Vec<u64>),
    Few(rustc_hash::FxHashSet<u32>),
}

impl Walked {
    fn over(plan: &Plan, expected: usize) -> Walked {
        let n = 2 * plan.arc_count();
        if expected < n / 16 {
            Walked::Few(rustc_hash::FxHashSet::default())
        } else {
            Walked::Bits(vec![0; n / 64 + 1])
        }
    }

    fn contains(&self, half: u32) -> bool {
        match self {
            Walked::Bits(bits) => bits[at(half >> 6)] >> (half & 63) & 1 == 1,
            Walked::Few(set) => set.contains(&half),
        }
    }

    fn insert(&mut self, half: u32) {
        match self {
            Walked::Bits(bits) => bits[at(half >> 6)] |= 1 << (half & 63),
            Walked::Few(set) => {
                set.insert(half);
            }
        }
    }
}

/// A walk that has not come back to its start: half-arcs in order.
#[derive(Default)]
struct Walk(Vec<u32>);

impl Walk {
    /// Cuts off the loop from the last visit to a node, if there was one.
    fn close(&mut self, plan: &Plan, node: u32, polygon: &mut Polygon) {
        let Some(from) = self.0.iter().rposition(|&half| plan.origin(half) == node) else {
            return;
        };
        let mut ring: Vec<Point> = Vec::new();
        for half in self.0.drain(from..) {
            plan.append(half, &mut ring);
        }
        if area2(&ring) > 0 {
            polygon.outer = ring;
        } else {
            polygon.holes.push(ring);
        }
    }
}

/// One normalised shape of several polygons.
pub(crate) fn shape(polygons: impl IntoIterator<Item = Polygon>) -> Shape {
    let mut shape = Shape(polygons.into_iter().collect());
    shape.normalise();
    shape
}
