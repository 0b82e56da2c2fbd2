//! A finer lattice for looking at faults.
//!
//! Noding on the lattice closes what is narrower than half a step, five
//! millimetres. That is welcome in the result, but a list of faults that leaves
//! out the narrow ones is not a list of the faults. So where borders meet in
//! ways they should not, everything is laid over each other a second time, with
//! the coordinates multiplied by as much as still fits: a few hundred for a city,
//! where a step is then less than a tenth of a millimetre.

use crate::inscribed::{Inscribed, inscribed_by};
use crate::plane::Local;
use crate::{Bounds, Point, Shape, plane};

/// How seen coordinates relate to those of the lattice: multiplied by `factor`
/// about `origin`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lens {
    origin: Point,
    factor: i32,
}

impl Lens {
    /// The lens that changes nothing.
    pub(crate) const PLAIN: Lens = Lens { origin: Point::new(0, 0), factor: 1 };

    /// The strongest lens, up to 1024, through which ground within these bounds
    /// keeps to the globe, the range of exact predicates.
    pub(crate) fn strongest(bounds: &Bounds) -> Option<Lens> {
        let origin = bounds.middle();
        let room = |limit: i64, low: i32, high: i32| {
            limit / (i64::from(high) - i64::from(low) + 2).div_euclid(2).max(1)
        };
        let wide = room(1_800_000_000, bounds.min.x, bounds.max.x);
        let high = room(900_000_000, bounds.min.y, bounds.max.y);
        let most = wide.min(high).min(1024);
        let factor = i32::try_from(most).ok().filter(|&most| most > 1)?;
        Some(Lens { origin, factor: 1 << factor.ilog2() })
    }

    /// How a point is seen.
    pub(crate) fn seen(&self, p: Point) -> Point {
        Point::new((p.x - self.origin.x) * self.factor, (p.y - self.origin.y) * self.factor)
    }

    /// The lattice point nearest to a seen one.
    pub(crate) fn plain(&self, seen: Point) -> Point {
        let half = self.factor / 2;
        let back = |v: i32, origin: i32| {
            let nearest = (i64::from(v) + i64::from(half)).div_euclid(i64::from(self.factor));
            i32::try_from(nearest + i64::from(origin)).unwrap_or(origin)
        };
        Point::new(back(seen.x, self.origin.x), back(seen.y, self.origin.y))
    }

    /// A seen line on the lattice, without points that fall together.
    pub(crate) fn plain_line(&self, seen: &[Point]) -> Vec<Point> {
        let mut line: Vec<Point> = seen.iter().map(|&p| self.plain(p)).collect();
        line.dedup();
        line
    }

    /// The largest circle in a seen shape, and the shape's true area.
    pub(crate) fn measured(&self, seen: &Shape) -> (Inscribed, f64) {
        let Some(bounds) = seen.bounds() else {
            return (crate::inscribed(seen), 0.0);
        };
        let middle = bounds.middle();
        let local = Local::at(self.plain(middle)).seen(middle, self.factor);
        #[expect(clippy::cast_precision_loss, reason = "a measure for people")]
        let area_m2 = if self.factor == 1 {
            plane::area_m2(seen)
        } else {
            seen.area2() as f64 / 2.0 * local.step_m2()
        };
        (inscribed_by(seen, &local), area_m2)
    }
}
