//! Where a cell is nearly cut in two.
//!
//! A neck is a corner and a side of the same piece of ground with less than the
//! limit between them, across the ground and not round a sharp corner: the cut
//! there would leave something on both sides that is larger than the neck itself.

use super::Partition;
use super::looks::outline;
use crate::index::{at, id};
use crate::lens::Lens;
use crate::locate::{self, Place};
use crate::plane::{Local, distance};
use crate::strips::Strips;
use crate::{Fault, FaultCode, Label, Point, Polygon, Shape};

pub(super) fn check(of: &Partition, neck_m: f64, found: &mut Vec<Fault>) {
    if neck_m <= 0.0 {
        return;
    }
    for face in 1..id(of.plan.face_count) {
        let label = of.label[at(face)];
        if label != Label::OUTSIDE {
            let ground = Ground::of(outline(of, face));
            for (line, width_m) in ground.necks(neck_m) {
                let mut neck = Fault::line(FaultCode::NarrowNeck, vec![label], &line, &Lens::PLAIN);
                neck.width_m = width_m;
                found.push(neck);
            }
        }
    }
}

/// One side of a ring, with what has been walked and swept before it.
struct Side {
    ring: u32,
    from: Point,
    to: Point,
    metres_before: f64,
    swept_before: f64,
}

struct Ground {
    shape: Shape,
    local: Local,
    sides: Vec<Side>,
    /// Length and signed area of each ring, in metres.
    rings: Vec<(f64, f64)>,
}

impl Ground {
    fn of(polygon: Polygon) -> Ground {
        let local = Local::at(polygon.outer[0]);
        let mut ground =
            Ground { shape: Shape(vec![polygon]), local, sides: Vec::new(), rings: Vec::new() };
        let mut sides = Vec::new();
        for (number, ring) in ground.shape.rings().enumerate() {
            let (mut metres, mut swept) = (0.0, 0.0);
            for (i, &from) in ring.iter().enumerate() {
                let to = ring[(i + 1) % ring.len()];
                sides.push(Side {
                    ring: id(number),
                    from,
                    to,
                    metres_before: metres,
                    swept_before: swept,
                });
                let (a, b) = (local.to_m(from), local.to_m(to));
                metres += (b[0] - a[0]).hypot(b[1] - a[1]);
                swept += cross(a, b);
            }
            ground.rings.push((metres, swept));
        }
        ground.sides = sides;
        ground
    }

    /// The narrowest cut of each neck, and its length in metres.
    fn necks(&self, neck_m: f64) -> Vec<(Vec<Point>, f64)> {
        let mut order: Vec<(u64, u64, u32)> = (0..id(self.sides.len()))
            .map(|i| {
                let (a, b) = (self.sides[at(i)].from.key(), self.sides[at(i)].to.key());
                (a.min(b), a.max(b), i)
            })
            .collect();
        order.sort_unstable();
        let ends: Vec<(u64, u64)> = order.iter().map(|&(a, b, _)| (a, b)).collect();
        let strips = Strips::of(&ends).with_reach();
        let mut cuts: Vec<(f64, Point, Point)> = Vec::new();
        for corner in &self.sides {
            let p = corner.from;
            let [x, y] = self.local.to_m(p);
            let min = self.local.from_m([x - neck_m, y - neck_m]);
            let max = self.local.from_m([x + neck_m, y + neck_m]);
            strips.near(min, max, |found, _, _| {
                let side = &self.sides[at(order[at(found)].2)];
                cuts.extend(self.cut(corner, side, neck_m));
            });
        }
        cuts.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut kept: Vec<(Vec<Point>, f64)> = Vec::new();
        for (width, p, q) in cuts {
            // Corners along one narrow passage are one neck.
            let near = |other: Point| {
                let ([a, b], [c, d]) = (self.local.to_m(p), self.local.to_m(other));
                (a - c).hypot(b - d) < 4.0 * neck_m
            };
            if !kept.iter().any(|(line, _)| line.iter().any(|&other| near(other))) {
                kept.push((vec![p, q], width));
            }
        }
        kept
    }

    /// The cut from a corner straight across to a side, if that is a neck.
    fn cut(&self, corner: &Side, side: &Side, neck_m: f64) -> Option<(f64, Point, Point)> {
        let p = corner.from;
        if p == side.from || p == side.to {
            return None;
        }
        let [at_p, a, b] = [p, side.from, side.to].map(|p| self.local.to_m(p));
        let width = distance(at_p, a, b);
        if width >= neck_m {
            return None;
        }
        let foot = foot(at_p, a, b);
        let least = neck_m * neck_m;
        if corner.ring == side.ring {
            let (length, whole) = self.rings[at(corner.ring)];
            let to_foot = side.metres_before + (foot[0] - a[0]).hypot(foot[1] - a[1]);
            let one_way = (to_foot - corner.metres_before).rem_euclid(length);
            if one_way.min(length - one_way) < 4.0 * neck_m {
                return None;
            }
            // From the corner along the ring to the foot, and back across the neck.
            let mut swept = side.swept_before - corner.swept_before + cross(a, foot);
            if side.metres_before < corner.metres_before {
                swept += whole;
            }
            swept += cross(foot, at_p);
            if swept.abs().min((whole - swept).abs()) < 2.0 * least {
                return None;
            }
        }
        let middle =
            self.local.from_m([f64::midpoint(at_p[0], foot[0]), f64::midpoint(at_p[1], foot[1])]);
        let across = locate::place(&self.shape, middle) == Place::Inside;
        across.then(|| (width, p, self.local.from_m(foot)))
    }
}

fn cross(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

/// The point of a segment nearest to `p`.
fn foot(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let square = dx * dx + dy * dy;
    let along = (p[0] - a[0]) * dx + (p[1] - a[1]) * dy;
    let t = if square > 0.0 { (along / square).clamp(0.0, 1.0) } else { 0.0 };
    [a[0] + t * dx, a[1] + t * dy]
}

#[cfg(test)]
mod tests {
    use crate::{Cell, FaultCode, Label, Limits, Partition, Point, Polygon, Shape};

    fn necks(points: &[(i32, i32)]) -> Vec<crate::Fault> {
        let outer = points.iter().map(|&(x, y)| Point::new(x, y)).collect();
        let shape = Shape(vec![Polygon { outer, holes: vec![] }]);
        let cells = [Cell { label: Label(1), shape: &shape }];
        let partition = Partition::from_cells(&cells).expect("a clean cell");
        let limits = Limits { neck_m: 0.5, ..Limits::default() };
        let mut faults = partition.validate_by(&limits);
        faults.retain(|fault| fault.code == FaultCode::NarrowNeck);
        faults
    }

    #[test]
    fn an_hourglass_has_one_neck_in_its_waist() {
        let hourglass = [(0, 0), (2000, 0), (1020, 1000), (2000, 2000), (0, 2000), (980, 1000)];
        let found = necks(&hourglass);
        assert_eq!(found.len(), 1);
        assert!((found[0].width_m - 40.0 * 0.011_13).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn a_sharp_corner_is_no_neck() {
        assert_eq!(necks(&[(0, 0), (5000, 0), (5000, 300)]), []);
        assert_eq!(necks(&[(0, 0), (2000, 0), (2000, 2000), (0, 2000)]), []);
    }

    #[test]
    fn two_lobes_side_by_side_have_no_neck_between_them() {
        // The slot between the lobes is narrow, but it is not the cell's ground.
        let slotted = [
            (0, 0),
            (2000, 0),
            (2000, 2000),
            (1020, 2000),
            (1020, 500),
            (980, 500),
            (980, 2000),
            (0, 2000),
        ];
        assert_eq!(necks(&slotted), []);
    }
}
