//! Which pieces of border are near: runs of arcs in an R-tree.
//!
//! An arc is kept in runs of a few pieces, so that one long arc round a city does not
//! come up for every place in it. The boxes are `f64`, which holds every `i32` exactly.

use std::ops::ControlFlow;

use rstar::{AABB, RTree, RTreeObject};

use super::change::Border;
use crate::index::{at, id};
use crate::{Bounds, Point};

/// Pieces in a run.
const RUN: usize = 24;

/// A run of an arc's pieces.
#[derive(Copy, Clone, Debug)]
struct Run {
    arc: u32,
    /// The first of its points.
    first: u32,
    bounds: AABB<[f64; 2]>,
}

impl PartialEq for Run {
    fn eq(&self, other: &Run) -> bool {
        (self.arc, self.first) == (other.arc, other.first)
    }
}

impl RTreeObject for Run {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> AABB<[f64; 2]> {
        self.bounds
    }
}

/// A piece of border: its ends, the number of its arc, and its place in it.
///
/// Pieces sort by place first, for a replay numbers arcs otherwise and has to come to
/// the same result.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Piece {
    pub(super) from: Point,
    pub(super) to: Point,
    pub(super) arc: u32,
    pub(super) number: u32,
}

impl Piece {
    /// Whether the boxes touch.
    pub(super) fn meets(&self, bounds: &Bounds) -> bool {
        let (a, b) = (self.from, self.to);
        a.x.max(b.x) >= bounds.min.x
            && a.x.min(b.x) <= bounds.max.x
            && a.y.max(b.y) >= bounds.min.y
            && a.y.min(b.y) <= bounds.max.y
    }
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Nearby(RTree<Run>);

impl Nearby {
    pub(super) fn of(arcs: &[Option<Border>]) -> Nearby {
        let numbered = arcs.iter().enumerate();
        let all = numbered.filter_map(|(arc, border)| Some((id(arc), border.as_ref()?)));
        Nearby(RTree::bulk_load(all.flat_map(|(arc, b)| runs(arc, &b.points)).collect()))
    }

    pub(super) fn insert(&mut self, arc: u32, points: &[Point]) {
        for run in runs(arc, points) {
            self.0.insert(run);
        }
    }

    pub(super) fn remove(&mut self, arc: u32, points: &[Point]) {
        for run in runs(arc, points) {
            self.0.remove(&run);
        }
    }

    /// Calls with every piece of border whose box touches the given one.
    pub(super) fn near(
        &self,
        arcs: &[Option<Border>],
        bounds: Bounds,
        mut found: impl FnMut(Piece),
    ) {
        let visit = |run: &Run| {
            let Some(border) = &arcs[at(run.arc)] else { return ControlFlow::Continue(()) };
            let first = at(run.first);
            let end = (first + RUN).min(border.points.len() - 1);
            for (i, pair) in border.points[first..=end].windows(2).enumerate() {
                let number = run.first + id(i);
                let piece = Piece { arc: run.arc, number, from: pair[0], to: pair[1] };
                if piece.meets(&bounds) {
                    found(piece);
                }
            }
            ControlFlow::<()>::Continue(())
        };
        let _ = self.0.locate_in_envelope_intersecting_int(boxed(bounds), visit);
    }

    /// The arcs with a run whose box touches the given one, rising.
    pub(super) fn arcs_near(&self, bounds: Bounds) -> Vec<u32> {
        let mut arcs: Vec<u32> = Vec::new();
        let _ = self.0.locate_in_envelope_intersecting_int(boxed(bounds), |run: &Run| {
            arcs.push(run.arc);
            ControlFlow::<()>::Continue(())
        });
        arcs.sort_unstable();
        arcs.dedup();
        arcs
    }

    /// The least longitude of any border, beyond everything where there is none.
    pub(super) fn west_end(&self) -> f64 {
        self.0.root().envelope().lower()[0]
    }
}

fn runs(arc: u32, points: &[Point]) -> impl Iterator<Item = Run> {
    (0..points.len() - 1).step_by(RUN).filter_map(move |first| {
        let end = (first + RUN).min(points.len() - 1);
        let bounds = Bounds::of(points[first..=end].iter().copied())?;
        Some(Run { arc, first: id(first), bounds: boxed(bounds) })
    })
}

fn boxed(bounds: Bounds) -> AABB<[f64; 2]> {
    let corner = |p: Point| [f64::from(p.x), f64::from(p.y)];
    AABB::from_corners(corner(bounds.min), corner(bounds.max))
}
