//! The largest circle within a shape: where its label goes, and how wide it is.
//!
//! The pole of inaccessibility is found by splitting squares and following the
//! most promising one first (V. Agafonkin, "polylabel", 2016; D. Garcia-Castellanos
//! and U. Lombardo, "Poles of inaccessibility", 2007). Slivers, for which squares
//! are hopeless, get their start from chords: from the middle of every side
//! straight across to the other bank.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::locate::{Place, place};
use crate::plane::{Local, distance};
use crate::{Point, Polygon, Shape};

/// The largest circle within a shape, nearly.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Inscribed {
    /// Its middle: a lattice point strictly inside the shape. Only where the
    /// shape holds no lattice point at all, as slivers a step wide may, it is the
    /// nearest corner instead.
    pub at: Point,
    /// Its radius in metres, of the circle before its middle was rounded.
    pub radius_m: f64,
}

/// Squares looked at, at most: in a shape of few sides, whose chords are a good
/// start, and in others.
const MOST_SQUARES: [usize; 2] = [500, 4_000];
/// Sides of a shape up to which chords are drawn.
const MOST_CHORDED: usize = 400;
/// The radius is found to one part in this many.
const PRECISION: f64 = 100.0;

/// The largest circle within a shape, in its widest part, to one hundredth of
/// its radius. Equal shapes give equal answers. For an empty shape the point
/// (0, 0) and radius 0.
pub fn inscribed(shape: &Shape) -> Inscribed {
    let Some(bounds) = shape.bounds() else {
        return Inscribed { at: Point::new(0, 0), radius_m: 0.0 };
    };
    let middle =
        Point::new(bounds.min.x.midpoint(bounds.max.x), bounds.min.y.midpoint(bounds.max.y));
    inscribed_by(shape, &Local::at(middle))
}

/// The same with the scale given, for shapes that are not in lattice units.
pub(crate) fn inscribed_by(shape: &Shape, local: &Local) -> Inscribed {
    let mut best = Square { middle: [0.0, 0.0], half: 0.0, inner: f64::NEG_INFINITY };
    // Large parts first: a small one is left out as soon as its box is too narrow.
    let mut parts: Vec<&Polygon> = shape.0.iter().collect();
    parts.sort_by_key(|part| std::cmp::Reverse(crate::exact::area2(&part.outer).abs()));
    for part in parts {
        let ground = Ground::of(part, local);
        best = ground.search(best);
    }
    let at = lattice_point(shape, local, best.middle);
    Inscribed { at, radius_m: best.inner.max(0.0) }
}

/// A square of the search.
#[derive(Copy, Clone, PartialEq)]
struct Square {
    middle: [f64; 2],
    half: f64,
    /// Distance of the middle from the border, negative outside.
    inner: f64,
}

impl Square {
    /// The largest distance from the border that a point in the square can have.
    fn promise(&self) -> f64 {
        self.inner + self.half * std::f64::consts::SQRT_2
    }
}

impl Eq for Square {}

impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Square) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Square {
    fn cmp(&self, other: &Square) -> Ordering {
        let place = |s: &Square| (s.middle[0], s.middle[1]);
        self.promise()
            .total_cmp(&other.promise())
            .then_with(|| place(other).partial_cmp(&place(self)).unwrap_or(Ordering::Equal))
    }
}

/// One part of a shape in metres.
struct Ground {
    sides: Vec<([f64; 2], [f64; 2])>,
    min: [f64; 2],
    max: [f64; 2],
}

impl Ground {
    fn of(part: &Polygon, local: &Local) -> Ground {
        let mut ground =
            Ground { sides: Vec::new(), min: [f64::INFINITY; 2], max: [f64::NEG_INFINITY; 2] };
        for ring in part.rings() {
            let Some(&last) = ring.last() else { continue };
            let mut from = local.to_m(last);
            for &point in ring {
                let to = local.to_m(point);
                ground.sides.push((from, to));
                for (axis, &value) in to.iter().enumerate() {
                    ground.min[axis] = ground.min[axis].min(value);
                    ground.max[axis] = ground.max[axis].max(value);
                }
                from = to;
            }
        }
        ground
    }

    /// Distance from the border, negative outside.
    fn inner(&self, p: [f64; 2]) -> f64 {
        let mut inside = false;
        let mut least = f64::INFINITY;
        for &(a, b) in &self.sides {
            if (a[1] > p[1]) != (b[1] > p[1])
                && p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]
            {
                inside = !inside;
            }
            least = least.min(distance(p, a, b));
        }
        if inside { least } else { -least }
    }

    fn square(&self, middle: [f64; 2], half: f64) -> Square {
        Square { middle, half, inner: self.inner(middle) }
    }

    /// The best place of this part, if better than what is known.
    fn search(&self, mut best: Square) -> Square {
        let size = [self.max[0] - self.min[0], self.max[1] - self.min[1]];
        let narrow = size[0].min(size[1]);
        if narrow <= 0.0 || narrow / 2.0 <= best.inner {
            return best;
        }
        for start in self.starts() {
            let square = self.square(start, 0.0);
            if square.inner > best.inner {
                best = square;
            }
        }
        let half = narrow / 2.0;
        let mut queue: BinaryHeap<Square> = BinaryHeap::new();
        for column in 0..=steps(size[0], narrow) {
            for row in 0..=steps(size[1], narrow) {
                let middle = [
                    self.min[0] + half + f64::from(column) * narrow,
                    self.min[1] + half + f64::from(row) * narrow,
                ];
                queue.push(self.square(middle, half));
            }
        }
        let most = MOST_SQUARES[usize::from(self.sides.len() > MOST_CHORDED)];
        let mut looked_at = 0;
        while let Some(square) = queue.pop() {
            if square.inner > best.inner {
                best = square;
            }
            let enough = best.inner.max(0.0) * (1.0 + 1.0 / PRECISION);
            looked_at += 1;
            if square.promise() <= enough || looked_at > most {
                break;
            }
            let half = square.half / 2.0;
            for (right, up) in [(-half, -half), (half, -half), (-half, half), (half, half)] {
                let middle = [square.middle[0] + right, square.middle[1] + up];
                queue.push(self.square(middle, half));
            }
        }
        best
    }

    /// Promising places: the centroid, and in shapes of few sides the middles of
    /// chords.
    fn starts(&self) -> Vec<[f64; 2]> {
        let mut starts = vec![self.centroid()];
        if self.sides.len() <= MOST_CHORDED {
            starts.extend(self.sides.iter().flat_map(|&(a, b)| {
                [0.25, 0.5, 0.75].into_iter().filter_map(move |part| self.chord([a, b], part))
            }));
        }
        starts
    }

    fn centroid(&self) -> [f64; 2] {
        let origin = self.sides[0].0;
        let (mut area, mut sum) = (0.0, [0.0, 0.0]);
        for &(a, b) in &self.sides {
            let (ax, ay) = (a[0] - origin[0], a[1] - origin[1]);
            let (bx, by) = (b[0] - origin[0], b[1] - origin[1]);
            let cross = ax * by - ay * bx;
            area += cross;
            sum = [sum[0] + (ax + bx) * cross, sum[1] + (ay + by) * cross];
        }
        if area == 0.0 {
            return origin;
        }
        [origin[0] + sum[0] / (3.0 * area), origin[1] + sum[1] / (3.0 * area)]
    }

    /// The middle of the chord at right angles to a side, from some part of its length.
    fn chord(&self, [start, end]: [[f64; 2]; 2], part: f64) -> Option<[f64; 2]> {
        let along = [end[0] - start[0], end[1] - start[1]];
        let length = along[0].hypot(along[1]);
        if length == 0.0 {
            return None;
        }
        let from = [start[0] + part * along[0], start[1] + part * along[1]];
        let mut nearest = [f64::INFINITY; 2];
        for &(c, d) in &self.sides {
            // Along the side and away from it, in metres.
            let turned = |p: [f64; 2]| {
                let to = [p[0] - from[0], p[1] - from[1]];
                let forward = to[0] * along[0] + to[1] * along[1];
                let away = to[1] * along[0] - to[0] * along[1];
                [forward / length, away / length]
            };
            let (c, d) = (turned(c), turned(d));
            if (c[0] > 0.0) == (d[0] > 0.0) {
                continue;
            }
            let away = c[1] + (d[1] - c[1]) * c[0] / (c[0] - d[0]);
            let bank = usize::from(away < 0.0);
            if away.abs() > length * 1e-12 {
                nearest[bank] = nearest[bank].min(away.abs());
            }
        }
        let place =
            |away: f64| [from[0] - along[1] / length * away, from[1] + along[0] / length * away];
        let middles = [nearest[0] / 2.0, -nearest[1] / 2.0];
        let found = middles.into_iter().filter(|away| away.is_finite()).map(place);
        found.max_by(|&p, &q| self.inner(p).total_cmp(&self.inner(q)))
    }
}

/// How many more squares fit along a side; bounded, for slivers of extreme length.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
fn steps(length: f64, square: f64) -> u32 {
    (length / square).min(64.0) as u32
}

/// A lattice point inside the shape, near a place if possible.
fn lattice_point(shape: &Shape, local: &Local, near: [f64; 2]) -> Point {
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
                    found.push(turned(Point::new(crate::point::nearest(x), row)));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(points: &[(i32, i32)]) -> Shape {
        let outer = points.iter().map(|&(x, y)| Point::new(x, y)).collect();
        Shape(vec![Polygon { outer, holes: vec![] }])
    }

    #[test]
    fn the_middle_of_a_square_is_found() {
        let found = inscribed(&shape(&[(0, 0), (2000, 0), (2000, 2000), (0, 2000)]));
        assert!((found.radius_m - 11.05).abs() < 0.15, "{found:?}");
        assert!((found.at.x - 1000).abs() < 20 && (found.at.y - 1000).abs() < 20, "{found:?}");
    }

    #[test]
    fn a_long_slanting_sliver_gets_its_width() {
        // About 1.5 km long and 10 lattice steps across in y.
        let found = inscribed(&shape(&[(0, 0), (100_000, 90_000), (100_000, 90_010), (0, 10)]));
        let width = 2.0 * found.radius_m;
        assert!((0.06..0.09).contains(&width), "{found:?}");
    }

    #[test]
    fn a_sliver_one_step_wide_still_gets_an_inner_point_if_it_has_one() {
        let sliver = shape(&[(0, 0), (1000, 0), (2000, 1), (1000, 2)]);
        assert_eq!(place(&sliver, inscribed(&sliver).at), Place::Inside);
        let none = shape(&[(0, 0), (1, 0), (0, 1)]);
        assert_eq!(place(&none, inscribed(&none).at), Place::OnBorder);
    }
}
