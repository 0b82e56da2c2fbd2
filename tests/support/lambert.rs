//! Lambert's conformal conic projection, undone: how American states are surveyed.
//!
//! J. P. Snyder, *Map Projections: A Working Manual*, USGS Professional Paper 1395, 1987:
//! formulas 14-15 and 15-9 (m and t), 15-8 (n), 15-10 (F), 15-7 (rho), and for the way back
//! 14-11, 15-11, 14-9 and 7-9.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

/// The US survey foot in metres.
pub const US_FOOT: f64 = 1200.0 / 3937.0;

/// GRS 1980, the ellipsoid of NAD 83.
const SEMI_MAJOR: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_222_101;

/// A cone on two standard parallels.
#[derive(Debug, Clone, Copy)]
pub struct Lambert {
    /// Standard parallels in degrees.
    pub parallels: [f64; 2],
    /// Longitude and latitude of the origin in degrees.
    pub origin: [f64; 2],
    /// Easting and northing of the origin in the unit.
    pub false_origin: [f64; 2],
    /// The unit in metres.
    pub unit: f64,
}

/// Central Colorado, EPSG:2232: NAD 83 in US survey feet.
pub const COLORADO_CENTRAL: Lambert = Lambert {
    parallels: [39.75, 38.45],
    origin: [-105.5, 37.0 + 50.0 / 60.0],
    false_origin: [3_000_000.0, 1_000_000.0],
    unit: US_FOOT,
};

impl Lambert {
    /// Longitude and latitude in degrees of a place given in the unit.
    pub fn degrees(&self, east: f64, north: f64) -> (f64, f64) {
        let [first, second] = self.parallels.map(f64::to_radians);
        let [meridian, origin] = self.origin.map(f64::to_radians);
        let n = (m(first).ln() - m(second).ln()) / (t(first).ln() - t(second).ln());
        let scale = SEMI_MAJOR * m(first) / (n * t(first).powf(n));
        let x = (east - self.false_origin[0]) * self.unit;
        let y = scale * t(origin).powf(n) - (north - self.false_origin[1]) * self.unit;
        let t_there = (x.hypot(y) / scale).powf(1.0 / n);
        let longitude = meridian + x.atan2(y) / n;
        (longitude.to_degrees(), latitude(t_there).to_degrees())
    }
}

fn eccentricity() -> f64 {
    (FLATTENING * (2.0 - FLATTENING)).sqrt()
}

/// Formula 14-15.
fn m(latitude: f64) -> f64 {
    latitude.cos() / (1.0 - (eccentricity() * latitude.sin()).powi(2)).sqrt()
}

/// Formula 15-9.
fn t(latitude: f64) -> f64 {
    (FRAC_PI_4 - latitude / 2.0).tan() / bent(latitude)
}

fn bent(latitude: f64) -> f64 {
    let e = eccentricity();
    ((1.0 - e * latitude.sin()) / (1.0 + e * latitude.sin())).powf(e / 2.0)
}

/// Formula 7-9, six times over: far below a lattice step.
fn latitude(t: f64) -> f64 {
    let sphere = FRAC_PI_2 - 2.0 * t.atan();
    (0..6).fold(sphere, |latitude, _| FRAC_PI_2 - 2.0 * (t * bent(latitude)).atan())
}
