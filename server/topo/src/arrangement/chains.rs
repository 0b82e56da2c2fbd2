//! From segments to arcs: runs of segments through points where only two meet.

use crate::Point;
use crate::index::{at, id};
use crate::plan::Plan;
use crate::spread::sort_by_place;

/// The arcs, not yet with faces, and how the segments lie in them.
pub(crate) struct Chains {
    pub(crate) plan: Plan,
    /// A segment of each arc; all of an arc have the same rings, since a ring
    /// that reaches a point where two segments meet goes on through it.
    pub(crate) sample: Vec<u32>,
    /// The half-arc that runs along each segment from its smaller end.
    pub(crate) half: Vec<u32>,
}

/// The points where segments end, in order, with the half-segments that leave
/// each. A half-segment is twice the segment's number, plus one if it leaves from
/// the greater end.
struct Vertices {
    /// Per half-segment the vertex it leaves from.
    origin: Vec<u32>,
    start: Vec<u32>,
    leaving: Vec<u32>,
    points: Vec<Point>,
}

impl Vertices {
    fn of(ends: &[(u64, u64)]) -> Vertices {
        let mut far: Vec<(u64, u32)> =
            ends.iter().enumerate().map(|(i, &(_, to))| (to, id(i))).collect();
        sort_by_place(&mut far, |one| one.0);
        let mut vertices = Vertices {
            origin: vec![0; 2 * ends.len()],
            start: Vec::with_capacity(ends.len() + 1),
            leaving: Vec::with_capacity(2 * ends.len()),
            points: Vec::with_capacity(ends.len()),
        };
        // Both lists are sorted; merging them meets every point in order, and at
        // each point the half-segments in the order of their other ends.
        let (mut i, mut j) = (0, 0);
        while i < ends.len() || j < far.len() {
            let near_key = ends.get(i).map_or(u64::MAX, |one| one.0);
            let key = far.get(j).map_or(near_key, |one| one.0.min(near_key));
            let vertex = id(vertices.points.len());
            vertices.start.push(id(vertices.leaving.len()));
            vertices.points.push(Point::of_key(key));
            while far.get(j).is_some_and(|one| one.0 == key) {
                vertices.leave(2 * far[j].1 + 1, vertex);
                j += 1;
            }
            while ends.get(i).is_some_and(|one| one.0 == key) {
                vertices.leave(2 * id(i), vertex);
                i += 1;
            }
        }
        vertices.start.push(id(vertices.leaving.len()));
        vertices
    }

    fn leave(&mut self, half: u32, vertex: u32) {
        self.leaving.push(half);
        self.origin[at(half)] = vertex;
    }

    fn leaving(&self, vertex: u32) -> &[u32] {
        &self.leaving[at(self.start[at(vertex)])..at(self.start[at(vertex) + 1])]
    }

    fn head(&self, half: u32) -> u32 {
        self.origin[at(half ^ 1)]
    }

    /// The half-segment that goes on from another through a plain point.
    fn onward(&self, half: u32) -> Option<u32> {
        match self.leaving(self.head(half)) {
            &[a, b] => Some(if a == half ^ 1 { b } else { a }),
            _ => None,
        }
    }
}

impl Chains {
    pub(crate) fn of(ends: &[(u64, u64)]) -> Chains {
        let vertices = Vertices::of(ends);
        let count = id(vertices.points.len());
        let mut node = vec![u32::MAX; vertices.points.len()];
        let mut plan = Plan::empty();
        plan.points.reserve(ends.len() + ends.len() / 4);
        for vertex in 0..count {
            if vertices.leaving(vertex).len() != 2 {
                node[at(vertex)] = id(plan.node_count);
                plan.node_count += 1;
            }
        }
        let mut chains = Chains { plan, sample: Vec::new(), half: vec![u32::MAX; ends.len()] };
        for vertex in 0..count {
            if node[at(vertex)] == u32::MAX {
                continue;
            }
            for &half in vertices.leaving(vertex) {
                if chains.half[at(half >> 1)] == u32::MAX {
                    chains.follow(&vertices, half, &node);
                }
            }
        }
        // What is left are closed arcs, met at their smallest point.
        for vertex in 0..count {
            let half = vertices.leaving(vertex)[0];
            if chains.half[at(half >> 1)] == u32::MAX {
                node[at(vertex)] = id(chains.plan.node_count);
                chains.plan.node_count += 1;
                chains.follow(&vertices, half, &node);
            }
        }
        chains
    }

    fn follow(&mut self, vertices: &Vertices, first: u32, node: &[u32]) {
        let arc = id(self.plan.arc_count());
        let from = vertices.origin[at(first)];
        self.plan.points.push(vertices.points[at(from)]);
        let mut half = first;
        loop {
            self.half[at(half >> 1)] = 2 * arc + (half & 1);
            let head = vertices.head(half);
            self.plan.points.push(vertices.points[at(head)]);
            match vertices.onward(half) {
                Some(next) if head != from => half = next,
                _ => {
                    self.plan.nodes.push([node[at(from)], node[at(head)]]);
                    break;
                }
            }
        }
        self.plan.start.push(id(self.plan.points.len()));
        self.sample.push(first >> 1);
    }
}
