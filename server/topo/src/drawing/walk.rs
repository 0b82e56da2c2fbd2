//! Faces on demand: walks along half-arcs with the ground on the left.
//!
//! A walk that runs counter-clockwise is the outline of a piece of ground; one that runs
//! clockwise goes round something that lies in it. Which outline such a hole belongs to
//! is found by looking west from its westernmost point, border after border.

use std::cmp::Ordering;

use rustc_hash::FxHashSet;

use super::Drawing;
use super::nearby::Piece;
use crate::exact::{is_further_east, turn};
use crate::point::nearest;
use crate::{Bounds, Label, Point};

/// One walk round a border of a face.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    pub(super) halves: Vec<u32>,
    /// Twice the area it encloses; below zero round the outside of something.
    pub(super) area2: i128,
}

/// Finds the first border west of a point.
type West<'a> = dyn Fn(Point) -> Option<u32> + 'a;

/// The pieces of a label's ground.
#[derive(Copy, Clone, Debug, Default)]
pub(super) struct Pieces {
    pub(super) count: usize,
    /// A corner of the smallest piece, and its outline's area.
    pub(super) smallest: Option<(i128, Point)>,
}

impl Drawing {
    /// The signed area of `Border::swept` on the left of a half-arc.
    pub(super) fn swept(&self, half: u32) -> i128 {
        let swept = self.arc(half >> 1).swept();
        if half & 1 == 0 { swept } else { -swept }
    }

    /// The half-arc that follows along the border of the ground on the left.
    pub(super) fn next(&self, half: u32) -> u32 {
        let round = self.leaving(self.departure(half ^ 1).0);
        let back = round.iter().position(|&other| other == half ^ 1).unwrap_or(0);
        round[if back == 0 { round.len() - 1 } else { back - 1 }]
    }

    /// The whole walk that a half-arc is part of.
    pub(super) fn walk(&self, first: u32) -> Walk {
        let mut walk = Walk { halves: vec![], area2: 0 };
        let mut half = first;
        loop {
            walk.halves.push(half);
            walk.area2 += self.swept(half);
            half = self.next(half);
            if half == first {
                return walk;
            }
        }
    }

    /// How many pieces of ground a label has.
    pub(super) fn pieces(&self, label: Label) -> Pieces {
        let mut walked: FxHashSet<u32> = FxHashSet::default();
        let mut pieces = Pieces::default();
        for half in self.halves(label) {
            if walked.contains(&half) {
                continue;
            }
            let walk = self.walk(half);
            if walk.area2 > 0 {
                pieces.count += 1;
                let this = (walk.area2, self.departure(half).0);
                pieces.smallest =
                    pieces.smallest.map_or(Some(this), |so_far| Some(so_far.min(this)));
            }
            walked.extend(walk.halves);
        }
        pieces
    }

    /// The smallest point of a walk.
    fn west_end(&self, walk: &Walk) -> Point {
        let points = walk.halves.iter().flat_map(|&half| self.arc(half >> 1).points.iter());
        points.copied().min().unwrap_or(Point::new(0, 0))
    }

    /// All half-arcs round the face on the left of one, the borders of what lies in it
    /// included; `None` if the face has no end.
    pub(super) fn face(&self, half: u32) -> Option<Vec<u32>> {
        let west = |p: Point| self.west_of(p, false);
        let outline = self.outline(self.walk(half), &west)?;
        let points = outline.halves.iter().flat_map(|&half| self.arc(half >> 1).points.iter());
        let label = self.left(half);
        let near = self.nearby.arcs_near(Bounds::of(points.copied())?);
        let both = near.into_iter().flat_map(|arc| [2 * arc, 2 * arc + 1]);
        let own: Vec<u32> = both.filter(|&half| self.left(half) == label).collect();
        Some(self.face_of(outline, &own, &west))
    }

    /// The same in the middle of a trial, when the index of places does not know of it
    /// yet: all borders of the label are read.
    pub(super) fn face_on_trial(&self, half: u32) -> Option<Vec<u32>> {
        let own: Vec<u32> = self.halves(self.left(half)).collect();
        let west = |p: Point| self.west_among(&own, p);
        let outline = self.outline(self.walk(half), &west)?;
        Some(self.face_of(outline, &own, &west))
    }

    /// An outline, and those of its label's borders that lie within it and in no other.
    fn face_of(&self, outline: Walk, own: &[u32], west: &West<'_>) -> Vec<u32> {
        let mut walked: FxHashSet<u32> = outline.halves.iter().copied().collect();
        let mut face = outline.halves;
        let first = face[0];
        for &half in own {
            if walked.contains(&half) {
                continue;
            }
            let walk = self.walk(half);
            walked.extend(&walk.halves);
            if walk.area2 < 0 {
                let halves = walk.halves.clone();
                if self.outline(walk, west).is_some_and(|found| found.halves.contains(&first)) {
                    face.extend(halves);
                }
            }
        }
        face
    }

    /// The outline of the face that a walk borders; `None` if the face has no end.
    fn outline(&self, mut walk: Walk, west: &West<'_>) -> Option<Walk> {
        while walk.area2 < 0 {
            walk = self.walk(west(self.west_end(&walk))?);
        }
        Some(walk)
    }

    /// The first of some half-arcs west of a point with the ground just west of the
    /// point on its left.
    fn west_among(&self, halves: &[u32], p: Point) -> Option<u32> {
        let mut best: Option<Upward> = None;
        for &half in halves {
            for (a, b) in self.arc(half >> 1).segments() {
                let (from, to) = if half & 1 == 0 { (a, b) } else { (b, a) };
                let found = Upward { low: to, high: from, half };
                if from.y > to.y && found.is_west_of(p, false) {
                    best = Some(found.nearer(best));
                }
            }
        }
        best.map(|found| found.half)
    }

    /// The label that holds the ground at a point, on a border the ground just east of
    /// it, and just north where that too is border.
    pub fn label_at(&self, p: Point) -> Label {
        self.west_of(p, true).map_or(Label::OUTSIDE, |half| self.left(half))
    }

    /// The first half-arc west of a place with that place's ground on its left: of the
    /// place just east and north of a point, or else just west and north of it.
    pub(super) fn west_of(&self, p: Point, just_east: bool) -> Option<u32> {
        let end = self.nearby.west_end();
        let mut reach = 4096.0;
        loop {
            let west = nearest((f64::from(p.x) - reach).max(-2e9));
            if let Some(found) = self.west_within(p, west, just_east) {
                // Whatever crosses between this one and the point reaches further east
                // than this one's western end.
                let least = found.low.x.min(found.high.x);
                let nearest =
                    if least >= west { Some(found) } else { self.west_within(p, least, just_east) };
                return nearest.map(|found| found.half);
            }
            if f64::from(west) < end {
                return None;
            }
            reach *= 8.0;
        }
    }

    fn west_within(&self, p: Point, west: i32, just_east: bool) -> Option<Upward> {
        let bounds = Bounds { min: Point::new(west, p.y), max: p };
        let mut best: Option<Upward> = None;
        self.nearby.near(&self.arcs, bounds, |Piece { arc, from, to, .. }| {
            // The ground east of a border is on the left of the way down.
            let (low, high, half) =
                if from.y < to.y { (from, to, 2 * arc + 1) } else { (to, from, 2 * arc) };
            let found = Upward { low, high, half };
            if found.is_west_of(p, just_east) {
                best = Some(found.nearer(best));
            }
        });
        best
    }
}

/// A piece of border turned to run upwards, and the half-arc that runs down it.
#[derive(Copy, Clone)]
struct Upward {
    low: Point,
    high: Point,
    half: u32,
}

impl Upward {
    /// Whether a ray west from just north of a point crosses it. On the border itself
    /// the ray begins either just east of the point or just west of it.
    fn is_west_of(&self, p: Point, just_east: bool) -> bool {
        let spans = self.low.y <= p.y && p.y < self.high.y;
        let least = if just_east { Ordering::Equal } else { Ordering::Less };
        spans && turn(self.low, self.high, p) <= least
    }

    fn nearer(self, best: Option<Upward>) -> Upward {
        best.filter(|best| !is_further_east((self.low, self.high), (best.low, best.high)))
            .unwrap_or(self)
    }
}
