//! Fewer corners in the borders between two cells.
//!
//! The same rule as in `Partition::simplify`: the corner with the smallest triangle
//! goes first, and only if the triangle holds no other corner. Here the corners in the
//! way are asked from the index of places, so the cost is that of the borders thinned.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

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
        arcs.sort_unstable();
        arcs.dedup();
        let Some(&first) = arcs.first() else {
            return Err(Refusal::NotNeighbours { cells });
        };
        let start = self.drawing.arc(first).points[0];
        let mut changed = false;
        for arc in arcs {
            let thinned = Thinning::of(self.drawing, arc, area_m2).finish();
            if thinned.len() < self.drawing.arc(arc).points.len() {
                let border = self.remove(arc);
                self.add(thinned.into(), border.left, border.right);
                changed = true;
            }
        }
        if changed { Ok(Named::stay(cells)) } else { Err(Refusal::Nothing { at: start }) }
    }
}

struct Thinning<'a> {
    drawing: &'a Drawing,
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
    fn of(drawing: &'a Drawing, arc: u32, area_m2: f64) -> Thinning<'a> {
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

    fn finish(mut self) -> Vec<Point> {
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
        let kept = self.points.iter().zip(&self.gone).filter(|&(_, gone)| !gone);
        kept.map(|(&p, _)| p).collect()
    }

    /// Whether any other corner lies in or on the triangle at a corner.
    fn in_the_way(&self, corner: u32) -> bool {
        let [a, b, c] = self.triangle(corner);
        let (p, q, r) = if turn(a, b, c).is_lt() { (a, c, b) } else { (a, b, c) };
        let within = |x: Point| {
            x != a
                && x != b
                && x != c
                && turn(p, q, x).is_ge()
                && turn(q, r, x).is_ge()
                && turn(r, p, x).is_ge()
        };
        let Bounds { min, max } = widened(a, c, 0);
        let bounds = Bounds {
            min: Point::new(min.x.min(b.x), min.y.min(b.y)),
            max: Point::new(max.x.max(b.x), max.y.max(b.y)),
        };
        let mut found = false;
        self.drawing.nearby.near(&self.drawing.arcs, bounds, |Piece { arc, number, from, to }| {
            let there = |i: u32| arc != self.arc || !self.gone[at(i)];
            found |= there(number) && within(from) || there(number + 1) && within(to);
        });
        found
    }
}
