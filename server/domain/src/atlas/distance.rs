//! How far is a place from a border, and which border is nearest?
//!
//! Metres on the plane that touches the globe at the place ([`Local`]).

use super::rings::{PartNo, Rings};
use topo::plane::Local;
use topo::{Bounds, Point};

/// Where a border comes nearest to a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Foot {
    /// The square of the distance, in square metres.
    pub(crate) squared: f64,
    /// Metres east and north of the place.
    pub(crate) offset: [f64; 2],
    /// The corner of the border it falls on; `None` between two corners.
    pub(crate) corner: Option<Point>,
}

impl Rings {
    /// The square of the distance from the place to the part's border, or `bound`
    /// where the border is no nearer than that.
    pub(crate) fn squared_distance(&self, part: PartNo, local: &Local, bound: f64) -> f64 {
        // One corner of every run is a first guess that spares most runs a closer look.
        let corner = |(_, points): (Bounds, &[Point])| squared(local.to_m(points[0]));
        let mut best = self.stretches(part).map(corner).fold(bound, f64::min);
        for (bounds, points) in self.stretches(part) {
            if squared_to_box(local, bounds) < best {
                let mut a = local.to_m(points[0]);
                for &point in &points[1..] {
                    let b = local.to_m(point);
                    best = best.min(squared_to_edge(a, b));
                    a = b;
                }
            }
        }
        best
    }

    /// Adds the feet on the part's border that are as near as the nearest so far,
    /// and drops all others when one is nearer.
    pub(crate) fn feet(&self, part: PartNo, local: &Local, found: &mut Vec<Foot>) {
        for (bounds, points) in self.stretches(part) {
            let best = found.first().map_or(f64::INFINITY, |foot| foot.squared);
            if squared_to_box(local, bounds) > best {
                continue;
            }
            for edge in points.windows(2) {
                let foot = foot(local, edge[0], edge[1]);
                let best = found.first().map_or(f64::INFINITY, |foot| foot.squared);
                if foot.squared < best {
                    found.clear();
                }
                if foot.squared <= best {
                    found.push(foot);
                }
            }
        }
    }
}

fn squared([x, y]: [f64; 2]) -> f64 {
    x * x + y * y
}

/// The square of the distance from the place to the nearest point of a box.
pub(crate) fn squared_to_box(local: &Local, bounds: Bounds) -> f64 {
    let ([west, south], [east, north]) = (local.to_m(bounds.min), local.to_m(bounds.max));
    squared([west.max(-east).max(0.0), south.max(-north).max(0.0)])
}

/// The square of the distance from the origin to an edge. An end gives the same
/// number for every edge that has it, so that equal distances compare equal.
fn squared_to_edge([ax, ay]: [f64; 2], [bx, by]: [f64; 2]) -> f64 {
    let (dx, dy) = (bx - ax, by - ay);
    let (along, length) = (-(ax * dx + ay * dy), dx * dx + dy * dy);
    if along <= 0.0 {
        squared([ax, ay])
    } else if along >= length {
        squared([bx, by])
    } else {
        let across = ax * dy - ay * dx;
        across * across / length
    }
}

fn foot(local: &Local, a: Point, b: Point) -> Foot {
    let (from, to) = (local.to_m(a), local.to_m(b));
    let squared = squared_to_edge(from, to);
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let along = -(from[0] * dx + from[1] * dy) / (dx * dx + dy * dy);
    if along <= 0.0 {
        Foot { squared, offset: from, corner: Some(a) }
    } else if along >= 1.0 {
        Foot { squared, offset: to, corner: Some(b) }
    } else {
        let offset = [from[0] + along * dx, from[1] + along * dy];
        Foot { squared, offset, corner: None }
    }
}
