//! The R-tree over the boxes of polygons, stations and circles: the index of record.

use super::distance::squared_to_box;
use rstar::{AABB, RStarInsertionStrategy, RTree, RTreeNode, RTreeObject, RTreeParams};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::ControlFlow;
use topo::plane::Local;
use topo::{Bounds, Point};

/// The boxes of numbered things: the polygons of one Division, or stations.
#[derive(Debug)]
pub(crate) struct Index<N: Copy>(RTree<Boxed<N>, Wide>);

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
struct Boxed<N> {
    bounds: Bounds,
    number: N,
}

impl<N> RTreeObject for Boxed<N> {
    // The tree only compares corners, so lattice numbers serve as they are.
    type Envelope = AABB<[i32; 2]>;

    fn envelope(&self) -> Self::Envelope {
        envelope(self.bounds)
    }
}

impl<N: Copy> Index<N> {
    /// Builds the tree; the same boxes in the same order give the same tree.
    pub(crate) fn of(boxes: Vec<(N, Bounds)>) -> Self {
        let boxed = |(number, bounds)| Boxed { bounds, number };
        Self(RTree::bulk_load_with_params(boxes.into_iter().map(boxed).collect()))
    }

    /// Visits what has a box that holds the place, its border included, until
    /// one of them ends the search.
    pub(crate) fn at<B>(
        &self,
        at: Point,
        mut visit: impl FnMut(N) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let place = envelope(Bounds { min: at, max: at });
        self.0.locate_in_envelope_intersecting_int(place, |boxed: &Boxed<N>| visit(boxed.number))
    }

    /// Visits what has a box that comes within so many metres of the place.
    pub(crate) fn within(&self, local: &Local, metres: f64, mut visit: impl FnMut(N)) {
        // One step more on each side makes up for the rounding of the corners.
        let (low, high) = (local.from_m([-metres; 2]), local.from_m([metres; 2]));
        let low = Point::new(low.x.saturating_sub(1), low.y.saturating_sub(1));
        let high = Point::new(high.x.saturating_add(1), high.y.saturating_add(1));
        let window = envelope(Bounds { min: low, max: high });
        let _all: ControlFlow<()> =
            self.0.locate_in_envelope_intersecting_int(window, |boxed: &Boxed<N>| {
                visit(boxed.number);
                ControlFlow::Continue(())
            });
    }

    /// Visits by the distance of the box from the place, nearest first,
    /// as long as a box is no farther than what `visit` last returned (the square
    /// of a distance in metres).
    pub(crate) fn nearest_first<'a>(&'a self, local: &Local, mut visit: impl FnMut(N) -> f64) {
        let open = |node: &'a RTreeNode<Boxed<N>>| {
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
                RTreeNode::Leaf(boxed) => bound = visit(boxed.number),
                RTreeNode::Parent(parent) => heap.extend(parent.children().iter().map(open)),
            }
        }
    }
}

/// A node of the tree that still has to be looked at; the nearest is the greatest,
/// which is what a heap gives first.
struct Open<'a, N> {
    squared: f64,
    node: &'a RTreeNode<Boxed<N>>,
}

impl<N> Ord for Open<'_, N> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.squared.total_cmp(&self.squared)
    }
}

impl<N> PartialOrd for Open<'_, N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<N> PartialEq for Open<'_, N> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<N> Eq for Open<'_, N> {}

fn envelope(bounds: Bounds) -> AABB<[i32; 2]> {
    AABB::from_bounds([bounds.min.x, bounds.min.y], [bounds.max.x, bounds.max.y])
}

fn bounds(envelope: &AABB<[i32; 2]>) -> Bounds {
    let ([west, south], [east, north]) = (envelope.lower(), envelope.upper());
    Bounds { min: Point::new(west, south), max: Point::new(east, north) }
}
