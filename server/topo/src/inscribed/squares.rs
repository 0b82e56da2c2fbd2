//! The search by squares, and its start from chords.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::Polygon;
use crate::plane::{Local, distance2};

/// Squares looked at, at most: in a shape of few sides, whose chords are a good
/// start, and in others.
const MOST_SQUARES: [usize; 2] = [500, 4_000];
/// Sides of a shape up to which chords are drawn.
const MOST_CHORDED: usize = 100;
/// The radius is found to one part in this many.
const PRECISION: f64 = 100.0;

/// A square of the search.
#[derive(Copy, Clone, PartialEq)]
pub(super) struct Square {
    pub(super) middle: [f64; 2],
    half: f64,
    /// Distance of the middle from the border, negative outside.
    pub(super) inner: f64,
}

impl Square {
    /// Worse than any.
    pub(super) const NONE: Square =
        Square { middle: [0.0, 0.0], half: 0.0, inner: f64::NEG_INFINITY };

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
pub(super) struct Ground {
    sides: Vec<([f64; 2], [f64; 2])>,
    min: [f64; 2],
    max: [f64; 2],
}

impl Ground {
    pub(super) fn of(part: &Polygon, local: &Local) -> Ground {
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
            least = least.min(distance2(p, a, b));
        }
        if inside { least.sqrt() } else { -least.sqrt() }
    }

    fn square(&self, middle: [f64; 2], half: f64) -> Square {
        Square { middle, half, inner: self.inner(middle) }
    }

    /// The best place of this part, if better than what is known.
    pub(super) fn search(&self, mut best: Square) -> Square {
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
        if self.sides.len() <= MOST_CHORDED && self.is_sliver(best.inner) {
            return best;
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

    /// Whether squares small enough to fit the shape would be too many: then the
    /// chords have found what there is to find.
    fn is_sliver(&self, radius: f64) -> bool {
        const MOST_ACROSS: f64 = 300.0;
        let double: f64 = self.sides.iter().map(|&(a, b)| a[0] * b[1] - a[1] * b[0]).sum();
        double.abs() / 2.0 > MOST_ACROSS * radius * radius
    }

    /// Promising places: the centroid, and in shapes of few sides the middles of
    /// chords.
    fn starts(&self) -> Vec<[f64; 2]> {
        let mut starts = vec![self.centroid()];
        if self.sides.len() <= MOST_CHORDED {
            starts.extend(self.sides.iter().flat_map(|&(a, b)| {
                [0.25, 0.5, 0.75]
                    .into_iter()
                    .flat_map(move |part| self.chord([a, b], part))
                    .flatten()
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
    fn chord(&self, [start, end]: [[f64; 2]; 2], part: f64) -> [Option<[f64; 2]>; 2] {
        let along = [end[0] - start[0], end[1] - start[1]];
        let length = along[0].hypot(along[1]);
        if length == 0.0 {
            return [None, None];
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
        // One of the two banks is across the shape, the other may be across a bay.
        let middles = [nearest[0] / 2.0, -nearest[1] / 2.0];
        middles.map(|away| away.is_finite().then(|| place(away)))
    }
}

/// How many more squares fit along a side; bounded, for slivers of extreme length.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
fn steps(length: f64, square: f64) -> u32 {
    (length / square).min(64.0) as u32
}
