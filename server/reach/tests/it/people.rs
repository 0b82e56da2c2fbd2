//! People and stations: coverage, what-if, blind spots and proposals, on towns that
//! can be counted by hand, on random ones beside a slow twin, and on real ground.

mod by_hand;
mod real;
mod twins;

use domain::topo::{Point, plane::Local};
use domain::{Place, PlaceSort};
use reach::coverage::StationAt;
use reach::testing::Town;
use reach::{Preset, Walk};

/// A small generator of numbers that nobody need trust (Marsaglia's xorshift).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(((self.0 >> 32) * u64::from(limit)) >> 32).unwrap()
    }

    fn metres(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * f64::from(self.below(1_000_000)) / 1e6
    }
}

fn building(at: Point, residents: u32) -> Place {
    Place {
        code: String::new(),
        at,
        residents,
        households: residents.div_ceil(2),
        sort: PlaceSort::Building,
    }
}

/// A metre a second, so that seconds are metres, and a little more: corners lie on
/// the lattice, a few millimetres off.
fn metre_a_second() -> Preset {
    Preset { metres_per_second: 1.0001, ..Preset::standard() }
}

/// A town of streets in a lattice, a hundred metres apart, with some missing, and
/// some one-way or private.
fn lattice_town(side: u32, dice: &mut Dice) -> Town {
    let mut town = Town::default();
    let local = Local::at(Point::new(1_020_500_000, 403_500_000));
    let place = |x: u32, y: u32| local.from_m([f64::from(x) * 100.0, f64::from(y) * 100.0]);
    for y in 0..side {
        for x in 0..side {
            town.node(place(x, y));
        }
    }
    for y in 0..side {
        for x in 0..side {
            let here = y * side + x;
            for (there, inside) in [(here + 1, x + 1 < side), (here + side, y + 1 < side)] {
                if !inside || dice.below(6) == 0 {
                    continue;
                }
                let street = town.street(&[here, there]);
                match dice.below(20) {
                    0 => street.one_way = reach::osm::OneWay::Forward,
                    1 => street.foot = reach::osm::Foot::Private,
                    _ => {}
                }
            }
        }
    }
    town
}

/// Somewhere in or near such a town.
fn anywhere(side: u32, dice: &mut Dice) -> Point {
    let metres = f64::from(side) * 100.0;
    let local = Local::at(Point::new(1_020_500_000, 403_500_000));
    local.from_m([dice.metres(-100.0, metres), dice.metres(-100.0, metres)])
}

fn stations(walk: &Walk, places: &[Point], capacity: Option<u32>) -> Vec<StationAt> {
    places.iter().map(|&at| StationAt::link(walk.network(), at, capacity)).collect()
}
