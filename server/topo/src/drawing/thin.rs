//! Fewer corners in the borders between two cells.
//!
//! The same rule as in `Partition::simplify`: the corner with the smallest triangle
//! goes first, and only if the triangle holds no other corner. Here the corners in the
//! way are asked from the index of places, so the cost is that of the borders thinned.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::change::Border;
use super::lay::widened;
use super::nearby::Piece;
use super::trial::{Named, Trial};
use super::{Drawing, Refusal};
use crate::exact::{cross, turn};
use crate::index::{at, id};
use crate::plane::Local;
use crate::{Bounds, Label, Point};

impl Trial<'_> {
    /// Takes corners out of all borders between two cells.
    pub(super) fn thin(&mut self, cells: [Label; 2], area_m2: f64) -> Result<Named, Refusal> {
        let [one, other] = cells;
        let between = self.drawing.halves(one).filter(|&h| self.drawing.left(h ^ 1) == other);
        let mut arcs: Vec<u32> = between.map(|half| half >> 1).collect();
        // One after the other by place: which comes first decides what may go.
        arcs.sort_unstable_by_key(|&arc| &self.drawing.arc(arc).points);
        arcs.dedup();
        let Some(&first) = arcs.first() else {
            return Err(Refusal::NotNeighbours { cells });
        };
        let start = self.drawing.arc(first).points[0];
        let mut gone = Gone::default();
        for &arc in &arcs {
            let thinned = Thinning::of(self.drawing, arc, area_m2, &gone).finish();
            gone.insert(arc, thinned);
        }
        for (arc, gone) in arcs.into_iter().filter_map(|arc| Some((arc, gone.get(&arc)?))) {
            if gone.contains(&true) {
                let Border { points, left, right } = self.remove(arc);
                let kept = points.iter().zip(gone).filter(|&(_, gone)| !gone);
                self.add(kept.map(|(&p, _)| p).collect(), left, right);
            }
        }
        if gone.values().any(|gone| gone.contains(&true)) {
            Ok(Named::reshaped(cells))
        } else {
            Err(Refusal::Nothing { at: start })
        }
    }
}

/// Which corners of arcs thinned before are gone.
type Gone = FxHashMap<u32, Vec<bool>>;

struct Thinning<'a> {
    drawing: &'a Drawing,
    /// What was thinned before.
    others: &'a Gone,
    arc: u32,
    points: &'a [Point],
    /// The corners beside each one that is still there.
    before: Vec<u32>,
    after: Vec<u32>,
    gone: Vec<bool>,
    limit: u64,
    queue: BinaryHeap<Reverse<(u64, u32)>>,
}

impl<'a> Thinning<'a> {
    fn of(drawing: &'a Drawing, arc: u32, area_m2: f64, others: &'a Gone) -> Thinning<'a> {
        let points = &*drawing.arc(arc).points;
        let steps2 = 2.0 * area_m2 / Local::at(points[0]).step_m2();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates, and a tolerance below zero means nothing goes"
        )]
        let limit = steps2 as u64;
        let last = id(points.len() - 1);
        let mut thinning = Thinning {
            drawing,
            others,
            arc,
            points,
            before: (0..=last).map(|i| i.wrapping_sub(1)).collect(),
            after: (0..=last).map(|i| i + 1).collect(),
            gone: vec![false; points.len()],
            limit,
            queue: BinaryHeap::new(),
        };
        for corner in 1..last {
            thinning.offer(corner);
        }
        thinning
    }

    /// The triangle at a corner.
    fn triangle(&self, corner: u32) -> [Point; 3] {
        let beside = [self.before[at(corner)], corner, self.after[at(corner)]];
        beside.map(|i| self.points[at(i)])
    }

    /// Twice its area.
    fn size(&self, corner: u32) -> u64 {
        let [a, b, c] = self.triangle(corner);
        u64::try_from(cross(a, b, c).abs()).unwrap_or(u64::MAX)
    }

    fn offer(&mut self, corner: u32) {
        let size = self.size(corner);
        if size < self.limit {
            self.queue.push(Reverse((size, corner)));
        }
    }

    /// Says for each corner whether it is gone.
    fn finish(mut self) -> Vec<bool> {
        let last = id(self.points.len() - 1);
        let (first_point, last_point) = (self.points[0], self.points[at(last)]);
        // Of several arcs between the same two nodes each keeps a corner.
        let parallel =
            self.drawing.leaving(first_point).iter().any(|&half| {
                half >> 1 != self.arc && self.drawing.departure(half ^ 1).0 == last_point
            });
        let spare = if first_point == last_point { 2 } else { usize::from(parallel) };
        let mut inner = self.points.len() - 2;
        while let Some(Reverse((size, corner))) = self.queue.pop() {
            if inner <= spare {
                break;
            }
            let stale = self.gone[at(corner)] || self.size(corner) != size;
            if stale || self.in_the_way(corner) {
                continue;
            }
            let (before, after) = (self.before[at(corner)], self.after[at(corner)]);
            self.after[at(before)] = after;
            self.before[at(after)] = before;
            self.gone[at(corner)] = true;
            inner -= 1;
            for beside in [before, after] {
                if beside != 0 && beside != last {
                    self.offer(beside);
                }
            }
        }
        self.gone
    }

    /// Whether any other corner lies in or on the triangle at a corner.
    fn in_the_way(&self, corner: u32) -> bool {
        let corners = self.triangle(corner);
        let [a, b, c] = corners;
        let sides =
            if turn(a, b, c).is_lt() { [(a, c), (c, b), (b, a)] } else { [(a, b), (b, c), (c, a)] };
        let within = |at: Point| {
            !corners.contains(&at) && sides.iter().all(|&(from, to)| turn(from, to, at).is_ge())
        };
        let Bounds { min, max } = widened(a, c, 0);
        let bounds = Bounds {
            min: Point::new(min.x.min(b.x), min.y.min(b.y)),
            max: Point::new(max.x.max(b.x), max.y.max(b.y)),
        };
        let mut found = false;
        self.drawing.nearby.near(&self.drawing.arcs, bounds, |Piece { arc, number, from, to }| {
            let thinned = if arc == self.arc { Some(&self.gone) } else { self.others.get(&arc) };
            let there = |i: u32| thinned.is_none_or(|gone| !gone[at(i)]);
            found |= there(number) && within(from) || there(number + 1) && within(to);
        });
        found
    }
}
