//! Who reaches a station, and who does not?
//!
//! Each place is judged by network time to the stations, never by a polygon. At
//! every ring it is one of three:
//!
//! - **covered**: a station within the ring has room for all of its people;
//! - **over capacity**: stations are within the ring, but none has room left, by
//!   the rule of [`seats`](self): the nearest pairs of station and place are seated
//!   first, a place as a whole or not at all. Without capacities nobody is;
//! - **not covered**: no station is within the ring, or the place is on no street.
//!
//! Beside them stands who would be covered *straight*: a station lies within as
//! many metres, as the crow flies, as the walker makes in the time of the ring.
//! Capacity is no matter there. Counts are integers, so that areas add up to their
//! whole to the last person.

mod count;
mod median;
mod public;
mod residents;
mod rows;
mod seats;
pub(crate) mod straight;
mod told;

pub use count::Count;
pub use public::{PublicCount, PublicRing, PublicRow};
pub use rows::{RingRow, Row, Rows};
pub use told::FEWEST;

use crate::demand::{Demand, Found, LINK_M, Legs, TENTH_MS, UNREACHED, tenths_of};
use crate::{Network, Scratch, Snap, Walk};
use domain::topo::Point;
use seats::Pairs;

/// How far people are followed to a station for the median walk, in minutes.
pub const LOOK_MINUTES: u32 = 60;

/// No station.
const NONE: u32 = u32::MAX;

/// A station as coverage sees it; results name it by its position in the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StationAt {
    /// Where its door is.
    pub at: Point,
    /// Where that joins the network. A station that does not (in the sea, say) is
    /// reached by nobody.
    pub snap: Option<Snap>,
    /// How many people it can serve; `None` has no end.
    pub capacity: Option<u32>,
}

impl StationAt {
    /// Links a station to a network, as places are.
    pub fn link(network: &Network, at: Point, capacity: Option<u32>) -> StationAt {
        StationAt { at, snap: network.snap(at, LINK_M), capacity }
    }
}

/// What a place is at a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// A station within the ring has room for its people.
    Covered,
    /// Stations are within the ring, but have no room left.
    OverCapacity,
    /// No station is within the ring.
    NotCovered,
}

/// Every place judged.
#[derive(Debug, Clone)]
pub struct Coverage {
    minutes: Vec<u32>,
    /// Tenths of a second to the nearest station, as far as [`LOOK_MINUTES`].
    nearest: Vec<u16>,
    /// That station.
    station: Vec<u32>,
    /// Tenths of a second to the station that has room; empty without capacities.
    seated: Vec<u16>,
    /// For each ring how many stations are within it.
    within: Vec<Vec<u16>>,
    /// Tenths of a metre to the nearest station in a straight line.
    straight: Vec<u16>,
    /// Metres of a walk as long as each ring.
    ring_m: Vec<f64>,
}

/// Judges every place by its walk to the stations, at rings of so many minutes;
/// the rings are put in order and counted once each.
pub fn of(walk: &Walk, demand: &Demand, stations: &[StationAt], minutes: &[u32]) -> Coverage {
    let mut minutes = minutes.to_vec();
    minutes.sort_unstable();
    minutes.dedup();
    let preset = walk.preset();
    let ring_m = minutes.iter().map(|&m| f64::from(m) * preset.metres_per_minute()).collect();
    let mut coverage = Coverage {
        nearest: vec![UNREACHED; demand.len()],
        station: vec![NONE; demand.len()],
        seated: Vec::new(),
        within: vec![vec![0; demand.len()]; minutes.len()],
        straight: vec![straight::FAR; demand.len()],
        minutes,
        ring_m,
    };
    let (legs, mut scratch) = (Legs::new(walk, demand), Scratch::new());
    coverage.look_far(&legs, &mut scratch, stations);
    coverage.look_for_each(&legs, &mut scratch, stations);
    coverage.look_straight(demand, stations);
    coverage
}

impl Coverage {
    /// The rings, in minutes, the narrowest first.
    pub fn minutes(&self) -> &[u32] {
        &self.minutes
    }

    /// How many places were judged.
    pub fn len(&self) -> usize {
        self.nearest.len()
    }

    /// Whether there was no place.
    pub fn is_empty(&self) -> bool {
        self.nearest.is_empty()
    }

    /// What a place is at a ring (its position among [`Coverage::minutes`]).
    pub fn state(&self, place: u32, ring: usize) -> State {
        let (at, limit) = (place as usize, tenths_of(ring_ms(self.minutes[ring])));
        if self.within[ring][at] == 0 {
            State::NotCovered
        } else if self.seated.get(at).is_none_or(|&seated| seated <= limit) {
            State::Covered
        } else {
            State::OverCapacity
        }
    }

    /// The walk to the nearest station in tenths of a second, if that is within
    /// [`LOOK_MINUTES`].
    pub fn walk_tenths(&self, place: u32) -> Option<u16> {
        Some(self.nearest[place as usize]).filter(|&tenths| tenths != UNREACHED)
    }

    /// The nearest station, if the walk is within [`LOOK_MINUTES`]; of equals the first.
    pub fn nearest_station(&self, place: u32) -> Option<usize> {
        Some(self.station[place as usize]).filter(|&s| s != NONE).map(|station| station as usize)
    }

    /// How many stations are within a ring of a place.
    pub fn stations_within(&self, place: u32, ring: usize) -> u16 {
        self.within[ring][place as usize]
    }

    /// Whether a station lies within the ring's walk in a straight line.
    pub fn is_straight_within(&self, place: u32, ring: usize) -> bool {
        f64::from(self.straight[place as usize]) <= self.ring_m[ring] * 10.0
    }

    /// Metres of a walk as long as a ring.
    pub fn ring_m(&self, ring: usize) -> f64 {
        self.ring_m[ring]
    }

    /// One search for every station: how many reach each place, and who has room.
    fn look_for_each(&mut self, legs: &Legs<'_>, scratch: &mut Scratch, stations: &[StationAt]) {
        let Some(&widest) = self.minutes.last() else { return };
        let rings: Vec<u32> = self.minutes.iter().map(|&minutes| ring_ms(minutes)).collect();
        let limited = stations.iter().any(|station| station.capacity.is_some());
        let (mut pairs, mut list) = (limited.then(Pairs::new), Vec::new());
        for (index, station) in (0u32..).zip(stations) {
            let Some(snap) = station.snap else { continue };
            legs.within(scratch, &[snap], ring_ms(widest), &mut list);
            for found in &list {
                let &Found { place, ms, .. } = found;
                for (&limit, within) in rings.iter().zip(&mut self.within) {
                    let times = &mut within[place as usize];
                    *times = times.saturating_add(u16::from(ms <= limit));
                }
                if let Some(pairs) = &mut pairs {
                    pairs.note(index, found);
                }
            }
        }
        if let Some(pairs) = pairs {
            self.seated = pairs.seat(legs, scratch, stations, &self.nearest);
        }
    }

    /// One search for all stations together, beyond the rings.
    fn look_far(&mut self, legs: &Legs<'_>, scratch: &mut Scratch, stations: &[StationAt]) {
        let linked = || (0u32..).zip(stations).filter(|(_, station)| station.snap.is_some());
        let index: Vec<u32> = linked().map(|(index, _)| index).collect();
        let snaps: Vec<Snap> = linked().filter_map(|(_, station)| station.snap).collect();
        let widest = self.minutes.last().copied().unwrap_or(0).max(LOOK_MINUTES);
        let mut list = Vec::new();
        legs.within(scratch, &snaps, ring_ms(widest), &mut list);
        for found in list {
            self.nearest[found.place as usize] = tenths_of(found.ms);
            self.station[found.place as usize] = index[found.station as usize];
        }
    }

    fn look_straight(&mut self, demand: &Demand, stations: &[StationAt]) {
        let places: Vec<Point> = stations.iter().map(|station| station.at).collect();
        let most_m = self.ring_m.last().copied().unwrap_or(0.0);
        let stations = straight::Stations::of(&places, most_m);
        for (straight, &at) in self.straight.iter_mut().zip(demand.points()) {
            if let Some((_, metres)) = stations.nearest(at) {
                *straight = straight::tenths_of_a_metre(metres);
            }
        }
    }
}

/// A ring in milliseconds; none is wider than times of places are kept.
pub(crate) fn ring_ms(minutes: u32) -> u32 {
    minutes.saturating_mul(60_000).min(u32::from(UNREACHED - 1) * TENTH_MS)
}
