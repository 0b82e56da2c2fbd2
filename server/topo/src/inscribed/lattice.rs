//! From a place in metres to a lattice point that is really inside.

use crate::locate::{Place, place};
use crate::plane::Local;
use crate::point::nearest as rounded_step;
use crate::{Point, Shape};

/// A lattice point inside the shape, near a place if possible.
pub(super) fn point_inside(shape: &Shape, local: &Local, near: [f64; 2]) -> Point {
    let inside = |p: &Point| place(shape, *p) == Place::Inside;
    let rounded = local.from_m(near);
    if inside(&rounded) {
        return rounded;
    }
    let beside = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)));
    let mut candidates: Vec<Point> = beside
        .map(|(dx, dy)| Point::new(rounded.x.saturating_add(dx), rounded.y.saturating_add(dy)))
        .collect();
    let away = |p: &Point| {
        let [x, y] = local.to_m(*p);
        (x - near[0]).hypot(y - near[1])
    };
    candidates.sort_by(|p, q| away(p).total_cmp(&away(q)));
    if let Some(found) = candidates.into_iter().find(inside) {
        return found;
    }
    let nearest =
        |points: &mut dyn Iterator<Item = Point>| points.min_by(|p, q| away(p).total_cmp(&away(q)));
    let scanned = nearest(&mut scanned(shape).into_iter().filter(inside));
    let corner = || nearest(&mut shape.rings().flatten().copied());
    scanned.or_else(corner).unwrap_or(rounded)
}

/// Lattice points in the middle of what lines across a thin shape have inside
/// it, along rows and columns next to its corners and evenly between.
fn scanned(shape: &Shape) -> Vec<Point> {
    let mut found = Vec::new();
    for upright in [false, true] {
        let turned = |p: Point| if upright { Point::new(p.y, p.x) } else { p };
        let mut rows: Vec<i32> = Vec::new();
        for ring in shape.rings() {
            for pair in ring.iter().zip(ring.iter().cycle().skip(1)) {
                let (a, b) = (turned(*pair.0).y, turned(*pair.1).y);
                rows.extend([a.saturating_sub(1), a.saturating_add(1)]);
                rows.push(a.midpoint(b));
            }
        }
        rows.sort_unstable();
        rows.dedup();
        let keep = rows.len().div_ceil(1_000).max(1);
        for &row in rows.iter().step_by(keep) {
            let mut cuts: Vec<f64> = Vec::new();
            for ring in shape.rings() {
                for pair in ring.iter().zip(ring.iter().cycle().skip(1)) {
                    let (a, b) = (turned(*pair.0), turned(*pair.1));
                    if (a.y <= row) != (b.y <= row) {
                        let part =
                            (f64::from(row) - f64::from(a.y)) / (f64::from(b.y) - f64::from(a.y));
                        cuts.push(f64::from(a.x) + part * (f64::from(b.x) - f64::from(a.x)));
                    }
                }
            }
            cuts.sort_by(f64::total_cmp);
            for pair in cuts.chunks_exact(2) {
                let middle = f64::midpoint(pair[0], pair[1]);
                for x in [middle.floor(), middle.ceil()] {
                    found.push(turned(Point::new(rounded_step(x), row)));
                }
            }
        }
    }
    found
}
