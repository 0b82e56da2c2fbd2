//! Metres on the CGCS2000 ellipsoid.
//!
//! Areas go through the authalic latitude, so they are true to size and the
//! areas of children add up to their parent's to rounding. Lengths take the
//! radii of curvature at the middle of each piece. Sources: J. P. Snyder, *Map
//! Projections: A Working Manual*, USGS Professional Paper 1395 (1987), formulas
//! 3-12 (authalic q), 4-18 and 4-20 (radii of curvature); W. D. Lambert, "The
//! distance between two widely separated points on the surface of the earth",
//! J. Washington Acad. Sci. 32 (1942); GB/T 22021 and CH/T 2014 for the figures
//! of the ellipsoid.

use crate::point::{STEPS, nearest};
use crate::{Point, Shape};

/// Half the equatorial diameter in metres.
pub const EQUATORIAL_M: f64 = 6_378_137.0;
/// Flattening.
pub const FLATTENING: f64 = 1.0 / 298.257_222_101;
/// First eccentricity, squared.
const E2: f64 = FLATTENING * (2.0 - FLATTENING);
/// One lattice step in radians.
const STEP: f64 = std::f64::consts::PI / 180.0 / STEPS;

/// Radii of curvature in metres at a latitude: along the meridian, and across it.
fn radii(latitude: f64) -> (f64, f64) {
    let w2 = 1.0 - E2 * latitude.sin().powi(2);
    let across = EQUATORIAL_M / w2.sqrt();
    (across * (1.0 - E2) / w2, across)
}

/// Distance in metres, by the shorter way round the globe.
///
/// Up to about a hundred kilometres the middle latitude serves (better than a
/// millimetre on a kilometre), beyond that Lambert's formula (ten metres on a
/// thousand kilometres).
pub fn metres_between(a: Point, b: Point) -> f64 {
    let whole = 360.0 * STEPS;
    let mut east = f64::from(b.x) - f64::from(a.x);
    if east.abs() > whole / 2.0 {
        east -= whole.copysign(east);
    }
    let (east, north) = (east * STEP, (f64::from(b.y) - f64::from(a.y)) * STEP);
    let (from, to) = (f64::from(a.y) * STEP, f64::from(b.y) * STEP);
    let middle = f64::midpoint(from, to);
    if east.abs().max(north.abs()) < 0.02 {
        let (along, across) = radii(middle);
        return (along * north).hypot(across * middle.cos() * east);
    }
    lambert(from, to, east)
}

/// Lambert's formula for long lines; all angles in radians.
fn lambert(from: f64, to: f64, east: f64) -> f64 {
    let reduced = |latitude: f64| ((1.0 - FLATTENING) * latitude.tan()).atan();
    let (b1, b2) = (reduced(from), reduced(to));
    let (p, q) = (f64::midpoint(b1, b2), (b2 - b1) / 2.0);
    let haversine = q.sin().powi(2) + b1.cos() * b2.cos() * (east / 2.0).sin().powi(2);
    let angle = 2.0 * haversine.sqrt().min(1.0).asin();
    let half = angle / 2.0;
    let part = |over: f64, under: f64, sign: f64| {
        if under == 0.0 { 0.0 } else { (angle + sign * angle.sin()) * over / under }
    };
    let near = part((p.sin() * q.cos()).powi(2), half.cos().powi(2), -1.0);
    let far = part((p.cos() * q.sin()).powi(2), half.sin().powi(2), 1.0);
    EQUATORIAL_M * (angle - FLATTENING / 2.0 * (near + far))
}

/// Length in metres of a line through the points.
pub fn length_m(points: &[Point]) -> f64 {
    points.windows(2).map(|pair| metres_between(pair[0], pair[1])).sum()
}

/// Length in metres of the ring through the points.
pub fn perimeter_m(ring: &[Point]) -> f64 {
    let back = match ring {
        [first, .., last] => metres_between(*last, *first),
        _ => 0.0,
    };
    length_m(ring) + back
}

/// Area in square metres, outlines less holes, whichever way the rings run.
pub fn area_m2(shape: &Shape) -> f64 {
    let parts = shape.0.iter().map(|part| {
        let holes: f64 = part.holes.iter().map(|ring| ring_m2(ring).abs()).sum();
        ring_m2(&part.outer).abs() - holes
    });
    parts.sum()
}

/// Signed area of a ring: the integral of q dλ along it, where q is the area
/// from the equator up to a latitude, per radian. A side that is straight in
/// longitude and latitude is integrated by Simpson's rule, exact to rounding for
/// sides of a few degrees.
fn ring_m2(ring: &[Point]) -> f64 {
    let Some(&last) = ring.last() else { return 0.0 };
    // Taking q relative to one corner keeps small rings from drowning in rounding.
    let origin = zone_m2(f64::from(last.y) * STEP);
    let mut sum = 0.0;
    let (mut from, mut q_from) = (last, 0.0);
    for &to in ring {
        let middle = f64::midpoint(f64::from(from.y), f64::from(to.y));
        let q_middle = zone_m2(middle * STEP) - origin;
        let q_to = zone_m2(f64::from(to.y) * STEP) - origin;
        let east = (f64::from(to.x) - f64::from(from.x)) * STEP;
        sum -= east * (q_from + 4.0 * q_middle + q_to) / 6.0;
        (from, q_from) = (to, q_to);
    }
    sum
}

/// Ground between the equator and a latitude, per radian of longitude.
fn zone_m2(latitude: f64) -> f64 {
    let e = E2.sqrt();
    let s = latitude.sin();
    let q = s / (1.0 - E2 * s * s) + (e * s).atanh() / e;
    EQUATORIAL_M * EQUATORIAL_M * (1.0 - E2) / 2.0 * q
}

/// Metres east and north of a point, true to scale near it: to a millionth of
/// the distance within some kilometres.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Local {
    origin: Point,
    /// Metres in one lattice step eastward and northward.
    step_m: [f64; 2],
}

impl Local {
    /// The local scale at a point.
    pub fn at(p: Point) -> Local {
        let latitude = f64::from(p.y) * STEP;
        let (along, across) = radii(latitude);
        Local { origin: p, step_m: [across * latitude.cos() * STEP, along * STEP] }
    }

    /// The same scale for coordinates seen through a lens.
    pub(crate) fn seen(self, origin: Point, factor: i32) -> Local {
        Local { origin, step_m: self.step_m.map(|step| step / f64::from(factor)) }
    }

    /// Metres east and north of the origin.
    pub fn to_m(&self, p: Point) -> [f64; 2] {
        let (east, north) = crate::exact::minus(p, self.origin);
        #[expect(clippy::cast_precision_loss, reason = "33 bits fit an f64")]
        let steps = [east as f64, north as f64];
        [steps[0] * self.step_m[0], steps[1] * self.step_m[1]]
    }

    /// The lattice point nearest to a place in metres. At the poles, where east
    /// has no scale, the longitude of the origin.
    pub fn from_m(&self, [east, north]: [f64; 2]) -> Point {
        let place = |origin: i32, metres: f64, step: f64| {
            let steps = metres / step;
            nearest(f64::from(origin) + if steps.is_finite() { steps } else { 0.0 })
        };
        Point::new(
            place(self.origin.x, east, self.step_m[0]),
            place(self.origin.y, north, self.step_m[1]),
        )
    }

    /// Square metres of one square lattice step.
    pub fn step_m2(&self) -> f64 {
        self.step_m[0] * self.step_m[1]
    }

    /// Metres from `p` to the nearest point of the segment `a`-`b`.
    pub fn distance_to_segment(&self, p: Point, a: Point, b: Point) -> f64 {
        let [p, a, b] = [p, a, b].map(|p| self.to_m(p));
        distance(p, a, b)
    }
}

/// Distance in the plane from `p` to the segment `a`-`b`.
pub(crate) fn distance(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    distance2(p, a, b).sqrt()
}

/// The same squared.
pub(crate) fn distance2(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let (px, py) = (p[0] - a[0], p[1] - a[1]);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 { ((px * dx + py * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    (px - t * dx).powi(2) + (py - t * dy).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Polygon;

    fn degrees(lon: f64, lat: f64) -> Point {
        Point::from_degrees(lon, lat).unwrap()
    }

    #[test]
    fn known_lengths_come_out() {
        // One degree of the meridian at the equator and at the pole, and one of the
        // equator (any table of the GRS 80 ellipsoid).
        let cases = [
            ((0.0, 0.0), (0.0, 1.0), 110_574.389),
            ((0.0, 89.0), (0.0, 90.0), 111_693.865),
            ((0.0, 0.0), (1.0, 0.0), 111_319.491),
            ((179.5, 0.0), (-179.5, 0.0), 111_319.491),
        ];
        for (a, b, metres) in cases {
            let found = metres_between(degrees(a.0, a.1), degrees(b.0, b.1));
            assert!((found - metres).abs() < 0.2, "{a:?} {b:?}: {found}");
        }
        // Beijing to Shanghai, by PROJ's geodesic on GRS 80.
        let long = metres_between(degrees(116.4, 39.9), degrees(121.47, 31.23));
        assert!((long - 1_065_615.457).abs() < 10.0, "{long}");
        let short = metres_between(degrees(113.3, 23.1), degrees(113.35, 23.13));
        assert!((short - 6_104.973).abs() < 0.001, "{short}");
    }

    #[test]
    fn the_two_length_formulas_agree_where_they_meet() {
        for lat in [0.0, 20.0, 40.0, 60.0, 80.0] {
            let (from, to, east) = (lat * STEP * STEPS, (lat + 0.6) * STEP * STEPS, 0.01);
            let (along, across) = radii(f64::midpoint(from, to));
            let flat = (along * (to - from)).hypot(across * f64::midpoint(from, to).cos() * east);
            let long = lambert(from, to, east);
            assert!((flat - long).abs() / long < 1e-4, "{lat}: {flat} {long}");
        }
    }

    #[test]
    fn the_whole_globe_has_its_known_area() {
        let lines = [-180.0, -90.0, 0.0, 90.0];
        let quarters = lines.map(|west: f64| {
            let corners = [(west, -90.0), (west + 90.0, -90.0), (west + 90.0, 90.0), (west, 90.0)];
            Polygon { outer: corners.map(|(x, y)| degrees(x, y)).to_vec(), holes: vec![] }
        });
        // The area of the GRS 80 ellipsoid is 510,065,621.7 km². The sides run along
        // meridians and the poles, where no rule of integration is involved.
        let area = area_m2(&Shape(quarters.to_vec()));
        assert!((area / 510_065_621.7e6 - 1.0).abs() < 1e-9, "{area}");
    }

    #[test]
    fn local_metres_go_back_to_the_same_point() {
        let local = Local::at(degrees(113.3, 23.1));
        for p in [degrees(113.31, 23.09), degrees(113.0, 23.4)] {
            assert_eq!(local.from_m(local.to_m(p)), p);
        }
        let a = degrees(113.3, 23.1);
        let b = degrees(113.301, 23.101);
        let d = local.distance_to_segment(b, a, a);
        assert!((d - metres_between(a, b)).abs() < 0.01);
    }
}
