//! Arcs between faces: the structure that arrangements and partitions share.
//!
//! An *arc* is a run of points from node to node with one face on each side. A
//! *half-arc* is an arc walked one way: number `2a` forward, `2a + 1` backward,
//! so that the other way is `h ^ 1`; its ground is on its left. Face 0 is the
//! unbounded one. A closed arc that meets no other begins and ends in a node of
//! its own at its smallest point, so that no caller needs a special case.
//!
//! The form is canonical: open arcs run from their smaller end, arcs are sorted
//! by their first two points (closed ones after the others) and faces are
//! numbered in the order in which the arcs meet them. Equal ground is equal
//! bytes.

pub(crate) mod merge;
pub(crate) mod outline;
pub(crate) mod rotation;

use std::sync::OnceLock;

use crate::Point;
use crate::exact::cross;
use crate::index::{at, id, rows};
use rotation::Rotation;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// The points of all arcs one after another, both ends included.
    pub(crate) points: Vec<Point>,
    /// Where each arc begins in `points`, and the end.
    pub(crate) start: Vec<u32>,
    /// The nodes each arc runs between.
    pub(crate) nodes: Vec<[u32; 2]>,
    /// The faces left and right of each arc.
    pub(crate) sides: Vec<[u32; 2]>,
    pub(crate) node_count: usize,
    pub(crate) face_count: usize,
    rotation: OnceLock<Rotation>,
    by_face: OnceLock<(Vec<u32>, Vec<u32>)>,
    areas2: OnceLock<Vec<i128>>,
}

impl PartialEq for Plan {
    fn eq(&self, other: &Plan) -> bool {
        self.points == other.points && self.start == other.start && self.sides == other.sides
    }
}

impl Plan {
    /// A plan without arcs or faces, to push arcs to.
    pub(crate) fn empty() -> Plan {
        Plan { start: vec![0], ..Plan::default() }
    }

    pub(crate) fn arc_count(&self) -> usize {
        self.nodes.len()
    }

    /// The points of an arc.
    pub(crate) fn arc(&self, arc: u32) -> &[Point] {
        &self.points[at(self.start[at(arc)])..at(self.start[at(arc) + 1])]
    }

    /// The node a half-arc leaves from.
    pub(crate) fn origin(&self, half: u32) -> u32 {
        self.nodes[at(half >> 1)][at(half & 1)]
    }

    /// The face on the left of a half-arc.
    pub(crate) fn left(&self, half: u32) -> u32 {
        self.sides[at(half >> 1)][at(half & 1)]
    }

    /// The first two points of a half-arc.
    pub(crate) fn departure(&self, half: u32) -> (Point, Point) {
        let arc = self.arc(half >> 1);
        if half & 1 == 0 { (arc[0], arc[1]) } else { (arc[arc.len() - 1], arc[arc.len() - 2]) }
    }

    /// Appends the points of a half-arc but the last.
    pub(crate) fn append(&self, half: u32, to: &mut Vec<Point>) {
        let arc = self.arc(half >> 1);
        if half & 1 == 0 {
            to.extend_from_slice(&arc[..arc.len() - 1]);
        } else {
            to.extend(arc[1..].iter().rev());
        }
    }

    /// Twice the area between a half-arc and `origin`, signed.
    pub(crate) fn swept(&self, half: u32, origin: Point) -> i128 {
        let arc = self.arc(half >> 1).windows(2);
        let sum: i128 = arc.map(|pair| cross(origin, pair[0], pair[1])).sum();
        if half & 1 == 0 { sum } else { -sum }
    }

    /// The order of the half-arcs round each node.
    pub(crate) fn rotation(&self) -> &Rotation {
        self.rotation.get_or_init(|| Rotation::of(self))
    }

    /// The half-arcs with a face on their left.
    pub(crate) fn border(&self, face: u32) -> &[u32] {
        let (start, halves) = self.by_face.get_or_init(|| {
            rows(self.face_count, 2 * self.arc_count(), |half| self.left(id(half)))
        });
        &halves[at(start[at(face)])..at(start[at(face) + 1])]
    }

    /// Twice the area of every face; that of the unbounded one is 0.
    pub(crate) fn areas2(&self) -> &[i128] {
        self.areas2.get_or_init(|| self.measured())
    }

    fn measured(&self) -> Vec<i128> {
        let mut areas = vec![0; self.face_count];
        let Some(&origin) = self.points.first() else { return areas };
        for arc in 0..id(self.arc_count()) {
            let swept = self.swept(2 * arc, origin);
            areas[at(self.left(2 * arc))] += swept;
            areas[at(self.left(2 * arc + 1))] -= swept;
        }
        if let Some(unbounded) = areas.first_mut() {
            *unbounded = 0;
        }
        areas
    }

    /// Appends an arc.
    pub(crate) fn push(&mut self, points: &[Point], nodes: [u32; 2], sides: [u32; 2]) {
        self.points.extend_from_slice(points);
        self.start.push(id(self.points.len()));
        self.nodes.push(nodes);
        self.sides.push(sides);
    }
}
