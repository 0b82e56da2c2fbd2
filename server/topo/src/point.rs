//! Points of the lattice.

use serde::{Deserialize, Serialize};

/// Lattice steps in a degree.
pub(crate) const STEPS: f64 = 1e7;

/// A point of the lattice; the unit is 1e-7 degree, about a centimetre.
///
/// `x` is the longitude, `y` the latitude. Every predicate of this crate is
/// exact for points on the globe (`|x| <= 1_800_000_000`, `|y| <= 900_000_000`),
/// which is all that [`Point::from_degrees`] makes; points beyond it are not
/// supported. Points sort by `x`, then `y`.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Point {
    /// Longitude in 1e-7 degree.
    pub x: i32,
    /// Latitude in 1e-7 degree.
    pub y: i32,
}

impl Point {
    /// The point at these lattice coordinates.
    pub const fn new(x: i32, y: i32) -> Self {
        Point { x, y }
    }

    /// The lattice point nearest to a longitude and latitude in degrees, halves
    /// to even. `None` for anything that is not a place on the globe: NaN,
    /// infinities, beyond ±180 or ±90.
    ///
    /// ```
    /// use topo::Point;
    /// assert_eq!(Point::from_degrees(116.391_3, 39.907_5), Some(Point::new(1_163_913_000, 399_075_000)));
    /// assert_eq!(Point::from_degrees(180.000_000_1, 0.0), None);
    /// ```
    pub fn from_degrees(lon: f64, lat: f64) -> Option<Point> {
        let on_globe = lon.abs() <= 180.0 && lat.abs() <= 90.0;
        on_globe.then(|| Point { x: nearest(lon * STEPS), y: nearest(lat * STEPS) })
    }

    /// Longitude in degrees; [`Point::from_degrees`] gives the same point back.
    pub fn lon(self) -> f64 {
        f64::from(self.x) / STEPS
    }

    /// Latitude in degrees; [`Point::from_degrees`] gives the same point back.
    pub fn lat(self) -> f64 {
        f64::from(self.y) / STEPS
    }

    /// One number that sorts like the point.
    #[inline]
    pub(crate) fn key(self) -> u64 {
        (u64::from(self.x.cast_unsigned() ^ SIGN) << 32) | u64::from(self.y.cast_unsigned() ^ SIGN)
    }

    /// The point of a [`Point::key`].
    #[inline]
    pub(crate) fn of_key(key: u64) -> Point {
        #[expect(clippy::cast_possible_truncation, reason = "the two halves of the key are wanted")]
        let (x, y) = ((key >> 32) as u32, key as u32);
        Point { x: (x ^ SIGN).cast_signed(), y: (y ^ SIGN).cast_signed() }
    }
}

/// Flipping the sign bit makes signed numbers sort as unsigned ones.
const SIGN: u32 = 1 << 31;

/// Rounds lattice steps to a whole step, halves to even, and never leaves `i32`.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and the globe fits")]
pub(crate) fn nearest(steps: f64) -> i32 {
    steps.round_ties_even() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_and_back_is_the_same_point() {
        for x in (-1_800_000_000..=1_800_000_000).step_by(9_999_991) {
            let p = Point::new(x, x / 2);
            assert_eq!(Point::from_degrees(p.lon(), p.lat()), Some(p));
        }
        let corner = Point::new(1_800_000_000, -900_000_000);
        assert_eq!(Point::from_degrees(180.0, -90.0), Some(corner));
    }

    #[test]
    fn what_is_no_place_on_the_globe_is_refused() {
        for (lon, lat) in
            [(f64::NAN, 0.0), (0.0, f64::NAN), (f64::INFINITY, 0.0), (180.1, 0.0), (0.0, -90.1)]
        {
            assert_eq!(Point::from_degrees(lon, lat), None);
        }
    }

    #[test]
    fn keys_sort_like_points() {
        let mut points: Vec<_> =
            [(-5, 7), (3, -9), (3, 2), (-5, -7), (0, 0)].map(|(x, y)| Point::new(x, y)).into();
        points.sort_unstable();
        assert!(points.is_sorted_by_key(|p| p.key()));
        assert!(points.iter().all(|&p| Point::of_key(p.key()) == p));
    }
}
