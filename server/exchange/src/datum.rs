//! The shift between a true coordinate and one that Chinese map services give.
//!
//! GCJ-02 moves every place in China by some hundred metres. Jingwei stores true
//! coordinates only; the shift serves to recognise a file that carries it
//! ([`gcj02`] of our own places fits such a file, and they do not).
//! The formula is the one published in 2010 and kept in many open libraries
//! (eviltransform, coordtransform, gcoord), which agree to centimetres.

use domain::topo::Point;
use std::f64::consts::PI;

/// Krasovsky 1940, on which the shift is worked out.
const AXIS_M: f64 = 6_378_245.0;
const ECCENTRICITY2: f64 = 0.006_693_421_622_965_943;

/// Where Chinese map services would draw a true place; places outside the rectangle
/// round China are not shifted.
pub fn gcj02(at: Point) -> Point {
    let (lon, lat) = (at.lon(), at.lat());
    if !(72.004..=137.8347).contains(&lon) || !(0.8293..=55.8271).contains(&lat) {
        return at;
    }
    let (x, y) = (lon - 105.0, lat - 35.0);
    let radians = lat.to_radians();
    let root = 1.0 - ECCENTRICITY2 * radians.sin().powi(2);
    let meridian_m = AXIS_M * (1.0 - ECCENTRICITY2) / root.powf(1.5);
    let parallel_m = AXIS_M / root.sqrt() * radians.cos();
    let east = (eastward(x, y) / parallel_m).to_degrees();
    let north = (northward(x, y) / meridian_m).to_degrees();
    Point::from_degrees(lon + east, lat + north).unwrap_or(at)
}

/// Metres to the east.
fn eastward(x: f64, y: f64) -> f64 {
    let base = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt();
    base + short_waves(x)
        + waves(x, [(20.0, 1.0), (40.0, 3.0)])
        + waves(x, [(150.0, 12.0), (300.0, 30.0)])
}

/// Metres to the north.
fn northward(x: f64, y: f64) -> f64 {
    let base = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt();
    base + short_waves(x)
        + waves(y, [(20.0, 1.0), (40.0, 3.0)])
        + waves(y, [(160.0, 12.0), (320.0, 30.0)])
}

fn short_waves(x: f64) -> f64 {
    (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0
}

/// Sines of `at` with a height and a divisor each.
fn waves(at: f64, terms: [(f64, f64); 2]) -> f64 {
    terms.iter().map(|(height, slowness)| height * (at * PI / slowness).sin()).sum::<f64>() * 2.0
        / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shift_is_some_hundred_metres_everywhere_in_china() {
        for lon in (74..=135).step_by(3) {
            for lat in (18..=54).step_by(3) {
                let place = Point::from_degrees(lon.into(), lat.into()).unwrap();
                let metres = domain::topo::plane::metres_between(place, gcj02(place));
                assert!((20.0..1500.0).contains(&metres), "{metres} at {place:?}");
            }
        }
    }

    #[test]
    fn places_abroad_stay_where_they_are() {
        let porto = Point::from_degrees(-8.61, 41.15).unwrap();
        assert_eq!(gcj02(porto), porto);
    }
}
