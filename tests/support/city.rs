//! Larger made-up ground: a city of square blocks, and places in it.

use crate::{collection, square};
use serde_json::{Value, json};

/// The south-west corner, beside the drawings.
const ORIGIN: (f64, f64) = (103.0, 40.0);

/// A block is this many degrees wide and high, about 100 m.
const BLOCK: f64 = 0.001;

/// `side` x `side` square blocks with codes `C0`, `C1` …, all neighbours sharing corners; the
/// edition stands in every name.
pub fn city(side: usize, edition: &str) -> Value {
    let features = (0..side * side).map(|n| {
        let (lon, lat) = corner(n % side, n / side);
        json!({
            "type": "Feature",
            "properties": {"code": format!("C{n}"), "name": format!("{edition} {n}")},
            "geometry": {"type": "Polygon", "coordinates": [square(lon, lat, BLOCK)]},
        })
    });
    collection(features)
}

/// Made-up places in and around a city of that side: the same for the same seed.
pub fn places(side: usize, count: usize, seed: u64) -> Vec<(f64, f64)> {
    let mut chance = Chance::from_seed(seed);
    #[expect(clippy::cast_precision_loss, reason = "a city has a few hundred blocks a side")]
    let width = side as f64 * BLOCK;
    let reach = |chance: &mut Chance| (chance.share() * 1.1 - 0.05) * width;
    (0..count)
        .map(|n| {
            let (lon, lat) = (ORIGIN.0 + reach(&mut chance), ORIGIN.1 + reach(&mut chance));
            // Every tenth lies on a corner of blocks, where the border rule decides.
            if n % 10 == 0 {
                (round(lon, 1e3), round(lat, 1e3))
            } else {
                (round(lon, 1e7), round(lat, 1e7))
            }
        })
        .collect()
}

/// A small generator of chance: the same numbers on every machine.
pub struct Chance(u64);

impl Chance {
    /// Begins anew.
    pub fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits (splitmix64 by Steele, Lea and Flood).
    pub fn next_bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// At least 0, below 1.
    pub fn share(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let bits = (self.next_bits() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// One of so many.
    pub fn below(&mut self, count: usize) -> usize {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of rows"
        )]
        let one = (self.share() * count as f64) as usize;
        one
    }

    /// Two independent numbers of a normal distribution with deviation 1.
    pub fn normal_pair(&mut self) -> (f64, f64) {
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        let angle = std::f64::consts::TAU * self.share();
        (radius * angle.cos(), radius * angle.sin())
    }
}

#[expect(clippy::cast_precision_loss, reason = "a city has a few hundred blocks a side")]
fn corner(column: usize, row: usize) -> (f64, f64) {
    (ORIGIN.0 + BLOCK * column as f64, ORIGIN.1 + BLOCK * row as f64)
}

fn round(degrees: f64, steps: f64) -> f64 {
    (degrees * steps).round() / steps
}
