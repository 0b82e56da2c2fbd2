//! The R-tree over the boxes of all polygons: the index of record.

use super::distance::squared_to_box;
use super::rings::PartNo;
use rstar::{AABB, RStarInsertionStrategy, RTree, RTreeNode, RTreeObject, RTreeParams};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::ControlFlow;
use topo::plane::Local;
use topo::{Bounds, Point};

/// The boxes of the polygons of one Division.
#[derive(Debug)]
pub(crate) struct Index(RTree<Boxed, Wide>);

/// Nodes of up to sixteen: the tree is built once and only read, and reading few wide
/// nodes is faster than many narrow ones.
#[derive(Debug)]
struct Wide;

impl RTreeParams for Wide {
    const MIN_SIZE: usize = 6;
    const MAX_SIZE: usize = 16;
    const REINSERTION_COUNT: usize = 4;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

#[derive(Debug, Clone, Copy)]
struct Boxed {
    bounds: Bounds,
    part: PartNo,
}

impl RTreeObject for Boxed {
    // The tree only compares corners, so lattice numbers serve as they are.
    type Envelope = AABB<[i32; 2]>;

    fn envelope(&self) -> Self::Envelope {
        envelope(self.bounds)
    }
}

impl Index {
    /// Builds the tree; the same boxes in the same order give the same tree.
    pub(crate) fn of(parts: Vec<(PartNo, Bounds)>) -> Self {
        let boxed = |(part, bounds)| Boxed { bounds, part };
        Self(RTree::bulk_load_with_params(parts.into_iter().map(boxed).collect()))
    }

    /// Visits the polygons whose box holds the place, its border included, until
    /// one of them ends the search.
    pub(crate) fn at<B>(
        &self,
        at: Point,
        mut visit: impl FnMut(PartNo) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let place = envelope(Bounds { min: at, max: at });
        self.0.locate_in_envelope_intersecting_int(place, |boxed: &Boxed| visit(boxed.part))
    }

    /// Visits the polygons whose box comes within so many metres of the place.
    pub(crate) fn within(&self, local: &Local, metres: f64, mut visit: impl FnMut(PartNo)) {
        // One step more on each side makes up for the rounding of the corners.
        let (low, high) = (local.from_m([-metres; 2]), local.from_m([metres; 2]));
        let low = Point::new(low.x.saturating_sub(1), low.y.saturating_sub(1));
        let high = Point::new(high.x.saturating_add(1), high.y.saturating_add(1));
        let window = envelope(Bounds { min: low, max: high });
        let _all: ControlFlow<()> =
            self.0.locate_in_envelope_intersecting_int(window, |boxed: &Boxed| {
                visit(boxed.part);
                ControlFlow::Continue(())
            });
    }

    /// Visits polygons by the distance of their box from the place, nearest first,
    /// as long as a box is no farther than what `visit` last returned (the square
    /// of a distance in metres).
    pub(crate) fn nearest_first<'a>(&'a self, local: &Local, mut visit: impl FnMut(PartNo) -> f64) {
        let open = |node: &'a RTreeNode<Boxed>| {
            let corners = match node {
                RTreeNode::Leaf(boxed) => boxed.envelope(),
                RTreeNode::Parent(parent) => parent.envelope(),
            };
            Open { squared: squared_to_box(local, bounds(&corners)), node }
        };
        let mut bound = f64::INFINITY;
        let mut heap: BinaryHeap<_> = self.0.root().children().iter().map(open).collect();
        while let Some(Open { squared, node }) = heap.pop()
            && squared <= bound
        {
            match node {
                RTreeNode::Leaf(boxed) => bound = visit(boxed.part),
                RTreeNode::Parent(parent) => heap.extend(parent.children().iter().map(open)),
            }
        }
    }
}

/// A node of the tree that still has to be looked at; the nearest is the greatest,
/// which is what a heap gives first.
struct Open<'a> {
    squared: f64,
    node: &'a RTreeNode<Boxed>,
}

impl Ord for Open<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.squared.total_cmp(&self.squared)
    }
}

impl PartialOrd for Open<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open<'_> {}

fn envelope(bounds: Bounds) -> AABB<[i32; 2]> {
    AABB::from_bounds([bounds.min.x, bounds.min.y], [bounds.max.x, bounds.max.y])
}

fn bounds(envelope: &AABB<[i32; 2]>) -> Bounds {
    let ([west, south], [east, north]) = (envelope.lower(), envelope.upper());
    Bounds { min: Point::new(west, south), max: Point::new(east, north) }
}
