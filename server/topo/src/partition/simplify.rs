//! Fewer points, the same neighbours.
//!
//! Each arc loses the corner with the smallest triangle, again and again (M.
//! Visvalingam and J. D. Whyatt, "Line generalisation by repeated elimination of
//! points", 1993). A corner goes only if its triangle holds no other corner of
//! the whole partition at that moment. In a partition that is enough: a border
//! that reached into the triangle without a corner in it would have to cross the
//! sides that are borders already. So nothing ever crosses, no island changes
//! sides, and nothing needs to be put back afterwards.

mod columns;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Partition;
use crate::Point;
use crate::exact::{cross, turn};
use crate::index::{at, id};
use crate::plan::Plan;
use crate::plan::merge::merged;
use crate::plane::Local;
use columns::Columns;

/// How much detail may go.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct SimplifyBy {
    area_m2: f64,
}

impl SimplifyBy {
    /// Corners go whose triangle with the corners beside them is smaller than
    /// this many square metres.
    pub const fn area_m2(area_m2: f64) -> SimplifyBy {
        SimplifyBy { area_m2 }
    }

    /// The same by width: a triangle of `width_m` squared.
    pub const fn width_m(width_m: f64) -> SimplifyBy {
        SimplifyBy { area_m2: width_m * width_m }
    }
}

/// Rounds at most. In a later round corners may go that stood in each other's
/// way; after a few rounds hardly any do.
const MOST_ROUNDS: usize = 4;

impl Partition {
    /// The partition with fewer corners. The ends of arcs stay, so do all faces,
    /// and neighbours stay neighbours: both sides of a border lose the same
    /// corners. Closed arcs keep three corners at least, and of several arcs
    /// between the same two nodes each keeps one, for they must not coincide.
    ///
    /// For drawing. What is left depends on the whole partition, so two parts of
    /// one simplified apart need not fit.
    #[must_use]
    pub fn simplify(&self, tolerance: SimplifyBy) -> Partition {
        let mut thinning = Thinning::of(&self.plan, tolerance);
        let mut arcs: Vec<u32> = (0..id(self.plan.arc_count())).collect();
        for _ in 0..MOST_ROUNDS {
            let before = thinning.gone;
            arcs.retain(|&arc| thinning.thin(arc));
            if arcs.is_empty() || thinning.gone == before {
                break;
            }
        }
        let thinned = thinning.finish();
        Partition::of_merged(merged(&thinned, &self.label), &self.label)
    }
}

/// A corner that may go: twice the area of its triangle, and its position.
type Candidate = Reverse<(u64, u32)>;

struct Thinning<'a> {
    plan: &'a Plan,
    area_m2: f64,
    columns: Columns,
    /// The corners beside each one that is still there.
    before: Vec<u32>,
    after: Vec<u32>,
    /// Whether an arc must keep a corner between its ends.
    keeps_one: Vec<bool>,
    queue: BinaryHeap<Candidate>,
    gone: usize,
}

impl<'a> Thinning<'a> {
    fn of(plan: &'a Plan, tolerance: SimplifyBy) -> Thinning<'a> {
        let count = id(plan.points.len());
        Thinning {
            plan,
            area_m2: tolerance.area_m2,
            columns: Columns::of(plan),
            before: (0..count).map(|i| i.wrapping_sub(1)).collect(),
            after: (0..count).map(|i| i + 1).collect(),
            keeps_one: parallel(plan),
            queue: BinaryHeap::new(),
            gone: 0,
        }
    }

    fn point(&self, position: u32) -> Point {
        self.plan.points[at(position)]
    }

    /// Twice the area of the triangle at a corner.
    fn triangle(&self, corner: u32) -> u64 {
        let [a, b, c] = [self.before[at(corner)], corner, self.after[at(corner)]];
        let area2 = cross(self.point(a), self.point(b), self.point(c));
        u64::try_from(area2.abs()).unwrap_or(u64::MAX)
    }

    /// Thins one arc. Whether a corner had to stay for others in the way, so
    /// that another round may do more.
    fn thin(&mut self, arc: u32) -> bool {
        let (first, last) = (self.plan.start[at(arc)], self.plan.start[at(arc) + 1] - 1);
        let [from, to] = self.plan.nodes[at(arc)];
        let spare = if from == to { 2 } else { u32::from(self.keeps_one[at(arc)]) };
        let mut inner = 0;
        let limit = self.limit(self.point(first));
        self.queue.clear();
        let mut corner = self.after[at(first)];
        while corner < last {
            inner += 1;
            self.offer(corner, limit);
            corner = self.after[at(corner)];
        }
        let mut blocked = false;
        while let Some(Reverse((area2, corner))) = self.queue.pop() {
            if inner <= spare {
                return false;
            }
            let stale = !self.columns.is_there(corner) || self.triangle(corner) != area2;
            if stale {
                continue;
            }
            if self.in_the_way(corner) {
                blocked = true;
                continue;
            }
            let (before, after) = (self.before[at(corner)], self.after[at(corner)]);
            self.after[at(before)] = after;
            self.before[at(after)] = before;
            self.columns.remove(corner);
            self.gone += 1;
            inner -= 1;
            for beside in [before, after] {
                if beside != first && beside != last {
                    self.offer(beside, limit);
                }
            }
        }
        blocked
    }

    /// The tolerance in lattice units near a point.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and a tolerance below zero means nothing goes"
    )]
    fn limit(&self, near: Point) -> u64 {
        (2.0 * self.area_m2 / Local::at(near).step_m2()) as u64
    }

    fn offer(&mut self, corner: u32, limit: u64) {
        let area2 = self.triangle(corner);
        if area2 < limit {
            self.queue.push(Reverse((area2, corner)));
        }
    }

    /// Whether any other corner lies in or on the triangle at a corner.
    fn in_the_way(&self, corner: u32) -> bool {
        let a = self.point(self.before[at(corner)]);
        let b = self.point(corner);
        let c = self.point(self.after[at(corner)]);
        let (b, c) = if turn(a, b, c).is_lt() { (c, b) } else { (b, c) };
        let min = Point::new(a.x.min(b.x).min(c.x), a.y.min(b.y).min(c.y));
        let max = Point::new(a.x.max(b.x).max(c.x), a.y.max(b.y).max(c.y));
        self.columns.any(corner, (min, max), |p| {
            p != a
                && p != b
                && p != c
                && turn(a, b, p).is_ge()
                && turn(b, c, p).is_ge()
                && turn(c, a, p).is_ge()
        })
    }

    /// The plan with the corners that are left, arcs and faces as they were.
    fn finish(self) -> Plan {
        let plan = self.plan;
        let mut thinned = Plan::empty();
        thinned.node_count = plan.node_count;
        thinned.face_count = plan.face_count;
        let mut points = Vec::new();
        for arc in 0..plan.arc_count() {
            let (first, end) = (plan.start[arc], plan.start[arc + 1]);
            points.clear();
            let mut corner = first;
            while corner < end {
                points.push(self.point(corner));
                corner = self.after[at(corner)];
            }
            thinned.push(&points, plan.nodes[arc], plan.sides[arc]);
        }
        thinned
    }
}

/// Which arcs share both their nodes with another one.
fn parallel(plan: &Plan) -> Vec<bool> {
    let mut ends: Vec<(u32, u32, u32)> = (0..id(plan.arc_count()))
        .map(|arc| {
            let [from, to] = plan.nodes[at(arc)];
            (from.min(to), from.max(to), arc)
        })
        .collect();
    ends.sort_unstable();
    let mut parallel = vec![false; ends.len()];
    for same in ends.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(|same| same.len() > 1) {
        for &(_, _, arc) in same {
            parallel[at(arc)] = true;
        }
    }
    parallel
}
